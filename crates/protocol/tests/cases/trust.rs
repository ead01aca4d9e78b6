//! Messages of codes, workers and doubt that the golden files freeze.

use protocol::{
    AuditCheckpoint, Change, Circumstances, ClockLevel, EnrolRequest, Envelope, GuardianConsent,
    Presentation, ProvisionalIssue, ProvisionalVoid, Record, Roster, RosterEntry, SealAt, TakenAs,
    VoidReason, WorkerAct, WorkerEvent, WorkerId, WorkerRole,
    codes::{Algorithm, BundleAge, Category, SeededCrypto, SigningKey},
    rechain, seal_record,
};
use residence::{DocumentType, IdentityDocument, PersonName, Subject};

use super::{
    DAY, NOW_MS, centre, declaration, device, enrol_request, envelopes, house_code, kiosk, person,
    record_id, token,
};

fn worker(text: &str) -> WorkerId {
    WorkerId::parse(text).unwrap()
}

/// Everything that can be in doubt, with a worker who answers for it.
pub fn doubtful() -> Circumstances {
    Circumstances {
        clock: ClockLevel::Degraded,
        manual_time: true,
        bundle: BundleAge::Stale,
        offline_days: 31,
        amber: true,
        worker: Some(worker("100001")),
    }
}

fn issue() -> Record {
    let on = DAY.parse().unwrap();
    let document =
        IdentityDocument::parse(DocumentType::HouseholdRegister, "449900201605050028", on).unwrap();
    Record::ProvisionalIssue(Box::new(ProvisionalIssue {
        subject: Subject::from_bytes([0xa1; 16]),
        serial: [0xa2; 8],
        category: Category::Child,
        name: PersonName::parse("林小雨").unwrap(),
        document,
        guardian: Some(person("44990019880808002X", 0x11)),
        guardian_consent: Some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS - 60_000,
        }),
        house: Some(house_code()),
        worker: worker("100001"),
        issued_s: NOW_MS / 1_000,
        expires_s: NOW_MS / 1_000 + 30 * 86_400,
    }))
}

pub fn records() -> Vec<(&'static str, Record)> {
    vec![
        (
            "record-presentation",
            Record::Presentation(Presentation {
                subject: Subject::from_bytes([0xa3; 16]),
                serial: [0xa4; 8],
                form: 1,
                house: None,
                verdict: TakenAs::Amber,
                at: (NOW_MS, NOW_MS + 600_000),
            }),
        ),
        ("record-provisional-issue", issue()),
        (
            "record-provisional-void",
            Record::ProvisionalVoid(ProvisionalVoid {
                serial: [0xa2; 8],
                worker: worker("100001"),
                reason: VoidReason::PrintFailed,
            }),
        ),
        (
            "record-worker-event",
            Record::WorkerEvent(WorkerEvent {
                worker: worker("100001"),
                second: Some(worker("S00002")),
                event: WorkerAct::TimeStated,
            }),
        ),
        (
            "record-audit-checkpoint",
            Record::AuditCheckpoint(AuditCheckpoint {
                n: 50,
                hash: [0xa5; 32],
            }),
        ),
    ]
}

fn entry(name: &str, role: WorkerRole, enabled: bool) -> RosterEntry {
    RosterEntry {
        worker: worker(name),
        label: "陈*华".to_owned(),
        role,
        salt: [0xa6; 16],
        verifier: [0xa7; 32],
        pin_set_ms: NOW_MS - 86_400_000,
        powers: 0b1100,
        enabled,
    }
}

pub fn changes() -> Vec<(&'static str, Change)> {
    let roster = Roster {
        workers: vec![
            entry("100001", WorkerRole::Worker, true),
            entry("S00002", WorkerRole::Supervisor, true),
            entry("T00003", WorkerRole::Technician, false),
        ],
        pepper: [0xa8; 32],
        issued_ms: NOW_MS,
        valid_until_ms: NOW_MS + 14 * 86_400_000,
    };
    vec![
        ("change-roster", Change::Roster(roster)),
        (
            "change-certificate",
            Change::Certificate("YJ1K:EXAMPLE".to_owned()),
        ),
        (
            "change-replacement",
            Change::Replacement {
                provisional: [0xa2; 8],
                code: "YJ1S:EXAMPLE".to_owned(),
            },
        ),
    ]
}

/// A declaration made in doubt, and the first envelope moved into a second epoch.
pub fn sealed() -> Vec<(&'static str, Envelope)> {
    let crypto = SeededCrypto::new(4);
    let at = SealAt {
        kiosk: kiosk(),
        epoch: 1,
        seq: 3,
        prev: [0xa9; 32],
        record: record_id(3),
        at: (NOW_MS, NOW_MS + 600_000),
        circumstances: doubtful(),
    };
    let doubted = seal_record(&declaration(), at, &device(), &centre().public(), &crypto).unwrap();
    let first = envelopes().remove(0);
    let moved = rechain(&first, 2, 1, [0; 32], &device(), &crypto).unwrap();
    vec![
        ("envelope-packed-doubtful", doubted),
        ("envelope-moved", moved),
    ]
}

/// The key of a machine that has a TPM.
pub fn machine_key() -> SigningKey {
    SigningKey::from_secret(Algorithm::Es256, &[5; 32]).unwrap()
}

/// A device that says what it is.
pub fn enrol_request_of_machine() -> EnrolRequest {
    let signing = machine_key().verifying_key();
    let EnrolRequest { sealing, nonce, .. } = enrol_request();
    EnrolRequest {
        token_proof: token().proof(&signing, &sealing, &nonce),
        signing,
        tpm: true,
        os: "Debian 12".to_owned(),
        app_hash: [0xaa; 32],
        ..enrol_request()
    }
}
