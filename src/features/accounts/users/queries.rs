//! Reading accounts.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::Asked;

/// An account as lists and pages show it.
#[derive(Debug, Clone, FromRow)]
pub struct AccountRow {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub officer_ref: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub sessions: Option<i32>,
    pub way_in: String,
    /// Why it was disabled; empty while it is not.
    pub disabled_why: String,
    /// `role|scope_kind|scope_code` of rights in force.
    pub rights: Vec<String>,
}

const SHAPE: &str = "select a.id, a.username, a.display_name, sec.officer_ref(a.officer_id) as officer_ref, a.disabled_at, a.version, a.created_at,
    sec.live_sessions(a.id) as sessions, sec.way_in(a.id) as way_in,
    case when a.disabled_at is null then '' else coalesce((select n.reason from visible_account_note n where n.account_id = a.id order by n.noted_at desc limit 1), '') end as disabled_why,
    array(select g.role || '|' || g.scope_kind || '|' || g.scope_code from visible_access_grant g where g.account_id = a.id and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()) order by 1) as rights
  from visible_account a";

/// One account by its name.
pub async fn by_username(tx: &mut Tx, username: &str) -> Result<Option<AccountRow>> {
    Ok(QueryBuilder::new(SHAPE).push(" where a.kind = 'person' and a.username = ").push_bind(username).build_query_as().fetch_optional(&mut **tx).await?)
}

/// A reset that waits for its second person.
#[derive(Debug, Clone)]
pub struct Reset {
    pub reference: String,
    pub issuer: Uuid,
    pub who: String,
    pub at: DateTime<Utc>,
}

/// Resets of an account that wait for their second person, oldest first.
pub async fn resets_to_confirm(tx: &mut Tx, account: Uuid) -> Result<Vec<Reset>> {
    Ok(sqlx::query_as!(
        Reset,
        r#"select reference as "reference!", issuer as "issuer!", coalesce(who, '') as "who!", at as "at!" from sec.resets_to_confirm($1)"#,
        account
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The reference of an officer, as it is typed in the form; empty for none.
pub async fn officer_ref(tx: &mut Tx, officer: Option<Uuid>) -> Result<String> {
    Ok(sqlx::query_scalar!("select sec.officer_ref($1)", officer).fetch_one(&mut **tx).await?.unwrap_or_default())
}

/// The id of a person's account that may still sign in.
pub async fn id_of(tx: &mut Tx, username: &str) -> Result<Option<Uuid>> {
    let found = sqlx::query_scalar!(r#"select id as "id!" from visible_account where username = $1 and kind = 'person' and disabled_at is null"#, username);
    Ok(found.fetch_optional(&mut **tx).await?)
}

/// Rows of the list after its cursor, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<(Vec<AccountRow>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_account a");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked);
    if let Some((username, _)) = asked.after() {
        query.push(" and a.username > ").push_bind(username);
    }
    query.push(" order by a.username limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) {
    query.push(" where a.kind = 'person'");
    match asked.one("state") {
        Some("disabled") => {
            query.push(" and a.disabled_at is not null");
        }
        Some("active") => {
            query.push(" and a.disabled_at is null");
        }
        Some("without-rights") => {
            query.push(" and a.disabled_at is null and not exists (select from visible_access_grant g where g.account_id = a.id and g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))");
        }
        _ => {}
    }
    let (role, station) = (asked.one("role"), asked.one("station"));
    if role.is_some() || station.is_some() {
        query.push(" and exists (select from visible_access_grant g where g.account_id = a.id and g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())");
        if let Some(role) = role {
            query.push(" and g.role = ").push_bind(role.to_owned());
        }
        if let Some(station) = station {
            query.push(" and g.scope_kind = 'station' and g.scope_code = ").push_bind(station.to_owned());
        }
        query.push(")");
    }
}
