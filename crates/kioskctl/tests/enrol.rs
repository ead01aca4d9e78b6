//! `kioskctl enrol` when the centre cannot be had; a real centre enrols kiosks in the stories.

use std::path::Path;
use std::process::Command;

use codes::{SeededCrypto, SigningKey};

const TOKEN: &str = "0000-0000-0000-0000-0000-0000-00";

fn enrol(folder: &Path, server: &str, token: &str, trust: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .args(["enrol", "--demo", "--data", "kiosk", "--wait", "1"])
        .args(["--server", server, "--token", token, "--trust", trust])
        .current_dir(folder)
        .output()
        .expect("the program starts");
    assert!(output.stdout.is_empty(), "nothing was agreed");
    (
        output.status.code(),
        String::from_utf8(output.stderr).expect("advice is text"),
    )
}

fn write_trust(trust: &Path) {
    std::fs::create_dir(trust).expect("the folder is ours");
    let authority = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
    let pem = authority.expect("a certificate is made").cert.pem();
    std::fs::write(trust.join("ca.pem"), pem).expect("the folder is ours");
    let root = SigningKey::generate(&SeededCrypto::new(3))
        .verifying_key()
        .to_bytes();
    let hex: String = root.map(|byte| format!("{byte:02x}")).concat();
    std::fs::write(trust.join("roots.txt"), hex).expect("the folder is ours");
}

#[test]
fn each_failure_has_its_code_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    write_trust(&folder.path().join("trust"));
    let cases = [
        ("https://localhost:1", TOKEN, "trust", 3, "check the cable"),
        ("http://localhost:1", TOKEN, "trust", 2, "https://NAME:PORT"),
        ("https://localhost:1", "12", "trust", 2, "check the token"),
        ("https://localhost:1", TOKEN, "nowhere", 2, "check the path"),
    ];
    for (server, token, trust, code, advice) in cases {
        let (status, text) = enrol(folder.path(), server, token, trust);
        assert_eq!(status, Some(code), "{server} {token} {trust}: {text}");
        assert!(text.contains(advice), "{text}");
        assert!(
            !text.contains(token) || token.len() < 4,
            "the token is not repeated: {text}"
        );
    }
}
