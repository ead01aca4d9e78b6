//! A kiosk played by hand: it enrols, reads codes, seals records and asks the centre.

use std::{fs, path::Path};

use central::{Centre, Refusal};
use codes::{
    Algorithm, Clock, Crypto as _, KioskCertificate, Meaning, SealingSecret, SigningKey,
    SoftwareCrypto, TrustList, Verdict, VerifyingKey,
};
use protocol::{
    ActingPerson, Assurance, Change, Circumstances, CodeSerial, Cohabitant, Declaration, Enquiry,
    EnrolAnswer, EnrolRequest, EnrolToken, Envelope, GuardianConsent, Outcome, OwnerAnswer,
    OwnerDecision, Question, Record, Reply, ReplyTo, SealAt, Summary, SyncAnswer, SyncRequest,
    seal_record,
};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, KioskId, PersonName, Phone, RecordId,
    Relation, ResidenceReason,
};

use super::NOW_MS;

const CRYPTO: SoftwareCrypto = SoftwareCrypto;
const TODAY: &str = "2026-11-23";

pub(crate) struct Device {
    pub(crate) signing: SigningKey,
    pub(crate) sealing: SealingSecret,
    pub(crate) kiosk: KioskId,
    pub(crate) trust: TrustList,
    pub(crate) seq: u64,
    pub(crate) prev: [u8; 32],
    pub(crate) cursor: u64,
    pub(crate) epoch: u64,
    pub(crate) tpm: bool,
    pub(crate) at: (u64, u64),
    pub(crate) circumstances: Circumstances,
    records: u32,
    folder: std::path::PathBuf,
}

