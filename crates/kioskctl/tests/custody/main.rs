//! The technician's commands on a real security chip of software.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use custody::{CustodyError, Kind};
use serde_json::Value;
use tempfile::TempDir;

use crate::kiosk::{answer, enrol, open, save, technician, waiting};
use crate::swtpm::Swtpm;

#[path = "../../../custody/tests/chip/kiosk.rs"]
#[expect(
    dead_code,
    reason = "shared with the tests of custody, which use more of it"
)]
mod kiosk;
#[path = "../../../custody/tests/chip/swtpm.rs"]
#[expect(
    dead_code,
    reason = "shared with the tests of custody, which use more of it"
)]
mod swtpm;

/// A kiosk's folder, a USB stick, and the tool on a machine with some chip.
struct Site {
    root: TempDir,
    tcti: String,
}

impl Site {
    fn at(chip: &Swtpm) -> Self {
        Self {
            root: TempDir::new().expect("a folder"),
            tcti: chip.tcti(),
        }
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("kiosk")
    }

    fn usb(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kioskctl"));
        command
            .args(words)
            .arg("--data")
            .arg(self.data())
            .args(["--tcti", &self.tcti])
            // The key of the installation is this test's, not the machine's.
            .env("SYSTEMD_CREDENTIAL_SECRET", self.usb("host.secret"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> (Option<i32>, String) {
        told(&self.command(words).output().expect("the program starts"))
    }

    /// Chooses custody as `enrol` does before it asks the centre, which is not there.
    fn choose(&self, custody: &[&str]) -> (Option<i32>, String) {
        let trust = self.usb("trust");
        if !trust.exists() {
            std::fs::create_dir(&trust).expect("the folder is ours");
            let authority = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
            let pem = authority.expect("a certificate is made").cert.pem();
            std::fs::write(trust.join("ca.pem"), pem).expect("the folder is ours");
            let root = codes::SigningKey::from_bytes(&[1; 32]).verifying_key();
            let hex: String = root
                .public_bytes()
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            std::fs::write(trust.join("roots.txt"), hex).expect("the folder is ours");
        }
        let trust = trust.to_str().expect("a plain path").to_owned();
        let mut words = vec!["enrol", "--server", "https://localhost:1", "--wait", "1"];
        words.extend([
            "--token",
            "0000-0000-0000-0000-0000-0000-00",
            "--trust",
            &trust,
        ]);
        words.extend(custody);
        self.run(&words)
    }

    fn answer(&self, characters: &str) {
        let request = std::fs::read(self.usb("kiosk.yjq")).expect("the request was written");
        std::fs::write(self.usb("kiosk.yja"), answer(&request, characters)).expect("room");
    }
}

fn told(output: &Output) -> (Option<i32>, String) {
    let bytes = [output.stdout.as_slice(), &output.stderr].concat();
    let text = String::from_utf8(bytes).expect("the answers are text");
    (output.status.code(), text)
}

fn json(text: &str) -> Value {
    let line = text.lines().find(|line| line.starts_with('{'));
    serde_json::from_str(line.unwrap_or_default()).unwrap_or_else(|_| panic!("no JSON in {text}"))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn a_kiosk_lives_through_firmware_and_ends_unreadable() {
    let mut chip = Swtpm::booted();
    let mut site = Site::at(&chip);
    let (code, text) = site.choose(&["--custody", "tpm"]);
    assert_eq!(code, Some(3), "the centre is not there: {text}");
    let opened = technician(&chip).open(&site.data()).unwrap();
    let journal = enrol(&site.data(), &opened);
    save(&journal, &opened, 1).unwrap();
    drop(journal);

    let (code, text) = site.run(&["status", "--json"]);
    assert_eq!(code, Some(0), "{text}");
    let state = json(&text);
    assert_eq!(
        (&state["custody"], &state["assurance"]),
        (&"tpm".into(), &1.into())
    );
    assert!(state["certificate_until_ms"].as_u64().is_some(), "{text}");
    let (code, text) = site.run(&["rotate-key"]);
    assert_eq!((code, text.trim()), (Some(0), "The memory has a new key."));
    let (code, text) = site.run(&["doctor"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("amber"), "{text}");

    chip.reboot(&["secure boot", "an update of the firmware"]);
    site.tcti = chip.tcti();
    let (code, text) = site.run(&["status"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("kioskctl recover"), "{text}");
    let (code, text) = site.run(&["doctor"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("RED    keys"), "{text}");

    let (request, file) = (site.usb("kiosk.yjq"), site.usb("kiosk.yja"));
    let words = [
        "recover",
        "--json",
        "--custody",
        "tpm",
        "--request",
        path(&request),
    ];
    let (code, text) = site.run(&words);
    assert_eq!(code, Some(0), "{text}");
    let asked = json(&text);
    assert_eq!(asked["new_signing_key"], false);
    site.answer(asked["characters"].as_str().unwrap());
    let (code, text) = site.run(&["recover", "--file", path(&file)]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 records wait"), "{text}");

    let report = site.usb("report.txt");
    let (code, text) = site.run(&["decommission", "--report", path(&report)]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("1 records wait"), "{text}");
    let (code, text) = site.run(&["decommission", "--discard", "--report", path(&report)]);
    assert_eq!(code, Some(0), "{text}");
    let report = std::fs::read_to_string(report).unwrap();
    assert!(
        report.contains("rongyin-01") && report.contains("3 objects erased"),
        "{report}"
    );
    assert_eq!(chip.tool("tpm2_getcap", &["handles-persistent"]).trim(), "");
    assert_eq!(std::fs::read_dir(site.data()).unwrap().count(), 0);
    let (code, text) = site.run(&["status"]);
    assert_eq!(code, Some(1), "{text}");
}

#[test]
fn a_systemd_credential_needs_installation_and_chip() {
    let chip = Swtpm::booted();
    let site = Site::at(&chip);
    let (code, text) = site.choose(&["--custody", "systemd"]);
    assert_eq!(code, Some(3), "the centre is not there: {text}");
    assert!(site.data().join("kiosk.key.cred").exists(), "{text}");
    let (code, text) = site.run(&["rotate-key"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("no recovery key"), "{text}");
    // Another installation on the same machine: the chip alone is not enough.
    std::fs::rename(site.usb("host.secret"), site.usb("kept.secret")).unwrap();
    let (code, text) = site.run(&["rotate-key"]);
    assert_eq!(code, Some(1), "{text}");
    std::fs::rename(site.usb("kept.secret"), site.usb("host.secret")).unwrap();
    chip.free_slots();
    let (code, text) = site.run(&["rotate-key"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn nothing_is_chosen_by_itself_and_nothing_chosen_twice() {
    let mut chip = Swtpm::booted();
    let site = Site::at(&chip);
    for words in [&[][..], &["--custody", "file"]] {
        let (code, text) = site.choose(words);
        assert_eq!(code, Some(2), "{words:?}: {text}");
        assert!(text.contains("--custody"), "{text}");
    }
    chip.power_off();
    for custody in ["tpm", "systemd"] {
        let (code, text) = site.choose(&["--custody", custody]);
        assert_eq!(code, Some(3), "{text}");
        assert!(text.contains("switch the TPM on"), "{text}");
        assert!(!site.data().join("custody.json").exists());
    }
    let passphrase = site.usb("passphrase");
    let words = [
        "--custody",
        "passphrase",
        "--passphrase-file",
        path(&passphrase),
    ];
    std::fs::write(&passphrase, "too short\n").unwrap();
    let (code, text) = site.choose(&words);
    assert_eq!(code, Some(2), "{text}");
    std::fs::write(&passphrase, "long enough for a kiosk\n").unwrap();
    let (code, text) = site.choose(&words);
    assert_eq!(code, Some(3), "only the centre is missing: {text}");
    let (code, text) = site.choose(&["--demo"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains(&CustodyError::Chosen.to_string()), "{text}");
    std::fs::write(&passphrase, "another one of some length\n").unwrap();
    let words = ["rotate-key", "--passphrase-file", path(&passphrase)];
    let (code, text) = site.run(&words);
    assert_eq!(code, Some(1), "{text}");
    let text = std::fs::read_dir(site.data())
        .unwrap()
        .fold(String::new(), |all, entry| {
            all + &String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap())
        });
    assert!(
        !text.contains("long enough"),
        "no passphrase is written down"
    );
}

/// A power cut is a kill: whatever the moment, the memory opens afterwards and holds its record.
#[test]
fn a_kill_at_any_moment_of_a_rotation_costs_nothing() {
    let chip = Swtpm::booted();
    let site = Site::at(&chip);
    let (code, text) = site.choose(&["--custody", "tpm"]);
    assert_eq!(code, Some(3), "{text}");
    let opened = technician(&chip).open(&site.data()).unwrap();
    let journal = enrol(&site.data(), &opened);
    save(&journal, &opened, 1).unwrap();
    let public = opened.keys.signing_key().unwrap();
    drop(journal);
    let mut keys = std::collections::BTreeSet::new();
    for moment in 0..24 {
        let mut running = site
            .command(&["rotate-key"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (_silent, nothing) = std::sync::mpsc::channel::<()>();
        let _deadline = nothing.recv_timeout(std::time::Duration::from_millis(moment * 12));
        running.kill().unwrap();
        running.wait().unwrap();
        chip.free_slots();
        let opened = technician(&chip).open(&site.data()).unwrap();
        let journal = open(&site.data(), &opened).unwrap();
        assert_eq!(
            waiting(&journal, &public).len(),
            1,
            "killed after {} ms",
            moment * 12
        );
        keys.insert(*opened.keys.database_key().unwrap());
        drop(journal);
    }
    assert!(keys.len() > 1, "no rotation ever came through");
    assert_eq!(custody::describe(&site.data()).unwrap().kind, Kind::Tpm);
    technician(&chip).decommission(&site.data()).unwrap();
}
