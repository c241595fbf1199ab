//! The author's part of the full form: begin, edit, submit.

use axum::response::Response;
use serde::Deserialize;

use super::commands::{self, About};
use super::forms::{AssessmentForm, PARTS, beside, choice, of_version};
use super::model::{CRITICALITIES, DECISIONS, KINDS};
use super::parts;
use super::queries::{self, Assessment, url};
use super::show;
use super::views::{self, Frame, Head, Inputs, words};
use crate::actions;
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized, Collection};
use crate::authz::routes::Routes;
use crate::features::people::{with_any, with_ask};
use crate::i18n::Hole;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

actions! {
    /// The form that begins an assessment.
    AskNew: Get "/risk-assessments/new" => "risk.write", Collection, Quiet;
    /// Begins it.
    Begin: Post "/risk-assessments" => "risk.write", Collection, Change;
    /// The form of a draft.
    AskEdit: Get "/risk-assessments/{ref}/edit" => "risk.write", Assessment, Quiet;
    /// Saves it.
    Edit: Post "/risk-assessments/{ref}/edit" => "risk.write", Assessment, Change;
    /// Hands it in.
    Submit: Post "/risk-assessments/{ref}/submit" => "risk.write", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<AskNew, _, _>(ask_new)
        .post::<Begin, _, _>(begin)
        .get::<AskEdit, _, _>(ask_edit)
        .post::<Edit, _, _>(edit)
        .post::<Submit, _, _>(submit)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NewForm {
    official: String,
    kind: String,
    station: String,
    valid_from: String,
    valid_to: String,
    scope: String,
    criticality: String,
    copy: String,
}

impl NewForm {
    fn rest(&self) -> AssessmentForm {
        AssessmentForm {
            valid_from: self.valid_from.clone(),
            valid_to: self.valid_to.clone(),
            scope: self.scope.clone(),
            criticality: self.criticality.clone(),
            decision: "control".into(),
            ..AssessmentForm::default()
        }
    }
}

async fn new_page<A: Action>(auth: &mut Authorized<A>, form: &NewForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let mut tx = auth.read().await?;
    let station = queries::station_of_draft(&mut tx, &form.official, &form.station).await?;
    let panel = show::context_of(&mut tx, &auth.actor, language, &station).await?;
    drop(tx);
    let inputs = Inputs::new(language, errors)
        .pick("kind", "risk-assessment-kind", &form.kind, with_ask(language, words(language, "risk-assessment-kind", KINDS, &form.kind)))
        .official("official", "risk-assessment-principal-id", &form.official)
        .optional()
        .hint("risk-new-official-hint")
        .text("station", "risk-assessment-station-id", &form.station, "w-xs")
        .optional()
        .hint("risk-new-station-hint")
        .date("valid_from", "risk-assessment-valid-from", &form.valid_from)
        .optional()
        .date("valid_to", "risk-assessment-valid-to", &form.valid_to)
        .optional()
        .hint("risk-new-valid-to-hint")
        .area("scope", "risk-assessment-scope", &form.scope, "3")
        .hint("risk-assessment-scope-hint")
        .pick(
            "criticality",
            "risk-assessment-criticality",
            &form.criticality,
            with_any(language, words(language, "risk-assessment-criticality", CRITICALITIES, &form.criticality)),
        )
        .optional()
        .hint("risk-criticality-hint")
        .tick("copy", "risk-new-copy", &form.copy);
    let frame = Frame {
        title: language.t("risk-new"),
        lead: vec![language.t("risk-new-lead")],
        why: vec![language.t("risk-why-assessment")],
        action: "/risk-assessments".into(),
        deed: language.t("risk-new-deed"),
        back_url: "/risk-assessments".into(),
        panel,
        ..Frame::default()
    };
    views::form(&auth.seed, None, frame, inputs)
}

async fn ask_new(mut auth: Authorized<AskNew>) -> Result<Response> {
    let asked = crate::web::list::Asked::read(auth.seed.here(), &["official"]);
    let form = NewForm { official: asked.one("official").unwrap_or_default().to_owned(), kind: "personal".into(), copy: "yes".into(), ..NewForm::default() };
    new_page(&mut auth, &form, &FieldErrors::default()).await
}

async fn begin(mut auth: Authorized<Begin>, posted: Form) -> Result<Response> {
    let form: NewForm = posted.parse()?;
    match begin_from(&mut auth, &posted, &form).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-risk-begun", &reference)),
        Err(AppError::Invalid(errors)) => new_page(&mut auth, &form, &errors).await,
        Err(error) => Err(error),
    }
}

