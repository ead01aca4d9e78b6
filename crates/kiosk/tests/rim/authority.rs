//! A little authority of its own: a root, an issuer, a binding key, one house, three people.

use std::{path::Path, sync::Arc};

use codes::{
    BindKey, Category, CodeForm, HouseClaims, Kind, KioskCertificate, Powers, ResidentClaims,
    SealingSecret, SeededCrypto, SigningKey, TrustBundle, TrustKey, issue_bundle,
    issue_certificate, issue_house, issue_resident,
};
use journal::{AppliedAnswer, ClockAnchor, Enrolment, Journal};
use kiosk::{CohabitantEntry, Intent, Kiosk, Matter, Now, Screen, Settings, View};
use protocol::{Change, House, Outcome, OutcomeResult};
use residence::{HouseCode, KioskId, RecordId, State, Subject};

pub(crate) const NOW_MS: u64 = 1_795_400_000_000; // 2026-11-23 in Guangdong
pub(crate) const CANARY: &str = "Zyxwv-Canary";
pub(crate) const DECLARANT: (u8, &str) = (1, "449900199001010017");
pub(crate) const OWNER: (u8, &str) = (2, "44990019850505019X");
pub(crate) const STRANGER: (u8, &str) = (3, "44990019880808002X");
pub(crate) const HOUSE: &str = "449900-0018";
const CHILD_NUMBER: &str = "449900201606150012";

pub(crate) struct Town {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) kiosk: Kiosk,
    pub(crate) now_ms: u64,
    /// The clocks of the machine differ from the real time by this run and this error.
    pub(crate) run: u8,
    pub(crate) wall_error_ms: i64,
}

pub(crate) fn crypto() -> SeededCrypto {
    SeededCrypto::new(7)
}

fn root() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub(crate) fn issuer() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

pub(crate) fn bind_key() -> BindKey {
    BindKey::from_bytes(&[3; 32])
}

pub(crate) fn subject(n: u8) -> Subject {
    Subject::from_bytes([n; 16])
}

pub(crate) fn house_code(text: &str) -> HouseCode {
    HouseCode::parse(text).expect("a house code")
}

impl Town {
    /// A kiosk that is enrolled and knows the house, its owner and the binding key.
    pub(crate) fn enrolled() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        Self::enrolled_at(folder)
    }

    /// The same in a certain folder.
    pub(crate) fn enrolled_at(folder: tempfile::TempDir) -> Self {
        let mut town = Self::new_at(folder);
        enrol(town.kiosk.journal());
        town.answer(0, vec![bind_key_change(), house_change(HOUSE, false)]);
        town.later(1_000);
        town
    }

    pub(crate) fn new() -> Self {
        Self::new_at(tempfile::tempdir().expect("a folder for the test"))
    }

    fn new_at(folder: tempfile::TempDir) -> Self {
        let kiosk = open(folder.path(), clocks(NOW_MS, 1, 0));
        Self {
            folder,
            kiosk,
            now_ms: NOW_MS,
            run: 1,
            wall_error_ms: 0,
        }
    }

    /// The power is cut and comes back.
    pub(crate) fn restarted(self) -> Self {
        let Self {
            folder,
            kiosk,
            now_ms,
            run,
            wall_error_ms,
        } = self;
        drop(kiosk);
        let kiosk = open(folder.path(), clocks(now_ms, run, wall_error_ms));
        Self {
            folder,
            kiosk,
            now_ms,
            run,
            wall_error_ms,
        }
    }

    /// The machine is switched off and on again, and its clock is wrong by this much.
    pub(crate) fn rebooted(mut self, wall_error_ms: i64) -> Self {
        self.run += 1;
        self.wall_error_ms = wall_error_ms;
        self.restarted()
    }

    pub(crate) fn clocks(&self) -> Now {
        clocks(self.now_ms, self.run, self.wall_error_ms)
    }

    pub(crate) fn tell(&mut self, intent: Intent) -> View {
        self.kiosk.handle(intent, self.clocks()).clone()
    }

    pub(crate) fn tell_all(&mut self, intents: Vec<Intent>) -> View {
        for intent in intents {
            self.tell(intent);
        }
        self.kiosk.view().clone()
    }

    /// Lets time pass without a touch.
    pub(crate) fn later(&mut self, ms: u64) -> View {
        self.now_ms += ms;
        self.kiosk.tick(self.clocks());
        self.kiosk.view().clone()
    }

    /// Lets the printer's thread come to its end.
    pub(crate) fn printed(&mut self) -> View {
        let (_never, pause) = std::sync::mpsc::channel::<()>();
        for _ in 0..1_000 {
            self.kiosk.tick(self.clocks());
            let shown = serde_json::to_string(self.kiosk.view()).expect("a view is JSON");
            if !shown.contains("\"printing\"") {
                break;
            }
            let little = std::time::Duration::from_millis(5);
            pause.recv_timeout(little).unwrap_or_default();
        }
        self.kiosk.view().clone()
    }

    /// The centre says how far it received, and what changed.
    pub(crate) fn answer(&self, through: u64, changes: Vec<Change>) {
        let journal = self.kiosk.journal();
        let cursor = journal.sync_state().expect("readable").down_cursor;
        let changes = changes
            .into_iter()
            .zip(cursor + 1..)
            .map(|(c, at)| (at, c))
            .collect();
        let answer = AppliedAnswer {
            centre_epoch: 1,
            server_ms: self.now_ms,
            anchor: Some(ClockAnchor {
                server_ms: self.now_ms,
                boot_ms: self.clocks().boot_ms,
                boot_id: self.clocks().boot_id,
                uncertainty_ms: 20,
            }),
            through,
            backed_up: through,
            rejects: vec![],
            bundle: None,
            changes,
        };
        journal.apply_answer(&answer).expect("the answer applies");
    }

    /// Walks to the page on which everything is read back.
    pub(crate) fn read_back(&mut self, owner_present: bool) -> View {
        self.tell_all(vec![
            Intent::BeginVisit(Matter::Declare),
            Intent::AcceptCode(plate(HOUSE)),
            Intent::AcceptCode(card(DECLARANT)),
            Intent::ProveIdentity(DECLARANT.1.to_owned()),
            Intent::ConfirmDoor,
            stay(),
            Intent::AddCohabitant(child()),
            Intent::FinishCohabitants,
            Intent::AnswerOwnerPresent(owner_present),
        ])
    }
}

