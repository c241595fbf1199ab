//! Threats: the table with its levels, the matrix with counts, and the forms.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{THREAT_PARTS, ThreatDraft, ThreatForm};
use super::{Clash, can_add, next_number, refusal, settle};
use crate::actions;
use crate::audit::Entry;
use crate::audit::history::HistoryTable;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::features::risk::commands::may_write;
use crate::features::risk::forms::beside;
use crate::features::risk::levels::Mark;
use crate::features::risk::matrix::Matrix;
use crate::features::risk::model::{CATEGORIES, SUB_KINDS};
use crate::features::risk::queries::{self, Assessment, Threat};
use crate::features::risk::views::{self, Frame, Head, Inputs, mark, words, words_of};
use crate::i18n::{Hole, Language};
use crate::web::conflict::{self, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The threats of an assessment with the matrix.
    ShowThreats: Get "/risk-assessments/{ref}/threats" => "risk.show", Assessment, Quiet;
    /// The form of a new threat.
    AskThreat: Get "/risk-assessments/{ref}/threats/new" => "risk.write", Assessment, Quiet;
    /// Adds one.
    AddThreat: Post "/risk-assessments/{ref}/threats" => "risk.write", Assessment, Change;
    /// The form of a threat.
    AskEditThreat: Get "/risk-assessments/{ref}/threats/{n}/edit" => "risk.write", Assessment, Quiet;
    /// Saves it.
    EditThreat: Post "/risk-assessments/{ref}/threats/{n}/edit" => "risk.write", Assessment, Change;
    /// Voids it.
    VoidThreat: Post "/risk-assessments/{ref}/threats/{n}/void" => "risk.write", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowThreats, _, _>(show)
        .get::<AskThreat, _, _>(ask)
        .post::<AddThreat, _, _>(add)
        .get::<AskEditThreat, _, _>(ask_edit)
        .post::<EditThreat, _, _>(edit)
        .post::<VoidThreat, _, _>(void)
}

struct Line {
    number: String,
    category: String,
    sub_kind: String,
    description: String,
    likelihood: String,
    impact: String,
    mark: Mark,
    residual: String,
    residual_mark: Mark,
    edit_url: String,
    void_url: String,
}

#[derive(Template)]
#[template(path = "risk/threats.html")]
struct Page {
    shell: Shell,
    head: Head,
    rows: Vec<Line>,
    matrix: Matrix,
    residual: Matrix,
    new_url: String,
    form_key: String,
}

fn scale(language: Language, of: &str, number: i32) -> String {
    format!("{number} {}", language.t(&format!("risk-{of}-{number}")))
}

async fn show(mut auth: Authorized<ShowThreats>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = &auth.target;
    let threats = queries::threats(&mut tx, assessment.id.0).await?;
    let cells = queries::matrix(&mut tx, assessment.matrix_version).await?;
    drop(tx);
    let language = auth.language();
    let writes = can_add(&auth.actor, assessment) && !assessment.is_registered();
    let line = |threat: &Threat| Line {
        number: format!("T{}", threat.number),
        category: words_of(language, "risk-threat-category", &threat.category),
        sub_kind: words_of(language, "risk-threat-sub-kind", &threat.sub_kind),
        description: threat.description.clone(),
        likelihood: scale(language, "likelihood", threat.likelihood),
        impact: scale(language, "impact", threat.impact),
        mark: mark(language, &threat.level),
        residual: format!("{} × {}", threat.residual_likelihood, threat.residual_impact),
        residual_mark: mark(language, &threat.residual_level),
        edit_url: if writes { format!("{}/threats/{}/edit", assessment.url(), threat.number) } else { String::new() },
        void_url: if writes { format!("{}/threats/{}/void", assessment.url(), threat.number) } else { String::new() },
    };
    let placed: Vec<(i32, i32)> = threats.iter().map(|threat| (threat.likelihood, threat.impact)).collect();
    let left: Vec<(i32, i32)> = threats.iter().map(|threat| (threat.residual_likelihood, threat.residual_impact)).collect();
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        rows: threats.iter().map(line).collect(),
        matrix: Matrix::new(language, language.t("risk-matrix-before"), assessment.matrix_version, &cells, &placed),
        residual: Matrix::new(language, language.t("risk-matrix-after"), assessment.matrix_version, &cells, &left),
        new_url: if can_add(&auth.actor, assessment) { format!("{}/threats/new", assessment.url()) } else { String::new() },
        form_key: fresh_form_key(),
    })
}

