//! The record of an assessment: summary and history.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::attachments;
use super::commands::may_write;
use super::levels::Mark;
use super::model::State;
use super::queries::{self, Assessment, Extension, Threat, url};
use super::views::{Head, can, mark, signed, words_of};
use crate::actions;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, may};
use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::context::{Panel, panel_of};
use crate::features::delegations::signer;
use crate::features::stations::site_of_station;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{ErrorLink, FieldErrors, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The record.
    ShowAssessment: Get "/risk-assessments/{ref}" => "risk.show", Assessment, Quiet;
    /// What was saved, by whom.
    AssessmentHistory: Get "/risk-assessments/{ref}/history" => "risk.history", Assessment, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowAssessment, _, _>(show).get::<AssessmentHistory, _, _>(history_of)
}

struct ThreatLine {
    name: String,
    mark: Mark,
    residual: Mark,
}

/// A link or a form of one button.
struct Deed {
    url: String,
    label: String,
    is_post: bool,
}

#[derive(Template)]
#[template(path = "risk/show.html")]
struct Page {
    shell: Shell,
    head: Head,
    errors: Vec<ErrorLink>,
    form_key: String,
    before: Option<(String, Mark)>,
    before_url: String,
    now: Mark,
    facts: Vec<(String, String)>,
    texts: Vec<(String, String)>,
    threats: Vec<ThreatLine>,
    threats_title: String,
    extension: Vec<(String, String)>,
    readers: String,
    readers_url: String,
    deeds: Vec<Deed>,
    next_step: String,
    files: Vec<attachments::Line>,
    panel: Option<Panel>,
    why: Vec<String>,
}

async fn show(mut auth: Authorized<ShowAssessment>) -> Result<Response> {
    render(&mut auth, &FieldErrors::default()).await
}

/// The record again, with what the rules refused on top: 422.
pub async fn again<A: Action<Target = Assessment>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Response> {
    render(auth, errors).await
}

