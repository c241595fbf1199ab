//! What changed since the last approved version: the reviewer's default view. Pure.

use std::collections::BTreeSet;

use super::index::period;
use super::queries::{Assessment, Measure, Threat};
use super::views::{mark, words_of};
use crate::i18n::{Hole, Language};
use crate::web::time;

/// One difference: what, before, after. Empty before: added; empty after: gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// An assessment with its parts.
pub struct Whole<'a> {
    pub assessment: &'a Assessment,
    pub threats: &'a [Threat],
    pub measures: &'a [Measure],
}

/// The differences, the level first.
pub fn between(language: Language, before: &Whole<'_>, after: &Whole<'_>) -> Vec<Difference> {
    let (a, b) = (before.assessment, after.assessment);
    let level = |code: &str| {
        let mark = mark(language, code);
        format!("{} {}", mark.level, mark.word).trim().to_owned()
    };
    let plain = [
        ("risk-assessment-residual-level", level(&a.residual_code), level(&b.residual_code)),
        ("risk-col-valid", period(a.valid_from, a.valid_to, language), period(b.valid_from, b.valid_to, language)),
        ("risk-assessment-criticality", a.criticality.clone(), b.criticality.clone()),
        ("risk-assessment-decision", words_of(language, "risk-assessment-decision", &a.decision), words_of(language, "risk-assessment-decision", &b.decision)),
        ("risk-assessment-scope", a.scope.clone(), b.scope.clone()),
        ("risk-assessment-situation", a.situation.clone(), b.situation.clone()),
        ("risk-assessment-programme", a.programme.clone(), b.programme.clone()),
        ("risk-assessment-main-measures", a.main_measures.clone(), b.main_measures.clone()),
    ];
    let mut found: Vec<Difference> = plain.into_iter().map(|(key, before, after)| Difference { what: language.t(key), before, after }).collect();
    found.extend(parts(before.threats, after.threats, |threat| threat.number, |number| format!("T{number}"), |threat| threat_words(language, threat)));
    found.extend(parts(before.measures, after.measures, |measure| measure.number, |number| format!("M{number}"), |measure| measure_words(language, measure)));
    found.retain(|difference| difference.before != difference.after);
    found
}

fn parts<T>(before: &[T], after: &[T], number: impl Fn(&T) -> i32, name: impl Fn(i32) -> String, words: impl Fn(&T) -> String) -> Vec<Difference> {
    let numbers: BTreeSet<i32> = before.iter().chain(after).map(&number).collect();
    let of = |list: &[T], wanted: i32| list.iter().find(|part| number(part) == wanted).map(&words).unwrap_or_default();
    numbers.into_iter().map(|n| Difference { what: name(n), before: of(before, n), after: of(after, n) }).collect()
}

fn threat_words(language: Language, threat: &Threat) -> String {
    let levels = (mark(language, &threat.level), mark(language, &threat.residual_level));
    let kind = words_of(language, "risk-threat-sub-kind", &threat.sub_kind);
    let holes = [
        ("kind", Hole::Text(kind.as_str())),
        ("level", Hole::Text(levels.0.word.as_str())),
        ("left", Hole::Text(levels.1.word.as_str())),
        ("text", Hole::Text(threat.description.as_str())),
    ];
    language.fill("risk-difference-threat", &holes)
}

fn measure_words(language: Language, measure: &Measure) -> String {
    let due = measure.due_on.map(time::typed_date).unwrap_or_else(|| language.t("risk-not-stated"));
    let owner = if measure.owner.is_empty() { language.t("risk-measure-no-owner") } else { measure.owner.clone() };
    let holes = [("text", Hole::Text(measure.description.as_str())), ("owner", Hole::Text(owner.as_str())), ("due", Hole::Text(due.as_str()))];
    language.fill("risk-difference-measure", &holes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threat(number: i32, residual: &str) -> Threat {
        Threat {
            id: uuid::Uuid::nil(),
            number,
            category: "crime".into(),
            sub_kind: "ambush".into(),
            description: "road".into(),
            intent: None,
            capability: None,
            context: None,
            likelihood: 4,
            impact: 5,
            residual_likelihood: 3,
            residual_impact: 3,
            level: "very_high".into(),
            residual_level: residual.into(),
            version: 1,
        }
    }

    #[test]
    fn parts_are_added_changed_and_gone_by_number() {
        let words = |threat: &Threat| threat.residual_level.clone();
        let found = parts(&[threat(1, "high"), threat(2, "low")], &[threat(1, "medium"), threat(3, "low")], |t| t.number, |n| format!("T{n}"), words);

        let told: Vec<(&str, &str, &str)> = found.iter().map(|d| (d.what.as_str(), d.before.as_str(), d.after.as_str())).collect();
        assert_eq!(told, [("T1", "high", "medium"), ("T2", "low", ""), ("T3", "", "low")]);
    }
}
