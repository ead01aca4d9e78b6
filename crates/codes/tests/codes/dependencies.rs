//! What the verifier is linked from: nothing that could make a small code large.

use std::process::Command;

/// Crates that undo compression, of every format that has one in the registry's first pages.
const DECOMPRESSORS: [&str; 20] = [
    "brotli",
    "brotli-decompressor",
    "bzip2",
    "bzip2-rs",
    "fdeflate",
    "flate2",
    "inflate",
    "libdeflater",
    "libz-sys",
    "lz4",
    "lz4_flex",
    "lzma-rs",
    "miniz_oxide",
    "png",
    "ruzstd",
    "snap",
    "weezl",
    "xz2",
    "zstd",
    "zune-inflate",
];

#[test]
fn no_decompressor_is_linked() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "-p", "codes"])
        .args(["-e", "normal,build", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo is what runs this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains(&"codes") && names.contains(&"sm2"), "{tree}");
    for name in names {
        assert!(!DECOMPRESSORS.contains(&name), "{name}");
    }
}
