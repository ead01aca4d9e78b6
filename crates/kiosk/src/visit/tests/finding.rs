//! Declaring without a plate: from the list of addresses, and by hand.

use protocol::{Place, PlacedDeclaration};
use residence::{HouseCode, State};
use zeroize::Zeroizing;

use crate::{
    draft::Draft,
    intent::{AddressEntry, Matter},
    register::{Row, Spot, To},
    screen::{AddressProblem, FailureCode, Screen},
    visit::*,
};

use super::fixtures::*;

fn code() -> HouseCode {
    HouseCode::parse("449900-0021").unwrap()
}

fn row(name: &str, to: To) -> Row {
    Row {
        name: name.to_owned(),
        detail: String::new(),
        to,
    }
}

fn listing(name: &str) -> Box<Listing> {
    Box::new(Listing {
        name: name.to_owned(),
        place: "海榕街道榕荫社区".to_owned(),
        division: "449900001001".to_owned(),
        rows: vec![
            row("榕荫一路", To::Spot(Spot::Province)),
            row("6号", To::House(code())),
        ],
    })
}

fn listed() -> Event {
    Event::HousePicked(Box::new(HouseSeen {
        entry: Entry::Listed(code()),
        ..house()
    }))
}

fn written(number: &str) -> Zeroizing<AddressEntry> {
    Zeroizing::new(AddressEntry {
        street: " 榕荫三路".to_owned(),
        number: number.to_owned(),
        room: String::new(),
    })
}

fn described(number: &str, candidates: Vec<Row>) -> Event {
    Event::AddressDescribed(written(number), candidates)
}

fn begun() -> Visit {
    after(
        Visit::welcome(),
        vec![Event::Begin(Matter::Declare), Event::BeginFind(listing(""))],
    )
}

fn rest() -> Vec<Event> {
    vec![
        resident_code(1, Ownership::NotRecorded),
        Event::Number(Ok(document(DECLARANT_NUMBER))),
        Event::ConfirmDoor,
        Event::DescribeStay(said()),
        Event::FinishCohabitants,
    ]
}

fn agreed(visit: Visit) -> (Visit, Box<PlacedDeclaration>) {
    let agree = Event::Agree {
        notice_version: NOTICE_VERSION,
    };
    let (visit, effect) = visit.hear(agree, &facts());
    let Some(Effect::SavePlaced(placed)) = effect else {
        panic!("{effect:?}")
    };
    (visit, placed)
}

fn shown(visit: &Visit) -> (Vec<String>, usize, Option<String>) {
    let Screen::FindAddress(find) = view(visit).screen else {
        panic!("an address is looked for")
    };
    (find.chosen, find.rows.len(), find.query)
}

#[test]
fn the_steps_go_forth_and_back_and_the_search_stands_in_front() {
    let visit = begun();
    assert_eq!(shown(&visit), (vec![], 2, None));
    assert!(!visit.stage.looks_for_code(), "the camera is off");
    let visit = after(visit, vec![Event::PlaceOpened(listing("榕荫社区"))]);
    assert_eq!(shown(&visit).0, ["榕荫社区"]);
    let query = Zeroizing::new("ryl".to_owned());
    let visit = after(visit, vec![Event::PlacesFound(query, vec![])]);
    assert_eq!(
        shown(&visit),
        (vec!["榕荫社区".to_owned()], 0, Some("ryl".to_owned()))
    );
    let visit = after(visit, vec![Event::GoBack]);
    assert_eq!(shown(&visit).2, None);
    let visit = after(visit, vec![Event::GoBack]);
    assert_eq!(shown(&visit).0, [""; 0]);
    let visit = after(visit, vec![Event::GoBack]);
    assert_eq!(name_of(&visit), "scan_house");
    assert!(visit.stage.looks_for_code());
}

#[test]
fn a_house_of_the_list_goes_the_way_of_a_plate() {
    let visit = after(begun(), vec![listed(), listed()]);
    assert_eq!(name_of(&visit), "scan_resident");
    let visit = after(visit, rest());
    assert_eq!(name_of(&visit), "owner_present", "the owner is asked");
    let visit = after(visit, vec![Event::AnswerOwnerPresent(true)]);
    let (visit, placed) = agreed(visit);
    assert_eq!(placed.place, Place::Listed(code()));
    assert_eq!(placed.declared_on, facts().today);
    let visit = after(visit, vec![Event::DeclarationSaved(record())]);
    assert_eq!(name_of(&visit), "owner_scan");
}

