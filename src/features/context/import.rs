//! Reading a public list in: one file is one set, in one transaction. The same file twice changes nothing; a newer
//! one supersedes, an older one is kept as superseded.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use super::model::Kind;
use super::queries;
use super::reading::{self, Advisory, Event, Index, Lines, Reading, Remark};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::{Db, Tx};
use crate::features::stations::country_codes;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};

/// Remarks that are listed in an answer; the counts are whole, and the set keeps all.
const LISTED: usize = 1_000;
/// Rows of one statement.
const AT_ONCE: usize = 10_000;

/// A file and what is known of it.
#[derive(Debug, Clone)]
pub struct File<'a> {
    pub kind: Kind,
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// The last day the data speaks about; from the file where it tells.
    pub as_of: Option<NaiveDate>,
    /// Who published it; the usual source of its kind otherwise.
    pub source: Option<&'a str>,
    /// Under which licence; the usual one of its kind otherwise.
    pub licence: Option<&'a str>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Reference of the set; none in a dry run.
    pub set: Option<String>,
    pub kind: &'static str,
    pub source: String,
    pub licence: String,
    /// The last day of the data.
    pub as_of: NaiveDate,
    /// False where a newer list is in use.
    pub in_use: bool,
    pub rows: usize,
    pub accepted: usize,
    pub unchanged: usize,
    pub quarantined: usize,
    /// Deaths of all events; 0 for other lists.
    pub deaths: i64,
    /// Kept lines by year, class or level.
    pub groups: BTreeMap<String, usize>,
    /// Refused rows by code.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Remarks about rows that were kept, by code.
    pub warnings: BTreeMap<&'static str, usize>,
    /// Refusals first, then remarks; the first thousand.
    pub details: Vec<Detail>,
}

/// A remark in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub row: i32,
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file holds no such list.
    #[error("{0}")]
    Unreadable(#[from] reading::Unreadable),
    /// Neither the file nor anybody says of when the data is.
    #[error("the file does not say of when its data is: add --as-of YEAR")]
    NoDate,
    /// The account may not load lists.
    #[error("this account may not import public lists; see cordon policy")]
    NotAllowed,
    /// The database refused or failed.
    #[error("nothing was imported: {0}")]
    Failed(#[from] AppError),
}

/// Reads a file and keeps it as a set. In a dry run nothing is kept.
pub async fn run(db: &Db, actor: &Actor, file: &File<'_>, dry_run: bool) -> std::result::Result<Report, ImportError> {
    if policy::decide(actor, "context.import", &Facts::default()) != Decision::Allow {
        return Err(ImportError::NotAllowed);
    }
    let mut tx = if dry_run { db.read(&actor.ctx).await? } else { db.write(&actor.ctx).await? };
    let known: HashSet<String> = country_codes(&mut tx).await?.into_iter().collect();
    let reading = reading::read(file.kind, file.bytes, &known)?;
    let as_of = file.as_of.or(reading.last_day).or_else(|| year_in(file.name)).ok_or(ImportError::NoDate)?;
    let digest = Sha256::digest(file.bytes).to_vec();
    let mut report = report(file, &reading, as_of);
    if let Some(set) = queries::set_of_file(&mut tx, file.kind.word(), &digest).await? {
        report.unchanged = std::mem::take(&mut report.accepted);
        report.in_use = set.in_use;
        report.as_of = set.as_of;
        report.set = Some(set.reference);
        return Ok(report);
    }
    let current = queries::in_use(&mut tx, file.kind.word()).await?;
    report.in_use = current.as_ref().is_none_or(|current| current.as_of <= as_of);
    if dry_run {
        return Ok(report);
    }
    if let Some(current) = current.filter(|_| report.in_use) {
        sqlx::query!("update context_set set superseded_at = sec.now(), version = version + 1 where id = $1", current.id)
            .execute(&mut *tx)
            .await
            .map_err(AppError::from)?;
    }
    let (id, reference) = keep_set(&mut tx, file, &report, &digest).await?;
    keep_lines(&mut tx, id, &reading.lines).await?;
    keep_remarks(&mut tx, id, &reading.remarks).await?;
    let detail = format!("{} rows {} kept {} refused {}", report.kind, report.rows, report.accepted, report.quarantined);
    tx.record(Entry::done("context.import", &reference).with_detail(detail));
    tx.commit("").await?;
    report.set = Some(reference);
    Ok(report)
}

/// The only year in the name of a file: the end of that year.
fn year_in(name: &str) -> Option<NaiveDate> {
    let mut years = name.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4).filter_map(|part| part.parse::<i32>().ok());
    let year = years.next().filter(|year| (1990..=2100).contains(year) && years.next().is_none())?;
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// A day or a year, as `--as-of` takes it; a year is its last day.
pub fn read_as_of(text: &str) -> std::result::Result<NaiveDate, String> {
    let year = text.parse().ok().filter(|year| (1990..=2100).contains(year));
    year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31))
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| (1990..=2100).contains(&day.year())))
        .ok_or_else(|| "a year such as 2020 or a day such as 2025-05-22".to_owned())
}

