//! The committed types of the page say what the code says.

use std::{collections::BTreeMap, fs, path::Path};

use kiosk::{
    AddressEntry, ClaimEntry, CohabitantEntry, CollectEntry, IssueEntry, Matter, MemberEntry,
    PermitEntry, Sight, View,
};
use ts_rs::{Config, TS as _};

fn files(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .expect("the folder of the types")
        .map(|entry| entry.expect("a readable folder").path())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(&path).expect("types are text"))
        })
        .collect()
}

#[test]
fn the_committed_types_are_fresh() {
    let fresh = tempfile::tempdir().unwrap();
    let config = Config::default().with_out_dir(fresh.path());
    View::export_all(&config).unwrap();
    Sight::export_all(&config).unwrap();
    Matter::export_all(&config).unwrap();
    AddressEntry::export_all(&config).unwrap();
    MemberEntry::export_all(&config).unwrap();
    PermitEntry::export_all(&config).unwrap();
    ClaimEntry::export_all(&config).unwrap();
    CollectEntry::export_all(&config).unwrap();
    CohabitantEntry::export_all(&config).unwrap();
    IssueEntry::export_all(&config).unwrap();

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/kiosk/types");
    let (committed, fresh) = (files(&folder), files(fresh.path()));
    assert_eq!(
        committed.keys().collect::<Vec<_>>(),
        fresh.keys().collect::<Vec<_>>(),
        "run `cargo run -p kiosk --example types`"
    );
    for (name, text) in &fresh {
        assert_eq!(
            &committed[name], text,
            "{name}: run `cargo run -p kiosk --example types`"
        );
    }
}
