//! What the pages of delegations print.

use askama::Template;
use chrono::{DateTime, Utc};

use super::forms::DelegationForm;
use super::model::{self, Standing};
use super::queries::{Delegation, FILTERS, Offer, Signature};
use crate::authz::action::{Target, may};
use crate::authz::actor::{Actor, Authority};
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;
use crate::web::time;

/// A delegation as a line of the list.
pub struct Line {
    pub reference: String,
    pub url: String,
    pub what: String,
    pub right: String,
    pub delegator: String,
    pub delegate: String,
    pub from: String,
    pub until: String,
    pub kind: &'static str,
    pub standing: String,
    pub signatures: i64,
}

impl Line {
    fn new(delegation: &Delegation, now: DateTime<Utc>, language: Language) -> Self {
        let standing = delegation.standing(now);
        Self {
            reference: delegation.reference.clone(),
            url: delegation.url(),
            what: model::authority_words(&delegation.authority, language),
            right: right(&delegation.role, &delegation.scope_kind, &delegation.scope_code, language),
            delegator: delegation.delegator_name.clone(),
            delegate: delegation.delegate_name.clone(),
            from: time::typed_date(delegation.from_date),
            until: time::typed_date(delegation.to_date),
            kind: standing.kind(),
            standing: standing.word(language),
            signatures: delegation.signatures,
        }
    }
}

fn right(role: &str, kind: &str, code: &str, language: Language) -> String {
    let (role, scope) = (model::role_words(role, language), model::scope_words(kind, code, language));
    language.fill("grant-role-at", &[("role", Hole::Text(&role)), ("scope", Hole::Text(&scope))])
}

