//! Flipped bytes, cut files, missing files: each is named, and nothing acknowledged is lost.

mod disk;
mod month;
mod witnessed;

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use protocol::codes::SeededCrypto;
use tempfile::TempDir;

use crate::{
    Damage, Error, Journal, KeyFile,
    testing::{Bench, answer, open, quick_directory},
};

const FILES: [&str; 4] = ["kiosk.db", "kiosk.db-wal", "outbox.mirror", "db.key"];
const RECORDS: u8 = 24;

/// Numbers that repeat with their seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap() % limit
    }
}

/// A kiosk with records of every standing: backed up, received, waiting; some before the newest
/// copy, some after it. Its power is cut: what lies in the folder is all there is.
struct Cut {
    dir: TempDir,
}

impl Cut {
    fn new() -> Self {
        let bench = Bench::enrolled();
        for n in 1..=RECORDS {
            bench.declare(n);
            match n {
                4 => drop(bench.journal.apply_answer(&answer(3, 2)).unwrap()),
                8 | 12 => drop(bench.journal.make_copy(&|| false).unwrap()),
                16 => drop(bench.journal.apply_answer(&answer(10, 5)).unwrap()),
                _ => {}
            }
        }
        Self {
            dir: image(bench.dir.path()),
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// Copies what a machine finds when its power comes back.
fn image(from: &Path) -> TempDir {
    let to = quick_directory();
    for name in FILES {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.path().join(name)).unwrap();
        }
    }
    if from.join("copies").exists() {
        fs::create_dir(to.path().join("copies")).unwrap();
        for entry in fs::read_dir(from.join("copies")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(
                entry.path(),
                to.path().join("copies").join(entry.file_name()),
            )
            .unwrap();
        }
    }
    to
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Leaves of the database nothing that could be read.
fn break_database(dir: &Path) {
    change(&dir.join("kiosk.db"), |bytes| bytes.truncate(1_000));
    fs::remove_file(dir.join("kiosk.db-wal")).unwrap();
}

/// All records that are not backed up are there, and the chain goes on where it was.
fn assert_all_there(journal: &Journal, what: &str) {
    let chain = journal.chain().unwrap();
    assert_eq!(chain.last_seq, u64::from(RECORDS), "{what}");
    let batch = journal.next_batch(5, 1_000, usize::MAX).unwrap();
    let seqs: Vec<u64> = batch.iter().map(|one| one.header().seq).collect();
    let all: Vec<u64> = (6..=u64::from(RECORDS)).collect();
    assert_eq!(seqs, all, "{what}");
    let mut prev = None;
    for envelope in &batch {
        assert!(
            prev.is_none_or(|prev| prev == envelope.header().prev),
            "{what}"
        );
        prev = Some(envelope.header_hash());
    }
    assert!(journal.verify_audit().is_ok(), "{what}");
}

/// Opens, checks, appends, and opens once more: what was restored stays restored.
fn assert_whole(dir: &TempDir, what: &str) -> Option<Damage> {
    let crypto = SeededCrypto::new(7);
    let opened = catch_unwind(AssertUnwindSafe(|| open(dir, &crypto)));
    let journal = opened
        .unwrap_or_else(|_| panic!("{what}: panics"))
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_all_there(&journal, what);
    for n in 1..=RECORDS {
        let found = journal
            .registrations_of(&crate::testing::subject(n))
            .unwrap();
        assert_eq!(found.len(), 1, "{what}: entry {n} of the index");
    }
    let damage = journal
        .health()
        .unwrap()
        .restorations
        .first()
        .map(|one| one.damage);
    drop(journal);
    let again = open(dir, &crypto).unwrap();
    assert_all_there(&again, what);
    let restorations = again.health().unwrap().restorations.len();
    assert_eq!(restorations, usize::from(damage.is_some()), "{what}: once");
    damage
}

/// Three hundred places, in the file, in its log and in both at once.
#[test]
fn flipped_bytes_lose_nothing() {
    let cut = Cut::new();
    let mut chance = Chance(0x5eed_0007);
    let mut named = BTreeSet::new();
    let mut restored = 0;
    for round in 0..300 {
        let dir = image(cut.path());
        let files: &[&str] = match round % 3 {
            0 => &["kiosk.db"],
            1 => &["kiosk.db-wal"],
            _ => &["kiosk.db", "kiosk.db-wal"],
        };
        for name in files {
            change(&dir.path().join(name), |bytes| {
                for _ in 0..=chance.below(3) {
                    let place = chance.below(bytes.len());
                    bytes[place] ^= 1 << chance.below(8);
                }
            });
        }
        if let Some(damage) = assert_whole(&dir, &format!("round {round}, {files:?}")) {
            named.insert(damage as u16);
            restored += 1;
        }
    }
    assert!(named.len() >= 2, "file and log are told apart: {named:?}");
    assert!(restored > 50, "{restored} of 300 needed it");
}

type Change = Box<dyn Fn(&Path)>;

/// Pages of zeros, cut files, files that are gone.
#[test]
fn cut_and_missing_files_lose_nothing() {
    let cut = Cut::new();
    let length = |name: &str| usize::try_from(fs::metadata(cut.path().join(name)).unwrap().len());
    let (file, log) = (length("kiosk.db").unwrap(), length("kiosk.db-wal").unwrap());
    let mut cases: Vec<(String, Change)> = Vec::new();
    for (name, length) in [("kiosk.db", file), ("kiosk.db-wal", log)] {
        for tenth in 0..10 {
            let at = length * tenth / 10;
            cases.push((
                format!("{name} cut at {at}"),
                Box::new(move |dir| change(&dir.join(name), |bytes| bytes.truncate(at))),
            ));
            cases.push((
                format!("zeros in {name} at {at}"),
                Box::new(move |dir| {
                    change(&dir.join(name), |bytes| {
                        let end = (at + 4096).min(bytes.len());
                        bytes[at..end].fill(0);
                    });
                }),
            ));
        }
        cases.push((
            format!("no {name}"),
            Box::new(move |dir| fs::remove_file(dir.join(name)).unwrap()),
        ));
    }
    cases.push((
        "neither".to_owned(),
        Box::new(|dir| {
            fs::remove_file(dir.join("kiosk.db")).unwrap();
            fs::remove_file(dir.join("kiosk.db-wal")).unwrap();
        }),
    ));
    for (what, damage) in cases {
        let dir = image(cut.path());
        damage(dir.path());
        assert_whole(&dir, &what);
    }
}

#[test]
fn a_damaged_newest_copy_is_passed_over() {
    let cut = Cut::new();
    for place in [10, 5_000, 30_000] {
        let dir = image(cut.path());
        break_database(dir.path());
        change(&dir.path().join("copies/kiosk.2.db"), |bytes| {
            bytes[place] ^= 4;
        });
        assert_eq!(assert_whole(&dir, "copy 2 too"), Some(Damage::Database));
        let journal = open(&dir, &SeededCrypto::new(1)).unwrap();
        let restored = journal.health().unwrap().restorations[0];
        assert_eq!((restored.n, restored.copy), (1, Some(1)), "{place}");
        assert!(
            dir.path().join("damaged/1-kiosk.db").exists(),
            "kept, by number"
        );
    }
}

#[test]
fn without_a_good_copy_it_is_refused_and_what_waits_is_salvaged() {
    let cut = Cut::new();
    let dir = image(cut.path());
    break_database(dir.path());
    for copy in ["copies/kiosk.1.db", "copies/kiosk.2.db"] {
        change(&dir.path().join(copy), |bytes| bytes[5_000] ^= 4);
    }
    let before = fs::read(dir.path().join("kiosk.db")).unwrap();
    let crypto = SeededCrypto::new(1);
    assert_eq!(open(&dir, &crypto).err(), Some(Error::Unrestorable));
    let after = fs::read(dir.path().join("kiosk.db")).unwrap();
    assert!(before == after, "nothing was touched");
    let keys = KeyFile::new(dir.path().join("db.key"));
    let salvaged = crate::salvage(dir.path(), &keys).unwrap();
    let seqs: BTreeSet<u64> = salvaged.iter().map(|one| one.header().seq).collect();
    assert!((6..=u64::from(RECORDS)).all(|seq| seqs.contains(&seq)));
}

/// A mirror that lost its end proves nothing: the chain might fork.
#[test]
fn a_copy_without_proof_waits_for_an_administrator() {
    let cut = Cut::new();
    let dir = image(cut.path());
    fs::remove_file(dir.path().join("kiosk.db")).unwrap();
    fs::remove_file(dir.path().join("kiosk.db-wal")).unwrap();
    change(&dir.path().join("outbox.mirror"), |bytes| {
        bytes.truncate(bytes.len() - 900);
    });
    let crypto = SeededCrypto::new(1);
    assert_eq!(open(&dir, &crypto).err(), Some(Error::Unrestorable));
    let keys = KeyFile::new(dir.path().join("db.key"));
    let approved = Journal::open_restored(dir.path(), &keys, &crypto).unwrap();
    let kept = approved.chain().unwrap().last_seq;
    assert!((12..u64::from(RECORDS)).contains(&kept), "{kept}");
    assert!(approved.begin_epoch(2, &crypto).unwrap() > 0);
    assert_eq!(approved.chain().unwrap().epoch, 2);
}

#[test]
fn a_damaged_mirror_is_written_anew_from_a_good_file() {
    let cut = Cut::new();
    let mut chance = Chance(0x5eed_0008);
    for round in 0..40 {
        let dir = image(cut.path());
        change(&dir.path().join("outbox.mirror"), |bytes| match round % 3 {
            0 => bytes.truncate(chance.below(bytes.len())),
            1 => {
                let place = chance.below(bytes.len());
                bytes[place] ^= 1 << chance.below(8);
            }
            _ => bytes.extend_from_slice(&[0; 4096]),
        });
        assert_eq!(assert_whole(&dir, "the mirror"), None);
        // The new one is as good as the old one was.
        change(&dir.path().join("kiosk.db"), |bytes| bytes[5_000] ^= 4);
        assert_eq!(assert_whole(&dir, "then the file"), Some(Damage::Database));
    }
}

#[test]
fn a_new_copy_and_a_cut_mirror_restore_as_well() {
    let bench = Bench::enrolled();
    for n in 1..=20 {
        bench.declare(n);
        if n % 3 == 0 {
            bench.journal.make_copy(&|| false).unwrap();
        }
    }
    assert_eq!(
        bench.journal.health().unwrap().copies,
        [6, 5, 4],
        "three are kept"
    );
    bench.journal.apply_answer(&answer(9, 9)).unwrap();
    bench.journal.sync_mirror().unwrap();
    assert_eq!(bench.journal.sync_mirror(), Ok(false));
    let dir = image(bench.dir.path());
    change(&dir.path().join("kiosk.db"), |bytes| bytes.truncate(1_000));
    fs::remove_file(dir.path().join("kiosk.db-wal")).unwrap();
    let journal = open(&dir, &bench.crypto).unwrap();
    assert_eq!(journal.chain().unwrap().last_seq, 20);
    let waiting = journal.next_batch(9, 100, usize::MAX).unwrap().len();
    assert_eq!(waiting, 11);
    assert!(journal.sync_state().unwrap().counter > 1 << 20);
}

#[test]
fn another_key_and_another_epoch_leave_no_copy_behind() {
    let bench = Bench::enrolled();
    bench.declare(1);
    bench.journal.make_copy(&|| false).unwrap();
    bench.journal.begin_epoch(2, &bench.crypto).unwrap();
    assert_eq!(bench.journal.health().unwrap().copies, [0; 0]);
    bench.declare(2);
    bench.journal.make_copy(&|| false).unwrap();
    let key = [9; 32];
    bench.journal.rekey(&key).unwrap();
    assert_eq!(bench.journal.health().unwrap().copies, [0; 0]);
    bench.declare(3);
    bench.journal.make_copy(&|| false).unwrap();
    let dir = image(bench.dir.path());
    fs::remove_file(dir.path().join("kiosk.db")).unwrap();
    let keys = crate::testing::Keys::raw(key);
    let journal = Journal::open(dir.path(), &keys, &bench.crypto).unwrap();
    assert_eq!(journal.chain().unwrap().last_seq, 3);
}

#[test]
fn a_copy_stops_when_it_is_told_to() {
    let bench = Bench::enrolled();
    assert!(bench.journal.copy_is_due());
    assert_eq!(bench.journal.make_copy(&|| true), Err(Error::Busy));
    assert_eq!(bench.journal.make_copy(&|| false), Ok(1));
    assert!(!bench.journal.copy_is_due());
    bench.declare(1);
    assert!(bench.journal.copy_is_due());
    let left: Vec<_> = fs::read_dir(bench.dir.path().join("copies"))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "nothing half is left");
}

/// What every evening leaves: nothing waits, and the mirror is whole.
#[test]
fn a_kiosk_of_which_nothing_waits_opens_again() {
    for (through, backed_up) in [(0, 0), (1, 0), (2, 1), (2, 2)] {
        let bench = Bench::enrolled();
        bench.declare(1);
        bench.declare(2);
        bench
            .journal
            .apply_answer(&answer(through, backed_up))
            .unwrap();
        let bench = bench.reopened().reopened();
        assert_eq!(bench.journal.chain().unwrap().last_seq, 2);
        assert_eq!(bench.declare(3).1.seq, 3);
    }
    assert_eq!(Bench::enrolled().reopened().declare(1).1.seq, 1);
}
