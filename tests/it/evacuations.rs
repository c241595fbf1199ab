//! Evacuation of a station as one act, and the return; what it closes attacked in SQL.

use axum::http::StatusCode;

use crate::equipment::{kit, out, thing};
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol};
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run, strings};

const PAGE: &str = "/duty-stations/GOM/evacuation";

async fn form(app: &TestApp) -> Vec<(&'static str, String)> {
    vec![
        ("to_station", "NBO".into()),
        ("relocated_until", day(app, 30).await),
        ("reason", "Shelling near the compound".into()),
        ("decider_name", "M. Kabasele".into()),
        ("decider_capacity", "Designated official".into()),
        ("decided_on", day(app, 0).await),
        ("document_ref", "DO note 4".into()),
    ]
}

async fn post(app: &TestApp, who: &str, path: &str, fields: &[(&'static str, String)]) -> crate::support::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.as_if(who).await.post(path, &fields).await
}

/// Every availability of the officers of Goma, as text.
async fn whereabouts(app: &TestApp, name: &str) -> Vec<String> {
    let sql = format!(
        "select v.kind || ' ' || (v.from_date - current_date) || ' ' || (v.to_date - current_date) || ' ' || coalesce(s.code, '') || case when v.is_void then ' void' else '' end
         from availability v join officer o on o.id = v.officer_id left join duty_station s on s.id = v.station_id where o.name = '{name}' order by v.from_date, v.to_date"
    );
    strings(&mut app.owner().await, &sql).await
}

#[tokio::test]
async fn one_act_relocates_marks_closes_and_tells_and_the_return_undoes_it() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    officer(&app, "Present Invented").await;
    let away = officer(&app, "Absent Invented").await;
    let sql = format!(
        "begin; insert into availability (id, officer_id, cell, kind, from_date, to_date) select gen_random_uuid(), id, cell, 'leave', current_date - 2, current_date + 10
           from officer where ref = '{away}'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;
    let armed = armed(&app, "cpo-goma").await;
    let form = form(&app).await;

    let address = post(&app, "ssp-goma", PAGE, &form).await.leads();
    let again = post(&app, "ssp-goma", PAGE, &form).await;
    let (present, absent) = (whereabouts(&app, "Present Invented").await, whereabouts(&app, "Absent Invented").await);
    let record = app.as_if("ssp-goma").await.get(&address).await;
    let register = app.as_if("ssp-goma").await.get("/firearms").await;
    let issue = [("firearm", weapon.as_str()), ("officer", armed.as_str()), ("terms", "assignment"), ("purpose", "Duty")];
    let closed = app.as_if("armourer-goma").await.post("/custody", &issue).await;
    let home = app.as_if("ssp-goma").await.get("/duty-stations/GOM").await;

    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.one("main").contains("evacuated already"), "{}", again.one("main"));
    assert_eq!(present, ["temporary_duty 0 30 NBO"]);
    assert_eq!(absent, ["leave -2 10 ", "temporary_duty 10 30 NBO"], "whoever is away stays away");
    assert!(record.one("#items ~ ul").contains(&weapon) && record.one("#people ~ ul").contains("Present Invented"), "{}", record.one("main"));
    assert!(register.one(&format!("tr[data-row={weapon}]")).contains("left behind, uncounted"), "{}", register.one("main"));
    assert_ne!(closed.status, StatusCode::SEE_OTHER);
    assert!(closed.text().contains("nothing is issued from"), "{}", closed.one("main"));
    assert!(home.one("#protection ~ ul").contains("evacuated"));
    assert_eq!(look(&app, "select string_agg(code, ' ') from exception where closed_at is null").await, "station_evacuated");
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("coordinator-goma").await.get(PAGE).await.status, StatusCode::FORBIDDEN);

    app.shift_clock("3 days").await;
    let bad = app.as_if("ssp-goma").await.post(&format!("{address}/return"), &[("return_decider", "M. Kabasele"), ("version", "1")]).await;
    app.as_if("ssp-goma")
        .await
        .post(&format!("{address}/return"), &[("return_decider", "M. Kabasele"), ("return_document", "DO note 9"), ("version", "1")])
        .await
        .leads();
    let stale = app.as_if("ssp-goma").await.post(&format!("{address}/return"), &[("return_decider", "x"), ("return_document", "y"), ("version", "1")]).await;

    assert!(!bad.error_of("return_document").is_empty());
    assert_eq!(bad.attribute("#f-return_decider", "value").as_deref(), Some("M. Kabasele"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(whereabouts(&app, "Present Invented").await.len(), 1);
    assert!(whereabouts(&app, "Absent Invented").await.last().is_some_and(|line| line.ends_with("void")), "a relocation to come is taken back");
    assert_eq!(look(&app, "select string_agg(code, ' ') from exception where closed_at is null").await, "return_uncounted");
    assert!(!app.as_if("ssp-goma").await.get("/firearms").await.one("tbody").contains("left behind"));
    let open = app.as_if("armourer-goma").await.post("/custody", &issue).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER, "{}", open.one("main"));
    assert!(app.as_if("ssp-goma").await.get(&format!("{address}/history")).await.one("main").contains("DO note 9"));
}

#[tokio::test]
async fn the_same_click_twice_is_one_evacuation_and_a_refusal_leaves_nothing() {
    let app = TestApp::start().await;
    officer(&app, "Present Invented").await;
    let ssp = app.as_if("ssp-goma").await;
    let key = ssp.get(PAGE).await.attribute("input[name=form_key]", "value").expect("a key");
    let mut fields = form(&app).await;
    fields.push(("form_key", key));

    let mut unsafe_place = fields.clone();
    unsafe_place[0].1 = "GOM".into();
    unsafe_place.pop();
    let refused = post(&app, "ssp-goma", PAGE, &unsafe_place).await;
    let before = look(&app, "select count(*)::text from availability").await;
    let sent = |fields: Vec<(&'static str, String)>| {
        let ssp = &ssp;
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            ssp.post(PAGE, &fields).await.leads()
        }
    };
    let first = sent(fields.clone()).await;
    let second = sent(fields).await;

    assert!(refused.error_of("to_station").contains("another duty station"), "{}", refused.one("main"));
    assert_eq!(refused.attribute("#f-document_ref", "value").as_deref(), Some("DO note 4"));
    assert_eq!(before, "0", "all or nothing");
    assert_eq!(first, second);
    assert_eq!(look(&app, "select count(*)::text from station_evacuation").await, "1");
    assert_eq!(whereabouts(&app, "Present Invented").await.len(), 1);
}

