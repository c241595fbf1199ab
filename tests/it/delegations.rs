//! Delegation of approval: lent, used, shown, ended; and its rules attacked below the program.

use axum::http::StatusCode;

use crate::sessions::until_in;
use crate::support::protection;
use crate::support::sql::{ENTRY, change, look, must, refusal, run, string};
use crate::support::{Answer, Person, TestApp};
use crate::{profiles, risk};

/// The right of an account that carries an authority.
async fn right(app: &TestApp, who: &str, authority: &str) -> String {
    look(
        app,
        &format!(
            "select g.ref from access_grant g join account a on a.id = g.account_id join sec.authority_role r on r.role = g.role
             where a.username = '{who}' and r.authority = '{authority}' and g.state = 'granted' limit 1"
        ),
    )
    .await
}

/// Asks to delegate, from a day to a day counted from today.
async fn ask(app: &TestApp, who: &str, authority: &str, to: &str, days: (i32, i32)) -> Answer {
    let what = format!("{authority}:{}", right(app, who, authority).await);
    let (from, until) = (until_in(app, days.0).await, until_in(app, days.1).await);
    let form = [("what", what.as_str()), ("delegate", to), ("from", &from), ("until", &until), ("reason", "Mission")];
    app.as_if(who).await.post("/delegations", &form).await
}

/// Delegates from today on; answers the address.
async fn lend(app: &TestApp, who: &str, authority: &str, to: &str) -> String {
    ask(app, who, authority, to, (0, 20)).await.leads()
}

/// A recommended assessment of an official of Goma, of medium or of high residual risk.
async fn recommended(app: &TestApp, author: &str, codename: &str, is_high: bool) -> String {
    let official = risk::official(app, codename).await;
    let author = app.as_if(author).await;
    let url = risk::draft(&author, &official, if is_high { ["4", "4", "3", "4"] } else { ["3", "3", "2", "3"] }).await;
    if is_high {
        risk::courses(&author, &url).await;
    }
    risk::recommended(app, &author, &url).await;
    url
}

async fn state(app: &TestApp, url: &str) -> String {
    look(app, &format!("select state from risk_assessment where ref = '{}'", url.rsplit('/').next().unwrap_or_default())).await
}

async fn end(by: &Person, url: &str, version: &str) -> Answer {
    by.post(&format!("{url}/endings"), &[("version", version), ("reason", "Back early")]).await
}

#[tokio::test]
async fn a_delegate_decides_and_the_record_says_for_whom() {
    let app = TestApp::start().await;
    let url = recommended(&app, "coordinator-goma", "TESTER 1", false).await;
    let analyst = app.as_if("analyst").await;
    assert_eq!(risk::decide(&analyst, &url).await.status, StatusCode::FORBIDDEN, "nothing was lent yet");

    let delegation = lend(&app, "do-goma", "risk", "analyst").await;

    assert!(analyst.get("/me").await.one("#lent + ul").contains("Designated official, country CD"));
    assert!(analyst.get(&url).await.text().contains("/reviews"), "in the session that was open already");
    risk::decide(&analyst, &url).await.leads();
    assert_eq!(state(&app, &url).await, "approved");
    let page = app.as_if("coordinator-goma").await.get(&url).await;
    assert!(page.one("main").contains("N. Farrokh as delegate of M. Kabasele"), "{}", page.one("main"));
    let record = app.as_if("chief").await.get(&delegation).await;
    assert!(record.one("section[aria-labelledby=signatures]").contains("1 signature") && record.text().contains(&url), "{}", record.one("main"));
    let list = app.as_if("auditor").await.get("/delegations?state=in-force&authority=risk&person=analyst").await;
    assert_eq!(list.all("tbody tr").len(), 1, "{}", list.one("main"));
    let file = app.as_if("auditor").await.get("/delegations.csv").await;
    assert!(file.text().starts_with("ref,authority,role,scope_kind,scope,delegator,delegate,from,until,state,"), "{}", file.text());
    assert!(file.text().contains("do-goma,analyst"), "{}", file.text());
    assert!(app.as_if("chief").await.get(&format!("{delegation}/history")).await.one("main").contains("Mission"));
}

