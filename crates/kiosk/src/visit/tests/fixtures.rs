//! Invented people, an invented house, and a visit at each of its stages.

use protocol::{Assurance, Cohabitant, GuardianConsent};
use residence::{
    DocumentType, DwellingType, HouseCode, HouseStanding, IdentityDocument, PersonName, Phone,
    Policy, RecordId, Relation, ResidenceReason, Subject,
};
use zeroize::Zeroizing;

use crate::{
    draft::{Draft, Ticket},
    intent::CohabitantEntry,
    screen::{Address, CameraState, Strip, View},
    view::{Around, Provisional, draw},
    visit::*,
};

pub(crate) const CANARY: &str = "Zyxwv-Canary";
pub(crate) const DECLARANT_NUMBER: &str = "449900199001010017";
pub(crate) const OWNER_NUMBER: &str = "44990019850505019X";
pub(crate) const CHILD_NUMBER: &str = "449900201606150012";
pub(crate) const ELDER_NUMBER: &str = "449900195506150025";
pub(crate) const NOW_MS: u64 = 1_795_400_000_000; // 2026-11-23 in Guangdong

pub(crate) fn record() -> RecordId {
    RecordId::from_bytes([7; 16])
}

pub(crate) fn facts() -> Facts {
    Facts {
        now_ms: NOW_MS,
        today: "2026-11-23".parse().unwrap(),
        last_day: "2026-11-23".parse().unwrap(),
        floor_ms: NOW_MS - 60_000,
        boot_ms: 5_000,
        centre_time_ms: None,
        may_state_time: false,
        worker: None,
        child_bar: None,
        elder_bar: None,
        policy: Policy::GD_DEFAULT,
        house: HouseStanding::Known,
        own_house: false,
        live_at_same_house: false,
        live_addresses: 0,
        known: Vec::new(),
        fresh_ticket: Ticket::parse("7K3M9P").unwrap(),
        fresh_incident: "K-000001".to_owned(),
    }
}

pub(crate) fn around(own_house: bool) -> Around {
    Around {
        number: 1,
        strip: Strip {
            place: "榕荫社区服务站".to_owned(),
            time: "09:05".to_owned(),
            online: false,
            last_contact: None,
            waiting: 0,
            demo: true,
        },
        camera: CameraState::Live,
        foreign: None,
        today: facts().today,
        last_day: facts().last_day,
        now_ms: NOW_MS,
        floor_ms: facts().floor_ms,
        policy: Policy::GD_DEFAULT,
        idle_seconds_left: None,
        session_asks_again: false,
        desk: None,
        provisional: Provisional::default(),
        own_house,
        registrations: Vec::new(),
        received: Vec::new(),
    }
}

pub(crate) fn view(visit: &Visit) -> View {
    draw(visit, &around(false))
}

pub(crate) fn document(number: &str) -> IdentityDocument {
    IdentityDocument::parse(DocumentType::ResidentId, number, facts().today).unwrap()
}

pub(crate) fn house() -> HouseSeen {
    HouseSeen {
        entry: Entry::Plate {
            code: HouseCode::parse("449900-0018").unwrap(),
            serial: [3; 8],
            assurance: Assurance::Verified,
        },
        address: Zeroizing::new(Address {
            area: "海榕街道榕荫社区".to_owned(),
            street: "榕荫一路".to_owned(),
            number: "18号".to_owned(),
            room: "2栋301".to_owned(),
        }),
        in_register: true,
    }
}

pub(crate) fn holder(n: u8) -> Holder {
    Holder {
        subject: Subject::from_bytes([n; 16]),
        serial: [n; 8],
        assurance: Assurance::Verified,
        carried_on: CarriedOn::Paper,
        answered_by: None,
        hint: Some(Zeroizing::new("陈*华".to_owned())),
        child: false,
        text: None,
        id_bind: Some([n; 16]),
        bind_epoch: Some(1),
    }
}

pub(crate) fn resident_code(n: u8, ownership: Ownership) -> Event {
    Event::Code(Ok(Code::Resident(Box::new(holder(n)), ownership)))
}

pub(crate) fn house_code() -> Event {
    Event::Code(Ok(Code::House(Box::new(house()))))
}

