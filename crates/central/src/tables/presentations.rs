//! Codes that were presented, and why some of them do not count before a person looked.

use chrono::NaiveDate;
use protocol::{CodeSerial, Presentation, TakenAs};
use residence::{KioskId, RecordId, Subject, guangdong_date};

use crate::{
    presence::{Review, Seen},
    store::{Row, Statement, Store, StoreError},
};

/// Lists where a code was seen from a time to another, as the rules ask; the record besides.
pub async fn of_serial(
    store: &dyn Store,
    serial: &CodeSerial,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<(RecordId, Seen)>, StoreError> {
    let select = Statement::new(
        "SELECT record, p.kiosk, at_lo_ms, at_hi_ms, latitude, longitude
         FROM presentations p LEFT JOIN positions s ON s.kiosk = p.kiosk
         WHERE serial = $1 AND at_hi_ms >= $2 AND at_lo_ms <= $3 ORDER BY record",
        [serial.into(), from_ms.into(), to_ms.into()],
    );
    store.rows(select).await?.into_iter().map(seen).collect()
}

fn seen(mut row: Row) -> Result<(RecordId, Seen), StoreError> {
    let record = RecordId::from_bytes(row.take()?);
    let kiosk: String = row.take()?;
    let at = (row.take()?, row.take()?);
    let (latitude, longitude): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
    let seen = Seen {
        kiosk: KioskId::parse(&kiosk).map_err(|_| StoreError::Corrupt)?,
        at,
        position: latitude.zip(longitude),
    };
    Ok((record, seen))
}

/// Lists the days on which a person's code was presented and counts, the earliest first.
pub async fn days_of(store: &dyn Store, subject: &Subject) -> Result<Vec<NaiveDate>, StoreError> {
    let select = Statement::new(
        "SELECT at_lo_ms FROM presentations
         WHERE subject = $1 AND counts = 1 ORDER BY at_lo_ms",
        [subject.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(guangdong_date))
        .collect()
}

/// Finds where a kiosk stands, in millionths of a degree.
pub async fn position(
    store: &dyn Store,
    kiosk: &KioskId,
) -> Result<Option<(i64, i64)>, StoreError> {
    let select = Statement::new(
        "SELECT latitude, longitude FROM positions WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    let found = crate::store::first_row(store, select).await?;
    found
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .transpose()
}

/// Notes where a kiosk stands.
pub fn set_position(kiosk: &KioskId, (latitude, longitude): (i64, i64)) -> Statement {
    Statement::new(
        "INSERT INTO positions (kiosk, latitude, longitude) VALUES ($1, $2, $3)
         ON CONFLICT (kiosk)
         DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude",
        [kiosk.as_str().into(), latitude.into(), longitude.into()],
    )
}

/// Keeps a presentation; `counts` tells whether its time was known well enough.
pub fn add(
    record: &RecordId,
    kiosk: &KioskId,
    subject: &Subject,
    presentation: &Presentation,
    counts: bool,
) -> Statement {
    Statement::new(
        "INSERT INTO presentations (record, kiosk, subject, serial, form, house, green, counts,
             at_lo_ms, at_hi_ms, review)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            subject.as_bytes().into(),
            presentation.serial.into(),
            u32::from(presentation.form).into(),
            presentation
                .house
                .as_ref()
                .map(|house| house.as_str())
                .into(),
            (presentation.verdict == TakenAs::Green).into(),
            counts.into(),
            presentation.at.0.into(),
            presentation.at.1.into(),
        ],
    )
}

/// Lets a presentation wait for a person; the first reason stays.
pub fn set_review(record: &RecordId, review: Review) -> Statement {
    Statement::new(
        "UPDATE presentations SET review = $1, counts = 0 WHERE record = $2 AND review = ''",
        [review.code().into(), record.as_bytes().into()],
    )
}

/// Lets a presentation that waited for a person count.
pub fn accept(record: &RecordId) -> Statement {
    Statement::new(
        "UPDATE presentations SET review = 'ACCEPTED', counts = 1
         WHERE record = $1 AND review <> ''",
        [record.as_bytes().into()],
    )
}

/// A presentation in a list; it names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: RecordId,
    /// Where it was.
    pub kiosk: String,
    /// Whether it counts as evidence.
    pub counts: bool,
    /// Why a person must look first; empty for no reason.
    pub review: String,
}

impl Listed {
    /// Tells whether a person must look before it counts.
    pub fn waits(&self) -> bool {
        !self.review.is_empty() && self.review != "ACCEPTED"
    }
}

/// Lists all presentations in the order of their records.
pub async fn all(store: &dyn Store) -> Result<Vec<Listed>, StoreError> {
    let select = Statement::new(
        "SELECT record, kiosk, counts, review FROM presentations ORDER BY record",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Listed {
                record: RecordId::from_bytes(row.take()?),
                kiosk: row.take()?,
                counts: row.take()?,
                review: row.take()?,
            })
        })
        .collect()
}
