//! Ready values for the list and the record of equipment.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::acts;
use super::kits;
use super::model::{Gap, KINDS, LEAD_DAYS, STATES, is_missing};
use super::queries::{self, Equipment, Line, Link, NEEDS, Near};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::confirmations::Age;
use crate::features::origins::Origin;
use crate::features::people::with_any;
use crate::features::transfers::ThingWay;
use crate::features::vehicles::capability::{self, Capability};
use crate::i18n::{Hole, Language};
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// Address of a thing.
pub fn url(reference: &str) -> String {
    format!("/equipment/{reference}")
}

/// A code in words.
pub fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

pub fn kind_word(language: Language, kind: &str) -> String {
    word(language, "equipment-kind", kind)
}

pub fn state_word(language: Language, state: &str) -> String {
    word(language, "equipment-state", state)
}

/// A level of armour with the name of its standard.
pub fn armour_words(language: Language, standard: &str, level: &str) -> String {
    if standard.is_empty() { String::new() } else { format!("{} {level}", word(language, "equipment-armour-standard", standard)) }
}

/// INV-25: what stands against using a thing or a kit, in words.
pub fn gap_words(language: Language, gap: &str) -> String {
    match Gap::read(gap) {
        Gap::Plain(code) => word(language, "equipment-gap", code),
        Gap::Lacks { kind, ready, wanted } => language
            .fill("equipment-gap-lacks", &[("kind", Hole::Text(&kind_word(language, kind))), ("ready", Hole::Text(ready)), ("wanted", Hole::Text(wanted))]),
        Gap::Part { reference, gap } => {
            language.fill("equipment-gap-part", &[("ref", Hole::Text(reference)), ("gap", Hole::Text(&word(language, "equipment-gap", gap)))])
        }
    }
}

/// What keeps a thing or a kit from some of its work, in words.
pub fn reason_words(language: Language, code: &str) -> String {
    match code {
        "left_behind" => language.t("evacuation-left-behind"),
        "worn" => language.t("equipment-act-condition-worn"),
        gap => gap_words(language, gap),
    }
}

/// INV-25: ready, or what stands against it, as a tag.
pub fn ready_tag(language: Language, state: &str, gaps: &[String]) -> (&'static str, String) {
    if state != "serviceable" {
        return (if state == "written_off" { "" } else { "warning" }, state_word(language, state));
    }
    if gaps.is_empty() {
        return ("", language.t("equipment-ready"));
    }
    let missing: Vec<String> = gaps.iter().map(|gap| gap_words(language, gap)).collect();
    ("warning", language.fill("equipment-not-ready", &[("what", Hole::Text(&missing.join(", ")))]))
}

/// Until when a thing is good, as a tag.
pub fn end_tag(language: Language, today: NaiveDate, end: Option<NaiveDate>) -> (&'static str, String) {
    let Some(end) = end else { return ("", String::new()) };
    let fill = |key: &str| language.fill(key, &[("day", Hole::Text(&time::typed_date(end)))]);
    if end < today {
        ("warning", fill("equipment-ended"))
    } else if end <= today + chrono::Days::new(LEAD_DAYS) {
        ("caution", fill("equipment-ends"))
    } else {
        ("", time::typed_date(end))
    }
}

/// That a transfer takes it to another station; it is not in store then.
pub fn elsewhere(language: Language, gaps: &[String]) -> Option<(&'static str, String)> {
    gaps.iter().any(|gap| gap == "in_transit").then(|| ("", language.t("transfer-state-in-transit")))
}

/// Where a thing is: with somebody, late, or in store.
pub fn place_tag(seed: &Seed, holder: &str, is_out: bool, due_back: Option<DateTime<Utc>>) -> (&'static str, String) {
    let language = seed.language;
    match due_back {
        _ if !is_out => ("", language.t("equipment-in-store")),
        Some(due) if due < seed.now => ("warning", language.fill("equipment-late", &[("who", Hole::Text(holder)), ("time", Hole::Text(&at(seed, due)))])),
        Some(due) => ("", language.fill("equipment-out-until", &[("who", Hole::Text(holder)), ("time", Hole::Text(&at(seed, due)))])),
        None => ("", holder.to_owned()),
    }
}

fn at(seed: &Seed, instant: DateTime<Utc>) -> String {
    time::z_short(instant, seed.now, seed.language)
}

/// The pages of a thing.
pub fn tabs(language: Language, reference: &str, current: &str) -> Vec<Tab> {
    let record = url(reference);
    [
        ("record", record.clone(), "equipment-tab-record"),
        ("acts", format!("/equipment-acts?q={reference}"), "equipment-tab-acts"),
        ("history", format!("{record}/history"), "history-title"),
    ]
    .into_iter()
    .map(|(name, url, key)| Tab { url, label: language.t(key), current: name == current })
    .collect()
}

