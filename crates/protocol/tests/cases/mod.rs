//! Made-up people and messages that the golden files freeze; every key comes from one seed.

pub mod acts;
pub mod enrolling;
pub mod frozen;
pub mod sticks;
pub mod trust;

use protocol::{
    ActingPerson, Assurance, Change, Circumstances, Cohabitant, Declaration, DownItem, EnrolAnswer,
    Envelope, GuardianConsent, House, Outcome, OutcomeResult, OwnerAnswer, OwnerDecision, Record,
    RejectCode, SealAt, SyncAnswer, SyncRequest,
    codes::{BindKey, SealingSecret, SeededCrypto, SigningKey},
    seal_record,
    wire::{encode_change, encode_opened, encode_record},
};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, KioskId, PersonName, Phone, RecordId,
    RejectionReason, Relation, ResidenceReason, State, Stated, Subject,
};

pub const DAY: &str = "2026-11-23";
pub const NOW_MS: u64 = 1_795_400_000_000;

pub use enrolling::{enrol_approved, enrol_request, token};

pub fn kiosk() -> KioskId {
    KioskId::parse("rongyin-01").unwrap()
}

pub fn device() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub fn sync_key() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

pub fn centre() -> SealingSecret {
    SealingSecret::from_bytes(&[3; 32])
}

pub fn kiosk_sealing() -> SealingSecret {
    SealingSecret::from_bytes(&[4; 32])
}

pub fn record_id(n: u8) -> RecordId {
    RecordId::compose(NOW_MS, [n; 10])
}

pub fn person(number: &str, n: u8) -> ActingPerson {
    ActingPerson {
        subject: Subject::from_bytes([n; 16]),
        serial: [n; 8],
        document: document(DocumentType::ResidentId, number),
        assurance: Assurance::Verified,
    }
}

fn document(kind: DocumentType, number: &str) -> IdentityDocument {
    IdentityDocument::parse(kind, number, DAY.parse().unwrap()).unwrap()
}

/// A document whose number tells no birth date, with the one on the paper.
fn paper(kind: DocumentType, number: &str, birth: &str, state: Option<&str>) -> IdentityDocument {
    let born = Stated::default().with_birth(birth.parse().unwrap());
    let stated = match state {
        Some(state) => born.with_issuing_state(state),
        None => born,
    };
    IdentityDocument::parse_stated(kind, number, &stated, DAY.parse().unwrap()).unwrap()
}

pub fn house_code() -> HouseCode {
    HouseCode::parse("449900-0018").unwrap()
}

/// A family: a child of 10 with the guardian's consent, a grandmother of 71.
pub fn declaration() -> Record {
    let child = Cohabitant {
        name: PersonName::parse("林小雨").unwrap(),
        document: document(DocumentType::HouseholdRegister, "449900201605050028"),
        phone: Phone::parse("13800000001").unwrap(),
        relation: Relation::Daughter,
        guardian_consent: Some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS - 60_000,
        }),
    };
    let grandmother = Cohabitant {
        name: PersonName::parse("陈桂花").unwrap(),
        document: document(DocumentType::ResidentId, "449900195503080041"),
        phone: Phone::parse("13800000001").unwrap(),
        relation: Relation::Parent,
        guardian_consent: None,
    };
    Record::Declaration(Box::new(Declaration {
        declarant: person("44990019880808002X", 0x11),
        house: house_code(),
        house_serial: [0x22; 8],
        house_assurance: Assurance::Verified,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: "2026-11-01".parse().unwrap(),
        cohabitants: vec![child, grandmother],
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: DAY.parse().unwrap(),
    }))
}