#[tokio::test]
async fn a_delegate_reads_what_the_decision_needs_inside_the_scope_and_no_longer() {
    let app = TestApp::start().await;
    let url = recommended(&app, "coordinator-goma", "TESTER 1", false).await;
    let official = look(&app, "select ref from principal where codename = 'TESTER 1'").await;
    let training = app.as_if("training").await;
    assert_eq!(training.get(&url).await.status, StatusCode::NOT_FOUND);

    let delegation = lend(&app, "ssp-juba", "risk", "training").await;
    assert_eq!(training.get(&url).await.status, StatusCode::NOT_FOUND, "lent at Juba, not at Goma");
    assert_eq!(end(&app.as_if("ssp-juba").await, &delegation, "1").await.leads(), delegation);
    let delegation = lend(&app, "ssp-goma", "risk", "training").await;

    assert_eq!(training.get(&url).await.status, StatusCode::OK);
    assert_eq!(training.get("/risk-assessments").await.status, StatusCode::OK);
    assert_eq!(training.get(&format!("/principals/{official}/risk")).await.status, StatusCode::OK);
    for (path, expected) in [
        (format!("{url}/sources"), StatusCode::FORBIDDEN),
        (format!("/principals/{official}"), StatusCode::FORBIDDEN),
        ("/risk-assessments/new".into(), StatusCode::FORBIDDEN),
        ("/delegations/new".into(), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(training.get(&path).await.status, expected, "{path}");
    }
    assert_eq!(training.post("/delegations", &[("what", "risk:G-22222"), ("delegate", "support")]).await.status, StatusCode::FORBIDDEN, "not lent on");
    let mut below = app.inside("training").await;
    assert_eq!(string(&mut below, "select count(*)::text from risk_assessment").await, "1", "both walls open");
    end(&training, &delegation, "1").await.leads();
    assert_eq!(training.get(&url).await.status, StatusCode::NOT_FOUND, "at once, in the session that was open");
    assert_eq!(string(&mut below, "select count(*)::text from risk_assessment").await, "0", "and below the program");
}

#[tokio::test]
async fn a_delegation_counts_on_its_days_only_and_ends_with_its_right() {
    let app = TestApp::start().await;
    let url = recommended(&app, "coordinator-goma", "TESTER 1", false).await;
    let delegation = ask(&app, "do-goma", "risk", "analyst", (2, 4)).await.leads();
    assert_eq!(risk::decide(&app.as_if("analyst").await, &url).await.status, StatusCode::FORBIDDEN, "before its first day");
    assert!(app.as_if("do-goma").await.get(&delegation).await.one("header.record").contains("begins later"));
    app.shift_clock("6 days").await;
    assert_eq!(risk::decide(&app.as_if("analyst").await, &url).await.status, StatusCode::FORBIDDEN, "after its last day");
    assert_eq!(end(&app.as_if("do-goma").await, &delegation, "1").await.status, StatusCode::CONFLICT, "what is over is not ended");

    app.shift_clock("3 days").await;
    let analyst = app.as_if("analyst").await;
    assert!(analyst.get(&url).await.text().contains("/reviews\""), "between them");
    change(
        &mut app.owner().await,
        "update access_grant set state = 'revoked', ended_at = sec.now(), ended_by = asked_by where account_id = (select id from account where username = 'do-goma')",
    )
    .await
    .unwrap();
    assert_eq!(risk::decide(&analyst, &url).await.status, StatusCode::FORBIDDEN, "it ended with the right behind it");
    let page = app.as_if("chief").await.get(&delegation).await;
    assert!(page.one("header.record").contains("the right behind it has ended") && !page.all(".bar.caution").is_empty(), "{}", page.one("main"));
}

#[tokio::test]
async fn what_cannot_be_delegated_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let who = app.as_if("ssp-goma").await;
    let held = format!("risk:{}", right(&app, "ssp-goma", "risk").await);
    let others = format!("risk:{}", right(&app, "do-goma", "risk").await);
    let not_theirs = held.replace("risk:", "requirement:");
    let (today, soon, far, past) = (until_in(&app, 0).await, until_in(&app, 10).await, until_in(&app, 90).await, until_in(&app, -1).await);
    for (what, delegate, from, until, reason, wrong) in [
        ("", "analyst", "", soon.as_str(), "x", "what"),
        (others.as_str(), "analyst", "", &soon, "x", "what"),
        (&not_theirs, "analyst", "", &soon, "x", "what"),
        (&held, "nobody-here", "", &soon, "x", "delegate"),
        (&held, "ssp-goma", "", &soon, "x", "delegate"),
        (&held, "analyst", &past, &soon, "x", "from"),
        (&held, "analyst", &soon, &today, "x", "until"),
        (&held, "analyst", "", &far, "x", "until"),
        (&held, "analyst", "", &soon, " ", "reason"),
    ] {
        let form = [("what", what), ("delegate", delegate), ("from", from), ("until", until), ("reason", reason)];
        let answer = who.post("/delegations", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(!answer.error_of(wrong).is_empty(), "{form:?}: {}", answer.one("main"));
        assert_eq!(answer.attribute("#f-delegate", "value").as_deref(), Some(delegate), "values are kept");
    }
    assert_eq!(look(&app, "select count(*)::text from delegation").await, "0");

    lend(&app, "ssp-goma", "risk", "analyst").await;
    let twice = ask(&app, "ssp-goma", "risk", "training", (5, 25)).await;
    assert!(twice.error_of("what").contains("somebody else is your delegate"), "{}", twice.one("main"));
    // the length is a setting
    change(&mut app.owner().await, "update setting set value = '120', version = version + 1 where name = 'delegation_max_days'").await.unwrap();
    ask(&app, "do-goma", "risk", "training", (0, 110)).await.leads();
    assert!(app.as_if("auditor").await.get("/admin/rules").await.one("tbody").contains("Longest delegation"), "it stands among the rules");
}

#[tokio::test]
async fn who_acts_for_the_author_does_not_approve() {
    let app = TestApp::start().await;
    let url = recommended(&app, "ssp-goma", "TESTER 1", false).await;
    let reference = url.rsplit('/').next().unwrap_or_default();
    let delegation = lend(&app, "ssp-goma", "risk", "do-goma").await;
    let decider = app.as_if("do-goma").await;

    let refused = risk::decide(&decider, &url).await;

    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.one("main").contains("INV-05"), "{}", refused.one("main"));
    let attack = format!(
        "begin; update risk_assessment set state = 'approved', decided_by = sec.account_id(), decided_at = sec.now(), version = version + 1 where ref = '{reference}'; {ENTRY}"
    );
    let mut below = app.inside("do-goma").await;
    let outcome = run(&mut below, &attack.replace(ENTRY, "select 1")).await;
    assert_eq!(refusal(&outcome), "23514 delegate_of_author_does_not_approve");
    run(&mut below, "rollback").await.unwrap();

    // the twin: without the rule the same statement is accepted
    let mut admin = sqlx::ConnectOptions::connect(&app.admin).await.unwrap();
    must(&mut admin, "alter table risk_assessment disable trigger author_is_not_acted_for").await;
    let outcome = run(&mut below, &attack.replace(ENTRY, "select 1")).await;
    assert_eq!(refusal(&outcome), "accepted");
    run(&mut below, "rollback").await.unwrap();
    must(&mut admin, "alter table risk_assessment enable trigger author_is_not_acted_for").await;

    end(&decider, &delegation, "1").await.leads();
    risk::decide(&decider, &url).await.leads();
    let page = decider.get(&url).await;
    assert!(!page.one("main").contains("as delegate of"), "by a right of his own: {}", page.one("main"));
}

