//! `/qualifications`: the papers that count and those that wait; who lapses soon.

use askama::Template;
use axum::response::Response;

use super::model::Held;
use super::queries::{self, Kind, Line};
use super::views::{class_word, kind_choices, kind_word, paper_words, slug, type_word};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{self, Seed, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Papers of one's scope, and one's own.
    ListQualifications: Get "/qualifications" => "qualification.list", Collection, Quiet;
}

/// The list.
pub fn routes() -> Routes {
    Routes::default().list::<ListQualifications, _, _>(index)
}

/// Who lapses in the next sixty days (T25): where the navigation leads.
const SOON: &[&str] = &["30", "60", "90"];

struct Row {
    reference: String,
    url: String,
    officer: String,
    officer_url: String,
    station: String,
    what: String,
    obtained: String,
    ends: String,
    state: String,
    state_kind: &'static str,
    /// Where it is asked for; empty: nowhere.
    asked: String,
}

#[derive(Template)]
#[template(path = "qualifications/index.html")]
struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    within: Vec<Choice>,
    asked: Vec<Choice>,
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

async fn index(mut auth: Authorized<ListQualifications>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    let kinds = queries::kinds(&mut tx).await?;
    page::page(&index_of(&auth.seed, &asked, sort, lines, total, &kinds))
}

fn index_of(seed: &Seed, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64, kinds: &[Kind]) -> Index {
    let language = seed.language;
    let next = (lines.len() as i64 > PAGE).then(|| {
        lines.truncate(PAGE as usize);
        lines.last().map(|last| asked.next_url(queries::sort_value(last, sort), last.id)).unwrap_or_default()
    });
    let one = |key: &str| asked.one(key).unwrap_or_default();
    let days = |days: &str| language.fill("qualification-within", &[("days", Hole::Number(days.parse().unwrap_or(0)))]);
    let state_choices = queries::STATES.iter().map(|state| Choice::new(*state, language.t(&format!("qualification-state-{state}")), one("state"))).collect();
    Index {
        shell: Shell::new(seed, "qualifications-title"),
        title: language.fill("qualifications-count", &[("count", Hole::Number(total))]),
        q: one("q").to_owned(),
        station: one("station").to_owned(),
        kinds: with_any(language, kind_choices(language, kinds, one("type"))),
        states: with_any(language, state_choices),
        within: with_any(language, SOON.iter().map(|n| Choice::new(*n, days(n), one("within"))).collect()),
        asked: with_any(language, vec![Choice::new("here", language.t("training-asked-here"), one("asked"))]),
        tags: queries::FILTERS
            .iter()
            .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
            .map(|(key, value)| {
                let label = match key {
                    "type" => kinds.iter().find(|kind| kind.code == value).map_or_else(|| kind_word(language, &value), |kind| type_word(language, kind)),
                    "state" => language.t(&format!("qualification-state-{value}")),
                    "within" => days(&value),
                    "asked" if value == "here" => language.t("training-asked-here"),
                    "class" if Language::has(&format!("weapon-class-{value}")) => class_word(language, &value),
                    _ => value.clone(),
                };
                FilterTag { label, remove_url: asked.without(key, &value) }
            })
            .collect(),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        columns: [
            ("officer-ref", ""),
            ("qualification-officer-id", "name"),
            ("officer-station", "station"),
            ("qualification-type", "type"),
            ("qualification-obtained-on", ""),
            ("qualification-valid-until", "ends"),
            ("qualification-state", ""),
        ]
        .into_iter()
        .map(|(label, key)| asked.column(language.t(label), key, sort))
        .collect(),
        pager: Pager {
            next,
            first: asked.after().map(|_| asked.with("after", "")),
            shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
        },
        rows: lines.into_iter().map(|line| row(language, line)).collect(),
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    }
}

fn row(language: Language, line: Line) -> Row {
    let held = Held {
        kind: line.kind,
        class: line.class,
        model: line.model,
        country: line.country,
        obtained_on: line.obtained_on,
        valid_until: line.valid_until,
        is_verified: true,
    };
    Row {
        asked: if line.asked_at.is_empty() { String::new() } else { language.fill("training-asked-at", &[("stations", Hole::Text(&line.asked_at))]) },
        url: format!("/qualifications/{}", line.reference),
        reference: line.reference,
        officer: line.name,
        officer_url: format!("/officers/{}/qualifications", line.officer),
        station: line.station,
        what: paper_words(language, &held, &line.kind_name),
        obtained: time::typed_date(held.obtained_on),
        ends: held.valid_until.map_or_else(|| language.t("qualification-no-end"), time::typed_date),
        state: language.t(&format!("qualification-state-{}", slug(&line.state))),
        state_kind: match line.state.as_str() {
            "expired" => "warning",
            "warning" => "caution",
            "waiting" => "advisory",
            _ => "",
        },
    }
}

fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "qualifications",
        header: vec![
            "ref",
            "officer",
            "name",
            "station",
            "type",
            "weapon_class",
            "weapon_model",
            "country",
            "obtained_on",
            "valid_until",
            "state",
            "asked_at",
            "evidence",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.officer,
                    line.name,
                    line.station,
                    line.kind,
                    line.class,
                    line.model,
                    line.country,
                    line.obtained_on.to_string(),
                    line.valid_until.map(|day| day.to_string()).unwrap_or_default(),
                    line.state,
                    line.asked_at,
                    line.evidence,
                ]
            })
            .collect(),
    }
}
