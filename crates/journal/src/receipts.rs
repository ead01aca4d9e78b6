//! What a receipt number stands for at this kiosk.

use residence::ReceiptNumber;
use rusqlite::Row;

use crate::{
    error::Error,
    journal::Journal,
    registrations::{self, IndexedRegistration, SavedState},
    stored,
};

/// A record that a receipt number belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipted {
    /// A declaration that the index still knows.
    Registration(Box<IndexedRegistration>),
    /// Any other record, as long as its envelope is kept; what is in it the kiosk cannot read.
    Record(SavedState),
}

impl Journal {
    /// Finds the record of a receipt; `None` when it was made elsewhere, or is no longer kept.
    pub fn find_receipt(&self, number: ReceiptNumber) -> Result<Option<Receipted>, Error> {
        // A number is what the last 15 hexadecimal digits of an id say.
        let digits = format!("{:015X}", number.bits());
        self.read(|connection| {
            let known = stored::many(
                connection,
                "SELECT r.record, r.holder_hint, r.area, r.street, r.number, r.house,
                        r.declared_on, r.until, r.cohabitants, r.state,
                        r.provisional_seq IS NOT NULL, r.effective_on, r.refusal, r.decided,
                        (r.epoch, r.seq) <= (chain.epoch, chain.through)
                 FROM registrations r CROSS JOIN chain
                 WHERE substr(hex(r.record), 18) = ?1",
                [&digits],
                registrations::read,
            )?;
            if let Some(registration) = known.into_iter().next() {
                return Ok(Some(Receipted::Registration(Box::new(registration))));
            }
            let others = stored::many(
                connection,
                "SELECT (o.epoch, o.seq) <= (chain.epoch, chain.through)
                 FROM outbox o CROSS JOIN chain
                 WHERE substr(hex(o.record), 18) = ?1",
                [&digits],
                received,
            )?;
            Ok(others.into_iter().next().map(Receipted::Record))
        })
    }
}

fn received(row: &Row<'_>) -> Result<SavedState, Error> {
    Ok(if row.get(0)? {
        SavedState::Received
    } else {
        SavedState::OnThisMachine
    })
}
