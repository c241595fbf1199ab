//! The program as handlers see it: the database, the stop signal, the announcements, settings.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;

use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Db;
use crate::web::error::Result;

/// Cheap to clone; every request has one.
#[derive(Clone)]
pub struct App {
    /// The only way to data.
    pub db: Db,
    /// Which walls stand. Both, outside tests.
    pub walls: Walls,
    inner: Arc<Inner>,
}

struct Inner {
    kind: InstallationKind,
    secure_cookies: bool,
    data_dir: PathBuf,
    hashing: Semaphore,
    announcements: broadcast::Sender<Announcement>,
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
    /// `board`, `import`.
    pub topic: String,
    /// Cells in which it changed.
    pub cells: Vec<i32>,
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
        let inner = Inner { kind, secure_cookies, data_dir, hashing: Semaphore::new(2), announcements, stop };
        Self { db, walls: Walls::default(), inner: Arc::new(inner) }
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
        let mut connection = self.db.stranger().await?;
        Ok(sqlx::query_scalar("select audit.first_duty_reading($1, $2, $3)")
            .bind(actor.ctx.session)
            .bind(screen)
            .bind(scope)
            .fetch_one(&mut *connection)
            .await?)
    }
}
