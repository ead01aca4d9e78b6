//! A day's declarations cross a link of 200 ms that loses one packet in twenty each way: real TCP
//! and TLS between two network namespaces, in less than a minute.

use std::process::Command;

#[test]
fn two_hundred_declarations_cross_a_bad_link_within_a_minute() {
    let output = Command::new(env!("CARGO_BIN_EXE_sync-bench"))
        .args(["link", "--quick"])
        .output()
        .expect("the measuring program starts");
    let told = String::from_utf8_lossy(&output.stdout);
    let why = String::from_utf8_lossy(&output.stderr);
    println!("{told}");
    assert!(output.status.success(), "{why}");
    let crossed = told.lines().any(|line| line.starts_with("| 200 queued"));
    let skipped = told.lines().any(|line| line.starts_with("SKIPPED"));
    assert!(crossed || skipped, "{told}{why}");
}
