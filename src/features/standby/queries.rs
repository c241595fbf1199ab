//! Every SELECT of pledges, through the visible relations. What a pledge is worth is answered by the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::Standing;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{PledgeId, StationId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A pledge's record.
#[derive(Debug, Clone)]
pub struct Pledge {
    pub id: PledgeId,
    pub reference: String,
    pub station_id: StationId,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    /// Two letters; empty: the station's own people.
    pub member_state: String,
    pub category: String,
    pub head_count: i32,
    pub skills: String,
    pub notice_hours: i32,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub document: String,
    pub state: String,
    pub state_since: DateTime<Utc>,
    pub state_reason: String,
    pub accepted_by: String,
    pub activated_to: String,
    pub activated_count: Option<i32>,
    pub activated_from: Option<NaiveDate>,
    pub activated_until: Option<NaiveDate>,
    pub activation_purpose: String,
    pub activation_document: String,
    pub activated_by: String,
    pub created_by: Option<Uuid>,
    pub created_by_label: String,
    pub is_mine: bool,
    pub version: i32,
    pub checked_on: Option<NaiveDate>,
    pub tested_on: Option<NaiveDate>,
    pub is_test_due: bool,
    pub named: i32,
    pub unfit: i32,
    pub counts: i32,
    pub blocks: Vec<String>,
}

impl Pledge {
    /// What it is worth today.
    pub fn standing(&self) -> Standing {
        Standing { head_count: self.head_count, counts: self.counts, unfit: self.unfit, blocks: self.blocks.clone() }
    }
}

