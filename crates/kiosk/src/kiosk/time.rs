//! What the journal remembers of the time, held against the machine's clocks; and what of it goes
//! into every record.

use journal::{AuditEvent, AuditResult, ClockMemory, StatedTime};
use protocol::{Circumstances, ClockLevel};

use super::{Kiosk, Now};
use crate::{
    clock::{self, Anchor, Known, Reading},
    failure,
    screen::ClockState,
    visit::{Event, Said, Stated, Trouble},
};

const DAY_MS: u64 = 24 * 3_600_000;
/// A machine's clock that moved by more than this, against its own run, jumped.
const JUMP_MS: u64 = 300_000;

/// The time of the last moment at which anybody asked, for whoever has no `Now` at hand.
pub(super) struct Time {
    known: Known,
    pub(super) centre_time_ms: Option<u64>,
    pub(super) reading: Reading,
    /// Wall clock minus run, by which a jump shows.
    offset_ms: i128,
}

impl Time {
    /// Reads the clock for the first time.
    pub(super) fn begin(now: Now) -> Self {
        let known = Known::default();
        Self {
            known,
            centre_time_ms: None,
            reading: clock::read(now, &known),
            offset_ms: offset(now),
        }
    }

    /// Takes over what the journal remembers.
    pub(super) fn remember(&mut self, memory: &ClockMemory) {
        self.known = Known {
            floor_ms: memory.floor_ms,
            anchor: memory.anchor.map(|anchor| Anchor {
                time_ms: anchor.server_ms,
                boot_ms: anchor.boot_ms,
                boot_id: anchor.boot_id,
                uncertainty_ms: anchor.uncertainty_ms,
            }),
            stated: memory
                .manual
                .map(|stated| clock::stated(stated.unix_ms, stated.boot_ms, stated.boot_id)),
        };
        self.centre_time_ms = memory.pending_server_time;
    }

    /// Reads the clock again; tells whether the machine's own clock jumped since.
    pub(super) fn read(&mut self, now: Now) -> bool {
        self.reading = clock::read(now, &self.known);
        let offset_ms = offset(now);
        let jumped = (offset_ms - self.offset_ms).unsigned_abs() > u128::from(JUMP_MS);
        if jumped {
            self.offset_ms = offset_ms;
        }
        jumped
    }

    pub(super) fn floor_ms(&self) -> u64 {
        self.known.floor_ms
    }

    /// Stating the time helps while it is doubtful.
    pub(super) fn may_be_stated(&self) -> bool {
        self.reading.level != ClockLevel::Good
    }

    pub(super) fn shown(&self) -> ClockState {
        match self.reading.level {
            ClockLevel::Good => ClockState::Good,
            ClockLevel::Degraded if self.reading.stated => ClockState::Stated,
            ClockLevel::Degraded => ClockState::Degraded,
            ClockLevel::Unsafe => ClockState::Unsafe,
        }
    }
}

fn offset(now: Now) -> i128 {
    i128::from(now.unix_ms) - i128::from(now.boot_ms)
}

impl Kiosk {
    /// Reads the clock; everything that happens until the next reading happens then.
    pub(super) fn read_clock(&mut self, now: Now) {
        if self.time.read(now) {
            self.note(AuditEvent::ClockJump, AuditResult::Done, None);
        }
    }

    /// Reads what the journal remembers of the time; what cannot be read stays as it was.
    pub(super) fn refresh_time(&mut self, now: Now) {
        if let Ok(memory) = self.journal.clock_state() {
            self.time.remember(&memory);
        }
        self.time.read(now);
    }

    /// The earliest and latest time it can be.
    pub(super) fn interval(&self) -> (u64, u64) {
        let clock = self.time.reading.clock;
        (clock.lo_ms, clock.hi_ms)
    }

    /// Writes down what is in doubt about an act of the present stage.
    pub(super) fn circumstances(&self) -> Circumstances {
        let reading = &self.time.reading;
        let stage = &self.visit.stage;
        let session = || self.session.as_ref().map(|session| &session.worker.id);
        Circumstances {
            clock: reading.level,
            manual_time: reading.stated,
            bundle: self.bundle_age(),
            offline_days: self.offline_days(),
            amber: stage.took_amber(),
            worker: stage.answered_by().or_else(session).cloned(),
        }
    }

    pub(super) fn bundle_age(&self) -> codes::BundleAge {
        self.trust
            .as_ref()
            .map_or(codes::BundleAge::Expired, |trust| {
                trust.list.age(self.time.reading.clock)
            })
    }

    fn offline_days(&self) -> u16 {
        let heard_ms = self.last_contact_ms.unwrap_or_else(|| self.time.floor_ms());
        let quiet_ms = self.time.reading.guess_ms.saturating_sub(heard_ms);
        u16::try_from(quiet_ms / DAY_MS).unwrap_or(u16::MAX)
    }

    /// Remembers what two persons answered for.
    pub(super) fn state_time(&mut self, stated: &Stated, now: Now) -> Result<Event, Trouble> {
        let persons = (&stated.first.id, &stated.second.id);
        let done = match stated.said {
            Said {
                time_ms,
                boot_ms: Some(boot_ms),
            } => {
                let time = StatedTime {
                    unix_ms: time_ms,
                    boot_ms,
                    boot_id: now.boot_id,
                };
                self.journal.state_time(&time, persons)
            }
            Said { boot_ms: None, .. } => self.journal.confirm_server_time(persons).map(drop),
        };
        done.map_err(|error| failure::trouble(error, false))?;
        let act = match stated.said.boot_ms {
            Some(_) => protocol::WorkerAct::TimeStated,
            None => protocol::WorkerAct::TimeConfirmed,
        };
        self.refresh_time(now);
        self.report(&stated.first.id, Some(&stated.second.id), act);
        self.wake_courier();
        Ok(Event::TimeStated)
    }
}
