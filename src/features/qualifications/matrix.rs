//! `/qualifications/matrix`: people and what they are qualified for, with what their duty stations ask for.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{Held, State};
use super::queries::{self, Kind};
use super::views::type_word;
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{Standing, Training, like, training_of, with_any};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, EXPORT, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// People and types.
    ShowMatrix: Get "/qualifications/matrix" => "qualification.list", Collection, Quiet;
}

/// The matrix.
pub fn routes() -> Routes {
    Routes::default().list::<ShowMatrix, _, _>(matrix)
}

struct Cell {
    label: String,
    words: String,
    kind: &'static str,
}

struct MatrixRow {
    reference: String,
    url: String,
    name: String,
    station: String,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "qualifications/matrix.html")]
struct Matrix {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    asked: Vec<Choice>,
    heads: Vec<String>,
    rows: Vec<MatrixRow>,
    ignored: Vec<String>,
    clear_url: String,
    is_filtered: bool,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn matrix(mut auth: Authorized<ShowMatrix>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let mut tx = auth.read().await?;
    let (mut people, total) = people_of(&mut tx, &asked, auth.format != Format::Page).await?;
    let kinds = queries::kinds(&mut tx).await?;
    let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    let mut held: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for (officer, one) in queries::held_by(&mut tx, &ids).await? {
        held.entry(officer).or_default().push(one);
    }
    let today = auth.now().date_naive();
    let mut trained: HashMap<(Uuid, String), Training> = HashMap::new();
    for (officer, one) in training_of(&mut tx, &ids, today).await? {
        trained.insert((officer, one.kind.clone()), one);
    }
    let training = |person: &MatrixPerson, kind: &Kind| trained.get(&(person.id, kind.code.clone()));
    let state = |person: &MatrixPerson, kind: &Kind| {
        let papers = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        State::of(papers.iter().filter(|one| one.kind == kind.code), today, kind.lead_days)
    };
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&people, &kinds, state, training));
    }
    let language = auth.language();
    let next = (people.len() as i64 > PAGE).then(|| {
        people.truncate(PAGE as usize);
        people.last().map(|last| asked.next_url(&last.name, last.id)).unwrap_or_default()
    });
    let heads: Vec<String> = kinds.iter().map(|kind| type_word(language, kind)).collect();
    let rows: Vec<MatrixRow> = people
        .iter()
        .map(|person| MatrixRow {
            reference: person.reference.clone(),
            url: format!("/officers/{}/qualifications", person.reference),
            name: person.name.clone(),
            station: person.station.clone(),
            cells: kinds.iter().zip(&heads).map(|(kind, head)| cell(language, head, state(person, kind), training(person, kind))).collect(),
        })
        .collect();
    page::page(&Matrix {
        shell: Shell::new(&auth.seed, "qualification-matrix-title"),
        title: language.fill("qualification-matrix-count", &[("count", Hole::Number(total))]),
        q: asked.one("q").unwrap_or_default().to_owned(),
        station: asked.one("station").unwrap_or_default().to_owned(),
        asked: with_any(
            language,
            ASKED.iter().map(|(word, _)| Choice::new(*word, language.t(&format!("training-asked-{word}")), asked.one("asked").unwrap_or_default())).collect(),
        ),
        heads,
        ignored: asked.ignored.clone(),
        clear_url: asked.clear_url().to_owned(),
        is_filtered: asked.is_filtered(),
        pager: Pager {
            next,
            first: asked.after().map(|_| asked.with("after", "")),
            shown: language.fill("list-shown", &[("shown", Hole::Number(rows.len() as i64)), ("total", Hole::Number(total))]),
        },
        rows,
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

/// A cell is a date: it fits where a sentence does not. What the station asks for and nobody holds is said.
fn cell(language: Language, head: &str, state: State, training: Option<&Training>) -> Cell {
    if let Some(Training { standing: standing @ (Standing::Missing | Standing::Waiting), .. }) = training {
        return Cell { label: head.to_owned(), words: language.t(&format!("training-cell-{}", standing.code())), kind: standing.tag() };
    }
    let words = match state {
        State::Valid(None) => language.t("qualification-cell-open"),
        State::Never => "–".to_owned(),
        State::Valid(Some(end)) | State::Warning(end) | State::Expired(end) => time::typed_date(end),
    };
    let kind = match state {
        State::Valid(_) | State::Never => "",
        State::Warning(_) => "caution",
        State::Expired(_) => "warning",
    };
    Cell { label: head.to_owned(), words, kind }
}

fn export<'a>(
    people: &[MatrixPerson],
    kinds: &[Kind],
    state: impl Fn(&MatrixPerson, &Kind) -> State,
    training: impl Fn(&MatrixPerson, &Kind) -> Option<&'a Training>,
) -> Table {
    let rows = people.iter().flat_map(|person| {
        kinds.iter().map(|kind| {
            let state = state(person, kind);
            vec![
                person.reference.clone(),
                person.name.clone(),
                person.station.clone(),
                kind.code.clone(),
                state.code().to_owned(),
                state.end().map(|end| end.to_string()).unwrap_or_default(),
                training(person, kind).map(|one| one.stations.join(" ")).unwrap_or_default(),
            ]
        })
    });
    Table { name: "qualification-matrix", header: vec!["ref", "name", "station", "type", "state", "valid_until", "asked_at"], rows: rows.collect() }
}

/// Somebody in the matrix.
#[derive(Debug, Clone, FromRow)]
struct MatrixPerson {
    id: Uuid,
    reference: String,
    name: String,
    station: String,
}

/// Filters of the matrix.
const FILTERS: &[&str] = &["q", "station", "asked"];
/// What may stand against what is asked: something is missing, or ends soon.
const ASKED: &[(&str, &[&str])] = &[("lacking", &["missing", "waiting", "expired"]), ("ending", &["ending"])];

/// One page of people by name, and how many there are.
async fn people_of(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<MatrixPerson>, i64)> {
    let today = tx.now.date_naive();
    let mut count = QueryBuilder::new("select count(*) from visible_officer o join sec.cell c on c.no = o.cell where true");
    filter(&mut count, asked, today);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query =
        QueryBuilder::new("select o.id, o.ref as reference, o.name, c.code as station from visible_officer o join sec.cell c on c.no = o.cell where true");
    filter(&mut query, asked, today);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (o.name, o.id) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by o.name, o.id limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, today: NaiveDate) {
    // people whose papers the reader may see: others would read as never qualified
    query.push(" and o.state = 'active' and (o.cell = any ((select sec.cells_qualification())::integer[]) or o.id = (select sec.own_officer()))");
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (o.name ilike ").push_bind(pattern.clone()).push(" or o.ref ilike ").push_bind(pattern).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and o.cell = any (array(select no from sec.cell where code = any (").push_bind(stations).push(")))");
    }
    if let Some((_, states)) = ASKED.iter().find(|(word, _)| asked.one("asked") == Some(*word)) {
        let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
        query.push(" and o.id in (select s.out_officer from sec.training_standings(").push_bind(today);
        query.push(") s where s.out_state = any (").push_bind(states).push("))");
    }
}

/// How many people an address of the matrix lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*) from visible_officer o join sec.cell c on c.no = o.cell where true");
    filter(&mut count, &Asked::read(here, FILTERS), tx.now.date_naive());
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}
