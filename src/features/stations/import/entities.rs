//! Entities of the United Nations system: known by their code. An entity that is there keeps the name
//! it was given here; a list that names it otherwise is a remark.

use std::collections::{HashMap, HashSet};

use super::reading::Sheet;
use super::tally::Tally;
use crate::db::Tx;
use crate::web::error::Result;

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, keep: bool) -> Result<()> {
    let known: HashMap<String, String> = sqlx::query!(r#"select code as "code!", name as "name!" from visible_entity"#)
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.code, row.name))
        .collect();
    let mut seen: HashSet<String> = HashSet::new();
    for line in sheet.rows() {
        let row = line.number();
        let (code, name) = (line.text("code"), line.text("name"));
        if code.is_empty() || name.is_empty() {
            tally.refuse(row, sheet.heading(if code.is_empty() { "code" } else { "name" }), "missing_field", "");
            continue;
        }
        if !seen.insert(code.clone()) {
            tally.refuse(row, sheet.heading("code"), "duplicate", &code);
            continue;
        }
        if let Some(known_name) = known.get(&code) {
            if *known_name != name {
                tally.warn(row, sheet.heading("name"), "name_differs", &name);
            }
            tally.keep(false);
            continue;
        }
        tally.keep(true);
        if keep {
            sqlx::query!("insert into entity (code, name, synonym) values ($1, $2, $3)", code, name, line.text("synonym")).execute(&mut **tx).await?;
        }
    }
    Ok(())
}
