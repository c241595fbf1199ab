//! Every SELECT of contested facts, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{FirearmId, LotId, ReservationId, VehicleId};
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A contested fact.
#[derive(Debug, Clone, FromRow)]
pub struct Contested {
    pub id: Uuid,
    pub reference: String,
    pub cell: i32,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    /// `custody`, `rounds` or `trip`.
    pub subject: String,
    /// Reference of the act, its kind, and the number of its paper receipt.
    pub act: String,
    pub kind: String,
    pub paper: String,
    /// Reference of the weapon or the lot, and what is written on it.
    pub thing: String,
    pub mark: String,
    /// The file of the weapon or the lot is the reader's to open.
    pub sees_thing: bool,
    /// Whom it names: who gave and who took; empty where the reader may not know, or nobody did.
    pub giver: String,
    pub taker: String,
    /// Rounds; 0 for a weapon.
    pub quantity: i32,
    pub occurred_at: DateTime<Utc>,
    /// Who had the weapon by the ledger when this was entered, and since when.
    pub ledger: String,
    pub ledger_since: Option<DateTime<Utc>>,
    /// Who has it by the ledger now.
    pub now_with: String,
    /// Rounds on the account when this was entered, and now.
    pub held: i32,
    pub held_now: i64,
    /// What a trip did not fit when it was entered, and what it does not fit now: `overlap`, `odometer`, `distance` or nothing.
    pub clash: String,
    pub clash_now: String,
    /// References of reservations of the same time, and both readings of the odometer.
    pub others: String,
    pub readings: String,
    pub author: Uuid,
    pub entered_by: String,
    pub opened_at: DateTime<Utc>,
    pub state: String,
    pub way: String,
    pub reason: String,
    pub proposer: Option<Uuid>,
    pub proposed_by: String,
    pub proposed_at: Option<DateTime<Utc>>,
    pub settled_by: String,
    pub settled_at: Option<DateTime<Utc>>,
    pub is_mine: bool,
    pub version: i32,
    /// For the cursor.
    pub sorted: String,
}

impl Contested {
    /// Nobody has proposed how to settle it.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Two people have settled it.
    pub fn is_settled(&self) -> bool {
        self.settled_at.is_some()
    }

    /// One person has; another confirms.
    pub fn is_proposed(&self) -> bool {
        self.state == "proposed"
    }
}

impl Target for Contested {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let mut query = shape();
        query.push(" where c.ref = ").push_bind(params.get("ref").to_owned());
        Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, author: self.proposer.or(Some(self.author)), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

const WHEN: &str = "to_char(c.opened_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";
const TABLES: &str = " from visible_contested_fact c join sec.cell k on k.no = c.cell left join visible_duty_station s on s.cell = c.cell
  left join visible_handover h on h.id = c.handover_id left join visible_firearm f on f.id = h.firearm_id
  left join visible_armoury ha on ha.id = h.armoury_id left join visible_firearm_custody kc on kc.id = c.custody_id
  left join visible_armoury ka on ka.id = kc.armoury_id
  left join visible_ammunition_act x on x.id = c.ammunition_act_id left join visible_ammunition_lot l on l.id = x.lot_id
  left join visible_vehicle_reservation t on t.id = c.reservation_id left join visible_vehicle tv on tv.id = t.vehicle_id
  left join visible_armoury xa on xa.id = x.armoury_id left join visible_armoury xt on xt.id = x.to_armoury_id";

fn shape() -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "select c.id, c.ref as reference, c.cell, k.code as station, coalesce(s.name, k.code) as station_name, coalesce(s.zone, 'UTC') as zone,
           case when c.handover_id is not null then 'custody' when c.reservation_id is not null then 'trip' else 'rounds' end as subject,
           coalesce(h.ref, x.ref, t.ref, '') as act,
           coalesce(h.kind, x.kind, '') as kind, coalesce(h.paper, '') as paper,
           coalesce(f.ref, (select m.ref from sec.firearm_of_own_act(h.id) m), l.ref, tv.ref, '') as thing,
           coalesce(f.serial, (select m.serial from sec.firearm_of_own_act(h.id) m), l.number, tv.plate, '') as mark,
           f.id is not null or l.id is not null or tv.id is not null as sees_thing,
           coalesce(case when h.kind = 'return' then sec.holder_label(h.officer_id) when x.kind in ('issue', 'move') then xa.name
             when x.officer_id is not null then sec.rounds_holder(x.officer_id) else xa.name end, '') as giver,
           coalesce(case when h.kind = 'issue' then sec.holder_label(h.officer_id) when h.kind = 'to_workshop' then h.workshop when h.id is not null then ha.name
             when x.kind = 'issue' then sec.rounds_holder(x.officer_id) when x.kind = 'return' then xa.name when x.kind = 'move' then xt.name
             when t.id is not null then sec.driver_label(t.driver_id) end, '') as taker,
           coalesce(x.quantity + x.expended + x.missing, 0) as quantity, coalesce(h.occurred_at, x.occurred_at, t.taken_at, c.opened_at) as occurred_at,
           coalesce(ka.name, nullif(kc.workshop, ''), sec.holder_label(kc.officer_id), (select t.ref from visible_transfer t where t.id = kc.transfer_id), '') as ledger,
           kc.since as ledger_since,
           coalesce((select coalesce(na.name, nullif(n.workshop, ''), sec.holder_label(n.officer_id), (select t.ref from visible_transfer t where t.id = n.transfer_id))
             from visible_firearm_custody n left join visible_armoury na on na.id = n.armoury_id where n.firearm_id = h.firearm_id and n.until is null), '') as now_with,
           coalesce(c.held, 0) as held,
           (select coalesce(sum(a.quantity), 0) from visible_ammunition_account a where a.lot_id = x.lot_id and case when x.kind in ('issue', 'move')
             or x.officer_id is null then a.armoury_id = x.armoury_id else a.cell = x.cell and a.officer_id = x.officer_id end) as held_now,
           c.clash, coalesce(sec.clash_of_trip(c.reservation_id), '') as clash_now,
           coalesce((select string_agg(o.ref, ', ' order by o.ref) from visible_vehicle_reservation o where o.vehicle_id = t.vehicle_id and o.id <> t.id
             and (o.state in ('reserved', 'out') and o.during && t.during or o.state = 'returned' and tstzrange(o.taken_at, o.returned_at) && t.during)), '') as others,
           coalesce(t.taken_km || ' – ' || t.returned_km || ' km', '') as readings,
           c.entered_by as author, coalesce(sec.account_label(c.entered_by), '') as entered_by, c.opened_at, c.state, c.way, c.reason, c.proposed_by as proposer,
           coalesce(sec.account_label(c.proposed_by), '') as proposed_by, c.proposed_at, coalesce(sec.account_label(c.settled_by), '') as settled_by, c.settled_at,
           (coalesce(c.handover_id = any ((select sec.own_handovers())::uuid[]), false)
             or coalesce(c.ammunition_act_id = any ((select sec.own_ammunition_acts())::uuid[]), false)
             or coalesce(c.reservation_id = any ((select sec.own_trips())::uuid[]), false)) as is_mine, c.version, ",
    );
    query.push(WHEN).push(" as sorted").push(TABLES);
    query
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["station", "state", "subject"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];
/// What may be asked of their state; without it, those that are not settled.
pub const STATES: &[&str] = &["open", "proposed", "withdrawn", "upheld", "all"];
/// What they are about.
pub const SUBJECTS: &[&str] = &["custody", "rounds", "trip"];

