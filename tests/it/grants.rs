//! Rights of two people: asked, answered, urgent, ended, and what the database holds when no page does.

use axum::http::StatusCode;
use cordon::app::{App, Walls};
use cordon::jobs::detector;

use crate::sessions::until_in;
use crate::support::{Answer, Person, TestApp};

async fn ask(app: &TestApp, who: &Person, account: &str, role: &str, scope: &str, urgent: &str) -> Answer {
    let until = until_in(app, 30).await;
    who.post(&format!("/admin/users/{account}/grants"), &[("role", role), ("scope", scope), ("until", &until), ("reason", "rotation"), ("urgent", urgent)])
        .await
}

/// The reference of the newest right of an account.
async fn newest(app: &TestApp, account: &str) -> String {
    let mut owner = app.owner().await;
    sqlx::query_scalar("select g.ref from access_grant g join account a on a.id = g.account_id where a.username = $1 order by g.asked_at desc limit 1")
        .bind(account)
        .fetch_one(&mut owner)
        .await
        .unwrap()
}

fn version(n: &'static str) -> [(&'static str, &'static str); 1] {
    [("version", n)]
}

#[tokio::test]
async fn a_role_at_a_station_is_given_in_one_page_and_five_interactions() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    // T40: load 1, the page of the person; role, where, last day, reason, send; load 2, the same page
    let page = admin.get("/admin/users/cpo-goma").await;
    assert_eq!(page.attribute("form[action='/admin/users/cpo-goma/grants'] button", "class").as_deref(), Some("button"));

    let asked = ask(&app, &admin, "cpo-goma", "cp_officer", "jub", "").await;

    assert_eq!(asked.leads(), "/admin/users/cpo-goma");
    let page = admin.get("/admin/users/cpo-goma").await;
    assert!(
        page.one("#rights + .scroll tbody tr, section[aria-labelledby=rights] tbody tr").contains("JUB"),
        "{}",
        page.one("section[aria-labelledby=rights]")
    );
}

