//! Country context: reading public lists in, what stands beside an assessment, the events near a place.

use axum::http::StatusCode;
use cordon::authz::session;
use cordon::features::context::import::{self, File, ImportError, Kind, Report};

use crate::risk::official;
use crate::support::TestApp;
use crate::support::sql::{look, must, refusal, run};

const EVENTS: &[u8] = include_bytes!("../data/threat/events.csv");
const INDEX: &[u8] = include_bytes!("../data/threat/risk-index-2020.csv");
const ADVISORIES: &[u8] = include_bytes!("../data/threat/advisories.csv");

async fn try_load(app: &TestApp, who: &str, kind: Kind, name: &str, bytes: &[u8]) -> Result<Report, ImportError> {
    let key = app.session_of(who).await.key;
    let actor = session::open(&app.app.db, &key, false, "test", "").await.unwrap().unwrap().actor;
    let file = File { kind, name, bytes, as_of: None, source: None, licence: None };
    import::run(&app.app.db, &actor, &file, false).await
}

async fn load(app: &TestApp, kind: Kind, name: &str, bytes: &[u8]) -> Report {
    try_load(app, "officer-world", kind, name, bytes).await.unwrap()
}

async fn load_all(app: &TestApp) {
    load(app, Kind::Events, "events.csv", EVENTS).await;
    load(app, Kind::RiskIndex, "risk-index-2020.csv", INDEX).await;
    load(app, Kind::Advisories, "advisories.csv", ADVISORIES).await;
}

#[tokio::test]
async fn lists_are_read_with_their_defects_named_by_row_and_column() {
    let app = TestApp::start().await;

    let events = load(&app, Kind::Events, "events.csv", EVENTS).await;
    let index = load(&app, Kind::RiskIndex, "risk-index-2020.csv", INDEX).await;
    let advisories = load(&app, Kind::Advisories, "advisories.csv", ADVISORIES).await;

    assert_eq!((events.rows, events.accepted, events.quarantined, events.as_of.to_string().as_str()), (303, 303, 0, "2019-12-31"));
    assert_eq!((index.rows, index.accepted, index.as_of.to_string().as_str()), (23, 23, "2020-12-31"));
    assert_eq!(index.warnings.get("error_cell"), Some(&46), "two columns of every row");
    assert!(index.warnings.contains_key("no_value"));
    assert_eq!((advisories.rows, advisories.accepted, advisories.as_of.to_string().as_str()), (26, 26, "2025-05-20"));
    assert_eq!(advisories.warnings.get("not_a_level"), Some(&6));
    assert_eq!((advisories.warnings.get("unknown_country"), advisories.warnings.get("country_repeated")), (Some(&1), Some(&2)));
    let auditor = app.as_if("auditor").await;
    let set = index.set.unwrap();
    let page = auditor.get(&format!("/context/{set}")).await;
    assert!(page.one("main").contains("CC BY 4.0") && page.one("main").contains("2020"), "{}", page.one("main"));
    let remarks = auditor.get(&format!("/context/{set}/remarks?code=error_cell")).await;
    assert!(remarks.one("h2").contains("46"), "{}", remarks.one("main"));
    assert_eq!(remarks.all("tbody tr").len(), 46);
    let file = auditor.get(&format!("/context/{set}/remarks.csv?code=no_value")).await;
    assert!(file.text().starts_with("ref,row,column,code,value,outcome\n"), "{}", file.text());
}

#[tokio::test]
async fn the_same_file_changes_nothing_and_a_newer_one_supersedes() {
    let app = TestApp::start().await;
    let first = load(&app, Kind::Advisories, "advisories.csv", ADVISORIES).await;
    let entries = look(&app, "select count(*)::text from audit.entry").await;

    let again = load(&app, Kind::Advisories, "other-name.csv", ADVISORIES).await;

    assert_eq!((again.accepted, again.unchanged, again.set.clone()), (0, 26, first.set.clone()));
    assert_eq!(look(&app, "select count(*)::text from context_set").await, "1");
    assert_eq!(look(&app, "select count(*)::text from audit.entry where action = 'context.import'").await, "1", "of {entries}");

    let older = b"country,iso3,advisory_level,published\nCongo,COD,Level 1: Calm,\"Mon, 01 Jan 2024\"\n";
    let newer = b"country,iso3,advisory_level,published\nCongo,COD,Level 2: Careful,\"Thu, 01 Jan 2026\"\n";
    let kept = load(&app, Kind::Advisories, "older.csv", older).await;
    assert!(!kept.in_use, "a newer list stays in use");
    let kept = load(&app, Kind::Advisories, "newer.csv", newer).await;
    assert!(kept.in_use);
    let page = app.as_if("analyst").await.get("/context?kind=advisories&state=in-use").await;
    assert_eq!(page.all("tbody tr").len(), 1);
    assert!(page.one("tbody").contains(&kept.set.unwrap()), "{}", page.one("tbody"));
    assert_eq!(app.as_if("analyst").await.get("/context?state=superseded").await.all("tbody tr").len(), 2);
}

