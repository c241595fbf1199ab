//! Reading rights.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::model::{self, Facts, Standing};
use crate::authz::actor::Role;
use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::Asked;

/// A right as pages and exports show it.
#[derive(Debug, Clone, FromRow)]
pub struct GrantRow {
    pub id: Uuid,
    pub r#ref: String,
    pub account_id: Uuid,
    pub username: String,
    pub name: String,
    pub role: String,
    pub scope_kind: String,
    pub scope_code: String,
    pub cells: Vec<i32>,
    pub valid_from: DateTime<Utc>,
    pub valid_to: Option<DateTime<Utc>>,
    pub state: String,
    pub is_urgent: bool,
    pub reason: String,
    pub answer: String,
    pub asked_by: Uuid,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<Uuid>,
    pub decided_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub ended_name: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i32,
}

const SHAPE: &str = "select g.id, g.ref, g.account_id, sec.account_username(g.account_id) as username, sec.account_label(g.account_id) as name,
    g.role, g.scope_kind, g.scope_code, case when g.scope_kind = 'global' then '{}' else sec.cells_of(g.scope_kind, g.scope_code) end as cells,
    g.valid_from, g.valid_to, g.state, g.is_urgent, g.reason, g.answer, g.asked_by, sec.account_label(g.asked_by) as asked_name, g.asked_at,
    g.decided_by, sec.account_label(g.decided_by) as decided_name, g.decided_at, sec.account_label(g.ended_by) as ended_name, g.ended_at, g.version
  from visible_access_grant g";

impl GrantRow {
    /// The role, if this version knows it.
    pub fn role(&self) -> Option<Role> {
        Role::from_code(&self.role)
    }

    /// How it stands.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let facts = Facts {
            state: &self.state,
            is_unconfirmed: self.is_urgent && self.decided_by.is_none(),
            asked_at: self.asked_at,
            from: self.valid_from,
            to: self.valid_to,
            urgent_hours: model::urgent_hours(self.role(), &self.scope_kind),
        };
        model::standing(&facts, now)
    }
}

/// One right by its reference.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<GrantRow>> {
    Ok(QueryBuilder::new(SHAPE).push(" where g.ref = ").push_bind(reference).build_query_as().fetch_optional(&mut **tx).await?)
}

/// The rights of an account: open and in force first, then by their end.
pub async fn of_account(tx: &mut Tx, account: Uuid) -> Result<Vec<GrantRow>> {
    let mut query = QueryBuilder::new(SHAPE);
    query.push(" where g.account_id = ").push_bind(account);
    query.push(" order by (g.state in ('asked', 'granted') and (g.valid_to is null or g.valid_to > sec.now())) desc, g.asked_at desc, g.id desc limit 200");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Rows of the list and how many there are in all. `limit` 0 counts only.
pub async fn list(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<(Vec<GrantRow>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_access_grant g");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked);
    if let Some((at, id)) = asked.after().and_then(|(value, id)| Some((value.parse::<DateTime<Utc>>().ok()?, id))) {
        query.push(" and (g.asked_at, g.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by g.asked_at desc, g.id desc limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) {
    // A job's own right is the installation's, asked and answered by nobody.
    query.push(" where g.role not like 'job%'");
    let standings: Vec<Standing> = asked.all("state").iter().filter_map(|code| Standing::from_code(code)).collect();
    if !standings.is_empty() {
        let clauses: Vec<&str> = standings.into_iter().map(clause).collect();
        query.push(" and (").push(clauses.join(" or ")).push(")");
    }
    if let Some(role) = asked.one("role") {
        query.push(" and g.role = ").push_bind(role.to_owned());
    }
    if let Some(station) = asked.one("station") {
        query.push(" and g.scope_kind = 'station' and g.scope_code = ").push_bind(station.to_owned());
    }
    if let Some(account) = asked.one("account") {
        query.push(" and sec.account_username(g.account_id) = ").push_bind(account.to_owned());
    }
}

/// The standing as the database sees it; the hours are those of `authz/two_person.rs`.
fn clause(standing: Standing) -> &'static str {
    match standing {
        Standing::Asked => "g.state = 'asked'",
        Standing::ToConfirm => {
            "(g.state = 'granted' and g.is_urgent and g.decided_by is null and (g.valid_to is null or g.valid_to > sec.now()) and g.asked_at > sec.now() - interval '24 hours')"
        }
        Standing::Overdue => {
            "(g.state = 'granted' and g.is_urgent and g.decided_by is null and (g.valid_to is null or g.valid_to > sec.now()) and g.asked_at <= sec.now() - interval '24 hours')"
        }
        Standing::InForce => "(g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))",
        Standing::Coming => "(g.state = 'granted' and g.valid_from > sec.now())",
        Standing::Ended => "(g.state = 'granted' and g.valid_to <= sec.now())",
        Standing::Refused => "g.state = 'refused'",
        Standing::Revoked => "g.state = 'revoked'",
    }
}

/// A scope that a right can be held at.
#[derive(Debug, Clone, FromRow)]
pub struct Scope {
    pub kind: String,
    pub code: String,
    pub name: String,
}

/// Every scope with its name.
pub async fn scopes(tx: &mut Tx) -> Result<Vec<Scope>> {
    Ok(sqlx::query_as("select kind, code, name from sec.scope_choices()").fetch_all(&mut **tx).await?)
}
