//! The catalogue of courses and their sessions: who teaches, who takes part, who passed (F-2.19, WF-13).
//!
//! - A session goes `planned → open → held → results_entered → verified → closed`, or is cancelled before it is held; the
//!   database keeps the order, the seats, and that nobody sits in two sessions at once.
//! - INV-16: a result becomes a qualification only when somebody else than whoever entered it, and no participant, has
//!   verified the session. The database makes it then, with the rules of qualifications.
//! - INV-20: rounds that are fired in training may name a session of the register.
//!
//! Not here: what the qualifications mean and when they end (qualifications), absences for training (people).

mod commands;
mod forms;
mod handlers;
mod model;
mod of_officer;
mod queries;
mod sessions;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use queries::Course;

actions! {
    /// The catalogue.
    ListCourses: Get "/courses" => "course.list", Collection, Quiet;
    /// The form of a new course.
    NewCourse: Get "/courses/new" => "course.create", Collection, Quiet;
    /// Records one.
    CreateCourse: Post "/courses" => "course.create", Collection, Change;
    /// The record, its sessions, who holds what it leads to.
    ShowCourse: Get "/courses/{ref}" => "course.show", Course, Quiet;
    /// Its form.
    AskCourse: Get "/courses/{ref}/edit" => "course.edit", Course, Quiet;
    /// Saves it, also its withdrawal.
    EditCourse: Post "/courses/{ref}/edit" => "course.edit", Course, Change;
    /// What was saved, by whom.
    CourseHistory: Get "/courses/{ref}/history" => "course.show", Course, Quiet;
}

/// `/courses`, `/sessions`, `/officers/{ref}/courses`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListCourses, _, _>(handlers::index)
        .get::<NewCourse, _, _>(handlers::ask_new)
        .post::<CreateCourse, _, _>(handlers::create)
        .get::<ShowCourse, _, _>(handlers::show)
        .get::<AskCourse, _, _>(handlers::ask_edit)
        .post::<EditCourse, _, _>(handlers::edit)
        .get::<CourseHistory, _, _>(handlers::history_of)
        .and(sessions::routes())
        .and(of_officer::routes())
}
