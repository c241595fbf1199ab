//! The board in words: one struct for each template, ready-made.

use askama::Template;
use chrono::{DateTime, Utc};

use super::board::{Asked, Board, Line};
use super::model::{Alarm, Class, EventKind, Lane as LaneOf, LegState};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, fresh_form_key};
use crate::web::page::Shell;
use crate::web::time;

/// Rows of a calm lane before it says that there are more.
const CALM_ROWS: usize = 50;

/// The page.
#[derive(Template)]
#[template(path = "watch/board.html")]
pub struct BoardPage {
    pub shell: Shell,
    pub wall: bool,
    pub filters: Vec<Filter>,
    pub hand_over_url: String,
    pub handovers_url: &'static str,
    pub print_url: String,
    pub ignored: String,
    pub notices: Vec<String>,
    pub protection: Vec<crate::features::requirements::interim::Notice>,
    pub protect_url: &'static str,
    pub can_open_wall: bool,
    pub switch: Option<Switch>,
    pub form_key: String,
    pub board: Lanes,
}

/// The live part alone.
#[derive(Template)]
#[template(path = "watch/_lanes.html")]
pub struct LanesFragment {
    pub shell: Shell,
    pub board: Lanes,
}

/// The board on paper.
#[derive(Template)]
#[template(path = "watch/print.html")]
pub struct PrintPage {
    pub shell: Shell,
    pub printed: String,
    pub paper: String,
    pub board: Lanes,
}

/// A select of the filter line.
pub struct Filter {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// The exercise's switch of the detector.
pub struct Switch {
    pub is_stopped: bool,
}

/// See `_lanes.html`.
pub struct Lanes {
    pub version: String,
    pub data_at: String,
    pub detector: String,
    pub detector_late: String,
    pub lost_text: String,
    pub calm: String,
    pub first_use: Option<FirstUse>,
    pub lanes: Vec<Lane>,
    pub channels: Vec<Choice>,
    pub conditions: Vec<Choice>,
}

/// Nothing in the window: what it means and where to go.
pub struct FirstUse {
    pub text: String,
    pub plan_url: &'static str,
    pub widen_url: String,
    pub clear_url: String,
}

/// One lane.
pub struct Lane {
    pub id: &'static str,
    pub title: String,
    pub count: String,
    pub note: String,
    pub empty: String,
    pub folded: bool,
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Default)]
pub struct Row {
    pub reference: String,
    pub url: String,
    pub codename: String,
    pub kind: &'static str,
    pub state: String,
    pub due_iso: String,
    pub due_text: String,
    pub risk_level: String,
    pub risk_word: String,
    pub leg: String,
    pub route: String,
    pub event: String,
    pub event_z: String,
    pub event_local: String,
    pub event_iso: String,
    pub contact_z: String,
    pub contact_by: String,
    pub cover: Cover,
    pub cover_open: bool,
    pub leader: String,
    pub phone: String,
    pub phone_url: String,
    pub owner: String,
    pub why: String,
    pub inline: bool,
    pub can_take: bool,
    pub can_check_in: bool,
    pub can_note: bool,
    pub can_escalate: bool,
    pub movement_url: String,
    pub leg_ref: String,
    pub form_key: String,
    pub restricted: String,
}

/// Boxes of the cover meter.
#[derive(Default)]
pub struct Cover {
    pub boxes: Vec<bool>,
    pub count: String,
    pub words: String,
}

/// Who looks, and at what.
pub struct Reader<'a> {
    pub actor: &'a Actor,
    pub language: Language,
    /// No phones, no deeds.
    pub is_wall: bool,
}

impl Lanes {
    /// The lanes as this reader sees them.
    pub fn new(reader: &Reader<'_>, asked: &Asked, board: &Board) -> Self {
        let language = reader.language;
        let form_key = fresh_form_key();
        let z = board.now.format("%H:%MZ").to_string();
        let lanes: Vec<Lane> = LaneOf::ALL.into_iter().map(|lane| self::lane(reader, asked, board, lane, &form_key)).collect();
        let is_empty = board.lines.is_empty() && board.hidden == 0;
        Self {
            version: board.version.clone(),
            data_at: language.fill("watch-data-at", &[("time", Hole::Text(&board.now.format("%H:%M:%SZ").to_string()))]),
            detector: match board.detector_at {
                Some(at) => language.fill("watch-detector-ran", &[("time", Hole::Text(&time::z_short(at, board.now, language)))]),
                None => String::new(),
            },
            detector_late: match board.detector_at {
                _ if !board.is_detector_late => String::new(),
                Some(at) => language.fill("watch-detector-late", &[("time", Hole::Text(&time::z_short(at, board.now, language)))]),
                None => language.t("watch-detector-never"),
            },
            lost_text: language.fill("watch-lost", &[("time", Hole::Text(&z))]),
            calm: calm(language, board, is_empty),
            first_use: is_empty.then(|| FirstUse {
                text: language.t(if asked.is_week { "watch-first-use-week" } else { "watch-first-use" }),
                plan_url: if policy::may(reader.actor, "movement.create") && !reader.is_wall { "/movements/new" } else { "" },
                widen_url: if asked.is_week { String::new() } else { asked.url.with("window", "7d") },
                clear_url: if asked.url.is_filtered() { asked.url.clear_url().to_owned() } else { String::new() },
            }),
            lanes,
            channels: ["radio", "phone", "satellite", "message", "in_person", "other"]
                .into_iter()
                .map(|code| Choice::new(code, channel(language, code), "radio"))
                .collect(),
            conditions: ["well", "late", "diverted", "assistance"]
                .into_iter()
                .map(|code| Choice::new(code, language.t(&format!("watch-condition-{code}")), "well"))
                .collect(),
        }
    }

