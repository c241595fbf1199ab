//! Requests about missions: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::{EndForm, MissionForm, PhaseForm, StationForm};
use super::queries::{self, Mission};
use super::views::{FormPage, Index, PhasePage, Show, export, url};
use super::{
    AskMission, AskPhase, AttachStation, ChangePhase, CreateMission, DetachStation, EditMission, ListMissions, MissionHistory, NewMission, ShowMission,
};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListMissions>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn ask_new(auth: Authorized<NewMission>) -> Result<Response> {
    page::page(&FormPage::new(&auth.seed, None, &MissionForm::default(), &FieldErrors::default()))
}

pub async fn create(mut auth: Authorized<CreateMission>, form: Form) -> Result<Response> {
    let posted: MissionForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-mission-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateMission>, form: &Form, posted: &MissionForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowMission>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::stations_of(&mut tx, auth.target.id).await?;
    let tally = queries::tally(&mut tx, auth.target.id).await?;
    let form = StationForm { from_date: time::typed_date(auth.now().date_naive()), ..StationForm::default() };
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target, (&stations, &tally), &form, &FieldErrors::default()))
}

pub async fn ask_edit(auth: Authorized<AskMission>) -> Result<Response> {
    let form = MissionForm::of(&auth.target);
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &form, &FieldErrors::default()))
}

pub async fn edit(mut auth: Authorized<EditMission>, form: Form) -> Result<Response> {
    let posted: MissionForm = form.parse()?;
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-mission-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditMission>, form: &Form, posted: &MissionForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_phase(auth: Authorized<AskPhase>) -> Result<Response> {
    let form = PhaseForm { since: time::typed_date(auth.now().date_naive()), version: auth.target.version.to_string(), ..PhaseForm::default() };
    page::page(&PhasePage::new(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn change_phase(mut auth: Authorized<ChangePhase>, form: Form) -> Result<Response> {
    let posted: PhaseForm = form.parse()?;
    match phase_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-mission-phase", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&PhasePage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn phase_from(auth: &mut Authorized<ChangePhase>, form: &Form, posted: &PhaseForm) -> Result<()> {
    let draft = posted.draft(&auth.target, auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::change_phase(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn attach(mut auth: Authorized<AttachStation>, form: Form) -> Result<Response> {
    let posted: StationForm = form.parse()?;
    match attach_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-mission-station", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = queries::stations_of(&mut tx, auth.target.id).await?;
            let tally = queries::tally(&mut tx, auth.target.id).await?;
            page::unprocessable(&Show::new(&auth.seed, &auth.actor, &auth.target, (&stations, &tally), &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn attach_from(auth: &mut Authorized<AttachStation>, form: &Form, posted: &StationForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::attach(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn detach(mut auth: Authorized<DetachStation>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::detach(&mut tx, &auth.target, posted.number.parse().unwrap_or_default(), posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-mission-station-left", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<MissionHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let mission: &Mission = &auth.target;
    let stations = queries::stations_of(&mut tx, mission.id).await?.iter().map(|line| line.id.to_string()).collect();
    let parts = [(HistoryTable::Mission, vec![mission.id.0.to_string()]), (HistoryTable::MissionStation, stations)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let subject = Subject { reference: mission.reference.clone(), url: url(&mission.reference), ..Subject::default() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
