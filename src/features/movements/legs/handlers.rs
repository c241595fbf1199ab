//! `/movements/{ref}/edit` and `/movements/{ref}/legs`: the plan and its legs.

use axum::response::Response;
use chrono::Duration;

use super::forms::{BackForm, LegDraft, LegForm, read_shift};
use super::race::{details_race, leg_race};
use super::views::{LegPage, PlanPage, clock_field, leg_fields, span_question};
use super::{commands, way_back};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::MovementId;
use crate::features::movements::commands::edit;
use crate::features::movements::forms::{DetailsForm, ReasonForm};
use crate::features::movements::handlers::{Opened, ReasonWords, open, reason_page};
use crate::features::movements::model::{LegState, MovementState, WatchLevel};
use crate::features::movements::places::{self, Found, Place};
use crate::features::movements::queries::{self, Leg, Movement};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::{Head, LegLine, StayLine, StopLine};
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict::{self, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The plan.
    ShowPlan: Get "/movements/{ref}/edit" => "movement.plan", MovementTarget, Duty;
    /// Purpose, posture and watch.
    EditDetails: Post "/movements/{ref}/edit" => "movement.plan", MovementTarget, Change;
    /// The form of a further leg.
    NewLeg: Get "/movements/{ref}/legs/new" => "movement.plan", MovementTarget, Quiet;
    /// A further leg.
    AddLeg: Post "/movements/{ref}/legs" => "movement.plan", MovementTarget, Change;
    /// The form of a leg.
    ShowLeg: Get "/movements/{ref}/legs/{n}" => "movement.plan", MovementTarget, Quiet;
    /// A leg changed.
    EditLeg: Post "/movements/{ref}/legs/{n}" => "movement.plan", MovementTarget, Change;
    /// What taking a leg out does.
    AskVoidLeg: Get "/movements/{ref}/legs/{n}/void" => "movement.plan", MovementTarget, Quiet;
    /// A leg taken out of the plan.
    VoidLeg: Post "/movements/{ref}/legs/{n}/void" => "movement.plan", MovementTarget, Change;
    /// All times ahead moved by the same length.
    ShiftTimes: Post "/movements/{ref}/shift" => "movement.plan", MovementTarget, Change;
    /// The way back.
    ReverseRoute: Post "/movements/{ref}/reverse" => "movement.plan", MovementTarget, Change;
}

/// Routes of the plan and its legs.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowPlan, _, _>(show_plan)
        .post::<EditDetails, _, _>(edit_details)
        .get::<NewLeg, _, _>(new_leg)
        .post::<AddLeg, _, _>(add_leg)
        .get::<ShowLeg, _, _>(show_leg)
        .post::<EditLeg, _, _>(edit_leg)
        .get::<AskVoidLeg, _, _>(ask_void_leg)
        .post::<VoidLeg, _, _>(void_leg)
        .post::<ShiftTimes, _, _>(shift)
        .post::<ReverseRoute, _, _>(reverse)
}

/// What was typed into the forms of the plan.
#[derive(Debug, Clone, Default)]
struct Typed {
    details: Option<DetailsForm>,
    shift: String,
    back: BackForm,
}

