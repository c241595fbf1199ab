//! `/attest`: a focal point without an account, with a one-use code. The code opens the open sections of one official
//! and nothing else; it is used up by the declaration, not by looking (a mail scanner looks too). A code that is wrong,
//! used or over gets one answer, the answer of a page that is not there; tries are counted by address.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use sqlx::Connection;

use super::super::profile::forms::filled;
use super::super::profile::sections::Section;
use super::forms::{self, Present, Said};
use super::views::{AttestPage, asked, declaration};
use crate::audit::{self, Entry};
use crate::authz::routes::{Routes, Visitor};
use crate::features::accounts::codes as one_time_code;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Field, FieldErrors, Form};
use crate::web::page::{self, Shell};

/// Wrong codes from one address before it must wait.
const FREE_TRIES: i32 = 10;

/// `/attest`.
pub fn routes() -> Routes {
    Routes::default().public_get("/attest", "public.attest", look).public_post("/attest", "public.attest", attest)
}

/// What a code opens.
struct Opened {
    reference: String,
    for_name: String,
    office: String,
    present: Present,
}

async fn look(visitor: Visitor) -> Result<Response> {
    let code = serde_html_form::from_str::<Vec<(String, String)>>(&visitor.query)
        .unwrap_or_default()
        .into_iter()
        .find_map(|(name, value)| (name == "code").then_some(value))
        .unwrap_or_default();
    if code.is_empty() {
        return page::page(&closed(&visitor, "", &FieldErrors::default()));
    }
    match open(&visitor, &code).await? {
        Some(opened) => page::page(&ready(&visitor, &code, &opened, &Form::default(), &FieldErrors::default())),
        None => nothing(&visitor, &code),
    }
}

async fn attest(visitor: Visitor, form: Form) -> Result<Response> {
    let code = form.text("code").to_owned();
    let Some(opened) = open(&visitor, &code).await? else { return nothing(&visitor, &code) };
    if form.fields().iter().all(|(name, _)| name == "code") {
        return page::page(&ready(&visitor, &code, &opened, &Form::default(), &FieldErrors::default()));
    }
    let name = form.text("name").trim().to_owned();
    let said = match forms::read_answers(&form, &["code", "name"]) {
        Ok(said) if !name.is_empty() && name.chars().count() <= 120 => said,
        Ok(_) => {
            let mut errors = FieldErrors::default();
            errors.add("name", Message::new("field-required"));
            return page::unprocessable(&ready(&visitor, &code, &opened, &form, &errors));
        }
        Err(AppError::Invalid(errors)) => return page::unprocessable(&ready(&visitor, &code, &opened, &form, &errors)),
        Err(error) => return Err(error),
    };
    match use_up(&visitor, &code, &name, &said).await? {
        true => page::page(&AttestPage { is_done: true, ..ready(&visitor, "", &opened, &Form::default(), &FieldErrors::default()) }),
        false => nothing(&visitor, &code),
    }
}

/// What the code opens; `None` for one that opens nothing. Too many wrong ones from one address must wait.
async fn open(visitor: &Visitor, code: &str) -> Result<Option<Opened>> {
    let key = format!("attest:{}", address(visitor));
    let mut connection = visitor.app.db.stranger().await?;
    let wait: i32 = sqlx::query_scalar("select sec.sign_in_wait($1)").bind(&key).fetch_one(&mut *connection).await?;
    if wait > 0 {
        return Err(AppError::TooMany(wait.into()));
    }
    let found: Option<Value> = match code.len() <= 200 {
        true => sqlx::query_scalar("select sec.attestation_of_code($1)").bind(one_time_code::hash(code)).fetch_one(&mut *connection).await?,
        false => None,
    };
    let Some(found) = found else {
        sqlx::query("select sec.sign_in_failed($1, $2)").bind(&key).bind(FREE_TRIES).execute(&mut *connection).await?;
        return Ok(None);
    };
    let text = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut present = Present::new();
    for section in Section::ALL.into_iter().filter(|section| !section.is_compartment()) {
        if let Some(row) = found.get(section.word()).and_then(Value::as_object) {
            present.insert(section, filled(section, row, &Default::default()));
        }
    }
    Ok(Some(Opened { reference: text("ref"), for_name: text("for_name"), office: text("office"), present }))
}

/// Uses the code up and keeps what was said, with its entry in the trail. False if somebody was faster.
async fn use_up(visitor: &Visitor, code: &str, name: &str, said: &[Said]) -> Result<bool> {
    let answers: Vec<Value> = said
        .iter()
        .map(|said| json!({ "section": said.section.word(), "field": said.field.name, "answer": said.answer.code(), "proposed": said.proposed }))
        .collect();
    let mut connection = visitor.app.db.stranger().await?;
    let mut tx = connection.begin().await?;
    let reference: Option<String> = sqlx::query_scalar("select sec.attest_by_code($1, $2, $3)")
        .bind(one_time_code::hash(code))
        .bind(name)
        .bind(Value::Array(answers))
        .fetch_one(&mut *tx)
        .await?;
    let Some(reference) = reference else { return Ok(false) };
    audit::append_stranger(&mut tx, &visitor.seed.request_id, &Entry::done("attestation.by-code", reference)).await?;
    tx.commit().await?;
    Ok(true)
}

/// The one answer to every code that opens nothing.
fn nothing(visitor: &Visitor, code: &str) -> Result<Response> {
    let mut errors = FieldErrors::default();
    errors.add("code", Message::new("attest-opens-nothing"));
    page::with_status(&closed(visitor, code, &errors), StatusCode::NOT_FOUND)
}

fn closed(visitor: &Visitor, code: &str, errors: &FieldErrors) -> AttestPage {
    let nothing = Opened { reference: String::new(), for_name: String::new(), office: String::new(), present: Present::new() };
    let page = ready(visitor, "", &nothing, &Form::default(), errors);
    AttestPage { code: Field { value: code.to_owned(), ..page.code }, sections: Vec::new(), ..page }
}

fn ready(visitor: &Visitor, code: &str, opened: &Opened, form: &Form, errors: &FieldErrors) -> AttestPage {
    let language = visitor.seed.language;
    let shell = Shell::new(&visitor.seed, "attest-title");
    let name = if form.text("name").is_empty() { opened.for_name.as_str() } else { form.text("name") };
    AttestPage {
        errors: errors.links(language),
        opened: code.to_owned(),
        code: Field::new(language, "code", "attest-code", code, errors),
        reference: opened.reference.clone(),
        office: opened.office.clone(),
        name: Field::new(language, "name", "attest-name", name, errors),
        sections: asked(language, &opened.present, form, errors),
        declaration: declaration(language, form, errors),
        is_done: false,
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

fn address(visitor: &Visitor) -> String {
    visitor.parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string()).unwrap_or_default()
}
