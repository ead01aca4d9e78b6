//! What officers and the desk decide about permits, families and people's own data.

use std::collections::BTreeSet;

use residence::{PermitDenial, PermitEvent, PermitPaper, RecordId};

use super::Centre;
use crate::{
    registry::{By, mine::DataDecision},
    store::StoreError,
};

const NO_VAULT: &str = "WRONG_STATE";

impl Centre {
    /// Carries out what an officer decides about a permit; `Err` inside names the rules that refuse.
    pub async fn decide_permit_at_desk(
        &self,
        record: &RecordId,
        event: &PermitEvent,
    ) -> Result<Result<(), Vec<PermitDenial>>, StoreError> {
        match &self.vault {
            Some(vault) => vault.decide_permit(record, event, &By::operator()).await,
            None => Ok(Err(vec![PermitDenial::WrongState])),
        }
    }

    /// The papers that an application needs and its applicant has not shown.
    pub async fn papers_missing(
        &self,
        record: &RecordId,
    ) -> Result<BTreeSet<PermitPaper>, StoreError> {
        match &self.vault {
            Some(vault) => vault.papers_missing(record).await,
            None => Ok(BTreeSet::new()),
        }
    }

    /// Notes what an elder said when the desk called back; tells whether anybody was asked.
    pub async fn called_back(&self, record: &RecordId, agreed: bool) -> Result<bool, StoreError> {
        match &self.vault {
            Some(vault) => vault.called_back(record, agreed, &By::operator()).await,
            None => Ok(false),
        }
    }

    /// Carries out what the desk decided about a request for the own data; `Err` inside is the name
    /// of the rule that refuses.
    pub async fn decide_data(
        &self,
        record: &RecordId,
        decision: &DataDecision,
    ) -> Result<Result<(), &'static str>, StoreError> {
        match &self.vault {
            Some(vault) => vault.decide_data(record, decision, &By::operator()).await,
            None => Ok(Err(NO_VAULT)),
        }
    }
}
