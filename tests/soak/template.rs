//! A town with its kiosks enrolled, made once and copied for every run.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use central::{Approval, Centre, Config, make_demo};
use codes::SeededCrypto;
use journal::{Journal, KeyFile};
use sync::{Carrier, CarrierError, EnrolOrder, EnrolProgress, enrol_by};
use tempfile::TempDir;

use crate::{
    cast::{Cast, roots},
    centre::SimCentre,
};

/// 2026-11-23 09:00 in Guangdong: when the town is made.
pub(crate) const FOUNDED_MS: u64 = 1_795_395_600_000;
pub(crate) const KIOSKS_MAX: usize = 4;
/// What the runs need of the folder of the centre.
const NEEDED: [&str; 6] = [
    "central.db",
    "front.db",
    "keys",
    "vault",
    "trust",
    "persons.csv",
];

pub(crate) struct Template {
    folder: TempDir,
    pub(crate) cast: Cast,
}

/// In memory where there is such a place: what is tested is the order of things, not the disk.
pub(crate) fn quick_folder() -> TempDir {
    let named = |place: &str| tempfile::Builder::new().prefix("soak").tempdir_in(place);
    named("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

pub(crate) fn open_journal(folder: &Path, crypto: &dyn codes::Crypto) -> Journal {
    Journal::open(folder, &KeyFile::new(folder.join("db.key")), crypto).unwrap()
}

/// Brings an enrolment across.
struct Handed<'a> {
    centre: &'a Centre,
    runtime: &'a tokio::runtime::Runtime,
}

impl Carrier for Handed<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        let answer = self.runtime.block_on(self.centre.enrol(request));
        answer.map_err(|_| CarrierError::Refused { status: 400 })
    }
}

impl Template {
    pub(crate) fn make() -> Self {
        let folder = quick_folder();
        let centre_folder = folder.path().join("centre");
        let now = Arc::new(AtomicU64::new(FOUNDED_MS));
        let made = SimCentre::new(&centre_folder, &now, 1);
        let (runtime, config) = (&made.runtime, &made.config);
        let names = ["localhost".to_owned()];
        runtime
            .block_on(make_demo(config, central::BUILT_IN, &names))
            .unwrap();
        let centre = runtime.block_on(Centre::open(config)).unwrap();
        for kiosk in 0..KIOSKS_MAX {
            let place = folder.path().join(format!("kiosk-{kiosk}"));
            enrol(
                &Handed {
                    centre: &centre,
                    runtime,
                },
                config,
                &place,
                kiosk,
            );
        }
        drop(centre);
        let cast = Cast::read(&centre_folder, FOUNDED_MS);
        Self { folder, cast }
    }

    /// Copies the centre and so many kiosks into a folder.
    pub(crate) fn copy_to(&self, to: &Path, kiosks: usize) {
        let from = self.folder.path();
        for part in NEEDED {
            copy(
                &from.join("centre").join(part),
                &to.join("centre").join(part),
            );
        }
        for kiosk in 0..kiosks {
            let name = format!("kiosk-{kiosk}");
            copy(&from.join(&name), &to.join(&name));
        }
    }
}

/// Copies a file, or a folder with all that is in it, with its permissions.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry: PathBuf = entry.unwrap().path();
            copy(&entry, &to.join(entry.file_name().unwrap()));
        }
    } else if from.exists() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

fn enrol(hands: &Handed<'_>, config: &Config, place: &Path, kiosk: usize) {
    let crypto = SeededCrypto::new(100 + kiosk as u64);
    fs::create_dir_all(place).unwrap();
    let journal = open_journal(place, &crypto);
    let halves = hands.runtime.block_on(config.halves()).unwrap();
    let token = central::make_token(
        halves.front.as_ref(),
        config.crypto.as_ref(),
        central::SITE,
        None,
        FOUNDED_MS,
    );
    let order = EnrolOrder {
        server: "https://localhost:8443".to_owned(),
        ca_pem: String::new(),
        token: hands.runtime.block_on(token).unwrap(),
        site: central::SITE.to_owned(),
        roots: roots(&config.data),
        app: "town/1".to_owned(),
        measured: false,
        os: String::new(),
        app_hash: [0; 32],
    };
    let mut carrier = Handed { ..*hands };
    let waits = enrol_by(&mut carrier, &order, &journal, &crypto).unwrap();
    let EnrolProgress::Waiting { key_characters } = waits else {
        panic!("an administrator approves first")
    };
    let known = central::tables::kiosks::all(halves.front.as_ref());
    let known = hands.runtime.block_on(known).unwrap();
    let waiting = |one: &&central::tables::kiosks::Kiosk| {
        one.standing == central::tables::kiosks::Standing::Waiting
    };
    let waiting = known.iter().find(waiting).unwrap();
    let authority = config.authority().unwrap();
    let approval = central::approve(
        &halves,
        &authority,
        config.crypto.as_ref(),
        &waiting.id,
        &key_characters,
        FOUNDED_MS,
    );
    assert_eq!(hands.runtime.block_on(approval), Ok(Approval::Done));
    let done = enrol_by(&mut carrier, &order, &journal, &crypto).unwrap();
    assert_eq!(done, EnrolProgress::Done);
}
