//! `/officers/{ref}/custody`: what an officer has now and had before: weapons, rounds, equipment, kits and vehicles, of
//! the ledgers that the reader may see. The officer reads the own ones.
//!
//! Not here: the acts that move them (firearms, ammunition, equipment, vehicles), who had what on a day
//! (`/custody/held`).

mod queries;

use askama::Template;
use axum::response::Response;

use self::queries::{Booking, Rounds, Span};
use crate::actions;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{Officer, OfficerHead};
use crate::features::qualifications::Holder;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

actions! {
    /// What the officer has and had.
    ShowOfficerCustody: Get "/officers/{ref}/custody" => "custody.of-officer", Holder, Quiet;
}

/// `/officers/{ref}/custody`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowOfficerCustody, _, _>(show)
}

/// A thing that the officer has or had.
pub struct Line {
    pub kind: String,
    pub reference: String,
    url: String,
    pub called: String,
    pub since: String,
    until: String,
    /// When it is to be back; its kind says that this time has passed.
    pub back: (&'static str, String),
    act: String,
    act_url: String,
}

#[derive(Template)]
#[template(path = "officer_custody/show.html")]
struct CustodyPage {
    shell: Shell,
    officer: OfficerHead,
    now: Vec<Line>,
    before: Vec<Line>,
    /// True if older lines are left out.
    is_cut: bool,
}

/// What the officer has now, of the ledgers that the reader may see.
pub async fn held_now(tx: &mut Tx, seed: &Seed, officer: &Officer) -> Result<Vec<Line>> {
    let words = Words { seed, zone: &officer.zone, place: time::short_place(&officer.station_name) };
    let spans = queries::spans(tx, officer.id).await?;
    let mut lines: Vec<Line> = spans.into_iter().filter(|span| span.until.is_none()).map(|span| words.span(span)).collect();
    lines.extend(queries::rounds(tx, officer.id).await?.into_iter().map(|rounds| words.rounds(rounds)));
    lines.extend(queries::bookings(tx, officer.id).await?.into_iter().filter(|booking| booking.is_out).map(|booking| words.booking(booking)));
    Ok(lines)
}

async fn show(mut auth: Authorized<ShowOfficerCustody>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target.0;
    let seed = &auth.seed;
    let mut spans = queries::spans(&mut tx, officer.id).await?;
    let is_cut = spans.len() > queries::MOST;
    spans.truncate(queries::MOST);
    let (open, ended): (Vec<Span>, Vec<Span>) = spans.into_iter().partition(|span| span.until.is_none());
    let words = Words { seed, zone: &officer.zone, place: time::short_place(&officer.station_name) };
    let now = open.into_iter().map(|span| words.span(span));
    let now = now.chain(queries::rounds(&mut tx, officer.id).await?.into_iter().map(|rounds| words.rounds(rounds)));
    let now: Vec<Line> = now.chain(queries::bookings(&mut tx, officer.id).await?.into_iter().map(|booking| words.booking(booking))).collect();
    page::page(&CustodyPage {
        shell: Shell::titled(seed, officer.reference.clone()),
        officer: OfficerHead::new(seed, &auth.actor, officer),
        now,
        before: ended.into_iter().map(|span| words.span(span)).collect(),
        is_cut,
    })
}

/// Words of the lines, with times of the officer's station.
struct Words<'a> {
    seed: &'a Seed,
    zone: &'a str,
    place: &'a str,
}

impl Words<'_> {
    fn language(&self) -> Language {
        self.seed.language
    }

    fn told(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        time::place_and_z(at, self.zone, self.place, self.seed.now, self.language())
    }

    fn kind(&self, kind: &str) -> String {
        self.language().t(&format!("officer-custody-kind-{kind}"))
    }

    /// When it is to be back; a warning once that time has passed.
    fn back(&self, due: Option<chrono::DateTime<chrono::Utc>>) -> (&'static str, String) {
        match due {
            Some(due) if due < self.seed.now => ("warning", self.language().fill("officer-custody-late", &[("when", Hole::Text(&self.told(due)))])),
            Some(due) => ("", self.told(due)),
            None => ("", String::new()),
        }
    }

    fn span(&self, span: Span) -> Line {
        let (noun, acts) = match span.kind.as_str() {
            "firearm" => ("firearms", "custody"),
            "kit" => ("kits", "equipment-acts"),
            _ => ("equipment", "equipment-acts"),
        };
        Line {
            kind: self.kind(&span.kind),
            url: link(noun, &span.reference),
            act_url: link(acts, &span.act),
            back: if span.until.is_none() { self.back(span.due_back_at) } else { ("", String::new()) },
            since: self.told(span.since),
            until: span.until.map(|at| self.told(at)).unwrap_or_default(),
            called: if span.reference.is_empty() { self.language().t("officer-custody-elsewhere") } else { span.called },
            reference: span.reference,
            act: span.act,
        }
    }

    fn rounds(&self, rounds: Rounds) -> Line {
        Line {
            kind: self.kind("rounds"),
            url: link("ammunition", &rounds.reference),
            called: self.language().fill(
                "officer-custody-rounds",
                &[("count", Hole::Number(rounds.quantity.into())), ("calibre", Hole::Text(&rounds.calibre)), ("lot", Hole::Text(&rounds.number))],
            ),
            reference: rounds.reference,
            since: String::new(),
            until: String::new(),
            back: ("", String::new()),
            act: String::new(),
            act_url: String::new(),
        }
    }

    fn booking(&self, booking: Booking) -> Line {
        Line {
            kind: self.kind(if booking.is_out { "vehicle" } else { "reserved" }),
            url: link("vehicles", &booking.vehicle),
            called: booking.called,
            since: self.told(booking.starts_at),
            until: String::new(),
            back: if booking.is_out { self.back(Some(booking.ends_at)) } else { ("", self.told(booking.ends_at)) },
            reference: booking.vehicle,
            act_url: link("reservations", &booking.reference),
            act: booking.reference,
        }
    }
}

/// Address of a record; empty if the reader does not see it.
fn link(noun: &str, reference: &str) -> String {
    if reference.is_empty() { String::new() } else { format!("/{noun}/{reference}") }
}
