//! The rows of a batch that wait, and what a person decides about one.

use axum::response::Response;

use super::super::forms::refuse_unknown;
use super::super::model::{self, State};
use super::super::queries as batches;
use super::super::queries::BatchRow;
use super::super::run;
use super::super::views::{Problem, sentence};
use super::super::{background, handlers::pager};
use super::commands::{self, Outcome};
use super::queries::{self, RowRow};
use super::views::{self, RowForm, RowPage, RowsPage};
use crate::actions;
use crate::authz::action::{Action, Authorized, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::table;

actions! {
    /// Rows somebody must look at.
    ListRows: Get "/imports/{ref}/rows" => "import.show", BatchRow, Quiet;
    /// One of them.
    ShowRow: Get "/imports/{ref}/rows/{row}" => "import.show", WaitingRow, Quiet;
    /// Corrects it.
    CorrectRow: Post "/imports/{ref}/rows/{row}/correct" => "import.decide", WaitingRow, Change;
    /// Lets it stand with a reason.
    ReleaseRow: Post "/imports/{ref}/rows/{row}/release" => "import.decide", WaitingRow, Change;
    /// Lets it go with a reason.
    DropRow: Post "/imports/{ref}/rows/{row}/drop" => "import.decide", WaitingRow, Change;
}

/// A row with its batch.
pub struct WaitingRow {
    batch: BatchRow,
    row: RowRow,
}

impl Target for WaitingRow {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(batch) = batches::batch(tx, params.get("ref")).await? else {
            return Ok(None);
        };
        let row = queries::row(tx, batch.id, params.number("row")?).await?;
        Ok(row.map(|row| Self { batch, row }))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.batch.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        format!("{} {}", self.batch.reference, self.row.number)
    }
    fn cell(&self) -> i32 {
        self.batch.cell
    }
}

/// `/imports/{ref}/rows`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListRows, _, _>(index)
        .get::<ShowRow, _, _>(show)
        .post::<CorrectRow, _, _>(correct)
        .post::<ReleaseRow, _, _>(release)
        .post::<DropRow, _, _>(drop_row)
}

async fn index(mut auth: Authorized<ListRows>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["code", "state"]);
    let batch = auth.target.clone();
    let language = auth.language();
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let rows = match batch.state {
            State::Applied | State::Undone => of_quarantine(&mut tx, &batch, &asked).await?,
            State::Uploaded | State::TrialRunning | State::Tried | State::ApplyRunning | State::Failed => of_trial(&mut tx, &batch, &asked).await?,
        };
        drop(tx);
        let mut header = vec!["ref", "row"];
        header.extend(views::columns(&batch).iter().map(|(word, _)| *word));
        header.extend(["column", "code", "state", "what_is_wrong"]);
        let rows = rows
            .into_iter()
            .map(|row| {
                let mut cells = vec![format!("{} {}", batch.reference, row.number), row.number.to_string()];
                cells.extend(views::columns(&batch).iter().map(|(_, at)| row.cells.get(*at).cloned().unwrap_or_default()));
                cells.extend([row.column.clone(), row.code.clone(), row.state, sentence(&row.code, &row.column, &row.args, language)]);
                cells
            })
            .collect();
        return table::answer(&auth, &asked, table::Table { name: "import_rows", header, rows });
    }
    let (rows, total, next) = match batch.state {
        State::Applied | State::Undone => {
            let total = queries::count(&mut tx, batch.id, &asked).await?;
            let mut rows = queries::list(&mut tx, batch.id, &asked, PAGE + 1).await?;
            let is_more = rows.len() as i64 > PAGE;
            rows.truncate(PAGE as usize);
            let next = rows.last().filter(|_| is_more).map(|row| asked.next_url(&row.number.to_string(), row.id));
            (rows.iter().map(|row| views::line(&batch, row, language)).collect::<Vec<_>>(), total, next)
        }
        State::Uploaded | State::TrialRunning | State::Tried | State::ApplyRunning | State::Failed => {
            let codes = asked.all("code");
            let said: Vec<_> = batches::said(&mut tx, batch.id).await?.into_iter().filter(|each| codes.is_empty() || codes.contains(&each.code)).collect();
            let from: usize = asked.after().and_then(|(at, _)| at.parse().ok()).unwrap_or(0);
            let to = from.saturating_add(PAGE as usize);
            let next = (said.len() > to).then(|| asked.next_url(&to.to_string(), uuid::Uuid::nil()));
            let rows = said.iter().skip(from).take(PAGE as usize).map(|each| Problem::of(each, language)).collect();
            (rows, said.len() as i64, next)
        }
    };
    drop(tx);
    let pager = pager(&asked, rows.len(), total, next, language);
    page::page(&RowsPage::new(&auth, &batch, &asked, rows, total, pager))
}

/// A refused row on its way out as a file.
struct Exported {
    number: u32,
    cells: Vec<String>,
    column: String,
    code: String,
    state: String,
    args: std::collections::BTreeMap<String, String>,
}

async fn of_quarantine(tx: &mut Tx, batch: &BatchRow, asked: &Asked) -> Result<Vec<Exported>> {
    let rows = queries::list(tx, batch.id, asked, EXPORT + 1).await?;
    Ok(rows
        .into_iter()
        .map(|row| Exported {
            number: row.number.unsigned_abs(),
            cells: row.cells.0,
            column: row.column_name,
            code: row.code,
            state: row.state,
            args: row.told.0,
        })
        .collect())
}

