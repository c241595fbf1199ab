//! Proof that a change of risk was read (peers 97): who on the detail must read it, who did, whom to
//! chase; and one's own notices, shown on Today with a button.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::levels::Mark;
use super::queries::Assessment;
use super::views::{Head, mark};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Who read that the risk changed.
    ShowReaders: Get "/risk-assessments/{ref}/readers" => "risk.readers", Assessment, Quiet;
    /// "I have read it".
    MarkRead: Post "/today/risk-notices" => "risk.mark-read", Collection, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowReaders, _, _>(show).post::<MarkRead, _, _>(mark_read)
}

struct Row {
    reference: String,
    name: String,
    number: String,
    read_at: Option<DateTime<Utc>>,
}

struct Line {
    officer: String,
    url: String,
    name: String,
    number: String,
    number_url: String,
    read: String,
    is_unread: bool,
}

#[derive(Template)]
#[template(path = "risk/readers.html")]
struct Page {
    shell: Shell,
    head: Head,
    title: String,
    rows: Vec<Line>,
    why: String,
}

async fn show(mut auth: Authorized<ShowReaders>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let rows = sqlx::query_as!(
        Row,
        r#"select coalesce(o.ref, '') as "reference!", coalesce(o.name, '') as "name!",
             coalesce(nullif(o.number_1, ''), nullif(o.number_2, ''), o.satellite, '') as "number!", n.read_at
           from visible_risk_notice n left join visible_officer o on o.id = n.officer_id
           where n.assessment_id = $1 order by n.read_at is not null, n.read_at, n.id limit 500"#,
        auth.target.id.0
    )
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let language = auth.language();
    let unread = rows.iter().filter(|row| row.read_at.is_none()).count() as i64;
    page::page(&Page {
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, &auth.target),
        title: language.fill("risk-readers-title", &[("unread", Hole::Number(unread)), ("all", Hole::Number(rows.len() as i64))]),
        rows: rows.into_iter().map(|row| line(language, row)).collect(),
        why: language.t("risk-why-readers"),
    })
}

fn line(language: Language, row: Row) -> Line {
    let digits: String = row.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    Line {
        url: if row.reference.is_empty() { String::new() } else { format!("/officers/{}", row.reference) },
        officer: if row.reference.is_empty() { language.t("risk-reader-unseen") } else { row.reference },
        name: row.name,
        number_url: if digits.is_empty() { String::new() } else { format!("tel:{digits}") },
        number: row.number,
        is_unread: row.read_at.is_none(),
        read: row.read_at.map_or_else(|| language.t("risk-reader-unread"), |at| time::z(at, language)),
    }
}

/// One's own notice, as Today shows it.
pub struct Notice {
    /// Reference of the assessment.
    pub reference: String,
    /// Codename or reference of the official.
    pub called: String,
    /// Before.
    pub before: Mark,
    /// Now.
    pub now: Mark,
    /// What a team member may know of it.
    pub summary: String,
    /// Since when.
    pub since: String,
}

/// The notices that an officer has not read, the newest first.
pub async fn own_unread(tx: &mut Tx, officer: OfficerId, language: Language) -> Result<Vec<Notice>> {
    let rows = sqlx::query!(
        r#"select r.ref as "reference!", r.called as "called!", n.level_before, n.level_now as "level_now!", n.summary as "summary!", n.asked_at as "asked_at!"
           from visible_risk_notice n join sec.noticed(n.assessment_id) r on true
           where n.officer_id = $1 and n.read_at is null order by n.asked_at desc, n.id limit 20"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Notice {
            reference: row.reference,
            called: row.called,
            before: row.level_before.as_deref().map_or_else(|| Mark::of(None, language), |level| mark(language, level)),
            now: mark(language, &row.level_now),
            summary: row.summary,
            since: time::z(row.asked_at, language),
        })
        .collect())
}

async fn mark_read(mut auth: Authorized<MarkRead>, posted: Form) -> Result<Response> {
    let officer = auth.actor.officer.ok_or(AppError::NotFound)?;
    let reference = posted.text("assessment").to_owned();
    let mut tx = auth.write(&posted).await?;
    let now = tx.now;
    let done = sqlx::query!(
        "update risk_notice n set read_at = $3, version = n.version + 1
         where n.officer_id = $1 and n.read_at is null and exists (select from sec.noticed(n.assessment_id) r where r.ref = $2)",
        officer.0,
        reference,
        now
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    tx.record(Entry::done("risk.mark-read", &reference));
    tx.commit("/today").await?;
    Ok(page::see_other_saying("/today", "said-risk-read", &reference))
}
