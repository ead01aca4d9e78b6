//! From a scanned text to a verdict, in the order of trust.md 1.7; the first failure wins.

use crate::{
    claims::Meaning,
    clock::Clock,
    cose::{CoseError, Signed},
    strict::{self, Limits, StrictError},
    text::{self, TextError},
    trust::{TrustKey, TrustList},
};

/// What a scanned text is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Valid.
    Green(Meaning),
    /// Cannot be decided completely; never blocks a declaration, never decides one.
    Amber(Meaning, AmberReason),
    /// Not valid.
    Red(RedReason),
}

/// What is not known about an otherwise good code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmberReason {
    /// Its key is not known, but the bundle is old; the signature was not checked.
    UnknownKey,
    /// It may or may not have expired: the clock is not good enough.
    ClockUncertain,
    /// The trust bundle itself has expired.
    BundleExpired,
    /// The revocation data is older than seven days.
    OldRevocation,
}

/// Why a code is not valid, for audit and tests; people are told [`PublicReason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedReason {
    /// Not a code of this family.
    Foreign,
    /// A later format, or a kind that this version does not read.
    Newer,
    /// A kind that does not exist or is not presented by people.
    UnknownKind,
    /// Not the form of a code.
    Damaged(Damage),
    /// Signed by a key that the bundle does not know.
    UnknownKey,
    /// Another algorithm than the key's.
    WrongAlgorithm,
    /// The key may not sign this kind.
    WrongKeyUse,
    /// Issued when the key was not in use.
    KeyPeriod,
    /// The signature is wrong.
    BadSignature,
    /// Issued in the future.
    NotYetValid,
    /// Expired.
    Expired,
    /// Made for a longer life than its kind may have, in seconds.
    TooLong(u64),
    /// Revoked, or the kiosk it names is.
    Revoked,
}

/// Where the form of a code breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// More than 1 400 characters.
    Length,
    /// Not base45, or not its only spelling.
    Base45,
    /// Not deterministic CBOR within the limits.
    Structure(StrictError),
    /// Not a signed frame with our two headers.
    Frame,
    /// Not the claims of its kind.
    Claims,
}

/// The most that people are told (trust.md 1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicReason {
    /// Not ours.
    Foreign,
    /// Damaged.
    Damaged,
    /// Expired.
    Expired,
    /// Not valid yet.
    NotYetValid,
    /// Withdrawn.
    Withdrawn,
    /// Newer than this kiosk.
    Newer,
}

impl RedReason {
    /// Returns what people may be told; it never says which signature or key check failed.
    pub fn public(self) -> PublicReason {
        match self {
            Self::Foreign
            | Self::UnknownKind
            | Self::UnknownKey
            | Self::WrongAlgorithm
            | Self::WrongKeyUse
            | Self::KeyPeriod
            | Self::TooLong(_) => PublicReason::Foreign,
            Self::Newer => PublicReason::Newer,
            Self::Damaged(_) | Self::BadSignature => PublicReason::Damaged,
            Self::NotYetValid => PublicReason::NotYetValid,
            Self::Expired => PublicReason::Expired,
            Self::Revoked => PublicReason::Withdrawn,
        }
    }
}

/// Judges a text: a house code, a resident's code or a kiosk certificate.
pub fn verify(text: &str, trust: &TrustList, now: Clock) -> Verdict {
    match examine(text, trust, now) {
        Ok((meaning, None)) => Verdict::Green(meaning),
        Ok((meaning, Some(reason))) => Verdict::Amber(meaning, reason),
        Err(reason) => Verdict::Red(reason),
    }
}

fn examine(
    text: &str,
    trust: &TrustList,
    now: Clock,
) -> Result<(Meaning, Option<AmberReason>), RedReason> {
    let (kind, bytes) = text::open(text)?; // 1, 2
    let signed = Signed::parse(&bytes, Limits::CODE).map_err(frame_damage)?; // 3, 4
    strict::walk(signed.payload(), Limits::CODE).map_err(structure)?; // 3
    let meaning = Meaning::parse(kind, signed.payload()) // 4
        .map_err(|_| RedReason::Damaged(Damage::Claims))?;
    let key = check_key(&signed, &meaning, trust, now)?; // 5 to 8
    let time = check_time(&meaning, now)?; // 9
    check_lifetime(&meaning)?; // 10
    check_revocation(&meaning, trust)?; // 11
    let age = age_of(trust, now);
    Ok((meaning.with_showable_texts(), key.or(time).or(age))) // 13; 12 is for dynamic codes
}

