//! The side that kiosks reach: it checks signatures and chains, stores what is sealed, hands down
//! what is sealed, and can open none of it (trust.md 2.4).
//!
//! What it holds: the key that signs answers, public keys, envelopes, tokens. What is in its
//! database besides, the vault put there.

mod chain;
mod coalesce;
mod enquiry;
pub(crate) mod enrol;
mod ingress;
mod keys;
pub(crate) mod rate;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use codes::{Crypto, VerifyingKey};
use protocol::{RejectCode, SyncAnswer, SyncRequest, verify_run};
use residence::{KioskId, RecordId};

pub(crate) use self::coalesce::Coalesced;
use self::{
    ingress::{Incoming, Received},
    keys::{DeviceKey, DeviceKeys},
    rate::Rates,
};
use crate::{
    authority::FrontKeys,
    centre::{Clock, Error},
    events, metrics,
    refusal::Refusal,
    store::{Statement, Store, StoreError},
    tables::{
        backups, contacts, down, envelopes,
        kiosks::Kiosk,
        machines,
        meta::{self, Fact},
    },
};

const PAGE_ENTRIES_MAX: u32 = 200;
/// A contact is noted once in this time; a finer mark is worth no write.
const CONTACT_EVERY_MS: u64 = 60_000;
/// Most envelopes that are stored by one commit: enough to pay for the disk's answer, few enough
/// that nobody waits long.
const COMMIT_ENTRIES_MAX: usize = 4_000;
/// A kiosk has several requests on their way, and the later one may arrive first.
const GAP_LOOKS_MAX: u32 = 4;
const GAP_LOOK_EVERY: Duration = Duration::from_millis(100);

/// The front at work.
pub(crate) struct Front {
    store: Arc<dyn Store>,
    keys: FrontKeys,
    crypto: Arc<dyn Crypto>,
    clock: Clock,
    centre_epoch: u64,
    rates: Rates,
    device_keys: DeviceKeys,
    /// What came and is stored together; one act at a time moves heads of chains.
    arrivals: Coalesced<Incoming, Result<Received, Refusal>>,
    /// What is remembered of the kiosks that spoke since this process began.
    lately: Mutex<BTreeMap<KioskId, Lately>>,
    /// One at a time: tokens are read, judged and used up.
    enrolling: tokio::sync::Mutex<()>,
}

/// What is remembered of a kiosk that spoke.
#[derive(Default, Clone, Copy)]
struct Lately {
    /// When it was last noted to have spoken.
    noted_ms: Option<u64>,
    /// The highest number of its requests.
    counter: u64,
}

/// A request that was heard: what it carried is stored.
pub(crate) struct Heard {
    request: SyncRequest,
    received: Received,
    now_ms: u64,
}

impl Heard {
    /// Returns who spoke.
    pub(crate) fn kiosk(&self) -> &KioskId {
        &self.request.kiosk
    }

    /// Tells whether it brought anything that is to be decided.
    fn is_news(&self) -> bool {
        self.received.chain != self.received.before
    }

    /// Counts the records that it brought.
    pub(crate) fn brought(&self) -> u64 {
        let (before, chain) = (self.received.before, self.received.chain);
        if before.epoch == chain.epoch {
            chain.seq.saturating_sub(before.seq)
        } else {
            chain.seq
        }
    }