/// People with every kind of document that came after the first two, and the lists' later members.
pub fn declaration_of_many() -> Record {
    let documents = [
        document(DocumentType::TempResidentId, "449900195503080041"),
        paper(DocumentType::BirthCert, "Z449999999", "2026-10-01", None),
        document(DocumentType::HkmoResidence, "810000190101010015"),
        document(DocumentType::TwResidence, "830000190101010019"),
        paper(DocumentType::HkmoPass, "H0000000100", "1950-01-01", None),
        paper(DocumentType::HkmoPassNoncn, "HA0000001", "1950-01-02", None),
        paper(DocumentType::TwPass, "0000000102B", "1950-01-03", None),
        document(DocumentType::ForeignPr2023, "944990190101010011"),
        document(DocumentType::ForeignPr2017, "XXA449901010103"),
        paper(
            DocumentType::PassportForeign,
            "N0000001",
            "1950-01-04",
            Some("XXA"),
        ),
        paper(DocumentType::PassportCn, "E00000001", "1950-01-05", None),
        paper(DocumentType::ForeignRp, "AB12/34(粤)", "1950-01-06", None),
    ];
    let relations = [
        Relation::OnlySon,
        Relation::PaternalCousin,
        Relation::Oneself,
    ];
    let cohabitants = documents.into_iter().zip(relations.into_iter().cycle());
    Record::Declaration(Box::new(Declaration {
        declarant: person("44990019880808002X", 0x11),
        house: house_code(),
        house_serial: [0x22; 8],
        house_assurance: Assurance::Unverified,
        dwelling: DwellingType::WorkerFlat,
        reason: ResidenceReason::Petition,
        moved_in_on: DAY.parse().unwrap(),
        cohabitants: cohabitants
            .map(|(document, relation)| Cohabitant {
                // As a card reader gives it, with a private-use character.
                name: PersonName::parse("张\u{e81e}").unwrap(),
                document,
                phone: Phone::parse("+852 6000 0000").unwrap(),
                relation,
                guardian_consent: None,
            })
            .collect(),
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: DAY.parse().unwrap(),
    }))
}

pub fn decision(answer: OwnerAnswer) -> Record {
    Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: record_id(1),
        owner: person("44990019790101003X", 0x33),
        answer,
        decided_on: DAY.parse().unwrap(),
    }))
}

pub fn records() -> Vec<(&'static str, Record)> {
    vec![
        ("record-declaration", declaration()),
        ("record-owner-confirms", decision(OwnerAnswer::Confirmed)),
        (
            "record-owner-refuses",
            decision(OwnerAnswer::Refused(RejectionReason::WrongRoom)),
        ),
        ("record-declaration-documents", declaration_of_many()),
    ]
}

fn outcome(result: OutcomeResult) -> Change {
    Change::Outcome(Outcome {
        declaration: record_id(1),
        result,
        decided_on: DAY.parse().unwrap(),
    })
}

pub fn changes() -> Vec<(&'static str, Change)> {
    let effective = OutcomeResult::State {
        state: State::Effective,
        effective_on: Some(DAY.parse().unwrap()),
        rejection: None,
    };
    let rejected = OutcomeResult::State {
        state: State::Rejected,
        effective_on: None,
        rejection: Some(RejectionReason::NotLivingHere),
    };
    let house = House {
        code: house_code(),
        town: "海榕街道".to_owned(),
        community: "榕荫社区".to_owned(),
        street: "榕荫一路".to_owned(),
        number: "18号".to_owned(),
        room: "2栋301".to_owned(),
        withdrawn: false,
        owner_tags: vec![[0x44; 8], [0x55; 8]],
    };
    vec![
        ("change-effective", outcome(effective)),
        ("change-rejected", outcome(rejected)),
        (
            "change-denied",
            outcome(OutcomeResult::Denied {
                rule: "DUPLICATE_ADDRESS".to_owned(),
            }),
        ),
        ("change-house", Change::House(house)),
        (
            "change-bind-key",
            Change::BindKey {
                epoch: 2026,
                key: BindKey::from_bytes(&[0x66; 32]),
            },
        ),
    ]
}

/// Envelopes that earlier programs wrote, before records were packed; they are only read.
pub const BEFORE_PACKING: [&str; 3] = [
    "envelope-declaration",
    "envelope-owner-confirms",
    "envelope-doubtful",
];

