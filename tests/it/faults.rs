//! What happens when something breaks in the middle: requests that are cut, forms that come twice,
//! errors that nobody looked at.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use cordon::audit::Entry;
use cordon::authz::action::{Authorized, Collection};
use cordon::authz::routes::Routes;
use cordon::authz::session;
use cordon::program;
use cordon::web::error::Result;
use cordon::web::form::{Form, fresh_form_key};
use cordon::web::page;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor, PgConnection};
use tower::ServiceExt;

use crate::support::TestApp;
use crate::support::sql::string;

/// A future that is dropped when it has waited this many times.
struct Cut<F> {
    inner: Pin<Box<F>>,
    waits: usize,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.inner.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if self.waits == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.waits -= 1;
                Poll::Pending
            }
        }
    }
}

fn cut<F: Future>(inner: F, waits: usize) -> Cut<F> {
    Cut { inner: Box::pin(inner), waits }
}

/// Waits until a query answers this, or gives up and answers what it says.
async fn settles(connection: &mut PgConnection, sql: &str, expected: &str) -> String {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let found = string(connection, sql).await;
        if found == expected || Instant::now() > until {
            return found;
        }
        tokio::task::yield_now().await;
    }
}

const OPEN: &str =
    "select count(*)::text from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and pid <> pg_backend_pid()";

#[tokio::test]
async fn a_thousand_cut_requests_leave_nothing_open_and_no_identity_behind() {
    let app = TestApp::start().await;
    let session = app.session_of("ssp-juba").await;
    let live = session::open(&app.app.db, &session.key, true, "web", "0").await.expect("the database answers").expect("the session lives");
    let ctx = live.actor.ctx;
    let mut finished = 0;
    for n in 0..1_000 {
        let waits = n / 4 % 12;
        let done = match n % 4 {
            0 => cut(app.app.db.read(&ctx), waits).await.is_some(),
            1 => cut(app.app.db.write(&ctx), waits).await.is_some(),
            2 => cut(app.app.db.note(&ctx, Entry::done("test.cut", "")), waits).await.is_some(),
            _ => {
                let request =
                    Request::get("/duty-stations/JUB").header(header::HOST, "cordon.test").header(header::COOKIE, format!("cordon_session={}", session.token));
                cut(app.router.clone().oneshot(request.body(Body::empty()).expect("well formed")), waits).await.is_some()
            }
        };
        finished += usize::from(done);
    }
    assert!((100..900).contains(&finished), "cuts fall everywhere: {finished} of 1000 finished");

    let mut owner = app.owner().await;
    assert_eq!(settles(&mut owner, OPEN, "0").await, "0", "transactions left open");
    let mut held = Vec::new();
    for _ in 0..app.app.db.pool_size().0.max(1) {
        let mut connection = app.app.db.bare().await.expect("the pool gives its connections");
        assert_eq!(string(&mut connection, "select coalesce(current_setting('app.key', true), '')").await, "", "an identity was left behind");
        assert_eq!(string(&mut connection, "select count(*)::text from visible_officer").await, "0");
        assert_eq!(string(&mut connection, "select current_user::text").await, "cordon_web");
        held.push(connection);
    }
}

const CARRIED: &str = "select set_config('app.key', 'left behind', false)";
const LEFT: &str = "select coalesce(current_setting('app.key', true), '')";

#[tokio::test]
async fn a_connection_that_comes_back_carries_nothing() {
    let app = TestApp::start().await;
    let plain = PgPoolOptions::new().max_connections(1).connect_with(app.web.clone()).await.expect("a plain pool");
    sqlx::query(CARRIED).execute(&plain).await.expect("an identity is set for the connection");
    assert_eq!(string(&mut plain.acquire().await.expect("the same connection"), LEFT).await, "left behind", "the control: without the hook it stays");

    for _ in 0..40 {
        let mut connection = app.app.db.bare().await.expect("the pool gives one");
        assert_eq!(string(&mut connection, LEFT).await, "");
        connection.execute("begin").await.expect("it is left in a transaction");
        connection.execute(CARRIED).await.expect("and with an identity");
    }
}

cordon::actions! {
    /// Adds one call number.
    Add: Post "/probe/numbers" => "station.edit", Collection, Change;
    /// Fails in a statement and does not look.
    Swallow: Post "/probe/swallow" => "station.edit", Collection, Change;
    /// Says nothing to the trail.
    Silent: Post "/probe/silent" => "station.edit", Collection, Change;
    /// Breaks.
    Break: Post "/probe/panic" => "station.edit", Collection, Change;
}

const INSERT: &str = "insert into station_number (id, station_id, cell, label, number, as_of)
    select gen_random_uuid(), id, cell, 'probe', '12345', '2026-01-01' from visible_duty_station where code = 'JUB'";

async fn add(mut auth: Authorized<Add>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    sqlx::query(INSERT).execute(&mut *tx).await?;
    tx.record(Entry::done("station.edit", "JUB"));
    tx.commit("/duty-stations/JUB").await?;
    Ok(page::see_other("/duty-stations/JUB"))
}

async fn swallow(mut auth: Authorized<Swallow>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    sqlx::query(INSERT).execute(&mut *tx).await?;
    let _ = sqlx::query("insert into station_number (id) values (gen_random_uuid())").execute(&mut *tx).await;
    tx.record(Entry::done("station.edit", "JUB"));
    tx.commit("/").await?;
    Ok(page::see_other("/saved"))
}

