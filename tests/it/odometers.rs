//! Readings of an odometer: a slip is asked again, a fact that runs against it stands without it, and two people put a
//! wrong reading right, also downwards. Attacked in SQL.

use axum::http::StatusCode;

use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};
use crate::vehicles::{driver, ready, reserve};

/// A wagon of Goma with 48 200 km that its driver took two hours ago.
struct Scene {
    app: TestApp,
    vehicle: String,
    reservation: String,
    cpo: Person,
    armourer: Person,
    ssp: Person,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let vehicle = ready(&app, "UN 12-345").await;
        let officer = driver(&app, "cpo-goma").await;
        let reservation = reserve(&app, &vehicle, 0, 2, &officer).await.leads();
        app.as_if("cpo-goma").await.post(&format!("{reservation}/take"), &[("kilometres", "48 210"), ("version", "1")]).await.leads();
        app.shift_clock("2 hours").await;
        let (cpo, armourer, ssp) = (app.as_if("cpo-goma").await, app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
        Self { app, vehicle, reservation, cpo, armourer, ssp }
    }

    async fn brings_back(&self, km: &str, is_right: &str) -> Answer {
        let form = [("kilometres", km), ("is_right", is_right), ("condition", "good"), ("version", "2")];
        self.cpo.post(&format!("{}/return", self.reservation), &form).await
    }

    /// Posts a correction that is true since a minute of the station ago.
    async fn corrects(&self, who: &Person, km: &str, ago: &str, reason: &str) -> Answer {
        let at = |format: &str| format!("select to_char((sec.now() - interval '{ago}') at time zone 'Africa/Lubumbashi', '{format}')");
        let (date, time) = (look(&self.app, &at("DD-Mon-YYYY")).await, look(&self.app, &at("HH24:MI")).await);
        let form = [("reading", km), ("since_date", date.as_str()), ("since_time", time.as_str()), ("reason", reason)];
        who.post(&format!("{}/odometer", self.vehicle), &form).await
    }

    async fn settles(&self, who: &Person, number: i32, word: &str) -> Answer {
        let version = look(&self.app, &format!("select version::text from odometer_correction where number = {number}")).await;
        who.post(&format!("{}/odometer/{number}/{word}", self.vehicle), &[("version", &version)]).await
    }

    async fn reading(&self) -> String {
        look(&self.app, "select (sec.vehicle_reading(id)).out_km::text from vehicle").await
    }

    /// What the service is due at.
    async fn service(&self) -> String {
        look(&self.app, "select d.out_due_km || ' ' || d.out_standing from vehicle v, sec.vehicle_due(v.id, current_date) d where d.out_what = 'service'").await
    }
}

const REASON: &str = "A nought too many on the trip";

#[tokio::test]
async fn a_slip_at_a_return_is_asked_again_beside_its_field() {
    let s = Scene::new().await;

    let slip = s.brings_back("482 600", "").await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.error_of("kilometres").contains("200 km/h"), "{}", slip.one("main"));
    assert_eq!(slip.attribute("#f-kilometres", "value").as_deref(), Some("482 600"), "what was typed is kept");
    assert!(slip.attribute("input[name=is_right]", "type").is_some(), "{}", slip.one("main"));
    assert_eq!(s.reading().await, "48200");
    let form = s.cpo.get(&format!("{}/return", s.reservation)).await;
    assert!(form.attribute("input[name=is_right]", "type").is_none(), "nobody is asked before");

    s.brings_back("48 260", "").await.leads();
    assert_eq!(s.reading().await, "48260");
}

#[tokio::test]
async fn a_slip_at_the_start_is_asked_again_too_and_a_plausible_one_is_not() {
    let s = Scene::new().await;
    s.brings_back("48 260", "").await.leads();
    let officer = look(&s.app, "select o.ref from officer o join vehicle_reservation r on r.driver_id = o.id").await;
    let second = reserve(&s.app, &s.vehicle, 3, 4, &officer).await.leads();
    let take = async |km: &str, is_right: &str| s.cpo.post(&format!("{second}/take"), &[("kilometres", km), ("is_right", is_right), ("version", "1")]).await;

    let slip = take("482 600", "").await;
    assert!(slip.error_of("kilometres").contains("1000 km"), "{}", slip.one("main"));
    take("49 260", "").await.leads();
    assert_eq!(look(&s.app, &format!("select state from vehicle_reservation where ref = '{}'", second.rsplit('/').next().unwrap())).await, "out");
}

