//! What a movement still needs before it may go, in words: what is there, what is missing, and what
//! nobody checks yet.

use super::cover::queries::Post;
use super::model::{LegState, MovementState};
use super::queries::{Leg, Movement, Stay};
use crate::i18n::{Hole, Language};

/// A line of readiness.
#[derive(Debug, Clone)]
pub struct Need {
    /// `done`, `caution` for what is missing, `` for what nobody checks yet.
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
    for key in ["movement-unchecked-risk", "movement-unchecked-order", "movement-unchecked-advance", "movement-unchecked-kit"] {
        needs.push(Need { kind: "", mark: language.t("movement-need-unchecked"), text: language.t(key), url: String::new() });
    }
    needs
}
