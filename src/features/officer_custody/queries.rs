//! What the ledgers say of one officer, each through its visible relation.

use chrono::{DateTime, Utc};

use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::web::error::Result;

/// At most so many spans on the page: what is held comes first, then the latest.
pub const MOST: usize = 100;

/// A weapon, a thing or a kit in the officer's hands from one time to another.
#[derive(Debug)]
pub struct Span {
    /// `firearm`, `equipment` or `kit`.
    pub kind: String,
    /// Empty if the record is not the reader's to see.
    pub reference: String,
    pub called: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub act: String,
}

/// Spans of the officer, one more than the page shows.
pub async fn spans(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Span>> {
    Ok(sqlx::query_as!(
        Span,
        r#"select k.kind as "kind!", k.reference as "reference!", k.called as "called!", k.since as "since!", k.until, k.due_back_at, k.act as "act!"
           from (
             select 'firearm' as kind, coalesce(f.ref, '') as reference, coalesce(concat_ws(' ', f.serial, f.make, f.model), '') as called,
               c.since, c.until, h.due_back_at, coalesce(h.ref, '') as act
             from visible_firearm_custody c
             left join visible_firearm f on f.id = c.firearm_id
             left join visible_handover h on h.id = c.handover_id
             where c.officer_id = $1
             union all
             select case when c.equipment_id is null then 'kit' else 'equipment' end, coalesce(e.ref, t.ref, ''),
               coalesce(concat_ws(' ', e.label, nullif(e.serial, '')), t.name, ''), c.since, c.until, a.due_back_at, coalesce(a.ref, '')
             from visible_equipment_custody c
             left join visible_equipment e on e.id = c.equipment_id
             left join visible_equipment_kit t on t.id = c.kit_id and c.equipment_id is null
             left join visible_equipment_act a on a.id = c.act_id
             where c.officer_id = $1
           ) k
           order by (k.until is null) desc, k.since desc, k.reference
           limit $2"#,
        officer.0,
        MOST as i64 + 1
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Rounds of a lot that the officer has.
#[derive(Debug)]
pub struct Rounds {
    pub reference: String,
    pub number: String,
    pub calibre: String,
    pub quantity: i32,
}

/// The officer's accounts that are not empty.
pub async fn rounds(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Rounds>> {
    Ok(sqlx::query_as!(
        Rounds,
        r#"select l.ref as "reference!", l.number as "number!", l.calibre as "calibre!", sum(k.quantity)::integer as "quantity!"
           from visible_ammunition_account k join visible_ammunition_lot l on l.id = k.lot_id
           where k.officer_id = $1 and k.quantity > 0
           group by l.ref, l.number, l.calibre
           order by l.ref
           limit 50"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A vehicle that the officer has out or will drive.
#[derive(Debug)]
pub struct Booking {
    pub reference: String,
    pub vehicle: String,
    pub called: String,
    pub is_out: bool,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// What the officer has out, and reservations that have not ended.
pub async fn bookings(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Booking>> {
    Ok(sqlx::query_as!(
        Booking,
        r#"select r.ref as "reference!", coalesce(v.ref, '') as "vehicle!", coalesce(concat_ws(' ', v.plate, v.make, v.model), '') as "called!",
             r.state = 'out' as "is_out!", coalesce(r.taken_at, lower(r.during)) as "starts_at!", upper(r.during) as "ends_at!"
           from visible_vehicle_reservation r left join visible_vehicle v on v.id = r.vehicle_id
           where r.driver_id = $1 and (r.state = 'out' or r.state = 'reserved' and upper(r.during) > sec.now())
           order by lower(r.during), r.id
           limit 50"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}
