//! The list of stations.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{clock_of, hardship, ignored, in_language, pager, region, tags};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::stations::model::HARDSHIP_CLASSES;
use crate::features::stations::queries::{Confirmed, StationRow, is_full};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, Field, FieldErrors};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// A select of the filter form.
#[derive(Debug, Clone)]
pub struct Filter {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// A row of the list as printed.
pub struct Row {
    pub code: String,
    pub url: String,
    pub name: String,
    pub country: String,
    pub clock: String,
    pub hardship: String,
    pub call: String,
    pub confirmed: (&'static str, String),
}

#[derive(Template)]
#[template(path = "stations/index.html")]
pub struct IndexPage {
    shell: Shell,
    heading: String,
    ignored: String,
    query: Field,
    filters: Vec<Filter>,
    tags: Vec<FilterTag>,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
    workbook_url: String,
    can_create: bool,
    is_filtered: bool,
}

impl IndexPage {
    pub fn new(
        seed: &Seed,
        asked: &Asked,
        sort: Sort,
        (mut found, confirmed): (Vec<StationRow>, &[Confirmed]),
        total: i64,
        regions: &[(String, String)],
        actor: &Actor,
    ) -> Self {
        let language = seed.language;
        let next = is_full(found.len()).then(|| {
            found.truncate(PAGE as usize);
            found.last().map(|row| asked.next_url(&row.sort_value, row.id))
        });
        let rows: Vec<Row> = found.iter().map(|row| row_of(row, confirmed, seed.now, language)).collect();
        let chosen_region = asked.one("region").unwrap_or_default();
        let mut region_choices = vec![Choice::new("", language.t("stations-any"), chosen_region)];
        region_choices.extend(regions.iter().map(|(code, name)| Choice::new(code, region(code, name, language), chosen_region)));
        let chosen_class = asked.one("hardship").unwrap_or_default();
        let mut class_choices = vec![Choice::new("", language.t("stations-any"), chosen_class)];
        class_choices.extend(HARDSHIP_CLASSES.iter().map(|class| Choice::new(*class, hardship(class, language), chosen_class)));
        Self {
            heading: language.fill("stations-count", &[("count", Hole::Number(total))]),
            ignored: ignored(asked, language),
            query: Field::new(language, "q", "stations-find", asked.one("q").unwrap_or_default(), &FieldErrors::default()),
            filters: vec![
                Filter { name: "region", label: language.t("stations-region"), choices: region_choices },
                Filter { name: "hardship", label: language.t("stations-hardship"), choices: class_choices },
            ],
            tags: tags(asked, &["region", "country", "hardship", "q"], language),
            clear_url: asked.clear_url().to_owned(),
            columns: vec![
                asked.column(language.t("stations-code"), "code", sort),
                asked.column(language.t("stations-name"), "name", sort),
                asked.column(language.t("stations-country"), "country", sort),
                asked.column(language.t("stations-clock"), "", sort),
                asked.column(language.t("stations-hardship"), "hardship", sort),
                asked.column(language.t("stations-always-on"), "", sort),
                asked.column(language.t("stations-confirmed"), "", sort),
            ],
            pager: pager(asked, rows.len(), total, next.flatten(), language),
            rows,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "station.edit") { "/workbooks/new?list=duty-stations".into() } else { String::new() },
            can_create: policy::may(actor, "station.create"),
            is_filtered: asked.is_filtered(),
            shell: Shell::new(seed, "stations-title"),
        }
    }
}

fn age_of<'a>(row: &StationRow, confirmed: &'a [Confirmed]) -> Option<&'a Confirmed> {
    confirmed.iter().find(|one| one.cell == row.cell)
}

/// The worst of the blocks, as a tag.
fn age_tag(one: &Confirmed, language: Language) -> (&'static str, String) {
    let kind = match one.grade.as_str() {
        "late" => "warning",
        "good" => "",
        _ => "caution",
    };
    let word = language.t(&format!("stations-confirmed-{}", one.grade));
    match one.since {
        Some(at) => (kind, format!("{word}, {}", time::typed_date(at.date_naive()))),
        None => (kind, word),
    }
}

fn row_of(row: &StationRow, confirmed: &[Confirmed], now: DateTime<Utc>, language: Language) -> Row {
    Row {
        code: row.code.clone(),
        url: format!("/duty-stations/{}", row.code),
        name: row.name.clone(),
        country: in_language(&row.country_name, &row.country_name_fr, language),
        clock: clock_of(&row.zone, now),
        hardship: hardship(&row.hardship_class, language),
        confirmed: match row.is_closed {
            true => ("", language.t("stations-closed")),
            false => age_of(row, confirmed).map(|one| age_tag(one, language)).unwrap_or_default(),
        },
        call: row.always_on.clone().unwrap_or_else(|| language.t("stations-no-always-on")),
    }
}
