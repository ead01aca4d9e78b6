//! A kiosk that never sees a network: its journal fills, a stick goes to the centre and comes back.
//!
//! Three hundred records and a declaration leave in one file; the centre takes each once, whatever
//! comes twice, and its decisions come back. A damaged file, the file of another kiosk, a file that
//! somebody changed, and answers to another kiosk are refused by name. A line works beside it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use central::{
    Centre, Config,
    cli::{Cli, Rim, run},
    tables::envelopes,
};
use clap::Parser as _;
use codes::{SoftwareCrypto, VerifyingKey};
use journal::{Enrolment, Journal, KeyFile, NewRecord};
use protocol::{Circumstances, Presentation, Record, StickError, TakenAs};
use residence::{RecordId, Subject};
use serde_json::Value;
use support::{NOW_MS, device::Device, enrolled, town};
use sync::{Carrier, CarrierError, Error, Exported, Moment, Progress};

const CRYPTO: SoftwareCrypto = SoftwareCrypto;
const LIN: &str = "449900199104120024";

/// A kiosk's journal and the technician who carries its stick.
struct Kiosk {
    journal: Journal,
    device: Device,
    records: u32,
    _folder: tempfile::TempDir,
}

impl Kiosk {
    async fn enrolled(config: &Config, centre: &Centre) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFile::new(folder.path().join("db.key"));
        let journal = Journal::open(folder.path(), &keys, &CRYPTO).unwrap();
        let own = journal.device().unwrap();
        let mut device = Device::new(&config.data);
        (device.signing, device.sealing) = (own.signing, own.sealing);
        enrolled(config, centre, &mut device).await;
        let enrolment = Enrolment {
            kiosk: device.kiosk.clone(),
            place: "海榕街道榕荫社区服务站".to_owned(),
            server: "https://localhost:8443".to_owned(),
            ca_pem: String::new(),
            roots: roots(&config.data),
            certificate: "YJ1K:EXAMPLE".to_owned(),
        };
        journal.set_enrolment(&enrolment).unwrap();
        let bundle = fs::read_to_string(config.data.join("trust/bundle.txt")).unwrap();
        let seq = device.trust.bundle().seq;
        journal.set_bundle(bundle.trim(), seq).unwrap();
        Self {
            journal,
            device,
            records: 0,
            _folder: folder,
        }
    }

    fn save(&mut self, record: &Record) {
        self.records += 1;
        let mut tail = [0; 10];
        tail[..4].copy_from_slice(&self.records.to_be_bytes());
        tail[4..].copy_from_slice(&self.device.sealing.public().to_bytes()[..6]);
        let act = NewRecord {
            record,
            id: RecordId::compose(NOW_MS, tail),
            at: (NOW_MS, NOW_MS),
            circumstances: Circumstances::GOOD,
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.journal.append(act, &CRYPTO).unwrap();
    }

    fn show_codes(&mut self, times: u32) {
        for time in 0..times {
            let mut subject = [7; 16];
            subject[..4].copy_from_slice(&time.to_be_bytes());
            self.save(&Record::Presentation(Presentation {
                subject: Subject::from_bytes(subject),
                serial: [1; 8],
                form: 1,
                house: None,
                verdict: TakenAs::Green,
                at: (NOW_MS, NOW_MS),
            }));
        }
    }

    fn export(&self) -> Exported {
        let quiet = &mut |_| ();
        sync::export(&self.journal, &CRYPTO, "test/1", NOW_MS, quiet).unwrap()
    }

    fn import(&self, bytes: &[u8]) -> Result<Progress, Error> {
        sync::import(&self.journal, &CRYPTO, bytes, &mut |_, _| ())
    }

    fn waiting(&self) -> u32 {
        self.journal.outbox_status().unwrap().waiting
    }
}

