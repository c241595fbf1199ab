//! What is on the list of a transfer, what may go there, and in which transfer a thing is. Through the visible relations.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::ODOMETER;
use crate::db::Tx;
use crate::db::ids::{FirearmId, LotId, TransferId};
use crate::web::error::Result;

/// A line of the list, as it was drafted.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: Uuid,
    pub number: i32,
    /// `firearm`, `lot`, `vehicle`, `equipment` or `kit`.
    pub kind: String,
    pub item: String,
    pub mark: String,
    pub called: String,
    /// What was sent; 0: a lot that the receiver found and the sender did not list.
    pub quantity: i32,
    pub counted: Option<i32>,
    pub found_later: Option<i32>,
    /// The odometer of a vehicle when it left and when it came, in km.
    pub km_sent: Option<i32>,
    /// What its register knows.
    pub km_known: Option<i32>,
    pub km_received: Option<i32>,
    /// Its mark was read at the receipt.
    pub is_read: bool,
    /// The reader sees the record itself.
    pub is_seen: bool,
}

impl Line {
    /// Rounds, of which a number is counted; everything else is one thing with a mark.
    pub fn is_rounds(&self) -> bool {
        self.kind == "lot"
    }

    pub fn is_vehicle(&self) -> bool {
        self.kind == "vehicle"
    }

    /// An odometer does not go backwards.
    pub fn may_leave_with(&self, km: i32) -> bool {
        km <= ODOMETER && self.km_known.is_none_or(|known| known <= km)
    }

    /// The same at the other end.
    pub fn may_come_with(&self, km: i32) -> bool {
        km <= ODOMETER && self.km_sent.is_none_or(|sent| sent <= km)
    }

    /// Its address in its register.
    pub fn url(&self) -> String {
        let noun = match self.kind.as_str() {
            "firearm" => "firearms",
            "lot" => "ammunition",
            "vehicle" => "vehicles",
            "kit" => "kits",
            _ => "equipment",
        };
        format!("/{noun}/{}", self.item)
    }

    /// How much is missing by the count.
    pub fn missing(&self) -> i32 {
        self.counted.map_or(0, |counted| (self.quantity - counted).max(0))
    }

    /// How much more came than was sent.
    pub fn surplus(&self) -> i32 {
        self.counted.map_or(0, |counted| (counted - self.quantity).max(0))
    }
}

/// What is on the list, in its order.
pub async fn lines(tx: &mut Tx, transfer: TransferId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select l.id as "id!", l.number as "number!", case when l.firearm_id is not null then 'firearm' when l.lot_id is not null then 'lot'
               when l.vehicle_id is not null then 'vehicle' when l.kit_id is not null then 'kit' else 'equipment' end as "kind!", l.item_ref as "item!", l.mark as "mark!", l.called as "called!",
             l.quantity as "quantity!", l.counted, l.found_later, l.km_sent, v.odometer_km as "km_known?", l.km_received,
             exists (select from visible_transfer_scan x where x.line_id = l.id) as "is_read!", coalesce(f.id, o.id, v.id, e.id, k.id) is not null as "is_seen!"
           from visible_transfer_line l left join visible_firearm f on f.id = l.firearm_id left join visible_ammunition_lot o on o.id = l.lot_id
           left join visible_vehicle v on v.id = l.vehicle_id left join visible_equipment e on e.id = l.equipment_id left join visible_equipment_kit k on k.id = l.kit_id
           where l.transfer_id = $1 and not l.is_void and (l.quantity > 0 or l.counted > 0) order by l.number limit 1000"#,
        transfer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The weapon with this mark or reference in the armoury of the sender.
pub async fn weapon(tx: &mut Tx, transfer: TransferId, text: &str) -> Result<Option<FirearmId>> {
    let key: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    Ok(sqlx::query_scalar!(
        r#"select f.id as "id!: FirearmId" from visible_firearm f join visible_transfer t on t.id = $1 and t.station_id = f.station_id
           left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
           where f.serial_key = $2 or f.ref = upper(btrim($3)) order by k.armoury_id is not distinct from t.armoury_id desc, f.ref limit 1"#,
        transfer.0,
        key,
        text
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A lot of which the sending armoury has rounds.
#[derive(Debug, Clone)]
pub struct StoredLot {
    pub id: LotId,
    pub reference: String,
    pub called: String,
    pub quantity: i32,
}

/// Lots in the sending armoury, as far as the reader sees them.
pub async fn stored_lots(tx: &mut Tx, transfer: TransferId) -> Result<Vec<StoredLot>> {
    Ok(sqlx::query_as!(
        StoredLot,
        r#"select l.id as "id!: LotId", l.ref as "reference!", l.number || ' ' || l.maker || ', ' || l.calibre as "called!", k.quantity as "quantity!"
           from visible_transfer t join visible_ammunition_account k on k.armoury_id = t.armoury_id and k.quantity > 0
           join visible_ammunition_lot l on l.id = k.lot_id where t.id = $1 order by l.ref limit 200"#,
        transfer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The transfer in which a weapon is, or into which it is drafted.
pub async fn of_firearm(tx: &mut Tx, firearm: FirearmId) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        r#"select t.ref as "reference!", t.state as "state!" from visible_transfer_line l join visible_transfer t on t.id = l.transfer_id
           where l.firearm_id = $1 and l.is_open order by t.created_at desc limit 1"#,
        firearm.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.reference, row.state)))
}

/// Transfers in which rounds of a lot are under way: reference, state, rounds.
pub async fn of_lot(tx: &mut Tx, lot: LotId) -> Result<Vec<(String, String, i32)>> {
    let rows = sqlx::query!(
        r#"select t.ref as "reference!", t.state as "state!", greatest(l.quantity, l.counted) as "quantity!" from visible_transfer_line l join visible_transfer t on t.id = l.transfer_id
           where l.lot_id = $1 and l.is_open and (l.quantity > 0 or l.counted > 0) order by t.created_at desc, t.id limit 50"#,
        lot.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reference, row.state, row.quantity)).collect())
}

/// A vehicle, a piece of equipment or a kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Vehicle(Uuid),
    Equipment(Uuid),
    Kit(Uuid),
}

