//! Close protection units that Member States provide (F-2.18): the offer, the agreement, the checks before it is deployed,
//! its people, its rotations, what it brings, and its end.
//!
//! - WF-12: enquiry, offer, negotiation, agreed, pre-deployment check, ready, deployed, rotating, ended. No unit is deployed
//!   without an agreement in force, nor before every item of the check was passed and confirmed by a second person.
//! - INV-05: who drafted an agreement does not approve it; what was approved is kept and may only end early.
//! - A person serves in one unit at a time, and no more serve on a day than were agreed.
//! - UNC-19: whoever a Member State sent is armed only under an agreement that says so (`sec.armed_gaps`).
//! - UNC-26: rotations every twelve months (a setting), or as the unit says. UNC-31: its weapons are registered and counted;
//!   the UN destroys none of them and moves none to another station. At the end each is handed back, seen by two.
//!
//! Not here: who its people are (people), where a weapon lies (firearms), people promised for later (standby).

mod commands;
mod deeds;
mod form_page;
mod forms;
mod handlers;
mod model;
mod part_forms;
mod parts;
mod queries;
mod record;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use parts::{Agreement, Check, Item, Member, Of, Rotation};
use queries::Unit;

actions! {
    /// Units of one's scope.
    ListUnits: Get "/member-state-units" => "unit.list", Collection, Quiet;
    /// The form of a new unit.
    NewUnit: Get "/member-state-units/new" => "unit.create", Collection, Quiet;
    /// Records an enquiry or an offer.
    CreateUnit: Post "/member-state-units" => "unit.create", Collection, Change;
    /// The record.
    ShowUnit: Get "/member-state-units/{ref}" => "unit.show", Unit, Quiet;
    /// The record on paper.
    PrintUnit: Get "/member-state-units/{ref}/print" => "unit.show", Unit, Read;
    /// Its form.
    AskUnit: Get "/member-state-units/{ref}/edit" => "unit.edit", Unit, Quiet;
    /// Saves it.
    EditUnit: Post "/member-state-units/{ref}/edit" => "unit.edit", Unit, Change;
    /// Asks for the next step.
    AskStep: Get "/member-state-units/{ref}/step" => "unit.step", Unit, Quiet;
    /// Takes it.
    TakeStep: Post "/member-state-units/{ref}/step" => "unit.step", Unit, Change;
    /// What was saved, by whom.
    UnitHistory: Get "/member-state-units/{ref}/history" => "unit.show", Unit, Quiet;
    /// The form of an agreement.
    AskAgreement: Get "/member-state-units/{ref}/agreements/new" => "unit.agree", Unit, Quiet;
    /// Drafts one.
    DraftAgreement: Post "/member-state-units/{ref}/agreements" => "unit.agree", Unit, Change;
    /// The form of a draft.
    AskDraft: Get "/member-state-units/{ref}/agreements/{agreement}/edit" => "unit.agree", Of<Agreement>, Quiet;
    /// Saves the draft.
    EditDraft: Post "/member-state-units/{ref}/agreements/{agreement}/edit" => "unit.agree", Of<Agreement>, Change;
    /// Approves it: another than who drafted.
    ApproveAgreement: Post "/member-state-units/{ref}/agreements/{agreement}/approve" => "unit.approve", Of<Agreement>, Change;
    /// Asks when and why it ends before its time.
    AskAgreementEnd: Get "/member-state-units/{ref}/agreements/{agreement}/end" => "unit.agree", Of<Agreement>, Quiet;
    /// Ends it.
    EndAgreement: Post "/member-state-units/{ref}/agreements/{agreement}/end" => "unit.agree", Of<Agreement>, Change;
    /// The form of a check.
    AskUnitCheck: Get "/member-state-units/{ref}/checks/new" => "unit.check", Unit, Quiet;
    /// Records one.
    AddUnitCheck: Post "/member-state-units/{ref}/checks" => "unit.check", Unit, Change;
    /// Confirms it: another than who checked.
    ConfirmUnitCheck: Post "/member-state-units/{ref}/checks/{check}/confirm" => "unit.confirm-check", Of<Check>, Change;
    /// The form of a member.
    AskUnitMember: Get "/member-state-units/{ref}/members/new" => "unit.member", Unit, Quiet;
    /// Puts somebody in post.
    AddUnitMember: Post "/member-state-units/{ref}/members" => "unit.member", Unit, Change;
    /// The form of somebody in post.
    AskMemberEdit: Get "/member-state-units/{ref}/members/{member}/edit" => "unit.member", Of<Member>, Quiet;
    /// Saves position, rank and the day of leaving.
    EditMember: Post "/member-state-units/{ref}/members/{member}/edit" => "unit.member", Of<Member>, Change;
    /// The form of a rotation.
    AskRotation: Get "/member-state-units/{ref}/rotations/new" => "unit.rotate", Unit, Quiet;
    /// Plans one.
    PlanRotation: Post "/member-state-units/{ref}/rotations" => "unit.rotate", Unit, Change;
    /// Asks how a planned rotation went.
    AskRotationEnd: Get "/member-state-units/{ref}/rotations/{rotation}/end" => "unit.rotate", Of<Rotation>, Quiet;
    /// Records that it took place, or was called off.
    EndRotation: Post "/member-state-units/{ref}/rotations/{rotation}/end" => "unit.rotate", Of<Rotation>, Change;
    /// The form of something the unit brings.
    AskItem: Get "/member-state-units/{ref}/items/new" => "unit.kit", Unit, Quiet;
    /// Lists it.
    AddItem: Post "/member-state-units/{ref}/items" => "unit.kit", Unit, Change;
    /// Asks what became of it.
    AskSettlement: Get "/member-state-units/{ref}/items/{item}/settlement" => "unit.kit", Of<Item>, Quiet;
    /// Records it.
    SettleItem: Post "/member-state-units/{ref}/items/{item}/settlement" => "unit.kit", Of<Item>, Change;
    /// Confirms it: another than who recorded it.
    ConfirmItem: Post "/member-state-units/{ref}/items/{item}/confirm" => "unit.confirm-kit", Of<Item>, Change;
}

