//! Requests about attestations of those who are signed in.

use axum::response::Response;

use super::commands::{self, Verdict};
use super::forms::{self, Answer};
use super::queries::{self, AttestationTarget};
use super::views::{CodePage, DecisionPage, ListPage, NewPage};
use crate::actions;
use crate::authz::action::{Action, Authorized, Target};
use crate::authz::routes::Routes;
use crate::features::accounts::codes as one_time_code;
use crate::features::principals::handlers::url;
use crate::features::principals::queries::Principal;
use crate::features::principals::views::Head;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page::{self, Shell};

actions! {
    /// The attestations of an official.
    ListAttestations: Get "/principals/{ref}/attestations" => "attestation.list", Principal, Quiet;
    /// The form.
    AskAttestation: Get "/principals/{ref}/attestations/new" => "attestation.create", Principal, Quiet;
    /// Says of each value whether it is right.
    Attest: Post "/principals/{ref}/attestations" => "attestation.create", Principal, Change;
    /// Enters that it was confirmed by telephone or mail.
    EnterConfirmation: Post "/principals/{ref}/attestations/confirmed" => "attestation.enter", Principal, Change;
    /// Issues a one-use code.
    IssueCode: Post "/principals/{ref}/attestations/codes" => "attestation.issue-code", Principal, Change;
    /// What was said.
    ShowAttestation: Get "/principals/{ref}/attestations/{number}" => "attestation.show", AttestationTarget, Quiet;
    /// Decides it.
    DecideAttestation: Post "/principals/{ref}/attestations/{number}/decision" => "attestation.decide", AttestationTarget, Change;
}

/// `/principals/{ref}/attestations`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ListAttestations, _, _>(list)
        .get::<AskAttestation, _, _>(ask)
        .post::<Attest, _, _>(attest)
        .post::<EnterConfirmation, _, _>(enter)
        .post::<IssueCode, _, _>(issue_code)
        .get::<ShowAttestation, _, _>(show)
        .post::<DecideAttestation, _, _>(decide)
}

async fn list(mut auth: Authorized<ListAttestations>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let attestations = queries::list(&mut tx, auth.target.id).await?;
    page::page(&ListPage::new(&auth.seed, &auth.actor, &auth.target, &attestations))
}

async fn ask(mut auth: Authorized<AskAttestation>) -> Result<Response> {
    new_page(&mut auth, &Form::default(), &FieldErrors::default()).await
}

async fn new_page<A: Action<Target = Principal>>(auth: &mut Authorized<A>, form: &Form, errors: &FieldErrors) -> Result<Response> {
    active(&auth.target)?;
    let mut tx = auth.read().await?;
    let present = queries::present(&mut tx, auth.target.id).await?;
    let view = NewPage::new(&auth.seed, &auth.actor, &auth.target, &present, form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

fn active(principal: &Principal) -> Result<()> {
    if principal.is_active() { Ok(()) } else { Err(AppError::Conflict(Message::new("principal-has-ended"))) }
}

async fn attest(mut auth: Authorized<Attest>, form: Form) -> Result<Response> {
    let outcome = async {
        active(&auth.target)?;
        let said = forms::read_answers(&form, &[])?;
        let mut tx = auth.write(&form).await?;
        commands::attest(&mut tx, &auth.actor, &auth.target, &said).await?;
        tx.commit(&url(&auth.target.reference)).await
    }
    .await;
    attested(&mut auth, &form, outcome).await
}

async fn enter(mut auth: Authorized<EnterConfirmation>, form: Form) -> Result<Response> {
    let outcome = async {
        active(&auth.target)?;
        let confirmed = forms::read_confirmed(&form, auth.now().date_naive())?;
        let mut tx = auth.write(&form).await?;
        commands::enter(&mut tx, &auth.actor, &auth.target, &confirmed).await?;
        tx.commit(&url(&auth.target.reference)).await
    }
    .await;
    attested(&mut auth, &form, outcome).await
}

async fn attested<A: Action<Target = Principal>>(auth: &mut Authorized<A>, form: &Form, outcome: Result<()>) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-attested", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => new_page(auth, form, &errors).await,
        Err(error) => Err(error),
    }
}

/// The code stands in the answer and nowhere else: only its hash is kept.
async fn issue_code(mut auth: Authorized<IssueCode>, form: Form) -> Result<Response> {
    let for_name = form.text("for_name").trim().to_owned();
    if for_name.is_empty() || for_name.chars().count() > 120 {
        return new_page(&mut auth, &form, &named()).await;
    }
    active(&auth.target)?;
    let code = one_time_code::fresh()?;
    let mut tx = auth.write(&form).await?;
    commands::issue_code(&mut tx, &auth.target, &one_time_code::hash(&code), &for_name).await?;
    tx.commit(&format!("{}/attestations", url(&auth.target.reference))).await?;
    page::page(&CodePage {
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
        principal: Head::new(&auth.seed, &auth.actor, &auth.target),
        url: format!("/attest?code={code}"),
        code,
        for_name,
    })
}

fn named() -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add("for_name", Message::new("field-required"));
    errors
}

async fn show(mut auth: Authorized<ShowAttestation>) -> Result<Response> {
    decision_page(&mut auth, &Form::default(), &FieldErrors::default()).await
}

async fn decision_page<A: Action<Target = AttestationTarget>>(auth: &mut Authorized<A>, form: &Form, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let AttestationTarget { principal, attestation } = &auth.target;
    let answers = queries::answers(&mut tx, attestation.id).await?;
    let present = queries::present(&mut tx, principal.id).await?;
    let facts = auth.target.facts(&auth.actor);
    let view = DecisionPage::new(&auth.seed, &auth.actor, (principal, attestation), &facts, (&answers, &present), form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn decide(mut auth: Authorized<DecideAttestation>, form: Form) -> Result<Response> {
    match decide_from(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.principal.reference), "said-attestation-decided", &auth.target.principal.reference)),
        Err(AppError::Invalid(errors)) => decision_page(&mut auth, &form, &errors).await,
        Err(error) => Err(error),
    }
}

async fn decide_from(auth: &mut Authorized<DecideAttestation>, form: &Form) -> Result<()> {
    let mut errors = FieldErrors::default();
    let note = form.text("note").trim().to_owned();
    if note.chars().count() > 300 {
        errors.add("note", Message::new("field-too-long").with("limit", "300"));
    }
    let mut tx = auth.write(form).await?;
    let answers = queries::answers(&mut tx, auth.target.attestation.id).await?;
    let verdict = match form.text("verdict") {
        "refuse" => {
            if note.is_empty() {
                errors.add("note", Message::new("field-required"));
            }
            Verdict::Refused
        }
        "approve" => {
            let mut accepted = Vec::new();
            for line in answers.iter().filter(|line| line.answer == Answer::Change) {
                let name = format!("decision-{}", line.id);
                match form.text(&name) {
                    "accepted" => accepted.push(line.id),
                    "refused" => {}
                    _ => errors.add(name, Message::new("attestation-decide-each")),
                }
            }
            Verdict::Approved(accepted)
        }
        _ => return Err(AppError::field("note", "field-not-a-choice")),
    };
    errors.or(())?;
    let AttestationTarget { principal, attestation } = &auth.target;
    let expected: i32 = form.text("version").parse().unwrap_or_default();
    if attestation.state != "waiting" || attestation.version != expected {
        return Err(AppError::Conflict(Message::new("attestation-decided-meanwhile")));
    }
    commands::decide(&mut tx, &auth.actor, principal, attestation, &answers, &verdict, &note).await?;
    tx.commit(&url(&principal.reference)).await
}
