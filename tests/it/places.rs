//! Finding and adding places, and reading reference lists in.

use axum::http::StatusCode;
use cordon::cli::account::{Seat, open_as};
use cordon::features::stations::import::{self, Kind, Report};
use cordon::program::Database;

use crate::support::TestApp;

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
    assert!(officer.get("/places.csv?q=FZNA").await.text().starts_with("ref,kind,code,name,country,zone"));
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
