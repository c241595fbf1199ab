//! `/duty-stations`: the list, the page of a station, its form, its numbers, its history.

use axum::response::Response;

use super::commands;
use super::forms::{NumberForm, PARTS, StationForm, VoidForm};
use super::queries::{self, Station};
use super::sheet;
use super::views::{self, IndexPage, NumbersPage, ShowPage, StationPage, VoidPage};
use super::{model, overview};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{HistoryTable, content_at, of_several};
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::{Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;

actions! {
    /// Stations of one's scope.
    ListStations: Get "/duty-stations" => "station.list", Collection, Quiet;
    /// The form of a new station.
    NewStation: Get "/duty-stations/new" => "station.create", Collection, Quiet;
    /// Makes a station.
    CreateStation: Post "/duty-stations" => "station.create", Collection, Change;
    /// The form of a station.
    EditStation: Get "/duty-stations/{code}/edit" => "station.edit", StationTarget, Quiet;
    /// Changes a station.
    UpdateStation: Post "/duty-stations/{code}" => "station.edit", StationTarget, Change;
    /// The saves of a station.
    StationHistory: Get "/duty-stations/{code}/history" => "station.history", StationTarget, Quiet;
    /// Whom to call, and the form for one more number.
    ListNumbers: Get "/duty-stations/{code}/numbers" => "station.numbers", StationTarget, Quiet;
    /// Adds a number.
    AddNumber: Post "/duty-stations/{code}/numbers" => "station.numbers", StationTarget, Change;
    /// Asks why a number is void.
    AskVoid: Get "/duty-stations/{code}/numbers/{id}/void" => "station.numbers", StationTarget, Quiet;
    /// Voids a number.
    VoidNumber: Post "/duty-stations/{code}/numbers/{id}/voidings" => "station.numbers", StationTarget, Change;
}

/// `/duty-stations`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListStations, _, _>(index)
        .get::<NewStation, _, _>(new)
        .post::<CreateStation, _, _>(create)
        .get::<EditStation, _, _>(edit)
        .post::<UpdateStation, _, _>(update)
        .get::<StationHistory, _, _>(history)
        .get::<ListNumbers, _, _>(numbers)
        .post::<AddNumber, _, _>(add_number)
        .get::<AskVoid, _, _>(ask_void)
        .post::<VoidNumber, _, _>(void_number)
}

/// A station that the reader may see.
pub struct StationTarget(pub Station);

impl Target for StationTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let code = params.get("code");
        if !model::is_station_code(code) {
            return Ok(None);
        }
        Ok(queries::station(tx, code).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.0.cell]), watched: self.0.is_watched, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.0.code.clone()
    }
    fn cell(&self) -> i32 {
        self.0.cell
    }
}

async fn index(mut auth: Authorized<ListStations>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let sort = asked.sort(queries::SORTS);
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let (rows, _) = queries::list(&mut tx, &asked, sort, EXPORT + 1).await?;
        let order: Vec<String> = rows.into_iter().map(|row| row.code).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("duty-stations", sheet::COLUMNS, &order, records));
    }
    let (rows, total) = queries::list(&mut tx, &asked, sort, PAGE + 1).await?;
    let regions = queries::regions(&mut tx).await?;
    let confirmed = confirmed(&mut tx, &rows).await?;
    page::page(&IndexPage::new(&auth.seed, &asked, sort, (rows, &confirmed), total, &regions, &auth.actor))
}

async fn confirmed(tx: &mut Tx, rows: &[queries::StationRow]) -> Result<Vec<queries::Confirmed>> {
    let cells: Vec<i32> = rows.iter().map(|row| row.cell).collect();
    queries::confirmed(tx, &cells).await
}

async fn new(mut auth: Authorized<NewStation>) -> Result<Response> {
    let regions = queries::regions(&mut auth.read().await?).await?;
    let form = StationForm { hardship_class: "unclassified".into(), family_status: "family".into(), ..StationForm::default() };
    page::page(&StationPage::new(&auth.seed, None, &form, &FieldErrors::default(), &regions))
}

