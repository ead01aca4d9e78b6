//! The three files: fixed bytes, both directions, and every alteration refused.

use codes::{SeededCrypto, SoftwareCrypto};

use super::*;

const KIOSK: &str = "k449900-001";
const KEY: [u8; 32] = [0x5a; 32];

struct Scene {
    centre: SealingSecret,
    fresh: SealingSecret,
    request: RecoveryRequest,
    answer: RecoveryAnswer,
}

fn scene(device: DeviceKey, certificate: Option<&str>) -> Scene {
    let crypto = SeededCrypto::new(41);
    let centre = SealingSecret::generate(&crypto);
    let fresh = SealingSecret::generate(&crypto);
    let file = RecoveryFile::seal(KIOSK, &KEY, &centre.public(), &crypto).unwrap();
    let request = RecoveryRequest {
        assured: true,
        device,
        answer_to: fresh.public(),
        file,
    };
    let key = request.file.open(&centre, &crypto).unwrap();
    let answer = RecoveryAnswer::seal(&request, &key, certificate, &crypto).unwrap();
    Scene {
        centre,
        fresh,
        request,
        answer,
    }
}

#[test]
fn a_key_comes_back_with_or_without_a_certificate() {
    let cases = [
        (DeviceKey::Registered, None),
        (DeviceKey::Ed25519([7; 32]), Some("YJ1K:CERTIFICATE")),
        (DeviceKey::Es256([2; 33]), Some("YJ1K:CERTIFICATE")),
    ];
    for (device, certificate) in cases {
        let scene = scene(device, certificate);
        let request = RecoveryRequest::decode(&scene.request.encode()).unwrap();
        assert_eq!(request, scene.request);
        let answer = RecoveryAnswer::decode(&scene.answer.encode()).unwrap();
        let recovered = answer
            .open(&request, &scene.fresh, &SoftwareCrypto)
            .unwrap();
        assert_eq!(*recovered.key, KEY);
        assert_eq!(recovered.certificate.as_deref(), certificate);
    }
}

/// The centre's half is written in another room, against these bytes.
#[test]
fn the_bytes_are_those_that_were_released() {
    let scene = scene(DeviceKey::Es256([2; 33]), Some("YJ1K:C"));
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|b| format!("{b:02x}")).collect() };
    let told = [
        hex(&scene.centre.to_bytes()[..]),
        hex(&scene.fresh.to_bytes()[..]),
        hex(&scene.request.file.encode()),
        hex(&scene.request.encode()),
        scene.request.characters(),
        hex(&scene.answer.encode()),
    ]
    .join("\n");
    let released = include_str!("../../tests/recovery.golden");
    assert_eq!(told.trim(), released.trim());
}

#[test]
fn every_changed_bit_is_refused() {
    let scene = scene(DeviceKey::Registered, None);
    let file = scene.request.file.encode();
    for (place, bit) in bits(&file) {
        let mut altered = file.clone();
        altered[place] ^= bit;
        let opened = RecoveryFile::decode(&altered)
            .and_then(|file| file.open(&scene.centre, &SoftwareCrypto));
        // The name of the key is a hint for the centre: it says which key to try, nothing else.
        let is_hint = (4..12).contains(&place);
        assert_eq!(opened.is_ok(), is_hint, "byte {place}");
    }
    let answer = scene.answer.encode();
    for (place, bit) in bits(&answer) {
        let mut altered = answer.clone();
        altered[place] ^= bit;
        let opened = RecoveryAnswer::decode(&altered)
            .and_then(|answer| answer.open(&scene.request, &scene.fresh, &SoftwareCrypto));
        assert!(opened.is_err(), "byte {place}");
    }
    let request = scene.request.encode();
    for (place, bit) in bits(&request) {
        let mut altered = request.clone();
        altered[place] ^= bit;
        if let Ok(altered) = RecoveryRequest::decode(&altered) {
            assert_ne!(altered.characters(), scene.request.characters());
            let opened = scene.answer.open(&altered, &scene.fresh, &SoftwareCrypto);
            assert_eq!(opened, Err(RecoveryError::Other), "byte {place}");
        }
    }
}

#[test]
fn nothing_cut_or_oversized_is_read() {
    let scene = scene(DeviceKey::Es256([2; 33]), None);
    let request = scene.request.encode();
    // The name of the kiosk ends the file, so it may be cut, but then the seal does not hold.
    let named = request.len() - KIOSK.len();
    for length in 0..=named {
        let cut = request.get(..length).unwrap();
        assert!(RecoveryRequest::decode(cut).is_err(), "{length} bytes");
    }
    let mut long = scene.request.file.encode();
    long.extend([b'k'; KIOSK_BYTES_MAX]);
    assert!(RecoveryFile::decode(&long).is_err());
    assert!(RecoveryAnswer::decode(&vec![0; ANSWER_BYTES_MAX + 1]).is_err());
    for kiosk in ["", &"k".repeat(KIOSK_BYTES_MAX + 1)] {
        let sealed = RecoveryFile::seal(kiosk, &KEY, &scene.centre.public(), &SoftwareCrypto);
        assert_eq!(sealed, Err(RecoveryError::Malformed));
    }
}

fn bits(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> + use<> {
    (0..bytes.len()).flat_map(|place| (0..8).map(move |bit| (place, 1 << bit)))
}
