//! Upkeep of a vehicle: what is due by kilometres and months, and what was done, when, by whom. What is due is told and
//! holds nothing back; what may not be used is INV-25's alone.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::forms::{ReasonForm, kilometres};
use super::parts::shell;
use super::queries::{self, Vehicle};
use super::views::url;
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::VehicleId;
use crate::features::people::{required, with_ask};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The form of what was done on a vehicle.
    NewMaintenance: Get "/vehicles/{ref}/maintenance/new" => "vehicle.maintain", Vehicle, Quiet;
    /// Records it.
    AddMaintenance: Post "/vehicles/{ref}/maintenance" => "vehicle.maintain", Vehicle, Change;
    /// Asks why an entry was wrong.
    AskVoidMaintenance: Get "/vehicles/{ref}/maintenance/{number}/void" => "vehicle.maintain", Entered, Quiet;
    /// Takes it back.
    VoidMaintenance: Post "/vehicles/{ref}/maintenance/{number}/void" => "vehicle.maintain", Entered, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<NewMaintenance, _, _>(ask)
        .post::<AddMaintenance, _, _>(add)
        .get::<AskVoidMaintenance, _, _>(ask_void)
        .post::<VoidMaintenance, _, _>(void)
}

/// What is done on a vehicle, as stored.
pub const KINDS: &[&str] = &["service", "tyres", "run_flats", "repair"];
/// How what is due stands, as lists ask for it.
pub const DUE: &[&str] = &["overdue", "soon", "never"];

/// What is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// `service`, `tyres`, `run_flats`, `armour_inspection`.
    pub what: String,
    pub due_on: Option<NaiveDate>,
    pub due_km: Option<i32>,
    /// `never`, `overdue`, `soon`, `later`.
    pub standing: String,
}

