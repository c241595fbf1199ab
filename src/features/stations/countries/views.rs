//! Ready-made values of the country pages.

use askama::Template;

use super::handlers::NoticeForm;
use super::queries::CountryRow;
use crate::authz::action::may;
use crate::authz::actor::Actor;
use crate::features::stations::views::{Filter, ignored, in_language, tags};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;

/// A country as printed.
pub struct Row {
    pub iso2: String,
    pub url: String,
    pub name: String,
    pub region: String,
    pub notice: String,
}

#[derive(Template)]
#[template(path = "countries/index.html")]
pub struct IndexPage {
    shell: Shell,
    heading: String,
    ignored: String,
    query: Field,
    filter: Filter,
    tags: Vec<FilterTag>,
    clear_url: String,
    rows: Vec<Row>,
    csv_url: String,
    xlsx_url: String,
}

impl IndexPage {
    pub fn new(seed: &Seed, asked: &Asked, found: Vec<CountryRow>, regions: &[(String, String)]) -> Self {
        let l = seed.language;
        let rows: Vec<Row> = found
            .iter()
            .map(|row| Row {
                iso2: row.iso2.clone(),
                url: format!("/countries/{}", row.iso2),
                name: in_language(&row.name, &row.name_fr, l),
                region: region_name(regions, row.region.as_deref()),
                notice: notice(row.notice_days, l),
            })
            .collect();
        let chosen = asked.one("region").unwrap_or_default();
        let mut choices = vec![Choice::new("", l.t("stations-any"), chosen)];
        choices.extend(regions.iter().map(|(code, name)| Choice::new(code, name, chosen)));
        Self {
            heading: l.fill("countries-count", &[("count", Hole::Number(rows.len() as i64))]),
            ignored: ignored(asked, l),
            query: Field::new(l, "q", "countries-find", asked.one("q").unwrap_or_default(), &FieldErrors::default()),
            filter: Filter { name: "region", label: l.t("stations-region"), choices },
            tags: tags(asked, &["q", "region"], l),
            clear_url: asked.clear_url().to_owned(),
            rows,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            shell: Shell::new(seed, "countries-title"),
        }
    }
}

/// The list as a file.
pub fn export(rows: &[CountryRow]) -> Table {
    let cells = rows.iter().map(|row| {
        let days = row.notice_days.map(|days| days.to_string()).unwrap_or_default();
        vec![row.iso2.clone(), row.iso3.clone(), row.name.clone(), row.name_fr.clone(), row.region.clone().unwrap_or_default(), days]
    });
    Table { name: "countries", header: vec!["ref", "iso3", "name", "name_fr", "region", "notice_days"], rows: cells.collect() }
}

fn region_name(regions: &[(String, String)], code: Option<&str>) -> String {
    regions.iter().find(|(known, _)| Some(known.as_str()) == code).map(|(_, name)| name.clone()).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "countries/show.html")]
pub struct ShowPage {
    shell: Shell,
    iso2: String,
    iso3: String,
    name: String,
    tabs: Vec<Tab>,
    region: String,
    notice: String,
    edit_url: String,
    places_url: String,
    context_url: String,
}

impl ShowPage {
    pub fn new(seed: &Seed, actor: &Actor, country: &CountryRow, regions: &[(String, String)]) -> Self {
        let l = seed.language;
        Self {
            tabs: tabs(l, &country.iso2, "show", may(actor, "country.history")),
            iso2: country.iso2.clone(),
            iso3: country.iso3.clone(),
            name: in_language(&country.name, &country.name_fr, l),
            region: region_name(regions, country.region.as_deref()),
            notice: country.notice_days.map(|days| l.fill("countries-days", &[("days", Hole::Number(days.into()))])).unwrap_or_default(),
            edit_url: if may(actor, "country.edit") { format!("/countries/{}/edit", country.iso2) } else { String::new() },
            places_url: format!("/places?country={}", country.iso2),
            context_url: if may(actor, "context.show") { format!("/countries/{}/context", country.iso2) } else { String::new() },
            shell: Shell::titled(seed, country.iso2.clone()),
        }
    }
}

#[derive(Template)]
#[template(path = "countries/form.html")]
pub struct NoticePage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    form_key: String,
    version: String,
    notice_days: Field,
}

impl NoticePage {
    pub fn new(seed: &Seed, country: &CountryRow, form: &NoticeForm, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let shell = Shell::titled(seed, country.iso2.clone());
        Self {
            heading: l.fill("countries-edit-heading", &[("name", Hole::Text(&in_language(&country.name, &country.name_fr, l)))]),
            errors: errors.links(l),
            action: format!("/countries/{}", country.iso2),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            notice_days: Field::new(l, "notice_days", "countries-notice", &form.notice_days, errors).hint(l, "countries-notice-hint").optional(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The tabs of a country.
pub fn tabs(language: Language, iso2: &str, current: &str, with_history: bool) -> Vec<Tab> {
    let mut tabs = vec![Tab { url: format!("/countries/{iso2}"), label: language.t("countries-tab-show"), current: current == "show" }];
    if with_history {
        tabs.push(Tab { url: format!("/countries/{iso2}/history"), label: language.t("stations-tab-history"), current: current == "history" });
    }
    tabs
}

fn notice(days: Option<i32>, language: Language) -> String {
    days.map(|days| language.fill("countries-days", &[("days", Hole::Number(days.into()))])).unwrap_or_else(|| language.t("shell-not-recorded"))
}
