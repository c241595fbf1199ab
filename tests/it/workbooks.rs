//! Lists that go out as a workbook, are edited outside, and come back: nothing changed, cells changed, both changed,
//! wrong, unknown, another station's, new.

mod lists;
mod places;

use axum::http::StatusCode;
use cordon::importing;

use crate::support::arms::{armoury, pistol};
use crate::support::sql::{look, must};
use crate::support::{Answer, Person, TestApp};

/// A file as rows of cells, the headings first.
struct Sheet(Vec<Vec<String>>);

impl Sheet {
    async fn csv(person: &Person, list: &str) -> Self {
        let answer = person.get(&format!("/{list}.csv")).await;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(answer.bytes.as_slice());
        Self(reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect())
    }

    fn column(&self, name: &str) -> usize {
        self.0[0].iter().position(|heading| heading == name).unwrap_or_else(|| panic!("no column {name} in {:?}", self.0[0]))
    }

    /// The row in which a column holds this text.
    fn row(&self, column: &str, text: &str) -> usize {
        let at = self.column(column);
        self.0.iter().position(|row| row[at] == text).unwrap_or_else(|| panic!("no row with {column} {text}"))
    }

    fn set(&mut self, row: usize, column: &str, text: &str) {
        let at = self.column(column);
        self.0[row][at] = text.to_owned();
    }

    fn cell(&self, row: usize, column: &str) -> &str {
        &self.0[row][self.column(column)]
    }

