//! Legs, stays, stops and shifts as typed, and as drafts. A time that the clocks of a place never
//! show, or show twice, is asked about: the draft waits for the answer. Pure.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::features::movements::model::{Mode, Plan};
use crate::features::movements::places::{Found, Place};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// A leg as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LegForm {
    /// Where it starts.
    pub from: String,
    /// Date there.
    pub depart_date: String,
    /// Time there.
    pub depart_time: String,
    /// Which instant was meant, where the clocks make it a question.
    pub departs_choice: String,
    /// Where it ends.
    pub to: String,
    /// Date there.
    pub arrive_date: String,
    /// Time there.
    pub arrive_time: String,
    /// Which instant was meant.
    pub arrives_choice: String,
    /// Code of the mode.
    pub mode: String,
    /// Flight number, vehicle, line.
    pub carrier: String,
    /// Version the person started from; empty for a new leg.
    pub version: String,
}

/// A leg that may be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegDraft {
    /// Where it starts.
    pub from: Place,
    /// Departure as the clocks there read it.
    pub departs_local: NaiveDateTime,
    /// Departure, UTC.
    pub departs_at: DateTime<Utc>,
    /// Where it ends.
    pub to: Place,
    /// Arrival as the clocks there read it.
    pub arrives_local: NaiveDateTime,
    /// Arrival, UTC.
    pub arrives_at: DateTime<Utc>,
    /// Means of transport.
    pub mode: Mode,
    /// Flight number, vehicle, line.
    pub carrier: String,
}

impl LegDraft {
    /// What of it matters to the one who cleared it.
    pub fn plan(&self) -> Plan {
        Plan { places: (self.from.id.0, self.to.id.0), times: (self.departs_at, self.arrives_at), mode: self.mode }
    }
}

/// A question about a time: the values that may be chosen and the readings they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// `departs_choice` or the like.
    pub field: &'static str,
    /// True if the clocks show it twice, false if never.
    pub is_twice: bool,
    /// Value, wall clock and UTC of each answer.
    pub answers: Vec<(&'static str, NaiveDateTime, DateTime<Utc>)>,
}

/// A wall-clock reading as typed: its fields, their names, and the zone.
struct Typed<'a> {
    date: (&'static str, &'a str),
    time: (&'static str, &'a str),
    choice: (&'static str, &'a str),
    zone: Option<&'a str>,
}

impl Typed<'_> {
    fn local(&self, errors: &mut FieldErrors) -> Option<NaiveDateTime> {
        let date = time::read_date(self.date.1).map_err(|message| errors.add(self.date.0, message)).ok();
        let clock = time::read_time(self.time.1).map_err(|message| errors.add(self.time.0, message)).ok();
        Some(date?.and_time(clock?))
    }

    fn question(&self) -> Option<Question> {
        let local = self.local(&mut FieldErrors::default())?;
        let zone = self.zone?;
        match time::resolve(local, zone) {
            Resolved::Never { before, after } => {
                let answer = |value, local| match time::resolve(local, zone) {
                    Resolved::Once(at) => Some((value, local, at)),
                    _ => None,
                };
                let answers = [answer("before", before), answer("after", after)].into_iter().flatten().collect();
                Some(Question { field: self.choice.0, is_twice: false, answers })
            }
            Resolved::Twice { earlier, later } => {
                Some(Question { field: self.choice.0, is_twice: true, answers: vec![("earlier", local, earlier), ("later", local, later)] })
            }
            Resolved::Once(_) | Resolved::UnknownZone => None,
        }
    }

    fn instant(&self, errors: &mut FieldErrors) -> Option<(NaiveDateTime, DateTime<Utc>)> {
        let local = self.local(errors)?;
        let zone = self.zone?;
        if let Resolved::Once(at) = time::resolve(local, zone) {
            return Some((local, at));
        }
        let Some(question) = self.question() else {
            errors.add(self.time.0, Message::new("movement-zone-unknown"));
            return None;
        };
        let answer = question.answers.iter().find(|(value, ..)| *value == self.choice.1);
        if answer.is_none() {
            let key = if question.is_twice { "movement-time-twice" } else { "movement-time-never" };
            errors.add(self.choice.0, Message::new(key).with("time", local.format("%H:%M").to_string()).with("date", time::typed_date(local.date())));
        }
        answer.map(|(_, local, at)| (*local, *at))
    }
}

