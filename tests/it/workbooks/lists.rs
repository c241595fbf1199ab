//! The same with every list that somebody keeps: unchanged, changed, changed by two, new, wrong, another station's.

use axum::http::StatusCode;

use super::{Sheet, bring, counts, hidden, post};
use crate::equipment::{kit, plate, reference, thing};
use crate::support::TestApp;
use crate::support::arms::armoury;
use crate::support::protection::{day, officer};
use crate::support::sql::look;

/// What is tried with a list that has one record at Goma.
struct Trial<'a> {
    list: &'a str,
    keeper: &'a str,
    /// Another who keeps it at the same station.
    other: &'a str,
    /// One who keeps it at another station.
    stranger: &'a str,
    record: &'a str,
    /// A cell, and what three people in turn make of it.
    column: &'a str,
    cells: [&'a str; 3],
    /// Answers the cell as it is stored.
    stored: &'a str,
    /// How many records there are.
    count: &'a str,
    bad: (&'a str, &'a str),
    new: &'a [(&'a str, &'a str)],
    /// A cell by which the new record is another station's.
    elsewhere: (&'a str, &'a str),
}

impl Sheet {
    /// The headings and the row of one record.
    fn only(mut self, record: &str) -> Self {
        let row = self.row("ref", record);
        let kept = self.0.swap_remove(row);
        self.0.truncate(1);
        self.0.push(kept);
        self
    }

    fn with(&self, cells: &[(&str, &str)]) -> Vec<u8> {
        let mut sheet = Self(self.0.clone());
        for (column, text) in cells {
            sheet.set(1, column, text);
        }
        sheet.bytes()
    }

    fn with_new(&self, cells: &[(&str, &str)]) -> Vec<u8> {
        let mut sheet = Self(self.0[..1].to_vec());
        sheet.add(cells);
        sheet.bytes()
    }
}

async fn try_all(app: &TestApp, trial: &Trial<'_>) {
    let (keeper, other, stranger) = (app.as_if(trial.keeper).await, app.as_if(trial.other).await, app.as_if(trial.stranger).await);
    let list = trial.list;
    for kind in ["csv", "xlsx"] {
        let file = keeper.get(&format!("/{list}.{kind}")).await;
        let page = keeper.get(&bring(&keeper, list, &format!("{list}.{kind}"), &file.bytes).await).await;
        assert!(counts(&page).len() == 1 && counts(&page)[0].ends_with(" unchanged"), "{list}.{kind}: {}", page.one("main"));
    }
    assert!(keeper.get(&format!("/{list}")).await.all("main a").contains(&"Bring a workbook back".to_owned()), "{list}: the page offers it");

    // changed, and the same file again
    let first = Sheet::csv(&keeper, list).await.only(trial.record);
    let changed = first.with(&[(trial.column, trial.cells[0])]);
    let address = bring(&keeper, list, "a.csv", &changed).await;
    let page = keeper.get(&address).await;
    assert_eq!(counts(&page), ["1 changed"], "{list}: {}", page.one("main"));
    assert_ne!(look(app, trial.stored).await, trial.cells[0], "{list}: nothing changes before it was shown");
    keeper.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(app, trial.stored).await, trial.cells[0], "{list}: {}", keeper.get(&address).await.one("main"));
    let again = keeper.get(&bring(&keeper, list, "a.csv", &changed).await).await;
    assert_eq!(counts(&again), ["1 unchanged"], "{list}: {}", again.one("main"));

    // two of them changed the same cell
    let second = Sheet::csv(&keeper, list).await.only(trial.record);
    let theirs = bring(&other, list, "b.csv", &second.with(&[(trial.column, trial.cells[1])])).await;
    other.post(&format!("{theirs}/apply"), &[]).await.leads();
    let mine = bring(&keeper, list, "c.csv", &second.with(&[(trial.column, trial.cells[2])])).await;
    assert_eq!(counts(&keeper.get(&mine).await), ["1 changed by somebody else too"], "{list}");
    let row = keeper.get(&format!("{mine}/rows/2")).await;
    for words in trial.cells {
        assert!(row.one("main").contains(words), "{list} {words}: {}", row.one("main"));
    }
    let form = hidden(&row);
    let undecided = post(&keeper, &format!("{mine}/rows/2"), &form).await;
    assert_eq!((undecided.status, look(app, trial.stored).await.as_str()), (StatusCode::CONFLICT, trial.cells[1]), "{list}");
    let mut form = form;
    form.push((format!("choice-{}", trial.column), "yours".to_owned()));
    post(&keeper, &format!("{mine}/rows/2"), &form).await.leads();
    assert_eq!(look(app, trial.stored).await, trial.cells[2], "{list}");

    // a cell that is wrong waits by its column
    let third = Sheet::csv(&keeper, list).await.only(trial.record);
    let address = bring(&keeper, list, "d.csv", &third.with(&[trial.bad])).await;
    assert_eq!(counts(&keeper.get(&address).await), ["1 cannot be applied"], "{list}");
    let row = keeper.get(&format!("{address}/rows/2")).await;
    assert!(!row.error_of(trial.bad.0).is_empty(), "{list}: {}", row.one("main"));
    assert_eq!(row.attribute(&format!("#f-{}", trial.bad.0), "value").as_deref(), Some(trial.bad.1), "{list}: the value survives");

    // whoever keeps another station's list has no such record
    let stands = look(app, trial.stored).await;
    let foreign = stranger.get(&bring(&stranger, list, "e.csv", &third.with(&[(trial.column, trial.cells[0])])).await).await;
    assert!(foreign.one("main").contains("no such record among those that you keep"), "{list}: {}", foreign.one("main"));
    assert_eq!(look(app, trial.stored).await, stands, "{list}");

    // new, once, and not at another station
    let before = look(app, trial.count).await;
    let mut elsewhere = trial.new.to_vec();
    elsewhere.retain(|(column, _)| *column != trial.elsewhere.0);
    elsewhere.push(trial.elsewhere);
    let refused = keeper.get(&bring(&keeper, list, "f.csv", &third.with_new(&elsewhere)).await).await;
    assert_eq!(counts(&refused), ["1 cannot be applied"], "{list}: {}", refused.one("main"));
    let file = third.with_new(trial.new);
    let address = bring(&keeper, list, "g.csv", &file).await;
    let page = keeper.get(&address).await;
    assert_eq!(counts(&page), ["1 new"], "{list}: {}", page.one("main"));
    assert_eq!(look(app, trial.count).await, before, "{list}: nothing is made before it was shown");
    keeper.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(app, trial.count).await.parse::<i64>().ok(), before.parse::<i64>().ok().map(|count| count + 1), "{list}");
    let made = keeper.get(&format!("{address}/rows?state=applied")).await.attribute(".scroll a.ref, tbody a.ref", "href").unwrap_or_default();
    assert_eq!(keeper.get(&made).await.status, StatusCode::OK, "{list}: {made}");
    let again = keeper.get(&bring(&keeper, list, "g.csv", &file).await).await;
    assert_eq!(counts(&again), ["1 unchanged"], "{list}: nothing is made twice");
}

