//! Requirements: WF-3 walked by every role through the door and attacked in SQL, the sum, the register, INV-01,
//! 05, 06 and 07, the carrying over, lapse and return.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::protection::{approved, assessment, day, deed, drafted, fields, official, post, state, version};
use crate::support::sql::{must, refusal, run, string};

/// Everybody who might try.
const EVERYBODY: &[&str] = &[
    "chief",
    "officer-africa",
    "support",
    "executive",
    "desk-africa",
    "analyst",
    "do-goma",
    "ssp-goma",
    "coordinator-goma",
    "coordinator-juba",
    "leader-goma",
    "cpo-goma",
    "armourer-goma",
    "focal-wfp",
    "roster",
    "training",
    "auditor",
    "admin",
];

/// State, deed, who may, state after it. The author is the coordinator of Goma.
const WALK: &[(&str, &str, &[&str], &str)] = &[
    ("draft", "validate", &["officer-africa"], "validated"),
    ("validated", "return", &["chief", "officer-africa"], "draft"),
    ("draft", "validate", &["officer-africa"], "validated"),
    ("validated", "approve", &["chief"], "approved"),
    ("approved", "review", &["chief", "officer-africa"], "under_review"),
    ("under_review", "resume", &["chief", "officer-africa"], "active"),
    ("active", "reduce", &["chief", "officer-africa"], "reduced"),
    ("reduced", "review", &["chief", "officer-africa"], "under_review"),
    ("under_review", "end", &["chief"], "ended"),
];

