//! `make demo`: a centre, a kiosk and a family, all real but the people.
//!
//! With a display it opens the kiosk for whoever is there. Without one it starts a display of its
//! own, walks the whole path and holds the centre's books against the table of the cast.

mod day;
mod office;
mod person;
mod walk;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result};
use clap::Parser;
use town::{Album, Cast, Centre, Driver, Pockets, Stage, Station, binary, tell};

/// What `make demo` may be told.
#[derive(Parser)]
struct Arguments {
    /// Draws other people, houses and outcomes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lives through a whole day of a street, with every service, and drives itself.
    #[arg(long)]
    day: bool,
    /// Drives itself even when there is a display.
    #[arg(long)]
    drive: bool,
    /// Where pictures, logs and the data of centre and kiosk go.
    #[arg(long, default_value = "demo-out")]
    out: PathBuf,
}

/// A founded town with an enrolled kiosk, nothing running but the centre.
struct Ready {
    cast: Cast,
    centre: Centre,
    station: Station,
    stage: Stage,
    pockets: Pockets,
    logs: PathBuf,
    /// What the kiosk prints lies here.
    printed: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match demonstrate(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("FAILED: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn demonstrate(arguments: Arguments) -> Result<()> {
    let started = Instant::now();
    let out = std::path::absolute(&arguments.out)?;
    let album = Album::open(&out)?;
    if arguments.day {
        day::live_through(arguments.seed, &out).await?;
        return finished(started, &out);
    }
    let mut ready = prepare(arguments.seed, &out).await?;
    if has_display() && !arguments.drive {
        return person::invite(&mut ready).await;
    }
    walk::walk(&mut ready, album).await?;
    finished(started, &out)
}

fn finished(started: Instant, out: &std::path::Path) -> Result<()> {
    tell(&format!(
        "done in {} s; the pictures are in {}",
        started.elapsed().as_secs(),
        out.display()
    ));
    Ok(())
}

/// Founds the town, opens the centre, enrols the kiosk.
async fn prepare(seed: u64, out: &std::path::Path) -> Result<Ready> {
    let logs = out.join("logs");
    let cast = Cast::draw(seed).await?;
    tell(&format!(
        "town of seed {seed}: {}; the end: {:?}",
        cast.town.place, cast.visit.outcome
    ));
    let mut centre = Centre::found(&out.join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    tell(&format!("the centre listens on {}", centre.url()));
    let station = Station::new(&out.join("kiosk"));
    let name = station.enrol(&centre).await?;
    tell(&format!(
        "the technician enrols the kiosk; the centre approves it as {name}"
    ));
    let stage = Stage::new(&out.join("before-the-camera"))?;
    let pockets = Pockets::filled(&cast, &centre)?;
    let printed = out.join("printed");
    std::fs::create_dir_all(&printed)?;
    Ok(Ready {
        cast,
        centre,
        station,
        stage,
        pockets,
        logs,
        printed,
    })
}

impl Ready {
    /// The arguments of the window.
    fn arguments(&self, camera: &str) -> Vec<String> {
        let data = self.station.data().to_string_lossy().into_owned();
        let tray = self.printed.to_string_lossy().into_owned();
        [
            "--data",
            &data,
            "--camera",
            camera,
            "--printer-folder",
            &tray,
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// The picture camera, as the window's argument.
    fn picture_camera(&self) -> String {
        format!("pictures:{}", self.stage.folder().display())
    }

    /// Opens the window under the driver.
    async fn window(&self, driver: &Driver) -> Result<town::Window> {
        let arguments = self.arguments(&self.picture_camera());
        let marker = self.station.data().to_string_lossy().into_owned();
        let program = binary("residence-kiosk")?;
        driver
            .open(&program, &arguments, &marker)
            .await
            .context("the window opens")
    }
}

#[expect(clippy::disallowed_methods, reason = "a main looks at its environment")]
fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|value| !value.is_empty()))
}