/// The bytes of a golden file.
pub fn golden(name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.hex"))).unwrap();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Two envelopes of one chain from before packing: a declaration, then the owner's confirmation.
pub fn envelopes() -> Vec<Envelope> {
    let [first, second, _] = BEFORE_PACKING;
    [first, second]
        .map(|name| Envelope::decode(&golden(name)).unwrap())
        .into()
}

/// Two envelopes of one chain, packed: a declaration, then the owner's confirmation.
pub fn packed() -> Vec<Envelope> {
    let crypto = SeededCrypto::new(1);
    let seal = |record: &Record, seq: u8, prev| {
        let at = SealAt {
            kiosk: kiosk(),
            epoch: 1,
            seq: u64::from(seq),
            prev,
            record: record_id(seq),
            at: (NOW_MS, NOW_MS + 5_000),
            circumstances: Circumstances::GOOD,
        };
        seal_record(record, at, &device(), &centre().public(), &crypto).unwrap()
    };
    let first = seal(&declaration(), 1, [0; 32]);
    let second = seal(&decision(OwnerAnswer::Confirmed), 2, first.header_hash());
    vec![first, second]
}

pub fn request() -> SyncRequest {
    SyncRequest {
        kiosk: kiosk(),
        counter: 7,
        nonce: [0x77; 16],
        last_server_ms: NOW_MS - 3_600_000,
        bundle_seq: 3,
        app: "kiosk 0.1.0".to_owned(),
        epoch: 1,
        down_cursor: 4,
        up: envelopes(),
    }
}

pub fn answer() -> SyncAnswer {
    let crypto = SeededCrypto::new(2);
    let to = kiosk_sealing().public();
    let down = (5..).zip(changes());
    SyncAnswer {
        nonce: request().nonce,
        server_ms: NOW_MS + 1_000,
        centre_epoch: 1,
        epoch: 1,
        through: 2,
        backed_up: 1,
        rejects: vec![
            (record_id(2), RejectCode::Quarantined),
            (record_id(3), RejectCode::Gap { expected: 3 }),
        ],
        bundle: Some("YJ1T:EXAMPLE".to_owned()),
        down: down
            .map(|(cursor, (_, change))| {
                DownItem::seal(cursor, &change, &kiosk(), &to, &crypto).unwrap()
            })
            .collect(),
        more: true,
    }
}

/// Every frozen message as this program writes it today.
pub fn written() -> Vec<(&'static str, Vec<u8>)> {
    let crypto = SeededCrypto::new(3);
    let mut all: Vec<(&str, Vec<u8>)> = Vec::new();
    all.extend(
        records()
            .iter()
            .map(|(name, record)| (*name, encode_record(record))),
    );
    all.extend(
        changes()
            .iter()
            .map(|(name, change)| (*name, encode_change(change))),
    );
    let names = ["envelope-packed", "envelope-packed-owner-confirms"];
    all.extend(names.into_iter().zip(packed().iter().map(Envelope::encode)));
    all.push(("sync-request", request().sign(&device(), &crypto).unwrap()));
    all.push(("sync-answer", answer().sign(&sync_key(), &crypto).unwrap()));
    all.push((
        "enrol-request",
        enrol_request().sign(&device(), &crypto).unwrap(),
    ));
    all.push(("enrol-waiting", EnrolAnswer::Waiting.encode()));
    all.push(("enrol-approved", enrol_approved().encode()));
    all.extend(
        trust::records()
            .iter()
            .map(|(name, record)| (*name, encode_record(record))),
    );
    let doubted = encode_opened(&declaration(), &trust::doubtful());
    all.push(("record-declaration-doubtful", doubted));
    all.extend(
        trust::changes()
            .iter()
            .map(|(name, change)| (*name, encode_change(change))),
    );
    let sealed = trust::sealed();
    all.extend(sealed.iter().map(|(name, one)| (*name, one.encode())));
    let of_machine = trust::enrol_request_of_machine();
    all.push((
        "enrol-request-2",
        of_machine.sign(&trust::machine_key(), &crypto).unwrap(),
    ));
    let acts = frozen::records();
    all.extend(acts.iter().map(|(name, one)| (*name, encode_record(one))));
    let told = frozen::changes();
    all.extend(told.iter().map(|(name, one)| (*name, encode_change(one))));
    all.extend(frozen::written());
    let [up, down] = sticks::both();
    all.push(("stick-requests", up.sign(&device(), &crypto).unwrap()));
    all.push(("stick-answers", down.sign(&sync_key(), &crypto).unwrap()));
    all
}

/// The folder of the golden files.
pub fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/protocol")
}

/// Writes bytes as lines of 32 in hexadecimal, so that a change shows where it is.
pub fn hex_lines(bytes: &[u8]) -> String {
    bytes
        .chunks(32)
        .map(|line| {
            line.iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                + "\n"
        })
        .collect()
}
