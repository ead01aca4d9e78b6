//! The only door to standard output and standard error.

use std::io::{self, BufWriter, StdoutLock, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use custody::{CustodyError, RecoveryError};
use scanner::SourceError;
use serde::Serialize;

/// How a command that was carried out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or the answer is yes.
    Done,
    /// The answer is no.
    No,
    /// Done for part of the input; the rest was wrong and said so.
    WrongInput,
}

/// Why a command was not carried out, and what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A path of the command line does not exist.
    #[error("{} does not exist or cannot be read; check the path", .0.display())]
    NoSuchPath(PathBuf),
    /// A file is no picture.
    #[error("{} is not a readable PNG or JPEG picture", .0.display())]
    NoPicture(PathBuf),
    /// A picture shows no code.
    #[error("{} shows no code that can be read; take it nearer, straighter, in better light", .0.display())]
    NoCode(PathBuf),
    /// A camera, or what plays one, delivers nothing.
    #[error("{}", told_of_source(*.0))]
    Camera(SourceError),
    /// A file with roots holds none, or a line that is no key.
    #[error("{} must hold one public key a line, 64 hexadecimal digits; copy it from the centre again", .0.display())]
    Roots(PathBuf),
    /// The roots are those of a demonstration.
    #[error("these are demonstration roots, not for real people; say --demo if that is meant")]
    Demo,
    /// The trust bundle of a folder is refused.
    #[error("{} is refused ({reason}); copy the trust folder from the centre again", path.display())]
    Bundle {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: codes::BundleError,
    },
    /// A file could not be written.
    #[error("{} cannot be written; check path and space", .0.display())]
    NotWritten(PathBuf),
    /// There is no room for a file.
    #[error("no room for {}: it needs {} bytes, and nothing was changed; take another stick", .0.display(), .1)]
    NoRoom(PathBuf, usize),
    /// A file must not be written over.
    #[error("{} exists already; choose another name, or a folder", .0.display())]
    Exists(PathBuf),
    /// A file could not be made or was not taken.
    #[error("{}", crate::outbox::told_of(*.0))]
    Carrying(sync::Error),
    /// Records wait that would be lost.
    #[error("{0} records wait to be sent; send them first, or give --discard")]
    StillWaiting(u32),
    /// Custody was not named.
    #[error(
        "say where the keys shall lie: --custody systemd, tpm or passphrase; --demo for a demonstration"
    )]
    NoCustody,
    /// The keys cannot be had.
    #[error("{}", told_of_custody(*.0))]
    Custody(CustodyError),
    /// The kiosk's memory does not open.
    #[error("{}", told_of_journal(*.0))]
    Journal(journal::Error),
    /// The centre did not enrol the kiosk.
    #[error("{}", told_of_enrolment(*.0))]
    Enrolment(sync::Error),
    /// The time to wait is over.
    #[error("not approved yet; ask the administrator of the centre, then give the same command")]
    NotApproved,
    /// Standard input cannot be read.
    #[error("the input cannot be read ({0})")]
    Input(io::ErrorKind),
    /// Standard output was closed by its reader.
    #[error("nobody reads the output any more")]
    OutputClosed,
    /// Standard output cannot be written.
    #[error("the output cannot be written ({0}); check the disk it goes to")]
    Output(io::ErrorKind),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Enrolment(error) => enrolment_code(*error),
            Self::Carrying(error) => crate::outbox::code_of(*error),
            Self::Custody(error) => custody_code(*error),
            Self::Camera(error) => {
                if error.can_retry() {
                    3
                } else {
                    2
                }
            }
            Self::NotApproved | Self::NoCode(_) | Self::StillWaiting(_) => 1,
            Self::NoSuchPath(_)
            | Self::NoPicture(_)
            | Self::NoCustody
            | Self::Exists(_)
            | Self::Roots(_)
            | Self::Demo
            | Self::Bundle { .. } => 2,
            Self::Journal(_)
            | Self::NotWritten(_)
            | Self::NoRoom(..)
            | Self::Input(_)
            | Self::Output(_) => 3,
        }
    }
}

impl From<journal::Error> for Failure {
    fn from(error: journal::Error) -> Self {
        Self::Journal(error)
    }
}

impl From<CustodyError> for Failure {
    fn from(error: CustodyError) -> Self {
        if let CustodyError::Journal(error) = error {
            Self::Journal(error)
        } else {
            Self::Custody(error)
        }
    }
}

