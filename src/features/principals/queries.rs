//! Every SELECT of senior officials, through the visible relation.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::features::people::{Number, like};
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A senior official's record.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Never shown.
    pub id: PrincipalId,
    /// `P-7K3FA`.
    pub reference: String,
    /// What lists, boards and paper call the official; may be empty.
    pub codename: String,
    /// Name; on the record only.
    pub display_name: String,
    /// Office or function.
    pub office: String,
    /// Code of the entity; empty if none.
    pub entity_code: String,
    /// Name of the entity; empty if none.
    pub entity_name: String,
    /// Code of the home station; empty if none.
    pub station_code: String,
    /// Its name; the code where the reader may not see the station.
    pub station_name: String,
    /// Its zone; empty if none.
    pub zone: String,
    /// Portfolio that answers for the official.
    pub portfolio_code: String,
    /// Name of the portfolio.
    pub portfolio_name: String,
    /// Its cell.
    pub portfolio_cell: i32,
    /// Office number and its age.
    pub office_number: Number,
    /// `active`, `merged`, `voided`.
    pub state: String,
    /// Why it ended.
    pub state_reason: String,
    /// Reference of the record it was merged into.
    pub merged_into: Option<String>,
    /// Version of the row.
    pub version: i32,
    cells: Vec<i32>,
    is_own: bool,
    is_watched: bool,
}

impl Principal {
    /// What to call the official without the name: codename, else reference.
    pub fn called(&self) -> &str {
        if self.codename.is_empty() { &self.reference } else { &self.codename }
    }

    /// True while the record is in use.
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }
}

impl Target for Principal {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), own: self.is_own, watched: self.is_watched, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.portfolio_cell
    }
}

/// The official of a reference, if the reader may see them.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Principal>> {
    let row = sqlx::query!(
        r#"select p.id as "id!: PrincipalId", p.ref as "reference!", p.codename as "codename!", p.display_name as "display_name!", p.office as "office!",
             coalesce(p.entity_code, '') as "entity_code!", coalesce(e.name, '') as "entity_name!", coalesce(c.code, '') as "station_code!",
             coalesce(s.name, c.code, '') as "station_name!", coalesce(s.zone, '') as "zone!", p.portfolio_code as "portfolio_code!",
             f.name as "portfolio_name!", p.portfolio_cell as "portfolio_cell!", p.office_number as "office_number!", p.office_number_as_of,
             p.state as "state!", p.state_reason as "state_reason!", t.ref as "merged_into?", p.version as "version!",
             array_remove(array[p.portfolio_cell, p.entity_cell, p.cell], null) as "cells!",
             p.id = any ((select sec.own_principals())::uuid[]) as "is_own!",
             coalesce(p.cell = any ((select sec.cells_watch())::integer[]) or p.portfolio_cell = any ((select sec.cells_watch())::integer[]), false) as "is_watched!"
           from visible_principal p
           join portfolio f on f.code = p.portfolio_code
           left join entity e on e.code = p.entity_code
           left join sec.cell c on c.no = p.cell
           left join visible_duty_station s on s.id = p.home_station_id
           left join visible_principal t on t.id = p.merged_into
           where p.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Principal {
        office_number: Number { label: "principal-office-number", number: row.office_number, as_of: row.office_number_as_of },
        id: row.id,
        reference: row.reference,
        codename: row.codename,
        display_name: row.display_name,
        office: row.office,
        entity_code: row.entity_code,
        entity_name: row.entity_name,
        station_code: row.station_code,
        station_name: row.station_name,
        zone: row.zone,
        portfolio_code: row.portfolio_code,
        portfolio_name: row.portfolio_name,
        portfolio_cell: row.portfolio_cell,
        state: row.state,
        state_reason: row.state_reason,
        merged_into: row.merged_into,
        version: row.version,
        cells: row.cells,
        is_own: row.is_own,
        is_watched: row.is_watched,
    }))
}

