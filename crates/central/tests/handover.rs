//! Keys handed over: from the roots to the centre, from root to root, from bundle to bundle.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::fs;

use codes::{Algorithm, SoftwareCrypto, TrustList};
use serde_json::Value;
use support::{
    office::{Office, now},
    program::central,
};

#[test]
fn the_roots_certify_a_key_of_bundles_without_coming_near_the_centre() {
    let office = Office::new("es256");
    let before = office.kid_of("bundle");
    office
        .run(&[
            "keys",
            "request",
            "--out",
            "request.json",
            "--data",
            "centre",
        ])
        .done();
    assert_eq!(
        office.kid_of("bundle"),
        before,
        "nothing changes before the answer"
    );
    office
        .with_roots(&[
            "keys",
            "certify",
            "request.json",
            "--data",
            "centre",
            "--out",
            "answer.json",
        ])
        .done();
    let foreign = Office::new("es256");
    fs::copy(
        office.path().join("request.json"),
        foreign.path().join("request.json"),
    )
    .unwrap();
    foreign
        .with_roots(&[
            "keys",
            "certify",
            "request.json",
            "--data",
            "centre",
            "--out",
            "answer.json",
        ])
        .done();
    let wrong = foreign.path().join("answer.json");
    office
        .run(&[
            "keys",
            "accept",
            wrong.to_str().unwrap(),
            "--data",
            "centre",
        ])
        .refused(2, "not those of this authority");
    office
        .run(&["keys", "accept", "answer.json", "--data", "centre"])
        .done();
    assert_ne!(office.kid_of("bundle"), before);
    assert_eq!(office.trust().bundle().seq, 2);
}

#[test]
fn a_kiosk_follows_from_root_to_root() {
    let office = Office::new("ed25519");
    let first = office.roots();
    office
        .with_roots(&["keys", "rotate-root", "--data", "centre"])
        .done();
    let second = office.roots();
    assert_eq!(first[1], second[0], "the one that stood by is active");
    assert!(!first.contains(&second[1]));
    assert!(office.path().join("safe/retired-1.json").exists());
    assert!(!office.path().join("safe/root-1.json").exists());

    let store = rusqlite::Connection::open(office.path().join("centre/central.db")).unwrap();
    let rooted: Vec<u8> = store
        .query_row(
            "SELECT value FROM meta WHERE key = 'root_bundle'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let rooted = String::from_utf8(rooted).unwrap();
    let list = TrustList::open(&rooted, &first, 1, now()).unwrap();
    assert_eq!(list.roots(), second, "the former root is dropped at once");
    // The daily bundle after it opens for who took the new roots, and for who has not yet.
    let daily = office.read("centre/trust/bundle.txt");
    for roots in [&first, &second] {
        assert_eq!(
            TrustList::open(&daily, roots, 2, now())
                .unwrap()
                .bundle()
                .seq,
            3
        );
    }
    office
        .with_roots(&["keys", "rotate-root", "--data", "centre"])
        .done();
    let daily = office.read("centre/trust/bundle.txt");
    assert!(TrustList::open(&daily, &first, 2, now()).is_err());
    assert!(TrustList::open(&daily, &second, 2, now()).is_ok());
}

#[test]
fn bundles_grow_carry_differences_and_refuse_to_go_back() {
    let office = Office::new("ed25519");
    fs::copy(
        office.path().join("centre/trust/bundle.txt"),
        office.path().join("base.txt"),
    )
    .unwrap();
    let csv = "code,town,community,street,number,room\n\
               449900-0101,海榕街道,榕荫社区,榕荫一路,18号,201\n";
    fs::write(office.path().join("one.csv"), csv).unwrap();
    office
        .run(&["houses", "import", "one.csv", "--data", "centre"])
        .done();
    office
        .run(&["revoke", "house", "449900-0101", "--data", "centre"])
        .done();
    office
        .run(&["bundle", "sign", "--min-app", "0.2.0", "--data", "centre"])
        .done();
    office
        .run(&[
            "bundle",
            "sign",
            "--base",
            "base.txt",
            "--out",
            "delta.txt",
            "--data",
            "centre",
        ])
        .done();
    let roots = ["--roots", "centre/trust/roots.txt"];
    let verify = |more: &[&str]| office.run(&[&["bundle", "verify"], more, &roots[..]].concat());
    let shown = verify(&["delta.txt", "--base", "base.txt", "--json"]).done();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["seq"], 3);
    assert_eq!((&shown["base"], &shown["revoked"]), (&1.into(), &1.into()));
    assert_eq!(shown["min_app"], "0.2.0");
    verify(&["delta.txt"]).refused(1, "need an earlier bundle");
    verify(&["centre/trust/bundle.txt", "--floor", "3"]).done();
    verify(&["base.txt", "--floor", "3"]).refused(1, "older than");
    let other = Office::new("ed25519");
    let strange = other.path().join("centre/trust/roots.txt");
    office
        .run(&[
            "bundle",
            "verify",
            "base.txt",
            "--roots",
            strange.to_str().unwrap(),
        ])
        .refused(1, "unknown root");
}

#[test]
fn demonstration_roots_are_marked_wherever_they_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| central(folder.path(), arguments);
    run(&["demo", "town"]).done();
    let listed = run(&["keys", "list", "--data", "town"]).done();
    assert_eq!(listed.matches("DEMO").count(), 2, "{listed}");
    let table = fs::read_to_string(folder.path().join("town/trust/keys.json")).unwrap();
    assert!(table.contains("DEMO"));
    let roots = fs::read_to_string(folder.path().join("town/trust/roots.txt")).unwrap();
    assert!(roots.starts_with("# DEMO\n"));
    assert!(
        run(&["bundle", "show", "--data", "town"])
            .done()
            .contains("DEMO")
    );
    let made = run(&["keys", "init", "--roots", "r", "--data", "d", "--demo"]).done();
    assert!(made.contains("demonstration"));
}

/// A process that read older keys must not take back what a ceremony changed.
#[test]
fn an_older_table_of_keys_signs_no_bundle() {
    let crypto = SoftwareCrypto;
    let folder = tempfile::tempdir().unwrap();
    let roots = central::RootKeys::draw(Algorithm::Ed25519, false, 1_000, &crypto);
    let mut authority = roots.found(Algorithm::Ed25519, 1_000, &crypto).unwrap();
    authority.save(folder.path()).unwrap();
    let before = authority.table.generation;
    authority
        .rotate(central::KeyUse::House, 2_000, 2, &crypto)
        .unwrap();
    assert!(authority.table.generation > before);
    let facts = |now_s| central::BundleFacts {
        now_s,
        ..central::BundleFacts::default()
    };
    assert!(authority.bundle(facts(2_000), &crypto).is_some());
    let after_a_year = 1_000 + 367 * 86_400;
    assert!(authority.bundle(facts(after_a_year), &crypto).is_none());
}
