//! Ready values for the list and the records of teams, and the line on board and Today.

use askama::Template;
use chrono::NaiveDate;

use super::queries::{self, Line, Seated, Team};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::people::with_any;
use crate::features::qualifications::lack_words;
use crate::features::requirements::interim::Notice;
use crate::features::requirements::{RequiredPost, RequirementState, ground_words, requirement_url, role_word};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;
use crate::web::time;

/// Address of a team.
pub fn url(reference: &str) -> String {
    format!("/teams/{reference}")
}

/// True if the rule of the action allows it on this team.
pub fn can(actor: &Actor, action: &str, team: &Team) -> bool {
    policy::decide(actor, action, &team.facts(actor)) == Decision::Allow
}

/// `4 of 6 seats filled`.
pub fn cover(language: Language, filled: i32, seats: i32) -> String {
    language.fill("team-cover", &[("filled", Hole::Number(i64::from(filled))), ("seats", Hole::Number(i64::from(seats)))])
}

/// One row of the list.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub called: String,
    pub station: String,
    pub posture: String,
    pub requirement: String,
    pub requirement_url: String,
    pub state: String,
    pub cover: String,
    pub is_short: bool,
    pub is_lapsed: bool,
    pub ground: String,
}

#[derive(Template)]
#[template(path = "teams/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    q: String,
    state: Field,
    states: Vec<Choice>,
    station: Field,
    gap: Field,
    gaps: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort).to_string(), last.id));
        let value = |key: &str| asked.one(key).unwrap_or_default();
        let none = FieldErrors::default();
        let field = |name: &str, label: &str| Field::new(language, name, label, value(name), &none);
        let state_choices = ["forming", "active", "ended"].iter().map(|code| Choice::new(*code, state_word(language, code), value("state"))).collect();
        Self {
            shell: Shell::new(seed, "teams-title"),
            title: language.fill("teams-count", &[("count", Hole::Number(total))]),
            q: value("q").to_owned(),
            state: field("state", "protection-team-state"),
            states: with_any(language, state_choices),
            station: field("station", "requirement-station"),
            gap: field("gap", "team-gap"),
            gaps: with_any(language, vec![Choice::new("yes", language.t("team-gap-yes"), value("gap"))]),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "state" => state_word(language, value),
                "gap" => language.t("team-gap-yes"),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("requirement-ref", "ref"),
                    ("protection-team-name", "name"),
                    ("requirement-official", ""),
                    ("requirement-station", "station"),
                    ("protection-requirement-posture", ""),
                    ("team-requirement", ""),
                    ("protection-team-state", ""),
                    ("team-gap", ""),
                    ("requirement-ground", ""),
                ],
            ),
            pager,
            rows: lines.into_iter().map(|line| row(language, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(language: Language, line: Line) -> Row {
    let is_standing = line.state != "ended";
    Row {
        url: url(&line.reference),
        requirement_url: requirement_url(&line.requirement),
        state: state_word(language, &line.state),
        cover: cover(language, line.filled, line.seats),
        is_short: is_standing && line.filled < line.seats,
        is_lapsed: line.requirement_state == RequirementState::AssessmentLapsed.code(),
        ground: if is_standing { ground_words(language, line.ground.as_deref().unwrap_or_default(), line.ground_until) } else { String::new() },
        reference: line.reference,
        name: line.name,
        called: line.called,
        station: line.station,
        posture: line.posture,
        requirement: line.requirement,
    }
}

fn state_word(language: Language, state: &str) -> String {
    let key = format!("protection-team-state-{state}");
    if Language::has(&key) { language.t(&key) } else { state.to_owned() }
}

/// The list as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "teams",
        header: vec![
            "ref",
            "name",
            "official",
            "station",
            "posture",
            "requirement",
            "state",
            "requirement_state",
            "seats",
            "filled",
            "rests_on",
            "rests_until",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.name,
                    line.called,
                    line.station,
                    line.posture,
                    line.requirement,
                    line.state,
                    line.requirement_state,
                    line.seats.to_string(),
                    line.filled.to_string(),
                    line.ground.unwrap_or_default(),
                    line.ground_until.map(|day| day.to_string()).unwrap_or_default(),
                ]
            })
            .collect(),
    }
}

