//! What officers do about permits at the centre, and what they look at before.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use residence::{
    Listed as _, PermitActor, PermitCancelReason, PermitDenial, PermitEvent, PermitFacts,
    PermitPaper, Policy, RecordId, guangdong_date, papers_needed,
};

use super::{
    facts::{Applicant, Findings, new_address},
    telling,
};
use crate::{
    registry::{By, Registry},
    store::{Statement, StoreError},
    tables::{
        ledger::{self, Entry},
        people::Person,
        permits::{self, Kept},
    },
};

/// An application or a permit with everything that a review asks.
pub(crate) struct Review {
    /// As it is kept.
    pub(crate) kept: Kept,
    /// Whose.
    pub(crate) holder: Person,
    /// What the rules find today.
    pub(crate) findings: Findings,
    /// Papers that are needed and were not shown.
    pub(crate) missing: BTreeSet<PermitPaper>,
    /// The rules of the site at which it was applied for.
    pub(crate) policy: Policy,
    /// What may be done now, by whoever asks.
    pub(crate) offered: Offered,
}

/// What the rules would let somebody do about a permit now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offered {
    /// P2.
    pub(crate) review: bool,
    /// P3.
    pub(crate) correction: bool,
    /// P4.
    pub(crate) supply: bool,
    /// P5.
    pub(crate) issue: bool,
    /// P6.
    pub(crate) refuse: bool,
    /// P15.
    pub(crate) cancel: bool,
}

impl Registry {
    /// Carries out what an officer does about a permit at the centre; `Err` inside names the rules
    /// that refuse.
    pub(crate) async fn decide_permit_at_desk(
        &self,
        record: &RecordId,
        event: &PermitEvent,
        by: &By,
        now_ms: u64,
    ) -> Result<Result<(), Vec<PermitDenial>>, StoreError> {
        let _turn = self.turn.lock().await;
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let decided = self.decided_at_desk(record, event, by, today).await?;
        let (writes, result) = match decided {
            Ok(writes) => (writes, Ok(())),
            Err(denials) => (Vec::new(), Err(denials)),
        };
        let said = result
            .as_ref()
            .map_or_else(|denials| super::first(denials), |()| "OK".to_owned());
        let (act, detail) = event_words(event);
        ledger::commit(
            self.store(),
            &Entry {
                at_ms: now_ms,
                actor: by.actor.clone(),
                act,
                object: HEXLOWER.encode(record.as_bytes()),
                detail,
                result: said,
            },
            &writes,
        )
        .await?;
        Ok(result)
    }

    async fn decided_at_desk(
        &self,
        record: &RecordId,
        event: &PermitEvent,
        by: &By,
        today: NaiveDate,
    ) -> Result<Result<Vec<Statement>, Vec<PermitDenial>>, StoreError> {
        let Some((kept, holder)) = self.kept(record).await? else {
            return Ok(Err(vec![PermitDenial::WrongState]));
        };
        let policy = self.rules(&kept.kiosk, today).await?;
        let judging = self.judging(&kept, &policy, today);
        let facts = PermitFacts {
            confirmed: true,
            ..super::facts(&judging, &kept, &holder, actor(by)).await?
        };
        Ok(super::decided(&kept, event, &facts, &judging))
    }

    /// Everything that whoever reviews an application must see; nothing is decided by it.
    pub(crate) async fn review_permit(
        &self,
        record: &RecordId,
        by: &By,
        today: NaiveDate,
    ) -> Result<Option<Review>, StoreError> {
        let Some((kept, holder)) = self.kept(record).await? else {
            return Ok(None);
        };
        let policy = self.rules(&kept.kiosk, today).await?;
        let judging = self.judging(&kept, &policy, today);
        let applicant = Applicant::of(&judging, &holder, &kept.shown, kept.by_agent).await?;
        let missing = papers_lacking(&kept);
        let address = new_address(&judging, &holder, &kept.registration).await?;
        let facts = super::facts(&judging, &kept, &holder, actor(by)).await?;
        let may = |event: &PermitEvent| super::decided(&kept, event, &facts, &judging).is_ok();
        let offered = Offered {
            review: may(&PermitEvent::StartReview),
            correction: may(&PermitEvent::AskCorrection(
                [PermitPaper::Photograph].into(),
            )),
            supply: may(&PermitEvent::Supply),
            issue: may(&PermitEvent::Issue),
            refuse: may(&PermitEvent::Refuse(vec![PermitDenial::NoGround])),
            cancel: may(&PermitEvent::CancelByAuthority(PermitCancelReason::Death)),
        };
        Ok(Some(Review {
            findings: applicant.findings(&judging, address),
            missing,
            policy,
            offered,
            kept,
            holder,
        }))
    }

    /// The papers that an application needs and its applicant has not shown.
    pub(crate) async fn papers_missing(
        &self,
        record: &RecordId,
    ) -> Result<BTreeSet<PermitPaper>, StoreError> {
        let Some(kept) = permits::by_record(self.store(), record).await? else {
            return Ok(BTreeSet::new());
        };
        Ok(papers_lacking(&kept))
    }
}

/// Only the police decide about permits; a clerk looks.
fn actor(by: &By) -> PermitActor {
    if by.officer {
        PermitActor::Officer
    } else {
        PermitActor::Clerk
    }
}

/// What an application needs and its applicant has not shown.
fn papers_lacking(kept: &Kept) -> BTreeSet<PermitPaper> {
    let exemption = kept.shown.exemption.map(|(exemption, _)| exemption);
    let needed = papers_needed(&kept.shown.grounds, exemption, kept.by_agent);
    needed.difference(&kept.shown.papers).copied().collect()
}

/// How an act about a permit stands in the ledger: its word, and codes that say more.
fn event_words(event: &PermitEvent) -> (&'static str, String) {
    match event {
        PermitEvent::Apply => ("PERMIT_APPLY", String::new()),
        PermitEvent::StartReview => ("PERMIT_REVIEW", String::new()),
        PermitEvent::AskCorrection(papers) => {
            let codes: Vec<&str> = papers.iter().map(|paper| paper.code()).collect();
            ("PERMIT_CORRECTION", codes.join(","))
        }
        PermitEvent::Supply => ("PERMIT_SUPPLIED", String::new()),
        PermitEvent::Issue => ("PERMIT_ISSUE", String::new()),
        PermitEvent::Refuse(reasons) => ("PERMIT_REFUSE", telling::names(reasons).join(",")),
        PermitEvent::CancelByAuthority(reason) => ("PERMIT_CANCEL", reason.code().to_owned()),
        PermitEvent::CorrectionTimeout
        | PermitEvent::Endorse
        | PermitEvent::DayTick { .. }
        | PermitEvent::AddressCancelled
        | PermitEvent::EndorseLate
        | PermitEvent::ChangeAddress
        | PermitEvent::Replace
        | PermitEvent::Reissue
        | PermitEvent::Cancel => ("PERMIT_OTHER", String::new()),
    }
}
