//! The only entrance of tests: a program over a database of its own, cloned from a template that
//! holds the schema, the reference data and the cast of the exercise world. Tests speak like people:
//! `app.as_("coordinator-goma").await.post("/movements/…", form)`.

pub mod answer;
pub mod arms;
pub mod ground;
pub mod journeys;
pub mod sql;
pub mod world;
pub mod protection;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use cordon::app::App;
use cordon::db;
use cordon::db::server::PrivateServer;
use cordon::program::{self, Database};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub use answer::Answer;

const TEMPLATE: &str = "template_cordon";
const HOST: &str = "http://cordon.test";

static SERVER: OnceLock<PrivateServer> = OnceLock::new();
static PREPARED: OnceCell<()> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Of this run; where `make test` found room in memory, there.
fn folder() -> PathBuf {
    let parent = std::env::var_os("CORDON_TEST_DIR").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
    PathBuf::from(parent).join(format!("it-{}", std::process::id()))
}

fn server() -> &'static PrivateServer {
    SERVER.get_or_init(|| {
        let folder = folder();
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder for tests can be made");
        PrivateServer::start_for_tests(&folder).expect("a Postgres for tests starts")
    })
}

/// A program over a database of its own.
pub struct TestApp {
    pub app: App,
    pub router: Router,
    pub web: PgConnectOptions,
    pub admin: PgConnectOptions,
    _own: OwnDatabase,
}

/// The database of a test goes with it, and with a test that breaks off while it begins: hundreds of copies would
/// fill a disk, or the memory they lie in.
struct OwnDatabase(PgConnectOptions);

/// Somebody signed in.
pub struct Person {
    router: Router,
    cookie: String,
    pub name: String,
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        let admin = self.0.clone().database("postgres");
        let Some(name) = self.0.get_database().map(str::to_owned) else { return };
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = admin.connect().await?;
                sqlx::query(sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)"))).execute(&mut connection).await?;
                connection.close().await?;
                anyhow::Ok(())
            })
        });
        let _ = gone.join();
    }
}

impl TestApp {
    /// Both walls up, the cast in place.
    pub async fn start() -> Self {
        Self::start_with(|app| app, "cordon_web").await
    }

    /// As [`TestApp::start`], with the program changed (a wall taken down) and another database role.
    pub async fn start_with(change: impl FnOnce(App) -> App, role: &str) -> Self {
        let server = tokio::task::spawn_blocking(server).await.expect("the server's thread ends well");
        PREPARED.get_or_init(|| prepare(server)).await;
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let mut admin = server.connect_options("cordon_admin", "postgres").connect().await.expect("the server answers");
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name} template {TEMPLATE} owner cordon_owner strategy file_copy")))
            .execute(&mut admin)
            .await
            .expect("the template can be cloned");
        let own = OwnDatabase(server.connect_options("cordon_admin", &name));
        admin.close().await.expect("goodbye");
        let database = Database { web: server.connect_options(role, &name), admin: server.connect_options("cordon_admin", &name), private: None };
        let folder = folder().join(&name);
        std::fs::create_dir_all(&folder).expect("a data folder can be made");
        let mut app = program::assemble(&database, &folder, false, CancellationToken::new()).await.expect("the program stands");
        app.workbook_reader = std::path::Path::new(env!("CARGO_BIN_EXE_cordon")).into();
        let app = change(app);
        Self { router: program::router(app.clone()), app, web: database.web, admin: database.admin, _own: own }
    }

    /// Signs a member of the cast in through the page.
    pub async fn as_(&self, name: &str) -> Person {
        self.sign_in(name, cordon::exercise::PASSWORD).await.unwrap_or_else(|answer| panic!("{name} cannot sign in: {}", answer.status))
    }

    /// Tries to sign in.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Person, Answer> {
        let answer = self.stranger().post("/sign-in", &[("username", name), ("password", password)]).await;
        match answer.cookie("cordon_session") {
            Some(cookie) => Ok(Person { router: self.router.clone(), cookie: format!("cordon_session={cookie}"), name: name.to_owned() }),
            None => Err(answer),
        }
    }

    /// Nobody in particular.
    pub fn stranger(&self) -> Person {
        Person { router: self.router.clone(), cookie: String::new(), name: "stranger".into() }
    }

    /// A connection that sees and may do everything, for arranging and for looking behind the walls.
    pub async fn owner(&self) -> PgConnection {
        db::connect_owner(&self.admin).await.expect("the owner can connect")
    }

    /// A connection as the program's own role, without a session: what an attacker in its place has.
    pub async fn web_role(&self) -> PgConnection {
        self.web.connect().await.expect("the web role can connect")
    }

    /// Moves the database's clock. Only test databases have one that moves.
    pub async fn shift_clock(&self, interval: &str) {
        let mut owner = self.owner().await;
        sqlx::query("insert into sec.clock_shift (shift) values ($1::interval) on conflict (only_row) do update set shift = excluded.shift")
            .bind(interval)
            .execute(&mut owner)
            .await
            .expect("the clock of a test database moves");
    }

    /// A single value from behind the walls.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut owner = self.owner().await;
        sqlx::query_scalar(sql).fetch_one(&mut owner).await.expect("the count can be read")
    }
}

