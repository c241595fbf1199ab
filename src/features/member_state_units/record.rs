//! Ready values for the record of a unit, on the screen and on paper.

use askama::Template;

use super::model::{CHECKED_IN, CHECKS, Paper, steps};
use super::parts::{Agreement, Check, Item, Member, Rotation};
use super::queries::Unit;
use super::views::{armed_word, paper_tag, rotation_tag, strength_words, url, whose, word};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::i18n::{Hole, Language};
use crate::web::form::fresh_form_key;
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Everything that belongs to a unit.
pub struct Parts {
    pub agreements: Vec<Agreement>,
    pub checks: Vec<Check>,
    pub members: Vec<Member>,
    pub rotations: Vec<Rotation>,
    pub items: Vec<Item>,
}

/// A line of one of its lists: a tag, words, and what may be done.
#[derive(Default)]
pub struct Line {
    pub tag: (&'static str, String),
    pub title: String,
    pub text: String,
    /// A record of another register.
    pub link_url: String,
    pub link: String,
    pub more: Vec<(String, String)>,
    pub deeds: Vec<(String, String)>,
    /// A form of one button: where to, what it says, the version it was made from.
    pub post_url: String,
    pub post: String,
    pub version: i32,
    pub form_key: String,
    pub is_over: bool,
}

/// One of its lists.
pub struct Block {
    pub id: &'static str,
    pub title: String,
    pub lines: Vec<Line>,
    pub empty: String,
    pub add_url: String,
    pub add: String,
}

#[derive(Template)]
#[template(path = "member_state_units/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    whose: String,
    state: String,
    paper: (&'static str, String),
    rotation: (&'static str, String),
    against: Vec<String>,
    facts: Vec<(String, String)>,
    station: String,
    station_url: String,
    blocks: Vec<Block>,
    step_url: String,
    edit_url: String,
    print_url: String,
    history_url: String,
}

#[derive(Template)]
#[template(path = "member_state_units/print.html")]
pub struct Paged {
    shell: Shell,
    paper: String,
    printed: String,
    u: Show,
}

impl Paged {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), u: record }
    }
}

struct Maker<'a> {
    seed: &'a Seed,
    actor: &'a Actor,
    unit: &'a Unit,
    is_open: bool,
}

impl Show {
    /// The record, with its parts and what may be done to them.
    pub fn new(seed: &Seed, actor: &Actor, unit: &Unit, parts: Parts) -> Self {
        let (language, today) = (seed.language, seed.now.date_naive());
        let make = Maker { seed, actor, unit, is_open: unit.state != "ended" };
        let since = time::place_and_z(unit.state_since, &unit.zone, time::short_place(&unit.station_name), seed.now, language);
        let paper = unit.paper(today);
        let day = |day: Option<chrono::NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        let fact = |key: &str, value: String| (language.t(key), value);
        let mut facts = vec![
            fact("ms-cp-unit-state", format!("{} {since} {}", word(language, "ms-cp-unit-state", &unit.state), unit.state_reason).trim_end().to_owned()),
            fact("ms-cp-unit-strength", strength_words(language, unit.in_post, unit.strength)),
            fact("unit-arms", armed_word(language, unit.is_armed)),
            fact("ms-cp-unit-rotation-months", language.fill("unit-months", &[("months", Hole::Number(unit.rotation_months.into()))])),
            fact("ms-cp-unit-contact", unit.contact.clone()),
            fact("ms-cp-unit-deployed-on", day(unit.deployed_on)),
            fact("ms-cp-unit-performance", unit.performance.clone()),
        ];
        if let Some(ended) = unit.ended_on {
            facts.push(fact("ms-cp-unit-ended-on", time::typed_date(ended)));
        }
        Self {
            shell: Shell::titled(seed, unit.reference.clone()),
            reference: unit.reference.clone(),
            whose: whose(language, unit),
            state: word(language, "ms-cp-unit-state", &unit.state),
            paper: paper_tag(language, paper, &unit.state),
            rotation: rotation_tag(language, unit.rotation_due, today),
            against: make.against(paper),
            facts,
            station: unit.station.clone(),
            station_url: format!("/duty-stations/{}", unit.station),
            blocks: vec![
                make.agreements(parts.agreements),
                make.checks(parts.checks),
                make.members(parts.members),
                make.rotations(parts.rotations),
                make.items(parts.items),
            ],
            step_url: if steps(&unit.state).is_empty() { String::new() } else { make.link("unit.step", "/step") },
            edit_url: make.link("unit.edit", "/edit"),
            print_url: format!("{}/print", url(&unit.reference)),
            history_url: format!("{}/history", url(&unit.reference)),
        }
    }
}

