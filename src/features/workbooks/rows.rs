//! The rows of a workbook: which stand where, as a file to correct; one of them, to be corrected, decided or left out.

use axum::http::StatusCode;
use axum::response::Response;

use super::applying::{self, Settled};
use super::judging::{self, Beside};
use super::model::{self, Said, State};
use super::queries::{self, Kept, Workbook};
use super::row_page::RowPage;
use super::views::{self, RowsPage};
use crate::actions;
use crate::authz::action::{Action, Authorized, Format};
use crate::authz::routes::Routes;
use crate::features::people::required;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::sheet::{Line, Rule};
use crate::web::table;

actions! {
    /// Rows of a workbook, and the failed ones as a file.
    ListRows: Get "/workbooks/{ref}/rows" => "workbook.show", Workbook, Quiet;
    /// One row: what it says, and what may become of it.
    ShowRow: Get "/workbooks/{ref}/rows/{number}" => "workbook.show", (Workbook, Kept), Quiet;
    /// Applies it with what was corrected or decided.
    SettleRow: Post "/workbooks/{ref}/rows/{number}" => "workbook.apply", (Workbook, Kept), Change;
    /// Leaves it out, with a reason.
    DropRow: Post "/workbooks/{ref}/rows/{number}/drop" => "workbook.apply", (Workbook, Kept), Change;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListRows, _, _>(index).get::<ShowRow, _, _>(show).post::<SettleRow, _, _>(settle).post::<DropRow, _, _>(drop_row)
}

async fn index(mut auth: Authorized<ListRows>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["state"]);
    let asked_for: Vec<State> = asked.all("state").iter().filter_map(|word| State::parse(word)).collect();
    let states = if asked_for.is_empty() { State::ALL.to_vec() } else { asked_for };
    let mut tx = auth.read().await?;
    let workbook = auth.target.clone();
    if auth.format != Format::Page {
        let rows = queries::rows(&mut tx, workbook.id, &states, 0, EXPORT + 1).await?;
        drop(tx);
        return table::answer(&auth, &asked, views::failed(workbook.list, auth.language(), rows));
    }
    let after = asked.after().and_then(|(number, _)| number.parse().ok()).unwrap_or(0);
    let counts = queries::counts(&mut tx, workbook.id).await?;
    let rows = queries::rows(&mut tx, workbook.id, &states, after, PAGE + 1).await?;
    drop(tx);
    let total = counts.iter().filter(|(state, _)| states.contains(state)).map(|(_, count)| count).sum();
    page::page(&RowsPage::new(&auth.seed, &workbook, &asked, rows, total))
}

async fn show(mut auth: Authorized<ShowRow>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (workbook, kept) = auth.target.clone();
    if !(kept.state.waits() || kept.state.is_ready()) {
        drop(tx);
        return page::page(&RowPage::settled(&auth.seed, &workbook, &kept));
    }
    let beside = judging::judge(&mut tx, &auth.actor, workbook.list, &kept.line).await?;
    drop(tx);
    let said = if beside.verdicts.said.is_empty() { kept.said.clone() } else { beside.verdicts.said.clone() };
    answer(&mut auth, &workbook, &kept, &kept.line, &beside, &said, StatusCode::OK).await
}

/// The page of an open row: both sides where they differ, fields to correct where that helps, and the way to leave it out.
async fn answer<A: Action>(
    auth: &mut Authorized<A>,
    workbook: &Workbook,
    kept: &Kept,
    line: &Line,
    beside: &Beside,
    said: &[Said],
    status: StatusCode,
) -> Result<Response> {
    let saver = match &beside.merge {
        Some((record, merge)) if merge.asks() => {
            let mut tx = auth.read().await?;
            let base = line.version.parse().unwrap_or_default();
            Some(workbook.list.last_save(&mut tx, record, base).await?)
        }
        _ => None,
    };
    let page = RowPage::open(&auth.seed, &auth.actor, workbook, kept, line, (beside, said), saver);
    page::with_status(&page, status)
}

async fn settle(mut auth: Authorized<SettleRow>, form: Form) -> Result<Response> {
    let (workbook, kept) = auth.target.clone();
    let resolved = conflict::resolve(&form);
    let line = corrected(&workbook, &kept, &resolved)?;
    let tx = auth.write(&form).await?;
    match applying::settle(tx, &auth.actor, &workbook, &kept, &line).await? {
        Settled::Applied(reference) => Ok(page::see_other_saying(&workbook.url(), "said-workbook-row-applied", &reference)),
        Settled::Asks(beside) => {
            let status = if beside.verdicts.state == State::Conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let said = beside.verdicts.said.clone();
            answer(&mut auth, &workbook, &kept, &line, &beside, &said, status).await
        }
        Settled::Refused(deed, error) => {
            let said = model::said_of(workbook.list, deed.cells(), error)?;
            let mut tx = auth.read().await?;
            let beside = judging::judge(&mut tx, &auth.actor, workbook.list, &line).await?;
            drop(tx);
            answer(&mut auth, &workbook, &kept, &line, &beside, &said, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The row with what was posted: its open columns, the rest as it stands in the record.
fn corrected(workbook: &Workbook, kept: &Kept, form: &Form) -> Result<Line> {
    let mut line = Line { number: kept.line.number, reference: kept.line.reference.clone(), mark: kept.line.mark.clone(), ..Line::default() };
    let may_fill = |rule: Rule| rule == Rule::Open || line.reference.is_empty() && rule == Rule::AtFirst;
    let open: Vec<&str> = workbook.list.columns().iter().filter(|column| may_fill(column.rule)).map(|column| column.name).collect();
    for (name, value) in form.fields() {
        match open.iter().find(|column| *column == name) {
            Some(column) => {
                line.cells.insert((*column).to_owned(), value.clone());
            }
            None if name == "version" => line.version = value.clone(),
            None => return Err(AppError::Bad(Message::new("error-form-unknown-field"))),
        }
    }
    Ok(line)
}

async fn drop_row(mut auth: Authorized<DropRow>, form: Form) -> Result<Response> {
    let (workbook, kept) = auth.target.clone();
    if form.fields().iter().any(|(name, _)| name != "reason") {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", form.text("reason"), 300);
    if !errors.is_empty() {
        let mut tx = auth.read().await?;
        let beside = judging::judge(&mut tx, &auth.actor, workbook.list, &kept.line).await?;
        drop(tx);
        let page = RowPage::open(&auth.seed, &auth.actor, &workbook, &kept, &kept.line, (&beside, &kept.said), None);
        return page::unprocessable(&page.with_reason(auth.language(), form.text("reason"), &errors));
    }
    let mut tx = auth.write(&form).await?;
    if !queries::drop_row(&mut tx, workbook.id, kept.number, &reason).await? {
        return Err(AppError::Conflict(Message::new("workbook-row-settled")));
    }
    tx.record(auth.entry().with_detail(format!("row {} left out", kept.number)));
    tx.commit(&workbook.url()).await?;
    Ok(page::see_other_saying(&workbook.url(), "said-workbook-row-dropped", &workbook.reference))
}
