//! Ending the record of a person: merging it into another one of the same person, or voiding it. Both ask for a reason
//! and say what follows; what belongs to the record and its history stay with it. Written once, for officers here and
//! for senior officials in their feature: what differs is an [`Endable`].

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::commands;
use super::forms::required;
use super::handlers::url;
use super::queries::{self, Officer};
use super::views::{Head, TaskingLine, tasking_lines};
use crate::actions;
use crate::authz::action::{Action, Authorized, Target};
use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// Asks into which record.
    AskMerge: Get "/officers/{ref}/merge" => "officer.merge", Officer, Quiet;
    /// Merges.
    Merge: Post "/officers/{ref}/merge" => "officer.merge", Officer, Change;
    /// Asks why the record was wrong.
    AskVoid: Get "/officers/{ref}/void" => "officer.void", Officer, Quiet;
    /// Voids it.
    Void: Post "/officers/{ref}/void" => "officer.void", Officer, Change;
}

/// `/officers/{ref}/merge`, `/officers/{ref}/void`.
pub fn routes() -> Routes {
    Routes::default().get::<AskMerge, _, _>(ask_merge).post::<Merge, _, _>(merge).get::<AskVoid, _, _>(ask_void).post::<Void, _, _>(void)
}

/// What a record of a person says when it ends.
pub struct Words {
    /// What its words begin with: `officer`.
    pub noun: &'static str,
    /// Refused: it has ended already.
    pub has_ended: &'static str,
    /// Refused: the other record is not there.
    pub unknown: &'static str,
    /// Said after a merge.
    pub said_merged: &'static str,
    /// Said after voiding.
    pub said_voided: &'static str,
}

