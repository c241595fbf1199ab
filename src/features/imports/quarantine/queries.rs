//! Rows in quarantine, through the visible relation.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::Asked;

/// A row as it stands.
#[derive(Debug, Clone, FromRow)]
pub struct RowRow {
    pub id: Uuid,
    pub number: i32,
    pub cells: Json<Vec<String>>,
    pub state: String,
    pub code: String,
    pub column_name: String,
    pub told: Json<BTreeMap<String, String>>,
    pub decided_by: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: String,
    pub movement: Option<String>,
    pub version: i32,
}

const SHAPE: &str =
    "select r.id, r.row_number as number, r.cells, r.state, r.code, r.column_name, r.told, coalesce(sec.account_label(r.decided_by), '') as decided_by,
    r.decided_at, r.reason, coalesce(lm.ref, sm.ref) as movement, r.version
  from visible_import_row r
  left join visible_leg l on l.id = r.leg_id left join visible_movement lm on lm.id = l.movement_id
  left join visible_stay s on s.id = r.stay_id left join visible_movement sm on sm.id = s.movement_id
  where r.batch_id = ";

/// The row of a number.
pub async fn row(tx: &mut Tx, batch: Uuid, number: i32) -> Result<Option<RowRow>> {
    let mut query = QueryBuilder::new(SHAPE);
    query.push_bind(batch).push(" and r.row_number = ").push_bind(number);
    Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
}

/// Rows of a batch as the URL asks, in order of the file.
pub async fn list(tx: &mut Tx, batch: Uuid, asked: &Asked, limit: i64) -> Result<Vec<RowRow>> {
    let mut query = QueryBuilder::new(SHAPE);
    query.push_bind(batch);
    filter(&mut query, asked);
    if let Some((after, _)) = asked.after()
        && let Ok(after) = after.parse::<i32>()
    {
        query.push(" and r.row_number > ").push_bind(after);
    }
    query.push(" order by r.row_number limit ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// How many there are.
pub async fn count(tx: &mut Tx, batch: Uuid, asked: &Asked) -> Result<i64> {
    let mut query = QueryBuilder::new("select count(*) from visible_import_row r where r.batch_id = ");
    query.push_bind(batch);
    filter(&mut query, asked);
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn filter(query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) {
    for (key, column) in [("code", "r.code"), ("state", "r.state")] {
        let wanted = asked.all(key);
        if !wanted.is_empty() {
            query.push(" and ").push(column).push(" = any(").push_bind(wanted).push(")");
        }
    }
}
