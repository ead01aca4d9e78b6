//! What happened here, each entry bound to the one before it (trust design 4.3).
//!
//! An entry holds no name, number, telephone or free text: who by the name they log in with, what
//! about by a keyed reference, everything else by numbers that are never given twice.

mod checkpoints;
mod events;

use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::{WorkerId, codes::Crypto};
use rusqlite::{Connection, Row, params};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub(crate) use checkpoints::{acknowledged, delete_old};
pub use events::{AuditEvent, AuditResult};

use crate::{error::Error, journal::Journal, stored};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// What.
    pub event: AuditEvent,
    /// Who did it, when it was a worker.
    pub actor: Option<WorkerId>,
    /// The record or code it was about: its name, a serial of 8 bytes followed by zeros. Only a
    /// keyed reference of it is stored.
    pub object: Option<[u8; 16]>,
    /// How it went.
    pub result: AuditResult,
}

/// The end of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditTip {
    /// Number of the last entry, from 1; 0 when there is none.
    pub n: u64,
    /// SHA-256 of that entry.
    pub hash: [u8; 32],
}

/// The audit is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditBreak {
    /// Number of the first entry that is missing, or not the one that was written.
    pub n: u64,
}

impl Journal {
    /// Adds an entry, durably.
    pub fn audit(&self, entry: AuditEntry, at: (u64, u64)) -> Result<(), Error> {
        self.write(|act| add(act, &entry, at))
    }

    /// Reads the whole audit and tells where it ends, or names the first entry that is wrong.
    pub fn verify_audit(&self) -> Result<AuditTip, AuditBreak> {
        let mut last = 0;
        match self.read(|connection| verify(connection, &mut last)) {
            Ok(verdict) => verdict,
            // What cannot be read any further is broken there.
            Err(_) => Err(AuditBreak { n: last + 1 }),
        }
    }

    /// Returns the keyed reference under which the audit knows a record or code.
    pub fn audit_reference(&self, object: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.read(|connection| reference(connection, object))
    }
}

/// Both ends of the audit.
struct Ends {
    tip: AuditTip,
    base: AuditTip,
}

fn ends(connection: &Connection) -> Result<Ends, Error> {
    stored::sole(
        connection,
        "SELECT tip_n, tip_hash, base_n, base_hash FROM audit_ends",
        [],
        |row| {
            Ok(Ends {
                tip: AuditTip {
                    n: row.get(0)?,
                    hash: row.get(1)?,
                },
                base: AuditTip {
                    n: row.get(2)?,
                    hash: row.get(3)?,
                },
            })
        },
    )
}

/// An entry as it is hashed and stored.
struct Kept {
    n: u64,
    at: (u64, u64),
    event: u16,
    actor: Option<String>,
    object: Option<[u8; 16]>,
    result: u32,
    prev: [u8; 32],
}

impl Kept {
    /// Hashes the one form of the entry: every part of fixed length, or with its length before it.
    fn hash(&self) -> [u8; 32] {
        let actor = self.actor.as_deref().unwrap_or_default().as_bytes();
        let digest = Sha256::new()
            .chain_update(b"yj1/audit\0")
            .chain_update(self.n.to_be_bytes())
            .chain_update(self.at.0.to_be_bytes())
            .chain_update(self.at.1.to_be_bytes())
            .chain_update(self.event.to_be_bytes())
            .chain_update((actor.len() as u64).to_be_bytes())
            .chain_update(actor)
            .chain_update([u8::from(self.object.is_some())])
            .chain_update(self.object.unwrap_or_default())
            .chain_update(self.result.to_be_bytes())
            .chain_update(self.prev);
        digest.finalize().into()
    }

    fn read(row: &Row<'_>) -> Result<(Self, [u8; 32]), Error> {
        let kept = Self {
            n: row.get(0)?,
            at: (row.get(1)?, row.get(2)?),
            event: row.get(3)?,
            actor: row.get(4)?,
            object: row.get(5)?,
            result: row.get(6)?,
            prev: row.get(7)?,
        };
        Ok((kept, row.get(8)?))
    }
}

