//! Two weeks of vehicles on one page, and how much of its work a vehicle, a thing or a kit can do.

use axum::http::StatusCode;

use crate::equipment::{kit, out, plate, reference, thing};
use crate::support::TestApp;
use crate::support::protection::day;
use crate::support::sql::{look, must, string};
use crate::vehicles::{paper, ready, reserve, vehicle};

/// What was done on a vehicle so many days from today.
async fn serviced(app: &TestApp, address: &str, offset: i32) {
    let done_on = day(app, offset).await;
    let form = [("kind", "service"), ("done_on", done_on.as_str()), ("odometer", "48200"), ("done_by", "Workshop North"), ("work", "Oil and filters")];
    app.as_if("armourer-goma").await.post(&format!("{address}/maintenance"), &form).await.leads();
}

#[tokio::test]
async fn two_weeks_show_who_has_which_vehicle_and_what_is_in_the_workshop() {
    let app = TestApp::start().await;
    let used = ready(&app, "UN 12-345").await;
    let broken = ready(&app, "UN 77-001").await;
    let reserved = reserve(&app, &used, 1, 3, "").await.leads();
    let next = reserve(&app, &used, 3, 4, "").await.leads();
    serviced(&app, &used, 0).await;
    app.as_if("coordinator-goma").await.post(&format!("{broken}/state"), &[("state", "workshop"), ("reason", "Gearbox"), ("version", "1")]).await.leads();
    let (today, later) = (day(&app, 0).await, day(&app, 7).await);
    let reader = app.as_if("ssp-goma").await;

    let page = reader.get(&format!("/reservations?as=calendar&from={today}&station=GOM")).await;
    let one = reader.get(&format!("/reservations?as=calendar&from={today}&vehicle={}", reference(&used))).await;
    let bad = reader.get("/reservations?as=calendar&from=yesterday").await;
    let elsewhere = app.as_if("ssp-juba").await.get("/reservations?as=calendar").await;

    assert_eq!(page.all("table.calendar thead th").len(), 15, "the vehicle and fourteen days: {}", page.one("main"));
    assert_eq!(page.all("table.calendar tbody").len(), 2);
    assert_eq!(one.all("table.calendar tbody").len(), 1);
    assert_eq!(one.all("td.reserved").len(), 2, "{}", one.one("main"));
    assert_eq!(one.attribute("td.reserved", "colspan").as_deref(), Some("3"), "from the first morning to the third");
    assert_eq!(one.all("table.calendar tr").len(), 3, "what meets on one day stands in two lines");
    for address in [&reserved, &next] {
        assert!(one.attribute(&format!("td.reserved a[href='{address}']"), "href").is_some(), "{}", one.one("main"));
    }
    assert!(one.one("td.reserved").contains("08:00–08:00 Goma, 06:00Z–06:00Z"), "{}", one.one("td.reserved"));
    assert!(one.one("td.day").contains("done: service"), "{}", one.one("main"));
    assert!(page.one("td.workshop").contains("in the workshop") && page.one("td.workshop").contains("Gearbox"), "{}", page.one("main"));
    assert!(page.attribute("main a[href*='state=all']", "href").is_some(), "the same as a list");
    assert!(page.attribute(&format!("main a[href*='from={later}']"), "href").is_some(), "{}", page.one("main"));
    assert!(!bad.error_of("from").is_empty());
    assert_eq!((bad.status, bad.all("table.calendar tbody").len()), (StatusCode::UNPROCESSABLE_ENTITY, 2), "the page stands all the same");
    assert!(elsewhere.all("table.calendar").is_empty(), "{}", elsewhere.one("main"));
    assert!(reader.get("/reservations").await.attribute("main a[href='/reservations?as=calendar']", "href").is_some());
}

/// How many of a list stand so, and what the tags of the unfiltered list say.
async fn counted(app: &TestApp, list: &str) -> Vec<(usize, usize)> {
    let reader = app.as_if("ssp-goma").await;
    let all = reader.get(list).await;
    let tags = all.all("td[data-label=Capability]");
    let mut counts = Vec::new();
    for state in ["fully", "partly", "not"] {
        let listed = reader.get(&format!("{list}?capability={state}")).await.all("tbody tr").len();
        counts.push((listed, tags.iter().filter(|tag| tag.trim().starts_with(&format!("{state} capable"))).count()));
    }
    counts
}

