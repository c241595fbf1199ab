//! Protection profiles: WF-1 by every role through the door and below it, walls of the compartments, what a dump holds,
//! rotation of keys.

use axum::http::StatusCode;
use cordon::sealed::Seals;
use sqlx::PgConnection;

use crate::support::sql::{ENTRY, change, must, refusal, run, string, strings};
use crate::support::{Person, TestApp};

/// An official of the portfolio Africa at Goma; the address of the record.
async fn official(by: &Person) -> String {
    let form = [("codename", "Quillwort 4"), ("display_name", "Aurelia Quist"), ("entity", "WFP"), ("station", "GOM"), ("portfolio", "africa")];
    by.post("/principals", &form).await.leads()
}

async fn save(by: &Person, record: &str, section: &str, fields: &[(&str, &str)]) {
    let mut form = vec![("source", "letter of 1 March"), ("version", "0")];
    form.extend_from_slice(fields);
    by.post(&format!("{record}/{section}/edit"), &form).await.leads();
}

/// Everything that a review wants, saved by the officer.
pub async fn filled(app: &TestApp, officer: &Person) -> String {
    let record = official(officer).await;
    officer.post(&format!("{record}/profile"), &[("notice_on", "1-Jan-2020")]).await.leads();
    save(officer, &record, "identity", &[("full_name", "Aurelia Quist"), ("nationality", "Invented")]).await;
    save(officer, &record, "contacts", &[("mobile_phone", "+41 22 000 1111"), ("focal_name", "F. Moretti"), ("focal_phone", "+39 06 000 111")]).await;
    save(officer, &record, "work", &[("job", "Envoy of Tests"), ("rank", "USG"), ("exposure", "high")]).await;
    save(officer, &record, "arrangements", &[("protection_status", "cp_active"), ("arrangements", "Two officers by day")]).await;
    save(officer, &record, "preferences", &[("languages", "French"), ("officer_gender", "female")]).await;
    save(officer, &record, "residence", &[("address", "12 Invented Road"), ("kind", "house"), ("compliance", "not_surveyed")]).await;
    save(officer, &record, "medical", &[("blood_group", "A+"), ("allergies", "none")]).await;
    let focal = app.as_("focal-wfp").await;
    focal.post(&format!("{record}/attestations"), &[("rest", "yes"), ("declared", "yes")]).await.leads();
    officer.post(&format!("{record}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await.leads();
    record
}

async fn version(app: &TestApp, record: &str) -> String {
    let reference = record.rsplit('/').next().expect("a reference");
    string(
        &mut app.owner().await,
        &format!("select f.version::text from protection_profile f join principal p on p.id = f.principal_id where p.ref = '{reference}'"),
    )
    .await
}

pub async fn state(app: &TestApp, record: &str) -> String {
    let reference = record.rsplit('/').next().expect("a reference");
    string(&mut app.owner().await, &format!("select f.state from protection_profile f join principal p on p.id = f.principal_id where p.ref = '{reference}'"))
        .await
}

pub async fn step(app: &TestApp, by: &Person, record: &str, to: &str) -> StatusCode {
    let version = version(app, record).await;
    let form = [("to", to), ("reason", "as the test wants"), ("classification", if to == "active" { "confidential" } else { "" }), ("version", &version)];
    by.post(&format!("{record}/profile/steps"), &form).await.status
}

/// Puts the profile into a state behind the walls, with what the state needs.
async fn put(owner: &mut PgConnection, reference: &str, state: &str) {
    must(
        owner,
        &format!(
            "begin; alter table protection_profile disable trigger user;
             update protection_profile f set state = '{state}', classification = 'confidential', next_review = current_date + 30,
               author_id = a.id, approved_by = c.id, reviewer_id = null from principal p, account a, account c
               where p.id = f.principal_id and p.ref = '{reference}' and a.username = 'officer-africa' and c.username = 'chief';
             alter table protection_profile enable trigger user; {ENTRY}; commit"
        ),
    )
    .await;
}

#[tokio::test]
async fn a_profile_goes_from_draft_to_force_with_two_people() {
    let app = TestApp::start().await;
    let (officer, chief) = (app.as_("officer-africa").await, app.as_("chief").await);
    let record = filled(&app, &officer).await;

    assert_eq!(step(&app, &officer, &record, "in_review").await, StatusCode::SEE_OTHER);
    assert_eq!(step(&app, &officer, &record, "active").await, StatusCode::FORBIDDEN, "an officer does not approve");
    assert_eq!(step(&app, &chief, &record, "active").await, StatusCode::SEE_OTHER);

    assert_eq!(state(&app, &record).await, "active");
    let page = officer.get(&record).await;
    assert!(page.text().contains("in force") && page.text().contains("edition 1"));
    let due = string(
        &mut app.owner().await,
        "select (next_review - current_date between 175 and 190)::text from protection_profile order by created_at desc limit 1",
    )
    .await;
    assert_eq!(due, "true", "six months without an assessment");
}

#[tokio::test]
async fn a_draft_that_lacks_sections_or_attestation_stays_a_draft() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let ahead = officer.post(&format!("{record}/profile"), &[("notice_on", "1-Jan-2090")]).await;
    assert!(ahead.error_of("notice_on").contains("today or earlier"), "{}", ahead.one("main"));
    officer.post(&format!("{record}/profile"), &[("notice_on", "1-Jan-2020")]).await.leads();

    let refused = officer.post(&format!("{record}/profile/steps"), &[("to", "in_review"), ("version", "1")]).await;

    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.one("main").contains("WF-1"), "{}", refused.one("main"));
    assert!(officer.get(&format!("{record}/profile")).await.one("#lacking + ul").contains("Contacts"));
    assert_eq!(state(&app, &record).await, "draft");
}

