//! The record of one paper: verified, taken back, its history.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::ReasonForm;
use super::model::State;
use super::queries::{self, Record};
use super::scan::{self, Scanned};
use super::views::{StateTag, paper_words, shell, state_tag};
use crate::actions;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// A paper.
    ShowQualification: Get "/qualifications/{ref}" => "qualification.show", Record, Quiet;
    /// Somebody else than the holder has seen the evidence.
    VerifyQualification: Post "/qualifications/{ref}/verify" => "qualification.verify", Record, Change;
    /// Asks why it was wrong.
    AskVoidQualification: Get "/qualifications/{ref}/void" => "qualification.void", Record, Quiet;
    /// Takes it back.
    VoidQualification: Post "/qualifications/{ref}/void" => "qualification.void", Record, Change;
    /// What was saved, by whom.
    QualificationHistory: Get "/qualifications/{ref}/history" => "qualification.show", Record, Quiet;
}

/// `/qualifications/{ref}`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowQualification, _, _>(show)
        .post::<VerifyQualification, _, _>(verify)
        .get::<AskVoidQualification, _, _>(ask_void)
        .post::<VoidQualification, _, _>(void)
        .get::<QualificationHistory, _, _>(history_of)
}

fn url(record: &Record) -> String {
    format!("/qualifications/{}", record.paper.reference)
}

#[derive(Template)]
#[template(path = "qualifications/show.html")]
struct Show {
    shell: Shell,
    reference: String,
    title: String,
    officer: String,
    officer_url: String,
    state: StateTag,
    ended: String,
    obtained: String,
    ends: String,
    issued_by: String,
    evidence: String,
    /// Reference of the training session it came of; empty: none, or not visible.
    session: String,
    scan: String,
    scan_url: String,
    scan_since: String,
    scan_edit_url: String,
    scan_edit: String,
    entered: String,
    verified: String,
    verify_url: String,
    refused: String,
    void_url: String,
    history_url: String,
    form_key: String,
    version: i32,
}

async fn show(mut auth: Authorized<ShowQualification>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let kinds = queries::kinds(&mut tx).await?;
    let scan = scan::scan_of(&mut tx, auth.target.paper.id).await?;
    let (session, recorder) = queries::session_of(&mut tx, auth.target.paper.id).await?;
    let (record, language) = (&auth.target, auth.language());
    let paper = &record.paper;
    let lead_days = kinds.iter().find(|kind| kind.code == paper.held.kind).map_or(0, |kind| kind.lead_days);
    let may = |action: &str| policy::decide(&auth.actor, action, &record.facts(&auth.actor));
    let may_scan = policy::decide(&auth.actor, "qualification.scan", &Scanned(record.clone()).facts(&auth.actor)) == Decision::Allow;
    let is_waiting = !paper.is_void && !paper.held.is_verified;
    let state = if is_waiting {
        StateTag { kind: "advisory", words: language.t("qualification-state-waiting") }
    } else {
        state_tag(language, State::of([&paper.held].into_iter(), auth.now().date_naive(), lead_days))
    };
    let signed = |who: &str, at| format!("{who}, {}", time::z(at, language));
    page::page(&Show {
        shell: Shell::titled(&auth.seed, paper.reference.clone()),
        reference: paper.reference.clone(),
        title: paper_words(language, &paper.held, &paper.kind_name),
        officer: format!("{} {}", record.officer.reference, record.officer.name),
        officer_url: format!("/officers/{}/qualifications", record.officer.reference),
        state,
        ended: if paper.is_void { language.fill("qualification-voided", &[("reason", (&paper.void_reason).into())]) } else { String::new() },
        obtained: time::typed_date(paper.held.obtained_on),
        ends: paper.held.valid_until.map_or_else(|| language.t("qualification-no-end"), time::typed_date),
        issued_by: paper.issued_by.clone(),
        evidence: paper.evidence.clone(),
        session,
        scan: scan::offer(language, scan.as_ref()),
        scan_url: format!("{}/scan", url(record)),
        scan_since: scan.as_ref().map(|scan| scan::since(language, scan)).unwrap_or_default(),
        scan_edit_url: if !paper.is_void && may_scan { format!("{}/scan/edit", url(record)) } else { String::new() },
        scan_edit: language.t(if scan.is_some() { "qualification-scan-change" } else { "qualification-scan-add" }),
        entered: signed(if recorder.is_empty() { &paper.entered_by } else { &recorder }, paper.entered_at),
        verified: paper.verified_at.map(|at| signed(&paper.verified_by, at)).unwrap_or_default(),
        verify_url: if is_waiting && may("qualification.verify") == Decision::Allow { format!("{}/verify", url(record)) } else { String::new() },
        refused: match (is_waiting, record.facts(&auth.actor).own) {
            (true, true) => language.t("constraint-qualification-verified-by-another"),
            _ => String::new(),
        },
        void_url: if !paper.is_void && may("qualification.void") == Decision::Allow { format!("{}/void", url(record)) } else { String::new() },
        history_url: format!("{}/history", url(record)),
        form_key: fresh_form_key(),
        version: paper.version,
    })
}

async fn verify(mut auth: Authorized<VerifyQualification>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target);
    let mut tx = auth.write(&form).await?;
    commands::verify(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-qualification-verified", &auth.target.paper.reference))
}

#[derive(Template)]
#[template(path = "qualifications/void.html")]
struct VoidPage {
    shell: Shell,
    what: String,
    officer: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn void_page<A: crate::authz::action::Action<Target = Record>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> Result<VoidPage> {
    let (record, language) = (&auth.target, auth.language());
    if record.paper.is_void {
        return Err(AppError::NotFound);
    }
    Ok(VoidPage {
        shell: shell(&auth.seed, &record.paper.reference, !errors.is_empty()),
        what: paper_words(language, &record.paper.held, &record.paper.kind_name),
        officer: format!("{} {}", record.officer.reference, record.officer.name),
        action: format!("{}/void", url(record)),
        back_url: url(record),
        form_key: fresh_form_key(),
        version: record.paper.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
    })
}

async fn ask_void(auth: Authorized<AskVoidQualification>) -> Result<Response> {
    page::page(&void_page(&auth, &ReasonForm::default(), &FieldErrors::default())?)
}

async fn void(mut auth: Authorized<VoidQualification>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&void_page(&auth, &posted, &errors)?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target);
    let mut tx = auth.write(&form).await?;
    commands::void(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-qualification-voided", &auth.target.paper.reference))
}

async fn history_of(mut auth: Authorized<QualificationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let record = &auth.target;
    let scans = scan::ids(&mut tx, record.paper.id).await?;
    let parts = [(HistoryTable::Qualification, vec![record.paper.id.0.to_string()]), (HistoryTable::QualificationScan, scans)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let officer = &record.officer;
    let place = time::short_place(&officer.station_name).to_owned();
    let subject = Subject { reference: record.paper.reference.clone(), url: url(record), zone: officer.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
