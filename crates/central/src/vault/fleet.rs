//! Which kiosks are trusted: approval after the key characters were compared, certificates and
//! their renewal, revocation, and recovery of a chain (trust.md 2.3, 2.4).

use codes::{Algorithm, Crypto, KioskCertificate, Powers, VerifyingKey};
use protocol::{Change, wire};
use residence::{KioskId, guangdong_date};

use super::{Halves, publish};
use crate::{
    authority::Authority,
    bundle, devices, events, feed,
    recovery::{DeviceKey, Request},
    store::{Statement, StoreError},
    tables::{
        alarms::{self, Alarm},
        certificates::{self, Issued},
        changes::{self, Item},
        kiosks::{self, Kiosk, Standing},
        machines::{self, Machine},
        meta::{self, Fact},
        provisionals::{self, Became},
        recoveries, tokens,
        withdrawn::{self, Of},
    },
};

const DAY_SECONDS: u64 = 86_400;
/// A kiosk whose key lies in a TPM.
const ASSURED_DAYS: u64 = 90;
/// A kiosk whose key lies in software.
const SOFTWARE_DAYS: u64 = 30;
/// Longest life of a provisional code.
pub(crate) const PROVISIONAL_DAYS_MAX: u32 = 30;
/// Provisional codes of one certificate.
pub(crate) const PROVISIONAL_QUOTA: u32 = 200;
/// Issues provisional codes to elders and children, and records the confirmation of house owners.
const ALL_POWERS: Powers = Powers::from_bits(
    Powers::ELDERS.bits() | Powers::CHILDREN.bits() | Powers::OWNER_CONFIRMATION.bits(),
);
const IN_TPM: u8 = 1;
const IN_SOFTWARE: u8 = 2;

/// What an administrator's approval found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The kiosk is enrolled now.
    Done,
    /// It was enrolled before.
    Already,
    /// It was revoked; a new token makes a new kiosk of a new key only.
    Revoked,
    /// No kiosk of this name asked.
    Unknown,
    /// The kiosk that asks has other key characters than those that were compared.
    OtherKeys,
}

/// Approves a kiosk whose key characters were compared: certificate, and the start of its feed.
///
/// The vault keeps the keys that were approved; what the front says later changes nothing.
pub async fn approve(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    characters: &str,
    now_ms: u64,
) -> Result<Approval, StoreError> {
    let (front, store) = (halves.front.as_ref(), halves.vault.as_ref());
    let Some(asked) = kiosks::by_id(front, id).await? else {
        return Ok(Approval::Unknown);
    };
    let approved = kiosks::by_id(store, id).await?;
    let differs = approved
        .as_ref()
        .is_some_and(|held| (&held.signing, held.sealing) != (&asked.signing, asked.sealing));
    if differs || plain(&devices::characters_of(front, &asked).await?) != plain(characters) {
        events::alarm(Alarm::OtherKeys, id);
        let alarm = alarms::raise(Alarm::OtherKeys, id, &asked.signing, now_ms);
        store.commit(vec![alarm]).await?;
        return Ok(Approval::OtherKeys);
    }
    match approved {
        Some(held) if held.standing == Standing::Revoked => return Ok(Approval::Revoked),
        Some(held) => {
            let text = held.certificate.ok_or(StoreError::Corrupt)?;
            front.commit(vec![kiosks::approve(id, &text)]).await?;
            publish(halves, authority, crypto, id, now_ms).await?;
            return Ok(Approval::Already);
        }
        None => {}
    }
    let machine = machines::of_kiosk(front, id).await?;
    let issued = certify(halves, authority, crypto, &asked, machine.as_ref(), now_ms).await?;
    let (text, noted) = issued;
    let enrolled = Kiosk {
        standing: Standing::Approved,
        certificate: Some(text.clone()),
        ..asked
    };
    let mut writes = vec![kiosks::add(&enrolled), noted];
    writes.extend(machine.map(|machine| machines::add(id, &machine)));
    let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
    writes.extend(feed::first_changes(store, authority, id, today).await?);
    store.commit(writes).await?;
    front.commit(vec![kiosks::approve(id, &text)]).await?;
    publish(halves, authority, crypto, id, now_ms).await?;
    events::fleet("approved", id);
    succeed(halves, authority, crypto, id, now_ms).await?;
    Ok(Approval::Done)
}

/// Characters as people type them.
fn plain(characters: &str) -> String {
    let typed = characters.chars().filter(|c| c.is_ascii_alphanumeric());
    typed.map(|c| c.to_ascii_uppercase()).collect()
}