/// Steps 5 to 8: some key of this name accepts, or the refusal of the first one stands.
fn check_key(
    signed: &Signed,
    meaning: &Meaning,
    trust: &TrustList,
    now: Clock,
) -> Result<Option<AmberReason>, RedReason> {
    let mut refusal = None;
    for key in trust.keys_named(signed.kid) {
        match check_one_key(signed, meaning, key) {
            Ok(()) => return Ok(None),
            Err(reason) => refusal = refusal.or(Some(reason)),
        }
    }
    match refusal {
        Some(reason) => Err(reason),
        None if trust.is_old(now) => Ok(Some(AmberReason::UnknownKey)),
        None => Err(RedReason::UnknownKey),
    }
}

fn check_one_key(signed: &Signed, meaning: &Meaning, key: &TrustKey) -> Result<(), RedReason> {
    let kind = meaning.kind();
    let (iat, _) = meaning.period();
    if !signed.algorithm_is_ed25519() {
        return Err(RedReason::WrongAlgorithm);
    }
    if !key.may_sign(kind) {
        return Err(RedReason::WrongKeyUse);
    }
    if !key.was_in_use(iat) {
        return Err(RedReason::KeyPeriod);
    }
    if !signed.verifies(kind.prefix().as_bytes(), &key.verifying) {
        return Err(RedReason::BadSignature);
    }
    Ok(())
}

fn check_time(meaning: &Meaning, now: Clock) -> Result<Option<AmberReason>, RedReason> {
    let (iat, exp) = meaning.period();
    if now.is_before(iat) {
        return Err(RedReason::NotYetValid);
    }
    if now.is_after(exp) {
        return Err(RedReason::Expired);
    }
    Ok(now.may_be_after(exp).then_some(AmberReason::ClockUncertain))
}

fn check_lifetime(meaning: &Meaning) -> Result<(), RedReason> {
    let (iat, exp) = meaning.period();
    let life_s = exp.saturating_sub(iat);
    if life_s > meaning.kind().lifetime_max_s() {
        return Err(RedReason::TooLong(life_s));
    }
    Ok(())
}

fn check_revocation(meaning: &Meaning, trust: &TrustList) -> Result<(), RedReason> {
    let kiosk_revoked = match meaning {
        Meaning::Kiosk(certificate) => {
            let name = certificate.kiosk.as_str();
            trust
                .bundle()
                .revoked_kiosks
                .iter()
                .any(|revoked| revoked == name)
        }
        Meaning::House(_) | Meaning::Resident(_) => false,
    };
    if kiosk_revoked || trust.has_revoked(&meaning.serial()) {
        return Err(RedReason::Revoked);
    }
    Ok(())
}

fn age_of(trust: &TrustList, now: Clock) -> Option<AmberReason> {
    if trust.is_expired(now) {
        Some(AmberReason::BundleExpired)
    } else if trust.is_old(now) {
        Some(AmberReason::OldRevocation)
    } else {
        None
    }
}

impl From<TextError> for RedReason {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Foreign => Self::Foreign,
            TextError::Newer => Self::Newer,
            TextError::UnknownKind => Self::UnknownKind,
            TextError::Length => Self::Damaged(Damage::Length),
            TextError::Base45 => Self::Damaged(Damage::Base45),
        }
    }
}

fn structure(cause: StrictError) -> RedReason {
    RedReason::Damaged(Damage::Structure(cause))
}

/// Parsing a frame fails by its structure or its shape; the rest is for whole messages.
fn frame_damage(error: CoseError) -> RedReason {
    match error {
        CoseError::Structure(cause) => structure(cause),
        CoseError::Shape => RedReason::Damaged(Damage::Frame),
        CoseError::OtherKey => RedReason::UnknownKey,
        CoseError::Algorithm => RedReason::WrongAlgorithm,
        CoseError::Signature => RedReason::BadSignature,
    }
}
