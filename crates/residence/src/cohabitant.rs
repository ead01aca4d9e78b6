//! Who may be added to a declaration, by whom, and what must be known of them.

use crate::{
    age::{Addable, guardian_consent_needed, may_be_added},
    lists::{Listed as _, Relation},
    policy::AgePolicy,
};

/// An elder's own will about being added (老年人权益保障法 art. 55).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assent {
    /// The elder read the summary and agreed.
    Given,
    /// The elder is not there: the desk calls back.
    NotPresent,
    /// The elder does not want it.
    Withheld,
}

/// What the rule needs to know of one cohabitant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohabitantFacts {
    /// Age in full years today.
    pub age: u32,
    /// Age in full years on the day of declaring.
    pub declared_age: u32,
    /// Relation to the person who declares.
    pub relation: Relation,
    /// The person who declares says to be the guardian.
    pub declared_guardian: bool,
    /// Whether the guardian's separate consent is recorded.
    pub guardian_consent: bool,
    /// An elder's own will.
    pub assent: Assent,
}

impl CohabitantFacts {
    /// Describes a person as a declaration at a kiosk does: the text of the consent says "I am
    /// the guardian", and an elder's own will is asked by the desk.
    pub fn declared(age: u32, relation: Relation, guardian_consent: bool) -> Self {
        Self {
            age,
            declared_age: age,
            relation,
            declared_guardian: guardian_consent,
            guardian_consent,
            assent: Assent::NotPresent,
        }
    }

    /// The same person on a later day; a day before counts as the day of declaring.
    pub fn at_age(self, age: u32) -> Self {
        Self {
            age: age.max(self.declared_age),
            ..self
        }
    }
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
    /// A minor of no family that could be guardian, and nobody says to be it (民法典 art. 27).
    #[error("GUARDIANSHIP_MISSING")]
    GuardianshipMissing,
    /// Neither guardian nor adult (民法典 art. 17).
    #[error("NOT_AN_ADULT")]
    NotAnAdult,
    /// The elder does not want it (老年人权益保障法 art. 55).
    #[error("ASSENT_WITHHELD")]
    AssentWithheld,
}

/// What is still to do for a person who is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Nothing.
    Complete,
    /// The guardian of a minor must confirm, because somebody else declares.
    GuardianConfirms,
    /// The desk calls an elder back for his or her own will.
    DeskCallsBack,
}

/// Applies the rules of age, guardianship, consent and assent to one cohabitant.
///
/// `declarant_age` is in full years; declarant and cohabitant live at the same address. Who may
/// add whom is item 4 of the public guide; 民法典 art. 27 says who is guardian.
pub fn check_cohabitant(
    facts: &CohabitantFacts,
    declarant_age: u32,
    policy: &AgePolicy,
) -> Result<Added, CohabitantDenial> {
    match may_be_added(facts.declared_age, policy) {
        Addable::No => Err(CohabitantDenial::MustSelfDeclare),
        Addable::Minor => add_minor(facts, declarant_age, policy),
        Addable::Elder => match facts.assent {
            Assent::Given => Ok(Added::Complete),
            Assent::NotPresent => Ok(Added::DeskCallsBack),
            Assent::Withheld => Err(CohabitantDenial::AssentWithheld),
        },
    }
}

fn add_minor(
    facts: &CohabitantFacts,
    declarant_age: u32,
    policy: &AgePolicy,
) -> Result<Added, CohabitantDenial> {
    let guardian = facts.declared_guardian || is_child(facts.relation);
    if !guardian && !facts.relation.is_near() {
        return Err(CohabitantDenial::GuardianshipMissing);
    }
    if guardian_consent_needed(facts.declared_age, policy) && !facts.guardian_consent {
        return Err(CohabitantDenial::GuardianConsentMissing);
    }
    if guardian {
        return Ok(Added::Complete);
    }
    if declarant_age < policy.adult_min {
        return Err(CohabitantDenial::NotAnAdult);
    }
    Ok(Added::GuardianConfirms)
}

/// Tells whether a relation makes the other the parent (GB/T 4761 codes 20 to 39); parents are
/// guardians by law (民法典 art. 27).
pub(crate) fn is_child(relation: Relation) -> bool {
    relation.code().starts_with(['2', '3'])
}

/// Tells whether a person who was added as a minor has grown out of it since: the declaration
/// stays, and a task asks the person to take over (own decision).
pub fn outgrew_guardian(facts: &CohabitantFacts, policy: &AgePolicy) -> bool {
    may_be_added(facts.declared_age, policy) == Addable::Minor
        && may_be_added(facts.age, policy) != Addable::Minor
}

#[cfg(test)]
mod tests;
