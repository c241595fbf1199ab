//! The parts of an assessment: threats, measures, courses of action, sources. Each has its own page; how a part is asked
//! for, added, changed, settled after a lost race and voided is written once, here. They are written by the author while
//! the assessment is open to them; a registered one may be given its structure later (INV-06 holds the rest in the
//! database).

mod carrying;
mod courses;
mod forms;
mod measures;
mod sources;
mod threats;

use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::commands::{self, may_write};
use super::forms::{beside, of_version};
use super::queries::{self, Assessment};
use super::views::{self, Frame, Head, Inputs};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized};
use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::conflict::{self, Part, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub use measures::Line as MeasureLine;
pub use threats::scale;

/// Routes of all parts.
pub fn routes() -> Routes {
    threats::routes().and(measures::routes()).and(courses::routes()).and(sources::routes()).and(carrying::routes())
}

/// A part, as the handlers below need to know it.
trait Piece: Sized + Send + Sync {
    /// Its form, as posted.
    type Form: Serialize + DeserializeOwned + Default + Send + Sync;
    /// What trail, address and words call it: `course`.
    const NOUN: &'static str;
    /// Where its versions are.
    const TABLE: HistoryTable;
    /// The fields of a lost race.
    const FIELDS: &'static [Part];
    /// Why its form asks what it asks.
    const WHY: &'static [&'static str];
    /// Its pages carry the higher mark.
    const IS_STRICT: bool = false;

    fn id(&self) -> Uuid;
    fn number(&self) -> i32;
    fn version(&self) -> i32;
    /// The form filled from the row.
    fn form(&self, tx: &Tx) -> Result<Self::Form>;
    /// The version a form began with.
    fn began_with(form: &Self::Form) -> &str;
    /// The value of a field in words.
    fn words(language: Language, field: &str, value: &str) -> String;
    /// The form filled from a version of the history.
    fn form_at(_: &Tx, _: Uuid, content: &Value) -> Result<Self::Form> {
        of_version(Self::FIELDS, content)
    }

    fn all(tx: &mut Tx, assessment: Uuid) -> impl Future<Output = Result<Vec<Self>>> + Send;
    fn inputs<'e>(
        tx: &mut Tx,
        assessment: &Assessment,
        language: Language,
        form: &Self::Form,
        errors: &'e FieldErrors,
    ) -> impl Future<Output = Result<Inputs<'e>>> + Send;
    fn insert(tx: &mut Tx, assessment: &Assessment, number: i32, form: &Self::Form) -> impl Future<Output = Result<()>> + Send;
    /// Answers how many rows it changed: none if somebody else was faster.
    fn update(&self, tx: &mut Tx, assessment: &Assessment, form: &Self::Form) -> impl Future<Output = Result<u64>> + Send;
}

/// A part that is voided without a word; a source wants its reason.
trait Voidable: Piece {
    fn void(&self, tx: &mut Tx) -> impl Future<Output = Result<()>> + Send;
}

/// Where the parts of a kind stand.
fn url_of<P: Piece>(assessment: &Assessment) -> String {
    format!("{}/{}s", assessment.url(), P::NOUN)
}

/// The page that says why a form is not offered; `None` where it is.
pub fn refusal<A: Action<Target = Assessment>>(auth: &Authorized<A>) -> Option<Result<Response>> {
    let key = match commands::may_write(&auth.actor, &auth.target) {
        Ok(()) => return None,
        Err(AppError::Forbidden(message) | AppError::Conflict(message)) => message.key,
        Err(error) => return Some(Err(error)),
    };
    let head = Head::new(&auth.seed, &auth.actor, &auth.target);
    Some(views::locked(&auth.seed, head, key, &auth.target.url()))
}

/// True if the forms of parts are offered to this person.
fn can_add(actor: &Actor, assessment: &Assessment) -> bool {
    views::can(actor, "risk.write", assessment) && commands::may_write(actor, assessment).is_ok()
}

/// The part of the path.
async fn part_of<P: Piece, A: Action<Target = Assessment>>(auth: &Authorized<A>, tx: &mut Tx) -> Result<P> {
    let number = auth.params.number("n")?;
    P::all(tx, auth.target.id.0).await?.into_iter().find(|part| part.number() == number).ok_or(AppError::NotFound)
}

async fn form_page<P: Piece, A: Action<Target = Assessment>>(
    auth: &mut Authorized<A>,
    number: Option<i32>,
    form: &P::Form,
    errors: &FieldErrors,
) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let inputs = P::inputs(&mut tx, &auth.target, language, form, errors).await?;
    drop(tx);
    let (url, noun) = (url_of::<P>(&auth.target), P::NOUN);
    let frame = Frame {
        title: match number {
            Some(n) => language.fill(&format!("risk-{noun}-edit-title"), &[("number", Hole::Number(n.into()))]),
            None => language.t(&format!("risk-{noun}-new")),
        },
        why: P::WHY.iter().map(|key| language.t(key)).collect(),
        action: number.map_or_else(|| url.clone(), |n| format!("{url}/{n}/edit")),
        deed: language.t(&format!("risk-{noun}-save")),
        version: P::began_with(form).to_owned(),
        is_strict: P::IS_STRICT,
        back_url: url,
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

/// The form of a new part.
async fn ask<P: Piece, A: Action<Target = Assessment>>(mut auth: Authorized<A>) -> Result<Response> {
    match refusal(&auth) {
        Some(refused) => refused,
        None => form_page::<P, A>(&mut auth, None, &P::Form::default(), &FieldErrors::default()).await,
    }
}

/// Adds a part.
async fn add<P: Piece, A: Action<Target = Assessment>>(mut auth: Authorized<A>, posted: Form) -> Result<Response> {
    let typed: P::Form = posted.parse()?;
    match add_from::<P, A>(&mut auth, &posted, &typed).await.map_err(beside) {
        Ok(()) => Ok(said::<P, A>(&auth, "said-risk-part-saved")),
        Err(AppError::Invalid(errors)) => form_page::<P, A>(&mut auth, None, &typed, &errors).await,
        Err(error) => Err(error),
    }
}

async fn add_from<P: Piece, A: Action<Target = Assessment>>(auth: &mut Authorized<A>, posted: &Form, typed: &P::Form) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let mut tx = auth.write(posted).await?;
    let number = next_number(&mut tx, auth.target.id.0, P::TABLE).await?;
    P::insert(&mut tx, &auth.target, number, typed).await?;
    tx.record(auth.entry().with_detail(format!("{} {number}", P::NOUN)));
    tx.commit(&url_of::<P>(&auth.target)).await
}