#[tokio::test]
async fn two_people_put_a_reading_right_and_upkeep_follows_it() {
    let s = Scene::new().await;
    let done_on = crate::support::protection::day(&s.app, -20).await;
    let work = [("kind", "service"), ("done_on", done_on.as_str()), ("odometer", "47000"), ("done_by", "Workshop North"), ("work", "Oil and filters")];
    s.armourer.post(&format!("{}/maintenance", s.vehicle), &work).await.leads();
    s.brings_back("482 600", "yes").await.leads();
    assert_eq!((s.reading().await.as_str(), s.service().await.as_str()), ("482600", "57000 overdue"));

    let same = s.corrects(&s.armourer, "482 600", "1 minute", REASON).await;
    let ahead = s.corrects(&s.armourer, "48 260", "-3 hours", REASON).await;
    let silent = s.corrects(&s.armourer, "48 260", "1 minute", "slip").await;
    assert!(!same.error_of("reading").is_empty() && !ahead.error_of("since_date").is_empty() && !silent.error_of("reason").is_empty(), "{}", same.one("main"));
    assert_eq!(silent.attribute("#f-reading", "value").as_deref(), Some("48 260"), "what was typed is kept");
    assert_eq!(s.corrects(&s.cpo, "48 260", "1 minute", REASON).await.status, StatusCode::NOT_FOUND, "who brought it back sees it no more");

    s.corrects(&s.armourer, "48 260", "1 minute", REASON).await.leads();
    let twice = s.corrects(&s.ssp, "48 261", "1 minute", REASON).await;
    let alone = s.settles(&s.armourer, 1, "confirm").await;
    let waiting = s.armourer.get(&format!("{}/odometer", s.vehicle)).await;
    assert!(!twice.error_of("reading").is_empty() || twice.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.one("main"));
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert!(waiting.one("main").contains("waits for another person") && waiting.all("main form[action$=confirm]").is_empty(), "{}", waiting.one("main"));
    assert!(s.ssp.get(&s.vehicle).await.one("dl").contains("48260 km since"), "the page of the vehicle says so");
    assert_eq!(s.reading().await, "482600", "nothing moves before the second");
    assert_eq!(s.ssp.get(&format!("{}/odometer", s.vehicle)).await.all("main form[action$=confirm]").len(), 1);
    assert_eq!(s.app.as_if("ssp-juba").await.get(&format!("{}/odometer", s.vehicle)).await.status, StatusCode::NOT_FOUND);

    s.settles(&s.ssp, 1, "confirm").await.leads();
    assert_eq!((s.reading().await.as_str(), s.service().await.as_str()), ("48260", "57000 later"));
    assert!(s.ssp.get(&s.reservation).await.one("dl").contains("482600 km"), "the trip keeps what was typed");
    let history = s.ssp.get(&format!("{}/history", s.vehicle)).await;
    assert!(history.one("main").contains("482600") && history.one("main").contains(REASON), "{}", history.one("main"));
    let again = s.settles(&s.ssp, 1, "withdraw").await;
    assert_ne!(again.status, StatusCode::SEE_OTHER, "what was settled stays");

    s.app.shift_clock("5 hours").await;
    let (armourer, trip) = (s.app.as_if("armourer-goma").await, trip(&s, (2, 1), ("48 260", "48 290")).await);
    armourer.post("/reservations/trip", &fields(&trip)).await.leads();
    assert_eq!(look(&s.app, "select state from vehicle_reservation where is_fact").await, "returned", "the reading of before says nothing of now");
    assert_eq!(s.reading().await, "48290");
    let late = work.map(|(name, value)| (name, if name == "odometer" { "48295" } else { value }));
    armourer.post(&format!("{}/maintenance", s.vehicle), &late).await.leads();
    assert_eq!(s.reading().await, "48295", "and it goes forward from there");
}

#[tokio::test]
async fn a_proposal_is_taken_back_and_does_not_outlive_its_reading() {
    let s = Scene::new().await;
    s.corrects(&s.armourer, "48 100", "1 minute", "The odometer was changed").await.leads();
    s.settles(&s.armourer, 1, "withdraw").await.leads();
    s.corrects(&s.armourer, "48 100", "1 minute", "The odometer was changed").await.leads();
    let done_on = crate::support::protection::day(&s.app, -1).await;
    let work = [("kind", "repair"), ("done_on", done_on.as_str()), ("odometer", "48205"), ("done_by", "Workshop North"), ("work", "Mirror")];
    s.armourer.post(&format!("{}/maintenance", s.vehicle), &work).await.leads();
    let moved = s.settles(&s.ssp, 2, "confirm").await;
    assert!(moved.one("main").contains("moved on"), "{}", moved.one("main"));
    assert_eq!(s.reading().await, "48205");
    s.settles(&s.ssp, 2, "withdraw").await.leads();
    s.corrects(&s.armourer, "48 100", "1 minute", "The odometer was changed").await.leads();
    s.settles(&s.ssp, 3, "confirm").await.leads();

    assert_eq!(s.reading().await, "48100");
    let less = s.brings_back("48 090", "").await;
    assert!(!less.error_of("kilometres").is_empty(), "{}", less.one("main"));
    s.brings_back("48 150", "").await.leads();
    assert_eq!(s.reading().await, "48150", "what is out comes back by the corrected reading");
}

