//! The keys of kiosks that spoke lately, so that a question costs no look into the database before
//! its signature is known to be good.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use codes::VerifyingKey;
use protocol::{ExchangeError, SyncRequest};
use residence::KioskId;

use crate::{
    devices,
    refusal::Refusal,
    store::Store,
    tables::{kiosks, machines},
};

/// Most keys that are kept at hand; a province has fewer kiosks.
const KEYS_MAX: usize = 100_000;

/// A key at hand.
pub(super) struct DeviceKey {
    /// The public key as the table holds it.
    pub(super) signing: Vec<u8>,
    /// The same, ready to verify.
    pub(super) key: VerifyingKey,
}

/// Keys by kiosk. Each is only a guess: whoever moves a chain compares it with the table.
#[derive(Default)]
pub(super) struct DeviceKeys(Mutex<BTreeMap<KioskId, Arc<DeviceKey>>>);

impl DeviceKeys {
    /// Opens a request with the key of the kiosk that it claims to be from.
    pub(super) async fn open(
        &self,
        store: &dyn Store,
        claimed: &KioskId,
        body: &[u8],
    ) -> Result<(SyncRequest, Arc<DeviceKey>), Refusal> {
        let held = self.held().get(claimed).cloned();
        if let Some(device) = held {
            match SyncRequest::open(body, &device.key) {
                // Perhaps the kiosk has another key since.
                Err(ExchangeError::Signature) => {}
                opened => return Ok((opened?, device)),
            }
        }
        let device = Arc::new(read(store, claimed).await?);
        let request = SyncRequest::open(body, &device.key)?;
        let mut held = self.held();
        if held.len() >= KEYS_MAX {
            held.clear();
        }
        held.insert(claimed.clone(), Arc::clone(&device));
        Ok((request, device))
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<KioskId, Arc<DeviceKey>>> {
        // Whole entries only are ever in it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(store: &dyn Store, id: &KioskId) -> Result<DeviceKey, Refusal> {
    let kiosk = kiosks::by_id(store, id).await?;
    let kiosk = kiosk.ok_or(Refusal::KioskUnknown)?;
    let machine = machines::of_kiosk(store, id).await?;
    let key = devices::verifying(machine.as_ref(), &kiosk.signing)?;
    Ok(DeviceKey {
        signing: kiosk.signing,
        key,
    })
}