impl Device {
    /// Draws keys; the trust comes from the folder as an installer would carry it.
    pub(crate) fn new(folder: &Path) -> Self {
        let roots: Vec<VerifyingKey> = read(folder, "trust/roots.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let bytes = data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
                VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
            })
            .collect();
        let bundle = read(folder, "trust/bundle.txt");
        let trust = TrustList::open(&bundle, &roots, 0, Clock::exact(NOW_MS)).unwrap();
        Self {
            signing: SigningKey::generate(&CRYPTO),
            sealing: SealingSecret::generate(&CRYPTO),
            kiosk: KioskId::parse("not-enrolled").unwrap(),
            trust,
            seq: 0,
            prev: [0; 32],
            cursor: 0,
            epoch: 1,
            tpm: false,
            at: (NOW_MS, NOW_MS),
            circumstances: Circumstances::GOOD,
            records: 0,
            folder: folder.to_owned(),
        }
    }

    /// Draws keys of which a TPM holds the one that signs.
    pub(crate) fn with_tpm(folder: &Path) -> Self {
        Self {
            signing: SigningKey::generate_with(Algorithm::Es256, &CRYPTO),
            tpm: true,
            ..Self::new(folder)
        }
    }

    /// Returns the folder of the town that it was taken along from.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a signed request to be enrolled.
    pub(crate) fn enrol_request(&self, token: &str, site: &str) -> Vec<u8> {
        let token = EnrolToken::parse(token).unwrap();
        let (signing, sealing) = (self.signing.verifying_key(), self.sealing.public());
        let nonce = [7; 16];
        let request = EnrolRequest {
            site: site.to_owned(),
            token_proof: token.proof(&signing, &sealing, &nonce),
            signing,
            sealing,
            nonce,
            app: "story/1".to_owned(),
            tpm: self.tpm,
            os: String::new(),
            app_hash: [0; 32],
        };
        request.sign(&self.signing, &CRYPTO).unwrap()
    }

    pub(crate) async fn enrol(&mut self, centre: &Centre, token: &str) -> Result<bool, Refusal> {
        let answer = centre
            .enrol(&self.enrol_request(token, central::SITE))
            .await?;
        match EnrolAnswer::decode(&answer).unwrap() {
            EnrolAnswer::Waiting => Ok(false),
            EnrolAnswer::Approved {
                kiosk,
                place,
                certificate,
                server_ms,
                ..
            } => {
                assert_eq!(place.as_str(), "海榕街道榕荫社区服务站");
                assert!(server_ms >= NOW_MS);
                let own = self.certificate_at(&certificate, server_ms);
                assert_eq!(own.signing, self.signing.verifying_key());
                self.kiosk = kiosk;
                Ok(true)
            }
        }
    }

    /// Scans a code that must be good and returns what it says.
    pub(crate) fn green(&self, text: &str) -> Meaning {
        let verdict = codes::verify(text, &self.trust, Clock::exact(NOW_MS));
        let Verdict::Green(meaning) = verdict else {
            panic!("a good code, not {verdict:?}")
        };
        meaning
    }

    /// Reads a certificate that must be good.
    pub(crate) fn certificate(&self, text: &str) -> KioskCertificate {
        let Meaning::Kiosk(own) = self.green(text) else {
            panic!("a kiosk certificate")
        };
        own
    }

    /// Reads a certificate that was issued later than the town was made.
    pub(crate) fn certificate_at(&self, text: &str, now_ms: u64) -> KioskCertificate {
        let verdict = codes::verify(text, &self.trust, Clock::exact(now_ms));
        let (Verdict::Green(Meaning::Kiosk(own)) | Verdict::Amber(Meaning::Kiosk(own), _)) =
            verdict
        else {
            panic!("a kiosk certificate, not {verdict:?}")
        };
        own
    }

    pub(crate) fn house(&self, key: &str) -> (HouseCode, CodeSerial) {
        let text = read(&self.folder, &format!("codes/houses/{key}.txt"));
        let Meaning::House(house) = self.green(&text) else {
            panic!("a house code")
        };
        (house.code, house.serial)
    }

    /// A person who scans the own code and enters a number.
    pub(crate) fn person(&self, key: &str, number: &str) -> ActingPerson {
        let text = read(&self.folder, &format!("codes/residents/{key}.txt"));
        let Meaning::Resident(code) = self.green(&text) else {
            panic!("a resident code")
        };
        ActingPerson {
            subject: code.subject,
            serial: code.serial,
            document: document(number),
            assurance: Assurance::Verified,
        }
    }

    pub(crate) fn declaration(
        &self,
        declarant: ActingPerson,
        house: (HouseCode, CodeSerial),
        cohabitants: Vec<Cohabitant>,
    ) -> Record {
        Record::Declaration(Box::new(Declaration {
            declarant,
            house: house.0,
            house_serial: house.1,
            house_assurance: Assurance::Verified,
            dwelling: DwellingType::Rented,
            reason: ResidenceReason::Work,
            moved_in_on: "2026-11-01".parse().unwrap(),
            cohabitants,
            notice_version: 1,
            policy: ("gd_default".to_owned(), 1),
            declared_on: TODAY.parse().unwrap(),
        }))
    }

    pub(crate) fn decision(
        &self,
        declaration: RecordId,
        owner: ActingPerson,
        answer: OwnerAnswer,
    ) -> Record {
        let decided_on = TODAY.parse().unwrap();
        Record::OwnerDecision(Box::new(OwnerDecision {
            declaration,
            owner,
            answer,
            decided_on,
        }))
    }

    pub(crate) fn next_record_id(&mut self) -> RecordId {
        self.records += 1;
        let mut tail = [0; 10];
        tail[..4].copy_from_slice(&self.records.to_be_bytes());
        // Two devices of one test must not name their records alike.
        tail[4..].copy_from_slice(&self.sealing.public().to_bytes()[..6]);
        RecordId::compose(NOW_MS, tail)
    }

    /// Seals a record as the next of the chain.
    pub(crate) fn seal(&mut self, record: &Record, id: RecordId) -> Envelope {
        let envelope = self.seal_at(record, id, self.seq + 1, self.prev, &self.centre_key());
        self.follow(&envelope);
        envelope
    }

    pub(crate) fn follow(&mut self, envelope: &Envelope) {
        self.seq = envelope.header().seq;
        self.prev = envelope.header_hash();
    }

    pub(crate) fn centre_key(&self) -> codes::SealingPublic {
        self.trust.bundle().centre_seal
    }

    pub(crate) fn seal_at(
        &self,
        record: &Record,
        id: RecordId,
        seq: u64,
        prev: [u8; 32],
        centre: &codes::SealingPublic,
    ) -> Envelope {
        let kiosk = self.kiosk.clone();
        let at = SealAt {
            kiosk,
            epoch: self.epoch,
            seq,
            prev,
            record: id,
            at: self.at,
            circumstances: self.circumstances.clone(),
        };
        seal_record(record, at, &self.signing, centre, &CRYPTO).unwrap()
    }

    pub(crate) fn request(&self, up: Vec<Envelope>) -> (Vec<u8>, [u8; 16]) {
        let mut nonce = [0; 16];
        CRYPTO.random(&mut nonce);
        let request = SyncRequest {
            kiosk: self.kiosk.clone(),
            counter: 1,
            nonce,
            last_server_ms: 0,
            bundle_seq: self.trust.bundle().seq,
            app: "story/1".to_owned(),
            epoch: self.epoch,
            down_cursor: self.cursor,
            up,
        };
        (request.sign(&self.signing, &CRYPTO).unwrap(), nonce)
    }

    /// Syncs, opens what came down and moves the cursor.
    pub(crate) async fn sync(
        &mut self,
        centre: &Centre,
        up: Vec<Envelope>,
    ) -> (SyncAnswer, Vec<Change>) {
        let (request, nonce) = self.request(up);
        let bytes = centre.sync(&request).await.unwrap();
        let answer = SyncAnswer::open(&bytes, &self.trust.bundle().sync_key, &nonce).unwrap();
        let open = |item: &protocol::DownItem| {
            assert!(item.cursor > self.cursor, "cursors rise");
            item.open(&self.kiosk, &self.sealing, &CRYPTO).unwrap()
        };
        let changes = answer.down.iter().map(open).collect();
        self.cursor = answer.down.last().map_or(self.cursor, |item| item.cursor);
        (answer, changes)
    }
}

