//! Every SELECT of counts, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::sheets::SheetLine;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ArmouryId, EquipmentId, LotId, StationId, StockCountId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A count of an armoury, of the vehicles of a station or of its equipment.
#[derive(Debug, Clone)]
pub struct Count {
    pub id: StockCountId,
    pub reference: String,
    pub covers: String,
    /// Reference of the armoury, or code of the station.
    pub place: String,
    pub place_name: String,
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
            r#"select n.id as "id!: StockCountId", n.ref as "reference!", n.covers as "covers!", coalesce(a.ref, c.code) as "place!",
                 coalesce(a.name, s.name, c.code) as "place_name!", c.code as "station!", coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!",
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
    /// Reference of what has this mark; empty: nothing of the station has it.
    pub thing: String,
    /// First word of the address of its register: `firearms`, `vehicles`, `equipment`, `kits`.
    pub register: String,
    pub mark: String,
    pub what: String,
    pub outcome: String,
    /// Who or what has a weapon by the ledger.
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
        r#"select i.id as "id!", i.number as "number!", i.typed as "typed!", coalesce(f.ref, v.ref, e.ref, t.ref, '') as "thing!",
             case when f.id is not null then 'firearms' when v.id is not null then 'vehicles' when e.id is not null then 'equipment' else 'kits' end as "register!",
             coalesce(f.serial, v.plate, e.serial, '') as "mark!", coalesce(f.make || ' ' || f.model, v.make || ' ' || v.model, e.label, t.name, '') as "what!",
             i.outcome as "outcome!",
             coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), '') as "holder!", coalesce(x.reason, '') as "struck!"
           from visible_stock_count_item i left join visible_firearm f on f.id = i.firearm_id left join visible_vehicle v on v.id = i.vehicle_id
           left join visible_equipment e on e.id = i.equipment_id left join visible_equipment_kit t on t.id = i.kit_id
           left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null left join visible_armoury a on a.id = k.armoury_id
           left join visible_stock_count_item x on x.strikes_id = i.id
           where i.count_id = $1 and i.strikes_id is null order by i.number desc limit 5000"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What is there by the books.
#[derive(Debug, Clone)]
pub struct Awaited {
    pub reference: String,
    pub mark: String,
    pub what: String,
    /// Who has it, or where it is kept; empty for what lies in the armoury.
    pub holder: String,
}

