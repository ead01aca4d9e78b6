//! The kiosk with real codes and a real journal, and no window and no network.

mod again;
mod authority;
mod doubt;
mod finding;
mod issuing;
mod keeping;
mod life;
mod lives;
mod owner;
mod papers;
mod person;
mod receipts;
mod staff;
mod summary;
mod workers;

use authority::*;
use kiosk::{
    Asked, Errand, FailureCode, Intent, Matter, NumberProblem, Receipt, RegistrationView,
    SavedState, ScanPurpose, ScanRefusal, Screen, View,
};

fn receipt(view: &View) -> Receipt {
    let Screen::Receipt(receipt) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    receipt.clone()
}

fn standing(registration: &RegistrationView) -> (SavedState, &str, bool) {
    (
        registration.saved,
        registration.state.as_str(),
        registration.provisional,
    )
}

fn no_secret(view: &View) {
    let shown = serde_json::to_string(view).expect("a view is JSON");
    for secret in secrets() {
        assert!(!shown.contains(secret), "the view shows {secret}");
    }
}

#[test]
fn a_family_declares_and_the_owner_confirms_at_once() {
    let mut town = Town::enrolled();
    let view = town.read_back(true);
    assert!(
        matches!(view.screen, Screen::ReadBack(_)),
        "{:?}",
        view.screen
    );
    no_secret(&view);
    let view = town.tell(agree());
    let Screen::Scan(scan) = &view.screen else {
        panic!("the owner is asked")
    };
    assert_eq!(
        (scan.purpose, scan.saved_receipt.is_some()),
        (ScanPurpose::Owner, true)
    );
    assert_eq!(view.strip.waiting, 1);

    town.tell(Intent::AcceptCode(card(STRANGER)));
    assert_eq!(refusal(town.kiosk.view()), Some(ScanRefusal::NotTheOwner));
    let view = town.tell_all(vec![
        Intent::AcceptCode(card(OWNER)),
        Intent::ProveIdentity(OWNER.1.to_owned()),
    ]);
    let Screen::OwnerDecides(decides) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(decides.cohabitants, 1);
    let view = town.tell(Intent::DecideAsOwner(None));
    no_secret(&view);
    let paper = receipt(&view);
    assert!(paper.qr_path.starts_with('M') && paper.qr_modules >= 29);
    let expected = (SavedState::OnThisMachine, "AWAITING_CONFIRMATION", true);
    assert_eq!(standing(&paper.registration), expected);
    assert_eq!(paper.registration.address.room, "");
    assert_eq!(view.strip.waiting, 2);
}

#[test]
fn the_receipt_turns_into_received_and_decided_by_itself() {
    let mut town = Town::enrolled();
    town.read_back(false);
    let before = receipt(&town.tell(agree()));
    let waits = (SavedState::OnThisMachine, "AWAITING_CONFIRMATION", false);
    assert_eq!(standing(&before.registration), waits);
    assert_eq!(before.registration.until.as_deref(), Some("2026-12-08"));

    town.answer(1, vec![]);
    let received = receipt(&town.later(1_000));
    assert_eq!(received.registration.saved, SavedState::Received);
    let decision = effective(&town.kiosk);
    town.answer(1, vec![decision]);
    let decided = receipt(&town.later(1_000));
    assert_eq!(
        standing(&decided.registration),
        (SavedState::Decided, "EFFECTIVE", false)
    );
    assert_eq!(
        decided.registration.effective_on.as_deref(),
        Some("2026-11-23")
    );

    let view = town.tell_all(vec![
        Intent::EndVisit,
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(card(DECLARANT)),
    ]);
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "a code alone shows nothing: {:?}",
        view.screen
    );
    let view = town.tell_all(vec![
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        Intent::OpenErrand(Errand::Residence),
    ]);
    let Screen::MyResidence(own) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    let [shown] = own.registrations.as_slice() else {
        panic!("{:?}", own.registrations)
    };
    let seen = (shown.saved, shown.state.as_str(), shown.provisional);
    assert_eq!(seen, (SavedState::Decided, "EFFECTIVE", false));
    assert_eq!(own.centre.asked, Asked::NoLine);
    no_secret(&view);
}

#[test]
fn what_nobody_confirmed_in_time_is_shown_as_expired() {
    let mut town = Town::enrolled();
    town.read_back(false);
    town.tell(agree());
    let expired = outcome(&town.kiosk, residence::State::Expired, None);
    town.answer(1, vec![expired]);
    let shown = receipt(&town.later(1_000)).registration;
    assert_eq!(standing(&shown), (SavedState::Decided, "EXPIRED", false));
    assert_eq!((shown.until, shown.effective_on), (None, None));
    town.tell(Intent::EndVisit);
    let again = town.read_back(false);
    assert!(
        matches!(again.screen, Screen::ReadBack(_)),
        "the house is free again: {:?}",
        again.screen
    );
}

