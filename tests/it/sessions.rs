//! Sessions: where they end, what ends them, and the form that outlives one.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::{Person, TestApp};

const PASSWORD: &str = cordon::exercise::PASSWORD;

async fn is_signed_in(person: &Person) -> bool {
    person.get("/me").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    app.shift_clock("29 minutes").await;
    assert!(is_signed_in(&chief).await);
    app.shift_clock("58 minutes").await;
    assert!(is_signed_in(&chief).await, "a request within the half hour keeps it");
    app.shift_clock("89 minutes").await;

    assert_eq!(chief.get("/me").await.leads(), "/sign-in");
}

#[tokio::test]
async fn a_fragment_does_not_keep_a_session() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    app.shift_clock("20 minutes").await;
    assert_eq!(chief.fragment("/me", "rows").await.status, StatusCode::OK);
    app.shift_clock("31 minutes").await;

    assert_eq!(chief.get("/me").await.leads(), "/sign-in");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_of_work() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    for minutes in (25..720).step_by(25) {
        app.shift_clock(&format!("{minutes} minutes")).await;
        assert!(is_signed_in(&chief).await, "after {minutes} minutes");
    }
    app.shift_clock("721 minutes").await;

    assert_eq!(chief.get("/me").await.leads(), "/sign-in");
}

#[tokio::test]
async fn a_person_has_at_most_five_sessions_and_the_oldest_goes() {
    let app = TestApp::start().await;
    let mut sessions = Vec::new();
    for _ in 0..6 {
        sessions.push(app.as_("chief").await);
    }

    assert!(!is_signed_in(&sessions[0]).await);
    for session in &sessions[1..] {
        assert!(is_signed_in(session).await);
    }
    assert_eq!(sessions[5].get("/me/sessions").await.all("tbody tr").len(), 5);
}

#[tokio::test]
async fn one_session_is_ended_or_all_others() {
    let app = TestApp::start().await;
    let (here, there, third) = (app.as_("chief").await, app.as_("chief").await, app.as_("chief").await);
    let other = app.as_("auditor").await;

    let page = here.get("/me/sessions").await;
    let action = page.attribute("tbody form", "action").expect("another session can be ended");
    assert_eq!(other.post(&action, &[]).await.status, StatusCode::NOT_FOUND, "nobody ends another's");
    assert_eq!(here.post(&action, &[]).await.leads(), "/me/sessions");
    assert_eq!([is_signed_in(&there).await, is_signed_in(&third).await].iter().filter(|on| **on).count(), 1);
    assert_eq!(here.post("/me/sessions/endings", &[]).await.leads(), "/me/sessions");

    assert!(is_signed_in(&here).await);
    assert!(!is_signed_in(&there).await && !is_signed_in(&third).await);
    assert!(is_signed_in(&other).await);
}

