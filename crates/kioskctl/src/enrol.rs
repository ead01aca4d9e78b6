//! `kioskctl enrol`: makes this kiosk known to the centre.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use codes::SoftwareCrypto;
use journal::Journal;
use serde::Serialize;
use sync::{EnrolOrder, EnrolProgress};

use crate::memory;
use crate::output::{Failure, Outcome, Printer};
use crate::trust_folder::TrustFolder;

/// How often the centre is asked while somebody decides there.
const ASK_EVERY: Duration = Duration::from_secs(1);

#[derive(clap::Args)]
#[command(after_help = "\
Prints eight characters. Read them to the administrator of the centre: the same characters must
stand there before the kiosk is approved. Then waits for the approval.
With --json: {\"state\":\"waiting\",\"key_characters\":…} and {\"state\":\"enrolled\",\"kiosk\":…,\"place\":…}.
Exit code 1: not approved in time, or refused; the same command goes on where it stopped.

Example:
  kioskctl enrol --data /var/lib/residence-kiosk --server https://centre.example:8443 \\
    --site rongyin --token ABCD-EFGH --trust /media/usb/trust")]
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
    /// How long to wait for the approval.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u32,
    /// Trusts demonstration roots; a released program refuses them without it.
    #[arg(long)]
    demo: bool,
    /// One JSON object a step.
    #[arg(long)]
    json: bool,
}

/// One step of the enrolment.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Step {
    Waiting { key_characters: String },
    Enrolled { kiosk: String, place: String },
}

/// Enrols the kiosk, waiting for the approval.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let order = order(arguments)?;
    let journal = memory::open(&arguments.data)?;
    let mut tell = |step: Step| step.print(arguments.json, printer);
    let end = Instant::now() + Duration::from_secs(arguments.wait.into());
    let mut told = false;
    loop {
        match sync::enrol(&order, &journal, &SoftwareCrypto) {
            Ok(EnrolProgress::Done) => {
                tell(enrolled(&journal)?)?;
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

fn order(arguments: &Arguments) -> Result<EnrolOrder, Failure> {
    let trust = TrustFolder::new(&arguments.trust);
    trust.refuse_demo(arguments.demo)?;
    Ok(EnrolOrder {
        server: arguments.server.clone(),
        ca_pem: trust.authority_pem()?,
        token: arguments.token.clone(),
        site: arguments.site.clone(),
        roots: trust.roots()?,
        app: concat!("kioskctl ", env!("CARGO_PKG_VERSION")).to_owned(),
        os: String::new(),
        app_hash: [0; 32],
    })
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

fn enrolled(journal: &Journal) -> Result<Step, Failure> {
    let enrolment = journal.enrolment()?.ok_or(journal::Error::NotEnrolled)?;
    let kiosk = enrolment.kiosk.as_str().to_owned();
    Ok(Step::Enrolled {
        kiosk,
        place: enrolment.place,
    })
}

impl Step {
    fn print(&self, json: bool, printer: &mut Printer) -> Result<(), Failure> {
        match self {
            _ if json => printer.json(self),
            Self::Waiting { key_characters } => {
                printer.line(&format!("Key characters: {key_characters}"))?;
                printer.line("Read them to the administrator, who approves when they are the same.")
            }
            Self::Enrolled { kiosk, place } => {
                printer.line(&format!("Enrolled as {kiosk}, {place}."))
            }
        }
    }
}
