//! Pages and deeds of what happened.

use axum::http::StatusCode;
use axum::response::Response;

use super::commands::{self, Reported, Taken};
use super::forms::{CorrectionForm, ReportForm, TakeForm, Understood, WordsForm};
use super::model::{Diversion, Report, ReportDraft};
use super::queries::{self, LegLine};
use super::whole;
use super::{AddNote, Correct, Escalate, KeepReport, NewCorrection, NewEscalation, NewNote, NewReport, ShowLog, Take, views};
use crate::authz::action::{Action, Authorized, Format};
use crate::db::Tx;
use crate::db::ids::LegId;
use crate::features::movements::MovementTarget;
use crate::features::movements::handlers::{Opened, open};
use crate::features::movements::views::Head;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE, is_own_path};
use crate::web::{page, table};

pub async fn new_report(mut auth: Authorized<NewReport>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["leg", "condition", "back"]);
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let typed = ReportForm { leg: one("leg"), condition: one("condition"), back: one("back"), channel: "radio".into(), ..ReportForm::default() };
    let mut tx = auth.read().await?;
    let template = views::ReportPage::load(&mut tx, &auth.seed, &auth.target, &typed, &FieldErrors::default()).await?;
    page::page(&template)
}

pub async fn report(mut auth: Authorized<KeepReport>, form: Form) -> Result<Response> {
    let typed: ReportForm = form.parse()?;
    match keep(&mut auth, &form, &typed).await {
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            page::unprocessable(&views::ReportPage::load(&mut tx, &auth.seed, &auth.target, &typed, &errors).await?)
        }
        other => other,
    }
}

async fn keep(auth: &mut Authorized<KeepReport>, form: &Form, typed: &ReportForm) -> Result<Response> {
    let understood = typed.understand(auth.now())?;
    let mut tx = auth.write(form).await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    let leg = queries::named(&legs, &typed.leg).ok_or(AppError::NotFound)?.id;
    let what = what_of(&mut tx, &understood, leg).await?;
    let draft = ReportDraft {
        movement: auth.target.id,
        leg,
        what,
        channel: understood.channel,
        reported_by: understood.reported_by,
        occurred_at: understood.occurred_at,
        next_due: understood.next_due,
        note: understood.note,
        device_key: None,
    };
    let kept = commands::report(&mut tx, &auth.actor, draft).await?;
    let url = back_or(&typed.back, &auth.target, "log");
    tx.commit(&url).await?;
    let (key, reference) = said(&kept);
    Ok(page::see_other_saying(&url, key, &reference))
}

/// What is said after a report: what broke stands above that it was kept.
fn said(kept: &Reported) -> (&'static str, String) {
    match &kept.exception {
        Some(reference) if kept.is_contested => ("said-caution-report-contested", reference.clone()),
        Some(reference) => ("said-caution-report-exception", reference.clone()),
        None if kept.recorded_before.is_some() => ("said-caution-report-again", kept.reference.clone()),
        None => ("said-report-kept", kept.reference.clone()),
    }
}

async fn what_of(tx: &mut Tx, understood: &Understood, leg: LegId) -> Result<Report> {
    Ok(match understood.condition.as_str() {
        "departed" => Report::Departed,
        "arrived" => Report::Arrived,
        "late" => Report::Late,
        "assistance" => Report::Assistance,
        "diverted" => Report::Diverted(diversion(tx, understood, leg).await?),
        _ => Report::Well,
    })
}

/// A known place brings its zone and its station; an unknown one is kept as it was said.
async fn diversion(tx: &mut Tx, understood: &Understood, leg: LegId) -> Result<Diversion> {
    let places = queries::places_called(tx, &understood.place).await?;
    if places.len() > 1 {
        let mut errors = FieldErrors::default();
        let names: Vec<String> = places.into_iter().map(|place| place.name).collect();
        errors.add("place", Message::new("report-place-ambiguous").with("places", names.join("; ")));
        return Err(AppError::Invalid(errors));
    }
    let standing = queries::standing(tx, leg).await?.ok_or(AppError::NotFound)?;
    let hour = tx.now + chrono::Duration::hours(1);
    let expected_at = understood.expected_at.unwrap_or(standing.arrives_at.max(hour));
    Ok(match places.into_iter().next() {
        Some(place) => Diversion { place: Some(place.id), text: place.name, zone: place.zone, expected_at },
        None => Diversion { place: None, text: understood.place.clone(), zone: standing.arrives_zone, expected_at },
    })
}

