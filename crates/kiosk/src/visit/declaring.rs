//! A declaration in the making: what is collected, which page is open, which page follows.

use protocol::Cohabitant;
use residence::{IdentityDocument, Registration, Subject};

use super::{
    Effect, Event, Facts, Next, Stage, TRIES_MAX,
    finding::Finding,
    people::{Holder, HouseSeen},
    stay::StayChoice,
};
use crate::{
    draft::{Draft, Ticket},
    screen::{CohabitantProblem, FailureCode, NumberProblem, ScanRefusal, StayProblem},
};

/// Everything collected so far.
pub(crate) struct Declaring {
    pub(crate) ticket: Option<Ticket>,
    pub(crate) house: Option<HouseSeen>,
    /// The address is being looked for, without a plate.
    pub(crate) finding: Option<Finding>,
    pub(crate) holder: Option<Holder>,
    /// The card whose number matched the holder's code.
    pub(crate) document: Option<IdentityDocument>,
    pub(crate) tries_left: u8,
    pub(crate) stay: StayChoice,
    pub(crate) people: Vec<Cohabitant>,
    pub(crate) owner_present: Option<bool>,
    /// Where the declaration stands once its record is durable.
    pub(crate) agreed: Option<Registration>,
    pub(crate) page: Page,
    pub(crate) problem: Option<Problem>,
    /// Whose draft was taken up, and where it stopped.
    pub(crate) taken_up: Option<(Subject, Page)>,
}

/// The pages of declaring, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    ScanHouse,
    ScanResident,
    Prove,
    Door,
    Stay,
    Cohabitants,
    OwnerPresent,
    ReadBack,
}

/// What was wrong with the last entry on the open page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    Scan(ScanRefusal),
    Number(NumberProblem),
    Stay(StayProblem),
    Cohabitant(CohabitantProblem),
}

impl Declaring {
    pub(crate) fn begin() -> Self {
        Self {
            ticket: None,
            house: None,
            finding: None,
            holder: None,
            document: None,
            tries_left: TRIES_MAX,
            stay: StayChoice::default(),
            people: Vec::new(),
            owner_present: None,
            agreed: None,
            page: Page::ScanHouse,
            problem: None,
            taken_up: None,
        }
    }

    /// Takes up a draft; nothing of it is shown before its person proved to be here again.
    pub(crate) fn resume(draft: Draft) -> Self {
        Self {
            ticket: Some(draft.ticket),
            house: Some(draft.house),
            stay: draft.stay,
            people: draft.people,
            owner_present: draft.owner_present,
            page: Page::ScanResident,
            taken_up: Some((draft.subject, draft.page)),
            ..Self::begin()
        }
    }

    pub(super) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        if let Some(finding) = self.finding.take() {
            return self.find(finding, event);
        }
        match (self.page, event) {
            (_, Event::GoBack) => return self.go_back(facts),
            (Page::ScanHouse | Page::ScanResident, Event::Code(code)) => self.see(code),
            (Page::ScanHouse, Event::BeginFind(start)) => {
                self.finding = Some(Finding::begin(*start));
                self.problem = None;
            }
            (Page::Prove, Event::Number(answer)) => return self.prove(answer, facts),
            (Page::Door, Event::ConfirmDoor) => return self.confirm_door(facts),
            (Page::Stay, Event::DescribeStay(said)) => return self.describe_stay(&said, facts),
            (Page::Cohabitants, Event::AddCohabitant(entry)) => {
                return self.add_cohabitant(&entry, facts);
            }
            (Page::Cohabitants, Event::RemoveCohabitant(place)) => {
                return self.remove_cohabitant(place);
            }
            (Page::Cohabitants, Event::FinishCohabitants) => {
                let next = if self.asks_for_owner(facts) {
                    Page::OwnerPresent
                } else {
                    Page::ReadBack
                };
                return self.keep_at(next);
            }
            (Page::OwnerPresent, Event::AnswerOwnerPresent(present)) => {
                self.owner_present = Some(present);
                return self.keep_at(Page::ReadBack);
            }
            (Page::ReadBack, Event::Agree { notice_version }) => {
                return self.agree(notice_version, facts);
            }
            (Page::ReadBack, Event::DeclarationSaved(record)) => {
                return self.become_declared(record, facts);
            }
            _ => {}
        }
        (Stage::Declaring(self), None)
    }

    fn confirm_door(self: Box<Self>, facts: &Facts) -> Next {
        if facts.live_at_same_house {
            // Told before the person fills in pages that the rule would refuse at the end.
            let stage = Stage::Declaring(self);
            return (stage.end(FailureCode::SameAddress, facts), None);
        }
        if !facts
            .policy
            .registration
            .has_room_after(facts.live_addresses)
        {
            let stage = Stage::Declaring(self);
            return (stage.end(FailureCode::TooManyAddresses, facts), None);
        }
        self.keep_at(Page::Stay)
    }

    fn go_back(mut self: Box<Self>, facts: &Facts) -> Next {
        let to = match self.page {
            Page::ScanHouse => return (Stage::home(facts), None),
            Page::ScanResident if self.taken_up.is_some() => return (Stage::home(facts), None),
            Page::ScanResident => {
                self.house = None;
                Page::ScanHouse
            }
            Page::Prove => {
                self.holder = None;
                Page::ScanResident
            }
            Page::Door => {
                self.house = None;
                Page::ScanHouse
            }
            Page::Stay => Page::Door,
            Page::Cohabitants => Page::Stay,
            Page::OwnerPresent => Page::Cohabitants,
            Page::ReadBack if !self.asks_for_owner(facts) => Page::Cohabitants,
            Page::ReadBack => Page::OwnerPresent,
        };
        self.turn_to(to);
        (Stage::Declaring(self), None)
    }

    /// Opens the first page whose answer is missing, up to the door.
    pub(super) fn turn_to_missing(&mut self) {
        let page = if self.house.is_none() {
            Page::ScanHouse
        } else if self.holder.is_none() {
            Page::ScanResident
        } else if self.document.is_none() {
            Page::Prove
        } else {
            Page::Door
        };
        self.turn_to(page);
    }

    pub(super) fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.problem = None;
    }

    /// Opens a page and keeps the draft as it is then.
    pub(super) fn keep_at(mut self: Box<Self>, page: Page) -> Next {
        self.turn_to(page);
        (Stage::Declaring(self), Some(Effect::KeepDraft))
    }

    /// Says what is wrong and stays on the page.
    pub(super) fn object(mut self: Box<Self>, problem: Problem) -> Next {
        self.problem = Some(problem);
        (Stage::Declaring(self), None)
    }
}
