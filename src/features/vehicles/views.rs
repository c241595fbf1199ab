//! Ready values for the list, the record and the form of vehicles.

use askama::Template;
use chrono::NaiveDate;

use super::capability::{self, Capability};
use super::maintenance::{self, DUE, Due, Work};
use super::model::{ARMOUR, LEAD_DAYS, STATES, gaps, last_day, needed};
use super::queries::{self, Line, NEEDS, PaperLine, Vehicle, validities};
use super::reservations::{self, Coming};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::confirmations::Age;
use crate::features::contested::Bar;
use crate::features::origins::Origin;
use crate::features::people::with_any;
use crate::features::transfers::ThingWay;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// What becomes of a vehicle that leaves the books, in words.
pub fn disposal_word(language: Language, kind: &str) -> String {
    language.t(&format!("vehicle-disposal-kind-{}", kind.replace('_', "-")))
}

/// Address of a vehicle.
pub fn url(reference: &str) -> String {
    format!("/vehicles/{reference}")
}

pub(super) fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

pub fn state_word(language: Language, state: &str) -> String {
    word(language, "vehicle-state", state)
}

/// What stands against a vehicle that a transfer takes elsewhere.
const IN_TRANSIT: &str = "in_transit";

pub fn paper_word(language: Language, kind: &str) -> String {
    word(language, "vehicle-paper-kind", kind)
}

fn armour_words(language: Language, standard: &str, level: &str) -> String {
    let standard = word(language, "vehicle-armour-standard", standard);
    if level.is_empty() { standard } else { format!("{standard} {level}") }
}

/// INV-25: ready, or what stands against it, as a tag.
pub fn ready_tag(language: Language, state: &str, gaps: &[impl AsRef<str>]) -> (&'static str, String) {
    if state != "available" {
        return ("warning", state_word(language, state));
    }
    if gaps.is_empty() {
        return ("", language.t("vehicle-ready"));
    }
    if gaps.iter().any(|gap| gap.as_ref() == IN_TRANSIT) {
        return ("warning", language.t("transfer-state-in-transit"));
    }
    let missing: Vec<String> = gaps.iter().map(|gap| paper_word(language, gap.as_ref())).collect();
    ("warning", language.fill("vehicle-lacks", &[("what", Hole::Text(&missing.join(", ")))]))
}

