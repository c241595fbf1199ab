//! Acts that hand equipment over: issue, return and write-off, each by two people who sign in themselves (INV-23).
//!
//! - An issue is prepared by whoever keeps the equipment and done when the officer signs. INV-25: what is not ready on
//!   all its days is not issued; what was handed over all the same is recorded and opens an exception (DESIGN 9.1).
//! - A return is recorded as it happens; the officer signs within a day. A kit comes back as one: what did not come back
//!   with it stays with the officer, what came back broken is unserviceable at once.
//! - A write-off is done by the second signature, and says where the thing goes if anything is left of it.
//! - INV-24: a loss or theft is reported at once by one, also by whoever has the thing, ends who had it, and alerts; what
//!   is found comes back by a recovery, unserviceable, and both take a second signature within a day.
//!
//! The database writes the ledger of who had what; nobody rewrites it.

mod commands;
mod forms;
mod handlers;
mod issue_page;
mod missing;
mod queries;
mod return_page;
mod views;
mod writing_off;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub(super) use views::url;

use super::kits::Kit;
use super::queries::Equipment;
use queries::Act;

actions! {
    /// Acts of one's scope, and one's own.
    ListEquipmentActs: Get "/equipment-acts" => "equipment-act.list", Collection, Quiet;
    /// Thing or kit and officer, what stands against it, and the form of the issue.
    AskEquipmentIssue: Get "/equipment-acts/issue" => "equipment-act.issue", Collection, Quiet;
    /// Prepares an issue, or records one that has happened.
    IssueEquipment: Post "/equipment-acts" => "equipment-act.issue", Collection, Change;
    /// The act with its signatures.
    ShowEquipmentAct: Get "/equipment-acts/{ref}" => "equipment-act.show", Act, Quiet;
    /// The receipt.
    PrintEquipmentAct: Get "/equipment-acts/{ref}/print" => "equipment-act.show", Act, Read;
    /// The second signature.
    SignEquipmentAct: Post "/equipment-acts/{ref}/sign" => "equipment-act.sign", Act, Change;
    /// Asks why nothing comes of it.
    AskWithdrawEquipmentAct: Get "/equipment-acts/{ref}/withdraw" => "equipment-act.withdraw", Act, Quiet;
    /// Nothing comes of it.
    WithdrawEquipmentAct: Post "/equipment-acts/{ref}/withdraw" => "equipment-act.withdraw", Act, Change;
    /// What was saved, by whom.
    EquipmentActHistory: Get "/equipment-acts/{ref}/history" => "equipment-act.show", Act, Quiet;
    /// In what condition a thing comes back.
    AskReturnEquipment: Get "/equipment/{ref}/return" => "equipment-act.return", Equipment, Quiet;
    /// Takes it back.
    ReturnEquipment: Post "/equipment/{ref}/return" => "equipment-act.return", Equipment, Change;
    /// In what condition a kit comes back, and what did not.
    AskReturnKit: Get "/kits/{ref}/return" => "equipment-act.return", Kit, Quiet;
    /// Takes it back.
    ReturnKit: Post "/kits/{ref}/return" => "equipment-act.return", Kit, Change;
    /// Asks why a thing is written off.
    AskWriteOff: Get "/equipment/{ref}/write-off" => "equipment-act.write-off", Equipment, Quiet;
    /// Prepares the write-off.
    WriteOff: Post "/equipment/{ref}/write-off" => "equipment-act.write-off", Equipment, Change;
    /// Asks when, where and how it was lost or stolen.
    AskEquipmentLoss: Get "/equipment/{ref}/loss" => "equipment-act.report-loss", Equipment, Quiet;
    /// Reports it; alerts at once.
    ReportEquipmentLoss: Post "/equipment/{ref}/loss" => "equipment-act.report-loss", Equipment, Change;
    /// Asks when and where it was found.
    AskEquipmentRecovery: Get "/equipment/{ref}/recovery" => "equipment-act.recover", Equipment, Quiet;
    /// Records it; somebody looks at it before it is used.
    RecordEquipmentRecovery: Post "/equipment/{ref}/recovery" => "equipment-act.recover", Equipment, Change;
}

/// `/equipment-acts`, and the returns of things and kits.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListEquipmentActs, _, _>(handlers::index)
        .get::<AskEquipmentIssue, _, _>(issue_page::ask)
        .post::<IssueEquipment, _, _>(issue_page::issue)
        .get::<ShowEquipmentAct, _, _>(handlers::show)
        .get::<PrintEquipmentAct, _, _>(handlers::print)
        .post::<SignEquipmentAct, _, _>(handlers::sign)
        .get::<AskWithdrawEquipmentAct, _, _>(handlers::ask_withdraw)
        .post::<WithdrawEquipmentAct, _, _>(handlers::withdraw)
        .get::<EquipmentActHistory, _, _>(handlers::history_of)
        .get::<AskReturnEquipment, _, _>(return_page::ask_thing)
        .post::<ReturnEquipment, _, _>(return_page::thing)
        .get::<AskReturnKit, _, _>(return_page::ask_kit)
        .post::<ReturnKit, _, _>(return_page::kit)
        .get::<AskWriteOff, _, _>(writing_off::ask)
        .post::<WriteOff, _, _>(writing_off::post)
        .get::<AskEquipmentLoss, _, _>(missing::ask_loss)
        .post::<ReportEquipmentLoss, _, _>(missing::report_loss)
        .get::<AskEquipmentRecovery, _, _>(missing::ask_recovery)
        .post::<RecordEquipmentRecovery, _, _>(missing::record_recovery)
}
