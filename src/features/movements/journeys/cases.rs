//! The rules of a trial, one small file each.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::*;
use crate::importing::{Order, read};

const LEGS: &str = "principal=who,from=from,departs=departs,to=to,arrives=arrives";
const STAYS: &str = "principal=who,place=place,from_date=from,to_date=to";

struct World {
    places: Places,
    principals: Principals,
    recorded: Vec<Recorded>,
    kept: HashSet<Fingerprint>,
    dates: Option<Order>,
}

/// Two places an hour apart and one far away, all in zones with changing clocks.
fn world() -> World {
    let place = |key: &str, latitude, longitude, zone: Option<&str>| {
        Arc::new(Place {
            key: key.into(),
            name: key.into(),
            icao: Some(key.into()),
            iata: None,
            country: None,
            position: Position::new(latitude, longitude),
            zone: zone.map(|name| Zone::named(name).expect("zone")),
            station: None,
        })
    };
    let mut places = Places::default();
    places.add(place("LFPB", 48.97, 2.44, Some("Europe/Paris")));
    places.add(place("EGLF", 51.28, -0.78, Some("Europe/London")));
    places.add(place("SBBR", -15.87, -47.92, Some("America/Sao_Paulo")));
    places.add(place("NOZN", 0.0, 0.0, None));
    places.add_alias("Paris", places.find("LFPB").cloned().expect("added"));
    World { places, principals: Principals::creating_missing(), recorded: vec![], kept: HashSet::new(), dates: None }
}

impl World {
    fn trial(&self, kind: Kind, mapping: &str, file: &str) -> Trial {
        let mapping = parse_mapping(kind, mapping).expect("mapping");
        let table = read(file.as_bytes(), &mapping.wanted()).expect("read");
        let columns = Columns::find(kind, &mapping, &table).expect("columns");
        let now: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().expect("instant");
        let setup =
            Setup { columns: &columns, dates: self.dates, places: &self.places, principals: &self.principals, recorded: &self.recorded, kept: &self.kept, now };
        try_out(&table, &setup, &mut |_, _| ControlFlow::Continue(())).expect("not cancelled")
    }

    fn legs(&self, rows: &str) -> Trial {
        self.trial(Kind::Legs, LEGS, &format!("who,from,departs,to,arrives\n{rows}"))
    }

    fn stays(&self, rows: &str) -> Trial {
        self.trial(Kind::Stays, STAYS, &format!("who,place,from,to\n{rows}"))
    }
}

/// What became of each row, in order of the file.
fn told(trial: &Trial) -> Vec<String> {
    let mut rows: Vec<(u32, String)> = vec![];
    for accepted in &trial.accepted {
        let warnings: Vec<&str> = accepted.warnings.iter().map(Warning::code).collect();
        rows.push((accepted.row, format!("movement {} {}", accepted.movement, warnings.join(" "))));
    }
    rows.extend(trial.unchanged.iter().map(|row| (row.row, "unchanged".to_owned())));
    let refused = trial.refused.iter().map(|row| (row.row, row.refusal.code().to_owned()));
    rows.extend(refused);
    rows.sort();
    rows.into_iter().map(|(_, told)| told.trim().to_owned()).collect()
}

