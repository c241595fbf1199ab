//! Requests about workbooks: bring one, look at what it would do, apply it. No rule is written here.

use axum::response::Response;

use super::applying;
use super::judging;
use super::lists::List;
use super::queries::{self, Workbook};
use super::reading;
use super::views::{self, Index, NewPage, Show};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::table;

actions! {
    /// Workbooks that one brought back.
    ListWorkbooks: Get "/workbooks" => "workbook.list", Collection, Quiet;
    /// The form for a file.
    NewWorkbook: Get "/workbooks/new" => "workbook.create", Collection, Quiet;
    /// Takes a file in; nothing of its list changes.
    CreateWorkbook: Post "/workbooks" => "workbook.create", Collection, Change;
    /// What it would do, what it did, what waits.
    ShowWorkbook: Get "/workbooks/{ref}" => "workbook.show", Workbook, Quiet;
    /// Applies the rows that are ready.
    ApplyWorkbook: Post "/workbooks/{ref}/apply" => "workbook.apply", Workbook, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .list::<ListWorkbooks, _, _>(index)
        .get::<NewWorkbook, _, _>(ask_new)
        .post::<CreateWorkbook, _, _>(create)
        .get::<ShowWorkbook, _, _>(show)
        .post::<ApplyWorkbook, _, _>(apply)
}

async fn index(mut auth: Authorized<ListWorkbooks>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), views::FILTERS);
    let mut tx = auth.read().await?;
    let is_page = auth.format == Format::Page;
    let after = asked.after().filter(|_| is_page).and_then(|(at, id)| Some((at.parse().ok()?, id)));
    let (rows, total) = queries::workbooks(&mut tx, asked.one("list"), after, if is_page { PAGE + 1 } else { EXPORT + 1 }).await?;
    drop(tx);
    if !is_page {
        return table::answer(&auth, &asked, views::export(rows));
    }
    page::page(&Index::new(&auth.seed, &asked, rows, total))
}

async fn ask_new(auth: Authorized<NewWorkbook>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), views::FILTERS);
    page::page(&NewPage::new(&auth.seed, &auth.actor, asked.one("list").unwrap_or_default(), &FieldErrors::default()))
}

async fn create(mut auth: Authorized<CreateWorkbook>, form: Form) -> Result<Response> {
    let posted = form.text("list").to_owned();
    match create_from(&mut auth, &form).await {
        Ok(reference) => Ok(page::see_other(&format!("/workbooks/{reference}"))),
        Err(AppError::Invalid(errors)) => page::unprocessable(&NewPage::new(&auth.seed, &auth.actor, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateWorkbook>, form: &Form) -> Result<String> {
    if form.fields().iter().any(|(name, _)| name != "list") {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let mut errors = FieldErrors::default();
    let list = List::parse(form.text("list")).filter(|list| list.is_open_to(&auth.actor));
    if list.is_none() {
        errors.add("list", Message::new(if form.text("list").is_empty() { "field-required" } else { "field-not-a-choice" }));
    }
    let file = form.file("file");
    if file.is_none() {
        errors.add("file", Message::new("import-file-asked"));
    }
    let (Some(list), Some(file)) = (list, file) else { return Err(AppError::Invalid(errors)) };
    let brought = match reading::read(&auth.app.workbook_reader, list, &file.bytes).await {
        Ok(brought) => brought,
        Err(message) => {
            errors.add("file", message);
            return Err(AppError::Invalid(errors));
        }
    };
    let judged = judging::judge_all(&auth.app.db, &auth.actor, list, brought.lines).await?;
    let mut tx = auth.write(form).await?;
    let reference = queries::keep(&mut tx, list, &file.file_name, &file.bytes, &brought.ignored, &judged).await?;
    tx.record(Entry::done("workbook.create", &reference).with_detail(format!("{} {} rows", list.word(), judged.len())));
    tx.commit(&format!("/workbooks/{reference}")).await?;
    Ok(reference)
}

async fn show(mut auth: Authorized<ShowWorkbook>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let workbook = &auth.target;
    let counts = queries::counts(&mut tx, workbook.id).await?;
    let open = queries::rows(&mut tx, workbook.id, &views::OPEN, 0, views::FIRST + 1).await?;
    drop(tx);
    page::page(&Show::new(&auth.seed, workbook, &counts, open))
}

async fn apply(mut auth: Authorized<ApplyWorkbook>, form: Form) -> Result<Response> {
    if !form.fields().is_empty() {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let workbook = auth.target.clone();
    let done = applying::apply_all(&auth.app.db, &auth.actor, &workbook).await?;
    let mut tx = auth.write(&form).await?;
    tx.record(auth.entry().with_detail(format!("applied {} waiting {}", done.applied, done.waiting)));
    tx.commit(&workbook.url()).await?;
    let said = if done.waiting > 0 { "said-caution-workbook-applied" } else { "said-workbook-applied" };
    Ok(page::see_other_saying(&workbook.url(), said, &workbook.reference))
}