/// A thing in a list, and as a part of a kit.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub kind: String,
    pub label: String,
    pub serial: String,
    pub amount: String,
    pub armour: String,
    pub station: String,
    pub ready: (&'static str, String),
    pub end: (&'static str, String),
    pub kit: String,
    pub kit_url: String,
    pub place: (&'static str, String),
    /// What it can do, and what keeps it from more.
    pub able: Capability,
}

#[derive(Template)]
#[template(path = "equipment/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    issue_url: String,
    q: String,
    station: String,
    holder: String,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    needs: Vec<Choice>,
    capabilities: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    /// How old the data of the listed stations is.
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
        let picks = |key: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, &format!("equipment-{key}"), code), one(key))).collect())
        };
        let label = |key: &str, value: &str| match key {
            "capability" => capability_word(language, value),
            "kind" | "state" | "needs" => word(language, &format!("equipment-{key}"), value),
            _ => value.to_owned(),
        };
        Self {
            shell: Shell::new(seed, "equipment-title"),
            title: language.fill("equipment-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "equipment.create") { "/equipment/new".into() } else { String::new() },
            issue_url: if policy::may(actor, "equipment-act.issue") { "/equipment-acts/issue".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            holder: one("holder").to_owned(),
            kinds: picks("kind", KINDS),
            states: picks("state", STATES),
            needs: picks("needs", NEEDS),
            capabilities: capabilities(language, asked),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            confirmed: Age::default(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("equipment-ref", "ref"),
                    ("equipment-label", "label"),
                    ("officer-station", "station"),
                    ("capability", ""),
                    ("equipment-good-until", "end"),
                    ("equipment-kit-id", ""),
                    ("equipment-where", ""),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "equipment.edit") { "/workbooks/new?list=equipment".into() } else { String::new() },
        }
    }
}

/// The choices of a filter by what a thing or a kit can do.
pub fn capabilities(language: Language, asked: &Asked) -> Vec<Choice> {
    let current = asked.one("capability").unwrap_or_default();
    with_any(language, capability::STATES.iter().map(|code| Choice::new(*code, capability::word(language, code), current)).collect())
}

/// A chosen one of them; what is no choice stays as it was written.
pub fn capability_word(language: Language, value: &str) -> String {
    if capability::STATES.contains(&value) { capability::word(language, value) } else { value.to_owned() }
}

/// A line in words.
pub fn row(seed: &Seed, mut line: Line) -> Row {
    let language = seed.language;
    if line.is_away {
        line.gaps.push("away".into());
    }
    Row {
        url: url(&line.reference),
        kind: kind_word(language, &line.kind),
        amount: if line.quantity > 1 { format!("{} ×", line.quantity) } else { String::new() },
        armour: armour_words(language, &line.armour_standard, &line.armour_level),
        ready: if line.is_left_behind { ("warning", language.t("evacuation-left-behind")) } else { ready_tag(language, &line.state, &line.gaps) },
        end: end_tag(language, seed.now.date_naive(), line.ends_on),
        kit_url: kits::url(&line.kit),
        able: Capability::new(language, &line.capability, |code| reason_words(language, code)),
        place: elsewhere(language, &line.gaps).unwrap_or_else(|| place_tag(seed, &line.holder, line.is_out, line.due_back_at)),
        label: format!("{} {}", line.label, line.size).trim_end().to_owned(),
        reference: line.reference,
        serial: line.serial,
        station: line.station,
        kit: line.kit,
    }
}

/// A line of the chain of custody in words.
pub struct ChainRow {
    pub holder: String,
    pub since: String,
    pub until: String,
    pub act: String,
    pub act_url: String,
    pub signed: String,
}

