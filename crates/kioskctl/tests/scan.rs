//! `kioskctl scan` as a technician calls it.

use std::path::Path;
use std::process::{Command, Output};

use image::Luma;
use serde_json::{Value, json};

fn kioskctl(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn draw(path: &Path, text: &str) {
    let code = qrcode::QrCode::new(text).expect("the folder is ours, the answers are text");
    code.render::<Luma<u8>>()
        .module_dimensions(4, 4)
        .build()
        .save(path)
        .expect("the folder is ours, the answers are text");
}

/// Runs with `--json` and takes the time out of the answers.
fn answers(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
    let output = kioskctl(folder, &[&["scan", "--json"], arguments].concat());
    let text = String::from_utf8(output.stdout).expect("the folder is ours, the answers are text");
    let without_time = |line: &str| {
        let mut answer: Value =
            serde_json::from_str(line).expect("the folder is ours, the answers are text");
        let ms = answer
            .as_object_mut()
            .expect("the folder is ours, the answers are text")
            .remove("ms")
            .expect("the folder is ours, the answers are text");
        assert!(
            ms.as_f64()
                .expect("the folder is ours, the answers are text")
                >= 0.0
        );
        answer
    };
    (
        output.status.code(),
        text.lines().map(without_time).collect(),
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("the folder is ours, the answers are text");
    std::fs::create_dir_all(folder.path().join("codes/houses"))
        .expect("the folder is ours, the answers are text");
    draw(&folder.path().join("codes/a.png"), "YJ1H:A");
    draw(&folder.path().join("codes/houses/h1.png"), "YJ1H:\u{1b}[2J");
    image::GrayImage::from_pixel(90, 60, Luma([200]))
        .save(folder.path().join("empty.png"))
        .expect("the folder is ours, the answers are text");
    std::fs::write(folder.path().join("broken.png"), b"no picture")
        .expect("the folder is ours, the answers are text");
    folder
}

#[test]
fn every_picture_has_one_answer() {
    let folder = folder();
    let a = json!({"file": "codes/a.png", "texts": ["YJ1H:A"], "hint": null});
    let h1 = json!({"file": "codes/houses/h1.png", "texts": ["YJ1H:\u{1b}[2J"], "hint": null});
    let empty = json!({"file": "empty.png", "texts": [], "hint": "none_found"});
    let broken = json!({"file": "broken.png", "texts": [], "hint": null, "error": "unreadable"});
    let cases: [(&[&str], i32, Vec<&Value>); 6] = [
        (&["codes"], 0, vec![&a, &h1]),
        (&["codes/a.png", "empty.png"], 0, vec![&a, &empty]),
        (&["empty.png"], 1, vec![&empty]),
        (&["broken.png", "codes/a.png"], 2, vec![&broken, &a]),
        (&["--frames", "codes"], 0, vec![&a, &h1]),
        (&["codes/a.png", "nowhere"], 2, vec![]),
    ];
    for (arguments, code, wanted) in cases {
        let (status, lines) = answers(folder.path(), arguments);
        assert_eq!(
            (status, lines.iter().collect()),
            (Some(code), wanted),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_person_reads_plain_lines() {
    let folder = folder();
    let output = kioskctl(folder.path(), &["scan", "codes", "empty.png"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("codes/a.png: YJ1H:A ("), "{text}");
    assert!(text.contains("empty.png: no code found"), "{text}");
    assert!(!text.contains('\u{1b}'), "a code cannot steer the terminal");
}

#[test]
fn wrong_usage_is_2_and_says_what_to_do() {
    let folder = folder();
    for arguments in [
        &[][..],
        &["scan"],
        &["scan", "--jsn", "codes"],
        &["scan", "nowhere.png"],
    ] {
        let output = kioskctl(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            !output.stderr.is_empty() && output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
    let help = kioskctl(folder.path(), &["scan", "--help"]);
    assert!(help.status.success());
    assert!(
        String::from_utf8(help.stdout)
            .unwrap()
            .contains("Examples:")
    );
}

#[test]
fn a_camera_that_is_drawn_is_watched_for_its_time() {
    let folder = folder();
    let output = kioskctl(
        folder.path(),
        &["scan", "--json", "--camera", "synthetic", "--seconds", "1"],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0], json!({"opened": "synthetic"}));
    assert_eq!(lines[1]["texts"], json!(["SCANNER TEST 1"]));
    let sum = lines.last().unwrap();
    let frames = sum["frames"].as_u64().unwrap();
    assert!((2..=20).contains(&frames), "{sum}");
    assert!(sum["with_text"].as_u64().unwrap() > 0, "{sum}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_camera_that_delivers_nothing_says_what_to_do() {
    let folder = folder();
    for (camera, code, told) in [
        ("name:dead:beef:none", 3, "plug it in"),
        ("video:nowhere.mjpeg", 2, "check the path"),
        ("video:broken.png", 2, "check the path"),
        ("sideways", 2, "name:CAMERA"),
    ] {
        let arguments = ["scan", "--camera", camera, "--seconds", "1"];
        let output = kioskctl(folder.path(), &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{camera}: {said}");
        assert!(said.contains(told), "{camera}: {said}");
    }
    let both = ["scan", "--camera", "synthetic", "codes"];
    assert_eq!(kioskctl(folder.path(), &both).status.code(), Some(2));
}
