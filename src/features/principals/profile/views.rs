//! Ready values for the pages of a profile.

use askama::Template;
use chrono::{NaiveDate, Utc};

use super::forms::Typed;
use super::model::{PURPOSES, STEPS, Standing, State, completeness, is_long_overdue};
use super::queries::{Content, Profile, Reading, SectionLine};
use super::sections::{FieldSpec, Kind, Section};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::features::delegations::signer;
use crate::features::people::with_ask;
use crate::features::principals::queries::Principal;
use crate::features::principals::views::{Head, can};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// One line of the task list.
pub struct TaskLine {
    pub label: String,
    pub url: String,
    pub kind: &'static str,
    pub state: String,
    pub why: String,
    pub last: String,
    pub due: String,
    pub is_late: bool,
}

/// The profile on the record of its official.
pub struct Overview {
    /// In words; empty if no profile was begun.
    pub state: String,
    pub kind: &'static str,
    pub edition: String,
    pub classification: String,
    pub due: String,
    /// `warning` once it shows on movements, `caution` past due, empty before.
    pub due_kind: &'static str,
    pub cause: String,
    pub complete: String,
    pub lines: Vec<TaskLine>,
    /// Where WF-1 is walked; empty for those who only read.
    pub profile_url: String,
    pub attest_url: String,
    pub attestations_url: String,
}

impl Overview {
    /// As it stands today.
    pub fn new(language: Language, actor: &Actor, principal: &Principal, profile: Option<&Profile>, sections: &[SectionLine], today: NaiveDate) -> Self {
        let standings: Vec<(Section, Standing)> = sections.iter().map(|line| (line.section, line.facts.standing(today))).collect();
        let base = format!("/principals/{}", principal.reference);
        let link = |action: &str, path: &str| if principal.is_active() && can(actor, action, principal) { format!("{base}/{path}") } else { String::new() };
        Self {
            state: profile.map(|profile| state_words(language, profile.state)).unwrap_or_default(),
            kind: profile.map(|profile| state_kind(profile.state)).unwrap_or_default(),
            edition: profile.map(|profile| language.fill("profile-edition", &[("n", Hole::Number(profile.edition.into()))])).unwrap_or_default(),
            classification: profile
                .filter(|profile| !profile.classification.is_empty())
                .map(|p| classification(language, &p.classification))
                .unwrap_or_default(),
            due: profile.and_then(|profile| profile.next_review).map(time::typed_date).unwrap_or_default(),
            due_kind: match profile {
                Some(profile) if is_long_overdue(profile.state, profile.next_review, today) => "warning",
                Some(profile) if profile.next_review.is_some_and(|due| due < today) => "caution",
                Some(_) | None => "",
            },
            cause: profile.filter(|profile| !profile.due_cause.is_empty()).map(|p| language.t(&format!("profile-cause-{}", p.due_cause))).unwrap_or_default(),
            complete: completeness(&standings)
                .map(|percent| language.fill("profile-complete", &[("percent", Hole::Number(percent.into()))]))
                .unwrap_or_default(),
            lines: sections.iter().zip(&standings).map(|(line, (_, standing))| task_line(language, &base, line, *standing, today)).collect(),
            profile_url: if can(actor, "profile.show", principal) { format!("{base}/profile") } else { String::new() },
            attest_url: link("attestation.create", "attestations/new"),
            attestations_url: if can(actor, "attestation.list", principal) { format!("{base}/attestations") } else { String::new() },
        }
    }
}

fn task_line(language: Language, base: &str, line: &SectionLine, standing: Standing, today: NaiveDate) -> TaskLine {
    let who = Hole::Text(&line.updated_by);
    TaskLine {
        label: section_words(language, line.section),
        url: format!("{base}/{}", line.section.word()),
        kind: standing.kind(),
        state: language.t(&format!("profile-standing-{}", standing.word())),
        why: match standing {
            Standing::Unable => line.facts.unable_reason.clone(),
            Standing::Sealed => language.t("profile-ask-owner"),
            Standing::NotStarted | Standing::InProgress | Standing::ToConfirm | Standing::Complete => String::new(),
        },
        last: line
            .updated_at
            .map(|at| language.fill("profile-last", &[("day", Hole::Text(&time::typed_date(at.date_naive()))), ("who", who)]))
            .unwrap_or_default(),
        due: line.facts.next_review.map(time::typed_date).unwrap_or_default(),
        is_late: line.facts.next_review.is_some_and(|due| due < today),
    }
}

/// A section's name.
pub fn section_words(language: Language, section: Section) -> String {
    language.t(&format!("profile-section-{}", section.word()))
}

fn state_words(language: Language, state: State) -> String {
    language.t(&format!("profile-state-{}", state.code().replace('_', "-")))
}

