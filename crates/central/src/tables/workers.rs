//! Those who work at kiosks, and what each kiosk needs to know them again.

use codes::Sealed;
use protocol::{WorkerId, WorkerRole};
use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A worker.
#[derive(Clone, PartialEq, Eq)]
pub struct Worker {
    /// The name to log in with.
    pub worker: WorkerId,
    /// The masked name to show.
    pub label: String,
    /// What they are to a kiosk.
    pub role: WorkerRole,
    /// What they may do, one bit each.
    pub powers: u32,
    /// The number that they type, sealed to the vault.
    pub pin: Sealed,
    /// When it was drawn, in milliseconds since 1970.
    pub pin_set_ms: u64,
    /// Whether they may log in.
    pub enabled: bool,
}

fn role_number(role: WorkerRole) -> u32 {
    match role {
        WorkerRole::Worker => 1,
        WorkerRole::Supervisor => 2,
        WorkerRole::Technician => 3,
    }
}

fn role_of(number: u32) -> Result<WorkerRole, StoreError> {
    [
        WorkerRole::Worker,
        WorkerRole::Supervisor,
        WorkerRole::Technician,
    ]
    .into_iter()
    .find(|role| role_number(*role) == number)
    .ok_or(StoreError::Corrupt)
}

/// Lists all workers in the order of names.
pub async fn all(store: &dyn Store) -> Result<Vec<Worker>, StoreError> {
    let select = Statement::new(
        "SELECT worker, label, role, powers, pin_enc, pin_ct, pin_set_ms, standing FROM workers
         ORDER BY worker",
        [],
    );
    store.rows(select).await?.into_iter().map(worker).collect()
}

/// Finds a worker.
pub async fn by_id(store: &dyn Store, id: &WorkerId) -> Result<Option<Worker>, StoreError> {
    let select = Statement::new(
        "SELECT worker, label, role, powers, pin_enc, pin_ct, pin_set_ms, standing FROM workers
         WHERE worker = $1",
        [id.as_str().into()],
    );
    first_row(store, select).await?.map(worker).transpose()
}

fn worker(mut row: Row) -> Result<Worker, StoreError> {
    let id: String = row.take()?;
    Ok(Worker {
        worker: WorkerId::parse(&id).map_err(|_| StoreError::Corrupt)?,
        label: row.take()?,
        role: role_of(row.take()?)?,
        powers: row.take()?,
        pin: Sealed {
            enc: row.take()?,
            ct: row.take()?,
        },
        pin_set_ms: row.take()?,
        enabled: row.take::<i64>()? == 0,
    })
}

/// Adds a worker, or puts another in the place of the one of that name.
pub fn set(worker: &Worker) -> Statement {
    Statement::new(
        "INSERT INTO workers (worker, label, role, powers, pin_enc, pin_ct, pin_set_ms, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (worker) DO UPDATE SET label = excluded.label, role = excluded.role,
             powers = excluded.powers, pin_enc = excluded.pin_enc, pin_ct = excluded.pin_ct,
             pin_set_ms = excluded.pin_set_ms, standing = excluded.standing",
        [
            worker.worker.as_str().into(),
            worker.label.as_str().into(),
            role_number(worker.role).into(),
            worker.powers.into(),
            worker.pin.enc.into(),
            worker.pin.ct.as_slice().into(),
            worker.pin_set_ms.into(),
            (!worker.enabled).into(),
        ],
    )
}

/// Finds the pepper of a kiosk, sealed to the vault.
pub async fn pepper(store: &dyn Store, kiosk: &KioskId) -> Result<Option<Sealed>, StoreError> {
    let select = Statement::new(
        "SELECT enc, ct FROM peppers WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row| {
            Ok(Sealed {
                enc: row.take()?,
                ct: row.take()?,
            })
        })
        .transpose()
}

/// Keeps the pepper of a kiosk; the first holds.
pub fn set_pepper(kiosk: &KioskId, pepper: &Sealed) -> Statement {
    Statement::new(
        "INSERT INTO peppers (kiosk, enc, ct) VALUES ($1, $2, $3) ON CONFLICT (kiosk) DO NOTHING",
        [
            kiosk.as_str().into(),
            pepper.enc.into(),
            pepper.ct.as_slice().into(),
        ],
    )
}

/// What a kiosk checks a number with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Verifier {
    /// Salt.
    pub salt: [u8; 16],
    /// The verifier.
    pub verifier: [u8; 32],
}

/// Finds the verifier of a worker at a kiosk that belongs to the number set at this time.
pub async fn verifier(
    store: &dyn Store,
    kiosk: &KioskId,
    worker: &Worker,
) -> Result<Option<Verifier>, StoreError> {
    let select = Statement::new(
        "SELECT salt, verifier FROM verifiers
         WHERE kiosk = $1 AND worker = $2 AND pin_set_ms = $3",
        [
            kiosk.as_str().into(),
            worker.worker.as_str().into(),
            worker.pin_set_ms.into(),
        ],
    );
    first_row(store, select)
        .await?
        .map(|mut row| {
            Ok(Verifier {
                salt: row.take()?,
                verifier: row.take()?,
            })
        })
        .transpose()
}

/// Keeps the verifier of a worker at a kiosk.
pub fn set_verifier(kiosk: &KioskId, worker: &Worker, verifier: &Verifier) -> Statement {
    Statement::new(
        "INSERT INTO verifiers (kiosk, worker, pin_set_ms, salt, verifier)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kiosk, worker) DO UPDATE SET pin_set_ms = excluded.pin_set_ms,
             salt = excluded.salt, verifier = excluded.verifier",
        [
            kiosk.as_str().into(),
            worker.worker.as_str().into(),
            worker.pin_set_ms.into(),
            verifier.salt.into(),
            verifier.verifier.into(),
        ],
    )
}

/// When a kiosk's roster was last made, and from which state of the workers.
pub async fn roster_of(
    store: &dyn Store,
    kiosk: &KioskId,
) -> Result<Option<(u64, u64)>, StoreError> {
    let select = Statement::new(
        "SELECT issued_ms, revision FROM rosters WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .transpose()
}

/// Notes that a roster goes to a kiosk.
pub fn note_roster(kiosk: &KioskId, issued_ms: u64, revision: u64) -> Statement {
    Statement::new(
        "INSERT INTO rosters (kiosk, issued_ms, revision) VALUES ($1, $2, $3)
         ON CONFLICT (kiosk)
         DO UPDATE SET issued_ms = excluded.issued_ms, revision = excluded.revision",
        [kiosk.as_str().into(), issued_ms.into(), revision.into()],
    )
}
