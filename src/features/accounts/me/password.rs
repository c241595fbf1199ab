//! `/me/password`: the old one, the new one twice; every other session of mine ends.

use askama::Template;
use axum::response::Response;

use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::features::accounts::{password, sign_in};
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

actions! {
    /// The form.
    ShowPassword: Get "/me/password" => "me.password", Collection, Quiet;
    /// Changes it.
    ChangePassword: Post "/me/password" => "me.password", Collection, Change;
}

pub(super) fn routes() -> Routes {
    Routes::default()
        .get::<ShowPassword, _, _>(|auth: Authorized<ShowPassword>| async move { page::page(&PasswordPage::new(&auth.seed, &FieldErrors::default())) })
        .post::<ChangePassword, _, _>(change)
}

#[derive(Template)]
#[template(path = "accounts/me_password.html")]
struct PasswordPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    old: Field,
    new: Field,
    again: Field,
    form_key: String,
}

impl PasswordPage {
    fn new(seed: &Seed, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "me-password-title");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            old: Field::new(language, "old_password", "me-password-old", "", errors),
            new: new_field(language, errors),
            again: Field::new(language, "new_password_again", "me-password-again", "", errors),
            form_key: fresh_form_key(),
        }
    }
}

fn new_field(language: Language, errors: &FieldErrors) -> Field {
    Field::new(language, "new_password", "me-password-new", "", errors).hint(language, "password-too-short")
}

/// The new password, if both spellings agree and it is good enough.
pub fn chosen(form: &Form, username: &str) -> Result<String> {
    let (new, again) = (form.text("new_password"), form.text("new_password_again"));
    let mut errors = FieldErrors::default();
    if let Some(message) = password::weakness(new, username) {
        errors.add("new_password", message);
    } else if new != again {
        errors.add("new_password_again", Message::new("me-password-differs"));
    }
    errors.or(new.to_owned())
}

async fn change(mut auth: Authorized<ChangePassword>, form: Form) -> Result<Response> {
    match try_change(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying("/me", "said-password-changed", "")),
        Err(AppError::Invalid(errors)) => page::unprocessable(&PasswordPage::new(&auth.seed, &errors)),
        Err(error) => Err(error),
    }
}

async fn try_change(auth: &mut Authorized<ChangePassword>, form: &Form) -> Result<()> {
    let username = auth.actor.username.clone();
    let new = chosen(form, &username)?;
    // A stolen session must not be a place to try passwords: the same counter as signing in.
    sign_in::check_own_password(&auth.app, &username, form.text("old_password")).await?;
    if new == form.text("old_password") {
        return Err(AppError::field("new_password", "me-password-same"));
    }
    let hash = password::hash_gated(&auth.app, new).await?;
    let account = auth.actor.ctx.account.0;
    let mut tx = auth.write(form).await?;
    sqlx::query!("select sec.set_password($1, $2)", account, hash).execute(&mut *tx).await?;
    sqlx::query!("select sec.end_other_sessions($1, 'password_changed')", account).execute(&mut *tx).await?;
    tx.record(Entry::done("me.password", ""));
    tx.commit("/me").await
}