#[tokio::test]
async fn a_station_right_waits_for_that_stations_security_professional() {
    let app = TestApp::start().await;
    let (admin, ssp, other, chief) = (app.as_("admin").await, app.as_("ssp-juba").await, app.as_("ssp-goma").await, app.as_("chief").await);
    let officer = app.as_("cpo-goma").await;
    ask(&app, &admin, "cpo-goma", "cp_coordinator", "JUB", "").await.leads();
    let reference = newest(&app, "cpo-goma").await;
    let approvals = format!("/access-grants/{reference}/approvals");

    assert_eq!(admin.post(&approvals, &version("1")).await.status, StatusCode::FORBIDDEN, "who asked does not answer");
    assert_eq!(chief.post(&approvals, &version("1")).await.status, StatusCode::FORBIDDEN, "a station's right is the station's");
    assert_eq!(other.post(&approvals, &version("1")).await.status, StatusCode::NOT_FOUND, "another station's does not know of it");
    assert_eq!(ssp.post(&approvals, &version("7")).await.status, StatusCode::CONFLICT, "what changed meanwhile is read again");
    assert!(ssp.get("/access-grants?state=asked").await.text().contains(&reference));
    assert_eq!(ssp.post(&approvals, &version("1")).await.leads(), format!("/access-grants/{reference}"));

    let rights = officer.get("/me").await.all("tbody tr");
    assert!(rights.iter().any(|right| right.contains("JUB") && right.contains("in force")), "{rights:?}");
    assert!(officer.get("/watch").await.status != StatusCode::FORBIDDEN, "the next request has the right");
    assert_eq!(ssp.post(&approvals, &version("2")).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn other_rights_are_the_chiefs_and_nobody_answers_for_themselves() {
    let app = TestApp::start().await;
    let (admin, ssp, chief) = (app.as_("admin").await, app.as_("ssp-goma").await, app.as_("chief").await);
    ask(&app, &admin, "ssp-goma", "cp_officer", "GOM", "").await.leads();
    let own = newest(&app, "ssp-goma").await;
    ask(&app, &admin, "chief", "auditor", "", "").await.leads();
    let chiefs = newest(&app, "chief").await;
    ask(&app, &admin, "support", "training_coordinator", "", "").await.leads();
    let reference = newest(&app, "support").await;

    assert_eq!(ssp.post(&format!("/access-grants/{own}/approvals"), &version("1")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(chief.post(&format!("/access-grants/{chiefs}/approvals"), &version("1")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ssp.get(&format!("/access-grants/{reference}")).await.status, StatusCode::NOT_FOUND);
    let unreasoned = chief.post(&format!("/access-grants/{reference}/refusals"), &[("version", "1"), ("reason", " ")]).await;
    assert_eq!((unreasoned.status, unreasoned.error_of("reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    chief.post(&format!("/access-grants/{reference}/refusals"), &[("version", "1"), ("reason", "no post")]).await.leads();

    let page = chief.get(&format!("/access-grants/{reference}")).await;
    assert!(page.text().contains("no post") && page.text().contains("refused"));
}

#[tokio::test]
async fn an_urgent_right_is_in_force_and_an_open_exception_until_it_is_confirmed() {
    let app = TestApp::start().await;
    let (admin, chief) = (app.as_("admin").await, app.as_("chief").await);
    let own = ask(&app, &admin, "admin", "auditor", "", "yes").await;
    assert!(!own.error_of("urgent").is_empty(), "never one's own");

    ask(&app, &admin, "cpo-goma", "cp_officer", "JUB", "yes").await.leads();
    let reference = newest(&app, "cpo-goma").await;

    assert!(chief.get("/access-grants?state=to-confirm").await.text().contains(&reference));
    assert_eq!(chief.get("/access-grants").await.all(".flash.warning").len(), 0);
    app.shift_clock("24 hours 1 minute").await;
    let (chief, ssp) = (app.as_("chief").await, app.as_("ssp-juba").await);
    let list = chief.get("/access-grants").await;
    assert_eq!(list.all(".flash.warning").len(), 1);
    assert!(list.one(&format!("tr[data-row='{reference}'].warning")).contains("JUB"));
    ssp.post(&format!("/access-grants/{reference}/approvals"), &version("1")).await.leads();
    assert_eq!(chief.get("/access-grants").await.all(".flash.warning").len(), 0);
    assert!(chief.get("/access-grants?state=in-force&account=cpo-goma").await.text().contains(&reference));
}

#[tokio::test]
async fn an_urgent_right_that_nobody_confirms_stands_in_the_register_until_somebody_does() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    ask(&app, &admin, "cpo-goma", "cp_officer", "JUB", "yes").await.leads();
    ask(&app, &admin, "cpo-goma", "cp_coordinator", "JUB", "").await.leads();
    app.shift_clock("23 hours 50 minutes").await;
    assert_eq!(detector::run_once(&app.app).await.expect("the detector runs").exceptions, 0, "the day is not over");

    app.shift_clock("24 hours 1 minute").await;
    let first = detector::run_once(&app.app).await.expect("the detector runs");
    let second = detector::run_once(&app.app).await.expect("the detector runs");

    assert_eq!((first.exceptions, second.exceptions), (1, 0), "once, and not for what only was asked");
    let (chief, ssp) = (app.as_("chief").await, app.as_("ssp-juba").await);
    let row = ssp.get("/exceptions").await.one("tbody tr");
    assert!(row.contains("INV-05") && row.contains("JUB") && row.contains("nobody has confirmed"), "{row}");
    assert_eq!(app.count("select count(*) from exception e join account a on a.id = e.owner_id where a.username = 'admin'").await, 1);
    let exception = chief.get("/exceptions").await.one("tbody th");
    let page = chief.get(&format!("/exceptions/{exception}")).await;
    assert_eq!(page.all("form[action$='/close']").len(), 0, "words do not close it");
    let words = chief.post(&format!("/exceptions/{exception}/close"), &[("version", "1"), ("resolution", "It is fine.")]).await;
    assert_eq!(words.status, StatusCode::CONFLICT);

    let mut owner = app.owner().await;
    let reference: String = sqlx::query_scalar("select detail from exception").fetch_one(&mut owner).await.unwrap();
    assert!(page.attribute("main dl a", "href").is_some_and(|url| url == format!("/access-grants/{reference}")));
    ssp.post(&format!("/access-grants/{reference}/approvals"), &version("1")).await.leads();

    assert_eq!(app.count("select count(*) from exception where closed_at is null").await, 0);
    assert!(chief.get(&format!("/exceptions/{exception}")).await.text().contains("The second person confirmed it."));
    assert_eq!(app.count("select count(*) from audit.entry where action = 'exception.open'").await, 1);
    assert_eq!(detector::run_once(&app.app).await.expect("the detector runs").exceptions, 0);
}

#[tokio::test]
async fn an_ended_right_ends_at_the_next_request() {
    let app = TestApp::start().await;
    let (chief, officer) = (app.as_("chief").await, app.as_("coordinator-goma").await);
    let reference = newest(&app, "coordinator-goma").await;
    assert_eq!(officer.get("/me").await.status, StatusCode::OK);

    chief.post(&format!("/access-grants/{reference}/endings"), &[("version", "1"), ("reason", "left")]).await.leads();

    assert_eq!(officer.get("/me").await.leads(), "/sign-in", "it was the last right");
    assert!(app.sign_in("coordinator-goma", cordon::exercise::PASSWORD).await.is_err());
}

#[tokio::test]
async fn scopes_follow_the_role() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;

    for (role, scope, field) in [
        ("cp_officer", "CD", "scope"),
        ("cp_officer", "XXX", "scope"),
        ("designated_official", "GOM", "scope"),
        ("auditor", "GOM", "scope"),
        ("cp_officer", "GOM", "role"),
        ("king", "GOM", "role"),
    ] {
        let answer = ask(&app, &admin, "cpo-goma", role, scope, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {scope}");
        assert!(!answer.error_of(field).is_empty(), "{role} {scope}");
        assert_eq!(answer.attribute("#f-scope", "value").as_deref(), Some(scope), "values are kept");
    }
    assert_eq!(ask(&app, &admin, "cpo-goma", "senior_security_professional", "CD", "").await.leads(), "/admin/users/cpo-goma");
}

#[tokio::test]
async fn the_list_is_exported_with_its_filters() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let csv = chief.get("/access-grants.csv?role=cp_officer&station=GOM&foo=1").await;

    assert_eq!(csv.status, StatusCode::OK);
    let text = csv.text();
    assert_eq!(text.lines().next(), Some("ref,account,role,scope_kind,scope,from,to,state,asked_by,answered_by,reason"));
    assert_eq!(text.lines().count(), 2, "{text}");
    assert_eq!(chief.get("/access-grants.xlsx").await.status, StatusCode::OK);
    assert!(chief.get("/access-grants?foo=1").await.text().contains("foo"));
    assert_eq!(app.as_("cpo-goma").await.get("/access-grants").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_database_holds_the_two_people_without_the_application() {
    let app = TestApp::start_with(
        |mut app: App| {
            app.walls = Walls::without_application();
            app
        },
        "cordon_web",
    )
    .await;
    let (admin, ssp, coordinator) = (app.as_("admin").await, app.as_("ssp-goma").await, app.as_("coordinator-goma").await);
    ask(&app, &admin, "support", "auditor", "", "").await.leads();
    let reference = newest(&app, "support").await;
    // whoever asked, and whoever has no say, cannot answer through the page
    for person in [&admin, &ssp, &coordinator] {
        let answer = person.post(&format!("/access-grants/{reference}/approvals"), &version("1")).await;
        assert!(matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{} {}", person.name, answer.status);
    }
    assert_eq!(app.count("select count(*) from access_grant where state = 'asked'").await, 1);
}

#[tokio::test]
async fn a_right_is_not_forged_in_sql() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    ask(&app, &admin, "support", "auditor", "", "").await.leads();
    let mut web = app.web_role().await;
    let token = admin.token();
    sqlx::query("select set_config('app.key', $1, false)").bind(cordon::authz::session::key_of(&token)).execute(&mut web).await.unwrap();
    let me = "(select id from account where username = 'admin')";
    let attacks = [
        "update access_grant set state = 'granted', decided_by = (select id from account where username = 'chief') where state = 'asked'".to_owned(),
        format!("update access_grant set state = 'granted', decided_by = {me} where state = 'asked'"),
        "update access_grant set state = 'granted' where state = 'asked'".to_owned(),
        "update access_grant set role = 'pcu_chief' where state = 'granted'".to_owned(),
        format!(
            "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, is_urgent, asked_by, reason) values (gen_random_uuid(), {me}, 'pcu_chief', 'global', '', now(), 'granted', true, {me}, 'x')"
        ),
        format!(
            "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, decided_by, reason) values (gen_random_uuid(), {me}, 'pcu_chief', 'global', '', now(), 'granted', (select id from account where username = 'executive'), (select id from account where username = 'chief'), 'x')"
        ),
        format!("update account set officer_id = gen_random_uuid() where id = {me}"),
    ];
    for attack in attacks {
        assert!(sqlx::query(sqlx::AssertSqlSafe(attack.clone())).execute(&mut web).await.is_err(), "{attack}");
    }
    // the twin: what the rules allow goes as far as the trail's demand
    let allowed = sqlx::query("update account set display_name = 'X. Holm-Berg' where username = 'admin'").execute(&mut web).await;
    assert!(allowed.unwrap_err().to_string().contains("entry in the trail"));
}
