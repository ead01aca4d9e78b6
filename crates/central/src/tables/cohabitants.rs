//! Those who were declared with a resident.

use chrono::NaiveDate;
use protocol::Cohabitant;
use residence::{Listed as _, RecordId, Relation};

use crate::store::{Statement, Store, StoreError};

/// A person of a declaration besides the one who made it; personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisteredCohabitant {
    /// Name.
    pub name: String,
    /// Day of birth.
    pub birth: NaiveDate,
    /// Relation to the person who declared.
    pub relation: Relation,
    /// The guardian's consent is recorded.
    pub consented: bool,
}

/// Lists the cohabitants of a declaration in their order.
pub async fn cohabitants(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Vec<RegisteredCohabitant>, StoreError> {
    let select = Statement::new(
        "SELECT name, birth, relation, consent_version FROM cohabitants
         WHERE record = $1 ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(RegisteredCohabitant {
                name: row.take()?,
                birth: row.take()?,
                relation: Relation::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
                consented: row.take::<Option<i64>>()?.is_some(),
            })
        })
        .collect()
}

/// Lists the document numbers of the cohabitants of a declaration, in their order.
pub async fn numbers(store: &dyn Store, record: &RecordId) -> Result<Vec<String>, StoreError> {
    let select = Statement::new(
        "SELECT number FROM cohabitants WHERE record = $1 ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// Adds a person to a declaration, at a place of its list.
pub fn add_cohabitant(record: &RecordId, place: u32, person: &Cohabitant) -> Statement {
    Statement::new(
        "INSERT INTO cohabitants (record, place, name, document, number, birth, phone, relation,
             consent_version, consent_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            record.as_bytes().into(),
            place.into(),
            person.name.reveal().into(),
            person.document.kind().code().into(),
            person.document.reveal_number().into(),
            person.document.reveal_birth().into(),
            person.phone.reveal().into(),
            person.relation.code().into(),
            person
                .guardian_consent
                .as_ref()
                .map(|consent| u32::from(consent.text_version))
                .into(),
            person
                .guardian_consent
                .as_ref()
                .map(|consent| consent.given_at_ms)
                .into(),
        ],
    )
}
