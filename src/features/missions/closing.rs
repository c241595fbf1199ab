//! The closing page, `/missions/{ref}/closing`: everything that is still open at a mission's stations, where it goes
//! and by when; the same as a file and on paper.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::PlanForm;
use super::model::{DESTINATIONS, MATTERS, hinders};
use super::queries::{self, Matter, Mission};
use super::views::{url, word};
use crate::actions;
use crate::authz::action::{Action, Authorized, Format, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::{Asked, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// What is open, where it goes and by when.
    ShowClosing: Get "/missions/{ref}/closing" => "mission.closing", Mission, Quiet;
    /// Says where chosen matters go.
    PlanClosing: Post "/missions/{ref}/closing" => "mission.plan-closing", Mission, Change;
    /// The same on paper.
    PrintClosing: Get "/missions/{ref}/closing/print" => "mission.closing", Mission, Quiet;
}

/// `/missions/{ref}/closing`.
pub fn routes() -> Routes {
    Routes::default().list::<ShowClosing, _, _>(show).post::<PlanClosing, _, _>(plan).get::<PrintClosing, _, _>(print)
}

struct Row {
    item: String,
    kind: String,
    reference: String,
    url: String,
    station: String,
    about: String,
    hinders: bool,
    destination: String,
    due: (&'static str, String),
    is_chosen: bool,
}

/// The page of the record behind an open matter; empty where it has none.
pub fn matter_url(kind: &str, reference: &str) -> String {
    let folder = match kind {
        "custody" => "firearms",
        "ammunition" => "ammunition",
        "team" | "assignment" => "teams",
        "exception" | "investigation" => "exceptions",
        "equipment" => "equipment",
        "vehicle" => "vehicles",
        "grant" => "access-grants",
        "discrepancy" => "discrepancies",
        "transfer" => "transfers",
        "movement" => "movements",
        "evacuation" => "evacuations",
        _ if reference.starts_with("SB-") => "standby",
        _ => "officers",
    };
    if reference.is_empty() { String::new() } else { format!("/{folder}/{reference}") }
}

fn row(language: Language, today: chrono::NaiveDate, matter: Matter, chosen: &[String]) -> Row {
    let item = format!("{}:{}", matter.kind, matter.item);
    Row {
        is_chosen: chosen.contains(&item),
        item,
        kind: word(language, "closing-plan-kind", &matter.kind),
        url: matter_url(&matter.kind, &matter.reference),
        hinders: hinders(&matter.kind),
        destination: match matter.destination_kind.as_str() {
            "" => String::new(),
            kind => language.pair(&word(language, "closing-plan-destination-kind", kind), &matter.destination),
        },
        due: match matter.due_on {
            None => ("caution", language.t("closure-not-planned")),
            Some(day) if day < today => ("warning", language.fill("closure-late", &[("day", Hole::Text(&time::typed_date(day)))])),
            Some(day) => ("", time::typed_date(day)),
        },
        reference: matter.reference,
        station: matter.station,
        about: matter.about,
    }
}

#[derive(Template)]
#[template(path = "missions/closing.html")]
struct ClosingPage {
    shell: Shell,
    title: String,
    reference: String,
    called: String,
    mission_url: String,
    print_url: String,
    station: String,
    kinds: Vec<Choice>,
    plans: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    action: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    item_error: String,
    destination_kind: Field,
    destinations: Vec<Choice>,
    destination: Field,
    due_on: Field,
}

async fn closing_page<A: Action<Target = Mission>>(auth: &mut Authorized<A>, form: &PlanForm, errors: &FieldErrors) -> Result<ClosingPage> {
    let asked = Asked::read(auth.seed.here(), queries::CLOSING_FILTERS);
    let mut tx = auth.read().await?;
    let (mut matters, total) = queries::matters(&mut tx, auth.target.id, &asked, PAGE + 1).await?;
    drop(tx);
    let (language, mission) = (auth.language(), &auth.target);
    let one = |key: &str| asked.one(key).unwrap_or_default();
    let picks = |key: &str, prefix: &str, codes: &[&'static str]| {
        with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), one(key))).collect())
    };
    let label = |key: &str, value: &str| match key {
        "kind" => word(language, "closing-plan-kind", value),
        "plan" => word(language, "closing-plan-is", value),
        _ => value.to_owned(),
    };
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let may_plan = policy::decide(&auth.actor, "mission.plan-closing", &mission.facts(&auth.actor)) == Decision::Allow;
    let pager = Pager::turn(&asked, language, &mut matters, total, |last| (format!("{} {}", last.kind, last.reference), last.item));
    let shell = Shell::titled(&auth.seed, mission.reference.clone());
    let today = auth.now().date_naive();
    let destinations = DESTINATIONS.iter().map(|code| Choice::new(*code, word(language, "closing-plan-destination-kind", code), &form.destination_kind));
    Ok(ClosingPage {
        title: language.fill("closure-count", &[("count", Hole::Number(total))]),
        reference: mission.reference.clone(),
        called: format!("{} {}", mission.acronym, mission.name),
        mission_url: url(&mission.reference),
        print_url: format!("{}/closing/print", url(&mission.reference)),
        station: one("station").to_owned(),
        kinds: picks("kind", "closing-plan-kind", MATTERS),
        plans: picks("plan", "closing-plan-is", queries::PLANS),
        tags: asked.tags(queries::CLOSING_FILTERS, label),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        rows: matters.into_iter().map(|matter| row(language, today, matter, &form.items)).collect(),
        pager,
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        action: if may_plan { format!("{}/closing", url(&mission.reference)) } else { String::new() },
        form_key: fresh_form_key(),
        errors: errors.links(language),
        item_error: errors.of("item", language),
        destination_kind: field("destination_kind", "closing-plan-destination-kind", &form.destination_kind).hint(language, "closure-destination-hint"),
        destinations: with_ask(language, destinations.collect()),
        destination: field("destination", "closing-plan-destination", &form.destination),
        due_on: field("due_on", "closing-plan-due-on", &form.due_on).hint(language, "requirement-date-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    })
}

async fn show(mut auth: Authorized<ShowClosing>) -> Result<Response> {
    if auth.format == Format::Page {
        return page::page(&closing_page(&mut auth, &PlanForm::default(), &FieldErrors::default()).await?);
    }
    let asked = Asked::read(auth.seed.here(), queries::CLOSING_FILTERS);
    let mut tx = auth.read().await?;
    let (matters, _) = queries::matters(&mut tx, auth.target.id, &asked, EXPORT + 1).await?;
    let rows = matters.into_iter().map(|matter| {
        let due = matter.due_on.map(|day| day.to_string()).unwrap_or_default();
        vec![matter.reference, matter.kind, matter.station, matter.about, matter.destination_kind, matter.destination, due]
    });
    let header = vec!["ref", "kind", "station", "about", "destination_kind", "destination", "due_on"];
    table::answer(&auth, &asked, Table { name: "closing", header, rows: rows.collect() })
}

async fn plan(mut auth: Authorized<PlanClosing>, form: Form) -> Result<Response> {
    let posted = PlanForm::read(&form)?;
    match plan_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-closing-planned", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&closing_page(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn plan_from(auth: &mut Authorized<PlanClosing>, form: &Form, posted: &PlanForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = format!("{}/closing", url(&auth.target.reference));
    let mut tx = auth.write(form).await?;
    commands::plan(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Template)]
#[template(path = "missions/print.html")]
struct PrintPage {
    shell: Shell,
    printed: String,
    paper: String,
    title: String,
    called: String,
    rows: Vec<Row>,
    cut: String,
}

async fn print(mut auth: Authorized<PrintClosing>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::CLOSING_FILTERS);
    let mut tx = auth.read().await?;
    let (matters, total) = queries::matters(&mut tx, auth.target.id, &asked, EXPORT).await?;
    drop(tx);
    let (language, mission, today) = (auth.language(), &auth.target, auth.now().date_naive());
    let shown = matters.len() as i64;
    page::page(&PrintPage {
        shell: Shell::paper(&auth.seed, &mission.reference, &format!("{}/closing", url(&mission.reference))),
        printed: auth.seed.printed(),
        paper: mission.reference.clone(),
        title: language.fill("closure-count", &[("count", Hole::Number(total))]),
        called: format!("{} {}", mission.acronym, mission.name),
        rows: matters.into_iter().map(|matter| row(language, today, matter, &[])).collect(),
        cut: if shown < total { language.fill("list-shown", &[("shown", Hole::Number(shown)), ("total", Hole::Number(total))]) } else { String::new() },
    })
}
