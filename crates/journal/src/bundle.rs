//! The trust bundle: the newest one stays, and nothing ever goes back behind it.

use protocol::codes::{BundleError, Clock, SealingPublic, TrustList, VerifyingKey};
use rusqlite::{Connection, params};

use crate::{clock, enrolment, error::Error, journal::Journal, mirror::Step, stored};

/// Whoever uses a bundle judges its time.
pub(crate) const ANY_TIME: Clock = Clock {
    lo_ms: 0,
    hi_ms: u64::MAX,
};

impl Journal {
    /// Returns the text of the trust bundle, as it was signed.
    pub fn bundle(&self) -> Result<Option<String>, Error> {
        self.read(text)
    }

    /// Opens the trust bundle under the pinned roots, whatever it needs for that.
    pub fn trust(&self, now: Clock) -> Result<Option<TrustList>, Error> {
        self.read(|connection| {
            let (Some(held), Some(text)) = (enrolment::load(connection)?, text(connection)?) else {
                return Ok(None);
            };
            open_text(connection, &text, &held.roots, now).map(Some)
        })
    }

    /// Opens the text of another bundle under the pinned roots; nothing is kept.
    pub fn open_bundle(&self, text: &str, now: Clock) -> Result<TrustList, Error> {
        self.read(|connection| {
            let held = enrolment::load(connection)?.ok_or(Error::NotEnrolled)?;
            open_text(connection, text, &held.roots, now)
        })
    }

    /// Returns the seq below which no bundle is accepted; 0 before the first.
    pub fn bundle_floor(&self) -> Result<u64, Error> {
        self.read(floor)
    }

    /// Keeps a newer bundle. The same one again is no error, an older one is.
    pub fn set_bundle(&self, text: &str, seq: u64) -> Result<(), Error> {
        let step = |(): &()| Step::Bundle {
            seq,
            text: text.to_owned(),
        };
        self.write_witnessed_as(|act| replace(act, text, seq), step)
    }
}

pub(crate) fn text(connection: &Connection) -> Result<Option<String>, Error> {
    stored::one(connection, "SELECT text FROM bundle", [], |row| {
        Ok(row.get(0)?)
    })
}

/// Replaces the bundle by a newer one that the pinned roots answer for.
///
/// Roots that it names are pinned from now on, and the floor of the clock rises to when it was
/// made. Time is not judged here: an expired bundle still names the key to which records are sealed.
pub(crate) fn replace(act: &Connection, text: &str, seq: u64) -> Result<(), Error> {
    let held = floor(act)?;
    if seq == held && is_held(act, text)? {
        return Ok(());
    }
    if seq <= held {
        return Err(Error::BundleRollback);
    }
    let roots = enrolment::load(act)?.ok_or(Error::NotEnrolled)?.roots;
    // Checked once more, although sync has: what is kept here is trusted for months.
    let trust = open_text(act, text, &roots, ANY_TIME)?;
    let bundle = trust.bundle();
    if bundle.seq != seq {
        return Err(Error::BundleUntrusted);
    }
    keep_base(act, bundle.delta.as_ref().map(|delta| delta.base_seq))?;
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO bundle (id, seq, text, centre_seal) VALUES (1, ?1, ?2, ?3)",
        params![seq, text, bundle.centre_seal.to_bytes()],
    )?;
    if trust.roots() != roots {
        enrolment::set_roots(act, trust.roots())?;
    }
    clock::raise_floor(act, bundle.iat.saturating_mul(1_000))?;
    Ok(())
}

/// Keeps the complete bundle that the next one is a difference to, and no other.
fn keep_base(act: &Connection, base_seq: Option<u64>) -> Result<(), Error> {
    let Some(base_seq) = base_seq else {
        stored::change(act, "DELETE FROM bundle_base", [])?;
        return Ok(());
    };
    stored::change(
        act,
        "INSERT OR REPLACE INTO bundle_base (id, seq, text)
         SELECT 1, seq, text FROM bundle WHERE seq = ?1",
        [base_seq],
    )?;
    Ok(())
}

