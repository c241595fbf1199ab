//! The blocks of a station's page: who is there, who is away, what moves, who lives there. Each says
//! how old what it shows is. Read through the visible relations, so a reader sees what their duty gives.

use chrono::{DateTime, Utc};

use super::queries::Station;
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;

/// Rows of a block; the rest is counted.
pub const BLOCK: i64 = 20;

/// An officer of the station.
#[derive(Debug, Clone)]
pub struct Officer {
    pub reference: String,
    pub name: String,
    pub duty_role: String,
    pub number: String,
    /// Kind of the absence that holds now; empty if there is none.
    pub away: String,
    /// Last day of it.
    pub away_until: Option<chrono::NaiveDate>,
    pub updated_at: DateTime<Utc>,
}

/// A leg that touches the station.
#[derive(Debug, Clone)]
pub struct Touching {
    pub reference: String,
    pub codename: String,
    pub state: String,
    pub from: String,
    pub to: String,
    pub departs_at: DateTime<Utc>,
    pub departs_zone: String,
    pub arrives_at: DateTime<Utc>,
    pub arrives_zone: String,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub is_day_precise: bool,
}

/// An official who lives at the station.
#[derive(Debug, Clone)]
pub struct Resident {
    pub reference: String,
    pub codename: String,
    pub office: String,
    pub entity: String,
    pub updated_at: DateTime<Utc>,
}

