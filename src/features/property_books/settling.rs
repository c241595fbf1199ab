//! `/property-books/{ref}/settle`: rows that wait are left aside, or taken over all the same, each with a reason. A
//! mark such as `NULL` stands on many items: rows of one code and one value are settled together.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, Book};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{required, with_ask};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

actions! {
    /// Asks which rows, what becomes of them, and why.
    AskSettle: Get "/property-books/{ref}/settle" => "property.settle", Book, Quiet;
    /// Settles them.
    Settle: Post "/property-books/{ref}/settle" => "property.settle", Book, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<AskSettle, _, _>(ask).post::<Settle, _, _>(settle)
}

const SETTLEMENTS: &[&str] = &["dropped", "released"];
/// The only code that says nothing about the item itself.
const RELEASABLE: &str = "serial_duplicate";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SettleForm {
    code: String,
    /// Only rows with this cell; every row of the code without it.
    value: String,
    settlement: String,
    reason: String,
}

struct SettleDraft {
    code: String,
    value: String,
    settlement: &'static str,
    reason: String,
}

impl SettleForm {
    fn draft(&self, waiting: &[(String, i64)]) -> Result<SettleDraft> {
        let mut errors = FieldErrors::default();
        let code = one_of(&mut errors, "code", waiting.iter().map(|(code, _)| code.as_str()), &self.code).to_owned();
        let settlement = one_of(&mut errors, "settlement", SETTLEMENTS.iter().copied(), &self.settlement);
        if settlement == "released" && !code.is_empty() && code != RELEASABLE {
            errors.add("settlement", Message::new("constraint-released-row-is-an-item"));
        }
        let reason = required(&mut errors, "reason", &self.reason, 300);
        let settlement = SETTLEMENTS.iter().find(|known| **known == settlement).copied().unwrap_or_default();
        errors.or(SettleDraft { code, value: self.value.trim().to_owned(), settlement, reason })
    }
}

#[derive(Template)]
#[template(path = "property_books/settle.html")]
struct SettlePage {
    shell: Shell,
    reference: String,
    file_name: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    code: Field,
    codes: Vec<Choice>,
    value: Field,
    settlement: Field,
    settlements: Vec<Choice>,
    reason: Field,
}

fn settle_page<A: Action<Target = Book>>(auth: &Authorized<A>, waiting: &[(String, i64)], form: &SettleForm, errors: &FieldErrors) -> SettlePage {
    let (book, language) = (&auth.target, auth.language());
    let shell = Shell::titled(&auth.seed, book.reference.clone());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let code_words = |code: &str| language.t(&format!("property-code-{}", code.replace('_', "-")));
    SettlePage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        reference: book.reference.clone(),
        file_name: book.file_name.clone(),
        action: format!("{}/settle", book.url()),
        back_url: format!("{}/remarks", book.url()),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        code: field("code", "property-settle-code", &form.code),
        codes: with_ask(
            language,
            waiting.iter().map(|(code, count)| Choice::new(code.clone(), format!("{count} × {}", code_words(code)), &form.code)).collect(),
        ),
        value: field("value", "property-settle-value", &form.value).optional().hint(language, "property-settle-value-hint"),
        settlement: field("settlement", "property-settlement", &form.settlement),
        settlements: with_ask(
            language,
            SETTLEMENTS.iter().map(|code| Choice::new(*code, language.t(&format!("property-settle-{code}")), &form.settlement)).collect(),
        ),
        reason: field("reason", "ending-reason", &form.reason),
    }
}

async fn ask(mut auth: Authorized<AskSettle>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["code", "value"]);
    let mut tx = auth.read().await?;
    let waiting = queries::tallies(&mut tx, auth.target.id).await?;
    drop(tx);
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let form = SettleForm { code: one("code"), value: one("value"), ..SettleForm::default() };
    page::page(&settle_page(&auth, &waiting, &form, &FieldErrors::default()))
}

async fn settle(mut auth: Authorized<Settle>, form: Form) -> Result<Response> {
    let posted: SettleForm = form.parse()?;
    let mut tx = auth.read().await?;
    let waiting = queries::tallies(&mut tx, auth.target.id).await?;
    drop(tx);
    match settle_from(&mut auth, &form, &posted, &waiting).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-property-settled", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&settle_page(&auth, &waiting, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn settle_from(auth: &mut Authorized<Settle>, form: &Form, posted: &SettleForm, waiting: &[(String, i64)]) -> Result<String> {
    let draft = posted.draft(waiting)?;
    let address = format!("{}/remarks", auth.target.url());
    let mut tx = auth.write(form).await?;
    decide(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

/// Settles every row that still waits under the code, with the value if one was given.
async fn decide(tx: &mut Tx, book: &Book, draft: &SettleDraft) -> Result<()> {
    let done = sqlx::query!(
        "update property_remark set settlement = $3, settle_reason = $4, settled_by = sec.account_id(), version = version + 1
         where book_id = $1 and code = $2 and settlement = '' and ($5 = '' or value = $5)",
        book.id,
        draft.code,
        draft.settlement,
        draft.reason,
        draft.value,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::field("value", "property-settle-none"));
    }
    tx.record(Entry::done("property.settle", &book.reference).at_cell(book.cell).with_detail(format!(
        "{} {} {}",
        done.rows_affected(),
        draft.code,
        draft.settlement
    )));
    Ok(())
}
