//! Ready values for the forms of teams: a new team, a seat, leaving it, two weeks of duty.

use askama::Template;
use chrono::NaiveDate;

use super::duty::SHOWN;
use super::forms::{AssignForm, DutyForm, LeaveForm, TeamForm};
use super::queries::{Assignment, Duty, DutyTarget, Seated, Team};
use super::views::{Head, can, period, url};
use crate::authz::actor::Actor;
use crate::features::people::with_ask;
use crate::features::requirements::{RequiredPost, ground_words, role_word};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

fn shell_of(seed: &Seed, reference: &str, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, reference.to_owned());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

#[derive(Template)]
#[template(path = "teams/new.html")]
pub struct NewPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    requirement: Field,
    name: Field,
}

impl NewPage {
    /// Two fields.
    pub fn new(seed: &Seed, form: &TeamForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "team-new");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            requirement: Field::new(language, "requirement", "team-requirement", &form.requirement, errors).hint(language, "team-requirement-hint"),
            name: Field::new(language, "name", "protection-team-name", &form.name, errors).hint(language, "team-name-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "teams/assign.html")]
pub struct AssignPage {
    shell: Shell,
    head: Head,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    seat: Field,
    seats: Vec<Choice>,
    officer: Field,
    from: Field,
    to: Field,
}

impl AssignPage {
    /// Open seats first; a seat that is filled today may be open later.
    pub fn new(seed: &Seed, actor: &Actor, team: &Team, (posts, seated): (&[RequiredPost], &[Seated]), form: &AssignForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let today = seed.now.date_naive().max(team.from_date);
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let mut open = Vec::new();
        let mut filled = Vec::new();
        for post in posts {
            for seat in 1..=post.pattern.count {
                let holder = seated.iter().find(|one| one.post == post.number && one.seat == seat && one.is_on(today));
                let title = format!("{} {seat}", role_word(language, &post.role));
                let value = format!("{}-{seat}", post.number);
                match holder {
                    Some(one) => filled.push(Choice::new(
                        value,
                        language.pair(&title, &format!("{}, {}", one.officer, period(language, one.from_date, one.to_date))),
                        &form.seat,
                    )),
                    None => open.push(Choice::new(value, language.pair(&title, &language.t("team-seat-open")), &form.seat)),
                }
            }
        }
        open.extend(filled);
        Self {
            shell: shell_of(seed, &team.reference, errors),
            head: Head::new(seed, actor, team),
            action: format!("{}/assignments", url(&team.reference)),
            back_url: format!("{}/posts", url(&team.reference)),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            seat: field("seat", "team-assignment-seat", &form.seat),
            seats: with_ask(language, open),
            officer: field("officer", "team-officer", &form.officer).hint(language, "team-officer-hint"),
            from: field("from", "team-assignment-from-date", &form.from).hint(language, "requirement-date-hint"),
            to: field("to", "team-assignment-to-date", &form.to).optional().hint(language, "team-to-hint"),
        }
    }
}

/// How somebody leaves a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Says no.
    Decline,
    /// Their time ends.
    End,
    /// Another takes the seat over.
    Replace,
}

impl Leave {
    fn word(self) -> &'static str {
        match self {
            Leave::Decline => "decline",
            Leave::End => "end",
            Leave::Replace => "replace",
        }
    }
}

#[derive(Template)]
#[template(path = "teams/leave.html")]
pub struct LeavePage {
    shell: Shell,
    head: Head,
    title: String,
    who: String,
    what: String,
    lapsed: String,
    is_replacement: bool,
    names_day: bool,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    officer: Field,
    day: Field,
    reason: Field,
}

impl LeavePage {
    /// One page for each of the three.
    pub fn new(seed: &Seed, actor: &Actor, assignment: &Assignment, leave: Leave, form: &LeaveForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let (team, seated) = (&assignment.team, &assignment.seated);
        let word = leave.word();
        let head = Head::new(seed, actor, team);
        let day_label = if leave == Leave::Replace { "assignment-replace-day" } else { "assignment-end-day" };
        Self {
            shell: shell_of(seed, &team.reference, errors),
            title: language.t(&format!("assignment-{word}-title")),
            who: language.pair(&role_word(language, &seated.role), &format!("{}, {}", seated.officer, period(language, seated.from_date, seated.to_date))),
            what: language.t(&format!("assignment-{word}-what")),
            lapsed: if leave == Leave::Replace && head.is_lapsed { language.t("assignment-replace-lapsed") } else { String::new() },
            is_replacement: leave == Leave::Replace,
            names_day: leave != Leave::Decline,
            head,
            action: format!("{}/assignments/{}/{word}", url(&team.reference), seated.id.0),
            back_url: format!("{}/posts", url(&team.reference)),
            form_key: fresh_form_key(),
            version: seated.version,
            errors: errors.links(language),
            officer: Field::new(language, "officer", "assignment-replace-by", &form.officer, errors).hint(language, "team-officer-hint"),
            day: Field::new(language, "day", day_label, &form.day, errors).hint(language, "requirement-date-hint"),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
        }
    }
}

/// A day of the two weeks.
pub struct DayHead {
    pub title: String,
    /// What it rests on; empty for a bare day.
    pub ground: String,
}

/// One day of duty in a cell.
pub struct DutyCell {
    pub hours: String,
    pub void_url: String,
}

