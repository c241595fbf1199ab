//! Where a record of our registers came from: the row of a property book from which it was registered or to which it was
//! linked later, and what later
//! books say of that row.
//!
//! Reads what the property books write, which stand below the registers; shown on their pages only to those who may see
//! the book.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::time;

/// A record of which register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    Firearm(Uuid),
    Vehicle(Uuid),
    Equipment(Uuid),
}

impl Record {
    fn keys(self) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Record::Firearm(id) => (Some(id), None, None),
            Record::Vehicle(id) => (None, Some(id), None),
            Record::Equipment(id) => (None, None, Some(id)),
        }
    }
}

/// A field of which a later book says something else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Difference {
    pub field: String,
    pub was: String,
    pub is: String,
}

/// The row a record came from, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Address of the item.
    pub url: String,
    /// `S-7K3FA`.
    pub book: String,
    /// `row 12`, `Sheet1, row 12`.
    pub place: String,
    /// Who registered it, and when.
    pub registered: String,
    /// What a later book says that the row did not; empty if nothing.
    pub warning: String,
    /// The fields in which it differs, one sentence each.
    pub differences: Vec<String>,
}

/// Where a record came from; none if no book is behind it, or none that the reader may see.
pub async fn of_record(tx: &mut Tx, record: Record, language: Language) -> Result<Option<Origin>> {
    let (firearm, vehicle, equipment) = record.keys();
    let row = sqlx::query!(
        r#"select i.id as "item!", b.ref as "book!", i.sheet as "sheet!", i.row as "row!", b.voided_at, r.made_at as "made_at!", r.was_there as "was_there!",
             coalesce(sec.account_label(r.made_by), '') as "made_by!", seen.standing as "standing?", seen.differences as "differences?", seen.book as "seen_book?",
             seen.read_at as "seen_at?"
           from visible_property_registration r join visible_property_item i on i.id = r.item_id join visible_property_book b on b.id = i.book_id
           left join lateral (select s.standing, s.differences, l.ref as book, l.read_at from visible_property_sighting s
             join visible_property_book l on l.id = s.book_id and l.voided_at is null
             where s.registration_id = r.id order by l.read_at desc, l.id desc limit 1) seen on true
           where (r.firearm_id = $1 or r.vehicle_id = $2 or r.equipment_id = $3) and not r.is_void"#,
        firearm,
        vehicle,
        equipment,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let seen = Seen {
            standing: row.standing.unwrap_or_default(),
            differences: row.differences.and_then(|found| serde_json::from_value(found).ok()).unwrap_or_default(),
            book: row.seen_book.unwrap_or_default(),
            read_at: row.seen_at,
        };
        let taken_back = if row.voided_at.is_some() { language.fill("property-origin-voided", &[("book", Hole::Text(&row.book))]) } else { String::new() };
        Origin {
            url: format!("/property/{}", row.item),
            place: place(language, &row.sheet, row.row),
            registered: language.fill(
                if row.was_there { "property-linked-by" } else { "property-registered-by" },
                &[("who", Hole::Text(&row.made_by)), ("when", Hole::Text(&time::z(row.made_at, language)))],
            ),
            warning: [taken_back, seen.warning(language)].into_iter().find(|words| !words.is_empty()).unwrap_or_default(),
            differences: seen.differences.iter().map(|one| one.words(language)).collect(),
            book: row.book,
        }
    }))
}

/// Where a row stands in its book.
pub fn place(language: Language, sheet: &str, row: i32) -> String {
    let key = if sheet.is_empty() { "property-row-of" } else { "property-row-of-sheet" };
    language.fill(key, &[("row", Hole::Text(&row.to_string())), ("sheet", Hole::Text(sheet))])
}

/// What the last book that speaks of a registered row says.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// `unchanged`, `changed`, `missing`; empty if no later book spoke of it.
    pub standing: String,
    pub differences: Vec<Difference>,
    /// Reference of that book.
    pub book: String,
    pub read_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// A sentence where the book differs; empty where it does not.
    pub fn warning(&self, language: Language) -> String {
        let key = match self.standing.as_str() {
            "missing" => "property-no-longer",
            "changed" => "property-changed-in",
            _ => return String::new(),
        };
        let day = self.read_at.map(|at| time::typed_date(at.date_naive())).unwrap_or_default();
        language.fill(key, &[("day", Hole::Text(&day)), ("book", Hole::Text(&self.book))])
    }
}

impl Difference {
    /// `Quantity: 1, now 2`.
    pub fn words(&self, language: Language) -> String {
        let told = |value: &str| if value.is_empty() { language.t("shell-not-recorded") } else { value.to_owned() };
        let field = language.t(&format!("property-field-{}", self.field.replace('_', "-")));
        language.fill("property-difference", &[("field", Hole::Text(&field)), ("was", Hole::Text(&told(&self.was))), ("is", Hole::Text(&told(&self.is)))])
    }
}
