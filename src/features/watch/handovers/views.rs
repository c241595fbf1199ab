//! Pages of the duty: the log, the form, one handover.

use askama::Template;

use crate::web::form::{Choice, ErrorLink, Field};
use crate::web::list::{Column, Pager};
use crate::web::page::Shell;

/// The log, with what waits for a signature on top.
#[derive(Template)]
#[template(path = "watch/handovers.html")]
pub struct LogPage {
    pub shell: Shell,
    pub title: String,
    pub ignored: String,
    pub standing: Vec<StandingRow>,
    pub columns: Vec<Column>,
    pub rows: Vec<LogLine>,
    pub states: Vec<Choice>,
    pub pager: Pager,
    pub csv_url: String,
    pub xlsx_url: String,
    pub new_url: &'static str,
    pub empty_text: String,
    pub empty_url: String,
}

/// A watch that somebody holds now.
pub struct StandingRow {
    pub reference: String,
    /// Scope, holder and until when, in a sentence.
    pub held: String,
    pub warning: String,
    /// The handover that waits for a signature; empty if none.
    pub offer_url: String,
}

/// A line of the log.
pub struct LogLine {
    pub reference: String,
    pub url: String,
    pub scope: String,
    pub holder: String,
    pub outgoing: String,
    pub began: String,
    pub ended: String,
}

/// Hand over what I hold, or begin what nobody holds.
#[derive(Template)]
#[template(path = "watch/handover_new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub errors: Vec<ErrorLink>,
    pub form_key: String,
    pub offers: Vec<Offer>,
    pub begin: Option<Begin>,
}

/// The form for one watch that I hold.
pub struct Offer {
    pub reference: String,
    pub title: String,
    pub due: String,
    /// Already offered: leads there instead.
    pub offered_url: String,
    pub open_points: Field,
}

/// The form for a new watch.
pub struct Begin {
    pub scope: Field,
    pub scopes: Vec<Choice>,
    pub hours: Field,
    pub lengths: Vec<Choice>,
}

/// One handover.
#[derive(Template)]
#[template(path = "watch/handover.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub errors: Vec<ErrorLink>,
    pub reference: String,
    pub scope: String,
    pub state: String,
    pub outgoing: String,
    pub incoming: String,
    pub open_points: String,
    pub incoming_note: String,
    pub form_key: String,
    pub sign: Option<Sign>,
    /// Why this reader cannot sign; empty if they can, or nothing is to be signed.
    pub refused: String,
    pub can_withdraw: bool,
    pub withdraw_url: String,
}

/// The second signature.
pub struct Sign {
    pub note: Field,
    pub hours: Field,
    pub lengths: Vec<Choice>,
}
