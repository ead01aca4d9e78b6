//! Acts as a kiosk sends them, and what comes back.

use central::Centre;
use protocol::{
    Act, ActingPerson, Change, Cohabitant, Deed, HandAddress, House, Outcome, OutcomeResult,
    OwnerAnswer, Place, PlacedDeclaration, Record,
};
use residence::{DwellingType, Private, RecordId, ResidenceReason, State, Subject};

use super::{device::Device, world::World};

pub(crate) const LIN: &str = "449900199104120024";
pub(crate) const CHEN: &str = "449900196809050114";
pub(crate) const HUANG: &str = "449900197401200240";
pub(crate) const OUYANG: &str = "449900198505150334";
pub(crate) const WU: &str = "449900199707280406";
pub(crate) const HE: &str = "449900200110020519";

pub(crate) fn act(actor: ActingPerson, done_on: &str, deed: Deed) -> Record {
    Record::Act(Box::new(Act {
        actor,
        on_behalf_of: None,
        done_on: done_on.parse().unwrap(),
        deed,
    }))
}

pub(crate) fn act_for(actor: ActingPerson, member: Subject, deed: Deed) -> Record {
    Record::Act(Box::new(Act {
        actor,
        on_behalf_of: Some(member),
        done_on: "2026-11-23".parse().unwrap(),
        deed,
    }))
}

pub(crate) fn placed(declarant: ActingPerson, place: Place, people: Vec<Cohabitant>) -> Record {
    Record::PlacedDeclaration(Box::new(PlacedDeclaration {
        declarant,
        place,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: "2026-11-01".parse().unwrap(),
        cohabitants: people,
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: "2026-11-23".parse().unwrap(),
    }))
}

pub(crate) fn by_hand(street: &str) -> Place {
    let text = |text: &str| Private::new(text.to_owned());
    Place::ByHand(HandAddress {
        division: "449900001001".to_owned(),
        street: text(street),
        number: text("8号"),
        room: text("3栋805"),
    })
}

/// What a kiosk was told of one act: the rule that refused it, if any.
pub(crate) fn act_outcome(changes: &[Change], record: &RecordId) -> Option<Option<String>> {
    changes.iter().find_map(|change| match change {
        Change::ActOutcome(outcome) if outcome.record == *record => Some(outcome.denied.clone()),
        Change::ActOutcome(_)
        | Change::Outcome(_)
        | Change::House(_)
        | Change::BindKey { .. }
        | Change::Roster(_)
        | Change::Certificate(_)
        | Change::Replacement { .. }
        | Change::ClaimedCode(_) => None,
    })
}

/// Sends an act that must be told of; returns the rule that refused it and the states that
/// declarations came to.
pub(crate) async fn does(
    device: &mut Device,
    centre: &Centre,
    record: Record,
) -> (RecordId, Option<String>, Vec<State>) {
    let (id, changes) = device.tell(centre, &record).await;
    let denied = act_outcome(&changes, &id).expect("the kiosk is told of its act");
    (id, denied, states(super::device::outcomes(changes)))
}

pub(crate) fn states(told: Vec<Outcome>) -> Vec<State> {
    let state = |outcome: Outcome| match outcome.result {
        OutcomeResult::State { state, .. } => Some(state),
        OutcomeResult::Denied { .. } => None,
    };
    told.into_iter().filter_map(state).collect()
}

/// The houses that a kiosk was told of.
pub(crate) fn houses(changes: &[Change]) -> Vec<House> {
    let house = |change: &'_ Change| match change {
        Change::House(house) => Some(house.clone()),
        Change::ActOutcome(_)
        | Change::Outcome(_)
        | Change::BindKey { .. }
        | Change::Roster(_)
        | Change::Certificate(_)
        | Change::Replacement { .. }
        | Change::ClaimedCode(_) => None,
    };
    changes.iter().filter_map(house).collect()
}

impl World {
    /// A resident declares for a house and one of its owners confirms.
    pub(crate) async fn registered(
        &mut self,
        resident: (&str, &str),
        house: &str,
        owner: (&str, &str),
    ) -> RecordId {
        let person = self.one.person(resident.0, resident.1);
        let record = self
            .one
            .declaration(person, self.one.house(house), Vec::new());
        let (declared, _) = self.one.tell(&self.centre, &record).await;
        let owner = self.one.person(owner.0, owner.1);
        let record = self.one.decision(declared, owner, OwnerAnswer::Confirmed);
        let (_, changes) = self.one.tell(&self.centre, &record).await;
        assert_eq!(states(super::device::outcomes(changes)), [State::Effective]);
        declared
    }

    /// An actor does something at the first kiosk today.
    pub(crate) async fn does(
        &mut self,
        who: (&str, &str),
        deed: Deed,
    ) -> (RecordId, Option<String>, Vec<State>) {
        let actor = self.one.person(who.0, who.1);
        does(&mut self.one, &self.centre, act(actor, "2026-11-23", deed)).await
    }
}
