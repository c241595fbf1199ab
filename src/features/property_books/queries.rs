//! Reading property books, through the visible relations.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::counting::SheetFigures;
use super::model::serial_key;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// A book as it was read in.
#[derive(Debug, Clone, FromRow)]
pub struct Book {
    pub id: Uuid,
    /// `L-7K3FA`.
    pub reference: String,
    pub station: String,
    pub cell: i32,
    pub file_name: String,
    #[sqlx(json)]
    pub sheets: Vec<SheetFigures>,
    pub rows: i32,
    pub kept: i32,
    pub refused: i32,
    pub unnamed: i32,
    pub quantity: i64,
    pub read_at: DateTime<Utc>,
    pub read_by: String,
    pub voided_at: Option<DateTime<Utc>>,
    pub void_reason: String,
    pub version: i32,
}

impl Book {
    /// Its page.
    pub fn url(&self) -> String {
        format!("/property-books/{}", self.reference)
    }
}

impl Target for Book {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let mut query = QueryBuilder::new(SHAPE);
        query.push(" where b.ref = ").push_bind(params.get("ref").to_owned());
        Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
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

const SHAPE: &str = "select b.id, b.ref as reference, c.code as station, b.cell, b.file_name, b.sheets, b.rows, b.kept, b.refused, b.unnamed, b.quantity,
    b.read_at, coalesce(sec.account_label(b.read_by), '') as read_by, b.voided_at, b.void_reason, b.version
  from visible_property_book b join sec.cell c on c.no = b.cell";

/// Filters of the list of books.
pub const BOOK_FILTERS: &[&str] = &["station", "state"];
/// Whether a book counts.
pub const BOOK_STATES: &[&str] = &["kept", "voided"];

/// One page of books, the last read first, and how many there are in all.
pub async fn books(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Book>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_property_book b join sec.cell c on c.no = b.cell");
    filter_books(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter_books(&mut query, asked);
    if let (Some((at, id)), false) = (asked.after().and_then(|(value, id)| Some((value.parse::<DateTime<Utc>>().ok()?, id))), is_export) {
        query.push(" and (b.read_at, b.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by b.read_at desc, b.id desc limit ").push_bind(limit(is_export));
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn limit(is_export: bool) -> i64 {
    if is_export { EXPORT + 1 } else { PAGE + 1 }
}

fn filter_books(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(" where true");
    any_of(query, "c.code", asked.all("station"));
    match asked.one("state") {
        Some("kept") => {
            query.push(" and b.voided_at is null");
        }
        Some("voided") => {
            query.push(" and b.voided_at is not null");
        }
        _ => {}
    }
}

fn any_of(query: &mut QueryBuilder<Postgres>, column: &'static str, values: Vec<String>) {
    if !values.is_empty() {
        query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
    }
}

/// An item of a book.
#[derive(Debug, Clone, FromRow)]
pub struct ItemLine {
    pub id: Uuid,
    pub book: String,
    pub station: String,
    pub sheet: String,
    pub row: i32,
    pub item: String,
    pub class: String,
    pub make: String,
    pub model: String,
    pub serial: String,
    pub nsn: String,
    pub number: String,
    pub holder: String,
    pub condition: String,
    pub quantity: i32,
    pub unit: String,
    pub unit_cost_cents: Option<i64>,
    pub acquired_on: Option<NaiveDate>,
    /// `firearm`, `vehicle`, `equipment`, `not_ours`; empty: nothing was decided.
    pub became: String,
    /// Reference of the record, for those who may see it.
    pub record: String,
    pub reason: String,
    /// What the last book that speaks of it says: `unchanged`, `changed`, `missing`; empty: none does.
    pub standing: String,
    pub cell: i32,
}

/// What became of an item, as the list asks for it.
pub const REGISTERED: &[&str] = &["open", "registered", "not_ours"];
/// What later books say of a registered item, as the list asks for it.
pub const STANDINGS: &[&str] = &["changed", "missing"];

/// Filters of the list of items, in the order of the page.
pub const ITEM_FILTERS: &[&str] = &["q", "book", "station", "class", "holder", "sheet", "registered", "standing"];

/// One page of items in the order of their books, how many there are in all, and the sum of their quantities.
pub async fn items(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<ItemLine>, i64, i64)> {
    let mut count = QueryBuilder::new("select count(*), coalesce(sum(i.quantity), 0)::bigint");
    filter_items(&mut count, asked);
    let (total, quantity): (i64, i64) = count.build_query_as().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select i.id, b.ref as book, c.code as station, i.sheet, i.row, i.item, i.class, i.make, i.model, i.serial, i.nsn, i.number, i.holder, i.condition,
           i.quantity, i.unit, i.unit_cost_cents, i.acquired_on, coalesce(r.kind, '') as became, coalesce(f.ref, v.ref, e.ref, '') as record,
           coalesce(r.reason, '') as reason, coalesce(seen.standing, '') as standing, i.cell",
    );
    filter_items(&mut query, asked);
    if let (Some((_, id)), false) = (asked.after(), is_export) {
        query.push(" and i.id > ").push_bind(id);
    }
    query.push(" order by i.id limit ").push_bind(limit(is_export));
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total, quantity))
}

fn filter_items(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(
        " from visible_property_item i join visible_property_book b on b.id = i.book_id join sec.cell c on c.no = i.cell
         left join visible_property_registration r on r.item_id = i.id and not r.is_void
         left join visible_firearm f on f.id = r.firearm_id left join visible_vehicle v on v.id = r.vehicle_id left join visible_equipment e on e.id = r.equipment_id
         left join lateral (select s.standing from visible_property_sighting s join visible_property_book l on l.id = s.book_id and l.voided_at is null
           where s.registration_id = r.id order by l.read_at desc, l.id desc limit 1) seen on r.id is not null
         where not i.is_voided",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (i.item ilike ").push_bind(pattern.clone()).push(" or i.nsn ilike ").push_bind(pattern.clone());
        query.push(" or i.number ilike ").push_bind(pattern);
        query.push(" or i.serial_key like ").push_bind(format!("%{}%", serial_key(text).replace(['%', '_', '\\'], ""))).push(")");
    }
    any_of(query, "b.ref", asked.all("book"));
    any_of(query, "c.code", asked.all("station"));
    any_of(query, "i.class", asked.all("class"));
    any_of(query, "i.sheet", asked.all("sheet"));
    match asked.one("registered") {
        Some("open") => {
            query.push(" and r.id is null");
        }
        Some("registered") => {
            query.push(" and r.kind <> 'not_ours'");
        }
        Some("not_ours") => {
            query.push(" and r.kind = 'not_ours'");
        }
        _ => {}
    }
    any_of(query, "seen.standing", asked.all("standing"));
    if let Some(holder) = asked.one("holder") {
        query.push(" and i.holder ilike ").push_bind(like(holder));
    }
}

