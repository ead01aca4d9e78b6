//! One exchange with the centre: say where we stand, send what waits, apply what comes back.
//!
//! The three ways are independent. A record that cannot be read does not stop the changes, a change
//! that cannot be opened does not stop the acknowledgements, and a bundle that is refused stops
//! neither.

use journal::{AppliedAnswer, AuditEntry, AuditEvent, AuditResult, Device, Enrolment, Journal};
use protocol::{
    Change, Envelope, SyncAnswer, SyncRequest, UP_BYTES_MAX,
    codes::{Clock, Crypto, VerifyingKey},
};

use crate::{
    carrier::Carrier,
    error::Error,
    moment::{Moment, anchor},
    plan::ENTRIES_START,
};

/// What a round moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Records in the request.
    pub sent: usize,
    /// Records that the centre newly has.
    pub acknowledged: u64,
    /// Changes that were new and are applied.
    pub received_changes: usize,
    /// Records that still wait.
    pub waiting: u32,
    /// Whether the centre has further changes that could be fetched at once.
    pub more: bool,
    /// The centre's time, in milliseconds since 1970.
    pub server_ms: u64,
    /// How far the machine's clock runs ahead of the centre's; negative when behind.
    pub clock_ahead_ms: i64,
    /// The centre's time is so far ahead that two persons have to confirm it.
    pub time_pending: bool,
    /// What went wrong without stopping the rest.
    pub notices: Vec<Notice>,
}

impl Progress {
    /// Tells whether anything moved.
    pub fn moved(&self) -> bool {
        self.acknowledged > 0 || self.received_changes > 0 || self.epoch_begun()
    }

    /// Tells whether everything that waits moved to a new epoch, and can be sent at once.
    pub fn epoch_begun(&self) -> bool {
        self.notices
            .iter()
            .any(|notice| matches!(notice, Notice::EpochBegun { .. }))
    }
}

/// A part of an exchange that failed while the rest went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The outbox could not be read, so nothing was sent.
    OutboxUnreadable,
    /// The centre expects another epoch of this kiosk's chain; its acknowledgements mean nothing.
    OtherEpoch {
        /// The epoch that the centre expects.
        expected: u64,
    },
    /// The change at this place does not open, or is newer than this program; later ones wait.
    ChangeUnreadable {
        /// Place in the feed.
        cursor: u64,
    },
    /// The centre's new bundle is not signed by the pinned roots, or old; the held one stays.
    BundleRefused,
    /// A certificate did not verify, or is of another device; the held one stays.
    CertificateRefused,
    /// The centre began another epoch of this kiosk's chain, and what waited moved into it.
    EpochBegun {
        /// How many records moved.
        records: usize,
    },
    /// The centre did not take this many records as it takes others.
    Rejected {
        /// How many.
        records: usize,
    },
}

/// Holds one exchange with a batch of the usual size.
pub fn round(
    journal: &Journal,
    carrier: &mut dyn Carrier,
    crypto: &dyn Crypto,
    clock: &dyn Fn() -> Moment,
    app: &str,
) -> Result<Progress, Error> {
    round_of(ENTRIES_START, journal, carrier, crypto, clock, app)
}

/// Holds one exchange with at most this many records.
pub fn round_of(
    entries_max: usize,
    journal: &Journal,
    carrier: &mut dyn Carrier,
    crypto: &dyn Crypto,
    clock: &dyn Fn() -> Moment,
    app: &str,
) -> Result<Progress, Error> {
    let mut notices = Vec::new();
    let ends = Ends::load(journal)?;
    journal.checkpoint(crypto)?;
    let acked_before = journal.chain()?.through_acked;
    let up = batch(journal, entries_max, &mut notices)?;
    let sent = up.len();
    let request = compose(journal, &ends, up, crypto, app)?;
    let signed = request.sign(&ends.device.signing, crypto)?;
    let asked = clock();
    let bytes = carrier.exchange(&signed)?;
    let answered = clock();
    let answer = SyncAnswer::open(&bytes, &ends.sync_key, &request.nonce)?;

    let (opened, received_changes) =
        open_changes(&answer, request.down_cursor, &ends, crypto, &mut notices);
    let applied = AppliedAnswer {
        changes: opened,
        bundle: verified_bundle(&answer, journal, &mut notices)?,
        anchor: anchor(answer.server_ms, asked, answered),
        ..acknowledged(&answer, request.epoch, &mut notices)
    };
    let outcome = journal.apply_answer(&applied)?;
    if outcome.bundle_refused {
        notices.push(Notice::BundleRefused);
    }
    if outcome.certificate_refused {
        notices.push(Notice::CertificateRefused);
    }
    if answer.epoch > request.epoch {
        let records = journal.begin_epoch(answer.epoch, crypto)?;
        notices.push(Notice::EpochBegun { records });
    }
    let blocked = notices
        .iter()
        .any(|notice| matches!(notice, Notice::ChangeUnreadable { .. }));
    let progress = Progress {
        sent,
        acknowledged: journal.chain()?.through_acked.saturating_sub(acked_before),
        received_changes,
        waiting: journal.outbox_status()?.waiting,
        more: answer.more && !blocked,
        server_ms: answer.server_ms,
        time_pending: outcome.time_pending,
        clock_ahead_ms: answered
            .unix_ms
            .cast_signed()
            .saturating_sub(answer.server_ms.cast_signed()),
        notices,
    };
    note(journal, &progress)?;
    Ok(progress)
}

