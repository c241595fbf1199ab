//! What a movement still needs before it may go, in words: what is there, what is missing, what nobody knows,
//! and what nobody checks yet.

use super::findings::{Finding, Topic, Verdict};
use crate::features::movements::cover::queries::Post;
use crate::features::movements::model::{LegState, MovementState};
use crate::features::movements::queries::{Leg, Movement, Stay};
use crate::i18n::{Hole, Language};

/// A line of readiness.
#[derive(Debug, Clone)]
pub struct Need {
    /// `done`, `caution` for what is missing, `advisory` for what is unknown, `` for what nobody checks yet.
    pub kind: &'static str,
    /// Words of the kind, for those who do not see the shape.
    pub mark: String,
    /// What it is.
    pub text: String,
    /// Where it is settled; empty if nowhere.
    pub url: String,
}

/// What is there, what is missing, and what this version does not check yet. A gap in cover leads
/// whoever `may_fill` it to the people for its first open post.
pub fn needs(language: Language, movement: &Movement, legs: &[Leg], stays: &[Stay], posts: &[Post], may_fill: bool) -> Vec<Need> {
    use MovementState::*;
    let url = format!("/movements/{}", movement.reference);
    let need = |is_there: bool, text: String, url: String| Need {
        kind: if is_there { "done" } else { "caution" },
        mark: language.t(if is_there { "movement-need-there" } else { "movement-need-missing" }),
        text,
        url: if is_there { String::new() } else { url },
    };
    let mut needs = vec![need(!legs.is_empty() || !stays.is_empty(), language.t("movement-need-itinerary"), format!("{url}/edit"))];
    let cleared = matches!(movement.state, Cleared | ClearedWithConditions | Ready) || movement.state.is_under_way() || movement.state == Completed;
    let key = if movement.state == Refused { "movement-need-clearance-refused" } else { "movement-need-clearance" };
    needs.push(need(cleared, language.t(key), String::new()));
    for leg in legs.iter().filter(|leg| leg.cover.is_asked() && leg.state == LegState::Planned) {
        let holes = [
            ("filled", Hole::Number(i64::from(leg.cover.filled))),
            ("required", Hole::Number(i64::from(leg.cover.required))),
            ("leg", Hole::Number(i64::from(leg.number))),
        ];
        let gap = posts.iter().find(|post| post.leg == leg.id && post.is_required && !post.is_filled).filter(|_| may_fill);
        let to = gap.map(|post| format!("{url}/cover/{}", post.key)).unwrap_or_default();
        needs.push(need(leg.cover.open() == 0, language.fill("movement-need-cover", &holes), to));
    }
    let approved = movement.state == Ready || movement.state.is_under_way() || movement.state == Completed;
    needs.push(need(approved, language.t("movement-need-approval"), String::new()));
    for key in ["movement-unchecked-risk", "movement-unchecked-order", "movement-unchecked-advance"] {
        needs.push(Need { kind: "", mark: language.t("movement-need-unchecked"), text: language.t(key), url: String::new() });
    }
    needs
}

/// The gate's answers, one line a topic; each leads to the page that says which and why. `None`: not for this reader.
pub fn gate(language: Language, reference: &str, findings: Option<&[Finding]>) -> Vec<Need> {
    let url = format!("/movements/{reference}/readiness");
    let line = |kind: &'static str, mark: &str, text: String, url: String| Need { kind, mark: language.t(mark), text, url };
    let Some(findings) = findings else {
        return vec![line("", "readiness-mark-sealed", language.t("readiness-not-yours"), String::new())];
    };
    let of = |topic: Topic| {
        let about: Vec<&Finding> = findings.iter().filter(|finding| finding.topic == topic).collect();
        let count = |wanted: fn(&Verdict) -> bool| about.iter().filter(|finding| wanted(&finding.verdict)).count() as i64;
        let (fails, unknown) = (count(|verdict| matches!(verdict, Verdict::Fails(_))), count(|verdict| *verdict == Verdict::Unknown));
        let text = |answer: &str, count: i64| language.fill(&format!("readiness-{}-{answer}", topic.code()), &[("count", Hole::Number(count))]);
        match (about.len(), fails, unknown) {
            (0, ..) => line("", "readiness-mark-none", text("none", 0), url.clone()),
            (_, 0, 0) => line("done", "movement-need-there", text("holds", about.len() as i64), url.clone()),
            (_, 0, unknown) => line("advisory", "readiness-mark-unknown", text("unknown", unknown), url.clone()),
            (_, fails, _) => line("caution", "readiness-mark-no", text("fails", fails), url.clone()),
        }
    };
    Topic::ALL.into_iter().map(of).collect()
}
