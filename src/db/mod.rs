//! The only code that holds the pool. A transaction is bound to a person and there is no other way
//! to a connection, so an unscoped query cannot be written.
//!
//! - [`Db::read`] gives a read-only transaction, [`Db::write`] one that must be committed with at
//!   least one entry for the trail; both carry the session's key, which row security reads.
//! - A transaction that is dropped is rolled back; `after_release` clears what a cancelled request
//!   may have left (sqlx 0.9.0 returns connections inside an open transaction).
//! - The entry of the trail is the last statement before commit: in a transaction that an ignored
//!   error aborted it fails, so nothing is ever called saved that is not.

pub mod errors;
pub mod ids;
pub mod server;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};

use crate::audit::{self, Entry, Outcome};
use crate::db::ids::{AccountId, SessionId};
use crate::sealed::{Place, SealError, Seals};
use crate::web::error::{AppError, Result};

/// How long a connection that answered is taken to live.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// The schema, in steps that never change once landed.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Who a transaction is for: made only from a live session.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Hex of SHA-256("db" || token); row security hashes it again.
    pub(crate) key: String,
    /// The account that acts.
    pub account: AccountId,
    /// Its session.
    pub session: SessionId,
    /// Where the act came from: `web`, `command line`, `job`.
    pub origin: &'static str,
    /// Sixteen hex digits, printed on error pages and in the log.
    pub request_id: String,
}

/// The pool of the program's own database role.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    seals: Option<Arc<Seals>>,
}

/// A transaction bound to a person.
#[derive(Debug)]
pub struct Tx {
    inner: sqlx::Transaction<'static, sqlx::Postgres>,
    ctx: Ctx,
    entries: Vec<Entry>,
    form_key: Option<Vec<u8>>,
    seals: Option<Arc<Seals>>,
    /// The database's clock at the beginning of this transaction, UTC.
    pub now: DateTime<Utc>,
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

impl Tx {
    /// Notes an act for the trail; written in one last statement when the transaction commits.
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Seals a text for its place; see [`crate::sealed`].
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<Vec<u8>> {
        Ok(self.seals()?.seal(place, text)?)
    }

    /// Opens what was sealed for this place.
    pub fn unseal(&self, place: Place<'_>, sealed: &[u8]) -> Result<String> {
        Ok(self.seals()?.open(place, sealed)?)
    }

    fn seals(&self) -> Result<&Seals> {
        self.seals.as_deref().ok_or_else(|| SealError::KeyMissing.into())
    }

    /// Who this transaction is for.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// Writes the trail and commits. `location` is where a second sending of the same form is led.
    /// Say "saved" only after this returned.
    pub async fn commit(mut self, location: &str) -> Result<()> {
        if self.entries.is_empty() {
            return Err(AppError::internal("a change without an entry for the trail"));
        }
        if let Some(key) = self.form_key.take() {
            sqlx::query("select sec.close_form_key($1, $2)").bind(key).bind(location).execute(&mut *self.inner).await?;
        }
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by_key(Entry::chain);
        for entry in &entries {
            audit::append(&mut self.inner, &self.ctx, entry).await?;
        }
        self.inner.commit().await?;
        Ok(())
    }

    /// Commits what is the person's own and outside history and trail: a draft. The database refuses
    /// this way to any change of a business row.
    pub async fn commit_private(self) -> Result<()> {
        self.inner.commit().await?;
        Ok(())
    }
}

impl Db {
    /// Connects as the program's role. Nothing is opened until it is needed.
    pub fn connect(options: PgConnectOptions, size: u32) -> Self {
        let options = options
            .options([
                ("statement_timeout", "5000"),
                ("lock_timeout", "2000"),
                ("idle_in_transaction_session_timeout", "10000"),
                ("client_connection_check_interval", "2000"),
                ("TimeZone", "UTC"),
                ("search_path", "public"),
                ("plan_cache_mode", "force_generic_plan"),
            ])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(size)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(2))
            .max_lifetime(Duration::from_secs(15 * 60))
            // What was released a moment ago has just answered; the rest is asked whether it lives.
            .test_before_acquire(false)
            .before_acquire(|connection, known| Box::pin(async move { Ok(known.idle_for < TRUSTED_FOR || connection.ping().await.is_ok()) }))
            // Works around transact-rs/sqlx: a cancelled BEGIN leaves a transaction open in the pool.
            .after_release(|connection, _| Box::pin(async move { Ok(connection.execute("begin; rollback; reset role; reset all").await.is_ok()) }))
            .connect_lazy_with(options);
        Self { pool, seals: None }
    }

    /// The same with the keys of sealed fields.
    #[must_use]
    pub fn with_seals(self, seals: Seals) -> Self {
        Self { seals: Some(Arc::new(seals)), ..self }
    }

