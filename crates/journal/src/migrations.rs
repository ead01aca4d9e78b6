//! Brings the file to the newest shape, step by step, each step whole or not at all.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Error;

/// Every shape change ever released, in order. Only add at the end.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_memory.sql"),
    include_str!("../migrations/0002_trust.sql"),
    include_str!("../migrations/0003_acts.sql"),
    include_str!("../migrations/0004_exports.sql"),
    include_str!("../migrations/0005_mirror.sql"),
    include_str!("../migrations/0006_waiting.sql"),
];

/// Applies what the file does not have yet; `user_version` counts what it has.
pub(crate) fn apply(connection: &mut Connection) -> Result<(), Error> {
    apply_up_to(connection, MIGRATIONS.len())
}

/// Applies the first so many steps.
pub(crate) fn apply_up_to(connection: &mut Connection, steps: usize) -> Result<(), Error> {
    let held: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let held = usize::try_from(held).map_err(|_| Error::Corrupt)?;
    if held > MIGRATIONS.len() {
        return Err(Error::TooNew);
    }
    for (place, migration) in MIGRATIONS.iter().enumerate().take(steps).skip(held) {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step.execute_batch(migration)?;
        let version = i64::try_from(place + 1).expect("the list of migrations is short");
        step.pragma_update(None, "user_version", version)?;
        step.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_new_file_gets_every_step_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();
        apply(&mut connection).unwrap();
        assert_eq!(
            version(&connection),
            i64::try_from(MIGRATIONS.len()).unwrap()
        );
    }

    #[test]
    fn files_that_cannot_be_brought_up_are_refused() {
        let cases: [(&str, Error); 3] = [
            ("PRAGMA user_version = 99", Error::TooNew),
            ("PRAGMA user_version = -1", Error::Corrupt),
            ("CREATE TABLE chain (id)", Error::Corrupt),
        ];
        for (damage, error) in cases {
            let mut connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(damage).unwrap();
            let before = version(&connection);
            assert_eq!(apply(&mut connection), Err(error), "{damage}");
            assert_eq!(
                version(&connection),
                before,
                "nothing half applied: {damage}"
            );
        }
    }
}
