//! What happens to a registration after it was declared: taken back, ended, reported, added to; and
//! what strangers, replays and second decisions come to.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::atomic::Ordering;

use protocol::{ActingPerson, Deed, TaskMatter};
use residence::{CancelReason, CancelRefusal, RecordId, Relation, State, Subject, Template};
use support::{
    acting::{CHEN, HE, HUANG, LIN, WU, act, act_for, act_outcome, does, states},
    device::{cohabitant, outcomes},
    postgres::private_postgres,
    world::World,
};

const DAY_MS: u64 = 86_400_000;
const CHILD: &str = "449900201606180465";
const GRANDMOTHER: &str = "449900195503090282";

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
    taken_back_before_a_decision(&mut world).await;
    let held = world.registered(("p1", LIN), "h1", ("p2", CHEN)).await;
    nobody_acts_for_others(&mut world, &held).await;
    asked_to_end_and_taken_back(&mut world, &held).await;
    the_owner_refuses_the_end(&mut world, &held).await;
    reported_and_objected_to(&mut world, &held).await;
    people_are_added(&mut world, &held).await;
    the_owner_agrees_and_it_ends_once(&mut world, &held).await;
    an_own_house_ends_at_once(&mut world).await;
    an_act_overtakes_its_declaration(&mut world).await;
    notices_are_read(&mut world).await;
    nobody_answers_in_time(&mut world).await;
}

async fn taken_back_before_a_decision(world: &mut World) {
    let lin = world.one.person("p1", LIN);
    let record = world
        .one
        .declaration(lin, world.one.house("h1"), Vec::new());
    let (declared, _) = world.one.tell(&world.centre, &record).await;
    let (_, denied, states) = world.does(("p1", LIN), Deed::Withdraw(declared)).await;
    assert_eq!((denied, states), (None, vec![State::Withdrawn]));
    let (_, denied, states) = world.does(("p1", LIN), Deed::Withdraw(declared)).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"));
    assert_eq!(states, [], "nothing changed, so nothing is told of it");
}

async fn nobody_acts_for_others(world: &mut World, held: &RecordId) {
    let moved = "2026-11-20".parse().unwrap();
    let deeds = [
        (
            Deed::RequestCancel(*held, CancelReason::MovedAway),
            "NOT_THE_RESIDENT",
        ),
        (Deed::Withdraw(*held), "ALREADY_DECIDED"),
        (Deed::ReportMoveOut(*held, moved), "NOT_THE_OWNER"),
        (Deed::AddCohabitants(*held, Vec::new()), "NOT_THE_RESIDENT"),
        (Deed::RequestHabitual(*held), "NOT_THE_RESIDENT"),
    ];
    for (deed, rule) in deeds {
        // 黄秋月 owns another house.
        let (_, denied, states) = world.does(("p3", HUANG), deed.clone()).await;
        assert_eq!(denied.as_deref(), Some(rule), "{deed:?}");
        assert_eq!(states, []);
    }
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedAway);
    let lin = world.one.person("p1", LIN);
    let subject = lin.subject;
    let forged = [
        act(world.one.person("p1", WU), "2026-11-23", cancel.clone()),
        act(
            ActingPerson {
                serial: [9; 8],
                ..lin
            },
            "2026-11-23",
            cancel.clone(),
        ),
    ];
    for record in forged {
        let (_, denied, _) = does(&mut world.one, &world.centre, record).await;
        assert_eq!(denied.as_deref(), Some("IDENTITY_UNPROVEN"));
    }
    for member in [subject, Subject::from_bytes([1; 16])] {
        let record = act_for(world.one.person("p3", HUANG), member, cancel.clone());
        let (_, denied, states) = does(&mut world.one, &world.centre, record).await;
        assert!(denied.is_some() && states.is_empty(), "not of the family");
    }
}

