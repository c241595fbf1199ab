//! The import pages as templates print them.

use askama::Template;

use super::forms::{ColumnsForm, UploadForm};
use super::model::{self, Figures, Said, State};
use super::queries::{BatchRow, Line};
use crate::authz::action::{Action, Authorized, may};
use crate::features::movements::journeys::Kind;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::Shell;
use crate::web::time;

/// A step of a long task.
pub struct Step {
    pub label: String,
    pub done: bool,
    pub current: bool,
}

/// The five steps, with the one the batch stands at.
pub fn steps(at: usize, language: Language) -> Vec<Step> {
    let keys = ["import-step-file", "import-step-columns", "import-step-trial", "import-step-apply", "import-step-report"];
    keys.iter().enumerate().map(|(n, key)| Step { label: language.t(key), done: n < at, current: n == at }).collect()
}

fn step_of(state: State) -> usize {
    match state {
        State::Uploaded | State::Failed => 1,
        State::TrialRunning | State::Tried => 2,
        State::ApplyRunning => 3,
        State::Applied | State::Undone => 4,
    }
}

/// Words of a state.
pub fn state_word(state: &str, language: Language) -> String {
    language.t(&format!("import-state-{}", state.replace('_', "-")))
}

/// Words of a code.
pub fn code_word(code: &str, language: Language) -> String {
    language.t(&format!("import-code-{}", code.replace('_', "-")))
}

/// What is wrong, as a sentence.
pub fn sentence(code: &str, column: &str, args: &std::collections::BTreeMap<String, String>, language: Language) -> String {
    // Every hole that a sentence about a row may have.
    const HOLES: [&str; 17] = [
        "text",
        "local",
        "zone",
        "name",
        "from",
        "to",
        "departs",
        "arrives",
        "km",
        "minutes",
        "speed_kmh",
        "row",
        "reference",
        "expected",
        "found",
        "days",
        "end",
    ];
    let mut holes: Vec<(&'static str, Hole<'_>)> = vec![("column", Hole::Text(column))];
    holes.extend(HOLES.iter().filter_map(|name| Some((*name, Hole::Text(args.get(*name)?.as_str())))));
    let mut key = format!("import-wrong-{}", code.replace('_', "-"));
    if args.contains_key("reference") {
        key.push_str("-recorded");
    }
    language.fill(&key, &holes)
}

#[derive(Template)]
#[template(path = "imports/index.html")]
pub struct ListPage {
    pub shell: Shell,
    pub heading: String,
    pub may_create: bool,
    pub state: Field,
    pub states: Vec<Choice>,
    pub kind: Field,
    pub kinds: Vec<Choice>,
    pub tags: Vec<FilterTag>,
    pub clear_url: String,
    pub ignored: String,
    pub is_filtered: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<ListRow>,
    pub pager: Pager,
    pub csv_url: String,
    pub xlsx_url: String,
}

pub struct ListRow {
    pub reference: String,
    pub file_name: String,
    pub kind: String,
    pub state: String,
    pub tag: &'static str,
    pub accepted: String,
    pub waiting: String,
    pub by: String,
    pub at: String,
}

