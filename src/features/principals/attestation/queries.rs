//! Every SELECT of attestations, and the attestation as a target.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::super::profile::queries::content;
use super::super::profile::sections::{FieldSpec, Section};
use super::super::queries::{self as principals, Principal};
use super::forms::{Answer, Present};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::web::error::Result;

/// What somebody said of a profile.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// Never shown.
    pub id: Uuid,
    /// Counts those of one official.
    pub number: i32,
    /// `signed_in`, `code`, `phone`, `mail`.
    pub channel: String,
    /// Who said so.
    pub attested_by: String,
    /// When.
    pub attested_on: NaiveDate,
    /// Who entered it; nobody for a code.
    pub account: Option<Uuid>,
    /// The same as a person, for the rule of four eyes.
    pub person: Option<Uuid>,
    /// `waiting`, `approved`, `refused`.
    pub state: String,
    /// Who decided, as shown.
    pub approved_by: String,
    /// When, UTC.
    pub approved_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub note: String,
    /// Version of the row.
    pub version: i32,
    /// How many values change.
    pub changes: i64,
}

/// Most attestations on the list of one official.
const SHOWN: i64 = 100;

async fn rows(tx: &mut Tx, principal: PrincipalId, number: Option<i32>) -> Result<Vec<Attestation>> {
    Ok(sqlx::query_as!(
        Attestation,
        r#"select a.id as "id!", a.number as "number!", a.channel as "channel!", a.attested_by as "attested_by!", a.attested_on as "attested_on!", a.account_id as account,
             sec.person_of(a.account_id) as person, a.state as "state!", coalesce(sec.account_label(a.approved_by), '') as "approved_by!", a.approved_at,
             a.note as "note!", a.version as "version!", (select count(*) from visible_profile_answer x where x.attestation_id = a.id and x.answer = 'change') as "changes!"
           from visible_profile_attestation a
           where a.principal_id = $1 and a.number = coalesce($2, a.number) order by a.number desc limit $3"#,
        principal.0,
        number,
        SHOWN
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The attestations of an official, newest first.
pub async fn list(tx: &mut Tx, principal: PrincipalId) -> Result<Vec<Attestation>> {
    rows(tx, principal, None).await
}

/// One value with what was said of it.
#[derive(Debug, Clone)]
pub struct AnswerLine {
    /// Never shown.
    pub id: Uuid,
    pub section: Section,
    pub field: &'static FieldSpec,
    pub answer: Answer,
    /// The value as it should be.
    pub proposed: String,
    /// `accepted`, `refused`; empty while it waits.
    pub decision: String,
}

/// What an attestation says, in the order of the page.
pub async fn answers(tx: &mut Tx, attestation: Uuid) -> Result<Vec<AnswerLine>> {
    let rows = sqlx::query!(
        r#"select id as "id!", section as "section!", field as "field!", answer as "answer!", proposed as "proposed!", decision as "decision!"
           from visible_profile_answer where attestation_id = $1"#,
        attestation
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines: Vec<AnswerLine> = rows
        .into_iter()
        .filter_map(|row| {
            let section = Section::of(&row.section)?;
            let field = section.fields().iter().find(|field| field.name == row.field)?;
            Some(AnswerLine { id: row.id, section, field, answer: Answer::of(&row.answer)?, proposed: row.proposed, decision: row.decision })
        })
        .collect();
    let place = |line: &AnswerLine| (line.section, line.section.fields().iter().position(|field| field.name == line.field.name));
    lines.sort_by_key(place);
    Ok(lines)
}

/// What stands in the open sections now.
pub async fn present(tx: &mut Tx, principal: PrincipalId) -> Result<Present> {
    let mut present = Present::new();
    for section in Section::ALL.into_iter().filter(|section| !section.is_compartment()) {
        if let Some(content) = content(tx, section, principal).await? {
            present.insert(section, content.typed);
        }
    }
    Ok(present)
}

/// One attestation of an official.
pub struct AttestationTarget {
    /// Of whom.
    pub principal: Principal,
    /// Which.
    pub attestation: Attestation,
}

impl Target for AttestationTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(principal) = principals::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let Ok(number) = params.number("number") else { return Ok(None) };
        let found = rows(tx, principal.id, Some(number)).await?.pop();
        Ok(found.map(|attestation| Self { principal, attestation }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { author: self.attestation.person, ..self.principal.facts(actor) }
    }
    fn subject(&self) -> String {
        self.principal.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.principal.portfolio_cell
    }
}
