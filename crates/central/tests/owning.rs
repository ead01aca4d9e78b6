//! Who owns a house and who manages it: claims that the desk verifies, trustees appointed, accepted,
//! declined, revoked and outlived; and nobody who confirms himself.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::atomic::Ordering;

use central::tables::{desk, registrations};
use protocol::{Deed, OwnerAnswer, TaskMatter};
use residence::{
    Capacity, HouseCode, Matter, OwnershipDenial, OwnershipEvent, OwnershipState, RecordId, State,
    Subject,
};
use support::{
    acting::{CHEN, HE, HUANG, LIN, OUYANG, WU, houses, states},
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
    wrong_claims_are_refused(&mut world).await;
    let (claim, declared) = a_claim_alone_gives_nothing(&mut world).await;
    verified_it_gives_everything(&mut world, &claim, &declared).await;
    a_refused_claim_stays_refused(&mut world).await;
    wrong_appointments_are_refused(&mut world).await;
    let trust = a_trustee_must_accept(&mut world).await;
    a_trustee_decides_and_appoints_nobody(&mut world).await;
    revoked_it_is_over(&mut world, &trust).await;
    declined_it_never_was(&mut world).await;
    days_end_it(&mut world).await;
    a_sold_house_has_another_owner(&mut world, &claim).await;
}

fn house(code: &str) -> HouseCode {
    HouseCode::parse(code).unwrap()
}

async fn wrong_claims_are_refused(world: &mut World) {
    for (who, code, rule) in [
        (("p1", LIN), "449900-9999", "HOUSE_UNKNOWN"),
        (("p1", LIN), "449900-0022", "HOUSE_WITHDRAWN"),
        (("p2", CHEN), "449900-0018", "WRONG_STATE"),
        (("p2", WU), "449900-0023", "IDENTITY_UNPROVEN"),
    ] {
        let (_, denied, _) = world.does(who, Deed::ClaimHouse(house(code))).await;
        assert_eq!(denied.as_deref(), Some(rule));
    }
}

/// Anybody could confirm himself if a claim were enough.
async fn a_claim_alone_gives_nothing(world: &mut World) -> (RecordId, RecordId) {
    let lin = ("p1", LIN);
    let claims = Deed::ClaimHouse(house("449900-0023"));
    let (claim, denied, _) = world.does(lin, claims.clone()).await;
    assert_eq!(denied, None);
    let (_, denied, _) = world.does(lin, claims).await;
    assert_eq!(denied.as_deref(), Some("WRONG_STATE"), "it waits already");
    let store = world.store().await;
    let asked = desk::open_tasks(store.as_ref()).await.unwrap();
    let asked: Vec<_> = asked
        .iter()
        .map(|task| (task.record, task.matter))
        .collect();
    assert_eq!(asked, [(claim, Matter::Ownership)]);

    let record = world
        .one
        .declaration(world.one.person("p1", LIN), world.one.house("h6"), vec![]);
    let (declared, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::AwaitingConfirmation]);
    let record = world.one.decision(
        declared,
        world.one.person("p1", LIN),
        OwnerAnswer::Confirmed,
    );
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(states(outcomes(changes)), [State::AwaitingConfirmation]);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    let held = &told.houses[0];
    assert_eq!(
        (held.claim, held.capacity),
        (Some(OwnershipState::Claimed), None)
    );
    assert!(held.residents.is_empty() && told.tasks.is_empty());
    (claim, declared)
}

async fn tags(world: &World, people: &[Subject], code: &str) -> Vec<[u8; 8]> {
    let authority = world.config.authority().unwrap();
    let tag = |person| authority.owner_tag(person, &house(code));
    people.iter().map(tag).collect()
}

async fn verified_it_gives_everything(world: &mut World, claim: &RecordId, declared: &RecordId) {
    let verified = world
        .centre
        .decide_ownership(claim, OwnershipEvent::Verify, None)
        .await;
    assert_eq!(verified, Ok(Ok(())));
    let again = world
        .centre
        .decide_ownership(claim, OwnershipEvent::Verify, None)
        .await;
    assert_eq!(again, Ok(Err(OwnershipDenial::WrongState)), "decided once");
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    let lin = world.one.person("p1", LIN).subject;
    let told = houses(&changes);
    assert_eq!(told[0].owner_tags, tags(world, &[lin], "449900-0023").await);
    assert_eq!(
        states(outcomes(changes)),
        [State::Effective],
        "the own house confirms itself"
    );
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(
        houses(&changes).len(),
        1,
        "every kiosk recognises the owner"
    );
    let store = world.store().await;
    let held = registrations::by_record(store.as_ref(), declared)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.standing.columns().capacity, Some("AUTO"));
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    assert_eq!(told.houses[0].claim, Some(OwnershipState::Verified));
    assert_eq!(told.houses[0].capacity, Some(Capacity::Owner));
}

