//! Photos of a weapon: its markings, the whole, damage. At most six count, each made anew, without place and device
//! ([`crate::uploads`]), and sealed. No list shows them; the record offers them, and opening one is logged. What was
//! wrong is taken off with a reason and stays stored, unopened.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::queries::{self, Firearm};
use super::views::{url, word};
use crate::actions;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::FirearmId;
use crate::features::people::{at_most, required, with_ask};
use crate::i18n::{Hole, Language, Message};
use crate::uploads::{self, Kind};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key, together};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

actions! {
    /// The form that adds one.
    NewPhoto: Get "/firearms/{ref}/photos/new" => "firearm.photo", Firearm, Quiet;
    /// Adds it.
    AddPhoto: Post "/firearms/{ref}/photos" => "firearm.photo", Firearm, Change;
    /// A photo with who added it.
    ShowPhoto: Get "/firearms/{ref}/photos/{number}" => "firearm.show", Photo, Quiet;
    /// The picture itself.
    OpenPhoto: Get "/firearms/{ref}/photos/{number}/picture" => "firearm.open-photo", Photo, Read;
    /// Asks why it is taken off.
    AskRemovePhoto: Get "/firearms/{ref}/photos/{number}/remove" => "firearm.photo", Photo, Quiet;
    /// Takes it off.
    RemovePhoto: Post "/firearms/{ref}/photos/{number}/remove" => "firearm.photo", Photo, Change;
}

/// `/firearms/{ref}/photos`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<NewPhoto, _, _>(ask_new)
        .post::<AddPhoto, _, _>(add)
        .get::<ShowPhoto, _, _>(show)
        .get::<OpenPhoto, _, _>(open)
        .get::<AskRemovePhoto, _, _>(ask_remove)
        .post::<RemovePhoto, _, _>(remove)
}

const TABLE: &str = "firearm_photo";
/// Most photos of a weapon that count.
const MOST: usize = 6;
/// What a photo shows, as stored.
const SHOWS: &[&str] = &["marking_left", "marking_right", "whole", "damage", "other"];

/// A photo that counts, with its weapon.
pub struct Photo {
    firearm: Firearm,
    line: Line,
}

struct Line {
    id: Uuid,
    number: i32,
    shows: String,
    note: String,
    bytes: i32,
    key_sealed: Vec<u8>,
    added: String,
    added_at: DateTime<Utc>,
    version: i32,
}

