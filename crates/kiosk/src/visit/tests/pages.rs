//! What each page refuses, and what a refusal keeps.

use protocol::Assurance;
use residence::HouseStanding;
use zeroize::Zeroizing;

use crate::{
    draft::Draft,
    intent::CohabitantEntry,
    screen::{
        CohabitantProblem, FailureCode, NumberProblem, Saved, ScanRefusal, Screen, StayProblem,
    },
    visit::*,
};

use super::fixtures::*;

fn refusal(visit: &Visit) -> Option<ScanRefusal> {
    let Screen::Scan(scan) = view(visit).screen else {
        panic!("not a scan")
    };
    scan.refusal
}

fn of_child(n: u8) -> Event {
    Event::Code(Ok(Code::Resident(
        Box::new(Holder {
            child: true,
            ..holder(n)
        }),
        Ownership::Recorded,
    )))
}

#[test]
fn refused_codes_keep_what_is_there() {
    for (stage, event, expected) in [
        (
            "scan_house",
            resident_code(1, Ownership::Unknown),
            ScanRefusal::ResidentInstead,
        ),
        ("scan_house", of_child(1), ScanRefusal::Child),
        ("scan_resident", house_code(), ScanRefusal::HouseInstead),
        ("scan_resident", of_child(1), ScanRefusal::Child),
        (
            "scan_resident",
            Event::Code(Err(ScanRefusal::Withdrawn)),
            ScanRefusal::Withdrawn,
        ),
        ("owner_scan", house_code(), ScanRefusal::HouseInstead),
        ("owner_scan", of_child(2), ScanRefusal::Child),
        (
            "owner_scan",
            resident_code(1, Ownership::Recorded),
            ScanRefusal::SamePerson,
        ),
        (
            "owner_scan",
            resident_code(2, Ownership::NotRecorded),
            ScanRefusal::NotTheOwner,
        ),
        ("scan_own", house_code(), ScanRefusal::HouseInstead),
    ] {
        let (visit, effect) = visit_at(stage).hear(event, &facts());
        assert_eq!((refusal(&visit), effect), (Some(expected), None), "{stage}");
        assert_eq!(name_of(&visit), stage);
    }
}

#[test]
fn an_amber_owner_needs_a_worker_and_an_amber_declarant_goes_on() {
    let amber = |n, ownership| {
        let holder = Holder {
            assurance: Assurance::Unverified,
            ..holder(n)
        };
        Event::Code(Ok(Code::Resident(Box::new(holder), ownership)))
    };
    let visit = after(visit_at("owner_scan"), vec![amber(2, Ownership::Recorded)]);
    assert_eq!(name_of(&visit), "needed", "a worker answers for it");
    assert_eq!(name_of(&after(visit, vec![Event::SkipOwner])), "receipt");
    let visit = after(
        visit_at("scan_resident"),
        vec![amber(1, Ownership::Unknown)],
    );
    assert_eq!(name_of(&visit), "prove");
}

#[test]
fn codes_may_come_in_either_order() {
    let own = || resident_code(1, Ownership::Unknown);
    let visit = after(visit_at("scan_house"), vec![own(), house_code()]);
    assert_eq!(name_of(&visit), "prove");
    let visit = after(visit_at("scan_house"), vec![house_code(), own()]);
    assert_eq!(name_of(&visit), "prove");
}

#[test]
fn another_door_keeps_the_proof_and_another_person_loses_it() {
    let back = after(visit_at("door"), vec![Event::GoBack]);
    assert_eq!(name_of(&after(back, vec![house_code()])), "door");
    let back = after(visit_at("door"), vec![Event::GoBack]);
    let other = resident_code(9, Ownership::Unknown);
    assert_eq!(name_of(&after(back, vec![other, house_code()])), "prove");
}

#[test]
fn five_wrong_numbers_need_a_worker_and_slips_cost_nothing() {
    let wrong = |problem| Event::Number(Err(problem));
    let mut visit = after(visit_at("prove"), vec![wrong(NumberProblem::Checksum)]);
    for left in (1..TRIES_MAX).rev() {
        visit = after(visit, vec![wrong(NumberProblem::OtherPerson)]);
        let Screen::ProveIdentity(screen) = view(&visit).screen else {
            panic!("asked again")
        };
        assert_eq!(
            (screen.tries_left, screen.problem),
            (left, Some(NumberProblem::OtherPerson))
        );
        visit = after(
            visit,
            vec![Event::GoBack, resident_code(1, Ownership::Unknown)],
        );
    }
    visit = after(visit, vec![wrong(NumberProblem::OtherPerson)]);
    let Screen::Failure(failure) = view(&visit).screen else {
        panic!("too many tries")
    };
    assert_eq!(
        (failure.code, failure.saved),
        (FailureCode::TooManyTries, Saved::No)
    );
    assert!(!failure.can_retry);
}

