//! `/movements/new`: blank with its first leg, or a copy of an earlier movement from another day on.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::{NewForm, NewFound};
use super::legs::views::{LegFields, leg_fields};
use super::places::{self, Found, Official, label_of};
use super::queries;
use super::target::MovementTarget;
use super::views::LegLine;
use crate::actions;
use crate::authz::action::{Action, Authorized, Collection};
use crate::authz::actor::Role;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

actions! {
    /// The form of a new movement.
    NewMovement: Get "/movements/new" => "movement.create", Collection, Quiet;
    /// A new movement.
    CreateMovement: Post "/movements" => "movement.create", Collection, Change;
}

/// Routes of a new movement.
pub fn routes() -> Routes {
    Routes::default().get::<NewMovement, _, _>(show).post::<CreateMovement, _, _>(create)
}

#[derive(Template)]
#[template(path = "movements/new.html")]
struct NewPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    copy_of: String,
    copied: Vec<LegLine>,
    start_date: Field,
    official: Field,
    purpose: Field,
    station: Option<Field>,
    posture: Option<Field>,
    postures: Vec<Choice>,
    leg: LegFields,
}

/// A focal point asks; station and posture are the planners' affair.
fn only_asks<A: Action>(auth: &Authorized<A>) -> bool {
    !auth.actor.has(&[Role::PcuOfficer, Role::CpCoordinator])
}

async fn show(mut auth: Authorized<NewMovement>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["from"]);
    let from = asked.one("from").unwrap_or_default().to_owned();
    let mut tx = auth.read().await?;
    let mut form = NewForm { mode: "road".into(), ..NewForm::default() };
    if let Some(station) = places::own_station(&mut tx).await? {
        form.station = label_of(&station.name, &station.code);
    }
    if !from.is_empty() {
        copy_into(&mut tx, &mut form, &from).await?;
    }
    let view = new_page(&auth, &mut tx, &form, &FieldErrors::default()).await?;
    page::page(&view)
}

async fn copy_into(tx: &mut Tx, form: &mut NewForm, reference: &str) -> Result<()> {
    let target = MovementTarget::find(tx, reference).await?.ok_or(AppError::NotFound)?;
    let movement = queries::movement(tx, target.id).await?.filter(|movement| movement.is_whole).ok_or(AppError::NotFound)?;
    form.copy_of = movement.reference;
    form.official = movement.principal;
    form.purpose = movement.purpose;
    form.posture = movement.posture;
    if !movement.station.is_empty() {
        form.station = label_of(&movement.station_name, &movement.station);
    }
    Ok(())
}

async fn new_page<A: Action>(auth: &Authorized<A>, tx: &mut Tx, form: &NewForm, errors: &FieldErrors) -> Result<NewPage> {
    let (language, now) = (auth.language(), auth.now());
    let found = find(auth, tx, form).await?;
    let mut copied = Vec::new();
    if let Some(source) = MovementTarget::find(tx, &form.copy_of).await? {
        copied = queries::legs(tx, source.id).await?.iter().map(|leg| LegLine::new(language, leg, true, now)).collect();
    }
    let postures = queries::postures(tx).await?;
    let mut choices = vec![Choice::new("", language.t("movement-no-posture"), &form.posture)];
    choices.extend(postures.iter().map(|posture| Choice::new(&posture.code, format!("{} {}", posture.code, posture.name), &form.posture)));
    let shell = Shell::new(&auth.seed, if form.copy_of.is_empty() { "movement-new-title" } else { "movement-copy-title" });
    let official_label = found.official.one().map_or(form.official.as_str(), |official: &Official| official.label.as_str());
    Ok(NewPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        form_key: fresh_form_key(),
        copy_of: form.copy_of.clone(),
        copied,
        start_date: Field::new(language, "start_date", "movement-start-date", &form.start_date, errors).hint(language, "movement-date-hint"),
        official: Field::new(language, "official", "movement-official", official_label, errors).hint(language, "movement-official-hint"),
        purpose: Field::new(language, "purpose", "movement-purpose", &form.purpose, errors).hint(language, "movement-purpose-hint"),
        station: (!only_asks(auth)).then(|| Field::new(language, "station", "movement-station", &form.station, errors).hint(language, "movement-station-hint")),
        posture: (!only_asks(auth))
            .then(|| Field::new(language, "posture", "movement-posture", &form.posture, errors).hint(language, "movement-posture-hint").optional()),
        postures: choices,
        leg: leg_fields(language, &form.leg(), &found.from, &found.to, errors),
    })
}

async fn find<A: Action>(auth: &Authorized<A>, tx: &mut Tx, form: &NewForm) -> Result<NewFound> {
    let is_blank = form.copy_of.is_empty();
    Ok(NewFound {
        official: places::official(tx, &form.official).await?,
        station: if only_asks(auth) { None } else { Some(places::station(tx, &form.station).await?) },
        from: if is_blank { places::place(tx, &form.from, None).await? } else { Found::Empty },
        to: if is_blank { places::place(tx, &form.to, None).await? } else { Found::Empty },
    })
}

async fn create(mut auth: Authorized<CreateMovement>, form: Form) -> Result<Response> {
    let typed: NewForm = form.parse()?;
    match try_create(&mut auth, &form, &typed).await {
        Ok(reference) => Ok(page::see_other_saying(&format!("/movements/{reference}"), "said-movement-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            page::unprocessable(&new_page(&auth, &mut tx, &typed, &errors).await?)
        }
        Err(AppError::Refused(name)) if name == "principal_in_one_place" => {
            let mut errors = FieldErrors::default();
            errors.add(if typed.copy_of.is_empty() { "depart_time" } else { "start_date" }, Message::new("constraint-principal-in-one-place"));
            let mut tx = auth.read().await?;
            page::unprocessable(&new_page(&auth, &mut tx, &typed, &errors).await?)
        }
        Err(other) => Err(other),
    }
}

async fn try_create(auth: &mut Authorized<CreateMovement>, form: &Form, typed: &NewForm) -> Result<String> {
    let mut tx = auth.write(form).await?;
    let found = find(auth, &mut tx, typed).await?;
    let postures: Vec<String> = queries::postures(&mut tx).await?.into_iter().map(|posture| posture.code).collect();
    let draft = typed.draft(&found, &postures)?;
    let source = if typed.copy_of.is_empty() { None } else { MovementTarget::find(&mut tx, &typed.copy_of).await? };
    let reference = commands::create(&mut tx, &auth.actor, draft, source.as_ref()).await?;
    tx.commit(&format!("/movements/{reference}")).await?;
    Ok(reference)
}
