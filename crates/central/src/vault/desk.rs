//! What the desk decides at the centre, and kiosks hear of at once.

use residence::{
    Denial, Event, HabitualDenial, HabitualEvent, HouseCode, OwnershipDenial, OwnershipEvent,
    RecordId,
};

use super::Vault;
use crate::store::StoreError;

impl Vault {
    /// Carries out a decision of the desk or an officer; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_at_desk(
        &self,
        record: &RecordId,
        event: Event,
        note: Option<&str>,
    ) -> Result<Result<(), Denial>, StoreError> {
        let today = self.today();
        let decided = self.registry.decide_at_desk(record, event, note, today);
        let decided = decided.await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }

    /// Says which house an address by hand is; `Err` inside is the rule that refuses.
    pub(crate) async fn bind_address(
        &self,
        record: &RecordId,
        house: &HouseCode,
    ) -> Result<Result<(), Denial>, StoreError> {
        let bound = self.registry.bind_address(record, house, self.today());
        let bound = bound.await?;
        self.publish_to_those_behind().await?;
        Ok(bound)
    }

    /// Decides about a habitual residence as the desk; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_habitual(
        &self,
        record: &RecordId,
        event: HabitualEvent,
        note: Option<&str>,
    ) -> Result<Result<(), HabitualDenial>, StoreError> {
        let (today, registry) = (self.today(), &self.registry);
        let decided = registry.decide_habitual_at_desk(record, event, note, today);
        let decided = decided.await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }

    /// Decides about a claim to own a house; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_ownership(
        &self,
        record: &RecordId,
        event: OwnershipEvent,
        note: Option<&str>,
    ) -> Result<Result<(), OwnershipDenial>, StoreError> {
        let (today, registry) = (self.today(), &self.registry);
        let decided = registry
            .decide_ownership(record, event, note, today)
            .await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }
}
