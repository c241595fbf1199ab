//! Ready values for the pages of joint counts.

use askama::Template;

use super::super::queries::{Armoury, Lying, LyingRounds};
use super::super::views::url as armoury_url;
use super::forms::{CountForm, ReasonForm};
use super::queries::{JointCount, Line};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::form::{ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of a joint count.
pub fn url(reference: &str) -> String {
    format!("/joint-counts/{reference}")
}

fn state_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = if state == "counted" { "advisory" } else { "" };
    (kind, language.t(&format!("joint-count-state-{state}")))
}

/// A weapon to be ticked when it is seen.
struct WeaponLine {
    reference: String,
    words: String,
    serial: String,
    is_seen: bool,
}

/// A lot to be counted.
struct LotLine {
    reference: String,
    found: Field,
}

#[derive(Template)]
#[template(path = "armouries/joint_count_form.html")]
pub struct CountPage {
    shell: Shell,
    reference: String,
    name: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    weapons_title: String,
    weapons: Vec<WeaponLine>,
    lots: Vec<LotLine>,
    unexpected: Field,
    remark: Field,
}

impl CountPage {
    /// What should lie there, to be ticked and counted.
    pub fn new(seed: &Seed, armoury: &Armoury, form: &CountForm, errors: &FieldErrors, (weapons, rounds): (&[Lying], &[LyingRounds])) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, armoury.reference.clone());
        Self {
            reference: armoury.reference.clone(),
            name: armoury.name.clone(),
            action: format!("{}/joint-counts", armoury_url(&armoury.reference)),
            back_url: armoury_url(&armoury.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            weapons_title: language.fill("joint-count-weapons-title", &[("count", Hole::Number(weapons.len() as i64))]),
            weapons: weapons
                .iter()
                .map(|one| WeaponLine {
                    reference: one.reference.clone(),
                    words: one.what.clone(),
                    serial: one.serial.clone(),
                    is_seen: form.seen.contains(&one.reference),
                })
                .collect(),
            lots: rounds
                .iter()
                .map(|one| {
                    let field = Field::new(language, &format!("found-{}", one.reference), "joint-count-found", form.typed(&one.reference), errors);
                    LotLine { found: Field { label: format!("{} {}", one.reference, one.what), ..field }, reference: one.reference.clone() }
                })
                .collect(),
            unexpected: Field::new(language, "unexpected", "joint-count-unexpected", &form.unexpected, errors)
                .optional()
                .hint(language, "joint-count-unexpected-hint"),
            remark: Field::new(language, "remark", "joint-count-remark", &form.remark, errors).optional().hint(language, "joint-count-remark-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// A weapon on the signed list.
pub struct WeaponRow {
    pub reference: String,
    pub serial: String,
    pub what: String,
    pub seen: String,
    pub is_missing: bool,
}

/// A lot on the signed list.
pub struct RoundsRow {
    pub reference: String,
    pub what: String,
    pub held: i64,
    pub found: i64,
    pub differs: bool,
}

#[derive(Template)]
#[template(path = "armouries/joint_count.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub armoury: String,
    pub armoury_url: String,
    pub name: String,
    pub station: String,
    pub first: String,
    pub second: String,
    pub sums: String,
    pub has_difference: bool,
    pub weapons: Vec<WeaponRow>,
    pub rounds: Vec<RoundsRow>,
    pub unexpected: String,
    pub remark: String,
    pub withdrawn: String,
    pub sign_url: String,
    pub withdraw_url: String,
    pub reason: Field,
    pub errors: Vec<ErrorLink>,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The list that both sign.
    pub fn new(seed: &Seed, actor: &Actor, count: &JointCount, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let is_open = count.state == "counted";
        let may = |action: &str| is_open && policy::decide(actor, action, &count.facts(actor)) == Decision::Allow;
        let place = time::short_place(&count.station_name).to_owned();
        let told = |at| time::place_and_z(at, &count.zone, &place, seed.now, language);
        let record = url(&count.reference);
        let deed = |action: &str, path: &str| if may(action) { format!("{record}/{path}") } else { String::new() };
        let shell = Shell::titled(seed, count.reference.clone());
        let number = |n: usize| Hole::Number(n as i64);
        let missing = count.weapons.iter().filter(|one| !one.seen).count() + count.rounds.iter().filter(|one| one.held != one.found).count();
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            reference: count.reference.clone(),
            title: language.t("joint-count-title"),
            state: state_tag(language, &count.state),
            armoury: count.armoury.clone(),
            armoury_url: armoury_url(&count.armoury),
            name: count.name.clone(),
            station: format!("{} {}", count.station, count.station_name),
            first: format!("{}, {}", count.first_by, told(count.first_at)),
            second: count.second_at.map(|at| format!("{}, {}", count.second_by, told(at))).unwrap_or_default(),
            sums: language
                .fill("joint-count-sums", &[("weapons", number(count.weapons.len())), ("lots", number(count.rounds.len())), ("differences", number(missing))]),
            has_difference: count.has_difference,
            weapons: count
                .weapons
                .iter()
                .map(|one| WeaponRow {
                    reference: one.reference.clone(),
                    serial: one.serial.clone(),
                    what: one.what.clone(),
                    seen: language.t(if one.seen { "joint-count-seen" } else { "joint-count-not-seen" }),
                    is_missing: !one.seen,
                })
                .collect(),
            rounds: count
                .rounds
                .iter()
                .map(|one| RoundsRow {
                    reference: one.reference.clone(),
                    what: one.what.clone(),
                    held: one.held,
                    found: one.found,
                    differs: one.held != one.found,
                })
                .collect(),
            unexpected: count.unexpected.clone(),
            remark: count.remark.clone(),
            withdrawn: match count.state.as_str() {
                "withdrawn" => language.fill("custody-withdrawn", &[("reason", Hole::Text(&count.withdraw_reason))]),
                _ => String::new(),
            },
            sign_url: deed("joint-count.sign", "sign"),
            withdraw_url: deed("joint-count.withdraw", "withdraw"),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
            errors: errors.links(language),
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: count.version,
        }
    }
}

#[derive(Template)]
#[template(path = "armouries/joint_count_print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    j: Show,
}

impl Paper {
    /// A receipt: who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), j: record }
    }
}

/// A joint count on the page of its armoury.
pub struct Last {
    pub reference: String,
    pub url: String,
    pub state: (&'static str, String),
    pub has_difference: bool,
    pub words: String,
}

/// The last joint counts, ready to print.
pub fn last(seed: &Seed, lines: &[Line], zone: &str, station_name: &str) -> Vec<Last> {
    let language = seed.language;
    let place = time::short_place(station_name).to_owned();
    lines
        .iter()
        .map(|line| {
            let when = time::place_and_z(line.first_at, zone, &place, seed.now, language);
            let who = if line.second_by.is_empty() { line.first_by.clone() } else { format!("{} → {}", line.first_by, line.second_by) };
            Last {
                url: url(&line.reference),
                reference: line.reference.clone(),
                state: state_tag(language, &line.state),
                has_difference: line.has_difference,
                words: format!("{when}, {who}"),
            }
        })
        .collect()
}