#[tokio::test]
async fn what_an_evacuation_holds_stays_and_stand_by_people_of_it_do_not_count() {
    let app = TestApp::start().await;
    let (from, to) = (day(&app, -5).await, day(&app, 90).await);
    let pledge =
        [("station", "GOM"), ("category", "coordinator"), ("head_count", "2"), ("notice_hours", "24"), ("from_date", from.as_str()), ("to_date", to.as_str())];
    let address = app.as_if("ssp-goma").await.post("/standby", &pledge).await.leads();
    app.as_if("officer-africa").await.post(&format!("{address}/accept"), &[("version", "1")]).await.leads();
    let today = day(&app, 0).await;
    app.as_if("ssp-goma").await.post(&format!("{address}/checks"), &[("kind", "readiness"), ("done_on", &today), ("ready", "2")]).await.leads();
    let counted = app.as_if("chief").await.get("/standby").await;
    post(&app, "do-goma", PAGE, &form(&app).await).await.leads();
    let gone = app.as_if("chief").await.get("/standby").await;

    assert!(counted.one("#people").starts_with("2 people"), "{}", counted.one("main"));
    assert!(gone.one("#people").starts_with("0 people") && gone.one("tbody").contains("station evacuated"), "{}", gone.one("main"));
    let mut inside = app.inside("ssp-goma").await;
    let sql = "begin; update station_evacuation set reason = 'another'; rollback";
    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 evacuation_is_kept");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table station_evacuation disable trigger evacuation_guarded").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
    assert!(app.as_if("auditor").await.get("/evacuations.csv").await.text().contains("GOM"));
}