/// The identity bar and tabs of a team's pages.
pub struct Head {
    pub reference: String,
    pub name: String,
    pub state: String,
    pub is_lapsed: bool,
    pub cover: String,
    pub is_short: bool,
    pub ground: String,
    pub tabs: Vec<Tab>,
}

impl Head {
    /// For this reader.
    pub fn new(seed: &Seed, actor: &Actor, team: &Team) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = url(&team.reference);
        let mut tabs =
            vec![("requirement-tab-record", record.clone()), ("team-tab-seats", format!("{record}/posts")), ("team-tab-duty", format!("{record}/duty-days"))];
        if can(actor, "team.history", team) {
            tabs.push(("requirement-tab-history", format!("{record}/history")));
        }
        Self {
            reference: team.reference.clone(),
            name: team.name.clone(),
            state: state_word(language, &team.state),
            is_lapsed: team.requirement_state == RequirementState::AssessmentLapsed.code(),
            cover: cover(language, team.filled, team.seats),
            is_short: team.is_standing() && team.gap() > 0,
            ground: if team.is_standing() { ground_words(language, &team.ground, team.ground_until) } else { String::new() },
            tabs: tabs.into_iter().map(|(label, url)| Tab { current: url == here, url, label: language.t(label) }).collect(),
        }
    }
}

/// Somebody on a seat, in words, with the deeds open to the reader.
pub struct SeatedLine {
    pub officer: String,
    pub period: String,
    pub kind: &'static str,
    pub state: String,
    pub reason: String,
    /// From which day the officer lacks something for the seat, and what; empty if nothing is known to lapse.
    pub unfit: String,
    pub lacks: String,
    pub ground: String,
    pub accept_url: String,
    pub decline_url: String,
    pub replace_url: String,
    pub end_url: String,
}

/// A seat of a post.
pub struct SeatLine {
    pub title: String,
    pub is_open: bool,
    pub fill_url: String,
    pub seated: Vec<SeatedLine>,
}

/// Seats in order of posts; who was there and is no longer is left out.
pub fn seat_lines(language: Language, actor: &Actor, team: &Team, posts: &[RequiredPost], seated: &[Seated], today: NaiveDate) -> Vec<SeatLine> {
    let staffs = team.is_standing() && can(actor, "team.staff", team);
    let day = today.max(team.from_date);
    let mut lines = Vec::new();
    for post in posts {
        for seat in 1..=post.pattern.count {
            let here: Vec<&Seated> = seated.iter().filter(|one| one.post == post.number && one.seat == seat && one.is_open()).collect();
            lines.push(SeatLine {
                title: if post.pattern.count > 1 { format!("{} {seat}", role_word(language, &post.role)) } else { role_word(language, &post.role) },
                is_open: !here.iter().any(|one| one.is_on(day)),
                fill_url: if staffs { format!("{}/assignments/new?seat={}-{seat}", url(&team.reference), post.number) } else { String::new() },
                seated: here.into_iter().map(|one| seated_line(language, team, one, staffs)).collect(),
            });
        }
    }
    lines
}

fn seated_line(language: Language, team: &Team, one: &Seated, staffs: bool) -> SeatedLine {
    let base = format!("{}/assignments/{}", url(&team.reference), one.id.0);
    let answers = one.state == "proposed" && (one.is_mine || team.is_led || staffs);
    let deed = |may: bool, word: &str| if may { format!("{base}/{word}") } else { String::new() };
    SeatedLine {
        officer: if one.officer.is_empty() { language.t("history-not-visible") } else { one.officer.clone() },
        period: period(language, one.from_date, one.to_date),
        kind: if one.state == "assessment_lapsed" { "warning" } else { "" },
        state: language.t(&format!("team-assignment-state-{}", one.state.replace('_', "-"))),
        reason: one.state_reason.clone(),
        unfit: one.unfit_from.map(|day| language.fill("team-unfit-from", &[("day", Hole::Text(&time::typed_date(day)))])).unwrap_or_default(),
        lacks: one.lacks.iter().map(|lack| lack_words(language, lack)).collect::<Vec<_>>().join("; "),
        ground: ground_words(language, &team.ground, team.ground_until),
        accept_url: deed(answers, "accept"),
        decline_url: deed(answers, "decline"),
        replace_url: deed(staffs, "replace"),
        end_url: deed(staffs, "end"),
    }
}