impl Target for Pledge {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, author: self.created_by, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The pledge of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Pledge>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Pledge,
        r#"select p.id as "id!: PledgeId", p.ref as "reference!", p.station_id as "station_id!: StationId", c.code as "station!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", p.cell as "cell!",
             coalesce(p.member_state, '') as "member_state!", p.category as "category!", p.head_count as "head_count!", p.skills as "skills!",
             p.notice_hours as "notice_hours!", p.from_date as "from_date!", p.to_date as "to_date!", p.document as "document!", p.state as "state!",
             p.state_since as "state_since!", p.state_reason as "state_reason!", coalesce(sec.account_label(p.accepted_by), '') as "accepted_by!",
             coalesce(sec.station_code(p.activated_to), '') as "activated_to!", p.activated_count, p.activated_from, p.activated_until,
             p.activation_purpose as "activation_purpose!", p.activation_document as "activation_document!",
             coalesce(sec.account_label(p.activated_by), '') as "activated_by!", p.created_by, coalesce(sec.account_label(p.created_by), '') as "created_by_label!",
             p.id = any ((select sec.own_pledges())::uuid[]) as "is_mine!", p.version as "version!", x.out_checked_on as checked_on,
             x.out_tested_on as tested_on,
             sec.standby_test_is_due(p.state, p.to_date, x.out_tested_on, p.accepted_at, $2) as "is_test_due!", x.out_named as "named!", x.out_unfit as "unfit!", x.out_counts as "counts!", x.out_blocks as "blocks!"
           from visible_standby_pledge p join sec.cell c on c.no = p.cell left join visible_duty_station s on s.id = p.station_id
           cross join lateral sec.standby_standing(p.id, $2) x where p.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Somebody who is named in a pledge.
#[derive(Debug, Clone)]
pub struct Person {
    pub number: i32,
    pub officer: String,
    /// Empty for readers who may not know it.
    pub name: String,
    pub gaps: Vec<String>,
    pub is_removed: bool,
    pub reason: String,
    pub version: i32,
}

/// The people of a pledge, with what stands against each today.
pub async fn people(tx: &mut Tx, pledge: PledgeId) -> Result<Vec<Person>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Person,
        r#"select out_number as "number!", out_officer as "officer!", out_name as "name!", out_gaps as "gaps!", out_removed as "is_removed!",
             out_reason as "reason!", out_version as "version!" from sec.standby_people($1, $2)"#,
        pledge.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A name in a pledge, with its pledge.
#[derive(Debug, Clone)]
pub struct Member {
    pub pledge: Pledge,
    pub person: Person,
}

impl Target for Member {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(pledge) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let number = params.number("number")?;
        let person = people(tx, pledge.id).await?.into_iter().find(|person| person.number == number && !person.is_removed);
        Ok(person.map(|person| Self { pledge, person }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.pledge.facts(actor)
    }
    fn subject(&self) -> String {
        self.pledge.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.pledge.cell
    }
}

/// A readiness check or a call-out test.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: Uuid,
    pub kind: String,
    pub done_on: NaiveDate,
    pub ready: i32,
    pub not_ready: i32,
    pub hours: Option<f64>,
    pub reason: String,
    pub by: String,
}

/// Checks and tests of a pledge, the last first.
pub async fn checks(tx: &mut Tx, pledge: PledgeId) -> Result<Vec<Check>> {
    Ok(sqlx::query_as!(
        Check,
        r#"select id as "id!", kind as "kind!", done_on as "done_on!", ready as "ready!", not_ready as "not_ready!", hours::double precision as hours,
             reason as "reason!", coalesce(sec.account_label(created_by), '') as "by!"
           from visible_standby_check where pledge_id = $1 order by done_on desc, number desc limit 100"#,
        pledge.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Keys of the names of a pledge: what their history is read by.
pub async fn member_ids(tx: &mut Tx, pledge: PledgeId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_standby_member where pledge_id = $1 limit 1000"#, pledge.0).fetch_all(&mut **tx).await?)
}

/// A pledge as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub station: String,
    pub member_state: String,
    pub category: String,
    pub skills: String,
    pub head_count: i32,
    pub notice_hours: i32,
    pub to_date: NaiveDate,
    pub state: String,
    pub checked_on: Option<NaiveDate>,
    pub tested_on: Option<NaiveDate>,
    pub is_test_due: bool,
    pub unfit: i32,
    pub counts: i32,
    pub blocks: Vec<String>,
    pub activated_to: String,
}

impl Line {
    /// What it is worth today.
    pub fn standing(&self) -> Standing {
        Standing { head_count: self.head_count, counts: self.counts, unfit: self.unfit, blocks: self.blocks.clone() }
    }
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "source", "category", "state", "within", "standing", "test"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["notice", "ref", "station", "ends"];
/// Whose people they are.
pub const SOURCES: &[&str] = &["station", "member_state"];
/// Whether a pledge counts.
pub const STANDINGS: &[&str] = &["can_move", "not", "over"];

/// Whether a call-out test is due.
pub const TESTS: &[&str] = &["due"];

const SELECT: &str = "select p.id, p.ref as reference, c.code as station, coalesce(p.member_state, '') as member_state, p.category, p.skills, p.head_count,
       p.notice_hours, p.to_date, p.state, x.out_checked_on as checked_on, x.out_tested_on as tested_on,
       sec.standby_test_is_due(p.state, p.to_date, x.out_tested_on, p.accepted_at, today.day) as is_test_due, x.out_unfit as unfit, x.out_counts as counts,
       x.out_blocks as blocks, coalesce(sec.station_code(p.activated_to), '') as activated_to";
const FROM: &str = " from visible_standby_pledge p join sec.cell c on c.no = p.cell cross join (select (sec.now() at time zone 'UTC')::date as day) today
     cross join lateral sec.standby_standing(p.id, today.day) x where true";
const NOTICE: &str = "lpad(p.notice_hours::text, 5, '0')";

/// One page of pledges, how many there are in all, and how many people of them can move.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64, i64)> {
    let mut count = QueryBuilder::new("select count(*), coalesce(sum(x.out_counts), 0)::bigint");
    count.push(FROM);
    filter(&mut count, asked);
    let (total, people): (i64, i64) = count.build_query_as().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM);
    filter(&mut query, asked);
    let column = match sort.key {
        "ref" => "p.ref",
        "station" => "c.code",
        "ends" => "p.to_date::text",
        _ => NOTICE,
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", p.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", p.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total, people))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "ref" => line.reference.clone(),
        "station" => line.station.clone(),
        "ends" => line.to_date.to_string(),
        _ => format!("{:05}", line.notice_hours),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        query.push(" and (p.ref ilike ").push_bind(like(text)).push(" or p.skills ilike ").push_bind(like(text)).push(")");
    }
    for (key, column) in [("station", "c.code"), ("category", "p.category"), ("state", "p.state")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("source") {
        Some("station") => {
            query.push(" and p.member_state is null");
        }
        Some("member_state") => {
            query.push(" and p.member_state is not null");
        }
        _ => {}
    }
    if let Some(hours) = within(asked) {
        query.push(" and p.notice_hours <= ").push_bind(hours);
    }
    match asked.one("standing") {
        Some("can_move") => {
            query.push(" and x.out_counts > 0");
        }
        Some("not") => {
            query.push(" and x.out_counts = 0 and p.state <> 'released' and p.to_date >= today.day");
        }
        Some("over") => {
            query.push(" and (p.state = 'released' or p.to_date < today.day)");
        }
        _ => {}
    }
    if asked.one("test") == Some("due") {
        query.push(" and sec.standby_test_is_due(p.state, p.to_date, x.out_tested_on, p.accepted_at, today.day)");
    }
}

/// The hours within which somebody must be able to move, if the address asks.
pub fn within(asked: &Asked) -> Option<i32> {
    asked.one("within")?.trim().parse().ok()
}

/// A station whose stand-by the reader keeps.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// Stations at which the reader may write stand-by.
pub async fn stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_standby_write())::integer[]) order by code")
        .fetch_all(&mut **tx)
        .await?)
}

/// True if the code names a country.
pub async fn is_country(tx: &mut Tx, code: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select exists (select from visible_country where iso2 = $1) as "is!""#, code).fetch_one(&mut **tx).await?)
}

/// How many people a station offers for stand-by from its own, and from which day the first of them. None: nobody.
pub async fn offered(tx: &mut Tx, cell: i32) -> Result<Option<(i64, NaiveDate)>> {
    let row = sqlx::query!(
        r#"select coalesce(sum(head_count), 0)::bigint as "people!", min(greatest(from_date, today.day)) as first
           from visible_standby_pledge cross join (select (sec.now() at time zone 'UTC')::date as day) today
           where cell = $1 and member_state is null and state in ('offered', 'accepted', 'ready', 'not_ready') and to_date >= today.day"#,
        cell
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.first.map(|first| (row.people, first)))
}
