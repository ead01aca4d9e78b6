//! Agreeing: the rule is applied, the declaration becomes a record, and nothing is edited after.

use protocol::{ActingPerson, Declaration, HandAddress, Place, PlacedDeclaration};
use residence::{
    CohabitantDenial, CohabitantFacts, Denial, Event as Act, Facts as RuleFacts, Listed as _,
    Private, RecordId, Registration, Subject, decide,
};
use zeroize::Zeroizing;

use super::{
    Effect, Facts, Next, Stage,
    cohabitants::age_of,
    declaring::{Declaring, Page, Problem},
    owner::OwnerTurn,
    people::{Entry, HouseSeen},
    stay::{Stay, date_problem},
};
use crate::screen::{CohabitantProblem, FailureCode};

/// Version of the privacy notice on the page of reading back.
pub(crate) const NOTICE_VERSION: u16 = 1;

/// A declaration that is durable: what the rest of the visit needs of it, masked.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) record: RecordId,
    pub(crate) subject: Subject,
    pub(crate) holder: Option<Zeroizing<String>>,
    /// Masked number of the declarant.
    pub(crate) number: Zeroizing<String>,
    pub(crate) house: HouseSeen,
    pub(crate) stay: Stay,
    pub(crate) cohabitants: u32,
    /// Where the declaration stands by the rules.
    pub(crate) registration: Registration,
    /// What the rules knew when the declaration was accepted.
    pub(crate) known: RuleFacts,
}

impl Declaring {
    pub(super) fn agree(mut self: Box<Self>, notice_version: u16, facts: &Facts) -> Next {
        let Some(known) = self.known(facts) else {
            return (Stage::Declaring(self), None);
        };
        if notice_version != NOTICE_VERSION {
            // Another text was on the screen than the one this kiosk knows: nobody agreed to it.
            return (Stage::Declaring(self), None);
        }
        let day = facts.act_day(known.moved_in_on);
        let by_hand = self.house.as_ref().is_some_and(HouseSeen::is_by_hand);
        let act = if by_hand {
            Act::DeclareManual
        } else {
            Act::Declare
        };
        match decide(None, act, &known, day, &facts.policy) {
            Err(denial) => self.refuse(denial, facts),
            Ok(step) => {
                self.agreed = Some(step.registration);
                let effect = self.save(notice_version, facts);
                (Stage::Declaring(self), effect)
            }
        }
    }

    /// Shows a denial on the page that can mend it; midnight may have passed since that page.
    fn refuse(mut self: Box<Self>, denial: Denial, facts: &Facts) -> Next {
        match denial {
            Denial::MovedInOn => {
                let problem = self
                    .stay
                    .moved_in_on
                    .and_then(|day| date_problem(day, facts))
                    .unwrap_or(crate::screen::StayProblem::NoDate);
                self.turn_to(Page::Stay);
                self.object(Problem::Stay(problem))
            }
            Denial::Cohabitant { place, denial } => {
                let problem = match denial {
                    CohabitantDenial::MustSelfDeclare => {
                        CohabitantProblem::Age(self.age_of(place, facts))
                    }
                    CohabitantDenial::GuardianConsentMissing => CohabitantProblem::Consent,
                    CohabitantDenial::GuardianshipMissing
                    | CohabitantDenial::NotAnAdult
                    | CohabitantDenial::AssentWithheld => CohabitantProblem::Guardian,
                };
                self.turn_to(Page::Cohabitants);
                self.object(Problem::Cohabitant(problem))
            }
            Denial::DuplicateAddress => (
                Stage::Declaring(self).end(FailureCode::SameAddress, facts),
                None,
            ),
            Denial::TooManyAddresses => (
                Stage::Declaring(self).end(FailureCode::TooManyAddresses, facts),
                None,
            ),
            Denial::IdentityUnproven
            | Denial::MustNotSelfDeclare
            | Denial::HouseUnknown
            | Denial::HouseWithdrawn
            | Denial::TooManyCohabitants
            | Denial::MovedOutOn
            | Denial::NotTheOwner
            | Denial::NotTheResident
            | Denial::NotTheDesk
            | Denial::NotAnOfficer
            | Denial::NoteMissing
            | Denial::ObjectionOpen
            | Denial::NotYet
            | Denial::AlreadyDecided(_)
            | Denial::WrongState => (Stage::Declaring(self).end(FailureCode::Rule, facts), None),
        }
    }

