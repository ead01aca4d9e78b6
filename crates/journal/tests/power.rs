//! A process that is killed in the middle of its work, and what the next one finds.
//!
//! Started with an argument this program is the one that gets killed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail and tell"
)]

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

use journal::{AttemptOutcome, Error, Journal, KeyError, KeyStore};
use protocol::{WorkerId, codes::SeededCrypto};
use tempfile::TempDir;
use zeroize::Zeroizing;

const KEYS: [[u8; 32]; 2] = [[5; 32], [6; 32]];

struct Raw([u8; 32]);

impl KeyStore for Raw {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        Ok(Zeroizing::new(self.0))
    }
}

fn open(dir: &Path, key: [u8; 32]) -> Result<Journal, Error> {
    Journal::open(dir, &Raw(key), &SeededCrypto::new(1))
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.as_slice() {
        [_, word, dir] if word == "guess" => guess(Path::new(dir)),
        [_, word, dir] if word == "rekey" => rekey(Path::new(dir)),
        _ => {
            no_kill_gives_a_try_back();
            a_killed_change_of_keys_leaves_one_key();
            println!("power: 2 passed");
        }
    }
}

fn worker(n: u32) -> WorkerId {
    WorkerId::parse(&format!("W{n:05}")).unwrap()
}

/// Guesses wrong for ever, nine times a name, and says so only after each has been counted.
fn guess(dir: &Path) {
    let journal = open(dir, KEYS[0]).unwrap();
    for n in 0.. {
        let name = worker(n / 9);
        let after = journal.note_attempt(&name, AttemptOutcome::Wrong, 1_000);
        assert_eq!(after.unwrap().failed, n % 9 + 1);
        println!("{}", n + 1);
    }
}

/// Changes the key to and fro for ever.
fn rekey(dir: &Path) {
    let journal = open(dir, KEYS[0]).unwrap();
    for n in 0..60 {
        journal
            .save_draft(&format!("T{n}"), &[1; 4_000], 0)
            .unwrap();
    }
    println!("begun");
    for key in KEYS.iter().cycle().skip(1) {
        journal.rekey(key).unwrap();
    }
}

fn start(word: &str, dir: &TempDir) -> (Child, BufReader<ChildStdout>) {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program)
        .args([word.as_ref(), dir.path().as_os_str()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    (child, said)
}

fn no_kill_gives_a_try_back() {
    for kill_after in [1, 4, 13] {
        let dir = TempDir::new().unwrap();
        let (mut child, said) = start("guess", &dir);
        let mut heard = 0;
        for line in said.lines().take(kill_after) {
            heard = line.unwrap().parse().unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let journal = open(dir.path(), KEYS[0]).unwrap();
        let counted: u32 = (0..1_000)
            .map(|n| journal.attempts(&worker(n)).unwrap().failed)
            .sum();
        assert!(
            counted >= heard,
            "{heard} were shown, {counted} are counted"
        );
    }
}

fn a_killed_change_of_keys_leaves_one_key() {
    for delay_ms in [0, 3, 17, 41, 90] {
        let dir = TempDir::new().unwrap();
        let (mut child, mut said) = start("rekey", &dir);
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "begun");
        let (_never, timer) = channel::<()>();
        timer
            .recv_timeout(Duration::from_millis(delay_ms))
            .unwrap_or_default();
        child.kill().unwrap();
        child.wait().unwrap();
        let opened: Vec<Journal> = KEYS
            .iter()
            .filter_map(|key| open(dir.path(), *key).ok())
            .collect();
        let [journal] = opened.as_slice() else {
            panic!("{} keys open the file", opened.len())
        };
        for n in 0..60 {
            let draft = journal.load_draft(&format!("T{n}"), 0, 1).unwrap();
            assert_eq!(draft.unwrap(), [1; 4_000], "after {delay_ms} ms");
        }
    }
}