pub async fn new_note(mut auth: Authorized<NewNote>) -> Result<Response> {
    let mut tx = auth.read().await?;
    page::page(&views::WordsPage::load(&mut tx, &auth.seed, &auth.target, views::Words::Note, &WordsForm::default(), &FieldErrors::default()).await?)
}

pub async fn add_note(mut auth: Authorized<AddNote>, form: Form) -> Result<Response> {
    let typed: WordsForm = form.parse()?;
    let text = match typed.words("text") {
        Ok(text) => text,
        Err(error) => return words_again(&mut auth, error, views::Words::Note, &typed).await,
    };
    let mut tx = auth.write(&form).await?;
    let takes = !typed.take.is_empty();
    match leg_if_any(&mut tx, &auth.target, &typed.leg).await? {
        Some(leg) => {
            if takes && let Taken::By { name, ago } = commands::take(&mut tx, &auth.actor, leg, None).await? {
                drop(tx);
                // The words wait on that page: nothing typed is lost.
                let asked = TakeForm { back: typed.back, note: text, ..TakeForm::default() };
                return taken(&auth, &name, ago, &asked, &FieldErrors::default(), StatusCode::CONFLICT);
            }
            commands::note(&mut tx, &auth.actor, leg, &text).await?
        }
        None => whole::note(&mut tx, &auth.actor, &auth.target, &text).await?,
    };
    let url = back_or(&typed.back, &auth.target, "log");
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, if takes { "said-taken-and-noted" } else { "said-note-added" }, &auth.target.reference))
}

pub async fn new_escalation(mut auth: Authorized<NewEscalation>) -> Result<Response> {
    let mut tx = auth.read().await?;
    page::page(&views::WordsPage::load(&mut tx, &auth.seed, &auth.target, views::Words::Escalation, &WordsForm::default(), &FieldErrors::default()).await?)
}

pub async fn escalate(mut auth: Authorized<Escalate>, form: Form) -> Result<Response> {
    let typed: WordsForm = form.parse()?;
    let reason = match typed.words("reason") {
        Ok(reason) => reason,
        Err(error) => return words_again(&mut auth, error, views::Words::Escalation, &typed).await,
    };
    let mut tx = auth.write(&form).await?;
    match leg_if_any(&mut tx, &auth.target, &typed.leg).await? {
        Some(leg) => commands::escalate(&mut tx, &auth.actor, leg, &reason).await?,
        None => whole::escalate(&mut tx, &auth.actor, &auth.target, &reason).await?,
    };
    let url = back_or(&typed.back, &auth.target, "log");
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-escalated", &auth.target.reference))
}

async fn words_again<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, error: AppError, what: views::Words, typed: &WordsForm) -> Result<Response> {
    let AppError::Invalid(errors) = error else { return Err(error) };
    let mut tx = auth.read().await?;
    page::unprocessable(&views::WordsPage::load(&mut tx, &auth.seed, &auth.target, what, typed, &errors).await?)
}

