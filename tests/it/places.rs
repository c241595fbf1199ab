//! Finding and adding places, and reading reference lists in.

use axum::http::StatusCode;
use cordon::cli::account::{Seat, open_as};
use cordon::features::stations::import::{self, Kind, Report};
use cordon::program::Database;

use crate::support::TestApp;
use crate::support::sql::{change, look, refusal};

/// What becomes of a statement of the owner.
async fn try_sql(app: &TestApp, sql: &str) -> String {
    refusal(&change(&mut app.owner().await, sql).await)
}

async fn seat(app: &TestApp, name: Option<&str>) -> Seat {
    let database = Database { web: app.web.clone(), admin: app.admin.clone(), private: None };
    open_as(&database, name).await.expect("the account takes its seat")
}

async fn read(seat: &Seat, kind: Kind, file: &str) -> Report {
    let bytes = std::fs::read(format!("{}/tests/data/places/{file}", env!("CARGO_MANIFEST_DIR"))).expect("the file is shipped");
    import::run(&seat.db, &seat.actor, kind, &bytes, None, false).await.expect("the file can be read")
}

fn codes(report: &Report) -> Vec<(u32, &str, &str)> {
    report.details.iter().map(|detail| (detail.row, detail.column.as_str(), detail.code)).collect()
}

#[tokio::test]
async fn a_place_is_found_by_code_name_and_other_name() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;

    for (text, expected) in [("FZNA", "FZNA"), ("fzna", "FZNA"), ("Goma FZNA, CD", "FZNA"), ("São Tome", "FPST"), ("kinshassa", "CD")] {
        let page = officer.get(&format!("/places?q={}", text.replace(' ', "+"))).await;
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(page.all("tbody th").iter().any(|label| label.contains(expected)), "{text}: {:?}", page.all("tbody th"));
    }
    let page = officer.get("/places?q=GOM").await;
    assert!(page.all("tbody th").iter().take(2).any(|label| label == "Goma GOM, CD"), "{:?}", page.all("tbody th"));
    assert!(page.text().contains("Africa/Lubumbashi"));
    assert!(officer.get("/places?q=zzzzqqqq").await.text().contains("No place matches"));
    assert!(officer.get("/places.csv?q=FZNA").await.text().starts_with("ref,version,kind,code,name,city,country,zone"));
}

#[tokio::test]
async fn the_code_of_a_hidden_station_is_not_told() {
    let app = TestApp::start().await;

    let page = app.as_("ssp-juba").await.get("/places?kind=duty_station").await;

    assert!(page.all("tbody th").contains(&"Juba JUB, SS".to_owned()));
    assert!(!page.text().contains("Goma GOM"));
}

#[tokio::test]
async fn a_search_field_gets_options_as_a_document() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;

    let places = officer.fragment("/places?q=FZNA", "choices").await;
    let countries = officer.fragment("/countries?q=chad", "choices").await;

    assert_eq!(places.attribute("option", "value").as_deref(), Some("Goma FZNA, CD"));
    assert!(places.one("option").contains(" · Africa/"));
    assert_eq!(countries.attribute("option", "value").as_deref(), Some("Chad"));
}

