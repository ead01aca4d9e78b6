//! `kioskctl status` as a technician calls it.

use std::path::Path;
use std::process::{Command, Output};

use codes::SeededCrypto;
use journal::{Enrolment, Journal};
use residence::KioskId;
use serde_json::{Value, json};

fn status(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .args(["status", "--data"])
        .arg(data)
        .args(arguments)
        .output()
        .expect("the program starts");
    let text = if output.stdout.is_empty() {
        output.stderr
    } else {
        output.stdout
    };
    (
        output.status.code(),
        String::from_utf8(text).expect("the answers are text"),
    )
}

#[test]
fn the_state_is_told_before_during_and_after_enrolment() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("kiosk");
    let (code, text) = status(&data, &[]);
    assert_eq!(code, Some(1));
    assert!(text.starts_with("Not enrolled"), "{text}");
    assert!(!data.exists(), "looking makes nothing");

    let opened = custody::open_demonstration(&data, custody::Environment::default()).unwrap();
    let journal = Journal::open(&data, &*opened.keys, &SeededCrypto::new(1)).unwrap();
    let (code, text) = status(&data, &[]);
    assert_eq!(code, Some(3), "the window holds the memory");
    assert!(text.contains("close the kiosk's window"), "{text}");

    let enrolment = Enrolment {
        kiosk: KioskId::parse("k449900-007").unwrap(),
        place: "榕荫社区服务站".to_owned(),
        server: "https://localhost:8443".to_owned(),
        ca_pem: String::new(),
        roots: vec![codes::SigningKey::from_bytes(&[1; 32]).verifying_key()],
        certificate: String::new(),
    };
    journal.set_enrolment(&enrolment).unwrap();
    drop(journal);
    let (code, text) = status(&data, &["--json"]);
    assert_eq!(code, Some(0));
    let state: Value = serde_json::from_str(&text).unwrap();
    let wanted = json!({
        "enrolled": true, "custody": "file", "assurance": 2, "pcr7": "none",
        "certificate_until_ms": null, "kiosk": "k449900-007", "place": "榕荫社区服务站",
        "server": "https://localhost:8443", "waiting": 0, "oldest_ms": null, "last_contact_ms": null,
        "copies": 0, "restorations": 0, "last_restoration": null,
    });
    assert_eq!(state, wanted);
    let (code, text) = status(&data, &[]);
    assert_eq!((code, text.lines().count()), (Some(0), 8));
    assert!(text.contains("none yet"), "{text}");
    assert!(text.contains("FOR DEMONSTRATIONS ONLY"), "{text}");
}