    /// What a reader would notice as changed: everything but the clock and the one-use key.
    pub fn mark(&self) -> String {
        use std::fmt::Write;
        let mut text = format!("{}|{}|{}|{}", self.version, self.detector, self.detector_late, self.calm);
        for lane in &self.lanes {
            let _ = write!(text, "\n{}{}{}{}", lane.id, lane.count, lane.note, lane.title);
            for row in &lane.rows {
                let parts = [
                    &row.reference,
                    &row.codename,
                    &row.state,
                    &row.due_iso,
                    &row.leg,
                    &row.route,
                    &row.event,
                    &row.event_z,
                    &row.contact_z,
                    &row.contact_by,
                    &row.cover.count,
                    &row.cover.words,
                    &row.leader,
                    &row.phone,
                    &row.owner,
                    &row.why,
                    &row.restricted,
                ];
                let _ = write!(text, "\n{}{}{}{}{}", row.kind, row.can_take, row.can_check_in, row.can_note, row.can_escalate);
                for part in parts {
                    let _ = write!(text, "|{part}");
                }
            }
        }
        text
    }
}

/// The same board as a printable list.
pub fn print_url(asked: &Asked) -> String {
    let url = asked.url.without("display", "wall");
    url.replacen("/watch", "/watch/print", usize::from(!url.starts_with("/watch/print")))
}

/// Selects of the filter line.
pub fn filters(language: Language, asked: &Asked) -> Vec<Filter> {
    let (stations, regions, portfolios) = &asked.choices;
    let mut scopes = vec![Choice::new("", language.t("watch-scope-all"), &asked.scope)];
    for (kind, key, list) in [("region", "watch-scope-region", regions), ("portfolio", "watch-scope-portfolio", portfolios)] {
        scopes.extend(
            list.iter().map(|scope| Choice::new(format!("{kind}:{}", scope.code), language.fill(key, &[("name", Hole::Text(&scope.name))]), &asked.scope)),
        );
    }
    let mut places = vec![Choice::new("", language.t("watch-station-all"), &asked.station)];
    places.extend(stations.iter().map(|scope| Choice::new(scope.code.clone(), format!("{} {}", scope.code, scope.name), &asked.station)));
    let window = if asked.is_week { "7d" } else { "" };
    let windows = vec![Choice::new("", language.t("watch-window-24h"), window), Choice::new("7d", language.t("watch-window-7d"), window)];
    vec![
        Filter { name: "scope", label: language.t("watch-scope"), choices: scopes },
        Filter { name: "station", label: language.t("watch-station"), choices: places },
        Filter { name: "window", label: language.t("watch-window"), choices: windows },
    ]
}

fn lane(reader: &Reader<'_>, asked: &Asked, board: &Board, lane: LaneOf, form_key: &str) -> Lane {
    let language = reader.language;
    let all: Vec<&Line> = board.lane(lane).collect();
    let is_alarming = matches!(lane, LaneOf::Act | LaneOf::Due);
    let limit = if is_alarming { all.len() } else { CALM_ROWS };
    let mut rows: Vec<Row> = all.iter().take(limit).map(|line| row(reader, board, line, form_key)).collect();
    let mut count = all.len();
    if lane == LaneOf::UnderWay {
        rows.extend((0..board.hidden).map(|n| restricted(reader, board, n)));
        count += board.hidden as usize;
    }
    let mut note = String::new();
    if all.len() > limit || board.is_cut {
        note = language.fill("watch-lane-cut", &[("shown", Hole::Number(limit.min(all.len()) as i64))]);
    } else if lane == LaneOf::Soon && all.iter().any(|line| line.class != Class::Calm) {
        note = language.t("watch-lane-soon-note");
    }
    let title = if lane == LaneOf::Soon && asked.is_week { "watch-lane-soon-week".to_owned() } else { format!("watch-lane-{}", lane.code()) };
    Lane {
        id: lane.code(),
        title: language.t(&title),
        count: format!("({count})"),
        note,
        empty: language.t(&format!("watch-lane-{}-empty", lane.code())),
        folded: lane == LaneOf::Closing,
        rows,
    }
}

