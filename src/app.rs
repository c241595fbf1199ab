//! The program as handlers see it: the database, the stop signal, the announcements, settings.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Db;
use crate::web::error::Result;

/// Readings of duty screens that need not be asked after again; beyond that many they are.
const DUTY_READINGS_KEPT: usize = 10_000;

/// Cheap to clone; every request has one.
#[derive(Clone)]
pub struct App {
    /// The only way to data.
    pub db: Db,
    /// Which walls stand. Both, outside tests.
    pub walls: Walls,
    /// The program's own file, which reads workbooks in a process of its own.
    pub workbook_reader: Arc<Path>,
    inner: Arc<Inner>,
}

struct Inner {
    kind: InstallationKind,
    secure_cookies: bool,
    data_dir: PathBuf,
    hashing: Semaphore,
    announcements: broadcast::Sender<Announcement>,
    versions: Mutex<Versions>,
    duty_read: Mutex<HashSet<(Uuid, String, String)>>,
    stop: CancellationToken,
}

/// What the installation was made for; fixed at its first migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallationKind {
    /// Real people.
    Live,
    /// Invented people; every page says EXERCISE.
    Exercise,
    /// The test suite's.
    Test,
}

/// Something changed in a cell: a topic and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// `watch`, `import`; `session:` and an id where a session ended or reaches other cells now.
    pub topic: String,
    /// Cells in which it changed; none means everywhere.
    pub cells: Vec<i32>,
}

/// When each topic last changed in each cell, as far as this server heard. Two servers may count
/// differently: a page that meets another number asks once more than needed, never once too little.
#[derive(Debug)]
struct Versions {
    last: u64,
    everywhere: u64,
    changed: HashMap<(String, i32), u64>,
}

impl Versions {
    fn starting() -> Self {
        let start = crate::clock::machine_now().timestamp_millis().unsigned_abs();
        Self { last: start, everywhere: start, changed: HashMap::new() }
    }

    fn note(&mut self, announcement: &Announcement) {
        self.last = (self.last + 1).max(crate::clock::machine_now().timestamp_millis().unsigned_abs());
        if announcement.cells.is_empty() {
            self.everywhere = self.last;
        }
        for cell in &announcement.cells {
            self.changed.insert((announcement.topic.clone(), *cell), self.last);
        }
    }

    fn of(&self, topic: &str, cells: &[i32]) -> u64 {
        cells.iter().filter_map(|cell| self.changed.get(&(topic.to_owned(), *cell))).copied().max().unwrap_or(0).max(self.everywhere)
    }
}

/// The application's wall. The database's own wall is its roles' affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walls {
    #[cfg(feature = "test-walls")]
    application: bool,
}

impl Default for Walls {
    fn default() -> Self {
        Self {
            #[cfg(feature = "test-walls")]
            application: true,
        }
    }
}

impl Walls {
    /// Takes the application's wall down, to prove the database's. Test builds only.
    #[cfg(feature = "test-walls")]
    pub fn without_application() -> Self {
        Self { application: false }
    }

    /// The decision of the rule table.
    pub fn decide(&self, actor: &Actor, action: &str, facts: &Facts) -> Decision {
        #[cfg(feature = "test-walls")]
        if !self.application {
            return Decision::Allow;
        }
        policy::decide(actor, action, facts)
    }
}

#[cfg(all(feature = "test-walls", not(debug_assertions)))]
compile_error!("test-walls is for test builds; a release stands behind both walls");

impl App {
    /// Puts the program together.
    pub fn new(db: Db, kind: InstallationKind, secure_cookies: bool, data_dir: PathBuf, stop: CancellationToken) -> Self {
        let (announcements, _) = broadcast::channel(256);
        let versions = Mutex::new(Versions::starting());
        let duty_read = Mutex::new(HashSet::new());
        let inner = Inner { kind, secure_cookies, data_dir, hashing: Semaphore::new(2), announcements, versions, duty_read, stop };
        Self { db, walls: Walls::default(), workbook_reader: Path::new("").into(), inner: Arc::new(inner) }
    }

    /// What the installation was made for.
    pub fn kind(&self) -> InstallationKind {
        self.inner.kind
    }

    /// True behind TLS: `__Host-` cookies with Secure.
    pub fn secure_cookies(&self) -> bool {
        self.inner.secure_cookies
    }

    /// Folder of the installation's own files.
    pub fn data_dir(&self) -> &std::path::Path {
        &self.inner.data_dir
    }

    /// At most two password hashes at a time.
    pub fn hashing(&self) -> &Semaphore {
        &self.inner.hashing
    }

    /// Where changes are announced to open streams.
    pub fn announcements(&self) -> &broadcast::Sender<Announcement> {
        &self.inner.announcements
    }

    /// Counts a change and tells open streams of it.
    pub fn announce(&self, announcement: Announcement) {
        if !announcement.topic.starts_with("session:") {
            self.inner.versions.lock().unwrap_or_else(PoisonError::into_inner).note(&announcement);
        }
        // Nobody listening is no error.
        let _ = self.inner.announcements.send(announcement);
    }

    /// Version of a topic over some cells: it grows with each change in one of them.
    pub fn version(&self, topic: &str, cells: &[i32]) -> u64 {
        self.inner.versions.lock().unwrap_or_else(PoisonError::into_inner).of(topic, cells)
    }

    /// The latest change heard of, in any cell: taken before rows are read, no later version is theirs.
    pub fn latest_change(&self) -> u64 {
        self.inner.versions.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    /// Cancelled when the server stops.
    pub fn stop(&self) -> &CancellationToken {
        &self.inner.stop
    }

    /// Counts a refusal of a stranger: counted, not chained.
    pub async fn count_refusal(&self, action: &'static str) {
        let counted = async {
            let mut connection = self.db.stranger().await?;
            sqlx::query("select audit.count_refusal($1)").bind(action).execute(&mut *connection).await?;
            Ok::<_, crate::web::error::AppError>(())
        };
        if counted.await.is_err() {
            tracing::warn!("a stranger's refusal was not counted");
        }
    }

    /// True if this session has not read this duty screen before.
    pub async fn first_duty_reading(&self, actor: &Actor, screen: &str, scope: &str) -> Result<bool> {
        let reading = (actor.ctx.session.0, screen.to_owned(), scope.to_owned());
        if self.inner.duty_read.lock().unwrap_or_else(PoisonError::into_inner).contains(&reading) {
            return Ok(false);
        }
        let mut connection = self.db.stranger().await?;
        let is_first: bool = sqlx::query_scalar("select audit.first_duty_reading($1, $2, $3)")
            .bind(actor.ctx.session)
            .bind(screen)
            .bind(scope)
            .fetch_one(&mut *connection)
            .await?;
        if !is_first {
            let mut known = self.inner.duty_read.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= DUTY_READINGS_KEPT {
                known.clear();
            }
            known.insert(reading);
        }
        Ok(is_first)
    }
}
