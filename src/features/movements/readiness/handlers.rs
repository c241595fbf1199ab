//! `/movements/{ref}/readiness` and the vehicles that a movement counts on.

use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::model::judge;
use super::queries::{detail, rules};
use super::views::{ReadinessPage, choice, groups, vehicle_line};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::movements::commands::write_log;
use crate::features::movements::handlers::{Opened, open};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::Head;
use crate::features::people::with_ask;
use crate::features::vehicles::reservations::within;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The gate: every check with its answer.
    ShowReadiness: Get "/movements/{ref}/readiness" => "movement.cover", MovementTarget, Duty;
    /// The movement counts on a reserved vehicle.
    CountVehicle: Post "/movements/{ref}/vehicles" => "movement.plan", MovementTarget, Change;
    /// It counts on it no longer.
    ReleaseVehicle: Post "/movements/{ref}/vehicles/{n}/release" => "movement.plan", MovementTarget, Change;
}

/// Routes of readiness.
pub fn routes() -> Routes {
    Routes::default().get::<ShowReadiness, _, _>(show).post::<CountVehicle, _, _>(count).post::<ReleaseVehicle, _, _>(release)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VehicleForm {
    reservation: String,
}

async fn show(mut auth: Authorized<ShowReadiness>) -> Result<Response> {
    page::page(&readiness_page(&mut auth, &VehicleForm::default(), &FieldErrors::default()).await?)
}

async fn readiness_page<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &VehicleForm, errors: &FieldErrors) -> Result<ReadinessPage> {
    let Opened { mut tx, movement, legs, rights, is_not_ready } = open(auth).await?;
    let language = auth.language();
    let is_open = !movement.state.is_over() && !movement.is_void;
    let rules = rules(&mut tx).await?;
    let detail = detail(&mut tx, movement.id, &legs).await?;
    let can_plan = rights.plan && is_open && detail.is_some();
    let span = legs.iter().map(|leg| leg.from.at).min().zip(legs.iter().map(|leg| leg.to.at).max());
    let reserved = match span.filter(|_| can_plan) {
        Some((from, to)) => within(&mut tx, from, to).await?,
        None => Vec::new(),
    };
    drop(tx);
    let findings = detail.as_ref().filter(|_| is_open).map(|detail| judge(detail, rules));
    let counted = detail.map(|detail| detail.vehicles).unwrap_or_default();
    let free = reserved.iter().filter(|one| !one.vehicle.is_empty() && counted.iter().all(|known| known.reservation != one.reference));
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    Ok(ReadinessPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        notice: match (&findings, is_open) {
            (Some(_), _) => String::new(),
            (None, true) => language.t("readiness-not-yours"),
            (None, false) => language.t("readiness-over"),
        },
        groups: findings.map(|findings| groups(language, &movement.reference, &findings, rights.plan)).unwrap_or_default(),
        vehicles: counted.iter().map(|one| vehicle_line(language, &movement.reference, one, can_plan)).collect(),
        can_plan,
        form_key: fresh_form_key(),
        reservation: Field::new(language, "reservation", "readiness-reservation", &form.reservation, errors).hint(language, "readiness-reservation-hint"),
        reservations: with_ask(language, free.map(|one| choice(language, one, &form.reservation)).collect()),
        head: Head::new(language, &movement, rights, is_not_ready, "/readiness"),
    })
}

async fn count(mut auth: Authorized<CountVehicle>, form: Form) -> Result<Response> {
    let typed: VehicleForm = form.parse()?;
    match count_on(&mut auth, &form, &typed).await {
        Ok(url) => Ok(page::see_other_saying(&url, "said-movement-vehicle-counted", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&readiness_page(&mut auth, &typed, &errors).await?),
        Err(AppError::Refused(name)) if matches!(name.as_str(), "vehicle_counted_once" | "vehicle_counted_while_reserved") => {
            let mut errors = FieldErrors::default();
            let key = if name == "vehicle_counted_once" { "constraint-vehicle-counted-once" } else { "constraint-vehicle-counted-while-reserved" };
            errors.add("reservation", Message::new(key));
            page::unprocessable(&readiness_page(&mut auth, &typed, &errors).await?)
        }
        Err(other) => Err(other),
    }
}

async fn count_on(auth: &mut Authorized<CountVehicle>, form: &Form, typed: &VehicleForm) -> Result<String> {
    let reference = typed.reservation.trim().to_uppercase();
    if reference.is_empty() {
        return Err(AppError::field("reservation", "field-not-a-choice"));
    }
    if auth.target.state.is_over() {
        return Err(AppError::Conflict(Message::new("movement-plan-is-over")));
    }
    let url = format!("/movements/{}/readiness", auth.target.reference);
    let mut tx = auth.write(form).await?;
    // Of two who add at once the second waits, so that no number is given twice.
    sqlx::query!(r#"select id as "id!" from visible_movement where id = $1 for update"#, auth.target.id.0).fetch_one(&mut *tx).await?;
    let reservation = sqlx::query_scalar!(r#"select id as "id!" from visible_vehicle_reservation where ref = $1"#, reference)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(AppError::field("reservation", "readiness-reservation-unknown"))?;
    sqlx::query!(
        "insert into movement_vehicle (id, movement_id, planning_cell, number, reservation_id)
         select $1, $2, $3, coalesce(max(x.number), 0) + 1, $4 from visible_movement_vehicle x where x.movement_id = $2",
        Uuid::now_v7(),
        auth.target.id.0,
        auth.target.planning_cell,
        reservation
    )
    .execute(&mut *tx)
    .await?;
    write_log(&mut tx, auth.target.id, "plan_changed", &format!("vehicle-counted {reference}")).await?;
    tx.record(Entry::done("movement.plan", auth.target.reference.clone()).at_cell(auth.target.planning_cell).with_detail("vehicle counted on"));
    tx.commit(&url).await?;
    Ok(url)
}

async fn release(mut auth: Authorized<ReleaseVehicle>, form: Form) -> Result<Response> {
    let number = auth.params.number("n")?;
    let version: i32 = form.text("version").parse().map_err(|_| conflict::stale())?;
    let url = format!("/movements/{}/readiness", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    let there =
        sqlx::query_scalar!(r#"select count(*) as "count!" from visible_movement_vehicle where movement_id = $1 and number = $2"#, auth.target.id.0, number)
            .fetch_one(&mut *tx)
            .await?;
    if there == 0 {
        return Err(AppError::NotFound);
    }
    let released = sqlx::query!(
        "update movement_vehicle set is_void = true, version = version + 1 where movement_id = $1 and number = $2 and version = $3 and not is_void",
        auth.target.id.0,
        number,
        version
    )
    .execute(&mut *tx)
    .await?;
    if released.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    write_log(&mut tx, auth.target.id, "plan_changed", &format!("vehicle-released {number}")).await?;
    tx.record(Entry::done("movement.plan", auth.target.reference.clone()).at_cell(auth.target.planning_cell).with_detail("vehicle taken off"));
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-vehicle-released", &auth.target.reference))
}
