//! Ready values for the pages of attestations.

use askama::Template;

use super::super::profile::sections::{Section, attested};
use super::super::profile::views::{section_words, value_words};
use super::super::queries::Principal;
use super::super::views::{Head, can};
use super::forms::{Answer, Present, mark_name, value_name};
use super::queries::{AnswerLine, Attestation};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// One value to be marked.
pub struct AskedValue {
    pub label: String,
    /// As it is recorded; empty if nothing is.
    pub present: String,
    pub mark: String,
    pub choices: Vec<Choice>,
    pub value: Field,
}

/// The values of one section.
pub struct AskedSection {
    pub title: String,
    pub values: Vec<AskedValue>,
}

/// What is asked, with what was marked.
pub fn asked(language: Language, present: &Present, form: &Form, errors: &FieldErrors) -> Vec<AskedSection> {
    let mut sections: Vec<(Section, AskedSection)> = Vec::new();
    for (section, field) in attested() {
        let mark = mark_name(section, field);
        let name = value_name(section, field);
        let chosen = form.text(&mark).to_owned();
        let value = AskedValue {
            label: language.t(field.label),
            present: present.get(&section).and_then(|typed| typed.get(field.name)).map(|value| value_words(language, field, value)).unwrap_or_default(),
            choices: [Answer::Right, Answer::Change, Answer::Unknown]
                .map(|answer| Choice::new(answer.code(), language.t(&format!("attestation-{}", answer.code())), &chosen))
                .into(),
            value: Field { label: language.t("attestation-as-it-should-be"), ..Field::new(language, &name, field.label, form.text(&name), errors) },
            mark,
        };
        match sections.last_mut() {
            Some((last, group)) if *last == section => group.values.push(value),
            _ => sections.push((section, AskedSection { title: section_words(language, section), values: vec![value] })),
        }
    }
    sections.into_iter().map(|(_, group)| group).collect()
}

/// The two ticks that end it.
pub struct Declaration {
    pub rest: Field,
    pub declared: Field,
}

/// As they were ticked.
pub fn declaration(language: Language, form: &Form, errors: &FieldErrors) -> Declaration {
    Declaration {
        rest: Field::new(language, "rest", "attestation-rest", form.text("rest"), errors),
        declared: Field::new(language, "declared", "attestation-declaration", form.text("declared"), errors),
    }
}

/// `/principals/{ref}/attestations/new`.
#[derive(Template)]
#[template(path = "principals/attestation_new.html")]
pub struct NewPage {
    shell: Shell,
    principal: Head,
    errors: Vec<ErrorLink>,
    action: String,
    form_key: String,
    sections: Vec<AskedSection>,
    declaration: Declaration,
    /// Entering a call or a mail, and issuing a code, are an officer's.
    is_officer: bool,
    channel: Field,
    channels: Vec<Choice>,
    attested_by: Field,
    attested_on: Field,
    code_name: Field,
    keys: Vec<String>,
}

