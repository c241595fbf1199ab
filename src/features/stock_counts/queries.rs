//! Every SELECT of counts, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ArmouryId, LotId, StockCountId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A count of an armoury.
#[derive(Debug, Clone)]
pub struct Count {
    pub id: StockCountId,
    pub reference: String,
    pub armoury_id: ArmouryId,
    pub armoury: String,
    pub armoury_name: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub state: String,
    pub is_paper: bool,
    pub as_of: DateTime<Utc>,
    pub opened_by: String,
    pub opened_at: DateTime<Utc>,
    pub leader: Option<Uuid>,
    pub counted_by: String,
    pub counted_at: Option<DateTime<Utc>>,
    pub second_by: String,
    pub second_at: Option<DateTime<Utc>>,
    pub expected: Option<i32>,
    pub found: Option<i32>,
    pub withdraw_reason: String,
    pub version: i32,
}

impl Count {
    pub fn is_counting(&self) -> bool {
        self.state == "counting"
    }
}

impl Target for Count {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Count,
            r#"select n.id as "id!: StockCountId", n.ref as "reference!", n.armoury_id as "armoury_id!: ArmouryId", coalesce(a.ref, '') as "armoury!",
                 coalesce(a.name, '') as "armoury_name!", c.code as "station!", coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!",
                 n.cell as "cell!", n.state as "state!", n.is_paper as "is_paper!", n.as_of as "as_of!", coalesce(sec.account_label(n.opened_by), '') as "opened_by!",
                 n.opened_at as "opened_at!", n.counted_by as leader, coalesce(sec.account_label(n.counted_by), '') as "counted_by!", n.counted_at,
                 coalesce(sec.account_label(n.second_by), '') as "second_by!", n.second_at, n.expected, n.found, n.withdraw_reason as "withdraw_reason!",
                 n.version as "version!"
               from visible_stock_count n join sec.cell c on c.no = n.cell left join visible_armoury a on a.id = n.armoury_id
               left join visible_duty_station s on s.cell = n.cell where n.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), author: self.leader, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A scanned mark.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: Uuid,
    pub number: i32,
    pub typed: String,
    /// Empty: not among the weapons of the station.
    pub firearm: String,
    pub serial: String,
    pub what: String,
    pub outcome: String,
    /// Who or what has it by the ledger.
    pub holder: String,
    /// Why it was struck; empty: it stands.
    pub struck: String,
}

impl Item {
    pub fn is_found(&self) -> bool {
        self.outcome == "found"
    }
}

