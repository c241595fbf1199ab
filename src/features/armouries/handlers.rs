//! Requests about armouries: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::{ArmouryForm, DecisionForm};
use super::joint_counts;
use super::queries::{self, Armoury};
use super::sheet;
use super::views::{DecisionPage, FormPage, Index, Parts, Sheet, Show, url};
use super::{ArmouryHistory, AskApproval, AskArmoury, CreateArmoury, Decide, EditArmoury, ListArmouries, NewArmoury, PrintArmoury, ShowArmoury};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::confirmations::age_of_list;
use crate::features::contested;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListArmouries>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        let order: Vec<String> = lines.into_iter().map(|line| line.reference).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("armouries", sheet::COLUMNS, &order, records));
    }
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total);
    view.confirmed = age_of_list(&mut tx, &asked, "firearms", auth.language()).await?;
    page::page(&view)
}

pub async fn ask_new(mut auth: Authorized<NewArmoury>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::stations(&mut tx).await?;
    let mut form = ArmouryForm::default();
    if let [only] = stations.as_slice() {
        form.station = only.code.clone();
    }
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &stations))
}

pub async fn create(mut auth: Authorized<CreateArmoury>, form: Form) -> Result<Response> {
    let posted: ArmouryForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await.map_err(beside_the_name) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-armoury-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = queries::stations(&mut tx).await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateArmoury>, form: &Form, posted: &ArmouryForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

/// A rule of the database as an error beside its field; any other error goes on.
pub(super) fn beside_the_name(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "armoury_named_once" => AppError::field("name", "constraint-armoury-named-once"),
        other => other,
    }
}

pub async fn show(mut auth: Authorized<ShowArmoury>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintArmoury>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Sheet::new(&auth.seed, record))
}

async fn record<A: Action<Target = queries::Armoury>>(auth: &mut Authorized<A>) -> Result<Show> {
    let asked = Asked::read(auth.seed.here(), &["on"]);
    let typed = asked.one("on").unwrap_or_default();
    // A day is asked about as it ended there, today as it is now.
    let (day, unread) = match typed {
        "" => (None, String::new()),
        text => match time::read_date(text) {
            Ok(day) => (Some(day), String::new()),
            Err(message) => (None, auth.language().say(&message)),
        },
    };
    let end = day.and_then(|day| day.succ_opt()?.and_hms_opt(0, 0, 0));
    let at = match end.map(|end| time::resolve(end, &auth.target.zone)) {
        Some(time::Resolved::Once(at)) => at.min(auth.now()),
        _ => auth.now(),
    };
    let mut tx = auth.read().await?;
    let lying = (queries::lying(&mut tx, auth.target.id, at).await?, queries::lying_rounds(&mut tx, auth.target.id, at).await?);
    let counts = joint_counts::of_armoury(&mut tx, auth.target.id).await?;
    let contested = contested::of_armoury(&mut tx, auth.target.id.0).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, &auth.target, Parts { lying, counts }, day, unread);
    view.contested = contested::bars(&auth.seed, &contested);
    Ok(view)
}

pub async fn ask_edit(auth: Authorized<AskArmoury>) -> Result<Response> {
    let form = ArmouryForm::of(&auth.target);
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &form, &FieldErrors::default(), &[]))
}

pub async fn edit(mut auth: Authorized<EditArmoury>, form: Form) -> Result<Response> {
    let mut posted: ArmouryForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await.map_err(beside_the_name) {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-armoury-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors, &[])),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditArmoury>, form: &Form, posted: &ArmouryForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_approval(auth: Authorized<AskApproval>) -> Result<Response> {
    let form = DecisionForm { version: auth.target.version.to_string(), ..DecisionForm::default() };
    page::page(&DecisionPage::new(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn decide(mut auth: Authorized<Decide>, form: Form) -> Result<Response> {
    let posted: DecisionForm = form.parse()?;
    match decide_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-armoury-decided", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&DecisionPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn decide_from(auth: &mut Authorized<Decide>, form: &Form, posted: &DecisionForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::decide(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<ArmouryHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let armoury: &Armoury = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::Armoury, armoury.id.0).await?;
    let place = time::short_place(&armoury.station_name).to_owned();
    let subject = Subject { reference: armoury.reference.clone(), url: url(&armoury.reference), zone: armoury.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
