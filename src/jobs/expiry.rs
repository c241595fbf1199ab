//! What runs out: assessments past their last day expire, requirements that rest on nothing lapse (INV-02) and
//! return when something is in force again, interim protection waits for its confirmation or has run out,
//! reviews are overdue, a new assessment is asked for in time, profiles fall due for review (WF-1). A job with an account of its own; its run is
//! claimed in Postgres, and every effect is what the facts say now, so that a second run adds nothing.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::audit::Entry;
use crate::db::{Ctx, Tx};
use crate::features::risk::CONFIRMATION;
use crate::jobs::account;
use crate::web::error::Result;

/// Its name in the table of heartbeats and on the switch.
pub const NAME: &str = "expiry";
const ACCOUNT: &str = "job-expiry";
const EVERY_SECONDS: i32 = 300;
/// Any number, the same in every server.
const LOCK: i64 = 0x0C0D_0002;

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// Assessments whose last day has passed.
    pub expired: usize,
    /// Officials whose requirements lapsed.
    pub lapsed: usize,
    /// Officials whose requirements returned.
    pub restored: usize,
    /// Assessments asked for.
    pub asked: usize,
    /// Interim protection, reviews and registered decisions told of.
    pub told: usize,
    /// Profiles whose interval is over.
    pub due: usize,
    /// False if the switch stands on stop, or another server is at it.
    pub ran: bool,
}

impl Run {
    fn effects(&self) -> usize {
        self.expired + self.lapsed + self.restored + self.asked + self.told + self.due
    }
}

/// Runs until the stop signal.
pub async fn keep(app: App, stop: CancellationToken) {
    let mut clock = tokio::time::interval(Duration::from_secs(EVERY_SECONDS as u64));
    let mut key = String::new();
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            () = stop.cancelled() => break,
        }
        let outcome = async {
            let ctx = account::enter(&app, ACCOUNT, &mut key).await?;
            run(&app, &ctx).await
        };
        match outcome.await {
            Ok(run) if run.effects() > 0 => tracing::info!(?run, "something ran out"),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, alarm = "expiry", "the expiry job did not run"),
        }
    }
    account::leave(&app, &key).await;
}

/// One run in a session of its own.
pub async fn run_once(app: &App) -> Result<Run> {
    let mut key = String::new();
    let ctx = account::enter(app, ACCOUNT, &mut key).await?;
    let outcome = run(app, &ctx).await;
    account::leave(app, &key).await;
    outcome
}

async fn run(app: &App, ctx: &Ctx) -> Result<Run> {
    let mut tx = app.db.write(ctx).await?;
    let may_run: bool =
        sqlx::query_scalar("select pg_try_advisory_xact_lock($1) and not sec.job_is_stopped($2)").bind(LOCK).bind(NAME).fetch_one(&mut *tx).await?;
    if !may_run {
        return Ok(Run::default());
    }
    let run = settle(&mut tx).await?;
    if run.effects() > 0 {
        tx.commit("").await?;
    } else {
        drop(tx);
    }
    let mut connection = app.db.stranger().await?;
    sqlx::query("select sec.beat($1, $2, $3)").bind(NAME).bind(EVERY_SECONDS).bind(format!("{run:?}")).execute(&mut *connection).await?;
    Ok(run)
}

async fn settle(tx: &mut Tx) -> Result<Run> {
    Ok(Run {
        expired: expire(tx).await?,
        restored: restore(tx).await?,
        lapsed: lapse(tx).await?,
        asked: ask_anew(tx).await?,
        told: interim(tx).await? + reviews(tx).await? + confirmations(tx).await?,
        due: profiles(tx).await?,
        ran: true,
    })
}

/// Approved assessments whose last day has passed, and whose extension too.
async fn expire(tx: &mut Tx) -> Result<usize> {
    let today = tx.now.date_naive();
    let rows = sqlx::query!(
        r#"update risk_assessment a set state = 'expired', version = version + 1, updated_at = sec.now()
           where a.state = 'approved' and a.valid_to < $1
             and not exists (select from risk_extension e where e.assessment_id = a.id and e.second_by is not null and e.to_date >= $1)
           returning a.ref as "reference!", a.cell as "cell!""#,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        tx.record(Entry::done("risk.expire", &row.reference).at_cell(row.cell));
    }
    Ok(rows.len())
}

