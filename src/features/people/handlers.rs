//! Requests about officers: parse, call, show. No rule is written here.

use axum::response::Response;
use serde_json::Value;
use uuid::Uuid;

use super::availability;
use super::commands;
use super::employment;
use super::forms::{OfficerForm, PARTS};
use super::model::slug;
use super::queries::{self, Officer, OfficerHit, ShownOfficer};
use super::sheet;
use super::training::training_warnings;
use super::views::{self, Choices, FormPage, Head, Index, Show, can};
use crate::actions;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::features::confirmations::age_of_list;
use crate::features::contested;
use crate::i18n::Language;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

actions! {
    /// Officers of one's scope.
    ListOfficers: Get "/officers" => "officer.list", Collection, Quiet;
    /// The form of a new officer.
    NewOfficer: Get "/officers/new" => "officer.create", Collection, Quiet;
    /// Creates one.
    CreateOfficer: Post "/officers" => "officer.create", Collection, Change;
    /// The record.
    ShowOfficer: Get "/officers/{ref}" => "officer.show", ShownOfficer, Quiet;
    /// Its form.
    AskOfficer: Get "/officers/{ref}/edit" => "officer.edit", Officer, Quiet;
    /// Saves it.
    EditOfficer: Post "/officers/{ref}/edit" => "officer.edit", Officer, Change;
    /// What was saved, by whom.
    OfficerHistory: Get "/officers/{ref}/history" => "officer.history", Officer, Quiet;
}

/// List, record, forms, history.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListOfficers, _, _>(index)
        .get::<NewOfficer, _, _>(ask_new)
        .post::<CreateOfficer, _, _>(create)
        .get::<ShowOfficer, _, _>(show)
        .get::<AskOfficer, _, _>(ask_edit)
        .post::<EditOfficer, _, _>(edit)
        .get::<OfficerHistory, _, _>(history_of)
}

async fn index(mut auth: Authorized<ListOfficers>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    if auth.fragment.as_deref() == Some("choices") {
        let hits = queries::search(&mut tx, asked.one("q").unwrap_or_default()).await?;
        let label = |hit: &OfficerHit| format!("{} · {}", hit.name, hit.station);
        let options = hits.iter().map(|hit| Choice::new(&hit.reference, label(hit), "")).collect();
        return page::page(&Choices { options });
    }
    let sort = asked.sort(queries::SORTS);
    let (hits, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        let order: Vec<String> = hits.into_iter().map(|line| line.reference).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("officers", sheet::COLUMNS, &order, records));
    }
    let stations = queries::readable_stations(&mut tx).await?;
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, hits, total, &stations);
    view.confirmed = age_of_list(&mut tx, &asked, "people", auth.language()).await?;
    page::page(&view)
}

async fn ask_new(mut auth: Authorized<NewOfficer>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::writable_stations(&mut tx).await?;
    let mut form = OfficerForm { duty_role: "cp_officer".into(), ..OfficerForm::default() };
    if let [only] = stations.as_slice() {
        form.station = only.code.clone();
    }
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &stations))
}

