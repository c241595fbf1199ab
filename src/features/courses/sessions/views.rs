//! Ready values for the list of sessions and the page of one.

use askama::Template;
use chrono::NaiveDate;

use super::listing::{self, Line};
use super::queries::{Instructor, Overlap, Participant, Session};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::courses::model::State;
use crate::features::courses::views::{self, taught_words, word};
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a session.
pub fn url(reference: &str) -> String {
    format!("/sessions/{reference}")
}

/// A state as a tag: what waits for somebody is marked.
pub fn state_tag(language: Language, code: &str) -> (&'static str, String) {
    let kind = match State::read(code) {
        Some(State::ResultsEntered) => "advisory",
        Some(State::Held) => "caution",
        Some(State::Planned | State::Open | State::Verified | State::Closed | State::Cancelled) | None => "",
    };
    (kind, word(language, "course-session-state", code))
}

/// `18-Nov-2026 – 20-Nov-2026`; one day is said once.
pub fn days_words(language: Language, from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        return time::typed_date(from);
    }
    language.fill("course-session-days", &[("from", Hole::Text(&time::typed_date(from))), ("to", Hole::Text(&time::typed_date(to)))])
}

fn seats_words(language: Language, taken: i64, capacity: i32) -> String {
    language.fill("course-session-seats", &[("taken", Hole::Number(taken)), ("capacity", Hole::Number(capacity.into()))])
}