fn row(reader: &Reader<'_>, board: &Board, line: &Line, form_key: &str) -> Row {
    let (language, leg, verdict) = (reader.language, &line.row, &line.verdict);
    let facts = Facts {
        cells: Some(vec![leg.planning_cell]),
        touching: vec![leg.departure_cell, leg.arrival_cell],
        watched: board.watched.contains(&leg.planning_cell),
        ..Facts::default()
    };
    let can = |action: &str| !reader.is_wall && policy::decide(reader.actor, action, &facts) == Decision::Allow;
    let risk = board.levels.mark(leg.principal_id, language);
    let can_report = can("movement.report");
    let is_open = verdict.lane != LaneOf::Closing;
    let (place, zone) = match verdict.event {
        EventKind::Departure if leg.leg_state == "planned" => (&leg.departure, &leg.departs_zone),
        _ => (&leg.arrival, &leg.arrives_zone),
    };
    let (leader, number) = call(leg, board, language);
    let at = verdict.at;
    let iso = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let is_timed = is_open && leg.precision == "minute";
    Row {
        url: format!("/movements/{}", leg.reference),
        movement_url: format!("/movements/{}", leg.reference),
        reference: leg.reference.clone(),
        codename: leg.codename.clone(),
        kind: line.class.code(),
        state: language.t(verdict.state.key()),
        due_iso: if is_timed { iso.clone() } else { String::new() },
        due_text: due_text(at, board.now, language),
        risk_level: risk.level,
        risk_word: risk.word,
        leg: leg.legs.map(|of| format!("{}/{of}", leg.number)).unwrap_or_default(),
        route: format!("{} → {}", time::short_place(&leg.departure), time::short_place(&leg.arrival)),
        event: language.t(verdict.event.key()),
        event_z: if leg.precision == "day" { time::day(at.date_naive(), language) } else { time::z_short(at, board.now, language) },
        event_local: if leg.precision == "day" { String::new() } else { format!("{} {}", time::short_place(place), time::local(at, zone).format("%H:%M")) },
        event_iso: iso,
        contact_z: leg.last_contact_at.map(|at| time::z_short(at, board.now, language)).unwrap_or_default(),
        contact_by: match (&leg.last_contact_channel, leg.last_contact_at) {
            (Some(code), Some(_)) if !code.is_empty() => channel(language, code),
            _ => String::new(),
        },
        cover: cover(leg.posts_filled, leg.posts_required, language),
        cover_open: leg.posts_filled < leg.posts_required,
        leader,
        phone_url: if reader.is_wall || number.is_empty() { String::new() } else { tel(&number) },
        phone: if reader.is_wall { String::new() } else { number },
        owner: owner(line, board.now, language),
        why: why(line, board.now, language),
        inline: matches!(verdict.lane, LaneOf::Act | LaneOf::Due | LaneOf::UnderWay),
        can_take: is_open && line.class != Class::Calm && can("movement.take"),
        can_check_in: is_open && leg.leg_state != "arrived" && can_report,
        can_note: can_report,
        can_escalate: line.class == Class::Warning && can("movement.escalate"),
        leg_ref: leg.number.to_string(),
        form_key: form_key.to_owned(),
        restricted: String::new(),
    }
}

/// Whom to call: the team leader, else the station's own number, else the one that answers for all (T31).
fn call(leg: &super::queries::LegRow, board: &Board, language: Language) -> (String, String) {
    let leader_number = leg.leader_number.clone().filter(|number| !number.is_empty());
    match (&leg.leader, leader_number, &leg.station_number, &board.duty_number) {
        (Some(name), Some(number), _, _) => (language.fill("watch-leader", &[("name", Hole::Text(name))]), number),
        (leader, None, Some(number), _) => {
            let station = language.t("watch-station-number");
            (leader.as_ref().map_or(station.clone(), |name| language.fill("watch-leader-and-station", &[("name", Hole::Text(name))])), number.clone())
        }
        (_, _, None, Some(number)) => (language.t("watch-duty-number"), number.clone()),
        (Some(name), None, None, None) => (language.fill("watch-leader", &[("name", Hole::Text(name))]), String::new()),
        (None, _, Some(number), _) => (language.t("watch-station-number"), number.clone()),
        (None, _, None, None) => (String::new(), String::new()),
    }
}

fn restricted(reader: &Reader<'_>, board: &Board, n: i64) -> Row {
    let number = board.duty_number.clone().filter(|_| !reader.is_wall).unwrap_or_default();
    Row {
        reference: format!("restricted-{}", n + 1),
        restricted: reader.language.t("watch-restricted"),
        phone_url: if number.is_empty() { String::new() } else { tel(&number) },
        ..Row::default()
    }
}

