//! Firmware changes, chips die, passphrases are forgotten: what waited is still there.

use std::path::Path;

use codes::SoftwareCrypto;
use custody::{CustodyError, DeviceKey, Kind, RecoveryError, Technician, describe};
use journal::Error;
use residence::RecordId;
use tempfile::TempDir;

use crate::{
    kiosk::{
        answer, bundle, certificate, enrol, image, open, random, save, technician, waiting,
        with_passphrase,
    },
    swtpm::Swtpm,
};

type Waiting = Vec<(RecordId, Vec<u8>)>;

/// A kiosk with three records that wait, and what they are.
fn lived(technician: &Technician, kind: Kind) -> (TempDir, Waiting) {
    let folder = TempDir::new().unwrap();
    let opened = technician.establish(folder.path(), kind).unwrap();
    let journal = enrol(folder.path(), &opened);
    for n in 1..=3 {
        save(&journal, &opened, n).unwrap();
    }
    let public = journal.device().unwrap().signing.verifying_key();
    let waiting = waiting(&journal, &public);
    assert_eq!(waiting.len(), 3);
    (folder, waiting)
}

fn recover(technician: &Technician, folder: &Path, kind: Kind) -> DeviceKey {
    let request = technician.request_recovery(folder, kind).unwrap();
    let answer = answer(&request.encode(), &request.characters());
    technician.recover(folder, &answer).unwrap();
    request.device
}

/// Everything that waited waits, under the same names and seals, in a new epoch of the chain.
fn assert_whole(technician: &Technician, folder: &Path, before: &Waiting) {
    let opened = technician.open(folder).unwrap();
    let journal = open(folder, &opened).unwrap();
    let public = journal.device().unwrap().signing.verifying_key();
    assert_eq!(&waiting(&journal, &public), before);
    assert_eq!(journal.chain().unwrap().epoch, 2);
    save(&journal, &opened, 9).unwrap();
    assert_eq!(waiting(&journal, &public).len(), before.len() + 1);
}

#[test]
fn a_changed_start_costs_a_recovery_and_no_record() {
    for (from, to) in [
        (Kind::Tpm, Kind::Tpm),
        (Kind::Systemd, Kind::Systemd),
        (Kind::Systemd, Kind::Tpm),
    ] {
        let mut chip = Swtpm::booted();
        let (folder, before) = lived(&technician(&chip), from);
        chip.reboot(&["secure boot", "a new list of forbidden keys"]);
        let technician = technician(&chip);
        assert_eq!(
            technician.open(folder.path()).unwrap_err(),
            CustodyError::Refused
        );
        chip.free_slots();
        let device = recover(&technician, folder.path(), to);
        assert_eq!(device, DeviceKey::Registered, "the kiosk keeps its name");
        assert_whole(&technician, folder.path(), &before);
        assert_eq!(describe(folder.path()).unwrap().kind, to);
    }
}

#[test]
fn a_new_chip_gets_a_new_signing_key_and_certificate() {
    let (folder, before) = lived(&technician(&Swtpm::booted()), Kind::Tpm);
    let chip = Swtpm::booted();
    let technician = technician(&chip);
    assert_eq!(
        technician.open(folder.path()).unwrap_err(),
        CustodyError::OtherModule
    );
    let device = recover(&technician, folder.path(), Kind::Tpm);
    assert!(matches!(device, DeviceKey::Es256(_)));
    assert_whole(&technician, folder.path(), &before);
    let opened = technician.open(folder.path()).unwrap();
    let enrolment = open(folder.path(), &opened)
        .unwrap()
        .enrolment()
        .unwrap()
        .unwrap();
    let public = opened.keys.signing_key().unwrap();
    assert_eq!(enrolment.certificate, certificate(&public));
}

#[test]
fn custody_may_become_less_only_by_a_recovery_that_says_so() {
    let (folder, before) = lived(&technician(&Swtpm::booted()), Kind::Tpm);
    let technician = with_passphrase("the passphrase after the chip");
    let device = recover(&technician, folder.path(), Kind::Passphrase);
    assert!(
        matches!(device, DeviceKey::Ed25519(_)),
        "the centre sees the new key"
    );
    assert_whole(&technician, folder.path(), &before);
    assert_eq!(describe(folder.path()).unwrap().assurance, 2);
}

