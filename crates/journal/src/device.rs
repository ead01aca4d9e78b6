//! The identity of the machine: made at first open, never shown, never replaced.

use protocol::codes::{Crypto, SealingSecret, SigningKey};
use rusqlite::{Connection, params};
use zeroize::Zeroizing;

use crate::{error::Error, journal::Journal, stored};

/// The keys that are this machine. A security module may hold the private half of the first.
#[derive(Debug)]
pub struct Device {
    /// Signs envelopes and requests.
    pub signing: SigningKey,
    /// Opens what the centre sends to this kiosk only.
    pub sealing: SealingSecret,
}

impl Device {
    /// Tells whether a security module holds the signing key.
    pub fn is_held(&self) -> bool {
        false
    }
}

impl Journal {
    /// Returns the keys of this machine.
    pub fn device(&self) -> Result<Device, Error> {
        self.read(load)
    }
}

/// Makes the identity when there is none.
pub(crate) fn ensure(act: &Connection, crypto: &dyn Crypto) -> Result<(), Error> {
    if stored::exists(act, "SELECT 1 FROM device", [])? {
        return Ok(());
    }
    let secret = || {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        crypto.random(bytes.as_mut_slice());
        bytes
    };
    stored::change_one(
        act,
        "INSERT INTO device (id, algorithm, signing_key, sealing_key, index_key)
         VALUES (1, 1, ?1, ?2, ?3)",
        params![
            secret().as_slice(),
            secret().as_slice(),
            secret().as_slice()
        ],
    )
}

pub(crate) fn load(connection: &Connection) -> Result<Device, Error> {
    stored::sole(
        connection,
        "SELECT signing_key, sealing_key FROM device",
        [],
        |row| {
            let signing = Zeroizing::new(row.get::<_, [u8; 32]>(0)?);
            let sealing = Zeroizing::new(row.get::<_, [u8; 32]>(1)?);
            Ok(Device {
                signing: SigningKey::from_bytes(&signing),
                sealing: SealingSecret::from_bytes(&sealing),
            })
        },
    )
}

/// Returns the key of the look-up by subject.
pub(crate) fn index_key(connection: &Connection) -> Result<Zeroizing<[u8; 32]>, Error> {
    stored::sole(connection, "SELECT index_key FROM device", [], |row| {
        Ok(Zeroizing::new(row.get(0)?))
    })
}
