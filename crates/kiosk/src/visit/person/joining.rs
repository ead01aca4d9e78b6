//! Further persons at an address that is registered: entered and checked as in a declaration.

use protocol::{Cohabitant, Deed};
use residence::RecordId;

use super::{Person, PersonPage, Plan};
use crate::{
    screen::{ActMatter, CohabitantProblem},
    visit::{Event, Facts, Next, Stage, read_cohabitant},
};

/// Those who are added.
pub(crate) struct Joining {
    pub(crate) record: RecordId,
    pub(crate) people: Vec<Cohabitant>,
    pub(crate) problem: Option<CohabitantProblem>,
}

impl Joining {
    pub(super) fn to(record: RecordId) -> Self {
        Self {
            record,
            people: Vec::new(),
            problem: None,
        }
    }
}

impl Person {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing on this page"
    )]
    pub(super) fn join(
        self: Box<Self>,
        mut joining: Box<Joining>,
        event: Event,
        facts: &Facts,
    ) -> Next {
        match event {
            Event::AddCohabitant(entry)
                if joining.people.len() < facts.policy.registration.cohabitants_max =>
            {
                let own = self.document.as_ref();
                match read_cohabitant(&entry, own, &joining.people, facts) {
                    Ok(person) => {
                        joining.people.push(person);
                        joining.problem = None;
                    }
                    Err(problem) => joining.problem = Some(problem),
                }
            }
            Event::RemoveCohabitant(place) if place < joining.people.len() => {
                drop(joining.people.remove(place));
            }
            Event::FinishCohabitants if joining.people.is_empty() => {
                return self.turn_to(PersonPage::Residence);
            }
            Event::FinishCohabitants => {
                let deed = Deed::AddCohabitants(joining.record, joining.people.clone());
                let effect = self.act(deed, None, facts);
                return (
                    Stage::Person(self.at(PersonPage::Cohabitants(joining))),
                    effect,
                );
            }
            Event::ActSaved(record) => {
                let plan = Plan {
                    about: Some(joining.record),
                    address: self
                        .registration(&joining.record)
                        .map(|held| super::planning::address_of(&held.address)),
                    ..Plan::new(ActMatter::AddCohabitants)
                };
                return self.saved(&plan, record, facts);
            }
            _ => {}
        }
        self.turn_to(PersonPage::Cohabitants(joining))
    }
}