fn end_tag(language: Language, today: NaiveDate, end: NaiveDate) -> (&'static str, String) {
    let fill = |key: &str| language.fill(key, &[("day", Hole::Text(&time::typed_date(end)))]);
    if end < today {
        ("warning", fill("vehicle-paper-ended"))
    } else if end <= today + chrono::Days::new(LEAD_DAYS) {
        ("caution", fill("vehicle-paper-ends"))
    } else {
        ("", time::typed_date(end))
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub plate: String,
    pub what: String,
    pub seats: i32,
    pub station: String,
    pub armour: String,
    /// Shown of what left the books.
    pub ready: (&'static str, String),
    /// What is due soon: kind of the tag, words.
    pub due: Vec<(&'static str, String)>,
    pub end: (&'static str, String),
    pub out: String,
    pub out_url: String,
    pub out_words: String,
    /// What it can do, and what keeps it from more.
    pub able: Capability,
}

#[derive(Template)]
#[template(path = "vehicles/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    reservations_url: String,
    q: String,
    station: String,
    states: Vec<Choice>,
    armours: Vec<Choice>,
    needs: Vec<Choice>,
    dues: Vec<Choice>,
    capabilities: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    /// How old the data of the listed station is.
    pub(super) confirmed: Age,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    workbook_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let picks = |key: &str, prefix: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), one(key))).collect())
        };
        let prefix_of = |key: &str| match key {
            "state" => "vehicle-state",
            "armour" => "vehicle-armour-standard",
            "needs" => "vehicle-needs",
            "due" => "upkeep-filter",
            "capability" => "capability",
            _ => "",
        };
        let label = |key: &str, value: &str| if prefix_of(key).is_empty() { value.to_owned() } else { word(language, prefix_of(key), value) };
        Self {
            shell: Shell::new(seed, "vehicles-title"),
            title: language.fill("vehicles-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "vehicle.create") { "/vehicles/new".into() } else { String::new() },
            reservations_url: "/reservations".into(),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            states: picks("state", "vehicle-state", STATES),
            armours: picks("armour", "vehicle-armour-standard", ARMOUR),
            needs: picks("needs", "vehicle-needs", NEEDS),
            dues: picks("due", "upkeep-filter", DUE),
            capabilities: picks("capability", "capability", capability::STATES),
            tags: queries::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| FilterTag { label: label(key, &value), remove_url: asked.without(key, &value) })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            confirmed: Age::default(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("vehicle-ref", "ref"),
                    ("vehicle-plate", "plate"),
                    ("vehicle-model", ""),
                    ("officer-station", "station"),
                    ("vehicle-armour-standard", ""),
                    ("capability", ""),
                    ("vehicle-first-end", ""),
                    ("vehicle-place", ""),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "workbook.create") { "/workbooks/new?list=vehicles".into() } else { String::new() },
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    let is_late = line.due_back.is_some_and(|due| due < seed.now);
    Row {
        url: url(&line.reference),
        ready: if line.is_left_behind { ("warning", language.t("evacuation-left-behind")) } else { ready_tag(language, &line.state, &line.gaps) },
        end: line.first_end.map_or(("caution", language.t("vehicle-no-papers")), |end| end_tag(language, seed.now.date_naive(), end)),
        due: due_tags(language, &line),
        able: Capability::new(language, &line.capability, |code| reason_words(language, &line.state, code)),
        armour: armour_words(language, &line.armour_standard, &line.armour_level),
        out_url: reservations::url(&line.out),
        out_words: match (line.due_back, is_late) {
            (Some(due), true) => language.fill("vehicle-out-late", &[("time", Hole::Text(&time::z_short(due, seed.now, language)))]),
            (Some(due), false) => language.fill("vehicle-out-until", &[("time", Hole::Text(&time::z_short(due, seed.now, language)))]),
            (None, _) if line.gaps.iter().any(|gap| gap == IN_TRANSIT) => language.t("transfer-state-in-transit"),
            (None, _) => language.t("vehicle-in"),
        },
        reference: line.reference,
        plate: line.plate,
        what: line.what,
        seats: line.seats,
        station: line.station,
        out: line.out,
    }
}

/// What is due soon; what is overdue is told already, and so are the papers that keep it from being ready.
fn due_tags(language: Language, line: &Line) -> Vec<(&'static str, String)> {
    let due = line.due.iter().filter_map(|code| code.split_once(':'));
    due.filter(|(what, standing)| *standing == "soon" && !line.gaps.iter().any(|gap| gap == what))
        .map(|(what, standing)| due_short(language, what, standing))
        .collect()
}

/// What keeps a vehicle from some of its work, in words.
fn reason_words(language: Language, state: &str, code: &str) -> String {
    match code.split_once(':') {
        Some(("due", what)) => due_short(language, what, "overdue").1,
        Some((_, paper)) => language.fill("capability-paper-ended", &[("what", Hole::Text(&paper_word(language, paper)))]),
        None if code == "state" => state_word(language, state),
        None if code == IN_TRANSIT => language.t("transfer-state-in-transit"),
        None if code == "left_behind" => language.t("evacuation-left-behind"),
        None => language.fill("capability-paper-missing", &[("what", Hole::Text(&paper_word(language, code)))]),
    }
}

fn due_short(language: Language, what: &str, standing: &str) -> (&'static str, String) {
    let words = language.fill(&format!("upkeep-short-{standing}"), &[("what", Hole::Text(&maintenance::kind_word(language, what)))]);
    (if standing == "overdue" { "warning" } else { "caution" }, words)
}