async fn a_refused_claim_stays_refused(world: &mut World) {
    let (claim, _, _) = world
        .does(("p8", HE), Deed::ClaimHouse(house("449900-0018")))
        .await;
    let refused = world
        .centre
        .decide_ownership(&claim, OwnershipEvent::Refuse, Some("无证"))
        .await;
    assert_eq!(refused, Ok(Ok(())));
    let verified = world
        .centre
        .decide_ownership(&claim, OwnershipEvent::Verify, None)
        .await;
    assert_eq!(verified, Ok(Err(OwnershipDenial::WrongState)));
    let never = RecordId::from_bytes([3; 16]);
    let verified = world
        .centre
        .decide_ownership(&never, OwnershipEvent::Verify, None)
        .await;
    assert_eq!(verified, Ok(Err(OwnershipDenial::WrongState)));
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    assert_eq!(houses(&changes).len(), 0);
    let (claim, denied, _) = world
        .does(("p8", HE), Deed::ClaimHouse(house("449900-0018")))
        .await;
    assert_eq!(
        denied, None,
        "with another document it may be claimed again"
    );
    let refused = world
        .centre
        .decide_ownership(&claim, OwnershipEvent::Refuse, None)
        .await;
    assert_eq!(refused, Ok(Ok(())));
}

fn appoint(trustee: Subject, codes: &[&str], to: &str) -> Deed {
    Deed::AppointTrustee {
        trustee,
        houses: codes.iter().map(|code| house(code)).collect(),
        from: "2026-11-23".parse().unwrap(),
        to: to.parse().unwrap(),
    }
}

async fn wrong_appointments_are_refused(world: &mut World) {
    let (wu, chen) = (world.one.person("p7", WU).subject, ("p2", CHEN));
    let year = "2027-11-22";
    for (who, deed, rule) in [
        (
            ("p3", HUANG),
            appoint(wu, &["449900-0018"], year),
            "NOT_THE_OWNER",
        ),
        (
            chen,
            appoint(wu, &["449900-0018", "449900-0019"], year),
            "NOT_THE_OWNER",
        ),
        (chen, appoint(wu, &[], year), "NOT_THE_OWNER"),
        (chen, appoint(wu, &["449900-0018"], "2026-11-22"), "DATES"),
        (
            chen,
            appoint(world.one.person("p2", CHEN).subject, &["449900-0018"], year),
            "NOT_THE_TRUSTEE",
        ),
        (
            chen,
            appoint(Subject::from_bytes([1; 16]), &["449900-0018"], year),
            "NOT_THE_TRUSTEE",
        ),
    ] {
        let (_, denied, _) = world.does(who, deed).await;
        assert_eq!(denied.as_deref(), Some(rule));
    }
}

async fn a_trustee_must_accept(world: &mut World) -> RecordId {
    let (wu, chen) = (world.one.person("p7", WU).subject, ("p2", CHEN));
    let year = "2027-11-22";
    let (trust, denied, _) = world.does(chen, appoint(wu, &["449900-0018"], year)).await;
    assert_eq!(denied, None);
    let told = world
        .one
        .summary(&world.centre, world.one.person("p7", WU))
        .await;
    assert_eq!(
        (told.tasks[0].matter, told.tasks[0].record),
        (TaskMatter::Trust, trust)
    );
    assert!(
        told.houses.is_empty(),
        "nothing is seen before it is accepted"
    );
    let (_, denied, _) = world
        .does(("p6", OUYANG), Deed::AnswerTrust(trust, true))
        .await;
    assert_eq!(denied.as_deref(), Some("NOT_THE_TRUSTEE"));
    let (_, denied, _) = world.does(("p7", WU), Deed::AnswerTrust(trust, true)).await;
    assert_eq!(denied, None);
    let (_, denied, _) = world
        .does(("p7", WU), Deed::AnswerTrust(trust, false))
        .await;
    assert_eq!(denied.as_deref(), Some("WRONG_STATE"));
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    let chen = world.one.person("p2", CHEN).subject;
    let told = houses(&changes);
    assert_eq!(
        told[0].owner_tags,
        tags(world, &[chen, wu], "449900-0018").await
    );
    let told = world
        .one
        .summary(&world.centre, world.one.person("p2", CHEN))
        .await;
    let given = &told.houses[0].trusts[0];
    assert_eq!(
        (given.other.reveal().as_str(), given.accepted),
        ("吴海燕", true)
    );
    trust
}

