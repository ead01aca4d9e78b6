//! What a worker may do, and what nobody else may: the moves of the staff's stages.

use protocol::{Assurance, WorkerId, WorkerRole};

use crate::{
    intent::Matter,
    screen::{IssueCategory, LoginAsks, LoginProblem, Screen, TimeAsks, WorkerMatter},
    session::Worker,
    visit::*,
};

use super::fixtures::*;

pub(super) fn worker(id: &str, role: WorkerRole) -> Worker {
    Worker {
        id: WorkerId::parse(id).unwrap(),
        label: "王*".to_owned(),
        role,
        powers: codes::Powers::ELDERS | codes::Powers::CHILDREN,
    }
}

pub(super) fn first() -> Worker {
    worker("W0001", WorkerRole::Worker)
}

fn second() -> Worker {
    worker("S0001", WorkerRole::Supervisor)
}

pub(super) fn on_duty() -> Facts {
    Facts {
        worker: Some(first()),
        may_state_time: true,
        ..facts()
    }
}

pub(super) fn then(visit: Visit, events: Vec<Event>) -> (Visit, Vec<Effect>) {
    let mut effects = Vec::new();
    let visit = events.into_iter().fold(visit, |visit, event| {
        let (visit, effect) = visit.hear(event, &on_duty());
        effects.extend(effect);
        visit
    });
    (visit, effects)
}

pub(super) fn pin_of(worker: Worker) -> Event {
    Event::Pin(Ok(Box::new(worker)))
}

fn number_of(worker: Worker) -> Event {
    Event::Worker(Ok(Box::new(worker)))
}

pub(super) fn desk() -> Visit {
    at(Stage::Desk)
}

#[test]
fn number_and_pin_open_a_session_and_nothing_else_does() {
    let visit = after(Visit::welcome(), vec![Event::BeginLogin]);
    assert_eq!(name_of(&visit), "log_in");
    let visit = after(visit, vec![pin_of(first())]);
    assert_eq!(name_of(&visit), "log_in", "no PIN before a number");
    let refused = after(visit, vec![Event::Worker(Err(Refused::Unknown))]);
    let Screen::WorkerLogin(screen) = view(&refused).screen else {
        panic!("asked again")
    };
    assert_eq!(
        (screen.asks, screen.problem),
        (LoginAsks::Number, Some(LoginProblem::Unknown))
    );
    let wrong = Event::Pin(Err(Refused::Wrong { tries_left: 9 }));
    let visit = after(refused, vec![number_of(first()), wrong]);
    let Screen::WorkerLogin(screen) = view(&visit).screen else {
        panic!("asked again")
    };
    let problem = Some(LoginProblem::Wrong { tries_left: 9 });
    assert_eq!((screen.asks, screen.problem), (LoginAsks::Pin, problem));
    let (visit, effect) = visit.hear(pin_of(first()), &facts());
    assert_eq!(name_of(&visit), "desk");
    assert_eq!(effect, Some(Effect::OpenSession(Box::new(first()))));
}

#[test]
fn a_wait_counts_down_and_ends() {
    let waiting = |until_ms| {
        let refused = Event::Pin(Err(Refused::Wait { until_ms }));
        let events = vec![Event::BeginLogin, number_of(first()), refused];
        let Screen::WorkerLogin(screen) = view(&after(Visit::welcome(), events)).screen else {
            panic!("asked again")
        };
        screen.problem
    };
    let wait = Some(LoginProblem::Wait { seconds: 15 });
    assert_eq!(waiting(NOW_MS + 14_001), wait);
    assert_eq!(waiting(NOW_MS), None);
}

/// Without a session nothing that only a worker begins begins.
#[test]
fn the_public_begins_nothing_of_a_workers() {
    let events = || {
        vec![
            Event::BeginIssue(IssueCategory::Elder),
            Event::BeginStateTime,
            Event::LogOut,
            Event::Issue,
            Event::VoidCode,
            Event::PrintCode,
            Event::Answered(Box::new(first())),
            Event::CodeIssued(super::issuing::issued_code()),
            Event::TimeStated,
            number_of(first()),
            pin_of(first()),
        ]
    };
    for stage in STAGES {
        for event in events() {
            let before = view(&visit_at(stage));
            let (visit, effect) = visit_at(stage).hear(event, &facts());
            assert_eq!((name_of(&visit), effect), (stage, None), "{stage}");
            assert_eq!(view(&visit), before, "{stage}");
        }
    }
}

#[test]
fn a_worker_helps_through_the_same_screens_and_comes_home() {
    let (visit, _) = then(desk(), vec![Event::Begin(Matter::Declare), house_code()]);
    assert_eq!(name_of(&visit), "scan_resident");
    let (visit, effects) = then(visit, vec![Event::EndVisit]);
    assert_eq!((name_of(&visit), effects), ("desk", vec![]));
    let (visit, effects) = then(visit, vec![Event::LogOut]);
    assert_eq!(
        (name_of(&visit), effects),
        ("welcome", vec![Effect::CloseSession])
    );
}

