//! Every SELECT of units, through the visible relations. How a unit stands on a day is answered by the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::Paper;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::UnitId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A unit's record.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: UnitId,
    pub reference: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub name: String,
    /// Two letters.
    pub member_state: String,
    pub member_state_name: String,
    pub strength: i32,
    pub is_armed: bool,
    pub rotation_months: i32,
    pub contact: String,
    pub performance: String,
    pub state: String,
    pub state_since: DateTime<Utc>,
    pub state_reason: String,
    pub deployed_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub version: i32,
    /// Number of the agreement that counts.
    pub agreement: Option<i32>,
    pub agreed_from: Option<NaiveDate>,
    pub agreed_until: Option<NaiveDate>,
    pub is_in_force: bool,
    pub is_ending: bool,
    pub allows_arms: bool,
    pub in_post: i32,
    pub rotation_due: Option<NaiveDate>,
    pub checks_open: Vec<String>,
    pub kit_open: i32,
}

impl Unit {
    /// What its agreements say on a day.
    pub fn paper(&self, today: NaiveDate) -> Paper {
        Paper::of(self.agreed_from.zip(self.agreed_until), self.is_in_force, self.is_ending, today)
    }
}

impl Target for Unit {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The unit of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Unit>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Unit,
        r#"select u.id as "id!: UnitId", u.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
             coalesce(s.zone, 'UTC') as "zone!", u.cell as "cell!", u.name as "name!", u.member_state as "member_state!",
             coalesce(y.name, u.member_state) as "member_state_name!", u.strength as "strength!", u.is_armed as "is_armed!",
             u.rotation_months as "rotation_months!", u.contact as "contact!", u.performance as "performance!", u.state as "state!",
             u.state_since as "state_since!", u.state_reason as "state_reason!", u.deployed_on, u.ended_on, u.version as "version!",
             x.out_number as agreement, x.out_from as agreed_from, x.out_until as agreed_until, x.out_in_force as "is_in_force!",
             x.out_is_ending as "is_ending!", x.out_allows_arms as "allows_arms!", x.out_in_post as "in_post!", x.out_rotation_due as rotation_due,
             x.out_checks_open as "checks_open!", x.out_kit_open as "kit_open!"
           from visible_ms_cp_unit u join sec.cell c on c.no = u.cell left join visible_duty_station s on s.id = u.station_id
           left join visible_country y on y.iso2 = u.member_state cross join lateral sec.ms_unit_standing(u.id, $2) x where u.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A unit as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
    pub member_state: String,
    pub station: String,
    pub state: String,
    pub strength: i32,
    pub is_armed: bool,
    pub agreed_from: Option<NaiveDate>,
    pub agreed_until: Option<NaiveDate>,
    pub is_in_force: bool,
    pub is_ending: bool,
    pub in_post: i32,
    pub rotation_due: Option<NaiveDate>,
}

impl Line {
    /// What its agreements say on a day.
    pub fn paper(&self, today: NaiveDate) -> Paper {
        Paper::of(self.agreed_from.zip(self.agreed_until), self.is_in_force, self.is_ending, today)
    }
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "state", "station", "country", "needs"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ref", "name", "country", "station", "agreement", "rotation"];
/// What needs somebody.
pub const NEEDS: &[&str] = &["agreement_ending", "agreement_ended", "rotation_overdue"];

const SELECT: &str = "select u.id, u.ref as reference, u.name, u.member_state, c.code as station, u.state, u.strength, u.is_armed, x.out_from as agreed_from,
       x.out_until as agreed_until, x.out_in_force as is_in_force, x.out_is_ending as is_ending, x.out_in_post as in_post, x.out_rotation_due as rotation_due";
const FROM: &str = " from visible_ms_cp_unit u join sec.cell c on c.no = u.cell cross join (select (sec.now() at time zone 'UTC')::date as day) today
     cross join lateral sec.ms_unit_standing(u.id, today.day) x where true";
const AGREEMENT: &str = "to_char(coalesce(x.out_until, date '9999-12-31'), 'YYYY-MM-DD')";
const ROTATION: &str = "to_char(coalesce(x.out_rotation_due, date '9999-12-31'), 'YYYY-MM-DD')";

/// One page of units, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM);
    filter(&mut query, asked);
    let column = match sort.key {
        "name" => "u.name",
        "country" => "u.member_state",
        "station" => "c.code",
        "agreement" => AGREEMENT,
        "rotation" => ROTATION,
        _ => "u.ref",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", u.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", u.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    let day = |day: Option<NaiveDate>| day.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
    match sort.key {
        "name" => line.name.clone(),
        "country" => line.member_state.clone(),
        "station" => line.station.clone(),
        "agreement" => day(line.agreed_until),
        "rotation" => day(line.rotation_due),
        _ => line.reference.clone(),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        query.push(" and (u.ref ilike ").push_bind(like(text)).push(" or u.name ilike ").push_bind(like(text)).push(")");
    }
    for (key, column) in [("state", "u.state"), ("station", "c.code"), ("country", "u.member_state")] {
        let values: Vec<String> = asked.all(key).into_iter().map(|value| if key == "state" { value } else { value.to_uppercase() }).collect();
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("needs") {
        Some("agreement_ending") => {
            query.push(" and x.out_is_ending and u.state <> 'ended'");
        }
        Some("agreement_ended") => {
            query.push(" and not x.out_in_force and u.state in ('deployed', 'rotating')");
        }
        Some("rotation_overdue") => {
            query.push(" and x.out_rotation_due < today.day");
        }
        _ => {}
    }
}

/// A station whose units the reader keeps.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// Stations at which the reader may write units.
pub async fn stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_ms_unit_write())::integer[]) order by code")
        .fetch_all(&mut **tx)
        .await?)
}

/// True if the code names a country.
pub async fn is_country(tx: &mut Tx, code: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select exists (select from visible_country where iso2 = $1) as "is!""#, code).fetch_one(&mut **tx).await?)
}

/// Months between rotations, where a unit does not say otherwise.
pub async fn usual_rotation(tx: &mut Tx) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = 'unit_rotation_months'"#).fetch_one(&mut **tx).await?)
}
