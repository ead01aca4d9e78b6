mod disk;
mod released;

use std::{
    fs::{self, OpenOptions},
    path::PathBuf,
};

use rusqlite::types::Value;

use super::*;
use crate::testing::{Bench, CANARY, Keys, NUMBER, device_public, house, open, subject};

fn files(bench: &Bench) -> Vec<PathBuf> {
    let entries = fs::read_dir(bench.dir.path()).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn the_machine_keeps_its_identity() {
    let bench = Bench::new();
    let (first, sealing) = (
        device_public(&bench.journal),
        bench.journal.device().unwrap().sealing.kid(),
    );
    let bench = bench.reopened();
    assert_eq!(device_public(&bench.journal), first);
    assert_eq!(bench.journal.device().unwrap().sealing.kid(), sealing);
}

#[test]
fn the_settings_hold() {
    let bench = Bench::new();
    let cases = [
        ("synchronous", Value::Integer(2)),
        ("journal_mode", Value::Text("wal".to_owned())),
        ("secure_delete", Value::Integer(1)),
        ("temp_store", Value::Integer(2)),
        ("foreign_keys", Value::Integer(1)),
        ("trusted_schema", Value::Integer(0)),
        ("auto_vacuum", Value::Integer(2)),
        ("cipher_memory_security", Value::Text("1".to_owned())),
        ("cipher_status", Value::Text("1".to_owned())),
        ("cipher_use_hmac", Value::Text("1".to_owned())),
        (
            "cipher_hmac_algorithm",
            Value::Text("HMAC_SHA512".to_owned()),
        ),
        ("cipher_plaintext_header_size", Value::Text("0".to_owned())),
        ("cipher_log_level", Value::Text("NONE".to_owned())),
    ];
    let connection = bench.journal.connection();
    for (name, expected) in cases {
        let value: Value = connection
            .pragma_query_value(None, name, |row| row.get(0))
            .unwrap();
        assert_eq!(value, expected, "{name}");
    }
}

#[test]
fn a_second_opener_is_refused_until_the_first_has_gone() {
    let Bench {
        dir,
        journal,
        crypto,
    } = Bench::new();
    let clone = journal.clone();
    drop(journal);
    assert_eq!(open(&dir, &crypto).err(), Some(Error::Locked));
    drop(clone);
    assert!(open(&dir, &crypto).is_ok());
}

#[test]
fn a_wrong_key_opens_nothing_and_breaks_nothing() {
    let Bench {
        dir,
        journal,
        crypto,
    } = Bench::enrolled();
    drop(journal);
    let wrong = Journal::open(dir.path(), &Keys::raw([7; 32]), &crypto);
    assert_eq!(wrong.err(), Some(Error::WrongKey));
    assert!(open(&dir, &crypto).unwrap().enrolment().unwrap().is_some());
}

#[test]
fn a_lost_key_is_not_replaced() {
    let Bench {
        dir,
        journal,
        crypto,
    } = Bench::new();
    drop(journal);
    fs::remove_file(dir.path().join("db.key")).unwrap();
    assert_eq!(
        open(&dir, &crypto).err(),
        Some(Error::Key(KeyError::Missing))
    );
    assert!(!dir.path().join("db.key").exists());
}

#[test]
fn the_files_tell_nothing() {
    let bench = Bench::enrolled();
    bench
        .journal
        .save_draft("A1", CANARY.as_bytes(), 0)
        .unwrap();
    let named = protocol::House {
        street: CANARY.to_owned(),
        ..house("449900-0018")
    };
    bench
        .journal
        .write(|act| crate::houses::store(act, &named))
        .unwrap();
    bench.declare(1);
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let subject = subject(1);
    let needles: [&[u8]; 6] = [
        CANARY.as_bytes(),
        &wide,
        b"SQLite format 3",
        NUMBER.as_bytes(),
        b"rongyin-1",
        subject.as_bytes(),
    ];
    let with_log = files(&bench);
    assert!(
        with_log
            .iter()
            .any(|path| path.to_string_lossy().ends_with("-wal"))
    );
    for path in with_log.iter().chain(&files(&bench.reopened())) {
        let Ok(bytes) = fs::read(path) else { continue };
        for needle in needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{} holds {needle:02x?}", path.display());
        }
    }
}

#[test]
fn a_module_may_hold_the_signing_key() {
    use protocol::codes::{Algorithm, SeededCrypto, SigningKey};
    let (dir, crypto) = (tempfile::TempDir::new().unwrap(), SeededCrypto::new(1));
    let public = |n| {
        SigningKey::from_secret(Algorithm::Es256, &[n; 32])
            .unwrap()
            .verifying_key()
    };
    let with = |signing| {
        Journal::open(
            dir.path(),
            &Keys {
                signing,
                ..Keys::raw([6; 32])
            },
            &crypto,
        )
    };
    let journal = with(None).unwrap();
    assert!(!journal.device().unwrap().is_held());
    let sealing = journal.device().unwrap().sealing.kid();
    drop(journal);
    let journal = with(Some(public(5))).unwrap();
    let device = journal.device().unwrap();
    assert!(device.is_held());
    assert_eq!(device.signing.verifying_key(), public(5));
    assert_eq!(device.sealing.kid(), sealing, "the other keys stay");
    journal.set_enrolment(&crate::testing::enrolment()).unwrap();
    drop(journal);
    assert!(with(Some(public(5))).is_ok());
    assert_eq!(with(Some(public(6))).err(), Some(Error::KeyInUse));
    assert_eq!(
        with(None)
            .unwrap()
            .device()
            .unwrap()
            .signing
            .verifying_key(),
        public(5),
        "a module that is away changes nothing"
    );
}

