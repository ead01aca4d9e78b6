//! When records were made, as their kiosks told and as the centre placed them, and under which
//! circumstances.

use codes::BundleAge;
use protocol::{Circumstances, ClockLevel, Header};
use residence::{KioskId, RecordId};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Returns the earliest time of the record at a place of a chain.
pub async fn earliest(
    store: &dyn Store,
    kiosk: &KioskId,
    epoch: u64,
    seq: u64,
) -> Result<Option<u64>, StoreError> {
    let select = Statement::new(
        "SELECT lo_ms FROM record_times WHERE kiosk = $1 AND epoch = $2 AND seq = $3",
        [kiosk.as_str().into(), epoch.into(), seq.into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row: Row| row.take())
        .transpose()
}

/// Returns the time of a record as it was placed.
pub async fn of_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<(u64, u64)>, StoreError> {
    let select = Statement::new(
        "SELECT lo_ms, hi_ms FROM record_times WHERE record = $1",
        [record.as_bytes().into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .transpose()
}

/// Keeps the time of a record; the records before it were made no later than it.
pub fn add(header: &Header, placed: (u64, u64)) -> [Statement; 2] {
    let kiosk = header.kiosk.as_str();
    [
        Statement::new(
            "INSERT INTO record_times (record, kiosk, epoch, seq, told_lo_ms, told_hi_ms, lo_ms,
                 hi_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (record) DO NOTHING",
            [
                header.record.as_bytes().into(),
                kiosk.into(),
                header.epoch.into(),
                header.seq.into(),
                header.at.0.into(),
                header.at.1.into(),
                placed.0.into(),
                placed.1.into(),
            ],
        ),
        Statement::new(
            "UPDATE record_times SET hi_ms = $1
             WHERE kiosk = $2 AND epoch = $3 AND seq < $4 AND hi_ms > $1",
            [
                placed.1.into(),
                kiosk.into(),
                header.epoch.into(),
                header.seq.into(),
            ],
        ),
    ]
}

/// Keeps the circumstances of a record, unless nothing was in doubt and nobody assisted.
pub fn add_circumstances(record: &RecordId, told: &Circumstances) -> Option<Statement> {
    if *told == Circumstances::GOOD {
        return None;
    }
    let clock = match told.clock {
        ClockLevel::Good => 0_i64,
        ClockLevel::Degraded => 1,
        ClockLevel::Unsafe => 2,
    };
    let bundle = match told.bundle {
        BundleAge::Current => 0_i64,
        BundleAge::Old => 1,
        BundleAge::Stale => 2,
        BundleAge::Expired => 3,
    };
    Some(Statement::new(
        "INSERT INTO circumstances (record, clock, manual_time, bundle, offline_days, amber, worker)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (record) DO NOTHING",
        [
            record.as_bytes().into(),
            clock.into(),
            told.manual_time.into(),
            bundle.into(),
            u32::from(told.offline_days).into(),
            told.amber.into(),
            told.worker.as_ref().map(|worker| worker.as_str()).into(),
        ],
    ))
}
