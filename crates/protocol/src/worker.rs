//! Those who work at a kiosk: their names, their roster, and what they did (trust design 4.2).

use std::fmt;

use zeroize::Zeroize as _;

use crate::wire::WireError;

const WORKER_ID_CHARACTERS: std::ops::RangeInclusive<usize> = 4..=12;

/// The name a worker logs in with: 4 to 12 digits and capital letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(String);

impl WorkerId {
    /// Reads a name as typed, in any case.
    pub fn parse(text: &str) -> Result<Self, WireError> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
        if plain && WORKER_ID_CHARACTERS.contains(&text.len()) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(WireError::Value)
        }
    }

    /// Returns the name in its one form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a worker is to a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerRole {
    /// Assists residents and issues provisional codes.
    Worker,
    /// Also unlocks colleagues and is the second person of what needs two.
    Supervisor,
    /// Sets up and repairs; issues nothing.
    Technician,
}

/// A worker as a kiosk may know them.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterEntry {
    /// The name to log in with.
    pub worker: WorkerId,
    /// The masked name to show, such as 陈*华.
    pub label: String,
    /// What they are to a kiosk.
    pub role: WorkerRole,
    /// Salt of the verifier.
    pub salt: [u8; 16],
    /// `codes::pin_verifier` over the roster's pepper, the PIN and the salt.
    pub verifier: [u8; 32],
    /// When the PIN was set, in milliseconds since 1970.
    pub pin_set_ms: u64,
    /// What they may do, one bit each (`codes::Powers`).
    pub powers: u32,
    /// Whether they may log in.
    pub enabled: bool,
}

/// Shows who and as what; a verifier is nobody's business.
impl fmt::Debug for RosterEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RosterEntry({} {:?})", self.worker, self.role)
    }
}

/// Everybody who may log in at one kiosk, replaced as a whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Roster {
    /// The workers, each once.
    pub workers: Vec<RosterEntry>,
    /// Keys the verifiers of this kiosk; it travels sealed and rests in the encrypted database.
    pub pepper: [u8; 32],
    /// When the centre made the roster, in milliseconds since 1970.
    pub issued_ms: u64,
    /// Until when workers may log in by it, in milliseconds since 1970; 14 days at most.
    pub valid_until_ms: u64,
}

impl Roster {
    /// Finds a worker by the name they log in with.
    pub fn entry(&self, worker: &WorkerId) -> Option<&RosterEntry> {
        self.workers.iter().find(|entry| entry.worker == *worker)
    }
}

impl Drop for Roster {
    fn drop(&mut self) {
        self.pepper.zeroize();
    }
}

impl fmt::Debug for Roster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roster({} workers)", self.workers.len())
    }
}

/// What a worker did that the centre has to know; the audit of the kiosk holds the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerAct {
    /// Logged in.
    LoggedIn,
    /// Logged out, or was logged out by time.
    LoggedOut,
    /// Was locked out after ten wrong PINs.
    LockedOut,
    /// Unlocked a colleague, who is the second person.
    Unlocked,
    /// Stated the time together with a second person.
    TimeStated,
    /// Accepted a time of the centre far ahead, together with a second person.
    TimeConfirmed,
    /// Began to maintain the machine.
    Maintained,
    /// Exported data together with a second person.
    Exported,
    /// Raised the quota of provisional codes together with a second person.
    QuotaRaised,
    /// Recovered the memory together with a second person.
    Recovered,
    /// Took the kiosk out of service together with a second person.
    Decommissioned,
}

/// Something a worker did, as a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerEvent {
    /// Who.
    pub worker: WorkerId,
    /// The second person, for what needs two, or the colleague who was unlocked.
    pub second: Option<WorkerId>,
    /// What.
    pub event: WorkerAct,
}
