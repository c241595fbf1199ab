//! Clocks and zone data: of the database, of the system, of the program.

use std::time::Instant;

use chrono::{DateTime, Utc};
use jiff::tz::TimeZoneDatabase;
use sqlx::PgConnection;

use super::Finding;

const LARGEST_SKEW_MS: i64 = 2_000;
/// Rules change a few times a year; older data has missed some.
const OLD_ZONE_DATA_YEARS: i32 = 2;

/// Compares the clocks at the middle of a round trip.
pub(super) async fn skew(connection: &mut PgConnection, now: &impl Fn() -> DateTime<Utc>) -> sqlx::Result<Finding> {
    // The first question pays for preparing; only the second is measured.
    let mut skew_ms = 0;
    for _ in 0..2 {
        let before = now();
        let began = Instant::now();
        let theirs: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *connection).await?;
        let half = chrono::Duration::from_std(began.elapsed() / 2).unwrap_or_default();
        skew_ms = (theirs - (before + half)).num_milliseconds();
    }
    let detail = format!("the database's clock is {skew_ms} ms from the program's");
    Ok(if skew_ms.abs() > LARGEST_SKEW_MS {
        Finding::warn("time", detail, "synchronize both machines with a time server: check-ins would be early or late")
    } else {
        Finding::ok("time", detail)
    })
}

/// Whether the database turns instants into local times as the program does, in every month of the next two years.
pub(super) async fn zones_of_database(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Finding> {
    let bundled = TimeZoneDatabase::bundled();
    let mut names = Vec::new();
    let mut instants = Vec::new();
    let mut expected = Vec::new();
    // Postgres takes a name without a region, such as CET, for a fixed offset.
    for name in bundled.available().filter(|name| name.as_str().contains('/')) {
        for instant in months_from(now) {
            if let Some(offset) = offset_seconds(&bundled, name.as_str(), instant) {
                names.push(name.as_str().to_owned());
                instants.push(instant);
                expected.push(offset);
            }
        }
    }
    let differing: Vec<String> = sqlx::query_scalar(
        "select distinct e.name
           from unnest($1::text[], $2::timestamptz[], $3::int[]) as e (name, instant, seconds)
           join pg_timezone_names z on z.name = e.name
          where extract(epoch from (e.instant at time zone e.name) - (e.instant at time zone 'UTC')) <> e.seconds
          order by 1",
    )
    .bind(names)
    .bind(instants)
    .bind(expected)
    .fetch_all(connection)
    .await?;
    Ok(if differing.is_empty() {
        Finding::ok("zone data of the database", "agrees with the program for the next two years")
    } else {
        let remedy = "update the package tzdata (or Postgres) where the database runs, then restart it";
        Finding::warn("zone data of the database", disagreement(&differing), remedy)
    })
}

/// The age of the system's zone data, and where it disagrees with the copy inside the program.
pub(super) fn zone_data(now: DateTime<Utc>) -> Vec<Finding> {
    const NAME: &str = "zone data of the system";
    const UPDATE: &str = "update the package tzdata";
    let Some(folder) = crate::web::time::system_zones() else {
        return vec![Finding::ok(NAME, "there is none; the program uses its own copy")];
    };
    let version = crate::web::time::version_in(&folder);
    let Ok(system) = TimeZoneDatabase::from_dir(&folder) else {
        return vec![Finding::warn(NAME, format!("{} cannot be read", folder.display()), UPDATE)];
    };
    let bundled = TimeZoneDatabase::bundled();
    let differing: Vec<String> = bundled
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| {
            months_from(now).any(|instant| {
                let both = [&system, &bundled].map(|database| offset_seconds(database, name, instant));
                matches!(both, [Some(one), Some(other)] if one != other)
            })
        })
        .collect();
    let shown = version.as_deref().unwrap_or("of unknown version");
    let year = version.as_deref().and_then(|version| version.get(..4)).and_then(|year| year.parse::<i32>().ok());
    let is_old = year.is_some_and(|year| chrono::Datelike::year(&now) - year >= OLD_ZONE_DATA_YEARS);
    vec![if !differing.is_empty() {
        Finding::warn(NAME, format!("{shown}; {}", disagreement(&differing)), UPDATE)
    } else if is_old {
        Finding::warn(NAME, format!("{shown} is old"), UPDATE)
    } else {
        Finding::ok(NAME, format!("{shown}, agrees with the program for the next two years"))
    }]
}

fn disagreement(zones: &[String]) -> String {
    let shown = zones.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("{} zones differ from the program's copy: {shown}{}", zones.len(), if zones.len() > 5 { " …" } else { "" })
}

fn months_from(now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    (0..24).filter_map(move |month| now.checked_add_months(chrono::Months::new(month)))
}

fn offset_seconds(database: &TimeZoneDatabase, name: &str, instant: DateTime<Utc>) -> Option<i32> {
    let zone = database.get(name).ok()?;
    let instant = jiff::Timestamp::from_second(instant.timestamp()).ok()?;
    Some(zone.to_offset(instant).seconds())
}
