//! Numbers about the centre's work, for an operator's Prometheus: counts and times, and the name of
//! nobody, neither of a person nor of a kiosk.
//!
//! What happens here is counted in this process, by calls of one line; what stands in the books is
//! asked of the database when somebody looks.

mod books;
mod door;
mod text;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

pub(crate) use door::{count, serve};
use text::Page;

/// Upper ends of the times that are told apart, in milliseconds.
const TIMES_MS: [u64; 10] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];
/// Upper ends of the sizes of a commit that are told apart, in records.
const SIZES: [u64; 10] = [0, 1, 10, 50, 100, 250, 500, 1_000, 2_000, 4_000];

static HERE: Counters = Counters {
    requests: Mutex::new(BTreeMap::new()),
    answering_ms: Spread::new(&TIMES_MS),
    commit_records: Spread::new(&SIZES),
    commit_ms: Spread::new(&TIMES_MS),
};

/// What this process has done since it began.
struct Counters {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    answering_ms: Spread,
    commit_records: Spread,
    commit_ms: Spread,
}

/// Notes a request that was answered: at which door, with which status, after how long.
fn answered(door: &'static str, status: u16, took_ms: u64) {
    // Whole entries only are ever in it.
    let mut requests = HERE.requests.lock().unwrap_or_else(PoisonError::into_inner);
    *requests.entry((door, status)).or_default() += 1;
    HERE.answering_ms.note(took_ms);
}

/// Notes a commit of the front: how many records it made durable, and how long it took.
pub(crate) fn committed(records: usize, took_ms: u64) {
    HERE.commit_records
        .note(u64::try_from(records).unwrap_or(u64::MAX));
    HERE.commit_ms.note(took_ms);
}

/// Writes what this process has done.
fn write_work(page: &mut Page) {
    page.family(
        "central_requests_total",
        "counter",
        "Requests that were answered, by door and status.",
    );
    let requests = HERE.requests.lock().unwrap_or_else(PoisonError::into_inner);
    for ((door, status), times) in requests.iter() {
        let status = status.to_string();
        let labels = [("door", *door), ("status", status.as_str())];
        page.value("central_requests_total", &labels, *times);
    }
    drop(requests);
    let spreads = [
        (
            "central_answer_milliseconds",
            "Time from the request to its answer.",
            &HERE.answering_ms,
        ),
        (
            "central_commit_records",
            "Records that one commit made durable.",
            &HERE.commit_records,
        ),
        (
            "central_commit_milliseconds",
            "Time that storing them took.",
            &HERE.commit_ms,
        ),
    ];
    for (name, help, spread) in spreads {
        spread.write(page, name, help);
    }
}

/// How values spread: how many are at most as large as each upper end.
struct Spread {
    ends: &'static [u64; 10],
    counts: [AtomicU64; 10],
    all: AtomicU64,
    sum: AtomicU64,
}

impl Spread {
    const fn new(ends: &'static [u64; 10]) -> Self {
        Self {
            ends,
            counts: [const { AtomicU64::new(0) }; 10],
            all: AtomicU64::new(0),
            sum: AtomicU64::new(0),
        }
    }

    fn note(&self, value: u64) {
        let counts = self.ends.iter().zip(&self.counts);
        for (_, count) in counts.filter(|(end, _)| value <= **end) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.all.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    fn write(&self, page: &mut Page, name: &str, help: &str) {
        let ends = self.ends.iter().copied();
        let counts = self.counts.iter().map(|one| one.load(Ordering::Relaxed));
        let (all, sum) = (&self.all, &self.sum);
        page.spread(
            (name, help),
            ends.zip(counts),
            all.load(Ordering::Relaxed),
            sum.load(Ordering::Relaxed),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_over_the_ends() {
        let spread = Spread::new(&SIZES);
        for value in [0, 1, 1, 250, 9_999] {
            spread.note(value);
        }
        let mut page = Page::default();
        spread.write(&mut page, "sizes", "Sizes.");
        let text = page.finish();
        for line in [
            "# TYPE sizes histogram",
            "sizes_bucket{le=\"0\"} 1",
            "sizes_bucket{le=\"1\"} 3",
            "sizes_bucket{le=\"100\"} 3",
            "sizes_bucket{le=\"250\"} 4",
            "sizes_bucket{le=\"4000\"} 4",
            "sizes_bucket{le=\"+Inf\"} 5",
            "sizes_sum 10251",
            "sizes_count 5",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
    }
}