impl ListPage {
    pub fn new<A: Action>(auth: &Authorized<A>, asked: &Asked, sort: Sort, total: i64, lines: Vec<Line>, pager: Pager) -> Self {
        let language = auth.language();
        let none = FieldErrors::default();
        let any = |current: &str| Choice::new("", language.t("import-any"), current);
        let (state, kind) = (asked.one("state").unwrap_or_default(), asked.one("kind").unwrap_or_default());
        let states =
            std::iter::once(any(state)).chain(State::ALL.iter().map(|each| Choice::new(each.word(), state_word(each.word(), language), state))).collect();
        let kinds = std::iter::once(any(kind))
            .chain([Kind::Legs, Kind::Stays].into_iter().map(|each| Choice::new(each.word(), language.t(&format!("import-kind-{}", each.word())), kind)))
            .collect();
        let tags = [("state", "import-state-"), ("kind", "import-kind-")]
            .into_iter()
            .flat_map(|(key, prefix)| asked.all(key).into_iter().map(move |value| (key, prefix, value)))
            .map(|(key, prefix, value)| FilterTag {
                label: language.t(&format!("{prefix}{}", value.replace('_', "-"))),
                remove_url: asked.without(key, &value),
            })
            .collect();
        let plain = |key: &str| asked.column(language.t(key), "", sort);
        Self {
            shell: Shell::new(&auth.seed, "import-title"),
            heading: language.fill("import-count", &[("count", Hole::Number(total))]),
            may_create: may(&auth.actor, "import.create"),
            state: Field::new(language, "state", "import-state", state, &none).optional(),
            states,
            kind: Field::new(language, "kind", "import-kind", kind, &none).optional(),
            kinds,
            tags,
            clear_url: asked.clear_url().to_owned(),
            ignored: ignored(asked, language),
            is_filtered: asked.is_filtered(),
            columns: vec![
                plain("import-reference"),
                plain("import-file"),
                plain("import-kind"),
                plain("import-state"),
                plain("import-accepted"),
                plain("import-waiting"),
                plain("import-by"),
                asked.column(language.t("import-at"), "created", sort),
            ],
            rows: lines.into_iter().map(|line| ListRow::new(line, language)).collect(),
            pager,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// Keys of the address that the list does not know.
pub fn ignored(asked: &Asked, language: Language) -> String {
    match asked.ignored.is_empty() {
        true => String::new(),
        false => language.fill("import-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]),
    }
}

impl ListRow {
    fn new(line: Line, language: Language) -> Self {
        let tag = match State::parse(&line.state) {
            Some(State::Failed) => "caution",
            Some(State::Applied) if line.waiting > 0 => "advisory",
            _ => "",
        };
        Self {
            kind: language.t(&format!("import-kind-{}", line.kind)),
            state: state_word(&line.state, language),
            tag,
            accepted: line.result.map(|figures| figures.0.accepted.to_string()).unwrap_or_default(),
            waiting: line.waiting.to_string(),
            at: time::z(line.created_at, language),
            reference: line.reference,
            file_name: line.file_name,
            by: line.created_by,
        }
    }
}

#[derive(Template)]
#[template(path = "imports/new.html")]
pub struct UploadPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    kind: Field,
    kinds: Vec<Choice>,
    file: Field,
    aliases: Field,
}

impl UploadPage {
    pub fn new<A: Action>(auth: &Authorized<A>, form: &UploadForm, errors: &FieldErrors) -> Self {
        let language = auth.language();
        let mut kinds: Vec<Choice> =
            ["legs", "stays"].into_iter().map(|word| Choice::new(word, language.t(&format!("import-kind-{word}")), &form.kind)).collect();
        for choice in &mut kinds {
            choice.hint = language.t(&format!("import-kind-{}-hint", choice.value));
        }
        Self {
            shell: shell(Shell::new(&auth.seed, "import-new"), errors),
            errors: errors.links(language),
            form_key: fresh_form_key(),
            kind: Field::new(language, "kind", "import-kind", &form.kind, errors),
            kinds,
            file: Field::new(language, "file", "import-file", "", errors).hint(language, "import-file-hint"),
            aliases: Field::new(language, "aliases", "import-aliases", "", errors).hint(language, "import-aliases-hint").optional(),
        }
    }
}

pub(super) fn shell(shell: Shell, errors: &FieldErrors) -> Shell {
    if errors.is_empty() { shell } else { shell.with_errors() }
}

#[derive(Template)]
#[template(path = "imports/columns.html")]
pub struct ColumnsPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    version: String,
    reference: String,
    file_name: String,
    steps: Vec<Step>,
    about: String,
    fields: Vec<MappedField>,
    day_order: Field,
    day_orders: Vec<Choice>,
    creates_principals: Field,
    sample_header: Vec<String>,
    sample: Vec<Vec<String>>,
}

pub struct MappedField {
    pub field: Field,
    pub choices: Vec<Choice>,
}

/// What the columns page shows of a file.
pub struct Sample {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub count: usize,
    pub encoding: &'static str,
    pub left_aside: usize,
}

impl ColumnsPage {
    pub fn new<A: Action>(auth: &Authorized<A>, batch: &BatchRow, sample: Sample, form: &ColumnsForm, errors: &FieldErrors) -> Self {
        let language = auth.language();
        let mut headings: Vec<&String> = sample.header.iter().filter(|heading| !heading.is_empty()).collect();
        headings.dedup();
        let fields = form
            .fields
            .iter()
            .map(|(word, column)| {
                let mut field = Field::new(language, &format!("map-{word}"), &format!("import-field-{}", word.replace('_', "-")), column, errors);
                field.required = model::is_needed(batch.kind, word);
                let mut choices = vec![Choice::new("", language.t("import-no-column"), column)];
                choices.extend(headings.iter().map(|heading| Choice::new((*heading).clone(), (*heading).clone(), column)));
                MappedField { field, choices }
            })
            .collect();
        let day_orders = ["", "dmy", "mdy", "ymd"]
            .into_iter()
            .map(|word| Choice::new(word, language.t(if word.is_empty() { "import-order-settled" } else { order_key(word) }), &form.day_order))
            .collect();
        let about = language.fill(
            "import-about-file",
            &[("rows", Hole::Number(sample.count as i64)), ("encoding", Hole::Text(sample.encoding)), ("aside", Hole::Number(sample.left_aside as i64))],
        );
        Self {
            shell: shell(Shell::titled(&auth.seed, batch.reference.clone()), errors),
            errors: errors.links(language),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            reference: batch.reference.clone(),
            file_name: batch.file_name.clone(),
            steps: steps(1, language),
            about,
            fields,
            day_order: Field::new(language, "day_order", "import-order", &form.day_order, errors).hint(language, "import-order-hint"),
            day_orders,
            creates_principals: Field::new(language, "creates_principals", "import-creates", &form.creates_principals, errors)
                .hint(language, "import-creates-hint"),
            sample_header: sample.header,
            sample: sample.rows,
        }
    }
}

fn order_key(word: &str) -> &'static str {
    match word {
        "dmy" => "import-order-dmy",
        "mdy" => "import-order-mdy",
        _ => "import-order-ymd",
    }
}

/// A figure with its words.
pub struct Count {
    pub number: String,
    pub words: String,
    pub url: String,
}

/// A row somebody must look at.
pub struct Problem {
    pub row: String,
    pub url: String,
    pub column: String,
    pub value: String,
    pub what: String,
    pub state: String,
    pub tag: &'static str,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub reference: String,
    pub file_name: String,
    pub steps: Vec<Step>,
    pub said: String,
    pub notes: Vec<String>,
    pub failure: String,
    pub counts: Vec<Count>,
    pub codes: Vec<Count>,
    pub warnings: Vec<Count>,
    pub problems: Vec<Problem>,
    pub problems_title: String,
    pub more_url: String,
    pub csv_url: String,
    pub xlsx_url: String,
    pub movements: Vec<String>,
    pub movements_title: String,
    pub may_run: bool,
    pub may_undo: bool,
    pub can_choose: bool,
    pub can_apply: bool,
    pub apply_label: String,
    pub progress: Option<Running>,
}

/// The fragment that says how far a run is.
#[derive(Template)]
#[template(path = "imports/progress.html")]
pub struct ProgressPart {
    pub shell: Shell,
    pub p: Running,
}

/// A run that is on.
pub struct Running {
    pub reference: String,
    pub version: String,
    pub words: String,
    pub done: String,
    pub total: String,
    pub is_over: bool,
    pub stalled: String,
}

/// Rows of a run in figures.
pub fn counts(figures: &Figures, is_applied: bool, language: Language) -> Vec<Count> {
    let one = |number: i64, key: &str| Count { number: number.to_string(), words: language.fill(key, &[("count", Hole::Number(number))]), url: String::new() };
    vec![
        one(figures.rows as i64, "import-figure-rows"),
        one(figures.accepted as i64, if is_applied { "import-figure-recorded" } else { "import-figure-new" }),
        one(figures.unchanged as i64, "import-figure-unchanged"),
        one(figures.quarantined as i64, "import-figure-errors"),
        one(figures.movements as i64, "import-figure-movements"),
        one(figures.minutes_under_way, "import-figure-minutes"),
    ]
}

/// Codes with their counts.
pub fn codes(counts: &std::collections::BTreeMap<String, usize>, url: &str, language: Language) -> Vec<Count> {
    counts
        .iter()
        .map(|(code, count)| Count {
            number: count.to_string(),
            words: code_word(code, language),
            url: if url.is_empty() { String::new() } else { format!("{url}?code={code}") },
        })
        .collect()
}

impl Problem {
    pub fn of(said: &Said, language: Language) -> Self {
        Self {
            row: said.row.to_string(),
            url: String::new(),
            column: said.column.clone(),
            value: said.value.clone(),
            what: sentence(&said.code, &said.column, &said.args, language),
            state: language.t(if said.is_error { "import-error" } else { "import-warning" }),
            tag: if said.is_error { "caution" } else { "" },
        }
    }
}

impl ShowPage {
    /// The frame of a batch's page, without what only some states have.
    pub fn new<A: Action>(auth: &Authorized<A>, batch: &BatchRow) -> Self {
        let language = auth.language();
        let facts = crate::authz::policy::Facts { cells: Some(vec![batch.cell]), ..Default::default() };
        let can = |action: &str| crate::authz::policy::decide(&auth.actor, action, &facts) == crate::authz::policy::Decision::Allow;
        let at = batch.applied_at.or(batch.undone_at).unwrap_or(batch.created_at);
        Self {
            shell: Shell::titled(&auth.seed, batch.reference.clone()),
            reference: batch.reference.clone(),
            file_name: batch.file_name.clone(),
            steps: steps(step_of(batch.state), language),
            said: language.fill(
                &format!("import-said-{}", batch.state.word().replace('_', "-")),
                &[("at", Hole::Text(&time::z(at, language))), ("by", Hole::Text(&batch.created_by))],
            ),
            notes: vec![],
            failure: String::new(),
            counts: vec![],
            codes: vec![],
            warnings: vec![],
            problems: vec![],
            problems_title: String::new(),
            more_url: String::new(),
            csv_url: String::new(),
            xlsx_url: String::new(),
            movements: vec![],
            movements_title: String::new(),
            may_run: can("import.run"),
            may_undo: can("import.undo") && batch.state == State::Applied,
            can_choose: batch.state.is_open(),
            can_apply: batch.state == State::Tried,
            apply_label: String::new(),
            progress: None,
        }
    }
}

#[derive(Template)]
#[template(path = "imports/confirm.html")]
pub struct ConfirmPage {
    pub shell: Shell,
    pub reference: String,
    pub steps: Vec<Step>,
    pub title: String,
    pub sentences: Vec<String>,
    pub refused: String,
    pub action: String,
    pub deed: String,
    pub is_danger: bool,
    pub form_key: String,
    pub version: String,
}
