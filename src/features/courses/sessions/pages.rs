//! Ready values for the forms of a session, and its sheet of attendance.

use askama::Template;

use super::forms::{EnrolmentForm, InstructorForm, ReasonForm, SessionForm, field_of};
use super::queries::{Instructor, Participant, Session};
use super::views::{days_words, url};
use crate::features::courses::model::{ATTENDANCES, RESULTS};
use crate::features::people::{with_ask, word_choices};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{Seed, Shell};

fn shell_of(seed: &Seed, session: &Session, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, session.reference.clone());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

fn called(language: Language, session: &Session) -> String {
    format!("{} {}, {}", session.course, session.station, days_words(language, session.from, session.to))
}

#[derive(Template)]
#[template(path = "courses/session_form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    is_new: bool,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    course: Field,
    station: Field,
    place: Field,
    from: Field,
    to: Field,
    capacity: Field,
}

impl FormPage {
    /// New and edit share one form; course and station are only asked of a new one.
    pub fn new(seed: &Seed, session: Option<&Session>, form: &SessionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("course-session-{}", name.replace('_', "-")), value, errors);
        let new_shell = || if errors.is_empty() { Shell::new(seed, "course-session-new") } else { Shell::new(seed, "course-session-new").with_errors() };
        let edit_title = |session: &Session| language.fill("asset-edit-title", &[("ref", Hole::Text(&session.reference))]);
        Self {
            shell: session.map_or_else(new_shell, |session| shell_of(seed, session, errors)),
            title: session.map_or_else(|| language.t("course-session-new"), edit_title),
            is_new: session.is_none(),
            action: session.map_or_else(|| "/sessions".to_owned(), |session| format!("{}/edit", url(&session.reference))),
            back_url: session.map_or_else(|| "/sessions".to_owned(), |session| url(&session.reference)),
            deed: language.t(if session.is_some() { "course-session-save" } else { "course-session-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            course: field("course", &form.course).hint(language, "course-session-course-hint"),
            station: Field::new(language, "station", "officer-station", &form.station, errors).hint(language, "course-session-station-hint"),
            place: field("place", &form.place).optional().hint(language, "course-session-place-hint"),
            from: field("from_date", &form.from_date).hint(language, "requirement-date-hint"),
            to: field("to_date", &form.to_date),
            capacity: field("capacity", &form.capacity),
        }
    }
}

#[derive(Template)]
#[template(path = "courses/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    reference: String,
    called: String,
    what: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// `deed`: `cancellation` or `return`, as its address ends.
    pub fn new(seed: &Seed, session: &Session, deed: &str, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        Self {
            shell: shell_of(seed, session, errors),
            reference: session.reference.clone(),
            called: called(language, session),
            what: language.t(&format!("course-session-{deed}-means")),
            action: format!("{}/{deed}", url(&session.reference)),
            back_url: url(&session.reference),
            deed: language.t(&format!("course-session-{deed}")),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            reason: Field::new(language, "reason", "course-session-state-reason", &form.reason, errors),
        }
    }
}

#[derive(Template)]
#[template(path = "courses/enrolment.html")]
pub struct EnrolmentPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    officer: Field,
}

