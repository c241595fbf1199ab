//! The doctor: settings and surroundings that matter, each with what to do.
//!
//! Looks, never changes. Connects as a role that may read the catalogue of roles; what it cannot
//! find out is a finding too, never silence.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Utc};
use jiff::tz::TimeZoneDatabase;
use serde::Serialize;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, Row};

use crate::db::server::OLDEST_SERVER;

const GIB: u64 = 1024 * 1024 * 1024;
const LARGEST_SKEW_MS: i64 = 2_000;
/// Rules change a few times a year; older data has missed some.
const OLD_ZONE_DATA_YEARS: i32 = 2;
const SYSTEM_ZONES: &str = "/usr/share/zoneinfo";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    Warn,
    Fail,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Status::Ok => "ok",
            Status::Warn => "warn",
            Status::Fail => "fail",
        })
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub name: &'static str,
    pub status: Status,
    pub detail: String,
    /// What to do; empty when all is well.
    pub remedy: String,
}

impl Finding {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, detail: detail.into(), remedy: String::new() }
    }

    fn warn(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Warn, detail: detail.into(), remedy: remedy.into() }
    }

    fn fail(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Fail, detail: detail.into(), remedy: remedy.into() }
    }
}

/// The findings as one JSON array.
pub fn to_json(findings: &[Finding]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(findings)
}

pub fn worst(findings: &[Finding]) -> Status {
    findings.iter().map(|finding| finding.status).max().unwrap_or(Status::Ok)
}

/// Examines the database behind `options`, the data folder, and the system around them.
pub async fn examine(options: &PgConnectOptions, data_dir: &Path, now: impl Fn() -> DateTime<Utc>) -> Vec<Finding> {
    let mut findings = match PgConnection::connect_with(options).await {
        Ok(mut connection) => {
            let mut found = vec![Finding::ok("database", "answers")];
            found.extend(of_database(&mut connection, &now).await);
            // The answer is complete; a late refusal to say goodbye changes nothing.
            let _ = connection.close().await;
            found
        }
        Err(error) => vec![Finding::fail("database", error.to_string(), "start the database, or check DATABASE_URL and --data-dir")],
    };
    findings.extend(zone_data(now()));
    findings.extend(folders(data_dir));
    findings.push(disk_space(data_dir));
    findings
}

async fn of_database(connection: &mut PgConnection, now: &impl Fn() -> DateTime<Utc>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match settings(connection).await {
        Ok(settings) => findings.extend(durability(&settings)),
        Err(error) => findings.push(unknown("settings", &error)),
    }
    match roles(connection).await {
        Ok(roles) => findings.extend(role_attributes(&roles)),
        Err(error) => findings.push(unknown("roles", &error)),
    }
    findings.push(time_skew(connection, now).await.unwrap_or_else(|error| unknown("time", &error)));
    findings.push(zones_of_database(connection, now()).await.unwrap_or_else(|error| unknown("zone data of the database", &error)));
    findings
}

fn unknown(name: &'static str, error: &sqlx::Error) -> Finding {
    Finding::fail(name, format!("could not be read: {error}"), "run this as a role that may read the catalogue")
}

