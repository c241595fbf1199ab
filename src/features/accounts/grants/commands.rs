//! Asking for a right, answering, confirming, ending. The database holds the same rules a second time.

use uuid::Uuid;

use super::forms::GrantDraft;
use super::model::Standing;
use super::queries::{self, GrantRow};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{Decision, Facts};
use crate::authz::two_person;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Asks for a right of this account; an urgent one is in force at once. Answers its reference.
pub async fn ask(tx: &mut Tx, actor: &Actor, account: Uuid, draft: GrantDraft) -> Result<String> {
    let (kind, code, cells) = scope_of(tx, &draft).await?;
    if draft.is_urgent && account == actor.ctx.account.0 {
        return Err(AppError::field("urgent", "constraint-grant-not-to-oneself"));
    }
    let act = two_person::of_grant(draft.role, kind);
    if let Decision::Refuse(message) = act.first_may(actor, &Facts { cells: Some(cells.clone()), ..Facts::default() }) {
        return Err(AppError::Forbidden(message));
    }
    let from = draft.from.unwrap_or(tx.now);
    let twin = sqlx::query_scalar!(
        r#"select exists (select from visible_access_grant where account_id = $1 and role = $2 and scope_kind = $3 and scope_code = $4
             and (state = 'asked' or state = 'granted' and (valid_to is null or valid_to > $5)) and valid_from < $6) as "found!""#,
        account,
        draft.role.code(),
        kind,
        code,
        from,
        draft.to
    )
    .fetch_one(&mut **tx)
    .await?;
    if twin {
        return Err(AppError::field("role", "grant-held-already"));
    }
    let state = if draft.is_urgent { "granted" } else { "asked" };
    let reference = sqlx::query_scalar!(
        "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, valid_to, state, is_urgent, asked_by, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ref",
        Uuid::now_v7(),
        account,
        draft.role.code(),
        kind,
        code,
        from,
        draft.to,
        state,
        draft.is_urgent,
        actor.ctx.account.0,
        draft.reason
    )
    .fetch_one(&mut **tx)
    .await?;
    let detail = format!("{} {kind} {code}{}", draft.role.code(), if draft.is_urgent { " urgent" } else { "" });
    tx.record(Entry::done("grant.ask", &reference).at_cell(first(&cells)).with_detail(detail));
    Ok(reference)
}

/// The kind, code and cells of the scope that was typed; a field error if the role is not held there.
async fn scope_of(tx: &mut Tx, draft: &GrantDraft) -> Result<(&'static str, String, Vec<i32>)> {
    if draft.scope.is_empty() {
        return Ok(("global", String::new(), Vec::new()));
    }
    let known = queries::scopes(tx).await?;
    for kind in draft.role.scope_kinds() {
        let found = known.iter().find(|scope| scope.kind == **kind && scope.code.eq_ignore_ascii_case(&draft.scope));
        if let Some(scope) = found {
            let cells = sqlx::query_scalar!(r#"select sec.cells_of($1, $2) as "cells!""#, *kind, scope.code).fetch_one(&mut **tx).await?;
            return Ok((kind, scope.code.clone(), cells));
        }
    }
    Err(AppError::field("scope", "grant-scope-unknown"))
}

/// The second person agrees: what was asked comes into force, what was urgent is confirmed.
pub async fn approve(tx: &mut Tx, actor: &Actor, reference: &str, version: &str) -> Result<()> {
    let grant = lock_open(tx, actor, reference, version).await?;
    sqlx::query!(
        "update access_grant set state = 'granted', decided_by = $2, decided_at = sec.now(), version = version + 1 where id = $1",
        grant.id,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    let detail = if grant.state == "granted" { "confirmed" } else { "approved" };
    tx.record(Entry::done("grant.answer", reference).at_cell(first(&grant.cells)).with_detail(detail));
    Ok(())
}

/// The second person does not agree: what was asked is refused, what was urgent ends.
pub async fn refuse(tx: &mut Tx, actor: &Actor, reference: &str, version: &str, why: &str) -> Result<()> {
    let grant = lock_open(tx, actor, reference, version).await?;
    if grant.state == "asked" {
        sqlx::query!(
            "update access_grant set state = 'refused', decided_by = $2, decided_at = sec.now(), answer = $3, version = version + 1 where id = $1",
            grant.id,
            actor.ctx.account.0,
            why
        )
        .execute(&mut **tx)
        .await?;
    } else {
        end_it(tx, actor, grant.id, why).await?;
    }
    tx.record(Entry::done("grant.answer", reference).at_cell(first(&grant.cells)).with_detail("refused"));
    Ok(())
}

/// Ends a right at once, or takes back what was asked.
pub async fn revoke(tx: &mut Tx, actor: &Actor, reference: &str, version: &str, why: &str) -> Result<()> {
    let grant = lock(tx, reference, version).await?;
    if !grant.standing(tx.now).is_endable() {
        return Err(AppError::Conflict(Message::new("grant-over")));
    }
    end_it(tx, actor, grant.id, why).await?;
    tx.record(Entry::done("grant.end", reference).at_cell(first(&grant.cells)).with_detail(grant.role));
    Ok(())
}

async fn end_it(tx: &mut Tx, actor: &Actor, id: Uuid, why: &str) -> Result<()> {
    sqlx::query!(
        "update access_grant set state = 'revoked', ended_by = $2, ended_at = sec.now(), answer = $3, version = version + 1 where id = $1",
        id,
        actor.ctx.account.0,
        why
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The right, locked, if it waits for a second person and this is one.
async fn lock_open(tx: &mut Tx, actor: &Actor, reference: &str, version: &str) -> Result<GrantRow> {
    let grant = lock(tx, reference, version).await?;
    if !grant.standing(tx.now).is_open() || grant.valid_to.is_some_and(|to| to <= tx.now) {
        return Err(AppError::Conflict(Message::new("grant-over")));
    }
    match second_may(actor, &grant) {
        Decision::Allow => Ok(grant),
        Decision::Refuse(message) => Err(AppError::Forbidden(message)),
    }
}

async fn lock(tx: &mut Tx, reference: &str, version: &str) -> Result<GrantRow> {
    sqlx::query!("select id from access_grant where ref = $1 for update", reference).fetch_optional(&mut **tx).await?.ok_or(AppError::NotFound)?;
    let grant = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if grant.version.to_string() != version {
        return Err(AppError::Conflict(Message::new("grant-changed")));
    }
    Ok(grant)
}

/// Whether the actor is the second person of this right.
pub fn second_may(actor: &Actor, grant: &GrantRow) -> Decision {
    match grant.role() {
        Some(role) => two_person::of_grant(role, &grant.scope_kind).second_may(actor, &facts(actor, grant)),
        None => Decision::Refuse(Message::new("refused-no-rule")),
    }
}

/// What the rules need to know of a right.
pub fn facts(actor: &Actor, grant: &GrantRow) -> Facts {
    let me = actor.ctx.account.0;
    let is_party = grant.asked_by == me || grant.account_id == me;
    Facts {
        // Only a right at a station is its station's affair.
        cells: Some(if grant.scope_kind == "station" { grant.cells.clone() } else { Vec::new() }),
        own: grant.account_id == me,
        author: is_party.then(|| actor.person()),
        ..Facts::default()
    }
}

/// True if the actor may answer now: for the page's buttons.
pub fn can_answer(actor: &Actor, grant: &GrantRow, standing: Standing) -> bool {
    standing.is_open() && second_may(actor, grant) == Decision::Allow
}

/// The cell that chooses the chain.
pub fn first(cells: &[i32]) -> i32 {
    cells.first().copied().unwrap_or(0)
}