#[tokio::test]
async fn a_place_is_added_with_its_zone_and_found_by_its_other_name() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let form = |zone: &'static str| {
        [
            ("name", "Bunagana"),
            ("country", "Democratic Republic of the Congo"),
            ("zone", zone),
            ("latitude", "-1.2966"),
            ("longitude", "29.5939"),
            ("aliases", "Poste frontière\nBNG gate"),
        ]
    };

    let wrong = coordinator.post("/places", &form("Africa/Goma")).await;
    let url = coordinator.post("/places", &form("africa/lubumbashi")).await.leads();
    let twice = coordinator.post("/places", &form("Africa/Lubumbashi")).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.error_of("zone").is_empty());
    assert!(wrong.one("#f-aliases").contains("Poste frontière"));
    let page = coordinator.get(&url).await;
    assert!(page.text().contains("Africa/Lubumbashi, UTC+2") && page.text().contains("BNG gate"));
    assert!(coordinator.get("/places?q=poste+frontiere").await.one("tbody th").contains("Bunagana, CD"));
    assert!(!twice.error_of("name").is_empty());
    assert!(coordinator.get(&format!("{url}/history")).await.text().contains("Bunagana"));
    assert_eq!(app.as_("cpo-goma").await.post("/places", &form("Africa/Lubumbashi")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(coordinator.get("/places/not-a-place").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_place_says_whom_to_call_to_those_who_may_read_the_station() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let gate = [("name", "Bunagana"), ("country", "CD"), ("zone", "Africa/Lubumbashi"), ("latitude", "-1.2966"), ("longitude", "29.5939")];
    let url = coordinator.post("/places", &gate).await.leads();
    assert!(coordinator.get(&url).await.all("#call").is_empty(), "no number is known yet");

    let number = [("label", "Duty room"), ("number", "+243 970 000 009"), ("is_always_on", "yes"), ("as_of", "2026-01-05")];
    coordinator.post("/duty-stations/GOM/numbers", &number).await.leads();

    let page = coordinator.get(&url).await;
    assert_eq!(page.attribute("#call ~ ul a[href^=tel]", "href").as_deref(), Some("tel:+243970000009"));
    assert_eq!(page.attribute("#call ~ ul a", "href").as_deref(), Some("/duty-stations/GOM"));
    assert!(app.as_("coordinator-juba").await.get(&url).await.all("#call").is_empty(), "another station's numbers are not theirs");
}

/// What a form of a place holds, with some fields changed.
fn typed<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("name", "Mugunga clinic"), ("kind", "hospital"), ("country", "CD"), ("zone", "Africa/Lubumbashi"), ("station", "GOM")];
    form.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    form.extend(changes);
    form
}

#[tokio::test]
async fn a_place_is_edited_as_people_write_positions_and_both_sides_of_a_race_are_kept() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = coordinator.post("/places", &typed(&[("station", "")])).await.leads();

    let wrong = coordinator.post(&url, &typed(&[("version", "1"), ("latitude", "1 61 S"), ("longitude", "29 E"), ("phone", "ask inside")])).await;
    let position = [("version", "1"), ("latitude", "1\u{b0}39\u{2032}36\u{2033} S"), ("longitude", "29\u{b0}02' E"), ("phone", "+243 970 000 010")];
    coordinator.post(&url, &typed(&position)).await.leads();
    let page = coordinator.get(&url).await;
    // another form was open meanwhile: it changed the remark only, and then the telephone too
    let other = app.as_("ssp-goma").await;
    other.post(&url, &typed(&[("version", "1"), ("note", "Closed on Sundays")])).await.leads();
    let both = coordinator.get(&url).await;
    let asked = other.post(&url, &typed(&[("version", "1"), ("phone", "+243 970 000 011"), ("note", "Closed on Sundays")])).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.error_of("latitude").is_empty() && wrong.error_of("longitude").is_empty() && !wrong.error_of("phone").is_empty());
    assert_eq!(wrong.attribute("#f-latitude", "value").as_deref(), Some("1 61 S"));
    assert!(page.text().contains("-1.6600, 29.0333") && page.text().contains("Hospital"));
    assert_eq!(page.attribute("a[href^=tel][href$='010']", "href").as_deref(), Some("tel:+243970000010"));
    assert!(both.text().contains("Closed on Sundays") && both.text().contains("-1.6600, 29.0333"), "both sides are kept");
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert_eq!(asked.all("tr.asks th").len(), 1, "{:?}", asked.all("tr.asks th"));
    let history = coordinator.get(&format!("{url}/history")).await;
    for word in ["Belongs to station", "GOM", "Closed on Sundays"] {
        assert!(history.text().contains(word), "{word}: {}", history.one("main"));
    }
    assert_eq!(app.as_("cpo-goma").await.post(&url, &typed(&[("version", "3")])).await.status, StatusCode::FORBIDDEN);
    assert!(app.as_("cpo-goma").await.get(&url).await.all(&format!("a[href='{url}/edit']")).is_empty());
}

