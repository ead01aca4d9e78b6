//! Doors between rooms: what Cargo says must be the table in docs/architecture.md, both ways.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::files::root;

type Doors = BTreeMap<String, BTreeSet<String>>;

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes the workspace")
}

/// A room is named by its folder, as the table does.
fn doors_in_cargo() -> Doors {
    let described = metadata();
    let folder_of = |manifest: &cargo_metadata::camino::Utf8Path| {
        let folder = manifest.parent().and_then(|parent| parent.file_name());
        folder.expect("a package lies in a folder").to_owned()
    };
    let rooms: BTreeMap<String, String> = described
        .packages
        .iter()
        .map(|package| (package.name.to_string(), folder_of(&package.manifest_path)))
        .collect();
    let doors_of = |package: &cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .filter_map(|dependency| rooms.get(&dependency.name).cloned())
            .collect()
    };
    described
        .packages
        .iter()
        .map(|package| (folder_of(&package.manifest_path), doors_of(package)))
        .collect()
}

/// Reads the rows "| `room` | … | door, door |" of the table.
fn doors_in_document(rooms: &BTreeSet<String>) -> Doors {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).expect("the document");
    let mut doors = Doors::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
            continue;
        };
        let room = first.trim_matches('`').to_owned();
        if !rooms.contains(&room) {
            continue;
        }
        let to = match *last {
            "–" => BTreeSet::new(),
            names => names
                .split(',')
                .map(|name| name.trim().trim_matches('`').to_owned())
                .collect(),
        };
        assert!(
            doors.insert(room.clone(), to).is_none(),
            "{room} has two rows in the table"
        );
    }
    doors
}

#[test]
fn the_table_of_doors_is_true() {
    let built = doors_in_cargo();
    let rooms: BTreeSet<String> = built.keys().cloned().collect();
    let told = doors_in_document(&rooms);
    for (room, doors) in &built {
        let row = told
            .get(room)
            .unwrap_or_else(|| panic!("{room} has no row in the table"));
        let new: Vec<_> = doors.difference(row).collect();
        let gone: Vec<_> = row.difference(doors).collect();
        assert!(
            new.is_empty(),
            "{room} has doors that the table does not know: {new:?}"
        );
        assert!(
            gone.is_empty(),
            "the table gives {room} doors that it does not use: {gone:?}"
        );
    }
}

#[test]
fn nothing_depends_on_the_window_or_the_tests() {
    for (room, doors) in doors_in_cargo() {
        for last in ["src-tauri", "tests"] {
            assert!(!doors.contains(last), "{room} depends on {last}");
        }
    }
}

#[test]
fn rooms_form_no_circle() {
    let doors = doors_in_cargo();
    let mut settled = BTreeSet::new();
    while settled.len() < doors.len() {
        let before = settled.len();
        for (room, to) in &doors {
            if to.iter().all(|door| settled.contains(door)) {
                settled.insert(room.clone());
            }
        }
        assert!(
            settled.len() > before,
            "a circle among the rooms outside {settled:?}"
        );
    }
}
