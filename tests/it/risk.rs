//! Risk assessments: the way of WF-2 through the pages, registering, the backlog, who read that a risk
//! changed. What the database holds when no page does is in `risk/rules.rs`.

pub mod attachments;
mod parts;
mod rules;
mod shown;

use axum::http::StatusCode;

use crate::support::journeys::Journey;
use crate::support::sql::{must, string, strings};
use crate::support::{Answer, Person, TestApp};

/// An official at home in Goma, by codename.
pub async fn official(app: &TestApp, codename: &str) -> String {
    let mut owner = app.owner().await;
    let made = format!(
        "begin; insert into principal (id, ref, codename, display_name, home_station_id, portfolio_code)
           select gen_random_uuid(), sec.new_ref('P'), '{codename}', 'A. Invented', id, 'africa' from duty_station where code = 'GOM'; {}; commit",
        crate::support::sql::ENTRY
    );
    must(&mut owner, &made).await;
    string(&mut owner, &format!("select ref from principal where codename = '{codename}'")).await
}

pub async fn state(app: &TestApp, reference: &str) -> String {
    string(&mut app.owner().await, &format!("select state from risk_assessment where ref = '{reference}'")).await
}

fn tail(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Path of the deed, its fields, who may do it, and the states before and after.
type Step = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str], &'static str, &'static str);

fn threat(scores: [&str; 4]) -> Vec<(&str, &str)> {
    vec![
        ("category", "crime"),
        ("sub_kind", "ambush"),
        ("description", "Road to the airport"),
        ("likelihood", scores[0]),
        ("impact", scores[1]),
        ("residual_likelihood", scores[2]),
        ("residual_impact", scores[3]),
    ]
}

const MEASURE: &[(&str, &str)] = &[("area", "vehicle"), ("effect", "both"), ("description", "Armoured vehicle"), ("owner", "CPC Goma")];

fn registration<'a>(official: &'a str, level: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("official", official),
        ("level", level),
        ("valid_from", "2026-01-01"),
        ("valid_to", "2098-12-31"),
        ("approver", "I. Invented, Designated Official"),
        ("approved_on", "2026-01-01"),
        ("document_ref", "DO/26/1"),
        ("main_measures", "Armoured vehicle"),
    ]
}

/// A draft with a threat of these scores and a measure; answers its address.
pub async fn draft(author: &Person, official: &str, scores: [&str; 4]) -> String {
    let url = author.post("/risk-assessments", &[("official", official), ("kind", "personal"), ("scope", "Goma"), ("criticality", "PC2")]).await.leads();
    author.post(&format!("{url}/threats"), &threat(scores)).await.leads();
    author.post(&format!("{url}/measures"), MEASURE).await.leads();
    url
}

pub async fn courses(author: &Person, url: &str) {
    for (name, recommended) in [("Stay", "yes"), ("Move", "")] {
        author.post(&format!("{url}/courses"), &[("name", name), ("residual_level", "high"), ("people", "4"), ("is_recommended", recommended)]).await.leads();
    }
}

/// Handed in, reviewed and recommended.
pub async fn recommended(app: &TestApp, author: &Person, url: &str) {
    author.post(&format!("{url}/submit"), &[]).await.leads();
    let reviewer = app.as_if("officer-africa").await;
    reviewer.post(&format!("{url}/take"), &[]).await.leads();
    let answer = reviewer.post(&format!("{url}/reviews"), &[("measure-1", "approved"), ("recommendation", "yes"), ("deed", "recommend")]).await;
    answer.leads();
}

pub async fn decide(who: &Person, url: &str) -> Answer {
    who.post(&format!("{url}/decisions"), &[("deed", "approve"), ("decision", "control")]).await
}

