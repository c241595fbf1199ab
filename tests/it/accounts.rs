//! Signing in and out, as strangers and people meet it.

use axum::http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_cast_signs_in_and_lands_on_its_page() {
    let app = TestApp::start().await;

    let ssp = app.as_("ssp-juba").await;

    assert_eq!(ssp.get("/").await.leads(), "/duty-stations/JUB");
    assert_eq!(app.as_("officer-africa").await.get("/").await.leads(), "/watch");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let app = TestApp::start().await;

    let wrong = app.sign_in("ssp-juba", "not the password at all").await.err().expect("refused");
    let unknown = app.sign_in("nobody-here", "not the password at all").await.err().expect("refused");

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(unknown.error_of("username"), wrong.error_of("username"));
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_from_every_address() {
    let app = TestApp::start().await;

    for path in ["/", "/watch", "/no-such-page", "/movements/M-26-AAAAA"] {
        assert_eq!(app.stranger().get(path).await.leads(), "/sign-in", "{path}");
    }
}

/// Makes an account and answers its one-time code.
async fn invited(app: &TestApp, name: &str) -> String {
    let admin = app.as_("admin").await;
    admin.post("/admin/users", &[("username", name), ("display_name", "A. Khoury")]).await.leads();
    admin.post(&format!("/admin/users/{name}/codes"), &[]).await.one("code.one-time")
}

const NEW: &str = "a river under the old bridge";

fn activation<'a>(name: &'a str, code: &'a str) -> [(&'static str, &'a str); 4] {
    [("username", name), ("code", code), ("new_password", NEW), ("new_password_again", NEW)]
}

