//! Lots as a workbook that goes out and comes back: what a lot is. Rounds move by acts of two people only, so what lies
//! where is only shown. A new lot says where its first rounds are received; that receipt waits for its second signature
//! as one from the page does.

use super::acts;
use super::commands;
use super::forms::LotForm;
use super::handlers::beside;
use super::model::{NATURES, STOCK_CLASSES};
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::armouries::armoury_choices;
use crate::web::error::{AppError, Result};
use crate::web::form::together;
use crate::web::sheet::{Cells, Column, Record};

/// Its columns. The last three that may be filled in are the first receipt of a new lot.
pub const COLUMNS: &[Column] = &[
    Column::open("lot_number", "ammunition-lot-number").stored("number"),
    Column::open("maker", "ammunition-lot-maker"),
    Column::open("calibre", "ammunition-lot-calibre"),
    Column::open("nature", "ammunition-lot-nature").one_of(NATURES),
    Column::open("made_year", "ammunition-lot-made-year"),
    Column::open("hazard", "ammunition-lot-hazard"),
    Column::open("stock_class", "ammunition-lot-stock-class").one_of(STOCK_CLASSES),
    Column::open("shelf_life_until", "ammunition-lot-shelf-life-until").day(),
    Column::at_first("to", "rounds-to"),
    Column::at_first("quantity", "ammunition-act-quantity"),
    Column::at_first("document", "ammunition-act-document"),
    Column::shown("suspended", "ammunition-lot-suspension-reason"),
    Column::shown("stations", "officer-station"),
    Column::shown("in_armouries", "ammunition-stored"),
    Column::shown("with_officers", "ammunition-issued"),
    Column::shown("holders", "ammunition-holders"),
];

/// The lots of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select l.id as "id!", l.ref as "reference!", l.version as "version!",
             array(select l.cell union select x.cell from visible_ammunition_act x where x.lot_id = l.id
               union select k.cell from visible_ammunition_account k where k.lot_id = l.id) as "reach!: Vec<i32>",
             l.id = any ((select sec.own_lots())::uuid[]) as "is_own!",
             array[l.number, l.maker, l.calibre, l.nature, coalesce(l.made_year::text, ''), l.hazard, l.stock_class, coalesce(l.shelf_life_until::text, ''), '', '', '',
               case when l.suspended_at is not null and l.lifted_at is null then l.suspension_reason else '' end, h.stations, h.stored::text, h.issued::text,
               h.holders] as "cells!: Vec<String>"
           from visible_ammunition_lot l, lateral (
             select coalesce(sum(k.quantity) filter (where k.kind = 'armoury'), 0) as stored, coalesce(sum(k.quantity) filter (where k.kind = 'person'), 0) as issued,
               coalesce(string_agg(coalesce(a.name, sec.rounds_holder(k.officer_id), '') || ': ' || k.quantity, '; ' order by k.kind, a.name, k.officer_id), '') as holders,
               coalesce(string_agg(distinct c.code, ' ' order by c.code), '') as stations
             from visible_ammunition_account k join sec.cell c on c.no = k.cell left join visible_armoury a on a.id = k.armoury_id
             where k.lot_id = l.id and k.kind in ('armoury', 'person') and k.quantity > 0) h
           where l.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

fn form(cells: &Cells, version: i32) -> LotForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    LotForm {
        lot_number: text("lot_number"),
        maker: text("maker"),
        calibre: text("calibre"),
        nature: text("nature"),
        made_year: text("made_year"),
        hazard: text("hazard"),
        stock_class: text("stock_class"),
        shelf_life_until: text("shelf_life_until"),
        version: version.to_string(),
        to: text("to"),
        quantity: text("quantity"),
        document: text("document"),
        handed: String::new(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let lot = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "ammunition.edit", &lot.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let draft = form(cells, version).lot(tx.now.date_naive())?;
    commands::edit(tx, &lot, &draft).await.map_err(beside)
}

/// Records a lot and prepares its first receipt, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let form = form(cells, 0);
    let (draft, receipt) = together(form.lot(tx.now.date_naive()), form.receipt())?;
    let armoury = armoury_choices(tx).await?.into_iter().find(|one| one.reference == receipt.to);
    let armoury = armoury.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?;
    let (lot, reference, _) = commands::find_or_create(tx, &draft, &armoury).await.map_err(beside)?;
    acts::receive(tx, actor, lot, &armoury, receipt.quantity, &receipt.document, receipt.is_fact).await.map_err(beside)?;
    Ok(reference)
}
