//! Who may work at kiosks: numbers that are issued once, and the rosters by which kiosks know
//! workers without a network (trust.md 4.2).

use codes::{Crypto, Kid, Powers, Sealed, pin_verifier};
use protocol::{Roster, RosterEntry, WorkerId, WorkerRole};
use residence::KioskId;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    authority::Authority,
    pin,
    store::{Store, StoreError},
    tables::{
        changes::{self, Item},
        kiosks::{self, Standing},
        meta::{self, Fact},
        workers::{self, Verifier, Worker},
    },
};

const DAY_MS: u64 = 86_400 * 1_000;
/// Workers log in by a roster for so long without contact.
const ROSTER_LIFE_MS: u64 = 14 * DAY_MS;
const PIN_INFO: &[u8] = b"yj1/worker-pin";
const PEPPER_INFO: &[u8] = b"yj1/kiosk-pepper";
const KID_BYTES: usize = 8;

/// What a new worker is.
pub(crate) struct NewWorker {
    /// The name to log in with.
    pub(crate) worker: WorkerId,
    /// The masked name to show.
    pub(crate) label: String,
    /// What they are to a kiosk.
    pub(crate) role: WorkerRole,
}

/// Adds a worker and returns the number to hand over; nothing when the name is taken.
pub(crate) async fn add(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    new: NewWorker,
    now_ms: u64,
) -> Result<Option<Zeroizing<String>>, StoreError> {
    if workers::by_id(store, &new.worker).await?.is_some() {
        return Ok(None);
    }
    let (pin, sealed) = draw(authority, crypto, &new.worker)?;
    let worker = Worker {
        powers: powers_of(new.role),
        worker: new.worker,
        label: new.label,
        role: new.role,
        pin: sealed,
        pin_set_ms: now_ms,
        enabled: true,
    };
    change(store, &worker).await?;
    Ok(Some(pin))
}

/// Draws another number for a worker, who is enabled with it; nothing when there is none.
pub(crate) async fn renew_pin(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &WorkerId,
    now_ms: u64,
) -> Result<Option<Zeroizing<String>>, StoreError> {
    let Some(held) = workers::by_id(store, id).await? else {
        return Ok(None);
    };
    let (pin, sealed) = draw(authority, crypto, id)?;
    let worker = Worker {
        pin: sealed,
        // Two numbers of one millisecond must not share a verifier.
        pin_set_ms: now_ms.max(held.pin_set_ms + 1),
        enabled: true,
        ..held
    };
    change(store, &worker).await?;
    Ok(Some(pin))
}

/// Lets a worker log in no more, from the next roster; tells whether there is such a worker.
pub(crate) async fn disable(store: &dyn Store, id: &WorkerId) -> Result<bool, StoreError> {
    let Some(held) = workers::by_id(store, id).await? else {
        return Ok(false);
    };
    let worker = Worker {
        enabled: false,
        ..held
    };
    change(store, &worker).await?;
    Ok(true)
}

async fn change(store: &dyn Store, worker: &Worker) -> Result<(), StoreError> {
    let revision = meta::number(store, Fact::RosterRevision)
        .await?
        .unwrap_or(0);
    let risen = meta::set_number(Fact::RosterRevision, revision + 1);
    store.commit(vec![workers::set(worker), risen]).await
}

fn powers_of(role: WorkerRole) -> u32 {
    let bits = match role {
        WorkerRole::Worker | WorkerRole::Supervisor => {
            Powers::ELDERS.bits() | Powers::CHILDREN.bits() | Powers::OWNER_CONFIRMATION.bits()
        }
        WorkerRole::Technician => Powers::NONE.bits(),
    };
    u32::try_from(bits).expect("bits 2, 3 and 8")
}

fn draw(
    authority: &Authority,
    crypto: &dyn Crypto,
    worker: &WorkerId,
) -> Result<(Zeroizing<String>, Sealed), StoreError> {
    let pin = pin::draw(crypto);
    let name = worker.as_str().as_bytes();
    let sealed = keep(authority, crypto, PIN_INFO, name, pin.as_bytes())?;
    Ok((pin, sealed))
}

/// Sees that a kiosk gets a new roster: each day, and when something about a worker changed.
///
/// A centre without workers sends none.
pub(super) async fn renew_roster_if_due(
    store: &dyn Store,
    kiosk: &KioskId,
    now_ms: u64,
) -> Result<(), StoreError> {
    let Some(revision) = meta::number(store, Fact::RosterRevision).await? else {
        return Ok(());
    };
    let young = workers::roster_of(store, kiosk)
        .await?
        .is_some_and(|(at, held)| held == revision && now_ms < at.saturating_add(DAY_MS));
    if young {
        return Ok(());
    }
    let known = kiosks::by_id(store, kiosk).await?;
    if known.is_none_or(|kiosk| kiosk.standing != Standing::Approved) {
        return Ok(());
    }
    let noted = workers::note_roster(kiosk, now_ms, revision);
    store
        .commit(vec![changes::append(kiosk, Item::Roster), noted])
        .await
}

