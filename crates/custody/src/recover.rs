//! The kiosk's half of a recovery: new custody first, then the old key from the centre.

use std::path::PathBuf;

use codes::{SealingSecret, SigningKey, SoftwareCrypto};
use journal::Journal;
use zeroize::Zeroizing;

use crate::{
    change,
    error::CustodyError,
    files,
    making::{forget, new_module, new_record, random_key},
    opening::{Found, Place, RECOVERY_FILE},
    record::{Kind, Record, Start},
    recovery::{DeviceKey, RecoveryAnswer, RecoveryFile, RecoveryRequest},
    wrap,
};

/// The request, kept until its answer has done its work.
const REQUEST_FILE: &str = "recovery.yjq";
/// The epoch at which the recovery began: a stop after the new epoch must not begin another.
const EPOCH_FILE: &str = "recovery.epoch";
const ANSWER_KEY: &[u8] = b"yj1/custody/recovery";
const DEVICE_KEY: &[u8] = b"yj1/custody/device";

/// Tells whether a request waits for its answer.
pub(crate) fn is_under_way(place: &Place<'_>) -> Result<bool, CustodyError> {
    Ok(files::read(&request_file(place))?.is_some())
}

/// Makes the new custody and the request; asked again, it returns the same request.
pub(crate) fn request(place: &Place<'_>, kind: Kind) -> Result<RecoveryRequest, CustodyError> {
    if let Some(bytes) = files::read(&request_file(place))? {
        return Ok(RecoveryRequest::decode(&bytes)?);
    }
    let held = files::read(&place.folder.join(RECOVERY_FILE))?.ok_or(CustodyError::Missing)?;
    let file = RecoveryFile::decode(&held)?;
    change::put_aside(place)?;
    let key = random_key(&SoftwareCrypto);
    let mut record = new_record(place, kind)?;
    let made = furnish(place, &mut record, &key);
    let device = match made {
        Ok(device) => device,
        Err(error) => {
            forget_new(place, &record);
            return Err(error);
        }
    };
    let request = RecoveryRequest {
        assured: record.start == Start::Measured,
        device,
        answer_to: answer_secret(&key).public(),
        file,
    };
    files::write(&request_file(place), &request.encode())?;
    Ok(request)
}

fn furnish(
    place: &Place<'_>,
    record: &mut Record,
    key: &Zeroizing<[u8; 32]>,
) -> Result<DeviceKey, CustodyError> {
    let old = Record::load(place.folder).ok();
    let old_module = old.as_ref().and_then(|old| old.module.clone());
    let device = match (record.kind.needs_module(), old_module) {
        // The chip still holds the signing key: it needs no PCR, only what the database knows.
        (true, Some(module)) if place.check_module(&module).is_ok() => {
            record.module = Some(module.without_auth());
            DeviceKey::Registered
        }
        (true, _) => {
            let module = new_module(&place.chip()?, key)?;
            let public = module.public()?;
            record.module = Some(module);
            DeviceKey::Es256(public)
        }
        // A key in software lies in the database and comes back with it.
        (false, None) if old.is_some() => DeviceKey::Registered,
        (false, _) => DeviceKey::Ed25519(software_key(key).verifying_key().to_bytes()),
    };
    place.put_key(record, key)?;
    record.store_pending(place.folder)?;
    Ok(device)
}

/// Takes what was made for a request that came to nothing, and nothing of what was there before.
fn forget_new(place: &Place<'_>, record: &Record) {
    let mut new = record.clone();
    if let Ok(old) = Record::load(place.folder)
        && old.module.map(|module| module.signing) == new.module.as_ref().map(|new| new.signing)
    {
        new.module = None;
    }
    forget(place, &new);
}

