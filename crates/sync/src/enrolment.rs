//! How a kiosk becomes known to the centre: prove the token, wait for the approval, check the roots.

use journal::{Enrolment, Journal};
use protocol::{
    EnrolAnswer, EnrolRequest, EnrolToken,
    codes::{AmberReason, Clock, Crypto, Meaning, TrustList, Verdict, VerifyingKey, verify},
    key_characters,
};

use crate::{carrier::Carrier, error::Error, http::HttpCarrier};

/// What a technician brings along.
pub struct EnrolOrder {
    /// Address of the centre, such as `https://centre.example:8443`.
    pub server: String,
    /// The only certificate authority the connection accepts.
    pub ca_pem: String,
    /// The one-time token, as typed.
    pub token: String,
    /// The site that the token was made for.
    pub site: String,
    /// The roots that this kiosk will trust.
    pub roots: Vec<VerifyingKey>,
    /// Name and version of the program.
    pub app: String,
    /// Whether the security chip measured the start of this machine; one that did not counts as
    /// none, because it gives its keys to any start.
    pub measured: bool,
    /// Name and version of the system; empty when not told.
    pub os: String,
    /// SHA-256 of the program's file; zero when not told.
    pub app_hash: [u8; 32],
}

/// How far the enrolment has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolProgress {
    /// An administrator compares these characters and approves; ask again later.
    Waiting {
        /// 40 bits of the device's keys.
        key_characters: String,
    },
    /// The kiosk is enrolled and may talk to the centre.
    Done,
}

/// Asks the centre to enrol this kiosk; asking again is how one waits.
pub fn enrol(
    order: &EnrolOrder,
    journal: &Journal,
    crypto: &dyn Crypto,
) -> Result<EnrolProgress, Error> {
    let mut carrier = HttpCarrier::for_enrolment(&order.server, &order.ca_pem)?;
    enrol_by(&mut carrier, order, journal, crypto)
}

/// Asks the centre over any carrier.
pub fn enrol_by(
    carrier: &mut dyn Carrier,
    order: &EnrolOrder,
    journal: &Journal,
    crypto: &dyn Crypto,
) -> Result<EnrolProgress, Error> {
    let device = journal.device()?;
    let request = compose(order, journal, crypto)?;
    let bytes = carrier.exchange(&request.sign(&device.signing, crypto)?)?;
    match EnrolAnswer::decode(&bytes)? {
        EnrolAnswer::Waiting => Ok(EnrolProgress::Waiting {
            key_characters: key_characters(&request.signing, &request.sealing),
        }),
        EnrolAnswer::Approved {
            kiosk,
            place,
            certificate,
            bundle,
            server_ms,
        } => {
            let now = Clock::exact(server_ms);
            let trust = TrustList::open(&bundle, &order.roots, journal.bundle_floor()?, now)?;
            let enrolment = Enrolment {
                kiosk,
                place,
                server: order.server.clone(),
                ca_pem: order.ca_pem.clone(),
                roots: order.roots.clone(),
                certificate,
            };
            check_certificate(&enrolment, &request.signing, &trust, now)?;
            journal.set_enrolment(&enrolment)?;
            journal.set_bundle(&bundle, trust.bundle().seq)?;
            Ok(EnrolProgress::Done)
        }
    }
}

fn compose(
    order: &EnrolOrder,
    journal: &Journal,
    crypto: &dyn Crypto,
) -> Result<EnrolRequest, Error> {
    let token = EnrolToken::parse(&order.token).map_err(|_| Error::Token)?;
    let device = journal.device()?;
    let (signing, sealing) = (device.signing.verifying_key(), device.sealing.public());
    let mut nonce = [0; 16];
    crypto.random(&mut nonce);
    Ok(EnrolRequest {
        site: order.site.clone(),
        token_proof: token.proof(&signing, &sealing, &nonce),
        signing,
        sealing,
        nonce,
        app: order.app.clone(),
        tpm: order.measured && device.is_held(),
        os: order.os.clone(),
        app_hash: order.app_hash,
    })
}

/// A certificate of another device would let that device speak as this kiosk.
fn check_certificate(
    enrolment: &Enrolment,
    signing: &VerifyingKey,
    trust: &TrustList,
    now: Clock,
) -> Result<(), Error> {
    let meaning = match verify(&enrolment.certificate, trust, now) {
        // An old bundle says nothing against a fresh certificate; the next exchange renews it.
        Verdict::Green(meaning) | Verdict::Amber(meaning, AmberReason::OldRevocation) => meaning,
        Verdict::Amber(_, _) | Verdict::Newer | Verdict::Red(_) => {
            return Err(Error::Certificate);
        }
    };
    match meaning {
        Meaning::Kiosk(held) if held.kiosk == enrolment.kiosk && held.signing == *signing => Ok(()),
        Meaning::Kiosk(_) | Meaning::House(_) | Meaning::Resident(_) => Err(Error::Certificate),
    }
}

#[cfg(test)]
mod tests;
