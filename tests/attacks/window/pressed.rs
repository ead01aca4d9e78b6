//! Row 23: every key of a keyboard, alone and held with others.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::process::Command;

use super::{SOON, invoke, scene, windows_on};

#[tokio::test(flavor = "multi_thread")]
async fn no_key_leads_out() -> Result<()> {
    let scene = scene(&[]).await?;
    let window = scene.window();
    let address = window.address().await?;
    let windows = windows_on(scene.display.name()).await?;
    ensure!(windows == 1, "{windows} windows before");
    let mut keys: Vec<String> = (1..=12).map(|number| format!("F{number}")).collect();
    keys.extend(
        [
            "p", "r", "u", "n", "t", "w", "q", "o", "s", "l", "d", "h", "j", "f", "i", "c", "v",
            "plus", "minus", "0", "Left", "Right", "Home", "Tab", "Escape", "Delete", "space",
            "Print", "Menu",
        ]
        .map(str::to_owned),
    );
    let held = [
        "",
        "ctrl+",
        "alt+",
        "super+",
        "shift+",
        "ctrl+shift+",
        "ctrl+alt+",
        "super+shift+",
    ];
    let mut pressed = 0;
    for modifiers in held {
        // One call for each set of modifiers: a storm, not a procession.
        let storm: Vec<String> = keys.iter().map(|key| format!("{modifiers}{key}")).collect();
        let mut command = Command::new("xdotool");
        command
            .env("DISPLAY", scene.display.name())
            .args(["key", "--delay", "2"])
            .args(&storm);
        ensure!(
            command
                .status()
                .await
                .context("xdotool presses keys")?
                .success()
        );
        pressed += storm.len();
    }
    ensure!(window.address().await? == address, "a key led away");
    let scale = window
        .ask("return [visualViewport.scale, document.querySelectorAll('iframe').length]")
        .await?;
    ensure!(scale == json!([1, 1]), "zoomed or framed: {scale}");
    ensure!(
        windows_on(scene.display.name()).await? == 1,
        "a window was opened or closed"
    );
    // A press of Return or Space may have begun a visit; the way back is the kiosk's own.
    drop(invoke(window, "end_visit", &json!({})).await?);
    window.wait_for_screen("welcome", SOON).await?;
    println!("{pressed} keys: same window, same page");
    scene.close().await
}
