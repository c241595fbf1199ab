//! Missions: phases, stations, the closing page; INV-26 attacked from every side.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, report};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run, strings};

/// A mission with Goma as its station; answers its address.
async fn mission(app: &TestApp, acronym: &str) -> String {
    let officer = app.as_if("officer-africa").await;
    let address = officer.post("/missions", &[("acronym", acronym), ("name", "Invented mission")]).await.leads();
    let today = day(app, 0).await;
    officer.post(&format!("{address}/stations"), &[("station", "GOM"), ("from_date", &today)]).await.leads();
    address
}

/// The chief records a phase.
async fn phase(app: &TestApp, address: &str, word: &str) -> crate::support::Answer {
    let reference = address.rsplit('/').next().unwrap_or_default();
    let version = look(app, &format!("select version::text from mission where ref = '{reference}'")).await;
    let today = day(app, 0).await;
    let form = [("phase", word), ("since", today.as_str()), ("document", "S/RES/1"), ("version", version.as_str())];
    app.as_if("chief").await.post(&format!("{address}/phase"), &form).await
}

#[tokio::test]
async fn a_mission_closes_with_nothing_open_and_the_closing_page_says_what_is() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let address = mission(&app, "INVENT").await;
    for word in ["drawdown", "liquidation"] {
        phase(&app, &address, word).await.leads();
    }
    let ssp = app.as_if("ssp-goma").await;
    let closing = format!("{address}/closing");

    let refused = phase(&app, &address, "closed").await;
    let listed = ssp.get(&closing).await;
    let item = listed.attribute(&format!("tr[data-row={weapon}] input"), "value").unwrap_or_default();
    let due = day(&app, 20).await;
    let plan = |kind: &'static str| {
        [("item", item.clone()), ("destination_kind", kind.to_owned()), ("destination", "Depot of the test".to_owned()), ("due_on", due.clone())]
    };
    let post = async |fields: [(&'static str, String); 4]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ssp.post(&closing, &fields).await
    };
    let sold = post(plan("sold")).await;
    post(plan("other_operation")).await.leads();
    post(plan("destroyed")).await.leads();
    let planned = ssp.get(&format!("{closing}?plan=planned")).await;
    let file = ssp.get(&format!("{closing}.csv?kind=custody")).await;
    let paper = ssp.get(&format!("{closing}/print")).await;
    let elsewhere = app.as_if("ssp-juba").await.get(&closing).await;

    assert!(refused.error_of("phase").contains("INV-26"), "{}", refused.one("main"));
    assert!(listed.one(&format!("tr[data-row={weapon}]")).contains("not planned"), "{}", listed.one("main"));
    assert!(sold.error_of("destination_kind").contains("another operation"), "{}", sold.one("main"));
    assert_eq!(sold.attribute("#f-destination", "value").as_deref(), Some("Depot of the test"));
    assert!(planned.one("tbody").contains("destroyed: Depot of the test"), "{}", planned.one("main"));
    assert!(file.text().contains(&weapon) && file.text().contains("destroyed"));
    assert!(paper.one("main").contains(&weapon));
    assert!(!elsewhere.text().contains(&weapon), "what is open elsewhere is not shown");
    assert_eq!(app.as_if("coordinator-goma").await.get(&closing).await.status, StatusCode::FORBIDDEN);
    // the station leaves: nothing of it is the mission's any more
    app.as_if("officer-africa").await.post(&format!("{address}/departures"), &[("number", "1"), ("version", "1")]).await.leads();
    phase(&app, &address, "closed").await.leads();
    assert!(ssp.get(&address).await.one("header.record").contains("closed"));
}

#[tokio::test]
async fn a_missing_weapon_is_an_open_investigation_and_nobodys_custody() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let address = mission(&app, "INVENT").await;
    for word in ["drawdown", "liquidation"] {
        phase(&app, &address, word).await.leads();
    }
    report(&app, "armourer-goma", &weapon, "lost").await.leads();
    let ssp = app.as_if("ssp-goma").await;

    let custody = ssp.get(&format!("{address}/closing?kind=custody")).await;
    let investigation = ssp.get(&format!("{address}/closing?kind=investigation")).await;
    let refused = phase(&app, &address, "closed").await;
    let alert = look(&app, "select ref from exception where code = 'firearm_lost'").await;
    ssp.post(&format!("/exceptions/{alert}/close"), &[("version", "1"), ("resolution", "Board of inquiry 7")]).await.leads();
    phase(&app, &address, "closed").await.leads();

    assert!(!custody.one("main").contains(&weapon), "{}", custody.one("main"));
    let row = investigation.one(&format!("tr[data-row={alert}]"));
    assert!(row.contains(&weapon) && row.contains("investigation"), "{}", investigation.one("main"));
    assert!(refused.error_of("phase").contains("INV-26"), "{}", refused.one("main"));
}

