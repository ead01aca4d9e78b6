//! The fleet: who may speak, and how far each chain was received.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Whether a kiosk may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Asked to be enrolled; an administrator has not compared its key characters yet.
    Waiting,
    /// Enrolled.
    Approved,
    /// Was enrolled and is not trusted any more.
    Revoked,
}

impl Standing {
    /// Returns the word in the database and in lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Approved => "APPROVED",
            Self::Revoked => "REVOKED",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Revoked]
            .into_iter()
            .find(|s| s.code() == code)
    }
}

/// The last envelope that was received from a kiosk; seq 0 with zeros before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// Chain epoch.
    pub epoch: u64,
    /// Highest contiguous sequence number.
    pub seq: u64,
    /// Hash of that envelope's header.
    pub hash: [u8; 32],
}

impl ChainHead {
    /// The head of a kiosk that sent nothing yet.
    pub const NONE: Self = Self {
        epoch: 0,
        seq: 0,
        hash: [0; 32],
    };
}

/// A kiosk as the centre knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Its name.
    pub id: KioskId,
    /// The site its token was made for.
    pub site: String,
    /// Public key that checks its signatures; its algorithm stands with the machine.
    pub signing: Vec<u8>,
    /// Public key to which answers are sealed.
    pub sealing: [u8; 32],
    /// Name and version of its program.
    pub app: String,
    /// Whether it may speak.
    pub standing: Standing,
    /// Its certificate, once approved.
    pub certificate: Option<String>,
    /// How far its chain was received.
    pub chain: ChainHead,
    /// When it asked to be enrolled, in milliseconds since 1970.
    pub enrolled_at_ms: u64,
}

/// Finds a kiosk by name.
pub async fn by_id(store: &dyn Store, id: &KioskId) -> Result<Option<Kiosk>, StoreError> {
    read(store.rows(select(id)).await?)
}

/// Asks for a kiosk by name; [`read`] understands the answer.
pub(crate) fn select(id: &KioskId) -> Statement {
    Statement::new(
        "SELECT id, site, signing, sealing, app, standing, certificate,
                chain_epoch, chain_seq, chain_hash, enrolled_at_ms
         FROM kiosks WHERE id = $1",
        [id.as_str().into()],
    )
}

/// Reads what [`select`] found.
pub(crate) fn read(rows: Vec<Row>) -> Result<Option<Kiosk>, StoreError> {
    rows.into_iter().next().map(kiosk).transpose()
}

/// Finds a kiosk by its signing key.
pub async fn by_key(store: &dyn Store, signing: &[u8]) -> Result<Option<Kiosk>, StoreError> {
    let select = Statement::new(
        "SELECT id, site, signing, sealing, app, standing, certificate,
                chain_epoch, chain_seq, chain_hash, enrolled_at_ms
         FROM kiosks WHERE signing = $1",
        [signing.into()],
    );
    first_row(store, select).await?.map(kiosk).transpose()
}

/// Lists the fleet in the order of names.
pub async fn all(store: &dyn Store) -> Result<Vec<Kiosk>, StoreError> {
    let select = Statement::new(
        "SELECT id, site, signing, sealing, app, standing, certificate,
                chain_epoch, chain_seq, chain_hash, enrolled_at_ms
         FROM kiosks ORDER BY id",
        [],
    );
    store.rows(select).await?.into_iter().map(kiosk).collect()
}

fn kiosk(mut row: Row) -> Result<Kiosk, StoreError> {
    Ok(Kiosk {
        id: KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        site: row.take()?,
        signing: row.take()?,
        sealing: row.take()?,
        app: row.take()?,
        standing: Standing::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        certificate: row.take()?,
        chain: ChainHead {
            epoch: row.take()?,
            seq: row.take()?,
            hash: row.take()?,
        },
        enrolled_at_ms: row.take()?,
    })
}

/// Adds a kiosk that asks to be enrolled.
pub fn add(kiosk: &Kiosk) -> Statement {
    Statement::new(
        "INSERT INTO kiosks (id, site, signing, sealing, app, standing, certificate,
                             chain_epoch, chain_seq, chain_hash, enrolled_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            kiosk.id.as_str().into(),
            kiosk.site.as_str().into(),
            kiosk.signing.as_slice().into(),
            kiosk.sealing.into(),
            kiosk.app.as_str().into(),
            kiosk.standing.code().into(),
            kiosk.certificate.clone().into(),
            kiosk.chain.epoch.into(),
            kiosk.chain.seq.into(),
            kiosk.chain.hash.into(),
            kiosk.enrolled_at_ms.into(),
        ],
    )
}

/// Enrols a kiosk that is not revoked with its certificate, or gives it a newer one.
pub fn approve(id: &KioskId, certificate: &str) -> Statement {
    Statement::new(
        "UPDATE kiosks SET standing = 'APPROVED', certificate = $1
         WHERE id = $2 AND standing <> 'REVOKED'",
        [certificate.into(), id.as_str().into()],
    )
}

/// Takes the trust from a kiosk.
pub fn revoke(id: &KioskId) -> Statement {
    Statement::new(
        "UPDATE kiosks SET standing = 'REVOKED' WHERE id = $1",
        [id.as_str().into()],
    )
}

/// Moves the head of a chain.
pub fn set_chain(id: &KioskId, chain: &ChainHead) -> Statement {
    Statement::new(
        "UPDATE kiosks SET chain_epoch = $1, chain_seq = $2, chain_hash = $3 WHERE id = $4",
        [
            chain.epoch.into(),
            chain.seq.into(),
            chain.hash.into(),
            id.as_str().into(),
        ],
    )
}

/// Gives a kiosk another signing key, after a recovery.
pub fn rekey(id: &KioskId, signing: &[u8]) -> Statement {
    Statement::new(
        "UPDATE kiosks SET signing = $1 WHERE id = $2",
        [signing.into(), id.as_str().into()],
    )
}