/// The one place that was meant, or an error beside the field.
pub fn taken<'a, T>(field: &'static str, found: &'a Found<T>, unknown: &'static str, errors: &mut FieldErrors) -> Option<&'a T> {
    match found {
        Found::One(found) => Some(found),
        Found::Empty => {
            errors.add(field, Message::new("field-required"));
            None
        }
        Found::Many(labels) => {
            errors.add(field, Message::new("movement-several-match").with("choices", labels.join("; ")));
            None
        }
        Found::None => {
            errors.add(field, Message::new(unknown));
            None
        }
    }
}

/// Text of at most `limit` characters.
pub fn limited(field: &'static str, text: &str, limit: usize, errors: &mut FieldErrors) -> String {
    let text = text.trim();
    if text.chars().count() > limit {
        errors.add(field, Message::new("field-too-long").with("limit", limit.to_string()));
    }
    text.to_owned()
}

impl LegForm {
    fn departure<'a>(&'a self, zone: Option<&'a str>) -> Typed<'a> {
        Typed { date: ("depart_date", &self.depart_date), time: ("depart_time", &self.depart_time), choice: ("departs_choice", &self.departs_choice), zone }
    }

    fn arrival<'a>(&'a self, zone: Option<&'a str>) -> Typed<'a> {
        Typed { date: ("arrive_date", &self.arrive_date), time: ("arrive_time", &self.arrive_time), choice: ("arrives_choice", &self.arrives_choice), zone }
    }

    /// Questions that the clocks of both places raise.
    pub fn questions(&self, from: &Found<Place>, to: &Found<Place>) -> Vec<Question> {
        let zone = |found: &Found<Place>| found.one().map(|place| place.zone.clone());
        let (from, to) = (zone(from), zone(to));
        [self.departure(from.as_deref()).question(), self.arrival(to.as_deref()).question()].into_iter().flatten().collect()
    }

    /// The leg, or what needs correcting, collected in `errors`.
    pub fn read(&self, from: &Found<Place>, to: &Found<Place>, errors: &mut FieldErrors) -> Option<LegDraft> {
        let start = taken("from", from, "movement-place-unknown", errors);
        let departs = self.departure(start.map(|place| place.zone.as_str())).instant(errors);
        let end = taken("to", to, "movement-place-unknown", errors);
        let arrives = self.arrival(end.map(|place| place.zone.as_str())).instant(errors);
        let mode = Mode::from_code(&self.mode);
        if mode.is_none() {
            errors.add("mode", Message::new("field-not-a-choice"));
        }
        let carrier = limited("carrier", &self.carrier, 80, errors);
        if let (Some((_, departs)), Some((_, arrives))) = (departs, arrives)
            && arrives <= departs
        {
            errors.add("arrive_time", Message::new("constraint-leg-arrives-after-it-departs"));
        }
        let ((departs_local, departs_at), (arrives_local, arrives_at)) = (departs?, arrives?);
        Some(LegDraft { from: start?.clone(), departs_local, departs_at, to: end?.clone(), arrives_local, arrives_at, mode: mode?, carrier })
    }

    /// The departure alone, at a known place.
    pub fn departs(&self, zone: &str) -> Result<DateTime<Utc>> {
        let mut errors = FieldErrors::default();
        match self.departure(Some(zone)).instant(&mut errors) {
            Some((_, at)) => errors.or(at),
            None => Err(crate::web::error::AppError::Invalid(errors)),
        }
    }

    /// The leg, or the errors beside its fields.
    pub fn draft(&self, from: &Found<Place>, to: &Found<Place>) -> Result<LegDraft> {
        let mut errors = FieldErrors::default();
        match self.read(from, to, &mut errors) {
            Some(draft) => errors.or(draft),
            None => Err(crate::web::error::AppError::Invalid(errors)),
        }
    }
}

