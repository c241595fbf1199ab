//! Words that the pages of qualifications share.

use super::model::{Gap, Held, Lack, State, Weapon};
use super::queries::Kind;
use crate::i18n::{Hole, Language};
use crate::web::form::Choice;
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// The part of a catalogue key that names a stored word.
pub fn slug(word: &str) -> String {
    word.replace('_', "-").to_lowercase()
}

/// Name of a type.
pub fn kind_word(language: Language, kind: &str) -> String {
    let key = key_of(kind);
    if Language::has(&key) { language.t(&key) } else { kind.replace('_', " ") }
}

/// Key under which the program names a type.
pub fn key_of(kind: &str) -> String {
    format!("qualification-type-{}", slug(kind))
}

/// Name of a type: as it was added, or as the program calls it.
pub fn type_word(language: Language, kind: &Kind) -> String {
    if kind.name.is_empty() { kind_word(language, &kind.code) } else { kind.name.clone() }
}

/// Name of a class of weapons.
pub fn class_word(language: Language, class: &str) -> String {
    language.t(&format!("weapon-class-{class}"))
}

/// `Firearm qualification: pistol`, `Weapon authorization: pistol M9`, `Host permit: CD`. `added`: name of an added type.
pub fn paper_words(language: Language, held: &Held, added: &str) -> String {
    if !added.is_empty() {
        return added.to_owned();
    }
    let named = match (held.class.as_str(), held.model.as_str(), held.country.as_str()) {
        ("", _, "") => return kind_word(language, &held.kind),
        ("", _, country) => country.to_owned(),
        (class, "", _) => class_word(language, class),
        (class, model, _) => format!("{} {model}", class_word(language, class)),
    };
    language.fill("qualification-named", &[("kind", Hole::Text(&kind_word(language, &held.kind))), ("named", Hole::Text(&named))])
}

/// A class and model in words.
pub fn weapon_words(language: Language, weapon: &Weapon) -> String {
    format!("{} {}", class_word(language, &weapon.class), weapon.model)
}

/// What an officer lacks, as the rules of the database name it, in a sentence.
pub fn lack_words(language: Language, lack: &str) -> String {
    match lack {
        "category" | "agreement" | "station_unknown" | "station" | "station_category" | "suspended" => {
            language.t(&format!("fitness-gap-{}", lack.replace('_', "-")))
        }
        kind => {
            let kind = language.t(&format!("qualification-type-{}", kind.replace('_', "-")));
            language.fill("custody-gap-lacks", &[("kind", Hole::Text(&kind))])
        }
    }
}

/// What is missing, in a sentence that says why it does not count.
pub fn gap_words(language: Language, gap: Gap) -> String {
    match gap {
        Gap::Lacks(kind, lack) => {
            let kind = kind_word(language, kind);
            match lack {
                Lack::Never => language.fill("fitness-gap-never", &[("kind", Hole::Text(&kind))]),
                Lack::Unverified => language.fill("fitness-gap-unverified", &[("kind", Hole::Text(&kind))]),
                Lack::Expired(end) => language.fill("fitness-gap-expired", &[("kind", Hole::Text(&kind)), ("day", Hole::Text(&time::typed_date(end)))]),
            }
        }
        Gap::Category | Gap::Agreement | Gap::StationUnknown | Gap::Station | Gap::StationCategory | Gap::Suspended => {
            language.t(&format!("fitness-gap-{}", slug(gap.code())))
        }
    }
}

/// A state as a tag: its kind for `badge::tag` and its words.
pub struct StateTag {
    pub kind: &'static str,
    pub words: String,
}

/// `valid until 12-Mar-2027`, `expires 12-Dec-2026`, `expired 03-Nov-2026`, `never recorded`.
pub fn state_tag(language: Language, state: State) -> StateTag {
    let kind = match state {
        State::Valid(_) => "",
        State::Warning(_) | State::Never => "caution",
        State::Expired(_) => "warning",
    };
    let words = match state {
        State::Valid(None) => language.t("qualification-state-valid-open"),
        State::Never => language.t("qualification-state-never"),
        State::Valid(Some(end)) | State::Warning(end) | State::Expired(end) => {
            language.fill(&format!("qualification-state-{}-on", state.code()), &[("day", Hole::Text(&time::typed_date(end)))])
        }
    };
    // Never recorded is no alarm by itself: most people need few of the types.
    StateTag { kind: if state == State::Never { "" } else { kind }, words }
}

/// How long a type lasts, with whose rule that is.
pub fn period_words(language: Language, kind: &Kind) -> String {
    match (kind.validity_days, kind.is_printed) {
        (Some(days), _) => language.fill("qualification-lasts", &[("days", Hole::Number(days.into())), ("source", Hole::Text(&kind.source))]),
        (None, true) => language.t("qualification-lasts-printed"),
        (None, false) => language.t("qualification-lasts-open"),
    }
}

/// Types as choices.
pub fn kind_choices(language: Language, kinds: &[Kind], current: &str) -> Vec<Choice> {
    kinds.iter().map(|kind| Choice::new(&kind.code, type_word(language, kind), current)).collect()
}

/// A shell that says when there are errors.
pub fn shell(seed: &Seed, reference: &str, has_errors: bool) -> Shell {
    let shell = Shell::titled(seed, reference.to_owned());
    if has_errors { shell.with_errors() } else { shell }
}
