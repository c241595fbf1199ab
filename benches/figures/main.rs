//! `make bench`: figures as ratios, each beside its reference in the same run, medians of five
//! interleaved rounds, the machine's load printed. Writes `target/bench.json`. Never a test.
//!
//! `cargo bench -- board streams` measures parts only; `CORDON_BENCH_MOVEMENTS` bounds the history,
//! `CORDON_BENCH_RACES` the rounds of the races.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and stops at what it did not expect")]
#![expect(clippy::disallowed_methods, reason = "the reference programs are processes of the benchmark")]

mod custody;
mod load;
mod reference;
mod registers;
mod streams;
mod table;
mod world;

use std::time::{Duration, Instant};

use load::get_for;
use reference::{Django, Script, pgbench};
use table::{Table, median};
use world::World;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const SHORT: Duration = Duration::from_secs(2);
/// What a board and a list are measured on: about fifty movements under way, five years behind.
const MOVEMENTS: u32 = 10_000;
/// The parts that share one world of movements.
const OF_MOVEMENTS: &[&str] = &["memory", "board", "list", "streams", "import", "growth"];
/// The open movements of ten thousand; a line for each that waits for something.
const GAPS: &str = "/movements?state=open";

#[tokio::main]
async fn main() {
    let parts: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    let mut table = Table::default();
    println!("machine: {} cores, load {}", std::thread::available_parallelism().unwrap(), world::machine_load());
    let began = Instant::now();

    table.push("stripped binary", "at most 15", world::binary_mb(), "MB", |m| m <= 15.0);
    if wanted("start") {
        start(&mut table).await;
    }
    if OF_MOVEMENTS.iter().any(|part| wanted(part)) {
        movements(&mut table, wanted).await;
    }
    if wanted("custody") {
        custody::growth(&mut table).await;
    }
    if wanted("registers") {
        registers::growth(&mut table).await;
    }
    if wanted("races") {
        custody::races(&mut table).await;
    }
    if wanted("risk") {
        risk(&mut table).await;
    }
    println!("machine load at the end: {}; {:.0} minutes", world::machine_load(), began.elapsed().as_secs_f64() / 60.0);
    table.finish();
}

/// What is measured on ten thousand movements.
async fn movements(table: &mut Table, wanted: impl Fn(&str) -> bool) {
    let mut world = World::start("board", true).await;
    if wanted("memory") {
        memory(table, &mut world).await;
    }
    world.load_movements(MOVEMENTS, 100, None);
    let cookie = world.sign_in("chief").await;
    println!("board of {} lines", world.board_lines(&cookie).await);
    if wanted("board") {
        board(table, &world, &cookie).await;
    }
    if wanted("list") {
        list(table, &world, &cookie).await;
    }
    if wanted("streams") {
        streams::measure(table, &world, &cookie).await;
    }
    if wanted("import") {
        imports(table, &world);
    }
    if wanted("growth") {
        growth(table, &world, &cookie).await;
    }
    world.stop();
}

/// From nothing, and once more from what is there.
async fn start(table: &mut Table) {
    let cold = Instant::now();
    let mut world = World::start("start", false).await;
    table.push("start to ready, cold", "at most 6", cold.elapsed().as_secs_f64(), "s", |m| m <= 6.0);
    let mut warm = Vec::new();
    for _ in 0..ROUNDS {
        world.stop();
        let began = Instant::now();
        world.start_again().await;
        warm.push(began.elapsed().as_secs_f64());
    }
    table.push("start to ready, warm", "at most 1", median(warm), "s", |m| m <= 1.0);
}

/// After a warm start, and after two hundred passwords were hashed.
async fn memory(table: &mut Table, world: &mut World) {
    world.stop();
    world.start_again().await;
    table.push("resident memory, idle", "at most 20", world.resident_mb(), "MB", |m| m <= 20.0);
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
    table.push("resident memory after 200 sign-ins", "at most 64", world.resident_mb(), "MB", |m| m <= 64.0);
}

/// The board over HTTP against pgbench running its transaction: same identity, same statement, same
/// parameters, same plan mode; and that transaction without walls.
async fn board(table: &mut Table, world: &World, cookie: &str) {
    let (mut ratios, mut walls) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let board = get_for(&world.address, "/watch", cookie, 4, ROUND).await;
        let walled = pgbench(world, cookie, &Script::Board, true, ROUND);
        let open = pgbench(world, cookie, &Script::Board, false, ROUND);
        println!("  board {:.0}/s, pgbench {:.0}/s, without walls {:.0}/s", board.per_second(), walled.per_second, open.per_second);
        ratios.push(board.per_second() / walled.per_second * 100.0);
        walls.push(walled.cpu / open.cpu);
    }
    table.push("watch board, all walls on, of pgbench's rate", "at least 45", median(ratios), "%", |m| m >= 45.0);
    table.push("walls on against off: database CPU of the board", "at most 1.5", median(walls), "x", |m| m <= 1.5);
}

