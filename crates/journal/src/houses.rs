//! The houses of the service area.

use protocol::House;
use residence::HouseCode;
use rusqlite::{Connection, Row, params};

use crate::{error::Error, journal::Journal, stored, sync_state};

impl Journal {
    /// Finds a house by its code.
    pub fn house(&self, code: &HouseCode) -> Result<Option<House>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT code, town, community, street, number, room, withdrawn, owner_tags
                 FROM houses WHERE code = ?1",
                [code.as_str()],
                read,
            )
        })
    }

    /// Lists the houses that are in use, in the order of their codes.
    pub fn houses(&self) -> Result<Vec<House>, Error> {
        self.read(|connection| {
            stored::many(
                connection,
                "SELECT code, town, community, street, number, room, withdrawn, owner_tags
                 FROM houses WHERE withdrawn = 0 ORDER BY code",
                [],
                read,
            )
        })
    }

    /// Returns the number of the last change that was applied: while it stands, so do the houses.
    pub fn last_change(&self) -> Result<u64, Error> {
        self.read(|connection| Ok(sync_state::load(connection)?.down_cursor))
    }
}

fn read(row: &Row<'_>) -> Result<House, Error> {
    let code: String = row.get(0)?;
    let owner_tags: Vec<u8> = row.get(7)?;
    Ok(House {
        code: HouseCode::parse(&code).map_err(|_| Error::Corrupt)?,
        town: row.get(1)?,
        community: row.get(2)?,
        street: row.get(3)?,
        number: row.get(4)?,
        room: row.get(5)?,
        withdrawn: row.get(6)?,
        owner_tags: stored::pieces(&owner_tags)?,
    })
}

/// Keeps a house as it is now; the centre sends whole houses.
pub(crate) fn store(act: &Connection, house: &House) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO houses
         (code, town, community, street, number, room, withdrawn, owner_tags)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            house.code.as_str(),
            house.town,
            house.community,
            house.street,
            house.number,
            house.room,
            house.withdrawn,
            house.owner_tags.concat(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, house};

    #[test]
    fn houses_come_back_as_last_sent() {
        let bench = Bench::new();
        let first = house("449900-0018");
        let hostile = House {
            street: "'); DROP TABLE houses;--".to_owned(),
            ..first.clone()
        };
        let withdrawn = House {
            withdrawn: true,
            owner_tags: vec![],
            ..first.clone()
        };
        assert_eq!(bench.journal.house(&first.code).unwrap(), None);
        for sent in [&first, &hostile, &withdrawn] {
            bench.journal.write(|act| store(act, sent)).unwrap();
            assert_eq!(
                bench.journal.house(&first.code).unwrap().as_ref(),
                Some(sent)
            );
        }
    }

    #[test]
    fn the_list_names_houses_in_use_by_their_codes() {
        let bench = Bench::new();
        let withdrawn = House {
            withdrawn: true,
            ..house("449900-0019")
        };
        for sent in [&house("449900-0020"), &withdrawn, &house("449900-0018")] {
            bench.journal.write(|act| store(act, sent)).unwrap();
        }
        let listed = bench.journal.houses().unwrap();
        assert_eq!(listed, [house("449900-0018"), house("449900-0020")]);
        assert_eq!(bench.journal.last_change(), Ok(0));
    }

    #[test]
    fn a_damaged_row_is_corrupt() {
        let bench = Bench::new();
        let sent = house("449900-0018");
        bench.journal.write(|act| store(act, &sent)).unwrap();
        let damages: [&str; 2] = [
            "PRAGMA ignore_check_constraints = ON; UPDATE houses SET owner_tags = x'01'",
            "UPDATE houses SET street = CAST(x'ff' AS TEXT)",
        ];
        for damage in damages {
            bench.journal.connection().execute_batch(damage).unwrap();
            assert_eq!(
                bench.journal.house(&sent.code),
                Err(Error::Corrupt),
                "{damage}"
            );
        }
    }
}
