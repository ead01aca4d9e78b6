//! Writes the page's types to `ui/src/kiosk/types`: `cargo run -p kiosk --example types`.
//!
//! The files are committed; `tests/types.rs` fails when they no longer say what the code says.

use std::path::Path;

use kiosk::{
    AddressEntry, ClaimEntry, CohabitantEntry, CollectEntry, IssueEntry, Matter, MemberEntry,
    PermitEntry, Sight, View,
};
use ts_rs::{Config, ExportError, TS as _};

fn main() -> Result<(), ExportError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/kiosk/types");
    let config = Config::default().with_out_dir(folder);
    View::export_all(&config)?;
    Sight::export_all(&config)?;
    Matter::export_all(&config)?;
    AddressEntry::export_all(&config)?;
    MemberEntry::export_all(&config)?;
    PermitEntry::export_all(&config)?;
    ClaimEntry::export_all(&config)?;
    CollectEntry::export_all(&config)?;
    CohabitantEntry::export_all(&config)?;
    IssueEntry::export_all(&config)
}