#[tokio::test]
async fn every_step_of_the_workflow_is_tried_by_every_role() {
    let app = TestApp::start().await;
    let official = official(&app, "WLK22").await;
    assessment(&app, &official, "WLK22", -10, 300).await;
    let address = drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    for (from, word, may, to) in WALK {
        assert_eq!(state(&app, &address).await, *from);
        for who in EVERYBODY.iter().filter(|who| !may.contains(who)) {
            let answer = deed(&app, &app.as_if(who).await, &address, word).await;
            assert!(matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{who} {word}: {}", answer.status);
            assert_eq!(state(&app, &address).await, *from, "{who} {word}");
        }
        let who = may.last().expect("somebody may");
        assert_eq!(deed(&app, &app.as_if(who).await, &address, word).await.leads(), address, "{who} {word}");
        assert_eq!(state(&app, &address).await, *to);
    }
    let second = drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    for who in EVERYBODY.iter().filter(|who| **who != "chief") {
        assert_ne!(deed(&app, &app.as_if(who).await, &second, "refuse").await.status, StatusCode::SEE_OTHER, "{who}");
    }
    deed(&app, &app.as_if("chief").await, &second, "refuse").await.leads();
    assert_eq!(state(&app, &second).await, "refused");
}

#[tokio::test]
async fn steps_that_do_not_follow_are_refused() {
    let app = TestApp::start().await;
    let official = official(&app, "STP22").await;
    assessment(&app, &official, "STP22", -10, 300).await;
    let chief = app.as_if("chief").await;
    let address = drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    for word in ["approve", "review", "resume", "reduce", "end", "return"] {
        assert_eq!(deed(&app, &chief, &address, word).await.status, StatusCode::CONFLICT, "{word} from draft");
    }
    assert_eq!(chief.get(&format!("{address}/end")).await.leads(), address, "its page leads back");
}

#[tokio::test]
async fn in_sql_no_step_is_taken_by_another_role() {
    let app = TestApp::start().await;
    let official = official(&app, "SQL22").await;
    assessment(&app, &official, "SQL22", -10, 300).await;
    let address = drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    let reference = address.rsplit('/').next().unwrap().to_owned();
    let sign = |to: &str| match to {
        "validated" => ", head_count = 6, validated_by = sec.account_id(), validated_at = sec.now()",
        "approved" => ", approved_by = sec.account_id(), approved_at = sec.now()",
        _ => "",
    };
    let attack = |to: &str| {
        format!(
            "begin; update protection_requirement set state = '{to}', state_reason = 'attack', version = version + 1{} where ref = '{reference}'; rollback",
            sign(to)
        )
    };
    let steps: &[(&str, &[&str], &[&str])] = &[
        ("draft", &["validated"], &["officer-africa"]),
        ("draft", &["refused"], &["chief"]),
        ("draft", &["approved", "active", "resourced", "ended", "assessment_lapsed"], &[]),
        ("validated", &["approved", "refused"], &["chief"]),
        ("validated", &["draft"], &["chief", "officer-africa"]),
        ("approved", &["under_review"], &["chief", "officer-africa"]),
        ("approved", &["ended"], &["chief"]),
        ("approved", &["resourced", "active", "reduced", "assessment_lapsed"], &[]),
    ];
    for (from, targets, may) in steps {
        match (state(&app, &address).await.as_str(), *from) {
            ("draft", "validated") => drop(deed(&app, &app.as_if("officer-africa").await, &address, "validate").await.leads()),
            ("validated", "approved") => drop(deed(&app, &app.as_if("chief").await, &address, "approve").await.leads()),
            _ => {}
        }
        assert_eq!(state(&app, &address).await, *from);
        for who in EVERYBODY {
            let mut inside = app.inside(who).await;
            for to in *targets {
                let outcome = run(&mut inside, &attack(to)).await;
                let _ = run(&mut inside, "rollback").await;
                let moved = matches!(outcome, Ok(rows) if rows > 0);
                assert_eq!(moved, may.contains(who), "{who}: {from} to {to}: {}", refusal(&outcome));
            }
        }
    }
    // the twin: without the guard of roles the coordinator reviews and ends
    must(&mut app.owner().await, "drop trigger requirement_walks_by_role on protection_requirement").await;
    let mut inside = app.inside("coordinator-goma").await;
    for to in ["under_review", "ended", "resourced"] {
        assert_eq!(run(&mut inside, &attack(to)).await.unwrap_or_default(), 1, "{to}");
    }
}

#[tokio::test]
async fn the_author_neither_validates_nor_approves() {
    let app = TestApp::start().await;
    let official = official(&app, "FRY22").await;
    assessment(&app, &official, "FRY22", -10, 300).await;
    let author = app.as_if("officer-africa").await;
    let address = drafted(&app, &author, &official).await;
    let reference = address.rsplit('/').next().unwrap();

    let own = deed(&app, &author, &address, "validate").await;

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let sql = format!(
        "begin; update protection_requirement set state = 'validated', head_count = 6, validated_by = sec.account_id(), validated_at = sec.now(), version = version + 1
         where ref = '{reference}'; rollback"
    );
    let mut inside = app.inside("officer-africa").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 requirement_validated_by_another");
    let _ = run(&mut inside, "rollback").await;
    let mut owner = app.owner().await;
    let approve = format!(
        "begin; update protection_requirement set state = 'validated', head_count = 6, validated_by = (select id from account where username = 'chief') where ref = '{reference}';
         update protection_requirement set state = 'approved', approved_by = author_id where ref = '{reference}'; rollback"
    );
    assert_eq!(refusal(&run(&mut owner, &approve).await), "23514 requirement_approved_by_another");
    let _ = run(&mut owner, "rollback").await;
    must(&mut owner, "alter table protection_requirement drop constraint requirement_validated_by_another, drop constraint requirement_approved_by_another")
        .await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
    assert_eq!(refusal(&run(&mut owner, &approve).await), "accepted", "the twin");
}

#[tokio::test]
async fn nothing_is_approved_on_an_assessment_that_is_not_in_force() {
    let app = TestApp::start().await;
    let official = official(&app, "FRC22").await;
    assessment(&app, &official, "FRC22", -300, -5).await;
    let address = drafted(&app, &app.as_if("coordinator-goma").await, &official).await;
    deed(&app, &app.as_if("officer-africa").await, &address, "validate").await.leads();

    let refused = deed(&app, &app.as_if("chief").await, &address, "approve").await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".summary-of-errors").contains("INV-01"), "{}", refused.one("main"));
    let reference = address.rsplit('/').next().unwrap();
    let sql = format!(
        "begin; update protection_requirement set state = 'approved', approved_by = sec.account_id(), approved_at = sec.now(), version = version + 1 where ref = '{reference}'; rollback"
    );
    let mut inside = app.inside("chief").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 requirement_rests_on_assessment_in_force");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger requirement_guarded on protection_requirement").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn private_security_needs_its_reason() {
    let app = TestApp::start().await;
    let official = official(&app, "PRV22").await;
    assessment(&app, &official, "PRV22", -10, 300).await;
    let author = app.as_if("coordinator-goma").await;
    let mut form: Vec<(String, String)> = fields(&official.reference).into_iter().filter(|(name, _)| name != "source").collect();
    form.extend([
        ("from".to_owned(), day(&app, 0).await),
        ("source".to_owned(), "armed_private_security".to_owned()),
        ("source_reason".to_owned(), "no".to_owned()),
    ]);

    let refused = post(&author, "/requirements", &form).await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.error_of("source_reason").contains("INV-07"));
    assert_eq!(refused.one("#f-places"), "Offices", "what was typed stays");
    let address = drafted(&app, &author, &official).await;
    let reference = address.rsplit('/').next().unwrap();
    let sql = format!(
        "begin; update protection_requirement set source_of_protection = 'armed_private_security', source_reason = 'no', version = version + 1 where ref = '{reference}'; rollback"
    );
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 private_security_needs_reason");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table protection_requirement drop constraint private_security_needs_reason").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn the_sum_stands_line_by_line_and_is_fixed_by_validation() {
    let app = TestApp::start().await;
    let official = official(&app, "SUM22").await;
    assessment(&app, &official, "SUM22", -10, 300).await;
    let author = app.as_if("coordinator-goma").await;
    let address = drafted(&app, &author, &official).await;
    let round = [("role", "driver"), ("count", "1"), ("hours", "24"), ("days", "7"), ("note", "")];
    author.post(&format!("{address}/required-posts"), &round).await.leads();

    let bad = author.post(&format!("{address}/required-posts"), &[("role", "driver"), ("count", "0"), ("hours", "25"), ("days", "x"), ("note", "")]).await;
    for field in ["count", "hours", "days"] {
        assert!(!bad.error_of(field).is_empty(), "{field}");
    }
    let page = author.get(&format!("{address}/required-posts")).await;
    deed(&app, &app.as_if("officer-africa").await, &address, "validate").await.leads();

    assert!(page.one("tbody tr:nth-child(3)").contains("8736"), "{}", page.one("tbody"));
    assert!(page.one("tbody tr:nth-child(3)").contains("5.03"));
    assert!(page.one("main").contains("17472 hours a year ÷ 1736 productive hours = 10.06"), "{}", page.one("main"));
    let reference = address.rsplit('/').next().unwrap();
    assert_eq!(string(&mut app.owner().await, &format!("select head_count::text from protection_requirement where ref = '{reference}'")).await, "11");
    let late = author.post(&format!("{address}/required-posts"), &round).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "posts are frozen with the sum");
    assert_eq!(author.get(&format!("{address}/edit")).await.leads(), address);
}

