//! Row 25: ten thousand scans do not slow a verdict down, fill the memory or move a visit.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kiosk::{Intent, Matter, Screen};
use town::{Cast, Centre, Screenless, Station, wait_for};

use crate::{
    damage::{Chance, damage},
    seed, setting,
};

/// Bytes of memory that this process has in use.
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = text.split_whitespace().nth(1).unwrap().parse().unwrap();
    pages * 4_096
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_scans_changes_nothing() -> Result<()> {
    let (scans, seed) = (setting("ATTACK_SCANS", 2_000), seed());
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw(seed).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_for("the kiosk is stocked", Duration::from_secs(60), || {
        let online = kiosk.tick().strip.online;
        async move { online.then_some(()) }
    })
    .await?;
    let house = centre.house_code("h1")?;
    kiosk.tell(Intent::EndVisit);
    kiosk.tell(Intent::BeginVisit(Matter::Declare));
    let mut times = Vec::new();
    let mut before = resident_bytes();
    for scan in 0..scans {
        if scan == scans / 10 {
            // What a process takes once is no growth.
            before = resident_bytes();
        }
        let mut bytes = house.clone().into_bytes();
        damage(
            &mut bytes,
            b"https://example.org/",
            &mut Chance::new(seed, scan),
        );
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text == house {
            continue;
        }
        let started = Instant::now();
        let view = kiosk.tell(Intent::AcceptCode(text));
        times.push(started.elapsed());
        ensure!(
            matches!(view.screen, Screen::Scan(_)),
            "ATTACK_SEED={seed}: scan {scan} moved the visit"
        );
    }
    let grown = resident_bytes().saturating_sub(before) >> 20;
    times.sort_unstable();
    let p95 = times[times.len() * 95 / 100];
    println!("{scans} scans: p95 {p95:?}, memory +{grown} MB");
    ensure!(p95 < Duration::from_millis(50), "a verdict took {p95:?}");
    ensure!(grown < 50, "{grown} MB more");
    // The next person's code is read as ever.
    let view = kiosk.tell(Intent::AcceptCode(house));
    ensure!(matches!(view.screen, Screen::Scan(scan) if scan.refusal.is_none()));
    Ok(())
}