async fn plan_page<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, typed: &Typed, errors: &FieldErrors) -> Result<PlanPage> {
    let Opened { mut tx, movement, legs, rights, is_not_ready } = open(auth).await?;
    let (language, now) = (auth.language(), auth.now());
    let stays = queries::stays(&mut tx, movement.id).await?;
    let stops = queries::stops(&mut tx, movement.id).await?;
    let postures = queries::postures(&mut tx).await?;
    let details = typed.details.clone().unwrap_or_else(|| details_of(&movement));
    let mut choices = vec![Choice::new("", language.t("movement-no-posture"), &details.posture)];
    choices.extend(postures.iter().map(|posture| Choice::new(&posture.code, format!("{} {}", posture.code, posture.name), &details.posture)));
    let last = last_place(&legs);
    let questions = typed.back.leg().questions(&last, &Found::Empty);
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    let shell = if stops.is_empty() { shell } else { shell.strictly() };
    Ok(PlanPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        form_key: fresh_form_key(),
        version: details.version.parse().unwrap_or(movement.version),
        consequence: consequence(language, movement.state),
        can_change: !movement.state.is_over() && !movement.is_void,
        legs: legs.iter().map(|leg| LegLine::new(language, leg, true, now)).collect(),
        stays: stays.iter().map(|stay| StayLine::new(language, stay)).collect(),
        stops: stops.iter().map(|stop| StopLine::new(language, stop, now)).collect(),
        is_open: movement.is_open,
        purpose: Field::new(language, "purpose", "movement-purpose", &details.purpose, errors),
        notes: Field::new(language, "notes", "movement-notes", &details.notes, errors).optional(),
        posture: Field::new(language, "posture", "movement-posture", &details.posture, errors).hint(language, "movement-posture-hint").optional(),
        postures: choices,
        watch: Field::new(language, "watch_level", "movement-watch", &details.watch_level, errors),
        watches: WatchLevel::ALL.iter().map(|watch| Choice::new(watch.code(), language.t(watch.word()), &details.watch_level)).collect(),
        shift: Field::new(language, "by", "movement-shift", &typed.shift, errors).hint(language, "movement-shift-hint"),
        back_date: Field::new(language, "depart_date", "movement-back-date", &typed.back.depart_date, errors).hint(language, "movement-date-hint"),
        back_time: clock_field(language, "depart_time", "movement-back-time", &typed.back.depart_time, &last, errors),
        back_choice: span_question(language, &questions, "departs_choice", "movement-departs-choice", &typed.back.departs_choice, errors),
        head: Head::new(language, &movement, rights, is_not_ready, "/edit"),
    })
}

pub(super) fn details_of(movement: &Movement) -> DetailsForm {
    DetailsForm {
        purpose: movement.purpose.clone(),
        notes: movement.notes.clone(),
        posture: movement.posture.clone(),
        watch_level: movement.watch.code().to_owned(),
        version: movement.version.to_string(),
    }
}

/// What a change does to a movement that was cleared.
fn consequence(language: Language, state: MovementState) -> String {
    if state.after_material_change() != state {
        language.t("movement-change-asks-clearance")
    } else if state.was_cleared() {
        language.t("movement-change-new-revision")
    } else {
        String::new()
    }
}

fn last_place(legs: &[Leg]) -> Found<Place> {
    legs.last().and_then(|leg| super::place_of(&leg.to).ok()).map_or(Found::Empty, Found::One)
}

async fn show_plan(mut auth: Authorized<ShowPlan>) -> Result<Response> {
    page::page(&plan_page(&mut auth, &Typed::default(), &FieldErrors::default()).await?)
}

async fn edit_details(mut auth: Authorized<EditDetails>, form: Form) -> Result<Response> {
    let wants_form = conflict::wants_form(&form);
    let form = conflict::resolve(&form);
    let typed: DetailsForm = form.parse()?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let saved = if wants_form { Err(AppError::Invalid(FieldErrors::default())) } else { save_details(&mut auth, &form, &typed).await };
    match saved {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let typed = Typed { details: Some(typed), ..Typed::default() };
            page::unprocessable(&plan_page(&mut auth, &typed, &errors).await?)
        }
        Err(error) if conflict::is_stale(&error) => match details_race(&mut auth, &form, &typed).await? {
            Race::Asks(response) => Ok(response),
            Race::Merged(form) => {
                let typed: DetailsForm = form.parse()?;
                save_details(&mut auth, &form, &typed).await?;
                Ok(page::see_other_saying(&url, "said-merged", &auth.target.reference))
            }
        },
        Err(other) => Err(other),
    }
}

async fn save_details(auth: &mut Authorized<EditDetails>, form: &Form, typed: &DetailsForm) -> Result<()> {
    let url = format!("/movements/{}/edit", auth.target.reference);
    let version = typed.version.parse().map_err(|_| conflict::stale())?;
    let mut tx = auth.write(form).await?;
    let postures: Vec<String> = queries::postures(&mut tx).await?.into_iter().map(|posture| posture.code).collect();
    let draft = typed.draft(&postures)?;
    edit(&mut tx, &auth.target, version, &draft).await?;
    tx.commit(&url).await
}

/// The leg that the path names, of those in the plan.
async fn leg_of<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>) -> Result<Leg> {
    let number = auth.params.number("n")?;
    let mut tx = auth.read().await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    legs.into_iter().find(|leg| leg.number == number).ok_or(AppError::NotFound)
}

