//! `kioskctl outbox` as a technician with a stick calls it.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codes::{SealingSecret, SeededCrypto, SigningKey, TrustBundle, issue_bundle};
use journal::{Enrolment, Journal, NewRecord};
use protocol::{
    Circumstances, Presentation, Record, StickFile, StickKind, SyncAnswer, SyncRequest, TakenAs,
};
use residence::{KioskId, RecordId, Subject};
use serde_json::Value;

const NOW_MS: u64 = 1_795_400_000_000;

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

struct Station {
    _folder: tempfile::TempDir,
    data: PathBuf,
    stick: PathBuf,
}

impl Station {
    /// A kiosk that was enrolled once and has saved three records since.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, stick) = (folder.path().join("kiosk"), folder.path().join("stick"));
        fs::create_dir(&stick).unwrap();
        let station = Self {
            _folder: folder,
            data,
            stick,
        };
        let crypto = SeededCrypto::new(1);
        let journal = station.journal();
        let enrolment = Enrolment {
            kiosk: KioskId::parse("k449900-007").unwrap(),
            place: "榕荫社区服务站".to_owned(),
            server: "https://localhost:8443".to_owned(),
            ca_pem: String::new(),
            roots: vec![key(1).verifying_key()],
            certificate: String::new(),
        };
        journal.set_enrolment(&enrolment).unwrap();
        let bundle = TrustBundle {
            seq: 1,
            iat: NOW_MS / 1_000 - 3_600,
            next: NOW_MS / 1_000 + 86_400,
            exp: NOW_MS / 1_000 + 30 * 86_400,
            demo: true,
            ..TrustBundle::empty(
                SealingSecret::from_bytes(&[3; 32]).public(),
                key(2).verifying_key(),
            )
        };
        let text = issue_bundle(&bundle, &key(1), &crypto).unwrap();
        journal.set_bundle(&text, 1).unwrap();
        for n in 1..=3 {
            let record = Record::Presentation(Presentation {
                subject: Subject::from_bytes([n; 16]),
                serial: [n; 8],
                form: 1,
                house: None,
                verdict: TakenAs::Green,
                at: (NOW_MS, NOW_MS),
            });
            let act = NewRecord {
                record: &record,
                id: RecordId::compose(NOW_MS, [n; 10]),
                at: (NOW_MS, NOW_MS),
                circumstances: Circumstances::GOOD,
                index: None,
                provisional_for: None,
                drop_draft: None,
            };
            journal.append(act, &crypto).unwrap();
        }
        station
    }

    fn journal(&self) -> Journal {
        let none = custody::Environment::default();
        let opened = custody::open_demonstration(&self.data, none).unwrap();
        Journal::open(&self.data, &*opened.keys, &SeededCrypto::new(1)).unwrap()
    }

    fn outbox(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
            .arg("outbox")
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .current_dir(&self.stick)
            .output()
            .expect("the program starts");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("the answers are text");
        (output.status.code(), text)
    }

    fn told(&self, arguments: &[&str]) -> Value {
        let (code, text) = self.outbox(&[arguments, &["--json"]].concat());
        assert_eq!(code, Some(0), "{text}");
        serde_json::from_str(text.trim()).unwrap()
    }

    /// Answers as the centre does: everything arrived.
    fn answered(&self, left: &Path) -> Vec<Vec<u8>> {
        let device = self.journal().device().unwrap().signing.verifying_key();
        let bytes = fs::read(left).unwrap();
        let file = StickFile::open(&bytes, StickKind::Requests, &device).unwrap();
        let answer = |object: &Vec<u8>| {
            let request = SyncRequest::open(object, &device).unwrap();
            let through = request.up.last().map_or(0, |last| last.header().seq);
            let answer = SyncAnswer {
                nonce: request.nonce,
                server_ms: NOW_MS,
                centre_epoch: 1,
                epoch: request.epoch,
                through,
                backed_up: through,
                rejects: Vec::new(),
                bundle: None,
                down: Vec::new(),
                more: false,
            };
            answer.sign(&key(2), &SeededCrypto::new(4)).unwrap()
        };
        file.objects.iter().map(answer).collect()
    }

    fn lay_down(&self, name: &str, kiosk: &str, objects: Vec<Vec<u8>>) {
        let file = StickFile {
            kind: StickKind::Answers,
            kiosk: KioskId::parse(kiosk).unwrap(),
            objects,
        };
        let bytes = file.sign(&key(2), &SeededCrypto::new(4)).unwrap();
        fs::write(self.stick.join(name), bytes).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.stick).unwrap();
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries.map(name).collect();
        names.sort();
        names
            .into_iter()
            .map(|name| name.into_string().unwrap())
            .collect()
    }
}

