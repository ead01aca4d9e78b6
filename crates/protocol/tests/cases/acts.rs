//! Acts, claims, declarations without a plate, and what the centre says about a person.

use chrono::NaiveDate;
use protocol::{
    Act, ActOutcome, Change, ClaimedCode, CodeClaim, Cohabitant, DataField, Deed, Feedback,
    GuardianConsent, HandAddress, HeldAddress, HeldCohabitant, HeldHabitual, HeldHouse, HeldMember,
    HeldMessage, HeldPermit, HeldPerson, HeldPresentation, HeldRegistration, HeldResident,
    HeldSeen, HeldTask, HeldTrust, NewMember, PermitDeed, PermitEntry, PermitRequest, Place,
    PlacedDeclaration, Question, ReceiptNews, Record, Reply, StayCount, Summary, TaskMatter,
};
use residence::{
    CancelReason, CancelRefusal, Capacity, CityCode, DocumentType, DwellingType, Exemption, Ground,
    HabitualState, HouseCode, OwnershipState, PermitPaper, PermitState, PersonName, Phone, Private,
    ReceiptNumber, RejectionReason, Relation, ResidenceReason, State, Subject, SuspensionReason,
    Template,
};

use super::{DAY, NOW_MS, document, person, record_id};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn secret(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

fn house() -> HouseCode {
    HouseCode::parse("449900-0018").unwrap()
}

fn child() -> Cohabitant {
    Cohabitant {
        name: PersonName::parse("林小雨").unwrap(),
        document: document(DocumentType::HouseholdRegister, "449900201605050028"),
        phone: Phone::parse("13800000000").unwrap(),
        relation: Relation::Daughter,
        guardian_consent: Some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS,
        }),
    }
}

/// Every deed, in the order of the numbers.
pub fn deeds() -> Vec<Deed> {
    let record = record_id(7);
    let request = PermitRequest {
        registration: record,
        grounds: vec![Ground::Job, Ground::Home],
        exemption: Some((Exemption::Enrolled, Some(day("2026-01-01")))),
        papers: vec![PermitPaper::IdentityCard, PermitPaper::JobProof],
        evidence: secret("HT-2026-0001"),
        card: true,
    };
    let permit = [
        PermitDeed::Apply(request),
        PermitDeed::Supply(vec![PermitPaper::Photograph]),
        PermitDeed::Endorse,
        PermitDeed::EndorseLate,
        PermitDeed::ChangeAddress(record),
        PermitDeed::Replace,
        PermitDeed::Reissue,
        PermitDeed::AskCard,
        PermitDeed::Cancel,
    ];
    let mut deeds = vec![
        Deed::Withdraw(record),
        Deed::RequestCancel(record, CancelReason::MovedAway),
        Deed::WithdrawCancel(record),
        Deed::AnswerCancel(record, None),
        Deed::AnswerCancel(record, Some(CancelRefusal::StillLivesHere)),
        Deed::ReportMoveOut(record, day("2026-11-01")),
        Deed::RequestHabitual(record),
        Deed::WithdrawHabitual(record),
        Deed::RemoveHabitual(record),
        Deed::AnswerHabitual(record, Some(RejectionReason::NotLivingHere)),
        Deed::ClaimHouse(house()),
        Deed::AppointTrustee {
            trustee: Subject::from_bytes([0xb1; 16]),
            houses: vec![house()],
            from: day("2026-12-01"),
            to: day("2027-11-30"),
        },
        Deed::AnswerTrust(record, true),
        Deed::RevokeTrust(record),
        Deed::AddMember(Box::new(NewMember {
            name: PersonName::parse("林小雨").unwrap(),
            document: document(DocumentType::HouseholdRegister, "449900201605050028"),
            relation: Relation::Daughter,
            guardian_consent: child().guardian_consent,
            agreed: false,
            document_seen: true,
        })),
        Deed::RemoveMember(Subject::from_bytes([0xb2; 16])),
        Deed::TakeOver,
        Deed::AddCohabitants(record, vec![child()]),
    ];
    deeds.extend(permit.into_iter().map(Deed::Permit));
    deeds.extend([
        Deed::Feedback(secret("字再大一点就好了")),
        Deed::Correct(DataField::Phone, secret("13800000001")),
        Deed::Erase,
        Deed::Read(record),
    ]);
    deeds
}

