//! The first account of a real installation, made on the command line by somebody with the owner's rights.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, ensure};
use sqlx::Connection;
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use super::password;
use crate::authz::actor::Role;

/// Adds an account with one role. The trail names the command line.
pub async fn add(
    admin: &PgConnectOptions,
    username: &str,
    role: &str,
    scope: Option<&str>,
    until: Option<&str>,
    password_file: Option<&Path>,
) -> anyhow::Result<()> {
    let role = Role::from_code(role).with_context(|| format!("{role} is no role; see cordon policy"))?;
    let kind = role.scope_kinds()[0];
    let code = scope.unwrap_or_default();
    ensure!(kind == "global" || !code.is_empty(), "{} is held at a {kind}: give its code with --station", role.code());
    let until = until.map(|text| crate::web::time::read_date(text).map_err(|_| anyhow::anyhow!("--until takes a date such as 2027-01-31"))).transpose()?;
    let secret = read_password(password_file)?;
    if password::weakness(&secret, username).is_some() {
        anyhow::bail!("the password is too short or too common: 15 characters or more");
    }
    let hash = password::hash(&secret)?;
    let mut owner = crate::db::connect_owner(admin).await?;
    let mut tx = owner.begin().await?;
    let known: bool = sqlx::query_scalar("select $1 = 'global' or exists (select from sec.cell_scope where scope_kind = $1 and scope_code = $2)")
        .bind(kind)
        .bind(code)
        .fetch_one(&mut *tx)
        .await?;
    ensure!(known, "there is no {kind} {code}");
    let id = Uuid::now_v7();
    sqlx::query("insert into account (id, username, display_name) values ($1, $2, $2)")
        .bind(id)
        .bind(username)
        .execute(&mut *tx)
        .await
        .context("the account was not made; is the name taken?")?;
    sqlx::query("insert into sec.credential (account_id, password_hash, set_at) values ($1, $2, sec.now())").bind(id).bind(&hash).execute(&mut *tx).await?;
    sqlx::query(
        "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, valid_to, state, is_urgent, asked_by, reason)
         values ($1, $2, $3, $4, $5, sec.now(), ($6::date + 1)::timestamp at time zone 'UTC', 'granted', true, $2, 'made on the command line')",
    )
    .bind(Uuid::now_v7())
    .bind(id)
    .bind(role.code())
    .bind(kind)
    .bind(if kind == "global" { "" } else { code })
    .bind(until)
    .execute(&mut *tx)
    .await?;
    crate::audit::append_system(&mut tx, "account.bootstrap", username, role.code()).await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}

fn read_password(file: Option<&Path>) -> anyhow::Result<String> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file).context("the password file cannot be read")?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    let terminal = std::io::stdin();
    if terminal.is_terminal() {
        let mut prompt = std::io::stderr();
        write!(prompt, "Password (15 characters or more): ")?;
        prompt.flush()?;
        return read_hidden(&terminal);
    }
    let mut line = String::new();
    terminal.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn read_hidden(terminal: &std::io::Stdin) -> anyhow::Result<String> {
    let before = rustix::termios::tcgetattr(terminal)?;
    let mut quiet = before.clone();
    quiet.local_modes.remove(rustix::termios::LocalModes::ECHO);
    rustix::termios::tcsetattr(terminal, rustix::termios::OptionalActions::Flush, &quiet)?;
    let mut line = String::new();
    let read = terminal.lock().read_line(&mut line);
    rustix::termios::tcsetattr(terminal, rustix::termios::OptionalActions::Flush, &before)?;
    read?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
