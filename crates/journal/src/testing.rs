//! A journal in a directory of its own, an invented centre and invented people.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use protocol::{
    ActingPerson, Assurance, Circumstances, Cohabitant, Declaration, House, OwnerAnswer,
    OwnerDecision, Record, Roster, RosterEntry, WorkerId, WorkerRole,
    codes::{
        SealingPublic, SealingSecret, SeededCrypto, SigningKey, TrustBundle, VerifyingKey,
        issue_bundle,
    },
};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, KioskId, PersonName, Phone, RecordId,
    Relation, ResidenceReason, Subject,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::{
    AppliedAnswer, Enrolment, IndexEntry, IndexedRegistration, Journal, KeyError, KeyFile,
    KeyStore, NewRecord, Saved, Witness,
};

pub(crate) const CANARY: &str = "Zyxwv-Canary";
pub(crate) const NOW_MS: u64 = 1_795_400_000_000;

/// Keys as a deployment with a security module has them.
pub(crate) struct Keys {
    pub(crate) database: [u8; 32],
    pub(crate) signing: Option<VerifyingKey>,
    pub(crate) witness: Option<Arc<Counter>>,
}

impl Keys {
    /// A raw key and nothing else.
    pub(crate) fn raw(database: [u8; 32]) -> Self {
        Self {
            database,
            signing: None,
            witness: None,
        }
    }
}

impl KeyStore for Keys {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        Ok(Zeroizing::new(self.database))
    }

    fn signing_key(&self) -> Option<VerifyingKey> {
        self.signing
    }

    fn witness(&self) -> Option<Arc<dyn Witness>> {
        let witness = self.witness.clone()?;
        Some(witness)
    }
}

/// A counter that only grows, and that can be made to fail.
#[derive(Default)]
pub(crate) struct Counter {
    pub(crate) count: AtomicU64,
    pub(crate) silent: AtomicBool,
    pub(crate) stuck: AtomicBool,
}

impl Counter {
    pub(crate) fn at(count: u64) -> Arc<Self> {
        Arc::new(Self {
            count: AtomicU64::new(count),
            ..Self::default()
        })
    }

    pub(crate) fn now(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }
}

impl Witness for Counter {
    fn count(&self) -> Result<u64, KeyError> {
        if self.silent.load(Ordering::SeqCst) {
            Err(KeyError::Module)
        } else {
            Ok(self.now())
        }
    }

    fn advance(&self) -> Result<u64, KeyError> {
        if self.silent.load(Ordering::SeqCst) || self.stuck.load(Ordering::SeqCst) {
            return Err(KeyError::Module);
        }
        Ok(self.count.fetch_add(1, Ordering::SeqCst) + 1)
    }
}

pub(crate) fn worker(name: &str) -> WorkerId {
    WorkerId::parse(name).unwrap()
}

/// A worker, a supervisor and a technician, and one who has left.
pub(crate) fn roster(issued_ms: u64) -> Roster {
    let entry = |name, role, enabled| RosterEntry {
        worker: worker(name),
        label: "陈*华".to_owned(),
        role,
        salt: [1; 16],
        verifier: [2; 32],
        pin_set_ms: issued_ms,
        powers: 0b1100,
        enabled,
    };
    Roster {
        workers: vec![
            entry("100001", WorkerRole::Worker, true),
            entry("100002", WorkerRole::Worker, true),
            entry("100009", WorkerRole::Supervisor, false),
            entry("S00001", WorkerRole::Supervisor, true),
            entry("T00001", WorkerRole::Technician, true),
        ],
        pepper: [3; 32],
        issued_ms,
        valid_until_ms: issued_ms + 14 * 86_400_000,
    }
}

pub(crate) struct Bench {
    pub(crate) dir: TempDir,
    pub(crate) journal: Journal,
    pub(crate) crypto: SeededCrypto,
}

impl Bench {
    /// A journal on the first day.
    pub(crate) fn new() -> Self {
        let dir = quick_directory();
        let crypto = SeededCrypto::new(1);
        let journal = open(&dir, &crypto).unwrap();
        Self {
            dir,
            journal,
            crypto,
        }
    }

    /// A journal that may save records.
    pub(crate) fn enrolled() -> Self {
        let bench = Self::new();
        bench.journal.set_enrolment(&enrolment()).unwrap();
        bench.journal.set_bundle(&bench.bundle(1), 1).unwrap();
        bench
    }

    pub(crate) fn reopened(self) -> Self {
        let Self {
            dir,
            journal,
            crypto,
        } = self;
        drop(journal);
        let journal = open(&dir, &crypto).unwrap();
        Self {
            dir,
            journal,
            crypto,
        }
    }

    pub(crate) fn bundle(&self, seq: u64) -> String {
        let bundle = TrustBundle {
            seq,
            iat: 1_795_000_000,
            next: 1_795_600_000,
            exp: 1_800_000_000,
            demo: true,
            ..TrustBundle::empty(centre_public(), root().verifying_key())
        };
        issue_bundle(&bundle, &root(), &self.crypto).unwrap()
    }

    /// Declares for person `n` at house `n` and expects success.
    pub(crate) fn declare(&self, n: u8) -> (RecordId, Saved) {
        let saved = self.try_declare(n, None).unwrap();
        (record_id(n), saved)
    }

