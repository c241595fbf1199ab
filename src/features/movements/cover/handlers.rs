//! `/movements/{ref}/cover`: the grid, the picker, and the deeds on a post.

use axum::response::Response;
use chrono::Duration;
use serde::Deserialize;

use super::commands;
use super::ground::{self, GroundLine};
use super::model::{Availability, PostKey};
use super::queries::{self, Candidate, Post};
use super::views::{CandidateRow, Cell, CoverPage, LegColumn, Meter, PickerPage, PostRow};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::MovementId;
use crate::features::movements::forms::ReasonForm;
use crate::features::movements::handlers::{Opened, open};
use crate::features::movements::model::{LegState, PostRole};
use crate::features::movements::queries::{Leg, Movement, setting};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::Head;
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The grid of posts and legs.
    ShowCover: Get "/movements/{ref}/cover" => "movement.cover", MovementTarget, Duty;
    /// A post beyond the posture.
    AddPost: Post "/movements/{ref}/cover" => "movement.plan", MovementTarget, Change;
    /// Who could take a post.
    PickOfficer: Get "/movements/{ref}/cover/{post}" => "movement.fill", MovementTarget, Duty;
    /// Somebody takes a post.
    FillPost: Post "/movements/{ref}/cover/{post}" => "movement.fill", MovementTarget, Change;
    /// Whoever fills it is free again.
    ReleasePost: Post "/movements/{ref}/cover/{post}/release" => "movement.fill", MovementTarget, Change;
    /// The post is no longer asked for.
    VoidPost: Post "/movements/{ref}/cover/{post}/void" => "movement.plan", MovementTarget, Change;
}

/// Routes of cover.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowCover, _, _>(show)
        .post::<AddPost, _, _>(add)
        .get::<PickOfficer, _, _>(pick)
        .post::<FillPost, _, _>(fill)
        .post::<ReleasePost, _, _>(release)
        .post::<VoidPost, _, _>(void)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PostForm {
    role: String,
    leg: String,
    required: String,
    reason: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FillForm {
    officer: String,
    replacing: String,
}

async fn show(mut auth: Authorized<ShowCover>) -> Result<Response> {
    let view = cover_page(&mut auth, &PostForm { required: "yes".into(), ..PostForm::default() }, &FieldErrors::default()).await?;
    page::page(&view)
}

async fn cover_page<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &PostForm, errors: &FieldErrors) -> Result<CoverPage> {
    let Opened { mut tx, movement, legs, rights, is_not_ready } = open(auth).await?;
    let language = auth.language();
    let posts = queries::posts(&mut tx, movement.id).await?;
    let grounds = ground_lines(&mut tx, movement.id, language).await?;
    let head = Head::new(language, &movement, rights, is_not_ready, "/cover");
    let title = |leg: &Leg| leg_title(language, leg, movement.is_whole);
    let leg_choices = legs.iter().filter(|leg| matches!(leg.state, LegState::Planned | LegState::UnderWay));
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    let mut all = vec![Choice::new("", language.t("movement-every-leg"), &form.leg)];
    all.extend(leg_choices.map(|leg| Choice::new(leg.number.to_string(), title(leg), &form.leg)));
    Ok(CoverPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        posture: if movement.posture.is_empty() { language.t("movement-no-posture") } else { format!("{} {}", movement.posture, movement.posture_name) },
        protect_url: protect_url(auth, &movement, &grounds),
        grounds,
        legs: legs
            .iter()
            .map(|leg| LegColumn {
                title: title(leg),
                departs: time::place_and_z(leg.from.at, &leg.from.zone, &leg.from.name, auth.now(), language),
                cover: Meter::of(leg.cover, language),
                is_open: leg.cover.open() > 0,
            })
            .collect(),
        rows: rows(language, &head.url, &legs, &posts, rights.fill, movement.is_whole),
        can_plan: rights.plan && !movement.state.is_over(),
        form_key: fresh_form_key(),
        role: Field::new(language, "role", "movement-post-role", &form.role, errors),
        roles: PostRole::ALL.iter().map(|role| Choice::new(role.code(), language.t(role.word()), &form.role)).collect(),
        leg: Field::new(language, "leg", "movement-post-leg", &form.leg, errors),
        leg_choices: all,
        required: Field::new(language, "required", "movement-post-required", &form.required, errors).optional(),
        reason: Field::new(language, "reason", "movement-post-reason", &form.reason, errors),
        head,
    })
}

async fn ground_lines(tx: &mut Tx, movement: MovementId, language: Language) -> Result<Vec<GroundLine>> {
    Ok(ground::grounds(tx, movement).await?.iter().map(|ground| ground.line(language)).collect())
}

/// Where protection begins at once, if something here rests on nothing and the reader may begin it.
fn protect_url<A: Action>(auth: &Authorized<A>, movement: &Movement, grounds: &[GroundLine]) -> String {
    let is_offered = grounds.iter().any(|line| line.is_bare) && policy::may(&auth.actor, "interim.start");
    if is_offered { format!("/interim-protection/new?official={}&station={}", movement.principal, movement.station) } else { String::new() }
}

