//! Acting for a member of the family: what a daughter may do for her mother, and a stranger not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use codes::Meaning;
use protocol::{ActingPerson, Assurance, Deed, NewMember, OwnerAnswer};
use residence::{CancelReason, HabitualState, PersonName, RecordId, Relation, State, Subject};
use support::{
    acting::{CHEN, LIN, WU, act_for, does, states},
    device::{document, outcomes},
    postgres::private_postgres,
    world::World,
};

const MOTHER: &str = "449900195503090282";

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
    let mother = linked(&mut world).await;
    let held = registered(&mut world, &mother).await;
    a_daughter_asks_and_takes_back(&mut world, mother.subject, &held).await;
    nobody_decides_as_an_owner_by_that(&mut world, mother.subject, &held).await;
    strangers_do_not(&mut world, mother.subject, &held).await;
}

async fn linked(world: &mut World) -> ActingPerson {
    let member = NewMember {
        name: PersonName::parse("周桂香").unwrap(),
        document: document(MOTHER),
        relation: Relation::Mother,
        guardian_consent: None,
        agreed: false,
        document_seen: false,
    };
    let add = Deed::AddMember(Box::new(member));
    let (linked, denied, _) = world.does(("p1", LIN), add).await;
    assert_eq!(denied, None);
    assert!(world.centre.called_back(&linked, true).await.unwrap());
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let code = told.members[0].code.as_ref().unwrap().reveal();
    let Meaning::Resident(claims) = world.one.green(code) else {
        panic!("a code")
    };
    ActingPerson {
        subject: claims.subject,
        serial: claims.serial,
        document: document(MOTHER),
        assurance: Assurance::Verified,
    }
}

async fn registered(world: &mut World, mother: &ActingPerson) -> RecordId {
    let record = world
        .one
        .declaration(mother.clone(), world.one.house("h1"), Vec::new());
    let (held, _) = world.one.tell(&world.centre, &record).await;
    let owner = world.one.person("p2", CHEN);
    let record = world.one.decision(held, owner, OwnerAnswer::Confirmed);
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::Effective]);
    held
}

async fn for_her(
    world: &mut World,
    who: (&str, &str),
    mother: Subject,
    deed: Deed,
) -> (Option<String>, Vec<State>) {
    let record = act_for(world.one.person(who.0, who.1), mother, deed);
    let (_, denied, states) = does(&mut world.one, &world.centre, record).await;
    (denied, states)
}

async fn a_daughter_asks_and_takes_back(world: &mut World, mother: Subject, held: &RecordId) {
    let lin = ("p1", LIN);
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedHouse);
    let (denied, states) = for_her(world, lin, mother, cancel).await;
    assert_eq!((denied, states), (None, vec![State::CancelPending]));
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let one = &told.registrations[0];
    assert_eq!((one.record, one.member), (*held, Some(mother)));
    assert_eq!(one.state, Some(State::CancelPending));
    let (denied, states) = for_her(world, lin, mother, Deed::WithdrawCancel(*held)).await;
    assert_eq!((denied, states), (None, vec![State::Effective]));
    let (denied, _) = for_her(world, lin, mother, Deed::RequestHabitual(*held)).await;
    assert_eq!(denied, None);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let habitual = told.registrations[0].habitual.as_ref().unwrap();
    assert_eq!(habitual.state, HabitualState::Pending);
}

async fn nobody_decides_as_an_owner_by_that(world: &mut World, mother: Subject, held: &RecordId) {
    let lin = ("p1", LIN);
    let moved = "2026-11-20".parse().unwrap();
    for deed in [
        Deed::ReportMoveOut(*held, moved),
        Deed::AnswerHabitual(*held, None),
    ] {
        let (denied, states) = for_her(world, lin, mother, deed).await;
        assert_eq!(denied.as_deref(), Some("NOT_THE_OWNER"));
        assert_eq!(states, []);
    }
    // Acting for her gives nothing over what is the daughter's own to do.
    let (_, denied, _) = world.does(lin, Deed::WithdrawHabitual(*held)).await;
    assert_eq!(
        denied.as_deref(),
        Some("NOT_THE_RESIDENT"),
        "not in her own name"
    );
}

async fn strangers_do_not(world: &mut World, mother: Subject, held: &RecordId) {
    let cancel = Deed::RequestCancel(*held, CancelReason::MovedHouse);
    let (denied, states) = for_her(world, ("p7", WU), mother, cancel).await;
    assert_eq!(denied.as_deref(), Some("NOT_LINKED"));
    assert_eq!(states, []);
}
