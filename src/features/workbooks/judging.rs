//! What each row would do: beside its record as it was exported and as it stands, and then by the command itself in a
//! transaction that is not kept.

use std::collections::{HashMap, HashSet};

use super::lists::List;
use super::model::{self, State, Verdicts};
use super::queries;
use crate::authz::actor::Actor;
use crate::db::{Db, Tx};
use crate::i18n::Message;
use crate::web::conflict::{self, Merge};
use crate::web::error::{AppError, Result};
use crate::web::sheet::{self, Cells, Line, Record};

/// A line with what was found out about it.
#[derive(Debug)]
pub struct Judged {
    pub line: Line,
    /// None for a new record.
    pub version: Option<i32>,
    pub print: Vec<u8>,
    pub verdicts: Verdicts,
}

/// What a row asks to be done.
#[derive(Debug, Clone)]
pub enum Deed {
    /// These cells over the record as it stands with this version.
    Save { version: i32, cells: Cells },
    /// A new record.
    Create { cells: Cells },
}

impl Deed {
    pub fn cells(&self) -> &Cells {
        match self {
            Deed::Save { cells, .. } | Deed::Create { cells } => cells,
        }
    }

    /// Does it; answers the reference of the record.
    pub async fn run(&self, tx: &mut Tx, actor: &Actor, list: List, reference: &str) -> Result<String> {
        match self {
            Deed::Save { version, cells } => list.save(tx, actor, reference, *version, cells).await.map(|()| reference.to_owned()),
            Deed::Create { cells } => list.create(tx, actor, cells).await,
        }
    }
}

/// A row beside its record.
pub struct Beside {
    pub verdicts: Verdicts,
    /// None where nothing is to be done or it cannot be.
    pub deed: Option<Deed>,
    /// The three sides, of a row that has a record.
    pub merge: Option<(Record, Merge)>,
}

impl Beside {
    fn refused(key: &'static str) -> Self {
        Self { verdicts: Verdicts::refused(&Message::new(key)), deed: None, merge: None }
    }
}

/// Judges every line of a file. Nothing is kept.
pub async fn judge_all(db: &Db, actor: &Actor, list: List, lines: Vec<Line>) -> Result<Vec<Judged>> {
    let mut tx = db.read(&actor.ctx).await?;
    let references: Vec<String> = lines.iter().map(|line| line.reference.clone()).filter(|reference| !reference.is_empty()).collect();
    let mut records: HashMap<String, Record> = list.records(&mut tx, &references).await?.into_iter().map(|record| (record.reference.clone(), record)).collect();
    let prints: Vec<Vec<u8>> = lines.iter().filter(|line| is_new(line)).map(|line| model::print(list, &line.fresh(list.columns()))).collect();
    let made = queries::made(&mut tx, list, &prints).await?;
    let (mut seen, mut seen_new): (HashMap<String, u32>, _) = (HashMap::new(), HashSet::new());
    let mut judged = Vec::with_capacity(lines.len());
    let mut deeds = Vec::new();
    for line in lines {
        let print = model::print(list, &line.fresh(list.columns()));
        let earlier = if is_new(&line) { None } else { seen.get(&line.reference).copied() };
        let beside = match (is_new(&line), earlier) {
            (true, _) if !seen_new.insert(print.clone()) => Beside::refused("workbook-wrong-twice-new"),
            (true, _) if made.contains(&print) => Beside { verdicts: Verdicts::of(State::Same), deed: None, merge: None },
            (true, _) => beside_nothing(actor, list, &line),
            (false, Some(first)) => {
                let message = Message::new("workbook-wrong-twice").with("row", first.to_string());
                Beside { verdicts: Verdicts::refused(&message), deed: None, merge: None }
            }
            (false, None) => {
                seen.insert(line.reference.clone(), line.number);
                beside_record(&mut tx, actor, list, &line, records.remove(&line.reference)).await?
            }
        };
        deeds.push(beside.deed);
        judged.push(Judged { version: version_of(&line), print, verdicts: beside.verdicts, line });
    }
    drop(tx);
    for (row, deed) in judged.iter_mut().zip(deeds) {
        if let Some(deed) = deed {
            try_out(db, actor, list, &row.line, &deed, &mut row.verdicts).await?;
        }
    }
    Ok(judged)
}

