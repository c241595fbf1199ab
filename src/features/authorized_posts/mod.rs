//! The authorized posts of a station's protection unit, who fills each and which are vacant, and the strength that the
//! station must not fall below (ux.md 3.10).
//!
//! - INV-09: a post is filled by an officer of its own station, and nobody fills two; who moves away leaves it vacant.
//! - INV-13, X-09: until when the funds of an officer last is what their post says, written once.
//! - A post is abolished with a reason; nothing is deleted, and its number is free again.
//! - Strength is counted, never typed: who is present now and on each of the next fourteen days.
//!
//! Not here: posts on a leg (movements), seats of a team (requirements, teams), contracts (people).

mod commands;
mod forms;
mod handlers;
mod model;
mod queries;
mod strength;
mod views;

pub use strength::unit_line;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use queries::Post;

actions! {
    /// Authorized posts of one's scope.
    ListPosts: Get "/authorized-posts" => "authorized-post.list", Collection, Quiet;
    /// The form of a new post.
    NewPost: Get "/authorized-posts/new" => "authorized-post.create", Collection, Quiet;
    /// Records one.
    CreatePost: Post "/authorized-posts" => "authorized-post.create", Collection, Change;
    /// The record.
    ShowPost: Get "/authorized-posts/{ref}" => "authorized-post.show", Post, Quiet;
    /// Its form.
    AskPost: Get "/authorized-posts/{ref}/edit" => "authorized-post.edit", Post, Quiet;
    /// Saves it.
    EditPost: Post "/authorized-posts/{ref}/edit" => "authorized-post.edit", Post, Change;
    /// Asks who fills it, and since when.
    AskOfficer: Get "/authorized-posts/{ref}/officer" => "authorized-post.fill", Post, Quiet;
    /// Fills it.
    FillPost: Post "/authorized-posts/{ref}/officer" => "authorized-post.fill", Post, Change;
    /// Leaves it vacant.
    VacatePost: Post "/authorized-posts/{ref}/vacancy" => "authorized-post.fill", Post, Change;
    /// Asks why it is abolished.
    AskAbolition: Get "/authorized-posts/{ref}/abolition" => "authorized-post.abolish", Post, Quiet;
    /// Abolishes it.
    AbolishPost: Post "/authorized-posts/{ref}/abolition" => "authorized-post.abolish", Post, Change;
    /// What was saved, by whom.
    PostHistory: Get "/authorized-posts/{ref}/history" => "authorized-post.show", Post, Quiet;
}

/// `/authorized-posts` and `/duty-stations/{code}/strength`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListPosts, _, _>(handlers::index)
        .get::<NewPost, _, _>(handlers::ask_new)
        .post::<CreatePost, _, _>(handlers::create)
        .get::<ShowPost, _, _>(handlers::show)
        .get::<AskPost, _, _>(handlers::ask_edit)
        .post::<EditPost, _, _>(handlers::edit)
        .get::<AskOfficer, _, _>(handlers::ask_officer)
        .post::<FillPost, _, _>(handlers::fill)
        .post::<VacatePost, _, _>(handlers::vacate)
        .get::<AskAbolition, _, _>(handlers::ask_abolition)
        .post::<AbolishPost, _, _>(handlers::abolish)
        .get::<PostHistory, _, _>(handlers::history_of)
        .and(strength::routes())
}