/// One page of contested facts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Contested>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = shape();
    filter(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", c.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by c.opened_at").push(direction).push(", c.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many contested facts an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut query = QueryBuilder::new("select count(*) from visible_contested_fact c join sec.cell k on k.no = c.cell");
    filter(&mut query, asked);
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(" where true");
    match asked.one("state") {
        Some("all") => {}
        Some(_) => {
            query.push(" and c.state = any (").push_bind(asked.all("state")).push(")");
        }
        None => {
            query.push(" and c.state in ('open', 'proposed')");
        }
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and k.code = any (").push_bind(stations).push(")");
    }
    match asked.one("subject") {
        Some("custody") => {
            query.push(" and c.handover_id is not null");
        }
        Some("rounds") => {
            query.push(" and c.ammunition_act_id is not null");
        }
        Some("trip") => {
            query.push(" and c.reservation_id is not null");
        }
        Some(_) | None => {}
    }
}

/// Those of an act of custody with its rounds, or of an act on rounds, settled or not.
pub async fn of_act(tx: &mut Tx, act: Uuid) -> Result<Vec<Contested>> {
    let mut query = shape();
    query.push(" where c.id = ").push_bind(act).push(" or x.handover_id = ").push_bind(act).push(" order by c.opened_at, c.id limit 20");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Those about a weapon that are not settled.
pub async fn of_firearm(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<Contested>> {
    unsettled(tx, "h.firearm_id = ", firearm.0).await
}

/// Those about a lot that are not settled.
pub async fn of_lot(tx: &mut Tx, lot: LotId) -> Result<Vec<Contested>> {
    unsettled(tx, "x.lot_id = ", lot.0).await
}

/// Those about trips of a vehicle that are not settled.
pub async fn of_vehicle(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<Contested>> {
    unsettled(tx, "t.vehicle_id = ", vehicle.0).await
}

/// Those of a trip, settled or not, and those not settled of other trips at the time of a reservation.
pub async fn of_reservation(tx: &mut Tx, reservation: ReservationId) -> Result<Vec<Contested>> {
    let mut query = shape();
    query.push(" where c.reservation_id = ").push_bind(reservation.0);
    query.push(" or c.state in ('open', 'proposed') and exists (select from visible_vehicle_reservation o where o.vehicle_id = t.vehicle_id and o.id = ");
    query.push_bind(reservation.0).push(" and o.during && t.during and o.state in ('reserved', 'out', 'returned')) order by c.opened_at, c.id limit 20");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Those that are not settled and name an officer: by the receipt or by the ledger.
pub async fn of_officer(tx: &mut Tx, officer: Uuid) -> Result<Vec<Contested>> {
    unsettled(tx, "$1 in (h.officer_id, kc.officer_id, x.officer_id, t.driver_id) and $1 = ", officer).await
}

/// Those that are not settled and name an armoury: by the receipt or by the ledger.
pub async fn of_armoury(tx: &mut Tx, armoury: Uuid) -> Result<Vec<Contested>> {
    unsettled(tx, "$1 in (h.armoury_id, kc.armoury_id, x.armoury_id, x.to_armoury_id) and $1 = ", armoury).await
}

async fn unsettled(tx: &mut Tx, names: &'static str, id: Uuid) -> Result<Vec<Contested>> {
    let mut query = shape();
    query.push(" where c.state in ('open', 'proposed') and ").push(names).push_bind(id).push(" order by c.opened_at, c.id limit 20");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}
