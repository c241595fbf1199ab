//! Every SELECT about movements as a whole and their legs; lists stand in `index`, cover in `cover`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::model::{Cover, LegState, Mode, MovementState, WatchLevel};
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, StayId, StopId};
use crate::web::error::{AppError, Result};

/// A movement as its pages show it. What only the planning side may know is empty for others.
#[derive(Debug, Clone)]
pub struct Movement {
    /// Its id.
    pub id: MovementId,
    /// `M-26-7K3FA`.
    pub reference: String,
    /// Codename, else the official's reference.
    pub codename: String,
    /// Reference of the official; empty if the reader may not open them.
    pub principal: String,
    /// The official; never shown.
    pub principal_id: Option<uuid::Uuid>,
    /// When it was planned, UTC.
    pub created_at: DateTime<Utc>,
    /// Code of the planning station; empty if the reader does not see that station.
    pub station: String,
    /// Its name.
    pub station_name: String,
    /// Its cell.
    pub planning_cell: i32,
    /// Where it stands.
    pub state: MovementState,
    /// Reason of the last decision.
    pub reason: String,
    /// Code of the posture.
    pub posture: String,
    /// Its name.
    pub posture_name: String,
    /// How closely it is watched.
    pub watch: WatchLevel,
    /// Asked for later than the notice time.
    pub is_late_notice: bool,
    /// Recorded from a file after it had ended.
    pub is_recorded_afterwards: bool,
    /// Taken back: kept in history only.
    pub is_void: bool,
    /// Counts changes after clearance; 1 is rev A.
    pub itinerary_version: i32,
    /// Who leads the planning.
    pub lead: String,
    /// Who asked for it.
    pub asked_by: String,
    /// Version of the record.
    pub version: i32,
    /// False for somebody of the other end of a leg: they see that leg only.
    pub is_whole: bool,
    /// True if purpose, notes and stops may be read.
    pub is_open: bool,
    /// Why they travel.
    pub purpose: String,
    /// What planners must know.
    pub notes: String,
}

impl Movement {
    /// `rev B`.
    pub fn revision(&self) -> String {
        let letter = char::from_u32(u32::from('A') + u32::try_from((self.itinerary_version - 1).clamp(0, 25)).unwrap_or_default()).unwrap_or('A');
        if self.itinerary_version > 26 { format!("rev {}", self.itinerary_version) } else { format!("rev {letter}") }
    }
}

/// A leg as its pages show it.
#[derive(Debug, Clone)]
pub struct Leg {
    /// Its id.
    pub id: LegId,
    /// Its number in the movement.
    pub number: i32,
    /// Means of transport.
    pub mode: Mode,
    /// Flight number, vehicle, line.
    pub carrier: String,
    /// False for a leg known by its days only.
    pub is_timed: bool,
    /// Place of departure.
    pub from: End,
    /// Place of arrival.
    pub to: End,
    /// Where it stands.
    pub state: LegState,
    /// Collides with another record and waits for a correction.
    pub is_contested: bool,
    /// When it left, UTC.
    pub departed_at: Option<DateTime<Utc>>,
    /// When it arrived, UTC.
    pub arrived_at: Option<DateTime<Utc>>,
    /// When the next contact is due, UTC.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Last contact, UTC.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// By which channel.
    pub last_contact_channel: String,
    /// Its cover.
    pub cover: Cover,
    /// Version of the leg.
    pub version: i32,
}

/// One end of a leg.
#[derive(Debug, Clone)]
pub struct End {
    /// Place, if it is a known one.
    pub place: Option<uuid::Uuid>,
    /// As written.
    pub name: String,
    /// Code of the place; empty if it has none.
    pub code: String,
    /// Planned reading of the clocks there.
    pub local: NaiveDateTime,
    /// IANA name.
    pub zone: String,
    /// Planned, UTC.
    pub at: DateTime<Utc>,
}