pub(crate) fn agree() -> Intent {
    Intent::Agree { notice_version: 1 }
}

pub(crate) fn stay() -> Intent {
    Intent::DescribeStay {
        dwelling: "RENTED".to_owned(),
        reason: "WORK".to_owned(),
        moved_in_on: "2026-11-01".to_owned(),
    }
}

pub(crate) fn child() -> CohabitantEntry {
    CohabitantEntry {
        name: CANARY.to_owned(),
        document: "HOUSEHOLD_REGISTER".to_owned(),
        number: CHILD_NUMBER.to_owned(),
        phone: "13800000000".to_owned(),
        relation: "20".to_owned(),
        guardian_consent: true,
    }
}

pub(crate) fn secrets() -> [&'static str; 5] {
    [CANARY, CHILD_NUMBER, DECLARANT.1, OWNER.1, "13800000000"]
}

/// The code on the plate of a house.
pub(crate) fn plate(code: &str) -> String {
    let claims = HouseClaims {
        code: house_code(code),
        area: 449_900_001_001,
        address: Some("榕荫一路|18号|2栋301".to_owned()),
        iat: NOW_MS / 1000 - 86_400,
        exp: NOW_MS / 1000 + 86_400 * 300,
        serial: [9; 8],
    };
    issue_house(&claims, &issuer(), &crypto()).expect("signed")
}

/// The printed code of a person.
pub(crate) fn card((n, number): (u8, &str)) -> String {
    let claims = ResidentClaims {
        form: CodeForm::Printed,
        subject: subject(n),
        category: Category::Adult,
        id_bind: Some(bind_key().id_bind(&subject(n), number)),
        house_bind: None,
        since_days: None,
        hint: Some("陈*华".to_owned()),
        bind_epoch: Some(1),
        iat: NOW_MS / 1000 - 86_400,
        exp: NOW_MS / 1000 + 86_400 * 100,
        serial: [n; 8],
    };
    issue_resident(&claims, &issuer(), &crypto()).expect("signed")
}