async fn declares(world: &mut World, who: (&str, &str), key: &str) -> RecordId {
    let person = world.one.person(who.0, who.1);
    let record = world.one.declaration(person, world.one.house(key), vec![]);
    world.one.tell(&world.centre, &record).await.0
}

async fn decides(world: &mut World, who: (&str, &str), declared: RecordId) -> Vec<State> {
    let person = world.one.person(who.0, who.1);
    let record = world.one.decision(declared, person, OwnerAnswer::Confirmed);
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    states(outcomes(changes))
}

async fn a_trustee_decides_and_appoints_nobody(world: &mut World) {
    let wu = ("p7", WU);
    let declared = declares(world, ("p8", HE), "h1").await;
    let told = world
        .one
        .summary(&world.centre, world.one.person("p7", WU))
        .await;
    assert_eq!(
        (told.houses[0].claim, told.houses[0].capacity),
        (None, Some(Capacity::Trustee))
    );
    assert_eq!(told.tasks[0].record, declared);
    assert_eq!(decides(world, wu, declared).await, [State::Effective]);
    let store = world.store().await;
    let held = registrations::by_record(store.as_ref(), &declared)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.standing.columns().capacity, Some("TRUSTEE"));
    let other = world.one.person("p6", OUYANG).subject;
    let (_, denied, _) = world
        .does(wu, appoint(other, &["449900-0018"], "2027-01-01"))
        .await;
    assert_eq!(denied.as_deref(), Some("NOT_THE_OWNER"));
    let elsewhere = declares(world, ("p8", HE), "h4").await;
    assert_eq!(
        decides(world, wu, elsewhere).await,
        [State::AwaitingConfirmation]
    );
}

async fn revoked_it_is_over(world: &mut World, trust: &RecordId) {
    for other in [("p3", HUANG), ("p7", WU)] {
        let (_, denied, _) = world.does(other, Deed::RevokeTrust(*trust)).await;
        assert_eq!(denied.as_deref(), Some("NOT_THE_OWNER"));
    }
    let (_, denied, _) = world.does(("p2", CHEN), Deed::RevokeTrust(*trust)).await;
    assert_eq!(denied, None);
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    let chen = world.one.person("p2", CHEN).subject;
    assert_eq!(
        houses(&changes)[0].owner_tags,
        tags(world, &[chen], "449900-0018").await
    );
    let declared = declares(world, ("p3", HUANG), "h1").await;
    assert_eq!(
        decides(world, ("p7", WU), declared).await,
        [State::AwaitingConfirmation]
    );
    let told = world
        .one
        .summary(&world.centre, world.one.person("p7", WU))
        .await;
    assert!(told.houses.is_empty());
}

async fn declined_it_never_was(world: &mut World) {
    let wu = world.one.person("p7", WU).subject;
    let (trust, _, _) = world
        .does(("p2", CHEN), appoint(wu, &["449900-0018"], "2027-01-01"))
        .await;
    let (_, denied, _) = world
        .does(("p7", WU), Deed::AnswerTrust(trust, false))
        .await;
    assert_eq!(denied, None);
    let (_, denied, _) = world.does(("p7", WU), Deed::AnswerTrust(trust, true)).await;
    assert_eq!(denied.as_deref(), Some("WRONG_STATE"));
}

async fn days_end_it(world: &mut World) {
    let wu = world.one.person("p7", WU).subject;
    let (trust, _, _) = world
        .does(("p2", CHEN), appoint(wu, &["449900-0018"], "2026-11-24"))
        .await;
    world.does(("p7", WU), Deed::AnswerTrust(trust, true)).await;
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(houses(&changes)[0].owner_tags.len(), 2);
    world.clock.fetch_add(2 * DAY_MS, Ordering::SeqCst);
    world.centre.let_days_pass().await.unwrap();
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(houses(&changes)[0].owner_tags.len(), 1);
}

async fn a_sold_house_has_another_owner(world: &mut World, claim: &RecordId) {
    let ended = world
        .centre
        .decide_ownership(claim, OwnershipEvent::End, None)
        .await;
    assert_eq!(ended, Ok(Ok(())));
    let (_, changes) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(houses(&changes)[0].owner_tags, Vec::<[u8; 8]>::new());
    let told = world
        .one
        .summary(&world.centre, world.one.person("p1", LIN))
        .await;
    assert_eq!(told.houses[0].capacity, None);
}
