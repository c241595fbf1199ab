//! `/reservations?as=calendar`: two weeks of vehicles, a row each, with who has them when, what keeps them in the
//! workshop, and what was done or falls due on a day. Days and hours are those of each vehicle's duty station.
//!
//! Two people never have one vehicle at once (the database); what overlaps all the same is a contested trip, and stands in
//! a line of its own below the other.

use askama::Template;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::super::maintenance;
use super::super::views::{paper_word, state_word as vehicle_state_word, url as vehicle_url};
use super::views::{state_word, url};
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{ErrorLink, Field, FieldErrors};
use crate::web::list::{Asked, PAGE, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// What the address may say.
pub const KEYS: &[&str] = &["as", "from", "station", "vehicle"];
/// Days that one page shows.
const SHOWN: u64 = 14;

/// The first day: as asked, or the Monday of this week. A day that cannot be read is told beside its field.
pub fn first_day(asked: &Asked, today: NaiveDate) -> (NaiveDate, FieldErrors) {
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let mut errors = FieldErrors::default();
    let first = match asked.one("from").map(time::read_date) {
        Some(Ok(day)) => day,
        Some(Err(message)) => {
            errors.add("from", message);
            monday
        }
        None => monday,
    };
    (first, errors)
}

/// A vehicle of the page with one thing that is known of these days; without any, `kind` is empty.
#[derive(Debug, Clone, FromRow)]
pub struct Entry {
    id: Uuid,
    vehicle: String,
    plate: String,
    what: String,
    station: String,
    station_name: String,
    zone: String,
    total: i64,
    /// A state of a reservation or of the vehicle, `done`, `due` or `ends`.
    kind: String,
    reference: String,
    starts: Option<DateTime<Utc>>,
    /// None: nobody knows until when.
    ends: Option<DateTime<Utc>>,
    on_day: Option<NaiveDate>,
    words: String,
}

/// The vehicles of a page and everything known of two weeks, in one query.
pub async fn entries(tx: &mut Tx, asked: &Asked, first: NaiveDate) -> Result<Vec<Entry>> {
    let now = tx.now;
    // a day of the station begins up to fourteen hours before or after that of UTC
    let midnight = first.and_time(NaiveTime::MIN).and_utc();
    let (from, to) = (midnight - Duration::hours(14), midnight + Duration::days(SHOWN as i64) + Duration::hours(14));
    let last = first + Days::new(SHOWN - 1);
    let mut query = QueryBuilder::new(
        "with shown as (
           select v.id, v.ref, v.plate, v.make || ' ' || v.model as what, c.code as station, coalesce(s.name, c.code) as station_name,
             coalesce(s.zone, 'UTC') as zone, v.state, v.state_since, v.state_reason
           from visible_vehicle v join sec.cell c on c.no = v.cell left join visible_duty_station s on s.id = v.station_id
           where v.state <> 'written_off'",
    );
    if let Some(code) = asked.one("station") {
        query.push(" and c.code = ").push_bind(code.trim().to_uppercase());
    }
    if let Some(reference) = asked.one("vehicle") {
        query.push(" and v.ref = ").push_bind(reference.trim().to_uppercase());
    }
    query.push("), page as (select * from shown");
    if let Some((value, id)) = asked.after() {
        query.push(" where (ref, id) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by ref, id limit ").push_bind(PAGE + 1).push(
        ")
         select p.id, p.ref as vehicle, p.plate, p.what, p.station, p.station_name, p.zone, (select count(*) from shown) as total, coalesce(m.kind, '') as kind,
           coalesce(m.reference, '') as reference, m.starts, m.ends, m.on_day, coalesce(m.words, '') as words
         from page p left join lateral (
           select r.state as kind, r.ref as reference, case when r.state in ('reserved', 'out') then lower(r.during) else r.taken_at end as starts,
             case r.state when 'reserved' then upper(r.during) when 'out' then greatest(upper(r.during), ",
    );
    query.push_bind(now).push(
        ") else r.returned_at end as ends, null::date as on_day,
             coalesce(nullif(sec.driver_label(r.driver_id), ''), r.purpose) as words
           from sec.reservations_shown(p.id, ",
    );
    query.push_bind(from).push(", ").push_bind(to).push(
        ") shown(id) join visible_vehicle_reservation r on r.id = shown.id
           union all
           select p.state, '', p.state_since, null, null, p.state_reason where p.state <> 'available'
           union all
           select 'done', '', null, null, w.done_on, w.kind from visible_vehicle_maintenance w
           where w.vehicle_id = p.id and not w.is_void and w.done_on between ",
    );
    query.push_bind(first).push(" and ").push_bind(last).push(
        "
           union all
           select 'due', '', null, null, d.out_due_on, d.out_what from sec.vehicle_due(p.id, (",
    );
    query.push_bind(now).push(" at time zone 'UTC')::date) d where d.out_due_on between ").push_bind(first).push(" and ").push_bind(last).push(
        "
           union all
           select 'ends', '', null, null, max(k.valid_until), k.kind from visible_vehicle_paper k
           where k.vehicle_id = p.id and not k.is_void and k.kind in ('insurance', 'armour_certificate') group by k.kind having max(k.valid_until) between ",
    );
    query.push_bind(first).push(" and ").push_bind(last).push(") m on m.on_day is not null or m.starts < ").push_bind(to);
    query.push(" and coalesce(m.ends, 'infinity') > ").push_bind(from);
    query.push(" order by p.ref, p.id, coalesce(m.starts, m.on_day::timestamp at time zone 'UTC'), m.kind, m.reference");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Something in the calendar: from its first to its last day, both included.
#[derive(Debug, Clone)]
struct Mark {
    first: NaiveDate,
    last: NaiveDate,
    cell: Cell,
}

/// A cell of a row.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Columns that it covers.
    pub span: i64,
    /// Class of its border and pattern; empty: nothing is known of this day.
    pub kind: &'static str,
    pub state: String,
    pub reference: String,
    pub url: String,
    pub hours: String,
    pub words: String,
}

/// A vehicle with its lines.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub plate: String,
    pub what: String,
    pub station: String,
    pub lines: Vec<Vec<Cell>>,
}

/// Marks in as few lines as hold them without one covering another.
fn lines(mut marks: Vec<Mark>, first: NaiveDate) -> Vec<Vec<Cell>> {
    marks.sort_by_key(|mark| (mark.first, mark.last));
    let mut lanes: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        match lanes.iter_mut().find(|lane| lane.last().is_none_or(|before| before.last < mark.first)) {
            Some(lane) => lane.push(mark),
            None => lanes.push(vec![mark]),
        }
    }
    if lanes.is_empty() {
        lanes.push(Vec::new());
    }
    lanes.into_iter().map(|lane| line(lane, first)).collect()
}

fn line(lane: Vec<Mark>, first: NaiveDate) -> Vec<Cell> {
    let free = |from: NaiveDate, to: NaiveDate| from.iter_days().take_while(move |day| *day < to).map(|_| Cell { span: 1, ..Cell::default() });
    let mut cells = Vec::new();
    let mut next = first;
    for mark in lane {
        cells.extend(free(next, mark.first));
        next = mark.last + Days::new(1);
        cells.push(Cell { span: (next - mark.first).num_days(), ..mark.cell });
    }
    cells.extend(free(next, first + Days::new(SHOWN)));
    cells
}

fn mark(seed: &Seed, entry: &Entry, first: NaiveDate) -> Option<Mark> {
    let language = seed.language;
    let end = first + Days::new(SHOWN - 1);
    let (from, to) = match (entry.on_day, entry.starts) {
        (Some(day), _) => (day, day),
        (None, Some(starts)) => {
            // what ends at midnight does not reach the day that begins then
            let ends = entry.ends.map(|at| time::local((at - Duration::seconds(1)).max(starts), &entry.zone).date());
            (time::local(starts, &entry.zone).date(), ends.unwrap_or(end))
        }
        (None, None) => return None,
    };
    if from > end || to < first {
        return None;
    }
    let (kind, state) = kind_of(language, entry);
    let is_reservation = !entry.reference.is_empty();
    let cell = Cell {
        span: 0,
        kind,
        state,
        url: if is_reservation { url(&entry.reference) } else { String::new() },
        reference: entry.reference.clone(),
        hours: if is_reservation { hours(entry) } else { String::new() },
        words: match entry.kind.as_str() {
            "done" | "due" => maintenance::kind_word(language, &entry.words),
            "ends" => paper_word(language, &entry.words),
            _ => entry.words.clone(),
        },
    };
    Some(Mark { first: from.max(first), last: to.min(end), cell })
}

/// Class and words of a state.
fn kind_of(language: Language, entry: &Entry) -> (&'static str, String) {
    match entry.kind.as_str() {
        "reserved" => ("reserved", state_word(language, "reserved")),
        "out" => ("out", state_word(language, "out")),
        "returned" => ("back", state_word(language, "returned")),
        "contested" => ("contested", state_word(language, "contested")),
        "done" => ("day", language.t("calendar-done")),
        "due" => ("due", language.t("calendar-due")),
        "ends" => ("due", language.t("calendar-ends")),
        state => ("workshop", vehicle_state_word(language, state)),
    }
}

/// `08:00–17:00 Goma, 06:00Z–15:00Z`.
fn hours(entry: &Entry) -> String {
    let (Some(starts), Some(ends)) = (entry.starts, entry.ends) else { return String::new() };
    let there = |at| time::local(at, &entry.zone).format("%H:%M");
    let place = time::short_place(&entry.station_name);
    format!("{}–{} {place}, {}–{}", there(starts), there(ends), starts.format("%H:%MZ"), ends.format("%H:%MZ"))
}

/// A column.
pub struct Day {
    pub title: String,
    pub is_today: bool,
}

#[derive(Template)]
#[template(path = "vehicles/calendar.html")]
pub struct Calendar {
    shell: Shell,
    title: String,
    span: String,
    errors: Vec<ErrorLink>,
    from: Field,
    station: String,
    vehicle: String,
    ignored: Vec<String>,
    earlier_url: String,
    later_url: String,
    now_url: String,
    list_url: String,
    clear_url: String,
    is_filtered: bool,
    days: Vec<Day>,
    rows: Vec<Row>,
    pager: Pager,
}

impl Calendar {
    /// Two weeks from a day.
    pub fn new(seed: &Seed, asked: &Asked, first: NaiveDate, entries: &[Entry], errors: &FieldErrors) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
        let today = seed.now.date_naive();
        let total = entries.first().map_or(0, |entry| entry.total);
        let mut vehicles: Vec<&[Entry]> = entries.chunk_by(|one, other| one.id == other.id).collect();
        let pager = Pager::turn(asked, language, &mut vehicles, total, |last| (last[0].vehicle.clone(), last[0].id));
        let moved = |day: NaiveDate| asked.with("from", &time::typed_date(day));
        let end = first + Days::new(SHOWN - 1);
        let shell = Shell::new(seed, "calendar-title");
        Self {
            title: language.t("calendar-title"),
            span: language.fill("calendar-span", &[("from", Hole::Text(&time::typed_date(first))), ("to", Hole::Text(&time::typed_date(end)))]),
            errors: errors.links(language),
            from: Field::new(language, "from", "calendar-from", &one("from"), errors).optional(),
            station: one("station"),
            vehicle: one("vehicle"),
            ignored: asked.ignored.clone(),
            earlier_url: moved(first - Days::new(7)),
            later_url: moved(first + Days::new(7)),
            now_url: asked.with("from", ""),
            list_url: list_url(&one("station"), &one("vehicle")),
            clear_url: format!("{}?as=calendar", asked.clear_url()),
            is_filtered: !one("station").is_empty() || !one("vehicle").is_empty(),
            days: first.iter_days().take(SHOWN as usize).map(|day| Day { title: time::day(day, language), is_today: day == today }).collect(),
            rows: vehicles.into_iter().map(|vehicle| row(seed, vehicle, first)).collect(),
            pager,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The same reservations as a list.
fn list_url(station: &str, vehicle: &str) -> String {
    let pairs = [("state", "all"), ("station", station), ("vehicle", vehicle)];
    let asked: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/reservations?{}", serde_html_form::to_string(asked).unwrap_or_default())
}

fn row(seed: &Seed, entries: &[Entry], first: NaiveDate) -> Row {
    let vehicle = &entries[0];
    Row {
        reference: vehicle.vehicle.clone(),
        url: vehicle_url(&vehicle.vehicle),
        plate: vehicle.plate.clone(),
        what: vehicle.what.clone(),
        station: vehicle.station.clone(),
        lines: lines(entries.iter().filter_map(|entry| mark(seed, entry, first)).collect(), first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn of(first: u32, last: u32) -> Mark {
        Mark { first: day(first), last: day(last), cell: Cell { kind: "out", ..Cell::default() } }
    }

    #[test]
    fn a_line_has_a_column_for_each_day_and_a_second_line_holds_what_overlaps() {
        for (marks, wanted) in [(vec![], 1), (vec![of(9, 22)], 1), (vec![of(10, 12), of(13, 13)], 1), (vec![of(10, 12), of(12, 14), of(15, 15)], 2)] {
            let lines = lines(marks.clone(), day(9));
            assert_eq!(lines.len(), wanted, "{marks:?}");
            for line in &lines {
                assert_eq!(line.iter().map(|cell| cell.span).sum::<i64>(), SHOWN as i64, "{line:?}");
            }
            assert_eq!(lines.iter().flatten().filter(|cell| !cell.kind.is_empty()).count(), marks.len());
        }
    }

    #[test]
    fn it_begins_on_the_monday_unless_a_day_is_asked() {
        let first = |here: &str| first_day(&Asked::read(here, KEYS), day(26));
        assert_eq!(first("/reservations?as=calendar").0, day(23));
        assert_eq!(first("/reservations?as=calendar&from=05-Nov-2026").0, day(5));
        assert!(!first("/reservations?as=calendar&from=yesterday").1.is_empty());
    }
}
