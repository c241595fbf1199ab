//! The trail: what is found when somebody alters it, and what enters it.

use axum::http::StatusCode;
use cordon::audit::{checkpoint, verify};
use sqlx::PgConnection;

use crate::support::TestApp;

/// A program with something in its trail, and the place of an entry in the middle of a chain.
async fn lived_in() -> (TestApp, i16, i64) {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    for name in ["amal", "bela", "cleo"] {
        admin.post("/admin/users", &[("username", name), ("display_name", name)]).await.leads();
    }
    let mut owner = app.owner().await;
    let (chain, last): (i16, i64) =
        sqlx::query_as("select chain, position from audit.head order by position desc limit 1").fetch_one(&mut owner).await.unwrap();
    assert!(last > 3);
    (app, chain, last)
}

async fn wrong(owner: &mut PgConnection, checkpoints: &[checkpoint::Checkpoint]) -> Option<String> {
    verify::verify(owner, checkpoints).await.unwrap().first_wrong
}

async fn tamper(owner: &mut PgConnection, sql: &'static str, chain: i16, position: i64) {
    let done = sqlx::query(sql).bind(chain).bind(position).execute(owner).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
}

#[tokio::test]
async fn an_untouched_trail_follows_from_entry_to_entry() {
    let (app, _, _) = lived_in().await;
    let mut owner = app.owner().await;
    assert_eq!(wrong(&mut owner, &[]).await, None);
}

#[tokio::test]
async fn an_edit_of_any_entry_and_of_any_column_is_found() {
    let (app, chain, last) = lived_in().await;
    let mut owner = app.owner().await;
    for position in 1..=last {
        for column in ["action", "subject", "outcome", "detail", "origin", "session_mark", "request_id"] {
            let kept: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select {column} from audit.entry where chain = $1 and position = $2")))
                .bind(chain)
                .bind(position)
                .fetch_one(&mut owner)
                .await
                .unwrap();
            let other = if column == "outcome" { if kept == "done" { "read" } else { "done" } } else { "altered" };
            let set = format!("update audit.entry set {column} = $3 where chain = $1 and position = $2");
            sqlx::query(sqlx::AssertSqlSafe(set.clone())).bind(chain).bind(position).bind(other).execute(&mut owner).await.unwrap();
            assert_eq!(wrong(&mut owner, &[]).await, Some(format!("{chain}/{position}")), "{column}");
            sqlx::query(sqlx::AssertSqlSafe(set)).bind(chain).bind(position).bind(kept).execute(&mut owner).await.unwrap();
        }
    }
    tamper(&mut owner, "update audit.entry set at = at + interval '1 second' where chain = $1 and position = $2", chain, 2).await;
    assert_eq!(wrong(&mut owner, &[]).await, Some(format!("{chain}/2")));
}

#[tokio::test]
async fn a_deletion_of_any_entry_is_found() {
    for back in 0..3 {
        let (app, chain, last) = lived_in().await;
        let mut owner = app.owner().await;
        tamper(&mut owner, "delete from audit.entry where chain = $1 and position = $2", chain, last - back).await;
        assert_eq!(wrong(&mut owner, &[]).await, Some(format!("{chain}/{}", last - back)));
    }
}

#[tokio::test]
async fn an_insertion_is_found() {
    let (app, chain, last) = lived_in().await;
    let mut owner = app.owner().await;
    let copy = "insert into audit.entry (chain, position, at, account_id, session_mark, origin, action, subject, outcome, detail, request_id, body, hash)
        select chain, (select max(position) + 1 from audit.entry where chain = $1), at, account_id, session_mark, origin, action, subject, outcome, detail, request_id, body, hash
        from audit.entry where chain = $1 and position = $2";
    tamper(&mut owner, copy, chain, 2).await;
    assert_eq!(wrong(&mut owner, &[]).await, Some(format!("{chain}/{}", last + 1)));
}

#[tokio::test]
async fn a_cut_tail_with_its_head_is_found_by_checkpoints_alone() {
    let (app, chain, last) = lived_in().await;
    let mut owner = app.owner().await;
    let witnessed = checkpoint::take(&mut owner).await.unwrap();
    tamper(&mut owner, "delete from audit.entry where chain = $1 and position = $2", chain, last).await;
    let head =
        "update audit.head h set position = $2 - 1, hash = (select hash from audit.entry e where e.chain = $1 and e.position = $2 - 1) where h.chain = $1";
    tamper(&mut owner, head, chain, last).await;

    assert_eq!(wrong(&mut owner, &[]).await, None, "the chain alone cannot know");
    assert_eq!(wrong(&mut owner, &[witnessed]).await, Some(format!("{chain}/{last}")));
}