/// A record of a person that can be merged or voided.
pub trait Endable: Target {
    /// Its words.
    const WORDS: Words;
    /// Its reference.
    fn reference(&self) -> &str;
    /// Address of the record of a reference.
    fn url(reference: &str) -> String;
    /// Its version.
    fn version(&self) -> i32;
    /// True while it is in use.
    fn is_active(&self) -> bool;
    /// The record of a reference, if the reader sees it.
    fn find(tx: &mut Tx, reference: &str) -> impl Future<Output = Result<Option<Self>>> + Send;
    /// Merges it into another.
    fn merge(&self, tx: &mut Tx, actor: &Actor, into: &Self, reason: &str, version: i32) -> impl Future<Output = Result<()>> + Send;
    /// Voids it.
    fn void(&self, tx: &mut Tx, actor: &Actor, reason: &str, version: i32) -> impl Future<Output = Result<()>> + Send;
    /// The page: the form, with what follows from ending this record.
    fn page<A: Action<Target = Self>>(auth: &mut Authorized<A>, ending: Ending) -> impl Future<Output = Result<Response>> + Send;
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EndForm {
    into: String,
    reason: String,
    version: String,
}

/// The form of an ending, as its page prints it.
pub struct Ending {
    pub shell: Shell,
    pub is_merge: bool,
    pub title: String,
    pub action: String,
    pub back_url: String,
    pub deed: String,
    pub form_key: String,
    pub version: i32,
    pub errors: Vec<ErrorLink>,
    pub into: Field,
    pub reason: Field,
}

async fn answer<T: Endable, A: Action<Target = T>>(auth: &mut Authorized<A>, is_merge: bool, form: &EndForm, errors: &FieldErrors) -> Result<Response> {
    let (record, language, noun) = (&auth.target, auth.language(), T::WORDS.noun);
    if !record.is_active() {
        return Err(AppError::Conflict(Message::new(T::WORDS.has_ended)));
    }
    let word = if is_merge { "merge" } else { "void" };
    let (back_url, label) = (T::url(record.reference()), format!("{noun}-merge-into"));
    let shell = Shell::titled(&auth.seed, record.reference().to_owned());
    let ending = Ending {
        is_merge,
        title: language.t(&format!("{noun}-{word}-title")),
        action: format!("{back_url}/{word}"),
        back_url,
        deed: language.t(&format!("{noun}-{word}-deed")),
        form_key: fresh_form_key(),
        version: record.version(),
        errors: errors.links(language),
        into: Field::new(language, "into", &label, &form.into, errors).hint(language, &format!("{label}-hint")),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    T::page(auth, ending).await
}

/// Asks into which record.
pub async fn ask_merge<T: Endable, A: Action<Target = T>>(mut auth: Authorized<A>) -> Result<Response> {
    answer(&mut auth, true, &EndForm::default(), &FieldErrors::default()).await
}

/// Asks why the record was wrong.
pub async fn ask_void<T: Endable, A: Action<Target = T>>(mut auth: Authorized<A>) -> Result<Response> {
    answer(&mut auth, false, &EndForm::default(), &FieldErrors::default()).await
}

/// Merges.
pub async fn merge<T: Endable, A: Action<Target = T>>(mut auth: Authorized<A>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match merge_from(&mut auth, &form, &posted).await {
        Ok(into) => Ok(page::see_other_saying(&T::url(&into), T::WORDS.said_merged, auth.target.reference())),
        Err(AppError::Invalid(errors)) => answer(&mut auth, true, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn merge_from<T: Endable, A: Action<Target = T>>(auth: &mut Authorized<A>, form: &Form, posted: &EndForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let into = required(&mut errors, "into", &posted.into, 120);
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    let into = T::find(&mut tx, &into.to_uppercase()).await?.ok_or(AppError::field("into", T::WORDS.unknown))?;
    auth.target.merge(&mut tx, &auth.actor, &into, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&T::url(into.reference())).await?;
    Ok(into.reference().to_owned())
}

/// Voids.
pub async fn void<T: Endable, A: Action<Target = T>>(mut auth: Authorized<A>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match void_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&T::url(auth.target.reference()), T::WORDS.said_voided, auth.target.reference())),
        Err(AppError::Invalid(errors)) => answer(&mut auth, false, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn void_from<T: Endable, A: Action<Target = T>>(auth: &mut Authorized<A>, form: &Form, posted: &EndForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    auth.target.void(&mut tx, &auth.actor, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&T::url(auth.target.reference())).await
}

#[derive(Template)]
#[template(path = "people/ending.html")]
struct EndingPage {
    shell: Shell,
    officer: Head,
    e: Ending,
    has_account: bool,
    taskings: Vec<TaskingLine>,
}

impl Endable for Officer {
    const WORDS: Words = Words {
        noun: "officer",
        has_ended: "officer-has-ended",
        unknown: "officer-merge-unknown",
        said_merged: "said-officer-merged",
        said_voided: "said-officer-voided",
    };

    fn reference(&self) -> &str {
        &self.reference
    }
    fn url(reference: &str) -> String {
        url(reference)
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn is_active(&self) -> bool {
        Officer::is_active(self)
    }
    async fn find(tx: &mut Tx, reference: &str) -> Result<Option<Self>> {
        queries::by_ref(tx, reference).await
    }
    async fn merge(&self, tx: &mut Tx, actor: &Actor, into: &Self, reason: &str, version: i32) -> Result<()> {
        commands::merge(tx, actor, self, into, reason, version).await
    }
    async fn void(&self, tx: &mut Tx, actor: &Actor, reason: &str, version: i32) -> Result<()> {
        commands::void(tx, actor, self, reason, version).await
    }

    async fn page<A: Action<Target = Self>>(auth: &mut Authorized<A>, e: Ending) -> Result<Response> {
        let mut tx = auth.read().await?;
        let officer = &auth.target;
        let taskings = queries::coming_taskings_of(&mut tx, officer.id).await?;
        drop(tx);
        let view = EndingPage {
            shell: e.shell.clone(),
            officer: Head::new(&auth.seed, &auth.actor, officer),
            has_account: officer.has_account,
            taskings: tasking_lines(auth.language(), &auth.seed, &taskings),
            e,
        };
        if view.e.errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
    }
}