/// A person over the two weeks.
pub struct DutyRow {
    pub title: String,
    pub cells: Vec<(String, Vec<DutyCell>)>,
}

#[derive(Template)]
#[template(path = "teams/duty.html")]
pub struct DutyPage {
    shell: Shell,
    head: Head,
    title: String,
    earlier_url: String,
    later_url: String,
    days: Vec<DayHead>,
    rows: Vec<DutyRow>,
    bare: String,
    can_plan: bool,
    action: String,
    form_key: String,
    window: String,
    errors: Vec<ErrorLink>,
    assignment: Field,
    assignments: Vec<Choice>,
    day: Field,
    until: Field,
    from: Field,
    to: Field,
}

impl DutyPage {
    /// Two weeks in the station's local time.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        team: &Team,
        (days, grounds): (&[NaiveDate], &[String]),
        (seated, duties): (&[Seated], &[Duty]),
        form: &DutyForm,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let (first, last) = (days.first().copied().unwrap_or_default(), days.last().copied().unwrap_or_default());
        let can_plan = team.is_standing() && can(actor, "duty.plan", team);
        let record = format!("{}/duty-days", url(&team.reference));
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let zone = if team.zone.is_empty() { "UTC" } else { &team.zone };
        let place = time::short_place(&team.station_name);
        let shown: Vec<&Seated> = seated
            .iter()
            .filter(|one| {
                duties.iter().any(|duty| duty.assignment_id == one.id) || one.is_open() && one.from_date <= last && one.to_date.is_none_or(|to| to >= first)
            })
            .collect();
        let titles: Vec<String> = days.iter().map(|day| time::day(*day, language)).collect();
        let cell = |duty: &Duty| DutyCell {
            hours: format!("{}–{}", time::local(duty.begins, zone).format("%H:%M"), time::local(duty.ends, zone).format("%H:%M")),
            void_url: if can_plan { format!("{record}/{}/void", duty.id.0) } else { String::new() },
        };
        let bare: Vec<String> = days.iter().zip(grounds).filter(|(_, ground)| ground.is_empty()).map(|(day, _)| time::typed_date(*day)).collect();
        let choices = seated
            .iter()
            .filter(|one| one.is_open())
            .map(|one| Choice::new(one.id.0.to_string(), language.pair(&role_word(language, &one.role), &one.officer), &form.assignment))
            .collect();
        Self {
            shell: shell_of(seed, &team.reference, errors),
            head: Head::new(seed, actor, team),
            title: language.fill(
                "duty-title",
                &[("from", Hole::Text(&time::typed_date(first))), ("to", Hole::Text(&time::typed_date(last))), ("place", Hole::Text(place))],
            ),
            earlier_url: format!("{record}?from={}", first - chrono::Days::new(SHOWN)),
            later_url: format!("{record}?from={}", first + chrono::Days::new(SHOWN)),
            days: titles.iter().zip(grounds).map(|(title, ground)| DayHead { title: title.clone(), ground: ground.clone() }).collect(),
            rows: shown
                .into_iter()
                .map(|one| DutyRow {
                    title: language.pair(&role_word(language, &one.role), &one.officer),
                    cells: days
                        .iter()
                        .zip(&titles)
                        .map(|(day, title)| (title.clone(), duties.iter().filter(|duty| duty.assignment_id == one.id && duty.day == *day).map(cell).collect()))
                        .collect(),
                })
                .collect(),
            bare: if bare.is_empty() { String::new() } else { bare_words(language, &bare) },
            can_plan,
            action: record,
            form_key: fresh_form_key(),
            window: first.to_string(),
            errors: errors.links(language),
            assignment: field("assignment", "duty-assignment", &form.assignment),
            assignments: with_ask(language, choices),
            day: field("day", "duty-day-day", &form.day).hint(language, "requirement-date-hint"),
            until: field("until", "duty-until", &form.until).optional().hint(language, "duty-until-hint"),
            from: field("from", "duty-from", &form.from).hint(language, "duty-time-hint"),
            to: field("to", "duty-to", &form.to).hint(language, "duty-to-hint"),
        }
    }
}

fn bare_words(language: Language, bare: &[String]) -> String {
    language.fill("duty-bare-days", &[("count", Hole::Number(bare.len() as i64)), ("day", Hole::Text(bare.first().map_or("", String::as_str)))])
}

#[derive(Template)]
#[template(path = "teams/void.html")]
pub struct VoidPage {
    shell: Shell,
    head: Head,
    what: String,
    rests: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl VoidPage {
    /// Taking a day back asks why.
    pub fn new(seed: &Seed, actor: &Actor, target: &DutyTarget, typed: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let team = &target.team;
        Self {
            shell: shell_of(seed, &team.reference, errors),
            head: Head::new(seed, actor, team),
            what: language.pair(&role_word(language, &target.seated.role), &format!("{}, {}", target.seated.officer, time::typed_date(target.duty.day))),
            rests: if target.duty.rests_on.is_empty() { ground_words(language, &team.ground, team.ground_until) } else { target.duty.rests_on.clone() },
            action: format!("{}/duty-days/{}/void", url(&team.reference), target.duty.id.0),
            back_url: format!("{}/duty-days?from={}", url(&team.reference), target.duty.day),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", typed, errors),
        }
    }
}
