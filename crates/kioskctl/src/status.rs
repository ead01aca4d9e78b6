//! `kioskctl status`: the state of this kiosk on one screen.

use std::path::PathBuf;

use custody::{Description, Start};
use journal::Journal;
use serde::Serialize;

use crate::keys::Ways;
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
    #[command(flatten)]
    ways: Ways,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// What the state is.
#[derive(Default, Serialize)]
struct State {
    enrolled: bool,
    custody: Option<&'static str>,
    assurance: Option<u8>,
    pcr7: Option<Start>,
    certificate_until_ms: Option<u64>,
    kiosk: Option<String>,
    place: Option<String>,
    server: Option<String>,
    waiting: u32,
    oldest_ms: Option<u64>,
    last_contact_ms: Option<u64>,
    copies: usize,
    restorations: usize,
    last_restoration: Option<String>,
}

/// Prints the state.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let mut state = State::default();
    if let Some((journal, _)) = memory::open_existing(&arguments.data, &arguments.ways)? {
        state.see_custody(&custody::describe(&arguments.data)?);
        state.see_memory(&journal)?;
    }
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

impl State {
    fn see_custody(&mut self, described: &Description) {
        self.custody = Some(described.kind.name());
        self.assurance = Some(described.assurance);
        self.pcr7 = Some(described.start);
    }

    fn see_memory(&mut self, journal: &Journal) -> Result<(), Failure> {
        if let Some(enrolment) = journal.enrolment()? {
            self.enrolled = true;
            self.kiosk = Some(enrolment.kiosk.as_str().to_owned());
            self.place = Some(enrolment.place);
            self.server = Some(enrolment.server);
            self.certificate_until_ms = memory::certificate_end_ms(journal)?;
        }
        let outbox = journal.outbox_status()?;
        self.waiting = outbox.waiting;
        self.oldest_ms = outbox.oldest_ms;
        self.last_contact_ms = outbox.last_contact_ms;
        let health = journal.health()?;
        self.copies = health.copies.len();
        self.restorations = health.restorations.len();
        self.last_restoration = health.restorations.first().map(memory::told_of);
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        let Some(kiosk) = &self.kiosk else {
            return vec!["Not enrolled. Next: kioskctl enrol --help".to_owned()];
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let or_none = |ms: Option<u64>| ms.map_or("none yet".to_owned(), minute);
        let since = self
            .oldest_ms
            .map(|ms| format!(", oldest of {}", minute(ms)));
        vec![
            format!("Enrolled as    {kiosk}"),
            format!("Place          {}", text(&self.place)),
            format!("Centre         {}", text(&self.server)),
            format!("Custody        {}", self.custody_line()),
            format!(
                "Certificate    until {}",
                or_none(self.certificate_until_ms)
            ),
            format!(
                "Outbox         {} waiting{}",
                self.waiting,
                since.unwrap_or_default()
            ),
            format!("Last contact   {}", or_none(self.last_contact_ms)),
            format!("Memory         {}", self.memory_line()),
        ]
    }

    fn memory_line(&self) -> String {
        let copies = format!("{} verified copies", self.copies);
        match &self.last_restoration {
            Some(last) => format!("{copies}; {last}"),
            None => copies,
        }
    }

    fn custody_line(&self) -> String {
        let kind = self.custody.unwrap_or("none");
        let assurance = self.assurance.unwrap_or(2);
        let but = match (kind, self.pcr7) {
            ("file", _) => ": FOR DEMONSTRATIONS ONLY, whoever takes the disk reads it",
            (_, Some(Start::Zero)) => ": the firmware measures no start (PCR 7 is zero)",
            (_, Some(Start::None)) => ": no TPM, starts locked",
            (_, Some(Start::Measured) | None) => "",
        };
        format!("{kind}, assurance {assurance}{but}")
    }
}

pub(crate) fn minute(unix_ms: u64) -> String {
    let civil = residence::guangdong_minute(i64::try_from(unix_ms).unwrap_or(i64::MAX));
    civil.format("%Y-%m-%d %H:%M").to_string()
}
