//! The table of threats: 27 rows, and every test that a row names is in the tree.

use std::collections::BTreeSet;

use crate::files::{root, tree};

const ROWS: u32 = 27;

/// The names of all functions below a folder that are marked as tests.
pub(crate) fn tests_below(folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let files = tree(&[".rs"]).into_iter();
    for (_, text) in files.filter(|(name, _)| name.starts_with(folder)) {
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                marked = true;
            } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| marked) {
                let name = rest.split(['(', '<']).next().unwrap_or_default();
                names.insert(name.to_owned());
                marked = false;
            }
        }
    }
    names
}

/// The words in backticks that have the form of a test's name.
pub(crate) fn named_in(cell: &str) -> Vec<&str> {
    let quoted = cell.split('`').skip(1).step_by(2);
    quoted
        .filter(|word| word.matches('_').count() > 1)
        .collect()
}

#[test]
fn every_threat_names_tests_that_exist() {
    let known = tests_below("");
    let text = std::fs::read_to_string(root().join("docs/threats.md")).expect("the document");
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
        let named = named_in(cells.last().expect("a row has cells"));
        assert!(!named.is_empty(), "row {number} names no test");
        for name in named {
            assert!(
                known.contains(name),
                "row {number}: there is no test `{name}`"
            );
        }
    }
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
}