#[test]
fn a_leg_is_refused_under_the_first_code_that_applies() {
    let cases = [
        ("A,LFPB,2016-01-06 08:40,EGLF,2016-01-06 09:00", "movement 0"),
        (",LFPB,nonsense,EGLF,2016-01-06 09:00", "missing_field"),
        ("A,LFPB,2016-01-06 08:40,EGLF,", "missing_field"),
        ("A,LFPB,2016-01-06 08:40,EGLF,2016-01-06", "unreadable_date"),
        ("A,LFPB,soon,EGLF,", "unreadable_date"),
        ("A,LFPB,06/01/2016 08:40,EGLF,soon", "unreadable_date"),
        ("A,LFPB,06/01/2016 08:40,EGLF,06/01/2016 09:00", "ambiguous_date"),
        ("A,LFPB,2025-03-30 02:30,Atlantis,2025-03-30 05:00", "nonexistent_time"),
        ("A,LFPB,2016-01-06 08:40,Atlantis,2016-01-06 09:00", "unknown_place"),
        ("A,LFPB,2016-01-06 08:40,NOZN,2016-01-06 09:00", "unknown_place"),
        ("A,LFPB,2016-01-06 08:40,EGLF,2016-01-06 07:40", "arrives_before_departure"),
        ("A,LFPB,2016-01-06,Atlantis,2016-01-05", "arrives_before_departure"),
        ("A,LFPB,2016-01-06 08:40,SBBR,2016-01-06 10:00", "too_fast"),
        ("A,LFPB,2025-10-26 02:30,EGLF,2025-10-26 03:30", "movement 0 time_exists_twice"),
        ("A,LFPB,2016-01-06,Atlantis,", "movement 0 place_unresolved"),
        ("A,Paris,2028-03-02 08:40,EGLF,2028-03-02 10:00", "movement 0 end_in_far_future"),
        ("A,LFPB,2016-01-06 00:00:00,Atlantis,2016-01-06 00:00:00", "movement 0 place_unresolved"),
    ];
    for (row, expected) in cases {
        assert_eq!(told(&world().legs(row)), [expected], "{row}");
    }
}

#[test]
fn an_unknown_principal_is_refused_unless_missing_ones_are_created() {
    let mut world = world();
    world.principals = Principals::only_known();
    world.principals.add("Minister of Trade", "P-7K3");

    let trial = world.legs("Minister  of Trade (1),LFPB,2016-01-06,EGLF,\nNobody,Atlantis,2016-01-06,EGLF,\n");

    assert_eq!(told(&trial), ["movement 0", "unknown_principal"]);
    assert_eq!(trial.accepted[0].principal.key.as_deref(), Some("P-7K3"));
    let detail = &trial.details(9)[0];
    assert_eq!((detail.row, detail.column.as_str(), detail.code), (3, "who", "unknown_principal"));
    assert_eq!(detail.message, "“Nobody” is not a known principal.");
}

#[test]
fn an_order_given_by_a_person_settles_the_dates() {
    let mut world = world();
    world.dates = Some(Order::Dmy);

    let trial = world.legs("A,LFPB,06/01/2016 08:40,EGLF,06/01/2016 09:00");

    let Journey::Leg(leg) = &trial.accepted[0].journey else { panic!("a leg") };
    let LegTimes::Timed { departs, arrives } = leg.times else { panic!("timed") };
    assert_eq!(departs.local.to_string(), "2016-01-06 08:40:00");
    assert_eq!(departs.utc.to_rfc3339(), "2016-01-06T07:40:00+00:00");
    assert_eq!(arrives.utc.to_rfc3339(), "2016-01-06T09:00:00+00:00");
    assert_eq!(trial.minutes_under_way, 80);
}

#[test]
fn legs_form_a_movement_until_back_or_broken_in_order_of_departure() {
    let trial = world().legs(
        "A,EGLF,2016-01-07 08:00,LFPB,2016-01-07 10:00\n\
         A,Paris,2016-01-06 08:00,EGLF,2016-01-06 09:00\n\
         A,LFPB,2016-01-08 08:00,EGLF,2016-01-08 09:00\n\
         A,SBBR,2016-01-20 08:00,LFPB,2016-01-20 22:00\n\
         B,LFPB,2016-01-06 08:00,EGLF,2016-01-06 09:00\n",
    );

    let expected = ["movement 0", "movement 0", "movement 2", "movement 3 continuity_break", "movement 1"];
    assert_eq!(told(&trial), expected);
    assert_eq!(trial.movements, 4);
}

#[test]
fn a_movement_that_the_file_names_groups_its_rows() {
    let file = "who,from,on,to,trip\n\
                A,X,2016-01-06,Y,T1\n\
                A,Z,2016-01-07,X,T2\n\
                A,Y,2016-01-08,X,T1\n\
                B,Y,2016-01-08,X,T1\n\
                A,X,2016-01-09,Y,\n";

    let mapping = "principal=who,from=from,departs=on,to=to,movement=trip";
    let trial = world().trial(Kind::Legs, mapping, file);

    let movements: Vec<usize> = trial.accepted.iter().map(|row| row.movement).collect();
    assert_eq!((movements, trial.movements), (vec![0, 1, 0, 2, 3], 4));
    assert_eq!(trial.accepted[3].movement_name.as_deref(), Some("T1"));
}

