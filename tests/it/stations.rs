//! Duty stations, countries, rules and the open pages, as people meet them.

use axum::http::StatusCode;

use crate::support::{Answer, TestApp};

const KEY: &str = "00112233445566778899aabbccddeeff";

fn station<'a>(code: &'a str, zone: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("code", code),
        ("name", "Bunia"),
        ("country", "CD"),
        ("region", ""),
        ("zone", zone),
        ("latitude", "1.5667"),
        ("longitude", "30.2500"),
        ("hardship_class", "E"),
        ("hardship_as_of", "2025-01-01"),
        ("family_status", "non_family"),
        ("form_key", KEY),
    ]
}

/// The text of a page without what differs between any two answers.
fn lasting(answer: &Answer, code: &str) -> String {
    answer.one("main").replace(&answer.one("main code"), "").replace(code, "")
}

#[tokio::test]
async fn a_station_is_found_by_its_own_people_and_invented_for_others() {
    let app = TestApp::start().await;
    let (ssp, chief) = (app.as_("ssp-juba").await, app.as_("chief").await);

    let own = ssp.get("/duty-stations/JUB").await;
    let hidden = ssp.get("/duty-stations/GOM").await;
    let invented = ssp.get("/duty-stations/QQQ").await;
    let malformed = ssp.get("/duty-stations/gom").await;

    assert_eq!(own.status, StatusCode::OK);
    assert!(own.one("h1").contains("JUB Juba"));
    for answer in [&hidden, &invented, &malformed] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(lasting(&hidden, "GOM"), lasting(&invented, "QQQ"));
    for tail in ["/edit", "/history", "/numbers"] {
        assert_eq!(ssp.get(&format!("/duty-stations/GOM{tail}")).await.status, StatusCode::NOT_FOUND, "{tail}");
    }
    // the twin: the same address is there for whoever's duty reaches it
    assert_eq!(chief.get("/duty-stations/GOM").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_list_counts_and_exports_only_ones_own() {
    let app = TestApp::start().await;
    let (ssp, chief) = (app.as_("ssp-juba").await, app.as_("chief").await);

    let own = ssp.get("/duty-stations").await;
    let file = ssp.get("/duty-stations.csv").await.text();
    let all = chief.get("/duty-stations?sort=-code").await;
    let some = chief.get("/duty-stations?country=CD&foo=1").await;

    assert_eq!((own.one("h1"), own.all("tbody th")), ("1 duty station".into(), vec!["JUB".into()]));
    assert!(file.starts_with("ref,version,code,name,country") && file.contains("JUB") && !file.contains("GOM"));
    assert_eq!(all.one("h1"), "11 duty stations");
    assert_eq!(all.one("tbody th"), "NYC");
    assert_eq!(some.all("tbody th"), ["FIH", "GOM"]);
    assert!(some.text().contains("Ignored: foo"));
    assert_eq!(chief.get("/duty-stations.xlsx").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_of_a_station_tells_none_recorded_apart() {
    let app = TestApp::start().await;
    let (ssp, cpo) = (app.as_("ssp-juba").await, app.as_("cpo-juba").await);

    let page = ssp.get("/duty-stations/JUB").await;
    let masked = cpo.get("/duty-stations/JUB").await;

    assert!(page.text().contains("No 24-hour number"));
    assert!(page.text().contains("No officer is recorded for this station."));
    assert!(page.text().contains("No senior official is recorded as living here."));
    assert!(page.text().contains("Africa/Juba, UTC+2"));
    assert_eq!(masked.status, StatusCode::OK);
    assert!(!masked.text().contains("Senior officials who live here"));
}

#[tokio::test]
async fn the_chief_makes_a_station_and_goes_on_with_it() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let url = chief.post("/duty-stations", &station("bux", "Africa/Lubumbashi")).await.leads();
    let again = chief.post("/duty-stations", &station("bux", "Africa/Lubumbashi")).await.leads();
    let page = chief.get(&url).await;

    assert_eq!((url.as_str(), again.as_str()), ("/duty-stations/BUX", "/duty-stations/BUX"));
    assert!(page.one("h1").contains("BUX Bunia"));
    assert_eq!(app.count("select count(*) from duty_station where code = 'BUX' and region = 'africa'").await, 1);
    assert_eq!(app.count("select count(*) from place p join duty_station s on s.id = p.station_id where s.code = 'BUX'").await, 1);
    // whose scope contains the new station sees it at once
    assert_eq!(app.as_("officer-africa").await.get("/duty-stations/BUX").await.status, StatusCode::OK);
    assert_eq!(app.as_("ssp-juba").await.get("/duty-stations/BUX").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.count("select count(*) from audit.entry where action = 'station.create' and subject = 'BUX' and outcome = 'done'").await, 1);
}

#[tokio::test]
async fn wrong_fields_are_said_and_values_kept() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let zone = chief.post("/duty-stations", &station("BUX", "Mars/Olympus")).await;
    let taken = chief.post("/duty-stations", &station("GOM", "Africa/Lubumbashi")).await;
    let mut nowhere = station("BUX", "Africa/Lubumbashi");
    nowhere[2] = ("country", "Atlantis");
    let nowhere = chief.post("/duty-stations", &nowhere).await;

    assert_eq!(zone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(zone.error_of("zone").contains("zone data"));
    assert_eq!(zone.attribute("#f-zone", "value").as_deref(), Some("Mars/Olympus"));
    assert!(zone.one("title").starts_with("Error:"));
    assert!(taken.error_of("code").contains("exists"));
    assert!(!nowhere.error_of("country").is_empty());
    assert_eq!(app.count("select count(*) from duty_station").await, 11);
}

#[tokio::test]
async fn making_and_editing_keep_to_their_roles() {
    let app = TestApp::start().await;

    for (name, path) in [("ssp-juba", "/duty-stations/new"), ("cpo-juba", "/duty-stations/JUB/edit"), ("cpo-juba", "/duty-stations/JUB/numbers")] {
        assert_eq!(app.as_(name).await.get(path).await.status, StatusCode::FORBIDDEN, "{name} {path}");
    }
    assert_eq!(app.as_("ssp-juba").await.get("/duty-stations/JUB/edit").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_edit_is_kept_with_its_history_and_a_lost_race_is_told() {
    let app = TestApp::start().await;
    let ssp = app.as_("ssp-juba").await;
    let version = ssp.get("/duty-stations/JUB/edit").await.attribute("[name=version]", "value").unwrap();
    let form = |name: &'static str, version: &str| {
        vec![
            ("version", version.to_owned()),
            ("name", name.to_owned()),
            ("zone", "Africa/Juba".to_owned()),
            ("hardship_class", "D".to_owned()),
            ("family_status", "non_family".to_owned()),
        ]
    };
    let post = async |fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        ssp.post("/duty-stations/JUB", &fields).await
    };

    let saved = post(form("Juba Town", &version)).await;
    let lost = post(form("Juba City", &version)).await;

    assert_eq!(saved.leads(), "/duty-stations/JUB");
    assert_eq!(lost.status, StatusCode::CONFLICT);
    let history = ssp.get("/duty-stations/JUB/history").await;
    assert!(history.text().contains("Juba Town") && !history.text().contains("Juba City"));
    assert!(history.all(".save").len() >= 2);
    assert_eq!(app.count("select count(*) from place where name = 'Juba Town' and kind = 'duty_station'").await, 1);
}

#[tokio::test]
async fn a_number_is_added_and_voided_with_a_reason() {
    let app = TestApp::start().await;
    let ssp = app.as_("ssp-juba").await;
    let url = "/duty-stations/JUB/numbers";

    let wrong = ssp.post(url, &[("label", "Operations centre"), ("number", "call me"), ("as_of", "02/03/2026")]).await;
    let added = ssp.post(url, &[("label", "Operations centre"), ("number", "+211 912 000 111"), ("is_always_on", "yes"), ("as_of", "2026-01-01")]).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.error_of("number").is_empty() && !wrong.error_of("as_of").is_empty());
    assert_eq!(wrong.attribute("#f-number", "value").as_deref(), Some("call me"));
    assert_eq!(added.leads(), url);
    assert!(ssp.get("/duty-stations/JUB").await.text().contains("tel:+211912000111"));
    let void = ssp.get(url).await.attribute("td a[href$=void]", "href").unwrap();
    let target = void.replace("/void", "/voidings");
    let unreasoned = ssp.post(&target, &[("version", "1"), ("reason", " ")]).await;
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.as_("ssp-goma").await.post(&target, &[("version", "1"), ("reason", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ssp.post(&target, &[("version", "1"), ("reason", "The line was cut")]).await.leads(), url);
    assert_eq!(ssp.post(&target, &[("version", "2"), ("reason", "again")]).await.status, StatusCode::CONFLICT);
    assert!(ssp.get(url).await.text().contains("The line was cut"));
    assert!(!ssp.get("/duty-stations/JUB").await.text().contains("tel:+211912000111"));
}

#[tokio::test]
async fn the_database_refuses_numbers_and_stations_of_others_by_itself() {
    let app = TestApp::start().await;
    let mut role = app.web_role().await;

    let station = sqlx::query("insert into duty_station (id, code, name, country, region, zone) values (gen_random_uuid(), 'EVL', 'X', 'CD', 'africa', 'UTC')")
        .execute(&mut role)
        .await;
    let numbers: i64 = sqlx::query_scalar("select count(*) from duty_station").fetch_one(&mut role).await.unwrap();
    let mut owner = app.owner().await;
    let unreasoned = sqlx::query(
        "insert into station_number (id, station_id, cell, label, number, as_of, is_void)
         select gen_random_uuid(), id, cell, 'x', '12345', '2026-01-01', true from duty_station where code = 'GOM'",
    )
    .execute(&mut owner)
    .await;

    assert!(station.is_err() && unreasoned.is_err());
    assert_eq!(numbers, 0);
}

#[tokio::test]
async fn days_of_notice_are_set_by_the_portfolio_and_read_by_all() {
    let app = TestApp::start().await;
    let (officer, ssp) = (app.as_("officer-africa").await, app.as_("ssp-juba").await);

    let wrong = officer.post("/countries/CD", &[("version", "1"), ("notice_days", "400")]).await;
    let saved = officer.post("/countries/CD", &[("version", "1"), ("notice_days", "21")]).await;
    let stale = officer.post("/countries/CD", &[("version", "1"), ("notice_days", "5")]).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-notice_days", "value").as_deref(), Some("400"));
    assert_eq!(saved.leads(), "/countries/CD");
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(ssp.get("/countries/CD").await.text().contains("21 days"));
    assert!(officer.get("/countries/CD/history").await.text().contains("21"));
    assert_eq!(ssp.get("/countries/CD/edit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ssp.get("/countries/ZZ").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ssp.get("/countries?region=africa").await.all("tbody th").iter().filter(|code| *code == "CD").count(), 1);
}

#[tokio::test]
async fn rules_are_changed_by_the_chief_alone() {
    let app = TestApp::start().await;
    let (chief, admin) = (app.as_("chief").await, app.as_("admin").await);

    let wrong = chief.post("/admin/rules/minimum_rest_hours", &[("version", "1"), ("value", "soon"), ("source", "INV-10")]).await;
    let saved = chief.post("/admin/rules/minimum_rest_hours", &[("version", "1"), ("value", "12"), ("source", "INV-10, decision of the chief")]).await;
    let stale = chief.post("/admin/rules/minimum_rest_hours", &[("version", "1"), ("value", "9"), ("source", "x")]).await;
    let posture = chief
        .post("/admin/postures/P2", &[("version", "1"), ("name", "Escort"), ("check_in_minutes", "45"), ("watch_level", "check_ins"), ("source", "UNC-05")])
        .await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-value", "value").as_deref(), Some("soon"));
    assert_eq!((saved.leads(), posture.leads()), ("/admin/rules".into(), "/admin/rules".into()));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(chief.get("/admin/rules").await.text().contains("12 hours"));
    assert!(chief.get("/admin/rules/minimum_rest_hours/history").await.text().contains("decision of the chief"));
    assert!(chief.get("/admin/postures/P2/history").await.text().contains("45"));
    assert_eq!(admin.get("/admin/rules").await.status, StatusCode::OK);
    assert_eq!(admin.get("/admin/rules/minimum_rest_hours/edit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_("ssp-juba").await.get("/admin/rules").await.status, StatusCode::FORBIDDEN);
    assert_eq!(chief.get("/admin/rules/no_such_rule/edit").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_status_page_shows_a_late_job_and_nothing_protected() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    sqlx::query("select sec.beat('overdue detector', 30, 'detail of a movement')").execute(&mut owner).await.unwrap();
    let admin = app.as_("admin").await;

    let fresh = admin.get("/admin/status").await;
    app.shift_clock("10 minutes").await;
    let late = admin.get("/admin/status").await;

    assert_eq!(fresh.all("tr.warning").len(), 0);
    assert_eq!(late.all("tr.warning").len(), 1);
    assert!(!late.text().contains("detail of a movement"));
    assert!(late.text().contains("up to 100 MB"));
    assert_eq!(app.as_("ssp-juba").await.get("/admin/status").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_open_pages_are_open() {
    let app = TestApp::start().await;
    let (stranger, ssp) = (app.stranger(), app.as_("ssp-juba").await);

    for path in ["/help", "/help/keys", "/accessibility", "/privacy", "/offline"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(ssp.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(stranger.get("/help/nothing").await.status, StatusCode::NOT_FOUND);
    assert!(ssp.get("/help").await.text().contains("ssp-juba"));
    let offline = ssp.get("/offline").await;
    assert!(!offline.text().contains("ssp-juba") && !offline.text().contains("CONFIDENTIAL"));
}

#[tokio::test]
async fn the_pages_speak_french() {
    let app = TestApp::start().await;
    let ssp = app.as_("ssp-juba").await;
    ssp.post("/language", &[("language", "fr"), ("back", "/")]).await;

    let page = ssp.get("/duty-stations/JUB").await;

    assert!(page.text().contains("Pas de numéro 24 h sur 24") && page.text().contains("Soudan du Sud"));
    assert!(ssp.get("/countries?q=tchad").await.text().contains("Tchad"));
}
