//! Asks the centre about the person who stands before the kiosk, while there is a line.

use codes::{Clock, Crypto};
use journal::Journal;
use protocol::{Enquiry, Question, Reply, ReplyTo, codes};

use crate::{carrier::Carrier, error::Error};

/// Asks one question and returns the reply; nothing is stored, on either side.
pub fn enquire(
    journal: &Journal,
    question: &Question,
    carrier: &mut dyn Carrier,
    crypto: &dyn Crypto,
) -> Result<Reply, Error> {
    let enrolment = journal.enrolment()?.ok_or(Error::NotEnrolled)?;
    let device = journal.device()?;
    // As in an exchange: an expired bundle still names the centre's keys.
    let any_time = Clock {
        lo_ms: 0,
        hi_ms: u64::MAX,
    };
    let trust = journal.trust(any_time)?.ok_or(Error::NotEnrolled)?;
    let centre = trust.bundle();
    let mut nonce = [0; 16];
    crypto.random(&mut nonce);
    let enquiry = Enquiry::seal(
        &enrolment.kiosk,
        nonce,
        question,
        &centre.centre_seal,
        crypto,
    )?;
    let bytes = carrier.exchange(&enquiry.sign(&device.signing, crypto)?)?;
    let reply = ReplyTo::open(&bytes, &centre.sync_key, &enquiry, &device.sealing, crypto)?;
    Ok(reply)
}
