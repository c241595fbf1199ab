//! Settings and postures: reading them and the two changes of them; and what the status page counts.

use chrono::{DateTime, Utc};

use super::forms::{PostureDraft, SettingDraft};
use crate::audit::Entry;
use crate::db::Tx;
use crate::web::conflict;
use crate::web::error::Result;

/// A threshold or a period.
#[derive(Debug, Clone)]
pub struct Setting {
    pub name: String,
    pub value: String,
    pub unit: String,
    pub source: String,
    pub version: i32,
    pub changed_at: DateTime<Utc>,
}

/// A posture with its posts in words of the database: `team_leader 1, driver 1`.
#[derive(Debug, Clone)]
pub struct Posture {
    pub code: String,
    pub name: String,
    pub check_in_minutes: i32,
    pub watch_level: String,
    pub source: String,
    pub version: i32,
}

/// A post of a posture.
#[derive(Debug, Clone)]
pub struct PosturePost {
    pub posture: String,
    pub role: String,
    pub count: i32,
    pub is_required: bool,
}

/// Every setting by name.
pub async fn settings(tx: &mut Tx) -> Result<Vec<Setting>> {
    Ok(sqlx::query_as!(
        Setting,
        r#"select name as "name!", value as "value!", unit as "unit!", source as "source!", version as "version!", changed_at as "changed_at!"
           from visible_setting order by name limit 500"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A setting of a name.
pub async fn setting(tx: &mut Tx, name: &str) -> Result<Option<Setting>> {
    Ok(settings(tx).await?.into_iter().find(|setting| setting.name == name))
}

/// Every posture by code.
pub async fn postures(tx: &mut Tx) -> Result<Vec<Posture>> {
    Ok(sqlx::query_as!(
        Posture,
        r#"select code as "code!", name as "name!", check_in_minutes as "check_in_minutes!", watch_level as "watch_level!", source as "source!", version as "version!"
           from visible_posture order by code limit 50"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A posture of a code.
pub async fn posture(tx: &mut Tx, code: &str) -> Result<Option<Posture>> {
    Ok(postures(tx).await?.into_iter().find(|posture| posture.code == code))
}

/// Posts of all postures.
pub async fn posts(tx: &mut Tx) -> Result<Vec<PosturePost>> {
    Ok(sqlx::query_as!(PosturePost, "select posture, role, count, is_required from posture_post order by posture, is_required desc, role")
        .fetch_all(&mut **tx)
        .await?)
}

/// Changes a setting.
pub async fn change_setting(tx: &mut Tx, setting: &Setting, draft: &SettingDraft) -> Result<()> {
    let done = sqlx::query!(
        "update setting set value = $1, source = $2, version = version + 1, changed_at = $3 where name = $4 and version = $5",
        draft.value,
        draft.source,
        tx.now,
        setting.name,
        draft.version
    )
    .execute(&mut **tx)
    .await?;
    settle(tx, done.rows_affected(), "setting.edit", &setting.name)
}

/// Changes a posture. Movements keep what they were planned with until they are planned again.
pub async fn change_posture(tx: &mut Tx, posture: &Posture, draft: &PostureDraft) -> Result<()> {
    let done = sqlx::query!(
        "update posture set name = $1, check_in_minutes = $2, watch_level = $3, source = $4, version = version + 1 where code = $5 and version = $6",
        draft.name,
        draft.check_in_minutes,
        draft.watch_level,
        draft.source,
        posture.code,
        draft.version
    )
    .execute(&mut **tx)
    .await?;
    settle(tx, done.rows_affected(), "setting.edit", &posture.code)
}

fn settle(tx: &mut Tx, rows: u64, action: &'static str, subject: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(action, subject));
    Ok(())
}

/// When a job last ran.
#[derive(Debug, Clone)]
pub struct Beat {
    pub job: String,
    pub ran_at: DateTime<Utc>,
    pub interval_seconds: i32,
}

/// When each job last ran.
pub async fn beats(tx: &mut Tx) -> Result<Vec<Beat>> {
    Ok(sqlx::query_as!(Beat, r#"select job as "job!", ran_at as "ran_at!", interval_seconds as "interval_seconds!" from sec.heartbeats()"#)
        .fetch_all(&mut **tx)
        .await?)
}

/// Live sessions by kind.
pub async fn sessions(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(r#"select kind as "kind!", sessions as "sessions!" from sec.live_sessions()"#).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.sessions)).collect())
}

/// Bytes of the database, version of the server, migrations applied.
pub async fn database(tx: &mut Tx) -> Result<(i64, String, i64)> {
    let row = sqlx::query!(
        r#"select pg_database_size(current_database()) as "bytes!", current_setting('server_version') as "version!", sec.migrations_applied() as "migrations!""#
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.bytes, row.version, row.migrations))
}
