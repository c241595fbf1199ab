//! The month of a station (T22), `/duty-stations/{code}/standby`: figures, the same as before, or none.
//! "None" is an answer; a month without one is unknown.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use super::forms::{ReportDraft, ReportForm, ReportLine, TypedLine};
use super::model::{Age, CATEGORIES, Standing};
use super::views::{category_word, word};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// What a station reported, and the form of this month.
    ShowStation: Get "/duty-stations/{code}/standby" => "standby.station", ReportingStation, Quiet;
    /// Reports this month.
    ReportMonth: Post "/duty-stations/{code}/standby" => "standby.report", ReportingStation, Change;
}

/// `/duty-stations/{code}/standby`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowStation, _, _>(show).post::<ReportMonth, _, _>(report)
}

/// A station that reports.
pub struct ReportingStation {
    id: StationId,
    code: String,
    name: String,
    zone: String,
    cell: i32,
}

impl Target for ReportingStation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            ReportingStation,
            r#"select id as "id!: StationId", code as "code!", name as "name!", zone as "zone!", cell as "cell!" from visible_duty_station where code = $1"#,
            params.get("code")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.code.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Days for which a report holds.
pub(super) async fn holds_for(tx: &mut Tx) -> Result<i64> {
    let value = sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = 'standby_report_days'"#).fetch_optional(&mut **tx).await?;
    Ok(value.and_then(|days| days.parse().ok()).unwrap_or(31))
}

/// A report as it was made.
struct Report {
    id: Uuid,
    month: NaiveDate,
    answer: String,
    note: String,
    reported_at: DateTime<Utc>,
    by: String,
}

