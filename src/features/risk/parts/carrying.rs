//! Carrying measures out after the approval: owner, due date, how far it is, proof. And the list of
//! what is still open, the late ones first.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{again, part_of};
use crate::actions;
use crate::authz::action::{Action, Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{at_most, with_any};
use crate::features::risk::forms::{beside, choice, maybe_date};
use crate::features::risk::model::IMPLEMENTATIONS;
use crate::features::risk::queries::{Assessment, Measure, url};
use crate::features::risk::views::{self, Frame, Head, Inputs, words, words_of};
use crate::i18n::{Hole, Language};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// The form of a measure's progress.
    AskProgress: Get "/risk-assessments/{ref}/measures/{n}/progress" => "risk.carry-out", Assessment, Quiet;
    /// Keeps it.
    KeepProgress: Post "/risk-assessments/{ref}/measures/{n}/progress" => "risk.carry-out", Assessment, Change;
    /// Measures of approved assessments that are not done.
    OpenMeasures: Get "/risk-assessments/measures" => "risk.list", Collection, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().get::<AskProgress, _, _>(ask).post::<KeepProgress, _, _>(keep).list::<OpenMeasures, _, _>(open)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProgressForm {
    owner: String,
    due_on: String,
    implementation: String,
    proof: String,
    version: String,
}

impl ProgressForm {
    fn of(measure: &Measure) -> Self {
        Self {
            owner: measure.owner.clone(),
            due_on: measure.due_on.map(time::typed_date).unwrap_or_default(),
            implementation: measure.implementation.clone(),
            proof: measure.proof.clone(),
            version: measure.version.to_string(),
        }
    }
}

fn form<A: Action<Target = Assessment>>(auth: &Authorized<A>, measure: &Measure, form: &ProgressForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let back = format!("{}/measures/{}", auth.target.url(), measure.number);
    let inputs = Inputs::new(language, errors)
        .text("owner", "risk-measure-owner", &form.owner, "w-m")
        .hint("risk-measure-owner-hint")
        .date("due_on", "risk-measure-due-on", &form.due_on)
        .optional()
        .pick(
            "implementation",
            "risk-measure-implementation",
            &form.implementation,
            words(language, "risk-measure-implementation", IMPLEMENTATIONS, &form.implementation),
        )
        .area("proof", "risk-measure-proof", &form.proof, "2")
        .optional()
        .hint("risk-measure-proof-hint");
    let frame = Frame {
        title: language.fill("risk-measure-progress-title", &[("number", Hole::Number(measure.number.into()))]),
        lead: vec![measure.description.clone()],
        why: vec![language.t("risk-why-proof")],
        action: format!("{back}/progress"),
        deed: language.t("risk-measure-progress-save"),
        back_url: back,
        version: form.version.clone(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(mut auth: Authorized<AskProgress>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let measure = part_of::<Measure, _>(&auth, &mut tx).await?;
    drop(tx);
    form(&auth, &measure, &ProgressForm::of(&measure), &FieldErrors::default())
}

async fn keep(mut auth: Authorized<KeepProgress>, posted: Form) -> Result<Response> {
    let typed: ProgressForm = posted.parse()?;
    let mut tx = auth.read().await?;
    let measure = part_of::<Measure, _>(&auth, &mut tx).await?;
    drop(tx);
    let back = format!("{}/measures/{}", auth.target.url(), measure.number);
    match save(&mut auth, &posted, &typed, &measure, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-progress-kept", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, &measure, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<KeepProgress>, posted: &Form, typed: &ProgressForm, measure: &Measure, back: &str) -> Result<()> {
    let mut errors = FieldErrors::default();
    let owner = crate::features::people::required(&mut errors, "owner", &typed.owner, 160);
    let due_on = maybe_date(&mut errors, "due_on", &typed.due_on);
    let implementation = choice(&mut errors, "implementation", IMPLEMENTATIONS, &typed.implementation);
    let proof = at_most(&mut errors, "proof", &typed.proof, 2000);
    errors.or(())?;
    let version: i32 = typed.version.parse().unwrap_or_default();
    let mut tx = auth.write(posted).await?;
    again(&mut tx, &auth.target).await?;
    let done = sqlx::query!(
        "update risk_measure set owner = $2, due_on = $3, implementation = $4, proof = $5, version = version + 1 where id = $1 and version = $6 and not is_void",
        measure.id,
        owner,
        due_on,
        implementation,
        proof,
        version
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(format!("measure {}: {implementation}", measure.number)));
    tx.commit(back).await
}

#[derive(Debug, Clone, FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    called: String,
    number: i32,
    description: String,
    owner: String,
    due_on: Option<NaiveDate>,
    implementation: String,
    station: String,
}

struct Line {
    url: String,
    reference: String,
    called: String,
    number: String,
    description: String,
    owner: String,
    due: String,
    is_late: bool,
    implementation: String,
    station: String,
}

#[derive(Template)]
#[template(path = "risk/open_measures.html")]
struct Page {
    shell: Shell,
    title: String,
    lates: Vec<Choice>,
    station: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Line>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

fn filter(sql: &mut QueryBuilder<Postgres>, asked: &Asked, today: NaiveDate) {
    sql.push(
        " from visible_risk_measure m join visible_risk_assessment a on a.id = m.assessment_id left join visible_principal p on p.id = a.principal_id
          left join sec.cell c on c.no = a.cell
          where m.implementation in ('not_started', 'in_progress') and not m.is_void and m.decision <> 'refused' and a.state = 'approved'",
    );
    if let Some(code) = asked.one("station") {
        sql.push(" and c.code = ").push_bind(code.to_uppercase());
    }
    match asked.one("due") {
        Some("late") => {
            sql.push(" and m.due_on < ").push_bind(today);
        }
        Some("no_owner") => {
            sql.push(" and m.owner = ''");
        }
        _ => {}
    }
}

async fn rows(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Row>, i64)> {
    let today = tx.now.date_naive();
    let mut count = QueryBuilder::new("select count(*)");
    filter(&mut count, asked, today);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut sql = QueryBuilder::new(
        "select m.id, a.ref as reference, coalesce(nullif(p.codename, ''), p.ref, '') as called, m.number, m.description, m.owner, m.due_on, m.implementation,
           coalesce(c.code, '') as station",
    );
    filter(&mut sql, asked, today);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        sql.push(" and (coalesce(m.due_on, 'infinity')::text, m.id) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    sql.push(" order by coalesce(m.due_on, 'infinity')::text, m.id limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((sql.build_query_as().fetch_all(&mut **tx).await?, total))
}

async fn open(mut auth: Authorized<OpenMeasures>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["due", "station"]);
    let is_export = auth.format != Format::Page;
    let mut tx = auth.read().await?;
    let (mut found, total) = rows(&mut tx, &asked, is_export).await?;
    drop(tx);
    if is_export {
        return table::answer(&auth, &asked, export(found));
    }
    let language = auth.language();
    let today = auth.now().date_naive();
    let due = |row: &Row| row.due_on.map_or_else(|| "infinity".to_owned(), |day| day.to_string());
    let pager = Pager::turn(&asked, language, &mut found, total, |last| (due(last), last.id));
    let current = asked.one("due").unwrap_or_default();
    page::page(&Page {
        shell: Shell::new(&auth.seed, "risk-open-measures-title"),
        title: language.fill("risk-open-measures-count", &[("count", Hole::Number(total))]),
        lates: with_any(language, words(language, "risk-open-measures", &["late", "no_owner"], current)),
        station: asked.one("station").unwrap_or_default().to_owned(),
        tags: tags(language, &asked),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        pager,
        rows: found.into_iter().map(|row| line(language, row, today)).collect(),
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

fn line(language: Language, row: Row, today: NaiveDate) -> Line {
    Line {
        url: format!("{}/measures/{}", url(&row.reference), row.number),
        number: format!("M{}", row.number),
        is_late: row.due_on.is_some_and(|due| due < today),
        due: row.due_on.map(time::typed_date).unwrap_or_default(),
        implementation: words_of(language, "risk-measure-implementation", &row.implementation),
        owner: if row.owner.is_empty() { language.t("risk-measure-no-owner") } else { row.owner },
        reference: row.reference,
        called: row.called,
        description: row.description,
        station: row.station,
    }
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    ["due", "station"]
        .into_iter()
        .filter_map(|key| {
            let value = asked.one(key)?;
            let (label, shown) = match key {
                "due" => ("risk-due", words_of(language, "risk-open-measures", value)),
                _ => ("risk-assessment-station-id", value.to_owned()),
            };
            Some(FilterTag { label: language.pair(&language.t(label), &shown), remove_url: asked.without(key, value) })
        })
        .collect()
}

fn export(rows: Vec<Row>) -> Table {
    Table {
        name: "open-measures",
        header: vec!["ref", "official", "measure", "description", "owner", "due", "implementation", "station"],
        rows: rows
            .into_iter()
            .map(|row| {
                let due = row.due_on.map(|day| day.to_string()).unwrap_or_default();
                vec![row.reference, row.called, row.number.to_string(), row.description, row.owner, due, row.implementation, row.station]
            })
            .collect(),
    }
}
