//! Ready values for the pages of authorized posts.

use askama::Template;
use chrono::NaiveDate;

use super::forms::{AbolitionForm, OfficerForm, PostForm};
use super::model::{FUNDS, PLACES, SOON, STATES};
use super::queries::{self, Free, Line, Post};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::{CATEGORIES, DUTY_ROLES, with_any, with_ask, word_choices};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a post.
pub fn url(reference: &str) -> String {
    format!("/authorized-posts/{reference}")
}

fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-").to_lowercase()))
}

/// The end of the funds, and how near it is.
fn funds_tag(language: Language, end: Option<NaiveDate>, today: NaiveDate) -> (&'static str, String) {
    let said = |key: &str, day: NaiveDate| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    match end {
        None => ("", String::new()),
        Some(end) if end < today => ("warning", said("employment-funds-ended", end)),
        Some(end) if (end - today).num_days() <= SOON => ("caution", said("employment-funds-end", end)),
        Some(end) => ("", time::typed_date(end)),
    }
}

fn place_tag(language: Language, line: &Line) -> (&'static str, String) {
    if let Some(day) = line.abolished_on {
        return ("", language.fill("authorized-post-abolished", &[("day", Hole::Text(&time::typed_date(day)))]));
    }
    let kind = if line.place == "vacant" { "caution" } else { "" };
    let place = word(language, "authorized-post-place", &line.place);
    match line.until {
        Some(until) => (kind, language.fill("authorized-post-place-until", &[("place", Hole::Text(&place)), ("day", Hole::Text(&time::typed_date(until)))])),
        None => (kind, place),
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub number: String,
    pub title: String,
    pub station: String,
    pub category: String,
    pub grade: String,
    pub funds: (&'static str, String),
    pub officer: String,
    pub officer_url: String,
    pub place: (&'static str, String),
}

#[derive(Template)]
#[template(path = "authorized_posts/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    strength_url: String,
    q: String,
    station: String,
    places: Vec<Choice>,
    categories: Vec<Choice>,
    funds: Vec<Choice>,
    states: Vec<Choice>,
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
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let picks = |key: &str, prefix: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), one(key))).collect())
        };
        let label = |key: &str, value: &str| match key {
            "place" | "funds" | "state" => word(language, &format!("authorized-post-{key}"), value),
            "category" => word(language, "officer-category", value),
            _ => value.to_owned(),
        };
        let today = seed.now.date_naive();
        let station = one("station").to_owned();
        let columns = [
            ("authorized-post-number", "number"),
            ("authorized-post-title", ""),
            ("officer-station", "station"),
            ("authorized-post-category", ""),
            ("authorized-post-grade", ""),
            ("authorized-post-funded-until", "funds"),
            ("authorized-post-officer-id", ""),
            ("authorized-post-place", ""),
        ];
        Self {
            shell: Shell::new(seed, "authorized-posts-title"),
            title: language.fill("authorized-posts-count", &[("count", Hole::Number(total))]),
            new_url: match (policy::may(actor, "authorized-post.create"), station.is_empty()) {
                (false, _) => String::new(),
                (true, true) => "/authorized-posts/new".to_owned(),
                (true, false) => format!("/authorized-posts/new?station={station}"),
            },
            strength_url: if station.is_empty() { String::new() } else { format!("/duty-stations/{station}/strength") },
            q: one("q").to_owned(),
            station,
            places: picks("place", "authorized-post-place", PLACES),
            categories: with_any(language, word_choices(language, "officer-category", CATEGORIES, one("category"))),
            funds: picks("funds", "authorized-post-funds", FUNDS),
            states: picks("state", "authorized-post-state", STATES),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(language, sort, &columns),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    category: word(language, "officer-category", &line.category),
                    funds: funds_tag(language, line.funded_until, today),
                    officer_url: if line.officer.is_empty() { String::new() } else { format!("/officers/{}", line.officer) },
                    place: place_tag(language, &line),
                    officer: line.officer_name,
                    reference: line.reference,
                    number: line.number,
                    title: line.title,
                    station: line.station,
                    grade: line.grade,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Table {
        name: "authorized_posts",
        header: vec![
            "ref",
            "number",
            "title",
            "station",
            "duty_role",
            "category",
            "grade",
            "funded_until",
            "officer",
            "occupied_since",
            "place",
            "until",
            "abolished_on",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                let (funds, since, until, abolished) = (day(line.funded_until), day(line.occupied_since), day(line.until), day(line.abolished_on));
                vec![
                    line.reference,
                    line.number,
                    line.title,
                    line.station,
                    line.duty_role,
                    line.category,
                    line.grade,
                    funds,
                    line.officer,
                    since,
                    line.place,
                    until,
                    abolished,
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "authorized_posts/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    number: String,
    standing: (&'static str, String),
    station: String,
    station_url: String,
    title: String,
    duty_role: String,
    category: String,
    grade: String,
    funds: (&'static str, String),
    officer: String,
    officer_name: String,
    officer_url: String,
    since: String,
    reason: String,
    edit_url: String,
    officer_form_url: String,
    vacancy_url: String,
    abolition_url: String,
    history_url: String,
    form_key: String,
    version: i32,
}

impl Show {
    /// The record, with what its reader may do.
    pub fn new(seed: &Seed, actor: &Actor, post: &Post) -> Self {
        let language = seed.language;
        let may = |action: &str| post.is_in_use() && policy::decide(actor, action, &post.facts(actor)) == Decision::Allow;
        let link = |on: bool, rest: &str| if on { format!("{}/{rest}", url(&post.reference)) } else { String::new() };
        let is_vacant = post.officer.is_empty();
        Self {
            shell: Shell::titled(seed, post.reference.clone()),
            standing: match post.abolished_on {
                Some(day) => ("", language.fill("authorized-post-abolished", &[("day", Hole::Text(&time::typed_date(day)))])),
                None if is_vacant => ("caution", language.t("authorized-post-place-vacant")),
                None => ("", language.t("authorized-post-filled")),
            },
            station_url: format!("/duty-stations/{}", post.station),
            station: post.station.clone(),
            duty_role: word(language, "officer-duty-role", &post.duty_role),
            category: word(language, "officer-category", &post.category),
            funds: funds_tag(language, post.funded_until, seed.now.date_naive()),
            officer_url: format!("/officers/{}", post.officer),
            officer: post.officer.clone(),
            officer_name: post.officer_name.clone(),
            since: post.occupied_since.map(time::typed_date).unwrap_or_default(),
            reason: post.abolish_reason.clone(),
            edit_url: link(may("authorized-post.edit"), "edit"),
            officer_form_url: link(may("authorized-post.fill") && is_vacant, "officer"),
            vacancy_url: link(may("authorized-post.fill") && !is_vacant, "vacancy"),
            abolition_url: link(may("authorized-post.abolish") && is_vacant, "abolition"),
            history_url: format!("{}/history", url(&post.reference)),
            form_key: fresh_form_key(),
            version: post.version,
            reference: post.reference.clone(),
            number: post.number.clone(),
            title: post.title.clone(),
            grade: post.grade.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "authorized_posts/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    is_new: bool,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    station: Field,
    number: Field,
    name: Field,
    duty_role: Field,
    duty_roles: Vec<Choice>,
    category: Field,
    categories: Vec<Choice>,
    grade: Field,
    funded_until: Field,
}

impl FormPage {
    /// New and edit share one form; the station is only asked of a new post.
    pub fn new(seed: &Seed, post: Option<&Post>, form: &PostForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("authorized-post-{}", name.replace('_', "-")), value, errors);
        let shell = post.map_or_else(|| Shell::new(seed, "authorized-post-new"), |post| Shell::titled(seed, post.reference.clone()));
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: post.map_or_else(|| language.t("authorized-post-new"), |post| language.fill("asset-edit-title", &[("ref", Hole::Text(&post.reference))])),
            is_new: post.is_none(),
            action: post.map_or_else(|| "/authorized-posts".to_owned(), |post| format!("{}/edit", url(&post.reference))),
            back_url: post.map_or_else(|| "/authorized-posts".to_owned(), |post| url(&post.reference)),
            deed: language.t(if post.is_some() { "authorized-post-save" } else { "authorized-post-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            station: Field::new(language, "station", "officer-station", &form.station, errors).hint(language, "authorized-post-station-hint"),
            number: field("number", &form.number).hint(language, "authorized-post-number-hint"),
            name: field("title", &form.title),
            duty_role: field("duty_role", &form.duty_role),
            duty_roles: with_ask(language, word_choices(language, "officer-duty-role", DUTY_ROLES, &form.duty_role)),
            category: field("category", &form.category),
            categories: with_ask(language, word_choices(language, "officer-category", CATEGORIES, &form.category)),
            grade: field("grade", &form.grade).optional(),
            funded_until: field("funded_until", &form.funded_until).optional().hint(language, "authorized-post-funded-until-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "authorized_posts/officer.html")]
pub struct OfficerPage {
    shell: Shell,
    reference: String,
    called: String,
    station: String,
    nobody: bool,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    officer: Field,
    officers: Vec<Choice>,
    since: Field,
}

impl OfficerPage {
    pub fn new(seed: &Seed, post: &Post, free: &[Free], form: &OfficerForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, post.reference.clone());
        let choice = |one: &Free| Choice::new(one.reference.clone(), format!("{} {}", one.name, one.reference), &form.officer);
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            reference: post.reference.clone(),
            called: format!("{} {}", post.number, post.title),
            station: post.station.clone(),
            nobody: free.is_empty(),
            action: format!("{}/officer", url(&post.reference)),
            back_url: url(&post.reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            officer: Field::new(language, "officer", "authorized-post-officer-id", &form.officer, errors).hint(language, "authorized-post-officer-hint"),
            officers: with_ask(language, free.iter().map(choice).collect()),
            since: Field::new(language, "since", "authorized-post-occupied-since", &form.since, errors).hint(language, "requirement-date-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "authorized_posts/abolition.html")]
pub struct AbolitionPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl AbolitionPage {
    pub fn new(seed: &Seed, post: &Post, form: &AbolitionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, post.reference.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            reference: post.reference.clone(),
            called: format!("{} {}", post.number, post.title),
            action: format!("{}/abolition", url(&post.reference)),
            back_url: url(&post.reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            reason: Field::new(language, "reason", "authorized-post-abolish-reason", &form.reason, errors).hint(language, "authorized-post-abolish-hint"),
        }
    }
}
