//! Items of property books go into our registers: one at a time or up to fifty of one kind, each by the command and the
//! rules of its register, each item at most once. What is not ours to register is set aside with a reason.
//!
//! 1. The kind is proposed by the class of the row and always confirmed. One page shows what would be made, row by row,
//!    with what each row lacks beside its field; near serial numbers stand apart (INV-18).
//! 2. A row is made whole, record and link, or not at all. Either all rows of the page are made, or those that are
//!    whole and the others wait.
//! 3. A row whose record stands in the register already, under the same number or one easily taken for it, is linked to
//!    that record in place of making one; each item once and each record once. A wrong link is taken back with a reason.
//! 4. Rows that wait keep what was typed, as a draft of the person who typed it.
//! 5. What a later book says of a registered row is told where it differs ([`sightings`](super::sightings)).

mod commands;
mod form_page;
mod handlers;
mod kinds;
mod prefill;
mod queries;
mod setting_aside;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use kinds::Kind;

use super::item_page::ItemRecord;

actions! {
    /// What would be made of the chosen items, row by row.
    AskRegister: Get "/property/register" => "property.register", Collection, Quiet;
    /// Makes it.
    Register: Post "/property/register" => "property.register", Collection, Change;
    /// Asks why the chosen items are not ours to register.
    AskSetAside: Get "/property/set-aside" => "property.register", Collection, Quiet;
    /// Sets them aside.
    SetAside: Post "/property/set-aside" => "property.register", Collection, Change;
    /// Asks why an item is ours after all, or why a link was wrong.
    AskReopen: Get "/property/{item}/reopen" => "property.register", ItemRecord, Quiet;
    /// Takes it back to those that are not registered.
    Reopen: Post "/property/{item}/reopen" => "property.register", ItemRecord, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<AskRegister, _, _>(handlers::ask)
        .post::<Register, _, _>(handlers::register)
        .get::<AskSetAside, _, _>(setting_aside::ask)
        .post::<SetAside, _, _>(setting_aside::set_aside)
        .get::<AskReopen, _, _>(setting_aside::ask_reopen)
        .post::<Reopen, _, _>(setting_aside::reopen)
}