async fn reports(tx: &mut Tx, station: &ReportingStation) -> Result<Vec<Report>> {
    Ok(sqlx::query_as!(
        Report,
        r#"select id as "id!", month as "month!", answer as "answer!", note as "note!", reported_at as "reported_at!",
             coalesce(sec.account_label(created_by), '') as "by!" from visible_standby_report where station_id = $1 order by month desc, number desc limit 24"#,
        station.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub(super) async fn lines_of(tx: &mut Tx, reports: &[Uuid]) -> Result<Vec<(Uuid, ReportLine)>> {
    let rows = sqlx::query!(
        r#"select report_id as "report_id!", category as "category!", ready as "ready!", not_ready as "not_ready!", reason as "reason!"
           from visible_standby_report_line where report_id = any ($1) order by category limit 2000"#,
        reports
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.report_id, ReportLine { category: row.category, ready: row.ready, not_ready: row.not_ready, reason: row.reason }))
        .collect())
}

/// A pledge of the station that holds today.
struct Promised {
    category: String,
    head_count: i32,
    counts: i32,
    unfit: i32,
    blocks: Vec<String>,
}

async fn promised(tx: &mut Tx, station: &ReportingStation) -> Result<Vec<Promised>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Promised,
        r#"select p.category as "category!", p.head_count as "head_count!", x.out_counts as "counts!", x.out_unfit as "unfit!", x.out_blocks as "blocks!"
           from visible_standby_pledge p cross join lateral sec.standby_standing(p.id, $2) x
           where p.station_id = $1 and p.member_state is null and p.state not in ('offered', 'released') and p.from_date <= $2 and p.to_date >= $2
           order by p.ref limit 200"#,
        station.id.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What the pledges of today would report.
fn suggested(language: Language, promised: &[Promised]) -> Vec<ReportLine> {
    let of = |category: &str| -> Option<ReportLine> {
        let mine: Vec<&Promised> = promised.iter().filter(|one| one.category == category).collect();
        let total: i32 = mine.iter().map(|one| one.head_count).sum();
        let ready: i32 = mine.iter().map(|one| one.counts).sum();
        let mut why: Vec<String> = Vec::new();
        for one in &mine {
            let standing = Standing { head_count: one.head_count, counts: one.counts, unfit: one.unfit, blocks: one.blocks.clone() };
            let words = match standing.first_block() {
                "" if one.unfit > 0 => language.fill("standby-unfit", &[("count", Hole::Number(one.unfit.into()))]),
                "" if one.counts < one.head_count => language.t("standby-as-checked"),
                "" => continue,
                block => word(language, "standby-block", block),
            };
            if !why.contains(&words) {
                why.push(words);
            }
        }
        let reason = if total > ready { why.join("; ").chars().take(300).collect() } else { String::new() };
        (!mine.is_empty()).then(|| ReportLine { category: category.to_owned(), ready, not_ready: total - ready, reason })
    };
    CATEGORIES.iter().filter_map(|category| of(category)).collect()
}

struct FormRow {
    category: &'static str,
    label: String,
    ready: Field,
    not_ready: Field,
    reason: Field,
}

struct Told {
    month: String,
    figures: Vec<String>,
    note: String,
    when: String,
}

#[derive(Template)]
#[template(path = "standby/station.html")]
struct StationPage {
    shell: Shell,
    code: String,
    name: String,
    station_url: String,
    month: String,
    standing: (&'static str, String),
    action: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    rows: Vec<FormRow>,
    all_url: String,
    has_before: bool,
    note: Field,
    reports: Vec<Told>,
    pledges_url: String,
}

/// `armed protection: 4 ready, 1 not (on leave)`.
fn line_words(language: Language, line: &ReportLine) -> String {
    let category = category_word(language, &line.category);
    let (ready, not_ready) = (Hole::Number(line.ready.into()), Hole::Number(line.not_ready.into()));
    let holes = [("category", Hole::Text(&category)), ("ready", ready), ("not_ready", not_ready), ("reason", Hole::Text(&line.reason))];
    language.fill(if line.not_ready == 0 { "standby-line-all" } else { "standby-line" }, &holes)
}

/// What a report says, in words: figures, or that there is none.
pub(super) fn figures(language: Language, answer: &str, lines: &[ReportLine]) -> Vec<String> {
    if answer == "none" {
        return vec![language.t("standby-none")];
    }
    lines.iter().map(|line| line_words(language, line)).collect()
}

pub(super) fn month_words(language: Language, month: NaiveDate) -> String {
    let name = language.t(&format!("standby-month-{}", month.month()));
    language.fill("standby-month-of", &[("month", Hole::Text(&name)), ("year", Hole::Text(&month.year().to_string()))])
}

async fn station_page<A: Action<Target = ReportingStation>>(
    auth: &mut Authorized<A>,
    posted: Option<&ReportForm>,
    errors: &FieldErrors,
) -> Result<StationPage> {
    let asked = Asked::read(auth.seed.here(), &["all"]);
    let mut tx = auth.read().await?;
    let (reports, promised, holds) = (reports(&mut tx, &auth.target).await?, promised(&mut tx, &auth.target).await?, holds_for(&mut tx).await?);
    let lines = lines_of(&mut tx, &reports.iter().map(|report| report.id).collect::<Vec<_>>()).await?;
    drop(tx);
    let (language, station, now) = (auth.language(), &auth.target, auth.now());
    let month = first_of_month(now.date_naive());
    let of = |report: &Report| lines.iter().filter(|(id, _)| *id == report.id).map(|(_, line)| line.clone()).collect::<Vec<_>>();
    let last = reports.first().map(of).unwrap_or_default();
    let suggested = suggested(language, &promised);
    let typed = |category: &'static str| -> TypedLine {
        if let Some(form) = posted {
            return form.lines.iter().find(|(code, _)| *code == category).map(|(_, line)| line.clone()).unwrap_or_default();
        }
        let found = suggested.iter().chain(&last).find(|line| line.category == category);
        found.map(|line| TypedLine { ready: line.ready.to_string(), not_ready: line.not_ready.to_string(), reason: line.reason.clone() }).unwrap_or_default()
    };
    let is_used = |category: &str| suggested.iter().chain(&last).any(|line| line.category == category);
    let shows_all = asked.one("all").is_some() || posted.is_some() || !CATEGORIES.iter().any(|category| is_used(category));
    let rows = CATEGORIES.iter().filter(|category| shows_all || is_used(category)).map(|category| {
        let typed = typed(category);
        let field = |name: &str, label: &str, value: &str| {
            let mut field = Field::new(language, &format!("{name}-{category}"), label, value, errors);
            field.required = false;
            field
        };
        FormRow {
            category,
            label: category_word(language, category),
            ready: field("ready", "standby-ready", &typed.ready),
            not_ready: field("not_ready", "standby-not-ready", &typed.not_ready),
            reason: field("reason", "standby-why", &typed.reason),
        }
    });
    let may_report = policy::decide(&auth.actor, "standby.report", &station.facts(&auth.actor)) == Decision::Allow;
    let standing = match reports.first() {
        Some(report) if report.month == month => ("", language.t("standby-month-reported")),
        last => {
            age_tag(language, Age::of(last.map(|report| report.reported_at.date_naive()), now.date_naive(), holds), last.map(|report| report.reported_at), now)
        }
    };
    let told = reports.iter().map(|report| Told {
        month: month_words(language, report.month),
        figures: figures(language, &report.answer, &of(report)),
        note: report.note.clone(),
        when: format!("{} {}", report.by, time::place_and_z(report.reported_at, &station.zone, time::short_place(&station.name), now, language)),
    });
    let shell = Shell::titled(&auth.seed, station.code.clone());
    Ok(StationPage {
        code: station.code.clone(),
        name: station.name.clone(),
        station_url: format!("/duty-stations/{}", station.code),
        month: month_words(language, month),
        standing,
        action: if may_report { format!("/duty-stations/{}/standby", station.code) } else { String::new() },
        form_key: fresh_form_key(),
        errors: errors.links(language),
        rows: rows.collect(),
        all_url: if shows_all { String::new() } else { format!("/duty-stations/{}/standby?all=yes", station.code) },
        has_before: !reports.is_empty(),
        note: Field::new(language, "note", "standby-report-note", posted.map_or("", |form| form.note.as_str()), errors).optional(),
        reports: told.collect(),
        pledges_url: format!("/standby?station={}", station.code),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    })
}

async fn show(mut auth: Authorized<ShowStation>) -> Result<Response> {
    page::page(&station_page(&mut auth, None, &FieldErrors::default()).await?)
}

async fn report(mut auth: Authorized<ReportMonth>, form: Form) -> Result<Response> {
    let posted = ReportForm::read(&form)?;
    match report_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-standby-reported", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&station_page(&mut auth, Some(&posted), &errors).await?),
        Err(error) => Err(error),
    }
}

