//! Every SELECT of confirmations, through the visible relations.

use chrono::{DateTime, Utc};

use super::model::Grade;
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::web::error::Result;

/// A block of a station: who said what when, and how old that is.
#[derive(Debug, Clone)]
pub struct Block {
    pub cell: i32,
    pub code: String,
    pub statement: String,
    pub said_by: String,
    pub at: Option<DateTime<Utc>>,
    /// When the last of the station's weapons was found by a signed count.
    pub counted_at: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub grade: Grade,
    /// What the coordinator said since; empty: nothing.
    pub reconciled: String,
    pub reconciled_by: String,
    pub reconciled_at: Option<DateTime<Utc>>,
}

impl Block {
    /// The later of what was said and what was counted.
    pub fn known_at(&self) -> Option<DateTime<Utc>> {
        self.at.max(self.counted_at)
    }
}

/// The blocks of these stations, in the order of the page.
pub async fn blocks_of(tx: &mut Tx, cells: &[i32]) -> Result<Vec<Block>> {
    let rows = sqlx::query!(
        r#"select out_cell as "cell!", out_block as "code!", out_statement as "statement!", coalesce(sec.account_label(out_by), '') as "said_by!",
             out_at as "at?", out_counted_at as "counted_at?", out_due_at as "due_at?", out_grade as "grade!", out_reconciled as "reconciled!",
             coalesce(sec.account_label(out_reconciled_by), '') as "reconciled_by!", out_reconciled_at as "reconciled_at?"
           from sec.station_blocks($1) order by out_cell, out_sort"#,
        cells
    )
    .fetch_all(&mut **tx)
    .await?;
    let block = |grade: &str| Grade::from_code(grade);
    Ok(rows
        .into_iter()
        .map(|row| Block {
            grade: block(&row.grade),
            cell: row.cell,
            code: row.code,
            statement: row.statement,
            said_by: row.said_by,
            at: row.at,
            counted_at: row.counted_at,
            due_at: row.due_at,
            reconciled: row.reconciled,
            reconciled_by: row.reconciled_by,
            reconciled_at: row.reconciled_at,
        })
        .collect())
}

