//! What people do to authorized posts and to a station's minimum strength. That a post is filled by its station's own
//! officers and nobody fills two is held by the database (INV-09).

use chrono::NaiveDate;
use uuid::Uuid;

use super::forms::{PostDraft, StrengthDraft};
use super::queries::{self, Post};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::stations::Station;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a post; answers its reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &PostDraft) -> Result<String> {
    let station = sqlx::query!(
        r#"select id as "id!", cell as "cell!" from visible_duty_station where code = $1 and cell = any ((select sec.cells_people_write())::integer[])"#,
        draft.station
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| AppError::field("station", "standby-station-unknown"))?;
    if let Decision::Refuse(message) = policy::decide(actor, "authorized-post.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into authorized_post (id, station_id, cell, number, title, duty_role, category, grade, funded_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ref",
        Uuid::now_v7(),
        station.id,
        station.cell,
        draft.number,
        draft.title,
        draft.duty_role,
        draft.category,
        draft.grade,
        draft.funded_until,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("authorized-post.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// Saves the form over the record it was made from. The station stays.
pub async fn edit(tx: &mut Tx, post: &Post, draft: &PostDraft) -> Result<()> {
    in_use(post)?;
    let done = sqlx::query!(
        "update authorized_post set number = $2, title = $3, duty_role = $4, category = $5, grade = $6, funded_until = $7,
           version = version + 1, updated_at = $8, updated_by = sec.account_id() where id = $1 and version = $9",
        post.id,
        draft.number,
        draft.title,
        draft.duty_role,
        draft.category,
        draft.grade,
        draft.funded_until,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("authorized-post.edit", &post.reference).at_cell(post.cell));
    Ok(())
}

/// Puts an officer of the station on a post.
pub async fn fill(tx: &mut Tx, post: &Post, (officer, since): &(String, NaiveDate), version: i32) -> Result<()> {
    in_use(post)?;
    let free = queries::free_officers(tx, post.cell).await?;
    let chosen = free.iter().find(|one| one.reference == *officer).ok_or_else(|| AppError::field("officer", "constraint-post-filled-by-own-officer"))?;
    let done = sqlx::query!(
        "update authorized_post set officer_id = $2, occupied_since = $3, version = version + 1, updated_at = $4, updated_by = sec.account_id()
         where id = $1 and version = $5",
        post.id,
        chosen.id,
        since,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("authorized-post.fill", &post.reference).at_cell(post.cell).with_detail(chosen.reference.clone()));
    Ok(())
}

/// Leaves a post vacant.
pub async fn vacate(tx: &mut Tx, post: &Post, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update authorized_post set officer_id = null, occupied_since = null, version = version + 1, updated_at = $2, updated_by = sec.account_id()
         where id = $1 and version = $3 and officer_id is not null",
        post.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("authorized-post.fill", &post.reference).at_cell(post.cell).with_detail("vacant"));
    Ok(())
}

/// Takes a vacant post out of the staffing table, with a reason.
pub async fn abolish(tx: &mut Tx, post: &Post, reason: &str, version: i32) -> Result<()> {
    in_use(post)?;
    if !post.officer.is_empty() {
        return Err(AppError::field("reason", "constraint-abolished-post-is-vacant"));
    }
    let done = sqlx::query!(
        "update authorized_post set abolished_on = $2, abolish_reason = $3, version = version + 1, updated_at = $4, updated_by = sec.account_id()
         where id = $1 and version = $5",
        post.id,
        tx.now.date_naive(),
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("authorized-post.abolish", &post.reference).at_cell(post.cell));
    Ok(())
}

/// Sets what a station must not fall below.
pub async fn set_strength(tx: &mut Tx, station: &Station, draft: &StrengthDraft) -> Result<()> {
    let done = if draft.version == 0 {
        sqlx::query!(
            "insert into station_strength (id, station_id, cell, armed, unarmed, document) values ($1, $2, $3, $4, $5, $6) on conflict (station_id) do nothing",
            Uuid::now_v7(),
            station.id.0,
            station.cell,
            draft.minimum.armed,
            draft.minimum.unarmed,
            draft.document,
        )
        .execute(&mut **tx)
        .await?
    } else {
        sqlx::query!(
            "update station_strength set armed = $2, unarmed = $3, document = $4, version = version + 1, updated_at = $5, updated_by = sec.account_id()
             where station_id = $1 and version = $6",
            station.id.0,
            draft.minimum.armed,
            draft.minimum.unarmed,
            draft.document,
            tx.now,
            draft.version,
        )
        .execute(&mut **tx)
        .await?
    };
    changed(done.rows_affected())?;
    tx.record(Entry::done("strength.set", &station.code).at_cell(station.cell));
    Ok(())
}

fn in_use(post: &Post) -> Result<()> {
    if post.is_in_use() { Ok(()) } else { Err(AppError::Conflict(Message::new("constraint-abolished-post-is-kept"))) }
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "authorized_post_number_once" => AppError::field("number", "constraint-authorized-post-number-once"),
            "officer_fills_one_post" => AppError::field("officer", "constraint-officer-fills-one-post"),
            "post_filled_by_own_officer" => AppError::field("officer", "constraint-post-filled-by-own-officer"),
            "post_filled_by_now" => AppError::field("since", "constraint-post-filled-by-now"),
            "employment_position_after_entry" => AppError::field("since", "constraint-employment-position-after-entry"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