fn roots(data: &Path) -> Vec<VerifyingKey> {
    let text = fs::read_to_string(data.join("trust/roots.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let key = |line: &str| {
        let bytes = data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
        VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
    };
    lines.map(key).collect()
}

/// A stick, and the command of the operator into whose machine it is put.
struct Desk {
    config: Config,
    stick: tempfile::TempDir,
}

struct Said {
    code: u8,
    text: String,
}

impl Desk {
    fn file(&self, name: &str) -> PathBuf {
        self.stick.path().join(name)
    }

    async fn import(&self, name: &str, bytes: &[u8]) -> Said {
        fs::write(self.file(name), bytes).unwrap();
        let (file, data) = (self.file(name), &self.config.data);
        let words = [
            "central".as_ref(),
            "inbox".as_ref(),
            "import".as_ref(),
            file.as_os_str(),
            "--json".as_ref(),
            "--data".as_ref(),
            data.as_os_str(),
        ];
        let rim = Rim {
            clock: Arc::clone(&self.config.clock),
            crypto: Arc::clone(&self.config.crypto),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let cli = Cli::try_parse_from(words).unwrap();
        let code = run(cli, rim, std::future::pending(), &mut out, &mut err).await;
        out.extend(err);
        Said {
            code,
            text: String::from_utf8(out).unwrap(),
        }
    }

    async fn taken(&self, name: &str, bytes: &[u8]) -> (Value, Vec<u8>) {
        let said = self.import(name, bytes).await;
        assert_eq!(said.code, 0, "{}", said.text);
        let told: Value = serde_json::from_str(said.text.trim()).unwrap();
        let answers = self.file(name).with_extension("answers");
        (told, fs::read(answers).unwrap())
    }

    async fn held(&self, kiosk: &Kiosk) -> usize {
        let store = self.config.front_store().await.unwrap();
        let held = envelopes::of_kiosk(store.as_ref(), &kiosk.device.kiosk).await;
        held.unwrap().len()
    }
}

async fn begin(folder: &Path) -> (Desk, Centre) {
    let config = town(folder, None).await;
    let centre = Centre::open(&config).await.unwrap();
    let stick = tempfile::tempdir().unwrap();
    (Desk { config, stick }, centre)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_without_a_network_is_served_by_a_stick() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, centre) = begin(folder.path()).await;
    let mut kiosk = Kiosk::enrolled(&desk.config, &centre).await;
    // The server is not needed any more: what follows is files.
    drop(centre);
    let declared = kiosk.device.declaration(
        kiosk.device.person("p1", LIN),
        kiosk.device.house("h6"),
        Vec::new(),
    );
    kiosk.save(&declared);
    kiosk.show_codes(1_004);
    let left = kiosk.export();
    assert_eq!((left.requests, left.more), (2, false));
    assert_eq!(kiosk.waiting(), 1_005, "an export takes nothing away");

    let (told, answers) = desk.taken("one.outbox", &left.bytes).await;
    assert_eq!(told["records"], told["new"]);
    assert_eq!((&told["aside"], &told["gap"]), (&0.into(), &Value::Null));
    let held = desk.held(&kiosk).await;
    assert_eq!(Value::from(held), told["records"], "each once");
    let (again, answers_again) = desk.taken("again.outbox", &left.bytes).await;
    assert_eq!(
        (&again["new"], &again["records"]),
        (&0.into(), &told["records"])
    );
    assert_eq!(
        desk.held(&kiosk).await,
        held,
        "the second time changes nothing"
    );

    let moved = kiosk.import(&answers).unwrap();
    assert_eq!((kiosk.waiting(), moved.waiting), (0, 0));
    assert_eq!(moved.notices, []);
    assert!(
        moved.received_changes >= 8,
        "key, houses and the decision: {moved:?}"
    );
    for late in [&answers, &answers_again] {
        assert!(!kiosk.import(late).unwrap().moved());
    }
    let next = kiosk.export();
    let (told, answers) = desk.taken("next.outbox", &next.bytes).await;
    assert_eq!(
        (&told["changes"], &told["more"]),
        (&0.into(), &false.into())
    );
    assert!(
        !kiosk.import(&answers).unwrap().moved(),
        "everything came down"
    );
    let names: Vec<_> = fs::read_dir(desk.stick.path()).unwrap().collect();
    assert_eq!(names.len(), 6, "nothing half is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_belong_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, centre) = begin(folder.path()).await;
    let mut kiosk = Kiosk::enrolled(&desk.config, &centre).await;
    let other = Kiosk::enrolled(&desk.config, &centre).await;
    kiosk.show_codes(3);
    let left = kiosk.export();
    let mut flipped = left.bytes.clone();
    flipped[left.bytes.len() / 2] ^= 1;
    for (bytes, code, words) in [
        (&left.bytes[..left.bytes.len() - 40], 1, "not whole"),
        (&flipped, 1, "damaged"),
        (b"holiday pictures", 2, "no file of kioskctl"),
    ] {
        let said = desk.import("bad.outbox", bytes).await;
        assert_eq!(said.code, code, "{}", said.text);
        assert!(said.text.contains(words), "{}", said.text);
        assert!(!desk.file("bad.answers").exists());
    }
    assert_eq!(desk.held(&kiosk).await, 0);

    let (_, answers) = desk.taken("one.outbox", &left.bytes).await;
    let said = desk.import("answers.outbox", &answers).await;
    assert_eq!(said.code, 2, "{}", said.text);
    assert_eq!(other.import(&answers), Err(Error::OtherKiosk));
    let half = &answers[..answers.len() / 2];
    assert_eq!(kiosk.import(half), Err(Error::Stick(StickError::Damaged)));
    assert_eq!(kiosk.waiting(), 3);
    assert_eq!(kiosk.import(&answers).unwrap().acknowledged, 3);

    let id = &kiosk.device.kiosk;
    let halves = desk.config.halves().await.unwrap();
    let authority = desk.config.authority().unwrap();
    let now_ms = (desk.config.clock)();
    central::revoke(&halves, &authority, &CRYPTO, id, now_ms)
        .await
        .unwrap();
    let said = desk.import("late.outbox", &kiosk.export().bytes).await;
    assert_eq!((said.code, said.text.contains("revoked")), (1, true));
}

/// A line that leads straight to the centre.
struct Line<'a>(&'a Centre, tokio::runtime::Handle);

impl Carrier for Line<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        let answer = self.1.block_on(self.0.sync(request));
        answer.map_err(|_| CarrierError::Busy { wait_ms: None })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_beside_the_stick_is_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, centre) = begin(folder.path()).await;
    let mut kiosk = Kiosk::enrolled(&desk.config, &centre).await;
    let by_line = |kiosk: &Kiosk| {
        let mut line = Line(&centre, tokio::runtime::Handle::current());
        let clock = || Moment {
            unix_ms: NOW_MS,
            boot_ms: 60_000,
            boot_id: [8; 16],
        };
        let journal = &kiosk.journal;
        let talk = || sync::round(journal, &mut line, &CRYPTO, &clock, "test/1");
        tokio::task::block_in_place(talk).unwrap()
    };
    kiosk.show_codes(5);
    let first = kiosk.export();
    kiosk.show_codes(5);
    assert_eq!(by_line(&kiosk).waiting, 0);
    let second = kiosk.export();
    kiosk.show_codes(5);
    let third = kiosk.export();
    // The last file first, while the server is at work on the same books.
    let (_, third) = desk.taken("third.outbox", &third.bytes).await;
    by_line(&kiosk);
    let (told, first) = desk.taken("first.outbox", &first.bytes).await;
    assert_eq!(told["new"], 0);
    let (_, second) = desk.taken("second.outbox", &second.bytes).await;
    for answers in [second, third, first] {
        let moved = kiosk.import(&answers).unwrap();
        assert_eq!((moved.waiting, moved.notices.len()), (0, 0));
    }
    let records = kiosk.journal.chain().unwrap().last_seq;
    assert_eq!(desk.held(&kiosk).await as u64, records);
    assert_eq!(by_line(&kiosk).waiting, 0);
}
