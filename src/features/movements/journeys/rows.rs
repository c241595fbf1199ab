//! One row of a file to a journey, or to the first reason why it is none.
//!
//! Here stand the checks that need nothing but the row: fields, dates, names, and the order
//! of its own times. What needs other rows or records is decided in [`super::verdicts`].

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, Utc};

use crate::importing::{self, DateColumn, DateProblem, Order, Row, Table, clean};

use super::fields::{Columns, Field, Kind};
use super::fingerprints::Fingerprint;
use super::identities::{Ids, PlaceIds, Subject};
use super::model::{Journey, Leg, LegTimes, PlannedTime, Stay};
use super::places::{NamedPlace, Places, tidy_name};
use super::principals::{NamedPrincipal, Principals};
use super::refusals::{Moment, Refusal};
use super::trial::Accepted;
use super::warnings::Warning;
use super::zones::InUtc;

/// Days a stay may last without a word, first and last day counted.
const PLAUSIBLE_DAYS: i64 = 366;
/// How far ahead an end may lie without a word.
const NEAR_FUTURE: Months = Months::new(24);

/// Reads the rows of one file. Names are looked up once, however often they stand in it.
pub(super) struct RowReader<'a> {
    columns: &'a Columns,
    places: &'a Places,
    principals: &'a Principals,
    begins: DateColumn,
    ends: DateColumn,
    far_future: NaiveDate,
    found_places: HashMap<String, FoundPlace>,
    found_principals: HashMap<String, Result<FoundPrincipal, Refusal>>,
    words: HashMap<String, Arc<str>>,
}

/// Who, what, the same in numbers, and what is said about it.
type Parts = (Arc<NamedPrincipal>, Journey, Subject, Vec<Warning>);

#[derive(Clone)]
struct FoundPlace {
    named: Arc<NamedPlace>,
    ids: PlaceIds,
}

#[derive(Clone)]
struct FoundPrincipal {
    named: Arc<NamedPrincipal>,
    id: u32,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(table: &Table, columns: &'a Columns, orders: Option<Order>, places: &'a Places, principals: &'a Principals, now: DateTime<Utc>) -> Self {
        let settle = |field| {
            let position = columns.position(field);
            let cells = table.rows().filter_map(|row| position.map(|position| row.cell(position)));
            DateColumn::settle(cells, orders)
        };
        let (begins, ends) = match columns.kind() {
            Kind::Legs => (settle(Field::Departs), settle(Field::Arrives)),
            Kind::Stays => (settle(Field::FromDate), settle(Field::ToDate)),
        };
        let today = now.date_naive();
        Self {
            columns,
            places,
            principals,
            begins,
            ends,
            far_future: today.checked_add_months(NEAR_FUTURE).unwrap_or(NaiveDate::MAX),
            found_places: HashMap::new(),
            found_principals: HashMap::new(),
            words: HashMap::new(),
        }
    }

    /// A row that is right in itself, not yet in a movement.
    pub(super) fn read(&mut self, row: Row<'_>, fingerprint: Fingerprint, ids: &mut Ids) -> Result<(Accepted, Subject), Refusal> {
        let (principal, journey, subject, mut warnings) = match self.columns.kind() {
            Kind::Legs => self.leg(row, ids)?,
            Kind::Stays => self.stay(row, ids)?,
        };
        let end = journey.times().last_day();
        if end > self.far_future {
            warnings.push(Warning::EndInFarFuture { end });
        }
        warnings.shrink_to_fit();
        let accepted = Accepted {
            row: row.number,
            fingerprint,
            principal,
            journey,
            movement: 0,
            movement_name: self.word(row, Field::Movement),
            purpose: self.word(row, Field::Purpose),
            warnings,
            is_contested: false,
        };
        Ok((accepted, subject))
    }

