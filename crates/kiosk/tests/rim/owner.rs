//! What an owner does here: tasks, houses, moves and trustees.

use kiosk::{ActMatter, ActProblem, Errand, Intent, ScanRefusal, Screen};
use protocol::{Deed, OwnerAnswer, Record};
use residence::RejectionReason;

use super::{
    authority::*,
    doubt::last,
    person::{ask, deed, done, go, open, problem, say, with_line},
    summary::{day, number, record, summary},
};

#[test]
fn tasks_are_answered_with_a_reason_or_agreed_to() {
    let (mut town, _) = with_line(summary());
    let view = town.tell_all(vec![
        open(Errand::Messages),
        ask(ActMatter::MoveIn, &number(20)),
        say(true, None, None, None),
    ]);
    assert_eq!(problem(&view), Some(ActProblem::Reason));
    let view = town.tell(say(true, Some("WRONG_ROOM"), None, None));
    assert!(done(&view).refused);
    let Record::OwnerDecision(decision) = last(&town).0 else {
        panic!("no decision was saved")
    };
    assert_eq!(decision.declaration, record(20));
    assert_eq!(
        decision.answer,
        OwnerAnswer::Refused(RejectionReason::WrongRoom)
    );
    town.tell_all(vec![
        Intent::GoBack,
        ask(ActMatter::AnswerCancel, &number(21)),
        go(),
    ]);
    assert_eq!(deed(&town), Deed::AnswerCancel(record(21), None));
}

#[test]
fn a_house_is_claimed_by_its_plate() {
    let (mut town, _) = with_line(summary());
    let view = town.tell_all(vec![open(Errand::Houses), ask(ActMatter::ClaimHouse, "")]);
    assert!(matches!(view.screen, Screen::Scan(_)) && town.kiosk.wants_camera());
    town.tell(Intent::AcceptCode(card(STRANGER)));
    assert!(refusal(town.kiosk.view()).is_some());
    town.tell_all(vec![Intent::AcceptCode(plate("449911-0001")), go()]);
    assert_eq!(deed(&town), Deed::ClaimHouse(house_code("449911-0001")));
}

#[test]
fn a_move_is_reported_for_a_day_that_can_be_meant() {
    let (mut town, _) = with_line(summary());
    town.tell_all(vec![
        open(Errand::Houses),
        Intent::OpenItem(HOUSE.to_owned()),
        ask(ActMatter::ReportMoveOut, &number(40)),
    ]);
    for wrong in [
        None,
        Some("2026-11-19"),
        Some("2026-11-24"),
        Some("yesterday"),
    ] {
        let view = town.tell(say(false, None, wrong, None));
        assert_eq!(problem(&view), Some(ActProblem::Day), "{wrong:?}");
    }
    town.tell(say(false, None, Some("2026-11-21"), None));
    assert_eq!(
        deed(&town),
        Deed::ReportMoveOut(record(40), day("2026-11-21"))
    );
}

#[test]
fn a_trustee_who_is_present_is_appointed_and_taken_back() {
    let (mut town, _) = with_line(summary());
    town.tell_all(vec![
        open(Errand::Houses),
        Intent::OpenItem(HOUSE.to_owned()),
        ask(ActMatter::Appoint, HOUSE),
    ]);
    // The own card has left the camera since the visit began.
    town.later(5_000);
    town.tell(Intent::AcceptCode(card(DECLARANT)));
    assert_eq!(refusal(town.kiosk.view()), Some(ScanRefusal::SamePerson));
    let view = town.tell_all(vec![
        Intent::AcceptCode(card(STRANGER)),
        say(false, None, Some("2026-12-02"), Some("2026-12-01")),
    ]);
    assert_eq!(problem(&view), Some(ActProblem::Dates));
    town.tell(say(false, None, Some("2026-12-01"), Some("2027-12-01")));
    let Deed::AppointTrustee {
        trustee, houses, ..
    } = deed(&town)
    else {
        panic!("nobody was appointed")
    };
    assert_eq!(
        (trustee, houses),
        (subject(STRANGER.0), vec![house_code(HOUSE)])
    );
    town.tell_all(vec![
        Intent::GoBack,
        Intent::OpenItem(HOUSE.to_owned()),
        ask(ActMatter::RevokeTrust, &number(41)),
        go(),
    ]);
    assert_eq!(deed(&town), Deed::RevokeTrust(record(41)));
}

#[test]
fn who_leaves_in_the_middle_of_an_act_has_done_nothing() {
    let (mut town, _) = with_line(summary());
    town.tell_all(vec![
        open(Errand::Messages),
        ask(ActMatter::MoveIn, &number(20)),
        say(true, None, None, None),
    ]);
    let warned = town.later(61_000);
    assert!(warned.idle_seconds_left.is_some());
    assert!(
        matches!(warned.screen, Screen::AskAct(_)),
        "it waits behind the countdown"
    );
    let gone = town.later(30_000);
    assert_eq!(gone.screen, Screen::Welcome);
    let shown = serde_json::to_string(&gone).expect("JSON");
    assert!(!shown.contains("吴小明") && gone.strip.waiting == 0);
    let view = town.tell(go());
    assert_eq!((view.screen, view.strip.waiting), (Screen::Welcome, 0));
}

#[test]
fn the_way_back_leads_through_the_lists_to_the_menu() {
    let (mut town, _) = with_line(summary());
    town.tell_all(vec![
        open(Errand::Houses),
        Intent::OpenItem(HOUSE.to_owned()),
        ask(ActMatter::RevokeTrust, &number(41)),
    ]);
    let mut way = Vec::new();
    for _ in 0..4 {
        let view = town.tell(Intent::GoBack);
        let shown = serde_json::to_value(&view.screen).expect("JSON");
        way.push((shown["kind"].clone(), view.can_go_back));
    }
    let expected = [
        ("house", true),
        ("houses", true),
        ("services", false),
        ("services", false),
    ];
    assert_eq!(way, expected.map(|(kind, back)| (kind.into(), back)));
    assert_eq!(town.kiosk.view().strip.waiting, 0);
}
