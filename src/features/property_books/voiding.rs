//! `/property-books/{ref}/void`: a book that was wrong leaves every list and stays in history; its file may come again.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::queries::Book;
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::required;
use crate::i18n::Hole;
use crate::web::conflict;
use crate::web::error::Result;
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// Asks why a book was wrong.
    AskVoid: Get "/property-books/{ref}/void" => "property.void", Book, Quiet;
    /// Takes it back.
    Void: Post "/property-books/{ref}/void" => "property.void", Book, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<AskVoid, _, _>(ask).post::<Void, _, _>(void)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VoidForm {
    reason: String,
    version: String,
}

#[derive(Template)]
#[template(path = "property_books/void.html")]
struct VoidPage {
    shell: Shell,
    reference: String,
    file_name: String,
    consequence: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn void_page<A: Action<Target = Book>>(auth: &Authorized<A>, form: &VoidForm, errors: &FieldErrors) -> VoidPage {
    let book = &auth.target;
    let shell = Shell::titled(&auth.seed, book.reference.clone());
    VoidPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        reference: book.reference.clone(),
        file_name: book.file_name.clone(),
        consequence: auth.language().fill("property-void-text", &[("count", Hole::Number(i64::from(book.kept)))]),
        action: format!("{}/void", book.url()),
        back_url: book.url(),
        form_key: fresh_form_key(),
        version: book.version,
        errors: errors.links(auth.language()),
        reason: Field::new(auth.language(), "reason", "ending-reason", &form.reason, errors),
    }
}

async fn ask(auth: Authorized<AskVoid>) -> Result<Response> {
    page::page(&void_page(&auth, &VoidForm::default(), &FieldErrors::default()))
}

async fn void(mut auth: Authorized<Void>, form: Form) -> Result<Response> {
    let posted: VoidForm = form.parse()?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    if !errors.is_empty() {
        return page::unprocessable(&void_page(&auth, &posted, &errors));
    }
    let address = auth.target.url();
    let mut tx = auth.write(&form).await?;
    take_back(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-property-voided", &auth.target.reference))
}

async fn take_back(tx: &mut Tx, book: &Book, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update property_book set voided_at = $2, voided_by = sec.account_id(), void_reason = $3, version = version + 1
         where id = $1 and version = $4 and voided_at is null",
        book.id,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("property.void", &book.reference).at_cell(book.cell));
    Ok(())
}
