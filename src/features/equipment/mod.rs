//! Equipment: body armour, radios, medical and other gear; what each thing is, until when it is good, who has it; and
//! kits, which go out and come back as one thing.
//!
//! - INV-23: issue, return and write-off take two people with their own sign-in ([`acts`]).
//! - INV-24: loss and theft alert at once; what is found is looked at before it is used.
//! - INV-25: what is not serviceable or past its date counts as not ready, and so does a kit that lacks a part. That
//!   follows from states, dates and contents and is stored nowhere. `sec.kit_is_complete` answers for a span.
//!
//! What has no serial number is counted: so many of a kind under one reference. Not here: transfer to another station,
//! stock counts, late returns (later).

mod acts;
mod commands;
mod details;
mod form_page;
mod forms;
mod handlers;
mod kits;
mod model;
mod parts;
mod queries;
pub mod sheet;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use kits::{how_many as how_many_kits, sheet as kits_sheet};
pub use queries::{how_many, near_any};
pub use views::gap_words;

use queries::Equipment;

actions! {
    /// Equipment of one's scope, and what one holds.
    ListEquipment: Get "/equipment" => "equipment.list", Collection, Quiet;
    /// The form of a new thing.
    NewEquipment: Get "/equipment/new" => "equipment.create", Collection, Quiet;
    /// Records one.
    CreateEquipment: Post "/equipment" => "equipment.create", Collection, Change;
    /// The record: ready or not, who has it, in which kit.
    ShowEquipment: Get "/equipment/{ref}" => "equipment.show", Equipment, Quiet;
    /// The record on paper.
    PrintEquipment: Get "/equipment/{ref}/print" => "equipment.show", Equipment, Read;
    /// Its form.
    AskEquipment: Get "/equipment/{ref}/edit" => "equipment.edit", Equipment, Quiet;
    /// Saves it.
    EditEquipment: Post "/equipment/{ref}/edit" => "equipment.edit", Equipment, Change;
    /// The form of armour level and dates.
    AskDates: Get "/equipment/{ref}/dates" => "equipment.edit", Equipment, Quiet;
    /// Saves them.
    EditDates: Post "/equipment/{ref}/dates" => "equipment.edit", Equipment, Change;
    /// Asks for the new state and why.
    AskEquipmentState: Get "/equipment/{ref}/state" => "equipment.edit", Equipment, Quiet;
    /// Changes it; loss and theft alert.
    ChangeEquipmentState: Post "/equipment/{ref}/state" => "equipment.edit", Equipment, Change;
    /// Asks into which kit it goes.
    AskKitOf: Get "/equipment/{ref}/kit" => "equipment.edit", Equipment, Quiet;
    /// Puts it in, or takes it out.
    ChangeKitOf: Post "/equipment/{ref}/kit" => "equipment.edit", Equipment, Change;
    /// What was saved, by whom.
    EquipmentHistory: Get "/equipment/{ref}/history" => "equipment.show", Equipment, Quiet;
}

/// `/equipment`, `/kits` and `/equipment-acts`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListEquipment, _, _>(handlers::index)
        .get::<NewEquipment, _, _>(handlers::ask_new)
        .post::<CreateEquipment, _, _>(handlers::create)
        .get::<ShowEquipment, _, _>(handlers::show)
        .get::<PrintEquipment, _, _>(handlers::print)
        .get::<AskEquipment, _, _>(handlers::ask_edit)
        .post::<EditEquipment, _, _>(handlers::edit)
        .get::<AskDates, _, _>(details::ask)
        .post::<EditDates, _, _>(details::save)
        .get::<AskEquipmentState, _, _>(parts::ask_state)
        .post::<ChangeEquipmentState, _, _>(parts::change_state)
        .get::<AskKitOf, _, _>(parts::ask_kit)
        .post::<ChangeKitOf, _, _>(parts::change_kit)
        .get::<EquipmentHistory, _, _>(handlers::history_of)
        .and(kits::routes())
        .and(acts::routes())
}
