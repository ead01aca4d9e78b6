//! How long a person waits before the camera: from a code that lies steadily in view to the next
//! screen, at the whole window with the picture camera, and how often the preview moves meanwhile.
//!
//! `scan-pace [FOLDER [COUNT]]`: the folder has pictures of whole frames and a `truth.json` that
//! tells what stands in them. The hard ones that are shown are those that can be read at all.

mod table;

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use table::{children, mebibytes, row};
use town::{Cast, Centre, Display, Driver, Stage, Station, Window, binary, wait_until};

const PATIENCE: Duration = Duration::from_secs(60);
/// A code that takes longer is not read while somebody holds it.
const HELD: Duration = Duration::from_secs(10);
const COUNT: usize = 40;
const PREVIEW_S: u64 = 20;
/// Notes when the page drew that a code was taken, and counts the pictures of the preview.
const WATCH: &str = "
    const note = () => {
        if (document.querySelector('main')?.dataset.screen === 'checked') window.takenAt ??= Date.now();
    };
    const seen = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-screen'] };
    new MutationObserver(note).observe(document.body, seen);
    window.pictures = 0;
    document.addEventListener('load', (event) => (window.pictures += event.target.matches?.('.finder__picture') ? 1 : 0), true);
";
const LIVE: &str = "return document.querySelector('.finder__picture.is-there') !== null
    && document.querySelector(\"main[data-purpose='check'] [data-test='coach']:not([data-hint='starting'])\") !== null";

#[tokio::main]
async fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let pictures = words.next().map(PathBuf::from);
    let count = match words.next() {
        Some(count) => count.parse().context("COUNT is a number")?,
        None => COUNT,
    };
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw(1).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let display = Display::start(1080, 1920, &logs).await?;
    let driver = Driver::start(display.name(), &logs).await?;
    let stage = Stage::new(&folder.path().join("stage"))?;
    let data = station.data().to_string_lossy().into_owned();
    let camera = format!("pictures:{}", stage.folder().display());
    let arguments = ["--data", &data, "--camera", &camera].map(str::to_owned);
    let window = driver
        .open(&binary("residence-kiosk")?, &arguments, &data)
        .await?;
    window.wait_for_screen("welcome", PATIENCE).await?;
    window.ask(WATCH).await?;
    invoke(&window, "begin_visit", &json!({ "matter": "check_code" })).await?;
    measure_preview(&window).await?;

    let mut counter = Counter {
        window: &window,
        stage,
    };
    let plain = drawn(&folder.path().join("drawn"), &cast, &centre)?;
    counter.measure("drawn codes", &plain).await?;
    if let Some(pictures) = pictures {
        let (clean, hard) = chosen(&pictures, count)?;
        counter.measure("clean frames", &clean).await?;
        counter
            .measure("hard frames that can be read", &hard)
            .await?;
    }
    window.close().await
}

async fn invoke(window: &Window, command: &str, carried: &Value) -> Result<()> {
    let script = format!(
        "window.__TAURI_INTERNALS__.invoke({}, {carried})",
        json!(command)
    );
    window.ask(&script).await?;
    Ok(())
}

/// Draws codes of this town on frames of their own.
fn drawn(folder: &Path, cast: &Cast, centre: &Centre) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (place, house) in cast.town.houses.iter().take(COUNT).enumerate() {
        let mut stage = Stage::new(&folder.join(place.to_string()))?;
        stage.show(&centre.house_code(&house.key)?)?;
        files.push(stage.folder().join("0001.png"));
    }
    Ok(files)
}

/// Chooses so many clean frames with a code, and so many others that can be read.
fn chosen(folder: &Path, count: usize) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let truth = std::fs::read(folder.join("truth.json")).context("truth.json")?;
    let truth: Value = serde_json::from_slice(&truth)?;
    let items = truth.get("items").and_then(Value::as_array);
    let with_code: Vec<&Value> = items
        .context("items")?
        .iter()
        .filter(|item| texts(item).len() == 1)
        .collect();
    let (clean, hard): (Vec<&Value>, Vec<&Value>) = with_code
        .into_iter()
        .partition(|item| item.get("cond").and_then(Value::as_str) == Some("clean"));
    let file = |item: &Value| Some(folder.join(item.get("file")?.as_str()?));
    let clean = clean.iter().filter_map(|item| file(item)).take(count);
    // From all over the list, which is sorted by what makes them hard.
    let stride = (hard.len() / count.max(1)).max(1);
    let mixed = (0..stride).flat_map(|from| hard.iter().skip(from).step_by(stride));
    let readable = mixed.filter_map(|item| {
        let file = file(item)?;
        let picture = scanner::read_picture(&file).ok()?;
        let found = scanner::decode(&picture.luma, picture.width, picture.height);
        (found.texts() == texts(item)).then_some(file)
    });
    Ok((clean.collect(), readable.take(count).collect()))
}

