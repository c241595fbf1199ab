//! A board as read for one person: which part of the world, one line a movement, and whether it may be trusted.

use chrono::{DateTime, Duration, Utc};

use super::model::{Alarm, Class, EventKind, Lane, Verdict, judge};
use super::queries::{self, Filter, LegRow, Rules, Scope};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::risk::Levels;
use crate::web::error::Result;
use crate::web::list;

/// Seconds after which a silent detector turns boards red.
const DETECTOR_LATE_SECONDS: i64 = 120;

/// What the address asks of the board.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The address, taken apart.
    pub url: list::Asked,
    /// `region:africa`, `portfolio:world`, or empty.
    pub scope: String,
    /// Code of a station, or empty.
    pub station: String,
    /// Seven days instead of 24 hours.
    pub is_week: bool,
    /// Values that are not offered: named and ignored.
    pub ignored: Vec<String>,
    /// Stations, regions, portfolios to choose from.
    pub choices: (Vec<Scope>, Vec<Scope>, Vec<Scope>),
}

impl Asked {
    /// How far ahead departures are listed.
    pub fn window(&self) -> Duration {
        if self.is_week { Duration::days(7) } else { Duration::hours(24) }
    }
}

/// A movement on the board: its most urgent leg, and every alarm of all its legs.
#[derive(Debug, Clone)]
pub struct Line {
    /// The leg that the row shows.
    pub row: LegRow,
    /// What is said of it.
    pub verdict: Verdict,
    /// Worst sign of all legs in sight.
    pub class: Class,
    /// Alarms of all legs in sight, worst first, with the leg each belongs to.
    pub alarms: Vec<(Alarm, LegRow)>,
}

/// A board, read.
#[derive(Debug, Clone)]
pub struct Board {
    /// One line a movement, in the order of the board.
    pub lines: Vec<Line>,
    /// The database's clock of this reading, UTC.
    pub now: DateTime<Utc>,
    /// What the stream would say.
    pub version: String,
    /// When the detector last ended a run, UTC.
    pub detector_at: Option<DateTime<Utc>>,
    /// Red bar.
    pub is_detector_late: bool,
    /// Stopped by the exercise's switch.
    pub is_detector_stopped: bool,
    /// The number that answers for everybody.
    pub duty_number: Option<String>,
    /// Hidden movements that use people of the reader's.
    pub hidden: i64,
    /// Cells of the watch that the reader holds.
    pub watched: Vec<i32>,
    /// More legs than a board shows.
    pub is_cut: bool,
    /// The risk in force of the officials on it.
    pub levels: Levels,
}

impl Board {
    /// Lines of one lane, in order.
    pub fn lane(&self, lane: Lane) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.verdict.lane == lane)
    }

    /// The earliest check-in or arrival ahead on a watched movement under way.
    pub fn next_report(&self) -> Option<&Line> {
        self.lines
            .iter()
            .filter(|line| matches!(line.verdict.lane, Lane::Due | Lane::UnderWay) && line.row.watch_level != "none")
            .filter(|line| line.verdict.at > self.now && !matches!(line.verdict.event, EventKind::Close))
            .min_by_key(|line| line.verdict.at)
    }
}

/// Version of the board as stream and page tell it: it changes too when the detector falls silent.
pub fn version(number: u64, is_detector_late: bool) -> String {
    format!("{number}{}", if is_detector_late { "d" } else { "" })
}

/// True if the detector has been silent too long, or never spoke.
pub fn is_late(detector_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    detector_at.is_none_or(|at| (now - at).num_seconds() > DETECTOR_LATE_SECONDS)
}

