//! Every reading of batches and their rows, through the visible relations.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::model::{Choice, Figures, Said, State};
use crate::db::Tx;
use crate::features::movements::journeys::{Fingerprint, Kind};
use crate::web::error::{AppError, Result};
use crate::web::list::{Asked, Sort};

/// A batch as it stands.
#[derive(Debug, Clone)]
pub struct BatchRow {
    pub id: Uuid,
    pub reference: String,
    pub kind: Kind,
    pub file_name: String,
    pub file_digest: Vec<u8>,
    pub cell: i32,
    pub portfolio: String,
    pub choice: Choice,
    pub day_order: String,
    pub creates_principals: bool,
    pub state: State,
    pub failure: String,
    pub figures: Option<Figures>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    pub applied_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
}

/// The batch of a reference.
pub async fn batch(tx: &mut Tx, reference: &str) -> Result<Option<BatchRow>> {
    let row = sqlx::query!(
        r#"select id as "id!", ref as "reference!", kind as "kind!", file_name as "file_name!", file_digest as "file_digest!", cell as "cell!",
             portfolio_code as "portfolio!", mapping as "mapping!: Json<Choice>", day_order as "day_order!", creates_principals as "creates!",
             state as "state!", failure as "failure!", result as "result: Json<Figures>", version as "version!", created_at as "created_at!",
             sec.account_label(created_by) as created_by, applied_at, undone_at
           from visible_import_batch where ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(BatchRow {
            id: row.id,
            reference: row.reference,
            kind: Kind::parse(&row.kind).ok_or_else(|| AppError::internal("a batch has a kind"))?,
            file_name: row.file_name,
            file_digest: row.file_digest,
            cell: row.cell,
            portfolio: row.portfolio,
            choice: row.mapping.0,
            day_order: row.day_order,
            creates_principals: row.creates,
            state: State::parse(&row.state).ok_or_else(|| AppError::internal("a batch has a state"))?,
            failure: row.failure,
            figures: row.result.map(|figures| figures.0),
            version: row.version,
            created_at: row.created_at,
            created_by: row.created_by.unwrap_or_default(),
            applied_at: row.applied_at,
            undone_at: row.undone_at,
        })
    })
    .transpose()
}

/// A line of the list.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub file_name: String,
    pub state: String,
    pub result: Option<Json<Figures>>,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    pub waiting: i64,
}

/// Batches as the URL asks, the newest first unless asked otherwise.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, limit: i64) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::new(
        "select b.id, b.ref as reference, b.kind, b.file_name, b.state, b.result, b.created_at, coalesce(sec.account_label(b.created_by), '') as created_by,
           (select count(*) from visible_import_row r where r.batch_id = b.id and r.state = 'quarantined' and b.state = 'applied') as waiting
         from visible_import_batch b where true",
    );
    filter(&mut query, asked);
    let direction = if sort.is_descending { (" desc", " < ") } else { ("", " > ") };
    if let Some((value, id)) = asked.after()
        && let Ok(at) = value.parse::<DateTime<Utc>>()
    {
        query.push(" and (b.created_at, b.id)").push(direction.1).push("(").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by b.created_at").push(direction.0).push(", b.id").push(direction.0).push(" limit ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// How many there are.
pub async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut query = QueryBuilder::new("select count(*) from visible_import_batch b where true");
    filter(&mut query, asked);
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn filter(query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) {
    for (key, column) in [("state", "b.state"), ("kind", "b.kind")] {
        let wanted = asked.all(key);
        if !wanted.is_empty() {
            query.push(" and ").push(column).push(" = any(").push_bind(wanted).push(")");
        }
    }
}

/// The file of a batch and its alias file.
pub async fn file(tx: &mut Tx, batch: Uuid) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let row = sqlx::query!("select file, aliases from import_work where batch_id = $1", batch).fetch_one(&mut **tx).await?;
    Ok((row.file, row.aliases))
}

/// How far a run has come, and when it gave its last sign of life.
pub async fn progress(tx: &mut Tx, batch: Uuid) -> Result<(i32, i32, DateTime<Utc>)> {
    let row = sqlx::query!("select done, total, beat_at from import_work where batch_id = $1", batch).fetch_one(&mut **tx).await?;
    Ok((row.done, row.total, row.beat_at))
}

