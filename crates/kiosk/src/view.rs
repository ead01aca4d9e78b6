//! The visit as a screen: everything in here leaves the machine's memory towards eyes.

mod claiming;
mod desk;
mod finding;
mod person;
mod receipt;

use chrono::NaiveDate;
use protocol::Cohabitant;
use residence::{
    Addable, DwellingType, Event, Listed as _, Policy, RecordId, RejectionReason, Relation,
    ResidenceReason, Shown, confirm_by, guangdong_minute, may_be_added,
};

use crate::{
    screen::{
        Address, CameraState, CohabitantView, Cohabitants, ConfirmDoor, ForeignName, Help,
        OwnerDecides, OwnerPresent, PrintState, ProveIdentity, ReadBack, RegistrationView, Scan,
        ScanPurpose, ScanRefusal, Screen, Stay, Step, Strip, View, WorkerHome,
    },
    visit::{
        CONSENT_VERSION, Declared, Declaring, Helping, Holder, HouseSeen, NOTICE_VERSION,
        OwnerPage, OwnerTurn, Page, Problem, Stage, Visit, age_of,
    },
};

pub(crate) use person::holder;

const STEPS: u8 = 5;

/// What a screen shows besides the visit.
pub(crate) struct Around {
    pub(crate) number: u64,
    pub(crate) strip: Strip,
    pub(crate) camera: CameraState,
    /// What the last code is that was not ours.
    pub(crate) foreign: Option<ForeignName>,
    pub(crate) today: NaiveDate,
    pub(crate) last_day: NaiveDate,
    /// The likeliest time and the floor, in milliseconds since 1970.
    pub(crate) now_ms: u64,
    pub(crate) floor_ms: u64,
    pub(crate) policy: Policy,
    pub(crate) idle_seconds_left: Option<u32>,
    pub(crate) session_asks_again: bool,
    /// The page of the worker who is logged in.
    pub(crate) desk: Option<WorkerHome>,
    pub(crate) provisional: Provisional,
    /// The declarant is a recorded owner of the house.
    pub(crate) own_house: bool,
    /// The registrations of the person of this visit, newest first.
    pub(crate) registrations: Vec<(RecordId, RegistrationView)>,
    /// Acts of this visit that the centre received.
    pub(crate) received: Vec<RecordId>,
}

/// What this kiosk could issue now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Provisional {
    pub(crate) left: u32,
    /// Last day of a code that is issued now.
    pub(crate) until: Option<NaiveDate>,
}

/// Draws the visit.
pub(crate) fn draw(visit: &Visit, around: &Around) -> View {
    View {
        number: around.number,
        strip: around.strip.clone(),
        language: visit.language,
        text_size: visit.text_size,
        ticket: visit
            .stage
            .ticket()
            .map(|ticket| ticket.as_str().to_owned()),
        step: step(&visit.stage),
        idle_seconds_left: around.idle_seconds_left,
        session_asks_again: around.session_asks_again,
        assisted_by: around.desk.as_ref().map(|desk| desk.label.clone()),
        can_go_back: visit.stage.can_go_back(),
        worker_called: visit.worker_called,
        print: visit.print(),
        screen: person::in_script(screen(visit, around), visit.language),
    }
}

fn step(stage: &Stage) -> Option<Step> {
    let Stage::Declaring(declaring) = stage else {
        return None;
    };
    let now = match declaring.page {
        Page::ScanHouse | Page::ScanResident | Page::Prove | Page::Door => 1,
        Page::Stay => 2,
        Page::Cohabitants => 3,
        Page::OwnerPresent => 4,
        Page::ReadBack => STEPS,
    };
    Some(Step { now, of: STEPS })
}

fn screen(visit: &Visit, around: &Around) -> Screen {
    match &visit.stage {
        Stage::Welcome => Screen::Welcome,
        Stage::Declaring(declaring) => page(declaring, around),
        Stage::Owner(turn) => owner_page(turn, around),
        Stage::Receipt(declared) => {
            let print = visit.print().unwrap_or(PrintState::Ready);
            Screen::Receipt(receipt::draw(declared, print, around))
        }
        Stage::Receipts(asked) => match &asked.answer {
            Some(answer) => Screen::ReceiptStatus(answer.clone()),
            None => scan(ScanPurpose::Receipt, asked.problem, around),
        },
        Stage::ScanOwn(refusal) => scan(ScanPurpose::MyResidence, *refusal, around),
        Stage::Helping(page) => helping(page),
        Stage::Person(person) => person::draw(person, around),
        Stage::Failed(failed) => Screen::Failure(failed.failure.clone()),
        Stage::Checking(checking) => desk::checking(checking, around),
        Stage::LogIn(asking) => Screen::WorkerLogin(desk::log_in(asking, around)),
        // A session that ended between two ticks leaves nobody's page behind.
        Stage::Desk => match &around.desk {
            Some(home) => Screen::WorkerHome(home.clone()),
            None => Screen::Welcome,
        },
        Stage::Needed(needed) => Screen::WorkerNeeded(desk::needed(needed, around)),
        Stage::Issuing(issuing) => desk::issuing(issuing, around),
        Stage::Claiming(claim) => claiming::claiming(claim),
        Stage::Timing(timing) => Screen::StateTime(desk::state_time(timing, around)),
    }
}