pub(crate) fn said() -> StaySaid {
    StaySaid {
        dwelling: "RENTED".to_owned(),
        reason: "WORK".to_owned(),
        moved_in_on: "2026-11-01".to_owned(),
    }
}

pub(crate) fn child_entry() -> CohabitantEntry {
    CohabitantEntry {
        name: CANARY.to_owned(),
        document: "HOUSEHOLD_REGISTER".to_owned(),
        number: CHILD_NUMBER.to_owned(),
        phone: "13800000000".to_owned(),
        relation: "20".to_owned(),
        guardian_consent: true,
    }
}

pub(crate) fn grandmother() -> Cohabitant {
    Cohabitant {
        name: PersonName::parse(CANARY).unwrap(),
        document: document(ELDER_NUMBER),
        phone: Phone::parse("13800000001").unwrap(),
        relation: Relation::Grandparent,
        guardian_consent: None,
    }
}

pub(crate) fn child() -> Cohabitant {
    Cohabitant {
        document: document(CHILD_NUMBER),
        relation: Relation::Son,
        guardian_consent: Some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS,
        }),
        ..grandmother()
    }
}

pub(crate) fn draft() -> Draft {
    Draft {
        ticket: Ticket::parse("7K3M9P").unwrap(),
        subject: holder(1).subject,
        house: house(),
        stay: StayChoice {
            dwelling: Some(DwellingType::Rented),
            reason: Some(ResidenceReason::Work),
            moved_in_on: Some("2026-11-01".parse().unwrap()),
        },
        people: vec![child(), grandmother()],
        owner_present: Some(true),
        page: Page::ReadBack,
    }
}

/// A declaration in the making, with everything that a page needs to be open.
pub(crate) fn declaring(page: Page) -> Declaring {
    let mut declaring = Declaring::begin();
    if page > Page::ScanHouse {
        declaring.house = Some(house());
    }
    if page > Page::ScanResident {
        declaring.holder = Some(holder(1));
    }
    if page > Page::Prove {
        declaring.document = Some(document(DECLARANT_NUMBER));
        declaring.ticket = Some(facts().fresh_ticket);
    }
    if page > Page::Stay {
        declaring.stay = draft().stay;
        declaring.people = vec![grandmother()];
    }
    if page > Page::OwnerPresent {
        declaring.owner_present = Some(true);
    }
    if page == Page::ReadBack {
        declaring.page = page;
        let agreed = Box::new(declaring).hear(
            Event::Agree {
                notice_version: NOTICE_VERSION,
            },
            &facts(),
        );
        let Stage::Declaring(agreed) = agreed.0 else {
            panic!("agreeing leaves the page when the record is durable");
        };
        return *agreed;
    }
    declaring.page = page;
    declaring
}

pub(crate) fn at(stage: Stage) -> Visit {
    Visit {
        stage,
        ..Visit::welcome()
    }
}

pub(crate) fn at_page(page: Page) -> Visit {
    at(Stage::Declaring(Box::new(declaring(page))))
}

pub(crate) fn owner_turn() -> Visit {
    let (visit, _) = at_page(Page::ReadBack).hear(Event::DeclarationSaved(record()), &facts());
    visit
}

pub(crate) fn after(visit: Visit, events: Vec<Event>) -> Visit {
    events
        .into_iter()
        .fold(visit, |visit, event| visit.hear(event, &facts()).0)
}

