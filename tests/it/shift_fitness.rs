//! Fitness at the shift: no day of duty without what the seat asks, dated warnings before, weapons to withdraw after a
//! lapse; INV-14 and INV-15 attacked.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared, protector};
use crate::support::protection::{approved, assessment, assignment, day, officer, official, team};
use crate::support::sql::{change, look, must, refusal, run, strings};
use crate::support::{Answer, Person};

struct World {
    team: String,
    fit: String,
    unfit: String,
}

/// A team with a leader who has every paper for 100 days and a protection officer who has none; both seats are armed.
async fn world(app: &TestApp) -> World {
    let official = official(app, "FIT22").await;
    assessment(app, &official, "FIT22", -10, 300).await;
    let requirement = approved(app, &official).await;
    let fit = protector(app, "Fit Officer").await;
    let unfit = officer(app, "Unfit Officer").await;
    let team = team(app, &requirement, &[&fit, &unfit]).await;
    World { team, fit, unfit }
}

/// Plans days of duty between two days counted from today.
async fn plan(app: &TestApp, by: &Person, world: &World, officer: &str, (first, last): (i32, i32), (from, to): (&str, &str)) -> Answer {
    let assignment = assignment(app, officer).await;
    let (first, last) = (day(app, first).await, day(app, last).await);
    by.post(&format!("{}/duty-days", world.team), &[("assignment", &assignment), ("day", &first), ("until", &last), ("from", from), ("to", to)]).await
}

const DAY: (&str, &str) = ("0600", "1400");
const NIGHT: (&str, &str) = ("2200", "0600");

/// Takes a verified paper back, behind the walls.
async fn take_back(app: &TestApp, officer: &str, kind: &str) {
    let sql = format!(
        "update qualification q set is_void = true, void_reason = 'Withdrawn', version = q.version + 1
         from officer o where o.id = q.officer_id and o.ref = '{officer}' and q.type = '{kind}'"
    );
    change(&mut app.owner().await, &sql).await.expect("the paper is taken back");
}

#[tokio::test]
async fn nobody_serves_a_day_without_what_the_seat_asks() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let coordinator = app.as_if("coordinator-goma").await;

    let refused = plan(&app, &coordinator, &world, &world.unfit, (3, 5), DAY).await;
    let said = refused.error_of("day");
    plan(&app, &coordinator, &world, &world.fit, (3, 5), DAY).await.leads();

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.contains("INV-14") && said.contains(&day(&app, 3).await), "{said}");
    for missing in ["Firearm qualification", "Use-of-force briefing", "Medical fitness", "Close Protection Officers Course"] {
        assert!(said.contains(missing), "{missing}: {said}");
    }
    assert_eq!(refused.attribute("#f-from", "value").as_deref(), Some("0600"), "what was typed stays");
    let served = "select distinct o.ref from duty_day d join officer o on o.id = d.officer_id";
    assert_eq!(strings(&mut app.owner().await, served).await, vec![world.fit.clone()]);

    let one = assignment(&app, &world.unfit).await;
    let sql = format!(
        "begin; insert into duty_day (id, assignment_id, officer_id, principal_id, cell, officer_cell, day, during, rests_on)
         select gen_random_uuid(), a.id, a.officer_id, q.principal_id, a.cell, a.officer_cell, current_date + 8,
           tstzrange(sec.now() + interval '8 days', sec.now() + interval '8 days 8 hours'), ''
         from team_assignment a join protection_team t on t.id = a.team_id join protection_requirement q on q.id = t.requirement_id where a.id = '{one}'; rollback"
    );
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 duty_day_for_the_fit");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger duty_day_worked_by_the_fit on duty_day").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_paper_holds_to_the_end_of_the_duty() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let coordinator = app.as_if("coordinator-goma").await;

    let beyond = plan(&app, &coordinator, &world, &world.fit, (99, 102), DAY).await;
    let night = plan(&app, &coordinator, &world, &world.fit, (100, 100), NIGHT).await;
    let last = plan(&app, &coordinator, &world, &world.fit, (100, 100), DAY).await;

    assert!(beyond.error_of("day").contains(&day(&app, 101).await), "{}", beyond.one("main"));
    assert!(night.error_of("day").contains("INV-14"), "it ends on the day after: {}", night.one("main"));
    assert_eq!(last.status, StatusCode::SEE_OTHER);
    assert_eq!(app.count("select count(*) from duty_day").await, 1, "all or none");
}

