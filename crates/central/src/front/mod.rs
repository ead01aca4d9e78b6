//! The side that kiosks reach: it checks signatures and chains, stores what is sealed, hands down
//! what is sealed, and can open none of it (trust.md 2.4).
//!
//! What it holds: the key that signs answers, public keys, envelopes, tokens. What is in its
//! database besides, the vault put there.

mod chain;
mod enquiry;
pub(crate) mod enrol;
mod ingress;
mod rate;

use std::sync::Arc;

use codes::{Crypto, VerifyingKey};
use protocol::{RejectCode, SyncAnswer, SyncRequest};
use residence::{KioskId, RecordId};

use self::{ingress::Received, rate::Rates};
use crate::{
    authority::FrontKeys,
    centre::{Clock, Error},
    events,
    refusal::Refusal,
    store::{Store, StoreError},
    tables::{
        backups, contacts, down, envelopes,
        kiosks::{self, Kiosk, Standing},
        machines,
        meta::{self, Fact},
    },
};

const PAGE_ENTRIES_MAX: u32 = 200;
/// A contact is noted once in this time; a finer mark is worth no write.
const CONTACT_EVERY_MS: u64 = 60_000;

/// The front at work.
pub(crate) struct Front {
    store: Arc<dyn Store>,
    keys: FrontKeys,
    crypto: Arc<dyn Crypto>,
    clock: Clock,
    centre_epoch: u64,
    rates: Rates,
    /// One at a time: heads of chains and tokens are read, judged and moved.
    turn: tokio::sync::Mutex<()>,
}

/// A request that was heard: what it carried is stored.
pub(crate) struct Heard {
    request: SyncRequest,
    /// The kiosk as it was before.
    kiosk: Kiosk,
    received: Received,
    now_ms: u64,
}

impl Heard {
    /// Returns who spoke.
    pub(crate) fn kiosk(&self) -> &KioskId {
        &self.kiosk.id
    }
}

impl Front {
    /// Opens the front; the vault filled its database before.
    pub(crate) async fn open(
        store: Arc<dyn Store>,
        keys: FrontKeys,
        crypto: Arc<dyn Crypto>,
        clock: Clock,
    ) -> Result<Self, Error> {
        let epoch = meta::number(store.as_ref(), Fact::CentreEpoch).await?;
        Ok(Self {
            store,
            keys,
            crypto,
            clock,
            centre_epoch: epoch.ok_or(Error::Empty)?,
            rates: Rates::default(),
            turn: tokio::sync::Mutex::new(()),
        })
    }

