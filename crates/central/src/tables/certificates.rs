//! The certificates that were issued to kiosks.

use protocol::CodeSerial;
use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A certificate in few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issued {
    /// When, in seconds since 1970.
    pub issued_s: u64,
    /// Until when.
    pub expires_s: u64,
    /// Its serial number.
    pub serial: CodeSerial,
    /// 1 when a TPM holds the kiosk's key, else 2.
    pub assurance: u64,
}

/// Finds the newest certificate of a kiosk.
pub async fn newest(store: &dyn Store, kiosk: &KioskId) -> Result<Option<Issued>, StoreError> {
    let select = Statement::new(
        "SELECT issued_s, expires_s, serial, assurance FROM certificates WHERE kiosk = $1
         ORDER BY issued_s DESC LIMIT 1",
        [kiosk.as_str().into()],
    );
    first_row(store, select).await?.map(issued).transpose()
}

fn issued(mut row: Row) -> Result<Issued, StoreError> {
    Ok(Issued {
        issued_s: row.take()?,
        expires_s: row.take()?,
        serial: row.take()?,
        assurance: row.take()?,
    })
}

/// Notes a certificate.
pub fn add(kiosk: &KioskId, issued: &Issued) -> Statement {
    Statement::new(
        "INSERT INTO certificates (kiosk, issued_s, expires_s, serial, assurance)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kiosk, issued_s) DO NOTHING",
        [
            kiosk.as_str().into(),
            issued.issued_s.into(),
            issued.expires_s.into(),
            issued.serial.into(),
            issued.assurance.into(),
        ],
    )
}