#[test]
fn a_power_cut_leaves_the_draft_under_its_ticket() {
    let mut town = Town::enrolled();
    let ticket = town
        .read_back(true)
        .ticket
        .expect("a ticket from the door on");
    let mut town = town.restarted();
    assert_eq!(town.kiosk.view().screen, Screen::Welcome);
    let written = ticket.to_lowercase();
    let view = town.tell_all(vec![
        Intent::ResumeVisit(written),
        Intent::AcceptCode(card(STRANGER)),
    ]);
    assert_eq!(refusal(&view), Some(ScanRefusal::OtherPerson));
    let view = town.tell_all(vec![
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
    ]);
    let Screen::ReadBack(back) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!((back.people.len(), back.owner_present), (1, true));
    town.tell(agree());
    let mut town = town.restarted();
    let view = town.tell(Intent::ResumeVisit(ticket));
    let Screen::Failure(failure) = &view.screen else {
        panic!("the draft became a record")
    };
    assert_eq!(failure.code, FailureCode::NoDraft);
    assert_eq!(view.strip.waiting, 1);
}

#[test]
fn a_draft_is_forgotten_after_half_an_hour() {
    let mut town = Town::enrolled();
    let ticket = town.read_back(true).ticket.unwrap();
    town.tell(Intent::EndVisit);
    town.later(31 * 60 * 1000);
    let view = town.tell(Intent::ResumeVisit(ticket));
    let Screen::Failure(failure) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(
        (failure.code, failure.can_retry),
        (FailureCode::NoDraft, true)
    );
    assert_eq!(town.tell(Intent::GoBack).screen, Screen::Welcome);
}

#[test]
fn codes_are_refused_in_the_words_of_the_public() {
    let mut town = Town::enrolled();
    town.answer(0, vec![house_change("449900-0019", true)]);
    let mut damaged = plate(HOUSE);
    damaged.replace_range(
        60..61,
        if damaged.as_bytes()[60] == b'A' {
            "B"
        } else {
            "A"
        },
    );
    town.tell(Intent::BeginVisit(Matter::Declare));
    for (text, expected) in [
        ("https://pay.example/123".to_owned(), ScanRefusal::Foreign),
        (plate("449900-0019"), ScanRefusal::Withdrawn),
        (damaged, ScanRefusal::Damaged),
        (card(DECLARANT), ScanRefusal::ResidentInstead),
    ] {
        let view = town.tell(Intent::AcceptCode(text));
        assert_eq!(refusal(&view), Some(expected));
    }
    let view = town.tell(Intent::AcceptCode(plate(HOUSE)));
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "the own code was seen before"
    );
}

#[test]
fn numbers_are_checked_before_they_are_compared() {
    let mut town = Town::enrolled();
    town.tell_all(vec![
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(card(DECLARANT)),
    ]);
    for (number, expected, left) in [
        ("4499001990", NumberProblem::Format, 5),
        ("449900199001010010", NumberProblem::Checksum, 5),
        (STRANGER.1, NumberProblem::OtherPerson, 4),
    ] {
        let view = town.tell(Intent::ProveIdentity(number.to_owned()));
        let Screen::ProveIdentity(prove) = &view.screen else {
            panic!("{:?}", view.screen)
        };
        assert_eq!((prove.problem, prove.tries_left), (Some(expected), left));
    }
    let view = town.tell(Intent::ProveIdentity(" 449900 1990 0101 0017".to_owned()));
    let Screen::ConfirmDoor(door) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(
        (door.house_code.as_str(), door.not_in_register),
        (HOUSE, false)
    );
}

#[test]
fn a_house_outside_the_register_is_declared_all_the_same() {
    let mut town = Town::enrolled();
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate("449911-0001")),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
    ]);
    let Screen::ConfirmDoor(door) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(door.not_in_register);
    assert_eq!(door.address.street, "榕荫一路");
    let view = town.tell_all(vec![
        Intent::ConfirmDoor,
        stay(),
        Intent::FinishCohabitants,
        Intent::AnswerOwnerPresent(true),
        agree(),
        Intent::AcceptCode(card(OWNER)),
        Intent::ProveIdentity(OWNER.1.to_owned()),
        Intent::DecideAsOwner(None),
    ]);
    // Nobody here knows whose house it is, so the receipt claims nothing.
    let expected = (SavedState::OnThisMachine, "AWAITING_CONFIRMATION", false);
    assert_eq!(standing(&receipt(&view).registration), expected);
    assert_eq!(view.strip.waiting, 2);
}

#[test]
fn an_owner_declares_the_own_house_and_is_asked_nothing() {
    let mut town = Town::enrolled();
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(card(OWNER)),
        Intent::ProveIdentity(OWNER.1.to_owned()),
        Intent::ConfirmDoor,
        stay(),
        Intent::FinishCohabitants,
    ]);
    let Screen::ReadBack(back) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(back.own_house && !back.owner_present);
    receipt(&town.tell(agree()));
}

#[test]
fn a_second_declaration_of_the_same_house_ends_at_the_door() {
    let mut town = Town::enrolled();
    town.read_back(false);
    town.tell(agree());
    let view = town.tell_all(vec![
        Intent::EndVisit,
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        Intent::ConfirmDoor,
    ]);
    let Screen::Failure(failure) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(failure.code, FailureCode::SameAddress);
    assert_eq!(view.strip.waiting, 1);
}

#[test]
fn double_taps_save_one_declaration() {
    let mut town = Town::enrolled();
    town.read_back(false);
    let first = receipt(&town.tell(agree()));
    let second = receipt(&town.tell_all(vec![agree(), agree(), Intent::GoBack]));
    assert_eq!(first, second);
    assert_eq!(town.kiosk.view().strip.waiting, 1);
}
