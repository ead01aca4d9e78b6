//! Pictures that were made to mislead the scanner: it must read nothing wrong and never fall over.

mod canvas;
mod chance;
mod fuzz;
mod negatives;
mod symbols;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use scanner::{Decoded, Decoder, Picture};

use chance::Chance;
use symbols::{Drawn, Photograph};

/// Pictures that one decoder sees as one scene, so that what it remembers is misled too.
const SCENE: u64 = 20;
/// One picture in so many is looked at with all the time it needs.
const THOROUGH: u64 = 4;
/// Faults that are told in full.
const TOLD: usize = 20;

/// The panics that the scanner caught by itself.
static CAUGHT: AtomicU64 = AtomicU64::new(0);

/// How much of it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pictures without a code.
    #[arg(long, default_value_t = 2_000)]
    negatives: u64,
    /// Fuzzed images.
    #[arg(long, default_value_t = 20_000)]
    fuzzed: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begins with this picture, to repeat a fault.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Threads; as many as there are cores when not given.
    #[arg(long)]
    threads: Option<usize>,
}

/// What became of the pictures.
struct Report {
    kinds: Vec<Kind>,
    faults: Vec<String>,
    slowest: Duration,
}

#[derive(Clone, Default)]
struct Kind {
    looked: u64,
    read: u64,
    wrong: u64,
    escaped: u64,
}

/// A picture, and every form of the texts that it may show.
struct Subject {
    picture: Picture,
    accepted: BTreeSet<Vec<u8>>,
}

/// A kind of attack: makes pictures by number.
trait Attack: Sync {
    fn name(&self) -> &'static str;
    fn kinds(&self) -> &'static [&'static str];
    /// The kind, and the picture with the texts it may show, unless it never became one.
    fn make(&self, chance: &mut Chance, file: &Path) -> (usize, Option<Subject>);
}

struct Negatives<'a>(&'a [Drawn]);

impl Attack for Negatives<'_> {
    fn name(&self) -> &'static str {
        "pictures without a code"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &negatives::KINDS
    }

    fn make(&self, chance: &mut Chance, _: &Path) -> (usize, Option<Subject>) {
        let (kind, picture) = negatives::draw(chance, self.0);
        let accepted = BTreeSet::new();
        (kind, Some(Subject { picture, accepted }))
    }
}

struct Fuzz<'a> {
    symbols: &'a [Drawn],
    photographs: &'a [Photograph],
}

impl Attack for Fuzz<'_> {
    fn name(&self) -> &'static str {
        "fuzzed images"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &fuzz::KINDS
    }

    fn make(&self, chance: &mut Chance, file: &Path) -> (usize, Option<Subject>) {
        let (symbols, photographs) = (self.symbols, self.photographs);
        let from = fuzz::Material {
            symbols,
            photographs,
            file,
        };
        fuzz::make(chance, &from)
    }
}

/// Runs both attacks; fails when a text was wrong or a panic came out.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    // Drawn here and not where the scanner works: its guard decides what is said.
    std::panic::set_hook(Box::new(|about| {
        if scanner::is_guarded() {
            CAUGHT.fetch_add(1, Ordering::Relaxed);
        } else {
            eprintln!("{about}");
        }
    }));
    let symbols = symbols::drawn();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../real");
    let photographs = symbols::photographs(&folder)?;
    let negatives = attack(arguments, arguments.negatives, &Negatives(&symbols));
    let fuzz = Fuzz {
        symbols: &symbols,
        photographs: &photographs,
    };
    let fuzzed = attack(arguments, arguments.fuzzed, &fuzz);
    println!(
        "\npanics that the scanner caught by itself: {}",
        CAUGHT.load(Ordering::Relaxed)
    );
    if negatives + fuzzed > 0 {
        bail!("{} faults", negatives + fuzzed);
    }
    Ok(())
}

