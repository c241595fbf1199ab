//! Posts of a movement, who fills them, and who could.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::{Availability, Circumstances, PostKey, availability};
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, OfficerId, PostId};
use crate::features::movements::model::{LegState, PostRole};
use crate::web::error::{AppError, Result};

/// A post with whoever fills it.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Its address.
    pub key: PostKey,
    /// Its leg.
    pub leg: LegId,
    /// Where that leg stands.
    pub leg_state: LegState,
    /// Without it the leg is not covered.
    pub is_required: bool,
    /// Why it was added beyond the posture.
    pub reason: String,
    /// True if somebody fills it.
    pub is_filled: bool,
    /// Their name; empty if the reader may not see them.
    pub officer: String,
    /// Their reference.
    pub officer_ref: String,
    /// Version of the post.
    pub version: i32,
}

/// An officer with the answer whether they can take a post.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their id.
    pub id: OfficerId,
    /// Their reference.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Category of appointment.
    pub category: String,
    /// Name of their station.
    pub station: String,
    /// Whether they can.
    pub availability: Availability,
}

/// Posts of the legs that the reader sees, by role, number and leg.
pub async fn posts(tx: &mut Tx, movement: MovementId) -> Result<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select p.id as "id!: PostId", p.leg_id as "leg!: LegId", l.number as "leg_number!", l.state as "leg_state!", p.role as "role!", p.number as "number!",
            p.is_required as "is_required!", p.reason as "reason!", p.version as "version!", t.id is not null as "is_filled!",
            coalesce(o.name, '') as "officer!", coalesce(o.ref, '') as "officer_ref!"
        from visible_post p join visible_leg l on l.id = p.leg_id
        left join visible_tasking t on t.post_id = p.id and t.state in ('planned', 'active', 'done') and not t.is_contested
        left join visible_officer o on o.id = t.officer_id
        where p.movement_id = $1 and not p.is_void and not l.is_void
        order by l.departs_at, l.number, p.number, t.id"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = PostRole::from_code(&row.role).ok_or_else(|| AppError::internal("a post with an unknown role"))?;
            Ok(Post {
                id: row.id,
                key: PostKey { leg: row.leg_number, role, number: row.number },
                leg: row.leg,
                leg_state: LegState::from_code(&row.leg_state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?,
                is_required: row.is_required,
                reason: row.reason,
                is_filled: row.is_filled,
                officer: row.officer,
                officer_ref: row.officer_ref,
                version: row.version,
            })
        })
        .collect()
}

/// Officers for a post: those of the stations that have a part in the leg, or those whose name or
/// reference holds `wanted`. At most 200, free ones first.
pub async fn candidates(tx: &mut Tx, leg: LegId, wanted: &str, rest: chrono::Duration) -> Result<Vec<Candidate>> {
    judged(tx, leg, wanted, None, rest).await
}

/// One officer, judged for a leg; `None` if the reader may not see them.
pub async fn candidate(tx: &mut Tx, leg: LegId, reference: &str, rest: chrono::Duration) -> Result<Option<Candidate>> {
    Ok(judged(tx, leg, "", Some(reference), rest).await?.into_iter().next())
}

struct Row {
    id: OfficerId,
    reference: String,
    name: String,
    category: String,
    station: String,
    is_elsewhere: bool,
    away_kind: Option<String>,
    away_until: Option<NaiveDate>,
    is_tasked: bool,
    tasked_on: Option<String>,
    rested_since: Option<DateTime<Utc>>,
    wanted_from: Option<DateTime<Utc>>,
    departs_at: DateTime<Utc>,
    arrives_at: DateTime<Utc>,
}

async fn judged(tx: &mut Tx, leg: LegId, wanted: &str, reference: Option<&str>, rest: chrono::Duration) -> Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select o.id as "id!: OfficerId", o.ref as "reference!", o.name as "name!", o.category as "category!", coalesce(s.name, '') as "station!",
            not (o.cell = any (array[l.planning_cell, l.departure_cell]) or sent.id is not null) as "is_elsewhere!",
            away.kind as "away_kind?", away.to_date as "away_until?",
            busy.id is not null as "is_tasked!", busy.ref as "tasked_on?",
            (select max(upper(t.during)) from visible_tasking t where t.officer_id = o.id and t.movement_id <> l.movement_id
                and t.state in ('planned', 'active', 'done') and not t.is_contested and upper(t.during) <= lower(l.during)) as "rested_since?",
            (select min(lower(t.during)) from visible_tasking t where t.officer_id = o.id and t.movement_id <> l.movement_id
                and t.state in ('planned', 'active') and not t.is_contested and lower(t.during) >= upper(l.during)) as "wanted_from?",
            l.departs_at as "departs_at!", l.arrives_at as "arrives_at!"
        from visible_leg l cross join visible_officer o
        left join visible_duty_station s on s.id = o.station_id
        left join lateral (select a.id from visible_availability a join duty_station d on d.id = a.station_id
            where a.officer_id = o.id and a.kind = 'temporary_duty' and not a.is_void and a.during && l.during and d.cell in (l.planning_cell, l.departure_cell) limit 1) sent on true
        left join lateral (select a.kind, a.to_date from visible_availability a
            where a.officer_id = o.id and not a.is_void and a.kind in ('leave', 'rest_and_recuperation', 'training', 'sick', 'travel') and a.during && l.during
            order by a.to_date desc limit 1) away on true
        left join lateral (select t.id, m.ref from visible_tasking t left join visible_movement m on m.id = t.movement_id
            where t.officer_id = o.id and t.movement_id <> l.movement_id and t.state in ('planned', 'active', 'done') and not t.is_contested and t.during && l.during
            order by t.during limit 1) busy on true
        where l.id = $1 and o.state = 'active' and case
            when $3::text is not null then o.ref = $3
            when $2 <> '' then lower(o.name || ' ' || o.ref) like '%' || lower($2) || '%'
            else o.cell in (l.planning_cell, l.departure_cell, l.arrival_cell) or sent.id is not null end
        order by o.name, o.id limit 200"#,
        leg.0,
        wanted,
        reference
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut candidates: Vec<Candidate> = rows
        .into_iter()
        .map(|row| {
            let of = Circumstances {
                absence: row.away_kind.zip(row.away_until),
                tasking: row.is_tasked.then_some(row.tasked_on),
                is_elsewhere: row.is_elsewhere,
                rested_since: row.rested_since,
                wanted_from: row.wanted_from,
            };
            Candidate {
                id: row.id,
                reference: row.reference,
                name: row.name,
                category: row.category,
                station: row.station,
                availability: availability(of, row.departs_at, row.arrives_at, rest),
            }
        })
        .collect();
    candidates.sort_by(|a, b| (&a.availability, &a.name).cmp(&(&b.availability, &b.name)));
    Ok(candidates)
}
