//! Looking and attacking below the program: as the owner, as the web role, with and without a session.

use axum::body::Body;
use axum::http::Request;
use cordon::authz::session;
use cordon::db::ids::AccountId;
use sqlx::{AssertSqlSafe, PgConnection};

use super::{Answer, Person, TestApp};

/// An entry for the trail, so that the change before it may be committed.
pub const ENTRY: &str = "select audit.append(0::smallint, '', 'test', null, 'test.fixture', '', 'done', '', '', ''::bytea)";

/// Every value of the first column, as text.
pub async fn strings(connection: &mut PgConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{}", sql.chars().take(300).collect::<String>()))
}

/// The only value, as text; empty if there is none.
pub async fn string(connection: &mut PgConnection, sql: &str) -> String {
    strings(connection, sql).await.into_iter().next().unwrap_or_default()
}

/// A single value from behind the walls, as text.
pub async fn look(app: &TestApp, sql: &str) -> String {
    string(&mut app.owner().await, sql).await
}

/// Runs statements in one transaction; answers the rows of the last.
pub async fn run(connection: &mut PgConnection, sql: &str) -> Result<u64, sqlx::Error> {
    Ok(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await?.rows_affected())
}

/// As [`run`], for what must go well.
pub async fn must(connection: &mut PgConnection, sql: &str) -> u64 {
    run(connection, sql).await.unwrap_or_else(|error| panic!("{error}\n{}", sql.chars().take(300).collect::<String>()))
}

/// A change by the owner, with its entry.
pub async fn change(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    run(connection, &format!("begin; {sql}; {ENTRY}; commit")).await.map(drop)
}

/// SQLSTATE and constraint of a refusal, as `23P01 officer_in_one_place`; `accepted` if there was none.
pub fn refusal<T>(outcome: &Result<T, sqlx::Error>) -> String {
    match outcome {
        Ok(_) => "accepted".into(),
        Err(error) => match error.as_database_error() {
            Some(database) => format!("{} {}", database.code().unwrap_or_default(), database.constraint().unwrap_or_default()).trim_end().to_owned(),
            None => error.to_string(),
        },
    }
}

/// A live session of an account, opened below the sign-in page.
pub struct Session {
    pub token: String,
    pub key: String,
}

impl TestApp {
    /// Opens a session of an account without its password.
    pub async fn session_of(&self, username: &str) -> Session {
        let mut owner = self.owner().await;
        let id: uuid::Uuid = sqlx::query_scalar("select id from account where username = $1").bind(username).fetch_one(&mut owner).await.expect(username);
        let token = session::start(&mut owner, AccountId(id), "web", "test", "").await.expect("a session starts");
        let key = session::key_of(&token);
        Session { token, key }
    }

    /// An account that is signed in, without the cost of its password.
    pub async fn as_if(&self, username: &str) -> Person {
        let session = self.session_of(username).await;
        self.with_cookie(username, format!("cordon_session={}", session.token))
    }

    /// Whoever holds this cookie.
    pub fn with_cookie(&self, name: &str, cookie: String) -> Person {
        Person { router: self.router.clone(), cookie, name: name.to_owned() }
    }

    /// The web role with the key of a session: what an attacker inside the program has.
    pub async fn inside(&self, username: &str) -> PgConnection {
        let session = self.session_of(username).await;
        let mut web = self.web_role().await;
        sqlx::query("select sec.open_session($1, false)").bind(&session.key).execute(&mut web).await.expect("the session opens");
        enter(&mut web, &session.key).await;
        web
    }
}

/// Sets the key that row security reads, for the whole connection.
pub async fn enter(connection: &mut PgConnection, key: &str) {
    sqlx::query("select set_config('app.key', $1, false)").bind(key).execute(connection).await.expect("the key is set");
}

impl Person {
    /// Sends a body as it is, with headers as they are.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(body.to_owned())).await
    }
}