#[test]
fn a_principal_is_in_one_place_at_a_time() {
    let trial = world().legs(
        "A,LFPB,2016-01-06 08:00,EGLF,2016-01-06 10:00\n\
         A,LFPB,2016-01-06 09:00,EGLF,2016-01-06 09:30\n\
         A,EGLF,2016-01-06 10:00,LFPB,2016-01-06 12:30\n\
         A,LFPB,2016-01-06 08:00,EGLF,2016-01-06 10:00\n\
         B,LFPB,2016-01-06 09:00,EGLF,2016-01-06 09:30\n",
    );

    let expected = ["movement 0", "principal_in_two_places", "movement 0", "duplicate", "movement 1"];
    assert_eq!(told(&trial), expected);
    assert_eq!(trial.refused[0].refusal, Refusal::PrincipalInTwoPlaces { with: Other::Row(2) });
    assert_eq!(trial.refused[1].refusal, Refusal::Duplicate { of: Other::Row(2) });
}

#[test]
fn flights_of_one_day_known_by_date_do_not_exclude_each_other() {
    let trial = world().legs(
        "A,X,2016-01-05,Y,2016-01-07\n\
         A,Y,2016-01-06,X,\n\
         A,X,2016-01-06,Y,\n\
         A,X,2016-01-06,Y,\n\
         A,Y,2016-01-06,X,2016-01-08\n",
    );

    let both = "place_unresolved place_unresolved";
    let expected = [
        format!("movement 0 {both}"),
        format!("movement 0 {both}"),
        format!("movement 1 {both}"),
        "duplicate".to_owned(),
        "principal_in_two_places".to_owned(),
    ];
    assert_eq!(told(&trial), expected);
    assert_eq!(trial.warnings()["place_unresolved"], 3);
}

#[test]
fn stays_share_one_day_and_no_more() {
    let cases = [
        ("A,Goma,2016-01-05,2016-01-07\nA,Juba,2016-01-07,2016-01-09\n", ["movement 0", "movement 0"]),
        ("A,Goma,2016-01-05,2016-01-07\nA,Juba,2016-01-06,2016-01-06\n", ["movement 0", "movement 0"]),
        ("A,Goma,2016-01-05,2016-01-07\nA,Juba,2016-01-06,2016-01-09\n", ["movement 0", "principal_in_two_places"]),
        ("A,Goma,2016-01-05,2016-01-07\nA,Goma,2016-01-05,2016-01-07\n", ["movement 0", "duplicate"]),
        ("A,Goma,2016-01-05,2016-01-07\nA,Juba,2016-01-08,2016-01-09\n", ["movement 0", "movement 0"]),
        ("A,Goma,2016-01-05,2016-01-07\nA,Juba,2016-01-09,2016-01-09\n", ["movement 0", "movement 1"]),
        ("A,Goma,2016-01-05,2016-01-04\nA,Juba,2016-01-05,2016-01-05\n", ["reversed_dates", "movement 0"]),
        ("A,Goma,2016-01-01,2017-01-01\nA,,2018-01-01,2018-01-01\n", ["movement 0 implausible_duration", "missing_field"]),
        ("A,Goma,2016-01-01,2016-12-31\nA,Juba,2027-01-01,2028-03-02\n", ["movement 0", "movement 1 implausible_duration end_in_far_future"]),
    ];
    for (rows, expected) in cases {
        let found: Vec<String> = told(&world().stays(rows)).into_iter().map(|line| line.replace(" place_unresolved", "")).collect();
        assert_eq!(found, expected, "{rows}");
    }
}

