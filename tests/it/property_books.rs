//! Property books: real workbooks read by a process of their own, what waits, the same file again, taking one back.

use std::path::Path;

use axum::http::StatusCode;
use cordon::authz::session;
use cordon::features::property_books::import::{self, File, ImportError, Report};
use cordon::importing;

use crate::support::TestApp;
use crate::support::sql::{look, must, refusal, run};

const MONTANA: &[u8] = include_bytes!("../data/armoury/leso_property_book_MT_2014.xlsx");
const KANSAS: &[u8] = include_bytes!("../data/armoury/leso_property_book_KS_2014.xlsx");
const CSV: &str = "Agency,NSN,Item Name,Quantity,Serial Number,Ship Date,Unit Cost\n\
    North,1005-00-073-9421,RIFLE,1,EX-1,2010-08-02,499\nNorth,1005-00-073-9421,RIFLE,1,ex 1,2010-08-02,499\n\
    South,8470-00-ARM-OR,ARMOR,12,,2010-08-02,\nSouth,8470-00-ARM-OR,ARMOR,minus 3,,2010-08-02,\nSouth,8470-00-ARM-OR,,3,,2010-08-02,\n";

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_cordon"))
}

async fn try_load(app: &TestApp, who: &str, name: &str, bytes: &[u8], station: &str, dry_run: bool) -> Result<Report, ImportError> {
    let key = app.session_of(who).await.key;
    let actor = session::open(&app.app.db, &key, false, "test", "").await.unwrap().unwrap().actor;
    let file = File { name, bytes, station, sheet: None, map: None, program: program() };
    import::run(&app.app.db, &actor, &file, dry_run).await
}

/// Reads a text in at Goma; answers the reference of its book.
pub async fn load_text(app: &TestApp, text: &str) -> String {
    try_load(app, "officer-world", "book.csv", text.as_bytes(), "GOM", false).await.unwrap().batch.unwrap()
}

async fn load(app: &TestApp, name: &str, bytes: &[u8]) -> Report {
    try_load(app, "officer-world", name, bytes, "GOM", false).await.unwrap()
}

#[tokio::test]
async fn a_real_book_is_read_with_its_titles_and_footers_and_again_changes_nothing() {
    let app = TestApp::start().await;

    let book = load(&app, "montana.xlsx", MONTANA).await;
    let again = load(&app, "other-name.xlsx", MONTANA).await;
    let other = load(&app, "kansas.xlsx", KANSAS).await;

    assert_eq!((book.rows, book.quantity, book.accepted, book.quarantined, book.unnamed), (1059, 1304, 1048, 11, 1));
    let sheet = &book.sheets[0];
    assert_eq!((sheet.header_row, sheet.titles, sheet.footers, sheet.agencies, sheet.serials), (6, 4, 2, Some(70), Some(1059)));
    assert_eq!((sheet.fsc_1005_rows, sheet.vehicles_23xx_rows, sheet.unit_cost_sum), (Some(938), Some(26), Some(4_469_463.06)));
    assert_eq!(book.by_code.get("serial_duplicate"), Some(&11));
    assert!(book.details.iter().any(|detail| detail.message.contains("“NA” stands already in row")), "{:?}", book.details);
    assert_eq!((again.accepted, again.unchanged, again.batch.is_none()), (0, 1048, true));
    assert_eq!((other.rows, other.quantity, other.by_code.get("serial_duplicate")), (1491, 1683, Some(&11)));
    assert_eq!(look(&app, "select count(*)::text from property_item").await, (1048 + 1480).to_string());
    assert_eq!(look(&app, "select count(*)::text from audit.entry where action = 'property.import'").await, "2");

    let chief = app.as_if("chief").await;
    let page = chief.get(&format!("/property-books/{}", book.batch.clone().unwrap())).await;
    assert!(page.one("main").contains("1059") && page.one("main").contains("11 × a serial number that repeats"), "{}", page.one("main"));
    let list = chief.get("/property?class=vehicle&book=".to_owned().as_str()).await;
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.all("tbody tr").len(), 50);
    let next = list.attribute("a[rel=next]", "href").unwrap_or_default();
    let rest = chief.get(&next).await;
    assert_eq!(rest.all("tbody tr").len(), 26 + 34 - 50, "{}", rest.one("main"));
}

