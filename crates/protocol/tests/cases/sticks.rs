//! The exchange that the golden files freeze, as a stick carries it.

use protocol::{StickFile, StickKind, codes::SeededCrypto};

use super::{answer, device, kiosk, request, sync_key};

/// The file of requests and the file of answers.
pub fn both() -> [StickFile; 2] {
    let crypto = SeededCrypto::new(3);
    let requests = request().sign(&device(), &crypto).unwrap();
    let answers = answer().sign(&sync_key(), &crypto).unwrap();
    [
        (StickKind::Requests, requests),
        (StickKind::Answers, answers),
    ]
    .map(|(kind, object)| StickFile {
        kind,
        kiosk: kiosk(),
        objects: vec![object],
    })
}
