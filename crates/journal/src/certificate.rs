//! The certificate of this kiosk, and how many provisional codes it still allows (trust design 1.10).

use protocol::codes::{AmberReason, KioskCertificate, Meaning, Verdict, verify};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use crate::{
    bundle::{self, ANY_TIME},
    device, enrolment,
    error::Error,
    journal::Journal,
    stored,
};

impl Journal {
    /// Returns the certificate of this kiosk as text, renewed ones included.
    pub fn certificate(&self) -> Result<Option<String>, Error> {
        Ok(self.enrolment()?.map(|enrolment| enrolment.certificate))
    }

    /// Returns how many provisional codes the certificate still allows; 0 when it allows none or
    /// does not verify under the held bundle.
    pub fn provisional_left(&self) -> Result<u32, Error> {
        self.write(|act| Ok(allowance(act)?.map_or(0, |allowed| allowed.quota - allowed.used)))
    }
}

/// Replaces the certificate by a newer one for the same kiosk and the same key.
///
/// Tells whether it is good; one that does not verify, or is of another device, is not.
pub(crate) fn renew(act: &Connection, text: &str) -> Result<bool, Error> {
    let Some(held) = enrolment::load(act)? else {
        return Ok(false);
    };
    let Some(certificate) = verified(act, &held, text)? else {
        return Ok(false);
    };
    let own = certificate.kiosk == held.kiosk
        && certificate.signing == device::load(act)?.signing.verifying_key();
    // A restored centre sends everything again, from the oldest on.
    let newer =
        verified(act, &held, &held.certificate)?.is_none_or(|known| known.iat <= certificate.iat);
    if own && newer {
        enrolment::set_certificate(act, text)?;
    }
    Ok(own)
}

/// Takes one code from what the certificate allows.
pub(crate) fn take_one(act: &Connection) -> Result<(), Error> {
    let allowed = allowance(act)?.ok_or(Error::QuotaSpent)?;
    if allowed.used >= allowed.quota {
        return Err(Error::QuotaSpent);
    }
    stored::change_one(
        act,
        "UPDATE provisional_quota SET used = used + 1 WHERE certificate = ?1",
        [allowed.certificate],
    )
}

struct Allowance {
    certificate: [u8; 32],
    quota: u32,
    used: u32,
}

/// Looks up what the certificate allows; the first time it is read out of the verified text.
fn allowance(act: &Connection) -> Result<Option<Allowance>, Error> {
    let Some(held) = enrolment::load(act)? else {
        return Ok(None);
    };
    let certificate: [u8; 32] = Sha256::digest(&held.certificate).into();
    let known = stored::one(
        act,
        "SELECT quota, used FROM provisional_quota WHERE certificate = ?1",
        [certificate],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if let Some((quota, used)) = known {
        return Ok(Some(Allowance {
            certificate,
            quota,
            used,
        }));
    }
    let Some(verified) = verified(act, &held, &held.certificate)? else {
        return Ok(None);
    };
    let quota = verified.quota.unwrap_or(0);
    stored::change_one(
        act,
        "INSERT INTO provisional_quota (certificate, quota, used) VALUES (?1, ?2, 0)",
        params![certificate, quota],
    )?;
    Ok(Some(Allowance {
        certificate,
        quota,
        used: 0,
    }))
}

/// Verifies a certificate under the held bundle. Whoever uses it judges its time; here only its
/// maker and its holder count.
fn verified(
    act: &Connection,
    held: &enrolment::Enrolment,
    text: &str,
) -> Result<Option<KioskCertificate>, Error> {
    let Some(text_held) = bundle::text(act)? else {
        return Ok(None);
    };
    let trust = bundle::open_text(act, &text_held, &held.roots, ANY_TIME)?;
    let (meaning, doubt) = match verify(text, &trust, ANY_TIME) {
        Verdict::Green(meaning) => (meaning, None),
        Verdict::Amber(meaning, doubt) => (meaning, Some(doubt)),
        Verdict::Newer | Verdict::Red(_) => return Ok(None),
    };
    let signed = match doubt {
        // A stranger's signature is none, however old the bundle is.
        Some(AmberReason::UnknownKey) => false,
        Some(
            AmberReason::ClockUncertain | AmberReason::BundleExpired | AmberReason::OldRevocation,
        )
        | None => true,
    };
    Ok(match meaning {
        Meaning::Kiosk(certificate) if signed => Some(certificate),
        Meaning::Kiosk(_) | Meaning::House(_) | Meaning::Resident(_) => None,
    })
}

#[cfg(test)]
mod tests;
