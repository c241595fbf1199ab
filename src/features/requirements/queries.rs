//! Every SELECT of requirements, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{Pattern, State};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{PrincipalId, RequirementId, StationId};
use crate::features::people::like;
use crate::web::error::{AppError, Result};
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A protection requirement.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Never shown.
    pub id: RequirementId,
    /// `Q-26-7K3FA`.
    pub reference: String,
    /// For whom.
    pub principal_id: PrincipalId,
    /// Reference of the official; empty where the reader may not see the record.
    pub official: String,
    /// Codename, else reference; empty where the reader may not see the record.
    pub called: String,
    /// Where.
    pub station_id: StationId,
    /// Code of the station.
    pub station_code: String,
    /// Its name; the code where the reader may not see it.
    pub station_name: String,
    /// Its zone; empty where the reader may not see it.
    pub zone: String,
    /// Cell of the station.
    pub cell: i32,
    /// Code of the posture.
    pub posture: String,
    /// Its name.
    pub posture_name: String,
    /// First day.
    pub from_date: NaiveDate,
    /// Last day; open-ended without.
    pub to_date: Option<NaiveDate>,
    /// Places, as written.
    pub places: String,
    /// Equipment, as written.
    pub equipment: String,
    /// How many vehicles.
    pub vehicles: i32,
    /// Their armour, as written.
    pub armour_level: String,
    /// Where the protection comes from, as stored.
    pub source_of_protection: String,
    /// Why so.
    pub source_reason: String,
    /// Hours one officer gives in a year.
    pub productive_hours: i32,
    /// Officers asked for, once validated.
    pub head_count: Option<i32>,
    /// Where it stands.
    pub state: State,
    /// Why it was refused, reduced or ended.
    pub state_reason: String,
    /// What came of it, as stored.
    pub answer: String,
    /// In words.
    pub answer_note: String,
    /// Who bears what is left.
    pub risk_accepted_by: String,
    /// Since when.
    pub risk_accepted_on: Option<NaiveDate>,
    /// Who wrote it, as shown.
    pub author: String,
    /// Who wrote it, as a person.
    pub author_person: Uuid,
    /// Who validated it, as shown; empty if nobody.
    pub validated_by: String,
    /// When, UTC.
    pub validated_at: Option<DateTime<Utc>>,
    /// Who approved it, as shown; empty if nobody.
    pub approved_by: String,
    /// Who lent the approval; empty if nobody did.
    pub approved_for: String,
    /// When, UTC.
    pub approved_at: Option<DateTime<Utc>>,
    /// When it is to be looked at again.
    pub review_due_on: Option<NaiveDate>,
    /// The assessment it rests on today; empty if none is in force.
    pub ground: String,
    /// Last day without a gap.
    pub ground_until: Option<NaiveDate>,
    /// Seats asked for.
    pub seats: i32,
    /// Seats with somebody on them today, or on the first day.
    pub filled: i32,
    /// Its team, if one was made.
    pub team: Option<String>,
    /// Version of the row.
    pub version: i32,
    cells: Vec<i32>,
    is_own: bool,
}

impl Requirement {
    /// The sum of its posts is fixed only in a draft.
    pub fn is_draft(&self) -> bool {
        self.state == State::Draft
    }
}

