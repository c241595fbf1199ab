//! Ready values for the pages of requirements.

use askama::Template;
use chrono::NaiveDate;

use super::model::{self, Deed, State};
use super::queries::{Basis, Coded, Post, Requirement};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::delegations::signer;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// Address of a requirement.
pub fn url(reference: &str) -> String {
    format!("/requirements/{reference}")
}

/// True if the rule of the action allows it on this requirement.
pub fn can(actor: &Actor, action: &str, requirement: &Requirement) -> bool {
    policy::decide(actor, action, &requirement.facts(actor)) == Decision::Allow
}

/// A date as it is typed; empty without.
pub fn day(date: Option<NaiveDate>) -> String {
    date.map(time::typed_date).unwrap_or_default()
}

/// `R-26-0088 until 16-Dec-2026`, or that nothing is in force.
pub fn ground(language: Language, ground: &str, until: Option<NaiveDate>) -> String {
    match until {
        Some(until) => language.fill("requirement-rests-on", &[("ref", Hole::Text(ground)), ("day", Hole::Text(&time::typed_date(until)))]),
        None => language.t("requirement-rests-on-nothing"),
    }
}

/// Words and kind of a state's tag.
pub fn state_tag(language: Language, state: State) -> (&'static str, String) {
    let kind = match state {
        State::AssessmentLapsed => "warning",
        State::UnderReview | State::Refused => "caution",
        _ => "",
    };
    (kind, language.t(&state.key()))
}

/// The word of a value in the catalogue, else the value.
pub fn word_of(language: Language, name: &str, value: &str) -> String {
    let slug = value.replace('_', "-");
    let key = match name {
        "state" => format!("protection-requirement-state-{slug}"),
        "answer" => format!("protection-requirement-answer-{slug}"),
        "source" => format!("protection-requirement-source-of-protection-{slug}"),
        "due" => format!("requirement-filter-due-{slug}"),
        _ => return value.to_owned(),
    };
    if Language::has(&key) { language.t(&key) } else { value.to_owned() }
}

/// Codes with their names as choices.
pub fn coded_choices(coded: &[Coded], current: &str) -> Vec<Choice> {
    coded.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), current)).collect()
}

/// `1-Dec-2026 to 31-Dec-2026`, or open-ended.
pub fn period(language: Language, from: NaiveDate, to: Option<NaiveDate>) -> String {
    let from = time::typed_date(from);
    match to {
        Some(to) => language.fill("requirement-from-to", &[("from", Hole::Text(&from)), ("to", Hole::Text(&time::typed_date(to)))]),
        None => language.fill("requirement-from-on", &[("from", Hole::Text(&from))]),
    }
}

/// The identity bar and tabs of a requirement's pages.
pub struct Head {
    pub reference: String,
    pub called: String,
    pub state_kind: &'static str,
    pub state: String,
    pub ground: String,
    pub tabs: Vec<Tab>,
}

impl Head {
    /// For this reader.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = url(&requirement.reference);
        let mut tabs = vec![("requirement-tab-record", record.clone()), ("requirement-tab-posts", format!("{record}/required-posts"))];
        if let Some(team) = &requirement.team {
            tabs.push(("requirement-tab-team", format!("/teams/{team}")));
        }
        if can(actor, "requirement.history", requirement) {
            tabs.push(("requirement-tab-history", format!("{record}/history")));
        }
        let (state_kind, state) = state_tag(language, requirement.state);
        Self {
            reference: requirement.reference.clone(),
            called: requirement.called.clone(),
            state_kind,
            state,
            ground: if requirement.state.is_standing() { ground(language, &requirement.ground, requirement.ground_until) } else { String::new() },
            tabs: tabs.into_iter().map(|(label, url)| Tab { current: url == here, url, label: language.t(label) }).collect(),
        }
    }
}

/// A post with its part of the sum.
pub struct PostLine {
    pub number: i32,
    pub role: String,
    pub count: i32,
    pub armed: String,
    pub hours: String,
    pub days: String,
    pub year: String,
    pub officers: String,
    pub note: String,
    pub void_url: String,
}

/// The sum behind the head count, line by line.
pub struct Sum {
    pub lines: Vec<PostLine>,
    pub divided: String,
    pub head_count: String,
    /// Warnings of a team too small for its posture.
    pub warnings: Vec<String>,
}

