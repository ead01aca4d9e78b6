//! Who may work at the desk page, and how often each typed a wrong number.

use protocol::WorkerId;

use super::workers::Worker;
use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What a worker is at the desk page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskRole {
    /// 窗口人员: binds addresses, confirms where nobody is bound, verifies owners.
    Clerk,
    /// 民警: decides permits, ends and voids registrations, and does what a clerk does.
    Officer,
    /// 运维: looks at kiosks.
    Technician,
}

impl DeskRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Officer, Self::Technician];

    /// Returns the word in the database and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Clerk => "CLERK",
            Self::Officer => "OFFICER",
            Self::Technician => "TECHNICIAN",
        }
    }

    /// Tells whether the role sees what residents declared.
    pub fn sees_cases(self) -> bool {
        match self {
            Self::Clerk | Self::Officer => true,
            Self::Technician => false,
        }
    }
}

/// Finds what a worker is at the desk page; nothing for one who may not log in there.
pub async fn role_of(store: &dyn Store, id: &WorkerId) -> Result<Option<DeskRole>, StoreError> {
    let select = Statement::new(
        "SELECT role FROM desk_access WHERE worker = $1",
        [id.as_str().into()],
    );
    let Some(mut row) = first_row(store, select).await? else {
        return Ok(None);
    };
    let code: String = row.take()?;
    let found = DeskRole::ALL.into_iter().find(|role| role.code() == code);
    found.map(Some).ok_or(StoreError::Corrupt)
}

/// Lets a worker log in at the desk page as this from now on.
pub fn set_role(id: &WorkerId, role: DeskRole) -> Statement {
    Statement::new(
        "INSERT INTO desk_access (worker, role) VALUES ($1, $2)
         ON CONFLICT (worker) DO UPDATE SET role = excluded.role",
        [id.as_str().into(), role.code().into()],
    )
}

/// Lets a worker log in at the desk page no more.
pub fn end(id: &WorkerId) -> Statement {
    Statement::new(
        "DELETE FROM desk_access WHERE worker = $1",
        [id.as_str().into()],
    )
}

/// Wrong numbers since the last right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub wrong: u64,
    /// The next try counts from this time on, in milliseconds since 1970.
    pub not_before_ms: u64,
}

/// Reads the wrong tries for the number that a worker has now.
pub async fn tries(store: &dyn Store, worker: &Worker) -> Result<Tries, StoreError> {
    let select = Statement::new(
        "SELECT wrong, not_before_ms FROM desk_tries WHERE worker = $1 AND pin_set_ms = $2",
        [worker.worker.as_str().into(), worker.pin_set_ms.into()],
    );
    let row = first_row(store, select).await?;
    row.map_or(Ok(Tries::default()), |mut row: Row| {
        Ok(Tries {
            wrong: row.take()?,
            not_before_ms: row.take()?,
        })
    })
}

/// Keeps the wrong tries of a worker.
pub fn set_tries(worker: &Worker, tries: Tries) -> Statement {
    Statement::new(
        "INSERT INTO desk_tries (worker, pin_set_ms, wrong, not_before_ms)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (worker) DO UPDATE SET pin_set_ms = excluded.pin_set_ms,
             wrong = excluded.wrong, not_before_ms = excluded.not_before_ms",
        [
            worker.worker.as_str().into(),
            worker.pin_set_ms.into(),
            tries.wrong.into(),
            tries.not_before_ms.into(),
        ],
    )
}
