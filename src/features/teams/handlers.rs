//! Requests about teams: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::TeamForm;
use super::pages::NewPage;
use super::queries::{self, Team};
use super::views::{Index, Paper, SeatsPage, Show, export, url};
use super::{AcceptTeam, CreateTeam, ListTeams, NewTeam, PrintTeam, ShowSeats, ShowTeam, TeamHistory};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::requirements::required_posts;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListTeams>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &asked, sort, lines, total))
}

pub async fn ask_new(auth: Authorized<NewTeam>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["requirement"]);
    let form = TeamForm { requirement: asked.one("requirement").unwrap_or_default().to_owned(), ..TeamForm::default() };
    page::page(&NewPage::new(&auth.seed, &form, &FieldErrors::default()))
}

pub async fn create(mut auth: Authorized<CreateTeam>, form: Form) -> Result<Response> {
    let posted: TeamForm = form.parse()?;
    let outcome = match create_from(&mut auth, &form, &posted).await {
        Err(AppError::Refused(name)) if name == "team_stands_on_approved_requirement" => {
            Err(AppError::field("requirement", "constraint-team-stands-on-approved-requirement"))
        }
        Err(AppError::Refused(name)) if name == "team_of_requirement_once" => Err(AppError::field("requirement", "constraint-team-of-requirement-once")),
        other => other,
    };
    match outcome {
        Ok(reference) => Ok(page::see_other_saying(&format!("{}/posts", url(&reference)), "said-team-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&NewPage::new(&auth.seed, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateTeam>, form: &Form, posted: &TeamForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&format!("{}/posts", url(&reference))).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowTeam>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintTeam>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Team>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let today = auth.now().date_naive();
    let posts = required_posts(&mut tx, auth.target.requirement_id).await?;
    let seated = queries::seated(&mut tx, auth.target.id).await?;
    let ground = queries::grounds(&mut tx, auth.target.principal_id, &[today]).await?.into_iter().next().unwrap_or_default();
    Ok(Show::new(&auth.seed, &auth.actor, &auth.target, &posts, &seated, &ground))
}

pub async fn seats(mut auth: Authorized<ShowSeats>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let posts = required_posts(&mut tx, auth.target.requirement_id).await?;
    let seated = queries::seated(&mut tx, auth.target.id).await?;
    page::page(&SeatsPage::new(&auth.seed, &auth.actor, &auth.target, &posts, &seated))
}

pub async fn accept(mut auth: Authorized<AcceptTeam>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    let reference = auth.target.0.reference.clone();
    commands::accept(&mut tx, &auth.target.0).await?;
    tx.commit(&url(&reference)).await?;
    Ok(page::see_other_saying(&url(&reference), "said-team-accepted", &reference))
}

pub async fn history_of(mut auth: Authorized<TeamHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let team = &auth.target;
    let (assignments, days) = queries::parts(&mut tx, team.id).await?;
    let parts = [(HistoryTable::ProtectionTeam, vec![team.id.0.to_string()]), (HistoryTable::TeamAssignment, assignments), (HistoryTable::DutyDay, days)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&team.station_name).to_owned();
    let subject = Subject { reference: team.reference.clone(), url: url(&team.reference), zone: team.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
