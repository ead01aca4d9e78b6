//! The identity of the machine: made at first open, never shown, replaced only by a recovery.

use protocol::codes::{Algorithm, Crypto, SealingSecret, SigningKey, VerifyingKey};
use rusqlite::{Connection, Row, params};
use zeroize::Zeroizing;

use crate::{chain, enrolment, error::Error, journal::Journal, stored};

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
        self.signing.to_secret().is_none()
    }
}

impl Journal {
    /// Returns the keys of this machine.
    pub fn device(&self) -> Result<Device, Error> {
        self.read(load)
    }
}

/// Makes the identity when there is none, with the signing key of a module where there is one.
///
/// Another key than before is taken over only while nobody knows the old one: no enrolment, no
/// records.
pub(crate) fn ensure(
    act: &Connection,
    held: Option<VerifyingKey>,
    crypto: &dyn Crypto,
) -> Result<(), Error> {
    if !stored::exists(act, "SELECT 1 FROM device", [])? {
        make(act, crypto)?;
    }
    let Some(public) = held else {
        return Ok(());
    };
    let device = load(act)?;
    if device.is_held() && device.signing.verifying_key() == public {
        return Ok(());
    }
    if enrolment::load(act)?.is_some() || chain::load(act)?.last_seq > 0 {
        return Err(Error::KeyInUse);
    }
    set_held(act, &public)
}

fn make(act: &Connection, crypto: &dyn Crypto) -> Result<(), Error> {
    let secret = || {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        crypto.random(bytes.as_mut_slice());
        bytes
    };
    stored::change_one(
        act,
        "INSERT INTO device (id, algorithm, signing_key, sealing_key, index_key)
         VALUES (1, 0, ?1, ?2, ?3)",
        params![
            secret().as_slice(),
            secret().as_slice(),
            secret().as_slice()
        ],
    )
}

fn set_held(act: &Connection, public: &VerifyingKey) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE device SET algorithm = ?1, signing_public = ?2, signing_key = NULL",
        params![number_of(public.algorithm()), public.to_tagged()],
    )
}

/// Replaces the signing key after a recovery on another machine; a secret of a module stays there.
pub(crate) fn replace_signing(act: &Connection, key: &SigningKey) -> Result<(), Error> {
    let Some(secret) = key.to_secret() else {
        return set_held(act, &key.verifying_key());
    };
    stored::change_one(
        act,
        "UPDATE device SET algorithm = ?1, signing_public = NULL, signing_key = ?2",
        params![number_of(key.algorithm()), secret.as_slice()],
    )
}

pub(crate) fn load(connection: &Connection) -> Result<Device, Error> {
    stored::sole(
        connection,
        "SELECT algorithm, signing_public, signing_key, sealing_key FROM device",
        [],
        |row| {
            let sealing = Zeroizing::new(row.get::<_, [u8; 32]>(3)?);
            Ok(Device {
                signing: signing(row)?,
                sealing: SealingSecret::from_bytes(&sealing),
            })
        },
    )
}

fn signing(row: &Row<'_>) -> Result<SigningKey, Error> {
    let public: Option<Vec<u8>> = row.get(1)?;
    if let Some(public) = public {
        let public = VerifyingKey::from_tagged(&public).map_err(|_| Error::Corrupt)?;
        return Ok(SigningKey::held(public));
    }
    let secret = Zeroizing::new(row.get::<_, [u8; 32]>(2)?);
    SigningKey::from_secret(algorithm_of(row.get(0)?)?, &secret).map_err(|_| Error::Corrupt)
}

fn number_of(algorithm: Algorithm) -> u8 {
    match algorithm {
        Algorithm::Ed25519 => 0,
        Algorithm::Es256 => 1,
        Algorithm::Sm2 => 2,
    }
}

fn algorithm_of(number: u8) -> Result<Algorithm, Error> {
    match number {
        0 => Ok(Algorithm::Ed25519),
        1 => Ok(Algorithm::Es256),
        2 => Ok(Algorithm::Sm2),
        _ => Err(Error::Corrupt),
    }
}

/// Returns the key of the look-up by subject.
pub(crate) fn index_key(connection: &Connection) -> Result<Zeroizing<[u8; 32]>, Error> {
    stored::sole(connection, "SELECT index_key FROM device", [], |row| {
        Ok(Zeroizing::new(row.get(0)?))
    })
}
