//! Reading delegations, what one may delegate, and what was signed under them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{self, Facts, Standing};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::list::Asked;

/// Filters of the list.
pub const FILTERS: [&str; 4] = ["state", "authority", "person", "mine"];

/// A delegation as pages and exports show it.
#[derive(Debug, Clone, FromRow)]
pub struct Delegation {
    pub id: Uuid,
    /// `D-7K3FA`.
    pub reference: String,
    pub authority: String,
    pub role: String,
    pub scope_kind: String,
    pub scope_code: String,
    pub cells: Vec<i32>,
    pub delegator_id: Uuid,
    pub delegator: String,
    pub delegator_name: String,
    pub delegate_id: Uuid,
    pub delegate: String,
    pub delegate_name: String,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub begins: DateTime<Utc>,
    pub ends: DateTime<Utc>,
    pub reason: String,
    pub right_stands: bool,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: String,
    pub end_reason: String,
    /// Signatures under it that stand.
    pub signatures: i64,
    pub version: i32,
}

impl Delegation {
    /// How it stands.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let facts = Facts { begins: self.begins, ends: self.ends, is_ended: self.ended_at.is_some(), right_stands: self.right_stands };
        model::standing(facts, now)
    }

    /// Its page.
    pub fn url(&self) -> String {
        format!("/delegations/{}", self.reference)
    }
}

impl Target for Delegation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, actor: &Actor) -> policy::Facts {
        let me = actor.ctx.account.0;
        policy::Facts { cells: Some(self.cells.clone()), own: [self.delegator_id, self.delegate_id].contains(&me), ..policy::Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cells.first().copied().unwrap_or_default()
    }
}

const SHAPE: &str = "select d.id, d.ref as reference, d.authority, d.role, d.scope_kind, d.scope_code, sec.cells_of(d.scope_kind, d.scope_code) as cells,
    d.delegator_id, coalesce(sec.account_username(d.delegator_id), '') as delegator, coalesce(sec.account_label(d.delegator_id), '') as delegator_name,
    d.delegate_id, coalesce(sec.account_username(d.delegate_id), '') as delegate, coalesce(sec.account_label(d.delegate_id), '') as delegate_name,
    d.from_date, d.to_date, d.from_date::timestamp at time zone 'UTC' as begins, (d.to_date + 1)::timestamp at time zone 'UTC' as ends,
    d.reason, sec.right_stands(d.grant_id) as right_stands, d.created_at, d.ended_at, coalesce(sec.account_label(d.ended_by), '') as ended_by,
    d.end_reason, (select count(*) from visible_delegated_signature s where s.delegation_id = d.id and not s.is_past) as signatures, d.version
  from visible_delegation d";

/// The delegation of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Delegation>> {
    Ok(QueryBuilder::new(SHAPE).push(" where d.ref = ").push_bind(reference.to_owned()).build_query_as().fetch_optional(&mut **tx).await?)
}

/// Rows of the list, newest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, me: Uuid, limit: i64) -> Result<(Vec<Delegation>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_delegation d");
    filter(&mut count, asked, me);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked, me);
    if let Some((at, id)) = asked.after().and_then(|(value, id)| Some((value.parse::<DateTime<Utc>>().ok()?, id))) {
        query.push(" and (d.created_at, d.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by d.created_at desc, d.id desc limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, me: Uuid) {
    query.push(" where true");
    let standings: Vec<&str> = asked.all("state").iter().filter_map(|code| Standing::from_code(code)).map(clause).collect();
    if !standings.is_empty() {
        query.push(" and (").push(standings.join(" or ")).push(")");
    }
    let authorities = asked.all("authority");
    if !authorities.is_empty() {
        query.push(" and d.authority = any (").push_bind(authorities).push(")");
    }
    if let Some(person) = asked.one("person") {
        let person = person.trim().to_lowercase();
        query.push(" and ").push_bind(person).push(" in (sec.account_username(d.delegator_id), sec.account_username(d.delegate_id))");
    }
    if asked.one("mine").is_some() {
        query.push(" and ").push_bind(me).push(" in (d.delegator_id, d.delegate_id)");
    }
}

/// The standing as the database sees it.
fn clause(standing: Standing) -> &'static str {
    const OVER: &str = "(d.ended_at is null and (d.to_date + 1)::timestamp at time zone 'UTC' <= sec.now())";
    match standing {
        Standing::Ended => "d.ended_at is not null",
        Standing::Over => OVER,
        Standing::Lapsed => "(d.ended_at is null and (d.to_date + 1)::timestamp at time zone 'UTC' > sec.now() and not sec.right_stands(d.grant_id))",
        Standing::Coming => "(d.ended_at is null and d.from_date::timestamp at time zone 'UTC' > sec.now() and sec.right_stands(d.grant_id))",
        Standing::InForce => "(d.during @> sec.now() and sec.right_stands(d.grant_id))",
    }
}

/// Something the reader may delegate: an authority and the right that carries it.
#[derive(Debug, Clone)]
pub struct Offer {
    pub authority: String,
    /// Reference of the right.
    pub grant: String,
    pub role: String,
    pub scope_kind: String,
    pub scope_code: String,
}

/// What the reader holds and may delegate.
pub async fn offers(tx: &mut Tx, me: Uuid) -> Result<Vec<Offer>> {
    Ok(sqlx::query_as!(
        Offer,
        r#"select a.authority as "authority!", g.ref as "grant!", g.role as "role!", g.scope_kind as "scope_kind!", g.scope_code as "scope_code!"
           from visible_access_grant g join sec.authority_role a on a.role = g.role
           where g.account_id = $1 and g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
           order by array_position(array['risk', 'requirement', 'profile'], a.authority), g.role, g.scope_code, g.ref limit 50"#,
        me
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The reader's own right of a reference.
pub async fn own_grant(tx: &mut Tx, me: Uuid, reference: &str) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!(r#"select id as "id!" from visible_access_grant where ref = $1 and account_id = $2"#, reference, me)
        .fetch_optional(&mut **tx)
        .await?)
}

/// The account of a user name that can be a delegate.
pub async fn delegate_named(tx: &mut Tx, username: &str) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!("select sec.delegate_named($1)", username).fetch_one(&mut **tx).await?)
}

/// Days a delegation may last.
pub async fn longest(tx: &mut Tx) -> Result<i64> {
    let value = sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = 'delegation_max_days'"#).fetch_one(&mut **tx).await?;
    value.parse().map_err(|_| AppError::internal("a setting that should be a number is none"))
}

/// A signature given under a delegation.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Reference of the record; of the official where it is a profile.
    pub reference: String,
    pub signature: String,
    pub signed_at: DateTime<Utc>,
    pub is_past: bool,
}

/// Signatures given under a delegation, newest first.
pub async fn signatures(tx: &mut Tx, delegation: Uuid) -> Result<Vec<Signature>> {
    Ok(sqlx::query_as!(
        Signature,
        r#"select record_ref as "reference!", signature as "signature!", signed_at as "signed_at!", is_past as "is_past!"
           from visible_delegated_signature where delegation_id = $1 order by signed_at desc, id limit 200"#,
        delegation
    )
    .fetch_all(&mut **tx)
    .await?)
}
