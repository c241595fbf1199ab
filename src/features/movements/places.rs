//! What was typed into a search field, found: a place, an official, a station. One match is taken,
//! several are offered by their codes, none is said.

use crate::db::Tx;
use crate::db::ids::{MovementId, PlaceId, PrincipalId, StationId};
use crate::web::error::Result;

/// The outcome of looking for something by what a person typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// Nothing was typed.
    Empty,
    /// Exactly one.
    One(T),
    /// Several; how each can be named.
    Many(Vec<String>),
    /// Nothing by that name that the reader may see.
    None,
}

impl<T> Found<T> {
    fn of(mut matches: Vec<T>, label: impl Fn(&T) -> String) -> Self {
        match matches.len() {
            0 => Found::None,
            1 => matches.pop().map_or(Found::None, Found::One),
            _ => Found::Many(matches.iter().map(label).collect()),
        }
    }

    /// The one match, if there is exactly one.
    pub fn one(&self) -> Option<&T> {
        match self {
            Found::One(found) => Some(found),
            _ => None,
        }
    }
}

/// A place with the zone its clocks keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// `Goma`.
    pub name: String,
    /// `Goma (GOM)`: read back by [`place`].
    pub label: String,
    /// IANA name.
    pub zone: String,
}

/// A senior official, as a planner picks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Its id.
    pub id: PrincipalId,
    /// `P-7K3FA`.
    pub reference: String,
    /// `P-7K3FA KESTREL 4`.
    pub label: String,
    /// Station that plans for them if nobody says otherwise.
    pub home_station: Option<StationId>,
}

/// A duty station that plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Its id.
    pub id: StationId,
    /// `GOM`.
    pub code: String,
    /// `Goma`.
    pub name: String,
    /// Its cell.
    pub cell: i32,
}

/// The code in brackets at the end, else the whole text.
fn key_of(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((_, code)) if !code.is_empty() => code.trim(),
        _ => text,
    }
}

