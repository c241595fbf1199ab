//! Every SELECT of interim protection, through the visible relation.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::InterimId;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// Interim protection of an official.
#[derive(Debug, Clone)]
pub struct Interim {
    /// Never shown.
    pub id: InterimId,
    /// `N-26-7K3FA`.
    pub reference: String,
    /// Reference of the official; empty where the reader may not see the record.
    pub official: String,
    /// Codename, else reference; empty where the reader may not see the record.
    pub called: String,
    /// Code of the station.
    pub station_code: String,
    /// Its name; the code where the reader may not see it.
    pub station_name: String,
    /// Its zone; empty where the reader may not see it.
    pub zone: String,
    /// Its cell.
    pub cell: i32,
    /// Level of the threat, as stored.
    pub level: String,
    /// Posture and its name.
    pub posture: String,
    /// The threat in words.
    pub threat: String,
    /// Since when, UTC.
    pub started_at: DateTime<Utc>,
    /// Until when, UTC.
    pub until: DateTime<Utc>,
    /// By whom, as shown.
    pub started_by: String,
    /// By whom, as a person.
    pub starter: Uuid,
    /// Who confirmed it; empty if nobody.
    pub confirmed_by: String,
    /// When, UTC.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it ended, UTC.
    pub ended_at: Option<DateTime<Utc>>,
    /// By whom; empty if nobody.
    pub ended_by: String,
    /// Why.
    pub end_reason: String,
    /// Version of the row.
    pub version: i32,
    cells: Vec<i32>,
    is_watched: bool,
}

/// How interim protection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force, not yet confirmed.
    Unconfirmed,
    /// In force and confirmed.
    Confirmed,
    /// Its 72 hours are over and nobody ended it.
    Lapsed,
    /// Ended with a reason.
    Ended,
}

impl Standing {
    /// Its word, in keys and in the filter.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Unconfirmed => "unconfirmed",
            Standing::Confirmed => "confirmed",
            Standing::Lapsed => "lapsed",
            Standing::Ended => "ended",
        }
    }

    /// From its instants.
    pub fn of(until: DateTime<Utc>, confirmed_at: Option<DateTime<Utc>>, ended_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match (ended_at, confirmed_at) {
            (Some(_), _) => Standing::Ended,
            (None, _) if until <= now => Standing::Lapsed,
            (None, Some(_)) => Standing::Confirmed,
            (None, None) => Standing::Unconfirmed,
        }
    }
}

impl Interim {
    /// How it stands now.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        Standing::of(self.until, self.confirmed_at, self.ended_at, now)
    }
}

impl Target for Interim {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), watched: self.is_watched, author: Some(self.starter), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The one of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Interim>> {
    Ok(sqlx::query_as!(
        Interim,
        r#"select i.id as "id!: InterimId", i.ref as "reference!", coalesce(p.ref, '') as "official!", coalesce(nullif(p.codename, ''), p.ref, '') as "called!",
             c.code as "station_code!", coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, '') as "zone!", i.cell as "cell!", i.level as "level!",
             i.posture || ' ' || coalesce(o.name, '') as "posture!", i.threat as "threat!", i.started_at as "started_at!", i.until as "until!",
             coalesce(sec.account_label(i.started_by), '') as "started_by!", sec.person_of(i.started_by) as "starter!",
             coalesce(sec.account_label(i.confirmed_by), '') as "confirmed_by!", i.confirmed_at, i.ended_at,
             coalesce(sec.account_label(i.ended_by), '') as "ended_by!", i.end_reason as "end_reason!", i.version as "version!",
             array_remove(array[i.cell, i.portfolio_cell], null) as "cells!", i.cell = any ((select sec.cells_watch())::integer[]) as "is_watched!"
           from visible_interim_protection i join sec.cell c on c.no = i.cell
           left join visible_principal p on p.id = i.principal_id
           left join visible_duty_station s on s.id = i.station_id
           left join visible_posture o on o.code = i.posture
           where i.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Interim protection as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub called: String,
    pub station: String,
    pub level: String,
    pub posture: String,
    pub started_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub started_by: String,
    pub confirmed_by: String,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub end_reason: String,
}

const SHAPE: &str = "select i.id, i.ref as reference, coalesce(nullif(p.codename, ''), p.ref, '') as called, c.code as station, i.level, i.posture, i.started_at, i.until,
    coalesce(sec.account_label(i.started_by), '') as started_by, coalesce(sec.account_label(i.confirmed_by), '') as confirmed_by, i.confirmed_at, i.ended_at, i.end_reason
  from visible_interim_protection i join sec.cell c on c.no = i.cell left join visible_principal p on p.id = i.principal_id where true";

/// Filters of the list.
pub const FILTERS: &[&str] = &["state", "station"];
/// What it sorts by.
pub const SORTS: &[&str] = &["-started"];

/// One page and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_interim_protection i join sec.cell c on c.no = i.cell where true");
    filter(&mut count, asked, tx.now);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked, tx.now);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (i.started_at, i.id) < (").push_bind(value.parse::<DateTime<Utc>>().unwrap_or_default()).push(", ").push_bind(id).push(")");
    }
    query.push(" order by i.started_at desc, i.id desc limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    match asked.one("state") {
        Some("ended") => query.push(" and i.ended_at is not null"),
        Some("lapsed") => query.push(" and i.ended_at is null and i.until <= ").push_bind(now),
        Some("confirmed") => query.push(" and i.ended_at is null and i.confirmed_at is not null and i.until > ").push_bind(now),
        Some("unconfirmed") => query.push(" and i.ended_at is null and i.confirmed_at is null and i.until > ").push_bind(now),
        _ => query,
    };
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and c.code = any (").push_bind(stations).push(")");
    }
}

/// What stands and nobody has ended, the newest first: for board and Today.
pub async fn open(tx: &mut Tx) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::<Postgres>::new(SHAPE);
    query.push(" and i.ended_at is null order by i.started_at desc, i.id limit 20");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Stations at which the reader may start it: their own reach and their watch.
pub async fn stations_to_protect(tx: &mut Tx) -> Result<Vec<super::super::Coded>> {
    Ok(sqlx::query_as!(
        super::super::Coded,
        r#"select code as "code!", name as "name!" from visible_duty_station
           where cell = any ((select sec.cells_interim_write())::integer[]) or cell = any ((select sec.cells_watch())::integer[]) order by code limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}