#[test]
fn a_forgotten_passphrase_is_recovered_from() {
    let (folder, before) = lived(
        &with_passphrase("the passphrase of long ago"),
        Kind::Passphrase,
    );
    let technician = with_passphrase("the passphrase from now on");
    let device = recover(&technician, folder.path(), Kind::Passphrase);
    assert_eq!(device, DeviceKey::Registered);
    assert_whole(&technician, folder.path(), &before);
}

#[test]
fn an_old_image_goes_on_after_a_recovery() {
    let chip = Swtpm::booted();
    let technician = technician(&chip);
    let (folder, before) = lived(&technician, Kind::Tpm);
    let old = TempDir::new().unwrap();
    image(folder.path(), old.path());
    let opened = technician.open(folder.path()).unwrap();
    let journal = open(folder.path(), &opened).unwrap();
    journal.set_bundle(&bundle(2), 2).unwrap();
    drop(journal);
    assert_eq!(open(old.path(), &opened).unwrap_err(), Error::RestoredImage);
    recover(&technician, old.path(), Kind::Tpm);
    assert_whole(&technician, old.path(), &before);
}

#[test]
fn a_request_is_the_same_however_often_it_is_asked_for() {
    let mut chip = Swtpm::booted();
    let (folder, before) = lived(&technician(&chip), Kind::Tpm);
    chip.reboot(&["another firmware"]);
    let technician = technician(&chip);
    let request = technician
        .request_recovery(folder.path(), Kind::Tpm)
        .unwrap();
    let again = technician
        .request_recovery(folder.path(), Kind::Tpm)
        .unwrap();
    assert_eq!(request, again);
    let answer = answer(&request.encode(), &request.characters());
    for place in [0, 4, 40, answer.len() - 1] {
        let mut altered = answer.clone();
        altered[place] ^= 1;
        let refused = technician.recover(folder.path(), &altered).unwrap_err();
        assert!(
            matches!(refused, CustodyError::Recovery(_)),
            "byte {place}: {refused:?}"
        );
    }
    technician.recover(folder.path(), &answer).unwrap();
    assert_whole(&technician, folder.path(), &before);
    let late = technician.recover(folder.path(), &answer).unwrap_err();
    assert_eq!(late, CustodyError::Missing, "it has done its work");
}

#[test]
fn an_answer_with_another_key_changes_nothing() {
    let mut chip = Swtpm::booted();
    let (folder, before) = lived(&technician(&chip), Kind::Tpm);
    chip.reboot(&["another firmware"]);
    let technician = technician(&chip);
    let request = technician
        .request_recovery(folder.path(), Kind::Tpm)
        .unwrap();
    let forged =
        custody::RecoveryAnswer::seal(&request, &random(1), None, &SoftwareCrypto).unwrap();
    assert!(technician.recover(folder.path(), &forged.encode()).is_err());
    let answer = answer(&request.encode(), &request.characters());
    technician.recover(folder.path(), &answer).unwrap();
    assert_whole(&technician, folder.path(), &before);
}

#[test]
fn disk_and_answer_together_open_nothing_elsewhere() {
    let mut chip = Swtpm::booted();
    let (folder, _) = lived(&technician(&chip), Kind::Tpm);
    chip.reboot(&["another firmware"]);
    let request = technician(&chip)
        .request_recovery(folder.path(), Kind::Tpm)
        .unwrap();
    let answer = answer(&request.encode(), &request.characters());
    let stolen = TempDir::new().unwrap();
    image(folder.path(), stolen.path());
    let thief = technician(&Swtpm::booted());
    assert!(thief.recover(stolen.path(), &answer).is_err());
    // A new request of the thief's has other characters, and this answer is not for it.
    std::fs::remove_file(stolen.path().join("recovery.yjq")).unwrap();
    let chip = Swtpm::booted();
    let thief = technician(&chip);
    let other = thief.request_recovery(stolen.path(), Kind::Tpm).unwrap();
    assert_ne!(other.characters(), request.characters());
    let refused = thief.recover(stolen.path(), &answer).unwrap_err();
    assert_eq!(refused, CustodyError::Recovery(RecoveryError::Other));
}
