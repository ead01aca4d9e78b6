//! The full number of the card proves that the holder of a code is its person.

use codes::BindKey;
use residence::{IdentityDocument, Subject, may_self_declare};

use super::{
    Facts, Next, Stage,
    declaring::{Declaring, Page, Problem},
    people::Holder,
};
use crate::screen::{FailureCode, NumberProblem, ScanRefusal};

/// Counts a wrong number; only a right number of another person costs a try, a slip does not.
pub(super) fn tries_after(tries_left: u8, problem: NumberProblem) -> u8 {
    match problem {
        NumberProblem::OtherPerson => tries_left.saturating_sub(1),
        NumberProblem::Format
        | NumberProblem::Region
        | NumberProblem::BirthDate
        | NumberProblem::Checksum
        | NumberProblem::Old15
        | NumberProblem::CannotCompare => tries_left,
    }
}

/// Compares a card with the number bound to a code; takes about 30 ms.
pub(crate) fn is_bound_to(document: &IdentityDocument, holder: &Holder, key: &BindKey) -> bool {
    holder.id_bind == Some(bind(document, &holder.subject, key))
}

/// Binds a card to a new pseudonym; takes about 30 ms.
pub(crate) fn bind(document: &IdentityDocument, subject: &Subject, key: &BindKey) -> [u8; 16] {
    key.id_bind(subject, document.reveal_number())
}

impl Declaring {
    pub(super) fn prove(
        mut self: Box<Self>,
        answer: Result<IdentityDocument, NumberProblem>,
        facts: &Facts,
    ) -> Next {
        let document = match answer {
            Ok(document) => document,
            Err(problem) => return self.refuse_number(problem, facts),
        };
        let policy = &facts.policy.age;
        let age = document.age_on(facts.today, policy);
        if !age.is_some_and(|age| may_self_declare(age, policy)) {
            self.holder = None;
            self.turn_to(Page::ScanResident);
            return self.object(Problem::Scan(ScanRefusal::Child));
        }
        self.document = Some(document);
        self.tries_left = super::TRIES_MAX;
        self.ticket
            .get_or_insert_with(|| facts.fresh_ticket.clone());
        let page = self.taken_up.map_or(Page::Door, |(_, page)| page);
        self.keep_at(page)
    }

    fn refuse_number(mut self: Box<Self>, problem: NumberProblem, facts: &Facts) -> Next {
        self.tries_left = tries_after(self.tries_left, problem);
        if self.tries_left == 0 {
            return (
                Stage::Declaring(self).end(FailureCode::TooManyTries, facts),
                None,
            );
        }
        self.object(Problem::Number(problem))
    }
}