/// Requirements that rest on nothing today lapse with their assignments; the register and the chief are told.
async fn lapse(tx: &mut Tx) -> Result<usize> {
    let today = tx.now.date_naive();
    let rows = sqlx::query!(
        r#"select q.principal_id as "principal!", min(q.ref) as "reference!", min(q.cell) as "cell!" from visible_protection_requirement q
           where q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced') and q.from_date <= $1 and (q.to_date is null or q.to_date >= $1)
             and not exists (select from visible_requirement_basis b where b.requirement_id = q.id and sec.assessment_in_force(b.assessment_id, $1))
           group by q.principal_id"#,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    let principals: Vec<Uuid> = rows.iter().map(|row| row.principal).collect();
    sqlx::query!("select sec.mark_lapse(principal) from unnest($1::uuid[]) principal", &principals).fetch_all(&mut **tx).await?;
    for row in &rows {
        tx.record(Entry::done("requirement.lapse", &row.reference).at_cell(row.cell));
    }
    Ok(rows.len())
}

/// An extension, or an assessment that began today, brings lapsed requirements back.
async fn restore(tx: &mut Tx) -> Result<usize> {
    let today = tx.now.date_naive();
    let rows = sqlx::query!(
        r#"select q.principal_id as "principal!", min(q.ref) as "reference!", min(q.cell) as "cell!" from visible_protection_requirement q
           where q.state = 'assessment_lapsed'
             and exists (select from visible_requirement_basis b where b.requirement_id = q.id and sec.assessment_in_force(b.assessment_id, $1))
           group by q.principal_id"#,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    let principals: Vec<Uuid> = rows.iter().map(|row| row.principal).collect();
    sqlx::query!("select sec.restore_lapsed(principal) from unnest($1::uuid[]) principal", &principals).fetch_all(&mut **tx).await?;
    for row in &rows {
        tx.record(Entry::done("requirement.restore", &row.reference).at_cell(row.cell));
    }
    Ok(rows.len())
}

/// An assessment under a standing requirement that runs out within the notice is asked for anew, once.
async fn ask_anew(tx: &mut Tx) -> Result<usize> {
    let now = tx.now;
    let rows = sqlx::query!(
        r#"insert into risk_request (id, ref, principal_id, station_id, cell, kind, cause, urgency, reason, due_at)
           select gen_random_uuid(), sec.new_ref('A-' || to_char($1::timestamptz, 'YY')), a.principal_id, a.station_id, a.cell, 'personal', 'expiry', 'routine',
             a.ref || ' → ' || a.valid_to, greatest($1::timestamptz + interval '1 hour', a.valid_to::timestamp at time zone 'UTC')
           from visible_risk_assessment a
           where a.kind = 'personal' and a.state = 'approved' and a.principal_id is not null
             and a.valid_to - ($1::timestamptz at time zone 'UTC')::date <= (select value::int from visible_setting where name = 'expiry_notice_days')
             and exists (select from visible_requirement_basis b join visible_protection_requirement q on q.id = b.requirement_id
               where b.assessment_id = a.id and q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced') and (q.to_date is null or q.to_date > a.valid_to))
             and not exists (select from visible_risk_assessment n where n.principal_id = a.principal_id and n.kind = 'personal' and n.id <> a.id
               and n.state in ('draft', 'submitted', 'under_review', 'recommended', 'approved') and coalesce(n.valid_to, 'infinity') > a.valid_to)
             and not exists (select from visible_risk_request r where r.principal_id = a.principal_id and r.kind = 'personal' and r.closed_at is null)
           returning ref as "reference!", cell as "cell!""#,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        tx.record(Entry::done("risk_request.create", &row.reference).at_cell(row.cell));
    }
    Ok(rows.len())
}

/// Unconfirmed after its hours: a warning; run out and not ended: a lapse. Nobody is removed (DESIGN 9.3).
async fn interim(tx: &mut Tx) -> Result<usize> {
    let now = tx.now;
    let rows = sqlx::query!(
        r#"select i.ref as "reference!", i.cell as "cell!", case when i.until <= $1 then 'interim_lapsed' else 'interim_unconfirmed' end as "code!"
           from visible_interim_protection i
           where i.ended_at is null and (i.until <= $1 or i.confirmed_at is null
               and i.started_at <= $1::timestamptz - make_interval(hours => (select value::int from visible_setting where name = 'interim_confirm_hours')))
             and not exists (select from visible_exception e where e.detail = i.ref and e.closed_at is null
               and e.code = case when i.until <= $1 then 'interim_lapsed' else 'interim_unconfirmed' end)
           order by i.started_at limit 200"#,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        tell(tx, "INV-01", &row.code, &row.reference, row.cell).await?;
    }
    Ok(rows.len())
}

/// Standing requirements whose review is overdue.
async fn reviews(tx: &mut Tx) -> Result<usize> {
    let today = tx.now.date_naive();
    let rows = sqlx::query!(
        r#"select q.ref as "reference!", q.cell as "cell!" from visible_protection_requirement q
           where q.review_due_on < $1 and q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced')
             and not exists (select from visible_exception e where e.detail = q.ref and e.closed_at is null and e.code = 'requirement_review_overdue')
           order by q.review_due_on limit 200"#,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        tell(tx, "WF-3", "requirement_review_overdue", &row.reference, row.cell).await?;
    }
    Ok(rows.len())
}

/// Decisions registered from paper that nobody else has confirmed within a day.
async fn confirmations(tx: &mut Tx) -> Result<usize> {
    let asked_before = tx.now - CONFIRMATION;
    let rows = sqlx::query!(
        r#"select a.ref as "reference!", a.cell as "cell!" from visible_risk_assessment a
           where a.way = 'registered' and a.confirmed_at is null and a.state in ('approved', 'submitted') and a.created_at < $1
             and not exists (select from visible_exception e where e.detail = a.ref and e.closed_at is null and e.code = 'registration_unconfirmed')
           order by a.created_at limit 200"#,
        asked_before
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        tell(tx, "INV-37", "registration_unconfirmed", &row.reference, row.cell).await?;
    }
    Ok(rows.len())
}

/// Profiles whose interval is over turn to review due.
async fn profiles(tx: &mut Tx) -> Result<usize> {
    let due = sqlx::query_scalar!(r#"select sec.mark_profiles_due() as "due!""#).fetch_one(&mut **tx).await?;
    for reference in &due {
        tx.record(Entry::done("profile.fall-due", reference));
    }
    Ok(due.len())
}

async fn tell(tx: &mut Tx, rule: &str, code: &str, about: &str, cell: i32) -> Result<()> {
    sqlx::query!("select sec.open_exception(null, null, $1, $2, $3, $4, sec.chief())", cell, rule, code, about).fetch_one(&mut **tx).await?;
    tx.record(Entry::done("exception.open", about).at_cell(cell).with_detail(code.to_owned()));
    Ok(())
}