impl NewPage {
    /// With what was marked or typed.
    pub fn new(seed: &Seed, actor: &Actor, principal: &Principal, present: &Present, form: &Form, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, principal.reference.clone());
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let on = if form.text("attested_on").is_empty() { time::typed_date(seed.now.date_naive()) } else { form.text("attested_on").to_owned() };
        Self {
            principal: Head::new(seed, actor, principal),
            errors: errors.links(language),
            action: format!("/principals/{}/attestations", principal.reference),
            form_key: fresh_form_key(),
            sections: asked(language, present, form, errors),
            declaration: declaration(language, form, errors),
            is_officer: can(actor, "attestation.enter", principal),
            channel: field("channel", "attestation-channel", ""),
            channels: ["phone", "mail"].map(|code| Choice::new(code, language.t(&format!("attestation-channel-{code}")), form.text("channel"))).into(),
            attested_by: field("attested_by", "attestation-by", form.text("attested_by")),
            attested_on: field("attested_on", "attestation-on", &on),
            code_name: field("for_name", "attestation-code-name", form.text("for_name")),
            keys: vec![fresh_form_key(), fresh_form_key()],
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The code, shown once.
#[derive(Template)]
#[template(path = "principals/attestation_code.html")]
pub struct CodePage {
    pub shell: Shell,
    pub principal: Head,
    pub code: String,
    pub url: String,
    pub for_name: String,
}

/// One attestation of the list.
pub struct AttestationLine {
    pub url: String,
    pub number: i32,
    pub by: String,
    pub on: String,
    pub channel: String,
    pub changes: i64,
    pub kind: &'static str,
    pub state: String,
    pub decided: String,
}

fn line(language: Language, principal: &Principal, attestation: &Attestation) -> AttestationLine {
    AttestationLine {
        url: format!("/principals/{}/attestations/{}", principal.reference, attestation.number),
        number: attestation.number,
        by: attestation.attested_by.clone(),
        on: time::typed_date(attestation.attested_on),
        channel: language.t(&format!("attestation-channel-{}", attestation.channel.replace('_', "-"))),
        changes: attestation.changes,
        kind: if attestation.state == "waiting" { "caution" } else { "" },
        state: language.t(&format!("attestation-state-{}", attestation.state)),
        decided: match attestation.approved_at {
            Some(at) => format!("{} · {}", attestation.approved_by, time::z(at, language)),
            None => String::new(),
        },
    }
}

/// `/principals/{ref}/attestations`.
#[derive(Template)]
#[template(path = "principals/attestations.html")]
pub struct ListPage {
    shell: Shell,
    principal: Head,
    title: String,
    new_url: String,
    rows: Vec<AttestationLine>,
}

impl ListPage {
    /// Newest first.
    pub fn new(seed: &Seed, actor: &Actor, principal: &Principal, attestations: &[Attestation]) -> Self {
        let language = seed.language;
        let may = principal.is_active() && can(actor, "attestation.create", principal);
        Self {
            shell: Shell::titled(seed, principal.reference.clone()),
            principal: Head::new(seed, actor, principal),
            title: language.fill("attestation-count", &[("count", Hole::Number(attestations.len() as i64))]),
            new_url: if may { format!("/principals/{}/attestations/new", principal.reference) } else { String::new() },
            rows: attestations.iter().map(|attestation| line(language, principal, attestation)).collect(),
        }
    }
}

/// One value with what was said of it and what becomes of it.
pub struct SaidLine {
    pub section: String,
    pub label: String,
    pub present: String,
    pub kind: &'static str,
    pub said: String,
    pub proposed: String,
    pub decision: String,
    /// The choice of an officer; empty where nothing is to be chosen.
    pub choices: Vec<Choice>,
    pub field: Field,
}

/// `/principals/{ref}/attestations/{number}`.
#[derive(Template)]
#[template(path = "principals/attestation.html")]
pub struct DecisionPage {
    shell: Shell,
    principal: Head,
    errors: Vec<ErrorLink>,
    attestation: AttestationLine,
    lines: Vec<SaidLine>,
    can_decide: bool,
    why_not: String,
    action: String,
    version: i32,
    form_keys: Vec<String>,
    note: Field,
    told: String,
}

impl DecisionPage {
    /// With what was chosen.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        (principal, attestation): (&Principal, &Attestation),
        facts: &policy::Facts,
        (answers, present): (&[AnswerLine], &Present),
        form: &Form,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let decision = policy::decide(actor, "attestation.decide", facts);
        let can_decide = attestation.state == "waiting" && decision == Decision::Allow;
        let shell = Shell::titled(seed, principal.reference.clone());
        Self {
            principal: Head::new(seed, actor, principal),
            errors: errors.links(language),
            attestation: line(language, principal, attestation),
            lines: answers.iter().map(|answer| said(language, answer, present, can_decide, form, errors)).collect(),
            can_decide,
            why_not: match decision {
                Decision::Refuse(message) if attestation.state == "waiting" && can(actor, "profile.edit", principal) => language.say(&message),
                Decision::Allow | Decision::Refuse(_) => String::new(),
            },
            action: format!("/principals/{}/attestations/{}/decision", principal.reference, attestation.number),
            version: attestation.version,
            form_keys: vec![fresh_form_key(), fresh_form_key()],
            note: Field::new(language, "note", "attestation-note", form.text("note"), errors),
            told: attestation.note.clone(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn said(language: Language, line: &AnswerLine, present: &Present, can_decide: bool, form: &Form, errors: &FieldErrors) -> SaidLine {
    let name = format!("decision-{}", line.id);
    let is_change = line.answer == Answer::Change;
    SaidLine {
        section: section_words(language, line.section),
        label: language.t(line.field.label),
        present: present
            .get(&line.section)
            .and_then(|typed| typed.get(line.field.name))
            .map(|value| value_words(language, line.field, value))
            .unwrap_or_default(),
        kind: if line.answer == Answer::Right { "" } else { "caution" },
        said: language.t(&format!("attestation-{}", line.answer.code())),
        proposed: line.proposed.clone(),
        decision: if line.decision.is_empty() { String::new() } else { language.t(&format!("attestation-{}", line.decision)) },
        choices: match can_decide && is_change {
            true => ["accepted", "refused"].map(|code| Choice::new(code, language.t(&format!("attestation-{code}")), form.text(&name))).into(),
            false => Vec::new(),
        },
        field: Field::new(language, &name, line.field.label, form.text(&name), errors),
    }
}

/// `/attest`: for a stranger with a code.
#[derive(Template)]
#[template(path = "principals/attest.html")]
pub struct AttestPage {
    pub shell: Shell,
    pub errors: Vec<ErrorLink>,
    /// The code that opened it; empty while one is asked.
    pub opened: String,
    pub code: Field,
    pub reference: String,
    pub office: String,
    pub name: Field,
    pub sections: Vec<AskedSection>,
    pub declaration: Declaration,
    /// True once it is done.
    pub is_done: bool,
}