impl Sum {
    /// Of these posts. `void_base` is where a post is taken out; empty where it may not be.
    pub fn of(language: Language, requirement: &Requirement, posts: &[Post], void_base: &str) -> Self {
        let productive = requirement.productive_hours;
        let patterns: Vec<_> = posts.iter().map(|post| post.pattern).collect();
        let total: i64 = patterns.iter().map(|post| post.year_hundredths()).sum();
        let count = model::head_count(&patterns, productive);
        let smallest = model::smallest_team(&requirement.posture);
        let mut warnings = Vec::new();
        if !posts.is_empty() && count < smallest {
            warnings.push(language.fill(
                "requirement-team-small",
                &[("posture", Hole::Text(&requirement.posture)), ("count", Hole::Number(count)), ("smallest", Hole::Number(smallest))],
            ));
        }
        Self {
            lines: posts
                .iter()
                .map(|post| PostLine {
                    number: post.number,
                    role: role_word(language, &post.role),
                    count: post.pattern.count,
                    armed: language.t(if post.is_armed { "requirement-post-is-armed" } else { "requirement-post-unarmed" }),
                    hours: model::tenths(post.pattern.hours_tenths),
                    days: model::tenths(post.pattern.days_tenths),
                    year: model::hours(post.pattern.year_hundredths()),
                    officers: model::officers(post.pattern.year_hundredths(), productive),
                    note: post.note.clone(),
                    void_url: if void_base.is_empty() { String::new() } else { format!("{void_base}/{}/void", post.number) },
                })
                .collect(),
            divided: language.fill(
                "requirement-sum-divided",
                &[
                    ("hours", Hole::Text(&model::hours(total))),
                    ("productive", Hole::Text(&productive.to_string())),
                    ("officers", Hole::Text(&model::officers(total, productive))),
                ],
            ),
            head_count: count.to_string(),
            warnings,
        }
    }
}

/// The word of a post's role.
pub fn role_word(language: Language, role: &str) -> String {
    language.t(&format!("requirement-post-role-{}", role.replace('_', "-")))
}

/// An assessment a requirement rests on.
pub struct BasisLine {
    pub reference: String,
    pub url: String,
    pub level: String,
    pub period: String,
    pub carried: String,
}

