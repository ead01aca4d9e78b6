//! Facts about the centre itself: one value a name.

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A fact about the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Random number drawn when the database was made; a kiosk notices another centre by it.
    CentreEpoch,
    /// Name of the place where kiosks stand, such as a community service station.
    Place,
    /// 12-digit code of the community.
    Community,
    /// Sequence number of the trust bundle in force.
    BundleSeq,
    /// When the bundle in force was signed, in milliseconds since 1970.
    BundleSignedAt,
    /// Text of the trust bundle in force.
    Bundle,
    /// Number of the last bundle that a root signed because it names new roots.
    RootBundleSeq,
    /// Its text: a kiosk that missed it needs it before any later one.
    RootBundle,
    /// How often the table of keys had changed when the bundle in force was signed.
    KeyGeneration,
    /// The oldest version of the program that may still issue, `1.2.3`.
    MinApp,
    /// Last day on which confirmers were reminded, `YYYY-MM-DD`.
    RemindedOn,
    /// The last day until which the centre followed its calendar, `YYYY-MM-DD`.
    CalendarOn,
    /// How many codes were withdrawn when the bundle in force was signed.
    BundleWithdrawn,
    /// Rises with every change of the workers.
    RosterRevision,
    /// When the newest copy of the centre was made, in milliseconds since 1970; from then on marks
    /// follow the copies.
    BackedUpAt,
}

impl Fact {
    fn name(self) -> &'static str {
        match self {
            Self::CentreEpoch => "centre_epoch",
            Self::Place => "place",
            Self::Community => "community",
            Self::BundleSeq => "bundle_seq",
            Self::BundleSignedAt => "bundle_signed_at_ms",
            Self::Bundle => "bundle",
            Self::RootBundleSeq => "root_bundle_seq",
            Self::RootBundle => "root_bundle",
            Self::KeyGeneration => "key_generation",
            Self::MinApp => "min_app",
            Self::RemindedOn => "reminded_on",
            Self::CalendarOn => "calendar_on",
            Self::BundleWithdrawn => "bundle_withdrawn",
            Self::RosterRevision => "roster_revision",
            Self::BackedUpAt => "backed_up_at_ms",
        }
    }
}

/// Reads a fact that is text.
pub async fn text(store: &dyn Store, fact: Fact) -> Result<Option<String>, StoreError> {
    let bytes = bytes(store, fact).await?;
    bytes
        .map(|bytes| String::from_utf8(bytes).map_err(|_| StoreError::Corrupt))
        .transpose()
}

/// Reads a fact that is a number.
pub async fn number(store: &dyn Store, fact: Fact) -> Result<Option<u64>, StoreError> {
    read_number(store.rows(select(fact)).await?)
}

/// Asks for a fact; [`read_number`] understands the answer when it is a number.
pub(crate) fn select(fact: Fact) -> Statement {
    Statement::new(
        "SELECT value FROM meta WHERE key = $1",
        [fact.name().into()],
    )
}

/// Reads the number that [`select`] found.
pub(crate) fn read_number(rows: Vec<Row>) -> Result<Option<u64>, StoreError> {
    let number = |mut row: Row| row.take().map(u64::from_be_bytes);
    rows.into_iter().next().map(number).transpose()
}

async fn bytes(store: &dyn Store, fact: Fact) -> Result<Option<Vec<u8>>, StoreError> {
    first_row(store, select(fact))
        .await?
        .map(|mut row: Row| row.take())
        .transpose()
}

/// Writes a fact that is text.
pub fn set_text(fact: Fact, text: &str) -> Statement {
    set(fact, text.as_bytes())
}

/// Writes a fact that is a number.
pub fn set_number(fact: Fact, number: u64) -> Statement {
    set(fact, &number.to_be_bytes())
}

fn set(fact: Fact, value: &[u8]) -> Statement {
    Statement::new(
        "INSERT INTO meta (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [fact.name().into(), value.into()],
    )
}
