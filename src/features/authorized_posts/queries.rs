//! Every SELECT of authorized posts, through the visible relations.

use chrono::NaiveDate;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{Minimum, PLACES, Presence};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A post's record.
#[derive(Debug, Clone)]
pub struct Post {
    pub id: Uuid,
    pub reference: String,
    pub station: String,
    pub cell: i32,
    pub number: String,
    pub title: String,
    pub duty_role: String,
    pub category: String,
    pub grade: String,
    pub funded_until: Option<NaiveDate>,
    /// Reference of whoever fills it; empty: vacant.
    pub officer: String,
    pub officer_name: String,
    pub occupied_since: Option<NaiveDate>,
    pub abolished_on: Option<NaiveDate>,
    pub abolish_reason: String,
    pub version: i32,
}

impl Post {
    /// True while it stands in the staffing table.
    pub fn is_in_use(&self) -> bool {
        self.abolished_on.is_none()
    }
}

impl Target for Post {
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

/// The post of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Post>> {
    Ok(sqlx::query_as!(
        Post,
        r#"select p.id as "id!", p.ref as "reference!", c.code as "station!", p.cell as "cell!", p.number as "number!", p.title as "title!",
             p.duty_role as "duty_role!", p.category as "category!", p.grade as "grade!", p.funded_until, coalesce(o.ref, '') as "officer!",
             coalesce(o.name, '') as "officer_name!", p.occupied_since, p.abolished_on, p.abolish_reason as "abolish_reason!", p.version as "version!"
           from visible_authorized_post p join sec.cell c on c.no = p.cell left join visible_officer o on o.id = p.officer_id
           where p.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A post as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub number: String,
    pub title: String,
    pub station: String,
    pub duty_role: String,
    pub category: String,
    pub grade: String,
    pub funded_until: Option<NaiveDate>,
    pub officer: String,
    pub officer_name: String,
    pub occupied_since: Option<NaiveDate>,
    /// Where whoever fills it is now; one of [`PLACES`].
    pub place: String,
    /// Last day of an absence that holds now.
    pub until: Option<NaiveDate>,
    pub abolished_on: Option<NaiveDate>,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "place", "category", "funds", "state"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["number", "station", "funds"];

const FROM: &str = " from visible_authorized_post p join sec.cell c on c.no = p.cell left join visible_officer o on o.id = p.officer_id
     left join lateral (select v.kind, v.to_date from visible_availability v
       where v.officer_id = p.officer_id and not v.is_void and v.kind <> 'stand_by' and v.during @> sec.now() order by v.to_date desc limit 1) a on true
     cross join lateral (select case when p.officer_id is null then 'vacant' when a.kind is null then 'present'
       when a.kind in ('leave', 'rest_and_recuperation') then 'leave' when a.kind = 'temporary_duty' then 'temporary_duty' else 'away' end as word) place
     cross join (select (sec.now() at time zone 'UTC')::date as day) today where true";

fn column(key: &str) -> &'static str {
    match key {
        "station" => "c.code || ' ' || p.number",
        "funds" => "coalesce(p.funded_until, date '9999-12-31')::text",
        _ => "p.number",
    }
}

/// One page of posts and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select p.id, p.ref as reference, p.number, p.title, c.code as station, p.duty_role, p.category, p.grade, p.funded_until, coalesce(o.ref, '') as officer,
           coalesce(o.name, '') as officer_name, p.occupied_since, place.word as place, a.to_date as until, p.abolished_on",
    );
    query.push(FROM);
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
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "station" => format!("{} {}", line.station, line.number),
        "funds" => line.funded_until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()),
        _ => line.number.clone(),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (p.number ilike ").push_bind(pattern.clone()).push(" or p.title ilike ").push_bind(pattern.clone());
        query.push(" or p.ref ilike ").push_bind(pattern.clone()).push(" or o.name ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("place", "place.word"), ("category", "p.category")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("funds") {
        Some("soon") => {
            query.push(" and p.funded_until between today.day and today.day + 60");
        }
        Some("ended") => {
            query.push(" and p.funded_until < today.day");
        }
        _ => {}
    }
    let is_abolished = asked.one("state") == Some("abolished");
    query.push(if is_abolished { " and p.abolished_on is not null" } else { " and p.abolished_on is null" });
}

/// An officer of a station who fills no post.
#[derive(Debug, Clone)]
pub struct Free {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
}

/// Officers of a station who fill no post, by name; at most 500.
pub async fn free_officers(tx: &mut Tx, cell: i32) -> Result<Vec<Free>> {
    Ok(sqlx::query_as!(
        Free,
        r#"select o.id as "id!", o.ref as "reference!", o.name as "name!" from visible_officer o
           where o.cell = $1 and o.state = 'active' and not exists (select from visible_authorized_post p where p.officer_id = o.id)
           order by o.name, o.id limit 500"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// How many posts of a station are at each place, in the order of [`PLACES`].
pub async fn tally(tx: &mut Tx, code: &str) -> Result<Vec<(&'static str, i64)>> {
    let mut query = QueryBuilder::new("select place.word, count(*)");
    query.push(FROM).push(" and p.abolished_on is null and c.code = ").push_bind(code.to_owned()).push(" group by place.word");
    let counted: Vec<(String, i64)> = query.build_query_as().fetch_all(&mut **tx).await?;
    Ok(PLACES.iter().filter_map(|place| counted.iter().find(|(word, _)| word == place).map(|(_, count)| (*place, *count))).collect())
}

/// Numbers and references of a station's vacant posts; at most six.
pub async fn vacant(tx: &mut Tx, cell: i32) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select number as "number!", ref as "reference!" from visible_authorized_post
           where cell = $1 and officer_id is null and abolished_on is null order by number, id limit 6"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.reference)).collect())
}

/// The minimum strength of a station, as somebody set it.
#[derive(Debug, Clone)]
pub struct Strength {
    pub id: Uuid,
    pub minimum: Minimum,
    pub document: String,
    /// The open exception that it is missed now; empty if there is none that the reader sees.
    pub alert: String,
    pub version: i32,
}

/// What a station must not fall below; none: nobody said.
pub async fn strength_of(tx: &mut Tx, cell: i32) -> Result<Option<Strength>> {
    let row = sqlx::query!(
        r#"select m.id as "id!", m.armed as "armed!", m.unarmed as "unarmed!", m.document as "document!", m.version as "version!",
             coalesce((select e.ref from visible_exception e join sec.cell c on c.code = e.detail
               where c.no = m.cell and e.code = 'strength_below_minimum' and e.closed_at is null), '') as "alert!"
           from visible_station_strength m where m.cell = $1"#,
        cell
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Strength {
        id: row.id,
        minimum: Minimum { armed: row.armed, unarmed: row.unarmed },
        document: row.document,
        alert: row.alert,
        version: row.version,
    }))
}

/// Who is present now and at noon UTC of each of the next fourteen days. Empty for those who do not read people there.
pub async fn presence(tx: &mut Tx, cell: i32) -> Result<Vec<Presence>> {
    Ok(sqlx::query_as!(Presence, r#"select out_day as "day!", out_present as "present!", out_armed as "armed!" from sec.presence_at($1)"#, cell)
        .fetch_all(&mut **tx)
        .await?)
}
