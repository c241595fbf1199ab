//! `/transfers/{ref}/receipt`: every mark is read, every lot counted; and `/transfers/{ref}/closing`: what became of
//! what is missing. Both work without script.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{MarkForm, StepForm};
use super::lines::{self, Line};
use super::model::{LOTS_A_PAGE, read_rounds};
use super::queries::{self, Transfer, Unlisted};
use super::show_page::url;
use super::{AskClosing, AskReceipt, Close, CountLots, FinishReceipt, ReadMark, StrikeMark, commands};
use crate::authz::action::{Action, Authorized};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

/// What was posted and could not be understood, kept on the page.
#[derive(Default)]
struct Typed {
    mark: String,
    reason: String,
    note: String,
    rounds: Form,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "transfers/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    reference: String,
    way: String,
    action: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    version: i32,
    /// It is on its way; after the first signature nothing is counted any more.
    is_counting: bool,
    so_far: String,
    typed: Field,
    reason: Field,
    note: Field,
    found: Vec<Line>,
    not_yet: Vec<Line>,
    unlisted: Vec<Unlisted>,
    lots: Vec<Field>,
    /// One for each vehicle, in km.
    odometers: Vec<Field>,
    lots_left: String,
}

impl ReceiptPage {
    fn new(seed: &Seed, transfer: &Transfer, lines: Vec<Line>, unlisted: Vec<Unlisted>, typed: &Typed) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, &typed.errors);
        let (lots, things): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(Line::is_rounds);
        let odometers = things.iter().filter(|line| line.is_vehicle()).map(|line| odometer_field(seed, line, typed)).collect();
        let (found, not_yet): (Vec<Line>, Vec<Line>) = things.into_iter().partition(|line| line.is_read);
        let lots_left = lots.iter().filter(|lot| lot.counted.is_none()).count() as i64;
        let shell = Shell::titled(seed, transfer.reference.clone());
        Self {
            reference: transfer.reference.clone(),
            way: format!("{} → {}", transfer.station, transfer.to_station),
            action: url(&transfer.reference),
            form_key: fresh_form_key(),
            errors: typed.errors.links(language),
            version: transfer.version,
            is_counting: transfer.state == "in_transit",
            so_far: language.fill("count-so-far", &[("found", Hole::Number(found.len() as i64)), ("left", Hole::Number(not_yet.len() as i64))]),
            typed: field("typed", "transfer-mark", &typed.mark).hint(language, "count-mark-hint"),
            reason: field("reason", "count-reason", &typed.reason),
            note: field("receipt_note", "transfer-receipt-note", &typed.note).optional().hint(language, "transfer-receipt-note-hint"),
            lots: asked_for(lots).iter().map(|lot| lot_field(seed, lot, typed)).collect(),
            lots_left: if lots_left > 0 { language.fill("count-lots-left", &[("count", Hole::Number(lots_left))]) } else { String::new() },
            odometers,
            found,
            not_yet,
            unlisted,
            shell: if typed.errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The lots of one form: those not counted yet first, and those that nobody listed.
fn asked_for(mut lots: Vec<Line>) -> Vec<Line> {
    lots.sort_by_key(|lot| lot.counted.is_some() && lot.quantity > 0);
    lots.truncate(LOTS_A_PAGE);
    lots
}

fn lot_field(seed: &Seed, lot: &Line, typed: &Typed) -> Field {
    let posted = typed.rounds.text(&lot.item);
    let value = if posted.is_empty() { lot.counted.map(|rounds| rounds.to_string()).unwrap_or_default() } else { posted.to_owned() };
    let error = typed.errors.of(&lot.item, seed.language);
    let hint = if lot.quantity == 0 { seed.language.t("transfer-lot-unlisted-hint") } else { String::new() };
    Field { name: lot.item.clone(), hint, label: format!("{} {} {}", lot.item, lot.mark, lot.called), value, error, required: true }
}

fn odometer_field(seed: &Seed, vehicle: &Line, typed: &Typed) -> Field {
    let posted = typed.rounds.text(&vehicle.item);
    let value = if posted.is_empty() { vehicle.km_received.map(|km| km.to_string()).unwrap_or_default() } else { posted.to_owned() };
    Field {
        name: vehicle.item.clone(),
        hint: String::new(),
        label: odometer_label(seed.language, vehicle),
        value,
        error: typed.errors.of(&vehicle.item, seed.language),
        required: true,
    }
}

/// Which vehicle, and what is asked of it.
pub(super) fn odometer_label(language: Language, vehicle: &Line) -> String {
    language.fill("transfer-odometer-of", &[("what", Hole::Text(&format!("{} {} {}", vehicle.item, vehicle.mark, vehicle.called)))])
}

async fn answer<A: Action>(auth: &mut Authorized<A>, transfer: &Transfer, typed: Typed) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (lines, unlisted) = (lines::lines(&mut tx, transfer.id).await?, queries::unlisted(&mut tx, transfer.id).await?);
    let view = ReceiptPage::new(&auth.seed, transfer, lines, unlisted, &typed);
    if typed.errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(mut auth: Authorized<AskReceipt>) -> Result<Response> {
    let transfer = auth.target.0.clone();
    answer(&mut auth, &transfer, Typed::default()).await
}

pub async fn read(mut auth: Authorized<ReadMark>, form: Form) -> Result<Response> {
    let posted: MarkForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = format!("{}/receipt", url(&transfer.reference));
    let kept = async {
        let mark = posted.mark()?;
        let mut tx = auth.write(&form).await?;
        commands::read_mark(&mut tx, &transfer, &mark).await?;
        tx.commit(&address).await
    }
    .await;
    match kept {
        Ok(()) => Ok(page::see_other(&address)),
        Err(AppError::Refused(name)) if name == "transfer_item_found_once" || name == "transfer_mark_read_once" => {
            Ok(page::see_other_saying(&address, "said-caution-count-again", &transfer.reference))
        }
        Err(AppError::Invalid(errors)) => answer(&mut auth, &transfer, Typed { mark: posted.typed, errors, ..Typed::default() }).await,
        Err(error) => Err(error),
    }
}

pub async fn strike(mut auth: Authorized<StrikeMark>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let number = auth.params.number("number")?;
    let transfer = auth.target.0.clone();
    let address = format!("{}/receipt", url(&transfer.reference));
    let marks = queries::unlisted(&mut auth.read().await?, transfer.id).await?;
    let mark = marks.into_iter().find(|mark| mark.number == number).ok_or(AppError::NotFound)?;
    let struck = async {
        let reason = posted.reason()?;
        let mut tx = auth.write(&form).await?;
        commands::strike(&mut tx, &transfer, &mark, &reason).await?;
        tx.commit(&address).await
    }
    .await;
    match struck {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-struck", &transfer.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &transfer, Typed { reason: posted.reason, errors, ..Typed::default() }).await,
        Err(error) => Err(error),
    }
}

pub async fn count(mut auth: Authorized<CountLots>, form: Form) -> Result<Response> {
    let transfer = auth.target.0.clone();
    let lines = lines::lines(&mut auth.read().await?, transfer.id).await?;
    let posted = posted_lines(lines, &form, |line| line.is_rounds() || line.is_vehicle())?;
    let address = format!("{}/receipt", url(&transfer.reference));
    let kept = async {
        let counted = understood(&posted, &form, arrived)?;
        let mut tx = auth.write(&form).await?;
        commands::count_rounds(&mut tx, &transfer, &counted).await?;
        tx.commit(&address).await
    }
    .await;
    match kept {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-rounds", &transfer.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &transfer, Typed { rounds: form, errors, ..Typed::default() }).await,
        Err(error) => Err(error),
    }
}

/// Rounds as they were counted; km not below those with which a vehicle left.
fn arrived(line: &Line, number: i32) -> Option<i32> {
    (!line.is_vehicle() || line.may_come_with(number)).then_some(number)
}

/// The lines that a form names by their references; a field that names none is refused.
pub(super) fn posted_lines(lines: Vec<Line>, form: &Form, wanted: impl Fn(&Line) -> bool) -> Result<Vec<Line>> {
    let names = |line: &Line| form.fields().iter().any(|(name, _)| *name == line.item);
    let posted: Vec<Line> = lines.into_iter().filter(|line| wanted(line) && names(line)).collect();
    let others = form.fields().iter().filter(|(name, _)| name != "version" && name != "reason").count();
    if posted.len() != others {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    Ok(posted)
}

pub(super) fn understood(lines: &[Line], form: &Form, fits: impl Fn(&Line, i32) -> Option<i32>) -> Result<Vec<(Uuid, i32)>> {
    let mut errors = FieldErrors::default();
    let mut told = Vec::new();
    for line in lines {
        match read_rounds(form.text(&line.item)).and_then(|rounds| fits(line, rounds)) {
            Some(rounds) => told.push((line.id, rounds)),
            None if line.is_vehicle() => errors.add(line.item.clone(), Message::new("transfer-odometer-number")),
            None => errors.add(line.item.clone(), Message::new("count-rounds-number")),
        }
    }
    errors.or(told)
}

pub async fn finish(mut auth: Authorized<FinishReceipt>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let finished = async {
        let mut tx = auth.write(&form).await?;
        commands::finish(&mut tx, &transfer, &posted.receipt_note(), posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match finished {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-counted", &transfer.reference)),
        // the lots are what is missing: lead there
        Err(AppError::Refused(name)) if name == "every_round_of_a_transfer_is_counted" => {
            Ok(page::see_other_saying(&format!("{address}/receipt"), "said-caution-count-lots-missing", &transfer.reference))
        }
        Err(AppError::Refused(name)) if name == "vehicle_arrives_with_its_reading" => {
            Ok(page::see_other_saying(&format!("{address}/receipt"), "said-caution-transfer-odometers-missing", &transfer.reference))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "transfers/closing.html")]
struct ClosingPage {
    shell: Shell,
    reference: String,
    way: String,
    findings: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    version: i32,
    missing: Vec<Field>,
    /// Rounds that came and were not sent.
    surplus: Vec<String>,
    words: Field,
    waits: bool,
}

async fn closing_page<A: Action>(auth: &mut Authorized<A>, transfer: &Transfer, form: &Form, errors: &FieldErrors) -> Result<Response> {
    let lines = lines::lines(&mut auth.read().await?, transfer.id).await?;
    let language = auth.language();
    let field = |line: &Line| Field {
        name: line.item.clone(),
        label: language.fill(
            "transfer-found-later-of",
            &[("what", Hole::Text(&format!("{} {} {}", line.item, line.mark, line.called))), ("missing", Hole::Number(line.missing().into()))],
        ),
        value: form.text(&line.item).to_owned(),
        error: errors.of(&line.item, language),
        required: true,
        ..Field::default()
    };
    let surplus = |line: &Line| {
        let what = format!("{} {} {}", line.item, line.mark, line.called);
        language.fill("transfer-surplus-of", &[("what", Hole::Text(&what)), ("surplus", Hole::Number(line.surplus().into()))])
    };
    let shell = Shell::titled(&auth.seed, transfer.reference.clone());
    let view = ClosingPage {
        reference: transfer.reference.clone(),
        way: format!("{} → {}", transfer.station, transfer.to_station),
        findings: transfer.findings.clone(),
        action: format!("{}/closing", url(&transfer.reference)),
        back_url: url(&transfer.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        version: transfer.version,
        missing: lines.iter().filter(|line| line.missing() > 0).map(field).collect(),
        surplus: lines.iter().filter(|line| line.surplus() > 0).map(surplus).collect(),
        words: Field::new(language, "reason", "transfer-closing-words", form.text("reason"), errors),
        waits: transfer.investigator.is_none(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_closing(mut auth: Authorized<AskClosing>) -> Result<Response> {
    let transfer = auth.target.clone();
    closing_page(&mut auth, &transfer, &Form::default(), &FieldErrors::default()).await
}

pub async fn close(mut auth: Authorized<Close>, form: Form) -> Result<Response> {
    let transfer = auth.target.clone();
    let address = url(&transfer.reference);
    let lines = lines::lines(&mut auth.read().await?, transfer.id).await?;
    let posted = posted_lines(lines, &form, |line| line.missing() > 0)?;
    let closed: Result<()> = async {
        let settled = understood(&posted, &form, |line, found| Some(found).filter(|found| *found <= line.missing()))?;
        let words = form.text("reason").trim().to_owned();
        if words.is_empty() || words.chars().count() > 1000 {
            return Err(AppError::field("reason", if words.is_empty() { "field-required" } else { "transfer-words-long" }));
        }
        let version = form.text("version").parse().unwrap_or_default();
        let mut tx = auth.write(&form).await?;
        commands::close(&mut tx, &transfer, &settled, &words, version).await?;
        tx.commit(&address).await
    }
    .await;
    match closed {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-closed", &transfer.reference)),
        Err(AppError::Invalid(errors)) => closing_page(&mut auth, &transfer, &form, &errors).await,
        Err(error) => Err(error),
    }
}
