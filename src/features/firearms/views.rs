//! Ready values for the list, the record and the form of firearms.

use askama::Template;
use chrono::NaiveDate;

use super::custody::gap_words;
use super::forms::CLASSES;
use super::listing::{self, Line};
use super::model::{ALL_STATES, Due, UPKEEP, is_gone, is_missing};
use super::photos;
use super::queries::{Firearm, Inspection, Link, Missing, Near, PermitLine};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::features::confirmations::Age;
use crate::features::contested::Bar;
use crate::features::origins::Origin;
use crate::features::people::with_any;
use crate::features::transfers;
use crate::i18n::{Hole, Language};
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of a firearm.
pub fn url(reference: &str) -> String {
    format!("/firearms/{reference}")
}

pub(super) fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

/// A state in words.
pub fn state_word(language: Language, state: &str) -> String {
    word(language, "firearm-state", state)
}

/// A kind of inspection in words.
pub fn inspection_word(language: Language, kind: &str) -> String {
    word(language, "firearm-inspection-kind", kind)
}

/// What an inspection found.
pub fn result_word(language: Language, result: &str) -> String {
    word(language, "firearm-inspection-result", result)
}

/// What a permit allows.
pub fn permit_word(language: Language, kind: &str) -> String {
    word(language, "firearm-permit-kind", kind)
}

pub(super) fn class_word(language: Language, class: &str) -> String {
    word(language, "weapon-class", class)
}

pub(super) fn ownership_word(language: Language, ownership: &str) -> String {
    word(language, "firearm-ownership", ownership)
}

/// INV-14: whoever has it is not fit to carry it, and why; empty if nothing stands against it.
pub fn withdraw_words(language: Language, holder: &str, gaps: &[String]) -> String {
    if gaps.is_empty() {
        return String::new();
    }
    let missing: Vec<String> = gaps.iter().map(|gap| gap_words(language, gap)).collect();
    language.fill("firearm-withdraw", &[("holder", Hole::Text(holder)), ("missing", Hole::Text(&missing.join("; ")))])
}

/// A state as a tag: kind and words.
fn state_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = match state {
        "serviceable" | "transferred_out" => "",
        "lost" | "stolen" => "warning",
        _ => "caution",
    };
    (kind, state_word(language, state))
}

/// The next inspection as a tag.
fn due_tag(language: Language, due: Due) -> (&'static str, String) {
    let on = |key: &str, day: NaiveDate| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    match due {
        Due::Never => ("caution", language.t("firearm-due-never")),
        Due::Open => ("", language.t("firearm-due-open")),
        Due::Later(day) => ("", time::typed_date(day)),
        Due::Soon(day) => ("caution", on("firearm-due-soon", day)),
        Due::Overdue(day) => ("warning", on("firearm-due-overdue", day)),
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub serial: String,
    pub what: String,
    pub station: String,
    pub state: (&'static str, String),
    pub holder: String,
    pub since: String,
    pub late: String,
    pub is_to_withdraw: bool,
    pub is_waiting: bool,
    pub due: (&'static str, String),
    pub permits: String,
    pub has_permit: bool,
    pub issue_url: String,
    pub back_url: String,
}

#[derive(Template)]
#[template(path = "firearms/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    issue_url: String,
    q: String,
    station: String,
    classes: Vec<Choice>,
    states: Vec<Choice>,
    places: Vec<Choice>,
    needs: Vec<Choice>,
    dues: Vec<Choice>,
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
        let next = (lines.len() as i64 > PAGE).then(|| {
            lines.truncate(PAGE as usize);
            lines.last().map(|last| asked.next_url(&listing::sort_value(last, sort), last.id)).unwrap_or_default()
        });
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let picks = |key: &str, prefix: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), one(key))).collect())
        };
        Self {
            shell: Shell::new(seed, "firearms-title"),
            title: language.fill("firearms-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "firearm.create") { "/firearms/new".into() } else { String::new() },
            issue_url: if policy::may(actor, "custody.prepare") { "/custody/issue".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            classes: picks("class", "weapon-class", CLASSES),
            states: picks("state", "firearm-state", ALL_STATES),
            places: picks("place", "firearm-place", &["armoury", "person", "workshop", "consignment", "missing"]),
            needs: picks("needs", "firearm-needs", listing::NEEDS),
            dues: picks("due", "upkeep-filter", UPKEEP),
            tags: listing::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| {
                    let label = match key {
                        "class" => class_word(language, &value),
                        "state" => state_word(language, &value),
                        "place" | "needs" => word(language, &format!("firearm-{key}"), &value),
                        "due" => word(language, "upkeep-filter", &value),
                        _ => value.clone(),
                    };
                    FilterTag { label, remove_url: asked.without(key, &value) }
                })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            confirmed: Age::default(),
            ignored: asked.ignored.clone(),
            columns: [
                ("firearm-ref", "ref"),
                ("firearm-serial", "serial"),
                ("officer-station", "station"),
                ("firearm-state", ""),
                ("firearm-holder", ""),
                ("firearm-inspection-due-on", ""),
                ("firearm-permits", ""),
            ]
            .into_iter()
            .map(|(label, key)| asked.column(language.t(label), key, sort))
            .collect(),
            pager: Pager {
                next,
                first: asked.after().map(|_| asked.with("after", "")),
                shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
            },
            rows: lines.into_iter().map(|line| row(seed, actor, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "workbook.create") { "/workbooks/new?list=firearms".into() } else { String::new() },
        }
    }
}