#[tokio::test]
async fn the_program_cannot_write_the_trail_but_append() {
    let app = TestApp::start().await;
    let mut web = app.web_role().await;
    for attack in [
        "update audit.entry set detail = ''",
        "delete from audit.entry",
        "update audit.head set position = 0",
        "insert into audit.due values ('1'::xid8)",
        "truncate audit.entry",
    ] {
        let error = sqlx::query(attack).execute(&mut web).await.expect_err(attack);
        assert!(error.to_string().contains("permission denied"), "{attack}: {error}");
    }
    let seen: i64 = sqlx::query_scalar("select count(*) from audit.entry").fetch_one(&mut web).await.unwrap();
    assert_eq!(seen, 0, "without a session nothing is read");
}

#[tokio::test]
async fn reading_the_trail_is_in_the_trail() {
    let app = TestApp::start().await;
    let auditor = app.as_("auditor").await;
    let reads = "select count(*) from audit.entry where action like 'trail.%' and outcome = 'read'";
    let before = app.count(reads).await;

    let page = auditor.get("/audit?action=session.start").await;
    assert_eq!(page.status, StatusCode::OK);
    let entry = page.attribute("tbody a", "href").expect("somebody signed in");
    let shown = auditor.get(&entry).await;
    auditor.get("/audit.csv?outcome=read").await;
    auditor.get("/audit/strangers").await;

    assert_eq!(app.count(reads).await, before + 4);
    assert!(shown.text().contains("follows from the entry before it"), "{}", shown.one("main"));
    for hidden in ["/audit/99-1", "/audit/0-999999", "/audit/x"] {
        assert_eq!(auditor.get(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
    }
    for name in ["admin", "ssp-goma", "cpo-goma"] {
        assert_eq!(app.as_(name).await.get("/audit").await.status, StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test]
async fn the_trail_is_filtered_and_paged() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;
    for _ in 0..3 {
        chief.get("/admin/users/new").await;
    }
    let auditor = app.as_("auditor").await;

    let mine = auditor.get("/audit?person=chief&outcome=refused").await;
    assert_eq!(mine.all("tbody tr").len(), 3, "{}", mine.one("main"));
    assert_eq!(auditor.get("/audit?person=nobody").await.all("tbody tr").len(), 0);
    assert_eq!(auditor.get("/audit?to=2001-01-01").await.all("tbody tr").len(), 0);
    assert!(auditor.get("/audit?from=31/31/31").await.text().contains("31/31/31"), "what cannot be read is named");
    for _ in 0..60 {
        auditor.get("/audit/strangers").await;
    }
    let first = auditor.get("/audit").await;
    let next = auditor.get(&first.attribute("a[rel=next]", "href").expect("a next page")).await;
    let (one, two) = (first.all("tbody tr th"), next.all("tbody tr th"));
    assert_eq!(one.len(), 50);
    assert!(!two.is_empty());
}

#[tokio::test]
async fn refusals_of_strangers_are_counted_and_not_chained() {
    let app = TestApp::start().await;
    let entries = app.count("select count(*) from audit.entry").await;
    for _ in 0..3 {
        app.stranger().get("/audit").await;
    }
    assert_eq!(app.count("select count(*) from audit.entry").await, entries);

    let page = app.as_("auditor").await.get("/audit/strangers").await;

    assert!(page.all("tbody tr").iter().any(|row| row.contains("trail.list") && row.ends_with('3')), "{:?}", page.all("tbody tr"));
}

#[tokio::test]
async fn every_change_leaves_one_entry_and_a_reading_none() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    let entries = "select count(*) from audit.entry";
    let until = crate::sessions::until_in(&app, 20).await;
    let changes: [(&str, Vec<(&str, &str)>); 8] = [
        ("/admin/users", vec![("username", "amal"), ("display_name", "Amal")]),
        ("/admin/users/amal/edit", vec![("display_name", "A. Khoury"), ("version", "1")]),
        ("/admin/users/amal/codes", vec![]),
        ("/admin/users/amal/grants", vec![("role", "auditor"), ("until", &until), ("reason", "x")]),
        ("/admin/users/amal/disablings", vec![("reason", "left")]),
        ("/admin/users/amal/enablings", vec![]),
        ("/me/preferences", vec![("language", "en"), ("density", "compact")]),
        ("/me/sessions/endings", vec![]),
    ];
    for (path, fields) in changes {
        let before = app.count(entries).await;
        let answer = admin.post(path, &fields).await;
        assert!(answer.status == StatusCode::SEE_OTHER || answer.status == StatusCode::OK, "{path}: {} {}", answer.status, answer.one("main"));
        assert_eq!(app.count(entries).await, before + 1, "{path}");
    }
    let before = app.count(entries).await;
    for path in ["/admin/users", "/admin/users/amal", "/admin/users/amal/history", "/access-grants", "/me", "/me/sessions", "/me/drafts"] {
        assert_eq!(admin.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(app.count(entries).await, before);
}