/// Reads the board that the address asks for.
pub async fn read<A: Action>(auth: &Authorized<A>, tx: &mut Tx) -> Result<(Asked, Board)> {
    let choices = queries::scopes(tx).await?;
    let asked = asked(auth.seed.here(), choices);
    let cells = match (asked.station.as_str(), asked.scope.split_once(':')) {
        ("", None) => None,
        ("", Some((kind, code))) => Some(queries::cells_of(tx, kind, code).await?),
        (code, _) => Some(queries::cells_of(tx, "station", code).await?),
    };
    let pulse = queries::pulse(tx, asked.window()).await?;
    let is_detector_late = is_late(pulse.detector_at, auth.now());
    // No later than the rows: a change in between asks for one refresh too many, never too few.
    let version = version(auth.app.version("watch", &pulse.cells).min(auth.latest_change), is_detector_late);
    let rules = queries::rules(tx).await?;
    let rows = queries::legs(tx, &Filter { cells, window: asked.window() }).await?;
    let officials: Vec<uuid::Uuid> = rows.iter().filter_map(|row| row.principal_id).collect();
    let board = Board {
        levels: Levels::today(tx, &officials).await?,
        is_cut: rows.len() as i64 >= queries::LEGS,
        lines: lines(rows, &rules, tx.now),
        now: tx.now,
        version,
        detector_at: pulse.detector_at,
        is_detector_late,
        is_detector_stopped: pulse.detector_stopped,
        duty_number: pulse.duty_number,
        hidden: pulse.hidden,
        watched: pulse.watched,
    };
    Ok((asked, board))
}

fn asked(here: &str, choices: (Vec<Scope>, Vec<Scope>, Vec<Scope>)) -> Asked {
    let url = list::Asked::read(here, &["scope", "station", "window"]);
    let mut ignored = url.ignored.clone();
    let mut known = |key: &str, offered: &dyn Fn(&str) -> bool| match url.one(key) {
        Some(value) if offered(value) => value.to_owned(),
        Some(value) => {
            ignored.push(format!("{key}={}", value.chars().take(40).collect::<String>()));
            String::new()
        }
        None => String::new(),
    };
    let (stations, regions, portfolios) = &choices;
    let station = known("station", &|value| stations.iter().any(|scope| scope.code == value));
    let scope = known("scope", &|value| match value.split_once(':') {
        Some(("region", code)) => regions.iter().any(|scope| scope.code == code),
        Some(("portfolio", code)) => portfolios.iter().any(|scope| scope.code == code),
        _ => false,
    });
    let window = known("window", &|value| matches!(value, "24h" | "7d"));
    Asked { is_week: window == "7d", scope, station, ignored, choices, url }
}

fn lines(rows: Vec<LegRow>, rules: &Rules, now: DateTime<Utc>) -> Vec<Line> {
    let mut judged: Vec<(LegRow, Verdict)> = rows
        .into_iter()
        .map(|row| {
            let verdict = judge(&row.facts(), rules, now);
            (row, verdict)
        })
        .collect();
    judged.sort_by_key(|(leg, judged)| (leg.movement_id, judged.lane, judged.class, judged.at, leg.number));
    let mut lines: Vec<Line> = Vec::new();
    for (row, verdict) in judged {
        let alarms: Vec<(Alarm, LegRow)> = verdict.alarms.iter().map(|alarm| (*alarm, row.clone())).collect();
        match lines.last_mut().filter(|line| line.row.movement_id == row.movement_id) {
            Some(line) => {
                line.class = line.class.min(verdict.class);
                let news: Vec<_> = alarms.into_iter().filter(|(alarm, _)| !alarm.is_of_movement() || line.alarms.iter().all(|(had, _)| had != alarm)).collect();
                line.alarms.extend(news);
            }
            None => lines.push(Line { class: verdict.class, alarms, row, verdict }),
        }
    }
    // Lane, then what is not ready, then time to the event, then the reference.
    lines.sort_by(|a, b| {
        let first = |line: &Line| if line.verdict.lane == Lane::Soon { line.class } else { Class::Warning };
        (a.verdict.lane, first(a), a.verdict.at, &a.row.reference).cmp(&(b.verdict.lane, first(b), b.verdict.at, &b.row.reference))
    });
    lines
}
