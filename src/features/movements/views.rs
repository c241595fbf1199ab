//! What the pages of a movement print: ready words and times.

use askama::Template;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::cover::Meter;
use super::model::{Cover, LegState, MovementState, Standing, is_not_ready};
use super::own_notes;
use super::queries::{Contact, End, Leg, LogLine, Movement, Stay, Stop};
use super::readiness::Need;
use super::target::MovementTarget;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::page::{Shell, Tab};
use crate::web::time;

/// What the reader may do with this movement.
#[derive(Debug, Clone, Copy)]
pub struct Rights {
    /// Change the plan.
    pub plan: bool,
    /// Fill posts.
    pub fill: bool,
    /// See the cover.
    pub cover: bool,
    /// Take the planning up, ask for clearance.
    pub advance: bool,
    /// Decide on clearance, or record the decision.
    pub clear: bool,
    /// Say that it may go.
    pub approve: bool,
    /// Call it off.
    pub cancel: bool,
    /// Take it back.
    pub void: bool,
    /// Record what happens.
    pub report: bool,
    /// Close it with its times.
    pub close: bool,
    /// Ask for a new one.
    pub create: bool,
}

impl Rights {
    /// Rights of an actor on a movement.
    pub fn of(actor: &Actor, target: &MovementTarget) -> Self {
        let facts = target.facts(actor);
        let may = |action| policy::decide(actor, action, &facts) == Decision::Allow;
        Self {
            plan: may("movement.plan"),
            fill: may("movement.fill"),
            cover: may("movement.cover"),
            advance: may("movement.advance"),
            clear: may("movement.clear"),
            approve: may("movement.approve-ready"),
            cancel: may("movement.cancel"),
            void: may("movement.void"),
            report: may("movement.report"),
            close: may("movement.close"),
            create: policy::may(actor, "movement.create"),
        }
    }
}

/// The bar on top of every page of a movement.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its reference.
    pub reference: String,
    /// Codename, else the official's reference.
    pub codename: String,
    /// Its page.
    pub url: String,
    /// Kind of tag.
    pub kind: &'static str,
    /// Its state in words.
    pub state: String,
    /// `rev B`; empty for the other end of a leg.
    pub revision: String,
    /// Further tags: kind and words.
    pub tags: Vec<(&'static str, String)>,
    /// Parts of the record.
    pub tabs: Vec<Tab>,
}

/// Cover of several legs together.
pub fn total(legs: &[Leg]) -> Cover {
    legs.iter().fold(Cover::default(), |sum, leg| sum.and(leg.cover))
}

/// True if the movement departs soon and is not ready.
pub fn not_ready(movement: &Movement, legs: &[Leg], now: DateTime<Utc>, limit: Duration) -> bool {
    let departs_at = legs.iter().filter(|leg| leg.state == LegState::Planned).map(|leg| leg.from.at).min();
    !movement.is_void && is_not_ready(Standing { state: movement.state, watch: movement.watch, departs_at, cover: total(legs) }, now, limit)
}

impl Head {
    /// The bar, with the part that is open.
    pub fn new(language: Language, movement: &Movement, rights: Rights, is_not_ready: bool, current: &str) -> Self {
        let url = format!("/movements/{}", movement.reference);
        let mut tags = Vec::new();
        if movement.is_void {
            tags.push(("", language.t("movement-void")));
        }
        if is_not_ready {
            tags.push(("caution", language.t("movement-not-ready")));
        }
        if movement.is_late_notice && movement.state.is_ahead() {
            tags.push(("advisory", language.t("movement-late-notice")));
        }
        if movement.is_recorded_afterwards {
            tags.push(("", language.t("movement-recorded-afterwards")));
        }
        let tab = |key: &str, path: &str| Tab { url: format!("{url}{path}"), label: language.t(key), current: current == path };
        let mut tabs = vec![tab("movement-tab-overview", "")];
        if rights.plan && movement.is_whole {
            tabs.push(tab("movement-tab-plan", "/edit"));
        }
        if rights.cover {
            tabs.push(tab("movement-tab-cover", "/cover"));
        }
        if rights.cover && movement.is_whole {
            tabs.push(tab("movement-tab-readiness", "/readiness"));
        }
        tabs.push(tab("movement-tab-log", "/log"));
        tabs.push(tab("movement-tab-history", "/history"));
        Self {
            kind: match movement.state {
                MovementState::Diverted | MovementState::Suspended => "warning",
                MovementState::Refused => "caution",
                _ => "",
            },
            state: language.t(movement.state.word()),
            revision: if movement.is_whole { movement.revision() } else { String::new() },
            reference: movement.reference.clone(),
            codename: movement.codename.clone(),
            url,
            tags,
            tabs,
        }
    }
}

