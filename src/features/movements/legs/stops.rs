//! `/movements/{ref}/stops`: what happens at a place between legs. Sealed: opening one enters the trail.

use axum::response::Response;

use super::commands;
use super::forms::StopForm;
use super::handlers::beside_field;
use super::views::{StopPage, clock_field, place_field, span_question};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::movements::forms::ReasonForm;
use crate::features::movements::handlers::{Opened, ReasonWords, open, reason_page};
use crate::features::movements::places;
use crate::features::movements::queries::{self, Stop};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::Head;
use crate::i18n::Hole;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The form of a further stop.
    NewStop: Get "/movements/{ref}/stops/new" => "movement.plan", MovementTarget, Quiet;
    /// A further stop.
    AddStop: Post "/movements/{ref}/stops" => "movement.plan", MovementTarget, Change;
    /// The form of a stop.
    ShowStop: Get "/movements/{ref}/stops/{n}" => "movement.plan", MovementTarget, Read;
    /// A stop changed.
    EditStop: Post "/movements/{ref}/stops/{n}" => "movement.plan", MovementTarget, Change;
    /// What taking a stop out does.
    AskVoidStop: Get "/movements/{ref}/stops/{n}/void" => "movement.plan", MovementTarget, Quiet;
    /// A stop taken out.
    VoidStop: Post "/movements/{ref}/stops/{n}/void" => "movement.plan", MovementTarget, Change;
}

/// Routes of stops.
pub fn routes() -> Routes {
    Routes::default()
        .get::<NewStop, _, _>(new)
        .post::<AddStop, _, _>(add)
        .get::<ShowStop, _, _>(show)
        .post::<EditStop, _, _>(edit)
        .get::<AskVoidStop, _, _>(ask_void)
        .post::<VoidStop, _, _>(void)
}

async fn stop_of<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>) -> Result<Stop> {
    let number = auth.params.number("n")?;
    let mut tx = auth.read().await?;
    queries::stops(&mut tx, auth.target.id).await?.into_iter().find(|stop| stop.number == number).ok_or(AppError::NotFound)
}

async fn stop_page<A: Action<Target = MovementTarget>>(
    auth: &mut Authorized<A>,
    form: &StopForm,
    number: Option<i32>,
    errors: &FieldErrors,
) -> Result<StopPage> {
    let Opened { mut tx, movement, legs: _, rights, is_not_ready } = open(auth).await?;
    let place = places::place(&mut tx, &form.place, Some(movement.id)).await?;
    drop(tx);
    let questions = form.questions(&place);
    let language = auth.language();
    let url = format!("/movements/{}/stops", movement.reference);
    let shell = Shell::titled(&auth.seed, movement.reference.clone()).strictly();
    Ok(StopPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        title: language.t(if number.is_some() { "movement-stop-edit" } else { "movement-stop-new" }),
        action: number.map_or_else(|| url.clone(), |n| format!("{url}/{n}")),
        void_url: number.map(|n| format!("{url}/{n}/void")).unwrap_or_default(),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        place: place_field(language, &form.place, &place, errors),
        site: Field::new(language, "site", "movement-stop-site", &form.site, errors).hint(language, "movement-stop-site-hint"),
        depart_date: Field::new(language, "depart_date", "movement-stop-from-date", &form.depart_date, errors).hint(language, "movement-date-hint"),
        depart_time: clock_field(language, "depart_time", "movement-stop-from-time", &form.depart_time, &place, errors),
        departs: span_question(language, &questions, "departs_choice", "movement-departs-choice", &form.departs_choice, errors),
        arrive_date: Field::new(language, "arrive_date", "movement-stop-to-date", &form.arrive_date, errors).hint(language, "movement-date-hint"),
        arrive_time: clock_field(language, "arrive_time", "movement-stop-to-time", &form.arrive_time, &place, errors),
        arrives: span_question(language, &questions, "arrives_choice", "movement-arrives-choice", &form.arrives_choice, errors),
        notes: Field::new(language, "notes", "movement-stop-notes", &form.notes, errors).optional(),
        deed: language.t(if number.is_some() { "movement-stop-save" } else { "movement-stop-add" }),
        head: Head::new(language, &movement, rights, is_not_ready, "/edit"),
    })
}

async fn new(mut auth: Authorized<NewStop>) -> Result<Response> {
    page::page(&stop_page(&mut auth, &StopForm::default(), None, &FieldErrors::default()).await?)
}

async fn add(mut auth: Authorized<AddStop>, form: Form) -> Result<Response> {
    let typed: StopForm = form.parse()?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let added = async {
        let mut tx = auth.write(&form).await?;
        let draft = typed.draft(&places::place(&mut tx, &typed.place, Some(auth.target.id)).await?)?;
        commands::add_stop(&mut tx, &auth.target, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(added, "depart_time") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-stop-added", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&stop_page(&mut auth, &typed, None, &errors).await?),
        Err(other) => Err(other),
    }
}

async fn show(mut auth: Authorized<ShowStop>) -> Result<Response> {
    let stop = stop_of(&mut auth).await?;
    page::page(&stop_page(&mut auth, &StopForm::of(&stop), Some(stop.number), &FieldErrors::default()).await?)
}

async fn edit(mut auth: Authorized<EditStop>, form: Form) -> Result<Response> {
    let typed: StopForm = form.parse()?;
    let stop = stop_of(&mut auth).await?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let saved = async {
        let version = typed.version.parse().map_err(|_| conflict::stale())?;
        let mut tx = auth.write(&form).await?;
        let draft = typed.draft(&places::place(&mut tx, &typed.place, Some(auth.target.id)).await?)?;
        commands::edit_stop(&mut tx, &auth.target, &stop, version, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(saved, "depart_time") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&stop_page(&mut auth, &typed, Some(stop.number), &errors).await?),
        Err(other) => Err(other),
    }
}

fn words<A: Action<Target = MovementTarget>>(auth: &Authorized<A>, stop: &Stop) -> ReasonWords {
    let language = auth.language();
    let url = format!("/movements/{}", auth.target.reference);
    ReasonWords {
        title: language.fill("movement-stop-void-title", &[("place", Hole::Text(&stop.site))]),
        consequences: vec![language.t("movement-void-kept")],
        action: format!("{url}/stops/{}/void", stop.number),
        back_url: format!("{url}/edit"),
        deed: language.t("movement-stop-void"),
    }
}

async fn ask_void(mut auth: Authorized<AskVoidStop>) -> Result<Response> {
    let stop = stop_of(&mut auth).await?;
    let words = words(&auth, &stop);
    page::page(&reason_page(&mut auth, words, "", &FieldErrors::default()).await?)
}

async fn void(mut auth: Authorized<VoidStop>, form: Form) -> Result<Response> {
    let typed: ReasonForm = form.parse()?;
    let stop = stop_of(&mut auth).await?;
    let reason = match typed.draft() {
        Err(AppError::Invalid(errors)) => {
            let words = words(&auth, &stop);
            return page::unprocessable(&reason_page(&mut auth, words, &typed.reason, &errors).await?);
        }
        other => other?,
    };
    let url = format!("/movements/{}/edit", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::void_stop(&mut tx, &auth.target, &stop, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-stop-voided", &auth.target.reference))
}
