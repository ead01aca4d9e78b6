//! Writes the golden files of the protocol anew: `cargo run -p protocol --example golden_messages`.
//!
//! Only for a new message. A difference in an old file is a broken promise to kiosks in the field.

#[path = "../tests/cases/mod.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs,
    reason = "shared with tests"
)]
mod cases;

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all(cases::folder())?;
    for (name, bytes) in cases::written() {
        std::fs::write(
            cases::folder().join(format!("{name}.hex")),
            cases::hex_lines(&bytes),
        )?;
    }
    Ok(())
}
