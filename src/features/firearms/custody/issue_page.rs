//! Ready values for the page of an issue: check first, sign second.

use askama::Template;
use chrono::{Duration, NaiveDate};

use super::super::queries::Firearm;
use super::forms::{CONDITIONS, IssueForm, TERMS};
use super::queries::{Faster, Receiver};
use super::views::{condition_word, gap_words};
use crate::features::ammunition::with_weapon::Offer;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// A weapon with the lots that fit it, and the officer who is to take it.
pub struct Faced {
    pub firearm: Firearm,
    pub faster: Option<Faster>,
    /// When its last permit for the country ended, if none holds.
    pub permit_ended: Option<NaiveDate>,
    pub offers: Vec<Offer>,
    pub officer: Option<Checked>,
}

/// An officer with what stands against the issue.
pub struct Checked {
    pub receiver: Receiver,
    pub gaps: Vec<String>,
    pub holds: Vec<String>,
}

#[derive(Template)]
#[template(path = "custody/issue.html")]
pub struct IssuePage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    firearm: Field,
    officer: Field,
    asks_both: bool,
    has_weapon: bool,
    is_faced: bool,
    is_open: bool,
    asks_weapon: bool,
    is_unchecked: bool,
    weapon: String,
    weapon_url: String,
    receiver: String,
    elsewhere: String,
    receipt_url: String,
    gaps: Vec<String>,
    cautions: Vec<String>,
    form_key: String,
    firearm_ref: String,
    officer_ref: String,
    terms: Field,
    term_choices: Vec<Choice>,
    purpose: Field,
    due_date: Field,
    due_time: Field,
    condition: Field,
    conditions: Vec<Choice>,
    note: Field,
    handed: Field,
    handed_date: Field,
    handed_time: Field,
    paper: Field,
    has_lots: bool,
    lot: Field,
    lots: Vec<Choice>,
    rounds: Field,
    no_lots: String,
    unfit_lots: String,
    deed: String,
}

