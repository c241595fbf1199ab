//! Review and decision on one page: what changed since the last approved version comes first, then the
//! measures with the result of their review, comments, and the decision of the authority (WF-2).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::commands::{self, Record};
use super::differences::{Difference, Whole, between};
use super::forms::{beside, maybe_date};
use super::model::{self, DECISIONS, POINTS, RESULTS, State};
use super::queries::{self, Assessment, Comment, Measure, url};
use super::views::{Head, can, signed, words, words_of};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::delegations::signer;
use crate::features::people::{at_most, with_ask};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Differences, comments, results, decision.
    ShowReview: Get "/risk-assessments/{ref}/reviews" => "risk.show", Assessment, Quiet;
    /// Takes it for review.
    Take: Post "/risk-assessments/{ref}/take" => "risk.review", Assessment, Change;
    /// Keeps the results; with it, sends it back or recommends it.
    Review: Post "/risk-assessments/{ref}/reviews" => "risk.review", Assessment, Change;
    /// Adds a comment on a point.
    AddComment: Post "/risk-assessments/{ref}/comments" => "risk.comment", Assessment, Change;
    /// Marks a comment as settled.
    SettleComment: Post "/risk-assessments/{ref}/comments/settled" => "risk.comment", Assessment, Change;
    /// Approves, sends back or rejects.
    Decide: Post "/risk-assessments/{ref}/decisions" => "risk.decide", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowReview, _, _>(show)
        .post::<Take, _, _>(take)
        .post::<Review, _, _>(review)
        .post::<AddComment, _, _>(add_comment)
        .post::<SettleComment, _, _>(settle_comment)
        .post::<Decide, _, _>(decide)
}

struct MeasureResult {
    number: String,
    name: String,
    description: String,
    owner: String,
    decision: String,
    choices: Vec<Choice>,
    error: String,
}

struct CommentLine {
    id: String,
    point: String,
    comment: String,
    by: String,
    settled: String,
}

/// The form of the decision.
struct Deciding {
    lead: String,
    first: String,
    decision: Field,
    decisions: Vec<Choice>,
    approver_name: Field,
    approver_capacity: Field,
    approved_on: Field,
    document_ref: Field,
    reason: Field,
}

#[derive(Template)]
#[template(path = "risk/review.html")]
struct Page {
    shell: Shell,
    head: Head,
    errors: Vec<ErrorLink>,
    form_key: String,
    url: String,
    compared: String,
    compared_url: String,
    differences: Vec<Difference>,
    results: Vec<MeasureResult>,
    comments: Vec<CommentLine>,
    take_url: String,
    can_take: bool,
    can_review: bool,
    review_refused: String,
    can_comment: bool,
    points: Vec<Choice>,
    point: Field,
    comment: Field,
    recommendation: Field,
    review_reason: Field,
    deciding: Option<Deciding>,
    why: Vec<String>,
}

async fn show(mut auth: Authorized<ShowReview>) -> Result<Response> {
    render(&mut auth, None, &FieldErrors::default()).await
}

/// What changed since the assessment that counted before: its reference, empty for a first one, and the differences.
pub async fn compared(tx: &mut Tx, language: Language, now: &Whole<'_>) -> Result<(String, Vec<Difference>)> {
    let Some((reference, _)) = queries::before(tx, now.assessment).await? else { return Ok((String::new(), Vec::new())) };
    let Some(before) = queries::by_ref(tx, &reference).await? else { return Ok((String::new(), Vec::new())) };
    let (threats, measures) = (queries::threats(tx, before.id.0).await?, queries::measures(tx, before.id.0).await?);
    Ok((reference, between(language, &Whole { assessment: &before, threats: &threats, measures: &measures }, now)))
}

