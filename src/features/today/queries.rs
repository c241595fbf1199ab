//! Own taskings, whom to call, what comes.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::ids::{LegId, OfficerId};
use crate::web::error::Result;

/// A leg the person is tasked on.
#[derive(Debug, Clone)]
pub struct Duty {
    pub leg: LegId,
    pub reference: String,
    pub codename: String,
    pub principal: Option<Uuid>,
    pub itinerary: i32,
    pub number: i32,
    pub legs: i64,
    pub state: String,
    pub from: String,
    pub from_zone: String,
    pub departs_at: DateTime<Utc>,
    pub to: String,
    pub to_zone: String,
    pub arrives_at: DateTime<Utc>,
    pub next_due_at: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub last_channel: String,
    pub assistance_at: Option<DateTime<Utc>>,
}

/// The legs this officer is tasked on, from those that just ended, in order of departure.
pub async fn duties(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Duty>> {
    Ok(sqlx::query_as!(
        Duty,
        r#"select l.id as "leg!: LegId", m.ref as "reference!", m.codename as "codename!", m.principal_id as principal, m.itinerary_version as "itinerary!", l.number as "number!",
            (select count(*) from visible_leg x where x.movement_id = m.id and not x.is_void) as "legs!", l.state as "state!",
            l.departure_text as "from!", l.departs_zone as "from_zone!", l.departs_at as "departs_at!", l.arrival_text as "to!",
            l.arrives_zone as "to_zone!", l.arrives_at as "arrives_at!", l.next_due_at, l.last_contact_at,
            coalesce(l.last_contact_channel, '') as "last_channel!",
            (select max(a.raised_at) from visible_alert a where a.leg_id = l.id and a.kind = 'assistance' and a.cleared_at is null) as assistance_at
        from visible_leg l join visible_movement m on m.id = l.movement_id
        where l.id in (select t.leg_id from visible_tasking t where t.officer_id = $1 and t.state in ('planned', 'active', 'done'))
            and not l.is_void and m.state not in ('closed', 'cancelled') and (l.state = 'under_way' or l.arrives_at > $2::timestamptz - interval '2 days')
        order by l.departs_at, l.id limit 20"#,
        officer.0,
        tx.now
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// True if the officer was relieved from a leg that still runs or is near.
pub async fn is_relieved(tx: &mut Tx, officer: OfficerId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from visible_tasking t where t.officer_id = $1 and t.state = 'released'
            and upper(t.during) > $2::timestamptz and lower(t.during) < $2::timestamptz + interval '12 hours') as "relieved!""#,
        officer.0,
        tx.now
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Where the officer's own clock stands: name and zone of the parent duty station.
pub async fn home(tx: &mut Tx, officer: OfficerId) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        r#"select s.name as "name!", s.zone as "zone!" from visible_officer o join visible_duty_station s on s.id = o.station_id where o.id = $1"#,
        officer.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.name, row.zone)))
}

/// First day of the next stand-by, today included.
pub async fn next_stand_by(tx: &mut Tx, officer: OfficerId) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar!(
        r#"select min(from_date) as "from?" from visible_availability where officer_id = $1 and kind = 'stand_by' and not is_void and to_date >= $2"#,
        officer.0,
        tx.now.date_naive()
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Somebody to call.
#[derive(Debug, Clone)]
pub struct Call {
    pub name: String,
    pub number: String,
    pub is_leader: bool,
    pub is_headquarters: bool,
}

/// Whom to call: the leader of the team on this leg, then stations round the clock.
pub async fn calls(tx: &mut Tx, leg: Option<LegId>, officer: Option<OfficerId>) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    if let Some(leg) = leg {
        calls = sqlx::query_as!(
            Call,
            r#"select o.name as "name!", coalesce(nullif(o.number_1, ''), nullif(o.number_2, ''), o.satellite) as "number!",
                true as "is_leader!", false as "is_headquarters!"
            from visible_tasking t join visible_post p on p.id = t.post_id join visible_officer o on o.id = t.officer_id
            where t.leg_id = $1 and p.role = 'team_leader' and t.state in ('planned', 'active') and o.id is distinct from $2
                and o.number_1 || o.number_2 || o.satellite <> '' limit 2"#,
            leg.0,
            officer.map(|id| id.0) as Option<Uuid>
        )
        .fetch_all(&mut **tx)
        .await?;
    }
    let stations = sqlx::query_as!(
        Call,
        r#"select c.station || ', ' || c.label as "name!", c.number as "number!", false as "is_leader!", c.is_headquarters as "is_headquarters!"
        from sec.call_list() c"#
    )
    .fetch_all(&mut **tx)
    .await?;
    calls.extend(stations);
    Ok(calls)
}