/// Opens the database with the key of the answer, gives it the new key, and begins a new epoch.
pub(crate) fn accept(place: &Place<'_>, answer: &[u8]) -> Result<(), CustodyError> {
    let held = files::read(&request_file(place))?.ok_or(CustodyError::Missing)?;
    let request = RecoveryRequest::decode(&held)?;
    let Some(mut record) = Record::load_pending(place.folder)? else {
        // A stop came between the last acts: the new custody is in effect already.
        return clear(place);
    };
    let waiting = record
        .kind
        .key_file(place.folder)
        .map(|f| files::pending(&f));
    let new = place.key(&record, waiting.as_deref())?;
    let recovered =
        RecoveryAnswer::decode(answer)?.open(&request, &answer_secret(&new), &SoftwareCrypto)?;
    if request.device == DeviceKey::Registered {
        rewrap(place, &mut record, &recovered.key, &new)?;
    }
    let found = place.complete(record, new)?;
    let journal = open_journal(place, &found, &recovered.key)?;
    if let Some(certificate) = recovered.certificate {
        let enrolment = journal.enrolment()?.ok_or(journal::Error::NotEnrolled)?;
        journal.set_enrolment(&journal::Enrolment {
            certificate,
            ..enrolment
        })?;
    }
    begin_epoch(place, &journal, &found, request.device)?;
    journal.rekey(&found.key)?;
    drop(journal);
    change::promote(place)?;
    clear(place)
}

/// The recovery file on the disk seals the old key, which opens nothing any more.
fn clear(place: &Place<'_>) -> Result<(), CustodyError> {
    files::remove(&place.folder.join(RECOVERY_FILE))?;
    change::discard_files(place)?;
    discard_files(place)
}

/// Removes what a recovery may have left.
pub(crate) fn discard_files(place: &Place<'_>) -> Result<(), CustodyError> {
    files::remove(&place.folder.join(EPOCH_FILE))?;
    files::remove(&request_file(place))
}

/// The old key lets the program use the chip's objects; from now on the new one does.
fn rewrap(
    place: &Place<'_>,
    record: &mut Record,
    old_key: &[u8; 32],
    new_key: &[u8; 32],
) -> Result<(), CustodyError> {
    let Some(module) = &mut record.module else {
        return Ok(());
    };
    if module.auth(new_key).is_ok() {
        return Ok(());
    }
    let old = Record::load(place.folder)?;
    let auth = old.module.ok_or(CustodyError::Damaged)?.auth(old_key)?;
    module.set_auth(&auth, new_key, &SoftwareCrypto);
    record.store_pending(place.folder)
}

/// The key of the answer opens the database, unless a rotation or this recovery stopped half-way.
fn open_journal(
    place: &Place<'_>,
    found: &Found,
    old_key: &Zeroizing<[u8; 32]>,
) -> Result<Journal, CustodyError> {
    let rotated = change::next_under(place, old_key)?;
    let candidates = [Some(old_key.clone()), rotated, Some(found.key.clone())];
    for key in candidates.into_iter().flatten() {
        let keys = found.keys_for_recovery(key);
        // The image may be an old one or the chip a new one: the centre decided to go on with it.
        match Journal::open_restored(place.folder, &keys, &*found.crypto) {
            Err(journal::Error::WrongKey) => {}
            other => return Ok(other?),
        }
    }
    Err(journal::Error::WrongKey.into())
}

/// Begins the next epoch once, however often this is asked, under the signing key from now on.
fn begin_epoch(
    place: &Place<'_>,
    journal: &Journal,
    found: &Found,
    device: DeviceKey,
) -> Result<(), CustodyError> {
    let marker = place.folder.join(EPOCH_FILE);
    let epoch = journal.chain()?.epoch;
    match files::read(&marker)? {
        None => files::write(&marker, &epoch.to_be_bytes())?,
        Some(before) if before.as_slice() == epoch.to_be_bytes() => {}
        Some(_) => return Ok(()),
    }
    let crypto = &*found.crypto;
    match device {
        DeviceKey::Registered => journal.begin_epoch(epoch + 1, crypto)?,
        DeviceKey::Es256(_) => {
            let public = found.signing.ok_or(CustodyError::Damaged)?;
            journal.begin_epoch_with(epoch + 1, &SigningKey::held(public), crypto)?
        }
        DeviceKey::Ed25519(_) => {
            journal.begin_epoch_with(epoch + 1, &software_key(&found.key), crypto)?
        }
    };
    Ok(())
}

/// The key to which the answer is sealed is never stored: the new database key gives it.
fn answer_secret(key: &[u8; 32]) -> SealingSecret {
    SealingSecret::from_bytes(&wrap::derive(key, ANSWER_KEY))
}

fn software_key(key: &[u8; 32]) -> SigningKey {
    SigningKey::from_bytes(&wrap::derive(key, DEVICE_KEY))
}

fn request_file(place: &Place<'_>) -> PathBuf {
    place.folder.join(REQUEST_FILE)
}
