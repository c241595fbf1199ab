//! Reference data that ships with the program: regions, portfolios, countries, airports.

use sqlx::PgConnection;

/// Loads what is missing; the second time it changes nothing.
pub async fn load(owner: &mut PgConnection) -> anyhow::Result<()> {
    let mut tx = sqlx::Connection::begin(owner).await?;
    for (code, name) in [("africa", "Africa"), ("americas", "Americas"), ("asia", "Asia and the Pacific"), ("europe", "Europe"), ("mena", "Middle East and North Africa")] {
        sqlx::query("insert into region (code, name) values ($1, $2) on conflict do nothing").bind(code).bind(name).execute(&mut *tx).await?;
    }
    for (code, name, regions) in [
        ("africa", "Africa", vec!["africa"]),
        ("world", "World", vec!["africa", "americas", "asia", "europe", "mena"]),
    ] {
        sqlx::query(
            "insert into portfolio (code, name, regions) select $1, $2, $3 where not exists (select from portfolio where code = $1)",
        )
        .bind(code)
        .bind(name)
        .bind(regions)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
