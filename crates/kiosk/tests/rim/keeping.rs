//! A disk without room is told before anybody begins, and copies are made while nobody is here.

use std::{fs, io::Write as _, process::Command};

use kiosk::{FailureCode, Intent, Matter, Saved, Screen};

use super::authority::*;

/// Mounts a small file system over the kiosk's folder; false where the test may not.
fn mounted(at: &std::path::Path) -> bool {
    let done = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=80m", "tmpfs"])
        .arg(at)
        .output();
    done.is_ok_and(|done| done.status.success())
}

#[test]
fn a_full_disk_is_told_before_the_visit() {
    let place = tempfile::tempdir().unwrap();
    if !mounted(place.path()) {
        println!("no file system could be mounted: not tested here");
        return;
    }
    let mut town = Town::enrolled_at(tempfile::TempDir::new_in(place.path()).unwrap());
    let view = town.tell(Intent::BeginVisit(Matter::Declare));
    assert!(!matches!(view.screen, Screen::Failure(_)), "there is room");
    town.tell(Intent::EndVisit);
    let filling = place.path().join("filling");
    let mut file = fs::File::create(&filling).unwrap();
    for _ in 0..5_000 {
        file.write_all(&[7; 4096]).unwrap();
    }
    let view = town.tell(Intent::BeginVisit(Matter::Declare));
    let Screen::Failure(failure) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(failure.code, FailureCode::DiskFull);
    assert_eq!(failure.saved, Saved::Before);
    assert!(!failure.can_retry);
    drop(file);
    fs::remove_file(filling).unwrap();
    town.tell(Intent::EndVisit);
    let view = town.tell(Intent::BeginVisit(Matter::Declare));
    assert!(
        !matches!(view.screen, Screen::Failure(_)),
        "there is room again"
    );
    drop(town);
    let gone = Command::new("umount").arg("-l").arg(place.path()).status();
    assert!(gone.is_ok());
}

#[test]
fn copies_are_made_while_nobody_is_here() {
    let mut town = Town::enrolled();
    let copies = |town: &Town| town.kiosk.journal().health().unwrap().copies.len();
    assert_eq!(copies(&town), 0);
    let (_never, pause) = std::sync::mpsc::channel::<()>();
    for _ in 0..600 {
        town.later(1_000);
        let waited = pause.recv_timeout(std::time::Duration::from_millis(5));
        assert!(waited.is_err());
        if copies(&town) > 0 {
            break;
        }
    }
    assert_eq!(copies(&town), 1);
}