/// Makes the roster of a kiosk as it is now.
pub(crate) async fn roster(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    kiosk: &KioskId,
    now_ms: u64,
) -> Result<Roster, StoreError> {
    let pepper = pepper_of(store, authority, crypto, kiosk).await?;
    let mut entries = Vec::new();
    for worker in workers::all(store).await? {
        let verifier = verifier_of(store, authority, crypto, kiosk, &worker, &pepper).await?;
        entries.push(RosterEntry {
            worker: worker.worker,
            label: worker.label,
            role: worker.role,
            salt: verifier.salt,
            verifier: verifier.verifier,
            pin_set_ms: worker.pin_set_ms,
            powers: worker.powers,
            enabled: worker.enabled,
        });
    }
    Ok(Roster {
        workers: entries,
        pepper: *pepper,
        issued_ms: now_ms,
        valid_until_ms: now_ms + ROSTER_LIFE_MS,
    })
}

async fn pepper_of(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    kiosk: &KioskId,
) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let name = kiosk.as_str().as_bytes();
    if let Some(sealed) = workers::pepper(store, kiosk).await? {
        let plain = opened(authority, crypto, PEPPER_INFO, name, &sealed)?;
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| StoreError::Corrupt)?;
        return Ok(Zeroizing::new(bytes));
    }
    let mut fresh = Zeroizing::new([0; 32]);
    crypto.random(fresh.as_mut());
    let sealed = keep(authority, crypto, PEPPER_INFO, name, fresh.as_ref())?;
    store
        .commit(vec![workers::set_pepper(kiosk, &sealed)])
        .await?;
    Ok(fresh)
}

async fn verifier_of(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    kiosk: &KioskId,
    worker: &Worker,
    pepper: &Zeroizing<[u8; 32]>,
) -> Result<Verifier, StoreError> {
    if let Some(known) = workers::verifier(store, kiosk, worker).await? {
        return Ok(known);
    }
    let name = worker.worker.as_str().as_bytes();
    let plain = opened(authority, crypto, PIN_INFO, name, &worker.pin)?;
    let pin = std::str::from_utf8(&plain).map_err(|_| StoreError::Corrupt)?;
    let pin = Zeroizing::new(pin.to_owned());
    let mut salt = [0; 16];
    crypto.random(&mut salt);
    let pepper = pepper.clone();
    // Slow on purpose, and therefore not on the threads that answer kiosks.
    let computed = tokio::task::spawn_blocking(move || pin_verifier(&pepper, &pin, &salt));
    let verifier = Verifier {
        salt,
        verifier: computed.await.map_err(|_| StoreError::Connection)?,
    };
    store
        .commit(vec![workers::set_verifier(kiosk, worker, &verifier)])
        .await?;
    Ok(verifier)
}

/// Tells whether this is the number of a worker; the time it takes tells nothing about the digits.
pub(crate) fn is_pin_of(
    authority: &Authority,
    crypto: &dyn Crypto,
    worker: &Worker,
    typed: &str,
) -> Result<bool, StoreError> {
    let name = worker.worker.as_str().as_bytes();
    let pin = opened(authority, crypto, PIN_INFO, name, &worker.pin)?;
    Ok(Sha256::digest(&*pin) == Sha256::digest(typed))
}

/// Seals what rests in the database to the vault's own key; the name of the key stands before it.
fn keep(
    authority: &Authority,
    crypto: &dyn Crypto,
    info: &[u8],
    name: &[u8],
    plain: &[u8],
) -> Result<Sealed, StoreError> {
    let key = authority.opening_key();
    let sealed = crypto
        .seal(&key.public(), info, name, plain)
        .map_err(|_| StoreError::Corrupt)?;
    Ok(Sealed {
        enc: sealed.enc,
        ct: [key.kid().0.as_slice(), &sealed.ct].concat(),
    })
}

fn opened(
    authority: &Authority,
    crypto: &dyn Crypto,
    info: &[u8],
    name: &[u8],
    kept: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let (kid, ct) = kept
        .ct
        .split_first_chunk::<KID_BYTES>()
        .ok_or(StoreError::Corrupt)?;
    let key = authority.vault.opening_of(Kid(*kid));
    let sealed = Sealed {
        enc: kept.enc,
        ct: ct.to_vec(),
    };
    crypto
        .open(key.ok_or(StoreError::Corrupt)?, info, name, &sealed)
        .map_err(|_| StoreError::Corrupt)
}
