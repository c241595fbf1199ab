//! Measures: the table, each with its page, and the author's forms. Carrying them out is `carrying`.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{MEASURE_PARTS, MeasureDraft, MeasureForm};
use super::{Piece, Voidable, add, ask, ask_edit, can_add, edit, part_of, url_of, void};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{with_any, with_ask};
use crate::features::risk::model::{AREAS, EFFECTS, State};
use crate::features::risk::queries::{self, Assessment, Measure};
use crate::features::risk::views::{self, Head, Inputs, words, words_of};
use crate::i18n::{Hole, Language};
use crate::web::conflict::Part;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The measures of an assessment.
    ShowMeasures: Get "/risk-assessments/{ref}/measures" => "risk.show", Assessment, Quiet;
    /// One of them.
    ShowMeasure: Get "/risk-assessments/{ref}/measures/{n}" => "risk.show", Assessment, Quiet;
    /// The form of a new measure.
    AskMeasure: Get "/risk-assessments/{ref}/measures/new" => "risk.write", Assessment, Quiet;
    /// Adds one.
    AddMeasure: Post "/risk-assessments/{ref}/measures" => "risk.write", Assessment, Change;
    /// The form of a measure.
    AskEditMeasure: Get "/risk-assessments/{ref}/measures/{n}/edit" => "risk.write", Assessment, Quiet;
    /// Saves it.
    EditMeasure: Post "/risk-assessments/{ref}/measures/{n}/edit" => "risk.write", Assessment, Change;
    /// Voids it.
    VoidMeasure: Post "/risk-assessments/{ref}/measures/{n}/void" => "risk.write", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowMeasures, _, _>(index)
        .get::<ShowMeasure, _, _>(show)
        .get::<AskMeasure, _, _>(ask::<Measure, _>)
        .post::<AddMeasure, _, _>(add::<Measure, _>)
        .get::<AskEditMeasure, _, _>(ask_edit::<Measure, _>)
        .post::<EditMeasure, _, _>(edit::<Measure, _>)
        .post::<VoidMeasure, _, _>(void::<Measure, _>)
}

/// A measure in words.
pub struct Line {
    pub number: String,
    pub url: String,
    pub threat: String,
    pub area: String,
    pub effect: String,
    pub description: String,
    pub owner: String,
    pub due: String,
    pub is_late: bool,
    pub decision: String,
    pub implementation: String,
    pub proof: String,
    pub cost: String,
    pub edit_url: String,
    pub void_url: String,
}

impl Line {
    pub fn new(language: Language, url: &str, measure: &Measure, writes: bool, today: chrono::NaiveDate) -> Self {
        let url = format!("{url}/measures/{}", measure.number);
        let is_open = matches!(measure.implementation.as_str(), "not_started" | "in_progress");
        Self {
            number: format!("M{}", measure.number),
            threat: measure.threat_number.map_or_else(|| language.t("risk-measure-all-threats"), |number| format!("T{number}")),
            area: words_of(language, "risk-measure-area", &measure.area),
            effect: words_of(language, "risk-measure-effect", &measure.effect),
            description: measure.description.clone(),
            owner: measure.owner.clone(),
            due: measure.due_on.map(time::typed_date).unwrap_or_default(),
            is_late: is_open && measure.due_on.is_some_and(|due| due < today),
            decision: words_of(language, "risk-measure-decision", &measure.decision),
            implementation: words_of(language, "risk-measure-implementation", &measure.implementation),
            proof: measure.proof.clone(),
            cost: measure.cost.clone(),
            edit_url: if writes { format!("{url}/edit") } else { String::new() },
            void_url: if writes { format!("{url}/void") } else { String::new() },
            url,
        }
    }
}

#[derive(Template)]
#[template(path = "risk/measures.html")]
struct Page {
    shell: Shell,
    head: Head,
    main_measures: String,
    rows: Vec<Line>,
    new_url: String,
    form_key: String,
}

async fn index(mut auth: Authorized<ShowMeasures>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let measures = queries::measures(&mut tx, auth.target.id.0).await?;
    drop(tx);
    let assessment = &auth.target;
    let adds = can_add(&auth.actor, assessment);
    let writes = adds && !assessment.is_registered();
    let today = auth.now().date_naive();
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        main_measures: assessment.main_measures.clone(),
        rows: measures.iter().map(|measure| Line::new(auth.language(), &assessment.url(), measure, writes, today)).collect(),
        new_url: if adds { format!("{}/new", url_of::<Measure>(assessment)) } else { String::new() },
        form_key: fresh_form_key(),
    })
}

#[derive(Template)]
#[template(path = "risk/measure.html")]
struct MeasurePage {
    shell: Shell,
    head: Head,
    title: String,
    measure: Line,
    carry_url: String,
    carry_why: String,
    back_url: String,
}

