//! Row 22, and what lies on the disk beside a window: nothing of a visit, of a page, of a passphrase.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::process::Command;
use town::{Album, Display, Needles, Running, Visitor, binary, files_below, wait_until};

use super::{SOON, invoke, scene, scene_under, windows_on};

const IDLE_WIPE_MS: u32 = 6_000;
/// Everything personal is gone within so many milliseconds of its time (screens.md, manner 4).
const WIPED_WITHIN_MS: f64 = 1_000.0;
/// Asks the kiosk, over and over, what it shows; the name of the window outlives the page, which is
/// made anew after the wipe, and so it is told after how many milliseconds nobody was here any more.
const TIME_THE_WIPE: &str = "
    const left = performance.now();
    const note = (screen) => {
        if (window.name === '' && screen === 'welcome') window.name = String(performance.now() - left);
    };
    const look = () => {
        window.__TAURI_INTERNALS__.invoke('current_screen').then((view) => note(view.screen.kind));
        note(document.querySelector('main')?.dataset.screen);
    };
    const seen = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-screen'] };
    new MutationObserver(() => note(document.querySelector('main')?.dataset.screen)).observe(document.body, seen);
    setInterval(look, 50);
";

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
    window.ask(TIME_THE_WIPE).await?;
    window.wait_for_screen("welcome", SOON).await?;
    wait_until("the page began anew", SOON, || async {
        let told = window.ask("return window.name !== '' && document.readyState === 'complete'");
        told.await.is_ok_and(|told| told == true)
    })
    .await?;
    let noted = window.ask("return Number(window.name)").await?;
    let took_ms = noted.as_f64().context("the page noted when")?;
    println!("wiped {took_ms:.0} ms after the last touch, at {IDLE_WIPE_MS} ms");
    let limit = f64::from(IDLE_WIPE_MS) + WIPED_WITHIN_MS;
    ensure!(took_ms < limit, "the wipe took {took_ms} ms");
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
        // A log of the database goes with the last process that had it open.
        let held = match std::fs::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            read => read?,
        };
        let found = needles.find(&held);
        ensure!(found.is_none(), "{} holds text {found:?}", file.display());
    }
    Ok(())
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

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_kiosk_opens_with_its_passphrase_only() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, passphrase) = (folder.path().join("passphrase"), "correct horse battery");
    std::fs::write(&file, passphrase)?;
    let file = file.to_string_lossy().into_owned();
    let custody = ["--custody", "passphrase", "--passphrase-file", &file];
    let scene = scene_under(&custody, "locked", &[]).await?;
    let window = scene.window();
    // Nothing else is heard before it is open.
    let view = invoke(window, "begin_visit", &json!({ "matter": "declare" })).await?;
    ensure!(view.contains("locked"), "{view}");
    window.touch("begin-unlock").await?;
    window.scan_by_hand("wrong horse battery").await?;
    window.find("unlock-wrong").await?;
    let unlocked = || async {
        let carried = json!({ "passphrase": passphrase });
        let view = invoke(window, "unlock", &carried).await;
        view.is_ok_and(|view| view.contains("welcome"))
    };
    wait_until(
        "it opens once the wrong try has been waited for",
        SOON,
        unlocked,
    )
    .await?;
    window.wait_for_screen("welcome", SOON).await?;
    let page = window
        .ask("return document.documentElement.outerHTML")
        .await?;
    let page = page.as_str().context("the page is read")?;
    ensure!(!page.contains(passphrase), "the page still shows it");
    scene.close().await
}
