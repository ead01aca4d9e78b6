//! Degraded is not refused: what a doubtful clock, old data and a long silence change, and what not.

use codes::BundleAge;
use kiosk::*;
use protocol::{Circumstances, ClockLevel, Record};

use crate::{authority::*, receipt, staff::*};

fn declare(town: &mut Town) {
    town.read_back(false);
    receipt(&town.tell(agree()));
}

pub(crate) fn last(town: &Town) -> (Record, Circumstances) {
    let opened = town.sent().pop().expect("something waits");
    (opened.record, opened.circumstances)
}

#[test]
fn with_a_good_clock_and_fresh_data_nothing_is_in_doubt() {
    let mut town = Town::enrolled();
    declare(&mut town);
    assert_eq!(last(&town).1, Circumstances::GOOD);
}

#[test]
fn the_wall_clock_says_what_it_likes_while_the_machine_runs_on() {
    let mut town = Town::enrolled();
    town.wall_error_ms = -20 * 365 * 86_400_000;
    town.later(1_000);
    declare(&mut town);
    assert_eq!(last(&town).1, Circumstances::GOOD);
    assert_ne!(town.kiosk.view().strip.time, "");
}

#[test]
fn after_a_restart_the_machines_clock_is_believed_with_a_flag() {
    let mut town = Town::enrolled().rebooted(0);
    town.later(1_000);
    declare(&mut town);
    let circumstances = last(&town).1;
    assert_eq!(circumstances.clock, ClockLevel::Degraded);
    assert!(
        !circumstances.amber,
        "nothing ends within these ten minutes"
    );
}

#[test]
fn without_any_time_a_declaration_is_taken_all_the_same() {
    for wall_error_ms in [-20 * 365 * 86_400_000, 60 * 86_400_000] {
        let mut town = Town::enrolled().rebooted(wall_error_ms);
        town.later(1_000);
        declare(&mut town);
        let (record, circumstances) = last(&town);
        assert!(matches!(record, Record::Declaration(_)));
        assert_eq!(circumstances.clock, ClockLevel::Unsafe);
        assert!(circumstances.amber, "no end is certain");
        let batch = town.kiosk.journal().next_batch(0, 9, usize::MAX).unwrap();
        let (lo_ms, hi_ms) = batch.last().unwrap().header().at;
        assert!(lo_ms <= town.now_ms && hi_ms > town.now_ms + 100 * DAY_MS);
        assert_eq!(town.kiosk.view().strip.time, "", "no wrong time is shown");
    }
}

#[test]
fn old_data_flags_a_declaration_and_an_owner_needs_a_worker() {
    let mut town = Town::staffed();
    town.later(8 * DAY_MS);
    town.read_back(true);
    let view = town.tell(agree());
    assert!(matches!(view.screen, Screen::Scan(_)), "{:?}", view.screen);
    let circumstances = last(&town).1;
    assert_eq!(
        (
            circumstances.bundle,
            circumstances.amber,
            circumstances.worker
        ),
        (BundleAge::Old, true, None)
    );
    assert_eq!(circumstances.offline_days, 8);
    assert_eq!(circumstances.clock, ClockLevel::Good);

    let view = town.tell(Intent::AcceptCode(card(OWNER)));
    let Screen::WorkerNeeded(needed) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(
        (needed.matter, needed.may_skip),
        (WorkerMatter::AmberOwner, true)
    );
    let view = town.tell_all(vec![
        number(WORKER),
        pin(WORKER.1),
        Intent::ProveIdentity(OWNER.1.to_owned()),
        Intent::DecideAsOwner(None),
    ]);
    let paper = receipt(&view);
    assert!(!paper.registration.provisional, "the centre decides");
    let (record, circumstances) = last(&town);
    assert!(matches!(record, Record::OwnerDecision(_)));
    assert_eq!(circumstances.worker, Some(id(WORKER)));
    assert_eq!(view.assisted_by, None, "an answer is no session");
}

#[test]
fn a_code_on_a_telephone_is_taken_once() {
    let mut town = Town::staffed();
    let code = on_telephone(DECLARANT.0, 40, town.now_ms);
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(code.clone()),
    ]);
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "{:?}",
        view.screen
    );
    town.tell(Intent::EndVisit);
    let mut town = town.restarted();
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(code),
    ]);
    assert_eq!(refusal(&view), Some(ScanRefusal::Expired), "used before");
    let late = on_telephone(DECLARANT.0, 41, town.now_ms);
    town.later(121_000);
    town.tell(Intent::BeginVisit(Matter::MyResidence));
    let view = town.tell(Intent::AcceptCode(late));
    assert_eq!(
        refusal(&view),
        Some(ScanRefusal::Expired),
        "121 seconds old"
    );
}

