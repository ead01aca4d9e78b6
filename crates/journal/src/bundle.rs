//! The trust bundle: the newest one stays, and nothing ever goes back behind it.

use protocol::codes::{Clock, SealingPublic, TrustList};
use rusqlite::{Connection, params};

use crate::{clock, enrolment, error::Error, journal::Journal, stored};

impl Journal {
    /// Returns the text of the trust bundle, as it was signed.
    pub fn bundle(&self) -> Result<Option<String>, Error> {
        self.read(text)
    }

    /// Returns the seq below which no bundle is accepted; 0 before the first.
    pub fn bundle_floor(&self) -> Result<u64, Error> {
        self.read(floor)
    }

    /// Keeps a newer bundle. The same one again is no error, an older one is.
    pub fn set_bundle(&self, text: &str, seq: u64) -> Result<(), Error> {
        self.write_witnessed(|act| replace(act, text, seq))
    }
}

pub(crate) fn text(connection: &Connection) -> Result<Option<String>, Error> {
    stored::one(connection, "SELECT text FROM bundle", [], |row| {
        Ok(row.get(0)?)
    })
}

/// Replaces the bundle by a newer one that the pinned roots signed.
pub(crate) fn replace(act: &Connection, text: &str, seq: u64) -> Result<(), Error> {
    let held = floor(act)?;
    if seq == held && is_held(act, text)? {
        return Ok(());
    }
    if seq <= held {
        return Err(Error::BundleRollback);
    }
    let (centre_seal, iat_s) = verified(act, text, seq)?;
    clock::raise_floor(act, iat_s.saturating_mul(1_000))?;
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO bundle (id, seq, text, centre_seal) VALUES (1, ?1, ?2, ?3)",
        params![seq, text, centre_seal.to_bytes()],
    )
}

/// Returns the key to which records are sealed.
pub(crate) fn centre_seal(connection: &Connection) -> Result<Option<SealingPublic>, Error> {
    stored::one(connection, "SELECT centre_seal FROM bundle", [], |row| {
        Ok(SealingPublic::from_bytes(&row.get(0)?))
    })
}

fn floor(connection: &Connection) -> Result<u64, Error> {
    let held = stored::one(connection, "SELECT seq FROM bundle", [], |row| {
        Ok(row.get(0)?)
    })?;
    Ok(held.unwrap_or(0))
}

fn is_held(connection: &Connection, text: &str) -> Result<bool, Error> {
    stored::exists(connection, "SELECT 1 FROM bundle WHERE text = ?1", [text])
}

/// Checks signature and seq once more, although sync has: what is kept here is trusted for months.
///
/// Time is not judged here. An expired bundle still names the key to which records are sealed.
fn verified(act: &Connection, text: &str, seq: u64) -> Result<(SealingPublic, u64), Error> {
    let roots = enrolment::load(act)?.ok_or(Error::NotEnrolled)?.roots;
    let any_time = Clock {
        lo_ms: 0,
        hi_ms: u64::MAX,
    };
    let trust = TrustList::open(text, &roots, 0, any_time).map_err(|_| Error::BundleUntrusted)?;
    let bundle = trust.bundle();
    if bundle.seq == seq {
        Ok((bundle.centre_seal, bundle.iat))
    } else {
        Err(Error::BundleUntrusted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, enrolment};

    #[test]
    fn a_bundle_is_kept_and_never_rolls_back() {
        let bench = Bench::new();
        bench.journal.set_enrolment(&enrolment()).unwrap();
        assert_eq!(bench.journal.bundle().unwrap(), None);
        let (third, fifth) = (bench.bundle(3), bench.bundle(5));
        let cases: [(&str, u64, Result<(), Error>, u64); 6] = [
            (&fifth, 5, Ok(()), 5),
            (&fifth, 5, Ok(()), 5),
            (&third, 3, Err(Error::BundleRollback), 5),
            (&third, 5, Err(Error::BundleRollback), 5),
            (&third, 6, Err(Error::BundleUntrusted), 5),
            ("YJ1T:NOTHING", 7, Err(Error::BundleUntrusted), 5),
        ];
        for (text, seq, outcome, floor) in cases {
            assert_eq!(bench.journal.set_bundle(text, seq), outcome, "seq {seq}");
            assert_eq!(bench.journal.bundle_floor().unwrap(), floor);
        }
        let bench = bench.reopened();
        assert_eq!(bench.journal.bundle().unwrap(), Some(fifth));
        assert_eq!(
            bench.journal.set_bundle(&third, 3),
            Err(Error::BundleRollback)
        );
    }

    #[test]
    fn nothing_is_trusted_before_roots_are_pinned() {
        let bench = Bench::new();
        assert_eq!(
            bench.journal.set_bundle(&bench.bundle(1), 1),
            Err(Error::NotEnrolled)
        );
    }
}
