//! What people did at the centre, in a chain of hashes: a row that is changed or taken out of the
//! middle shows, and so does a tail that is cut off when somebody noted the tip (trust.md 4.3).

use sha2::{Digest as _, Sha256};

use crate::store::{Row, Statement, Store, StoreError, first_row};

const DOMAIN: &[u8] = b"yj1/centre-ledger";
/// How often an act is tried again when another process added a row in between.
const TRIES: u32 = 8;

/// What was done: codes, numbers and ids, never a name and never free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// Number of the worker, or `OPERATOR` for the command line.
    pub actor: String,
    /// What, such as `DECIDE`.
    pub act: &'static str,
    /// The id of what it was done to; empty for none.
    pub object: String,
    /// A code that says more, such as a reason; may be empty.
    pub detail: String,
    /// What became of it.
    pub result: String,
}

/// A row as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub n: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// Who.
    pub actor: String,
    /// What.
    pub act: String,
    /// To what.
    pub object: String,
    /// A code that says more.
    pub detail: String,
    /// What became of it.
    pub result: String,
    /// Hash of the row before; zeros for the first.
    pub prev: [u8; 32],
    /// Hash of this row.
    pub hash: [u8; 32],
}

/// The last row of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Its number; 0 before the first.
    pub n: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Line {
    /// Returns the hash that the row should have: texts with their lengths, so that none can pass
    /// into its neighbour.
    fn computed(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        hasher.update(self.prev);
        hasher.update(self.n.to_be_bytes());
        hasher.update(self.at_ms.to_be_bytes());
        let texts = [
            &self.actor,
            &self.act,
            &self.object,
            &self.detail,
            &self.result,
        ];
        for text in texts {
            let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
            hasher.update(length.to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }
}

/// Reads the last row of the chain.
pub async fn tip(store: &dyn Store) -> Result<Tip, StoreError> {
    let select = Statement::new("SELECT n, hash FROM ledger ORDER BY n DESC LIMIT 1", []);
    match first_row(store, select).await? {
        Some(mut row) => Ok(Tip {
            n: row.take()?,
            hash: row.take()?,
        }),
        None => Ok(Tip {
            n: 0,
            hash: [0; 32],
        }),
    }
}

/// Adds a row after the tip; a second writer that saw the same tip meets a conflict.
pub fn add(tip: Tip, entry: &Entry) -> Statement {
    let mut line = Line {
        n: tip.n.saturating_add(1),
        at_ms: entry.at_ms,
        actor: entry.actor.clone(),
        act: entry.act.to_owned(),
        object: entry.object.clone(),
        detail: entry.detail.clone(),
        result: entry.result.clone(),
        prev: tip.hash,
        hash: [0; 32],
    };
    line.hash = line.computed();
    Statement::new(
        "INSERT INTO ledger (n, at_ms, actor, act, object, detail, result, prev, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            line.n.into(),
            line.at_ms.into(),
            line.actor.into(),
            line.act.into(),
            line.object.into(),
            line.detail.into(),
            line.result.into(),
            line.prev.into(),
            line.hash.into(),
        ],
    )
}

/// Carries out an act together with its row; when another process was faster, again after its row.
pub async fn commit(
    store: &dyn Store,
    entry: &Entry,
    writes: &[Statement],
) -> Result<(), StoreError> {
    let mut left = TRIES;
    loop {
        let mut all = writes.to_vec();
        all.push(add(tip(store).await?, entry));
        left -= 1;
        match store.commit(all).await {
            Err(StoreError::Conflict) if left > 0 => {}
            done => return done,
        }
    }
}

/// Lists rows, the latest first, that begin before a number.
pub async fn before(store: &dyn Store, n: u64, limit: u32) -> Result<Vec<Line>, StoreError> {
    let select = Statement::new(
        "SELECT n, at_ms, actor, act, object, detail, result, prev, hash FROM ledger
         WHERE n < $1 ORDER BY n DESC LIMIT $2",
        [n.into(), limit.into()],
    );
    store.rows(select).await?.into_iter().map(line).collect()
}

/// Finds the number of the first row that is not what was written, from the beginning to the tip.
pub async fn first_broken(store: &dyn Store) -> Result<Option<u64>, StoreError> {
    const PAGE: u32 = 1_000;
    let (mut n, mut prev) = (0, [0; 32]);
    loop {
        let select = Statement::new(
            "SELECT n, at_ms, actor, act, object, detail, result, prev, hash FROM ledger
             WHERE n > $1 ORDER BY n LIMIT $2",
            [n.into(), PAGE.into()],
        );
        let page = store.rows(select).await?;
        if page.is_empty() {
            return Ok(None);
        }
        for row in page {
            let line = line(row)?;
            if line.n != n + 1 || line.prev != prev || line.hash != line.computed() {
                return Ok(Some(n + 1));
            }
            (n, prev) = (line.n, line.hash);
        }
    }
}

fn line(mut row: Row) -> Result<Line, StoreError> {
    Ok(Line {
        n: row.take()?,
        at_ms: row.take()?,
        actor: row.take()?,
        act: row.take()?,
        object: row.take()?,
        detail: row.take()?,
        result: row.take()?,
        prev: row.take()?,
        hash: row.take()?,
    })
}