#[test]
fn an_address_by_hand_is_for_the_desk_first() {
    let begun = after(begun(), vec![Event::WriteAddress]);
    for (number, problem) in [
        ("", Some(AddressProblem::Number)),
        ("7号\n", Some(AddressProblem::Number)),
    ] {
        let visit = after(begun_writing(), vec![described(number, vec![])]);
        let Screen::WriteAddress(write) = view(&visit).screen else {
            panic!("still writing")
        };
        assert_eq!(
            (write.problem, write.area.as_str()),
            (problem, "海榕街道榕荫社区")
        );
    }
    let visit = after(begun, vec![described("7号", vec![])]);
    let visit = after(visit, rest());
    let Screen::ReadBack(back) = view(&visit).screen else {
        panic!("nobody can be asked before the desk knows the house")
    };
    assert!(back.by_hand && back.address.street == "榕荫三路");
    let (visit, placed) = agreed(visit);
    let Place::ByHand(address) = placed.place else {
        panic!("by hand")
    };
    assert_eq!(
        (address.division.as_str(), address.number.reveal().as_str()),
        ("449900001001", "7号")
    );
    let visit = after(visit, vec![Event::DeclarationSaved(record())]);
    let Screen::Receipt(receipt) = view(&visit).screen else {
        panic!("a receipt")
    };
    assert_eq!(receipt.registration.state, "AWAITING_ADDRESS");
    let Stage::Receipt(declared) = &visit.stage else {
        panic!("a receipt")
    };
    assert_eq!(declared.registration.state, State::AwaitingAddress);
}

fn begun_writing() -> Visit {
    after(begun(), vec![Event::WriteAddress])
}

#[test]
fn houses_that_may_be_meant_are_offered_first() {
    let like = || vec![row("榕荫三路6号", To::House(code()))];
    let offered = || after(begun_writing(), vec![described("7号", like())]);
    let Screen::WriteAddress(write) = view(&offered()).screen else {
        panic!("offered")
    };
    assert_eq!(write.candidates.len(), 1);
    let back = after(offered(), vec![Event::GoBack]);
    let Screen::WriteAddress(write) = view(&back).screen else {
        panic!("back to what was written")
    };
    assert!(write.candidates.is_empty());
    assert_eq!(
        name_of(&after(offered(), vec![Event::KeepAddress])),
        "scan_resident"
    );
    assert_eq!(name_of(&after(offered(), vec![listed()])), "scan_resident");
    // Nothing was offered: there is nothing to decline.
    let early = after(begun_writing(), vec![Event::KeepAddress]);
    assert!(matches!(view(&early).screen, Screen::WriteAddress(_)));
    let wrong = after(begun_writing(), vec![described(" ", like())]);
    let Screen::WriteAddress(write) = view(&wrong).screen else {
        panic!("refused")
    };
    assert!(write.candidates.is_empty());
}

#[test]
fn the_number_of_addresses_is_told_at_the_door() {
    let visit = after(begun(), vec![listed()]);
    let visit = after(visit, rest().into_iter().take(2).collect());
    assert_eq!(name_of(&visit), "door");
    let mut full = facts();
    full.live_addresses = full.policy.registration.live_addresses_max;
    let (visit, _) = visit.hear(Event::ConfirmDoor, &full);
    let Screen::Failure(failure) = view(&visit).screen else {
        panic!("refused")
    };
    assert_eq!(failure.code, FailureCode::TooManyAddresses);
}

#[test]
fn drafts_keep_how_the_house_was_named() {
    for entry in [
        Entry::Listed(code()),
        Entry::ByHand("449900001001".to_owned()),
    ] {
        let kept = Draft {
            house: HouseSeen { entry, ..house() },
            owner_present: None,
            ..draft()
        };
        let read = Draft::decode(kept.ticket.clone(), &kept.encode(), facts().today);
        assert_eq!(read, Ok(kept));
    }
}

#[test]
fn a_wipe_leaves_no_word_that_was_searched() {
    let query = Zeroizing::new(CANARY.to_owned());
    let visit = after(
        begun(),
        vec![Event::PlacesFound(query, vec![]), Event::EndVisit],
    );
    let shown = serde_json::to_string(&view(&visit)).unwrap();
    assert!(!shown.contains(CANARY));
}