/// Finds a place by station code, ICAO, IATA, alias or name. One that was withdrawn is found in the plan that names it already.
pub async fn place(tx: &mut Tx, text: &str, of: Option<MovementId>) -> Result<Found<Place>> {
    let key = key_of(text);
    if key.is_empty() {
        return Ok(Found::Empty);
    }
    let rows = sqlx::query!(
        r#"with named as (
            select p.id, p.name, p.zone, coalesce((select s.code from visible_duty_station s where s.id = p.station_id and p.kind = 'duty_station'), p.icao, p.iata, '') as code, case
                when p.kind = 'duty_station' and exists (select from visible_duty_station s where s.id = p.station_id and s.code = upper($1)) then 1
                when p.icao = upper($1) then 1
                when p.iata = upper($1) then 2
                when p.id in (select a.place_id from place_alias a where a.alias = lower($1)) then 3
                when lower(p.name) = lower($1) and p.kind = 'duty_station' then 4
                when lower(p.name) = lower($1) then 5
                else 6 end as rank
            from visible_place p
            where (p.state = 'active' or p.id in (
                    select unnest(array[departure_place_id, arrival_place_id]) from visible_leg where movement_id = $2
                    union all select place_id from visible_stay where movement_id = $2
                    union all select place_id from visible_stop where movement_id = $2))
                and (p.icao = upper($1) or p.iata = upper($1) or p.id in (select a.place_id from place_alias a where a.alias = lower($1))
                or p.station_id in (select s.id from visible_duty_station s where s.code = upper($1)) and p.kind = 'duty_station'
                or length($1) >= 3 and lower(p.name || ' ' || p.city) like '%' || replace(replace(lower($1), '\', ''), '%', '') || '%'))
        select id as "id!: PlaceId", name as "name!", zone as "zone!", code as "code!" from named
        where rank = (select min(rank) from named) order by name, id limit 8"#,
        key,
        of.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    let matches = rows.into_iter().map(|row| Place { id: row.id, label: label_of(&row.name, &row.code), name: row.name, zone: row.zone }).collect();
    Ok(Found::of(matches, |place: &Place| place.label.clone()))
}

/// The label of a place by its id as text; `None` if it is no place.
pub async fn label_by_id(tx: &mut Tx, id: &str) -> Result<Option<String>> {
    let Ok(id) = id.parse::<uuid::Uuid>() else {
        return Ok(None);
    };
    let row = sqlx::query!(
        r#"select p.name as "name!", coalesce((select s.code from visible_duty_station s where s.id = p.station_id and p.kind = 'duty_station'), p.icao, p.iata, '') as "code!"
        from visible_place p where p.id = $1"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| label_of(&row.name, &row.code)))
}

/// `Goma (GOM)`, or the name alone if the place has no code.
pub fn label_of(name: &str, code: &str) -> String {
    if code.is_empty() { name.to_owned() } else { format!("{name} ({code})") }
}

/// Finds an official by reference, codename or name.
pub async fn official(tx: &mut Tx, text: &str) -> Result<Found<Official>> {
    let key = text.trim();
    if key.is_empty() {
        return Ok(Found::Empty);
    }
    let rows = sqlx::query!(
        r#"with named as (
            select p.id, p.ref, p.codename, p.home_station_id, case
                when p.ref = upper(split_part($1, ' ', 1)) then 1
                when lower(p.codename) = lower($1) then 2
                when lower(p.display_name) = lower($1) then 3
                else 4 end as rank
            from visible_principal p where p.state = 'active' and (p.ref = upper(split_part($1, ' ', 1)) or lower(p.codename) = lower($1)
                or length($1) >= 3 and lower(p.codename || ' ' || p.display_name) like '%' || replace(replace(lower($1), '\', ''), '%', '') || '%'))
        select id as "id!: PrincipalId", ref as "reference!", codename as "codename!", home_station_id as "home_station: StationId" from named
        where rank = (select min(rank) from named) order by ref limit 8"#,
        key
    )
    .fetch_all(&mut **tx)
    .await?;
    let matches = rows
        .into_iter()
        .map(|row| Official {
            id: row.id,
            label: format!("{} {}", row.reference, row.codename).trim().to_owned(),
            reference: row.reference,
            home_station: row.home_station,
        })
        .collect();
    Ok(Found::of(matches, |official: &Official| official.label.clone()))
}

/// Finds a station by code or name.
pub async fn station(tx: &mut Tx, text: &str) -> Result<Found<Station>> {
    let key = key_of(text);
    if key.is_empty() {
        return Ok(Found::Empty);
    }
    let rows = sqlx::query_as!(
        Station,
        r#"select id as "id!: StationId", code as "code!", name as "name!", cell as "cell!" from visible_duty_station
        where code = upper($1) or lower(name) = lower($1) order by code limit 8"#,
        key
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Found::of(rows, |station: &Station| label_of(&station.name, &station.code)))
}

/// The station of one's own scope, if there is exactly one.
pub async fn own_station(tx: &mut Tx) -> Result<Option<Station>> {
    let rows = sqlx::query_as!(
        Station,
        r#"select id as "id!: StationId", code as "code!", name as "name!", cell as "cell!" from visible_duty_station
        where cell = any (sec.cells_movement_write()) order by code limit 2"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(if rows.len() == 1 { rows.into_iter().next() } else { None })
}

/// The station that plans for an official whose request names none: their home, else headquarters.
pub async fn station_for(tx: &mut Tx, official: &Official) -> Result<Option<(StationId, i32)>> {
    let row = sqlx::query!(r#"select station_id as "id: StationId", cell from sec.planning_station($1)"#, official.id.0).fetch_optional(&mut **tx).await?;
    Ok(row.and_then(|row| Some((row.id?, row.cell?))))
}

#[cfg(test)]
mod tests {
    use super::{key_of, label_of};

    #[test]
    fn a_label_is_read_back_by_its_code() {
        assert_eq!(key_of(&label_of("Goma", "GOM")), "GOM");
        assert_eq!(key_of(&label_of("Residence north", "")), "Residence north");
        assert_eq!(key_of("  fzna "), "fzna");
    }
}
