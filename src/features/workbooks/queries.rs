//! Reading and keeping workbooks, through the relations that show one's own.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use uuid::Uuid;

use super::judging::Judged;
use super::lists::List;
use super::model::{Change, Said, State, Verdicts};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::sheet::Line;

/// A workbook that was brought back.
#[derive(Debug, Clone)]
pub struct Workbook {
    pub id: Uuid,
    pub reference: String,
    pub list: List,
    pub file_name: String,
    /// Headings of the file that the list does not have.
    pub ignored: Vec<String>,
    pub brought_at: DateTime<Utc>,
}

impl Workbook {
    pub fn url(&self) -> String {
        format!("/workbooks/{}", self.reference)
    }
}

impl Target for Workbook {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { own: true, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        0
    }
}

/// The workbook of a reference, if it is the reader's.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Workbook>> {
    let row = sqlx::query!(
        r#"select id as "id!", ref as "reference!", list as "list!", file_name as "file_name!", ignored as "ignored!", brought_at as "brought_at!"
           from visible_workbook where ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let list = List::parse(&row.list).ok_or_else(|| AppError::internal("a list that is not known"))?;
        Ok(Workbook { id: row.id, reference: row.reference, list, file_name: row.file_name, ignored: row.ignored, brought_at: row.brought_at })
    })
    .transpose()
}

/// A row as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub number: i32,
    pub line: Line,
    pub state: State,
    pub said: Vec<Said>,
    pub changes: Vec<Change>,
    pub reason: String,
}

impl Target for (Workbook, Kept) {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(workbook) = Workbook::load(tx, actor, params).await? else { return Ok(None) };
        let number = params.number("number")?;
        Ok(row(tx, workbook.id, number).await?.map(|kept| (workbook, kept)))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.0.facts(actor)
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    fn cell(&self) -> i32 {
        0
    }
}

struct Raw {
    number: i32,
    reference: String,
    record_version: Option<i32>,
    cells: Value,
    mark: String,
    state: String,
    said: Value,
    changes: Value,
    reason: String,
}

fn kept(raw: Raw) -> Result<Kept> {
    let cells: BTreeMap<String, String> = from_json(raw.cells)?;
    let version = raw.record_version.map(|version| version.to_string()).or_else(|| cells.get("version").cloned()).unwrap_or_default();
    let state = State::parse(&raw.state).ok_or_else(|| AppError::internal("a state that is not known"))?;
    Ok(Kept {
        number: raw.number,
        line: Line { number: raw.number.unsigned_abs(), reference: raw.reference, version, cells, mark: raw.mark },
        state,
        said: from_json(raw.said)?,
        changes: from_json(raw.changes)?,
        reason: raw.reason,
    })
}

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| AppError::Internal(error.into()))
}

/// A row of a workbook.
pub async fn row(tx: &mut Tx, workbook: Uuid, number: i32) -> Result<Option<Kept>> {
    let raw = sqlx::query_as!(
        Raw,
        r#"select number as "number!", reference as "reference!", record_version, cells as "cells!", mark as "mark!", state as "state!", said as "said!",
             changes as "changes!", reason as "reason!"
           from visible_workbook_row where workbook_id = $1 and number = $2"#,
        workbook,
        number
    )
    .fetch_optional(&mut **tx)
    .await?;
    raw.map(kept).transpose()
}

/// The same, locked until the transaction ends.
pub async fn row_locked(tx: &mut Tx, workbook: Uuid, number: i32) -> Result<Option<Kept>> {
    sqlx::query!("select number from workbook_row where workbook_id = $1 and number = $2 for update", workbook, number).fetch_optional(&mut **tx).await?;
    row(tx, workbook, number).await
}