fn form<A: Action<Target = Assessment>>(auth: &Authorized<A>, number: Option<i32>, form: &ThreatForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let url = auth.target.url();
    let five = |of: &str, current: &str| with_ask(language, (1..=5).map(|n| Choice::new(n.to_string(), scale(language, of, n), current)).collect());
    let plain = |current: &str| {
        let choices = (1..=5).map(|n| Choice::new(n.to_string(), n.to_string(), current)).collect();
        with_ask(language, choices)
    };
    let inputs = Inputs::new(language, errors)
        .pick("category", "risk-threat-category", &form.category, with_ask(language, words(language, "risk-threat-category", CATEGORIES, &form.category)))
        .pick("sub_kind", "risk-threat-sub-kind", &form.sub_kind, with_ask(language, words(language, "risk-threat-sub-kind", SUB_KINDS, &form.sub_kind)))
        .area("description", "risk-threat-description", &form.description, "4")
        .pick("intent", "risk-threat-intent", &form.intent, plain(&form.intent))
        .optional()
        .hint("risk-threat-scored-hint")
        .pick("capability", "risk-threat-capability", &form.capability, plain(&form.capability))
        .optional()
        .pick("context", "risk-threat-context", &form.context, plain(&form.context))
        .optional()
        .hint("risk-threat-context-hint")
        .pick("likelihood", "risk-threat-likelihood", &form.likelihood, five("likelihood", &form.likelihood))
        .pick("impact", "risk-threat-impact", &form.impact, five("impact", &form.impact))
        .pick("residual_likelihood", "risk-threat-residual-likelihood", &form.residual_likelihood, five("likelihood", &form.residual_likelihood))
        .hint("risk-threat-residual-hint")
        .pick("residual_impact", "risk-threat-residual-impact", &form.residual_impact, five("impact", &form.residual_impact));
    let frame = Frame {
        title: match number {
            Some(n) => language.fill("risk-threat-edit-title", &[("number", Hole::Number(n.into()))]),
            None => language.t("risk-threat-new"),
        },
        why: vec![language.t("risk-why-threats"), language.t("risk-why-matrix")],
        action: number.map_or_else(|| format!("{url}/threats"), |n| format!("{url}/threats/{n}/edit")),
        deed: language.t("risk-threat-save"),
        back_url: format!("{url}/threats"),
        version: form.version.clone(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(auth: Authorized<AskThreat>) -> Result<Response> {
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&auth, None, &ThreatForm::default(), &FieldErrors::default())
}

async fn add(mut auth: Authorized<AddThreat>, posted: Form) -> Result<Response> {
    let typed: ThreatForm = posted.parse()?;
    let back = format!("{}/threats", auth.target.url());
    match add_from(&mut auth, &posted, &typed, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, None, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddThreat>, posted: &Form, typed: &ThreatForm, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = typed.draft()?;
    let mut tx = auth.write(posted).await?;
    insert(&mut tx, &auth.target, &draft).await?;
    tx.commit(back).await
}

async fn insert(tx: &mut Tx, assessment: &Assessment, draft: &ThreatDraft) -> Result<()> {
    let number = next_number(tx, assessment.id.0, HistoryTable::RiskThreat).await?;
    sqlx::query!(
        "insert into risk_threat (id, assessment_id, number, category, sub_kind, description, intent, capability, context, likelihood, impact, residual_likelihood, residual_impact)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        Uuid::now_v7(),
        assessment.id.0,
        number,
        draft.category,
        draft.sub_kind,
        draft.description,
        draft.intent,
        draft.capability,
        draft.context,
        draft.likelihood,
        draft.impact,
        draft.residual_likelihood,
        draft.residual_impact
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.write", &assessment.reference).at_cell(assessment.cell).with_detail(format!("threat {number}")));
    Ok(())
}

async fn threat_of<A: Action<Target = Assessment>>(auth: &Authorized<A>, tx: &mut Tx) -> Result<Threat> {
    let number = auth.params.number("n")?;
    queries::threats(tx, auth.target.id.0).await?.into_iter().find(|threat| threat.number == number).ok_or(AppError::NotFound)
}

async fn ask_edit(mut auth: Authorized<AskEditThreat>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let threat = threat_of(&auth, &mut tx).await?;
    drop(tx);
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&auth, Some(threat.number), &ThreatForm::of(&threat), &FieldErrors::default())
}

async fn edit(mut auth: Authorized<EditThreat>, posted: Form) -> Result<Response> {
    let (posted, goes_back) = (conflict::resolve(&posted), conflict::wants_form(&posted));
    let typed: ThreatForm = posted.parse()?;
    let mut tx = auth.read().await?;
    let threat = threat_of(&auth, &mut tx).await?;
    drop(tx);
    if goes_back {
        return form(&auth, Some(threat.number), &typed, &FieldErrors::default());
    }
    let back = format!("{}/threats", auth.target.url());
    match save(&mut auth, &posted, &threat, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => {
            let mut tx = auth.read().await?;
            let clash = Clash {
                row: (HistoryTable::RiskThreat, threat.id),
                action: format!("{back}/{}/edit", threat.number),
                back: back.clone(),
                parts: THREAT_PARTS,
                base_version: typed.version.parse().unwrap_or_default(),
                current_version: threat.version,
                theirs: ThreatForm::of(&threat),
                yours: &typed,
            };
            let race = settle(&auth, &mut tx, &posted, clash).await?;
            drop(tx);
            match race {
                Race::Asks(page) => Ok(page),
                Race::Merged(merged) => {
                    save(&mut auth, &merged, &threat, &back).await?;
                    Ok(page::see_other_saying(&back, "said-merged", &auth.target.reference))
                }
            }
        }
        Err(AppError::Invalid(errors)) => form(&auth, Some(threat.number), &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditThreat>, posted: &Form, threat: &Threat, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = posted.parse::<ThreatForm>()?.draft()?;
    let mut tx = auth.write(posted).await?;
    let done = sqlx::query!(
        "update risk_threat set category = $2, sub_kind = $3, description = $4, intent = $5, capability = $6, context = $7, likelihood = $8, impact = $9,
           residual_likelihood = $10, residual_impact = $11, version = version + 1 where id = $1 and version = $12 and not is_void",
        threat.id,
        draft.category,
        draft.sub_kind,
        draft.description,
        draft.intent,
        draft.capability,
        draft.context,
        draft.likelihood,
        draft.impact,
        draft.residual_likelihood,
        draft.residual_impact,
        draft.version
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(format!("threat {}", threat.number)));
    tx.commit(back).await
}

async fn void(mut auth: Authorized<VoidThreat>, posted: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let threat = threat_of(&auth, &mut tx).await?;
    drop(tx);
    may_write(&auth.actor, &auth.target)?;
    let back = format!("{}/threats", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    sqlx::query!("update risk_threat set is_void = true, version = version + 1 where id = $1", threat.id).execute(&mut *tx).await?;
    tx.record(auth.entry().with_detail(format!("threat {} voided", threat.number)));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-part-voided", &auth.target.reference))
}
