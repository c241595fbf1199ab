//! `make bench`: figures as ratios, each beside its reference in the same run, medians of five
//! interleaved rounds, the machine's load printed. Writes `target/bench.json`. Never a test.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and stops at what it did not expect")]
#![expect(clippy::disallowed_methods, reason = "the reference programs are processes of the benchmark")]

mod load;
mod reference;
mod world;

use std::time::{Duration, Instant};

use serde::Serialize;

use load::{Figures, get_for};
use world::World;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);

#[derive(Serialize)]
struct Line {
    figure: String,
    goal: String,
    measured: f64,
    unit: &'static str,
    holds: bool,
}

#[tokio::main]
async fn main() {
    let mut lines: Vec<Line> = Vec::new();
    println!("machine: {} cores, load {}", std::thread::available_parallelism().unwrap(), world::machine_load());

    let cold = Instant::now();
    let mut world = World::start(false).await;
    push(&mut lines, "start to ready, cold, without the exercise world", "at most 6", cold.elapsed().as_secs_f64(), "s", |m| m <= 6.0);
    world.stop();
    let warm = Instant::now();
    world.start_again().await;
    push(&mut lines, "start to ready, warm", "at most 1", warm.elapsed().as_secs_f64(), "s", |m| m <= 1.0);
    world.stop();

    let mut world = World::start(true).await;
    push(&mut lines, "resident memory, idle", "at most 20", world.resident_mb(), "MB", |m| m <= 20.0);
    push(&mut lines, "stripped binary", "at most 15", world.binary_mb(), "MB", |m| m <= 15.0);
    world.load_movements(10_000);
    let cookie = world.sign_in("chief").await;

    walls_and_pgbench(&mut lines, &world, &cookie).await;
    against_django(&mut lines, &world, &cookie).await;
    growth(&mut lines, &world, &cookie).await;
    streams(&mut lines, &world, &cookie).await;
    sign_ins(&mut lines, &world).await;
    imports(&mut lines, &world);

    println!("machine load at the end: {}", world::machine_load());
    println!("\n{:64} {:>12} {:>14}  holds", "figure", "measured", "goal");
    for line in &lines {
        println!("{:64} {:>8.2} {:3} {:>14}  {}", line.figure, line.measured, line.unit, line.goal, if line.holds { "yes" } else { "NO" });
    }
    let out = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    std::fs::write(format!("{out}/bench.json"), serde_json::to_string_pretty(&lines).unwrap()).unwrap();
    world.stop();
}

fn push(lines: &mut Vec<Line>, figure: &str, goal: &str, measured: f64, unit: &'static str, holds: impl Fn(f64) -> bool) {
    println!("  {figure}: {measured:.2} {unit} (goal {goal})");
    lines.push(Line { figure: figure.into(), goal: goal.into(), measured, unit, holds: holds(measured) });
}

/// The board over HTTP against pgbench running the same transaction: same identity, same query,
/// same parameters, same plan mode; and the same transaction without walls.
async fn walls_and_pgbench(lines: &mut Vec<Line>, world: &World, cookie: &str) {
    let (mut ratios, mut walls, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = world.server_cpu();
        let board = get_for(&world.address, "/watch", cookie, 4, ROUND).await;
        cpu.push((world.server_cpu() - before) * 1e6 / board.requests as f64);
        let walled = reference::pgbench(world, cookie, true, ROUND);
        let open = reference::pgbench(world, cookie, false, ROUND);
        ratios.push(board.per_second() / walled * 100.0);
        walls.push(open / walled);
    }
    push(lines, "watch board, all walls on, of pgbench's rate of the same transaction", "at least 45", median(ratios), "%", |m| m >= 45.0);
    push(lines, "walls on against walls off, time of the board's transaction", "at most 1.5", median(walls), "x", |m| m <= 1.5);
    push(lines, "server CPU of a board page, database apart", "at most 300", median(cpu), "µs", |m| m <= 300.0);
}

/// A page of fifty movements against the same page through the Django ORM on the same database.
async fn against_django(lines: &mut Vec<Line>, world: &World, cookie: &str) {
    let Some(django) = reference::Django::start(world) else {
        println!("  Django could not be installed: the figure is missing and counts as failed");
        push(lines, "requests against a Django page", "at least 18", 0.0, "x", |_| false);
        return;
    };
    let (mut rates, mut costs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = world.server_cpu();
        let ours = get_for(&world.address, "/movements", cookie, 4, ROUND).await;
        let our_cpu = (world.server_cpu() - before) / ours.requests as f64;
        let before = django.cpu();
        let theirs = get_for(&django.address, "/movements", "", 4, ROUND).await;
        let their_cpu = (django.cpu() - before) / theirs.requests as f64;
        rates.push(ours.per_second() / theirs.per_second());
        costs.push(their_cpu / our_cpu);
    }
    push(lines, "fifty-row page: requests against a Django page", "at least 18", median(rates), "x", |m| m >= 18.0);
    push(lines, "fifty-row page: CPU of a Django page against ours", "at least 20", median(costs), "x", |m| m >= 20.0);
}

/// The board's median time at ten thousand movements and at more (CORDON_BENCH_MOVEMENTS, 100,000 by default).
async fn growth(lines: &mut Vec<Line>, world: &World, cookie: &str) {
    let many: u32 = std::env::var("CORDON_BENCH_MOVEMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let at = async |path: &str| {
        let mut medians = Vec::new();
        for _ in 0..ROUNDS {
            medians.push(get_for(&world.address, path, cookie, 1, ROUND).await.median_ms());
        }
        median(medians)
    };
    let (board, gaps) = (at("/watch").await, at("/movements?state=planning").await);
    world.load_movements(many);
    let (board_more, gaps_more) = (at("/watch").await, at("/movements?state=planning").await);
    push(lines, &format!("board, p50, 10,000 to {many} movements"), "at most 1.5", board_more / board, "x", |m| m <= 1.5);
    push(lines, &format!("open movements, p50, 10,000 to {many} movements"), "at most 1.5", gaps_more / gaps, "x", |m| m <= 1.5);
}

async fn streams(lines: &mut Vec<Line>, world: &World, cookie: &str) {
    let before = world.resident_mb();
    let held = load::hold_streams(&world.address, cookie, 60).await;
    let each = (world.resident_mb() - before) * 1024.0 / held.len() as f64;
    push(lines, "memory of an open stream (60 open)", "at most 32", each, "KB", |m| m <= 32.0);
}

async fn sign_ins(lines: &mut Vec<Line>, world: &World) {
    let mut work = Vec::new();
    for _ in 0..4 {
        let address = world.address.clone();
        work.push(tokio::spawn(async move {
            for _ in 0..50 {
                load::sign_in(&address, "auditor").await;
            }
        }));
    }
    for task in work {
        task.await.unwrap();
    }
    push(lines, "resident memory after 200 sign-ins", "at most 64", world.resident_mb(), "MB", |m| m <= 64.0);
}

fn imports(lines: &mut Vec<Line>, world: &World) {
    let rate = world.trial_rate();
    push(lines, "import, trial run", "at least 5000", rate, "rows/s", |m| m >= 5000.0);
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Figures {
    fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }
    fn median_ms(&self) -> f64 {
        median(self.times.clone()) * 1000.0
    }
}