#[test]
fn roots_of_every_algorithm_are_pinned() {
    use protocol::codes::{Algorithm, SigningKey};
    let bench = Bench::new();
    let keys = [Algorithm::Sm2, Algorithm::Ed25519, Algorithm::Es256];
    let roots: Vec<_> = keys
        .iter()
        .map(|algorithm| {
            SigningKey::from_secret(*algorithm, &[3; 32])
                .unwrap()
                .verifying_key()
        })
        .collect();
    let enrolment = crate::Enrolment {
        roots: roots.clone(),
        ..crate::testing::enrolment()
    };
    bench.journal.set_enrolment(&enrolment).unwrap();
    let held = bench.reopened().journal.enrolment().unwrap().unwrap().roots;
    assert!(held.len() == 3 && roots.iter().all(|root| held.contains(root)));
}

#[test]
fn a_power_cut_keeps_what_was_saved() {
    let bench = Bench::enrolled();
    for n in 1..=3 {
        bench.declare(n);
    }
    // A copy of the files at this instant is what a machine finds when power comes back.
    let after = tempfile::TempDir::new().unwrap();
    for path in files(&bench) {
        let name = path.file_name().unwrap();
        // SQLite rebuilds the index of the log; after a power cut it is not there.
        if !name.to_string_lossy().ends_with("-shm") {
            fs::copy(&path, after.path().join(name)).unwrap();
        }
    }
    let journal = open(&after, &bench.crypto).unwrap();
    assert_eq!(journal.chain().unwrap().last_seq, 3);
    assert_eq!(journal.next_batch(0, 9, usize::MAX).unwrap().len(), 3);
}

#[test]
fn any_torn_log_gives_a_beginning_of_the_chain() {
    let bench = Bench::enrolled();
    for n in 1..=3 {
        bench.declare(n);
    }
    let log = bench.dir.path().join("kiosk.db-wal");
    let whole = fs::metadata(&log).unwrap().len();
    for part in 0..=10 {
        let after = tempfile::TempDir::new().unwrap();
        for name in ["kiosk.db", "kiosk.db-wal", "db.key"] {
            fs::copy(bench.dir.path().join(name), after.path().join(name)).unwrap();
        }
        let torn = OpenOptions::new()
            .write(true)
            .open(after.path().join("kiosk.db-wal"));
        torn.unwrap().set_len(whole * part / 10).unwrap();
        let journal = open(&after, &bench.crypto).unwrap();
        let last_seq = journal.chain().unwrap().last_seq;
        let kept = journal.next_batch(0, 9, usize::MAX).unwrap().len();
        assert_eq!(u64::try_from(kept).unwrap(), last_seq, "at {part} tenths");
        assert!(part < 10 || last_seq == 3, "the whole log holds everything");
    }
}

#[test]
fn a_damaged_file_is_refused() {
    let Bench {
        dir,
        journal,
        crypto,
    } = Bench::enrolled();
    drop(journal);
    let path = dir.path().join("kiosk.db");
    let good = fs::read(&path).unwrap();
    for place in [20, 4096 + 50, 3 * 4096 + 50] {
        let mut bad = good.clone();
        bad[place] ^= 1;
        fs::write(&path, &bad).unwrap();
        let outcome = open(&dir, &crypto).and_then(|journal| {
            journal.enrolment()?;
            journal.bundle()?;
            journal.chain()
        });
        if place == 20 {
            assert_eq!(
                outcome,
                Err(Error::WrongKey),
                "the first page holds the check"
            );
        } else if let Err(error) = outcome {
            assert_eq!(error, Error::Unrestorable, "at {place}: there is no copy");
        }
    }
}

#[test]
fn a_key_file_open_to_others_is_refused() {
    let Bench {
        dir,
        journal,
        crypto,
    } = Bench::new();
    drop(journal);
    let path = dir.path().join("db.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        for wide in [0o640, 0o604, 0o660, 0o644, 0o601] {
            mode(wide);
            let expected = Some(Error::Key(KeyError::Permissions));
            assert_eq!(open(&dir, &crypto).err(), expected, "{wide:o}");
        }
        mode(0o600);
        assert!(open(&dir, &crypto).is_ok());
    }
}

/// A log that is cut has to grow again, and growing costs each act twice the time.
#[test]
fn the_log_is_used_again_and_never_cut_in_service() {
    let bench = Bench::enrolled();
    let log = bench.dir.path().join("kiosk.db-wal");
    let mut lengths = Vec::new();
    for n in 0..200_u32 {
        let text = [7; 20_000];
        bench
            .journal
            .save_draft(&format!("T{}", n % 9), &text, 0)
            .unwrap();
        if n % 50 == 49 {
            bench.journal.make_copy(&|| false).unwrap();
        }
        lengths.push(fs::metadata(&log).unwrap().len());
    }
    assert!(lengths.is_sorted(), "the log was cut");
    // Pages are moved on after a thousand; without that it would hold all two thousand of them.
    let last = *lengths.last().unwrap();
    assert!(last < 6 << 20, "{last} bytes");
}
