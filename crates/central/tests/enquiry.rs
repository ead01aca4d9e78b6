//! A kiosk asks about the person before it: what is told, to whom it is not, and through a front
//! that can read neither question nor reply.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::{Refusal, tables::enquiries};
use protocol::{ActingPerson, OwnerAnswer, Question, ReceiptNews, Reply, TaskMatter};
use residence::{Capacity, OwnershipState, ReceiptNumber, RecordId, Relation, State, Template};
use support::{device::cohabitant, postgres::private_postgres, world::World};

const LIN: &str = "449900199104120024";
const CHEN: &str = "449900196809050114";
const WU: &str = "449900199707280406";
const CHILD: &str = "449900201606180465";

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
    let declared = a_resident_declares(&mut world).await;
    the_owner_sees_who_asks(&world, &declared).await;
    confirmed_it_is_counted(&mut world, &declared).await;
    a_receipt_tells_where_it_stands(&world, &declared).await;
    others_are_told_nothing(&world).await;
    the_door_knows_who_asks(&world).await;
}

async fn a_resident_declares(world: &mut World) -> RecordId {
    let family = vec![cohabitant("林晓彤", CHILD, Relation::Daughter, true)];
    let (person, house) = (world.one.person("p1", LIN), world.one.house("h1"));
    let record = world.one.declaration(person, house, family);
    let (declared, _) = world.one.tell(&world.centre, &record).await;
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let [held] = told.registrations.as_slice() else {
        panic!("one registration")
    };
    assert_eq!(
        (held.record, held.state),
        (declared, Some(State::AwaitingConfirmation))
    );
    assert_eq!(held.until, "2026-12-08".parse().ok());
    assert_eq!(held.address.street.reveal(), "榕荫一路");
    assert_eq!(held.cohabitants[0].relation, Relation::Daughter);
    assert_eq!(told.person.name.reveal(), "林小芳");
    assert_eq!(told.person.number.reveal(), LIN);
    let text = told.person.code.as_ref().unwrap().reveal();
    let codes::Meaning::Resident(code) = world.one.green(text) else {
        panic!("the code in force")
    };
    assert_eq!(code.subject, world.one.person("p1", LIN).subject);
    assert!(told.stay.is_none() && told.houses.is_empty() && told.tasks.is_empty());
    declared
}

async fn the_owner_sees_who_asks(world: &World, declared: &RecordId) {
    let told = world
        .other
        .summary(&world.centre, world.one.person("p2", CHEN))
        .await;
    let [task] = told.tasks.as_slice() else {
        panic!("one task")
    };
    assert_eq!((task.matter, task.record), (TaskMatter::MoveIn, *declared));
    let who = task.who.as_ref().unwrap();
    assert_eq!(
        who.name.reveal(),
        "林小芳",
        "the owner must know the tenant"
    );
    assert_eq!(who.number, "449*************24");
    assert_eq!(who.phone.as_deref(), Some("138****0001"));
    assert_eq!(who.cohabitants, 1);
    let codes: Vec<_> = told
        .houses
        .iter()
        .map(|house| house.address.house.clone().unwrap())
        .collect();
    assert_eq!(
        codes.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        ["449900-0018", "449900-0021"]
    );
    assert_eq!(told.houses[0].claim, Some(OwnershipState::Verified));
    assert_eq!(told.houses[0].capacity, Some(Capacity::Owner));
    assert_eq!(
        told.houses[0].residents[0].state,
        State::AwaitingConfirmation
    );
    assert!(told.registrations.is_empty());
}

async fn confirmed_it_is_counted(world: &mut World, declared: &RecordId) {
    let owner = world.one.person("p2", CHEN);
    let record = world.one.decision(*declared, owner, OwnerAnswer::Confirmed);
    world.one.tell(&world.centre, &record).await;
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let held = &told.registrations[0];
    assert_eq!(
        (held.state, held.effective_on),
        (Some(State::Effective), "2026-11-23".parse().ok())
    );
    let stay = told.stay.unwrap();
    assert_eq!(
        (stay.days, stay.needed, stay.from),
        (0, 183, None),
        "no habitual residence yet"
    );
    assert!(
        stay.missing.contains(&"NO_HABITUAL".to_owned()),
        "{:?}",
        stay.missing
    );
    assert_eq!(stay.counted, [("2026-11-23".parse().unwrap(), None)]);
    let [notice] = told.messages.as_slice() else {
        panic!("one notice")
    };
    assert_eq!(
        (notice.template, notice.read),
        (Template::ResultEffective, false)
    );
    assert!(notice.zh.reveal().contains("榕荫一路18号2栋301"));
}

async fn a_receipt_tells_where_it_stands(world: &World, declared: &RecordId) {
    let today = "2026-11-23".parse().ok();
    let reply = world
        .other
        .ask(
            &world.centre,
            &Question::Receipt(ReceiptNumber::of(declared)),
        )
        .await;
    let expected = ReceiptNews {
        received_on: today,
        state: Some(State::Effective),
        denied: None,
        decided_on: today,
    };
    assert_eq!(reply, Reply::Receipt(expected));
    let never = ReceiptNumber::of(&RecordId::from_bytes([9; 16]));
    let reply = world
        .other
        .ask(&world.centre, &Question::Receipt(never))
        .await;
    let nothing = ReceiptNews {
        received_on: None,
        state: None,
        denied: None,
        decided_on: None,
    };
    assert_eq!(reply, Reply::Receipt(nothing));
}

async fn others_are_told_nothing(world: &World) {
    let lin = world.one.person("p1", LIN);
    let other_number = world.one.person("p1", WU);
    let old_card = ActingPerson {
        serial: [9; 8],
        ..lin.clone()
    };
    let nobody = ActingPerson {
        subject: residence::Subject::from_bytes([1; 16]),
        ..lin
    };
    for actor in [other_number, old_card, nobody] {
        let on = "2026-11-23".parse().unwrap();
        let reply = world
            .one
            .ask(&world.centre, &Question::Person { actor, on })
            .await;
        assert_eq!(reply, Reply::Denied("IDENTITY_UNPROVEN".to_owned()));
    }
    let store = world.store().await;
    let noted = enquiries::answered(store.as_ref()).await.unwrap();
    let of = |kind: &str, result: &str| {
        let fits = |row: &&(String, String)| row.0 == kind && row.1 == result;
        noted.iter().filter(fits).count()
    };
    assert_eq!((of("PERSON", "TOLD"), of("RECEIPT", "TOLD")), (3, 2));
    assert_eq!(
        of("PERSON", "IDENTITY_UNPROVEN"),
        3,
        "each attempt is noted"
    );
}

async fn the_door_knows_who_asks(world: &World) {
    let question = Question::Receipt(ReceiptNumber::of(&RecordId::from_bytes([9; 16])));
    let (_, mut bytes) = world.one.enquiry(&question);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(world.centre.enquire(&bytes).await, Err(Refusal::Signature));
    assert_eq!(world.centre.enquire(b"?").await, Err(Refusal::Malformed));
    let stranger = support::device::Device::new(&world.config.data);
    let (_, bytes) = stranger.enquiry(&question);
    assert_eq!(
        world.centre.enquire(&bytes).await,
        Err(Refusal::KioskUnknown)
    );
    let (_, again) = world.other.enquiry(&question);
    let mut refused = None;
    for _ in 0..200 {
        if let Err(refusal) = world.centre.enquire(&again).await {
            refused = Some(refusal);
            break;
        }
    }
    assert_eq!(refused, Some(Refusal::TooOften { seconds: 1 }));
}