async fn settings(connection: &mut PgConnection) -> sqlx::Result<HashMap<String, String>> {
    let names = [
        "fsync",
        "full_page_writes",
        "synchronous_commit",
        "data_checksums",
        "server_version_num",
        "server_encoding",
        "log_statement",
        "log_parameter_max_length",
        "log_parameter_max_length_on_error",
    ];
    let rows = sqlx::query("select name, setting from pg_settings where name = any($1)").bind(&names[..]).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn durability(settings: &HashMap<String, String>) -> Vec<Finding> {
    let value = |name: &str| settings.get(name).map_or("unknown", String::as_str);
    let mut findings = Vec::new();
    for (name, remedy) in [
        ("fsync", "set fsync = on in postgresql.conf and restart Postgres: a power cut may destroy the database"),
        ("full_page_writes", "set full_page_writes = on: a torn page may destroy the database"),
    ] {
        findings.push(match value(name) {
            "on" => Finding::ok(name, "on"),
            other => Finding::fail(name, other, remedy),
        });
    }
    findings.push(match value("synchronous_commit") {
        durable @ ("on" | "remote_write" | "remote_apply" | "local") => Finding::ok("synchronous_commit", durable),
        other => Finding::fail("synchronous_commit", other, "set synchronous_commit = on: what was shown as saved may be lost"),
    });
    findings.push(match value("data_checksums") {
        "on" => Finding::ok("data checksums", "on"),
        other => Finding::warn("data checksums", other, "stop Postgres, run 'pg_checksums --enable', start it: silent disk errors stay unseen"),
    });
    findings.push(match value("server_version_num").parse::<u32>() {
        Ok(number) if number / 10_000 >= OLDEST_SERVER => Finding::ok("server version", format!("{}.{}", number / 10_000, number % 10_000)),
        _ => Finding::fail("server version", value("server_version_num"), format!("upgrade Postgres to version {OLDEST_SERVER} or newer")),
    });
    findings.push(match value("server_encoding") {
        "UTF8" => Finding::ok("encoding", "UTF8"),
        other => Finding::fail("encoding", other, "create the database with encoding UTF8 and restore into it"),
    });
    let is_quiet = value("log_statement") == "none" && value("log_parameter_max_length_on_error") == "0";
    findings.push(if is_quiet {
        Finding::ok("database log", "holds no statements and no parameters")
    } else {
        Finding::warn(
            "database log",
            "may hold what people typed",
            "set log_statement = none, log_parameter_max_length = 0 and log_parameter_max_length_on_error = 0",
        )
    });
    findings
}

#[derive(Debug, Clone, Default)]
struct Role {
    name: String,
    is_superuser: bool,
    bypasses_rows: bool,
    creates_roles: bool,
    creates_databases: bool,
    may_sign_in: bool,
    owned: i64,
    member_of: Vec<String>,
}

async fn roles(connection: &mut PgConnection) -> sqlx::Result<Vec<Role>> {
    let rows = sqlx::query(
        "select r.rolname::text, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
                (select count(*) from pg_class c where c.relowner = r.oid)
                  + (select count(*) from pg_proc p where p.proowner = r.oid)
                  + (select count(*) from pg_namespace n where n.nspowner = r.oid)
                  + (select count(*) from pg_database d where d.datdba = r.oid),
                array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
                       where m.member = r.oid order by 1)
           from pg_roles r
          where r.rolname in ('cordon_web', 'cordon_owner', 'cordon_backup')
          order by r.rolname",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Role {
                name: row.try_get(0)?,
                is_superuser: row.try_get(1)?,
                bypasses_rows: row.try_get(2)?,
                creates_roles: row.try_get(3)?,
                creates_databases: row.try_get(4)?,
                may_sign_in: row.try_get(5)?,
                owned: row.try_get(6)?,
                member_of: row.try_get(7)?,
            })
        })
        .collect()
}

fn role_attributes(roles: &[Role]) -> Vec<Finding> {
    [
        ("role cordon_web", "cordon_web", web_faults as fn(&Role) -> Vec<String>),
        ("role cordon_owner", "cordon_owner", owner_faults),
        ("role cordon_backup", "cordon_backup", backup_faults),
    ]
    .into_iter()
    .map(|(name, role, faults_of)| {
        let Some(role) = roles.iter().find(|found| found.name == role) else {
            return Finding::fail(name, "is missing", "run 'cordon migrate'");
        };
        let faults = faults_of(role);
        if faults.is_empty() {
            return Finding::ok(name, "has the rights it needs and no more");
        }
        Finding::fail(name, faults.join(", "), "take these rights back with 'alter role', then run 'cordon migrate'")
    })
    .collect()
}