#[derive(Template)]
#[template(path = "delegations/index.html")]
pub struct IndexPage {
    shell: Shell,
    title: String,
    new_url: String,
    action: String,
    state: Field,
    states: Vec<Choice>,
    authority: Field,
    authorities: Vec<Choice>,
    person: Field,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    mine_url: String,
    columns: Vec<Column>,
    rows: Vec<Line>,
    is_filtered: bool,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

impl IndexPage {
    /// The list; `rows` may hold one more than a page.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut rows: Vec<Delegation>, total: i64) -> Self {
        let language = seed.language;
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| has_more).map(|last| asked.next_url(&last.created_at.to_rfc3339(), last.id));
        let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
        let none = FieldErrors::default();
        let field = |name: &str, label: &str| Field::new(language, name, label, &value(name), &none).optional();
        let any = || language.t("rows-any");
        let states = std::iter::once(Choice::new("", any(), &value("state")))
            .chain(Standing::ALL.into_iter().map(|standing| Choice::new(standing.code(), standing.word(language), &value("state"))));
        let authorities = std::iter::once(Choice::new("", any(), &value("authority"))).chain(
            Authority::ALL.into_iter().map(|authority| Choice::new(authority.code(), model::authority_words(authority.code(), language), &value("authority"))),
        );
        let columns = ["ref", "what", "right", "delegator", "delegate", "from", "until", "standing", "signatures"];
        Self {
            title: language.fill("delegation-count", &[("count", Hole::Number(total))]),
            new_url: if may(actor, "delegation.create") { "/delegations/new".into() } else { String::new() },
            action: asked.clear_url().to_owned(),
            state: field("state", "delegation-col-standing"),
            states: states.collect(),
            authority: field("authority", "delegation-col-what"),
            authorities: authorities.collect(),
            person: field("person", "delegation-filter-person"),
            tags: tags(asked, language),
            ignored: if asked.ignored.is_empty() { String::new() } else { language.fill("rows-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
            clear_url: asked.clear_url().to_owned(),
            mine_url: if asked.one("mine").is_some() { String::new() } else { asked.with("mine", "yes") },
            columns: columns.into_iter().map(|key| Column { label: language.t(&format!("delegation-col-{key}")), ..Column::default() }).collect(),
            is_filtered: asked.is_filtered(),
            pager: Pager {
                next,
                first: asked.one("after").map(|_| asked.without("after", "")),
                shown: language.fill("rows-shown", &[("count", Hole::Number(rows.len() as i64))]),
            },
            rows: rows.iter().map(|row| Line::new(row, seed.now, language)).collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            shell: Shell::new(seed, "nav-delegations"),
        }
    }
}

fn tags(asked: &Asked, language: Language) -> Vec<FilterTag> {
    let mut tags = Vec::new();
    for key in FILTERS {
        for value in asked.all(key) {
            let label = match key {
                "state" => Standing::from_code(&value).map_or_else(|| value.clone(), |standing| standing.word(language)),
                "authority" => Authority::from_code(&value).map_or_else(|| value.clone(), |authority| model::authority_words(authority.code(), language)),
                "mine" => language.t("delegation-mine"),
                _ => value.clone(),
            };
            tags.push(FilterTag { label, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

/// The rows as a file.
pub fn table(rows: &[Delegation], now: DateTime<Utc>) -> Table {
    let cells = rows.iter().map(|row| {
        vec![
            row.reference.clone(),
            row.authority.clone(),
            row.role.clone(),
            row.scope_kind.clone(),
            row.scope_code.clone(),
            row.delegator.clone(),
            row.delegate.clone(),
            row.from_date.to_string(),
            row.to_date.to_string(),
            row.standing(now).code().to_owned(),
            row.reason.clone(),
            row.end_reason.clone(),
            row.signatures.to_string(),
        ]
    });
    let header =
        vec!["ref", "authority", "role", "scope_kind", "scope", "delegator", "delegate", "from", "until", "state", "reason", "end_reason", "signatures"];
    Table { name: "delegations", header, rows: cells.collect() }
}

#[derive(Template)]
#[template(path = "delegations/new.html")]
pub struct NewPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    nothing: bool,
    what: Field,
    offers: Vec<Choice>,
    delegate: Field,
    from: Field,
    until: Field,
    reason: Field,
    why: Vec<String>,
}

impl NewPage {
    /// The form with values as typed.
    pub fn new(seed: &Seed, form: &DelegationForm, errors: &FieldErrors, offers: &[Offer], longest: i64) -> Self {
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("delegation-field-{name}"), value, errors);
        let choices = offers.iter().map(|offer| {
            let (what, right) = (model::authority_words(&offer.authority, language), right(&offer.role, &offer.scope_kind, &offer.scope_code, language));
            let label = language.fill("delegation-choice", &[("what", Hole::Text(&what)), ("right", Hole::Text(&right))]);
            Choice::new(format!("{}:{}", offer.authority, offer.grant), label, &form.what)
        });
        let mut until = field("until", &form.until);
        until.hint = language.fill("delegation-field-until-hint", &[("days", Hole::Number(longest))]);
        let shell = Shell::new(seed, "delegation-new-title");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            form_key: fresh_form_key(),
            nothing: offers.is_empty(),
            what: field("what", &form.what),
            offers: std::iter::once(Choice::new("", language.t("delegation-choose"), &form.what)).chain(choices).collect(),
            delegate: field("delegate", &form.delegate).hint(language, "delegation-field-delegate-hint"),
            from: field("from", &form.from).hint(language, "delegation-field-from-hint").optional(),
            until,
            reason: field("reason", &form.reason),
            why: ["delegation-why-own", "delegation-why-author", "delegation-why-one", "delegation-why-reach"].map(|key| language.t(key)).into(),
        }
    }
}

/// A signature as printed.
pub struct SignatureLine {
    pub reference: String,
    pub url: String,
    pub what: String,
    pub at: String,
    pub is_past: bool,
}

#[derive(Template)]
#[template(path = "delegations/show.html")]
pub struct ShowPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    line: Line,
    tabs: Vec<Tab>,
    lapsed: bool,
    facts: Vec<(String, String)>,
    signatures: Vec<SignatureLine>,
    signatures_title: String,
    can_end: bool,
    end_url: String,
    reason: Field,
    version: String,
    form_key: String,
    why: Vec<String>,
}

impl ShowPage {
    /// The record, with what the reader may do.
    pub fn new(seed: &Seed, actor: &Actor, delegation: &Delegation, signatures: &[Signature], reason: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let standing = delegation.standing(seed.now);
        let line = Line::new(delegation, seed.now, language);
        let by = |name: &str, at: DateTime<Utc>| language.fill("grant-by-at", &[("name", Hole::Text(name)), ("at", Hole::Text(&time::z(at, language)))]);
        let person = |name: &str, username: &str| language.fill("delegation-person", &[("name", Hole::Text(name)), ("username", Hole::Text(username))]);
        let mut facts = vec![
            ("delegation-col-what", line.what.clone()),
            ("delegation-col-right", line.right.clone()),
            ("delegation-col-delegator", person(&delegation.delegator_name, &delegation.delegator)),
            ("delegation-col-delegate", person(&delegation.delegate_name, &delegation.delegate)),
            ("delegation-col-from", line.from.clone()),
            ("delegation-col-until", line.until.clone()),
            ("delegation-field-reason", delegation.reason.clone()),
            ("delegation-made", time::z(delegation.created_at, language)),
        ];
        if let Some(at) = delegation.ended_at {
            facts.push(("delegation-ended", by(&delegation.ended_by, at)));
            facts.push(("delegation-field-end-reason", delegation.end_reason.clone()));
        }
        let shell = Shell::titled(seed, delegation.reference.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            tabs: tabs(language, delegation, "show"),
            lapsed: standing == Standing::Lapsed,
            facts: facts.into_iter().map(|(key, value)| (language.t(key), value)).collect(),
            signatures_title: language.fill("delegation-signatures", &[("count", Hole::Number(signatures.len() as i64))]),
            signatures: signatures.iter().map(|signature| signature_line(language, signature)).collect(),
            can_end: standing.is_endable() && policy::decide(actor, "delegation.end", &delegation.facts(actor)) == Decision::Allow,
            end_url: format!("{}/endings", delegation.url()),
            reason: Field::new(language, "reason", "delegation-field-end-reason", reason, errors),
            version: delegation.version.to_string(),
            form_key: fresh_form_key(),
            why: ["delegation-why-author", "delegation-why-one"].map(|key| language.t(key)).into(),
            line,
        }
    }
}

fn signature_line(language: Language, signature: &Signature) -> SignatureLine {
    let noun = match signature.reference.split('-').next() {
        Some("R") => "/risk-assessments/",
        Some("Q") => "/requirements/",
        _ => "/principals/",
    };
    let rest = if noun == "/principals/" { "/profile" } else { "" };
    SignatureLine {
        url: format!("{noun}{}{rest}", signature.reference),
        reference: signature.reference.clone(),
        what: language.t(&format!("delegation-signature-{}", signature.signature.replace('_', "-"))),
        at: time::z(signature.signed_at, language),
        is_past: signature.is_past,
    }
}

/// The tabs of a delegation.
pub fn tabs(language: Language, delegation: &Delegation, current: &str) -> Vec<Tab> {
    [("show", "delegation-tab-show", delegation.url()), ("history", "history-title", format!("{}/history", delegation.url()))]
        .into_iter()
        .map(|(name, key, url)| Tab { url, label: language.t(key), current: name == current })
        .collect()
}
