//! `/movements`: the list. Who sees a leg only sees that leg's data: dates, route and cover of the
//! row, its place in the order and the filters by date speak of what the reader sees.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::cover::Meter;
use super::model::{Cover, MovementState, Standing, WatchLevel, is_not_ready};
use super::queries::setting;
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::risk::{Levels, RiskMark};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, Field, FieldErrors};
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// The list.
    ListMovements: Get "/movements" => "movement.list", Collection, Quiet;
}

/// Routes of the list.
pub fn routes() -> Routes {
    Routes::default().list::<ListMovements, _, _>(index)
}

const KEYS: [&str; 6] = ["state", "station", "q", "from", "to", "ready"];
const SORTS: [&str; 3] = ["-departs", "ref", "state"];

/// What the URL asks for, read.
#[derive(Debug, Clone, Default)]
struct Filter {
    states: Vec<String>,
    is_open: bool,
    station: Option<String>,
    text: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    only_not_ready: bool,
}

impl Filter {
    fn read(asked: &Asked) -> Self {
        let states = asked.all("state");
        let date = |key| asked.one(key).and_then(|text| time::read_date(text).ok());
        Self {
            is_open: states.iter().any(|state| state == "open"),
            states: states.into_iter().filter(|state| MovementState::from_code(state).is_some()).collect(),
            station: asked.one("station").map(|code| code.trim().to_uppercase()),
            text: asked.one("q").map(|text| text.trim().to_lowercase()),
            from: date("from"),
            to: date("to"),
            only_not_ready: asked.one("ready") == Some("no"),
        }
    }

    /// The conditions that are present; `m` is the movement, `spans` the dates that the reader sees of it.
    fn apply(&self, sql: &mut QueryBuilder<Postgres>, spans: (&'static str, &'static str), now: DateTime<Utc>, limit: Duration) {
        if self.is_open {
            sql.push(" and m.state not in ('closed', 'cancelled', 'completed')");
        }
        if !self.states.is_empty() {
            sql.push(" and m.state = any (").push_bind(self.states.clone()).push(")");
        }
        if let Some(code) = &self.station {
            sql.push(" and m.planning_station_id in (select s.id from visible_duty_station s where s.code = ").push_bind(code.clone()).push(")");
        }
        if let Some(text) = &self.text {
            sql.push(" and (lower(m.codename) like ").push_bind(format!("%{}%", text.replace(['%', '_', '\\'], "")));
            sql.push(" or lower(m.ref) = ").push_bind(text.clone());
            sql.push(" or m.principal_id in (select p.id from visible_principal p where lower(p.ref) = ").push_bind(text.clone()).push("))");
        }
        if let Some(day) = self.from {
            sql.push(" and ").push(spans.1).push(" >= ").push_bind(day.and_time(chrono::NaiveTime::MIN).and_utc());
        }
        if let Some(day) = self.to {
            sql.push(" and ").push(spans.0).push(" < ").push_bind((day + Duration::days(1)).and_time(chrono::NaiveTime::MIN).and_utc());
        }
        if self.only_not_ready {
            sql.push(" and m.state in ('notified', 'planning', 'clearance_pending', 'cleared', 'cleared_with_conditions', 'refused', 'ready') and ");
            sql.push(spans.0).push(" <= ").push_bind(now + limit);
            sql.push(
                " and (m.watch_level <> 'none' or exists (select from visible_leg l where l.movement_id = m.id and not l.is_void and l.posts_required > 0))",
            );
            sql.push(" and (m.state <> 'ready' or exists (select from visible_leg l where l.movement_id = m.id and not l.is_void and l.posts_filled < l.posts_required))");
        }
    }
}

/// A page of the list: its order, where it begins, its length.
struct Cut {
    column: &'static str,
    is_descending: bool,
    after: Option<(String, Uuid)>,
    count: i64,
}

impl Cut {
    fn new(sort: Sort, after: Option<(String, Uuid)>, count: i64) -> Self {
        let column = match sort.key {
            "ref" => "ref",
            "state" => "state",
            _ => "departs_at",
        };
        Self { column, is_descending: sort.is_descending, after, count }
    }

    /// Order of the rows of `table`, by the column and then by id.
    fn order(&self, sql: &mut QueryBuilder<Postgres>, table: &'static str) {
        let direction = if self.is_descending { " desc" } else { " asc" };
        sql.push(" order by ").push(table).push(".").push(self.column).push(direction).push(", ").push(table).push(".id").push(direction);
    }

