//! Ready values for the closing page of a station.

use askama::Template;

use super::forms::{AskForm, EndForm};
use super::model::{MATTERS, Step, hinders};
use super::queries::{self, Closing, Matter};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::missions::matter_url;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of the closing page of a station.
pub fn url(code: &str) -> String {
    format!("/duty-stations/{code}/closing")
}

fn word(language: Language, kind: &str) -> String {
    language.t(&format!("station-matter-{kind}"))
}

struct Row {
    kind: String,
    reference: String,
    url: String,
    about: String,
    hinders: bool,
}

#[derive(Template)]
#[template(path = "station_closures/closing.html")]
pub struct ClosingPage {
    shell: Shell,
    title: String,
    code: String,
    name: String,
    station_url: String,
    history_url: String,
    standing: (&'static str, String),
    reference: String,
    reason: String,
    document: String,
    asked_line: String,
    decided_line: String,
    kinds: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    errors: Vec<ErrorLink>,
    form_key: String,
    version: String,
    ask_url: String,
    ask_reason: Field,
    ask_document: Field,
    decide_url: String,
    decide_error: String,
    is_own: bool,
    withdraw_url: String,
    reopen_url: String,
    end_reason: Field,
}

impl ClosingPage {
    /// The page as the address asks for it, with what its reader may do now.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        closing: &Closing,
        (asked, mut matters, total): (&Asked, Vec<Matter>, i64),
        (ask, end): (&AskForm, &EndForm),
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let step = closing.step();
        let link = |on: Step, action: &str, rest: &str| {
            let may = step == on && policy::decide(actor, action, &closing.facts(actor)) == Decision::Allow;
            if may { format!("{}{rest}", url(&closing.code)) } else { String::new() }
        };
        let signed = |who: &str, at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| format!("{who}, {}", time::place_and_z(at, &closing.zone, time::short_place(&closing.name), seed.now, language))).unwrap_or_default()
        };
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let shell = Shell::titled(seed, closing.code.clone());
        Self {
            title: language.fill("closure-count", &[("count", Hole::Number(total))]),
            code: closing.code.clone(),
            name: closing.name.clone(),
            station_url: format!("/duty-stations/{}", closing.code),
            history_url: format!("{}/history", url(&closing.code)),
            standing: match step {
                Step::Open => ("", language.t("station-closure-open")),
                Step::Asked => ("caution", language.t("station-closure-state-asked")),
                Step::Closed => ("warning", language.t("station-closure-state-closed")),
            },
            reference: closing.reference.clone(),
            reason: closing.reason.clone(),
            document: closing.document.clone(),
            asked_line: signed(&closing.asker, closing.asked_at),
            decided_line: signed(&closing.decider, closing.decided_at),
            kinds: with_any(language, MATTERS.iter().map(|kind| Choice::new(*kind, word(language, kind), one("kind"))).collect()),
            tags: asked.tags(queries::FILTERS, |_, value| word(language, value)),
            clear_url: url(&closing.code),
            ignored: asked.ignored.clone(),
            pager: Pager::turn(asked, language, &mut matters, total, |last| (format!("{} {}", last.kind, last.reference), last.item)),
            rows: matters
                .into_iter()
                .map(|matter| Row {
                    kind: word(language, &matter.kind),
                    url: matter_url(&matter.kind, &matter.reference),
                    hinders: hinders(&matter.kind),
                    reference: matter.reference,
                    about: matter.about,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            errors: errors.links(language),
            form_key: fresh_form_key(),
            version: closing.version.to_string(),
            ask_url: link(Step::Open, "closure.ask", ""),
            ask_reason: Field::new(language, "reason", "station-closure-reason", &ask.reason, errors),
            ask_document: Field::new(language, "document", "station-closure-document", &ask.document, errors).hint(language, "station-closure-document-hint"),
            decide_url: link(Step::Asked, "closure.decide", "/decision"),
            decide_error: errors.of("decision", language),
            is_own: step == Step::Asked && closing.asked_by == Some(actor.ctx.account.0),
            withdraw_url: link(Step::Asked, "closure.withdraw", "/withdrawal"),
            reopen_url: link(Step::Closed, "closure.reopen", "/reopening"),
            end_reason: Field::new(language, "end_reason", "station-closure-end-reason", &end.end_reason, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The same rows as a file.
pub fn export(matters: Vec<Matter>) -> Table {
    Table {
        name: "station_closing",
        header: vec!["ref", "kind", "about", "since"],
        rows: matters
            .into_iter()
            .map(|matter| {
                let since = matter.since.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default();
                vec![matter.reference, matter.kind, matter.about, since]
            })
            .collect(),
    }
}