async fn prepare(server: &PrivateServer) {
    let admin = server.connect_options("cordon_admin", TEMPLATE);
    db::migrate(&admin, TEMPLATE, "test").await.expect("the schema can be made");
    let mut owner = db::connect_owner(&admin).await.expect("the owner can connect");
    cordon::features::stations::reference::load(&mut owner).await.expect("the reference data can be loaded");
    cordon::exercise::cast::ensure(&mut owner).await.expect("the cast can be made");
    sqlx::query("update sec.credential set password_hash = $1").bind(cheap_hash()).execute(&mut owner).await.expect("the passwords can be made cheap");
    // Every test copies the template: the history of reference data would be most of it.
    sqlx::query("truncate history.place").execute(&mut owner).await.expect("the template can be made smaller");
    owner.close().await.expect("goodbye");
}

/// The exercise password at the least cost there is: a stored hash says what it costs to check, and hundreds of
/// tests sign in. What a password costs in the program is checked beside `password::hash`.
fn cheap_hash() -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let cheap = Params::new(Params::MIN_M_COST, 1, 1, None).expect("the least that is allowed");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    hasher.hash_password(cordon::exercise::PASSWORD.as_bytes()).expect("a hash").to_string()
}

impl Person {
    /// The secret of the session, as the cookie carries it.
    pub fn token(&self) -> String {
        self.cookie.split_once('=').map(|(_, token)| token.to_owned()).unwrap_or_default()
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Opens a fragment of a page.
    pub async fn fragment(&self, path: &str, name: &str) -> Answer {
        self.send(Request::get(path).header("x-fragment", name), Body::empty()).await
    }

    /// Sends a form from its own page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).expect("a form can be encoded");
        let request = Request::post(path).header(header::ORIGIN, HOST).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form as a script does, for the parts of the page that it changes.
    pub async fn post_fragment(&self, path: &str, name: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).expect("a form can be encoded");
        let request = Request::post(path).header(header::ORIGIN, HOST).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header("x-fragment", name), Body::from(body)).await
    }

    /// Sends a form with a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let boundary = "cordon-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        let (field, name, bytes) = file;
        body.extend_from_slice(
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let request = Request::post(path).header(header::ORIGIN, HOST).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(request, Body::from(body)).await
    }

    /// The same browser with the cookie of another session.
    pub fn with_cookie(&self, token: &str) -> Person {
        Person { router: self.router.clone(), cookie: format!("cordon_session={token}"), name: self.name.clone() }
    }

    /// Opens a stream: the answer with its body still coming.
    pub async fn open(&self, path: &str) -> axum::http::Response<Body> {
        let request = Request::get(path).header(header::HOST, "cordon.test").header(header::COOKIE, &self.cookie);
        self.router.clone().oneshot(request.body(Body::empty()).expect("the request is well formed")).await.expect("the router answers")
    }

    /// Sends any request with the person's cookie.
    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut request = request.header(header::HOST, "cordon.test");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        let request = request.body(body).expect("the request is well formed");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        Answer::read(response).await
    }
}
