//! From a scanned text to a verdict, in the order of trust.md 1.7; the first failure wins.

mod provisional;
mod reasons;

pub use reasons::{AmberReason, Damage, PublicReason, RedReason};

use crate::{
    claims::{Claims, Meaning},
    clock::Clock,
    cose::{CoseError, Signed},
    strict::{self, Limits},
    text::{self, Kind, TextError},
    trust::{BundleAge, TrustKey, TrustList},
};

/// What a scanned text is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Valid.
    Green(Meaning),
    /// Cannot be decided completely; never blocks a declaration, never decides one.
    Amber(Meaning, AmberReason),
    /// Amber as well: of a later format, of which this version can read nothing; no forgery.
    Newer,
    /// Not valid.
    Red(RedReason),
}

/// The dynamic codes that this kiosk has accepted and that have not run out yet.
pub trait SeenCodes {
    /// Tells whether a code of this serial was accepted before.
    fn was_seen(&self, serial: &[u8; 8]) -> bool;
}

/// No memory of dynamic codes: for whoever only reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoneSeen;

impl SeenCodes for NoneSeen {
    fn was_seen(&self, _: &[u8; 8]) -> bool {
        false
    }
}

/// A verdict, and what the audit should know besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the text is worth.
    pub verdict: Verdict,
    /// Set if a correctly signed text must not be shown and was dropped (trust.md 1.7, step 13).
    pub dropped_text: bool,
}

/// Judges a text: a house code, a resident's code or a kiosk certificate.
///
/// It remembers no dynamic codes; a kiosk that accepts them calls [`verify_seen`].
pub fn verify(text: &str, trust: &TrustList, now: Clock) -> Verdict {
    judge(text, trust, now, &NoneSeen).verdict
}

/// Judges a text, and refuses a dynamic code that was accepted before.
pub fn verify_seen(text: &str, trust: &TrustList, now: Clock, seen: &dyn SeenCodes) -> Verdict {
    judge(text, trust, now, seen).verdict
}

/// Judges a text and tells what to audit.
pub fn judge(text: &str, trust: &TrustList, now: Clock, seen: &dyn SeenCodes) -> Judgement {
    let (verdict, dropped_text) = match text::open(text) {
        Err(TextError::Newer) => (Verdict::Newer, false),
        Err(error) => (Verdict::Red(error.into()), false),
        Ok((kind, bytes)) => match examine(kind, &bytes, trust, now, seen) {
            Err(reason) => (Verdict::Red(reason), false),
            Ok((meaning, doubt)) => {
                let (meaning, dropped) = meaning.with_showable_texts(); // 13
                match doubt {
                    None => (Verdict::Green(meaning), dropped),
                    Some(reason) => (Verdict::Amber(meaning, reason), dropped),
                }
            }
        },
    };
    Judgement {
        verdict,
        dropped_text,
    }
}

/// Steps 3 to 12 of trust.md 1.7.
fn examine(
    kind: Kind,
    bytes: &[u8],
    trust: &TrustList,
    now: Clock,
    seen: &dyn SeenCodes,
) -> Result<(Meaning, Option<AmberReason>), RedReason> {
    let signed = Signed::parse(bytes, Limits::CODE).map_err(frame_damage)?; // 3, 4
    strict::walk(signed.payload(), Limits::CODE).map_err(structure)?; // 3
    let claims =
        Claims::parse(kind, signed.payload()).map_err(|_| RedReason::Damaged(Damage::Claims))?; // 4
    let meaning = claims.meaning;
    let key = match provisional::parts(&meaning, claims.inner.as_ref()) {
        Some(parts) => parts.check(&signed, trust, now)?, // 5 to 8
        None => check_key(&signed, kind, meaning.period().0, trust, now)?, // 5 to 8
    };
    let time = check_time(&meaning, now)?; // 9
    check_lifetime(kind, meaning.period())?; // 10
    check_revocation(&meaning, trust)?; // 11
    if kind == Kind::Dynamic && seen.was_seen(&meaning.serial()) {
        return Err(RedReason::Replayed); // 12
    }
    Ok((meaning, key.or(time).or(age_of(trust, now))))
}

/// Steps 5 to 8: some key of this name accepts, or the refusal of the first one stands.
fn check_key(
    signed: &Signed,
    kind: Kind,
    iat: u64,
    trust: &TrustList,
    now: Clock,
) -> Result<Option<AmberReason>, RedReason> {
    let mut refusal = None;
    for key in trust.keys_named(signed.kid) {
        match check_one_key(signed, kind, iat, key) {
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

fn check_one_key(signed: &Signed, kind: Kind, iat: u64, key: &TrustKey) -> Result<(), RedReason> {
    if signed.algorithm() != Some(key.verifying.algorithm()) {
        return Err(RedReason::WrongAlgorithm);
    }
    if !key.may_sign(kind) {
        return Err(RedReason::WrongKeyUse);
    }
    if !key.was_in_use(iat) {
        return Err(RedReason::KeyPeriod);
    }
    signed
        .check(kind.prefix().as_bytes(), &key.verifying)
        .map_err(frame_damage)
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

fn check_lifetime(kind: Kind, (iat, exp): (u64, u64)) -> Result<(), RedReason> {
    let life_s = exp.saturating_sub(iat);
    if life_s > kind.lifetime_max_s() {
        return Err(RedReason::TooLong(life_s));
    }
    Ok(())
}

fn check_revocation(meaning: &Meaning, trust: &TrustList) -> Result<(), RedReason> {
    let kiosk_revoked = match meaning {
        Meaning::Kiosk(certificate) => trust.has_revoked_kiosk(&certificate.kiosk),
        Meaning::House(_) | Meaning::Resident(_) => false,
    };
    if kiosk_revoked || trust.has_revoked(&meaning.serial()) {
        return Err(RedReason::Revoked);
    }
    Ok(())
}

fn age_of(trust: &TrustList, now: Clock) -> Option<AmberReason> {
    match trust.age(now) {
        BundleAge::Expired => Some(AmberReason::BundleExpired),
        BundleAge::Stale | BundleAge::Old => {
            trust.is_old(now).then_some(AmberReason::OldRevocation)
        }
        BundleAge::Current => None,
    }
}

fn structure(cause: strict::StrictError) -> RedReason {
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
