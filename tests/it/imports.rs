//! A file from its columns to its report, as people meet it: trial, apply, quarantine, undo.

use axum::http::StatusCode;

use crate::support::{Answer, Person, TestApp};

const LEGS: &str = "principal,from,departs,to,arrives,purpose\n\
    Official One,FZNA,2026-01-05 08:00,HKJK,2026-01-05 11:00,Visit\n\
    Official One,HKJK,2026-01-07 08:00,FZNA,2026-01-07 09:30,Visit\n\
    Official One,FZNA,2026-01-09 10:00,HKJK,2026-01-09 11:20,Visit\n\
    Official One,FZNA,2026-01-05 09:00,HKMO,2026-01-05 12:00,Meeting\n\
    Official Two,FZNA,2026-01-05 08:00,XXXX,2026-01-05 12:00,\n\
    Official Two,FZNA,2026-01-31 08:00,HKJK,2026-01-31 07:00,\n";

/// Brings a file and chooses columns; answers the address of its page.
async fn tried(person: &Person, kind: &str, name: &str, file: &[u8], columns: &[(&str, &str)]) -> String {
    let answer = person.upload("/imports", &[("kind", kind)], ("file", name, file)).await;
    let url = answer.leads().trim_end_matches("/columns").to_owned();
    let mut fields = vec![("version", "1"), ("day_order", ""), ("creates_principals", "yes")];
    fields.extend(columns);
    assert_eq!(person.post(&format!("{url}/columns"), &fields).await.leads(), url);
    settled(person, &url).await;
    url
}

const LEG_COLUMNS: [(&str, &str); 6] = [
    ("map-principal", "principal"),
    ("map-from", "from"),
    ("map-departs", "departs"),
    ("map-to", "to"),
    ("map-arrives", "arrives"),
    ("map-purpose", "purpose"),
];

/// The page of a batch once nothing runs any more.
async fn settled(person: &Person, url: &str) -> Answer {
    for _ in 0..600 {
        let page = person.get(url).await;
        if page.all(".progress").is_empty() {
            return page;
        }
        tokio::task::yield_now().await;
    }
    panic!("the run over {url} did not end");
}

async fn applied(person: &Person, url: &str) -> Answer {
    let confirm = person.get(&format!("{url}/apply")).await;
    let version = confirm.attribute("input[name=version]", "value").expect("a version");
    assert_eq!(person.post(&format!("{url}/apply"), &[("version", &version)]).await.leads(), url);
    settled(person, url).await
}

#[tokio::test]
async fn a_trial_changes_nothing_and_apply_keeps_what_it_showed() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;

    let url = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    let trial = officer.get(&url).await;
    assert!(trial.one("main").contains("nothing changed yet") || trial.one("main").contains("Nothing is changed yet"), "{}", trial.one("main"));
    assert_eq!(trial.all(".counts:first-of-type b")[..4], ["6", "2", "0", "4"]);
    assert_eq!(app.count("select count(*) from movement").await, 0);

    let report = applied(&officer, &url).await;
    assert!(report.one("main").contains("4 rows wait in quarantine"), "{}", report.one("main"));
    assert_eq!(app.count("select count(*) from leg").await, 2);
    assert_eq!(app.count("select count(*) from movement where state = 'closed' and is_recorded_afterwards and watch_level = 'none'").await, 1);
    assert_eq!(app.count("select count(*) from leg where state = 'arrived' and arrived_at = arrives_at").await, 2);
    assert_eq!(app.count("select count(*) from principal where portfolio_code = 'world'").await, 1);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let first = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    applied(&officer, &first).await;

    let again = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    let page = officer.get(&again).await;
    assert_eq!(page.all(".counts:first-of-type b")[..4], ["6", "0", "2", "4"]);
    assert!(page.one("main").contains("was applied before"));
    applied(&officer, &again).await;

    assert_eq!(app.count("select count(*) from leg").await, 2);
    assert_eq!(app.count("select count(*) from import_row").await, 4);
}

