//! Who sits on a seat: putting somebody there, their yes or no, the end, and one for one.

use axum::response::Response;

use super::commands;
use super::forms::{AssignForm, LeaveForm};
use super::pages::{AssignPage, Leave, LeavePage};
use super::queries::{self, Assignment, Team};
use super::views::url;
use super::{AcceptAssignment, AskAssign, AskDecline, AskEndAssignment, AskReplace, Assign, Decline, EndAssignment, Replace};
use crate::authz::action::{Action, Authorized};
use crate::features::requirements::required_posts;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::time;

pub async fn ask_assign(mut auth: Authorized<AskAssign>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["seat"]);
    let from = auth.target.from_date.max(auth.now().date_naive());
    let form = AssignForm {
        seat: asked.one("seat").unwrap_or_default().to_owned(),
        from: time::typed_date(from),
        to: auth.target.to_date.map(time::typed_date).unwrap_or_default(),
        ..AssignForm::default()
    };
    assign_page(&mut auth, &form, &FieldErrors::default()).await
}

async fn assign_page<A: Action<Target = Team>>(auth: &mut Authorized<A>, form: &AssignForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let posts = required_posts(&mut tx, auth.target.requirement_id).await?;
    let seated = queries::seated(&mut tx, auth.target.id).await?;
    let view = AssignPage::new(&auth.seed, &auth.actor, &auth.target, (&posts, &seated), form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn assign(mut auth: Authorized<Assign>, form: Form) -> Result<Response> {
    let posted: AssignForm = form.parse()?;
    match beside_its_field(assign_from(&mut auth, &form, &posted).await) {
        Ok(()) => Ok(page::see_other_saying(&seats(&auth.target), "said-assignment-made", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => assign_page(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn assign_from(auth: &mut Authorized<Assign>, form: &Form, posted: &AssignForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::assign(&mut tx, &auth.target, &draft).await?;
    tx.commit(&seats(&auth.target)).await
}

pub async fn accept(mut auth: Authorized<AcceptAssignment>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    commands::accept_assignment(&mut tx, &auth.target).await?;
    tx.commit(&seats(&auth.target.team)).await?;
    Ok(page::see_other_saying(&seats(&auth.target.team), "said-assignment-accepted", &auth.target.team.reference))
}

pub async fn ask_decline(auth: Authorized<AskDecline>) -> Result<Response> {
    ask(&auth, Leave::Decline)
}

pub async fn decline(mut auth: Authorized<Decline>, form: Form) -> Result<Response> {
    let posted: LeaveForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(false, false)?;
        let mut tx = auth.write(&form).await?;
        commands::decline(&mut tx, &auth.target, &draft).await?;
        tx.commit(&seats(&auth.target.team)).await
    };
    let outcome = outcome.await;
    left(&auth, Leave::Decline, &posted, outcome, "said-assignment-declined")
}

pub async fn ask_end(auth: Authorized<AskEndAssignment>) -> Result<Response> {
    ask(&auth, Leave::End)
}

pub async fn end(mut auth: Authorized<EndAssignment>, form: Form) -> Result<Response> {
    let posted: LeaveForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(false, true)?;
        let mut tx = auth.write(&form).await?;
        commands::end(&mut tx, &auth.target, &draft).await?;
        tx.commit(&seats(&auth.target.team)).await
    };
    let outcome = outcome.await;
    left(&auth, Leave::End, &posted, outcome, "said-assignment-ended")
}

pub async fn ask_replace(auth: Authorized<AskReplace>) -> Result<Response> {
    ask(&auth, Leave::Replace)
}

pub async fn replace(mut auth: Authorized<Replace>, form: Form) -> Result<Response> {
    let posted: LeaveForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(true, true)?;
        let mut tx = auth.write(&form).await?;
        commands::replace(&mut tx, &auth.target, &draft).await?;
        tx.commit(&seats(&auth.target.team)).await
    };
    let outcome = match outcome.await {
        Err(AppError::Refused(name)) if name == "duty_day_for_the_fit" => Err(AppError::field("officer", "constraint-duty-day-for-the-fit")),
        other => other,
    };
    left(&auth, Leave::Replace, &posted, outcome, "said-assignment-replaced")
}

fn ask<A: Action<Target = Assignment>>(auth: &Authorized<A>, leave: Leave) -> Result<Response> {
    let assignment = &auth.target;
    let fits = if leave == Leave::Decline { assignment.seated.state == "proposed" } else { assignment.seated.is_open() };
    if !fits {
        return Ok(page::see_other_saying(&seats(&assignment.team), "said-caution-assignment-moved-on", &assignment.team.reference));
    }
    let form = LeaveForm { day: time::typed_date(auth.now().date_naive().max(assignment.seated.from_date)), ..LeaveForm::default() };
    page::page(&LeavePage::new(&auth.seed, &auth.actor, assignment, leave, &form, &FieldErrors::default()))
}

fn left<A: Action<Target = Assignment>>(auth: &Authorized<A>, leave: Leave, posted: &LeaveForm, outcome: Result<()>, said: &'static str) -> Result<Response> {
    let assignment = &auth.target;
    match beside_its_field(outcome) {
        Ok(()) => Ok(page::see_other_saying(&seats(&assignment.team), said, &assignment.team.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&LeavePage::new(&auth.seed, &auth.actor, assignment, leave, posted, &errors)),
        Err(error) => Err(error),
    }
}

/// What the database refused, beside the field that can mend it.
pub fn beside_its_field(outcome: Result<()>) -> Result<()> {
    let Err(AppError::Refused(name)) = &outcome else { return outcome };
    match name.as_str() {
        "assignment_rests_on_assessment" => Err(AppError::field("from", "constraint-assignment-rests-on-assessment")),
        "deployed_while_employed" => Err(AppError::field("to", "constraint-deployed-while-employed")),
        "seat_filled_once" => Err(AppError::field("seat", "constraint-seat-filled-once")),
        "assignment_fills_a_post" => Err(AppError::field("seat", "constraint-assignment-fills-a-post")),
        "duty_rests_on_assessment" => Err(AppError::field("day", "constraint-duty-rests-on-assessment")),
        "duty_day_inside_assignment" => Err(AppError::field("day", "constraint-duty-day-inside-assignment")),
        "duty_day_for_the_fit" => Err(AppError::field("day", "constraint-duty-day-for-the-fit")),
        "officer_on_one_duty" => Err(AppError::field("day", "constraint-officer-on-one-duty")),
        "officer_in_one_place" => Err(AppError::field("day", "duty-officer-elsewhere")),
        "duty_day_is_bounded" => Err(AppError::field("to", "constraint-duty-day-is-bounded")),
        _ => outcome,
    }
}

fn seats(team: &Team) -> String {
    format!("{}/posts", url(&team.reference))
}
