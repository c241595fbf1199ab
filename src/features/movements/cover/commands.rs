//! Posts added, filled, released. The row of the post is locked, so of two people who fill it at once
//! the second is told who was faster.

use chrono::Duration;

use super::model::{Availability, PostKey};
use super::queries;
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::{FormationId, MovementId, PostId, TaskingId};
use crate::features::movements::commands::write_log;
use crate::features::movements::model::PostRole;
use crate::features::movements::queries::setting;
use crate::features::movements::target::MovementTarget;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Gives the legs ahead the posts of the movement's posture. Posts with a reason, and filled ones,
/// stay as they are; open ones that the posture no longer asks for are taken out.
pub async fn apply_posture(tx: &mut Tx, movement: MovementId) -> Result<()> {
    sqlx::query!(
        "update post p set is_void = true, version = p.version + 1
        from leg l, movement m
        where l.id = p.leg_id and m.id = p.movement_id and m.id = $1 and l.state = 'planned' and not p.is_void and p.reason = ''
            and not exists (select from posture_post w where w.posture = m.posture and w.role = p.role and p.number <= w.count)
            and not exists (select from tasking t where t.post_id = p.id and t.state in ('planned', 'active', 'done'))",
        movement.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into post (id, movement_id, leg_id, planning_cell, role, number, is_required)
        select gen_random_uuid(), l.movement_id, l.id, l.planning_cell, w.role, n, w.is_required
        from leg l join movement m on m.id = l.movement_id join posture_post w on w.posture = m.posture cross join lateral generate_series(1, w.count) n
        where m.id = $1 and l.state = 'planned' and not l.is_void
        on conflict (leg_id, role, number) do update set is_void = false, is_required = excluded.is_required, version = post.version + 1
        where post.reason = '' and (post.is_void or post.is_required <> excluded.is_required)",
        movement.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct LockedPost {
    id: PostId,
    leg: crate::db::ids::LegId,
    is_open_to_change: bool,
}

/// Locks a post by its address.
async fn lock(tx: &mut Tx, movement: MovementId, key: PostKey) -> Result<LockedPost> {
    let row = sqlx::query!(
        r#"select p.id as "id!: PostId", p.leg_id as "leg!: crate::db::ids::LegId", l.state as "state!"
        from visible_post p join visible_leg l on l.id = p.leg_id
        where p.movement_id = $1 and l.number = $2 and p.role = $3 and p.number = $4 and not p.is_void and not l.is_void
        for update of p"#,
        movement.0,
        key.leg,
        key.role.code(),
        key.number
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(LockedPost { id: row.id, leg: row.leg, is_open_to_change: matches!(row.state.as_str(), "planned" | "under_way") })
}

/// Fills a post. `replacing` is the officer whom the person saw in it, empty if it was open.
pub async fn fill(tx: &mut Tx, target: &MovementTarget, key: PostKey, officer: &str, replacing: &str) -> Result<()> {
    let post = lock(tx, target.id, key).await?;
    if !post.is_open_to_change || target.state.is_over() {
        return Err(AppError::Conflict(Message::new("movement-leg-is-over")));
    }
    let now_filled = sqlx::query!(
        r#"select t.id as "id!: TaskingId", coalesce(o.ref, '') as "reference!", coalesce(o.name, '') as "name!", coalesce(sec.account_label(t.created_by), '') as "by!"
        from visible_tasking t left join visible_officer o on o.id = t.officer_id
        where t.post_id = $1 and t.state in ('planned', 'active') and not t.is_contested"#,
        post.id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(there) = now_filled {
        if there.reference == officer {
            return Err(AppError::Conflict(Message::new("movement-post-already-theirs").with("officer", there.name)));
        }
        if there.reference != replacing || replacing.is_empty() {
            return Err(AppError::Conflict(Message::new("movement-post-filled-by").with("officer", there.name).with("by", there.by)));
        }
        sqlx::query!("update tasking set state = 'released', version = version + 1 where id = $1", there.id.0).execute(&mut **tx).await?;
    } else if !replacing.is_empty() {
        return Err(AppError::Conflict(Message::new("movement-post-released-meanwhile")));
    }
    let rest = Duration::hours(setting(tx, "minimum_rest_hours").await?);
    let found = queries::candidate(tx, post.leg, officer, rest).await?.ok_or(AppError::field("officer", "movement-officer-unknown"))?;
    match found.availability {
        Availability::Free | Availability::ShortRest { .. } => {}
        Availability::Elsewhere => return Err(AppError::field("officer", "movement-officer-elsewhere")),
        Availability::Tasked { .. } | Availability::Absent { .. } => return Err(AppError::Refused("officer_in_one_place".into())),
    }
    let formation = formation(tx, target).await?;
    sqlx::query!(
        "insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during, state)
        select $1, $2, l.id, $3, $4, $5, l.planning_cell, 0, l.during, case when l.state = 'under_way' then 'active' else 'planned' end
        from visible_leg l where l.id = $6",
        TaskingId::fresh().0,
        target.id.0,
        post.id.0,
        formation.0,
        found.id.0,
        post.leg.0
    )
    .execute(&mut **tx)
    .await?;
    note(tx, target, "movement.fill", if replacing.is_empty() { "filled" } else { "replaced" }, key).await
}

/// The one formation of the movement: people moving together (DESIGN 9.8).
async fn formation(tx: &mut Tx, target: &MovementTarget) -> Result<FormationId> {
    // Two posts filled at once must not make two formations.
    sqlx::query!(r#"select id as "id!" from visible_movement where id = $1 for update"#, target.id.0).fetch_one(&mut **tx).await?;
    let found = sqlx::query_scalar!(r#"select id as "id!: FormationId" from visible_formation where movement_id = $1 order by name limit 1"#, target.id.0)
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(found) = found {
        return Ok(found);
    }
    let id = FormationId::fresh();
    sqlx::query!("insert into formation (id, movement_id, planning_cell) values ($1, $2, $3)", id.0, target.id.0, target.planning_cell)
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Releases whoever fills a post.
pub async fn release(tx: &mut Tx, target: &MovementTarget, key: PostKey) -> Result<()> {
    let post = lock(tx, target.id, key).await?;
    let released =
        sqlx::query!("update tasking set state = 'released', version = version + 1 where post_id = $1 and state in ('planned', 'active')", post.id.0)
            .execute(&mut **tx)
            .await?;
    if released.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("movement-post-released-meanwhile")));
    }
    note(tx, target, "movement.fill", "released", key).await
}

/// Adds a post beyond the posture, with a reason, on every leg ahead or on one.
pub async fn add_post(tx: &mut Tx, target: &MovementTarget, leg: Option<i32>, role: PostRole, is_required: bool, reason: &str) -> Result<()> {
    if target.state.is_over() {
        return Err(AppError::Conflict(Message::new("movement-plan-is-over")));
    }
    let added = sqlx::query!(
        "insert into post (id, movement_id, leg_id, planning_cell, role, number, is_required, reason)
        select gen_random_uuid(), l.movement_id, l.id, l.planning_cell, $2,
            (select coalesce(max(p.number), 0) + 1 from visible_post p where p.leg_id = l.id and p.role = $2), $3, $4
        from visible_leg l where l.movement_id = $1 and not l.is_void and l.state in ('planned', 'under_way') and ($5::integer is null or l.number = $5)",
        target.id.0,
        role.code(),
        is_required,
        reason,
        leg
    )
    .execute(&mut **tx)
    .await?;
    if added.rows_affected() == 0 {
        return Err(AppError::field("leg", "field-not-a-choice"));
    }
    write_log(tx, target.id, "cover_changed", &format!("post-added {}", role.code())).await?;
    tx.record(Entry::done("movement.plan", target.reference.clone()).at_cell(target.planning_cell).with_detail("post added"));
    Ok(())
}

/// Takes a post out, with a reason; whoever filled it is free again.
pub async fn void_post(tx: &mut Tx, target: &MovementTarget, key: PostKey, reason: &str) -> Result<()> {
    let post = lock(tx, target.id, key).await?;
    sqlx::query!("update tasking set state = 'released', version = version + 1 where post_id = $1 and state in ('planned', 'active')", post.id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("update post set is_void = true, reason = $2, version = version + 1 where id = $1", post.id.0, reason).execute(&mut **tx).await?;
    note(tx, target, "movement.plan", "post-voided", key).await
}

async fn note(tx: &mut Tx, target: &MovementTarget, action: &'static str, what: &str, key: PostKey) -> Result<()> {
    write_log(tx, target.id, "cover_changed", &format!("{what} {key}")).await?;
    tx.record(Entry::done(action, target.reference.clone()).at_cell(target.planning_cell).with_detail(format!("{what} {key}")));
    Ok(())
}
