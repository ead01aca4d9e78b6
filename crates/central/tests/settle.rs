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
    let mut world = World::open(folder.path(), None).await;
    let found = addresses(&mut world).await;
    habitual_residences(&mut world, &found).await;
    owners(&mut world).await;
}

async fn decide(world: &World, words: &[&str]) -> u8 {
    let data = world.config.data.to_str().unwrap();
    let all = [&["central", "decide"], words, &["--data", data]].concat();
    command(&all).await
}

async fn addresses(world: &mut World) -> String {
    let found = written(world, ("p7", WU)).await;
    let nowhere = written(world, ("p8", HE)).await;
    for (words, code) in [
        (vec!["bind", &found, "449900-9999"], 1),
        (vec!["bind", "zz", "449900-0020"], 2),
        (vec!["bind", &found, "449900-0023"], 0),
        (vec!["bind", &found, "449900-0023"], 1),
        (vec!["refuse-address", &nowhere, "--reason", "NEVER"], 2),
        (vec!["refuse-address", &nowhere, "--reason", "NOT_FOUND"], 0),
        // Nobody is bound to the house.
        (vec!["confirm", &found], 0),
    ] {
        assert_eq!(decide(world, &words).await, code, "{words:?}");
    }
    let (_, changes) = world.one.sync(&world.centre, Vec::new()).await;
    let expected = [
        State::AwaitingConfirmation,
        State::Rejected,
        State::Effective,
    ];
    assert_eq!(states(outcomes(changes)), expected);
    found
}

async fn habitual_residences(world: &mut World, found: &str) {
    let bytes = HEXLOWER.decode(found.as_bytes()).unwrap();
    let record = RecordId::from_bytes(bytes.try_into().unwrap());
    for (words, state) in [
        (
            vec!["refuse-habitual", found, "--reason", "WRONG_ROOM"],
            HabitualState::Rejected,
        ),
        (vec!["approve-habitual", found], HabitualState::Habitual),
    ] {
        let (_, denied, _) = world.does(("p7", WU), Deed::RequestHabitual(record)).await;
        assert_eq!(denied, None);
        assert_eq!(decide(world, &words).await, 0);
        let told = world
            .one
            .summary(&world.centre, world.one.person("p7", WU))
            .await;
        let held = told.registrations.first().unwrap().habitual.clone();
        assert_eq!(held.unwrap().state, state);
    }
    assert_eq!(decide(world, &["approve-habitual", found]).await, 1, "once");
}

async fn owners(world: &mut World) {
    for (word, state) in [
        ("refuse-owner", OwnershipState::Refused),
        ("verify-owner", OwnershipState::Verified),
    ] {
        let house = HouseCode::parse("449900-0023").unwrap();
        let (claim, denied, _) = world.does(("p1", LIN), Deed::ClaimHouse(house)).await;
        assert_eq!(denied, None);
        let claim = HEXLOWER.encode(claim.as_bytes());
        assert_eq!(decide(world, &[word, &claim]).await, 0);
        assert_eq!(decide(world, &[word, &claim]).await, 1, "decided once");
        let told = world
            .one
            .summary(&world.centre, world.one.person("p1", LIN))
            .await;
        assert_eq!(told.houses.first().unwrap().claim, Some(state));
        let ended = decide(world, &["end-owner", &claim]).await;
        assert_eq!(ended == 0, state == OwnershipState::Verified);
    }
}

async fn written(world: &mut World, who: (&str, &str)) -> String {
    let person = world.one.person(who.0, who.1);
    let record = placed(person, by_hand("望潮街"), Vec::new());
    let (declared, _) = world.one.tell(&world.centre, &record).await;
    HEXLOWER.encode(declared.as_bytes())
}

async fn command(words: &[&str]) -> u8 {
    let Ok(cli) = Cli::try_parse_from(words) else {
        return 2;
    };
    let rim = Rim {
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(cli, rim, std::future::pending(), &mut out, &mut err).await
}
