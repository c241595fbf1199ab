//! Rows become what they say: each in a transaction of its own, by the command of its page.

use super::judging::{self, Deed};
use super::model::{State, Verdicts};
use super::queries::{self, Kept, Workbook};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::{Db, Tx};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::sheet::Line;

/// Rows that one press applies; the page says how many are left.
pub const AT_ONCE: i64 = 500;

/// What one press came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    pub applied: usize,
    pub waiting: usize,
}

/// Applies rows that are ready, as many as one press does.
pub async fn apply_all(db: &Db, actor: &Actor, workbook: &Workbook) -> Result<Done> {
    let mut tx = db.read(&actor.ctx).await?;
    let ready = queries::ready(&mut tx, workbook.id, AT_ONCE).await?;
    drop(tx);
    let mut done = Done::default();
    for number in ready {
        match apply_one(db, actor, workbook, number).await? {
            State::Applied => done.applied += 1,
            State::Refused | State::Conflict => done.waiting += 1,
            State::Same | State::Changed | State::New | State::Dropped => {}
        }
    }
    Ok(done)
}

/// Applies a row as it stands, if it is still ready.
async fn apply_one(db: &Db, actor: &Actor, workbook: &Workbook, number: i32) -> Result<State> {
    let mut tx = db.write(&actor.ctx).await?;
    let Some(row) = queries::row_locked(&mut tx, workbook.id, number).await? else { return Ok(State::Same) };
    if !row.state.is_ready() {
        return Ok(row.state);
    }
    let beside = judging::judge(&mut tx, actor, workbook.list, &row.line).await?;
    let Some(deed) = beside.deed else {
        queries::keep_verdicts(&mut tx, workbook.id, number, &beside.verdicts).await?;
        tx.commit_private().await?;
        return Ok(beside.verdicts.state);
    };
    let outcome = async {
        let reference = deed.run(&mut tx, actor, workbook.list, &row.line.reference).await?;
        queries::keep_applied(&mut tx, workbook.id, number, &reference).await?;
        tx.record(Entry::done("workbook.apply", &workbook.reference).with_detail(format!("row {number} {reference}")));
        tx.commit("").await
    };
    // done with its transaction before the next one begins
    let outcome = outcome.await;
    match outcome {
        Ok(()) => Ok(State::Applied),
        Err(error) => {
            let (state, said) = judging::what_became(workbook.list, &deed, error)?;
            let verdicts = Verdicts { state, said, changes: beside.verdicts.changes };
            let mut tx = db.write(&actor.ctx).await?;
            queries::keep_verdicts(&mut tx, workbook.id, number, &verdicts).await?;
            tx.commit_private().await?;
            Ok(state)
        }
    }
}

/// What a corrected row came to.
pub enum Settled {
    /// It is in the register, under this reference.
    Applied(String),
    /// Somebody has to look again.
    Asks(Box<judging::Beside>),
    /// The command refused it.
    Refused(Deed, AppError),
}

/// Applies a row with the cells that somebody corrected.
pub async fn settle(mut tx: Tx, actor: &Actor, workbook: &Workbook, kept: &Kept, line: &Line) -> Result<Settled> {
    let row = queries::row_locked(&mut tx, workbook.id, kept.number).await?;
    if row.is_none_or(|row| !row.state.waits() && !row.state.is_ready()) {
        return Err(AppError::Conflict(Message::new("workbook-row-settled")));
    }
    let beside = judging::judge(&mut tx, actor, workbook.list, line).await?;
    let url = workbook.url();
    match (&beside.deed, beside.verdicts.state) {
        (None, State::Same) => {
            // what stands is what they want: nothing is saved, and the row is settled
            queries::keep_applied(&mut tx, workbook.id, kept.number, &line.reference).await?;
            tx.record(Entry::done("workbook.apply", &workbook.reference).with_detail(format!("row {} as it stands", kept.number)));
            tx.commit(&url).await?;
            Ok(Settled::Applied(line.reference.clone()))
        }
        (None, _) => Ok(Settled::Asks(Box::new(beside))),
        (Some(deed), _) => {
            let outcome = async {
                let reference = deed.run(&mut tx, actor, workbook.list, &line.reference).await?;
                queries::keep_applied(&mut tx, workbook.id, kept.number, &reference).await?;
                tx.record(Entry::done("workbook.apply", &workbook.reference).with_detail(format!("row {} {reference}", kept.number)));
                tx.commit(&url).await?;
                Ok(reference)
            };
            let outcome = outcome.await;
            match outcome {
                Ok(reference) => Ok(Settled::Applied(reference)),
                Err(error) => Ok(Settled::Refused(deed.clone(), error)),
            }
        }
    }
}
