//! Files: none too long, none forgotten, each room opens with its invariant, nothing of one
//! machine in the tree.

use std::path::{Path, PathBuf};

const LINES_MAX: usize = 400;
const HEADER_LINES_MAX: usize = 14;

/// Returns the folder of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lies in the checkout")
        .to_owned()
}

/// Lists the files that git would commit, as paths from the root, with their text.
pub(crate) fn tree(ending: &[&str]) -> Vec<(String, String)> {
    let output = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the tree");
    let names = String::from_utf8(output.stdout).expect("names are UTF-8");
    let files: Vec<_> = names
        .lines()
        .filter(|name| ending.iter().any(|end| name.ends_with(end)))
        .filter_map(|name| {
            Some((
                name.to_owned(),
                std::fs::read_to_string(root().join(name)).ok()?,
            ))
        })
        .collect();
    assert!(
        !files.is_empty(),
        "no {ending:?} in the tree: the rule looks in the wrong place"
    );
    files
}

#[test]
fn no_file_is_longer_than_a_read() {
    let long: Vec<String> = tree(&[".rs", ".svelte", ".ts", ".mjs"])
        .into_iter()
        .filter(|(name, _)| !name.contains("/types/"))
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(name, lines)| format!("{name}: {lines}"))
        .collect();
    assert!(long.is_empty(), "split these files: {long:#?}");
}

#[test]
fn each_room_opens_with_what_it_is_and_must_not_know() {
    let mut rooms = 0;
    for (name, text) in tree(&["src/lib.rs", "town/lib.rs"]) {
        rooms += 1;
        let header: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        let mut paragraphs = header.split(|line| *line == "//!");
        assert!(
            paragraphs.next().is_some_and(|first| !first.is_empty()),
            "{name}: says nothing"
        );
        let second = paragraphs
            .next()
            .and_then(|lines| lines.first())
            .copied()
            .unwrap_or("");
        assert!(
            second.starts_with("//! Invariant:"),
            "{name}: the second paragraph: {second:?}"
        );
        assert!(
            header.len() <= HEADER_LINES_MAX,
            "{name}: the header has {} lines",
            header.len()
        );
    }
    assert!(rooms >= 9, "only {rooms} rooms were looked at");
}

/// A test file that no target reaches passes for ever, so each must be named by somebody: Cargo
/// finds `tests/x.rs` and `tests/x/main.rs` of a crate, everything else needs a `mod`.
#[test]
fn every_test_file_is_compiled() {
    let manifest = std::fs::read_to_string(root().join("tests/Cargo.toml")).expect("the manifest");
    let rust = tree(&[".rs"]);
    for (name, _) in &rust {
        let Some((room, place)) = split_at_tests(name) else {
            continue;
        };
        let found_by_cargo = if room.is_empty() {
            manifest.contains(&format!("path = \"{place}\"")) || is_own_program(name)
        } else {
            !place.contains('/') || place.ends_with("/main.rs")
        };
        let module = format!("mod {};", module_of(place));
        let declared = rust.iter().any(|(other, text)| {
            other != name
                && split_at_tests(other).is_some_and(|(same, _)| same == room)
                && text.lines().any(|line| line.trim().ends_with(&module))
        });
        assert!(found_by_cargo || declared, "{name} is compiled by nothing");
    }
}

/// A program beside the tests with a manifest of its own, whose `src/main.rs` Cargo finds.
fn is_own_program(name: &str) -> bool {
    name.strip_suffix("src/main.rs")
        .is_some_and(|folder| root().join(folder).join("Cargo.toml").is_file())
}

/// Splits a path into the room and the place below its folder of tests.
fn split_at_tests(name: &str) -> Option<(&str, &str)> {
    match name.strip_prefix("tests/") {
        Some(place) => Some(("", place)),
        None => name.split_once("/tests/"),
    }
}

fn module_of(place: &str) -> &str {
    let stem = place.trim_end_matches("/mod.rs").trim_end_matches(".rs");
    stem.rsplit('/').next().unwrap_or(stem)
}

/// What one machine is like belongs to nobody else's checkout.
#[test]
fn nothing_of_one_machine_is_in_the_tree() {
    let hosts = [
        "registry.npm",
        "artifactory",
        "npmmirror",
        "rsproxy",
        "index.crates",
    ];
    let places = [
        concat!("/", "work/"),
        concat!("/", "root/"),
        "/home/",
        "/Users/",
    ];
    let own = "tests/rules/files.rs";
    for (name, text) in tree(&[
        ".rs", ".toml", ".md", ".mjs", ".ts", ".svelte", ".json", ".sh", "Makefile", "run",
        ".npmrc", ".html", ".css", ".yml",
    ]) {
        if name == own {
            continue;
        }
        for word in hosts.iter().chain(&places) {
            assert!(!text.contains(word), "{name} names {word}");
        }
    }
}

#[test]
fn no_test_is_switched_off() {
    for (name, text) in tree(&[".rs"]) {
        let switched_off = text
            .lines()
            .any(|line| line.trim_start().starts_with("#[ignore"));
        assert!(!switched_off, "{name}: no test is ignored");
    }
}
