//! Teams: seats, acceptance, one for one, days of duty; INV-01 and INV-02 attacked.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::protector;
use crate::support::protection::{Official, approved, assessment, assignment, day, deed, drafted, officer, official, state, team};
use crate::support::sql::{ENTRY, must, refusal, run, string};

struct World {
    official: Official,
    requirement: String,
    team: String,
    officers: Vec<String>,
}

/// An official with an assessment for `days`, a requirement, and a team with both seats filled.
async fn world(app: &TestApp, days: i32) -> World {
    let official = official(app, "TEM22").await;
    assessment(app, &official, "TEM22", -10, days).await;
    let requirement = approved(app, &official).await;
    let leader = app.officer_of("leader-goma", "GOM").await;
    let leader = string(&mut app.owner().await, &format!("select ref from officer where id = '{leader}'")).await;
    let second = protector(app, "Second Officer").await;
    let team = team(app, &requirement, &[&leader, &second]).await;
    World { official, requirement, team, officers: vec![leader, second] }
}

#[tokio::test]
async fn full_seats_and_the_leaders_yes_make_a_requirement_active() {
    let app = TestApp::start().await;
    let world = world(&app, 300).await;
    assert_eq!(state(&app, &world.requirement).await, "resourced");

    let stranger = app.as_if("coordinator-goma").await.post(&format!("{}/accept", world.team), &[]).await;
    let leader = app.as_if("leader-goma").await;
    let page = leader.get(&world.team).await;
    leader.post(&format!("{}/accept", world.team), &[]).await.leads();

    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "only the leader accepts");
    assert!(page.one("tbody").contains("Second Officer"), "the leader sees the own team: {}", page.one("main"));
    assert_eq!(state(&app, &world.requirement).await, "active");
    assert_eq!(app.as_if("cpo-goma").await.get(&world.team).await.status, StatusCode::NOT_FOUND, "somebody of no team");
}

#[tokio::test]
async fn a_gap_shows_on_team_list_station_and_board() {
    let app = TestApp::start().await;
    let world = world(&app, 300).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let one = assignment(&app, &world.officers[1]).await;
    let answer = coordinator.post(&format!("{}/assignments/{one}/decline", world.team), &[("reason", "On leave"), ("version", "1")]).await;

    answer.leads();

    assert_eq!(state(&app, &world.requirement).await, "approved");
    assert!(coordinator.get(&world.team).await.one("header.record .tag.caution").contains("1 of 2"));
    assert_eq!(coordinator.get("/teams?gap=yes").await.one("h1"), "1 team");
    assert!(coordinator.get("/duty-stations/GOM").await.one("#protection ~ ul").contains("open seats"));
    assert!(coordinator.get("/watch").await.text().contains(world.team.rsplit('/').next().unwrap()));
    assert!(coordinator.get("/teams.csv").await.text().contains("Team of the test"));
}

