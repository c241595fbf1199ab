//! What duty rests on (INV-01): an assessment in force and an approved requirement for an official,
//! arranged behind the walls.

use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::TestApp;
use super::sql::ENTRY;

const GROUND: &str = include_str!("ground.sql");

impl TestApp {
    /// Gives the official of this reference something that duty may rest on.
    pub async fn ground(&self, reference: &str) {
        let mut owner = self.owner().await;
        let principal: Uuid = sqlx::query_scalar("select id from principal where ref = $1").bind(reference).fetch_one(&mut owner).await.expect("an official");
        let mut tx = owner.begin().await.expect("a transaction begins");
        ground(&mut tx, principal).await;
        sqlx::raw_sql(ENTRY).execute(&mut *tx).await.expect("an entry");
        tx.commit().await.expect("it is kept");
    }
}

/// As [`TestApp::ground`], inside an arrangement.
pub async fn ground(connection: &mut PgConnection, principal: Uuid) {
    for statement in GROUND.split(';').filter(|statement| !statement.trim().is_empty()) {
        sqlx::query(sqlx::AssertSqlSafe(statement.replace("<principal>", &format!("'{principal}'::uuid")))).execute(&mut *connection).await.expect("ground");
    }
}
