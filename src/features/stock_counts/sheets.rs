//! Sheets to count on without a device: what is there by the books, without the balances.

use askama::Template;
use axum::response::Response;

use super::{CountingSheet, EquipmentSheet, VehiclesSheet, queries, views};
use crate::authz::action::{Action, Authorized};
use crate::features::armouries::{lying_at, lying_rounds_at};
use crate::features::stations::StationTarget;
use crate::web::error::Result;
use crate::web::page::{self, Seed, Shell};

/// Something to tick or to number.
#[derive(Debug, Clone)]
pub struct SheetLine {
    pub reference: String,
    pub mark: String,
    pub what: String,
    /// Who has it, or where it is kept.
    pub holder: String,
}

#[derive(Template)]
#[template(path = "stock_counts/sheet.html")]
struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    name: String,
    things: Vec<SheetLine>,
    numbers_title: String,
    numbers: Vec<SheetLine>,
}

impl Sheet {
    fn new(seed: &Seed, (paper, url): (&str, &str), name: String, things: Vec<SheetLine>) -> Self {
        Self {
            shell: Shell::paper(seed, paper, url),
            paper: paper.to_owned(),
            printed: seed.printed(),
            name,
            things,
            numbers_title: seed.language.t("count-by-number"),
            numbers: Vec::new(),
        }
    }
}

/// The sheet of an armoury.
pub async fn armoury(mut auth: Authorized<CountingSheet>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let now = tx.now;
    let weapons = lying_at(&mut tx, auth.target.id, now).await?;
    let lots = lying_rounds_at(&mut tx, auth.target.id, now).await?;
    let line = |reference: String, mark: String, what: String| SheetLine { reference, mark, what, holder: String::new() };
    let things = weapons.into_iter().map(|one| line(one.reference, one.serial, one.what)).collect();
    let armoury = &auth.target;
    let sheet = Sheet::new(&auth.seed, (&armoury.reference, &views::place_url("armoury", &armoury.reference)), armoury.name.clone(), things);
    page::page(&Sheet {
        numbers_title: auth.seed.language.t("ammunition-title"),
        numbers: lots.into_iter().map(|one| line(one.reference, String::new(), one.what)).collect(),
        ..sheet
    })
}

/// The sheet of the vehicles of a station.
pub async fn vehicles(mut auth: Authorized<VehiclesSheet>) -> Result<Response> {
    let things = queries::vehicles_at(&mut auth.read().await?, auth.target.0.cell).await?;
    page::page(&of_station(&auth, "vehicles", things))
}

/// The sheet of the equipment of a station: what has a serial number, then what is counted by number.
pub async fn equipment(mut auth: Authorized<EquipmentSheet>) -> Result<Response> {
    let all = queries::equipment_at(&mut auth.read().await?, auth.target.0.cell).await?;
    let (things, numbers) = all.into_iter().partition(|one| !one.mark.is_empty());
    page::page(&Sheet { numbers, ..of_station(&auth, "equipment", things) })
}

fn of_station<A: Action<Target = StationTarget>>(auth: &Authorized<A>, covers: &str, things: Vec<SheetLine>) -> Sheet {
    let station = &auth.target.0;
    Sheet::new(&auth.seed, (&station.code, &views::place_url(covers, &station.code)), views::called(auth.seed.language, covers, &station.name), things)
}
