//! Ready values for the pages of the catalogue.

use askama::Template;

use super::forms::CourseForm;
use super::model::{PROVIDERS, USES};
use super::queries::{self, Course, Line, Taught};
use super::sessions::{self, SessionRow};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::people::{with_any, with_ask, word_choices};
use crate::features::qualifications::{class_word, kind_word};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;

/// Address of a course.
pub fn url(reference: &str) -> String {
    format!("/courses/{reference}")
}

/// A stored word in words.
pub fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

/// What a course leads to: `Firearm qualification: pistol`.
pub fn taught_words(language: Language, taught: &Taught) -> String {
    let kind = if taught.name.is_empty() { kind_word(language, &taught.kind) } else { taught.name.clone() };
    match taught.class.as_str() {
        "" => kind,
        class => language.fill("qualification-named", &[("kind", Hole::Text(&kind)), ("named", Hole::Text(&class_word(language, class)))]),
    }
}

fn days_words(language: Language, days: i32) -> String {
    language.fill("course-days-count", &[("days", Hole::Number(days.into()))])
}

fn provider_words(language: Language, provider: &str, institution: &str) -> String {
    if institution.is_empty() { word(language, "course-provider", provider) } else { institution.to_owned() }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub code: String,
    pub title: String,
    pub leads_to: String,
    pub days: String,
    pub provider: String,
    pub is_withdrawn: bool,
}

#[derive(Template)]
#[template(path = "courses/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    uses: Vec<Choice>,
    providers: Vec<Choice>,
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
    /// The catalogue as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let label = |key: &str, value: &str| match key {
            "use" | "provider" => word(language, &format!("course-{key}"), value),
            "type" => kind_word(language, value),
            _ => value.to_owned(),
        };
        let columns =
            [("course-code", "code"), ("course-title", "title"), ("course-leads-to", ""), ("course-days", ""), ("course-provider", ""), ("course-use", "")];
        Self {
            shell: Shell::new(seed, "courses-title"),
            title: language.fill("courses-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "course.create") { "/courses/new".to_owned() } else { String::new() },
            q: one("q").to_owned(),
            uses: with_any(language, word_choices(language, "course-use", USES, one("use"))),
            providers: with_any(language, word_choices(language, "course-provider", PROVIDERS, one("provider"))),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(language, sort, &columns),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (last.place.clone(), last.id)),
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    leads_to: if line.leads_to.is_empty() {
                        String::new()
                    } else {
                        taught_words(language, &Taught { kind: line.leads_to, name: line.leads_name, class: line.weapon_class })
                    },
                    days: days_words(language, line.days),
                    provider: provider_words(language, &line.provider, &line.institution),
                    is_withdrawn: line.is_withdrawn,
                    reference: line.reference,
                    code: line.code,
                    title: line.title,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "courses",
        header: vec!["ref", "code", "title", "leads_to", "weapon_class", "days", "provider", "institution", "pass_mark", "withdrawn"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.code,
                    line.title,
                    line.leads_to,
                    line.weapon_class,
                    line.days.to_string(),
                    line.provider,
                    line.institution,
                    line.pass_mark.map(|mark| mark.to_string()).unwrap_or_default(),
                    if line.is_withdrawn { "yes".to_owned() } else { String::new() },
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "courses/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    code: String,
    is_withdrawn: bool,
    title: String,
    objectives: String,
    assessment: String,
    pass_mark: String,
    leads_to: String,
    holders: String,
    holders_url: String,
    days: String,
    provider: String,
    edit_url: String,
    history_url: String,
    new_session_url: String,
    sessions_url: String,
    rows: Vec<SessionRow>,
}

impl Show {
    /// The record, with what its reader may do. `holders`: how many hold what it leads to.
    pub fn new(seed: &Seed, actor: &Actor, course: &Course, held: Vec<sessions::Line>, holders: i64) -> Self {
        let language = seed.language;
        let link = |on: bool, address: String| if on { address } else { String::new() };
        Self {
            shell: Shell::titled(seed, course.reference.clone()),
            reference: course.reference.clone(),
            code: course.code.clone(),
            is_withdrawn: course.is_withdrawn,
            title: course.title.clone(),
            objectives: course.objectives.clone(),
            assessment: course.assessment.clone(),
            pass_mark: course.pass_mark.map(|mark| mark.to_string()).unwrap_or_else(|| language.t("course-pass-mark-none")),
            leads_to: course.leads().map(|taught| taught_words(language, &taught)).unwrap_or_else(|| language.t("course-leads-to-nothing")),
            holders: language.fill("course-holders", &[("count", Hole::Number(holders))]),
            holders_url: course.holders_url().filter(|_| policy::may(actor, "qualification.list")).unwrap_or_default(),
            days: days_words(language, course.days),
            provider: provider_words(language, &course.provider, &course.institution),
            edit_url: link(policy::may(actor, "course.edit"), format!("{}/edit", url(&course.reference))),
            history_url: format!("{}/history", url(&course.reference)),
            new_session_url: link(policy::may(actor, "session.create") && !course.is_withdrawn, format!("/sessions/new?course={}", course.code)),
            sessions_url: format!("/sessions?course={}", course.code),
            rows: held.into_iter().map(|line| SessionRow::new(language, line)).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "courses/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    is_new: bool,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    code: Field,
    name: Field,
    objectives: Field,
    assessment: Field,
    pass_mark: Field,
    leads_to: Field,
    kinds: Vec<Choice>,
    days: Field,
    provider: Field,
    providers: Vec<Choice>,
    institution: Field,
    withdrawn: Field,
}

impl FormPage {
    /// New and edit share one form; only what is recorded is withdrawn.
    pub fn new(seed: &Seed, course: Option<&Course>, taught: &[Taught], form: &CourseForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("course-{}", name.replace('_', "-")), value, errors);
        let shell = course.map_or_else(|| Shell::new(seed, "course-new"), |course| Shell::titled(seed, course.reference.clone()));
        let nothing = Choice::new("", language.t("course-leads-to-nothing"), &form.leads_to);
        let kinds = taught.iter().map(|one| Choice::new(one.value(), taught_words(language, one), &form.leads_to));
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: course.map_or_else(|| language.t("course-new"), |course| language.fill("asset-edit-title", &[("ref", Hole::Text(&course.reference))])),
            is_new: course.is_none(),
            action: course.map_or_else(|| "/courses".to_owned(), |course| format!("{}/edit", url(&course.reference))),
            back_url: course.map_or_else(|| "/courses".to_owned(), |course| url(&course.reference)),
            deed: language.t(if course.is_some() { "course-save" } else { "course-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            code: field("code", &form.code).hint(language, "course-code-hint"),
            name: field("title", &form.title),
            objectives: field("objectives", &form.objectives).optional().hint(language, "course-objectives-hint"),
            assessment: field("assessment", &form.assessment).hint(language, "course-assessment-hint"),
            pass_mark: field("pass_mark", &form.pass_mark).optional().hint(language, "course-pass-mark-hint"),
            leads_to: field("leads_to", &form.leads_to).hint(language, "course-leads-to-hint"),
            kinds: std::iter::once(nothing).chain(kinds).collect(),
            days: field("days", &form.days),
            provider: field("provider", &form.provider),
            providers: with_ask(language, word_choices(language, "course-provider", PROVIDERS, &form.provider)),
            institution: field("institution", &form.institution).optional().hint(language, "course-institution-hint"),
            withdrawn: field("withdrawn", &form.withdrawn).optional().hint(language, "course-withdrawn-hint"),
        }
    }
}