fn helping(page: &Helping) -> Screen {
    let (topic, problem) = match page {
        Helping::Topics(problem) => (None, *problem),
        Helping::Topic(topic) => (Some(*topic), None),
        Helping::Said(saved) => return Screen::LivesDone(person::done(saved)),
    };
    Screen::Help(Help {
        topic,
        notice_version: NOTICE_VERSION,
        problem,
    })
}

fn page(declaring: &Declaring, around: &Around) -> Screen {
    let refusal = match &declaring.problem {
        Some(Problem::Scan(refusal)) => Some(*refusal),
        Some(Problem::Number(_) | Problem::Stay(_) | Problem::Cohabitant(_)) | None => None,
    };
    if let Some(found) = &declaring.finding {
        return finding::finding(found);
    }
    match declaring.page {
        Page::ScanHouse => scan(ScanPurpose::House, refusal, around),
        Page::ScanResident => scan(ScanPurpose::Resident, refusal, around),
        Page::Prove => Screen::ProveIdentity(prove(declaring)),
        Page::Door => Screen::ConfirmDoor(door(declaring)),
        Page::Stay => Screen::Stay(stay(declaring, around)),
        Page::Cohabitants => Screen::Cohabitants(cohabitants(declaring, around)),
        Page::OwnerPresent => Screen::OwnerPresent(OwnerPresent {
            until: last_day_for_owner(around).to_string(),
            own_house: around.own_house,
            present: declaring.owner_present,
        }),
        Page::ReadBack => Screen::ReadBack(read_back(declaring, around)),
    }
}

fn scan(purpose: ScanPurpose, refusal: Option<ScanRefusal>, around: &Around) -> Screen {
    Screen::Scan(Scan {
        purpose,
        refusal,
        foreign: foreign(refusal, around),
        camera: around.camera,
        late: false,
        saved_receipt: None,
    })
}

fn foreign(refusal: Option<ScanRefusal>, around: &Around) -> Option<ForeignName> {
    around
        .foreign
        .filter(|_| refusal == Some(ScanRefusal::Foreign))
}

fn prove(declaring: &Declaring) -> ProveIdentity {
    let problem = match &declaring.problem {
        Some(Problem::Number(problem)) => Some(*problem),
        Some(Problem::Scan(_) | Problem::Stay(_) | Problem::Cohabitant(_)) | None => None,
    };
    ProveIdentity {
        purpose: ScanPurpose::Resident,
        holder: declaring.holder.as_ref().and_then(masked),
        problem,
        tries_left: declaring.tries_left,
    }
}

fn door(declaring: &Declaring) -> ConfirmDoor {
    let house = declaring
        .house
        .as_ref()
        .expect("the door opens after its code was scanned");
    ConfirmDoor {
        address: (*house.address).clone(),
        house_code: house
            .code()
            .map(|code| code.as_str().to_owned())
            .unwrap_or_default(),
        by_hand: house.is_by_hand(),
        not_in_register: !house.in_register,
    }
}

fn stay(declaring: &Declaring, around: &Around) -> Stay {
    let choice = &declaring.stay;
    let problem = match &declaring.problem {
        Some(Problem::Stay(problem)) => Some(*problem),
        Some(Problem::Scan(_) | Problem::Number(_) | Problem::Cohabitant(_)) | None => None,
    };
    Stay {
        address: address(declaring),
        dwellings: codes_of::<DwellingType>(),
        reasons: codes_of::<ResidenceReason>(),
        dwelling: choice.dwelling.map(|dwelling| dwelling.code().to_owned()),
        reason: choice.reason.map(|reason| reason.code().to_owned()),
        moved_in_on: choice.moved_in_on.map(|day| day.to_string()),
        today: around.today.to_string(),
        last_day: around.last_day.to_string(),
        problem,
    }
}

