//! What the centre said, applied as a whole: acknowledgements, decisions, houses, keys.

use protocol::{Change, RejectCode};
use residence::RecordId;
use rusqlite::Connection;

use crate::{
    acts,
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    bind_key, bundle, certificate,
    chain::{self, Tip},
    clock::{self, ClockAnchor},
    error::Error,
    houses,
    journal::Journal,
    mirror::Step,
    outbox, registrations, replacements,
    sync_state::{self, SyncState},
    workers,
};

/// A verified answer with its changes opened.
#[derive(Debug, Clone)]
pub struct AppliedAnswer {
    /// Epoch of the centre; another number than before means that it was restored.
    pub centre_epoch: u64,
    /// Time of the centre.
    pub server_ms: u64,
    /// The boot clock at that time, when the machine has one.
    pub anchor: Option<ClockAnchor>,
    /// Highest seq without a hole that the centre has received.
    pub through: u64,
    /// Highest seq that the backup of the centre has passed.
    pub backed_up: u64,
    /// What the centre set aside, and why.
    pub rejects: Vec<(RecordId, RejectCode)>,
    /// A newer trust bundle with its seq.
    pub bundle: Option<(String, u64)>,
    /// Changes in the order of their cursors.
    pub changes: Vec<(u64, Change)>,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The bundle was old or not trusted and the held one stays; the rest was applied.
    pub bundle_refused: bool,
    /// A certificate did not verify, or was of another device, and the held one stays.
    pub certificate_refused: bool,
    /// The time is so far ahead that two persons have to confirm it.
    pub time_pending: bool,
}

impl Journal {
    /// Applies an answer in one transaction.
    ///
    /// Acknowledged envelopes stay until the centre's backup has passed them.
    pub fn apply_answer(&self, answer: &AppliedAnswer) -> Result<Applied, Error> {
        let act = |act: &Connection| apply(act, answer);
        if let Some((text, seq)) = &answer.bundle {
            let step = |applied: &Applied| match applied.bundle_refused {
                true => Step::Counted,
                false => Step::Bundle {
                    seq: *seq,
                    text: text.clone(),
                },
            };
            self.write_witnessed_as(act, step)
        } else {
            self.write(|transaction| act(transaction))
        }
    }
}

/// Applies an answer inside the transaction of the caller.
pub(crate) fn apply(act: &Connection, answer: &AppliedAnswer) -> Result<Applied, Error> {
    let talk = sync_state::load(act)?;
    let restored = talk.centre_epoch != 0 && talk.centre_epoch != answer.centre_epoch;
    acknowledge(act, answer, restored)?;
    let time_pending = !clock::note_answer(act, answer.server_ms, answer.anchor.as_ref())?;
    // Before the changes: a certificate among them may need the newer bundle.
    let bundle_refused = take_bundle(act, answer)?;
    let mut news = News {
        server_ms: answer.server_ms,
        certificate_refused: false,
    };
    let cursor = apply_changes(act, answer, &talk, restored, &mut news)?;
    sync_state::note(act, cursor, answer.server_ms, answer.centre_epoch)?;
    if time_pending {
        news.note(act, AuditEvent::TimePending, AuditResult::Refused)?;
    }
    Ok(Applied {
        bundle_refused,
        certificate_refused: news.certificate_refused,
        time_pending,
    })
}

/// What an answer brought, for the audit.
struct News {
    server_ms: u64,
    certificate_refused: bool,
}

impl News {
    fn note(&self, act: &Connection, event: AuditEvent, result: AuditResult) -> Result<(), Error> {
        let entry = AuditEntry {
            event,
            actor: None,
            object: None,
            result,
        };
        audit::add(act, &entry, (self.server_ms, self.server_ms))
    }
}