#[tokio::test]
async fn staying_answers_when_the_session_ends_now() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;
    app.shift_clock("20 minutes").await;

    let answer = chief.post("/me/sessions/stay", &[]).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let ends: chrono::DateTime<chrono::Utc> = answer.headers["x-session-ends"].to_str().unwrap().parse().unwrap();
    let minutes = (ends - chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now())).num_minutes();
    assert!((48..=50).contains(&minutes), "{minutes}");
    app.shift_clock("45 minutes").await;
    assert!(is_signed_in(&chief).await);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let (here, there) = (app.as_("chief").await, app.as_("chief").await);
    let new = "a river under the old bridge";
    let form = |old, again| [("old_password", old), ("new_password", new), ("new_password_again", again)];

    let wrong = here.post("/me/password", &form("not my password", new)).await;
    assert_eq!((wrong.status, wrong.error_of("old_password").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    let differs = here.post("/me/password", &form(PASSWORD, "a river under the new bridge")).await;
    assert!(!differs.error_of("new_password_again").is_empty());
    assert_eq!(here.post("/me/password", &form(PASSWORD, new)).await.leads(), "/me");

    assert!(is_signed_in(&here).await && !is_signed_in(&there).await);
    assert!(app.sign_in("chief", PASSWORD).await.is_err());
    assert!(app.sign_in("chief", new).await.is_ok());
}

#[tokio::test]
async fn the_end_of_a_rotation_ends_the_session() {
    let app = TestApp::start().await;
    let officer = app.as_("cpo-goma").await;
    let mut owner = app.owner().await;
    sqlx::query("update access_grant set valid_to = sec.now() + interval '10 minutes' where account_id = (select id from account where username = 'cpo-goma')")
        .execute(&mut owner)
        .await
        .expect_err("a change without an entry in the trail is refused");
    let mut tx = sqlx::Connection::begin(&mut owner).await.unwrap();
    sqlx::query("update access_grant set valid_to = sec.now() + interval '10 minutes' where account_id = (select id from account where username = 'cpo-goma')")
        .execute(&mut *tx)
        .await
        .unwrap();
    cordon::audit::append_system(&mut tx, "test.arrange", "", "").await.unwrap();
    tx.commit().await.unwrap();
    assert!(is_signed_in(&officer).await);

    app.shift_clock("11 minutes").await;

    assert_eq!(officer.get("/me").await.leads(), "/sign-in");
    let again = app.sign_in("cpo-goma", PASSWORD).await.err().expect("no right is in force");
    assert!(!again.error_of("username").is_empty());
}

#[tokio::test]
async fn the_cookie_cannot_be_read_by_script_and_is_a_host_cookie_behind_tls() {
    for (secure, name) in [(false, "cordon_session"), (true, "__Host-cordon_session")] {
        let app = TestApp::start().await;
        let router = if secure {
            let database = cordon::program::Database { web: app.web.clone(), admin: app.admin.clone(), private: None };
            let behind = cordon::program::assemble(&database, app.app.data_dir(), true, Default::default()).await.unwrap();
            cordon::program::router(behind)
        } else {
            app.router.clone()
        };
        let body = serde_html_form::to_string([("username", "chief"), ("password", PASSWORD)]).unwrap();
        let request = Request::post("/sign-in")
            .header(header::HOST, "cordon.test")
            .header(header::ORIGIN, if secure { "https://cordon.test" } else { "http://cordon.test" })
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let response = tower::ServiceExt::oneshot(router, request).await.unwrap();

        let cookie = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .find_map(|value| value.to_str().ok().filter(|text| text.starts_with(name)))
            .expect("a session cookie")
            .to_owned();
        for attribute in ["Path=/", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn the_proxy_alone_says_for_whom_it_asks() {
    let app = TestApp::start().await;
    let proxy: std::net::IpAddr = "10.0.0.1".parse().unwrap();
    let router = cordon::program::behind(app.router.clone(), vec![proxy]);
    for (peer, forwarded, counted) in [("10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"), ("192.0.2.4", "203.0.113.9", "192.0.2.4")] {
        let body = serde_html_form::to_string([("username", "nobody"), ("password", "wrong")]).unwrap();
        let mut request = Request::post("/sign-in")
            .header(header::HOST, "cordon.test")
            .header(header::ORIGIN, "http://cordon.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", forwarded)
            .body(Body::from(body))
            .unwrap();
        let peer: std::net::IpAddr = peer.parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::new(peer, 1)));
        tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();

        let mut owner = app.owner().await;
        let found: bool =
            sqlx::query_scalar("select exists (select from sec.throttle where key = 'address:' || $1)").bind(counted).fetch_one(&mut owner).await.unwrap();
        assert!(found, "{counted}");
    }
}

#[tokio::test]
async fn a_form_sent_on_an_ended_session_waits_on_the_sign_in_page_for_its_sender() {
    let app = TestApp::start().await;
    let (admin, chief) = (app.as_("admin").await, app.as_("chief").await);
    app.shift_clock("31 minutes").await;
    let fields = [("form_key", "00112233445566778899aabbccddeeff"), ("username", "amal.khoury"), ("display_name", "A. Khoury & \"Co\"")];

    let page = admin.post("/admin/users", &fields).await;

    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(page.attribute("#f-username", "value").as_deref(), Some("admin"));
    assert_eq!(page.attribute("input[name='kept:display_name']", "value").as_deref(), Some("A. Khoury & \"Co\""));
    let carried = [("kept_path", "/admin/users"), ("kept:form_key", fields[0].1), ("kept:username", fields[1].1), ("kept:display_name", fields[2].1)];
    let with = |name, password| [&[("username", name), ("password", password)][..], &carried[..]].concat();
    let wrong = admin.post("/sign-in", &with("admin", "not the password")).await;
    assert_eq!(wrong.attribute("input[name='kept:username']", "value").as_deref(), Some("amal.khoury"), "a wrong password loses nothing");
    let offered = admin.post("/sign-in", &with("admin", PASSWORD)).await;
    assert_eq!((offered.status, offered.attribute("main form", "action").as_deref()), (StatusCode::OK, Some("/admin/users")));
    assert_eq!(offered.attribute("main input[name='display_name']", "value").as_deref(), Some("A. Khoury & \"Co\""));
    assert_eq!(app.count("select count(*) from account where username = 'amal.khoury'").await, 0, "nothing is sent before the person says so");
    // for anybody else it is gone
    chief.post("/me/preferences", &[("language", "fr")]).await;
    let other = chief.post("/sign-in", &with("admin", PASSWORD)).await;
    assert_eq!(other.leads(), "/");
    assert_eq!(app.count("select count(*) from draft").await, 0, "it is stored nowhere");

    let again = app.as_("admin").await;
    assert_eq!(again.post("/admin/users", &fields).await.leads(), "/admin/users/amal.khoury");
}

#[tokio::test]
async fn a_stranger_and_a_form_with_a_password_keep_nothing() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;
    app.shift_clock("31 minutes").await;

    assert_eq!(chief.post("/me/password", &[("old_password", PASSWORD), ("new_password", "x")]).await.leads(), "/sign-in");
    assert_eq!(app.stranger().post("/me/preferences", &[("language", "fr")]).await.leads(), "/sign-in");
    assert_eq!(chief.post("/me/preferences", &[("theme", &"x".repeat(70_000))]).await.leads(), "/sign-in");
}

#[tokio::test]
async fn wrong_tries_make_the_next_one_wait_and_the_right_password_waits_too() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        assert_eq!(app.sign_in("chief", "wrong").await.err().unwrap().status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(app.sign_in("chief", "wrong").await.err().unwrap().status, StatusCode::UNPROCESSABLE_ENTITY);

    let early = app.sign_in("chief", PASSWORD).await.err().expect("it waits");
    let unknown = {
        for _ in 0..4 {
            let _ = app.sign_in("nobody-here", "wrong").await;
        }
        app.sign_in("nobody-here", "wrong").await.err().unwrap()
    };

    assert_eq!((early.status, unknown.status), (StatusCode::TOO_MANY_REQUESTS, StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(early.headers[header::RETRY_AFTER], "2");
    assert!(early.error_of("username").contains('2'), "{}", early.error_of("username"));
    app.shift_clock("3 seconds").await;
    assert!(app.sign_in("chief", PASSWORD).await.is_ok());
    assert!(app.sign_in("officer-world", PASSWORD).await.is_ok(), "others do not wait");
}

#[tokio::test]
async fn a_draft_is_kept_for_its_owner_offered_and_gone_when_the_form_succeeds() {
    let app = TestApp::start().await;
    let (admin, chief) = (app.as_("admin").await, app.as_("chief").await);

    let kept = admin.post("/me/drafts/access-grants/new", &[("account", "support"), ("role", "auditor"), ("old_password", "secret")]).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    assert_eq!(app.count("select count(*) from draft where fields like '%secret%'").await, 0);
    assert_eq!(chief.get("/me/drafts").await.all("tbody tr").len(), 0);
    let list = admin.get("/me/drafts").await;
    assert_eq!(list.attribute("tbody a", "href").as_deref(), Some("/access-grants/new?draft=continue"));
    assert_eq!(admin.get("/access-grants/new").await.attribute(".flash.advisory a", "href").as_deref(), Some("/access-grants/new?draft=continue"));
    let form = admin.get("/access-grants/new?draft=continue").await;
    assert_eq!(form.attribute("#f-account", "value").as_deref(), Some("support"));
    assert_eq!(form.attribute("#f-role option[selected]", "value").as_deref(), Some("auditor"));
    assert_eq!(admin.post("/me/drafts/x", &[("text", &"x".repeat(65_600))]).await.status, StatusCode::PAYLOAD_TOO_LARGE);

    let asked = admin.post("/access-grants", &[("account", "support"), ("role", "auditor"), ("until", "2099-01-01"), ("reason", "x")]).await;
    assert!(!asked.error_of("until").is_empty());
    let until = until_in(&app, 30).await;
    admin.post("/access-grants", &[("account", "support"), ("role", "auditor"), ("until", &until), ("reason", "x")]).await.leads();

    assert_eq!(admin.get("/me/drafts").await.all("tbody tr").len(), 0);
    admin.post("/me/drafts/y", &[("a", "b")]).await;
    let discard = admin.get("/me/drafts").await.attribute("tbody form", "action").unwrap();
    assert_eq!(chief.post(&discard, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.post(&discard, &[]).await.leads(), "/me/drafts");
}

/// A date some days after the database's today, as people type it.
pub async fn until_in(app: &TestApp, days: i32) -> String {
    let mut owner = app.owner().await;
    sqlx::query_scalar("select to_char(sec.now() + make_interval(days => $1), 'YYYY-MM-DD')").bind(days).fetch_one(&mut owner).await.unwrap()
}

#[tokio::test]
async fn preferences_show_on_the_next_page() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let refused = chief.post("/me/preferences", &[("language", "xx"), ("theme", "pink"), ("density", "compact")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(chief.post("/me/preferences", &[("language", "fr"), ("theme", "night"), ("density", "touch")]).await.leads(), "/me/preferences");

    let page = chief.get("/me/preferences").await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("fr"));
    assert_eq!(page.attribute("html", "data-theme").as_deref(), Some("night"));
    assert_eq!(page.attribute("html", "data-keys").as_deref(), Some("off"));
}
