//! Many simulated kiosks: keys, chains and requests made beforehand, and their rows at the centre.

use std::thread;

use anyhow::{Context as _, Result};
use codes::{Crypto as _, SigningKey, SoftwareCrypto, TrustBundle};
use protocol::{Circumstances, Envelope, SealAt, SyncRequest, UP_ENTRIES_MAX, seal_record};
use residence::{KioskId, RecordId};
use town::Books;

use crate::{
    people::{self, Door},
    site::{Copied, literal},
};

const ROWS: usize = 500;

/// A simulated kiosk with what it will send.
pub(crate) struct Simulated {
    pub(crate) requests: Vec<Prepared>,
}

/// A signed request.
pub(crate) struct Prepared {
    pub(crate) nonce: [u8; 16],
    pub(crate) body: Vec<u8>,
    /// How far the chain reaches when it was taken.
    pub(crate) through: u64,
}

/// What each kiosk will send.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) kiosks: u64,
    pub(crate) requests: u64,
    pub(crate) records: u64,
}

/// Makes the requests of all kiosks on both processors.
pub(crate) fn prepare(
    load: Load,
    trust: &TrustBundle,
    doors: &[Door],
    unix_ms: u64,
) -> Result<Vec<Simulated>> {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let numbers: Vec<u64> = (0..load.kiosks).collect();
    let share = numbers.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = numbers
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .map(|n| simulate(*n, load, trust, doors, unix_ms))
                        .collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let mut all = Vec::new();
        for each in threads {
            let part = each.join().ok().context("a thread that prepares")?;
            all.extend(part?);
        }
        Ok(all)
    })
}

fn simulate(
    n: u64,
    load: Load,
    trust: &TrustBundle,
    doors: &[Door],
    unix_ms: u64,
) -> Result<Simulated> {
    let (kiosk, key) = (name(n)?, key(n));
    let mut prev = [0; 32];
    let mut seq = 0;
    let mut requests = Vec::new();
    for counter in 1..=load.requests {
        let mut up: Vec<Envelope> = Vec::new();
        for _ in 0..load.records.min(u64::try_from(UP_ENTRIES_MAX)?) {
            seq += 1;
            let mut random = [0; 10];
            SoftwareCrypto.random(&mut random);
            let at = SealAt {
                kiosk: kiosk.clone(),
                epoch: 1,
                seq,
                prev,
                record: RecordId::compose(unix_ms, random),
                at: (unix_ms, unix_ms),
                circumstances: Circumstances::GOOD,
            };
            let record = people::declaration(n * load.records + seq, doors, unix_ms)?;
            let sealed = seal_record(&record, at, &key, &trust.centre_seal, &SoftwareCrypto);
            let envelope = sealed.ok().context("a sealed declaration")?;
            prev = envelope.header_hash();
            up.push(envelope);
        }
        let mut nonce = [0; 16];
        SoftwareCrypto.random(&mut nonce);
        let request = SyncRequest {
            kiosk: kiosk.clone(),
            counter,
            nonce,
            last_server_ms: unix_ms,
            bundle_seq: trust.seq,
            app: "sync-bench/1".to_owned(),
            epoch: 1,
            down_cursor: 0,
            up,
        };
        requests.push(Prepared {
            nonce,
            body: request.sign(&key, &SoftwareCrypto)?,
            through: seq,
        });
    }
    Ok(Simulated { requests })
}

/// Enrols the kiosks by writing the tables of the front, as an approval leaves them.
pub(crate) async fn enrol(on: &Copied, kiosks: u64, unix_ms: u64) -> Result<()> {
    let books = on.front();
    let schema = match &books {
        Books::Sqlite(_) => "",
        Books::Postgres(_) => "front.",
    };
    let numbers: Vec<u64> = (0..kiosks).collect();
    for part in numbers.chunks(ROWS) {
        let rows: Vec<String> = part
            .iter()
            .map(|n| {
                let public = key(*n).verifying_key().public_bytes();
                let zeros = literal(&[0; 32], &books);
                Ok(format!(
                    "('{}', 'bench', {}, {}, 'sync-bench/1', 'APPROVED', 'YJ1K:', 0, 0, {zeros}, {unix_ms})",
                    name(*n)?,
                    literal(&public, &books),
                    literal(&sealing(*n), &books),
                ))
            })
            .collect::<Result<_>>()?;
        let sql = format!(
            "INSERT INTO {schema}kiosks (id, site, signing, sealing, app, standing, certificate, \
             chain_epoch, chain_seq, chain_hash, enrolled_at_ms) VALUES {}",
            rows.join(", ")
        );
        books.set_back(&sql).await?;
    }
    Ok(())
}

/// Gives a kiosk the chain of a long life: so many records, all taken by the vault.
pub(crate) async fn age(on: &Copied, n: u64, records: u64, unix_ms: u64) -> Result<()> {
    let (books, name) = (on.front(), name(n)?);
    let sql = match &books {
        Books::Sqlite(_) => format!(
            "BEGIN; WITH RECURSIVE life(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM life
                 WHERE seq < {records})
             INSERT INTO envelopes SELECT '{name}', 1, seq, randomblob(16), randomblob(32),
                 zeroblob(554), {unix_ms}, 1, NULL FROM life;
             UPDATE kiosks SET chain_epoch = 1, chain_seq = {records} WHERE id = '{name}'; COMMIT;"
        ),
        Books::Postgres(_) => format!(
            "INSERT INTO front.envelopes SELECT '{name}', 1, seq, decode(md5(seq || ''), 'hex'),
                 sha256('x'), decode(repeat('00', 554), 'hex'), {unix_ms}, 1, NULL
                 FROM generate_series(1, {records}) AS life(seq);
             UPDATE front.kiosks SET chain_epoch = 1, chain_seq = {records} WHERE id = '{name}';
             ANALYZE front.envelopes;"
        ),
    };
    books.set_back(&sql).await
}

fn name(n: u64) -> Result<KioskId> {
    let name = KioskId::parse(&format!("bench-{n:05}"));
    name.ok().context("a name")
}

fn key(n: u64) -> SigningKey {
    let mut bytes = [0x42; 32];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    SigningKey::from_bytes(&bytes)
}

fn sealing(n: u64) -> [u8; 32] {
    let mut bytes = [0x24; 32];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    codes::SealingSecret::from_bytes(&bytes).public().to_bytes()
}
