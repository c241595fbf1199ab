//! Every SELECT of closings, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::Step;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::web::error::Result;
use crate::web::list::{Asked, PAGE};

/// A station with the closing that stands there.
#[derive(Debug, Clone)]
pub struct Closing {
    pub station_id: StationId,
    pub code: String,
    pub name: String,
    pub zone: String,
    pub cell: i32,
    /// The closing that stands; none: nobody asked for one.
    pub id: Option<Uuid>,
    pub reference: String,
    pub state: String,
    pub reason: String,
    pub document: String,
    pub asked_by: Option<Uuid>,
    pub asker: String,
    pub asked_at: Option<DateTime<Utc>>,
    pub decider: String,
    pub decided_at: Option<DateTime<Utc>>,
    /// Nought: none stands.
    pub version: i32,
}

impl Closing {
    pub fn step(&self) -> Step {
        Step::of(&self.state)
    }
}

impl Target for Closing {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Closing,
            r#"select s.id as "station_id!: StationId", s.code as "code!", s.name as "name!", s.zone as "zone!", s.cell as "cell!", x.id as "id?",
                 coalesce(x.ref, '') as "reference!", coalesce(x.state, '') as "state!", coalesce(x.reason, '') as "reason!", coalesce(x.document, '') as "document!",
                 x.asked_by as "asked_by?", coalesce(sec.account_label(x.asked_by), '') as "asker!", x.asked_at as "asked_at?",
                 coalesce(sec.account_label(x.decided_by), '') as "decider!", x.decided_at as "decided_at?", coalesce(x.version, 0) as "version!"
               from visible_duty_station s left join visible_station_closure x on x.station_id = s.id and x.state in ('asked', 'closed')
               where s.code = $1"#,
            params.get("code")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), author: self.asked_by, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.code.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// Something that is still open at the station.
#[derive(Debug, Clone, FromRow)]
pub struct Matter {
    pub kind: String,
    pub item: Uuid,
    pub reference: String,
    pub about: String,
    pub since: Option<DateTime<Utc>>,
}

/// Filters of the page.
pub const FILTERS: &[&str] = &["kind"];

fn from(query: &mut QueryBuilder<Postgres>, cell: i32, asked: &Asked) {
    query.push(" from sec.visible_station_matters(array[").push_bind(cell).push("]) o where true");
    let kinds = asked.all("kind");
    if !kinds.is_empty() {
        query.push(" and o.out_kind = any (").push_bind(kinds).push(")");
    }
}

/// What is open, by kind and reference: one page or all that may be exported, and how many there are in all.
pub async fn matters(tx: &mut Tx, cell: i32, asked: &Asked, most: i64) -> Result<(Vec<Matter>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, cell, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new("select o.out_kind as kind, o.out_item as item, o.out_ref as reference, o.out_about as about, o.out_since as since");
    from(&mut query, cell, asked);
    if let (Some((value, id)), true) = (asked.after(), most == PAGE + 1) {
        query.push(" and (o.out_kind || ' ' || o.out_ref, o.out_item) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by o.out_kind || ' ' || o.out_ref, o.out_item limit ").push_bind(most);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// Keys of every closing of a station, also of those that were withdrawn or undone: what their history is read by.
pub async fn ids_of(tx: &mut Tx, station: StationId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_station_closure where station_id = $1 order by asked_at, id limit 200"#, station.0)
        .fetch_all(&mut **tx)
        .await?)
}
