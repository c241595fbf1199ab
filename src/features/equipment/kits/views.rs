//! Ready values for the pages of kits.

use askama::Template;

use super::super::form_page::{station_choices, store_choices};
use super::super::model::KINDS;
use super::super::queries::{Line as Part, Link, StationChoice, Store};
use super::super::views::{
    ChainRow, Row as PartRow, capabilities, capability_word, chain_rows, elsewhere, gap_words, kind_word, place_tag, reason_words, row as part_row, stored,
    word,
};
use super::forms::{KitForm, NeedForm, STATES};
use super::queries::{self, Kit, Line, NEEDS, Need};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::{with_any, with_ask};
use crate::features::transfers::ThingWay;
use crate::features::vehicles::capability::{self, Capability};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// Address of a kit.
pub fn url(reference: &str) -> String {
    format!("/kits/{reference}")
}

/// The pages of a kit.
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

/// INV-25: complete, or not, or left behind, as a tag.
fn complete_tag(language: Language, state: &str, gaps: &[String], is_left_behind: bool) -> (&'static str, String) {
    if is_left_behind {
        ("warning", language.t("evacuation-left-behind"))
    } else if state == "retired" {
        ("", language.t("equipment-gap-retired"))
    } else if gaps.is_empty() {
        ("", language.t("kit-complete"))
    } else {
        ("warning", language.t("kit-incomplete"))
    }
}