impl Device {
    /// Seals a record and sends it.
    pub(crate) async fn tell(
        &mut self,
        centre: &Centre,
        record: &Record,
    ) -> (RecordId, Vec<Change>) {
        let id = self.next_record_id();
        let envelope = self.seal(record, id);
        let (answer, changes) = self.sync(centre, vec![envelope]).await;
        assert_eq!((answer.through, answer.rejects.len()), (self.seq, 0));
        (id, changes)
    }
}

impl Device {
    /// Makes a signed enquiry.
    pub(crate) fn enquiry(&self, question: &Question) -> (Enquiry, Vec<u8>) {
        let mut nonce = [0; 16];
        CRYPTO.random(&mut nonce);
        let enquiry = Enquiry::seal(&self.kiosk, nonce, question, &self.centre_key(), &CRYPTO);
        let enquiry = enquiry.unwrap();
        let bytes = enquiry.sign(&self.signing, &CRYPTO).unwrap();
        (enquiry, bytes)
    }

    /// Asks the centre and opens the reply.
    pub(crate) async fn ask(&self, centre: &Centre, question: &Question) -> Reply {
        let (enquiry, bytes) = self.enquiry(question);
        let bytes = centre.enquire(&bytes).await.unwrap();
        let key = &self.trust.bundle().sync_key;
        ReplyTo::open(&bytes, key, &enquiry, &self.sealing, &CRYPTO).unwrap()
    }

    /// Asks about a person who proved who they are.
    pub(crate) async fn summary(&self, centre: &Centre, actor: ActingPerson) -> Box<Summary> {
        let on = TODAY.parse().unwrap();
        let reply = self.ask(centre, &Question::Person { actor, on }).await;
        let Reply::Person(summary) = reply else {
            panic!("a summary, not {reply:?}")
        };
        summary
    }
}

/// Returns the outcomes among changes.
pub(crate) fn outcomes(changes: Vec<Change>) -> Vec<Outcome> {
    changes
        .into_iter()
        .filter_map(|change| {
            if let Change::Outcome(outcome) = change {
                Some(outcome)
            } else {
                None
            }
        })
        .collect()
}

pub(crate) fn cohabitant(
    name: &str,
    number: &str,
    relation: Relation,
    consent: bool,
) -> Cohabitant {
    Cohabitant {
        name: PersonName::parse(name).unwrap(),
        document: document(number),
        phone: Phone::parse("13800000001").unwrap(),
        relation,
        guardian_consent: consent.then_some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS,
        }),
    }
}

pub(crate) fn document(number: &str) -> IdentityDocument {
    let today = TODAY.parse().unwrap();
    IdentityDocument::parse(DocumentType::ResidentId, number, today).unwrap()
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}