async fn begin_from(auth: &mut Authorized<Begin>, posted: &Form, form: &NewForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let kind = choice(&mut errors, "kind", KINDS, &form.kind);
    let draft = match (form.rest().draft(), errors.is_empty()) {
        (Ok(draft), true) => draft,
        (Ok(_), false) => return Err(AppError::Invalid(errors)),
        (Err(error), _) => return Err(error),
    };
    let mut tx = auth.write(posted).await?;
    let about = About { kind, official: form.official.clone(), station: form.station.clone() };
    let reference = commands::create(&mut tx, &auth.actor, &about, &draft).await?;
    if !form.copy.is_empty() {
        commands::copy_parts(&mut tx, &reference).await?;
    }
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

async fn edit_page<A: Action<Target = Assessment>>(auth: &mut Authorized<A>, form: &AssessmentForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let mut tx = auth.read().await?;
    let panel = show::context_of(&mut tx, &auth.actor, language, &auth.target.station).await?;
    drop(tx);
    let assessment = &auth.target;
    let inputs = Inputs::new(language, errors)
        .date("valid_from", "risk-assessment-valid-from", &form.valid_from)
        .optional()
        .date("valid_to", "risk-assessment-valid-to", &form.valid_to)
        .optional()
        .hint("risk-new-valid-to-hint")
        .area("scope", "risk-assessment-scope", &form.scope, "3")
        .hint("risk-assessment-scope-hint")
        .area("situation", "risk-assessment-situation", &form.situation, "5")
        .optional()
        .area("programme", "risk-assessment-programme", &form.programme, "3")
        .optional()
        .pick(
            "criticality",
            "risk-assessment-criticality",
            &form.criticality,
            with_any(language, words(language, "risk-assessment-criticality", CRITICALITIES, &form.criticality)),
        )
        .optional()
        .hint("risk-criticality-hint")
        .pick("decision", "risk-assessment-decision", &form.decision, words(language, "risk-assessment-decision", DECISIONS, &form.decision))
        .hint("risk-decision-hint")
        .area("recommendation", "risk-assessment-recommendation", &form.recommendation, "3")
        .optional()
        .area("change_note", "risk-assessment-change-note", &form.change_note, "3")
        .optional()
        .hint("risk-change-note-hint");
    let frame = Frame {
        title: language.fill("risk-edit-title", &[("ref", Hole::Text(&assessment.reference))]),
        why: vec![language.t("risk-why-criticality"), language.t("risk-why-avoid")],
        action: format!("{}/edit", assessment.url()),
        deed: language.t("risk-save"),
        back_url: assessment.url(),
        version: form.version.clone(),
        panel,
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_edit(mut auth: Authorized<AskEdit>) -> Result<Response> {
    if let Some(refused) = parts::refusal(&auth) {
        return refused;
    }
    let form = AssessmentForm::of(&auth.target);
    edit_page(&mut auth, &form, &FieldErrors::default()).await
}

async fn edit(mut auth: Authorized<Edit>, posted: Form) -> Result<Response> {
    let (posted, goes_back) = (conflict::resolve(&posted), conflict::wants_form(&posted));
    let form: AssessmentForm = posted.parse()?;
    if goes_back {
        return edit_page(&mut auth, &form, &FieldErrors::default()).await;
    }
    let back = auth.target.url();
    match save(&mut auth, &posted).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &posted, &form).await,
        Err(AppError::Invalid(errors)) => edit_page(&mut auth, &form, &errors).await,
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<Edit>, posted: &Form) -> Result<()> {
    let draft = posted.parse::<AssessmentForm>()?.draft()?;
    let mut tx = auth.write(posted).await?;
    commands::edit(&mut tx, &auth.actor, &auth.target, &draft).await?;
    tx.commit(&auth.target.url()).await
}

async fn settle(auth: &mut Authorized<Edit>, posted: &Form, yours: &AssessmentForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::by_ref(&mut tx, &auth.target.reference).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let base = history::content_at(&mut tx, HistoryTable::RiskAssessment, current.id.0, base_version).await?.ok_or_else(conflict::stale)?;
    let base: AssessmentForm = of_version(PARTS, &base)?;
    let sides = conflict::sides(PARTS, &base, &AssessmentForm::of(&current), yours)?;
    let at = Place {
        action: format!("{}/edit", current.url()),
        record_url: current.url(),
        reference: current.reference.clone(),
        base_version,
        current_version: current.version,
        zone: current.zone.clone(),
        place: current.station_name.clone(),
        ..Place::default()
    };
    let language = auth.language();
    let said = |name: &str, value: &str| match name {
        "criticality" => views::words_of(language, "risk-assessment-criticality", value),
        "decision" => views::words_of(language, "risk-assessment-decision", value),
        _ => value.to_owned(),
    };
    let race = conflict::race(&mut tx, &auth.seed, (HistoryTable::RiskAssessment, current.id.0), at, sides, posted, said).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&current.url(), "said-merged", &current.reference))
        }
    }
}

async fn submit(mut auth: Authorized<Submit>, posted: Form) -> Result<Response> {
    let back = auth.target.url();
    let outcome = async {
        let mut tx = auth.write(&posted).await?;
        commands::submit(&mut tx, &auth.actor, &auth.target).await?;
        tx.commit(&back).await
    }
    .await;
    match outcome.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-submitted", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => show::again(&mut auth, &errors).await,
        Err(error) => Err(error),
    }
}