async fn render<A: Action<Target = Assessment>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = auth.target.clone();
    let threats = queries::threats(&mut tx, assessment.id.0).await?;
    let extension = queries::extension(&mut tx, assessment.id.0).await?;
    let before = queries::before(&mut tx, &assessment).await?;
    let (read, all) = queries::reading(&mut tx, assessment.id.0).await?;
    let files = attachments::files(&mut tx, assessment.id.0).await?;
    let language = auth.language();
    let panel = context_of(&mut tx, &auth.actor, language, &assessment.station).await?;
    drop(tx);
    let shell = Shell::titled(&auth.seed, assessment.reference.clone());
    let view = Page {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        head: Head::new(&auth.seed, &auth.actor, &assessment),
        errors: errors.links(language),
        form_key: fresh_form_key(),
        before_url: before.as_ref().map(|(reference, _)| url(reference)).unwrap_or_default(),
        before: before.map(|(reference, level)| (reference, mark(language, &level))),
        now: mark(language, &assessment.residual_code),
        facts: facts(language, &assessment),
        texts: texts(language, &assessment),
        threats_title: language.fill("risk-threats-count", &[("count", Hole::Number(threats.len() as i64))]),
        threats: threats.iter().map(|threat| threat_line(language, threat)).collect(),
        extension: extension.as_ref().map(|extension| extension_facts(language, extension)).unwrap_or_default(),
        readers: if all == 0 { String::new() } else { language.fill("risk-readers-sum", &[("read", Hole::Number(read)), ("all", Hole::Number(all))]) },
        readers_url: format!("{}/readers", assessment.url()),
        deeds: deeds(language, &auth.actor, &assessment, extension.as_ref()),
        next_step: next_step(language, &assessment),
        files: files.iter().filter(|file| file.voided_at.is_none()).map(|file| attachments::Line::new(language, &auth.actor, &assessment, file)).collect(),
        panel,
        why: vec![language.t("risk-why-decided"), language.t("risk-why-frozen")],
    };
    page::with_status(&view, if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

/// What public lists say of a station, for those who may read them; none where the station is not known to the reader.
pub async fn context_of(tx: &mut Tx, actor: &Actor, language: Language, station: &str) -> Result<Option<Panel>> {
    if station.is_empty() || !may(actor, "context.show") {
        return Ok(None);
    }
    match site_of_station(tx, station).await? {
        Some(site) => Ok(Some(panel_of(tx, language, &site).await?)),
        None => Ok(None),
    }
}

fn threat_line(language: Language, threat: &Threat) -> ThreatLine {
    ThreatLine {
        name: format!("T{} {}", threat.number, words_of(language, "risk-threat-sub-kind", &threat.sub_kind)),
        mark: mark(language, &threat.level),
        residual: mark(language, &threat.residual_level),
    }
}

/// What is known of it, with its decisions and signatures.
pub fn facts(language: Language, a: &Assessment) -> Vec<(String, String)> {
    let mut facts = vec![
        ("risk-assessment-kind", words_of(language, "risk-assessment-kind", &a.kind)),
        ("risk-assessment-way", words_of(language, "risk-assessment-way", &a.way)),
        ("risk-assessment-criticality", words_of(language, "risk-assessment-criticality", &a.criticality)),
        ("risk-assessment-decision", words_of(language, "risk-assessment-decision", &a.decision)),
        ("risk-assessment-author-id", a.author.clone()),
    ];
    if !a.is_registered() {
        facts.push(("risk-assessment-reviewer-id", a.reviewer.clone()));
        facts.push(("risk-assessment-decided-by", signed(language, &signer(language, &a.decided_by, &a.decided_for), a.decided_at)));
        if a.second_at.is_some() {
            facts.push(("risk-assessment-second-decided-by", signed(language, &signer(language, &a.second_by, &a.second_for), a.second_at)));
        }
    }
    if !a.approver_name.is_empty() {
        let on = a.approved_on.map(time::typed_date).unwrap_or_default();
        facts.push(("risk-register-approver", format!("{}, {}", a.approver_name, a.approver_capacity)));
        facts.push(("risk-assessment-approved-on", on));
        facts.push(("risk-assessment-document-ref", a.document_ref.clone()));
    }
    if a.is_registered() {
        facts.push(("risk-assessment-confirmed-by", signed(language, &a.confirmed_by, a.confirmed_at)));
    }
    if let Some(ended) = a.ended_on {
        facts.push(("risk-assessment-ended-on", time::typed_date(ended)));
    }
    facts.into_iter().map(|(key, value)| (language.t(key), value)).collect()
}

/// What was written in it, where something was.
pub fn texts(language: Language, a: &Assessment) -> Vec<(String, String)> {
    [
        ("risk-assessment-change-note", &a.change_note),
        ("risk-assessment-scope", &a.scope),
        ("risk-assessment-situation", &a.situation),
        ("risk-assessment-programme", &a.programme),
        ("risk-assessment-main-measures", &a.main_measures),
        ("risk-assessment-recommendation", &a.recommendation),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(key, text)| (language.t(key), text.clone()))
    .collect()
}

/// Its extension with both signatures.
pub fn extension_facts(language: Language, e: &Extension) -> Vec<(String, String)> {
    let waits = || language.t("risk-extension-waits");
    let or_waits = |who: &str| if who.is_empty() { waits() } else { who.to_owned() };
    [
        ("risk-col-valid", super::index::period(Some(e.from_date), Some(e.to_date), language)),
        ("risk-extension-reason", e.reason.clone()),
        ("risk-extension-asked-by", e.asked_by.clone()),
        ("risk-extension-first-by", or_waits(&signer(language, &e.first_by, &e.first_for))),
        ("risk-extension-second-by", or_waits(&signer(language, &e.second_by, &e.second_for))),
    ]
    .into_iter()
    .map(|(key, value)| (language.t(key), value))
    .collect()
}

fn next_step(language: Language, a: &Assessment) -> String {
    let key = match a.state() {
        State::Draft | State::Returned => "risk-next-author",
        State::Submitted if a.is_registered() => "risk-next-second",
        State::Submitted => "risk-next-reviewer",
        State::UnderReview => "risk-next-review",
        State::Recommended if a.decided_at.is_some() => "risk-next-second-decision",
        State::Recommended => "risk-next-decision",
        State::Approved | State::Rejected | State::Expired | State::Superseded | State::Withdrawn => return String::new(),
    };
    language.t(key)
}

fn deeds(language: Language, actor: &Actor, a: &Assessment, extension: Option<&Extension>) -> Vec<Deed> {
    let state = a.state();
    let mut deeds = Vec::new();
    let mut offer = |path: &str, key: &str, is_post: bool| deeds.push(Deed { url: format!("{}/{path}", a.url()), label: language.t(key), is_post });
    if can(actor, "risk.print", a) {
        offer("print", "risk-print", false);
    }
    let writes = can(actor, "risk.write", a) && may_write(actor, a).is_ok();
    if writes && !a.is_registered() {
        offer("edit", "risk-edit", false);
        offer("submit", "risk-submit", true);
        offer("discard", "risk-discard", false);
    }
    if can(actor, "risk.review", a) && !a.is_registered() && matches!(state, State::Submitted | State::UnderReview) {
        offer("reviews", "risk-to-review", false);
    }
    if can(actor, "risk.decide", a) && state == State::Recommended {
        offer("reviews", "risk-to-decision", false);
    }
    if can(actor, "risk.confirm", a) && a.is_unconfirmed() {
        offer("confirm", "risk-confirm", true);
    }
    if can(actor, "risk.register", a) && matches!(state, State::Approved | State::Expired) {
        offer("renew", "risk-renew", false);
        if extension.is_none() {
            offer("extension", "risk-extension-ask", false);
        }
    }
    let may_sign = extension.is_some_and(|e| !e.is_approved && e.asked_person != actor.person() && e.first_id != Some(actor.ctx.account.0));
    if can(actor, "risk.extend", a) && may_sign {
        offer("extension/signatures", "risk-extension-sign", true);
    }
    if can(actor, "risk.decide", a) && state == State::Approved {
        offer("withdraw", "risk-withdraw", false);
    }
    deeds
}

async fn history_of(mut auth: Authorized<AssessmentHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = &auth.target;
    let id = assessment.id.0;
    let texts = |ids: Vec<uuid::Uuid>| ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>();
    let threats = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_threat where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let measures = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_measure where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let attachments = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_attachment where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let courses = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_course where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let sources = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_source where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let comments = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_comment where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let extensions = sqlx::query_scalar!(r#"select id as "id!" from visible_risk_extension where assessment_id = $1"#, id).fetch_all(&mut *tx).await?;
    let parts = [
        (HistoryTable::RiskAssessment, texts(vec![id])),
        (HistoryTable::RiskThreat, texts(threats)),
        (HistoryTable::RiskMeasure, texts(measures)),
        (HistoryTable::RiskCourse, texts(courses)),
        (HistoryTable::RiskSource, texts(sources)),
        (HistoryTable::RiskComment, texts(comments)),
        (HistoryTable::RiskExtension, texts(extensions)),
        (HistoryTable::RiskAttachment, texts(attachments)),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&assessment.station_name).to_owned();
    let subject = Subject { reference: assessment.reference.clone(), url: assessment.url(), zone: assessment.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