#[tokio::test]
async fn equipment_comes_back() {
    let app = TestApp::start().await;
    let record = reference(&plate(&app, "P-1", 100).await);
    let new = [("station", "GOM"), ("kind", "helmet"), ("label", "Helmet"), ("serial", "H-1"), ("ownership", "un_owned"), ("place", "Store")];
    let level = [("armour_standard", "nij_0101_06"), ("armour_level", "IIIA"), ("expires_on", "2031-01-31")];
    let trial = Trial {
        list: "equipment",
        keeper: "armourer-goma",
        other: "ssp-goma",
        stranger: "armourer-juba",
        record: &record,
        column: "size",
        cells: ["Small-1", "Small-2", "Small-3"],
        stored: "select size from equipment where serial = 'P-1'",
        count: "select count(*)::text from equipment",
        bad: ("expires_on", "soon"),
        new: &[&new[..], &level[..]].concat(),
        elsewhere: ("station", "JUB"),
    };

    try_all(&app, &trial).await;

    let made = "select concat_ws(' ', armour_standard, armour_level, expires_on) from equipment where serial = 'H-1'";
    assert_eq!(look(&app, made).await, "nij_0101_06 IIIA 2031-01-31");
}

#[tokio::test]
async fn a_level_of_armour_comes_and_goes_with_the_kind_of_its_thing() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let (plated, radio) = (reference(&plate(&app, "P-1", 100).await), reference(&thing(&app, "radio", "R-1").await));
    let armourer = app.as_if("armourer-goma").await;
    let mut sheet = Sheet::csv(&armourer, "equipment").await;
    let (one, other) = (sheet.row("ref", &plated), sheet.row("ref", &radio));
    for (row, cells) in [
        (one, [("kind", "radio"), ("armour_standard", ""), ("armour_level", ""), ("armoury", store.as_str())]),
        (other, [("kind", "hard_plate"), ("armour_standard", "nij_0101_07"), ("armour_level", "rf2"), ("state", "lost")]),
    ] {
        for (column, text) in cells {
            sheet.set(row, column, text);
        }
    }

    let address = bring(&armourer, "equipment", "e.csv", &sheet.bytes()).await;
    let page = armourer.get(&address).await;
    assert_eq!(counts(&page), ["1 cannot be applied", "1 changed"], "a state is changed on its page: {}", page.one("main"));
    assert!(page.one("main").contains("It stands as serviceable"), "{}", page.one("main"));
    sheet.set(other, "state", "serviceable");
    let address = bring(&armourer, "equipment", "e.csv", &sheet.bytes()).await;
    armourer.post(&format!("{address}/apply"), &[]).await.leads();

    let stands = "select string_agg(concat_ws(' ', e.serial, e.kind, e.armour_level, a.ref), '; ' order by e.serial) from equipment e left join armoury a on a.id = e.armoury_id";
    assert_eq!(look(&app, stands).await, format!("P-1 radio  {store}; R-1 hard_plate RF2"));
    let again = armourer.get(&bring(&armourer, "equipment", "e.csv", &Sheet::csv(&armourer, "equipment").await.bytes()).await).await;
    assert_eq!(counts(&again), ["2 unchanged"], "{}", again.one("main"));
}