fn report(file: &File<'_>, reading: &Reading, as_of: NaiveDate) -> Report {
    let (refused, odd): (Vec<&Remark>, Vec<&Remark>) = reading.remarks.iter().partition(|remark| remark.is_refused);
    let count = |remarks: &[&Remark]| {
        let mut counts = BTreeMap::new();
        for remark in remarks {
            *counts.entry(remark.code).or_default() += 1;
        }
        counts
    };
    let mut groups = BTreeMap::new();
    let mut deaths = 0;
    let mut tell = |group: String| *groups.entry(group).or_default() += 1;
    match &reading.lines {
        Lines::Events(lines) => lines.iter().for_each(|line| {
            deaths += i64::from(line.deaths);
            tell(line.year.to_string());
        }),
        Lines::Index(lines) => lines.iter().for_each(|line| tell(line.class.clone())),
        Lines::Advisories(lines) => lines.iter().for_each(|line| tell(line.level.map(|level| level.to_string()).unwrap_or_else(|| "none".into()))),
    }
    let details = refused.iter().chain(&odd).take(LISTED).map(|remark| Detail {
        row: remark.row,
        column: remark.column.clone(),
        code: remark.code,
        message: sentence(Language::English, remark.code, &remark.value),
    });
    Report {
        set: None,
        kind: file.kind.word(),
        source: file.source.unwrap_or(file.kind.source()).to_owned(),
        licence: file.licence.unwrap_or(file.kind.licence()).to_owned(),
        as_of,
        in_use: true,
        rows: reading.rows,
        accepted: reading.lines.count(),
        unchanged: 0,
        quarantined: reading.rows - reading.lines.count(),
        deaths,
        groups,
        by_code: count(&refused),
        warnings: count(&odd),
        details: details.collect(),
    }
}

/// A remark as a sentence.
pub fn sentence(language: Language, code: &str, value: &str) -> String {
    language.fill(&format!("context-remark-{}", code.replace('_', "-")), &[("value", Hole::Text(value))])
}

