//! What a duty station asks of everybody on duty there: it warns on the officer, in the matrix and on the station's page,
//! and only what can be asked is asked, by those who keep the station's rules.

use axum::http::StatusCode;

use crate::qualifications::paper;
use crate::support::TestApp;
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, must, refusal, run, string};

/// Lets a station ask for a qualification from some day on, counted from today.
async fn ask_for(app: &TestApp, kind: &str, from: i32, until: Option<i32>, version: &str) {
    let from = day(app, from).await;
    let until = match until {
        Some(until) => day(app, until).await,
        None => String::new(),
    };
    let form = [("type", kind), ("from_date", from.as_str()), ("until_date", until.as_str()), ("authority", "M. Kabasele, note 8"), ("version", version)];
    app.as_if("ssp-goma").await.post("/duty-stations/GOM/training", &form).await.leads();
}

#[tokio::test]
async fn what_a_station_asks_for_warns_everybody_on_duty_there() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Trained Officer").await;
    let path = format!("/officers/{reference}/qualifications");
    let coordinator = app.as_if("coordinator-goma").await;
    let asked = async || coordinator.get(&path).await.one("ul[aria-labelledby=asked]");

    let before = asked().await;
    ask_for(&app, "ssafe", -5, None, "0").await;
    let missing = asked().await;
    let record = coordinator.get(&format!("/officers/{reference}")).await;
    paper(&app, &reference, "ssafe", -20, Some(30)).await;
    let ending = asked().await;
    let differ = "select count(*) filter (where a.out_state is distinct from s.out_state) || ' ' || count(distinct s.out_state)
        from (visible_officer o cross join lateral sec.training_of(o.id, current_date) a)
        full join sec.training_standings(current_date) s on s.out_officer = o.id and s.out_type = a.out_type";
    let many = string(&mut app.inside("ssp-goma").await, differ).await;
    let then = coordinator.get(&format!("{path}?on={}", day(&app, 31).await)).await.one("ul[aria-labelledby=asked]");
    ask_for(&app, "ssafe", -5, Some(-1), "1").await;

    assert_eq!(many, "0 2", "all at once stand as each of them does: missing one, ending the other");
    assert!(before.contains("BSAFE (GOM): asked for, missing") && !before.contains("SSAFE"), "{before}");
    assert!(missing.contains("SSAFE (GOM): asked for, missing"), "{missing}");
    assert!(record.all("[data-training]").iter().any(|line| line.contains("SSAFE (GOM)")), "{}", record.one("main"));
    assert!(ending.contains("SSAFE (GOM): expires"), "{ending}");
    assert!(then.contains("SSAFE (GOM): expired"), "{then}");
    assert!(!asked().await.contains("SSAFE"), "the station asks for it no longer");
    paper(&app, &reference, "bsafe", -20, None).await;
    assert!(asked().await.contains("BSAFE (GOM): holds"));
    let history = app.as_if("ssp-goma").await.get("/duty-stations/GOM/training/history").await;
    assert!(history.one("main").contains("SSAFE") && history.one("main").contains("M. Kabasele, note 8"), "{}", history.one("main"));
}

#[tokio::test]
async fn temporary_duty_brings_what_the_other_station_asks_for() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Lent Officer").await;
    ask_for(&app, "eore", -5, None, "0").await;
    let from = day(&app, -5).await;
    let juba = [("type", "ssafe"), ("from_date", from.as_str()), ("authority", "Note 3"), ("version", "0")];
    app.as_if("ssp-juba").await.post("/duty-stations/JUB/training", &juba).await.leads();
    let path = format!("/officers/{reference}/qualifications");

    let at_home = app.as_if("coordinator-goma").await.get(&path).await.one("ul[aria-labelledby=asked]");
    let sql = format!(
        "begin; insert into availability (id, officer_id, cell, kind, from_date, to_date, station_id)
           select gen_random_uuid(), o.id, o.cell, 'temporary_duty', current_date - 1, current_date + 3, s.id from officer o, duty_station s
           where o.ref = '{reference}' and s.code = 'JUB'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;

    let asked = app.as_if("coordinator-goma").await.get(&path).await.one("ul[aria-labelledby=asked]");
    assert!(at_home.contains("(GOM)") && !at_home.contains("JUB"), "{at_home}");
    assert!(asked.contains("SSAFE (JUB): asked for, missing") && asked.contains("BSAFE (GOM, JUB)"), "{asked}");
}

