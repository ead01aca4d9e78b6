//! Who may be added to a declaration, and what must be known of them.

use crate::{
    age::{Addable, guardian_consent_needed, may_be_added},
    lists::Relation,
    policy::AgePolicy,
};

/// What the rule needs to know of one cohabitant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohabitantFacts {
    /// Age in full years on the day of declaring.
    pub age: u32,
    /// Relation to the person who declares.
    pub relation: Relation,
    /// Whether the guardian's separate consent is recorded.
    pub guardian_consent: bool,
}

/// Why a person cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CohabitantDenial {
    /// 16 to 59 years: declares in person.
    #[error("MUST_SELF_DECLARE")]
    MustSelfDeclare,
    /// Under 14 without the guardian's separate consent (个人信息保护法 art. 31).
    #[error("GUARDIAN_CONSENT_MISSING")]
    GuardianConsentMissing,
}

/// Applies the age rule and the consent rule to one cohabitant.
pub fn check_cohabitant(
    facts: &CohabitantFacts,
    policy: &AgePolicy,
) -> Result<Addable, CohabitantDenial> {
    let addable = may_be_added(facts.age, policy);
    if addable == Addable::No {
        return Err(CohabitantDenial::MustSelfDeclare);
    }
    if guardian_consent_needed(facts.age, policy) && !facts.guardian_consent {
        return Err(CohabitantDenial::GuardianConsentMissing);
    }
    Ok(addable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn check(age: u32, consent: bool, expected: Result<Addable, CohabitantDenial>) {
        let facts = CohabitantFacts {
            age,
            relation: Relation::Son,
            guardian_consent: consent,
        };
        assert_eq!(
            check_cohabitant(&facts, &Policy::GD_DEFAULT.age),
            expected,
            "{age}"
        );
    }

    #[test]
    fn only_the_young_and_the_old_are_added() {
        check(10, true, Ok(Addable::Minor));
        check(10, false, Err(CohabitantDenial::GuardianConsentMissing));
        check(14, false, Ok(Addable::Minor));
        check(16, true, Err(CohabitantDenial::MustSelfDeclare));
        check(30, false, Err(CohabitantDenial::MustSelfDeclare));
        check(59, false, Err(CohabitantDenial::MustSelfDeclare));
        check(71, false, Ok(Addable::Elder));
    }
}
