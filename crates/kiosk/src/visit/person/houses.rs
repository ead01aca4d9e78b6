//! The owner's side: claiming a house by its plate, and appointing a trustee who is present.

use chrono::NaiveDate;
use protocol::{Deed, HeldResident};
use residence::{
    Capacity, DateRange, Denial, Event as Rule, Facts as RuleFacts, HouseCode, Ownership,
    OwnershipDenial, OwnershipState, Policy, Registration, State, Trusteeship, decide,
};
use zeroize::Zeroizing;

use super::{Person, PersonPage, Plan, planning::address_of};
use crate::{
    screen::{ActMatter, ActProblem, ScanRefusal},
    visit::{Code, Facts, HouseSeen, Next},
};

impl Person {
    pub(super) fn open_house(self: Box<Self>, item: &str) -> Next {
        let code = self
            .houses()
            .filter_map(|house| house.address.house.clone())
            .find(|code| code.as_str() == item);
        match code {
            Some(code) => self.turn_to(PersonPage::House(code)),
            None => self.turn_to(PersonPage::Houses),
        }
    }

    /// Takes the plate of the house that is claimed.
    pub(super) fn see_claimed(self: Box<Self>, code: Result<Code, ScanRefusal>) -> Next {
        let page = match code {
            Ok(Code::House(house)) => PersonPage::Ask(Box::new(claim(*house))),
            Ok(Code::Resident(..)) => PersonPage::ClaimScan(Some(ScanRefusal::ResidentInstead)),
            Err(refusal) => PersonPage::ClaimScan(Some(refusal)),
        };
        self.turn_to(page)
    }

    /// Only a verified owner appoints, for a house of the register.
    pub(super) fn begin_appointing(&self, about: &str) -> Option<PersonPage> {
        self.houses()
            .filter(|house| house.claim == Some(OwnershipState::Verified))
            .filter_map(|house| house.address.house.clone())
            .find(|code| code.as_str() == about)
            .map(|code| PersonPage::AppointScan(code, None))
    }

    /// Takes the code of the trustee, who is present and shows it.
    pub(super) fn see_trustee(
        self: Box<Self>,
        house: HouseCode,
        code: Result<Code, ScanRefusal>,
        facts: &Facts,
    ) -> Next {
        let refusal = match code {
            Ok(Code::Resident(holder, _)) if holder.subject == self.holder.subject => {
                ScanRefusal::SamePerson
            }
            Ok(Code::Resident(holder, _)) if holder.child => ScanRefusal::Child,
            Ok(Code::Resident(holder, _)) => {
                let address = self
                    .houses()
                    .find(|held| held.address.house.as_ref() == Some(&house))
                    .map(|held| address_of(&held.address));
                let plan = Plan {
                    house: Some(house),
                    trustee: Some(holder.subject),
                    other: holder.hint.clone(),
                    address,
                    follows: vec!["appoint", "appoint_accepts", "appoint_revocable"],
                    until: Some(facts.today),
                    ..Plan::new(ActMatter::Appoint)
                };
                return self.turn_to(PersonPage::Ask(Box::new(plan)));
            }
            Ok(Code::House(_)) => ScanRefusal::HouseInstead,
            Err(refusal) => refusal,
        };
        self.turn_to(PersonPage::AppointScan(house, Some(refusal)))
    }

    /// Puts an appointment together, held against the rule that the centre applies again.
    pub(super) fn appointment(&self, plan: &Plan, days: DateRange) -> Result<Deed, ActProblem> {
        let house = plan.house.clone().ok_or(ActProblem::Gone)?;
        let trustee = plan.trustee.ok_or(ActProblem::Gone)?;
        let owner = self.holder.subject;
        let ownerships: Vec<Ownership> = self
            .houses()
            .filter_map(|held| {
                Some(Ownership {
                    house: held.address.house.clone()?,
                    owner,
                    state: held.claim?,
                })
            })
            .collect();
        let houses = vec![house];
        match Trusteeship::appoint(owner, trustee, houses.clone(), days, &ownerships) {
            Ok(_) => Ok(Deed::AppointTrustee {
                trustee,
                houses,
                from: days.from,
                to: days.to,
            }),
            Err(OwnershipDenial::Dates) => Err(ActProblem::Dates),
            Err(
                OwnershipDenial::WrongState
                | OwnershipDenial::NotTheOwner
                | OwnershipDenial::NotTheTrustee,
            ) => Err(ActProblem::Gone),
        }
    }

    /// Holds a reported day of moving out against the rule that the centre applies again.
    pub(super) fn check_move_out(
        plan: &Plan,
        day: NaiveDate,
        facts: &Facts,
    ) -> Result<(), ActProblem> {
        let seen = plan.who.as_ref().ok_or(ActProblem::Gone)?;
        let state = plan.state.ok_or(ActProblem::Gone)?;
        report(state, seen.moved_in_on, day, facts.today, &facts.policy).map_err(|denial| {
            if denial == Denial::MovedOutOn {
                ActProblem::Day
            } else {
                ActProblem::Gone
            }
        })
    }
}

/// Tells whether the owner's side can report today that somebody moved out.
pub(crate) fn may_report(resident: &HeldResident, today: NaiveDate, policy: &Policy) -> bool {
    let moved_in_on = resident.seen.moved_in_on;
    report(resident.state, moved_in_on, today, today, policy).is_ok()
}

fn report(
    state: State,
    moved_in_on: NaiveDate,
    day: NaiveDate,
    today: NaiveDate,
    policy: &Policy,
) -> Result<(), Denial> {
    let known = RuleFacts {
        identity_proven: true,
        actor: Some(Capacity::Owner),
        moved_in_on,
        ..RuleFacts::of_nobody(today)
    };
    let held = Registration {
        state,
        since: moved_in_on,
        until: None,
        desk_from: None,
        effective_on: None,
        ended_on: None,
        capacity: None,
        reason: None,
        under: policy.version,
    };
    decide(Some(&held), Rule::ReportMoveOut(day), &known, today, policy).map(drop)
}

fn claim(house: HouseSeen) -> Plan {
    Plan {
        house: house.code().cloned(),
        address: Some(Zeroizing::clone(&house.address)),
        follows: vec!["claim_desk", "claim_own"],
        ..Plan::new(ActMatter::ClaimHouse)
    }
}
