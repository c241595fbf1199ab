//! Every SELECT of evacuations, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{EvacuationId, StationId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// The record of an evacuation.
#[derive(Debug, Clone)]
pub struct Evacuation {
    pub id: EvacuationId,
    pub reference: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub to_station: String,
    pub relocated_until: NaiveDate,
    pub reason: String,
    pub decider_name: String,
    pub decider_capacity: String,
    pub decided_on: NaiveDate,
    pub document_ref: String,
    pub started_at: DateTime<Utc>,
    pub started_by: String,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: String,
    pub return_decider: String,
    pub return_document: String,
    pub version: i32,
}

impl Target for Evacuation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Evacuation,
            r#"select e.id as "id!: EvacuationId", e.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
                 coalesce(s.zone, 'UTC') as "zone!", e.cell as "cell!", coalesce(sec.station_code(e.to_station_id), '') as "to_station!",
                 e.relocated_until as "relocated_until!", e.reason as "reason!", e.decider_name as "decider_name!", e.decider_capacity as "decider_capacity!",
                 e.decided_on as "decided_on!", e.document_ref as "document_ref!", e.started_at as "started_at!",
                 coalesce(sec.account_label(e.created_by), '') as "started_by!", e.ended_at, coalesce(sec.account_label(e.ended_by), '') as "ended_by!",
                 e.return_decider as "return_decider!", e.return_document as "return_document!", e.version as "version!"
               from visible_station_evacuation e join sec.cell c on c.no = e.cell left join visible_duty_station s on s.id = e.station_id where e.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A station that may be left.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub id: StationId,
    pub code: String,
    pub name: String,
    pub cell: i32,
    /// Reference of the evacuation that is going on; empty: none.
    pub open: String,
}

impl Target for Leaving {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Leaving,
            r#"select s.id as "id!: StationId", s.code as "code!", s.name as "name!", s.cell as "cell!",
                 coalesce((select e.ref from visible_station_evacuation e where e.station_id = s.id and e.ended_at is null), '') as "open!"
               from visible_duty_station s where s.code = $1"#,
            params.get("code")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.code.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// What an evacuation would move and leave.
#[derive(Debug, Clone)]
pub struct AtStake {
    pub people: i64,
    pub firearms: i64,
    pub lots: i64,
    pub vehicles: i64,
    pub equipment: i64,
}

/// How much is at stake, as far as the reader sees it.
pub async fn at_stake(tx: &mut Tx, station: &Leaving) -> Result<AtStake> {
    Ok(sqlx::query_as!(
        AtStake,
        r#"select (select count(*) from visible_officer o where o.station_id = $1 and o.state = 'active') as "people!",
             (select count(*) from visible_firearm_custody k where k.cell = $2 and k.until is null and k.kind not in ('person', 'missing')) as "firearms!",
             (select count(*) from visible_ammunition_account a where a.cell = $2 and a.kind = 'armoury' and a.quantity > 0) as "lots!",
             (select count(*) from visible_vehicle v where v.cell = $2 and v.state <> 'written_off') as "vehicles!",
             (select count(*) from visible_equipment e where e.cell = $2 and e.state not in ('lost', 'stolen', 'written_off')
               and not exists (select from visible_equipment_custody c where c.equipment_id = e.id and c.until is null)) as "equipment!""#,
        station.id.0,
        station.cell
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Somebody who was there. The name is that of an officer the reader may see.
#[derive(Debug, Clone)]
pub struct Person {
    pub officer: String,
    pub name: String,
    pub outcome: String,
    /// Until when the first relocation lasts.
    pub until: Option<NaiveDate>,
}

/// Who was there, by name.
pub async fn people(tx: &mut Tx, evacuation: EvacuationId) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select coalesce(o.ref, '') as "officer!", coalesce(o.name, '') as "name!", p.outcome as "outcome!",
             (select max(v.to_date) from visible_availability v where v.id = any (p.spans) and not v.is_void) as until
           from visible_evacuation_person p left join visible_officer o on o.id = p.officer_id where p.evacuation_id = $1
           order by p.outcome desc, o.name, p.id limit 1000"#,
        evacuation.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Something that was left behind, uncounted.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: String,
    pub reference: String,
    /// Where equipment lies is told to those who see it.
    pub place: String,
    pub quantity: i32,
    /// The reader sees the record itself.
    pub is_seen: bool,
}

/// What was left, by kind and reference.
pub async fn items(tx: &mut Tx, evacuation: EvacuationId) -> Result<Vec<Item>> {
    Ok(sqlx::query_as!(
        Item,
        r#"select i.kind as "kind!", i.ref as "reference!", case when i.kind in ('equipment', 'kit') and not s.is_seen then '' else i.place end as "place!",
             i.quantity as "quantity!", s.is_seen as "is_seen!"
           from visible_evacuation_item i cross join lateral (select case i.kind
             when 'firearm' then exists (select from visible_firearm f where f.id = i.item)
             when 'ammunition' then exists (select from visible_ammunition_lot l where l.id = i.item)
             when 'vehicle' then exists (select from visible_vehicle v where v.id = i.item)
             when 'kit' then exists (select from visible_equipment_kit k where k.id = i.item)
             else exists (select from visible_equipment e where e.id = i.item) end as is_seen) s
           where i.evacuation_id = $1 order by i.kind, i.ref, i.place limit 5000"#,
        evacuation.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An evacuation as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub station: String,
    pub to_station: String,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub people: i64,
    pub items: i64,
    /// For the cursor.
    pub began: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "standing"];
/// Whether it is going on.
pub const STANDINGS: &[&str] = &["open", "returned"];

/// One page of evacuations, the last first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_station_evacuation e join sec.cell c on c.no = e.cell where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select e.id, e.ref as reference, c.code as station, coalesce(sec.station_code(e.to_station_id), '') as to_station, e.started_at, e.ended_at,
           (select count(*) from visible_evacuation_person p where p.evacuation_id = e.id and p.outcome = 'relocated') as people,
           (select count(*) from visible_evacuation_item i where i.evacuation_id = e.id) as items, e.started_at::text as began
         from visible_station_evacuation e join sec.cell c on c.no = e.cell where true",
    );
    filter(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (e.started_at::text, e.id) < (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by e.started_at::text desc, e.id desc limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (e.ref ilike ").push_bind(pattern.clone()).push(" or e.document_ref ilike ").push_bind(pattern).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and c.code = any (").push_bind(stations).push(")");
    }
    match asked.one("standing") {
        Some("open") => {
            query.push(" and e.ended_at is null");
        }
        Some("returned") => {
            query.push(" and e.ended_at is not null");
        }
        _ => {}
    }
}