/// Every stage by its name.
pub(crate) fn visit_at(name: &str) -> Visit {
    let owner = || resident_code(2, Ownership::Recorded);
    let number = || Event::Number(Ok(document(OWNER_NUMBER)));
    let trouble = |can_retry| {
        Event::Failed(Trouble {
            code: FailureCode::Storage,
            can_retry,
            draft_kept: true,
        })
    };
    match name {
        "welcome" => Visit::welcome(),
        "scan_house" => at_page(Page::ScanHouse),
        "scan_resident" => at_page(Page::ScanResident),
        "prove" => at_page(Page::Prove),
        "door" => at_page(Page::Door),
        "stay" => at_page(Page::Stay),
        "cohabitants" => at_page(Page::Cohabitants),
        "owner_present" => at_page(Page::OwnerPresent),
        "read_back" => at_page(Page::ReadBack),
        "owner_scan" => owner_turn(),
        "owner_prove" => after(owner_turn(), vec![owner()]),
        "owner_decides" => after(owner_turn(), vec![owner(), number()]),
        "receipt" => after(owner_turn(), vec![Event::SkipOwner]),
        "scan_own" => at(Stage::ScanOwn(None)),
        "help" => at(Stage::Helping(Helping::Topics(None))),
        "topic" => at(Stage::Helping(Helping::Topic(HelpTopic::Declare))),
        "person_prove" => at(Stage::Person(Box::new(Person::meet(holder(1))))),
        "person_menu" => after(
            visit_at("person_prove"),
            vec![Event::Number(Ok(document(DECLARANT_NUMBER)))],
        ),
        "failed_for_now" => after(at_page(Page::ReadBack), vec![trouble(true)]),
        "failed" => after(at_page(Page::ReadBack), vec![trouble(false)]),
        other => panic!("no stage is called {other}"),
    }
}

pub(crate) const STAGES: [&str; 20] = [
    "welcome",
    "scan_house",
    "scan_resident",
    "prove",
    "door",
    "stay",
    "cohabitants",
    "owner_present",
    "read_back",
    "owner_scan",
    "owner_prove",
    "owner_decides",
    "receipt",
    "scan_own",
    "help",
    "topic",
    "person_prove",
    "person_menu",
    "failed_for_now",
    "failed",
];

pub(crate) fn name_of(visit: &Visit) -> &'static str {
    match &visit.stage {
        Stage::Welcome => "welcome",
        Stage::Declaring(declaring) => match declaring.page {
            Page::ScanHouse => "scan_house",
            Page::ScanResident => "scan_resident",
            Page::Prove => "prove",
            Page::Door => "door",
            Page::Stay => "stay",
            Page::Cohabitants => "cohabitants",
            Page::OwnerPresent => "owner_present",
            Page::ReadBack => "read_back",
        },
        Stage::Owner(turn) => match turn.page {
            OwnerPage::Scan(_) => "owner_scan",
            OwnerPage::Prove { .. } => "owner_prove",
            OwnerPage::Decide { .. } => "owner_decides",
        },
        Stage::Receipt(_) => "receipt",
        Stage::Receipts(asked) if asked.answer.is_some() => "receipt_status",
        Stage::Receipts(_) => "scan_receipt",
        Stage::ScanOwn(_) => "scan_own",
        Stage::Person(person) => match person.page {
            PersonPage::Prove(_) => "person_prove",
            PersonPage::Menu => "person_menu",
            PersonPage::Residence
            | PersonPage::Calendar
            | PersonPage::Cohabitants(_)
            | PersonPage::Messages
            | PersonPage::Message(_)
            | PersonPage::Houses
            | PersonPage::House(_)
            | PersonPage::ClaimScan(_)
            | PersonPage::AppointScan(..)
            | PersonPage::Ask(_)
            | PersonPage::Done(_)
            | PersonPage::Lives(_) => "person",
        },
        Stage::Failed(failed) if failed.back.is_some() => "failed_for_now",
        Stage::Failed(_) => "failed",
        Stage::Checking(checking) if checking.shown.is_some() => "checked",
        Stage::Checking(_) => "check",
        Stage::Helping(Helping::Topics(_)) => "help",
        Stage::Helping(Helping::Topic(_)) => "topic",
        Stage::Helping(Helping::Said(_)) => "said",
        Stage::LogIn(_) => "log_in",
        Stage::Desk => "desk",
        Stage::Needed(_) => "needed",
        Stage::Issuing(issuing) => match &issuing.page {
            IssuePage::House(_) => "issue_house",
            IssuePage::Guardian(_) => "issue_guardian",
            IssuePage::Prove { .. } => "issue_prove",
            IssuePage::Form(_) => "issue_form",
            IssuePage::Check => "issue_check",
            IssuePage::Issued(_) => "issued",
        },
        Stage::Timing(_) => "timing",
        Stage::Claiming(claiming) => match &claiming.page {
            ClaimPage::Form(_) => "claim_form",
            ClaimPage::Check => "claim_check",
            ClaimPage::Saved(_) => "claim_saved",
            ClaimPage::Collect(_) => "claim_collect",
        },
    }
}
