//! Emergency reading: at once, with the alarm, for hours, for its reader only; reviewed by another.

use axum::http::StatusCode;

use crate::support::sql::{ENTRY, refusal, run, string};
use crate::support::{Person, TestApp};

async fn official(by: &Person) -> String {
    let form = [
        ("codename", "Quillwort 4"),
        ("display_name", "Aurelia Quist"),
        ("office", "Envoy of Tests"),
        ("entity", "WFP"),
        ("station", "GOM"),
        ("portfolio", "africa"),
        ("office_number", "+1 212 555 0177"),
    ];
    let record = by.post("/principals", &form).await.leads();
    by.post(&format!("{record}/medical/edit"), &[("blood_group", "AB-"), ("allergies", "penicillin"), ("source", "doctor"), ("version", "0")]).await.leads();
    record.rsplit('/').next().expect("a reference").to_owned()
}

async fn open(by: &Person, reference: &str) -> String {
    by.post("/emergency-readings", &[("record", reference), ("reason", "medical"), ("sentence", "He fell on the stairs")]).await.leads()
}

#[tokio::test]
async fn a_sealed_section_opens_at_once_and_the_alarm_is_there() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let reference = official(&officer).await;
    let ssp = app.as_("ssp-goma").await;

    let sealed = ssp.get(&format!("/principals/{reference}/medical")).await;
    let form = sealed.attribute("main a.button", "href").expect("the way in stands on the page");
    let sheet = open(&ssp, &reference).await;
    let shown = ssp.get(&sheet).await;

    assert_eq!((sealed.status, form.as_str()), (StatusCode::FORBIDDEN, format!("/emergency-readings/new?record={reference}&reason=attack").as_str()));
    assert!(ssp.get(&form).await.attribute("#f-record", "value").as_deref() == Some(reference.as_str()));
    assert!(shown.one("main").contains("AB-") && shown.one("main").contains("penicillin") && shown.one("main").contains("+1 212 555 0177"));
    assert!(shown.one(".bar.warning").contains("is open"), "a banner on each page");
    assert!(app.as_("chief").await.get("/principals").await.one(".bar.warning").contains("you answer for"));
    assert!(officer.get("/principals").await.one(".bar.warning").contains("you answer for"));
    assert!(!app.as_("officer-world").await.get("/principals").await.text().contains("you answer for"));
    assert_eq!(app.count("select count(*) from exception where code = 'emergency_reading' and owner_id is not null and closed_at is null").await, 1);
    assert!(officer.get(&format!("/principals/{reference}/access")).await.text().contains("Rescue sheet"));
    assert_eq!(ssp.get(&sheet.replace("/sheet", "/print")).await.status, StatusCode::OK);
    let opened = ssp.post(&format!("/principals/{reference}/medical"), &[("purpose", "emergency")]).await;
    assert!(opened.one("main").contains("AB-"));
}