async fn keep_set(tx: &mut Tx, file: &File<'_>, report: &Report, digest: &[u8]) -> Result<(Uuid, String)> {
    let id = Uuid::now_v7();
    let figure = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let reference = sqlx::query_scalar!(
        "insert into context_set (id, kind, source, licence, as_of, file_name, file_digest, rows, kept, refused, superseded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $11 then null else sec.now() end) returning ref",
        id,
        report.kind,
        report.source,
        report.licence,
        report.as_of,
        file.name,
        digest,
        figure(report.rows),
        figure(report.accepted),
        figure(report.quarantined),
        report.in_use
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((id, reference))
}

async fn keep_lines(tx: &mut Tx, set: Uuid, lines: &Lines) -> Result<()> {
    match lines {
        Lines::Events(lines) => {
            for some in lines.chunks(AT_ONCE) {
                keep_events(tx, set, some).await?;
            }
        }
        Lines::Index(lines) => {
            for some in lines.chunks(AT_ONCE) {
                keep_indexes(tx, set, some).await?;
            }
        }
        Lines::Advisories(lines) => {
            for some in lines.chunks(AT_ONCE) {
                keep_advisories(tx, set, some).await?;
            }
        }
    }
    Ok(())
}

async fn keep_events(tx: &mut Tx, set: Uuid, lines: &[Event]) -> Result<()> {
    sqlx::query!(
        "insert into context_event (set_id, row, year, latitude, longitude, place, deaths, deaths_civilians)
         select $1, row, year, latitude, longitude, place, deaths, civilians
         from unnest($2::int[], $3::int[], $4::float8[], $5::float8[], $6::text[], $7::int[], $8::int[])
           as line (row, year, latitude, longitude, place, deaths, civilians)",
        set,
        &lines.iter().map(|line| line.row).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.year).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.latitude).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.longitude).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.place.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.deaths).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.civilians).collect::<Vec<_>>() as &[Option<i32>]
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn keep_indexes(tx: &mut Tx, set: Uuid, lines: &[Index]) -> Result<()> {
    sqlx::query!(
        "insert into context_index (set_id, row, iso3, country, value, class, rank, hazard, vulnerability, coping)
         select $1, row, iso3, country, value, class, rank, hazard, vulnerability, coping
         from unnest($2::int[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::int[], $8::float8[], $9::float8[], $10::float8[])
           as line (row, iso3, country, value, class, rank, hazard, vulnerability, coping)",
        set,
        &lines.iter().map(|line| line.row).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.iso3.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.country.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.value).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.class.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.rank).collect::<Vec<_>>() as &[Option<i32>],
        &lines.iter().map(|line| line.hazard).collect::<Vec<_>>() as &[Option<f64>],
        &lines.iter().map(|line| line.vulnerability).collect::<Vec<_>>() as &[Option<f64>],
        &lines.iter().map(|line| line.coping).collect::<Vec<_>>() as &[Option<f64>]
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn keep_advisories(tx: &mut Tx, set: Uuid, lines: &[Advisory]) -> Result<()> {
    sqlx::query!(
        "insert into context_advisory (set_id, row, iso3, country, level, words, published)
         select $1, row, iso3, country, level, words, published
         from unnest($2::int[], $3::text[], $4::text[], $5::int[], $6::text[], $7::date[]) as line (row, iso3, country, level, words, published)",
        set,
        &lines.iter().map(|line| line.row).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.iso3.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.country.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.level).collect::<Vec<_>>() as &[Option<i32>],
        &lines.iter().map(|line| line.words.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.published).collect::<Vec<_>>()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn keep_remarks(tx: &mut Tx, set: Uuid, remarks: &[Remark]) -> Result<()> {
    for (at, some) in remarks.chunks(AT_ONCE).enumerate() {
        sqlx::query!(
            "insert into context_remark (set_id, number, row, column_name, code, value, is_refused)
             select $1, $2 + number::int, row, column_name, code, value, is_refused
             from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::bool[]) with ordinality as remark (row, column_name, code, value, is_refused, number)",
            set,
            i32::try_from(at * AT_ONCE).unwrap_or(i32::MAX),
            &some.iter().map(|remark| remark.row).collect::<Vec<_>>(),
            &some.iter().map(|remark| remark.column.clone()).collect::<Vec<_>>(),
            &some.iter().map(|remark| remark.code.to_owned()).collect::<Vec<_>>(),
            &some.iter().map(|remark| remark.value.clone()).collect::<Vec<_>>(),
            &some.iter().map(|remark| remark.is_refused).collect::<Vec<_>>()
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_year_in_a_name_dates_a_file() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(year_in("inform_risk_2020.csv"), day("2020-12-31"));
        assert_eq!(year_in("risk_2019_2020.csv"), None);
        assert_eq!(year_in("risk.csv"), None);
        assert_eq!(read_as_of("2020"), Ok(day("2020-12-31").unwrap()));
        assert_eq!(read_as_of("2025-05-22"), Ok(day("2025-05-22").unwrap()));
        assert!(read_as_of("22/05/2025").is_err());
    }

    #[test]
    fn every_code_has_its_sentence() {
        let codes = ["missing_field", "error_cell", "no_value", "unreadable_number", "unreadable_date", "position_out_of_range", "out_of_range"];
        let more = ["unreadable_code", "unknown_country", "duplicate", "country_repeated", "weekday_differs", "not_a_level"];
        for code in codes.iter().chain(&more) {
            for language in Language::ALL {
                assert!(!sentence(language, code, "x").starts_with("context-remark"), "{code}");
            }
        }
    }
}
