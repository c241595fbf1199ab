//! An action is a route with a name; [`Authorized`] is the proof that somebody may do it now.
//! Only [`admit`] leads to one: it finds the session, loads the target with the facts the rule needs,
//! and decides. A handler without the proof does not compile.

use std::collections::HashMap;
use std::marker::PhantomData;

use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::audit::{Entry, Outcome};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::session;
use crate::db::{Ctx, Tx};
use crate::i18n::Language;
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::page::Seed;

/// GET or POST: there is no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads, in a read-only transaction.
    Get,
    /// Changes.
    Post,
}

/// What of it enters the trail, besides changes, which always do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audit {
    /// Nothing: lists, records of one's scope, fragments.
    Quiet,
    /// Each reading, before the content leaves.
    Read,
    /// A duty screen: once per session and scope.
    Duty,
    /// A change; its command writes the entry.
    Change,
}

/// What the route table knows of an action.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// GET or POST.
    pub method: Method,
    /// Path with `{parts}`.
    pub path: &'static str,
    /// Name of its line in the rule table.
    pub name: &'static str,
    /// What enters the trail.
    pub audit: Audit,
}

/// A route that somebody must be allowed to walk.
pub trait Action: Send + Sync + 'static {
    /// Its line in the route table.
    const META: Meta;
    /// What it acts on.
    type Target: Target;
}

/// What an action acts on, loaded with the facts its rule needs.
pub trait Target: Sized + Send + Sync + 'static {
    /// Loads it through the visible relation. `None`: not there, or not to be known.
    fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> impl Future<Output = Result<Option<Self>>> + Send;
    /// What the rule needs to know.
    fn facts(&self, actor: &Actor) -> Facts;
    /// Its reference, for the trail.
    fn subject(&self) -> String;
    /// Its cell, which chooses the chain; 0 if it has none.
    fn cell(&self) -> i32 {
        0
    }
    /// Which part of the subject is read, for the trail; empty where the subject says all.
    fn detail(&self) -> String {
        String::new()
    }
    /// How a refusal is answered to somebody who may know of it, if not with the general page.
    fn refusal(&self, _: &Actor) -> Option<AppError> {
        None
    }
}

/// A list, a board, a new record: no target but the right itself.
#[derive(Debug, Clone, Copy)]
pub struct Collection;

impl Target for Collection {
    async fn load(_: &mut Tx, _: &Actor, _: &Params) -> Result<Option<Self>> {
        Ok(Some(Collection))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        String::new()
    }
}

/// The parts of the path, by name.
#[derive(Debug, Clone, Default)]
pub struct Params(pub HashMap<String, String>);

impl Params {
    /// A part; empty if the path has none of that name.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A part as a number; a malformed one is not found.
    pub fn number(&self, name: &str) -> Result<i32> {
        self.get(name).parse().map_err(|_| AppError::NotFound)
    }

    /// A part as a uuid; a malformed one is not found.
    pub fn uuid(&self, name: &str) -> Result<uuid::Uuid> {
        self.get(name).parse().map_err(|_| AppError::NotFound)
    }
}

/// The form in which a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Page,
    /// The rows as CSV.
    Csv,
    /// The rows as a workbook.
    Xlsx,
}

/// Proof that the actor may do `A` on its target now, with what the handler needs to do it.
pub struct Authorized<A: Action> {
    /// The program.
    pub app: App,
    /// Who.
    pub actor: Actor,
    /// On what, as it was when decided. Commands lock and decide again.
    pub target: A::Target,
    /// Parts of the path.
    pub params: Params,
    /// The query string, without the question mark.
    pub query: String,
    /// Name of the fragment asked for, if one is.
    pub fragment: Option<String>,
    /// Page, CSV or workbook.
    pub format: Format,
    /// True if a script sends what it kept (`X-Outbox: 1`) and wants 204, not a page.
    pub is_from_outbox: bool,
    /// What every page of this request begins with.
    pub seed: Seed,
    /// The latest change heard of before the first transaction saw its rows.
    pub latest_change: u64,
    tx: Option<Tx>,
    proof: PhantomData<fn() -> A>,
}

