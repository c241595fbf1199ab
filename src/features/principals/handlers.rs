//! Requests about senior officials: parse, call, show. No rule is written here.

use axum::response::Response;
use serde_json::Value;
use uuid::Uuid;

use super::commands;
use super::forms::{PARTS, PrincipalForm};
use super::photo;
use super::profile::queries as profiles;
use super::profile::sections::Section;
use super::profile::views::Overview;
use super::protection;
use super::queries::{self, Offered, Principal, PrincipalHit};
use super::views::{self, Choices, FormPage, Head, Index, Show, can};
use crate::actions;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::Hole;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Officials of one's scope.
    ListPrincipals: Get "/principals" => "principal.list", Collection, Quiet;
    /// The form of a new official.
    NewPrincipal: Get "/principals/new" => "principal.create", Collection, Quiet;
    /// Creates one.
    CreatePrincipal: Post "/principals" => "principal.create", Collection, Change;
    /// The record.
    ShowPrincipal: Get "/principals/{ref}" => "principal.show", Principal, Quiet;
    /// Its form.
    AskPrincipal: Get "/principals/{ref}/edit" => "principal.edit", Principal, Quiet;
    /// Saves it.
    EditPrincipal: Post "/principals/{ref}/edit" => "principal.edit", Principal, Change;
    /// What was saved, by whom.
    PrincipalHistory: Get "/principals/{ref}/history" => "principal.history", Principal, Quiet;
}

/// List, record, forms, history.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListPrincipals, _, _>(index)
        .get::<NewPrincipal, _, _>(ask_new)
        .post::<CreatePrincipal, _, _>(create)
        .get::<ShowPrincipal, _, _>(show)
        .get::<AskPrincipal, _, _>(ask_edit)
        .post::<EditPrincipal, _, _>(edit)
        .get::<PrincipalHistory, _, _>(history_of)
}

async fn index(mut auth: Authorized<ListPrincipals>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    if auth.fragment.as_deref() == Some("choices") {
        let hits = queries::search(&mut tx, asked.one("q").unwrap_or_default()).await?;
        let label = |hit: &PrincipalHit| format!("{} · {} · {}", hit.called, hit.office, hit.entity);
        let options = hits.iter().map(|hit| Choice::new(&hit.reference, label(hit), "")).collect();
        return page::page(&Choices { options });
    }
    let sort = asked.sort(queries::SORTS);
    let (hits, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(hits));
    }
    let offered = queries::offered(&mut tx).await?;
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, hits, total, &offered))
}

fn export(hits: Vec<PrincipalHit>) -> Table {
    let cells = |hit: PrincipalHit| {
        let as_of = hit.office_number_as_of.map(|day| day.to_string()).unwrap_or_default();
        vec![hit.reference, hit.called, hit.office, hit.entity, hit.station, hit.portfolio, hit.office_number, as_of, hit.state]
    };
    Table {
        name: "principals",
        header: vec!["ref", "codename", "office", "entity", "home_station", "portfolio", "office_number", "office_number_as_of", "state"],
        rows: hits.into_iter().map(cells).collect(),
    }
}

async fn ask_new(mut auth: Authorized<NewPrincipal>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let offered = choosable(&mut tx, None).await?;
    let mut form = PrincipalForm::default();
    if let [only] = offered.portfolios.as_slice() {
        form.portfolio = only.code.clone();
    }
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &offered))
}

async fn create(mut auth: Authorized<CreatePrincipal>, form: Form) -> Result<Response> {
    let posted: PrincipalForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-principal-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let offered = choosable(&mut tx, None).await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &offered))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreatePrincipal>, form: &Form, posted: &PrincipalForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