pub struct PaperRow {
    pub what: String,
    pub dates: String,
    pub tag: (&'static str, String),
    pub void_reason: String,
    pub is_void: bool,
    pub void_url: String,
}

#[derive(Template)]
#[template(path = "vehicles/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    called: String,
    ready: (&'static str, String),
    needs: Vec<(String, (&'static str, String))>,
    state_line: String,
    /// Who signed that it is written off, or who proposed it and when.
    write_off: String,
    /// What becomes of it; empty if nothing was said.
    disposal: String,
    write_off_waits: bool,
    write_off_url: String,
    form_key: String,
    version: i32,
    station: String,
    station_url: String,
    vin: String,
    seats: String,
    armour: String,
    tyres: String,
    communications: String,
    tracker: String,
    odometer: String,
    /// Where it is put right, and the correction that waits for a second person.
    pub(super) odometer_url: String,
    pub(super) correction: String,
    papers: Vec<PaperRow>,
    coming: Vec<reservations::Row>,
    reserve_url: String,
    all_url: String,
    calendar_url: String,
    paper_url: String,
    state_url: String,
    edit_url: String,
    history_url: String,
    print_url: String,
    /// The row of a property book from which it was registered.
    pub(super) origin: Option<Origin>,
    /// The transfer it is in.
    pub(super) way: ThingWay,
    /// What is due, and what was done.
    due: Vec<(String, (&'static str, String))>,
    works: Vec<WorkRow>,
    /// Work done before that, and the way back.
    pub(super) older_url: String,
    pub(super) newest_url: String,
    maintain_url: String,
    able: Capability,
    pub(super) contested: Vec<Bar>,
    trip_url: String,
}

pub struct WorkRow {
    when: String,
    what: String,
    done_by: String,
    is_void: bool,
    void_reason: String,
    void_url: String,
}

impl Show {
    /// The record, with its papers and who has it when.
    pub fn new(seed: &Seed, actor: &Actor, vehicle: &Vehicle, papers: &[PaperLine], coming: &[Coming]) -> Self {
        let language = seed.language;
        let today = seed.now.date_naive();
        let may = |action: &str| policy::decide(actor, action, &vehicle.facts(actor)) == Decision::Allow;
        let link = |action: &str, rest: &str| if may(action) { format!("{}{rest}", url(&vehicle.reference)) } else { String::new() };
        let while_ours = |action: &str, path: &str| if vehicle.state == "written_off" { String::new() } else { link(action, path) };
        let valid = validities(papers);
        let standing = |kind: &str| match last_day(&valid, kind, today) {
            Some(last) => end_tag(language, today, last),
            None => match valid.iter().filter(|one| one.kind == kind && one.until < today).map(|one| one.until).max() {
                Some(ended) => end_tag(language, today, ended),
                None => ("warning", language.t("vehicle-paper-none")),
            },
        };
        let since = time::place_and_z(vehicle.state_since, &vehicle.zone, time::short_place(&vehicle.station_name), seed.now, language);
        Self {
            shell: Shell::titled(seed, vehicle.reference.clone()),
            reference: vehicle.reference.clone(),
            called: vehicle.called(),
            ready: match vehicle.is_left_behind {
                true => ("warning", language.t("evacuation-left-behind")),
                false if vehicle.is_in_transit() => ready_tag(language, &vehicle.state, &[IN_TRANSIT]),
                false => ready_tag(language, &vehicle.state, &gaps(&vehicle.state, vehicle.is_armoured(), &valid, today, today)),
            },
            needs: needed(vehicle.is_armoured()).iter().map(|kind| (paper_word(language, kind), standing(kind))).collect(),
            state_line: format!("{} {} {}", state_word(language, &vehicle.state), since, vehicle.state_reason).trim_end().to_owned(),
            write_off: write_off_words(seed, vehicle),
            disposal: match vehicle.disposal_kind.as_str() {
                "" => String::new(),
                kind => language.pair(&disposal_word(language, kind), &format!("{}, {}", vehicle.disposal_to, vehicle.disposal_document)),
            },
            write_off_waits: vehicle.awaits_write_off(),
            write_off_url: if vehicle.awaits_write_off() { link("vehicle.write-off", "/write-off") } else { String::new() },
            form_key: fresh_form_key(),
            version: vehicle.version,
            station: format!("{} {}", vehicle.station, vehicle.station_name),
            station_url: format!("/duty-stations/{}", vehicle.station),
            vin: vehicle.vin.clone(),
            seats: vehicle.seats.to_string(),
            armour: armour_words(language, &vehicle.armour_standard, &vehicle.armour_level),
            tyres: vehicle.tyres_fitted_on.map(time::typed_date).unwrap_or_default(),
            communications: vehicle.communications.clone(),
            tracker: vehicle.tracker.clone(),
            odometer: format!("{} km", vehicle.reading_km),
            odometer_url: String::new(),
            correction: String::new(),
            papers: papers.iter().map(|line| paper_row(language, vehicle, line, today, may("vehicle.paper"))).collect(),
            coming: coming.iter().map(|one| reservations::row(seed, one)).collect(),
            reserve_url: if vehicle.is_in_transit() { String::new() } else { while_ours("reservation.create", "/reservations/new") },
            calendar_url: reservations::calendar_url("", &vehicle.reference),
            all_url: format!("/reservations?vehicle={}&state=all", vehicle.reference),
            paper_url: while_ours("vehicle.paper", "/papers/new"),
            state_url: while_ours("vehicle.edit", "/state"),
            edit_url: link("vehicle.edit", "/edit"),
            history_url: format!("{}/history", url(&vehicle.reference)),
            print_url: format!("{}/print", url(&vehicle.reference)),
            origin: None,
            way: ThingWay::default(),
            due: Vec::new(),
            works: Vec::new(),
            older_url: String::new(),
            newest_url: String::new(),
            maintain_url: String::new(),
            contested: Vec::new(),
            trip_url: if may("reservation.enter") { format!("/reservations/trip?vehicle={}", vehicle.reference) } else { String::new() },
            able: Capability::new(language, &vehicle.capability, |code| reason_words(language, &vehicle.state, code)),
        }
    }
}

impl Show {
    /// With what is due and what was done.
    pub fn keep_up(&mut self, seed: &Seed, actor: &Actor, vehicle: &Vehicle, due: &[Due], works: &[Work]) {
        let may = vehicle.state != "written_off" && policy::decide(actor, "vehicle.maintain", &vehicle.facts(actor)) == Decision::Allow;
        let record = url(&vehicle.reference);
        self.due = maintenance::due_lines(seed.language, due, needed(vehicle.is_armoured()));
        self.works = works
            .iter()
            .map(|work| WorkRow {
                when: format!("{} {} km", time::typed_date(work.done_on), work.odometer_km),
                what: seed.language.pair(&maintenance::kind_word(seed.language, &work.kind), &work.work),
                done_by: work.done_by.clone(),
                is_void: work.is_void,
                void_reason: work.void_reason.clone(),
                void_url: if may && !work.is_void { format!("{record}/maintenance/{}/void", work.number) } else { String::new() },
            })
            .collect();
        self.maintain_url = if may { format!("{record}/maintenance/new") } else { String::new() };
    }
}

/// A vehicle on paper.
#[derive(Template)]
#[template(path = "vehicles/print.html")]
pub struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    v: Show,
}

impl Sheet {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), v: record }
    }
}

fn write_off_words(seed: &Seed, vehicle: &Vehicle) -> String {
    let Some(at) = vehicle.write_off_at else { return String::new() };
    let told = time::place_and_z(at, &vehicle.zone, time::short_place(&vehicle.station_name), seed.now, seed.language);
    let key = if vehicle.awaits_write_off() { "vehicle-write-off-proposed" } else { "vehicle-write-off-signed" };
    let holes = [("first", Hole::Text(&vehicle.write_off_first)), ("second", Hole::Text(&vehicle.write_off_second)), ("when", Hole::Text(&told))];
    seed.language.fill(key, &holes)
}

fn paper_row(language: Language, vehicle: &Vehicle, line: &PaperLine, today: NaiveDate, may_void: bool) -> PaperRow {
    PaperRow {
        what: format!("{} {}", paper_word(language, &line.kind), line.document),
        dates: format!("{} – {}", time::typed_date(line.issued_on), time::typed_date(line.valid_until)),
        tag: if line.is_void { ("", language.t("vehicle-paper-voided")) } else { end_tag(language, today, line.valid_until) },
        void_reason: line.void_reason.clone(),
        is_void: line.is_void,
        void_url: if may_void && !line.is_void { format!("{}/papers/{}/void", url(&vehicle.reference), line.number) } else { String::new() },
    }
}
