//! Thirty days without a network: the start is quick, and asks nothing of anybody.

use std::time::{Duration, Instant};

use protocol::{Circumstances, codes::SeededCrypto};
use residence::RecordId;
use tempfile::TempDir;

use super::{break_database, image};
use crate::{
    IndexEntry, NewRecord,
    testing::{Bench, NOW_MS, declaration, enrolment, index_entry, open},
};

const RECORDS: u32 = 5_000;
const DAY_MS: u64 = 86_400_000;
/// The goal is two seconds on a kiosk; a test may share its machine with others.
const START_MAX: Duration = Duration::from_secs(10);

fn declare(bench: &Bench, n: u32) {
    let at = NOW_MS + u64::from(n) * 30 * DAY_MS / u64::from(RECORDS);
    let person = u8::try_from(n % 200).unwrap() + 1;
    let mut random = [0; 10];
    random[..4].copy_from_slice(&n.to_be_bytes());
    let act = NewRecord {
        record: &declaration(person),
        id: RecordId::compose(at, random),
        at: (at, at),
        circumstances: Circumstances::GOOD,
        index: Some(IndexEntry {
            cohabitants: n,
            ..index_entry(person)
        }),
        provisional_for: None,
        drop_draft: None,
    };
    bench.journal.append(act, &bench.crypto).unwrap();
}

#[test]
fn a_kiosk_with_five_thousand_records_starts_soon() {
    let bench = Bench::enrolled();
    for n in 0..RECORDS {
        declare(&bench, n);
        if n % 1_000 == 900 {
            bench.journal.make_copy(&|| false).unwrap();
        }
    }
    let files = image(bench.dir.path());
    let timed = |what: &str| {
        let begun = Instant::now();
        let journal = open(&files, &bench.crypto).unwrap();
        let took = begun.elapsed();
        println!("{RECORDS} records, {what}: open {} ms", took.as_millis());
        assert!(took < START_MAX, "{what}: {took:?}");
        assert_eq!(journal.outbox_status().unwrap().waiting, RECORDS);
        assert_eq!(journal.chain().unwrap().last_seq, u64::from(RECORDS));
    };
    timed("after a power cut");
    timed("after a good end");
    std::fs::write(files.path().join("kiosk.db-wal"), b"").unwrap();
    break_database(files.path());
    timed("restored from a copy");
}

/// What the mirror costs the act, on the disk that tests are on.
#[test]
fn the_mirror_costs_little() {
    let dir = TempDir::new().unwrap();
    let crypto = SeededCrypto::new(1);
    let journal = open(&dir, &crypto).unwrap();
    let bench = Bench {
        dir,
        journal,
        crypto,
    };
    bench.journal.set_enrolment(&enrolment()).unwrap();
    bench.journal.set_bundle(&bench.bundle(1), 1).unwrap();
    let mut took = [vec![], vec![]];
    for n in 0..600 {
        // In turns, so that both see the same disk.
        let is_mirrored = n % 200 >= 100;
        bench.journal.mirror().is_stopped = !is_mirrored;
        let begun = Instant::now();
        declare(&bench, n);
        if n % 100 > 0 {
            took[usize::from(is_mirrored)].push(begun.elapsed());
        }
    }
    for (what, times) in ["without", "with"].into_iter().zip(&mut took) {
        times.sort_unstable();
        let at = |share: usize| times[times.len() * share / 100].as_micros();
        println!("{what} mirror: p50 {} us, p99 {} us", at(50), at(99));
    }
}
