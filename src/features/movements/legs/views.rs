//! What the pages of the plan print.

use askama::Template;
use serde::Serialize;

use super::forms::{LegDraft, LegForm, Question, StayForm, StopForm};
use crate::features::movements::model::Mode;
use crate::features::movements::places::{Found, Place, label_of};
use crate::features::movements::queries::{Leg, Stay, Stop};
use crate::features::movements::views::{Head, LegLine, StayLine, StopLine, typed_time};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors};
use crate::web::page::Shell;
use crate::web::time;

/// A question about a time, as radio choices.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The fieldset.
    pub field: Field,
    /// Its answers, each with its Z.
    pub choices: Vec<Choice>,
}

/// The inputs of a leg.
#[derive(Debug, Clone)]
pub struct LegFields {
    /// Place of departure.
    pub from: Field,
    /// Date there.
    pub depart_date: Field,
    /// Time there.
    pub depart_time: Field,
    /// Asked if the clocks there make it a question.
    pub departs: Option<Asked>,
    /// Place of arrival.
    pub to: Field,
    /// Date there.
    pub arrive_date: Field,
    /// Time there.
    pub arrive_time: Field,
    /// Asked if the clocks there make it a question.
    pub arrives: Option<Asked>,
    /// Means of transport.
    pub mode: Field,
    /// Its choices.
    pub modes: Vec<Choice>,
    /// Flight number, vehicle, line.
    pub carrier: Field,
}

/// A field whose hint names the clocks that count once the place is known.
fn clock(language: Language, name: &str, label: &str, value: &str, found: &Found<Place>, errors: &FieldErrors) -> Field {
    let mut field = Field::new(language, name, label, value, errors);
    field.hint = match found.one() {
        Some(place) => language.fill("movement-clock-of", &[("place", Hole::Text(&place.name)), ("zone", Hole::Text(&place.zone))]),
        None => language.t("movement-time-hint"),
    };
    field
}

fn asked(language: Language, questions: &[Question], name: &'static str, label: &str, value: &str, errors: &FieldErrors) -> Option<Asked> {
    let question = questions.iter().find(|question| question.field == name)?;
    let choices = question
        .answers
        .iter()
        .map(|(code, local, at)| {
            let words = [("time", typed_time(*local)), ("z", at.format("%H:%MZ").to_string())];
            let key = if question.is_twice { format!("movement-answer-{code}") } else { "movement-answer-reading".to_owned() };
            let holes: Vec<(&'static str, Hole<'_>)> = words.iter().map(|(name, text)| (*name, Hole::Text(text.as_str()))).collect();
            Choice::new(*code, language.fill(&key, &holes), value)
        })
        .collect();
    Some(Asked { field: Field::new(language, name, label, value, errors), choices })
}

fn place_words(typed: &str, found: &Found<Place>) -> String {
    found.one().map_or_else(|| typed.to_owned(), |place| place.label.clone())
}

/// The inputs of a leg with their values and errors.
pub fn leg_fields(language: Language, form: &LegForm, from: &Found<Place>, to: &Found<Place>, errors: &FieldErrors) -> LegFields {
    let questions = form.questions(from, to);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    LegFields {
        from: field("from", "movement-from", &place_words(&form.from, from)).hint(language, "movement-place-hint"),
        depart_date: field("depart_date", "movement-depart-date", &form.depart_date).hint(language, "movement-date-hint"),
        depart_time: clock(language, "depart_time", "movement-depart-time", &form.depart_time, from, errors),
        departs: asked(language, &questions, "departs_choice", "movement-departs-choice", &form.departs_choice, errors),
        to: field("to", "movement-to", &place_words(&form.to, to)).hint(language, "movement-place-hint"),
        arrive_date: field("arrive_date", "movement-arrive-date", &form.arrive_date).hint(language, "movement-date-hint"),
        arrive_time: clock(language, "arrive_time", "movement-arrive-time", &form.arrive_time, to, errors),
        arrives: asked(language, &questions, "arrives_choice", "movement-arrives-choice", &form.arrives_choice, errors),
        mode: field("mode", "movement-mode", &form.mode),
        modes: Mode::ALL.iter().map(|mode| Choice::new(mode.code(), language.t(mode.word()), &form.mode)).collect(),
        carrier: field("carrier", "movement-carrier", &form.carrier).hint(language, "movement-carrier-hint").optional(),
    }
}

/// A leg as its form would be filled: what the three sides of a lost race are compared by.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LegSide {
    /// As in [`LegForm`].
    pub from: String,
    /// As in [`LegForm`].
    pub depart_date: String,
    /// As in [`LegForm`].
    pub depart_time: String,
    /// As in [`LegForm`].
    pub to: String,
    /// As in [`LegForm`].
    pub arrive_date: String,
    /// As in [`LegForm`].
    pub arrive_time: String,
    /// As in [`LegForm`].
    pub mode: String,
    /// As in [`LegForm`].
    pub carrier: String,
}

impl LegSide {
    /// As a draft would be typed.
    pub fn of_draft(draft: &LegDraft) -> Self {
        Self {
            from: draft.from.label.clone(),
            depart_date: time::typed_date(draft.departs_local.date()),
            depart_time: typed_time(draft.departs_local),
            to: draft.to.label.clone(),
            arrive_date: time::typed_date(draft.arrives_local.date()),
            arrive_time: typed_time(draft.arrives_local),
            mode: draft.mode.code().to_owned(),
            carrier: draft.carrier.clone(),
        }
    }
}

