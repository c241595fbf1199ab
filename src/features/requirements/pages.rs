//! Ready values for the forms of requirements: the draft, its posts, a deed's reason, the answer, the carrying over.

use askama::Template;

use super::forms::{AnswerForm, PostForm, RequirementForm};
use super::model::{self, Deed};
use super::queries::{Basis, Coded, Post, Requirement};
use super::views::{BasisLine, Head, Sum, basis_lines, can, coded_choices, role_word, url, word_of};
use crate::authz::actor::Actor;
use crate::features::people::with_ask;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::SELECTABLE;
use crate::web::page::{Seed, Shell};

/// What the forms offer.
pub struct Offered {
    pub postures: Vec<Coded>,
    pub stations: Vec<Coded>,
}

#[derive(Template)]
#[template(path = "requirements/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    is_new: bool,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    official: Field,
    station: Field,
    stations: Vec<Choice>,
    posture: Field,
    postures: Vec<Choice>,
    from: Field,
    to: Field,
    places: Field,
    equipment: Field,
    vehicles: Field,
    armour: Field,
    source: Field,
    sources: Vec<Choice>,
    source_reason: Field,
    productive_hours: Field,
}

impl FormPage {
    /// `requirement` is the reference of the draft that is edited; `None` for a new one.
    pub fn new(seed: &Seed, requirement: Option<&str>, form: &RequirementForm, errors: &FieldErrors, offered: &Offered) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let choices = |coded: &[Coded], current: &str| {
            if coded.len() > SELECTABLE { Vec::new() } else { with_ask(language, coded_choices(coded, current.trim())) }
        };
        let shell = match requirement {
            Some(reference) => Shell::titled(seed, reference.to_owned()),
            None => Shell::new(seed, "requirement-new"),
        };
        let source = |code: &&str| Choice::new(*code, word_of(language, "source", code), &form.source);
        Self {
            title: match requirement {
                Some(reference) => language.fill("requirement-edit-title", &[("ref", Hole::Text(reference))]),
                None => language.t("requirement-new"),
            },
            action: requirement.map_or_else(|| "/requirements".to_owned(), |reference| format!("{}/edit", url(reference))),
            back_url: requirement.map_or_else(|| "/requirements".to_owned(), url),
            deed: language.t(if requirement.is_some() { "requirement-save" } else { "requirement-create" }),
            is_new: requirement.is_none(),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            official: field("official", "requirement-official", &form.official).hint(language, "requirement-official-hint"),
            station: field("station", "requirement-station", &form.station),
            stations: choices(&offered.stations, &form.station),
            posture: field("posture", "protection-requirement-posture", &form.posture),
            postures: choices(&offered.postures, &form.posture),
            from: field("from", "protection-requirement-from-date", &form.from).hint(language, "requirement-date-hint"),
            to: field("to", "protection-requirement-to-date", &form.to).optional().hint(language, "requirement-to-hint"),
            places: field("places", "protection-requirement-places", &form.places).optional(),
            equipment: field("equipment", "protection-requirement-equipment", &form.equipment).optional(),
            vehicles: field("vehicles", "protection-requirement-vehicles", &form.vehicles).optional(),
            armour: field("armour", "protection-requirement-armour-level", &form.armour).optional(),
            source: field("source", "protection-requirement-source-of-protection", &form.source).hint(language, "requirement-source-hint"),
            sources: with_ask(language, model::SOURCES.iter().map(source).collect()),
            source_reason: field("source_reason", "protection-requirement-source-reason", &form.source_reason)
                .optional()
                .hint(language, "requirement-source-reason-hint"),
            productive_hours: field("productive_hours", "protection-requirement-productive-hours", &form.productive_hours)
                .hint(language, "requirement-productive-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/posts.html")]
pub struct PostsPage {
    shell: Shell,
    head: Head,
    errors: Vec<ErrorLink>,
    sum: Sum,
    can_edit: bool,
    action: String,
    form_key: String,
    role: Field,
    roles: Vec<Choice>,
    count: Field,
    armed: Field,
    hours: Field,
    days: Field,
    note: Field,
}

impl PostsPage {
    /// Posts, the sum, and in a draft the form of a further post.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement, posts: &[Post], form: &PostForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let can_edit = requirement.is_draft() && can(actor, "requirement.edit", requirement);
        let base = format!("{}/required-posts", url(&requirement.reference));
        let shell = Shell::titled(seed, requirement.reference.clone());
        Self {
            head: Head::new(seed, actor, requirement),
            errors: errors.links(language),
            sum: Sum::of(language, requirement, posts, if can_edit { &base } else { "" }),
            can_edit,
            form_key: fresh_form_key(),
            role: field("role", "requirement-post-role", &form.role),
            roles: with_ask(language, model::ROLES.iter().map(|role| Choice::new(*role, role_word(language, role), &form.role)).collect()),
            count: field("count", "requirement-post-count", &form.count),
            armed: field("armed", "requirement-post-is-armed-ask", &form.armed),
            hours: field("hours", "requirement-post-hours-per-day", &form.hours).hint(language, "requirement-hours-hint"),
            days: field("days", "requirement-post-days-per-week", &form.days),
            note: field("note", "requirement-post-note", &form.note).optional(),
            action: base,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    head: Head,
    title: String,
    what: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// The page of a deed that wants a reason.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement, deed: Deed, typed: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, requirement.reference.clone());
        Self {
            head: Head::new(seed, actor, requirement),
            title: language.t(&format!("requirement-deed-{}", deed.word())),
            what: language.t(&format!("requirement-{}-what", deed.word())),
            action: format!("{}/{}", url(&requirement.reference), deed.word()),
            back_url: url(&requirement.reference),
            deed: language.t(&format!("requirement-deed-{}", deed.word())),
            form_key: fresh_form_key(),
            version: requirement.version,
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", typed, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    head: Head,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    answer: Field,
    answers: Vec<Choice>,
    note: Field,
    accepted_by: Field,
    accepted_on: Field,
}

impl AnswerPage {
    /// What came of the request.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement, form: &AnswerForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, requirement.reference.clone());
        Self {
            head: Head::new(seed, actor, requirement),
            action: format!("{}/answer", url(&requirement.reference)),
            back_url: url(&requirement.reference),
            form_key: fresh_form_key(),
            version: requirement.version,
            errors: errors.links(language),
            answer: field("answer", "protection-requirement-answer", &form.answer),
            answers: model::ANSWERS.iter().map(|code| Choice::new(*code, word_of(language, "answer", code), &form.answer)).collect(),
            note: field("note", "protection-requirement-answer-note", &form.note).optional().hint(language, "requirement-answer-note-hint"),
            accepted_by: field("accepted_by", "protection-requirement-risk-accepted-by", &form.accepted_by)
                .optional()
                .hint(language, "requirement-accepted-hint"),
            accepted_on: field("accepted_on", "protection-requirement-risk-accepted-on", &form.accepted_on).optional(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/carry_over.html")]
pub struct CarryOverPage {
    shell: Shell,
    head: Head,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    assessment: Field,
    choices: Vec<Choice>,
    continues: String,
    posture: String,
    bases: Vec<BasisLine>,
}

impl CarryOverPage {
    /// What goes on, and under which assessment.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement, bases: &[Basis], newer: &[Basis], errors: &FieldErrors) -> Self {
        let language = seed.language;
        let first = newer.first().map(|basis| basis.reference.clone()).unwrap_or_default();
        let shell = Shell::titled(seed, requirement.reference.clone());
        Self {
            head: Head::new(seed, actor, requirement),
            action: format!("{}/carry-over", url(&requirement.reference)),
            back_url: url(&requirement.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            assessment: Field::new(language, "assessment", "requirement-carry-to", &first, errors),
            choices: basis_lines(language, newer)
                .into_iter()
                .map(|basis| Choice::new(&basis.reference, format!("{} · {} · {}", basis.reference, basis.level, basis.period), &first))
                .collect(),
            continues: language.fill(
                "requirement-carry-continues",
                &[("seats", Hole::Number(i64::from(requirement.seats))), ("filled", Hole::Number(i64::from(requirement.filled)))],
            ),
            posture: format!("{} {}", requirement.posture, requirement.posture_name),
            bases: basis_lines(language, bases),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