#[tokio::test]
async fn a_rescuer_from_another_station_finds_and_opens_it_and_nobody_else_does() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let reference = official(&officer).await;
    let leader = app.as_("leader-juba").await;
    assert_eq!(leader.get(&format!("/principals/{reference}")).await.status, StatusCode::NOT_FOUND);

    for (by, q) in [("codename", "quillwort"), ("office", "envoy+of"), ("phone", "5550177")] {
        assert!(leader.get(&format!("/emergency-readings/search?by={by}&q={q}")).await.one("main li").contains(&reference), "{by}");
    }
    let sheet = open(&leader, &reference).await;

    assert!(leader.get(&sheet).await.one("main").contains("AB-"));
    assert_eq!(app.as_("leader-goma").await.get(&sheet).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_("chief").await.get(&sheet).await.status, StatusCode::FORBIDDEN, "the chief sees the terms, not the content");
    assert_eq!(app.count("select count(*) from audit.entry where action = 'emergency.search'").await, 3);
    for name in ["support", "focal-wfp", "auditor", "admin"] {
        let person = app.as_(name).await;
        assert_eq!(person.get("/emergency-readings/search?by=codename&q=quillwort").await.status, StatusCode::FORBIDDEN, "{name}");
        let mut inside = app.inside(name).await;
        assert_eq!(string(&mut inside, "select count(*)::text from sec.rescue_search('codename', 'quillwort', sec.now())").await, "0", "{name}");
        assert!(
            refusal(&run(&mut inside, &format!("select sec.open_reading('{reference}', 'attack', 'because of it', '')")).await).starts_with("42501"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_reading_ends_by_time_or_by_hand_and_its_terms_never_change() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let reference = official(&officer).await;
    let ssp = app.as_("ssp-goma").await;
    let sheet = open(&ssp, &reference).await;
    let reading = sheet.trim_end_matches("/sheet").to_owned();
    let mut inside = app.inside("ssp-goma").await;
    assert_eq!(string(&mut inside, "select count(*)::text from profile_medical").await, "1");

    let longer = run(&mut inside, &format!("begin; update emergency_reading set until = until + interval '9 days'; {ENTRY}; commit")).await;
    let _ = run(&mut inside, "rollback").await;
    let terms = run(&mut app.owner().await, "update emergency_reading set until = until + interval '9 days'").await;
    ssp.post(&format!("{reading}/close"), &[]).await.leads();

    assert!(refusal(&longer).starts_with("42501"), "{}", refusal(&longer));
    assert!(refusal(&terms).contains("emergency_terms_stay"), "{}", refusal(&terms));
    assert_eq!(string(&mut inside, "select count(*)::text from profile_medical").await, "0");
    assert_ne!(ssp.get(&sheet).await.status, StatusCode::OK);
    assert_eq!(ssp.get(&format!("/principals/{reference}/medical")).await.status, StatusCode::FORBIDDEN);
    let second = open(&ssp, &reference).await;
    assert_eq!(ssp.get(&second).await.status, StatusCode::OK, "an unreviewed one never blocks the next");
    app.shift_clock("5 hours").await;
    let ssp = app.as_("ssp-goma").await;
    assert_ne!(ssp.get(&second).await.status, StatusCode::OK);
    assert_eq!(run(&mut inside, "update profile_medical set source = 'x'").await.unwrap_or(0), 0, "never for writing");
}

#[tokio::test]
async fn the_chief_reviews_with_words_and_never_their_own() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let reference = official(&officer).await;
    let ssp = app.as_("ssp-goma").await;
    let chief = app.as_("chief").await;
    let reading = open(&ssp, &reference).await.trim_end_matches("/sheet").to_owned();
    let own = open(&chief, &reference).await.trim_end_matches("/sheet").to_owned();

    assert_eq!(chief.post(&format!("{reading}/review"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    chief.post(&format!("{reading}/seen"), &[]).await.leads();
    chief.post(&format!("{reading}/review"), &[("finding", "Right and in time.")]).await.leads();

    assert_eq!(chief.post(&format!("{own}/review"), &[("finding", "Mine.")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ssp.post(&format!("{reading}/review"), &[("finding", "Mine.")]).await.status, StatusCode::FORBIDDEN);
    let mut inside = app.inside("ssp-goma").await;
    assert!(refusal(&run(&mut inside, "select sec.review_reading('E', 'x')").await).starts_with("42501"));
    let list = chief.get("/emergency-readings?state=waiting").await;
    assert_eq!(list.all("tbody tr").len(), 1);
    assert!(chief.get("/emergency-readings.csv").await.text().contains("He fell on the stairs"));
    assert!(ssp.get("/emergency-readings").await.text().contains("reviewed"));
}

#[tokio::test]
async fn a_reason_and_a_sentence_are_asked_and_only_a_watch_opens_to_others() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let reference = official(&officer).await;
    let ssp = app.as_("ssp-goma").await;

    let bare = ssp.post("/emergency-readings", &[("record", &reference)]).await;
    let unknown = ssp.post("/emergency-readings", &[("record", "P-ZZZZZ"), ("reason", "attack"), ("sentence", "Shots at the gate")]).await;
    let other =
        ssp.post("/emergency-readings", &[("record", &reference), ("reason", "attack"), ("sentence", "Shots at the gate"), ("reader", "leader-goma")]).await;

    assert!(!bare.error_of("reason").is_empty() && !bare.error_of("sentence").is_empty());
    assert!(!unknown.error_of("record").is_empty());
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.count("select count(*) from emergency_reading").await, 0);
}