    /// Hands down what comes after this change: the answer before this one brings the rest.
    pub(crate) fn go_on_after(&mut self, cursor: u64) {
        self.request.down_cursor = self.request.down_cursor.max(cursor);
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
            device_keys: DeviceKeys::default(),
            arrivals: Coalesced::new(COMMIT_ENTRIES_MAX),
            lately: Mutex::default(),
            enrolling: tokio::sync::Mutex::new(()),
        })
    }

    /// Answers a device that asks to be enrolled.
    pub(crate) async fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let _turn = self.enrolling.lock().await;
        enrol::answer(self.store.as_ref(), &self.rates, body, (self.clock)()).await
    }

    /// Checks a request and stores what it carries; all is durable when this returns.
    pub(crate) async fn hear(&self, body: &[u8]) -> Result<Heard, Refusal> {
        let now_ms = (self.clock)();
        let claimed = SyncRequest::claimed_kiosk(body)?;
        let opened = self.device_keys.open(self.store.as_ref(), &claimed, body);
        let (mut request, device) = opened.await?;
        // After the signature: nobody uses up the turns of another.
        if let Err(seconds) = self.rates.take(claimed.as_str(), now_ms) {
            events::too_often(&claimed);
            return Err(Refusal::TooOften { seconds });
        }
        let received = self.receive(&mut request, &device, now_ms).await?;
        Ok(Heard {
            request,
            received,
            now_ms,
        })
    }

    /// Stores what follows the chain, together with what others bring in the same moment.
    async fn receive(
        &self,
        request: &mut SyncRequest,
        device: &DeviceKey,
        now_ms: u64,
    ) -> Result<Received, Refusal> {
        let checked = verify_run(&request.up, &device.key);
        let before = self.lately(&request.kiosk, |lately| {
            let before = *lately;
            lately.counter = before.counter.max(request.counter);
            before
        });
        let notes = contact(&before, request, now_ms);
        let noted = !notes.is_empty();
        let up = std::mem::take(&mut request.up).into_iter().zip(checked);
        let incoming = Incoming {
            kiosk: request.kiosk.clone(),
            signing: device.signing.clone(),
            up: up.collect(),
            notes,
            now_ms,
        };
        let together = |all| self.store_together(all);
        if incoming.up.is_empty() && !noted {
            // It writes nothing, so it need not wait for those who do.
            let alone = ingress::receive(self.store.as_ref(), vec![incoming]).await;
            let alone = alone.into_iter().next();
            return alone.ok_or(Refusal::Later)?;
        }
        // Others that it sent before this one are still on their way.
        let overtook = before.counter > 0 && request.counter > before.counter + 1;
        let mut looks = if overtook { GAP_LOOKS_MAX } else { 0 };
        let received = loop {
            let weight = 1 + incoming.up.len();
            let outcome = self.arrivals.run(incoming.clone(), weight, together).await;
            let received = outcome.ok_or(Refusal::Later)??;
            if !received.is_gap() || looks == 0 {
                break received;
            }
            looks -= 1;
            tokio::time::sleep(GAP_LOOK_EVERY).await;
        };
        if noted {
            self.lately(&request.kiosk, |lately| lately.noted_ms = Some(now_ms));
        }
        Ok(received)
    }

    async fn store_together(&self, all: Vec<Incoming>) -> Vec<Result<Received, Refusal>> {
        let began_ms = (self.clock)();
        let records = all.iter().map(|one| one.up.len()).sum();
        let outcomes = ingress::receive(self.store.as_ref(), all).await;
        metrics::committed(records, (self.clock)().saturating_sub(began_ms));
        outcomes
    }

    fn lately<T>(&self, kiosk: &KioskId, see: impl FnOnce(&mut Lately) -> T) -> T {
        // Whole entries only are ever in it.
        let mut all = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        see(all.entry(kiosk.clone()).or_default())
    }

    /// Answers what was heard: how far it holds, what it refused, what comes down.
    pub(crate) async fn answer(&self, heard: Heard) -> Result<Vec<u8>, Refusal> {
        let (request, chain) = (&heard.request, heard.received.chain);
        let (kiosk, cursor) = (heard.kiosk(), request.down_cursor);
        let asked = vec![
            down::select_after(kiosk, cursor, PAGE_ENTRIES_MAX),
            envelopes::select_first_untaken(kiosk, chain.epoch),
            backups::select(kiosk, chain.epoch),
            meta::select(Fact::BundleSeq),
        ];
        let found: Result<[_; 4], _> = self.store.rows_each(asked).await?.try_into();
        let [page, untaken, copied, bundle_seq] = found.map_err(|_| StoreError::Corrupt)?;
        let page = down::read(page)?;
        let untaken = envelopes::read_first_untaken(untaken)?;
        // The vault holds the second copy; what it has not taken may be sent again.
        let taken = untaken.map_or(chain.seq, |seq| seq.saturating_sub(1));
        let backed_up = backups::held_down(copied, taken)?;
        let bundle_seq = meta::read_number(bundle_seq)?.unwrap_or(0);
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
            bundle: self.bundle_after(request.bundle_seq, bundle_seq).await?,
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
        let (received, kiosk) = (&heard.received, heard.kiosk());
        let mut rejects = received.rejects.clone();
        if !heard.is_news() {
            return Ok(rejects);
        }
        let (before, epoch) = (received.before, received.chain.epoch);
        let after = if before.epoch == epoch { before.seq } else { 0 };
        let store = self.store.as_ref();
        for record in envelopes::quarantined_after(store, kiosk, epoch, after).await? {
            if rejects.iter().all(|(refused, _)| *refused != record) {
                rejects.push((record, RejectCode::Quarantined));
            }
        }
        Ok(rejects)
    }

    async fn bundle_after(&self, held_seq: u64, seq: u64) -> Result<Option<String>, StoreError> {
        if held_seq >= seq {
            return Ok(None);
        }
        let store = self.store.as_ref();
        let rooted = meta::number(store, Fact::RootBundleSeq).await?;
        if rooted.is_some_and(|rooted| held_seq < rooted) {
            // New roots first: what they certify cannot be read without them.
            return meta::text(store, Fact::RootBundle).await;
        }
        meta::text(store, Fact::Bundle).await
    }
}

/// What is noted of a kiosk that speaks, when it was not noted lately.
fn contact(before: &Lately, request: &SyncRequest, now_ms: u64) -> Vec<Statement> {
    let due = |last: u64| now_ms >= last.saturating_add(CONTACT_EVERY_MS);
    if before.noted_ms.is_none_or(due) {
        let spoke = contacts::note(&request.kiosk, now_ms);
        vec![spoke, contacts::note_app(&request.kiosk, &request.app)]
    } else {
        Vec::new()
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
