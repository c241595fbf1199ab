//! Two weeks of duty of a team: what each day rests on, who is on, and the form that plans days.

use axum::response::Response;
use chrono::{Days, NaiveDate};

use super::assignments::beside_its_field;
use super::commands;
use super::forms::{DutyForm, VoidForm, window};
use super::pages::{DutyPage, VoidPage};
use super::queries::{self, Team};
use super::views::url;
use super::{AskVoidDuty, PlanDuty, ShowDuty, VoidDuty};
use crate::authz::action::{Action, Authorized};
use crate::features::qualifications::lack_words;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::time;

/// Days that one page shows.
pub const SHOWN: u64 = 14;
/// What refuses a day of duty of an officer who lacks what the seat asks.
const UNFIT: &str = "duty_day_for_the_fit";

pub async fn show(mut auth: Authorized<ShowDuty>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["from"]);
    let today = time::local(auth.now(), zone(&auth.target)).date();
    let from = asked.one("from").and_then(|text| time::read_date(text).ok()).unwrap_or(today);
    let form = DutyForm { day: time::typed_date(from.max(today)), window: from.to_string(), ..DutyForm::default() };
    answer(&mut auth, from, &form, &FieldErrors::default()).await
}

async fn answer<A: Action<Target = Team>>(auth: &mut Authorized<A>, from: NaiveDate, form: &DutyForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let team = &auth.target;
    let days: Vec<NaiveDate> = from.iter_days().take(SHOWN as usize).collect();
    let seated = queries::seated(&mut tx, team.id).await?;
    let duties = queries::duties(&mut tx, team.id, from, from + Days::new(SHOWN - 1)).await?;
    let grounds = queries::grounds(&mut tx, team.principal_id, &days).await?;
    let view = DutyPage::new(&auth.seed, &auth.actor, team, (&days, &grounds), (&seated, &duties), form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn plan(mut auth: Authorized<PlanDuty>, form: Form) -> Result<Response> {
    let posted: DutyForm = form.parse()?;
    let from = window(&posted.window).parse().unwrap_or_else(|_| auth.now().date_naive());
    let outcome = match plan_from(&mut auth, &form, &posted).await {
        Err(AppError::Refused(name)) if name == UNFIT => Err(unfit(&mut auth, &posted).await?),
        other => other,
    };
    match beside_its_field(outcome) {
        Ok(()) => Ok(page::see_other_saying(&here(&auth.target, from), "said-duty-planned", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, from, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn plan_from(auth: &mut Authorized<PlanDuty>, form: &Form, posted: &DutyForm) -> Result<()> {
    let draft = posted.draft(zone(&auth.target))?;
    let mut tx = auth.write(form).await?;
    commands::plan(&mut tx, &auth.target, &draft).await?;
    tx.commit(&format!("{}/duty-days", url(&auth.target.reference))).await
}

/// Which of the days it is, and what the officer lacks then.
async fn unfit(auth: &mut Authorized<PlanDuty>, posted: &DutyForm) -> Result<AppError> {
    let language = auth.language();
    let draft = posted.draft(zone(&auth.target))?;
    let mut tx = auth.read().await?;
    let Some((day, lacks)) = queries::unfit_duty(&mut tx, &draft).await? else {
        return Ok(AppError::Refused(UNFIT.to_owned()));
    };
    let missing: Vec<String> = lacks.iter().map(|lack| lack_words(language, lack)).collect();
    let mut errors = FieldErrors::default();
    errors.add("day", Message::new("duty-unfit").with("day", time::typed_date(day)).with("missing", missing.join("; ")));
    Ok(AppError::Invalid(errors))
}

pub async fn ask_void(auth: Authorized<AskVoidDuty>) -> Result<Response> {
    page::page(&VoidPage::new(&auth.seed, &auth.actor, &auth.target, "", &FieldErrors::default()))
}

pub async fn void(mut auth: Authorized<VoidDuty>, form: Form) -> Result<Response> {
    let posted: VoidForm = form.parse()?;
    let location = here(&auth.target.team, auth.target.duty.day);
    let outcome = async {
        let reason = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::void_duty(&mut tx, &auth.target, &reason).await?;
        tx.commit(&location).await
    };
    match outcome.await {
        Ok(()) => Ok(page::see_other_saying(&location, "said-duty-voided", &auth.target.team.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&VoidPage::new(&auth.seed, &auth.actor, &auth.target, &posted.reason, &errors)),
        Err(error) => Err(error),
    }
}

fn here(team: &Team, from: NaiveDate) -> String {
    format!("{}/duty-days?from={from}", url(&team.reference))
}

fn zone(team: &Team) -> &str {
    if team.zone.is_empty() { "UTC" } else { &team.zone }
}
