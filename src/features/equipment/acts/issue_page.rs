//! The page of an issue: thing or kit and officer first, what stands against it, then the form.

use askama::Template;
use axum::response::Response;

use super::super::kits;
use super::super::queries::{self as things, Called};
use super::super::views::{gap_words, place_tag};
use super::commands::{self, Subject};
use super::forms::{CONDITIONS, IssueForm};
use super::queries::{self, Receiver};
use super::views::{condition_choices, url};
use super::{AskEquipmentIssue, IssueEquipment};
use crate::authz::action::{Action, Authorized, Collection};
use crate::db::Tx;
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

/// A thing or a kit as it stands before it is issued.
struct Found {
    subject: Subject,
    called: String,
    url: String,
    zone: String,
    gaps: Vec<String>,
    /// Who has it, or the kit it belongs to; empty: it can go.
    elsewhere: Option<(&'static str, String)>,
    in_kit: String,
}

#[derive(Template)]
#[template(path = "equipment/issue.html")]
struct IssuePage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    thing: Field,
    officer: Field,
    is_faced: bool,
    called: String,
    called_url: String,
    receiver: String,
    blocked: String,
    gaps: Vec<String>,
    holds: String,
    form_key: String,
    thing_ref: String,
    officer_ref: String,
    purpose: Field,
    due_date: Field,
    due_time: Field,
    condition: Field,
    conditions: Vec<Choice>,
    note: Field,
    handed: Field,
    handed_date: Field,
    handed_time: Field,
    deed: String,
}

impl IssuePage {
    fn new(seed: &Seed, form: &IssueForm, errors: &FieldErrors, faced: Option<(Found, Receiver, Vec<String>)>) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::new(seed, "equipment-issue-title");
        let zone = faced.as_ref().map_or("UTC", |(found, _, _)| &found.zone);
        let now_local = time::local(seed.now, zone);
        let or = |typed: &str, usual: String| if typed.is_empty() { usual } else { typed.to_owned() };
        let held = faced.as_ref().map(|(_, _, held)| held.join(", ")).unwrap_or_default();
        let thing_ref = faced.as_ref().map(|(found, _, _)| found.subject.reference.clone()).unwrap_or_default();
        let condition = if form.condition.is_empty() { "good" } else { &form.condition };
        Self {
            errors: errors.links(language),
            thing: field("thing", "equipment-act-thing", &form.thing).hint(language, "equipment-act-thing-hint"),
            officer: field("officer", "equipment-act-officer-id", &form.officer).hint(language, "custody-officer-hint"),
            is_faced: faced.is_some(),
            called: faced.as_ref().map(|(found, _, _)| format!("{} {}", found.subject.reference, found.called)).unwrap_or_default(),
            called_url: faced.as_ref().map(|(found, _, _)| found.url.clone()).unwrap_or_default(),
            receiver: faced.as_ref().map(|(_, receiver, _)| format!("{} {}", receiver.reference, receiver.name)).unwrap_or_default(),
            blocked: faced.as_ref().map(|(found, _, _)| blocked(seed, found)).unwrap_or_default(),
            gaps: faced.as_ref().map(|(found, _, _)| found.gaps.iter().map(|gap| gap_words(language, gap)).collect()).unwrap_or_default(),
            holds: if held.is_empty() { String::new() } else { language.fill("equipment-officer-holds", &[("things", Hole::Text(&held))]) },
            form_key: fresh_form_key(),
            officer_ref: faced.as_ref().map(|(_, receiver, _)| receiver.reference.clone()).unwrap_or_default(),
            purpose: field("purpose", "equipment-act-purpose", &form.purpose).hint(language, "custody-purpose-hint"),
            due_date: field("due_date", "custody-due-date", &form.due_date).optional().hint(language, "equipment-due-hint"),
            due_time: field("due_time", "custody-due-time", &form.due_time).optional().hint(language, "custody-time-hint"),
            condition: field("condition", "equipment-act-condition", condition),
            conditions: condition_choices(language, CONDITIONS, condition),
            note: field("note", "equipment-act-note", &form.note).optional().hint(language, "custody-note-hint"),
            handed: field("handed", "custody-handed", &form.handed),
            handed_date: field("handed_date", "custody-handed-date", &or(&form.handed_date, time::typed_date(now_local.date()))).optional(),
            handed_time: field("handed_time", "custody-handed-time", &or(&form.handed_time, now_local.format("%H:%M").to_string()))
                .optional()
                .hint(language, "custody-time-hint"),
            deed: language.fill("equipment-issue-deed", &[("ref", Hole::Text(&thing_ref))]),
            thing_ref,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn blocked(seed: &Seed, found: &Found) -> String {
    match (&found.elsewhere, found.in_kit.as_str()) {
        (Some((_, words)), _) => seed.language.fill("equipment-is-with", &[("who", Hole::Text(words))]),
        (None, "") => String::new(),
        (None, kit) => seed.language.fill("equipment-goes-with-kit", &[("kit", Hole::Text(kit))]),
    }
}

pub async fn ask(mut auth: Authorized<AskEquipmentIssue>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["thing", "officer"]);
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let form = IssueForm { thing: one("thing"), officer: one("officer"), ..IssueForm::default() };
    answer(&mut auth, &form, FieldErrors::default()).await
}

/// The page as it stands: what was named is looked up, and what stands against it is said before anybody signs.
async fn answer<A: Action<Target = Collection>>(auth: &mut Authorized<A>, form: &IssueForm, mut errors: FieldErrors) -> Result<Response> {
    let is_refused = !errors.is_empty();
    let seed = auth.seed.clone();
    let mut tx = auth.read().await?;
    let found = found(&mut tx, &seed, &form.thing, &mut errors).await?;
    let receiver = receiver(&mut tx, &form.officer, &mut errors).await?;
    let faced = match (found, receiver) {
        (Some(found), Some(receiver)) => {
            let held = queries::held_by(&mut tx, receiver.id).await?;
            Some((found, receiver, held))
        }
        _ => None,
    };
    let view = IssuePage::new(&seed, form, &errors, faced);
    if is_refused { page::unprocessable(&view) } else { page::page(&view) }
}

async fn found(tx: &mut Tx, seed: &Seed, typed: &str, errors: &mut FieldErrors) -> Result<Option<Found>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let found = match things::one_called(tx, typed).await? {
        Some(Called { reference, is_kit: true }) => kits::by_ref(tx, &reference).await?.map(|kit| Found {
            elsewhere: kit.is_out().then(|| place_tag(seed, &kit.holder, true, kit.due_back_at)),
            subject: Subject { equipment: None, kit: Some(kit.id), reference: kit.reference.clone(), cell: kit.cell },
            called: kit.name,
            url: kits::url(&kit.reference),
            zone: kit.zone,
            gaps: kit.gaps,
            in_kit: String::new(),
        }),
        Some(Called { reference, is_kit: false }) => things::by_ref(tx, &reference).await?.map(|thing| Found {
            elsewhere: thing.is_out().then(|| place_tag(seed, &thing.holder, true, thing.due_back_at)),
            subject: Subject { equipment: Some(thing.id), kit: None, reference: thing.reference.clone(), cell: thing.cell },
            called: thing.called(),
            url: super::super::views::url(&thing.reference),
            zone: thing.zone,
            gaps: thing.gaps,
            in_kit: thing.kit,
        }),
        None => None,
    };
    if found.is_none() {
        errors.add("thing", Message::new("equipment-thing-unknown"));
    }
    Ok(found)
}

