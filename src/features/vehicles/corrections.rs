//! What the odometer of a vehicle shows, and how a wrong reading is put right: one person says what it truly is, since
//! when and why, another confirms (INV-23). Nothing else takes kilometres back; what was typed on a trip stays there.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::forms::{VersionForm, kilometres};
use super::parts::shell;
use super::queries::{self, Vehicle};
use super::reservations::instant;
use super::views::{Show, url};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::VehicleId;
use crate::features::people::required;
use crate::i18n::{Hole, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

actions! {
    /// What it shows, and how that was put right.
    ShowOdometer: Get "/vehicles/{ref}/odometer" => "vehicle.show", Vehicle, Quiet;
    /// Says what it truly shows.
    ProposeCorrection: Post "/vehicles/{ref}/odometer" => "vehicle.correct", Vehicle, Change;
    /// The second person confirms; the reading follows.
    ConfirmCorrection: Post "/vehicles/{ref}/odometer/{number}/confirm" => "vehicle.correct-confirm", Correction, Change;
    /// Takes a proposal back.
    WithdrawCorrection: Post "/vehicles/{ref}/odometer/{number}/withdraw" => "vehicle.correct", Correction, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowOdometer, _, _>(show)
        .post::<ProposeCorrection, _, _>(propose)
        .post::<ConfirmCorrection, _, _>(confirm)
        .post::<WithdrawCorrection, _, _>(withdraw)
}

/// A reading that is put right.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: Uuid,
    pub number: i32,
    /// What it truly showed, in km, and since when.
    pub reading_km: i32,
    pub since: DateTime<Utc>,
    pub reason: String,
    /// What it showed by the record then, in km.
    pub was_km: i32,
    /// `proposed`, `confirmed`, `withdrawn`.
    pub state: String,
    pub proposer: Uuid,
    pub proposed_by: String,
    pub proposed_at: DateTime<Utc>,
    pub settled_by: String,
    pub settled_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// Corrections of a vehicle, the last first.
pub async fn of_vehicle(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select id as "id!", number as "number!", reading_km as "reading_km!", since as "since!", reason as "reason!", was_km as "was_km!", state as "state!",
             proposed_by as "proposer!", coalesce(sec.account_label(proposed_by), '') as "proposed_by!", proposed_at as "proposed_at!",
             coalesce(sec.account_label(settled_by), '') as "settled_by!", settled_at, version as "version!"
           from visible_odometer_correction where vehicle_id = $1 order by number desc limit 100"#,
        vehicle.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A correction with its vehicle.
pub struct Correction {
    vehicle: Vehicle,
    line: Line,
}

impl Target for Correction {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(vehicle) = queries::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let wanted = params.get("number").parse::<i32>().unwrap_or_default();
        let line = of_vehicle(tx, vehicle.id).await?.into_iter().find(|line| line.number == wanted);
        Ok(line.map(|line| Self { vehicle, line }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { author: Some(self.line.proposer), ..self.vehicle.facts(actor) }
    }
    fn subject(&self) -> String {
        self.vehicle.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.vehicle.cell
    }
}

/// The form, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CorrectionForm {
    reading: String,
    since_date: String,
    since_time: String,
    reason: String,
}

/// A correction as somebody wants it.
#[derive(Debug)]
struct CorrectionDraft {
    reading_km: i32,
    since: DateTime<Utc>,
    reason: String,
}

impl CorrectionForm {
    /// What was posted, understood in the zone of the vehicle's station.
    fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<CorrectionDraft> {
        let mut errors = FieldErrors::default();
        let reading_km = kilometres(&mut errors, "reading", &self.reading);
        let since = instant(&mut errors, ("since_date", &self.since_date), ("since_time", &self.since_time), zone);
        if since.is_some_and(|since| since > now) {
            errors.add("since_date", Message::new("constraint-odometer-corrected-by-now"));
        }
        let reason = required(&mut errors, "reason", &self.reason, 300);
        if (1..10).contains(&reason.chars().count()) {
            errors.add("reason", Message::new("constraint-odometer-correction-has-reason"));
        }
        errors.or(CorrectionDraft { reading_km, since: since.unwrap_or(now), reason })
    }
}

/// A correction on the page.
struct Row {
    what: String,
    reason: String,
    state: (&'static str, String),
    proposed: String,
    settled: String,
}

/// What is corrected: `48250 km since 09:00 Goma, 07:00Z, instead of 482000 km`.
fn what(seed: &Seed, vehicle: &Vehicle, line: &Line) -> String {
    let since = told(seed, vehicle, line.since);
    let (km, was) = (line.reading_km.to_string(), line.was_km.to_string());
    seed.language.fill("odometer-corrected", &[("km", Hole::Text(&km)), ("since", Hole::Text(&since)), ("was", Hole::Text(&was))])
}

fn told(seed: &Seed, vehicle: &Vehicle, at: DateTime<Utc>) -> String {
    time::place_and_z(at, &vehicle.zone, time::short_place(&vehicle.station_name), seed.now, seed.language)
}

fn row(seed: &Seed, vehicle: &Vehicle, line: &Line) -> Row {
    let signed = |who: &str, at| format!("{who}, {}", told(seed, vehicle, at));
    let kind = if line.state == "proposed" { "caution" } else { "" };
    Row {
        what: what(seed, vehicle, line),
        reason: line.reason.clone(),
        state: (kind, seed.language.t(&format!("odometer-correction-state-{}", line.state))),
        proposed: signed(&line.proposed_by, line.proposed_at),
        settled: line.settled_at.map(|at| signed(&line.settled_by, at)).unwrap_or_default(),
    }
}

/// Puts on the page of a vehicle which correction waits for a second person.
pub fn tell(seed: &Seed, vehicle: &Vehicle, lines: &[Line], view: &mut Show) {
    view.odometer_url = format!("{}/odometer", url(&vehicle.reference));
    view.correction = lines.iter().find(|line| line.state == "proposed").map(|line| what(seed, vehicle, line)).unwrap_or_default();
}

#[derive(Template)]
#[template(path = "vehicles/odometer.html")]
struct OdometerPage {
    shell: Shell,
    reference: String,
    called: String,
    reading: String,
    place: String,
    rows: Vec<Row>,
    confirm_url: String,
    withdraw_url: String,
    waits: bool,
    propose_url: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    true_reading: Field,
    since_date: Field,
    since_time: Field,
    reason: Field,
}

async fn odometer_page<A: Action<Target = Vehicle>>(auth: &mut Authorized<A>, form: &CorrectionForm, errors: &FieldErrors) -> Result<OdometerPage> {
    let mut tx = auth.read().await?;
    let lines = of_vehicle(&mut tx, auth.target.id).await?;
    let (language, vehicle, seed) = (auth.language(), &auth.target, &auth.seed);
    let open = lines.iter().find(|line| line.state == "proposed");
    let may = |action: &str, author: Option<Uuid>| {
        policy::decide(&auth.actor, action, &Facts { author, ..vehicle.facts(&auth.actor) }) == Decision::Allow && vehicle.state != "written_off"
    };
    let record = url(&vehicle.reference);
    let deed = |action: &str, word: &str| match open {
        Some(line) if may(action, Some(line.proposer)) => format!("{record}/odometer/{}/{word}", line.number),
        _ => String::new(),
    };
    let confirm_url = deed("vehicle.correct-confirm", "confirm");
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    Ok(OdometerPage {
        shell: shell(seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        reading: format!("{} km", vehicle.reading_km),
        place: language.fill("reservation-times-of", &[("place", Hole::Text(time::short_place(&vehicle.station_name)))]),
        rows: lines.iter().map(|line| row(seed, vehicle, line)).collect(),
        waits: open.is_some() && confirm_url.is_empty(),
        confirm_url,
        withdraw_url: deed("vehicle.correct", "withdraw"),
        propose_url: if open.is_none() && may("vehicle.correct", None) { format!("{record}/odometer") } else { String::new() },
        back_url: record.clone(),
        form_key: fresh_form_key(),
        version: open.map_or(0, |line| line.version),
        errors: errors.links(language),
        true_reading: field("reading", "odometer-true-reading", &form.reading),
        since_date: field("since_date", "odometer-since-date", &form.since_date).hint(language, "requirement-date-hint"),
        since_time: field("since_time", "odometer-since-time", &form.since_time),
        reason: field("reason", "odometer-correction-reason", &form.reason).hint(language, "odometer-reason-hint"),
    })
}

async fn show(mut auth: Authorized<ShowOdometer>) -> Result<Response> {
    let (since_date, since_time) = time::typed_local(auth.now(), &auth.target.zone);
    let form = CorrectionForm { since_date, since_time, ..CorrectionForm::default() };
    page::page(&odometer_page(&mut auth, &form, &FieldErrors::default()).await?)
}

async fn propose(mut auth: Authorized<ProposeCorrection>, form: Form) -> Result<Response> {
    let posted: CorrectionForm = form.parse()?;
    match propose_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-odometer-proposed", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&odometer_page(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn propose_from(auth: &mut Authorized<ProposeCorrection>, form: &Form, posted: &CorrectionForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let address = format!("{}/odometer", url(&auth.target.reference));
    let mut tx = auth.write(form).await?;
    record(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

async fn record(tx: &mut Tx, vehicle: &Vehicle, draft: &CorrectionDraft) -> Result<()> {
    // The row first: numbers count up in its order.
    sqlx::query!("select id from vehicle where id = $1 for no key update", vehicle.id.0).fetch_optional(&mut **tx).await?;
    sqlx::query!(
        "insert into odometer_correction (id, vehicle_id, cell, number, reading_km, since, reason, proposed_by)
         select $1, $2, $3, count(*) + 1, $4, $5, $6, sec.account_id() from odometer_correction where vehicle_id = $2",
        Uuid::now_v7(),
        vehicle.id.0,
        vehicle.cell,
        draft.reading_km,
        draft.since,
        draft.reason,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match error.into() {
        AppError::Refused(name) if name == "odometer_correction_changes_it" => AppError::field("reading", "constraint-odometer-correction-changes-it"),
        AppError::Refused(name) if name == "odometer_correction_one_at_a_time" => AppError::field("reading", "constraint-odometer-correction-one-at-a-time"),
        other => other,
    })?;
    tx.record(Entry::done("vehicle.correct", &vehicle.reference).at_cell(vehicle.cell).with_detail(format!("{} km", draft.reading_km)));
    Ok(())
}

async fn confirm(mut auth: Authorized<ConfirmCorrection>, form: Form) -> Result<Response> {
    settle(&mut auth, &form, "confirmed", "vehicle.correct-confirm").await?;
    let reference = &auth.target.vehicle.reference;
    Ok(page::see_other_saying(&url(reference), "said-odometer-corrected", reference))
}

async fn withdraw(mut auth: Authorized<WithdrawCorrection>, form: Form) -> Result<Response> {
    settle(&mut auth, &form, "withdrawn", "vehicle.correct").await?;
    let reference = &auth.target.vehicle.reference;
    Ok(page::see_other_saying(&format!("{}/odometer", url(reference)), "said-odometer-withdrawn", reference))
}

async fn settle<A: Action<Target = Correction>>(auth: &mut Authorized<A>, form: &Form, state: &str, deed: &'static str) -> Result<()> {
    let posted: VersionForm = form.parse()?;
    let (id, reference, cell) = (auth.target.line.id, auth.target.vehicle.reference.clone(), auth.target.vehicle.cell);
    let mut tx = auth.write(form).await?;
    let done = sqlx::query!(
        "update odometer_correction set state = $2, settled_by = sec.account_id(), settled_at = $3, version = version + 1
         where id = $1 and version = $4 and state = 'proposed'",
        id,
        state,
        tx.now,
        posted.version.parse::<i32>().unwrap_or_default(),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &reference).at_cell(cell).with_detail(state.to_owned()));
    tx.commit(&url(&reference)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_correction_says_what_since_when_and_why() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T18:00:00Z").unwrap().to_utc();
        let good = || CorrectionForm {
            reading: "48 250".into(),
            since_date: "22-Nov-2026".into(),
            since_time: "1900".into(),
            reason: "A nought too many on the trip".into(),
        };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!((draft.reading_km, draft.since.to_rfc3339().as_str()), (48_250, "2026-11-22T17:00:00+00:00"));
        for (form, field) in [
            (CorrectionForm { reading: "many".into(), ..good() }, "reading"),
            (CorrectionForm { since_time: "2100".into(), ..good() }, "since_date"),
            (CorrectionForm { since_time: "25".into(), ..good() }, "since_time"),
            (CorrectionForm { reason: "slip".into(), ..good() }, "reason"),
            (CorrectionForm { reason: String::new(), ..good() }, "reason"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("Africa/Lubumbashi", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
