//! Custody: the acts that move a firearm, each by two people who sign in themselves, and the ledger that follows.
//!
//! - INV-14: nobody is issued a weapon whom something stands against; a third person overrides with a reason, and
//!   what was handed over all the same is recorded and opens an exception (DESIGN 9.1).
//! - INV-17: one open custody a weapon; the database writes the ledger and nobody rewrites it.
//! - INV-22: nothing goes where no approval is in force.
//! - INV-23: issue, return and moves need two people. What has happened is recorded by one; the second signs within
//!   a day, else an exception stands until they did.
//!
//! An issue is prepared by the custodian and done when the officer signs. A duty assignment lasts until it is ended;
//! a temporary issue has a time to be back. Rounds go out and come back with their weapon in one act (WF-7). What was
//! issued on paper is entered later with both times and the number of its receipt; if it says otherwise than the ledger it
//! is kept as contested (INV-38, contested facts). Destruction is decided by two with a document and final. INV-24: loss,
//! theft and recovery are acts of their own. A weapon leaves the books by an act of two with a document, back to its owner
//! or on to another UN entity, and comes back under its number by another one. Not here: transfers between stations, rounds by themselves, counts.

mod commands;
mod destroying;
mod forms;
mod handlers;
mod held;
mod issue_page;
mod leaving;
mod list;
mod missing;
mod moving;
mod paper;
mod queries;
mod returning;
mod views;

pub use queries::how_many;
pub use views::gap_words;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub(super) use commands::take_on;
pub use forms::instant;
pub use missing::{LossDraft, LossForm, MISSING_AS, past_instant};
pub(super) use views::{armoury_options, url as custody_url};

use super::queries::Firearm;
use queries::Act;

actions! {
    /// Acts of one's scope, and one's own.
    ListActs: Get "/custody" => "custody.list", Collection, Quiet;
    /// Blank receipts with numbers, for where there is no device.
    PrintBlanks: Get "/custody/paper" => "custody.prepare", Collection, Quiet;
    /// Weapon and officer, what stands against it, and the form of the issue.
    AskIssue: Get "/custody/issue" => "custody.prepare", Collection, Quiet;
    /// Prepares an issue, or records one that has happened.
    PrepareIssue: Post "/custody" => "custody.prepare", Collection, Change;
    /// The act with its checks and signatures.
    ShowAct: Get "/custody/{ref}" => "custody.show", Act, Quiet;
    /// The receipt.
    PrintAct: Get "/custody/{ref}/print" => "custody.show", Act, Read;
    /// The second signature.
    SignAct: Post "/custody/{ref}/sign" => "custody.sign", Act, Change;
    /// Asks why it is overridden.
    AskOverride: Get "/custody/{ref}/override" => "custody.override", Act, Quiet;
    /// A third person lets it go on.
    Override: Post "/custody/{ref}/override" => "custody.override", Act, Change;
    /// Asks why nothing comes of it.
    AskWithdraw: Get "/custody/{ref}/withdraw" => "custody.withdraw", Act, Quiet;
    /// Nothing comes of it.
    Withdraw: Post "/custody/{ref}/withdraw" => "custody.withdraw", Act, Change;
    /// What was saved, by whom.
    ActHistory: Get "/custody/{ref}/history" => "custody.show", Act, Quiet;
    /// Where a weapon goes back or on to.
    AskMove: Get "/firearms/{ref}/custody" => "custody.move", Firearm, Quiet;
    /// Takes it back, or moves it.
    MoveFirearm: Post "/firearms/{ref}/custody" => "custody.move", Firearm, Change;
    /// Asks for the document behind a destruction.
    AskDestruction: Get "/firearms/{ref}/destruction" => "custody.destroy", Firearm, Quiet;
    /// Prepares it; another person signs.
    DestroyFirearm: Post "/firearms/{ref}/destruction" => "custody.destroy", Firearm, Change;
    /// Asks when, where and how it was lost or stolen.
    AskLoss: Get "/firearms/{ref}/loss" => "custody.report-loss", Firearm, Quiet;
    /// Reports it; alerts at once.
    ReportLoss: Post "/firearms/{ref}/loss" => "custody.report-loss", Firearm, Change;
    /// Asks when and where it was found, and where it lies now.
    AskRecovery: Get "/firearms/{ref}/recovery" => "custody.recover", Firearm, Quiet;
    /// Records it; it waits for an inspection.
    RecordRecovery: Post "/firearms/{ref}/recovery" => "custody.recover", Firearm, Change;
    /// Asks to whom it leaves the books, and by which document.
    AskDeparture: Get "/firearms/{ref}/departure" => "custody.transfer-out", Firearm, Quiet;
    /// Prepares it; another person signs.
    PrepareDeparture: Post "/firearms/{ref}/departure" => "custody.transfer-out", Firearm, Change;
    /// Asks by which paper and on which day what left the books came back.
    AskReadmission: Get "/firearms/{ref}/readmission" => "custody.take-on-again", Firearm, Quiet;
    /// Prepares it; another person signs.
    ReadmitFirearm: Post "/firearms/{ref}/readmission" => "custody.take-on-again", Firearm, Change;
}

/// `/custody`, `/firearms/{ref}/custody`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListActs, _, _>(handlers::index)
        .get::<PrintBlanks, _, _>(paper::print)
        .get::<AskIssue, _, _>(handlers::ask_issue)
        .post::<PrepareIssue, _, _>(handlers::prepare)
        .get::<ShowAct, _, _>(handlers::show)
        .get::<PrintAct, _, _>(handlers::print)
        .post::<SignAct, _, _>(handlers::sign)
        .get::<AskOverride, _, _>(handlers::ask_override)
        .post::<Override, _, _>(handlers::override_it)
        .get::<AskWithdraw, _, _>(handlers::ask_withdraw)
        .post::<Withdraw, _, _>(handlers::withdraw)
        .get::<ActHistory, _, _>(handlers::history_of)
        .get::<AskMove, _, _>(moving::ask)
        .post::<MoveFirearm, _, _>(moving::post)
        .get::<AskDestruction, _, _>(destroying::ask)
        .post::<DestroyFirearm, _, _>(destroying::post)
        .get::<AskLoss, _, _>(missing::ask_loss)
        .post::<ReportLoss, _, _>(missing::report_loss)
        .get::<AskRecovery, _, _>(missing::ask_recovery)
        .post::<RecordRecovery, _, _>(missing::record_recovery)
        .get::<AskDeparture, _, _>(leaving::ask)
        .post::<PrepareDeparture, _, _>(leaving::post)
        .get::<AskReadmission, _, _>(returning::ask)
        .post::<ReadmitFirearm, _, _>(returning::post)
        .and(held::routes())
}