#[tokio::test]
async fn the_register_keeps_what_came_of_it_and_who_bears_the_rest() {
    let app = TestApp::start().await;
    let official = official(&app, "REG22").await;
    assessment(&app, &official, "REG22", -10, 300).await;
    let address = approved(&app, &official).await;
    let desk = app.as_if("officer-africa").await;
    let current = version(&app, &address).await;
    let unmet = [("answer", "part_met"), ("note", "Two of four officers."), ("accepted_by", ""), ("accepted_on", ""), ("version", current.as_str())];

    let refused = desk.post(&format!("{address}/answer"), &unmet).await;
    let today = day(&app, 0).await;
    let whole = [
        ("answer", "part_met"),
        ("note", "Two of four officers."),
        ("accepted_by", "Designated official"),
        ("accepted_on", today.as_str()),
        ("version", current.as_str()),
    ];
    desk.post(&format!("{address}/answer"), &whole).await.leads();

    assert!(!refused.error_of("accepted_by").is_empty());
    let list = desk.get("/requirements?answer=part_met").await;
    assert_eq!(list.one("h1"), "1 protection requirement");
    assert!(list.one("tbody").contains("Designated official"));
    assert!(desk.get("/requirements.csv?answer=part_met").await.text().contains("Two of four officers."));
    assert_eq!(desk.get("/requirements.xlsx").await.status, StatusCode::OK);
    assert_eq!(desk.get("/requirements?answer=refused").await.one("h1"), "0 protection requirements");
    assert!(desk.get("/requirements?foo=1").await.text().contains("foo"));
    assert!(desk.get(&format!("{address}/history")).await.text().contains("Designated official"));
}

