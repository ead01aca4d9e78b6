//! What the centre decides, from what its tables say: the kiosk is never believed.
//!
//! The rules themselves are `residence::act`; here are only the facts.

use chrono::NaiveDate;
use protocol::{ActingPerson, Declaration, OwnerAnswer, OwnerDecision};
use residence::{
    Capacity, CohabitantFacts, Denial, Event, Facts, HouseStanding, Policy, Registration, Step,
    act, age_on,
};

use crate::tables::{
    houses::RegisteredHouse,
    people::Person,
    registrations::{Declared, RegisteredCohabitant, Registration as StoredRegistration},
};

/// What the tables say about a declaration.
pub(crate) struct Known {
    /// The person whose pseudonym declares.
    pub(crate) person: Option<Person>,
    /// The house.
    pub(crate) house: Option<RegisteredHouse>,
    /// Whether the person has a live registration at the house.
    pub(crate) live_at_same_house: bool,
    /// How many live registrations the person has.
    pub(crate) live_addresses: usize,
    /// Whether the person is a verified owner of the house.
    pub(crate) owns_house: bool,
    /// Whether anybody is bound to the house who may confirm.
    pub(crate) has_confirmer: bool,
}

/// What the tables say about whoever decides, and about the declaration that waits.
pub(crate) struct Decider<'a> {
    /// The owner as the register knows them; `None` for the desk.
    pub(crate) person: Option<&'a Person>,
    /// In which capacity the actor may decide for the house.
    pub(crate) capacity: Option<Capacity>,
    /// Whether anybody is bound to the house who may confirm.
    pub(crate) has_confirmer: bool,
    /// Those who were declared with the resident.
    pub(crate) cohabitants: &'a [RegisteredCohabitant],
    /// Day of declaring.
    pub(crate) declared_on: NaiveDate,
    /// Day of moving in.
    pub(crate) moved_in_on: NaiveDate,
}

/// Decides about a declaration: T1, and T5 when an owner declares for the own house.
///
/// The owner's days are counted from today at the centre, whenever the kiosk heard of it.
pub(crate) fn on_declaration(
    declaration: &Declaration,
    known: &Known,
    centre_day: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let today = held_day(declaration.declared_on, centre_day);
    let house = standing_of(declaration, known.house.as_ref());
    let facts = Facts {
        asked_on: centre_day,
        ..facts_of(&declaration.into(), house, known, today, policy)
    };
    act(None, Event::Declare, &facts, today, policy)
}

/// Decides about a declaration with an address by hand: T2.
pub(crate) fn on_by_hand(
    declared: &Declared<'_>,
    known: &Known,
    centre_day: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let today = held_day(declared.declared_on, centre_day);
    let facts = Facts {
        asked_on: centre_day,
        ..facts_of(declared, HouseStanding::Unknown, known, today, policy)
    };
    act(None, Event::DeclareManual, &facts, today, policy)
}

/// Decides about the house that the desk found for an address by hand: T3, and T5 when it is the
/// declarant's own.
pub(crate) fn on_bound(
    held: &Registration,
    known: &Known,
    decider: &Decider<'_>,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let facts = Facts {
        identity_proven: true,
        declarant_owns: known.owns_house,
        house: match &known.house {
            None => HouseStanding::Unknown,
            Some(house) if house.withdrawn => HouseStanding::Withdrawn,
            Some(_) => HouseStanding::Known,
        },
        live_at_same_house: known.live_at_same_house,
        live_addresses: known.live_addresses,
        ..decider.facts(today, policy)
    };
    act(Some(held), Event::BindHouse, &facts, today, policy)
}

/// Decides about an owner's answer: T6 and T7.
pub(crate) fn on_decision(
    decision: &OwnerDecision,
    held: &Registration,
    decider: &Decider<'_>,
    centre_day: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let today = held_day(decision.decided_on, centre_day);
    let event = match decision.answer {
        OwnerAnswer::Confirmed => Event::Confirm,
        OwnerAnswer::Refused(reason) => Event::Reject(reason),
    };
    let facts = Facts {
        identity_proven: is_proven(&decision.owner, decider.person),
        ..decider.facts(today, policy)
    };
    act(Some(held), event, &facts, today, policy)
}

