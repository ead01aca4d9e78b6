//! The papers of an application (居住证暂行条例 art. 9).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::PermitPaper;
use crate::{
    civil::days_after,
    eligibility::{Exemption, Ground},
};

/// 行政复议法 (2023) art. 20: sixty days from hearing of a decision.
const OBJECTION_DAYS: u64 = 60;

/// Returns the papers that an application needs: identity card, photograph, proof of address, proof
/// of each ground that has one, and the papers of both where somebody acts.
pub fn papers_needed(
    grounds: &BTreeSet<Ground>,
    exemption: Option<Exemption>,
    agent: bool,
) -> BTreeSet<PermitPaper> {
    let studies = grounds.contains(&Ground::Study) || exemption == Some(Exemption::Enrolled);
    let needed = [
        (true, PermitPaper::IdentityCard),
        (true, PermitPaper::Photograph),
        (true, PermitPaper::AddressProof),
        (grounds.contains(&Ground::Job), PermitPaper::JobProof),
        (studies, PermitPaper::StudyProof),
        (agent, PermitPaper::AgentPapers),
    ];
    let needed = needed.into_iter().filter(|(asked, _)| *asked);
    needed.map(|(_, paper)| paper).collect()
}

/// Returns the last day to object to a decision about a permit.
pub fn objection_until(decided_on: NaiveDate) -> NaiveDate {
    days_after(decided_on, OBJECTION_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ground_asks_for_its_paper() {
        use PermitPaper::{
            AddressProof, AgentPapers, IdentityCard, JobProof, Photograph, StudyProof,
        };
        let basic = [IdentityCard, Photograph, AddressProof];
        let with = |more: &[PermitPaper]| basic.iter().chain(more).copied().collect();
        let home = BTreeSet::from([Ground::Home]);
        let job = BTreeSet::from([Ground::Job, Ground::Home]);
        let all: [(_, _, _, BTreeSet<_>); 4] = [
            (&home, None, false, with(&[])),
            (&job, None, false, with(&[JobProof])),
            (
                &home,
                Some(Exemption::Enrolled),
                true,
                with(&[StudyProof, AgentPapers]),
            ),
            (&home, Some(Exemption::OwnOrRelativeHome), false, with(&[])),
        ];
        for (grounds, exemption, agent, expected) in all {
            assert_eq!(papers_needed(grounds, exemption, agent), expected);
        }
    }

    #[test]
    fn sixty_days_to_object() {
        let decided = "2026-11-23".parse().unwrap();
        assert_eq!(objection_until(decided), "2027-01-22".parse().unwrap());
    }
}
