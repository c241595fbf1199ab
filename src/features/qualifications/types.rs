//! `/qualification-types`: what each type blocks, how long it lasts, when it warns, whose rule that is; and the forms that
//! change it or add one. The code of a type stays, and what a duty takes is not withdrawn.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, Kind};
use super::views::{key_of, period_words, slug, type_word};
use crate::actions;
use crate::audit::Entry;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Collection};
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::required;
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

actions! {
    /// The types.
    ListTypes: Get "/qualification-types" => "qualification.list", Collection, Quiet;
    /// The form of a new type.
    NewType: Get "/qualification-types/new" => "qualification-type.edit", Collection, Quiet;
    /// Adds one.
    CreateType: Post "/qualification-types" => "qualification-type.edit", Collection, Change;
    /// The form of a type.
    AskType: Get "/qualification-types/{code}/edit" => "qualification-type.edit", Kind, Quiet;
    /// Saves it.
    EditType: Post "/qualification-types/{code}/edit" => "qualification-type.edit", Kind, Change;
    /// What was saved, by whom.
    TypeHistory: Get "/qualification-types/{code}/history" => "qualification.list", Kind, Quiet;
}

/// `/qualification-types`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ListTypes, _, _>(index)
        .get::<NewType, _, _>(ask_new)
        .post::<CreateType, _, _>(create)
        .get::<AskType, _, _>(ask_edit)
        .post::<EditType, _, _>(edit)
        .get::<TypeHistory, _, _>(history_of)
}

const LIST: &str = "/qualification-types";

struct Line {
    name: String,
    blocks: String,
    lasts: String,
    warns: String,
    is_withdrawn: bool,
    url: String,
    edit_url: String,
    history_url: String,
}

#[derive(Template)]
#[template(path = "qualifications/types.html")]
struct Types {
    shell: Shell,
    new_url: String,
    rows: Vec<Line>,
}

async fn index(mut auth: Authorized<ListTypes>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let may_edit = policy::may(&auth.actor, "qualification-type.edit");
    let rows = queries::kinds(&mut tx)
        .await?
        .iter()
        .map(|kind| Line {
            name: type_word(language, kind),
            blocks: language.t(&format!("qualification-blocks-{}", slug(&kind.blocks))),
            lasts: period_words(language, kind),
            warns: language.fill("qualification-warns", &[("days", Hole::Number(kind.lead_days.into()))]),
            is_withdrawn: kind.is_withdrawn,
            url: format!("/qualifications?type={}", kind.code),
            edit_url: if may_edit { format!("{LIST}/{}/edit", kind.code) } else { String::new() },
            history_url: format!("{LIST}/{}/history", kind.code),
        })
        .collect();
    let new_url = if may_edit { format!("{LIST}/new") } else { String::new() };
    page::page(&Types { shell: Shell::new(&auth.seed, "qualification-types-title"), new_url, rows })
}

/// The form of a type, as posted. Its code is only asked of a new one, its name only of those that were added.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TypeForm {
    code: String,
    name: String,
    validity_days: String,
    lead_days: String,
    source: String,
    withdrawn: String,
    version: String,
}

/// A type as somebody wants it.
#[derive(Debug)]
struct TypeDraft {
    code: String,
    name: String,
    validity_days: Option<i32>,
    lead_days: i32,
    source: String,
    is_withdrawn: bool,
    version: i32,
}

impl TypeForm {
    fn of(kind: &Kind) -> Self {
        Self {
            code: kind.code.clone(),
            name: kind.name.clone(),
            validity_days: kind.validity_days.map(|days| days.to_string()).unwrap_or_default(),
            lead_days: kind.lead_days.to_string(),
            source: kind.source.clone(),
            withdrawn: if kind.is_withdrawn { "yes".to_owned() } else { String::new() },
            version: kind.version.to_string(),
        }
    }

    /// What was posted, understood. `kind`: the type that is changed; none: a new one.
    fn draft(&self, kind: Option<&Kind>) -> Result<TypeDraft> {
        let mut errors = FieldErrors::default();
        let code = match kind {
            Some(kind) => kind.code.clone(),
            None => required(&mut errors, "code", &self.code, 40).to_lowercase(),
        };
        if kind.is_none() && !code.is_empty() && !is_code(&code) {
            errors.add("code", Message::new("constraint-qualification-type-code-shape"));
        }
        if kind.is_none() && Language::has(&key_of(&code)) {
            errors.add("code", Message::new("qualification-type-taken"));
        }
        let is_named = kind.is_none_or(|kind| !kind.name.is_empty());
        let name = if is_named { required(&mut errors, "name", &self.name, 120) } else { String::new() };
        let is_printed = kind.is_some_and(|kind| kind.is_printed);
        let validity_days =
            if is_printed || self.validity_days.trim().is_empty() { None } else { days(&mut errors, "validity_days", &self.validity_days, 1, 3660) };
        let lead_days = days(&mut errors, "lead_days", &self.lead_days, 0, 366).unwrap_or_default();
        let source = required(&mut errors, "source", &self.source, 160);
        let is_withdrawn = !self.withdrawn.is_empty();
        if is_withdrawn && kind.is_some_and(|kind| kind.blocks != "nothing") {
            errors.add("withdrawn", Message::new("constraint-withdrawn-type-blocks-nothing"));
        }
        errors.or(TypeDraft { code, name, validity_days, lead_days, source, is_withdrawn, version: self.version.parse().unwrap_or_default() })
    }
}

