//! `/stock-counts/new`: which armoury, or the vehicles or equipment of which station; now, or as it was on paper.

use askama::Template;
use axum::response::Response;

use super::forms::OpenForm;
use super::queries::{self, Countable};
use super::views::{covers_word, url};
use super::{NewCount, OpenCount, commands};
use crate::authz::action::Authorized;
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Seed, Shell};

#[derive(Template)]
#[template(path = "stock_counts/open.html")]
struct OpenPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    what: Field,
    choices: Vec<Choice>,
    paper: Field,
    counted_date: Field,
    counted_time: Field,
}

impl OpenPage {
    fn new(seed: &Seed, form: &OpenForm, errors: &FieldErrors, countable: &[Countable]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::new(seed, "count-new");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            what: field("what", "count-what", &form.what),
            choices: with_ask(language, countable.iter().map(|one| Choice::new(&one.key, label(language, one), form.what.trim())).collect()),
            paper: field("paper", "count-paper", &form.paper).optional(),
            counted_date: field("counted_date", "count-counted-date", &form.counted_date).optional().hint(language, "count-paper-hint"),
            counted_time: field("counted_time", "count-counted-time", &form.counted_time).optional().hint(language, "custody-time-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn label(language: Language, one: &Countable) -> String {
    let name = match one.covers.as_str() {
        "armoury" => format!("{} {} {}", one.station, one.key, one.name),
        covers => format!("{} {}", one.station, covers_word(language, covers)),
    };
    if one.going_on.is_empty() {
        return name;
    }
    language.fill("count-option-going-on", &[("name", Hole::Text(&name)), ("ref", Hole::Text(&one.going_on))])
}

pub async fn ask_new(mut auth: Authorized<NewCount>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["what"]);
    let form = OpenForm { what: asked.one("what").unwrap_or_default().to_owned(), ..OpenForm::default() };
    let countable = queries::countable(&mut auth.read().await?).await?;
    page::page(&OpenPage::new(&auth.seed, &form, &FieldErrors::default(), &countable))
}

pub async fn open(mut auth: Authorized<OpenCount>, form: Form) -> Result<Response> {
    let posted: OpenForm = form.parse()?;
    match open_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-count-opened", &reference)),
        Err(AppError::Invalid(errors)) => {
            let countable = queries::countable(&mut auth.read().await?).await?;
            page::unprocessable(&OpenPage::new(&auth.seed, &posted, &errors, &countable))
        }
        Err(error) => Err(error),
    }
}

async fn open_from(auth: &mut Authorized<OpenCount>, form: &Form, posted: &OpenForm) -> Result<String> {
    let now = auth.now();
    let mut tx = auth.write(form).await?;
    let chosen = queries::countable(&mut tx).await?.into_iter().find(|one| one.key == posted.what.trim());
    let chosen = chosen.ok_or_else(|| AppError::field("what", "count-not-yours"))?;
    let counted_at = posted.counted_at(&chosen.zone, now)?;
    let reference = match commands::open(&mut tx, &auth.actor, &chosen, counted_at).await {
        Err(AppError::Refused(name)) if name == "one_stock_count_at_a_time" => return Err(AppError::field("what", "constraint-one-stock-count-at-a-time")),
        Err(AppError::Refused(name)) if name == "one_station_count_at_a_time" => return Err(AppError::field("what", "constraint-one-station-count-at-a-time")),
        other => other?,
    };
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
