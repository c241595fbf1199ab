//! `/movements/{ref}` and what is decided about a movement as a whole. Lists and new ones stand in
//! `index` and `new`, the plan in `legs`, cover in `cover`.

use askama::Template;
use axum::response::Response;
use chrono::Duration;

use super::forms::{ClearanceForm, ReasonForm};
use super::model::MovementState;
use super::queries::{self, Leg, Movement, Stay};
use super::readiness;
use super::readiness::Need;
use super::target::MovementTarget;
use super::views::{CallLine, Head, LegLine, LogRow, Rights, ShowPage, StayLine, StopLine, deeds, not_ready};
use super::{commands, cover};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{HistoryTable, of_several};
use crate::authz::action::{Action, Authorized};
use crate::authz::actor::Role;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::principals::profile_overdue_days;
use crate::features::risk;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The overview.
    ShowMovement: Get "/movements/{ref}" => "movement.show", MovementTarget, Duty;
    /// Every saved change.
    ShowHistory: Get "/movements/{ref}/history" => "movement.history", MovementTarget, Quiet;
    /// Takes the planning up, or asks for clearance.
    Advance: Post "/movements/{ref}/advance" => "movement.advance", MovementTarget, Change;
    /// The form of a decision on clearance.
    AskClearance: Get "/movements/{ref}/clearance" => "movement.clear", MovementTarget, Quiet;
    /// The decision of the Designated Official.
    Clear: Post "/movements/{ref}/clearance" => "movement.clear", MovementTarget, Change;
    /// Another person than the planner says that it may go.
    ApproveReady: Post "/movements/{ref}/ready" => "movement.approve-ready", MovementTarget, Change;
    /// What calling it off does.
    AskCancel: Get "/movements/{ref}/cancel" => "movement.cancel", MovementTarget, Quiet;
    /// Calls it off.
    Cancel: Post "/movements/{ref}/cancel" => "movement.cancel", MovementTarget, Change;
    /// What taking it back does.
    AskVoid: Get "/movements/{ref}/void" => "movement.void", MovementTarget, Quiet;
    /// Takes a wrong record back.
    Void: Post "/movements/{ref}/void" => "movement.void", MovementTarget, Change;
}

/// Routes of one movement.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowMovement, _, _>(show)
        .get::<ShowHistory, _, _>(history)
        .post::<Advance, _, _>(advance)
        .get::<AskClearance, _, _>(ask_clearance)
        .post::<Clear, _, _>(clear)
        .post::<ApproveReady, _, _>(approve_ready)
        .get::<AskCancel, _, _>(ask_cancel)
        .post::<Cancel, _, _>(cancel)
        .get::<AskVoid, _, _>(ask_void)
        .post::<Void, _, _>(void)
}

/// A movement read for a page, with what the reader may do.
pub(super) struct Opened {
    pub tx: Tx,
    pub movement: Movement,
    pub legs: Vec<Leg>,
    pub rights: Rights,
    pub is_not_ready: bool,
}

/// Reads what every page of a movement begins with.
pub(super) async fn open<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>) -> Result<Opened> {
    let mut tx = auth.read().await?;
    let movement = queries::movement(&mut tx, auth.target.id).await?.ok_or(AppError::NotFound)?;
    let legs = queries::legs(&mut tx, movement.id).await?;
    let limit = Duration::hours(queries::setting(&mut tx, "not_ready_hours").await?);
    let is_not_ready = not_ready(&movement, &legs, auth.now(), limit);
    let rights = Rights::of(&auth.actor, &auth.target);
    Ok(Opened { tx, movement, legs, rights, is_not_ready })
}

