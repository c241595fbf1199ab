//! What every page begins with: what is known of the request, and the frame around its content.

use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use super::cookies::{cookie, language_of};
use super::navigation::{landing, navigation};
use crate::app::{App, InstallationKind};
use crate::authz::actor::{Actor, Preferences};
use crate::i18n::{Hole, Language};
use crate::web::statics;
use crate::web::time;

/// What is known of a request before its page is made. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Language of the answer.
    pub language: Language,
    /// The clock of the page, UTC.
    pub now: DateTime<Utc>,
    /// Sixteen hex digits.
    pub request_id: String,
    exercise: bool,
    here: String,
    who: Option<Who>,
    preferences: Preferences,
    pub(super) flash: Option<String>,
    bars: Vec<String>,
}

#[derive(Debug, Clone)]
struct Who {
    username: String,
    ends_at: DateTime<Utc>,
    nav: Vec<(&'static str, String)>,
    landing: String,
}

/// A link of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Where it leads.
    pub url: String,
    /// Its words.
    pub label: String,
    /// True on the page it leads to.
    pub current: bool,
}

/// A part of a record, as a link.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Where it leads.
    pub url: String,
    /// Its words.
    pub label: String,
    /// True on the page it leads to.
    pub current: bool,
}

/// A message from the page before.
#[derive(Debug, Clone)]
pub struct Flash {
    /// `done` or `caution`.
    pub kind: &'static str,
    /// Its words.
    pub text: String,
}

/// What every page says until it is over.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Its words.
    pub text: String,
    /// Where it is dealt with.
    pub url: String,
}

/// A language of the language bar.
#[derive(Debug, Clone)]
pub struct LanguageChoice {
    /// `en`.
    pub code: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// The page is in it.
    pub current: bool,
}

/// Who is signed in, for the header.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Sign-in name.
    pub username: String,
    /// Their landing page.
    pub landing: String,
}

/// The frame around every page. Every page struct has one as `shell`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// `en` or `fr`.
    pub lang: &'static str,
    /// "" follows the system.
    pub theme: String,
    /// `compact`, `standard`, `touch`.
    pub density: String,
    /// Single keys on.
    pub keys: bool,
    /// Title without names of people.
    pub title: String,
    /// True puts "Error:" before the title.
    pub error_title: bool,
    /// Classification on top of page and paper.
    pub mark: String,
    /// True in the exercise world.
    pub exercise: bool,
    /// At most seven.
    pub nav: Vec<NavItem>,
    /// The rest, under "More".
    pub more: Vec<NavItem>,
    /// `None` for strangers.
    pub signed_in: Option<SignedIn>,
    /// `12:31Z`.
    pub clock_z: String,
    /// Second clock, of a place; empty if none.
    pub clock_zone: String,
    /// RFC 3339, for the script's offset.
    pub server_time: String,
    /// RFC 3339, when the session ends without further requests; empty for strangers.
    pub session_ends: String,
    /// Message from the page before.
    pub flash: Option<Flash>,
    /// Emergency readings that are open, alarms not yet seen.
    pub bars: Vec<Bar>,
    /// Where announcements come from; empty for strangers and printed pages.
    pub stream_url: String,
    /// The language bar.
    pub languages: Vec<LanguageChoice>,
    /// Hashed address of the style sheet.
    pub css_url: String,
    /// Hashed address of the script.
    pub js_url: String,
    /// Path and query of this page.
    pub here: String,
    /// Sixteen hex digits.
    pub request_id: String,
    /// When the page was made, in words.
    pub age: String,
    /// Version of the program.
    pub version: &'static str,
    language: Language,
}

impl Seed {
    /// What stands on every sheet of a paper: when and by whom it was printed, and its serial number, which is the
    /// number of the request in the trail.
    pub fn printed(&self) -> String {
        let (who, time) = (self.who.as_ref().map_or("", |who| who.username.as_str()), time::z(self.now, self.language));
        self.language.fill("shell-printed", &[("time", Hole::Text(&time)), ("who", Hole::Text(who)), ("serial", Hole::Text(&self.request_id))])
    }

    /// For a signed-in person.
    pub fn of_actor(app: &App, actor: &Actor, now: DateTime<Utc>, ends_at: DateTime<Utc>, parts: &Parts, request_id: &str) -> Self {
        Self {
            language: actor.language,
            now,
            request_id: request_id.to_owned(),
            exercise: app.kind() != InstallationKind::Live,
            here: here(parts),
            who: Some(Who { username: actor.username.clone(), ends_at, nav: navigation(actor), landing: landing(actor) }),
            preferences: actor.preferences.clone(),
            flash: cookie(parts, "cordon_flash"),
            bars: actor.emergencies.clone(),
        }
    }

