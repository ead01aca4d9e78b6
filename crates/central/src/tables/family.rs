//! Who acts for whom in a family, and the consent behind it.

use chrono::NaiveDate;
use protocol::GuardianConsent;
use residence::{Listed as _, RecordId, Relation, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A link between two persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The act that made it.
    pub record: RecordId,
    /// Who acts.
    pub agent: Subject,
    /// Who is acted for.
    pub member: Subject,
    /// What the member is to the agent.
    pub relation: Relation,
    /// The member was added as a minor by the agent, the guardian.
    pub guardian: bool,
    /// The member, or the guardian for a minor, consented.
    pub consented: bool,
    /// Day on which it began.
    pub from: NaiveDate,
}

macro_rules! select_links {
    ($which:literal) => {
        concat!(
            "SELECT record, agent, member, relation, guardian, consented, from_day
             FROM family_links WHERE ended_on IS NULL AND ",
            $which
        )
    };
}

/// Finds the link by which one person acts for another.
pub async fn between(
    store: &dyn Store,
    agent: &Subject,
    member: &Subject,
) -> Result<Option<Link>, StoreError> {
    let select = Statement::new(
        select_links!("agent = $1 AND member = $2"),
        [agent.as_bytes().into(), member.as_bytes().into()],
    );
    first_row(store, select).await?.map(link).transpose()
}

/// Finds the link that an act made.
pub async fn by_record(store: &dyn Store, record: &RecordId) -> Result<Option<Link>, StoreError> {
    let select = Statement::new(select_links!("record = $1"), [record.as_bytes().into()]);
    first_row(store, select).await?.map(link).transpose()
}

/// Lists those for whom a person acts, in the order in which they were added.
pub async fn of_agent(store: &dyn Store, agent: &Subject) -> Result<Vec<Link>, StoreError> {
    let select = Statement::new(
        select_links!("agent = $1 ORDER BY from_day, record"),
        [agent.as_bytes().into()],
    );
    listed(store, select).await
}

/// Lists those who act for a person.
pub async fn of_member(store: &dyn Store, member: &Subject) -> Result<Vec<Link>, StoreError> {
    let select = Statement::new(
        select_links!("member = $1 ORDER BY from_day, record"),
        [member.as_bytes().into()],
    );
    listed(store, select).await
}

/// Lists the links of guardians.
pub async fn guardianships(store: &dyn Store) -> Result<Vec<Link>, StoreError> {
    let select = Statement::new(select_links!("guardian = 1 ORDER BY record"), []);
    listed(store, select).await
}

async fn listed(store: &dyn Store, select: Statement) -> Result<Vec<Link>, StoreError> {
    store.rows(select).await?.into_iter().map(link).collect()
}

fn link(mut row: Row) -> Result<Link, StoreError> {
    Ok(Link {
        record: RecordId::from_bytes(row.take()?),
        agent: Subject::from_bytes(row.take()?),
        member: Subject::from_bytes(row.take()?),
        relation: Relation::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        guardian: row.take()?,
        consented: row.take()?,
        from: row.take()?,
    })
}

/// Tells whether two persons live together: both registered at a house, or one declared with the
/// other.
pub async fn live_together(
    store: &dyn Store,
    agent: &Subject,
    member: &Subject,
) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*) FROM registrations a
         WHERE a.subject = $1 AND (a.state = 'EFFECTIVE' OR a.state = 'CANCEL_PENDING')
           AND (EXISTS (SELECT 1 FROM registrations b
                        WHERE b.subject = $2 AND b.house = a.house
                          AND (b.state = 'EFFECTIVE' OR b.state = 'CANCEL_PENDING'))
             OR EXISTS (SELECT 1 FROM cohabitants c JOIN people p ON p.number = c.number
                        WHERE c.record = a.record AND p.subject = $2))",
        [agent.as_bytes().into(), member.as_bytes().into()],
    );
    let row = first_row(store, select).await?;
    let count: i64 = row.ok_or(StoreError::Corrupt)?.take()?;
    Ok(count > 0)
}

/// Adds a link.
pub fn add(link: &Link, consent: Option<&GuardianConsent>) -> Statement {
    Statement::new(
        "INSERT INTO family_links (record, agent, member, relation, guardian, consented,
             consent_version, consent_at_ms, from_day)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            link.record.as_bytes().into(),
            link.agent.as_bytes().into(),
            link.member.as_bytes().into(),
            link.relation.code().into(),
            link.guardian.into(),
            link.consented.into(),
            consent.map(|given| u32::from(given.text_version)).into(),
            consent.map(|given| given.given_at_ms).into(),
            link.from.into(),
        ],
    )
}

/// Notes that an elder agreed when the desk called back.
pub fn consent(record: &RecordId) -> Statement {
    Statement::new(
        "UPDATE family_links SET consented = 1 WHERE record = $1",
        [record.as_bytes().into()],
    )
}

/// Ends a link.
pub fn end(record: &RecordId, on: NaiveDate) -> Statement {
    Statement::new(
        "UPDATE family_links SET ended_on = $1 WHERE record = $2 AND ended_on IS NULL",
        [on.into(), record.as_bytes().into()],
    )
}
