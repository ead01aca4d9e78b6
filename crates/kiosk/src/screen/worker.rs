//! What only a worker meets: logging in, the own page, stating the time; and the locked start.

use serde::Serialize;
use ts_rs::TS;

/// Screen on which a worker says who they are: number, then PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WorkerLogin {
    /// What is asked.
    pub asks: LoginAsks,
    /// What was wrong.
    pub problem: Option<LoginProblem>,
}

/// What the keys on the screen enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LoginAsks {
    /// The worker's number (`enter_worker`).
    Number,
    /// The six digits (`enter_pin`).
    Pin,
}

/// Why nobody is logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "why",
    rename_all = "snake_case",
    rename_all_fields = "snake_case"
)]
pub enum LoginProblem {
    /// The PIN is wrong; so many tries are left before the account is locked on this kiosk.
    Wrong {
        /// Tries left.
        tries_left: u8,
    },
    /// Too soon after wrong PINs.
    Wait {
        /// Seconds until the next try.
        seconds: u32,
    },
    /// No worker of this number is known here.
    Unknown,
    /// Locked on this kiosk until a supervisor or the centre lifts it.
    Locked,
    /// Switched off by the centre.
    Disabled,
    /// The list of workers is older than 14 days, or there is none.
    RosterOld,
    /// A second person is needed: another one than the first, supervisor or technician.
    OtherPerson,
    /// The memory could not be asked; nothing was counted.
    Memory,
}

/// What a worker may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkerRank {
    /// Helps residents.
    Worker,
    /// Second person for grave acts.
    Supervisor,
    /// Cares for the machine.
    Technician,
}

/// How well this kiosk knows the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// To within five minutes.
    Good,
    /// By the clock of the machine alone; records are flagged.
    Degraded,
    /// By what two persons stated; records are flagged.
    Stated,
    /// Not known; records are flagged, and what hangs on time is not done.
    Unsafe,
}

/// The page of a worker who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WorkerHome {
    /// Masked name.
    pub label: String,
    /// What the worker is.
    pub rank: WorkerRank,
    /// Last day of the list of workers, `YYYY-MM-DD`.
    pub roster_until: String,
    /// When the worker has to log in again at the latest, `HH:MM`.
    pub session_until: String,
    /// Why no code for a child can be issued now; nothing when it can.
    pub child_bar: Option<IssueBar>,
    /// Why no code for an elder can be issued now; nothing when it can.
    pub elder_bar: Option<IssueBar>,
    /// Provisional codes that this kiosk may still issue.
    pub provisional_left: u32,
    /// How well the time is known.
    pub clock: ClockState,
    /// Whether two persons may state the time now.
    pub may_state_time: bool,
    /// The centre's time lies so far ahead that two persons have to confirm it.
    pub centre_time_waits: bool,
    /// Records that the centre has not received yet.
    pub waiting: u32,
    /// Records that the centre holds back.
    pub quarantined: u32,
    /// Last day of the kiosk's certificate, `YYYY-MM-DD`.
    pub certificate_until: Option<String>,
}

/// Why no provisional code can be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IssueBar {
    /// This kiosk has no certificate with that power, or it has expired.
    Kiosk,
    /// This worker has no such power.
    Worker,
    /// The quota is used up.
    Quota,
    /// The time is not known well enough.
    Clock,
    /// The trust data is too old.
    Trust,
    /// The key that binds numbers to codes is missing.
    BindKey,
}

/// Screen that asks a worker to answer for an act with the PIN, in the middle of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WorkerNeeded {
    /// For what.
    pub matter: WorkerMatter,
    /// Masked name of the worker who is logged in; only the PIN is asked then.
    pub worker: Option<String>,
    /// What is asked.
    pub asks: LoginAsks,
    /// What was wrong.
    pub problem: Option<LoginProblem>,
    /// Whether one can go on without (`skip_owner`): the owner will be asked later.
    pub may_skip: bool,
}

/// What a worker answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkerMatter {
    /// An owner whose code cannot be checked completely now.
    AmberOwner,
    /// A code from a telephone that cannot be checked completely now.
    ScreenCode,
    /// The number of a card that this kiosk cannot hold against the code: the worker saw the card.
    CardSeen,
    /// Issuing a provisional code.
    Issue,
    /// Voiding a provisional code.
    Void,
    /// The original document of a person who asks for a code: the worker saw it.
    ClaimSeen,
}

/// Screen on which two persons state the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StateTime {
    /// What is asked.
    pub asks: TimeAsks,
    /// Day that was stated, `YYYY-MM-DD`; the centre's when that is what is confirmed.
    pub day: Option<String>,
    /// Time that was stated, `HH:MM`.
    pub time: Option<String>,
    /// First day that can be stated, `YYYY-MM-DD`.
    pub not_before: String,
    /// The centre said this time and it is only to be confirmed.
    pub by_centre: bool,
    /// The statement is no real time, or lies before what the centre signed.
    pub wrong_time: bool,
    /// What was wrong with a person.
    pub problem: Option<LoginProblem>,
}

/// What stating the time asks for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimeAsks {
    /// Day and time (`state_time`).
    Time,
    /// The PIN of the worker who is logged in.
    OwnPin,
    /// The number of the second person.
    OtherNumber,
    /// The PIN of the second person.
    OtherPin,
}

/// Screen of a kiosk whose memory is locked until its passphrase is entered (`unlock`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Locked {
    /// The last passphrase was wrong.
    pub wrong: bool,
    /// Seconds until the next try.
    pub wait_seconds: Option<u32>,
}