/// Runs one attack on all threads; tells the number of faults.
fn attack(arguments: &Arguments, count: u64, attack: &dyn Attack) -> u64 {
    let start = Instant::now();
    let report = Mutex::new(Report {
        kinds: vec![Kind::default(); attack.kinds().len()],
        faults: Vec::new(),
        slowest: Duration::ZERO,
    });
    let next = AtomicU64::new(arguments.from / SCENE);
    let end = (arguments.from + count).div_ceil(SCENE);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for thread in 0..arguments.threads.unwrap_or(cores) {
            let (next, report) = (&next, &report);
            scope.spawn(move || {
                let name = format!("hostile-{}-{thread}.picture", std::process::id());
                let file = std::env::temp_dir().join(name);
                loop {
                    let scene = next.fetch_add(1, Ordering::Relaxed);
                    if scene >= end {
                        break;
                    }
                    show_scene(arguments.seed, scene, attack, &file, report);
                    tell_progress(attack.name(), (scene * SCENE, count), start);
                }
                // It is there only when a damaged file was among the images.
                let _ = std::fs::remove_file(file);
            });
        }
    });
    let report = report.into_inner().expect("no thread fell over");
    print(attack, &report, start.elapsed());
    report
        .kinds
        .iter()
        .map(|kind| kind.wrong + kind.escaped)
        .sum()
}

fn tell_progress(name: &str, (done, count): (u64, u64), start: Instant) {
    let step = (count / 20 / SCENE).max(1) * SCENE;
    if done.is_multiple_of(step) && done > 0 {
        eprintln!(
            "  {name}: {done} of {count}, {} s",
            start.elapsed().as_secs()
        );
    }
}

fn show_scene(seed: u64, scene: u64, attack: &dyn Attack, file: &Path, report: &Mutex<Report>) {
    let mut decoder = Decoder::new();
    // What an earlier picture of the scene truly showed may come of what is remembered.
    let mut accepted = BTreeSet::new();
    for number in scene * SCENE..(scene + 1) * SCENE {
        let mut chance = Chance::new(seed, number);
        let made = catch_unwind(AssertUnwindSafe(|| attack.make(&mut chance, file)));
        let Ok((kind, picture)) = made else {
            // Reading a damaged file is the scanner's work too.
            judge(report, (0, "made no picture"), number, None, &accepted);
            continue;
        };
        let Some(Subject {
            picture,
            accepted: texts,
        }) = picture
        else {
            report.lock().expect("no thread fell over").kinds[kind].looked += 1;
            continue;
        };
        accepted.extend(texts);
        let (begin, (luma, width, height)) = (
            Instant::now(),
            (&picture.luma, picture.width, picture.height),
        );
        let looked = catch_unwind(AssertUnwindSafe(|| match number % THOROUGH {
            0 => scanner::decode(luma, width, height),
            _ => decoder.look_at(luma, width, height),
        }));
        let took = begin.elapsed();
        judge(
            report,
            (kind, attack.kinds()[kind]),
            number,
            looked.ok(),
            &accepted,
        );
        let mut report = report.lock().expect("no thread fell over");
        report.slowest = report.slowest.max(took);
    }
}

fn judge(
    report: &Mutex<Report>,
    (kind, name): (usize, &str),
    number: u64,
    looked: Option<Decoded>,
    accepted: &BTreeSet<Vec<u8>>,
) {
    let mut report = report.lock().expect("no thread fell over");
    report.kinds[kind].looked += 1;
    let Some(decoded) = looked else {
        report.kinds[kind].escaped += 1;
        report
            .faults
            .push(format!("picture {number} ({name}): a panic came out"));
        return;
    };
    for code in decoded.codes {
        if accepted.contains(code.text.as_bytes()) {
            report.kinds[kind].read += 1;
        } else {
            report.kinds[kind].wrong += 1;
            report
                .faults
                .push(format!("picture {number} ({name}): read {:?}", code.text));
        }
    }
}

fn print(attack: &dyn Attack, report: &Report, took: Duration) {
    println!("\n### {}\n", attack.name());
    println!(
        "| kind | looked at | read rightly | wrong | panics that came out |\n|---|---|---|---|---|"
    );
    for (name, kind) in attack.kinds().iter().zip(&report.kinds) {
        let Kind {
            looked,
            read,
            wrong,
            escaped,
        } = kind;
        println!("| {name} | {looked} | {read} | {wrong} | {escaped} |");
    }
    let total: u64 = report.kinds.iter().map(|kind| kind.looked).sum();
    let slowest = report.slowest.as_millis();
    println!(
        "\n{total} in {} s; the slowest took {slowest} ms.",
        took.as_secs()
    );
    for fault in report.faults.iter().take(TOLD) {
        println!("- {fault}");
    }
}