#[tokio::test]
async fn an_assessment_is_registered_in_eight_fields_and_counts_at_once() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let coordinator = app.as_if("coordinator-goma").await;
    let form = coordinator.get("/risk-assessments/register").await;
    let fields = form.all("main .field").len();
    assert!(fields <= 8, "{fields} fields");

    let url = coordinator.post("/risk-assessments/register", &registration(&official, "high-pc2")).await.leads();

    let page = coordinator.get(&url).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.one("header.record").contains("in force") && page.one("header.record").contains("High"), "{}", page.one("header.record"));
    assert!(page.text().contains("INV-37"), "it says that a second person is outstanding");
    assert!(coordinator.get(&format!("/principals/{official}/risk")).await.one("main").contains("High"));
    assert!(coordinator.get(&format!("/principals/{official}")).await.one("main").contains("High"));
    assert_eq!(coordinator.post(&format!("{url}/confirm"), &[]).await.status, StatusCode::FORBIDDEN, "who registered does not confirm");
    app.shift_clock("25 hours").await;
    let late = app.as_if("coordinator-goma").await.get("/risk-assessments?due=confirmation").await;
    assert_eq!(late.status, StatusCode::OK);
    let ssp = app.as_if("ssp-goma").await;
    assert!(ssp.get("/risk-assessments").await.one("tbody").contains("24 hours"));
    ssp.post(&format!("{url}/confirm"), &[]).await.leads();
    assert!(!ssp.get(&url).await.text().contains("outstanding"));
}

#[tokio::test]
async fn bad_registrations_keep_their_values_and_say_why() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    for (field, value, wrong) in [
        ("valid_to", "2025-12-31", "valid_to"),
        ("main_measures", "", "main_measures"),
        ("approver", "Nobody", "approver"),
        ("official", "P-ZZZZZ", "official"),
        ("document_ref", " ", "document_ref"),
        ("level", "high", "level"),
    ] {
        let mut fields = registration(&official, "high-pc2");
        for pair in &mut fields {
            if pair.0 == field {
                pair.1 = value;
            }
        }
        let answer = who.post("/risk-assessments/register", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(!answer.error_of(wrong).is_empty(), "{field}: {}", answer.one("main"));
        if field != "official" {
            assert_eq!(answer.attribute("#f-official", "value").as_deref(), Some(official.as_str()), "{field}");
        }
    }
    assert_eq!(app.count("select count(*) from risk_assessment").await, 0);
}

#[tokio::test]
async fn a_lowered_level_waits_for_a_second_person_and_a_raised_one_does_not() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let first = tail(&who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads());
    let raised = tail(&who.post("/risk-assessments/register", &registration(&official, "high-pc1")).await.leads());
    assert_eq!((state(&app, &first).await.as_str(), state(&app, &raised).await.as_str()), ("superseded", "approved"));

    let lowered = who.post("/risk-assessments/register", &registration(&official, "low")).await.leads();

    assert_eq!((state(&app, &tail(&lowered)).await.as_str(), state(&app, &raised).await.as_str()), ("submitted", "approved"), "one person lowers nothing");
    assert_eq!(who.post(&format!("{lowered}/confirm"), &[]).await.status, StatusCode::FORBIDDEN);
    app.as_if("ssp-goma").await.post(&format!("{lowered}/confirm"), &[]).await.leads();
    assert_eq!((state(&app, &tail(&lowered)).await.as_str(), state(&app, &raised).await.as_str()), ("approved", "superseded"));
}

#[tokio::test]
async fn a_registration_that_nobody_confirms_is_told_once_and_settled_by_the_confirmation() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let url = app.as_if("coordinator-goma").await.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    let open = "select count(*) from exception where code = 'registration_unconfirmed' and closed_at is null";

    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    assert_eq!(app.count(open).await, 0, "a day is not over");
    app.shift_clock("25 hours").await;
    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    assert_eq!(app.count(open).await, 1);

    app.as_if("ssp-goma").await.post(&format!("{url}/confirm"), &[]).await.leads();
    assert_eq!(app.count(open).await, 0);
    assert_eq!(string(&mut app.owner().await, "select resolution from exception where code = 'registration_unconfirmed'").await, "settled-by-confirmation");
}

