//! `/activate`: user name, one-time code, a password of one's own. What is wrong with name or code is
//! never said apart, and wrong tries wait as at sign-in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::{codes, me, password, sign_in};
use crate::audit::Outcome;
use crate::authz::routes::{Routes, Visitor};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form};
use crate::web::page::{self, Shell};

/// `/activate`.
pub fn routes() -> Routes {
    Routes::default()
        .public_get("/activate", "public.activate", |visitor: Visitor| async move { page::page(&ActivatePage::new(&visitor, "", &FieldErrors::default())) })
        .public_post("/activate", "public.activate", activate)
}

#[derive(Template)]
#[template(path = "accounts/activate.html")]
struct ActivatePage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    username: Field,
    code: Field,
    new: Field,
    again: Field,
}

impl ActivatePage {
    fn new(visitor: &Visitor, username: &str, errors: &FieldErrors) -> Self {
        let language = visitor.seed.language;
        let shell = Shell::new(&visitor.seed, "activate-title");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            username: Field::new(language, "username", "sign-in-username", username, errors),
            code: Field::new(language, "code", "activate-code", "", errors),
            new: Field::new(language, "new_password", "me-password-new", "", errors).hint(language, "password-too-short"),
            again: Field::new(language, "new_password_again", "me-password-again", "", errors),
        }
    }
}

async fn activate(visitor: Visitor, form: Form) -> Result<Response> {
    let username = form.text("username").trim().to_lowercase();
    match try_activate(&visitor, &username, &form).await {
        Ok(()) => Ok(page::see_other_saying("/sign-in", "said-activated", "")),
        Err(AppError::Invalid(errors)) => page::unprocessable(&ActivatePage::new(&visitor, &username, &errors)),
        Err(AppError::TooMany(seconds)) => {
            let mut errors = FieldErrors::default();
            errors.add("username", Message::new("sign-in-wait").with("seconds", seconds.to_string()));
            let page = page::with_status(&ActivatePage::new(&visitor, &username, &errors), StatusCode::TOO_MANY_REQUESTS)?;
            Ok(sign_in::retry_after(page, seconds))
        }
        Err(error) => Err(error),
    }
}

async fn try_activate(visitor: &Visitor, username: &str, form: &Form) -> Result<()> {
    let app = &visitor.app;
    if username.len() > 200 || form.text("code").len() > 200 {
        return Err(AppError::field("code", "activate-refused"));
    }
    let keys = sign_in::ThrottleKeys::new(username, &sign_in::peer(visitor));
    keys.wait(app).await?;
    let chosen = me::chosen_password(form, username)?;
    // The hash is made whether or not the code is good: the time does not tell.
    let hash = password::hash_gated(app, chosen).await?;
    let mut connection = app.db.stranger().await?;
    let account: Option<Uuid> = sqlx::query_scalar("select sec.redeem_code($1, $2, $3)")
        .bind(username)
        .bind(codes::hash(form.text("code")))
        .bind(&hash)
        .fetch_one(&mut *connection)
        .await?;
    drop(connection);
    match account {
        Some(_) => {
            keys.succeeded(app).await?;
            app.db.note_stranger(&visitor.seed.request_id, "account.activate", username, Outcome::Done, "").await
        }
        None => {
            keys.failed(app).await?;
            app.db.note_stranger(&visitor.seed.request_id, "account.activate", "", Outcome::Failed, "").await?;
            Err(AppError::field("code", "activate-refused"))
        }
    }
}
