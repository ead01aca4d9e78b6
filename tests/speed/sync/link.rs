//! The same over a way of 200 ms there and back that loses one packet in twenty in each direction.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use town::{Link, Weather};

use crate::{
    drain::fill,
    peers::{self, Pouch},
    site::{Part, Site},
    table::{heading, line, note, number, row},
    walker::{self, Told, Way},
};

const EACH_WAY: Duration = Duration::from_millis(100);
/// Most seconds for what a kiosk has queued in a day.
const QUEUED_WITHIN: f64 = 60.0;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only the queued declarations; fails when they take longer than a minute.
    #[arg(long)]
    quick: bool,
    /// Declarations that are queued.
    #[arg(long, default_value_t = 200)]
    queued: u64,
    /// Records of the longer runs.
    #[arg(long, default_value_t = 4_000)]
    records: u64,
    /// Documents that PouchDB replicates.
    #[arg(long, default_value_t = 1_000)]
    documents: u64,
    /// Seed of the losses.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lost packets of a thousand, each way.
    #[arg(long, default_value_t = 50)]
    lost: u64,
    /// Congestion control, such as `reno`; without it that of the machine.
    #[arg(long)]
    control: Option<String>,
}

/// Measures, or says that this machine cannot.
pub(crate) async fn run(arguments: &Arguments, root: &Path) -> Result<()> {
    let control = match Link::lay(&arguments.weather(0)) {
        Ok(link) => link.control()?,
        Err(error) => {
            line(&format!(
                "SKIPPED: no namespaces or TUN devices here: {error:#}"
            ));
            return Ok(());
        }
    };
    let site = Site::found(&root.join("queued"), None, arguments.queued).await?;
    fill(&site, arguments.queued)?;
    heading(
        &format!(
            "A link of 200 ms there and back, {control}; with loss: {} of 1000 packets each way, seed {}",
            arguments.lost, arguments.seed
        ),
        &["what", "records/s", "seconds", "packets lost of", "goal"],
    );
    let lossy = arguments.weather(arguments.lost);
    let told = ours(
        &site,
        &lossy,
        Part::Whole,
        &format!(
            "{} queued declarations, front and vault, with loss",
            arguments.queued
        ),
        "≤ 60 s",
    )
    .await?;
    ensure!(
        told.seconds <= QUEUED_WITHIN,
        "{} declarations took {:.1} s",
        arguments.queued,
        told.seconds
    );
    if arguments.quick {
        return Ok(());
    }
    let many = Site::found(&root.join("many"), None, 0).await?;
    fill(&many, arguments.records)?;
    for (lost, how, ours_goal) in [
        (0, "without loss", "G8 ≥ 1,400/s, ≥ 7 × PouchDB"),
        (arguments.lost, "with loss", "G8 ≥ 250/s, ≥ 3 × PouchDB"),
    ] {
        let weather = arguments.weather(lost);
        let what = format!("{} records, front, {how}", arguments.records);
        ours(&many, &weather, Part::Front, &what, ours_goal).await?;
        pouch(&many, &weather, arguments.documents, how, root).await?;
    }
    Ok(())
}

impl Arguments {
    fn weather(&self, lost_of_1000: u64) -> Weather {
        Weather {
            delay: EACH_WAY,
            lost_of_1000,
            seed: self.seed,
            control: self.control.clone(),
        }
    }
}

async fn ours(site: &Site, weather: &Weather, part: Part, what: &str, goal: &str) -> Result<Told> {
    let link = Link::lay(weather)?;
    let on = site
        .copy(&format!("link-{part:?}-{}", weather.lost_of_1000).to_lowercase())
        .await?;
    let server = site.serve_at(&on, part, Some(&link)).await?;
    let url = format!("https://{}:{}", Link::ADDRESS, server.port());
    let told = walker::start(&on.kiosk, &url, Way::Courier, Some(link.near())).await?;
    server.stop().await?;
    let (rows, records, highest) = on.held(&site.kiosk).await?;
    ensure!(
        (rows, records) == (highest, highest) && highest >= told.records,
        "not exactly once: {rows} rows, {records} records, {highest} the highest"
    );
    if told.failures > 0 {
        note(&format!(
            "{what}: {} rounds failed and were repeated",
            told.failures
        ));
    }
    tell(what, (told.records, told.seconds), &link, goal);
    Ok(told)
}

async fn pouch(site: &Site, weather: &Weather, count: u64, how: &str, root: &Path) -> Result<()> {
    if !peers::is_installed() {
        note("SKIPPED: PouchDB; npm --prefix tests/speed/peers ci installs it");
        return Ok(());
    }
    let documents = root.join("linked.jsonl");
    peers::write_documents(&documents, count, &site.doors, town::now().unix_ms)?;
    let link = Link::lay(weather)?;
    let folder = root.join(format!("pouch-link-{}", weather.lost_of_1000));
    let far = Pouch::start(&folder, Link::ADDRESS, Some((link.near(), link.far()))).await?;
    let figures = far.drain(&documents, 100, Link::ADDRESS, None).await?;
    ensure!(figures.records == count, "PouchDB wrote all");
    far.stop().await.context("express-pouchdb ends")?;
    let what = format!("{count} records, PouchDB, batch 100, {how}");
    tell(&what, (count, figures.seconds), &link, "–");
    Ok(())
}

fn tell(what: &str, (records, seconds): (u64, f64), link: &Link, goal: &str) {
    let (passed, lost) = link.packets();
    row(&[
        what,
        &format!("{:.0}", number(records) / seconds),
        &format!("{seconds:.1}"),
        &format!("{lost} of {}", passed + lost),
        goal,
    ]);
}
