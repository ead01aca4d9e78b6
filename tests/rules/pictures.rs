//! The picture of the registration shows what the rules do: its edges are asked of `decide`.

use std::{collections::BTreeSet, fs};

use chrono::NaiveDate;
use residence::{
    AddressRefusal, CancelReason, CancelRefusal, Capacity, EndReason, Event, Facts, HouseStanding,
    Listed as _, Policy, Registration, RejectionReason, State, VoidReason, decide,
};

use crate::files::root;

/// From, to, row.
type Edge = (String, String, String);

/// Reads lines such as `EFFECTIVE -> CANCELLED [label="T16 end_by_authority"];`.
fn drawn() -> BTreeSet<Edge> {
    let picture = root().join("docs/pictures/registration.dot");
    let text = fs::read_to_string(picture).expect("the picture is there");
    let mut edges = BTreeSet::new();
    for line in text.lines().filter(|line| line.contains(" -> ")) {
        let (ends, label) = line
            .split_once(" [label=\"")
            .expect("every edge has a label");
        let (from, to) = ends
            .trim()
            .split_once(" -> ")
            .expect("an edge has two ends");
        for row in label.split('"').next().unwrap_or("").split("\\n") {
            let number = row.split(' ').next().expect("a row has a number");
            edges.insert((from.to_owned(), to.to_owned(), number.to_owned()));
        }
    }
    edges
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn held(state: State) -> Registration {
    let waits = matches!(state, State::AwaitingConfirmation | State::CancelPending);
    Registration {
        state,
        since: day("2026-11-16"),
        until: waits.then(|| day("2026-11-23")),
        desk_from: waits.then(|| day("2026-11-16")),
        effective_on: None,
        ended_on: None,
        capacity: None,
        reason: None,
        under: Policy::GD_DEFAULT.version,
    }
}

/// Who acts, and the day, so that no guard of the row refuses.
fn fitting(event: Event) -> (Facts, NaiveDate) {
    let desk = matches!(event, Event::BindHouse | Event::RefuseAddress(_));
    // Time has passed only on the day after the last one.
    let today = day(if event == Event::DayComes {
        "2026-11-24"
    } else {
        "2026-11-23"
    });
    let facts = Facts {
        identity_proven: true,
        actor: Some(if desk {
            Capacity::Desk
        } else {
            Capacity::Owner
        }),
        for_resident: true,
        officer: true,
        note_present: true,
        declarant_age: 35,
        declarant_owns: event == Event::AutoConfirm,
        house: HouseStanding::Known,
        has_confirmer: true,
        moved_in_on: day("2026-11-20"),
        ..Facts::of_nobody(today)
    };
    (facts, today)
}

fn computed() -> BTreeSet<Edge> {
    let events = [
        Event::Declare,
        Event::DeclareManual,
        Event::BindHouse,
        Event::RefuseAddress(AddressRefusal::NotFound),
        Event::AutoConfirm,
        Event::Confirm,
        Event::Reject(RejectionReason::WrongRoom),
        Event::DayComes,
        Event::Withdraw,
        Event::RequestCancel(CancelReason::MovedAway),
        Event::ConfirmCancel,
        Event::RefuseCancel(CancelRefusal::StillLivesHere),
        Event::WithdrawCancel,
        Event::ReportMoveOut(day("2026-11-22")),
        Event::EndByAuthority(EndReason::HouseGone),
        Event::Void(VoidReason::Mistake),
    ];
    let states = State::ALL.iter().copied().map(Some).chain([None]);
    let mut edges = BTreeSet::new();
    for state in states {
        for event in events {
            let (facts, today) = fitting(event);
            let before = state.map(held);
            let answer = decide(before.as_ref(), event, &facts, today, &Policy::GD_DEFAULT);
            if let Ok(step) = answer {
                let from = state.map_or("start", State::code).to_owned();
                let to = step.registration.state.code().to_owned();
                edges.insert((from, to, step.row.code().to_owned()));
            }
        }
    }
    edges
}

#[test]
fn the_picture_of_the_registration_is_the_rule() {
    assert_eq!(drawn(), computed());
}
