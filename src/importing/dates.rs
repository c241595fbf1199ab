//! A column of dates. Which figure is the day and which the month is settled by the column
//! as a whole, or by a person; a value that can still mean two days is ambiguous.
//!
//! 1. An order given by a person holds for every value that needs one.
//! 2. Else one value that fits a single order (such as 21/02) settles the column, unless
//!    another value contradicts it.
//! 3. Year first in two figures is a rare spelling: it is taken only if asked for, or if
//!    some value can mean nothing else.

use chrono::{NaiveDate, NaiveTime};

use super::spellings::{Day, Order, Spelling};

/// A date with or without a time, local to wherever it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub date: NaiveDate,
    pub time: Option<NaiveTime>,
}

/// Why a cell is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    Unreadable,
    Ambiguous,
}

/// How the dates of one column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateColumn {
    order: Option<Order>,
    /// Set if a person gave the order: then no other reading is tried.
    is_given: bool,
    /// Set if there are times and every one is midnight, as programs export plain dates.
    pub is_midnight_only: bool,
}

impl DateColumn {
    /// Looks at all cells of a column; `given` is the order a person asked for.
    pub fn settle<'a>(cells: impl Iterator<Item = &'a str>, given: Option<Order>) -> Self {
        let mut evidence = Evidence::default();
        for spelling in cells.filter_map(Spelling::of) {
            evidence.add(spelling);
        }
        Self {
            order: given.or_else(|| evidence.order()),
            is_given: given.is_some(),
            is_midnight_only: evidence.times > 0 && evidence.times == evidence.midnights,
        }
    }

    /// The order that was found or given; none if nothing settles it.
    pub fn order(&self) -> Option<Order> {
        self.order
    }

    pub fn read(&self, cell: &str) -> Result<Moment, DateProblem> {
        let spelling = Spelling::of(cell).ok_or(DateProblem::Unreadable)?;
        let date = self.pick(spelling.day)?;
        let date = spelling.on(date).ok_or(DateProblem::Unreadable)?;
        Ok(Moment { date, time: spelling.time })
    }

    fn pick(&self, day: Day) -> Result<NaiveDate, DateProblem> {
        if let Some(order) = self.order {
            match day.under(order) {
                Some(date) => return Ok(date),
                None if self.is_given => return Err(DateProblem::Unreadable),
                None => {}
            }
        }
        match day {
            Day::Certain(date) => Ok(date),
            Day::Figures { dmy: Some(dmy), mdy: Some(mdy), .. } if dmy != mdy => Err(DateProblem::Ambiguous),
            Day::Figures { dmy, mdy, ymd } => dmy.or(mdy).or(ymd).ok_or(DateProblem::Unreadable),
        }
    }
}

/// How many values of a column fit one order only.
#[derive(Default)]
struct Evidence {
    dmy_only: usize,
    mdy_only: usize,
    ymd_only: usize,
    times: usize,
    midnights: usize,
}

impl Evidence {
    fn add(&mut self, spelling: Spelling) {
        if let Some(time) = spelling.time {
            self.times += 1;
            self.midnights += usize::from(time == NaiveTime::MIN && !spelling.is_end_of_day);
        }
        let Day::Figures { dmy, mdy, ymd } = spelling.day else {
            return;
        };
        match (dmy, mdy, ymd) {
            (Some(_), None, _) => self.dmy_only += 1,
            (None, Some(_), _) => self.mdy_only += 1,
            (None, None, Some(_)) => self.ymd_only += 1,
            (Some(_), Some(_), _) | (None, None, None) => {}
        }
    }

    fn order(&self) -> Option<Order> {
        match (self.dmy_only > 0, self.mdy_only > 0, self.ymd_only > 0) {
            (true, false, false) => Some(Order::Dmy),
            (false, true, false) => Some(Order::Mdy),
            // A year of 32 or more in front says how the rest of the column is meant.
            (_, false, true) => Some(Order::Ymd),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(cells: &[&str], given: Option<Order>) -> Vec<Result<String, DateProblem>> {
        let column = DateColumn::settle(cells.iter().copied(), given);
        cells.iter().map(|cell| column.read(cell).map(|moment| moment.date.to_string())).collect()
    }

    #[test]
    fn one_value_settles_the_column() {
        assert_eq!(
            read_all(&["06/01/2016 - 08:40", "x", "21/02/2016 08:40"], None),
            [Ok("2016-01-06".into()), Err(DateProblem::Unreadable), Ok("2016-02-21".into())]
        );
        assert_eq!(read_all(&["06/01/16", "02/21/16"], None), [Ok("2016-06-01".into()), Ok("2016-02-21".into())]);
        assert_eq!(read_all(&["98-05-03", "01-02-03"], None), [Ok("1998-05-03".into()), Ok("2001-02-03".into())]);
    }

    #[test]
    fn where_nothing_settles_it_only_the_same_day_either_way_is_read() {
        assert_eq!(
            read_all(&["06/01/2016", "06/06/2016", "2016-01-06", "6 Jan 16"], None),
            [Err(DateProblem::Ambiguous), Ok("2016-06-06".into()), Ok("2016-01-06".into()), Ok("2016-01-06".into())]
        );
    }

    #[test]
    fn values_that_contradict_each_other_settle_nothing() {
        assert_eq!(
            read_all(&["21/02/2016", "02/21/2016", "03/04/2016"], None),
            [Ok("2016-02-21".into()), Ok("2016-02-21".into()), Err(DateProblem::Ambiguous)]
        );
    }

    #[test]
    fn an_order_given_by_a_person_is_kept_to() {
        assert_eq!(
            read_all(&["06/01/2016", "01/21/2016", "2016-01-06"], Some(Order::Dmy)),
            [Ok("2016-01-06".into()), Err(DateProblem::Unreadable), Ok("2016-01-06".into())]
        );
        assert_eq!(read_all(&["06/01/2016"], Some(Order::Mdy)), [Ok("2016-06-01".into())]);
        assert_eq!(read_all(&["06/01/02"], Some(Order::Ymd)), [Ok("2006-01-02".into())]);
    }

    #[test]
    fn a_column_of_midnights_is_known_as_such() {
        let only = |cells: &[&str]| DateColumn::settle(cells.iter().copied(), None).is_midnight_only;

        assert!(only(&["2012-02-02 00:00:00", "2012-02-03 00:00:00"]));
        assert!(!only(&["2012-02-02 00:00:00", "2012-02-03 08:00:00"]));
        assert!(!only(&["2012-02-02"]));
        assert!(!only(&["2012-02-02 24:00"]));
    }
}
