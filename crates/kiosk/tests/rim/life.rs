//! Time, the camera, and a kiosk without a centre.

use kiosk::*;

use crate::{authority::*, no_secret, receipt};

#[test]
fn a_quiet_minute_counts_down_and_half_a_minute_later_everything_is_gone() {
    let mut town = Town::enrolled();
    let welcome = town.kiosk.view().screen.clone();
    town.tell(Intent::ChooseLanguage(Language::En));
    town.read_back(true);
    let view = town.later(60_000);
    assert_eq!(view.idle_seconds_left, Some(30));
    let view = town.tell(Intent::StayHere);
    assert_eq!(view.idle_seconds_left, None);
    town.later(89_000);
    let view = town.later(1_000);
    assert_eq!((&view.screen, view.language), (&welcome, Language::ZhHans));
    assert_eq!(
        (view.ticket.as_deref(), view.idle_seconds_left),
        (None, None)
    );
    let shown = serde_json::to_string(&view).unwrap();
    for trace in ["陈", "Z*", "449", "138", "18号", "2栋301"] {
        assert!(!shown.contains(trace), "{trace} is left: {shown}");
    }
    no_secret(&view);
}

#[test]
fn elder_mode_has_twice_the_time() {
    let mut town = Town::enrolled();
    town.read_back(true);
    town.tell(Intent::ChooseTextSize(4));
    assert_eq!(town.later(119_000).idle_seconds_left, None);
    assert_eq!(town.later(1_000).idle_seconds_left, Some(60));
    assert!(matches!(town.later(59_000).screen, Screen::ReadBack(_)));
    assert_eq!(town.later(1_000).screen, Screen::Welcome);
}

#[test]
fn a_code_left_before_the_camera_does_not_keep_the_visit_alive() {
    let mut town = Town::enrolled();
    town.tell(Intent::BeginVisit(Matter::Declare));
    for _ in 0..100 {
        town.later(1_000);
        town.tell(Intent::AcceptCode("https://pay.example/1".to_owned()));
    }
    assert_eq!(town.kiosk.view().screen, Screen::Welcome);
}

#[test]
fn the_camera_is_wanted_on_scan_only() {
    let mut town = Town::enrolled();
    assert!(!town.kiosk.wants_camera());
    town.tell(Intent::BeginVisit(Matter::Declare));
    assert!(town.kiosk.wants_camera());
    town.tell_all(vec![
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(card(DECLARANT)),
    ]);
    assert!(!town.kiosk.wants_camera());
}

#[test]
fn a_kiosk_that_is_not_enrolled_has_one_screen_until_it_is() {
    let mut town = Town::new();
    let view = town.tell(Intent::BeginVisit(Matter::Declare));
    let Screen::Failure(failure) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(failure.code, FailureCode::NotEnrolled);
    assert!(!town.kiosk.wants_camera());
    enrol(town.kiosk.journal());
    let view = town.later(1_000);
    assert_eq!(view.screen, Screen::Welcome);
    assert_eq!(
        (view.strip.place.as_str(), view.strip.demo),
        ("海榕街道榕荫社区服务站", true)
    );
}

#[test]
fn without_the_binding_key_no_number_is_believed() {
    let mut town = Town::new();
    enrol(town.kiosk.journal());
    town.later(1_000);
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::Declare),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
    ]);
    let Screen::ProveIdentity(prove) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(
        (prove.problem, prove.tries_left),
        (Some(NumberProblem::CannotCompare), 5)
    );
}

#[test]
fn the_view_has_a_rising_number_and_no_change_has_none() {
    let mut town = Town::enrolled();
    let first = town.kiosk.view().number;
    let second = town.tell(Intent::BeginVisit(Matter::Declare)).number;
    assert!(second > first);
    assert_eq!(town.tell(Intent::ConfirmDoor).number, second);
    assert_eq!(town.later(100).number, second);
    assert!(town.later(60_000).number > second, "the clock went on");
}

#[test]
fn a_courier_without_a_centre_leaves_the_kiosk_offline_and_stops_with_it() {
    let mut town = Town::enrolled();
    let (rang, rings) = std::sync::mpsc::channel();
    town.kiosk.start_sync(
        Box::new(move || rang.send(()).unwrap_or_default()),
        Box::new(|| clocks(NOW_MS, 1, 0)),
    );
    let limit = std::time::Duration::from_secs(20);
    rings.recv_timeout(limit).expect("the first round ends");
    let strip = town.later(10).strip;
    assert_eq!((strip.online, strip.waiting), (false, 0));
    town.read_back(false);
    let view = town.tell(agree());
    assert_eq!(receipt(&view).registration.saved, SavedState::OnThisMachine);
    rings
        .recv_timeout(limit)
        .expect("the saved record wakes the courier");
    drop(town);
    assert!(
        rings.iter().count() < 100,
        "the bell is gone with the courier"
    );
}