#[test]
fn a_telephone_says_nothing_to_a_kiosk_without_time_and_paper_does() {
    let mut town = Town::staffed().rebooted(-20 * 365 * 86_400_000);
    town.later(1_000);
    let code = on_telephone(DECLARANT.0, 42, town.now_ms);
    town.tell(Intent::BeginVisit(Matter::MyResidence));
    let view = town.tell(Intent::AcceptCode(code));
    assert_eq!(refusal(&view), Some(ScanRefusal::AskStaff));
    let view = town.tell(Intent::AcceptCode(card(DECLARANT)));
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "{:?}",
        view.screen
    );
}

#[test]
fn a_number_without_a_bound_code_needs_a_worker_who_saw_the_card() {
    let mut town = Town::staffed();
    let code = on_telephone(DECLARANT.0, 43, town.now_ms);
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(code),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
    ]);
    let Screen::WorkerNeeded(needed) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(needed.matter, WorkerMatter::CardSeen);
    let view = town.tell_all(vec![number(WORKER), pin(WORKER.1)]);
    assert!(
        matches!(view.screen, Screen::ConfirmDoor(_)),
        "{:?}",
        view.screen
    );
}

#[test]
fn two_persons_state_the_time_and_records_say_so() {
    let mut town = Town::staffed().rebooted(-20 * 365 * 86_400_000);
    town.later(1_000);
    let view = town.log_in(WORKER);
    let at_home = home(&view);
    assert_eq!(
        (at_home.clock, at_home.may_state_time, at_home.elder_bar),
        (ClockState::Unsafe, true, Some(IssueBar::Clock))
    );
    let view = town.tell_all(vec![
        Intent::BeginStateTime,
        Intent::StateTime {
            day: "2026-11-23".to_owned(),
            time: "11:30".to_owned(),
        },
        pin(WORKER.1),
        number(SUPERVISOR),
        pin(SUPERVISOR.1),
    ]);
    assert_eq!(home(&view).clock, ClockState::Stated);
    assert_eq!(view.strip.time, "11:30");
    town.tell(Intent::LogOut);
    declare(&mut town);
    let circumstances = last(&town).1;
    assert_eq!(
        (circumstances.clock, circumstances.manual_time),
        (ClockLevel::Degraded, true)
    );
}

#[test]
fn a_time_of_the_centre_far_ahead_waits_for_two_persons() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    town.now_ms += 500 * DAY_MS;
    let before = town.kiosk.journal().clock_state().unwrap().floor_ms;
    town.answer(0, vec![]);
    assert_eq!(town.kiosk.journal().clock_state().unwrap().floor_ms, before);
    town.now_ms -= 500 * DAY_MS;
    let view = town.later(1_000);
    assert!(home(&view).centre_time_waits);
    let view = town.tell(Intent::BeginStateTime);
    let Screen::StateTime(asked) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(asked.by_centre);
    town.tell_all(vec![pin(WORKER.1), number(SUPERVISOR), pin(SUPERVISOR.1)]);
    let floor_ms = town.kiosk.journal().clock_state().unwrap().floor_ms;
    assert!(floor_ms > before + 499 * DAY_MS);
}

#[test]
fn a_foreign_code_is_named_and_never_said() {
    let mut town = Town::enrolled();
    town.tell(Intent::BeginVisit(Matter::Declare));
    for (text, expected) in [
        ("wxp://f2f0Zyxwv", ForeignName::Payment),
        ("https://example.org/Zyxwv", ForeignName::Website),
        ("tel:13800000000", ForeignName::Telephone),
        ("<script>Zyxwv</script>", ForeignName::Text),
    ] {
        let view = town.tell(Intent::AcceptCode(text.to_owned()));
        let Screen::Scan(scan) = &view.screen else {
            panic!("{:?}", view.screen)
        };
        assert_eq!(
            (scan.refusal, scan.foreign),
            (Some(ScanRefusal::Foreign), Some(expected))
        );
        let shown = serde_json::to_string(&view).unwrap();
        assert!(
            !shown.contains("Zyxwv") && !shown.contains("138"),
            "{shown}"
        );
    }
}