#[tokio::test]
async fn only_those_who_may_load_lists_and_an_undated_file_is_asked_about() {
    let app = TestApp::start().await;
    let refused = try_load(&app, "coordinator-goma", Kind::Events, "events.csv", EVENTS).await;
    assert!(matches!(refused, Err(ImportError::NotAllowed)), "{refused:?}");
    let undated = try_load(&app, "chief", Kind::RiskIndex, "index.csv", INDEX).await;
    assert!(matches!(undated, Err(ImportError::NoDate)), "{undated:?}");
    let no_list = try_load(&app, "chief", Kind::Events, "advisories.csv", ADVISORIES).await;
    assert!(matches!(no_list, Err(ImportError::Unreadable(_))), "{no_list:?}");
    assert_eq!(look(&app, "select count(*)::text from context_set").await, "0");

    assert!(try_load(&app, "chief", Kind::RiskIndex, "index-2020.csv", INDEX).await.is_ok(), "the control");
}

#[tokio::test]
async fn beside_the_form_stands_what_is_known_with_its_age_or_who_can_load_it() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let draft = author.post("/risk-assessments", &[("official", &official), ("kind", "personal"), ("scope", "Goma")]).await.leads();

    let bare = author.get(&format!("{draft}/edit")).await;
    assert_eq!(bare.all("aside .unknown").len(), 3, "{}", bare.one("aside"));
    assert!(bare.one("aside").contains("cordon import threat FILE --kind events") && bare.one("aside").contains("chief of PCU"), "{}", bare.one("aside"));

    load_all(&app).await;
    app.shift_clock("1 second").await;
    let author = app.as_if("coordinator-goma").await;
    for page in [format!("{draft}/edit"), draft.clone(), format!("/risk-assessments/new?official={official}")] {
        let shown = author.get(&page).await;
        let text = shown.one("[aria-labelledby=context]");
        assert!(text.contains("7.5 of 10: very high") || text.contains("of 10: very high"), "{page}: {text}");
        assert!(text.contains("Level 3: reconsider travel") || text.contains("Level 4: do not travel"), "{page}: {text}");
        assert!(text.contains("never a score") && text.contains("years old") && text.contains("CC BY 4.0"), "{page}: {text}");
        let row = shown.all("[aria-labelledby=context] tbody tr").into_iter().find(|row| row.starts_with("2019")).unwrap_or_default();
        assert!(row.starts_with("2019 29 123"), "{page}: {row}");
    }
    let french = author.send(axum::http::Request::get(format!("{draft}/edit")).header("accept-language", "fr"), axum::body::Body::empty()).await;
    assert_eq!(french.status, StatusCode::OK);
    // nothing about the assessment followed from it
    assert_eq!(look(&app, "select coalesce(residual_level, '') from risk_assessment").await, "");
}

