//! The permit: what is offered as it stands, and what is asked for.

use std::collections::BTreeSet;

use protocol::{Deed, HeldPermit, PermitDeed, PermitRequest, wire};
use residence::{
    Exemption, Ground, Listed, PermitPaper, PermitStanding, PermitStep, Private, RecordId,
    kiosk_offers,
};

use super::{LivesPage, Person};
use crate::{
    intent::PermitEntry,
    screen::{LivesDeed, PermitProblem},
    visit::{Event, Facts, Next},
};

/// No certificate or contract has a longer number.
const EVIDENCE_MAX: usize = 60;

impl Person {
    /// Returns the newest permit or application of the person's own.
    pub(crate) fn permit(&self) -> Option<&HeldPermit> {
        let told = self.told.summary.as_ref()?;
        told.permits.iter().find(|permit| permit.member.is_none())
    }

    /// Lists what may be started now; nothing while the centre was not heard.
    pub(crate) fn permit_offers(&self, today: chrono::NaiveDate) -> Vec<PermitStep> {
        if self.told.summary.is_none() {
            return Vec::new();
        }
        let standing = self.permit().map(|permit| PermitStanding {
            state: permit.state,
            suspended_for: permit.suspended_for,
            window: permit.window,
        });
        kiosk_offers(standing, today)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing on this page"
    )]
    pub(super) fn hear_permits(
        self: Box<Self>,
        problem: Option<PermitProblem>,
        event: Event,
        facts: &Facts,
    ) -> Next {
        match event {
            Event::PermitDo(entry) => match self.read_permit(&entry, facts) {
                Ok((what, deed)) => {
                    self.send(LivesPage::Permits(None), what, Deed::Permit(deed), facts)
                }
                Err(problem) => self.show(LivesPage::Permits(Some(problem))),
            },
            _ => self.show(LivesPage::Permits(problem)),
        }
    }

    fn read_permit(
        &self,
        entry: &PermitEntry,
        facts: &Facts,
    ) -> Result<(LivesDeed, PermitDeed), PermitProblem> {
        let step = PermitStep::from_code(&entry.step).ok_or(PermitProblem::NotNow)?;
        if !self.permit_offers(facts.today).contains(&step) {
            return Err(PermitProblem::NotNow);
        }
        Ok(match step {
            PermitStep::Apply => (LivesDeed::Apply, PermitDeed::Apply(self.request(entry)?)),
            PermitStep::Supply => {
                let papers = chosen::<PermitPaper>(&entry.papers).ok_or(PermitProblem::Papers)?;
                (LivesDeed::Supply, PermitDeed::Supply(papers))
            }
            PermitStep::Endorse => (LivesDeed::Endorse, PermitDeed::Endorse),
            PermitStep::EndorseLate => (LivesDeed::EndorseLate, PermitDeed::EndorseLate),
            PermitStep::ChangeAddress => {
                let place = self.place_of(&entry.registration)?;
                (LivesDeed::ChangeAddress, PermitDeed::ChangeAddress(place))
            }
            PermitStep::Replace => (LivesDeed::Replace, PermitDeed::Replace),
            PermitStep::Reissue => (LivesDeed::Reissue, PermitDeed::Reissue),
            PermitStep::AskCard => (LivesDeed::AskCard, PermitDeed::AskCard),
            PermitStep::Cancel => (LivesDeed::CancelPermit, PermitDeed::Cancel),
        })
    }

    fn request(&self, entry: &PermitEntry) -> Result<PermitRequest, PermitProblem> {
        let evidence = entry.evidence.trim();
        if evidence.chars().count() > EVIDENCE_MAX || !wire::is_sendable(evidence) {
            return Err(PermitProblem::Evidence);
        }
        Ok(PermitRequest {
            registration: self.place_of(&entry.registration)?,
            grounds: chosen::<Ground>(&entry.grounds).ok_or(PermitProblem::Grounds)?,
            exemption: Exemption::from_code(&entry.exemption).map(|exemption| (exemption, None)),
            papers: chosen::<PermitPaper>(&entry.papers).unwrap_or_default(),
            evidence: Private::new(evidence.to_owned()),
            card: entry.card,
        })
    }

    /// Finds a registration of the person's own by its receipt number.
    fn place_of(&self, receipt: &str) -> Result<RecordId, PermitProblem> {
        let told = self.told.summary.as_ref().ok_or(PermitProblem::NotNow)?;
        told.registrations
            .iter()
            .find(|held| held.member.is_none() && held.record.receipt_number() == receipt)
            .map(|held| held.record)
            .ok_or(PermitProblem::Address)
    }
}

/// Reads codes with commas between them, each once; `None` for no code, or one that is none.
fn chosen<T: Listed + Ord>(codes: &str) -> Option<Vec<T>> {
    let chosen: Option<BTreeSet<T>> = codes
        .split(',')
        .filter(|code| !code.is_empty())
        .map(T::from_code)
        .collect();
    chosen
        .filter(|chosen| !chosen.is_empty())
        .map(|chosen| chosen.into_iter().collect())
}