#[tokio::test]
async fn high_risk_takes_a_delegate_for_the_chief_and_nobody_stands_for_two() {
    let app = TestApp::start().await;
    let url = recommended(&app, "coordinator-goma", "TESTER 1", true).await;
    lend(&app, "chief", "risk", "ssp-goma").await;
    risk::decide(&app.as_if("do-goma").await, &url).await.leads();
    let refused = risk::decide(&app.as_if("ssp-goma").await, &url).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the station's own adviser signs for the station: {}", refused.one("main"));
    assert_eq!(state(&app, &url).await, "recommended");

    let app = TestApp::start().await;
    let url = recommended(&app, "coordinator-goma", "TESTER 1", true).await;
    lend(&app, "chief", "risk", "officer-world").await;
    risk::decide(&app.as_if("officer-world").await, &url).await.leads();
    risk::decide(&app.as_if("do-goma").await, &url).await.leads();
    assert_eq!(state(&app, &url).await, "approved");
    let page = app.as_if("auditor").await.get(&url).await;
    assert!(page.one("main").contains("W. Lindqvist as delegate of"), "{}", page.one("main"));
    assert_eq!(look(&app, "select string_agg(signature, ',') from delegated_signature where not is_past").await, "decided_by");
}

#[tokio::test]
async fn a_requirement_and_a_profile_are_approved_by_delegation() {
    let app = TestApp::start().await;
    let official = protection::official(&app, "DLG22").await;
    protection::assessment(&app, &official, "DLG22", -10, 200).await;
    let address = protection::drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    protection::deed(&app, &app.as_if("officer-africa").await, &address, "validate").await.leads();
    let delegate = app.as_if("training").await;
    assert_eq!(delegate.get(&address).await.status, StatusCode::NOT_FOUND);
    lend(&app, "chief", "requirement", "training").await;

    assert_eq!(protection::deed(&app, &delegate, &address, "end").await.status, StatusCode::FORBIDDEN, "only the approval is lent");
    protection::deed(&app, &delegate, &address, "approve").await.leads();

    assert_eq!(protection::state(&app, &address).await, "approved");
    assert!(delegate.get(&address).await.one("main").contains("as delegate of"), "{}", delegate.get(&address).await.one("main"));

    let officer = app.as_if("officer-africa").await;
    let record = profiles::filled(&app, &officer).await;
    assert_eq!(profiles::step(&app, &officer, &record, "in_review").await, StatusCode::SEE_OTHER);
    let second = app.as_if("officer-world").await;
    assert_eq!(profiles::step(&app, &second, &record, "active").await, StatusCode::FORBIDDEN);
    let mut below = app.inside("officer-world").await;
    let attack =
        "begin; update protection_profile set state = 'active', classification = 'confidential', approved_by = sec.account_id(), version = version + 1";
    assert_ne!(refusal(&run(&mut below, &format!("{attack} where state = 'in_review'")).await), "23514 profile_step_is_signed");
    run(&mut below, "rollback").await.unwrap();
    let lent = lend(&app, "chief", "profile", "officer-africa").await;
    assert_eq!(profiles::step(&app, &officer, &record, "active").await, StatusCode::FORBIDDEN, "INV-05: the author, whoever he acts for");
    end(&officer, &lent, "1").await.leads();
    lend(&app, "chief", "profile", "officer-world").await;
    assert_eq!(profiles::step(&app, &second, &record, "active").await, StatusCode::SEE_OTHER);
    assert_eq!(profiles::state(&app, &record).await, "active");
    let page = second.get(&format!("{record}/profile")).await;
    assert!(page.one("main").contains("W. Lindqvist as delegate of"), "{}", page.one("main"));
}

