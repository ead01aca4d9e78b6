//! House codes, resident codes, kiosk certificates, trust bundles: bytes and meaning, both ways.
//!
//! Invariant: this crate knows no camera, no storage and no network, reads no clock and draws no
//! randomness but through [`Crypto`]. It links no decompressor, so a small code cannot become a
//! large one. Its verdicts follow the order of the trust design exactly: the first failure wins.

mod bind;
mod cose;
mod crypto;
mod keys;
pub mod strict;

pub use bind::BindKey;
pub use cose::{CoseError, cose_sign, cose_verify};
pub use crypto::{Crypto, CryptoError, Sealed, SeededCrypto, SoftwareCrypto};
pub use keys::{KeyError, Kid, SealingPublic, SealingSecret, SigningKey, VerifyingKey};