/// The form of a part.
async fn ask_edit<P: Piece, A: Action<Target = Assessment>>(mut auth: Authorized<A>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let part: P = part_of(&auth, &mut tx).await?;
    let form = part.form(&tx)?;
    drop(tx);
    match refusal(&auth) {
        Some(refused) => refused,
        None => form_page::<P, A>(&mut auth, Some(part.number()), &form, &FieldErrors::default()).await,
    }
}

/// Saves a part.
async fn edit<P: Piece, A: Action<Target = Assessment>>(mut auth: Authorized<A>, posted: Form) -> Result<Response> {
    let (posted, goes_back) = (conflict::resolve(&posted), conflict::wants_form(&posted));
    let typed: P::Form = posted.parse()?;
    let mut tx = auth.read().await?;
    let part: P = part_of(&auth, &mut tx).await?;
    drop(tx);
    if goes_back {
        return form_page::<P, A>(&mut auth, Some(part.number()), &typed, &FieldErrors::default()).await;
    }
    match save(&mut auth, &posted, &part).await.map_err(beside) {
        Ok(()) => Ok(said::<P, A>(&auth, "said-risk-part-saved")),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &posted, &part, &typed).await,
        Err(AppError::Invalid(errors)) => form_page::<P, A>(&mut auth, Some(part.number()), &typed, &errors).await,
        Err(error) => Err(error),
    }
}

async fn save<P: Piece, A: Action<Target = Assessment>>(auth: &mut Authorized<A>, posted: &Form, part: &P) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let mut tx = auth.write(posted).await?;
    if part.update(&mut tx, &auth.target, &posted.parse()?).await? == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(format!("{} {}", P::NOUN, part.number())));
    tx.commit(&url_of::<P>(&auth.target)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle<P: Piece, A: Action<Target = Assessment>>(auth: &mut Authorized<A>, posted: &Form, part: &P, yours: &P::Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let url = url_of::<P>(&auth.target);
    let base_version = P::began_with(yours).parse().unwrap_or_default();
    let base = history::content_at(&mut tx, P::TABLE, part.id(), base_version).await?.ok_or_else(conflict::stale)?;
    let sides = conflict::sides(P::FIELDS, &P::form_at(&tx, part.id(), &base)?, &part.form(&tx)?, yours)?;
    let at = Place {
        action: format!("{url}/{}/edit", part.number()),
        record_url: url,
        reference: auth.target.reference.clone(),
        base_version,
        current_version: part.version(),
        zone: auth.target.zone.clone(),
        place: auth.target.station_name.clone(),
        is_strict: P::IS_STRICT,
        ..Place::default()
    };
    let language = auth.language();
    let race = conflict::race(&mut tx, &auth.seed, (P::TABLE, part.id()), at, sides, posted, |name, value| P::words(language, name, value)).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged, part).await?;
            Ok(said::<P, A>(auth, "said-merged"))
        }
    }
}

/// Voids a part.
async fn void<P: Voidable, A: Action<Target = Assessment>>(mut auth: Authorized<A>, posted: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let part: P = part_of(&auth, &mut tx).await?;
    drop(tx);
    may_write(&auth.actor, &auth.target)?;
    let mut tx = auth.write(&posted).await?;
    part.void(&mut tx).await?;
    tx.record(auth.entry().with_detail(format!("{} {} voided", P::NOUN, part.number())));
    tx.commit(&url_of::<P>(&auth.target)).await?;
    Ok(said::<P, A>(&auth, "said-risk-part-voided"))
}

fn said<P: Piece, A: Action<Target = Assessment>>(auth: &Authorized<A>, key: &'static str) -> Response {
    page::see_other_saying(&url_of::<P>(&auth.target), key, &auth.target.reference)
}

/// The next free number of a table of parts.
async fn next_number(tx: &mut Tx, assessment: Uuid, table: HistoryTable) -> Result<i32> {
    // locked, so that two who add at once do not take the same number
    sqlx::query!("select id from risk_assessment where id = $1 for update", assessment).fetch_optional(&mut **tx).await?.ok_or(AppError::NotFound)?;
    let last = match table {
        HistoryTable::RiskThreat => {
            sqlx::query_scalar!("select max(number) from visible_risk_threat where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        HistoryTable::RiskMeasure => {
            sqlx::query_scalar!("select max(number) from visible_risk_measure where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        HistoryTable::RiskCourse => {
            sqlx::query_scalar!("select max(number) from visible_risk_course where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        _ => sqlx::query_scalar!("select max(number) from visible_risk_source where assessment_id = $1", assessment).fetch_one(&mut **tx).await?,
    };
    Ok(last.unwrap_or_default() + 1)
}

/// The assessment as it is now, after what was just changed.
async fn again(tx: &mut Tx, assessment: &Assessment) -> Result<Assessment> {
    queries::by_ref(tx, &assessment.reference).await?.ok_or(AppError::NotFound)
}