async fn asked_to_end_and_taken_back(world: &mut World, held: &RecordId) {
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedHouse);
    let (_, denied, states) = world.does(("p1", LIN), cancel.clone()).await;
    assert_eq!((denied, states), (None, vec![State::CancelPending]));
    let told = world
        .one
        .summary(&world.centre, world.one.person("p2", CHEN))
        .await;
    let [task] = told.tasks.as_slice() else {
        panic!("one task")
    };
    assert_eq!((task.matter, task.record), (TaskMatter::Cancel, *held));
    assert_eq!(task.until, "2026-11-30".parse().ok());
    let (_, denied, _) = world.does(("p1", LIN), cancel).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"));
    let (_, denied, states) = world.does(("p1", LIN), Deed::WithdrawCancel(*held)).await;
    assert_eq!((denied, states), (None, vec![State::Effective]));
}

async fn the_owner_refuses_the_end(world: &mut World, held: &RecordId) {
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedAway);
    world.does(("p1", LIN), cancel).await;
    let refuse = Deed::AnswerCancel(*held, Some(CancelRefusal::StillLivesHere));
    let (_, denied, _) = world.does(("p3", HUANG), refuse.clone()).await;
    assert_eq!(
        denied.as_deref(),
        Some("NOT_THE_OWNER"),
        "owner of another house"
    );
    let (_, denied, states) = world.does(("p2", CHEN), refuse).await;
    assert_eq!((denied, states), (None, vec![State::Effective]));
    let lin = world.one.person("p1", LIN);
    let told = world.one.summary(&world.centre, lin).await;
    assert_eq!(told.messages[0].template, Template::ResultCancelRefused);
    let text = told.messages[0].zh.reveal();
    assert!(text.contains("没有注销,原因:仍在此居住。"), "{text}");
}

async fn reported_and_objected_to(world: &mut World, held: &RecordId) {
    let report = |day: &str| Deed::ReportMoveOut(*held, day.parse().unwrap());
    let (_, denied, _) = world.does(("p2", CHEN), report("2026-12-24")).await;
    assert_eq!(denied.as_deref(), Some("MOVED_OUT_ON"));
    let (_, denied, states) = world.does(("p2", CHEN), report("2026-11-20")).await;
    assert_eq!((denied, states), (None, vec![State::CancelPending]));
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    assert_eq!(told.tasks[0].matter, TaskMatter::MovedOut);
    assert_eq!(told.messages[0].template, Template::NoticeMoveOut);
    let agree = Deed::AnswerCancel(*held, None);
    let (_, denied, _) = world.does(("p2", CHEN), agree).await;
    assert_eq!(
        denied.as_deref(),
        Some("OBJECTION_OPEN"),
        "the days are the resident's"
    );
    let (_, denied, states) = world.does(("p1", LIN), Deed::WithdrawCancel(*held)).await;
    assert_eq!((denied, states), (None, vec![State::Effective]));
}

async fn people_are_added(world: &mut World, held: &RecordId) {
    let child = || cohabitant("林晓彤", CHILD, Relation::Daughter, true);
    let adult = cohabitant("吴海燕", WU, Relation::Sibling, false);
    let unasked = cohabitant("林晓彤", CHILD, Relation::Daughter, false);
    let elder = cohabitant("周桂香", GRANDMOTHER, Relation::Grandparent, false);
    for (people, rule) in [
        (vec![adult], Some("MUST_SELF_DECLARE")),
        (vec![unasked], Some("GUARDIAN_CONSENT_MISSING")),
        (vec![child(), child()], Some("DUPLICATE_ADDRESS")),
        (vec![child()], None),
        (vec![child()], Some("DUPLICATE_ADDRESS")),
        (vec![elder], None),
    ] {
        let add = Deed::AddCohabitants(*held, people);
        let (_, denied, _) = world.does(("p1", LIN), add).await;
        assert_eq!(denied.as_deref(), rule);
    }
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let held = told
        .registrations
        .iter()
        .find(|one| one.record == *held)
        .unwrap();
    let names: Vec<&str> = held
        .cohabitants
        .iter()
        .map(|one| one.name.reveal().as_str())
        .collect();
    assert_eq!(names, ["林晓彤", "周桂香"]);
}

