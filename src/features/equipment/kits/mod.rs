//! Kits: a named set of equipment that goes out and comes back as one thing, and what it must contain.
//!
//! INV-25: a kit is complete if every kind it must contain is there in number, and nothing in it is past its date, out
//! of service or with somebody else. The database says so from states, dates and contents; nobody types it.

mod commands;
mod forms;
mod handlers;
mod queries;
pub mod sheet;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use queries::how_many;
pub(super) use queries::{Kit, by_ref, open_at};
pub(super) use views::url;

actions! {
    /// Kits of one's scope, and those one holds.
    ListKits: Get "/kits" => "kit.list", Collection, Quiet;
    /// The form of a new kit.
    NewKit: Get "/kits/new" => "kit.create", Collection, Quiet;
    /// Records one.
    CreateKit: Post "/kits" => "kit.create", Collection, Change;
    /// The record: complete or what is missing, its parts, who has it.
    ShowKit: Get "/kits/{ref}" => "kit.show", Kit, Quiet;
    /// The packing sheet.
    PrintKit: Get "/kits/{ref}/print" => "kit.show", Kit, Read;
    /// Its form.
    AskKit: Get "/kits/{ref}/edit" => "kit.edit", Kit, Quiet;
    /// Saves it.
    EditKit: Post "/kits/{ref}/edit" => "kit.edit", Kit, Change;
    /// What it must contain, and the form of one line.
    AskContents: Get "/kits/{ref}/contents" => "kit.edit", Kit, Quiet;
    /// Sets how many of a kind.
    SetContents: Post "/kits/{ref}/contents" => "kit.edit", Kit, Change;
    /// The form that puts a thing in.
    AskPart: Get "/kits/{ref}/parts" => "kit.edit", Kit, Quiet;
    /// Puts it in.
    AddPart: Post "/kits/{ref}/parts" => "kit.edit", Kit, Change;
    /// What was saved, by whom.
    KitHistory: Get "/kits/{ref}/history" => "kit.show", Kit, Quiet;
}

/// `/kits`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListKits, _, _>(handlers::index)
        .get::<NewKit, _, _>(handlers::ask_new)
        .post::<CreateKit, _, _>(handlers::create)
        .get::<ShowKit, _, _>(handlers::show)
        .get::<PrintKit, _, _>(handlers::print)
        .get::<AskKit, _, _>(handlers::ask_edit)
        .post::<EditKit, _, _>(handlers::edit)
        .get::<AskContents, _, _>(handlers::ask_contents)
        .post::<SetContents, _, _>(handlers::set_contents)
        .get::<AskPart, _, _>(handlers::ask_part)
        .post::<AddPart, _, _>(handlers::add_part)
        .get::<KitHistory, _, _>(handlers::history_of)
}
