//! One exchange with the centre: say where we stand, send what waits, apply what comes back.
//!
//! The three ways are independent. A record that cannot be read does not stop the changes, a change
//! that cannot be opened does not stop the acknowledgements, and a bundle that is refused stops
//! neither.

use journal::{AppliedAnswer, AuditEntry, AuditEvent, AuditResult, Device, Enrolment, Journal};
use protocol::{
    Change, Envelope, RejectCode, SyncAnswer, SyncRequest, UP_BYTES_MAX,
    codes::{Clock, Crypto, VerifyingKey},
};

use crate::{
    carrier::{Carrier, CarrierError},
    error::Error,
    moment::{Moment, anchor},
    plan::{ENTRIES_START, Load},
    progress::{Notice, Progress},
};

/// A cursor beyond every change asks for none.
const NO_CHANGES: u64 = i64::MAX.unsigned_abs();

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
    let load = Load {
        entries_max,
        requests_max: 1,
    };
    round_with(load, journal, carrier, crypto, clock, app)
}

/// Holds one exchange of as many requests at once as the load allows and the outbox fills.
///
/// Each request continues the chain where the one before it ends. One that is lost costs the others
/// nothing: what the centre could not take is sent again.
pub fn round_with(
    load: Load,
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
    let requests = requests(load, journal, &ends, crypto, app, &mut notices)?;
    let signed: Result<Vec<_>, _> = requests
        .iter()
        .map(|request| request.sign(&ends.device.signing, crypto))
        .collect();
    let asked = clock();
    let answers = carrier.exchange_all(&signed?);
    let answered = clock();

    let (mut lost, mut busy_ms, mut last) = (Vec::new(), None, None::<Taken>);
    let mut received_changes = 0;
    let (mut more, mut time_pending) = (false, false);
    for (request, bytes) in requests.iter().zip(answers) {
        let times = (asked, answered);
        let way = (journal, &ends, crypto);
        match bytes
            .map_err(Error::from)
            .and_then(|bytes| take(way, request, &bytes, times, &mut notices))
        {
            Ok(taken) => {
                received_changes += taken.received_changes;
                more |= taken.more;
                time_pending |= taken.time_pending;
                let begun = taken.epoch_begun;
                last = Some(taken);
                if begun {
                    // What the others carry belongs to the epoch that has ended.
                    break;
                }
            }
            Err(error) => {
                if let Error::Carrier(CarrierError::Busy { wait_ms }) = error {
                    busy_ms = busy_ms.max(Some(wait_ms.unwrap_or(0)));
                }
                lost.push(error);
            }
        }
    }
    let taken = match (last, lost.first()) {
        (Some(taken), None) => taken,
        (Some(taken), Some(_)) => {
            let requests = lost.len();
            notices.push(Notice::RequestsLost { requests });
            taken
        }
        (None, _) => return Err(lost.swap_remove(0)),
    };
    let blocked = notices
        .iter()
        .any(|notice| matches!(notice, Notice::ChangeUnreadable { .. }));
    let progress = Progress {
        sent: requests.iter().map(|request| request.up.len()).sum(),
        acknowledged: journal.chain()?.through_acked.saturating_sub(acked_before),
        received_changes,
        waiting: journal.outbox_status()?.waiting,
        more: more && !blocked,
        server_ms: taken.server_ms,
        time_pending,
        clock_ahead_ms: answered
            .unix_ms
            .cast_signed()
            .saturating_sub(taken.server_ms.cast_signed()),
        busy_ms,
        notices,
    };
    note(journal, &progress)?;
    Ok(progress)
}

/// What one answer of several came to.
struct Taken {
    server_ms: u64,
    received_changes: usize,
    more: bool,
    time_pending: bool,
    epoch_begun: bool,
}

/// Verifies an answer and applies it.
fn take(
    (journal, ends, crypto): (&Journal, &Ends, &dyn Crypto),
    request: &SyncRequest,
    bytes: &[u8],
    (asked, answered): (Moment, Moment),
    notices: &mut Vec<Notice>,
) -> Result<Taken, Error> {
    let answer = SyncAnswer::open(bytes, &ends.sync_key, &request.nonce)?;
    let (opened, received_changes) =
        open_changes(&answer, request.down_cursor, ends, crypto, notices);
    let applied = AppliedAnswer {
        changes: opened,
        // Each answer of a round brings the same one.
        bundle: match request.down_cursor {
            NO_CHANGES => None,
            _ => verified_bundle(&answer, journal, notices)?,
        },
        anchor: anchor(answer.server_ms, asked, answered),
        ..acknowledged(&answer, request.epoch, notices)
    };
    let outcome = journal.apply_answer(&applied)?;
    if outcome.bundle_refused {
        notices.push(Notice::BundleRefused);
    }
    if outcome.certificate_refused {
        notices.push(Notice::CertificateRefused);
    }
    let epoch_begun = answer.epoch > request.epoch;
    if epoch_begun {
        let records = journal.begin_epoch(answer.epoch, crypto)?;
        notices.push(Notice::EpochBegun { records });
    }
    Ok(Taken {
        server_ms: answer.server_ms,
        received_changes,
        more: answer.more,
        time_pending: outcome.time_pending,
        epoch_begun,
    })
}

/// Fills requests with what waits, each where the one before it ends; at least one, since changes
/// come down by it too. Only the first asks for changes.
fn requests(
    load: Load,
    journal: &Journal,
    ends: &Ends,
    crypto: &dyn Crypto,
    app: &str,
    notices: &mut Vec<Notice>,
) -> Result<Vec<SyncRequest>, Error> {
    let mut after = journal.chain()?.through_acked;
    let mut all: Vec<SyncRequest> = Vec::new();
    while all.len() < load.requests_max.max(1) {
        let up = batch(journal, after, load.entries_max, notices)?;
        let last = up.last().map(|envelope| envelope.header().seq);
        if last.is_none() && !all.is_empty() {
            break;
        }
        let request = compose(journal, ends, up, crypto, app)?;
        all.push(if all.is_empty() {
            request
        } else {
            SyncRequest {
                down_cursor: NO_CHANGES,
                ..request
            }
        });
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    Ok(all)
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
    after_seq: u64,
    entries_max: usize,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Envelope>, Error> {
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
    // A gap is no fault of the record: what is missing before it is sent again, then it is.
    let gap = |code: &RejectCode| matches!(code, RejectCode::Gap { .. });
    let mut rejects = answer.rejects.clone();
    rejects.retain(|(_, code)| !gap(code));
    if !rejects.is_empty() {
        notices.push(Notice::Rejected {
            records: rejects.len(),
        });
    }
    AppliedAnswer {
        centre_epoch: answer.centre_epoch,
        server_ms: answer.server_ms,
        anchor: None,
        through: if same { answer.through } else { 0 },
        backed_up: if same { answer.backed_up } else { 0 },
        rejects,
        bundle: None,
        changes: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
