//! An address without a plate, with the register of a real journal.

use kiosk::*;

use crate::{authority::*, no_secret, receipt};

fn find(view: &View) -> &FindAddress {
    let Screen::FindAddress(find) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    find
}

fn place_of(view: &View, name: &str) -> Intent {
    let rows = &find(view).rows;
    let place = rows.iter().position(|row| row.name.contains(name));
    Intent::OpenPlace(place.unwrap_or_else(|| panic!("{name} in {rows:?}")))
}

fn proof() -> Vec<Intent> {
    vec![
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        Intent::ConfirmDoor,
        stay(),
        Intent::FinishCohabitants,
    ]
}

fn begun(town: &mut Town) -> View {
    town.tell_all(vec![Intent::BeginVisit(Matter::Declare), Intent::BeginFind])
}

/// Touches that are no keys of a keyboard: what the page counts, one for each choice and one on.
fn touches(intents: &[Intent]) -> usize {
    intents
        .iter()
        .map(|intent| {
            if matches!(intent, Intent::AcceptCode(_)) {
                0
            } else if matches!(intent, Intent::DescribeStay { .. }) {
                // Two choices and a day, each with its way on.
                6
            } else {
                // The choice or the box, and the way on.
                let asks = matches!(intent, Intent::AnswerOwnerPresent(_) | Intent::Agree { .. });
                1 + usize::from(asks)
            }
        })
        .sum()
}

#[test]
fn a_house_is_picked_from_the_list_and_shows_in_my_residence() {
    let mut town = Town::enrolled();
    let view = begun(&mut town);
    assert!(find(&view).first);
    let mut view = town.tell(place_of(&view, "榕荫社区"));
    while let Screen::FindAddress(list) = &view.screen {
        assert!(!list.rows.is_empty());
        view = town.tell(Intent::OpenPlace(0));
    }
    let view = town.tell_all(proof());
    assert!(
        matches!(view.screen, Screen::OwnerPresent(_)),
        "{:?}",
        view.screen
    );
    let view = town.tell_all(vec![Intent::AnswerOwnerPresent(false), agree()]);
    no_secret(&view);
    let paper = receipt(&view).registration;
    assert_eq!(paper.state, "AWAITING_CONFIRMATION");
    let view = town.tell_all(vec![
        Intent::EndVisit,
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        Intent::OpenErrand(Errand::Residence),
    ]);
    let shown = serde_json::to_string(&view).unwrap();
    assert!(shown.contains(&paper.receipt), "{shown}");
}

#[test]
fn a_search_finds_the_house_and_an_odd_row_opens_nothing() {
    let mut town = Town::enrolled();
    begun(&mut town);
    let view = town.tell(Intent::SearchPlaces("ryyl18".to_owned()));
    assert_eq!(find(&view).query.as_deref(), Some("ryyl18"));
    let before = view.screen.clone();
    assert_eq!(town.tell(Intent::OpenPlace(99)).screen, before);
    let row = find(&view).rows.iter().position(|row| row.house).unwrap();
    let view = town.tell(Intent::OpenPlace(row));
    assert!(matches!(view.screen, Screen::Scan(_)), "{:?}", view.screen);
    let twice = town.tell(Intent::OpenPlace(row));
    assert_eq!(twice.screen, view.screen, "an impatient touch");
}

#[test]
fn an_address_by_hand_becomes_a_record_and_waits_for_the_desk() {
    let mut town = Town::enrolled();
    begun(&mut town);
    let entry = AddressEntry {
        street: "新开的路".to_owned(),
        number: "77号".to_owned(),
        room: "101".to_owned(),
    };
    town.tell_all(vec![Intent::WriteAddress, Intent::DescribeAddress(entry)]);
    let view = town.tell_all(proof());
    let Screen::ReadBack(back) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(back.by_hand);
    let paper = receipt(&town.tell(agree())).registration;
    assert_eq!(
        (paper.state.as_str(), paper.until),
        ("AWAITING_ADDRESS", None)
    );
    assert_eq!(town.kiosk.view().strip.waiting, 1);
}

#[test]
fn what_was_searched_is_gone_after_the_idle_wipe() {
    let mut town = Town::enrolled();
    begun(&mut town);
    town.tell(Intent::SearchPlaces("榕荫一路".to_owned()));
    let view = town.later(90_000);
    assert_eq!(view.screen, Screen::Welcome);
    assert!(!serde_json::to_string(&view).unwrap().contains("榕荫一路"));
}

#[test]
fn few_touches_are_needed() {
    let coded = [
        vec![
            Intent::BeginVisit(Matter::Declare),
            Intent::AcceptCode(plate(HOUSE)),
        ],
        proof(),
        vec![Intent::AnswerOwnerPresent(false), agree()],
    ]
    .concat();
    let mut town = Town::enrolled();
    receipt(&town.tell_all(coded.clone()));
    assert!(touches(&coded) <= 14, "{}", touches(&coded));
    let by_hand = [
        vec![
            Intent::BeginVisit(Matter::Declare),
            Intent::BeginFind,
            Intent::OpenPlace(0),
            Intent::WriteAddress,
            Intent::DescribeAddress(AddressEntry {
                street: "新开的路".to_owned(),
                number: "77号".to_owned(),
                room: String::new(),
            }),
        ],
        proof(),
        vec![agree()],
    ]
    .concat();
    let mut town = Town::enrolled();
    receipt(&town.tell_all(by_hand.clone()));
    // Going from field to field on the glass is a touch as well: two of them.
    assert!(touches(&by_hand) + 2 <= 30, "{}", touches(&by_hand));
}