#[test]
fn what_waits_leaves_and_its_answers_come_back() {
    let station = Station::new();
    let before = station.told(&["list"]);
    assert_eq!(
        (&before["waiting"], &before["oldest_ms"]),
        (&3.into(), &NOW_MS.into())
    );
    assert_eq!(before["last_export_ms"], Value::Null);
    let stick = station.stick.to_string_lossy().into_owned();
    let left = station.told(&["export", &stick]);
    assert_eq!(left["requests"], 1);
    let name = "k449900-007-000001.outbox";
    assert_eq!(
        station.names(),
        [name],
        "one whole file, named after the kiosk"
    );
    let after = station.told(&["list"]);
    assert_eq!(
        (&after["waiting"], &after["last_export_answered"]),
        (&3.into(), &false.into())
    );
    assert!(after["last_export_ms"].is_u64());

    let answers = station.answered(&station.stick.join(name));
    station.lay_down("back.answers", "k449900-007", answers);
    let moved = station.told(&["import", "back.answers"]);
    assert_eq!(
        (&moved["waiting"], &moved["nothing_new"]),
        (&0.into(), &false.into())
    );
    let again = station.told(&["import", "back.answers"]);
    assert_eq!(
        (&again["acknowledged"], &again["nothing_new"]),
        (&0.into(), &true.into())
    );
    let (code, text) = station.outbox(&["list"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("Waiting        0") && text.contains(", answered"),
        "{text}"
    );
    // The second file has a name of its own, also when the first is still there.
    let (code, text) = station.outbox(&["export", "."]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(station.names().len(), 3);
}

#[test]
fn what_goes_wrong_is_said_and_loses_nothing() {
    let station = Station::new();
    let (code, text) = station.outbox(&["export", "missing/stick.outbox"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("cannot be written"), "{text}");
    assert_eq!(station.names(), [""; 0], "no half file");
    station.told(&["export", "one.outbox"]);
    let (code, text) = station.outbox(&["export", "one.outbox"]);
    assert_eq!(
        (code, text.contains("exists already")),
        (Some(2), true),
        "{text}"
    );

    let answers = station.answered(&station.stick.join("one.outbox"));
    station.lay_down("other.answers", "k449900-008", answers.clone());
    station.lay_down("stranger.answers", "k449900-007", Vec::new());
    station.lay_down("good.answers", "k449900-007", answers);
    let mut bytes = fs::read(station.stick.join("good.answers")).unwrap();
    bytes[60] ^= 1;
    fs::write(station.stick.join("damaged.answers"), bytes).unwrap();
    fs::write(station.stick.join("letter.txt"), "Dear technician").unwrap();
    for (name, code, words) in [
        ("other.answers", 1, "another kiosk"),
        ("stranger.answers", 1, "export again"),
        ("damaged.answers", 1, "damaged"),
        ("one.outbox", 1, "the other way"),
        ("letter.txt", 1, "not a file of this system"),
        ("nothing.answers", 2, "does not exist"),
    ] {
        let (found, text) = station.outbox(&["import", name]);
        assert_eq!(found, Some(code), "{name}: {text}");
        assert!(text.contains(words), "{name}: {text}");
        assert_eq!(station.told(&["list"])["waiting"], 3, "{name}");
    }
    let held = station.journal();
    for act in [&["export", "."][..], &["import", "good.answers"], &["list"]] {
        let (code, text) = station.outbox(act);
        assert_eq!(code, Some(3), "{text}");
        assert!(text.contains("close the kiosk's window"), "{text}");
    }
    drop(held);
    assert_eq!(station.told(&["import", "good.answers"])["waiting"], 0);
}

#[test]
fn a_kiosk_that_is_not_enrolled_carries_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let station = Station {
        data: folder.path().join("kiosk"),
        stick: folder.path().to_owned(),
        _folder: folder,
    };
    for act in [&["list"][..], &["export", "."]] {
        let (code, text) = station.outbox(act);
        assert_eq!(code, Some(3), "{text}");
        assert!(text.contains("kioskctl enrol"), "{text}");
    }
    assert!(!station.data.exists(), "looking makes nothing");
}
