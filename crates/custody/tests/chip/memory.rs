//! The encrypted memory under the keys of a chip: it opens, it is witnessed, it is never replaced.

use custody::Kind;
use journal::{AttemptOutcome, Error};
use protocol::WorkerId;
use tempfile::TempDir;

use crate::{
    kiosk::{bundle, enrol, image, open, save, technician, waiting},
    swtpm::Swtpm,
};

#[test]
fn records_are_signed_in_the_chip_and_outlive_a_restart() {
    for kind in [Kind::Tpm, Kind::Systemd] {
        let mut chip = Swtpm::booted();
        let folder = TempDir::new().unwrap();
        let opened = technician(&chip).establish(folder.path(), kind).unwrap();
        let journal = enrol(folder.path(), &opened);
        assert!(journal.device().unwrap().is_held());
        for n in 1..=3 {
            save(&journal, &opened, n).unwrap();
        }
        drop(journal);
        chip.reboot(&["secure boot"]);
        let opened = technician(&chip).open(folder.path()).unwrap();
        let journal = open(folder.path(), &opened).unwrap();
        let public = opened.keys.signing_key().unwrap();
        assert_eq!(waiting(&journal, &public).len(), 3, "{kind:?}");
    }
}

#[test]
fn an_older_image_of_the_disk_is_refused() {
    let chip = Swtpm::booted();
    let (folder, old) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let opened = technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    let journal = enrol(folder.path(), &opened);
    drop(journal);
    image(folder.path(), old.path());

    let journal = open(folder.path(), &opened).unwrap();
    // The same image is no older one.
    drop(open(old.path(), &opened).unwrap());
    journal.set_bundle(&bundle(2), 2).unwrap();
    drop(journal);
    assert_eq!(open(old.path(), &opened).unwrap_err(), Error::RestoredImage);
    open(folder.path(), &opened).unwrap();
}

#[test]
fn a_count_of_wrong_pins_survives_restarts_and_old_images() {
    let mut chip = Swtpm::booted();
    let (folder, old) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let opened = technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    drop(enrol(folder.path(), &opened));
    image(folder.path(), old.path());
    let worker = WorkerId::parse("440001").unwrap();
    for n in 1..=3 {
        let opened = technician(&chip).open(folder.path()).unwrap();
        let journal = open(folder.path(), &opened).unwrap();
        journal
            .note_attempt(&worker, AttemptOutcome::Wrong, 1_795_400_000_000)
            .unwrap();
        assert_eq!(journal.attempts(&worker).unwrap().failed, n);
        drop(journal);
        chip.cut_power(&["secure boot"]);
    }
    let opened = technician(&chip).open(folder.path()).unwrap();
    assert_eq!(
        open(old.path(), &opened).unwrap_err(),
        Error::RestoredImage,
        "putting the disk back does not give the tries back"
    );
    let journal = open(folder.path(), &opened).unwrap();
    assert_eq!(journal.attempts(&worker).unwrap().failed, 3);
}

#[test]
fn a_database_without_its_custody_gets_no_new_key() {
    let chip = Swtpm::booted();
    let folder = TempDir::new().unwrap();
    let opened = technician(&chip)
        .establish(folder.path(), Kind::Tpm)
        .unwrap();
    drop(enrol(folder.path(), &opened));
    std::fs::remove_file(folder.path().join("custody.json")).unwrap();
    for kind in [Kind::Tpm, Kind::Systemd, Kind::File] {
        let made = technician(&chip).establish(folder.path(), kind);
        assert_eq!(made.unwrap_err(), custody::CustodyError::Chosen);
    }
    // What a database needs at its opening is asked of the chip that made it.
    let other = Swtpm::booted();
    let stranger = TempDir::new().unwrap();
    let strange = technician(&other)
        .establish(stranger.path(), Kind::Tpm)
        .unwrap();
    assert_eq!(open(folder.path(), &strange).unwrap_err(), Error::WrongKey);
}
