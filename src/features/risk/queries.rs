//! Reading an assessment and its parts, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Level, State};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::AssessmentId;
use crate::web::error::{AppError, Result};

/// An assessment with what its pages begin with.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub id: AssessmentId,
    /// `R-26-7K3FA`.
    pub reference: String,
    pub kind: String,
    /// `full` or `registered`.
    pub way: String,
    pub principal_id: Option<Uuid>,
    /// Reference of the official; empty if there is none or the reader may not see them.
    pub principal: String,
    /// Codename or reference of the official.
    pub called: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub cells: Vec<i32>,
    pub state_code: String,
    pub state_reason: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub scope: String,
    pub situation: String,
    pub programme: String,
    pub criticality: String,
    pub main_measures: String,
    pub recommendation: String,
    pub change_note: String,
    pub decision: String,
    pub residual_code: String,
    pub matrix_version: i32,
    pub supersedes_id: Option<Uuid>,
    pub author_id: Uuid,
    pub author: String,
    pub author_person: Uuid,
    pub reviewer_id: Option<Uuid>,
    pub reviewer: String,
    pub decided_by: String,
    /// Who lent the authority of the decision; empty if nobody did.
    pub decided_for: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub second_by: String,
    /// Who lent the authority of the second decision; empty if nobody did.
    pub second_for: String,
    pub second_at: Option<DateTime<Utc>>,
    pub approver_name: String,
    pub approver_capacity: String,
    pub approved_on: Option<NaiveDate>,
    pub document_ref: String,
    pub confirmed_by: String,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub is_in_force: bool,
}

impl Assessment {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::from_code(&self.state_code).unwrap_or(State::Draft)
    }

    /// What is left of the risk; `None` until it was submitted.
    pub fn residual(&self) -> Option<Level> {
        Level::from_code(&self.residual_code)
    }

    /// Decided elsewhere and witnessed (INV-37).
    pub fn is_registered(&self) -> bool {
        self.way == "registered"
    }

    /// Registered and not yet confirmed by another person.
    pub fn is_unconfirmed(&self) -> bool {
        self.is_registered() && self.confirmed_at.is_none() && matches!(self.state(), State::Approved | State::Submitted)
    }

    /// Its page.
    pub fn url(&self) -> String {
        url(&self.reference)
    }
}

/// Address of an assessment.
pub fn url(reference: &str) -> String {
    format!("/risk-assessments/{reference}")
}