async fn of_trial(tx: &mut Tx, batch: &BatchRow, asked: &Asked) -> Result<Vec<Exported>> {
    let codes = asked.all("code");
    let said = batches::said(tx, batch.id).await?;
    // A file whose columns no longer read still has its problems to show.
    let prepared = background::prepared(tx, batch).await.ok();
    Ok(said
        .into_iter()
        .filter(|each| each.is_error && (codes.is_empty() || codes.contains(&each.code)))
        .map(|each| Exported {
            number: each.row,
            cells: prepared.as_ref().and_then(|file| Some(model::cells(file.table.row_numbered(each.row)?, &file.table))).unwrap_or_default(),
            column: each.column,
            code: each.code,
            state: "tried".to_owned(),
            args: each.args,
        })
        .collect())
}

async fn show(auth: Authorized<ShowRow>) -> Result<Response> {
    page::page(&RowPage::new(&auth, &auth.target.batch, &auth.target.row, &RowForm::default(), &FieldErrors::default()))
}

fn version_of(form: &Form) -> Result<i32> {
    form.text("version").parse().map_err(|_| AppError::Bad(Message::new("error-form-unreadable")))
}

async fn correct(mut auth: Authorized<CorrectRow>, form: Form) -> Result<Response> {
    let (batch, row) = (auth.target.batch.clone(), auth.target.row.clone());
    let columns = views::columns(&batch);
    let is_known = |name: &str| name == "version" || name.strip_prefix("cell-").is_some_and(|word| columns.iter().any(|(known, _)| *known == word));
    refuse_unknown(&form, &is_known)?;
    let posted =
        RowForm { cells: columns.iter().map(|(word, _)| ((*word).to_owned(), form.text(&format!("cell-{word}")).to_owned())).collect(), reason: String::new() };
    let mut cells = row.cells.0.clone();
    for ((_, at), (_, value)) in columns.iter().zip(&posted.cells) {
        if cells.len() <= *at {
            cells.resize(at + 1, String::new());
        }
        cells[*at] = value.clone();
    }
    let version = version_of(&form)?;
    let url = format!("/imports/{}/rows?state=quarantined", batch.reference);
    let mut tx = auth.write(&form).await?;
    run::take_time(&mut tx).await?;
    match commands::correct(&mut tx, &batch, row.number, version, cells).await? {
        Outcome::Refused(said) => {
            drop(tx);
            let errors = views::errors_of(&said, &batch, auth.language());
            page::unprocessable(&RowPage::new(&auth, &batch, &row, &posted, &errors))
        }
        Outcome::Recorded | Outcome::WaitsOn => {
            tx.commit(&url).await?;
            Ok(page::see_other_saying(&url, "said-import-row-corrected", &row.number.to_string()))
        }
    }
}

async fn release(mut auth: Authorized<ReleaseRow>, form: Form) -> Result<Response> {
    let (batch, row) = (auth.target.batch.clone(), auth.target.row.clone());
    let reason = match reason_of(&auth, &batch, &row, &form)? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let version = version_of(&form)?;
    let url = format!("/imports/{}/rows?state=quarantined", batch.reference);
    let mut tx = auth.write(&form).await?;
    run::take_time(&mut tx).await?;
    match commands::release(&mut tx, &batch, row.number, version, &reason).await? {
        Outcome::Recorded => {
            tx.commit(&url).await?;
            Ok(page::see_other_saying(&url, "said-import-row-released", &row.number.to_string()))
        }
        Outcome::WaitsOn => {
            let url = format!("/imports/{}/rows/{}", batch.reference, row.number);
            tx.commit(&url).await?;
            Ok(page::see_other_saying(&url, "said-caution-import-row-waits", &row.number.to_string()))
        }
        Outcome::Refused(said) => {
            drop(tx);
            let errors = views::errors_of(&said, &batch, auth.language());
            page::unprocessable(&RowPage::new(&auth, &batch, &row, &RowForm { cells: vec![], reason }, &errors))
        }
    }
}

async fn drop_row(mut auth: Authorized<DropRow>, form: Form) -> Result<Response> {
    let (batch, row) = (auth.target.batch.clone(), auth.target.row.clone());
    let reason = match reason_of(&auth, &batch, &row, &form)? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let version = version_of(&form)?;
    let url = format!("/imports/{}/rows?state=quarantined", batch.reference);
    let mut tx = auth.write(&form).await?;
    commands::drop_row(&mut tx, &batch, row.number, version, &reason).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-import-row-dropped", &row.number.to_string()))
}

/// The reason of a decision, or the page again that asks for it.
fn reason_of<A: Action>(auth: &Authorized<A>, batch: &BatchRow, row: &RowRow, form: &Form) -> Result<Result<String, Response>> {
    refuse_unknown(form, &|name| matches!(name, "version" | "reason"))?;
    let reason = form.text("reason").trim().to_owned();
    let mut errors = FieldErrors::default();
    if reason.is_empty() {
        errors.add("reason", Message::new("import-reason-asked"));
    } else if reason.chars().count() > 500 {
        errors.add("reason", Message::new("field-too-long").with("limit", "500"));
    }
    if errors.is_empty() {
        return Ok(Ok(reason));
    }
    Ok(Err(page::unprocessable(&RowPage::new(auth, batch, row, &RowForm { cells: vec![], reason }, &errors))?))
}