#[test]
fn two_different_persons_state_the_time() {
    let said = || Event::StateTime {
        day: "2026-11-24".to_owned(),
        time: "09:30".to_owned(),
    };
    let begun = || then(desk(), vec![Event::BeginStateTime]).0;
    let early = Event::StateTime {
        day: "2020-01-01".to_owned(),
        time: "09:30".to_owned(),
    };
    let (visit, _) = then(begun(), vec![early]);
    let Screen::StateTime(screen) = view(&visit).screen else {
        panic!("asked again")
    };
    assert_eq!((screen.asks, screen.wrong_time), (TimeAsks::Time, true));

    let colleague = worker("W0002", WorkerRole::Worker);
    for other in [first(), colleague] {
        let events = vec![said(), pin_of(first()), number_of(other)];
        let (visit, effects) = then(begun(), events);
        let Screen::StateTime(screen) = view(&visit).screen else {
            panic!("another person is asked for")
        };
        let expected = (TimeAsks::OtherNumber, Some(LoginProblem::OtherPerson));
        assert_eq!((screen.asks, screen.problem), expected);
        assert_eq!(effects, []);
    }

    let events = vec![
        said(),
        pin_of(first()),
        number_of(second()),
        pin_of(second()),
    ];
    let (visit, effects) = then(begun(), events);
    let [Effect::StateTime(stated)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!((&stated.first, &stated.second), (&first(), &second()));
    assert_eq!(
        written(stated.said.time_ms),
        ("2026-11-24".to_owned(), "09:30".to_owned())
    );
    assert_eq!(name_of(&then(visit, vec![Event::TimeStated]).0), "desk");
}

#[test]
fn a_time_of_the_centre_is_confirmed_and_not_typed() {
    let waits = Facts {
        centre_time_ms: Some(NOW_MS + 1),
        may_state_time: false,
        ..on_duty()
    };
    let (visit, _) = desk().hear(Event::BeginStateTime, &waits);
    let Screen::StateTime(screen) = view(&visit).screen else {
        panic!("asked")
    };
    assert_eq!((screen.asks, screen.by_centre), (TimeAsks::OwnPin, true));
}

#[test]
fn an_answered_owner_decides_and_the_answer_is_kept() {
    let amber = Holder {
        assurance: Assurance::Unverified,
        ..holder(2)
    };
    let code = Event::Code(Ok(Code::Resident(Box::new(amber), Ownership::Recorded)));
    let visit = after(owner_turn(), vec![code]);
    let Screen::WorkerNeeded(screen) = view(&visit).screen else {
        panic!("a worker is needed")
    };
    assert_eq!(
        (screen.matter, screen.asks, screen.may_skip),
        (WorkerMatter::AmberOwner, LoginAsks::Number, true)
    );
    let visit = after(
        visit,
        vec![
            number_of(first()),
            pin_of(first()),
            Event::Number(Ok(document(OWNER_NUMBER))),
        ],
    );
    assert_eq!(name_of(&visit), "owner_decides");
    assert_eq!(visit.stage.answered_by(), Some(&first().id));
    assert!(visit.stage.took_amber());
    let (_, effect) = visit.hear(Event::DecideAsOwner(None), &facts());
    let Some(Effect::SaveDecision(decision)) = effect else {
        panic!("saved")
    };
    assert_eq!(decision.owner.assurance, Assurance::Unverified);
}

#[test]
fn a_doubtful_code_on_a_telephone_needs_a_worker_wherever_it_counts() {
    let doubtful = || {
        let holder = Holder {
            carried_on: CarriedOn::Screen,
            assurance: Assurance::Unverified,
            id_bind: None,
            ..holder(1)
        };
        Event::Code(Ok(Code::Resident(Box::new(holder), Ownership::Unknown)))
    };
    for (stage, next) in [("scan_resident", "prove"), ("scan_own", "person_prove")] {
        let visit = after(visit_at(stage), vec![doubtful()]);
        let Screen::WorkerNeeded(screen) = view(&visit).screen else {
            panic!("{stage}")
        };
        assert_eq!(screen.matter, WorkerMatter::ScreenCode);
        let back = after(visit, vec![Event::GoBack]);
        assert_eq!(name_of(&back), stage);
        let visit = after(back, vec![doubtful(), number_of(first()), pin_of(first())]);
        assert_eq!(name_of(&visit), next);
    }
}

#[test]
fn a_number_bound_to_no_code_needs_a_worker_who_saw_the_card() {
    let unbound = || Event::UnboundNumber(Box::new(document(DECLARANT_NUMBER)));
    let visit = after(visit_at("prove"), vec![unbound()]);
    let Screen::WorkerNeeded(screen) = view(&visit).screen else {
        panic!("a worker is needed")
    };
    assert_eq!(screen.matter, WorkerMatter::CardSeen);
    let visit = after(visit, vec![number_of(first()), pin_of(first())]);
    assert_eq!(name_of(&visit), "door");
    assert_eq!(visit.stage.answered_by(), Some(&first().id));
    assert_eq!(name_of(&after(visit_at("door"), vec![unbound()])), "door");
}

/// While the time is not known a day after the guess is as good as any (trust design 6).
#[test]
fn nobody_is_refused_for_the_kiosks_clock() {
    let lost = Facts {
        today: "2026-10-01".parse().unwrap(),
        last_day: "2027-11-01".parse().unwrap(),
        ..facts()
    };
    let (visit, _) = visit_at("stay").hear(Event::DescribeStay(said()), &lost);
    assert_eq!(name_of(&visit), "cohabitants");
    let agree = Event::Agree {
        notice_version: NOTICE_VERSION,
    };
    let (_, effect) = visit_at("read_back").hear(agree, &lost);
    let Some(Effect::SaveDeclaration(declaration)) = effect else {
        panic!("taken")
    };
    assert_eq!(declaration.declared_on, declaration.moved_in_on);
}
