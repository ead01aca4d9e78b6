//! What the tests of the centre share: a fixed clock, a town, a kiosk played by hand.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod device;
pub(crate) mod postgres;

use std::{path::Path, sync::Arc};

use central::{Config, make_demo};

/// 2026-11-23 09:00 in Guangdong.
pub(crate) const NOW_MS: u64 = 1_795_395_600_000;

/// Makes the built-in town in a folder; the engine is PostgreSQL when a URL is given.
pub(crate) async fn town(data: &Path, database: Option<String>) -> Config {
    let config = Config {
        data: data.to_owned(),
        database,
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    make_demo(&config, central::BUILT_IN, &names).await.unwrap();
    config
}
