//! What of a screen can be on paper. Whatever the printer does, nothing is lost by it.

use protocol::CodeSerial;
use residence::{PermitState, RecordId};

use super::{ClaimPage, Lives, LivesPage, Person, PersonPage, Stage, Visit, helping::Helping};
use crate::screen::PrintState;

/// A slip that a screen offers, by what it tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// The receipt of a record that was made in this visit.
    Receipt(RecordId),
    /// A code of the authority.
    Card(CodeSerial),
    /// The days that count towards a permit.
    Calendar,
    /// All tasks, and the newest notices.
    Messages,
    /// One notice.
    Message(RecordId),
    /// Where an application for a permit stands.
    Permit(RecordId),
    /// The ticket under which a draft is kept.
    Ticket,
}

impl Visit {
    /// Returns how far the slip of this screen is; nothing where there is none.
    pub(crate) fn print(&self) -> Option<PrintState> {
        let paper = self.stage.paper()?;
        let state = self.printed.filter(|(printed, _)| *printed == paper);
        Some(state.map_or(PrintState::Ready, |(_, state)| state))
    }
}

impl Stage {
    /// Returns what of this screen can be on paper; a code that a worker issues goes its own way.
    pub(crate) fn paper(&self) -> Option<Paper> {
        match self {
            Self::Receipt(declared) => Some(Paper::Receipt(declared.record)),
            Self::Claiming(claiming) => match &claiming.page {
                ClaimPage::Saved(claimed) => match &claimed.code {
                    Some(code) => Some(Paper::Card(code.serial)),
                    None => claimed.record.map(Paper::Receipt),
                },
                ClaimPage::Form(_) | ClaimPage::Check | ClaimPage::Collect(_) => None,
            },
            Self::Person(person) => person.paper(),
            Self::Helping(Helping::Said(saved)) => Some(Paper::Receipt(saved.record)),
            Self::Failed(failed) => failed.ticket.as_ref().map(|_| Paper::Ticket),
            Self::Helping(Helping::Topics(_) | Helping::Topic(_))
            | Self::Welcome
            | Self::Declaring(_)
            | Self::Owner(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Checking(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Issuing(_)
            | Self::Timing(_) => None,
        }
    }
}

impl Person {
    fn paper(&self) -> Option<Paper> {
        let told = self.told.summary.as_ref();
        match &self.page {
            PersonPage::Calendar => {
                let stay = told?.stay.as_ref()?;
                (stay.from.is_some() && stay.first_eligible.is_some()).then_some(Paper::Calendar)
            }
            PersonPage::Messages => {
                let told = told?;
                let any = !told.tasks.is_empty() || !told.messages.is_empty();
                any.then_some(Paper::Messages)
            }
            PersonPage::Message(id) => {
                let known = told?.messages.iter().any(|message| message.id == *id);
                known.then_some(Paper::Message(*id))
            }
            PersonPage::Done(record) => Some(Paper::Receipt(*record)),
            PersonPage::Lives(lives) => self.paper_of(lives),
            PersonPage::Prove(_)
            | PersonPage::Menu
            | PersonPage::Residence
            | PersonPage::Cohabitants(_)
            | PersonPage::Houses
            | PersonPage::House(_)
            | PersonPage::ClaimScan(_)
            | PersonPage::AppointScan(..)
            | PersonPage::Ask(_) => None,
        }
    }

    fn paper_of(&self, lives: &Lives) -> Option<Paper> {
        match &lives.page {
            LivesPage::Saved(saved) => Some(Paper::Receipt(saved.record)),
            // Never the electronic permit itself, only how far an application is: a rule of the
            // authority.
            LivesPage::Permits(_) => {
                let permit = self.permit().filter(|permit| is_under_way(permit.state))?;
                Some(Paper::Permit(permit.record))
            }
            LivesPage::Code(_)
            | LivesPage::Family(_)
            | LivesPage::MyData { .. }
            | LivesPage::Recheck(_) => None,
        }
    }
}

fn is_under_way(state: PermitState) -> bool {
    match state {
        PermitState::Accepted
        | PermitState::Correction
        | PermitState::UnderReview
        | PermitState::Refused => true,
        PermitState::Eligible
        | PermitState::Valid
        | PermitState::Suspended
        | PermitState::Cancelled
        | PermitState::Withdrawn => false,
    }
}
