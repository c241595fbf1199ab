//! What PCU sees of stations, `/standby/capacity`: the last report of each with its age, and what is pledged beside it.
//! Old figures are never calm, and a station that said nothing is not one that has nothing.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::forms::ReportLine;
use super::model::Age;
use super::reports::{age_tag, figures, holds_for, lines_of, month_words};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_any;
use crate::i18n::Hole;
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};

actions! {
    /// What each station last reported, and how old that is.
    ShowCapacity: Get "/standby/capacity" => "standby.capacity", Collection, Quiet;
}

/// `/standby/capacity`.
pub fn routes() -> Routes {
    Routes::default().list::<ShowCapacity, _, _>(capacity)
}

/// What PCU sees of a station.
#[derive(FromRow)]
struct CapacityLine {
    code: String,
    report: Option<Uuid>,
    month: Option<NaiveDate>,
    answer: String,
    reported_at: Option<DateTime<Utc>>,
    promised: i64,
    counts: i64,
    age: String,
}

const CAPACITY_FILTERS: &[&str] = &["station", "age"];

fn capacity_from(query: &mut QueryBuilder<Postgres>, asked: &Asked, holds: i64) {
    query.push(
        " from sec.cell c cross join (select (sec.now() at time zone 'UTC')::date as day) today
          left join lateral (select r.id, r.month, r.answer, r.reported_at, today.day - (r.reported_at at time zone 'UTC')::date as old
            from visible_standby_report r where r.cell = c.no order by r.reported_at desc, r.number desc limit 1) last on true
          cross join lateral (select case when last.old <= ",
    );
    query.push_bind(holds as i32).push(" then 'current' when last.old <= ").push_bind(2 * holds as i32);
    query.push(" then 'late' else 'unknown' end as word) age where c.kind = 'station' and not sec.station_is_closed(c.no) and c.no = any ((select sec.cells_standby())::integer[])");
    for (key, column) in [("station", "c.code"), ("age", "age.word")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
}

/// Stations in the reader's reach whose last report does not hold any more.
pub async fn silent_stations(tx: &mut Tx) -> Result<i64> {
    let holds = holds_for(tx).await?;
    let mut query = QueryBuilder::new("select count(*)");
    capacity_from(&mut query, &Asked::default(), holds);
    query.push(" and age.word <> 'current'");
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

async fn capacity_lines(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<CapacityLine>, i64)> {
    let holds = holds_for(tx).await?;
    let mut count = QueryBuilder::new("select count(*)");
    capacity_from(&mut count, asked, holds);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select c.code, last.id as report, last.month, coalesce(last.answer, '') as answer, last.reported_at, age.word as age,
           (select coalesce(sum(p.head_count), 0) from visible_standby_pledge p where p.cell = c.no and p.state not in ('offered', 'released') and p.to_date >= today.day) as promised,
           (select coalesce(sum(x.out_counts), 0) from visible_standby_pledge p cross join lateral sec.standby_standing(p.id, today.day) x where p.cell = c.no) as counts",
    );
    capacity_from(&mut query, asked, holds);
    if let (Some((value, _)), false) = (asked.after(), is_export) {
        query.push(" and c.code > ").push_bind(value);
    }
    query.push(" order by c.code limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

struct CapacityRow {
    code: String,
    url: String,
    month: String,
    figures: Vec<String>,
    age: (&'static str, String),
    promised: String,
    pledges_url: String,
}

#[derive(Template)]
#[template(path = "standby/capacity.html")]
struct CapacityPage {
    shell: Shell,
    title: String,
    station: String,
    ages: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<CapacityRow>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

fn age_of(word: &str) -> Age {
    Age::ALL.into_iter().find(|age| age.code() == word).unwrap_or(Age::Unknown)
}

async fn capacity(mut auth: Authorized<ShowCapacity>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), CAPACITY_FILTERS);
    let mut tx = auth.read().await?;
    let (mut found, total) = capacity_lines(&mut tx, &asked, auth.format != Format::Page).await?;
    let lines = lines_of(&mut tx, &found.iter().filter_map(|line| line.report).collect::<Vec<_>>()).await?;
    let of = |line: &CapacityLine| lines.iter().filter(|(id, _)| line.report == Some(*id)).map(|(_, line)| line.clone()).collect::<Vec<_>>();
    if auth.format != Format::Page {
        let rows = found.iter().flat_map(|line| file_rows(line, &of(line))).collect();
        let header = vec!["ref", "month", "answer", "reported_at", "age", "category", "ready", "not_ready", "reason", "pledged", "can_move"];
        return table::answer(&auth, &asked, Table { name: "standby_capacity", header, rows });
    }
    let language = auth.language();
    let pager = Pager::turn(&asked, language, &mut found, total, |last| (last.code.clone(), Uuid::nil()));
    let age_word = |code: &str| language.t(&format!("standby-age-word-{code}"));
    let sees_stations = policy::may(&auth.actor, "station.show");
    let rows = found.iter().map(|line| CapacityRow {
        url: if sees_stations { format!("/duty-stations/{}/standby", line.code) } else { String::new() },
        month: line.month.map(|month| month_words(language, month)).unwrap_or_default(),
        figures: if line.report.is_some() { figures(language, &line.answer, &of(line)) } else { Vec::new() },
        age: age_tag(language, age_of(&line.age), line.reported_at, auth.now()),
        promised: language.fill("standby-counts", &[("count", Hole::Number(line.counts)), ("of", Hole::Number(line.promised))]),
        pledges_url: format!("/standby?station={}", line.code),
        code: line.code.clone(),
    });
    page::page(&CapacityPage {
        shell: Shell::new(&auth.seed, "standby-capacity-title"),
        title: language.fill("standby-capacity-count", &[("count", Hole::Number(total))]),
        station: asked.one("station").unwrap_or_default().to_owned(),
        ages: with_any(language, Age::ALL.iter().map(|age| Choice::new(age.code(), age_word(age.code()), asked.one("age").unwrap_or_default())).collect()),
        tags: asked.tags(CAPACITY_FILTERS, |key, value| if key == "age" { age_word(age_of(value).code()) } else { value.to_owned() }),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        rows: rows.collect(),
        pager,
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

/// One row a category; a station that reported none, or nothing, has one row that says so.
fn file_rows(line: &CapacityLine, lines: &[ReportLine]) -> Vec<Vec<String>> {
    let head = [
        line.code.clone(),
        line.month.map(|month| month.format("%Y-%m").to_string()).unwrap_or_default(),
        if line.report.is_none() { "unknown".to_owned() } else { line.answer.clone() },
        line.reported_at.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default(),
        line.age.clone(),
    ];
    let row = |cells: [String; 4]| head.iter().cloned().chain(cells).chain([line.promised.to_string(), line.counts.to_string()]).collect();
    if lines.is_empty() {
        return vec![row(Default::default())];
    }
    lines.iter().map(|one| row([one.category.clone(), one.ready.to_string(), one.not_ready.to_string(), one.reason.clone()])).collect()
}
