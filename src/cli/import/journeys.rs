//! `cordon import journeys`: the same engine and the same code as the pages.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::authz::policy;
use crate::cli::account::open_as;
use crate::config::Installation;
use crate::features::imports::model::Choice;
use crate::features::imports::run::{self as trial, Answer, Progress, Request, Tried};
use crate::features::imports::{self};
use crate::features::movements::journeys::{Kind, parse_mapping};
use crate::importing::Order;
use crate::program;
use crate::web::error::AppError;

/// A file of journeys and how it is to be understood.
#[derive(Args)]
pub struct Journeys {
    /// File to read.
    file: PathBuf,
    /// legs or stays.
    #[arg(long, value_parser = |word: &str| Kind::parse(word).ok_or("legs or stays"))]
    kind: Kind,
    /// Which column is which field: principal=Name,from=Origin,…
    #[arg(long)]
    map: String,
    /// File of places as the file writes them.
    #[arg(long)]
    places: Option<PathBuf>,
    /// Order of day and month where the file does not settle it: dmy, mdy or ymd.
    #[arg(long, value_parser = |word: &str| Order::parse(word).ok_or("dmy, mdy or ymd"))]
    dates: Option<Order>,
    /// Create officials who are not known yet, in the portfolio of the account.
    #[arg(long)]
    create_principals: bool,
    /// Try it out and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer with one JSON object on standard output.
    #[arg(long)]
    json: bool,
    /// Account whose rights hold; officer-world in the exercise world.
    #[arg(long = "as")]
    account: Option<String>,
}

/// Reads a file of journeys in and answers the exit status.
pub async fn run(installation: &Installation, asked: Journeys) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&asked.file)?;
    let aliases = asked.places.as_deref().map(read_file).transpose()?;
    let mapping = parse_mapping(asked.kind, &asked.map)?;
    let fields = asked.kind.fields().iter().filter_map(|field| Some((field.word().to_owned(), mapping.column_of(field.word())?.to_owned()))).collect();
    let request =
        Request { kind: asked.kind, file: bytes.clone(), aliases: aliases.clone(), mapping, order: asked.dates, creates_principals: asked.create_principals };
    let prepared = trial::prepare(request)?;
    let choice = Choice { fields, header: prepared.table.header.clone() };
    let place = program::reach(installation, false)?;
    let person = open_as(&place, asked.account.as_deref()).await?;
    anyhow::ensure!(policy::may(&person.actor, "import.run"), "{} may not import: give an account with that right with --as", person.actor.username);

    let progress = Progress::default();
    let outcome = async {
        if asked.dry_run {
            let mut tx = person.db.read(&person.actor.ctx).await?;
            trial::take_time(&mut tx).await?;
            let tried = trial::try_it(&mut tx, prepared, 2, &progress).await?;
            return Ok::<(Tried, Option<String>), AppError>((tried, None));
        }
        let file_name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let upload = imports::Upload { kind: asked.kind, file_name: &file_name, file: &bytes, aliases: aliases.as_deref() };
        let day_order = asked.dates.map_or("", word_of).to_owned();
        let (tried, reference) =
            imports::apply_at_once(&person.db, &person.actor, &upload, choice, day_order, asked.create_principals, prepared, &progress).await?;
        Ok((tried, Some(reference)))
    };
    let outcome = told_while(outcome, &progress).await;
    person.leave().await?;
    let (tried, batch) = outcome.map_err(in_words)?;
    answer(&tried, batch, asked.json)
}

/// Prints how far a long run is, every few seconds, on standard error.
async fn told_while<T>(work: impl Future<Output = T>, progress: &Progress) -> T {
    let mut work = std::pin::pin!(work);
    let mut clock = tokio::time::interval(std::time::Duration::from_secs(3));
    clock.tick().await;
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = clock.tick() => {
                let (done, total) = progress.now();
                if let Some(percent) = (done * 100).checked_div(total) {
                    eprintln!("{percent} %");
                }
            }
        }
    }
}

fn answer(tried: &Tried, batch: Option<String>, json: bool) -> anyhow::Result<ExitCode> {
    let answer = Answer::of(&tried.trial, batch);
    if json {
        println!("{}", serde_json::to_string(&answer)?);
    } else {
        let figures = &answer.figures;
        let name = answer.batch.as_deref().unwrap_or("dry run, nothing kept");
        eprintln!("{name}: {} rows, {} accepted, {} unchanged, {} in quarantine", figures.rows, figures.accepted, figures.unchanged, figures.quarantined);
        eprintln!("{} movements, {} minutes under way", figures.movements, figures.minutes_under_way);
        for (code, count) in figures.by_code.iter().chain(&figures.warnings) {
            eprintln!("  {code}: {count}");
        }
        for detail in answer.details.iter().take(20) {
            eprintln!("  row {}, {}: {}", detail.row, detail.column, detail.message);
        }
    }
    Ok(if answer.figures.quarantined == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn word_of(order: Order) -> &'static str {
    match order {
        Order::Dmy => "dmy",
        Order::Mdy => "mdy",
        Order::Ymd => "ymd",
    }
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// An error of the product as one line on a terminal.
fn in_words(error: AppError) -> anyhow::Error {
    let language = crate::i18n::Language::English;
    match error {
        AppError::Forbidden(message) | AppError::Conflict(message) | AppError::Bad(message) => anyhow::anyhow!(language.say(&message)),
        AppError::Refused(constraint) => {
            let key = format!("constraint-{}", constraint.replace('_', "-"));
            if crate::i18n::Language::has(&key) { anyhow::anyhow!(language.t(&key)) } else { anyhow::anyhow!("the database refused it by {constraint}") }
        }
        AppError::Internal(cause) => cause,
        other => anyhow::anyhow!(other),
    }
}
