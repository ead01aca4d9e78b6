//! The habitual residence: asked for, reviewed, replaced, given up, ended with its registration, and
//! counted from.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::atomic::Ordering;

use central::tables::desk;
use protocol::{Deed, HeldRegistration, StayCount, TaskMatter};
use residence::{
    CancelReason, EndReason, Event, HabitualDenial, HabitualEvent, HabitualState, Matter, RecordId,
    RejectionReason, State, Template,
};
use support::{
    acting::{CHEN, HE, HUANG, LIN, OUYANG, WU, act, does, states},
    device::outcomes,
    postgres::private_postgres,
    world::World,
};

const DAY_MS: u64 = 86_400_000;

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
    let first = asked_for_and_approved(&mut world).await;
    refused_taken_back_and_asked_for_again(&mut world).await;
    an_own_house_at_once(&mut world).await;
    the_desk_where_nobody_is_bound(&mut world).await;
    let second = another_takes_its_place(&mut world, &first).await;
    given_up(&mut world, &second).await;
    nobody_answers_in_time(&mut world).await;
}

async fn held(world: &World, who: (&str, &str), record: &RecordId) -> HeldRegistration {
    let told = world
        .one
        .summary(&world.centre, world.one.person(who.0, who.1))
        .await;
    told.registrations
        .into_iter()
        .find(|one| one.record == *record)
        .unwrap()
}

async fn state(world: &World, who: (&str, &str), record: &RecordId) -> HabitualState {
    held(world, who, record)
        .await
        .habitual
        .map_or(HabitualState::None, |held| held.state)
}

async fn stay(world: &World, who: (&str, &str)) -> StayCount {
    let told = world
        .one
        .summary(&world.centre, world.one.person(who.0, who.1))
        .await;
    told.stay.unwrap()
}

async fn asked_for_and_approved(world: &mut World) -> RecordId {
    let lin = ("p1", LIN);
    let waiting = world
        .one
        .declaration(world.one.person("p1", LIN), world.one.house("h4"), vec![]);
    let (waiting, _) = world.one.tell(&world.centre, &waiting).await;
    let (_, denied, _) = world.does(lin, Deed::RequestHabitual(waiting)).await;
    assert_eq!(denied.as_deref(), Some("NOT_EFFECTIVE"));
    let record = world.registered(lin, "h1", ("p2", CHEN)).await;
    let (_, denied, _) = world.does(lin, Deed::RequestHabitual(record)).await;
    assert_eq!(denied, None);
    assert_eq!(state(world, lin, &record).await, HabitualState::Pending);
    assert!(
        stay(world, lin)
            .await
            .missing
            .contains(&"HABITUAL_PENDING".to_owned())
    );
    let (_, denied, _) = world.does(lin, Deed::RequestHabitual(record)).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"));

    let told = world
        .one
        .summary(&world.centre, world.one.person("p2", CHEN))
        .await;
    let task = told
        .tasks
        .iter()
        .find(|task| task.matter == TaskMatter::Habitual)
        .unwrap();
    assert_eq!(
        (task.record, task.until),
        (record, "2026-12-08".parse().ok())
    );
    let approve = Deed::AnswerHabitual(record, None);
    for other in [("p3", HUANG), lin] {
        let (_, denied, _) = world.does(other, approve.clone()).await;
        assert_eq!(denied.as_deref(), Some("NOT_THE_OWNER"));
    }
    let (_, denied, _) = world.does(("p2", CHEN), approve.clone()).await;
    assert_eq!(denied, None);
    let (_, denied, _) = world.does(("p2", CHEN), approve).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"), "decided once");
    let counted = stay(world, lin).await;
    let today = "2026-11-23".parse().ok();
    assert_eq!(
        (counted.days, counted.needed, counted.from),
        (0, 183, today)
    );
    assert_eq!(counted.first_eligible, "2027-05-25".parse().ok());
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    assert_eq!(told.messages[0].template, Template::ResultHabitualOk);
    record
}

async fn refused_taken_back_and_asked_for_again(world: &mut World) {
    let (wu, owner) = (("p7", WU), ("p6", OUYANG));
    let record = world.registered(wu, "h3", owner).await;
    world.does(wu, Deed::RequestHabitual(record)).await;
    let refuse = |why| Deed::AnswerHabitual(record, Some(why));
    let (_, denied, _) = world.does(owner, refuse(RejectionReason::Other)).await;
    assert_eq!(denied.as_deref(), Some("NOTE_MISSING"));
    let (_, denied, _) = world
        .does(owner, refuse(RejectionReason::NotLivingHere))
        .await;
    assert_eq!(denied, None);
    assert_eq!(state(world, wu, &record).await, HabitualState::Rejected);
    let person = world.one.person("p7", WU);
    let told = world.one.summary(&world.centre, person).await;
    assert_eq!(told.messages[0].template, Template::ResultHabitualRefused);
    let text = told.messages[0].zh.reveal();
    assert!(
        text.contains("没有设为您的常住地,原因:非本房屋居住人。"),
        "{text}"
    );
    world.does(wu, Deed::RequestHabitual(record)).await;
    assert_eq!(state(world, wu, &record).await, HabitualState::Pending);
    let (_, denied, _) = world.does(wu, Deed::WithdrawHabitual(record)).await;
    assert_eq!(denied, None);
    assert_eq!(state(world, wu, &record).await, HabitualState::Ended);
}