#[tokio::test]
async fn an_assessment_is_renewed_unchanged_and_supersedes() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    assert!(who.get(&format!("{url}/renew")).await.all("main .field").len() <= 5);

    let fields =
        [("valid_from", "2026-02-01"), ("valid_to", "2098-06-30"), ("approver", "I. Invented, DO"), ("approved_on", "2026-02-01"), ("document_ref", "DO/26/2")];
    let next = who.post(&format!("{url}/renew"), &fields).await.leads();

    assert_eq!((state(&app, &tail(&url)).await.as_str(), state(&app, &tail(&next)).await.as_str()), ("superseded", "approved"));
    assert!(who.get(&next).await.one("main").contains("Armoured vehicle"));
    assert_eq!(who.get(&url).await.status, StatusCode::OK, "the old one stays readable");
}

#[tokio::test]
async fn each_step_of_the_workflow_is_taken_by_its_role_and_by_nobody_else() {
    const EVERYBODY: &[&str] = &[
        "chief",
        "officer-africa",
        "support",
        "executive",
        "desk-africa",
        "analyst",
        "do-goma",
        "ssp-goma",
        "ssp-juba",
        "coordinator-goma",
        "coordinator-juba",
        "leader-goma",
        "cpo-goma",
        "armourer-goma",
        "focal-wfp",
        "roster",
        "assessor-1",
        "training",
        "auditor",
        "admin",
    ];
    const DECISION: &[(&str, &str)] = &[("deed", "approve"), ("decision", "control")];
    const STEPS: &[Step] = &[
        ("submit", &[], &["coordinator-goma"], "draft", "submitted"),
        ("take", &[], &["officer-africa"], "submitted", "under_review"),
        ("reviews", &[("measure-1", "approved"), ("deed", "return"), ("return_reason", "Say more")], &["officer-africa"], "under_review", "returned"),
        ("submit", &[], &["coordinator-goma"], "returned", "submitted"),
        ("take", &[], &["officer-africa"], "submitted", "under_review"),
        ("reviews", &[("measure-1", "approved"), ("deed", "recommend")], &["officer-africa"], "under_review", "recommended"),
        ("decisions", DECISION, &["do-goma", "ssp-goma"], "recommended", "approved"),
        ("withdraw", &[("reason", "New facts")], &["chief", "do-goma", "ssp-goma"], "approved", "withdrawn"),
    ];
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = draft(&author, &official, ["3", "3", "2", "3"]).await;
    let reference = tail(&url);
    for (path, fields, allowed, from, to) in STEPS {
        for name in EVERYBODY.iter().filter(|name| !allowed.contains(*name)) {
            let answer = app.as_if(name).await.post(&format!("{url}/{path}"), fields).await;
            let is_refusal = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
                // the chief signs only as the second of two
                || *name == "chief" && *path == "decisions" && answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            assert!(is_refusal, "{name} {path}: {}", answer.status);
            assert_eq!(state(&app, &reference).await, *from, "{name} {path}");
        }
        let answer = app.as_if(allowed[0]).await.post(&format!("{url}/{path}"), fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.one("main"));
        assert_eq!(state(&app, &reference).await, *to, "{path}");
    }
}

#[tokio::test]
async fn high_risk_takes_the_official_and_the_chief_and_two_courses() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = draft(&author, &official, ["4", "4", "3", "4"]).await;
    author.post(&format!("{url}/submit"), &[]).await.leads();
    let reviewer = app.as_if("officer-africa").await;
    reviewer.post(&format!("{url}/take"), &[]).await.leads();
    let refused = reviewer.post(&format!("{url}/reviews"), &[("measure-1", "approved"), ("recommendation", "kept words"), ("deed", "recommend")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one("[role=alert]").contains("two courses") && refused.text().contains("kept words"), "{}", refused.one("main"));
    reviewer.post(&format!("{url}/reviews"), &[("deed", "return"), ("return_reason", "Compare two courses")]).await.leads();
    courses(&author, &url).await;
    recommended(&app, &author, &url).await;

    let (ssp, official, chief) = (app.as_if("ssp-goma").await, app.as_if("do-goma").await, app.as_if("chief").await);
    decide(&official, &url).await.leads();
    assert_eq!(state(&app, &tail(&url)).await, "recommended", "one signature of two");
    assert_eq!(decide(&official, &url).await.status, StatusCode::CONFLICT, "nobody signs twice");
    assert_eq!(decide(&ssp, &url).await.status, StatusCode::UNPROCESSABLE_ENTITY, "two of the station are not the official and the chief");
    decide(&chief, &url).await.leads();
    assert_eq!(state(&app, &tail(&url)).await, "approved");
    let refused = author.post(&format!("{url}/edit"), &[("scope", "other"), ("decision", "control"), ("version", "1")]).await;
    assert!(refused.status.is_client_error(), "INV-06: {}", refused.status);
}

