//! Who works at the kiosk of the tests, what they enter, and what the centre reads of it.

use codes::{
    Category, CodeForm, Powers, ResidentClaims, SealingSecret, issue_dynamic, pin_verifier,
};
use journal::AuditTip;
use kiosk::{Intent, LoginProblem, Screen, View, WorkerHome};
use protocol::{
    Change, Opened, Record, Roster, RosterEntry, WorkerAct, WorkerId, WorkerRole, open_envelope,
};

use crate::authority::*;

pub(crate) const DAY_MS: u64 = 86_400_000;
pub(crate) const WORKER: (&str, &str) = ("W0001", "493027");
pub(crate) const SUPERVISOR: (&str, &str) = ("S0001", "815506");
const PEPPER: [u8; 32] = [7; 32];

pub(crate) fn id(worker: (&str, &str)) -> WorkerId {
    WorkerId::parse(worker.0).expect("a worker's number")
}

fn entry(worker: (&str, &str), role: WorkerRole, enabled: bool) -> RosterEntry {
    let salt = [9; 16];
    RosterEntry {
        worker: id(worker),
        label: "王*".to_owned(),
        role,
        salt,
        verifier: pin_verifier(&PEPPER, worker.1, &salt),
        pin_set_ms: NOW_MS,
        powers: u32::try_from((Powers::ELDERS | Powers::CHILDREN).bits()).expect("few bits"),
        enabled,
    }
}

/// The roster as the centre sends it at a time.
pub(crate) fn roster(issued_ms: u64, worker_enabled: bool) -> Change {
    Change::Roster(Roster {
        workers: vec![
            entry(SUPERVISOR, WorkerRole::Supervisor, true),
            entry(WORKER, WorkerRole::Worker, worker_enabled),
        ],
        pepper: PEPPER,
        issued_ms,
        valid_until_ms: issued_ms + 14 * DAY_MS,
    })
}

pub(crate) fn number(worker: (&str, &str)) -> Intent {
    Intent::EnterWorker(worker.0.to_owned())
}

pub(crate) fn pin(text: &str) -> Intent {
    Intent::EnterPin(text.to_owned().into())
}

pub(crate) fn home(view: &View) -> WorkerHome {
    let Screen::WorkerHome(home) = &view.screen else {
        panic!("not at home: {:?}", view.screen)
    };
    home.clone()
}

pub(crate) fn login_problem(view: &View) -> Option<LoginProblem> {
    if let Screen::WorkerLogin(login) = &view.screen {
        return login.problem;
    }
    let Screen::WorkerNeeded(needed) = &view.screen else {
        panic!("nobody is asked: {:?}", view.screen)
    };
    needed.problem
}

/// A code on a telephone, made now for two minutes.
pub(crate) fn on_telephone(n: u8, serial: u8, now_ms: u64) -> String {
    let claims = ResidentClaims {
        form: CodeForm::Screen,
        subject: subject(n),
        category: Category::Adult,
        id_bind: None,
        house_bind: Some(bind_key().house_bind(&subject(n), &house_code(HOUSE))),
        since_days: None,
        hint: Some("陈*华".to_owned()),
        bind_epoch: Some(1),
        iat: now_ms / 1000,
        exp: now_ms / 1000 + 120,
        serial: [serial; 8],
    };
    issue_dynamic(&claims, &issuer(), &crypto()).expect("signed")
}

impl Town {
    /// A kiosk that has heard from the centre, with a roster of two.
    pub(crate) fn staffed() -> Self {
        let mut town = Self::enrolled();
        town.answer(0, vec![roster(NOW_MS, true)]);
        town.later(1_000);
        town
    }

    pub(crate) fn log_in(&mut self, worker: (&str, &str)) -> View {
        self.tell_all(vec![Intent::BeginLogin, number(worker), pin(worker.1)])
    }

    /// What waits for the centre, opened as the centre opens it.
    pub(crate) fn sent(&self) -> Vec<Opened> {
        let centre = SealingSecret::from_bytes(&[4; 32]);
        let journal = self.kiosk.journal();
        let batch = journal.next_batch(0, 300, usize::MAX).expect("readable");
        batch
            .iter()
            .map(|envelope| open_envelope(envelope, &centre, &crypto()).expect("ours"))
            .collect()
    }

    /// What workers did, as the centre hears it.
    pub(crate) fn acts(&self) -> Vec<(WorkerId, WorkerAct)> {
        self.sent()
            .into_iter()
            .filter_map(|opened| {
                let Record::WorkerEvent(event) = opened.record else {
                    return None;
                };
                Some((event.worker, event.event))
            })
            .collect()
    }

    pub(crate) fn audited(&self) -> AuditTip {
        self.kiosk.journal().verify_audit().expect("unbroken")
    }
}