fn state_kind(state: State) -> &'static str {
    match state {
        State::ReviewDue | State::Suspended => "caution",
        State::Draft | State::InReview | State::Active | State::Archived => "",
    }
}

fn classification(language: Language, code: &str) -> String {
    language.t(&format!("profile-classification-{}", code.replace('_', "-")))
}

/// A value in words.
pub fn value_words(language: Language, field: &FieldSpec, value: &str) -> String {
    match field.kind {
        Kind::Choice(_, words) if !value.is_empty() => language.t(&format!("{words}-{}", value.replace('_', "-").to_lowercase())),
        Kind::Choice(..) | Kind::Line | Kind::Lines | Kind::Phone | Kind::Date => value.to_owned(),
    }
}

/// One value of a section.
pub struct ValueLine {
    pub label: String,
    pub value: String,
    /// `tel:…`; empty if it is no number.
    pub tel: String,
}

/// A section with its content.
#[derive(Template)]
#[template(path = "principals/section.html")]
pub struct SectionPage {
    pub shell: Shell,
    pub principal: Head,
    pub title: String,
    pub values: Vec<ValueLine>,
    pub source: String,
    pub unable: String,
    pub saved: String,
    pub verified: String,
    pub is_confirmed: bool,
    pub due: String,
    pub owner: String,
    pub opened_note: String,
    pub edit_url: String,
    pub verify_url: String,
    pub why_not_verify: String,
    pub form_key: String,
    pub version: i32,
}

/// What the page of a section needs besides its content.
pub struct Around {
    pub owner: String,
    pub saved_by: String,
    pub verified_by: String,
    pub opened_note: String,
}

impl SectionPage {
    /// As it is saved.
    pub fn new(seed: &Seed, actor: &Actor, principal: &Principal, section: Section, content: Option<&Content>, around: Around) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, principal.reference.clone());
        let url = format!("/principals/{}/{}", principal.reference, section.word());
        let can_edit = principal.is_active() && can(actor, section.edit_action(), principal);
        let text = |name: &str| content.and_then(|content| content.typed.get(name)).cloned().unwrap_or_default();
        let when = |at: Option<chrono::DateTime<Utc>>, who: &str, key: &str| match at {
            Some(at) => language.fill(key, &[("time", Hole::Text(&time::z(at, language))), ("who", Hole::Text(who))]),
            None => String::new(),
        };
        let is_own = content.is_some_and(|content| content.updated_by == Some(actor.ctx.account.0));
        let is_confirmed = content.is_some_and(|content| content.verified_by.is_some());
        Self {
            principal: Head::new(seed, actor, principal),
            title: section_words(language, section),
            values: section.fields().iter().map(|field| value_line(language, field, &text(field.name))).collect(),
            source: text("source"),
            unable: text("unable_reason"),
            saved: when(content.and_then(|content| content.updated_at), &around.saved_by, "profile-saved-by"),
            verified: when(content.and_then(|content| content.verified_at), &around.verified_by, "profile-verified-by"),
            is_confirmed,
            due: content.and_then(|content| content.next_review).map(time::typed_date).unwrap_or_default(),
            owner: around.owner,
            opened_note: around.opened_note,
            edit_url: if can_edit { format!("{url}/edit") } else { String::new() },
            verify_url: if can_edit && content.is_some() && !is_own && !is_confirmed { format!("{url}/verify") } else { String::new() },
            why_not_verify: if can_edit && is_own && !is_confirmed { language.t("profile-verified-by-another") } else { String::new() },
            form_key: fresh_form_key(),
            version: content.map(|content| content.version).unwrap_or_default(),
            shell: if section.is_compartment() { shell.strictly() } else { shell },
        }
    }
}

fn value_line(language: Language, field: &FieldSpec, value: &str) -> ValueLine {
    let digits: String = value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    ValueLine {
        label: language.t(field.label),
        value: value_words(language, field, value),
        tel: if field.kind == Kind::Phone && !digits.is_empty() { format!("tel:{digits}") } else { String::new() },
    }
}

/// One input of the form.
pub struct Input {
    pub field: Field,
    pub choices: Vec<Choice>,
    pub kind: &'static str,
}

/// The input of a field, with its value and its error.
pub fn input(language: Language, spec: &FieldSpec, value: &str, errors: &FieldErrors) -> Input {
    let field = Field::new(language, spec.name, spec.label, value, errors);
    let (kind, choices) = match spec.kind {
        Kind::Line => ("line", Vec::new()),
        Kind::Lines => ("lines", Vec::new()),
        Kind::Phone => ("phone", Vec::new()),
        Kind::Date => ("date", Vec::new()),
        Kind::Choice(known, words) => {
            let words = |code: &&str| Choice::new(*code, language.t(&format!("{words}-{}", code.replace('_', "-").to_lowercase())), value);
            ("choice", with_ask(language, known.iter().map(words).collect()))
        }
    };
    Input { field: if spec.is_needed { field } else { field.optional() }, choices, kind }
}