fn row(seed: &Seed, actor: &Actor, line: Line) -> Row {
    let language = seed.language;
    let facts = Facts { cells: Some(vec![line.cell]), ..Facts::default() };
    let deed = |action: &str, url: String| if policy::decide(actor, action, &facts) == Decision::Allow { url } else { String::new() };
    let is_issuable = line.place == "armoury" && matches!(line.state.as_str(), "serviceable" | "limited");
    let place = time::short_place(&line.station_name).to_owned();
    let told = |at| time::place_and_z(at, &line.zone, &place, seed.now, language);
    let due = Due::on(seed.now.date_naive(), line.inspected_on, line.inspection_due_on);
    Row {
        issue_url: if is_issuable { deed("custody.prepare", format!("/custody/issue?firearm={}", line.reference)) } else { String::new() },
        back_url: if line.place == "person" { deed("custody.move", format!("{}/custody", url(&line.reference))) } else { String::new() },
        url: url(&line.reference),
        what: format!("{} {} {}, {}", class_word(language, &line.class), line.make, line.model, line.calibre),
        state: state_tag(language, &line.state),
        since: line.since.map(told).unwrap_or_default(),
        late: match line.due_back_at {
            _ if line.is_left_behind => language.t("evacuation-left-behind"),
            Some(at) if line.place == "person" && at < seed.now => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
            _ => String::new(),
        },
        is_to_withdraw: line.is_to_withdraw,
        is_waiting: line.is_waiting,
        due: due_tag(language, due),
        reference: line.reference,
        serial: line.serial,
        station: line.station,
        holder: line.holder,
        permits: line.permits,
        has_permit: line.has_permit,
    }
}

pub struct ChainLine {
    pub holder: String,
    pub span: String,
    pub act: String,
    pub act_url: String,
    pub act_word: String,
    pub signed: String,
    pub is_unsigned: bool,
    pub broke_rule: bool,
}