/// What is there by the books and was not found yet.
pub async fn not_yet(tx: &mut Tx, count: StockCountId) -> Result<Vec<Awaited>> {
    Ok(sqlx::query_as!(
        Awaited,
        r#"select coalesce(f.ref, v.ref, g.ref) as "reference!", coalesce(f.serial, v.plate, g.serial) as "mark!",
             coalesce(f.make || ' ' || f.model, v.make || ' ' || v.model, g.label) as "what!",
             concat_ws(', ', t.name, coalesce(sec.holder_label(k.officer_id), a.name, nullif(g.place, ''))) as "holder!"
           from sec.things_to_find($1) e left join visible_firearm f on f.id = e.out_thing left join visible_vehicle v on v.id = e.out_thing
           left join visible_equipment g on g.id = e.out_thing left join visible_equipment_kit t on t.id = g.kit_id
           left join visible_equipment_custody k on k.equipment_id = g.id and k.until is null left join visible_armoury a on a.id = g.armoury_id
           where coalesce(f.id, v.id, g.id) is not null
             and not exists (select from visible_stock_count_item i where i.count_id = $1 and e.out_thing in (i.firearm_id, i.vehicle_id, i.equipment_id))
           order by coalesce(f.serial_key, v.plate_key, g.serial_key), 1 limit 5000"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Marks of the station, of what this count covers, that differ from this one in one sign. At most five.
pub async fn near(tx: &mut Tx, count: &Count, typed: &str) -> Result<Vec<String>> {
    let key: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    Ok(sqlx::query_scalar!(
        r#"select marked.mark as "mark!" from (
             select f.serial as mark, f.serial_key as key from visible_firearm f where $3 = 'armoury' and f.cell = $2
             union all select v.plate, v.plate_key from visible_vehicle v where $3 = 'vehicles' and v.cell = $2
             union all select e.serial, e.serial_key from visible_equipment e where $3 = 'equipment' and e.cell = $2) marked
           where length(marked.key) = length($1)
             and (select count(*) from generate_series(1, length($1)) n where substr(marked.key, n, 1) <> substr($1, n, 1)) = 1
           order by marked.key limit 5"#,
        key,
        count.cell,
        count.covers
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A number to count: rounds of a lot, or things without a serial number.
#[derive(Debug, Clone)]
pub struct Lot {
    pub lot: Option<LotId>,
    pub equipment: Option<EquipmentId>,
    pub reference: String,
    pub what: String,
    /// `None`: not counted yet.
    pub counted: Option<i32>,
    /// Shown when the count is finished.
    pub expected: Option<i32>,
}

/// Numbers of a count by their reference, those not counted yet first.
pub async fn lots(tx: &mut Tx, count: StockCountId) -> Result<Vec<Lot>> {
    Ok(sqlx::query_as!(
        Lot,
        r#"select l.id as "lot?: LotId", e.id as "equipment?: EquipmentId", coalesce(l.ref, e.ref) as "reference!",
             coalesce(l.number || ' ' || l.maker || ', ' || l.calibre, concat_ws(', ', e.label, k.name)) as "what!", t.counted as "counted?", t.expected as "expected?"
           from (select out_lot as lot_id, out_equipment as equipment_id from sec.numbers_to_count($1)
             union select lot_id, equipment_id from visible_stock_count_lot where count_id = $1) these
           left join visible_ammunition_lot l on l.id = these.lot_id left join visible_equipment e on e.id = these.equipment_id
           left join visible_equipment_kit k on k.id = e.kit_id
           left join visible_stock_count_lot t on t.count_id = $1 and coalesce(t.lot_id, t.equipment_id) = coalesce(these.lot_id, these.equipment_id)
           where coalesce(l.id, e.id) is not null order by t.counted is not null, 3 limit 500"#,
        count.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An armoury, or what a station has of vehicles or equipment, that somebody may have counted.
#[derive(Debug, Clone)]
pub struct Countable {
    /// As it is chosen: the reference of the armoury, or `vehicles-GOM`.
    pub key: String,
    pub covers: String,
    pub armoury: Option<ArmouryId>,
    pub station_id: Option<StationId>,
    pub name: String,
    pub station: String,
    pub zone: String,
    pub cell: i32,
    /// The count that is going on; empty if there is none.
    pub going_on: String,
}

/// What may be counted at the stations at which the reader may count: armouries by name, then vehicles, then equipment.
pub async fn countable(tx: &mut Tx) -> Result<Vec<Countable>> {
    Ok(sqlx::query_as!(
        Countable,
        r#"select coalesce(a.ref, o.covers || '-' || c.code) as "key!", o.covers as "covers!", a.id as "armoury?: ArmouryId",
             case when a.id is null then s.id end as "station_id?: StationId", coalesce(a.name, '') as "name!", c.code as "station!", coalesce(s.zone, 'UTC') as "zone!",
             c.no as "cell!",
             coalesce((select n.ref from visible_stock_count n where n.state = 'counting' and n.covers = o.covers and n.armoury_id = a.id),
               (select n.ref from visible_stock_count n where n.state = 'counting' and n.covers = o.covers and a.id is null and n.armoury_id is null
                 and n.station_id = s.id), '') as "going_on!"
           from sec.cell c cross join (values (1, 'armoury'), (2, 'vehicles'), (3, 'equipment')) o (sort, covers)
           left join visible_duty_station s on s.cell = c.no left join visible_armoury a on a.cell = c.no and o.covers = 'armoury'
           where c.no = any ((select sec.cells_stock_write())::integer[]) and case o.covers when 'armoury' then a.id else s.id end is not null
           order by c.code, o.sort, a.name, a.id limit 400"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An armoury, or the vehicles or the equipment of a station, as the page of the station shows when it was counted.
#[derive(Debug, Clone)]
pub struct Store {
    pub covers: String,
    /// Reference of the armoury, or code of the station.
    pub reference: String,
    /// As it is chosen where a count is opened.
    pub key: String,
    pub name: String,
    pub approval: String,
    pub approved_until: Option<chrono::NaiveDate>,
    /// The instant of the last count that two people signed.
    pub counted_at: Option<DateTime<Utc>>,
    /// The count that is going on; empty if there is none.
    pub going_on: String,
}

/// Armouries of a station by name, then its vehicles and its equipment if it has any.
pub async fn stores_of(tx: &mut Tx, cell: i32) -> Result<Vec<Store>> {
    Ok(sqlx::query_as!(
        Store,
        r#"select p.covers as "covers!", p.ref as "reference!", p.key as "key!", p.name as "name!", p.approval as "approval!", p.approved_until,
             case p.covers when 'armoury' then (select max(n.as_of) from visible_stock_count n where n.armoury_id = p.id and n.covers = p.covers and n.state = 'signed')
               else (select max(n.as_of) from visible_stock_count n
                 where n.station_id = p.id and n.armoury_id is null and n.covers = p.covers and n.state = 'signed') end as "counted_at?",
             coalesce(case p.covers when 'armoury' then (select n.ref from visible_stock_count n
                 where n.armoury_id = p.id and n.covers = p.covers and n.state = 'counting')
               else (select n.ref from visible_stock_count n
                 where n.station_id = p.id and n.armoury_id is null and n.covers = p.covers and n.state = 'counting') end, '') as "going_on!"
           from (
             select 1 as sort, 'armoury' as covers, a.id, a.ref, a.ref as key, a.name, a.approval, a.approved_until from visible_armoury a where a.cell = $1
             union all select 2, 'vehicles', s.id, s.code, 'vehicles-' || s.code, '', '', null from visible_duty_station s
               where s.cell = $1 and exists (select from visible_vehicle v where v.cell = $1 and v.state <> 'written_off')
             union all select 3, 'equipment', s.id, s.code, 'equipment-' || s.code, '', '', null from visible_duty_station s
               where s.cell = $1 and exists (select from visible_equipment e where e.cell = $1 and e.state not in ('lost', 'stolen', 'written_off'))) p
           order by p.sort, p.name, p.id limit 50"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Vehicles of a station that are to be seen, by plate.
pub async fn vehicles_at(tx: &mut Tx, cell: i32) -> Result<Vec<SheetLine>> {
    Ok(sqlx::query_as!(
        SheetLine,
        r#"select v.ref as "reference!", v.plate as "mark!", v.make || ' ' || v.model as "what!", '' as "holder!"
           from visible_vehicle v where v.cell = $1 and v.state <> 'written_off' order by v.plate_key, v.ref limit 2000"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Equipment of a station that is to be seen, by kit and serial number, with whoever has it or where it is kept.
pub async fn equipment_at(tx: &mut Tx, cell: i32) -> Result<Vec<SheetLine>> {
    Ok(sqlx::query_as!(
        SheetLine,
        r#"select e.ref as "reference!", e.serial as "mark!", e.label as "what!",
             concat_ws(', ', k.ref || ' ' || k.name, coalesce(sec.holder_label(c.officer_id), a.name, nullif(e.place, ''))) as "holder!"
           from visible_equipment e left join visible_equipment_kit k on k.id = e.kit_id left join visible_armoury a on a.id = e.armoury_id
           left join visible_equipment_custody c on c.equipment_id = e.id and c.until is null
           where e.cell = $1 and e.state not in ('lost', 'stolen', 'written_off') order by k.name nulls last, e.serial_key, e.ref limit 5000"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A marked thing in a kit of the station of a count.
#[derive(Debug, Clone)]
pub struct KitPart {
    pub kit: String,
    pub kit_name: String,
    pub reference: String,
    pub mark: String,
    pub what: String,
    pub is_found: bool,
}

/// Parts that kits should hold, kit by kit; none in a count of something else.
pub async fn kit_parts(tx: &mut Tx, count: StockCountId) -> Result<Vec<KitPart>> {
    Ok(sqlx::query_as!(
        KitPart,
        r#"select k.ref as "kit!", k.name as "kit_name!", e.ref as "reference!", e.serial as "mark!", e.label as "what!",
             exists (select from visible_stock_count_item i where i.count_id = $1 and i.equipment_id = e.id) as "is_found!"
           from sec.things_to_find($1) t join visible_equipment e on e.id = t.out_thing join visible_equipment_kit k on k.id = e.kit_id
           order by k.name, k.id, e.ref limit 2000"#,
        count.0
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
             coalesce(f.ref || ' ' || f.serial, l.ref || ' ' || l.number, v.ref || ' ' || v.plate, e.ref || ' ' || coalesce(nullif(e.serial, ''), e.label),
               k.ref || ' ' || k.name, d.typed) as "what!", d.state as "state!",
             d.expected as "expected!", d.counted as "counted!"
           from visible_stock_discrepancy d left join visible_firearm f on f.id = d.firearm_id left join visible_ammunition_lot l on l.id = d.lot_id
           left join visible_vehicle v on v.id = d.vehicle_id left join visible_equipment e on e.id = d.equipment_id left join visible_equipment_kit k on k.id = d.kit_id
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
    pub covers: String,
    /// Reference of the armoury, or code of the station.
    pub place: String,
    pub place_name: String,
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
pub const FILTERS: &[&str] = &["q", "station", "covers", "state"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];

const WHEN: &str = "to_char(n.as_of at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of counts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select n.id, n.ref as reference, n.covers, coalesce(a.ref, c.code) as place, coalesce(a.name, s.name, c.code) as place_name, c.code as station,
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
    for (key, column) in [("station", "c.code"), ("covers", "n.covers"), ("state", "n.state")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
}