/// The form of a section.
#[derive(Template)]
#[template(path = "principals/section_form.html")]
pub struct SectionForm {
    shell: Shell,
    title: String,
    reference: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    inputs: Vec<Input>,
    source: Field,
    unable: Field,
    is_sealed: bool,
}

impl SectionForm {
    /// With values as typed.
    pub fn new(seed: &Seed, principal: &Principal, section: Section, typed: &Typed, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let text = |name: &str| typed.get(name).map(String::as_str).unwrap_or_default();
        let mut shell = Shell::titled(seed, principal.reference.clone());
        if section.is_compartment() {
            shell = shell.strictly();
        }
        Self {
            title: section_words(language, section),
            reference: principal.reference.clone(),
            action: format!("/principals/{}/{}/edit", principal.reference, section.word()),
            back_url: format!("/principals/{}", principal.reference),
            form_key: fresh_form_key(),
            version: if text("version").is_empty() { "0".into() } else { text("version").to_owned() },
            errors: errors.links(language),
            inputs: section.fields().iter().map(|spec| input(language, spec, text(spec.name), errors)).collect(),
            source: Field::new(language, "source", "profile-source", text("source"), errors).hint(language, "profile-source-hint"),
            unable: Field::new(language, "unable_reason", "profile-unable-reason", text("unable_reason"), errors)
                .optional()
                .hint(language, "profile-unable-reason-hint"),
            is_sealed: section.fields().iter().any(|field| field.is_sealed),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// What stands before a compartment: that opening is logged and shown, and the purpose outside one's duty.
#[derive(Template)]
#[template(path = "principals/section_ask.html")]
pub struct AskPage {
    shell: Shell,
    principal: Head,
    title: String,
    owner: String,
    action: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    /// False within one's duty and in an emergency.
    asks_purpose: bool,
    given: &'static str,
    why_none: String,
    purpose: Field,
    purposes: Vec<Choice>,
    movement: Field,
    edit_url: String,
}

/// What the question before a compartment needs.
pub struct Ask<'a> {
    pub owner: String,
    /// The purpose that is given: `duty`, `emergency`; empty if one is asked.
    pub given: &'static str,
    /// Why no purpose is asked.
    pub why_none: String,
    pub purpose: &'a str,
    pub movement: &'a str,
}

impl AskPage {
    /// For a reader who may open it.
    pub fn new(seed: &Seed, actor: &Actor, principal: &Principal, section: Section, ask: Ask<'_>, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let Ask { owner, given, why_none, purpose, movement } = ask;
        let shell = Shell::titled(seed, principal.reference.clone());
        let url = format!("/principals/{}/{}", principal.reference, section.word());
        let purposes = PURPOSES.iter().map(|code| Choice::new(*code, language.t(&format!("profile-purpose-{}", code.replace('_', "-"))), purpose)).collect();
        Self {
            principal: Head::new(seed, actor, principal),
            title: section_words(language, section),
            owner,
            edit_url: if principal.is_active() && can(actor, section.edit_action(), principal) { format!("{url}/edit") } else { String::new() },
            action: url,
            form_key: fresh_form_key(),
            errors: errors.links(language),
            asks_purpose: given.is_empty(),
            given,
            why_none,
            purpose: Field::new(language, "purpose", "profile-purpose", purpose, errors),
            purposes: with_ask(language, purposes),
            movement: Field::new(language, "movement", "profile-purpose-movement", movement, errors).optional(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// One step a person may take now, as a form.
pub struct StepForm {
    pub to: &'static str,
    pub label: String,
    pub needs_reason: bool,
    pub is_approval: bool,
    pub is_danger: bool,
    pub form_key: String,
}

/// `/principals/{ref}/profile`: where WF-1 is walked.
#[derive(Template)]
#[template(path = "principals/profile.html")]
pub struct ProfilePage {
    shell: Shell,
    principal: Head,
    overview: Overview,
    errors: Vec<ErrorLink>,
    facts: Vec<(String, String)>,
    lacking: Vec<(String, String)>,
    steps: Vec<StepForm>,
    action: String,
    version: i32,
    reason: Field,
    classification: Field,
    classifications: Vec<Choice>,
    /// True if a profile can be begun here.
    begins: bool,
    notice: Field,
    form_key: String,
}

/// What somebody typed on the page of WF-1.
#[derive(Debug, Default)]
pub struct TypedStep {
    pub reason: String,
    pub classification: String,
    pub notice_on: String,
}

impl ProfilePage {
    /// As it stands, with what was typed.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        principal: &Principal,
        profile: Option<&Profile>,
        (sections, lacking): (&[SectionLine], &[Section]),
        typed: &TypedStep,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, principal.reference.clone());
        let url = format!("/principals/{}", principal.reference);
        let known = ["unclassified", "confidential", "strictly_confidential"];
        let chosen = if typed.classification.is_empty() { profile.map_or("", |profile| profile.classification.as_str()) } else { &typed.classification };
        Self {
            principal: Head::new(seed, actor, principal),
            overview: Overview::new(language, actor, principal, profile, sections, seed.now.date_naive()),
            errors: errors.links(language),
            facts: profile.map(|profile| facts(language, profile)).unwrap_or_default(),
            lacking: lacking.iter().map(|section| (section_words(language, *section), format!("{url}/{}", section.word()))).collect(),
            steps: profile.map(|profile| steps(language, actor, principal, profile)).unwrap_or_default(),
            action: format!("{url}/profile"),
            version: profile.map(|profile| profile.version).unwrap_or_default(),
            reason: Field::new(language, "reason", "profile-reason", &typed.reason, errors),
            classification: Field::new(language, "classification", "profile-classification", chosen, errors),
            classifications: with_ask(language, known.map(|code| Choice::new(code, classification(language, code), chosen)).into()),
            begins: profile.is_none() && principal.is_active() && can(actor, "profile.begin", principal),
            notice: Field::new(language, "notice_on", "profile-notice", &typed.notice_on, errors).hint(language, "profile-notice-hint"),
            form_key: fresh_form_key(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn facts(language: Language, profile: &Profile) -> Vec<(String, String)> {
    let mut facts = vec![
        (language.t("profile-state"), state_words(language, profile.state)),
        (language.t("profile-notice"), time::typed_date(profile.notice_on)),
        (language.t("profile-author"), profile.author.clone()),
    ];
    if !profile.reason.is_empty() {
        facts.push((language.t("profile-reason"), profile.reason.clone()));
    }
    if let Some(at) = profile.approved_at {
        facts.push((language.t("profile-approved"), format!("{} · {}", signer(language, &profile.approved_by, &profile.approved_for), time::z(at, language))));
    }
    facts
}

fn steps(language: Language, actor: &Actor, principal: &Principal, profile: &Profile) -> Vec<StepForm> {
    let facts = Facts { author: Some(profile.author_person), ..principal.facts(actor) };
    STEPS
        .iter()
        .filter(|step| step.from == profile.state && policy::decide(actor, step.action, &facts) == Decision::Allow)
        .map(|step| StepForm {
            to: step.to.code(),
            label: language.t(&format!("profile-step-{}", step.to.code().replace('_', "-"))),
            needs_reason: step.needs_reason,
            is_approval: step.to == State::Active,
            is_danger: step.to == State::Archived,
            form_key: fresh_form_key(),
        })
        .collect()
}

/// One reading of the access tab.
pub struct ReadingLine {
    pub at: String,
    pub who: String,
    pub what: String,
    pub why: String,
    pub kind: &'static str,
}

/// `/principals/{ref}/access`.
#[derive(Template)]
#[template(path = "principals/access.html")]
pub struct AccessPage {
    pub shell: Shell,
    pub principal: Head,
    pub title: String,
    pub rows: Vec<ReadingLine>,
}

/// A reading in words.
pub fn reading_line(language: Language, reading: &Reading) -> ReadingLine {
    let (noun, deed) = reading.action.split_once('.').unwrap_or((&reading.action, ""));
    let section = Section::of(noun).map(|section| section_words(language, section));
    let key = format!("profile-read-{}", reading.action.replace('.', "-"));
    let mut words = reading.why.split(' ');
    let (why, kind) = match (words.next(), words.next(), words.next()) {
        (Some("duty"), ..) => (language.t("profile-why-duty"), ""),
        (Some("emergency"), Some(reference), _) => (language.fill("profile-why-emergency", &[("ref", Hole::Text(reference))]), "warning"),
        (Some("purpose"), Some(purpose), movement) => {
            let purpose = language.t(&format!("profile-purpose-{}", purpose.replace('_', "-")));
            (movement.map_or(purpose.clone(), |movement| format!("{purpose} · {movement}")), "")
        }
        _ if noun == "emergency" => (language.t("profile-why-emergency-sheet"), "warning"),
        _ if deed == "edit" => (language.t("profile-why-edit"), ""),
        _ => (String::new(), ""),
    };
    let what = section.unwrap_or_else(|| if Language::has(&key) { language.t(&key) } else { reading.action.clone() });
    ReadingLine { at: time::z(reading.at, language), who: reading.who.clone(), what, why, kind }
}
