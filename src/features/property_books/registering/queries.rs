//! Items that somebody chose, through the visible relations.

use chrono::NaiveDate;
use uuid::Uuid;

use super::kinds::Kind;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::origins;
use crate::i18n::Language;
use crate::web::error::Result;

/// Items of one page.
pub const AT_ONCE: usize = 50;

/// An item that may go into a register.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub id: Uuid,
    pub book: String,
    pub station: String,
    pub cell: i32,
    pub sheet: String,
    pub row: i32,
    pub item: String,
    pub class: String,
    pub make: String,
    pub model: String,
    pub serial: String,
    pub number: String,
    pub holder: String,
    pub quantity: i32,
    pub acquired_on: Option<NaiveDate>,
}

impl Chosen {
    /// `S-7K3FA, Sheet1, row 12`, as it is written into a record: in English, whatever the reader speaks.
    pub fn place(&self) -> String {
        let place = format!("{}, {}", self.book, origins::place(Language::English, &self.sheet, self.row));
        place.chars().take(160).collect()
    }
}

/// The items of these that are open and the actor's to register, by id; the others are left out.
pub async fn chosen(tx: &mut Tx, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Chosen>> {
    let rows = sqlx::query_as!(
        Chosen,
        r#"select i.id as "id!", b.ref as "book!", c.code as "station!", i.cell as "cell!", i.sheet as "sheet!", i.row as "row!", i.item as "item!",
             i.class as "class!", i.make as "make!", i.model as "model!", i.serial as "serial!", i.number as "number!", i.holder as "holder!",
             i.quantity as "quantity!", i.acquired_on
           from visible_property_item i join visible_property_book b on b.id = i.book_id join sec.cell c on c.no = i.cell
           where i.id = any ($1) and not i.is_voided
             and not exists (select from visible_property_registration r where r.item_id = i.id and not r.is_void)
           order by i.id"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let may = |cell: i32| policy::decide(actor, "property.register", &Facts { cells: Some(vec![cell]), ..Facts::default() }) == Decision::Allow;
    Ok(rows.into_iter().filter(|row| may(row.cell)).collect())
}

/// Records of these that an item may be linked to, with their cells: they are on the books, and no item stands behind them.
pub async fn linkable(tx: &mut Tx, kind: Kind, references: &[String]) -> Result<Vec<(String, i32)>> {
    let rows = sqlx::query!(
        r#"select f.ref as "reference!", f.cell as "cell!" from visible_firearm f
           where $2 = 'firearm' and f.ref = any ($1) and f.state not in ('destroyed', 'transferred_out')
             and not exists (select from visible_property_registration r where r.firearm_id = f.id and not r.is_void)
           union all
           select v.ref, v.cell from visible_vehicle v where $2 = 'vehicle' and v.ref = any ($1) and v.state <> 'written_off'
             and not exists (select from visible_property_registration r where r.vehicle_id = v.id and not r.is_void)
           union all
           select e.ref, e.cell from visible_equipment e where $2 = 'equipment' and e.ref = any ($1) and e.state <> 'written_off'
             and not exists (select from visible_property_registration r where r.equipment_id = e.id and not r.is_void)"#,
        references,
        kind.code()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reference, row.cell)).collect())
}
