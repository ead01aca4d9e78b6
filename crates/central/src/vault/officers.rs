//! What officers and the desk decide, with the day and the time of the vault; each of it is a row of
//! the ledger in the same transaction.

use std::collections::BTreeSet;

use residence::{PermitDenial, PermitEvent, PermitPaper, RecordId};

use super::Vault;
use crate::{
    registry::{By, Review, mine::DataDecision},
    store::StoreError,
};

impl Vault {
    pub(crate) async fn decide_permit(
        &self,
        record: &RecordId,
        event: &PermitEvent,
        by: &By,
    ) -> Result<Result<(), Vec<PermitDenial>>, StoreError> {
        let now_ms = self.now_ms();
        let registry = &self.registry;
        registry
            .decide_permit_at_desk(record, event, by, now_ms)
            .await
    }

    pub(crate) async fn review_permit(
        &self,
        record: &RecordId,
        by: &By,
    ) -> Result<Option<Review>, StoreError> {
        self.registry.review_permit(record, by, self.today()).await
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
        by: &By,
    ) -> Result<bool, StoreError> {
        let now_ms = self.now_ms();
        self.registry.called_back(record, agreed, by, now_ms).await
    }

    pub(crate) async fn decide_data(
        &self,
        record: &RecordId,
        decision: &DataDecision,
        by: &By,
    ) -> Result<Result<(), &'static str>, StoreError> {
        let now_ms = self.now_ms();
        self.registry
            .decide_data(record, decision, by, now_ms)
            .await
    }
}
