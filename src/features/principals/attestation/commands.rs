//! What people do with attestations: giving one, entering one, deciding one, issuing the code for one.

use chrono::NaiveDate;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::super::profile::forms::read;
use super::super::profile::queries::content;
use super::super::profile::sections::{FieldSpec, Section};
use super::super::queries::Principal;
use super::forms::{Answer, Confirmed, Said};
use super::queries::{AnswerLine, Attestation};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Who says so, how, and when.
struct Voice<'a> {
    channel: &'static str,
    by: &'a str,
    on: NaiveDate,
}

async fn put(tx: &mut Tx, actor: &Actor, principal: &Principal, voice: Voice<'_>, said: &[Said]) -> Result<()> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into profile_attestation (id, principal_id, number, channel, attested_by, attested_on, account_id) values ($1, $2, 0, $3, $4, $5, $6)",
        id,
        principal.id.0,
        voice.channel,
        voice.by,
        voice.on,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    let sections: Vec<String> = said.iter().map(|said| said.section.word().to_owned()).collect();
    let fields: Vec<String> = said.iter().map(|said| said.field.name.to_owned()).collect();
    let answers: Vec<String> = said.iter().map(|said| said.answer.code().to_owned()).collect();
    let proposed: Vec<String> = said.iter().map(|said| said.proposed.clone()).collect();
    sqlx::query!(
        "insert into profile_answer (id, attestation_id, section, field, answer, proposed)
         select gen_random_uuid(), $1, x.section, x.field, x.answer, x.proposed from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as x (section, field, answer, proposed)",
        id,
        &sections,
        &fields,
        &answers,
        &proposed
    )
    .execute(&mut **tx)
    .await?;
    let changes = said.iter().filter(|said| said.answer == Answer::Change).count();
    let entry = Entry::done("attestation.create", &principal.reference).at_cell(principal.portfolio_cell);
    tx.record(entry.with_detail(format!("{} {changes} changes", voice.channel)));
    Ok(())
}

/// The focal point says of each value what they know.
pub async fn attest(tx: &mut Tx, actor: &Actor, principal: &Principal, said: &[Said]) -> Result<()> {
    let voice = Voice { channel: "signed_in", by: &actor.display_name, on: tx.now.date_naive() };
    put(tx, actor, principal, voice, said).await
}

/// An officer enters that everything was confirmed by telephone or mail.
pub async fn enter(tx: &mut Tx, actor: &Actor, principal: &Principal, confirmed: &Confirmed) -> Result<()> {
    let said: Vec<Said> =
        super::super::profile::sections::attested().map(|(section, field)| Said { section, field, answer: Answer::Right, proposed: String::new() }).collect();
    put(tx, actor, principal, Voice { channel: confirmed.channel, by: &confirmed.by, on: confirmed.on }, &said).await
}

/// Keeps the hash of a fresh code; the one before opens nothing any more.
pub async fn issue_code(tx: &mut Tx, principal: &Principal, hash: &[u8], for_name: &str) -> Result<()> {
    sqlx::query("select sec.issue_attestation_code($1, $2, $3)").bind(principal.id.0).bind(hash).bind(for_name).execute(&mut **tx).await?;
    tx.record(Entry::done("attestation.issue-code", &principal.reference).at_cell(principal.portfolio_cell));
    Ok(())
}

/// What an officer decides.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// The changes that are accepted, by the id of their answer; the others are refused.
    Approved(Vec<Uuid>),
    /// Nothing of it stands.
    Refused,
}

/// Decides an attestation: accepted changes are written, sections of which all is known are confirmed.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    principal: &Principal,
    attestation: &Attestation,
    answers: &[AnswerLine],
    verdict: &Verdict,
    note: &str,
) -> Result<()> {
    let (me, now) = (actor.ctx.account.0, tx.now);
    let accepted = match verdict {
        Verdict::Approved(ids) => ids.clone(),
        Verdict::Refused => Vec::new(),
    };
    let refused: Vec<Uuid> = answers.iter().filter(|line| line.answer == Answer::Change && !accepted.contains(&line.id)).map(|line| line.id).collect();
    sqlx::query!(
        "update profile_answer set decision = case when id = any ($1::uuid[]) then 'accepted' else 'refused' end, version = version + 1
         where id = any ($1::uuid[]) or id = any ($2::uuid[])",
        &accepted,
        &refused
    )
    .execute(&mut **tx)
    .await?;
    if matches!(verdict, Verdict::Approved(_)) {
        for section in Section::ALL.into_iter().filter(|section| !section.is_compartment()) {
            let own: Vec<&AnswerLine> = answers.iter().filter(|line| line.section == section).collect();
            if !own.is_empty() {
                confirm(tx, me, principal, attestation, section, &own, &accepted).await?;
            }
        }
    }
    let state = if matches!(verdict, Verdict::Approved(_)) { "approved" } else { "refused" };
    let done = sqlx::query!(
        "update profile_attestation set state = $3, approved_by = $4, approved_at = $5, note = $6, version = version + 1 where id = $1 and version = $2",
        attestation.id,
        attestation.version,
        state,
        me,
        now,
        note
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("attestation.decide", &principal.reference).at_cell(principal.portfolio_cell).with_detail(state));
    Ok(())
}

/// Writes the accepted changes of a section as the focal point's, and confirms it unless something of it is not known.
async fn confirm(
    tx: &mut Tx,
    me: Uuid,
    principal: &Principal,
    attestation: &Attestation,
    section: Section,
    answers: &[&AnswerLine],
    accepted: &[Uuid],
) -> Result<()> {
    let changes: Vec<(&FieldSpec, String)> =
        answers.iter().filter(|line| accepted.contains(&line.id)).map(|line| (line.field, stored(line))).collect::<Vec<_>>();
    let is_known = answers.iter().all(|line| match line.answer {
        Answer::Right => true,
        Answer::Change => accepted.contains(&line.id),
        Answer::Unknown => false,
    });
    let (table, now) = (section.table().name(), tx.now);
    if content(tx, section, principal.id).await?.is_none() {
        if changes.is_empty() {
            return Ok(());
        }
        sqlx::QueryBuilder::<sqlx::Postgres>::new("insert into ")
            .push(table)
            .push(" (id, principal_id, source, updated_by) values (")
            .push_bind(Uuid::now_v7())
            .push(", ")
            .push_bind(principal.id.0)
            .push(", 'attestation', ")
            .push_bind(attestation.account)
            .push(")")
            .build()
            .execute(&mut **tx)
            .await?;
    }
    let mut query = QueryBuilder::<sqlx::Postgres>::new("update ");
    query.push(table).push(" set version = version + 1, updated_at = ").push_bind(now).push(", updated_by = ").push_bind(attestation.account);
    for (field, value) in changes {
        query.push(", ").push(field.name).push(" = ").push_bind(value);
    }
    if is_known {
        query.push(", verified_by = ").push_bind(me).push(", verified_at = ").push_bind(now);
    }
    query.push(" where principal_id = ").push_bind(principal.id.0);
    match query.build().execute(&mut **tx).await.map_err(AppError::from) {
        Err(AppError::Refused(name)) if name.ends_with("_verified_by_another") => Err(AppError::Conflict(Message::new("profile-verified-by-another"))),
        done => done.map(drop),
    }
}

/// The proposed value as the column holds it: what is attested is text.
fn stored(line: &AnswerLine) -> String {
    read(&mut FieldErrors::default(), line.field, &line.proposed)
}
