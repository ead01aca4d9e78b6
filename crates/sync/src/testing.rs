//! An enrolled kiosk, an honest centre, and a link between them that is not.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use journal::{Enrolment, Journal, KeyFile, NewRecord};
use protocol::{
    ActingPerson, Assurance, Change, Circumstances, DownItem, OwnerAnswer, OwnerDecision, Record,
    RejectCode, SyncAnswer, SyncRequest,
    codes::{
        Crypto, SealingPublic, SealingSecret, SeededCrypto, SigningKey, TrustBundle, VerifyingKey,
        issue_bundle,
    },
    verify_envelope,
};
use residence::{DocumentType, IdentityDocument, KioskId, RecordId, Subject};
use tempfile::TempDir;

use crate::{
    carrier::{Carrier, CarrierError},
    moment::Moment,
};

pub(crate) const NOW_MS: u64 = 1_795_400_000_000;

/// The clocks of a machine that was started a minute ago.
pub(crate) fn now() -> Moment {
    Moment {
        unix_ms: NOW_MS,
        boot_ms: 60_000,
        boot_id: [8; 16],
    }
}

/// A key made of one byte.
pub(crate) fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

pub(crate) fn root() -> SigningKey {
    key(1)
}

pub(crate) fn sync_key() -> SigningKey {
    key(2)
}

pub(crate) fn kiosk_id() -> KioskId {
    KioskId::parse("rongyin-01").unwrap()
}

/// What a root says, apart from its number and the key of the exchange.
pub(crate) fn bundle(seq: u64, sync_key: &SigningKey, root: &SigningKey) -> String {
    let bundle = TrustBundle {
        seq,
        iat: NOW_MS / 1_000 - 3_600,
        next: NOW_MS / 1_000 + 86_400,
        exp: NOW_MS / 1_000 + 30 * 86_400,
        demo: true,
        ..TrustBundle::empty(
            SealingSecret::from_bytes(&[3; 32]).public(),
            sync_key.verifying_key(),
        )
    };
    issue_bundle(&bundle, root, &SeededCrypto::new(5)).unwrap()
}

/// A kiosk with a journal of its own.
pub(crate) struct Kiosk {
    pub(crate) journal: Journal,
    pub(crate) crypto: Arc<SeededCrypto>,
    _dir: TempDir,
}

impl Kiosk {
    pub(crate) fn fresh(seed: u64) -> Self {
        // In memory where that can be; a shared disk would only make it slow.
        let dir = TempDir::new_in("/dev/shm")
            .or_else(|_| TempDir::new())
            .unwrap();
        let crypto = Arc::new(SeededCrypto::new(seed));
        let keys = KeyFile::new(dir.path().join("db.key"));
        let journal = Journal::open(dir.path(), &keys, &*crypto).unwrap();
        Self {
            journal,
            crypto,
            _dir: dir,
        }
    }

    pub(crate) fn enrolled(seed: u64) -> Self {
        let kiosk = Self::fresh(seed);
        let enrolment = Enrolment {
            kiosk: kiosk_id(),
            place: "榕荫社区服务站".to_owned(),
            server: "https://localhost:8443".to_owned(),
            ca_pem: String::new(),
            roots: vec![root().verifying_key()],
            certificate: "YJ1K:EXAMPLE".to_owned(),
        };
        kiosk.journal.set_enrolment(&enrolment).unwrap();
        kiosk
            .journal
            .set_bundle(&bundle(1, &sync_key(), &root()), 1)
            .unwrap();
        kiosk
    }

    /// Saves record `n`, an owner's decision, because it is short.
    pub(crate) fn save(&self, n: u8) {
        let today = "2026-11-23".parse().unwrap();
        let document =
            IdentityDocument::parse(DocumentType::ResidentId, "44990019790101003X", today).unwrap();
        let record = Record::OwnerDecision(Box::new(OwnerDecision {
            declaration: RecordId::from_bytes([n; 16]),
            owner: ActingPerson {
                subject: Subject::from_bytes([n; 16]),
                serial: [n; 8],
                document,
                assurance: Assurance::Verified,
            },
            answer: OwnerAnswer::Confirmed,
            decided_on: today,
        }));
        let act = NewRecord {
            record: &record,
            id: record_id(n),
            at: (NOW_MS, NOW_MS),
            circumstances: Circumstances::GOOD,
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.journal.append(act, &*self.crypto).unwrap();
    }

    pub(crate) fn centre(&self) -> Centre {
        let device = self.journal.device().unwrap();
        Centre {
            device: device.signing.verifying_key(),
            to_kiosk: device.sealing.public(),
            signs_with: sync_key(),
            epoch: 1,
            chain_epoch: 1,
            backs_up: false,
            received: BTreeMap::new(),
            quarantine: None,
            deaf: false,
            feed: Vec::new(),
            bundle: None,
            counters: Vec::new(),
        }
    }
}

pub(crate) fn record_id(n: u8) -> RecordId {
    RecordId::compose(NOW_MS, [n; 10])
}

/// A centre that keeps the rules of the trust design 2.4.
pub(crate) struct Centre {
    device: VerifyingKey,
    to_kiosk: SealingPublic,
    pub(crate) signs_with: SigningKey,
    pub(crate) epoch: u64,
    pub(crate) chain_epoch: u64,
    pub(crate) backs_up: bool,
    pub(crate) received: BTreeMap<u64, [u8; 32]>,
    pub(crate) quarantine: Option<u64>,
    /// Takes nothing that comes up.
    pub(crate) deaf: bool,
    pub(crate) feed: Vec<DownItem>,
    pub(crate) bundle: Option<String>,
    pub(crate) counters: Vec<u64>,
}

impl Centre {
    pub(crate) fn publish(&mut self, change: &Change) {
        let cursor = self.feed.len() as u64 + 1;
        let crypto = SeededCrypto::new(cursor);
        let item = DownItem::seal(cursor, change, &kiosk_id(), &self.to_kiosk, &crypto).unwrap();
        self.feed.push(item);
    }