#[tokio::test]
async fn each_open_matter_alone_keeps_a_mission_from_closing() {
    let app = TestApp::start().await;
    mission(&app, "INVENT").await;
    let mut owner = app.owner().await;
    let close =
        "update mission set phase = 'closed', phase_since = current_date, phase_document = 'x', phase_by = (select id from account where username = 'chief')";
    let goma = "(select cell from duty_station where code = 'GOM')";
    let matters = [
        ("exception", format!("insert into exception (id, ref, cell, rule, code) values (gen_random_uuid(), sec.new_ref('X'), {goma}, 'INV-23', 'x')")),
        (
            "deployment",
            "insert into availability (id, officer_id, cell, kind, from_date, to_date, station_id)
               select gen_random_uuid(), o.id, o.cell, 'temporary_duty', current_date, current_date + 5, s.id from officer o, duty_station s
               where s.code = 'GOM' and o.id = (select min(id::text)::uuid from officer)"
                .to_owned(),
        ),
    ];
    for (name, sql) in matters {
        must(
            &mut owner,
            "begin; insert into officer (id, ref, name, station_id, cell, category) select gen_random_uuid(), sec.new_ref('O'), 'Guest', id, cell, 'SS'
            from duty_station where code = 'NBO'",
        )
        .await;
        must(&mut owner, &sql).await;
        assert_eq!(refusal(&run(&mut owner, close).await), "23514 mission_closes_with_nothing_open", "{name}");
        must(&mut owner, "rollback").await;
    }
    assert_eq!(refusal(&run(&mut owner, &format!("begin; {close}; rollback")).await), "accepted", "with nothing open it closes");

    must(
        &mut owner,
        &format!(
            "begin; insert into exception (id, ref, cell, rule, code) values (gen_random_uuid(), sec.new_ref('X'), {goma}, 'INV-23', 'x'); {ENTRY}; commit"
        ),
    )
    .await;
    must(&mut owner, "alter table mission disable trigger mission_guarded").await;
    assert_eq!(refusal(&run(&mut owner, &format!("begin; {close}; rollback")).await), "accepted", "the twin");
}

#[tokio::test]
async fn phases_follow_and_are_the_chiefs() {
    let app = TestApp::start().await;
    let address = mission(&app, "INVENT").await;
    let officer = app.as_if("officer-africa").await;
    let today = day(&app, 0).await;

    let by_officer = officer.post(&format!("{address}/phase"), &[("phase", "planning"), ("since", &today), ("document", "x"), ("version", "1")]).await;
    let tomorrow = day(&app, 2).await;
    let early =
        app.as_if("chief").await.post(&format!("{address}/phase"), &[("phase", "planning"), ("since", &tomorrow), ("document", ""), ("version", "1")]).await;
    phase(&app, &address, "planning").await.leads();
    let skipped = phase(&app, &address, "liquidation").await;
    let mut inside = app.inside("officer-africa").await;
    let sql = "begin; update mission set phase = 'start_up', phase_since = current_date, phase_document = 'x', phase_by = sec.account_id(); rollback";

    assert_eq!(by_officer.status, StatusCode::FORBIDDEN);
    assert!(!early.error_of("since").is_empty() && !early.error_of("document").is_empty());
    assert!(!skipped.error_of("phase").is_empty(), "{}", skipped.one("main"));
    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 mission_phase_by_the_chief");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table mission disable trigger mission_guarded").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
    assert!(officer.get(&format!("{address}/history")).await.one("main").contains("planning"));
    // the table of the program and of the database are one
    let mut theirs = strings(&mut app.owner().await, "select from_phase || ' ' || to_phase from mission_transition order by 1").await;
    theirs.sort();
    assert_eq!(theirs.len(), 7);
}