impl Target for Assessment {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), author: Some(self.author_person), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The assessment of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Assessment>> {
    Ok(sqlx::query_as!(
        Assessment,
        r#"select a.id as "id!: AssessmentId", a.ref as "reference!", a.kind as "kind!", a.way as "way!", a.principal_id,
             coalesce(p.ref, '') as "principal!", coalesce(nullif(p.codename, ''), p.ref, '') as "called!",
             coalesce(c.code, '') as "station!", coalesce(s.name, c.code, '') as "station_name!", coalesce(s.zone, '') as "zone!", a.cell as "cell!",
             array_remove(array[a.cell, a.portfolio_cell], null) as "cells!", a.state as "state_code!", a.state_reason as "state_reason!",
             a.valid_from, a.valid_to, a.ended_on, a.scope as "scope!", a.situation as "situation!", a.programme as "programme!",
             coalesce(a.criticality, '') as "criticality!", a.main_measures as "main_measures!", a.recommendation as "recommendation!",
             a.change_note as "change_note!", a.decision as "decision!", coalesce(a.residual_level, '') as "residual_code!",
             a.matrix_version as "matrix_version!", a.supersedes_id, a.author_id as "author_id!",
             coalesce(sec.account_label(a.author_id), '') as "author!", coalesce(sec.officer_of(a.author_id), a.author_id) as "author_person!",
             a.reviewer_id, coalesce(sec.account_label(a.reviewer_id), '') as "reviewer!",
             coalesce(sec.account_label(a.decided_by), '') as "decided_by!", coalesce(sec.signed_for(a.id, 'decided_by'), '') as "decided_for!", a.decided_at,
             coalesce(sec.account_label(a.second_decided_by), '') as "second_by!", coalesce(sec.signed_for(a.id, 'second_decided_by'), '') as "second_for!", a.second_decided_at as second_at,
             a.approver_name as "approver_name!", a.approver_capacity as "approver_capacity!", a.approved_on, a.document_ref as "document_ref!",
             coalesce(sec.account_label(a.confirmed_by), '') as "confirmed_by!", a.confirmed_at, a.version as "version!", a.created_at as "created_at!",
             sec.assessment_in_force(a.id, (sec.now() at time zone 'UTC')::date) as "is_in_force!"
           from visible_risk_assessment a
           left join visible_principal p on p.id = a.principal_id
           left join sec.cell c on c.no = a.cell
           left join visible_duty_station s on s.id = a.station_id
           where a.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A threat with its levels, without and with measures.
#[derive(Debug, Clone)]
pub struct Threat {
    pub id: Uuid,
    pub number: i32,
    pub category: String,
    pub sub_kind: String,
    pub description: String,
    pub intent: Option<i32>,
    pub capability: Option<i32>,
    pub context: Option<i32>,
    pub likelihood: i32,
    pub impact: i32,
    pub residual_likelihood: i32,
    pub residual_impact: i32,
    pub level: String,
    pub residual_level: String,
    pub version: i32,
}

/// The threats of an assessment.
pub async fn threats(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Threat>> {
    Ok(sqlx::query_as!(
        Threat,
        r#"select id as "id!", number as "number!", category as "category!", sub_kind as "sub_kind!", description as "description!", intent, capability, context,
             likelihood as "likelihood!", impact as "impact!", residual_likelihood as "residual_likelihood!", residual_impact as "residual_impact!",
             level as "level!", residual_level as "residual_level!", version as "version!"
           from visible_risk_threat where assessment_id = $1 and not is_void order by number limit 200"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A measure.
#[derive(Debug, Clone)]
pub struct Measure {
    pub id: Uuid,
    pub number: i32,
    pub threat_number: Option<i32>,
    pub area: String,
    pub effect: String,
    pub description: String,
    pub owner: String,
    pub due_on: Option<NaiveDate>,
    pub decision: String,
    pub implementation: String,
    pub proof: String,
    pub cost: String,
    pub version: i32,
}

/// The measures of an assessment.
pub async fn measures(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Measure>> {
    Ok(sqlx::query_as!(
        Measure,
        r#"select m.id as "id!", m.number as "number!", t.number as "threat_number?", m.area as "area!", m.effect as "effect!",
             m.description as "description!", m.owner as "owner!", m.due_on, m.decision as "decision!", m.implementation as "implementation!",
             m.proof as "proof!", coalesce(m.cost::text, '') as "cost!", m.version as "version!"
           from visible_risk_measure m left join visible_risk_threat t on t.id = m.threat_id
           where m.assessment_id = $1 and not m.is_void order by m.number limit 200"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A course of action.
#[derive(Debug, Clone)]
pub struct Course {
    pub id: Uuid,
    pub number: i32,
    pub name: String,
    pub residual_level: String,
    pub people: i32,
    pub cost: String,
    pub days: Option<i32>,
    pub note: String,
    pub is_recommended: bool,
    pub version: i32,
}

/// The courses of action of an assessment.
pub async fn courses(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Course>> {
    Ok(sqlx::query_as!(
        Course,
        r#"select id as "id!", number as "number!", name as "name!", residual_level as "residual_level!", people as "people!",
             coalesce(cost::text, '') as "cost!", days, note as "note!", is_recommended as "is_recommended!", version as "version!"
           from visible_risk_course where assessment_id = $1 and not is_void order by number limit 20"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Where something was learned (K6); the origin still sealed.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: Uuid,
    pub number: i32,
    pub reliability: String,
    pub credibility: i32,
    pub used: String,
    pub origin_sealed: Vec<u8>,
    pub version: i32,
}

/// The sources of an assessment, for those who reach them.
pub async fn sources(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Source>> {
    Ok(sqlx::query_as!(
        Source,
        r#"select id as "id!", number as "number!", reliability as "reliability!", credibility as "credibility!", used as "used!", origin_sealed as "origin_sealed!",
             version as "version!"
           from visible_risk_source where assessment_id = $1 and not is_void order by number limit 100"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A comment on a point.
#[derive(Debug, Clone)]
pub struct Comment {
    pub id: Uuid,
    pub point: String,
    pub comment: String,
    pub author: String,
    pub made_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
    pub settled_by: String,
}

/// The comments on an assessment, open ones first.
pub async fn comments(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Comment>> {
    Ok(sqlx::query_as!(
        Comment,
        r#"select id as "id!", point as "point!", comment as "comment!", coalesce(sec.account_label(author_id), '') as "author!", made_at as "made_at!",
             settled_at, coalesce(sec.account_label(settled_by), '') as "settled_by!"
           from visible_risk_comment where assessment_id = $1 order by settled_at is not null, made_at, id limit 200"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An emergency extension (INV-02).
#[derive(Debug, Clone)]
pub struct Extension {
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub reason: String,
    pub asked_by: String,
    pub asked_person: Uuid,
    pub first_id: Option<Uuid>,
    pub first_by: String,
    pub first_for: String,
    pub second_by: String,
    pub second_for: String,
    pub is_approved: bool,
}

/// The extension of an assessment, if one was asked for.
pub async fn extension(tx: &mut Tx, assessment: Uuid) -> Result<Option<Extension>> {
    Ok(sqlx::query_as!(
        Extension,
        r#"select from_date as "from_date!", to_date as "to_date!", reason as "reason!", coalesce(sec.account_label(asked_by), '') as "asked_by!",
             coalesce(sec.officer_of(asked_by), asked_by) as "asked_person!", first_by as first_id, coalesce(sec.account_label(first_by), '') as "first_by!",
             coalesce(sec.signed_for(id, 'first_by'), '') as "first_for!", coalesce(sec.signed_for(id, 'second_by'), '') as "second_for!",
             coalesce(sec.account_label(second_by), '') as "second_by!", second_by is not null as "is_approved!"
           from visible_risk_extension where assessment_id = $1"#,
        assessment
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// How many have read that a risk changed, and how many must.
pub async fn reading(tx: &mut Tx, assessment: Uuid) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where read_at is not null) as "read!", count(*) as "all!" from visible_risk_notice where assessment_id = $1"#,
        assessment
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.read, row.all))
}

/// The personal assessment of the official that counts before this one: in force or approved next.
pub async fn before(tx: &mut Tx, assessment: &Assessment) -> Result<Option<(String, String)>> {
    if let Some(earlier) = assessment.supersedes_id {
        let found = sqlx::query!(r#"select ref as "reference!", coalesce(residual_level, '') as "level!" from visible_risk_assessment where id = $1"#, earlier)
            .fetch_optional(&mut **tx)
            .await?;
        if let Some(row) = found {
            return Ok(Some((row.reference, row.level)));
        }
    }
    let Some(principal) = assessment.principal_id.filter(|_| assessment.kind == "personal") else { return Ok(None) };
    let row = sqlx::query!(
        r#"select ref as "reference!", coalesce(residual_level, '') as "level!" from visible_risk_assessment
           where principal_id = $1 and kind = 'personal' and id <> $2 and state in ('approved', 'expired', 'superseded')
             and (created_at, id) < ($3, $2)
           order by valid_from desc, created_at desc limit 1"#,
        principal,
        assessment.id.0,
        assessment.created_at
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.reference, row.level)))
}

/// Level of the assessment of the official that is in force or approved next: what a decision may lower.
pub async fn level_to_lower(tx: &mut Tx, assessment: &Assessment) -> Result<Option<Level>> {
    let Some(principal) = assessment.principal_id.filter(|_| assessment.kind == "personal") else { return Ok(None) };
    let level = sqlx::query_scalar!(
        r#"select residual_level as "level!" from visible_risk_assessment
           where principal_id = $1 and kind = 'personal' and id <> $2 and state = 'approved' and valid_to >= (sec.now() at time zone 'UTC')::date
           order by valid_from desc, created_at desc limit 1"#,
        principal,
        assessment.id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(level.and_then(|level| Level::from_code(&level)))
}

/// A setting that is a number.
pub async fn setting(tx: &mut Tx, name: &str) -> Result<i64> {
    let value = sqlx::query_scalar!(r#"select value as "value!" from visible_setting where name = $1"#, name).fetch_one(&mut **tx).await?;
    value.parse().map_err(|_| AppError::internal("a setting that should be a number is none"))
}

/// A cell of the matrix.
#[derive(Debug, Clone)]
pub struct MatrixCell {
    pub likelihood: i32,
    pub impact: i32,
    pub level: String,
    pub source: String,
}

/// The matrix of a version.
pub async fn matrix(tx: &mut Tx, version: i32) -> Result<Vec<MatrixCell>> {
    Ok(sqlx::query_as!(MatrixCell, "select likelihood, impact, level, source from risk_matrix where version = $1 order by likelihood desc, impact", version)
        .fetch_all(&mut **tx)
        .await?)
}

/// The newest version of the matrix.
pub async fn newest_matrix(tx: &mut Tx) -> Result<i32> {
    Ok(sqlx::query_scalar!(r#"select max(version) as "version!" from risk_matrix"#).fetch_one(&mut **tx).await?)
}

/// An official as a form names them: id, home station, cells.
#[derive(Debug, Clone)]
pub struct Subject {
    pub principal: Uuid,
    pub station: Option<Uuid>,
    pub cells: Vec<i32>,
}

/// Where an official belongs.
pub async fn subject_of(tx: &mut Tx, reference: &str) -> Result<Option<Subject>> {
    Ok(sqlx::query_as!(
        Subject,
        r#"select p.id as "principal!", p.home_station_id as station, array_remove(array[p.cell, p.portfolio_cell], null) as "cells!"
           from visible_principal p where p.ref = $1 and p.state = 'active'"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A station the reader sees: id and cell.
pub async fn station_of(tx: &mut Tx, code: &str) -> Result<Option<(Uuid, i32)>> {
    let row = sqlx::query!(r#"select id as "id!", cell as "cell!" from visible_duty_station where code = upper($1)"#, code).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| (row.id, row.cell)))
}

/// Code of the station that a form means: the typed one, else the home of its official; empty if neither is known.
pub async fn station_of_draft(tx: &mut Tx, official: &str, station: &str) -> Result<String> {
    if !station.trim().is_empty() {
        return Ok(station.trim().to_uppercase());
    }
    if official.trim().is_empty() {
        return Ok(String::new());
    }
    let Some(found) = crate::features::principals::find_principal(tx, official.trim()).await? else { return Ok(String::new()) };
    let code = sqlx::query_scalar!(
        r#"select s.code as "code!" from visible_principal p join visible_duty_station s on s.id = p.home_station_id where p.ref = $1"#,
        found.reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(code.unwrap_or_default())
}
