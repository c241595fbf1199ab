//! Every SELECT of kits, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::KitId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A kit with whoever has it.
#[derive(Debug, Clone)]
pub struct Kit {
    pub id: KitId,
    pub reference: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub name: String,
    pub is_in_armoury: bool,
    pub armoury: String,
    pub armoury_name: String,
    pub place: String,
    pub note: String,
    pub state: String,
    /// The station was evacuated without it: uncounted.
    pub is_left_behind: bool,
    /// INV-25: what it lacks today; empty: it is complete.
    pub gaps: Vec<String>,
    /// What keeps it from all or some of its work today.
    pub capability: Vec<String>,
    pub holder: String,
    pub since: Option<DateTime<Utc>>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_mine: bool,
    pub version: i32,
}

impl Kit {
    /// A transfer takes it to another station.
    pub fn is_in_transit(&self) -> bool {
        self.gaps.iter().any(|gap| gap == "in_transit")
    }

    /// Somebody has it.
    pub fn is_out(&self) -> bool {
        self.since.is_some()
    }
}

impl Target for Kit {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The kit of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Kit>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Kit,
        r#"select k.id as "id!: KitId", k.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
             coalesce(s.zone, 'UTC') as "zone!", k.cell as "cell!", k.name as "name!", k.armoury_id is not null as "is_in_armoury!",
             coalesce(a.ref, '') as "armoury!", coalesce(a.name, '') as "armoury_name!", k.place as "place!", k.note as "note!", k.state as "state!", sec.is_left_behind(k.id) as "is_left_behind!",
             sec.kit_gaps(k.id, $2, $2) as "gaps!", sec.kit_capability(k.id, $2) as "capability!",
              coalesce(sec.equipment_holder_label(h.officer_id), '') as "holder!", h.since as "since?",
             act.due_back_at as "due_back_at?", k.id = any ((select sec.own_kits())::uuid[]) as "is_mine!", k.version as "version!"
           from visible_equipment_kit k join sec.cell c on c.no = k.cell
           left join visible_duty_station s on s.id = k.station_id
           left join visible_armoury a on a.id = k.armoury_id
           left join visible_equipment_custody h on h.kit_id = k.id and h.equipment_id is null and h.until is null
           left join visible_equipment_act act on act.id = h.act_id
           where k.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// How many of a kind a kit must contain.
#[derive(Debug, Clone)]
pub struct Need {
    pub id: Uuid,
    pub kind: String,
    pub wanted: i32,
}

/// What a kit must contain.
pub async fn needs(tx: &mut Tx, kit: KitId) -> Result<Vec<Need>> {
    Ok(sqlx::query_as!(
        Need,
        r#"select id as "id!", kind as "kind!", wanted as "wanted!" from visible_equipment_kit_need where kit_id = $1 order by kind limit 100"#,
        kit.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A kit into which something may be put.
#[derive(Debug, Clone)]
pub struct OpenKit {
    pub id: KitId,
    pub reference: String,
    pub name: String,
}

/// Kits in use at a station.
pub async fn open_at(tx: &mut Tx, cell: i32) -> Result<Vec<OpenKit>> {
    Ok(sqlx::query_as!(
        OpenKit,
        r#"select id as "id!: KitId", ref as "reference!", name as "name!" from visible_equipment_kit where cell = $1 and state = 'in_use' order by name, id limit 200"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A kit as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub state: String,
    pub gaps: Vec<String>,
    pub capability: Vec<String>,
    pub parts: i64,
    pub holder: String,
    pub is_out: bool,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_left_behind: bool,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "needs", "holder", "capability"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["name", "ref", "station"];
/// How a kit may stand.
pub const NEEDS: &[&str] = &["complete", "incomplete", "in_store", "out", "retired"];

const SELECT: &str = "select k.id, k.ref as reference, k.name, c.code as station, k.state, sec.kit_gaps(k.id, current.day, current.day) as gaps,
       sec.kit_capability(k.id, current.day) as capability, (select count(*) from visible_equipment e where e.kit_id = k.id) as parts, coalesce(sec.equipment_holder_label(h.officer_id), '') as holder,
       h.id is not null as is_out, act.due_back_at, sec.is_left_behind(k.id) as is_left_behind";
const FROM: &str = " from visible_equipment_kit k join sec.cell c on c.no = k.cell cross join (select (sec.now() at time zone 'UTC')::date as day) current
     left join visible_equipment_custody h on h.kit_id = k.id and h.equipment_id is null and h.until is null
     left join visible_equipment_act act on act.id = h.act_id
     where true";

/// One page of kits and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM);
    filter(&mut query, asked);
    let column = match sort.key {
        "ref" => "k.ref",
        "station" => "c.code",
        _ => "k.name",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", k.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", k.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many kits an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "ref" => line.reference.clone(),
        "station" => line.station.clone(),
        _ => line.name.clone(),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        query.push(" and (k.ref ilike ").push_bind(like(text)).push(" or k.name ilike ").push_bind(like(text)).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and c.code = any (").push_bind(stations).push(")");
    }
    if let Some(text) = asked.one("holder") {
        query.push(" and sec.equipment_holder_label(h.officer_id) ilike ").push_bind(like(text));
    }
    let capability = asked.all("capability");
    if !capability.is_empty() {
        query.push(" and sec.capability(sec.kit_capability(k.id, current.day)) = any (").push_bind(capability).push(")");
    }
    match asked.one("needs") {
        Some("complete") => {
            query.push(" and sec.kit_gaps(k.id, current.day, current.day) = '{}'");
        }
        Some("incomplete") => {
            query.push(" and k.state = 'in_use' and sec.kit_gaps(k.id, current.day, current.day) <> '{}'");
        }
        Some("in_store") => {
            query.push(" and k.state = 'in_use' and h.id is null");
        }
        Some("out") => {
            query.push(" and h.id is not null");
        }
        Some("retired") => {
            query.push(" and k.state = 'retired'");
        }
        _ => {}
    }
}
