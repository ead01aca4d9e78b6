//! A change on its way down, sealed to the one kiosk that may read it.

use codes::{Crypto, Sealed, SealingPublic, SealingSecret};
use residence::KioskId;
use zeroize::Zeroizing;

use super::ExchangeError;
use crate::{
    limits::CHANGE_BYTES_MAX,
    records::Change,
    wire::{WireError, decode_change, encode_change},
};

/// A sealed change at its place in the kiosk's feed.
#[derive(Clone, PartialEq, Eq)]
pub struct DownItem {
    /// The place in the feed, from 1, rising.
    pub cursor: u64,
    /// The change, sealed to the kiosk.
    pub sealed: Sealed,
}

impl DownItem {
    /// Seals a change to a kiosk at this place of its feed.
    pub fn seal(
        cursor: u64,
        change: &Change,
        kiosk: &KioskId,
        to: &SealingPublic,
        crypto: &dyn Crypto,
    ) -> Result<Self, ExchangeError> {
        let plain = Zeroizing::new(encode_change(change));
        if decode_change(&plain)? != *change {
            return Err(WireError::Value.into());
        }
        let sealed = crypto
            .seal(to, &info(kiosk, cursor), &[], &plain)
            .map_err(|_| ExchangeError::Seal)?;
        if sealed.ct.len() > CHANGE_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        Ok(Self { cursor, sealed })
    }

    /// Opens the change with the kiosk's key.
    pub fn open(
        &self,
        kiosk: &KioskId,
        key: &SealingSecret,
        crypto: &dyn Crypto,
    ) -> Result<Change, ExchangeError> {
        let plain = crypto
            .open(key, &info(kiosk, self.cursor), &[], &self.sealed)
            .map_err(|_| ExchangeError::Seal)?;
        Ok(decode_change(&plain)?)
    }
}

impl std::fmt::Debug for DownItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DownItem({})", self.cursor)
    }
}

/// Binds the seal to its kiosk and place, so that changes cannot be swapped.
fn info(kiosk: &KioskId, cursor: u64) -> Vec<u8> {
    [
        b"yj1/down\0",
        kiosk.as_str().as_bytes(),
        b"\0",
        &cursor.to_be_bytes(),
    ]
    .concat()
}