    /// The rows of `table` that belong to the page.
    fn end(&self, sql: &mut QueryBuilder<Postgres>, table: &'static str) {
        sql.push(" where true");
        let beyond = if self.is_descending { " < (" } else { " > (" };
        if let Some((value, id)) = &self.after {
            let at = value.parse::<DateTime<Utc>>();
            if self.column != "departs_at" || at.is_ok() {
                sql.push(" and (").push(table).push(".").push(self.column).push(", ").push(table).push(".id)").push(beyond);
                match at {
                    Ok(at) if self.column == "departs_at" => sql.push_bind(at),
                    _ => sql.push_bind(value.clone()),
                };
                sql.push(", ").push_bind(*id).push(")");
            }
        }
        self.order(sql, table);
        sql.push(" limit ").push_bind(self.count);
    }
}

/// Movements with the dates that the reader sees: all of them on the planning side, those of the
/// visible legs at the other end. Either side is cut to the page by itself, so that an index can
/// give it in order and history behind it is not read.
fn seen(filter: &Filter, now: DateTime<Utc>, limit: Duration, cut: Option<&Cut>) -> QueryBuilder<Postgres> {
    const WHOLE: &str = "(m.planning_cell = any ((select sec.cells_movement())::integer[]) or m.id = any ((select sec.own_movements())::uuid[])
        or m.id = any ((select sec.requested_movements())::uuid[]))";
    let close = |sql: &mut QueryBuilder<Postgres>| {
        if let Some(cut) = cut {
            sql.push(") side");
            cut.end(sql, "side");
            sql.push(")");
        }
    };
    let open = if cut.is_some() { "(select * from (" } else { "" };
    let mut sql = QueryBuilder::new("with seen as (");
    sql.push(open).push(
        "select m.id, m.ref, m.state, coalesce(m.starts_at, m.created_at) as departs_at, m.ends_at as arrives_at
        from visible_movement m where not m.is_void and ",
    );
    sql.push(WHOLE);
    filter.apply(&mut sql, ("coalesce(m.starts_at, m.created_at)", "coalesce(m.ends_at, m.created_at)"), now, limit);
    close(&mut sql);
    sql.push(" union all ").push(open).push(
        "select m.id, m.ref, m.state, v.departs_at, v.arrives_at from visible_movement m
        join lateral (select min(x.departs_at) as departs_at, max(x.arrives_at) as arrives_at from (
            select l.departs_at, l.arrives_at from visible_leg l where l.movement_id = m.id and not l.is_void
            union all select y.from_date::timestamp at time zone 'UTC', (y.to_date + 1)::timestamp at time zone 'UTC'
                from visible_stay y where y.movement_id = m.id and not y.is_void) x) v on v.departs_at is not null
        where not m.is_void and m.id = any ((select sec.touched_movements())::uuid[]) and not ",
    );
    sql.push(WHOLE);
    filter.apply(&mut sql, ("v.departs_at", "v.arrives_at"), now, limit);
    close(&mut sql);
    sql.push(") ");
    sql
}

#[derive(Debug, Clone, FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    codename: String,
    principal_id: Option<Uuid>,
    state: String,
    watch: String,
    station: String,
    departs_at: DateTime<Utc>,
    zone: String,
    from_place: String,
    to_place: String,
    leg_count: i64,
    required: i64,
    filled: i64,
    next_departs: Option<DateTime<Utc>>,
}

/// The statement of the first page of the unfiltered list, its length as the caller names it; for the benchmark's reference.
pub fn list_query_text(count: &str) -> String {
    let sql = page_of(&Filter::default(), &Cut::new(Asked::default().sort(&SORTS), None, PAGE), (DateTime::UNIX_EPOCH, Duration::zero()));
    ["$1", "$2", "$3"].iter().fold(sql.into_string(), |text, hole| text.replace(hole, count))
}

