//! The key that binds document numbers and houses to codes, as the centre sent it.

use protocol::codes::BindKey;
use rusqlite::{Connection, params};
use zeroize::Zeroizing;

use crate::{error::Error, journal::Journal, stored};

impl Journal {
    /// Returns the newest binding key and its epoch.
    pub fn bind_key(&self) -> Result<Option<(u32, BindKey)>, Error> {
        self.read(|connection| {
            stored::one(connection, "SELECT epoch, key FROM bind_key", [], |row| {
                let key = Zeroizing::new(row.get::<_, [u8; 32]>(1)?);
                Ok((row.get(0)?, BindKey::from_bytes(&key)))
            })
        })
    }
}

/// Keeps a key; one of an older epoch never replaces a newer one.
pub(crate) fn store(act: &Connection, epoch: u32, key: &BindKey) -> Result<(), Error> {
    stored::change(
        act,
        "INSERT INTO bind_key (id, epoch, key) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, key = excluded.key
         WHERE excluded.epoch >= bind_key.epoch",
        params![epoch, stored::revealed(key).as_slice()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    #[test]
    fn the_newest_epoch_stays() {
        let bench = Bench::new();
        assert_eq!(bench.journal.bind_key().unwrap(), None);
        for (epoch, byte, held) in [(2, 2, (2, 2)), (1, 1, (2, 2)), (3, 3, (3, 3))] {
            let key = BindKey::from_bytes(&[byte; 32]);
            bench.journal.write(|act| store(act, epoch, &key)).unwrap();
            let expected = (held.0, BindKey::from_bytes(&[held.1; 32]));
            assert_eq!(bench.journal.bind_key().unwrap(), Some(expected));
        }
    }
}
