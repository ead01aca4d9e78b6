//! The second file: all kinds under each of the three algorithms, and what bundles learned since.

mod bundles;
mod dynamic;
mod frames;
mod good;
mod profile;
mod provisional;

use codes::Algorithm;
use serde_json::{Map, Value, json};

use crate::{Case, hex};
use profile::Profile;

pub(crate) fn file() -> Value {
    let profiles = Algorithm::ALL.map(|algorithm| {
        let profile = Profile::new(algorithm);
        (algorithm.name().to_owned(), of(&profile))
    });
    json!({
        "about": "Known answers for every kind of format YJ1 under three algorithms; rules as in trust.md.",
        "profiles": Map::from_iter(profiles),
    })
}

fn of(profile: &Profile) -> Value {
    let list = |cases: Vec<Case>| cases.iter().map(Case::to_json).collect::<Vec<_>>();
    let bad = [
        provisional::cases(profile),
        dynamic::cases(profile),
        frames::cases(profile),
    ];
    let roots = [&profile.root, &profile.standby];
    json!({
        "roots": roots.map(|root| hex(&root.verifying_key().to_tagged())),
        "bundle": profile.bundle_text(),
        "good": list(good::cases(profile)),
        "bad": list(bad.into_iter().flatten().collect()),
        "bundles": bundles::cases(profile),
    })
}