/// A stay of a date-only programme.
#[derive(Debug, Clone)]
pub struct Stay {
    /// Its id.
    pub id: StayId,
    /// Its number in the movement.
    pub number: i32,
    /// Place as written.
    pub place: String,
    /// Code of the place.
    pub code: String,
    /// Country as written.
    pub country: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Version of the stay.
    pub version: i32,
}

/// What happens between legs; sealed.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Its id.
    pub id: StopId,
    /// Its number in the movement.
    pub number: i32,
    /// Hotel, venue, address.
    pub site: String,
    /// Place whose clocks count.
    pub place: String,
    /// Code of the place.
    pub code: String,
    /// From, there.
    pub from_local: NaiveDateTime,
    /// From, UTC.
    pub from_at: DateTime<Utc>,
    /// Until, there.
    pub to_local: NaiveDateTime,
    /// Until, UTC.
    pub to_at: DateTime<Utc>,
    /// IANA name.
    pub zone: String,
    /// What happens.
    pub notes: String,
    /// Version of the stop.
    pub version: i32,
}

/// A posture as planners choose it.
#[derive(Debug, Clone)]
pub struct Posture {
    /// `P3`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How closely such movements are watched.
    pub watch: String,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// Kind of event.
    pub kind: String,
    /// Channel, empty if none.
    pub channel: String,
    /// Who reported.
    pub reported_by: String,
    /// When it happened, UTC.
    pub occurred_at: DateTime<Utc>,
    /// When it was received, UTC.
    pub received_at: DateTime<Utc>,
    /// Words, or a code of the program's own.
    pub note: String,
    /// Who wrote it down.
    pub who: String,
    /// Number of the leg, if it speaks of one.
    pub leg: Option<i32>,
    /// Zone and name of the leg's place.
    pub zone: Option<String>,
    /// Name of the leg's place.
    pub place: Option<String>,
}

/// Somebody to call.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Who or which desk.
    pub who: String,
    /// `team_leader`, `station` or `watch`.
    pub kind: String,
    /// Number.
    pub number: String,
    /// Day on which the number was last known to be right.
    pub as_of: Option<NaiveDate>,
}

/// The movement; `None` if the reader sees no part of it.
pub async fn movement(tx: &mut Tx, id: MovementId) -> Result<Option<Movement>> {
    let row = sqlx::query!(
        r#"select m.id as "id!: MovementId", m.ref as "reference!", m.codename as "codename!", coalesce(p.ref, '') as "principal!",
            m.principal_id, m.created_at as "created_at!", coalesce(s.code, '') as "station!", coalesce(s.name, '') as "station_name!", m.planning_cell as "planning_cell!", m.state as "state!", m.state_reason as "reason!",
            coalesce(m.posture, '') as "posture!", coalesce(q.name, '') as "posture_name!", m.watch_level as "watch!", m.is_late_notice as "is_late_notice!",
            m.is_recorded_afterwards as "is_recorded_afterwards!", m.is_void as "is_void!", m.itinerary_version as "itinerary_version!",
            coalesce(sec.account_label(m.lead_id), '') as "lead!", coalesce(sec.account_label(m.created_by), '') as "asked_by!", m.version as "version!",
            (m.planning_cell = any (sec.cells_movement()) or m.id = any (sec.own_movements()) or m.id = any (sec.requested_movements())) as "is_whole!",
            n.movement_id is not null as "is_open!", coalesce(n.purpose, '') as "purpose!", coalesce(n.notes, '') as "notes!"
        from visible_movement m
        left join visible_principal p on p.id = m.principal_id
        left join visible_duty_station s on s.id = m.planning_station_id
        left join visible_posture q on q.code = m.posture
        left join visible_movement_plan n on n.movement_id = m.id
        where m.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Movement {
            id: row.id,
            codename: if row.codename.is_empty() { row.principal.clone() } else { row.codename },
            reference: row.reference,
            principal: row.principal,
            principal_id: row.principal_id,
            created_at: row.created_at,
            station: row.station,
            station_name: row.station_name,
            planning_cell: row.planning_cell,
            state: MovementState::from_code(&row.state).ok_or_else(|| AppError::internal("a movement in an unknown state"))?,
            reason: row.reason,
            posture: row.posture,
            posture_name: row.posture_name,
            watch: WatchLevel::from_code(&row.watch).ok_or_else(|| AppError::internal("an unknown watch level"))?,
            is_late_notice: row.is_late_notice,
            is_recorded_afterwards: row.is_recorded_afterwards,
            is_void: row.is_void,
            itinerary_version: row.itinerary_version,
            lead: row.lead,
            asked_by: row.asked_by,
            version: row.version,
            is_whole: row.is_whole,
            is_open: row.is_open,
            purpose: row.purpose,
            notes: row.notes,
        })
    })
    .transpose()
}

