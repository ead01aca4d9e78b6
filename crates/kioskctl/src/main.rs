//! The technician's command line on the kiosk.
//!
//! Invariant: this binary knows no window. It prints through `output` only, and nothing personal.

mod output;
mod scan;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::{Failure, Outcome, Printer};

#[derive(Parser)]
#[command(
    version,
    about = "The technician's command line of the residence kiosk"
)]
#[command(after_help = "\
Exit codes: 0 done; 1 the answer is no; 2 wrong usage or input; 3 could not be done now.

Examples:
  kioskctl scan photograph.jpg
  kioskctl scan --json codes/")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says what the kiosk's scanner sees in pictures or folders of pictures.
    Scan(scan::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut printer = Printer::on_stdout();
    let outcome = perform(arguments.command, &mut printer);
    output::conclude(outcome)
}

fn perform(command: Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::Scan(arguments) => scan::run(&arguments, printer),
    }
}