#[tokio::test]
async fn a_delegation_is_ended_by_its_two_people_or_the_chief_once() {
    let app = TestApp::start().await;
    let delegation = lend(&app, "ssp-goma", "risk", "analyst").await;
    for (who, status) in [
        ("coordinator-juba", StatusCode::NOT_FOUND),
        ("leader-goma", StatusCode::NOT_FOUND),
        ("coordinator-goma", StatusCode::FORBIDDEN),
        ("do-goma", StatusCode::FORBIDDEN),
        ("auditor", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(end(&app.as_if(who).await, &delegation, "1").await.status, status, "{who}");
    }
    let chief = app.as_if("chief").await;
    let nameless = chief.post(&format!("{delegation}/endings"), &[("version", "1"), ("reason", "")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!nameless.error_of("reason").is_empty());
    assert_eq!(end(&chief, &delegation, "7").await.status, StatusCode::CONFLICT, "another version");

    end(&chief, &delegation, "1").await.leads();

    let page = chief.get(&delegation).await;
    assert!(page.one("header.record").contains("ended early") && page.one("main").contains("Back early"), "{}", page.one("main"));
    assert_eq!(end(&chief, &delegation, "2").await.status, StatusCode::CONFLICT);
    // the same right may be lent again
    lend(&app, "ssp-goma", "risk", "analyst").await;
    for (who, status) in [("desk-africa", StatusCode::OK), ("analyst", StatusCode::OK), ("focal-wfp", StatusCode::FORBIDDEN)] {
        assert_eq!(app.as_if(who).await.get("/delegations").await.status, status, "{who}");
    }
}

/// Rule, what holds it, the attack as the web role in somebody's session, what takes the rule away.
const ATTACKS: &[(&str, &str, &str, &str)] = &[
    (
        "ssp-goma",
        "delegation_of_what_one_holds",
        "<insert>(select id from access_grant where ref = '<do>'), <me>, <analyst>, <today>, <today> + 5, 'x')",
        GUARD,
    ),
    (
        "ssp-goma",
        "delegation_within_its_right",
        "<insert>(select id from access_grant where ref = '<short>'), <me>, <analyst>, <today>, <today> + 30, 'x')",
        GUARD,
    ),
    ("ssp-goma", "delegation_begins_today_or_later", "<insert><held>, <me>, <analyst>, <today> - 1, <today> + 5, 'x')", GUARD),
    ("ssp-goma", "delegation_is_short", "<insert><held>, <me>, <analyst>, <today>, <today> + 90, 'x')", GUARD),
    (
        "ssp-goma",
        "delegation_to_another",
        "<insert><held>, <me>, <me>, <today>, <today> + 5, 'x')",
        "alter table delegation drop constraint delegation_to_another",
    ),
    ("ssp-goma", "delegate_is_a_person", "<insert><held>, <me>, (select id from account where kind = 'job' limit 1), <today>, <today> + 5, 'x')", GUARD),
    (
        "analyst",
        "delegation_of_what_one_holds",
        "<insert>(select grant_id from delegation where ref = '<lent>'), <me>, (select id from account where username = 'training'), <today>, <today> + 5, 'x')",
        GUARD,
    ),
    (
        "ssp-goma",
        "signature_is_own",
        "<insert>(select id from access_grant where ref = '<do>'), (select id from account where username = 'do-goma'), <analyst>, <today> + 40, <today> + 45, 'x')",
        "alter table delegation disable trigger delegation_signed_by_oneself",
    ),
    ("do-goma", "delegation_is_not_changed", "update delegation set to_date = to_date + 30 where ref = '<lent>'", GUARD),
    (
        "do-goma",
        "delegation_is_not_changed",
        "update delegation set delegate_id = (select id from account where username = 'training') where ref = '<lent>'",
        GUARD,
    ),
    (
        "do-goma",
        "delegation_end_has_reason",
        "update delegation set ended_at = sec.now(), ended_by = sec.account_id() where ref = '<lent>'",
        "alter table delegation drop constraint delegation_end_has_reason",
    ),
];
const GUARD: &str = "alter table delegation disable trigger delegation_guarded";

#[tokio::test]
async fn the_database_holds_every_rule_of_delegation_and_each_can_be_missed() {
    let app = TestApp::start().await;
    let lent = lend(&app, "do-goma", "risk", "analyst").await;
    let mut owner = app.owner().await;
    let short = "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, valid_to, state, is_urgent, asked_by, reason)
        select gen_random_uuid(), id, 'senior_security_professional', 'station', 'JUB', sec.now() - interval '1 day', sec.now() + interval '10 days', 'granted', true, id, 'short'
        from account where username = 'ssp-goma'";
    change(&mut owner, short).await.unwrap();
    let short = string(&mut owner, "select ref from access_grant where reason = 'short'").await;
    let held = right_at(&app, "ssp-goma", "GOM").await;
    let id = |username: &str| format!("'{username}'");
    let me_of = async |who: &str| look(&app, &format!("select id::text from account where username = '{who}'")).await;
    let analyst = me_of("analyst").await;
    for (who, constraint, sql, without) in ATTACKS {
        let me = me_of(who).await;
        let sql = sql
            .replace("<insert>", "insert into delegation (id, authority, role, scope_kind, scope_code, during, grant_id, delegator_id, delegate_id, from_date, to_date, reason) values (gen_random_uuid(), 'risk', 'senior_security_professional', 'station', 'GOM', 'empty', ")
            .replace("<held>", &format!("'{held}'"))
            .replace("<do>", &right(&app, "do-goma", "risk").await)
            .replace("<short>", &short)
            .replace("<me>", &id(&me))
            .replace("<analyst>", &id(&analyst))
            .replace("<today>", "(sec.now() at time zone 'UTC')::date")
            .replace("<lent>", lent.rsplit('/').next().unwrap_or_default());
        // grants of others are hidden from the attacker: the owner looks up what the statement names
        let mut attacker = app.inside(who).await;
        let resolved = resolve(&mut owner, &sql).await;
        let outcome = run(&mut attacker, &format!("begin; {resolved}")).await;
        assert_eq!(refusal(&outcome), format!("23514 {constraint}"), "{who}: {sql}");
        run(&mut attacker, "rollback").await.unwrap();

        let mut admin = sqlx::ConnectOptions::connect(&app.admin).await.unwrap();
        let key = app.session_of(who).await.key;
        must(&mut admin, &format!("begin; {without}; select set_config('app.key', '{key}', true)")).await;
        let outcome = run(&mut admin, &resolved).await;
        must(&mut admin, "rollback").await;
        assert_eq!(refusal(&outcome), "accepted", "without the rule: {who}: {sql}");
    }
}

async fn right_at(app: &TestApp, who: &str, code: &str) -> String {
    look(
        app,
        &format!("select g.id::text from access_grant g join account a on a.id = g.account_id where a.username = '{who}' and g.scope_code = '{code}' and g.state = 'granted'"),
    )
    .await
}

/// Sub-selects of ids as their values.
async fn resolve(owner: &mut sqlx::PgConnection, sql: &str) -> String {
    let mut text = sql.to_owned();
    for query in ["access_grant", "account", "delegation"] {
        while let Some(start) = text.find("(select ").filter(|start| text[*start..].contains(&format!(" from {query} "))) {
            let Some(end) = text[start..].find(')') else { break };
            let inner = text[start + 1..start + end].to_owned();
            if !inner.contains(&format!(" from {query} ")) {
                break;
            }
            let value = string(owner, &inner.replacen("select id", "select id::text", 1).replacen("select grant_id", "select grant_id::text", 1)).await;
            text = format!("{}'{value}'{}", &text[..start], &text[start + end + 1..]);
        }
    }
    text
}
