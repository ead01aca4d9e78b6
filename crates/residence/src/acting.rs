//! Who may act for whom after a person was added or linked (items 4 and 5 of the public guide).

use chrono::NaiveDate;

use crate::{
    age::Addable,
    age::{age_on, guardian_may_act, may_be_added, takes_over_on},
    ids::Subject,
    lists::{Relation, listed},
    policy::AgePolicy,
    private::Private,
};

/// The guardian's separate consent for a child under 14 (个人信息保护法 art. 31): who gave it, as
/// what, to which text, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// The guardian.
    pub guardian: Subject,
    /// What the child is to the guardian.
    pub relation: Relation,
    /// Version of the text that was shown.
    pub text_version: u16,
    /// When it was given, in milliseconds since 1970.
    pub given_at_ms: u64,
}

/// A person for whom another acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyLink {
    /// The person who is acted for.
    pub member: Subject,
    /// Who acts.
    pub agent: Subject,
    /// What the member is to the agent.
    pub relation: Relation,
    /// Day of birth of the member.
    pub born_on: Private<NaiveDate>,
    /// The member was added as a minor by this agent, the guardian.
    pub guardian: bool,
    /// Member and agent live at the same address.
    pub lives_together: bool,
    /// The member, or the guardian for a minor, consented to the link.
    pub consented: bool,
}

/// Why one person does not act for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActingDenial {
    /// The member acts alone: neither minor nor elder.
    #[error("ACTS_ALONE")]
    ActsAlone,
    /// Three months after the minor came of age the guardian is no guardian any more
    /// (居民身份证法 art. 7).
    #[error("TAKEN_OVER")]
    TakenOver,
    /// Not the guardian of this minor.
    #[error("NOT_THE_GUARDIAN")]
    NotTheGuardian,
    /// Neither near relative nor in the same home (居住证暂行条例 art. 9).
    #[error("NOT_NEAR")]
    NotNear,
    /// The member did not consent to the link.
    #[error("NOT_CONSENTED")]
    NotConsented,
    /// The member's identity was not proven.
    #[error("IDENTITY_UNPROVEN")]
    IdentityUnproven,
    /// The two are not linked as a family.
    #[error("NOT_LINKED")]
    NotLinked,
}

/// Tells whether an agent may act for a member on a day, for instance ask to cancel.
///
/// Guardians for minors and three months longer; for elders near relatives or those they live
/// with (居住证暂行条例 art. 9; GB/T 4761 codes 10 to 79).
pub fn may_act_for(
    link: &FamilyLink,
    today: NaiveDate,
    policy: &AgePolicy,
) -> Result<(), ActingDenial> {
    let born_on = *link.born_on.reveal();
    match may_be_added(age_on(born_on, today, policy), policy) {
        Addable::Minor if link.guardian => Ok(()),
        Addable::Minor => Err(ActingDenial::NotTheGuardian),
        Addable::No if !link.guardian => Err(ActingDenial::ActsAlone),
        Addable::No if guardian_may_act(born_on, today, policy) => Ok(()),
        Addable::No => Err(ActingDenial::TakenOver),
        Addable::Elder if link.relation.is_near() || link.lives_together => Ok(()),
        Addable::Elder => Err(ActingDenial::NotNear),
    }
}

listed! {
    /// How the identity of a member was proven before a code is handed out.
    IdentityProof {
        /// An authority's check of the same strength as the police.
        PoliceGrade = "POLICE_GRADE",
        /// A document reader and a look by the desk.
        DocumentAndDesk = "DOCUMENT_AND_DESK",
    }
}

/// Tells whether an agent may receive the code of a member (领码, item 5 of the public guide).
pub fn may_receive_code(
    link: &FamilyLink,
    proof: Option<IdentityProof>,
    today: NaiveDate,
    policy: &AgePolicy,
) -> Result<IdentityProof, ActingDenial> {
    may_act_for(link, today, policy)?;
    proof.ok_or(ActingDenial::IdentityUnproven)
}

/// A code that was shown, and by whom (shown_by).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeShown {
    /// Whose code.
    pub member: Subject,
    /// Who showed it.
    pub shown_by: Subject,
    /// Civil date in Guangdong.
    pub on: NaiveDate,
}

/// Shows the code of a member: only when linked and consented, and never without a record of who
/// showed it (item 5 of the public guide; own decision to record).
pub fn show_code(
    link: &FamilyLink,
    today: NaiveDate,
    policy: &AgePolicy,
) -> Result<CodeShown, ActingDenial> {
    if !link.consented {
        return Err(ActingDenial::NotConsented);
    }
    may_act_for(link, today, policy)?;
    Ok(CodeShown {
        member: link.member,
        shown_by: link.agent,
        on: today,
    })
}

/// Tells whether today a person who was added as a minor is asked to take over.
pub fn take_over_due(born_on: NaiveDate, today: NaiveDate, policy: &AgePolicy) -> bool {
    takes_over_on(born_on, policy) == today
}

#[cfg(test)]
mod tests;
