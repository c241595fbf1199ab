//! Finding places: by code, by name without accents, by another name, and nearly so.

use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::web::error::Result;
use crate::web::list::Asked;

/// Hits of one search.
pub const HITS: i64 = 50;
/// Filters of the list.
pub const FILTERS: &[&str] = &["q", "country", "kind", "state"];

/// A place as others use it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceHit {
    pub id: PlaceId,
    pub name: String,
    /// As it is offered and typed back: `Goma FZNA, CD`.
    pub label: String,
    /// IANA name.
    pub zone: String,
    /// ISO code; empty if unknown.
    pub country: String,
    /// `airport`, `duty_station`, `hospital`, `other` and so on.
    pub kind: String,
    /// ICAO code, else the station's; empty if there is none the reader may know.
    pub code: String,
    /// True if the text is its code, its label, its name or one of its other names.
    pub is_exact: bool,
    /// True if nobody is to go there any more.
    pub is_withdrawn: bool,
}

#[derive(Debug, Clone, FromRow)]
struct Found {
    id: PlaceId,
    kind: String,
    name: String,
    city: String,
    country: String,
    code: String,
    zone: String,
    state: String,
    rank: i32,
}

impl From<Found> for PlaceHit {
    fn from(found: Found) -> Self {
        Self {
            label: label(&found),
            id: found.id,
            name: found.name,
            zone: found.zone,
            country: found.country,
            kind: found.kind,
            code: found.code,
            is_exact: found.rank == 0,
            is_withdrawn: found.state == "withdrawn",
        }
    }
}

fn label(found: &Found) -> String {
    let shown = if found.kind == "airport" && !found.city.is_empty() { &found.city } else { &found.name };
    let mut label = shown.clone();
    if !found.code.is_empty() {
        label.push(' ');
        label.push_str(&found.code);
    }
    if !found.country.is_empty() {
        label.push_str(", ");
        label.push_str(&found.country);
    }
    label
}

/// Text whose wildcards mean themselves in a LIKE.
pub fn like_text(text: &str) -> String {
    text.chars().take(160).flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}

/// What a text may mean besides a name: a code, and a country behind a comma.
#[derive(Debug, PartialEq, Eq)]
struct Meaning {
    text: String,
    /// The text without its country and its code: `Goma` of `Goma FZNA, CD`.
    name: String,
    code: String,
    country: String,
}

fn meaning(text: &str) -> Meaning {
    let text = crate::importing::clean(text).into_owned();
    let (front, country) = match text.rsplit_once(", ") {
        Some((front, country)) if country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) => (front, country),
        _ => (text.as_str(), ""),
    };
    let is_code = |word: &str| (3..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let (name, code) = match front.rsplit_once(' ') {
        Some((name, code)) if !country.is_empty() && is_code(code) => (name, code.to_owned()),
        None => (front, front.to_uppercase()),
        Some(_) => (front, String::new()),
    };
    Meaning { name: name.to_owned(), code, country: country.to_owned(), text: text.clone() }
}

/// Places that a text may mean, exact ones first: ICAO, IATA, station code, label, name or another
/// name; then those that contain it, then those written nearly so. At most [`HITS`], none that was withdrawn.
pub async fn find_place(tx: &mut Tx, text: &str) -> Result<Vec<PlaceHit>> {
    search(tx, text, &Narrow::default().in_use(), HITS).await
}

/// Which places are searched; an empty list means all.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// ISO codes.
    pub countries: Vec<String>,
    pub kinds: Vec<String>,
    pub states: Vec<String>,
}

impl Narrow {
    /// As the address asks.
    pub fn of(asked: &Asked) -> Self {
        Self { countries: asked.all("country"), kinds: asked.all("kind"), states: asked.all("state") }
    }

    /// Without those that were withdrawn: what is offered for a plan.
    pub fn in_use(self) -> Self {
        Self { states: vec!["active".to_owned()], ..self }
    }
}

