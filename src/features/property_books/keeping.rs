//! Writing a book down: itself, its items and what waits, in lots of rows.

use uuid::Uuid;

use super::counting::SheetFigures;
use super::import::Report;
use super::queries::Station;
use super::reading::{Item, Remark};
use crate::db::Tx;
use crate::web::error::Result;

/// Rows of one statement.
const AT_ONCE: usize = 5_000;

/// A book that is being written.
pub struct Kept {
    pub id: Uuid,
    pub reference: String,
    pub cell: i32,
}

pub async fn keep_book(tx: &mut Tx, station: &Station, file_name: &str, digest: &[u8], report: &Report) -> Result<Kept> {
    let id = Uuid::now_v7();
    let figure = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let sheets = serde_json::to_value(&report.sheets).unwrap_or_default();
    let reference = sqlx::query_scalar!(
        "insert into property_book (id, station_id, cell, file_name, file_digest, sheets, rows, kept, refused, unnamed, quantity)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ref",
        id,
        station.id,
        station.cell,
        file_name,
        digest,
        sheets,
        figure(report.rows),
        figure(report.accepted),
        figure(report.quarantined),
        figure(report.unnamed),
        report.quantity,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Kept { id, reference, cell: station.cell })
}

/// The column of one field, for `unnest`.
fn column<R, T>(rows: &[&R], field: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(|row| field(row)).collect()
}

pub async fn keep_items(tx: &mut Tx, book: &Kept, sheets: &[SheetFigures], items: &[&Item]) -> Result<()> {
    for some in items.chunks(AT_ONCE) {
        sqlx::query!(
            "insert into property_item (id, book_id, cell, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit,
               unit_cost_cents, acquired_on, row_key)
             select id, $1, $2, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit, cents, acquired_on, row_key
             from unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
               $14::text[], $15::int[], $16::text[], $17::bigint[], $18::date[], $19::bytea[])
               as line (id, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit, cents, acquired_on, row_key)",
            book.id,
            book.cell,
            &column(some, |_| Uuid::now_v7()),
            &column(some, |item| sheets[item.sheet].name.clone()),
            &column(some, |item| item.row),
            &column(some, |item| item.item.clone()),
            &column(some, |item| item.class.to_owned()),
            &column(some, |item| item.make.clone()),
            &column(some, |item| item.model.clone()),
            &column(some, |item| item.serial.clone()),
            &column(some, |item| item.nsn.clone()),
            &column(some, |item| item.number.clone()),
            &column(some, |item| item.holder.clone()),
            &column(some, |item| item.condition.clone()),
            &column(some, |item| item.quantity),
            &column(some, |item| item.unit.clone()),
            &column(some, |item| item.unit_cost_cents) as &[Option<i64>],
            &column(some, |item| item.acquired_on) as &[Option<chrono::NaiveDate>],
            &column(some, |item| item.row_key.clone()),
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub async fn keep_remarks(tx: &mut Tx, book: &Kept, sheets: &[SheetFigures], remarks: &[&Remark]) -> Result<()> {
    for (lot, some) in remarks.chunks(AT_ONCE).enumerate() {
        sqlx::query!(
            "insert into property_remark (book_id, number, cell, sheet, row, column_name, code, value, earlier_row, cells, row_key, item)
             select $1, $2 + number::int, $3, sheet, row, column_name, code, value, earlier_row, cells, row_key, item
             from unnest($4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::int[], $10::jsonb[], $11::bytea[], $12::jsonb[]) with ordinality
               as line (sheet, row, column_name, code, value, earlier_row, cells, row_key, item, number)",
            book.id,
            i32::try_from(lot * AT_ONCE).unwrap_or(i32::MAX),
            book.cell,
            &column(some, |remark| sheets[remark.sheet].name.clone()),
            &column(some, |remark| remark.row),
            &column(some, |remark| remark.column.clone()),
            &column(some, |remark| remark.code.to_owned()),
            &column(some, |remark| remark.value.clone()),
            &column(some, |remark| remark.earlier_row) as &[Option<i32>],
            &column(some, |remark| serde_json::to_value(&remark.cells).unwrap_or_default()),
            &column(some, |remark| remark.row_key.clone()),
            &column(some, |remark| remark.item.as_ref().and_then(|item| serde_json::to_value(item).ok())) as &[Option<serde_json::Value>],
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
