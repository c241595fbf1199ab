//! The page of the person on duty, ready to print.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use super::model::{self, When};
use super::queries;
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::features::movements::{LegState, exceptions};
use crate::features::requirements::interim;
use crate::features::risk::{self, Levels, Notice};
use crate::features::{requirements, teams};
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::fresh_form_key;
use crate::web::page::{Seed, Shell};
use crate::web::time;

#[derive(Template)]
#[template(path = "today/today.html")]
pub struct Today {
    shell: Shell,
    here_now: String,
    off: String,
    duty: Option<Duty>,
    notices: Vec<Notice>,
    notice_key: String,
    calls: Vec<Call>,
    protection: Vec<interim::Notice>,
}

struct Duty {
    codename: String,
    reference: String,
    url: String,
    revision: String,
    risk_level: String,
    risk_word: String,
    now: Leg,
    sent: String,
    help_sent: String,
    next: Vec<Next>,
}

struct Leg {
    leg: String,
    route: String,
    due_kind: String,
    due_local: String,
    due_z: String,
    due_iso: String,
    due_text: String,
    overdue: bool,
    well: String,
    late: String,
    help: String,
    leg_ref: String,
    form_key: String,
}

struct Next {
    time: String,
    text: String,
}

pub struct Call {
    label: String,
    url: String,
}

/// A minimum that the reader set and that is not met.
fn shortage(language: Language, code: &str, about: &str) -> Option<interim::Notice> {
    let (url, _) = exceptions::shortage_place(code, about)?;
    let text = language.t(&format!("exception-code-{}", code.replace('_', "-")));
    Some(interim::Notice { kind: "caution", text, url, reference: about.to_owned() })
}

impl Today {
    pub async fn load(tx: &mut Tx, seed: &Seed, officer: Option<OfficerId>) -> Result<Self> {
        let (language, now) = (seed.language, seed.now);
        let duties = match officer {
            Some(officer) => queries::duties(tx, officer).await?,
            None => Vec::new(),
        };
        let whens = duties.iter().map(when).collect::<Result<Vec<_>>>()?;
        let current = model::current(&whens, now);
        let home = match officer {
            Some(officer) => queries::home(tx, officer).await?,
            None => None,
        };
        let (place, zone) = match (current.and_then(|n| duties.get(n)), home) {
            (Some(duty), _) if duty.state == "under_way" => (duty.to.clone(), duty.to_zone.clone()),
            (Some(duty), _) => (duty.from.clone(), duty.from_zone.clone()),
            (None, Some(home)) => home,
            (None, None) => ("Z".to_owned(), "UTC".to_owned()),
        };
        let next = duties.iter().enumerate().filter(|(n, duty)| duty.state == "planned" && Some(*n) != current).map(|(_, duty)| duty);
        let off = match current {
            Some(_) => String::new(),
            None => off_duty(tx, language, now, officer, next.clone().next()).await?,
        };
        let lines: Vec<Next> = next.take(3).map(|duty| upcoming(language, now, duty)).collect();
        let running = current.and_then(|n| duties.get(n));
        let levels = Levels::today(tx, &running.and_then(|duty| duty.principal).into_iter().collect::<Vec<_>>()).await?;
        let notices = match officer {
            Some(officer) => risk::own_unread(tx, officer, language).await?,
            None => Vec::new(),
        };
        let calls = calls(language, &queries::calls(tx, running.map(|duty| duty.leg), officer).await?);
        let mut protection = requirements::notices(tx, language).await?;
        protection.extend(teams::notices(tx, language).await?);
        protection.extend(exceptions::own_shortages(tx).await?.iter().filter_map(|one| shortage(language, &one.code, &one.about)));
        Ok(Self {
            protection,
            shell: Shell::new(seed, "nav-today"),
            here_now: format!("{} {}", time::local(now, &zone).format("%H:%M"), time::short_place(&place)),
            off,
            duty: running.map(|duty| on_duty(language, now, duty, lines, &levels)),
            notices,
            notice_key: fresh_form_key(),
            calls,
        })
    }
}

#[derive(Template)]
#[template(path = "today/assistance.html")]
pub struct Assistance {
    shell: Shell,
    sent: String,
    calls: Vec<Call>,
}

impl Assistance {
    pub async fn load(tx: &mut Tx, seed: &Seed, officer: Option<OfficerId>) -> Result<Self> {
        let duties = match officer {
            Some(officer) => queries::duties(tx, officer).await?,
            None => Vec::new(),
        };
        let asked = duties.iter().filter(|duty| duty.assistance_at.is_some()).max_by_key(|duty| duty.assistance_at);
        let calls = calls(seed.language, &queries::calls(tx, asked.map(|duty| duty.leg), officer).await?);
        let sent = asked.and_then(|duty| duty.assistance_at).map(|at| help_sent(seed.language, seed.now, at)).unwrap_or_default();
        Ok(Self { shell: Shell::new(seed, "today-assistance"), sent, calls })
    }
}

