//! Codes: which one is taken where, and what is said of the others.

use super::{
    Person, Stage,
    declaring::{Declaring, Page, Problem},
    people::{Code, Holder, Ownership},
};
use crate::screen::ScanRefusal;

impl Declaring {
    /// Sees a code while one is looked for; a refusal keeps what is there.
    pub(super) fn see(&mut self, code: Result<Code, ScanRefusal>) {
        let refusal = match (self.page, code) {
            (_, Err(refusal)) => Some(refusal),
            (Page::ScanHouse, Ok(Code::House(house))) => {
                self.house = Some(*house);
                None
            }
            (_, Ok(Code::House(_))) => Some(ScanRefusal::HouseInstead),
            (page, Ok(Code::Resident(holder, _))) => self.see_holder(page, *holder),
        };
        match refusal {
            Some(refusal) => self.problem = Some(Problem::Scan(refusal)),
            None => self.turn_to_missing(),
        }
    }

    fn see_holder(&mut self, page: Page, holder: Holder) -> Option<ScanRefusal> {
        if holder.child {
            return Some(ScanRefusal::Child);
        }
        if self
            .taken_up
            .is_some_and(|(subject, _)| subject != holder.subject)
        {
            return Some(ScanRefusal::OtherPerson);
        }
        // After the door was refused a proven person looks for another house: the proof stands
        // only for the code that it was made with.
        if self
            .holder
            .as_ref()
            .is_none_or(|known| known.subject != holder.subject)
        {
            self.document = None;
        }
        self.holder = Some(holder);
        (page == Page::ScanHouse).then_some(ScanRefusal::ResidentInstead)
    }
}

/// Sees a code where the own one is shown; whose it is has to be proved next.
pub(super) fn own_code(code: Result<Code, ScanRefusal>) -> Stage {
    match code {
        Ok(Code::Resident(holder, _)) => Stage::Person(Box::new(Person::meet(*holder))),
        Ok(Code::House(_)) => Stage::ScanOwn(Some(ScanRefusal::HouseInstead)),
        Err(refusal) => Stage::ScanOwn(Some(refusal)),
    }
}

/// Tells why a code is not taken as the owner's; the codes of strangers decide nothing.
pub(super) fn owner_refusal(
    holder: &Holder,
    ownership: Ownership,
    declarant: residence::Subject,
) -> Option<ScanRefusal> {
    if holder.subject == declarant {
        Some(ScanRefusal::SamePerson)
    } else if holder.child {
        Some(ScanRefusal::Child)
    } else if ownership == Ownership::NotRecorded {
        Some(ScanRefusal::NotTheOwner)
    } else if holder.assurance == protocol::Assurance::Unverified && holder.answered_by.is_none() {
        // An amber code confirms nothing without a worker (trust design 1.7).
        Some(ScanRefusal::Uncertain)
    } else {
        None
    }
}
