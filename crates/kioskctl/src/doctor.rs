//! `kioskctl doctor`: a traffic light for each part of the kiosk.

use std::path::{Path, PathBuf};

use custody::{ChipState, CustodyError, Description, Start};
use journal::Journal;
use serde::Serialize;

use crate::keys::Ways;
use crate::memory;
use crate::output::{Failure, Outcome, Printer, told_of_custody, told_of_journal};

#[derive(clap::Args)]
#[command(after_help = "\
Looks at the security chip, the keys and the memory. Changes nothing, except that a damaged memory
is made whole as at any start. Close the window first.
Exit code 1: a part is red.

Example:
  kioskctl doctor --data /var/lib/residence-kiosk")]
pub(crate) struct Arguments {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    ways: Ways,
    /// One JSON object a part.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Light {
    Green,
    Amber,
    Red,
}

#[derive(Serialize)]
struct Part {
    part: &'static str,
    light: Light,
    say: String,
}

/// Looks at each part.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let parts = parts(&arguments.data, &arguments.ways);
    for part in &parts {
        if arguments.json {
            printer.json(part)?;
        } else {
            printer.line(&format!(
                "{:<6} {:<10} {}",
                part.light.name(),
                part.part,
                part.say
            ))?;
        }
    }
    let is_red = parts.iter().any(|part| part.light == Light::Red);
    Ok(if is_red { Outcome::No } else { Outcome::Done })
}

fn parts(data: &Path, ways: &Ways) -> Vec<Part> {
    let described = match custody::describe(data) {
        Ok(described) => described,
        Err(error) => return vec![Part::red("custody", told_of_custody(error))],
    };
    let mut parts = vec![custody_part(described)];
    if described.kind.needs_module() {
        let seen = ways.without_passphrase().look_at_chip(data);
        parts.extend(chip_parts(described, seen));
    }
    match ways.open(data) {
        Err(failure) => parts.push(Part::red("keys", failure.to_string())),
        Ok(opened) => {
            parts.push(Part::green("keys", "the database key is given".to_owned()));
            parts.push(match memory::open(data, &opened) {
                Ok(journal) => memory_part(&journal),
                Err(Failure::Journal(error)) => Part::red("memory", told_of_journal(error)),
                Err(failure) => Part::red("memory", failure.to_string()),
            });
        }
    }
    parts.push(recovery_part(data));
    parts
}

fn memory_part(journal: &Journal) -> Part {
    let health = match journal.health() {
        Ok(health) => health,
        Err(error) => return Part::red("memory", told_of_journal(error)),
    };
    let copies = health.copies.len();
    match health.restorations.first() {
        Some(last) => Part::amber("memory", format!("opens; {}", memory::told_of(last))),
        None if copies == 0 => Part::green(
            "memory",
            "opens; no copy yet: one is made when the kiosk stands idle".to_owned(),
        ),
        None => Part::green("memory", format!("opens; {copies} verified copies")),
    }
}

fn custody_part(described: Description) -> Part {
    let kind = described.kind.name();
    match (described.kind, described.start) {
        (custody::Kind::File, _) => Part::amber(
            "custody",
            "file: for demonstrations only; whoever takes the disk reads it".to_owned(),
        ),
        (_, Start::Measured) => Part::green("custody", format!("{kind}, assurance 1")),
        (_, Start::Zero) => Part::amber(
            "custody",
            format!("{kind}, assurance 2: the firmware measures no start (PCR 7 is zero)"),
        ),
        (_, Start::None) => Part::amber("custody", format!("{kind}, assurance 2: no TPM")),
    }
}

fn chip_parts(described: Description, seen: Result<ChipState, CustodyError>) -> Vec<Part> {
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => return vec![Part::red("tpm", told_of_custody(error))],
    };
    let mut parts = vec![Part::green("tpm", "answers".to_owned())];
    parts.push(match (seen.start, described.start) {
        (Start::Zero, _) => Part::amber(
            "pcr 7",
            "all zero: switch Secure Boot on in the firmware".to_owned(),
        ),
        (_, Start::Zero) => Part::amber(
            "pcr 7",
            "measured now, not at enrolment: rotate-key seals anew".to_owned(),
        ),
        _ => Part::green("pcr 7", "measured".to_owned()),
    });
    parts.push(match (seen.holds_ours, seen.count) {
        (Some(true), Some(count)) => Part::green("counter", format!("stands at {count}")),
        (Some(true), None) => {
            Part::amber("counter", "is there; the keys do not open it".to_owned())
        }
        (Some(false) | None, _) => Part::red("counter", told_of_custody(CustodyError::OtherModule)),
    });
    parts
}

fn recovery_part(data: &Path) -> Part {
    if data.join("dbkey.recovery").exists() {
        Part::green(
            "recovery",
            "the database key is sealed to the centre".to_owned(),
        )
    } else {
        Part::amber(
            "recovery",
            "no dbkey.recovery: what waits here cannot be brought back".to_owned(),
        )
    }
}

impl Light {
    fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "RED",
        }
    }
}

impl Part {
    fn green(part: &'static str, say: String) -> Self {
        let light = Light::Green;
        Self { part, light, say }
    }

    fn amber(part: &'static str, say: String) -> Self {
        let light = Light::Amber;
        Self { part, light, say }
    }

    fn red(part: &'static str, say: String) -> Self {
        let light = Light::Red;
        Self { part, light, say }
    }
}