fn days(errors: &mut FieldErrors, field: &'static str, text: &str, least: i32, most: i32) -> Option<i32> {
    let read = text.trim().parse::<i32>().ok().filter(|days| (least..=most).contains(days));
    if read.is_none() {
        errors.add(field, Message::new("qualification-type-a-number").with("least", least.to_string()).with("most", most.to_string()));
    }
    read
}

fn is_code(code: &str) -> bool {
    (2..=40).contains(&code.len()) && code.starts_with(|c: char| c.is_ascii_lowercase()) && code.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[derive(Template)]
#[template(path = "qualifications/type_form.html")]
struct FormPage {
    shell: Shell,
    title: String,
    is_new: bool,
    is_named: bool,
    is_printed: bool,
    may_withdraw: bool,
    blocks: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    code: Field,
    name: Field,
    validity_days: Field,
    lead_days: Field,
    source: Field,
    withdrawn: Field,
}

impl FormPage {
    fn new(seed: &Seed, kind: Option<&Kind>, form: &TypeForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("qualification-type-{}", name.replace('_', "-")), value, errors);
        let title = kind.map_or_else(|| language.t("qualification-type-new"), |kind| type_word(language, kind));
        let shell = Shell::titled(seed, title.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title,
            is_new: kind.is_none(),
            is_named: kind.is_none_or(|kind| !kind.name.is_empty()),
            is_printed: kind.is_some_and(|kind| kind.is_printed),
            may_withdraw: kind.is_some_and(|kind| kind.blocks == "nothing"),
            blocks: kind.map(|kind| language.t(&format!("qualification-blocks-{}", slug(&kind.blocks)))).unwrap_or_default(),
            action: kind.map_or_else(|| LIST.to_owned(), |kind| format!("{LIST}/{}/edit", kind.code)),
            back_url: LIST.to_owned(),
            deed: language.t(if kind.is_some() { "qualification-type-save" } else { "qualification-type-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            code: field("code", &form.code).hint(language, "qualification-type-code-hint"),
            name: field("name", &form.name),
            validity_days: field("validity_days", &form.validity_days).optional().hint(language, "qualification-type-validity-days-hint"),
            lead_days: field("lead_days", &form.lead_days).hint(language, "qualification-type-lead-days-hint"),
            source: field("source", &form.source).hint(language, "qualification-type-source-hint"),
            withdrawn: field("withdrawn", &form.withdrawn).optional().hint(language, "qualification-type-withdrawn-hint"),
        }
    }
}

async fn ask_new(auth: Authorized<NewType>) -> Result<Response> {
    let form = TypeForm { lead_days: "60".to_owned(), ..TypeForm::default() };
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default()))
}

async fn create(mut auth: Authorized<CreateType>, form: Form) -> Result<Response> {
    let posted: TypeForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(None)?;
        let mut tx = auth.write(&form).await?;
        add(&mut tx, &draft).await?;
        tx.commit(LIST).await?;
        Ok::<String, AppError>(draft.code)
    }
    .await;
    match outcome {
        Ok(code) => Ok(page::see_other_saying(LIST, "said-qualification-type-saved", &code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn ask_edit(auth: Authorized<AskType>) -> Result<Response> {
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &TypeForm::of(&auth.target), &FieldErrors::default()))
}

async fn edit(mut auth: Authorized<EditType>, form: Form) -> Result<Response> {
    let posted: TypeForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft(Some(&auth.target))?;
        let mut tx = auth.write(&form).await?;
        save(&mut tx, &draft).await?;
        tx.commit(LIST).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(LIST, "said-qualification-type-saved", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn history_of(mut auth: Authorized<TypeHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let saves = history::of(&mut tx, HistoryTable::QualificationType, &auth.target.code).await?;
    let subject = Subject { reference: type_word(auth.language(), &auth.target), url: LIST.to_owned(), ..Subject::default() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}

/// Adds a type: it blocks nothing, and stands last.
async fn add(tx: &mut Tx, draft: &TypeDraft) -> Result<()> {
    sqlx::query!(
        "insert into qualification_type (code, sort, blocks, name, validity_days, lead_days, source, is_withdrawn)
         select $1, coalesce(max(sort), 0) + 10, 'nothing', $2, $3, $4, $5, $6 from visible_qualification_type",
        draft.code,
        draft.name,
        draft.validity_days,
        draft.lead_days,
        draft.source,
        draft.is_withdrawn,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match AppError::from(error) {
        AppError::Refused(name) if name == "qualification_type_pkey" => AppError::field("code", "qualification-type-taken"),
        other => other,
    })?;
    tx.record(Entry::done("qualification-type.edit", &draft.code).with_detail("added"));
    Ok(())
}

/// Saves a type: from now on, for what is recorded from now on.
async fn save(tx: &mut Tx, draft: &TypeDraft) -> Result<()> {
    let done = sqlx::query!(
        "update qualification_type set name = $2, validity_days = $3, lead_days = $4, source = $5, is_withdrawn = $6, version = version + 1, updated_at = $7
         where code = $1 and version = $8",
        draft.code,
        draft.name,
        draft.validity_days,
        draft.lead_days,
        draft.source,
        draft.is_withdrawn,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("qualification-type.edit", &draft.code));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_small_letters_and_strokes() {
        for good in ["night_driving", "heat"] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "x", "Night", "night driving", "_x", "heat3"] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
