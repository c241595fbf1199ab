//! Protection requirements (WF-3): from an approved assessment to posture, posts and hours, to the number of
//! officers they take, to the chief's approval; and the register of what was asked for, what came of it, and
//! who bears what is left (peers 96).
//!
//! - INV-01: a requirement is approved on an assessment in force; without one there is no day of duty.
//! - INV-02: where nothing it rests on is in force it lapses; nobody is removed, and carrying it over to the
//!   next assessment brings it back with its posts and people.
//! - INV-05: author, validator and approver are signatures; the author never validates nor approves.
//! - INV-06: an approved requirement is frozen. INV-07: private security last, with its reason.
//!
//! `interim` is protect now: one person, one page, 72 hours. Not here: who sits on the posts (teams), the
//! assessments themselves (risk).

mod commands;
mod deeds;
mod forms;
mod handlers;
mod model;
mod notices;
mod pages;
mod posts;
mod queries;
mod register;
mod views;

pub mod interim;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use forms::{date as read_day, one_of};
pub use model::{LEVELS, State as RequirementState};
pub use notices::notices;
pub use queries::{Coded, Post as RequiredPost, Requirement, by_ref as requirement_by_ref, posts as required_posts, postures};
pub use views::{ground as ground_words, role_word, url as requirement_url};

actions! {
    /// The register.
    ListRequirements: Get "/requirements" => "requirement.list", Collection, Quiet;
    /// The form of a new draft.
    NewRequirement: Get "/requirements/new" => "requirement.create", Collection, Quiet;
    /// Writes one.
    CreateRequirement: Post "/requirements" => "requirement.create", Collection, Change;
    /// The record.
    ShowRequirement: Get "/requirements/{ref}" => "requirement.show", Requirement, Quiet;
    /// The record on paper.
    PrintRequirement: Get "/requirements/{ref}/print" => "requirement.print", Requirement, Read;
    /// The form of a draft.
    AskRequirement: Get "/requirements/{ref}/edit" => "requirement.edit", Requirement, Quiet;
    /// Saves a draft.
    EditRequirement: Post "/requirements/{ref}/edit" => "requirement.edit", Requirement, Change;
    /// What was saved, by whom.
    RequirementHistory: Get "/requirements/{ref}/history" => "requirement.history", Requirement, Quiet;
    /// Posts and the sum behind the head count.
    ShowPosts: Get "/requirements/{ref}/required-posts" => "requirement.show", Requirement, Quiet;
    /// Adds a post to a draft.
    AddPost: Post "/requirements/{ref}/required-posts" => "requirement.edit", Requirement, Change;
    /// Takes a post out of a draft.
    VoidPost: Post "/requirements/{ref}/required-posts/{n}/void" => "requirement.edit", Requirement, Change;
    /// Checks it and fixes the head count.
    Validate: Post "/requirements/{ref}/validate" => "requirement.validate", Requirement, Change;
    /// Gives it back to its author.
    Return: Post "/requirements/{ref}/return" => "requirement.return", Requirement, Change;
    /// Approves it.
    Approve: Post "/requirements/{ref}/approve" => "requirement.approve", Requirement, Change;
    /// Takes it under review.
    Review: Post "/requirements/{ref}/review" => "requirement.review", Requirement, Change;
    /// Lets it go on unchanged.
    Resume: Post "/requirements/{ref}/resume" => "requirement.review", Requirement, Change;
    /// Asks why it is refused.
    AskRefuse: Get "/requirements/{ref}/refuse" => "requirement.refuse", Requirement, Quiet;
    /// Refuses it.
    Refuse: Post "/requirements/{ref}/refuse" => "requirement.refuse", Requirement, Change;
    /// Asks why it is reduced.
    AskReduce: Get "/requirements/{ref}/reduce" => "requirement.reduce", Requirement, Quiet;
    /// Reduces it.
    Reduce: Post "/requirements/{ref}/reduce" => "requirement.reduce", Requirement, Change;
    /// Asks why it ends.
    AskEnd: Get "/requirements/{ref}/end" => "requirement.end", Requirement, Quiet;
    /// Ends it.
    End: Post "/requirements/{ref}/end" => "requirement.end", Requirement, Change;
    /// The form of the answer.
    AskAnswer: Get "/requirements/{ref}/answer" => "requirement.answer", Requirement, Quiet;
    /// Writes the answer into the register.
    Answer: Post "/requirements/{ref}/answer" => "requirement.answer", Requirement, Change;
    /// What goes on under the next assessment.
    AskCarryOver: Get "/requirements/{ref}/carry-over" => "requirement.carry-over", Requirement, Quiet;
    /// Carries it over.
    CarryOver: Post "/requirements/{ref}/carry-over" => "requirement.carry-over", Requirement, Change;
}

/// `/requirements`, `/interim-protection`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListRequirements, _, _>(register::index)
        .get::<NewRequirement, _, _>(handlers::ask_new)
        .post::<CreateRequirement, _, _>(handlers::create)
        .get::<ShowRequirement, _, _>(handlers::show)
        .get::<PrintRequirement, _, _>(handlers::print)
        .get::<AskRequirement, _, _>(handlers::ask_edit)
        .post::<EditRequirement, _, _>(handlers::edit)
        .get::<RequirementHistory, _, _>(handlers::history_of)
        .get::<ShowPosts, _, _>(posts::show)
        .post::<AddPost, _, _>(posts::add)
        .post::<VoidPost, _, _>(posts::void)
        .post::<Validate, _, _>(deeds::validate)
        .post::<Return, _, _>(deeds::give_back)
        .post::<Approve, _, _>(deeds::approve)
        .post::<Review, _, _>(deeds::review)
        .post::<Resume, _, _>(deeds::resume)
        .get::<AskRefuse, _, _>(deeds::ask_refuse)
        .post::<Refuse, _, _>(deeds::refuse)
        .get::<AskReduce, _, _>(deeds::ask_reduce)
        .post::<Reduce, _, _>(deeds::reduce)
        .get::<AskEnd, _, _>(deeds::ask_end)
        .post::<End, _, _>(deeds::end)
        .get::<AskAnswer, _, _>(deeds::ask_answer)
        .post::<Answer, _, _>(deeds::answer)
        .get::<AskCarryOver, _, _>(deeds::ask_carry_over)
        .post::<CarryOver, _, _>(deeds::carry_over)
        .and(interim::routes())
}