fn leg_title(language: Language, leg: &Leg, is_whole: bool) -> String {
    let route = format!("{} → {}", leg.from.name, leg.to.name);
    if is_whole { language.fill("movement-leg-title", &[("n", Hole::Number(i64::from(leg.number))), ("route", Hole::Text(&route))]) } else { route }
}

fn rows(language: Language, url: &str, legs: &[Leg], posts: &[Post], may_fill: bool, is_whole: bool) -> Vec<PostRow> {
    let mut kinds: Vec<(PostRole, i32)> = posts.iter().map(|post| (post.key.role, post.key.number)).collect();
    kinds.sort();
    kinds.dedup();
    kinds
        .into_iter()
        .map(|(role, number)| PostRow {
            title: post_title(language, role, number),
            cells: legs
                .iter()
                .map(|leg| {
                    let post = posts.iter().find(|post| post.leg == leg.id && post.key.role == role && post.key.number == number);
                    post.map_or_else(Cell::default, |post| cell(language, url, leg, post, may_fill, is_whole))
                })
                .collect(),
        })
        .collect()
}

fn cell(language: Language, url: &str, leg: &Leg, post: &Post, may_fill: bool, is_whole: bool) -> Cell {
    let may_change = may_fill && matches!(post.leg_state, LegState::Planned | LegState::UnderWay);
    Cell {
        is_asked: true,
        leg: leg_title(language, leg, is_whole),
        name: if post.is_filled && post.officer.is_empty() { language.t("movement-officer-unseen") } else { post.officer.clone() },
        is_open: !post.is_filled,
        is_optional: !post.is_required,
        url: if may_change { format!("{url}/cover/{}", post.key) } else { String::new() },
        reason: post.reason.clone(),
    }
}

fn post_title(language: Language, role: PostRole, number: i32) -> String {
    format!("{} {number}", language.t(role.word()))
}

async fn add(mut auth: Authorized<AddPost>, form: Form) -> Result<Response> {
    let typed: PostForm = form.parse()?;
    match try_add(&mut auth, &form, &typed).await {
        Err(AppError::Invalid(errors)) => page::unprocessable(&cover_page(&mut auth, &typed, &errors).await?),
        other => other,
    }
}

async fn try_add(auth: &mut Authorized<AddPost>, form: &Form, typed: &PostForm) -> Result<Response> {
    let reason = ReasonForm { reason: typed.reason.clone() }.draft()?;
    let role = PostRole::from_code(&typed.role).ok_or(AppError::field("role", "field-not-a-choice"))?;
    let leg = match typed.leg.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| AppError::field("leg", "field-not-a-choice"))?),
    };
    let url = format!("/movements/{}/cover", auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::add_post(&mut tx, &auth.target, leg, role, !typed.required.is_empty(), &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-post-added", &auth.target.reference))
}

fn key_of<A: Action>(auth: &Authorized<A>) -> Result<PostKey> {
    PostKey::parse(auth.params.get("post")).ok_or(AppError::NotFound)
}

async fn pick(mut auth: Authorized<PickOfficer>) -> Result<Response> {
    page::page(&picker(&mut auth, &FieldErrors::default(), "").await?)
}

async fn picker<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, errors: &FieldErrors, reason: &str) -> Result<PickerPage> {
    let key = key_of(auth)?;
    let asked = Asked::read(auth.seed.here(), &["q"]);
    let wanted = asked.one("q").unwrap_or_default().trim().to_owned();
    let Opened { mut tx, movement, legs, rights, is_not_ready } = open(auth).await?;
    let post = queries::posts(&mut tx, movement.id).await?.into_iter().find(|post| post.key == key).ok_or(AppError::NotFound)?;
    let leg = legs.iter().find(|leg| leg.id == post.leg).ok_or(AppError::NotFound)?;
    let rest = Duration::hours(setting(&mut tx, "minimum_rest_hours").await?);
    let language = auth.language();
    let is_open = matches!(leg.state, LegState::Planned | LegState::UnderWay) && !movement.state.is_over();
    let candidates = queries::candidates(&mut tx, leg.id, &wanted, rest).await?;
    let grounds: Vec<_> = ground_lines(&mut tx, movement.id, language).await?.into_iter().filter(|line| line.is_bare).collect();
    let head = Head::new(language, &movement, rights, is_not_ready, "/cover");
    let shell = Shell::titled(&auth.seed, movement.reference.clone());
    let departs = time::place_and_z(leg.from.at, &leg.from.zone, &leg.from.name, auth.now(), language);
    let arrives = time::place_and_z(leg.to.at, &leg.to.zone, &leg.to.name, auth.now(), language);
    Ok(PickerPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        title: post_title(language, key.role, key.number),
        protect_url: protect_url(auth, &movement, &grounds),
        grounds,
        leg: language.pair(&leg_title(language, leg, movement.is_whole), &format!("{departs} → {arrives}")),
        url: format!("{}/cover/{key}", head.url),
        back_url: format!("{}/cover", head.url),
        form_key: fresh_form_key(),
        now: if post.is_filled && post.officer.is_empty() { language.t("movement-officer-unseen") } else { post.officer.clone() },
        search: Field::new(language, "q", "movement-picker-search", &wanted, &FieldErrors::default()).optional(),
        rows: candidates.iter().map(|candidate| candidate_row(language, candidate, &post)).collect(),
        can_fill: is_open && rights.fill,
        can_release: is_open && rights.fill && post.is_filled,
        can_plan: is_open && rights.plan,
        reason: Field::new(language, "reason", "movement-post-void-reason", reason, errors),
        now_ref: post.officer_ref,
        head,
    })
}

