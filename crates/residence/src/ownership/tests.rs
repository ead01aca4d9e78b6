use super::*;
use crate::{
    age::Addable,
    document::{DocumentType, IdentityDocument},
    lists::{DwellingType, Listed as _, ResidenceReason},
    name::PersonName,
    phone::Phone,
    policy::Policy,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn house(number: u8) -> HouseCode {
    HouseCode::parse(&format!("449900-{number:04}")).unwrap()
}

fn person(number: u8) -> Subject {
    Subject::from_bytes([number; 16])
}

const OWNER: u8 = 1;
const CO_OWNER: u8 = 2;
const TRUSTEE: u8 = 3;
const MANAGER: u8 = 4;

fn claim(owner: u8, state: OwnershipState) -> Ownership {
    Ownership {
        house: house(1),
        owner: person(owner),
        state,
    }
}

fn claims() -> Vec<Ownership> {
    vec![
        claim(OWNER, OwnershipState::Verified),
        claim(CO_OWNER, OwnershipState::Verified),
        claim(9, OwnershipState::Claimed),
    ]
}

fn year() -> DateRange {
    DateRange {
        from: day("2026-01-01"),
        to: day("2026-12-31"),
    }
}

fn appointed() -> Trusteeship {
    Trusteeship::appoint(
        person(OWNER),
        person(TRUSTEE),
        vec![house(1)],
        year(),
        &claims(),
    )
    .unwrap()
}

/// domain.md 5.5: state, event, answer.
#[test]
fn claims_are_verified_or_refused_and_end() {
    use OwnershipState as S;
    let expected = |state, event| match (state, event) {
        (S::Claimed, OwnershipEvent::Verify) => Ok(S::Verified),
        (S::Claimed, OwnershipEvent::Refuse) => Ok(S::Refused),
        (S::Verified, OwnershipEvent::End) => Ok(S::Ended),
        _ => Err(OwnershipDenial::WrongState),
    };
    for state in S::ALL {
        for event in OwnershipEvent::ALL {
            let before = claim(OWNER, *state);
            let answer = before.apply(*event);
            assert_eq!(
                answer.as_ref().map(|after| after.state).map_err(|e| *e),
                expected(*state, *event)
            );
            if let Ok(after) = answer {
                assert_eq!((after.house, after.owner), (before.house, before.owner));
            }
        }
    }
}

#[test]
fn only_verified_owners_appoint() {
    let appoint = |by: u8, houses: Vec<HouseCode>, days| {
        Trusteeship::appoint(person(by), person(TRUSTEE), houses, days, &claims()).map(drop)
    };
    let refused = Err(OwnershipDenial::NotTheOwner);
    assert_eq!(appoint(OWNER, vec![house(1)], year()), Ok(()));
    assert_eq!(appoint(9, vec![house(1)], year()), refused, "only claimed");
    assert_eq!(appoint(TRUSTEE, vec![house(1)], year()), refused);
    assert_eq!(appoint(OWNER, vec![house(1), house(2)], year()), refused);
    assert_eq!(appoint(OWNER, Vec::new(), year()), refused);
    let backwards = DateRange {
        from: day("2026-12-31"),
        to: day("2026-12-30"),
    };
    assert_eq!(
        appoint(OWNER, vec![house(1)], backwards),
        Err(OwnershipDenial::Dates)
    );
    let one_day = DateRange {
        from: day("2026-12-31"),
        to: day("2026-12-31"),
    };
    assert_eq!(appoint(OWNER, vec![house(1)], one_day), Ok(()));
}

#[test]
fn a_trustee_accepts_once_and_the_owner_revokes_once() {
    let (today, trust) = (day("2026-06-01"), appointed());
    assert_eq!(
        trust.accept(&person(OWNER), today),
        Err(OwnershipDenial::NotTheTrustee)
    );
    let accepted = trust.accept(&person(TRUSTEE), today).unwrap();
    assert_eq!(accepted.accepted_on, Some(today));
    assert_eq!(
        accepted.accept(&person(TRUSTEE), today),
        Err(OwnershipDenial::WrongState)
    );
    assert_eq!(
        accepted.revoke(&person(TRUSTEE), today),
        Err(OwnershipDenial::NotTheOwner)
    );
    let revoked = trust.revoke(&person(OWNER), today).unwrap();
    assert_eq!(revoked.revoked_on, Some(today));
    assert_eq!(
        revoked.revoke(&person(OWNER), today),
        Err(OwnershipDenial::WrongState)
    );
    assert_eq!(
        revoked.accept(&person(TRUSTEE), today),
        Err(OwnershipDenial::WrongState)
    );
}

#[test]
fn a_trusteeship_holds_between_its_days() {
    let accepted = appointed()
        .accept(&person(TRUSTEE), day("2026-02-01"))
        .unwrap();
    let revoked = accepted.revoke(&person(OWNER), day("2026-08-01")).unwrap();
    let early = Trusteeship {
        accepted_on: Some(day("2025-12-01")),
        ..appointed()
    };
    for (trust, today, expected) in [
        (&accepted, "2026-01-31", false),
        (&accepted, "2026-02-01", true),
        (&accepted, "2026-12-31", true),
        (&accepted, "2027-01-01", false),
        (&revoked, "2026-07-31", true),
        (&revoked, "2026-08-01", false),
        (&early, "2025-12-31", false),
        (&early, "2026-01-01", true),
        (&appointed(), "2026-06-01", false),
    ] {
        assert_eq!(
            trust.holds(&house(1), day(today), &claims()),
            expected,
            "{today}"
        );
    }
    let sold = [claim(OWNER, OwnershipState::Ended)];
    assert!(!accepted.holds(&house(1), day("2026-06-01"), &sold));
    assert!(!accepted.holds(&house(2), day("2026-06-01"), &claims()));
}

#[test]
fn who_decides_in_which_capacity() {
    let today = day("2026-06-01");
    let trust = [appointed()
        .accept(&person(TRUSTEE), day("2026-02-01"))
        .unwrap()];
    let managers = [person(MANAGER)];
    for (who, expected) in [
        (OWNER, Some(Capacity::Owner)),
        (CO_OWNER, Some(Capacity::Owner)),
        (TRUSTEE, Some(Capacity::Trustee)),
        (MANAGER, Some(Capacity::Unit)),
        (9, None),
    ] {
        let capacity = capacity_of(&person(who), &house(1), &claims(), &trust, &managers, today);
        assert_eq!(capacity, expected, "{who}");
    }
    assert!(is_owner(&person(OWNER), &house(1), &claims()));
    assert!(!is_owner(&person(TRUSTEE), &house(1), &claims()));
    assert!(!is_owner(&person(OWNER), &house(2), &claims()));
    let elsewhere = |who| capacity_of(&person(who), &house(2), &claims(), &trust, &[], today);
    assert_eq!((elsewhere(OWNER), elsewhere(TRUSTEE)), (None, None));

    let bound =
        |code, managers: &[Subject]| has_confirmer(&code, &claims(), &trust, managers, today);
    assert!(bound(house(1), &[]) && !bound(house(2), &[]));
    assert!(bound(house(2), &managers));
    let only_claimed = [claim(9, OwnershipState::Claimed)];
    assert!(!has_confirmer(&house(1), &only_claimed, &trust, &[], today));
}

#[test]
fn each_side_sees_what_it_needs() {
    let policy = &Policy::GD_DEFAULT.age;
    let name = |text| PersonName::parse(text).unwrap();
    let number = "449900199001010017";
    let document = IdentityDocument::parse(DocumentType::ResidentId, number, day("2026-06-01"));
    let stay = StaySeen {
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-05-01"),
    };
    let phone = Phone::parse("13800000000").unwrap();
    let seen = resident_seen(
        &name("张小明"),
        document.as_ref().unwrap(),
        Some(&phone),
        stay,
        &[(name("张果"), 10), (name("王秀英"), 71)],
        policy,
    );
    let cohabitant = |text, group| CohabitantSeen {
        name: name(text),
        group,
    };
    let expected = ResidentSeen {
        name: name("张小明"),
        document: DocumentType::ResidentId,
        number: "449*************17".to_owned(),
        phone: Some("138****0000".to_owned()),
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-05-01"),
        cohabitants: vec![
            cohabitant("张果", Addable::Minor),
            cohabitant("王秀英", Addable::Elder),
        ],
    };
    assert_eq!(seen, expected);

    let at = day("2026-06-01").and_hms_opt(9, 30, 0).unwrap();
    for (owner, shown) in [("陈志远", "陈**"), ("欧阳建国", "欧阳**"), ("陈", "**")] {
        let seen = owner_seen(&name(owner), Capacity::Trustee, at);
        assert_eq!(seen.name, shown);
        assert_eq!((seen.capacity, seen.decided_at), (Capacity::Trustee, at));
        assert_eq!(seen.on_behalf_zh(), Some("受业主委托"));
    }
    let owner = owner_seen(&name("陈志远"), Capacity::Owner, at);
    assert_eq!(owner.on_behalf_zh(), None);
}
