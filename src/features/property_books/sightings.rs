//! What a later file says of rows that were registered. A file speaks of an earlier book where at least half of the
//! book's rows stand in it; then a registered row that does not is no longer there. A row that stands in it with other
//! cells has changed, whatever book it came from. Only what differs from the last word is written down.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::keeping::Kept;
use super::model::serial_key;
use super::reading::{Item, Reading};
use crate::db::Tx;
use crate::web::error::Result;

/// A registered row, and the last word about it.
#[derive(Debug, Clone)]
pub struct Registered {
    pub registration: Uuid,
    pub book: Uuid,
    pub row_key: Vec<u8>,
    pub item: String,
    pub make: String,
    pub model: String,
    pub serial: String,
    pub nsn: String,
    pub number: String,
    pub holder: String,
    pub condition: String,
    pub quantity: i32,
    pub unit_cost_cents: Option<i64>,
    pub acquired_on: Option<NaiveDate>,
    /// `unchanged` where no book spoke of it yet.
    pub standing: String,
    pub differences: Value,
}

/// What a file says of a registered row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    pub registration: Uuid,
    pub standing: &'static str,
    pub differences: Value,
}

/// What the file says of the registered rows of a station that was not said before.
pub async fn told(tx: &mut Tx, cell: i32, reading: &Reading) -> Result<Vec<Sighting>> {
    let registered = registered(tx, cell).await?;
    if registered.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Vec<u8>> = reading.items.iter().map(|item| &item.row_key).chain(reading.remarks.iter().map(|remark| &remark.row_key)).cloned().collect();
    let spoken_of = spoken_of(tx, cell, &keys).await?;
    Ok(compare(&registered, reading, &spoken_of))
}

