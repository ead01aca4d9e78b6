//! Opens the kiosk's memory beside the window's program: the same folder, the same custody.

use std::path::Path;

use codes::{Clock, Meaning, SealingPublic, Verdict};
use custody::Opened;
use journal::{Damage, Journal, Restoration};

use crate::keys::Ways;
use crate::output::Failure;

/// The journal judged the bundle when it took it; here only what it names counts.
const ANY_TIME: Clock = Clock {
    lo_ms: 0,
    hi_ms: u64::MAX,
};

/// Opens the memory if there is one; looking must not make one.
pub(crate) fn open_existing(
    data: &Path,
    ways: &Ways,
) -> Result<Option<(Journal, Opened)>, Failure> {
    // A database that is gone is brought back from what lies beside it.
    if !data.join("kiosk.db").exists() && !data.join("outbox.mirror").exists() {
        return Ok(None);
    }
    let opened = ways.open(data)?;
    Ok(Some((open(data, &opened)?, opened)))
}

/// Opens the memory with keys at hand.
pub(crate) fn open(data: &Path, opened: &Opened) -> Result<Journal, Failure> {
    Ok(Journal::open(data, &*opened.keys, &*opened.crypto)?)
}

/// Seals the database key for a recovery, if the centre has a key for that. Tells whether it has.
pub(crate) fn keep_recovery(
    data: &Path,
    journal: &Journal,
    opened: &Opened,
) -> Result<bool, Failure> {
    let (Some(enrolment), Some(to)) = (journal.enrolment()?, recovery_seal(journal)?) else {
        return Ok(false);
    };
    opened.keep_recovery(data, enrolment.kiosk.as_str(), &to)?;
    Ok(true)
}

/// Returns the centre's recovery key out of the trust bundle that is held.
pub(crate) fn recovery_seal(journal: &Journal) -> Result<Option<SealingPublic>, Failure> {
    let trust = journal.trust(ANY_TIME)?;
    Ok(trust.and_then(|trust| trust.bundle().recovery_seal))
}

/// Returns the end of this kiosk's certificate, in milliseconds since 1970.
pub(crate) fn certificate_end_ms(journal: &Journal) -> Result<Option<u64>, Failure> {
    let (Some(enrolment), Some(trust)) = (journal.enrolment()?, journal.trust(ANY_TIME)?) else {
        return Ok(None);
    };
    let meaning = match codes::verify(&enrolment.certificate, &trust, ANY_TIME) {
        Verdict::Green(meaning) | Verdict::Amber(meaning, _) => meaning,
        Verdict::Newer | Verdict::Red(_) => return Ok(None),
    };
    match meaning {
        Meaning::Kiosk(certificate) => Ok(Some(certificate.exp.saturating_mul(1_000))),
        Meaning::House(_) | Meaning::Resident(_) => Ok(None),
    }
}

/// Tells a technician of a restoration.
pub(crate) fn told_of(restoration: &Restoration) -> String {
    let what = match restoration.damage {
        Damage::Database => "the database was damaged",
        Damage::Log => "the end of the database's log was damaged",
        Damage::Missing => "the database was missing",
    };
    let how = match restoration.copy {
        Some(copy) => format!("copy {copy} was put in its place"),
        None => "it could stay".to_owned(),
    };
    let Restoration { n, records, .. } = restoration;
    format!(
        "{what} (restoration {n}): {how}, {records} records came from the mirror; check the disk"
    )
}