#[test]
fn a_guessing_owner_leaves_the_declaration_safe() {
    let wrong = || Event::Number(Err(NumberProblem::OtherPerson));
    let visit = after(
        visit_at("owner_prove"),
        (0..TRIES_MAX).map(|_| wrong()).collect(),
    );
    let Screen::Failure(failure) = view(&visit).screen else {
        panic!("too many tries")
    };
    assert_eq!(
        (failure.code, failure.saved),
        (FailureCode::TooManyTries, Saved::Yes)
    );
    assert_eq!(name_of(&after(visit, vec![Event::GoBack])), "receipt");
}

#[test]
fn a_minor_does_not_declare_alone() {
    let number = Event::Number(Ok(document(CHILD_NUMBER)));
    let visit = after(visit_at("prove"), vec![number]);
    assert_eq!(
        (name_of(&visit), refusal(&visit)),
        ("scan_resident", Some(ScanRefusal::Child))
    );
}

#[test]
fn a_second_declaration_is_refused_at_the_door() {
    let known = Facts {
        live_at_same_house: true,
        ..facts()
    };
    let (visit, effect) = visit_at("door").hear(Event::ConfirmDoor, &known);
    let Screen::Failure(failure) = view(&visit).screen else {
        panic!("refused")
    };
    assert_eq!(
        (failure.code, failure.saved),
        (FailureCode::SameAddress, Saved::Draft)
    );
    assert_eq!(view(&visit).ticket.as_deref(), Some("7K3M9P"));
    assert_eq!(effect, None);
}

#[test]
fn the_stay_says_what_is_missing() {
    type Change = fn(&mut StaySaid);
    let cases: [(Change, StayProblem); 6] = [
        (|s| s.dwelling.clear(), StayProblem::Incomplete),
        (
            |s| s.reason = "NOT A REASON".to_owned(),
            StayProblem::Incomplete,
        ),
        (|s| s.moved_in_on.clear(), StayProblem::Incomplete),
        (
            |s| s.moved_in_on = "2026-02-30".to_owned(),
            StayProblem::NoDate,
        ),
        (
            |s| s.moved_in_on = "1890-01-01".to_owned(),
            StayProblem::NoDate,
        ),
        (
            |s| s.moved_in_on = "2026-11-24".to_owned(),
            StayProblem::InFuture,
        ),
    ];
    for (change, expected) in cases {
        let mut said = said();
        change(&mut said);
        let (visit, effect) = visit_at("stay").hear(Event::DescribeStay(said), &facts());
        let Screen::Stay(screen) = view(&visit).screen else {
            panic!("asked again")
        };
        assert_eq!((screen.problem, effect), (Some(expected), None));
    }
}

#[test]
fn a_cohabitant_is_refused_with_the_reason() {
    type Change = fn(&mut CohabitantEntry);
    let cases: [(Change, CohabitantProblem); 10] = [
        (|c| c.name.clear(), CohabitantProblem::Name),
        (
            |c| c.number.truncate(17),
            CohabitantProblem::Number(NumberProblem::Format),
        ),
        (
            |c| c.number = "449900201606150010".into(),
            CohabitantProblem::Number(NumberProblem::Checksum),
        ),
        (
            |c| c.document.clear(),
            CohabitantProblem::Number(NumberProblem::Format),
        ),
        (
            |c| c.number = DECLARANT_NUMBER.into(),
            CohabitantProblem::Twice,
        ),
        (|c| c.number = ELDER_NUMBER.into(), CohabitantProblem::Twice),
        (
            |c| c.number = "449900199506150015".into(),
            CohabitantProblem::Age(31),
        ),
        (|c| c.guardian_consent = false, CohabitantProblem::Consent),
        (|c| c.phone = "12".into(), CohabitantProblem::Phone),
        (|c| c.relation.clear(), CohabitantProblem::Relation),
    ];
    for (change, expected) in cases {
        let mut entry = child_entry();
        change(&mut entry);
        let (visit, effect) =
            visit_at("cohabitants").hear(Event::AddCohabitant(Zeroizing::new(entry)), &facts());
        let Screen::Cohabitants(screen) = view(&visit).screen else {
            panic!("asked again")
        };
        assert_eq!((screen.problem, effect), (Some(expected), None));
        assert_eq!(screen.people.len(), 1);
    }
}