#[tokio::test]
async fn equipment_in_store_is_left_behind_and_what_somebody_has_goes_along() {
    let app = TestApp::start().await;
    let reference = crate::equipment::reference;
    let radio = thing(&app, "radio", "R-1").await;
    let part = thing(&app, "radio", "R-2").await;
    let held = thing(&app, "satphone", "S-1").await;
    let bag = kit(&app, "Escort bag", &[("radio", "1")], &[&part]).await;
    out(&app, &held, "cpo-goma").await;
    let receiver = officer(&app, "Present Invented").await;
    let issue = async |thing: &str| {
        let thing = reference(thing);
        app.as_if("armourer-goma").await.post("/equipment-acts", &[("thing", thing.as_str()), ("officer", &receiver), ("purpose", "Escort")]).await
    };

    let before = app.as_if("ssp-goma").await.get(PAGE).await;
    let address = post(&app, "ssp-goma", PAGE, &form(&app).await).await.leads();
    let page = app.as_if("ssp-goma").await.get(&address).await;
    let record = page.one("#items ~ ul");
    let desk = app.as_if("desk-africa").await.get(&address).await;
    let (register, kits) = (app.as_if("ssp-goma").await.get("/equipment").await, app.as_if("ssp-goma").await.get("/kits").await);
    let refused = [issue(&radio).await.error_of("thing"), issue(&bag).await.error_of("thing")];

    assert!(before.one("main").contains("Equipment: 2."), "{}", before.one("main"));
    for left in [&radio, &part, &bag] {
        assert!(record.contains(&reference(left)), "{left}: {record}");
        assert!(app.as_if("ssp-goma").await.get(left).await.one("header.record").contains("left behind, uncounted"), "{left}");
    }
    assert!(!record.contains(&reference(&held)), "{record}");
    assert!(desk.one("#items ~ ul").contains(&reference(&radio)), "{}", desk.one("main"));
    let links = [page.all("#items ~ ul a").len(), desk.all("#items ~ ul a").len()];
    assert_eq!(links, [3, 0], "what the reader may not open is named without a link");
    assert!(register.one(&format!("tr[data-row={}]", reference(&radio))).contains("left behind"), "{}", register.one("main"));
    assert!(!register.one(&format!("tr[data-row={}]", reference(&held))).contains("left behind"));
    assert!(kits.one("tbody").contains("left behind"));
    assert!(refused.iter().all(|words| words.contains("nothing is issued from")), "{refused:?}");
    app.as_if("armourer-goma").await.post(&format!("{held}/return"), &[("condition", "good")]).await.leads();

    let id = look(&app, &format!("select id::text from officer where ref = '{receiver}'")).await;
    let attack = format!(
        "begin; insert into equipment_act (id, ref, cell, kind, equipment_id, officer_id, purpose, occurred_at, state, first_by)
           select gen_random_uuid(), sec.new_ref('JA'), e.cell, 'issue', e.id, '{id}', 'attack', sec.now(), 'prepared', sec.account_id()
           from equipment e where e.ref = '{}'; rollback",
        reference(&radio)
    );
    let mut inside = app.inside("armourer-goma").await;
    assert_eq!(refusal(&run(&mut inside, &attack).await), "23514 nothing_issued_while_evacuated");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table equipment_act disable trigger equipment_issued_where_people_are").await;
    assert_eq!(refusal(&run(&mut inside, &attack).await), "accepted", "the twin");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table equipment_act enable trigger equipment_issued_where_people_are").await;

    let back = [("return_decider", "M. Kabasele"), ("return_document", "DO note 9"), ("version", "1")];
    app.as_if("ssp-goma").await.post(&format!("{address}/return"), &back).await.leads();
    assert!(!app.as_if("ssp-goma").await.get("/equipment").await.one("tbody").contains("left behind"));
    assert_eq!(look(&app, "select string_agg(code, ' ') from exception where closed_at is null").await, "return_uncounted");
    issue(&radio).await.leads();
}