/// A station that a list shows.
#[derive(Debug, Clone)]
pub struct Listed {
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// The stations a list is filtered by, or all of the reader.
pub async fn stations_of_list(tx: &mut Tx, codes: &[String]) -> Result<Vec<Listed>> {
    Ok(sqlx::query_as!(
        Listed,
        r#"select code as "code!", name as "name!", cell as "cell!" from visible_duty_station where cardinality($1::text[]) = 0 or code = any ($1) order by code"#,
        codes
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Of how many of these stations a block is due, late or unknown.
#[derive(Debug, Clone, Copy)]
pub struct Grades {
    pub due: i64,
    pub late: i64,
    pub unknown: i64,
}

/// Counts the stations by how old their confirmation of a block is.
pub async fn grades(tx: &mut Tx, cells: &[i32], block: &str) -> Result<Grades> {
    Ok(sqlx::query_as!(
        Grades,
        r#"select count(*) filter (where out_grade = 'due') as "due!", count(*) filter (where out_grade = 'late') as "late!",
             count(*) filter (where out_grade = 'unknown') as "unknown!" from sec.station_blocks($1, $2)"#,
        cells,
        block
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// How many records of each block the reader sees at a station.
#[derive(Debug, Clone)]
pub struct Records {
    pub block: String,
    pub records: i64,
    /// What ends within sixty days, or has ended.
    pub ending: i64,
}

/// Records and what ends soon, block by block; no line for a block whose register does not exist.
pub async fn records(tx: &mut Tx, station: StationId, cell: i32) -> Result<Vec<Records>> {
    let soon = tx.now.date_naive() + chrono::Days::new(super::views::SOON_DAYS);
    Ok(sqlx::query_as!(
        Records,
        r#"select 'people' as "block!", (select count(*) from visible_officer where station_id = $1 and state = 'active') as "records!",
             (select count(*) from visible_qualification q join visible_officer o on o.id = q.officer_id
               where o.station_id = $1 and o.state = 'active' and not q.is_void and q.verified_by is not null and q.valid_until between $3::date - 60 and $3::date
                 and not exists (select from visible_qualification r where r.officer_id = q.officer_id and r.type = q.type and r.weapon_class = q.weapon_class
                   and lower(r.weapon_model) = lower(q.weapon_model) and r.country is not distinct from q.country and not r.is_void
                   and r.verified_by is not null and coalesce(r.valid_until, 'infinity') > q.valid_until)) as "ending!"
           union all
           select 'firearms', count(*), count(*) filter (where f.inspection_due_on <= $3
               or exists (select from visible_firearm_permit p where p.firearm_id = f.id and not p.is_void and p.valid_until <= $3
                 and not exists (select from visible_firearm_permit r where r.firearm_id = f.id and not r.is_void and r.country = p.country and r.valid_until > $3)))
           from visible_firearm f where f.cell = $2 and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out')
           union all
           select 'ammunition', count(*), count(*) filter (where l.shelf_life_until <= $3) from visible_ammunition_lot l
           where exists (select from visible_ammunition_account a where a.lot_id = l.id and a.cell = $2 and a.kind in ('armoury', 'person') and a.quantity > 0)
           union all
           select 'vehicles', count(*), count(*) filter (where exists (select from visible_vehicle_paper p where p.vehicle_id = v.id and not p.is_void
               and p.kind in ('armour_certificate', 'armour_inspection', 'insurance')
               group by p.kind having max(p.valid_until) <= $3))
           from visible_vehicle v where v.cell = $2 and v.state <> 'written_off'
           union all
           select 'equipment', count(*), count(*) filter (where sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on) <= $3)
           from visible_equipment e where e.cell = $2 and e.state not in ('lost', 'stolen', 'written_off')"#,
        station.0,
        cell,
        soon
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A record that changed.
#[derive(Debug, Clone)]
pub struct Change {
    pub block: String,
    pub reference: String,
    pub what: String,
    pub at: DateTime<Utc>,
    /// How many changed in this block in all.
    pub total: i64,
}

/// What changed at a station in each block since an instant of its own, papers of a record with it; the latest of each.
/// One reading for all blocks.
pub async fn changes(tx: &mut Tx, station: StationId, cell: i32, since: &[(String, DateTime<Utc>)]) -> Result<Vec<Change>> {
    let (blocks, instants): (Vec<String>, Vec<DateTime<Utc>>) = since.iter().cloned().unzip();
    Ok(sqlx::query_as!(
        Change,
        r#"with part (record, at) as (select out_record, out_at from sec.visible_parts_changed($2))
           select told.block as "block!", told.ref as "reference!", told.what as "what!", told.at as "at!", told.total as "total!"
           from (
             select all_changes.*, count(*) over (partition by all_changes.block) as total,
               row_number() over (partition by all_changes.block order by all_changes.at desc, all_changes.ref) as n
             from (
               select 'people' as block, o.ref, o.name as what, greatest(o.updated_at, p.at) as at from visible_officer o left join part p on p.record = o.id where o.station_id = $1
               union all select 'firearms', f.ref, f.serial, greatest(f.updated_at, p.at) from visible_firearm f left join part p on p.record = f.id where f.cell = $2
               union all select 'ammunition', x.ref, x.kind, greatest(x.first_at, x.second_at) from visible_ammunition_act x where x.cell = $2 and x.state <> 'withdrawn'
               union all select 'vehicles', v.ref, v.plate, greatest(v.updated_at, p.at) from visible_vehicle v left join part p on p.record = v.id where v.cell = $2
               union all select 'equipment', e.ref, e.label, e.updated_at from visible_equipment e where e.cell = $2
             ) all_changes
             join unnest($3::text[], $4::timestamptz[]) since (block, at) on since.block = all_changes.block
             where all_changes.at > since.at
           ) told
           where told.n <= $5 order by told.block, told.n"#,
        station.0,
        cell,
        &blocks,
        &instants,
        super::views::SHOWN
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Something of a station that no signed count found.
#[derive(Debug, Clone)]
pub struct Uncounted {
    pub block: String,
    pub reference: String,
    pub what: String,
    /// How many there are of this block in all.
    pub total: i64,
}

/// What no signed count found since an instant: weapons since the first, vehicles and equipment since the second; of each
/// block at most so many as are shown. What is counted by number was found when the number was right.
pub async fn uncounted(tx: &mut Tx, cell: i32, (month, quarter): (DateTime<Utc>, DateTime<Utc>)) -> Result<Vec<Uncounted>> {
    Ok(sqlx::query_as!(
        Uncounted,
        r#"select told.block as "block!", told.ref as "reference!", told.what as "what!", told.total as "total!"
           from (
             select missed.*, count(*) over (partition by missed.block) as total, row_number() over (partition by missed.block order by missed.ref) as n
             from (
               select 'firearms' as block, f.ref, f.serial || coalesce(', ' || coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id)), '') as what
               from visible_firearm f left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null left join visible_armoury a on a.id = k.armoury_id
               where f.cell = $1 and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out') and not exists (select from visible_stock_count_item i
                 join visible_stock_count n on n.id = i.count_id where i.firearm_id = f.id and i.outcome = 'found' and n.state = 'signed' and i.seen_at >= $2)
               union all
               select 'vehicles', v.ref, v.plate from visible_vehicle v
               where v.cell = $1 and v.state <> 'written_off' and not exists (select from visible_stock_count_item i
                 join visible_stock_count n on n.id = i.count_id where i.vehicle_id = v.id and i.outcome = 'found' and n.state = 'signed' and i.seen_at >= $3)
               union all
               select 'equipment', e.ref, e.label || coalesce(', ' || nullif(e.serial, ''), '') from visible_equipment e
               where e.cell = $1 and e.state not in ('lost', 'stolen', 'written_off')
                 and not exists (select from visible_stock_count_item i
                   join visible_stock_count n on n.id = i.count_id where i.equipment_id = e.id and i.outcome = 'found' and n.state = 'signed' and i.seen_at >= $3)
                 and not exists (select from visible_stock_count_lot l
                   join visible_stock_count n on n.id = l.count_id where l.equipment_id = e.id and l.counted = l.expected and n.state = 'signed' and l.seen_at >= $3)
             ) missed
           ) told
           where told.n <= $4 order by told.block, told.n"#,
        cell,
        month,
        quarter,
        super::views::SHOWN
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Everything that was said of a station, for its history.
pub async fn said_ids(tx: &mut Tx, cell: i32) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_station_confirmation where cell = $1 order by at desc limit 500"#, cell)
        .fetch_all(&mut **tx)
        .await?)
}
