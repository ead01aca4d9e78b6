//! The closed list of what is noted, and how things can go. Numbers are never given twice.

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditEvent {
    /// The program began.
    Started = 1,
    /// Somebody tried to log in.
    LoginTry = 2,
    /// A worker logged out, or was logged out by time.
    LoggedOut = 3,
    /// A worker was locked out.
    LockedOut = 4,
    /// A supervisor unlocked a worker.
    Unlocked = 5,
    /// A worker was asked for the PIN again.
    PinAgain = 6,
    /// A code was judged; the result is the reason of the verdict.
    ScanVerdict = 7,
    /// A worker answered for an amber verdict.
    AmberOverride = 8,
    /// Something was printed.
    Print = 9,
    /// A provisional code was issued.
    ProvisionalIssue = 10,
    /// A provisional code was voided.
    ProvisionalVoid = 11,
    /// An exchange with the centre ended.
    SyncResult = 12,
    /// The machine's clock moved by itself.
    ClockJump = 13,
    /// Two persons stated the time.
    TimeStated = 14,
    /// A time of the centre waits for two persons.
    TimePending = 15,
    /// Two persons confirmed a time of the centre.
    TimeConfirmed = 16,
    /// The program was updated, or refused an update.
    Update = 17,
    /// Something was plugged in.
    Usb = 18,
    /// The machine is being maintained.
    TechnicianMode = 19,
    /// Data was exported.
    Export = 20,
    /// A trust bundle came.
    Bundle = 21,
    /// A certificate of this kiosk came.
    Certificate = 22,
    /// A roster came.
    Roster = 23,
    /// The kiosk was enrolled.
    Enrolment = 24,
    /// The chain of records began anew.
    EpochBegun = 25,
    /// The file was given another key.
    Rekeyed = 26,
    /// An old image of the file was found, and somebody decided to go on with it.
    ImageAdopted = 27,
    /// Old data was deleted.
    Tidied = 28,
    /// The file was damaged and made whole again; the result tells what was damaged.
    Restored = 29,
}

impl AuditEvent {
    /// Every event, in the order of their numbers.
    pub const ALL: [Self; 29] = [
        Self::Started,
        Self::LoginTry,
        Self::LoggedOut,
        Self::LockedOut,
        Self::Unlocked,
        Self::PinAgain,
        Self::ScanVerdict,
        Self::AmberOverride,
        Self::Print,
        Self::ProvisionalIssue,
        Self::ProvisionalVoid,
        Self::SyncResult,
        Self::ClockJump,
        Self::TimeStated,
        Self::TimePending,
        Self::TimeConfirmed,
        Self::Update,
        Self::Usb,
        Self::TechnicianMode,
        Self::Export,
        Self::Bundle,
        Self::Certificate,
        Self::Roster,
        Self::Enrolment,
        Self::EpochBegun,
        Self::Rekeyed,
        Self::ImageAdopted,
        Self::Tidied,
        Self::Restored,
    ];

    /// Returns the number in the file.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// Finds the event with this number.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.number() == number)
    }
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditResult {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
    /// It could not be done.
    Failed,
    /// It ended with a reason of the kind of event, such as the number of a verdict's reason.
    Reason(u16),
}

impl AuditResult {
    /// Returns the number in the file.
    pub fn number(self) -> u32 {
        match self {
            Self::Done => 1,
            Self::Refused => 2,
            Self::Failed => 3,
            Self::Reason(reason) => 0x1_0000 | u32::from(reason),
        }
    }

    /// Finds the result with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::Done),
            2 => Some(Self::Refused),
            3 => Some(Self::Failed),
            0x1_0000..=0x1_ffff => u16::try_from(number & 0xffff).ok().map(Self::Reason),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_leads_back() {
        for (event, number) in AuditEvent::ALL.into_iter().zip(1..) {
            assert_eq!(event.number(), number);
            assert_eq!(AuditEvent::from_number(number), Some(event));
        }
        assert_eq!(AuditEvent::from_number(0), None);
        assert_eq!(AuditEvent::from_number(30), None);
        for result in [
            AuditResult::Done,
            AuditResult::Refused,
            AuditResult::Failed,
            AuditResult::Reason(0),
            AuditResult::Reason(u16::MAX),
        ] {
            assert_eq!(AuditResult::from_number(result.number()), Some(result));
        }
        assert_eq!(AuditResult::from_number(0), None);
        assert_eq!(AuditResult::from_number(0x2_0000), None);
    }
}
