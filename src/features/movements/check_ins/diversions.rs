//! A diversion: the running leg has ended, a new one runs to the new place with the same people.
//! What collides with other plans on the way is contested, never dropped (DESIGN 9.1).

use chrono::{DateTime, Utc};
use sqlx::Connection;

use super::commands::{judge, move_on};
use super::model::{Diversion, ReportDraft};
use super::queries::Standing;
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, PostId, TaskingId};
use crate::features::movements::MovementState;
use crate::features::movements::exceptions::{self, Broken};
use crate::web::error::{AppError, Result};
use crate::web::time;

/// The running leg has ended; a new one runs to the new place, with the same people. Whoever covers
/// that place sees it from now (`asked_at`).
pub(super) async fn divert(tx: &mut Tx, at: &mut Standing, draft: &ReportDraft, to: &Diversion, due: Option<DateTime<Utc>>) -> Result<Option<String>> {
    let number = sqlx::query_scalar!(r#"select sec.make_room($1, $2) as "number!""#, at.movement.0, at.number).fetch_one(&mut **tx).await?;
    let (began, ends) = (draft.occurred_at.min(tx.now), to.expected_at);
    let leg = insert_diverted_leg(tx, at, to, number, (began, ends), (draft.channel.code(), due)).await?;
    carry_posts(tx, at.leg, leg).await?;
    move_on(tx, at, MovementState::Diverted, began).await?;
    let mut opened = exceptions::open_exception(tx, Broken::on(at.movement, leg, "WF-4", "clearance_after_diversion")).await?;
    if let Some(reference) = judge(tx, leg).await? {
        opened = reference;
    }
    Ok(Some(opened))
}

async fn insert_diverted_leg(
    tx: &mut Tx,
    at: &Standing,
    to: &Diversion,
    number: i32,
    (began, ends): (DateTime<Utc>, DateTime<Utc>),
    (channel, due): (&str, Option<DateTime<Utc>>),
) -> Result<LegId> {
    let leg = LegId::fresh();
    let arrives_local = time::local(ends, &to.zone);
    for is_contested in [false, true] {
        let mut attempt = tx.begin().await?;
        let now = attempt_now(&mut attempt).await?;
        let done = sqlx::query!(
            "insert into leg (id, movement_id, number, principal_id, mode, carrier, departure_text, departs_local, departs_zone, departs_at,
                arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, zone_version, planning_cell, departure_cell, arrival_cell,
                asked_at, state, departed_at, last_contact_at, last_contact_channel, next_due_at, is_contested, contested_reason)
            select $1, l.movement_id, $3, l.principal_id, l.mode, l.carrier, l.departure_text || ' → ' || l.arrival_text,
                ($4::timestamptz at time zone l.departs_zone), l.departs_zone, $4, $5, $6, $7, $8, $9, $14, l.planning_cell, l.departure_cell,
                l.arrival_cell, $10, 'under_way', $4, $4, $11, $12, $13, case when $13 then 'principal_elsewhere' else '' end
            from visible_leg l where l.id = $2",
            leg.0,
            at.leg.0,
            number,
            began,
            to.place.map(|place| place.0),
            to.text,
            arrives_local,
            to.zone,
            ends,
            now,
            channel,
            due,
            is_contested,
            time::zone_version()
        )
        .execute(&mut *attempt)
        .await;
        match done.map_err(AppError::from) {
            Ok(_) => {
                attempt.commit().await?;
                break;
            }
            Err(AppError::Refused(name)) if !is_contested && name == "principal_in_one_place" => attempt.rollback().await?,
            Err(error) => return Err(error),
        }
        exceptions::open_exception(tx, Broken::on(at.movement, at.leg, "INV-08", "diverted_over_plan")).await?;
    }
    Ok(leg)
}

async fn attempt_now(connection: &mut sqlx::PgConnection) -> Result<DateTime<Utc>> {
    Ok(sqlx::query_scalar!(r#"select sec.now() as "now!""#).fetch_one(connection).await?)
}

/// Posts and people of a leg go on with the leg that replaces it. Somebody who is promised elsewhere
/// by now is contested, not removed.
async fn carry_posts(tx: &mut Tx, from: LegId, to: LegId) -> Result<()> {
    let posts = sqlx::query!(
        r#"select p.id as "id!", p.movement_id as "movement!", p.planning_cell as "cell!", p.role as "role!", p.number as "number!",
            p.is_required as "is_required!", p.reason as "reason!", t.formation_id as "formation?", t.officer_id as "officer?", t.officer_cell as "officer_cell?",
            t.id as "tasking?"
        from visible_post p left join visible_tasking t on t.post_id = p.id and t.state in ('planned', 'active') and not t.is_contested
        where p.leg_id = $1 and not p.is_void order by p.role, p.number"#,
        from.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for post in posts {
        let id = PostId::fresh();
        sqlx::query!(
            "insert into post (id, movement_id, leg_id, planning_cell, role, number, is_required, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            id.0,
            post.movement,
            to.0,
            post.cell,
            post.role,
            post.number,
            post.is_required,
            post.reason
        )
        .execute(&mut **tx)
        .await?;
        let (Some(formation), Some(officer), Some(officer_cell), Some(tasking)) = (post.formation, post.officer, post.officer_cell, post.tasking) else {
            continue;
        };
        sqlx::query!("update tasking set state = 'done', version = version + 1 where id = $1", tasking).execute(&mut **tx).await?;
        for is_contested in [false, true] {
            let mut attempt = tx.begin().await?;
            let done = sqlx::query!(
                "insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during, state, is_contested)
                values ($1, $2, $3, $4, $5, $6, $7, $8, 'empty', 'active', $9)",
                TaskingId::fresh().0,
                post.movement,
                to.0,
                id.0,
                formation,
                officer,
                post.cell,
                officer_cell,
                is_contested
            )
            .execute(&mut *attempt)
            .await;
            match done.map_err(AppError::from) {
                Ok(_) => {
                    attempt.commit().await?;
                    break;
                }
                Err(AppError::Refused(name)) if !is_contested && name == "officer_in_one_place" => attempt.rollback().await?,
                Err(error) => return Err(error),
            }
            exceptions::open_exception(tx, Broken::on(MovementId(post.movement), to, "INV-08", "officer_promised_elsewhere")).await?;
        }
    }
    Ok(())
}