#[tokio::test]
async fn a_withdrawn_place_stays_on_record_and_is_not_offered() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = coordinator.post("/places", &typed(&[])).await.leads();

    let without = coordinator.post(&url, &typed(&[("version", "1"), ("state", "withdrawn")])).await;
    let offered = coordinator.fragment("/places?q=mugunga", "choices").await;
    coordinator.post(&url, &typed(&[("version", "1"), ("state", "withdrawn"), ("withdrawn_reason", "Burnt down")])).await.leads();

    assert!(!without.error_of("withdrawn_reason").is_empty());
    assert_eq!(offered.all("option").len(), 1);
    assert!(coordinator.fragment("/places?q=mugunga", "choices").await.all("option").is_empty());
    assert!(coordinator.get(&url).await.text().contains("Burnt down"));
    assert!(coordinator.get("/places?state=withdrawn").await.one("tbody th").contains("Withdrawn"));
    assert!(coordinator.get("/places?q=mugunga").await.one("tbody th").contains("Withdrawn"));
    assert_eq!(try_sql(&app, "update place set withdrawn_reason = '' where name = 'Mugunga clinic'").await, "23514 place_withdrawn_with_reason");
    assert_eq!(try_sql(&app, "update place set state = 'active', withdrawn_reason = '' where name = 'Mugunga clinic'").await, "accepted");
}

#[tokio::test]
async fn a_place_is_put_under_a_station_within_reach_only_and_that_of_a_station_follows_it() {
    let app = TestApp::start().await;
    let (goma, juba) = (app.as_("coordinator-goma").await, app.as_("coordinator-juba").await);
    let url = goma.post("/places", &typed(&[])).await.leads();

    let elsewhere = juba.post("/places", &typed(&[("name", "Annex")])).await;
    let taken = juba.post(&url, &typed(&[("version", "1"), ("station", "JUB")])).await;
    juba.post(&url, &typed(&[("version", "1"), ("station", ""), ("note", "Seen from Juba")])).await.leads();

    assert!(!elsewhere.error_of("station").is_empty() && !taken.error_of("station").is_empty());
    assert_eq!(
        app.count("select count(*) from place p join duty_station s on s.id = p.station_id where p.note = 'Seen from Juba' and s.code = 'GOM'").await,
        1
    );
    assert!(!juba.get(&url).await.text().contains("GOM"), "a hidden station is not told");
    let id: String = look(&app, "select id::text from place where kind = 'duty_station' and name = 'Goma'").await;
    let own = goma.get(&format!("/places/{id}")).await;
    assert!(own.all(&format!("a[href='/places/{id}/edit']")).is_empty());
    assert_eq!(goma.get(&format!("/places/{id}/edit")).await.status, StatusCode::CONFLICT);
    assert_eq!(goma.post(&format!("/places/{id}"), &typed(&[("version", "1")])).await.status, StatusCode::CONFLICT);
    for statement in
        ["update place set name = 'Elsewhere' where kind = 'duty_station' and name = 'Goma'", "update place set kind = 'other' where kind = 'duty_station'"]
    {
        assert_eq!(try_sql(&app, statement).await, "23514 place_of_station_follows_it", "{statement}");
    }
    assert_eq!(try_sql(&app, "update duty_station set name = 'Goma Town' where code = 'GOM'").await, "accepted", "what the station says goes on");
}

#[tokio::test]
async fn nobody_moves_or_withdraws_a_place_that_others_answer_for() {
    let app = TestApp::start().await;
    let (goma, juba) = (app.as_("coordinator-goma").await, app.as_("coordinator-juba").await);
    let here = [("station", ""), ("latitude", "-1.6"), ("longitude", "29.1")];
    let url = goma.post("/places", &typed(&here)).await.leads();
    let answers = "select sec.cell_of_place(id)::text from place where name = 'Mugunga clinic'";
    let before = look(&app, answers).await;

    let abroad = juba.post(&url, &typed(&[("version", "1"), ("station", ""), ("country", "SS"), here[1], here[2]])).await;
    let far = juba.post(&url, &typed(&[("version", "1"), ("station", ""), ("latitude", "-4.3"), ("longitude", "15.3")])).await;
    let gone = juba.post(&url, &typed(&[("version", "1"), here[0], here[1], here[2], ("state", "withdrawn"), ("withdrawn_reason", "Closed")])).await;

    assert!(!abroad.error_of("country").is_empty(), "{}", abroad.text());
    assert!(!far.error_of("latitude").is_empty(), "{}", far.text());
    assert!(!gone.error_of("state").is_empty(), "{}", gone.text());
    assert_eq!(look(&app, answers).await, before);
    let noted = juba.post(&url, &typed(&[("version", "1"), here[0], ("latitude", "-1.61"), here[2], ("note", "Behind the market")])).await;
    let closed = goma.post(&url, &typed(&[("version", "2"), here[0], here[1], here[2], ("state", "withdrawn"), ("withdrawn_reason", "Closed")])).await;
    assert_eq!((noted.status, closed.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER), "{}", closed.text());
}