fn when(duty: &queries::Duty) -> Result<When> {
    let state = LegState::from_code(&duty.state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?;
    Ok(When { state, departs_at: duty.departs_at })
}

fn on_duty(language: Language, now: DateTime<Utc>, duty: &queries::Duty, next: Vec<Next>, levels: &Levels) -> Duty {
    let mut risk = levels.mark(duty.principal, language);
    if risk.level.is_empty() {
        risk.word = language.fill("today-risk", &[("word", Hole::Text(&risk.word))]);
    }
    let channel = language.t(&format!("report-channel-{}", duty.last_channel.replace('_', "-")));
    let sent = match duty.last_contact_at {
        Some(at) => language.fill("today-sent", &[("time", Hole::Text(&time::z_short(at, now, language))), ("channel", Hole::Text(&channel))]),
        None => language.t("today-nothing-sent"),
    };
    Duty {
        codename: duty.codename.clone(),
        reference: duty.reference.clone(),
        url: format!("/movements/{}", duty.reference),
        revision: language.fill("today-itinerary", &[("version", Hole::Number(duty.itinerary.into()))]),
        risk_level: risk.level,
        risk_word: risk.word,
        now: leg_now(language, now, duty),
        sent,
        help_sent: duty.assistance_at.map(|at| help_sent(language, now, at)).unwrap_or_default(),
        next,
    }
}

fn leg_now(language: Language, now: DateTime<Utc>, duty: &queries::Duty) -> Leg {
    let is_under_way = duty.state == "under_way";
    let (kind, due, zone, place) = match (is_under_way, duty.next_due_at) {
        (_, Some(due)) => ("today-due-check-in", due, &duty.to_zone, &duty.to),
        (true, None) => ("today-due-arrival", duty.arrives_at, &duty.to_zone, &duty.to),
        (false, None) => ("today-due-departure", duty.departs_at, &duty.from_zone, &duty.from),
    };
    let place = time::short_place(place);
    let length = time::duration((due - now).abs());
    let text = language.fill(if due < now { "today-late" } else { "today-in" }, &[("span", Hole::Text(&length))]);
    let spot = time::short_place(if is_under_way { &duty.to } else { &duty.from });
    Leg {
        leg: format!("{}/{}", duty.number, duty.legs),
        route: format!("{} → {}", time::short_place(&duty.from), time::short_place(&duty.to)),
        due_kind: language.t(kind),
        due_local: format!("{} {place}", time::local(due, zone).format("%H:%M")),
        due_z: due.format("%H:%MZ").to_string(),
        due_iso: due.to_rfc3339_opts(SecondsFormat::Secs, true),
        due_text: text,
        overdue: due < now,
        well: language.fill(if is_under_way { "today-well-on-way" } else { "today-well-at" }, &[("place", Hole::Text(spot))]),
        late: language.t("today-running-late"),
        help: language.t("today-need-assistance"),
        leg_ref: duty.leg.0.to_string(),
        form_key: fresh_form_key(),
    }
}

fn upcoming(language: Language, now: DateTime<Utc>, duty: &queries::Duty) -> Next {
    let arrives = time::place_and_z(duty.arrives_at, &duty.to_zone, &duty.to, now, language);
    Next {
        time: time::place_and_z(duty.departs_at, &duty.from_zone, &duty.from, now, language),
        text: language.fill("today-next-leg", &[("to", Hole::Text(time::short_place(&duty.to))), ("arrives", Hole::Text(&arrives))]),
    }
}

async fn off_duty(tx: &mut Tx, language: Language, now: DateTime<Utc>, officer: Option<OfficerId>, next: Option<&queries::Duty>) -> Result<String> {
    let Some(officer) = officer else {
        return Ok(language.t("today-off"));
    };
    if let Some(duty) = next {
        let at = time::place_and_z(duty.departs_at, &duty.from_zone, &duty.from, now, language);
        return Ok(language.fill("today-off-next", &[("time", Hole::Text(&at))]));
    }
    if queries::is_relieved(tx, officer).await? {
        return Ok(language.t("today-handed-over"));
    }
    Ok(match queries::next_stand_by(tx, officer).await? {
        Some(day) if day <= now.date_naive() => language.t("today-stand-by-now"),
        Some(day) => language.fill("today-off-stand-by", &[("day", Hole::Text(&time::day(day, language)))]),
        None => language.t("today-off"),
    })
}

fn help_sent(language: Language, now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    language.fill("today-help-sent", &[("time", Hole::Text(&time::z_short(at, now, language)))])
}

fn calls(language: Language, calls: &[queries::Call]) -> Vec<Call> {
    calls
        .iter()
        .map(|call| {
            let digits: String = call.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            let key = match (call.is_leader, call.is_headquarters) {
                (true, _) => "today-call-leader",
                (false, true) => "today-call-watch",
                (false, false) => "today-call-station",
            };
            Call { label: language.fill(key, &[("name", Hole::Text(&call.name))]), url: format!("tel:{digits}") }
        })
        .collect()
}