async fn create(mut auth: Authorized<CreateOfficer>, form: Form) -> Result<Response> {
    let posted: OfficerForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-officer-created", &reference)),
        Err(AppError::Invalid(errors)) => again(&mut auth, None, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateOfficer>, form: &Form, posted: &OfficerForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

async fn show(mut auth: Authorized<ShowOfficer>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let officer = &auth.target.0;
    let taskings = queries::coming_taskings_of(&mut tx, officer.id).await?;
    let spans = availability::lines(&mut tx, &auth.seed, &auth.actor, officer).await?;
    let (past, spans) = spans.into_iter().partition(|span| span.is_past);
    let contested = contested::of_officer(&mut tx, officer.id.0).await?;
    let today = auth.now().date_naive();
    let training = if officer.is_active() { training_warnings(&mut tx, language, officer.id.0, today).await? } else { Vec::new() };
    let record = url(&officer.reference);
    let deed = |action: &str, path: &str| if officer.is_active() && can(&auth.actor, action, officer) { format!("{record}/{path}") } else { String::new() };
    let numbers: Vec<_> = queries::numbers_of(officer).into_iter().map(|number| views::number_line(language, number, today)).collect();
    page::page(&Show {
        shell: Shell::titled(&auth.seed, officer.reference.clone()),
        officer: Head::new(&auth.seed, &auth.actor, officer),
        station: format!("{} {}", officer.station_code, officer.station_name),
        station_url: format!("/duty-stations/{}", officer.station_code),
        account: language.t(if officer.has_account { "officer-account-yes" } else { "officer-account-no" }),
        missing: if numbers.is_empty() { language.t("officer-no-number") } else { String::new() },
        numbers,
        spans,
        past,
        contested: contested::bars(&auth.seed, &contested),
        training,
        fitness_url: format!("{record}/qualifications"),
        taskings: views::tasking_lines(language, &auth.seed, &taskings),
        edit_url: deed("officer.edit", "edit"),
        add_url: deed("availability.add", "availability"),
        merge_url: deed("officer.merge", "merge"),
        void_url: deed("officer.void", "void"),
        print_url: if can(&auth.actor, "qualification.of-officer", officer) { format!("{record}/print") } else { String::new() },
    })
}

async fn ask_edit(mut auth: Authorized<AskOfficer>) -> Result<Response> {
    let form = OfficerForm::of(&auth.target);
    let officer = auth.target.reference.clone();
    let mut tx = auth.read().await?;
    let stations = choosable(&mut tx, &auth.target.station_code, &auth.target).await?;
    page::page(&FormPage::new(&auth.seed, Some(&officer), &form, &FieldErrors::default(), &stations))
}

async fn edit(mut auth: Authorized<EditOfficer>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let posted: OfficerForm = form.parse()?;
    if goes_back {
        let mut tx = auth.read().await?;
        let stations = choosable(&mut tx, &posted.station, &auth.target).await?;
        return page::page(&FormPage::new(&auth.seed, Some(&auth.target.reference), &posted, &FieldErrors::default(), &stations));
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-officer-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &posted).await,
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = choosable(&mut tx, &posted.station, &auth.target).await?;
            page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target.reference), &posted, &errors, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditOfficer>, form: &Form) -> Result<()> {
    let draft = form.parse::<OfficerForm>()?.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.actor, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<EditOfficer>, form: &Form, yours: &OfficerForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::by_ref(&mut tx, &auth.target.reference).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let base = history::content_at(&mut tx, HistoryTable::Officer, current.id.0, base_version).await?.ok_or_else(conflict::stale)?;
    let station = match base.get("station_id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok()) {
        Some(id) => queries::station_code(&mut tx, id).await?,
        None => String::new(),
    };
    let base = OfficerForm::of_version(&base, station);
    let sides = conflict::sides(PARTS, &base, &OfficerForm::of(&current), yours)?;
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
    let language = auth.language();
    let words = move |field: &str, value: &str| value_words(language, field, value);
    let race = conflict::race(&mut tx, &auth.seed, (HistoryTable::Officer, current.id.0), at, sides, form, words).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&url(&current.reference), "said-merged", &current.reference))
        }
    }
}

fn value_words(language: Language, field: &str, value: &str) -> String {
    match field {
        "category" | "duty_role" if !value.is_empty() => language.t(&format!("officer-{}-{}", slug(field), slug(value))),
        _ => value.to_owned(),
    }
}

async fn history_of(mut auth: Authorized<OfficerHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target;
    let absences = availability::ids_of(&mut tx, officer.id).await?;
    let (employment, languages) = employment::ids_of(&mut tx, officer.id).await?;
    let parts = [
        (HistoryTable::Officer, vec![officer.id.0.to_string()]),
        (HistoryTable::Availability, absences),
        (HistoryTable::Employment, employment),
        (HistoryTable::LanguageSkill, languages),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&officer.station_name).to_owned();
    let tabs = Head::new(&auth.seed, &auth.actor, officer).tabs;
    let subject = Subject { reference: officer.reference.clone(), url: url(&officer.reference), zone: officer.zone.clone(), place, tabs };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}

/// Stations one may choose; the present one stays a choice even where one may not put others.
async fn choosable(tx: &mut crate::db::Tx, current: &str, officer: &Officer) -> Result<Vec<queries::StationChoice>> {
    let mut stations = queries::writable_stations(tx).await?;
    if current == officer.station_code && stations.iter().all(|station| station.code != current) {
        stations.push(queries::StationChoice {
            id: officer.station_id.0,
            code: officer.station_code.clone(),
            name: officer.station_name.clone(),
            cell: officer.cell,
        });
    }
    Ok(stations)
}

async fn again<A: Action>(auth: &mut Authorized<A>, officer: Option<&str>, posted: &OfficerForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::writable_stations(&mut tx).await?;
    page::unprocessable(&FormPage::new(&auth.seed, officer, posted, errors, &stations))
}

/// Address of an officer's record.
pub fn url(reference: &str) -> String {
    format!("/officers/{reference}")
}