async fn receiver(tx: &mut Tx, typed: &str, errors: &mut FieldErrors) -> Result<Option<Receiver>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let mut found = queries::receivers(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed.trim()));
    match (exact, found.len()) {
        (Some(at), _) => Ok(Some(found.swap_remove(at))),
        (None, 1) => Ok(found.pop()),
        (None, 0) => {
            errors.add("officer", Message::new("custody-officer-unknown"));
            Ok(None)
        }
        (None, _) => {
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            errors.add("officer", Message::new("custody-officer-several").with("names", names.join(", ")));
            Ok(None)
        }
    }
}

pub async fn issue(mut auth: Authorized<IssueEquipment>, form: Form) -> Result<Response> {
    let posted: IssueForm = form.parse()?;
    let errors = match issue_from(&mut auth, &form, &posted).await {
        Ok(reference) => return Ok(page::see_other_saying(&url(&reference), "said-equipment-act-prepared", &reference)),
        Err(AppError::Invalid(errors)) => errors,
        // Nothing is saved, what was entered stays, and the page says who was faster, or what stands against it.
        Err(AppError::Refused(name)) => {
            let message = match name.as_str() {
                "equipment_offered_once" | "kit_offered_once" | "equipment_is_where_it_was" => faster(&mut auth, &posted.thing).await?,
                "only_ready_equipment_is_issued" => Message::new("constraint-only-ready-equipment-is-issued"),
                "nothing_issued_while_evacuated" => Message::new("constraint-nothing-issued-while-evacuated"),
                "kit_goes_as_one" => Message::new("constraint-kit-goes-as-one"),
                _ => return Err(AppError::Refused(name)),
            };
            let mut errors = FieldErrors::default();
            errors.add("thing", message);
            errors
        }
        Err(error) => return Err(error),
    };
    answer(&mut auth, &posted, errors).await
}

async fn faster(auth: &mut Authorized<IssueEquipment>, typed: &str) -> Result<Message> {
    let seed = auth.seed.clone();
    let mut tx = auth.read().await?;
    let Some(found) = found(&mut tx, &seed, typed, &mut FieldErrors::default()).await? else { return Ok(Message::new("equipment-thing-unknown")) };
    let Some(last) = queries::last_act(&mut tx, found.subject.equipment, found.subject.kit).await? else {
        return Ok(Message::new("constraint-equipment-is-where-it-was"));
    };
    let ago = (seed.now - last.at).num_seconds().max(0).to_string();
    Ok(Message::new("equipment-somebody-faster").with("act", last.reference).with("officer", last.officer).with("who", last.who).with("seconds", ago))
}

async fn issue_from(auth: &mut Authorized<IssueEquipment>, form: &Form, posted: &IssueForm) -> Result<String> {
    let (now, seed) = (auth.now(), auth.seed.clone());
    let mut errors = FieldErrors::default();
    for (field, typed) in [("thing", &posted.thing), ("officer", &posted.officer)] {
        if typed.trim().is_empty() {
            errors.add(field, Message::new("field-required"));
        }
    }
    let mut tx = auth.write(form).await?;
    let found = found(&mut tx, &seed, &posted.thing, &mut errors).await?;
    let receiver = receiver(&mut tx, &posted.officer, &mut errors).await?;
    errors.or(())?;
    let (Some(found), Some(receiver)) = (found, receiver) else { return Err(AppError::field("thing", "equipment-thing-unknown")) };
    let draft = posted.draft(&found.zone, now)?;
    let reference = commands::issue(&mut tx, &auth.actor, &found.subject, &receiver, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
