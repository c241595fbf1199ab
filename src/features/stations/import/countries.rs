//! Countries: known by their ISO code; the United Nations' own codes are kept beside them.
//! What ships is not renamed: a different name is a remark.

use std::collections::{HashMap, HashSet};

use super::reading::{Flag, Position, Sheet, flag, position};
use super::tally::Tally;
use crate::db::Tx;
use crate::web::error::Result;

/// ISO codes that are known.
pub(super) async fn codes(tx: &mut Tx) -> Result<HashSet<String>> {
    Ok(sqlx::query_scalar!(r#"select iso2 as "iso2!" from visible_country"#).fetch_all(&mut **tx).await?.into_iter().collect())
}

#[derive(Debug, Clone, PartialEq)]
struct Code {
    iso2: String,
    iso3: String,
    name: String,
    is_obsolete: Option<bool>,
}

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, keep: bool) -> Result<()> {
    let known: HashMap<String, (String, String)> = sqlx::query!(r#"select iso2 as "iso2!", iso3 as "iso3!", name as "name!" from visible_country"#)
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.iso2, (row.iso3, row.name)))
        .collect();
    let known_codes = known_codes(tx).await?;
    let (latitudes, longitudes) = (sheet.decimals("latitude"), sheet.decimals("longitude"));
    let (mut seen, mut seen_iso) = (HashSet::new(), HashSet::new());
    for line in sheet.rows() {
        let row = line.number();
        let (iso2, iso3, name) = (line.text("iso2").to_uppercase(), line.text("iso3").to_uppercase(), line.text("name"));
        if let Some(field) = [("iso2", &iso2), ("iso3", &iso3), ("name", &name)].iter().find(|(_, text)| text.is_empty()).map(|(field, _)| *field) {
            tally.refuse(row, sheet.heading(field), "missing_field", "");
            continue;
        }
        let code = line.text("code");
        let key = if code.is_empty() { iso2.clone() } else { code.clone() };
        if !seen.insert(key.clone()) {
            tally.refuse(row, sheet.heading(if code.is_empty() { "iso2" } else { "code" }), "duplicate", &key);
            continue;
        }
        let Some((known_iso3, known_name)) = known.get(&iso2) else {
            tally.refuse(row, sheet.heading("iso2"), "unknown_country", &iso2);
            continue;
        };
        if *known_iso3 != iso3 && !code.is_empty() {
            // a part of a country that shares its two letters
            tally.warn(row, sheet.heading("iso3"), "iso_codes_disagree", &iso3);
        } else if *known_iso3 != iso3 {
            tally.refuse(row, sheet.heading("iso3"), "iso_codes_disagree", &iso3);
            continue;
        }
        if !seen_iso.insert(iso2.clone()) {
            tally.warn(row, sheet.heading("iso2"), "iso_code_shared", &iso2);
        }
        if *known_name != name {
            tally.warn(row, sheet.heading("name"), "name_differs", &name);
        }
        if let Position::Wrong(why) = position(&line, latitudes, longitudes) {
            tally.warn(row, sheet.heading("latitude"), why, &line.cell("latitude"));
        }
        if code.is_empty() {
            tally.keep(false);
            continue;
        }
        let is_obsolete = match flag(&line.cell("obsolete")) {
            Flag::Is(value) | Flag::Oddly(value) => Some(value),
            Flag::Blank | Flag::Unreadable => None,
        };
        if is_obsolete == Some(true) {
            tally.warn(row, sheet.heading("obsolete"), "obsolete", &name);
        }
        let entry = Code { iso2, iso3, name, is_obsolete };
        let is_new = known_codes.get(&code) != Some(&entry);
        tally.keep(is_new);
        if is_new && keep {
            write(tx, &code, &entry).await?;
        }
    }
    Ok(())
}

async fn known_codes(tx: &mut Tx) -> Result<HashMap<String, Code>> {
    let rows = sqlx::query!(r#"select code as "code!", coalesce(iso2, '') as "iso2!", iso3 as "iso3!", name as "name!", is_obsolete from visible_un_country"#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.code, Code { iso2: row.iso2, iso3: row.iso3, name: row.name, is_obsolete: row.is_obsolete })).collect())
}

async fn write(tx: &mut Tx, code: &str, entry: &Code) -> Result<()> {
    sqlx::query!(
        "insert into un_country as c (code, iso2, iso3, name, is_obsolete) values ($1, $2, $3, $4, $5)
         on conflict (code) do update set iso2 = excluded.iso2, iso3 = excluded.iso3, name = excluded.name, is_obsolete = excluded.is_obsolete, version = c.version + 1",
        code,
        entry.iso2,
        entry.iso3,
        entry.name,
        entry.is_obsolete
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
