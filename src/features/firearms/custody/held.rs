//! `/custody/held`: who had what on a day, by UTC; today unless another day is asked.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::super::model::serial_key;
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{like, with_any};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::Result;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors};
use crate::web::list::{Asked, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Seed, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Who had what on a day.
    ListHeld: Get "/custody/held" => "custody.list", Collection, Quiet;
}

/// `/custody/held`.
pub fn routes() -> Routes {
    Routes::default().list::<ListHeld, _, _>(index)
}

/// Filters, in the order of the page.
const FILTERS: &[&str] = &["on", "q", "officer", "place", "station"];
const PLACES: &[&str] = &["armoury", "person", "workshop", "consignment", "missing"];
/// For the cursor: by weapon, then by time.
const SORTED: &str = "coalesce(f.ref, '') || ' ' || to_char(k.since at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// A span of custody that touches the day.
#[derive(Debug, Clone, FromRow)]
struct Line {
    id: Uuid,
    firearm: String,
    serial: String,
    station: String,
    station_name: String,
    zone: String,
    place: String,
    holder: String,
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    act: String,
    sorted: String,
}

/// One page of spans and how many there are in all.
async fn list(tx: &mut Tx, asked: &Asked, on: NaiveDate, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("");
    from(&mut count, on, "select count(*)", asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let columns = format!(
        "select k.id, coalesce(f.ref, '') as firearm, coalesce(f.serial, '') as serial, c.code as station, coalesce(s.name, c.code) as station_name,
           coalesce(s.zone, 'UTC') as zone, k.kind as place, coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when k.kind = 'missing' then h.place end, '') as holder,
           k.since, k.until, coalesce(h.ref, '') as act, {SORTED} as sorted"
    );
    let mut query = QueryBuilder::new("");
    from(&mut query, on, &columns, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (").push(SORTED).push(", k.id) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by ").push(SORTED).push(", k.id limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The spans of the day are found first, by their index, however long the ledger is; filters choose among them.
fn from(query: &mut QueryBuilder<Postgres>, on: NaiveDate, columns: &str, asked: &Asked) {
    let begins = on.and_time(NaiveTime::MIN).and_utc();
    query.push("with day as materialized (select k.* from sec.custody_during(tstzrange(").push_bind(begins).push(", ").push_bind(begins + Days::new(1));
    query.push(")) spans (id) join visible_firearm_custody k on k.id = spans.id) ").push(columns);
    query.push(
        " from day k join sec.cell c on c.no = k.cell left join visible_firearm f on f.id = k.firearm_id
          left join visible_duty_station s on s.cell = k.cell left join visible_armoury a on a.id = k.armoury_id
          left join visible_handover h on h.id = k.handover_id where true",
    );
    if let Some(text) = asked.one("q") {
        query.push(" and (f.ref ilike ").push_bind(like(text));
        query.push(" or f.serial_key like ").push_bind(format!("%{}%", serial_key(text).replace(['%', '_', '\\'], ""))).push(")");
    }
    if let Some(text) = asked.one("officer") {
        query.push(" and k.officer_id in (select d.officer_id from (select distinct officer_id from day where officer_id is not null) d where sec.holder_label(d.officer_id) ilike ");
        query.push_bind(like(text)).push(")");
    }
    for (key, column) in [("place", "k.kind"), ("station", "c.code")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
}

async fn index(mut auth: Authorized<ListHeld>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let today = auth.now().date_naive();
    let mut errors = FieldErrors::default();
    let on = match asked.one("on").map(time::read_date) {
        None => Some(today),
        Some(Ok(day)) if day <= today => Some(day),
        Some(Ok(_)) => {
            errors.add("on", Message::new("held-in-future"));
            None
        }
        Some(Err(message)) => {
            errors.add("on", message);
            None
        }
    };
    let (lines, total) = match on {
        Some(on) => list(&mut auth.read().await?, &asked, on, auth.format != Format::Page).await?,
        None => (Vec::new(), 0),
    };
    if auth.format != Format::Page && errors.is_empty() {
        return table::answer(&auth, &asked, export(lines));
    }
    let view = HeldPage::new(&auth.seed, &asked, on.unwrap_or(today), &errors, lines, total);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

struct Row {
    firearm: String,
    firearm_url: String,
    serial: String,
    place: String,
    holder: String,
    station: String,
    span: String,
    act: String,
    act_url: String,
}

#[derive(Template)]
#[template(path = "custody/held.html")]
struct HeldPage {
    shell: Shell,
    title: String,
    errors: Vec<ErrorLink>,
    on: Field,
    q: String,
    officer: String,
    places: Vec<Choice>,
    station: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

fn place_word(language: Language, place: &str) -> String {
    language.t(&format!("firearm-place-{place}"))
}

impl HeldPage {
    fn new(seed: &Seed, asked: &Asked, on: NaiveDate, errors: &FieldErrors, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let day = time::typed_date(on);
        let shell = Shell::new(seed, "held-page");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: language.fill("held-title", &[("count", Hole::Number(total)), ("day", Hole::Text(&day))]),
            errors: errors.links(language),
            on: Field::new(language, "on", "held-on", if one("on").is_empty() { &day } else { one("on") }, errors).hint(language, "held-on-hint"),
            q: one("q").to_owned(),
            officer: one("officer").to_owned(),
            places: with_any(language, PLACES.iter().map(|place| Choice::new(*place, place_word(language, place), one("place"))).collect()),
            station: one("station").to_owned(),
            tags: asked.tags(FILTERS, |key, value| if key == "place" && PLACES.contains(&value) { place_word(language, value) } else { value.to_owned() }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    let told = |at| time::place_and_z(at, &line.zone, &place, seed.now, language);
    let link = |noun: &str, reference: &str| if reference.is_empty() { String::new() } else { format!("/{noun}/{reference}") };
    Row {
        firearm_url: link("firearms", &line.firearm),
        act_url: link("custody", &line.act),
        place: place_word(language, &line.place),
        span: match line.until {
            Some(until) => format!("{} – {}", told(line.since), told(until)),
            None => language.fill("custody-since", &[("when", Hole::Text(&told(line.since)))]),
        },
        firearm: line.firearm,
        serial: line.serial,
        holder: line.holder,
        station: line.station,
        act: line.act,
    }
}

/// The same rows as a file.
fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "custody_held",
        header: vec!["ref", "serial", "station", "place", "holder", "since", "until", "act"],
        rows: lines
            .into_iter()
            .map(|line| {
                let until = line.until.map(|at| at.to_rfc3339()).unwrap_or_default();
                vec![line.firearm, line.serial, line.station, line.place, line.holder, line.since.to_rfc3339(), until, line.act]
            })
            .collect(),
    }
}