/// A kiosk that was enrolled anew takes the trust from the one it replaces.
async fn succeed(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<(), StoreError> {
    let front = halves.front.as_ref();
    let Some(token) = tokens::of_kiosk(front, id).await? else {
        return Ok(());
    };
    let Some(old) = tokens::replaces(front, &token.token).await? else {
        return Ok(());
    };
    if old != *id {
        revoke(halves, authority, crypto, &old, now_ms).await?;
    }
    Ok(())
}

/// Issues a certificate; what a kiosk may depends on where its key lies.
async fn certify(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    kiosk: &Kiosk,
    machine: Option<&Machine>,
    now_ms: u64,
) -> Result<(String, Statement), StoreError> {
    let store = halves.vault.as_ref();
    let community = meta::number(store, Fact::Community)
        .await?
        .ok_or(StoreError::Corrupt)?;
    let assured = machine.is_some_and(devices::is_assured);
    let mut serial = [0; 8];
    crypto.random(&mut serial);
    let iat = now_ms / 1_000;
    let days = if assured { ASSURED_DAYS } else { SOFTWARE_DAYS };
    let assurance = if assured { IN_TPM } else { IN_SOFTWARE };
    let exp = iat + days * DAY_SECONDS;
    let claims = KioskCertificate {
        kiosk: kiosk.id.clone(),
        signing: devices::verifying(machine, &kiosk.signing)?,
        community,
        powers: if assured {
            ALL_POWERS
        } else {
            Powers::OWNER_CONFIRMATION
        },
        max_days: PROVISIONAL_DAYS_MAX,
        quota: assured.then_some(PROVISIONAL_QUOTA),
        assurance: Some(assurance),
        iat,
        exp,
        serial,
    };
    let noted = Issued {
        issued_s: iat,
        expires_s: exp,
        serial,
        assurance: assurance.into(),
    };
    let text = authority.certificate(&claims, crypto);
    Ok((text, certificates::add(&kiosk.id, &noted)))
}

/// Renews the certificate of a kiosk when two thirds of its life are over; it comes down as a
/// change, and the kiosk asked for it under its old one.
pub(super) async fn renew_if_due(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<(), StoreError> {
    let (front, store) = (halves.front.as_ref(), halves.vault.as_ref());
    let held = certificates::newest(store, id).await?;
    let young = held.is_some_and(|held| {
        let life = held.expires_s.saturating_sub(held.issued_s);
        now_ms / 1_000 < held.issued_s.saturating_add(life / 3 * 2)
    });
    if young {
        return Ok(());
    }
    let kiosk = kiosks::by_id(store, id).await?;
    let Some(kiosk) = kiosk.filter(|kiosk| kiosk.standing == Standing::Approved) else {
        return Ok(());
    };
    let machine = machines::of_kiosk(store, id).await?;
    let certified = certify(halves, authority, crypto, &kiosk, machine.as_ref(), now_ms);
    let (text, noted) = certified.await?;
    let change = wire::encode_change(&Change::Certificate(text.clone()));
    let down = changes::append(id, Item::Encoded(change));
    store
        .commit(vec![kiosks::approve(id, &text), noted, down])
        .await?;
    front.commit(vec![kiosks::approve(id, &text)]).await?;
    events::fleet("certificate renewed", id);
    Ok(())
}

/// Takes the trust from a kiosk and signs a bundle that says so; tells whether it is known.
pub async fn revoke(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let (front, store) = (halves.front.as_ref(), halves.vault.as_ref());
    let asked = kiosks::by_id(front, id).await?;
    let held = kiosks::by_id(store, id).await?;
    if asked.is_none() && held.is_none() {
        return Ok(false);
    }
    if held.is_some() {
        let mut writes = vec![kiosks::revoke(id)];
        // A stolen key can date back, so nothing that this kiosk issued holds; who had a card of
        // the authority in its place keeps that.
        for code in provisionals::of_kiosk(store, id).await? {
            writes.push(withdrawn::add(&code.serial, Of::Provisional, now_ms));
            if code.became != Became::Replaced {
                writes.push(provisionals::end(&code.serial, Became::Killed));
            }
        }
        store.commit(writes).await?;
    }
    front.commit(vec![kiosks::revoke(id)]).await?;
    events::fleet("revoked", id);
    let bundle = bundle::renew(store, authority, crypto, now_ms).await?;
    bundle::show(store, front, &bundle).await?;
    Ok(true)
}

/// Approves exactly one new epoch of a kiosk's chain; tells whether it is enrolled.
pub async fn recover(halves: &Halves, id: &KioskId, now_ms: u64) -> Result<bool, StoreError> {
    let held = kiosks::by_id(halves.vault.as_ref(), id).await?;
    if held.is_none_or(|kiosk| kiosk.standing != Standing::Approved) {
        return Ok(false);
    }
    let approved = || vec![recoveries::approve(id, now_ms)];
    halves.vault.commit(approved()).await?;
    halves.front.commit(approved()).await?;
    events::fleet("recovery approved", id);
    Ok(true)
}

/// Gives a recovered kiosk its new signing key and a certificate for it; nothing when it kept the
/// old one.
pub(super) async fn rekey(
    halves: &Halves,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    request: &Request,
    now_ms: u64,
) -> Result<Option<String>, StoreError> {
    let (front, store) = (halves.front.as_ref(), halves.vault.as_ref());
    let key = match &request.device {
        DeviceKey::Registered => return Ok(None),
        DeviceKey::Ed25519(bytes) => VerifyingKey::from_public(Algorithm::Ed25519, bytes),
        DeviceKey::Es256(bytes) => VerifyingKey::from_public(Algorithm::Es256, bytes),
    };
    let key = key.map_err(|_| StoreError::Corrupt)?;
    let Some(held) = kiosks::by_id(store, id).await? else {
        return Ok(None);
    };
    let known = machines::of_kiosk(store, id).await?;
    let fresh = devices::machine_with(&key, request.assured);
    let machine = Machine {
        os: known
            .as_ref()
            .map_or(String::new(), |known| known.os.clone()),
        app_hash: known.map_or([0; 32], |known| known.app_hash),
        ..fresh
    };
    let signing = key.public_bytes();
    let kiosk = Kiosk {
        signing: signing.clone(),
        ..held
    };
    let certified = certify(halves, authority, crypto, &kiosk, Some(&machine), now_ms);
    let (text, noted) = certified.await?;
    let writes = || {
        vec![
            kiosks::rekey(id, &signing),
            machines::replace(id, &machine),
            kiosks::approve(id, &text),
        ]
    };
    let mut all = writes();
    all.push(noted);
    store.commit(all).await?;
    front.commit(writes()).await?;
    events::fleet("re-keyed", id);
    Ok(Some(text))
}
