//! Ready values for the forms of stand-by.

use askama::Template;

use super::forms::{ActivationForm, CheckForm, PledgeForm, ReasonForm};
use super::kit::{self, KitLine, KitRow};
use super::model::{CATEGORIES, CHECKS, PURPOSES};
use super::queries::{Member, Pledge, StationChoice};
use super::views::{category_word, shell, standing_tag, unfit_words, url, whose, word};
use crate::features::people::with_ask;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "standby/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    is_new: bool,
    station: Field,
    stations: Vec<Choice>,
    member_state: Field,
    category: Field,
    categories: Vec<Choice>,
    head_count: Field,
    skills: Field,
    notice_hours: Field,
    from_date: Field,
    to_date: Field,
    document: Field,
}

impl FormPage {
    /// New and edit share one form; the station stays.
    pub fn new(seed: &Seed, pledge: Option<&Pledge>, form: &PledgeForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let plain = pledge.map_or_else(|| Shell::new(seed, "standby-new"), |pledge| Shell::titled(seed, pledge.reference.clone()));
        Self {
            shell: if errors.is_empty() { plain } else { plain.with_errors() },
            title: pledge.map_or_else(|| language.t("standby-new"), |pledge| language.fill("asset-edit-title", &[("ref", Hole::Text(&pledge.reference))])),
            action: pledge.map_or_else(|| "/standby".to_owned(), |pledge| format!("{}/edit", url(&pledge.reference))),
            back_url: pledge.map_or_else(|| "/standby".to_owned(), |pledge| url(&pledge.reference)),
            deed: language.t(if pledge.is_some() { "standby-save" } else { "standby-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            is_new: pledge.is_none(),
            station: field("station", "officer-station", &form.station),
            stations: with_ask(
                language,
                stations.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), &form.station.trim().to_uppercase())).collect(),
            ),
            member_state: field("member_state", "standby-pledge-member-state", &form.member_state).optional().hint(language, "standby-member-state-hint"),
            category: field("category", "standby-pledge-category", &form.category),
            categories: with_ask(language, CATEGORIES.iter().map(|code| Choice::new(*code, category_word(language, code), &form.category)).collect()),
            head_count: field("head_count", "standby-pledge-head-count", &form.head_count),
            skills: field("skills", "standby-pledge-skills", &form.skills).optional().hint(language, "standby-skills-hint"),
            notice_hours: field("notice_hours", "standby-pledge-notice-hours", &form.notice_hours).hint(language, "standby-notice-hint"),
            from_date: field("from_date", "standby-pledge-from-date", &form.from_date).hint(language, "requirement-date-hint"),
            to_date: field("to_date", "standby-pledge-to-date", &form.to_date),
            document: field("document", "standby-pledge-document", &form.document).optional().hint(language, "standby-document-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "standby/check.html")]
pub struct CheckPage {
    shell: Shell,
    reference: String,
    whose: String,
    unfit: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    /// What of the kit is not ready.
    kit: Vec<KitRow>,
    kind: Field,
    kinds: Vec<Choice>,
    done_on: Field,
    ready: Field,
    hours: Field,
    reason: Field,
}

impl CheckPage {
    pub fn new(seed: &Seed, pledge: &Pledge, lines: &[KitLine], form: &CheckForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let mut ready = field("ready", "standby-check-ready", &form.ready);
        ready.hint = language.fill("standby-check-ready-hint", &[("of", Hole::Number(pledge.head_count.into()))]);
        Self {
            shell: shell(seed, &pledge.reference, errors),
            reference: pledge.reference.clone(),
            whose: whose(language, &pledge.station, &pledge.member_state),
            unfit: unfit_words(language, pledge.unfit),
            kit: kit::rows(language, pledge, lines, false).into_iter().filter(|row| !row.gaps.is_empty()).collect(),
            action: format!("{}/checks", url(&pledge.reference)),
            back_url: url(&pledge.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            kind: field("kind", "standby-check-kind", &form.kind),
            kinds: CHECKS.iter().map(|code| Choice::new(*code, word(language, "standby-check-kind", code), &form.kind)).collect(),
            done_on: field("done_on", "standby-check-done-on", &form.done_on).hint(language, "requirement-date-hint"),
            ready,
            hours: field("hours", "standby-check-hours", &form.hours).optional().hint(language, "standby-check-hours-hint"),
            reason: field("reason", "standby-check-reason", &form.reason).optional().hint(language, "standby-check-reason-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "standby/activation.html")]
pub struct ActivationPage {
    shell: Shell,
    reference: String,
    whose: String,
    standing: (&'static str, String),
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    /// The kit that goes with it.
    kit: Vec<KitRow>,
    station: Field,
    count: Field,
    purpose: Field,
    purposes: Vec<Choice>,
    from_date: Field,
    until_date: Field,
    document: Field,
}

impl ActivationPage {
    pub fn new(seed: &Seed, pledge: &Pledge, lines: &[KitLine], form: &ActivationForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        Self {
            shell: shell(seed, &pledge.reference, errors),
            reference: pledge.reference.clone(),
            whose: whose(language, &pledge.station, &pledge.member_state),
            standing: standing_tag(language, &pledge.standing()),
            kit: kit::rows(language, pledge, lines, false).into_iter().filter(|row| !row.is_removed).collect(),
            action: format!("{}/activation", url(&pledge.reference)),
            back_url: url(&pledge.reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            station: field("station", "standby-pledge-activated-to", &form.station).hint(language, "standby-activated-to-hint"),
            count: field("count", "standby-pledge-activated-count", &form.count),
            purpose: field("purpose", "standby-pledge-activation-purpose", &form.purpose),
            purposes: PURPOSES.iter().map(|code| Choice::new(*code, word(language, "standby-pledge-activation-purpose", code), &form.purpose)).collect(),
            from_date: field("from_date", "standby-pledge-activated-from", &form.from_date).hint(language, "requirement-date-hint"),
            until_date: field("until_date", "standby-pledge-activated-until", &form.until_date),
            document: field("document", "standby-pledge-activation-document", &form.document).hint(language, "standby-activation-document-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "standby/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    title: String,
    reference: String,
    what: String,
    deed: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// Why the pledge ends.
    pub fn release(seed: &Seed, pledge: &Pledge, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let what = whose(seed.language, &pledge.station, &pledge.member_state);
        Self::new(seed, &pledge.reference, what, "standby-release", format!("{}/release", url(&pledge.reference)), form, errors)
    }

    /// Why somebody is not promised any more.
    pub fn removal(seed: &Seed, member: &Member, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let (pledge, person) = (&member.pledge, &member.person);
        let action = format!("{}/members/{}/removal", url(&pledge.reference), person.number);
        Self::new(seed, &pledge.reference, format!("{} {}", person.officer, person.name), "standby-remove", action, form, errors)
    }

    /// Why kit is not promised any more.
    pub fn kit_removal(seed: &Seed, pledge: &Pledge, number: i32, what: String, form: &ReasonForm, errors: &FieldErrors) -> Self {
        Self::new(seed, &pledge.reference, what, "standby-kit-remove", format!("{}/kit/{number}/removal", url(&pledge.reference)), form, errors)
    }

    fn new(seed: &Seed, reference: &str, what: String, key: &str, action: String, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        Self {
            shell: shell(seed, reference, errors),
            title: language.t(key),
            reference: reference.to_owned(),
            what,
            deed: language.t(&format!("{key}-deed")),
            action,
            back_url: url(reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
        }
    }
}
