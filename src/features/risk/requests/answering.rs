//! One request: what is asked, by when; answered with an assessment or closed with a reason.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::{Line, Request, line};
use crate::actions;
use crate::authz::action::{Action, Authorized, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::required;
use crate::features::risk::queries::{self, url};
use crate::features::risk::views;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// One request.
    ShowRequest: Get "/risk-requests/{ref}" => "risk-request.show", Request, Quiet;
    /// Answers it with an assessment.
    AnswerRequest: Post "/risk-requests/{ref}/answer" => "risk-request.close", Request, Change;
    /// Closes it without one.
    CloseRequest: Post "/risk-requests/{ref}/close" => "risk-request.close", Request, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowRequest, _, _>(show).post::<AnswerRequest, _, _>(answer).post::<CloseRequest, _, _>(close)
}

#[derive(Template)]
#[template(path = "risk/request.html")]
struct Page {
    shell: Shell,
    line: Line,
    facts: Vec<(String, String)>,
    reason: String,
    assessment: String,
    assessment_url: String,
    close_reason: String,
    can_close: bool,
    write_url: String,
    register_url: String,
    errors: Vec<ErrorLink>,
    form_key: String,
    answer: Field,
    closing: Field,
    answer_url: String,
    close_url: String,
}

async fn show(mut auth: Authorized<ShowRequest>) -> Result<Response> {
    drop(auth.read().await?);
    render(&auth, ("", ""), &FieldErrors::default())
}

fn render<A: Action<Target = Request>>(auth: &Authorized<A>, typed: (&str, &str), errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let request = &auth.target;
    let can_close = request.closed_at.is_none() && policy::decide(&auth.actor, "risk-request.close", &request.facts(&auth.actor)) == Decision::Allow;
    let line = line(language, request, auth.now());
    let may = |action: &str, path: &str| {
        if can_close && policy::may(&auth.actor, action) { format!("/risk-assessments/{path}?official={}", request.official) } else { String::new() }
    };
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, request.reference.clone());
    let view = Page {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        facts: [
            ("risk-assessment-kind", line.kind.clone()),
            ("risk-request-cause", line.cause.clone()),
            ("risk-request-urgency", line.urgency.clone()),
            ("risk-request-asked-by", views::signed(language, &request.asked_by, Some(request.asked_at))),
            ("risk-request-due-at", line.due.clone()),
            ("risk-assessment-station-id", request.station.clone()),
        ]
        .into_iter()
        .map(|(key, value)| (language.t(key), value))
        .collect(),
        line,
        reason: request.reason.clone(),
        assessment_url: if request.assessment.is_empty() { String::new() } else { url(&request.assessment) },
        assessment: request.assessment.clone(),
        close_reason: request.close_reason.clone(),
        can_close,
        write_url: may("risk.write", "new"),
        register_url: may("risk.register", "register"),
        errors: errors.links(language),
        form_key: fresh_form_key(),
        answer: field("assessment", "risk-request-answer", typed.0).hint(language, "risk-request-answer-hint"),
        closing: field("reason", "risk-request-close-reason", typed.1),
        answer_url: format!("{}/answer", request.url()),
        close_url: format!("{}/close", request.url()),
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn answer(mut auth: Authorized<AnswerRequest>, posted: Form) -> Result<Response> {
    let named = posted.text("assessment").trim().to_uppercase();
    let back = auth.target.url();
    let mut tx = auth.write(&posted).await?;
    let Some(found) = queries::by_ref(&mut tx, &named).await? else {
        drop(tx);
        let mut errors = FieldErrors::default();
        errors.add("assessment", Message::new(if named.is_empty() { "field-required" } else { "risk-request-answer-unknown" }));
        return render(&auth, (posted.text("assessment"), ""), &errors);
    };
    end(&mut tx, &auth.target, Some(found.id.0), "").await?;
    tx.record(auth.entry().with_detail(format!("answered {}", found.reference)));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-answered", &auth.target.reference))
}

async fn close(mut auth: Authorized<CloseRequest>, posted: Form) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", posted.text("reason"), 2000);
    if !errors.is_empty() {
        return render(&auth, ("", posted.text("reason")), &errors);
    }
    let back = auth.target.url();
    let mut tx = auth.write(&posted).await?;
    end(&mut tx, &auth.target, None, &reason).await?;
    tx.record(auth.entry().with_detail("closed"));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-request-closed", &auth.target.reference))
}

async fn end(tx: &mut Tx, request: &Request, assessment: Option<Uuid>, reason: &str) -> Result<()> {
    let now = tx.now;
    let done = sqlx::query!(
        "update risk_request set assessment_id = $2, close_reason = $3, closed_at = $4, version = version + 1 where id = $1 and closed_at is null",
        request.id,
        assessment,
        reason,
        now
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(AppError::Conflict(Message::new("risk-request-closed-already"))) } else { Ok(()) }
}
