//! A provisional code, from the form to the paper: who may have one, and who answers for it.

use protocol::{Assurance, VoidReason};
use zeroize::Zeroizing;

use crate::{
    intent::IssueEntry,
    screen::{
        FailureCode, IssueBar, IssueCategory, IssueProblem, LoginAsks, PrintState, ScanRefusal,
        Screen, WorkerMatter,
    },
    visit::*,
};

use super::{
    desk::{desk, first, on_duty, pin_of, then},
    fixtures::*,
};

pub(super) fn elder_entry() -> IssueEntry {
    IssueEntry {
        name: CANARY.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: ELDER_NUMBER.to_owned(),
        guardian_consent: false,
    }
}

fn child_entry() -> IssueEntry {
    IssueEntry {
        document: "HOUSEHOLD_REGISTER".to_owned(),
        number: CHILD_NUMBER.to_owned(),
        guardian_consent: true,
        ..elder_entry()
    }
}

fn holder_is(entry: IssueEntry) -> Event {
    Event::DescribeHolder(Zeroizing::new(entry))
}

fn guardian() -> Event {
    resident_code(1, Ownership::Unknown)
}

pub(super) fn issued_code() -> Box<IssuedCode> {
    Box::new(IssuedCode {
        text: Zeroizing::new("YJ1P:TEXT".to_owned()),
        record: record(),
        serial: [5; 8],
        hint: Some(Zeroizing::new("陈*英".to_owned())),
        expires_ms: NOW_MS,
        worker: first(),
        print: PrintState::Ready,
    })
}

/// The way to a code on the screen.
fn issued() -> Visit {
    let events = vec![
        Event::BeginIssue(IssueCategory::Elder),
        Event::SkipHouse,
        holder_is(elder_entry()),
        Event::Issue,
        pin_of(first()),
        Event::CodeIssued(issued_code()),
    ];
    then(desk(), events).0
}

#[test]
fn a_bar_bars() {
    let barred = Facts {
        elder_bar: Some(IssueBar::Quota),
        ..on_duty()
    };
    for (category, stage) in [
        (IssueCategory::Elder, "desk"),
        (IssueCategory::Child, "issue_house"),
    ] {
        let (visit, _) = desk().hear(Event::BeginIssue(category), &barred);
        assert_eq!(name_of(&visit), stage);
    }
}