async fn show(mut auth: Authorized<ShowMovement>) -> Result<Response> {
    let Opened { mut tx, movement, legs, rights, is_not_ready } = open(&mut auth).await?;
    let (language, now) = (auth.language(), auth.now());
    let stays = queries::stays(&mut tx, movement.id).await?;
    let stops = queries::stops(&mut tx, movement.id).await?;
    let contacts = queries::contacts(&mut tx, movement.id).await?;
    let log = queries::log(&mut tx, movement.id, 8).await?;
    let overdue = profile_overdue_days(&mut tx, movement.id.0).await?;
    let levels = risk::Levels::today(&mut tx, movement.principal_id.as_slice()).await?;
    let moved = match movement.principal_id.filter(|_| !movement.state.is_over()) {
        Some(official) => risk::moved_since(&mut tx, official, movement.created_at).await?,
        None => None,
    };
    let needs = match movement.is_whole {
        true => all_needs(&mut tx, language, &movement, &legs, &stays, rights).await?,
        false => Vec::new(),
    };
    drop(tx);
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    page::page(&ShowPage {
        risk_moved: moved.map(|moved| risk_moved(language, &moved)).unwrap_or_default(),
        profile_overdue: if overdue > 0 { language.fill("movement-profile-overdue", &[("days", Hole::Number(overdue.into()))]) } else { String::new() },
        shell: if stops.is_empty() { shell } else { shell.strictly() },
        deeds: deeds(language, &movement, rights),
        facts: facts(&auth, &movement, &levels),
        legs: legs.iter().map(|leg| LegLine::new(language, leg, movement.is_whole, now)).collect(),
        stays: stays.iter().map(|stay| StayLine::new(language, stay)).collect(),
        stops: stops.iter().map(|stop| StopLine::new(language, stop, now)).collect(),
        is_open: movement.is_open,
        purpose: movement.purpose.clone(),
        notes: movement.notes.clone(),
        needs,
        calls: contacts.iter().map(|contact| CallLine::new(language, contact)).collect(),
        log: log.iter().map(|line| LogRow::new(language, line, now)).collect(),
        partial: if movement.is_whole { String::new() } else { language.t("movement-partial") },
        form_key: fresh_form_key(),
        head: Head::new(language, &movement, rights, is_not_ready, ""),
    })
}

/// What the movement still needs, and for one that is not over what the gate says of its detail.
async fn all_needs(tx: &mut Tx, language: Language, movement: &Movement, legs: &[Leg], stays: &[Stay], rights: Rights) -> Result<Vec<Need>> {
    let posts = cover::queries::posts(tx, movement.id).await?;
    let mut needs = readiness::needs(language, movement, legs, stays, &posts, rights.fill);
    if !movement.state.is_over() && !movement.is_void {
        let rules = readiness::rules(tx).await?;
        let findings = readiness::detail(tx, movement.id, legs).await?.map(|detail| readiness::judge(&detail, rules));
        needs.extend(readiness::gate(language, &movement.reference, findings.as_deref()));
    }
    Ok(needs)
}

/// The level moved since the movement was planned (peers 14).
fn risk_moved(language: Language, moved: &risk::Moved) -> String {
    let (before, now) = (risk::RiskMark::of(moved.before, language), risk::RiskMark::of(moved.now, language));
    let (before, now) = (format!("{} {}", before.level, before.word), format!("{} {}", now.level, now.word));
    language.fill("movement-risk-moved", &[("before", Hole::Text(before.trim())), ("now", Hole::Text(now.trim()))])
}

fn facts<A: Action>(auth: &Authorized<A>, movement: &Movement, levels: &risk::Levels) -> Vec<(String, String)> {
    let language = auth.language();
    let risk = match movement.principal_id.and_then(|official| levels.of(official)) {
        Some(found) => format!("{} {} ({})", found.level.number(), found.level.word(language), found.reference),
        None => levels.mark(movement.principal_id, language).word,
    };
    let mut facts = vec![(language.t("movement-risk"), risk)];
    let station = match (movement.station.is_empty(), movement.is_whole) {
        (false, _) => format!("{} ({})", movement.station_name, movement.station),
        (true, _) => language.t("movement-station-unseen"),
    };
    facts.push((language.t("movement-station"), station));
    if movement.is_whole {
        let posture = if movement.posture.is_empty() { language.t("movement-no-posture") } else { format!("{} {}", movement.posture, movement.posture_name) };
        facts.push((language.t("movement-posture"), posture));
        facts.push((language.t("movement-watch"), language.t(movement.watch.word())));
        facts.push((language.t("movement-lead"), movement.lead.clone()));
        facts.push((language.t("movement-asked-by"), movement.asked_by.clone()));
        if !movement.reason.is_empty() {
            facts.push((language.t("movement-reason"), movement.reason.clone()));
        }
    }
    facts
}

