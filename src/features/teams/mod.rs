//! Protection teams: the people on the seats of an approved requirement, from a day, open-ended or to a day
//! (DESIGN 9.2); the leader's acceptance; one-for-one replacement, also while the assessment has lapsed; the
//! days of duty.
//!
//! - INV-01: staffing and every day of duty rest on an approved requirement with an assessment in force that
//!   day, or on interim protection; the database holds it and this page says it.
//! - INV-02: a lapse marks assignments and deletes none; meanwhile one may be replaced by one.
//! - INV-08: nobody is on two duties, nor on duty and on a journey elsewhere.
//!
//! A gap is a seat without anybody on it today; it shows on team, station and board. Not here: what is asked
//! for (requirements), posts of a single journey (movements), shifts with rest rules (schedule, later).

mod assignments;
mod commands;
mod duty;
mod forms;
mod handlers;
mod pages;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use views::notices;

use queries::{Assignment, DutyTarget, LedTeam, Team};

actions! {
    /// Teams of one's scope, and one's own.
    ListTeams: Get "/teams" => "team.list", Collection, Quiet;
    /// The form of a new team.
    NewTeam: Get "/teams/new" => "team.create", Collection, Quiet;
    /// Makes one on an approved requirement.
    CreateTeam: Post "/teams" => "team.create", Collection, Change;
    /// The record.
    ShowTeam: Get "/teams/{ref}" => "team.show", Team, Quiet;
    /// The team on paper.
    PrintTeam: Get "/teams/{ref}/print" => "team.print", Team, Read;
    /// Its seats with everybody on them.
    ShowSeats: Get "/teams/{ref}/posts" => "team.show", Team, Quiet;
    /// What was saved, by whom.
    TeamHistory: Get "/teams/{ref}/history" => "team.history", Team, Quiet;
    /// The leader accepts the team.
    AcceptTeam: Post "/teams/{ref}/accept" => "team.accept", LedTeam, Change;
    /// The form that puts somebody on a seat.
    AskAssign: Get "/teams/{ref}/assignments/new" => "team.staff", Team, Quiet;
    /// Puts somebody on a seat.
    Assign: Post "/teams/{ref}/assignments" => "team.staff", Team, Change;
    /// The officer says yes.
    AcceptAssignment: Post "/teams/{ref}/assignments/{id}/accept" => "assignment.answer", Assignment, Change;
    /// Asks why not.
    AskDecline: Get "/teams/{ref}/assignments/{id}/decline" => "assignment.answer", Assignment, Quiet;
    /// The officer says no.
    Decline: Post "/teams/{ref}/assignments/{id}/decline" => "assignment.answer", Assignment, Change;
    /// Asks when and why it ends.
    AskEndAssignment: Get "/teams/{ref}/assignments/{id}/end" => "assignment.end", Assignment, Quiet;
    /// Ends it.
    EndAssignment: Post "/teams/{ref}/assignments/{id}/end" => "assignment.end", Assignment, Change;
    /// Asks by whom, from when and why.
    AskReplace: Get "/teams/{ref}/assignments/{id}/replace" => "assignment.replace", Assignment, Quiet;
    /// Replaces one by one, days of duty included.
    Replace: Post "/teams/{ref}/assignments/{id}/replace" => "assignment.replace", Assignment, Change;
    /// Two weeks of duty.
    ShowDuty: Get "/teams/{ref}/duty-days" => "team.show", Team, Quiet;
    /// Plans days of duty.
    PlanDuty: Post "/teams/{ref}/duty-days" => "duty.plan", Team, Change;
    /// Asks why a day is taken back.
    AskVoidDuty: Get "/teams/{ref}/duty-days/{id}/void" => "duty.plan", DutyTarget, Quiet;
    /// Takes a day back.
    VoidDuty: Post "/teams/{ref}/duty-days/{id}/void" => "duty.plan", DutyTarget, Change;
}

/// `/teams`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListTeams, _, _>(handlers::index)
        .get::<NewTeam, _, _>(handlers::ask_new)
        .post::<CreateTeam, _, _>(handlers::create)
        .get::<ShowTeam, _, _>(handlers::show)
        .get::<PrintTeam, _, _>(handlers::print)
        .get::<ShowSeats, _, _>(handlers::seats)
        .get::<TeamHistory, _, _>(handlers::history_of)
        .post::<AcceptTeam, _, _>(handlers::accept)
        .get::<AskAssign, _, _>(assignments::ask_assign)
        .post::<Assign, _, _>(assignments::assign)
        .get::<AskDecline, _, _>(assignments::ask_decline)
        .post::<AcceptAssignment, _, _>(assignments::accept)
        .post::<Decline, _, _>(assignments::decline)
        .get::<AskEndAssignment, _, _>(assignments::ask_end)
        .post::<EndAssignment, _, _>(assignments::end)
        .get::<AskReplace, _, _>(assignments::ask_replace)
        .post::<Replace, _, _>(assignments::replace)
        .get::<ShowDuty, _, _>(duty::show)
        .post::<PlanDuty, _, _>(duty::plan)
        .get::<AskVoidDuty, _, _>(duty::ask_void)
        .post::<VoidDuty, _, _>(duty::void)
}
