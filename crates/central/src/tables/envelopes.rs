//! What kiosks sent, sealed as it came, and how far each record got.

use residence::{KioskId, ReceiptNumber, RecordId};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// How far an envelope got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Stored, not opened yet.
    Received,
    /// Opened, decided and written to the tables of business.
    Applied,
    /// An owner decided before the declaration came.
    Waits,
    /// Cannot be opened or read; counts as received and blocks nothing.
    Quarantined,
}

impl Stage {
    fn code(self) -> i64 {
        match self {
            Self::Received => 0,
            Self::Applied => 1,
            Self::Waits => 2,
            Self::Quarantined => 3,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [
            Self::Received,
            Self::Applied,
            Self::Waits,
            Self::Quarantined,
        ]
        .into_iter()
        .find(|stage| stage.code() == code)
    }
}

/// Where an envelope stands in the chain of its kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The kiosk that sent it.
    pub kiosk: KioskId,
    /// Chain epoch.
    pub epoch: u64,
    /// Sequence number.
    pub seq: u64,
}

/// A stored envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnvelope {
    /// Where it stands.
    pub place: Place,
    /// The record it carries.
    pub record: RecordId,
    /// Hash of its header.
    pub header_hash: [u8; 32],
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// When it came, in milliseconds since 1970.
    pub received_at_ms: u64,
    /// How far it got.
    pub stage: Stage,
}

/// Finds the envelope that carries a record.
pub async fn of_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<StoredEnvelope>, StoreError> {
    read(store.rows(select(record)).await?)
}

/// Asks for the envelope that carries a record; [`read`] understands the answer.
pub(crate) fn select(record: &RecordId) -> Statement {
    Statement::new(
        "SELECT kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage
         FROM envelopes WHERE record = $1",
        [record.as_bytes().into()],
    )
}

/// Reads what [`select`] found.
pub(crate) fn read(rows: Vec<Row>) -> Result<Option<StoredEnvelope>, StoreError> {
    rows.into_iter().next().map(envelope).transpose()
}

/// Asks how far a record got; [`read_stage`] understands the answer.
pub(crate) fn select_stage(record: &RecordId) -> Statement {
    Statement::new(
        "SELECT stage FROM envelopes WHERE record = $1",
        [record.as_bytes().into()],
    )
}

/// Reads what [`select_stage`] found; nothing when there is no such record.
pub(crate) fn read_stage(rows: Vec<Row>) -> Result<Option<Stage>, StoreError> {
    let stage = |mut row: Row| Stage::from_code(row.take()?).ok_or(StoreError::Corrupt);
    rows.into_iter().next().map(stage).transpose()
}

/// Lists envelopes that were stored and not opened yet, oldest of each kiosk first.
pub async fn unopened(store: &dyn Store, limit: u32) -> Result<Vec<StoredEnvelope>, StoreError> {
    let select = Statement::new(
        "SELECT kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage
         FROM envelopes WHERE stage = 0 ORDER BY received_at_ms, kiosk, epoch, seq LIMIT $1",
        [limit.into()],
    );
    store
        .rows(select)
        .await?
        .into_iter()
        .map(envelope)
        .collect()
}

/// Lists the owner decisions that wait for a declaration, in the order in which they came.
pub async fn waiting_for(
    store: &dyn Store,
    declaration: &RecordId,
) -> Result<Vec<StoredEnvelope>, StoreError> {
    let select = Statement::new(
        "SELECT kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage
         FROM envelopes WHERE stage = 2 AND waits_for = $1
         ORDER BY received_at_ms, kiosk, epoch, seq",
        [declaration.as_bytes().into()],
    );
    store
        .rows(select)
        .await?
        .into_iter()
        .map(envelope)
        .collect()
}

/// Lists the decided records for which others still wait.
pub async fn left_waiting(store: &dyn Store) -> Result<Vec<RecordId>, StoreError> {
    let select = Statement::new(
        "SELECT DISTINCT d.record FROM envelopes w JOIN envelopes d ON d.record = w.waits_for
         WHERE w.stage = 2 AND d.stage = 1 ORDER BY d.record",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(RecordId::from_bytes))
        .collect()
}

/// Lists the records of a kiosk that were set aside after a place in its chain.
pub async fn quarantined_after(
    store: &dyn Store,
    kiosk: &KioskId,
    epoch: u64,
    after_seq: u64,
) -> Result<Vec<RecordId>, StoreError> {
    let select = Statement::new(
        "SELECT record FROM envelopes
         WHERE kiosk = $1 AND epoch = $2 AND seq > $3 AND stage = 3 ORDER BY seq",
        [kiosk.as_str().into(), epoch.into(), after_seq.into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(RecordId::from_bytes))
        .collect()
}

/// Asks for the first sequence number of an epoch that the vault does not hold yet;
/// [`read_first_untaken`] understands the answer.
pub(crate) fn select_first_untaken(kiosk: &KioskId, epoch: u64) -> Statement {
    Statement::new(
        "SELECT MIN(seq) FROM envelopes WHERE kiosk = $1 AND epoch = $2 AND stage = 0",
        [kiosk.as_str().into(), epoch.into()],
    )
}

/// Reads what [`select_first_untaken`] found.
pub(crate) fn read_first_untaken(rows: Vec<Row>) -> Result<Option<u64>, StoreError> {
    match rows.into_iter().next() {
        Some(mut row) => row.take(),
        None => Ok(None),
    }
}

/// What lies between a kiosk and the tables, and when something last came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many envelopes came and were not taken yet.
    pub count: u64,
    /// When the oldest of them came, in milliseconds since 1970.
    pub oldest_ms: Option<u64>,
}

/// Counts the envelopes of a kiosk that came and were not taken yet.
pub async fn waiting(store: &dyn Store, kiosk: &KioskId) -> Result<Waiting, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*), MIN(received_at_ms) FROM envelopes WHERE kiosk = $1 AND stage = 0",
        [kiosk.as_str().into()],
    );
    let row = first_row(store, select).await?;
    row.map_or(Ok(Waiting::default()), |mut row| {
        Ok(Waiting {
            count: row.take()?,
            oldest_ms: row.take()?,
        })
    })
}

