//! The life of a residence permit (居住证): the nine states and P1 to P15 of domain.md 7.
//!
//! What is stored are facts: what was accepted, issued, endorsed and ended, and when. Whether a
//! permit is valid or suspended today is computed from them each time.

mod decide;
mod history;
mod notices;
mod status;
mod term;
#[cfg(test)]
mod tests;

pub use decide::{
    NewAddress, PermitActor, PermitDecision, PermitEvent, PermitFacts, decide_permit,
    may_start_at_kiosk,
};
pub use history::{HistoryEntry, PermitRecord, history};
pub use notices::{DatedNotice, PermitEffect, PermitNotice, eligibility_notice, notices_due};
pub use status::{PermitAction, PermitStatus, can, permit_status};
pub use term::{Schedule, Term, issue_due, issue_due_extended, schedule};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{division::CityCode, eligibility::PermitDenial, lists::listed};

listed! {
    /// Where a permit or its application stands (after the record kinds of GA/T 2000.6-2020).
    PermitState {
        /// 可申领: computed, nothing is stored but the notice.
        Eligible = "ELIGIBLE",
        /// 已受理: the application is complete.
        Accepted = "ACCEPTED",
        /// 待补正: papers are missing, all named at once.
        Correction = "CORRECTION",
        /// 审核中.
        UnderReview = "UNDER_REVIEW",
        /// 不予办理, with reasons; final.
        Refused = "REFUSED",
        /// 有效.
        Valid = "VALID",
        /// 使用功能中止, with a set of reasons.
        Suspended = "SUSPENDED",
        /// 已注销; final.
        Cancelled = "CANCELLED",
        /// 已撤回: the application was taken back; final.
        Withdrawn = "WITHDRAWN",
    }
}

listed! {
    /// Why a permit cannot be used for the time being.
    SuspensionReason {
        /// 逾期未签注 (居住证暂行条例 art. 10).
        EndorsementLapsed = "ENDORSEMENT_LAPSED",
        /// 居住登记已注销 (guide to the residence code, item 3).
        AddressCancelled = "ADDRESS_CANCELLED",
        /// 不再符合条件, found when the endorsement was missed.
        NotQualified = "NOT_QUALIFIED",
    }
}

listed! {
    /// Why a permit ended for good.
    CancelReason {
        /// By its holder.
        Voluntary = "VOLUNTARY",
        /// 转为本市户籍.
        BecameLocal = "BECAME_LOCAL",
        /// 死亡.
        Death = "DEATH",
        /// 离开本市.
        Left = "LEFT",
        /// 骗取、伪造 (居住证暂行条例 art. 18).
        Fraud = "FRAUD",
        /// 中止超过期限 (深圳经济特区居住证条例 2014 art. 27).
        SuspendedTooLong = "SUSPENDED_TOO_LONG",
    }
}

listed! {
    /// A paper that an application may lack (居住证暂行条例 art. 9).
    PermitPaper {
        /// 居民身份证.
        IdentityCard = "IDENTITY_CARD",
        /// 本人相片.
        Photograph = "PHOTOGRAPH",
        /// 居住地住址证明.
        AddressProof = "ADDRESS_PROOF",
        /// 就业证明.
        JobProof = "JOB_PROOF",
        /// 就读证明.
        StudyProof = "STUDY_PROOF",
        /// 委托人与代办人的身份证件.
        AgentPapers = "AGENT_PAPERS",
    }
}

/// A permit from its application to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permit {
    /// Applied for and not decided.
    Application(Application),
    /// Issued; valid or suspended.
    Issued(IssuedPermit),
    /// 不予办理.
    Refused {
        /// All reasons.
        reasons: Vec<PermitDenial>,
        /// Day of the decision.
        on: NaiveDate,
    },
    /// 已撤回.
    Withdrawn {
        /// Day on which the time for papers was found to be over.
        on: NaiveDate,
    },
    /// 已注销.
    Cancelled {
        /// Why.
        reason: CancelReason,
        /// Since when.
        on: NaiveDate,
    },
}

/// An application that is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// How far it came.
    pub step: ApplicationStep,
    /// Day of acceptance.
    pub accepted_on: NaiveDate,
    /// Last day to issue or refuse, as promised to the applicant.
    pub due_on: NaiveDate,
    /// The one request for papers, once it was made.
    pub correction: Option<Correction>,
}

/// How far an application came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationStep {
    /// 已受理.
    Accepted,
    /// 待补正.
    Correction,
    /// 审核中.
    UnderReview,
}

/// The one complete request for missing papers (居住证暂行条例 art. 9: 一次性告知).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Everything that is missing.
    pub papers: BTreeSet<PermitPaper>,
    /// Last day to supply it.
    pub until: NaiveDate,
}

/// A permit that was issued and not cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedPermit {
    /// City that issued it.
    pub city: CityCode,
    /// Day of issue; stays for life.
    pub issued_on: NaiveDate,
    /// Days of endorsement, in order.
    pub endorsed_on: Vec<NaiveDate>,
    /// The year that runs.
    pub term: Term,
    /// Number of the card, from 1; rises with each replacement.
    pub card_serial: u32,
    /// Day on which the registration of its address ended, until another address is written.
    pub address_ended_on: Option<NaiveDate>,
    /// Day since which its holder was found not to qualify, until an endorsement.
    pub not_qualified_since: Option<NaiveDate>,
}

impl IssuedPermit {
    /// Makes a permit that is issued on a day.
    pub fn new(city: CityCode, issued_on: NaiveDate) -> Self {
        Self {
            city,
            issued_on,
            endorsed_on: Vec::new(),
            term: Term::first(issued_on),
            card_serial: 1,
            address_ended_on: None,
            not_qualified_since: None,
        }
    }
}