async fn silent(mut auth: Authorized<Silent>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    sqlx::query(INSERT).execute(&mut *tx).await?;
    tx.commit("/").await?;
    Ok(page::see_other("/saved"))
}

async fn burst(_: Authorized<Break>, _: Form) -> Result<Response> {
    panic!("a handler that panics");
}

async fn probed() -> TestApp {
    let mut app = TestApp::start().await;
    let routes = Routes::default().post::<Add, _, _>(add).post::<Swallow, _, _>(swallow).post::<Silent, _, _>(silent).post::<Break, _, _>(burst);
    app.router = program::edge(routes, app.app.clone());
    app
}

const NUMBERS: &str = "select count(*) from station_number where label = 'probe'";

#[tokio::test]
async fn a_form_sent_twice_has_one_effect() {
    let app = probed().await;
    let ssp = app.as_if("ssp-juba").await;
    let key = fresh_form_key();

    let first = ssp.post("/probe/numbers", &[("form_key", &key)]).await;
    let second = ssp.post("/probe/numbers", &[("form_key", &key)]).await;

    assert_eq!((first.leads(), second.leads()), ("/duty-stations/JUB".to_owned(), "/duty-stations/JUB".to_owned()));
    assert_eq!(app.count(NUMBERS).await, 1);
    ssp.post("/probe/numbers", &[("form_key", &fresh_form_key())]).await.leads();
    assert_eq!(app.count(NUMBERS).await, 2, "another form is another effect");
    assert_eq!(app.count("select count(*) from audit.entry where action = 'station.edit' and outcome = 'done'").await, 2);
}

#[tokio::test]
async fn a_form_sent_ten_times_at_once_has_one_effect() {
    let app = probed().await;
    let ssp = app.as_if("ssp-juba").await;
    let key = fresh_form_key();
    let fields = [("form_key", key.as_str())];

    let sent = (0..10).map(|_| ssp.post("/probe/numbers", &fields));
    let mut answers = Vec::new();
    let mut waiting: Vec<_> = sent.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|request| match request.as_mut().poll(context) {
            Poll::Ready(answer) => {
                answers.push(answer.status);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;

    assert!(answers.iter().all(|status| *status == StatusCode::SEE_OTHER), "{answers:?}");
    assert_eq!(app.count(NUMBERS).await, 1);
}

#[tokio::test]
async fn a_request_whose_sender_goes_away_runs_to_its_end() {
    let app = probed().await;
    let session = app.session_of("ssp-juba").await;
    let request = Request::post("/probe/numbers")
        .header(header::HOST, "cordon.test")
        .header(header::ORIGIN, "http://cordon.test")
        .header(header::COOKIE, format!("cordon_session={}", session.token))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty())
        .expect("well formed");

    assert!(cut(app.router.clone().oneshot(request), 0).await.is_none(), "the sender left at once");

    let mut owner = app.owner().await;
    assert_eq!(settles(&mut owner, "select count(*)::text from station_number where label = 'probe'", "1").await, "1");
}

#[tokio::test]
async fn what_failed_inside_is_never_called_saved() {
    let app = probed().await;
    let ssp = app.as_if("ssp-juba").await;
    for path in ["/probe/swallow", "/probe/silent", "/probe/panic"] {
        let answer = ssp.post(path, &[]).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!answer.text().contains("station_number") && !answer.text().contains("panics"), "{path} tells what broke");
        assert!(answer.headers.contains_key("content-security-policy"), "{path}");
    }
    assert_eq!(app.count(NUMBERS).await, 0);
    assert_eq!(app.count("select count(*) from audit.entry where action = 'station.edit' and outcome = 'done'").await, 0);
    ssp.post("/probe/numbers", &[]).await.leads();
    assert_eq!(app.count(NUMBERS).await, 1, "the program lives on");
}

#[tokio::test]
async fn a_trail_that_cannot_be_written_takes_the_change_back() {
    let app = probed().await;
    let ssp = app.as_if("ssp-juba").await;
    let mut owner = app.owner().await;
    owner.execute("alter table audit.entry add constraint broken check (action <> 'station.edit')").await.expect("the trail is broken");

    let answer = ssp.post("/probe/numbers", &[]).await;

    assert!(!answer.status.is_success() && answer.status != StatusCode::SEE_OTHER, "{}", answer.status);
    assert_eq!(app.count(NUMBERS).await, 0);
}

#[tokio::test]
async fn two_session_cookies_are_as_good_as_none() {
    let app = TestApp::start().await;
    let (one, other) = (app.session_of("chief").await, app.session_of("ssp-juba").await);
    let both = app.with_cookie("both", format!("cordon_session={}; cordon_session={}", one.token, other.token));
    assert_eq!(both.get("/").await.leads(), "/sign-in");
}

#[tokio::test]
async fn a_right_that_ends_closes_the_session_at_the_next_request() {
    let app = TestApp::start().await;
    let chief = app.as_if("chief").await;
    assert_ne!(chief.get("/").await.leads(), "/sign-in");
    let mut owner = app.owner().await;
    let ended = "update access_grant set valid_to = sec.now() where account_id = (select id from account where username = 'chief')";
    crate::support::sql::change(&mut owner, ended).await.expect("the grant ends");
    assert_eq!(chief.get("/").await.leads(), "/sign-in");
}
