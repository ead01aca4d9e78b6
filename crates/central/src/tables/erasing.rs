//! What goes when its time is over, or when its person asks for it and nothing keeps it.

use chrono::NaiveDate;
use residence::{RecordId, Subject};

use crate::store::{Statement, Store, StoreError, first_row};

/// Tells whether a consent of a person, or for one, is kept as proof.
pub async fn has_consents(store: &dyn Store, subject: &Subject) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*) FROM family_links WHERE agent = $1 OR member = $1",
        [subject.as_bytes().into()],
    );
    let row = first_row(store, select).await?;
    let count: i64 = row.ok_or(StoreError::Corrupt)?.take()?;
    Ok(count > 0)
}

/// Deletes what no duty keeps: where the code was shown, the telephone, what was read and what the
/// centre told about eligibility; links of the family end.
pub fn traces(subject: &Subject, on: NaiveDate) -> Vec<Statement> {
    let who = || subject.as_bytes().into();
    vec![
        Statement::new(
            "DELETE FROM record_times WHERE record IN
                 (SELECT record FROM presentations WHERE subject = $1)",
            [who()],
        ),
        Statement::new(
            "UPDATE envelopes SET bytes = $1 WHERE record IN
                 (SELECT record FROM presentations WHERE subject = $2)",
            [Vec::new().into(), who()],
        ),
        Statement::new("DELETE FROM presentations WHERE subject = $1", [who()]),
        Statement::new("UPDATE people SET phone = '' WHERE subject = $1", [who()]),
        Statement::new("DELETE FROM notices_read WHERE subject = $1", [who()]),
        Statement::new("DELETE FROM eligibility_told WHERE subject = $1", [who()]),
        Statement::new("DELETE FROM enquiries_answered WHERE subject = $1", [who()]),
        Statement::new(
            "UPDATE family_links SET ended_on = $1
             WHERE (agent = $2 OR member = $2) AND ended_on IS NULL",
            [on.into(), who()],
        ),
    ]
}

/// Deletes the person, for whom nothing is kept.
pub fn person(subject: &Subject) -> Vec<Statement> {
    let who = || subject.as_bytes().into();
    vec![
        Statement::new("DELETE FROM identities WHERE subject = $1", [who()]),
        Statement::new("DELETE FROM cards WHERE subject = $1", [who()]),
        // What the person was told about claims to houses names addresses.
        Statement::new(
            "DELETE FROM messages WHERE record IN
                 (SELECT record FROM house_claims WHERE subject = $1)",
            [who()],
        ),
        Statement::new(
            "UPDATE code_claims SET subject = NULL, denied = 'ERASED' WHERE subject = $1",
            [who()],
        ),
        Statement::new("DELETE FROM people WHERE subject = $1", [who()]),
    ]
}

/// A presentation whose exact time, device and card are to go; its day stays.
pub fn coarsen(record: &RecordId, day_ms: i64) -> Vec<Statement> {
    let which = || record.as_bytes().into();
    vec![
        Statement::new(
            "UPDATE presentations SET kiosk = 'KIOSK', serial = $1, house = NULL, at_lo_ms = $2,
                 at_hi_ms = $2 WHERE record = $3",
            [[0_u8; 8].into(), day_ms.into(), which()],
        ),
        Statement::new("DELETE FROM record_times WHERE record = $1", [which()]),
        Statement::new("DELETE FROM circumstances WHERE record = $1", [which()]),
        forget_envelope(record),
    ]
}

/// Forgets what was sealed in an envelope; its place in the chain stays.
pub fn forget_envelope(record: &RecordId) -> Statement {
    Statement::new(
        "UPDATE envelopes SET bytes = $1 WHERE record = $2",
        [Vec::new().into(), record.as_bytes().into()],
    )
}

/// Deletes a presentation.
pub fn presentation(record: &RecordId) -> Vec<Statement> {
    let which = || record.as_bytes().into();
    vec![
        Statement::new("DELETE FROM presentations WHERE record = $1", [which()]),
        Statement::new("DELETE FROM record_times WHERE record = $1", [which()]),
        Statement::new("DELETE FROM circumstances WHERE record = $1", [which()]),
        forget_envelope(record),
    ]
}

/// Deletes a registration with everything that was kept about it.
pub fn registration(record: &RecordId) -> Vec<Statement> {
    let which = || record.as_bytes().into();
    vec![
        Statement::new("DELETE FROM cohabitants WHERE record = $1", [which()]),
        Statement::new("DELETE FROM hand_addresses WHERE record = $1", [which()]),
        Statement::new("DELETE FROM decisions WHERE declaration = $1", [which()]),
        Statement::new("DELETE FROM standings WHERE record = $1", [which()]),
        Statement::new("DELETE FROM judgements WHERE record = $1", [which()]),
        Statement::new("DELETE FROM tasks WHERE record = $1", [which()]),
        Statement::new("DELETE FROM desk_tasks WHERE record = $1", [which()]),
        Statement::new("DELETE FROM messages WHERE record = $1", [which()]),
        Statement::new("DELETE FROM habituals WHERE registration = $1", [which()]),
        Statement::new("DELETE FROM registrations WHERE record = $1", [which()]),
        forget_envelope(record),
    ]
}

/// Deletes a permit with its history.
pub fn permit(record: &RecordId) -> Vec<Statement> {
    let which = || record.as_bytes().into();
    vec![
        Statement::new("DELETE FROM permit_events WHERE record = $1", [which()]),
        Statement::new("DELETE FROM messages WHERE record = $1", [which()]),
        Statement::new("DELETE FROM permits WHERE record = $1", [which()]),
        forget_envelope(record),
    ]
}

/// Deletes links of the family that ended before a day, with the consents behind them.
pub fn links_before(day: NaiveDate) -> Vec<Statement> {
    vec![
        Statement::new(
            "UPDATE envelopes SET bytes = $1 WHERE record IN
                 (SELECT record FROM family_links WHERE ended_on < $2)",
            [Vec::new().into(), day.into()],
        ),
        Statement::new("DELETE FROM family_links WHERE ended_on < $1", [day.into()]),
    ]
}

/// Deletes words to those who run the service from before a day.
pub fn feedback_before(day: NaiveDate) -> Vec<Statement> {
    vec![
        Statement::new(
            "UPDATE envelopes SET bytes = $1 WHERE record IN
                 (SELECT record FROM feedback WHERE given_on < $2)",
            [Vec::new().into(), day.into()],
        ),
        Statement::new("DELETE FROM feedback WHERE given_on < $1", [day.into()]),
    ]
}

/// Deletes what workers did, what was asked and what alarms told before a moment. The last
/// checkpoint of each kiosk stays: the next one is compared with it.
pub fn logs_before(at_ms: i64) -> Vec<Statement> {
    vec![
        Statement::new("DELETE FROM worker_events WHERE at_ms < $1", [at_ms.into()]),
        Statement::new("DELETE FROM alarms WHERE last_ms < $1", [at_ms.into()]),
        Statement::new(
            "DELETE FROM enquiries_answered WHERE at_ms < $1",
            [at_ms.into()],
        ),
        Statement::new(
            "DELETE FROM checkpoints WHERE at_ms < $1 AND EXISTS
                 (SELECT 1 FROM checkpoints later WHERE later.kiosk = checkpoints.kiosk
                    AND (later.epoch > checkpoints.epoch
                      OR (later.epoch = checkpoints.epoch AND later.seq > checkpoints.seq)))",
            [at_ms.into()],
        ),
    ]
}