/// Returns the record of a kiosk that came last, and when it came.
pub async fn last_of(
    store: &dyn Store,
    kiosk: &KioskId,
) -> Result<Option<(RecordId, u64)>, StoreError> {
    let select = Statement::new(
        "SELECT record, received_at_ms FROM envelopes WHERE kiosk = $1
         ORDER BY received_at_ms DESC, epoch DESC, seq DESC LIMIT 1",
        [kiosk.as_str().into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row| Ok((RecordId::from_bytes(row.take()?), row.take()?)))
        .transpose()
}

/// Finds the records of a receipt number; as a rule there is one.
pub async fn of_receipt(
    store: &dyn Store,
    number: ReceiptNumber,
) -> Result<Vec<StoredEnvelope>, StoreError> {
    let select = Statement::new(
        "SELECT kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage
         FROM envelopes WHERE substr(record, 10) = $1 ORDER BY received_at_ms",
        [number.tail().into()],
    );
    let rows = store.rows(select).await?;
    let found: Result<Vec<_>, _> = rows.into_iter().map(envelope).collect();
    let named = |one: &StoredEnvelope| number.names(&one.record);
    found.map(|all| all.into_iter().filter(named).collect())
}

fn envelope(mut row: Row) -> Result<StoredEnvelope, StoreError> {
    Ok(StoredEnvelope {
        place: Place {
            kiosk: KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
            epoch: row.take()?,
            seq: row.take()?,
        },
        record: RecordId::from_bytes(row.take()?),
        header_hash: row.take()?,
        bytes: row.take()?,
        received_at_ms: row.take()?,
        stage: Stage::from_code(row.take()?).ok_or(StoreError::Corrupt)?,
    })
}

/// Stores an envelope.
pub fn add(envelope: &StoredEnvelope) -> Statement {
    insert(
        "INSERT INTO envelopes (kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        envelope,
    )
}

/// Stores an envelope unless it is there already: a command of the operator may work beside the
/// vault.
pub fn add_once(envelope: &StoredEnvelope) -> Statement {
    insert(
        "INSERT INTO envelopes (kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        envelope,
    )
}

fn insert(sql: &'static str, envelope: &StoredEnvelope) -> Statement {
    Statement::new(
        sql,
        [
            envelope.place.kiosk.as_str().into(),
            envelope.place.epoch.into(),
            envelope.place.seq.into(),
            envelope.record.as_bytes().into(),
            envelope.header_hash.into(),
            envelope.bytes.as_slice().into(),
            envelope.received_at_ms.into(),
            envelope.stage.code().into(),
        ],
    )
}

/// Notes how far an envelope got.
pub fn set_stage(record: &RecordId, stage: Stage) -> Statement {
    Statement::new(
        "UPDATE envelopes SET stage = $1, waits_for = NULL WHERE record = $2",
        [stage.code().into(), record.as_bytes().into()],
    )
}

/// Notes that an owner decision waits for its declaration.
pub fn wait_for(record: &RecordId, declaration: &RecordId) -> Statement {
    Statement::new(
        "UPDATE envelopes SET stage = 2, waits_for = $1 WHERE record = $2",
        [declaration.as_bytes().into(), record.as_bytes().into()],
    )
}

/// Keeps an envelope that contradicts what was received, as evidence.
pub fn keep_fork(
    kiosk: &KioskId,
    header_hash: &[u8; 32],
    bytes: &[u8],
    received_at_ms: u64,
) -> Statement {
    Statement::new(
        "INSERT INTO forks (kiosk, header_hash, bytes, received_at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        [
            kiosk.as_str().into(),
            header_hash.into(),
            bytes.into(),
            received_at_ms.into(),
        ],
    )
}

/// Lists the envelopes of a kiosk in the order of its chain.
pub async fn of_kiosk(
    store: &dyn Store,
    kiosk: &KioskId,
) -> Result<Vec<StoredEnvelope>, StoreError> {
    let select = Statement::new(
        "SELECT kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage
         FROM envelopes WHERE kiosk = $1 ORDER BY epoch, seq",
        [kiosk.as_str().into()],
    );
    store
        .rows(select)
        .await?
        .into_iter()
        .map(envelope)
        .collect()
}
