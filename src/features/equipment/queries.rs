//! Every SELECT of equipment, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::LEAD_DAYS;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ArmouryId, EquipmentId, KitId};
use crate::features::firearms::serial_key;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A thing with its kit and whoever has it.
#[derive(Debug, Clone)]
pub struct Equipment {
    pub id: EquipmentId,
    pub reference: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kit: String,
    pub kit_name: String,
    pub kind: String,
    pub label: String,
    pub serial: String,
    pub quantity: i32,
    pub size: String,
    pub cut: String,
    pub maker: String,
    pub model: String,
    pub armour_standard: String,
    pub armour_level: String,
    pub made_on: Option<NaiveDate>,
    pub in_service_on: Option<NaiveDate>,
    /// As the maker declared.
    pub expires_on: Option<NaiveDate>,
    /// Until when it is good, by declaration or by the rule.
    pub ends_on: Option<NaiveDate>,
    pub ownership: String,
    pub is_in_armoury: bool,
    /// Reference and name of the armoury, for those who may see it.
    pub armoury: String,
    pub armoury_name: String,
    pub place: String,
    pub state: String,
    pub state_since: DateTime<Utc>,
    pub state_reason: String,
    /// The station was evacuated without it: uncounted.
    pub is_left_behind: bool,
    /// INV-25: what stands against using it today.
    pub gaps: Vec<String>,
    /// What keeps it from all or some of its work today.
    pub capability: Vec<String>,
    /// Reference and name of the officer who has it; empty: it is in store.
    pub holder: String,
    pub since: Option<DateTime<Utc>>,
    pub due_back_at: Option<DateTime<Utc>>,
    /// It went out with the kit, and the kit is still out.
    pub is_out_with_kit: bool,
    pub is_mine: bool,
    pub version: i32,
}

impl Equipment {
    /// `Handheld radio R-1`.
    pub fn called(&self) -> String {
        format!("{} {}", self.label, self.serial).trim_end().to_owned()
    }

    /// A transfer takes it to another station, alone or with its kit.
    pub fn is_in_transit(&self) -> bool {
        self.gaps.iter().any(|gap| gap == "in_transit")
    }

    /// Somebody has it.
    pub fn is_out(&self) -> bool {
        self.since.is_some()
    }
}

impl Target for Equipment {
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

/// The thing of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Equipment>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Equipment,
        r#"select e.id as "id!: EquipmentId", e.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
             coalesce(s.zone, 'UTC') as "zone!", e.cell as "cell!", coalesce(k.ref, '') as "kit!",
             coalesce(k.name, '') as "kit_name!", e.kind as "kind!", e.label as "label!", e.serial as "serial!", e.quantity as "quantity!",
             e.size as "size!", e.cut as "cut!", e.maker as "maker!", e.model as "model!", e.armour_standard as "armour_standard!",
             e.armour_level as "armour_level!", e.made_on, e.in_service_on, e.expires_on,
             sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on) as ends_on, e.ownership as "ownership!",
             e.armoury_id is not null as "is_in_armoury!", coalesce(a.ref, '') as "armoury!", coalesce(a.name, '') as "armoury_name!",
             e.place as "place!", e.state as "state!", e.state_since as "state_since!", e.state_reason as "state_reason!",
             sec.is_left_behind(e.id) as "is_left_behind!",
             sec.equipment_gaps(e.id, $2, $2) as "gaps!", sec.equipment_capability(e.id, $2) as "capability!",
              coalesce(sec.equipment_holder_label(h.officer_id), '') as "holder!", h.since as "since?",
             act.due_back_at as "due_back_at?",
             exists (select from visible_equipment_custody o where o.kit_id = h.kit_id and o.equipment_id is null and o.until is null
               and o.act_id = h.act_id) as "is_out_with_kit!",
             e.id = any ((select sec.own_equipment())::uuid[]) as "is_mine!", e.version as "version!"
           from visible_equipment e join sec.cell c on c.no = e.cell
           left join visible_duty_station s on s.id = e.station_id
           left join visible_equipment_kit k on k.id = e.kit_id
           left join visible_armoury a on a.id = e.armoury_id
           left join visible_equipment_custody h on h.equipment_id = e.id and h.until is null
           left join visible_equipment_act act on act.id = h.act_id
           where e.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Something that can be handed over: one thing, or a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub reference: String,
    pub is_kit: bool,
}

