//! The side that opens and decides: it takes what the front received, verifies it again with the
//! keys that an administrator approved, applies the rules, and seals what comes down.
//!
//! Between the two databases nothing is moved in one transaction. Each step may be repeated: an
//! envelope is taken once by its record, a change is handed over once by its cursor, and the mark
//! that says so is written last.

mod attending;
mod desk;
mod enquiries;
mod fleet;
mod intake;
mod officers;
pub(crate) mod workers;

use std::sync::Arc;

use codes::{Crypto, SealingPublic};
use protocol::{Change, DownItem, wire};
use residence::{KioskId, guangdong_date};

pub use fleet::{Approval, approve, recover, revoke};
pub(crate) use fleet::{PROVISIONAL_DAYS_MAX, PROVISIONAL_QUOTA};

use crate::{
    authority::Authority,
    bundle,
    centre::{Clock, Config, Error, bundle_file},
    files,
    front::Coalesced,
    recovery::Request,
    registry::Registry,
    store::{Statement, Store, StoreError},
    tables::{
        changes::{self, Item},
        contacts, down,
        kiosks::{self, Standing},
        meta::{self, Fact},
        published,
    },
};

const PAGE_ENTRIES_MAX: u32 = 256;
/// Most pages of records that one act takes.
const PAGES_MAX: u32 = 8;
/// Most kiosks that are handed their changes by one act.
const ASKED_MAX: usize = 256;
/// Kiosks that were silent for longer are handed their changes when they speak again.
const SILENT_MS: u64 = 3 * 86_400 * 1_000;

/// Both databases, as the vault and the operator's commands see them.
#[derive(Clone)]
pub struct Halves {
    /// What the front holds.
    pub front: Arc<dyn Store>,
    /// What the vault holds.
    pub vault: Arc<dyn Store>,
}

/// The vault at work.
pub(crate) struct Vault {
    halves: Halves,
    authority: Arc<Authority>,
    crypto: Arc<dyn Crypto>,
    clock: Clock,
    registry: Registry,
    /// For which kiosks, or for all, records are to be taken, decided and answered; one act at a
    /// time, and those who ask meanwhile share the next.
    asked: Coalesced<Option<KioskId>, Result<(), StoreError>>,
    looks: attending::Looks,
}

impl Vault {
    /// Opens keys and databases, finishes what a crash left undone, and renews the bundle.
    pub(crate) async fn open(config: &Config) -> Result<Self, Error> {
        Self::open_on(config, config.halves().await?).await
    }

    /// The same on databases that are open already.
    pub(crate) async fn open_on(config: &Config, halves: Halves) -> Result<Self, Error> {
        let authority = Arc::new(config.authority()?);
        let (store, crypto) = (Arc::clone(&halves.vault), Arc::clone(&config.crypto));
        if meta::number(store.as_ref(), Fact::CentreEpoch)
            .await?
            .is_none()
        {
            return Err(Error::Empty);
        }
        let vault = Self {
            registry: Registry::new(
                store,
                Arc::clone(&authority),
                Arc::clone(&crypto),
                config.population_register()?,
            ),
            halves,
            authority,
            crypto,
            clock: Arc::clone(&config.clock),
            asked: Coalesced::new(ASKED_MAX),
            looks: attending::Looks::default(),
        };
        vault.furnish().await?;
        while !vault.decide_what_came().await? {}
        vault.work(None).await?;
        vault.let_days_pass().await?;
        let bundle = vault.keep_bundle((vault.clock)()).await?;
        let file = bundle_file(&config.data);
        files::write_public(&file, bundle.text.as_bytes()).map_err(|_| Error::Io)?;
        Ok(vault)
    }

    /// Ends what waited too long by today's date; returns how many registrations moved.
    pub(crate) async fn let_days_pass(&self) -> Result<usize, StoreError> {
        let moved = self.registry.let_days_pass(self.today()).await?;
        self.publish_to_those_behind().await?;
        Ok(moved)
    }

    /// Takes and decides what was received, and hands down what is new for a kiosk, or for all.
    pub(crate) async fn work(&self, kiosk: Option<&KioskId>) -> Result<(), StoreError> {
        let together = |all| self.work_for(all);
        let outcome = self.asked.run(kiosk.cloned(), 1, together).await;
        outcome.unwrap_or(Err(StoreError::Busy))
    }

    async fn work_for(&self, all: Vec<Option<KioskId>>) -> Vec<Result<(), StoreError>> {
        let done = self.decide_what_came().await;
        let mut outcomes = Vec::with_capacity(all.len());
        for kiosk in all {
            outcomes.push(match (done, kiosk) {
                (Err(error), _) => Err(error),
                (Ok(_), Some(kiosk)) => self.publish(&kiosk).await,
                (Ok(_), None) => self.publish_to_those_behind().await,
            });
        }
        outcomes
    }

    /// Takes and decides what came; tells whether that was all.
    async fn decide_what_came(&self) -> Result<bool, StoreError> {
        let now_ms = (self.clock)();
        // While a fleet comes back, what was decided is handed down between the pages.
        let mut all = false;
        for _ in 0..PAGES_MAX {
            let new = self.take_in(now_ms).await?;
            // Also when nothing new came: a crash may have left records that are taken and not
            // decided, or decided and not told to the front.
            self.registry.apply_received(now_ms).await?;
            self.hand_back().await?;
            all = !new;
            if all {
                break;
            }
        }
        self.registry.withdraw_never_issued(now_ms).await?;
        if !bundle::is_shown(self.store(), self.front(), now_ms).await? {
            self.keep_bundle(now_ms).await?;
        }
        Ok(all)
    }

