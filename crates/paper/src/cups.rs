//! A printer of CUPS, through its own commands: `lpstat` asks, `lp` hands in, `cancel` purges.
//!
//! The pages travel through a pipe and the title of a job says nothing, so neither a file name nor a
//! list of jobs tells about a person. The spool copy is purged after each job, however it ended.

mod answers;

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

use zeroize::Zeroizing;

use crate::{
    printer::{NotPrinted, Printer},
    sheet::{Fonts, Sheet, pdf, real},
    slip::Slip,
    slips::draw,
};

use answers::{JobEnd, State, default_printer, is_listed, job_end, job_name, state};

/// The title of every job.
const TITLE: &str = "slip";
/// How often a job is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often a command is looked at, and how many times before it is ended: ten seconds.
const ANSWER_LOOK_EVERY: Duration = Duration::from_millis(20);
const ANSWER_LOOKS_MAX: u32 = 500;
/// So often a printer may complain before it is believed: what it said of an earlier job stands
/// until it begins the next one.
const COMPLAINTS_MAX: u32 = 8;

/// A printer of CUPS.
pub struct Cups {
    printer: Option<String>,
    server: Option<String>,
    fonts: Option<PathBuf>,
    looks_max: u32,
}

impl Cups {
    /// Prints on the printer of this name, or else on the one that CUPS takes for the usual one.
    ///
    /// `fonts` is where the type faces are, if not where systems have them. A job that has not
    /// ended after `patience` is taken back.
    pub fn new(printer: Option<String>, fonts: Option<PathBuf>, patience: Duration) -> Self {
        let looks = patience.as_millis() / LOOK_EVERY.as_millis();
        Self {
            printer,
            server: None,
            fonts,
            looks_max: u32::try_from(looks).unwrap_or(u32::MAX).max(1),
        }
    }

    /// Asks another CUPS than that of the machine: `host:port`, or the path of its socket.
    pub fn at(self, server: String) -> Self {
        Self {
            server: Some(server),
            ..self
        }
    }

    /// Runs a command of CUPS; its words are asked for in English, whatever the machine speaks.
    fn ask(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let process = self.command(program, arguments).spawn().ok()?;
        answer(process)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        if let Some(server) = &self.server {
            command.args(["-h", server]);
        }
        command
            .args(arguments)
            .env("LC_ALL", "C")
            .env("LANG", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn name(&self) -> Result<String, NotPrinted> {
        if let Some(name) = &self.printer {
            return Ok(name.clone());
        }
        let said = self.ask("lpstat", &["-d"]).ok_or(NotPrinted::NoPrinter)?;
        default_printer(&said).ok_or(NotPrinted::NoPrinter)
    }

    fn state(&self, name: &str) -> Result<State, NotPrinted> {
        let said = self.ask("lpstat", &["-l", "-p", name]);
        Ok(state(&said.ok_or(NotPrinted::NoPrinter)?))
    }

    /// Hands the pages in; returns the name of the job.
    fn hand_in(&self, name: &str, sheet: &Sheet, pages: &[u8]) -> Result<String, NotPrinted> {
        let mm = |dots: u32| (real(dots) * 25.4 / real(sheet.dpi)).round();
        let media = format!("media=Custom.{}x{}mm", mm(sheet.width), mm(sheet.height));
        let options = ["-d", name, "-t", TITLE, "-o", &media];
        let whole = ["-o", "print-scaling=none", "-"];
        let arguments: Vec<&str> = options.iter().chain(&whole).copied().collect();
        let mut process = self
            .command("lp", &arguments)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|_| NotPrinted::NoPrinter)?;
        let written = process
            .stdin
            .take()
            .map_or(Ok(()), |mut pipe| pipe.write_all(pages));
        let said = answer(process).filter(|_| written.is_ok());
        job_name(&said.ok_or(NotPrinted::Failed)?).ok_or(NotPrinted::Failed)
    }

    /// Looks after a job until it has ended, at a printer that was in the state `before`.
    fn look_after(&self, name: &str, job: &str, before: State) -> Result<(), NotPrinted> {
        // Nothing is ever sent: it is a wait that reads no clock.
        let (_never, pause) = channel::<()>();
        let mut complaints = 0;
        for _ in 0..self.looks_max {
            let waiting = self.ask("lpstat", &["-W", "not-completed", "-o", name]);
            if !is_listed(&waiting.ok_or(NotPrinted::Failed)?, job) {
                return self.ended(name, job);
            }
            let now = self.state(name)?;
            complaints = match now {
                State::Ready => 0,
                State::Empty | State::Away => complaints + 1,
                State::Disabled => COMPLAINTS_MAX,
            };
            if complaints >= COMPLAINTS_MAX {
                return Err(why_not(before, now));
            }
            pause.recv_timeout(LOOK_EVERY).unwrap_or_default();
        }
        Err(NotPrinted::Stuck)
    }

    /// A CUPS that keeps no history says nothing about a job that has ended, which is fine.
    fn ended(&self, name: &str, job: &str) -> Result<(), NotPrinted> {
        let ended = self.ask("lpstat", &["-l", "-W", "completed", "-o", name]);
        match job_end(&ended.unwrap_or_default(), job) {
            JobEnd::Printed => Ok(()),
            JobEnd::Broken => Err(NotPrinted::Failed),
        }
    }
}

impl Printer for Cups {
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted> {
        let name = self.name()?;
        let before = self.state(&name)?;
        if before == State::Disabled {
            return Err(NotPrinted::Stopped);
        }
        let fonts = Fonts::find(self.fonts.as_deref())?;
        let faces = fonts.faces()?;
        let sheet = draw(slip, &faces)?;
        let pages = Zeroizing::new(pdf(std::slice::from_ref(&sheet), &faces)?);
        let job = self.hand_in(&name, &sheet, &pages)?;
        let result = self.look_after(&name, &job, before);
        if result.is_err() {
            // Takes back a job that has not ended.
            self.ask("cancel", &["-x", &job]);
        }
        // Deletes what the spool still holds of jobs that have.
        self.ask("cancel", &["-a", "-x", &name]);
        result
    }
}

/// Waits for what a command says; one that waits itself, for a password or a server, is ended.
fn answer(mut process: Child) -> Option<String> {
    let (_never, pause) = channel::<()>();
    for _ in 0..ANSWER_LOOKS_MAX {
        if process.try_wait().ok()?.is_some() {
            let output = process.wait_with_output().ok()?;
            let said = String::from_utf8(output.stdout).ok()?;
            return output.status.success().then_some(said);
        }
        pause.recv_timeout(ANSWER_LOOK_EVERY).unwrap_or_default();
    }
    process.kill().ok()?;
    process.wait().ok()?;
    None
}

/// A printer that complained before it got the slip, and still does, has begun nothing of it.
fn why_not(before: State, now: State) -> NotPrinted {
    match (before, now) {
        (State::Empty, State::Empty) => NotPrinted::Empty,
        (State::Away, State::Away) => NotPrinted::Stopped,
        (_, State::Empty) => NotPrinted::RanOut,
        (_, State::Ready | State::Away | State::Disabled) => NotPrinted::Failed,
    }
}