impl<A: Action> Authorized<A> {
    /// A read-only transaction: the one the decision was made in, while there is one.
    pub async fn read(&mut self) -> Result<Tx> {
        match self.tx.take() {
            Some(tx) => Ok(tx),
            None => self.app.db.read(&self.actor.ctx).await,
        }
    }

    /// A transaction for what this form asks. The second sending of the same form changes nothing.
    ///
    /// A page may put one key into several of its forms: the key counts per address, so that a note
    /// is not taken for the second sending of a check-in.
    pub async fn write(&mut self, form: &Form) -> Result<Tx> {
        self.tx = None;
        let key = form.key().map(|key| Sha256::new().chain_update(key).chain_update(A::META.path).chain_update(self.target.subject()).finalize().to_vec());
        self.app.db.write_once(&self.actor.ctx, key, A::META.name).await
    }

    /// The database's clock at the beginning of the request, UTC.
    pub fn now(&self) -> DateTime<Utc> {
        self.seed.now
    }

    /// Language of the answer.
    pub fn language(&self) -> Language {
        self.seed.language
    }

    /// Who, as transactions know them.
    pub fn ctx(&self) -> &Ctx {
        &self.actor.ctx
    }

    /// An entry of the trail for this action on this target.
    pub fn entry(&self) -> Entry {
        Entry::done(A::META.name, self.target.subject()).at_cell(self.target.cell())
    }
}

/// What the edge found out about a request before anybody is known.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Sixteen hex digits.
    pub request_id: String,
    /// Language to fall back to.
    pub language: Language,
}

/// What [`admit`] found out, for whichever action it is.
pub(super) struct Admitted<T> {
    actor: Actor,
    target: T,
    fragment: Option<String>,
    seed: Seed,
    latest_change: u64,
    tx: Option<Tx>,
}

/// Finds the session, loads the target, decides, and writes what the trail must know.
///
/// Made anew for each kind of target and not for each action; all but the loading is one code for all of them.
pub(super) async fn admit<T: Target>(
    app: &App,
    parts: &Parts,
    meta: &'static Meta,
    params: &Params,
    format: Format,
    arrival: &Arrival,
    seed_out: &mut Option<Seed>,
) -> Result<Admitted<T>> {
    let mut door = enter(app, parts, meta, arrival, seed_out).await?;
    let target = T::load(&mut door.tx, &door.actor, params).await?;
    let known = target.as_ref().map(|target| Known {
        facts: target.facts(&door.actor),
        subject: target.subject(),
        cell: target.cell(),
        detail: target.detail(),
        refusal: target.refusal(&door.actor),
    });
    let door = pass(app, meta, format, door, known).await?;
    Ok(Admitted {
        target: target.ok_or(AppError::NotFound)?,
        fragment: door.fragment,
        seed: door.seed,
        latest_change: door.latest_change,
        tx: (meta.method == Method::Get).then_some(door.tx),
        actor: door.actor,
    })
}

impl<A: Action> Authorized<A> {
    /// The proof, out of what was found out for this action.
    pub(super) fn of(admitted: Admitted<A::Target>, app: &App, parts: &Parts, params: Params, format: Format) -> Self {
        Self {
            app: app.clone(),
            actor: admitted.actor,
            target: admitted.target,
            params,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            fragment: admitted.fragment,
            format,
            is_from_outbox: parts.headers.get("x-outbox").is_some_and(|value| value == "1"),
            seed: admitted.seed,
            latest_change: admitted.latest_change,
            tx: admitted.tx,
            proof: PhantomData,
        }
    }
}

/// Somebody with a live session who asks for something.
struct Door {
    actor: Actor,
    seed: Seed,
    fragment: Option<String>,
    latest_change: u64,
    tx: Tx,
}

