//! The command line. What a command answers with `--json` is alone on standard output; everything
//! else goes to standard error. Exit 0 done, 1 done with refused rows or failed checks, 2 could not run.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

pub mod account;
mod import;
pub mod keys;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::audit::{checkpoint, verify};
use crate::config::Installation;
use crate::{authz, backup, db, doctor, features, importing, program, telemetry};

#[derive(Parser)]
#[command(name = "cordon", version, about = "Coordination of the close protection of senior officials")]
struct Cli {
    #[command(flatten)]
    installation: Installation,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages.
    Serve {
        /// Address to listen on.
        #[arg(long, env = "CORDON_LISTEN", default_value = "127.0.0.1:8080")]
        listen: String,
        /// Address of the metrics; none without it.
        #[arg(long, env = "CORDON_METRICS_LISTEN")]
        metrics_listen: Option<String>,
        /// Play the exercise world: real places, invented people.
        #[arg(long, env = "CORDON_EXERCISE")]
        exercise: bool,
        #[command(flatten)]
        edge: crate::config::Edge,
    },
    /// Bring the schema up to date.
    Migrate,
    /// Accounts of a new installation.
    #[command(subcommand)]
    User(UserCommand),
    /// Read files in.
    #[command(subcommand)]
    Import(Box<import::ImportCommand>),
    /// Print every mounted route.
    Routes {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the matrix role × action.
    Policy,
    /// The trail.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check settings and environment.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// One file with everything.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Keys of sealed fields.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The exercise world.
    #[command(subcommand)]
    Exercise(ExerciseCommand),
    /// Reads a workbook from standard input, within limits; the program calls itself so.
    #[command(hide = true, name = importing::READ_WORKBOOK)]
    ReadWorkbook,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Put a new key first and seal everything again with it.
    Rotate {
        /// Go on with a rotation that was interrupted: no new key.
        #[arg(long)]
        resume: bool,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add an account with a role; the way in for the first one.
    Add {
        /// Sign-in name.
        name: String,
        /// Role, such as system_admin.
        #[arg(long)]
        role: String,
        /// Station, region, country, entity or portfolio that the role is held at.
        #[arg(long)]
        station: Option<String>,
        /// Last day, such as 2027-01-31.
        #[arg(long)]
        until: Option<String>,
        /// File with the password on its first line; asked on the terminal without it.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check the whole trail; name the first entry that is wrong.
    Verify {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Write a backup.
    Create {
        /// File to write.
        file: PathBuf,
        /// Encrypt with the first line of this file.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
    },
    /// Restore into the data folder, which must be empty.
    Restore {
        /// File to read.
        file: PathBuf,
        /// Decrypt with the first line of this file.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum ExerciseCommand {
    /// Add invented data of any size to a database marked exercise.
    Load(crate::exercise::load::Volume),
}

/// Runs the command line and answers its exit status.
pub fn run() -> ExitCode {
    let _log = telemetry::start();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let is_help = !error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if is_help { 0 } else { 2 });
        }
    };
    if matches!(cli.command, Command::ReadWorkbook) {
        return importing::serve_workbook();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::anyhow!(error).context("the program cannot start its threads")),
    };
    let outcome = runtime.block_on(carry_out(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("cordon: {error:#}");
    ExitCode::from(2)
}

async fn carry_out(cli: Cli) -> anyhow::Result<ExitCode> {
    let installation = cli.installation;
    match cli.command {
        Command::Serve { listen, metrics_listen, exercise, edge } => {
            program::run(&installation, &listen, metrics_listen.as_deref(), exercise, &edge, stop_signal()).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Migrate => {
            let database = program::reach(&installation, false)?;
            program::prepare(&database, "live").await?;
            eprintln!("the schema is up to date");
            Ok(ExitCode::SUCCESS)
        }
        Command::User(UserCommand::Add { name, role, station, until, password_file }) => {
            let database = program::reach(&installation, false)?;
            program::prepare(&database, "live").await?;
            features::accounts::bootstrap::add(&database.admin, &name, &role, station.as_deref(), until.as_deref(), password_file.as_deref()).await?;
            eprintln!("{name} can sign in");
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(command) => import::run(&installation, *command).await,
        Command::Routes { json } => {
            let routes = features::routes();
            if json {
                println!("{}", serde_json::to_string_pretty(routes.table())?);
            } else {
                for route in routes.table() {
                    println!("{:4} {:48} {:28} {}", route.method, route.path, route.action, route.scope);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Policy => {
            print!("{}", authz::policy::print());
            Ok(ExitCode::SUCCESS)
        }
        Command::Audit(AuditCommand::Verify { json }) => verify_trail(&installation, json).await,
        Command::Doctor { json } => examine(&installation, json).await,
        Command::Backup(command) => backup_or_restore(&installation, command),
        Command::Keys(KeysCommand::Rotate { resume }) => {
            let done = keys::rotate(&installation, resume).await?;
            eprintln!("{done} values sealed again; keep a copy of the key file apart from the backups");
            Ok(ExitCode::SUCCESS)
        }
        // answered before there are threads
        Command::ReadWorkbook => Ok(ExitCode::FAILURE),
        Command::Exercise(ExerciseCommand::Load(volume)) => {
            let database = program::reach(&installation, false)?;
            crate::exercise::load::run(&database.admin, &volume).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn verify_trail(installation: &Installation, json: bool) -> anyhow::Result<ExitCode> {
    let database = program::reach(installation, false)?;
    let mut owner = db::connect_owner(&database.admin).await?;
    let checkpoints = checkpoint::read(&installation.data_dir)?;
    // what is written meanwhile is not half seen
    sqlx::query("begin isolation level repeatable read read only").execute(&mut owner).await?;
    let verdict = verify::verify(&mut owner, &checkpoints).await?;
    if json {
        println!("{}", serde_json::to_string(&verdict)?);
    } else if let (Some(place), Some(reason)) = (&verdict.first_wrong, &verdict.reason) {
        eprintln!("{place} is wrong: {reason}");
    } else {
        eprintln!("{} entries and {} lines of the ledgers follow from one another; {} checkpoints agree", verdict.entries, verdict.ledger, verdict.checkpoints);
    }
    Ok(if verdict.ok { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn examine(installation: &Installation, json: bool) -> anyhow::Result<ExitCode> {
    let database = program::reach(installation, false)?;
    let findings = doctor::examine(&database.admin, &installation.data_dir, crate::clock::machine_now).await;
    if json {
        println!("{}", doctor::to_json(&findings)?);
    } else {
        for finding in &findings {
            eprintln!("{:5} {}: {} {}", finding.status.to_string(), finding.name, finding.detail, finding.remedy);
        }
    }
    Ok(if doctor::worst(&findings) == doctor::Status::Fail { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn backup_or_restore(installation: &Installation, command: BackupCommand) -> anyhow::Result<ExitCode> {
    let passphrase = |file: Option<PathBuf>| file.map(|file| backup::Passphrase::from_file(&file)).transpose();
    let summary = match command {
        BackupCommand::Create { file, passphrase_file } => {
            let (source, binaries) = match &installation.database_url {
                Some(url) => {
                    (db::server::Target::from_url(installation.owner_url.as_ref().unwrap_or(url).expose())?, db::server::find_binaries(&installation.data_dir)?)
                }
                None => {
                    let private = db::server::PrivateServer::attach_or_start(&installation.data_dir)?;
                    let summary = backup::create(
                        &private.target("cordon_admin", program::DATABASE),
                        private.binaries(),
                        &file,
                        passphrase(passphrase_file)?.as_ref(),
                        crate::clock::machine_now(),
                    )?;
                    eprintln!("{} bytes in {}", summary.bytes, file.display());
                    return Ok(ExitCode::SUCCESS);
                }
            };
            backup::create(&source, &binaries, &file, passphrase(passphrase_file)?.as_ref(), crate::clock::machine_now())?
        }
        BackupCommand::Restore { file, passphrase_file } => {
            backup::restore(&file, &installation.data_dir, passphrase(passphrase_file)?.as_ref(), include_str!("../migrations/roles.sql"))
                .context("nothing was restored")?
        }
    };
    eprintln!("{} bytes, made {}", summary.bytes, summary.created_at.format("%Y-%m-%d %H:%MZ"));
    Ok(ExitCode::SUCCESS)
}

/// Cancelled by Ctrl-C or by the service manager.
fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let signal = stop.clone();
    tokio::spawn(async move {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(_) => return,
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        signal.cancel();
    });
    stop
}
