//! What the desk settles from the command line: addresses by hand, owners, habitual residences.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

mod support;

use std::sync::Arc;

use central::cli::{Cli, Rim, run};
use clap::Parser as _;
use data_encoding::HEXLOWER;
use protocol::Deed;
use residence::{HabitualState, HouseCode, OwnershipState, RecordId, State};
use support::{
    NOW_MS,
    acting::{HE, LIN, WU, by_hand, placed, states},
    device::outcomes,
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_settles_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let mut world = World::open(folder.path(), None).await;
    let decide = async |words: &[&str]| {
        let all = [&["central", "decide"], words, &["--data", &data]].concat();
        command(&all).await
    };
    let found = written(&mut world, ("p7", WU)).await;
    let nowhere = written(&mut world, ("p8", HE)).await;
    assert_eq!(decide(&["bind", &found, "449900-9999"]).await, 1);
    assert_eq!(decide(&["bind", "zz", "449900-0020"]).await, 2);
    assert_eq!(decide(&["bind", &found, "449900-0023"]).await, 0);
    assert_eq!(decide(&["bind", &found, "449900-0023"]).await, 1);
    assert_eq!(
        decide(&["refuse-address", &nowhere, "--reason", "NEVER"]).await,
        2
    );
    assert_eq!(
        decide(&["refuse-address", &nowhere, "--reason", "NOT_FOUND"]).await,
        0
    );
    assert_eq!(
        decide(&["confirm", &found]).await,
        0,
        "nobody is bound to the house"
    );
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    let expected = [
        State::AwaitingConfirmation,
        State::Rejected,
        State::Effective,
    ];
    assert_eq!(states(outcomes(changes)), expected);

    let record = RecordId::from_bytes(
        HEXLOWER
            .decode(found.as_bytes())
            .unwrap()
            .try_into()
            .unwrap(),
    );
    for (approve, state) in [
        (false, HabitualState::Rejected),
        (true, HabitualState::Habitual),
    ] {
        let (_, denied, _) = world.does(("p7", WU), Deed::RequestHabitual(record)).await;
        assert_eq!(denied, None);
        let code = if approve {
            decide(&["approve-habitual", &found]).await
        } else {
            decide(&["refuse-habitual", &found, "--reason", "WRONG_ROOM"]).await
        };
        assert_eq!(code, 0);
        let told = world
            .one
            .summary(&world.centre, world.one.person("p7", WU))
            .await;
        let held = told
            .registrations
            .first()
            .unwrap()
            .habitual
            .clone()
            .unwrap();
        assert_eq!(held.state, state);
    }
    assert_eq!(
        decide(&["approve-habitual", &found]).await,
        1,
        "decided once"
    );

    for (word, claims) in [
        ("refuse-owner", OwnershipState::Refused),
        ("verify-owner", OwnershipState::Verified),
    ] {
        let house = HouseCode::parse("449900-0023").unwrap();
        let (claim, denied, _) = world.does(("p1", LIN), Deed::ClaimHouse(house)).await;
        assert_eq!(denied, None);
        let claim = HEXLOWER.encode(claim.as_bytes());
        assert_eq!(decide(&[word, &claim]).await, 0);
        assert_eq!(decide(&[word, &claim]).await, 1, "decided once");
        let told = world
            .one
            .summary(&world.centre, world.one.person("p1", LIN))
            .await;
        assert_eq!(told.houses.first().unwrap().claim, Some(claims));
        if claims == OwnershipState::Verified {
            assert_eq!(decide(&["end-owner", &claim]).await, 0);
        }
    }
}

async fn written(world: &mut World, who: (&str, &str)) -> String {
    let person = world.one.person(who.0, who.1);
    let record = placed(person, by_hand("望潮街"), Vec::new());
    let (declared, _) = world.one.tell(&world.centre, &record).await;
    HEXLOWER.encode(declared.as_bytes())
}

async fn command(words: &[&str]) -> u8 {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(_) => return 2,
    };
    let rim = Rim {
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(cli, rim, std::future::pending(), &mut out, &mut err).await
}
