//! The keys of an authority: made, kept apart, changed; by the built program.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{fs, os::unix::fs::PermissionsExt as _};

use codes::{Algorithm, Verdict};
use serde_json::Value;
use support::office::{Office, now};

#[test]
fn keys_lie_apart_and_only_their_owner_may_read_them() {
    let office = Office::new("ed25519");
    let path = office.path();
    for (private, mode) in [
        ("safe", 0o700),
        ("safe/root-1.json", 0o600),
        ("safe/root-2.json", 0o600),
        ("centre/vault", 0o700),
        ("centre/vault/vault.json", 0o600),
        ("centre/keys", 0o700),
        ("centre/keys/front.json", 0o600),
    ] {
        let found = fs::metadata(path.join(private))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(found & 0o777, mode, "{private}");
    }
    let root = office.read("safe/root-1.json");
    assert!(!root.contains("secret"), "a passphrase wraps the roots");
    let roots = office.roots();
    for name in ["centre/vault/vault.json", "centre/keys/front.json"] {
        for root in &roots {
            let tagged = data_encoding::HEXLOWER.encode(&root.to_tagged());
            assert!(!office.read(name).contains(&tagged), "{name} holds a root");
        }
    }
    let front = office.read("centre/keys/front.json");
    assert!(!front.contains("certificate"), "the front signs no bundle");

    office
        .run(&["keys", "init", "--roots", "safe", "--data", "other"])
        .refused(2, "never overwritten");
    for (shown, words) in [
        ("centre/vault/vault.json", "0600"),
        ("centre/vault", "0700"),
    ] {
        let place = path.join(shown);
        let before = fs::metadata(&place).unwrap().permissions();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
        office
            .run(&["bundle", "sign", "--data", "centre"])
            .refused(2, words);
        fs::set_permissions(&place, before).unwrap();
    }
}

#[test]
fn roots_open_with_their_passphrase_only_and_have_a_long_one() {
    let office = Office::new("ed25519");
    let rotate = ["keys", "rotate", "bundle", "--data", "centre"];
    office.run(&rotate).refused(2, "certified by a root");
    office
        .run(&[&rotate[..], &["--roots", "safe"]].concat())
        .refused(2, "another passphrase");
    fs::write(office.path().join("phrase"), "correct horse batterz\n").unwrap();
    office.with_roots(&rotate).refused(2, "another passphrase");
    fs::write(office.path().join("phrase"), "short\n").unwrap();
    office
        .run(&[
            "keys",
            "init",
            "--roots",
            "weak",
            "--data",
            "weak-centre",
            "--passphrase-file",
            "phrase",
        ])
        .refused(2, "at least 10");
}

#[test]
fn every_algorithm_makes_an_authority_whose_bundle_opens() {
    for (name, algorithm) in [
        ("ed25519", Algorithm::Ed25519),
        ("es256", Algorithm::Es256),
        ("sm2", Algorithm::Sm2),
    ] {
        let office = Office::new(name);
        let trust = office.trust();
        assert!(
            trust
                .bundle()
                .keys
                .iter()
                .all(|key| key.verifying.algorithm() == algorithm)
        );
        assert!(trust.bundle().signer.is_some() && !trust.bundle().demo);
        assert!(trust.bundle().recovery_seal.is_some());
        let shown = office
            .run(&[
                "bundle",
                "verify",
                "centre/trust/bundle.txt",
                "--roots",
                "centre/trust/roots.txt",
                "--json",
            ])
            .done();
        let shown: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(
            (&shown["seq"], &shown["signed_by"]),
            (&1.into(), &"bundle key".into())
        );
    }
}

#[test]
fn what_an_older_key_signed_goes_on_verifying_until_it_is_distrusted() {
    let office = Office::new("ed25519");
    let csv = "code,town,community,street,number,room\n\
               449900-0101,海榕街道,榕荫社区,榕荫一路,18号,201\n";
    fs::write(office.path().join("one.csv"), csv).unwrap();
    office
        .run(&["houses", "import", "one.csv", "--data", "centre"])
        .done();
    let old = office.kid_of("house");
    let in_days = ["keys", "rotate", "house", "--data", "centre", "--in-days"];
    office.run(&[&in_days[..], &["7"]].concat()).done();
    let announced = office.keys();
    let stands: Vec<&str> = announced
        .iter()
        .filter(|key| key["use"] == "house")
        .map(|key| key["stands"].as_str().unwrap())
        .collect();
    assert_eq!(stands, ["announced", "ends soon"]);
    // Until the new one is used, plates are signed by the old one.
    fs::write(office.path().join("two.csv"), csv.replace("0101", "0102")).unwrap();
    office
        .run(&["houses", "import", "two.csv", "--data", "centre"])
        .done();
    office.run(&[&in_days[..], &["0"]].concat()).done();
    fs::write(office.path().join("three.csv"), csv.replace("0101", "0103")).unwrap();
    office
        .run(&["houses", "import", "three.csv", "--data", "centre"])
        .done();

    let store = rusqlite::Connection::open(office.path().join("centre/central.db")).unwrap();
    let mut select = store
        .prepare("SELECT text FROM plates ORDER BY house")
        .unwrap();
    let texts: Vec<String> = select
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let trust = office.trust();
    assert_eq!(
        trust.bundle().keys.len(),
        4 + 2,
        "older keys are named while their codes live"
    );
    for text in &texts {
        let verdict = codes::verify(text, &trust, now());
        assert!(matches!(verdict, Verdict::Green(_)), "{verdict:?}");
    }
    office
        .run(&["keys", "distrust", &old, "--data", "centre"])
        .done();
    let verdicts: Vec<bool> = texts
        .iter()
        .map(|text| {
            matches!(
                codes::verify(text, &office.trust(), now()),
                Verdict::Green(_)
            )
        })
        .collect();
    assert_eq!(verdicts, [false, false, true]);
    let only = office.kid_of("resident");
    office
        .run(&["keys", "distrust", &only, "--data", "centre"])
        .refused(2, "the only one");
}

#[test]
fn keys_of_the_centre_follow_one_another() {
    let office = Office::new("ed25519");
    let before = office.trust();
    for usage in [
        "sync", "opening", "recovery", "bind", "dynamic", "kiosk", "resident",
    ] {
        office
            .run(&["keys", "rotate", usage, "--data", "centre"])
            .done();
    }
    let (before, after) = (before.bundle(), office.trust());
    let after = after.bundle();
    assert_ne!(before.sync_key.kid(), after.sync_key.kid());
    assert_ne!(before.centre_seal.kid(), after.centre_seal.kid());
    assert_ne!(
        before.recovery_seal.unwrap().kid(),
        after.recovery_seal.unwrap().kid()
    );
    assert_eq!(after.seq, 8, "each change is told");
    // An answer that brings the new key is signed by the one that the kiosk knows.
    let front = central::FrontKeys::load(&office.path().join("centre")).unwrap();
    assert_eq!(front.sync_key_for(1).kid(), before.sync_key.kid());
    assert_eq!(front.sync_key_for(2).kid(), after.sync_key.kid());
    let vault = central::VaultKeys::load(&office.path().join("centre")).unwrap();
    for sealed_to in [before.centre_seal.kid(), after.centre_seal.kid()] {
        assert_eq!(vault.opening_of(sealed_to).unwrap().kid(), sealed_to);
    }
    assert_eq!(vault.bind_epochs().collect::<Vec<_>>(), [1, 2]);
    office
        .run(&["keys", "rotate", "root", "--data", "centre"])
        .refused(2, "one of house");
}