async fn leg_page<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &LegForm, number: Option<i32>, errors: &FieldErrors) -> Result<LegPage> {
    let Opened { mut tx, movement, legs: _, rights, is_not_ready } = open(auth).await?;
    let (from, to) = ends(&mut tx, movement.id, form).await?;
    drop(tx);
    let language = auth.language();
    let url = format!("/movements/{}/legs", movement.reference);
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    let title = match number {
        Some(n) => language.fill("movement-leg-edit", &[("n", Hole::Number(i64::from(n)))]),
        None => language.t("movement-leg-new"),
    };
    Ok(LegPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        title,
        action: number.map_or_else(|| url.clone(), |n| format!("{url}/{n}")),
        void_url: number.map(|n| format!("{url}/{n}/void")).unwrap_or_default(),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        consequence: consequence(language, movement.state),
        leg: leg_fields(language, form, &from, &to, errors),
        deed: language.t(if number.is_some() { "movement-leg-save" } else { "movement-leg-add" }),
        head: Head::new(language, &movement, rights, is_not_ready, "/edit"),
    })
}

async fn new_leg(mut auth: Authorized<NewLeg>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    drop(tx);
    // A further leg starts where the last one ends.
    let mut form = LegForm { mode: "road".into(), ..LegForm::default() };
    if let Some(last) = legs.last() {
        form.from = places::label_of(&last.to.name, &last.to.code);
        form.depart_date = crate::web::time::typed_date(last.to.local.date());
        form.arrive_date = form.depart_date.clone();
    }
    page::page(&leg_page(&mut auth, &form, None, &FieldErrors::default()).await?)
}

async fn add_leg(mut auth: Authorized<AddLeg>, form: Form) -> Result<Response> {
    let typed: LegForm = form.parse()?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let added = async {
        let mut tx = auth.write(&form).await?;
        let draft = drafted(&mut tx, auth.target.id, &typed).await?;
        commands::add(&mut tx, &auth.target, &draft).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(added, "depart_time") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-leg-added", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&leg_page(&mut auth, &typed, None, &errors).await?),
        Err(other) => Err(other),
    }
}

async fn drafted(tx: &mut Tx, movement: MovementId, typed: &LegForm) -> Result<LegDraft> {
    let (from, to) = ends(tx, movement, typed).await?;
    typed.draft(&from, &to)
}

/// Where the leg departs and where it arrives, as typed.
pub(super) async fn ends(tx: &mut Tx, movement: MovementId, typed: &LegForm) -> Result<(Found<Place>, Found<Place>)> {
    Ok((places::place(tx, &typed.from, Some(movement)).await?, places::place(tx, &typed.to, Some(movement)).await?))
}

/// The refusals of INV-01 and INV-08 stand beside the field that caused them, with their sentence.
pub(super) fn beside_field<T>(outcome: Result<T>, field: &'static str) -> Result<T> {
    match outcome {
        Err(AppError::Refused(name)) => match name.as_str() {
            "principal_in_one_place" => Err(AppError::field(field, "constraint-principal-in-one-place")),
            "principal_stays_apart" => Err(AppError::field(field, "constraint-principal-stays-apart")),
            "officer_in_one_place" => Err(AppError::field(field, "movement-officer-occupied")),
            "tasking_rests_on_assessment" => Err(AppError::field(field, "constraint-tasking-rests-on-assessment")),
            _ => Err(AppError::Refused(name)),
        },
        other => other,
    }
}

async fn show_leg(mut auth: Authorized<ShowLeg>) -> Result<Response> {
    let leg = leg_of(&mut auth).await?;
    if leg.state != LegState::Planned {
        return Err(AppError::Conflict(Message::new("movement-leg-has-departed")));
    }
    page::page(&leg_page(&mut auth, &LegForm::of(&leg), Some(leg.number), &FieldErrors::default()).await?)
}

async fn edit_leg(mut auth: Authorized<EditLeg>, form: Form) -> Result<Response> {
    let wants_form = conflict::wants_form(&form);
    let form = conflict::resolve(&form);
    let typed: LegForm = form.parse()?;
    let leg = leg_of(&mut auth).await?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let saved = if wants_form { Err(AppError::Invalid(FieldErrors::default())) } else { save_leg(&mut auth, &form, &leg, &typed).await };
    match saved {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&leg_page(&mut auth, &typed, Some(leg.number), &errors).await?),
        Err(error) if conflict::is_stale(&error) => match leg_race(&mut auth, &form, &leg, &typed).await? {
            Race::Asks(response) => Ok(response),
            Race::Merged(form) => {
                let typed: LegForm = form.parse()?;
                match save_leg(&mut auth, &form, &leg, &typed).await {
                    Ok(()) => Ok(page::see_other_saying(&url, "said-merged", &auth.target.reference)),
                    Err(AppError::Invalid(errors)) => page::unprocessable(&leg_page(&mut auth, &typed, Some(leg.number), &errors).await?),
                    Err(other) => Err(other),
                }
            }
        },
        Err(other) => Err(other),
    }
}

