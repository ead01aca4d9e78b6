//! Between the two databases: what the front received is copied, verified again and taken.

use std::collections::BTreeMap;

use codes::VerifyingKey;
use protocol::{Envelope, verify_envelope};
use residence::KioskId;

use super::{PAGE_ENTRIES_MAX, Vault};
use crate::{
    devices, events,
    store::StoreError,
    tables::{
        alarms::{self, Alarm},
        envelopes::{self, Stage, StoredEnvelope},
        kiosks, machines,
    },
};

impl Vault {
    /// Copies a page of what the front received; tells whether there was anything new.
    pub(super) async fn take_in(&self, now_ms: u64) -> Result<bool, StoreError> {
        let mut writes = Vec::new();
        let mut strange = Vec::new();
        let page = envelopes::unopened(self.front(), PAGE_ENTRIES_MAX).await?;
        let stages = self.stages(&page).await?;
        let mut keys = BTreeMap::new();
        for (stored, stage) in page.into_iter().zip(stages) {
            if stage.is_some() {
                continue;
            }
            let id = &stored.place.kiosk;
            if !keys.contains_key(id) {
                keys.insert(id.clone(), self.approved_key(id).await?);
            }
            match keys.get(id).and_then(Option::as_ref) {
                Some(key) => {
                    let stage = judged(&stored, key);
                    writes.push(envelopes::add_once(&StoredEnvelope { stage, ..stored }));
                }
                None => {
                    let (kiosk, record) = (&stored.place.kiosk, &stored.record);
                    events::alarm(Alarm::OtherKeys, kiosk);
                    let object = record.as_bytes();
                    writes.push(alarms::raise(Alarm::OtherKeys, kiosk, object, now_ms));
                    strange.push(envelopes::set_stage(record, Stage::Quarantined));
                }
            }
        }
        if writes.is_empty() {
            return Ok(false);
        }
        self.store().commit(writes).await?;
        if !strange.is_empty() {
            self.front().commit(strange).await?;
        }
        Ok(true)
    }

    /// Returns how far the vault came with each envelope; nothing for one that it does not hold.
    async fn stages(&self, page: &[StoredEnvelope]) -> Result<Vec<Option<Stage>>, StoreError> {
        let selects = page.iter().map(|one| envelopes::select_stage(&one.record));
        let found = self.store().rows_each(selects.collect()).await?;
        found.into_iter().map(envelopes::read_stage).collect()
    }

    /// Returns the key that was approved here; nothing for a kiosk that never was, whatever the
    /// front says of it.
    async fn approved_key(&self, id: &KioskId) -> Result<Option<VerifyingKey>, StoreError> {
        let Some(kiosk) = kiosks::by_id(self.store(), id).await? else {
            return Ok(None);
        };
        let machine = machines::of_kiosk(self.store(), id).await?;
        devices::verifying(machine.as_ref(), &kiosk.signing).map(Some)
    }

    /// Tells the front which of its envelopes are taken, and which were set aside.
    pub(super) async fn hand_back(&self) -> Result<(), StoreError> {
        loop {
            let page = envelopes::unopened(self.front(), PAGE_ENTRIES_MAX).await?;
            let mut writes = Vec::new();
            for (stored, stage) in page.iter().zip(self.stages(&page).await?) {
                match stage {
                    Some(Stage::Quarantined) => {
                        writes.push(envelopes::set_stage(&stored.record, Stage::Quarantined));
                    }
                    Some(Stage::Applied | Stage::Waits) => {
                        writes.push(envelopes::set_stage(&stored.record, Stage::Applied));
                    }
                    Some(Stage::Received) | None => {}
                }
            }
            let done = writes.len() < page.len() || page.is_empty();
            if !writes.is_empty() {
                self.front().commit(writes).await?;
            }
            if done {
                return Ok(());
            }
        }
    }
}

/// Verifies an envelope with the key that was approved for its kiosk.
fn judged(stored: &StoredEnvelope, key: &VerifyingKey) -> Stage {
    let (place, record) = (&stored.place, &stored.record);
    let signed = Envelope::decode(&stored.bytes).is_ok_and(|envelope| {
        let header = envelope.header();
        let same = header.kiosk == place.kiosk
            && header.record == *record
            && (header.epoch, header.seq) == (place.epoch, place.seq);
        same && verify_envelope(&envelope, key).is_ok()
    });
    if signed {
        Stage::Received
    } else {
        events::quarantined(&place.kiosk, place.seq);
        Stage::Quarantined
    }
}
