//! The scanner beside its peers (`measure`), and under attack (`hostile`).

mod decoders;
mod hostile;
mod measure;
mod piped;
mod sets;
mod table;
#[path = "../../truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use crate::decoders::NAMES;
use crate::measure::{Outcomes, Results};
use crate::sets::{Set, Showing};
use crate::truth::read_scenes;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Prints one table for every set: all decoders on the same pixels.
    Measure(MeasureArguments),
    /// Shows the scanner what was made to mislead it.
    Hostile(hostile::Arguments),
}

#[derive(clap::Args)]
struct MeasureArguments {
    /// Measures these decoders only; the others come from the results of an earlier run.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    only: Vec<String>,
    /// Measures these sets only: real, still, again, video.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    set: Vec<String>,
    /// The folder of the generated single frames.
    #[arg(long, value_name = "DIR")]
    still: Option<PathBuf>,
    /// The folder of the generated videos.
    #[arg(long, value_name = "DIR")]
    video: Option<PathBuf>,
    /// The Python that has OpenCV.
    #[arg(long, default_value = "python3")]
    python: String,
    /// Measures nothing and prints the tables of an earlier run.
    #[arg(long, requires = "results")]
    print: bool,
    /// Where results are kept, so that a later run can be compared.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Task::Measure(arguments) => measure_all(&arguments),
        Task::Hostile(arguments) => hostile::run(&arguments),
    }
}

fn measure_all(arguments: &MeasureArguments) -> Result<()> {
    // rqrr falls over now and then; that is counted, and the words of it help nobody here.
    std::panic::set_hook(Box::new(|_| {}));
    for name in &arguments.only {
        if !NAMES.contains(&name.as_str()) {
            bail!(
                "no decoder is called {name}; there are {}",
                NAMES.join(", ")
            );
        }
    }
    let mut results = match &arguments.results {
        Some(path) if path.exists() => serde_json::from_str(&std::fs::read_to_string(path)?)
            .context("the earlier results are not as expected")?,
        Some(_) | None => Results::default(),
    };
    let mut stills = BTreeMap::new();
    for set in sets(arguments)? {
        if !arguments.print {
            measure_set(arguments, &set, &mut stills, &mut results)?;
        }
        table::print(&set, results.0.entry(set.name.to_owned()).or_default());
    }
    Ok(())
}

/// Shows one set to the decoders that are asked for, and keeps what came of it after each.
fn measure_set(
    arguments: &MeasureArguments,
    set: &Set,
    stills: &mut BTreeMap<&str, Outcomes>,
    results: &mut Results,
) -> Result<()> {
    let asked =
        |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == name);
    if arguments.only.is_empty() {
        results.0.remove(set.name);
    }
    for name in NAMES.into_iter().filter(|name| asked(name)) {
        let mut reader = match decoders::make(name, &arguments.python) {
            Ok(reader) => reader,
            Err(reason) => {
                println!("SKIPPED: {name}: {reason}");
                continue;
            }
        };
        let outcomes = match stills.get(name) {
            Some(outcomes) if set.showing == Showing::FourTimes => outcomes.clone(),
            Some(_) | None => measure::measure(set, name, reader.as_mut())?,
        };
        // A decoder without a memory says the same about the same picture again.
        if set.name == "still" && !reader.remembers() {
            stills.insert(name, outcomes.clone());
        }
        let kept = results.0.entry(set.name.to_owned()).or_default();
        kept.insert(name.to_owned(), outcomes);
        if let Some(path) = &arguments.results {
            std::fs::write(path, serde_json::to_string(&results)?)?;
        }
    }
    Ok(())
}

/// The sets that are asked for and there; says which are not.
fn sets(arguments: &MeasureArguments) -> Result<Vec<Set>> {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../real");
    let known = [
        ("real", "Photographs", Showing::Once, Some(&real)),
        (
            "still",
            "Drawn, one frame",
            Showing::Once,
            arguments.still.as_ref(),
        ),
        (
            "again",
            "Drawn, four looks at one frame",
            Showing::FourTimes,
            arguments.still.as_ref(),
        ),
        (
            "video",
            "Drawn, eight frames of one scene",
            Showing::Frames,
            arguments.video.as_ref(),
        ),
    ];
    for name in &arguments.set {
        if !known.iter().any(|(known, ..)| known == name) {
            bail!("no set is called {name}; there are real, still, again, video");
        }
    }
    let mut sets = Vec::new();
    for (name, title, showing, folder) in known {
        if !arguments.set.is_empty() && !arguments.set.iter().any(|asked| asked == name) {
            continue;
        }
        let Some(folder) = folder else {
            println!("SKIPPED: {title}: no folder of pictures was given");
            continue;
        };
        sets.push(Set {
            name,
            title,
            showing,
            scenes: read_scenes(folder)?,
        });
    }
    Ok(sets)
}