#[tokio::test]
async fn what_waits_is_shown_by_row_and_column_with_its_cells() {
    let app = TestApp::start().await;
    let dry = try_load(&app, "ssp-goma", "book.csv", CSV.as_bytes(), "GOM", true).await.unwrap();
    assert_eq!((dry.accepted, dry.batch.clone()), (2, None));
    assert_eq!(look(&app, "select count(*)::text from property_book").await, "0");

    let book = try_load(&app, "ssp-goma", "book.csv", CSV.as_bytes(), "GOM", false).await.unwrap();

    assert_eq!((book.rows, book.accepted, book.quarantined, book.unnamed, book.quantity), (4, 2, 2, 1, 14));
    let armourer = app.as_if("armourer-goma").await;
    let address = format!("/property-books/{}/remarks", book.batch.unwrap());
    let page = armourer.get(&address).await;
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 3);
    assert!(rows[0].starts_with('3') && rows[0].contains("stands already in row 2"), "{}", rows[0]);
    assert!(rows[1].contains("Quantity") && rows[1].contains("“minus 3”"), "{}", rows[1]);
    assert!(rows[2].contains("Item Name") && rows[2].contains("NSN: 8470-00-ARM-OR"), "{}", rows[2]);
    assert_eq!(armourer.get(&format!("{address}?code=missing_field")).await.all("tbody tr").len(), 1);
    let file = armourer.get(&format!("{address}.csv")).await;
    assert!(file.text().starts_with("ref,sheet,row,column,code,value,settlement,cells\n"), "{}", file.text());
    let items = armourer.get("/property.csv?holder=south").await;
    assert_eq!(items.text().lines().count(), 2, "{}", items.text());

    // corrected in the file and read in again: only the corrected rows are new
    let corrected = CSV.replace("minus 3", "3").replace("ex 1", "EX-2");
    let second = load(&app, "book.csv", corrected.as_bytes()).await;
    assert_eq!((second.accepted, second.unchanged, second.quarantined), (2, 2, 0));
}

