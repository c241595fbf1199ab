//! Sources of information (K6): reliability, credibility and what was used of it. The origin is sealed
//! before it is stored and opens for those only who reach sources; each opening of the page is logged.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::SourceForm;
use super::{can_add, next_number};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::people::with_ask;
use crate::features::risk::commands::may_write;
use crate::features::risk::forms::beside;
use crate::features::risk::model::RELIABILITIES;
use crate::features::risk::queries::{self, Assessment};
use crate::features::risk::views::{self, Frame, Head, Inputs, words, words_of};
use crate::sealed::Place;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form};
use crate::web::page::{self, Shell};

actions! {
    /// The sources, with their origin.
    ShowSources: Get "/risk-assessments/{ref}/sources" => "risk.sources", Assessment, Read;
    /// The form of a new source.
    AskSource: Get "/risk-assessments/{ref}/sources/new" => "risk.sources", Assessment, Quiet;
    /// Adds one.
    AddSource: Post "/risk-assessments/{ref}/sources" => "risk.sources", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowSources, _, _>(show).get::<AskSource, _, _>(ask).post::<AddSource, _, _>(add)
}

struct Line {
    number: String,
    reliability: String,
    credibility: String,
    used: String,
    origin: String,
}

#[derive(Template)]
#[template(path = "risk/sources.html")]
struct Page {
    shell: Shell,
    head: Head,
    rows: Vec<Line>,
    new_url: String,
}

async fn show(mut auth: Authorized<ShowSources>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let sources = queries::sources(&mut tx, auth.target.id.0).await?;
    let language = auth.language();
    let mut rows = Vec::new();
    for source in sources {
        let place = Place { table: "risk_source", column: "origin_sealed", row: source.id };
        rows.push(Line {
            number: format!("S{}", source.number),
            reliability: format!("{} {}", source.reliability, words_of(language, "risk-source-reliability", &source.reliability)),
            credibility: format!("{} {}", source.credibility, language.t(&format!("risk-source-credibility-{}", source.credibility))),
            used: source.used,
            // a value whose key was lost says so and hides nothing else
            origin: tx.unseal(place, &source.origin_sealed).unwrap_or_else(|_| language.t("risk-source-not-opened")),
        });
    }
    drop(tx);
    let assessment = &auth.target;
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()).strictly(),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        rows,
        new_url: if can_add(&auth.actor, assessment) { format!("{}/sources/new", assessment.url()) } else { String::new() },
    })
}

fn form<A: Action<Target = Assessment>>(auth: &Authorized<A>, form: &SourceForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let url = auth.target.url();
    let credibility =
        (1..=6).map(|n| Choice::new(n.to_string(), format!("{n} {}", language.t(&format!("risk-source-credibility-{n}"))), &form.credibility)).collect();
    let mut reliability = words(language, "risk-source-reliability", RELIABILITIES, &form.reliability);
    for choice in &mut reliability {
        choice.label = format!("{} {}", choice.value, choice.label);
    }
    let inputs = Inputs::new(language, errors)
        .pick("reliability", "risk-source-reliability", &form.reliability, with_ask(language, reliability))
        .pick("credibility", "risk-source-credibility", &form.credibility, with_ask(language, credibility))
        .area("used", "risk-source-used", &form.used, "3")
        .hint("risk-source-used-hint")
        .area("origin", "risk-source-origin", &form.origin, "2")
        .hint("risk-source-origin-hint");
    let frame = Frame {
        title: language.t("risk-source-new"),
        why: vec![language.t("risk-why-sources")],
        action: format!("{url}/sources"),
        deed: language.t("risk-source-save"),
        back_url: format!("{url}/sources"),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(auth: Authorized<AskSource>) -> Result<Response> {
    if let Some(refused) = super::refusal(&auth) {
        return refused;
    }
    form(&auth, &SourceForm::default(), &FieldErrors::default())
}

async fn add(mut auth: Authorized<AddSource>, posted: Form) -> Result<Response> {
    let typed: SourceForm = posted.parse()?;
    let back = format!("{}/sources", auth.target.url());
    match add_from(&mut auth, &posted, &typed, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddSource>, posted: &Form, typed: &SourceForm, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = typed.draft()?;
    let mut tx = auth.write(posted).await?;
    let number = next_number(&mut tx, auth.target.id.0, HistoryTable::RiskSource).await?;
    let id = Uuid::now_v7();
    let sealed = tx.seal(Place { table: "risk_source", column: "origin_sealed", row: id }, &draft.origin)?;
    sqlx::query!(
        "insert into risk_source (id, assessment_id, cell, number, reliability, credibility, used, origin_sealed) values ($1, $2, 0, $3, $4, $5, $6, $7)",
        id,
        auth.target.id.0,
        number,
        draft.reliability,
        draft.credibility,
        draft.used,
        sealed
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail(format!("source {number}")));
    tx.commit(back).await
}