/// A session in a table.
pub struct SessionRow {
    pub reference: String,
    pub url: String,
    pub course: String,
    pub title: String,
    pub station: String,
    pub place: String,
    pub days: String,
    pub seats: String,
    pub state: (&'static str, String),
}

impl SessionRow {
    pub fn new(language: Language, line: Line) -> Self {
        Self {
            url: url(&line.reference),
            days: days_words(language, line.from_date, line.to_date),
            seats: seats_words(language, line.enrolled, line.capacity),
            state: state_tag(language, &line.state),
            reference: line.reference,
            course: line.course,
            title: line.title,
            station: line.station,
            place: line.place,
        }
    }
}

#[derive(Template)]
#[template(path = "courses/sessions.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    states: Vec<Choice>,
    station: String,
    course: String,
    from: String,
    to: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<SessionRow>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let label = |key: &str, value: &str| match key {
            "state" => word(language, "course-session-state", value),
            "from" => language.fill("course-session-filter-from", &[("day", Hole::Text(value))]),
            "to" => language.fill("course-session-filter-to", &[("day", Hole::Text(value))]),
            _ => value.to_owned(),
        };
        let states = State::ALL.iter().map(|state| Choice::new(state.code(), word(language, "course-session-state", state.code()), one("state"))).collect();
        let columns = [
            ("course-session-ref", ""),
            ("course-session-course", "course"),
            ("officer-station", "station"),
            ("course-session-when", "from"),
            ("course-session-enrolled", ""),
            ("course-session-state", ""),
        ];
        Self {
            shell: Shell::new(seed, "course-sessions-title"),
            title: language.fill("course-sessions-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "session.create") { "/sessions/new".to_owned() } else { String::new() },
            q: one("q").to_owned(),
            states: with_any(language, states),
            station: one("station").to_owned(),
            course: one("course").to_owned(),
            from: one("from").to_owned(),
            to: one("to").to_owned(),
            tags: asked.tags(listing::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(language, sort, &columns),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (listing::sort_value(last, sort), last.id)),
            rows: lines.into_iter().map(|line| SessionRow::new(language, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "sessions",
        header: vec!["ref", "course", "title", "station", "place", "from", "to", "enrolled", "capacity", "state"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.course,
                    line.title,
                    line.station,
                    line.place,
                    line.from_date.to_string(),
                    line.to_date.to_string(),
                    line.enrolled.to_string(),
                    line.capacity.to_string(),
                    line.state,
                ]
            })
            .collect(),
    }
}

struct Person {
    reference: String,
    url: String,
    name: String,
    station: String,
    is_enrolled: bool,
    attendance: String,
    result: String,
    score: String,
    remark: String,
    qualification: String,
    qualification_url: String,
    cautions: Vec<String>,
    withdrawal_url: String,
}

struct Teacher {
    name: String,
    beside: String,
    url: String,
    removal_url: String,
}

#[derive(Template)]
#[template(path = "courses/session.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    title: String,
    state: (&'static str, String),
    course: String,
    course_url: String,
    station: String,
    station_url: String,
    place: String,
    days: String,
    seats: String,
    assessment: String,
    leads_to: String,
    reason: String,
    results: String,
    verified: String,
    next: String,
    refused: String,
    people: Vec<Person>,
    teachers: Vec<Teacher>,
    step: String,
    step_label: String,
    step_url: String,
    results_url: String,
    verification_url: String,
    return_url: String,
    enrolment_url: String,
    instructor_url: String,
    sheet_url: String,
    edit_url: String,
    cancellation_url: String,
    rounds_url: String,
    history_url: String,
    form_key: String,
    version: i32,
}

impl Show {
    /// The record, its people, and what its reader may do next.
    pub fn new(seed: &Seed, actor: &Actor, session: &Session, participants: Vec<Participant>, instructors: Vec<Instructor>, overlaps: &[Overlap]) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &session.facts(actor)) == Decision::Allow;
        let address = url(&session.reference);
        let link = |on: bool, rest: &str| if on { format!("{address}/{rest}") } else { String::new() };
        let signed = |who: &str, at| format!("{who}, {}", time::z(at, language));
        let (may_run, may_enrol) = (may("session.run"), may("session.enrol") && session.state.takes_participants());
        let next = session.state.next().filter(|_| may_run);
        let is_waiting = session.state == State::ResultsEntered;
        let taken = participants.iter().filter(|one| one.is_enrolled).count();
        let came_to_nothing = session.state == State::Held && taken == 0;
        Self {
            shell: Shell::titled(seed, session.reference.clone()),
            reference: session.reference.clone(),
            title: session.title.clone(),
            state: state_tag(language, session.state.code()),
            course: session.course.clone(),
            course_url: views::url(&session.course_reference),
            station: session.station.clone(),
            station_url: format!("/duty-stations/{}", session.station),
            place: session.place.clone(),
            days: days_words(language, session.from, session.to),
            seats: seats_words(language, taken as i64, session.capacity),
            assessment: match session.pass_mark {
                Some(mark) => language.fill("course-assessment-mark", &[("how", Hole::Text(&session.assessment)), ("mark", Hole::Number(mark.into()))]),
                None => session.assessment.clone(),
            },
            leads_to: session.leads_to.as_ref().map_or_else(|| language.t("course-leads-to-nothing"), |taught| taught_words(language, taught)),
            reason: session.state_reason.clone(),
            results: session.results_at.map(|at| signed(&session.results_by, at)).unwrap_or_default(),
            verified: session.verified_at.map(|at| signed(&session.verified_by, at)).unwrap_or_default(),
            next: word(language, "course-session-next", session.state.code()),
            refused: if is_waiting && session.recorder == Some(actor.person()) {
                language.t("constraint-session-results-verified-by-another")
            } else {
                String::new()
            },
            teachers: instructors
                .into_iter()
                .map(|one| Teacher {
                    url: if one.officer.is_empty() { String::new() } else { format!("/officers/{}", one.officer) },
                    beside: if one.officer.is_empty() { one.institution } else { one.officer },
                    name: one.name,
                    removal_url: link(may_run && session.state.takes_instructors(), &format!("instructors/{}/removal", one.number)),
                })
                .collect(),
            people: participants
                .into_iter()
                .map(|one| {
                    let cautions = overlaps.iter().filter(|overlap| overlap.participation == one.id).map(|overlap| overlap_words(language, overlap)).collect();
                    let withdrawal_url = link(may_enrol && one.is_enrolled && one.attendance.is_empty(), &format!("participants/{}/withdrawal", one.key()));
                    person(language, one, cautions, withdrawal_url)
                })
                .collect(),
            step: next.map(State::code).unwrap_or_default().to_owned(),
            step_label: next.map(|to| word(language, "course-session-step", to.code())).unwrap_or_default(),
            step_url: link(next.is_some(), "step"),
            results_url: link(session.state == State::Held && may("session.enter-results"), "results"),
            verification_url: link(is_waiting && may("session.verify"), "verification"),
            return_url: link(is_waiting && may("session.verify"), "return"),
            enrolment_url: link(may_enrol, "participants"),
            instructor_url: link(may_run && session.state.takes_instructors(), "instructors"),
            sheet_url: link(may_run, "attendance"),
            edit_url: link(may_run && session.state.is_to_come(), "edit"),
            cancellation_url: link(may_run && (session.state.is_to_come() || came_to_nothing), "cancellation"),
            rounds_url: if policy::may(actor, "ammunition.list") { format!("/ammunition/acts?q={}", session.reference) } else { String::new() },
            history_url: format!("{address}/history"),
            form_key: fresh_form_key(),
            version: session.version,
        }
    }
}

fn person(language: Language, one: Participant, cautions: Vec<String>, withdrawal_url: String) -> Person {
    let said = |prefix: &str, code: &str| if code.is_empty() { String::new() } else { word(language, prefix, code) };
    Person {
        url: if one.officer.is_empty() { String::new() } else { format!("/officers/{}/courses", one.officer) },
        name: if one.name.is_empty() { language.t("history-not-visible") } else { one.name },
        attendance: said("participation-attendance", &one.attendance),
        result: said("participation-result", &one.result),
        score: one.score.map(|score| score.to_string()).unwrap_or_default(),
        qualification_url: format!("/qualifications/{}", one.qualification),
        reference: one.officer,
        station: one.station,
        is_enrolled: one.is_enrolled,
        remark: one.remark,
        qualification: one.qualification,
        cautions,
        withdrawal_url,
    }
}

fn overlap_words(language: Language, overlap: &Overlap) -> String {
    let what = match overlap.what.as_str() {
        "assignment" => language.t("participation-overlap-assignment"),
        kind => word(language, "availability-kind", kind),
    };
    let days = match overlap.to {
        Some(to) => days_words(language, overlap.from, to),
        None => language.fill("participation-overlap-open", &[("from", Hole::Text(&time::typed_date(overlap.from)))]),
    };
    format!("{what}, {days}")
}
