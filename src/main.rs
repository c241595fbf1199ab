//! Hands the command line to [`cordon::cli::run`].

fn main() -> std::process::ExitCode {
    cordon::cli::run()
}
