//! What a kiosk said of its machine when it asked to be enrolled.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// COSE number of the algorithm of its signing key, without the sign.
    pub algorithm: u64,
    /// Whether a TPM holds that key.
    pub tpm: bool,
    /// Name of its operating system.
    pub os: String,
    /// SHA-256 of its program; zeros when it is not known.
    pub app_hash: [u8; 32],
}

/// Finds the machine of a kiosk; one that was enrolled earlier told nothing.
pub async fn of_kiosk(store: &dyn Store, kiosk: &KioskId) -> Result<Option<Machine>, StoreError> {
    let select = Statement::new(
        "SELECT algorithm, tpm, os, app_hash FROM machines WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    first_row(store, select).await?.map(machine).transpose()
}

fn machine(mut row: Row) -> Result<Machine, StoreError> {
    Ok(Machine {
        algorithm: row.take()?,
        tpm: row.take()?,
        os: row.take()?,
        app_hash: row.take()?,
    })
}

/// Adds the machine of a kiosk; what it said first holds.
pub fn add(kiosk: &KioskId, machine: &Machine) -> Statement {
    Statement::new(
        "INSERT INTO machines (kiosk, algorithm, tpm, os, app_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kiosk) DO NOTHING",
        [
            kiosk.as_str().into(),
            machine.algorithm.into(),
            machine.tpm.into(),
            machine.os.as_str().into(),
            machine.app_hash.into(),
        ],
    )
}

/// Notes another machine of a kiosk, after a recovery.
pub fn replace(kiosk: &KioskId, machine: &Machine) -> Statement {
    Statement::new(
        "INSERT INTO machines (kiosk, algorithm, tpm, os, app_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kiosk) DO UPDATE SET algorithm = excluded.algorithm, tpm = excluded.tpm",
        [
            kiosk.as_str().into(),
            machine.algorithm.into(),
            machine.tpm.into(),
            machine.os.as_str().into(),
            machine.app_hash.into(),
        ],
    )
}