async fn history(mut auth: Authorized<ShowHistory>) -> Result<Response> {
    let Opened { mut tx, movement, rights, is_not_ready, .. } = open(&mut auth).await?;
    let id = auth.target.id;
    let rows = |sql_rows: Vec<uuid::Uuid>| sql_rows.into_iter().map(|id| id.to_string()).collect::<Vec<_>>();
    let legs = sqlx::query_scalar!(r#"select id as "id!" from visible_leg where movement_id = $1"#, id.0).fetch_all(&mut *tx).await?;
    let stays = sqlx::query_scalar!(r#"select id as "id!" from visible_stay where movement_id = $1"#, id.0).fetch_all(&mut *tx).await?;
    let posts = sqlx::query_scalar!(r#"select id as "id!" from visible_post where movement_id = $1"#, id.0).fetch_all(&mut *tx).await?;
    let taskings = sqlx::query_scalar!(r#"select id as "id!" from visible_tasking where movement_id = $1"#, id.0).fetch_all(&mut *tx).await?;
    let stops = sqlx::query_scalar!(r#"select id as "id!" from visible_stop where movement_id = $1"#, id.0).fetch_all(&mut *tx).await?;
    // Somebody of the other end sees the history of their leg, not of the movement around it.
    let own = if movement.is_whole { vec![id.0] } else { Vec::new() };
    let parts = [
        (HistoryTable::Movement, rows(own.clone())),
        (HistoryTable::MovementPlan, rows(own)),
        (HistoryTable::Leg, rows(legs)),
        (HistoryTable::Stay, rows(stays)),
        (HistoryTable::Stop, rows(stops)),
        (HistoryTable::Post, rows(posts)),
        (HistoryTable::Tasking, rows(taskings)),
    ];
    let history = of_several(&mut tx, &parts).await?;
    let tabs = Head::new(auth.language(), &movement, rights, is_not_ready, "/history").tabs;
    let subject = Subject { tabs, url: format!("/movements/{}", movement.reference), reference: movement.reference, ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}

async fn advance(mut auth: Authorized<Advance>, form: Form) -> Result<Response> {
    let next = MovementState::from_code(form.text("to")).ok_or(AppError::Refused("movement_transition_allowed".into()))?;
    let url = format!("/movements/{}", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::advance(&mut tx, &auth.actor, &auth.target, next).await?;
    tx.commit(&url).await?;
    let said = if next == MovementState::Planning { "said-movement-taken-up" } else { "said-movement-clearance-asked" };
    Ok(page::see_other_saying(&url, said, &auth.target.reference))
}

/// The form of a decision on clearance.
#[derive(Template)]
#[template(path = "movements/clearance.html")]
struct ClearancePage {
    shell: Shell,
    head: Head,
    errors: Vec<ErrorLink>,
    form_key: String,
    decision: Field,
    decisions: Vec<Choice>,
    document: Field,
    reason: Field,
    legs: Vec<LegLine>,
}

/// The Designated Official decides; everybody else records the decision with its document (INV-37).
fn decides_alone<A: Action>(auth: &Authorized<A>) -> bool {
    auth.actor.has(&[Role::DesignatedOfficial])
}

async fn clearance_page<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &ClearanceForm, errors: &FieldErrors) -> Result<ClearancePage> {
    let Opened { tx, movement, legs, rights, is_not_ready } = open(auth).await?;
    drop(tx);
    let (language, now) = (auth.language(), auth.now());
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    let document = Field::new(language, "document", "movement-document", &form.document, errors);
    let states = [MovementState::Cleared, MovementState::ClearedWithConditions, MovementState::Refused];
    Ok(ClearancePage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        form_key: fresh_form_key(),
        decision: Field::new(language, "decision", "movement-decision", &form.decision, errors),
        decisions: states.iter().map(|state| Choice::new(state.code(), language.t(state.word()), &form.decision)).collect(),
        document: if decides_alone(auth) { document.optional() } else { document.hint(language, "movement-document-hint") },
        reason: Field::new(language, "reason", "movement-clearance-reason", &form.reason, errors).optional(),
        legs: legs.iter().map(|leg| LegLine::new(language, leg, movement.is_whole, now)).collect(),
        head: Head::new(language, &movement, rights, is_not_ready, "-"),
    })
}

async fn ask_clearance(mut auth: Authorized<AskClearance>) -> Result<Response> {
    page::page(&clearance_page(&mut auth, &ClearanceForm::default(), &FieldErrors::default()).await?)
}

async fn clear(mut auth: Authorized<Clear>, form: Form) -> Result<Response> {
    let typed: ClearanceForm = form.parse()?;
    let draft = match typed.draft(decides_alone(&auth)) {
        Err(AppError::Invalid(errors)) => return page::unprocessable(&clearance_page(&mut auth, &typed, &errors).await?),
        other => other?,
    };
    let url = format!("/movements/{}", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::clear(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-decided", &auth.target.reference))
}

async fn approve_ready(mut auth: Authorized<ApproveReady>, form: Form) -> Result<Response> {
    let url = format!("/movements/{}", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::approve_ready(&mut tx, &auth.target).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-ready", &auth.target.reference))
}

/// What a deed that cannot be undone does, and the reason it asks for.
#[derive(Template)]
#[template(path = "movements/reason.html")]
pub(super) struct ReasonPage {
    shell: Shell,
    head: Head,
    errors: Vec<ErrorLink>,
    title: String,
    consequences: Vec<String>,
    action: String,
    back_url: String,
    form_key: String,
    reason: Field,
    deed: String,
}

/// Words of a [`ReasonPage`].
pub(super) struct ReasonWords {
    pub title: String,
    pub consequences: Vec<String>,
    pub action: String,
    pub back_url: String,
    pub deed: String,
}

pub(super) async fn reason_page<A: Action<Target = MovementTarget>>(
    auth: &mut Authorized<A>,
    words: ReasonWords,
    reason: &str,
    errors: &FieldErrors,
) -> Result<ReasonPage> {
    let Opened { tx, movement, legs: _, rights, is_not_ready } = open(auth).await?;
    drop(tx);
    let language = auth.language();
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    Ok(ReasonPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        title: words.title,
        consequences: words.consequences,
        action: words.action,
        back_url: words.back_url,
        form_key: fresh_form_key(),
        reason: Field::new(language, "reason", "movement-why", reason, errors),
        deed: words.deed,
        head: Head::new(language, &movement, rights, is_not_ready, "-"),
    })
}

async fn cancel_words<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>) -> Result<ReasonWords> {
    let mut tx = auth.read().await?;
    let taskings =
        sqlx::query_scalar!(r#"select count(*) as "count!" from visible_tasking where movement_id = $1 and state in ('planned', 'active')"#, auth.target.id.0)
            .fetch_one(&mut *tx)
            .await?;
    drop(tx);
    let (language, reference) = (auth.language(), &auth.target.reference);
    Ok(ReasonWords {
        title: language.fill("movement-cancel-title", &[("ref", Hole::Text(reference))]),
        consequences: vec![language.fill("movement-cancel-taskings", &[("count", Hole::Number(taskings))]), language.t("movement-cancel-final")],
        action: format!("/movements/{reference}/cancel"),
        back_url: format!("/movements/{reference}"),
        deed: language.t("movement-cancel"),
    })
}

async fn ask_cancel(mut auth: Authorized<AskCancel>) -> Result<Response> {
    let words = cancel_words(&mut auth).await?;
    page::page(&reason_page(&mut auth, words, "", &FieldErrors::default()).await?)
}

async fn cancel(mut auth: Authorized<Cancel>, form: Form) -> Result<Response> {
    let typed: ReasonForm = form.parse()?;
    let reason = match typed.draft() {
        Err(AppError::Invalid(errors)) => {
            let words = cancel_words(&mut auth).await?;
            return page::unprocessable(&reason_page(&mut auth, words, &typed.reason, &errors).await?);
        }
        other => other?,
    };
    let url = format!("/movements/{}", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::cancel(&mut tx, &auth.target, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-cancelled", &auth.target.reference))
}

fn void_words<A: Action<Target = MovementTarget>>(auth: &Authorized<A>) -> ReasonWords {
    let (language, reference) = (auth.language(), &auth.target.reference);
    ReasonWords {
        title: language.fill("movement-void-title", &[("ref", Hole::Text(reference))]),
        consequences: vec![language.t("movement-void-kept"), language.t("movement-void-numbers")],
        action: format!("/movements/{reference}/void"),
        back_url: format!("/movements/{reference}"),
        deed: language.t("movement-void-deed"),
    }
}

async fn ask_void(mut auth: Authorized<AskVoid>) -> Result<Response> {
    let words = void_words(&auth);
    page::page(&reason_page(&mut auth, words, "", &FieldErrors::default()).await?)
}

async fn void(mut auth: Authorized<Void>, form: Form) -> Result<Response> {
    let typed: ReasonForm = form.parse()?;
    let reason = match typed.draft() {
        Err(AppError::Invalid(errors)) => {
            let words = void_words(&auth);
            return page::unprocessable(&reason_page(&mut auth, words, &typed.reason, &errors).await?);
        }
        other => other?,
    };
    let url = format!("/movements/{}", auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::void(&mut tx, &auth.target, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-voided", &auth.target.reference))
}