    /// A read-only transaction for a person.
    pub async fn read(&self, ctx: &Ctx) -> Result<Tx> {
        self.begin(ctx, "begin isolation level repeatable read read only").await
    }

    /// A transaction that changes something, for a person. Commit it with [`Tx::commit`].
    pub async fn write(&self, ctx: &Ctx) -> Result<Tx> {
        self.begin(ctx, "begin").await
    }

    /// As [`Db::write`], for a form: the second sending of the same key is answered with
    /// [`AppError::Repeated`] and changes nothing.
    pub async fn write_once(&self, ctx: &Ctx, form_key: Option<Vec<u8>>, action: &str) -> Result<Tx> {
        let mut tx = self.write(ctx).await?;
        if let Some(key) = form_key {
            let earlier: Option<String> = sqlx::query_scalar("select sec.use_form_key($1, $2)").bind(&key).bind(action).fetch_one(&mut *tx.inner).await?;
            if let Some(location) = earlier {
                return Err(AppError::Repeated(location));
            }
            tx.form_key = Some(key);
        }
        Ok(tx)
    }

    async fn begin(&self, ctx: &Ctx, how: &'static str) -> Result<Tx> {
        let mut inner = self.pool.begin_with(how).await?;
        // A statement of its own: identity inside BEGIN would outlive a cancelled request.
        let now: DateTime<Utc> = sqlx::query_scalar("select sec.now() from set_config('app.key', $1, true)").bind(&ctx.key).fetch_one(&mut *inner).await?;
        Ok(Tx { inner, ctx: ctx.clone(), entries: Vec::new(), form_key: None, seals: self.seals.clone(), now })
    }

    /// One audited act in a transaction of its own: a read, a refusal, a sign-in.
    pub async fn note(&self, ctx: &Ctx, entry: Entry) -> Result<()> {
        let mut tx = self.write(ctx).await?;
        tx.record(entry);
        tx.commit("").await
    }

    /// A connection for what happens before there is a person: sign-in, codes, health.
    /// Reaches definer functions only: without a session row security shows nothing.
    pub(crate) async fn stranger(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction for a stranger's act that enters the trail (a failed sign-in).
    pub(crate) async fn note_stranger(&self, request_id: &str, action: &'static str, subject: &str, outcome: Outcome, detail: &str) -> Result<()> {
        let mut connection = self.stranger().await?;
        let mut inner = connection.begin().await?;
        let entry = Entry::new(action, subject, outcome).with_detail(detail);
        audit::append_stranger(&mut inner, request_id, &entry).await?;
        inner.commit().await?;
        Ok(())
    }

    /// A connection as the pool gives it, to look for what others left behind. Test builds only.
    #[cfg(feature = "test-walls")]
    pub async fn bare(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>> {
        self.stranger().await
    }

    /// Listens for announcements of other transactions. Outside the pool: it waits for ever.
    pub async fn listener(&self) -> Result<sqlx::postgres::PgListener> {
        Ok(sqlx::postgres::PgListener::connect_with(&self.pool).await?)
    }

    /// Open and idle connections of the pool.
    pub fn pool_size(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }

    /// Closes the pool after running statements have ended.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Makes roles and database if they are missing and brings the schema up to date.
/// `admin` may create roles; `kind` is `live`, `exercise` or `test`, fixed at the first migration.
pub async fn migrate(admin: &PgConnectOptions, database: &str, kind: &str) -> anyhow::Result<()> {
    let mut connection = admin.clone().database("postgres").connect().await?;
    connection.execute(include_str!("../../migrations/roles.sql")).await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(database).fetch_one(&mut connection).await?;
    if !exists {
        // Names of databases cannot be parameters; this one is ours and plain.
        anyhow::ensure!(database.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "the database name is not plain");
        connection.execute(sqlx::AssertSqlSafe(format!("create database {database} owner cordon_owner"))).await?;
    }
    connection.close().await?;
    migrate_schema(&admin.clone().database(database), kind).await
}

/// Applies the schema to a database whose roles exist, as its owner.
pub async fn migrate_schema(admin: &PgConnectOptions, kind: &str) -> anyhow::Result<()> {
    let mut owner = connect_owner(admin).await?;
    MIGRATOR.run(&mut owner).await?;
    sqlx::query("insert into sec.installation (kind) values ($1) on conflict do nothing").bind(kind).execute(&mut owner).await?;
    owner.close().await?;
    Ok(())
}

/// A connection as the owner of the schema: migrations, reference data, the command line's sessions.
pub async fn connect_owner(admin: &PgConnectOptions) -> anyhow::Result<PgConnection> {
    Ok(admin.clone().options([("role", "cordon_owner"), ("TimeZone", "UTC"), ("client_min_messages", "error")]).disable_statement_logging().connect().await?)
}
