//! `/property/{item}`: one row of a book as it was read, what became of it, and what later books say of it.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::registering::Kind;
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::origins::{self, Difference, Seen};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::page::{self, Shell, Tab};
use crate::web::time;

actions! {
    /// An item: its cells, what became of it.
    ShowItem: Get "/property/{item}" => "property.show", ItemRecord, Quiet;
    /// What was decided about it, by whom.
    ItemHistory: Get "/property/{item}/history" => "property.show", ItemRecord, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowItem, _, _>(show).get::<ItemHistory, _, _>(history_of)
}

/// An item with what became of it.
#[derive(Debug, Clone, FromRow)]
pub struct ItemRecord {
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
    pub nsn: String,
    pub number: String,
    pub holder: String,
    pub condition: String,
    pub quantity: i32,
    pub unit: String,
    pub unit_cost_cents: Option<i64>,
    pub acquired_on: Option<NaiveDate>,
    pub is_voided: bool,
    /// `firearm`, `vehicle`, `equipment`, `not_ours`; empty: nothing was decided.
    pub became: String,
    /// Reference of the record, for those who may see it.
    pub record: String,
    pub reason: String,
    pub made_at: Option<DateTime<Utc>>,
    pub made_by: String,
    pub registration_version: i32,
    /// The record stood in the register before; the item was linked to it.
    pub was_there: bool,
}

impl ItemRecord {
    pub fn url(&self) -> String {
        format!("/property/{}", self.id)
    }

    /// `PISTOL, 9 MILLIMETER EX-70011`.
    pub fn called(&self) -> String {
        format!("{} {}", self.item, self.serial).trim_end().to_owned()
    }
}

