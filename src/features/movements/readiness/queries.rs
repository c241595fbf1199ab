//! The facts of a detail, in a fixed number of statements however many officers, weapons and vehicles there are.

use std::collections::HashMap;

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::facts::{Asked, Carried, Counted, Detail, Ground, Kind, Kit, Member, Rounds, Rules, Shortfall};
use crate::db::Tx;
use crate::db::ids::MovementId;
use crate::features::movements::model::{LegState, Mode, PostRole};
use crate::features::movements::queries::{Leg, setting};
use crate::features::qualifications::{ArmedCategory, Arming, Held, Weapon, held_by};
use crate::features::vehicles::papers_of;
use crate::web::error::Result;

/// Limits as they are set.
pub async fn rules(tx: &mut Tx) -> Result<Rules> {
    Ok(Rules { rest: Duration::hours(setting(tx, "minimum_rest_hours").await?), longest: Duration::hours(setting(tx, "maximum_duty_hours").await?) })
}

/// The detail of a movement and what is known of it; `None` for who may not judge it.
pub async fn detail(tx: &mut Tx, movement: MovementId, legs: &[Leg]) -> Result<Option<Detail>> {
    let judges = sqlx::query_scalar!(r#"select sec.judges_detail($1) as "judges!""#, movement.0).fetch_one(&mut **tx).await?;
    if !judges {
        return Ok(None);
    }
    let mut weapons = weapons(tx, movement).await?;
    let mut rounds = rounds(tx, movement).await?;
    let mut kit = kit(tx, movement).await?;
    let mut asked = asked(tx, movement).await?;
    let rows = sqlx::query!(
        r#"select out_officer as "officer!", coalesce(out_reference, '') as "reference!", coalesce(out_name, '') as "name!", out_roles as "roles!",
             out_starts as "starts!", out_ends as "ends!", out_from as "from!", out_to as "to!", out_is_timed as "is_timed!",
             out_has_unknown_place as "has_unknown_place!", out_countries as "countries!", out_rested_since as rested_since, out_wanted_from as wanted_from,
             out_is_open as "is_open!", out_unfit_on as unfit_on
           from sec.detail_officers($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let readable: Vec<Uuid> = rows.iter().filter(|row| row.is_open).map(|row| row.officer).collect();
    let mut papers: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for (officer, held) in held_by(tx, &readable).await? {
        papers.entry(officer).or_default().push(held);
    }
    let officers = rows
        .into_iter()
        .map(|row| Member {
            reference: row.reference,
            name: row.name,
            roles: row.roles.iter().filter_map(|role| PostRole::from_code(role)).collect(),
            from: row.from,
            to: row.to,
            legs: row.starts.into_iter().zip(row.ends).collect(),
            is_timed: row.is_timed,
            countries: row.countries,
            has_unknown_place: row.has_unknown_place,
            rested_since: row.rested_since,
            wanted_from: row.wanted_from,
            papers: row.is_open.then(|| papers.remove(&row.officer).unwrap_or_default()),
            unfit_on: row.unfit_on,
            weapons: weapons.remove(&row.officer).unwrap_or_default(),
            rounds: rounds.remove(&row.officer).unwrap_or_default(),
            kit: kit.remove(&row.officer).unwrap_or_default(),
            asked: asked.remove(&row.officer).unwrap_or_default(),
        })
        .collect();
    let roads = legs.iter().filter(|leg| leg.mode == Mode::Road && leg.state == LegState::Planned && leg.is_timed);
    Ok(Some(Detail { officers, vehicles: vehicles(tx, movement).await?, roads: roads.map(|leg| (leg.number, leg.from.at, leg.to.at)).collect() }))
}

async fn weapons(tx: &mut Tx, movement: MovementId) -> Result<HashMap<Uuid, Vec<Carried>>> {
    let rows = sqlx::query!(
        r#"select out_officer as "officer!", coalesce(out_reference, '') as "reference!", out_class as class, out_model as model,
             out_state as "state!", out_inspection_due as inspection_due, out_is_open as "is_open!", out_by_station as by_station,
             out_is_armed_category as is_armed_category, out_allows as allows, out_allows_professionals as allows_professionals,
             out_is_suspended as is_suspended, out_unarmed_on as unarmed_on, out_uncarried_on as uncarried_on, out_uncarried_in as uncarried_in,
             out_was_permitted as "was_permitted!"
           from sec.detail_weapons($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<Uuid, Vec<Carried>> = HashMap::new();
    for row in rows {
        let category = match (row.is_armed_category, row.by_station) {
            (Some(true), Some(true)) => ArmedCategory::ByStation,
            (Some(true), _) => ArmedCategory::Always,
            _ => ArmedCategory::Never,
        };
        let arming = row.allows.map(|allows| Arming { allows, allows_professionals: row.allows_professionals.unwrap_or_default() });
        found.entry(row.officer).or_default().push(Carried {
            reference: row.reference,
            weapon: row.class.zip(row.model).map(|(class, model)| Weapon { class, model }),
            state: row.state,
            inspection_due: row.inspection_due,
            ground: row.is_open.then(|| Ground { category, arming, is_suspended: row.is_suspended.unwrap_or_default() }),
            unarmed_on: row.unarmed_on,
            uncarried: row.uncarried_on.zip(row.uncarried_in).map(|(day, country)| (day, country, row.was_permitted)),
        });
    }
    Ok(found)
}

async fn rounds(tx: &mut Tx, movement: MovementId) -> Result<HashMap<Uuid, Vec<Rounds>>> {
    let rows = sqlx::query!(
        r#"select out_officer as "officer!", coalesce(out_reference, '') as "reference!", out_is_suspended as "is_suspended!",
             out_shelf_life_until as shelf_life_until, out_fits as "fits!"
           from sec.detail_rounds($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<Uuid, Vec<Rounds>> = HashMap::new();
    for row in rows {
        let held = Rounds { reference: row.reference, is_suspended: row.is_suspended, shelf_life_until: row.shelf_life_until, fits: row.fits };
        found.entry(row.officer).or_default().push(held);
    }
    Ok(found)
}

async fn kit(tx: &mut Tx, movement: MovementId) -> Result<HashMap<Uuid, Vec<Kit>>> {
    let rows = sqlx::query!(
        r#"select out_officer as "officer!", out_is_kit as "is_kit!", coalesce(out_reference, '') as "reference!", out_gaps as "gaps!",
             out_unrecorded as "unrecorded!", out_failed_on as failed_on, out_until as until
           from sec.detail_kit($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = |codes: Vec<String>| codes.iter().map(|code| Shortfall::read(code)).collect();
    let mut found: HashMap<Uuid, Vec<Kit>> = HashMap::new();
    for row in rows {
        let (gaps, unrecorded) = (read(row.gaps), read(row.unrecorded));
        let held = Kit { reference: row.reference, is_kit: row.is_kit, gaps, unrecorded, failed_on: row.failed_on, until: row.until };
        found.entry(row.officer).or_default().push(held);
    }
    Ok(found)
}

async fn asked(tx: &mut Tx, movement: MovementId) -> Result<HashMap<Uuid, Vec<Asked>>> {
    let rows = sqlx::query!(
        r#"select out_officer as "officer!", out_type as kind, coalesce(out_name, '') as "name!", coalesce(out_stations, '{}') as "stations!",
             out_missing_on as missing_on, out_end as ends
           from sec.detail_training($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<Uuid, Vec<Asked>> = HashMap::new();
    for row in rows {
        let named = row.kind.map(|code| (Kind { code, name: row.name }, row.stations.join(", ")));
        found.entry(row.officer).or_default().push(Asked { named, missing_on: row.missing_on, end: row.ends });
    }
    Ok(found)
}

async fn vehicles(tx: &mut Tx, movement: MovementId) -> Result<Vec<Counted>> {
    let rows = sqlx::query!(
        r#"select out_number as "number!", out_version as "version!", out_vehicle as vehicle, coalesce(out_reference, '') as "reference!",
             coalesce(out_called, '') as "called!", coalesce(out_reservation, '') as "reservation!", out_reservation_state as "reservation_state!",
             out_from as "from!", out_to as "to!", out_state as "state!", out_is_armoured as "is_armoured!", out_unready_on as unready_on,
             out_driver_lacks as "driver_lacks!", out_has_driver as "has_driver!", out_first as "first!", out_last as "last!"
           from sec.detail_vehicles($1)"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let readable: Vec<Uuid> = rows.iter().filter_map(|row| row.vehicle).collect();
    let mut papers: HashMap<Uuid, Vec<(String, NaiveDate, NaiveDate)>> = HashMap::new();
    for (vehicle, kind, from, until) in papers_of(tx, &readable).await? {
        papers.entry(vehicle).or_default().push((kind, from, until));
    }
    let counted = rows.into_iter().map(|row| Counted {
        number: row.number,
        version: row.version,
        reference: row.reference,
        called: row.called,
        reservation: row.reservation,
        is_reserved: matches!(row.reservation_state.as_str(), "reserved" | "out"),
        from: row.from,
        to: row.to,
        state: row.state,
        is_armoured: row.is_armoured,
        papers: row.vehicle.map(|vehicle| papers.remove(&vehicle).unwrap_or_default()),
        unready_on: row.unready_on,
        has_driver: row.has_driver,
        driver_lacks: row.driver_lacks,
        first: row.first,
        last: row.last,
    });
    Ok(counted.collect())
}
