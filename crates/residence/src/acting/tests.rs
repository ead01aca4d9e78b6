use super::*;
use crate::policy::Policy;

const AGES: AgePolicy = Policy::GD_DEFAULT.age;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn link(born_on: &str, guardian: bool) -> FamilyLink {
    FamilyLink {
        member: Subject::from_bytes([1; 16]),
        agent: Subject::from_bytes([2; 16]),
        relation: Relation::NotRelated,
        born_on: Private::new(day(born_on)),
        guardian,
        lives_together: false,
        consented: true,
    }
}

/// domain.md 3.4 and 3.3: birth, guardian, day, answer.
#[test]
fn guardians_act_until_three_months_after_the_sixteenth_birthday() {
    for (guardian, today, expected) in [
        (true, "2025-06-14", Ok(())),
        (false, "2025-06-14", Err(ActingDenial::NotTheGuardian)),
        (true, "2025-06-15", Ok(())),
        (false, "2025-06-15", Err(ActingDenial::ActsAlone)),
        (true, "2025-09-15", Ok(())),
        (true, "2025-09-16", Err(ActingDenial::TakenOver)),
    ] {
        let link = link("2009-06-15", guardian);
        assert_eq!(may_act_for(&link, day(today), &AGES), expected, "{today}");
    }
}

#[test]
fn elders_are_helped_by_near_relatives_or_those_they_live_with() {
    let today = day("2025-06-15");
    let check = |relation, lives_together| {
        let link = FamilyLink {
            relation,
            lives_together,
            ..link("1965-06-15", false)
        };
        may_act_for(&link, today, &AGES)
    };
    assert_eq!(check(Relation::Parent, false), Ok(()));
    assert_eq!(check(Relation::NotRelated, true), Ok(()));
    assert_eq!(
        check(Relation::OtherRelative, false),
        Err(ActingDenial::NotNear)
    );
    let younger = FamilyLink {
        relation: Relation::Parent,
        ..link("1965-06-16", false)
    };
    assert_eq!(
        may_act_for(&younger, today, &AGES),
        Err(ActingDenial::ActsAlone)
    );
}

#[test]
fn a_code_is_received_after_proof_and_shown_after_consent() {
    let (today, link) = (day("2025-06-14"), link("2009-06-15", true));
    let received = |proof| may_receive_code(&link, proof, today, &AGES);
    assert_eq!(received(None), Err(ActingDenial::IdentityUnproven));
    assert_eq!(
        received(Some(IdentityProof::DocumentAndDesk)),
        Ok(IdentityProof::DocumentAndDesk)
    );
    let stranger = FamilyLink {
        guardian: false,
        ..link.clone()
    };
    assert_eq!(
        may_receive_code(&stranger, Some(IdentityProof::PoliceGrade), today, &AGES),
        Err(ActingDenial::NotTheGuardian)
    );

    let shown = show_code(&link, today, &AGES).unwrap();
    let expected = CodeShown {
        member: link.member,
        shown_by: link.agent,
        on: today,
    };
    assert_eq!(shown, expected);
    let secret = FamilyLink {
        consented: false,
        ..link
    };
    assert_eq!(
        show_code(&secret, today, &AGES),
        Err(ActingDenial::NotConsented)
    );
    assert_eq!(
        show_code(&stranger, today, &AGES),
        Err(ActingDenial::NotTheGuardian)
    );
}

#[test]
fn the_take_over_is_asked_once() {
    let due = |today| take_over_due(day("2009-06-15"), day(today), &AGES);
    assert!(due("2025-06-15") && !due("2025-06-14") && !due("2025-06-16"));
}
