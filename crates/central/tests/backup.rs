//! A centre is copied while it serves, loses its disk, and is put back: the kiosk's mark follows the
//! copy and nothing else, the epoch tells the kiosk, what it sends again is stored once, and no
//! decision is lost.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::path::Path;

use central::{
    Centre, Config,
    tables::{alarms, presentations, registrations},
};
use protocol::{Envelope, Record, RejectCode};
use residence::Subject;
use support::{
    NOW_MS,
    device::{Device, outcomes},
    enrolled,
    program::central,
    town,
    world::shown,
};

const WU: &str = "449900199707280406";

fn seen(device: &mut Device, mark: u8) -> Envelope {
    let record: Record = shown(Subject::from_bytes([mark; 16]), [mark; 8], 1, NOW_MS);
    let id = device.next_record_id();
    device.seal(&record, id)
}

fn declared(device: &mut Device, house: &str) -> Envelope {
    let record = device.declaration(device.person("p7", WU), device.house(house), Vec::new());
    let id = device.next_record_id();
    device.seal(&record, id)
}

fn word(config: &Config, name: &str, dir: &Path) -> Option<i32> {
    let data = config.data.to_str().unwrap();
    central(&config.data, &[name, dir.to_str().unwrap(), "--data", data]).code
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_after_the_copy_is_sent_again_and_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(&folder.path().join("town"), None).await;
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrolled(&config, &centre, &mut device).await;

    let first = [seen(&mut device, 1), declared(&mut device, "h1")];
    let (answer, _) = device.sync(&centre, first.to_vec()).await;
    let old_epoch = answer.centre_epoch;
    assert_eq!((answer.through, answer.backed_up), (2, 2), "nobody copies");

    let copy = folder.path().join("copy");
    assert_eq!(word(&config, "backup", &copy), Some(0));
    assert_eq!(
        word(&config, "backup", &copy),
        Some(2),
        "never over another"
    );
    let later = [seen(&mut device, 3), declared(&mut device, "h3")];
    let (answer, changes) = device.sync(&centre, later.to_vec()).await;
    assert_eq!(
        (answer.through, answer.backed_up),
        (4, 2),
        "as far as the copy"
    );
    assert_eq!(outcomes(changes).len(), 1);

    assert_eq!(word(&config, "restore", &copy), Some(1), "it is at work");
    drop(centre);
    assert_eq!(word(&config, "restore", &copy), Some(0));
    let centre = Centre::open(&config).await.unwrap();
    let unsent = seen(&mut device, 5);
    let (answer, _) = device.sync(&centre, vec![unsent.clone()]).await;
    assert_ne!(answer.centre_epoch, old_epoch);
    assert_eq!((answer.through, answer.backed_up), (2, 2));
    assert_eq!(answer.rejects[0].1, RejectCode::Gap { expected: 3 });
    assert!(answer.bundle.is_some(), "a later number than any before");

    device.cursor = 0;
    let again = [later[0].clone(), later[1].clone(), unsent];
    let (answer, changes) = device.sync(&centre, again.to_vec()).await;
    let told = (answer.through, answer.backed_up, answer.rejects.len());
    assert_eq!(told, (5, 2, 0));
    assert_eq!(outcomes(changes).len(), 2, "both, from the first cursor on");

    let halves = config.halves().await.unwrap();
    let held = registrations::all(halves.vault.as_ref()).await.unwrap();
    let seen = presentations::all(halves.vault.as_ref()).await.unwrap();
    assert_eq!((held.len(), seen.len()), (2, 3));
    assert!(alarms::all(halves.front.as_ref()).await.unwrap().is_empty());
    let copy = folder.path().join("later");
    assert_eq!(word(&config, "backup", &copy), Some(0));
    let (answer, _) = device.sync(&centre, Vec::new()).await;
    assert_eq!(answer.backed_up, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_copy_is_not_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(&folder.path().join("town"), None).await;
    drop(Centre::open(&config).await.unwrap());
    let copy = folder.path().join("copy");
    assert_eq!(word(&config, "backup", &copy), Some(0));
    let file = copy.join("front.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    assert_ne!(word(&config, "restore", &copy), Some(0));
    assert_ne!(
        word(&config, "restore", folder.path()),
        Some(0),
        "no copy there"
    );
    assert!(Centre::open(&config).await.is_ok(), "all is as it was");
}
