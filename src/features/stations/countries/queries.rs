//! Reading countries, and the one change of them.

use sqlx::{FromRow, Postgres, QueryBuilder};

use crate::audit::Entry;
use crate::db::Tx;
use crate::web::conflict;
use crate::web::error::Result;
use crate::web::list::Asked;

/// Filters of the list.
pub const FILTERS: &[&str] = &["q", "region"];

/// A country.
#[derive(Debug, Clone, FromRow)]
pub struct CountryRow {
    pub iso2: String,
    pub iso3: String,
    pub name: String,
    pub name_fr: String,
    pub region: Option<String>,
    /// Days of notice the host asks for; none if not recorded.
    pub notice_days: Option<i32>,
    pub version: i32,
}

/// A country of an ISO code.
pub async fn country(tx: &mut Tx, iso2: &str) -> Result<Option<CountryRow>> {
    Ok(sqlx::query_as!(
        CountryRow,
        r#"select iso2 as "iso2!", iso3 as "iso3!", name as "name!", name_fr as "name_fr!", region, notice_days, version as "version!"
           from visible_country where iso2 = $1"#,
        iso2
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The country a text names: by either ISO code or by its name in either language, accents aside.
pub async fn country_by_text(tx: &mut Tx, text: &str) -> Result<Option<CountryRow>> {
    let text = text.trim();
    Ok(sqlx::query_as!(
        CountryRow,
        r#"select iso2 as "iso2!", iso3 as "iso3!", name as "name!", name_fr as "name_fr!", region, notice_days, version as "version!"
           from visible_country where iso2 = upper($1) or iso3 = upper($1) or sec.plain(name) = sec.plain($1) or sec.plain(name_fr) = sec.plain($1)
           order by iso2 = upper($1) desc, iso2 limit 1"#,
        text
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Countries by name; at most 250, which is all of them.
pub async fn list(tx: &mut Tx, asked: &Asked, by_french: bool) -> Result<Vec<CountryRow>> {
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new("select iso2, iso3, name, name_fr, region, notice_days, version from visible_country where true");
    let regions = asked.all("region");
    if !regions.is_empty() {
        query.push(" and region = any (").push_bind(regions).push(")");
    }
    if let Some(text) = asked.one("q") {
        query.push(" and sec.plain(iso2 || ' ' || iso3 || ' ' || name || ' ' || name_fr) like '%' || sec.plain(");
        query.push_bind(crate::features::stations::places::like_text(text)).push(") || '%'");
    }
    query.push(if by_french { " order by sec.plain(name_fr), iso2" } else { " order by sec.plain(name), iso2" }).push(" limit 300");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Sets the days of notice of a country; none means not recorded.
pub async fn set_notice(tx: &mut Tx, country: &CountryRow, days: Option<i32>, version: i32) -> Result<()> {
    let done = sqlx::query!("update country set notice_days = $1, version = version + 1 where iso2 = $2 and version = $3", days, country.iso2, version)
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("country.edit", &country.iso2).with_detail("notice_days"));
    Ok(())
}