async fn an_own_house_at_once(world: &mut World) {
    let huang = ("p3", HUANG);
    let record =
        world
            .one
            .declaration(world.one.person("p3", HUANG), world.one.house("h2"), vec![]);
    let (record, _) = world.one.tell(&world.centre, &record).await;
    world.does(huang, Deed::RequestHabitual(record)).await;
    assert_eq!(state(world, huang, &record).await, HabitualState::Habitual);
    // It ends with its registration.
    let cancel = Deed::RequestCancel(record, CancelReason::MovedAway);
    world.does(huang, cancel).await;
    assert_eq!(state(world, huang, &record).await, HabitualState::Ended);
}

async fn the_desk_where_nobody_is_bound(world: &mut World) {
    let he = ("p8", HE);
    let record = world
        .one
        .declaration(world.one.person("p8", HE), world.one.house("h6"), vec![]);
    let (record, _) = world.one.tell(&world.centre, &record).await;
    let confirmed = world
        .centre
        .decide_at_desk(&record, Event::Confirm, None)
        .await;
    assert_eq!(confirmed, Ok(Ok(())));
    world.does(he, Deed::RequestHabitual(record)).await;
    let store = world.store().await;
    let asked = desk::open_tasks(store.as_ref()).await.unwrap();
    assert!(
        asked
            .iter()
            .any(|task| (task.record, task.matter) == (record, Matter::Habitual))
    );
    let other = HabitualEvent::Reject(RejectionReason::Other);
    let refused = world.centre.decide_habitual(&record, other, None).await;
    assert_eq!(refused, Ok(Err(HabitualDenial::NoteMissing)));
    let approved = world
        .centre
        .decide_habitual(&record, HabitualEvent::Approve, None)
        .await;
    assert_eq!(approved, Ok(Ok(())));
    let again = world
        .centre
        .decide_habitual(&record, HabitualEvent::Approve, None)
        .await;
    let decided = HabitualDenial::AlreadyDecided(HabitualState::Habitual);
    assert_eq!(again, Ok(Err(decided)));
    let asked = desk::open_tasks(store.as_ref()).await.unwrap();
    assert!(asked.iter().all(|task| task.matter != Matter::Habitual));
    let end = Event::EndByAuthority(EndReason::MovedAway);
    assert_eq!(
        world.centre.decide_at_desk(&record, end, None).await,
        Ok(Ok(()))
    );
    assert_eq!(state(world, he, &record).await, HabitualState::Ended);
    world.one.sync(&world.centre, Vec::new()).await;
}

async fn another_takes_its_place(world: &mut World, first: &RecordId) -> RecordId {
    let lin = ("p1", LIN);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let waiting = |one: &&HeldRegistration| one.state == Some(State::AwaitingConfirmation);
    let second = told.registrations.iter().find(waiting).unwrap().record;
    world.clock.fetch_add(2 * DAY_MS, Ordering::SeqCst);
    let owner = world.one.person("p3", HUANG);
    let record = world
        .one
        .decision(second, owner, protocol::OwnerAnswer::Confirmed);
    world.one.tell(&world.centre, &record).await;
    world.does(lin, Deed::RequestHabitual(second)).await;
    assert_eq!(
        state(world, lin, first).await,
        HabitualState::Habitual,
        "stays until then"
    );
    let approve = act(
        world.one.person("p3", HUANG),
        "2026-11-25",
        Deed::AnswerHabitual(second, None),
    );
    let (_, denied, _) = does(&mut world.one, &world.centre, approve).await;
    assert_eq!(denied, None);
    assert_eq!(state(world, lin, first).await, HabitualState::Ended);
    assert_eq!(state(world, lin, &second).await, HabitualState::Habitual);
    let counted = stay(world, lin).await;
    assert_eq!(
        (counted.days, counted.from),
        (2, "2026-11-23".parse().ok()),
        "the chain holds"
    );
    second
}

async fn given_up(world: &mut World, second: &RecordId) {
    let lin = ("p1", LIN);
    let (_, denied, _) = world
        .does(("p2", CHEN), Deed::RemoveHabitual(*second))
        .await;
    assert_eq!(denied.as_deref(), Some("NOT_THE_RESIDENT"));
    let (_, denied, _) = world.does(lin, Deed::RemoveHabitual(*second)).await;
    assert_eq!(denied, None);
    assert_eq!(state(world, lin, second).await, HabitualState::Ended);
}

async fn nobody_answers_in_time(world: &mut World) {
    let lin = ("p1", LIN);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let effective = |one: &&HeldRegistration| one.state == Some(State::Effective);
    let record = told.registrations.iter().find(effective).unwrap().record;
    world.does(lin, Deed::RequestHabitual(record)).await;
    world.clock.fetch_add(16 * DAY_MS, Ordering::SeqCst);
    assert_eq!(world.centre.let_days_pass().await, Ok(1));
    assert_eq!(state(world, lin, &record).await, HabitualState::Rejected);
    let late = act(
        world.one.person("p2", CHEN),
        "2026-12-11",
        Deed::AnswerHabitual(record, None),
    );
    let (_, denied, _) = does(&mut world.one, &world.centre, late).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"));
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(
        states(outcomes(changes)),
        [],
        "the registration itself stands as it did"
    );
}