async fn registered(tx: &mut Tx, cell: i32) -> Result<Vec<Registered>> {
    Ok(sqlx::query_as!(
        Registered,
        r#"select r.id as "registration!", i.book_id as "book!", i.row_key as "row_key!", i.item as "item!", i.make as "make!", i.model as "model!",
             i.serial as "serial!", i.nsn as "nsn!", i.number as "number!", i.holder as "holder!", i.condition as "condition!", i.quantity as "quantity!",
             i.unit_cost_cents, i.acquired_on, coalesce(seen.standing, 'unchanged') as "standing!", coalesce(seen.differences, '[]') as "differences!"
           from visible_property_registration r join visible_property_item i on i.id = r.item_id
           left join lateral (select s.standing, s.differences from visible_property_sighting s
             join visible_property_book b on b.id = s.book_id and b.voided_at is null
             where s.registration_id = r.id order by b.read_at desc, b.id desc limit 1) seen on true
           where r.cell = $1 and r.kind <> 'not_ours' and not r.is_void and not i.is_voided"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The books of which at least half of the rows stand in the file.
async fn spoken_of(tx: &mut Tx, cell: i32, keys: &[Vec<u8>]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"select found.book_id as "book!" from (select distinct unnest($2::bytea[]) as key) k, lateral (
             select i.book_id from visible_property_item i where i.cell = $1 and not i.is_voided and i.row_key = k.key limit 1) found
           group by found.book_id
           having 2 * count(*) >= (select count(*) from visible_property_item i where i.book_id = found.book_id and not i.is_voided)"#,
        cell,
        keys
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The registered rows of which the file says something new.
pub fn compare(registered: &[Registered], reading: &Reading, spoken_of: &[Uuid]) -> Vec<Sighting> {
    let by_key: HashMap<&[u8], &Item> = reading.items.iter().map(|item| (item.row_key.as_slice(), item)).collect();
    let mut by_serial: HashMap<String, Vec<&Item>> = HashMap::new();
    for item in reading.items.iter().filter(|item| !serial_key(&item.serial).is_empty()) {
        by_serial.entry(serial_key(&item.serial)).or_default().push(item);
    }
    // the same number on another kind of thing is another thing
    let same_thing = |row: &Registered| {
        let marked = by_serial.get(&serial_key(&row.serial))?;
        marked.iter().find(|item| item.nsn == row.nsn || item.item == row.item).copied()
    };
    let waits = |row: &Registered| reading.remarks.iter().any(|remark| remark.row_key == row.row_key);
    let mut sightings = Vec::new();
    for row in registered {
        let found = by_key.get(row.row_key.as_slice()).copied().or_else(|| same_thing(row));
        let (standing, differences) = match found {
            Some(item) => {
                let differences = differences(row, item);
                (if differences.is_empty() { "unchanged" } else { "changed" }, Value::Array(differences))
            }
            None if spoken_of.contains(&row.book) && !waits(row) => ("missing", json!([])),
            None => continue,
        };
        if (standing, &differences) != (row.standing.as_str(), &row.differences) {
            sightings.push(Sighting { registration: row.registration, standing, differences });
        }
    }
    sightings
}

fn differences(row: &Registered, item: &Item) -> Vec<Value> {
    let cost = |cents: Option<i64>| cents.map(super::items::money).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    [
        ("item", row.item.clone(), item.item.clone()),
        ("make", row.make.clone(), item.make.clone()),
        ("model", row.model.clone(), item.model.clone()),
        ("serial", row.serial.clone(), item.serial.clone()),
        ("nsn", row.nsn.clone(), item.nsn.clone()),
        ("number", row.number.clone(), item.number.clone()),
        ("holder", row.holder.clone(), item.holder.clone()),
        ("condition", row.condition.clone(), item.condition.clone()),
        ("quantity", row.quantity.to_string(), item.quantity.to_string()),
        ("unit_cost", cost(row.unit_cost_cents), cost(item.unit_cost_cents)),
        ("acquired_on", day(row.acquired_on), day(item.acquired_on)),
    ]
    .into_iter()
    .filter(|(_, was, is)| was != is)
    .map(|(field, was, is)| json!({ "field": field, "was": was, "is": is }))
    .collect()
}

/// Writes down what a book says, with the book.
pub async fn keep(tx: &mut Tx, book: &Kept, sightings: &[Sighting]) -> Result<()> {
    let registrations: Vec<Uuid> = sightings.iter().map(|one| one.registration).collect();
    let standings: Vec<String> = sightings.iter().map(|one| one.standing.to_owned()).collect();
    let differences: Vec<Value> = sightings.iter().map(|one| one.differences.clone()).collect();
    sqlx::query!(
        "insert into property_sighting (registration_id, book_id, cell, standing, differences)
         select registration, $1, $2, standing, differences from unnest($3::uuid[], $4::text[], $5::jsonb[]) as line (registration, standing, differences)",
        book.id,
        book.cell,
        &registrations,
        &standings,
        &differences,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::reading::{self, Opened};
    use super::*;

    fn read(text: &str) -> Reading {
        reading::read(&Opened::Text(text.as_bytes()), None, None).expect("read")
    }

    fn registered(item: &Item, book: Uuid) -> Registered {
        Registered {
            registration: Uuid::from_u128(1),
            book,
            row_key: item.row_key.clone(),
            item: item.item.clone(),
            make: item.make.clone(),
            model: item.model.clone(),
            serial: item.serial.clone(),
            nsn: item.nsn.clone(),
            number: item.number.clone(),
            holder: item.holder.clone(),
            condition: item.condition.clone(),
            quantity: item.quantity,
            unit_cost_cents: item.unit_cost_cents,
            acquired_on: item.acquired_on,
            standing: "unchanged".into(),
            differences: json!([]),
        }
    }

    #[test]
    fn a_later_file_changes_or_drops_a_row_and_another_list_says_nothing() {
        let book = Uuid::from_u128(7);
        let head = "Agency,NSN,Item Name,Quantity,Serial Number,Unit Cost\n";
        let first = read(&format!("{head}A,2355,TRUCK,1,V-1,100\nA,2355,TRUCK,1,V-2,100\n"));
        let row = registered(&first.items[0], book);

        let same = compare(std::slice::from_ref(&row), &first, &[book]);
        let changed = compare(std::slice::from_ref(&row), &read(&format!("{head}B,2355,TRUCK,1,v1,90\nA,2355,TRUCK,1,V-2,100\n")), &[book]);
        let gone = compare(std::slice::from_ref(&row), &read(&format!("{head}A,2355,TRUCK,1,V-2,100\n")), &[book]);
        let other = compare(std::slice::from_ref(&row), &read(&format!("{head}A,1005,RIFLE,1,R-1,100\n")), &[]);
        let again = compare(&[Registered { standing: "missing".into(), ..row }], &read(&format!("{head}A,2355,TRUCK,1,V-2,100\n")), &[book]);

        assert!(same.is_empty() && other.is_empty() && again.is_empty(), "{same:?} {other:?} {again:?}");
        assert_eq!(changed[0].standing, "changed");
        let fields: Vec<&str> = changed[0].differences.as_array().unwrap().iter().filter_map(|one| one["field"].as_str()).collect();
        assert_eq!(fields, ["serial", "holder", "unit_cost"]);
        assert_eq!((gone[0].standing, gone[0].differences.clone()), ("missing", json!([])));
    }
}
