//! Authorized posts, who fills them (INV-09), and the strength a station must not fall below.

use axum::http::StatusCode;

use crate::support::protection::{day, officer};
use crate::support::sql::{change, look, must, refusal};
use crate::support::{Person, TestApp};

const POST: [(&str, &str); 5] =
    [("station", "GOM"), ("number", "S-25-019"), ("title", "Close protection officer"), ("duty_role", "cp_officer"), ("category", "SS")];

/// A vacant post of Goma; answers its address.
async fn post(person: &Person, number: &str) -> String {
    let mut fields = POST;
    fields[1].1 = number;
    person.post("/authorized-posts", &fields).await.leads()
}

/// What the database says to a change that it refuses.
async fn refused(owner: &mut sqlx::PgConnection, sql: &str) -> String {
    let said = refusal(&change(owner, sql).await);
    must(owner, "rollback").await;
    said
}

async fn fill(app: &TestApp, person: &Person, address: &str, officer: &str, version: &str) {
    let since = day(app, -10).await;
    person.post(&format!("{address}/officer"), &[("officer", officer), ("since", &since), ("version", version)]).await.leads();
}

#[tokio::test]
async fn a_post_is_recorded_filled_left_and_abolished_and_employment_says_what_it_says() {
    let app = TestApp::start().await;
    let second = officer(&app, "Second Officer").await;
    let (funds, since) = (day(&app, 20).await, day(&app, -10).await);
    let ssp = app.as_if("ssp-goma").await;

    let empty = ssp.get("/authorized-posts").await;
    let wrong = ssp.post("/authorized-posts", &[("station", "JUB"), ("number", "S 25"), ("title", ""), ("duty_role", ""), ("category", "FS")]).await;
    let mut fields = POST.to_vec();
    fields.push(("funded_until", funds.as_str()));
    let address = ssp.post("/authorized-posts", &fields).await.leads();
    let again = ssp.post("/authorized-posts", &POST).await;
    fields[0].1 = "JUB";
    let elsewhere = ssp.post("/authorized-posts", &fields).await;
    let vacant = ssp.get("/authorized-posts?station=GOM&place=vacant").await;

    assert!(empty.one("main").contains("No posts yet"));
    for field in ["number", "title", "duty_role"] {
        assert!(!wrong.error_of(field).is_empty(), "{field}");
    }
    assert_eq!(wrong.attribute("#f-number", "value").as_deref(), Some("S 25"), "entries are kept");
    assert!(again.error_of("number").contains("recorded already"));
    assert!(elsewhere.error_of("station").contains("No duty station"));
    assert!(vacant.one("tbody").contains("S-25-019") && vacant.one("tbody").contains("vacant"));

    let ahead = ssp.post(&format!("{address}/officer"), &[("officer", &second), ("since", &day(&app, 3).await), ("version", "1")]).await;
    assert!(!ahead.error_of("since").is_empty());
    fill(&app, &ssp, &address, &second, "1").await;
    let employment = format!("/officers/{second}/employment");
    let told = ssp.get(&employment).await;
    let form = ssp.get(&format!("{employment}/edit")).await;
    assert!(told.one("main").contains("S-25-019") && told.one("main").contains(&funds) && told.one("main").contains(&since), "{}", told.one("main"));
    assert!(form.one("main").contains("S-25-019") && form.attribute("#f-post_funded_until", "value").is_none(), "written once");
    ssp.post(&employment, &[("grade", "FS-4"), ("version", "1")]).await.leads();
    assert!(ssp.get(&employment).await.one("main").contains(&funds), "saving the form leaves it");
    let stale = ssp.post(&format!("{address}/vacancy"), &[("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let late: Vec<(&str, &str)> = POST.into_iter().filter(|(name, _)| *name != "station").chain([("grade", "FS-6 of my own"), ("version", "1")]).collect();
    let lost = ssp.post(&format!("{address}/edit"), &late).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    assert!(
        lost.one("ul.typed").contains("FS-6 of my own") && !lost.one("ul.typed").contains("cp_officer"),
        "what was typed is not lost: {}",
        lost.one("main")
    );
    assert_eq!(ssp.get(&format!("{address}/abolition")).await.status, StatusCode::OK);
    let filled = ssp.post(&format!("{address}/abolition"), &[("reason", "Budget"), ("version", "2")]).await;
    assert!(filled.error_of("reason").contains("Somebody fills"));

    ssp.post(&format!("{address}/vacancy"), &[("version", "2")]).await.leads();
    let left = ssp.get(&employment).await;
    assert!(left.one("main").contains(&funds) && !left.one("main").contains(&since), "INV-13: the funds are known still: {}", left.one("main"));
    // a post that says nothing of its funds does not forget them either, whoever saves the form
    let silent = post(&ssp, "S-25-020").await;
    fill(&app, &ssp, &silent, &second, "1").await;
    ssp.post(&employment, &[("grade", "FS-5"), ("version", &look(&app, "select version::text from employment").await)]).await.leads();
    assert!(ssp.get(&employment).await.one("main").contains(&funds));
    ssp.post(&format!("{silent}/vacancy"), &[("version", "2")]).await.leads();
    assert!(!ssp.post(&format!("{address}/abolition"), &[("reason", " "), ("version", "3")]).await.error_of("reason").is_empty());
    ssp.post(&format!("{address}/abolition"), &[("reason", "Budget of next year"), ("version", "3")]).await.leads();
    assert_eq!(ssp.post(&format!("{address}/edit"), &[("number", "S-1")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ssp.get(&format!("{address}/edit")).await.status, StatusCode::CONFLICT);
    post(&ssp, "S-25-019").await;
    let history = ssp.get(&format!("{address}/history")).await;
    for word in ["Budget of next year", "S-25-019", second.as_str()] {
        assert!(history.one("main").contains(word), "{word}: {}", history.one("main"));
    }
    assert_eq!(ssp.get("/authorized-posts?state=abolished").await.one("h1"), "1 post");
    assert!(ssp.get("/authorized-posts.csv?station=GOM").await.text().contains("S-25-019"));
}

#[tokio::test]
async fn others_read_no_posts_and_write_none() {
    let app = TestApp::start().await;
    let address = post(&app.as_if("ssp-goma").await, "S-25-020").await;

    for (person, status) in [("ssp-juba", StatusCode::NOT_FOUND), ("armourer-goma", StatusCode::NOT_FOUND), ("auditor", StatusCode::OK)] {
        assert_eq!(app.as_if(person).await.get(&address).await.status, status, "{person}");
    }
    let auditor = app.as_if("auditor").await;
    assert_eq!(auditor.post(&format!("{address}/abolition"), &[("reason", "x"), ("version", "1")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.post("/duty-stations/GOM/strength", &[("armed", "1"), ("unarmed", "1"), ("document", "x")]).await.status, StatusCode::FORBIDDEN);
    assert!(!app.as_if("cpo-goma").await.get("/duty-stations/GOM").await.text().contains("/authorized-posts"));
}

#[tokio::test]
async fn the_database_keeps_one_officer_of_the_station_to_a_post() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    post(&ssp, "S-1").await;
    post(&ssp, "S-2").await;
    officer(&app, "Second Officer").await;
    app.officer_of("cpo-juba", "JUB").await;
    let mut owner = app.owner().await;
    let put = |number: &str, who: &str| {
        format!(
            "update authorized_post set officer_id = (select id from officer where {who} order by name limit 1), occupied_since = current_date where number = '{number}'"
        )
    };
    let own = "name = 'Second Officer'";
    let foreign = "state = 'active' and station_id = (select id from duty_station where code = 'JUB')";

    assert_eq!(refused(&mut owner, &put("S-1", foreign)).await, "23514 post_filled_by_own_officer");
    change(&mut owner, &put("S-1", own)).await.expect("one's own");
    assert_eq!(refused(&mut owner, &put("S-2", own)).await, "23505 officer_fills_one_post");
    for (attack, held_by) in [
        ("update authorized_post set abolished_on = current_date, abolish_reason = 'x' where number = 'S-1'", "abolished_post_is_vacant"),
        ("update authorized_post set abolished_on = current_date where number = 'S-2'", "abolished_post_has_reason"),
        ("update authorized_post set abolished_on = current_date + 2, abolish_reason = 'x' where number = 'S-2'", "post_abolished_by_now"),
        ("update authorized_post set occupied_since = current_date + 3 where number = 'S-1'", "post_filled_by_now"),
        ("update authorized_post set occupied_since = null where number = 'S-1'", "filled_post_has_its_day"),
        ("update authorized_post set station_id = (select id from duty_station where code = 'JUB') where number = 'S-2'", "authorized_post_stays"),
    ] {
        assert_eq!(refused(&mut owner, attack).await, format!("23514 {held_by}"), "{attack}");
    }
    change(&mut owner, "update authorized_post set abolished_on = current_date, abolish_reason = 'x' where number = 'S-2'").await.expect("the twin");
    assert_eq!(refused(&mut owner, "update authorized_post set title = 'Other' where number = 'S-2'").await, "23514 abolished_post_is_kept");

    change(&mut owner, "update employment set post_funded_until = '2040-01-01' where officer_id = (select id from officer where name = 'Second Officer')")
        .await
        .expect("the post answers");
    assert_eq!(
        look(&app, "select coalesce(post_funded_until::text, 'none') from employment").await,
        "2040-01-01",
        "what the post does not say is known otherwise"
    );
    change(&mut owner, "update authorized_post set funded_until = '2030-01-01' where number = 'S-1'").await.expect("the post says it");
    change(&mut owner, "update employment set post_funded_until = '2040-01-01'").await.expect("the post answers");
    assert_eq!(look(&app, "select post_funded_until::text from employment").await, "2030-01-01", "what the post says stands");
    change(&mut owner, "update officer set station_id = (select id from duty_station where code = 'JUB') where name = 'Second Officer'").await.expect("a move");
    assert_eq!(look(&app, "select (officer_id is null)::text from authorized_post where number = 'S-1'").await, "true", "INV-09: the post is left");
}

#[tokio::test]
async fn a_station_below_its_minimum_says_so_today_and_before_the_day() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    let second = officer(&app, "Second Officer").await;
    let filled = post(&ssp, "S-1").await;
    fill(&app, &ssp, &filled, &second, "1").await;
    post(&ssp, "S-2").await;
    let people = app.count("select count(*) from officer o join duty_station s on s.id = o.station_id where s.code = 'GOM' and o.state = 'active'").await;
    let set = async |unarmed: i64, version: &str| {
        let unarmed = unarmed.to_string();
        ssp.post("/duty-stations/GOM/strength", &[("armed", "0"), ("unarmed", &unarmed), ("document", "Security plan"), ("version", version)]).await
    };

    let silent = ssp.get("/duty-stations/GOM").await;
    assert!(!ssp.post("/duty-stations/GOM/strength", &[("armed", "some"), ("unarmed", ""), ("document", "")]).await.error_of("armed").is_empty());
    set(people, "0").await.leads();
    assert_eq!(set(people, "0").await.status, StatusCode::CONFLICT, "somebody set it meanwhile");
    let enough = ssp.get("/duty-stations/GOM").await;
    set(people + 1, "1").await.leads();
    let below = ssp.get("/duty-stations/GOM").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    let alert = look(&app, "select ref from exception where code = 'strength_below_minimum' and detail = 'GOM' and closed_at is null").await;
    let told = ssp.get("/duty-stations/GOM/strength").await;
    set(people, "2").await.leads();
    cordon::jobs::detector::run_once(&app.app).await.expect("and closes what is met again");
    let (from, to) = (day(&app, 5).await, day(&app, 7).await);
    ssp.post(&format!("/officers/{second}/availability"), &[("kind", "leave"), ("from", from.as_str()), ("to", &to)]).await.leads();
    let coming = ssp.get("/duty-stations/GOM").await;
    let days = ssp.get("/duty-stations/GOM/strength").await;

    assert!(told.attribute(&format!("main a[href='/exceptions/{alert}']"), "href").is_some(), "{}", told.one("main"));
    assert_eq!(look(&app, "select resolution from exception where code = 'strength_below_minimum' and detail = 'GOM'").await, "settled-by-minimum");
    assert!(silent.one("section[aria-labelledby=unit]").contains("No minimum strength is recorded"));
    let unit = enough.one("section[aria-labelledby=unit]");
    assert!(unit.contains("2 posts") && unit.contains("1 present") && unit.contains("1 vacant") && unit.contains("[ S-2 ]"), "{unit}");
    assert!(enough.all("section[aria-labelledby=unit] .bar").is_empty(), "{unit}");
    assert!(below.one("section[aria-labelledby=unit] .bar.warning").contains("Below the minimum strength"));
    let bar = coming.one("section[aria-labelledby=unit] .bar");
    assert!(bar.contains(&from) && !bar.contains(&to), "the last day has returned by noon: {bar}");
    assert_eq!(days.all("tbody tr").len(), 15);
    assert_eq!(days.all("tbody .tag").len(), 2, "{}", days.one("tbody"));
    assert!(ssp.get("/duty-stations/GOM/strength/history").await.one("main").contains("Security plan"));
    assert!(ssp.get("/duty-stations/GOM/print").await.text().contains("2 posts"));
    let readiness = coming.one("section[aria-labelledby=readiness]");
    assert!(readiness.contains("Rules for carrying weapons") && readiness.contains("notice"), "{readiness}");
}
