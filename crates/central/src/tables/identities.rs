//! What is known of people besides number and name: kind of document, registered place, and how
//! the identity was proven.

use chrono::NaiveDate;
use residence::{DocumentType, IdentityProof, Listed as _, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What is known of a person besides number and name; the registered place is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Kind of the document whose number stands in the register of people.
    pub document: DocumentType,
    /// Digits of the division of the registered address (户籍地址), when known.
    pub registered: Option<String>,
}

/// Finds what is known of a person; a citizen number and nothing more where no row says otherwise.
pub async fn of_subject(store: &dyn Store, subject: &Subject) -> Result<Identity, StoreError> {
    let select = Statement::new(
        "SELECT document, registered FROM identities WHERE subject = $1",
        [subject.as_bytes().into()],
    );
    let found = first_row(store, select).await?.map(identity).transpose()?;
    Ok(found.unwrap_or(Identity {
        document: DocumentType::ResidentId,
        registered: None,
    }))
}

fn identity(mut row: Row) -> Result<Identity, StoreError> {
    Ok(Identity {
        document: DocumentType::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        registered: row.take()?,
    })
}

/// Keeps what is known of a person; a place that is known is not forgotten for one that is not.
pub fn set(
    subject: &Subject,
    identity: &Identity,
    proof: IdentityProof,
    on: NaiveDate,
) -> Statement {
    Statement::new(
        "INSERT INTO identities (subject, document, registered, proof, proven_on)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (subject) DO UPDATE SET document = excluded.document,
             registered = COALESCE(excluded.registered, identities.registered),
             proof = excluded.proof, proven_on = excluded.proven_on",
        [
            subject.as_bytes().into(),
            identity.document.code().into(),
            identity.registered.as_deref().into(),
            proof.code().into(),
            on.into(),
        ],
    )
}

/// Notes where a person is registered, as the desk saw it in the household register.
pub fn set_registered(subject: &Subject, registered: &str) -> Statement {
    Statement::new(
        "UPDATE identities SET registered = $1 WHERE subject = $2",
        [registered.into(), subject.as_bytes().into()],
    )
}