impl Maker<'_> {
    fn language(&self) -> Language {
        self.seed.language
    }

    fn t(&self, key: &str) -> String {
        self.seed.language.t(key)
    }

    fn may(&self, action: &str, author: Option<uuid::Uuid>) -> bool {
        policy::decide(self.actor, action, &Facts { author, ..self.unit.facts(self.actor) }) == Decision::Allow
    }

    /// The address of a deed; empty if it may not be done.
    fn link(&self, action: &str, rest: &str) -> String {
        if self.is_open && self.may(action, None) { format!("{}{rest}", url(&self.unit.reference)) } else { String::new() }
    }

    fn deeds(&self, deeds: &[(&str, String, &str)]) -> Vec<(String, String)> {
        deeds.iter().map(|(action, rest, key)| (self.link(action, rest), self.t(key))).filter(|(url, _)| !url.is_empty()).collect()
    }

    /// The next thing that is missing, and what is wrong with a unit that is out.
    fn against(&self, paper: Paper) -> Vec<String> {
        let unit = self.unit;
        let mut against = Vec::new();
        if matches!(unit.state.as_str(), "deployed" | "rotating") {
            if !unit.is_in_force {
                against.push(paper_tag(self.language(), paper, &unit.state).1);
            } else if unit.is_armed && !unit.allows_arms {
                against.push(self.t("constraint-unit-armed-under-an-agreement"));
            }
        }
        if CHECKED_IN.contains(&unit.state.as_str()) && unit.state != "rotating" && !unit.checks_open.is_empty() {
            let items: Vec<String> = unit.checks_open.iter().map(|item| word(self.language(), "ms-unit-check-item", item)).collect();
            against.push(self.language().fill("unit-checks-open", &[("items", Hole::Text(&items.join(", ")))]));
        }
        against
    }

    fn agreements(&self, agreements: Vec<Agreement>) -> Block {
        Block {
            id: "agreements",
            title: self.t("unit-agreements"),
            lines: agreements.into_iter().map(|one| self.agreement(one)).collect(),
            empty: self.t("unit-agreements-none"),
            add_url: self.link("unit.agree", "/agreements/new"),
            add: self.t("unit-agreement-new"),
        }
    }

    fn agreement(&self, one: Agreement) -> Line {
        let (language, today, n) = (self.language(), self.seed.now.date_naive(), one.number);
        let is_draft = one.approved_by.is_empty();
        let paper = Paper::of(
            Some((one.from_date, one.until())),
            one.from_date <= today && one.until() >= today,
            self.unit.agreement == Some(n) && self.unit.is_ending,
            today,
        );
        let signed = if is_draft {
            language.fill("unit-drafted-by", &[("by", Hole::Text(&one.drafted_by))])
        } else {
            language.fill("unit-approved-by", &[("by", Hole::Text(&one.approved_by)), ("drafter", Hole::Text(&one.drafted_by))])
        };
        let row = |key: &str, text: &str| (!text.is_empty()).then(|| (self.t(key), text.to_owned()));
        let ceiling = one.ceiling.map(|ceiling| ceiling.to_string()).unwrap_or_default();
        Line {
            tag: if is_draft { ("advisory", self.t("unit-draft")) } else { paper_tag(language, paper, &self.unit.state) },
            title: language.pair(&word(language, "ms-agreement-form", &one.form), &one.document),
            text: format!(
                "{} – {}, {}. {signed}.",
                time::typed_date(one.from_date),
                time::typed_date(one.to_date),
                self.t(if one.allows_arms { "unit-agreement-armed" } else { "unit-agreement-unarmed" })
            ),
            more: [
                row("ms-agreement-end-reason", &one.end_reason),
                row("ms-agreement-reimbursement", &one.reimbursement),
                row("ms-agreement-ceiling", &ceiling),
                row("ms-agreement-kit-list", &one.kit_list),
                row("ms-agreement-liability", &one.liability),
            ]
            .into_iter()
            .flatten()
            .collect(),
            deeds: if is_draft {
                self.deeds(&[("unit.agree", format!("/agreements/{n}/edit"), "unit-agreement-edit")])
            } else if one.ended_on.is_none() && one.from_date <= today && one.until() >= today {
                self.deeds(&[("unit.agree", format!("/agreements/{n}/end"), "unit-agreement-end")])
            } else {
                Vec::new()
            },
            post_url: if is_draft && self.may("unit.approve", Some(one.drafter)) {
                self.link("unit.approve", &format!("/agreements/{n}/approve"))
            } else {
                String::new()
            },
            post: self.t("unit-approve"),
            version: one.version,
            form_key: fresh_form_key(),
            is_over: !is_draft && one.until() < today,
            ..Line::default()
        }
    }

    fn checks(&self, checks: Vec<Check>) -> Block {
        let open = CHECKED_IN.contains(&self.unit.state.as_str());
        let never = CHECKS.iter().filter(|item| !checks.iter().any(|check| check.item == **item)).map(|item| Line {
            tag: ("", self.t("unit-check-open")),
            title: word(self.language(), "ms-unit-check-item", item),
            ..Line::default()
        });
        let never: Vec<Line> = never.collect();
        let last = |check: &Check| !checks.iter().any(|other| other.item == check.item && other.number > check.number);
        let lasts: Vec<bool> = checks.iter().map(last).collect();
        let told = checks.into_iter().zip(lasts).map(|(check, is_last)| self.check(check, is_last));
        Block {
            id: "checks",
            title: self.t("unit-checks"),
            lines: never.into_iter().chain(told).collect(),
            empty: String::new(),
            add_url: if open { self.link("unit.check", "/checks/new") } else { String::new() },
            add: self.t("unit-check-new"),
        }
    }

    fn check(&self, check: Check, is_last: bool) -> Line {
        let language = self.language();
        let is_confirmed = !check.confirmed_by.is_empty();
        let signed = if is_confirmed {
            language.fill("unit-checked-confirmed", &[("by", Hole::Text(&check.done_by)), ("second", Hole::Text(&check.confirmed_by))])
        } else {
            language.fill("unit-checked-by", &[("by", Hole::Text(&check.done_by))])
        };
        let kind = match (check.outcome.as_str(), is_confirmed) {
            _ if !is_last => "",
            ("failed", _) => "warning",
            (_, false) => "caution",
            _ => "",
        };
        let waits = is_last && !is_confirmed && self.may("unit.confirm-check", Some(check.doer));
        Line {
            tag: (kind, word(language, "ms-unit-check-outcome", &check.outcome)),
            title: word(language, "ms-unit-check-item", &check.item),
            text: format!("{}. {signed} {}", time::typed_date(check.done_on), check.note).trim_end().to_owned(),
            post_url: if waits { self.link("unit.confirm-check", &format!("/checks/{}/confirm", check.number)) } else { String::new() },
            post: self.t("unit-confirm-check"),
            version: check.version,
            form_key: fresh_form_key(),
            is_over: !is_last,
            ..Line::default()
        }
    }

    fn members(&self, members: Vec<Member>) -> Block {
        Block {
            id: "members",
            title: self.t("unit-members"),
            lines: members.into_iter().map(|one| self.member(one)).collect(),
            empty: self.t("unit-members-none"),
            add_url: self.link("unit.member", "/members/new"),
            add: self.t("unit-member-new"),
        }
    }

    fn member(&self, one: Member) -> Line {
        let today = self.seed.now.date_naive();
        let is_over = one.to_date.is_some_and(|day| day < today);
        let key = match (is_over, one.from_date > today) {
            (true, _) => "unit-has-left",
            (_, true) => "unit-is-coming",
            _ => "unit-is-in-post",
        };
        let until = one.to_date.map_or_else(|| self.t("unit-until-open"), time::typed_date);
        Line {
            tag: ("", self.t(key)),
            title: format!("{} {}", word(self.language(), "ms-unit-member-position", &one.position), one.rank).trim_end().to_owned(),
            text: format!("{} {} – {until}", one.name, time::typed_date(one.from_date)).trim_start().to_owned(),
            link_url: if one.officer.is_empty() { String::new() } else { format!("/officers/{}", one.officer) },
            link: one.officer,
            deeds: self.deeds(&[("unit.member", format!("/members/{}/edit", one.number), "unit-member-edit")]),
            is_over,
            ..Line::default()
        }
    }

    fn rotations(&self, rotations: Vec<Rotation>) -> Block {
        let has_plan = rotations.iter().any(Rotation::is_planned);
        Block {
            id: "rotations",
            title: self.t("unit-rotations"),
            lines: rotations.into_iter().map(|one| self.rotation(one)).collect(),
            empty: self.t("unit-rotations-none"),
            add_url: if has_plan { String::new() } else { self.link("unit.rotate", "/rotations/new") },
            add: self.t("unit-rotation-new"),
        }
    }

    fn rotation(&self, one: Rotation) -> Line {
        let (language, today) = (self.language(), self.seed.now.date_naive());
        let is_planned = one.is_planned();
        let tag = match one.done_on {
            Some(day) => ("", language.fill("unit-rotation-done", &[("day", Hole::Text(&time::typed_date(day)))])),
            None if is_planned => rotation_tag(language, Some(one.planned_on), today),
            None => ("", self.t("unit-rotation-outcome-called-off")),
        };
        let row = |key: &str, text: &str| (!text.is_empty()).then(|| (self.t(key), text.to_owned()));
        Line {
            tag,
            title: time::typed_date(one.planned_on),
            text: one.called_off_because,
            more: [row("ms-rotation-leaving", &one.leaving), row("ms-rotation-coming", &one.coming)].into_iter().flatten().collect(),
            deeds: if is_planned { self.deeds(&[("unit.rotate", format!("/rotations/{}/end", one.number), "unit-rotation-end")]) } else { Vec::new() },
            is_over: !is_planned,
            ..Line::default()
        }
    }

    fn items(&self, items: Vec<Item>) -> Block {
        Block {
            id: "kit",
            title: self.t("unit-kit"),
            lines: items.into_iter().map(|one| self.item(one)).collect(),
            empty: self.t("unit-kit-none"),
            add_url: self.link("unit.kit", "/items/new"),
            add: self.t("unit-item-new"),
        }
    }

    fn item(&self, one: Item) -> Line {
        let (language, n) = (self.language(), one.number);
        let is_over = !one.confirmed_by.is_empty();
        let tag = match (one.outcome.as_str(), is_over) {
            ("", _) => ("", self.t("unit-with-the-unit")),
            (outcome, true) => ("", word(language, "ms-unit-item-outcome", outcome)),
            (outcome, false) => {
                ("caution", language.fill("unit-to-be-confirmed", &[("outcome", Hole::Text(&word(language, "ms-unit-item-outcome", outcome)))]))
            }
        };
        let settled = match one.outcome_on {
            Some(day) => language.fill(
                if is_over { "unit-settled-confirmed" } else { "unit-settled" },
                &[
                    ("day", Hole::Text(&time::typed_date(day))),
                    ("document", Hole::Text(&one.outcome_document)),
                    ("by", Hole::Text(&one.settled_by)),
                    ("second", Hole::Text(&one.confirmed_by)),
                ],
            ),
            None => language.fill("unit-brought-on", &[("day", Hole::Text(&time::typed_date(one.brought_on)))]),
        };
        let waits = !is_over && one.settler.is_some() && self.may("unit.confirm-kit", one.settler);
        Line {
            tag,
            title: format!("{} {}", one.quantity, one.label),
            text: format!("{}. {settled} {}", word(language, "ms-unit-item-kind", &one.kind), one.outcome_note).trim_end().to_owned(),
            link_url: if one.firearm.is_empty() { String::new() } else { format!("/firearms/{}", one.firearm) },
            link: one.firearm,
            deeds: if is_over { Vec::new() } else { self.deeds(&[("unit.kit", format!("/items/{n}/settlement"), "unit-settle")]) },
            post_url: if waits { self.link("unit.confirm-kit", &format!("/items/{n}/confirm")) } else { String::new() },
            post: self.t("unit-confirm-item"),
            version: one.version,
            form_key: fresh_form_key(),
            is_over,
            ..Line::default()
        }
    }
}
