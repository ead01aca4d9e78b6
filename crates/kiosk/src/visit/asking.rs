//! Asking a person who works here for number and PIN, wherever that is needed.

use super::Event;
use crate::{
    screen::{LoginAsks, LoginProblem},
    session::{Worker, seconds},
};

/// Why a number or a PIN was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Wrong { tries_left: u8 },
    Wait { until_ms: u64 },
    Unknown,
    Locked,
    Disabled,
    RosterOld,
    OtherPerson,
    Memory,
}

impl Refused {
    /// Says it for the screen; a wait that is over is nothing any more.
    pub(crate) fn shown(self, now_ms: u64) -> Option<LoginProblem> {
        Some(match self {
            Self::Wrong { tries_left } => LoginProblem::Wrong { tries_left },
            Self::Wait { until_ms } => LoginProblem::Wait {
                seconds: seconds(until_ms.checked_sub(now_ms).filter(|left| *left > 0)?),
            },
            Self::Unknown => LoginProblem::Unknown,
            Self::Locked => LoginProblem::Locked,
            Self::Disabled => LoginProblem::Disabled,
            Self::RosterOld => LoginProblem::RosterOld,
            Self::OtherPerson => LoginProblem::OtherPerson,
            Self::Memory => LoginProblem::Memory,
        })
    }
}

/// Number, then PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asking {
    /// Whose PIN is asked for.
    worker: Option<Worker>,
    /// The worker is logged in: nobody else is asked.
    fixed: bool,
    pub(crate) refused: Option<Refused>,
}

/// What follows from an event.
pub(crate) enum Asked {
    /// The PIN was right.
    Answered(Worker),
    Again(Asking),
    /// Back to where the question came from.
    Back,
}

impl Asking {
    /// Asks anybody who works here.
    pub(crate) fn anybody() -> Self {
        Self {
            worker: None,
            fixed: false,
            refused: None,
        }
    }

    /// Asks the worker who is logged in, or anybody when nobody is.
    pub(crate) fn of(worker: Option<Worker>) -> Self {
        Self {
            fixed: worker.is_some(),
            worker,
            refused: None,
        }
    }

    /// Refuses a second person before the PIN is asked for.
    pub(crate) fn refusing(refused: Refused) -> Self {
        Self {
            refused: Some(refused),
            ..Self::anybody()
        }
    }

    /// Returns whose PIN is asked for.
    pub(crate) fn whose_pin(&self) -> Option<&Worker> {
        self.worker.as_ref()
    }

    /// Returns the worker who is logged in and is asked again.
    pub(crate) fn logged_in(&self) -> Option<&Worker> {
        self.worker.as_ref().filter(|_| self.fixed)
    }

    pub(crate) fn asks(&self) -> LoginAsks {
        if self.worker.is_some() {
            LoginAsks::Pin
        } else {
            LoginAsks::Number
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing while a PIN is asked for"
    )]
    pub(crate) fn hear(self, event: Event) -> Asked {
        match event {
            Event::Worker(Ok(worker)) if self.worker.is_none() => Asked::Again(Self {
                worker: Some(*worker),
                refused: None,
                ..self
            }),
            Event::Worker(Err(refused)) if self.worker.is_none() => Asked::Again(Self {
                refused: Some(refused),
                ..self
            }),
            Event::Pin(Ok(worker)) if self.worker.is_some() => Asked::Answered(*worker),
            Event::Pin(Err(refused)) if self.worker.is_some() => Asked::Again(Self {
                refused: Some(refused),
                ..self
            }),
            Event::GoBack if self.worker.is_some() && !self.fixed => Asked::Again(Self::anybody()),
            Event::GoBack => Asked::Back,
            _ => Asked::Again(self),
        }
    }
}