/// Assessments in words.
pub fn basis_lines(language: Language, bases: &[Basis]) -> Vec<BasisLine> {
    bases
        .iter()
        .map(|basis| BasisLine {
            url: format!("/risk-assessments/{}", basis.reference),
            level: if basis.level.is_empty() { String::new() } else { language.t(&format!("interim-protection-level-{}", basis.level.replace('_', "-"))) },
            period: [day(basis.valid_from), day(basis.valid_to)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – "),
            carried: match basis.carried_at {
                Some(at) => language.fill("requirement-carried", &[("who", Hole::Text(&basis.carried_by)), ("time", Hole::Text(&time::z(at, language)))]),
                None => String::new(),
            },
            reference: basis.reference.clone(),
        })
        .collect()
}

/// A deed of the page: a button, or a link to its page.
pub struct DeedLine {
    pub label: String,
    pub url: String,
    pub is_page: bool,
    pub is_main: bool,
}

#[derive(Template)]
#[template(path = "requirements/show.html")]
pub struct Show {
    pub shell: Shell,
    pub head: Head,
    pub errors: Vec<ErrorLink>,
    pub official_url: String,
    pub station: String,
    pub station_url: String,
    pub posture: String,
    pub period: String,
    pub places: String,
    pub equipment: String,
    pub vehicles: String,
    pub source: String,
    pub source_reason: String,
    pub answer: String,
    pub answer_note: String,
    pub accepted: String,
    pub answer_url: String,
    pub author: String,
    pub validated: String,
    pub approved: String,
    pub review: String,
    pub reason: String,
    pub notices: Vec<String>,
    pub carry_url: String,
    pub protect_url: String,
    pub sum: Sum,
    pub is_fixed: bool,
    pub bases: Vec<BasisLine>,
    pub team_url: String,
    pub team: String,
    pub new_team_url: String,
    pub cover: String,
    pub is_short: bool,
    pub edit_url: String,
    pub print_url: String,
    pub deeds: Vec<DeedLine>,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The record for this reader. `parts`: its posts, what it rests on, and assessments it may be carried over to.
    pub fn new(seed: &Seed, actor: &Actor, requirement: &Requirement, parts: (&[Post], &[Basis], &[Basis]), notice_days: i64, errors: &FieldErrors) -> Self {
        let (posts, bases, newer) = parts;
        let language = seed.language;
        let today = seed.now.date_naive();
        let record = url(&requirement.reference);
        let state = requirement.state;
        let signed = |who: &str, at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| language.fill("requirement-signed", &[("who", Hole::Text(who)), ("time", Hole::Text(&time::z(at, language)))])).unwrap_or_default()
        };
        let may = |action: &str| can(actor, action, requirement);
        let mut notices = Vec::new();
        if let Some(due) = requirement.review_due_on.filter(|due| *due < today && state.is_standing()) {
            notices.push(language.fill("requirement-review-overdue", &[("day", Hole::Text(&time::typed_date(due)))]));
        }
        if let Some(until) = requirement.ground_until.filter(|until| state.is_standing() && (*until - today).num_days() <= notice_days) {
            notices.push(language.fill("requirement-expires-soon", &[("ref", Hole::Text(&requirement.ground)), ("day", Hole::Text(&time::typed_date(until)))]));
        }
        let deeds = Deed::ALL
            .into_iter()
            .filter(|deed| deed.leads(state).is_some() && may(deed.action()))
            .map(|deed| DeedLine {
                label: language.t(&format!("requirement-deed-{}", deed.word())),
                url: format!("{record}/{}", deed.word()),
                is_page: deed.wants_reason(),
                is_main: matches!(deed, Deed::Validate | Deed::Approve | Deed::Resume),
            })
            .collect();
        let gap = requirement.seats - requirement.filled;
        let has_team = requirement.team.is_some();
        Self {
            shell: if errors.is_empty() {
                Shell::titled(seed, requirement.reference.clone())
            } else {
                Shell::titled(seed, requirement.reference.clone()).with_errors()
            },
            head: Head::new(seed, actor, requirement),
            errors: errors.links(language),
            official_url: if requirement.official.is_empty() { String::new() } else { format!("/principals/{}", requirement.official) },
            station: format!("{} {}", requirement.station_code, requirement.station_name),
            station_url: format!("/duty-stations/{}", requirement.station_code),
            posture: format!("{} {}", requirement.posture, requirement.posture_name),
            period: period(language, requirement.from_date, requirement.to_date),
            places: requirement.places.clone(),
            equipment: requirement.equipment.clone(),
            vehicles: match requirement.vehicles {
                0 => language.t("requirement-no-vehicles"),
                count => language
                    .fill("requirement-vehicles-armour", &[("count", Hole::Number(i64::from(count))), ("armour", Hole::Text(&requirement.armour_level))]),
            },
            source: word_of(language, "source", &requirement.source_of_protection),
            source_reason: requirement.source_reason.clone(),
            answer: word_of(language, "answer", &requirement.answer),
            answer_note: requirement.answer_note.clone(),
            accepted: [requirement.risk_accepted_by.clone(), day(requirement.risk_accepted_on)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            answer_url: if may("requirement.answer") { format!("{record}/answer") } else { String::new() },
            author: requirement.author.clone(),
            validated: if state == State::Draft { String::new() } else { signed(&requirement.validated_by, requirement.validated_at) },
            approved: signed(&signer(language, &requirement.approved_by, &requirement.approved_for), requirement.approved_at),
            review: day(requirement.review_due_on),
            reason: requirement.state_reason.clone(),
            notices,
            carry_url: if !newer.is_empty() && state.is_standing() && may("requirement.carry-over") { format!("{record}/carry-over") } else { String::new() },
            protect_url: if state == State::AssessmentLapsed && policy::may(actor, "interim.start") && !requirement.official.is_empty() {
                format!("/interim-protection/new?official={}&station={}", requirement.official, requirement.station_code)
            } else {
                String::new()
            },
            sum: Sum::of(language, requirement, posts, ""),
            is_fixed: requirement.head_count.is_some() && state != State::Draft,
            bases: basis_lines(language, bases),
            team_url: requirement.team.as_ref().map(|team| format!("/teams/{team}")).unwrap_or_default(),
            team: requirement.team.clone().unwrap_or_default(),
            new_team_url: if !has_team && state.is_standing() && policy::decide(actor, "team.create", &requirement.facts(actor)) == Decision::Allow {
                format!("/teams/new?requirement={}", requirement.reference)
            } else {
                String::new()
            },
            cover: language
                .fill("team-cover", &[("filled", Hole::Number(i64::from(requirement.filled))), ("seats", Hole::Number(i64::from(requirement.seats)))]),
            is_short: state.is_standing() && gap > 0,
            edit_url: if requirement.is_draft() && may("requirement.edit") { format!("{record}/edit") } else { String::new() },
            print_url: if may("requirement.print") { format!("{record}/print") } else { String::new() },
            deeds,
            form_key: fresh_form_key(),
            version: requirement.version,
        }
    }
}

/// A requirement on paper.
#[derive(Template)]
#[template(path = "requirements/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    r: Show,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        let reference = &record.head.reference;
        Self { shell: Shell::paper(seed, reference, &url(reference)), paper: reference.clone(), printed: seed.printed(), r: record }
    }
}