/// A chip or passphrase that says no is an answer; what is missing may be there later.
fn custody_code(error: CustodyError) -> u8 {
    match error {
        CustodyError::NotChosen
        | CustodyError::Refused
        | CustodyError::WrongPassphrase { .. }
        | CustodyError::Recovery(RecoveryError::Other) => 1,
        CustodyError::Chosen
        | CustodyError::ShortPassphrase
        | CustodyError::Locked
        | CustodyError::Recovery(RecoveryError::Malformed | RecoveryError::Seal) => 2,
        CustodyError::Missing
        | CustodyError::NoModule
        | CustodyError::OtherModule
        | CustodyError::FullModule
        | CustodyError::Module
        | CustodyError::ModuleWaits
        | CustodyError::Credentials
        | CustodyError::Permissions
        | CustodyError::Damaged
        | CustodyError::TooNew
        | CustodyError::Io
        | CustodyError::Journal(_) => 3,
    }
}

/// What a technician can do about keys that cannot be had.
pub(crate) fn told_of_custody(error: CustodyError) -> String {
    let advice = match error {
        CustodyError::NotChosen => "enrol the kiosk first: kioskctl enrol --help",
        CustodyError::Chosen => "keep the kind it has, or give the kiosk an empty folder",
        CustodyError::Locked => "give the passphrase: --passphrase-file FILE, or type it",
        CustodyError::WrongPassphrase { .. } => "try again; each wrong one makes the next wait",
        CustodyError::ShortPassphrase => "take ten characters or more",
        CustodyError::Refused => {
            "undo the change of the firmware, or bring the memory back: kioskctl recover --help"
        }
        CustodyError::Missing | CustodyError::OtherModule | CustodyError::Damaged => {
            "bring the memory back: kioskctl recover --help"
        }
        CustodyError::NoModule => {
            "switch the TPM on in the firmware; run as root or as a member of the group tss"
        }
        CustodyError::FullModule => "clear the TPM in the firmware's menu, then enrol again",
        CustodyError::Module => "try again; if it stays so, start the machine anew",
        CustodyError::ModuleWaits => "leave the machine on, and try again in two hours",
        CustodyError::Credentials => "run as root on a system with systemd 250 or newer",
        CustodyError::Permissions => "run as the kiosk's user, and close the folder to others",
        CustodyError::TooNew => "install the newer version of this program",
        CustodyError::Io => "try again; if it stays so, check the disk",
        CustodyError::Recovery(RecoveryError::Other) => {
            "the answer must be for the request that was made here last"
        }
        CustodyError::Recovery(RecoveryError::Malformed | RecoveryError::Seal) => {
            "copy the file again"
        }
        CustodyError::Journal(error) => return told_of_journal(error),
    };
    format!("{error}; {advice}")
}

/// What a technician can do about a source of light that delivers nothing.
fn told_of_source(error: SourceError) -> String {
    let advice = match error {
        SourceError::Missing => "plug it in, and check the number or name that was given",
        SourceError::Refused => {
            "close the kiosk's window, which holds it, or run as a member of the group video"
        }
        SourceError::Lost => "check its cable",
        SourceError::Damaged => "try another cable and another port",
        SourceError::Unreadable => "check the path that was given",
    };
    format!("{error}; {advice}")
}

/// Refused is an answer; a wrong address or token is wrong input; anything else may pass later.
fn enrolment_code(error: sync::Error) -> u8 {
    use sync::{CarrierError, Error};
    match error {
        Error::Carrier(CarrierError::Refused { .. }) => 1,
        Error::Token
        | Error::Root
        | Error::Bundle(_)
        | Error::Certificate
        | Error::Carrier(CarrierError::Address | CarrierError::Authority) => 2,
        Error::Journal(_)
        | Error::Exchange(_)
        | Error::Enrol(_)
        | Error::NotEnrolled
        | Error::Stick(_)
        | Error::OtherKiosk
        | Error::NoExport
        | Error::Sign(_)
        | Error::Carrier(
            CarrierError::Unreachable
            | CarrierError::Busy { .. }
            | CarrierError::TooLarge
            | CarrierError::LargeAnswer,
        ) => 3,
    }
}

