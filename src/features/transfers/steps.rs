//! The steps of a transfer that take a button, or a button and a few words.

use axum::response::Response;

use super::forms::StepForm;
use super::handlers::refused;
use super::lines::{self, Line};
use super::receiving::{posted_lines, understood};
use super::show_page::url;
use super::{Authorize, Cancel, CountAgain, Dispatch, Investigate, KeepPacked, Pack, ReadOdometers, Refuse, SignPacking, SignReceipt, Unpack, commands};
use crate::authz::action::Authorized;
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::page;

pub async fn authorize(mut auth: Authorized<Authorize>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let is_sender = posted.authorizer()? == "ssp";
    let mut tx = auth.write(&form).await?;
    if is_sender {
        commands::authorize_for_sender(&mut tx, &auth.actor, &auth.target.0, posted.version()).await?;
    } else {
        commands::authorize_for_unit(&mut tx, &auth.actor, &auth.target.0, posted.version()).await?;
    }
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-authorized", &auth.target.0.reference))
}

pub async fn refuse(mut auth: Authorized<Refuse>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let done = async {
        let reason = posted.reason()?;
        let mut tx = auth.write(&form).await?;
        commands::refuse(&mut tx, &transfer, &reason, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match done {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-refused", &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &[("reason", &posted.reason)]).await,
    }
}

pub async fn cancel(mut auth: Authorized<Cancel>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let done = async {
        let reason = posted.reason()?;
        let mut tx = auth.write(&form).await?;
        commands::cancel(&mut tx, &transfer, &reason, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    let said = if transfer.state == "packed" { "said-transfer-to-unpack" } else { "said-transfer-cancelled" };
    match done {
        Ok(()) => Ok(page::see_other_saying(&address, said, &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &[("reason", &posted.reason)]).await,
    }
}

pub async fn keep(mut auth: Authorized<KeepPacked>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::keep_packed(&mut tx, &auth.target.0, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-kept", &auth.target.0.reference))
}

pub async fn unpack(mut auth: Authorized<Unpack>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::unpack(&mut tx, &auth.target.0, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-cancelled", &auth.target.0.reference))
}

pub async fn pack(mut auth: Authorized<Pack>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let done = async {
        let seals = posted.seals()?;
        let mut tx = auth.write(&form).await?;
        commands::pack(&mut tx, &transfer, &seals, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match done {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-packed", &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &[("seals", &posted.seals)]).await,
    }
}

pub async fn sign_packing(mut auth: Authorized<SignPacking>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign_packing(&mut tx, &auth.target.0, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-packing-signed", &auth.target.0.reference))
}

pub async fn read_odometers(mut auth: Authorized<ReadOdometers>, form: Form) -> Result<Response> {
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let listed = lines::lines(&mut auth.read().await?, transfer.id).await?;
    let posted = posted_lines(listed, &form, Line::is_vehicle)?;
    let kept = async {
        let read = understood(&posted, &form, |line, km| line.may_leave_with(km).then_some(km))?;
        let mut tx = auth.write(&form).await?;
        commands::read_odometers(&mut tx, &transfer, &read).await?;
        tx.commit(&address).await
    }
    .await;
    let values: Vec<(&str, &str)> = posted.iter().map(|line| (line.item.as_str(), form.text(&line.item))).collect();
    match kept {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-odometers", &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &values).await,
    }
}

pub async fn dispatch(mut auth: Authorized<Dispatch>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let done = async {
        let carrier = posted.carrier()?;
        let mut tx = auth.write(&form).await?;
        commands::dispatch(&mut tx, &transfer, &carrier, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match done {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-dispatched", &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &[("carrier", &posted.carrier)]).await,
    }
}

pub async fn sign_receipt(mut auth: Authorized<SignReceipt>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign_receipt(&mut tx, &auth.target.0, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-received", &auth.target.0.reference))
}

pub async fn count_again(mut auth: Authorized<CountAgain>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::count_again(&mut tx, &auth.target.0, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-transfer-recount", &auth.target.0.reference))
}

pub async fn investigate(mut auth: Authorized<Investigate>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.clone();
    let address = url(&transfer.reference);
    let done: Result<(), AppError> = async {
        let findings = posted.findings()?;
        let mut tx = auth.write(&form).await?;
        commands::investigate(&mut tx, &transfer, &findings, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match done {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-investigated", &transfer.reference)),
        Err(error) => refused(&mut auth, &transfer, error, &[("findings", &posted.findings)]).await,
    }
}
