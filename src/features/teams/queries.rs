//! Every SELECT of teams, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::forms::DutyDraft;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{AssignmentId, DutyDayId, OfficerId, PrincipalId, RequirementId, TeamId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A team with the requirement it stands on.
#[derive(Debug, Clone)]
pub struct Team {
    pub id: TeamId,
    pub reference: String,
    pub name: String,
    pub state: String,
    pub requirement_id: RequirementId,
    pub requirement: String,
    pub requirement_state: String,
    pub principal_id: PrincipalId,
    /// Codename of the official, else reference; empty where the reader may not see the record.
    pub called: String,
    pub posture: String,
    pub station_code: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    /// The assessment it rests on today; empty if none is in force.
    pub ground: String,
    pub ground_until: Option<NaiveDate>,
    pub seats: i32,
    pub filled: i32,
    pub accepted_by: String,
    pub accepted_at: Option<DateTime<Utc>>,
    pub is_led: bool,
    pub version: i32,
    cells: Vec<i32>,
    is_own: bool,
}

impl Team {
    /// Seats with nobody on them.
    pub fn gap(&self) -> i32 {
        (self.seats - self.filled).max(0)
    }

    /// True until it ended with its requirement.
    pub fn is_standing(&self) -> bool {
        self.state != "ended"
    }
}

impl Target for Team {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), own: self.is_own, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A team as its leader sees it: nobody else may accept it.
#[derive(Debug, Clone)]
pub struct LedTeam(pub Team);

impl Target for LedTeam {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(Team::load(tx, actor, params).await?.map(Self))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { own: self.0.is_led, ..self.0.facts(actor) }
    }
    fn subject(&self) -> String {
        self.0.subject()
    }
    fn cell(&self) -> i32 {
        self.0.cell
    }
}

/// The team of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Team>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Team,
        r#"select t.id as "id!: TeamId", t.ref as "reference!", t.name as "name!", t.state as "state!", q.id as "requirement_id!: RequirementId",
             q.ref as "requirement!", q.state as "requirement_state!", q.principal_id as "principal_id!: PrincipalId",
             coalesce(nullif(p.codename, ''), p.ref, '') as "called!", q.posture as "posture!", c.code as "station_code!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, '') as "zone!", t.cell as "cell!", q.from_date as "from_date!", q.to_date,
             coalesce(g.ref, '') as "ground!", g.until as "ground_until?", sec.seats_of(q.id) as "seats!",
             sec.filled_seats(q.id, greatest($2::date, q.from_date)) as "filled!", coalesce(sec.account_label(t.accepted_by), '') as "accepted_by!",
             t.accepted_at, t.id = any ((select sec.led_teams())::uuid[]) as "is_led!", t.version as "version!",
             array_remove(array[t.cell, t.portfolio_cell], null) as "cells!", t.id = any ((select sec.own_teams())::uuid[]) as "is_own!"
           from visible_protection_team t join visible_protection_requirement q on q.id = t.requirement_id
           join sec.cell c on c.no = t.cell
           left join visible_principal p on p.id = q.principal_id
           left join visible_duty_station s on s.id = q.station_id
           left join lateral sec.ground_of(q.id, $2::date) g on true
           where t.ref = $1"#,
        reference,
        today
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An officer on a seat.
#[derive(Debug, Clone)]
pub struct Seated {
    pub id: AssignmentId,
    pub post: i32,
    pub role: String,
    pub seat: i32,
    pub officer_id: OfficerId,
    /// Reference and name, as far as the reader may know them.
    pub officer: String,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    pub state: String,
    pub state_reason: String,
    pub accepted_at: Option<DateTime<Utc>>,
    pub is_mine: bool,
    /// The first day ahead on which the officer lacks something for the seat, and what.
    pub unfit_from: Option<NaiveDate>,
    pub lacks: Vec<String>,
    pub version: i32,
}

impl Seated {
    /// On the seat that day, lapsed or not.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.is_open() && self.from_date <= day && self.to_date.is_none_or(|to| to >= day)
    }

    /// Neither ended nor declined.
    pub fn is_open(&self) -> bool {
        !matches!(self.state.as_str(), "ended" | "declined")
    }
}