/// The chain of custody in words.
pub fn chain_rows(seed: &Seed, zone: &str, place: &str, chain: &[Link]) -> Vec<ChainRow> {
    let told = |instant| time::place_and_z(instant, zone, place, seed.now, seed.language);
    chain
        .iter()
        .map(|link| ChainRow {
            holder: link.holder.clone(),
            since: told(link.since),
            until: link.until.map(told).unwrap_or_default(),
            act_url: acts::url(&link.act),
            act: link.act.clone(),
            signed: [link.first_by.as_str(), link.second_by.as_str()].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", "),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "equipment/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    called: String,
    tabs: Vec<Tab>,
    ready: (&'static str, String),
    place: (&'static str, String),
    near: Vec<Near>,
    kind: String,
    quantity: String,
    state_line: String,
    station: String,
    station_url: String,
    stored: String,
    kit: String,
    kit_url: String,
    end: (&'static str, String),
    end_rule: String,
    is_undated: bool,
    armour: String,
    is_armour: bool,
    made_on: String,
    in_service_on: String,
    expires_on: String,
    maker: String,
    serial: String,
    size: String,
    ownership: String,
    chain: Vec<ChainRow>,
    issue_url: String,
    return_url: String,
    write_off_url: String,
    loss_url: String,
    loss_label: String,
    recovery_url: String,
    kit_of_url: String,
    dates_url: String,
    state_url: String,
    edit_url: String,
    print_url: String,
    /// The row of a property book from which it was registered.
    pub(super) origin: Option<Origin>,
    /// The transfer it is in, alone or with its kit.
    pub(super) way: ThingWay,
    able: Capability,
}

impl Show {
    /// The record, with who had it.
    pub fn new(seed: &Seed, actor: &Actor, thing: &Equipment, chain: &[Link], near: Vec<Near>) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &thing.facts(actor)) == Decision::Allow;
        let record = url(&thing.reference);
        let is_gone = thing.state == "written_off";
        let link = |is_offered: bool, action: &str, rest: &str| if is_offered && !is_gone && may(action) { format!("{record}{rest}") } else { String::new() };
        let place = time::short_place(&thing.station_name);
        let since = time::place_and_z(thing.state_since, &thing.zone, place, seed.now, language);
        let dated = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        Self {
            shell: Shell::titled(seed, thing.reference.clone()),
            reference: thing.reference.clone(),
            called: thing.called(),
            tabs: tabs(language, &thing.reference, "record"),
            ready: match thing.is_left_behind {
                true => ("warning", language.t("evacuation-left-behind")),
                false => ready_tag(language, &thing.state, &thing.gaps),
            },
            place: elsewhere(language, &thing.gaps).unwrap_or_else(|| place_tag(seed, &thing.holder, thing.is_out(), thing.due_back_at)),
            near,
            kind: kind_word(language, &thing.kind),
            quantity: thing.quantity.to_string(),
            state_line: format!("{} {} {}", state_word(language, &thing.state), since, thing.state_reason).trim_end().to_owned(),
            station: format!("{} {}", thing.station, thing.station_name),
            station_url: format!("/duty-stations/{}", thing.station),
            stored: stored(language, thing.is_in_armoury, &thing.armoury, &thing.armoury_name, &thing.place),
            kit: format!("{} {}", thing.kit, thing.kit_name).trim().to_owned(),
            kit_url: if thing.kit.is_empty() { String::new() } else { kits::url(&thing.kit) },
            end: end_tag(language, seed.now.date_naive(), thing.ends_on),
            end_rule: if thing.ends_on.is_some() && thing.expires_on.is_none() { language.t("equipment-end-by-rule") } else { String::new() },
            is_undated: thing.gaps.iter().any(|gap| gap == "undated" || gap == "level"),
            armour: armour_words(language, &thing.armour_standard, &thing.armour_level),
            is_armour: super::model::ARMOUR.contains(&thing.kind.as_str()),
            made_on: dated(thing.made_on),
            in_service_on: dated(thing.in_service_on),
            expires_on: dated(thing.expires_on),
            maker: format!("{} {}", thing.maker, thing.model).trim().to_owned(),
            serial: thing.serial.clone(),
            size: match thing.cut.as_str() {
                "" => thing.size.clone(),
                cut => format!("{} {}", thing.size, word(language, "equipment-cut", cut)).trim().to_owned(),
            },
            ownership: word(language, "equipment-ownership", &thing.ownership),
            chain: chain_rows(seed, &thing.zone, place, chain),
            issue_url: if !thing.is_out()
                && thing.kit.is_empty()
                && !thing.is_in_transit()
                && !is_gone
                && !is_missing(&thing.state)
                && may("equipment-act.issue")
            {
                format!("/equipment-acts/issue?thing={}", thing.reference)
            } else {
                String::new()
            },
            return_url: link(thing.is_out() && !thing.is_out_with_kit, "equipment-act.return", "/return"),
            write_off_url: link(!thing.is_in_transit(), "equipment-act.write-off", "/write-off"),
            loss_url: link(true, "equipment-act.report-loss", "/loss"),
            loss_label: language.t(if is_missing(&thing.state) { "custody-loss-again" } else { "custody-loss" }),
            recovery_url: link(is_missing(&thing.state), "equipment-act.recover", "/recovery"),
            kit_of_url: link(!thing.is_out() && !thing.is_in_transit(), "equipment.edit", "/kit"),
            dates_url: link(true, "equipment.edit", "/dates"),
            state_url: link(!is_missing(&thing.state), "equipment.edit", "/state"),
            edit_url: link(true, "equipment.edit", "/edit"),
            print_url: format!("{record}/print"),
            origin: None,
            way: ThingWay::default(),
            able: Capability::new(language, &thing.capability, |code| reason_words(language, code)),
        }
    }
}

/// Where a thing or a kit is kept. Not everybody who sees it sees the armoury.
pub fn stored(language: Language, is_in_armoury: bool, armoury: &str, name: &str, place: &str) -> String {
    let armoury = match (is_in_armoury, armoury) {
        (false, _) => String::new(),
        (true, "") => language.t("equipment-in-an-armoury"),
        (true, reference) => format!("{reference} {name}"),
    };
    [armoury.as_str(), place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A thing on paper.
#[derive(Template)]
#[template(path = "equipment/print.html")]
pub struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    e: Show,
}

impl Sheet {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), e: record }
    }
}