fn page_of(filter: &Filter, cut: &Cut, clock: (DateTime<Utc>, Duration)) -> QueryBuilder<Postgres> {
    let mut sql = seen(filter, clock.0, clock.1, Some(cut));
    sql.push(
        "select s.id, s.ref as reference, coalesce(nullif(m.codename, ''), p.ref, '') as codename, m.principal_id, s.state, m.watch_level as watch, coalesce(d.code, '') as station,
            s.departs_at, coalesce(l.zone, 'UTC') as zone, coalesce(l.from_place, y.place, '') as from_place, coalesce(l.to_place, '') as to_place,
            coalesce(l.legs, 0) as leg_count, coalesce(l.required, 0) as required, coalesce(l.filled, 0) as filled, l.next_departs
        from (select * from seen",
    );
    cut.end(&mut sql, "seen");
    sql.push(
        ") s join visible_movement m on m.id = s.id
        left join visible_principal p on p.id = m.principal_id
        left join visible_duty_station d on d.id = m.planning_station_id
        left join lateral (select count(*) as legs, sum(x.posts_required)::bigint as required, sum(x.posts_filled)::bigint as filled,
                (array_agg(x.departs_zone order by x.departs_at))[1] as zone, (array_agg(x.departure_text order by x.departs_at))[1] as from_place,
                (array_agg(x.arrival_text order by x.departs_at desc))[1] as to_place, min(x.departs_at) filter (where x.state = 'planned') as next_departs
            from visible_leg x where x.movement_id = s.id and not x.is_void) l on true
        left join lateral (select min(t.place_text) as place from visible_stay t where t.movement_id = s.id and not t.is_void) y on true",
    );
    cut.order(&mut sql, "s");
    sql
}

async fn rows(tx: &mut Tx, filter: &Filter, cut: &Cut, clock: (DateTime<Utc>, Duration)) -> Result<Vec<Row>> {
    Ok(page_of(filter, cut, clock).build_query_as().fetch_all(&mut **tx).await?)
}

async fn count(tx: &mut Tx, filter: &Filter, clock: (DateTime<Utc>, Duration)) -> Result<i64> {
    let mut sql = seen(filter, clock.0, clock.1, None);
    sql.push("select count(*) from seen");
    Ok(sql.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// A row in words.
#[derive(Debug, Clone)]
struct Line {
    reference: String,
    url: String,
    codename: String,
    kind: &'static str,
    state: String,
    is_not_ready: bool,
    departs: String,
    route: String,
    station: String,
    cover: Meter,
    is_open: bool,
    risk: RiskMark,
}

impl Line {
    fn new(language: Language, row: &Row, levels: &Levels, now: DateTime<Utc>, limit: Duration) -> Self {
        let state = MovementState::from_code(&row.state);
        let cover = Cover { required: i32::try_from(row.required).unwrap_or_default(), filled: i32::try_from(row.filled).unwrap_or_default() };
        let watch = WatchLevel::from_code(&row.watch).unwrap_or(WatchLevel::None);
        let is_not_ready = state.is_some_and(|state| is_not_ready(Standing { state, watch, departs_at: row.next_departs, cover }, now, limit));
        Self {
            url: format!("/movements/{}", row.reference),
            reference: row.reference.clone(),
            codename: row.codename.clone(),
            kind: match state {
                Some(MovementState::Diverted | MovementState::Suspended) => "warning",
                _ if is_not_ready => "caution",
                _ => "",
            },
            state: state.map(|state| language.t(state.word())).unwrap_or_default(),
            is_not_ready,
            departs: time::place_and_z(row.departs_at, &row.zone, &row.from_place, now, language),
            route: route(row),
            station: row.station.clone(),
            is_open: cover.open() > 0,
            risk: levels.mark(row.principal_id, language),
            cover: Meter::of(cover, language),
        }
    }
}

fn route(row: &Row) -> String {
    match (row.from_place.as_str(), row.to_place.as_str()) {
        (from, "") => from.to_owned(),
        (from, to) => format!("{from} → {to}"),
    }
}

#[derive(Template)]
#[template(path = "movements/index.html")]
struct IndexPage {
    shell: Shell,
    title: String,
    columns: Vec<Column>,
    rows: Vec<Line>,
    states: Vec<Choice>,
    ready: Vec<Choice>,
    station: Field,
    text: Field,
    from: Field,
    to: Field,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
    can_create: bool,
    is_filtered: bool,
}

async fn index(mut auth: Authorized<ListMovements>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &KEYS);
    let filter = Filter::read(&asked);
    let sort = asked.sort(&SORTS);
    let mut tx = auth.read().await?;
    let limit = Duration::hours(setting(&mut tx, "not_ready_hours").await?);
    let clock = (auth.now(), limit);
    if auth.format != Format::Page {
        let rows = rows(&mut tx, &filter, &Cut::new(sort, None, EXPORT + 1), clock).await?;
        let levels = levels_of(&mut tx, &rows).await?;
        drop(tx);
        return table::answer(&auth, &asked, export(&rows, &levels, auth.now(), limit));
    }
    let total = count(&mut tx, &filter, clock).await?;
    let mut found = rows(&mut tx, &filter, &Cut::new(sort, asked.after(), PAGE + 1), clock).await?;
    let levels = levels_of(&mut tx, &found).await?;
    drop(tx);
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let view = index_page(&auth, &asked, sort, (total, has_more), (&found, &levels), limit);
    page::page(&view)
}

/// The risk in force of the officials of these rows, asked once.
async fn levels_of(tx: &mut Tx, rows: &[Row]) -> Result<Levels> {
    let officials: Vec<Uuid> = rows.iter().filter_map(|row| row.principal_id).collect();
    Levels::today(tx, &officials).await
}

fn index_page(
    auth: &Authorized<ListMovements>,
    asked: &Asked,
    sort: Sort,
    (total, has_more): (i64, bool),
    (found, levels): (&[Row], &Levels),
    limit: Duration,
) -> IndexPage {
    let (language, now) = (auth.language(), auth.now());
    let next = found.last().filter(|_| has_more).map(|last| {
        let value = match sort.key {
            "ref" => last.reference.clone(),
            "state" => last.state.clone(),
            _ => last.departs_at.to_rfc3339(),
        };
        asked.next_url(&value, last.id)
    });
    let state = asked.one("state").unwrap_or_default();
    let mut states = vec![Choice::new("", language.t("movement-any-state"), state), Choice::new("open", language.t("movement-open-states"), state)];
    states.extend(MovementState::ALL.iter().map(|one| Choice::new(one.code(), language.t(one.word()), state)));
    let ready = asked.one("ready").unwrap_or_default();
    let field = |name: &str, label: &str| Field::new(language, name, label, asked.one(name).unwrap_or_default(), &FieldErrors::default()).optional();
    let column = |label: &str, key: &'static str| asked.column(language.t(label), key, sort);
    let holes = [("shown", Hole::Number(found.len() as i64)), ("total", Hole::Number(total))];
    IndexPage {
        shell: Shell::new(&auth.seed, "nav-movements"),
        title: language.fill("movement-count", &[("count", Hole::Number(total))]),
        columns: vec![
            column("movement-col-ref", "ref"),
            column("movement-col-state", "state"),
            column("movement-col-departs", "departs"),
            column("movement-col-route", ""),
            column("movement-col-station", ""),
            column("movement-col-cover", ""),
            column("movement-col-risk", ""),
        ],
        rows: found.iter().map(|row| Line::new(language, row, levels, now, limit)).collect(),
        states,
        ready: vec![Choice::new("", language.t("movement-any-readiness"), ready), Choice::new("no", language.t("movement-not-ready"), ready)],
        station: field("station", "movement-station-code"),
        text: field("q", "movement-find"),
        from: field("from", "movement-filter-from"),
        to: field("to", "movement-filter-to"),
        tags: tags(language, asked),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        pager: Pager { next, first: asked.one("after").map(|_| asked.without("after", "")), shown: language.fill("movement-shown", &holes) },
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        can_create: policy::may(&auth.actor, "movement.create"),
        is_filtered: asked.is_filtered(),
    }
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    let labels = [
        ("state", "movement-col-state"),
        ("station", "movement-station-code"),
        ("q", "movement-find"),
        ("from", "movement-filter-from"),
        ("to", "movement-filter-to"),
        ("ready", "movement-readiness"),
    ];
    labels
        .iter()
        .flat_map(|(key, label)| asked.all(key).into_iter().map(move |value| (*key, *label, value)))
        .map(|(key, label, value)| {
            let words = match key {
                "state" if value == "open" => language.t("movement-open-states"),
                "state" => MovementState::from_code(&value).map_or_else(|| value.clone(), |state| language.t(state.word())),
                "ready" => language.t("movement-not-ready"),
                _ => value.clone(),
            };
            let name = language.t(label);
            let holes = [("name", Hole::Text(&name)), ("value", Hole::Text(&words))];
            FilterTag { label: language.fill("movement-filter-tag", &holes), remove_url: asked.without(key, &value) }
        })
        .collect()
}

fn export(rows: &[Row], levels: &Levels, now: DateTime<Utc>, limit: Duration) -> Table {
    Table {
        name: "movements",
        header: vec![
            "ref",
            "official",
            "state",
            "not_ready",
            "departs",
            "departs_z",
            "from",
            "to",
            "legs",
            "station",
            "posts_required",
            "posts_filled",
            "risk",
        ],
        rows: rows
            .iter()
            .map(|row| {
                let line = Line::new(Language::English, row, levels, now, limit);
                vec![
                    row.reference.clone(),
                    row.codename.clone(),
                    row.state.clone(),
                    if line.is_not_ready { "yes" } else { "no" }.to_owned(),
                    time::local(row.departs_at, &row.zone).format("%Y-%m-%d %H:%M").to_string(),
                    row.departs_at.format("%Y-%m-%dT%H:%MZ").to_string(),
                    row.from_place.clone(),
                    row.to_place.clone(),
                    row.leg_count.to_string(),
                    row.station.clone(),
                    row.required.to_string(),
                    row.filled.to_string(),
                    format!("{} {}", line.risk.level, line.risk.word).trim().to_owned(),
                ]
            })
            .collect(),
    }
}
