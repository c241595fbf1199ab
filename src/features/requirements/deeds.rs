//! The steps of WF-3 as people take them: validate, approve, refuse, review, reduce, end; the answer of the
//! register; the carrying over to the next assessment.

use axum::response::Response;

use super::commands;
use super::forms::{AnswerForm, ReasonForm};
use super::model::Deed;
use super::pages::{AnswerPage, CarryOverPage, ReasonPage};
use super::queries::{self, Requirement};
use super::views::url;
use super::{
    Answer, Approve, AskAnswer, AskCarryOver, AskEnd, AskReduce, AskRefuse, CarryOver, End, Reduce, Refuse, Resume, Return, Review, Validate, handlers,
};
use crate::authz::action::{Action, Authorized};
use crate::features::people::required;
use crate::i18n::{Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn validate(mut auth: Authorized<Validate>, form: Form) -> Result<Response> {
    let outcome = async {
        let version = version_of(&form)?;
        let mut tx = auth.write(&form).await?;
        commands::validate(&mut tx, &auth.target, version).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    let outcome = outcome.await;
    done(&mut auth, outcome, "said-requirement-validated").await
}

pub async fn approve(mut auth: Authorized<Approve>, form: Form) -> Result<Response> {
    let outcome = async {
        let version = version_of(&form)?;
        let mut tx = auth.write(&form).await?;
        commands::approve(&mut tx, &auth.target, version).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    let outcome = outcome.await;
    done(&mut auth, outcome, "said-requirement-approved").await
}

pub async fn give_back(auth: Authorized<Return>, form: Form) -> Result<Response> {
    plain(auth, form, Deed::Return, "said-requirement-returned").await
}

pub async fn review(auth: Authorized<Review>, form: Form) -> Result<Response> {
    plain(auth, form, Deed::Review, "said-requirement-under-review").await
}

pub async fn resume(auth: Authorized<Resume>, form: Form) -> Result<Response> {
    plain(auth, form, Deed::Resume, "said-requirement-resumed").await
}

async fn plain<A: Action<Target = Requirement>>(mut auth: Authorized<A>, form: Form, deed: Deed, said: &'static str) -> Result<Response> {
    let outcome = async {
        let version = version_of(&form)?;
        let mut tx = auth.write(&form).await?;
        commands::step(&mut tx, &auth.target, deed, "", version).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    let outcome = outcome.await;
    done(&mut auth, outcome, said).await
}

/// Leads on, or shows the record again with the rule's sentence on top.
async fn done<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, outcome: Result<()>, said: &'static str) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), said, &auth.target.reference)),
        Err(AppError::Refused(constraint)) => {
            let Some(key) = sentence(&constraint) else { return Err(AppError::Refused(constraint)) };
            let mut errors = FieldErrors::default();
            errors.add("", Message::new(key));
            handlers::answer(auth, &errors).await
        }
        Err(error) => Err(error),
    }
}

fn sentence(constraint: &str) -> Option<&'static str> {
    const KNOWN: &[(&str, &str)] = &[
        ("requirement_rests_on_assessment_in_force", "constraint-requirement-rests-on-assessment-in-force"),
        ("validated_requirement_is_computed", "constraint-validated-requirement-is-computed"),
        ("requirement_validated_by_another", "constraint-requirement-validated-by-another"),
        ("requirement_approved_by_another", "constraint-requirement-approved-by-another"),
        ("delegate_of_author_does_not_approve", "constraint-delegate-of-author-does-not-approve"),
        ("private_security_needs_reason", "constraint-private-security-needs-reason"),
    ];
    KNOWN.iter().find(|(name, key)| *name == constraint && Language::has(key)).map(|(_, key)| *key)
}

fn version_of(form: &Form) -> Result<i32> {
    Ok(form.parse::<ReasonForm>()?.version.parse().unwrap_or_default())
}

pub async fn ask_refuse(auth: Authorized<AskRefuse>) -> Result<Response> {
    ask(auth, Deed::Refuse)
}

pub async fn refuse(auth: Authorized<Refuse>, form: Form) -> Result<Response> {
    reasoned(auth, form, Deed::Refuse, "said-requirement-refused").await
}

pub async fn ask_reduce(auth: Authorized<AskReduce>) -> Result<Response> {
    ask(auth, Deed::Reduce)
}

pub async fn reduce(auth: Authorized<Reduce>, form: Form) -> Result<Response> {
    reasoned(auth, form, Deed::Reduce, "said-requirement-reduced").await
}

pub async fn ask_end(auth: Authorized<AskEnd>) -> Result<Response> {
    ask(auth, Deed::End)
}

pub async fn end(auth: Authorized<End>, form: Form) -> Result<Response> {
    reasoned(auth, form, Deed::End, "said-requirement-ended").await
}

fn ask<A: Action<Target = Requirement>>(auth: Authorized<A>, deed: Deed) -> Result<Response> {
    if deed.leads(auth.target.state).is_none() {
        return Ok(page::see_other_saying(&url(&auth.target.reference), "said-caution-requirement-not-now", &auth.target.reference));
    }
    page::page(&ReasonPage::new(&auth.seed, &auth.actor, &auth.target, deed, "", &FieldErrors::default()))
}

async fn reasoned<A: Action<Target = Requirement>>(mut auth: Authorized<A>, form: Form, deed: Deed, said: &'static str) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let outcome = async {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &posted.reason, 500);
        errors.or(())?;
        let mut tx = auth.write(&form).await?;
        commands::step(&mut tx, &auth.target, deed, &reason, posted.version.parse().unwrap_or_default()).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    match outcome.await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), said, &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&ReasonPage::new(&auth.seed, &auth.actor, &auth.target, deed, &posted.reason, &errors)),
        Err(error) => Err(error),
    }
}