    fn leg(&mut self, row: Row<'_>, ids: &mut Ids) -> Result<Parts, Refusal> {
        for field in [Field::Principal, Field::From, Field::Departs, Field::To] {
            self.require(row, field)?;
        }
        let (departs, arrives) = self.leg_moments(row)?;
        let from = self.place(self.cell(row, Field::From), ids);
        let to = self.place(self.cell(row, Field::To), ids);
        let mut warnings = vec![];

        let departs_utc = in_utc(&from, departs, Field::Departs, &mut warnings)?;
        let arrives_utc = in_utc(&to, arrives, Field::Arrives, &mut warnings)?;
        let principal = self.principal(row, ids)?;
        let times = match (departs.time, arrives.time) {
            (Some(departs_at), Some(arrives_at)) => {
                let unknown = |field, place: &FoundPlace| {
                    let name = Arc::clone(&place.named.as_written);
                    Refusal::UnknownPlace { field, name }
                };
                LegTimes::Timed {
                    departs: PlannedTime { local: departs.date.and_time(departs_at), utc: departs_utc.ok_or_else(|| unknown(Field::From, &from))? },
                    arrives: PlannedTime { local: arrives.date.and_time(arrives_at), utc: arrives_utc.ok_or_else(|| unknown(Field::To, &to))? },
                }
            }
            (Some(_), None) | (None, _) => LegTimes::DayPrecise { departs: departs.date, arrives: arrives.date },
        };
        check_order(times)?;

        warn_of_unresolved(Field::From, &from, &mut warnings);
        if from.ids != to.ids {
            warn_of_unresolved(Field::To, &to, &mut warnings);
        }
        let leg =
            Leg { from: Arc::clone(&from.named), to: Arc::clone(&to.named), times, mode: self.word(row, Field::Mode), carrier: self.word(row, Field::Carrier) };
        let subject = Subject { principal: principal.id, from: from.ids, to: to.ids };
        Ok((principal.named, Journey::Leg(leg), subject, warnings))
    }

    fn stay(&mut self, row: Row<'_>, ids: &mut Ids) -> Result<Parts, Refusal> {
        self.require(row, Field::Principal)?;
        let name = self.stay_name(row)?;
        self.require(row, Field::FromDate)?;
        self.require(row, Field::ToDate)?;
        let begins = self.moment(row, Field::FromDate);
        let ends = self.moment(row, Field::ToDate);
        let (from, to) = both_read(begins, ends)?;
        let (from, to) = (from.date, to.date);
        let principal = self.principal(row, ids)?;
        if to < from {
            return Err(Refusal::ReversedDates { from, to });
        }

        let place = self.place(&name, ids);
        let mut warnings = vec![];
        let days = (to - from).num_days() + 1;
        if days > PLAUSIBLE_DAYS {
            warnings.push(Warning::ImplausibleDuration { days });
        }
        let field = if self.cell(row, Field::Place).is_empty() { Field::Country } else { Field::Place };
        warn_of_unresolved(field, &place, &mut warnings);
        let stay = Stay { place: Arc::clone(&place.named), country: self.word(row, Field::Country), locality: self.word(row, Field::Locality), from, to };
        let subject = Subject { principal: principal.id, from: place.ids, to: place.ids };
        Ok((principal.named, Journey::Stay(stay), subject, warnings))
    }

    /// Departure and arrival; an arrival that is not given is the day of departure.
    fn leg_moments(&self, row: Row<'_>) -> Result<(importing::Moment, importing::Moment), Refusal> {
        let is_days_only = self.begins.is_midnight_only && (self.columns.position(Field::Arrives).is_none() || self.ends.is_midnight_only);
        let by_day = |moment: importing::Moment| match is_days_only {
            true => importing::Moment { time: None, ..moment },
            false => moment,
        };
        let departs = self.moment(row, Field::Departs).map(by_day);
        if clean(self.cell(row, Field::Arrives)).is_empty() {
            let departs = departs?;
            return match departs.time {
                Some(_) => Err(Refusal::MissingField { field: Field::Arrives }),
                None => Ok((departs, departs)),
            };
        }
        let (departs, arrives) = both_read(departs, self.moment(row, Field::Arrives).map(by_day))?;
        if departs.time.is_some() && arrives.time.is_none() {
            let text = clean(self.cell(row, Field::Arrives)).into_owned();
            return Err(Refusal::UnreadableDate { field: Field::Arrives, text });
        }
        Ok((departs, arrives))
    }

    fn moment(&self, row: Row<'_>, field: Field) -> Result<importing::Moment, Refusal> {
        let column = match field {
            Field::Departs | Field::FromDate => &self.begins,
            _ => &self.ends,
        };
        let cell = self.cell(row, field);
        column.read(cell).map_err(|problem| {
            let text = clean(cell).into_owned();
            match problem {
                DateProblem::Unreadable => Refusal::UnreadableDate { field, text },
                DateProblem::Ambiguous => Refusal::AmbiguousDate { field, text },
            }
        })
    }

    /// The place of a stay in words: as it is given, or by locality and country.
    fn stay_name(&self, row: Row<'_>) -> Result<String, Refusal> {
        let words = |field| clean(self.cell(row, field));
        let (place, country, locality) = (words(Field::Place), words(Field::Country), words(Field::Locality));
        if !place.is_empty() {
            return Ok(place.into_owned());
        }
        if country.is_empty() {
            let has_country = self.columns.position(Field::Country).is_some();
            let field = if has_country { Field::Country } else { Field::Place };
            return Err(Refusal::MissingField { field });
        }
        if locality.is_empty() {
            return Ok(country.into_owned());
        }
        Ok(format!("{locality}, {country}"))
    }

