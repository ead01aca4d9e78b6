//! Workers at this kiosk: who may log in, whether a PIN is right, and how long a session lasts
//! (trust design 4.2).

use codes::{Category, Powers};
use journal::{AttemptOutcome, Attempts, AuditEvent, AuditResult};
use protocol::{ClockLevel, Roster, RosterEntry, WorkerAct, WorkerId, WorkerRole};

use super::{Kiosk, Now, strip};
use crate::{
    clock,
    intent::Secret,
    screen::{IssueBar, IssueCategory, WorkerHome, WorkerRank},
    session::{Session, Standing, Worker},
    visit::Refused,
};

/// Wrong PINs after which an account is locked on this kiosk.
const TRIES_MAX: u32 = 10;
const PIN_DIGITS: usize = 6;

impl Kiosk {
    /// Finds the worker of a number that was entered.
    pub(super) fn find_worker(&self, number: &str) -> Result<Box<Worker>, Refused> {
        let roster = self.roster()?;
        let id = WorkerId::parse(number.trim()).map_err(|_| Refused::Unknown)?;
        let entry = roster.entry(&id).ok_or(Refused::Unknown)?;
        if !entry.enabled {
            return Err(Refused::Disabled);
        }
        let attempts = self.attempts(&id)?;
        self.check_lock(&attempts)?;
        Ok(Box::new(worker(entry)))
    }

    /// Holds a PIN against the worker whose PIN is asked for; takes a third of a second.
    ///
    /// Each try is counted and noted before anybody hears how it went.
    pub(super) fn check_pin(&self, pin: &Secret) -> Option<Result<Box<Worker>, Refused>> {
        let asked = self.visit.stage.asking()?.whose_pin()?.id.clone();
        let again = self.session.is_some();
        Some(self.try_pin(&asked, pin, again))
    }

    fn try_pin(&self, id: &WorkerId, pin: &Secret, again: bool) -> Result<Box<Worker>, Refused> {
        let roster = self.roster()?;
        let entry = roster.entry(id).ok_or(Refused::Unknown)?;
        if !entry.enabled {
            return Err(Refused::Disabled);
        }
        self.check_lock(&self.attempts(id)?)?;
        let right = is_pin(pin.reveal())
            && codes::pin_verifier(&roster.pepper, pin.reveal(), &entry.salt) == entry.verifier;
        let (outcome, result) = if right {
            (AttemptOutcome::Right, AuditResult::Done)
        } else {
            (AttemptOutcome::Wrong, AuditResult::Refused)
        };
        let attempts = self
            .journal
            .note_attempt(id, outcome, self.time.reading.guess_ms)
            .map_err(|_| Refused::Memory)?;
        let event = if again {
            AuditEvent::PinAgain
        } else {
            AuditEvent::LoginTry
        };
        self.note_of(Some(id), event, result, None);
        if right {
            return Ok(Box::new(worker(entry)));
        }
        if attempts.locked {
            self.note_of(Some(id), AuditEvent::LockedOut, AuditResult::Done, None);
            self.report(id, None, WorkerAct::LockedOut);
        }
        self.check_lock(&attempts)?;
        let left = TRIES_MAX.saturating_sub(attempts.failed);
        Err(Refused::Wrong {
            tries_left: u8::try_from(left).unwrap_or(u8::MAX),
        })
    }

    fn attempts(&self, id: &WorkerId) -> Result<Attempts, Refused> {
        self.journal.attempts(id).map_err(|_| Refused::Memory)
    }

    fn check_lock(&self, attempts: &Attempts) -> Result<(), Refused> {
        if attempts.locked {
            return Err(Refused::Locked);
        }
        if attempts.allowed(self.time.reading.guess_ms) {
            Ok(())
        } else {
            Err(Refused::Wait {
                until_ms: attempts.locked_until_ms,
            })
        }
    }

    /// Returns the roster while it holds: surely past its end it lets nobody in any more.
    ///
    /// While the time is not known the floor alone can end it (trust design 6).
    fn roster(&self) -> Result<Roster, Refused> {
        let roster = self.journal.roster().map_err(|_| Refused::Memory)?;
        roster
            .filter(|roster| self.time.reading.clock.lo_ms <= roster.valid_until_ms)
            .ok_or(Refused::RosterOld)
    }

