//! Requests about requirements: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::{PARTS, RequirementForm};
use super::pages::{FormPage, Offered};
use super::queries::{self, Requirement};
use super::views::{Paper, Show, url};
use super::{AskRequirement, CreateRequirement, EditRequirement, NewRequirement, PrintRequirement, RequirementHistory, ShowRequirement};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::time;

pub async fn ask_new(mut auth: Authorized<NewRequirement>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["official", "station"]);
    let mut tx = auth.read().await?;
    let offered = offered(&mut tx).await?;
    let station = match offered.stations.as_slice() {
        [only] => only.code.clone(),
        _ => asked.one("station").unwrap_or_default().to_owned(),
    };
    let form = RequirementForm {
        official: asked.one("official").unwrap_or_default().to_owned(),
        station,
        productive_hours: queries::setting(&mut tx, "productive_hours").await?.to_string(),
        from: time::typed_date(auth.now().date_naive()),
        ..RequirementForm::default()
    };
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &offered))
}

pub async fn create(mut auth: Authorized<CreateRequirement>, form: Form) -> Result<Response> {
    let posted: RequirementForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&format!("{}/required-posts", url(&reference)), "said-requirement-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let offered = offered(&mut tx).await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &offered))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateRequirement>, form: &Form, posted: &RequirementForm) -> Result<String> {
    let mut tx = auth.write(form).await?;
    let draft = posted.draft(true, &codes(&mut tx).await?)?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&format!("{}/required-posts", url(&reference))).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowRequirement>) -> Result<Response> {
    answer(&mut auth, &FieldErrors::default()).await
}

pub async fn print(mut auth: Authorized<PrintRequirement>) -> Result<Response> {
    let record = record(&mut auth, &FieldErrors::default()).await?;
    page::page(&Paper::new(&auth.seed, record))
}

/// The record again, with what went wrong on top.
pub async fn answer<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Response> {
    let view = record(auth, errors).await?;
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn record<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Show> {
    let mut tx = auth.read().await?;
    let requirement = &auth.target;
    let posts = queries::posts(&mut tx, requirement.id).await?;
    let bases = queries::bases(&mut tx, requirement.id).await?;
    let newer = queries::newer_bases(&mut tx, requirement).await?;
    let notice = queries::setting(&mut tx, "expiry_notice_days").await?;
    Ok(Show::new(&auth.seed, &auth.actor, requirement, (&posts, &bases, &newer), notice, errors))
}

pub async fn ask_edit(mut auth: Authorized<AskRequirement>) -> Result<Response> {
    if !auth.target.is_draft() {
        return Ok(page::see_other_saying(&url(&auth.target.reference), "said-caution-requirement-frozen", &auth.target.reference));
    }
    let form = RequirementForm::of(&auth.target);
    form_page(&mut auth, &form, &FieldErrors::default()).await
}

async fn form_page<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, form: &RequirementForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let offered = offered(&mut tx).await?;
    let view = FormPage::new(&auth.seed, Some(&auth.target.reference), form, errors, &offered);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn edit(mut auth: Authorized<EditRequirement>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let posted: RequirementForm = form.parse()?;
    if goes_back {
        return form_page(&mut auth, &posted, &FieldErrors::default()).await;
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-requirement-saved", &auth.target.reference)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &posted).await,
        Err(AppError::Invalid(errors)) => form_page(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditRequirement>, form: &Form) -> Result<()> {
    let posted: RequirementForm = form.parse()?;
    let mut tx = auth.write(form).await?;
    let draft = posted.draft(false, &codes(&mut tx).await?)?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<EditRequirement>, form: &Form, yours: &RequirementForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::by_ref(&mut tx, &auth.target.reference).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let base = history::content_at(&mut tx, HistoryTable::ProtectionRequirement, current.id.0, base_version).await?.ok_or_else(conflict::stale)?;
    let sides = conflict::sides(PARTS, &RequirementForm::of_version(&base), &RequirementForm::of(&current), yours)?;
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
    let row = (HistoryTable::ProtectionRequirement, current.id.0);
    let words = |name: &str, value: &str| super::views::word_of(language, name, value);
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, words).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&url(&current.reference), "said-merged", &current.reference))
        }
    }
}

pub async fn history_of(mut auth: Authorized<RequirementHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let requirement = &auth.target;
    let id = requirement.id.0;
    let (posts, bases) = queries::parts(&mut tx, requirement.id).await?;
    let parts = [(HistoryTable::ProtectionRequirement, vec![id.to_string()]), (HistoryTable::RequirementPost, posts), (HistoryTable::RequirementBasis, bases)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&requirement.station_name).to_owned();
    let subject =
        Subject { reference: requirement.reference.clone(), url: url(&requirement.reference), zone: requirement.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}

async fn offered(tx: &mut Tx) -> Result<Offered> {
    Ok(Offered { postures: queries::postures(tx).await?, stations: queries::stations_to_write(tx).await? })
}

async fn codes(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(queries::postures(tx).await?.into_iter().map(|posture| posture.code).collect())
}