fn common_faults(role: &Role) -> Vec<String> {
    let named = [(role.is_superuser, "is superuser"), (role.creates_roles, "may create roles"), (role.creates_databases, "may create databases")];
    named.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fault)| fault.to_owned()).collect()
}

fn web_faults(role: &Role) -> Vec<String> {
    let mut faults = common_faults(role);
    if role.bypasses_rows {
        faults.push("bypasses the row walls".into());
    }
    if role.owned > 0 {
        faults.push(format!("owns {} objects", role.owned));
    }
    faults.extend(role.member_of.iter().filter(|group| *group == "cordon_owner").map(|group| format!("is a member of {group}")));
    faults
}

fn owner_faults(role: &Role) -> Vec<String> {
    let mut faults = common_faults(role);
    if role.may_sign_in {
        faults.push("may sign in".into());
    }
    faults
}

fn backup_faults(role: &Role) -> Vec<String> {
    let mut faults = common_faults(role);
    if role.owned > 0 {
        faults.push(format!("owns {} objects", role.owned));
    }
    faults
}

/// Compares the clocks at the middle of a round trip.
async fn time_skew(connection: &mut PgConnection, now: &impl Fn() -> DateTime<Utc>) -> sqlx::Result<Finding> {
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
async fn zones_of_database(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Finding> {
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
fn zone_data(now: DateTime<Utc>) -> Vec<Finding> {
    const NAME: &str = "zone data of the system";
    const UPDATE: &str = "update the package tzdata";
    let version =
        fs::read_to_string(Path::new(SYSTEM_ZONES).join("tzdata.zi")).ok().and_then(|text| text.lines().next()?.strip_prefix("# version ").map(str::to_owned));
    let Ok(system) = TimeZoneDatabase::from_dir(SYSTEM_ZONES) else {
        return vec![Finding::ok(NAME, "there is none; the program uses its own copy")];
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

/// Who else may look into the data folder, and into the secrets in it.
fn folders(data_dir: &Path) -> Vec<Finding> {
    const NAME: &str = "data folder";
    let Ok(folder) = fs::metadata(data_dir) else {
        return vec![Finding::fail(NAME, format!("{} cannot be read", data_dir.display()), "name the right folder with --data-dir")];
    };
    let mode = folder.permissions().mode() & 0o777;
    // As root the database's own account passes through: others may enter then, but neither list nor write.
    let allowed = if folder.uid() == 0 { 0o711 } else { 0o700 };
    let mut findings = vec![if mode & !allowed == 0 {
        Finding::ok(NAME, format!("{} has mode {mode:04o}", data_dir.display()))
    } else {
        Finding::fail(NAME, format!("{} has mode {mode:04o}", data_dir.display()), format!("chmod {allowed:04o} {}", data_dir.display()))
    }];
    let open: Vec<String> = fs::read_dir(data_dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|file| file.is_file() && file.mode() & 0o077 != 0))
        .map(|entry| entry.path())
        .filter(|path| is_secret(path))
        .map(|path| path.display().to_string())
        .collect();
    findings.push(if open.is_empty() {
        Finding::ok("secrets", "are readable by their owner alone")
    } else {
        Finding::fail("secrets", format!("others can read {}", open.join(", ")), format!("chmod 0600 {}", open.join(" ")))
    });
    findings
}

/// Files that would give something away: keys and passphrases by name, and the database's log.
fn is_secret(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    ["key", "secret", "pass", "token", "pepper", ".log"].iter().any(|part| name.contains(part))
}

fn disk_space(data_dir: &Path) -> Finding {
    const NAME: &str = "disk space";
    const REMEDY: &str = "free space or move the data folder: a full disk stops every change";
    let Ok(disk) = rustix::fs::statvfs(data_dir) else {
        return Finding::warn(NAME, "could not be read", "check the data folder");
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let detail = format!("{:.1} GiB free", free as f64 / GIB as f64);
    match free {
        free if free < GIB / 2 => Finding::fail(NAME, detail, REMEDY),
        free if free < 5 * GIB => Finding::warn(NAME, detail, REMEDY),
        _ => Finding::ok(NAME, detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good_settings() -> HashMap<String, String> {
        let pairs = [
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("data_checksums", "on"),
            ("server_version_num", "150018"),
            ("server_encoding", "UTF8"),
            ("log_statement", "none"),
            ("log_parameter_max_length_on_error", "0"),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn each_dangerous_setting_is_found_and_has_a_remedy() {
        assert_eq!(worst(&durability(&good_settings())), Status::Ok);
        for (name, value, expected) in [
            ("fsync", "off", Status::Fail),
            ("full_page_writes", "off", Status::Fail),
            ("synchronous_commit", "off", Status::Fail),
            ("data_checksums", "off", Status::Warn),
            ("server_version_num", "140011", Status::Fail),
            ("server_encoding", "SQL_ASCII", Status::Fail),
            ("log_statement", "all", Status::Warn),
        ] {
            let mut settings = good_settings();
            settings.insert(name.into(), value.into());
            let bad: Vec<_> = durability(&settings).into_iter().filter(|finding| finding.status != Status::Ok).collect();
            assert_eq!(bad.len(), 1, "{name}");
            assert_eq!(bad[0].status, expected, "{name}");
            assert!(!bad[0].remedy.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_setting_that_could_not_be_read_is_not_well() {
        assert_eq!(worst(&durability(&HashMap::new())), Status::Fail);
    }

    #[test]
    fn each_right_too_many_is_named() {
        let web = Role { name: "cordon_web".into(), may_sign_in: true, ..Role::default() };
        let owner = Role { name: "cordon_owner".into(), owned: 60, ..Role::default() };
        let backup = Role { name: "cordon_backup".into(), may_sign_in: true, bypasses_rows: true, ..Role::default() };
        assert_eq!(worst(&role_attributes(&[web.clone(), owner.clone(), backup.clone()])), Status::Ok);

        for spoilt in [
            Role { is_superuser: true, ..web.clone() },
            Role { bypasses_rows: true, ..web.clone() },
            Role { creates_roles: true, ..web.clone() },
            Role { creates_databases: true, ..web.clone() },
            Role { owned: 1, ..web.clone() },
            Role { member_of: vec!["cordon_owner".into()], ..web.clone() },
            Role { may_sign_in: true, ..owner.clone() },
            Role { owned: 1, ..backup.clone() },
        ] {
            let others = [web.clone(), owner.clone(), backup.clone()].into_iter().filter(|role| role.name != spoilt.name);
            let all: Vec<_> = others.chain([spoilt.clone()]).collect();
            assert_eq!(worst(&role_attributes(&all)), Status::Fail, "{spoilt:?}");
        }
        assert_eq!(worst(&role_attributes(&[web, owner])), Status::Fail, "a missing role");
    }

    #[test]
    fn an_open_folder_and_an_open_secret_are_found() {
        let folder = std::env::temp_dir().join(format!("cordon-doctor-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("session.key"), "x").unwrap();
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (folder_mode, secret_mode, expected) in
            [(0o700, 0o600, [Status::Ok, Status::Ok]), (0o755, 0o600, [Status::Fail, Status::Ok]), (0o700, 0o640, [Status::Ok, Status::Fail])]
        {
            set(&folder, folder_mode);
            set(&folder.join("session.key"), secret_mode);
            assert_eq!(folders(&folder).iter().map(|finding| finding.status).collect::<Vec<_>>(), expected);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_answer_for_programs_has_four_fields_and_small_letters() {
        let json = to_json(&[Finding::warn("time", "late", "set it")]).unwrap();

        let value: serde_json::Value = serde_json::from_str(&json).unwrap();

        assert_eq!(value, serde_json::json!([{"name": "time", "status": "warn", "detail": "late", "remedy": "set it"}]));
    }
}
