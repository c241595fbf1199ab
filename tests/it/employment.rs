//! For whom an officer works and until when (INV-13), and the languages they have.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run};

#[tokio::test]
async fn employment_is_recorded_corrected_and_never_overwritten_unseen() {
    let app = TestApp::start().await;
    let address = format!("/officers/{}/employment", officer(&app, "Second Officer").await);
    let (entry, end, funds) = (day(&app, -400).await, day(&app, 30).await, day(&app, -1).await);
    let ssp = app.as_if("ssp-goma").await;
    let save = async |contract: &str, nationality: &str, version: &str| {
        let form = [
            ("entry_on_duty", entry.as_str()),
            ("contract_end", contract),
            ("post_funded_until", &funds),
            ("nationality", nationality),
            ("grade", "FS-4"),
            ("version", version),
        ];
        ssp.post(&address, &form).await
    };

    let empty = ssp.get(&address).await;
    let reversed = save(&day(&app, -500).await, "", "0").await;
    let nowhere = save(&end, "QQ", "0").await;
    save(&end, "cd", "0").await.leads();
    let again = save(&end, "CD", "0").await;
    let page = ssp.get(&address).await;
    let form = ssp.get(&format!("{address}/edit")).await;

    assert!(empty.one("#languages ~ p").contains("No language"), "{}", empty.one("main"));
    assert!(reversed.error_of("contract_end").contains("before the entry"), "{}", reversed.one("main"));
    assert_eq!(reversed.attribute("#f-grade", "value").as_deref(), Some("FS-4"), "entries are kept");
    assert!(!nowhere.error_of("nationality").is_empty(), "{}", nowhere.one("main"));
    assert_eq!(again.status, StatusCode::CONFLICT, "somebody saved it meanwhile");
    assert!(page.one("main").contains(&format!("contract ends on {end}")) && page.one("main").contains(&format!("funds of the post ended on {funds}")));
    assert_eq!(form.attribute("#f-nationality", "value").as_deref(), Some("CD"));
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("armourer-goma").await.post(&address, &[]).await.status, StatusCode::NOT_FOUND);
    let history = ssp.get(&address.replace("employment", "history")).await;
    assert!(history.one("main").contains("FS-4"), "{}", history.one("main"));
}

#[tokio::test]
async fn nobody_is_sent_or_assigned_beyond_the_contract_or_the_funds() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Second Officer").await;
    let (end, later, from) = (day(&app, 30).await, day(&app, 31).await, day(&app, 10).await);
    let ssp = app.as_if("ssp-goma").await;
    let send = async |kind: &str, to: &str| {
        let form = [("kind", kind), ("from", from.as_str()), ("to", to), ("station", ""), ("note", "")];
        ssp.post(&format!("/officers/{reference}/availability"), &form).await
    };
    ssp.post(&format!("/officers/{reference}/employment"), &[("contract_end", later.as_str()), ("post_funded_until", end.as_str()), ("version", "0")])
        .await
        .leads();

    let beyond = send("temporary_duty", &later).await;
    send("temporary_duty", &end).await.leads();
    let sooner = day(&app, 20).await;
    ssp.post(&format!("/officers/{reference}/employment"), &[("contract_end", sooner.as_str()), ("version", "1")]).await.leads();
    let page = ssp.get(&format!("/officers/{reference}/employment")).await;

    assert!(beyond.error_of("to").contains("INV-13"), "{}", beyond.one("main"));
    assert!(page.one("main").contains(&format!("planned beyond the end, until {end}")), "{}", page.one("main"));
    let told = |ends: &str| format!("/officers?station=GOM&ends={ends}");
    assert_eq!((ssp.get(&told("soon")).await.one("h1"), ssp.get(&told("ended")).await.one("h1")), ("1 officer".to_owned(), "0 officers".to_owned()));
}

#[tokio::test]
async fn the_rule_holds_without_the_page_and_its_twin_shows_it() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Second Officer").await;
    let id = look(&app, &format!("select id::text from officer where ref = '{reference}'")).await;
    let send = |days: i32| {
        format!(
            "begin; insert into availability (id, officer_id, cell, kind, from_date, to_date)
               values (gen_random_uuid(), '{id}', 0, 'temporary_duty', current_date + 1, current_date + {days}); {ENTRY}; commit"
        )
    };
    let employed =
        format!("begin; insert into employment (id, officer_id, cell, contract_end) values (gen_random_uuid(), '{id}', 0, current_date + 20); {ENTRY}; commit");
    let mut owner = app.owner().await;

    must(&mut owner, &employed).await;
    assert_eq!(refusal(&run(&mut owner, &send(21)).await), "23514 deployed_while_employed");
    must(&mut owner, "rollback").await;
    must(&mut owner, &send(20)).await;
}

#[tokio::test]
async fn languages_are_rated_four_ways_and_found() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Second Officer").await;
    let ssp = app.as_if("ssp-goma").await;
    let languages = format!("/officers/{reference}/languages");
    let rate = async |language: &str, speaking: &str| {
        let form = [("language", language), ("reading", "basic"), ("writing", "none"), ("speaking", speaking), ("understanding", "fluent")];
        ssp.post(&languages, &form).await
    };

    let unknown = rate("xx", "fluent").await;
    let silent = rate("sw", "").await;
    rate("sw", "basic").await.leads();
    let before = ssp.get("/officers?speaks=sw").await.one("h1");
    rate("sw", "confident").await.leads();
    let after = ssp.get("/officers?speaks=sw").await;
    let page = ssp.get(&format!("/officers/{reference}/employment")).await;
    ssp.post(&format!("{languages}/sw/strike"), &[]).await.leads();

    assert!(!unknown.error_of("language").is_empty() && !silent.error_of("speaking").is_empty());
    assert_eq!((before, after.one("h1")), ("0 officers".to_owned(), "1 officer".to_owned()), "who has basics only is not counted on");
    assert_eq!(page.all("tbody tr").len(), 1, "rated anew, not twice: {}", page.one("main"));
    assert!(page.one("tbody").contains("Swahili") && page.one("tbody").contains("confident"));
    assert_eq!(ssp.get("/officers?speaks=sw").await.one("h1"), "0 officers");
    assert_eq!(ssp.post(&format!("{languages}/sw/strike"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_recorded_of_an_officer_goes_with_them_to_another_station() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Second Officer").await;
    let address = format!("/officers/{reference}/employment");
    let (from, to) = (day(&app, 5).await, day(&app, 9).await);
    let ssp = app.as_if("ssp-goma").await;
    ssp.post(&address, &[("grade", "FS-4"), ("version", "0")]).await.leads();
    ssp.post(&format!("/officers/{reference}/availability"), &[("kind", "leave"), ("from", from.as_str()), ("to", &to)]).await.leads();

    let before = app.as_if("ssp-juba").await.get(&address).await.status;
    let moves = format!(
        "begin; update officer set station_id = (select id from duty_station where code = 'JUB'), version = version + 1 where ref = '{reference}'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &moves).await;
    let juba = app.as_if("ssp-juba").await;

    assert_eq!(before, StatusCode::NOT_FOUND);
    assert!(juba.get(&address).await.one("main").contains("FS-4"));
    assert!(juba.get(&format!("/officers/{reference}/availability")).await.one("main").contains(&from));
    assert_eq!(ssp.get(&address).await.status, StatusCode::NOT_FOUND);
}