#[tokio::test]
async fn a_correction_wins_over_the_next_list_and_the_difference_is_shown() {
    let app = TestApp::start().await;
    let seat = seat(&app, None).await;
    read(&seat, Kind::Airports, "airports.csv").await;
    let officer = app.as_("officer-world").await;
    let id = look(&app, "select id::text from place where icao = 'ZZ01'").await;
    let strip =
        [("version", "1"), ("name", "Sake Field"), ("kind", "airport"), ("city", "Sake"), ("station", ""), ("latitude", "-1.5736"), ("longitude", "29.0447")];
    officer.post(&format!("/places/{id}"), &typed(&strip)).await.leads();

    let file = String::from_utf8(std::fs::read(format!("{}/tests/data/places/airports.csv", env!("CARGO_MANIFEST_DIR"))).unwrap()).unwrap();
    let same = read(&seat, Kind::Airports, "airports.csv").await;
    let newer = file.replacen("Sake Strip,Sake,CD,-1.5736", "Sake Airstrip,Sake,CD,-1.5800", 1);
    let next = import::run(&seat.db, &seat.actor, Kind::Airports, newer.as_bytes(), None, false).await.expect("the file can be read");

    assert_eq!((same.accepted, same.unchanged), (0, 2), "a correction is no change of the list");
    assert_eq!((next.accepted, next.unchanged), (1, 1));
    let page = officer.get(&format!("/places/{id}")).await;
    assert!(page.text().contains("-1.5800, 29.0447"), "what nobody corrected is read");
    assert_eq!(page.all("#said ~ div tbody th"), ["Name"], "{}", page.one("main"));
    assert!(page.one("#said ~ div tbody").contains("Sake Field") && page.one("#said ~ div tbody").contains("Sake Airstrip"));
    let agreed =
        [("version", "3"), ("name", "Sake Airstrip"), ("kind", "airport"), ("city", "Sake"), ("station", ""), ("latitude", "-1.58"), ("longitude", "29.0447")];
    officer.post(&format!("/places/{id}"), &typed(&agreed)).await.leads();
    assert!(officer.get(&format!("/places/{id}")).await.all("#said").is_empty(), "where both agree nothing is said twice");
    seat.leave().await.unwrap();
}

#[tokio::test]
async fn airports_are_refused_by_row_and_column_and_read_once() {
    let app = TestApp::start().await;
    let seat = seat(&app, None).await;

    let first = read(&seat, Kind::Airports, "airports.csv").await;
    let second = read(&seat, Kind::Airports, "airports.csv").await;

    assert_eq!((first.rows, first.accepted, first.unchanged, first.quarantined), (6, 2, 0, 4));
    assert_eq!(
        codes(&first),
        [
            (3, "timezone", "unknown_zone"),
            (4, "country", "unknown_country"),
            (5, "icao", "duplicate"),
            (7, "icao", "missing_field"),
            (6, "latitude", "position_missing")
        ]
    );
    assert_eq!((second.accepted, second.unchanged, second.quarantined), (0, 2, 4));
    assert_eq!(app.count("select count(*) from place where icao = 'ZZ01' and name = 'Sake Strip' and version = 1").await, 1);
    assert_eq!(app.count("select count(*) from audit.entry where action = 'place.import' and origin = 'command line' and account_id is not null").await, 2);
    seat.leave().await.unwrap();
}

#[tokio::test]
async fn a_city_code_is_no_key_and_juba_stands_in_two_countries() {
    let app = TestApp::start().await;
    let seat = seat(&app, Some("officer-world")).await;

    let first = read(&seat, Kind::DutyStations, "cities.csv").await;
    let second = read(&seat, Kind::DutyStations, "cities.csv").await;

    assert_eq!((first.accepted, first.quarantined, first.by_code["missing_field"]), (6, 1, 1));
    assert_eq!((first.warnings["city_in_two_countries"], first.warnings["city_code_shared"], first.warnings["name_repeated_in_country"]), (2, 2, 2));
    assert_eq!((first.warnings["obsolete"], first.warnings["position_missing"], first.warnings["flag_missing"]), (1, 1, 1));
    assert_eq!((second.accepted, second.unchanged), (0, 6));
    assert_eq!(app.count("select count(*) from un_city where name = 'Juba'").await, 2);
    // tied to our station only where name and country are exactly the same
    assert_eq!(
        app.count("select count(*) from un_city c join duty_station s on s.id = c.station_id where s.code = 'JUB' and c.country_name = 'South Sudan'").await,
        1
    );
    assert_eq!(app.count("select count(*) from un_city where station_id is not null").await, 2);
    assert_eq!(app.count("select count(*) from duty_station").await, 11);
    seat.leave().await.unwrap();
}