#[tokio::test]
async fn a_one_time_code_lets_a_person_in_once() {
    let app = TestApp::start().await;
    let code = invited(&app, "amal").await;
    assert_eq!(app.count("select count(*) from sec.credential where code_hash is not null and octet_length(code_hash) = 32").await, 1);

    let differs = app.stranger().post("/activate", &[("username", "amal"), ("code", &code), ("new_password", NEW), ("new_password_again", "x")]).await;
    assert!(!differs.error_of("new_password_again").is_empty());
    assert_eq!(app.stranger().post("/activate", &activation("amal", &code.to_lowercase())).await.leads(), "/sign-in");

    let again = app.stranger().post("/activate", &activation("amal", &code)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let without_rights = app.sign_in("amal", NEW).await.err().expect("no right is in force yet");
    assert!(without_rights.error_of("username").contains("no right"), "{}", without_rights.error_of("username"));
}

#[tokio::test]
async fn a_reset_by_code_is_told_and_stands_open_until_a_second_person_confirms_it() {
    let app = TestApp::start().await;
    let (admin, chief, officer) = (app.as_("admin").await, app.as_("chief").await, app.as_("cpo-goma").await);
    invited(&app, "amal").await;
    assert_eq!(app.count("select count(*) from exception").await, 0, "a first code lets somebody in, it resets nothing");

    let code = admin.post("/admin/users/cpo-goma/codes", &[]).await.one("code.one-time");

    let page = admin.get("/admin/users/cpo-goma").await;
    assert!(page.one("section[aria-labelledby=resets]").contains("X-"));
    assert_eq!(page.all("form[action$='/resets']").len(), 0, "who issued the code does not confirm it");
    assert_eq!(admin.post("/admin/users/cpo-goma/resets", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(officer.post("/admin/users/cpo-goma/resets", &[]).await.status, StatusCode::FORBIDDEN);
    app.stranger().post("/activate", &activation("cpo-goma", &code)).await.leads();
    let sign_in = async || app.stranger().post("/sign-in", &[("username", "cpo-goma"), ("password", NEW)]).await;
    assert!(sign_in().await.cookie("cordon_flash").is_some_and(|flash| flash.starts_with("said-caution-password-reset")));
    assert!(sign_in().await.cookie("cordon_flash").is_none(), "told once");
    assert!(chief.get("/exceptions").await.one("tbody tr").contains("a second person has not confirmed it"));

    assert_eq!(chief.get("/admin/users/cpo-goma").await.all("form[action$='/resets']").len(), 1);
    chief.post("/admin/users/cpo-goma/resets", &[]).await.leads();

    assert_eq!(app.count("select count(*) from exception where closed_at is null").await, 0);
    assert_eq!(chief.post("/admin/users/cpo-goma/resets", &[]).await.status, StatusCode::CONFLICT);
    admin.post("/admin/users/chief/codes", &[]).await;
    assert_eq!(chief.post("/admin/users/chief/resets", &[]).await.status, StatusCode::CONFLICT, "never for oneself");
    assert_eq!(app.count("select count(*) from exception where closed_at is null").await, 1);
}

#[tokio::test]
async fn a_code_ends_after_an_hour_and_unknown_names_get_the_same_answer() {
    let app = TestApp::start().await;
    let code = invited(&app, "amal").await;
    app.shift_clock("61 minutes").await;

    let late = app.stranger().post("/activate", &activation("amal", &code)).await;
    let unknown = app.stranger().post("/activate", &activation("nobody-here", &code)).await;

    assert_eq!((late.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(late.error_of("code"), unknown.error_of("code"));
    for _ in 0..4 {
        app.stranger().post("/activate", &activation("amal", "wrong")).await;
    }
    let waits = app.stranger().post("/activate", &activation("amal", "wrong")).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn disabling_ends_every_session_at_once_and_enabling_opens_again() {
    let app = TestApp::start().await;
    let (admin, officer) = (app.as_("admin").await, app.as_("cpo-goma").await);
    let unreasoned = admin.post("/admin/users/cpo-goma/disablings", &[("reason", "")]).await;
    assert_eq!((unreasoned.status, unreasoned.error_of("disable_reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));

    admin.post("/admin/users/cpo-goma/disablings", &[("reason", "left the mission")]).await.leads();

    assert_eq!(officer.get("/me").await.leads(), "/sign-in");
    assert!(app.sign_in("cpo-goma", cordon::exercise::PASSWORD).await.is_err());
    assert!(admin.get("/admin/users/cpo-goma").await.text().contains("left the mission"));
    assert!(admin.get("/admin/users?state=disabled").await.all("tbody tr").len() == 1);
    assert_eq!(admin.post("/admin/users/cpo-goma/codes", &[]).await.status, StatusCode::CONFLICT);
    admin.post("/admin/users/cpo-goma/enablings", &[]).await.leads();
    assert!(app.sign_in("cpo-goma", cordon::exercise::PASSWORD).await.is_ok());
    let own = admin.post("/admin/users/admin/disablings", &[("reason", "x")]).await;
    assert!(!own.error_of("disable_reason").is_empty(), "{}", own.one("main"));
}

#[tokio::test]
async fn an_account_is_made_corrected_and_its_history_kept() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;

    let refused = admin.post("/admin/users", &[("username", "Chief Marlow"), ("display_name", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.all(".summary-of-errors a").len(), 2);
    assert_eq!(refused.attribute("#f-username", "value").as_deref(), Some("Chief Marlow"));
    let taken = admin.post("/admin/users", &[("username", "chief"), ("display_name", "X")]).await;
    assert!(!taken.error_of("username").is_empty());
    admin.post("/admin/users", &[("username", "amal"), ("display_name", "A. Khoury")]).await.leads();
    let nobody = admin.post("/admin/users/amal/edit", &[("display_name", "A. Khoury"), ("officer", "O-ZZZZZ"), ("version", "1")]).await;
    assert!(!nobody.error_of("officer").is_empty());
    admin.post("/admin/users/amal/edit", &[("display_name", "Amal Khoury"), ("version", "1")]).await.leads();
    let lost = admin.post("/admin/users/amal/edit", &[("display_name", "Other"), ("version", "1")]).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);

    let history = admin.get("/admin/users/amal/history").await;
    assert!(history.all("ins").iter().any(|text| text.contains("Amal Khoury")), "{}", history.one("main"));
    assert!(admin.get("/admin/users?role=cp_officer&station=GOM").await.one("tbody").contains("cpo-goma"));
    assert!(admin.get("/admin/users.csv?role=auditor").await.text().contains("auditor,Z. Amari"));
    for name in ["ssp-goma", "officer-world", "cpo-goma"] {
        assert_eq!(app.as_(name).await.get("/admin/users").await.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(app.as_("auditor").await.post("/admin/users", &[("username", "x1"), ("display_name", "X")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_administrator_reads_no_protected_content() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    let mut web = app.web_role().await;
    sqlx::query("select set_config('app.key', $1, false)").bind(cordon::authz::session::key_of(&admin.token())).execute(&mut web).await.unwrap();

    for view in ["visible_duty_station", "visible_officer", "visible_principal", "visible_movement", "visible_leg", "visible_exception"] {
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {view}"))).fetch_one(&mut web).await.unwrap();
        assert_eq!(seen, 0, "{view}");
    }
    let accounts: i64 = sqlx::query_scalar("select count(*) from visible_account").fetch_one(&mut web).await.unwrap();
    assert!(accounts > 20, "the twin: what is an administrator's is seen");
}

#[tokio::test]
async fn pages_of_ones_own_and_of_rights_speak_french() {
    let app = TestApp::start().await;
    let admin = app.as_("admin").await;
    admin.post("/me/preferences", &[("language", "fr"), ("density", "standard")]).await.leads();

    for path in
        ["/me", "/me/password", "/me/sessions", "/me/preferences", "/me/drafts", "/admin/users", "/admin/users/chief", "/access-grants", "/access-grants/new"]
    {
        let page = admin.get(path).await;
        assert_eq!((page.status, page.attribute("html", "lang").as_deref()), (StatusCode::OK, Some("fr")), "{path}");
        for prefix in ["account-", "grant-", "me-", "rows-", "session-", "preferences-", "draft-"] {
            let words: Vec<String> = page.all("h1, h2, dt, label, button, th[scope=col], main p");
            assert!(!words.iter().any(|word| word.starts_with(prefix)), "{path}: {words:?}");
        }
    }
}
