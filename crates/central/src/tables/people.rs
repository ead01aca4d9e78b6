//! The population register that identities are compared with.

use chrono::NaiveDate;
use protocol::CodeSerial;
use residence::Subject;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A person as the register knows them; the fields are personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Pseudonym in the person's code.
    pub subject: Subject,
    /// Citizen number in its normal form.
    pub number: String,
    /// Name.
    pub name: String,
    /// Telephone; empty when there is none.
    pub phone: String,
    /// Day of birth.
    pub birth: NaiveDate,
    /// Serial number of the code in force; none for a person without a code.
    pub serial: Option<CodeSerial>,
}

/// Finds a person by the pseudonym in their code.
pub async fn by_subject(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Option<Person>, StoreError> {
    let select = Statement::new(
        "SELECT subject, number, name, phone, birth, serial FROM people WHERE subject = $1",
        [subject.as_bytes().into()],
    );
    first_row(store, select).await?.map(person).transpose()
}

/// Finds a person by number.
pub async fn by_number(store: &dyn Store, number: &str) -> Result<Option<Person>, StoreError> {
    let select = Statement::new(
        "SELECT subject, number, name, phone, birth, serial FROM people WHERE number = $1",
        [number.into()],
    );
    first_row(store, select).await?.map(person).transpose()
}

/// Names the code of a person that is in force from now on.
pub fn set_serial(subject: &Subject, serial: Option<CodeSerial>) -> Statement {
    Statement::new(
        "UPDATE people SET serial = $1 WHERE subject = $2",
        [serial.into(), subject.as_bytes().into()],
    )
}

/// Leaves the person who held a code without one.
pub fn forget_serial(serial: &CodeSerial) -> Statement {
    Statement::new(
        "UPDATE people SET serial = NULL WHERE serial = $1",
        [serial.into()],
    )
}

fn person(mut row: Row) -> Result<Person, StoreError> {
    Ok(Person {
        subject: Subject::from_bytes(row.take()?),
        number: row.take()?,
        name: row.take()?,
        phone: row.take()?,
        birth: row.take()?,
        serial: row.take()?,
    })
}

/// Adds a person.
pub fn add(person: &Person) -> Statement {
    Statement::new(
        "INSERT INTO people (subject, number, name, phone, birth, serial)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            person.subject.as_bytes().into(),
            person.number.as_str().into(),
            person.name.as_str().into(),
            person.phone.as_str().into(),
            person.birth.into(),
            person.serial.into(),
        ],
    )
}

/// Corrects the name of a person.
pub fn set_name(subject: &Subject, name: &str) -> Statement {
    Statement::new(
        "UPDATE people SET name = $1 WHERE subject = $2",
        [name.into(), subject.as_bytes().into()],
    )
}

/// Corrects the telephone number of a person.
pub fn set_phone(subject: &Subject, phone: &str) -> Statement {
    Statement::new(
        "UPDATE people SET phone = $1 WHERE subject = $2",
        [phone.into(), subject.as_bytes().into()],
    )
}
