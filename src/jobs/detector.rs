//! The overdue detector: raises and clears alerts by the same function that the board is drawn with,
//! every half minute, and leaves a heartbeat that every board shows. A job with an account of its own;
//! its run is claimed in Postgres, so that any number of servers do it once.

use std::collections::HashSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::audit::Entry;
use crate::db::{Ctx, Tx};
use crate::features::watch::{self, Alarm, Filter};
use crate::jobs::account;
use crate::web::error::Result;

/// Its name in the table of heartbeats and on the switch.
pub const NAME: &str = "overdue-detector";
const ACCOUNT: &str = "job-detector";
const EVERY_SECONDS: i32 = 30;
/// Any number, the same in every server.
const LOCK: i64 = 0x0C0D_0001;

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// Alerts that are new.
    pub raised: usize,
    /// Alerts whose reason is gone.
    pub cleared: usize,
    /// Exceptions of acts that lack their second person: opened, or settled by their end.
    pub exceptions: usize,
    /// False if the switch stands on stop, or another server is at it.
    pub ran: bool,
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
        match due_run(&app, &mut key).await {
            Ok(run) if run.raised + run.cleared + run.exceptions > 0 => {
                tracing::info!(raised = run.raised, cleared = run.cleared, exceptions = run.exceptions, "alerts changed");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, alarm = "overdue detector", "the overdue detector did not run"),
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

/// A run, unless another server ended one a moment ago.
async fn due_run(app: &App, key: &mut String) -> Result<Run> {
    let ctx = account::enter(app, ACCOUNT, key).await?;
    let mut connection = app.db.stranger().await?;
    let is_fresh: bool =
        sqlx::query_scalar("select coalesce(sec.now() - sec.heartbeat_of($1) < interval '20 seconds', false)").bind(NAME).fetch_one(&mut *connection).await?;
    drop(connection);
    if is_fresh { Ok(Run::default()) } else { run(app, &ctx).await }
}

async fn run(app: &App, ctx: &Ctx) -> Result<Run> {
    let mut tx = app.db.write(ctx).await?;
    let may_run: bool =
        sqlx::query_scalar("select pg_try_advisory_xact_lock($1) and not sec.job_is_stopped($2)").bind(LOCK).bind(NAME).fetch_one(&mut *tx).await?;
    if !may_run {
        return Ok(Run::default());
    }
    let run = settle(&mut tx).await?;
    if run.raised + run.cleared + run.exceptions > 0 {
        tx.commit("").await?;
    } else {
        drop(tx);
    }
    let mut connection = app.db.stranger().await?;
    sqlx::query("select sec.beat($1, $2, $3)")
        .bind(NAME)
        .bind(EVERY_SECONDS)
        .bind(format!("raised {} cleared {}", run.raised, run.cleared))
        .execute(&mut *connection)
        .await?;
    Ok(run)
}

/// An alert as the table keys it: movement, leg unless it is of the whole movement, kind.
type Key = (Uuid, Option<Uuid>, &'static str);

/// Makes the open alerts equal to what the facts say now.
async fn settle(tx: &mut Tx) -> Result<Run> {
    let rules = watch::rules(tx).await?;
    let rows = watch::legs(tx, &Filter { cells: None, window: rules.not_ready }).await?;
    let open = sqlx::query!(
        r#"select a.id as "id!", a.movement_id as "movement_id!", a.leg_id, a.kind as "kind!", m.ref as "reference!", m.planning_cell as "cell!"
           from visible_alert a join visible_movement m on m.id = a.movement_id where a.cleared_at is null order by a.raised_at, a.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut run = Run { ran: true, ..Run::default() };
    let mut wanted: HashSet<Key> = HashSet::new();
    for row in &rows {
        for alarm in watch::judge(&row.facts(), &rules, tx.now).alarms {
            let key = key_of(alarm, row.movement_id, row.leg_id);
            let stands = open.iter().any(|alert| alert.kind == key.2 && alert.movement_id == key.0 && (key.1.is_none() || alert.leg_id == key.1));
            if wanted.insert(key) && !stands {
                sqlx::query!(
                    "insert into alert (id, movement_id, leg_id, kind, class) values ($1, $2, $3, $4, $5)",
                    Uuid::now_v7(),
                    key.0,
                    key.1,
                    key.2,
                    alarm.class().code()
                )
                .execute(&mut **tx)
                .await?;
                tx.record(Entry::done("alert.raise", row.reference.clone()).at_cell(row.planning_cell).with_detail(key.2));
                run.raised += 1;
            }
        }
    }
    for alert in &open {
        let stands = wanted.iter().any(|key| key.2 == alert.kind && key.0 == alert.movement_id && (key.1.is_none() || key.1 == alert.leg_id));
        if !stands {
            sqlx::query!("update alert set cleared_at = sec.now(), version = version + 1 where id = $1 and cleared_at is null", alert.id)
                .execute(&mut **tx)
                .await?;
            tx.record(Entry::done("alert.clear", alert.reference.clone()).at_cell(alert.cell).with_detail(alert.kind.clone()));
            run.cleared += 1;
        }
    }
    run.exceptions = settle_urgent_acts(tx).await?;
    Ok(run)
}

/// What one person did alone and nobody confirmed in time stands in the register of exceptions (DESIGN 9.10), and
/// what was lent and is not back (WF-7), armouries in use past their approval (INV-22), stations that let their day of confirmation pass (WF-8), and minimums
/// that are not met (UNC-20).
async fn settle_urgent_acts(tx: &mut Tx) -> Result<usize> {
    let settled = sqlx::query!(
        r#"select out_reference as "reference!", out_cell as "cell!", out_deed as "deed!" from sec.settle_urgent_grants()
           union all select out_reference, out_cell, out_deed from sec.settle_minimums()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    for act in &settled {
        let deed = if act.deed == "exception.open" { "exception.open" } else { "exception.settle" };
        tx.record(Entry::done(deed, act.reference.clone()).at_cell(act.cell));
    }
    let told = sqlx::query!(
        r#"select out_reference as "reference!", out_cell as "cell!" from sec.settle_handovers()
           union all select out_reference, out_cell from sec.settle_ammunition()
           union all select out_reference, out_cell from sec.settle_equipment_acts()
           union all select out_reference, out_cell from sec.settle_late_returns()
           union all select out_reference, out_cell from sec.settle_armouries()
           union all select out_reference, out_cell from sec.settle_stock_counts()
           union all select out_reference, out_cell from sec.settle_confirmations()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    for exception in &told {
        tx.record(Entry::done("exception.open", exception.reference.clone()).at_cell(exception.cell));
    }
    Ok(settled.len() + told.len())
}

fn key_of(alarm: Alarm, movement: Uuid, leg: Uuid) -> Key {
    (movement, (!alarm.is_of_movement()).then_some(leg), alarm.code())
}
