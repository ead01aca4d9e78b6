//! An authority in a folder of its own, as a ceremony makes it.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use codes::{Clock, TrustList, VerifyingKey};
use serde_json::Value;

use super::program::{Said, central};

const PHRASE: &str = "correct horse battery";

/// An authority with roots under a passphrase, and its centre.
pub(crate) struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// Makes an authority with a passphrase, and its centre.
    pub(crate) fn new(algorithm: &str) -> Self {
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

    /// Where everything lies.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command there.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        central(self.path(), arguments)
    }

    /// Runs a command that fetches the roots.
    pub(crate) fn with_roots(&self, arguments: &[&str]) -> Said {
        let roots = ["--roots", "safe", "--passphrase-file", "phrase"];
        self.run(&[arguments, &roots].concat())
    }

    /// The lines of the key table.
    pub(crate) fn keys(&self) -> Vec<Value> {
        let listed = self
            .run(&["keys", "list", "--data", "centre", "--json"])
            .done();
        listed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The newest key of a use.
    pub(crate) fn kid_of(&self, usage: &str) -> String {
        let keys = self.keys();
        let newest = keys.iter().find(|key| key["use"] == usage).unwrap();
        newest["kid"].as_str().unwrap().to_owned()
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The roots that kiosks pin.
    pub(crate) fn roots(&self) -> Vec<VerifyingKey> {
        let text = self.read("centre/trust/roots.txt");
        let keys = text.lines().filter(|line| !line.starts_with('#'));
        keys.map(|line| {
            let tagged = data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
            VerifyingKey::from_tagged(&tagged).unwrap()
        })
        .collect()
    }

    /// The bundle in force, opened.
    pub(crate) fn trust(&self) -> TrustList {
        let text = self.read("centre/trust/bundle.txt");
        TrustList::open(&text, &self.roots(), 0, now()).unwrap()
    }
}

/// The time, a second ahead: codes that were made in this second must have begun.
pub(crate) fn now() -> Clock {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    Clock::exact(u64::try_from(since.as_millis()).unwrap() + 1_000)
}
