//! What the tests of the centre share: a fixed clock, a town, a kiosk played by hand.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod device;
pub(crate) mod postgres;

use std::{path::Path, sync::Arc};

use central::{Approval, Config, make_demo};
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
    };
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    make_demo(&config, central::BUILT_IN, &names).await.unwrap();
    config
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