#[tokio::test]
async fn refused_rows_are_corrected_released_and_dropped() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let url = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    applied(&officer, &url).await;
    let rows = format!("{url}/rows");
    assert_eq!(officer.get(&rows).await.all("tbody th"), ["4", "5", "6", "7"]);

    // too fast: a reason is asked, then it is recorded
    let without = officer.post(&format!("{rows}/4/release"), &[("version", "1"), ("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.error_of("reason").contains("Say why"), "{}", without.error_of("reason"));
    officer.post(&format!("{rows}/4/release"), &[("version", "1"), ("reason", "Times as flown")]).await.leads();

    // in two places: recorded as contested, with an exception
    officer.post(&format!("{rows}/5/release"), &[("version", "1"), ("reason", "Both sources insist")]).await.leads();
    assert_eq!(app.count("select count(*) from leg where is_contested").await, 1);
    assert_eq!(app.count("select count(*) from exception where rule = 'INV-08' and closed_at is null and owner_id is not null").await, 1);

    // an unknown place is never released
    let never = officer.post(&format!("{rows}/6/release"), &[("version", "1"), ("reason", "Please")]).await;
    assert_eq!(never.status, StatusCode::CONFLICT);
    let cells = [
        ("version", "1"),
        ("cell-principal", "Official Two"),
        ("cell-from", "FZNA"),
        ("cell-departs", "2026-01-05 08:00"),
        ("cell-to", "HKJK"),
        ("cell-arrives", "2026-01-05 07:00"),
        ("cell-purpose", ""),
    ];
    let still = officer.post(&format!("{rows}/6/correct"), &cells).await;
    assert_eq!(still.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(still.error_of("cell-arrives").contains("not after departure"), "{}", still.one("main"));
    assert_eq!(still.attribute("#f-cell-to", "value").as_deref(), Some("HKJK"));
    let mut right = cells;
    right[5].1 = "2026-01-05 11:30";
    officer.post(&format!("{rows}/6/correct"), &right).await.leads();
    assert_eq!(app.count("select count(*) from import_row where state = 'corrected' and leg_id is not null").await, 1);

    officer.post(&format!("{rows}/7/drop"), &[("version", "1"), ("reason", "Never happened")]).await.leads();
    let late = officer.post(&format!("{rows}/7/drop"), &[("version", "1"), ("reason", "Again")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(app.count("select count(*) from import_row where state = 'quarantined'").await, 0);
    assert_eq!(app.count("select count(*) from leg").await, 5);
}

#[tokio::test]
async fn undo_voids_a_batch_and_the_file_may_come_again() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let url = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    applied(&officer, &url).await;

    let version = officer.get(&format!("{url}/undo")).await.attribute("input[name=version]", "value").expect("a version");
    officer.post(&format!("{url}/undo"), &[("version", &version)]).await.leads();
    assert!(officer.get(&format!("{url}/history")).await.all("ins").iter().any(|text| text.contains("Undone")));
    assert_eq!(app.count("select count(*) from leg where not is_void").await, 0);
    assert_eq!(app.count("select count(*) from leg where zone_version = ''").await, 0, "the rules the times were resolved by");
    assert_eq!(app.count("select count(*) from history.leg where deed = 'update'").await, 2);

    let again = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    applied(&officer, &again).await;
    assert_eq!(app.count("select count(*) from leg where not is_void").await, 2);
    assert_eq!(app.count("select count(*) from import_row").await, 8);
}

#[tokio::test]
async fn a_movement_somebody_worked_on_keeps_its_batch_from_being_undone() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let url = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    applied(&officer, &url).await;
    let version = officer.get(&format!("{url}/undo")).await.attribute("input[name=version]", "value").expect("a version");
    let mut owner = app.owner().await;
    sqlx::query("begin").execute(&mut owner).await.unwrap();
    sqlx::query("update movement set version = 2").execute(&mut owner).await.unwrap();
    cordon::audit::append_system(&mut owner, "test", "", "").await.unwrap();
    sqlx::query("commit").execute(&mut owner).await.unwrap();

    assert!(officer.get(&format!("{url}/undo")).await.all("form button.danger").is_empty());
    let refused = officer.post(&format!("{url}/undo"), &[("version", &version)]).await;

    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(app.count("select count(*) from leg where is_void").await, 0);
}

#[tokio::test]
async fn stays_of_a_real_file_are_applied_and_grouped() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let file = include_bytes!("../data/itineraries/us_officials_travel.csv");
    let columns = [
        ("map-principal", "principal"),
        ("map-country", "country"),
        ("map-locality", "locality"),
        ("map-from_date", "start_date"),
        ("map-to_date", "end_date"),
    ];

    let url = tried(&officer, "stays", "us_officials_travel.csv", file, &columns).await;
    let report = applied(&officer, &url).await;

    assert_eq!(report.all(".counts:first-of-type b")[..5], ["2912", "2885", "0", "27", "977"]);
    assert_eq!(app.count("select count(*) from stay").await, 2885);
    assert_eq!(app.count("select count(*) from movement").await, 977);
    assert_eq!(app.count("select count(*) from import_row where code = 'principal_in_two_places'").await, 26);
    let rows = officer.get(&format!("{url}/rows.csv")).await;
    assert_eq!(rows.text().lines().count(), 28);
    assert!(rows.text().starts_with("ref,row,principal,country,locality,from_date,to_date,column,code,state,what_is_wrong"));
    assert_eq!(officer.get(&format!("{url}/rows.xlsx")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_file_says_what_is_wrong() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;

    for (bytes, word) in [(&b""[..], "Choose a file"), (b"PK\x03\x04rest", "Save it as CSV"), (b"\n \n", "empty"), (b"a,b\n\"c", "never closed")] {
        let answer = officer.upload("/imports", &[("kind", "stays")], ("file", "x.csv", bytes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.error_of("file").contains(word), "{}", answer.error_of("file"));
        assert_eq!(answer.attribute("input[name=kind][checked]", "value").as_deref(), Some("stays"));
    }
    let unmapped = officer.upload("/imports", &[("kind", "legs")], ("file", "x.csv", LEGS.as_bytes())).await.leads();
    let answer = officer.post(&unmapped, &[("version", "1"), ("day_order", "dmy"), ("map-principal", "principal"), ("map-from", "from")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.error_of("map-departs").contains("Choose the column"), "{}", answer.one("main"));
    assert_eq!(answer.attribute("#f-day_order option[selected]", "value").as_deref(), Some("dmy"));
}

#[tokio::test]
async fn columns_are_suggested_and_remembered() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let file = b"Autoridad;A;B;Salida\nX;GOM;JUB;2026-01-02\n";
    let first = officer.upload("/imports", &[("kind", "legs")], ("file", "x.csv", file)).await.leads();
    let chosen = |answer: &Answer, field: &str| answer.attribute(&format!("#f-map-{field} option[selected]"), "value").unwrap_or_default();
    let page = officer.get(&first).await;
    assert_eq!((chosen(&page, "principal"), chosen(&page, "departs"), chosen(&page, "from")), ("Autoridad".into(), "Salida".into(), String::new()));

    let url = tried(&officer, "legs", "x.csv", file, &[("map-principal", "Autoridad"), ("map-from", "A"), ("map-to", "B"), ("map-departs", "Salida")]).await;
    assert_eq!(officer.get(&url).await.all(".counts:first-of-type b")[..2], ["1", "1"]);
    let next = officer.upload("/imports", &[("kind", "legs")], ("file", "x.csv", file)).await.leads();
    let page = officer.get(&next).await;
    assert_eq!((chosen(&page, "from"), chosen(&page, "to")), ("A".into(), "B".into()));
}

#[tokio::test]
async fn an_import_is_seen_in_its_portfolio_and_by_who_oversees() {
    let app = TestApp::start().await;
    let url = tried(&app.as_("officer-world").await, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;

    assert_eq!(app.as_("chief").await.get(&url).await.status, StatusCode::OK);
    let auditor = app.as_("auditor").await;
    assert_eq!(auditor.get(&url).await.status, StatusCode::OK);
    assert_eq!(auditor.post(&format!("{url}/apply"), &[("version", "3")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_("officer-africa").await.get(&url).await.status, StatusCode::NOT_FOUND);
    assert!(app.as_("officer-africa").await.get("/imports").await.all("tbody tr").is_empty());
    assert_eq!(app.as_("coordinator-goma").await.get("/imports").await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_("coordinator-goma").await.get(&url).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_nasty_file_is_read_or_said_to_be_wrong() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/import_nasties");
    let mut count = 0;
    for source in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(source.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let started = std::time::Instant::now();
            let answer = officer.upload("/imports", &[("kind", "stays")], ("file", &name, &bytes)).await;
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                assert!(!answer.error_of("file").is_empty(), "{name}");
            } else {
                let columns = answer.leads();
                let page = officer.get(&columns).await;
                assert_eq!(page.status, StatusCode::OK, "{name}");
                let headings: Vec<String> = page.all("#f-map-principal option").into_iter().skip(1).collect();
                let heading = |n: usize| headings.get(n).cloned().unwrap_or_default();
                let fields = [
                    ("version", "1".to_owned()),
                    ("day_order", String::new()),
                    ("creates_principals", "yes".to_owned()),
                    ("map-principal", heading(0)),
                    ("map-place", heading(0)),
                    ("map-from_date", heading(1)),
                    ("map-to_date", heading(1)),
                ];
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = officer.post(&columns, &fields).await;
                assert!(matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY), "{name}: {} {}", answer.status, answer.one("main"));
                if answer.status == StatusCode::SEE_OTHER {
                    let url = answer.location();
                    settled(&officer, &url).await;
                    let report = applied(&officer, &url).await;
                    assert_eq!(report.status, StatusCode::OK, "{name}");
                    assert!(report.all(".bar.warning").is_empty(), "{name}: {}", report.one("main"));
                }
            }
            assert!(started.elapsed().as_secs() < 10, "{name}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

#[tokio::test]
async fn the_pages_speak_french() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-world").await;
    officer.post("/language", &[("language", "fr"), ("back", "/")]).await;

    let url = tried(&officer, "legs", "legs.csv", LEGS.as_bytes(), &LEG_COLUMNS).await;
    let page = officer.get(&url).await;

    assert!(page.one("main").contains("Rien n’est encore changé"), "{}", page.one("main"));
    assert!(page.all("tbody tr").join(" ").contains("n’est pas un lieu connu"));
    assert!(officer.get("/imports").await.one("h1").contains("importation"));
}