/// What a serial number or reference means, if the reader may see one such thing or kit and only one.
pub async fn one_called(tx: &mut Tx, text: &str) -> Result<Option<Called>> {
    let found = sqlx::query_as!(
        Called,
        r#"select ref as "reference!", false as "is_kit!" from visible_equipment where ref = upper($1) or serial_key = nullif($2, '')
           union all select ref, true from visible_equipment_kit where ref = upper($1) limit 2"#,
        text.trim(),
        serial_key(text)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(if let [only] = found.as_slice() { Some(only.clone()) } else { None })
}

/// Another thing whose serial number is the same, or differs in one sign.
#[derive(Debug, Clone)]
pub struct Near {
    pub reference: String,
    pub serial: String,
    pub label: String,
}

/// Things whose serial number is easily taken for this one. At most five.
pub async fn near(tx: &mut Tx, serial: &str, but: &str) -> Result<Vec<Near>> {
    Ok(sqlx::query_as!(
        Near,
        r#"select e.ref as "reference!", e.serial as "serial!", e.label as "label!" from sec.equipment_near(array[$1::text]) near
           join visible_equipment e on e.id = near.out_id where e.ref <> $2 order by e.ref limit 5"#,
        serial_key(serial),
        but
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Things whose serial number is one of these, or easily taken for it: which one, reference, serial as marked.
pub async fn near_any(tx: &mut Tx, serials: &[String]) -> Result<Vec<(String, String, String)>> {
    let keys: Vec<String> = serials.iter().map(|serial| serial_key(serial)).filter(|key| !key.is_empty()).collect();
    let rows = sqlx::query!(
        r#"select near.out_mark as "key!", e.ref as "reference!", e.serial as "serial!"
           from sec.equipment_near($1) near join visible_equipment e on e.id = near.out_id
           order by near.out_mark, e.serial_key <> near.out_mark, e.ref limit 250"#,
        &keys
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.reference, row.serial)).collect())
}

/// A line of the chain of custody.
#[derive(Debug, Clone)]
pub struct Link {
    pub holder: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub act: String,
    pub first_by: String,
    pub second_by: String,
}

/// Who had the thing or the kit, latest first.
pub async fn chain(tx: &mut Tx, thing: Option<EquipmentId>, kit: Option<KitId>) -> Result<Vec<Link>> {
    Ok(sqlx::query_as!(
        Link,
        r#"select coalesce(sec.equipment_holder_label(k.officer_id), '') as "holder!", k.since as "since!", k.until, coalesce(a.ref, '') as "act!",
             coalesce(sec.account_label(a.first_by), '') as "first_by!", coalesce(sec.account_label(a.second_by), '') as "second_by!"
           from visible_equipment_custody k left join visible_equipment_act a on a.id = k.act_id
           where k.equipment_id = $1 or k.equipment_id is null and k.kit_id = $2 order by k.since desc, k.id limit 100"#,
        thing.map(|id| id.0),
        kit.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A thing as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub label: String,
    pub serial: String,
    pub quantity: i32,
    pub size: String,
    pub armour_standard: String,
    pub armour_level: String,
    pub station: String,
    pub state: String,
    /// INV-25: what stands against using it today.
    pub gaps: Vec<String>,
    /// What keeps it from all or some of its work today.
    pub capability: Vec<String>,
    pub ends_on: Option<NaiveDate>,
    pub kit: String,
    pub holder: String,
    pub is_out: bool,
    pub due_back_at: Option<DateTime<Utc>>,
    /// It belongs to a kit, and somebody has it while the kit is in store.
    pub is_away: bool,
    pub is_left_behind: bool,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "kind", "station", "state", "needs", "holder", "capability"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ref", "label", "station", "end"];
/// How a thing may stand.
pub const NEEDS: &[&str] = &["ready", "not_ready", "ending", "in_store", "out"];

/// What the lines show, of the things of a page: their standings are computed for these alone.
const SELECT: &str =
    "select e.id, e.ref as reference, e.kind, e.label, e.serial, e.quantity, e.size, e.armour_standard, e.armour_level, c.code as station, e.state,
       stands.out_gaps as gaps, stands.out_capability as capability, stands.out_ends_on as ends_on, coalesce(k.ref, '') as kit,
       coalesce(sec.equipment_holder_label(h.officer_id), '') as holder, h.id is not null as is_out, act.due_back_at,
       h.id is not null and e.kit_id is not null and not exists (select from visible_equipment_custody o where o.kit_id = h.kit_id and o.equipment_id is null
         and o.until is null and o.act_id = h.act_id) as is_away, sec.is_left_behind(e.id) as is_left_behind
     from page join visible_equipment e on e.id = page.id join sec.cell c on c.no = e.cell
     join sec.equipment_standings(array(select page.id from page), (sec.now() at time zone 'UTC')::date) stands on stands.out_item = e.id
     left join visible_equipment_kit k on k.id = e.kit_id
     left join visible_equipment_custody h on h.equipment_id = e.id and h.until is null
     left join visible_equipment_act act on act.id = h.act_id";

/// How much equipment an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = found(asked, false);
    count.push(" select count(*) from found");
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// One page of things and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = found(asked, sort.key == "end");
    query.push(", page as materialized (select e.id, e.key from (select e.id, ").push(column(sort)).push(" as key from found e) e where true");
    if let Some((value, id)) = asked.after() {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (e.key, e.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by e.key").push(direction).push(", e.id").push(direction).push(" limit ").push_bind(PAGE + 1);
    query.push(") ").push(SELECT).push(" order by page.key").push(direction).push(", e.id").push(direction);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// References of what an export holds, and one more if there are more.
pub async fn references(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<Vec<String>> {
    let mut query = found(asked, sort.key == "end");
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" select e.ref from found e order by ").push(column(sort)).push(direction).push(", e.id").push(direction);
    query.push(" limit ").push_bind(EXPORT + 1);
    Ok(query.build_query_scalar().fetch_all(&mut **tx).await?)
}

fn column(sort: Sort) -> &'static str {
    match sort.key {
        "label" => "e.label",
        "station" => "e.code",
        "end" => "coalesce(to_char(e.ends_on, 'YYYY-MM-DD'), '9999')",
        _ => "e.ref",
    }
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "label" => line.label.clone(),
        "station" => line.station.clone(),
        "end" => line.ends_on.map_or_else(|| "9999".to_owned(), |day| day.format("%Y-%m-%d").to_string()),
        _ => line.reference.clone(),
    }
}

/// `found`: what the filters leave. How a thing stands, and until when it is good, is asked last, of those that all other
/// filters left.
fn found(asked: &Asked, is_by_end: bool) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new("with candidate as (select e.id, e.ref, e.label, c.code from visible_equipment e join sec.cell c on c.no = e.cell");
    if asked.one("holder").is_some() || matches!(asked.one("needs"), Some("in_store" | "out")) {
        query.push(" left join visible_equipment_custody h on h.equipment_id = e.id and h.until is null");
    }
    query.push(" where true");
    filter(&mut query, asked);
    query.push("), found as (select e.id, e.ref, e.label, e.code, ");
    stand(&mut query, asked, is_by_end);
    query.push(")");
    query
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let key = serial_key(text);
        query.push(" and (e.ref ilike ").push_bind(like(text)).push(" or concat_ws(' ', e.label, e.maker, e.model) ilike ").push_bind(like(text));
        if !key.is_empty() {
            query.push(" or e.serial_key like ").push_bind(like(&key));
        }
        query.push(")");
    }
    for (key, column) in [("kind", "e.kind"), ("station", "c.code"), ("state", "e.state")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    if let Some(text) = asked.one("holder") {
        query.push(" and sec.equipment_holder_label(h.officer_id) ilike ").push_bind(like(text));
    }
    match asked.one("needs") {
        Some("not_ready" | "ending") => {
            query.push(" and e.state <> 'written_off'");
        }
        Some("in_store") => {
            query.push(" and h.id is null and e.state not in ('written_off', 'lost', 'stolen')");
        }
        Some("out") => {
            query.push(" and h.id is not null");
        }
        _ => {}
    }
}

/// The filters and the order that ask how a thing stands.
fn stand(query: &mut QueryBuilder<Postgres>, asked: &Asked, is_by_end: bool) {
    let capability = asked.all("capability");
    let needs = asked.one("needs").filter(|needs| matches!(*needs, "ready" | "not_ready" | "ending"));
    if capability.is_empty() && needs.is_none() && !is_by_end {
        query.push("null::date as ends_on from candidate e");
        return;
    }
    query.push("stands.out_ends_on as ends_on from candidate e join sec.equipment_standings(array(select candidate.id from candidate),");
    query.push(" (sec.now() at time zone 'UTC')::date) stands on stands.out_item = e.id where true");
    if !capability.is_empty() {
        query.push(" and sec.capability(stands.out_capability) = any (").push_bind(capability).push(")");
    }
    match needs {
        Some("ready") => {
            query.push(" and stands.out_gaps = '{}'");
        }
        Some("not_ready") => {
            query.push(" and stands.out_gaps <> '{}'");
        }
        Some(_) => {
            query.push(" and stands.out_ends_on <= (sec.now() at time zone 'UTC')::date + ").push_bind(LEAD_DAYS as i32);
        }
        None => {}
    }
}

/// The parts of a kit by kind.
pub async fn parts_of(tx: &mut Tx, kit: KitId) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::new("with page as materialized (select e.id from visible_equipment e where e.kit_id = ");
    query.push_bind(kit.0).push(" order by e.kind, e.ref limit 200) ").push(SELECT).push(" order by e.kind, e.ref");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// A station whose equipment the reader keeps.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// Stations at which the reader may write equipment.
pub async fn stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_vehicle_write())::integer[]) order by code")
        .fetch_all(&mut **tx)
        .await?)
}

/// An armoury in which equipment may lie.
#[derive(Debug, Clone)]
pub struct Store {
    pub id: ArmouryId,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub cell: i32,
}

/// Armouries at the stations whose equipment the reader keeps.
pub async fn stores(tx: &mut Tx) -> Result<Vec<Store>> {
    Ok(sqlx::query_as!(
        Store,
        r#"select a.id as "id!: ArmouryId", a.ref as "reference!", a.name as "name!", c.code as "station!", a.cell as "cell!"
           from visible_armoury a join sec.cell c on c.no = a.cell where a.cell = any ((select sec.cells_vehicle_write())::integer[])
           order by c.code, a.name, a.id limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The armoury of a reference at a station; none was asked for: none.
pub fn store_of(stores: &[Store], reference: &str, cell: i32) -> Option<Option<ArmouryId>> {
    if reference.is_empty() {
        return Some(None);
    }
    stores.iter().find(|store| store.reference == reference && store.cell == cell).map(|store| Some(store.id))
}
