//! What the board reads. Rows come in one statement whatever their number; the walls decide which.

use chrono::{DateTime, Duration, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

pub use super::model::Rules;
use super::model::{Facts, LegState, Stage, Watch};
use crate::db::Tx;
use crate::web::error::Result;

/// Legs that one board shows at most; far above what anybody can watch.
pub const LEGS: i64 = 1_000;

/// What of the board is asked for.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Only legs that touch one of these cells; `None` for all in reach.
    pub cells: Option<Vec<i32>>,
    /// How far ahead departures are listed.
    pub window: Duration,
}

/// A leg with everything its row prints.
#[derive(Debug, Clone, FromRow)]
pub struct LegRow {
    pub movement_id: Uuid,
    pub principal_id: Option<Uuid>,
    pub leg_id: Uuid,
    pub reference: String,
    pub codename: String,
    pub movement_state: String,
    pub watch_level: String,
    pub leg_state: String,
    pub mode: String,
    pub precision: String,
    pub number: i32,
    pub legs: Option<i64>,
    pub departure: String,
    pub departs_zone: String,
    pub departs_at: DateTime<Utc>,
    pub arrival: String,
    pub arrives_zone: String,
    pub arrives_at: DateTime<Utc>,
    pub next_due_at: Option<DateTime<Utc>>,
    pub onward_at: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub last_contact_channel: Option<String>,
    pub posts_required: i32,
    pub posts_filled: i32,
    pub is_contested: bool,
    pub planning_cell: i32,
    pub departure_cell: i32,
    pub arrival_cell: i32,
    pub owner: Option<String>,
    pub owned_at: Option<DateTime<Utc>>,
    pub alert_again_at: Option<DateTime<Utc>>,
    pub leader: Option<String>,
    pub leader_number: Option<String>,
    pub station_number: Option<String>,
    pub assistance_at: Option<DateTime<Utc>>,
}

impl LegRow {
    /// The facts that lane and word follow from.
    pub fn facts(&self) -> Facts {
        Facts {
            stage: match self.movement_state.as_str() {
                "ready" => Stage::Ready,
                "under_way" | "diverted" => Stage::Running,
                "suspended" => Stage::Suspended,
                "completed" => Stage::Completed,
                _ => Stage::Preparing,
            },
            watch: match self.watch_level.as_str() {
                "check_ins" => Watch::CheckIns,
                "departure_arrival" => Watch::DepartureArrival,
                _ => Watch::Nothing,
            },
            leg: match self.leg_state.as_str() {
                "under_way" => LegState::UnderWay,
                "diverted" => LegState::Diverted,
                "arrived" => LegState::Arrived,
                _ => LegState::Planned,
            },
            is_by_air: matches!(self.mode.as_str(), "un_air" | "commercial_air" | "charter_air" | "helicopter"),
            is_day_only: self.precision == "day",
            departs_at: self.departs_at,
            arrives_at: self.arrives_at,
            due_at: self.next_due_at,
            onward_at: self.onward_at,
            posts_required: self.posts_required,
            posts_filled: self.posts_filled,
            is_contested: self.is_contested,
            assistance_at: self.assistance_at,
        }
    }
}

const ROWS: &str = "select m.id as movement_id, m.principal_id, l.id as leg_id, m.ref as reference, m.codename, m.state as movement_state, m.watch_level,
  l.state as leg_state, l.mode, l.precision, l.number,
  case when l.planning_cell = any ((select sec.cells_movement())::integer[]) then
    (select count(*) from visible_leg n where n.movement_id = m.id and not n.is_void and n.state <> 'cancelled') end as legs,
  l.departure_text as departure, l.departs_zone, l.departs_at, l.arrival_text as arrival, l.arrives_zone, l.arrives_at,
  l.next_due_at, (select min(n.departs_at) from visible_leg n where l.state = 'arrived' and n.movement_id = m.id and n.state = 'planned' and not n.is_void) as onward_at,
  l.last_contact_at, l.last_contact_channel, l.posts_required, l.posts_filled, l.is_contested,
  l.planning_cell, l.departure_cell, l.arrival_cell,
  case when m.owner_id is not null then sec.account_label(m.owner_id) end as owner, m.owned_at, m.alert_again_at,
  leader.name as leader, leader.number_1 as leader_number, station.number as station_number,
  (select max(e.received_at) from visible_movement_event e where e.movement_id = m.id and e.kind = 'assistance'
    and not exists (select from visible_movement_event c where c.movement_id = m.id and c.well and c.received_at > e.received_at)
    and not exists (select from visible_alert a where a.movement_id = m.id and a.kind = 'assistance' and a.cleared_at >= e.received_at)) as assistance_at
