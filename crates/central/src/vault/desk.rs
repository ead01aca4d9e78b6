//! What the desk decides at the centre, and kiosks hear of at once.

use data_encoding::HEXLOWER;
use residence::{
    Denial, HabitualDenial, HabitualEvent, HouseCode, Listed as _, OwnershipDenial, OwnershipEvent,
    RecordId, Step,
};

use super::Vault;
use crate::{
    registry::{By, DeskAct},
    store::StoreError,
    tables::ledger::{self, Entry},
};

impl Vault {
    /// Carries out a decision of the desk or an officer; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_at_desk(
        &self,
        record: &RecordId,
        act: DeskAct<'_>,
        by: &By,
    ) -> Result<Result<(), Denial>, StoreError> {
        let now_ms = self.now_ms();
        let decided = self.registry.decide_at_desk(record, act, by, now_ms);
        let decided = decided.await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }

    /// Tells what each of these acts would lead to, without doing any.
    pub(crate) async fn weigh_at_desk(
        &self,
        record: &RecordId,
        acts: &[DeskAct<'_>],
        by: &By,
    ) -> Result<Vec<Result<Step, Denial>>, StoreError> {
        let (registry, today) = (&self.registry, self.today());
        registry.weigh_at_desk(record, acts, by, today).await
    }

    /// Says which house an address by hand is; `Err` inside is the rule that refuses.
    pub(crate) async fn bind_address(
        &self,
        record: &RecordId,
        house: &HouseCode,
        by: &By,
    ) -> Result<Result<(), Denial>, StoreError> {
        let bound = self.registry.bind_address(record, house, self.today());
        let bound = bound.await?;
        let result = bound.map_or_else(|denial| denial.rule(), |()| "OK".to_owned());
        self.note(by, ("BIND_HOUSE", house.as_str()), record, result)
            .await?;
        self.publish_to_those_behind().await?;
        Ok(bound)
    }

    /// Decides about a habitual residence as the desk; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_habitual(
        &self,
        record: &RecordId,
        (event, note): (HabitualEvent, Option<&str>),
        by: &By,
    ) -> Result<Result<(), HabitualDenial>, StoreError> {
        let (today, registry) = (self.today(), &self.registry);
        let decided = registry.decide_habitual_at_desk(record, event, note, today);
        let decided = decided.await?;
        let detail = match event {
            HabitualEvent::Reject(reason) => reason.code(),
            HabitualEvent::Approve => "APPROVE",
            HabitualEvent::Request
            | HabitualEvent::DayComes
            | HabitualEvent::Withdraw
            | HabitualEvent::Replace
            | HabitualEvent::Remove
            | HabitualEvent::RegistrationEnded => "",
        };
        let result = decided.map_or_else(|denial| denial.to_string(), |()| "OK".to_owned());
        self.note(by, ("HABITUAL", detail), record, result).await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }

    /// Decides about a claim to own a house; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_ownership(
        &self,
        record: &RecordId,
        (event, note): (OwnershipEvent, Option<&str>),
        by: &By,
    ) -> Result<Result<(), OwnershipDenial>, StoreError> {
        let (today, registry) = (self.today(), &self.registry);
        let decided = registry.decide_ownership(record, event, note, today);
        let decided = decided.await?;
        let result = decided.map_or_else(|denial| denial.code(), |()| "OK");
        self.note(by, ("OWNERSHIP", event.code()), record, result.to_owned())
            .await?;
        self.publish_to_those_behind().await?;
        Ok(decided)
    }

    /// Adds to the ledger what was decided, or the rule that refused it.
    async fn note(
        &self,
        by: &By,
        (act, detail): (&'static str, &str),
        record: &RecordId,
        result: String,
    ) -> Result<(), StoreError> {
        let entry = Entry {
            at_ms: self.now_ms(),
            actor: by.actor.clone(),
            act,
            object: HEXLOWER.encode(record.as_bytes()),
            detail: detail.to_owned(),
            result,
        };
        ledger::commit(self.store(), &entry, &[]).await
    }
}