#[tokio::test]
async fn kits_come_back_with_what_they_must_contain() {
    let app = TestApp::start().await;
    let record = reference(&kit(&app, "Escort 1", &[("radio", "1"), ("helmet", "2")], &[]).await);
    let contents = "select string_agg(n.kind || ':' || n.wanted, ' ' order by n.kind) from equipment_kit_need n join equipment_kit k on k.id = n.kit_id where n.wanted > 0 and k.name = ";
    let stored = format!("{contents}'Escort 1'");
    let trial = Trial {
        list: "kits",
        keeper: "armourer-goma",
        other: "ssp-goma",
        stranger: "armourer-juba",
        record: &record,
        column: "contents",
        cells: ["helmet:2 radio:3", "helmet:2 radio:4", "radio:5 tracker:1"],
        stored: &stored,
        count: "select count(*)::text from equipment_kit",
        bad: ("contents", "boat:1"),
        new: &[("station", "GOM"), ("name", "Escort 2"), ("place", "Store"), ("contents", "tracker:1, radio:2")],
        elsewhere: ("station", "JUB"),
    };

    try_all(&app, &trial).await;

    assert_eq!(look(&app, &format!("{contents}'Escort 2'")).await, "radio:2 tracker:1");
    let armourer = app.as_if("armourer-goma").await;
    let sheet = Sheet::csv(&armourer, "kits").await.only(&record);
    let turned = armourer.get(&bring(&armourer, "kits", "k.csv", &sheet.with(&[("contents", "tracker:1\nradio:5")])).await).await;
    assert_eq!(counts(&turned), ["1 unchanged"], "in any order: {}", turned.one("main"));
    for wrong in ["radio", "radio:1 radio:2", "radio:-1", "radio:1.5"] {
        let page = armourer.get(&bring(&armourer, "kits", "k.csv", &sheet.with(&[("contents", wrong)])).await).await;
        assert_eq!(counts(&page), ["1 cannot be applied"], "{wrong}: {}", page.one("main"));
    }
    let retired = sheet.with_new(&[("station", "GOM"), ("name", "Escort 3"), ("place", "Store"), ("state", "retired")]);
    let page = armourer.get(&bring(&armourer, "kits", "k.csv", &retired).await).await;
    assert!(page.one("main").contains("A new kit is in use."), "{}", page.one("main"));
}