#[tokio::test]
async fn nobody_is_assigned_before_approval_nor_on_a_bare_day() {
    let app = TestApp::start().await;
    let official = official(&app, "BRE22").await;
    assessment(&app, &official, "BRE22", -10, 20).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let draft = drafted(&app, &coordinator, &official).await;
    let reference = draft.rsplit('/').next().unwrap().to_owned();

    let early = coordinator.post("/teams", &[("requirement", &reference), ("name", "Too early")]).await;
    assert!(early.error_of("requirement").contains("INV-01"), "{}", early.one("main"));

    deed(&app, &app.as_if("officer-africa").await, &draft, "validate").await.leads();
    deed(&app, &app.as_if("chief").await, &draft, "approve").await.leads();
    let address = team(&app, &draft, &[]).await;
    let someone = officer(&app, "Someone").await;
    let bare = coordinator.post(&format!("{address}/assignments"), &[("seat", "1-1"), ("officer", &someone), ("from", &day(&app, 30).await)]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.error_of("from").contains("INV-01"), "{}", bare.one("main"));
    assert_eq!(bare.attribute("#f-officer", "value").as_deref(), Some(someone.as_str()), "what was typed stays");
    let sql = format!(
        "begin; insert into team_assignment (id, team_id, cell, post_id, seat, officer_id, officer_cell, from_date)
         select gen_random_uuid(), t.id, t.cell, p.id, 1, o.id, t.cell, current_date + 30
         from protection_team t join requirement_post p on p.requirement_id = t.requirement_id and p.number = 1, officer o
         where t.ref = '{}' and o.ref = '{someone}'; rollback",
        address.rsplit('/').next().unwrap()
    );
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 assignment_rests_on_assessment");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger assignment_guarded on team_assignment; alter table team_assignment alter officer_cell drop not null").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_day_of_duty_on_a_bare_day_is_refused_on_the_page_and_by_the_database() {
    let app = TestApp::start().await;
    let world = world(&app, 20).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let one = assignment(&app, &world.officers[1]).await;
    let path = format!("{}/duty-days", world.team);
    let plan = |first: String, last: String| {
        let (path, one, coordinator) = (&path, &one, &coordinator);
        async move { coordinator.post(path, &[("assignment", one.as_str()), ("day", &first), ("until", &last), ("from", "0600"), ("to", "1400")]).await }
    };

    plan(day(&app, 1).await, day(&app, 5).await).await.leads();
    let bare = plan(day(&app, 19).await, day(&app, 23).await).await;
    let grid = coordinator.get(&format!("{path}?from={}", string(&mut app.owner().await, "select (current_date + 10)::text").await)).await;

    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.error_of("day").contains("INV-01") && bare.error_of("day").contains(&day(&app, 21).await), "{}", bare.error_of("day"));
    assert_eq!(app.count("select count(*) from duty_day").await, 5, "all or none");
    assert!(grid.one(".bar.caution").contains("INV-01"), "{}", grid.one("main"));
    let twice = plan(day(&app, 5).await, String::new()).await;
    assert!(twice.error_of("day").contains("INV-08"), "{}", twice.one("main"));

    let sql = format!(
        "begin; insert into duty_day (id, assignment_id, officer_id, principal_id, cell, officer_cell, day, during, rests_on)
         select gen_random_uuid(), a.id, a.officer_id, '{}', a.cell, a.officer_cell, current_date + 25,
           tstzrange(sec.now() + interval '25 days', sec.now() + interval '25 days 8 hours'), '' from team_assignment a where a.id = '{one}'; rollback",
        world.official.id
    );
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 duty_rests_on_assessment");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger duty_day_guarded on duty_day").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn interim_protection_covers_a_bare_day() {
    let app = TestApp::start().await;
    let world = world(&app, 1).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let one = assignment(&app, &world.officers[1]).await;
    let tomorrow = day(&app, 2).await;
    let plan = [("assignment", one.as_str()), ("day", tomorrow.as_str()), ("from", "0600"), ("to", "1400")];

    let bare = coordinator.post(&format!("{}/duty-days", world.team), &plan).await;
    let danger = [("official", world.official.reference.as_str()), ("station", "GOM"), ("threat", "A caller."), ("level", "high"), ("posture", "P4")];
    coordinator.post("/interim-protection", &danger).await.leads();
    let covered = coordinator.post(&format!("{}/duty-days", world.team), &plan).await;

    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(covered.status, StatusCode::SEE_OTHER);
    assert!(string(&mut app.owner().await, "select rests_on from duty_day").await.starts_with("N-"));
}