#[tokio::test]
async fn events_near_a_place_are_counted_on_the_great_circle() {
    let app = TestApp::start().await;
    load_all(&app).await;
    let desk = app.as_if("desk-africa").await;
    for (query, events, deaths) in [
        ("station=GOM&year=2019", 29, 123),
        ("latitude=4.8594&longitude=31.5713&year=2019", 2, 18),
        ("latitude=16.2717&longitude=-0.0447&year=2019", 1, 2),
        ("latitude=1.5593&longitude=30.2516&year=2019", 33, 276),
        ("latitude=46.2044&longitude=6.1432&year=2019", 0, 0),
    ] {
        let page = desk.get(&format!("/context/events?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.one("h1").starts_with(&format!("{events} event")), "{query}: {}", page.one("h1"));
        assert!(deaths == 0 || page.one("main").contains(&format!("{deaths} killed")), "{query}: {}", page.one("main"));
    }
    let first = desk.get("/context/events?station=GOM").await;
    assert_eq!(first.all("tbody tr").len(), 50);
    let next = desk.get(&first.attribute("a[rel=next]", "href").unwrap()).await;
    assert_eq!(next.all("tbody tr").len(), 50);
    assert_ne!(first.all("tbody tr").last(), next.all("tbody tr").first());
    let file = desk.get("/context/events.csv?station=GOM").await;
    let lines = file.text().lines().count();
    assert!(first.one("h1").starts_with(&format!("{} events", lines - 1)), "{} and {lines} lines", first.one("h1"));
    assert!(file.text().lines().nth(1).unwrap().contains("CC BY 4.0"), "an export says whose it is");
}

#[tokio::test]
async fn a_wrong_question_about_events_is_answered_beside_its_field() {
    let app = TestApp::start().await;
    load_all(&app).await;
    let who = app.as_if("coordinator-juba").await;
    for (query, field) in [
        ("station=XXX", "station"),
        ("station=GOM", "station"),
        ("latitude=91&longitude=0", "latitude"),
        ("latitude=1", "longitude"),
        ("station=JUB&km=900", "km"),
        ("station=JUB&year=last", "year"),
    ] {
        let page = who.get(&format!("/context/events?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(!page.error_of(field).is_empty(), "{query}: {}", page.one("main"));
    }
    let asks = who.get("/context/events").await;
    assert_eq!(asks.status, StatusCode::OK);
    assert!(asks.one(".empty").contains("Near where?"), "{}", asks.one("main"));
}

#[tokio::test]
async fn a_country_shows_its_lines_and_its_stations() {
    let app = TestApp::start().await;
    let who = app.as_if("ssp-goma").await;
    let bare = who.get("/countries/CD/context").await;
    assert_eq!(bare.all(".facts-list .unknown").len(), 3, "{}", bare.one("main"));
    load_all(&app).await;

    let page = who.get("/countries/CD/context").await;

    let goma = page.all("tbody tr").into_iter().find(|row| row.starts_with("Goma")).unwrap_or_default();
    assert!(goma.starts_with("Goma 29 123"), "{goma}");
    assert!(who.get("/countries/CD").await.text().contains("/countries/CD/context"));
    assert!(who.get("/duty-stations/GOM").await.text().contains("/context/events?station=GOM"));
    let china = who.get("/countries/CN/context").await;
    assert_eq!(china.one("main").matches("See Summaries").count(), 1, "equal lines once: {}", china.one("main"));
    for (name, status) in [("leader-goma", StatusCode::FORBIDDEN), ("support", StatusCode::FORBIDDEN), ("analyst", StatusCode::OK)] {
        assert_eq!(app.as_if(name).await.get("/countries/CD/context").await.status, status, "{name}");
    }
}

#[tokio::test]
async fn the_database_keeps_lists_as_they_were_read_and_from_those_who_read_no_risk() {
    let app = TestApp::start().await;
    load_all(&app).await;
    let row = "insert into context_event (set_id, row, year, latitude, longitude, place, deaths)
        select id, 99999, 2019, 0, 0, 'Forged', 500 from context_set where kind = 'events'";

    let mut officer = app.inside("officer-world").await;
    assert_eq!(refusal(&run(&mut officer, row).await), "42501", "a set takes no more rows");
    assert_eq!(refusal(&run(&mut officer, "update context_event set deaths = 0").await), "42501");
    assert_eq!(refusal(&run(&mut officer, "begin; update context_set set as_of = '2030-01-01'").await), "23514 context_set_is_kept");
    must(&mut officer, "rollback").await;
    let mut leader = app.inside("leader-goma").await;
    assert_eq!(crate::support::sql::string(&mut leader, "select count(*)::text from context_event").await, "0");
    let mut coordinator = app.inside("coordinator-goma").await;
    assert_eq!(crate::support::sql::string(&mut coordinator, "select count(*)::text from context_event").await, "303", "the control");
    assert_eq!(run(&mut coordinator, "begin; update context_set set superseded_at = sec.now()").await.unwrap(), 0, "who may not load may not supersede");
    must(&mut coordinator, "rollback").await;

    // the twin: without the rules the same attacks succeed
    let mut admin = sqlx::ConnectOptions::connect(&app.admin).await.unwrap();
    must(&mut admin, "alter table context_event disable row level security; alter table context_set disable trigger context_set_guarded").await;
    let mut officer = app.inside("officer-world").await;
    assert_eq!(run(&mut officer, row).await.unwrap(), 1);
    assert_eq!(run(&mut officer, "begin; update context_set set as_of = '2030-01-01'; rollback").await.map(|_| ()).map_err(|error| error.to_string()), Ok(()));
}