async fn show(mut auth: Authorized<ShowPrincipal>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let principal = &auth.target;
    let (movements, total) = queries::movements_of(&mut tx, principal.id).await?;
    let station = queries::station_numbers(&mut tx, &principal.station_code).await?;
    let profile = profiles::profile(&mut tx, principal.id).await?;
    let sections = profiles::sections(&mut tx, principal.id).await?;
    let photo = photo::photo_of(&mut tx, principal.id).await?;
    let risk = match queries::risk_of(&mut tx, principal.id).await? {
        None => (String::new(), language.t("risk-not-shown")),
        Some((number, level)) if level.is_empty() => (number, language.t("risk-not-assessed")),
        Some((number, level)) => (number, language.t(&format!("risk-level-{}", level.replace('_', "-")))),
    };
    let risk_url = if can(&auth.actor, "risk.of-official", principal) { format!("{}/risk", url(&principal.reference)) } else { String::new() };
    let numbers = views::numbers(language, principal, station, auth.now().date_naive());
    let protection = protection::lines(&mut tx, language, principal.id).await?;
    let protect_url = match principal.is_active() && crate::authz::action::may(&auth.actor, "interim.start") {
        true => format!("/interim-protection/new?official={}&station={}", principal.reference, principal.station_code),
        false => String::new(),
    };
    let deed = |action: &str, path: &str| match principal.is_active() && can(&auth.actor, action, principal) {
        true => format!("{}/{path}", url(&principal.reference)),
        false => String::new(),
    };
    let both = |code: &str, name: &str| if code.is_empty() { String::new() } else { format!("{code} {name}") };
    page::page(&Show {
        shell: Shell::titled(&auth.seed, principal.reference.clone()),
        principal: Head::new(&auth.seed, &auth.actor, principal),
        overview: Overview::new(language, &auth.actor, principal, profile.as_ref(), &sections, auth.now().date_naive()),
        risk,
        risk_url,
        photo_offer: photo::offer(language, photo.as_ref()),
        photo_url: if can(&auth.actor, "profile.photo", principal) { format!("{}/photo", url(&principal.reference)) } else { String::new() },
        photo_add_url: if photo.is_none() { deed("profile.edit-photo", "photo/edit") } else { String::new() },
        display_name: principal.display_name.clone(),
        entity: both(&principal.entity_code, &principal.entity_name),
        station: both(&principal.station_code, &principal.station_name),
        portfolio: principal.portfolio_name.clone(),
        missing: if numbers.is_empty() { language.t("principal-no-number") } else { String::new() },
        numbers,
        movements_title: language.fill("principal-movements", &[("count", Hole::Number(total))]),
        movements: views::movement_lines(language, &movements),
        protection,
        protect_url,
        edit_url: deed("principal.edit", "edit"),
        merge_url: deed("principal.merge", "merge"),
        void_url: deed("principal.void", "void"),
    })
}

async fn ask_edit(mut auth: Authorized<AskPrincipal>) -> Result<Response> {
    let form = PrincipalForm::of(&auth.target);
    form_page(&mut auth, &form, &FieldErrors::default()).await
}

async fn form_page<A: Action<Target = Principal>>(auth: &mut Authorized<A>, form: &PrincipalForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let offered = choosable(&mut tx, Some(&auth.target)).await?;
    let view = FormPage::new(&auth.seed, Some(&auth.target.reference), form, errors, &offered);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn edit(mut auth: Authorized<EditPrincipal>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let posted: PrincipalForm = form.parse()?;
    if goes_back {
        return form_page(&mut auth, &posted, &FieldErrors::default()).await;
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-principal-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &posted).await,
        Err(AppError::Invalid(errors)) => form_page(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditPrincipal>, form: &Form) -> Result<()> {
    let draft = form.parse::<PrincipalForm>()?.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.actor, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<EditPrincipal>, form: &Form, yours: &PrincipalForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::by_ref(&mut tx, &auth.target.reference).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let base = history::content_at(&mut tx, HistoryTable::Principal, current.id.0, base_version).await?.ok_or_else(conflict::stale)?;
    let station = match base.get("home_station_id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok()) {
        Some(id) => queries::station_code(&mut tx, id).await?,
        None => String::new(),
    };
    let base = PrincipalForm::of_version(&base, station);
    let sides = conflict::sides(PARTS, &base, &PrincipalForm::of(&current), yours)?;
    let at = Place {
        action: format!("{}/edit", url(&current.reference)),
        record_url: url(&current.reference),
        reference: current.reference.clone(),
        base_version,
        current_version: current.version,
        zone: current.zone.clone(),
        place: current.station_name.clone(),
        ..Place::default()
    };
    let row = (HistoryTable::Principal, current.id.0);
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, |_, value| value.to_owned()).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&url(&current.reference), "said-merged", &current.reference))
        }
    }
}

async fn history_of(mut auth: Authorized<PrincipalHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let principal = &auth.target;
    let mut parts = vec![(HistoryTable::Principal, vec![principal.id.0.to_string()])];
    if let Some(profile) = profiles::profile(&mut tx, principal.id).await? {
        parts.push((HistoryTable::ProtectionProfile, vec![profile.id.to_string()]));
    }
    for section in Section::ALL.into_iter().filter(|section| !section.is_compartment()) {
        if let Some(content) = profiles::content(&mut tx, section, principal.id).await? {
            parts.push((section.table(), vec![content.id.to_string()]));
        }
    }
    parts.push((HistoryTable::PrincipalPhoto, photo::ids(&mut tx, principal.id).await?));
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&principal.station_name).to_owned();
    let tabs = Head::new(&auth.seed, &auth.actor, principal).tabs;
    let subject = Subject { reference: principal.reference.clone(), url: url(&principal.reference), zone: principal.zone.clone(), place, tabs };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}

/// What the form offers: portfolios one may write, besides the present one.
async fn choosable(tx: &mut Tx, present: Option<&Principal>) -> Result<Offered> {
    let writable = queries::writable_cells(tx).await?;
    let mut offered = queries::offered(tx).await?;
    offered.portfolios.retain(|portfolio| writable.contains(&portfolio.cell) || present.is_some_and(|principal| principal.portfolio_code == portfolio.code));
    Ok(offered)
}

/// Address of an official's record.
pub fn url(reference: &str) -> String {
    format!("/principals/{reference}")
}