/// The legs of a movement that the reader sees, in their order.
pub async fn legs(tx: &mut Tx, movement: MovementId) -> Result<Vec<Leg>> {
    let rows = sqlx::query!(
        r#"select l.id as "id!: LegId", l.number as "number!", l.mode as "mode!", l.carrier as "carrier!", l.precision as "precision!",
            l.departure_place_id, l.departure_text as "departure_text!", l.departs_local as "departs_local!", l.departs_zone as "departs_zone!", l.departs_at as "departs_at!",
            coalesce((select d.code from visible_duty_station d where d.id = a.station_id and a.kind = 'duty_station'), a.icao, a.iata, '') as "departure_code!",
            l.arrival_place_id, l.arrival_text as "arrival_text!", l.arrives_local as "arrives_local!", l.arrives_zone as "arrives_zone!", l.arrives_at as "arrives_at!",
            coalesce((select d.code from visible_duty_station d where d.id = b.station_id and b.kind = 'duty_station'), b.icao, b.iata, '') as "arrival_code!",
            l.state as "state!", l.is_contested as "is_contested!", l.departed_at, l.arrived_at, l.next_due_at, l.last_contact_at,
            coalesce(l.last_contact_channel, '') as "last_contact_channel!", l.posts_required as "posts_required!", l.posts_filled as "posts_filled!", l.version as "version!"
        from visible_leg l left join visible_place a on a.id = l.departure_place_id left join visible_place b on b.id = l.arrival_place_id
        where l.movement_id = $1 and not l.is_void order by l.departs_at, l.number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Leg {
                id: row.id,
                number: row.number,
                mode: Mode::from_code(&row.mode).ok_or_else(|| AppError::internal("an unknown mode"))?,
                carrier: row.carrier,
                is_timed: row.precision == "minute",
                from: End {
                    place: row.departure_place_id,
                    name: row.departure_text,
                    code: row.departure_code,
                    local: row.departs_local,
                    zone: row.departs_zone,
                    at: row.departs_at,
                },
                to: End {
                    place: row.arrival_place_id,
                    name: row.arrival_text,
                    code: row.arrival_code,
                    local: row.arrives_local,
                    zone: row.arrives_zone,
                    at: row.arrives_at,
                },
                state: LegState::from_code(&row.state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?,
                is_contested: row.is_contested,
                departed_at: row.departed_at,
                arrived_at: row.arrived_at,
                next_due_at: row.next_due_at,
                last_contact_at: row.last_contact_at,
                last_contact_channel: row.last_contact_channel,
                cover: Cover { required: row.posts_required, filled: row.posts_filled },
                version: row.version,
            })
        })
        .collect()
}

