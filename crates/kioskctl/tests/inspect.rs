//! `kioskctl code inspect` as a technician calls it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use codes::{
    Category, CodeForm, HouseClaims, Kind, ResidentClaims, SealingSecret, SeededCrypto, SigningKey,
    TrustBundle, TrustKey,
};
use residence::{HouseCode, Subject};
use serde_json::{Value, json};

const DAY: u64 = 86_400;

/// An authority whose keys repeat with the seed.
struct Authority {
    crypto: SeededCrypto,
    root: SigningKey,
    issuer: SigningKey,
    today: u64,
}

impl Authority {
    fn new() -> Self {
        let crypto = SeededCrypto::new(7);
        let (root, issuer) = (SigningKey::generate(&crypto), SigningKey::generate(&crypto));
        Self {
            crypto,
            root,
            issuer,
            today: today(),
        }
    }

    fn write_trust(&self, folder: &Path) {
        let key = TrustKey {
            verifying: self.issuer.verifying_key(),
            may: vec![Kind::House, Kind::Resident],
            nbf: self.today - 400 * DAY,
            exp: self.today + 400 * DAY,
        };
        let bundle = TrustBundle {
            seq: 3,
            iat: self.today - DAY,
            next: self.today + DAY,
            exp: self.today + 60 * DAY,
            keys: vec![key],
            revoked: vec![[9; 8]],
            demo: true,
            ..TrustBundle::empty(
                SealingSecret::generate(&self.crypto).public(),
                self.issuer.verifying_key(),
            )
        };
        let text = codes::issue_bundle(&bundle, &self.root, &self.crypto).expect("signed");
        std::fs::write(folder.join("bundle.txt"), text + "\n").expect("the folder is ours");
        let hex: String = self
            .root
            .verifying_key()
            .to_bytes()
            .map(|b| format!("{b:02x}"))
            .concat();
        let roots = format!("# pinned roots\n{hex}\n");
        std::fs::write(folder.join("roots.txt"), roots).expect("the folder is ours");
    }

    fn house(&self, serial: u8, exp: u64) -> String {
        let claims = HouseClaims {
            code: HouseCode::parse("449900-0018").expect("a well-formed code"),
            area: 449_900_001_001,
            address: Some("榕荫一路|18号|2栋301".to_owned()),
            iat: self.today - 300 * DAY,
            exp,
            serial: [serial; 8],
        };
        codes::issue_house(&claims, &self.issuer, &self.crypto).expect("signed")
    }

    fn resident(&self) -> String {
        let claims = ResidentClaims {
            form: CodeForm::Printed,
            subject: Subject::from_bytes([5; 16]),
            category: Category::Adult,
            id_bind: None,
            house_bind: None,
            since_days: None,
            hint: Some("林*芳".to_owned()),
            bind_epoch: None,
            iat: self.today - DAY,
            exp: self.today + 100 * DAY,
            serial: [6; 8],
        };
        codes::issue_resident(&claims, &self.issuer, &self.crypto).expect("signed")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program under test reads the same clock"
)]
fn today() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("after 1970").as_secs() / DAY * DAY
}

fn inspect(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .args(["code", "inspect"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(input).expect("the program reads");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON a line"))
        .collect()
}

/// The three fields that every answer has.
fn brief(answer: &Value) -> Value {
    json!([answer["verdict"], answer["kind"], answer["reason"]])
}

#[test]
fn every_line_has_one_answer() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    authority.write_trust(folder.path());
    let good = authority.house(1, authority.today + 90 * DAY);
    let damaged = good.replace("YJ1H:", "YJ1S:");
    let cases = [
        (good.as_str(), json!(["green", "house", null])),
        (&authority.resident(), json!(["green", "resident", null])),
        (
            &authority.house(9, authority.today + 90 * DAY),
            json!(["red", "house", "revoked"]),
        ),
        (
            &authority.house(2, authority.today - 9 * DAY),
            json!(["red", "house", "expired"]),
        ),
        ("https://example.org/", json!(["red", null, "foreign"])),
        ("YJ2H:ABC", json!(["amber", null, "newer"])),
        ("YJ1H:abc", json!(["red", "house", "damaged_base45"])),
        ("", json!(["red", null, "foreign"])),
    ];
    let mut input: Vec<u8> = cases
        .iter()
        .flat_map(|(text, _)| [text, "\n"].concat().into_bytes())
        .collect();
    input.extend_from_slice(b"\xff\xfe\n");
    let output = inspect(folder.path(), &["--trust", ".", "-"], &input);
    let answers = lines(&output);
    assert_eq!(answers.len(), cases.len() + 1);
    for ((text, wanted), answer) in cases.iter().zip(&answers) {
        assert_eq!(&brief(answer), wanted, "{text}");
        assert_eq!(answer["demo"], true);
    }
    assert_eq!(answers[2]["public"], "withdrawn");
    assert!(answers[0]["expires"].is_string());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        !text.contains("榕荫") && !text.contains('林'),
        "nothing personal: {text}"
    );

    let wrong_prefix = inspect(folder.path(), &["--trust", ".", &damaged], b"");
    assert_eq!(lines(&wrong_prefix)[0]["verdict"], "red");
}

#[test]
fn a_picture_of_a_code_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    authority.write_trust(folder.path());
    let text = authority.house(1, authority.today + 90 * DAY);
    let code = qrcode::QrCode::new(&text).unwrap();
    let picture = code
        .render::<image::Luma<u8>>()
        .module_dimensions(4, 4)
        .build();
    picture.save(folder.path().join("plate.png")).unwrap();
    image::GrayImage::new(50, 50)
        .save(folder.path().join("black.png"))
        .unwrap();

    let output = inspect(
        folder.path(),
        &["--trust", ".", "--image", "plate.png"],
        b"",
    );
    assert_eq!(
        lines(&output).iter().map(brief).collect::<Vec<_>>(),
        [json!(["green", "house", null])]
    );
    assert_eq!(output.status.code(), Some(0));
    let cases: [(&[&str], i32); 5] = [
        (&["--trust", ".", "--image", "black.png"], 1),
        (&["--trust", ".", "--image", "roots.txt"], 2),
        (&["--trust", "nowhere", &text], 2),
        (&["--trust", "."], 2),
        (&["--trust", ".", "--image", "plate.png", &text], 2),
    ];
    for (arguments, code) in cases {
        let output = inspect(folder.path(), arguments, b"");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_bundle_of_another_root_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    authority.write_trust(folder.path());
    let other = SigningKey::generate(&SeededCrypto::new(8))
        .verifying_key()
        .to_bytes();
    let hex: String = other.map(|b| format!("{b:02x}")).concat();
    for roots in [hex.as_str(), "", "no key"] {
        std::fs::write(folder.path().join("roots.txt"), roots).unwrap();
        let output = inspect(folder.path(), &["--trust", ".", "x"], b"");
        assert_eq!(output.status.code(), Some(2), "{roots}");
    }
}
