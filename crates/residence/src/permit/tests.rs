mod application;
mod cases;
mod dates;
mod holder;
mod matrix;
mod notices;

use super::*;
use crate::{
    eligibility::{Assessment, Eligibility, Habitual, Route},
    policy::Policy,
};

const LAPSED: SuspensionReason = SuspensionReason::EndorsementLapsed;
const NO_ADDRESS: SuspensionReason = SuspensionReason::AddressCancelled;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn city(text: &str) -> CityCode {
    CityCode::parse(text).unwrap()
}

/// A holder who qualifies, has confirmed, and names a new address that took effect on a day.
fn facts(actor: PermitActor, effective_on: &str) -> PermitFacts {
    PermitFacts {
        actor,
        city: city("4415"),
        assessment: Some(Assessment {
            verdict: Eligibility::Eligible {
                since: day("2025-03-01"),
                route: Route::Stay,
            },
            policy: Policy::GD_DEFAULT.version,
        }),
        qualified: true,
        new_address: Some(NewAddress {
            city: city("4415"),
            effective_on: Some(day(effective_on)),
            habitual: Some(Habitual::Approved {
                since: day(effective_on),
            }),
        }),
        confirmed: true,
    }
}

fn march() -> Holder {
    Holder::of(issued_on("2025-03-15"), Policy::GD_DEFAULT)
}

/// N8: the registration of the address was cancelled on 2025-10-01.
fn without_address() -> Holder {
    let mut holder = march();
    holder.does(PermitEvent::AddressCancelled, "2025-10-01");
    holder
}

fn issued_on(text: &str) -> Permit {
    Permit::Issued(IssuedPermit::new(city("4415"), day(text)))
}

fn issued(permit: &Permit) -> &IssuedPermit {
    let Permit::Issued(issued) = permit else {
        panic!("{permit:?} is not issued");
    };
    issued
}

/// One permit that events happen to, under one policy.
struct Holder {
    permit: Permit,
    policy: Policy,
}

impl Holder {
    fn of(permit: Permit, policy: Policy) -> Self {
        Self { permit, policy }
    }

    fn answer(
        &self,
        event: &PermitEvent,
        on: &str,
        facts: &PermitFacts,
    ) -> Result<PermitDecision, Vec<PermitDenial>> {
        decide_permit(Some(&self.permit), event, facts, day(on), &self.policy)
    }

    /// Applies an event that must be allowed and returns what follows.
    fn does(&mut self, event: PermitEvent, on: &str) -> Vec<PermitEffect> {
        self.does_with(event, on, &facts(PermitActor::Officer, on))
    }

    fn does_with(
        &mut self,
        event: PermitEvent,
        on: &str,
        facts: &PermitFacts,
    ) -> Vec<PermitEffect> {
        let decision = self.answer(&event, on, facts).unwrap();
        assert_eq!(decision.policy, self.policy.version);
        self.permit = decision.permit;
        decision.effects
    }

    fn denied(&self, event: PermitEvent, on: &str) -> Vec<PermitDenial> {
        self.answer(&event, on, &facts(PermitActor::Holder, on))
            .unwrap_err()
    }

    fn status(&self, on: &str) -> PermitStatus {
        permit_status(&self.permit, day(on), &self.policy.permit)
    }

    fn state(&self, on: &str) -> PermitState {
        self.status(on).state
    }

    fn reasons(&self, on: &str) -> Vec<SuspensionReason> {
        self.status(on).suspended_for.into_iter().collect()
    }

    fn can(&self, action: PermitAction, on: &str) -> Result<(), PermitDenial> {
        can(action, &self.permit, day(on), &self.policy.permit)
    }

    fn schedule(&self, on: &str) -> Schedule {
        issued(&self.permit)
            .term
            .schedule(day(on), &self.policy.permit)
    }
}

/// Messages and paper say what a permit is, lacks and went through: codes stay, names are whole.
#[test]
fn lists_have_stable_codes_and_both_names() {
    use crate::{
        eligibility::{Exemption, Ground, Route},
        lists::Named,
        population::Population,
    };
    fn rows<T: Named>() -> Vec<(&'static str, &'static str, &'static str)> {
        let row = |member: &T| (member.code(), member.zh(), member.en());
        T::ALL.iter().map(row).collect()
    }
    let state = |place: usize| rows::<PermitState>()[place];
    assert_eq!(state(0), ("ELIGIBLE", "可申领", "may apply"));
    assert_eq!(state(6), ("SUSPENDED", "使用功能中止", "use suspended"));
    let reasons = rows::<SuspensionReason>();
    assert_eq!(reasons[1].0, "ADDRESS_CANCELLED");
    let all = [
        rows::<PermitState>(),
        reasons,
        rows::<PermitCancelReason>(),
        rows::<PermitPaper>(),
        rows::<PermitRecord>(),
        rows::<Population>(),
        rows::<Ground>(),
        rows::<Exemption>(),
        rows::<Route>(),
    ];
    assert_eq!(all.each_ref().map(Vec::len), [9, 3, 6, 6, 13, 5, 4, 2, 3]);
    for (code, zh, en) in all.concat() {
        assert!(code.is_ascii() && en.is_ascii() && !zh.is_ascii(), "{code}");
    }
}
