//! Rows 12 and 19: hundreds of families declare at a kiosk that loses its power on the way; nothing
//! that they typed can be read in its files, its logs, its processes or the centre's log.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;
use town::{Cast, Centre, Needles, Running, Station, binary, files_below, wait_until};

use crate::{seed, setting};

/// Everything that people of the cast have told somebody.
fn told(cast: &Cast) -> Vec<String> {
    let town = cast.town.people.iter();
    let town = town.flat_map(|p| [p.name.clone(), p.number.clone(), p.phone.clone()]);
    let children = cast.children.iter();
    let children = children.flat_map(|c| [c.name.clone(), c.number.clone(), c.phone.clone()]);
    town.chain(children).collect()
}

fn script_of(cast: &Cast, centre: &Centre) -> Result<serde_json::Value> {
    let people: Vec<(String, String)> = cast
        .town
        .people
        .iter()
        .map(|person| Ok((centre.resident_code(&person.key)?, person.number.clone())))
        .collect::<Result<_>>()?;
    Ok(serde_json::json!({
        "houses": [centre.house_code("h1")?],
        "people": people,
        "moved_in_on": cast.visit.moved_in_on,
        "cohabitants": [],
        "children": cast.children,
    }))
}

/// A kiosk that works through its script and writes what it says into the log.
fn start(station: &Station, script: &Path, logs: &Path, words: &[&str]) -> Result<Running> {
    let mut command = Command::new(binary("headless-kiosk")?);
    command
        .arg("--data")
        .arg(station.data())
        .arg("--script")
        .arg(script)
        .args(words);
    command.current_dir(logs);
    Running::start("kiosk", command, logs)
}

async fn says(logs: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let log = logs.join("kiosk.log");
    wait_until(
        "the kiosk says so",
        std::time::Duration::from_secs(900),
        || async { std::fs::read_to_string(&log).is_ok_and(|text| text.lines().any(&wanted)) },
    )
    .await
}

/// What the system shows of a process to others: its environment and its words.
fn shown_of(pid: u32) -> Vec<u8> {
    let read = |name: &str| std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    [read("environ"), read("cmdline")].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_anybody_is_left_behind() -> Result<()> {
    // Each family is two people.
    let families = setting("ATTACK_PEOPLE", 60) / 2;
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_families(seed(), families).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let script = folder.path().join("script.json");
    std::fs::write(&script, script_of(&cast, &centre)?.to_string())?;
    let texts = told(&cast);
    let needles = Needles::new(texts.iter().map(String::as_str))?;
    // The search finds what is there: the script holds everything.
    ensure!(
        needles.find(&std::fs::read(&script)?).is_some(),
        "the search is blind"
    );

    let filling = start(&station, &script, &logs, &["--from", "0", "--drain"])?;
    says(&logs, |line| line == "drained").await?;
    // The next one finds the lock given back only when this one is gone.
    filling.cut_power().await?;
    let half = families / 2;
    let working = start(&station, &script, &logs, &["--from", "0"])?;
    says(&logs, |line| line.starts_with(&format!("saved {half} "))).await?;
    let shown = shown_of(working.pid().context("it works")?);
    ensure!(
        shown.len() > 100 && needles.find(&shown).is_none(),
        "shown to other processes"
    );
    working.cut_power().await?;
    search(&needles, &[station.data(), &logs])?;

    let next = last_try(&logs)? + 1;
    let working = start(&station, &script, &logs, &["--from", &next.to_string()])?;
    let last = families - 1;
    says(&logs, |line| line.starts_with(&format!("saved {last} "))).await?;
    working.cut_power().await?;
    std::fs::remove_file(logs.join("kiosk.log"))?;
    let draining = start(&station, &script, &logs, &["--from", "0", "--drain"])?;
    says(&logs, |line| line == "drained").await?;
    draining.stop().await?;
    let held = centre.books().registrations().await?.len();
    ensure!(
        u64::try_from(held)? + 1 >= families,
        "only {held} of {families} arrived"
    );
    let files = search(&needles, &[station.data(), &logs])?;
    println!(
        "{} texts of {} people in 3 encodings, {files} files: found 0 times",
        texts.len(),
        families * 2
    );
    Ok(())
}

/// Searches files; the message names the file and what kind of text it was, not the text.
fn search(needles: &Needles, places: &[&Path]) -> Result<usize> {
    let files = files_below(places)?;
    for file in &files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        ensure!(
            !name.starts_with("core"),
            "a dump was written: {}",
            file.display()
        );
        if let Some(place) = needles.find(&std::fs::read(file)?) {
            let kind = ["a name", "a number", "a telephone"][place % 3];
            anyhow::bail!("{} holds {kind}", file.display());
        }
    }
    Ok(files.len())
}

fn last_try(logs: &Path) -> Result<u64> {
    let text = std::fs::read_to_string(logs.join("kiosk.log"))?;
    let mut tries = text.lines().filter_map(|line| line.strip_prefix("try "));
    tries
        .next_back()
        .context("something was tried")?
        .parse()
        .context("a number")
}