impl IssuePage {
    /// Check first: the form of the issue stands below what was found out about weapon and officer.
    pub fn new(seed: &Seed, form: &IssueForm, errors: &FieldErrors, faced: Option<Faced>) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::new(seed, "custody-issue-title");
        let weapon = faced.as_ref().map(|faced| format!("{} {}", faced.firearm.reference, faced.firearm.called())).unwrap_or_default();
        let checked = faced.as_ref().and_then(|faced| faced.officer.as_ref());
        let receiver = checked.map(|one| format!("{} {}", one.receiver.reference, one.receiver.name)).unwrap_or_default();
        let elsewhere = faced.as_ref().map(|faced| elsewhere(language, faced)).unwrap_or_default();
        // somebody was faster: what was typed stays, for another weapon
        let asks_weapon = !elsewhere.is_empty() && !errors.is_empty() && form.handed.is_empty();
        let offers = faced.as_ref().map_or(&[][..], |faced| &faced.offers);
        let today = seed.now.date_naive();
        let (fit, unfit): (Vec<&Offer>, Vec<&Offer>) = offers.iter().partition(|offer| offer.may_go(today));
        let zone = faced.as_ref().map_or("UTC", |faced| &faced.firearm.zone);
        let (now_local, back) = (time::local(seed.now, zone), time::local(seed.now + Duration::hours(12), zone));
        let or = |typed: &str, usual: String| if typed.is_empty() { usual } else { typed.to_owned() };
        Self {
            errors: errors.links(language),
            firearm: field("firearm", "custody-firearm", &form.firearm).hint(language, "custody-firearm-hint"),
            officer: field("officer", "custody-officer", &form.officer).hint(language, "custody-officer-hint"),
            asks_both: faced.is_none() || checked.is_some() && !asks_weapon,
            has_weapon: faced.is_some(),
            is_faced: checked.is_some(),
            is_open: faced.is_some() && (elsewhere.is_empty() || asks_weapon || !form.handed.is_empty()),
            // INV-38: a receipt may say otherwise than the ledger
            receipt_url: match &faced {
                Some(faced) if !elsewhere.is_empty() && form.handed.is_empty() => {
                    format!("/custody/issue?firearm={}&officer={}&handed=yes", faced.firearm.reference, checked.map_or("", |one| &one.receiver.reference))
                }
                _ => String::new(),
            },
            asks_weapon,
            is_unchecked: checked.is_none() || asks_weapon,
            weapon_url: faced.as_ref().map(|faced| format!("/firearms/{}", faced.firearm.reference)).unwrap_or_default(),
            elsewhere,
            gaps: checked.map(|one| one.gaps.iter().map(|gap| gap_words(language, gap)).collect()).unwrap_or_default(),
            cautions: faced.as_ref().map(|faced| cautions(seed, faced)).unwrap_or_default(),
            form_key: fresh_form_key(),
            firearm_ref: faced.as_ref().map(|faced| faced.firearm.reference.clone()).unwrap_or_default(),
            officer_ref: checked.map(|one| one.receiver.reference.clone()).unwrap_or_default(),
            terms: field("terms", "handover-terms", &form.terms),
            term_choices: TERMS
                .iter()
                .map(|code| {
                    let choice = Choice::new(*code, language.t(&format!("handover-terms-{code}")), &form.terms);
                    Choice { hint: language.t(&format!("handover-terms-{code}-hint")), ..choice }
                })
                .collect(),
            purpose: field("purpose", "handover-purpose", &form.purpose).hint(language, "custody-purpose-hint"),
            due_date: field("due_date", "custody-due-date", &or(&form.due_date, time::typed_date(back.date()))),
            due_time: field("due_time", "custody-due-time", &or(&form.due_time, back.format("%H:%M").to_string())).hint(language, "custody-time-hint"),
            condition: field("condition", "handover-condition", &form.condition),
            conditions: CONDITIONS
                .iter()
                .map(|code| Choice::new(*code, condition_word(language, code), if form.condition.is_empty() { "good" } else { &form.condition }))
                .collect(),
            note: field("note", "handover-note", &form.note).optional(),
            handed: field("handed", "custody-handed", &form.handed),
            handed_date: field("handed_date", "custody-handed-date", &or(&form.handed_date, time::typed_date(now_local.date()))).optional(),
            handed_time: field("handed_time", "custody-handed-time", &or(&form.handed_time, now_local.format("%H:%M").to_string()))
                .optional()
                .hint(language, "custody-time-hint"),
            paper: field("paper", "handover-paper", &form.paper).optional().hint(language, "custody-paper-hint"),
            has_lots: !offers.is_empty() || !form.rounds.is_empty(),
            lot: field("lot", "custody-lot", &form.lot),
            lots: lots(language, today, (&fit, &unfit), faced.as_ref().map_or("", |faced| &faced.firearm.armoury), &form.lot),
            rounds: field("rounds", "custody-rounds", &form.rounds).optional().hint(language, "custody-rounds-hint"),
            no_lots: match &faced {
                Some(faced) if fit.is_empty() => language.fill("custody-no-lots", &[("calibre", Hole::Text(&faced.firearm.calibre))]),
                _ => String::new(),
            },
            unfit_lots: match unfit.as_slice() {
                [] => String::new(),
                unfit => {
                    let names: Vec<String> = unfit.iter().map(|offer| offer.words(language, today)).collect();
                    language.fill("custody-lots-unfit", &[("lots", Hole::Text(&names.join("; ")))])
                }
            },
            deed: language.fill("custody-issue-deed", &[("weapon", Hole::Text(faced.as_ref().map_or("", |faced| &faced.firearm.reference)))]),
            weapon,
            receiver,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// Lots that may go, the one in the weapon's own armoury that ends first chosen; then those that may only be recorded as a fact.
fn lots(language: Language, today: NaiveDate, (fit, unfit): (&[&Offer], &[&Offer]), armoury: &str, current: &str) -> Vec<Choice> {
    let usual = fit.iter().find(|offer| offer.armoury == armoury).or(fit.first()).map(|offer| offer.code()).unwrap_or_default();
    let current = if current.is_empty() { usual.as_str() } else { current };
    fit.iter().chain(unfit).map(|offer| Choice::new(offer.code(), offer.words(language, today), current)).collect()
}

fn elsewhere(language: Language, faced: &Faced) -> String {
    match &faced.faster {
        Some(last) => language
            .fill("custody-elsewhere", &[("holder", Hole::Text(&faced.firearm.holder)), ("act", Hole::Text(&last.reference)), ("who", Hole::Text(&last.who))]),
        None => String::new(),
    }
}

/// What does not block and should be known before anybody signs.
fn cautions(seed: &Seed, faced: &Faced) -> Vec<String> {
    let language = seed.language;
    let mut cautions = Vec::new();
    if let Some(checked) = &faced.officer
        && !checked.holds.is_empty()
    {
        cautions.push(language.fill("custody-holds", &[("weapons", Hole::Text(&checked.holds.join(", ")))]));
    }
    match faced.firearm.inspection_due_on {
        Some(day) if day < seed.now.date_naive() => {
            cautions.push(language.fill("custody-inspection-overdue", &[("day", Hole::Text(&time::typed_date(day)))]));
        }
        Some(_) => {}
        None => cautions.push(language.t("custody-inspection-unknown")),
    }
    if let Some(day) = faced.permit_ended {
        let holes = [("country", Hole::Text(&faced.firearm.country)), ("day", Hole::Text(&time::typed_date(day)))];
        cautions.push(language.fill("custody-permit-ended", &holes));
    }
    cautions
}
