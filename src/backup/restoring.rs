//! Restoring: into an empty folder, in a private server of its own, with nobody signed in afterwards.

use std::fs;
use std::io;
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::frames::Backup;
use super::{BackupError, DATABASE, Passphrase, Result, Summary, cannot};
use crate::db::server::{self, ADMIN_ROLE, PrivateServer};

/// Restores into a folder that is empty or missing, in a private server of its own that is stopped
/// afterwards. `roles_sql` makes the roles that the database's objects belong to. On failure the
/// folder is empty again. Every session, and every code that could begin one, is dead afterwards.
pub fn restore(file: &Path, data_dir: &Path, passphrase: Option<&Passphrase>, roles_sql: &str) -> Result<Summary> {
    let is_occupied = fs::read_dir(data_dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied || data_dir.is_file() {
        return Err(BackupError::NotEmpty(data_dir.to_path_buf()));
    }
    let mut backup = Backup::open(file, passphrase)?;
    backup.check()?;
    let restored = fill(&mut backup, data_dir, roles_sql);
    if restored.is_err() {
        empty(data_dir);
    }
    restored.map(|()| backup.header.summary())
}

fn fill(backup: &mut Backup, data_dir: &Path, roles_sql: &str) -> Result<()> {
    let private = PrivateServer::start(data_dir)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot("wait for the database"))?;
    runtime.block_on(make_roles_and_database(&private, roles_sql))?;
    let mut failure = None;
    let fed = server::restore(private.binaries(), &private.target(ADMIN_ROLE, DATABASE), &mut |sink| {
        backup.each_piece(|piece| sink.write_all(piece).map_err(cannot("hand the backup to pg_restore"))).map_err(|error| {
            // A broken pipe is the tool's refusal, which then says why itself.
            let kind = if let BackupError::Io { source, .. } = &error { source.kind() } else { io::ErrorKind::InvalidData };
            failure = (kind != io::ErrorKind::BrokenPipe).then_some(error);
            io::Error::from(kind)
        })
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    fed?;
    runtime.block_on(end_sessions(&private))?;
    drop(private);
    Ok(())
}

async fn make_roles_and_database(private: &PrivateServer, roles_sql: &str) -> Result<()> {
    let mut admin = PgConnection::connect_with(&private.connect_options(ADMIN_ROLE, "postgres")).await?;
    sqlx::raw_sql(AssertSqlSafe(roles_sql.to_owned())).execute(&mut admin).await?;
    let is_there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(DATABASE).fetch_one(&mut admin).await?;
    if !is_there {
        let has_owner: bool = sqlx::query_scalar("select to_regrole('cordon_owner') is not null").fetch_one(&mut admin).await?;
        let make = if has_owner { "create database cordon owner cordon_owner" } else { "create database cordon" };
        sqlx::raw_sql(make).execute(&mut admin).await?;
    }
    admin.close().await?;
    Ok(())
}

/// Whoever was signed in when the backup was taken is not signed in to the restored system.
const END_SESSIONS: &str = "
do $$
declare
    dead text;
begin
    if to_regclass('sec.session') is not null then
        update sec.session set ended_at = now() where ended_at is null;
    end if;
    foreach dead in array array['sec.one_time_code', 'sec.idempotency_key'] loop
        if to_regclass(dead) is not null then
            execute format('delete from %s', to_regclass(dead));
        end if;
    end loop;
end
$$;
analyze;";

async fn end_sessions(private: &PrivateServer) -> Result<()> {
    let mut admin = PgConnection::connect_with(&private.connect_options(ADMIN_ROLE, DATABASE)).await?;
    sqlx::raw_sql(END_SESSIONS).execute(&mut admin).await?;
    admin.close().await?;
    Ok(())
}

/// Takes back what a failed restore left, following the link of a cluster that lies elsewhere.
fn empty(data_dir: &Path) {
    for entry in fs::read_dir(data_dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let cleared = match fs::read_link(&path) {
            Ok(target) => fs::remove_dir_all(target).and_then(|()| fs::remove_file(&path)),
            Err(_) if path.is_dir() => fs::remove_dir_all(&path),
            Err(_) => fs::remove_file(&path),
        };
        if let Err(error) = cleared {
            tracing::warn!(%error, "a failed restore left something in the data folder");
        }
    }
}
