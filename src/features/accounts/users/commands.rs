//! Making, editing, disabling accounts, and letting people in by a one-time code.

use uuid::Uuid;

use super::forms::AccountDraft;
use super::queries::AccountRow;
use crate::audit::Entry;
use crate::db::Tx;
use crate::features::accounts::codes;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Makes an account without any right and without a way in.
pub async fn create(tx: &mut Tx, draft: &AccountDraft) -> Result<Uuid> {
    let officer = officer_of(tx, draft).await?;
    let id = Uuid::now_v7();
    sqlx::query!("insert into account (id, username, display_name, officer_id) values ($1, $2, $3, $4)", id, draft.username, draft.display_name, officer)
        .execute(&mut **tx)
        .await
        .map_err(taken)?;
    tx.record(Entry::done("account.create", &draft.username));
    Ok(id)
}

/// Changes name and officer.
pub async fn edit(tx: &mut Tx, account: &AccountRow, draft: &AccountDraft, version: &str) -> Result<()> {
    let officer = officer_of(tx, draft).await?;
    let changed = sqlx::query!(
        "update account set display_name = $2, officer_id = $3, version = version + 1, updated_at = sec.now() where id = $1 and version::text = $4",
        account.id,
        draft.display_name,
        officer,
        version
    )
    .execute(&mut **tx)
    .await
    .map_err(taken)?;
    if changed.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    let name = (draft.display_name != account.display_name).then_some("display_name");
    let link = (draft.officer != account.officer_ref).then_some("officer");
    let fields: Vec<&str> = [name, link].into_iter().flatten().collect();
    tx.record(Entry::done("account.edit", &account.username).with_detail(fields.join(" ")));
    Ok(())
}

async fn officer_of(tx: &mut Tx, draft: &AccountDraft) -> Result<Option<Uuid>> {
    let Some(reference) = &draft.officer else { return Ok(None) };
    let found = sqlx::query_scalar!("select sec.officer_of_ref($1)", reference).fetch_one(&mut **tx).await?;
    found.map(Some).ok_or(AppError::field("officer", "account-no-officer"))
}

fn taken(error: sqlx::Error) -> AppError {
    match AppError::from(error) {
        AppError::Refused(name) if name == "account_username_once" => AppError::field("username", "constraint-account-username-once"),
        AppError::Refused(name) if name == "account_per_officer_once" => AppError::field("officer", "constraint-account-per-officer-once"),
        AppError::Refused(name) if name == "account_not_for_oneself" => AppError::field("officer", "constraint-account-not-for-oneself"),
        other => other,
    }
}

/// Shuts an account: its sessions end at once, by trigger.
pub async fn disable(tx: &mut Tx, account: &AccountRow, why: &str) -> Result<()> {
    let changed = sqlx::query!(
        "update account set disabled_at = sec.now(), version = version + 1, updated_at = sec.now() where id = $1 and disabled_at is null",
        account.id
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match AppError::from(error) {
        AppError::Refused(name) if name == "account_not_for_oneself" => AppError::field("reason", "constraint-account-not-for-oneself"),
        other => other,
    })?;
    if changed.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("account-changed")));
    }
    sqlx::query!("insert into account_note (id, account_id, deed, reason) values ($1, $2, 'disabled', $3)", Uuid::now_v7(), account.id, why)
        .execute(&mut **tx)
        .await?;
    tx.record(Entry::done("account.disable", &account.username).with_detail("disabled"));
    Ok(())
}

/// Opens it again; rights that are still in force count again.
pub async fn enable(tx: &mut Tx, account: &AccountRow) -> Result<()> {
    let changed = sqlx::query!(
        "update account set disabled_at = null, version = version + 1, updated_at = sec.now() where id = $1 and disabled_at is not null",
        account.id
    )
    .execute(&mut **tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("account-changed")));
    }
    tx.record(Entry::done("account.disable", &account.username).with_detail("enabled"));
    Ok(())
}

/// The second person confirms what others issued.
pub async fn confirm_reset(tx: &mut Tx, account: &AccountRow) -> Result<()> {
    let confirmed = sqlx::query_scalar!(r#"select sec.confirm_resets($1) as "confirmed!""#, account.id).fetch_one(&mut **tx).await?;
    if confirmed == 0 {
        return Err(AppError::Conflict(Message::new("account-no-reset")));
    }
    tx.record(Entry::done("account.confirm-reset", &account.username));
    Ok(())
}

/// Issues a one-time code, which replaces an earlier one. Answers it in the only moment it is known.
pub async fn invite(tx: &mut Tx, account: &AccountRow) -> Result<String> {
    if account.disabled_at.is_some() {
        return Err(AppError::Conflict(Message::new("account-is-disabled")));
    }
    let code = codes::fresh()?;
    sqlx::query!("select sec.issue_code($1, $2, interval '1 hour')", account.id, codes::hash(&code)).execute(&mut **tx).await?;
    tx.record(Entry::done("account.invite", &account.username));
    Ok(code)
}