async fn the_owner_agrees_and_it_ends_once(world: &mut World, held: &RecordId) {
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedAway);
    world.does(("p1", LIN), cancel).await;
    let agree = Deed::AnswerCancel(*held, None);
    let owner = world.other.person("p2", CHEN);
    // The owner answers at another kiosk; the one of the declaration hears of it.
    let record = act(owner, "2026-11-23", agree.clone());
    let id = world.other.next_record_id();
    let envelope = world.other.seal(&record, id);
    let (_, changes) = world
        .other
        .sync(&world.centre, vec![envelope.clone()])
        .await;
    assert_eq!(act_outcome(&changes, &id), Some(None));
    assert_eq!(
        outcomes(changes),
        [],
        "the outcome is for the kiosk of the declaration"
    );
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(states(outcomes(changes)), [State::Cancelled]);
    // The same envelope again changes nothing and is told once.
    let (answer, changes) = world.other.sync(&world.centre, vec![envelope]).await;
    assert_eq!((answer.rejects.len(), changes.len()), (0, 0));
    let (_, denied, states) = world.does(("p2", CHEN), agree).await;
    assert_eq!(denied.as_deref(), Some("ALREADY_DECIDED"));
    assert_eq!(states, []);
}

async fn an_own_house_ends_at_once(world: &mut World) {
    let huang = world.one.person("p3", HUANG);
    let record = world
        .one
        .declaration(huang, world.one.house("h2"), Vec::new());
    let (declared, _) = world.one.tell(&world.centre, &record).await;
    let cancel = Deed::RequestCancel(declared, CancelReason::MovedAway);
    let (_, denied, states) = world.does(("p3", HUANG), cancel).await;
    assert_eq!((denied, states), (None, vec![State::Cancelled]));
}

async fn an_act_overtakes_its_declaration(world: &mut World) {
    let declared = world.one.next_record_id();
    let wu = world.other.person("p7", WU);
    let record = act(wu, "2026-11-23", Deed::Withdraw(declared));
    let (id, changes) = world.other.tell(&world.centre, &record).await;
    assert_eq!(act_outcome(&changes, &id), None, "it waits");
    let wu = world.one.person("p7", WU);
    let record = world.one.declaration(wu, world.one.house("h3"), Vec::new());
    let late = world.one.seal(&record, declared);
    let (_, changes) = world.one.sync(&world.centre, vec![late]).await;
    let expected = [State::AwaitingConfirmation, State::Withdrawn];
    assert_eq!(states(outcomes(changes)), expected);
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(act_outcome(&changes, &id), Some(None));
}

async fn notices_are_read(world: &mut World) {
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let notice = &told.messages[0];
    assert!(!notice.read);
    let (_, denied, _) = world.does(("p3", HUANG), Deed::Read(notice.id)).await;
    assert_eq!(denied.as_deref(), Some("WRONG_STATE"), "not hers");
    let (_, denied, _) = world.does(("p1", LIN), Deed::Read(notice.id)).await;
    assert_eq!(denied, None);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    assert!(told.messages[0].read && !told.messages[1].read);
}

async fn nobody_answers_in_time(world: &mut World) {
    let held = world.registered(("p8", HE), "h4", ("p2", CHEN)).await;
    let cancel = Deed::RequestCancel(held, CancelReason::MovedAway);
    world.does(("p8", HE), cancel).await;
    world.clock.fetch_add(8 * DAY_MS, Ordering::SeqCst);
    assert_eq!(world.centre.let_days_pass().await, Ok(1));
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(states(outcomes(changes)), [State::Cancelled]);
    let (_, denied, _) = world.does(("p8", HE), Deed::WithdrawCancel(held)).await;
    assert_eq!(
        denied.as_deref(),
        Some("ALREADY_DECIDED"),
        "the day is over"
    );
}
