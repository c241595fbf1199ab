//! Every SELECT of differences, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::DiscrepancyId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A difference between a count and the ledger.
#[derive(Debug, Clone)]
pub struct Discrepancy {
    pub id: DiscrepancyId,
    pub reference: String,
    pub count: String,
    /// What was counted.
    pub covers: String,
    pub place_name: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kind: String,
    /// Reference of what it is about; empty: nothing of the station has this mark.
    pub thing: String,
    /// First word of the address of its register: `firearms`, `ammunition`, `vehicles`, `equipment`, `kits`.
    pub register: String,
    /// Its mark, or what it is called.
    pub mark: String,
    /// It stands as lost or stolen in its register already.
    pub is_declared: bool,
    pub typed: String,
    pub expected: i32,
    pub counted: i32,
    pub opened_at: DateTime<Utc>,
    pub state: String,
    pub outcome: String,
    pub findings: String,
    pub investigator: Option<Uuid>,
    pub investigated_by: String,
    pub investigated_at: Option<DateTime<Utc>>,
    pub closed_by: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub closing_words: String,
    pub version: i32,
}

impl Target for Discrepancy {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Discrepancy,
            r#"select d.id as "id!: DiscrepancyId", d.ref as "reference!", coalesce(n.ref, '') as "count!", coalesce(n.covers, 'armoury') as "covers!", coalesce(a.name, s.name, c.code) as "place_name!",
                 coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", d.cell as "cell!", d.kind as "kind!",
                 coalesce(f.ref, l.ref, v.ref, e.ref, k.ref, '') as "thing!",
                 case when f.id is not null then 'firearms' when l.id is not null then 'ammunition' when v.id is not null then 'vehicles'
                   when e.id is not null then 'equipment' else 'kits' end as "register!",
                 coalesce(f.serial, l.number, v.plate, nullif(e.serial, ''), e.label, k.name, '') as "mark!",
                 coalesce(f.state, v.state, e.state, '') in ('lost', 'stolen', 'written_off') as "is_declared!", d.typed as "typed!",
                 d.expected as "expected!", d.counted as "counted!", d.opened_at as "opened_at!", d.state as "state!", d.outcome as "outcome!",
                 d.findings as "findings!", d.investigated_by as investigator, coalesce(sec.account_label(d.investigated_by), '') as "investigated_by!",
                 d.investigated_at, coalesce(sec.account_label(d.closed_by), '') as "closed_by!", d.closed_at, d.closing_words as "closing_words!",
                 d.version as "version!"
               from visible_stock_discrepancy d join sec.cell c on c.no = d.cell left join visible_stock_count n on n.id = d.count_id
               left join visible_armoury a on a.id = n.armoury_id left join visible_duty_station s on s.cell = d.cell
               left join visible_firearm f on f.id = d.firearm_id left join visible_ammunition_lot l on l.id = d.lot_id
               left join visible_vehicle v on v.id = d.vehicle_id left join visible_equipment e on e.id = d.equipment_id
               left join visible_equipment_kit k on k.id = d.kit_id where d.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), author: self.investigator, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A difference as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub count: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub kind: String,
    pub what: String,
    pub expected: i32,
    pub counted: i32,
    pub opened_at: DateTime<Utc>,
    pub state: String,
    pub outcome: String,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "state", "kind"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];

const WHEN: &str = "to_char(d.opened_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of differences, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select d.id, d.ref as reference, coalesce(n.ref, '') as count, c.code as station, coalesce(s.name, c.code) as station_name,
           coalesce(s.zone, 'UTC') as zone, d.kind, coalesce(f.ref || ' ' || f.serial, l.ref || ' ' || l.number, v.ref || ' ' || v.plate,
             e.ref || ' ' || coalesce(nullif(e.serial, ''), e.label), k.ref || ' ' || k.name, d.typed) as what, d.expected, d.counted,
           d.opened_at, d.state, d.outcome, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", d.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by d.opened_at").push(direction).push(", d.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many differences an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(
        " from visible_stock_discrepancy d join sec.cell c on c.no = d.cell left join visible_stock_count n on n.id = d.count_id
          left join visible_duty_station s on s.cell = d.cell left join visible_firearm f on f.id = d.firearm_id
          left join visible_ammunition_lot l on l.id = d.lot_id left join visible_vehicle v on v.id = d.vehicle_id
          left join visible_equipment e on e.id = d.equipment_id left join visible_equipment_kit k on k.id = d.kit_id where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        for (n, column) in ["d.ref", "n.ref", "f.ref", "f.serial", "v.ref", "v.plate", "e.ref", "e.serial", "k.ref", "d.typed"].into_iter().enumerate() {
            query.push(if n == 0 { " and (" } else { " or " }).push(column).push(" ilike ").push_bind(pattern.clone());
        }
        query.push(")");
    }
    for (key, column) in [("station", "c.code"), ("state", "d.state"), ("kind", "d.kind")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
}