#[tokio::test]
async fn what_is_missing_is_said_when_it_is_handed_in() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = author.post("/risk-assessments", &[("official", &official), ("kind", "personal"), ("scope", "Goma")]).await.leads();
    let empty = author.post(&format!("{url}/submit"), &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.one("[role=alert]").contains("names its threats"));
    author.post(&format!("{url}/threats"), &threat(["4", "5", "2", "2"])).await.leads();
    let bare = author.post(&format!("{url}/submit"), &[]).await;
    assert!(bare.one("[role=alert]").contains("no measure"), "{}", bare.one("main"));
    let raised = author.post(&format!("{url}/threats"), &threat(["2", "2", "3", "2"])).await;
    assert!(!raised.error_of("residual_likelihood").is_empty());
    assert_eq!(raised.one("#f-description"), "Road to the airport", "values stay");
    let period = author
        .post(&format!("{url}/edit"), &[("valid_from", "2026-12-01"), ("valid_to", "2026-11-01"), ("scope", "Goma"), ("decision", "control"), ("version", "1")])
        .await;
    assert_eq!((period.status, period.error_of("valid_to").contains("before it begins")), (StatusCode::UNPROCESSABLE_ENTITY, true));
}

#[tokio::test]
async fn two_who_edit_at_once_are_asked() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = draft(&author, &official, ["3", "3", "2", "3"]).await;
    let edit = |scope: &'static str, version: &'static str| vec![("scope", scope), ("decision", "control"), ("criticality", "PC2"), ("version", version)];
    author.post(&format!("{url}/edit"), &edit("Goma and Bukavu", "1")).await.leads();

    let clash = author.post(&format!("{url}/edit"), &edit("Goma and Beni", "1")).await;

    assert_eq!(clash.status, StatusCode::CONFLICT);
    assert!(clash.text().contains("Goma and Bukavu") && clash.text().contains("Goma and Beni"));
    let mut changed = threat(["3", "3", "2", "2"]);
    changed.push(("version", "1"));
    author.post(&format!("{url}/threats/1/edit"), &changed).await.leads();
    let mut other = threat(["3", "3", "1", "1"]);
    other.push(("version", "1"));
    assert_eq!(author.post(&format!("{url}/threats/1/edit"), &other).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_reviewer_sees_what_changed_since_the_last_approved_version() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let first = draft(&author, &official, ["3", "3", "2", "3"]).await;
    recommended(&app, &author, &first).await;
    decide(&app.as_if("do-goma").await, &first).await.leads();
    let next = author
        .post("/risk-assessments", &[("official", &official), ("kind", "personal"), ("scope", "Goma"), ("criticality", "PC2"), ("copy", "yes")])
        .await
        .leads();
    let mut changed = threat(["4", "3", "3", "3"]);
    changed.push(("version", "1"));
    author.post(&format!("{next}/threats/1/edit"), &changed).await.leads();
    author.post(&format!("{next}/submit"), &[]).await.leads();

    let page = app.as_if("officer-africa").await.get(&format!("{next}/reviews")).await;

    assert!(page.one("section[aria-labelledby=differences]").contains(&tail(&first)));
    assert!(!page.all("section[aria-labelledby=differences] ins").is_empty(), "{}", page.one("main"));
}