/// What the last trial said about rows.
pub async fn said(tx: &mut Tx, batch: Uuid) -> Result<Vec<Said>> {
    let said = sqlx::query_scalar!(r#"select details as "details: Json<Vec<Said>>" from import_work where batch_id = $1"#, batch).fetch_one(&mut **tx).await?;
    Ok(said.0)
}

/// Fingerprints of rows that an applied batch has kept in quarantine, whatever has become of them.
pub async fn kept_fingerprints(tx: &mut Tx) -> Result<HashSet<Fingerprint>> {
    let rows = sqlx::query_scalar!(
        r#"select r.fingerprint as "fingerprint!" from visible_import_row r join visible_import_batch b on b.id = r.batch_id where b.state = 'applied'"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().filter_map(|bytes| Fingerprint::parse(std::str::from_utf8(&bytes).ok()?)).collect())
}

/// The mapping this account used last for a file with these headings.
pub async fn remembered(tx: &mut Tx, kind: Kind, headings: &str) -> Result<Option<Choice>> {
    let account = tx.ctx().account.0;
    let found = sqlx::query_scalar!(
        r#"select mapping as "mapping: Json<Choice>" from import_mapping where account_id = $1 and kind = $2 and headings = $3"#,
        account,
        kind.word(),
        headings
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(|choice| choice.0))
}

/// References of batches that stand in the way or say something about this one.
pub struct Others {
    /// Batches of the same kind that are running now.
    pub running: Vec<String>,
    /// Batches that applied the very same file.
    pub same_file: Vec<String>,
}

/// Other batches worth knowing.
pub async fn others(tx: &mut Tx, batch: &BatchRow) -> Result<Others> {
    let rows = sqlx::query!(
        r#"select b.ref as "reference!", b.state in ('trial_running', 'apply_running') as "is_running!",
             b.state = 'applied' and b.file_digest = $3 as "is_same!"
           from visible_import_batch b
           where b.id <> $1 and b.kind = $2 and (b.state in ('trial_running', 'apply_running') or b.state = 'applied' and b.file_digest = $3)
           order by b.created_at desc limit 20"#,
        batch.id,
        batch.kind.word(),
        batch.file_digest
    )
    .fetch_all(&mut **tx)
    .await?;
    let pick = |wanted: bool| rows.iter().filter(|row| row.is_running == wanted).map(|row| row.reference.clone()).collect();
    Ok(Others { running: pick(true), same_file: pick(false) })
}

/// Movements that a batch recorded and that still stand, some of them.
pub async fn movements(tx: &mut Tx, batch: Uuid, limit: i64) -> Result<(Vec<String>, i64)> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from visible_movement where batch_id = $1 and not is_void"#, batch).fetch_one(&mut **tx).await?;
    let some = sqlx::query_scalar!(
        r#"select ref as "reference!" from visible_movement where batch_id = $1 and not is_void order by starts_at, id limit $2"#,
        batch,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((some, count))
}

/// Movements of a batch on which somebody has worked since: they keep it from being undone.
pub async fn worked_on(tx: &mut Tx, batch: Uuid) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select m.ref as "reference!" from visible_movement m
           where m.batch_id = $1 and not m.is_void and (
             m.version > 1
             or exists (select from leg l where l.movement_id = m.id and (l.version > 1 or l.batch_id is distinct from $1))
             or exists (select from stay y where y.movement_id = m.id and (y.version > 1 or y.batch_id is distinct from $1))
             or exists (select from movement_event e where e.movement_id = m.id)
             or exists (select from post p where p.movement_id = m.id)
             or exists (select from stop s where s.movement_id = m.id)
             or exists (select from movement_plan n where n.movement_id = m.id and n.version > 1))
           order by m.ref limit 20"#,
        batch
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// How many rows of a batch stand where: waiting, corrected, released, dropped.
pub async fn row_counts(tx: &mut Tx, batch: Uuid) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(r#"select state as "state!", count(*) as "count!" from visible_import_row where batch_id = $1 group by state"#, batch)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.state, row.count)).collect())
}