/// Opens a bundle, onto the complete one it is a difference to when it is one.
pub(crate) fn open_text(
    connection: &Connection,
    text: &str,
    roots: &[VerifyingKey],
    now: Clock,
) -> Result<TrustList, Error> {
    match TrustList::open(text, roots, 0, now) {
        Err(BundleError::NeedsBase) => {}
        other => return other.map_err(|_| Error::BundleUntrusted),
    }
    let bases = stored::many(
        connection,
        "SELECT text FROM bundle UNION ALL SELECT text FROM bundle_base",
        [],
        |row| Ok(row.get::<_, String>(0)?),
    )?;
    bases
        .iter()
        .filter_map(|base| TrustList::open(base, roots, 0, ANY_TIME).ok())
        .find_map(|base| TrustList::open_onto(&base, text, roots, 0, now).ok())
        .ok_or(Error::BundleUntrusted)
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

#[cfg(test)]
mod tests {
    use protocol::codes::{RevokedDelta, SeededCrypto, SigningKey, TrustBundle, issue_bundle};

    use super::*;
    use crate::testing::{Bench, centre_secret, enrolment, root};

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
    fn signed(bundle: &TrustBundle, key: &SigningKey) -> String {
        issue_bundle(bundle, key, &SeededCrypto::new(3)).unwrap()
    }

    fn plain(seq: u64) -> TrustBundle {
        TrustBundle {
            seq,
            iat: 1_795_000_000 + seq,
            next: 1_795_600_000,
            exp: 1_800_000_000,
            ..TrustBundle::empty(centre_secret().public(), root().verifying_key())
        }
    }

    #[test]
    fn a_difference_needs_the_bundle_it_names() {
        let bench = Bench::new();
        bench.journal.set_enrolment(&enrolment()).unwrap();
        let base = TrustBundle {
            revoked: vec![[1; 8], [2; 8]],
            ..plain(1)
        };
        let onto = |seq, base: &TrustBundle, add: u8| {
            let now = [[2; 8], [add; 8]];
            TrustBundle {
                delta: Some(RevokedDelta::between(base.seq, &base.revoked, &now)),
                ..plain(seq)
            }
        };
        let text = |bundle: &TrustBundle| signed(bundle, &root());
        let second = text(&onto(2, &base, 3));
        assert_eq!(
            bench.journal.set_bundle(&second, 2),
            Err(Error::BundleUntrusted),
            "the base is not here"
        );
        bench.journal.set_bundle(&text(&base), 1).unwrap();
        for (seq, add) in [(2, 3), (3, 4)] {
            let next = text(&onto(seq, &base, add));
            bench.journal.set_bundle(&next, seq).unwrap();
            let trust = bench.journal.trust(ANY_TIME).unwrap().unwrap();
            assert_eq!(trust.bundle().seq, seq);
            assert_eq!(trust.bundle().revoked, [[2; 8], [add; 8]]);
        }
        bench.journal.set_bundle(&text(&plain(4)), 4).unwrap();
        assert!(
            bench
                .journal
                .set_bundle(&text(&onto(5, &base, 5)), 5)
                .is_err()
        );
    }

    #[test]
    fn new_roots_are_pinned_when_an_old_one_names_them() {
        let bench = Bench::new();
        bench.journal.set_enrolment(&enrolment()).unwrap();
        let next = SigningKey::from_bytes(&[9; 32]);
        let named = TrustBundle {
            roots: vec![next.verifying_key()],
            ..plain(2)
        };
        let by_stranger = signed(&named, &next);
        assert!(bench.journal.set_bundle(&by_stranger, 2).is_err());
        bench
            .journal
            .set_bundle(&signed(&named, &root()), 2)
            .unwrap();
        bench
            .journal
            .set_bundle(&signed(&plain(3), &next), 3)
            .unwrap();
        let bench = bench.reopened();
        let pinned = bench.journal.enrolment().unwrap().unwrap().roots;
        assert!(pinned.contains(&next.verifying_key()));
    }

    #[test]
    fn the_time_of_a_bundle_raises_the_floor() {
        let bench = Bench::enrolled();
        let floor = bench.journal.clock_state().unwrap().floor_ms;
        assert_eq!(floor, 1_795_000_000_000);
        bench
            .journal
            .set_bundle(&signed(&plain(9), &root()), 9)
            .unwrap();
        let floor = bench.journal.clock_state().unwrap().floor_ms;
        assert_eq!(floor, 1_795_000_009_000);
    }
}