/// A leg in words.
#[derive(Debug, Clone)]
pub struct LegLine {
    /// Number of the leg; empty for somebody of the other end.
    pub number: String,
    /// Number for addresses.
    pub n: i32,
    /// `Goma → Juba`.
    pub route: String,
    /// Departure, place first, then Z.
    pub departs: String,
    /// Arrival, place first, then Z.
    pub arrives: String,
    /// `arrives next day; zone change +1 h`; empty if nothing changes.
    pub change: String,
    /// Mode and carrier.
    pub mode: String,
    /// Kind of tag.
    pub kind: &'static str,
    /// State in words.
    pub state: String,
    /// Actual times, empty if none.
    pub actual: String,
    /// Last contact and what is due, empty if none.
    pub contact: String,
    /// Its cover.
    pub cover: Meter,
    /// True if a required post is open.
    pub is_open: bool,
    /// True if it may still be planned.
    pub is_ahead: bool,
    /// Collides with another record.
    pub is_contested: bool,
}

fn moment(end: &End, is_timed: bool, now: DateTime<Utc>, language: Language) -> String {
    if is_timed {
        time::place_and_z(end.at, &end.zone, &end.name, now, language)
    } else {
        format!("{} {}", time::typed_date(end.local.date()), time::short_place(&end.name))
    }
}

fn offset(end: &End) -> Duration {
    end.local - end.at.naive_utc()
}

fn signed(length: Duration) -> String {
    let minutes = length.num_minutes();
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("{sign}{hours} h"),
        (hours, rest) => format!("{sign}{hours} h {rest:02} min"),
    }
}

