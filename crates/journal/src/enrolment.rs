//! Where the kiosk stands and whom it trusts, as settled at enrolment.

use protocol::codes::VerifyingKey;
use residence::KioskId;
use rusqlite::{Connection, params};

use crate::{chain, error::Error, journal::Journal, stored};

/// What the centre approved, and what the technician pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Name of this kiosk.
    pub kiosk: KioskId,
    /// Name of the place, as the strip shows it.
    pub place: String,
    /// URL of the centre.
    pub server: String,
    /// The only certificate authority that the connection accepts.
    pub ca_pem: String,
    /// The pinned roots.
    pub roots: Vec<VerifyingKey>,
    /// The kiosk certificate, as text.
    pub certificate: String,
}

impl Journal {
    /// Returns the enrolment, or nothing before it.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, Error> {
        self.read(load)
    }

    /// Keeps an enrolment, or renews it for the same kiosk.
    ///
    /// Records carry the kiosk's name, so another name is refused once there are any.
    pub fn set_enrolment(&self, enrolment: &Enrolment) -> Result<(), Error> {
        self.write(|act| {
            let renamed = load(act)?.is_some_and(|held| held.kiosk != enrolment.kiosk);
            if renamed && chain::load(act)?.last_seq > 0 {
                return Err(Error::OtherEnrolment);
            }
            store(act, enrolment)
        })
    }
}

pub(crate) fn load(connection: &Connection) -> Result<Option<Enrolment>, Error> {
    stored::one(
        connection,
        "SELECT kiosk, place, server, ca_pem, roots, certificate, other_roots FROM enrolment",
        [],
        |row| {
            let kiosk: String = row.get(0)?;
            let roots: Vec<u8> = row.get(4)?;
            Ok(Enrolment {
                kiosk: KioskId::parse(&kiosk).map_err(|_| Error::Corrupt)?,
                place: row.get(1)?,
                server: row.get(2)?,
                ca_pem: row.get(3)?,
                roots: stored::keys(&roots, &row.get::<_, Vec<u8>>(6)?)?,
                certificate: row.get(5)?,
            })
        },
    )
}

/// Pins other roots, which a bundle under the old ones named.
pub(crate) fn set_roots(act: &Connection, roots: &[VerifyingKey]) -> Result<(), Error> {
    let (roots, other_roots) = stored::key_columns(roots);
    stored::change_one(
        act,
        "UPDATE enrolment SET roots = ?1, other_roots = ?2",
        params![roots, other_roots],
    )
}

/// Replaces the certificate and nothing else.
pub(crate) fn set_certificate(act: &Connection, text: &str) -> Result<(), Error> {
    stored::change_one(act, "UPDATE enrolment SET certificate = ?1", [text])
}

fn store(act: &Connection, enrolment: &Enrolment) -> Result<(), Error> {
    let (roots, other_roots) = stored::key_columns(&enrolment.roots);
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO enrolment
         (id, kiosk, place, server, ca_pem, roots, certificate, other_roots)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            enrolment.kiosk.as_str(),
            enrolment.place,
            enrolment.server,
            enrolment.ca_pem,
            roots,
            enrolment.certificate,
            other_roots,
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, enrolment};

    #[test]
    fn an_enrolment_comes_back_and_may_be_renewed() {
        let bench = Bench::new();
        assert_eq!(bench.journal.enrolment().unwrap(), None);
        bench.journal.set_enrolment(&enrolment()).unwrap();
        let renewed = Enrolment {
            certificate: "YJ1K:NEW".to_owned(),
            ..enrolment()
        };
        bench.journal.set_enrolment(&renewed).unwrap();
        assert_eq!(bench.journal.enrolment().unwrap(), Some(renewed));
    }

    #[test]
    fn another_name_is_refused_once_there_are_records() {
        let bench = Bench::enrolled();
        let other = Enrolment {
            kiosk: KioskId::parse("other-2").unwrap(),
            ..enrolment()
        };
        bench.journal.set_enrolment(&other).unwrap();
        bench.journal.set_enrolment(&enrolment()).unwrap();
        bench.declare(1);
        assert_eq!(
            bench.journal.set_enrolment(&other),
            Err(Error::OtherEnrolment)
        );
    }
}