    /// Answers a device that asks to be enrolled.
    pub(crate) async fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let _turn = self.turn.lock().await;
        enrol::answer(self.store.as_ref(), &self.rates, body, (self.clock)()).await
    }

    /// Checks a request and stores what it carries; all is durable when this returns.
    pub(crate) async fn hear(&self, body: &[u8]) -> Result<Heard, Refusal> {
        let now_ms = (self.clock)();
        let store = self.store.as_ref();
        let claimed = SyncRequest::claimed_kiosk(body)?;
        let known = kiosks::by_id(store, &claimed).await?;
        let device = device_key(store, known.as_ref().ok_or(Refusal::KioskUnknown)?).await?;
        let request = SyncRequest::open(body, &device)?;
        // After the signature: nobody uses up the turns of another.
        if let Err(seconds) = self.rates.take(claimed.as_str(), now_ms) {
            events::too_often(&claimed);
            return Err(Refusal::TooOften { seconds });
        }
        let (kiosk, received) = self.receive(&request, &device, now_ms).await?;
        Ok(Heard {
            request,
            kiosk,
            received,
            now_ms,
        })
    }

    /// Stores what follows the chain; the kiosk is read again inside the turn.
    async fn receive(
        &self,
        request: &SyncRequest,
        device: &VerifyingKey,
        now_ms: u64,
    ) -> Result<(Kiosk, Received), Refusal> {
        let _turn = self.turn.lock().await;
        let store = self.store.as_ref();
        let kiosk = kiosks::by_id(store, &request.kiosk)
            .await?
            .ok_or(Refusal::KioskUnknown)?;
        match kiosk.standing {
            Standing::Approved => {}
            Standing::Waiting => return Err(Refusal::KioskUnknown),
            Standing::Revoked => return Err(Refusal::KioskRevoked),
        }
        let received = ingress::receive(store, &kiosk, device, &request.up, now_ms).await?;
        let last = contacts::last(store, &kiosk.id).await?.unwrap_or(0);
        if now_ms >= last.saturating_add(CONTACT_EVERY_MS) {
            let spoke = contacts::note(&kiosk.id, now_ms);
            let with = contacts::note_app(&kiosk.id, &request.app);
            store.commit(vec![spoke, with]).await?;
        }
        Ok((kiosk, received))
    }

    /// Answers what was heard: how far it holds, what it refused, what comes down.
    pub(crate) async fn answer(&self, heard: Heard) -> Result<Vec<u8>, Refusal> {
        let store = self.store.as_ref();
        let (request, chain) = (&heard.request, heard.received.chain);
        let (kiosk, cursor) = (heard.kiosk(), request.down_cursor);
        let page = down::after(store, kiosk, cursor, PAGE_ENTRIES_MAX).await?;
        let untaken = envelopes::first_untaken(store, kiosk, chain.epoch).await?;
        // The vault holds the second copy; what it has not taken may be sent again.
        let taken = untaken.map_or(chain.seq, |seq| seq.saturating_sub(1));
        let backed_up = backups::held_down(store, kiosk, chain.epoch, taken).await?;
        let answer = SyncAnswer {
            nonce: request.nonce,
            server_ms: heard.now_ms,
            centre_epoch: self.centre_epoch,
            // Before the first envelope the kiosk names its epoch.
            epoch: if chain.seq == 0 {
                request.epoch
            } else {
                chain.epoch
            },
            through: chain.seq,
            backed_up,
            rejects: self.refused(&heard).await?,
            bundle: self.bundle_after(request.bundle_seq).await?,
            more: page.len() >= usize::try_from(PAGE_ENTRIES_MAX).expect("a small number"),
            down: page,
        };
        let key = self.keys.sync_key_for(request.bundle_seq);
        Ok(answer
            .sign(key, self.crypto.as_ref())
            .expect("a key in memory signs"))
    }

    /// What was refused here, and what the vault has set aside of what came.
    async fn refused(&self, heard: &Heard) -> Result<Vec<(RecordId, RejectCode)>, StoreError> {
        let (received, kiosk) = (&heard.received, &heard.kiosk);
        let mut rejects = received.rejects.clone();
        if received.chain == kiosk.chain {
            return Ok(rejects);
        }
        let same = received.chain.epoch == kiosk.chain.epoch;
        let after = if same { kiosk.chain.seq } else { 0 };
        let (store, epoch) = (self.store.as_ref(), received.chain.epoch);
        for record in envelopes::quarantined_after(store, &kiosk.id, epoch, after).await? {
            if rejects.iter().all(|(refused, _)| *refused != record) {
                rejects.push((record, RejectCode::Quarantined));
            }
        }
        Ok(rejects)
    }

    async fn bundle_after(&self, held_seq: u64) -> Result<Option<String>, StoreError> {
        let store = self.store.as_ref();
        let seq = meta::number(store, Fact::BundleSeq).await?.unwrap_or(0);
        if held_seq >= seq {
            return Ok(None);
        }
        let rooted = meta::number(store, Fact::RootBundleSeq).await?;
        if rooted.is_some_and(|rooted| held_seq < rooted) {
            // New roots first: what they certify cannot be read without them.
            return meta::text(store, Fact::RootBundle).await;
        }
        meta::text(store, Fact::Bundle).await
    }
}

/// Returns the key that a kiosk signs with, as it was enrolled.
pub(crate) async fn device_key(
    store: &dyn Store,
    kiosk: &Kiosk,
) -> Result<VerifyingKey, StoreError> {
    let machine = machines::of_kiosk(store, &kiosk.id).await?;
    crate::devices::verifying(machine.as_ref(), &kiosk.signing)
}
