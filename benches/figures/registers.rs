//! Registers: ten times the vehicles behind a list that asks what each can do, ten times the weapons behind fifty serial
//! numbers that are compared with all of them. Both worlds in turn.

use std::time::{Duration, Instant};

use cordon::db::server::PrivateServer;
use sqlx::{ConnectOptions, PgConnection};

use super::load::get_for;
use super::table::{Table, median};
use super::world::World;
use super::{ROUNDS, SHORT};

/// What is not capable, of all vehicles of the station.
const CAPABILITY: &str = "/vehicles?capability=not&station=GOM";
/// Fifty serial numbers of an import, half of them near one that stands.
const NEAR: &str =
    "select count(*) from sec.firearms_near(array(select 'GLK' || upper(left(md5(case when n % 2 = 0 then 'serial' else 'other' end || n), 5)) || 'X'
    from generate_series(1, 50) n)) near join visible_firearm f on f.id = near.out_id";

/// 200 vehicles against 2,000, 2,000 weapons against 20,000.
pub async fn growth(table: &mut Table) {
    let (mut small, mut large) = (World::start("registers", true).await, World::start("many-registers", true).await);
    small.load_registers(200).await;
    large.load_registers(2_000).await;
    let (few, many) = (small.sign_in("ssp-goma").await, large.sign_in("ssp-goma").await);
    let (mut lists, mut nears) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = get_for(&small.address, CAPABILITY, &few, 1, SHORT).await.median_ms();
        let after = get_for(&large.address, CAPABILITY, &many, 1, SHORT).await.median_ms();
        println!("  capability list: {before:.2} ms, {after:.2} ms");
        lists.push(after / before);
        let (before, after) = (near(&small, &few, SHORT).await, near(&large, &many, SHORT).await);
        println!("  near of fifty serial numbers: {before:.2} ms, {after:.2} ms");
        nears.push(after / before);
    }
    table.push("list by capability, p50: 200 to 2,000 vehicles", "at most 10", median(lists), "x", |m| m <= 10.0);
    table.push("near of 50 serial numbers, p50: 2,000 to 20,000 weapons", "at most 2", median(nears), "x", |m| m <= 2.0);
    small.stop();
    large.stop();
}

/// Milliseconds of the comparison, with the walls of whoever signed in.
async fn near(world: &World, cookie: &str, time: Duration) -> f64 {
    let mut reader = reader(world, cookie).await;
    let (began, mut took) = (Instant::now(), Vec::new());
    while began.elapsed() < time {
        let one = Instant::now();
        let found: i64 = sqlx::query_scalar(NEAR).fetch_one(&mut reader).await.unwrap();
        assert!(found > 0, "some are near");
        took.push(one.elapsed().as_secs_f64() * 1e3);
    }
    median(took)
}

async fn reader(world: &World, cookie: &str) -> PgConnection {
    let key = cordon::authz::session::key_of(cookie.trim_start_matches("cordon_session="));
    let private = PrivateServer::attach_or_start(&world.data).unwrap();
    let mut web = private.connect_options("cordon_web", "cordon").connect().await.unwrap();
    sqlx::query("select set_config('app.key', $1, false)").bind(key).execute(&mut web).await.unwrap();
    web
}

impl World {
    /// So many vehicles, and ten times as many weapons.
    async fn load_registers(&self, vehicles: i64) {
        let mut admin = self.bulk().await;
        let sql = include_str!("registers.sql").replace(":vehicles", &vehicles.to_string());
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        for name in ["vehicle", "vehicle_paper", "vehicle_maintenance", "firearm"] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("vacuum analyze {name}"))).execute(&mut admin).await.unwrap();
        }
    }
}