/// An official as lists and pickers show them: no name.
#[derive(Debug, Clone, FromRow)]
pub struct PrincipalHit {
    /// Never shown.
    pub id: Uuid,
    /// `P-7K3FA`.
    pub reference: String,
    /// Codename; the reference where there is none.
    pub called: String,
    /// Office or function.
    pub office: String,
    /// Code of the entity; empty if none.
    pub entity: String,
    /// Code of the home station; empty if none.
    pub station: String,
    /// Code of the portfolio.
    pub portfolio: String,
    /// Office number.
    pub office_number: String,
    /// Last known to be right.
    pub office_number_as_of: Option<NaiveDate>,
    /// State of the record.
    pub state: String,
}

const HIT: &str = "select p.id, p.ref as reference, coalesce(nullif(p.codename, ''), p.ref) as called, p.office, coalesce(p.entity_code, '') as entity,
    coalesce(c.code, '') as station, p.portfolio_code as portfolio, p.office_number, p.office_number_as_of, p.state
  from visible_principal p left join sec.cell c on c.no = p.cell where true";

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "entity", "station", "portfolio", "state"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["called", "ref", "office", "entity", "station", "portfolio"];

/// One page of officials and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<PrincipalHit>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_principal p left join sec.cell c on c.no = p.cell where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(HIT);
    filter(&mut query, asked);
    let column = column(sort.key);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", p.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", p.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(hit: &PrincipalHit, sort: Sort) -> &str {
    match sort.key {
        "ref" => &hit.reference,
        "office" => &hit.office,
        "entity" => &hit.entity,
        "station" => &hit.station,
        "portfolio" => &hit.portfolio,
        _ => &hit.called,
    }
}

fn column(key: &str) -> &'static str {
    match key {
        "ref" => "p.ref",
        "office" => "p.office",
        "entity" => "coalesce(p.entity_code, '')",
        "station" => "coalesce(c.code, '')",
        "portfolio" => "p.portfolio_code",
        _ => "coalesce(nullif(p.codename, ''), p.ref)",
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (p.codename ilike ").push_bind(pattern.clone()).push(" or p.ref ilike ").push_bind(pattern.clone());
        query.push(" or p.office ilike ").push_bind(pattern.clone()).push(" or p.display_name ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("entity", "p.entity_code"), ("station", "c.code"), ("portfolio", "p.portfolio_code")] {
        let wanted = asked.all(key);
        if !wanted.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(wanted).push(")");
        }
    }
    let states = asked.all("state");
    query.push(" and p.state = any (").push_bind(if states.is_empty() { vec!["active".to_owned()] } else { states }).push(")");
}

