//! `make measure`: prints the rows of docs/measurements.md as they are on this machine now.

mod table;

use std::{
    path::Path,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use scanner::{SourceChoice, Watcher};
use town::{
    Cast, Centre, Display, Driver, Outcome, Pockets, Screenless, Stage, Station, Visit, binary,
    wait_for,
};

use table::{children, mebibytes, row};

const STARTS: usize = 5;
const SCANS: usize = 20;
const AT_REST: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_crowd(1).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    row("what", "figure");
    row("---", "---");
    measure_binaries()?;
    measure_scanner(folder.path(), &centre.house_code("h1")?)?;
    measure_journal(&cast, &centre, &station).await?;
    measure_window(folder.path(), &station, &logs).await
}

fn measure_binaries() -> Result<()> {
    for name in ["residence-kiosk", "central", "kioskctl"] {
        let bytes = std::fs::metadata(binary(name)?)?.len();
        row(
            &format!("binary `{name}`"),
            &format!("{:.1} MB", as_number(bytes) / 1e6),
        );
    }
    Ok(())
}

/// From the frame in hand to the text, as the kiosk's own watcher reports it.
fn measure_scanner(folder: &Path, code: &str) -> Result<()> {
    let mut times = Vec::new();
    for place in 0..SCANS {
        let mut stage = Stage::new(&folder.join(format!("scan-{place}")))?;
        stage.show(code)?;
        let (found, texts) = mpsc::channel();
        let choice = SourceChoice::Pictures(stage.folder().to_owned());
        let watcher = Watcher::start(
            choice,
            Box::new(move |seen| {
                found.send(seen.frame_to_code_ms).ok();
            }),
        );
        watcher.set_wanted(true);
        times.push(
            texts
                .recv_timeout(PATIENCE)
                .context("the scanner reads it")?,
        );
    }
    row(
        "frame (1280×720) to code, median / worst",
        &spread(times, "ms"),
    );
    Ok(())
}

/// From "agree" to durable: rules, sealing, signing, commit at synchronous=FULL.
async fn measure_journal(cast: &Cast, centre: &Centre, station: &Station) -> Result<()> {
    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_for("the kiosk is stocked", PATIENCE, || {
        let online = kiosk.tick().strip.online;
        let key = kiosk
            .kiosk()
            .journal()
            .bind_key()
            .is_ok_and(|key| key.is_some());
        async move { (online && key).then_some(()) }
    })
    .await?;
    let visit = Visit {
        outcome: Outcome::Absent,
        ..cast.visit.clone()
    };
    for house in cast.town.houses.iter().skip(1) {
        let pockets = Pockets {
            house: centre.house_code(&house.key)?,
            ..pockets(cast, centre)?
        };
        kiosk.declare(&visit, &pockets)?;
    }
    let times = kiosk
        .agreeing()
        .iter()
        .map(|time| time.as_secs_f64() * 1e3)
        .collect();
    row("“agree” to durable, median / worst", &spread(times, "ms"));
    Ok(())
}

fn pockets(cast: &Cast, centre: &Centre) -> Result<Pockets> {
    Ok(Pockets {
        house: String::new(),
        withdrawn_house: String::new(),
        resident: centre.resident_code("p24")?,
        number: cast.person("p24").number.clone(),
        owner: String::new(),
        owner_number: String::new(),
    })
}

/// From starting the process to the first screen, and the memory it then has.
async fn measure_window(folder: &Path, station: &Station, logs: &Path) -> Result<()> {
    let display = Display::start(1080, 1920, logs).await?;
    let driver = Driver::start(display.name(), logs).await?;
    let stage = Stage::new(&folder.join("stage"))?;
    let data = station.data().to_string_lossy().into_owned();
    let camera = format!("pictures:{}", stage.folder().display());
    let arguments = ["--data", &data, "--camera", &camera].map(str::to_owned);
    let start = async || -> Result<(f64, town::Window)> {
        let started = Instant::now();
        let program = binary("residence-kiosk")?;
        let window = driver.open(&program, &arguments, &data).await?;
        window.wait_for_screen("welcome", PATIENCE).await?;
        Ok((started.elapsed().as_secs_f64() * 1e3, window))
    };
    let empty = forget_files();
    let (cold, window) = start().await?;
    window.close().await?;
    if empty {
        row(
            "cold start (page cache dropped) to first screen",
            &format!("{cold:.0} ms"),
        );
    }
    let mut times = Vec::new();
    for _ in 1..STARTS {
        let (warm, window) = start().await?;
        times.push(warm);
        window.close().await?;
    }
    row(
        "warm start to first screen, median / worst",
        &spread(times, "ms"),
    );
    let (_, window) = start().await?;
    // What a kiosk needs is what it still has when nobody touches it.
    tokio::time::sleep(AT_REST).await;
    measure_memory(&window.pids())?;
    window.close().await
}

/// Empties the page cache, as after switching the machine on; only root may.
fn forget_files() -> bool {
    std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

fn measure_memory(kiosks: &[u32]) -> Result<()> {
    let kiosk = *kiosks.first().context("the kiosk runs")?;
    row("memory of the kiosk process (PSS / RSS)", &memory(kiosk)?);
    for child in children(kiosk) {
        let name = std::fs::read_to_string(format!("/proc/{child}/comm")).unwrap_or_default();
        row(
            &format!("memory of {} (PSS / RSS)", name.trim()),
            &memory(child)?,
        );
    }
    Ok(())
}

fn memory(pid: u32) -> Result<String> {
    let (pss, rss) = (mebibytes(pid, "Pss:")?, mebibytes(pid, "Rss:")?);
    Ok(format!("{pss:.0} / {rss:.0} MiB"))
}

fn spread(mut values: Vec<f64>, unit: &str) -> String {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2).copied().unwrap_or_default();
    let worst = values.last().copied().unwrap_or_default();
    format!("{middle:.1} / {worst:.1} {unit} ({} times)", values.len())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for a table")]
fn as_number(value: u64) -> f64 {
    value as f64
}
