//! House codes, resident codes, kiosk certificates, trust bundles: bytes and meaning, both ways.
//!
//! Invariant: this crate knows no camera, no storage and no network, reads no clock and draws no
//! randomness but through [`Crypto`]. It links no decompressor, so a small code cannot become a
//! large one. Its verdicts follow the order of the trust design exactly: the first failure wins.

mod age;
mod bind;
mod claims;
mod clock;
mod cose;
mod crypto;
mod draw;
mod fields;
mod issue;
mod keys;
pub mod strict;
mod text;
mod trust;
mod verify;

pub use age::BundleAge;
pub use bind::BindKey;
pub use claims::{Category, HouseClaims, KioskCertificate, Meaning, ResidentClaims};
pub use clock::Clock;
pub use cose::{CoseError, cose_sign, cose_verify};
pub use crypto::{Crypto, CryptoError, Sealed, SeededCrypto, SoftwareCrypto};
pub use draw::{Drawing, draw};
pub use issue::{issue_bundle, issue_certificate, issue_house, issue_resident};
pub use keys::{KeyError, Kid, SealingPublic, SealingSecret, SigningKey, VerifyingKey};
pub use text::{Kind, is_code, is_showable, kind_of};
pub use trust::{BundleError, TrustBundle, TrustKey, TrustList};
pub use verify::{AmberReason, Damage, PublicReason, RedReason, Verdict, verify};