/// `posted` are the fields of a form that was refused.
async fn render<A: Action<Target = Assessment>>(auth: &mut Authorized<A>, posted: Option<&Form>, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = auth.target.clone();
    let threats = queries::threats(&mut tx, assessment.id.0).await?;
    let measures = queries::measures(&mut tx, assessment.id.0).await?;
    let comments = queries::comments(&mut tx, assessment.id.0).await?;
    let language = auth.language();
    let (compared, differences) = compared(&mut tx, language, &Whole { assessment: &assessment, threats: &threats, measures: &measures }).await?;
    let before = queries::level_to_lower(&mut tx, &assessment).await?;
    drop(tx);
    let state = assessment.state();
    let is_reviewer = assessment.reviewer_id == Some(auth.actor.ctx.account.0);
    let reviews = can(&auth.actor, "risk.review", &assessment) && !assessment.is_registered();
    let value = |name: &str| posted.map(|form| form.text(name).to_owned()).unwrap_or_default();
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, assessment.reference.clone());
    let view = Page {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        head: Head::new(&auth.seed, &auth.actor, &assessment),
        errors: errors.links(language),
        form_key: fresh_form_key(),
        url: assessment.url(),
        compared_url: if compared.is_empty() { String::new() } else { url(&compared) },
        compared,
        differences,
        results: measures.iter().map(|measure| result(language, measure, &value(&format!("measure-{}", measure.number)), errors)).collect(),
        comments: comments.iter().map(|comment| comment_line(language, comment)).collect(),
        take_url: format!("{}/take", assessment.url()),
        can_take: reviews && state == State::Submitted,
        can_review: reviews && state == State::UnderReview && is_reviewer,
        review_refused: match state {
            State::UnderReview if !is_reviewer => language.fill("risk-reviewed-by", &[("who", Hole::Text(&assessment.reviewer))]),
            State::Submitted if !reviews => language.t("risk-waits-for-reviewer"),
            _ => String::new(),
        },
        can_comment: can(&auth.actor, "risk.comment", &assessment) && (state.is_waiting() || state.is_written()),
        points: with_ask(language, words(language, "risk-point", POINTS, &value("point"))),
        point: field("point", "risk-comment-point", &value("point")),
        comment: field("comment", "risk-comment-comment", &value("comment")),
        recommendation: field(
            "recommendation",
            "risk-assessment-recommendation",
            if posted.is_some() { posted.map_or("", |form| form.text("recommendation")) } else { &assessment.recommendation },
        )
        .optional(),
        review_reason: field("return_reason", "risk-return-reason", &value("return_reason")).optional().hint(language, "risk-return-hint"),
        deciding: (state == State::Recommended && can(&auth.actor, "risk.decide", &assessment))
            .then(|| deciding(language, &assessment, before, posted, errors)),
        why: vec![language.t("risk-why-authority"), language.t("risk-why-two"), language.t("risk-why-avoid")],
    };
    page::with_status(&view, if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

fn result(language: Language, measure: &Measure, posted: &str, errors: &FieldErrors) -> MeasureResult {
    let name = format!("measure-{}", measure.number);
    let current = if posted.is_empty() { measure.decision.as_str() } else { posted };
    MeasureResult {
        number: format!("M{}", measure.number),
        description: measure.description.clone(),
        owner: if measure.owner.is_empty() { language.t("risk-measure-no-owner") } else { measure.owner.clone() },
        decision: words_of(language, "risk-measure-decision", &measure.decision),
        choices: words(language, "risk-measure-decision", RESULTS, current),
        error: errors.of(&name, language),
        name,
    }
}

fn comment_line(language: Language, comment: &Comment) -> CommentLine {
    CommentLine {
        id: comment.id.to_string(),
        point: words_of(language, "risk-point", &comment.point),
        comment: comment.comment.clone(),
        by: signed(language, &comment.author, Some(comment.made_at)),
        settled: if comment.settled_at.is_some() { signed(language, &comment.settled_by, comment.settled_at) } else { String::new() },
    }
}

fn deciding(language: Language, a: &Assessment, before: Option<model::Level>, posted: Option<&Form>, errors: &FieldErrors) -> Deciding {
    let value = |name: &str, stored: &str| posted.map_or_else(|| stored.to_owned(), |form| form.text(name).to_owned());
    let field = |name: &str, label: &str, stored: &str| Field::new(language, name, label, &value(name, stored), errors);
    let two = a.residual().is_some_and(|level| model::takes_two(level, before));
    let record = a.residual().is_some_and(model::needs_record);
    let optional = |field: Field| if record { field } else { field.optional() };
    Deciding {
        lead: language.t(match (record, two) {
            (true, _) => "risk-decide-record",
            (false, true) => "risk-decide-two",
            (false, false) => "risk-decide-one",
        }),
        first: match a.decided_at {
            Some(_) => {
                language.fill("risk-decide-first", &[("who", Hole::Text(&signed(language, &signer(language, &a.decided_by, &a.decided_for), a.decided_at)))])
            }
            None => String::new(),
        },
        decisions: words(language, "risk-assessment-decision", DECISIONS, &value("decision", &a.decision)),
        decision: field("decision", "risk-assessment-decision", &a.decision).hint(language, "risk-decision-hint"),
        approver_name: optional(field("approver_name", "risk-assessment-approver-name", &a.approver_name)).hint(language, "risk-approver-hint"),
        approver_capacity: optional(field("approver_capacity", "risk-assessment-approver-capacity", &a.approver_capacity)),
        approved_on: optional(field("approved_on", "risk-assessment-approved-on", &a.approved_on.map(time::typed_date).unwrap_or_default())),
        document_ref: optional(field("document_ref", "risk-assessment-document-ref", &a.document_ref)),
        reason: field("reason", "risk-reason", "").optional().hint(language, "risk-reason-hint"),
    }
}

async fn take(mut auth: Authorized<Take>, posted: Form) -> Result<Response> {
    let back = format!("{}/reviews", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    commands::take(&mut tx, &auth.actor, &auth.target).await?;
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-taken", &auth.target.reference))
}

/// Results by number of the measure; a result that is none is an error beside it.
fn results_of(posted: &Form, errors: &mut FieldErrors) -> Vec<(i32, &'static str)> {
    let mut results = Vec::new();
    for (name, value) in posted.fields() {
        let Some(number) = name.strip_prefix("measure-").and_then(|number| number.parse().ok()) else { continue };
        match model::known(RESULTS, value) {
            Some(result) => results.push((number, result)),
            None => errors.add(name.clone(), Message::new("field-not-a-choice")),
        }
    }
    results
}

async fn review(mut auth: Authorized<Review>, posted: Form) -> Result<Response> {
    let known = ["deed", "recommendation", "return_reason"];
    if posted.fields().iter().any(|(name, _)| !known.contains(&name.as_str()) && !name.starts_with("measure-")) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    match keep_review(&mut auth, &posted).await.map_err(beside) {
        Ok((location, said)) => Ok(page::see_other_saying(&location, said, &auth.target.reference)),
        Err(AppError::Invalid(errors)) => render(&mut auth, Some(&posted), &errors).await,
        Err(error) => Err(error),
    }
}

async fn keep_review(auth: &mut Authorized<Review>, posted: &Form) -> Result<(String, &'static str)> {
    let mut errors = FieldErrors::default();
    let results = results_of(posted, &mut errors);
    let reason = at_most(&mut errors, "return_reason", posted.text("return_reason"), 2000);
    let recommendation = at_most(&mut errors, "recommendation", posted.text("recommendation"), 4000);
    let deed = posted.text("deed");
    if deed == "return" && reason.is_empty() {
        errors.add("return_reason", Message::new("field-required"));
    }
    errors.or(())?;
    let record = auth.target.url();
    let location = format!("{record}/reviews");
    let mut tx = auth.write(posted).await?;
    if !results.is_empty() || deed == "keep" {
        commands::keep_results(&mut tx, &auth.target, &results).await?;
    }
    let said = match deed {
        "return" => {
            commands::send_back(&mut tx, &auth.actor, &auth.target, &reason).await?;
            "said-risk-returned"
        }
        "recommend" => {
            commands::recommend(&mut tx, &auth.actor, &auth.target, &recommendation).await?;
            "said-risk-recommended"
        }
        "keep" => "said-risk-results-kept",
        _ => return Err(AppError::field("deed", "field-not-a-choice")),
    };
    tx.commit(&location).await?;
    Ok((if deed == "keep" { location } else { record }, said))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CommentForm {
    point: String,
    comment: String,
}

async fn add_comment(mut auth: Authorized<AddComment>, posted: Form) -> Result<Response> {
    let typed: CommentForm = posted.parse()?;
    let mut errors = FieldErrors::default();
    let point = super::forms::choice(&mut errors, "point", POINTS, &typed.point);
    let text = crate::features::people::required(&mut errors, "comment", &typed.comment, 2000);
    if !errors.is_empty() {
        return render(&mut auth, Some(&posted), &errors).await;
    }
    let back = format!("{}/reviews", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    commands::comment(&mut tx, &auth.target, point, &text).await?;
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-commented", &auth.target.reference))
}

async fn settle_comment(mut auth: Authorized<SettleComment>, posted: Form) -> Result<Response> {
    let comment = posted.text("comment").parse().map_err(|_| AppError::NotFound)?;
    let back = format!("{}/reviews", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    commands::settle(&mut tx, &auth.actor, &auth.target, comment).await?;
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-comment-settled", &auth.target.reference))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DecisionForm {
    deed: String,
    decision: String,
    approver_name: String,
    approver_capacity: String,
    approved_on: String,
    document_ref: String,
    reason: String,
}

async fn decide(mut auth: Authorized<Decide>, posted: Form) -> Result<Response> {
    match keep_decision(&mut auth, &posted).await.map_err(beside) {
        Ok(said) => Ok(page::see_other_saying(&auth.target.url(), said, &auth.target.reference)),
        Err(AppError::Invalid(errors)) => render(&mut auth, Some(&posted), &errors).await,
        Err(error) => Err(error),
    }
}

async fn keep_decision(auth: &mut Authorized<Decide>, posted: &Form) -> Result<&'static str> {
    let typed: DecisionForm = posted.parse()?;
    let mut errors = FieldErrors::default();
    let reason = at_most(&mut errors, "reason", &typed.reason, 2000);
    if matches!(typed.deed.as_str(), "reject" | "return") && reason.is_empty() {
        errors.add("reason", Message::new("field-required"));
    }
    let decision = super::forms::choice(&mut errors, "decision", DECISIONS, &typed.decision);
    let record = Record {
        name: at_most(&mut errors, "approver_name", &typed.approver_name, 160),
        capacity: at_most(&mut errors, "approver_capacity", &typed.approver_capacity, 160),
        approved_on: maybe_date(&mut errors, "approved_on", &typed.approved_on),
        document_ref: at_most(&mut errors, "document_ref", &typed.document_ref, 120),
    };
    if record.approved_on.is_some_and(|day| day > auth.now().date_naive()) {
        errors.add("approved_on", Message::new("risk-approved-in-future"));
    }
    errors.or(())?;
    let location = auth.target.url();
    let mut tx = auth.write(posted).await?;
    let said = match typed.deed.as_str() {
        "approve" => match commands::approve(&mut tx, &auth.actor, &auth.target, decision, &record).await? {
            true => "said-risk-approved",
            false => "said-caution-risk-first-of-two",
        },
        "return" => {
            commands::send_back(&mut tx, &auth.actor, &auth.target, &reason).await?;
            "said-risk-returned"
        }
        "reject" => {
            commands::end(&mut tx, &auth.actor, &auth.target, State::Rejected, &reason).await?;
            "said-risk-rejected"
        }
        _ => return Err(AppError::field("deed", "field-not-a-choice")),
    };
    tx.commit(&location).await?;
    Ok(said)
}