/// Rows of these states after a number, in the order of the file.
pub async fn rows(tx: &mut Tx, workbook: Uuid, states: &[State], after: i32, limit: i64) -> Result<Vec<Kept>> {
    let states: Vec<String> = states.iter().map(|state| state.word().to_owned()).collect();
    let raws = sqlx::query_as!(
        Raw,
        r#"select number as "number!", reference as "reference!", record_version, cells as "cells!", mark as "mark!", state as "state!", said as "said!",
             changes as "changes!", reason as "reason!"
           from visible_workbook_row where workbook_id = $1 and state = any ($2) and number > $3 order by number limit $4"#,
        workbook,
        &states,
        after,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    raws.into_iter().map(kept).collect()
}

/// How many rows stand where.
pub async fn counts(tx: &mut Tx, workbook: Uuid) -> Result<Vec<(State, i64)>> {
    let rows = sqlx::query!(r#"select state as "state!", count(*) as "count!" from visible_workbook_row where workbook_id = $1 group by state"#, workbook)
        .fetch_all(&mut **tx)
        .await?;
    let count = |state: State| rows.iter().find(|row| row.state == state.word()).map_or(0, |row| row.count);
    Ok(State::ALL.into_iter().map(|state| (state, count(state))).collect())
}

/// Numbers of rows that are ready, in the order of the file.
pub async fn ready(tx: &mut Tx, workbook: Uuid, limit: i64) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(
        r#"select number as "number!" from visible_workbook_row where workbook_id = $1 and state in ('changed', 'new') order by number limit $2"#,
        workbook,
        limit
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Which of these new rows were made before.
pub async fn made(tx: &mut Tx, list: List, prints: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>> {
    let made = sqlx::query_scalar!(
        r#"select r.print as "print!" from visible_workbook_row r join visible_workbook w on w.id = r.workbook_id
           where w.list = $1 and r.state = 'applied' and r.record_version is null and r.print = any ($2)"#,
        list.word(),
        prints
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(made.into_iter().collect())
}

/// Keeps a file that was judged; answers its reference.
pub async fn keep(tx: &mut Tx, list: List, file_name: &str, file: &[u8], ignored: &[String], judged: &[Judged]) -> Result<String> {
    let id = Uuid::now_v7();
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(120).collect();
    let reference = sqlx::query_scalar!(
        "insert into workbook (id, list, file_name, file_digest, ignored) values ($1, $2, $3, $4, $5) returning ref",
        id,
        list.word(),
        file_name,
        Sha256::digest(file).to_vec(),
        ignored
    )
    .fetch_one(&mut **tx)
    .await?;
    for set in judged.chunks(500) {
        keep_rows(tx, id, set).await?;
    }
    Ok(reference)
}

async fn keep_rows(tx: &mut Tx, workbook: Uuid, rows: &[Judged]) -> Result<()> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or(Value::Null);
    let cells = rows.iter().map(|row| {
        let mut cells = row.line.cells.clone();
        if row.version.is_none() && !row.line.version.is_empty() {
            // a version that is no number stays to be shown
            cells.insert("version".to_owned(), row.line.version.clone());
        }
        json(serde_json::to_value(cells))
    });
    sqlx::query!(
        "insert into workbook_row (workbook_id, number, reference, record_version, cells, mark, print, state, said, changes)
         select $1, number, reference, version, cells, mark, print, state, said, changes
         from unnest($2::int[], $3::text[], $4::int[], $5::jsonb[], $6::text[], $7::bytea[], $8::text[], $9::jsonb[], $10::jsonb[])
           as r (number, reference, version, cells, mark, print, state, said, changes)",
        workbook,
        &rows.iter().map(|row| i32::try_from(row.line.number).unwrap_or(i32::MAX)).collect::<Vec<i32>>(),
        &rows.iter().map(|row| row.line.reference.clone()).collect::<Vec<String>>(),
        &rows.iter().map(|row| row.version).collect::<Vec<Option<i32>>>() as _,
        &cells.collect::<Vec<Value>>(),
        &rows.iter().map(|row| row.line.mark.clone()).collect::<Vec<String>>(),
        &rows.iter().map(|row| row.print.clone()).collect::<Vec<Vec<u8>>>(),
        &rows.iter().map(|row| row.verdicts.state.word().to_owned()).collect::<Vec<String>>(),
        &rows.iter().map(|row| json(serde_json::to_value(&row.verdicts.said))).collect::<Vec<Value>>(),
        &rows.iter().map(|row| json(serde_json::to_value(&row.verdicts.changes))).collect::<Vec<Value>>()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes what was found out about a row.
pub async fn keep_verdicts(tx: &mut Tx, workbook: Uuid, number: i32, verdicts: &Verdicts) -> Result<()> {
    sqlx::query!(
        "update workbook_row set state = $3, said = $4, changes = $5 where workbook_id = $1 and number = $2 and settled_at is null",
        workbook,
        number,
        verdicts.state.word(),
        Json(&verdicts.said) as _,
        Json(&verdicts.changes) as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Settles a row that was applied, under the reference of its record.
pub async fn keep_applied(tx: &mut Tx, workbook: Uuid, number: i32, reference: &str) -> Result<()> {
    sqlx::query!(
        "update workbook_row set state = 'applied', said = '[]', reference = $3, settled_at = $4 where workbook_id = $1 and number = $2",
        workbook,
        number,
        reference,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Settles a row that is left out. False if it was settled before.
pub async fn drop_row(tx: &mut Tx, workbook: Uuid, number: i32, reason: &str) -> Result<bool> {
    let done = sqlx::query!(
        "update workbook_row set state = 'dropped', reason = $3, settled_at = $4 where workbook_id = $1 and number = $2 and settled_at is null",
        workbook,
        number,
        reason,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A workbook as the list shows it.
#[derive(Debug, Clone)]
pub struct Summary {
    pub id: Uuid,
    pub reference: String,
    pub list: String,
    pub file_name: String,
    pub brought_at: DateTime<Utc>,
    pub rows: i64,
    pub applied: i64,
    pub waiting: i64,
    pub ready: i64,
}

/// One's workbooks, latest first, and how many there are.
pub async fn workbooks(tx: &mut Tx, list: Option<&str>, after: Option<(DateTime<Utc>, Uuid)>, limit: i64) -> Result<(Vec<Summary>, i64)> {
    let total = sqlx::query_scalar!(r#"select count(*) as "count!" from visible_workbook where $1::text is null or list = $1"#, list);
    let total = total.fetch_one(&mut **tx).await?;
    let (at, id) = after.unzip();
    let rows = sqlx::query_as!(
        Summary,
        r#"select w.id as "id!", w.ref as "reference!", w.list as "list!", w.file_name as "file_name!", w.brought_at as "brought_at!", n.rows as "rows!",
             n.applied as "applied!", n.waiting as "waiting!", n.ready as "ready!"
           from visible_workbook w, lateral (select count(*) as rows, count(*) filter (where state = 'applied') as applied,
             count(*) filter (where state in ('refused', 'conflict')) as waiting, count(*) filter (where state in ('changed', 'new')) as ready
             from visible_workbook_row r where r.workbook_id = w.id) n
           where ($1::text is null or w.list = $1) and ($2::timestamptz is null or (w.brought_at, w.id) < ($2, $3))
           order by w.brought_at desc, w.id desc limit $4"#,
        list,
        at,
        id,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((rows, total))
}