#[tokio::test]
async fn each_step_belongs_to_its_role_at_the_door_and_below_it() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = filled(&app, &officer).await;
    let reference = record.rsplit('/').next().expect("a reference").to_owned();
    let mut owner = app.owner().await;
    change(&mut owner, "update profile_work set appointment_end = current_date - 1").await.expect("the appointment ended");
    let states = ["draft", "in_review", "active", "review_due", "suspended", "archived"];
    let allowed = |role: &str, from: &str, to: &str| match (from, to) {
        ("draft" | "review_due" | "suspended", "in_review") => role == "officer-africa",
        // the officer wrote it: returning it is another's
        ("in_review", "draft") => role == "chief",
        ("in_review", "active") | ("active" | "review_due", "suspended") => role == "chief",
        (from, "archived") => role == "chief" && from != "archived",
        _ => false,
    };
    let mut wrong = Vec::new();
    for role in ["chief", "officer-africa", "support", "desk-africa", "analyst", "do-goma", "ssp-goma", "coordinator-goma", "focal-wfp", "auditor"] {
        let person = app.as_(role).await;
        let mut web = app.inside(role).await;
        for from in states {
            for to in states.into_iter().filter(|to| *to != from) {
                put(&mut owner, &reference, from).await;
                let answer = step(&app, &person, &record, to).await;
                if (answer == StatusCode::SEE_OTHER) != allowed(role, from, to) || (state(&app, &record).await == to) != allowed(role, from, to) {
                    wrong.push(format!("{role}: {from} to {to} by the page answers {answer}"));
                }
                put(&mut owner, &reference, from).await;
                let signature = match to {
                    "active" => ", approved_by = sec.account_id()",
                    "in_review" => ", author_id = sec.account_id(), approved_by = null",
                    "draft" => ", reviewer_id = sec.account_id()",
                    _ => "",
                };
                let attack = format!(
                    "begin; update protection_profile set state = '{to}', state_reason = 'attack'{signature}
                       where principal_id = (select id from principal where ref = '{reference}'); {ENTRY}; commit"
                );
                let outcome = run(&mut web, &attack).await;
                let _ = run(&mut web, "rollback").await;
                if (state(&app, &record).await == to) != allowed(role, from, to) {
                    wrong.push(format!("{role}: {from} to {to} in SQL: {}", refusal(&outcome)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn without_the_guard_the_attack_on_a_step_would_have_worked() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = filled(&app, &officer).await;
    let mut owner = app.owner().await;
    let mut web = app.inside("officer-africa").await;
    let attack = format!(
        "begin; update protection_profile set state = 'review_due', classification = 'confidential', next_review = current_date, approved_by = null, state_reason = 'x'; {ENTRY}; commit"
    );

    assert!(run(&mut web, &attack).await.is_err());
    must(&mut web, "rollback").await;
    must(&mut owner, "alter table protection_profile disable trigger user; alter table protection_profile drop constraint profile_active_is_classified").await;
    must(&mut web, &attack).await;

    assert_eq!(state(&app, &record).await, "review_due");
}

#[tokio::test]
async fn a_compartment_asks_first_and_the_access_page_shows_who_opened_it() {
    let app = TestApp::start().await;
    let (officer, chief) = (app.as_("officer-africa").await, app.as_("chief").await);
    let record = filled(&app, &officer).await;

    let question = chief.get(&format!("{record}/residence")).await;
    let hasty = chief.post(&format!("{record}/residence"), &[]).await;
    let opened = chief.post(&format!("{record}/residence"), &[("purpose", "oversight")]).await;
    let on_duty = officer.post(&format!("{record}/medical"), &[("purpose", "duty")]).await;
    let sealed = chief.get(&format!("{record}/medical")).await;

    assert!(question.one(".sealed").contains("shown to the owner") && !question.text().contains("Invented Road"));
    assert!(hasty.status == StatusCode::UNPROCESSABLE_ENTITY && !hasty.text().contains("Invented Road"));
    assert!(opened.one("main").contains("12 Invented Road"));
    assert!(opened.one(".mark").contains("STRICTLY"));
    assert!(on_duty.one("main").contains("A+"));
    assert_eq!(sealed.status, StatusCode::FORBIDDEN);
    assert!(sealed.one("main").contains("A. Diallo") && !sealed.text().contains("A+"), "{}", sealed.one("main"));
    let access = officer.get(&format!("{record}/access")).await;
    let rows = access.all("tbody tr");
    assert!(rows.iter().any(|row| row.contains("C. Marlow") && row.contains("Residence") && row.contains("oversight")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("Medical") && row.contains("own duty")), "{rows:?}");
    assert_eq!(app.as_("coordinator-goma").await.get(&format!("{record}/access")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_walls_of_compartments_stand_in_the_database() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = filled(&app, &officer).await;
    save(&officer, &record, "family", &[("members", "a sister"), ("contacts", "call her")]).await;
    for (name, residence, family, medical) in [
        ("chief", "1", "1", "0"),
        ("officer-africa", "1", "1", "1"),
        ("coordinator-goma", "1", "1", "0"),
        ("coordinator-juba", "0", "0", "0"),
        ("ssp-goma", "0", "0", "0"),
        ("auditor", "0", "0", "0"),
        ("focal-wfp", "0", "0", "0"),
    ] {
        let mut inside = app.inside(name).await;
        for (table, seen) in [("residence", residence), ("family", family), ("medical", medical)] {
            assert_eq!(string(&mut inside, &format!("select count(*)::text from profile_{table}")).await, seen, "{name} {table}");
            assert_eq!(string(&mut inside, &format!("select count(*)::text from history.profile_{table}")).await, seen, "{name} history of {table}");
        }
    }
    let mut coordinator = app.inside("coordinator-goma").await;
    let attempt = change(&mut coordinator, "update profile_family set source = 'x'").await;
    attempt.expect("refused in silence");
    assert_eq!(app.count("select count(*) from profile_family where source = 'x'").await, 0, "reads the family, writes it not");
    let mut owner = app.owner().await;
    must(&mut owner, "drop policy wall_read on profile_medical").await;
    let mut ssp = app.inside("ssp-goma").await;
    assert_eq!(string(&mut ssp, "select count(*)::text from profile_medical").await, "1", "the wall was what held");
}

#[tokio::test]
async fn two_saves_of_one_section_are_merged_or_asked() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    save(&officer, &record, "residence", &[("address", "1 First Road"), ("kind", "house")]).await;
    let path = format!("{record}/residence/edit");
    let theirs = [("address", "1 First Road"), ("kind", "compound"), ("source", "letter of 1 March"), ("version", "1")];
    app.as_("coordinator-goma").await.post(&path, &theirs).await.leads();

    let merged = officer.post(&path, &[("address", "2 Second Road"), ("kind", "house"), ("source", "letter of 1 March"), ("version", "1")]).await;
    let asked = officer.post(&path, &[("address", "3 Third Road"), ("kind", "house"), ("source", "letter of 1 March"), ("version", "1")]).await;

    merged.leads();
    let opened = officer.post(&format!("{record}/residence"), &[("purpose", "duty")]).await;
    assert!(opened.one("main").contains("2 Second Road") && opened.one("main").contains("compound"), "{}", opened.one("main"));
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert!(asked.text().contains("3 Third Road") && asked.text().contains("2 Second Road"));
}

#[tokio::test]
async fn nobody_confirms_what_they_saved() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    save(&officer, &record, "residence", &[("address", "1 First Road"), ("kind", "house"), ("compliance", "not_surveyed")]).await;

    let own = officer.post(&format!("{record}/residence/verify"), &[("version", "1")]).await;
    let other = app.as_("coordinator-goma").await.post(&format!("{record}/residence/verify"), &[("version", "1")]).await;

    assert_eq!(own.status, StatusCode::CONFLICT);
    assert!(own.one("main").contains("INV-05"));
    other.leads();
    assert_eq!(app.count("select count(*) from profile_residence where verified_by is not null and next_review > current_date + 170").await, 1);
}

#[tokio::test]
async fn a_form_with_errors_keeps_its_values_and_saves_nothing() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;

    let answer = officer.post(&format!("{record}/contacts/edit"), &[("mobile_phone", "ring me"), ("email", "a@example.org"), ("version", "0")]).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.error_of("mobile_phone").is_empty() && !answer.error_of("source").is_empty());
    assert_eq!(answer.attribute("#f-email", "value").as_deref(), Some("a@example.org"));
    assert_eq!(app.count("select count(*) from profile_contacts").await, 0);
    assert_eq!(officer.post(&format!("{record}/contacts/edit"), &[("blood_group", "A")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_profile_falls_due_by_its_date_and_by_what_changes_and_shows_on_movements() {
    let app = TestApp::start().await;
    let (officer, chief) = (app.as_("officer-africa").await, app.as_("chief").await);
    let record = filled(&app, &officer).await;
    let reference = record.rsplit('/').next().expect("a reference").to_owned();
    step(&app, &officer, &record, "in_review").await;
    step(&app, &chief, &record, "active").await;
    let mut owner = app.owner().await;
    save_over(&officer, &record, "residence", &[("address", "13 Other Road"), ("kind", "house"), ("compliance", "not_surveyed")], "1").await;
    assert_eq!(state(&app, &record).await, "review_due");
    assert_eq!(string(&mut owner, "select due_cause from protection_profile").await, "residence");

    step(&app, &officer, &record, "in_review").await;
    assert_eq!(step(&app, &chief, &record, "active").await, StatusCode::SEE_OTHER);
    assert_eq!(string(&mut owner, "select edition::text from protection_profile").await, "2");
    must(
        &mut owner,
        &format!(
            "begin; insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state)
               select gen_random_uuid(), 'M-26-PRF22', p.id, s.id, s.cell, 'planning' from principal p, duty_station s where p.ref = '{reference}' and s.code = 'GOM';
             {ENTRY}; commit"
        ),
    )
    .await;
    assert!(!officer.get("/movements/M-26-PRF22").await.text().contains("past due"));
    app.shift_clock("8 months").await;
    assert_eq!(state(&app, &record).await, "active", "nobody looked yet");
    assert_eq!(cordon::jobs::expiry::run_once(&app.app).await.expect("the job runs").due, 1);
    assert_eq!(cordon::jobs::expiry::run_once(&app.app).await.expect("the job runs").due, 0, "once");
    assert_eq!(string(&mut owner, "select due_cause from protection_profile").await, "interval");
    let told = format!("select origin || ' ' || outcome from audit.entry where action = 'profile.fall-due' and subject = '{reference}'");
    assert_eq!(strings(&mut owner, &told).await, ["job done"]);
    let officer = app.as_("officer-africa").await;
    assert!(officer.get("/movements/M-26-PRF22").await.one(".bar.caution").contains("past due"));
}

async fn save_over(by: &Person, record: &str, section: &str, fields: &[(&str, &str)], version: &str) {
    let mut form = vec![("source", "a call"), ("version", version)];
    form.extend_from_slice(fields);
    by.post(&format!("{record}/{section}/edit"), &form).await.leads();
}

/// Tables in which a word stands, in clear or as bytes.
async fn found_in(owner: &mut PgConnection, word: &str) -> Vec<String> {
    let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    let tables = strings(
        owner,
        "select c.oid::regclass::text from pg_class c where relkind = 'r' and relnamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)",
    )
    .await;
    let mut found = Vec::new();
    for table in tables {
        let count = string(owner, &format!("select count(*)::text from {table} t where t::text like '%{word}%' or t::text like '%{hex}%'")).await;
        if count != "0" {
            found.push(table);
        }
    }
    found
}

#[tokio::test]
async fn a_full_dump_holds_no_word_of_a_sealed_field() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    save(&officer, &record, "residence", &[("address", "zqhidden one")]).await;
    save(&officer, &record, "family", &[("members", "zqhidden two"), ("schools", "zqhidden three"), ("contacts", "zqhidden four")]).await;
    let medical = ["blood_group", "allergies", "medication", "hospital_limits", "doctor"].map(|field| (field, "zqhidden five"));
    save(&officer, &record, "medical", &medical).await;
    save(&officer, &record, "routine", &[("habits", "zqplain")]).await;
    let mut owner = app.owner().await;

    assert_eq!(found_in(&mut owner, "zqhidden").await, Vec::<String>::new());
    let plain = found_in(&mut owner, "zqplain").await;
    assert!(plain.contains(&"profile_routine".to_owned()), "the probe finds what is not sealed: {plain:?}");
    must(&mut owner, "begin").await;
    must(&mut owner, "alter table profile_residence disable trigger user").await;
    must(&mut owner, "update profile_residence set address_sealed = convert_to('zqhidden', 'UTF8')").await;
    assert_eq!(found_in(&mut owner, "zqhidden").await, ["profile_residence"], "and bytes in clear");
    must(&mut owner, "rollback").await;
}

#[tokio::test]
async fn keys_rotate_while_people_read() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    save(&officer, &record, "medical", &[("blood_group", "AB-"), ("allergies", "penicillin")]).await;
    let mut owner = app.owner().await;
    let known = cordon::cli::keys::sealed_columns();
    let catalogue = strings(&mut owner, "select c.relname || '.' || attname from pg_attribute a join pg_class c on c.oid = a.attrelid where relnamespace = 'public'::regnamespace and relkind = 'r' and attname like '%\\_sealed' order by 1").await;
    let mut listed: Vec<String> = known.iter().map(|(table, column)| format!("{table}.{column}")).collect();
    listed.sort();
    assert_eq!(listed, catalogue, "every sealed column is rotated");
    let before = string(&mut owner, "select encode(substr(blood_group_sealed, 2, 8), 'hex') from profile_medical").await;

    let seals = Seals::rotate(app.app.data_dir()).expect("a new key");
    let done = cordon::cli::keys::seal_again(&mut owner, &seals).await.expect("sealed again");
    let again = cordon::cli::keys::seal_again(&mut owner, &seals).await.expect("nothing is left");

    assert_eq!((done, again), (4, 0), "two values and their history");
    assert_ne!(string(&mut owner, "select encode(substr(blood_group_sealed, 2, 8), 'hex') from profile_medical").await, before);
    let opened = officer.post(&format!("{record}/medical"), &[("purpose", "duty")]).await;
    assert!(opened.one("main").contains("AB-") && opened.one("main").contains("penicillin"));
    assert_eq!(string(&mut owner, "select version::text from profile_medical").await, "1");
}