/// A trip entered afterwards, of so many hours ago.
async fn trip(s: &Scene, hours: (i32, i32), km: (&'static str, &'static str)) -> Vec<(&'static str, String)> {
    let at = |ago: i32, format: &str| format!("select to_char((sec.now() - interval '{ago} hours') at time zone 'Africa/Lubumbashi', '{format}')");
    vec![
        ("vehicle", s.vehicle.rsplit('/').next().unwrap_or_default().to_owned()),
        ("driver", look(&s.app, "select o.ref from officer o join vehicle_reservation r on r.driver_id = o.id limit 1").await),
        ("purpose", "Airport run".to_owned()),
        ("from_date", look(&s.app, &at(hours.0, "DD-Mon-YYYY")).await),
        ("from_time", look(&s.app, &at(hours.0, "HH24:MI")).await),
        ("taken_km", km.0.to_owned()),
        ("to_date", look(&s.app, &at(hours.1, "DD-Mon-YYYY")).await),
        ("to_time", look(&s.app, &at(hours.1, "HH24:MI")).await),
        ("returned_km", km.1.to_owned()),
        ("condition", "good".to_owned()),
    ]
}

fn fields<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn a_trip_nobody_can_have_driven_is_contested_and_stands_without_its_reading() {
    let s = Scene::new().await;
    s.brings_back("48 260", "").await.leads();
    s.app.shift_clock("6 hours").await;
    let (armourer, ssp) = (s.app.as_if("armourer-goma").await, s.app.as_if("ssp-goma").await);
    let far = trip(&s, (3, 2), ("48 260", "482 900")).await;
    let entered = armourer.post("/reservations/trip", &fields(&far)).await.leads();
    let fact = format!("/contested/CF-{}", entered.rsplit('/').next().and_then(|name| name.split_once('-')).expect("a reference").1);

    let page = ssp.get(&fact).await;
    assert!(page.one("main").contains("Nobody drives so far") && !page.one("main").contains('→'), "{}", page.one("main"));
    assert_eq!(s.reading().await, "48260", "it moves nothing");
    let proposal = [("way", "uphold"), ("reason", "The driver was there, the number is wrong"), ("version", "1")];
    armourer.post(&format!("{fact}/proposal"), &proposal).await.leads();
    ssp.post(&format!("{fact}/settle"), &[("version", "2")]).await.leads();

    assert_eq!(s.reading().await, "48260", "nor does it when it stands");
    let record = ssp.get(&entered).await;
    assert!(record.one("header.record").contains("brought back") && record.one("dl").contains("does not count"), "{}", record.one("main"));
    let next = trip(&s, (1, 0), ("48 260", "48 280")).await;
    armourer.post("/reservations/trip", &fields(&next)).await.leads();
    assert_eq!(s.reading().await, "48280", "and says nothing of the next one");
}

#[tokio::test]
async fn attacked_in_sql_kilometres_are_taken_back_by_two_people_only() {
    let s = Scene::new().await;
    s.corrects(&s.armourer, "48 100", "1 minute", "The odometer was changed").await.leads();
    let mut first = s.app.inside("armourer-goma").await;
    let mut second = s.app.inside("ssp-goma").await;
    let mut owner = s.app.owner().await;
    let confirmed =
        "begin; update odometer_correction set state = 'confirmed', settled_by = sec.account_id(), settled_at = sec.now(), version = version + 1; rollback";
    let another = look(&s.app, "select id::text from account where username = 'ssp-goma'").await;
    let forged = format!("begin; update odometer_correction set state = 'confirmed', settled_by = '{another}', version = 9; rollback");
    let born = "begin; insert into odometer_correction (id, vehicle_id, cell, number, reading_km, since, reason, state, settled_by, settled_at)
        select gen_random_uuid(), id, cell, 7, 1, sec.now(), 'as I say it is', 'confirmed', sec.account_id(), sec.now() from vehicle; rollback";
    let lower = "begin; update vehicle set odometer_km = odometer_km - 1; rollback";
    let claimed = "begin; update vehicle set odometer_km = 48100, correction_no = 1; rollback";
    let implausible = "begin; update vehicle_reservation set state = 'returned', returned_at = sec.now(), returned_km = 482600, condition = 'good'; rollback";
    for (sql, expected) in [
        (confirmed, "23514 odometer_corrected_by_another"),
        (forged.as_str(), "23514 signature_is_own"),
        (born, "23514 odometer_correction_follows"),
        (lower, "23514 odometer_only_grows"),
        (claimed, "23514 odometer_corrected_by_two"),
        (implausible, "23514 return_is_driven"),
    ] {
        assert_eq!(refusal(&run(&mut first, sql).await), expected, "{sql}");
        let _ = run(&mut first, "rollback").await;
    }
    assert_eq!(refusal(&run(&mut second, confirmed).await), "accepted");

    let twin = "drop trigger vehicle_guarded on vehicle; drop trigger reservation_kept on vehicle_reservation;
        drop trigger odometer_correction_guarded on odometer_correction; alter table odometer_correction drop constraint odometer_corrected_by_another";
    must(&mut owner, twin).await;
    for sql in [confirmed, lower, claimed, implausible] {
        assert_eq!(refusal(&run(&mut first, sql).await), "accepted", "the twin: {sql}");
        let _ = run(&mut first, "rollback").await;
    }
}