#[tokio::test]
async fn the_matrix_and_the_lapsing_list_know_what_is_asked() {
    let app = TestApp::start().await;
    let (kept, lacking) = (officer(&app, "Kept Officer").await, officer(&app, "Lacking Officer").await);
    ask_for(&app, "ssafe", -5, None, "0").await;
    for (kind, until) in [("bsafe", None), ("ssafe", Some(30)), ("ifak", Some(30))] {
        paper(&app, &kept, kind, -20, until).await;
    }
    let coordinator = app.as_if("coordinator-goma").await;

    let missing = coordinator.get("/qualifications/matrix?station=GOM&asked=lacking").await;
    let ending = coordinator.get("/qualifications/matrix?station=GOM&asked=ending").await;
    let lapsing = coordinator.get("/qualifications?within=60&asked=here").await;
    let export = coordinator.get("/qualifications/matrix.csv?station=GOM&q=Lacking").await;

    assert!(missing.one("tbody").contains("Lacking Officer") && !missing.one("tbody").contains("Kept Officer"), "{}", missing.one("main"));
    assert!(missing.one(&format!("[data-row='{lacking}']")).contains("asked for, missing"));
    assert!(ending.one("tbody").contains("Kept Officer") && !ending.one("tbody").contains("Lacking Officer"), "{}", ending.one("main"));
    assert_eq!(lapsing.one("h1"), "1 qualification", "what nobody asks for is left out");
    assert!(lapsing.one("tbody").contains("asked for at GOM"), "{}", lapsing.one("tbody"));
    assert!(export.text().lines().any(|line| line.contains("ssafe") && line.contains("never") && line.ends_with("GOM")), "{}", export.text());
    let station = app.as_if("ssp-goma").await.get("/duty-stations/GOM").await;
    assert!(station.one("main").contains("Training asked for here: BSAFE, SSAFE"), "{}", station.one("main"));
}

#[tokio::test]
async fn a_station_asks_only_for_what_can_be_asked_and_says_it_in_another_language() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    let path = "/duty-stations/GOM/training";
    let (today, yesterday) = (day(&app, 0).await, day(&app, -1).await);

    let wrong = ssp.post(path, &[("type", "bsafe"), ("from_date", "soon"), ("authority", "x"), ("version", "0")]).await;
    let turned = [("type", "ssafe"), ("from_date", today.as_str()), ("until_date", yesterday.as_str()), ("authority", "Note 8"), ("version", "0")];
    let turned = ssp.post(path, &turned).await;
    ask_for(&app, "ssafe", 0, None, "0").await;
    let stale = ssp.post(path, &[("type", "ssafe"), ("from_date", today.as_str()), ("authority", "Note 9"), ("version", "0")]).await;
    let refused =
        app.as_if("coordinator-goma").await.post(path, &[("type", "eore"), ("from_date", today.as_str()), ("authority", "Note 9"), ("version", "0")]).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"soon\""), "what was typed stays");
    assert!(turned.one("main").contains("It ends before it begins"), "{}", turned.one("main"));
    assert_eq!((stale.status, refused.status), (StatusCode::CONFLICT, StatusCode::FORBIDDEN));

    let mut inside = app.inside("ssp-goma").await;
    let insert = |kind: &str| {
        format!(
            "begin; insert into station_training (id, station_id, cell, type, from_date, authority)
                   select gen_random_uuid(), id, cell, '{kind}', current_date, 'Note' from duty_station where code = 'GOM'; rollback"
        )
    };
    for kind in ["bsafe", "firearm", "host_weapon_permit"] {
        assert_eq!(refusal(&run(&mut inside, &insert(kind)).await), "23514 station_training_can_be_asked", "{kind}");
        let _ = run(&mut inside, "rollback").await;
    }
    assert_eq!(refusal(&run(&mut inside, &insert("eore")).await), "accepted", "the twin");
    let sql = "begin; update station_training set type = 'eore', version = version + 1; rollback";
    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 station_training_stays");
    let _ = run(&mut inside, "rollback").await;
}
