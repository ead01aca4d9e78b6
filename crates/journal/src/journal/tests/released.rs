//! Files that released versions wrote, as they wrote them: each is opened, holds what it held, and
//! goes on. The files in `tests/released` are never made again, only added to.

use std::{fs, path::PathBuf};

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use protocol::{
    Circumstances, RecordKind, SealAt,
    codes::{SeededCrypto, SigningKey},
    seal_record,
};

use crate::{
    AuditEntry, AuditEvent, AuditResult, Journal, audit, file, migrations,
    testing::{
        Bench, Keys, NOW_MS, answer, centre_secret, declaration, enrolment, index_entry, record_id,
        root, subject,
    },
};

const KEY: [u8; 32] = [6; 32];
const SECRET: [u8; 32] = [1; 32];
/// Schema versions that were released.
const RELEASED: [u32; 3] = [1, 2, 3];

fn kept(version: u32) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    folder.join(format!("kiosk-{version}.db"))
}

#[test]
fn every_released_file_opens_and_goes_on() {
    for version in RELEASED {
        let dir = TempDir::new().unwrap();
        fs::copy(kept(version), dir.path().join("kiosk.db")).unwrap();
        let crypto = SeededCrypto::new(9);
        let journal = Journal::open(dir.path(), &Keys::raw(KEY), &crypto).unwrap();
        let device = journal.device().unwrap();
        assert_eq!(device.signing.to_secret().unwrap().as_slice(), SECRET);
        let held = journal.enrolment().unwrap().unwrap();
        assert_eq!(held.roots, [root().verifying_key()], "{version}");
        assert_eq!(journal.bundle_floor().unwrap(), 1);
        assert_eq!(journal.clock_state().unwrap().floor_ms, NOW_MS - 7);
        // Two records of the first version, and one of each later one.
        let records = u64::from(version) + 1;
        assert_eq!(journal.chain().unwrap().last_seq, records, "{version}");
        let batch = journal.next_batch(0, 99, usize::MAX).unwrap();
        assert_eq!(batch.len() as u64, records);
        for envelope in &batch {
            let device = device.signing.verifying_key();
            assert!(protocol::verify_envelope(envelope, &device).is_ok());
            let opened = protocol::open_envelope(envelope, &centre_secret(), &crypto).unwrap();
            let n = u8::try_from(envelope.header().seq).unwrap();
            assert_eq!(opened.record, declaration(n), "{version}");
        }
        assert_eq!(journal.registrations_of(&subject(1)).unwrap().len(), 1);
        assert_eq!(journal.verify_audit().unwrap().n, u64::from(version) - 1);
        let bench = Bench {
            dir,
            journal,
            crypto,
        };
        assert_eq!(bench.declare(9).1.seq, records + 1);
        bench
            .journal
            .apply_answer(&answer(records, records))
            .unwrap();
        assert_eq!(bench.journal.outbox_status().unwrap().waiting, 1);
        assert_eq!(bench.journal.make_copy(&|| false), Ok(1));
    }
}

/// A released migration is never edited: files in the field have it already, as it was.
#[test]
fn released_migrations_are_as_they_were() {
    let released = [
        (
            "0001_memory.sql",
            "dfe209e6c95aa74a06767b2b025099cadd92417c07bb3b8e3b68636498db2140",
        ),
        (
            "0002_trust.sql",
            "944efede14b943db5fbc80e1bf5acb35d166c2ca2f34853c7e6910e36227fcee",
        ),
        (
            "0003_acts.sql",
            "f9e680d29cd6d2cd22456099cd5e89532ad36e128d6aa2a139e5a80e6e54a3d9",
        ),
    ];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for (name, expected) in released {
        let digest = Sha256::digest(fs::read(folder.join(name)).unwrap());
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            text, expected,
            "{name} is released: add a new migration instead"
        );
    }
}

