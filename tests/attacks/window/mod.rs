//! Rows 5, 22 and 23 at the built window: what visitors scan, what they leave, what they press.

mod hostile;
mod pressed;
mod wiped;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::process::Command;
use town::{Cast, Centre, Display, Driver, Pockets, Stage, Station, Window, binary};

use crate::seed;

const SOON: Duration = Duration::from_secs(30);

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
    let scene = scene_under(&["--demo"], "welcome", words).await?;
    let window = scene.window();
    window
        .wait_for_attribute("strip", "data-online", "true", SOON)
        .await?;
    Ok(scene)
}

/// A kiosk whose keys lie where these words say, and which starts with this screen.
async fn scene_under(custody: &[&str], first: &str, words: &[&str]) -> Result<Scene> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw(seed()).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol_under(&centre, custody).await?;
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
    window.wait_for_screen(first, SOON).await?;
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

/// Counts the windows of the kiosk that are on the display.
async fn windows_on(display: &str) -> Result<usize> {
    let mut command = Command::new("xdotool");
    command.env("DISPLAY", display);
    command.args(["search", "--onlyvisible", "--class", "residence-kiosk"]);
    let output = command.output().await.context("xdotool looks")?;
    Ok(String::from_utf8(output.stdout)?.lines().count())
}
