//! The same exchange without a line: what waits leaves in a file, and the answers come back in one.
//!
//! An export takes nothing away, and an import applies what a round would have applied. Both may be
//! repeated, and a line may work beside them: whatever overtakes what, marks and changes only rise.

use journal::{AppliedAnswer, ExportedRequest, Journal};
use protocol::{
    Envelope, REQUEST_BYTES_MAX, STICK_BYTES_MAX, STICK_OBJECTS_MAX, StickFile, StickKind,
    SyncAnswer, UP_BYTES_MAX, UP_ENTRIES_MAX,
    codes::{Clock, Crypto},
};

use crate::{
    error::Error,
    progress::{Notice, Progress},
    round::{Ends, acknowledged, compose, note, open_changes, verified_bundle},
};

/// What leaves for a stick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The kiosk's name, for the name of the file.
    pub kiosk: String,
    /// The number of the first request, for the name of the file; none is used twice.
    pub number: u64,
    /// Requests in the file.
    pub requests: usize,
    /// Records in the file, checkpoints of the audit among them.
    pub records: usize,
    /// Whether more waits than a file holds.
    pub more: bool,
    /// What went wrong without stopping the rest.
    pub notices: Vec<Notice>,
}

/// Writes everything that waits into a file for the centre, and remembers what was asked.
///
/// Without anything that waits there is one request still, for the changes that it brings back.
/// `told` hears of the records so far, after each request.
pub fn export(
    journal: &Journal,
    crypto: &dyn Crypto,
    app: &str,
    now_ms: u64,
    told: &mut dyn FnMut(usize),
) -> Result<Exported, Error> {
    let ends = Ends::load(journal)?;
    journal.checkpoint(crypto)?;
    let (mut objects, mut left, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    let mut after = journal.chain()?.through_acked;
    let (mut records, mut bytes_total) = (0, 0);
    let more = loop {
        if objects.len() == STICK_OBJECTS_MAX
            || bytes_total + 2 * REQUEST_BYTES_MAX > STICK_BYTES_MAX
        {
            break true;
        }
        let up = waiting_after(after, journal, &mut notices)?;
        if up.is_empty() && !objects.is_empty() {
            break false;
        }
        records += up.len();
        let last = up.last().map(|envelope| envelope.header().seq);
        let request = compose(journal, &ends, up, crypto, app)?;
        left.push(ExportedRequest {
            nonce: request.nonce,
            counter: request.counter,
            epoch: request.epoch,
            down_cursor: request.down_cursor,
        });
        let object = request.sign(&ends.device.signing, crypto)?;
        bytes_total += object.len();
        objects.push(object);
        told(records);
        match last {
            Some(last) => after = last,
            None => break false,
        }
    };
    let file = StickFile {
        kind: StickKind::Requests,
        kiosk: ends.enrolment.kiosk.clone(),
        objects,
    };
    let bytes = file.sign(&ends.device.signing, crypto)?;
    journal.note_exports(&left, now_ms)?;
    Ok(Exported {
        bytes,
        kiosk: ends.enrolment.kiosk.as_str().to_owned(),
        number: left.first().map_or(0, |request| request.counter),
        requests: left.len(),
        records,
        more,
        notices,
    })
}

/// An outbox that cannot be read does not stop the changes from being asked for.
fn waiting_after(
    after_seq: u64,
    journal: &Journal,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Envelope>, Error> {
    match journal.next_batch(after_seq, UP_ENTRIES_MAX, UP_BYTES_MAX) {
        Ok(up) => Ok(up),
        Err(error) if error.can_retry() => Err(error.into()),
        Err(_) => {
            notices.push(Notice::OutboxUnreadable);
            Ok(Vec::new())
        }
    }
}

/// Applies the answers of a file that was carried here; returns what they moved altogether.
///
/// Only the key that the held bundle names is believed. A stop half-way is harmless: the next
/// export asks for what is missing. `told` hears of the answers so far and of all.
pub fn import(
    journal: &Journal,
    crypto: &dyn Crypto,
    bytes: &[u8],
    told: &mut dyn FnMut(usize, usize),
) -> Result<Progress, Error> {
    let ends = Ends::load(journal)?;
    let (kind, kiosk) = StickFile::claimed(bytes)?;
    if kind == StickKind::Answers && kiosk != ends.enrolment.kiosk {
        return Err(Error::OtherKiosk);
    }
    let file = StickFile::open(bytes, StickKind::Answers, &ends.sync_key)?;
    let mut carried = Carried::begin(journal, &ends)?;
    for (place, object) in file.objects.iter().enumerate() {
        carried.apply(object, crypto)?;
        told(place + 1, file.objects.len());
    }
    if carried.known == 0 {
        return Err(Error::NoExport);
    }
    note(journal, &carried.progress)?;
    Ok(carried.progress)
}

/// The answers of one file, applied one after the other.
struct Carried<'a> {
    journal: &'a Journal,
    ends: &'a Ends,
    /// The last page of changes that was applied led up to the one that comes now.
    connected: Option<bool>,
    /// Answers to requests that left here.
    known: usize,
    bundle_seq: u64,
    progress: Progress,
}

impl<'a> Carried<'a> {
    fn begin(journal: &'a Journal, ends: &'a Ends) -> Result<Self, Error> {
        Ok(Self {
            journal,
            ends,
            connected: None,
            known: 0,
            bundle_seq: ends.bundle_seq,
            progress: Progress {
                sent: 0,
                acknowledged: 0,
                received_changes: 0,
                waiting: journal.outbox_status()?.waiting,
                more: false,
                server_ms: 0,
                // A stick takes its time: nothing is known about the clock.
                clock_ahead_ms: 0,
                time_pending: false,
                busy_ms: None,
                notices: Vec::new(),
            },
        })
    }

    fn apply(&mut self, object: &[u8], crypto: &dyn Crypto) -> Result<(), Error> {
        let journal = self.journal;
        let nonce = SyncAnswer::claimed_nonce(object)?;
        let Some(request) = journal.exported(&nonce)? else {
            // What follows a page that was left out would leave a hole.
            self.connected = Some(false);
            return Ok(());
        };
        let answer = SyncAnswer::open(object, &self.ends.sync_key, &nonce)?;
        self.known += 1;
        let mut notices = Vec::new();
        let held = journal.last_change()?;
        let connected = self.connected.unwrap_or(held >= request.down_cursor);
        let (opened, new) = open_changes(&answer, held, self.ends, crypto, &mut notices);
        self.connected = Some(connected && notices.is_empty());
        let applied = AppliedAnswer {
            changes: if connected { opened } else { Vec::new() },
            bundle: self.newer_bundle(&answer, &mut notices)?,
            ..acknowledged(&answer, request.epoch, &mut notices)
        };
        let acked_before = journal.chain()?.through_acked;
        let Some(outcome) = journal.apply_carried(&nonce, &applied)? else {
            // The centre was restored since; what it said before means nothing any more.
            self.connected = Some(false);
            return Ok(());
        };
        if outcome.bundle_refused {
            notices.push(Notice::BundleRefused);
        }
        if outcome.certificate_refused {
            notices.push(Notice::CertificateRefused);
        }
        let acked = journal.chain()?.through_acked;
        if answer.epoch > journal.chain()?.epoch {
            let records = journal.begin_epoch(answer.epoch, crypto)?;
            notices.push(Notice::EpochBegun { records });
        }
        let progress = &mut self.progress;
        progress.acknowledged += acked.saturating_sub(acked_before);
        progress.received_changes += if connected { new } else { 0 };
        progress.more = answer.more;
        progress.server_ms = progress.server_ms.max(answer.server_ms);
        progress.time_pending = outcome.time_pending;
        progress.waiting = journal.outbox_status()?.waiting;
        notices.retain(|notice| !progress.notices.contains(notice));
        progress.notices.extend(notices);
        Ok(())
    }

    /// Each answer of a file brings the same bundle, and a line may have brought it before.
    fn newer_bundle(
        &mut self,
        answer: &SyncAnswer,
        notices: &mut Vec<Notice>,
    ) -> Result<Option<(String, u64)>, Error> {
        if self.is_old_bundle(answer) {
            return Ok(None);
        }
        let newer = verified_bundle(answer, self.journal, notices)?;
        if let Some((_, seq)) = &newer {
            self.bundle_seq = *seq;
        }
        Ok(newer)
    }

    fn is_old_bundle(&self, answer: &SyncAnswer) -> bool {
        let opened = answer.bundle.as_ref().map(|text| {
            let now = Clock::exact(answer.server_ms);
            self.journal.open_bundle(text, now)
        });
        opened.is_some_and(|opened| opened.is_ok_and(|trust| trust.bundle().seq <= self.bundle_seq))
    }
}

#[cfg(test)]
mod tests;