#[tokio::test]
async fn a_day_is_taken_back_with_a_reason() {
    let app = TestApp::start().await;
    let world = world(&app, 300).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let one = assignment(&app, &world.officers[1]).await;
    let tomorrow = day(&app, 1).await;
    coordinator.post(&format!("{}/duty-days", world.team), &[("assignment", one.as_str()), ("day", &tomorrow), ("from", "2200"), ("to", "0600")]).await.leads();
    let id = string(&mut app.owner().await, "select id::text from duty_day").await;
    let path = format!("{}/duty-days/{id}/void", world.team);

    assert_eq!(coordinator.get(&path).await.status, StatusCode::OK);
    assert!(!coordinator.post(&path, &[("reason", "")]).await.error_of("reason").is_empty());
    coordinator.post(&path, &[("reason", "Sick")]).await.leads();
    assert_eq!(app.count("select count(*) from duty_day where is_void and void_reason = 'Sick'").await, 1);
    assert_eq!(coordinator.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sick_officer_is_replaced_on_one_page_during_a_lapse() {
    let app = TestApp::start().await;
    let world = world(&app, 20).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let sick = assignment(&app, &world.officers[1]).await;
    let (first, last) = (day(&app, 16).await, day(&app, 18).await);
    coordinator
        .post(&format!("{}/duty-days", world.team), &[("assignment", sick.as_str()), ("day", &first), ("until", &last), ("from", "0600"), ("to", "1400")])
        .await
        .leads();
    must(
        &mut app.owner().await,
        &format!(
            "begin; update risk_assessment set state = 'withdrawn', state_reason = 'the threat changed', ended_on = current_date, version = version + 1 where principal_id = '{}';
             select sec.mark_lapse('{}'); {ENTRY}; commit",
            world.official.id, world.official.id
        ),
    )
    .await;
    assert_eq!(app.count("select count(*) from team_assignment where state = 'assessment_lapsed'").await, 2, "marked, none deleted");
    assert_eq!(app.count("select count(*) from duty_day where not is_void").await, 3);
    let healthy = protector(&app, "Healthy Officer").await;
    let third = officer(&app, "Third Officer").await;

    let new_seat = coordinator.post(&format!("{}/assignments", world.team), &[("seat", "2-1"), ("officer", &third), ("from", &day(&app, 0).await)]).await;
    let path = format!("{}/assignments/{sick}/replace", world.team);
    let page = coordinator.get(&path).await;
    let version = page.attribute("main input[name=version]", "value").expect("the version is there");
    let replaced = coordinator.post(&path, &[("officer", &healthy), ("day", &day(&app, 0).await), ("reason", "Sick"), ("version", &version)]).await;

    assert_eq!(new_seat.status, StatusCode::UNPROCESSABLE_ENTITY, "no new staffing meanwhile");
    assert!(page.one("main").contains("INV-02"));
    assert_eq!(replaced.leads(), format!("{}/posts", world.team));
    let mut owner = app.owner().await;
    let days = "select count(*)::text from duty_day d join officer o on o.id = d.officer_id where not d.is_void and o.ref = ";
    assert_eq!(string(&mut owner, &format!("{days}'{healthy}'")).await, "3", "every day to come goes with the seat");
    assert_eq!(string(&mut owner, &format!("{days}'{}'", world.officers[1])).await, "0");

    // INV-02 attacked: an officer on top of those who are there
    let sql = format!(
        "begin; insert into team_assignment (id, team_id, cell, post_id, seat, officer_id, officer_cell, from_date, replaces_id)
         select gen_random_uuid(), a.team_id, a.cell, (select id from requirement_post where requirement_id = p.requirement_id and number = 1), 1, o.id, a.cell, current_date, a.id
         from team_assignment a join requirement_post p on p.id = a.post_id, officer o where a.state = 'ended' and o.ref = '{third}'; rollback"
    );
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 assignment_rests_on_assessment", "a replacement keeps the seat");
    let _ = run(&mut inside, "rollback").await;
    must(&mut owner, "drop trigger assignment_guarded on team_assignment; alter table team_assignment drop constraint seat_filled_once").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn twelve_months_over_three_assessments_need_no_retyping() {
    let app = TestApp::start().await;
    let world = world(&app, 120).await;
    let leader = app.as_if("leader-goma").await;
    leader.post(&format!("{}/accept", world.team), &[]).await.leads();
    let before = string(
        &mut app.owner().await,
        "select string_agg(id || officer_id::text || from_date || coalesce(to_date::text, ''), ',' order by id) from team_assignment",
    )
    .await;

    for (tail, from, to, shift) in [("NXT22", 100, 240, "110 days"), ("NXT33", 230, 365, "235 days")] {
        let next = assessment(&app, &world.official, tail, from, to).await;
        app.shift_clock(shift).await;
        app.as_if("coordinator-goma").await.post(&format!("{}/carry-over", world.requirement), &[("assessment", &next)]).await.leads();
    }

    let coordinator = app.as_if("coordinator-goma").await;
    let page = coordinator.get(&world.team).await;
    let after = string(
        &mut app.owner().await,
        "select string_agg(id || officer_id::text || from_date || coalesce(to_date::text, ''), ',' order by id) from team_assignment",
    )
    .await;
    assert_eq!(after, before, "nothing was typed again");
    assert_eq!(state(&app, &world.requirement).await, "active");
    let bare = format!(
        "select count(*)::text from generate_series(current_date, current_date + 365, interval '1 day') d where sec.duty_rests_on('{}', d::date) is null",
        world.official.id
    );
    assert_eq!(string(&mut app.owner().await, &bare).await, "0", "every day of twelve months rests on something");
    assert!(page.one("header.record").contains("R-26-NXT"), "{}", page.one("header.record"));
}

#[tokio::test]
async fn the_end_of_a_requirement_releases_its_team() {
    let app = TestApp::start().await;
    let world = world(&app, 300).await;
    let one = assignment(&app, &world.officers[1]).await;
    let later = day(&app, 9).await;
    app.as_if("coordinator-goma")
        .await
        .post(&format!("{}/duty-days", world.team), &[("assignment", one.as_str()), ("day", &later), ("from", "0600"), ("to", "1400")])
        .await
        .leads();

    deed(&app, &app.as_if("chief").await, &world.requirement, "end").await.leads();

    assert_eq!(app.count("select count(*) from team_assignment where state <> 'ended'").await, 0);
    assert_eq!(app.count("select count(*) from duty_day where not is_void").await, 0);
    assert_eq!(app.count("select count(*) from protection_team where state = 'ended'").await, 1);
}
