//! What is read of watches and handovers.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::Turn;
use crate::db::Tx;
use crate::db::ids::AccountId;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// Watches that nobody has ended.
pub async fn standing(tx: &mut Tx, me: AccountId) -> Result<Vec<Turn>> {
    Ok(sqlx::query_as!(
        Turn,
        r#"select t.id as "id!", t.ref as "reference!", t.scope_kind as "scope_kind!", t.scope_code as "scope_code!", t.cells as "cells!",
             sec.account_label(t.holder_id) as "holder!", t.holder_id = $1 as "is_mine!", t.due_at as "due_at!",
             (select h.ref from visible_watch_handover h where h.turn_id = t.id and h.incoming_at is null and not h.is_withdrawn) as offered
           from visible_watch_turn t where t.ended_at is null order by t.began_at, t.id"#,
        me.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A handover in full.
#[derive(Debug, Clone)]
pub struct Handover {
    pub id: Uuid,
    pub reference: String,
    pub turn_id: Uuid,
    pub scope_kind: String,
    pub scope_code: String,
    pub cells: Vec<i32>,
    pub outgoing_id: Uuid,
    pub outgoing: String,
    pub outgoing_at: DateTime<Utc>,
    pub open_points: String,
    pub incoming: Option<String>,
    pub incoming_at: Option<DateTime<Utc>>,
    pub incoming_note: String,
    pub is_withdrawn: bool,
    pub due_at: DateTime<Utc>,
}

/// The handover of a reference.
pub async fn handover(tx: &mut Tx, reference: &str) -> Result<Option<Handover>> {
    Ok(sqlx::query_as!(
        Handover,
        r#"select h.id as "id!", h.ref as "reference!", h.turn_id as "turn_id!", h.scope_kind as "scope_kind!", h.scope_code as "scope_code!",
             h.cells as "cells!", h.outgoing_id as "outgoing_id!", sec.account_label(h.outgoing_id) as "outgoing!", h.outgoing_at as "outgoing_at!",
             h.open_points as "open_points!", case when h.incoming_id is not null then sec.account_label(h.incoming_id) end as incoming,
             h.incoming_at, h.incoming_note as "incoming_note!", h.is_withdrawn as "is_withdrawn!", t.due_at as "due_at!"
           from visible_watch_handover h join visible_watch_turn t on t.id = h.turn_id where h.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A scope over which the reader may keep a watch.
#[derive(Debug, Clone)]
pub struct Watchable {
    pub scope_kind: String,
    pub scope_code: String,
    pub cells: Vec<i32>,
}

/// Scopes over which the reader may keep a watch, widest first.
pub async fn watchable(tx: &mut Tx) -> Result<Vec<Watchable>> {
    Ok(sqlx::query_as!(Watchable, r#"select scope_kind as "scope_kind!", scope_code as "scope_code!", cells as "cells!" from sec.watchable_scopes()"#)
        .fetch_all(&mut **tx)
        .await?)
}

/// A line of the log.
#[derive(Debug, Clone, FromRow)]
pub struct LogRow {
    pub id: Uuid,
    pub reference: String,
    pub scope_kind: String,
    pub scope_code: String,
    pub holder: String,
    pub outgoing: Option<String>,
    pub began_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub handover: Option<String>,
}

/// How many watches match, and one page of them, newest first.
pub async fn log(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(i64, Vec<LogRow>)> {
    let mut count = QueryBuilder::new("select count(*) from visible_watch_turn t where true");
    narrow(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select t.id, t.ref as reference, t.scope_kind, t.scope_code, sec.account_label(t.holder_id) as holder,
           case when t.outgoing_id is not null then sec.account_label(t.outgoing_id) end as outgoing, t.began_at, t.due_at, t.ended_at,
           (select h.ref from visible_watch_handover h where h.turn_id = t.id and h.incoming_at is not null) as handover
         from visible_watch_turn t where true",
    );
    narrow(&mut query, asked);
    if let Some((began, id)) = asked.after().and_then(|(value, id)| Some((value.parse::<DateTime<Utc>>().ok()?, id))) {
        query.push(" and (t.began_at, t.id) < (").push_bind(began).push(", ").push_bind(id).push(")");
    }
    query.push(" order by t.began_at desc, t.id desc limit ").push_bind(if is_export { EXPORT } else { PAGE } + 1);
    Ok((total, query.build_query_as().fetch_all(&mut **tx).await?))
}

fn narrow(query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) {
    match asked.one("state") {
        Some("open") => query.push(" and t.ended_at is null"),
        Some("ended") => query.push(" and t.ended_at is not null"),
        _ => query,
    };
}