/// A stay of a date-only programme as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StayForm {
    /// Where.
    pub place: String,
    /// First day.
    pub from_date: String,
    /// Last day.
    pub to_date: String,
    /// Version the person started from.
    pub version: String,
}

/// A stay that may be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayDraft {
    /// Where.
    pub place: Place,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl StayForm {
    /// The stay, or the errors beside its fields.
    pub fn draft(&self, place: &Found<Place>) -> Result<StayDraft> {
        let mut errors = FieldErrors::default();
        let place = taken("place", place, "movement-place-unknown", &mut errors).cloned();
        let mut date = |field: &'static str, text: &str| time::read_date(text).map_err(|message| errors.add(field, message)).ok();
        let (from, to) = (date("from_date", &self.from_date), date("to_date", &self.to_date));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            errors.add("to_date", Message::new("movement-stay-backwards"));
        }
        match (place, from, to) {
            (Some(place), Some(from), Some(to)) => errors.or(StayDraft { place, from, to }),
            _ => Err(crate::web::error::AppError::Invalid(errors)),
        }
    }
}

/// A stop as typed: what happens at a place between legs. Sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StopForm {
    /// Place whose clocks count.
    pub place: String,
    /// Hotel, venue, address.
    pub site: String,
    /// First day.
    pub depart_date: String,
    /// From, there.
    pub depart_time: String,
    /// Which instant was meant.
    pub departs_choice: String,
    /// Last day.
    pub arrive_date: String,
    /// Until, there.
    pub arrive_time: String,
    /// Which instant was meant.
    pub arrives_choice: String,
    /// What happens.
    pub notes: String,
    /// Version the person started from.
    pub version: String,
}

/// A stop that may be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopDraft {
    /// Place whose clocks count.
    pub place: Place,
    /// Hotel, venue, address.
    pub site: String,
    /// From, there and in UTC.
    pub from: (NaiveDateTime, DateTime<Utc>),
    /// Until, there and in UTC.
    pub to: (NaiveDateTime, DateTime<Utc>),
    /// What happens.
    pub notes: String,
}

impl StopForm {
    fn span(&self) -> LegForm {
        LegForm {
            depart_date: self.depart_date.clone(),
            depart_time: self.depart_time.clone(),
            departs_choice: self.departs_choice.clone(),
            arrive_date: self.arrive_date.clone(),
            arrive_time: self.arrive_time.clone(),
            arrives_choice: self.arrives_choice.clone(),
            ..LegForm::default()
        }
    }

    /// Questions that the clocks of the place raise.
    pub fn questions(&self, place: &Found<Place>) -> Vec<Question> {
        self.span().questions(place, place)
    }

    /// The stop, or the errors beside its fields.
    pub fn draft(&self, place: &Found<Place>) -> Result<StopDraft> {
        let mut errors = FieldErrors::default();
        let place = taken("place", place, "movement-place-unknown", &mut errors).cloned();
        let zone = place.as_ref().map(|place| place.zone.as_str());
        let span = self.span();
        let (from, to) = (span.departure(zone).instant(&mut errors), span.arrival(zone).instant(&mut errors));
        let site = limited("site", &self.site, 200, &mut errors);
        if site.is_empty() {
            errors.add("site", Message::new("field-required"));
        }
        let notes = limited("notes", &self.notes, 4_000, &mut errors);
        if from.zip(to).is_some_and(|(from, to)| to.1 <= from.1) {
            errors.add("arrive_time", Message::new("movement-stop-backwards"));
        }
        match (place, from, to) {
            (Some(place), Some(from), Some(to)) => errors.or(StopDraft { place, site, from, to, notes }),
            _ => Err(crate::web::error::AppError::Invalid(errors)),
        }
    }
}

/// When the way back begins, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackForm {
    /// Date at the last place.
    pub depart_date: String,
    /// Time there.
    pub depart_time: String,
    /// Which instant was meant.
    pub departs_choice: String,
}

impl BackForm {
    /// As a leg whose departure alone is known.
    pub fn leg(&self) -> LegForm {
        LegForm {
            depart_date: self.depart_date.clone(),
            depart_time: self.depart_time.clone(),
            departs_choice: self.departs_choice.clone(),
            ..LegForm::default()
        }
    }
}

