//! Ready values for the pages of custody.

use askama::Template;

use super::super::views::url as firearm_url;
use super::forms::ReasonForm;
use super::queries::Act;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::ammunition::with_weapon::Told;
use crate::features::armouries::ArmouryChoice;
use crate::features::contested::Bar;
use crate::features::people::with_ask;
use crate::features::qualifications;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of an act.
pub fn url(reference: &str) -> String {
    format!("/custody/{reference}")
}

/// A kind of act in words.
pub(super) fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("handover-kind-{}", kind.replace('_', "-")))
}

/// A condition in words.
pub fn condition_word(language: Language, condition: &str) -> String {
    language.t(&format!("handover-condition-{condition}"))
}

/// Armouries as choices; one without an approval in force says what follows.
pub fn armoury_options(language: Language, armouries: &[ArmouryChoice], current: &str) -> Vec<Choice> {
    let label = |one: &ArmouryChoice| {
        let name = format!("{} {} {}", one.station, one.reference, one.name);
        if one.may_hold { name } else { language.fill("armoury-option-unapproved", &[("name", Hole::Text(&name))]) }
    };
    with_ask(language, armouries.iter().map(|one| Choice::new(&one.reference, label(one), current)).collect())
}

/// What stands against an act, in a sentence.
pub fn gap_words(language: Language, gap: &str) -> String {
    match gap {
        "weapon_state" | "armoury" => language.t(&format!("custody-gap-{}", gap.replace('_', "-"))),
        of_officer => qualifications::lack_words(language, of_officer),
    }
}

/// How an act stands, as a tag: its kind for `badge::tag` and its words.
pub(super) fn state_tag(language: Language, state: &str, is_signed: bool) -> (&'static str, String) {
    match (state, is_signed) {
        ("prepared", _) => ("advisory", language.t("handover-state-prepared")),
        ("withdrawn", _) => ("", language.t("handover-state-withdrawn")),
        ("contested", _) => ("warning", language.t("handover-state-contested")),
        (_, true) => ("", language.t("handover-state-done")),
        (_, false) => ("caution", language.t("handover-state-unsigned")),
    }
}

/// From whom to whom.
pub(super) fn way(from: &str, to: &str) -> String {
    if from.is_empty() { format!("→ {to}") } else { format!("{from} → {to}") }
}

/// From whom to whom, of an act of this kind: what is lost, destroyed or found has no holder on one side.
pub(super) fn way_of(language: Language, kind: &str, missing_as: &str, (from, to): (&str, &str)) -> String {
    match kind {
        "destroy" => way(from, &language.t("firearm-state-destroyed")),
        "loss" => way(from, &language.t(&format!("firearm-state-{missing_as}"))),
        "recovery" => way(&language.t("firearm-place-missing"), to),
        _ => way(from, to),
    }
}

/// Who signed.
pub(super) fn signatures(first: &str, second: &str) -> String {
    if second.is_empty() { first.to_owned() } else { format!("{first}, {second}") }
}

/// What the signer says: of the weapon, and of its rounds.
pub(super) fn sign_words(language: Language, kind: &str, is_officer: bool, weapon: &str, rounds: &[&Told]) -> String {
    let count: i32 = rounds.iter().map(|told| told.quantity).sum();
    let holes = [("weapon", Hole::Text(weapon)), ("rounds", Hole::Number(i64::from(count)))];
    let key = match (kind, is_officer, rounds.is_empty()) {
        ("issue", true, true) => "custody-sign-received",
        ("issue", true, false) => "custody-sign-received-with",
        ("return", true, true) => "custody-sign-returned",
        ("return", true, false) => "custody-sign-returned-with",
        (_, _, true) => "custody-sign-witness",
        (_, _, false) => "custody-sign-witness-with",
    };
    language.fill(key, &holes)
}