async fn show(mut auth: Authorized<ShowMeasure>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let measure = part_of::<Measure, _>(&auth, &mut tx).await?;
    drop(tx);
    let language = auth.language();
    let assessment = &auth.target;
    let carries = views::can(&auth.actor, "risk.carry-out", assessment);
    page::page(&MeasurePage {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        title: language.fill("risk-measure-title", &[("number", Hole::Number(measure.number.into()))]),
        carry_url: if carries { format!("{}/measures/{}/progress", assessment.url(), measure.number) } else { String::new() },
        carry_why: if carries && assessment.state() != State::Approved { language.t("risk-carry-before-approval") } else { String::new() },
        back_url: url_of::<Measure>(assessment),
        measure: Line::new(language, &assessment.url(), &measure, false, auth.now().date_naive()),
    })
}

impl Piece for Measure {
    type Form = MeasureForm;
    const NOUN: &'static str = "measure";
    const TABLE: HistoryTable = HistoryTable::RiskMeasure;
    const FIELDS: &'static [Part] = MEASURE_PARTS;
    const WHY: &'static [&'static str] = &["risk-why-measures"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn number(&self) -> i32 {
        self.number
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn form(&self, _: &Tx) -> Result<MeasureForm> {
        Ok(MeasureForm::of(self))
    }
    fn began_with(form: &MeasureForm) -> &str {
        &form.version
    }
    fn words(language: Language, field: &str, value: &str) -> String {
        match field {
            "area" | "effect" => words_of(language, &format!("risk-measure-{field}"), value),
            "threat" if value.is_empty() => language.t("risk-measure-all-threats"),
            "threat" => format!("T{value}"),
            _ => value.to_owned(),
        }
    }

    async fn all(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Self>> {
        queries::measures(tx, assessment).await
    }

    async fn inputs<'e>(tx: &mut Tx, assessment: &Assessment, language: Language, form: &MeasureForm, errors: &'e FieldErrors) -> Result<Inputs<'e>> {
        let threats = queries::threats(tx, assessment.id.0).await?;
        let offered = threats.iter().map(|threat| {
            let label = format!("T{} {}", threat.number, words_of(language, "risk-threat-sub-kind", &threat.sub_kind));
            Choice::new(threat.number.to_string(), label, &form.threat)
        });
        Ok(Inputs::new(language, errors)
            .pick("threat", "risk-measure-threat-id", &form.threat, with_any(language, offered.collect()))
            .optional()
            .hint("risk-measure-threat-hint")
            .pick("area", "risk-measure-area", &form.area, with_ask(language, words(language, "risk-measure-area", AREAS, &form.area)))
            .pick("effect", "risk-measure-effect", &form.effect, with_ask(language, words(language, "risk-measure-effect", EFFECTS, &form.effect)))
            .area("description", "risk-measure-description", &form.description, "3")
            .text("owner", "risk-measure-owner", &form.owner, "w-m")
            .optional()
            .hint("risk-measure-owner-hint")
            .date("due_on", "risk-measure-due-on", &form.due_on)
            .optional()
            .text("cost", "risk-measure-cost", &form.cost, "w-s")
            .optional()
            .hint("risk-cost-hint"))
    }

    async fn insert(tx: &mut Tx, assessment: &Assessment, number: i32, form: &MeasureForm) -> Result<()> {
        let draft = form.draft()?;
        let threat = against(tx, assessment, &draft).await?;
        sqlx::query!(
            "insert into risk_measure (id, assessment_id, number, threat_id, area, effect, description, owner, due_on, cost)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10::text, '')::numeric)",
            Uuid::now_v7(),
            assessment.id.0,
            number,
            threat,
            draft.area,
            draft.effect,
            draft.description,
            draft.owner,
            draft.due_on,
            draft.cost
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    async fn update(&self, tx: &mut Tx, assessment: &Assessment, form: &MeasureForm) -> Result<u64> {
        let draft = form.draft()?;
        let threat = against(tx, assessment, &draft).await?;
        // what was changed is reviewed again
        let done = sqlx::query!(
            "update risk_measure set threat_id = $2, area = $3, effect = $4, description = $5, owner = $6, due_on = $7, cost = nullif($8::text, '')::numeric,
               decision = 'proposed', version = version + 1 where id = $1 and version = $9 and not is_void",
            self.id,
            threat,
            draft.area,
            draft.effect,
            draft.description,
            draft.owner,
            draft.due_on,
            draft.cost,
            draft.version
        )
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }
}

impl Voidable for Measure {
    async fn void(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query!("update risk_measure set is_void = true, version = version + 1 where id = $1", self.id).execute(&mut **tx).await?;
        Ok(())
    }
}

/// The threat that a measure is against; none is against all.
async fn against(tx: &mut Tx, assessment: &Assessment, draft: &MeasureDraft) -> Result<Option<Uuid>> {
    let Some(number) = draft.threat else { return Ok(None) };
    let threats = queries::threats(tx, assessment.id.0).await?;
    let found = threats.iter().find(|threat| threat.number == number).ok_or(AppError::field("threat", "field-not-a-choice"))?;
    Ok(Some(found.id))
}
