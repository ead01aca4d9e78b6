//! What others ask of a stage: whose matter it is, which house, which ticket, is there a way back.

use protocol::{Assurance, WorkerId};
use residence::{RecordId, Subject};

use super::{Done, Holder, HouseSeen, IssuePage, OwnerPage, Stage};
use crate::{draft::Ticket, screen::CheckVerdict};

impl Stage {
    /// Returns the house of this visit.
    pub(crate) fn house(&self) -> Option<&HouseSeen> {
        match self {
            Self::Declaring(declaring) => declaring.house.as_ref(),
            Self::Owner(turn) => Some(&turn.declared.house),
            Self::Receipt(declared) => Some(&declared.house),
            Self::Needed(needed) => needed.behind.house(),
            Self::Issuing(issuing) => issuing.house.as_ref(),
            Self::Welcome
            | Self::ScanOwn(_)
            | Self::Receipts(_)
            | Self::Person(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Timing(_)
            | Self::Claiming(_) => None,
        }
    }

    /// Returns the person whose matter this visit is.
    pub(crate) fn subject(&self) -> Option<Subject> {
        match self {
            Self::Declaring(declaring) => declaring.holder.as_ref().map(|holder| holder.subject),
            Self::Owner(turn) => Some(turn.declared.subject),
            Self::Receipt(declared) => Some(declared.subject),
            Self::Person(person) => Some(person.holder.subject),
            Self::Needed(needed) => needed.behind.subject(),
            Self::Welcome
            | Self::ScanOwn(_)
            | Self::Receipts(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Issuing(_)
            | Self::Timing(_)
            | Self::Claiming(_) => None,
        }
    }

    /// Returns the ticket under which the draft of this visit is kept.
    pub(crate) fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Declaring(declaring) => declaring.ticket.as_ref(),
            Self::Failed(failed) => failed.ticket.as_ref(),
            Self::Needed(needed) => needed.behind.ticket(),
            Self::Welcome
            | Self::Owner(_)
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Person(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Issuing(_)
            | Self::Timing(_)
            | Self::Claiming(_) => None,
        }
    }

    /// Tells whether `GoBack` leads anywhere from here.
    pub(crate) fn can_go_back(&self) -> bool {
        match self {
            Self::Welcome | Self::Receipt(_) | Self::Desk => false,
            Self::Person(person) => person.can_go_back(),
            Self::Declaring(_)
            | Self::ScanOwn(_)
            | Self::Receipts(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Needed(_)
            | Self::Timing(_) => true,
            Self::Owner(turn) => turn.can_go_back(),
            Self::Issuing(issuing) => issuing.can_go_back(),
            Self::Failed(failed) => failed.back.is_some(),
            Self::Claiming(claiming) => claiming.can_go_back(),
        }
    }

    /// Returns the worker who answered for what could not be checked in the act of this stage.
    pub(crate) fn answered_by(&self) -> Option<&WorkerId> {
        let holder = match self {
            Self::Declaring(declaring) => declaring.holder.as_ref(),
            Self::Owner(turn) => match &turn.page {
                OwnerPage::Prove { owner, .. } | OwnerPage::Decide { owner, .. } => Some(owner),
                OwnerPage::Scan(_) => None,
            },
            Self::Claiming(claiming) => return claiming.seen_by.as_ref(),
            Self::Person(person) => Some(&person.holder),
            Self::Welcome
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Issuing(_)
            | Self::Timing(_) => None,
        };
        holder.and_then(|holder| holder.answered_by.as_ref())
    }

    /// Tells whether the act of this stage rests on a code that could not be checked completely.
    pub(crate) fn took_amber(&self) -> bool {
        let amber = |holder: &Holder| holder.assurance == Assurance::Unverified;
        match self {
            Self::Declaring(declaring) => {
                let house = declaring.house.as_ref();
                declaring.holder.as_ref().is_some_and(amber)
                    || house.is_some_and(HouseSeen::is_amber)
            }
            Self::Owner(turn) => match &turn.page {
                OwnerPage::Prove { owner, .. } | OwnerPage::Decide { owner, .. } => amber(owner),
                OwnerPage::Scan(_) => false,
            },
            Self::Checking(checking) => checking
                .shown
                .as_ref()
                .is_some_and(|shown| shown.verdict == CheckVerdict::Amber),
            Self::Person(person) => amber(&person.holder),
            Self::Welcome
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Failed(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Issuing(_)
            | Self::Timing(_)
            | Self::Claiming(_) => false,
        }
    }

    /// Tells whether an answer of the centre is taken here; elsewhere it waits.
    pub(crate) fn hears_centre(&self) -> bool {
        match self {
            Self::Person(_) | Self::Receipts(_) | Self::Claiming(_) => true,
            Self::Helping(page) => page.open().is_some(),
            Self::Welcome
            | Self::Declaring(_)
            | Self::Owner(_)
            | Self::Receipt(_)
            | Self::ScanOwn(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Issuing(_)
            | Self::Timing(_) => false,
        }
    }

    /// Returns the acts of this visit.
    pub(crate) fn acts(&self) -> Vec<RecordId> {
        self.done().iter().map(|act| act.record).collect()
    }

    /// Returns the acts of this visit that the centre has not decided yet.
    pub(crate) fn open_acts(&self) -> Vec<RecordId> {
        let open = self.done().iter().filter(|act| act.outcome.is_none());
        open.map(|act| act.record).chain(self.open_deed()).collect()
    }

    /// Returns the deed on the screen that the centre has not decided yet.
    fn open_deed(&self) -> Option<RecordId> {
        if let Self::Helping(page) = self {
            return page.open();
        }
        let Self::Person(person) = self else {
            return None;
        };
        let saved = person.lives()?.act()?;
        saved.outcome.is_none().then_some(saved.record)
    }

    fn done(&self) -> &[Done] {
        match self {
            Self::Person(person) => &person.acts,
            Self::Needed(needed) => needed.behind.done(),
            Self::Welcome
            | Self::Declaring(_)
            | Self::Owner(_)
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::Helping(_)
            | Self::ScanOwn(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Issuing(_)
            | Self::Timing(_)
            | Self::Claiming(_) => &[],
        }
    }

    /// Writes down who answered for the holder whose number is asked for.
    pub(super) fn note_answer(&mut self, worker: WorkerId) {
        if let Some(holder) = self.holder_to_prove() {
            holder.answered_by = Some(worker);
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "on every other stage nobody proves anything"
    )]
    fn holder_to_prove(&mut self) -> Option<&mut Holder> {
        match self {
            Self::Declaring(declaring) => declaring.holder.as_mut(),
            Self::Owner(turn) => match &mut turn.page {
                OwnerPage::Prove { owner, .. } => Some(owner),
                OwnerPage::Scan(_) | OwnerPage::Decide { .. } => None,
            },
            Self::Issuing(issuing) => match &mut issuing.page {
                IssuePage::Prove { guardian, .. } => Some(guardian),
                _ => None,
            },
            Self::Person(person) => Some(&mut person.holder),
            _ => None,
        }
    }
}
