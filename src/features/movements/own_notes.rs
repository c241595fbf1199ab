//! What the program itself writes in the log of a movement, in words: a code, and what it speaks of.
//! What people wrote stands as they wrote it.

use super::cover::model::PostKey;
use super::model::{MovementState, PostRole};
use crate::i18n::{Hole, Language};

/// The note of an event of this kind, in words.
pub fn in_words(language: Language, kind: &str, note: &str) -> String {
    match kind {
        "state" => state(language, note),
        "plan_changed" | "cover_changed" => change(language, note),
        _ => note.to_owned(),
    }
}

/// `ready>under_way`, or a state and the reason for it.
fn state(language: Language, note: &str) -> String {
    let word = |code: &str| MovementState::from_code(code).map_or(code.to_owned(), |state| language.t(state.word()));
    if let Some((from, to)) = note.split_once('>') {
        return format!("{} → {}", word(from), word(to));
    }
    let (code, reason) = note.split_once(' ').unwrap_or((note, ""));
    let key = format!("movement-state-{code}");
    if !Language::has(&key) {
        return note.to_owned();
    }
    format!("{} {reason}", language.t(&key)).trim().to_owned()
}

/// `filled 1-driver-1`, `leg-changed 2`.
fn change(language: Language, note: &str) -> String {
    let (code, rest) = note.split_once(' ').unwrap_or((note, ""));
    let key = format!("movement-log-{code}");
    if !Language::has(&key) {
        return note.to_owned();
    }
    format!("{} {}", language.t(&key), subject(language, rest)).trim().to_owned()
}

fn subject(language: Language, text: &str) -> String {
    if let Some(post) = PostKey::parse(text) {
        let leg = language.fill("movement-log-leg", &[("n", Hole::Number(i64::from(post.leg)))]);
        return format!("{} {}, {leg}", language.t(post.role.word()), post.number);
    }
    PostRole::from_code(text).map_or(text.to_owned(), |role| language.t(role.word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_notes_are_words_and_those_of_people_stay() {
        for (kind, note, words) in [
            ("cover_changed", "filled 1-team_leader-2", "Post filled: Team leader 2, leg 1"),
            ("cover_changed", "post-added medic", "Post added: Medic"),
            ("plan_changed", "leg-changed 3", "Leg changed: 3"),
            ("state", "ready>under_way", "Ready → Under way"),
            ("state", "refused no escort", "Refused no escort"),
            ("note", "filled 1-driver-1", "filled 1-driver-1"),
        ] {
            assert_eq!(in_words(Language::English, kind, note), words);
        }
    }
}