/// `/member-state-units`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListUnits, _, _>(handlers::index)
        .get::<NewUnit, _, _>(handlers::ask_new)
        .post::<CreateUnit, _, _>(handlers::create)
        .get::<ShowUnit, _, _>(handlers::show)
        .get::<PrintUnit, _, _>(handlers::print)
        .get::<AskUnit, _, _>(handlers::ask_edit)
        .post::<EditUnit, _, _>(handlers::edit)
        .get::<AskStep, _, _>(handlers::ask_step)
        .post::<TakeStep, _, _>(handlers::step)
        .get::<UnitHistory, _, _>(handlers::history_of)
        .get::<AskAgreement, _, _>(deeds::ask_agreement)
        .post::<DraftAgreement, _, _>(deeds::draft_agreement)
        .get::<AskDraft, _, _>(deeds::ask_draft)
        .post::<EditDraft, _, _>(deeds::edit_draft)
        .post::<ApproveAgreement, _, _>(deeds::approve)
        .get::<AskAgreementEnd, _, _>(deeds::ask_agreement_end)
        .post::<EndAgreement, _, _>(deeds::end_agreement)
        .get::<AskUnitCheck, _, _>(deeds::ask_check)
        .post::<AddUnitCheck, _, _>(deeds::check)
        .post::<ConfirmUnitCheck, _, _>(deeds::confirm_check)
        .get::<AskUnitMember, _, _>(deeds::ask_member)
        .post::<AddUnitMember, _, _>(deeds::add_member)
        .get::<AskMemberEdit, _, _>(deeds::ask_member_edit)
        .post::<EditMember, _, _>(deeds::edit_member)
        .get::<AskRotation, _, _>(deeds::ask_rotation)
        .post::<PlanRotation, _, _>(deeds::plan_rotation)
        .get::<AskRotationEnd, _, _>(deeds::ask_rotation_end)
        .post::<EndRotation, _, _>(deeds::end_rotation)
        .get::<AskItem, _, _>(deeds::ask_item)
        .post::<AddItem, _, _>(deeds::add_item)
        .get::<AskSettlement, _, _>(deeds::ask_settlement)
        .post::<SettleItem, _, _>(deeds::settle)
        .post::<ConfirmItem, _, _>(deeds::confirm_item)
}