/// What was scanned, latest first, without the rows that strike others.
pub async fn items(tx: &mut Tx, count: StockCountId) -> Result<Vec<Item>> {
    Ok(sqlx::query_as!(
        Item,
        r#"select i.id as "id!", i.number as "number!", i.typed as "typed!", coalesce(f.ref, '') as "firearm!", coalesce(f.serial, '') as "serial!",
             coalesce(f.make || ' ' || f.model, '') as "what!", i.outcome as "outcome!",
             coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), '') as "holder!", coalesce(x.reason, '') as "struck!"
           from visible_stock_count_item i left join visible_firearm f on f.id = i.firearm_id
           left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null left join visible_armoury a on a.id = k.armoury_id
           left join visible_stock_count_item x on x.strikes_id = i.id
           where i.count_id = $1 and i.strikes_id is null order by i.number desc limit 5000"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A weapon that lies there by the ledger.
#[derive(Debug, Clone)]
pub struct Awaited {
    pub reference: String,
    pub serial: String,
    pub what: String,
}

/// Weapons that lie there by the ledger and were not found yet.
pub async fn not_yet(tx: &mut Tx, count: StockCountId) -> Result<Vec<Awaited>> {
    Ok(sqlx::query_as!(
        Awaited,
        r#"select f.ref as "reference!", f.serial as "serial!", f.make || ' ' || f.model as "what!"
           from sec.weapons_to_find($1) e join visible_firearm f on f.id = e.out_firearm
           where not exists (select from visible_stock_count_item i where i.count_id = $1 and i.firearm_id = f.id)
           order by f.serial_key, f.ref limit 5000"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Weapons of the station whose mark differs from this one in one sign. At most five.
pub async fn near(tx: &mut Tx, cell: i32, typed: &str) -> Result<Vec<String>> {
    let key: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    Ok(sqlx::query_scalar!(
        r#"select f.serial as "serial!" from visible_firearm f where f.cell = $2 and length(f.serial_key) = length($1)
             and (select count(*) from generate_series(1, length($1)) n where substr(f.serial_key, n, 1) <> substr($1, n, 1)) = 1
           order by f.serial_key limit 5"#,
        key,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A lot that lies there by the ledger, or was counted.
#[derive(Debug, Clone)]
pub struct Lot {
    pub id: LotId,
    pub reference: String,
    pub what: String,
    /// `None`: not counted yet.
    pub counted: Option<i32>,
    /// Shown when the count is finished.
    pub expected: Option<i32>,
}

/// Lots of a count by their reference.
pub async fn lots(tx: &mut Tx, count: StockCountId) -> Result<Vec<Lot>> {
    Ok(sqlx::query_as!(
        Lot,
        r#"select l.id as "id!: LotId", l.ref as "reference!", l.number || ' ' || l.maker || ', ' || l.calibre as "what!", t.counted as "counted?",
             t.expected as "expected?"
           from (select out_lot as lot_id from sec.lots_to_count($1) union select lot_id from visible_stock_count_lot where count_id = $1) these
           join visible_ammunition_lot l on l.id = these.lot_id left join visible_stock_count_lot t on t.count_id = $1 and t.lot_id = l.id
           order by l.ref limit 500"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An armoury somebody may have counted.
#[derive(Debug, Clone)]
pub struct Countable {
    pub id: ArmouryId,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub zone: String,
    pub cell: i32,
    /// The count that is going on; empty if there is none.
    pub going_on: String,
}

/// Armouries at the stations at which the reader may count.
pub async fn countable(tx: &mut Tx) -> Result<Vec<Countable>> {
    Ok(sqlx::query_as!(
        Countable,
        r#"select a.id as "id!: ArmouryId", a.ref as "reference!", a.name as "name!", c.code as "station!", coalesce(s.zone, 'UTC') as "zone!", a.cell as "cell!",
             coalesce((select n.ref from visible_stock_count n where n.armoury_id = a.id and n.state = 'counting'), '') as "going_on!"
           from visible_armoury a join sec.cell c on c.no = a.cell left join visible_duty_station s on s.id = a.station_id
           where a.cell = any ((select sec.cells_stock_write())::integer[]) order by c.code, a.name, a.id limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An armoury as the page of its station shows it.
#[derive(Debug, Clone)]
pub struct Store {
    pub reference: String,
    pub name: String,
    pub approval: String,
    pub approved_until: Option<chrono::NaiveDate>,
    /// The instant of the last count that two people signed.
    pub counted_at: Option<DateTime<Utc>>,
    /// The count that is going on; empty if there is none.
    pub going_on: String,
}

/// Armouries of a station, by name.
pub async fn stores_of(tx: &mut Tx, cell: i32) -> Result<Vec<Store>> {
    Ok(sqlx::query_as!(
        Store,
        r#"select a.ref as "reference!", a.name as "name!", a.approval as "approval!", a.approved_until,
             (select max(n.as_of) from visible_stock_count n where n.armoury_id = a.id and n.state = 'signed') as "counted_at?",
             coalesce((select n.ref from visible_stock_count n where n.armoury_id = a.id and n.state = 'counting'), '') as "going_on!"
           from visible_armoury a where a.cell = $1 order by a.name, a.id limit 50"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A difference of a count, as its page lists it.
#[derive(Debug, Clone)]
pub struct Difference {
    pub reference: String,
    pub kind: String,
    pub what: String,
    pub state: String,
    pub expected: i32,
    pub counted: i32,
}

/// Differences that a count opened.
pub async fn differences(tx: &mut Tx, count: StockCountId) -> Result<Vec<Difference>> {
    Ok(sqlx::query_as!(
        Difference,
        r#"select d.ref as "reference!", d.kind as "kind!",
             coalesce(f.ref || ' ' || f.serial, l.ref || ' ' || l.number, nullif(d.typed, ''), '') as "what!", d.state as "state!",
             d.expected as "expected!", d.counted as "counted!"
           from visible_stock_discrepancy d left join visible_firearm f on f.id = d.firearm_id left join visible_ammunition_lot l on l.id = d.lot_id
           where d.count_id = $1 order by d.kind, d.ref limit 500"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Ids of the rows of a count, for its history.
pub async fn lot_ids(tx: &mut Tx, count: StockCountId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_stock_count_lot where count_id = $1 limit 500"#, count.0).fetch_all(&mut **tx).await?)
}

/// A count as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub armoury: String,
    pub armoury_name: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub state: String,
    pub is_paper: bool,
    pub as_of: DateTime<Utc>,
    pub expected: Option<i32>,
    pub found: Option<i32>,
    pub counted_by: String,
    pub second_by: String,
    pub open: i64,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "state"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];

const WHEN: &str = "to_char(n.as_of at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of counts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select n.id, n.ref as reference, coalesce(a.ref, '') as armoury, coalesce(a.name, '') as armoury_name, c.code as station,
           coalesce(s.name, c.code) as station_name, coalesce(s.zone, 'UTC') as zone, n.state, n.is_paper, n.as_of, n.expected, n.found,
           coalesce(sec.account_label(n.counted_by), '') as counted_by, coalesce(sec.account_label(n.second_by), '') as second_by,
           (select count(*) from visible_stock_discrepancy d where d.count_id = n.id and d.state <> 'closed') as open, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", n.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by n.as_of").push(direction).push(", n.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many counts an address lists.
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
        " from visible_stock_count n join sec.cell c on c.no = n.cell left join visible_armoury a on a.id = n.armoury_id
          left join visible_duty_station s on s.cell = n.cell where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (n.ref ilike ").push_bind(pattern.clone()).push(" or a.ref ilike ").push_bind(pattern.clone());
        query.push(" or a.name ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("state", "n.state")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
}
