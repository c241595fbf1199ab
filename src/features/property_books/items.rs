//! `/property`: the items of all books that count, by stock number, serial number, holder.

use askama::Template;
use axum::response::Response;

use super::books::NO_SORT;
use super::item_page::{became_tag, record_url};
use super::model::CLASSES;
use super::queries::{self, ITEM_FILTERS, ItemLine, REGISTERED, STANDINGS};
use super::registering::Kind;
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::features::origins;
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Items of property books.
    ListItems: Get "/property" => "property.list", Collection, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListItems, _, _>(index)
}

struct Row {
    book: String,
    place: String,
    item: String,
    class: String,
    nsn: String,
    serial: String,
    holder: String,
    quantity: String,
    cost: String,
    acquired_on: String,
    id: String,
    url: String,
    became: (&'static str, String),
    record: String,
    record_url: String,
    reason: String,
    standing: String,
    may_register: bool,
}

#[derive(Template)]
#[template(path = "property_books/items.html")]
struct Index {
    shell: Shell,
    title: String,
    sum: String,
    q: String,
    book: String,
    station: String,
    holder: String,
    classes: Vec<Choice>,
    became: Vec<Choice>,
    standings: Vec<Choice>,
    kinds: Vec<Choice>,
    may_register: bool,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListItems>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), ITEM_FILTERS);
    let language = auth.language();
    let mut tx = auth.read().await?;
    let (mut items, total, quantity) = queries::items(&mut tx, &asked, auth.format != Format::Page).await?;
    drop(tx);
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&items));
    }
    let pager = Pager::turn(&asked, language, &mut items, total, |last| (last.row.to_string(), last.id));
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let picks = |prefix: &str, key: &str, codes: &[&'static str]| {
        with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), &one(key))).collect())
    };
    let rows: Vec<Row> = items.iter().map(|item| row(language, &auth.actor, item)).collect();
    page::page(&Index {
        shell: Shell::new(&auth.seed, "property-title"),
        title: language.fill("property-count", &[("count", Hole::Number(total))]),
        sum: language.fill("property-quantity-sum", &[("count", Hole::Number(quantity))]),
        q: one("q"),
        book: one("book"),
        station: one("station"),
        holder: one("holder"),
        classes: with_any(language, CLASSES.iter().map(|code| Choice::new(*code, class_word(language, code), &one("class"))).collect()),
        became: picks("property-became", "registered", REGISTERED),
        standings: picks("property-standing", "standing", STANDINGS),
        kinds: with_ask(language, Kind::ALL.into_iter().map(|kind| Choice::new(kind.code(), class_word(language, kind.code()), "")).collect()),
        may_register: rows.iter().any(|row| row.may_register),
        tags: asked.tags(ITEM_FILTERS, |key, value| match key {
            "class" => class_word(language, value),
            "registered" => word(language, "property-became", value),
            "standing" => word(language, "property-standing", value),
            _ => value.to_owned(),
        }),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        columns: asked.columns(
            language,
            NO_SORT,
            &[
                ("property-book", ""),
                ("property-item", ""),
                ("property-serial", ""),
                ("property-holder", ""),
                ("property-quantity", ""),
                ("property-unit-cost", ""),
                ("property-acquired-on", ""),
                ("property-became", ""),
            ],
        ),
        rows,
        pager,
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

fn class_word(language: Language, class: &str) -> String {
    language.t(&format!("property-class-{class}"))
}

fn row(language: Language, actor: &Actor, item: &ItemLine) -> Row {
    let facts = Facts { cells: Some(vec![item.cell]), ..Facts::default() };
    Row {
        id: item.id.to_string(),
        url: format!("/property/{}", item.id),
        became: became_tag(language, &item.became),
        record: item.record.clone(),
        record_url: record_url(&item.became, &item.record),
        reason: item.reason.clone(),
        standing: if STANDINGS.contains(&item.standing.as_str()) { word(language, "property-standing", &item.standing) } else { String::new() },
        may_register: item.became.is_empty() && policy::decide(actor, "property.register", &facts) == Decision::Allow,
        book: item.book.clone(),
        place: origins::place(language, &item.sheet, item.row),
        item: [&item.item, &item.make, &item.model].into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(", "),
        class: class_word(language, &item.class),
        nsn: item.nsn.clone(),
        serial: item.serial.clone(),
        holder: item.holder.clone(),
        quantity: format!("{} {}", item.quantity, item.unit).trim_end().to_owned(),
        cost: item.unit_cost_cents.map(money).unwrap_or_default(),
        acquired_on: item.acquired_on.map(time::typed_date).unwrap_or_default(),
    }
}

/// Cents as an amount; the book does not say of which money.
pub(super) fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn export(items: &[ItemLine]) -> Table {
    let rows = items.iter().map(|item| {
        vec![
            format!("{}/{}/{}", item.book, item.sheet, item.row),
            item.station.clone(),
            item.item.clone(),
            item.class.clone(),
            item.make.clone(),
            item.model.clone(),
            item.serial.clone(),
            item.nsn.clone(),
            item.number.clone(),
            item.holder.clone(),
            item.condition.clone(),
            item.quantity.to_string(),
            item.unit.clone(),
            item.unit_cost_cents.map(money).unwrap_or_default(),
            item.acquired_on.map(|day| day.to_string()).unwrap_or_default(),
            if item.became.is_empty() { "open".to_owned() } else { item.became.clone() },
            item.record.clone(),
            item.reason.clone(),
            item.standing.clone(),
        ]
    });
    let header = vec![
        "ref",
        "station",
        "item",
        "class",
        "make",
        "model",
        "serial",
        "nsn",
        "number",
        "holder",
        "condition",
        "quantity",
        "unit",
        "unit_cost",
        "acquired_on",
        "registered",
        "record",
        "reason",
        "standing",
    ];
    Table { name: "property", header, rows: rows.collect() }
}
