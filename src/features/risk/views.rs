//! What the pages of an assessment share: its head, the one form page, words of codes.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::index::period;
use super::levels::Mark;
use super::model::{Level, State, is_confirmation_late};
use super::queries::Assessment;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::context::Panel;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{self, Seed, Shell, Tab};
use crate::web::time;

/// The word of a stored code; empty for none.
pub fn words_of(language: Language, prefix: &str, code: &str) -> String {
    if code.is_empty() { String::new() } else { language.t(&format!("{prefix}-{}", code.replace('_', "-").to_lowercase())) }
}

/// Codes as choices in the reader's language.
pub fn words(language: Language, prefix: &str, codes: &[&'static str], current: &str) -> Vec<Choice> {
    codes.iter().map(|code| Choice::new(*code, words_of(language, prefix, code), current)).collect()
}

/// True if the rule of the action allows it on this assessment.
pub fn can(actor: &Actor, action: &str, assessment: &Assessment) -> bool {
    policy::decide(actor, action, &assessment.facts(actor)) == Decision::Allow
}

/// The mark of a stored level; a dash where none is computed yet.
pub fn mark(language: Language, code: &str) -> Mark {
    match Level::from_code(code) {
        Some(level) => Mark::of(Some(level), language),
        None => Mark { level: String::new(), word: language.t("risk-not-yet-computed") },
    }
}

/// The identity bar, warnings and tabs of an assessment.
pub struct Head {
    pub reference: String,
    pub called: String,
    pub official_url: String,
    pub station: String,
    pub state: String,
    pub state_kind: &'static str,
    pub mark: Mark,
    pub valid: String,
    /// What a reader must know before anything else.
    pub bars: Vec<String>,
    pub tabs: Vec<Tab>,
}

impl Head {
    pub fn new(seed: &Seed, actor: &Actor, assessment: &Assessment) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = assessment.url();
        let mut tabs = vec![("risk-tab-summary", record.clone())];
        for (action, key, path) in [
            ("risk.show", "risk-tab-threats", "threats"),
            ("risk.show", "risk-tab-measures", "measures"),
            ("risk.show", "risk-tab-courses", "courses"),
            ("risk.sources", "risk-tab-sources", "sources"),
            ("risk.show", "risk-tab-attachments", "attachments"),
            ("risk.show", "risk-tab-review", "reviews"),
            ("risk.readers", "risk-tab-readers", "readers"),
            ("risk.history", "risk-tab-history", "history"),
        ] {
            if can(actor, action, assessment) {
                tabs.push((key, format!("{record}/{path}")));
            }
        }
        let state = assessment.state();
        let in_force = assessment.is_in_force && state == State::Approved;
        Self {
            reference: assessment.reference.clone(),
            called: assessment.called.clone(),
            official_url: if assessment.principal.is_empty() { String::new() } else { format!("/principals/{}/risk", assessment.principal) },
            station: assessment.station.clone(),
            state: if in_force { language.t("risk-in-force") } else { state.word(language) },
            state_kind: state.kind(),
            mark: mark(language, &assessment.residual_code),
            valid: period(assessment.valid_from, assessment.valid_to, language),
            bars: bars(seed, assessment),
            tabs: tabs.into_iter().map(|(key, url)| Tab { current: url == here, url, label: language.t(key) }).collect(),
        }
    }
}

fn bars(seed: &Seed, assessment: &Assessment) -> Vec<String> {
    let language = seed.language;
    let today = seed.now.date_naive();
    let mut bars = Vec::new();
    let reason = [("reason", Hole::Text(assessment.state_reason.as_str())), ("ref", Hole::Text(assessment.state_reason.as_str()))];
    match assessment.state() {
        State::Expired => bars.push(language.t("risk-bar-expired")),
        State::Superseded => bars.push(language.fill("risk-bar-superseded", &reason)),
        State::Withdrawn => bars.push(language.fill("risk-bar-withdrawn", &reason)),
        State::Rejected => bars.push(language.fill("risk-bar-rejected", &reason)),
        State::Returned => bars.push(language.fill("risk-bar-returned", &reason)),
        State::Approved if assessment.valid_to.is_some_and(|last| last < today) => bars.push(language.t("risk-bar-over")),
        State::Approved if assessment.valid_from.is_some_and(|first| first > today) => bars.push(language.t("risk-bar-not-yet")),
        State::Draft | State::Submitted | State::UnderReview | State::Recommended | State::Approved => {}
    }
    if assessment.is_unconfirmed() {
        let key = match (assessment.state(), is_confirmation_late(assessment.created_at, seed.now)) {
            (State::Submitted, _) => "risk-bar-waits-for-second",
            (_, true) => "risk-bar-unconfirmed-late",
            (_, false) => "risk-bar-unconfirmed",
        };
        bars.push(language.t(key));
    }
    bars
}

/// One input of the form page.
pub struct Input {
    pub kind: &'static str,
    pub field: Field,
    pub wide: &'static str,
    pub choices: Vec<Choice>,
    /// The last day, where the first and the last are one thing; and what that is called.
    pub period: Option<(String, Field)>,
}

