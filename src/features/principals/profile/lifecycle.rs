//! `/principals/{ref}/profile`, where WF-1 is walked, and `/principals/{ref}/access`: who opened what.

use axum::response::Response;

use super::commands::{self, Advance};
use super::model::State;
use super::queries;
use super::views::{AccessPage, ProfilePage, TypedStep, reading_line};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::principals::handlers::url;
use crate::features::principals::queries::Principal;
use crate::features::principals::views::Head;
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// How the profile stands.
    ShowProfile: Get "/principals/{ref}/profile" => "profile.show", Principal, Quiet;
    /// Begins it.
    BeginProfile: Post "/principals/{ref}/profile" => "profile.begin", Principal, Change;
    /// Takes a step; which of the lines of the rule table must hold, the step says.
    AdvanceProfile: Post "/principals/{ref}/profile/steps" => "profile.advance", Principal, Change;
    /// Who opened what.
    ShowAccess: Get "/principals/{ref}/access" => "profile.access", Principal, Quiet;
}

/// `/principals/{ref}/profile`, `/principals/{ref}/access`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowProfile, _, _>(show).post::<BeginProfile, _, _>(begin).post::<AdvanceProfile, _, _>(advance).get::<ShowAccess, _, _>(access)
}

async fn show(mut auth: Authorized<ShowProfile>) -> Result<Response> {
    answer(&mut auth, &TypedStep::default(), &FieldErrors::default()).await
}

async fn answer<A: Action<Target = Principal>>(auth: &mut Authorized<A>, typed: &TypedStep, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let principal = &auth.target;
    let profile = queries::profile(&mut tx, principal.id).await?;
    let sections = queries::sections(&mut tx, principal.id).await?;
    let lacking = queries::lacking(&mut tx, principal.id).await?;
    let view = ProfilePage::new(&auth.seed, &auth.actor, principal, profile.as_ref(), (&sections, &lacking), typed, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn begin(mut auth: Authorized<BeginProfile>, form: Form) -> Result<Response> {
    match begin_from(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-profile-begun", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let typed = TypedStep { notice_on: form.text("notice_on").to_owned(), ..TypedStep::default() };
            answer(&mut auth, &typed, &errors).await
        }
        Err(error) => Err(error),
    }
}

async fn begin_from(auth: &mut Authorized<BeginProfile>, form: &Form) -> Result<()> {
    let mut errors = FieldErrors::default();
    let notice_on = match form.text("notice_on").trim() {
        "" => Err(Message::new("profile-notice-required")),
        text => time::read_date(text),
    };
    let today = auth.now().date_naive();
    let notice_on = match notice_on {
        Ok(day) if day > today => {
            errors.add("notice_on", Message::new("profile-notice-ahead"));
            day
        }
        Ok(day) => day,
        Err(message) => {
            errors.add("notice_on", message);
            today
        }
    };
    errors.or(())?;
    if !auth.target.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let mut tx = auth.write(form).await?;
    commands::begin(&mut tx, &auth.target, notice_on).await?;
    tx.commit(&url(&auth.target.reference)).await
}

async fn advance(mut auth: Authorized<AdvanceProfile>, form: Form) -> Result<Response> {
    let typed = TypedStep { reason: form.text("reason").trim().to_owned(), classification: form.text("classification").to_owned(), ..TypedStep::default() };
    match advance_from(&mut auth, &form, &typed).await {
        Ok(()) => Ok(page::see_other_saying(&format!("{}/profile", url(&auth.target.reference)), "said-profile-advanced", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &typed, &errors).await,
        Err(error) => Err(error),
    }
}

async fn advance_from(auth: &mut Authorized<AdvanceProfile>, form: &Form, typed: &TypedStep) -> Result<()> {
    let Some(to) = State::of(form.text("to")) else { return Err(AppError::field("", "field-not-a-choice")) };
    if typed.reason.chars().count() > 300 {
        let mut errors = FieldErrors::default();
        errors.add("reason", Message::new("field-too-long").with("limit", "300"));
        return Err(AppError::Invalid(errors));
    }
    let mut tx = auth.write(form).await?;
    let profile = queries::profile(&mut tx, auth.target.id).await?.ok_or_else(|| AppError::Conflict(Message::new("profile-not-begun")))?;
    let step =
        Advance { to, reason: typed.reason.clone(), classification: typed.classification.clone(), version: form.text("version").parse().unwrap_or_default() };
    commands::advance(&mut tx, &auth.actor, &auth.target, &profile, &step).await?;
    tx.commit(&format!("{}/profile", url(&auth.target.reference))).await
}

async fn access(mut auth: Authorized<ShowAccess>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let readings = queries::readings(&mut tx, auth.target.id).await?;
    page::page(&AccessPage {
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
        principal: Head::new(&auth.seed, &auth.actor, &auth.target),
        title: language.fill("profile-access-count", &[("count", Hole::Number(readings.len() as i64))]),
        rows: readings.iter().map(|reading| reading_line(language, reading)).collect(),
    })
}
