//! The quarantine pages as templates print them.

use askama::Template;

use super::super::model::{Said, State};
use super::super::queries::BatchRow;
use super::super::views::{self, Problem, Step, code_word, ignored, sentence};
use super::queries::RowRow;
use crate::authz::action::{Action, Authorized};
use crate::authz::policy::{self, Decision, Facts};
use crate::features::movements::journeys::mapping_from_pairs;
use crate::i18n::{Hole, Language, Message};
use crate::importing::Mapping;
use crate::web::form::{ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag, Pager};
use crate::web::page::Shell;
use crate::web::time;

#[derive(Template)]
#[template(path = "imports/rows.html")]
pub struct RowsPage {
    pub shell: Shell,
    pub reference: String,
    pub steps: Vec<Step>,
    pub heading: String,
    pub note: String,
    pub tags: Vec<FilterTag>,
    pub clear_url: String,
    pub ignored: String,
    pub problems: Vec<Problem>,
    pub pager: Pager,
    pub csv_url: String,
    pub xlsx_url: String,
}

impl RowsPage {
    pub fn new<A: Action>(auth: &Authorized<A>, batch: &BatchRow, asked: &Asked, rows: Vec<Problem>, total: i64, pager: Pager) -> Self {
        let language = auth.language();
        let is_tried = batch.state == State::Tried;
        let tag = |key: &'static str, value: String| FilterTag {
            label: if key == "code" { code_word(&value, language) } else { language.t(&format!("import-row-{value}")) },
            remove_url: asked.without(key, &value),
        };
        let codes = asked.all("code").into_iter().map(|value| tag("code", value));
        let states = asked.all("state").into_iter().map(|value| tag("state", value));
        Self {
            shell: Shell::titled(&auth.seed, batch.reference.clone()),
            reference: batch.reference.clone(),
            steps: views::steps(if is_tried { 2 } else { 4 }, language),
            heading: language.fill("import-rows-heading", &[("count", Hole::Number(total))]),
            note: language.t(if is_tried { "import-rows-of-trial" } else { "import-rows-note" }),
            tags: codes.chain(states).collect(),
            clear_url: asked.clear_url().to_owned(),
            ignored: ignored(asked, language),
            problems: rows,
            pager,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// Fields with the places of their columns in a row.
pub fn columns(batch: &BatchRow) -> Vec<(&'static str, usize)> {
    let pairs: Vec<(String, String)> = batch.choice.fields.clone().into_iter().collect();
    let mapping: Option<Mapping> = mapping_from_pairs(batch.kind, pairs).ok();
    let at = |word: &'static str| mapping.as_ref()?.position_of(word, &batch.choice.header).ok().flatten();
    batch.kind.fields().iter().filter_map(|field| Some((field.word(), at(field.word())?))).collect()
}

/// A row as a line of the list.
pub fn line(batch: &BatchRow, row: &RowRow, language: Language) -> Problem {
    let position = batch.choice.header.iter().position(|heading| *heading == row.column_name);
    Problem {
        row: row.number.to_string(),
        url: format!("/imports/{}/rows/{}", batch.reference, row.number),
        column: row.column_name.clone(),
        value: position.and_then(|at| row.cells.0.get(at)).cloned().unwrap_or_default(),
        what: sentence(&row.code, &row.column_name, &row.told.0, language),
        state: language.t(&format!("import-row-{}", row.state)),
        tag: if row.state == "quarantined" { "caution" } else { "" },
    }
}

#[derive(Template)]
#[template(path = "imports/row.html")]
pub struct RowPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    version: String,
    reference: String,
    number: String,
    steps: Vec<Step>,
    title: String,
    what: String,
    why: String,
    decided: String,
    movement: String,
    fields: Vec<Field>,
    facts: Vec<(String, String)>,
    reason: Field,
    may_decide: bool,
    may_release: bool,
    release_hint: String,
}

/// What a person has typed on the page of a row.
#[derive(Default)]
pub struct RowForm {
    /// Cells by field; none: as they stand.
    pub cells: Vec<(String, String)>,
    pub reason: String,
}

impl RowPage {
    pub fn new<A: Action>(auth: &Authorized<A>, batch: &BatchRow, row: &RowRow, form: &RowForm, errors: &FieldErrors) -> Self {
        let language = auth.language();
        let facts = Facts { cells: Some(vec![batch.cell]), ..Facts::default() };
        let may = policy::decide(&auth.actor, "import.decide", &facts) == Decision::Allow;
        let is_waiting = row.state == "quarantined" && batch.state == State::Applied;
        let typed = |word: &str, at: usize| {
            let posted = form.cells.iter().find(|(name, _)| name == word).map(|(_, value)| value.clone());
            posted.or_else(|| row.cells.0.get(at).cloned()).unwrap_or_default()
        };
        let label = |word: &str| language.t(&format!("import-field-{}", word.replace('_', "-")));
        let columns = columns(batch);
        let fields = columns
            .iter()
            .map(|(word, at)| {
                let name = format!("cell-{word}");
                let mut field = Field::new(language, &name, "", &typed(word, *at), errors);
                field.label = label(word);
                field.hint =
                    batch.choice.header.get(*at).map(|heading| language.fill("import-heading-of", &[("heading", Hole::Text(heading))])).unwrap_or_default();
                field.required = super::super::model::is_needed(batch.kind, word);
                field
            })
            .collect();
        let decided = match row.decided_at {
            Some(at) => language.fill(
                &format!("import-row-{}-by", row.state),
                &[("by", Hole::Text(&row.decided_by)), ("at", Hole::Text(&time::z(at, language))), ("reason", Hole::Text(&row.reason))],
            ),
            None => String::new(),
        };
        let may_release = matches!(row.code.as_str(), "too_fast" | "principal_in_two_places");
        let number = row.number.to_string();
        Self {
            shell: views::shell(Shell::titled(&auth.seed, batch.reference.clone()), errors),
            errors: errors.links(language),
            form_key: fresh_form_key(),
            version: row.version.to_string(),
            reference: batch.reference.clone(),
            title: language.fill("import-row-title", &[("row", Hole::Text(&number))]),
            number,
            steps: views::steps(4, language),
            what: sentence(&row.code, &row.column_name, &row.told.0, language),
            why: language.t(&format!("import-why-{}", row.code.replace('_', "-"))),
            decided,
            movement: row.movement.clone().unwrap_or_default(),
            fields,
            facts: columns.iter().map(|(word, at)| (label(word), row.cells.0.get(*at).cloned().unwrap_or_default())).collect(),
            reason: Field::new(language, "reason", "import-reason", &form.reason, errors).hint(language, "import-reason-hint"),
            may_decide: may && is_waiting,
            may_release,
            release_hint: if may_release { language.t(&format!("import-release-{}", row.code.replace('_', "-"))) } else { language.t("import-release-never") },
        }
    }
}

/// The error of a row that is still refused, beside the field it is about.
pub fn errors_of(said: &Said, batch: &BatchRow, language: Language) -> FieldErrors {
    let at = batch.choice.header.iter().position(|heading| *heading == said.column);
    let field = at.and_then(|at| columns(batch).into_iter().find(|(_, position)| *position == at)).map_or("principal", |(word, _)| word);
    let mut errors = FieldErrors::default();
    errors.add(format!("cell-{field}"), Message::new("import-still-wrong").with("sentence", sentence(&said.code, &said.column, &said.args, language)));
    errors
}
