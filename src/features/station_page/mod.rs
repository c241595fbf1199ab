//! The page of a duty station: the home of its security professional, and the answer to a call from headquarters
//! (ux.md 3.10). Every figure is the count of the list it links to, asked of that list: the two cannot differ.
//!
//! Not here: the station's own facts and whom to call (stations), how old its data is (confirmations).

mod figures;

use askama::Template;
use axum::response::Response;

use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::stations::{Figures, ShowPage, StationTarget, cover_sheet};
use crate::web::error::Result;
use crate::web::page::{self, Seed, Shell};

actions! {
    /// The page that answers a call from headquarters.
    ShowStation: Get "/duty-stations/{code}" => "station.show", StationTarget, Quiet;
    /// Its figures on paper.
    PrintStation: Get "/duty-stations/{code}/print" => "station.show", StationTarget, Read;
}

/// `/duty-stations/{code}`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowStation, _, _>(show).get::<PrintStation, _, _>(print)
}

async fn show(mut auth: Authorized<ShowStation>) -> Result<Response> {
    page::page(&whole(&mut auth).await?)
}

async fn whole<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>) -> Result<ShowPage> {
    let mut view = cover_sheet(auth).await?;
    let mut tx = auth.read().await?;
    view.figures = Some(figures::read(&mut tx, &auth.seed, &auth.actor, &auth.target).await?);
    Ok(view)
}

#[derive(Template)]
#[template(path = "station_page/print.html")]
struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    name: String,
    f: Figures,
}

impl Paper {
    fn new(seed: &Seed, target: &StationTarget, figures: Figures) -> Self {
        let code = target.0.code.clone();
        let url = format!("/duty-stations/{code}");
        Self { shell: Shell::paper(seed, &code, &url), paper: code, printed: seed.printed(), name: target.0.name.clone(), f: figures }
    }
}

async fn print(mut auth: Authorized<PrintStation>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let figures = figures::read(&mut tx, &auth.seed, &auth.actor, &auth.target).await?;
    page::page(&Paper::new(&auth.seed, &auth.target, figures))
}