#[tokio::test]
async fn armouries_come_back_and_are_approved_on_their_page() {
    let app = TestApp::start().await;
    let record = armoury(&app, "Main").await;
    let trial = Trial {
        list: "armouries",
        keeper: "armourer-goma",
        other: "ssp-goma",
        stranger: "armourer-juba",
        record: &record,
        column: "capacity",
        cells: ["100", "12.5", "30"],
        stored: "select coalesce(capacity_neq_kg::double precision::text, '') from armoury where name = 'Main'",
        count: "select count(*)::text from armoury",
        bad: ("adviser_number", "call me"),
        new: &[("station", "GOM"), ("name", "Second"), ("kind", "container")],
        elsewhere: ("station", "JUB"),
    };

    try_all(&app, &trial).await;

    assert_eq!(look(&app, "select approval from armoury where name = 'Second'").await, "not_assessed");
    let armourer = app.as_if("armourer-goma").await;
    let sheet = Sheet::csv(&armourer, "armouries").await.only(&record);
    let page = armourer.get(&bring(&armourer, "armouries", "a.csv", &sheet.with(&[("approved_until", "2030-01-01")])).await).await;
    assert_eq!(counts(&page), ["1 cannot be applied"], "{}", page.one("main"));
    let approved = sheet.with_new(&[("station", "GOM"), ("name", "Third"), ("kind", "container"), ("approval", "approved")]);
    let page = armourer.get(&bring(&armourer, "armouries", "a.csv", &approved).await).await;
    assert_eq!(counts(&page), ["1 cannot be applied"], "{}", page.one("main"));
    let coordinator = app.as_if("coordinator-goma").await;
    assert!(!coordinator.get("/armouries").await.all("main a").contains(&"Bring a workbook back".to_owned()), "who only reads the list is not offered it");
    let refused = coordinator.upload("/workbooks", &[("list", "armouries")], ("file", "a.csv", &sheet.bytes())).await;
    assert_eq!((refused.status, refused.error_of("list").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
}

#[tokio::test]
async fn lots_come_back_and_their_rounds_move_by_acts_only() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let record = reference(&crate::ammunition::lot(&app, &store, "L-118", "200").await);
    let new = [
        ("lot_number", "L-119"),
        ("maker", "Invented"),
        ("calibre", "9x19"),
        ("nature", "ball"),
        ("stock_class", "operational"),
        ("to", store.as_str()),
        ("quantity", "50"),
        ("document", "Delivery 8"),
    ];
    let trial = Trial {
        list: "ammunition",
        keeper: "armourer-goma",
        other: "ssp-goma",
        stranger: "armourer-juba",
        record: &record,
        column: "stock_class",
        cells: ["training", "reserve", "awaiting_disposal"],
        stored: "select stock_class from ammunition_lot where number = 'L-118'",
        count: "select count(*)::text from ammunition_lot",
        bad: ("made_year", "1850"),
        new: &new,
        elsewhere: ("to", "Y-NONE7"),
    };

    try_all(&app, &trial).await;

    let act = "select concat_ws(' ', x.kind, x.state, x.quantity, x.second_by) from ammunition_act x join ammunition_lot l on l.id = x.lot_id where l.number = 'L-119'";
    assert_eq!(look(&app, act).await, "receive prepared 50", "the receipt waits for the second");
    let armourer = app.as_if("armourer-goma").await;
    let sheet = Sheet::csv(&armourer, "ammunition").await.only(&record);
    for (column, said) in [("in_armouries", "It stands as 200"), ("quantity", "not filled in with a workbook")] {
        let address = bring(&armourer, "ammunition", "l.csv", &sheet.with(&[(column, "150"), ("hazard", "1.4S")])).await;
        let page = armourer.get(&address).await;
        assert_eq!(counts(&page), ["1 cannot be applied"], "{column}: {}", page.one("main"));
        assert!(page.one("main").contains(said), "{column}: {}", page.one("main"));
        armourer.post(&format!("{address}/apply"), &[]).await.leads();
    }
    assert_eq!(look(&app, "select sum(quantity)::text from ammunition_account where kind = 'armoury'").await, "200");
    assert_eq!(look(&app, "select hazard from ammunition_lot where number = 'L-118'").await, "");
}

#[tokio::test]
async fn pledges_come_back_as_long_as_they_are_offers() {
    let app = TestApp::start().await;
    let (from, to) = (day(&app, -5).await, day(&app, 90).await);
    let new = [("station", "GOM"), ("category", "medic"), ("head_count", "2"), ("notice_hours", "24"), ("from_date", from.as_str()), ("to_date", to.as_str())];
    let address = app.as_if("ssp-goma").await.post("/standby", &[&new[..], &[("skills", "French")]].concat()).await.leads();
    let record = reference(&address);
    let stored = format!("select skills from standby_pledge where ref = '{record}'");
    let trial = Trial {
        list: "standby",
        keeper: "ssp-goma",
        other: "coordinator-goma",
        stranger: "ssp-juba",
        record: &record,
        column: "skills",
        cells: ["Swahili", "Lingala", "Surgery"],
        stored: &stored,
        count: "select count(*)::text from standby_pledge",
        bad: ("head_count", "many"),
        new: &[&new[..], &[("skills", "Night")]].concat(),
        elsewhere: ("station", "JUB"),
    };

    try_all(&app, &trial).await;

    let support = app.as_if("support").await;
    let sheet = Sheet::csv(&support, "standby").await.only(&record);
    let page = support.get(&bring(&support, "standby", "s.csv", &sheet.with(&[("notice_hours", "12")])).await).await;
    assert_eq!(counts(&page), ["1 changed"], "{}", page.one("main"));
    let version = look(&app, &format!("select version::text from standby_pledge where ref = '{record}'")).await;
    app.as_if("officer-africa").await.post(&format!("{address}/accept"), &[("version", &version)]).await.leads();
    let sheet = Sheet::csv(&support, "standby").await.only(&record);
    let page = support.get(&bring(&support, "standby", "s.csv", &sheet.with(&[("notice_hours", "12")])).await).await;
    assert_eq!(counts(&page), ["1 cannot be applied"], "what was accepted is not rewritten: {}", page.one("main"));
}

#[tokio::test]
async fn employment_and_languages_come_back_as_one_row_of_their_officer() {
    let app = TestApp::start().await;
    let record = officer(&app, "Second Officer").await;
    let (ssp, coordinator, juba) = (app.as_if("ssp-goma").await, app.as_if("coordinator-goma").await, app.as_if("ssp-juba").await);
    let list = ssp.get("/officers/employment").await;
    assert!(list.all("main a").contains(&"Bring a workbook back".to_owned()) && list.one("tbody").contains("Second Officer"), "{}", list.one("main"));
    let employment = "select concat_ws(' ', e.grade, e.contract_end, e.version) from employment e";
    let languages = "select coalesce(string_agg(language || ' ' || speaking, ', ' order by language), '') from language_skill where not is_void";

    // nothing is recorded yet, and the row is there
    let first = Sheet::csv(&ssp, "officers/employment").await.only(&record);
    let file = first.with(&[("grade", "FS-4"), ("contract_end", "2031-01-31"), ("languages", "fr:fluent/basic/fluent/fluent, sw:none/none/basic/basic")]);
    let address = bring(&ssp, "employment", "e.csv", &file).await;
    let page = ssp.get(&address).await;
    assert_eq!(counts(&page), ["1 changed"], "{}", page.one("main"));
    assert_eq!(app.count("select count(*) from employment").await, 0, "nothing changes before it was shown");
    ssp.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(&app, employment).await, "FS-4 2031-01-31 1", "{}", ssp.get(&address).await.one("main"));
    assert_eq!(look(&app, languages).await, "fr fluent, sw basic");
    assert_eq!(app.count("select count(*) from audit.entry where action = 'employment.edit'").await, 3, "the same trail as the page");
    let again = ssp.get(&bring(&ssp, "employment", "e.csv", &file).await).await;
    assert_eq!(counts(&again), ["1 unchanged"], "{}", again.one("main"));
    let exported = ssp.get("/officers/employment.xlsx").await;
    let page = ssp.get(&bring(&ssp, "employment", "e.xlsx", &exported.bytes).await).await;
    assert!(counts(&page).iter().all(|count| count.ends_with("unchanged")), "{}", page.one("main"));

    // somebody rated the same language on the page, and took another off
    let second = Sheet::csv(&ssp, "officers/employment").await.only(&record);
    let rating = [("language", "fr"), ("reading", "basic"), ("writing", "basic"), ("speaking", "confident"), ("understanding", "basic")];
    coordinator.post(&format!("/officers/{record}/languages"), &rating).await.leads();
    coordinator.post(&format!("/officers/{record}/languages/sw/strike"), &[]).await.leads();
    let address = bring(&ssp, "employment", "e.csv", &second.with(&[("grade", "FS-5"), ("languages", "fr:none/none/none/none")])).await;
    assert_eq!(counts(&ssp.get(&address).await), ["1 changed by somebody else too"]);
    let row = ssp.get(&format!("{address}/rows/2")).await;
    for words in ["fr:fluent/basic/fluent/fluent sw:none/none/basic/basic", "fr:basic/basic/confident/basic", "fr:none/none/none/none"] {
        assert!(row.one("main").contains(words), "{words}: {}", row.one("main"));
    }
    let mut form = hidden(&row);
    form.push(("choice-languages".to_owned(), "theirs".to_owned()));
    post(&ssp, &format!("{address}/rows/2"), &form).await.leads();
    assert_eq!(look(&app, employment).await, "FS-5 2031-01-31 2");
    assert_eq!(look(&app, languages).await, "fr confident", "theirs stays");

    // wrong, new, and another station's
    let third = Sheet::csv(&ssp, "officers/employment").await.only(&record);
    for (column, wrong) in [("languages", "fr:fluent"), ("nationality", "QQ"), ("contract_end", "soon"), ("gender", "unknown")] {
        let address = bring(&ssp, "employment", "e.csv", &third.with(&[(column, wrong)])).await;
        assert_eq!(counts(&ssp.get(&address).await), ["1 cannot be applied"], "{column}");
        let row = ssp.get(&format!("{address}/rows/2")).await;
        assert!(!row.error_of(column).is_empty(), "{column}: {}", row.one("main"));
    }
    let page = ssp.get(&bring(&ssp, "employment", "e.csv", &third.with(&[("name", "Another Name")])).await).await;
    assert_eq!(counts(&page), ["1 cannot be applied"], "a name is changed in the list of officers: {}", page.one("main"));
    let page = ssp.get(&bring(&ssp, "employment", "e.csv", &third.with_new(&[("grade", "FS-3")])).await).await;
    assert!(page.one("main").contains("You may not make new records of this list."), "{}", page.one("main"));
    let page = juba.get(&bring(&juba, "employment", "e.csv", &third.with(&[("grade", "FS-3")])).await).await;
    assert!(page.one("main").contains("no such record among those that you keep"), "{}", page.one("main"));
    assert_eq!(look(&app, employment).await, "FS-5 2031-01-31 2");
}

