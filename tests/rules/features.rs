//! The table of services: sixteen rows, each with a story, a path through the window and a picture.

use crate::{
    files::root,
    threats::{named_in, tests_below},
};

const ROWS: u32 = 16;

/// The files that a cell links.
fn linked_in(cell: &str) -> Vec<&str> {
    let links = cell.split("](").skip(1);
    links.filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn every_service_has_a_story_a_window_and_a_picture() {
    let (stories, windows) = (tests_below("tests/stories/"), tests_below("tests/window/"));
    let docs = root().join("docs");
    let text = std::fs::read_to_string(docs.join("features.md")).expect("the document");
    let mut numbers = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let Some(number) = cells
            .first()
            .and_then(|cell| cell.trim().parse::<u32>().ok())
        else {
            continue;
        };
        numbers.push(number);
        let [_, _, _, story, window, picture] = cells.as_slice() else {
            panic!("row {number} has {} cells", cells.len());
        };
        for (kind, cell, known) in [("story", story, &stories), ("window", window, &windows)] {
            let named = named_in(cell);
            assert!(!named.is_empty(), "row {number} names no {kind} test");
            for name in named {
                assert!(
                    known.contains(name),
                    "row {number}: there is no {kind} test `{name}`"
                );
            }
        }
        let pictures = linked_in(picture);
        assert!(!pictures.is_empty(), "row {number} shows no picture");
        for picture in pictures {
            assert!(
                docs.join(picture).is_file(),
                "row {number}: there is no picture {picture}"
            );
        }
    }
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
}