    /// For a stranger.
    pub fn of_stranger(app: &App, parts: &Parts, request_id: &str) -> Self {
        Self {
            language: language_of(parts),
            now: crate::clock::machine_now(),
            request_id: request_id.to_owned(),
            exercise: app.kind() != InstallationKind::Live,
            here: here(parts),
            who: None,
            preferences: Preferences { theme: String::new(), density: "standard".into(), keys: false },
            flash: cookie(parts, "cordon_flash"),
            bars: Vec::new(),
        }
    }

    /// True in the exercise world.
    pub fn is_exercise(&self) -> bool {
        self.exercise
    }

    /// When the session ends without further requests, UTC; `None` for strangers.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.who.as_ref().map(|who| who.ends_at)
    }

    /// Path and query of this request.
    pub fn here(&self) -> &str {
        &self.here
    }
}

impl Shell {
    /// The frame of a page with this title.
    pub fn new(seed: &Seed, title: &str) -> Self {
        Self::titled(seed, seed.language.t(title))
    }

    /// The frame of a page whose title is already words (a reference, never a name).
    pub fn titled(seed: &Seed, title: String) -> Self {
        let language = seed.language;
        let path = seed.here.split('?').next().unwrap_or_default();
        let mut nav: Vec<NavItem> = Vec::new();
        if let Some(who) = &seed.who {
            nav = who
                .nav
                .iter()
                .map(|(key, url)| NavItem {
                    current: path == url || path.strip_prefix(url.as_str()).is_some_and(|rest| rest.starts_with('/')),
                    url: url.clone(),
                    label: language.t(key),
                })
                .collect();
        }
        let more = if nav.len() > 7 { nav.split_off(6) } else { Vec::new() };
        let z = seed.now.format("%H:%MZ").to_string();
        Self {
            lang: language.code(),
            theme: seed.preferences.theme.clone(),
            density: seed.preferences.density.clone(),
            keys: seed.preferences.keys,
            title,
            error_title: false,
            mark: if seed.who.is_some() { language.t("mark-confidential") } else { String::new() },
            exercise: seed.exercise,
            nav,
            more,
            signed_in: seed.who.as_ref().map(|who| SignedIn { username: who.username.clone(), landing: who.landing.clone() }),
            age: language.fill("shell-page-age", &[("time", Hole::Text(&z))]),
            clock_z: z,
            clock_zone: String::new(),
            server_time: seed.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            session_ends: seed.who.as_ref().map(|who| who.ends_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default(),
            flash: seed.flash.as_deref().and_then(|value| flash_of(value, language)),
            bars: seed.bars.iter().filter_map(|mark| bar_of(mark, language)).collect(),
            stream_url: if seed.who.is_some() { "/events".into() } else { String::new() },
            languages: Language::ALL
                .into_iter()
                .map(|choice| LanguageChoice { code: choice.code(), name: choice.own_name(), current: choice == language })
                .collect(),
            css_url: statics::css_url().to_owned(),
            js_url: statics::js_url().to_owned(),
            here: seed.here.clone(),
            request_id: seed.request_id.clone(),
            version: env!("CARGO_PKG_VERSION"),
            language,
        }
    }

    /// Marked as a page with errors.
    pub fn with_errors(mut self) -> Self {
        self.error_title = true;
        self
    }

    /// Marked strictly confidential.
    pub fn strictly(mut self) -> Self {
        self.mark = self.language.t("mark-strictly-confidential");
        self
    }

    /// A paper about a record: its way back is the record, not the paper.
    pub fn paper(seed: &Seed, reference: &str, record_url: &str) -> Self {
        Self { here: record_url.to_owned(), ..Self::titled(seed, reference.to_owned()) }
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    /// A label with its colon, before a value.
    pub fn colon(&self, label: impl std::fmt::Display) -> String {
        self.language.colon(&label.to_string())
    }

    /// Language of the page.
    pub fn language(&self) -> Language {
        self.language
    }
}

/// `open E-7K3FA` is the person's own reading, `alarm E-7K3FA` somebody else's.
fn bar_of(mark: &str, language: Language) -> Option<Bar> {
    let (kind, reference) = mark.split_once(' ')?;
    let key = if kind == "open" { "emergency-bar-open" } else { "emergency-bar-alarm" };
    Some(Bar { text: language.fill(key, &[("ref", Hole::Text(reference))]), url: format!("/emergency-readings/{reference}") })
}

fn flash_of(value: &str, language: Language) -> Option<Flash> {
    let (key, reference) = value.split_once('|').unwrap_or((value, ""));
    if !key.starts_with("said-") {
        return None;
    }
    let reference: String = reference.chars().filter(|c| c.is_ascii_alphanumeric() || "-:. ".contains(*c)).take(60).collect();
    let kind = if key.starts_with("said-caution-") { "caution" } else { "done" };
    let text = language.try_fill(key, &[("ref", Hole::Text(&reference))])?;
    Some(Flash { kind, text })
}

fn here(parts: &Parts) -> String {
    parts.uri.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_else(|| "/".into())
}