async fn save_leg(auth: &mut Authorized<EditLeg>, form: &Form, leg: &Leg, typed: &LegForm) -> Result<()> {
    let version = typed.version.parse().map_err(|_| conflict::stale())?;
    let saved = async {
        let mut tx = auth.write(form).await?;
        let draft = drafted(&mut tx, auth.target.id, typed).await?;
        commands::edit(&mut tx, &auth.target, leg, version, &draft).await?;
        tx.commit(&format!("/movements/{}/edit", auth.target.reference)).await
    }
    .await;
    beside_field(saved, "depart_time")
}

fn void_words<A: Action<Target = MovementTarget>>(auth: &Authorized<A>, leg: &Leg) -> ReasonWords {
    let language = auth.language();
    let route = format!("{} → {}", leg.from.name, leg.to.name);
    let mut consequences = vec![language.fill("movement-leg-void-taskings", &[("count", Hole::Number(i64::from(leg.cover.filled)))])];
    consequences.extend(Some(consequence(language, auth.target.state)).filter(|text| !text.is_empty()));
    let url = format!("/movements/{}", auth.target.reference);
    ReasonWords {
        title: language.fill("movement-leg-void-title", &[("n", Hole::Number(i64::from(leg.number))), ("route", Hole::Text(&route))]),
        consequences,
        action: format!("{url}/legs/{}/void", leg.number),
        back_url: format!("{url}/edit"),
        deed: language.t("movement-leg-void"),
    }
}

async fn ask_void_leg(mut auth: Authorized<AskVoidLeg>) -> Result<Response> {
    let leg = leg_of(&mut auth).await?;
    let words = void_words(&auth, &leg);
    page::page(&reason_page(&mut auth, words, "", &FieldErrors::default()).await?)
}

async fn void_leg(mut auth: Authorized<VoidLeg>, form: Form) -> Result<Response> {
    let typed: ReasonForm = form.parse()?;
    let leg = leg_of(&mut auth).await?;
    let reason = match typed.draft() {
        Err(AppError::Invalid(errors)) => {
            let words = void_words(&auth, &leg);
            return page::unprocessable(&reason_page(&mut auth, words, &typed.reason, &errors).await?);
        }
        other => other?,
    };
    let url = format!("/movements/{}/edit", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::void(&mut tx, &auth.target, &leg, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-leg-voided", &auth.target.reference))
}

async fn shift(mut auth: Authorized<ShiftTimes>, form: Form) -> Result<Response> {
    let text = form.text("by").to_owned();
    let url = format!("/movements/{}/edit", auth.target.reference);
    let shifted = async {
        let by: Duration = read_shift(&text).map_err(|message| {
            let mut errors = FieldErrors::default();
            errors.add("by", message);
            AppError::Invalid(errors)
        })?;
        let mut tx = auth.write(&form).await?;
        commands::shift(&mut tx, &auth.target, by).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(shifted, "by") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-shifted", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let typed = Typed { shift: text, ..Typed::default() };
            page::unprocessable(&plan_page(&mut auth, &typed, &errors).await?)
        }
        Err(other) => Err(other),
    }
}

async fn reverse(mut auth: Authorized<ReverseRoute>, form: Form) -> Result<Response> {
    let typed: BackForm = form.parse()?;
    let url = format!("/movements/{}/edit", auth.target.reference);
    let reversed = async {
        let mut tx = auth.write(&form).await?;
        let legs: Vec<Leg> = queries::legs(&mut tx, auth.target.id).await?.into_iter().filter(|leg| leg.is_timed).collect();
        let zone = legs.last().map(|leg| leg.to.zone.clone()).ok_or(AppError::Conflict(Message::new("movement-without-legs")))?;
        let back = way_back(&legs, typed.leg().departs(&zone)?)?;
        commands::reverse(&mut tx, &auth.target, &back).await?;
        tx.commit(&url).await
    }
    .await;
    match beside_field(reversed, "depart_time") {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-reversed", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let typed = Typed { back: typed, ..Typed::default() };
            page::unprocessable(&plan_page(&mut auth, &typed, &errors).await?)
        }
        Err(other) => Err(other),
    }
}