/// Builds the inputs of a form in order.
pub struct Inputs<'a> {
    language: Language,
    errors: &'a FieldErrors,
    list: Vec<Input>,
}

impl<'a> Inputs<'a> {
    pub fn new(language: Language, errors: &'a FieldErrors) -> Self {
        Self { language, errors, list: Vec::new() }
    }

    fn add(mut self, kind: &'static str, name: &str, label: &str, value: &str, wide: &'static str, choices: Vec<Choice>) -> Self {
        let field = Field::new(self.language, name, label, value, self.errors);
        self.list.push(Input { kind, field, wide, choices, period: None });
        self
    }

    /// One line.
    pub fn text(self, name: &str, label: &str, value: &str, wide: &'static str) -> Self {
        self.add("text", name, label, value, wide, Vec::new())
    }

    /// Several lines.
    pub fn area(self, name: &str, label: &str, value: &str, rows: &'static str) -> Self {
        self.add("area", name, label, value, rows, Vec::new())
    }

    /// A date.
    pub fn date(self, name: &str, label: &str, value: &str) -> Self {
        self.add("date", name, label, value, "", Vec::new())
    }

    /// A first and a last day under one heading. The last may stay empty.
    pub fn period(mut self, title: &str, from: (&str, &str, &str), to: (&str, &str, &str)) -> Self {
        let last = Field::new(self.language, to.0, to.1, to.2, self.errors).optional();
        self = self.add("period", from.0, from.1, from.2, "", Vec::new());
        let title = self.language.t(title);
        if let Some(input) = self.list.last_mut() {
            input.period = Some((title, last));
        }
        self
    }

    /// A file.
    pub fn file(self, name: &str, label: &str, accept: &'static str) -> Self {
        self.add("file", name, label, "", accept, Vec::new())
    }

    /// One of a list.
    pub fn pick(self, name: &str, label: &str, value: &str, choices: Vec<Choice>) -> Self {
        self.add("pick", name, label, value, "", choices)
    }

    /// A senior official.
    pub fn official(self, name: &str, label: &str, value: &str) -> Self {
        self.add("official", name, label, value, "", Vec::new())
    }

    /// A yes.
    pub fn tick(self, name: &str, label: &str, value: &str) -> Self {
        self.add("tick", name, label, value, "", Vec::new())
    }

    /// The last one may stay empty.
    pub fn optional(mut self) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.field.required = false;
        }
        self
    }

    /// A hint for the last one.
    pub fn hint(mut self, key: &str) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.field.hint = self.language.t(key);
        }
        self
    }
}

/// What a form page is about.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Words of the heading.
    pub title: String,
    /// What stands above the fields.
    pub lead: Vec<String>,
    /// "Why is this required?": sentences with their source.
    pub why: Vec<String>,
    /// Where it posts.
    pub action: String,
    /// The button.
    pub deed: String,
    /// A deed that cannot be undone.
    pub is_danger: bool,
    /// The way back.
    pub back_url: String,
    /// Version the person started from; empty for new things.
    pub version: String,
    /// The page carries the higher mark.
    pub is_strict: bool,
    /// What public lists say of the place, beside the fields.
    pub panel: Option<Panel>,
}

#[derive(Template)]
#[template(path = "risk/form.html")]
struct FormPage {
    shell: Shell,
    head: Option<Head>,
    frame: Frame,
    form_key: String,
    errors: Vec<ErrorLink>,
    inputs: Vec<Input>,
    has_file: bool,
}

/// Answers with a form, 422 if something needs correcting.
pub fn form(seed: &Seed, head: Option<Head>, frame: Frame, inputs: Inputs<'_>) -> Result<Response> {
    let errors = inputs.errors;
    let shell = match &head {
        Some(head) => Shell::titled(seed, head.reference.clone()),
        None => Shell::titled(seed, frame.title.clone()),
    };
    let shell = if frame.is_strict { shell.strictly() } else { shell };
    let links = errors.links(seed.language);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = FormPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        head,
        frame,
        form_key: fresh_form_key(),
        errors: links,
        has_file: inputs.list.iter().any(|input| input.kind == "file"),
        inputs: inputs.list,
    };
    page::with_status(&view, status)
}

/// A signature in words: who and when; empty while nobody signed.
pub fn signed(language: Language, who: &str, at: Option<chrono::DateTime<chrono::Utc>>) -> String {
    match at {
        Some(at) => language.fill("risk-signed", &[("who", Hole::Text(who)), ("time", Hole::Text(&time::z(at, language)))]),
        None => String::new(),
    }
}

#[derive(Template)]
#[template(path = "risk/locked.html")]
struct Locked {
    shell: Shell,
    head: Head,
    text: String,
    back_url: String,
}

/// A form that is not offered, with the reason.
pub fn locked(seed: &Seed, head: Head, key: &str, back_url: &str) -> Result<Response> {
    let shell = Shell::titled(seed, head.reference.clone());
    page::page(&Locked { shell, head, text: seed.language.t(key), back_url: back_url.to_owned() })
}
