//! What the page of readiness prints.

use askama::Template;

use super::facts::Counted;
use super::findings::{Finding, Topic};
use super::words;
use crate::features::movements::views::Head;
use crate::features::vehicles::reservations::Coming;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field};
use crate::web::page::Shell;
use crate::web::time;

/// A check on one line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Reference and name of the officer; empty for vehicles and legs.
    pub who: String,
    pub record: String,
    /// Its page; empty where the reader may not open it.
    pub url: String,
    pub answer: (&'static str, String),
    pub reasons: Vec<String>,
}

/// The checks of one topic.
#[derive(Debug, Clone)]
pub struct Group {
    pub code: &'static str,
    pub title: String,
    /// What is said where there is nothing to check.
    pub none: String,
    pub lines: Vec<Line>,
}

/// A vehicle that the movement counts on.
#[derive(Debug, Clone)]
pub struct VehicleLine {
    pub reference: String,
    pub url: String,
    pub called: String,
    pub span: String,
    pub version: i32,
    /// Where it is taken off; empty if the reader may not.
    pub release_url: String,
}

/// `/movements/{ref}/readiness`.
#[derive(Template)]
#[template(path = "movements/readiness.html")]
pub struct ReadinessPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    /// Why there is nothing to read here; empty if there is.
    pub(super) notice: String,
    pub(super) groups: Vec<Group>,
    pub(super) vehicles: Vec<VehicleLine>,
    pub(super) can_plan: bool,
    pub(super) form_key: String,
    pub(super) reservation: Field,
    pub(super) reservations: Vec<Choice>,
}

/// Findings by topic, what does not hold first.
pub fn groups(language: Language, reference: &str, findings: &[Finding], may_plan: bool) -> Vec<Group> {
    let line = |finding: &Finding| {
        let (record, url) = words::record(language, finding, reference, may_plan);
        Line {
            who: finding.officer.name.clone(),
            record,
            url,
            answer: words::verdict_tag(language, finding.verdict),
            reasons: finding.reasons.iter().map(|reason| words::reason(language, reason)).collect(),
        }
    };
    let of = |topic: Topic| {
        let mut about: Vec<&Finding> = findings.iter().filter(|finding| finding.topic == topic).collect();
        about.sort_by_key(|finding| finding.reasons.is_empty());
        Group {
            code: topic.code(),
            title: language.t(&format!("readiness-{}-title", topic.code())),
            none: language.fill(&format!("readiness-{}-none", topic.code()), &[("count", Hole::Number(0))]),
            lines: about.into_iter().map(line).collect(),
        }
    };
    Topic::ALL.into_iter().map(of).collect()
}

/// A counted vehicle in words.
pub fn vehicle_line(language: Language, reference: &str, counted: &Counted, may_plan: bool) -> VehicleLine {
    let is_seen = !counted.reference.is_empty();
    VehicleLine {
        reference: if is_seen { counted.reference.clone() } else { language.t("readiness-a-vehicle") },
        url: if is_seen { format!("/vehicles/{}", counted.reference) } else { String::new() },
        called: counted.called.clone(),
        span: format!("{} – {}", time::z(counted.from, language), time::z(counted.to, language)),
        version: counted.version,
        release_url: if may_plan { format!("/movements/{reference}/vehicles/{}/release", counted.number) } else { String::new() },
    }
}

/// A reservation as a choice.
pub fn choice(language: Language, one: &Coming, current: &str) -> Choice {
    let label = format!("{} {}, {} – {}", one.vehicle, one.called, time::z(one.from, language), time::z(one.to, language));
    Choice::new(one.reference.clone(), label, current)
}
