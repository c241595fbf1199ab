//! A form that arrived after its session had ended. The sign-in page carries its fields, nothing
//! stores them; after signing in with the same account they are offered for sending again.
//! The session's own cookie says whose form it was: the account of a dead session can be found by
//! its key, and by nothing that the page carries.

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use sqlx::FromRow;

use crate::app::App;
use crate::authz::session;
use crate::db::ids::AccountId;
use crate::web::error::Result;
use crate::web::form::{ErrorLink, Field, FieldErrors, Form};
use crate::web::list::is_own_path;
use crate::web::page::{self, Seed, Shell};

/// Largest form that is kept, in bytes.
pub const LIMIT: usize = 64 * 1024;
/// What the names of carried fields begin with; the sign-in form has none like it.
const PREFIX: &str = "kept:";
const PATH: &str = "kept_path";

/// A form waiting for its sender to sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptForm {
    /// Where it was sent.
    pub path: String,
    /// Its fields as they came.
    pub fields: Vec<(String, String)>,
}

/// An input that carries a value.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Name in the form.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl KeptForm {
    /// What a dead session sent, if it can be kept: an ordinary form without passwords.
    async fn read(parts: &Parts, body: Body) -> Option<Self> {
        let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return None;
        }
        let bytes = to_bytes(body, LIMIT).await.ok()?;
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(&bytes).ok()?;
        Self { path: parts.uri.path_and_query()?.as_str().to_owned(), fields }.sound()
    }

    /// What the sign-in form carries, if it carries one.
    pub fn carried_by(form: &Form) -> Option<Self> {
        let fields = form.fields().iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone()))).collect();
        Self { path: form.text(PATH).to_owned(), fields }.sound()
    }

    fn sound(self) -> Option<Self> {
        let secret = self.fields.iter().any(|(name, _)| name.contains("password"));
        let size: usize = self.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        (!secret && size <= LIMIT && is_own_path(&self.path) && !self.path.starts_with("/sign-in")).then_some(self)
    }

    /// The inputs of the sign-in form.
    pub fn inputs(&self) -> Vec<Carried> {
        let path = Carried { name: PATH.into(), value: self.path.clone() };
        let fields = self.fields.iter().map(|(name, value)| Carried { name: format!("{PREFIX}{name}"), value: value.clone() });
        std::iter::once(path).chain(fields).collect()
    }

    /// The inputs of the form itself.
    pub fn original(&self) -> Vec<Carried> {
        self.fields.iter().map(|(name, value)| Carried { name: name.clone(), value: value.clone() }).collect()
    }
}

/// The account whose session, now ended, a request still names.
#[derive(Debug, Clone, FromRow)]
pub struct Former {
    /// Its id.
    #[sqlx(rename = "account_id")]
    pub account: AccountId,
    /// Its sign-in name.
    pub username: String,
}

/// Whose ended session the cookie of this request was.
pub async fn former(app: &App, parts: &Parts) -> Result<Option<Former>> {
    let Some(token) = session::token_of(&parts.headers) else {
        return Ok(None);
    };
    let mut connection = app.db.stranger().await?;
    Ok(sqlx::query_as("select account_id, username from sec.ended_session_account($1)").bind(session::key_of(&token)).fetch_optional(&mut *connection).await?)
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    username: Field,
    password: Field,
    is_keeping: bool,
    carried: Vec<Carried>,
}

impl SignInPage {
    /// With the name as typed, what is wrong, and a form that waits.
    pub fn new(seed: &Seed, username: &str, errors: &FieldErrors, kept: Option<&KeptForm>) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "sign-in-title");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            username: Field::new(language, "username", "sign-in-username", username, errors),
            password: Field::new(language, "password", "sign-in-password", "", errors),
            is_keeping: kept.is_some(),
            carried: kept.map(KeptForm::inputs).unwrap_or_default(),
        }
    }
}

/// Answers a form of a dead session with the sign-in page that carries it; `None` if it cannot be kept.
pub(super) async fn ask_to_sign_in(app: &App, parts: &Parts, request_id: &str, body: Body) -> Result<Option<Response>> {
    if parts.headers.contains_key("x-fragment") {
        return Ok(None);
    }
    let Some(former) = former(app, parts).await? else {
        return Ok(None);
    };
    let Some(kept) = KeptForm::read(parts, body).await else {
        return Ok(None);
    };
    let seed = Seed::of_stranger(app, parts, request_id);
    let page = SignInPage::new(&seed, &former.username, &FieldErrors::default(), Some(&kept));
    page::with_status(&page, StatusCode::UNAUTHORIZED).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(path: &str, fields: &[(&str, &str)]) -> Option<KeptForm> {
        KeptForm { path: path.into(), fields: fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect() }.sound()
    }

    #[test]
    fn a_kept_form_comes_out_of_the_sign_in_form_as_it_went_in() {
        let form = kept("/movements/M-26-AAAAA/notes", &[("form_key", "00"), ("note", "two\nlines"), ("tag", "a"), ("tag", "b")]).unwrap();
        let mut fields: Vec<(String, String)> = vec![("username".into(), "chief".into()), ("password".into(), "x".into())];
        fields.extend(form.inputs().into_iter().map(|input| (input.name, input.value)));
        assert_eq!(KeptForm::carried_by(&Form::from_fields(fields, Vec::new())), Some(form));
    }

    #[test]
    fn secrets_foreign_addresses_and_large_forms_are_not_kept() {
        assert_eq!(kept("/me/password", &[("new_password", "x")]), None);
        assert_eq!(kept("https://evil.example/x", &[("a", "b")]), None);
        assert_eq!(kept("//evil.example/x", &[("a", "b")]), None);
        assert_eq!(kept("/sign-in", &[("a", "b")]), None);
        assert_eq!(kept("/movements", &[("a", &"b".repeat(LIMIT))]), None);
    }
}
