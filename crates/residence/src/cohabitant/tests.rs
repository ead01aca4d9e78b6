use super::*;
use crate::policy::Policy;

const AGES: AgePolicy = Policy::GD_DEFAULT.age;

fn child(age: u32, relation: Relation, consent: bool) -> CohabitantFacts {
    CohabitantFacts::declared(age, relation, consent)
}

type Answer = Result<Added, CohabitantDenial>;

const DONE: Answer = Ok(Added::Complete);
const GUARDIAN: Answer = Ok(Added::GuardianConfirms);
const CALL_BACK: Answer = Ok(Added::DeskCallsBack);
const CONSENT: Answer = Err(CohabitantDenial::GuardianConsentMissing);
const FAMILY: Answer = Err(CohabitantDenial::GuardianshipMissing);
const ADULT: Answer = Err(CohabitantDenial::NotAnAdult);
const ALONE: Answer = Err(CohabitantDenial::MustSelfDeclare);

/// domain.md 3.4: age, relation, consent, age of the declarant, answer.
#[test]
fn only_the_young_and_the_old_are_added() {
    use Relation as R;
    for (age, relation, consent, declarant_age, expected) in [
        (10, R::Son, true, 35, DONE),
        (10, R::Son, false, 35, CONSENT),
        (13, R::Daughter, false, 35, CONSENT),
        (14, R::Daughter, false, 35, DONE),
        (15, R::Daughter, false, 17, DONE),
        (15, R::Grandchild, false, 71, GUARDIAN),
        (15, R::Sibling, false, 18, GUARDIAN),
        (15, R::Sibling, false, 17, ADULT),
        (13, R::Grandchild, false, 71, CONSENT),
        (13, R::Grandchild, true, 71, DONE),
        (15, R::OtherRelative, false, 35, FAMILY),
        (15, R::NotRelated, false, 35, FAMILY),
        (15, R::NotRelated, true, 17, DONE),
        (16, R::Son, true, 35, ALONE),
        (30, R::Spouse, false, 35, ALONE),
        (59, R::Parent, false, 35, ALONE),
        (60, R::Parent, false, 35, CALL_BACK),
        (71, R::NotRelated, false, 35, CALL_BACK),
    ] {
        let facts = child(age, relation, consent);
        let answer = check_cohabitant(&facts, declarant_age, &AGES);
        assert_eq!(answer, expected, "{age} {relation:?} {declarant_age}");
    }
}

#[test]
fn an_elder_is_asked_for_the_own_will() {
    let check = |assent| {
        let facts = CohabitantFacts {
            assent,
            ..child(71, Relation::Parent, false)
        };
        check_cohabitant(&facts, 35, &AGES)
    };
    assert_eq!(check(Assent::Given), Ok(Added::Complete));
    assert_eq!(check(Assent::NotPresent), Ok(Added::DeskCallsBack));
    assert_eq!(
        check(Assent::Withheld),
        Err(CohabitantDenial::AssentWithheld)
    );
}

#[test]
fn a_minor_who_turns_sixteen_takes_over() {
    let declared = child(15, Relation::Son, false);
    assert!(!outgrew_guardian(&declared, &AGES));
    assert!(outgrew_guardian(&declared.at_age(16), &AGES));
    assert_eq!(declared.at_age(3).age, 15);
    assert_eq!(
        check_cohabitant(&declared.at_age(16), 35, &AGES),
        Ok(Added::Complete),
        "the declaration was valid when it was made"
    );
    let elder = child(71, Relation::Parent, false);
    assert!(!outgrew_guardian(&elder.at_age(72), &AGES));
}

#[test]
fn children_are_the_second_and_third_group() {
    for relation in Relation::ALL {
        let group = relation.code().as_bytes()[0];
        assert_eq!(is_child(*relation), matches!(group, b'2' | b'3'));
    }
}