#[tokio::test]
async fn the_origin_of_a_threat_is_sealed_and_reached_by_few() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let analyst = app.as_if("analyst").await;
    let url = draft(&analyst, &official, ["3", "3", "2", "3"]).await;
    let secret = "zqorigin informant";
    let source = [("reliability", "B"), ("credibility", "2"), ("used", "Seen twice"), ("origin", secret)];
    analyst.post(&format!("{url}/sources"), &source).await.leads();
    analyst.post(&format!("{url}/submit"), &[]).await.leads();

    assert!(analyst.get(&format!("{url}/sources")).await.text().contains(secret));
    assert!(app.as_if("officer-africa").await.get(&format!("{url}/sources")).await.text().contains(secret));
    for name in ["do-goma", "ssp-goma", "coordinator-goma", "auditor", "desk-africa"] {
        let person = app.as_if(name).await;
        assert_eq!(person.get(&format!("{url}/sources")).await.status, StatusCode::FORBIDDEN, "{name}");
        for path in ["", "/history", "/reviews"] {
            assert!(!person.get(&format!("{url}{path}")).await.text().contains("zqorigin"), "{name} {path}");
        }
    }
    let mut owner = app.owner().await;
    let stored = strings(&mut owner, "select content::text from history.risk_source union all select encode(origin_sealed, 'escape') from risk_source").await;
    assert!(stored.iter().all(|text| !text.contains("zqorigin")), "the word stands nowhere in the clear");
}

#[tokio::test]
async fn a_measure_is_done_when_it_is_proven() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = draft(&author, &official, ["3", "3", "2", "3"]).await;
    recommended(&app, &author, &url).await;
    decide(&app.as_if("do-goma").await, &url).await.leads();
    assert!(author.get("/risk-assessments/measures").await.one("tbody").contains("Armoured vehicle"));
    let progress = format!("{url}/measures/1/progress");
    let version = string(&mut app.owner().await, "select version::text from risk_measure").await;
    let fields = |proof: &'static str| vec![("owner", "CPC Goma"), ("implementation", "implemented"), ("proof", proof)];
    let mut bare = fields("");
    bare.push(("version", &version));
    let refused = author.post(&progress, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.error_of("proof").is_empty(), "{}", refused.one("main"));

    let mut proven = fields("Inspection sheet 14");
    proven.push(("version", &version));
    author.post(&progress, &proven).await.leads();

    assert!(author.get("/risk-assessments/measures").await.one("main").contains("No open measure"));
}