#[tokio::test]
async fn in_planning_no_firearm_is_issued_and_in_liquidation_only_closing_starts() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let officer = armed(&app, "cpo-goma").await;
    let address = mission(&app, "INVENT").await;
    phase(&app, &address, "planning").await.leads();
    let issue = [("firearm", weapon.as_str()), ("officer", officer.as_str()), ("terms", "assignment"), ("purpose", "Duty")];

    let refused = app.as_if("armourer-goma").await.post("/custody", &issue).await;
    must(&mut app.owner().await, "alter table handover disable trigger handover_after_planning").await;
    let twin = app.as_if("armourer-goma").await.post("/custody", &issue).await;

    assert_ne!(refused.status, StatusCode::SEE_OTHER);
    assert!(refused.text().contains("INV-26"), "{}", refused.one("main"));
    assert_eq!(twin.status, StatusCode::SEE_OTHER, "the twin: {}", twin.one("main"));
    // liquidation: what is activated there guards, closes or withdraws
    let mut owner = app.owner().await;
    let at = |purpose: &str| {
        format!(
            "begin; update mission set phase = 'liquidation', phase_since = current_date, phase_document = 'x', phase_by = (select id from account where username = 'chief');
             insert into standby_pledge (id, ref, station_id, cell, category, head_count, notice_hours, from_date, to_date)
               select gen_random_uuid(), 'SB-LQ', id, cell, 'driver', 2, 24, current_date - 1, current_date + 90 from duty_station where code = 'NBO';
             update standby_pledge set state = 'accepted', accepted_by = (select id from account where username = 'chief');
             insert into standby_check (id, pledge_id, cell, number, kind, done_on, ready, not_ready) select gen_random_uuid(), id, cell, 1, 'readiness', current_date, 2, 0 from standby_pledge;
             update standby_pledge set state = 'activated', activated_to = (select id from duty_station where code = 'GOM'), activated_count = 1, activated_from = current_date,
               activated_until = current_date + 5, activation_purpose = '{purpose}', activation_document = 'x', activated_by = accepted_by; rollback"
        )
    };
    must(&mut owner, "alter table mission disable trigger mission_guarded").await;
    assert_eq!(refusal(&run(&mut owner, &at("surge")).await), "23514 mission_in_liquidation");
    must(&mut owner, "rollback").await;
    assert_eq!(refusal(&run(&mut owner, &at("guard")).await), "accepted");
    must(&mut owner, "alter table standby_pledge disable trigger standby_activation_fits_phase").await;
    assert_eq!(refusal(&run(&mut owner, &at("surge")).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_mission_keeps_what_was_typed_and_names_its_successor() {
    let app = TestApp::start().await;
    let address = mission(&app, "INVENT").await;
    let officer = app.as_if("officer-africa").await;
    let next = officer.post("/missions", &[("acronym", "NEXT"), ("name", "The one after")]).await.leads();

    let twice = officer.post("/missions", &[("acronym", "NEXT"), ("name", "Again")]).await;
    let form = |successor: &'static str, version: &'static str| {
        [("acronym", "INVENT"), ("name", "Renamed"), ("kind", "hybrid"), ("successor", successor), ("version", version)]
    };
    let unknown = officer.post(&format!("{address}/edit"), &form("NOSUCH", "1")).await;
    let stale = officer.post(&format!("{address}/edit"), &form("NEXT", "9")).await;
    officer.post(&format!("{address}/edit"), &form("next", "1")).await.leads();
    let attached = officer.post(&format!("{address}/stations"), &[("station", "GOM"), ("from_date", &day(&app, 1).await)]).await;

    assert!(!twice.error_of("acronym").is_empty());
    assert!(!unknown.error_of("successor").is_empty());
    assert_eq!(unknown.attribute("#f-name", "value").as_deref(), Some("Renamed"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(!attached.error_of("station").is_empty());
    assert!(officer.get(&address).await.one("main").contains("NEXT"));
    assert!(officer.get(&next).await.one("main").contains("INVENT"));
    assert!(officer.get("/missions?q=invent").await.one("tbody").contains("Renamed"));
    assert_eq!(app.as_if("ssp-goma").await.post("/missions", &[("acronym", "MINE"), ("name", "Mine")]).await.status, StatusCode::FORBIDDEN);
}
