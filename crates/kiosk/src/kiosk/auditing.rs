//! What is written down for those who look later (trust design 4.3): numbers and references, and
//! nothing by which a person could be found.

use codes::{AmberReason, RedReason, Verdict};
use journal::{AuditEntry, AuditEvent, AuditResult, NewRecord};
use protocol::{Record, WorkerAct, WorkerEvent, WorkerId};

use super::Kiosk;

/// A code or a record that an entry is about.
pub(super) enum About {
    Code([u8; 8]),
    Record(residence::RecordId),
}

impl Kiosk {
    /// Notes something; a memory that cannot be written says so by the act itself, not here.
    pub(super) fn note(&self, event: AuditEvent, result: AuditResult, about: Option<About>) {
        let actor = self.session.as_ref().map(|session| &session.worker.id);
        self.note_of(actor, event, result, about);
    }

    /// Notes something that a certain worker did.
    pub(super) fn note_of(
        &self,
        actor: Option<&WorkerId>,
        event: AuditEvent,
        result: AuditResult,
        about: Option<About>,
    ) {
        let entry = AuditEntry {
            event,
            actor: actor.cloned(),
            object: about.map(|about| match about {
                About::Code(serial) => padded(serial),
                About::Record(record) => *record.as_bytes(),
            }),
            result,
        };
        self.journal.audit(entry, self.interval()).ok();
    }

    /// Tells the centre what a worker did; the audit holds it as well, so a full disk loses nothing
    /// that nobody knows.
    pub(super) fn report(&self, worker: &WorkerId, second: Option<&WorkerId>, event: WorkerAct) {
        let record = Record::WorkerEvent(WorkerEvent {
            worker: worker.clone(),
            second: second.cloned(),
            event,
        });
        let act = NewRecord {
            record: &record,
            id: self.fresh_record(),
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.journal.append(act, &*self.crypto).ok();
    }

    /// Notes when the centre is reached again, or no longer.
    pub(super) fn note_line(&mut self) {
        let up = self.line.is_up();
        if up != self.was_up {
            self.was_up = up;
            let result = if up {
                AuditResult::Done
            } else {
                AuditResult::Failed
            };
            self.note(AuditEvent::SyncResult, result, None);
        }
    }

    /// Notes how a code was judged, once while it lies before the camera.
    pub(super) fn note_verdict(&self, verdict: &Verdict) {
        let (reason, serial) = match verdict {
            Verdict::Green(meaning) => (AuditResult::Done, Some(meaning.serial())),
            Verdict::Amber(meaning, reason) => (
                AuditResult::Reason(number_of_amber(*reason)),
                Some(meaning.serial()),
            ),
            Verdict::Newer => (AuditResult::Reason(NEWER), None),
            Verdict::Red(reason) => (AuditResult::Reason(number_of_red(*reason)), None),
        };
        self.note(AuditEvent::ScanVerdict, reason, serial.map(About::Code));
    }
}

fn padded(serial: [u8; 8]) -> [u8; 16] {
    let mut name = [0; 16];
    for (to, from) in name.iter_mut().zip(serial) {
        *to = from;
    }
    name
}

const NEWER: u16 = 110;

/// Numbers of the audit; never given twice.
fn number_of_amber(reason: AmberReason) -> u16 {
    match reason {
        AmberReason::UnknownKey => 101,
        AmberReason::ClockUncertain => 102,
        AmberReason::BundleExpired => 103,
        AmberReason::OldRevocation => 104,
    }
}

/// Numbers of the audit; never given twice.
fn number_of_red(reason: RedReason) -> u16 {
    match reason {
        RedReason::Foreign => 201,
        RedReason::UnknownKind => 202,
        RedReason::Damaged(_) => 203,
        RedReason::UnknownKey => 204,
        RedReason::WrongAlgorithm => 205,
        RedReason::WrongKeyUse => 206,
        RedReason::KeyPeriod => 207,
        RedReason::BadSignature => 208,
        RedReason::NotYetValid => 209,
        RedReason::Expired => 210,
        RedReason::TooLong(_) => 211,
        RedReason::Revoked => 212,
        RedReason::NoPower => 213,
        RedReason::Replayed => 214,
    }
}
