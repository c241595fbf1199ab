//! `/movements/{ref}/stays`: stays of a programme known by its dates.

use axum::response::Response;

use super::commands;
use super::forms::StayForm;
use super::handlers::beside_field;
use super::views::{StayPage, place_field};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::movements::forms::ReasonForm;
use crate::features::movements::handlers::{Opened, ReasonWords, open, reason_page};
use crate::features::movements::places;
use crate::features::movements::queries::{self, Stay};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::Head;
use crate::i18n::Hole;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The form of a further stay.
    NewStay: Get "/movements/{ref}/stays/new" => "movement.plan", MovementTarget, Quiet;
    /// A further stay.
    AddStay: Post "/movements/{ref}/stays" => "movement.plan", MovementTarget, Change;
    /// The form of a stay.
    ShowStay: Get "/movements/{ref}/stays/{n}" => "movement.plan", MovementTarget, Quiet;
    /// A stay changed.
    EditStay: Post "/movements/{ref}/stays/{n}" => "movement.plan", MovementTarget, Change;
    /// What taking a stay out does.
    AskVoidStay: Get "/movements/{ref}/stays/{n}/void" => "movement.plan", MovementTarget, Quiet;
    /// A stay taken out.
    VoidStay: Post "/movements/{ref}/stays/{n}/void" => "movement.plan", MovementTarget, Change;
}

/// Routes of stays.
pub fn routes() -> Routes {
    Routes::default()
        .get::<NewStay, _, _>(new)
        .post::<AddStay, _, _>(add)
        .get::<ShowStay, _, _>(show)
        .post::<EditStay, _, _>(edit)
        .get::<AskVoidStay, _, _>(ask_void)
        .post::<VoidStay, _, _>(void)
}

async fn stay_of<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>) -> Result<Stay> {
    let number = auth.params.number("n")?;
    let mut tx = auth.read().await?;
    queries::stays(&mut tx, auth.target.id).await?.into_iter().find(|stay| stay.number == number).ok_or(AppError::NotFound)
}

async fn stay_page<A: Action<Target = MovementTarget>>(
    auth: &mut Authorized<A>,
    form: &StayForm,
    number: Option<i32>,
    errors: &FieldErrors,
) -> Result<StayPage> {
    let Opened { mut tx, movement, legs: _, rights, is_not_ready } = open(auth).await?;
    let place = places::place(&mut tx, &form.place, Some(movement.id)).await?;
    drop(tx);
    let language = auth.language();
    let url = format!("/movements/{}/stays", movement.reference);
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    Ok(StayPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        title: language.t(if number.is_some() { "movement-stay-edit" } else { "movement-stay-new" }),
        action: number.map_or_else(|| url.clone(), |n| format!("{url}/{n}")),
        void_url: number.map(|n| format!("{url}/{n}/void")).unwrap_or_default(),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        place: place_field(language, &form.place, &place, errors),
        from_date: Field::new(language, "from_date", "movement-stay-from", &form.from_date, errors).hint(language, "movement-date-hint"),
        to_date: Field::new(language, "to_date", "movement-stay-to", &form.to_date, errors).hint(language, "movement-date-hint"),
        deed: language.t(if number.is_some() { "movement-stay-save" } else { "movement-stay-add" }),
        head: Head::new(language, &movement, rights, is_not_ready, "/edit"),
    })
}

async fn new(mut auth: Authorized<NewStay>) -> Result<Response> {
    page::page(&stay_page(&mut auth, &StayForm::default(), None, &FieldErrors::default()).await?)
}

async fn add(mut auth: Authorized<AddStay>, form: Form) -> Result<Response> {
    let typed: StayForm = form.parse()?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let added = async {
        let mut tx = auth.write(&form).await?;
        let draft = typed.draft(&places::place(&mut tx, &typed.place, Some(auth.target.id)).await?)?;
        commands::add_stay(&mut tx, &auth.target, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(added, "from_date") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-stay-added", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&stay_page(&mut auth, &typed, None, &errors).await?),
        Err(other) => Err(other),
    }
}

async fn show(mut auth: Authorized<ShowStay>) -> Result<Response> {
    let stay = stay_of(&mut auth).await?;
    page::page(&stay_page(&mut auth, &StayForm::of(&stay), Some(stay.number), &FieldErrors::default()).await?)
}

async fn edit(mut auth: Authorized<EditStay>, form: Form) -> Result<Response> {
    let typed: StayForm = form.parse()?;
    let stay = stay_of(&mut auth).await?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let saved = async {
        let version = typed.version.parse().map_err(|_| conflict::stale())?;
        let mut tx = auth.write(&form).await?;
        let draft = typed.draft(&places::place(&mut tx, &typed.place, Some(auth.target.id)).await?)?;
        commands::edit_stay(&mut tx, &auth.target, &stay, version, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(saved, "from_date") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&stay_page(&mut auth, &typed, Some(stay.number), &errors).await?),
        Err(other) => Err(other),
    }
}

fn words<A: Action<Target = MovementTarget>>(auth: &Authorized<A>, stay: &Stay) -> ReasonWords {
    let language = auth.language();
    let url = format!("/movements/{}", auth.target.reference);
    ReasonWords {
        title: language.fill("movement-stay-void-title", &[("place", Hole::Text(&stay.place))]),
        consequences: vec![language.t("movement-void-kept")],
        action: format!("{url}/stays/{}/void", stay.number),
        back_url: format!("{url}/edit"),
        deed: language.t("movement-stay-void"),
    }
}

async fn ask_void(mut auth: Authorized<AskVoidStay>) -> Result<Response> {
    let stay = stay_of(&mut auth).await?;
    let words = words(&auth, &stay);
    page::page(&reason_page(&mut auth, words, "", &FieldErrors::default()).await?)
}

async fn void(mut auth: Authorized<VoidStay>, form: Form) -> Result<Response> {
    let typed: ReasonForm = form.parse()?;
    let stay = stay_of(&mut auth).await?;
    let reason = match typed.draft() {
        Err(AppError::Invalid(errors)) => {
            let words = words(&auth, &stay);
            return page::unprocessable(&reason_page(&mut auth, words, &typed.reason, &errors).await?);
        }
        other => other?,
    };
    let url = format!("/movements/{}/edit", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::void_stay(&mut tx, &auth.target, &stay, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-stay-voided", &auth.target.reference))
}