fn candidate_row(language: Language, candidate: &Candidate, post: &Post) -> CandidateRow {
    let (kind, why) = match &candidate.availability {
        Availability::Free => ("done", language.t("movement-free")),
        Availability::ShortRest { minutes } => {
            let rest = time::duration(Duration::minutes(*minutes));
            ("caution", language.fill("movement-short-rest", &[("rest", Hole::Text(&rest))]))
        }
        Availability::Elsewhere => ("", language.fill("movement-elsewhere", &[("station", Hole::Text(&candidate.station))])),
        Availability::Tasked { movement: Some(movement) } => ("", language.fill("movement-tasked", &[("ref", Hole::Text(movement))])),
        Availability::Tasked { movement: None } => ("", language.fill("movement-tasked-unseen", &[("station", Hole::Text(&candidate.station))])),
        Availability::Absent { kind, until } => {
            let kind = language.t(&format!("movement-absence-{kind}"));
            let until = time::typed_date(*until);
            ("", language.fill("movement-absent", &[("kind", Hole::Text(&kind)), ("until", Hole::Text(&until))]))
        }
    };
    CandidateRow {
        reference: candidate.reference.clone(),
        name: candidate.name.clone(),
        about: if candidate.station.is_empty() { candidate.category.clone() } else { format!("{}, {}", candidate.category, candidate.station) },
        kind,
        why,
        is_free: candidate.availability.is_free() && candidate.reference != post.officer_ref,
        is_now: candidate.reference == post.officer_ref,
    }
}

async fn fill(mut auth: Authorized<FillPost>, form: Form) -> Result<Response> {
    let key = key_of(&auth)?;
    let typed: FillForm = form.parse()?;
    let url = format!("/movements/{}/cover", auth.target.reference);
    let filled = async {
        let mut tx = auth.write(&form).await?;
        commands::fill(&mut tx, &auth.target, key, typed.officer.trim(), typed.replacing.trim()).await?;
        tx.commit(&url).await
    }
    .await;
    match filled {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-post-filled", &auth.target.reference)),
        Err(error) => again(&mut auth, error, "").await,
    }
}

/// The picker with what the rules refused: in words, on top, with everybody as they are now.
async fn again<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, error: AppError, reason: &str) -> Result<Response> {
    let (errors, is_conflict) = match error {
        AppError::Invalid(errors) => (errors, false),
        AppError::Refused(name) if name == "officer_in_one_place" => {
            let mut errors = FieldErrors::default();
            errors.add("officer", Message::new("constraint-officer-in-one-place"));
            (errors, true)
        }
        AppError::Refused(name) if name == "post_filled_once" => {
            let mut errors = FieldErrors::default();
            errors.add("officer", Message::new("constraint-post-filled-once"));
            (errors, true)
        }
        AppError::Refused(name) if name == "tasking_rests_on_assessment" => {
            let mut errors = FieldErrors::default();
            errors.add("officer", Message::new("constraint-tasking-rests-on-assessment"));
            (errors, true)
        }
        AppError::Conflict(message) => {
            let mut errors = FieldErrors::default();
            errors.add("officer", message);
            (errors, true)
        }
        other => return Err(other),
    };
    let view = picker(auth, &errors, reason).await?;
    if is_conflict { page::with_status(&view, axum::http::StatusCode::CONFLICT) } else { page::unprocessable(&view) }
}

async fn release(mut auth: Authorized<ReleasePost>, form: Form) -> Result<Response> {
    let key = key_of(&auth)?;
    let url = format!("/movements/{}/cover", auth.target.reference);
    let released = async {
        let mut tx = auth.write(&form).await?;
        commands::release(&mut tx, &auth.target, key).await?;
        tx.commit(&url).await
    }
    .await;
    match released {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-post-released", &auth.target.reference)),
        Err(error) => again(&mut auth, error, "").await,
    }
}

async fn void(mut auth: Authorized<VoidPost>, form: Form) -> Result<Response> {
    let key = key_of(&auth)?;
    let typed: ReasonForm = form.parse()?;
    let url = format!("/movements/{}/cover", auth.target.reference);
    let voided = async {
        let reason = typed.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::void_post(&mut tx, &auth.target, key, &reason).await?;
        tx.commit(&url).await
    }
    .await;
    match voided {
        Ok(()) => Ok(page::see_other_saying(&url, "said-movement-post-voided", &auth.target.reference)),
        Err(error) => again(&mut auth, error, &typed.reason).await,
    }
}
