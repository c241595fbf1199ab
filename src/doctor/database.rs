//! Settings of the database and the rights of its roles.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};

use super::{Finding, time};
use crate::db::server::OLDEST_SERVER;

pub(super) async fn examine(connection: &mut PgConnection, now: &impl Fn() -> DateTime<Utc>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match settings(connection).await {
        Ok(settings) => findings.extend(durability(&settings)),
        Err(error) => findings.push(unknown("settings", &error)),
    }
    match roles(connection).await {
        Ok(roles) => findings.extend(role_attributes(&roles)),
        Err(error) => findings.push(unknown("roles", &error)),
    }
    findings.push(time::skew(connection, now).await.unwrap_or_else(|error| unknown("time", &error)));
    findings.push(time::zones_of_database(connection, now()).await.unwrap_or_else(|error| unknown("zone data of the database", &error)));
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

#[cfg(test)]
mod tests {
    use super::super::{Status, worst};
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
}