/// Takes over the bundle of an answer, and tells whether it was refused.
fn take_bundle(act: &Connection, answer: &AppliedAnswer) -> Result<bool, Error> {
    let Some((text, seq)) = &answer.bundle else {
        return Ok(false);
    };
    let refused = refuses(bundle::replace(act, text, *seq))?;
    let result = if refused {
        AuditResult::Refused
    } else {
        AuditResult::Done
    };
    let news = News {
        server_ms: answer.server_ms,
        certificate_refused: false,
    };
    news.note(act, AuditEvent::Bundle, result)?;
    Ok(refused)
}

fn acknowledge(act: &Connection, answer: &AppliedAnswer, restored: bool) -> Result<(), Error> {
    let tip = chain::load(act)?;
    if answer.through > tip.last_seq {
        return Err(Error::AnswerAhead);
    }
    let (through, backed_up) = watermarks(&tip, answer, restored);
    chain::acknowledge(act, through, backed_up)?;
    for (record, code) in &answer.rejects {
        outbox::mark_reject(act, record, reject_code(code))?;
    }
    outbox::delete_backed_up(act)?;
    audit::acknowledged(act, answer.server_ms)
}

/// Both marks only rise, except that a restored centre has lost what came after its backup.
///
/// Nothing before our own `backed_up` can be sent again, so `through` never falls below it.
fn watermarks(tip: &Tip, answer: &AppliedAnswer, restored: bool) -> (u64, u64) {
    let floor = if restored { tip.backed_up } else { tip.through };
    let through = answer.through.max(floor);
    let backed_up = answer.backed_up.min(through).max(tip.backed_up);
    (through, backed_up)
}

/// Applies what is new and returns the cursor to ask from.
///
/// A restored centre may give old cursors to new changes, so everything is asked for again.
fn apply_changes(
    act: &Connection,
    answer: &AppliedAnswer,
    talk: &SyncState,
    restored: bool,
    news: &mut News,
) -> Result<u64, Error> {
    let held = if restored { 0 } else { talk.down_cursor };
    let mut cursor = held;
    for (place, change) in answer.changes.iter().filter(|(place, _)| *place > held) {
        match change {
            Change::Outcome(outcome) => registrations::settle(act, outcome)?,
            Change::House(house) => houses::store(act, house)?,
            Change::BindKey { epoch, key } => bind_key::store(act, *epoch, key)?,
            Change::Roster(roster) => {
                if workers::store(act, roster)? {
                    news.note(act, AuditEvent::Roster, AuditResult::Done)?;
                }
            }
            Change::Certificate(text) => renew(act, text, news)?,
            Change::Replacement { provisional, code } => {
                replacements::store(act, provisional, code, news.server_ms)?;
            }
            Change::ActOutcome(outcome) => acts::settle(act, outcome, news.server_ms)?,
            Change::ClaimedCode(claimed) => acts::store_claimed(act, claimed, news.server_ms)?,
        }
        cursor = cursor.max(*place);
    }
    Ok(if restored { 0 } else { cursor })
}

fn renew(act: &Connection, text: &str, news: &mut News) -> Result<(), Error> {
    if certificate::renew(act, text)? {
        return news.note(act, AuditEvent::Certificate, AuditResult::Done);
    }
    news.certificate_refused = true;
    news.note(act, AuditEvent::Certificate, AuditResult::Refused)
}

/// A bundle that is refused must not hold up acknowledgements; damage must.
fn refuses(outcome: Result<(), Error>) -> Result<bool, Error> {
    match outcome {
        Ok(()) => Ok(false),
        Err(Error::BundleRollback | Error::BundleUntrusted) => Ok(true),
        Err(error) => Err(error),
    }
}

fn reject_code(code: &RejectCode) -> &'static str {
    match code {
        RejectCode::Fork => "FORK",
        RejectCode::Gap { .. } => "GAP",
        RejectCode::Signature => "SIGNATURE",
        RejectCode::TooLarge => "TOO_LARGE",
        RejectCode::Quarantined => "QUARANTINED",
    }
}

#[cfg(test)]
mod tests;