pub async fn ask_answer(auth: Authorized<AskAnswer>) -> Result<Response> {
    let requirement = &auth.target;
    let form = AnswerForm {
        answer: requirement.answer.clone(),
        note: requirement.answer_note.clone(),
        accepted_by: requirement.risk_accepted_by.clone(),
        accepted_on: super::views::day(requirement.risk_accepted_on),
        version: String::new(),
    };
    page::page(&AnswerPage::new(&auth.seed, &auth.actor, requirement, &form, &FieldErrors::default()))
}

pub async fn answer(mut auth: Authorized<Answer>, form: Form) -> Result<Response> {
    let posted: AnswerForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(auth.now().date_naive())?;
        let mut tx = auth.write(&form).await?;
        commands::answer(&mut tx, &auth.target, &draft).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    match outcome.await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-requirement-answered", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&AnswerPage::new(&auth.seed, &auth.actor, &auth.target, &posted, &errors)),
        Err(error) if conflict::is_stale(&error) => {
            let mut errors = FieldErrors::default();
            errors.add("answer", Message::new("requirement-answer-stale"));
            page::unprocessable(&AnswerPage::new(&auth.seed, &auth.actor, &auth.target, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

pub async fn ask_carry_over(mut auth: Authorized<AskCarryOver>) -> Result<Response> {
    carry_page(&mut auth, &FieldErrors::default()).await
}

async fn carry_page<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let bases = queries::bases(&mut tx, auth.target.id).await?;
    let newer = queries::newer_bases(&mut tx, &auth.target).await?;
    let view = CarryOverPage::new(&auth.seed, &auth.actor, &auth.target, &bases, &newer, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn carry_over(mut auth: Authorized<CarryOver>, form: Form) -> Result<Response> {
    let outcome = async {
        let assessment = form.text("assessment").trim().to_owned();
        let mut tx = auth.write(&form).await?;
        commands::carry_over(&mut tx, &auth.target, &assessment).await?;
        tx.commit(&url(&auth.target.reference)).await
    };
    match outcome.await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-requirement-carried-over", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => carry_page(&mut auth, &errors).await,
        Err(error) => Err(error),
    }
}