#[tokio::test]
async fn a_lapse_keeps_what_is_planned_and_stops_what_is_not() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let coordinator = app.as_if("coordinator-goma").await;
    plan(&app, &coordinator, &world, &world.fit, (2, 3), DAY).await.leads();

    take_back(&app, &world.fit, "use_of_force").await;
    let next = plan(&app, &coordinator, &world, &world.fit, (4, 4), DAY).await;

    let said = next.error_of("day");
    assert!(said.contains("Use-of-force briefing") && !said.contains("Medical fitness"), "{said}");
    assert_eq!(app.count("select count(*) from duty_day where not is_void").await, 2, "nobody is removed");
    let first = look(&app, "select id::text from duty_day order by day limit 1").await;
    coordinator.post(&format!("{}/duty-days/{first}/void", world.team), &[("reason", "No briefing")]).await.leads();
    let again = format!("begin; update duty_day set is_void = false, void_reason = '', version = version + 1 where id = '{first}'; rollback");
    assert_eq!(refusal(&run(&mut app.owner().await, &again).await), "23514 duty_day_for_the_fit", "what was taken back is planned anew");
}

#[tokio::test]
async fn a_seat_warns_of_the_day_on_which_its_officer_is_no_longer_fit() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let posts = format!("{}/posts", world.team);
    let ends = day(&app, 101).await;
    let today = day(&app, 0).await;

    let early = app.as_if("coordinator-goma").await.get(&posts).await.one("tbody");
    app.shift_clock("50 days").await;
    let late = app.as_if("coordinator-goma").await.get(&posts).await.one("tbody");

    assert!(early.contains(&format!("not fit from {today}")), "who has nothing: {early}");
    assert!(!early.contains(&ends), "three months ahead: {early}");
    assert!(late.contains(&format!("not fit from {ends}")), "{late}");
}

#[tokio::test]
async fn whoever_replaces_one_for_one_is_fit_too() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let coordinator = app.as_if("coordinator-goma").await;
    plan(&app, &coordinator, &world, &world.fit, (2, 3), DAY).await.leads();
    let path = format!("{}/assignments/{}/replace", world.team, assignment(&app, &world.fit).await);
    let version = coordinator.get(&path).await.attribute("main input[name=version]", "value").expect("the version is there");
    let today = day(&app, 0).await;
    let other = officer(&app, "Other Officer").await;
    let able = protector(&app, "Able Officer").await;
    let by = |who: String| {
        let (coordinator, path, today, version) = (&coordinator, &path, &today, &version);
        async move { coordinator.post(path, &[("officer", &who), ("day", today), ("reason", "Sick"), ("version", version)]).await }
    };

    let refused = by(other).await;
    let kept = app.count("select count(*) from duty_day where not is_void").await;
    by(able.clone()).await.leads();

    assert!(refused.error_of("officer").contains("INV-15"), "{}", refused.one("main"));
    assert_eq!(kept, 2, "all or none");
    let served = "select distinct o.ref from duty_day d join officer o on o.id = d.officer_id where not d.is_void";
    assert_eq!(strings(&mut app.owner().await, served).await, vec![able]);
}

