//! Requests about pledges: parse, call, show. No rule is written here.

use axum::response::Response;

use super::capacity;
use super::commands;
use super::form_pages::FormPage;
use super::forms::{MemberForm, PledgeForm};
use super::queries::{self, Pledge};
use super::sheet;
use super::views::{Index, Paper, Show, url};
use super::{AskPledge, CreatePledge, EditPledge, ListPledges, NewPledge, PledgeHistory, PrintPledge, ShowPledge, kit};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListPledges>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total, people) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        let order: Vec<String> = lines.into_iter().map(|line| line.reference).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("standby", sheet::COLUMNS, &order, records));
    }
    let silent = capacity::silent_stations(&mut tx).await?;
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, (total, people, silent)))
}

pub async fn ask_new(mut auth: Authorized<NewPledge>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::stations(&mut tx).await?;
    let mut form = PledgeForm { from_date: time::typed_date(auth.now().date_naive()), ..PledgeForm::default() };
    if let [only] = stations.as_slice() {
        form.station = only.code.clone();
    }
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &stations))
}

pub async fn create(mut auth: Authorized<CreatePledge>, form: Form) -> Result<Response> {
    let posted: PledgeForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-standby-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = queries::stations(&mut tx).await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreatePledge>, form: &Form, posted: &PledgeForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowPledge>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintPledge>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Pledge>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let people = queries::people(&mut tx, auth.target.id).await?;
    let checks = queries::checks(&mut tx, auth.target.id).await?;
    let lines = kit::of(&mut tx, auth.target.id).await?;
    Ok(Show::new(&auth.seed, &auth.actor, &auth.target, (people, checks, lines), &MemberForm::default(), &FieldErrors::default()))
}

pub async fn ask_edit(auth: Authorized<AskPledge>) -> Result<Response> {
    let form = PledgeForm::of(&auth.target);
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &form, &FieldErrors::default(), &[]))
}

pub async fn edit(mut auth: Authorized<EditPledge>, form: Form) -> Result<Response> {
    let mut posted: PledgeForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-standby-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors, &[])),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditPledge>, form: &Form, posted: &PledgeForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<PledgeHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let pledge: &Pledge = &auth.target;
    let checks = queries::checks(&mut tx, pledge.id).await?.iter().map(|check| check.id.to_string()).collect();
    let members = queries::member_ids(&mut tx, pledge.id).await?;
    let lines = kit::ids(&mut tx, pledge.id).await?;
    let parts = [
        (HistoryTable::StandbyPledge, vec![pledge.id.0.to_string()]),
        (HistoryTable::StandbyMember, members),
        (HistoryTable::StandbyKit, lines),
        (HistoryTable::StandbyCheck, checks),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&pledge.station_name).to_owned();
    let subject = Subject { reference: pledge.reference.clone(), url: url(&pledge.reference), zone: pledge.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
