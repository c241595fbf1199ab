//! Every SELECT of the catalogue, through the visible relations.

use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A qualification that a course may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// Code of the type.
    pub kind: String,
    /// Name of a type that was added; empty for those that the program names.
    pub name: String,
    /// Class of weapons, where the type names one; else empty.
    pub class: String,
}

impl Taught {
    /// As a form posts it: `cpoc`, `firearm:pistol`.
    pub fn value(&self) -> String {
        if self.class.is_empty() { self.kind.clone() } else { format!("{}:{}", self.kind, self.class) }
    }
}

/// A course.
#[derive(Debug, Clone)]
pub struct Course {
    pub id: Uuid,
    pub reference: String,
    pub code: String,
    pub title: String,
    pub objectives: String,
    pub assessment: String,
    pub pass_mark: Option<i32>,
    pub leads_to: Option<String>,
    pub leads_name: String,
    pub weapon_class: String,
    pub days: i32,
    pub provider: String,
    pub institution: String,
    pub is_withdrawn: bool,
    pub version: i32,
}

impl Course {
    /// What it leads to; none: no qualification of the register.
    pub fn leads(&self) -> Option<Taught> {
        self.leads_to.clone().map(|kind| Taught { kind, name: self.leads_name.clone(), class: self.weapon_class.clone() })
    }
}

impl Course {
    /// The list of those who hold what it leads to.
    pub fn holders_url(&self) -> Option<String> {
        let class = if self.weapon_class.is_empty() { String::new() } else { format!("&class={}", self.weapon_class) };
        self.leads_to.as_ref().map(|kind| format!("/qualifications?type={kind}{class}&state=valid&state=warning"))
    }
}

/// Courses belong to no station: everybody who may read the catalogue reads all of it.
impl Target for Course {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_name(tx, params.get("ref")).await.map(|found| found.filter(|course| course.reference == params.get("ref")))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
}

/// The course of a reference or a code.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Course>> {
    Ok(sqlx::query_as!(
        Course,
        r#"select id as "id!", ref as "reference!", code as "code!", title as "title!", objectives as "objectives!", assessment as "assessment!", pass_mark,
             leads_to, coalesce((select k.name from visible_qualification_type k where k.code = leads_to), '') as "leads_name!", weapon_class as "weapon_class!", days as "days!", provider as "provider!", institution as "institution!",
             is_withdrawn as "is_withdrawn!", version as "version!"
           from visible_course where ref = $1 or code = upper($1)"#,
        name
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// What a course may lead to, in the order of the matrix: not what an authority gives, such as a permit. `kept`: the type of
/// a course that is edited, which may have been withdrawn since.
pub async fn taught(tx: &mut Tx, kept: Option<&str>) -> Result<Vec<Taught>> {
    Ok(sqlx::query_as!(
        Taught,
        r#"select k.code as "kind!", k.name as "name!", coalesce(c.class, '') as "class!"
           from visible_qualification_type k
           left join unnest(array['pistol', 'smg', 'carbine', 'rifle', 'shotgun', 'lmg', 'other']) with ordinality c (class, place) on k.names = 'class'
           where k.names in ('', 'class') and not k.is_printed and (not k.is_withdrawn or k.code = $1) order by k.sort, c.place limit 200"#,
        kept
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A course as the catalogue shows it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub code: String,
    pub title: String,
    pub leads_to: String,
    pub leads_name: String,
    pub weapon_class: String,
    pub days: i32,
    pub provider: String,
    pub institution: String,
    pub pass_mark: Option<i32>,
    pub is_withdrawn: bool,
    /// Active ones first: for the cursor.
    pub place: String,
}

/// Filters of the catalogue, in the order of the page.
pub const FILTERS: &[&str] = &["q", "use", "provider", "type"];
/// What it sorts by.
pub const SORTS: &[&str] = &["code", "title"];

fn column(key: &str) -> &'static str {
    match key {
        "title" => "(case when c.is_withdrawn then '1' else '0' end || c.title)",
        _ => "(case when c.is_withdrawn then '1' else '0' end || c.code)",
    }
}

/// One page of courses, those in use first, and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_course c where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let column = column(sort.key);
    let mut query = QueryBuilder::new(
        "select c.id, c.ref as reference, c.code, c.title, coalesce(c.leads_to, '') as leads_to,
           coalesce((select k.name from visible_qualification_type k where k.code = c.leads_to), '') as leads_name, c.weapon_class, c.days, c.provider, c.institution, c.pass_mark,
           c.is_withdrawn, ",
    );
    query.push(column).push(" as place from visible_course c where true");
    filter(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", c.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", c.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (c.code ilike ").push_bind(pattern.clone()).push(" or c.title ilike ").push_bind(pattern.clone());
        query.push(" or c.ref ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("provider", "c.provider"), ("type", "c.leads_to")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("use") {
        Some("active") => {
            query.push(" and not c.is_withdrawn");
        }
        Some("withdrawn") => {
            query.push(" and c.is_withdrawn");
        }
        _ => {}
    }
}