/// Decides about what the desk or an officer does at the centre itself.
pub(crate) fn at_desk(
    event: Event,
    note_present: bool,
    officer: bool,
    held: &Registration,
    decider: &Decider<'_>,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let facts = Facts {
        identity_proven: true,
        officer,
        note_present,
        ..decider.facts(today, policy)
    };
    act(Some(held), event, &facts, today, policy)
}

/// A kiosk may have been offline for weeks, so its day counts; a day to come never does.
pub(crate) fn held_day(kiosk_day: NaiveDate, centre_day: NaiveDate) -> NaiveDate {
    kiosk_day.min(centre_day)
}

impl<'a> Decider<'a> {
    /// The desk, about a declaration that waits.
    pub(crate) fn desk(
        registration: &StoredRegistration,
        cohabitants: &'a [RegisteredCohabitant],
        has_confirmer: bool,
    ) -> Self {
        Self {
            person: None,
            capacity: Some(Capacity::Desk),
            has_confirmer,
            cohabitants,
            declared_on: registration.declared_on,
            moved_in_on: registration.moved_in_on,
        }
    }

    /// What the rules need to know, but who acts.
    pub(crate) fn facts(&self, today: NaiveDate, policy: &Policy) -> Facts {
        let cohabitants = self.cohabitants.iter().map(|person| {
            let age = |on| age_on(person.birth, on, &policy.age);
            CohabitantFacts::declared(age(self.declared_on), person.relation, person.consented)
                .at_age(age(today))
        });
        Facts {
            actor: self.capacity,
            has_confirmer: self.has_confirmer,
            house: HouseStanding::Known,
            moved_in_on: self.moved_in_on,
            cohabitants: cohabitants.collect(),
            ..Facts::of_nobody(today)
        }
    }
}

fn facts_of(
    declaration: &Declared<'_>,
    house: HouseStanding,
    known: &Known,
    today: NaiveDate,
    policy: &Policy,
) -> Facts {
    let registered = known.person.as_ref().map(|person| person.birth);
    let birth = registered.or(declaration.declarant.document.reveal_birth());
    let cohabitants = declaration.cohabitants.iter().map(|person| {
        let age = person
            .document
            .age_on(today, &policy.age)
            .expect("the wire carries no document without a birth date");
        CohabitantFacts::declared(age, person.relation, person.guardian_consent.is_some())
    });
    Facts {
        identity_proven: is_proven(declaration.declarant, known.person.as_ref()),
        for_resident: true,
        declarant_age: birth.map_or(0, |birth| age_on(birth, today, &policy.age)),
        declarant_owns: known.owns_house,
        house,
        has_confirmer: known.has_confirmer,
        live_at_same_house: known.live_at_same_house,
        live_addresses: known.live_addresses,
        moved_in_on: declaration.moved_in_on,
        cohabitants: cohabitants.collect(),
        ..Facts::of_nobody(today)
    }
}

/// A person is proven when number and code in force are those of the register.
pub(crate) fn is_proven(acting: &ActingPerson, registered: Option<&Person>) -> bool {
    registered.is_some_and(|person| {
        person.subject == acting.subject
            && person.number == acting.document.reveal_number()
            && person.serial == Some(acting.serial)
    })
}

/// A plate that was replaced is as good as withdrawn.
fn standing_of(declaration: &Declaration, house: Option<&RegisteredHouse>) -> HouseStanding {
    match house {
        None => HouseStanding::Unknown,
        Some(house) if house.withdrawn || house.serial != declaration.house_serial => {
            HouseStanding::Withdrawn
        }
        Some(_) => HouseStanding::Known,
    }
}

#[cfg(test)]
mod tests {
    use protocol::Assurance;
    use residence::{
        DocumentType, DwellingType, HouseCode, IdentityDocument, ResidenceReason, State, Subject,
    };