    fn place(&mut self, cell: &str, ids: &mut Ids) -> FoundPlace {
        if let Some(found) = self.found_places.get(cell) {
            return found.clone();
        }
        let name = tidy_name(cell);
        let place = self.places.find(&name).cloned();
        let named = Arc::new(NamedPlace { as_written: name.into(), place });
        let found = FoundPlace { ids: ids.place(&named), named };
        self.found_places.insert(cell.to_owned(), found.clone());
        found
    }

    fn principal(&mut self, row: Row<'_>, ids: &mut Ids) -> Result<FoundPrincipal, Refusal> {
        let cell = self.cell(row, Field::Principal);
        if let Some(found) = self.found_principals.get(cell) {
            return found.clone();
        }
        let name = tidy_name(cell);
        let found = match self.principals.find(&name) {
            Some(named) => {
                let id = ids.principal(named.key.as_deref().unwrap_or(&named.name));
                Ok(FoundPrincipal { named: Arc::new(named), id })
            }
            None => Err(Refusal::UnknownPrincipal { name: name.into() }),
        };
        self.found_principals.insert(cell.to_owned(), found.clone());
        found
    }

    fn require(&self, row: Row<'_>, field: Field) -> Result<(), Refusal> {
        if clean(self.cell(row, field)).is_empty() {
            return Err(Refusal::MissingField { field });
        }
        Ok(())
    }

    fn cell<'r>(&self, row: Row<'r>, field: Field) -> &'r str {
        self.columns.position(field).map_or("", |position| row.cell(position))
    }

    /// A cell of plain words, shared between the rows that say the same; none if it is empty.
    fn word(&mut self, row: Row<'_>, field: Field) -> Option<Arc<str>> {
        let cell = self.cell(row, field);
        if let Some(word) = self.words.get(cell) {
            return Some(Arc::clone(word));
        }
        let word = clean(cell);
        if word.is_empty() {
            return None;
        }
        let word: Arc<str> = word.into();
        self.words.insert(cell.to_owned(), Arc::clone(&word));
        Some(word)
    }
}

/// Both, or the refusal that comes first: what is unreadable before what is ambiguous.
fn both_read(begins: Result<importing::Moment, Refusal>, ends: Result<importing::Moment, Refusal>) -> Result<(importing::Moment, importing::Moment), Refusal> {
    match (begins, ends) {
        (Ok(begins), Ok(ends)) => Ok((begins, ends)),
        (Err(Refusal::AmbiguousDate { .. }), Err(unreadable @ Refusal::UnreadableDate { .. })) => Err(unreadable),
        (Err(refusal), _) | (Ok(_), Err(refusal)) => Err(refusal),
    }
}

/// None if there is no time, or no zone to understand it by.
fn in_utc(place: &FoundPlace, moment: importing::Moment, field: Field, warnings: &mut Vec<Warning>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let (Some(time), Some(zone)) = (moment.time, place.named.zone()) else {
        return Ok(None);
    };
    let local: NaiveDateTime = moment.date.and_time(time);
    match zone.to_utc(local) {
        InUtc::Once(utc) => Ok(Some(utc)),
        InUtc::Twice(utc) => {
            warnings.push(Warning::TimeExistsTwice { field, local });
            Ok(Some(utc))
        }
        InUtc::Never => Err(Refusal::NonexistentTime { field, local, zone: zone.name().to_owned() }),
    }
}

fn check_order(times: LegTimes) -> Result<(), Refusal> {
    match times {
        LegTimes::Timed { departs, arrives } if arrives.utc <= departs.utc => {
            let (departs, arrives) = (Moment::Utc(departs.utc), Moment::Utc(arrives.utc));
            Err(Refusal::ArrivesBeforeDeparture { departs, arrives })
        }
        LegTimes::DayPrecise { departs, arrives } if arrives < departs => {
            let (departs, arrives) = (Moment::Day(departs), Moment::Day(arrives));
            Err(Refusal::ArrivesBeforeDeparture { departs, arrives })
        }
        LegTimes::Timed { .. } | LegTimes::DayPrecise { .. } => Ok(()),
    }
}

fn warn_of_unresolved(field: Field, place: &FoundPlace, warnings: &mut Vec<Warning>) {
    if place.named.place.is_none() {
        warnings.push(Warning::PlaceUnresolved { field, name: Arc::clone(&place.named.as_written) });
    }
}
