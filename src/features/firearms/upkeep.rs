//! What a weapon is due for, in words.

use super::model::Upkeep;
use super::views::inspection_word;
use crate::i18n::{Hole, Language};
use crate::web::time;

/// What is due besides the inspection, which has a line of its own, for the page of a weapon.
pub fn upkeep_lines(language: Language, due: &[Upkeep]) -> Vec<(String, (&'static str, String))> {
    let line = |one: &Upkeep| {
        let kind = match one.standing.as_str() {
            "overdue" => "warning",
            "soon" | "never" => "caution",
            _ => "",
        };
        let rounds = one.rounds.map(|rounds| language.fill("upkeep-rounds-since", &[("count", Hole::Number(rounds.into()))]));
        let when = [one.due_on.map(time::typed_date), rounds].into_iter().flatten().collect::<Vec<_>>().join(" / ");
        (inspection_word(language, &one.what), (kind, language.fill(&format!("upkeep-{}", one.standing), &[("when", Hole::Text(&when))])))
    };
    due.iter().filter(|one| one.what != "inspection").map(line).collect()
}
