//! Requests about emergency readings.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::forms::{FEWEST, KNOWN, opening};
use super::queries::{self, ReadingTarget, SheetTarget};
use super::views::{Compartments, IndexPage, NewPage, SearchPage, SheetLines, SheetPage, SheetPaper, ShowPage, export};
use crate::actions;
use crate::audit::{Entry, Outcome};
use crate::authz::action::{Action, Authorized, Collection, Format, Target};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::principals::{Section, profile_queries, profile_value_words};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::table;
use crate::web::time;

actions! {
    /// Readings one may know of.
    ListReadings: Get "/emergency-readings" => "emergency.list", Collection, Quiet;
    /// From what a rescuer knows to a record.
    SearchRecords: Get "/emergency-readings/search" => "emergency.search", Collection, Quiet;
    /// Asks why.
    AskReading: Get "/emergency-readings/new" => "emergency.open", Collection, Quiet;
    /// Opens a record.
    OpenReading: Post "/emergency-readings" => "emergency.open", Collection, Change;
    /// The terms of a reading.
    ShowReading: Get "/emergency-readings/{ref}" => "emergency.show", ReadingTarget, Quiet;
    /// What it opens, for its reader.
    ShowSheet: Get "/emergency-readings/{ref}/sheet" => "emergency.sheet", SheetTarget, Read;
    /// The same on paper.
    PrintSheet: Get "/emergency-readings/{ref}/print" => "emergency.sheet", SheetTarget, Read;
    /// Ends it before its time.
    CloseReading: Post "/emergency-readings/{ref}/close" => "emergency.close", ReadingTarget, Change;
    /// Notes that the alarm was seen.
    SeeAlarm: Post "/emergency-readings/{ref}/seen" => "emergency.seen", ReadingTarget, Change;
    /// Reviews it.
    ReviewReading: Post "/emergency-readings/{ref}/review" => "emergency.review", ReadingTarget, Change;
}

/// `/emergency-readings`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListReadings, _, _>(index)
        .get::<SearchRecords, _, _>(search)
        .get::<AskReading, _, _>(ask)
        .post::<OpenReading, _, _>(open)
        .get::<ShowReading, _, _>(show)
        .get::<ShowSheet, _, _>(sheet)
        .get::<PrintSheet, _, _>(print)
        .post::<CloseReading, _, _>(close)
        .post::<SeeAlarm, _, _>(see)
        .post::<ReviewReading, _, _>(review)
}

async fn index(mut auth: Authorized<ListReadings>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (readings, total) = queries::list(&mut tx, &asked, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(readings));
    }
    page::page(&IndexPage::new(&auth.seed, &auth.actor, &asked, readings, total))
}

/// Every search is in the trail, by what was known, never by what was typed.
async fn search(mut auth: Authorized<SearchRecords>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["by", "q", "at"]);
    let (by, text, at) = (asked.one("by").unwrap_or("codename"), asked.one("q").unwrap_or_default().trim(), asked.one("at").unwrap_or_default());
    let mut errors = FieldErrors::default();
    if text.is_empty() {
        return page::page(&SearchPage::new(&auth.seed, (by, text, at), None, &errors));
    }
    let Some(known) = KNOWN.iter().find(|known| **known == by) else { return Err(AppError::field("by", "field-not-a-choice")) };
    if text.chars().count() < FEWEST || text.chars().count() > 80 {
        errors.add("q", Message::new("emergency-q-short"));
    }
    let around = around(at, auth.now(), &mut errors);
    if !errors.is_empty() {
        return page::unprocessable(&SearchPage::new(&auth.seed, (by, text, at), None, &errors));
    }
    let entry = Entry::new("emergency.search", "", Outcome::Read).with_detail(*known);
    auth.app.db.note(&auth.actor.ctx, entry).await?;
    let mut tx = auth.read().await?;
    let hits = queries::search(&mut tx, known, text, around).await?;
    page::page(&SearchPage::new(&auth.seed, (by, text, at), Some(hits), &errors))
}

/// A date is its noon, nothing is now. UTC: the rescuer may stand anywhere.
fn around(text: &str, now: DateTime<Utc>, errors: &mut FieldErrors) -> DateTime<Utc> {
    match text.trim() {
        "" => now,
        text => match time::read_date(text) {
            Ok(day) => day.and_hms_opt(12, 0, 0).map_or(now, |noon| noon.and_utc()),
            Err(message) => {
                errors.add("at", message);
                now
            }
        },
    }
}

async fn ask(auth: Authorized<AskReading>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["record", "reason"]);
    let known = ["record", "reason"].map(|name| (name.to_owned(), asked.one(name).unwrap_or_default().to_owned()));
    let form = Form::from_fields(known.into(), Vec::new());
    page::page(&NewPage::new(&auth.seed, &auth.actor, &form, &FieldErrors::default()))
}