#[test]
fn an_elder_gets_a_code_and_the_worker_answers_for_it() {
    let events = vec![
        Event::BeginIssue(IssueCategory::Elder),
        house_code(),
        holder_is(elder_entry()),
        Event::Issue,
    ];
    let (visit, effects) = then(desk(), events);
    let Screen::WorkerNeeded(screen) = view(&visit).screen else {
        panic!("the PIN is asked again")
    };
    assert_eq!(
        (screen.matter, screen.asks, screen.may_skip, effects.len()),
        (WorkerMatter::Issue, LoginAsks::Pin, false, 0)
    );
    let (visit, effects) = then(visit, vec![pin_of(first())]);
    let [Effect::Issue(order)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(
        name_of(&visit),
        "issue_check",
        "until the record is durable"
    );
    assert_eq!(order.category, IssueCategory::Elder);
    assert_eq!(
        (order.worker.clone(), order.guardian.is_none()),
        (first(), true)
    );
    assert_eq!(
        order.house.as_ref().and_then(HouseSeen::code),
        house().code()
    );
}

#[test]
fn a_child_needs_a_guardian_who_is_certain_proven_and_consents() {
    let begun = || {
        let events = vec![Event::BeginIssue(IssueCategory::Child), Event::SkipHouse];
        then(desk(), events).0
    };
    let amber = Holder {
        assurance: Assurance::Unverified,
        carried_on: CarriedOn::Screen,
        ..holder(1)
    };
    let child = Holder {
        child: true,
        ..holder(1)
    };
    for (holder, expected) in [(amber, ScanRefusal::Uncertain), (child, ScanRefusal::Child)] {
        let code = Event::Code(Ok(Code::Resident(Box::new(holder), Ownership::Unknown)));
        let (visit, _) = then(begun(), vec![code]);
        let Screen::Scan(scan) = view(&visit).screen else {
            panic!("refused")
        };
        assert_eq!(scan.refusal, Some(expected));
    }
    let proven = vec![
        guardian(),
        Event::Number(Ok(document(DECLARANT_NUMBER))),
        holder_is(child_entry()),
        Event::Issue,
        pin_of(first()),
    ];
    let (_, effects) = then(begun(), proven);
    let [Effect::Issue(order)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let acting = order.guardian.as_ref().unwrap();
    assert_eq!(acting.document, document(DECLARANT_NUMBER));
    assert!(order.person.consent.is_some());
}

#[test]
fn the_form_says_what_is_wrong() {
    type Change = fn(&mut IssueEntry);
    let cases: [(IssueCategory, Change, IssueProblem); 6] = [
        (IssueCategory::Elder, |e| e.name.clear(), IssueProblem::Name),
        (
            IssueCategory::Elder,
            |e| e.number.truncate(17),
            IssueProblem::Number(NumberProblem::Format),
        ),
        (
            IssueCategory::Elder,
            |e| e.number = DECLARANT_NUMBER.into(),
            IssueProblem::Age(36),
        ),
        (
            IssueCategory::Elder,
            |e| *e = child_entry(),
            IssueProblem::Age(10),
        ),
        (
            IssueCategory::Child,
            |e| {
                *e = IssueEntry {
                    guardian_consent: false,
                    ..child_entry()
                }
            },
            IssueProblem::Consent,
        ),
        (IssueCategory::Child, |_| {}, IssueProblem::Age(71)),
    ];
    for (category, change, expected) in cases {
        let mut entry = elder_entry();
        change(&mut entry);
        let mut events = vec![Event::BeginIssue(category), Event::SkipHouse];
        if category == IssueCategory::Child {
            events.push(guardian());
            events.push(Event::Number(Ok(document(DECLARANT_NUMBER))));
        }
        events.push(holder_is(entry));
        let (visit, effects) = then(desk(), events);
        let Screen::IssueFor(form) = view(&visit).screen else {
            panic!("asked again")
        };
        assert_eq!((form.problem, effects.len()), (Some(expected), 0));
        let shown = serde_json::to_string(&view(&visit)).unwrap();
        assert!(!shown.contains(CANARY), "what was typed is not repeated");
    }
}

#[test]
fn what_was_not_printed_is_void() {
    let (visit, effects) = then(issued(), vec![Event::PrintCode]);
    assert_eq!(effects, [Effect::Print]);
    let (visit, effects) = then(visit, vec![Event::Printed(PrintState::Failed)]);
    let [Effect::Void(order)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (order.serial, order.reason),
        ([5; 8], VoidReason::PrintFailed)
    );
    let (visit, _) = then(visit, vec![Event::Voided(VoidReason::PrintFailed)]);
    let Screen::Issued(screen) = view(&visit).screen else {
        panic!("told")
    };
    assert_eq!(
        (screen.print, screen.can_void, screen.qr_path),
        (PrintState::Failed, false, None)
    );
    let (_, effects) = then(visit, vec![Event::VoidCode, Event::PrintCode]);
    assert_eq!(effects, []);
}

#[test]
fn voiding_asks_for_the_pin() {
    let (visit, _) = then(issued(), vec![Event::Printed(PrintState::NoPrinter)]);
    let (visit, effects) = then(visit, vec![Event::VoidCode]);
    assert_eq!((name_of(&visit), effects.len()), ("needed", 0));
    let (visit, effects) = then(visit, vec![pin_of(first())]);
    let [Effect::Void(order)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(order.reason, VoidReason::Mistake);
    let (visit, _) = then(visit, vec![Event::Voided(VoidReason::Mistake)]);
    let Screen::Issued(screen) = view(&visit).screen else {
        panic!("told")
    };
    assert_eq!((screen.print, screen.qr_path), (PrintState::Voided, None));
}

#[test]
fn guessing_a_guardians_number_leads_home() {
    let wrong = || Event::Number(Err(NumberProblem::OtherPerson));
    let mut events = vec![
        Event::BeginIssue(IssueCategory::Child),
        Event::SkipHouse,
        guardian(),
    ];
    events.extend((0..TRIES_MAX).map(|_| wrong()));
    let (visit, _) = then(desk(), events);
    let Screen::Failure(failure) = view(&visit).screen else {
        panic!("too many tries")
    };
    assert_eq!(failure.code, FailureCode::TooManyTries);
    assert_eq!(name_of(&then(visit, vec![Event::GoBack]).0), "desk");
}