/// Leaves a trace of an exchange that came to anything.
pub(crate) fn note(journal: &Journal, progress: &Progress) -> Result<(), Error> {
    if !progress.moved() && progress.notices.is_empty() {
        return Ok(());
    }
    let entry = AuditEntry {
        event: AuditEvent::SyncResult,
        actor: None,
        object: None,
        result: if progress.notices.is_empty() {
            AuditResult::Done
        } else {
            AuditResult::Failed
        },
    };
    Ok(journal.audit(entry, (progress.server_ms, progress.server_ms))?)
}

/// Who the two ends are, as settled at enrolment and renewed by bundles.
pub(crate) struct Ends {
    pub(crate) enrolment: Enrolment,
    pub(crate) device: Device,
    pub(crate) sync_key: VerifyingKey,
    pub(crate) bundle_seq: u64,
}

impl Ends {
    /// The held bundle names the centre's key even after it has expired; only a newer one replaces
    /// it, and that comes by this very exchange. So time is not judged here.
    pub(crate) fn load(journal: &Journal) -> Result<Self, Error> {
        let enrolment = journal.enrolment()?.ok_or(Error::NotEnrolled)?;
        let any_time = Clock {
            lo_ms: 0,
            hi_ms: u64::MAX,
        };
        let trust = journal.trust(any_time)?.ok_or(Error::NotEnrolled)?;
        let (sync_key, bundle_seq) = (trust.bundle().sync_key, trust.bundle().seq);
        Ok(Self {
            enrolment,
            device: journal.device()?,
            sync_key,
            bundle_seq,
        })
    }
}

fn batch(
    journal: &Journal,
    entries_max: usize,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Envelope>, Error> {
    let after_seq = journal.chain()?.through_acked;
    match journal.next_batch(after_seq, entries_max, UP_BYTES_MAX) {
        Ok(batch) => Ok(batch),
        Err(error) if error.can_retry() => Err(error.into()),
        Err(_) => {
            notices.push(Notice::OutboxUnreadable);
            Ok(Vec::new())
        }
    }
}

pub(crate) fn compose(
    journal: &Journal,
    ends: &Ends,
    up: Vec<Envelope>,
    crypto: &dyn Crypto,
    app: &str,
) -> Result<SyncRequest, Error> {
    let mut nonce = [0; 16];
    crypto.random(&mut nonce);
    let state = journal.sync_state()?;
    Ok(SyncRequest {
        kiosk: ends.enrolment.kiosk.clone(),
        counter: state.counter,
        nonce,
        last_server_ms: state.last_server_ms.unwrap_or(0),
        bundle_seq: ends.bundle_seq,
        app: app.to_owned(),
        epoch: journal.chain()?.epoch,
        down_cursor: state.down_cursor,
        up,
    })
}

/// Opens the changes in order, up to the first that does not open, and counts the new ones.
///
/// A change that cannot be read is never passed over: it may be the decision somebody waits for.
pub(crate) fn open_changes(
    answer: &SyncAnswer,
    held_cursor: u64,
    ends: &Ends,
    crypto: &dyn Crypto,
    notices: &mut Vec<Notice>,
) -> (Vec<(u64, Change)>, usize) {
    let mut opened: Vec<(u64, Change)> = Vec::new();
    for item in &answer.down {
        let rising = opened
            .last()
            .is_none_or(|(cursor, _)| *cursor < item.cursor);
        let change = item.open(&ends.enrolment.kiosk, &ends.device.sealing, crypto);
        match change {
            Ok(change) if rising => opened.push((item.cursor, change)),
            Ok(_) | Err(_) => {
                notices.push(Notice::ChangeUnreadable {
                    cursor: item.cursor,
                });
                break;
            }
        }
    }
    let new = opened
        .iter()
        .filter(|(cursor, _)| *cursor > held_cursor)
        .count();
    (opened, new)
}

/// A newer bundle is verified by the pinned roots at the centre's signed time before it is stored.
pub(crate) fn verified_bundle(
    answer: &SyncAnswer,
    journal: &Journal,
    notices: &mut Vec<Notice>,
) -> Result<Option<(String, u64)>, Error> {
    let Some(text) = &answer.bundle else {
        return Ok(None);
    };
    let now = Clock::exact(answer.server_ms);
    let floor = journal.bundle_floor()?;
    match journal.open_bundle(text, now) {
        Ok(trust) if !trust.is_expired(now) && trust.bundle().seq >= floor => {
            Ok(Some((text.clone(), trust.bundle().seq)))
        }
        Ok(_) | Err(_) => {
            notices.push(Notice::BundleRefused);
            Ok(None)
        }
    }
}

pub(crate) fn acknowledged(
    answer: &SyncAnswer,
    epoch: u64,
    notices: &mut Vec<Notice>,
) -> AppliedAnswer {
    let same = answer.epoch == epoch;
    if !same {
        notices.push(Notice::OtherEpoch {
            expected: answer.epoch,
        });
    }
    if !answer.rejects.is_empty() {
        notices.push(Notice::Rejected {
            records: answer.rejects.len(),
        });
    }
    AppliedAnswer {
        centre_epoch: answer.centre_epoch,
        server_ms: answer.server_ms,
        anchor: None,
        through: if same { answer.through } else { 0 },
        backed_up: if same { answer.backed_up } else { 0 },
        rejects: answer.rejects.clone(),
        bundle: None,
        changes: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