pub fn act(deed: Deed) -> Record {
    Record::Act(Box::new(Act {
        actor: person("44990019880808002X", 0x11),
        on_behalf_of: matches!(deed, Deed::Withdraw(_)).then_some(Subject::from_bytes([0xb3; 16])),
        done_on: day(DAY),
        deed,
    }))
}

fn placed(place: Place) -> Record {
    Record::PlacedDeclaration(Box::new(PlacedDeclaration {
        declarant: person("44990019880808002X", 0x11),
        place,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-11-01"),
        cohabitants: vec![child()],
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: day(DAY),
    }))
}

pub fn records() -> Vec<(&'static str, Record)> {
    let by_hand = HandAddress {
        division: "449900001001".to_owned(),
        street: secret("榕荫三巷"),
        number: secret("7号之2"),
        room: secret("201"),
    };
    let claim = CodeClaim {
        name: PersonName::parse("黄阿海").unwrap(),
        document: document(DocumentType::ResidentId, "449900199001010017"),
        phone: Some(Phone::parse("13800000002").unwrap()),
        document_seen: true,
        notice_version: 1,
        claimed_on: day(DAY),
    };
    vec![
        ("record-placed-listed", placed(Place::Listed(house()))),
        ("record-placed-by-hand", placed(Place::ByHand(by_hand))),
        ("record-code-claim", Record::CodeClaim(Box::new(claim))),
        (
            "record-feedback",
            Record::Feedback(Box::new(Feedback {
                given_on: day(DAY),
                words: secret("字再大一点就好了"),
            })),
        ),
    ]
}

pub fn changes() -> Vec<(&'static str, Change)> {
    vec![
        (
            "change-act-denied",
            Change::ActOutcome(ActOutcome {
                record: record_id(7),
                denied: Some("NOT_THE_RESIDENT".to_owned()),
                decided_on: day(DAY),
            }),
        ),
        (
            "change-claimed-code",
            Change::ClaimedCode(ClaimedCode {
                claim: record_id(8),
                code: "YJ1S:EXAMPLE".to_owned(),
            }),
        ),
    ]
}

fn address() -> HeldAddress {
    HeldAddress {
        house: Some(house()),
        area: secret("海榕街道榕荫社区"),
        street: secret("榕荫一路"),
        number: secret("18号"),
        room: secret("301"),
    }
}

fn seen() -> HeldSeen {
    HeldSeen {
        name: secret("黄阿海"),
        document: DocumentType::ResidentId,
        number: "449*************17".to_owned(),
        phone: Some("138****0002".to_owned()),
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-11-01"),
        cohabitants: 2,
    }
}

fn registration() -> HeldRegistration {
    HeldRegistration {
        record: record_id(1),
        member: None,
        address: address(),
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-03-01"),
        state: Some(State::Effective),
        because: None,
        since: day("2026-03-05"),
        until: None,
        effective_on: Some(day("2026-03-05")),
        habitual: Some(HeldHabitual {
            state: HabitualState::Habitual,
            since: day("2026-03-06"),
            until: None,
            habitual_on: Some(day("2026-03-06")),
        }),
        permit_here: true,
        cohabitants: vec![HeldCohabitant {
            name: secret("林小雨"),
            relation: Relation::Daughter,
            birth: Private::new(day("2016-05-05")),
        }],
    }
}