pub async fn take(mut auth: Authorized<Take>, form: Form) -> Result<Response> {
    let typed: TakeForm = form.parse()?;
    let note = typed.note.trim();
    let is_over = !typed.over.is_empty();
    let mut errors = FieldErrors::default();
    if is_over && note.is_empty() {
        errors.add("note", Message::new("field-required"));
    }
    let mut tx = auth.write(&form).await?;
    let leg = leg_of(&mut tx, &auth.target, "").await?;
    let over = (is_over && errors.is_empty()).then_some(note);
    let url = back_or(if typed.back.is_empty() { "/watch" } else { &typed.back }, &auth.target, "log");
    match commands::take(&mut tx, &auth.actor, leg, over).await? {
        Taken::Yours => {
            tx.commit(&url).await?;
            Ok(page::see_other_saying(&url, "said-taken", &auth.target.reference))
        }
        Taken::By { name, ago } => {
            drop(tx);
            let status = if is_over { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
            taken(&auth, &name, ago, &typed, &errors, status)
        }
    }
}

/// Somebody was faster: who, and the way to take it over.
fn taken<A: Action<Target = MovementTarget>>(
    auth: &Authorized<A>,
    name: &str,
    ago: chrono::Duration,
    typed: &TakeForm,
    errors: &FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    page::with_status(&views::TakenPage::new(&auth.seed, &auth.target.reference, name, ago, typed, errors), status)
}

pub async fn new_correction(mut auth: Authorized<NewCorrection>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["what"]);
    let what = asked.one("what").unwrap_or("departed").to_owned();
    let mut tx = auth.read().await?;
    let line = line_of(&mut tx, &auth.target.movement, auth.target.id).await?;
    let typed = CorrectionForm { what, deed: "time".into(), ..CorrectionForm::default() };
    page::page(&views::CorrectionPage::new(&auth.seed, &auth.target.movement.reference, &line, &typed, &FieldErrors::default()))
}

pub async fn correct(mut auth: Authorized<Correct>, form: Form) -> Result<Response> {
    let typed: CorrectionForm = form.parse()?;
    let draft = match typed.draft(auth.now(), auth.target.state) {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let line = line_of(&mut tx, &auth.target.movement, auth.target.id).await?;
            return page::unprocessable(&views::CorrectionPage::new(&auth.seed, &auth.target.movement.reference, &line, &typed, &errors));
        }
        Err(other) => return Err(other),
    };
    let mut tx = auth.write(&form).await?;
    let reference = commands::correct(&mut tx, &auth.actor, auth.target.id, &draft).await?;
    let url = format!("/movements/{reference}/log");
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-report-corrected", &reference))
}

pub async fn log(mut auth: Authorized<ShowLog>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["kind"]);
    let kinds = asked.all("kind");
    if auth.format != Format::Page {
        let mut tx = auth.read().await?;
        let entries = queries::log_entries(&mut tx, auth.target.id, &kinds, None, EXPORT + 1).await?;
        return table::answer(&auth, &asked, views::table_of(&auth.target.reference, entries));
    }
    let Opened { mut tx, movement, rights, is_not_ready, .. } = open(&mut auth).await?;
    let head = Head::new(auth.language(), &movement, rights, is_not_ready, "/log");
    let after = asked.after().and_then(|(at, id)| Some((at.parse().ok()?, id)));
    let entries = queries::log_entries(&mut tx, auth.target.id, &kinds, after, PAGE + 1).await?;
    let total = queries::count_log(&mut tx, auth.target.id, &kinds).await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    let may_report = views::may_report(&auth.actor, &auth.target);
    page::page(&views::LogPage::new(&auth.seed, &asked, head, entries, total, &legs, may_report))
}

async fn leg_of(tx: &mut Tx, target: &MovementTarget, name: &str) -> Result<LegId> {
    leg_if_any(tx, target, name).await?.ok_or(AppError::NotFound)
}

/// The leg a form means; none if the movement is made of stays alone.
async fn leg_if_any(tx: &mut Tx, target: &MovementTarget, name: &str) -> Result<Option<LegId>> {
    let legs = queries::legs(tx, target.id).await?;
    match queries::named(&legs, name) {
        Some(leg) => Ok(Some(leg.id)),
        None if legs.is_empty() && name.is_empty() => Ok(None),
        None => Err(AppError::NotFound),
    }
}

async fn line_of(tx: &mut Tx, target: &MovementTarget, leg: LegId) -> Result<LegLine> {
    queries::legs(tx, target.id).await?.into_iter().find(|line| line.id == leg).ok_or(AppError::NotFound)
}

fn back_or(back: &str, target: &MovementTarget, page: &str) -> String {
    if !back.is_empty() && is_own_path(back) { back.to_owned() } else { format!("/movements/{}/{page}", target.reference) }
}