#[tokio::test]
async fn each_seat_asks_what_its_role_and_its_arms_take() {
    let app = TestApp::start().await;
    let nobody = officer(&app, "No Papers").await;
    let able = protector(&app, "All Papers").await;
    let lacks = async |who: &str, role: &str, is_armed: bool| {
        let sql = format!("select array_to_string(sec.seat_lacks(id, '{role}', {is_armed}, station_id, current_date), ' ') from officer where ref = '{who}'");
        look(&app, &sql).await
    };

    for (role, missing) in [
        ("driver", "un_driver_permit"),
        ("medic", "ifak etb"),
        ("ppo", "cpoc physical_fitness ifak"),
        ("team_leader", "cpoc physical_fitness ifak"),
        ("comms", ""),
    ] {
        assert_eq!(lacks(&nobody, role, false).await, missing, "{role}");
    }
    assert_eq!(lacks(&nobody, "comms", true).await, "firearm weapon_authorization use_of_force medical_fitness host_weapon_permit");
    assert_eq!(lacks(&able, "ppo", true).await, "");
    assert_eq!(lacks(&able, "driver", true).await, "un_driver_permit");
    take_back(&app, &able, "weapon_authorization").await;
    assert_eq!(lacks(&able, "ppo", true).await, "weapon_authorization", "what the nearest weapon lacks");
}

#[tokio::test]
async fn a_lapse_lists_the_weapons_to_withdraw() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    pistol(&app, &store, "9F-31878").await;
    let holder = armed(&app, "cpo-goma").await;
    let act = prepared(&app, &weapon, &holder).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    let ssp = app.as_if("ssp-goma").await;
    let list = "/firearms?station=GOM&needs=withdraw";
    let seen = async || {
        let figure = ssp.get("/duty-stations/GOM").await.one("a[href=\"/firearms?station=GOM&needs=withdraw\"]");
        let record = ssp.get(&format!("/firearms/{weapon}")).await.all(".bar.warning").join(" ");
        let papers = ssp.get(&format!("/officers/{holder}/qualifications")).await.all(".bar.warning").join(" ");
        (ssp.get(list).await.all("tbody tr").len(), figure.trim().starts_with('1'), record, papers)
    };

    let before = seen().await;
    take_back(&app, &holder, "medical_fitness").await;
    let (listed, is_counted, record, papers) = seen().await;

    assert_eq!(before, (0, false, String::new(), String::new()), "the twin: nothing has lapsed");
    assert_eq!((listed, is_counted), (1, true));
    assert!(record.contains("INV-14") && record.contains("Medical fitness") && record.contains(&holder), "{record}");
    assert!(papers.contains(&weapon), "{papers}");
    assert!(ssp.get("/firearms?place=person").await.one("tbody").contains("to be withdrawn"));
    assert_eq!(app.as_if("ssp-juba").await.get("/firearms?needs=withdraw").await.all("tbody tr").len(), 0, "somebody else's station");
    let own = app.as_if("cpo-goma").await.get(&format!("/firearms/{weapon}")).await;
    assert!(own.one(".bar.warning").contains("INV-14"), "the holder knows: {}", own.one("main"));
}

#[tokio::test]
async fn a_lapsed_permit_of_the_weapon_is_a_caution_at_its_issue() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let page = async || armourer.get(&format!("/custody/issue?firearm={weapon}")).await.one("main");
    let permit = async |from: i32, until: i32| {
        let (from, until) = (day(&app, from).await, day(&app, until).await);
        let form = [("country", "CD"), ("kind", "possession"), ("document", "Note 9"), ("issued_on", from.as_str()), ("valid_until", until.as_str())];
        armourer.post(&format!("/firearms/{weapon}/permits"), &form).await.leads();
    };

    let never = page().await;
    permit(-100, -1).await;
    let ended = page().await;
    permit(-5, 100).await;
    let renewed = page().await;

    let caution = format!("The permit of the weapon for CD ended on {}", day(&app, -1).await);
    assert!(ended.contains(&caution), "{ended}");
    assert!(!never.contains("The permit of the weapon") && !renewed.contains("The permit of the weapon"), "the twins");
}