    fn age_of(&self, place: usize, facts: &Facts) -> u32 {
        self.people
            .get(place)
            .map_or(0, |person| age_of(person, facts.today, &facts.policy.age))
    }

    /// Gathers what the rules need to know; `None` while an answer is missing.
    fn known(&self, facts: &Facts) -> Option<RuleFacts> {
        let document = self.document.as_ref()?;
        let stay = self.stay.complete()?;
        let cohabitants = self
            .people
            .iter()
            .map(|person| {
                CohabitantFacts::declared(
                    age_of(person, facts.today, &facts.policy.age),
                    person.relation,
                    person.guardian_consent.is_some(),
                )
            })
            .collect();
        Some(RuleFacts {
            identity_proven: true,
            for_resident: true,
            declarant_owns: facts.own_house,
            declarant_age: document.age_on(facts.today, &facts.policy.age)?,
            house: facts.house,
            live_at_same_house: facts.live_at_same_house,
            live_addresses: facts.live_addresses,
            moved_in_on: stay.moved_in_on,
            cohabitants,
            // Whether anybody is bound to the house is the centre's to know and to follow.
            ..RuleFacts::of_nobody(facts.act_day(stay.moved_in_on))
        })
    }

    /// Makes the record: of the plate that was scanned, or of the address that was named.
    fn save(&self, notice_version: u16, facts: &Facts) -> Option<Effect> {
        let (house, holder) = (self.house.as_ref()?, self.holder.as_ref()?);
        let declarant = ActingPerson {
            subject: holder.subject,
            serial: holder.serial,
            document: self.document.clone()?,
            assurance: holder.assurance,
        };
        let stay = self.stay.complete()?;
        let version = facts.policy.version;
        let policy = (version.profile.code().to_owned(), version.version);
        let cohabitants = self.people.clone();
        let declared_on = facts.act_day(stay.moved_in_on);
        let place = match &house.entry {
            Entry::Plate {
                code,
                serial,
                assurance,
            } => {
                return Some(Effect::SaveDeclaration(Box::new(Declaration {
                    declarant,
                    house: code.clone(),
                    house_serial: *serial,
                    house_assurance: *assurance,
                    dwelling: stay.dwelling,
                    reason: stay.reason,
                    moved_in_on: stay.moved_in_on,
                    cohabitants,
                    notice_version,
                    policy,
                    declared_on,
                })));
            }
            Entry::Listed(code) => Place::Listed(code.clone()),
            Entry::ByHand(division) => Place::ByHand(HandAddress {
                division: division.clone(),
                street: Private::new(house.address.street.clone()),
                number: Private::new(house.address.number.clone()),
                room: Private::new(house.address.room.clone()),
            }),
        };
        Some(Effect::SavePlaced(Box::new(PlacedDeclaration {
            declarant,
            place,
            dwelling: stay.dwelling,
            reason: stay.reason,
            moved_in_on: stay.moved_in_on,
            cohabitants,
            notice_version,
            policy,
            declared_on,
        })))
    }

    /// Leaves editing behind: the owner's turn when one is present, else the receipt.
    pub(super) fn become_declared(self: Box<Self>, record: RecordId, facts: &Facts) -> Next {
        let owner_comes = self.owner_present == Some(true) && self.asks_for_owner(facts);
        let Some(declared) = self.declared(record, facts) else {
            return (Stage::Declaring(self), None);
        };
        let stage = if owner_comes {
            Stage::Owner(Box::new(OwnerTurn::begin(declared)))
        } else {
            Stage::Receipt(Box::new(declared))
        };
        (stage, None)
    }

    fn declared(&self, record: RecordId, facts: &Facts) -> Option<Declared> {
        let holder = self.holder.as_ref()?;
        Some(Declared {
            record,
            subject: holder.subject,
            holder: holder.hint.clone(),
            number: Zeroizing::new(self.document.as_ref()?.masked()),
            house: self.house.clone()?,
            stay: self.stay.complete()?,
            cohabitants: u32::try_from(self.people.len()).unwrap_or(u32::MAX),
            registration: self.agreed?,
            known: self.known(facts)?,
        })
    }
}
