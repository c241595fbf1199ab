//! Every SELECT of qualifications, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{ArmedCategory, Arming, Held, Person};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{OfficerId, QualificationId, StationId};
use crate::features::people::{Officer, like, officer_by_ref};
use crate::web::error::{AppError, Result};
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A type of qualification.
#[derive(Debug, Clone)]
pub struct Kind {
    pub code: String,
    /// Name of a type that was added; empty for those that the program names.
    pub name: String,
    /// What it blocks, as stored.
    pub blocks: String,
    /// What a paper of this type names: `class`, `model`, `country`, or nothing.
    pub names: String,
    pub validity_days: Option<i32>,
    /// True if its end is printed on the paper.
    pub is_printed: bool,
    /// So many days before its end it warns.
    pub lead_days: i32,
    /// Whose rule it is.
    pub source: String,
    /// Nothing of it is recorded any more; what stands holds.
    pub is_withdrawn: bool,
    pub version: i32,
}

/// Types belong to no station: everybody who may read qualifications reads all of them.
impl Target for Kind {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(kinds(tx).await?.into_iter().find(|kind| kind.code == params.get("code")))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.code.clone()
    }
}

/// All types, in the order of the matrix.
pub async fn kinds(tx: &mut Tx) -> Result<Vec<Kind>> {
    Ok(sqlx::query_as!(
        Kind,
        r#"select code as "code!", name as "name!", blocks as "blocks!", names as "names!", validity_days, is_printed as "is_printed!", lead_days as "lead_days!",
             source as "source!", is_withdrawn as "is_withdrawn!", version as "version!"
           from visible_qualification_type order by sort limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A paper of an officer.
#[derive(Debug, Clone)]
pub struct Paper {
    pub id: QualificationId,
    pub reference: String,
    pub held: Held,
    /// Name of a type that was added; empty for those that the program names.
    pub kind_name: String,
    pub issued_by: String,
    pub evidence: String,
    pub entered_by: String,
    pub entered_at: DateTime<Utc>,
    pub verified_by: String,
    pub verified_at: Option<DateTime<Utc>>,
    pub is_void: bool,
    pub void_reason: String,
    pub version: i32,
}

struct PaperRow {
    id: QualificationId,
    reference: String,
    kind: String,
    kind_name: String,
    class: String,
    model: String,
    country: String,
    obtained_on: NaiveDate,
    valid_until: Option<NaiveDate>,
    issued_by: String,
    evidence: String,
    entered_by: String,
    entered_at: DateTime<Utc>,
    verified_by: String,
    verified_at: Option<DateTime<Utc>>,
    is_void: bool,
    void_reason: String,
    version: i32,
}

impl From<PaperRow> for Paper {
    fn from(row: PaperRow) -> Self {
        Paper {
            id: row.id,
            reference: row.reference,
            held: Held {
                kind: row.kind,
                class: row.class,
                model: row.model,
                country: row.country,
                obtained_on: row.obtained_on,
                valid_until: row.valid_until,
                is_verified: row.verified_at.is_some(),
            },
            kind_name: row.kind_name,
            issued_by: row.issued_by,
            evidence: row.evidence,
            entered_by: row.entered_by,
            entered_at: row.entered_at,
            verified_by: row.verified_by,
            verified_at: row.verified_at,
            is_void: row.is_void,
            void_reason: row.void_reason,
            version: row.version,
        }
    }
}

/// Every paper of an officer, latest first, void ones too.
pub async fn papers_of(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Paper>> {
    let rows = sqlx::query_as!(
        PaperRow,
        r#"select q.id as "id!: QualificationId", q.ref as "reference!", q.type as "kind!", coalesce(k.name, '') as "kind_name!", q.weapon_class as "class!", q.weapon_model as "model!",
             coalesce(q.country, '') as "country!", q.obtained_on as "obtained_on!", q.valid_until, q.issued_by as "issued_by!", q.evidence as "evidence!",
             coalesce(sec.account_label(q.entered_by), '') as "entered_by!", q.entered_at as "entered_at!",
             coalesce(sec.account_label(q.verified_by), '') as "verified_by!", q.verified_at, q.is_void as "is_void!", q.void_reason as "void_reason!",
             q.version as "version!"
           from visible_qualification q left join visible_qualification_type k on k.code = q.type
           where q.officer_id = $1 order by q.obtained_on desc, q.id desc limit 1000"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Paper::from).collect())
}

/// Reference of the training session that a paper came of, and who entered its results, for those who may see it; empty: none.
pub async fn session_of(tx: &mut Tx, paper: QualificationId) -> Result<(String, String)> {
    let session = sqlx::query!(
        r#"select s.ref as "reference!", coalesce(sec.account_label(s.results_by), '') as "recorder!"
           from visible_participation p join visible_course_session s on s.id = p.session_id where p.qualification_id = $1"#,
        paper.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(session.map(|row| (row.reference, row.recorder)).unwrap_or_default())
}

/// A paper with its officer: the target of its pages.
#[derive(Debug, Clone)]
pub struct Record {
    pub officer: Officer,
    pub paper: Paper,
}

impl Target for Record {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let reference = params.get("ref");
        let holder = sqlx::query_scalar!(
            r#"select o.ref as "ref!" from visible_qualification q join visible_officer o on o.id = q.officer_id where q.ref = $1"#,
            reference
        )
        .fetch_optional(&mut **tx)
        .await?;
        let Some(holder) = holder else { return Ok(None) };
        let Some(officer) = officer_by_ref(tx, &holder).await? else { return Ok(None) };
        let paper = papers_of(tx, officer.id).await?.into_iter().find(|paper| paper.reference == reference);
        Ok(paper.map(|paper| Self { officer, paper }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        facts_of(actor, &self.officer)
    }
    fn subject(&self) -> String {
        self.paper.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.officer.cell
    }
}

/// Facts of an officer's papers: the holder is the "author", who never verifies (INV-16).
pub fn facts_of(actor: &Actor, officer: &Officer) -> Facts {
    let is_holder = actor.officer == Some(officer.id);
    Facts { cells: Some(vec![officer.cell]), own: is_holder, author: is_holder.then(|| actor.person()), ..Facts::default() }
}

/// An officer as the holder of papers.
#[derive(Debug, Clone)]
pub struct Holder(pub Officer);

impl Target for Holder {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(officer_by_ref(tx, params.get("ref")).await?.map(Holder))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        facts_of(actor, &self.0)
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.0.cell
    }
}

/// A suspension from armed duty.
#[derive(Debug, Clone)]
pub struct Suspension {
    pub reason: String,
    pub from_at: DateTime<Utc>,
    pub ordered_by: String,
    pub orderer: Uuid,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lifted_by: String,
    pub lift_reason: String,
    pub version: i32,
}

/// Suspensions of an officer, latest first; an open one has not been lifted.
pub async fn suspensions_of(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Suspension>> {
    Ok(sqlx::query_as!(
        Suspension,
        r#"select reason as "reason!", from_at as "from_at!", coalesce(sec.account_label(ordered_by), '') as "ordered_by!",
             ordered_by as "orderer!", lifted_at, coalesce(sec.account_label(lifted_by), '') as "lifted_by!", lift_reason as "lift_reason!", version as "version!"
           from visible_armed_suspension where officer_id = $1 order by from_at desc, id limit 100"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Weapons that an officer has and is not fit to carry (INV-14): reference, then serial number.
pub async fn to_withdraw(tx: &mut Tx, officer: OfficerId) -> Result<Vec<(String, String)>> {
    let held = sqlx::query!(
        r#"select f.ref as "reference!", f.serial as "serial!" from visible_firearm f join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
           where k.officer_id = $1 and sec.withdraw_gaps(f.id) <> '{}' order by f.ref limit 20"#,
        officer.0
    );
    Ok(held.fetch_all(&mut **tx).await?.into_iter().map(|one| (one.reference, one.serial)).collect())
}

/// What a station decided about arms.
#[derive(Debug, Clone)]
pub struct Decided {
    pub arming: Arming,
    pub authority: String,
    pub decided_on: NaiveDate,
    pub id: Uuid,
    pub version: i32,
}

/// The decision of a station, if there is one.
pub async fn decided(tx: &mut Tx, station: StationId) -> Result<Option<Decided>> {
    let row = sqlx::query!(
        r#"select id as "id!", allows as "allows!", allows_professionals as "professionals!", authority as "authority!", decided_on as "decided_on!",
             version as "version!" from visible_station_arming where station_id = $1"#,
        station.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Decided {
        arming: Arming { allows: row.allows, allows_professionals: row.professionals },
        authority: row.authority,
        decided_on: row.decided_on,
        id: row.id,
        version: row.version,
    }))
}

/// Everything that an officer's fitness follows from, at the parent duty station.
pub async fn person_of(tx: &mut Tx, officer: &Officer) -> Result<Person> {
    let held = papers_of(tx, officer.id).await?.into_iter().filter(|paper| !paper.is_void).map(|paper| paper.held).collect();
    person_with(tx, officer, held).await
}

/// The same, of papers that were read before.
pub async fn person_with(tx: &mut Tx, officer: &Officer, held: Vec<Held>) -> Result<Person> {
    let by_station = sqlx::query_scalar!("select by_station from armed_category where category = $1", officer.category).fetch_optional(&mut **tx).await?;
    let country =
        sqlx::query_scalar!(r#"select country as "country!" from visible_duty_station where id = $1"#, officer.station_id.0).fetch_optional(&mut **tx).await?;
    let agreements = if officer.category == "mscpu_member" {
        let spans = sqlx::query!(r#"select out_from as "from!", coalesce(out_until, date '9999-12-30') as "until!" from sec.armed_spans_of($1)"#, officer.id.0)
            .fetch_all(&mut **tx)
            .await?;
        Some(spans.into_iter().map(|span| (span.from, span.until)).collect())
    } else {
        None
    };
    Ok(Person {
        agreements,
        category: match by_station {
            None => ArmedCategory::Never,
            Some(true) => ArmedCategory::ByStation,
            Some(false) => ArmedCategory::Always,
        },
        arming: decided(tx, officer.station_id).await?.map(|decided| decided.arming),
        is_suspended: suspensions_of(tx, officer.id).await?.iter().any(|one| one.lifted_at.is_none()),
        country: country.unwrap_or_default(),
        held,
    })
}

/// A paper as the list shows it: the latest of each thing, and what waits for verification.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub officer: String,
    pub name: String,
    pub station: String,
    pub kind: String,
    pub kind_name: String,
    pub class: String,
    pub model: String,
    pub country: String,
    pub obtained_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub evidence: String,
    pub state: String,
    /// Codes of the stations of the officer that ask for it; empty: none does.
    pub asked_at: String,
    /// For the cursor.
    pub ends: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "type", "class", "state", "within", "asked"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ends", "name", "station", "type"];
/// States of the filter.
pub const STATES: &[&str] = &["valid", "warning", "expired", "waiting"];

const ENDS: &str = "to_char(coalesce(q.valid_until, date '9999-12-31'), 'YYYY-MM-DD')";

/// One page of papers and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let today = tx.now.date_naive();
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select q.id, q.ref as reference, o.ref as officer, o.name, c.code as station, q.type as kind, k.name as kind_name, q.weapon_class as class, q.weapon_model as model,
           coalesce(q.country, '') as country, q.obtained_on, q.valid_until, q.evidence, ",
    );
    state(&mut query, today);
    query.push(" as state, coalesce((select array_to_string(t.out_stations, ', ') from sec.training_of(o.id, ").push_bind(today);
    query.push(") t where t.out_type = q.type), '') as asked_at, ").push(ENDS).push(" as ends");
    from(&mut query, asked, today)?;
    let column = match sort.key {
        "name" => "o.name",
        "station" => "c.code",
        "type" => "q.type",
        _ => ENDS,
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", q.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", q.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many papers an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked, tx.now.date_naive())?;
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> &str {
    match sort.key {
        "name" => &line.name,
        "station" => &line.station,
        "type" => &line.kind,
        _ => &line.ends,
    }
}

fn state(query: &mut QueryBuilder<Postgres>, today: NaiveDate) {
    query.push("case when q.verified_by is null then 'waiting' when q.valid_until < ").push_bind(today);
    query.push(" then 'expired' when q.valid_until <= ").push_bind(today).push(" + k.lead_days then 'warning' else 'valid' end");
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked, today: NaiveDate) -> Result<()> {
    query.push(
        " from visible_qualification q join visible_officer o on o.id = q.officer_id join visible_qualification_type k on k.code = q.type
          join sec.cell c on c.no = o.cell
          where not q.is_void and o.state = 'active' and (q.verified_by is null or not exists (
            select from visible_qualification r where r.officer_id = q.officer_id and r.type = q.type and r.weapon_class = q.weapon_class
              and lower(r.weapon_model) = lower(q.weapon_model) and r.country is not distinct from q.country and not r.is_void and r.verified_by is not null
              and (coalesce(r.valid_until, 'infinity'), r.obtained_on, r.id) > (coalesce(q.valid_until, 'infinity'), q.obtained_on, q.id)))",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (o.name ilike ").push_bind(pattern.clone()).push(" or o.ref ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("type", "q.type"), ("class", "q.weapon_class")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    let states = asked.all("state");
    if !states.is_empty() {
        query.push(" and ");
        state(query, today);
        query.push(" = any (").push_bind(states).push(")");
    }
    if asked.one("asked") == Some("here") {
        query.push(" and (o.id, q.type) in (select s.out_officer, s.out_type from sec.training_standings(").push_bind(today).push(") s)");
    }
    if let Some(within) = asked.one("within") {
        let days: u16 = within.parse().map_err(|_| AppError::NotFound)?;
        query
            .push(" and q.verified_by is not null and q.valid_until between ")
            .push_bind(today)
            .push(" and ")
            .push_bind(today + chrono::Days::new(days.into()));
    }
    Ok(())
}

/// Papers of several officers that are not void.
pub async fn held_by(tx: &mut Tx, officers: &[Uuid]) -> Result<Vec<(Uuid, Held)>> {
    let rows = sqlx::query!(
        r#"select officer_id as "officer!", type as "kind!", weapon_class as "class!", weapon_model as "model!", coalesce(country, '') as "country!",
             obtained_on as "obtained_on!", valid_until, verified_by is not null as "is_verified!"
           from visible_qualification where officer_id = any ($1) and not is_void"#,
        officers
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let held = Held {
                kind: row.kind,
                class: row.class,
                model: row.model,
                country: row.country,
                obtained_on: row.obtained_on,
                valid_until: row.valid_until,
                is_verified: row.is_verified,
            };
            (row.officer, held)
        })
        .collect())
}