    /// A new row with these cells.
    fn add(&mut self, cells: &[(&str, &str)]) {
        let width = self.0[0].len();
        self.0.push(vec![String::new(); width]);
        let last = self.0.len() - 1;
        for (column, text) in cells {
            self.set(last, column, text);
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &self.0 {
            writer.write_record(row).expect("a row");
        }
        writer.into_inner().expect("a file")
    }
}

async fn bring(person: &Person, list: &str, name: &str, file: &[u8]) -> String {
    person.upload("/workbooks", &[("list", list)], ("file", name, file)).await.leads()
}

/// What the page says of each state: `["1 changed", "2 unchanged"]`.
fn counts(page: &Answer) -> Vec<String> {
    page.all(".counts a")
}

/// A vehicle of Goma; answers its reference.
async fn vehicle(app: &TestApp, plate: &str, tracker: &str) -> String {
    let form = [
        ("station", "GOM"),
        ("plate", plate),
        ("make", "Invented"),
        ("model", "Wagon"),
        ("seats", "7"),
        ("armour_standard", "none"),
        ("odometer", "48200"),
        ("tracker", tracker),
    ];
    let address = app.as_if("armourer-goma").await.post("/vehicles", &form).await.leads();
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_list_that_nobody_touched_comes_back_unchanged() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    for (plate, tracker) in [("UN 12-345", "=1+1"), ("UN 12-346", "+243 99"), ("UN 12-347", "'@x"), ("UN 12-348", "-7")] {
        vehicle(&app, plate, tracker).await;
    }
    app.officer_of("cpo-goma", "GOM").await;
    let armourer = app.as_if("armourer-goma").await;
    let coordinator = app.as_if("coordinator-goma").await;

    for (person, list, rows) in [(&armourer, "firearms", "1"), (&armourer, "vehicles", "4"), (&coordinator, "vehicles", "4")] {
        for kind in ["csv", "xlsx"] {
            let file = person.get(&format!("/{list}.{kind}")).await;
            let page = person.get(&bring(person, list, &format!("{list}.{kind}"), &file.bytes).await).await;
            assert_eq!(counts(&page), [format!("{rows} unchanged")], "{list}.{kind}: {}", page.one("main"));
        }
    }
    let file = coordinator.get("/officers.xlsx").await;
    let page = coordinator.get(&bring(&coordinator, "officers", "officers.xlsx", &file.bytes).await).await;
    assert!(counts(&page).iter().all(|count| count.ends_with("unchanged")), "{}", page.one("main"));
    assert!(page.all("button").iter().all(|button| !button.starts_with("Apply")), "there is nothing to apply");
}

#[tokio::test]
async fn changed_cells_are_shown_and_saved_by_the_command_of_the_page() {
    let app = TestApp::start().await;
    let first = vehicle(&app, "UN 12-345", "").await;
    let second = vehicle(&app, "UN 12-346", "T-1").await;
    let armourer = app.as_if("armourer-goma").await;
    let mut sheet = Sheet::csv(&armourer, "vehicles").await;
    let (one, other) = (sheet.row("ref", &first), sheet.row("ref", &second));
    sheet.set(one, "seats", "5");
    sheet.set(one, "tyres_on", "02-Nov-2026");
    sheet.set(other, "tracker", "");

    let address = bring(&armourer, "vehicles", "vehicles.csv", &sheet.bytes()).await;
    let before = armourer.get(&address).await;
    assert_eq!(look(&app, &format!("select seats::text from vehicle where ref = '{first}'")).await, "7", "nothing changes before it was shown");
    armourer.post(&format!("{address}/apply"), &[]).await.leads();
    let after = armourer.get(&address).await;

    assert_eq!(counts(&before), ["2 changed"]);
    let any_ends_with = |tag: &str, digit: char| before.all(&format!("tbody {tag}")).iter().any(|text| text.ends_with(digit));
    assert!(any_ends_with("del", '7') && any_ends_with("ins", '5'), "{}", before.one("main"));
    assert_eq!(counts(&after), ["2 applied"]);
    let saved = "select concat_ws(' ', seats, tyres_on, version) from vehicle where ref = ";
    assert_eq!(look(&app, &format!("{saved}'{first}'")).await, "5 2026-11-02 2");
    assert_eq!(look(&app, &format!("select tracker || version from vehicle where ref = '{second}'")).await, "2");
    let entries = format!("select count(*)::text from audit.entry where action = 'vehicle.edit' and subject = '{first}'");
    assert_eq!(look(&app, &entries).await, "1", "the same trail as the page");
    let history = armourer.get(&format!("/vehicles/{first}/history")).await;
    assert!(history.one("main").contains("Seats"), "{}", history.one("main"));

    let again = armourer.get(&bring(&armourer, "vehicles", "vehicles.csv", &sheet.bytes()).await).await;
    assert_eq!(counts(&again), ["2 unchanged"], "the same file twice changes nothing");
}

#[tokio::test]
async fn where_both_sides_changed_a_cell_a_person_decides() {
    let app = TestApp::start().await;
    let reference = vehicle(&app, "UN 12-345", "T-1").await;
    let armourer = app.as_if("armourer-goma").await;
    let mut sheet = Sheet::csv(&armourer, "vehicles").await;
    sheet.set(1, "tracker", "T-mine");
    sheet.set(1, "seats", "6");
    let edit = |tracker: &'static str, version: &'static str| {
        [
            ("plate", "UN 12-345"),
            ("make", "Other"),
            ("model", "Wagon"),
            ("seats", "7"),
            ("armour_standard", "none"),
            ("odometer", "48200"),
            ("tracker", tracker),
            ("version", version),
        ]
    };
    app.as_if("ssp-goma").await.post(&format!("/vehicles/{reference}/edit"), &edit("T-theirs", "1")).await.leads();

    let address = bring(&armourer, "vehicles", "v.csv", &sheet.bytes()).await;
    let page = armourer.get(&address).await;
    armourer.post(&format!("{address}/apply"), &[]).await.leads();
    let row = armourer.get(&format!("{address}/rows/2")).await;
    let sent: Vec<(String, String)> = hidden(&row);
    let form = |extra: &[(&str, &str)]| {
        sent.iter().map(|(a, b)| (a.clone(), b.clone())).chain(extra.iter().map(|(a, b)| ((*a).into(), (*b).into()))).collect::<Vec<(String, String)>>()
    };
    let undecided = post(&armourer, &format!("{address}/rows/2"), &form(&[])).await;
    let kept = look(&app, &format!("select tracker from vehicle where ref = '{reference}'")).await;
    let decided = post(&armourer, &format!("{address}/rows/2"), &form(&[("choice-tracker", "yours")])).await;

    assert_eq!(counts(&page), ["1 changed by somebody else too"]);
    for words in ["T-1", "T-theirs", "T-mine"] {
        assert!(row.one("main").contains(words), "{}", row.one("main"));
    }
    assert!(row.all("input[type=radio][checked]").is_empty(), "no side is chosen beforehand");
    assert_eq!((undecided.status, kept.as_str()), (StatusCode::CONFLICT, "T-theirs"));
    decided.leads();
    let saved = look(&app, &format!("select concat_ws(' ', tracker, make, seats, version) from vehicle where ref = '{reference}'")).await;
    assert_eq!(saved, "T-mine Other 6 3", "theirs stays where only they changed it");
}

/// Names and values of the hidden fields of the first form that has any.
fn hidden(page: &Answer) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.text());
    let form = scraper::Selector::parse("main form[action*='/rows/']").expect("a selector");
    let field = scraper::Selector::parse("input[type=hidden]").expect("a selector");
    let first = html.select(&form).next().expect("a form");
    let fields = first.select(&field).filter_map(|one| Some((one.value().attr("name")?.to_owned(), one.value().attr("value")?.to_owned())));
    fields.filter(|(name, _)| name != "form_key").collect()
}