fn texts(item: &Value) -> Vec<&str> {
    let texts = item.get("texts").and_then(Value::as_array);
    let texts = texts.map(|texts| texts.iter().filter_map(Value::as_str).collect());
    texts.unwrap_or_default()
}

/// Holds one picture after the other before the camera.
struct Counter<'a> {
    window: &'a Window,
    stage: Stage,
}

impl Counter<'_> {
    async fn measure(&mut self, what: &str, files: &[PathBuf]) -> Result<()> {
        let mut times = Vec::new();
        let mut missed = Vec::new();
        for file in files {
            match self.time(file).await? {
                Some(ms) => times.push(ms),
                None => missed.push(file.file_name().unwrap_or_default().to_string_lossy()),
            }
        }
        if files.is_empty() {
            return Ok(());
        }
        times.sort_by(f64::total_cmp);
        let figure = format!(
            "{:.0} / {:.0} / {:.0} ms ({} times; not within {} s: {})",
            share(&times, 50),
            share(&times, 95),
            times.last().copied().unwrap_or_default(),
            times.len(),
            HELD.as_secs(),
            missed.len(),
        );
        row(
            &format!("in view to the next screen, {what}, p50 / p95 / worst"),
            &figure,
        );
        if !missed.is_empty() {
            row("… not read in time", &missed.join(", "));
        }
        Ok(())
    }

    /// From the moment the picture lies there to the screen that answers it, in milliseconds.
    async fn time(&mut self, file: &Path) -> Result<Option<f64>> {
        wait_until("the camera shows an empty stage", PATIENCE, || async {
            self.window.ask(LIVE).await.is_ok_and(|live| live == true)
        })
        .await?;
        let laid_at = self.stage.show_frame(file)?;
        let reached = self.window.wait_for_screen("checked", HELD).await.is_ok();
        self.stage.clear()?;
        if !reached {
            return Ok(None);
        }
        let taken = "const at = window.takenAt; window.takenAt = undefined; return at";
        let taken_ms = self.window.ask(taken).await?;
        let taken_ms = taken_ms.as_f64().context("the page noted when")?;
        invoke(self.window, "go_back", &json!({})).await?;
        Ok(Some(taken_ms - since_1970_ms(laid_at)?))
    }
}

fn since_1970_ms(at: SystemTime) -> Result<f64> {
    Ok(at.duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3)
}

/// How many pictures of the preview are drawn in a second, and what the web process keeps of them.
async fn measure_preview(window: &Window) -> Result<()> {
    wait_until("the preview is there", PATIENCE, || async {
        window.ask(LIVE).await.is_ok_and(|live| live == true)
    })
    .await?;
    let kiosk = *window.pids().first().context("the kiosk runs")?;
    let web = children(kiosk).into_iter().find(|pid| {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm"));
        name.is_ok_and(|name| name.starts_with("WebKitWebProces"))
    });
    let web = web.context("the web process runs")?;
    tokio::time::sleep(Duration::from_secs(PREVIEW_S / 4)).await;
    let before = mebibytes(web, "Pss:")?;
    window
        .ask("window.pictures = 0; window.countedFrom = performance.now()")
        .await?;
    tokio::time::sleep(Duration::from_secs(PREVIEW_S)).await;
    let rate = "return window.pictures * 1000 / (performance.now() - window.countedFrom)";
    let rate = window.ask(rate).await?.as_f64().context("a rate")?;
    ensure!(rate > 1.0, "the preview stands still");
    row(
        "pictures of the preview a second (the picture camera gives 15)",
        &format!("{rate:.1}"),
    );
    let grown = mebibytes(web, "Pss:")? - before;
    row(
        &format!("memory of the web process after {PREVIEW_S} s of it"),
        &format!("{grown:+.1} MiB"),
    );
    Ok(())
}

/// The value that so many of a hundred do not pass.
fn share(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}