/// The stays that the reader sees.
pub async fn stays(tx: &mut Tx, movement: MovementId) -> Result<Vec<Stay>> {
    Ok(sqlx::query_as!(
        Stay,
        r#"select y.id as "id!: StayId", y.number as "number!", y.place_text as "place!", y.country_text as "country!",
            coalesce((select d.code from visible_duty_station d where d.id = a.station_id and a.kind = 'duty_station'), a.icao, a.iata, '') as "code!",
            y.from_date as "from!", y.to_date as "to!", y.version as "version!"
        from visible_stay y left join visible_place a on a.id = y.place_id
        where y.movement_id = $1 and not y.is_void order by y.from_date, y.number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The stops, if the compartment is open to the reader.
pub async fn stops(tx: &mut Tx, movement: MovementId) -> Result<Vec<Stop>> {
    Ok(sqlx::query_as!(
        Stop,
        r#"select y.id as "id!: StopId", y.number as "number!", y.site as "site!", coalesce(a.name, '') as "place!",
            coalesce((select d.code from visible_duty_station d where d.id = a.station_id and a.kind = 'duty_station'), a.icao, a.iata, '') as "code!",
            y.from_local as "from_local!", y.from_at as "from_at!", y.to_local as "to_local!", y.to_at as "to_at!", y.zone as "zone!", y.notes as "notes!", y.version as "version!"
        from visible_stop y left join visible_place a on a.id = y.place_id
        where y.movement_id = $1 and not y.is_void order by y.from_at, y.number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Every posture, in their order.
pub async fn postures(tx: &mut Tx) -> Result<Vec<Posture>> {
    Ok(sqlx::query_as!(Posture, r#"select code as "code!", name as "name!", watch_level as "watch!" from visible_posture order by code"#)
        .fetch_all(&mut **tx)
        .await?)
}

/// The latest lines of the log, newest first.
pub async fn log(tx: &mut Tx, movement: MovementId, count: i64) -> Result<Vec<LogLine>> {
    Ok(sqlx::query_as!(
        LogLine,
        r#"select e.kind as "kind!", e.channel as "channel!", e.reported_by as "reported_by!", e.occurred_at as "occurred_at!", e.received_at as "received_at!",
            e.note as "note!", coalesce(sec.account_label(e.account_id), '') as "who!", l.number as "leg?",
            case when e.kind = 'arrived' then l.arrives_zone else l.departs_zone end as "zone?",
            case when e.kind = 'arrived' then l.arrival_text else l.departure_text end as "place?"
        from visible_movement_event e left join visible_leg l on l.id = e.leg_id
        where e.movement_id = $1
        order by e.occurred_at desc, e.received_at desc, e.id desc limit $2"#,
        movement.0,
        count
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Whom to call: team leaders of the legs seen, desks of the stations at both ends and of the planning one.
pub async fn contacts(tx: &mut Tx, movement: MovementId) -> Result<Vec<Contact>> {
    Ok(sqlx::query_as!(
        Contact,
        r#"with cells as (
            select planning_cell as cell from visible_movement where id = $1
            union select c.cell from visible_leg l, unnest(array[l.departure_cell, l.arrival_cell]) c(cell) where l.movement_id = $1 and not l.is_void)
        select who as "who!", kind as "kind!", number as "number!", as_of from (
            select 1 as sort, o.name as who, 'team_leader' as kind, o.number_1 as number, o.number_1_as_of as as_of
            from visible_officer o where o.number_1 <> '' and o.id in (
                select t.officer_id from visible_tasking t join visible_post p on p.id = t.post_id
                where t.movement_id = $1 and p.role = 'team_leader' and t.state in ('planned', 'active') and not t.is_contested)
            union all
            select 2, s.name || ': ' || n.label, 'station', n.number, n.as_of
            from visible_station_number n join visible_duty_station s on s.id = n.station_id
            where n.cell in (select cell from cells) and n.is_always_on and not n.is_void
            union all
            select 3, coalesce(sec.account_label(w.holder_id), ''), 'watch', coalesce(o.number_1, ''), o.number_1_as_of
            from visible_watch_turn w left join visible_officer o on o.id = sec.person_of(w.holder_id)
            where w.ended_at is null and w.cells && (select array_agg(cell) from cells)) x
        order by sort, who limit 30"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A setting that is a number; its absence is a defect of the installation.
pub async fn setting(tx: &mut Tx, name: &str) -> Result<i64> {
    let value = sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = $1"#, name).fetch_one(&mut **tx).await?;
    value.parse().map_err(|_| AppError::internal("a setting that should be a number is none"))
}
