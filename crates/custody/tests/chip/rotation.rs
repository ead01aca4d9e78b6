//! A new database key, and a stop at every point on the way to it.

use std::{fs, path::Path};

use custody::Kind;
use tempfile::TempDir;

use crate::{
    kiosk::{
        KIOSK, answer, enrol, image, open, recovery_secret, save, technician, waiting,
        with_passphrase,
    },
    swtpm::Swtpm,
};

const PASSPHRASE: &str = "a passphrase of the technician";

#[test]
fn a_rotation_changes_the_key_and_loses_nothing() {
    let chip = Swtpm::booted();
    for kind in [Kind::Tpm, Kind::Systemd, Kind::Passphrase, Kind::File] {
        let mut technician = technician(&chip);
        technician.environment.passphrase = with_passphrase(PASSPHRASE).environment.passphrase;
        let folder = TempDir::new().unwrap();
        let opened = technician.establish(folder.path(), kind).unwrap();
        let before = opened.keys.database_key().unwrap();
        let journal = enrol(folder.path(), &opened);
        save(&journal, &opened, 1).unwrap();
        let public = journal.device().unwrap().signing.verifying_key();
        drop(journal);
        let to = recovery_secret().public();
        technician
            .rotate(folder.path(), Some((KIOSK, &to)))
            .unwrap();

        let opened = technician.open(folder.path()).unwrap();
        assert_ne!(opened.keys.database_key().unwrap(), before, "{kind:?}");
        let journal = open(folder.path(), &opened).unwrap();
        save(&journal, &opened, 2).unwrap();
        assert_eq!(waiting(&journal, &public).len(), 2, "{kind:?}");
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|end| end == "waiting" || end == "next")
            })
            .collect();
        assert!(left.is_empty(), "{left:?}");
        drop(journal);
        technician.decommission(folder.path()).unwrap();
    }
    let kept = chip.tool("tpm2_getcap", &["handles-persistent"]);
    assert_eq!(kept.trim(), "", "no sealed key was forgotten in the chip");
}

/// The states of the disk that a stop can leave, put together from before and after.
#[test]
fn a_stop_at_any_point_of_a_rotation_is_settled() {
    let chip = Swtpm::booted();
    let technician = {
        let mut technician = technician(&chip);
        technician.environment.passphrase = with_passphrase(PASSPHRASE).environment.passphrase;
        technician
    };
    for kind in [Kind::Passphrase, Kind::File] {
        let stages = Stages::of(&technician, kind);
        for stage in stages.all() {
            let folder = TempDir::new().unwrap();
            stages.lay(stage, folder.path());
            for _ in 0..2 {
                let opened = technician.open(folder.path()).unwrap();
                let journal = open(folder.path(), &opened).unwrap();
                assert_eq!(journal.chain().unwrap().last_seq, 1, "{kind:?} {stage:?}");
            }
            assert!(
                !folder.path().join("dbkey.next").exists(),
                "{kind:?} {stage:?}"
            );
            assert!(!folder.path().join("custody.json.waiting").exists());
            // What lies there for a recovery fits the database as it is now.
            let opened = technician.open(folder.path()).unwrap();
            let file = fs::read(folder.path().join("dbkey.recovery")).unwrap();
            let file = custody::RecoveryFile::decode(&file).unwrap();
            let key = file.open(&recovery_secret(), &*opened.crypto).unwrap();
            assert_eq!(
                key,
                opened.keys.database_key().unwrap(),
                "{kind:?} {stage:?}"
            );
        }
    }
}

/// How far a rotation came before the stop.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Waiting files lie there; the database has its old key.
    Prepared,
    /// The database has the new key; every other file is as it was.
    Changed,
    /// The new key lies at its place; the record is the old one.
    KeyMoved,
    /// Only the wrapped key is left to go.
    Promoted,
}

struct Stages {
    before: TempDir,
    waiting: TempDir,
    after: TempDir,
    key_file: &'static str,
}

impl Stages {
    /// Runs a rotation that a full disk of files stops after the database, by a folder in the way.
    fn of(technician: &custody::Technician, kind: Kind) -> Self {
        let key_file = if kind == Kind::File {
            "kiosk.key"
        } else {
            "kiosk.key.pass"
        };
        let [before, waiting, after] = [(); 3].map(|()| TempDir::new().unwrap());
        let folder = TempDir::new().unwrap();
        let opened = technician.establish(folder.path(), kind).unwrap();
        let journal = enrol(folder.path(), &opened);
        save(&journal, &opened, 1).unwrap();
        drop(journal);
        image(folder.path(), before.path());
        // A folder cannot be replaced by a file: the first renaming fails, the database is done.
        let recovery = folder.path().join("dbkey.recovery");
        fs::remove_file(&recovery).unwrap();
        fs::create_dir(&recovery).unwrap();
        let to = recovery_secret().public();
        technician
            .rotate(folder.path(), Some((KIOSK, &to)))
            .expect_err("a folder is in the way");
        fs::remove_dir(&recovery).unwrap();
        image(folder.path(), waiting.path());
        technician.open(folder.path()).unwrap();
        image(folder.path(), after.path());
        Self {
            before,
            waiting,
            after,
            key_file,
        }
    }

    fn all(&self) -> [Stage; 4] {
        [
            Stage::Prepared,
            Stage::Changed,
            Stage::KeyMoved,
            Stage::Promoted,
        ]
    }

    fn lay(&self, stage: Stage, folder: &Path) {
        let copy = |from: &TempDir, name: &str| {
            let path = from.path().join(name);
            if path.exists() {
                fs::copy(path, folder.join(name)).unwrap();
            }
        };
        image(self.waiting.path(), folder);
        copy(&self.before, "dbkey.recovery");
        match stage {
            Stage::Prepared => {
                for name in ["kiosk.db", "kiosk.db-wal", "kiosk.db-shm"] {
                    let _gone = fs::remove_file(folder.join(name));
                    copy(&self.before, name);
                }
            }
            Stage::Changed => {}
            Stage::KeyMoved => {
                let waiting = format!("{}.waiting", self.key_file);
                fs::rename(folder.join(waiting), folder.join(self.key_file)).unwrap();
                fs::rename(
                    folder.join("dbkey.recovery.waiting"),
                    folder.join("dbkey.recovery"),
                )
                .unwrap();
            }
            Stage::Promoted => {
                image(self.after.path(), folder);
                for name in [self.key_file, "custody.json", "dbkey.recovery"] {
                    let _gone = fs::remove_file(folder.join(format!("{name}.waiting")));
                }
            }
        }
    }
}

#[test]
fn a_recovery_finds_its_way_after_a_rotation_that_stopped() {
    let chip = Swtpm::booted();
    let technician = with_passphrase(PASSPHRASE);
    let folder = TempDir::new().unwrap();
    let stages = Stages::of(&technician, Kind::Passphrase);
    stages.lay(Stage::Changed, folder.path());
    // The passphrase is forgotten, and the recovery file is the one from before the rotation.
    let new = crate::kiosk::technician(&chip);
    let request = new.request_recovery(folder.path(), Kind::Tpm).unwrap();
    let answer = answer(&request.encode(), &request.characters());
    new.recover(folder.path(), &answer).unwrap();
    let opened = new.open(folder.path()).unwrap();
    let journal = open(folder.path(), &opened).unwrap();
    let public = opened.keys.signing_key().unwrap();
    assert_eq!(waiting(&journal, &public).len(), 1);
}
