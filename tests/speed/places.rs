//! `places-bench`: the address search beside a plain SQLite FTS5 index over the same rows.
//!
//! Both answer the committed queries in one run. "any trigram" is what FTS5 offers against slips: one
//! common piece of three characters is enough, bm25 ranks.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context as _, Result};
use places::{Divisions, Index, Options};
use rusqlite::Connection;
use town::{HOUSES, Query, Register, SEED, places_day, read_queries};

const QUERIES: &str = include_str!("../golden/places/queries.tsv");
const ANSWERS: usize = 10;

/// Counts the bytes that are allocated, to tell what an index holds.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only counts"
)]
// SAFETY: every call is handed on unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<()> {
    let divisions = Divisions::load(places_day())?;
    let register = Register::invent(&divisions, SEED, HOUSES);
    let queries = read_queries(QUERIES)?;
    print(&format!(
        "{} divisions, {} houses, {} queries",
        divisions.all().len(),
        register.houses.len(),
        queries.len()
    ))?;
    print_start()?;
    print("| what | recall@10 | median | p95 | worst | memory | load |")?;
    print("|---|---|---|---|---|---|---|")?;
    let rival = Rival::build(&divisions, &register)?;
    drop(divisions);
    let (index, memory, load) = ours(&register)?;
    report("places", (&queries, 5), memory, load, |text| {
        let found = index.search(
            text,
            Options {
                limit: ANSWERS,
                near: None,
            },
        );
        Ok(found
            .into_iter()
            .map(|found| found.place.to_string())
            .collect())
    })?;
    let (bytes, load) = (rival.bytes, rival.load);
    report(
        "FTS5 trigram, the query as it is",
        (&queries, 5),
        bytes,
        load,
        |text| rival.ask(&quoted(text)),
    )?;
    report(
        "FTS5 trigram, any trigram",
        (&queries, 1),
        bytes,
        load,
        |text| rival.ask(&trigrams(text)),
    )
}

fn print(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("somebody reads the table")
}

/// Prints how long a program needs that searches divisions only.
fn print_start() -> Result<()> {
    let started = Instant::now();
    let divisions = Divisions::load(places_day())?;
    let unpacked = milliseconds(started);
    drop(Index::new(divisions, []));
    let ready = milliseconds(started);
    print(&format!(
        "divisions loaded in {unpacked:.1} ms, alone ready to be searched in {ready:.1} ms\n"
    ))
}

/// Loads the divisions and makes the index, as a kiosk does when it starts.
fn ours(register: &Register) -> Result<(Index, usize, f64)> {
    let before = HELD.load(Ordering::Relaxed);
    let started = Instant::now();
    let divisions = Divisions::load(places_day())?;
    let index = register.index(divisions)?;
    let load = milliseconds(started);
    let memory = HELD.load(Ordering::Relaxed) - before;
    Ok((index, memory, load))
}

/// A plain full-text index over name and path of the same rows.
struct Rival {
    database: Connection,
    bytes: usize,
    load: f64,
}

impl Rival {
    fn build(divisions: &Divisions, register: &Register) -> Result<Self> {
        let started = Instant::now();
        let database = Connection::open_in_memory()?;
        database.execute_batch(
            "CREATE VIRTUAL TABLE place USING fts5(code UNINDEXED, name, path, tokenize = 'trigram');
             BEGIN;",
        )?;
        {
            let mut insert = database.prepare("INSERT INTO place VALUES (?1, ?2, ?3)")?;
            for division in divisions.all().filter(|division| !division.hidden) {
                let path = divisions.path(division.code);
                insert.execute((division.code.to_string(), division.name, path))?;
            }
            for house in &register.houses {
                let (path, line) = (divisions.path(house.division), house.address.line());
                insert.execute((&house.code, &line, path.map(|path| path + &line)))?;
            }
        }
        database.execute_batch("COMMIT; INSERT INTO place(place) VALUES ('optimize');")?;
        let load = milliseconds(started);
        let pragma =
            |name: &str| database.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let bytes = usize::try_from(pragma("page_count")? * pragma("page_size")?)?;
        Ok(Self {
            database,
            bytes,
            load,
        })
    }

    fn ask(&self, expression: &str) -> Result<Vec<String>> {
        if expression.is_empty() {
            return Ok(Vec::new());
        }
        let mut ask = self
            .database
            .prepare_cached("SELECT code FROM place WHERE place MATCH ?1 ORDER BY rank LIMIT 10")?;
        let rows = ask.query_map([expression], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn trigrams(text: &str) -> String {
    let characters: Vec<char> = text.chars().filter(|c| *c != '"').collect();
    let pieces = characters
        .windows(3)
        .map(|piece| quoted(&piece.iter().collect::<String>()));
    pieces.collect::<Vec<_>>().join(" OR ")
}

fn report(
    what: &str,
    (queries, rounds): (&[Query], usize),
    bytes: usize,
    load: f64,
    ask: impl Fn(&str) -> Result<Vec<String>>,
) -> Result<()> {
    let mut times = Vec::new();
    let mut found = 0_u32;
    for round in 0..rounds {
        for query in queries {
            let started = Instant::now();
            let answers = ask(&query.text)?;
            times.push(milliseconds(started));
            let hit = answers
                .iter()
                .take(ANSWERS)
                .any(|code| query.expected.contains(code));
            found += u32::from(round == 0 && hit);
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| {
        times
            .get((times.len() * part / 100).min(times.len() - 1))
            .copied()
            .unwrap_or_default()
    };
    let recall = f64::from(found) * 100.0 / f64::from(u32::try_from(queries.len())?);
    let megabytes = f64::from(u32::try_from(bytes / 1000)?) / 1e3;
    print(&format!(
        "| {what} | {recall:.1} % | {:.2} ms | {:.2} ms | {:.2} ms | {megabytes:.1} MB | {load:.0} ms |",
        at(50),
        at(95),
        at(100)
    ))
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
