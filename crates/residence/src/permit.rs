//! The life of a residence permit (居住证): the nine states and P1 to P15 of domain.md 7.
//!
//! What is stored are facts: what was accepted, issued, endorsed and ended, and when. Whether a
//! permit is valid or suspended today is computed from them each time.

mod decide;
mod history;
mod notices;
mod offers;
mod papers;
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
pub use offers::{PermitStanding, PermitStep, kiosk_offers};
pub use papers::{objection_until, papers_needed};
pub use status::{PermitAction, PermitStatus, can, permit_status};
pub use term::{Schedule, Term, issue_due, issue_due_extended, schedule};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{division::CityCode, eligibility::PermitDenial, lists::named};

named! {
    /// Where a permit or its application stands (after the record kinds of GA/T 2000.6-2020).
    ///
    /// 可申领 is computed, nothing is stored but the notice; 不予办理, 已注销 and 已撤回 are final.
    PermitState {
        Eligible = "ELIGIBLE", "可申领", "may apply";
        Accepted = "ACCEPTED", "已受理", "application accepted";
        Correction = "CORRECTION", "待补正", "papers are missing";
        UnderReview = "UNDER_REVIEW", "审核中", "under review";
        Refused = "REFUSED", "不予办理", "refused";
        Valid = "VALID", "有效", "valid";
        Suspended = "SUSPENDED", "使用功能中止", "use suspended";
        Cancelled = "CANCELLED", "已注销", "cancelled";
        Withdrawn = "WITHDRAWN", "已撤回", "application taken back";
    }
}

named! {
    /// Why a permit cannot be used for the time being: the endorsement was missed (居住证暂行条例 art.
    /// 10), the registration of its address ended (guide to the residence code, item 3), or its holder
    /// was found not to qualify when the endorsement was missed.
    SuspensionReason {
        EndorsementLapsed = "ENDORSEMENT_LAPSED", "逾期未签注", "endorsement missed";
        AddressCancelled = "ADDRESS_CANCELLED", "居住登记已注销", "registration of the address ended";
        NotQualified = "NOT_QUALIFIED", "不再符合条件", "no longer qualified";
    }
}

named! {
    /// Why a permit ended for good; the last one where a city sets a limit (深圳经济特区居住证条例
    /// 2014 art. 27).
    PermitCancelReason {
        Voluntary = "VOLUNTARY", "本人申请注销", "by its holder";
        BecameLocal = "BECAME_LOCAL", "转为本市户籍", "became registered in this city";
        Death = "DEATH", "死亡", "death";
        Left = "LEFT", "离开本市", "left the city";
        Fraud = "FRAUD", "骗取或伪造", "obtained by fraud";
        SuspendedTooLong = "SUSPENDED_TOO_LONG", "中止使用超过期限", "suspended too long";
    }
}

named! {
    /// A paper that an application may lack (居住证暂行条例 art. 9).
    PermitPaper {
        IdentityCard = "IDENTITY_CARD", "居民身份证", "identity card";
        Photograph = "PHOTOGRAPH", "本人相片", "photograph";
        AddressProof = "ADDRESS_PROOF", "居住地住址证明", "proof of address";
        JobProof = "JOB_PROOF", "就业证明", "proof of employment";
        StudyProof = "STUDY_PROOF", "就读证明", "proof of study";
        AgentPapers = "AGENT_PAPERS", "委托人与代办人的身份证件", "identity documents of both, where somebody acts";
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
        reason: PermitCancelReason,
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