async fn post(person: &Person, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    person.post(path, &fields).await
}

#[tokio::test]
async fn a_row_that_cannot_be_applied_waits_by_column_and_is_corrected_or_left_out() {
    let app = TestApp::start().await;
    let reference = vehicle(&app, "UN 12-345", "").await;
    let taken = vehicle(&app, "UN 12-346", "").await;
    let armourer = app.as_if("armourer-goma").await;
    let mut sheet = Sheet::csv(&armourer, "vehicles").await;
    let (one, other) = (sheet.row("ref", &reference), sheet.row("ref", &taken));
    sheet.set(one, "seats", "many");
    sheet.set(one, "armour_standard", "steel");
    sheet.set(other, "plate", "un12345");

    let address = bring(&armourer, "vehicles", "v.csv", &sheet.bytes()).await;
    let page = armourer.get(&address).await;
    let file = armourer.get(&format!("{address}/rows.csv?state=refused")).await;
    let number = format!("{}", one + 1);
    let row = armourer.get(&format!("{address}/rows/{number}")).await;
    let mut form = vec![("plate", "UN 12-345"), ("make", "Invented"), ("model", "Wagon"), ("seats", "0"), ("armour_standard", "none"), ("odometer", "48200")];
    form.push(("version", "1"));
    let wrong = armourer.post(&format!("{address}/rows/{number}"), &form).await;
    form[3] = ("seats", "4");
    armourer.post(&format!("{address}/rows/{number}"), &form).await.leads();
    let twice = armourer.post(&format!("{address}/rows/{number}"), &form).await;
    let silent = armourer.post(&format!("{address}/rows/{}/drop", other + 1), &[("reason", " ")]).await;
    armourer.post(&format!("{address}/rows/{}/drop", other + 1), &[("reason", "The plate is that of the other")]).await.leads();
    let after = armourer.get(&address).await;

    assert_eq!(counts(&page), ["2 cannot be applied"]);
    for words in ["Seats many : A number from 1 to 60.", "steel", "vpam_brv2009_vr", "plate"] {
        assert!(page.one("main").contains(words), "{words}: {}", page.one("main"));
    }
    assert!(file.text().lines().next().is_some_and(|header| header.starts_with("ref,version,") && header.ends_with("what_is_wrong")), "{}", file.text());
    assert_eq!(file.text().matches("A number from 1 to 60.").count(), 1);
    assert_eq!((row.attribute("#f-seats", "value").as_deref(), row.error_of("seats").is_empty()), (Some("many"), false), "the value survives");
    assert_eq!((wrong.status, wrong.error_of("seats").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    assert_eq!(look(&app, &format!("select seats::text from vehicle where ref = '{reference}'")).await, "4");
    assert_eq!((twice.status, silent.status), (StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(counts(&after), ["1 applied", "1 left out"]);

    let again = armourer.get(&bring(&armourer, "vehicles", "failed.csv", &file.bytes).await).await;
    assert!(!again.one("main").contains("left aside: what_is_wrong"), "the file of failed rows may come back: {}", again.one("main"));
}

#[tokio::test]
async fn a_column_that_is_only_shown_is_refused_when_changed_and_may_grow_old() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let exported = Sheet::csv(&armourer, "firearms").await;
    let mut sheet = Sheet(exported.0.clone());
    sheet.set(1, "state", "lost");
    let mut other = Sheet(exported.0.clone());
    other.set(1, "armoury", "Y-OTHER");
    let form = [("state", "limited"), ("reason", "Slide sticks"), ("version", "1")];
    let version = look(&app, &format!("select version::text from firearm where ref = '{weapon}'")).await;
    let form = [form[0], form[1], ("version", version.as_str())];
    armourer.post(&format!("/firearms/{weapon}/state"), &form).await.leads();

    let old = armourer.get(&bring(&armourer, "firearms", "a.csv", &exported.bytes()).await).await;
    let lost = armourer.get(&bring(&armourer, "firearms", "b.csv", &sheet.bytes()).await).await;
    let moved = armourer.get(&bring(&armourer, "firearms", "c.csv", &other.bytes()).await).await;

    assert_eq!(counts(&old), ["1 unchanged"], "the state changed by itself: {}", old.one("main"));
    assert_eq!(counts(&lost), ["1 cannot be applied"]);
    assert!(lost.one("main").contains("It stands as limited"), "{}", lost.one("main"));
    assert_eq!(counts(&moved), ["1 cannot be applied"]);
    assert_eq!(app.count("select count(*) from firearm where state = 'lost'").await, 0);
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_yours_get_the_same_answer() {
    let app = TestApp::start().await;
    let goma = vehicle(&app, "UN 12-345", "").await;
    let armourer = app.as_if("armourer-goma").await;
    let juba = app.as_if("armourer-juba").await;
    let sheet = Sheet::csv(&armourer, "vehicles").await;
    let mut invented = Sheet(sheet.0.clone());
    invented.set(1, "ref", "V-NONE7");

    let theirs = juba.get(&bring(&juba, "vehicles", "v.csv", &sheet.bytes()).await).await;
    let none = juba.get(&bring(&juba, "vehicles", "v.csv", &invented.bytes()).await).await;
    let own = bring(&armourer, "vehicles", "v.csv", &sheet.bytes()).await;
    let stranger = juba.get(&own).await;
    let auditor = app.as_if("auditor").await.get("/workbooks").await;

    assert_eq!(theirs.one("table").replace(&goma, "V-NONE7"), none.one("table"));
    assert!(theirs.one("main").contains("no such record among those that you keep"), "{}", theirs.one("main"));
    assert_eq!((stranger.status, auditor.status), (StatusCode::NOT_FOUND, StatusCode::FORBIDDEN));

    // the twin: whoever may change it, gets another answer
    let mine = armourer.get(&own).await;
    assert_eq!(counts(&mine), ["1 unchanged"]);
    let mut inside = app.inside("armourer-juba").await;
    assert_eq!(crate::support::sql::string(&mut inside, "select count(*)::text from workbook_row").await, "2", "one's own only, below the pages too");
    must(&mut app.owner().await, "alter table workbook_row no force row level security; alter table workbook_row disable row level security").await;
    assert_eq!(crate::support::sql::string(&mut inside, "select count(*)::text from workbook_row").await, "3", "the twin: without the wall everybody's");
}

#[tokio::test]
async fn rows_without_a_reference_make_new_records_once() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let mut sheet = Sheet::csv(&armourer, "firearms").await;
    let new = [
        ("serial", "9F-40001"),
        ("make", "Invented"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("armoury", &store),
    ];
    sheet.add(&new);
    sheet.add(&new);
    sheet.add(&[("serial", "9F-40002"), ("state", "lost")]);
    sheet.add(&[("serial", "9F-40003"), ("version", "4")]);

    let address = bring(&armourer, "firearms", "f.csv", &sheet.bytes()).await;
    let page = armourer.get(&address).await;
    armourer.post(&format!("{address}/apply"), &[]).await.leads();
    let again = armourer.get(&bring(&armourer, "firearms", "f.csv", &sheet.bytes()).await).await;

    assert_eq!(counts(&page), ["3 cannot be applied", "1 new", "1 unchanged"]);
    assert_eq!(app.count("select count(*) from firearm").await, 2);
    assert_eq!(
        app.count("select count(*) from firearm_custody k join firearm f on f.id = k.firearm_id where f.serial = '9F-40001'").await,
        1,
        "taken on as on its page"
    );
    assert_eq!(counts(&again), ["3 cannot be applied", "2 unchanged"], "{}", again.one("main"));

    let officers = app.as_if("coordinator-goma").await;
    app.officer_of("cpo-goma", "GOM").await;
    let mut sheet = Sheet::csv(&officers, "officers").await;
    sheet.add(&[("name", "N. New"), ("station", "GOM"), ("category", "FS"), ("duty_role", "cp_officer"), ("number_1", "'+243 99 777")]);
    sheet.add(&[("name", "J. Juba"), ("station", "JUB"), ("category", "FS"), ("duty_role", "cp_officer")]);
    let address = bring(&officers, "officers", "o.csv", &sheet.bytes()).await;
    let page = officers.get(&address).await;
    assert!(page.one("main").contains("Choose a duty station at which you may record people."), "another station's: {}", page.one("main"));
    officers.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(&app, "select number_1 from officer where name = 'N. New'").await, "+243 99 777");
    assert_eq!(app.count("select count(*) from officer where name = 'J. Juba'").await, 0);
    let again = officers.get(&bring(&officers, "officers", "o.csv", &sheet.bytes()).await).await;
    assert!(again.all(".counts a").iter().all(|count| !count.ends_with(" new")), "nobody is recorded twice: {}", again.one("main"));
}

#[tokio::test]
async fn a_file_that_is_none_says_why_beside_the_field() {
    let app = TestApp::start().await;
    let armourer = app.as_if("armourer-goma").await;
    let locked = include_bytes!("../data/import_nasties/calamine/header-row.xlsx");

    for (list, file, field) in [
        ("vehicles", &b""[..], "file"),
        ("vehicles", &b"plate\nUN 1\n"[..], "file"),
        ("vehicles", &locked[..], "file"),
        ("vehicles", &b"PK\x03\x04 cut"[..], "file"),
        ("officers", &b"ref,version\n"[..], "list"),
        ("", &b"ref,version\n"[..], "list"),
    ] {
        let answer = armourer.upload("/workbooks", &[("list", list)], ("file", "x.xlsx", file)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{list} {file:?}");
        assert!(!answer.error_of(field).is_empty(), "{list} {file:?}: {}", answer.one("main"));
    }
    let empty = armourer.get("/workbooks").await;
    assert!(empty.one("main").contains("You brought no workbook back yet"));
    assert!(armourer.get("/workbooks/new?list=vehicles").await.one("main").contains("odometer"));
    assert_eq!(app.as_if("cpo-goma").await.get("/workbooks/new").await.status, StatusCode::FORBIDDEN);
    assert!(!importing::is_workbook(b"ref,version\n"));
}

#[tokio::test]
async fn two_who_bring_the_same_record_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let reference = vehicle(&app, "UN 12-345", "T-1").await;
    let (one, other) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let mut mine = Sheet::csv(&one, "vehicles").await;
    let mut theirs = Sheet::csv(&other, "vehicles").await;
    mine.set(1, "tracker", "T-one");
    theirs.set(1, "tracker", "T-other");
    let first = bring(&one, "vehicles", "v.csv", &mine.bytes()).await;
    let second = bring(&other, "vehicles", "v.csv", &theirs.bytes()).await;

    one.post(&format!("{first}/apply"), &[]).await.leads();
    other.post(&format!("{second}/apply"), &[]).await.leads();

    assert_eq!(counts(&one.get(&first).await), ["1 applied"]);
    assert_eq!(counts(&other.get(&second).await), ["1 changed by somebody else too"]);
    assert_eq!(look(&app, &format!("select tracker from vehicle where ref = '{reference}'")).await, "T-one");
    let mut inside = app.inside("armourer-goma").await;
    let late = crate::support::sql::run(&mut inside, "update workbook_row set state = 'changed', settled_at = null").await;
    assert_eq!(crate::support::sql::refusal(&late), "23514 workbook_row_stays_settled");
    assert_eq!(mine.cell(1, "ref"), reference);
}

const PAPERS: &str = "Officers of the station,,,,,,,,,,\n,,,,,,,,,,\n\
    Officer,Duty station,Category,Role,Qualification,Class,Country,Obtained,Expires,Issuer,Evidence\n\
    N. New,GOM,FS,cp_officer,firearm,pistol,,2026-10-01,,Range,File 1\n\
    N. New,GOM,FS,cp_officer,use_of_force,,,2026-10-02,,Range,File 2\n\
    N. New,GOM,FS,cp_officer,firearm,cannon,,2026-10-01,,Range,File 3\n\
    N. New,GOM,FS,cp_officer,cooking,,,2026-10-01,,Range,File 4\n\
    N. New,GOM,FS,cp_officer,ifak,,,2026-10-01,,Range,\n\
    J. Juba,JUB,FS,cp_officer,ifak,,,2026-10-01,,Range,File 5\n\
    M. Mute,GOM,FS,driver,,,,,,,\n";

#[tokio::test]
async fn officers_come_with_papers_that_somebody_else_has_to_verify() {
    let app = TestApp::start().await;
    let coordinator = app.as_if("coordinator-goma").await;

    let address = bring(&coordinator, "qualifications", "papers.csv", PAPERS.as_bytes()).await;
    let page = coordinator.get(&address).await;
    assert_eq!(app.count("select count(*) from qualification").await, 0, "nothing changes before it was shown");
    coordinator.post(&format!("{address}/apply"), &[]).await.leads();
    let after = coordinator.get(&address).await;
    let again = coordinator.get(&bring(&coordinator, "qualifications", "again.csv", PAPERS.as_bytes()).await).await;

    assert_eq!(counts(&page), ["4 cannot be applied", "3 new"], "{}", page.one("main"));
    for words in ["cannon", "carbine", "cooking", "Choose a duty station at which you may record people."] {
        assert!(page.one("main").contains(words), "{words}: {}", page.one("main"));
    }
    assert_eq!(counts(&after), ["4 cannot be applied", "3 applied"]);
    assert_eq!(app.count("select count(*) from officer where name = 'N. New'").await, 1, "one officer for all of their rows");
    assert_eq!(app.count("select count(*) from officer where name in ('M. Mute', 'J. Juba')").await, 1);
    assert_eq!(app.count("select count(*) from qualification where verified_by is null").await, 2, "seen by nobody yet");
    assert_eq!(app.count("select count(*) from qualification where verified_by is not null").await, 0);
    assert_eq!(counts(&again), ["4 cannot be applied", "3 unchanged"]);

    let paper = look(&app, "select ref from qualification where type = 'firearm'").await;
    let verified = app.as_if("ssp-goma").await.post(&format!("/qualifications/{paper}/verify"), &[("version", "1")]).await;
    assert_eq!(verified.status, StatusCode::SEE_OTHER, "the twin: somebody else verifies it: {}", verified.one("main"));

    let corrected = [
        ("name", "N. New"),
        ("station", "GOM"),
        ("category", "FS"),
        ("duty_role", "cp_officer"),
        ("type", "ifak"),
        ("obtained_on", "01-Oct-2026"),
        ("evidence", "File 6"),
    ];
    coordinator.post(&format!("{address}/rows/8"), &corrected).await.leads();
    assert_eq!(app.count("select count(*) from qualification where type = 'ifak' and evidence = 'File 6'").await, 1);
}