async fn create(mut auth: Authorized<CreateStation>, form: Form) -> Result<Response> {
    let typed: StationForm = form.parse()?;
    let outcome = async {
        let draft = typed.new_station()?;
        let mut tx = auth.write(&form).await?;
        let code = commands::create(&mut tx, &draft).await?;
        tx.commit(&format!("/duty-stations/{code}")).await?;
        Ok(code)
    }
    .await;
    match outcome {
        Ok(code) => {
            let next = if may(&auth.actor, "station.list") { format!("/duty-stations/{code}") } else { "/".to_owned() };
            Ok(page::see_other_saying(&next, "said-station-created", &code))
        }
        Err(AppError::Invalid(errors)) => {
            let regions = queries::regions(&mut auth.read().await?).await?;
            page::unprocessable(&StationPage::new(&auth.seed, None, &typed, &errors, &regions))
        }
        Err(other) => Err(other),
    }
}

/// The page of a station as far as this feature knows it; others add their figures.
pub async fn cover_sheet<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>) -> Result<ShowPage> {
    let mut tx = auth.read().await?;
    let station = &auth.target.0;
    let numbers = queries::numbers_of(&mut tx, station.cell).await?;
    let officers = if may(&auth.actor, "officer.list") { Some(overview::officers(&mut tx, station).await?) } else { None };
    let movements = if may(&auth.actor, "movement.list") { Some(overview::movements(&mut tx, station).await?) } else { None };
    let residents = if may(&auth.actor, "principal.list") { Some(overview::residents(&mut tx, station).await?) } else { None };
    let protection = overview::protection(&mut tx, station, auth.seed.language).await?;
    let mut view = ShowPage::new(&auth.seed, station, numbers, officers, movements, residents, &|action| may_here(auth, action));
    view.protection = protection;
    Ok(view)
}

async fn edit(auth: Authorized<EditStation>) -> Result<Response> {
    page::page(&StationPage::new(&auth.seed, Some(&auth.target.0), &StationForm::of(&auth.target.0), &FieldErrors::default(), &[]))
}

async fn update(mut auth: Authorized<UpdateStation>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed: StationForm = form.parse()?;
    if goes_back {
        return page::page(&StationPage::new(&auth.seed, Some(&auth.target.0), &typed, &FieldErrors::default(), &[]));
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url_of(&auth.target.0), "said-station-saved", &auth.target.0.code)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&StationPage::new(&auth.seed, Some(&auth.target.0), &typed, &errors, &[])),
        Err(other) => Err(other),
    }
}

async fn save(auth: &mut Authorized<UpdateStation>, form: &Form) -> Result<()> {
    let typed: StationForm = form.parse()?;
    let facts = typed.facts()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.actor, &auth.target.0, &facts, typed.version()).await?;
    tx.commit(&url_of(&auth.target.0)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<UpdateStation>, form: &Form, yours: &StationForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::station(&mut tx, &auth.target.0.code).await?.ok_or(AppError::NotFound)?;
    let row = (HistoryTable::DutyStation, current.id.0);
    let base = content_at(&mut tx, row.0, row.1, yours.version()).await?.ok_or_else(conflict::stale)?;
    let sides = conflict::sides(PARTS, &StationForm::of_version(&base), &StationForm::of(&current), yours)?;
    let at = Place {
        action: url_of(&current),
        record_url: url_of(&current),
        reference: current.code.clone(),
        base_version: yours.version(),
        current_version: current.version,
        zone: current.zone.clone(),
        place: current.name.clone(),
        ..Place::default()
    };
    let language = auth.language();
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, |field, value| views::value_words(field, value, language)).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&url_of(&current), "said-merged", &current.code))
        }
    }
}

fn url_of(station: &Station) -> String {
    format!("/duty-stations/{}", station.code)
}

