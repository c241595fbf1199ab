//! What is posted about a setting or a posture.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::queries::{Posture, Setting};
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// Watch levels of a posture.
pub const WATCH_LEVELS: [&str; 3] = ["none", "departure_arrival", "check_ins"];

/// What takes part in a lost race over a setting.
pub const SETTING_PARTS: &[Part] = &[Part::alone("value", "rules-value"), Part::alone("source", "rules-source")];

/// What takes part in a lost race over a posture: a level and its interval are decided together.
pub const POSTURE_PARTS: &[Part] = &[
    Part::alone("name", "rules-posture-name"),
    Part::of("watch", "check_in_minutes", "rules-check-in-minutes"),
    Part::of("watch", "watch_level", "rules-watch-level"),
    Part::alone("source", "rules-source"),
];

/// A setting as typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingForm {
    pub version: String,
    pub value: String,
    pub source: String,
}

/// A setting to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingDraft {
    pub value: String,
    pub source: String,
    pub version: i32,
}

impl SettingForm {
    /// The form of a setting as it stands.
    pub fn of(setting: &Setting) -> Self {
        Self { version: setting.version.to_string(), value: setting.value.clone(), source: setting.source.clone() }
    }

    /// The form of a setting as one version had it.
    pub fn of_version(content: &Value) -> Self {
        Self { value: column(content, "value"), source: column(content, "source"), ..Self::default() }
    }

    /// The draft. Every setting is a whole number of its unit.
    pub fn draft(&self, unit: &str) -> Result<SettingDraft> {
        let mut errors = FieldErrors::default();
        let most = most_of(unit);
        let value = match self.value.trim().parse::<i64>() {
            Ok(value) if (0..=most).contains(&value) => value.to_string(),
            _ => {
                errors.add("value", Message::new("rules-value-range").with("most", most.to_string()));
                String::new()
            }
        };
        let source = text("source", &self.source, 160, &mut errors);
        errors.or(SettingDraft { value, source, version: self.version.parse().unwrap_or(0) })
    }
}

/// A posture as typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostureForm {
    pub version: String,
    pub name: String,
    pub check_in_minutes: String,
    pub watch_level: String,
    pub source: String,
}

/// A posture to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostureDraft {
    pub name: String,
    pub check_in_minutes: i32,
    pub watch_level: String,
    pub source: String,
    pub version: i32,
}

impl PostureForm {
    /// The form of a posture as it stands.
    pub fn of(posture: &Posture) -> Self {
        Self {
            version: posture.version.to_string(),
            name: posture.name.clone(),
            check_in_minutes: posture.check_in_minutes.to_string(),
            watch_level: posture.watch_level.clone(),
            source: posture.source.clone(),
        }
    }

    /// The form of a posture as one version had it.
    pub fn of_version(content: &Value) -> Self {
        Self {
            name: column(content, "name"),
            check_in_minutes: content.get("check_in_minutes").map(Value::to_string).unwrap_or_default(),
            watch_level: column(content, "watch_level"),
            source: column(content, "source"),
            ..Self::default()
        }
    }

    /// The draft. Check-ins need an interval, and an interval needs check-ins.
    pub fn draft(&self) -> Result<PostureDraft> {
        let mut errors = FieldErrors::default();
        let name = text("name", &self.name, 120, &mut errors);
        let check_in_minutes = match self.check_in_minutes.trim().parse::<i32>() {
            Ok(minutes) if (0..=1_440).contains(&minutes) => minutes,
            _ => {
                errors.add("check_in_minutes", Message::new("rules-value-range").with("most", "1440"));
                0
            }
        };
        if !WATCH_LEVELS.contains(&self.watch_level.as_str()) {
            errors.add("watch_level", Message::new("field-not-a-choice"));
        } else if errors.is_empty() && (self.watch_level == "check_ins") != (check_in_minutes > 0) {
            errors.add("check_in_minutes", Message::new("rules-interval-and-level"));
        }
        let source = text("source", &self.source, 160, &mut errors);
        errors.or(PostureDraft { name, check_in_minutes, watch_level: self.watch_level.clone(), source, version: self.version.parse().unwrap_or(0) })
    }
}

fn column(content: &Value, name: &str) -> String {
    content.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn most_of(unit: &str) -> i64 {
    match unit {
        "minutes" => 1_440,
        "hours" => 1_000,
        "hours a year" => 8_784,
        "months" => 120,
        "km" => 1_000_000,
        "rounds" => 100_000,
        _ => 365,
    }
}

fn text(field: &'static str, value: &str, limit: usize, errors: &mut FieldErrors) -> String {
    let value = crate::importing::clean(value).into_owned();
    if value.is_empty() {
        errors.add(field, Message::new("field-required"));
    } else if value.chars().count() > limit {
        errors.add(field, Message::new("field-too-long").with("limit", limit.to_string()));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_whole_number_of_its_unit() {
        let form = |value: &str| SettingForm { value: value.into(), source: "UNC-11".into(), version: "1".into() };
        assert_eq!(form(" 11 ").draft("hours").unwrap().value, "11");
        for value in ["", "-1", "1.5", "soon", "1001"] {
            assert!(form(value).draft("hours").is_err(), "{value}");
        }
    }

    #[test]
    fn check_ins_need_an_interval() {
        let form = |minutes: &str, level: &str| PostureForm {
            name: "Escort".into(),
            check_in_minutes: minutes.into(),
            watch_level: level.into(),
            source: "UNC-05".into(),
            ..PostureForm::default()
        };
        assert!(form("60", "check_ins").draft().is_ok());
        assert!(form("0", "none").draft().is_ok());
        for (minutes, level) in [("0", "check_ins"), ("60", "none"), ("60", "always"), ("x", "none")] {
            assert!(form(minutes, level).draft().is_err(), "{minutes} {level}");
        }
    }
}