fn missing(language: Language, gaps: &[String]) -> Vec<String> {
    gaps.iter().map(|gap| gap_words(language, gap)).collect()
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub station: String,
    pub complete: (&'static str, String),
    pub missing: String,
    pub parts: i64,
    pub place: (&'static str, String),
    pub able: (&'static str, String),
}

#[derive(Template)]
#[template(path = "equipment/kits.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    holder: String,
    needs: Vec<Choice>,
    capabilities: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
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
        Self {
            shell: Shell::new(seed, "kits-title"),
            title: language.fill("kits-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "kit.create") { "/kits/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            holder: one("holder").to_owned(),
            needs: with_any(language, NEEDS.iter().map(|code| Choice::new(*code, word(language, "kit-needs", code), one("needs"))).collect()),
            capabilities: capabilities(language, asked),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "needs" => word(language, "kit-needs", value),
                "capability" => capability_word(language, value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("equipment-ref", "ref"),
                    ("equipment-kit-name", "name"),
                    ("officer-station", "station"),
                    ("kit-parts", ""),
                    ("kit-standing", ""),
                    ("capability", ""),
                    ("equipment-where", ""),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    complete: complete_tag(language, &line.state, &line.gaps, line.is_left_behind),
                    missing: if line.state == "retired" { String::new() } else { missing(language, &line.gaps).join(", ") },
                    place: elsewhere(language, &line.gaps).unwrap_or_else(|| place_tag(seed, &line.holder, line.is_out, line.due_back_at)),
                    able: capability::tag(language, &line.capability),
                    parts: line.parts,
                    reference: line.reference,
                    name: line.name,
                    station: line.station,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "kit.edit") { "/workbooks/new?list=kits".into() } else { String::new() },
        }
    }
}

/// A line of what a kit must contain.
pub struct NeedRow {
    pub kind: String,
    pub tag: (&'static str, String),
}

#[derive(Template)]
#[template(path = "equipment/kit.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    name: String,
    tabs: Vec<Tab>,
    complete: (&'static str, String),
    place: (&'static str, String),
    missing: Vec<String>,
    station: String,
    station_url: String,
    stored: String,
    note: String,
    needs: Vec<NeedRow>,
    parts: Vec<PartRow>,
    chain: Vec<ChainRow>,
    issue_url: String,
    return_url: String,
    contents_url: String,
    part_url: String,
    edit_url: String,
    print_url: String,
    able: Capability,
    /// The transfer it is in.
    pub(super) way: ThingWay,
}

impl Show {
    /// The record: what is missing first, then contents and parts, then who had it.
    pub fn new(seed: &Seed, actor: &Actor, kit: &Kit, (needs, parts): (&[Need], Vec<Part>), chain: &[Link]) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &kit.facts(actor)) == Decision::Allow;
        let link = |action: &str, rest: &str| if may(action) { format!("{}{rest}", url(&kit.reference)) } else { String::new() };
        let is_open = kit.state == "in_use";
        let ready =
            |kind: &str| -> i32 { parts.iter().filter(|part| part.kind == kind && part.gaps.is_empty() && !part.is_away).map(|part| part.quantity).sum() };
        Self {
            print_url: format!("{}/print", url(&kit.reference)),
            shell: Shell::titled(seed, kit.reference.clone()),
            reference: kit.reference.clone(),
            name: kit.name.clone(),
            tabs: tabs(language, &kit.reference, "record"),
            complete: complete_tag(language, &kit.state, &kit.gaps, kit.is_left_behind),
            place: elsewhere(language, &kit.gaps).unwrap_or_else(|| place_tag(seed, &kit.holder, kit.is_out(), kit.due_back_at)),
            missing: if is_open { missing(language, &kit.gaps) } else { Vec::new() },
            station: format!("{} {}", kit.station, kit.station_name),
            station_url: format!("/duty-stations/{}", kit.station),
            stored: stored(language, kit.is_in_armoury, &kit.armoury, &kit.armoury_name, &kit.place),
            note: kit.note.clone(),
            needs: needs.iter().filter(|need| need.wanted > 0).map(|need| need_row(language, need, ready(&need.kind))).collect(),
            parts: parts.into_iter().map(|part| part_row(seed, part)).collect(),
            chain: chain_rows(seed, &kit.zone, time::short_place(&kit.station_name), chain),
            issue_url: if is_open && !kit.is_out() && !kit.is_in_transit() && may("equipment-act.issue") {
                format!("/equipment-acts/issue?thing={}", kit.reference)
            } else {
                String::new()
            },
            return_url: if kit.is_out() { link("equipment-act.return", "/return") } else { String::new() },
            contents_url: link("kit.edit", "/contents"),
            part_url: if is_open && !kit.is_out() && !kit.is_in_transit() { link("kit.edit", "/parts") } else { String::new() },
            edit_url: link("kit.edit", "/edit"),
            able: Capability::new(language, &kit.capability, |code| reason_words(language, code)),
            way: ThingWay::default(),
        }
    }
}

fn need_row(language: Language, need: &Need, ready: i32) -> NeedRow {
    let of = language.fill("kit-need-ready", &[("ready", Hole::Number(ready.into())), ("wanted", Hole::Number(need.wanted.into()))]);
    NeedRow { kind: kind_word(language, &need.kind), tag: (if ready < need.wanted { "warning" } else { "" }, of) }
}

#[derive(Template)]
#[template(path = "equipment/kit_form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    is_new: bool,
    station: Field,
    stations: Vec<Choice>,
    name: Field,
    armoury: Field,
    armouries: Vec<Choice>,
    place: Field,
    note: Field,
    state: Field,
    states: Vec<Choice>,
}

impl FormPage {
    /// The form of a new kit, or of one that is there.
    pub fn new(seed: &Seed, kit: Option<&Kit>, form: &KitForm, errors: &FieldErrors, stations: &[StationChoice], stores: &[Store]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = kit.map_or_else(|| Shell::new(seed, "kit-new"), |kit| Shell::titled(seed, kit.reference.clone()));
        Self {
            title: kit.map_or_else(|| language.t("kit-new"), |kit| language.fill("asset-edit-title", &[("ref", Hole::Text(&kit.reference))])),
            action: kit.map_or_else(|| "/kits".to_owned(), |kit| format!("{}/edit", url(&kit.reference))),
            back_url: kit.map_or_else(|| "/kits".to_owned(), |kit| url(&kit.reference)),
            deed: language.t(if kit.is_some() { "kit-save" } else { "kit-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            is_new: kit.is_none(),
            station: field("station", "officer-station", &form.station),
            stations: station_choices(language, stations, &form.station),
            name: field("name", "equipment-kit-name", &form.name),
            armoury: field("armoury", "equipment-armoury-id", &form.armoury).optional(),
            armouries: store_choices(language, stores, &form.armoury, kit.map(|kit| kit.cell)),
            place: field("place", "equipment-place", &form.place).optional().hint(language, "equipment-place-hint"),
            note: field("note", "equipment-kit-note", &form.note).optional(),
            state: field("state", "equipment-kit-state", &form.state),
            states: STATES.iter().map(|code| Choice::new(*code, word(language, "equipment-kit-state", code), &form.state)).collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "equipment/kit_contents.html")]
pub struct ContentsPage {
    shell: Shell,
    reference: String,
    name: String,
    needs: Vec<(String, i32)>,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    wanted: Field,
}

impl ContentsPage {
    /// What the kit must contain, with the form of one line.
    pub fn new(seed: &Seed, kit: &Kit, needs: &[Need], form: &NeedForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, kit.reference.clone());
        Self {
            reference: kit.reference.clone(),
            name: kit.name.clone(),
            needs: needs.iter().filter(|need| need.wanted > 0).map(|need| (kind_word(language, &need.kind), need.wanted)).collect(),
            action: format!("{}/contents", url(&kit.reference)),
            back_url: url(&kit.reference),
            form_key: fresh_form_key(),
            version: kit.version,
            errors: errors.links(language),
            kind: Field::new(language, "kind", "equipment-kit-need-kind", &form.kind, errors),
            kinds: with_ask(language, KINDS.iter().map(|code| Choice::new(*code, kind_word(language, code), &form.kind)).collect()),
            wanted: Field::new(language, "wanted", "equipment-kit-need-wanted", &form.wanted, errors).hint(language, "kit-wanted-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "equipment/kit_part.html")]
pub struct PartPage {
    shell: Shell,
    reference: String,
    name: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    thing: Field,
}

impl PartPage {
    /// The form that puts a thing in.
    pub fn new(seed: &Seed, kit: &Kit, thing: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, kit.reference.clone());
        Self {
            reference: kit.reference.clone(),
            name: kit.name.clone(),
            action: format!("{}/parts", url(&kit.reference)),
            back_url: url(&kit.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            thing: Field::new(language, "thing", "kit-part-thing", thing, errors).hint(language, "kit-part-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The packing sheet of a kit.
#[derive(Template)]
#[template(path = "equipment/kit_print.html")]
pub struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    k: Show,
}

impl Sheet {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), k: record }
    }
}
