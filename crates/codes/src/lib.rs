//! House codes, resident codes, kiosk certificates, trust bundles: bytes and meaning, both ways.
//!
//! Invariant: this crate knows no camera, no storage and no network, reads no clock and draws no
//! randomness but through [`Crypto`]. It links no decompressor, so a small code cannot become a
//! large one. Its verdicts follow the order of the trust design exactly: the first failure wins.

mod bind;
mod claims;
mod clock;
mod cose;
mod crypto;
mod demo;
mod draw;
mod fields;
mod foreign;
mod issue;
mod keys;
pub mod strict;
mod text;
mod trust;
mod verify;

pub use bind::{BindKey, pin_verifier};
pub use claims::{
    Category, CodeForm, HouseClaims, KioskCertificate, Meaning, Powers, ResidentClaims,
};
pub use clock::Clock;
pub use cose::{CoseError, cose_sign, cose_verify};
pub use crypto::{Crypto, CryptoError, Sealed, SeededCrypto, SoftwareCrypto};
pub use demo::refuses_demo;
pub use draw::{Drawing, draw};
pub use foreign::{
    AllowList, CodeScheme, ForeignCode, ForeignText, Heard, OwnCodes, PatternError, hear, name_of,
};
pub use issue::{
    IssueError, issue_bundle, issue_certificate, issue_dynamic, issue_house, issue_provisional,
    issue_resident,
};
pub use keys::{
    Algorithm, KeyError, Kid, SealingPublic, SealingSecret, SigningKey, VerifyingKey, low_s,
};
pub use text::{Kind, is_code, is_showable, kind_of};
pub use trust::{
    AppVersion, BundleAge, BundleError, RevokedDelta, TrustBundle, TrustKey, TrustList,
    certify_bundle_key,
};
pub use verify::{
    AmberReason, Damage, Judgement, NoneSeen, PublicReason, RedReason, SeenCodes, Verdict, judge,
    verify, verify_seen,
};
