//! Measures: the table, each with its page, and the author's forms. Carrying them out is `carrying`.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{MEASURE_PARTS, MeasureDraft, MeasureForm};
use super::{Clash, can_add, next_number, refusal, settle};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{with_any, with_ask};
use crate::features::risk::commands::may_write;
use crate::features::risk::forms::beside;
use crate::features::risk::model::{AREAS, EFFECTS, State};
use crate::features::risk::queries::{self, Assessment, Measure, Threat};
use crate::features::risk::views::{self, Frame, Head, Inputs, words, words_of};
use crate::i18n::{Hole, Language};
use crate::web::conflict::{self, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form, fresh_form_key};
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
        .get::<AskMeasure, _, _>(ask)
        .post::<AddMeasure, _, _>(add)
        .get::<AskEditMeasure, _, _>(ask_edit)
        .post::<EditMeasure, _, _>(edit)
        .post::<VoidMeasure, _, _>(void)
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
        new_url: if adds { format!("{}/measures/new", assessment.url()) } else { String::new() },
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
    let measure = measure_of(&auth, &mut tx).await?;
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
        back_url: format!("{}/measures", assessment.url()),
        measure: Line::new(language, &assessment.url(), &measure, false, auth.now().date_naive()),
    })
}

/// The measure of the path.
pub async fn measure_of<A: Action<Target = Assessment>>(auth: &Authorized<A>, tx: &mut Tx) -> Result<Measure> {
    let number = auth.params.number("n")?;
    queries::measures(tx, auth.target.id.0).await?.into_iter().find(|measure| measure.number == number).ok_or(AppError::NotFound)
}

async fn form<A: Action<Target = Assessment>>(auth: &mut Authorized<A>, number: Option<i32>, form: &MeasureForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let threats = queries::threats(&mut tx, auth.target.id.0).await?;
    drop(tx);
    let language = auth.language();
    let url = auth.target.url();
    let offered = threats
        .iter()
        .map(|threat| {
            let label = format!("T{} {}", threat.number, words_of(language, "risk-threat-sub-kind", &threat.sub_kind));
            Choice::new(threat.number.to_string(), label, &form.threat)
        })
        .collect();
    let inputs = Inputs::new(language, errors)
        .pick("threat", "risk-measure-threat-id", &form.threat, with_any(language, offered))
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
        .hint("risk-cost-hint");
    let frame = Frame {
        title: match number {
            Some(n) => language.fill("risk-measure-edit-title", &[("number", Hole::Number(n.into()))]),
            None => language.t("risk-measure-new"),
        },
        why: vec![language.t("risk-why-measures")],
        action: number.map_or_else(|| format!("{url}/measures"), |n| format!("{url}/measures/{n}/edit")),
        deed: language.t("risk-measure-save"),
        back_url: format!("{url}/measures"),
        version: form.version.clone(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(mut auth: Authorized<AskMeasure>) -> Result<Response> {
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&mut auth, None, &MeasureForm::default(), &FieldErrors::default()).await
}

async fn add(mut auth: Authorized<AddMeasure>, posted: Form) -> Result<Response> {
    let typed: MeasureForm = posted.parse()?;
    let back = format!("{}/measures", auth.target.url());
    match add_from(&mut auth, &posted, &typed, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&mut auth, None, &typed, &errors).await,
        Err(error) => Err(error),
    }
}

fn against(threats: &[Threat], draft: &MeasureDraft) -> Result<Option<Uuid>> {
    let Some(number) = draft.threat else { return Ok(None) };
    let found = threats.iter().find(|threat| threat.number == number).ok_or(AppError::field("threat", "field-not-a-choice"))?;
    Ok(Some(found.id))
}

async fn add_from(auth: &mut Authorized<AddMeasure>, posted: &Form, typed: &MeasureForm, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = typed.draft()?;
    let mut tx = auth.write(posted).await?;
    let threat = against(&queries::threats(&mut tx, auth.target.id.0).await?, &draft)?;
    let number = next_number(&mut tx, auth.target.id.0, HistoryTable::RiskMeasure).await?;
    sqlx::query!(
        "insert into risk_measure (id, assessment_id, number, threat_id, area, effect, description, owner, due_on, cost)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10::text, '')::numeric)",
        Uuid::now_v7(),
        auth.target.id.0,
        number,
        threat,
        draft.area,
        draft.effect,
        draft.description,
        draft.owner,
        draft.due_on,
        draft.cost
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail(format!("measure {number}")));
    tx.commit(back).await
}

async fn ask_edit(mut auth: Authorized<AskEditMeasure>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let measure = measure_of(&auth, &mut tx).await?;
    drop(tx);
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&mut auth, Some(measure.number), &MeasureForm::of(&measure), &FieldErrors::default()).await
}

async fn edit(mut auth: Authorized<EditMeasure>, posted: Form) -> Result<Response> {
    let (posted, goes_back) = (conflict::resolve(&posted), conflict::wants_form(&posted));
    let typed: MeasureForm = posted.parse()?;
    let mut tx = auth.read().await?;
    let measure = measure_of(&auth, &mut tx).await?;
    drop(tx);
    if goes_back {
        return form(&mut auth, Some(measure.number), &typed, &FieldErrors::default()).await;
    }
    let back = format!("{}/measures", auth.target.url());
    match save(&mut auth, &posted, &measure, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => {
            let mut tx = auth.read().await?;
            let clash = Clash {
                row: (HistoryTable::RiskMeasure, measure.id),
                action: format!("{back}/{}/edit", measure.number),
                back: back.clone(),
                parts: MEASURE_PARTS,
                base_version: typed.version.parse().unwrap_or_default(),
                current_version: measure.version,
                theirs: MeasureForm::of(&measure),
                yours: &typed,
            };
            let race = settle(&auth, &mut tx, &posted, clash).await?;
            drop(tx);
            match race {
                Race::Asks(page) => Ok(page),
                Race::Merged(merged) => {
                    save(&mut auth, &merged, &measure, &back).await?;
                    Ok(page::see_other_saying(&back, "said-merged", &auth.target.reference))
                }
            }
        }
        Err(AppError::Invalid(errors)) => form(&mut auth, Some(measure.number), &typed, &errors).await,
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditMeasure>, posted: &Form, measure: &Measure, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = posted.parse::<MeasureForm>()?.draft()?;
    let mut tx = auth.write(posted).await?;
    let threat = against(&queries::threats(&mut tx, auth.target.id.0).await?, &draft)?;
    // what was changed is reviewed again
    let done = sqlx::query!(
        "update risk_measure set threat_id = $2, area = $3, effect = $4, description = $5, owner = $6, due_on = $7, cost = nullif($8::text, '')::numeric,
           decision = 'proposed', version = version + 1 where id = $1 and version = $9 and not is_void",
        measure.id,
        threat,
        draft.area,
        draft.effect,
        draft.description,
        draft.owner,
        draft.due_on,
        draft.cost,
        draft.version
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(format!("measure {}", measure.number)));
    tx.commit(back).await
}

async fn void(mut auth: Authorized<VoidMeasure>, posted: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let measure = measure_of(&auth, &mut tx).await?;
    drop(tx);
    may_write(&auth.actor, &auth.target)?;
    let back = format!("{}/measures", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    sqlx::query!("update risk_measure set is_void = true, version = version + 1 where id = $1", measure.id).execute(&mut *tx).await?;
    tx.record(auth.entry().with_detail(format!("measure {} voided", measure.number)));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-part-voided", &auth.target.reference))
}