/// Adds an entry within an act, so that what happened and its trace are durable together.
pub(crate) fn add(act: &Connection, entry: &AuditEntry, at: (u64, u64)) -> Result<(), Error> {
    let tip = ends(act)?.tip;
    let object = match &entry.object {
        Some(object) => Some(reference(act, object)?),
        None => None,
    };
    let kept = Kept {
        n: tip.n + 1,
        at: (held(at.0), held(at.1)),
        event: entry.event.number(),
        actor: entry.actor.as_ref().map(|actor| actor.as_str().to_owned()),
        object,
        result: entry.result.number(),
        prev: tip.hash,
    };
    let hash = kept.hash();
    stored::change_one(
        act,
        "INSERT INTO audit (n, t_lo_ms, t_hi_ms, event, actor, object, result, prev, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            kept.n,
            kept.at.0,
            kept.at.1,
            kept.event,
            kept.actor,
            kept.object,
            kept.result,
            kept.prev,
            hash
        ],
    )?;
    stored::change_one(
        act,
        "UPDATE audit_ends SET tip_n = ?1, tip_hash = ?2 WHERE tip_n = ?1 - 1",
        params![kept.n, hash],
    )
}

/// An open end of an interval is held at what a column can hold.
fn held(ms: u64) -> u64 {
    stored::capped(ms).cast_unsigned()
}

/// Makes the key of the references when there is none.
pub(crate) fn ensure_key(act: &Connection, crypto: &dyn Crypto) -> Result<(), Error> {
    if stored::exists(act, "SELECT 1 FROM audit_key", [])? {
        return Ok(());
    }
    let mut key = Zeroizing::new([0_u8; 32]);
    crypto.random(key.as_mut_slice());
    stored::change_one(
        act,
        "INSERT INTO audit_key (id, key) VALUES (1, ?1)",
        [key.as_slice()],
    )
}

fn reference(connection: &Connection, object: &[u8; 16]) -> Result<[u8; 16], Error> {
    let key = stored::sole(connection, "SELECT key FROM audit_key", [], |row| {
        Ok(Zeroizing::new(row.get::<_, [u8; 32]>(0)?))
    })?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes any key");
    mac.update(object);
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    let (head, _) = digest
        .split_first_chunk::<16>()
        .expect("a digest has 32 bytes");
    Ok(*head)
}

/// Walks from the front to the end; the first entry out of place is the answer.
fn verify(
    connection: &Connection,
    reached: &mut u64,
) -> Result<Result<AuditTip, AuditBreak>, Error> {
    let Ends { tip, base } = ends(connection)?;
    *reached = base.n;
    let mut statement = connection.prepare_cached(
        "SELECT n, t_lo_ms, t_hi_ms, event, actor, object, result, prev, hash
         FROM audit ORDER BY n",
    )?;
    let mut rows = statement.query([])?;
    let mut last = base;
    while let Some(row) = rows.next()? {
        let expected = last.n + 1;
        // A row that does not read is as wrong as one that reads differently.
        let Ok((kept, hash)) = Kept::read(row) else {
            return Ok(Err(AuditBreak { n: expected }));
        };
        let sound = kept.n == expected && kept.prev == last.hash && kept.hash() == hash;
        if !sound {
            return Ok(Err(AuditBreak { n: expected }));
        }
        last = AuditTip { n: kept.n, hash };
        *reached = last.n;
    }
    if last == tip {
        Ok(Ok(tip))
    } else {
        // Entries are missing at the end, or the last one was written anew.
        let n = if last.n < tip.n { last.n + 1 } else { last.n };
        Ok(Err(AuditBreak { n }))
    }
}

#[cfg(test)]
mod tests;