fn cohabitants(declaring: &Declaring, around: &Around) -> Cohabitants {
    let problem = match &declaring.problem {
        Some(Problem::Cohabitant(problem)) => Some(problem.clone()),
        Some(Problem::Scan(_) | Problem::Number(_) | Problem::Stay(_)) | None => None,
    };
    Cohabitants {
        people: people(declaring, around),
        relations: codes_of::<Relation>(),
        problem,
        may_add: declaring.people.len() < around.policy.registration.cohabitants_max,
        consent_version: CONSENT_VERSION,
    }
}

fn people(declaring: &Declaring, around: &Around) -> Vec<CohabitantView> {
    cohabitant_views(&declaring.people, around)
}

fn cohabitant_views(people: &[Cohabitant], around: &Around) -> Vec<CohabitantView> {
    people
        .iter()
        .map(|person| cohabitant(person, around))
        .collect()
}

fn cohabitant(person: &Cohabitant, around: &Around) -> CohabitantView {
    let age = age_of(person, around.today, &around.policy.age);
    CohabitantView {
        name: person.name.masked(),
        age,
        minor: may_be_added(age, &around.policy.age) == Addable::Minor,
        relation: person.relation.code().to_owned(),
        document: person.document.kind().code().to_owned(),
        number: person.document.masked(),
        phone: person.phone.masked(),
        consent: person.guardian_consent.is_some(),
    }
}

fn read_back(declaring: &Declaring, around: &Around) -> ReadBack {
    let stay = declaring
        .stay
        .complete()
        .expect("reading back follows the page of the stay");
    let document = declaring
        .document
        .as_ref()
        .expect("reading back follows the proof");
    ReadBack {
        holder: declaring.holder.as_ref().and_then(masked),
        number: document.masked(),
        address: address(declaring),
        dwelling: stay.dwelling.code().to_owned(),
        reason: stay.reason.code().to_owned(),
        moved_in_on: stay.moved_in_on.to_string(),
        people: people(declaring, around),
        owner_present: declaring.owner_present == Some(true),
        own_house: around.own_house,
        by_hand: declaring.house.as_ref().is_some_and(HouseSeen::is_by_hand),
        notice_version: NOTICE_VERSION,
    }
}

fn owner_page(turn: &OwnerTurn, around: &Around) -> Screen {
    match &turn.page {
        OwnerPage::Scan(refusal) => Screen::Scan(Scan {
            purpose: ScanPurpose::Owner,
            refusal: *refusal,
            foreign: foreign(*refusal, around),
            camera: around.camera,
            late: false,
            saved_receipt: Some(turn.declared.record.receipt_number()),
        }),
        OwnerPage::Prove { owner, problem, .. } => Screen::ProveIdentity(ProveIdentity {
            purpose: ScanPurpose::Owner,
            holder: masked(owner),
            problem: *problem,
            tries_left: turn.tries_left,
        }),
        OwnerPage::Decide { owner, .. } => {
            Screen::OwnerDecides(owner_decides(owner, &turn.declared))
        }
    }
}

fn owner_decides(owner: &Holder, declared: &Declared) -> OwnerDecides {
    OwnerDecides {
        owner: masked(owner),
        declarant: declared.holder.as_ref().map(|hint| hint.to_string()),
        declarant_number: declared.number.to_string(),
        address: (*declared.house.address).clone(),
        dwelling: declared.stay.dwelling.code().to_owned(),
        reason: declared.stay.reason.code().to_owned(),
        moved_in_on: declared.stay.moved_in_on.to_string(),
        cohabitants: declared.cohabitants,
        reasons: refusals(),
        receipt: declared.record.receipt_number(),
    }
}

/// Returns the time of day in Guangdong as `HH:MM`.
fn time_of(unix_ms: u64) -> String {
    let unix_ms = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    guangdong_minute(unix_ms).format("%H:%M").to_string()
}

fn masked(holder: &Holder) -> Option<String> {
    holder.hint.as_ref().map(|hint| hint.to_string())
}

fn address(declaring: &Declaring) -> Address {
    (*declaring
        .house
        .as_ref()
        .expect("pages after the door have a house")
        .address)
        .clone()
}

fn last_day_for_owner(around: &Around) -> NaiveDate {
    confirm_by(around.today, &around.policy.registration)
}

/// The reasons that speak for themselves: nobody types a note at the kiosk.
fn refusals() -> Vec<String> {
    RejectionReason::ALL
        .iter()
        .filter(|reason| !Event::Reject(**reason).needs_note())
        .map(|reason| reason.code().to_owned())
        .collect()
}

/// The codes that a person may choose from, in the order of the screen.
fn codes_of<T: Shown>() -> Vec<String> {
    T::SHOWN
        .iter()
        .map(|member| member.code().to_owned())
        .collect()
}
