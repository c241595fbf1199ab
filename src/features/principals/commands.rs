//! What people do to an official's record. Each locks, decides again with the draft, writes, records.

use chrono::NaiveDate;
use uuid::Uuid;

use super::forms::PrincipalDraft;
use super::queries::{self, Principal};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::features::people::as_of_after;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Creates an official; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &PrincipalDraft) -> Result<String> {
    let (station, cell) = belonging(tx, actor, "principal.create", draft, None).await?;
    let as_of = as_of_after(("", None), &draft.office_number.number, draft.office_number.as_of, tx.now.date_naive());
    let reference = sqlx::query_scalar!(
        "insert into principal (id, ref, codename, display_name, office, entity_code, home_station_id, portfolio_code, portfolio_cell, office_number, office_number_as_of)
         values ($1, sec.new_ref('P'), $2, $3, $4, nullif($5, ''), $6, $7, $8, $9, $10)
         returning ref",
        PrincipalId::fresh().0,
        draft.codename,
        draft.display_name,
        draft.office,
        draft.entity,
        station,
        draft.portfolio,
        cell,
        draft.office_number.number,
        as_of,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("principal.create", &reference).at_cell(cell));
    Ok(reference)
}

/// Saves the form over the record it was made from. A lost race is [`conflict::stale`].
pub async fn edit(tx: &mut Tx, actor: &Actor, principal: &Principal, draft: &PrincipalDraft) -> Result<()> {
    let locked = lock(tx, principal.id).await?;
    if locked.state != "active" {
        return Err(ended());
    }
    if locked.version != draft.version {
        return Err(conflict::stale());
    }
    let (station, cell) = belonging(tx, actor, "principal.edit", draft, Some((principal, locked.home_station_id))).await?;
    let before = (locked.office_number.as_str(), locked.office_number_as_of);
    let as_of = as_of_after(before, &draft.office_number.number, draft.office_number.as_of, tx.now.date_naive());
    sqlx::query!(
        "update principal set codename = $2, display_name = $3, office = $4, entity_code = nullif($5, ''), home_station_id = $6, portfolio_code = $7,
           office_number = $8, office_number_as_of = $9, version = version + 1, updated_at = $10, updated_by = $11
         where id = $1",
        principal.id.0,
        draft.codename,
        draft.display_name,
        draft.office,
        draft.entity,
        station,
        draft.portfolio,
        draft.office_number.number,
        as_of,
        tx.now,
        actor.ctx.account.0,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("principal.edit", &principal.reference).at_cell(cell));
    Ok(())
}

/// Ends the record in favour of another one of the same official. Its movements stay with it.
pub async fn merge(tx: &mut Tx, actor: &Actor, principal: &Principal, into: &Principal, reason: &str, version: i32) -> Result<()> {
    if into.id == principal.id || !into.is_active() {
        return Err(AppError::field("into", "principal-merge-not-itself"));
    }
    if !allows(actor, "principal.merge", into.portfolio_cell) {
        return Err(AppError::field("into", "principal-merge-not-yours"));
    }
    // Both rows in one order, so that two merges never wait for each other.
    let (first, second) = if principal.id < into.id { (principal.id, into.id) } else { (into.id, principal.id) };
    let states = [lock(tx, first).await?.state, lock(tx, second).await?.state];
    if states.iter().any(|state| state != "active") {
        return Err(ended());
    }
    end(tx, actor, principal, "merged", Some(into.id), reason, version).await?;
    tx.record(Entry::done("principal.merge", &principal.reference).at_cell(principal.portfolio_cell).with_detail(format!("into {}", into.reference)));
    Ok(())
}

/// Ends a record that should never have been.
pub async fn void(tx: &mut Tx, actor: &Actor, principal: &Principal, reason: &str, version: i32) -> Result<()> {
    if lock(tx, principal.id).await?.state != "active" {
        return Err(ended());
    }
    end(tx, actor, principal, "voided", None, reason, version).await?;
    tx.record(Entry::done("principal.void", &principal.reference).at_cell(principal.portfolio_cell));
    Ok(())
}

async fn end(tx: &mut Tx, actor: &Actor, principal: &Principal, state: &str, into: Option<PrincipalId>, reason: &str, version: i32) -> Result<()> {
    // An official under way whose record ends would leave every list while a team is out.
    let (movements, _) = queries::movements_of(tx, principal.id).await?;
    if movements.iter().any(|movement| !matches!(movement.state.as_str(), "closed" | "cancelled")) {
        return Err(AppError::field("reason", "principal-end-has-movements"));
    }
    let done = sqlx::query!(
        "update principal set state = $2, merged_into = $3, state_reason = $4, version = version + 1, updated_at = $5, updated_by = $6
         where id = $1 and version = $7",
        principal.id.0,
        state,
        into.map(|id| id.0),
        reason,
        tx.now,
        actor.ctx.account.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(conflict::stale()) } else { Ok(()) }
}

struct Locked {
    version: i32,
    state: String,
    home_station_id: Option<Uuid>,
    office_number: String,
    office_number_as_of: Option<NaiveDate>,
}

async fn lock(tx: &mut Tx, principal: PrincipalId) -> Result<Locked> {
    sqlx::query_as!(Locked, "select version, state, home_station_id, office_number, office_number_as_of from principal where id = $1 for update", principal.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)
}

fn ended() -> AppError {
    AppError::Conflict(Message::new("principal-has-ended"))
}

/// Home station and portfolio cell of a draft, each one that the actor may name. What the record already has may stay.
async fn belonging(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    draft: &PrincipalDraft,
    present: Option<(&Principal, Option<Uuid>)>,
) -> Result<(Option<Uuid>, i32)> {
    let mut errors = FieldErrors::default();
    let offered = queries::offered(tx).await?;
    let writable = queries::writable_cells(tx).await?;
    let stays = |is_same: fn(&Principal, &PrincipalDraft) -> bool| present.is_some_and(|(principal, _)| is_same(principal, draft));
    let portfolio = offered.portfolios.iter().find(|portfolio| portfolio.code == draft.portfolio);
    let is_theirs = portfolio.is_some_and(|portfolio| writable.contains(&portfolio.cell) && allows(actor, action, portfolio.cell));
    if !is_theirs && !stays(|principal, draft| principal.portfolio_code == draft.portfolio) {
        errors.add("portfolio", Message::new("principal-portfolio-not-yours"));
    }
    if !draft.entity.is_empty() && offered.entities.iter().all(|entity| entity.code != draft.entity) {
        errors.add("entity", Message::new("principal-entity-unknown"));
    }
    let station = match draft.station.as_str() {
        "" => None,
        _ if stays(|principal, draft| principal.station_code == draft.station) => present.and_then(|(_, station)| station),
        code => {
            let found = queries::station_id(tx, code).await?;
            if found.is_none() {
                errors.add("station", Message::new("principal-station-unknown"));
            }
            found
        }
    };
    let cell = portfolio.map_or(0, |portfolio| portfolio.cell);
    errors.or((station, cell))
}

fn allows(actor: &Actor, action: &str, cell: i32) -> bool {
    policy::decide(actor, action, &Facts { cells: Some(vec![cell]), ..Facts::default() }) == Decision::Allow
}
