//! Threats: the table with its levels, the matrix with counts, and the forms.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{THREAT_PARTS, ThreatForm};
use super::{Piece, Voidable, add, ask, ask_edit, can_add, edit, url_of, void};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::features::risk::levels::Mark;
use crate::features::risk::matrix::Matrix;
use crate::features::risk::model::{CATEGORIES, SUB_KINDS};
use crate::features::risk::queries::{self, Assessment, Threat};
use crate::features::risk::views::{Head, Inputs, mark, words, words_of};
use crate::i18n::Language;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::{Choice, FieldErrors, fresh_form_key};
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
        .get::<AskThreat, _, _>(ask::<Threat, _>)
        .post::<AddThreat, _, _>(add::<Threat, _>)
        .get::<AskEditThreat, _, _>(ask_edit::<Threat, _>)
        .post::<EditThreat, _, _>(edit::<Threat, _>)
        .post::<VoidThreat, _, _>(void::<Threat, _>)
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

/// A score with its word: `4 likely`.
pub fn scale(language: Language, of: &str, number: i32) -> String {
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
    let url = url_of::<Threat>(assessment);
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
        edit_url: if writes { format!("{url}/{}/edit", threat.number) } else { String::new() },
        void_url: if writes { format!("{url}/{}/void", threat.number) } else { String::new() },
    };
    let placed: Vec<(i32, i32)> = threats.iter().map(|threat| (threat.likelihood, threat.impact)).collect();
    let left: Vec<(i32, i32)> = threats.iter().map(|threat| (threat.residual_likelihood, threat.residual_impact)).collect();
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        rows: threats.iter().map(line).collect(),
        matrix: Matrix::new(language, language.t("risk-matrix-before"), assessment.matrix_version, &cells, &placed),
        residual: Matrix::new(language, language.t("risk-matrix-after"), assessment.matrix_version, &cells, &left),
        new_url: if can_add(&auth.actor, assessment) { format!("{url}/new") } else { String::new() },
        form_key: fresh_form_key(),
    })
}

impl Piece for Threat {
    type Form = ThreatForm;
    const NOUN: &'static str = "threat";
    const TABLE: HistoryTable = HistoryTable::RiskThreat;
    const FIELDS: &'static [Part] = THREAT_PARTS;
    const WHY: &'static [&'static str] = &["risk-why-threats", "risk-why-matrix"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn number(&self) -> i32 {
        self.number
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn form(&self, _: &Tx) -> Result<ThreatForm> {
        Ok(ThreatForm::of(self))
    }
    fn began_with(form: &ThreatForm) -> &str {
        &form.version
    }
    fn words(language: Language, field: &str, value: &str) -> String {
        match field {
            "category" | "sub_kind" => words_of(language, &format!("risk-threat-{}", field.replace('_', "-")), value),
            _ => value.to_owned(),
        }
    }

    async fn all(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Self>> {
        queries::threats(tx, assessment).await
    }

    async fn inputs<'e>(_: &mut Tx, _: &Assessment, language: Language, form: &ThreatForm, errors: &'e FieldErrors) -> Result<Inputs<'e>> {
        let five = |of: &str, current: &str| with_ask(language, (1..=5).map(|n| Choice::new(n.to_string(), scale(language, of, n), current)).collect());
        let plain = |current: &str| with_ask(language, (1..=5).map(|n| Choice::new(n.to_string(), n.to_string(), current)).collect());
        Ok(Inputs::new(language, errors)
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
            .pick("residual_impact", "risk-threat-residual-impact", &form.residual_impact, five("impact", &form.residual_impact)))
    }

    async fn insert(tx: &mut Tx, assessment: &Assessment, number: i32, form: &ThreatForm) -> Result<()> {
        let draft = form.draft()?;
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
        Ok(())
    }

    async fn update(&self, tx: &mut Tx, _: &Assessment, form: &ThreatForm) -> Result<u64> {
        let draft = form.draft()?;
        let done = sqlx::query!(
            "update risk_threat set category = $2, sub_kind = $3, description = $4, intent = $5, capability = $6, context = $7, likelihood = $8, impact = $9,
               residual_likelihood = $10, residual_impact = $11, version = version + 1 where id = $1 and version = $12 and not is_void",
            self.id,
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
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }
}

impl Voidable for Threat {
    async fn void(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query!("update risk_threat set is_void = true, version = version + 1 where id = $1", self.id).execute(&mut **tx).await?;
        Ok(())
    }
}
