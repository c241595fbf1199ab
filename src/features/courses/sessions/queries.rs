//! Every SELECT of a session and its people, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::features::courses::model::State;
use crate::features::courses::queries::Taught;
use crate::features::people::officer_choices;
use crate::web::error::{AppError, Result};

/// A session with its course.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Uuid,
    pub reference: String,
    /// Code of the course.
    pub course: String,
    pub course_reference: String,
    pub title: String,
    pub assessment: String,
    pub pass_mark: Option<i32>,
    pub leads_to: Option<Taught>,
    pub station: String,
    pub cell: i32,
    pub place: String,
    /// First and last day, as the calendar of the station has them.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub capacity: i32,
    pub state: State,
    pub state_reason: String,
    pub results_by: String,
    /// Who entered the results, as a person: they do not verify them.
    pub recorder: Option<Uuid>,
    pub results_at: Option<DateTime<Utc>>,
    pub verified_by: String,
    pub verified_at: Option<DateTime<Utc>>,
    /// Stations of the participants whom the reader sees.
    pub cells: Vec<i32>,
    /// Their officers.
    pub officers: Vec<Uuid>,
    pub version: i32,
}

impl Target for Session {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts {
            cells: Some(vec![self.cell]),
            touching: self.cells.clone(),
            own: actor.officer.is_some_and(|own| self.officers.contains(&own.0)),
            author: self.recorder,
            ..Facts::default()
        }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The session of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Session>> {
    let row = sqlx::query!(
        r#"select s.id as "id!", s.ref as "reference!", k.code as "course!", k.ref as "course_reference!", k.title as "title!", k.assessment as "assessment!",
             k.pass_mark, k.leads_to, coalesce((select t.name from visible_qualification_type t where t.code = k.leads_to), '') as "leads_name!", k.weapon_class as "weapon_class!", c.code as "station!", s.cell as "cell!", s.place as "place!", s.from_date as "from!",
             s.to_date as "to!", s.capacity as "capacity!", s.state as "state!", s.state_reason as "state_reason!",
             coalesce(sec.account_label(s.results_by), '') as "results_by!", sec.person_of(s.results_by) as recorder, s.results_at,
             coalesce(sec.account_label(s.verified_by), '') as "verified_by!", s.verified_at, s.version as "version!",
             array(select distinct p.officer_cell from visible_participation p where p.session_id = s.id and p.state = 'enrolled') as "cells!",
             array(select p.officer_id from visible_participation p where p.session_id = s.id and p.state = 'enrolled'
               union select i.officer_id from visible_session_instructor i where i.session_id = s.id and not i.is_removed and i.officer_id is not null) as "officers!"
           from visible_course_session s join visible_course k on k.id = s.course_id join sec.cell c on c.no = s.cell
           where s.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Session {
        id: row.id,
        reference: row.reference,
        course: row.course,
        course_reference: row.course_reference,
        title: row.title,
        assessment: row.assessment,
        pass_mark: row.pass_mark,
        leads_to: row.leads_to.map(|kind| Taught { kind, name: row.leads_name, class: row.weapon_class }),
        station: row.station,
        cell: row.cell,
        place: row.place,
        from: row.from,
        to: row.to,
        capacity: row.capacity,
        state: State::read(&row.state).ok_or_else(|| AppError::internal("a state of a session that the program does not know"))?,
        state_reason: row.state_reason,
        results_by: row.results_by,
        recorder: row.recorder,
        results_at: row.results_at,
        verified_by: row.verified_by,
        verified_at: row.verified_at,
        cells: row.cells,
        officers: row.officers,
        version: row.version,
    }))
}

/// Somebody who is or was enrolled.
#[derive(Debug, Clone, Default)]
pub struct Participant {
    pub id: Uuid,
    /// Reference of the officer.
    pub officer: String,
    pub name: String,
    pub station: String,
    pub is_enrolled: bool,
    pub attendance: String,
    pub result: String,
    pub score: Option<i32>,
    pub certificate: String,
    pub remark: String,
    /// Reference of the qualification that came of it; empty: none.
    pub qualification: String,
}

impl Participant {
    /// What names them in addresses and forms: the officer's reference, for those who see the officer.
    pub fn key(&self) -> String {
        if self.officer.is_empty() { self.id.to_string() } else { self.officer.clone() }
    }
}

