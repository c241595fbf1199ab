//! Every SELECT of lots, their balances and entries, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{ENDING_DAYS, Standing};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::LotId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A lot.
#[derive(Debug, Clone)]
pub struct Lot {
    pub id: LotId,
    pub reference: String,
    /// The station that recorded it first.
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    /// Some of it lay in a station that was evacuated: uncounted.
    pub is_left_behind: bool,
    /// Cells to which rounds of it came, as far as the reader sees.
    pub cells: Vec<i32>,
    pub number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub made_year: Option<i32>,
    pub hazard: String,
    pub stock_class: String,
    pub shelf_life_until: Option<NaiveDate>,
    pub is_suspended: bool,
    pub suspended_at: Option<DateTime<Utc>>,
    pub suspender: Option<Uuid>,
    pub suspended_by: String,
    pub suspension_reason: String,
    pub is_mine: bool,
    pub version: i32,
}

impl Lot {
    /// `L-118 Invented, 9x19`.
    pub fn called(&self) -> String {
        format!("{} {}, {}", self.number, self.maker, self.calibre)
    }

    /// How it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        Standing::on(today, self.is_suspended, self.shelf_life_until)
    }
}

impl Target for Lot {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        let cells = std::iter::once(self.cell).chain(self.cells.iter().copied()).collect();
        Facts { cells: Some(cells), own: self.is_mine, author: self.suspender.filter(|_| self.is_suspended), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The lot of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Lot>> {
    Ok(sqlx::query_as!(
        Lot,
        r#"select l.id as "id!: LotId", l.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
             coalesce(s.zone, 'UTC') as "zone!", l.cell as "cell!",
             array(select x.cell from visible_ammunition_act x where x.lot_id = l.id union select k.cell from visible_ammunition_account k where k.lot_id = l.id) as "cells!", l.number as "number!", l.maker as "maker!",
             l.calibre as "calibre!", l.nature as "nature!", l.made_year, l.hazard as "hazard!", l.stock_class as "stock_class!", l.shelf_life_until,
             (l.suspended_at is not null and l.lifted_at is null) as "is_suspended!", l.suspended_at, l.suspended_by as suspender,
             coalesce(sec.account_label(l.suspended_by), '') as "suspended_by!", l.suspension_reason as "suspension_reason!",
             l.id = any ((select sec.own_lots())::uuid[]) as "is_mine!", sec.is_left_behind(l.id) as "is_left_behind!", l.version as "version!"
           from visible_ammunition_lot l join sec.cell c on c.no = l.cell left join visible_duty_station s on s.id = l.station_id where l.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An armoury or an officer with what there is of a lot.
#[derive(Debug, Clone, FromRow)]
pub struct Place {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
    pub is_person: bool,
    pub cell: i32,
    pub station: String,
    pub zone: String,
    pub quantity: i32,
    /// Of these, so many are prepared for somebody.
    pub set_aside: i64,
    /// INV-22: an approval is in force today.
    pub may_hold: bool,
    /// The reader keeps assets there.
    pub is_kept: bool,
}

/// Armouries and officers that have rounds of a lot, and armouries that the reader keeps, with or without.
pub async fn places(tx: &mut Tx, lot: LotId) -> Result<Vec<Place>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Place,
        r#"select a.id as "id!", a.ref as "reference!", a.name as "name!", false as "is_person!", a.cell as "cell!", c.code as "station!",
             coalesce(s.zone, 'UTC') as "zone!", coalesce(k.quantity, 0) as "quantity!",
             (select coalesce(sum(x.quantity), 0) from visible_ammunition_act x where x.lot_id = $1 and x.armoury_id = a.id and x.state = 'prepared'
               and x.kind in ('issue', 'move', 'destroy')) as "set_aside!",
             sec.armoury_may_hold(a.id, $2) as "may_hold!", a.cell = any ((select sec.cells_asset_write())::integer[]) as "is_kept!"
           from visible_armoury a join sec.cell c on c.no = a.cell left join visible_duty_station s on s.cell = a.cell
           left join visible_ammunition_account k on k.armoury_id = a.id and k.lot_id = $1
           where k.quantity > 0 or a.cell = any ((select sec.cells_asset_write())::integer[])
           union all
           select k.officer_id, coalesce(split_part(sec.rounds_holder(k.officer_id), ' ', 1), ''), coalesce(sec.rounds_holder(k.officer_id), ''), true, k.cell,
             c.code, coalesce(s.zone, 'UTC'), k.quantity, 0, true, k.cell = any ((select sec.cells_asset_write())::integer[])
           from visible_ammunition_account k join sec.cell c on c.no = k.cell left join visible_duty_station s on s.cell = k.cell
           where k.lot_id = $1 and k.kind = 'person' and k.quantity > 0
           union all
           select distinct x.officer_id, coalesce(split_part(sec.rounds_holder(x.officer_id), ' ', 1), ''), coalesce(sec.rounds_holder(x.officer_id), ''), true, x.cell,
             c.code, coalesce(s.zone, 'UTC'), 0, 0::bigint, true, x.cell = any ((select sec.cells_asset_write())::integer[])
           from visible_ammunition_act x join sec.cell c on c.no = x.cell left join visible_duty_station s on s.cell = x.cell
           where x.lot_id = $1 and x.state = 'contested' and x.officer_id is not null and not exists (select from visible_ammunition_account k
             where k.lot_id = $1 and k.cell = x.cell and k.officer_id = x.officer_id and k.quantity > 0)
           order by 6, 4, 3, 1 limit 500"#,
        lot.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A line of the ledger.
#[derive(Debug, Clone)]
pub struct EntryLine {
    pub act: String,
    pub kind: String,
    pub from_kind: String,
    pub from_name: String,
    pub to_kind: String,
    pub to_name: String,
    pub quantity: i32,
    pub occurred_at: DateTime<Utc>,
    pub station_name: String,
    pub zone: String,
    pub first_by: String,
    pub second_by: String,
    pub reason: String,
    pub document: String,
    /// The act that reversed it; empty if none did.
    pub reversed_by: String,
}

/// The ledger of a lot, latest first.
pub async fn entries(tx: &mut Tx, lot: LotId, most: i64) -> Result<Vec<EntryLine>> {
    Ok(sqlx::query_as!(
        EntryLine,
        r#"select coalesce(x.ref, t.ref, '') as "act!", coalesce(x.kind, case when e.transfer_id is not null then 'transfer' end, '') as "kind!",
             coalesce(f.kind, case when e.transfer_id is not null then 'consignment' end, '') as "from_kind!",
             coalesce(fa.name, sec.rounds_holder(f.officer_id), '') as "from_name!", coalesce(g.kind, case when e.transfer_id is not null then 'consignment' end, '') as "to_kind!",
             coalesce(ta.name, sec.rounds_holder(g.officer_id), '') as "to_name!", e.quantity as "quantity!", e.occurred_at as "occurred_at!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", coalesce(sec.account_label(coalesce(x.first_by, case when f.kind = 'armoury' then t.pack_first_by else coalesce(t.receive_first_by, t.end_by) end)), '') as "first_by!",
             coalesce(sec.account_label(coalesce(x.second_by, case when f.kind = 'armoury' then t.pack_second_by else coalesce(t.receive_second_by, t.unpack_by) end)), '') as "second_by!", coalesce(x.reason, '') as "reason!", coalesce(x.document, '') as "document!",
             coalesce((select r.ref from visible_ammunition_act r where r.reverses_id = e.act_id and r.state = 'done'), '') as "reversed_by!"
           from (select * from visible_ammunition_entry where lot_id = $1 order by recorded_at desc, id desc limit $2) e
           join sec.cell c on c.no = e.cell left join visible_duty_station s on s.cell = e.cell
           left join visible_ammunition_act x on x.id = e.act_id
           left join visible_ammunition_account f on f.id = e.from_account_id left join visible_armoury fa on fa.id = f.armoury_id
           left join visible_ammunition_account g on g.id = e.to_account_id left join visible_armoury ta on ta.id = g.armoury_id
           left join visible_transfer t on t.id = e.transfer_id
           order by e.recorded_at desc, e.id desc"#,
        lot.0,
        most
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// References of acts of a lot that wait for a signature.
pub async fn waiting(tx: &mut Tx, lot: LotId) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select ref as "reference!", kind as "kind!" from visible_ammunition_act
           where lot_id = $1 and second_by is null and state in ('prepared', 'done') order by first_at, id limit 50"#,
        lot.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reference, row.kind)).collect())
}

/// A lot as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub shelf_life_until: Option<NaiveDate>,
    pub is_suspended: bool,
    pub stored: i64,
    pub issued: i64,
    /// Who and what has some, and how many each.
    pub holders: Vec<String>,
    pub rounds: Vec<i32>,
    pub waiting: i64,
    pub is_left_behind: bool,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "calibre", "at", "nature", "state"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ref", "number", "calibre"];
/// How a lot stands.
pub const STATES: &[&str] = &["good", "suspended", "expired", "ending", "ending-60", "undated"];

/// One page of lots and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let today = tx.now.date_naive();
    let total = count(tx, asked).await?;
    let column = match sort.key {
        "number" => "l.number_key",
        "calibre" => "l.calibre_key",
        _ => "l.ref",
    };
    let direction = if sort.is_descending { " desc" } else { "" };
    let mut query = QueryBuilder::new(
        "select l.id, l.ref as reference, l.number, l.maker, l.calibre, l.nature, l.shelf_life_until,
           l.suspended_at is not null and l.lifted_at is null as is_suspended, h.stored, h.issued, h.holders, h.rounds,
           (select count(*) from visible_ammunition_act x where x.lot_id = l.id and x.second_by is null and x.state in ('prepared', 'done')) as waiting,
           sec.is_left_behind(l.id) as is_left_behind, l.sorted
         from (select l.*, ",
    );
    query.push(column).push(" as sorted from visible_ammunition_lot l where true");
    filter(&mut query, asked, today);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", l.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by ").push(column).push(direction).push(", l.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    query.push(
        ") l left join lateral (
           select coalesce(sum(k.quantity) filter (where k.kind = 'armoury'), 0) as stored, coalesce(sum(k.quantity) filter (where k.kind = 'person'), 0) as issued,
             coalesce(array_agg(coalesce(a.name, sec.rounds_holder(k.officer_id), '') order by k.kind, a.name, k.officer_id), '{}') as holders,
             coalesce(array_agg(k.quantity order by k.kind, a.name, k.officer_id), '{}') as rounds
           from visible_ammunition_account k left join visible_armoury a on a.id = k.armoury_id
           where k.lot_id = l.id and k.kind in ('armoury', 'person') and k.quantity > 0) h on true",
    );
    query.push(" order by ").push(column).push(direction).push(", l.id").push(direction);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many lots an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*) from visible_ammunition_lot l where true");
    filter(&mut count, asked, tx.now.date_naive());
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, today: NaiveDate) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        let key: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '%' | '_' | '\\')).flat_map(char::to_uppercase).collect();
        query.push(" and (l.ref ilike ").push_bind(pattern.clone()).push(" or l.maker ilike ").push_bind(pattern);
        if !key.is_empty() {
            query.push(" or l.number_key like ").push_bind(format!("%{key}%"));
        }
        query.push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(
            " and exists (select from visible_ammunition_account k join sec.cell c on c.no = k.cell where k.lot_id = l.id and k.kind in ('armoury', 'person')",
        );
        query.push(" and k.quantity > 0 and c.code = any (").push_bind(stations).push("))");
    }
    if let Some(calibre) = asked.one("calibre") {
        query.push(" and l.calibre_key = sec.calibre_key(").push_bind(calibre.to_owned()).push(")");
    }
    if let Some(holder) = asked.one("at") {
        query.push(
            " and exists (select from visible_ammunition_account k left join visible_armoury a on a.id = k.armoury_id where k.lot_id = l.id and k.quantity > 0",
        );
        query.push(" and (a.ref = upper(").push_bind(holder.to_owned());
        query.push(") or k.kind = 'person' and split_part(sec.rounds_holder(k.officer_id), ' ', 1) = upper(").push_bind(holder.to_owned()).push(")))");
    }
    let natures = asked.all("nature");
    if !natures.is_empty() {
        query.push(" and l.nature = any (").push_bind(natures).push(")");
    }
    let ending = today + chrono::Days::new(ENDING_DAYS);
    const SUSPENDED: &str = "(l.suspended_at is not null and l.lifted_at is null)";
    match asked.one("state") {
        Some("suspended") => {
            query.push(" and ").push(SUSPENDED);
        }
        Some("expired") => {
            query.push(" and l.shelf_life_until < ").push_bind(today);
        }
        Some("ending") => {
            query.push(" and l.shelf_life_until between ").push_bind(today).push(" and ").push_bind(ending);
        }
        Some("ending-60") => {
            query.push(" and l.shelf_life_until between ").push_bind(today).push(" and ").push_bind(today + chrono::Days::new(60));
        }
        Some("undated") => {
            query.push(" and l.shelf_life_until is null");
        }
        Some("good") => {
            query.push(" and not ").push(SUSPENDED).push(" and coalesce(l.shelf_life_until >= ").push_bind(today).push(", true)");
        }
        Some(_) | None => {}
    }
}