/// As [`find_place`], narrowed.
pub async fn search(tx: &mut Tx, text: &str, narrow: &Narrow, limit: i64) -> Result<Vec<PlaceHit>> {
    let meaning = meaning(text);
    if meaning.text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    // Each arm is served by an index of its own; the best rank of a place counts.
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new("with hit as (select id, 0 as rank from visible_place where icao = ");
    query.push_bind(meaning.code.clone()).push(" union all select id, 0 from visible_place where iata = ").push_bind(meaning.code.clone());
    query
        .push(" union all select p.id, 0 from visible_place p join visible_duty_station s on s.id = p.station_id and p.kind = 'duty_station' where s.code = ")
        .push_bind(meaning.code.clone());
    query.push(" union all select place_id, 0 from visible_place_alias where sec.plain(alias) = sec.plain(").push_bind(meaning.text.clone()).push(")");
    query
        .push(" union all select place_id, 1 from visible_place_alias where sec.plain(alias) like '%' || sec.plain(")
        .push_bind(like_text(&meaning.name))
        .push(") || '%'");
    query.push(" union all select id, case when kind <> 'airport' and sec.plain(name) = sec.plain(").push_bind(meaning.name.clone());
    query
        .push(") then 0 when sec.plain(city) = sec.plain(")
        .push_bind(meaning.name.clone())
        .push(") then 1 else 2 end from visible_place where sec.plain(name || ' ' || city) like '%' || sec.plain(");
    query.push_bind(like_text(&meaning.name)).push(") || '%'");
    query.push(" union all select id, 3 from visible_place where sec.plain(").push_bind(meaning.name.clone()).push(") <% sec.plain(name || ' ' || city)");
    query.push(
        "), best as (select id, min(rank) as rank from hit group by id)
         select p.id, p.kind, p.name, p.city, coalesce(p.country, '') as country, coalesce(p.icao, s.code, '') as code, p.zone, p.state, b.rank
         from best b join visible_place p on p.id = b.id left join visible_duty_station s on s.id = p.station_id and p.kind = 'duty_station' where true",
    );
    let mut countries = narrow.countries.clone();
    if !meaning.country.is_empty() {
        countries.push(meaning.country.clone());
    }
    if !countries.is_empty() {
        query.push(" and p.country = any (").push_bind(countries).push(")");
    }
    for (column, values) in [("kind", &narrow.kinds), ("state", &narrow.states)] {
        if !values.is_empty() {
            query.push(" and p.").push(column).push(" = any (").push_bind(values.clone()).push(")");
        }
    }
    query.push(" order by b.rank, similarity(sec.plain(p.name || ' ' || p.city), sec.plain(").push_bind(meaning.name.clone());
    query.push(")) desc, (p.iata is null), p.name, p.id limit ").push_bind(limit);
    let found: Vec<Found> = query.build_query_as().fetch_all(&mut **tx).await?;
    Ok(found.into_iter().map(PlaceHit::from).collect())
}

/// The one place a text means, if it means exactly one: what a form takes without asking back.
/// Otherwise what may be meant, to be offered.
pub async fn place_by_text(tx: &mut Tx, text: &str) -> Result<std::result::Result<PlaceHit, Vec<PlaceHit>>> {
    let hits = find_place(tx, text).await?;
    let mut exact: Vec<&PlaceHit> = hits.iter().filter(|hit| hit.label == text.trim()).collect();
    if exact.is_empty() {
        exact = hits.iter().filter(|hit| hit.is_exact).collect();
    }
    match exact.as_slice() {
        [only] => Ok(Ok((*only).clone())),
        _ => Ok(Err(hits)),
    }
}

/// A place of an id.
pub async fn place_by_id(tx: &mut Tx, id: PlaceId) -> Result<Option<PlaceHit>> {
    Ok(place(tx, id).await?.map(|place| place.hit))
}

/// A place, whole.
#[derive(Debug, Clone)]
pub struct Place {
    pub hit: PlaceHit,
    pub city: String,
    pub iata: String,
    pub icao: String,
    pub country_name: String,
    pub country_name_fr: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub source: String,
    pub aliases: Vec<String>,
    pub station_id: Option<Uuid>,
    /// Code of the station it belongs to; empty if there is none that the reader may know.
    pub station: String,
    pub phone: String,
    pub note: String,
    /// `active` or `withdrawn`.
    pub state: String,
    pub withdrawn_reason: String,
    pub version: i32,
    /// What its source says, where somebody says otherwise.
    pub said: Option<Said>,
}

impl Place {
    /// True if a station is this place: what it says is said there.
    pub fn is_of_station(&self) -> bool {
        self.hit.kind == "duty_station"
    }
}

/// A place as its source has it.
#[derive(Debug, Clone)]
pub struct Said {
    pub name: String,
    pub city: String,
    /// ISO code; empty if unknown.
    pub country: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub zone: String,
}

/// A station to call for a place, with the number that answers first.
#[derive(Debug, Clone)]
pub struct Call {
    pub code: String,
    pub name: String,
    pub label: String,
    pub number: String,
}