#[tokio::test]
async fn hardship_is_dated_and_only_exact_names_are_taken() {
    let app = TestApp::start().await;
    let seat = seat(&app, None).await;
    read(&seat, Kind::DutyStations, "cities.csv").await;

    let first = read(&seat, Kind::Hardship, "hardship.csv").await;
    let second = read(&seat, Kind::Hardship, "hardship.csv").await;

    assert_eq!((first.accepted, first.quarantined), (3, 3));
    assert_eq!((first.by_code["unknown_station"], first.by_code["unknown_country"], first.by_code["unknown_class"]), (1, 1, 1));
    assert_eq!(first.warnings["matches_more_than_one"], 1);
    assert_eq!((second.accepted, second.unchanged), (0, 3));
    assert_eq!(app.count("select count(*) from duty_station where code = 'GOM' and hardship_class = 'E' and hardship_as_of is not null").await, 1);
    assert_eq!(app.count("select count(*) from hardship_rating").await, 4);
    seat.leave().await.unwrap();
}

#[tokio::test]
async fn missions_countries_and_entities_are_read_with_their_defects() {
    let app = TestApp::start().await;
    let seat = seat(&app, None).await;

    let missions = read(&seat, Kind::Missions, "missions.csv").await;
    let countries = read(&seat, Kind::Countries, "countries_latin1.csv").await;
    let entities = read(&seat, Kind::Entities, "entities.csv").await;

    assert_eq!((missions.accepted, missions.by_code["reversed_dates"]), (4, 1));
    assert_eq!((missions.warnings["positions_disagree"], missions.warnings["flag_spelling"]), (2, 1));
    assert_eq!((missions.warnings["ended_without_date"], missions.warnings["start_missing"]), (1, 1));
    assert_eq!(app.count("select count(*) from mission where acronym = 'UNCCC' and round(latitude::numeric, 2) = -1.65").await, 1);
    assert_eq!((countries.accepted, countries.by_code["unknown_country"]), (4, 1));
    assert_eq!((countries.warnings["position_mangled"], countries.warnings["iso_code_shared"]), (4, 1));
    assert_eq!(app.count("select count(*) from un_country where name = 'Côte d''Ivoire'").await, 1);
    assert_eq!((entities.accepted, entities.unchanged, entities.by_code["duplicate"], entities.by_code["missing_field"]), (2, 1, 1, 1));
    assert_eq!(entities.warnings["name_differs"], 1);
    assert_eq!(app.count("select count(*) from entity where code = 'WFP' and name = 'World Food Programme'").await, 1);
    for (kind, file) in [(Kind::Missions, "missions.csv"), (Kind::Countries, "countries_latin1.csv"), (Kind::Entities, "entities.csv")] {
        assert_eq!(read(&seat, kind, file).await.accepted, 0, "{file}");
    }
    seat.leave().await.unwrap();
}

#[tokio::test]
async fn a_trial_keeps_nothing_and_a_reader_imports_nothing() {
    let app = TestApp::start().await;
    let officer = seat(&app, None).await;
    let bytes = std::fs::read(format!("{}/tests/data/places/airports.csv", env!("CARGO_MANIFEST_DIR"))).unwrap();

    let trial = import::run(&officer.db, &officer.actor, Kind::Airports, &bytes, None, true).await.unwrap();
    let wrong = import::run(&officer.db, &officer.actor, Kind::Missions, &bytes, None, false).await;
    let auditor = seat(&app, Some("auditor")).await;
    let refused = import::run(&auditor.db, &auditor.actor, Kind::Airports, &bytes, None, false).await;

    assert_eq!((trial.accepted, trial.quarantined), (2, 4));
    assert!(wrong.is_err() && refused.is_err());
    assert_eq!(app.count("select count(*) from place where icao like 'ZZ0%'").await, 0);
    assert!(open_as(&Database { web: app.web.clone(), admin: app.admin.clone(), private: None }, Some("nobody-here")).await.is_err());
}
