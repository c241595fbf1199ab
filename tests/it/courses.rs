//! Courses, their sessions, and how a verified result becomes a qualification (F-2.19, WF-13).

use axum::http::StatusCode;

use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, change, look, must, refusal};
use crate::support::{Person, TestApp};

const COURSE: [(&str, &str); 7] = [
    ("code", "IFAK-R"),
    ("title", "First aid, refresher"),
    ("assessment", "Practical test"),
    ("pass_mark", "70"),
    ("leads_to", "ifak"),
    ("days", "2"),
    ("provider", "un"),
];

/// A course that leads to the first aid kit; answers its address.
async fn course(person: &Person, code: &str) -> String {
    let mut fields = COURSE;
    fields[0].1 = code;
    person.post("/courses", &fields).await.leads()
}

/// An open session of Goma over these days, counted from today; answers its address. Its version is 2.
async fn session(app: &TestApp, person: &Person, code: &str, from: i32, to: i32, seats: &str) -> String {
    let (from, to) = (day(app, from).await, day(app, to).await);
    let form = [("course", code), ("station", "GOM"), ("from_date", from.as_str()), ("to_date", &to), ("capacity", seats)];
    let address = person.post("/sessions", &form).await.leads();
    person.post(&format!("{address}/step"), &[("to", "open"), ("version", "1")]).await.leads();
    address
}

async fn enrol(person: &Person, address: &str, officer: &str) {
    person.post(&format!("{address}/participants"), &[("officer", officer)]).await.leads();
}