/// What a technician can do about a failed enrolment.
fn told_of_enrolment(error: sync::Error) -> String {
    use sync::{CarrierError, Error};
    let advice = match error {
        Error::Journal(error) => return told_of_journal(error),
        Error::Token => "check the token; it is typed as the centre printed it",
        Error::Carrier(CarrierError::Address) => "give the address as https://NAME:PORT",
        Error::Carrier(CarrierError::Refused { .. }) => {
            "check site and token; a token serves one kiosk for one day, so ask for a new one"
        }
        Error::Carrier(CarrierError::Unreachable) => {
            "check the cable and the address; if both are right, the centre's certificate is not \
             signed by ca.pem of the trust folder"
        }
        Error::Sign(_) => "check the module that holds this machine's key",
        Error::Carrier(CarrierError::Busy { .. }) => "try again in a few minutes",
        Error::Carrier(CarrierError::Authority) | Error::Root | Error::Bundle(_) => {
            "take the trust folder from the centre again"
        }
        Error::Carrier(CarrierError::TooLarge | CarrierError::LargeAnswer)
        | Error::Exchange(_)
        | Error::Enrol(_)
        | Error::NotEnrolled
        | Error::Stick(_)
        | Error::OtherKiosk
        | Error::NoExport
        | Error::Certificate => "check that this is the right centre and tell its administrator",
    };
    format!("not enrolled: {error}; {advice}")
}

/// What a technician can do about a failure of the memory.
pub(crate) fn told_of_journal(error: journal::Error) -> String {
    use journal::Error;
    let advice = match error {
        Error::Locked => "close the kiosk's window and try again",
        Error::Busy | Error::Io => "try again; if it stays so, check the disk",
        Error::DiskFull => "make room on the disk and try again",
        Error::ReadOnly => "check the disk: it takes no writes; what is saved on it stays",
        Error::Unrestorable => {
            "keep the folder as it is, copy it to another disk, and recover: kioskctl recover --help"
        }
        Error::WrongKey | Error::Key(_) => {
            "run as the kiosk's user; otherwise the key must be restored"
        }
        Error::TooNew => "install the newer version of this program",
        Error::NotEnrolled => "enrol the kiosk first: kioskctl enrol --help",
        Error::OtherEnrolment => "give the new kiosk an empty folder",
        Error::BundleRollback | Error::BundleUntrusted => {
            "take the trust folder from the centre again"
        }
        Error::QuotaSpent => "renew the certificate at the centre",
        Error::BelowFloor => "state a time that is not before the last known one",
        Error::TwoPersons => "let a supervisor or technician confirm as the second person",
        Error::KeyInUse => "give the new key an empty folder",
        Error::Corrupt | Error::AnswerAhead | Error::RestoredImage | Error::OldEpoch => {
            "keep the folder as it is and ask the centre"
        }
        Error::TooLarge | Error::Seal => "report this to the makers of the program",
    };
    format!("{error}; {advice}")
}

/// Writes lines to standard output.
pub(crate) struct Printer {
    out: BufWriter<StdoutLock<'static>>,
}

impl Printer {
    /// Takes standard output for the run of the program.
    pub(crate) fn on_stdout() -> Self {
        Self {
            out: BufWriter::new(io::stdout().lock()),
        }
    }

    /// Writes one line for a person; control characters cannot steer the terminal.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        let plain: String = text.chars().map(plain_character).collect();
        self.write(&plain)
    }

    /// Writes one line for a machine.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).expect("our own answers have only text keys");
        self.write(&text)
    }

    /// Writes one line for a machine that need not leave before the next [`Self::flush`].
    pub(crate) fn json_later(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let written = serde_json::to_writer(&mut self.out, value).map_err(io::Error::from);
        written
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(not_written)
    }

    /// Sends on what was written.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(not_written)
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        // Each line is of use at once to whoever reads along.
        writeln!(self.out, "{text}").map_err(not_written)?;
        self.flush()
    }
}

fn not_written(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::OutputClosed
    } else {
        Failure::Output(error.kind())
    }
}

fn plain_character(character: char) -> char {
    if character.is_control() {
        '\u{fffd}'
    } else {
        character
    }
}

/// Turns the end of a command into an exit code, with the reason on standard error.
pub(crate) fn conclude(outcome: Result<Outcome, Failure>) -> ExitCode {
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Ok(Outcome::WrongInput) => ExitCode::from(2),
        Err(failure) => {
            if failure.code() != 0 {
                // Nothing is left to do when even this cannot be written.
                let _told = writeln!(io::stderr(), "kioskctl: {failure}");
            }
            ExitCode::from(failure.code())
        }
    }
}
