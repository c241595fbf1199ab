//! What is recorded, as a trial must know it: places, principals and journeys that a file may mean,
//! as far as the actor may see them.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::FromRow;
use tokio_stream::StreamExt;
use uuid::Uuid;

use super::fields::Kind;
use super::model::Times;
use super::names::Names;
use super::places::{Place, Places, Position};
use super::principals::Principals;
use super::recorded::{Recorded, RecordedPlace};
use super::zones::Zone;
use crate::db::Tx;
use crate::features::principals::by_name;
use crate::features::stations::from_files;
use crate::web::error::Result;

/// Everything a trial needs from the database.
pub struct Known {
    pub places: Places,
    pub principals: Principals,
    pub recorded: Vec<Recorded>,
}

/// Reads what the names of a file mean. `places` holds the alias file's already, which win.
pub async fn read(tx: &mut Tx, kind: Kind, names: &Names, mut places: Places, mut principals: Principals) -> Result<Known> {
    let asked: Vec<String> = names.places.iter().cloned().collect();
    for found in from_files::find(tx, &asked).await? {
        let alias = found.alias.clone();
        let place = Arc::new(place(found));
        match alias {
            Some(alias) => places.add_alias(&alias, place),
            None => places.add(place),
        }
    }

    let asked: Vec<String> = names.principals.iter().cloned().collect();
    let mut ids = vec![];
    for named in by_name::find(tx, &asked).await? {
        if !ids.contains(&named.id.0) {
            ids.push(named.id.0);
        }
        principals.add_first(&named.name, &named.id.0.to_string());
    }
    let recorded = match kind {
        Kind::Legs => legs(tx, &ids).await?,
        Kind::Stays => stays(tx, &ids).await?,
    };
    Ok(Known { places, principals, recorded })
}

fn place(found: from_files::Found) -> Place {
    let position = found.latitude.zip(found.longitude).and_then(|(latitude, longitude)| Position::new(latitude, longitude));
    Place {
        key: found.key,
        name: found.name,
        icao: found.icao,
        iata: found.iata,
        country: found.country,
        position,
        zone: Zone::named(&found.zone),
        station: found.station,
    }
}

#[derive(FromRow)]
struct LegRow {
    reference: String,
    principal_id: Uuid,
    departure_text: String,
    departure_key: Option<String>,
    arrival_text: String,
    arrival_key: Option<String>,
    is_timed: bool,
    departs_local: NaiveDateTime,
    arrives_local: NaiveDateTime,
    departs_at: DateTime<Utc>,
    arrives_at: DateTime<Utc>,
    is_contested: bool,
}

async fn legs(tx: &mut Tx, principals: &[Uuid]) -> Result<Vec<Recorded>> {
    let mut rows = sqlx::query_as!(
        LegRow,
        r#"select m.ref as "reference!", l.principal_id as "principal_id!", l.departure_text as "departure_text!", l.arrival_text as "arrival_text!",
             case when f.id is not null then sec.place_key(f.icao, f.iata, f.name, fs.code) end as departure_key,
             case when t.id is not null then sec.place_key(t.icao, t.iata, t.name, ts.code) end as arrival_key,
             l.precision = 'minute' as "is_timed!", l.departs_local as "departs_local!", l.arrives_local as "arrives_local!",
             l.departs_at as "departs_at!", l.arrives_at as "arrives_at!", l.is_contested as "is_contested!"
           from visible_leg l join visible_movement m on m.id = l.movement_id
           left join place f on f.id = l.departure_place_id left join duty_station fs on fs.id = f.station_id and f.kind = 'duty_station'
           left join place t on t.id = l.arrival_place_id left join duty_station ts on ts.id = t.station_id and t.kind = 'duty_station'
           where l.principal_id = any($1) and not l.is_void and l.state <> 'cancelled'
           order by l.departs_at, l.id"#,
        principals
    )
    .fetch(&mut **tx);
    let mut recorded = vec![];
    while let Some(row) = rows.next().await {
        let row = row?;
        let times = match row.is_timed {
            true => Times::Clock { departs: row.departs_at, arrives: row.arrives_at },
            false => Times::Days { from: row.departs_local.date(), to: row.arrives_local.date() },
        };
        recorded.push(Recorded {
            principal: row.principal_id.to_string(),
            reference: row.reference,
            from: RecordedPlace { key: row.departure_key, as_written: row.departure_text },
            to: RecordedPlace { key: row.arrival_key, as_written: row.arrival_text },
            times,
            excludes: !row.is_contested,
        });
    }
    Ok(recorded)
}

async fn stays(tx: &mut Tx, principals: &[Uuid]) -> Result<Vec<Recorded>> {
    let rows = sqlx::query!(
        r#"select m.ref as "reference!", y.principal_id as "principal_id!", y.place_text as "place_text!", y.from_date as "from_date!",
             y.to_date as "to_date!", y.is_contested as "is_contested!",
             case when p.id is not null then sec.place_key(p.icao, p.iata, p.name, s.code) end as key
           from visible_stay y join visible_movement m on m.id = y.movement_id
           left join place p on p.id = y.place_id left join duty_station s on s.id = p.station_id and p.kind = 'duty_station'
           where y.principal_id = any($1) and not y.is_void order by y.from_date, y.id"#,
        principals
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let place = RecordedPlace { key: row.key, as_written: row.place_text };
            Recorded {
                principal: row.principal_id.to_string(),
                reference: row.reference,
                from: place.clone(),
                to: place,
                times: Times::Days { from: row.from_date, to: row.to_date },
                excludes: !row.is_contested,
            }
        })
        .collect())
}