pub(crate) fn house_change(code: &str, withdrawn: bool) -> Change {
    Change::House(House {
        code: house_code(code),
        town: "海榕街道".to_owned(),
        community: "榕荫社区".to_owned(),
        street: "榕荫一路".to_owned(),
        number: "18号".to_owned(),
        room: "2栋301".to_owned(),
        withdrawn,
        owner_tags: vec![bind_key().owner_tag(&subject(OWNER.0), &house_code(code))],
    })
}

fn bind_key_change() -> Change {
    Change::BindKey {
        epoch: 1,
        key: bind_key(),
    }
}

pub(crate) fn effective(kiosk: &Kiosk) -> Change {
    outcome(
        kiosk,
        State::Effective,
        Some("2026-11-23".parse().expect("a date")),
    )
}

pub(crate) fn outcome(
    kiosk: &Kiosk,
    state: State,
    effective_on: Option<chrono::NaiveDate>,
) -> Change {
    let known = kiosk
        .journal()
        .registrations_of(&subject(DECLARANT.0))
        .expect("readable");
    let declaration: RecordId = known.first().expect("one declaration").record;
    Change::Outcome(Outcome {
        declaration,
        result: OutcomeResult::State {
            state,
            effective_on,
            rejection: None,
        },
        decided_on: "2026-11-23".parse().expect("a date"),
    })
}

/// The clocks of a machine that was switched on an hour before the test began.
pub(crate) fn clocks(now_ms: u64, run: u8, wall_error_ms: i64) -> Now {
    Now {
        unix_ms: now_ms.saturating_add_signed(wall_error_ms),
        boot_ms: now_ms - NOW_MS + 3_600_000,
        boot_id: [run; 16],
    }
}

pub(crate) fn open(folder: &Path, now: Now) -> Kiosk {
    let settings = Settings {
        area: residence::ServiceArea::fictitious(),
        data_dir: folder.to_owned(),
        idle_warning_ms: 60_000,
        idle_wipe_ms: 90_000,
        app: "test".to_owned(),
    };
    let crypto = Arc::new(SeededCrypto::new(now.unix_ms));
    Kiosk::open(settings, crypto, now).expect("the kiosk opens")
}

pub(crate) fn enrol(journal: &Journal) {
    let enrolment = Enrolment {
        kiosk: KioskId::parse("rongyin-1").expect("a kiosk name"),
        place: "海榕街道榕荫社区服务站".to_owned(),
        server: "https://localhost:8443".to_owned(),
        ca_pem: String::new(),
        roots: vec![root().verifying_key()],
        certificate: certificate(journal, Powers::ELDERS | Powers::CHILDREN),
    };
    journal.set_enrolment(&enrolment).expect("enrolled");
    journal.set_bundle(&bundle(), 1).expect("trusted");
}

/// The certificate of this kiosk, with powers and a quota of three.
pub(crate) fn certificate(journal: &Journal, powers: Powers) -> String {
    let claims = KioskCertificate {
        kiosk: KioskId::parse("rongyin-1").expect("a kiosk name"),
        signing: journal.device().expect("keys").signing.verifying_key(),
        community: 449_900_001_001,
        powers,
        max_days: 30,
        quota: Some(3),
        assurance: Some(1),
        iat: NOW_MS / 1000 - 86_400,
        exp: NOW_MS / 1000 + 86_400 * 80,
        serial: [0xc; 8],
    };
    issue_certificate(&claims, &issuer(), &crypto()).expect("signed")
}

fn bundle() -> String {
    let bundle = TrustBundle {
        seq: 1,
        iat: NOW_MS / 1000 - 3_600,
        next: NOW_MS / 1000 + 86_400,
        exp: NOW_MS / 1000 + 86_400 * 30,
        keys: vec![TrustKey {
            verifying: issuer().verifying_key(),
            may: vec![Kind::House, Kind::Resident, Kind::Dynamic, Kind::Kiosk],
            nbf: NOW_MS / 1000 - 86_400 * 10,
            exp: NOW_MS / 1000 + 86_400 * 300,
        }],
        demo: true,
        ..TrustBundle::empty(
            SealingSecret::from_bytes(&[4; 32]).public(),
            root().verifying_key(),
        )
    };
    issue_bundle(&bundle, &root(), &crypto()).expect("signed")
}

pub(crate) fn refusal(view: &View) -> Option<kiosk::ScanRefusal> {
    let Screen::Scan(scan) = &view.screen else {
        panic!("not a scan: {:?}", view.screen)
    };
    scan.refusal
}
