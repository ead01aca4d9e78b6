//! `kioskctl status`: the state of this kiosk on one screen.

use std::path::PathBuf;

use journal::{Enrolment, Journal, OutboxStatus};
use serde::Serialize;

use crate::memory;
use crate::output::{Failure, Outcome, Printer};

#[derive(clap::Args)]
#[command(after_help = "\
Times are those of Guangdong; with --json they are milliseconds since 1970.
Exit code 1: the kiosk is not enrolled. Exit code 3: its memory cannot be opened now; the kiosk's
window holds it while it runs.

Examples:
  kioskctl status --data /var/lib/residence-kiosk
  kioskctl status --json --data demo/kiosk")]
pub(crate) struct Arguments {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// What the state is.
#[derive(Serialize)]
struct State {
    enrolled: bool,
    kiosk: Option<String>,
    place: Option<String>,
    server: Option<String>,
    waiting: u32,
    oldest_ms: Option<u64>,
    last_contact_ms: Option<u64>,
}

/// Prints the state.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let state = match memory::open_existing(&arguments.data)? {
        Some(journal) => read(&journal)?,
        None => State::of(None, None),
    };
    if arguments.json {
        printer.json(&state)?;
    } else {
        state
            .lines()
            .iter()
            .try_for_each(|line| printer.line(line))?;
    }
    Ok(if state.enrolled {
        Outcome::Done
    } else {
        Outcome::No
    })
}

fn read(journal: &Journal) -> Result<State, Failure> {
    Ok(State::of(
        journal.enrolment()?,
        Some(journal.outbox_status()?),
    ))
}

impl State {
    fn of(enrolment: Option<Enrolment>, outbox: Option<OutboxStatus>) -> Self {
        let enrolled = enrolment.is_some();
        let (kiosk, place, server) = match enrolment {
            Some(e) => (
                Some(e.kiosk.as_str().to_owned()),
                Some(e.place),
                Some(e.server),
            ),
            None => (None, None, None),
        };
        Self {
            enrolled,
            kiosk,
            place,
            server,
            waiting: outbox.map_or(0, |outbox| outbox.waiting),
            oldest_ms: outbox.and_then(|outbox| outbox.oldest_ms),
            last_contact_ms: outbox.and_then(|outbox| outbox.last_contact_ms),
        }
    }

    fn lines(&self) -> Vec<String> {
        let Some(kiosk) = &self.kiosk else {
            return vec!["Not enrolled. Next: kioskctl enrol --help".to_owned()];
        };
        let contact = self.last_contact_ms.map_or("none yet".to_owned(), minute);
        let since = self
            .oldest_ms
            .map(|ms| format!(", oldest of {}", minute(ms)));
        vec![
            format!("Enrolled as    {kiosk}"),
            format!(
                "Place          {}",
                self.place.as_deref().unwrap_or_default()
            ),
            format!(
                "Centre         {}",
                self.server.as_deref().unwrap_or_default()
            ),
            format!(
                "Outbox         {} waiting{}",
                self.waiting,
                since.unwrap_or_default()
            ),
            format!("Last contact   {contact}"),
        ]
    }
}

fn minute(unix_ms: u64) -> String {
    let civil = residence::guangdong_minute(i64::try_from(unix_ms).unwrap_or(i64::MAX));
    civil.format("%Y-%m-%d %H:%M").to_string()
}