/// What is due on a vehicle.
pub async fn due(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<Due>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Due,
        r#"select out_what as "what!", out_due_on as "due_on?", out_due_km as "due_km?", out_standing as "standing!" from sec.vehicle_due($1, $2)"#,
        vehicle.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Work {
    pub id: Uuid,
    pub number: i32,
    pub kind: String,
    pub done_on: NaiveDate,
    pub odometer_km: i32,
    pub done_by: String,
    pub work: String,
    pub is_void: bool,
    pub void_reason: String,
    pub version: i32,
}

/// So many works stand on one page.
const SHOWN: usize = 200;

/// What was done on a vehicle, the last first: those that follow one of them, and that after which there are more.
pub async fn works(tx: &mut Tx, vehicle: VehicleId, after: Option<Uuid>) -> Result<(Vec<Work>, Option<Uuid>)> {
    let mut works = sqlx::query_as!(
        Work,
        r#"select id as "id!", number as "number!", kind as "kind!", done_on as "done_on!", odometer_km as "odometer_km!", done_by as "done_by!", work as "work!",
             is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_vehicle_maintenance where vehicle_id = $1
             and ($2::uuid is null or (done_on, number) < (select w.done_on, w.number from visible_vehicle_maintenance w where w.vehicle_id = $1 and w.id = $2))
           order by done_on desc, number desc limit $3"#,
        vehicle.0,
        after,
        SHOWN as i64 + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let is_more = works.len() > SHOWN;
    works.truncate(SHOWN);
    let last = works.last().filter(|_| is_more).map(|work| work.id);
    Ok((works, last))
}

/// Every entry of a vehicle, for its history.
pub async fn ids(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_vehicle_maintenance where vehicle_id = $1 order by number desc limit 2000"#, vehicle.0)
        .fetch_all(&mut **tx)
        .await?)
}

async fn by_number(tx: &mut Tx, vehicle: VehicleId, number: i32) -> Result<Option<Work>> {
    Ok(sqlx::query_as!(
        Work,
        r#"select id as "id!", number as "number!", kind as "kind!", done_on as "done_on!", odometer_km as "odometer_km!", done_by as "done_by!", work as "work!",
             is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_vehicle_maintenance where vehicle_id = $1 and number = $2 and not is_void"#,
        vehicle.0,
        number
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An entry with its vehicle.
pub struct Entered {
    vehicle: Vehicle,
    work: Work,
}

impl Target for Entered {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(vehicle) = queries::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let wanted = params.get("number").parse::<i32>().unwrap_or_default();
        let work = by_number(tx, vehicle.id, wanted).await?;
        Ok(work.map(|work| Self { vehicle, work }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.vehicle.facts(actor)
    }
    fn subject(&self) -> String {
        self.vehicle.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.vehicle.cell
    }
}

pub fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("vehicle-maintenance-kind-{}", kind.replace('_', "-")))
}

/// What is due, as a tag: `Service: overdue since 02 Nov 2026`.
pub fn due_tag(language: Language, due: &Due) -> (&'static str, String) {
    let day = due.due_on.map(time::typed_date);
    let km = due.due_km.map(|km| format!("{km} km"));
    let when = [day, km].into_iter().flatten().collect::<Vec<_>>().join(" / ");
    let words = language.fill(&format!("upkeep-{}", due.standing), &[("when", Hole::Text(&when))]);
    let kind = match due.standing.as_str() {
        "overdue" => "warning",
        "soon" | "never" => "caution",
        _ => "",
    };
    (kind, words)
}

/// What is due on a vehicle, with the words of each, for its page. Papers stand there by themselves.
pub fn due_lines(language: Language, due: &[Due], papers: &[&str]) -> Vec<(String, (&'static str, String))> {
    due.iter().filter(|one| !papers.contains(&one.what.as_str())).map(|one| (kind_word(language, &one.what), due_tag(language, one))).collect()
}

/// The form, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WorkForm {
    kind: String,
    done_on: String,
    odometer: String,
    done_by: String,
    work: String,
    next_due_on: String,
    next_due_km: String,
}

struct WorkDraft {
    kind: String,
    done_on: NaiveDate,
    odometer_km: i32,
    done_by: String,
    work: String,
    next_due_on: Option<NaiveDate>,
    next_due_km: Option<i32>,
}

impl WorkForm {
    /// What was posted, understood. `today` is the day at the duty station.
    fn draft(&self, today: NaiveDate) -> Result<WorkDraft> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned();
        let done_on = read_day(&mut errors, "done_on", &self.done_on);
        let odometer_km = kilometres(&mut errors, "odometer", &self.odometer);
        let done_by = required(&mut errors, "done_by", &self.done_by, 160);
        let work = required(&mut errors, "work", &self.work, 1000);
        let next_due_on = (!self.next_due_on.trim().is_empty()).then(|| read_day(&mut errors, "next_due_on", &self.next_due_on));
        let next_due_km = (!self.next_due_km.trim().is_empty()).then(|| kilometres(&mut errors, "next_due_km", &self.next_due_km));
        if errors.is_empty() {
            if done_on > today {
                errors.add("done_on", Message::new("constraint-vehicle-maintenance-done-by-now"));
            }
            if next_due_on.is_some_and(|day| day <= done_on) {
                errors.add("next_due_on", Message::new("constraint-vehicle-maintenance-due-later"));
            }
            if next_due_km.is_some_and(|km| km <= odometer_km) {
                errors.add("next_due_km", Message::new("constraint-vehicle-maintenance-due-further"));
            }
        }
        errors.or(WorkDraft { kind, done_on, odometer_km, done_by, work, next_due_on, next_due_km })
    }
}

#[derive(Template)]
#[template(path = "vehicles/maintenance.html")]
struct WorkPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    done_on: Field,
    odometer: Field,
    done_by: Field,
    work: Field,
    next_due_on: Field,
    next_due_km: Field,
}

fn work_page<A: Action<Target = Vehicle>>(auth: &Authorized<A>, form: &WorkForm, errors: &FieldErrors) -> WorkPage {
    let (language, vehicle) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    WorkPage {
        shell: shell(&auth.seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        action: format!("{}/maintenance", url(&vehicle.reference)),
        back_url: url(&vehicle.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        kind: field("kind", "vehicle-maintenance-kind", &form.kind),
        kinds: with_ask(language, KINDS.iter().map(|code| Choice::new(*code, kind_word(language, code), &form.kind)).collect()),
        done_on: field("done_on", "vehicle-maintenance-done-on", &form.done_on).hint(language, "requirement-date-hint"),
        odometer: field("odometer", "vehicle-odometer-km", &form.odometer),
        done_by: field("done_by", "vehicle-maintenance-done-by", &form.done_by).hint(language, "vehicle-maintenance-done-by-hint"),
        work: field("work", "vehicle-maintenance-work", &form.work),
        next_due_on: field("next_due_on", "vehicle-maintenance-next-due-on", &form.next_due_on).optional().hint(language, "vehicle-maintenance-next-hint"),
        next_due_km: field("next_due_km", "vehicle-maintenance-next-due-km", &form.next_due_km).optional(),
    }
}

async fn ask(auth: Authorized<NewMaintenance>) -> Result<Response> {
    let form = WorkForm { odometer: auth.target.reading_km.to_string(), ..WorkForm::default() };
    page::page(&work_page(&auth, &form, &FieldErrors::default()))
}

async fn add(mut auth: Authorized<AddMaintenance>, form: Form) -> Result<Response> {
    let posted: WorkForm = form.parse()?;
    match add_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-vehicle-maintained", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&work_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddMaintenance>, form: &Form, posted: &WorkForm) -> Result<String> {
    let draft = posted.draft(time::local(auth.now(), &auth.target.zone).date())?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    record(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

async fn record(tx: &mut Tx, vehicle: &Vehicle, draft: &WorkDraft) -> Result<()> {
    // The row first: numbers count up in its order.
    sqlx::query!("select id from vehicle where id = $1 for no key update", vehicle.id.0).fetch_optional(&mut **tx).await?;
    sqlx::query!(
        "insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work, next_due_on, next_due_km)
         select $1, $2, $3, count(*) + 1, $4, $5, $6, $7, $8, $9, $10 from vehicle_maintenance where vehicle_id = $2",
        Uuid::now_v7(),
        vehicle.id.0,
        vehicle.cell,
        draft.kind,
        draft.done_on,
        draft.odometer_km,
        draft.done_by,
        draft.work,
        draft.next_due_on,
        draft.next_due_km,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("vehicle.maintain", &vehicle.reference).at_cell(vehicle.cell).with_detail(draft.kind.clone()));
    Ok(())
}

#[derive(Template)]
#[template(path = "vehicles/void_maintenance.html")]
struct VoidPage {
    shell: Shell,
    reference: String,
    called: String,
    what: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn void_page<A: Action<Target = Entered>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> VoidPage {
    let (language, vehicle, work) = (auth.language(), &auth.target.vehicle, &auth.target.work);
    VoidPage {
        shell: shell(&auth.seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        what: format!("{} {}, {}", time::typed_date(work.done_on), kind_word(language, &work.kind), work.work),
        action: format!("{}/maintenance/{}/void", url(&vehicle.reference), work.number),
        back_url: url(&vehicle.reference),
        form_key: fresh_form_key(),
        version: work.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
    }
}

async fn ask_void(auth: Authorized<AskVoidMaintenance>) -> Result<Response> {
    page::page(&void_page(&auth, &ReasonForm::default(), &FieldErrors::default()))
}

async fn void(mut auth: Authorized<VoidMaintenance>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&void_page(&auth, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let (vehicle, work) = (auth.target.vehicle.clone(), auth.target.work.clone());
    let address = url(&vehicle.reference);
    let mut tx = auth.write(&form).await?;
    let done = sqlx::query!(
        "update vehicle_maintenance set is_void = true, void_reason = $2, version = version + 1 where id = $1 and version = $3 and not is_void",
        work.id,
        reason,
        posted.version.parse::<i32>().unwrap_or_default(),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("vehicle.maintain-void", &vehicle.reference).at_cell(vehicle.cell).with_detail(work.kind));
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-vehicle-maintenance-voided", &vehicle.reference))
}
