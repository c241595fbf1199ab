//! Custody: the same weapons with a hundred times the ledger behind them, and races of thirty-two for one weapon, one
//! lot's last rounds and one vehicle.

use std::time::Instant;

use hyper::StatusCode;

use super::load::{self, get_for};
use super::table::{Table, median};
use super::world::World;
use super::{ROUNDS, SHORT};

/// Two hundred weapons.
const WEAPONS: i64 = 200;
const RACERS: usize = 32;

/// Item, holder, and who had what on a day: 10,000 against 1,000,000 events. Both worlds in turn.
pub async fn growth(table: &mut Table) {
    let (mut small, mut large) = (World::start("custodies", true).await, World::start("many-custodies", true).await);
    small.load_custody(10_000 / WEAPONS).await;
    large.load_custody(1_000_000 / WEAPONS).await;
    let (few, many) = (small.sign_in("ssp-goma").await, large.sign_in("ssp-goma").await);
    let day = small.days_ago(10).await;
    let pages = [
        ("item", "/firearms/W-BENCH7".to_owned()),
        ("holder", "/custody/held?officer=O-BENCH7".to_owned()),
        ("who had what on that day", format!("/custody/held?on={day}")),
    ];
    for (name, path) in pages {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let before = get_for(&small.address, &path, &few, 1, SHORT).await.median_ms();
            let after = get_for(&large.address, &path, &many, 1, SHORT).await.median_ms();
            println!("  {name}: {before:.2} ms, {after:.2} ms");
            ratios.push(after / before);
        }
        table.push(&format!("custody, {name}, p50: 10,000 to 1,000,000 events"), "at most 1.5", median(ratios), "x", |m| m <= 1.5);
    }
    small.stop();
    large.stop();
}

/// Races through the public door; each round must have exactly one winner.
pub async fn races(table: &mut Table) {
    let rounds: usize = std::env::var("CORDON_BENCH_RACES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let mut world = World::start("races", true).await;
    world.prepare_races(rounds).await;
    let armourer = world.sign_in("armourer-goma").await;
    let desk = world.sign_in("coordinator-goma").await;
    for kind in ["weapon", "lot's last rounds", "vehicle"] {
        let began = Instant::now();
        let mut one_winner = 0;
        for round in 0..rounds {
            let (path, body) = entry(kind, round, &world.race_date(round));
            let cookie = if kind == "vehicle" { &desk } else { &armourer };
            one_winner += usize::from(race(&world.address, &path, cookie, &body).await == 1);
        }
        // what the winners were told is what the books say
        let kept = world.race_winners(kind).await;
        println!("  {rounds} races of {RACERS} for one {kind}: {:.0} s; {kept} in the books", began.elapsed().as_secs_f64());
        let share = 100.0 * one_winner.min(usize::try_from(kept).unwrap()) as f64 / rounds as f64;
        table.push(&format!("races of {RACERS} for one {kind}, {rounds} rounds with one winner"), "100", share, "%", |m| m >= 100.0);
        assert_eq!(usize::try_from(kept).unwrap(), rounds, "{kind}");
    }
    world.stop();
}

/// Where the racers of a round go, and what each of them asks for.
fn entry(kind: &str, round: usize, (date, hour): &(String, u32)) -> (String, String) {
    match kind {
        "weapon" => ("/custody".into(), format!("firearm=W-RACE{round}&officer=O-RACE&terms=assignment&purpose=Race")),
        "vehicle" => {
            ("/vehicles/V-RACE/reservations".into(), format!("from_date={date}&from_time={hour:02}00&to_date={date}&to_time={hour:02}30&purpose=Race&driver="))
        }
        _ => (format!("/ammunition/L-RACE{round}/acts"), "kind=expend&from=Y-RACE&quantity=20&cause=training&cause_ref=Session&reason=Race".into()),
    }
}

/// How many of the racers won.
async fn race(address: &str, path: &str, cookie: &str, body: &str) -> usize {
    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            let (address, path, cookie, body) = (address.to_owned(), path.to_owned(), cookie.to_owned(), body.to_owned());
            tokio::spawn(async move { load::post(&address, &path, &cookie, &body).await.status() })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        match racer.await.unwrap() {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::SERVICE_UNAVAILABLE => {}
            status => panic!("{path}: {status}"),
        }
    }
    won
}

impl World {
    /// The installation's own connection, with the triggers of the rules set aside.
    pub async fn bulk(&self) -> sqlx::PgConnection {
        use sqlx::ConnectOptions;
        let private = cordon::db::server::PrivateServer::attach_or_start(&self.data).unwrap();
        let mut admin = private.connect_options(cordon::db::server::ADMIN_ROLE, "cordon").connect().await.unwrap();
        sqlx::raw_sql("set session_replication_role = replica").execute(&mut admin).await.unwrap();
        admin
    }

    /// A ledger of so many events a weapon.
    async fn load_custody(&self, events: i64) {
        let began = Instant::now();
        let mut admin = self.bulk().await;
        let sql = include_str!("custody.sql").replace(":events", &events.to_string());
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        for name in ["firearm", "handover", "firearm_custody", "officer"] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("vacuum analyze {name}"))).execute(&mut admin).await.unwrap();
        }
        println!("laid {} custodies in {:.0} s", events * WEAPONS, began.elapsed().as_secs_f64());
    }

    /// A day before today, as it is typed.
    async fn days_ago(&self, days: i32) -> String {
        let sql = "select to_char((sec.now() at time zone 'UTC')::date - $1::integer, 'DD-Mon-YYYY')";
        sqlx::query_scalar(sql).bind(days).fetch_one(&mut self.owner().await).await.unwrap()
    }

    /// A weapon and a lot for each round, a vehicle for all, and a fit officer.
    async fn prepare_races(&self, rounds: usize) {
        let sql = include_str!("races.sql").replace(":rounds", &rounds.to_string());
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.bulk().await).await.unwrap();
    }

    /// A day to come and an hour of it for each round.
    fn race_date(&self, round: usize) -> (String, u32) {
        let hour = u32::try_from(round % 20).unwrap();
        let day = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).date_naive() + chrono::Days::new(2 + round as u64 / 20);
        (day.format("%d-%b-%Y").to_string(), hour)
    }

    /// How many races were won, by the books.
    async fn race_winners(&self, kind: &str) -> i64 {
        let sql = match kind {
            "weapon" => "select count(*) from handover where state = 'prepared' and purpose = 'Race'",
            "vehicle" => "select count(*) from vehicle_reservation where purpose = 'Race'",
            _ => "select count(*) from ammunition_act where state = 'done' and reason = 'Race'",
        };
        sqlx::query_scalar(sql).fetch_one(&mut self.owner().await).await.unwrap()
    }
}
