//! How long it takes until a record is durable, beside appending the same bytes to a file.
//!
//! All variants take turns in one run on one disk, so that what else the disk does falls on all of
//! them alike.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result};
use codes::{SealingSecret, SigningKey, SoftwareCrypto, TrustBundle, issue_bundle};
use journal::{Enrolment, Journal, KeyFile};
use protocol::{Circumstances, Envelope, SealAt, seal_record};
use residence::{HouseCode, KioskId, RecordId};
use rusqlite::{Connection, params};

use crate::{
    drain::append,
    people::{self, Door, hex},
    table::{heading, quantile, row},
};

const OPENINGS: usize = 20;
const SEALED: u64 = 500;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Commits of each variant.
    #[arg(long, default_value_t = 10_000)]
    commits: u64,
    /// Commits of a variant before the next has its turn.
    #[arg(long, default_value_t = 50)]
    turn: u64,
}

/// Whether the log of the database is written for the first time, or over itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Log {
    Steady,
    Fresh,
}

enum Act {
    Raw(File),
    Table(Connection, Log, u64),
    Declaration(Box<Kiosk>, Log),
}

struct Kiosk {
    folder: PathBuf,
    /// `None` only while it is opened again.
    journal: Option<Journal>,
    next: u64,
}

struct Variant {
    name: &'static str,
    goal: &'static str,
    act: Act,
    times: Vec<f64>,
}

/// Runs all variants in turns and prints the table.
pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<()> {
    let doors = vec![(
        HouseCode::parse("449900-5001").ok().context("a house")?,
        [5; 8],
    )];
    let (sealing, sealed) = seal(&doors)?;
    let bytes = sealed.encode();
    let mut variants = variants(root)?;
    for round in 0..=arguments.commits / arguments.turn {
        for variant in &mut variants {
            begin_turn(variant)?;
            for _ in 0..arguments.turn {
                let took = commit(variant, &bytes, &doors)?;
                // The first round only warms up: a log that is written over must exist.
                if round > 0 {
                    variant.times.push(took);
                }
            }
        }
    }
    tell(&mut variants, arguments.commits);
    row(&[
        "sealing and signing alone, processor time of this thread",
        &format!("{:.3}", quantile(&mut sealing.clone(), 0.5)),
        &format!("{:.3}", quantile(&mut sealing.clone(), 0.99)),
        "–",
        "–",
        "–",
    ]);
    openings(root)
}

fn tell(variants: &mut [Variant], commits: u64) {
    heading(
        &format!("Durable acknowledgement, {commits} commits of each, in turns on one disk"),
        &["what", "p50 ms", "p99 ms", "p50 ÷ raw", "p99 ÷ raw", "goal"],
    );
    let mut raw = None;
    for variant in variants {
        let p50 = quantile(&mut variant.times, 0.5);
        let p99 = quantile(&mut variant.times, 0.99);
        let (raw50, raw99) = *raw.get_or_insert((p50, p99));
        row(&[
            variant.name,
            &format!("{p50:.3}"),
            &format!("{p99:.3}"),
            &format!("{:.2}", p50 / raw50),
            &format!("{:.2}", p99 / raw99),
            variant.goal,
        ]);
    }
}

fn variants(root: &Path) -> Result<Vec<Variant>> {
    let table = |name: &str, key: bool| open_table(&root.join(name), key);
    let all = [
        (
            "raw append + fdatasync",
            "–",
            Act::Raw(
                File::options()
                    .create(true)
                    .append(true)
                    .open(root.join("raw"))?,
            ),
        ),
        (
            "SQLite WAL FULL, one row, steady",
            "–",
            Act::Table(table("plain-steady", false)?, Log::Steady, 0),
        ),
        (
            "SQLite WAL FULL, one row, fresh log",
            "–",
            Act::Table(table("plain-fresh", false)?, Log::Fresh, 0),
        ),
        (
            "SQLCipher WAL FULL, one row, steady",
            "G1 ≤ 1.3",
            Act::Table(table("cipher-steady", true)?, Log::Steady, 0),
        ),
        (
            "SQLCipher WAL FULL, one row, fresh log",
            "G1 ≤ 2.2",
            Act::Table(table("cipher-fresh", true)?, Log::Fresh, 0),
        ),
        (
            "journal, a whole declaration sealed and signed, steady",
            "G2 ≤ 3.5; p99 ≤ 2",
            Act::Declaration(
                Box::new(Kiosk::new(&root.join("kiosk-steady"))?),
                Log::Steady,
            ),
        ),
        (
            "journal, the same, opened anew (fresh log)",
            "–",
            Act::Declaration(Box::new(Kiosk::new(&root.join("kiosk-fresh"))?), Log::Fresh),
        ),
    ];
    Ok(all
        .into_iter()
        .map(|(name, goal, act)| Variant {
            name,
            goal,
            act,
            times: Vec::new(),
        })
        .collect())
}

/// With the settings of the journal.
fn open_table(file: &Path, encrypted: bool) -> Result<Connection> {
    let connection = Connection::open(file)?;
    if encrypted {
        let key = format!("PRAGMA key = \"x'{}'\";", hex(&[7; 32]));
        connection.execute_batch(&key)?;
        connection.execute_batch("PRAGMA cipher_memory_security = ON;")?;
    }
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
         CREATE TABLE records (seq INTEGER PRIMARY KEY, envelope BLOB NOT NULL);",
    )?;
    Ok(connection)
}