impl Target for Requirement {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), own: self.is_own, author: Some(self.author_person), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The requirement of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Requirement>> {
    let today = tx.now.date_naive();
    let row = sqlx::query!(
        r#"select q.id as "id!: RequirementId", q.ref as "reference!", q.principal_id as "principal_id!: PrincipalId", coalesce(p.ref, '') as "official!",
             coalesce(nullif(p.codename, ''), p.ref, '') as "called!", q.station_id as "station_id!: StationId", c.code as "station_code!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, '') as "zone!", q.cell as "cell!", q.posture as "posture!",
             coalesce(o.name, '') as "posture_name!", q.from_date as "from_date!", q.to_date, q.places as "places!", q.equipment as "equipment!",
             q.vehicles as "vehicles!", q.armour_level as "armour_level!", q.source_of_protection as "source_of_protection!",
             q.source_reason as "source_reason!", q.productive_hours as "productive_hours!", q.head_count, q.state as "state!",
             q.state_reason as "state_reason!", q.answer as "answer!", q.answer_note as "answer_note!", q.risk_accepted_by as "risk_accepted_by!",
             q.risk_accepted_on, coalesce(sec.account_label(q.author_id), '') as "author!", sec.person_of(q.author_id) as "author_person!",
             coalesce(sec.account_label(q.validated_by), '') as "validated_by!", q.validated_at,
             coalesce(sec.account_label(q.approved_by), '') as "approved_by!", coalesce(sec.signed_for(q.id, 'approved_by'), '') as "approved_for!", q.approved_at, q.review_due_on,
             coalesce(g.ref, '') as "ground!", g.until as "ground_until?", sec.seats_of(q.id) as "seats!",
             sec.filled_seats(q.id, greatest($2::date, q.from_date)) as "filled!", t.ref as "team?", q.version as "version!",
             array_remove(array[q.cell, q.portfolio_cell], null) as "cells!", q.id = any ((select sec.own_requirements())::uuid[]) as "is_own!"
           from visible_protection_requirement q
           join sec.cell c on c.no = q.cell
           left join visible_principal p on p.id = q.principal_id
           left join visible_duty_station s on s.id = q.station_id
           left join visible_posture o on o.code = q.posture
           left join visible_protection_team t on t.requirement_id = q.id
           left join lateral sec.ground_of(q.id, $2::date) g on true
           where q.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Requirement {
            state: state_of(&row.state)?,
            id: row.id,
            reference: row.reference,
            principal_id: row.principal_id,
            official: row.official,
            called: row.called,
            station_id: row.station_id,
            station_code: row.station_code,
            station_name: row.station_name,
            zone: row.zone,
            cell: row.cell,
            posture: row.posture,
            posture_name: row.posture_name,
            from_date: row.from_date,
            to_date: row.to_date,
            places: row.places,
            equipment: row.equipment,
            vehicles: row.vehicles,
            armour_level: row.armour_level,
            source_of_protection: row.source_of_protection,
            source_reason: row.source_reason,
            productive_hours: row.productive_hours,
            head_count: row.head_count,
            state_reason: row.state_reason,
            answer: row.answer,
            answer_note: row.answer_note,
            risk_accepted_by: row.risk_accepted_by,
            risk_accepted_on: row.risk_accepted_on,
            author: row.author,
            author_person: row.author_person,
            validated_by: row.validated_by,
            validated_at: row.validated_at,
            approved_by: row.approved_by,
            approved_for: row.approved_for,
            approved_at: row.approved_at,
            review_due_on: row.review_due_on,
            ground: row.ground,
            ground_until: row.ground_until,
            seats: row.seats,
            filled: row.filled,
            team: row.team,
            version: row.version,
            cells: row.cells,
            is_own: row.is_own,
        })
    })
    .transpose()
}

/// A state as stored; an unknown one is a defect.
pub fn state_of(code: &str) -> Result<State> {
    State::from_code(code).ok_or_else(|| AppError::internal("a requirement in an unknown state"))
}

/// A post of a requirement.
#[derive(Debug, Clone)]
pub struct Post {
    /// Never shown.
    pub id: Uuid,
    /// Counts from one in its requirement.
    pub number: i32,
    /// Role, as stored.
    pub role: String,
    /// Its hours.
    pub pattern: Pattern,
    /// Armed or not.
    pub is_armed: bool,
    /// What else is asked.
    pub note: String,
    /// Version of the row.
    pub version: i32,
}

/// The posts of a requirement, those taken out apart.
pub async fn posts(tx: &mut Tx, requirement: RequirementId) -> Result<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select id as "id!", number as "number!", role as "role!", count as "count!", is_armed as "is_armed!", (hours_per_day * 10)::integer as "hours!",
             (days_per_week * 10)::integer as "days!", note as "note!", version as "version!"
           from visible_requirement_post where requirement_id = $1 and not is_void order by number limit 100"#,
        requirement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Post {
            id: row.id,
            number: row.number,
            role: row.role,
            pattern: Pattern { count: row.count, hours_tenths: row.hours, days_tenths: row.days },
            is_armed: row.is_armed,
            note: row.note,
            version: row.version,
        })
        .collect())
}

