//! Workers without a network: PINs, locks that outlive the power, sessions that end.

use kiosk::*;
use protocol::WorkerAct;

use crate::{authority::*, staff::*};

const MINUTE_MS: u64 = 60_000;

#[test]
fn a_worker_logs_in_offline_and_everybody_sees_it() {
    let mut town = Town::staffed();
    let before = town.audited().n;
    let view = town.log_in(WORKER);
    let home = home(&view);
    assert_eq!(
        (home.label.as_str(), home.rank),
        ("王*", WorkerRank::Worker)
    );
    assert_eq!(home.clock, ClockState::Good);
    assert_eq!((home.child_bar, home.elder_bar), (None, None));
    assert_eq!((home.provisional_left, home.may_state_time), (3, false));
    assert_eq!(home.roster_until, "2026-12-07");
    assert_eq!(view.assisted_by.as_deref(), Some("王*"));
    assert!(town.audited().n > before, "the try is noted");
    assert_eq!(town.acts(), [(id(WORKER), WorkerAct::LoggedIn)]);

    let view = town.tell(Intent::BeginVisit(Matter::Declare));
    assert!(matches!(view.screen, Screen::Scan(_)), "the same screens");
    assert_eq!(view.assisted_by.as_deref(), Some("王*"), "all the time");
    let view = town.tell_all(vec![Intent::EndVisit, Intent::LogOut]);
    assert_eq!((view.screen, view.assisted_by), (Screen::Welcome, None));
    assert_eq!(
        town.acts().last(),
        Some(&(id(WORKER), WorkerAct::LoggedOut))
    );
}

#[test]
fn an_assisted_visit_is_wiped_as_any_and_the_session_ends_by_itself() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    town.read_back(true);
    let view = town.later(90_000);
    home(&view);
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains("陈") && !shown.contains("449"), "{shown}");
    let view = town.later(2 * MINUTE_MS + 30_000);
    assert_eq!(view.idle_seconds_left, Some(60));
    let view = town.later(MINUTE_MS);
    assert_eq!((view.screen, view.assisted_by), (Screen::Welcome, None));
    assert_eq!(
        town.acts().last(),
        Some(&(id(WORKER), WorkerAct::LoggedOut))
    );
}

#[test]
fn eight_hours_are_a_day() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    for _ in 0..119 {
        town.later(4 * MINUTE_MS);
        home(&town.tell(Intent::StayHere));
    }
    assert_eq!(town.later(4 * MINUTE_MS).screen, Screen::Welcome);
}

#[test]
fn wrong_pins_lock_and_neither_power_nor_clock_gives_tries_back() {
    let mut town = Town::staffed();
    town.tell_all(vec![Intent::BeginLogin, number(WORKER)]);
    for left in (6..=9).rev() {
        let view = town.tell(pin("000000"));
        let wrong = Some(LoginProblem::Wrong { tries_left: left });
        assert_eq!(login_problem(&view), wrong);
    }
    let view = town.tell(pin("000000"));
    assert_eq!(
        login_problem(&view),
        Some(LoginProblem::Wait { seconds: 15 })
    );
    let mut town = town.restarted();
    let view = town.tell_all(vec![Intent::BeginLogin, number(WORKER)]);
    let wait = Some(LoginProblem::Wait { seconds: 15 });
    assert_eq!(login_problem(&view), wait, "the power does not help");
    town.later(15_000);
    let view = town.tell_all(vec![number(WORKER), pin(WORKER.1)]);
    home(&view);
    town.tell(Intent::LogOut);

    town.tell_all(vec![Intent::BeginLogin, number(WORKER)]);
    for _ in 0..10 {
        town.tell(pin("000000"));
        town.later(40 * MINUTE_MS);
        town.tell_all(vec![Intent::BeginLogin, number(WORKER)]);
    }
    let view = town.tell(number(WORKER));
    assert_eq!(login_problem(&view), Some(LoginProblem::Locked));
    assert_eq!(
        town.acts().last(),
        Some(&(id(WORKER), WorkerAct::LockedOut))
    );

    town.answer(0, vec![roster(NOW_MS + 1, true)]);
    town.later(1_000);
    let view = town.tell_all(vec![number(WORKER), pin(WORKER.1)]);
    home(&view);
}

#[test]
fn nobody_is_let_in_whom_the_roster_does_not_name() {
    let mut town = Town::staffed();
    town.tell(Intent::BeginLogin);
    for (number, problem) in [
        ("W0009", LoginProblem::Unknown),
        ("王", LoginProblem::Unknown),
    ] {
        let view = town.tell(Intent::EnterWorker(number.to_owned()));
        assert_eq!(login_problem(&view), Some(problem));
    }
    town.answer(0, vec![roster(NOW_MS + 1, false)]);
    let view = town.tell(number(WORKER));
    assert_eq!(login_problem(&view), Some(LoginProblem::Disabled));
}

#[test]
fn a_session_ends_when_the_centre_switches_its_worker_off() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    town.read_back(true);
    town.answer(0, vec![roster(NOW_MS + 1, false)]);
    let view = town.later(1_000);
    assert_eq!((view.screen, view.assisted_by), (Screen::Welcome, None));
}

#[test]
fn an_old_roster_stops_workers_and_nobody_else() {
    let mut town = Town::staffed();
    town.later(14 * DAY_MS + 10 * MINUTE_MS);
    let view = town.tell_all(vec![Intent::BeginLogin, number(WORKER)]);
    assert_eq!(login_problem(&view), Some(LoginProblem::RosterOld));
    town.tell(Intent::GoBack);
    let view = town.read_back(false);
    assert!(
        matches!(view.screen, Screen::ReadBack(_)),
        "{:?}",
        view.screen
    );
}

#[test]
fn a_visit_of_a_quarter_of_an_hour_is_asked_again() {
    let mut town = Town::staffed();
    town.read_back(true);
    for _ in 0..17 {
        town.later(50_000);
        assert!(!town.tell(Intent::StayHere).session_asks_again);
    }
    let view = town.later(50_000);
    assert_eq!(
        (view.session_asks_again, view.idle_seconds_left),
        (true, Some(30))
    );
    let view = town.tell(Intent::StayHere);
    assert!(!view.session_asks_again, "one touch lengthens it");
    assert!(matches!(view.screen, Screen::ReadBack(_)));
    for _ in 0..18 {
        town.later(50_000);
        town.tell_all(vec![]);
        if town.kiosk.view().session_asks_again {
            break;
        }
        town.tell(Intent::StayHere);
    }
    assert!(town.kiosk.view().session_asks_again);
    assert_eq!(
        town.later(30_000).screen,
        Screen::Welcome,
        "and no answer ends it"
    );
}
