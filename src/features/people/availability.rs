//! When an officer is away or on call: leave, rest and recuperation, training, sick, travel,
//! temporary duty, stand-by. Spans are whole days, noon to noon UTC in the database, so that a shared
//! day of change is no overlap. What collides is refused by constraints and said beside the dates.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::{at_most, required};
use super::handlers::url;
use super::model::{self, Moment, slug};
use super::queries::{self, Officer, StationChoice};
use super::views::{Head, SpanLine, can, with_ask, word_choices};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::{AvailabilityId, OfficerId};
use crate::i18n::{Hole, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

actions! {
    /// The spans of an officer, and the form of a new one.
    ShowAvailability: Get "/officers/{ref}/availability" => "availability.add", Officer, Quiet;
    /// Adds a span.
    AddSpan: Post "/officers/{ref}/availability" => "availability.add", Officer, Change;
    /// Asks why a span was wrong.
    AskVoidSpan: Get "/officers/{ref}/availability/{number}/void" => "availability.void", Span, Quiet;
    /// Takes a span back.
    VoidSpan: Post "/officers/{ref}/availability/{number}/void" => "availability.void", Span, Change;
}

/// `/officers/{ref}/availability`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowAvailability, _, _>(show).post::<AddSpan, _, _>(add).get::<AskVoidSpan, _, _>(ask_void).post::<VoidSpan, _, _>(void)
}

/// One span of an officer. Its number counts from the first one entered.
#[derive(Debug, Clone)]
pub struct Span {
    officer: Officer,
    id: AvailabilityId,
    number: i64,
    kind: String,
    from: NaiveDate,
    to: NaiveDate,
    station: Option<String>,
    version: i32,
}

struct SpanRow {
    id: AvailabilityId,
    number: i64,
    kind: String,
    from: NaiveDate,
    to: NaiveDate,
    station: Option<String>,
    version: i32,
    is_void: bool,
    /// Written and taken back with the seat in a session, never by hand.
    follows_seat: bool,
    /// Reference of that session; none if the reader does not see it.
    session: Option<String>,
}

impl Target for Span {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(officer) = Officer::load(tx, actor, params).await? else { return Ok(None) };
        let number = i64::from(params.number("number")?);
        let found = rows(tx, officer.id).await?.into_iter().find(|row| row.number == number && !row.is_void && !row.follows_seat);
        Ok(found.map(|row| row.of(&officer)))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.officer.facts(actor)
    }
    fn subject(&self) -> String {
        self.officer.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.officer.cell
    }
}

impl SpanRow {
    fn of(self, officer: &Officer) -> Span {
        Span {
            officer: officer.clone(),
            id: self.id,
            number: self.number,
            kind: self.kind,
            from: self.from,
            to: self.to,
            station: self.station,
            version: self.version,
        }
    }
}