/// An assessment that a requirement rests on, or could.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Never shown.
    pub id: Uuid,
    /// `R-26-0088`.
    pub reference: String,
    /// Residual level, as stored; empty if none.
    pub level: String,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Who carried the requirement over to it; empty for the first.
    pub carried_by: String,
    /// When, UTC.
    pub carried_at: Option<DateTime<Utc>>,
}

/// The assessments a requirement rests on, the newest first, as far as the reader may see them.
pub async fn bases(tx: &mut Tx, requirement: RequirementId) -> Result<Vec<Basis>> {
    Ok(sqlx::query_as!(
        Basis,
        r#"select a.id as "id!", a.ref as "reference!", coalesce(a.residual_level, '') as "level!", a.valid_from, a.valid_to,
             coalesce(sec.account_label(b.carried_by), '') as "carried_by!", case when b.assessment_id <> q.risk_assessment_id then b.carried_at end as carried_at
           from visible_requirement_basis b join visible_risk_assessment a on a.id = b.assessment_id
           join visible_protection_requirement q on q.id = b.requirement_id
           where b.requirement_id = $1 order by b.carried_at desc, b.id limit 50"#,
        requirement.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Approved assessments of the same official that begin later than what the requirement rests on: where it may be carried.
pub async fn newer_bases(tx: &mut Tx, requirement: &Requirement) -> Result<Vec<Basis>> {
    Ok(sqlx::query_as!(
        Basis,
        r#"select a.id as "id!", a.ref as "reference!", coalesce(a.residual_level, '') as "level!", a.valid_from, a.valid_to,
             '' as "carried_by!", null::timestamptz as carried_at
           from visible_risk_assessment a
           where a.principal_id = $1 and a.kind = 'personal' and a.state = 'approved' and a.valid_to >= $3
             and not exists (select from visible_requirement_basis b where b.requirement_id = $2 and b.assessment_id = a.id)
           order by a.valid_from desc, a.id limit 10"#,
        requirement.principal_id.0,
        requirement.id.0,
        tx.now.date_naive()
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The assessment a new requirement of this official is written on: one in force, else an approved one, else the newest.
pub async fn assessment_for(tx: &mut Tx, principal: PrincipalId, from: NaiveDate) -> Result<Option<Uuid>> {
    let day = from.max(tx.now.date_naive());
    Ok(sqlx::query_scalar!(
        r#"select a.id as "id!" from visible_risk_assessment a
           where a.principal_id = $1 and a.kind = 'personal' and a.state not in ('rejected', 'withdrawn')
           order by sec.assessment_in_force(a.id, $2) desc, a.state = 'approved' desc, a.valid_from desc nulls last, a.created_at desc, a.id limit 1"#,
        principal.0,
        day
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A requirement as the register shows it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub called: String,
    pub station: String,
    pub posture: String,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    pub head_count: Option<i32>,
    pub source: String,
    pub state: String,
    pub answer: String,
    pub answer_note: String,
    pub accepted_by: String,
    pub accepted_on: Option<NaiveDate>,
    pub review_due_on: Option<NaiveDate>,
    pub ground: Option<String>,
    pub ground_until: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

const SHAPE: &str =
    "select q.id, q.ref as reference, coalesce(nullif(p.codename, ''), p.ref, '') as called, c.code as station, q.posture, q.from_date, q.to_date,
    q.head_count, q.source_of_protection as source, q.state, q.answer, q.answer_note, q.risk_accepted_by as accepted_by, q.risk_accepted_on as accepted_on,
    q.review_due_on, g.ref as ground, g.until as ground_until, q.created_at
  from visible_protection_requirement q join sec.cell c on c.no = q.cell
  left join visible_principal p on p.id = q.principal_id
  left join lateral sec.ground_of(q.id, (sec.now() at time zone 'UTC')::date) g on true where true";

/// Filters of the register, in the order of the page.
pub const FILTERS: &[&str] = &["q", "state", "answer", "station", "posture", "source", "due"];
/// What the register sorts by, the first by default.
pub const SORTS: &[&str] = &["-created", "ref", "station", "from"];

/// One page of the register and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new(
        "select count(*) from visible_protection_requirement q join sec.cell c on c.no = q.cell left join visible_principal p on p.id = q.principal_id where true",
    );
    filter(&mut count, asked, tx.now.date_naive());
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked, tx.now.date_naive());
    let column = match sort.key {
        "ref" => "q.ref",
        "station" => "c.code",
        "from" => "q.from_date::text",
        _ => "q.created_at",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (").push(column).push(", q.id) ").push(if sort.is_descending { "<" } else { ">" }).push(" (");
        if sort.key == "created" {
            query.push_bind(value.parse::<DateTime<Utc>>().unwrap_or_default());
        } else {
            query.push_bind(value);
        }
        query.push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", q.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "ref" => line.reference.clone(),
        "station" => line.station.clone(),
        "from" => line.from_date.to_string(),
        _ => line.created_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, today: NaiveDate) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (q.ref ilike ").push_bind(pattern.clone()).push(" or p.codename ilike ").push_bind(pattern.clone());
        query.push(" or p.ref ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("state", "q.state"), ("answer", "q.answer"), ("station", "c.code"), ("posture", "q.posture"), ("source", "q.source_of_protection")] {
        let wanted = asked.all(key);
        if !wanted.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(wanted).push(")");
        }
    }
    if asked.one("due") == Some("review") {
        query.push(" and q.review_due_on < ").push_bind(today).push(" and q.state not in ('ended', 'refused')");
    }
}

/// A code somebody may choose, with its name.
#[derive(Debug, Clone)]
pub struct Coded {
    pub code: String,
    pub name: String,
}

/// Postures by code.
pub async fn postures(tx: &mut Tx) -> Result<Vec<Coded>> {
    Ok(sqlx::query_as!(Coded, r#"select code as "code!", name as "name!" from visible_posture order by code limit 50"#).fetch_all(&mut **tx).await?)
}

/// Stations at which the reader may write requirements.
pub async fn stations_to_write(tx: &mut Tx) -> Result<Vec<Coded>> {
    Ok(sqlx::query_as!(
        Coded,
        r#"select code as "code!", name as "name!" from visible_duty_station where cell = any ((select sec.cells_requirement_write())::integer[]) order by code limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Stations of the register, for the filter.
pub async fn stations(tx: &mut Tx) -> Result<Vec<Coded>> {
    Ok(sqlx::query_as!(
        Coded,
        r#"select distinct c.code as "code!", coalesce(s.name, '') as "name!" from visible_protection_requirement q join sec.cell c on c.no = q.cell
           left join visible_duty_station s on s.cell = q.cell order by 1 limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A station that the reader sees, by its code.
pub async fn station(tx: &mut Tx, code: &str) -> Result<Option<(StationId, i32)>> {
    let row =
        sqlx::query!(r#"select id as "id!: StationId", cell as "cell!" from visible_duty_station where code = $1"#, code).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| (row.id, row.cell)))
}

/// A setting that is a number; its absence is a defect of the installation.
pub async fn setting(tx: &mut Tx, name: &str) -> Result<i64> {
    let value = sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = $1"#, name).fetch_one(&mut **tx).await?;
    value.parse().map_err(|_| AppError::internal("a setting that should be a number is none"))
}

/// Keys of the posts and of the bases of a requirement, as text: its history is theirs too.
pub async fn parts(tx: &mut Tx, requirement: RequirementId) -> Result<(Vec<String>, Vec<String>)> {
    let posts = sqlx::query_scalar!(r#"select id::text as "id!" from visible_requirement_post where requirement_id = $1 limit 200"#, requirement.0)
        .fetch_all(&mut **tx)
        .await?;
    let bases = sqlx::query_scalar!(r#"select id::text as "id!" from visible_requirement_basis where requirement_id = $1 limit 200"#, requirement.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok((posts, bases))
}