/// Reads `+2:00`, `-0:30`, `+0130`: how far all times move.
pub fn read_shift(text: &str) -> Result<Duration, Message> {
    let text = text.trim();
    let (sign, rest) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest),
        Some(("-" | "−", rest)) => (-1, rest),
        _ => match text.strip_prefix('−') {
            Some(rest) => (-1, rest),
            None => return Err(Message::new("movement-shift-unreadable")),
        },
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if digits.len() < 3 || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Message::new("movement-shift-unreadable"));
    }
    let (hours, minutes) = digits.split_at(digits.len() - 2);
    let (hours, minutes): (i64, i64) = (hours.parse().unwrap_or_default(), minutes.parse().unwrap_or_default());
    if minutes > 59 || hours == 0 && minutes == 0 {
        return Err(Message::new("movement-shift-unreadable"));
    }
    Ok(Duration::minutes(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ids::PlaceId;

    fn place(name: &str, zone: &str) -> Found<Place> {
        Found::One(Place { id: PlaceId(uuid::Uuid::from_u128(1)), name: name.into(), label: name.into(), zone: zone.into() })
    }

    fn form(date: &str, time: &str) -> LegForm {
        LegForm {
            depart_date: date.into(),
            depart_time: time.into(),
            arrive_date: "30-Mar-2026".into(),
            arrive_time: "10:00".into(),
            mode: "road".into(),
            ..LegForm::default()
        }
    }

    #[test]
    fn a_time_that_does_not_exist_is_asked_about_and_the_answer_taken() {
        let (paris, goma) = (place("Paris", "Europe/Paris"), place("Goma", "Africa/Lubumbashi"));
        let asked = form("29-Mar-2026", "02:30");

        let errors = match asked.draft(&paris, &goma) {
            Err(crate::web::error::AppError::Invalid(errors)) => errors,
            other => panic!("{other:?}"),
        };
        assert!(!errors.of("departs_choice", crate::i18n::Language::English).is_empty());
        let readings: Vec<String> = asked.questions(&paris, &goma)[0].answers.iter().map(|(_, local, _)| local.format("%H:%M").to_string()).collect();
        assert_eq!(readings, ["01:30", "03:30"]);

        let answered = LegForm { departs_choice: "after".into(), ..asked }.draft(&paris, &goma).unwrap();
        assert_eq!(answered.departs_local.format("%H:%M").to_string(), "03:30");
        assert_eq!(answered.departs_at.format("%H:%M").to_string(), "01:30");
    }

    #[test]
    fn a_time_that_exists_twice_is_asked_about() {
        let paris = place("Paris", "Europe/Paris");
        let asked = LegForm { arrive_date: "26-Oct-2026".into(), ..form("25-Oct-2026", "0230") };

        assert!(asked.draft(&paris, &paris).is_err());
        let later = LegForm { departs_choice: "later".into(), ..asked }.draft(&paris, &paris).unwrap();
        assert_eq!(later.departs_at.format("%H:%M").to_string(), "01:30");
    }

    #[test]
    fn arrival_is_compared_in_utc() {
        let (goma, kinshasa) = (place("Goma", "Africa/Lubumbashi"), place("Kinshasa", "Africa/Kinshasa"));
        let back = LegForm { arrive_date: "29-Mar-2026".into(), arrive_time: "09:30".into(), ..form("29-Mar-2026", "10:00") };

        assert!(back.draft(&goma, &kinshasa).is_ok(), "half an hour earlier by the clock, half an hour later in fact");
        assert!(back.draft(&kinshasa, &goma).is_err());
    }

    #[test]
    fn shifts_are_read_with_their_sign() {
        for (text, minutes) in [("+2:00", 120), ("-0:30", -30), ("+0130", 90), ("−1:15", -75)] {
            assert_eq!(read_shift(text), Ok(Duration::minutes(minutes)), "{text}");
        }
        for text in ["2:00", "", "+", "+0:00", "+1:75", "+abc", "+12345"] {
            assert!(read_shift(text).is_err(), "{text}");
        }
    }
}
