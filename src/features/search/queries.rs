//! One statement for each kind, ten hits and one more to know whether there are others.

use super::model::Kind;
use crate::db::Tx;
use crate::web::error::Result;

/// Hits of one kind that are shown.
pub const HITS: usize = 10;

/// Something found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Reference or code.
    pub reference: String,
    /// What stands beside it.
    pub label: String,
    /// The official, for what is known of them beside their name; never shown.
    pub official: Option<uuid::Uuid>,
}

/// Where a whole reference leads, if the reader may know it.
pub async fn address(tx: &mut Tx, reference: &str) -> Result<Option<String>> {
    let noun = sqlx::query_scalar!(
        r#"select noun as "noun!" from (
             select 'movements' as noun from visible_movement where ref = $1
             union all select 'principals' from visible_principal where ref = $1
             union all select 'officers' from visible_officer where ref = $1
             union all select 'exceptions' from visible_exception where ref = $1
             union all select 'imports' from visible_import_batch where ref = $1
             union all select 'risk-assessments' from visible_risk_assessment where ref = $1
             union all select 'risk-requests' from visible_risk_request where ref = $1
             union all select 'requirements' from visible_protection_requirement where ref = $1
             union all select 'teams' from visible_protection_team where ref = $1
             union all select 'interim-protection' from visible_interim_protection where ref = $1
             union all select 'emergency-readings' from visible_emergency_reading where ref = $1
             union all select 'firearms' from visible_firearm where ref = $1
             union all select 'custody' from visible_handover where ref = $1
             union all select 'contested' from visible_contested_fact where ref = $1
             union all select 'armouries' from visible_armoury where ref = $1
             union all select 'property-books' from visible_property_book where ref = $1
             union all select 'ammunition' from visible_ammunition_lot where ref = $1
             union all select 'ammunition/acts' from visible_ammunition_act where ref = $1
             union all select 'vehicles' from visible_vehicle where ref = $1
             union all select 'reservations' from visible_vehicle_reservation where ref = $1
             union all select 'equipment' from visible_equipment where ref = $1
             union all select 'kits' from visible_equipment_kit where ref = $1
             union all select 'equipment-acts' from visible_equipment_act where ref = $1
             union all select 'qualifications' from visible_qualification where ref = $1
             union all select 'courses' from visible_course where ref = $1
             union all select 'sessions' from visible_course_session where ref = $1
             union all select 'authorized-posts' from visible_authorized_post where ref = $1
             union all select 'standby' from visible_standby_pledge where ref = $1
             union all select 'missions' from visible_mission where ref = $1
             union all select 'evacuations' from visible_station_evacuation where ref = $1
             union all select 'member-state-units' from visible_ms_cp_unit where ref = $1
             union all select 'transfers' from visible_transfer where ref = $1
             union all select 'stock-counts' from visible_stock_count where ref = $1
             union all select 'discrepancies' from visible_stock_discrepancy where ref = $1
             union all select 'joint-counts' from visible_joint_count where ref = $1
             union all select 'workbooks' from visible_workbook where ref = $1
             union all select 'context' from visible_context_set where ref = $1
             union all select 'delegations' from visible_delegation where ref = $1
             union all select 'access-grants' from visible_access_grant where ref = $1
             union all select 'watch/handovers' from visible_watch_handover where ref = $1) found limit 1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(noun.map(|noun| format!("/{noun}/{reference}")))
}

/// Hits of one kind for a pattern, in a stable order.
pub async fn hits(tx: &mut Tx, kind: Kind, pattern: &str) -> Result<Vec<Hit>> {
    let connection = &mut **tx;
    Ok(match kind {
        Kind::Movement => {
            sqlx::query_as!(
                Hit,
                r#"select ref as "reference!", codename as "label!", null::uuid as official from visible_movement where not is_void and (ref ilike $1 or codename ilike $1)
                   order by starts_at desc nulls last, id limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
        Kind::Principal => {
            sqlx::query_as!(
                Hit,
                r#"select ref as "reference!", codename as "label!", id as official from visible_principal where state = 'active' and (ref ilike $1 or codename ilike $1)
                   order by codename, ref limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
        Kind::Officer => {
            sqlx::query_as!(
                Hit,
                r#"select ref as "reference!", name as "label!", null::uuid as official from visible_officer where state = 'active' and (ref ilike $1 or name ilike $1)
                   order by name, ref limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
        Kind::Station => {
            sqlx::query_as!(
                Hit,
                r#"select code as "reference!", name as "label!", null::uuid as official from visible_duty_station where code ilike $1 or name ilike $1 order by name, code limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
        Kind::Firearm => {
            sqlx::query_as!(
                Hit,
                r#"select f.ref as "reference!", f.serial || ' ' || f.make || ' ' || f.model || ' · '
                     || coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), '') as "label!", null::uuid as official
                   from visible_firearm f left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
                   left join visible_armoury a on a.id = k.armoury_id
                   where f.ref ilike $1 or f.serial_key like upper(regexp_replace($1, '[\s-]', '', 'g')) order by f.serial_key, f.ref limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
        Kind::Place => {
            sqlx::query_as!(
                Hit,
                r#"select id::text as "reference!", name || case when coalesce(iata, icao) is null then '' else ' (' || concat_ws(', ', iata, icao) || ')' end as "label!", null::uuid as official
                   from visible_place p where lower(name || ' ' || city) like lower($1) or iata ilike $1 or icao ilike $1
                     or exists (select from place_alias a where a.place_id = p.id and a.alias ilike $1)
                   order by name, id limit 11"#,
                pattern
            )
            .fetch_all(connection)
            .await?
        }
    })
}
