//! `kioskctl enrol`: makes this kiosk known to the centre.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use codes::VerifyingKey;
use custody::{CustodyError, Kind, Opened, Start};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sync::{EnrolOrder, EnrolProgress};

use crate::keys::{Custody, Ways};
use crate::memory;
use crate::output::{Failure, Outcome, Printer};
use crate::sheet::Sheet;
use crate::trust_folder::TrustFolder;

const OS_CHARACTERS_MAX: usize = 40;
/// How often the centre is asked while somebody decides there.
const ASK_EVERY: Duration = Duration::from_secs(1);

#[derive(clap::Args)]
#[command(after_help = "\
Prints eight characters. Read them to the administrator of the centre: the same characters must
stand there before the kiosk is approved. Then waits for the approval.
Where the keys shall lie is said once, and holds until a recovery: --custody systemd (usual), tpm,
or passphrase. Nothing is chosen by itself: without a TPM, systemd and tpm are refused.
At the end stands the acceptance sheet, to be signed by two persons.
With --json: {\"state\":\"waiting\",\"key_characters\":…} and {\"state\":\"enrolled\",\"kiosk\":…,\"place\":…}.
Exit code 1: not approved in time, or refused; the same command goes on where it stopped.

Example:
  kioskctl enrol --data /var/lib/residence-kiosk --server https://centre.example:8443 \\
    --site rongyin --token ABCD-EFGH --trust /media/usb/trust --custody systemd \\
    --sheet /media/usb/acceptance.txt")]
pub(crate) struct Arguments {
    /// The kiosk's data folder, made if it is not there.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address of the centre: https://NAME:PORT.
    #[arg(long, value_name = "URL")]
    server: String,
    /// The one-time token.
    #[arg(long)]
    token: String,
    /// Folder with ca.pem and roots.txt, as the centre wrote it.
    #[arg(long, value_name = "DIR")]
    trust: PathBuf,
    /// The site that the token was made for.
    #[arg(long, default_value = "kiosk")]
    site: String,
    /// Where the keys of this machine shall lie.
    #[arg(long, value_name = "KIND")]
    custody: Option<Custody>,
    /// A demonstration: trusts its roots, which a released program refuses otherwise; without
    /// --custody the key lies in a file, where anybody with the disk finds it.
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    ways: Ways,
    /// Where the acceptance sheet is written as well.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// How long to wait for the approval.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u32,
    /// One JSON object a step.
    #[arg(long)]
    json: bool,
}

/// One step of the enrolment.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Step {
    Waiting { key_characters: String },
    Enrolled(Box<Sheet>),
}

/// Enrols the kiosk, waiting for the approval.
pub(crate) fn run(
    arguments: &Arguments,
    now_ms: u64,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let trust = TrustFolder::new(&arguments.trust);
    trust.refuse_demo(arguments.demo)?;
    let (ca_pem, roots) = (trust.authority_pem()?, trust.roots()?);
    let opened = keys(arguments)?;
    let order = order(arguments, ca_pem, roots)?;
    let journal = memory::open(&arguments.data, &opened)?;
    let mut tell = |step: Step| step.print(arguments.json, printer);
    let end = Instant::now() + Duration::from_secs(arguments.wait.into());
    let mut told = false;
    loop {
        match sync::enrol(&order, &journal, &*opened.crypto) {
            Ok(EnrolProgress::Done) => {
                let sealed = memory::keep_recovery(&arguments.data, &journal, &opened)?;
                let sheet = Sheet::of(&arguments.data, &journal, sealed, now_ms)?;
                write_sheet(arguments, &sheet)?;
                tell(Step::Enrolled(Box::new(sheet)))?;
                return Ok(Outcome::Done);
            }
            Ok(EnrolProgress::Waiting { key_characters }) if !told => {
                tell(Step::Waiting { key_characters })?;
                told = true;
            }
            Ok(EnrolProgress::Waiting { .. }) => {}
            // Once the centre has answered, a short break of the line is waited out.
            Err(error) if told && is_passing(error) => {}
            Err(error) => return Err(Failure::Enrolment(error)),
        }
        if !pause_before(end) {
            return Err(Failure::NotApproved);
        }
    }
}

fn order(
    arguments: &Arguments,
    ca_pem: String,
    roots: Vec<VerifyingKey>,
) -> Result<EnrolOrder, Failure> {
    Ok(EnrolOrder {
        server: arguments.server.clone(),
        ca_pem,
        token: arguments.token.clone(),
        site: arguments.site.clone(),
        roots,
        app: concat!("kioskctl ", env!("CARGO_PKG_VERSION")).to_owned(),
        measured: custody::describe(&arguments.data)?.start == Start::Measured,
        os: system_name(),
        app_hash: own_hash(),
    })
}

/// Returns the name and version of the system, as it tells them; empty when it does not.
fn system_name() -> String {
    let told = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = told
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let plain = name.unwrap_or_default().trim_matches('"').chars();
    let shown = plain.filter(|c| c.is_ascii_graphic() || *c == ' ');
    shown.take(OS_CHARACTERS_MAX).collect()
}

/// Returns the SHA-256 of this program's file; zero when it cannot be read.
fn own_hash() -> [u8; 32] {
    let program = std::env::current_exe().and_then(std::fs::read);
    program.map_or([0; 32], |bytes| Sha256::digest(bytes).into())
}

fn is_passing(error: sync::Error) -> bool {
    use sync::CarrierError::{Busy, Unreachable};
    matches!(error, sync::Error::Carrier(Unreachable | Busy { .. }))
}

/// Waits until the centre may be asked again; says whether there is time left.
fn pause_before(end: Instant) -> bool {
    let left = end.saturating_duration_since(Instant::now());
    // Nobody can send on this channel: only its deadline ends the wait.
    let (_silent, nothing) = mpsc::channel::<()>();
    let _deadline = nothing.recv_timeout(ASK_EVERY.min(left));
    left > ASK_EVERY
}

/// Opens the custody that was chosen, or chooses it now.
fn keys(arguments: &Arguments) -> Result<Opened, Failure> {
    let kind = match (arguments.custody, arguments.demo) {
        (Some(Custody::File) | None, true) => Kind::File,
        (Some(custody @ (Custody::Systemd | Custody::Tpm | Custody::Passphrase)), _) => {
            custody.kind()
        }
        (Some(Custody::File) | None, false) => return Err(Failure::NoCustody),
    };
    let data = &arguments.data;
    let technician = arguments.ways.technician(data, kind)?;
    match custody::describe(data) {
        Ok(described) if described.kind == kind => Ok(technician.open(data)?),
        Ok(_) => Err(CustodyError::Chosen.into()),
        Err(CustodyError::NotChosen) => Ok(technician.establish(data, kind)?),
        Err(error) => Err(error.into()),
    }
}

fn write_sheet(arguments: &Arguments, sheet: &Sheet) -> Result<(), Failure> {
    let Some(path) = &arguments.sheet else {
        return Ok(());
    };
    std::fs::write(path, sheet.lines().join("\n") + "\n")
        .map_err(|_| Failure::NotWritten(path.clone()))
}

impl Step {
    fn print(&self, json: bool, printer: &mut Printer) -> Result<(), Failure> {
        match self {
            _ if json => printer.json(self),
            Self::Waiting { key_characters } => {
                printer.line(&format!("Key characters: {key_characters}"))?;
                printer.line("Read them to the administrator, who approves when they are the same.")
            }
            Self::Enrolled(sheet) => sheet.lines().iter().try_for_each(|line| printer.line(line)),
        }
    }
}
