//! What the centre decides, from what its tables say: the kiosk is never believed.

use chrono::NaiveDate;
use protocol::{ActingPerson, Declaration, OwnerAnswer, OwnerDecision};
use residence::{
    Capacity, CohabitantFacts, Decision, Denial, Effect, Event, Facts, HouseStanding, Policy,
    RejectionReason, State, age_on, decide,
};

use crate::tables::{houses::RegisteredHouse, people::Person, registrations::Standing};

const POLICY: &Policy = &Policy::GD_DEFAULT;

/// What the tables say about a declaration.
pub(crate) struct Known {
    /// The person whose pseudonym declares.
    pub(crate) person: Option<Person>,
    /// The house.
    pub(crate) house: Option<RegisteredHouse>,
    /// Whether the person has a live registration at the house.
    pub(crate) live_at_same_house: bool,
    /// Whether the person is a verified owner of the house.
    pub(crate) owns_house: bool,
}

/// Where a new declaration stands, and until when its owners are asked.
pub(crate) struct Ruling {
    /// Where it stands.
    pub(crate) standing: Standing,
    /// Last day of the owners' task, when there is one.
    pub(crate) ask_until: Option<NaiveDate>,
}

/// Decides about a declaration: T1, and T5 when an owner declares for the own house.
pub(crate) fn on_declaration(
    declaration: &Declaration,
    known: &Known,
    centre_day: NaiveDate,
) -> Ruling {
    let today = held_day(declaration.declared_on, centre_day);
    let facts = facts_of(declaration, known, today);
    let declared = match decide(None, Event::Declare, &facts, today, POLICY) {
        Ok(declared) => declared,
        Err(denial) => {
            return Ruling {
                standing: Standing::Denied(rule_name(denial)),
                ask_until: None,
            };
        }
    };
    match decide(
        Some(declared.state),
        Event::AutoConfirm,
        &facts,
        today,
        POLICY,
    ) {
        Ok(own) => Ruling {
            standing: stands(&own, None),
            ask_until: None,
        },
        Err(_) => Ruling {
            ask_until: ask_until(&declared),
            standing: stands(&declared, None),
        },
    }
}

/// Decides about an owner's answer: T6 and T7.
pub(crate) fn on_decision(
    decision: &OwnerDecision,
    owner: Option<&Person>,
    owns_house: bool,
    state: State,
    centre_day: NaiveDate,
) -> Result<Standing, Denial> {
    let today = held_day(decision.decided_on, centre_day);
    let (event, rejection) = match decision.answer {
        OwnerAnswer::Confirmed => (Event::Confirm, None),
        OwnerAnswer::Refused(reason) => (Event::Reject(reason), Some(reason)),
    };
    let facts = Facts {
        identity_proven: is_proven(&decision.owner, owner),
        declarant_age: 0,
        house: HouseStanding::Known,
        live_at_same_house: false,
        moved_in_on: today,
        cohabitants: Vec::new(),
        actor: owns_house.then_some(Capacity::Owner),
    };
    decide(Some(state), event, &facts, today, POLICY).map(|made| stands(&made, rejection))
}

/// Returns the name of the rule that refuses; a cohabitant's rule is named itself.
pub(crate) fn rule_name(denial: Denial) -> String {
    if let Denial::Cohabitant { denial, .. } = denial {
        denial.to_string()
    } else {
        denial.to_string()
    }
}

/// A kiosk may have been offline for weeks, so its day counts; a day to come never does.
pub(crate) fn held_day(kiosk_day: NaiveDate, centre_day: NaiveDate) -> NaiveDate {
    kiosk_day.min(centre_day)
}

fn facts_of(declaration: &Declaration, known: &Known, today: NaiveDate) -> Facts {
    let registered = known.person.as_ref().map(|person| person.birth);
    let birth = registered.or(declaration.declarant.document.reveal_birth());
    Facts {
        identity_proven: is_proven(&declaration.declarant, known.person.as_ref()),
        declarant_age: birth.map_or(0, |birth| age_on(birth, today, &POLICY.age)),
        house: standing_of(declaration, known.house.as_ref()),
        live_at_same_house: known.live_at_same_house,
        moved_in_on: declaration.moved_in_on,
        cohabitants: declaration
            .cohabitants
            .iter()
            .map(|person| CohabitantFacts {
                age: person
                    .document
                    .age_on(today, &POLICY.age)
                    .expect("the wire carries no document without a birth date"),
                relation: person.relation,
                guardian_consent: person.guardian_consent.is_some(),
            })
            .collect(),
        actor: known.owns_house.then_some(Capacity::Owner),
    }
}

/// A person is proven when number and code in force are those of the register.
fn is_proven(acting: &ActingPerson, registered: Option<&Person>) -> bool {
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

fn stands(decision: &Decision, rejection: Option<RejectionReason>) -> Standing {
    Standing::Stands {
        state: decision.state,
        effective_on: decision.effective_on,
        capacity: decision.capacity,
        rejection,
    }
}

fn ask_until(decision: &Decision) -> Option<NaiveDate> {
    decision.effects.iter().find_map(|effect| match effect {
        Effect::AskOwner { until } => Some(*until),
        Effect::CloseTasks | Effect::TellResident(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use protocol::Assurance;
    use residence::{
        DocumentType, DwellingType, HouseCode, IdentityDocument, ResidenceReason, Subject,
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
            owns_house: false,
        }
    }

    fn rule(change: impl FnOnce(&mut Known)) -> Standing {
        let mut known = known();
        change(&mut known);
        on_declaration(&declaration("2026-11-20"), &known, day("2026-11-23")).standing
    }

    fn denied(name: &str) -> Standing {
        Standing::Denied(name.to_owned())
    }

    #[test]
    fn the_centre_believes_its_own_tables_only() {
        assert_eq!(
            rule(|known| known.person = None),
            denied("IDENTITY_UNPROVEN")
        );
        assert_eq!(
            rule(|known| known.person.as_mut().unwrap().serial = None),
            denied("IDENTITY_UNPROVEN")
        );
        assert_eq!(
            rule(|known| known.person.as_mut().unwrap().birth = day("2015-01-01")),
            denied("MUST_NOT_SELF_DECLARE")
        );
        assert_eq!(rule(|known| known.house = None), denied("HOUSE_UNKNOWN"));
        assert_eq!(
            rule(|known| known.house.as_mut().unwrap().serial = [4; 8]),
            denied("HOUSE_WITHDRAWN")
        );
        assert_eq!(
            rule(|known| known.live_at_same_house = true),
            denied("DUPLICATE_ADDRESS")
        );
    }

    #[test]
    fn the_day_of_the_kiosk_counts_unless_it_is_to_come() {
        let cases = [("2026-11-20", "2026-11-20"), ("2026-12-24", "2026-11-23")];
        for (declared_on, effective_on) in cases {
            let known = Known {
                owns_house: true,
                ..known()
            };
            let ruling = on_declaration(&declaration(declared_on), &known, day("2026-11-23"));
            let expected = Standing::Stands {
                state: State::Effective,
                effective_on: Some(day(effective_on)),
                capacity: Some(Capacity::Auto),
                rejection: None,
            };
            assert_eq!((ruling.standing, ruling.ask_until), (expected, None));
        }
    }
}
