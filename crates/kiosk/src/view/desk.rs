//! What a worker sees, as a screen.

use codes::Category;

use super::{Around, scan};
use crate::{
    clock,
    screen::{
        Checked, CheckedCategory, CheckedForm, CheckedKind, GuardianView, IssueCheck, IssueFor,
        Issued, PrintState, ProveIdentity, ScanPurpose, Screen, StateTime, WorkerLogin,
        WorkerNeeded,
    },
    visit::{
        Asking, CarriedOn, Checking, Examined, IssuePage, IssuedCode, Issuing, Needed, Timing,
        What, written,
    },
};
use residence::{DocumentType, Listed as _, Shown as _};

pub(super) fn log_in(asking: &Asking, around: &Around) -> WorkerLogin {
    WorkerLogin {
        asks: asking.asks(),
        problem: asking
            .refused
            .and_then(|refused| refused.shown(around.now_ms)),
    }
}

pub(super) fn needed(needed: &Needed, around: &Around) -> WorkerNeeded {
    let asking = &needed.asking;
    WorkerNeeded {
        matter: needed.matter,
        worker: asking.logged_in().map(|worker| worker.label.clone()),
        asks: asking.asks(),
        problem: asking
            .refused
            .and_then(|refused| refused.shown(around.now_ms)),
        may_skip: needed.may_skip(),
    }
}

pub(super) fn state_time(timing: &Timing, around: &Around) -> StateTime {
    let said = timing.said.map(|said| written(said.time_ms));
    let (day, time) = said.unzip();
    let refused = timing.asking().and_then(|asking| asking.refused);
    StateTime {
        asks: timing.asks(),
        day,
        time,
        not_before: clock::day_of(around.floor_ms).to_string(),
        by_centre: timing.by_centre(),
        wrong_time: timing.wrong_time,
        problem: refused.and_then(|refused| refused.shown(around.now_ms)),
    }
}

pub(super) fn checking(checking: &Checking, around: &Around) -> Screen {
    match &checking.shown {
        None => scan(ScanPurpose::Check, None, around),
        Some(examined) => Screen::Checked(checked(examined, checking.recorded)),
    }
}

fn checked(examined: &Examined, recorded: bool) -> Checked {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let nothing = Checked {
        verdict: examined.verdict,
        whose: None,
        form: None,
        category: None,
        holder: None,
        house: None,
        doubt: examined.doubt,
        refusal: None,
        foreign: None,
        issued_on: day(examined.issued_on),
        valid_until: day(examined.valid_until),
        at_this_house: examined.at_this_house,
        recorded,
    };
    match &examined.what {
        What::House(house) => Checked {
            whose: Some(CheckedKind::House),
            house: Some((*house.address).clone()),
            ..nothing
        },
        What::Resident(resident) => Checked {
            whose: Some(CheckedKind::Resident),
            form: Some(match resident.carried_on {
                CarriedOn::Paper => CheckedForm::Printed,
                CarriedOn::Screen => CheckedForm::Screen,
                CarriedOn::Slip => CheckedForm::Provisional,
            }),
            category: Some(match resident.category {
                Category::Adult => CheckedCategory::Adult,
                Category::Elder => CheckedCategory::Elder,
                Category::Child => CheckedCategory::Child,
            }),
            holder: resident.hint.as_ref().map(|hint| hint.to_string()),
            ..nothing
        },
        What::Nothing { refusal, foreign } => Checked {
            refusal: *refusal,
            foreign: *foreign,
            ..nothing
        },
    }
}

pub(super) fn issuing(issuing: &Issuing, around: &Around) -> Screen {
    match &issuing.page {
        IssuePage::House(refusal) => scan(ScanPurpose::IssueHouse, *refusal, around),
        IssuePage::Guardian(refusal) => scan(ScanPurpose::Guardian, *refusal, around),
        IssuePage::Prove { guardian, problem } => Screen::ProveIdentity(ProveIdentity {
            purpose: ScanPurpose::Guardian,
            holder: guardian.hint.as_ref().map(|hint| hint.to_string()),
            problem: *problem,
            tries_left: issuing.tries_left(),
        }),
        IssuePage::Form(problem) => Screen::IssueFor(IssueFor {
            category: issuing.category,
            guardian: guardian(issuing),
            house: issuing.house.as_ref().map(|house| (*house.address).clone()),
            documents: DocumentType::SHOWN
                .iter()
                .map(|kind| kind.code().to_owned())
                .collect(),
            consent_version: issuing.consent_version(),
            problem: problem.clone(),
        }),
        IssuePage::Check => Screen::IssueCheck(issue_check(issuing, around)),
        IssuePage::Issued(code) => Screen::Issued(issued(issuing, code)),
    }
}

fn guardian(issuing: &Issuing) -> Option<GuardianView> {
    let (holder, document) = issuing.guardian.as_ref()?;
    Some(GuardianView {
        holder: holder.hint.as_ref().map(|hint| hint.to_string()),
        number: document.masked(),
    })
}

fn issue_check(issuing: &Issuing, around: &Around) -> IssueCheck {
    let person = issuing
        .person
        .as_ref()
        .expect("reading back follows the form");
    IssueCheck {
        category: issuing.category,
        name: person.name.masked(),
        age: person.age,
        document: person.document.kind().code().to_owned(),
        number: person.document.masked(),
        guardian: guardian(issuing),
        house: issuing.house.as_ref().map(|house| (*house.address).clone()),
        valid_until: around.provisional.until.unwrap_or(around.today).to_string(),
        provisional_left: around.provisional.left,
    }
}

fn issued(issuing: &Issuing, code: &IssuedCode) -> Issued {
    let drawing = codes::draw(&code.text);
    let void = match code.print {
        PrintState::Failed | PrintState::Voided => true,
        PrintState::Ready
        | PrintState::Printing
        | PrintState::Printed
        | PrintState::NoPrinter
        | PrintState::Empty
        | PrintState::Stopped => false,
    };
    Issued {
        category: issuing.category,
        holder: code.hint.as_ref().map(|hint| hint.to_string()),
        qr_path: (!void).then(|| drawing.svg_path()),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        valid_until: clock::day_of(code.expires_ms).to_string(),
        receipt: code.record.receipt_number(),
        print: code.print,
        can_void: code.can_void(),
    }
}