async fn report_from(auth: &mut Authorized<ReportMonth>, form: &Form, posted: &ReportForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = format!("/duty-stations/{}/standby", auth.target.code);
    let mut tx = auth.write(form).await?;
    record(&mut tx, &auth.target, draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

/// Records what a station says about this month. "The same" takes over the last report as it was.
async fn record(tx: &mut Tx, station: &ReportingStation, draft: ReportDraft) -> Result<()> {
    let (answer, lines, note) = match draft {
        ReportDraft::Figures(lines, note) => ("figures", lines, note),
        ReportDraft::None(note) => ("none", Vec::new(), note),
        ReportDraft::SameAsBefore(note) => {
            let before = reports(tx, station).await?.into_iter().next().ok_or_else(|| AppError::field("note", "standby-nothing-before"))?;
            let lines: Vec<ReportLine> = lines_of(tx, &[before.id]).await?.into_iter().map(|(_, line)| line).collect();
            (if before.answer == "none" { "none" } else { "same" }, lines, note)
        }
    };
    let report = Uuid::now_v7();
    sqlx::query!(
        "insert into standby_report (id, station_id, cell, month, number, answer, note) values ($1, $2, $3, $4, 0, $5, $6)",
        report,
        station.id.0,
        station.cell,
        first_of_month(tx.now.date_naive()),
        answer,
        note,
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = lines.iter().map(|_| Uuid::now_v7()).collect();
    let categories: Vec<String> = lines.iter().map(|line| line.category.clone()).collect();
    let (ready, not_ready): (Vec<i32>, Vec<i32>) = lines.iter().map(|line| (line.ready, line.not_ready)).unzip();
    let reasons: Vec<String> = lines.into_iter().map(|line| line.reason).collect();
    sqlx::query!(
        "insert into standby_report_line (id, report_id, cell, category, ready, not_ready, reason)
         select * from (select unnest($1::uuid[]), $2::uuid, $3::integer, unnest($4::text[]), unnest($5::integer[]), unnest($6::integer[]), unnest($7::text[])) line",
        &ids,
        report,
        station.cell,
        &categories,
        &ready,
        &not_ready,
        &reasons,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("standby.report", &station.code).at_cell(station.cell).with_detail(answer));
    Ok(())
}

/// How old a report is, as a tag.
pub(super) fn age_tag(language: Language, age: Age, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> (&'static str, String) {
    let kind = match age {
        Age::Current => "",
        Age::Late => "caution",
        Age::Unknown => "warning",
    };
    let words = match at {
        None => language.t("standby-never-reported"),
        Some(at) => language.fill(
            &format!("standby-age-{}", age.code()),
            &[("day", Hole::Text(&time::typed_date(at.date_naive()))), ("days", Hole::Number((now.date_naive() - at.date_naive()).num_days().max(0)))],
        ),
    };
    (kind, words)
}