impl Target for ItemRecord {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Ok(id) = params.get("item").parse::<Uuid>() else { return Ok(None) };
        Ok(sqlx::query_as(
            "select i.id, b.ref as book, c.code as station, i.cell, i.sheet, i.row, i.item, i.class, i.make, i.model, i.serial, i.nsn, i.number, i.holder, i.condition,
               i.quantity, i.unit, i.unit_cost_cents, i.acquired_on, i.is_voided, coalesce(r.kind, '') as became,
               coalesce(f.ref, v.ref, e.ref, '') as record, coalesce(r.reason, '') as reason, r.made_at, coalesce(sec.account_label(r.made_by), '') as made_by,
               coalesce(r.version, 0) as registration_version, coalesce(r.was_there, false) as was_there
             from visible_property_item i join visible_property_book b on b.id = i.book_id join sec.cell c on c.no = i.cell
             left join visible_property_registration r on r.item_id = i.id and not r.is_void
             left join visible_firearm f on f.id = r.firearm_id left join visible_vehicle v on v.id = r.vehicle_id left join visible_equipment e on e.id = r.equipment_id
             where i.id = $1",
        )
        .bind(id)
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.book.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// What each later book said, the last first.
async fn sightings(tx: &mut Tx, item: Uuid) -> Result<Vec<Seen>> {
    let rows = sqlx::query!(
        r#"select s.standing as "standing!", s.differences as "differences!", b.ref as "book!", b.read_at as "read_at!"
           from visible_property_registration r join visible_property_sighting s on s.registration_id = r.id
           join visible_property_book b on b.id = s.book_id and b.voided_at is null
           where r.item_id = $1 and not r.is_void order by b.read_at desc, b.id desc limit 50"#,
        item
    )
    .fetch_all(&mut **tx)
    .await?;
    let seen = |differences: serde_json::Value| serde_json::from_value::<Vec<Difference>>(differences).unwrap_or_default();
    Ok(rows.into_iter().map(|row| Seen { standing: row.standing, differences: seen(row.differences), book: row.book, read_at: Some(row.read_at) }).collect())
}

struct SeenLine {
    book: String,
    words: String,
    differences: Vec<String>,
}

#[derive(Template)]
#[template(path = "property_books/item.html")]
struct Show {
    shell: Shell,
    reference: String,
    called: String,
    tabs: Vec<Tab>,
    is_voided: bool,
    became: (&'static str, String),
    record: String,
    record_url: String,
    decided: String,
    reason: String,
    facts: Vec<(String, String)>,
    seen: Vec<SeenLine>,
    register: Vec<(String, String)>,
    set_aside_url: String,
    reopen_url: String,
    reopen: String,
}

/// What became of an item, as a tag.
pub(super) fn became_tag(language: Language, became: &str) -> (&'static str, String) {
    match became {
        "" => ("caution", language.t("property-became-open")),
        "not_ours" => ("", language.t("property-became-not-ours")),
        _ => ("", language.t("property-became-registered")),
    }
}

/// Address of the record an item became.
pub(super) fn record_url(became: &str, record: &str) -> String {
    Kind::of(became).filter(|_| !record.is_empty()).map(|kind| kind.url(record)).unwrap_or_default()
}

async fn show(mut auth: Authorized<ShowItem>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let seen = sightings(&mut tx, auth.target.id).await?;
    drop(tx);
    let (item, language) = (&auth.target, auth.language());
    let is_mine = policy::decide(&auth.actor, "property.register", &item.facts(&auth.actor)) == Decision::Allow;
    let is_open = is_mine && item.became.is_empty() && !item.is_voided;
    let kinds = [Kind::proposed(&item.class)].into_iter().chain(Kind::ALL.into_iter().filter(|kind| *kind != Kind::proposed(&item.class)));
    let decided =
        item.made_at.map(|at| language.fill("property-registered-by", &[("who", Hole::Text(&item.made_by)), ("when", Hole::Text(&time::z(at, language)))]));
    page::page(&Show {
        shell: Shell::titled(&auth.seed, item.called()),
        reference: item.book.clone(),
        called: item.called(),
        tabs: tabs(language, item, "show"),
        is_voided: item.is_voided,
        became: if item.was_there { ("", language.t("property-became-linked")) } else { became_tag(language, &item.became) },
        record: item.record.clone(),
        record_url: record_url(&item.became, &item.record),
        decided: decided.unwrap_or_default(),
        reason: item.reason.clone(),
        facts: facts(language, item),
        seen: seen.iter().map(|one| seen_line(language, one)).collect(),
        register: if is_open { kinds.map(|kind| register_link(language, item, kind)).collect() } else { Vec::new() },
        set_aside_url: if is_open { format!("/property/set-aside?item={}", item.id) } else { String::new() },
        reopen: language.t(if item.was_there { "property-unlink" } else { "property-reopen" }),
        reopen_url: if is_mine && (item.became == "not_ours" || item.was_there) { format!("{}/reopen", item.url()) } else { String::new() },
    })
}

fn register_link(language: Language, item: &ItemRecord, kind: Kind) -> (String, String) {
    let word = language.t(&format!("property-class-{}", kind.code()));
    let words = language.fill("property-register-as", &[("kind", Hole::Text(&word))]);
    (format!("/property/register?kind={}&item={}", kind.code(), item.id), words)
}

fn facts(language: Language, item: &ItemRecord) -> Vec<(String, String)> {
    let cost = item.unit_cost_cents.map(super::items::money).unwrap_or_default();
    [
        ("officer-station", item.station.clone()),
        ("property-place", origins::place(language, &item.sheet, item.row)),
        ("property-field-item", item.item.clone()),
        ("property-class", language.t(&format!("property-class-{}", item.class))),
        ("property-field-make", item.make.clone()),
        ("property-field-model", item.model.clone()),
        ("property-field-serial", item.serial.clone()),
        ("property-field-nsn", item.nsn.clone()),
        ("property-field-number", item.number.clone()),
        ("property-field-holder", item.holder.clone()),
        ("property-field-condition", item.condition.clone()),
        ("property-field-quantity", format!("{} {}", item.quantity, item.unit).trim_end().to_owned()),
        ("property-field-unit-cost", cost),
        ("property-field-acquired-on", item.acquired_on.map(time::typed_date).unwrap_or_default()),
    ]
    .into_iter()
    .map(|(label, value)| (language.t(label), value))
    .collect()
}

fn seen_line(language: Language, seen: &Seen) -> SeenLine {
    let warning = seen.warning(language);
    let day = seen.read_at.map(|at| time::typed_date(at.date_naive())).unwrap_or_default();
    SeenLine {
        words: if warning.is_empty() { language.fill("property-as-before", &[("day", Hole::Text(&day)), ("book", Hole::Text(&seen.book))]) } else { warning },
        differences: seen.differences.iter().map(|one| one.words(language)).collect(),
        book: seen.book.clone(),
    }
}

fn tabs(language: Language, item: &ItemRecord, current: &str) -> Vec<Tab> {
    [("show", "property-item", item.url()), ("history", "history-title", format!("{}/history", item.url()))]
        .into_iter()
        .map(|(name, key, url)| Tab { url, label: language.t(key), current: name == current })
        .collect()
}

async fn history_of(mut auth: Authorized<ItemHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let item = &auth.target;
    let decisions = sqlx::query_scalar!(r#"select id::text as "id!" from visible_property_registration where item_id = $1 order by made_at limit 50"#, item.id)
        .fetch_all(&mut *tx)
        .await?;
    let saves = history::of_several(&mut tx, &[(HistoryTable::PropertyRegistration, decisions)]).await?;
    let subject = Subject { reference: item.book.clone(), url: item.url(), tabs: tabs(auth.language(), item, "history"), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &saves).await
}
