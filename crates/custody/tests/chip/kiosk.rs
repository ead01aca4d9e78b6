//! An enrolled kiosk with records that wait, an invented centre and invented people.

use std::path::Path;

use codes::{
    Algorithm, Crypto as _, KioskCertificate, Powers, SealingSecret, SeededCrypto, SigningKey,
    TrustBundle, VerifyingKey, issue_bundle, issue_certificate,
};
use custody::{
    Environment, Opened, RecoveryAnswer, RecoveryRequest, SealedTo, SystemdCreds, Technician,
};
use journal::{Enrolment, Journal, NewRecord};
use protocol::{
    ActingPerson, Assurance, Circumstances, OwnerAnswer, OwnerDecision, Record, verify_envelope,
};
use residence::{DocumentType, IdentityDocument, KioskId, RecordId, Subject};
use zeroize::Zeroizing;

use crate::swtpm::Swtpm;

pub(crate) const KIOSK: &str = "rongyin-01";
pub(crate) const NOW_MS: u64 = 1_795_400_000_000;
const ENVELOPES_MAX: usize = 100;
const BYTES_MAX: usize = 1 << 20;

/// A technician at a machine with this chip.
pub(crate) fn technician(chip: &Swtpm) -> Technician {
    Technician {
        environment: Environment {
            tcti: Some(chip.tcti()),
            ..Environment::default()
        },
        credentials: Some(SystemdCreds {
            program: "systemd-creds".into(),
            sealed_to: SealedTo::Tpm,
            tcti: Some(chip.tcti()),
        }),
    }
}

/// A technician at a machine without a chip, who knows a passphrase.
pub(crate) fn with_passphrase(passphrase: &str) -> Technician {
    Technician {
        environment: Environment {
            passphrase: Some(Zeroizing::new(passphrase.to_owned())),
            tcti: Some("device:/dev/no-such-chip".to_owned()),
            ..Environment::default()
        },
        credentials: None,
    }
}

fn root() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

/// The key with which two administrators open a recovery.
pub(crate) fn recovery_secret() -> SealingSecret {
    SealingSecret::from_bytes(&[4; 32])
}

pub(crate) fn open(folder: &Path, opened: &Opened) -> Result<Journal, journal::Error> {
    Journal::open(folder, &*opened.keys, &*opened.crypto)
}

/// Enrols a fresh journal and keeps the key for a recovery.
pub(crate) fn enrol(folder: &Path, opened: &Opened) -> Journal {
    let journal = open(folder, opened).expect("a fresh folder");
    let device = journal.device().expect("made at first opening");
    let enrolment = Enrolment {
        kiosk: KioskId::parse(KIOSK).expect("a name"),
        place: "榕荫社区服务站".to_owned(),
        server: "https://localhost:8443".to_owned(),
        ca_pem: String::new(),
        roots: vec![root().verifying_key()],
        certificate: certificate(&device.signing.verifying_key()),
    };
    journal.set_enrolment(&enrolment).expect("fresh");
    journal.set_bundle(&bundle(1), 1).expect("fresh");
    opened
        .keep_recovery(folder, KIOSK, &recovery_secret().public())
        .expect("the centre has a recovery key");
    journal
}

pub(crate) fn bundle(seq: u64) -> String {
    let bundle = TrustBundle {
        seq,
        iat: NOW_MS / 1_000 - 3_600,
        next: NOW_MS / 1_000 + 86_400,
        exp: NOW_MS / 1_000 + 30 * 86_400,
        demo: true,
        recovery_seal: Some(recovery_secret().public()),
        ..TrustBundle::empty(
            SealingSecret::from_bytes(&[3; 32]).public(),
            SigningKey::from_bytes(&[2; 32]).verifying_key(),
        )
    };
    issue_bundle(&bundle, &root(), &SeededCrypto::new(5)).expect("ours")
}

pub(crate) fn certificate(signing: &VerifyingKey) -> String {
    let certificate = KioskCertificate {
        kiosk: KioskId::parse(KIOSK).expect("a name"),
        signing: *signing,
        community: 441_500_001_001,
        powers: Powers::NONE,
        max_days: 30,
        quota: None,
        assurance: Some(1),
        iat: NOW_MS / 1_000,
        exp: NOW_MS / 1_000 + 30 * 86_400,
        serial: [6; 8],
    };
    issue_certificate(&certificate, &root(), &SeededCrypto::new(7)).expect("ours")
}

/// Saves record `n`, an owner's decision, because it is short.
pub(crate) fn save(journal: &Journal, opened: &Opened, n: u8) -> Result<(), journal::Error> {
    let today = "2026-11-23".parse().expect("a date");
    let document = IdentityDocument::parse(DocumentType::ResidentId, "44990019790101003X", today);
    let record = Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: RecordId::from_bytes([n; 16]),
        owner: ActingPerson {
            subject: Subject::from_bytes([n; 16]),
            serial: [n; 8],
            document: document.expect("an invented number"),
            assurance: Assurance::Verified,
        },
        answer: OwnerAnswer::Confirmed,
        decided_on: today,
    }));
    let act = NewRecord {
        record: &record,
        id: RecordId::compose(NOW_MS, [n; 10]),
        at: (NOW_MS, NOW_MS),
        circumstances: Circumstances::GOOD,
        index: None,
        provisional_for: None,
        drop_draft: None,
    };
    journal.append(act, &*opened.crypto).map(drop)
}

/// Returns what waits: name, ciphertext and epoch of each record, after checking every signature
/// by this key and the whole chain.
pub(crate) fn waiting(journal: &Journal, signed_by: &VerifyingKey) -> Vec<(RecordId, Vec<u8>)> {
    let batch = journal
        .next_batch(0, ENVELOPES_MAX, BYTES_MAX)
        .expect("the outbox can be read");
    let mut prev = [0; 32];
    batch
        .iter()
        .enumerate()
        .map(|(place, envelope)| {
            let header = verify_envelope(envelope, signed_by).expect("signed by the device");
            assert_eq!(header.prev, prev, "the chain holds");
            assert_eq!(header.seq, place as u64 + 1);
            prev = envelope.header_hash();
            (header.record, envelope.sealed().ct.clone())
        })
        .collect()
}

/// What two administrators do at the centre with the bytes that a technician brings.
pub(crate) fn answer(request: &[u8], characters: &str) -> Vec<u8> {
    let request = RecoveryRequest::decode(request).expect("a request");
    assert_eq!(request.characters(), characters, "read by telephone");
    let crypto = SeededCrypto::new(11);
    let key = request
        .file
        .open(&recovery_secret(), &crypto)
        .expect("sealed to this centre");
    let new = match request.device {
        custody::DeviceKey::Registered => None,
        custody::DeviceKey::Ed25519(public) => VerifyingKey::from_bytes(&public).ok(),
        custody::DeviceKey::Es256(public) => {
            VerifyingKey::from_public(Algorithm::Es256, &public).ok()
        }
    };
    let certificate = new.map(|key| certificate(&key));
    RecoveryAnswer::seal(&request, &key, certificate.as_deref(), &crypto)
        .expect("the request names a usable key")
        .encode()
}

/// Copies the files of a folder, as somebody with the disk in his hands would.
pub(crate) fn image(folder: &Path, to: &Path) {
    for entry in std::fs::read_dir(folder).expect("ours") {
        let path = entry.expect("ours").path();
        let name = path.file_name().expect("a file has a name");
        std::fs::copy(&path, to.join(name)).expect("there is room");
    }
}

/// Draws bytes that nobody chose.
pub(crate) fn random(seed: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    SeededCrypto::new(seed).random(&mut bytes);
    bytes
}
