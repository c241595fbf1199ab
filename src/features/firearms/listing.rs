//! The list of firearms: its filters, one page of it, what an export of it holds.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{DUE_DAYS, ENDING_DAYS, serial_key};
use crate::db::Tx;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A firearm as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub serial: String,
    pub make: String,
    pub model: String,
    pub class: String,
    pub calibre: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub state: String,
    pub place: String,
    pub holder: String,
    pub since: Option<DateTime<Utc>>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_waiting: bool,
    pub is_left_behind: bool,
    /// Its holder is not fit to carry it (INV-14).
    pub is_to_withdraw: bool,
    pub inspected_on: Option<NaiveDate>,
    pub inspection_due_on: Option<NaiveDate>,
    pub permits: String,
    pub has_permit: bool,
    pub cell: i32,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "class", "state", "place", "needs", "due"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ref", "serial", "station"];
/// What may need attention.
pub const NEEDS: &[&str] = &["inspection", "permit", "ending", "late", "withdraw", "signature"];

/// One page of firearms and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<(Vec<Line>, i64)> {
    let now = tx.now;
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select f.id, f.ref as reference, f.serial, f.make, f.model, f.class, f.calibre, c.code as station, coalesce(s.name, c.code) as station_name,
           coalesce(s.zone, 'UTC') as zone, f.state, coalesce(k.kind, '') as place,
           coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when k.kind = 'missing' then h.place end, '') as holder, k.since, h.due_back_at,
           coalesce(h.second_by is null and h.id is not null, false) as is_waiting, sec.is_left_behind(f.id) as is_left_behind,
           coalesce(k.kind = 'person' and sec.withdraw_gaps(f.id) <> '{}', false) as is_to_withdraw, f.inspected_on, f.inspection_due_on,
           coalesce((select string_agg(distinct p.country, ' ' order by p.country) from visible_firearm_permit p where p.firearm_id = f.id and not p.is_void
             and p.valid_until >= ",
    );
    query.push_bind(now.date_naive()).push("), '') as permits, ");
    has_permit(&mut query, now.date_naive());
    query.push(" as has_permit, f.cell");
    from(&mut query, asked, now);
    let column = column(sort);
    if let Some((value, id)) = asked.after() {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", f.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    order(&mut query, sort, PAGE + 1);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// References of what an export holds, and one more if there are more.
pub async fn references(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<Vec<String>> {
    let mut query = QueryBuilder::new("select f.ref");
    from(&mut query, asked, tx.now);
    order(&mut query, sort, EXPORT + 1);
    Ok(query.build_query_scalar().fetch_all(&mut **tx).await?)
}

fn column(sort: Sort) -> &'static str {
    match sort.key {
        "serial" => "f.serial_key",
        "station" => "c.code",
        _ => "f.ref",
    }
}

fn order(query: &mut QueryBuilder<Postgres>, sort: Sort, limit: i64) {
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column(sort)).push(direction).push(", f.id").push(direction).push(" limit ").push_bind(limit);
}

/// How many firearms an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked, tx.now);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "serial" => serial_key(&line.serial),
        "station" => line.station.clone(),
        _ => line.reference.clone(),
    }
}

fn has_permit(query: &mut QueryBuilder<Postgres>, today: NaiveDate) {
    query
        .push("exists (select from visible_firearm_permit p where p.firearm_id = f.id and not p.is_void and p.country = s.country and p.valid_until >= ")
        .push_bind(today)
        .push(")");
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    query.push(
        " from visible_firearm f join sec.cell c on c.no = f.cell left join visible_duty_station s on s.id = f.station_id
          left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
          left join visible_armoury a on a.id = k.armoury_id left join visible_handover h on h.id = k.handover_id where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (f.serial_key like ").push_bind(format!("%{}%", serial_key(text).replace(['%', '_', '\\'], "")));
        query.push(" or f.ref ilike ").push_bind(pattern.clone()).push(" or f.make || ' ' || f.model ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("class", "f.class"), ("state", "f.state"), ("place", "k.kind")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("needs") {
        Some("inspection") => {
            query.push(" and (f.inspection_due_on is null or f.inspection_due_on <= ").push_bind(now.date_naive() + chrono::Days::new(DUE_DAYS)).push(")");
        }
        Some("permit") => {
            query.push(" and not ");
            has_permit(query, now.date_naive());
        }
        Some("ending") => {
            let soon = now.date_naive() + chrono::Days::new(ENDING_DAYS);
            query.push(" and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out') and (f.inspection_due_on <= ").push_bind(soon);
            query.push(" or exists (select from visible_firearm_permit p where p.firearm_id = f.id and not p.is_void and p.valid_until <= ").push_bind(soon);
            query.push(" and not exists (select from visible_firearm_permit r where r.firearm_id = f.id and not r.is_void and r.country = p.country and r.valid_until > ");
            query.push_bind(soon).push(")))");
        }
        Some("late") => {
            query.push(" and k.kind = 'person' and h.due_back_at < ").push_bind(now);
        }
        Some("withdraw") => {
            query.push(" and k.kind = 'person' and sec.withdraw_gaps(f.id) <> '{}'");
        }
        Some("signature") => {
            query.push(" and h.id is not null and h.second_by is null");
        }
        Some(_) | None => {}
    }
    let due = asked.all("due");
    if !due.is_empty() {
        query.push(" and f.id in (select stands.out_firearm from sec.firearm_standings(array(select x.id from visible_firearm x), ");
        query.push_bind(now.date_naive()).push(") stands where stands.out_standings && ").push_bind(due).push(")");
    }
}