    pub(super) fn open_session(&mut self, worker: Worker, now: Now) {
        self.report(&worker.id, None, WorkerAct::LoggedIn);
        self.session = Some(Session::begin(worker, now.boot_ms));
        self.wake_courier();
    }

    pub(super) fn close_session(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        let id = &session.worker.id;
        self.note_of(Some(id), AuditEvent::LoggedOut, AuditResult::Done, None);
        self.report(id, None, WorkerAct::LoggedOut);
        self.desk = None;
    }

    /// Ends a session whose time is over; everything on the screen goes with it.
    pub(super) fn end_session_in_time(&mut self, now: Now) {
        let over = |session: &Session| session.standing(now.boot_ms) == Standing::Over;
        if self.session.as_ref().is_some_and(over) {
            self.close_session();
            self.wipe();
        }
    }

    /// Ends the session of somebody whom the roster does not let in any more.
    pub(super) fn end_session_of_strangers(&mut self) {
        let Some(session) = &self.session else { return };
        let stays = match self.roster() {
            Ok(roster) => roster
                .entry(&session.worker.id)
                .is_some_and(|entry| entry.enabled),
            // A memory that cannot be read now says nothing about anybody.
            Err(refused) => refused == Refused::Memory,
        };
        if !stays {
            self.close_session();
            self.wipe();
        }
    }

    /// Reads the page of the worker who is logged in.
    pub(super) fn read_desk(&self, now: Now) -> Option<WorkerHome> {
        let session = self.session.as_ref()?;
        let roster = self.roster().ok()?;
        let certificate = self.certificate();
        let guess_ms = self.time.reading.guess_ms;
        let end_ms = guess_ms.saturating_add(session.left_ms(now.boot_ms));
        Some(WorkerHome {
            label: session.worker.label.clone(),
            rank: match session.worker.role {
                WorkerRole::Worker => WorkerRank::Worker,
                WorkerRole::Supervisor => WorkerRank::Supervisor,
                WorkerRole::Technician => WorkerRank::Technician,
            },
            roster_until: clock::day_of(roster.valid_until_ms).to_string(),
            session_until: strip::time_of_day(end_ms),
            child_bar: self.issue_bar(IssueCategory::Child),
            elder_bar: self.issue_bar(IssueCategory::Elder),
            provisional_left: self.provisional_left(),
            clock: self.time.shown(),
            may_state_time: self.time.may_be_stated(),
            centre_time_waits: self.time.centre_time_ms.is_some(),
            waiting: self.strip.waiting,
            quarantined: self.journal.held_back().unwrap_or(0),
            certificate_until: certificate
                .map(|held| clock::day_of(held.exp.saturating_mul(1_000)).to_string()),
        })
    }

    /// Tells why no provisional code of a category can be issued now (trust design 1.10 and 6).
    pub(super) fn issue_bar(&self, category: IssueCategory) -> Option<IssueBar> {
        let session = self.session.as_ref()?;
        let (kind, power) = match category {
            IssueCategory::Child => (Category::Child, Powers::CHILDREN),
            IssueCategory::Elder => (Category::Elder, Powers::ELDERS),
        };
        let reading = &self.time.reading;
        let certificate = self.certificate().filter(|held| {
            held.may_issue(kind)
                && held.iat.saturating_mul(1_000) <= reading.clock.lo_ms
                && reading.clock.hi_ms < held.exp.saturating_mul(1_000)
        });
        if !reading.may_issue() || reading.level == ClockLevel::Unsafe {
            Some(IssueBar::Clock)
        } else if !self.bundle_age().may_issue() {
            Some(IssueBar::Trust)
        } else if certificate.is_none() {
            Some(IssueBar::Kiosk)
        } else if !session.worker.powers.contains(power) {
            Some(IssueBar::Worker)
        } else if self.provisional_left() == 0 {
            Some(IssueBar::Quota)
        } else if !matches!(self.journal.bind_key(), Ok(Some(_))) {
            Some(IssueBar::BindKey)
        } else {
            None
        }
    }

    fn provisional_left(&self) -> u32 {
        self.journal.provisional_left().unwrap_or(0)
    }
}

fn worker(entry: &RosterEntry) -> Worker {
    Worker {
        id: entry.worker.clone(),
        label: entry.label.clone(),
        role: entry.role,
        powers: Powers::from_bits(entry.powers.into()),
    }
}

fn is_pin(text: &str) -> bool {
    text.len() == PIN_DIGITS && text.bytes().all(|digit| digit.is_ascii_digit())
}
