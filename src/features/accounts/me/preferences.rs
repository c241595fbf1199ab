//! `/me/preferences`: language, theme, density, single keys.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

actions! {
    /// The form.
    ShowPreferences: Get "/me/preferences" => "me.preferences", Collection, Quiet;
    /// Saves it.
    SavePreferences: Post "/me/preferences" => "me.preferences", Collection, Change;
}

const THEMES: [&str; 4] = ["", "light", "dark", "night"];
const DENSITIES: [&str; 3] = ["compact", "standard", "touch"];

pub(super) fn routes() -> Routes {
    Routes::default().get::<ShowPreferences, _, _>(show).post::<SavePreferences, _, _>(save)
}

#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PreferencesForm {
    language: String,
    theme: String,
    density: String,
    keys: String,
}

impl PreferencesForm {
    fn check(&self) -> Result<Language> {
        let mut errors = FieldErrors::default();
        let language = Language::from_code(&self.language);
        let wrong =
            [("language", language.is_none()), ("theme", !THEMES.contains(&self.theme.as_str())), ("density", !DENSITIES.contains(&self.density.as_str()))];
        for (field, is_wrong) in wrong {
            if is_wrong {
                errors.add(field, Message::new("field-not-a-choice"));
            }
        }
        errors.or(language.unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "accounts/me_preferences.html")]
struct PreferencesPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    language: Field,
    languages: Vec<Choice>,
    theme: Field,
    themes: Vec<Choice>,
    density: Field,
    densities: Vec<Choice>,
    keys: Field,
    form_key: String,
}

impl PreferencesPage {
    fn new(seed: &Seed, form: &PreferencesForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "preferences-title");
        let field = |name: &str, value: &str| Field::new(language, name, &format!("preferences-{name}"), value, errors);
        let theme_words = |theme: &str| language.t(&format!("preferences-theme-{}", if theme.is_empty() { "system" } else { theme }));
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            language: field("language", &form.language),
            languages: Language::ALL.into_iter().map(|choice| Choice::new(choice.code(), choice.own_name(), &form.language)).collect(),
            theme: field("theme", &form.theme),
            themes: THEMES.into_iter().map(|theme| Choice::new(theme, theme_words(theme), &form.theme)).collect(),
            density: field("density", &form.density),
            densities: DENSITIES
                .into_iter()
                .map(|density| Choice::new(density, language.t(&format!("preferences-density-{density}")), &form.density))
                .collect(),
            keys: field("keys", &form.keys),
            form_key: fresh_form_key(),
        }
    }
}

async fn show(auth: Authorized<ShowPreferences>) -> Result<Response> {
    let own = &auth.actor.preferences;
    let form = PreferencesForm {
        language: auth.language().code().to_owned(),
        theme: own.theme.clone(),
        density: own.density.clone(),
        keys: if own.keys { "yes".into() } else { String::new() },
    };
    page::page(&PreferencesPage::new(&auth.seed, &form, &FieldErrors::default()))
}

async fn save(mut auth: Authorized<SavePreferences>, form: Form) -> Result<Response> {
    let posted: PreferencesForm = form.parse()?;
    let language = match posted.check() {
        Ok(language) => language,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&PreferencesPage::new(&auth.seed, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let account = auth.actor.ctx.account.0;
    let mut tx = auth.write(&form).await?;
    sqlx::query!(
        "update account set language = $2, theme = $3, density = $4, keys_on = $5, updated_at = sec.now() where id = $1",
        account,
        language.code(),
        posted.theme,
        posted.density,
        posted.keys == "yes"
    )
    .execute(&mut *tx)
    .await?;
    tx.record(Entry::done("me.preferences", "").with_detail("language theme density keys"));
    tx.commit("/me/preferences").await?;
    Ok(page::see_other_saying("/me/preferences", "said-preferences-saved", ""))
}