#[derive(Template)]
#[template(path = "custody/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub late: String,
    pub firearm: String,
    pub firearm_url: String,
    pub serial: String,
    pub what: String,
    pub way: String,
    pub terms: String,
    pub purpose: String,
    pub due_back: String,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub paper: String,
    pub document: String,
    pub rounds: Vec<String>,
    pub outstanding: Vec<String>,
    pub refused: String,
    /// Why it is contested, if it is or was.
    pub contested: Vec<Bar>,
    pub occurred: String,
    pub is_late_entry: bool,
    pub first: String,
    pub second: String,
    pub waits_for: String,
    pub override_line: String,
    pub withdrawn: String,
    pub gaps: Vec<String>,
    pub gaps_title: String,
    pub is_blocked: bool,
    pub checks_passed: bool,
    pub sign_url: String,
    pub sign_label: String,
    pub override_url: String,
    pub withdraw_url: String,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The act; `gaps` are those of now while it is prepared, and those of the act once it is done.
    pub fn new(seed: &Seed, actor: &Actor, act: &Act, gaps: &[String], rounds: &[Told], refused: String) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &act.facts(actor)) == Decision::Allow;
        let place = time::short_place(&act.station_name).to_owned();
        let told = |at| time::place_and_z(at, &act.zone, &place, seed.now, language);
        let record = url(&act.reference);
        let is_late = act.state == "done" && !act.is_past && act.due_back_at.is_some_and(|at| at < seed.now);
        // INV-21 is overridden by nobody
        let rounds_gaps: Vec<String> = rounds.iter().flat_map(|told| told.gap_words(language)).collect();
        let is_blocked = act.is_prepared() && (!gaps.is_empty() && act.override_at.is_none() || !rounds_gaps.is_empty());
        let may_sign = act.is_unsigned() && !is_blocked && may("custody.sign");
        let is_signer = actor.officer.is_some() && actor.officer == act.officer_id;
        Self {
            shell: if refused.is_empty() { Shell::titled(seed, act.reference.clone()) } else { Shell::titled(seed, act.reference.clone()).with_errors() },
            reference: act.reference.clone(),
            title: kind_word(language, &act.kind),
            state: state_tag(language, &act.state, act.second_at.is_some()),
            late: match act.due_back_at {
                Some(at) if is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
                _ => String::new(),
            },
            firearm: act.firearm.clone(),
            firearm_url: if act.sees_firearm { firearm_url(&act.firearm) } else { String::new() },
            serial: act.serial.clone(),
            what: act.what.clone(),
            way: way_of(language, &act.kind, &act.missing_as, (&act.from_holder, &act.to_holder)),
            place: act.place.clone(),
            terms: if act.terms.is_empty() { String::new() } else { language.t(&format!("handover-terms-{}", act.terms)) },
            purpose: act.purpose.clone(),
            due_back: act.due_back_at.map(told).unwrap_or_default(),
            condition: if act.missing_as.is_empty() { condition_word(language, &act.condition) } else { String::new() },
            note: act.note.clone(),
            paper: act.paper.clone(),
            document: match act.came_on {
                Some(day) => format!("{}, {}", act.document, time::day(day, language)),
                None => act.document.clone(),
            },
            rounds: rounds.iter().map(|told| told.words(language)).collect(),
            outstanding: rounds.iter().filter(|told| told.outstanding > 0).map(|told| outstanding(language, told, &act.officer)).collect(),
            refused,
            contested: Vec::new(),
            occurred: if matches!(act.state.as_str(), "done" | "contested") { told(act.occurred_at) } else { String::new() },
            is_late_entry: act.is_fact && (act.first_at - act.occurred_at).num_minutes() >= 1,
            first: format!("{}, {}", act.first_by, told(act.first_at)),
            second: act.second_at.map(|at| format!("{}, {}", act.second_by, told(at))).unwrap_or_default(),
            waits_for: match (act.is_unsigned(), act.officer.as_str()) {
                (false, _) => String::new(),
                (true, "") => language.t("custody-waits-for-another"),
                (true, _) if !matches!(act.kind.as_str(), "issue" | "return") => language.t("custody-waits-for-another"),
                (true, officer) => language.fill("custody-waits-for", &[("who", Hole::Text(officer))]),
            },
            override_line: match act.override_at {
                Some(at) => language.fill(
                    "custody-overridden",
                    &[("who", Hole::Text(&act.override_by)), ("when", Hole::Text(&told(at))), ("reason", Hole::Text(&act.override_reason))],
                ),
                None => String::new(),
            },
            withdrawn: match act.state.as_str() {
                "withdrawn" => language.fill("custody-withdrawn", &[("reason", Hole::Text(&act.withdraw_reason))]),
                _ => String::new(),
            },
            gaps_title: language.t(if act.is_prepared() { "custody-gaps-now" } else { "custody-gaps-then" }),
            checks_passed: act.is_prepared() && act.kind == "issue" && gaps.is_empty() && rounds_gaps.is_empty(),
            gaps: gaps.iter().map(|gap| gap_words(language, gap)).chain(rounds_gaps).collect(),
            is_blocked,
            sign_url: if may_sign { format!("{record}/sign") } else { String::new() },
            sign_label: sign_words(language, &act.kind, is_signer, &act.firearm, &rounds.iter().collect::<Vec<_>>()),
            override_url: if is_blocked && may("custody.override") { format!("{record}/override") } else { String::new() },
            withdraw_url: if act.is_prepared() && may("custody.withdraw") { format!("{record}/withdraw") } else { String::new() },
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: act.version,
        }
    }
}

/// What an officer still has to account for.
fn outstanding(language: Language, told: &Told, who: &str) -> String {
    let lot = format!("{} {}", told.lot, told.number);
    let holes = [("count", Hole::Number(i64::from(told.outstanding))), ("lot", Hole::Text(&lot)), ("who", Hole::Text(who))];
    language.fill("custody-rounds-outstanding", &holes)
}

#[derive(Template)]
#[template(path = "custody/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    a: Show,
}

impl Paper {
    /// A receipt: who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), a: record }
    }
}

#[derive(Template)]
#[template(path = "custody/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    title: String,
    what: String,
    act: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// `deed` is `override` or `withdraw`.
    pub fn new(seed: &Seed, act: &Act, deed: &'static str, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, act.reference.clone());
        Self {
            title: language.t(&format!("custody-{deed}")),
            what: language.t(&format!("custody-{deed}-what")),
            act: language.pair(&format!("{} {} {}", act.reference, act.firearm, act.serial), &way(&act.from_holder, &act.to_holder)),
            action: format!("{}/{deed}", url(&act.reference)),
            back_url: url(&act.reference),
            form_key: fresh_form_key(),
            version: act.version,
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