/// A page of fifty movements against the same page through the Django ORM on the same database.
async fn list(table: &mut Table, world: &World, cookie: &str) {
    let django = Django::start(world);
    let one = Script::Row(world.a_movement().await);
    let (mut rates, mut costs, mut cpu, mut page_walls, mut row_walls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = world.server_cpu();
        let ours = get_for(&world.address, "/movements", cookie, 4, ROUND).await;
        let our_cpu = (world.server_cpu() - before) / ours.requests() as f64;
        cpu.push(our_cpu * 1e6);
        if let Some(django) = &django {
            let before = django.cpu();
            let theirs = get_for(&django.address, "/movements", "", 4, ROUND).await;
            let their_cpu = (django.cpu() - before) / theirs.requests() as f64;
            println!("  list {:.0}/s, {:.0} µs; Django {:.0}/s, {:.0} µs", ours.per_second(), our_cpu * 1e6, theirs.per_second(), their_cpu * 1e6);
            rates.push(ours.per_second() / theirs.per_second());
            costs.push(their_cpu / our_cpu);
        }
        for (script, into) in [(&Script::List, &mut page_walls), (&one, &mut row_walls)] {
            let walled = pgbench(world, cookie, script, true, SHORT);
            let open = pgbench(world, cookie, script, false, SHORT);
            into.push(walled.cpu / open.cpu);
        }
    }
    table.push("fifty-row page: server CPU, database apart", "at most 300", median(cpu), "µs", |m| m <= 300.0);
    if django.is_none() {
        println!("  Django could not be installed: its figures are missing and count as failed");
    }
    table.push("fifty-row page: requests against a Django page", "at least 18", median(rates), "x", |m| m >= 18.0);
    table.push("fifty-row page: CPU of a Django page against ours", "at least 20", median(costs), "x", |m| m >= 20.0);
    table.push("walls on against off: database CPU of fifty rows", "at most 1.5", median(page_walls), "x", |m| m <= 1.5);
    table.push("walls on against off: database CPU of one row", "at most 2.5", median(row_walls), "x", |m| m <= 2.5);
}

/// The same open movements with ten, and a hundred times the history behind them; both worlds in turn.
async fn growth(table: &mut Table, small: &World, cookie: &str) {
    let most: u32 = std::env::var("CORDON_BENCH_MOVEMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let mut large = World::start("large", true).await;
    large.load_movements(MOVEMENTS, 100, None);
    for size in [MOVEMENTS * 10, MOVEMENTS * 100].into_iter().filter(|size| *size <= most) {
        // The nine tenths behind the first step are invented and judged, those behind the second repeat them.
        if size == MOVEMENTS * 10 {
            large.load_movements(size - MOVEMENTS, 1_000, Some(-30));
        } else {
            large.repeat_history(1..11).await;
        }
        let other = large.sign_in("chief").await;
        for (name, path) in [("board", "/watch"), ("open movements", GAPS)] {
            let mut ratios = Vec::new();
            for _ in 0..ROUNDS {
                let few = get_for(&small.address, path, cookie, 1, SHORT).await.median_ms();
                let many = get_for(&large.address, path, &other, 1, SHORT).await.median_ms();
                println!("  {name}: {few:.2} ms, {many:.2} ms");
                ratios.push(many / few);
            }
            table.push(&format!("{name}, p50: 10,000 to {size} movements"), "at most 1.5", median(ratios), "x", |m| m <= 1.5);
        }
    }
    large.stop();
}

/// Ten times the officials with ten assessments each: the pages that a decision rests on.
async fn risk(table: &mut Table) {
    let (mut small, mut large) = (World::start("few", true).await, World::start("many", true).await);
    small.load_assessments(2_000, 200);
    large.load_assessments(20_000, 2_000);
    let (few, many) = (small.sign_in("chief").await, large.sign_in("chief").await);
    let pages = ["profile", "assessment", "backlog of assessments"];
    for (name, (path, other)) in pages.into_iter().zip(small.risk_pages().await.into_iter().zip(large.risk_pages().await)) {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let before = get_for(&small.address, &path, &few, 1, SHORT).await.median_ms();
            let after = get_for(&large.address, &other, &many, 1, SHORT).await.median_ms();
            println!("  {name}: {before:.2} ms, {after:.2} ms");
            ratios.push(after / before);
        }
        table.push(&format!("{name}, p50: 200 officials, 2,000 assessments to 2,000, 20,000"), "at most 1.5", median(ratios), "x", |m| m <= 1.5);
    }
    small.stop();
    large.stop();
}

fn imports(table: &mut Table, world: &World) {
    match world.trial_of_flights() {
        Some((rate, peak)) => {
            table.push("import of 69,796 flights, trial", "at least 5000", rate, "rows/s", |m| m >= 5000.0);
            table.push("import of 69,796 flights, most memory", "at most 128", peak, "MB", |m| m <= 128.0);
        }
        None => println!("  the flights are not here: their figures are left out"),
    }
}