async fn open(mut auth: Authorized<OpenReading>, form: Form) -> Result<Response> {
    match open_from(&mut auth, &form).await {
        Ok(location) => Ok(page::see_other(&location)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&NewPage::new(&auth.seed, &auth.actor, &form, &errors)),
        Err(AppError::Refused(name)) if name == "watch_opens_to_others" => {
            let mut errors = FieldErrors::default();
            errors.add("reader", Message::new("constraint-watch-opens-to-others"));
            page::unprocessable(&NewPage::new(&auth.seed, &auth.actor, &form, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn open_from(auth: &mut Authorized<OpenReading>, form: &Form) -> Result<String> {
    let opening = opening(form)?;
    let mut tx = auth.write(form).await?;
    let reference = match queries::open(&mut tx, &opening).await? {
        None => return Err(AppError::field("record", "emergency-record-unknown")),
        Some(reference) if reference.is_empty() => return Err(AppError::field("reader", "emergency-reader-unknown")),
        Some(reference) => reference,
    };
    tx.record(Entry::done("emergency.open", &opening.record).with_detail(format!("{reference} {}", opening.reason)));
    let is_own = opening.reader.is_empty() || opening.reader == auth.actor.username;
    let location = format!("/emergency-readings/{reference}{}", if is_own { "/sheet" } else { "" });
    tx.commit(&location).await?;
    Ok(location)
}

async fn show(auth: Authorized<ShowReading>) -> Result<Response> {
    show_page(&auth, "", &FieldErrors::default())
}

fn show_page<A: Action<Target = ReadingTarget>>(auth: &Authorized<A>, finding: &str, errors: &FieldErrors) -> Result<Response> {
    let facts = auth.target.facts(&auth.actor);
    let view = ShowPage::new(&auth.seed, &auth.actor, &auth.target.0, &facts, finding, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

/// What the reading opens: journeys and numbers by its own function, compartments through their walls.
async fn lines<A: Action<Target = SheetTarget>>(auth: &mut Authorized<A>) -> Result<SheetLines> {
    let mut tx = auth.read().await?;
    let (language, now) = (auth.language(), auth.now());
    let reading = &auth.target.0;
    let Some(sheet) = queries::sheet(&mut tx, &reading.reference).await? else {
        return Err(AppError::Conflict(Message::new("emergency-is-over")));
    };
    let compartments = compartments(&mut tx, reading.principal_id, language).await?;
    Ok(SheetLines::new(language, reading, &sheet, compartments, now))
}

async fn compartments(tx: &mut Tx, principal: uuid::Uuid, language: crate::i18n::Language) -> Result<Compartments> {
    let mut compartments = Compartments::new();
    for section in [Section::Medical, Section::Residence, Section::Family, Section::Routine, Section::Documents] {
        let content = profile_queries::content(tx, section, crate::db::ids::PrincipalId(principal)).await?;
        let value = |name: &str| content.as_ref().and_then(|content| content.typed.get(name)).map(String::as_str).unwrap_or_default();
        let values = section.fields().iter().map(|field| (language.t(field.label), profile_value_words(language, field, value(field.name))));
        compartments.push((section, values.filter(|(_, value)| !value.is_empty()).collect()));
    }
    Ok(compartments)
}

async fn sheet(mut auth: Authorized<ShowSheet>) -> Result<Response> {
    let lines = lines(&mut auth).await?;
    let shell = Shell::titled(&auth.seed, auth.target.0.reference.clone()).strictly();
    page::page(&SheetPage {
        shell,
        close_url: format!("/emergency-readings/{}/close", auth.target.0.reference),
        reading: auth.target.0.reference.clone(),
        s: lines,
        form_key: fresh_form_key(),
    })
}

async fn print(mut auth: Authorized<PrintSheet>) -> Result<Response> {
    let lines = lines(&mut auth).await?;
    let reference = &auth.target.0.reference;
    page::page(&SheetPaper {
        shell: Shell::paper(&auth.seed, reference, &format!("/emergency-readings/{reference}/sheet")).strictly(),
        paper: reference.clone(),
        printed: auth.seed.printed(),
        s: lines,
    })
}

async fn close(mut auth: Authorized<CloseReading>, form: Form) -> Result<Response> {
    let reference = auth.target.0.reference.clone();
    let mut tx = auth.write(&form).await?;
    if !queries::close(&mut tx, &reference).await? {
        return Err(AppError::Conflict(Message::new("emergency-is-over")));
    }
    tx.record(auth.entry());
    let location = format!("/emergency-readings/{reference}");
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-emergency-closed", &reference))
}

async fn see(mut auth: Authorized<SeeAlarm>, form: Form) -> Result<Response> {
    let reference = auth.target.0.reference.clone();
    let mut tx = auth.write(&form).await?;
    if !queries::see(&mut tx, &reference).await? {
        return Err(AppError::Conflict(Message::new("emergency-alarm-not-yours")));
    }
    tx.record(auth.entry());
    let location = format!("/emergency-readings/{reference}");
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-emergency-seen", &reference))
}

async fn review(mut auth: Authorized<ReviewReading>, form: Form) -> Result<Response> {
    let finding = form.text("finding").trim().to_owned();
    let mut errors = FieldErrors::default();
    if finding.is_empty() {
        errors.add("finding", Message::new("field-required"));
    } else if finding.chars().count() > 1_000 {
        errors.add("finding", Message::new("field-too-long").with("limit", "1000"));
    }
    if !errors.is_empty() {
        return show_page(&auth, &finding, &errors);
    }
    let reference = auth.target.0.reference.clone();
    let mut tx = auth.write(&form).await?;
    if !queries::review(&mut tx, &reference, &finding).await? {
        return Err(AppError::Conflict(Message::new("emergency-reviewed-meanwhile")));
    }
    tx.record(auth.entry());
    tx.commit("/emergency-readings").await?;
    Ok(page::see_other_saying("/emergency-readings", "said-emergency-reviewed", &reference))
}