/// Judges one row as its record stands now.
pub async fn judge(tx: &mut Tx, actor: &Actor, list: List, line: &Line) -> Result<Beside> {
    if is_new(line) {
        return Ok(beside_nothing(actor, list, line));
    }
    let record = list.records(tx, std::slice::from_ref(&line.reference)).await?.pop();
    beside_record(tx, actor, list, line, record).await
}

fn is_new(line: &Line) -> bool {
    line.reference.is_empty()
}

fn version_of(line: &Line) -> Option<i32> {
    line.version.parse().ok().filter(|version| *version > 0)
}

fn beside_nothing(actor: &Actor, list: List, line: &Line) -> Beside {
    if !line.version.is_empty() {
        return Beside::refused("workbook-wrong-no-ref");
    }
    if !list.may_create(actor) {
        return Beside::refused("workbook-wrong-no-new");
    }
    let closed = sheet::closed_of_new(list.columns(), line);
    if !closed.is_empty() {
        let verdicts = Verdicts { said: model::said_of_closed(&closed), ..Verdicts::of(State::Refused) };
        return Beside { verdicts, deed: None, merge: None };
    }
    let cells = line.fresh(list.columns());
    let changes = cells.iter().filter(|(_, cell)| !cell.is_empty());
    let changes = changes.map(|(name, cell)| model::Change { column: (*name).to_owned(), before: String::new(), after: cell.clone(), theirs: String::new() });
    Beside { verdicts: Verdicts { changes: changes.collect(), ..Verdicts::of(State::New) }, deed: Some(Deed::Create { cells }), merge: None }
}

async fn beside_record(tx: &mut Tx, actor: &Actor, list: List, line: &Line, record: Option<Record>) -> Result<Beside> {
    let Some(record) = record.filter(|record| list.may_edit(actor, record)) else {
        return Ok(Beside::refused("workbook-wrong-not-yours"));
    };
    let Some(version) = version_of(line).filter(|version| *version <= record.version) else {
        return Ok(Beside::refused("workbook-wrong-version"));
    };
    let base = match version == record.version {
        true => sheet::standing(list.columns(), &record),
        false => match list.base(tx, &record, version).await? {
            Some(base) => base,
            None => return Ok(Beside::refused("workbook-wrong-version")),
        },
    };
    let compared = sheet::compare(list.columns(), &base, &record, line);
    let verdicts = model::verdicts(&compared.merge, &compared.closed);
    let deed = (verdicts.state == State::Changed).then(|| Deed::Save { version: record.version, cells: compared.merge.values() });
    Ok(Beside { verdicts, deed, merge: Some((record, compared.merge)) })
}

/// Does what a row asks for and takes it back: what the command refuses is said before anything is applied.
async fn try_out(db: &Db, actor: &Actor, list: List, line: &Line, deed: &Deed, verdicts: &mut Verdicts) -> Result<()> {
    let mut tx = db.write(&actor.ctx).await?;
    let outcome = deed.run(&mut tx, actor, list, &line.reference).await;
    drop(tx);
    if let Err(error) = outcome {
        let (state, said) = what_became(list, deed, error)?;
        verdicts.state = state;
        verdicts.said = said;
    }
    Ok(())
}

/// The state of a row that its command refused, and why.
pub fn what_became(list: List, deed: &Deed, error: AppError) -> Result<(State, Vec<model::Said>)> {
    if conflict::is_stale(&error) {
        return Ok((State::Conflict, Vec::new()));
    }
    Ok((State::Refused, model::said_of(list, deed.cells(), error)?))
}