    use super::*;

    const SERIAL: [u8; 8] = [3; 8];
    const NUMBER: &str = "449900199001010017";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn declaration(declared_on: &str) -> Declaration {
        let number = IdentityDocument::parse(DocumentType::ResidentId, NUMBER, day(declared_on));
        Declaration {
            declarant: ActingPerson {
                subject: Subject::from_bytes([1; 16]),
                serial: SERIAL,
                document: number.unwrap(),
                assurance: Assurance::Unverified,
            },
            house: HouseCode::parse("449900-0018").unwrap(),
            house_serial: SERIAL,
            house_assurance: Assurance::Unverified,
            dwelling: DwellingType::Rented,
            reason: ResidenceReason::Work,
            moved_in_on: day("2026-11-01"),
            cohabitants: Vec::new(),
            notice_version: 1,
            policy: ("gd_default".to_owned(), 1),
            declared_on: day(declared_on),
        }
    }

    fn known() -> Known {
        Known {
            person: Some(Person {
                subject: Subject::from_bytes([1; 16]),
                number: NUMBER.to_owned(),
                name: "张明".to_owned(),
                phone: String::new(),
                birth: day("1990-01-01"),
                serial: Some(SERIAL),
            }),
            house: Some(RegisteredHouse {
                code: HouseCode::parse("449900-0018").unwrap(),
                town: String::new(),
                community: String::new(),
                street: String::new(),
                number: String::new(),
                room: String::new(),
                serial: SERIAL,
                withdrawn: false,
            }),
            live_at_same_house: false,
            live_addresses: 0,
            owns_house: false,
            has_confirmer: true,
        }
    }

    fn rule(change: impl FnOnce(&mut Known)) -> Result<Step, Denial> {
        let mut known = known();
        change(&mut known);
        let (declared, today) = (declaration("2026-11-20"), day("2026-11-23"));
        on_declaration(&declared, &known, today, &Policy::GD_DEFAULT)
    }

    #[test]
    fn the_centre_believes_its_own_tables_only() {
        type Change = fn(&mut Known);
        let cases: [(Change, Denial); 7] = [
            (|known| known.person = None, Denial::IdentityUnproven),
            (
                |known| known.person.as_mut().unwrap().serial = None,
                Denial::IdentityUnproven,
            ),
            (
                |known| known.person.as_mut().unwrap().birth = "2015-01-01".parse().unwrap(),
                Denial::MustNotSelfDeclare,
            ),
            (|known| known.house = None, Denial::HouseUnknown),
            (
                |known| known.house.as_mut().unwrap().serial = [4; 8],
                Denial::HouseWithdrawn,
            ),
            (
                |known| known.live_at_same_house = true,
                Denial::DuplicateAddress,
            ),
            (|known| known.live_addresses = 5, Denial::TooManyAddresses),
        ];
        for (change, denial) in cases {
            assert_eq!(rule(change), Err(denial));
        }
    }

    #[test]
    fn the_day_of_the_kiosk_counts_unless_it_is_to_come() {
        let cases = [("2026-11-20", "2026-11-20"), ("2026-12-24", "2026-11-23")];
        for (declared_on, effective_on) in cases {
            let known = Known {
                owns_house: true,
                ..known()
            };
            let (declared, today) = (declaration(declared_on), day("2026-11-23"));
            let step = on_declaration(&declared, &known, today, &Policy::GD_DEFAULT).unwrap();
            assert_eq!(step.registration.state, State::Effective);
            assert_eq!(step.registration.effective_on, Some(day(effective_on)));
            assert_eq!(step.registration.capacity, Some(Capacity::Auto));
        }
    }

    #[test]
    fn owners_have_their_days_from_when_the_centre_heard_of_it() {
        let step = rule(|_| {}).unwrap();
        assert_eq!(step.registration.since, day("2026-11-20"));
        assert_eq!(step.registration.until, Some(day("2026-12-08")));
    }
}
