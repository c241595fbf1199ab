//! Asking for an assessment.

use axum::response::Response;
use chrono::Duration;
use serde::Deserialize;
use uuid::Uuid;

use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Collection};
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::features::people::{required, with_ask};
use crate::features::principals::find_principal;
use crate::features::risk::forms::{beside, choice};
use crate::features::risk::model::{CAUSES, KINDS, URGENCIES, standard_setting};
use crate::features::risk::queries;
use crate::features::risk::views::{self, Frame, Inputs, words};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;

actions! {
    /// The form that asks for an assessment.
    AskRequest: Get "/risk-requests/new" => "risk-request.create", Collection, Quiet;
    /// Asks.
    CreateRequest: Post "/risk-requests" => "risk-request.create", Collection, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<AskRequest, _, _>(ask).post::<CreateRequest, _, _>(create)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RequestForm {
    official: String,
    station: String,
    kind: String,
    cause: String,
    urgency: String,
    reason: String,
}

fn form<A: Action>(auth: &Authorized<A>, form: &RequestForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let inputs = Inputs::new(language, errors)
        .official("official", "risk-assessment-principal-id", &form.official)
        .optional()
        .hint("risk-new-official-hint")
        .text("station", "risk-assessment-station-id", &form.station, "w-xs")
        .optional()
        .hint("risk-new-station-hint")
        .pick("kind", "risk-assessment-kind", &form.kind, with_ask(language, words(language, "risk-assessment-kind", KINDS, &form.kind)))
        .pick("cause", "risk-request-cause", &form.cause, with_ask(language, words(language, "risk-request-cause", CAUSES, &form.cause)))
        .pick("urgency", "risk-request-urgency", &form.urgency, with_ask(language, words(language, "risk-request-urgency", URGENCIES, &form.urgency)))
        .hint("risk-request-urgency-hint")
        .area("reason", "risk-request-reason", &form.reason, "3");
    let frame = Frame {
        title: language.t("risk-request-new"),
        why: vec![language.t("risk-why-standard")],
        action: "/risk-requests".into(),
        deed: language.t("risk-request-deed"),
        back_url: "/risk-requests".into(),
        ..Frame::default()
    };
    views::form(&auth.seed, None, frame, inputs)
}

async fn ask(auth: Authorized<AskRequest>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["official"]);
    form(
        &auth,
        &RequestForm { official: asked.one("official").unwrap_or_default().to_owned(), kind: "personal".into(), ..RequestForm::default() },
        &FieldErrors::default(),
    )
}

async fn create(mut auth: Authorized<CreateRequest>, posted: Form) -> Result<Response> {
    let typed: RequestForm = posted.parse()?;
    match create_from(&mut auth, &posted, &typed).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&format!("/risk-requests/{reference}"), "said-risk-asked", &reference)),
        Err(AppError::Invalid(errors)) => form(&auth, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateRequest>, posted: &Form, typed: &RequestForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let kind = choice(&mut errors, "kind", KINDS, &typed.kind);
    let cause = choice(&mut errors, "cause", CAUSES, &typed.cause);
    let urgency = choice(&mut errors, "urgency", URGENCIES, &typed.urgency);
    let reason = required(&mut errors, "reason", &typed.reason, 2000);
    if typed.official.trim().is_empty() && typed.station.trim().is_empty() {
        errors.add("official", Message::new("field-required"));
    }
    errors.or(())?;
    let mut tx = auth.write(posted).await?;
    let subject = match typed.official.trim() {
        "" => None,
        named => {
            let found = find_principal(&mut tx, named).await?.ok_or(AppError::field("official", "risk-official-unknown"))?;
            queries::subject_of(&mut tx, &found.reference).await?
        }
    };
    let station = match (typed.station.trim(), subject.as_ref().and_then(|subject| subject.station)) {
        ("", Some(id)) => sqlx::query!(r#"select id as "id!", cell as "cell!" from visible_duty_station where id = $1"#, id)
            .fetch_optional(&mut *tx)
            .await?
            .map(|row| (row.id, row.cell))
            .ok_or(AppError::field("official", "risk-official-without-station"))?,
        ("", None) => return Err(AppError::field("official", "risk-official-without-station")),
        (code, _) => queries::station_of(&mut tx, code).await?.ok_or(AppError::field("station", "risk-station-unknown"))?,
    };
    let mut cells = subject.as_ref().map(|subject| subject.cells.clone()).unwrap_or_default();
    cells.push(station.1);
    if policy::decide(&auth.actor, "risk-request.create", &Facts { cells: Some(cells), ..Facts::default() }) != Decision::Allow {
        return Err(AppError::Forbidden(Message::new("refused-not-your-right")));
    }
    let hours = queries::setting(&mut tx, standard_setting(urgency).unwrap_or("standard_routine_hours")).await?;
    let due = tx.now + Duration::hours(hours);
    let reference = sqlx::query_scalar!(
        "insert into risk_request (id, ref, principal_id, station_id, cell, kind, cause, urgency, reason, due_at)
         values ($1, sec.new_ref('A-' || to_char(sec.now(), 'YY')), $2, $3, $4, $5, $6, $7, $8, $9) returning ref",
        Uuid::now_v7(),
        subject.map(|subject| subject.principal),
        station.0,
        station.1,
        kind,
        cause,
        urgency,
        reason,
        due
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.record(Entry::done("risk-request.create", &reference).at_cell(station.1).with_detail(urgency));
    tx.commit(&format!("/risk-requests/{reference}")).await?;
    Ok(reference)
}
