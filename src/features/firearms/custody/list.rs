//! Ready values for the list of acts of custody, with those that wait for the reader's own signature on top.

use askama::Template;

use super::super::views::url as firearm_url;
use super::queries::{self, Line, Waiting};
use super::views::{gap_words, kind_word, sign_words, signatures, state_tag, url, way, way_of};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::features::ammunition::with_weapon::Told;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// What the list shows: a page of acts, how many there are, the rounds that go with them, and what waits for the reader.
pub struct Shown {
    pub lines: Vec<Line>,
    pub total: i64,
    pub rounds: Vec<Told>,
    pub waiting: Vec<Waiting>,
}

/// An act that the reader signs here.
pub struct ToSign {
    pub reference: String,
    pub url: String,
    pub what: String,
    pub way: String,
    pub rounds: Vec<String>,
    pub gaps: Vec<String>,
    pub sign_label: String,
    pub form_key: String,
    pub version: i32,
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub firearm: String,
    pub firearm_url: String,
    pub serial: String,
    pub kind: String,
    pub way: String,
    pub when: String,
    pub state: (&'static str, String),
    pub late: String,
    pub signed: String,
    pub broke_rule: bool,
    pub rounds: String,
    pub back_url: String,
}

#[derive(Template)]
#[template(path = "custody/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    issue_url: String,
    blanks_url: String,
    to_sign: Vec<ToSign>,
    q: String,
    station: String,
    kinds: Vec<Choice>,
    open: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, shown: Shown) -> Self {
        let language = seed.language;
        let Shown { mut lines, total, rounds, waiting } = shown;
        let next = (lines.len() as i64 > PAGE).then(|| {
            lines.truncate(PAGE as usize);
            lines.last().map(|last| asked.next_url(&last.sorted, last.id)).unwrap_or_default()
        });
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let open_word = |code: &str| language.t(&format!("custody-open-{code}"));
        Self {
            shell: Shell::new(seed, "custody-title"),
            title: language.fill("custody-count", &[("count", Hole::Number(total))]),
            issue_url: if policy::may(actor, "custody.prepare") { "/custody/issue".into() } else { String::new() },
            blanks_url: if policy::may(actor, "custody.prepare") { "/custody/paper".into() } else { String::new() },
            to_sign: waiting.iter().map(|one| to_sign(language, one, &rounds)).collect(),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            kinds: with_any(language, queries::KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), one("kind"))).collect()),
            open: with_any(language, queries::OPEN.iter().map(|code| Choice::new(*code, open_word(code), one("open"))).collect()),
            tags: queries::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| {
                    let label = match key {
                        "kind" => kind_word(language, &value),
                        "open" => open_word(&value),
                        _ => value.clone(),
                    };
                    FilterTag { label, remove_url: asked.without(key, &value) }
                })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: [
                ("handover-ref", ""),
                ("handover-firearm-id", ""),
                ("handover-kind", ""),
                ("custody-way", ""),
                ("handover-occurred-at", ""),
                ("handover-state", ""),
                ("custody-signed", ""),
            ]
            .into_iter()
            .map(|(label, key)| asked.column(language.t(label), key, sort))
            .collect(),
            pager: Pager {
                next,
                first: asked.after().map(|_| asked.with("after", "")),
                shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
            },
            rows: lines.into_iter().map(|line| row(seed, actor, line, &rounds)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn to_sign(language: Language, one: &Waiting, rounds: &[Told]) -> ToSign {
    let rounds: Vec<&Told> = rounds.iter().filter(|told| told.handover == one.id).collect();
    let weapon = one.gaps.iter().map(|gap| gap_words(language, gap));
    ToSign {
        url: url(&one.reference),
        what: language.pair(&kind_word(language, &one.kind), &format!("{} {}", one.firearm, one.serial)),
        way: way(&one.from_holder, &one.to_holder),
        gaps: weapon.chain(rounds.iter().filter(|_| one.is_prepared).flat_map(|told| told.gap_words(language))).collect(),
        sign_label: sign_words(language, &one.kind, true, &one.firearm, &rounds),
        rounds: rounds.iter().map(|told| told.words(language)).collect(),
        reference: one.reference.clone(),
        form_key: fresh_form_key(),
        version: one.version,
    }
}

fn row(seed: &Seed, actor: &Actor, line: Line, rounds: &[Told]) -> Row {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    let told = |at| time::place_and_z(at, &line.zone, &place, seed.now, language);
    let count: i32 = rounds.iter().filter(|told| told.handover == line.id).map(Told::total).sum();
    let facts = Facts { cells: Some(vec![line.cell]), ..Facts::default() };
    let may_take = line.is_out && policy::decide(actor, "custody.move", &facts) == Decision::Allow;
    Row {
        rounds: if count > 0 { language.fill("ammunition-rounds", &[("count", Hole::Number(i64::from(count)))]) } else { String::new() },
        back_url: if may_take { format!("/firearms/{}/custody", line.firearm) } else { String::new() },
        url: url(&line.reference),
        firearm_url: if line.sees_firearm { firearm_url(&line.firearm) } else { String::new() },
        kind: kind_word(language, &line.kind),
        way: way_of(language, &line.kind, &line.missing_as, (&line.from_holder, &line.to_holder)),
        when: told(line.occurred_at),
        state: state_tag(language, &line.state, line.is_signed),
        late: match line.due_back_at {
            Some(at) if line.is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
            _ => String::new(),
        },
        signed: signatures(&line.first_by, &line.second_by),
        reference: line.reference,
        firearm: line.firearm,
        serial: line.serial,
        broke_rule: line.broke_rule,
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "custody",
        header: vec!["ref", "firearm", "serial", "station", "kind", "from", "to", "occurred_at", "due_back_at", "state", "first_by", "second_by", "broke_rule"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.firearm,
                    line.serial,
                    line.station,
                    line.kind,
                    line.from_holder,
                    line.to_holder,
                    line.occurred_at.to_rfc3339(),
                    line.due_back_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
                    line.state,
                    line.first_by,
                    line.second_by,
                    line.broke_rule.to_string(),
                ]
            })
            .collect(),
    }
}
