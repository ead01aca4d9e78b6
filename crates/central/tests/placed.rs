//! Declarations without a plate: chosen from the list, or written by hand and matched by the desk.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::desk;
use protocol::{Deed, OutcomeResult, OwnerAnswer, Place};
use residence::{AddressRefusal, Denial, Event, HouseCode, Matter, RecordId, State};
use support::{
    acting::{CHEN, HE, HUANG, LIN, WU, act, act_outcome, by_hand, placed, states},
    device::outcomes,
    postgres::private_postgres,
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(World::open(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(World::open(folder.path(), Some(postgres.url())).await).await;
}

async fn tell(mut world: World) {
    a_house_of_the_list_waits_for_its_owner(&mut world).await;
    houses_that_are_not_there_are_refused(&mut world).await;
    let written = an_address_by_hand_waits_for_the_desk(&mut world).await;
    the_desk_finds_the_house(&mut world, &written).await;
    an_own_house_found_by_the_desk_confirms_itself(&mut world).await;
    the_desk_finds_no_such_address(&mut world).await;
    one_person_stands_once_at_a_house(&mut world).await;
    taken_back_before_the_desk_looked(&mut world).await;
}

fn house(code: &str) -> HouseCode {
    HouseCode::parse(code).unwrap()
}

async fn a_house_of_the_list_waits_for_its_owner(world: &mut World) {
    let lin = world.one.person("p1", LIN);
    let record = placed(lin, Place::Listed(house("449900-0018")), Vec::new());
    let (declared, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::AwaitingConfirmation]);
    let owner = world.one.person("p2", CHEN);
    let record = world.one.decision(declared, owner, OwnerAnswer::Confirmed);
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::Effective]);
}

async fn houses_that_are_not_there_are_refused(world: &mut World) {
    let cases = [
        ("p1", LIN, "449900-0018", "DUPLICATE_ADDRESS"),
        ("p1", LIN, "449900-9999", "HOUSE_UNKNOWN"),
        ("p1", LIN, "449900-0022", "HOUSE_WITHDRAWN"),
        ("p1", WU, "449900-0020", "IDENTITY_UNPROVEN"),
    ];
    for (key, number, code, rule) in cases {
        let person = world.one.person(key, number);
        let record = placed(person, Place::Listed(house(code)), Vec::new());
        let (_, changes) = world.one.tell(&world.centre, &record).await;
        let told = outcomes(changes).remove(0).result;
        let rule = rule.to_owned();
        assert_eq!(told, OutcomeResult::Denied { rule });
    }
}

async fn written(world: &mut World, who: (&str, &str), street: &str) -> RecordId {
    let person = world.one.person(who.0, who.1);
    let record = placed(person, by_hand(street), Vec::new());
    let (declared, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::AwaitingAddress]);
    declared
}

async fn an_address_by_hand_waits_for_the_desk(world: &mut World) -> RecordId {
    let declared = written(world, ("p7", WU), "榕荫二路").await;
    let store = world.store().await;
    let asked = desk::open_tasks(store.as_ref()).await.unwrap();
    let asked: Vec<_> = asked
        .iter()
        .map(|task| (task.record, task.matter))
        .collect();
    assert_eq!(asked, [(declared, Matter::BindAddress)]);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p7", WU))
        .await;
    let held = &told.registrations[0];
    assert_eq!(held.state, Some(State::AwaitingAddress));
    assert_eq!(held.address.house, None);
    assert_eq!(held.address.street.reveal(), "榕荫二路");
    declared
}

async fn the_desk_finds_the_house(world: &mut World, declared: &RecordId) {
    let bound = world
        .centre
        .bind_address(declared, &house("449900-9999"))
        .await;
    assert_eq!(bound, Ok(Err(Denial::HouseUnknown)));
    let bound = world
        .centre
        .bind_address(declared, &house("449900-0022"))
        .await;
    assert_eq!(bound, Ok(Err(Denial::HouseWithdrawn)));
    let bound = world
        .centre
        .bind_address(declared, &house("449900-0021"))
        .await;
    assert_eq!(bound, Ok(Ok(())));
    let again = world
        .centre
        .bind_address(declared, &house("449900-0020"))
        .await;
    let decided = Denial::AlreadyDecided(State::AwaitingConfirmation);
    assert_eq!(again, Ok(Err(decided)), "decided once");
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(states(outcomes(changes)), [State::AwaitingConfirmation]);
    let store = world.store().await;
    assert_eq!(desk::open_tasks(store.as_ref()).await.unwrap(), []);
    let owner = world.one.person("p3", HUANG);
    let told = world.one.summary(&world.centre, owner.clone()).await;
    assert_eq!(told.tasks[0].record, *declared);
    let record = world.one.decision(*declared, owner, OwnerAnswer::Confirmed);
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::Effective]);
}

async fn an_own_house_found_by_the_desk_confirms_itself(world: &mut World) {
    let declared = written(world, ("p3", HUANG), "榕荫一路").await;
    let bound = world
        .centre
        .bind_address(&declared, &house("449900-0019"))
        .await;
    assert_eq!(bound, Ok(Ok(())));
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(states(outcomes(changes)), [State::Effective]);
}

async fn the_desk_finds_no_such_address(world: &mut World) {
    let declared = written(world, ("p8", HE), "没有的路").await;
    let other = Event::RefuseAddress(AddressRefusal::Other);
    let refused = world.centre.decide_at_desk(&declared, other, None).await;
    assert_eq!(refused, Ok(Err(Denial::NoteMissing)));
    let event = Event::RefuseAddress(AddressRefusal::NotFound);
    let refused = world.centre.decide_at_desk(&declared, event, None).await;
    assert_eq!(refused, Ok(Ok(())));
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(states(outcomes(changes)), [State::Rejected]);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p8", HE))
        .await;
    assert_eq!(told.registrations[0].because.as_deref(), Some("NOT_FOUND"));
    assert!(told.messages[0].zh.reveal().contains("没有的路8号3栋805"));
}

async fn one_person_stands_once_at_a_house(world: &mut World) {
    let declared = written(world, ("p7", WU), "榕荫二路").await;
    let bound = world
        .centre
        .bind_address(&declared, &house("449900-0021"))
        .await;
    assert_eq!(bound, Ok(Err(Denial::DuplicateAddress)));
}

async fn taken_back_before_the_desk_looked(world: &mut World) {
    let declared = written(world, ("p8", HE), "望潮街").await;
    let stranger = world.one.person("p1", LIN);
    let record = act(stranger, "2026-11-23", Deed::Withdraw(declared));
    let (id, changes) = world.one.tell(&world.centre, &record).await;
    let rule = Some(Some("NOT_THE_RESIDENT".to_owned()));
    assert_eq!(act_outcome(&changes, &id), rule);
    let (_, denied, states) = world.does(("p8", HE), Deed::Withdraw(declared)).await;
    assert_eq!((denied, states), (None, vec![State::Withdrawn]));
}