#[tokio::test]
async fn a_vehicle_does_all_its_work_some_of_it_or_none_and_says_why() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    ready(&app, "UN 77-001").await;
    let bare = vehicle(&app, "UN 55-100", "none", "").await;
    let reader = app.as_if("ssp-goma").await;

    assert_eq!(counted(&app, "/vehicles").await, [(2, 2), (0, 0), (1, 1)]);
    assert!(reader.get(&bare).await.one("dl").contains("not capable no insurance in force"), "{}", reader.get(&bare).await.one("dl"));
    serviced(&app, &address, -300).await;
    paper(&app, &address, "registration", -400, -3).await;
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (1, 1), (1, 1)]);
    let partly = reader.get(&address).await;
    assert!(partly.one("dl").contains("service overdue, registration ended"), "{}", partly.one("dl"));
    assert!(partly.one("header.record").contains("ready"), "INV-25 knows neither");
    let told = app.as_if("coordinator-goma").await;
    let version = look(&app, "select version::text from vehicle where plate = 'UN 12-345'").await;
    told.post(&format!("{address}/state"), &[("state", "workshop"), ("reason", "Gearbox"), ("version", &version)]).await.leads();
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (0, 0), (2, 2)]);
    let station = reader.get("/duty-stations/GOM").await;
    assert!(station.attribute("main a[href='/vehicles?station=GOM&capability=not']", "href").is_some(), "{}", station.one("main"));
    let file = reader.get("/vehicles.csv").await.text();
    assert!(file.contains("capability_why") && file.contains("not:state partly:due:service partly:paper:registration"), "{file}");
    told.post(&format!("{bare}/state"), &[("state", "written_off"), ("reason", "Burnt out"), ("version", "1")]).await.leads();
    reader.post(&format!("{bare}/write-off"), &[("version", "2")]).await.leads();
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (0, 0), (1, 1)], "what is written off is not counted");
}

#[tokio::test]
async fn a_thing_that_is_worn_and_a_kit_that_lacks_some_do_part_of_their_work() {
    let app = TestApp::start().await;
    let (first, second) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    plate(&app, "P-1", -1).await;
    let bag = kit(&app, "Bag", &[("radio", "2")], &[&first]).await;
    let empty = kit(&app, "Empty bag", &[("satphone", "1")], &[]).await;
    kit(&app, "Case without a list", &[], &[]).await;
    let armourer = app.as_if("armourer-goma").await;

    assert_eq!(counted(&app, "/equipment").await, [(2, 2), (0, 0), (1, 1)]);
    out(&app, &second, "cpo-goma").await;
    armourer.post(&format!("{second}/return"), &[("condition", "worn"), ("note", "Knob loose")]).await.leads();
    assert_eq!(counted(&app, "/equipment").await, [(1, 1), (1, 1), (1, 1)]);
    assert!(armourer.get(&second).await.one("dl").contains("partly capable worn"), "{}", armourer.get(&second).await.one("dl"));
    assert_eq!(counted(&app, "/kits").await, [(0, 0), (1, 1), (2, 2)]);
    assert!(armourer.get(&bag).await.one("dl").contains("partly capable"), "{}", armourer.get(&bag).await.one("dl"));
    assert!(armourer.get(&empty).await.one("dl").contains("not capable"));
    assert!(armourer.get("/kits.csv").await.text().contains("partly:lacks:radio:1:2"));
    let station = armourer.get("/duty-stations/GOM").await;
    assert!(station.attribute("main a[href='/kits?station=GOM&capability=partly']", "href").is_some(), "{}", station.one("main"));
}