async fn history(mut auth: Authorized<StationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target.0;
    let numbers = queries::number_ids(&mut tx, station.cell).await?;
    let parts = [(HistoryTable::DutyStation, vec![station.id.0.to_string()]), (HistoryTable::StationNumber, numbers)];
    let history = of_several(&mut tx, &parts).await?;
    let subject = Subject {
        url: url_of(station),
        reference: station.code.clone(),
        zone: station.zone.clone(),
        place: station.name.clone(),
        tabs: tabs(&auth, "history"),
    };
    answer(&auth, &mut tx, &subject, &history).await
}

async fn numbers(mut auth: Authorized<ListNumbers>) -> Result<Response> {
    let form = NumberForm { as_of: crate::web::time::typed_date(auth.now().date_naive()), ..NumberForm::default() };
    let page = numbers_page(&mut auth, &form, &FieldErrors::default()).await?;
    page::page(&page)
}

async fn numbers_page<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>, form: &NumberForm, errors: &FieldErrors) -> Result<NumbersPage> {
    let mut tx = auth.read().await?;
    let station = &auth.target.0;
    let numbers = queries::numbers_of(&mut tx, station.cell).await?;
    let voided = queries::void_numbers_of(&mut tx, station.cell).await?;
    Ok(NumbersPage::new(&auth.seed, station, tabs(auth, "numbers"), [numbers, voided], form, errors))
}

async fn add_number(mut auth: Authorized<AddNumber>, form: Form) -> Result<Response> {
    let typed: NumberForm = form.parse()?;
    let url = format!("/duty-stations/{}/numbers", auth.target.0.code);
    let today = auth.now().date_naive();
    let outcome = async {
        let draft = typed.draft(today)?;
        let mut tx = auth.write(&form).await?;
        commands::add_number(&mut tx, &auth.actor, &auth.target.0, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url, "said-station-number-added", &auth.target.0.code)),
        Err(AppError::Invalid(errors)) => {
            let page = numbers_page(&mut auth, &typed, &errors).await?;
            page::unprocessable(&page)
        }
        Err(other) => Err(other),
    }
}

async fn ask_void(mut auth: Authorized<AskVoid>) -> Result<Response> {
    let id = auth.params.uuid("id")?;
    let numbers = queries::numbers_of(&mut auth.read().await?, auth.target.0.cell).await?;
    let number = numbers.into_iter().find(|number| number.id == id).ok_or(AppError::NotFound)?;
    page::page(&VoidPage::new(&auth.seed, &auth.target.0, &number, "", &FieldErrors::default()))
}

async fn void_number(mut auth: Authorized<VoidNumber>, form: Form) -> Result<Response> {
    let typed: VoidForm = form.parse()?;
    let id = auth.params.uuid("id")?;
    let url = format!("/duty-stations/{}/numbers", auth.target.0.code);
    let numbers = queries::numbers_of(&mut auth.read().await?, auth.target.0.cell).await?;
    let Some(number) = numbers.into_iter().find(|number| number.id == id) else {
        return Err(AppError::Conflict(Message::new("stations-number-conflict")));
    };
    let outcome = async {
        let (reason, version) = typed.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::void_number(&mut tx, &auth.actor, &auth.target.0, id, &reason, version).await?;
        tx.commit(&url).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url, "said-station-number-voided", &auth.target.0.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&VoidPage::new(&auth.seed, &auth.target.0, &number, &typed.reason, &errors)),
        Err(other) => Err(other),
    }
}

fn tabs<A: Action<Target = StationTarget>>(auth: &Authorized<A>, current: &str) -> Vec<page::Tab> {
    views::tabs(auth.language(), &auth.target.0.code, current, &|action| may_here(auth, action))
}

/// True if the reader may do this at this station: what buttons and tabs ask.
fn may_here<A: Action<Target = StationTarget>>(auth: &Authorized<A>, action: &str) -> bool {
    auth.app.walls.decide(&auth.actor, action, &auth.target.facts(&auth.actor)) == Decision::Allow
}