/// A row that waits.
#[derive(Debug, Clone, FromRow)]
pub struct RemarkLine {
    pub number: i32,
    pub sheet: String,
    pub row: i32,
    pub column_name: String,
    pub code: String,
    pub value: String,
    pub earlier_row: Option<i32>,
    pub settlement: String,
    pub settle_reason: String,
    pub settled_by: String,
    pub cells: serde_json::Value,
}

/// One page of the rows of a book that wait, and how many there are in all.
pub async fn remarks(tx: &mut Tx, book: Uuid, asked: &Asked, is_export: bool) -> Result<(Vec<RemarkLine>, i64)> {
    let codes = asked.all("code");
    let mut count = QueryBuilder::new("select count(*) from visible_property_remark where book_id = ");
    count.push_bind(book);
    any_of(&mut count, "code", codes.clone());
    waiting_only(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new("select number, sheet, row, column_name, code, value, earlier_row, settlement, settle_reason, coalesce(sec.account_label(settled_by), '') as settled_by, cells
               from visible_property_remark where book_id = ");
    query.push_bind(book);
    any_of(&mut query, "code", codes);
    waiting_only(&mut query, asked);
    if let (Some(number), false) = (asked.after().and_then(|(number, _)| number.parse::<i32>().ok()), is_export) {
        query.push(" and number > ").push_bind(number);
    }
    query.push(" order by number limit ").push_bind(limit(is_export));
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn waiting_only(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    match asked.one("state") {
        Some("waiting") => {
            query.push(" and settlement = ''");
        }
        Some("settled") => {
            query.push(" and settlement <> ''");
        }
        _ => {}
    }
}

/// Codes of the rows of a book that wait, with their counts.
pub async fn tallies(tx: &mut Tx, book: Uuid) -> Result<Vec<(String, i64)>> {
    Ok(sqlx::query_as("select code, count(*) from visible_property_remark where book_id = $1 and settlement = '' group by code order by code")
        .bind(book)
        .fetch_all(&mut **tx)
        .await?)
}

/// A station that may keep a book.
#[derive(Debug, Clone)]
pub struct Station {
    pub id: Uuid,
    pub code: String,
    pub cell: i32,
}

/// The station of a code, if the reader may know it.
pub async fn station(tx: &mut Tx, code: &str) -> Result<Option<Station>> {
    Ok(sqlx::query_as!(Station, r#"select id as "id!", code as "code!", cell as "cell!" from visible_duty_station where code = upper(btrim($1))"#, code)
        .fetch_optional(&mut **tx)
        .await?)
}

/// Stations of the reader's scope, by code.
pub async fn stations(tx: &mut Tx) -> Result<Vec<Station>> {
    Ok(sqlx::query_as!(Station, r#"select id as "id!", code as "code!", cell as "cell!" from visible_duty_station order by code limit 500"#)
        .fetch_all(&mut **tx)
        .await?)
}

/// Which of these items the station has already, by what they are known by. Each is looked up by itself: as one list of
/// thousands they are compared one by one with every item of the station.
pub async fn known_items(tx: &mut Tx, cell: i32, keys: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>> {
    let known = sqlx::query_scalar!(
        r#"select found.row_key as "key!" from unnest($2::bytea[]) k (key), lateral (
             select i.row_key from visible_property_item i where i.cell = $1 and not i.is_voided and i.row_key = k.key limit 1) found"#,
        cell,
        keys
    );
    Ok(known.fetch_all(&mut **tx).await?.into_iter().collect())
}

/// Which of these rows wait at the station already, in a book that counts.
pub async fn known_remarks(tx: &mut Tx, cell: i32, keys: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>> {
    let known = sqlx::query_scalar!(
        r#"select distinct r.row_key as "key!" from visible_property_remark r join visible_property_book b on b.id = r.book_id
           where r.cell = $1 and b.voided_at is null and r.row_key = any ($2::bytea[])"#,
        cell,
        keys
    );
    Ok(known.fetch_all(&mut **tx).await?.into_iter().collect())
}
