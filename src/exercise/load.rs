//! Invented data of any size, the same for the same seed: officials, officers and their journeys,
//! in sets of 10,000 with all constraints on and one entry of the trail a set. Only into a database
//! marked exercise. Journeys of one official follow one another in slots, so nobody is in two places.

use anyhow::ensure;
use clap::Args;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

/// How much to add.
#[derive(Debug, Clone, Args)]
pub struct Volume {
    /// Movements, two legs each.
    #[arg(long, default_value_t = 10_000)]
    pub movements: u32,
    /// Officers.
    #[arg(long, default_value_t = 500)]
    pub officers: u32,
    /// Senior officials.
    #[arg(long, default_value_t = 200)]
    pub officials: u32,
    /// Registered risk assessments, one after another for each official and the last one in force, with a profile
    /// that is being filled; a tenth as many requests are open.
    #[arg(long, default_value_t = 0)]
    pub assessments: u32,
    /// Years before today over which the movements spread.
    #[arg(long, default_value_t = 5)]
    pub years: u32,
    /// Days from today up to which they spread; with a negative number all of them are history.
    #[arg(long, default_value_t = 30, allow_negative_numbers = true)]
    pub ends: i32,
    /// Seed of the generator.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

const SET: i64 = 10_000;

/// Adds it, in sets. A seed that was loaded before adds nothing.
pub async fn run(admin: &PgConnectOptions, volume: &Volume) -> anyhow::Result<()> {
    let mut owner = crate::db::connect_owner(admin).await?;
    let kind: Option<String> = sqlx::query_scalar("select kind from sec.installation").fetch_optional(&mut owner).await?;
    ensure!(matches!(kind.as_deref(), Some("exercise" | "test")), "only a database marked exercise takes invented data");
    super::cast::ensure(&mut owner).await?;
    ensure!(volume.officials > 0 || volume.movements + volume.assessments == 0, "movements and assessments need officials");
    let closed: Vec<String> =
        sqlx::query_scalar("select s.code from station_closure c join duty_station s on s.id = c.station_id where c.state = 'closed' order by s.code")
            .fetch_all(&mut owner)
            .await?;
    ensure!(closed.is_empty(), "closed duty stations take no plans: {}; the chief opens them again on the page of each, under Closing", closed.join(", "));
    let seed = volume.seed.to_string();
    in_sets(&mut owner, "officials", volume.officials.into(), async |tx, from, to| officials(tx, &seed, from, to).await).await?;
    in_sets(&mut owner, "officers", volume.officers.into(), async |tx, from, to| officers(tx, &seed, from, to).await).await?;
    in_sets(&mut owner, "movements", volume.movements.into(), async |tx, from, to| movements(tx, &seed, volume, from, to).await).await?;
    in_sets(&mut owner, "assessments", volume.assessments.into(), async |tx, from, to| assessments(tx, &seed, volume, from, to).await).await?;
    let profiles_of = if volume.assessments > 0 { volume.officials } else { 0 };
    in_sets(&mut owner, "profiles", profiles_of.into(), async |tx, from, to| profiles(tx, &seed, from, to).await).await?;
    in_sets(&mut owner, "requests", i64::from(volume.assessments / 10), async |tx, from, to| requests(tx, &seed, volume, from, to).await).await?;
    // Plans made over a nearly empty database would be kept for the life of a connection.
    sqlx::query("analyze").execute(&mut owner).await?;
    Ok(())
}

async fn in_sets<F>(owner: &mut PgConnection, what: &'static str, count: i64, mut add: F) -> anyhow::Result<()>
where
    F: AsyncFnMut(&mut PgConnection, i64, i64) -> sqlx::Result<u64>,
{
    let mut from = 0;
    while from < count {
        let to = (from + SET).min(count);
        let mut tx = owner.begin().await?;
        let added = add(&mut tx, from, to).await?;
        if added > 0 {
            let detail = format!("{what} {added}");
            crate::audit::append_system(&mut tx, "exercise.load", "", &detail).await.map_err(|error| anyhow::anyhow!(error))?;
        }
        tx.commit().await?;
        tracing::info!(what, to, count, "invented");
        from = to;
    }
    Ok(())
}

async fn officials(tx: &mut PgConnection, seed: &str, from: i64, to: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "with station as (select id, region, row_number() over (order by code) - 1 as n, count(*) over () as many from duty_station),
              bird as (select array['KESTREL','HERON','OSPREY','PLOVER','CURLEW','MERLIN','AVOCET','BITTERN','CEDAR','BASALT','AMBER','COBALT','GRANITE','JUNIPER','LARCH','ONYX'] as words)
         insert into principal (id, ref, codename, display_name, office, entity_code, home_station_id, portfolio_code, office_number, office_number_as_of)
         select md5($1 || 'p' || i)::uuid, sec.new_ref('P'),
           bird.words[(i % 16) + 1] || ' ' || (i / 16 + 20),
           'Invented Official ' || $1 || '-' || i, 'Special Envoy (exercise)',
           (array['WFP','OHCHR','UNHCR','UNSEC'])[(i % 4) + 1], s.id,
           case when s.region = 'africa' then 'africa' else 'world' end, '+999 20 ' || lpad(i::text, 6, '0'), current_date
         from generate_series($2::bigint, $3::bigint - 1) g (i) cross join bird
         join station s on s.n = i % s.many
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

async fn officers(tx: &mut PgConnection, seed: &str, from: i64, to: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "with station as (select id, row_number() over (order by code) - 1 as n, count(*) over () as many from duty_station)
         insert into officer (id, ref, name, station_id, category, duty_role, number_1, number_1_as_of, satellite, satellite_as_of)
         select md5($1 || 'o' || i)::uuid, sec.new_ref('O'), 'Invented Officer ' || $1 || '-' || i, s.id,
           (array['FS','SS','P','mscpu_member'])[(i % 4) + 1],
           (array['team_leader','cp_officer','cp_officer','driver','cp_officer','medic'])[(i % 6) + 1],
           '+999 30 ' || lpad(i::text, 6, '0'), current_date - (i % 200)::int, '+999 88 ' || lpad(i::text, 6, '0'), current_date
         from generate_series($2::bigint, $3::bigint - 1) g (i)
         join station s on s.n = i % s.many
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// Movement `n` belongs to official `n % officials` and to their slot `n / officials`: out in its
/// first third, back in its last. What lies behind is closed with its actual times, what is on now
/// is under way, what lies ahead is planned.
async fn movements(tx: &mut PgConnection, seed: &str, volume: &Volume, from: i64, to: i64) -> sqlx::Result<u64> {
    sqlx::query(
        "create temporary table if not exists invented (
           id uuid, principal_id uuid, home uuid, home_place uuid, home_zone text, away_place uuid, away_zone text, home_name text, away_name text,
           state text, out_at timestamptz, back_at timestamptz, lasts interval) on commit delete rows",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "with p as (select md5($1 || 'p' || k)::uuid as id, k from generate_series(0, $4::bigint - 1) k),
              place as (select pl.id, pl.zone, pl.name, pl.station_id, row_number() over (order by s.code) - 1 as n, count(*) over () as many
                        from place pl join duty_station s on s.id = pl.station_id where pl.kind = 'duty_station'),
              slot as (select (make_interval(days => $5 * 365 + $7) / greatest(1, ceil($6::numeric / $4::numeric)))::interval as length)
         insert into invented
         select md5($1 || 'm' || i)::uuid, q.id, q.home_station_id, h.id, h.zone, a.id, a.zone, h.name, a.name,
           case when back + lasts < sec.now() then 'closed' when start <= sec.now() then 'under_way'
                when start < sec.now() + interval '2 days' then 'ready' else 'planning' end,
           start, back, lasts
         from generate_series($2::bigint, $3::bigint - 1) g (i)
         join p on p.k = i % $4::bigint
         join principal q on q.id = p.id
         join place h on h.station_id = q.home_station_id
         join place a on a.n = (h.n + 1 + i % (h.many - 1)) % h.many
         cross join slot
         cross join lateral (select date_trunc('minute', sec.now() - make_interval(days => $5 * 365) + slot.length * (i / $4::bigint)
             + slot.length * 0.02 * (i % 7)) as start) st
         cross join lateral (select least(slot.length / 6, interval '3 hours') as lasts) d
         cross join lateral (select date_trunc('minute', start + slot.length / 2) as back) b
         where not exists (select from movement m where m.id = md5($1 || 'm' || i)::uuid)",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .bind(i64::from(volume.officials))
    .bind(volume.years as i32)
    .bind(i64::from(volume.movements))
    .bind(volume.ends)
    .execute(&mut *tx)
    .await?;
    let done = sqlx::query(
        "insert into movement (id, ref, principal_id, planning_station_id, state, posture, watch_level, is_recorded_afterwards)
         select id, sec.new_ref('M-' || to_char(out_at, 'YY')), principal_id, home, state, 'P1', 'none', state = 'closed' from invented",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query("insert into movement_plan (movement_id, planning_cell, purpose) select i.id, m.planning_cell, 'Exercise visit' from invented i join movement m on m.id = i.id")
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into leg (id, movement_id, number, principal_id, mode, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
           arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell, state, departed_at, arrived_at)
         select md5(l.id::text || l.number)::uuid, l.id, l.number, l.principal_id, 'un_air', l.from_place, l.from_name, l.leaves at time zone l.from_zone, l.from_zone, l.leaves,
           l.to_place, l.to_name, (l.leaves + l.lasts) at time zone l.to_zone, l.to_zone, l.leaves + l.lasts, 0, 0, 0,
           case when l.leaves + l.lasts < sec.now() then 'arrived' when l.leaves <= sec.now() then 'under_way' else 'planned' end,
           case when l.leaves <= sec.now() then l.leaves end, case when l.leaves + l.lasts < sec.now() then l.leaves + l.lasts end
         from (
           select id, 1 as number, principal_id, home_place as from_place, home_name as from_name, home_zone as from_zone,
             away_place as to_place, away_name as to_name, away_zone as to_zone, out_at as leaves, lasts from invented
           union all
           select id, 2, principal_id, away_place, away_name, away_zone, home_place, home_name, home_zone, back_at, lasts from invented) l",
    )
    .execute(&mut *tx)
    .await?;
    Ok(done.rows_affected())
}

/// Assessment `n` belongs to official `n % officials`; each lasts 180 days, and the last one began 90 days ago.
async fn assessments(tx: &mut PgConnection, seed: &str, volume: &Volume, from: i64, to: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level, main_measures,
           approver_name, approver_capacity, approved_on, document_ref, author_id)
         select md5($1 || 'a' || i)::uuid, sec.new_ref('R-26'), 'personal', 'registered', p.id, p.home_station_id, 0, 'approved', begins, begins + 179, 'medium',
           'Armoured vehicle, two officers', 'I. Invented', 'Designated Official', begins, 'EX-SRM-' || i, a.id
         from generate_series($2::bigint, $3::bigint - 1) g (i) join principal p on p.id = md5($1 || 'p' || i % $4)::uuid join account a on a.username = 'analyst'
         cross join lateral (select current_date - 90 - 180 * (($5 - 1) / $4 - i / $4)::int as begins) slot
         where p.home_station_id is not null
         order by i
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .bind(i64::from(volume.officials))
    .bind(i64::from(volume.assessments))
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

async fn requests(tx: &mut PgConnection, seed: &str, volume: &Volume, from: i64, to: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "insert into risk_request (id, ref, principal_id, station_id, cell, kind, cause, urgency, reason, asked_at, due_at)
         select md5($1 || 'q' || i)::uuid, sec.new_ref('A-26'), p.id, p.home_station_id, 0, 'personal', 'expiry',
           (array['immediate', 'urgent', 'priority', 'routine'])[(i % 4) + 1], 'Exercise', sec.now() - make_interval(days => (i % 40)::int),
           sec.now() + make_interval(days => (i % 30)::int + 1)
         from generate_series($2::bigint, $3::bigint - 1) g (i) join principal p on p.id = md5($1 || 'p' || i % $4)::uuid
         where p.home_station_id is not null
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .bind(i64::from(volume.officials))
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

async fn profiles(tx: &mut PgConnection, seed: &str, from: i64, to: i64) -> sqlx::Result<u64> {
    sqlx::query(
        "insert into protection_profile (id, principal_id, notice_on, author_id)
         select md5($1 || 'f' || i)::uuid, p.id, current_date - 40, a.id
         from generate_series($2::bigint, $3::bigint - 1) g (i) join principal p on p.id = md5($1 || 'p' || i)::uuid join account a on a.username = 'officer-africa'
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .execute(&mut *tx)
    .await?;
    let done = sqlx::query(
        "insert into profile_identity (id, principal_id, full_name, nationality, source)
         select md5($1 || 'y' || i)::uuid, p.id, p.display_name, 'Invented', 'Exercise'
         from generate_series($2::bigint, $3::bigint - 1) g (i) join principal p on p.id = md5($1 || 'p' || i)::uuid
         on conflict do nothing",
    )
    .bind(seed)
    .bind(from)
    .bind(to)
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