impl LegForm {
    /// The form of a recorded leg.
    pub fn of(leg: &Leg) -> Self {
        let typed = |at: chrono::NaiveDateTime| if leg.is_timed { typed_time(at) } else { String::new() };
        Self {
            from: label_of(&leg.from.name, &leg.from.code),
            depart_date: time::typed_date(leg.from.local.date()),
            depart_time: typed(leg.from.local),
            departs_choice: choice_of(leg.from.local, &leg.from.zone, leg.from.at),
            to: label_of(&leg.to.name, &leg.to.code),
            arrive_date: time::typed_date(leg.to.local.date()),
            arrive_time: typed(leg.to.local),
            arrives_choice: choice_of(leg.to.local, &leg.to.zone, leg.to.at),
            mode: leg.mode.code().to_owned(),
            carrier: leg.carrier.clone(),
            version: leg.version.to_string(),
        }
    }
}

/// Which of two equal readings a recorded time meant.
fn choice_of(local: chrono::NaiveDateTime, zone: &str, at: chrono::DateTime<chrono::Utc>) -> String {
    match time::resolve(local, zone) {
        time::Resolved::Twice { earlier, .. } => if at == earlier { "earlier" } else { "later" }.to_owned(),
        _ => String::new(),
    }
}

impl StayForm {
    /// The form of a recorded stay.
    pub fn of(stay: &Stay) -> Self {
        Self {
            place: label_of(&stay.place, &stay.code),
            from_date: time::typed_date(stay.from),
            to_date: time::typed_date(stay.to),
            version: stay.version.to_string(),
        }
    }
}

impl StopForm {
    /// The form of a recorded stop.
    pub fn of(stop: &Stop) -> Self {
        Self {
            place: label_of(&stop.place, &stop.code),
            site: stop.site.clone(),
            depart_date: time::typed_date(stop.from_local.date()),
            depart_time: typed_time(stop.from_local),
            departs_choice: choice_of(stop.from_local, &stop.zone, stop.from_at),
            arrive_date: time::typed_date(stop.to_local.date()),
            arrive_time: typed_time(stop.to_local),
            arrives_choice: choice_of(stop.to_local, &stop.zone, stop.to_at),
            notes: stop.notes.clone(),
            version: stop.version.to_string(),
        }
    }
}

/// The plan: details, legs, stays and stops, and the common work with a button each.
#[derive(Template)]
#[template(path = "movements/plan.html")]
pub struct PlanPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) form_key: String,
    pub(super) version: i32,
    pub(super) consequence: String,
    pub(super) can_change: bool,
    pub(super) legs: Vec<LegLine>,
    pub(super) stays: Vec<StayLine>,
    pub(super) stops: Vec<StopLine>,
    pub(super) is_open: bool,
    pub(super) purpose: Field,
    pub(super) notes: Field,
    pub(super) posture: Field,
    pub(super) postures: Vec<Choice>,
    pub(super) watch: Field,
    pub(super) watches: Vec<Choice>,
    pub(super) shift: Field,
    pub(super) back_date: Field,
    pub(super) back_time: Field,
    pub(super) back_choice: Option<Asked>,
}

/// The form of one leg.
#[derive(Template)]
#[template(path = "movements/leg.html")]
pub struct LegPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) title: String,
    pub(super) action: String,
    pub(super) void_url: String,
    pub(super) form_key: String,
    pub(super) version: String,
    pub(super) consequence: String,
    pub(super) leg: LegFields,
    pub(super) deed: String,
}

/// The form of one stay.
#[derive(Template)]
#[template(path = "movements/stay.html")]
pub struct StayPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) title: String,
    pub(super) action: String,
    pub(super) void_url: String,
    pub(super) form_key: String,
    pub(super) version: String,
    pub(super) place: Field,
    pub(super) from_date: Field,
    pub(super) to_date: Field,
    pub(super) deed: String,
}

/// The form of one stop; sealed.
#[derive(Template)]
#[template(path = "movements/stop.html")]
pub struct StopPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) title: String,
    pub(super) action: String,
    pub(super) void_url: String,
    pub(super) form_key: String,
    pub(super) version: String,
    pub(super) place: Field,
    pub(super) site: Field,
    pub(super) depart_date: Field,
    pub(super) depart_time: Field,
    pub(super) departs: Option<Asked>,
    pub(super) arrive_date: Field,
    pub(super) arrive_time: Field,
    pub(super) arrives: Option<Asked>,
    pub(super) notes: Field,
    pub(super) deed: String,
}

/// The inputs of a span at one place, for stops and for the way back.
pub(super) fn span_question(language: Language, questions: &[Question], name: &'static str, label: &str, value: &str, errors: &FieldErrors) -> Option<Asked> {
    asked(language, questions, name, label, value, errors)
}

/// A time field whose hint names the clocks that count.
pub(super) fn clock_field(language: Language, name: &str, label: &str, value: &str, found: &Found<Place>, errors: &FieldErrors) -> Field {
    clock(language, name, label, value, found, errors)
}

/// A place field that prints the place as it is read back.
pub(super) fn place_field(language: Language, typed: &str, found: &Found<Place>, errors: &FieldErrors) -> Field {
    Field::new(language, "place", "movement-place", &place_words(typed, found), errors).hint(language, "movement-place-hint")
}
