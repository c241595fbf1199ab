//! The doctor on a real server: well when it is well, and it sees what is not.

#![expect(clippy::disallowed_methods, reason = "the clocks of two machines are compared")]

use chrono::{Duration, Utc};
use cordon::db::server::{ADMIN_ROLE, PrivateServer};
use cordon::doctor::{Finding, Status, examine};
use sqlx::{Connection, PgConnection};

const ROLES: &str = "create role cordon_owner nologin; create role cordon_web login; create role cordon_backup login bypassrls;";

fn status(findings: &[Finding], name: &str) -> Status {
    findings.iter().find(|finding| finding.name == name).unwrap_or_else(|| panic!("no finding {name}: {findings:#?}")).status
}

#[test]
fn a_durable_server_is_well_and_a_careless_one_is_not() {
    let folder = std::env::temp_dir().join(format!("cordon-it-doctor-{}", uuid::Uuid::new_v4().simple()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = PrivateServer::start(&folder).unwrap();
    let options = server.connect_options(ADMIN_ROLE, "postgres");
    let well = runtime.block_on(async {
        let mut admin = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(ROLES).execute(&mut admin).await.unwrap();
        examine(&options, &folder, Utc::now).await
    });
    for name in ["database", "fsync", "full_page_writes", "synchronous_commit", "data checksums", "server version", "database log"] {
        assert_eq!(status(&well, name), Status::Ok, "{name}");
    }
    for name in ["role cordon_web", "role cordon_owner", "role cordon_backup", "time", "data folder", "secrets"] {
        assert_eq!(status(&well, name), Status::Ok, "{name}");
    }

    let late = runtime.block_on(async {
        let mut admin = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql("alter role cordon_web bypassrls").execute(&mut admin).await.unwrap();
        examine(&options, &folder, || Utc::now() - Duration::seconds(10)).await
    });
    assert_eq!(status(&late, "time"), Status::Warn);
    assert_eq!(status(&late, "role cordon_web"), Status::Fail);
    drop(server);

    let careless = PrivateServer::start_for_tests(&folder).unwrap();
    let found = runtime.block_on(examine(&careless.connect_options(ADMIN_ROLE, "postgres"), &folder, Utc::now));
    assert_eq!((status(&found, "fsync"), status(&found, "synchronous_commit")), (Status::Fail, Status::Fail));
    drop(careless);

    let stopped = runtime.block_on(examine(&options, &folder, Utc::now));
    assert_eq!(status(&stopped, "database"), Status::Fail);
    std::fs::remove_dir_all(folder).unwrap();
}