/// Officers of the station with what they are away for now, present ones first.
pub async fn officers(tx: &mut Tx, station: &Station) -> Result<Vec<Officer>> {
    let now = tx.now;
    Ok(sqlx::query_as!(
        Officer,
        r#"select o.ref as "reference!", o.name as "name!", o.duty_role as "duty_role!", o.number_1 as "number!",
             coalesce(a.kind, '') as "away!", a.to_date as away_until, o.updated_at as "updated_at!"
           from visible_officer o
           left join lateral (select v.kind, v.to_date from visible_availability v
               where v.officer_id = o.id and not v.is_void and v.kind <> 'stand_by' and v.during @> $2::timestamptz
               order by v.to_date desc limit 1) a on true
           where o.station_id = $1 and o.state = 'active'
           order by (a.kind is not null), o.name, o.id limit 200"#,
        station.id.0,
        now
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Legs under way or due in the next seven days that begin or end at the station, in order, and how many.
pub async fn movements(tx: &mut Tx, station: &Station) -> Result<(Vec<Touching>, i64)> {
    let now = tx.now;
    let legs = sqlx::query_as!(
        Touching,
        r#"select m.ref as "reference!", m.codename as "codename!", l.state as "state!", l.departure_text as "from!", l.arrival_text as "to!",
             l.departs_at as "departs_at!", l.departs_zone as "departs_zone!", l.arrives_at as "arrives_at!", l.arrives_zone as "arrives_zone!",
             l.last_contact_at, l.precision = 'day' as "is_day_precise!"
           from visible_leg l join visible_movement m on m.id = l.movement_id
           where (l.departure_cell = $1 or l.arrival_cell = $1) and not l.is_void and not m.is_void
             and (l.state in ('under_way', 'diverted')
               or l.state = 'planned' and l.departs_at < $2::timestamptz + interval '7 days' and l.arrives_at > $2::timestamptz - interval '1 day')
           order by l.departs_at, l.id limit 200"#,
        station.cell,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = legs.len() as i64;
    Ok((legs.into_iter().take(BLOCK as usize).collect(), total))
}

/// Officials whose home station this is.
pub async fn residents(tx: &mut Tx, station: &Station) -> Result<Vec<Resident>> {
    Ok(sqlx::query_as!(
        Resident,
        r#"select ref as "reference!", codename as "codename!", office as "office!", coalesce(entity_code, '') as "entity!", updated_at as "updated_at!"
           from visible_principal where home_station_id = $1 and state = 'active' order by ref limit 200"#,
        station.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Teams with an open seat today and interim protection that stands: sentence, kind of its tag, page. In the reader's reach.
pub async fn protection(tx: &mut Tx, station: &Station, language: Language) -> Result<Vec<(String, &'static str, String)>> {
    let gaps = sqlx::query!(
        r#"select count(*) as "teams!", coalesce(sum(n.seats - n.filled), 0)::bigint as "seats!"
           from visible_protection_team t join visible_protection_requirement q on q.id = t.requirement_id
           cross join lateral (select sec.seats_of(q.id) as seats, sec.filled_seats(q.id, greatest((sec.now() at time zone 'UTC')::date, q.from_date)) as filled) n
           where t.cell = $1 and t.state <> 'ended' and n.filled < n.seats"#,
        station.cell
    )
    .fetch_one(&mut **tx)
    .await?;
    let interim = sqlx::query_scalar!(r#"select count(*) as "count!" from visible_interim_protection where cell = $1 and ended_at is null"#, station.cell)
        .fetch_one(&mut **tx)
        .await?;
    let mut lines = Vec::new();
    if interim > 0 {
        let text = language.fill("stations-interim", &[("count", Hole::Number(interim))]);
        lines.push((text, "caution", format!("/interim-protection?station={}", station.code)));
    }
    if gaps.teams > 0 {
        let text = language.fill("stations-team-gaps", &[("teams", Hole::Number(gaps.teams)), ("seats", Hole::Number(gaps.seats))]);
        lines.push((text, "caution", format!("/teams?gap=yes&station={}", station.code)));
    }
    let evacuation = sqlx::query_scalar!(r#"select ref as "reference!" from visible_station_evacuation where cell = $1 and ended_at is null"#, station.cell)
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(reference) = evacuation {
        lines.push((language.t("stations-evacuated"), "warning", format!("/evacuations/{reference}")));
    }
    lines.extend(closing(tx, station, language).await?);
    let standby = sqlx::query!(
        r#"select c.no = any ((select sec.cells_standby())::integer[]) as "is_read!", exists (select from visible_standby_report r
             where r.cell = c.no and r.month = date_trunc('month', sec.now() at time zone 'UTC')::date) as "is_reported!" from sec.cell c where c.no = $1"#,
        station.cell
    )
    .fetch_one(&mut **tx)
    .await?;
    if standby.is_read {
        let (key, kind) = if standby.is_reported { ("stations-standby-reported", "") } else { ("stations-standby-due", "caution") };
        lines.push((language.t(key), kind, format!("/duty-stations/{}/standby", station.code)));
    }
    lines.extend(member_state_units(tx, station, language).await?);
    Ok(lines)
}

/// Whether the station is closed, which everybody who reads it knows, or somebody asked for it.
async fn closing(tx: &mut Tx, station: &Station, language: Language) -> Result<Option<(String, &'static str, String)>> {
    let found = sqlx::query!(
        r#"select sec.station_is_closed($1) as "is_closed!", exists (select from visible_station_closure where cell = $1 and state = 'asked') as "is_asked!""#,
        station.cell
    )
    .fetch_one(&mut **tx)
    .await?;
    let url = format!("/duty-stations/{}/closing", station.code);
    Ok(match (found.is_closed, found.is_asked) {
        (true, _) => Some((language.t("stations-closed"), "warning", url)),
        (false, true) => Some((language.t("stations-closing-asked"), "caution", url)),
        (false, false) => None,
    })
}

/// Units of Member States at the station: how many, and what of them needs somebody.
async fn member_state_units(tx: &mut Tx, station: &Station, language: Language) -> Result<Vec<(String, &'static str, String)>> {
    let units = sqlx::query!(
        r#"select count(*) as "units!", count(*) filter (where x.out_is_ending) as "ending!",
             count(*) filter (where not x.out_in_force and u.state in ('deployed', 'rotating')) as "ended!",
             count(*) filter (where x.out_rotation_due < (sec.now() at time zone 'UTC')::date) as "overdue!"
           from visible_ms_cp_unit u cross join lateral sec.ms_unit_standing(u.id, (sec.now() at time zone 'UTC')::date) x
           where u.cell = $1 and u.state <> 'ended'"#,
        station.cell
    )
    .fetch_one(&mut **tx)
    .await?;
    let told = [
        (units.units, "stations-units", "", ""),
        (units.ended, "stations-units-ended", "warning", "&needs=agreement_ended"),
        (units.ending, "stations-units-ending", "caution", "&needs=agreement_ending"),
        (units.overdue, "stations-units-overdue", "warning", "&needs=rotation_overdue"),
    ];
    Ok(told
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, key, kind, rest)| {
            (language.fill(key, &[("count", Hole::Number(count))]), kind, format!("/member-state-units?station={}{rest}", station.code))
        })
        .collect())
}