#[test]
fn each_recorded_journey_answers_one_row() {
    let row = "A,LFPB,2016-01-06 08:00,EGLF,2016-01-06 10:00\n";
    let mut world = world();
    let first = world.legs(row);
    world.recorded = vec![first.accepted[0].as_recorded("M-26-7K3F")];

    let again = world.legs(&format!("{row}{row}A,LFPB,2016-01-06 09:00,EGLF,2016-01-06 09:30\n"));

    assert_eq!(told(&again), ["unchanged", "duplicate", "principal_in_two_places"]);
    let with = Other::Recorded("M-26-7K3F".to_owned());
    assert_eq!(again.refused[1].refusal, Refusal::PrincipalInTwoPlaces { with });
    assert_eq!((again.movements, again.minutes_under_way), (0, 0));
}

#[test]
fn a_released_row_is_unchanged_although_it_would_be_refused() {
    let too_fast = "A,LFPB,2016-01-06 08:40,SBBR,2016-01-06 10:00\n";
    let slow = "A,LFPB,2016-01-06 08:40,EGLF,2016-01-06 10:00\n";
    let mut world = world();
    let mut released = world.legs(slow).accepted[0].as_recorded("M-26-0001");
    released.to = RecordedPlace { key: Some("SBBR".into()), as_written: "SBBR".into() };
    released.times = Times::Clock { departs: "2016-01-06T07:40:00Z".parse().expect("instant"), arrives: "2016-01-06T12:00:00Z".parse().expect("instant") };
    released.excludes = false;
    world.recorded = vec![released];

    assert_eq!(told(&world.legs(too_fast)), ["unchanged"]);
    assert_eq!(told(&world.legs(slow)), ["movement 0"]);
}

#[test]
fn a_place_that_became_known_since_does_not_make_a_row_new() {
    let row = "A,Atlantis,2016-01-06,LFPB,\n";
    let mut world = world();
    world.recorded = vec![world.legs(row).accepted[0].as_recorded("M-26-0001")];
    world.places.add_alias("Atlantis", world.places.find("EGLF").cloned().expect("added"));

    assert_eq!(told(&world.legs(row)), ["unchanged"]);
}

#[test]
fn a_row_that_waits_in_quarantine_is_known_again() {
    let mut world = world();
    let first = world.legs("A,LFPB,soon,EGLF,\nA,LFPB,soon,EGLF,\n");
    assert!(first.refused.iter().all(|row| !row.is_kept_already));
    world.kept = first.refused.iter().map(|row| row.fingerprint).collect();

    let again = world.legs("A,LFPB,soon,EGLF,\nA,LFPB,later,EGLF,\nA,LFPB,soon,EGLF,\nA,LFPB,soon,EGLF,\n");

    let known: Vec<bool> = again.refused.iter().map(|row| row.is_kept_already).collect();
    assert_eq!(known, [true, false, true, false]);
}

#[test]
fn a_trial_ends_when_it_is_told_to() {
    let mapping = parse_mapping(Kind::Stays, STAYS).expect("mapping");
    let table = read(b"who,place,from,to\nA,Goma,2016-01-05,2016-01-07\n", &[]).expect("read");
    let world = world();
    let setup = Setup {
        columns: &Columns::find(Kind::Stays, &mapping, &table).expect("columns"),
        dates: None,
        places: &world.places,
        principals: &world.principals,
        recorded: &[],
        kept: &world.kept,
        now: DateTime::UNIX_EPOCH,
    };

    assert_eq!(try_out(&table, &setup, &mut |_, _| ControlFlow::Break(())), Err(Cancelled));
}

#[test]
fn the_names_in_a_file_are_told_once() {
    let mapping = "principal=who,country=country,locality=city,from_date=on,to_date=on";
    let file = "who,country,city,on\nA (1),Kenya,Nairobi,x\nA,Kenya,,x\nB,Kenya,Nairobi,x\n";
    let mapping = parse_mapping(Kind::Stays, mapping).expect("mapping");
    let table = read(file.as_bytes(), &mapping.wanted()).expect("read");
    let columns = Columns::find(Kind::Stays, &mapping, &table).expect("columns");

    let names = named_in(&table, &columns);

    assert_eq!(Vec::from_iter(names.principals), ["A", "B"]);
    assert_eq!(Vec::from_iter(names.places), ["Kenya", "Nairobi, Kenya"]);
}