    pub(crate) fn try_declare(
        &self,
        n: u8,
        drop_draft: Option<&str>,
    ) -> Result<Saved, crate::Error> {
        let act = NewRecord {
            record: &declaration(n),
            id: record_id(n),
            at: (NOW_MS + u64::from(n), NOW_MS + u64::from(n)),
            circumstances: Circumstances::GOOD,
            index: Some(index_entry(n)),
            provisional_for: None,
            drop_draft,
        };
        self.journal.append(act, &self.crypto)
    }

    /// The owner decides on declaration `n`.
    pub(crate) fn decide(&self, n: u8, answer: OwnerAnswer) -> Saved {
        let decision = OwnerDecision {
            declaration: record_id(n),
            owner: person(200),
            answer,
            decided_on: day("2026-11-23"),
        };
        let act = NewRecord {
            record: &Record::OwnerDecision(Box::new(decision)),
            id: record_id(n + 100),
            at: (NOW_MS, NOW_MS),
            circumstances: Circumstances::GOOD,
            index: None,
            provisional_for: Some(record_id(n)),
            drop_draft: None,
        };
        self.journal.append(act, &self.crypto).unwrap()
    }

    /// The only declaration of person `n`.
    pub(crate) fn registration(&self, n: u8) -> IndexedRegistration {
        let found = self.journal.registrations_of(&subject(n)).unwrap();
        let [registration] = found.as_slice() else {
            panic!("one registration expected")
        };
        registration.clone()
    }
}

/// An answer that says nothing beyond its watermarks.
pub(crate) fn answer(through: u64, backed_up: u64) -> AppliedAnswer {
    AppliedAnswer {
        centre_epoch: 1,
        server_ms: NOW_MS,
        anchor: None,
        through,
        backed_up,
        rejects: vec![],
        bundle: None,
        changes: vec![],
    }
}

/// A directory in memory where there is one: what is tested is what is in the files, and a disk
/// shared with others would only make it slow. `tests/power.rs` works on a real disk.
pub(crate) fn quick_directory() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .unwrap()
}

pub(crate) fn open(dir: &TempDir, crypto: &SeededCrypto) -> Result<Journal, crate::Error> {
    Journal::open(dir.path(), &KeyFile::new(dir.path().join("db.key")), crypto)
}

pub(crate) fn root() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub(crate) fn centre_secret() -> SealingSecret {
    SealingSecret::from_bytes(&[2; 32])
}

fn centre_public() -> SealingPublic {
    centre_secret().public()
}

pub(crate) fn device_public(journal: &Journal) -> VerifyingKey {
    journal.device().unwrap().signing.verifying_key()
}

pub(crate) fn enrolment() -> Enrolment {
    Enrolment {
        kiosk: KioskId::parse("rongyin-1").unwrap(),
        place: "海榕街道榕荫社区服务站".to_owned(),
        server: "https://localhost:8443".to_owned(),
        ca_pem: "-----BEGIN CERTIFICATE-----".to_owned(),
        roots: vec![root().verifying_key()],
        certificate: "YJ1K:CERTIFICATE".to_owned(),
    }
}

pub(crate) fn house(code: &str) -> House {
    House {
        code: HouseCode::parse(code).unwrap(),
        town: "海榕街道".to_owned(),
        community: "榕荫社区".to_owned(),
        street: "榕荫一路".to_owned(),
        number: "18号".to_owned(),
        room: "2栋301".to_owned(),
        withdrawn: false,
        owner_tags: vec![[1; 8], [2; 8]],
    }
}

pub(crate) fn house_code(n: u8) -> HouseCode {
    HouseCode::parse(&format!("449900-{n:04}")).unwrap()
}

pub(crate) fn subject(n: u8) -> Subject {
    Subject::from_bytes(std::array::from_fn(|place| {
        n.wrapping_mul(31)
            .wrapping_add(u8::try_from(place).unwrap())
            | 0x80
    }))
}

pub(crate) fn record_id(n: u8) -> RecordId {
    RecordId::compose(NOW_MS + u64::from(n), [n; 10])
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn index_entry(n: u8) -> IndexEntry {
    IndexEntry {
        subject_tag_source: subject(n),
        holder_hint: Some("Z*y".to_owned()),
        area: "海榕街道榕荫社区".to_owned(),
        street: "榕荫一路".to_owned(),
        number: "18号".to_owned(),
        house: Some(house_code(n)),
        declared_on: day("2026-11-23"),
        until: day("2026-12-08"),
        cohabitants: 1,
    }
}

fn document() -> IdentityDocument {
    let today = day("2026-11-23");
    IdentityDocument::parse(DocumentType::ResidentId, NUMBER, today).unwrap()
}

fn person(n: u8) -> ActingPerson {
    ActingPerson {
        subject: subject(n),
        serial: [n; 8],
        document: document(),
        assurance: Assurance::Verified,
    }
}

pub(crate) fn declaration(n: u8) -> Record {
    Record::Declaration(Box::new(Declaration {
        declarant: person(n),
        house: house_code(n),
        house_serial: [n; 8],
        house_assurance: Assurance::Verified,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-11-01"),
        cohabitants: vec![Cohabitant {
            name: PersonName::parse(CANARY).unwrap(),
            document: document(),
            phone: Phone::parse("13800008000").unwrap(),
            relation: Relation::Parent,
            guardian_consent: None,
        }],
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: day("2026-11-23"),
    }))
}

/// A number of the invented division 449900.
pub(crate) const NUMBER: &str = "449900199001011239";
