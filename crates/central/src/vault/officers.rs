//! What officers and the desk decide, with the day and the time of the vault.

use std::collections::BTreeSet;

use residence::{PermitDenial, PermitEvent, PermitPaper, RecordId};

use super::Vault;
use crate::{registry::mine::DataDecision, store::StoreError};

impl Vault {
    pub(crate) async fn decide_permit(
        &self,
        record: &RecordId,
        event: &PermitEvent,
    ) -> Result<Result<(), Vec<PermitDenial>>, StoreError> {
        let today = self.today();
        self.registry
            .decide_permit_at_desk(record, event, today)
            .await
    }

    pub(crate) async fn papers_missing(
        &self,
        record: &RecordId,
    ) -> Result<BTreeSet<PermitPaper>, StoreError> {
        self.registry.papers_missing(record).await
    }

    pub(crate) async fn called_back(
        &self,
        record: &RecordId,
        agreed: bool,
    ) -> Result<bool, StoreError> {
        self.registry
            .called_back(record, agreed, self.today())
            .await
    }

    pub(crate) async fn decide_data(
        &self,
        record: &RecordId,
        decision: &DataDecision,
    ) -> Result<Result<(), &'static str>, StoreError> {
        let (now_ms, today) = ((self.clock)(), self.today());
        self.registry
            .decide_data(record, decision, now_ms, today)
            .await
    }
}