fn change(leg: &Leg, language: Language) -> String {
    if !leg.is_timed {
        return String::new();
    }
    let days = (leg.to.local.date() - leg.from.local.date()).num_days();
    let day = match days {
        0 => String::new(),
        1 => language.t("movement-arrives-next-day"),
        _ => language.fill("movement-arrives-days", &[("days", Hole::Number(days))]),
    };
    let zones = offset(&leg.to) - offset(&leg.from);
    let zone = if zones.is_zero() { String::new() } else { language.fill("movement-zone-change", &[("change", Hole::Text(&signed(zones)))]) };
    [day, zone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

impl LegLine {
    /// A leg of a movement in words.
    pub fn new(language: Language, leg: &Leg, is_whole: bool, now: DateTime<Utc>) -> Self {
        let clock = |at: Option<DateTime<Utc>>, end: &End| at.map(|at| time::place_and_z(at, &end.zone, &end.name, now, language));
        let actual = match (clock(leg.departed_at, &leg.from), clock(leg.arrived_at, &leg.to)) {
            (None, None) => String::new(),
            (Some(departed), None) => language.fill("movement-actual-departed", &[("time", Hole::Text(&departed))]),
            (departed, Some(arrived)) => {
                let unknown = language.t("shell-not-recorded");
                language.fill("movement-actual", &[("departed", Hole::Text(departed.as_deref().unwrap_or(&unknown))), ("arrived", Hole::Text(&arrived))])
            }
        };
        let contact = match (leg.state, clock(leg.last_contact_at, &leg.from), clock(leg.next_due_at, &leg.from)) {
            (LegState::UnderWay, Some(last), Some(due)) => language.fill("movement-contact-due", &[("last", Hole::Text(&last)), ("due", Hole::Text(&due))]),
            (LegState::UnderWay, Some(last), None) => language.fill("movement-contact", &[("last", Hole::Text(&last))]),
            (LegState::UnderWay, None, Some(due)) => language.fill("movement-due", &[("due", Hole::Text(&due))]),
            _ => String::new(),
        };
        let mode = language.t(leg.mode.word());
        Self {
            number: if is_whole { leg.number.to_string() } else { String::new() },
            n: leg.number,
            route: format!("{} → {}", leg.from.name, leg.to.name),
            departs: moment(&leg.from, leg.is_timed, now, language),
            arrives: moment(&leg.to, leg.is_timed, now, language),
            change: change(leg, language),
            mode: if leg.carrier.is_empty() { mode } else { format!("{mode}, {}", leg.carrier) },
            kind: if leg.is_contested || leg.state == LegState::Diverted { "warning" } else { "" },
            state: language.t(leg.state.word()),
            actual,
            contact,
            is_open: leg.cover.open() > 0,
            cover: Meter::of(leg.cover, language),
            is_ahead: leg.state == LegState::Planned,
            is_contested: leg.is_contested,
        }
    }
}

/// A stay in words.
#[derive(Debug, Clone)]
pub struct StayLine {
    /// Number for addresses.
    pub n: i32,
    /// Place and country.
    pub place: String,
    /// From and until.
    pub days: String,
}

impl StayLine {
    /// A stay in words.
    pub fn new(language: Language, stay: &Stay) -> Self {
        let (from, to) = (time::typed_date(stay.from), time::typed_date(stay.to));
        Self {
            n: stay.number,
            place: if stay.country.is_empty() { stay.place.clone() } else { format!("{}, {}", stay.place, stay.country) },
            days: language.fill("movement-days", &[("from", Hole::Text(&from)), ("to", Hole::Text(&to))]),
        }
    }
}

/// A stop in words.
#[derive(Debug, Clone)]
pub struct StopLine {
    /// Number for addresses.
    pub n: i32,
    /// Hotel, venue, address.
    pub site: String,
    /// From.
    pub from: String,
    /// Until.
    pub to: String,
    /// What happens.
    pub notes: String,
}

impl StopLine {
    /// A stop in words.
    pub fn new(language: Language, stop: &Stop, now: DateTime<Utc>) -> Self {
        Self {
            n: stop.number,
            site: stop.site.clone(),
            from: time::place_and_z(stop.from_at, &stop.zone, &stop.place, now, language),
            to: time::place_and_z(stop.to_at, &stop.zone, &stop.place, now, language),
            notes: stop.notes.clone(),
        }
    }
}

/// Somebody to call, in words.
#[derive(Debug, Clone)]
pub struct CallLine {
    /// Who.
    pub who: String,
    /// In which capacity.
    pub role: String,
    /// Number as written; empty if none is recorded.
    pub number: String,
    /// `tel:` address.
    pub url: String,
    /// `as of 12-Nov-2026`.
    pub as_of: String,
}

impl CallLine {
    /// A contact in words.
    pub fn new(language: Language, contact: &Contact) -> Self {
        let dialled: String = contact.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let key = match contact.kind.as_str() {
            "team_leader" => "movement-contact-team-leader",
            "station" => "movement-contact-station",
            _ => "movement-contact-watch",
        };
        Self {
            who: contact.who.clone(),
            role: language.t(key),
            url: if dialled.is_empty() { String::new() } else { format!("tel:{dialled}") },
            number: contact.number.clone(),
            as_of: contact.as_of.map(|day| language.fill("movement-as-of", &[("day", Hole::Text(&time::typed_date(day)))])).unwrap_or_default(),
        }
    }
}

/// A line of the log, in words.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// When it happened, place first.
    pub when: String,
    /// Received, if that was later than two minutes.
    pub received: String,
    /// Kind in words.
    pub kind: String,
    /// Leg, channel and reporter.
    pub about: String,
    /// Words.
    pub note: String,
    /// Who wrote it down.
    pub who: String,
}

impl LogRow {
    /// A line of the log in words. Both times stand there if reported and received differ.
    pub fn new(language: Language, line: &LogLine, now: DateTime<Utc>) -> Self {
        let late = line.received_at - line.occurred_at > Duration::minutes(2);
        let when = match (&line.zone, &line.place) {
            (Some(zone), Some(place)) => time::place_and_z(line.occurred_at, zone, place, now, language),
            _ => time::z(line.occurred_at, language),
        };
        let leg = line.leg.map(|n| language.fill("movement-log-leg", &[("n", Hole::Number(i64::from(n)))]));
        let channel = (!line.channel.is_empty()).then(|| language.t(&format!("movement-channel-{}", line.channel)));
        let by = (!line.reported_by.is_empty()).then(|| language.fill("movement-reported-by", &[("who", Hole::Text(&line.reported_by))]));
        Self {
            when,
            received: if late {
                language.fill("movement-received", &[("time", Hole::Text(&time::z_short(line.received_at, now, language)))])
            } else {
                String::new()
            },
            kind: language.t(&format!("movement-event-{}", line.kind)),
            about: [leg, channel, by].into_iter().flatten().collect::<Vec<_>>().join(", "),
            note: own_notes::in_words(language, &line.kind, &line.note),
            who: line.who.clone(),
        }
    }
}

/// A deed on the overview: a link to its page, or a form of one button.
#[derive(Debug, Clone)]
pub struct Deed {
    /// Where it leads or posts.
    pub url: String,
    /// What it does.
    pub label: String,
    /// Value of `to`, if it posts; empty for a link.
    pub to: &'static str,
    /// True if it posts.
    pub posts: bool,
}

/// The deeds that state and rights allow.
pub fn deeds(language: Language, movement: &Movement, rights: Rights) -> Vec<Deed> {
    let url = format!("/movements/{}", movement.reference);
    let link = |path: &str, key: &str| Deed { url: format!("{url}{path}"), label: language.t(key), to: "", posts: false };
    let post = |path: &str, to: &'static str, key: &str| Deed { url: format!("{url}{path}"), label: language.t(key), to, posts: true };
    let may_become = |next| movement.state.may_become(next);
    let mut deeds = Vec::new();
    if movement.is_void {
        return deeds;
    }
    if rights.advance && may_become(MovementState::Planning) {
        let key = if movement.state == MovementState::Refused { "movement-plan-anew" } else { "movement-take-up" };
        deeds.push(post("/advance", "planning", key));
    }
    if rights.advance && movement.state == MovementState::Planning {
        deeds.push(post("/advance", "clearance_pending", "movement-ask-clearance"));
    }
    if rights.clear && may_become(MovementState::Refused) {
        deeds.push(link("/clearance", "movement-decide-clearance"));
    }
    if rights.approve && may_become(MovementState::Ready) {
        deeds.push(post("/ready", "", "movement-approve-ready"));
    }
    if rights.report && !movement.state.is_over() {
        deeds.push(link("/check-ins/new", "movement-report"));
    }
    if rights.close && movement.state == MovementState::Completed {
        deeds.push(link("/close", "movement-close"));
    }
    if rights.create && movement.is_whole {
        deeds.push(Deed { url: format!("/movements/new?from={}", movement.reference), label: language.t("movement-duplicate"), to: "", posts: false });
    }
    if rights.cancel && may_become(MovementState::Cancelled) {
        deeds.push(link("/cancel", "movement-cancel"));
    }
    if rights.void && !movement.state.is_under_way() {
        deeds.push(link("/void", "movement-void-deed"));
    }
    deeds
}

/// The overview.
#[derive(Template)]
#[template(path = "movements/show.html")]
pub struct ShowPage {
    pub risk_moved: String,
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) profile_overdue: String,
    pub(super) form_key: String,
    pub(super) deeds: Vec<Deed>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) legs: Vec<LegLine>,
    pub(super) stays: Vec<StayLine>,
    pub(super) stops: Vec<StopLine>,
    pub(super) is_open: bool,
    pub(super) purpose: String,
    pub(super) notes: String,
    pub(super) needs: Vec<Need>,
    pub(super) calls: Vec<CallLine>,
    pub(super) log: Vec<LogRow>,
    pub(super) partial: String,
}

/// The wall clock as typed.
pub fn typed_time(local: NaiveDateTime) -> String {
    local.format("%H:%M").to_string()
}