#[tokio::test]
async fn a_book_that_was_wrong_is_taken_back_and_may_come_again() {
    let app = TestApp::start().await;
    let book = load(&app, "book.csv", CSV.as_bytes()).await.batch.unwrap();
    let ssp = app.as_if("ssp-goma").await;
    let address = format!("/property-books/{book}/void");

    let unsaid = ssp.post(&address, &[("reason", " "), ("version", "1")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ssp.post(&address, &[("reason", "Wrong station"), ("version", "7")]).await.status, StatusCode::CONFLICT);
    ssp.post(&address, &[("reason", "Wrong station"), ("version", "1")]).await.leads();

    assert!(ssp.get("/property").await.all("tbody tr").is_empty());
    assert!(ssp.get(&format!("/property-books/{book}")).await.one("main").contains("Wrong station"));
    assert_eq!(ssp.get("/property-books?state=voided").await.all("tbody tr").len(), 1);
    let again = load(&app, "book.csv", CSV.as_bytes()).await;
    assert_eq!((again.accepted, again.quarantined), (2, 2), "its rows are new again, and those that wait are kept again");
    let mut owner = app.owner().await;
    let refused = refusal(&run(&mut owner, &format!("update property_book set file_name = 'x' where ref = '{book}'")).await);
    assert!(refused.contains("property_book_is_kept"), "{refused}");
}

#[tokio::test]
async fn what_waits_is_left_aside_or_taken_over_with_a_reason() {
    let app = TestApp::start().await;
    let book = load(&app, "book.csv", CSV.as_bytes()).await.batch.unwrap();
    let (settle, remarks) = (format!("/property-books/{book}/settle"), format!("/property-books/{book}/remarks"));
    let ssp = app.as_if("ssp-goma").await;
    assert_eq!(ssp.get(&format!("{settle}?code=serial_duplicate")).await.status, StatusCode::OK);

    let unreadable = [("code", "unreadable_number"), ("settlement", "released"), ("reason", "Take it")];
    let refused = ssp.post(&settle, &unreadable).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one("main").contains("nothing but a repeated serial number"), "{}", refused.one("main"));
    let nowhere = [("code", "serial_duplicate"), ("value", "EX-9"), ("settlement", "released"), ("reason", "Take it")];
    assert_eq!(ssp.post(&settle, &nowhere).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    ssp.post(&settle, &[("code", "serial_duplicate"), ("value", "ex 1"), ("settlement", "released"), ("reason", "Two rifles, one mark")]).await.leads();
    ssp.post(&settle, &[("code", "unreadable_number"), ("settlement", "dropped"), ("reason", "No such item")]).await.leads();

    assert_eq!(ssp.get("/property?q=ex1").await.all("tbody tr").len(), 2);
    assert_eq!(ssp.get(&format!("{remarks}?state=waiting")).await.all("tbody tr").len(), 1);
    let page = ssp.get(&remarks).await;
    assert!(page.one("tbody").contains("taken over all the same") && page.one("tbody").contains("No such item"), "{}", page.one("tbody"));
    let again = load(&app, "book.csv", CSV.as_bytes()).await;
    assert_eq!((again.accepted, again.unchanged, again.batch), (0, 2, None), "what was settled is not asked again");

    let mut owner = app.owner().await;
    let twice = refusal(&run(&mut owner, "update property_remark set settlement = 'dropped' where settlement = 'released'").await);
    assert!(twice.contains("property_row_settled_once"), "{twice}");
    let no_item =
        "update property_remark set settlement = 'released', settle_reason = 'x', settled_by = (select id from account limit 1) where settlement = ''";
    let no_item = refusal(&run(&mut owner, no_item).await);
    assert!(no_item.contains("released_row_is_an_item"), "{no_item}");
}

#[tokio::test]
async fn only_those_who_may_and_only_at_stations_they_know() {
    let app = TestApp::start().await;
    let outcome = try_load(&app, "coordinator-goma", "book.csv", CSV.as_bytes(), "GOM", false).await;
    assert!(matches!(outcome, Err(ImportError::NotAllowed)), "{outcome:?}");
    for station in ["JUB", "XXX"] {
        let outcome = try_load(&app, "armourer-goma", "book.csv", CSV.as_bytes(), station, false).await;
        assert!(matches!(outcome, Err(ImportError::NoStation(_) | ImportError::NotAllowed)), "{station}: {outcome:?}");
    }
    let book = try_load(&app, "armourer-goma", "book.csv", CSV.as_bytes(), "GOM", false).await.expect("the control").batch.unwrap();

    assert_eq!(app.as_if("armourer-juba").await.get(&format!("/property-books/{book}")).await.status, StatusCode::NOT_FOUND);
    assert!(app.as_if("armourer-juba").await.get("/property").await.all("tbody tr").is_empty());
    assert_eq!(app.as_if("coordinator-goma").await.get("/property").await.all("tbody tr").len(), 2);
    assert_eq!(app.as_if("cpo-goma").await.get("/property").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn rows_come_with_their_book_and_never_afterwards() {
    let app = TestApp::start().await;
    let book = load(&app, "book.csv", CSV.as_bytes()).await.batch.unwrap();
    let mut owner = app.owner().await;
    // even the owner cannot have the same row count twice
    let twice = format!(
        "insert into property_item (id, book_id, cell, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit, row_key)
         select gen_random_uuid(), book_id, cell, sheet, 99, item, class, make, model, '', nsn, number, holder, condition, quantity, unit, row_key
         from property_item where book_id = (select id from property_book where ref = '{book}') limit 1"
    );
    let refused = refusal(&run(&mut owner, &twice).await);
    assert!(refused.contains("property_row_once"), "{refused}");
    must(&mut owner, &twice.replace("row_key\n         from", "sha256(row_key)\n         from")).await;
}

#[tokio::test]
async fn workbooks_that_break_readers_are_reported_and_break_nothing() {
    for (name, bytes, expected) in [
        ("OOM_alloc3.xls", &include_bytes!("../data/import_nasties/calamine/OOM_alloc3.xls")[..], Err("broken")),
        ("pass_protected.xlsx", include_bytes!("../data/import_nasties/calamine/pass_protected.xlsx"), Err("protected")),
        ("date.ods", include_bytes!("../data/import_nasties/calamine/date.ods"), Ok("2021-01-01")),
        ("date.xls", include_bytes!("../data/import_nasties/calamine/date.xls"), Ok("2021-01-01")),
        ("date_1904.xlsb", include_bytes!("../data/import_nasties/calamine/date_1904.xlsb"), Ok("2021-01-01")),
        ("any_sheets.xlsx", include_bytes!("../data/import_nasties/calamine/any_sheets.xlsx"), Ok("1")),
    ] {
        let outcome = importing::read_apart(program(), bytes).await;
        let found = outcome.as_ref().map(|sheets| sheets[0].rows[0][0].as_str()).map_err(|error| error.code());
        assert_eq!(found, expected, "{name}");
    }
    let header = importing::read_apart(program(), include_bytes!("../data/import_nasties/calamine/header-row.xlsx")).await.unwrap();
    assert_eq!((header[0].blank_above, header[0].size()), (2, (8, 4)));
}

/// A workbook of one sheet whose only cell stands in the last corner of what a sheet can be.
fn far_cell() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Item").unwrap();
    sheet.write(1_048_575, 16_383, "far").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_reader_that_wants_more_memory_than_it_may_ends_alone() {
    let outcome = importing::read_apart(program(), &far_cell()).await;
    assert!(matches!(outcome.as_ref().map_err(|error| error.code()), Err("unreadable" | "too_large")), "{outcome:?}");

    let gone = importing::read_apart(Path::new("/nowhere/cordon"), &far_cell()).await;
    assert_eq!(gone.map_err(|error| error.code()), Err("unreadable"), "a reader that is not there is said too");
    let silent = importing::read_apart(Path::new("/bin/true"), &far_cell()).await;
    assert_eq!(silent.map_err(|error| error.code()), Err("unreadable"), "and one that says nothing");
}

#[tokio::test]
async fn a_book_is_brought_in_the_browser_tried_first() {
    let app = TestApp::start().await;
    let armourer = app.as_if("armourer-goma").await;
    let send = async |deed: &str, station: &str, name: &str, file: &[u8]| {
        armourer.upload("/property-books", &[("station", station), ("deed", deed)], ("file", name, file)).await
    };

    let form = armourer.get("/property-books/new").await;
    let tried = send("try", "GOM", "montana.xlsx", MONTANA).await;
    assert_eq!(app.count("select count(*) from property_book").await, 0, "nothing is kept while it is only tried");
    let kept = send("keep", "GOM", "montana.xlsx", MONTANA).await;
    let again = send("keep", "GOM", "montana.xlsx", MONTANA).await;

    assert_eq!(form.attribute("#f-station option[selected]", "value").as_deref(), Some("GOM"));
    assert!(form.all("#f-station option").iter().all(|code| code != "JUB"), "one's own stations only");
    assert_eq!(tried.status, StatusCode::OK);
    assert_eq!(tried.all(".counts:first-of-type b")[..2], ["1059", "1048"], "{}", tried.one("main"));
    assert_eq!(tried.attribute("input[name=deed][checked]", "value").as_deref(), Some("keep"), "the next step is offered");
    assert!(kept.leads().starts_with("/property-books/S-"), "{}", kept.location());
    assert_eq!(again.leads(), "/property-books", "nothing new");
    assert_eq!(app.count("select count(*) from property_book").await, 1);
    for (deed, station, file, field) in [
        ("try", "JUB", MONTANA, "station"),
        ("try", "", MONTANA, "station"),
        ("", "GOM", MONTANA, "deed"),
        ("try", "GOM", &b""[..], "file"),
        ("try", "GOM", &b"PK\x03\x04 cut"[..], "file"),
        ("try", "GOM", &b"a,b\n1,2\n"[..], "file"),
    ] {
        let answer = send(deed, station, "x.xlsx", file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed} {station}");
        assert!(!answer.error_of(field).is_empty(), "{deed} {station} {field}: {}", answer.one("main"));
    }
    assert_eq!(app.as_if("coordinator-goma").await.get("/property-books/new").await.status, StatusCode::FORBIDDEN);
}