/// Everybody who is, was or will be on a seat of the team, by seat and day.
pub async fn seated(tx: &mut Tx, team: TeamId) -> Result<Vec<Seated>> {
    Ok(sqlx::query_as!(
        Seated,
        r#"select a.id as "id!: AssignmentId", p.number as "post!", p.role as "role!", a.seat as "seat!", a.officer_id as "officer_id!: OfficerId",
             coalesce(o.ref || ' ' || o.name, sec.team_mate(a.officer_id), '') as "officer!", a.from_date as "from_date!", a.to_date, a.state as "state!",
             a.state_reason as "state_reason!", a.accepted_at, coalesce(a.officer_id = (select sec.own_officer()), false) as "is_mine!",
             u.out_day as "unfit_from?", coalesce(u.out_lacks, '{}') as "lacks!", a.version as "version!"
           from visible_team_assignment a join visible_requirement_post p on p.id = a.post_id left join visible_officer o on o.id = a.officer_id
             left join sec.unfit_seats($1) u on u.out_assignment = a.id
           where a.team_id = $1 order by p.number, a.seat, a.from_date, a.created_at, a.id limit 400"#,
        team.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An assignment with its team.
#[derive(Debug, Clone)]
pub struct Assignment {
    pub team: Team,
    pub seated: Seated,
}

impl Target for Assignment {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(team) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let wanted = params.uuid("id")?;
        let found = seated(tx, team.id).await?.into_iter().find(|seated| seated.id.0 == wanted);
        Ok(found.map(|seated| Self { team, seated }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { own: self.seated.is_mine || self.team.is_led, ..self.team.facts(actor) }
    }
    fn subject(&self) -> String {
        format!("{} {}-{}", self.team.reference, self.seated.post, self.seated.seat)
    }
    fn cell(&self) -> i32 {
        self.team.cell
    }
}

/// A day of duty.
#[derive(Debug, Clone)]
pub struct Duty {
    pub id: DutyDayId,
    pub assignment_id: AssignmentId,
    pub day: NaiveDate,
    pub begins: DateTime<Utc>,
    pub ends: DateTime<Utc>,
    pub rests_on: String,
    pub version: i32,
}

/// Days of duty of a team between two days, both included.
pub async fn duties(tx: &mut Tx, team: TeamId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Duty>> {
    Ok(sqlx::query_as!(
        Duty,
        r#"select d.id as "id!: DutyDayId", d.assignment_id as "assignment_id!: AssignmentId", d.day as "day!", lower(d.during) as "begins!",
             upper(d.during) as "ends!", d.rests_on as "rests_on!", d.version as "version!"
           from visible_duty_day d join visible_team_assignment a on a.id = d.assignment_id
           where a.team_id = $1 and d.day between $2 and $3 and not d.is_void order by d.day, d.during, d.id limit 1000"#,
        team.0,
        from,
        to
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What days of duty for the official rest on; empty for a bare day.
pub async fn grounds(tx: &mut Tx, principal: PrincipalId, days: &[NaiveDate]) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sec.duty_rests_on($1, day), '') as "ground!" from unnest($2::date[]) with ordinality as asked (day, at) order by at"#,
        principal.0,
        days
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The first of these days of duty for which the officer lacks something, and what.
pub async fn unfit_duty(tx: &mut Tx, draft: &DutyDraft) -> Result<Option<(NaiveDate, Vec<String>)>> {
    let row = sqlx::query!(r#"select out_day as "day!", out_lacks as "lacks!" from sec.unfit_duty($1, $2, $3)"#, draft.assignment, &draft.days, &draft.ends)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| (row.day, row.lacks)))
}

/// A day of duty with its team.
#[derive(Debug, Clone)]
pub struct DutyTarget {
    pub team: Team,
    pub seated: Seated,
    pub duty: Duty,
}

impl Target for DutyTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(team) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let wanted = params.uuid("id")?;
        let duty = sqlx::query_as!(
            Duty,
            r#"select d.id as "id!: DutyDayId", d.assignment_id as "assignment_id!: AssignmentId", d.day as "day!", lower(d.during) as "begins!",
                 upper(d.during) as "ends!", d.rests_on as "rests_on!", d.version as "version!" from visible_duty_day d where d.id = $1 and not d.is_void"#,
            wanted
        )
        .fetch_optional(&mut **tx)
        .await?;
        let Some(duty) = duty else { return Ok(None) };
        let found = seated(tx, team.id).await?.into_iter().find(|seated| seated.id == duty.assignment_id);
        Ok(found.map(|seated| Self { team, seated, duty }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { own: false, ..self.team.facts(actor) }
    }
    fn subject(&self) -> String {
        format!("{} {}", self.team.reference, self.duty.day)
    }
    fn cell(&self) -> i32 {
        self.team.cell
    }
}

/// A team as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
    pub called: String,
    pub station: String,
    pub posture: String,
    pub requirement: String,
    pub state: String,
    pub requirement_state: String,
    pub seats: i32,
    pub filled: i32,
    pub ground: Option<String>,
    pub ground_until: Option<NaiveDate>,
}

const FROM: &str = " from visible_protection_team t join visible_protection_requirement q on q.id = t.requirement_id join sec.cell c on c.no = t.cell
  left join visible_principal p on p.id = q.principal_id
  cross join lateral (select sec.seats_of(q.id) as seats, sec.filled_seats(q.id, greatest((sec.now() at time zone 'UTC')::date, q.from_date)) as filled) n";

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "state", "station", "gap"];
/// What it sorts by, the first by default.
pub const SORTS: &[&str] = &["name", "ref", "station"];

/// One page of teams and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM).push(" where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select t.id, t.ref as reference, t.name, coalesce(nullif(p.codename, ''), p.ref, '') as called, c.code as station, q.posture, q.ref as requirement,
           t.state, q.state as requirement_state, n.seats, n.filled, g.ref as ground, g.until as ground_until",
    );
    query.push(FROM).push(" left join lateral sec.ground_of(q.id, (sec.now() at time zone 'UTC')::date) g on true where true");
    filter(&mut query, asked);
    let column = match sort.key {
        "ref" => "t.ref",
        "station" => "c.code",
        _ => "t.name",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (").push(column).push(", t.id) ").push(if sort.is_descending { "<" } else { ">" });
        query.push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", t.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> &str {
    match sort.key {
        "ref" => &line.reference,
        "station" => &line.station,
        _ => &line.name,
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (t.name ilike ").push_bind(pattern.clone()).push(" or t.ref ilike ").push_bind(pattern.clone());
        query.push(" or p.codename ilike ").push_bind(pattern).push(")");
    }
    let states = asked.all("state");
    if states.is_empty() {
        query.push(" and t.state <> 'ended'");
    } else {
        query.push(" and t.state = any (").push_bind(states).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and c.code = any (").push_bind(stations).push(")");
    }
    if asked.one("gap") == Some("yes") {
        query.push(" and n.filled < n.seats");
    }
}

/// How many teams in reach have an open seat today, how many seats, and the first of the teams.
pub async fn gaps(tx: &mut Tx) -> Result<(i64, i64, String)> {
    let mut query = QueryBuilder::<Postgres>::new("select count(*), coalesce(sum(n.seats - n.filled), 0)::bigint, coalesce(min(t.ref), '')");
    query.push(FROM).push(" where t.state <> 'ended' and n.filled < n.seats");
    Ok(query.build_query_as().fetch_one(&mut **tx).await?)
}

/// Officers whom a person named: by reference, or the only one whose name holds the text.
pub async fn officer_named(tx: &mut Tx, text: &str) -> Result<Option<OfficerId>> {
    if let Some(officer) = crate::features::people::officer_by_ref(tx, &text.to_uppercase()).await? {
        return Ok(officer.is_active().then_some(officer.id));
    }
    let hits = crate::features::people::officer_choices(tx, text).await?;
    Ok(match hits.as_slice() {
        [only] => Some(OfficerId(only.id)),
        _ => None,
    })
}

/// Keys of the assignments and of the latest days of duty of a team, as text: its history is theirs too.
pub async fn parts(tx: &mut Tx, team: TeamId) -> Result<(Vec<String>, Vec<String>)> {
    let assignments =
        sqlx::query_scalar!(r#"select id::text as "id!" from visible_team_assignment where team_id = $1 limit 400"#, team.0).fetch_all(&mut **tx).await?;
    let days = sqlx::query_scalar!(
        r#"select d.id::text as "id!" from visible_duty_day d join visible_team_assignment a on a.id = d.assignment_id
           where a.team_id = $1 order by d.day desc, d.id limit 1000"#,
        team.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((assignments, days))
}
