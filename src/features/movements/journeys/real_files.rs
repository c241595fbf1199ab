//! Trials of real files. Those that ship with the tests always run; those that may not be
//! shipped run where the variable `CORDON_SHARED` names the folder that holds them.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::*;
use crate::importing::{Table, read};

fn shipped(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/itineraries").join(name);
    std::fs::read(path).expect("a file that ships with the tests")
}

fn not_shipped(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("CORDON_SHARED")?;
    Some(std::fs::read(PathBuf::from(folder).join("itineraries").join(name)).expect("a shared file"))
}

struct Run {
    table: Table,
    columns: Columns,
    places: Places,
    recorded: Vec<Recorded>,
    kept: HashSet<Fingerprint>,
}

impl Run {
    fn of(kind: Kind, file: &[u8], mapping: &str, places: Places) -> Self {
        let mapping = parse_mapping(kind, mapping).expect("mapping");
        let table = read(file, &mapping.wanted()).expect("read");
        let columns = Columns::find(kind, &mapping, &table).expect("columns");
        Self { table, columns, places, recorded: vec![], kept: HashSet::new() }
    }

    fn trial(&self) -> Trial {
        let now: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().expect("instant");
        let setup = Setup {
            columns: &self.columns,
            dates: None,
            places: &self.places,
            principals: &Principals::creating_missing(),
            recorded: &self.recorded,
            kept: &self.kept,
            now,
        };
        try_out(&self.table, &setup, &mut |_, _| ControlFlow::Continue(())).expect("not cancelled")
    }

    fn record(&mut self, trial: &Trial) {
        self.recorded = trial.accepted.iter().map(|row| row.as_recorded(&row.row.to_string())).collect();
        self.kept = trial.refused.iter().map(|row| row.fingerprint).collect();
    }
}

fn counts(counts: std::collections::BTreeMap<&'static str, usize>) -> Vec<(&'static str, usize)> {
    counts.into_iter().collect()
}

#[test]
fn stays_of_a_hundred_and_fifty_years_are_read_and_grouped() {
    let mapping = "principal=principal,country=country,locality=locality,from_date=start_date,to_date=end_date";
    let mut run = Run::of(Kind::Stays, &shipped("us_officials_travel.csv"), mapping, Places::default());

    let trial = run.trial();

    assert_eq!((trial.rows, trial.accepted.len(), trial.refused.len()), (2_912, 2_885, 27));
    assert_eq!(counts(trial.by_code()), [("duplicate", 1), ("principal_in_two_places", 26)]);
    assert_eq!((trial.movements, trial.minutes_under_way), (977, 0));
    assert_eq!(counts(trial.warnings()), [("place_unresolved", 2_885)]);

    run.record(&trial);
    let again = run.trial();
    assert_eq!((again.unchanged.len(), again.accepted.len(), again.movements), (2_885, 0, 0));
    assert_eq!(counts(again.by_code()), [("duplicate", 1), ("principal_in_two_places", 26)]);
    assert!(again.refused.iter().all(|row| row.is_kept_already));
}

#[test]
fn legs_with_local_times_are_read_and_grouped() {
    let Some(file) = not_shipped("brazil_fab_legs_2016.csv") else {
        return;
    };
    let mut places = Places::default();
    add_aliases(&mut places, &shipped("brazil_fab_places.csv")).expect("aliases");
    let mapping = "principal=Orgao,from=Origem,departs=Saida,to=Destino,arrives=Chegada,purpose=Tipo";
    let mut run = Run::of(Kind::Legs, &file, mapping, places);

    let trial = run.trial();

    assert_eq!((trial.rows, trial.accepted.len(), trial.refused.len()), (480, 477, 3));
    let codes = [("arrives_before_departure", 1), ("duplicate", 1), ("too_fast", 1)];
    assert_eq!(counts(trial.by_code()), codes);
    assert_eq!((trial.movements, trial.minutes_under_way), (200, 51_495));
    assert_eq!(counts(trial.warnings()), [("continuity_break", 72)]);
    let told: Vec<_> = trial.details(3).into_iter().map(|d| (d.row, d.column, d.code)).collect();
    assert_eq!(told[0], (122, "Chegada".to_owned(), "arrives_before_departure"));

    run.record(&trial);
    let again = run.trial();
    assert_eq!((again.unchanged.len(), again.accepted.len(), again.refused.len()), (477, 0, 3));
    assert_eq!(counts(again.by_code()), codes);
    assert!(again.refused.iter().all(|row| row.is_kept_already));
}

#[test]
fn seventy_thousand_flights_by_date_are_read_in_one_run() {
    let Some(file) = not_shipped("au_parliament_flights.csv") else {
        return;
    };
    let started = std::time::Instant::now();
    let mapping = "principal=principal,from=from,departs=date,to=to";
    let mut run = Run::of(Kind::Legs, &file, mapping, Places::default());
    let trial = run.trial();
    let took = started.elapsed();

    eprintln!(
        "{} rows in {took:?}: {} accepted, {:?}, {} movements, {:?}",
        trial.rows,
        trial.accepted.len(),
        trial.by_code(),
        trial.movements,
        trial.warnings()
    );
    assert_eq!(trial.rows, 69_796);
    assert_eq!(counts(trial.by_code()), [("duplicate", 643)]);
    assert!(took.as_secs() < 14, "at least 5,000 rows a second");

    run.record(&trial);
    assert_eq!(run.trial().unchanged.len(), trial.accepted.len());
}

#[test]
fn every_itinerary_is_answered_row_by_row() {
    let stays = [
        ("argentina_senate_trips.csv", "principal=Autoridad,place=Destino,from_date=Fecha_salida,to_date=Fecha_llegada", 383),
        ("canada_travel_disclosure.csv", "principal=name,place=destination_en,from_date=start_date,to_date=end_date", 1_584),
        ("leader_visits_to_usa.csv", "principal=office,country=host_country,from_date=start_date,to_date=end_date", 2_345),
        ("au_parliament_stays.csv", "principal=principal,place=location,from_date=date_from,to_date=date_to", 35_292),
        ("au_parliament_overseas.csv", "principal=principal,place=destinations,from_date=date_from,to_date=date_to", 967),
    ];
    for (name, mapping, rows) in stays {
        let Some(file) = not_shipped(name) else {
            return;
        };
        let mut run = Run::of(Kind::Stays, &file, mapping, Places::default());

        let trial = run.trial();

        eprintln!("{name}: {} accepted, {:?}, {} movements, {:?}", trial.accepted.len(), trial.by_code(), trial.movements, trial.warnings());
        assert_eq!((trial.rows, trial.accepted.len() + trial.refused.len()), (rows, rows), "{name}");
        run.record(&trial);
        let again = run.trial();
        assert_eq!((again.accepted.len(), again.unchanged.len()), (0, trial.accepted.len()), "{name}");
        assert!(again.refused.iter().all(|row| row.is_kept_already), "{name}");
    }
}
