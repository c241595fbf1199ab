//! `/places`: search, the page of a place, a new one. `choices` is the fragment of search fields.

use axum::response::Response;

use super::commands;
use super::forms::PlaceForm;
use super::queries::{self, FILTERS, HITS, Place};
use super::views::{ChoicesFragment, IndexPage, PlacePage, ShowPage, export};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::table;

actions! {
    /// Search of places.
    ListPlaces: Get "/places" => "place.list", Collection, Quiet;
    /// The form of a new place.
    NewPlace: Get "/places/new" => "place.create", Collection, Quiet;
    /// Adds a place.
    CreatePlace: Post "/places" => "place.create", Collection, Change;
    /// A place with its zone.
    ShowPlace: Get "/places/{id}" => "place.show", PlaceTarget, Quiet;
    /// The saves of a place.
    PlaceHistory: Get "/places/{id}/history" => "place.history", PlaceTarget, Quiet;
}

/// `/places`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListPlaces, _, _>(index)
        .get::<NewPlace, _, _>(new)
        .post::<CreatePlace, _, _>(create)
        .get::<ShowPlace, _, _>(show)
        .get::<PlaceHistory, _, _>(history)
}

/// A place; everybody may know every place.
pub struct PlaceTarget(pub Place);

impl Target for PlaceTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let id = params.uuid("id")?;
        Ok(queries::place(tx, PlaceId(id)).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        queries::url(self.0.hit.id)
    }
}

async fn index(mut auth: Authorized<ListPlaces>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let (countries, kinds) = (asked.all("country"), asked.all("kind"));
    let text = asked.one("q").unwrap_or_default().trim().to_owned();
    let mut tx = auth.read().await?;
    if auth.fragment.as_deref() == Some("choices") {
        let hits = queries::search(&mut tx, &text, &countries, &kinds, 12).await?;
        return page::fragment(&ChoicesFragment::new(hits), None);
    }
    if auth.format != Format::Page {
        let hits = match text.is_empty() {
            true => queries::entered(&mut tx, &asked, EXPORT + 1).await?.0,
            false => queries::search(&mut tx, &text, &countries, &kinds, EXPORT + 1).await?,
        };
        return table::answer(&auth, &asked, export(&hits));
    }
    let (hits, total) = match text.is_empty() {
        true => queries::entered(&mut tx, &asked, PAGE + 1).await?,
        false => {
            let hits = queries::search(&mut tx, &text, &countries, &kinds, HITS + 1).await?;
            let total = hits.len() as i64;
            (hits, total)
        }
    };
    page::page(&IndexPage::new(&auth.seed, &asked, &text, hits, total, may(&auth.actor, "place.create")))
}

async fn new(auth: Authorized<NewPlace>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["name"]);
    let form = PlaceForm { name: asked.one("name").unwrap_or_default().to_owned(), ..PlaceForm::default() };
    page::page(&PlacePage::new(&auth.seed, &form, &FieldErrors::default()))
}

async fn create(mut auth: Authorized<CreatePlace>, form: Form) -> Result<Response> {
    let typed: PlaceForm = form.parse()?;
    let outcome = async {
        let draft = typed.draft()?;
        let mut tx = auth.write(&form).await?;
        let id = commands::create(&mut tx, &draft).await?;
        let url = queries::url(id);
        tx.commit(&url).await?;
        Ok(url)
    }
    .await;
    match outcome {
        Ok(url) => Ok(page::see_other_saying(&url, "said-place-created", "")),
        Err(AppError::Invalid(errors)) => page::unprocessable(&PlacePage::new(&auth.seed, &typed, &errors)),
        Err(other) => Err(other),
    }
}

async fn show(mut auth: Authorized<ShowPlace>) -> Result<Response> {
    let calls = if may(&auth.actor, "station.show") { queries::calls(&mut auth.read().await?, auth.target.0.hit.id).await? } else { Vec::new() };
    page::page(&ShowPage::new(&auth.seed, &auth.actor, &auth.target.0, calls))
}

async fn history(mut auth: Authorized<PlaceHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let place = &auth.target.0;
    let history = history::of(&mut tx, HistoryTable::Place, place.hit.id.0).await?;
    let subject = Subject {
        reference: auth.language().t(&format!("places-kind-{}", place.hit.kind.replace('_', "-"))),
        url: queries::url(place.hit.id),
        tabs: super::views::tabs(auth.language(), place.hit.id, "history", true),
        ..Subject::default()
    };
    answer(&auth, &mut tx, &subject, &history).await
}
