//! The technician's command line on the kiosk.
//!
//! Invariant: this binary knows no window. It prints through `output` only, and nothing personal.

mod decommission;
mod doctor;
mod enrol;
mod inspect;
mod keys;
mod memory;
mod outbox;
mod output;
mod places;
mod recover;
mod rotate;
mod scan;
mod sheet;
mod status;
mod trust_folder;
mod trying;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use codes::Clock;
use residence::guangdong_date;

use output::{Failure, Outcome, Printer};

#[derive(Parser)]
#[command(
    version,
    about = "The technician's command line of the residence kiosk"
)]
#[command(after_help = "\
Exit codes: 0 done; 1 the answer is no; 2 wrong usage or input; 3 could not be done now.

Examples:
  kioskctl enrol --data /var/lib/residence-kiosk --server https://centre.example:8443 \
    --site rongyin --token ABCD-EFGH --trust /media/usb/trust --custody systemd
  kioskctl status --data /var/lib/residence-kiosk
  kioskctl outbox export --data /var/lib/residence-kiosk /media/usb
  kioskctl scan photograph.jpg
  kioskctl scan --json codes/
  kioskctl scan --camera 0 --seconds 20
  kioskctl code inspect --trust demo/trust --image plate.jpg
  kioskctl try --profile gd_foshan < cases.jsonl
  kioskctl places search shanwei chengqu")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says what the kiosk's scanner sees in pictures or folders of pictures.
    Scan(scan::Arguments),
    /// Makes this kiosk known to the centre.
    Enrol(enrol::Arguments),
    /// Shows the state of this kiosk on one screen.
    Status(status::Arguments),
    /// Tests the parts of this kiosk, with a traffic light for each.
    Doctor(doctor::Arguments),
    /// Tells what waits for the centre, and carries it by stick.
    #[command(subcommand)]
    Outbox(outbox::Act),
    /// Brings a memory back whose key this machine no longer gives.
    Recover(recover::Arguments),
    /// Gives the memory a new key.
    RotateKey(rotate::Arguments),
    /// Makes everything on this kiosk unreadable for good.
    Decommission(decommission::Arguments),
    /// Tries the rules of a policy profile on data, one case a line.
    Try(trying::Arguments),
    /// Finds standard addresses.
    #[command(subcommand)]
    Places(PlacesCommand),
    /// Looks into codes.
    #[command(subcommand)]
    Code(CodeCommand),
}

#[derive(Subcommand)]
enum CodeCommand {
    /// Says kind, dates, verdict and reason of a code.
    Inspect(inspect::Arguments),
}

#[derive(Subcommand)]
enum PlacesCommand {
    /// Finds divisions of Guangdong by characters, pinyin, initials or digits.
    Search(places::Arguments),
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
        Command::Enrol(arguments) => enrol::run(&arguments, now_ms(), printer),
        Command::Status(arguments) => status::run(&arguments, printer),
        Command::Doctor(arguments) => doctor::run(&arguments, printer),
        Command::Outbox(act) => outbox::run(&act, now_ms(), printer),
        Command::Recover(arguments) => recover::run(&arguments, printer),
        Command::RotateKey(arguments) => rotate::run(&arguments, printer),
        Command::Decommission(arguments) => decommission::run(&arguments, now_ms(), printer),
        Command::Try(arguments) => trying::run(&arguments, printer),
        Command::Places(PlacesCommand::Search(arguments)) => places::search(
            &arguments,
            guangdong_date(i64::try_from(now_ms()).unwrap_or(i64::MAX)),
            printer,
        ),
        Command::Code(CodeCommand::Inspect(arguments)) => {
            inspect::run(&arguments, Clock::exact(now_ms()), printer)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "main is where the clock is read")]
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    // A clock before 1970 counts as 1970: nothing is valid then.
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}
