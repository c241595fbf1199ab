//! Requests about interim protection: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::InterimForm;
use super::queries::{self, Standing};
use super::views::{EndPage, Index, NewPage, Show, export, url};
use super::{AskEndInterim, AskInterim, ConfirmInterim, EndInterim, InterimHistory, ListInterim, ShowInterim, StartInterim};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Format};
use crate::db::Tx;
use crate::features::people::required;
use crate::features::requirements::forms::ReasonForm;
use crate::features::requirements::{Coded, postures};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListInterim>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines, auth.now()));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, lines, total))
}

pub async fn ask(mut auth: Authorized<AskInterim>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["official", "station"]);
    let mut tx = auth.read().await?;
    let (postures, stations) = offered(&mut tx).await?;
    let station = match stations.as_slice() {
        [only] => only.code.clone(),
        _ => asked.one("station").unwrap_or_default().to_uppercase(),
    };
    let form = InterimForm {
        official: asked.one("official").unwrap_or_default().to_owned(),
        station,
        level: "high".into(),
        posture: "P4".into(),
        ..InterimForm::default()
    };
    page::page(&NewPage::new(&auth.seed, &form, &FieldErrors::default(), &postures, &stations))
}

pub async fn start(mut auth: Authorized<StartInterim>, form: Form) -> Result<Response> {
    let posted: InterimForm = form.parse()?;
    let outcome = match start_from(&mut auth, &form, &posted).await {
        Err(AppError::Refused(name)) if name == "interim_once_at_a_time" => Err(AppError::field("official", "constraint-interim-once-at-a-time")),
        other => other,
    };
    match outcome {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-interim-started", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let (postures, stations) = offered(&mut tx).await?;
            page::unprocessable(&NewPage::new(&auth.seed, &posted, &errors, &postures, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn start_from(auth: &mut Authorized<StartInterim>, form: &Form, posted: &InterimForm) -> Result<String> {
    let mut tx = auth.write(form).await?;
    let codes: Vec<String> = postures(&mut tx).await?.into_iter().map(|posture| posture.code).collect();
    let draft = posted.draft(&codes)?;
    let reference = commands::start(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

async fn offered(tx: &mut Tx) -> Result<(Vec<Coded>, Vec<Coded>)> {
    Ok((postures(tx).await?, queries::stations_to_protect(tx).await?))
}

pub async fn show(auth: Authorized<ShowInterim>) -> Result<Response> {
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target))
}

pub async fn confirm(mut auth: Authorized<ConfirmInterim>, form: Form) -> Result<Response> {
    let version = form.parse::<ReasonForm>()?.version.parse().unwrap_or_default();
    let mut tx = auth.write(&form).await?;
    commands::confirm(&mut tx, &auth.target, version).await?;
    tx.commit(&url(&auth.target.reference)).await?;
    Ok(page::see_other_saying(&url(&auth.target.reference), "said-interim-confirmed", &auth.target.reference))
}

pub async fn ask_end(auth: Authorized<AskEndInterim>) -> Result<Response> {
    if auth.target.standing(auth.now()) == Standing::Ended {
        return Ok(page::see_other_saying(&url(&auth.target.reference), "said-caution-interim-ended", &auth.target.reference));
    }
    page::page(&EndPage::new(&auth.seed, &auth.actor, &auth.target, "", &FieldErrors::default()))
}

pub async fn end(mut auth: Authorized<EndInterim>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    match end_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-interim-ended", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&EndPage::new(&auth.seed, &auth.actor, &auth.target, &posted.reason, &errors)),
        Err(error) => Err(error),
    }
}

async fn end_from(auth: &mut Authorized<EndInterim>, form: &Form, posted: &ReasonForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 500);
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    commands::end(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<InterimHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let interim = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::InterimProtection, interim.id.0).await?;
    let place = time::short_place(&interim.station_name).to_owned();
    let subject = Subject { reference: interim.reference.clone(), url: url(&interim.reference), zone: interim.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
