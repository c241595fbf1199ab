//! `/places`: search, the page of a place, a new one, a changed one. `choices` is the fragment of search fields.

use axum::response::Response;

use super::commands;
use super::form_page::PlacePage;
use super::forms::{PARTS, PlaceForm};
use super::queries::{self, FILTERS, HITS, Narrow, Place};
use super::sheet;
use super::views::{self, ChoicesFragment, IndexPage, ShowPage};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable, content_at};
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::features::stations::{country_by_text, station_choices};
use crate::web::conflict::{self, Place as RaceAt, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::sheet as web_sheet;
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
    /// The form of a place.
    EditPlace: Get "/places/{id}/edit" => "place.edit", PlaceTarget, Quiet;
    /// Changes a place.
    UpdatePlace: Post "/places/{id}" => "place.edit", PlaceTarget, Change;
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
        .get::<EditPlace, _, _>(edit)
        .post::<UpdatePlace, _, _>(update)
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
    let narrow = Narrow::of(&asked);
    let text = asked.one("q").unwrap_or_default().trim().to_owned();
    let mut tx = auth.read().await?;
    if auth.fragment.as_deref() == Some("choices") {
        let hits = queries::search(&mut tx, &text, &narrow.in_use(), 12).await?;
        return page::fragment(&ChoicesFragment::new(hits), None);
    }
    if auth.format != Format::Page {
        let hits = match text.is_empty() {
            true => queries::entered(&mut tx, &asked, EXPORT + 1).await?.0,
            false => queries::search(&mut tx, &text, &narrow, EXPORT + 1).await?,
        };
        let order: Vec<String> = hits.into_iter().map(|hit| hit.id.0.to_string()).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("places", sheet::COLUMNS, &order, records));
    }
    let (hits, total) = match text.is_empty() {
        true => queries::entered(&mut tx, &asked, PAGE + 1).await?,
        false => {
            let hits = queries::search(&mut tx, &text, &narrow, HITS + 1).await?;
            let total = hits.len() as i64;
            (hits, total)
        }
    };
    page::page(&IndexPage::new(&auth.seed, &asked, &text, hits, total, may(&auth.actor, "place.create")))
}

async fn new(mut auth: Authorized<NewPlace>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["name"]);
    let form = PlaceForm { name: asked.one("name").unwrap_or_default().to_owned(), kind: "other".into(), ..PlaceForm::default() };
    let stations = station_choices(&mut auth.read().await?).await?;
    page::page(&PlacePage::new(&auth.seed, None, &form, &FieldErrors::default(), &stations))
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
        Err(AppError::Invalid(errors)) => {
            let stations = station_choices(&mut auth.read().await?).await?;
            page::unprocessable(&PlacePage::new(&auth.seed, None, &typed, &errors, &stations))
        }
        Err(other) => Err(other),
    }
}

async fn edit(mut auth: Authorized<EditPlace>) -> Result<Response> {
    commands::kept_here(&auth.target.0)?;
    let page = form_page(&mut auth, None, &FieldErrors::default()).await?;
    page::page(&page)
}

/// The form as typed, or as the place stands.
async fn form_page<A: Action<Target = PlaceTarget>>(auth: &mut Authorized<A>, typed: Option<&PlaceForm>, errors: &FieldErrors) -> Result<PlacePage> {
    let stations = station_choices(&mut auth.read().await?).await?;
    let place = &auth.target.0;
    let standing = PlaceForm::of(place);
    Ok(PlacePage::new(&auth.seed, Some(place), typed.unwrap_or(&standing), errors, &stations))
}

async fn update(mut auth: Authorized<UpdatePlace>, form: Form) -> Result<Response> {
    commands::kept_here(&auth.target.0)?;
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed: PlaceForm = form.parse()?;
    if goes_back {
        return page::page(&form_page(&mut auth, Some(&typed), &FieldErrors::default()).await?);
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&queries::url(auth.target.0.hit.id), "said-place-saved", "")),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&mut auth, Some(&typed), &errors).await?),
        Err(other) => Err(other),
    }
}

async fn save(auth: &mut Authorized<UpdatePlace>, form: &Form) -> Result<()> {
    let typed: PlaceForm = form.parse()?;
    let facts = typed.facts()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.actor, &auth.target.0, &facts, typed.version()).await?;
    tx.commit(&queries::url(auth.target.0.hit.id)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<UpdatePlace>, form: &Form, yours: &PlaceForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::place(&mut tx, auth.target.0.hit.id).await?.ok_or(AppError::NotFound)?;
    let row = (HistoryTable::Place, current.hit.id.0);
    let base = content_at(&mut tx, row.0, row.1, yours.version()).await?.ok_or_else(conflict::stale)?;
    let base = sheet::of_version(&mut tx, &base).await?;
    let country = country_by_text(&mut tx, &yours.country).await?.map(|country| country.iso2);
    let sides = conflict::sides(PARTS, &base, &PlaceForm::of(&current), &yours.as_kept(country.as_deref()))?;
    let at = RaceAt {
        action: queries::url(current.hit.id),
        record_url: queries::url(current.hit.id),
        reference: current.hit.label.clone(),
        base_version: yours.version(),
        current_version: current.version,
        zone: current.hit.zone.clone(),
        place: current.hit.name.clone(),
        ..RaceAt::default()
    };
    let language = auth.language();
    let words = |field: &str, value: &str| match field {
        "kind" if !value.is_empty() => views::kind(value, language),
        "state" if !value.is_empty() => views::state(value, language),
        _ => value.to_owned(),
    };
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, words).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&queries::url(current.hit.id), "said-merged", &current.hit.label))
        }
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
        tabs: views::tabs(auth.language(), place.hit.id, "history", true),
        ..Subject::default()
    };
    answer(&auth, &mut tx, &subject, &history).await
}
