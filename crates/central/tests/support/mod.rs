//! What the tests of the centre share: a fixed clock, a town, a kiosk played by hand.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

pub(crate) mod acting;
pub(crate) mod applying;
pub(crate) mod browser;
pub(crate) mod device;
pub(crate) mod office;
pub(crate) mod postgres;
pub(crate) mod print;
pub(crate) mod program;
pub(crate) mod world;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use central::{Approval, Centre, Config, make_demo};
use device::Device;
use residence::KioskId;

/// 2026-11-23 09:00 in Guangdong.
pub(crate) const NOW_MS: u64 = 1_795_395_600_000;

/// Makes the built-in town in a folder; the engine is PostgreSQL when a URL is given.
pub(crate) async fn town(data: &Path, database: Option<String>) -> Config {
    let config = Config {
        data: data.to_owned(),
        front: None,
        database,
        front_database: None,
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
        population: None,
    };
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    make_demo(&config, central::BUILT_IN, &names).await.unwrap();
    config
}

/// The same centre with a clock that a test moves.
pub(crate) fn with_clock(config: &Config) -> (Config, Arc<AtomicU64>) {
    let clock = Arc::new(AtomicU64::new(NOW_MS));
    let read = Arc::clone(&clock);
    let moved = Config {
        clock: Arc::new(move || read.load(Ordering::SeqCst)),
        ..config.clone()
    };
    (moved, clock)
}

/// Draws a token for the site of the town.
pub(crate) async fn token(config: &Config, replaces: Option<&KioskId>) -> String {
    let front = config.front_store().await.unwrap();
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    central::make_token(front.as_ref(), crypto, central::SITE, replaces, now_ms)
        .await
        .unwrap()
}

/// Enrols a device with a token of its own and has it approved.
pub(crate) async fn enrolled(config: &Config, centre: &Centre, device: &mut Device) {
    let token = token(config, None).await;
    assert_eq!(device.enrol(centre, &token).await, Ok(false));
    assert_eq!(approve_the_waiting(config).await.1, Approval::Done);
    assert_eq!(device.enrol(centre, &token).await, Ok(true));
}

/// An administrator compares the characters of the kiosk that waits and approves it.
pub(crate) async fn approve_the_waiting(config: &Config) -> (KioskId, Approval) {
    let halves = config.halves().await.unwrap();
    let kiosks = central::tables::kiosks::all(halves.front.as_ref()).await;
    let waits = |kiosk: &central::tables::kiosks::Kiosk| {
        kiosk.standing == central::tables::kiosks::Standing::Waiting
    };
    let kiosks = kiosks.unwrap();
    let kiosk = kiosks.iter().find(|kiosk| waits(kiosk));
    let kiosk = kiosk.or(kiosks.first()).unwrap();
    let characters = central::characters_of(halves.front.as_ref(), kiosk).await;
    let approval = approve(config, &kiosk.id, &characters.unwrap()).await;
    (kiosk.id.clone(), approval)
}

/// An administrator approves a kiosk under these characters.
pub(crate) async fn approve(config: &Config, id: &KioskId, characters: &str) -> Approval {
    let halves = config.halves().await.unwrap();
    let (authority, crypto) = (config.authority().unwrap(), config.crypto.as_ref());
    let now_ms = (config.clock)();
    central::approve(&halves, &authority, crypto, id, characters, now_ms)
        .await
        .unwrap()
}
