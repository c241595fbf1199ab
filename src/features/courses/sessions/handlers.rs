//! Requests about sessions as a whole: parse, call, show. No rule is written here.

use axum::response::Response;

use super::forms::{ReasonForm, SessionForm, StepForm};
use super::pages::{FormPage, ReasonPage};
use super::queries;
use super::views::{Index, Show, export, url};
use super::{
    AskCancellation, AskSession, CancelSession, CreateSession, EditSession, ListSessions, NewSession, SessionHistory, ShowSession, StepSession, commands,
    listing,
};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Format};
use crate::features::courses::model::State;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;

pub async fn index(mut auth: Authorized<ListSessions>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), listing::FILTERS);
    let sort = asked.sort(listing::SORTS);
    let mut tx = auth.read().await?;
    let (lines, total) = listing::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn ask_new(auth: Authorized<NewSession>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["course", "station"]);
    let given = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let form = SessionForm { course: given("course"), station: given("station"), ..SessionForm::default() };
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default()))
}

pub async fn create(mut auth: Authorized<CreateSession>, form: Form) -> Result<Response> {
    let posted: SessionForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-course-session-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateSession>, form: &Form, posted: &SessionForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowSession>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let session = &auth.target;
    let participants = queries::participants(&mut tx, session.id).await?;
    let instructors = queries::instructors(&mut tx, session.id).await?;
    let overlaps = if session.state.is_to_come() || session.state == State::Held { queries::overlaps(&mut tx, session).await? } else { Vec::new() };
    page::page(&Show::new(&auth.seed, &auth.actor, session, participants, instructors, &overlaps))
}

pub async fn ask_edit(auth: Authorized<AskSession>) -> Result<Response> {
    // what was held or cancelled is read, and not changed any more
    if !auth.target.state.is_to_come() {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &SessionForm::of(&auth.target), &FieldErrors::default()))
}

pub async fn edit(mut auth: Authorized<EditSession>, form: Form) -> Result<Response> {
    let posted = SessionForm { course: auth.target.course.clone(), station: auth.target.station.clone(), ..form.parse()? };
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-course-session-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditSession>, form: &Form, posted: &SessionForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn step(mut auth: Authorized<StepSession>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    let to = State::ALL.into_iter().filter_map(State::next).find(|state| state.code() == posted.to);
    let to = to.ok_or_else(|| AppError::Bad(Message::new("error-form-unknown-field")))?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::step(&mut tx, &auth.target, to, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-course-session-saved", &auth.target.reference))
}

pub async fn ask_cancellation(auth: Authorized<AskCancellation>) -> Result<Response> {
    if !auth.target.state.is_to_come() && auth.target.state != State::Held {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    let form = ReasonForm { version: auth.target.version.to_string(), ..ReasonForm::default() };
    page::page(&ReasonPage::new(&auth.seed, &auth.target, "cancellation", &form, &FieldErrors::default()))
}

pub async fn cancel(mut auth: Authorized<CancelSession>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let outcome = async {
        let reason = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::cancel(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
        tx.commit(&address).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&address, "said-course-session-cancelled", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&ReasonPage::new(&auth.seed, &auth.target, "cancellation", &posted, &errors)),
        Err(error) => Err(error),
    }
}

pub async fn history_of(mut auth: Authorized<SessionHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let session = &auth.target;
    let (seats, teachers) = queries::parts(&mut tx, session.id).await?;
    let tables =
        [(HistoryTable::CourseSession, vec![session.id.to_string()]), (HistoryTable::Participation, seats), (HistoryTable::SessionInstructor, teachers)];
    let saves = history::of_several(&mut tx, &tables).await?;
    let subject = Subject { reference: session.reference.clone(), url: url(&session.reference), ..Subject::default() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
