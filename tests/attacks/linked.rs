//! Rows 4, 5 and 23, as far as the build decides them: what is linked, and what is configured.

use std::{collections::BTreeSet, path::Path};

use cargo_metadata::{Metadata, MetadataCommand};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lies in the checkout")
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .exec()
        .expect("cargo describes the workspace")
}

/// Names everything that a package links when it is built for itself, with its own features.
fn linked_by(package: &str) -> BTreeSet<String> {
    let output = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--package",
        ])
        .arg(package)
        .current_dir(root())
        .output()
        .expect("cargo draws the tree");
    assert!(output.status.success(), "cargo draws the tree of {package}");
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_inflater_is_linked_into_the_verifier() {
    let linked = linked_by("codes");
    assert!(
        linked.contains("ciborium") && linked.len() > 20,
        "the tree was read: {linked:?}"
    );
    for inflater in [
        "flate2",
        "miniz_oxide",
        "zlib-rs",
        "libz-sys",
        "libz-rs-sys",
        "libflate",
        "zstd",
        "zstd-sys",
        "ruzstd",
        "brotli",
        "brotli-decompressor",
        "lz4_flex",
        "lzma-rs",
        "xz2",
        "bzip2",
        "snap",
        "png",
        "fdeflate",
        "zune-inflate",
        "deflate",
        "inflate",
        "async-compression",
    ] {
        assert!(
            !linked.contains(inflater),
            "{inflater} is linked into the verifier"
        );
    }
    assert_eq!(protocol::ENVELOPE_BYTES_MAX, 64 << 10);
}

#[test]
fn no_release_has_developer_tools() {
    let described = metadata();
    let of = |name: &str| {
        let package = described.packages.iter().find(|p| p.name.as_str() == name);
        package.expect("a package of this name").id.clone()
    };
    let resolve = described
        .resolve
        .as_ref()
        .expect("dependencies are resolved");
    for name in ["tauri", "tauri-runtime-wry", "wry"] {
        let id = of(name);
        let node = resolve
            .nodes
            .iter()
            .find(|node| node.id == id)
            .expect("resolved");
        let features: Vec<String> = node.features.iter().map(ToString::to_string).collect();
        assert!(
            !features.iter().any(|f| f == "devtools"),
            "{name}: {features:?}"
        );
    }
    for plugin in [
        "shell",
        "fs",
        "http",
        "opener",
        "clipboard-manager",
        "process",
        "updater",
    ] {
        let name = format!("tauri-plugin-{plugin}");
        let found = described
            .packages
            .iter()
            .any(|package| package.name.as_str() == name);
        assert!(!found, "{name} is in the tree");
    }
}

#[test]
fn the_window_is_configured_as_the_design_says() {
    let text = std::fs::read_to_string(root().join("src-tauri/tauri.conf.json")).unwrap();
    let conf: Value = serde_json::from_str(&text).unwrap();
    let app = &conf["app"];
    assert_eq!(app["withGlobalTauri"], false);
    assert_eq!(conf["build"]["removeUnusedCommands"], true);
    let security = &app["security"];
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["pattern"]["use"], "isolation");
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert!(
        security
            .get("dangerousDisableAssetCspModification")
            .is_none()
    );
    let windows = app["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 1);
    for (setting, wanted) in [
        ("dragDropEnabled", false),
        ("zoomHotkeysEnabled", false),
        ("devtools", false),
        ("generalAutofillEnabled", false),
        ("create", false),
    ] {
        assert_eq!(windows[0][setting], wanted, "{setting}");
    }
    let policy = security["csp"].as_str().unwrap();
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    for part in [
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "connect-src ipc: http://ipc.localhost",
    ] {
        assert!(
            policy.split("; ").any(|told| told.starts_with(part)),
            "{part}"
        );
    }
    // `frame-src` falls back to `default-src`, to which Tauri adds the one checking frame.
    assert!(!policy.contains("frame-src"), "{policy}");
    let hosts = policy.split_whitespace().filter(|word| word.contains("//"));
    for host in hosts.map(|host| host.trim_end_matches(';')) {
        assert!(host.ends_with(".localhost"), "{host} is on a network");
    }
}
