//! A disk that is really full, and one that really takes no writes: a small file system in memory,
//! where the test may mount one.

use std::{fs, io::Write as _, path::Path, process::Command};

use protocol::codes::SeededCrypto;
use tempfile::TempDir;

use super::quick_directory;
use crate::{
    Error, Journal, KeyFile,
    testing::{Bench, enrolment},
};

struct Disk {
    dir: TempDir,
}

impl Disk {
    fn small() -> Option<Self> {
        let dir = quick_directory();
        let mounted = mount(&["-t", "tmpfs", "-o", "size=24m", "tmpfs"], dir.path());
        if !mounted {
            println!("no file system could be mounted: not tested here");
        }
        mounted.then_some(Self { dir })
    }

    fn is_now(&self, how: &str) {
        assert!(mount(&["-o", &format!("remount,{how}")], self.dir.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let gone = Command::new("umount")
            .arg("-l")
            .arg(self.dir.path())
            .status();
        assert!(gone.is_ok());
    }
}

fn mount(words: &[&str], at: &Path) -> bool {
    let done = Command::new("mount").args(words).arg(at).output();
    done.is_ok_and(|done| done.status.success())
}

/// A kiosk whose folder lies on the disk.
fn bench(disk: &Disk) -> Bench {
    let dir = TempDir::new_in(disk.dir.path()).unwrap();
    let journal = open(dir.path()).unwrap();
    journal.set_enrolment(&enrolment()).unwrap();
    let bench = Bench {
        dir,
        journal,
        crypto: SeededCrypto::new(1),
    };
    bench.journal.set_bundle(&bench.bundle(1), 1).unwrap();
    bench
}

fn open(folder: &Path) -> Result<Journal, Error> {
    let keys = KeyFile::new(folder.join("db.key"));
    Journal::open(folder, &keys, &SeededCrypto::new(1))
}

/// Fills the disk but for some bytes.
fn fill(disk: &Disk, left: u64) {
    let mut file = fs::File::create(disk.dir.path().join("filling")).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    let total = file.metadata().unwrap().len();
    file.set_len(total - left).unwrap();
}

#[test]
fn a_full_disk_is_told_before_and_keeps_what_was_saved() {
    let Some(disk) = Disk::small() else { return };
    let bench = bench(&disk);
    assert_eq!(bench.journal.ready_to_save(1 << 20), Ok(()));
    assert_eq!(bench.journal.ready_to_save(1 << 30), Err(Error::DiskFull));
    // Room for some acts at most: it runs out in the middle of one.
    fill(&disk, 400 * 1024);
    assert_eq!(bench.journal.ready_to_save(1 << 20), Err(Error::DiskFull));
    let mut saved = 0;
    let refused = loop {
        match bench.try_declare(saved + 1, None) {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 200, "the disk was never full");
    };
    assert!(saved > 0);
    assert_eq!(refused, Error::DiskFull);
    assert_eq!(bench.journal.make_copy(&|| false), Err(Error::DiskFull));
    let all = |journal: &Journal| journal.next_batch(0, 300, usize::MAX).unwrap().len();
    assert_eq!(all(&bench.journal), usize::from(saved));
    // Switched off and on while it is full.
    let Bench { dir, journal, .. } = bench;
    drop(journal);
    match open(dir.path()) {
        Ok(journal) => assert_eq!(all(&journal), usize::from(saved)),
        Err(error) => assert_eq!(error, Error::DiskFull),
    }
    fs::remove_file(disk.dir.path().join("filling")).unwrap();
    let journal = open(dir.path()).unwrap();
    assert_eq!(all(&journal), usize::from(saved));
    let bench = Bench {
        dir,
        journal,
        crypto: SeededCrypto::new(2),
    };
    assert_eq!(bench.declare(saved + 1).1.seq, u64::from(saved) + 1);
    assert_eq!(bench.journal.make_copy(&|| false), Ok(1));
    assert_eq!(bench.journal.health().unwrap().restorations, []);
}

#[test]
fn a_disk_that_takes_no_writes_is_named_and_keeps_what_was_saved() {
    let Some(disk) = Disk::small() else { return };
    let bench = bench(&disk);
    bench.declare(1);
    let Bench { dir, journal, .. } = bench;
    drop(journal);
    disk.is_now("ro");
    assert_eq!(open(dir.path()).err(), Some(Error::ReadOnly));
    disk.is_now("rw");
    let journal = open(dir.path()).unwrap();
    assert_eq!(journal.ready_to_save(0), Ok(()));
    assert_eq!(journal.chain().unwrap().last_seq, 1);
    assert_eq!(journal.next_batch(0, 9, usize::MAX).unwrap().len(), 1);
}