#[tokio::test]
async fn an_end_that_comes_sooner_is_recorded_and_nobody_is_sent_beyond_it() {
    let app = TestApp::start().await;
    let record = officer(&app, "Second Officer").await;
    let ssp = app.as_if("ssp-goma").await;
    let (from, to, end) = (day(&app, 5).await, day(&app, 30).await, day(&app, 20).await);
    let away = [("kind", "temporary_duty"), ("from", from.as_str()), ("to", to.as_str()), ("station", ""), ("note", "")];
    ssp.post(&format!("/officers/{record}/availability"), &away).await.leads();
    let sheet = Sheet::csv(&ssp, "officers/employment").await.only(&record);

    let address = bring(&ssp, "employment", "e.csv", &sheet.with(&[("contract_end", &end)])).await;
    ssp.post(&format!("{address}/apply"), &[]).await.leads();

    let page = ssp.get(&format!("/officers/{record}/employment")).await;
    assert!(page.one("main").contains(&format!("planned beyond the end, until {to}")), "{}", page.one("main"));
    let (from, to) = (day(&app, 40).await, day(&app, 45).await);
    let beyond = [("kind", "temporary_duty"), ("from", from.as_str()), ("to", to.as_str()), ("station", ""), ("note", "")];
    let refused = ssp.post(&format!("/officers/{record}/availability"), &beyond).await;
    assert!(refused.error_of("to").contains("INV-13"), "{}", refused.one("main"));
}