impl Thing {
    /// Its columns on a line: vehicle, equipment, kit.
    pub fn columns(self) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Thing::Vehicle(id) => (Some(id), None, None),
            Thing::Equipment(id) => (None, Some(id), None),
            Thing::Kit(id) => (None, None, Some(id)),
        }
    }
}

/// The vehicle, the equipment or the kit of the sender with this reference, plate or serial number.
pub async fn thing(tx: &mut Tx, transfer: TransferId, text: &str) -> Result<Option<Thing>> {
    let key: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    let row = sqlx::query!(
        r#"select x.kind as "kind!", x.id as "id!" from visible_transfer t
           cross join lateral (
             select 'vehicle' as kind, v.id, v.ref, v.station_id, v.plate_key as key from visible_vehicle v where v.plate_key = $2 or v.ref = upper(btrim($3))
             union all select 'equipment', e.id, e.ref, e.station_id, e.serial_key from visible_equipment e where e.serial_key = nullif($2, '') or e.ref = upper(btrim($3))
             union all select 'kit', k.id, k.ref, k.station_id, '' from visible_equipment_kit k where k.ref = upper(btrim($3))) x
           where t.id = $1 and x.station_id = t.station_id order by x.ref = upper(btrim($3)) desc, x.ref limit 1"#,
        transfer.0,
        key,
        text
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| match row.kind.as_str() {
        "vehicle" => Thing::Vehicle(row.id),
        "kit" => Thing::Kit(row.id),
        _ => Thing::Equipment(row.id),
    }))
}

/// Who or what holds a thing, as far as the reader sees it: the key of a sentence, and the name in it.
pub async fn holder(tx: &mut Tx, thing: Thing) -> Result<Option<(&'static str, String)>> {
    let (vehicle, equipment, kit) = thing.columns();
    let row = sqlx::query!(
        r#"select h.how as "how!", h.name as "name!" from (
             select 1 as place, r.state as how, r.ref as name, lower(r.during) as since from visible_vehicle_reservation r where r.vehicle_id = $1 and r.state in ('reserved', 'out')
             union all select 2, 'part', k.ref, null from visible_equipment e join visible_equipment_kit k on k.id = e.kit_id where e.id = $2
             union all select 3, 'issued', sec.equipment_holder_label(c.officer_id), c.since from visible_equipment_custody c left join visible_equipment e on e.id = c.equipment_id
               where c.until is null and (c.equipment_id = $2 or c.kit_id = $3 and c.equipment_id is null or e.kit_id = $3)
             union all select 4, 'promised', a.ref, a.first_at from visible_equipment_act a left join visible_equipment e on e.id = a.equipment_id
               where a.state = 'prepared' and (a.equipment_id = $2 or a.kit_id = $3 or e.kit_id = $3)
             union all select 5, 'pledged', p.ref, null from visible_standby_kit s join visible_standby_pledge p on p.id = s.pledge_id
               where s.removed_at is null and p.state <> 'released' and p.to_date >= (sec.now() at time zone 'UTC')::date
                 and (s.vehicle_id = $1 or s.equipment_id = $2 or s.kit_id = $3)) h
           where h.name is not null order by h.place, h.since nulls first, h.name limit 1"#,
        vehicle,
        equipment,
        kit
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let key = match row.how.as_str() {
            "reserved" => "transfer-held-reserved",
            "out" => "transfer-held-out",
            "part" => "transfer-held-part",
            "issued" => "transfer-held-issued",
            "promised" => "transfer-held-promised",
            _ => "transfer-held-pledged",
        };
        (key, row.name)
    }))
}

/// The transfer in which a thing is, or into which it is drafted.
#[derive(Debug, Clone)]
pub struct Under {
    pub reference: String,
    pub state: String,
    pub to_station: String,
    /// Since when it is packed; `None`: it is not in transit yet, or it has arrived.
    pub since: Option<DateTime<Utc>>,
}

/// The open transfer of a vehicle, a piece of equipment or a kit.
pub async fn of_thing(tx: &mut Tx, thing: Thing) -> Result<Option<Under>> {
    let (vehicle, equipment, kit) = thing.columns();
    Ok(sqlx::query_as!(
        Under,
        r#"select t.ref as "reference!", t.state as "state!", d.code as "to_station!",
             case when t.state in ('packed', 'in_transit', 'received') or t.state = 'discrepancy' and l.counted = 0 then coalesce(t.dispatch_at, t.pack_second_at) end as since
           from visible_transfer_line l join visible_transfer t on t.id = l.transfer_id join sec.cell d on d.no = t.to_cell
           where l.is_open and (l.vehicle_id = $1 or l.equipment_id = $2
             or l.kit_id = coalesce($3, (select e.kit_id from visible_equipment e where e.id = $2))) order by t.created_at desc, t.id limit 1"#,
        vehicle,
        equipment,
        kit
    )
    .fetch_optional(&mut **tx)
    .await?)
}