/// Active officials whose codename, reference, office or name holds the text. At most 15, without names.
pub async fn search(tx: &mut Tx, text: &str) -> Result<Vec<PrincipalHit>> {
    let mut query = QueryBuilder::new(HIT);
    let pattern = like(text);
    query.push(" and p.state = 'active' and (p.codename ilike ").push_bind(pattern.clone()).push(" or p.ref ilike ").push_bind(pattern.clone());
    query.push(" or p.office ilike ").push_bind(pattern.clone()).push(" or p.display_name ilike ").push_bind(pattern);
    query.push(") order by coalesce(nullif(p.codename, ''), p.ref), p.id limit 15");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// The official a person named: by reference, codename or name, exactly but for case and spaces.
/// `None` where nobody or more than one fits.
pub async fn find_principal(tx: &mut Tx, text: &str) -> Result<Option<PrincipalHit>> {
    let wanted = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut query = QueryBuilder::new(HIT);
    query.push(" and p.state = 'active' and (p.ref = upper(").push_bind(wanted.clone()).push(") or lower(p.codename) = lower(").push_bind(wanted.clone());
    query.push(") or lower(p.display_name) = lower(").push_bind(wanted).push(")) order by p.id limit 2");
    let mut found: Vec<PrincipalHit> = query.build_query_as().fetch_all(&mut **tx).await?;
    let first = found.pop();
    Ok(first.filter(|_| found.is_empty()))
}

/// A code somebody may choose, with its name and cell.
#[derive(Debug, Clone, FromRow)]
pub struct Coded {
    /// Code, as posted.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its cell.
    pub cell: i32,
}

/// What the forms and filters offer.
#[derive(Debug, Clone, Default)]
pub struct Offered {
    /// Entities: reference data.
    pub entities: Vec<Coded>,
    /// Stations the reader sees.
    pub stations: Vec<Coded>,
    /// Portfolios.
    pub portfolios: Vec<Coded>,
}

/// What filters offer: everything the reader may name.
pub async fn offered(tx: &mut Tx) -> Result<Offered> {
    Ok(Offered {
        entities: sqlx::query_as("select code, name, cell from entity order by code").fetch_all(&mut **tx).await?,
        stations: sqlx::query_as("select code, name, cell from visible_duty_station order by code").fetch_all(&mut **tx).await?,
        portfolios: sqlx::query_as("select code, name, cell from portfolio order by code").fetch_all(&mut **tx).await?,
    })
}

/// Cells in which the reader may write officials.
pub async fn writable_cells(tx: &mut Tx) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(r#"select sec.cells_principal_write() as "cells!""#).fetch_one(&mut **tx).await?)
}

/// The id of a station the reader sees.
pub async fn station_id(tx: &mut Tx, code: &str) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!(r#"select id as "id!" from visible_duty_station where code = $1"#, code).fetch_optional(&mut **tx).await?)
}

/// The code of a station named in a version of the history; empty if the reader may not see it.
pub async fn station_code(tx: &mut Tx, id: Uuid) -> Result<String> {
    let code = sqlx::query_scalar!(r#"select code as "code!" from visible_duty_station where id = $1"#, id).fetch_optional(&mut **tx).await?;
    Ok(code.unwrap_or_default())
}

/// A movement of an official, as the record lists it.
#[derive(Debug, Clone)]
pub struct MovementOf {
    /// `M-26-7K3FA`.
    pub reference: String,
    /// State, as stored.
    pub state: String,
    /// Begins, UTC.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends, UTC.
    pub ends_at: Option<DateTime<Utc>>,
}

/// The movements of an official that the reader sees, those to come first. At most 50, and how many in all.
pub async fn movements_of(tx: &mut Tx, principal: PrincipalId) -> Result<(Vec<MovementOf>, i64)> {
    let total = sqlx::query_scalar!(r#"select count(*) as "count!" from visible_movement where principal_id = $1 and not is_void"#, principal.0)
        .fetch_one(&mut **tx)
        .await?;
    let movements = sqlx::query_as!(
        MovementOf,
        r#"select ref as "reference!", state as "state!", starts_at, ends_at from visible_movement
           where principal_id = $1 and not is_void
           order by starts_at desc nulls last, id
           limit 50"#,
        principal.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((movements, total))
}

/// Round-the-clock numbers of the home station, where the reader sees the station.
pub async fn station_numbers(tx: &mut Tx, station: &str) -> Result<Vec<(String, Number)>> {
    let rows = sqlx::query!(
        r#"select n.label as "label!", n.number as "number!", n.as_of as "as_of!" from visible_station_number n
           join visible_duty_station s on s.id = n.station_id
           where s.code = $1 and n.is_always_on and not n.is_void
           order by n.as_of desc, n.id limit 5"#,
        station
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.label, Number { label: "principal-station-number", number: row.number, as_of: Some(row.as_of) })).collect())
}

/// How the risk of an official stands for the reader today: number and code of the level in force; an empty code where
/// there is none; nothing where it is not theirs to know.
pub async fn risk_of(tx: &mut Tx, principal: PrincipalId) -> Result<Option<(String, String)>> {
    let today = tx.now.date_naive();
    let row = sqlx::query!(
        r#"select coalesce(sec.level_rank(level)::text, '') as "number!", coalesce(level, '') as "level!" from sec.risk_standings(array[$1::uuid], $2)
           where not is_hidden"#,
        principal.0,
        today
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.number, row.level)))
}