#[tokio::test]
async fn duty_stations_come_back_without_their_numbers() {
    let app = TestApp::start().await;
    let trial = Trial {
        list: "duty-stations",
        keeper: "chief",
        other: "coordinator-goma",
        stranger: "coordinator-juba",
        record: "GOM",
        column: "name",
        cells: ["Goma North", "Goma South", "Goma East"],
        stored: "select name from duty_station where code = 'GOM'",
        count: "select count(*)::text from duty_station",
        bad: ("zone", "Africa/Nowhere"),
        new: &[("code", "BUX"), ("name", "Bunia"), ("country", "CD"), ("zone", "Africa/Lubumbashi"), ("hardship_class", "D"), ("family_status", "non_family")],
        elsewhere: ("code", "GOM"),
    };

    try_all(&app, &trial).await;

    let chief = app.as_if("chief").await;
    let sheet = Sheet::csv(&chief, "duty-stations").await.only("GOM");
    for (column, text) in [("always_on_number", "Desk +243 99"), ("country", "SS"), ("is_headquarters", "no")] {
        let page = chief.get(&bring(&chief, "duty-stations", "s.csv", &sheet.with(&[(column, text)])).await).await;
        assert_eq!(counts(&page), ["1 cannot be applied"], "{column}: {}", page.one("main"));
    }
    let coordinator = app.as_if("coordinator-goma").await;
    let page = coordinator.get(&bring(&coordinator, "duty-stations", "s.csv", &sheet.with_new(&[("code", "BEN"), ("name", "Beni")])).await).await;
    assert!(page.one("main").contains("You may not make new records of this list."), "{}", page.one("main"));
}