from (
  select o.* from visible_leg o where o.state in ('planned', 'under_way', 'diverted') and not o.is_void and o.departs_at < ";

const LAST_ARRIVED: &str = "
  union all
  (select distinct on (a.movement_id) a.* from visible_movement r join visible_leg a on a.movement_id = r.id
  where r.state in ('under_way', 'diverted', 'suspended', 'completed') and not r.is_void and a.state = 'arrived' and not a.is_void";

const JOINS: &str = ") l
join visible_movement m on m.id = l.movement_id
left join lateral (
  select o.name, o.number_1 from visible_post p join visible_tasking t on t.post_id = p.id and t.state in ('planned', 'active')
  join visible_officer o on o.id = t.officer_id
  where p.leg_id = l.id and p.role = 'team_leader' and not p.is_void order by p.number limit 1) leader on true
left join lateral (
  select n.number from visible_station_number n
  where n.cell in (l.planning_cell, l.departure_cell, l.arrival_cell) and n.is_always_on and not n.is_void
  order by n.cell = l.planning_cell desc, n.id limit 1) station on true
where m.state not in ('closed', 'cancelled') and not m.is_void
  and (m.watch_level <> 'none' or l.state <> 'planned' or l.arrives_at > ";

/// The statement of an unfiltered board, its two instants as the caller names them; for the benchmark's reference.
pub fn board_query_text(until: &str, since: &str) -> String {
    format!("{ROWS}{until}{LAST_ARRIVED} order by a.movement_id, a.number desc){JOINS}{since}) order by l.state = 'planned', l.departs_at, l.id limit {LEGS}")
}

/// Open legs in the window, and the last arrival of every movement that is not closed.
pub async fn legs(tx: &mut Tx, filter: &Filter) -> Result<Vec<LegRow>> {
    let now = tx.now;
    let mut query = QueryBuilder::new(ROWS);
    query.push_bind(now + filter.window);
    touch(&mut query, "o", filter);
    query.push(LAST_ARRIVED);
    touch(&mut query, "a", filter);
    query.push(" order by a.movement_id, a.number desc)");
    query.push(JOINS).push_bind(now - Duration::hours(12)).push(")");
    query.push(" order by l.state = 'planned', l.departs_at, l.id limit ").push_bind(LEGS);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

fn touch(query: &mut QueryBuilder<sqlx::Postgres>, leg: &str, filter: &Filter) {
    if let Some(cells) = &filter.cells {
        for (n, end) in ["planning_cell", "departure_cell", "arrival_cell"].iter().enumerate() {
            query.push(if n == 0 { " and (" } else { " or " }).push(format!("{leg}.{end} = any (")).push_bind(cells.clone()).push(")");
        }
        query.push(")");
    }
}

/// Thresholds as they are set.
pub async fn rules(tx: &mut Tx) -> Result<Rules> {
    let settings: Vec<(Option<String>, Option<String>)> =
        sqlx::query!("select name, value from visible_setting").fetch_all(&mut **tx).await?.into_iter().map(|row| (row.name, row.value)).collect();
    let number = |wanted: &str, usual: i64| {
        settings.iter().find(|(name, _)| name.as_deref() == Some(wanted)).and_then(|(_, value)| value.as_ref()?.parse::<i64>().ok()).unwrap_or(usual)
    };
    Ok(Rules {
        departure_grace_road: Duration::minutes(number("departure_grace_road", 15)),
        departure_grace_air: Duration::minutes(number("departure_grace_air", 45)),
        arrival_grace_road: Duration::minutes(number("arrival_grace_road", 15)),
        arrival_grace_air: Duration::minutes(number("arrival_grace_air", 30)),
        not_ready: Duration::hours(number("not_ready_hours", 24)),
    })
}

/// What the board says of itself and of its reader.
#[derive(Debug, Clone, FromRow)]
pub struct Pulse {
    /// When the overdue detector last ended a run.
    pub detector_at: Option<DateTime<Utc>>,
    /// Stopped by the exercise's switch.
    pub detector_stopped: bool,
    /// The number that answers for everybody.
    pub duty_number: Option<String>,
    /// Legs hidden from the reader that use people of theirs.
    pub hidden: i64,
    /// Cells whose changes concern this board.
    pub cells: Vec<i32>,
    /// Cells of the watch the reader holds.
    pub watched: Vec<i32>,
}

/// Reads the pulse.
pub async fn pulse(tx: &mut Tx, window: Duration) -> Result<Pulse> {
    let until = tx.now + window;
    Ok(sqlx::query_as!(
        Pulse,
        r#"select sec.heartbeat_of('overdue-detector') as detector_at, sec.job_is_stopped('overdue-detector') as "detector_stopped!",
             sec.duty_number() as duty_number, sec.hidden_taskings($1) as "hidden!", sec.board_cells() as "cells!", sec.cells_watch() as "watched!""#,
        until
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// A scope that the board can be narrowed to.
#[derive(Debug, Clone)]
pub struct Scope {
    pub code: String,
    pub name: String,
}

/// Stations, regions and portfolios for the filters.
pub async fn scopes(tx: &mut Tx) -> Result<(Vec<Scope>, Vec<Scope>, Vec<Scope>)> {
    let all: Vec<(String, String, String)> = sqlx::query_as(
        "select 'station' as kind, code, name from visible_duty_station
         union all select 'region', code, name from region
         union all select 'portfolio', code, name from portfolio order by kind, name, code",
    )
    .fetch_all(&mut **tx)
    .await?;
    let of = |wanted: &str| all.iter().filter(|(kind, _, _)| kind == wanted).map(|(_, code, name)| Scope { code: code.clone(), name: name.clone() }).collect();
    Ok((of("station"), of("region"), of("portfolio")))
}

/// Cells of a scope.
pub async fn cells_of(tx: &mut Tx, kind: &str, code: &str) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(r#"select sec.cells_of($1, $2) as "cells!""#, kind, code).fetch_one(&mut **tx).await?)
}