fn permit() -> HeldPermit {
    HeldPermit {
        record: record_id(2),
        member: None,
        state: PermitState::Suspended,
        suspended_for: Some(SuspensionReason::EndorsementLapsed),
        city: CityCode::parse("4499").unwrap(),
        address: Some(address()),
        accepted_on: Some(day("2025-09-01")),
        due_on: None,
        missing: vec![PermitPaper::Photograph],
        missing_until: Some(day("2026-12-01")),
        issued_on: Some(day("2025-09-10")),
        valid_until: Some(day("2026-09-09")),
        window: Some((day("2026-08-10"), day("2026-09-09"))),
        card_serial: 1,
        because: vec!["LAPSED".to_owned()],
    }
}

fn held_house() -> HeldHouse {
    HeldHouse {
        address: address(),
        claim: Some(OwnershipState::Verified),
        capacity: Some(Capacity::Owner),
        residents: vec![HeldResident {
            record: record_id(3),
            seen: seen(),
            state: State::AwaitingConfirmation,
        }],
        trusts: vec![HeldTrust {
            record: record_id(5),
            other: secret("陈小华"),
            from: day("2026-01-01"),
            to: day("2026-12-31"),
            accepted: true,
        }],
    }
}

pub fn summary() -> Summary {
    Summary {
        as_of_ms: NOW_MS,
        person: HeldPerson {
            name: secret("林月娥"),
            document: DocumentType::ResidentId,
            number: secret("44990019880808002X"),
            phone: secret("13800000000"),
            birth: Private::new(day("1988-08-08")),
            code: Some(secret("YJ1S:EXAMPLE")),
        },
        registrations: vec![registration()],
        stay: Some(StayCount {
            days: 180,
            needed: 183,
            from: Some(day("2026-03-06")),
            counted: vec![(day("2026-03-06"), None)],
            first_eligible: Some(day("2026-11-26")),
            missing: vec!["STAY_TOO_SHORT".to_owned()],
        }),
        presentations: vec![HeldPresentation {
            on: day("2026-11-20"),
            place: "榕荫社区服务站".to_owned(),
            by_family: false,
        }],
        presented: 12,
        members: vec![HeldMember {
            member: Subject::from_bytes([0xb4; 16]),
            name: secret("林小雨"),
            relation: Relation::Daughter,
            birth: Private::new(day("2016-05-05")),
            guardian: true,
            code: None,
        }],
        tasks: vec![HeldTask {
            matter: TaskMatter::MoveIn,
            record: record_id(3),
            member: None,
            address: Some(address()),
            who: Some(seen()),
            until: Some(day("2026-12-08")),
        }],
        messages: vec![HeldMessage {
            id: record_id(4),
            template: Template::ResultEffective,
            made_on: day("2026-03-05"),
            zh: secret("登记已生效"),
            en: secret("The registration is effective"),
            read: false,
        }],
        houses: vec![held_house()],
        permits: vec![permit()],
        permit_history: vec![PermitEntry {
            on: day("2025-09-10"),
            what: "ISSUE".to_owned(),
            state: PermitState::Valid,
        }],
    }
}

pub fn questions() -> Vec<Question> {
    let name = PersonName::parse("黄阿海").unwrap();
    let document = document(DocumentType::ResidentId, "449900199001010017");
    let on = day(DAY);
    vec![
        Question::Person {
            actor: person("44990019880808002X", 0x11),
            on,
        },
        Question::Receipt(ReceiptNumber::of(&record_id(7))),
        Question::Proof {
            name,
            document: document.clone(),
            on,
        },
        Question::Claimed {
            claim: ReceiptNumber::of(&record_id(8)),
            document,
            on,
        },
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::Person(Box::new(summary())),
        Reply::Receipt(ReceiptNews {
            received_on: Some(day(DAY)),
            state: Some(State::Effective),
            denied: None,
            decided_on: Some(day(DAY)),
        }),
        Reply::Proof(true),
        Reply::Claimed(Some("YJ1S:EXAMPLE".to_owned())),
        Reply::Denied("IDENTITY_UNPROVEN".to_owned()),
    ]
}