#[tokio::test]
async fn requests_stand_against_their_time_standard() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let ask = |urgency: &'static str| {
        vec![("official", official.as_str()), ("kind", "personal"), ("cause", "incident"), ("urgency", urgency), ("reason", "Shots near the office")]
    };
    let routine = who.post("/risk-requests", &ask("routine")).await.leads();
    let immediate = who.post("/risk-requests", &ask("immediate")).await.leads();
    let bad = who.post("/risk-requests", &[("official", &official), ("kind", "personal"), ("cause", "incident"), ("urgency", ""), ("reason", "x")]).await;
    assert_eq!((bad.status, bad.error_of("urgency").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    app.shift_clock("26 hours").await;

    let who = app.as_if("coordinator-goma").await;
    let rows = who.get("/risk-requests").await.all("tbody tr");
    assert!(rows[0].contains(&tail(&immediate)) && rows[0].contains("overdue"), "{rows:?}");
    assert!(rows[1].contains("due in"), "{rows:?}");
    let made = tail(&who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads());
    assert_eq!(who.post(&format!("{immediate}/answer"), &[("assessment", "R-26-ZZZZZ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    who.post(&format!("{immediate}/answer"), &[("assessment", &made)]).await.leads();
    assert_eq!(who.post(&format!("{routine}/close"), &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    who.post(&format!("{routine}/close"), &[("reason", "Answered by the new one")]).await.leads();
    assert!(who.get("/risk-requests").await.all("tbody tr").is_empty());
    assert_eq!(app.as_if("coordinator-juba").await.get(&immediate).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_officer_of_the_detail_reads_that_the_risk_changed() {
    let app = TestApp::start().await;
    let trip = app.arrange(&Journey::default()).await;
    let officer = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&trip, "ppo", Some(officer)).await;
    let mut owner = app.owner().await;
    let official =
        string(&mut owner, &format!("select p.ref from principal p join movement m on m.principal_id = p.id where m.ref = '{}'", trip.reference)).await;
    let who = app.as_if("coordinator-goma").await;

    let url = who.post("/risk-assessments/register", &registration(&official, "high-pc2")).await.leads();

    let readers = who.get(&format!("{url}/readers")).await;
    assert!(readers.one("main h2").contains("1 of 1"), "{}", readers.one("main"));
    assert!(readers.all("a.tel").len() == 1, "whom to chase has a number");
    let cpo = app.as_if("cpo-goma").await;
    assert!(cpo.get("/today").await.one("main").contains("The risk changed"));
    assert_eq!(cpo.get(&url).await.status, StatusCode::NOT_FOUND, "the assessment itself is not theirs");
    assert_eq!(app.as_if("leader-goma").await.post("/today/risk-notices", &[("assessment", &tail(&url))]).await.status, StatusCode::NOT_FOUND);
    cpo.post("/today/risk-notices", &[("assessment", &tail(&url))]).await.leads();
    assert!(!cpo.get("/today").await.one("main").contains("The risk changed"));
    assert!(who.get(&format!("{url}/readers")).await.one("main h2").contains("0 of 1"));
    let page = who.get(&format!("/movements/{}", trip.reference)).await;
    assert!(page.one(".bar.caution").contains("risk moved") || page.text().contains("The risk moved"), "planned before the level moved");
    assert!(who.get("/movements").await.one("tbody").contains("High"), "the list reads the level in force");
}

#[tokio::test]
async fn an_extension_takes_two_others_and_at_most_fourteen_days() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let mut fields = registration(&official, "medium");
    fields[3].1 = "2026-06-30";
    let url = who.post("/risk-assessments/register", &fields).await.leads();
    let ask = |to: &'static str| vec![("from_date", "2026-07-01"), ("to_date", to), ("reason", "The next one is in review")];
    let long = who.post(&format!("{url}/extension"), &ask("2026-07-15")).await;
    assert_eq!((long.status, long.error_of("to_date").contains("14 days")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    who.post(&format!("{url}/extension"), &ask("2026-07-14")).await.leads();
    let sign = format!("{url}/extension/signatures");
    assert_eq!(who.post(&sign, &[]).await.status, StatusCode::FORBIDDEN);
    let ssp = app.as_if("ssp-goma").await;
    ssp.post(&sign, &[]).await.leads();
    assert_eq!(ssp.post(&sign, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody signs twice");
    let mut owner = app.owner().await;
    let in_force = "select sec.assessment_in_force(id, '2026-07-10')::text from risk_assessment";
    assert_eq!(string(&mut owner, in_force).await, "false");
    app.as_if("do-goma").await.post(&sign, &[]).await.leads();
    assert_eq!(string(&mut owner, in_force).await, "true");
}

#[tokio::test]
async fn lists_filter_export_and_speak_french() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "high-pc2")).await.leads();
    assert_eq!(who.get("/risk-assessments?level=high&state=in_force&kind=personal&station=gom&q=tester").await.all("tbody tr").len(), 1);
    assert!(who.get("/risk-assessments?level=low").await.one("main").contains("Nothing matches"));
    assert!(who.get("/risk-assessments?foo=1").await.one("main").contains("foo"));
    for due in ["expiry", "review", "decision", "confirmation"] {
        assert_eq!(who.get(&format!("/risk-assessments?due={due}")).await.status, StatusCode::OK);
    }
    let csv = who.get("/risk-assessments.csv").await.text();
    assert!(csv.starts_with("ref,") && csv.contains(&tail(&url)), "{csv}");
    assert_eq!(who.get("/risk-matrix").await.all("tbody td").len(), 25);
    for path in ["", "/threats", "/measures", "/courses", "/reviews", "/history", "/readers", "/withdraw", "/extension", "/renew"] {
        let status = who.get(&format!("{url}{path}")).await.status;
        assert!(status == StatusCode::OK || path == "/withdraw" && status == StatusCode::FORBIDDEN, "{path}: {status}");
    }
    assert_eq!(app.as_if("coordinator-juba").await.get(&url).await.status, StatusCode::NOT_FOUND);
}