impl Target for Photo {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(firearm) = queries::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let number = params.number("number")?;
        let line = lines(tx, firearm.id).await?.into_iter().find(|line| line.number == number);
        Ok(line.map(|line| Self { firearm, line }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.firearm.facts(actor)
    }
    fn subject(&self) -> String {
        self.firearm.subject()
    }
    fn cell(&self) -> i32 {
        self.firearm.cell
    }
}

/// The photos that count, in the order in which they came.
async fn lines(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select id as "id!", number as "number!", shows as "shows!", note as "note!", bytes as "bytes!", key_sealed as "key_sealed!",
             coalesce(sec.account_label(added_by), '') as "added!", added_at as "added_at!", version as "version!"
           from visible_firearm_photo where firearm_id = $1 and removed_at is null order by number limit 6"#,
        firearm.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Every photo there was, for the history.
pub async fn ids(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_firearm_photo where firearm_id = $1 limit 500"#, firearm.0).fetch_all(&mut **tx).await?)
}

/// A photo as the record offers it.
pub struct Offer {
    pub url: String,
    pub words: String,
    pub size: String,
    pub note: String,
}

/// The photos of a record, and where one is added; empty where the reader may not or there are enough.
#[derive(Default)]
pub struct OfRecord {
    pub rows: Vec<Offer>,
    pub add_url: String,
}

/// What the record offers.
pub async fn of_record(tx: &mut Tx, actor: &Actor, firearm: &Firearm, language: Language) -> Result<OfRecord> {
    let lines = lines(tx, firearm.id).await?;
    let record = url(&firearm.reference);
    let may_add = lines.len() < MOST && policy::decide(actor, "firearm.photo", &firearm.facts(actor)) == Decision::Allow;
    let offer = |line: Line| Offer {
        url: format!("{record}/photos/{}", line.number),
        words: shows_word(language, &line.shows),
        size: uploads::size(line.bytes, language),
        note: line.note,
    };
    Ok(OfRecord { rows: lines.into_iter().map(offer).collect(), add_url: if may_add { format!("{record}/photos/new") } else { String::new() } })
}

fn shows_word(language: Language, shows: &str) -> String {
    word(language, "firearm-photo-shows", shows)
}

fn shell(seed: &Seed, firearm: &Firearm, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, firearm.reference.clone());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

#[derive(Template)]
#[template(path = "firearms/photo.html")]
struct PhotoPage {
    shell: Shell,
    reference: String,
    called: String,
    title: String,
    note: String,
    source: String,
    alt: String,
    since: String,
    remove_url: String,
    back_url: String,
}

async fn show(auth: Authorized<ShowPhoto>) -> Result<Response> {
    let (Photo { firearm, line }, language) = (&auth.target, auth.language());
    let title = shows_word(language, &line.shows);
    let here = format!("{}/photos/{}", url(&firearm.reference), line.number);
    let may_remove = policy::decide(&auth.actor, "firearm.photo", &firearm.facts(&auth.actor)) == Decision::Allow;
    let since = [("who", Hole::Text(&line.added)), ("time", Hole::Text(&time::z(line.added_at, language)))];
    page::page(&PhotoPage {
        shell: Shell::titled(&auth.seed, firearm.reference.clone()),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        alt: language.fill("firearm-photo-alt", &[("ref", Hole::Text(&firearm.reference)), ("shows", Hole::Text(&title))]),
        note: line.note.clone(),
        source: format!("{here}/picture"),
        since: language.fill("firearm-photo-since", &since),
        remove_url: if may_remove { format!("{here}/remove") } else { String::new() },
        back_url: url(&firearm.reference),
        title,
    })
}

async fn open(mut auth: Authorized<OpenPhoto>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let Photo { firearm, line } = &auth.target;
    let bytes = uploads::open(&mut tx, TABLE, line.id, &line.key_sealed).await?;
    Ok(uploads::handed_over(Kind::Jpeg, &format!("{}-{}", firearm.reference, line.number), bytes))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PhotoForm {
    shows: String,
    note: String,
}

struct Draft {
    shows: &'static str,
    note: String,
}

impl PhotoForm {
    fn draft(&self) -> Result<Draft> {
        let mut errors = FieldErrors::default();
        let shows = SHOWS.iter().copied().find(|known| *known == self.shows).unwrap_or_else(|| {
            errors.add("shows", Message::new(if self.shows.is_empty() { "field-required" } else { "field-not-a-choice" }));
            ""
        });
        let note = at_most(&mut errors, "note", &self.note, 200);
        errors.or(Draft { shows, note })
    }
}

#[derive(Template)]
#[template(path = "firearms/photo_form.html")]
struct FormPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    shows: Field,
    choices: Vec<Choice>,
    note: Field,
    photo: Field,
    accepted: &'static str,
}

fn form_page<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &PhotoForm, errors: &FieldErrors) -> FormPage {
    let (language, firearm) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let choices = SHOWS.iter().map(|code| Choice::new(*code, shows_word(language, code), &form.shows)).collect();
    FormPage {
        shell: shell(&auth.seed, firearm, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        action: format!("{}/photos", url(&firearm.reference)),
        back_url: url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        shows: field("shows", "firearm-photo-shows", &form.shows),
        choices: with_ask(language, choices),
        note: field("note", "firearm-photo-note", &form.note).optional(),
        photo: field("photo", "firearm-photo", "").hint(language, "firearm-photo-hint"),
        accepted: uploads::PICTURES,
    }
}

async fn ask_new(auth: Authorized<NewPhoto>) -> Result<Response> {
    page::page(&form_page(&auth, &PhotoForm::default(), &FieldErrors::default()))
}

async fn add(mut auth: Authorized<AddPhoto>, form: Form) -> Result<Response> {
    let posted: PhotoForm = form.parse()?;
    match add_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-firearm-photo-added", &auth.target.reference)),
        Err(AppError::Refused(name)) if name == "firearm_has_six_photos" => {
            let mut errors = FieldErrors::default();
            errors.add("photo", Message::new("constraint-firearm-has-six-photos"));
            page::unprocessable(&form_page(&auth, &posted, &errors))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddPhoto>, form: &Form, posted: &PhotoForm) -> Result<()> {
    let (picture, draft) = together(uploads::photograph(form, "photo").await, posted.draft())?;
    let mut tx = auth.write(form).await?;
    let kept = uploads::keep(&mut tx, TABLE, &picture.bytes).await?;
    sqlx::query!(
        "insert into firearm_photo (id, firearm_id, number, shows, note, bytes, digest, key_sealed) values ($1, $2, 0, $3, $4, $5, $6, $7)",
        kept.id,
        auth.target.id.0,
        draft.shows,
        draft.note,
        i32::try_from(picture.bytes.len()).unwrap_or(i32::MAX),
        picture.digest,
        kept.key_sealed
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail("added"));
    tx.commit(&url(&auth.target.reference)).await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RemovalForm {
    reason: String,
    version: String,
}

#[derive(Template)]
#[template(path = "firearms/remove_photo.html")]
struct RemovalPage {
    shell: Shell,
    reference: String,
    called: String,
    what: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn removal_page<A: Action<Target = Photo>>(auth: &Authorized<A>, form: &RemovalForm, errors: &FieldErrors) -> RemovalPage {
    let (Photo { firearm, line }, language) = (&auth.target, auth.language());
    let here = format!("{}/photos/{}", url(&firearm.reference), line.number);
    RemovalPage {
        shell: shell(&auth.seed, firearm, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        what: shows_word(language, &line.shows),
        action: format!("{here}/remove"),
        back_url: here,
        form_key: fresh_form_key(),
        version: line.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "firearm-photo-removal", &form.reason, errors),
    }
}

async fn ask_remove(auth: Authorized<AskRemovePhoto>) -> Result<Response> {
    page::page(&removal_page(&auth, &RemovalForm::default(), &FieldErrors::default()))
}

async fn remove(mut auth: Authorized<RemovePhoto>, form: Form) -> Result<Response> {
    let posted: RemovalForm = form.parse()?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 500);
    if !errors.is_empty() {
        return page::unprocessable(&removal_page(&auth, &posted, &errors));
    }
    let record = url(&auth.target.firearm.reference);
    let (photo, version) = (auth.target.line.id, posted.version.parse::<i32>().unwrap_or_default());
    let mut tx = auth.write(&form).await?;
    let (now, account) = (tx.now, tx.ctx().account.0);
    let done = sqlx::query!(
        "update firearm_photo set removed_at = $2, removed_by = $3, removal_reason = $4, version = version + 1
         where id = $1 and version = $5 and removed_at is null",
        photo,
        now,
        account,
        reason,
        version
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("firearm-photo-is-gone")));
    }
    tx.record(auth.entry().with_detail("removed"));
    tx.commit(&record).await?;
    Ok(page::see_other_saying(&record, "said-firearm-photo-removed", &auth.target.firearm.reference))
}