    /// Renews certificates and rosters of the kiosks that speak.
    pub(crate) async fn renew(&self) -> Result<(), StoreError> {
        let since = (self.clock)().saturating_sub(SILENT_MS);
        for kiosk in contacts::since(self.front(), since).await? {
            self.publish(&kiosk).await?;
        }
        Ok(())
    }

    /// Lets a recovered kiosk begin one new epoch, under a new key when it has one.
    ///
    /// Returns its new certificate, if it needs one; nothing for a kiosk that is not enrolled. What
    /// was signed with the old key was taken in when the vault was opened.
    pub(crate) async fn recover(
        &self,
        id: &KioskId,
        request: &Request,
    ) -> Result<Option<Option<String>>, StoreError> {
        let _turn = self.asked.alone().await;
        let (halves, now_ms) = (&self.halves, (self.clock)());
        if !fleet::recover(halves, id, now_ms).await? {
            return Ok(None);
        }
        let crypto = self.crypto.as_ref();
        let rekeyed = fleet::rekey(halves, &self.authority, crypto, id, request, now_ms);
        Ok(Some(rekeyed.await?))
    }

    /// Returns the civil date in Guangdong.
    pub(crate) fn today(&self) -> chrono::NaiveDate {
        guangdong_date(i64::try_from((self.clock)()).unwrap_or(i64::MAX))
    }

    /// Returns the time in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        (self.clock)()
    }

    /// Returns randomness, signatures and sealing.
    pub(crate) fn crypto(&self) -> &dyn Crypto {
        self.crypto.as_ref()
    }

    /// Returns the keys.
    pub(crate) fn authority(&self) -> &Authority {
        self.authority.as_ref()
    }

    /// Returns the database of the front.
    pub(crate) fn front(&self) -> &dyn Store {
        self.halves.front.as_ref()
    }

    /// Returns the database of the vault.
    pub(crate) fn store(&self) -> &dyn Store {
        self.halves.vault.as_ref()
    }

    /// Gives the front what it tells kiosks about the centre, and the standing of each kiosk.
    async fn furnish(&self) -> Result<(), StoreError> {
        let epoch = meta::number(self.store(), Fact::CentreEpoch).await?;
        let place = meta::text(self.store(), Fact::Place).await?;
        let facts = [
            epoch.map(|epoch| meta::set_number(Fact::CentreEpoch, epoch)),
            place.map(|place| meta::set_text(Fact::Place, &place)),
        ];
        let mut writes: Vec<Statement> = facts.into_iter().flatten().collect();
        for kiosk in kiosks::all(self.store()).await? {
            writes.extend(match (kiosk.standing, &kiosk.certificate) {
                (Standing::Approved, Some(text)) => Some(kiosks::approve(&kiosk.id, text)),
                (Standing::Revoked, _) => Some(kiosks::revoke(&kiosk.id)),
                (Standing::Approved, None) | (Standing::Waiting, _) => None,
            });
        }
        self.front().commit(writes).await
    }

    /// Keeps the bundle in force young, and the front informed of it.
    async fn keep_bundle(&self, now_ms: u64) -> Result<bundle::Bundle, StoreError> {
        let (store, crypto) = (self.store(), self.crypto.as_ref());
        let bundle = bundle::in_force(store, &self.authority, crypto, now_ms).await?;
        bundle::show(self.store(), self.front(), &bundle).await?;
        Ok(bundle)
    }

    async fn publish_to_those_behind(&self) -> Result<(), StoreError> {
        for kiosk in published::behind(self.store()).await? {
            self.publish(&kiosk).await?;
        }
        Ok(())
    }

    /// Renews what a kiosk lives by, and seals the changes that the front does not hold yet.
    async fn publish(&self, id: &KioskId) -> Result<(), StoreError> {
        let (halves, now_ms) = (&self.halves, (self.clock)());
        let crypto = self.crypto.as_ref();
        fleet::renew_if_due(halves, &self.authority, crypto, id, now_ms).await?;
        workers::renew_roster_if_due(halves.vault.as_ref(), id, now_ms).await?;
        publish(halves, &self.authority, crypto, id, now_ms).await
    }
}

/// Seals the changes of a kiosk that the front does not hold yet, to the key approved here.
pub(crate) async fn publish(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<(), StoreError> {
    let (store, front) = (halves.vault.as_ref(), halves.front.as_ref());
    let mut cursor = published::cursor(store, id).await?;
    loop {
        let page = changes::after(store, id, cursor, PAGE_ENTRIES_MAX).await?;
        let Some(last) = page.last().map(|change| change.cursor) else {
            return Ok(());
        };
        let Some(kiosk) = kiosks::by_id(store, id).await? else {
            return Ok(());
        };
        let sealing = SealingPublic::from_bytes(&kiosk.sealing);
        let mut writes = Vec::new();
        for stored in page {
            let change = match stored.item {
                Item::Encoded(bytes) => {
                    wire::decode_change(&bytes).map_err(|_| StoreError::Corrupt)?
                }
                Item::BindKey => authority.bind_change(),
                Item::Roster => {
                    let roster = workers::roster(store, authority, crypto, id, now_ms).await?;
                    Change::Roster(roster)
                }
                Item::OlderBindKey(epoch) => {
                    let older = authority.vault.bind_change_of(epoch);
                    older.ok_or(StoreError::Corrupt)?
                }
            };
            let item = DownItem::seal(stored.cursor, &change, id, &sealing, crypto)
                .map_err(|_| StoreError::Corrupt)?;
            writes.push(down::add(id, &item));
        }
        front.commit(writes).await?;
        store.commit(vec![published::set(id, last)]).await?;
        cursor = last;
    }
}
