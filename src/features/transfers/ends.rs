//! Between which armouries and stations the reader may send something.

use crate::db::Tx;
use crate::db::ids::{ArmouryId, StationId};
use crate::web::error::Result;

/// From where the reader may send: an armoury, or a station alone for what lies in none.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: Option<ArmouryId>,
    pub station_id: StationId,
    pub station: String,
    pub cell: i32,
    /// Of the armoury; the code of the station if there is none.
    pub reference: String,
    pub name: String,
}

/// Armouries at the stations for which the reader may draft.
pub async fn sources(tx: &mut Tx) -> Result<Vec<Source>> {
    Ok(sqlx::query_as!(
        Source,
        r#"select f.id as "id: ArmouryId", f.station_id as "station_id!: StationId", c.code as "station!", f.cell as "cell!", f.ref as "reference!", f.name as "name!"
           from (select a.id, a.station_id, a.cell, a.ref, a.name from visible_armoury a
               union all select null, s.id, s.cell, s.code, '' from visible_duty_station s) f join sec.cell c on c.no = f.cell
           where f.cell = any ((select sec.cells_transfer_write())::integer[])
           order by c.code, f.id is null, f.name, f.id limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Where to: an approved armoury of a station, by its reference alone, or the station itself.
#[derive(Debug, Clone)]
pub struct Destination {
    pub id: Option<ArmouryId>,
    pub station_id: StationId,
    pub station: String,
    /// Of the armoury; the code of the station if there is none.
    pub reference: String,
}

/// Armouries that may hold what is sent (INV-22), and the stations.
pub async fn destinations(tx: &mut Tx) -> Result<Vec<Destination>> {
    Ok(sqlx::query_as!(
        Destination,
        r#"select d.armoury as "id: ArmouryId", d.station as "station_id!: StationId", d.code as "station!", d.ref as "reference!"
           from (select out_armoury as armoury, out_station as station, out_code as code, out_ref as ref from sec.stores_to_send_to()
             union all select null, out_station, out_code, out_code from sec.stations_to_send_to()) d
           order by d.code, d.armoury is null, d.ref limit 1000"#
    )
    .fetch_all(&mut **tx)
    .await?)
}