/// `1-Dec-2026, open-ended`.
pub fn period(language: Language, from: NaiveDate, to: Option<NaiveDate>) -> String {
    let from = time::typed_date(from);
    match to {
        Some(to) => language.fill("requirement-from-to", &[("from", Hole::Text(&from)), ("to", Hole::Text(&time::typed_date(to)))]),
        None => language.fill("requirement-from-on", &[("from", Hole::Text(&from))]),
    }
}

#[derive(Template)]
#[template(path = "teams/show.html")]
pub struct Show {
    shell: Shell,
    head: Head,
    called: String,
    station: String,
    station_url: String,
    posture: String,
    requirement: String,
    requirement_url: String,
    period: String,
    accepted: String,
    today_rests: String,
    accept_url: String,
    print_url: String,
    seats: Vec<SeatLine>,
    form_key: String,
}

impl Show {
    /// The record for this reader; `ground` is what a day of duty today rests on.
    pub fn new(seed: &Seed, actor: &Actor, team: &Team, posts: &[RequiredPost], seated: &[Seated], ground: &str) -> Self {
        let language = seed.language;
        let accepted = team
            .accepted_at
            .map(|at| language.fill("requirement-signed", &[("who", Hole::Text(&team.accepted_by)), ("time", Hole::Text(&time::z(at, language)))]));
        Self {
            shell: Shell::titled(seed, team.reference.clone()),
            head: Head::new(seed, actor, team),
            called: team.called.clone(),
            station: format!("{} {}", team.station_code, team.station_name),
            station_url: format!("/duty-stations/{}", team.station_code),
            posture: team.posture.clone(),
            requirement: team.requirement.clone(),
            requirement_url: requirement_url(&team.requirement),
            period: period(language, team.from_date, team.to_date),
            accepted: accepted.unwrap_or_default(),
            today_rests: match ground.is_empty() {
                true => language.t("team-today-bare"),
                false => language.fill("team-today-rests", &[("ref", Hole::Text(ground))]),
            },
            accept_url: if team.is_led && team.state == "forming" { format!("{}/accept", url(&team.reference)) } else { String::new() },
            print_url: if can(actor, "team.print", team) { format!("{}/print", url(&team.reference)) } else { String::new() },
            seats: seat_lines(language, actor, team, posts, seated, seed.now.date_naive()),
            form_key: fresh_form_key(),
        }
    }
}

#[derive(Template)]
#[template(path = "teams/posts.html")]
pub struct SeatsPage {
    shell: Shell,
    head: Head,
    seats: Vec<SeatLine>,
    past: Vec<SeatedLine>,
    form_key: String,
}

impl SeatsPage {
    /// Every seat, who is and will be on it, and who was.
    pub fn new(seed: &Seed, actor: &Actor, team: &Team, posts: &[RequiredPost], seated: &[Seated]) -> Self {
        let language = seed.language;
        let past = seated.iter().filter(|one| !one.is_open()).map(|one| seated_line(language, team, one, false)).collect();
        Self {
            shell: Shell::titled(seed, team.reference.clone()),
            head: Head::new(seed, actor, team),
            seats: seat_lines(language, actor, team, posts, seated, seed.now.date_naive()),
            past,
            form_key: fresh_form_key(),
        }
    }
}

/// A team on paper.
#[derive(Template)]
#[template(path = "teams/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    t: Show,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        let reference = &record.head.reference;
        Self { shell: Shell::paper(seed, reference, &url(reference)), paper: reference.clone(), printed: seed.printed(), t: record }
    }
}

/// Teams with an open seat today, in one line.
pub async fn notices(tx: &mut Tx, language: Language) -> Result<Vec<Notice>> {
    let (teams, seats, first) = queries::gaps(tx).await?;
    if teams == 0 {
        return Ok(Vec::new());
    }
    let url = if teams == 1 { url(&first) } else { "/teams?gap=yes".to_owned() };
    let text = language.fill("team-line-gap", &[("teams", Hole::Number(teams)), ("seats", Hole::Number(seats))]);
    Ok(vec![Notice { kind: "caution", text, url, reference: first }])
}