impl EnrolmentPage {
    pub fn new(seed: &Seed, session: &Session, form: &EnrolmentForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        Self {
            shell: shell_of(seed, session, errors),
            reference: session.reference.clone(),
            called: called(language, session),
            action: format!("{}/participants", url(&session.reference)),
            back_url: url(&session.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            officer: Field::new(language, "officer", "participation-officer-id", &form.officer, errors).hint(language, "participation-officer-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "courses/instructor.html")]
pub struct InstructorPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    officer: Field,
    name: Field,
    institution: Field,
}

impl InstructorPage {
    pub fn new(seed: &Seed, session: &Session, form: &InstructorForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors).optional();
        Self {
            shell: shell_of(seed, session, errors),
            reference: session.reference.clone(),
            called: called(language, session),
            action: format!("{}/instructors", url(&session.reference)),
            back_url: url(&session.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            officer: field("officer", "session-instructor-officer-id", &form.officer).hint(language, "session-instructor-officer-hint"),
            name: field("name", "session-instructor-name", &form.name).hint(language, "session-instructor-name-hint"),
            institution: field("institution", "session-instructor-institution", &form.institution),
        }
    }
}

/// The fields of one participant.
struct ResultRow {
    who: String,
    attendance: Field,
    attendances: Vec<Choice>,
    result: Field,
    results: Vec<Choice>,
    score: Field,
    certificate: Field,
    remark: Field,
}

#[derive(Template)]
#[template(path = "courses/results.html")]
pub struct ResultsPage {
    shell: Shell,
    reference: String,
    called: String,
    mark: String,
    reason: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    rows: Vec<ResultRow>,
    finish: Field,
}

impl ResultsPage {
    /// What is recorded, or what was posted and could not be kept.
    pub fn new(seed: &Seed, session: &Session, participants: &[Participant], posted: Option<&Form>, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let text = |name: &str, recorded: String| posted.map_or(recorded, |form| form.text(name).to_owned());
        Self {
            shell: shell_of(seed, session, errors),
            reference: session.reference.clone(),
            called: called(language, session),
            mark: session.pass_mark.map(|mark| language.fill("participation-mark", &[("mark", Hole::Number(mark.into()))])).unwrap_or_default(),
            reason: session.state_reason.clone(),
            action: format!("{}/results", url(&session.reference)),
            back_url: url(&session.reference),
            form_key: fresh_form_key(),
            version: text("version", session.version.to_string()),
            errors: errors.links(language),
            rows: participants.iter().enumerate().map(|(place, one)| result_row(language, session, one, place + 1, posted, errors)).collect(),
            finish: Field::new(language, "finish", "participation-finish", &text("finish", String::new()), errors)
                .optional()
                .hint(language, "participation-finish-hint"),
        }
    }
}

fn result_row(language: Language, session: &Session, one: &Participant, place: usize, posted: Option<&Form>, errors: &FieldErrors) -> ResultRow {
    let field = |what: &str, recorded: String| {
        let name = field_of(what, one);
        let value = posted.map_or(recorded, |form| form.text(&name).to_owned());
        Field::new(language, &name, &format!("participation-{what}"), &value, errors)
    };
    // whoever may be qualified gets a number that can be changed
    let proposed = if session.leads_to.is_some() { format!("{}/{}/{place}", session.course, session.reference) } else { String::new() };
    let certificate = if one.certificate.is_empty() { proposed } else { one.certificate.clone() };
    let (attendance, result) = (field("attendance", one.attendance.clone()), field("result", one.result.clone()));
    ResultRow {
        who: if one.name.is_empty() { format!("{} {}", one.station, language.t("history-not-visible")) } else { format!("{} {}", one.officer, one.name) },
        attendances: with_ask(language, word_choices(language, "participation-attendance", ATTENDANCES, &attendance.value)),
        results: with_ask(language, word_choices(language, "participation-result", RESULTS, &result.value)),
        attendance,
        result,
        score: field("score", one.score.map(|score| score.to_string()).unwrap_or_default()).optional(),
        certificate: field("certificate", certificate).optional(),
        remark: field("remark", one.remark.clone()).optional(),
    }
}

#[derive(Template)]
#[template(path = "courses/sheet.html")]
pub struct SheetPage {
    shell: Shell,
    paper: String,
    printed: String,
    title: String,
    called: String,
    place: String,
    teachers: Vec<String>,
    people: Vec<Participant>,
}

impl SheetPage {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, session: &Session, participants: Vec<Participant>, instructors: Vec<Instructor>) -> Self {
        Self {
            shell: Shell::paper(seed, &session.reference, &url(&session.reference)),
            paper: session.reference.clone(),
            printed: seed.printed(),
            title: session.title.clone(),
            called: called(seed.language, session),
            place: session.place.clone(),
            teachers: instructors.into_iter().map(|one| format!("{} {}", one.name, one.institution).trim_end().to_owned()).collect(),
            people: participants.into_iter().filter(|one| one.is_enrolled).collect(),
        }
    }
}
