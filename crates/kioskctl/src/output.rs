//! The only door to standard output and standard error.

use std::io::{self, StdoutLock, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

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
            Self::NoSuchPath(_) => 2,
            Self::Output(_) => 3,
        }
    }
}

/// Writes lines to standard output.
pub(crate) struct Printer {
    out: StdoutLock<'static>,
}

impl Printer {
    /// Takes standard output for the run of the program.
    pub(crate) fn on_stdout() -> Self {
        Self {
            out: io::stdout().lock(),
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

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        // Each line is of use at once to whoever reads along.
        let written = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
        written.map_err(|error| {
            if error.kind() == io::ErrorKind::BrokenPipe {
                Failure::OutputClosed
            } else {
                Failure::Output(error.kind())
            }
        })
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