pub struct PermitRow {
    pub what: String,
    pub dates: String,
    pub tag: (&'static str, String),
    pub void_url: String,
}

pub struct InspectionRow {
    pub day: String,
    pub what: String,
    pub rounds: i32,
    pub inspector: String,
    pub note: String,
}

#[derive(Template)]
#[template(path = "firearms/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub serial: String,
    pub called: String,
    pub state: (&'static str, String),
    pub state_line: String,
    pub place: String,
    pub holder: String,
    pub since: String,
    pub due_back: String,
    pub late: String,
    /// By which report it is missing, in a sentence, and the address of the report; empty if it is not.
    pub missing: (String, String),
    /// Why the holder may not keep it; empty if nothing stands against it.
    pub withdraw: String,
    /// What receipts say otherwise than the ledger.
    pub contested: Vec<Bar>,
    pub due: (&'static str, String),
    pub near: Vec<Near>,
    pub station: String,
    pub station_url: String,
    pub class: String,
    pub calibre: String,
    pub ownership: String,
    pub country_of_make: String,
    pub marks: String,
    pub acquired: String,
    pub document: String,
    pub rounds: i32,
    pub chain: Vec<ChainLine>,
    /// Earlier links of the chain; empty if there are none.
    pub older_url: String,
    /// The transfer in which it is, or into which it is drafted, and how that stands; empty if there is none.
    pub transfer: (String, String),
    pub permits: Vec<PermitRow>,
    pub no_permit: String,
    pub inspections: Vec<InspectionRow>,
    /// The way back to the latest inspections, and on to those before.
    pub older_inspections: (String, String),
    pub issue_url: String,
    pub back_url: String,
    pub destroy_url: String,
    pub loss_url: String,
    pub loss_label: String,
    pub recovery_url: String,
    pub leave_url: String,
    pub again_url: String,
    pub edit_url: String,
    pub state_url: String,
    pub inspection_url: String,
    pub permit_url: String,
    pub history_url: String,
    pub print_url: String,
    /// The row of a property book from which it was registered.
    pub origin: Option<Origin>,
    /// Test firing and cleaning: what, kind of the tag, words.
    pub upkeep: Vec<(String, (&'static str, String))>,
    pub photos: photos::OfRecord,
}

impl Show {
    /// The record; what is seen of it is decided by the relations it was read from.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        firearm: &Firearm,
        chain: &[Link],
        (permits, inspections): (&[PermitLine], &[Inspection]),
        near: &[Near],
        transfer: Option<(String, String)>,
    ) -> Self {
        let language = seed.language;
        let today = seed.now.date_naive();
        let may = |action: &str| policy::decide(actor, action, &firearm.facts(actor)) == Decision::Allow;
        let place = time::short_place(&firearm.station_name).to_owned();
        let told = |at| time::place_and_z(at, &firearm.zone, &place, seed.now, language);
        let record = url(&firearm.reference);
        let deed = |action: &str, path: &str| if may(action) { format!("{record}/{path}") } else { String::new() };
        let is_late = firearm.place == "person" && firearm.due_back_at.is_some_and(|at| at < seed.now);
        let may_permit = may("firearm.permit");
        let is_there = !is_gone(&firearm.state);
        let is_missing = is_missing(&firearm.state);
        let is_under_way = firearm.place == "consignment" && transfer.is_some();
        Self {
            shell: Shell::titled(seed, firearm.reference.clone()),
            reference: firearm.reference.clone(),
            serial: firearm.serial.clone(),
            called: format!("{} {}", firearm.make, firearm.model),
            state: state_tag(language, &firearm.state),
            state_line: firearm.state_reason.clone(),
            place: match firearm.place.as_str() {
                "" if is_there => language.t("firearm-place-none"),
                "" => language.t("firearm-place-left"),
                place => word(language, "firearm-place", place),
            },
            holder: firearm.holder.clone(),
            since: firearm.since.map(told).unwrap_or_default(),
            due_back: firearm.due_back_at.map(told).unwrap_or_default(),
            late: match firearm.due_back_at {
                _ if firearm.is_left_behind => language.t("evacuation-left-behind"),
                Some(at) if is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
                _ => String::new(),
            },
            missing: Default::default(),
            withdraw: String::new(),
            contested: Vec::new(),
            due: due_tag(language, Due::on(today, firearm.inspected_on, firearm.inspection_due_on)),
            near: near.to_vec(),
            transfer: transfer.map(|(reference, state)| (reference, transfers::state_word(language, &state))).unwrap_or_default(),
            station: format!("{} {}", firearm.station, firearm.station_name),
            station_url: format!("/duty-stations/{}", firearm.station),
            class: class_word(language, &firearm.class),
            calibre: firearm.calibre.clone(),
            ownership: ownership_word(language, &firearm.ownership),
            country_of_make: firearm.country_of_make.clone(),
            marks: firearm.marks.clone(),
            acquired: firearm.acquired_on.map(time::typed_date).unwrap_or_default(),
            document: firearm.document.clone(),
            rounds: firearm.round_count,
            older_url: match chain.get(PAGE as usize - 1) {
                Some(last) if chain.len() > PAGE as usize => format!("{record}?before={}#chain", last.number),
                _ => String::new(),
            },
            chain: chain
                .iter()
                .take(PAGE as usize)
                .map(|link| ChainLine {
                    holder: match link.act_kind.as_str() {
                        "loss" => format!("{}, {}", word(language, "firearm-place", "missing"), link.holder),
                        _ => link.holder.clone(),
                    },
                    span: match link.until {
                        Some(until) => format!("{} – {}", told(link.since), told(until)),
                        None => language.fill("custody-since", &[("when", Hole::Text(&told(link.since)))]),
                    },
                    act_url: if link.act_kind == "transfer" { format!("/transfers/{}", link.act) } else { format!("/custody/{}", link.act) },
                    act: link.act.clone(),
                    act_word: word(language, "handover-kind", &link.act_kind),
                    signed: if link.second_by.is_empty() { link.first_by.clone() } else { format!("{}, {}", link.first_by, link.second_by) },
                    is_unsigned: link.is_unsigned,
                    broke_rule: !link.gaps.is_empty(),
                })
                .collect(),
            no_permit: match permits.iter().any(|one| !one.is_void && one.country == firearm.country && one.valid_until >= today) {
                true => String::new(),
                false => language.fill("firearm-no-permit", &[("country", Hole::Text(&firearm.country))]),
            },
            permits: permits.iter().map(|line| permit_row(language, today, line, if may_permit { &record } else { "" })).collect(),
            older_inspections: (String::new(), String::new()),
            inspections: inspections
                .iter()
                .map(|one| InspectionRow {
                    day: time::typed_date(one.done_on),
                    what: language.pair(&inspection_word(language, &one.kind), &result_word(language, &one.result)),
                    rounds: one.rounds_fired,
                    inspector: one.inspector.clone(),
                    note: one.note.clone(),
                })
                .collect(),
            issue_url: if firearm.place == "armoury" && may("custody.prepare") {
                format!("/custody/issue?firearm={}", firearm.reference)
            } else {
                String::new()
            },
            back_url: if is_there && !is_under_way && firearm.place != "missing" { deed("custody.move", "custody") } else { String::new() },
            destroy_url: if firearm.place == "armoury" { deed("custody.destroy", "destruction") } else { String::new() },
            loss_url: if is_there { deed("custody.report-loss", "loss") } else { String::new() },
            loss_label: language.t(if is_missing { "custody-loss-again" } else { "custody-loss" }),
            recovery_url: if is_missing { deed("custody.recover", "recovery") } else { String::new() },
            leave_url: if firearm.place == "armoury" && !is_missing { deed("custody.transfer-out", "departure") } else { String::new() },
            again_url: if firearm.state == "transferred_out" { deed("custody.take-on-again", "readmission") } else { String::new() },
            edit_url: deed("firearm.edit", "edit"),
            state_url: if is_there && !is_missing { deed("firearm.state", "state") } else { String::new() },
            inspection_url: deed("firearm.inspect", "inspections/new"),
            permit_url: deed("firearm.permit", "permits/new"),
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            origin: None,
            upkeep: Vec::new(),
            photos: Default::default(),
        }
    }
}

/// The report by which a weapon is missing, in a sentence.
pub fn missing_words(seed: &Seed, firearm: &Firearm, report: &Missing) -> String {
    let language = seed.language;
    let when = time::place_and_z(report.occurred_at, &firearm.zone, time::short_place(&firearm.station_name), seed.now, language);
    let state = state_word(language, &report.missing_as);
    let holes = [
        ("state", Hole::Text(&state)),
        ("holder", Hole::Text(&report.holder)),
        ("when", Hole::Text(&when)),
        ("place", Hole::Text(&report.place)),
        ("note", Hole::Text(&report.note)),
    ];
    language.fill("firearm-missing", &holes)
}

fn permit_row(language: Language, today: NaiveDate, line: &PermitLine, record: &str) -> PermitRow {
    let tag = if line.is_void {
        ("", language.fill("qualification-voided", &[("reason", Hole::Text(&line.void_reason))]))
    } else if line.valid_until < today {
        ("warning", language.t("qualification-state-expired"))
    } else if line.valid_until <= today + chrono::Days::new(60) {
        ("caution", language.t("qualification-state-warning"))
    } else {
        ("", language.t("qualification-state-valid"))
    };
    PermitRow {
        what: format!("{} {}, {}", line.country, permit_word(language, &line.kind), line.document),
        dates: format!("{} – {}", time::typed_date(line.issued_on), time::typed_date(line.valid_until)),
        tag,
        void_url: if line.is_void || record.is_empty() { String::new() } else { format!("{record}/permits/{}/void", line.number) },
    }
}

#[derive(Template)]
#[template(path = "firearms/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    f: Show,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), f: record }
    }
}