fn tel(number: &str) -> String {
    format!("tel:{}", number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
}

fn channel(language: Language, code: &str) -> String {
    language.t(&format!("watch-channel-{}", code.replace('_', "-")))
}

/// "in 9 min", "18 min late".
fn due_text(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let span = time::duration((at - now).abs());
    language.fill(if at < now { "watch-late" } else { "watch-in" }, &[("span", Hole::Text(&span))])
}

fn cover(filled: i32, required: i32, language: Language) -> Cover {
    if required == 0 {
        return Cover { words: language.t("watch-no-cover-asked"), ..Cover::default() };
    }
    Cover {
        boxes: (0..required.min(12)).map(|n| n < filled).collect(),
        count: format!("{filled}/{required}"),
        words: language.fill("watch-cover-words", &[("filled", Hole::Number(filled.into())), ("required", Hole::Number(required.into()))]),
    }
}

fn owner(line: &Line, now: DateTime<Utc>, language: Language) -> String {
    let Some(name) = &line.row.owner else { return String::new() };
    let acknowledged = line.row.owned_at.map(|at| time::z_short(at, now, language)).unwrap_or_default();
    match line.row.alert_again_at {
        Some(again) => language.fill(
            "watch-owner-again",
            &[("name", Hole::Text(name)), ("time", Hole::Text(&acknowledged)), ("again", Hole::Text(&time::z_short(again, now, language)))],
        ),
        None => language.fill("watch-owner-since", &[("name", Hole::Text(name)), ("time", Hole::Text(&acknowledged))]),
    }
}

/// Each alarm in a sentence of its own.
fn why(line: &Line, now: DateTime<Utc>, language: Language) -> String {
    let mut said: Vec<String> = Vec::new();
    for (alarm, leg) in &line.alarms {
        let facts = leg.facts();
        let z = |at: DateTime<Utc>| time::z_short(at, now, language);
        let sentence = match alarm {
            Alarm::Assistance => language.fill("watch-why-assistance", &[("time", Hole::Text(&facts.assistance_at.map(z).unwrap_or_default()))]),
            Alarm::OverdueCheckIn if facts.leg == LegState::Arrived => {
                language.fill("watch-why-stop-overdue", &[("time", Hole::Text(&facts.due_at.map(z).unwrap_or_default()))])
            }
            Alarm::OverdueCheckIn => language.fill("watch-why-overdue", &[("time", Hole::Text(&facts.due_at.map(z).unwrap_or_default()))]),
            Alarm::OverdueArrival => language.fill("watch-why-arrival", &[("time", Hole::Text(&z(facts.arrives_at)))]),
            Alarm::Uncovered => language.fill(
                "watch-why-uncovered",
                &[
                    ("leg", Hole::Number(leg.number.into())),
                    ("filled", Hole::Number(facts.posts_filled.into())),
                    ("required", Hole::Number(facts.posts_required.into())),
                ],
            ),
            Alarm::DepartureNotReported => language.fill("watch-why-departure", &[("time", Hole::Text(&z(facts.departs_at)))]),
            Alarm::Contested => language.fill("watch-why-contested", &[("leg", Hole::Number(leg.number.into()))]),
            Alarm::NotReady if line.alarms.iter().any(|(other, _)| *other == Alarm::Uncovered) => continue,
            Alarm::NotReady => {
                let state = language.t(&format!("watch-stage-{}", leg.movement_state.replace('_', "-")));
                language.fill("watch-why-not-ready", &[("state", Hole::Text(&state))])
            }
        };
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join(" ")
}

/// The sentence that makes an empty "Act now" worth something. None while the detector is late.
fn calm(language: Language, board: &Board, is_empty: bool) -> String {
    if is_empty || board.is_detector_late || board.is_cut || board.lane(LaneOf::Act).next().is_some() {
        return String::new();
    }
    let mut said = vec![language.t("watch-calm-nobody")];
    if let Some(line) = board.next_report() {
        let at = time::z_short(line.verdict.at, board.now, language);
        let key = if line.verdict.event == EventKind::CheckIn { "watch-calm-next-check-in" } else { "watch-calm-next-event" };
        said.push(language.fill(key, &[("time", Hole::Text(&at)), ("reference", Hole::Text(&line.row.reference))]));
    }
    let moving = board.lines.iter().filter(|line| matches!(line.row.leg_state.as_str(), "under_way" | "diverted"));
    let asked = moving.filter(|line| line.row.posts_required > 0).count();
    if asked > 0 {
        said.push(language.fill("watch-calm-covered", &[("count", Hole::Number(asked as i64))]));
    }
    said.join(" ")
}