/// The fields of results for officers: reference, attendance, result, score.
fn results(version: &str, finish: &str, people: &[(&str, &str, &str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![("version".to_owned(), version.to_owned()), ("finish".to_owned(), finish.to_owned())];
    for (officer, attendance, result, score) in people {
        for (what, value) in [("attendance", attendance), ("result", result), ("score", score)] {
            fields.push((format!("{what}-{officer}"), (*value).to_owned()));
        }
    }
    fields
}

async fn enter(person: &Person, address: &str, fields: &[(String, String)]) -> crate::support::Answer {
    crate::support::protection::post(person, &format!("{address}/results"), fields).await
}

/// What the database says to a change that it refuses.
async fn refused(owner: &mut sqlx::PgConnection, sql: &str) -> String {
    let said = refusal(&change(owner, sql).await);
    must(owner, "rollback").await;
    said
}

#[tokio::test]
async fn a_course_is_recorded_listed_edited_and_withdrawn() {
    let app = TestApp::start().await;
    let trainer = app.as_if("training").await;

    let empty = trainer.get("/courses").await;
    let wrong = trainer.post("/courses", &[("code", "C 1"), ("title", ""), ("provider", "outside"), ("days", "0"), ("leads_to", "host_weapon_permit")]).await;
    let address = course(&trainer, "IFAK-R").await;
    let again = trainer.post("/courses", &COURSE).await;

    assert!(empty.one("main").contains("No courses yet"));
    for field in ["code", "title", "assessment", "leads_to", "days", "institution"] {
        assert!(!wrong.error_of(field).is_empty(), "{field}");
    }
    assert_eq!(wrong.attribute("#f-code", "value").as_deref(), Some("C 1"), "entries are kept");
    assert!(again.error_of("code").contains("recorded already"));
    let page = trainer.get(&address).await;
    assert!(page.one("main").contains("Individual first aid kit") && page.one("main").contains("in force"), "{}", page.one("main"));

    let mut fields = COURSE.to_vec();
    fields.extend([("withdrawn", "yes"), ("version", "1")]);
    trainer.post(&format!("{address}/edit"), &fields).await.leads();
    let stale = trainer.post(&format!("{address}/edit"), &fields).await;
    let today = day(&app, 5).await;
    let form = [("course", "IFAK-R"), ("station", "GOM"), ("from_date", today.as_str()), ("to_date", &today), ("capacity", "3")];
    let planned = trainer.post("/sessions", &form).await;

    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(planned.error_of("course").contains("withdrawn"));
    assert_eq!(trainer.get("/courses?use=active").await.all("tbody tr").len(), 0);
    assert!(trainer.get("/courses.csv?use=withdrawn").await.text().contains("IFAK-R"));
    assert!(trainer.get(&format!("{address}/history")).await.one("main").contains("First aid, refresher"));
}

#[tokio::test]
async fn a_result_becomes_a_qualification_when_another_has_verified_the_session() {
    let app = TestApp::start().await;
    let people = [officer(&app, "First Officer").await, officer(&app, "Second Officer").await, officer(&app, "Third Officer").await];
    let [first, second, third] = people.each_ref().map(String::as_str);
    let (trainer, desk) = (app.as_if("training").await, app.as_if("officer-africa").await);
    course(&trainer, "IFAK-R").await;
    let address = session(&app, &trainer, "IFAK-R", -4, -2, "3").await;
    for one in [first, second, third] {
        enrol(&trainer, &address, one).await;
    }
    trainer.post(&format!("{address}/instructors"), &[("name", "R. Invented"), ("institution", "Academy")]).await.leads();
    let sheet = trainer.get(&format!("{address}/attendance")).await;
    let early = trainer.get(&format!("{address}/results")).await;
    trainer.post(&format!("{address}/step"), &[("to", "held"), ("version", "2")]).await.leads();

    let half =
        enter(&trainer, &address, &results("3", "yes", &[(first, "attended", "passed", "69"), (second, "absent", "passed", ""), (third, "", "", "")])).await;
    enter(&trainer, &address, &results("3", "", &[(first, "attended", "passed", "90"), (second, "", "", ""), (third, "", "", "")])).await.leads();
    let unknown = enter(&trainer, &address, &[("score-O-XXXXX".to_owned(), "1".to_owned())]).await;
    let whole = [(first, "attended", "passed", "90"), (second, "attended", "failed", "20"), (third, "absent", "not_assessed", "")];
    enter(&trainer, &address, &results("4", "yes", &whole)).await.leads();
    let own = trainer.get(&address).await;
    let alone = trainer.post(&format!("{address}/verification"), &[("version", "5")]).await;
    let before = app.count("select count(*) from qualification where evidence like 'CS-%'").await;

    assert!(sheet.one("main").contains("Second Officer") && sheet.one("main").contains("R. Invented"), "{}", sheet.one("main"));
    assert_eq!(early.status, StatusCode::CONFLICT, "nobody is judged before it was held");
    for field in [format!("score-{first}"), format!("result-{second}"), format!("attendance-{third}")] {
        assert!(!half.error_of(&field).is_empty(), "{field}");
    }
    assert_eq!(half.attribute(&format!("#f-score-{first}"), "value").as_deref(), Some("69"), "entries are kept");
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(own.one("main").contains("INV-16: you entered these results"));
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!(before, 0, "nothing before the verification");

    let reason = [("reason", "The score of the second is missing a sheet"), ("version", "5")];
    assert!(!desk.post(&format!("{address}/return"), &[("reason", " "), ("version", "5")]).await.error_of("reason").is_empty());
    desk.post(&format!("{address}/return"), &reason).await.leads();
    enter(&trainer, &address, &results("6", "yes", &whole)).await.leads();
    desk.post(&format!("{address}/verification"), &[("version", "7")]).await.leads();

    let page = desk.get(&address).await;
    let made = look(&app, "select ref from qualification where evidence like 'CS-%'").await;
    let told = desk.get(&format!("/qualifications/{made}")).await;
    let reference = address.rsplit('/').next().unwrap();
    assert_eq!(app.count("select count(*) from qualification where evidence like 'CS-%'").await, 1, "whoever passed, and nobody else");
    assert!(page.one("main").contains(&made), "{}", page.one("main"));
    assert!(told.one("main").contains(reference) && told.one("main").contains(&format!("IFAK-R/{reference}/1")), "{}", told.one("main"));
    let facts =
        "select (q.verified_by = s.verified_by and q.verified_by <> s.results_by and q.obtained_on = s.to_date and q.valid_until = s.to_date + 730)::text
                 from qualification q, course_session s where q.evidence like 'CS-%'";
    assert_eq!(look(&app, facts).await, "true");
    assert!(desk.get("/courses?q=IFAK").await.one("tbody").contains("IFAK-R"));
    assert!(desk.get("/courses.csv").await.text().contains("IFAK-R"));
    assert!(desk.get(&format!("/officers/{first}/courses")).await.one("tbody").contains(&made));
    let history = desk.get(&format!("{address}/history")).await;
    for word in ["verified", "missing a sheet", "R. Invented", "90"] {
        assert!(history.one("main").contains(word), "{word}: {}", history.one("main"));
    }
    desk.post(&format!("{address}/step"), &[("to", "closed"), ("version", "8")]).await.leads();
    assert_eq!(desk.get(&format!("{address}/participants")).await.status, StatusCode::CONFLICT);
    assert_eq!(desk.get("/sessions?state=closed&station=GOM&course=IFAK-R").await.all("tbody tr").len(), 1);
    assert_eq!(desk.get(&format!("/sessions?from={}", day(&app, -1).await)).await.all("tbody tr").len(), 0);
    assert!(desk.get("/sessions.csv").await.text().contains(reference));
}

#[tokio::test]
async fn what_happened_at_a_session_is_kept_whoever_came() {
    let app = TestApp::start().await;
    let people = [officer(&app, "First Officer").await, officer(&app, "Second Officer").await, officer(&app, "Third Officer").await];
    let [first, second, third] = people.each_ref().map(String::as_str);
    let (trainer, desk) = (app.as_if("training").await, app.as_if("officer-africa").await);
    course(&trainer, "IFAK-R").await;
    let address = session(&app, &trainer, "IFAK-R", -4, -2, "1").await;
    enrol(&trainer, &address, first).await;
    let full = trainer.post(&format!("{address}/participants"), &[("officer", second)]).await;
    trainer.post(&format!("{address}/step"), &[("to", "held"), ("version", "2")]).await.leads();

    enrol(&trainer, &address, second).await;
    enrol(&trainer, &address, third).await;
    trainer.post(&format!("{address}/participants/{third}/withdrawal"), &[]).await.leads();
    let sent_back_early = desk.get(&format!("{address}/return")).await;
    let half = [(first, "attended", "failed", "20"), (second, "", "", "")];
    enter(&trainer, &address, &results("3", "", &half)).await.leads();
    let erased = trainer.post(&format!("{address}/participants/{first}/withdrawal"), &[]).await;
    let whole = [(first, "attended", "failed", "20"), (second, "attended", "passed", "80")];
    enter(&trainer, &address, &results("4", "yes", &whole)).await.leads();

    assert!(full.error_of("officer").contains("Every seat"), "before it is held a seat is a seat");
    assert_eq!(sent_back_early.leads(), address, "no results wait yet");
    assert_eq!(erased.status, StatusCode::CONFLICT, "{}", erased.one("main"));
    assert_eq!(look(&app, "select count(*)::text from participation where state = 'enrolled' and result <> ''").await, "2");
    assert_eq!(desk.get(&format!("{address}/return")).await.status, StatusCode::OK);
    assert!(trainer.get(&address).await.one("main").contains("Second Officer"));
}

#[tokio::test]
async fn two_enrolments_race_for_the_last_seat_and_one_wins() {
    let app = TestApp::start().await;
    let (first, second, third) = (officer(&app, "First Officer").await, officer(&app, "Second Officer").await, officer(&app, "Third Officer").await);
    let (trainer, desk) = (app.as_if("training").await, app.as_if("officer-africa").await);
    course(&trainer, "IFAK-R").await;
    let address = session(&app, &trainer, "IFAK-R", 4, 5, "2").await;
    enrol(&trainer, &address, &first).await;
    let twice = trainer.post(&format!("{address}/participants"), &[("officer", first.as_str())]).await;

    let form = |officer: &str| vec![("officer".to_owned(), officer.to_owned())];
    let path = format!("{address}/participants");
    let (one, other) = (form(&second), form(&third));
    let (a, b) = tokio::join!(crate::support::protection::post(&trainer, &path, &one), crate::support::protection::post(&desk, &path, &other));

    assert!(twice.error_of("officer").contains("enrolled already"));
    let won = [&a, &b].into_iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    let full = [&a, &b].into_iter().find(|answer| answer.status != StatusCode::SEE_OTHER).expect("one of them is too late");
    assert_eq!(won, 1);
    assert!(full.error_of("officer").contains("Every seat"), "{}", full.one("main"));
    assert_eq!(app.count("select count(*) from participation where state = 'enrolled'").await, 2);
    trainer.post(&format!("{address}/participants/{first}/withdrawal"), &[]).await.leads();
    let late = if a.status == StatusCode::SEE_OTHER { &third } else { &second };
    enrol(&trainer, &address, late).await;
}

#[tokio::test]
async fn nobody_sits_in_two_sessions_and_an_absence_is_said() {
    let app = TestApp::start().await;
    let first = officer(&app, "First Officer").await;
    let trainer = app.as_if("training").await;
    course(&trainer, "IFAK-R").await;
    let one = session(&app, &trainer, "IFAK-R", 4, 6, "2").await;
    let other = session(&app, &trainer, "IFAK-R", 6, 8, "2").await;
    let (from, to) = (day(&app, 5).await, day(&app, 7).await);
    app.as_if("ssp-goma").await.post(&format!("/officers/{first}/availability"), &[("kind", "leave"), ("from", from.as_str()), ("to", &to)]).await.leads();

    enrol(&trainer, &one, &first).await;
    let page = trainer.get(&one).await;
    let both = trainer.post(&format!("{other}/participants"), &[("officer", first.as_str())]).await;
    let taught = trainer.post(&format!("{one}/instructors"), &[("officer", first.as_str())]).await;
    let early = trainer.post(&format!("{one}/step"), &[("to", "held"), ("version", "2")]).await;
    trainer.post(&format!("{one}/cancellation"), &[("reason", "The range is closed"), ("version", "2")]).await.leads();
    enrol(&trainer, &other, &first).await;

    assert!(page.one(".tag.caution").contains("Leave"), "an absence is said, not refused: {}", page.one("main"));
    assert!(both.error_of("officer").contains("another session"));
    assert!(taught.error_of("officer").contains("Nobody teaches"));
    assert_eq!(early.status, StatusCode::CONFLICT, "not held before its first day");
    assert!(trainer.get(&one).await.one("main").contains("The range is closed"));
    let moved = day(&app, 3).await;
    let form = [("from_date", moved.as_str()), ("to_date", &moved), ("capacity", "0"), ("version", "2")];
    assert!(!trainer.post(&format!("{other}/edit"), &form).await.error_of("capacity").is_empty());
    let form = [("from_date", moved.as_str()), ("to_date", &moved), ("capacity", "1"), ("version", "2")];
    trainer.post(&format!("{other}/edit"), &form).await.leads();
    assert_eq!(look(&app, "select (upper(during) - lower(during))::text from participation where during is not null").await, "1", "the days follow");
}

#[tokio::test]
async fn stations_enrol_their_own_and_others_see_nothing() {
    let app = TestApp::start().await;
    let first = officer(&app, "First Officer").await;
    app.officer_of("cpo-juba", "JUB").await;
    let foreign = look(&app, "select o.ref from officer o join account a on a.officer_id = o.id where a.username = 'cpo-juba'").await;
    let trainer = app.as_if("training").await;
    course(&trainer, "IFAK-R").await;
    let address = session(&app, &trainer, "IFAK-R", 4, 5, "4").await;
    let ssp = app.as_if("ssp-goma").await;

    enrol(&ssp, &address, &first).await;
    let other = ssp.post(&format!("{address}/participants"), &[("officer", foreign.as_str())]).await;
    let hidden = app.as_if("cpo-juba").await.get(&address).await;
    enrol(&trainer, &address, &foreign).await;

    assert!(other.error_of("officer").contains("No officer"));
    assert_eq!(ssp.post(&format!("{address}/step"), &[("to", "held"), ("version", "2")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ssp.get(&format!("{address}/results")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let own = app.as_if("cpo-juba").await;
    assert_eq!(own.get(&address).await.status, StatusCode::OK, "one's own session");
    assert!(!own.get(&address).await.text().contains("First Officer"), "and not who else is there");
    assert!(own.get(&format!("/officers/{foreign}/courses")).await.one("tbody").contains("IFAK-R"));
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::OK, "a session of one's own people");
    assert_eq!(app.as_if("armourer-goma").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("auditor").await.post("/courses", &COURSE).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_database_keeps_the_order_of_a_session_and_the_two_people() {
    let app = TestApp::start().await;
    officer(&app, "First Officer").await;
    let trainer = app.as_if("training").await;
    let address = course(&trainer, "IFAK-R").await;
    session(&app, &trainer, "IFAK-R", -3, -1, "1").await;
    let mut owner = app.owner().await;
    let (who, by) = ("(select id from officer where name = 'First Officer')", "(select id from account where username = 'training')");
    let seat = |who: &str| {
        format!("insert into participation (id, session_id, cell, officer_id, officer_cell) select gen_random_uuid(), id, 0, {who}, 0 from course_session")
    };
    let to = |state: &str| format!("update course_session set state = '{state}'");

    assert_eq!(refused(&mut owner, &to("results_entered")).await, "23514 session_goes_in_order");
    assert_eq!(refused(&mut owner, &to("verified")).await, "23514 session_goes_in_order");
    assert_eq!(refused(&mut owner, &to("cancelled")).await, "23514 cancelled_session_has_reason");
    change(&mut owner, &seat(who)).await.expect("a seat");
    assert_eq!(refused(&mut owner, "update participation set result = 'passed', score = 90").await, "23514 result_of_a_held_session");
    assert_eq!(refused(&mut owner, &seat(who)).await, "23514 session_has_a_seat");
    assert_eq!(
        refused(&mut owner, "update course_session set from_date = current_date + 2, to_date = current_date + 2, state = 'held'").await,
        "23514 session_held_from_its_first_day"
    );
    change(&mut owner, &to("held")).await.expect("held");
    let enter = format!("update course_session set state = 'results_entered', results_by = {by}, results_at = sec.now()");
    assert_eq!(refused(&mut owner, &enter).await, "23514 session_results_are_complete");
    for (attack, held_by) in [
        ("update participation set attendance = 'attended', result = 'passed', score = 69", "result_follows_the_pass_mark"),
        ("update participation set attendance = 'attended', result = 'passed'", "result_follows_the_pass_mark"),
        ("update participation set attendance = 'absent', result = 'failed', score = 1", "absent_is_not_assessed"),
        ("update participation set score = 101", "participation_score_possible"),
        ("update participation set qualification_id = (select id from qualification limit 1), remark = 'x'", "qualification_follows_verification"),
        ("update course_session set capacity = 9", "held_session_is_kept"),
        ("update course_session set station_id = (select id from duty_station where code = 'JUB')", "course_session_stays"),
        ("update course set pass_mark = 10", "course_is_kept_while_judged"),
        ("update course set leads_to = 'host_weapon_permit'", "course_leads_to_what_is_taught"),
        ("update course set leads_to = 'firearm'", "course_names_its_class"),
    ] {
        if attack.contains("qualification_id") {
            must(
                &mut owner,
                &format!(
                    "begin; insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, evidence)
                     values (gen_random_uuid(), 'F-9', {who}, 0, 'scp', current_date, 'File'); {ENTRY}; commit"
                ),
            )
            .await;
        }
        assert_eq!(refused(&mut owner, attack).await, format!("23514 {held_by}"), "{attack}");
    }
    change(&mut owner, "update participation set attendance = 'attended', result = 'passed', score = 70").await.expect("a result");
    change(&mut owner, &enter).await.expect("entered");
    let verify = |by: &str| format!("update course_session set state = 'verified', verified_by = {by}, verified_at = sec.now()");
    assert_eq!(refused(&mut owner, &verify(by)).await, "23514 session_results_verified_by_another");
    must(&mut owner, &format!("begin; update account set officer_id = {who} where username = 'support'; {ENTRY}; commit")).await;
    assert_eq!(refused(&mut owner, &verify("(select id from account where username = 'support')")).await, "23514 session_verified_by_no_participant");
    assert_eq!(refused(&mut owner, "update participation set score = 99").await, "23514 participation_is_kept");
    change(&mut owner, &verify("(select id from account where username = 'chief')")).await.expect("the twin");
    assert_eq!(look(&app, "select count(*)::text from qualification where evidence like 'CS-%' and verified_by is not null").await, "1");
    assert_eq!(refused(&mut owner, "update course_session set capacity = 9").await, "23514 held_session_is_kept");
    assert!(trainer.get(&address).await.one("main").contains("1 in force"));
}

#[tokio::test]
async fn rounds_that_were_fired_name_a_session_of_the_register() {
    let app = TestApp::start().await;
    let trainer = app.as_if("training").await;
    course(&trainer, "IFAK-R").await;
    let held = session(&app, &trainer, "IFAK-R", -3, -1, "1").await;
    let coming = session(&app, &trainer, "IFAK-R", 3, 4, "1").await;
    let store = crate::support::arms::armoury(&app, "Range store").await;
    let name = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let mut owner = app.owner().await;
    must(
        &mut owner,
        &format!(
            "begin; insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature)
               select gen_random_uuid(), 'L-1', id, cell, 'N 1', 'Maker', '9x19', 'ball' from duty_station where code = 'GOM';
             insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, quantity, document, occurred_at, state, is_fact, first_by)
               select gen_random_uuid(), 'U-1', l.id, 0, 'receive', y.id, 100, 'Note', sec.now() - interval '9 days', 'done', true, a.id
               from ammunition_lot l, armoury y, account a where l.ref = 'L-1' and y.ref = '{store}' and a.username = 'armourer-goma'; {ENTRY}; commit"
        ),
    )
    .await;
    let fire = |reference: &str, cause: &str| {
        format!(
            "insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, quantity, cause, cause_ref, reason, occurred_at, state, is_fact, first_by)
               select gen_random_uuid(), '{reference}', l.id, 0, 'expend', y.id, 10, 'training', '{cause}', 'Range', sec.now(), 'done', true, a.id
               from ammunition_lot l, armoury y, account a where l.ref = 'L-1' and y.ref = '{store}' and a.username = 'armourer-goma'"
        )
    };

    assert_eq!(refused(&mut owner, &fire("U-2", "CS-99999")).await, "23514 expenditure_in_a_session_of_the_register");
    assert_eq!(refused(&mut owner, &fire("U-2", &name(&coming))).await, "23514 expenditure_in_a_session_of_the_register");
    change(&mut owner, &fire("U-2", &name(&held))).await.expect("a session that was held");
    change(&mut owner, &fire("U-3", "Range day 12")).await.expect("words");

    let ssp = app.as_if("ssp-goma").await;
    assert_eq!(ssp.get("/ammunition/acts/U-2").await.attribute("dd[dir=auto] a.ref", "href"), Some(held.clone()));
    assert_eq!(ssp.get("/ammunition/acts/U-3").await.attribute("dd[dir=auto] a.ref", "href"), None);
    assert!(ssp.get(&held).await.text().contains(&format!("/ammunition/acts?q={}", name(&held))));
}

#[tokio::test]
async fn a_held_session_is_an_absence_that_follows_the_seat() {
    let app = TestApp::start().await;
    let (first, second, third) = (officer(&app, "First Officer").await, officer(&app, "Second Officer").await, officer(&app, "Third Officer").await);
    let trainer = app.as_if("training").await;
    course(&trainer, "IFAK-R").await;
    let address = session(&app, &trainer, "IFAK-R", -1, 1, "5").await;
    let (from, to) = (day(&app, -2).await, day(&app, 2).await);
    app.as_if("ssp-goma").await.post(&format!("/officers/{third}/availability"), &[("kind", "leave"), ("from", from.as_str()), ("to", &to)]).await.leads();
    for one in [&first, &second, &third] {
        enrol(&trainer, &address, one).await;
    }
    let away = async |who: &str| {
        look(&app, &format!("select count(*)::text from availability a join officer o on o.id = a.officer_id where o.ref = '{who}' and a.kind = 'training' and not a.is_void and a.during @> sec.now()")).await
    };

    let promised = away(&first).await;
    trainer.post(&format!("{address}/step"), &[("to", "held"), ("version", "2")]).await.leads();
    let held = (away(&first).await, away(&third).await);
    let pages = app.as_if("ssp-goma").await;
    let spans = pages.get(&format!("/officers/{first}/availability")).await;
    enter(&trainer, &address, &results("3", "", &[(&second, "absent", "not_assessed", "")])).await;

    assert_eq!(promised, "0", "until it is held nobody is away");
    assert_eq!((held.0.as_str(), held.1.as_str()), ("1", "0"), "whoever is on leave stays so, and keeps the seat");
    assert!(trainer.get(&address).await.one("main").contains("Leave"), "and the session says it");
    assert!(spans.one("tbody").contains("CS-") && spans.one("tbody").contains("Training"), "{}", spans.one("main"));
    assert!(!spans.text().contains("/void"), "it is not taken back by hand");
    assert_eq!(away(&second).await, "0", "who did not come is free");

    let mut owner = app.owner().await;
    let void = "update availability set is_void = true, void_reason = 'x', version = version + 1 where participation_id is not null and not is_void";
    assert_eq!(refused(&mut owner, void).await, "23514 absence_follows_its_session");
    must(&mut owner, "drop trigger absence_of_a_seat_guarded on availability").await;
    assert_eq!(refusal(&change(&mut owner, void).await), "accepted", "the twin");
}
