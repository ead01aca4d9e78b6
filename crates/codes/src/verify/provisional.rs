//! Provisional codes: signed by a kiosk, under the certificate they carry (trust.md 1.7, step 5).

use super::{AmberReason, RedReason, check_key, check_lifetime, frame_damage};
use crate::{
    claims::{CodeForm, KioskCertificate, Meaning, ResidentClaims},
    clock::Clock,
    cose::Signed,
    text::Kind,
    trust::TrustList,
};

const DAY_S: u64 = 86_400;

/// The two signed things in a provisional code.
pub(super) struct Parts<'a> {
    claims: &'a ResidentClaims,
    certificate: &'a KioskCertificate,
    inner: &'a Signed,
}

/// Returns the parts of a provisional code; other codes have one key only.
pub(super) fn parts<'a>(meaning: &'a Meaning, inner: Option<&'a Signed>) -> Option<Parts<'a>> {
    let Meaning::Resident(claims) = meaning else {
        return None;
    };
    let CodeForm::Provisional(certificate) = &claims.form else {
        return None;
    };
    Some(Parts {
        claims,
        certificate,
        inner: inner?,
    })
}

impl Parts<'_> {
    /// Steps 5 to 8: the certificate first, then the code under the key it names.
    ///
    /// The certificate may have expired since; it must have been in its period when it signed.
    pub(super) fn check(
        &self,
        signed: &Signed,
        trust: &TrustList,
        now: Clock,
    ) -> Result<Option<AmberReason>, RedReason> {
        let (kiosk, claims) = (self.certificate, self.claims);
        let doubt = check_key(self.inner, Kind::Kiosk, kiosk.iat, trust, now)?;
        check_lifetime(Kind::Kiosk, (kiosk.iat, kiosk.exp))?;
        if trust.has_revoked(&kiosk.serial) || trust.has_revoked_kiosk(&kiosk.kiosk) {
            return Err(RedReason::Revoked);
        }
        if !kiosk.may_issue(claims.category) {
            return Err(RedReason::NoPower);
        }
        if signed.kid != kiosk.signing.kid() {
            return Err(RedReason::UnknownKey);
        }
        signed
            .check(Kind::Provisional.prefix().as_bytes(), &kiosk.signing)
            .map_err(frame_damage)?;
        if !(kiosk.iat..=kiosk.exp).contains(&claims.iat) {
            return Err(RedReason::KeyPeriod);
        }
        let life_s = claims.exp.saturating_sub(claims.iat);
        if life_s > u64::from(kiosk.max_days) * DAY_S {
            return Err(RedReason::TooLong(life_s));
        }
        Ok(doubt)
    }
}