/// A hundred and twenty of each kind at Goma, with papers, works and inspections of every age. Taken back with the transaction.
const MANY: &str = "begin;
  insert into vehicle (id, ref, station_id, cell, plate, make, model, seats, armour_standard, armour_level, tyres_on, odometer_km, state, state_reason)
    select md5('v' || n)::uuid, 'V-MANY' || n, s.id, s.cell, 'UN ' || n, 'Invented', 'Wagon', 5, case when n % 3 = 0 then 'cen_b' else 'none' end,
      case when n % 3 = 0 then 'B6' else '' end, case when n % 4 > 0 then current_date - n * 20 end, n * 100,
      case when n % 10 = 0 then 'workshop' else 'available' end, case when n % 10 = 0 then 'Gearbox' else '' end
    from duty_station s, generate_series(1, 120) n where s.code = 'GOM';
  insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until)
    select gen_random_uuid(), v.id, v.cell, k, (array['armour_certificate', 'armour_inspection', 'insurance', 'registration', 'host_permit', 'insurance'])[k], 'D',
      current_date - 400 + k / 6 * 200, current_date - 90 + (v.odometer_km / 100 * k) % 200 from vehicle v, generate_series(1, 6) k where (v.odometer_km / 100 + k) % 5 > 0;
  insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work, next_due_on)
    select gen_random_uuid(), v.id, v.cell, k, (array['service', 'tyres', 'run_flats', 'service', 'repair'])[k], current_date - k * 60 - v.odometer_km / 100,
      v.odometer_km + k * 10, 'Workshop', 'Oil', case when (v.odometer_km / 100 + k) % 6 = 0 then current_date + k * 7 end
    from vehicle v, generate_series(1, 5) k where (v.odometer_km / 100 + k) % 4 > 0;
  insert into equipment (id, ref, station_id, cell, kind, label, serial, made_on, in_service_on, expires_on, ownership, place, state, state_reason)
    select md5('e' || n)::uuid, 'J-MANY' || n, s.id, s.cell, case when n % 2 = 0 then 'soft_armour' else 'radio' end, 'Thing', 'S' || n,
      case when n % 5 > 0 then current_date - n * 30 end, case when n % 7 > 0 then current_date - n * 25 + 60 end,
      case when n % 3 = 0 then current_date + 30 - n end, 'un_owned', 'Shelf', case when n % 11 = 0 then 'in_repair' else 'serviceable' end,
      case when n % 11 = 0 then 'Loose' else '' end from duty_station s, generate_series(1, 120) n where s.code = 'GOM';
  insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership, inspected_on, inspection_due_on)
    select md5('w' || n)::uuid, 'W-MANY' || n, s.id, s.cell, 'S' || n, 'Invented', 'M9', 'pistol', '9x19', 'un_owned',
      case when n % 6 > 0 then current_date - n * 2 end, case when n % 6 > 0 then current_date - n * 2 + 180 end
    from duty_station s, generate_series(1, 120) n where s.code = 'GOM';
  insert into firearm_inspection (id, firearm_id, cell, number, kind, done_on, result, rounds_fired, inspector)
    select gen_random_uuid(), f.id, f.cell, k, case when k % 2 = 0 then 'test_firing' else 'cleaning' end, current_date - n * k % 500, 'fit', n * 3, 'Invented'
    from generate_series(1, 120) n join firearm f on f.id = md5('w' || n)::uuid cross join generate_series(1, 4) k where (n + k) % 5 > 0";

/// How many answers differ between asking for all at once and asking for each, and how many different answers there are.
const DIFFER: [&str; 3] = [
    "select count(*) filter (where (s.out_gaps, s.out_due) is distinct from (sec.vehicle_gaps(v.id, current_date, current_date),
         array(select d.out_what || ':' || d.out_standing from sec.vehicle_due(v.id, current_date) d))) || ' ' || (count(distinct s.out_capability) > 15)
       from vehicle v left join sec.vehicle_standings(array(select id from vehicle), current_date) s on s.out_vehicle = v.id",
    "select count(*) filter (where (s.out_gaps, s.out_ends_on) is distinct from (sec.equipment_gaps(e.id, current_date, current_date),
         sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on))) || ' ' || (count(distinct s.out_capability) > 4)
       from equipment e left join sec.equipment_standings(array(select id from equipment), current_date) s on s.out_item = e.id",
    "select count(*) filter (where s.out_standings is distinct from array(select distinct d.out_standing from sec.firearm_due(f.id, current_date) d order by 1))
         || ' ' || (count(distinct s.out_standings) > 4)
       from firearm f left join sec.firearm_standings(array(select id from firearm), current_date) s on s.out_firearm = f.id",
];

#[tokio::test]
async fn many_at_once_stand_as_each_of_them_does() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;

    must(&mut owner, MANY).await;

    for sql in DIFFER {
        assert_eq!(string(&mut owner, sql).await, "0 true", "{sql}");
    }
    must(
        &mut owner,
        "insert into odometer_correction (id, vehicle_id, cell, number, reading_km, since, reason, was_km, proposed_by)
           select gen_random_uuid(), v.id, v.cell, 1, 10, sec.now(), 'Digits were swapped', 0, a.id from vehicle v, account a
           where a.username = 'armourer-goma' and v.odometer_km % 700 = 0;
         update odometer_correction set state = 'confirmed', settled_by = (select id from account where username = 'ssp-goma')",
    )
    .await;
    assert_eq!(string(&mut owner, DIFFER[0]).await, "0 true", "what a correction says counts for both");
    must(
        &mut owner,
        "create or replace function sec.thing_in_transit(vehicle uuid, equipment uuid, kit uuid) returns boolean language sql stable
           as $$ select get_byte(uuid_send(coalesce(vehicle, equipment)), 0) % 3 = 0 $$",
    )
    .await;
    for sql in &DIFFER[..2] {
        assert_eq!(string(&mut owner, sql).await, "0 true", "and the way something is on: {sql}");
    }
    must(&mut owner, "update vehicle_paper set is_void = true, void_reason = 'Wrong' where kind = 'insurance'").await;
    assert_eq!(string(&mut owner, DIFFER[0]).await, "0 true", "a paper that was taken back counts for neither");
    let changed = DIFFER[0].replace("sec.vehicle_due(v.id, current_date)", "sec.vehicle_due(v.id, current_date + 90)");
    assert!(!string(&mut owner, &changed).await.starts_with("0 "), "the twin: another day is another answer");
}
