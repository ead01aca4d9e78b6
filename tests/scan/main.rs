//! The scanner on pictures of which it is known what they show: it reads no less than it did when
//! `baseline.json` was written, and never a text that is not there.
//!
//! The drawn pictures are the first of each condition of a set that nobody tuned on
//! (`frames/make.py --profile dev --seed 777001 --first 2`); the photographs are all there are.
//! The whole comparison, with other decoders and with videos, is `make scan-bench`.
//! `SCAN_BASELINE=write` writes the file anew.

mod truth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use truth::{Scene, read_scenes};

/// What is read of a group of pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    with_code: usize,
    read: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scan")
}

#[test]
fn no_less_is_read_than_before_and_nothing_wrong() {
    let mut found = BTreeMap::new();
    found.insert("drawn".to_owned(), read_all("held"));
    found.insert("photographs".to_owned(), read_all("real"));
    println!("{found:?}");

    let path = folder().join("baseline.json");
    if is_written_anew() {
        let text = serde_json::to_string_pretty(&found).expect("counts can be written");
        std::fs::write(&path, text + "\n").expect("the baseline can be written");
    }
    let text = std::fs::read_to_string(path).expect("the baseline is there");
    let baseline: BTreeMap<String, Count> = serde_json::from_str(&text).expect("counts");
    assert!(
        found.keys().eq(baseline.keys()),
        "the groups are those of the baseline"
    );
    for (group, before) in baseline {
        let now = found[&group];
        assert_eq!(
            now.with_code, before.with_code,
            "{group}: pictures with a code"
        );
        assert!(
            now.read >= before.read,
            "{group}: {} read, before {}",
            now.read,
            before.read
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test is told by the environment"
)]
fn is_written_anew() -> bool {
    std::env::var("SCAN_BASELINE").is_ok_and(|value| value == "write")
}

/// Reads every picture of a folder on two threads and fails on a text that is not there.
fn read_all(name: &str) -> Count {
    let scenes = read_scenes(&folder().join(name)).expect("the truth is there");
    let (next, count, wrong) = (
        AtomicUsize::new(0),
        Mutex::new(Count::default()),
        Mutex::new(Vec::new()),
    );
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(scene) = scenes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (read, others) = read_one(scene);
                    let mut count = count.lock().expect("no thread fell over");
                    count.with_code += usize::from(!scene.is_empty());
                    count.read += usize::from(read);
                    wrong.lock().expect("no thread fell over").extend(others);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread fell over");
    assert!(wrong.is_empty(), "read what is not there: {wrong:#?}");
    count.into_inner().expect("no thread fell over")
}

/// Tells whether the text was read, and what else was.
fn read_one(scene: &Scene) -> (bool, Vec<String>) {
    let path = scene.pictures.first().expect("a scene has a picture");
    let picture = scanner::read_picture(path).expect("it is a picture");
    let decoded = scanner::decode(&picture.luma, picture.width, picture.height);
    let texts = decoded.texts();
    let is_there = |text: &&str| scene.accepted.contains(text.as_bytes());
    let others = texts.iter().filter(|text| !is_there(text));
    (
        texts.iter().any(is_there),
        others
            .map(|text| format!("{} ({}): {text:?}", scene.name, scene.condition))
            .collect(),
    )
}