impl Call {
    /// What a telephone dials.
    pub fn url(&self) -> String {
        format!("tel:{}", self.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
    }
}

/// Whom to call for a place: its own station, then those of its country, the nearest first.
pub async fn calls(tx: &mut Tx, id: PlaceId) -> Result<Vec<Call>> {
    Ok(sqlx::query_as!(
        Call,
        r#"select s.code as "code!", s.name as "name!", n.label as "label!", n.number as "number!"
           from visible_place p join visible_duty_station s on s.id = p.station_id or s.country = p.country
           cross join lateral (select label, number from visible_station_number where cell = s.cell and not is_void
             order by is_always_on desc, as_of desc, label limit 1) n
           where p.id = $1
           order by s.id is not distinct from p.station_id desc, (s.latitude - p.latitude) ^ 2 + (s.longitude - p.longitude) ^ 2, s.code limit 5"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A place of an id, with its other names.
pub async fn place(tx: &mut Tx, id: PlaceId) -> Result<Option<Place>> {
    let row = sqlx::query!(
        r#"select p.id as "id!: PlaceId", p.kind as "kind!", p.name as "name!", p.city as "city!", coalesce(p.country, '') as "country!",
             coalesce(p.icao, case when p.kind = 'duty_station' then s.code end, '') as "code!", p.zone as "zone!", coalesce(p.icao, '') as "icao!", coalesce(p.iata, '') as "iata!",
             p.latitude, p.longitude, p.source as "source!", p.station_id, coalesce(s.code, '') as "station!", p.phone as "phone!", p.note as "note!",
             p.state as "state!", p.withdrawn_reason as "withdrawn_reason!", p.version as "version!", p.said_name, p.said_city, p.said_country,
             p.said_latitude, p.said_longitude, p.said_zone, coalesce(c.name, '') as "country_name!", coalesce(c.name_fr, '') as "country_name_fr!",
             array(select a.alias from visible_place_alias a where a.place_id = p.id order by a.alias limit 50) as "aliases!: Vec<String>"
           from visible_place p left join visible_duty_station s on s.id = p.station_id left join country c on c.iso2 = p.country
           where p.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Place {
        hit: Found {
            id: row.id,
            kind: row.kind,
            name: row.name,
            city: row.city.clone(),
            country: row.country,
            code: row.code,
            zone: row.zone,
            state: row.state.clone(),
            rank: 0,
        }
        .into(),
        city: row.city,
        iata: row.iata,
        icao: row.icao,
        country_name: row.country_name,
        country_name_fr: row.country_name_fr,
        latitude: row.latitude,
        longitude: row.longitude,
        source: row.source,
        aliases: row.aliases,
        station_id: row.station_id,
        station: row.station,
        phone: row.phone,
        note: row.note,
        state: row.state,
        withdrawn_reason: row.withdrawn_reason,
        version: row.version,
        said: row.said_name.map(|name| Said {
            name,
            city: row.said_city.unwrap_or_default(),
            country: row.said_country.unwrap_or_default(),
            latitude: row.said_latitude,
            longitude: row.said_longitude,
            zone: row.said_zone.unwrap_or_default(),
        }),
    }))
}

/// Places that were entered and places of stations, by name, and how many: what stands there before a search.
pub async fn entered(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<(Vec<PlaceHit>, i64)> {
    let narrow = |query: &mut QueryBuilder<Postgres>| {
        for key in ["country", "kind", "state"] {
            let values = asked.all(key);
            if !values.is_empty() {
                query.push(" and p.").push(key).push(" = any (").push_bind(values).push(")");
            }
        }
        if asked.all("kind").is_empty() && asked.all("country").is_empty() {
            query.push(" and p.kind <> 'airport'");
        }
    };
    let mut count = QueryBuilder::new("select count(*) from visible_place p where true");
    narrow(&mut count);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut rows = QueryBuilder::new(
        "select p.id, p.kind, p.name, p.city, coalesce(p.country, '') as country, coalesce(p.icao, s.code, '') as code, p.zone, p.state, 0 as rank
         from visible_place p left join visible_duty_station s on s.id = p.station_id and p.kind = 'duty_station' where true",
    );
    narrow(&mut rows);
    if let Some((name, id)) = asked.after() {
        rows.push(" and (p.name, p.id) > (").push_bind(name).push(", ").push_bind(id).push(")");
    }
    rows.push(" order by p.name, p.id limit ").push_bind(limit);
    let found: Vec<Found> = rows.build_query_as().fetch_all(&mut **tx).await?;
    Ok((found.into_iter().map(PlaceHit::from).collect(), total))
}

/// The code of a station by its id, if the reader may know it; else empty.
pub async fn station_code(tx: &mut Tx, id: Option<Uuid>) -> Result<String> {
    let code = sqlx::query_scalar!(r#"select code as "code!" from visible_duty_station where id = $1"#, id).fetch_optional(&mut **tx).await?;
    Ok(code.unwrap_or_default())
}

/// The address of a place.
pub fn url(id: PlaceId) -> String {
    format!("/places/{}", Uuid::hyphenated(id.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_taken_apart_again() {
        let parts = |text: &str| {
            let meaning = meaning(text);
            (meaning.name, meaning.code, meaning.country)
        };
        let is = |name: &str, code: &str, country: &str| (name.to_owned(), code.to_owned(), country.to_owned());
        assert_eq!(parts("Goma FZNA, CD"), is("Goma", "FZNA", "CD"));
        assert_eq!(parts("New York KJFK, US"), is("New York", "KJFK", "US"));
        assert_eq!(parts("gom"), is("gom", "GOM", ""));
        assert_eq!(parts("Bunagana, CD"), is("Bunagana", "BUNAGANA", "CD"));
        assert_eq!(parts("Sake, near GOMA"), is("Sake, near GOMA", "", ""));
        assert_eq!(parts("Port Sudan"), is("Port Sudan", "", ""));
    }

    #[test]
    fn wildcards_mean_themselves() {
        assert_eq!(like_text("50%_a\\"), "50\\%\\_a\\\\");
    }
}
