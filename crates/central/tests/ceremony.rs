//! The keys of an authority: made, kept apart, changed, handed over; by the built program.

mod support;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use codes::{Algorithm, Clock, SoftwareCrypto, TrustList, Verdict, VerifyingKey};
use serde_json::Value;
use support::program::{Said, central};

const PHRASE: &str = "correct horse battery";

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// Makes an authority with a passphrase, and its centre.
    fn new(algorithm: &str) -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let phrase = office.path().join("phrase");
        fs::write(&phrase, format!("{PHRASE}\n")).unwrap();
        fs::set_permissions(&phrase, fs::Permissions::from_mode(0o600)).unwrap();
        office
            .run(&[
                "keys",
                "init",
                "--roots",
                "safe",
                "--data",
                "centre",
                "--algorithm",
                algorithm,
                "--passphrase-file",
                "phrase",
            ])
            .done();
        office
            .run(&[
                "init",
                "--data",
                "centre",
                "--name",
                "榕荫社区服务站",
                "--community",
                "449900001001",
            ])
            .done();
        office
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        central(self.path(), arguments)
    }

    /// Runs a command that fetches the roots.
    fn with_roots(&self, arguments: &[&str]) -> Said {
        let roots = ["--roots", "safe", "--passphrase-file", "phrase"];
        self.run(&[arguments, &roots].concat())
    }

    fn keys(&self) -> Vec<Value> {
        let listed = self
            .run(&["keys", "list", "--data", "centre", "--json"])
            .done();
        listed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn kid_of(&self, usage: &str) -> String {
        let keys = self.keys();
        let newest = keys.iter().find(|key| key["use"] == usage).unwrap();
        newest["kid"].as_str().unwrap().to_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn roots(&self) -> Vec<VerifyingKey> {
        let text = self.read("centre/trust/roots.txt");
        let keys = text.lines().filter(|line| !line.starts_with('#'));
        keys.map(|line| {
            let tagged = data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
            VerifyingKey::from_tagged(&tagged).unwrap()
        })
        .collect()
    }

    fn trust(&self) -> TrustList {
        let text = self.read("centre/trust/bundle.txt");
        TrustList::open(&text, &self.roots(), 0, now()).unwrap()
    }
}

fn now() -> Clock {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    // Codes that were made in this second must have begun.
    Clock::exact(u64::try_from(since.as_millis()).unwrap() + 1_000)
}

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