async fn rows(tx: &mut Tx, officer: OfficerId) -> Result<Vec<SpanRow>> {
    let rows = sqlx::query_as!(
        SpanRow,
        r#"select a.id as "id!: AvailabilityId", row_number() over (partition by a.participation_id is null order by a.id) as "number!", a.kind as "kind!", a.from_date as "from!",
             a.to_date as "to!", c.code as "station?", a.version as "version!", a.is_void as "is_void!",
             a.participation_id is not null as "follows_seat!", x.ref as "session?"
           from visible_availability a
           left join duty_station s on s.id = a.station_id
           left join sec.cell c on c.no = s.cell
           left join visible_participation p on p.id = a.participation_id
           left join visible_course_session x on x.id = p.session_id
           where a.officer_id = $1
           order by a.id
           limit 1000"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Keys of an officer's spans, void ones too: what their history is read by.
pub async fn ids_of(tx: &mut Tx, officer: OfficerId) -> Result<Vec<String>> {
    Ok(rows(tx, officer).await?.into_iter().map(|row| row.id.0.to_string()).collect())
}

/// Spans of an officer in words, coming and running ones first to begin first, then past ones latest first.
pub async fn lines(tx: &mut Tx, seed: &Seed, actor: &Actor, officer: &Officer) -> Result<Vec<SpanLine>> {
    let mut spans: Vec<SpanRow> = rows(tx, officer.id).await?.into_iter().filter(|row| !row.is_void).collect();
    let moment = |row: &SpanRow| Moment::of(row.from, row.to, seed.now);
    spans.sort_by_key(|row| {
        let days = row.from.signed_duration_since(NaiveDate::MIN).num_days();
        if moment(row) == Moment::Past { (true, -days) } else { (false, days) }
    });
    let may_void = officer.is_active() && can(actor, "availability.void", officer);
    let language = seed.language;
    Ok(spans
        .iter()
        .map(|row| {
            let kind = language.t(&format!("availability-kind-{}", slug(&row.kind)));
            SpanLine {
                from: time::typed_date(row.from),
                to: time::typed_date(row.to),
                station: row.station.clone().unwrap_or_default(),
                session: row.session.clone().unwrap_or_default(),
                moment: language.t(match moment(row) {
                    Moment::Past => "availability-past",
                    Moment::Running => "availability-running",
                    Moment::Coming => "availability-coming",
                }),
                is_running: moment(row) == Moment::Running,
                is_past: moment(row) == Moment::Past,
                void_url: if may_void && !row.follows_seat { format!("{}/availability/{}/void", url(&officer.reference), row.number) } else { String::new() },
                void_label: language.fill("availability-void-label", &[("kind", Hole::Text(&kind)), ("from", Hole::Text(&time::typed_date(row.from)))]),
                kind,
            }
        })
        .collect())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SpanForm {
    kind: String,
    from: String,
    to: String,
    station: String,
    note: String,
}

struct SpanDraft {
    kind: &'static str,
    from: NaiveDate,
    to: NaiveDate,
    station: String,
    note: String,
}

impl SpanForm {
    fn draft(&self) -> Result<SpanDraft> {
        let mut errors = FieldErrors::default();
        let kind = model::known(model::ABSENCES, &self.kind).unwrap_or_else(|| {
            errors.add("kind", Message::new(if self.kind.is_empty() { "field-required" } else { "field-not-a-choice" }));
            ""
        });
        let mut date = |name: &'static str, text: &str, empty: &'static str| {
            let message = |message| if text.trim().is_empty() { Message::new(empty) } else { message };
            time::read_date(text).map_err(|found| errors.add(name, message(found))).ok()
        };
        let (from, to) = (date("from", &self.from, "availability-from-empty"), date("to", &self.to, "availability-to-empty"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            errors.add("to", Message::new("constraint-availability-ends-after-it-begins"));
        }
        let station = at_most(&mut errors, "station", &self.station, 3).to_uppercase();
        let note = at_most(&mut errors, "note", &self.note, 300);
        let first = NaiveDate::default();
        errors.or(SpanDraft { kind, from: from.unwrap_or(first), to: to.unwrap_or(first), station, note })
    }
}

#[derive(Template)]
#[template(path = "people/availability.html")]
struct AvailabilityPage {
    shell: Shell,
    officer: Head,
    is_active: bool,
    action: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    from: Field,
    to: Field,
    station: Field,
    note: Field,
    spans: Vec<SpanLine>,
    past: Vec<SpanLine>,
}

async fn answer<A: Action<Target = Officer>>(auth: &mut Authorized<A>, form: &SpanForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target;
    let (past, spans) = lines(&mut tx, &auth.seed, &auth.actor, officer).await?.into_iter().partition(|span| span.is_past);
    let language = auth.language();
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, officer.reference.clone());
    let view = AvailabilityPage {
        officer: Head::new(&auth.seed, &auth.actor, officer),
        is_active: officer.is_active(),
        action: format!("{}/availability", url(&officer.reference)),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        kind: field("kind", "availability-kind", &form.kind),
        kinds: with_ask(language, word_choices(language, "availability-kind", model::ABSENCES, &form.kind)),
        from: field("from", "availability-from", &form.from).hint(language, "availability-date-hint"),
        to: field("to", "availability-to", &form.to).hint(language, "availability-to-hint"),
        station: field("station", "availability-station", &form.station).optional().hint(language, "availability-station-hint"),
        note: field("note", "availability-note", &form.note).optional().hint(language, "availability-note-hint"),
        spans,
        past,
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn show(mut auth: Authorized<ShowAvailability>) -> Result<Response> {
    answer(&mut auth, &SpanForm::default(), &FieldErrors::default()).await
}

async fn add(mut auth: Authorized<AddSpan>, form: Form) -> Result<Response> {
    let posted: SpanForm = form.parse()?;
    match add_from(&mut auth, &form, &posted).await {
        Ok(()) => {
            let reference = &auth.target.reference;
            Ok(page::see_other_saying(&format!("{}/availability", url(reference)), "said-availability-added", reference))
        }
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddSpan>, form: &Form, posted: &SpanForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    insert(&mut tx, &auth.target, &draft).await.map_err(beside_the_dates)?;
    tx.commit(&format!("{}/availability", url(&auth.target.reference))).await
}

async fn insert(tx: &mut Tx, officer: &Officer, draft: &SpanDraft) -> Result<()> {
    if !officer.is_active() {
        return Err(AppError::Conflict(Message::new("officer-has-ended")));
    }
    let station = match draft.station.as_str() {
        "" => None,
        code => {
            let stations: Vec<StationChoice> = queries::readable_stations(tx).await?;
            let found = stations.into_iter().find(|station| station.code == code);
            Some(found.ok_or_else(|| AppError::field("station", "availability-station-unknown"))?.id)
        }
    };
    sqlx::query!(
        "insert into availability (id, officer_id, cell, kind, from_date, to_date, station_id, note) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        AvailabilityId::fresh().0,
        officer.id.0,
        officer.cell,
        draft.kind,
        draft.from,
        draft.to,
        station,
        draft.note,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("availability.add", &officer.reference).at_cell(officer.cell).with_detail(draft.kind));
    Ok(())
}

/// A collision with another absence or a tasking belongs beside the first date.
fn beside_the_dates(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "officer_whereabouts_apart" => AppError::field("from", "constraint-officer-whereabouts-apart"),
        AppError::Refused(name) if name == "officer_in_one_place" => AppError::field("from", "constraint-officer-in-one-place"),
        AppError::Refused(name) if name == "destination_is_closed" => AppError::field("station", "constraint-destination-is-closed"),
        AppError::Refused(name) if name == "deployed_while_employed" => AppError::field("to", "constraint-deployed-while-employed"),
        other => other,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VoidForm {
    reason: String,
    version: String,
}

#[derive(Template)]
#[template(path = "people/void_span.html")]
struct VoidPage {
    shell: Shell,
    officer: Head,
    span: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn void_page(auth: &Authorized<impl Action<Target = Span>>, form: &VoidForm, errors: &FieldErrors) -> VoidPage {
    let span = &auth.target;
    let language = auth.language();
    let shell = Shell::titled(&auth.seed, span.officer.reference.clone());
    let availability = format!("{}/availability", url(&span.officer.reference));
    let kind = language.t(&format!("availability-kind-{}", slug(&span.kind)));
    let (from, to) = (time::typed_date(span.from), time::typed_date(span.to));
    VoidPage {
        officer: Head::new(&auth.seed, &auth.actor, &span.officer),
        span: [kind, format!("{from} – {to}"), span.station.clone().unwrap_or_default()].join(" ").trim().to_owned(),
        action: format!("{availability}/{}/void", span.number),
        back_url: availability,
        form_key: fresh_form_key(),
        version: span.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

async fn ask_void(auth: Authorized<AskVoidSpan>) -> Result<Response> {
    page::page(&void_page(&auth, &VoidForm::default(), &FieldErrors::default()))
}

async fn void(mut auth: Authorized<VoidSpan>, form: Form) -> Result<Response> {
    let posted: VoidForm = form.parse()?;
    let reference = auth.target.officer.reference.clone();
    let back = format!("{}/availability", url(&reference));
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    if !errors.is_empty() {
        return page::unprocessable(&void_page(&auth, &posted, &errors));
    }
    let mut tx = auth.write(&form).await?;
    let done = sqlx::query!(
        "update availability set is_void = true, void_reason = $2, version = version + 1 where id = $1 and version = $3 and not is_void",
        auth.target.id.0,
        reason,
        posted.version.parse().unwrap_or(0),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(auth.target.kind.clone()));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-availability-voided", &reference))
}
