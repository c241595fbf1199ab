//! Reads of the log, of last contacts, and of what a report needs to know.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, PlaceId};
use crate::web::error::Result;

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// Its id.
    pub id: Uuid,
    /// Kind, as the database names it.
    pub kind: String,
    /// Leg it is about, if it is about one.
    pub leg: Option<i32>,
    /// Channel; empty for what was not reported.
    pub channel: String,
    /// Who reported; empty if it is the one who kept it.
    pub reported_by: String,
    /// When it happened, UTC.
    pub occurred_at: DateTime<Utc>,
    /// When it was received, UTC.
    pub received_at: DateTime<Utc>,
    /// Next contact due, UTC.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Words.
    pub note: String,
    /// Who kept it.
    pub who: String,
}

/// A page of the log of a movement, newest first; `kinds` empty means all.
pub async fn log_entries(tx: &mut Tx, movement: MovementId, kinds: &[String], after: Option<(DateTime<Utc>, Uuid)>, limit: i64) -> Result<Vec<LogEntry>> {
    let (at, id) = after.unzip();
    Ok(sqlx::query_as!(
        LogEntry,
        r#"select e.id as "id!", e.kind as "kind!", l.number as "leg?", e.channel as "channel!", e.reported_by as "reported_by!",
            e.occurred_at as "occurred_at!", e.received_at as "received_at!", e.next_due_at, e.note as "note!",
            coalesce(sec.account_label(e.account_id), '') as "who!"
        from visible_movement_event e left join visible_leg l on l.id = e.leg_id
        where e.movement_id = $1 and (cardinality($2::text[]) = 0 or e.kind = any ($2))
            and ($3::timestamptz is null or (e.occurred_at, e.id) < ($3, $4::uuid))
        order by e.occurred_at desc, e.id desc limit $5"#,
        movement.0,
        kinds,
        at,
        id,
        limit
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// How many entries the log has.
pub async fn count_log(tx: &mut Tx, movement: MovementId, kinds: &[String]) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from visible_movement_event where movement_id = $1 and (cardinality($2::text[]) = 0 or kind = any ($2))"#,
        movement.0,
        kinds
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// When a movement was last heard of.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Which.
    pub movement: MovementId,
    /// On which leg.
    pub leg: LegId,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// By which channel.
    pub channel: String,
}

/// The last contact of each of these movements that was ever heard of.
pub async fn last_contacts(tx: &mut Tx, movements: &[MovementId]) -> Result<Vec<Contact>> {
    let ids: Vec<Uuid> = movements.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Contact,
        r#"select distinct on (movement_id) movement_id as "movement!: MovementId", id as "leg!: LegId",
            last_contact_at as "at!", coalesce(last_contact_channel, '') as "channel!"
        from visible_leg where movement_id = any ($1) and last_contact_at is not null and not is_void
        order by movement_id, last_contact_at desc, number desc"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A leg as the choice of a form.
#[derive(Debug, Clone)]
pub struct LegLine {
    pub id: LegId,
    pub number: i32,
    pub state: String,
    pub from: String,
    pub to: String,
    pub departs_at: DateTime<Utc>,
    pub departed_at: Option<DateTime<Utc>>,
    pub arrived_at: Option<DateTime<Utc>>,
}

/// The legs of a movement that the reader sees, in their order.
pub async fn legs(tx: &mut Tx, movement: MovementId) -> Result<Vec<LegLine>> {
    Ok(sqlx::query_as!(
        LegLine,
        r#"select id as "id!: LegId", number as "number!", state as "state!", departure_text as "from!", arrival_text as "to!",
            departs_at as "departs_at!", departed_at, arrived_at
        from visible_leg where movement_id = $1 and not is_void order by number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The leg that a report without a leg is about: the one that runs, else the next one, else the last.
pub fn running(legs: &[LegLine]) -> Option<&LegLine> {
    legs.iter().find(|leg| leg.state == "under_way").or_else(|| legs.iter().find(|leg| leg.state == "planned")).or_else(|| legs.last())
}

/// The leg a form names, by id, by number, or by `M-26-7K3FA/2`.
pub fn named<'a>(legs: &'a [LegLine], name: &str) -> Option<&'a LegLine> {
    let name = name.trim();
    if name.is_empty() {
        return running(legs);
    }
    if let Ok(id) = name.parse::<Uuid>() {
        return legs.iter().find(|leg| leg.id.0 == id);
    }
    let number: i32 = name.rsplit('/').next()?.parse().ok()?;
    legs.iter().find(|leg| leg.number == number)
}

/// A leg that a report names without its movement: by id, or as `M-26-7K3FA/2`.
pub async fn leg_named(tx: &mut Tx, name: &str) -> Result<Option<(MovementId, LegId)>> {
    let id = name.trim().parse::<Uuid>().ok();
    let (reference, number) = name.trim().rsplit_once('/').unwrap_or_default();
    let number: i32 = number.parse().unwrap_or_default();
    let found = sqlx::query!(
        r#"select m.id as "movement!: MovementId", l.id as "leg!: LegId" from visible_leg l join visible_movement m on m.id = l.movement_id
        where not l.is_void and (l.id = $1 or m.ref = $2 and l.number = $3)"#,
        id,
        reference,
        number
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(|row| (row.movement, row.leg)))
}

/// The codename of a movement, for the head of its pages.
pub async fn codename(tx: &mut Tx, movement: MovementId) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select codename as "codename!" from visible_movement where id = $1"#, movement.0).fetch_one(&mut **tx).await?)
}

/// A place that somebody may have meant.
#[derive(Debug, Clone)]
pub struct PlaceLine {
    pub id: PlaceId,
    pub name: String,
    pub zone: String,
}

/// Places that fit what was typed exactly: code, alias or name.
pub async fn places_called(tx: &mut Tx, typed: &str) -> Result<Vec<PlaceLine>> {
    Ok(sqlx::query_as!(
        PlaceLine,
        r#"select p.id as "id!: PlaceId", p.name as "name!", p.zone as "zone!" from visible_place p
        where p.icao = upper($1) or p.iata = upper($1)
            or lower(p.name || ' ' || p.city) like lower($1) || '%' and (lower(p.name) = lower($1) or lower(p.name || ' (' || p.city || ')') = lower($1))
            or p.id in (select a.place_id from place_alias a where a.alias = lower($1))
        order by p.kind = 'duty_station' desc, p.name, p.id limit 6"#,
        typed
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Everything of a leg and its movement that keeping a fact needs.
#[derive(Debug, Clone)]
pub struct Standing {
    pub movement: MovementId,
    pub reference: String,
    pub movement_state: String,
    pub watch_level: String,
    pub interval_minutes: i32,
    pub leg: LegId,
    pub number: i32,
    pub state: String,
    pub planning_cell: i32,
    pub departure_cell: i32,
    pub arrival_cell: i32,
    pub entity_cell: Option<i32>,
    pub is_own: bool,
    pub is_watched: bool,
    pub departed_at: Option<DateTime<Utc>>,
    pub arrived_at: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub posts_required: i32,
    pub posts_filled: i32,
    pub arrives_at: DateTime<Utc>,
    pub arrives_zone: String,
}

/// A leg with its movement, through the visible relations. `None`: not there, or not to be known.
pub async fn standing(tx: &mut Tx, leg: LegId) -> Result<Option<Standing>> {
    Ok(sqlx::query_as!(
        Standing,
        r#"select m.id as "movement!: MovementId", m.ref as "reference!", m.state as "movement_state!", m.watch_level as "watch_level!",
            coalesce(nullif(p.check_in_minutes, 0), 60) as "interval_minutes!",
            l.id as "leg!: LegId", l.number as "number!", l.state as "state!",
            l.planning_cell as "planning_cell!", l.departure_cell as "departure_cell!", l.arrival_cell as "arrival_cell!", m.entity_cell,
            m.id = any (sec.own_movements()) as "is_own!",
            (l.planning_cell = any (sec.cells_watch()) or l.departure_cell = any (sec.cells_watch()) or l.arrival_cell = any (sec.cells_watch())) as "is_watched!",
            l.departed_at, l.arrived_at, l.last_contact_at, l.posts_required as "posts_required!", l.posts_filled as "posts_filled!",
            l.arrives_at as "arrives_at!", l.arrives_zone as "arrives_zone!"
        from visible_leg l join visible_movement m on m.id = l.movement_id left join posture p on p.code = m.posture
        where l.id = $1 and not l.is_void"#,
        leg.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}
