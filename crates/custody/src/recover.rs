//! The kiosk's half of a recovery: new custody first, then the old key from the centre.

use std::path::PathBuf;

use codes::{SealingSecret, SigningKey, SoftwareCrypto};
use zeroize::Zeroizing;

use crate::{
    change,
    error::CustodyError,
    files,
    making::{forget, new_module, new_record, random_key},
    opening::{Place, RECOVERY_FILE},
    record::{Kind, Record, Start},
    recovery::{DeviceKey, RecoveryFile, RecoveryRequest},
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
    change::discard(place)?;
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

/// Removes what a recovery may have left.
pub(crate) fn discard_files(place: &Place<'_>) -> Result<(), CustodyError> {
    files::remove(&place.folder.join(EPOCH_FILE))?;
    files::remove(&request_file(place))
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
