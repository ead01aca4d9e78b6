//! The attacks of docs/threats.md on the whole system: forged codes, altered uploads, hostile
//! texts, floods, keys, and what is left behind.
//!
//! A reduced count by default; `make attacks` sets `ATTACK_CODES`, `ATTACK_UPLOADS` and
//! `ATTACK_PEOPLE`. `ATTACK_SEED` makes a run again.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may fail and tell; counts and the seed come from the environment"
)]

mod altered_codes;
mod bundles;
mod carried;
mod damage;
mod flood;
mod left_behind;
mod linked;
mod names;
mod replayed;
#[cfg(feature = "window")]
mod window;

/// Reads a number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn seed() -> u64 {
    setting("ATTACK_SEED", 20_261_123)
}

/// Splits the numbers below `count` among the cores and adds up what each of them counted.
fn on_all_cores<const N: usize>(count: u64, attempt: impl Fn(u64) -> [u64; N] + Sync) -> [u64; N] {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let attempt = &attempt;
    let sum = |one: [u64; N], other: [u64; N]| std::array::from_fn(|at| one[at] + other[at]);
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..workers as u64)
            .map(|first| {
                let numbers = (first..count).step_by(workers);
                scope.spawn(move || numbers.map(attempt).fold([0; N], sum))
            })
            .collect();
        hands
            .into_iter()
            .map(|hand| hand.join().expect("no attempt panics"))
            .fold([0; N], sum)
    })
}
