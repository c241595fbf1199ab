//! Sessions of courses: their days and place, who teaches, who takes part, what came of it, who verified it.

mod commands;
mod forms;
mod handlers;
mod listing;
mod pages;
mod people;
mod queries;
mod results;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use listing::{Line, of_course};
pub use queries::Session;
pub use views::{SessionRow, state_tag, url};

actions! {
    /// Sessions of one's scope, and those of one's own people.
    ListSessions: Get "/sessions" => "session.list", Collection, Quiet;
    /// The form of a new session.
    NewSession: Get "/sessions/new" => "session.create", Collection, Quiet;
    /// Plans one.
    CreateSession: Post "/sessions" => "session.create", Collection, Change;
    /// The record: people, results, what is next.
    ShowSession: Get "/sessions/{ref}" => "session.show", Session, Quiet;
    /// Its form, before it is held.
    AskSession: Get "/sessions/{ref}/edit" => "session.run", Session, Quiet;
    /// Saves it.
    EditSession: Post "/sessions/{ref}/edit" => "session.run", Session, Change;
    /// Opens, holds or closes it.
    StepSession: Post "/sessions/{ref}/step" => "session.run", Session, Change;
    /// Asks why it is cancelled.
    AskCancellation: Get "/sessions/{ref}/cancellation" => "session.run", Session, Quiet;
    /// Cancels it.
    CancelSession: Post "/sessions/{ref}/cancellation" => "session.run", Session, Change;
    /// The form that enrols an officer.
    AskEnrolment: Get "/sessions/{ref}/participants" => "session.enrol", Session, Quiet;
    /// Enrols one.
    Enrol: Post "/sessions/{ref}/participants" => "session.enrol", Session, Change;
    /// Takes an officer off.
    Withdraw: Post "/sessions/{ref}/participants/{officer}/withdrawal" => "session.enrol", Session, Change;
    /// The form that names an instructor.
    AskInstructor: Get "/sessions/{ref}/instructors" => "session.run", Session, Quiet;
    /// Names one.
    NameInstructor: Post "/sessions/{ref}/instructors" => "session.run", Session, Change;
    /// Takes one off.
    RemoveInstructor: Post "/sessions/{ref}/instructors/{number}/removal" => "session.run", Session, Change;
    /// The sheet that everybody signs, on paper.
    PrintAttendance: Get "/sessions/{ref}/attendance" => "session.run", Session, Quiet;
    /// Attendance and results of everybody in one form.
    AskResults: Get "/sessions/{ref}/results" => "session.enter-results", Session, Quiet;
    /// Keeps them, and enters them when they are whole.
    SaveResults: Post "/sessions/{ref}/results" => "session.enter-results", Session, Change;
    /// Verifies them: those who passed are qualified.
    VerifySession: Post "/sessions/{ref}/verification" => "session.verify", Session, Change;
    /// Asks why the results go back.
    AskReturn: Get "/sessions/{ref}/return" => "session.verify", Session, Quiet;
    /// Sends them back to whoever enters them.
    ReturnResults: Post "/sessions/{ref}/return" => "session.verify", Session, Change;
    /// What was saved, by whom.
    SessionHistory: Get "/sessions/{ref}/history" => "session.show", Session, Quiet;
}

/// `/sessions`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListSessions, _, _>(handlers::index)
        .get::<NewSession, _, _>(handlers::ask_new)
        .post::<CreateSession, _, _>(handlers::create)
        .get::<ShowSession, _, _>(handlers::show)
        .get::<AskSession, _, _>(handlers::ask_edit)
        .post::<EditSession, _, _>(handlers::edit)
        .post::<StepSession, _, _>(handlers::step)
        .get::<AskCancellation, _, _>(handlers::ask_cancellation)
        .post::<CancelSession, _, _>(handlers::cancel)
        .get::<SessionHistory, _, _>(handlers::history_of)
        .get::<AskEnrolment, _, _>(people::ask_enrolment)
        .post::<Enrol, _, _>(people::enrol)
        .post::<Withdraw, _, _>(people::withdraw)
        .get::<AskInstructor, _, _>(people::ask_instructor)
        .post::<NameInstructor, _, _>(people::name_instructor)
        .post::<RemoveInstructor, _, _>(people::remove_instructor)
        .get::<PrintAttendance, _, _>(people::sheet)
        .get::<AskResults, _, _>(results::ask)
        .post::<SaveResults, _, _>(results::save)
        .post::<VerifySession, _, _>(results::verify)
        .get::<AskReturn, _, _>(results::ask_return)
        .post::<ReturnResults, _, _>(results::send_back)
}