    pub(crate) fn through(&self) -> u64 {
        self.received.keys().copied().max().unwrap_or(0)
    }

    /// Loses what came after its copy was made.
    pub(crate) fn restore(&mut self, through: u64) {
        self.received.retain(|seq, _| *seq <= through);
        self.epoch += 1;
    }

    pub(crate) fn answer(&mut self, bytes: &[u8]) -> SyncAnswer {
        assert_eq!(SyncRequest::claimed_kiosk(bytes), Ok(kiosk_id()));
        let request = SyncRequest::open(bytes, &self.device).unwrap();
        self.counters.push(request.counter);
        let mut rejects = Vec::new();
        for envelope in request.up.iter().filter(|_| !self.deaf) {
            let header = verify_envelope(envelope, &self.device).unwrap();
            let (expected, hash) = (self.through() + 1, envelope.header_hash());
            if header.seq > expected {
                rejects.push((header.record, RejectCode::Gap { expected }));
            } else if header.seq == expected {
                let prev = self
                    .received
                    .get(&(expected - 1))
                    .copied()
                    .unwrap_or([0; 32]);
                assert_eq!(header.prev, prev, "the chain holds");
                self.received.insert(expected, hash);
            } else if self.received.get(&header.seq) != Some(&hash) {
                rejects.push((header.record, RejectCode::Fork));
            }
            if self.quarantine == Some(header.seq) {
                rejects.push((header.record, RejectCode::Quarantined));
            }
        }
        let from = usize::try_from(request.down_cursor).unwrap();
        SyncAnswer {
            nonce: request.nonce,
            server_ms: NOW_MS,
            centre_epoch: self.epoch,
            epoch: self.chain_epoch,
            through: self.through(),
            backed_up: if self.backs_up { self.through() } else { 0 },
            rejects,
            bundle: self.bundle.clone(),
            down: self.feed.iter().skip(from).take(3).cloned().collect(),
            more: self.feed.len() > from + 3,
        }
    }
}

/// What the link does to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    LoseRequest,
    LoseAnswer,
    SendTwice,
    OldAnswer,
    StrangersAnswer,
    OtherNonce,
    FlippedBit,
}

impl Fault {
    pub(crate) const ALL: [Self; 8] = [
        Self::None,
        Self::LoseRequest,
        Self::LoseAnswer,
        Self::SendTwice,
        Self::OldAnswer,
        Self::StrangersAnswer,
        Self::OtherNonce,
        Self::FlippedBit,
    ];
}

/// A link to a centre that does what its script says, and is honest after it.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) centre: Arc<Mutex<Centre>>,
    pub(crate) script: Arc<Mutex<VecDeque<Fault>>>,
    old: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Link {
    pub(crate) fn to(centre: Centre, script: &[Fault]) -> Self {
        Self {
            centre: Arc::new(Mutex::new(centre)),
            script: Arc::new(Mutex::new(script.iter().copied().collect())),
            old: Arc::new(Mutex::new(None)),
        }
    }
}

impl Carrier for Link {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        let fault = self
            .script
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Fault::None);
        if fault == Fault::LoseRequest {
            return Err(CarrierError::Unreachable);
        }
        let mut centre = self.centre.lock().unwrap();
        if fault == Fault::SendTwice {
            centre.answer(request);
        }
        let mut answer = centre.answer(request);
        let signer = if fault == Fault::StrangersAnswer {
            key(9)
        } else {
            centre.signs_with.clone()
        };
        if fault == Fault::OtherNonce {
            answer.nonce = [0; 16];
        }
        let mut bytes = answer.sign(&signer, &SeededCrypto::new(6)).unwrap();
        let old = self.old.lock().unwrap().replace(bytes.clone());
        if fault == Fault::LoseAnswer {
            return Err(CarrierError::Unreachable);
        }
        if fault == Fault::OldAnswer {
            bytes = old.unwrap_or_default();
        }
        if fault == Fault::FlippedBit {
            bytes[40] ^= 1;
        }
        Ok(bytes)
    }
}

/// Draws a number below a limit.
pub(crate) fn draw(crypto: &dyn Crypto, below: u64) -> u64 {
    let mut bytes = [0; 8];
    crypto.random(&mut bytes);
    u64::from_be_bytes(bytes) % below
}