/// How the files were made. They are kept as they are; this only makes what is missing.
#[test]
fn the_released_files_were_made_like_this() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("kiosk.db");
    for version in RELEASED {
        let mut connection = Connection::open(&path).unwrap();
        file::unlock(&connection, &KEY).unwrap();
        file::settle(&connection).unwrap();
        migrations::apply_up_to(&mut connection, version as usize).unwrap();
        match version {
            1 => begin(&connection),
            2 => {
                let crypto = SeededCrypto::new(2);
                audit::ensure_key(&connection, &crypto).unwrap();
                note(&connection);
            }
            _ => {
                note(&connection);
                let sql = "INSERT INTO act_outcomes VALUES (?1, NULL, '2026-11-23', 5)";
                connection.execute(sql, [[3_u8; 16]]).unwrap();
            }
        }
        append(&connection, version);
        crate::recovery::cut_log(&connection).unwrap();
        connection.close().unwrap();
        if !kept(version).exists() {
            fs::create_dir_all(kept(version).parent().unwrap()).unwrap();
            fs::copy(&path, kept(version)).unwrap();
        }
    }
}

fn note(connection: &Connection) {
    let entry = AuditEntry {
        event: AuditEvent::Started,
        actor: None,
        object: None,
        result: AuditResult::Done,
    };
    audit::add(connection, &entry, (NOW_MS, NOW_MS)).unwrap();
}

/// The first version, by its own columns.
fn begin(connection: &Connection) {
    let bundle = Bench::new().bundle(1);
    let held = enrolment();
    connection
        .execute("INSERT INTO device VALUES (1, ?1, ?1, ?1)", [SECRET])
        .unwrap();
    let row = params![
        held.kiosk.as_str(),
        held.place,
        held.server,
        held.ca_pem,
        root().verifying_key().to_bytes(),
        held.certificate
    ];
    connection
        .execute(
            "INSERT INTO enrolment VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            row,
        )
        .unwrap();
    let sealing = centre_secret().public();
    connection
        .execute(
            "INSERT INTO bundle VALUES (1, 1, ?1, ?2)",
            params![bundle, sealing.to_bytes()],
        )
        .unwrap();
    connection
        .execute("UPDATE sync_state SET last_server_ms = ?1", [NOW_MS - 7])
        .unwrap();
    crate::registrations::insert(connection, &record_id(1), (1, 1), &index_entry(1)).unwrap();
    append(connection, 0);
}

/// One more record, with the columns of its version.
fn append(connection: &Connection, version: u32) {
    let tip = crate::chain::load(connection).unwrap();
    let n = u8::try_from(tip.last_seq + 1).unwrap();
    let place = SealAt {
        kiosk: enrolment().kiosk,
        epoch: 1,
        seq: tip.last_seq + 1,
        prev: tip.last_hash,
        record: record_id(n),
        at: (NOW_MS, NOW_MS),
        circumstances: Circumstances::GOOD,
    };
    let (signing, centre) = (SigningKey::from_bytes(&SECRET), centre_secret().public());
    let crypto = SeededCrypto::new(u64::from(n));
    let envelope = seal_record(&declaration(n), place, &signing, &centre, &crypto).unwrap();
    let columns = "INSERT INTO outbox (epoch, seq, record, header_hash, envelope, at_ms";
    let (hash, bytes) = (envelope.header_hash(), envelope.encode());
    let id = record_id(n);
    let row = params![n, id.as_bytes(), hash, bytes, NOW_MS];
    let sql = if version < 2 {
        format!("{columns}) VALUES (1, ?1, ?2, ?3, ?4, ?5)")
    } else {
        let kind = RecordKind::Declaration.number();
        format!("{columns}, kind) VALUES (1, ?1, ?2, ?3, ?4, ?5, {kind})")
    };
    connection.execute(&sql, row).unwrap();
    crate::chain::advance(connection, u64::from(n), &hash).unwrap();
}