/// What the decision needs to know of a target.
struct Known {
    facts: Facts,
    subject: String,
    cell: i32,
    detail: String,
    refusal: Option<AppError>,
}

async fn enter(app: &App, parts: &Parts, meta: &Meta, arrival: &Arrival, seed_out: &mut Option<Seed>) -> Result<Door> {
    let fragment = parts.headers.get("x-fragment").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let Some(token) = session::token_of(&parts.headers) else {
        app.count_refusal(meta.name).await;
        return Err(AppError::SignIn);
    };
    // What a page asks by itself keeps no session alive; what is sent is always somebody's deed.
    let touch = (fragment.is_none() || meta.method == Method::Post) && meta.name != "stream.open";
    let live = session::open(&app.db, &session::key_of(&token), touch, "web", &arrival.request_id).await?;
    let Some(live) = live else {
        return Err(AppError::SignIn);
    };
    let actor = live.actor;
    let seed = Seed::of_actor(app, &actor, live.now, live.ends_at, parts, &arrival.request_id);
    *seed_out = Some(seed.clone());
    let latest_change = app.latest_change();
    let tx = app.db.read(&actor.ctx).await?;
    Ok(Door { actor, seed, fragment, latest_change, tx })
}

/// Decides; answers the door again if it is open.
async fn pass(app: &App, meta: &Meta, format: Format, door: Door, known: Option<Known>) -> Result<Door> {
    let Some(known) = known else {
        drop(door.tx);
        app.db.note(&door.actor.ctx, Entry::new(meta.name, "", Outcome::Refused).with_detail("not found")).await?;
        return Err(AppError::NotFound);
    };
    let actor = &door.actor;
    let decision = app.walls.decide(actor, meta.name, &known.facts);
    if actor.session_kind == "wall" && !(meta.method == Method::Get && meta.audit != Audit::Read) {
        return Err(AppError::Forbidden(crate::i18n::Message::new("refused-wall-reads-only")));
    }
    if let Decision::Refuse(message) = decision {
        drop(door.tx);
        let entry = Entry::new(meta.name, known.subject, Outcome::Refused).with_detail(message.key).at_cell(known.cell);
        app.db.note(&door.actor.ctx, entry).await?;
        return Err(known.refusal.unwrap_or(AppError::Forbidden(message)));
    }
    let reads = match (meta.audit, format) {
        (Audit::Read, _) => door.fragment.is_none(),
        (_, Format::Csv | Format::Xlsx) => true,
        (Audit::Duty, Format::Page) => app.first_duty_reading(actor, meta.name, &known.subject).await?,
        _ => false,
    };
    if reads {
        // INV-31: the entry is written before the content leaves; if it cannot be, the content stays.
        let detail = match format {
            Format::Page => known.detail.as_str(),
            Format::Csv => "export csv",
            Format::Xlsx => "export xlsx",
        };
        let entry = Entry::new(meta.name, known.subject, Outcome::Read).with_detail(detail).at_cell(known.cell);
        app.db.note(&actor.ctx, entry).await?;
    }
    Ok(door)
}

/// True if the line of this action would allow the actor the collection; for navigation and buttons.
pub fn may(actor: &Actor, action: &str) -> bool {
    policy::may(actor, action)
}

/// Lists actions: name of the type, method, path, name in the rule table, target, trail.
#[macro_export]
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $method:ident $path:literal => $action:literal, $target:ty, $audit:ident;)*) => { $(
        $(#[$doc])*
        pub struct $name;
        impl $crate::authz::action::Action for $name {
            const META: $crate::authz::action::Meta = $crate::authz::action::Meta {
                method: $crate::authz::action::Method::$method,
                path: $path,
                name: $action,
                audit: $crate::authz::action::Audit::$audit,
            };
            type Target = $target;
        }
    )* };
}