#[test]
fn twelve_cohabitants_are_enough() {
    let mut full = declaring(Page::Cohabitants);
    full.people = vec![grandmother(); 12];
    let visit = after(
        at(Stage::Declaring(Box::new(full))),
        vec![Event::AddCohabitant(Zeroizing::new(child_entry()))],
    );
    let Screen::Cohabitants(screen) = view(&visit).screen else {
        panic!("the same page")
    };
    assert_eq!(
        (screen.people.len(), screen.may_add, screen.problem),
        (12, false, None)
    );
}

#[test]
fn an_owner_of_the_house_is_not_asked_for_one() {
    let own = Facts {
        own_house: true,
        ..facts()
    };
    let (visit, _) = visit_at("cohabitants").hear(Event::FinishCohabitants, &own);
    assert_eq!(name_of(&visit), "read_back");
    let agree = Event::Agree {
        notice_version: NOTICE_VERSION,
    };
    let (visit, _) = visit.hear(agree, &own);
    let (visit, _) = visit.hear(Event::DeclarationSaved(record()), &own);
    assert_eq!(name_of(&visit), "receipt");
    let (visit, _) = visit_at("read_back").hear(Event::GoBack, &own);
    assert_eq!(name_of(&visit), "cohabitants");
}

#[test]
fn the_rule_is_applied_before_the_declaration_is_saved() {
    let agree = || Event::Agree {
        notice_version: NOTICE_VERSION,
    };
    let withdrawn = Facts {
        house: HouseStanding::Withdrawn,
        ..facts()
    };
    let twice = Facts {
        live_at_same_house: true,
        ..facts()
    };
    for known in [withdrawn, twice] {
        let (visit, effect) = visit_at("read_back").hear(agree(), &known);
        assert_eq!((name_of(&visit), effect), ("failed", None));
    }
    let yesterday = Facts {
        today: "2026-10-31".parse().unwrap(),
        last_day: "2026-10-31".parse().unwrap(),
        ..facts()
    };
    let (visit, effect) = visit_at("read_back").hear(agree(), &yesterday);
    assert_eq!((name_of(&visit), effect), ("stay", None));
}

#[test]
fn the_declaration_says_what_was_read_back() {
    let agree = Event::Agree {
        notice_version: NOTICE_VERSION,
    };
    let (_, effect) = visit_at("read_back").hear(agree, &facts());
    let Some(Effect::SaveDeclaration(declaration)) = effect else {
        panic!("saved")
    };
    assert_eq!(
        declaration.declarant.document.reveal_number(),
        DECLARANT_NUMBER
    );
    assert_eq!(Some(&declaration.house), house().code());
    assert_eq!(declaration.cohabitants, [grandmother()]);
    assert_eq!(declaration.policy, ("gd_default".to_owned(), 1));
    assert_eq!(declaration.declared_on, facts().today);
}

#[test]
fn an_owner_outside_the_register_decides_unverified() {
    for (ownership, expected) in [
        (Ownership::Recorded, Assurance::Verified),
        (Ownership::Unknown, Assurance::Unverified),
    ] {
        let number = Event::Number(Ok(document(OWNER_NUMBER)));
        let turn = after(owner_turn(), vec![resident_code(2, ownership), number]);
        let (_, effect) = turn.hear(Event::DecideAsOwner(None), &facts());
        let Some(Effect::SaveDecision(decision)) = effect else {
            panic!("saved")
        };
        assert_eq!(
            (decision.owner.assurance, decision.declaration),
            (expected, record())
        );
    }
}

#[test]
fn a_draft_is_taken_up_by_its_own_person_only() {
    let resume = || Event::Resume(Some(Box::new(draft())));
    let stranger = resident_code(9, Ownership::Unknown);
    let visit = after(Visit::welcome(), vec![resume(), stranger]);
    assert_eq!(refusal(&visit), Some(ScanRefusal::OtherPerson));
    let own = resident_code(1, Ownership::Unknown);
    let number = Event::Number(Ok(document(DECLARANT_NUMBER)));
    let visit = after(visit, vec![own, number]);
    assert_eq!(name_of(&visit), "read_back");
    let Stage::Declaring(declaring) = &visit.stage else {
        panic!("declaring")
    };
    assert_eq!(Draft::of(declaring), Some(draft()));
}

#[test]
fn a_full_disk_keeps_the_page_behind_the_failure() {
    for (draft_kept, saved) in [(true, Saved::Draft), (false, Saved::No)] {
        let trouble = Trouble {
            code: FailureCode::DiskFull,
            can_retry: true,
            draft_kept,
        };
        let visit = after(visit_at("read_back"), vec![Event::Failed(trouble)]);
        let Screen::Failure(failure) = view(&visit).screen else {
            panic!("told")
        };
        assert_eq!(
            (failure.saved, failure.incident.as_str()),
            (saved, "K-000001")
        );
        assert_eq!(name_of(&after(visit, vec![Event::GoBack])), "read_back");
    }
}