fn begin_turn(variant: &mut Variant) -> Result<()> {
    match &mut variant.act {
        Act::Table(connection, Log::Fresh, _) => {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Act::Declaration(kiosk, Log::Fresh) => {
            // The last connection that closes a database takes its log away.
            kiosk.journal = None;
            kiosk.journal = Some(open_journal(&kiosk.folder)?);
        }
        Act::Raw(_) | Act::Table(_, Log::Steady, _) | Act::Declaration(_, Log::Steady) => {}
    }
    Ok(())
}

/// Makes one record durable and returns how long it took, in milliseconds.
fn commit(variant: &mut Variant, bytes: &[u8], doors: &[Door]) -> Result<f64> {
    let began;
    match &mut variant.act {
        Act::Raw(file) => {
            began = Instant::now();
            file.write_all(bytes)?;
            file.sync_data()?;
        }
        Act::Table(connection, _, seq) => {
            *seq += 1;
            began = Instant::now();
            connection
                .prepare_cached("INSERT INTO records (seq, envelope) VALUES (?1, ?2)")?
                .execute(params![i64::try_from(*seq)?, bytes])?;
        }
        Act::Declaration(kiosk, _) => {
            kiosk.next += 1;
            let now_ms = town::now().unix_ms;
            let record = people::declaration(kiosk.next, doors, now_ms)?;
            let journal = kiosk.journal.as_ref().context("an open journal")?;
            began = Instant::now();
            append(journal, &record, kiosk.next, now_ms)?;
        }
    }
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

impl Kiosk {
    fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let journal = open_journal(folder)?;
        let (root, centre) = (SigningKey::from_bytes(&[1; 32]), secret().public());
        let now_s = town::now().unix_ms / 1_000;
        let bundle = TrustBundle {
            seq: 1,
            iat: now_s - 3_600,
            next: now_s + 86_400,
            exp: now_s + 30 * 86_400,
            demo: true,
            ..TrustBundle::empty(centre, root.verifying_key())
        };
        let text = issue_bundle(&bundle, &root, &SoftwareCrypto)?;
        journal.set_enrolment(&Enrolment {
            kiosk: kiosk_id()?,
            place: "海榕街道榕荫社区服务站".to_owned(),
            server: "https://localhost:8443".to_owned(),
            ca_pem: "-----BEGIN CERTIFICATE-----".to_owned(),
            roots: vec![root.verifying_key()],
            certificate: "YJ1K:CERTIFICATE".to_owned(),
        })?;
        journal.set_bundle(&text, 1)?;
        Ok(Self {
            folder: folder.to_owned(),
            journal: Some(journal),
            next: 0,
        })
    }
}

fn open_journal(folder: &Path) -> Result<Journal> {
    let keys = KeyFile::new(folder.join("kiosk.key"));
    Journal::open(folder, &keys, &SoftwareCrypto).context("the journal opens")
}

fn kiosk_id() -> Result<KioskId> {
    KioskId::parse("rongyin-7k2m").ok().context("a name")
}

fn secret() -> SealingSecret {
    SealingSecret::from_bytes(&[2; 32])
}

/// Times sealing and signing alone, in milliseconds, and returns one envelope.
fn seal(doors: &[Door]) -> Result<(Vec<f64>, Envelope)> {
    let (key, centre) = (SigningKey::from_bytes(&[3; 32]), secret().public());
    let (kiosk, now_ms) = (kiosk_id()?, town::now().unix_ms);
    let mut times = Vec::new();
    let mut last = None;
    for n in 0..SEALED {
        let record = people::declaration(n, doors, now_ms)?;
        let at = SealAt {
            kiosk: kiosk.clone(),
            epoch: 1,
            seq: n + 1,
            prev: [0; 32],
            record: RecordId::compose(now_ms, [0; 10]),
            at: (now_ms, now_ms),
            circumstances: Circumstances::GOOD,
        };
        let began = Instant::now();
        last = seal_record(&record, at, &key, &centre, &SoftwareCrypto).ok();
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok((times, last.context("an envelope")?))
}

/// From the closed file to the first answer, with a raw key.
fn openings(root: &Path) -> Result<()> {
    let mut table = Vec::new();
    let mut journal = Vec::new();
    for _ in 0..OPENINGS {
        let began = Instant::now();
        let connection = Connection::open(root.join("cipher-steady"))?;
        let key = format!("PRAGMA key = \"x'{}'\";", hex(&[7; 32]));
        connection.execute_batch(&key)?;
        connection.query_row("SELECT max(seq) FROM records", [], |row| {
            row.get::<_, i64>(0)
        })?;
        table.push(began.elapsed().as_secs_f64() * 1e3);
        drop(connection);
        let began = Instant::now();
        let opened = open_journal(&root.join("kiosk-steady"))?;
        opened.chain()?;
        journal.push(began.elapsed().as_secs_f64() * 1e3);
    }
    for (name, times, goal) in [
        ("opening SQLCipher with a raw key", &mut table, "G3 ≤ 5 ms"),
        ("opening the whole journal", &mut journal, "≤ 2 s"),
    ] {
        let (p50, worst) = (quantile(times, 0.5), quantile(times, 1.0));
        row(&[
            name,
            &format!("{p50:.2}"),
            &format!("{worst:.2}"),
            "–",
            "–",
            goal,
        ]);
    }
    Ok(())
}