/// Participants whom the reader sees, by name; those withdrawn last. At most 500.
pub async fn participants(tx: &mut Tx, session: Uuid) -> Result<Vec<Participant>> {
    Ok(sqlx::query_as!(
        Participant,
        r#"select p.id as "id!", coalesce(o.ref, '') as "officer!", coalesce(o.name, '') as "name!", c.code as "station!",
             p.state = 'enrolled' as "is_enrolled!", p.attendance as "attendance!", p.result as "result!", p.score, p.certificate as "certificate!",
             p.remark as "remark!", coalesce(q.ref, '') as "qualification!"
           from visible_participation p join sec.cell c on c.no = p.officer_cell
           left join visible_officer o on o.id = p.officer_id
           left join visible_qualification q on q.id = p.qualification_id
           where p.session_id = $1
           order by p.state, o.name nulls last, p.id limit 500"#,
        session
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Somebody who teaches.
#[derive(Debug, Clone)]
pub struct Instructor {
    pub id: Uuid,
    /// Counts from the first one named.
    pub number: i64,
    /// Reference of the officer; empty: from outside.
    pub officer: String,
    pub name: String,
    pub institution: String,
}

/// Who teaches a session, in the order in which they were named.
pub async fn instructors(tx: &mut Tx, session: Uuid) -> Result<Vec<Instructor>> {
    let rows = sqlx::query!(
        r#"select i.id as "id!", row_number() over (order by i.created_at, i.id) as "number!", coalesce(o.ref, '') as "officer!",
             coalesce(o.name, i.name) as "name!", i.institution as "institution!", i.is_removed as "is_removed!"
           from visible_session_instructor i left join visible_officer o on o.id = i.officer_id
           where i.session_id = $1 order by i.created_at, i.id limit 100"#,
        session
    )
    .fetch_all(&mut **tx)
    .await?;
    let named = rows.into_iter().filter(|row| !row.is_removed);
    Ok(named.map(|row| Instructor { id: row.id, number: row.number, officer: row.officer, name: row.name, institution: row.institution }).collect())
}

/// Something that a participant does on the days of the session.
#[derive(Debug, Clone)]
pub struct Overlap {
    pub participation: Uuid,
    /// `leave`, `training`, `assignment`, as the catalogue names it.
    pub what: String,
    pub from: NaiveDate,
    /// None: open-ended.
    pub to: Option<NaiveDate>,
}

/// Absences and seats in teams on the days of a session: said, never refused.
pub async fn overlaps(tx: &mut Tx, session: &Session) -> Result<Vec<Overlap>> {
    Ok(sqlx::query_as!(
        Overlap,
        r#"select p.id as "participation!", x.what as "what!", x.from_date as "from!", x.to_date as "to?"
           from visible_participation p
           cross join lateral (
             select a.kind as what, a.from_date, a.to_date from visible_availability a
               where a.officer_id = p.officer_id and not a.is_void and a.participation_id is distinct from p.id and a.from_date <= $3 and a.to_date >= $2
             union all
             select 'assignment', t.from_date, t.to_date from visible_team_assignment t
               where t.officer_id = p.officer_id and t.state in ('proposed', 'accepted') and t.from_date <= $3 and (t.to_date is null or t.to_date >= $2)) x
           where p.session_id = $1 and p.state = 'enrolled' order by x.from_date, p.id limit 500"#,
        session.id,
        session.from,
        session.to
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The officer that somebody typed: a reference, or a name that only one has.
pub async fn officer_typed(tx: &mut Tx, typed: &str) -> Result<(OfficerId, i32)> {
    let unknown = || AppError::field("officer", "participation-officer-unknown");
    let reference = typed.split_whitespace().find(|word| word.starts_with("O-")).unwrap_or(typed);
    let hits = officer_choices(tx, reference).await?;
    let exact: Vec<_> = hits.iter().filter(|hit| hit.reference.eq_ignore_ascii_case(reference)).collect();
    let id = match (exact.as_slice(), hits.as_slice()) {
        ([one], _) => one.id,
        ([], [one]) => one.id,
        _ => return Err(unknown()),
    };
    let cell = sqlx::query_scalar!(r#"select cell as "cell!" from visible_officer where id = $1"#, id).fetch_optional(&mut **tx).await?;
    Ok((OfficerId(id), cell.ok_or_else(unknown)?))
}

/// Keys of the people of a session: its history is theirs too.
pub async fn parts(tx: &mut Tx, session: Uuid) -> Result<(Vec<String>, Vec<String>)> {
    let seats =
        sqlx::query_scalar!(r#"select id::text as "id!" from visible_participation where session_id = $1 limit 500"#, session).fetch_all(&mut **tx).await?;
    let teachers = sqlx::query_scalar!(r#"select id::text as "id!" from visible_session_instructor where session_id = $1 limit 100"#, session)
        .fetch_all(&mut **tx)
        .await?;
    Ok((seats, teachers))
}
