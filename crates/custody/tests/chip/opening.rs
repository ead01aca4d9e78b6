//! What opens, what is refused by its name, and that nothing is ever replaced in silence.

use std::path::Path;

use codes::{Algorithm, SigningKey};
use custody::{CustodyError, Kind, Opened, Start, Technician, describe};
use tempfile::TempDir;

use crate::{kiosk::technician, swtpm::Swtpm};

fn key(opened: &Opened) -> [u8; 32] {
    *opened.keys.database_key().expect("an opened key is there")
}

fn refusal(technician: &Technician, folder: &Path) -> CustodyError {
    technician.open(folder).expect_err("must be refused")
}

#[test]
fn the_chip_gives_its_keys_only_to_the_same_start_of_the_same_machine() {
    for kind in [Kind::Tpm, Kind::Systemd] {
        let mut chip = Swtpm::booted();
        let folder = TempDir::new().unwrap();
        let made = technician(&chip).establish(folder.path(), kind).unwrap();
        assert_eq!(describe(folder.path()).unwrap().start, Start::Measured);
        assert_eq!(describe(folder.path()).unwrap().assurance, 1);

        chip.reboot(&["secure boot"]);
        let again = technician(&chip).open(folder.path()).unwrap();
        assert_eq!(key(&again), key(&made), "{kind:?}");

        chip.measure("another key of Secure Boot");
        assert_eq!(
            refusal(&technician(&chip), folder.path()),
            CustodyError::Refused,
            "{kind:?}"
        );
        chip.reboot(&["another firmware"]);
        assert_eq!(
            refusal(&technician(&chip), folder.path()),
            CustodyError::Refused,
            "{kind:?}"
        );
        chip.reboot(&["secure boot"]);
        let back = technician(&chip).open(folder.path()).unwrap();
        assert_eq!(key(&back), key(&made), "{kind:?}");
    }
}

/// This chip counts to three; others count to thirty and take one back every two hours.
#[test]
fn power_cuts_make_systemds_credential_wait_and_ours_never() {
    let mut chip = Swtpm::booted();
    let [ours, systemds] = [Kind::Tpm, Kind::Systemd].map(|kind| {
        let folder = TempDir::new().unwrap();
        technician(&chip).establish(folder.path(), kind).unwrap();
        folder
    });
    let mut waits = 0;
    for _ in 0..5 {
        chip.cut_power(&["secure boot"]);
        technician(&chip).open(ours.path()).unwrap();
        if let Err(error) = technician(&chip).open(systemds.path()) {
            assert_eq!(error, CustodyError::ModuleWaits);
            assert!(error.can_retry());
            waits += 1;
        }
    }
    assert!(waits > 0, "the chip never waited");
}

#[test]
fn a_chip_that_is_gone_or_another_is_named_and_nothing_is_made_instead() {
    for kind in [Kind::Tpm, Kind::Systemd] {
        let mut chip = Swtpm::booted();
        let folder = TempDir::new().unwrap();
        technician(&chip).establish(folder.path(), kind).unwrap();
        let files = names(folder.path());
        let other = Swtpm::booted();
        assert_eq!(
            refusal(&technician(&other), folder.path()),
            CustodyError::OtherModule
        );
        chip.power_off();
        assert_eq!(
            refusal(&technician(&chip), folder.path()),
            CustodyError::NoModule
        );
        assert_eq!(names(folder.path()), files, "nothing new lies there");
    }
}

#[test]
fn the_chip_signs_what_the_key_verifies() {
    let chip = Swtpm::booted();
    let folder = TempDir::new().unwrap();
    let opened = technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    let public = opened.keys.signing_key().unwrap();
    assert_eq!(public.algorithm(), Algorithm::Es256);
    let held = SigningKey::held(public);
    // Half of all signatures have a high S before it is normalised.
    for number in 0..16_u8 {
        let signature = opened.crypto.sign(&held, &[number]).unwrap();
        assert!(public.verifies(&[number], &signature));
        assert!(!public.verifies(&[number + 1], &signature));
    }
    let software = SigningKey::generate(&*opened.crypto);
    let signature = opened.crypto.sign(&software, b"x").unwrap();
    assert!(software.verifying_key().verifies(b"x", &signature));
}

#[test]
fn a_start_that_nobody_measures_is_told() {
    let chip = Swtpm::unmeasured();
    let folder = TempDir::new().unwrap();
    technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    let told = describe(folder.path()).unwrap();
    assert_eq!((told.start, told.assurance), (Start::Zero, 2));
}

#[test]
fn the_counter_only_grows_and_outlives_the_power() {
    let mut chip = Swtpm::booted();
    let folder = TempDir::new().unwrap();
    let opened = technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    let witness = opened.witness.unwrap();
    let first = witness.count().unwrap();
    assert_eq!(witness.advance(), Ok(first + 1));
    assert_eq!(witness.advance(), Ok(first + 2));
    chip.reboot(&["secure boot"]);
    let opened = technician(&chip).open(folder.path()).unwrap();
    assert_eq!(opened.witness.unwrap().count(), Ok(first + 2));
}

#[test]
fn nothing_is_left_in_the_slots_of_the_chip() {
    let chip = Swtpm::booted();
    let folder = TempDir::new().unwrap();
    technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    for _ in 0..8 {
        technician(&chip).open(folder.path()).unwrap();
    }
    for kind in [
        "handles-transient",
        "handles-loaded-session",
        "handles-saved-session",
    ] {
        assert_eq!(chip.tool("tpm2_getcap", &[kind]).trim(), "", "{kind}");
    }
}

#[test]
fn a_decommissioned_chip_holds_nothing_of_the_kiosk() {
    let chip = Swtpm::booted();
    for kind in [Kind::Tpm, Kind::Systemd] {
        let folder = TempDir::new().unwrap();
        technician(&chip).establish(folder.path(), kind).unwrap();
        let erased = technician(&chip).decommission(folder.path()).unwrap();
        assert!(erased.chip_reached);
        assert_eq!(chip.tool("tpm2_getcap", &["handles-persistent"]).trim(), "");
        assert_eq!(chip.tool("tpm2_getcap", &["handles-nv-index"]).trim(), "");
        assert_eq!(names(folder.path()), Vec::<String>::new());
        assert_eq!(
            refusal(&technician(&chip), folder.path()),
            CustodyError::NotChosen
        );
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is ours");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("it can be listed").file_name())
        .map(|name| name.into_string().expect("our names are plain"))
        .collect();
    names.sort();
    names
}