#[tokio::test]
async fn two_editors_of_a_draft_lose_nothing() {
    let app = TestApp::start().await;
    let official = official(&app, "RCE22").await;
    assessment(&app, &official, "RCE22", -10, 300).await;
    let author = app.as_if("coordinator-goma").await;
    let address = drafted(&app, &author, &official).await;
    let today = day(&app, 0).await;
    let form = |places: &str, version: &str| -> Vec<(String, String)> {
        fields(&official.reference)
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "official" | "station" | "places"))
            .chain([("places".to_owned(), places.to_owned()), ("from".to_owned(), today.clone()), ("version".to_owned(), version.to_owned())])
            .collect()
    };
    let base = version(&app, &address).await;

    post(&app.as_if("officer-africa").await, &format!("{address}/edit"), &form("Residence", &base)).await.leads();
    let race = post(&author, &format!("{address}/edit"), &form("Market", &base)).await;

    assert_eq!(race.status, StatusCode::CONFLICT);
    assert!(race.one("main").contains("Residence") && race.one("main").contains("Market"));
}

#[tokio::test]
async fn a_lapse_marks_and_removes_nobody_and_the_next_assessment_brings_all_back() {
    let app = TestApp::start().await;
    let official = official(&app, "LPS22").await;
    let first = assessment(&app, &official, "LPA22", -10, 20).await;
    let address = approved(&app, &official).await;
    let page = app.as_if("coordinator-goma").await.get(&address).await;
    assert!(page.one("header.record").contains(&first), "{}", page.one("header.record"));

    app.shift_clock("22 days").await;
    let run = cordon::jobs::expiry::run_once(&app.app).await.unwrap();

    assert_eq!((run.expired, run.lapsed), (1, 1));
    assert_eq!(state(&app, &address).await, "assessment_lapsed");
    assert!(app.as_if("chief").await.get("/exceptions").await.text().contains(address.rsplit('/').next().unwrap()), "the chief is told");
    assert_eq!(cordon::jobs::expiry::run_once(&app.app).await.unwrap().lapsed, 0, "once");

    let second = assessment(&app, &official, "LPB22", 15, 200).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let asked = coordinator.get(&format!("{address}/carry-over")).await;
    let carried = coordinator.post(&format!("{address}/carry-over"), &[("assessment", &second)]).await;

    assert!(asked.one("main form").contains(&second));
    assert_eq!(carried.leads(), address);
    assert_eq!(state(&app, &address).await, "approved");
    assert!(coordinator.get(&address).await.one("header.record").contains(&second));
    assert_eq!(app.count("select count(*) from exception where code = 'assessment_lapsed' and closed_at is null").await, 0);
}

#[tokio::test]
async fn a_new_assessment_is_asked_for_in_time_and_an_overdue_review_is_told() {
    let app = TestApp::start().await;
    let official = official(&app, "DUE22").await;
    assessment(&app, &official, "DUE22", -10, 100).await;
    approved(&app, &official).await;

    assert_eq!(cordon::jobs::expiry::run_once(&app.app).await.unwrap().asked, 0);
    app.shift_clock("92 days").await;
    let run = cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    let again = cordon::jobs::expiry::run_once(&app.app).await.unwrap();

    assert_eq!((run.asked, run.told), (1, 2), "the review, and the registered decision that nobody confirmed");
    assert_eq!((again.asked, again.told), (0, 0));
    assert_eq!(app.count("select count(*) from exception where code = 'requirement_review_overdue' and closed_at is null").await, 1);
    assert_eq!(app.as_if("officer-africa").await.get("/requirements?due=review").await.one("h1"), "1 protection requirement");
}

#[tokio::test]
async fn the_words_are_french_for_those_who_read_french() {
    let app = TestApp::start().await;
    let official = official(&app, "FRN22").await;
    assessment(&app, &official, "FRN22", -10, 300).await;
    let address = approved(&app, &official).await;
    let desk = app.as_if("officer-africa").await;
    desk.post("/language", &[("language", "fr"), ("back", "/requirements")]).await.leads();

    assert_eq!(desk.get("/requirements").await.one("h1"), "1 besoin de protection");
    assert!(desk.get(&address).await.text().contains("Ce qui est demandé"));
}
