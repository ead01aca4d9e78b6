//! What time it is, as far as this kiosk can know (trust design 6).
//!
//! Pure: the wall clock and the time since the machine was switched on are arguments, and what the
//! centre signed is memory. The wall clock is believed only within a window that the centre opened.

use chrono::NaiveDate;
use protocol::ClockLevel;
use residence::guangdong_date;

use crate::kiosk::Now;

/// The error up to which the time is good.
const GOOD_MS: u64 = 300_000;
/// The error of a clock that only runs on, and of what people state.
const DOUBT_MS: u64 = 600_000;
/// A machine's oscillator drifts by less than one in so many.
const DRIFT: u64 = 10_000;
const DAY_MS: u64 = 24 * 3_600_000;
/// So far past the floor the machine's clock is believed after a restart.
const BELIEVED_MS: u64 = 45 * DAY_MS;
/// A jump past the floor after which nothing is issued.
const JUMP_MS: u64 = 7 * DAY_MS;
/// No machine is put away for longer.
const CUPBOARD_MS: u64 = 5 * 366 * DAY_MS;
/// While the time is unknown, days up to so far ahead are taken from people.
const AHEAD_MS: u64 = 400 * DAY_MS;

/// What the time is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// The highest time that the centre signed, in milliseconds since 1970.
    pub(crate) floor_ms: u64,
    /// The last answer of the centre.
    pub(crate) anchor: Option<Anchor>,
    /// What two persons stated last.
    pub(crate) stated: Option<Anchor>,
}

/// A time, and the moment of this machine's run at which it was true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) time_ms: u64,
    pub(crate) boot_ms: u64,
    pub(crate) boot_id: [u8; 16],
    pub(crate) uncertainty_ms: u64,
}

/// The time as it is known at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) level: ClockLevel,
    /// Two persons stated it.
    pub(crate) stated: bool,
    /// The interval in which the present lies.
    pub(crate) clock: codes::Clock,
    /// The likeliest time; for civil dates and the screen, never for a proof.
    pub(crate) guess_ms: u64,
    /// Nothing but the machine's own clock or people say that a week has passed since the floor.
    pub(crate) jumped: bool,
}

impl Reading {
    /// Tells whether the table allows to issue a provisional code.
    pub(crate) fn may_issue(&self) -> bool {
        match self.level {
            ClockLevel::Good => true,
            ClockLevel::Degraded => !self.jumped,
            ClockLevel::Unsafe => false,
        }
    }

    /// Tells whether a code that lives for minutes can be judged at all.
    pub(crate) fn may_judge_minutes(&self) -> bool {
        self.level != ClockLevel::Unsafe
    }

    /// Returns the civil date of an act in Guangdong; a guess while the time is not known.
    pub(crate) fn today(&self) -> NaiveDate {
        day_of(self.guess_ms)
    }

    /// Returns the last civil date that today can be.
    ///
    /// While the time is not known nobody is refused for naming a day after the guess.
    pub(crate) fn last_day(&self) -> NaiveDate {
        match self.level {
            ClockLevel::Good | ClockLevel::Degraded => day_of(self.clock.hi_ms),
            ClockLevel::Unsafe => day_of(self.guess_ms.saturating_add(AHEAD_MS)),
        }
    }
}

/// Reads the clock: the centre's time carried on, else what people stated, else the machine's.
pub(crate) fn read(now: Now, known: &Known) -> Reading {
    let carried = known.anchor.and_then(|anchor| carry(now, anchor, known));
    let stated = || known.stated.and_then(|stated| carry(now, stated, known));
    match (carried, stated()) {
        (Some(carried), _) => {
            let level = if carried.error_ms <= GOOD_MS {
                ClockLevel::Good
            } else {
                ClockLevel::Degraded
            };
            reading(level, carried, known.floor_ms, false)
        }
        (None, Some(stated)) => reading(ClockLevel::Degraded, stated, known.floor_ms, true),
        (None, None) => by_machine(now, known.floor_ms),
    }
}

/// A time with the error it may have.
#[derive(Clone, Copy)]
struct Carried {
    time_ms: u64,
    error_ms: u64,
}

/// Carries a time on within the run of the machine in which it was true.
fn carry(now: Now, anchor: Anchor, known: &Known) -> Option<Carried> {
    // A machine without such a clock cannot tell one run from the next.
    if anchor.boot_id != now.boot_id || now.boot_id == [0; 16] {
        return None;
    }
    let elapsed = now.boot_ms.checked_sub(anchor.boot_ms)?;
    let carried = Carried {
        time_ms: anchor.time_ms.saturating_add(elapsed),
        error_ms: anchor.uncertainty_ms.saturating_add(elapsed / DRIFT),
    };
    // What the centre signed since then proves this one wrong.
    let possible = carried.time_ms.saturating_add(carried.error_ms) >= known.floor_ms;
    possible.then_some(carried)
}

fn by_machine(now: Now, floor_ms: u64) -> Reading {
    let believed = now.unix_ms >= floor_ms && now.unix_ms - floor_ms <= BELIEVED_MS;
    if believed {
        let machine = Carried {
            time_ms: now.unix_ms,
            error_ms: DOUBT_MS,
        };
        return reading(ClockLevel::Degraded, machine, floor_ms, false);
    }
    Reading {
        level: ClockLevel::Unsafe,
        stated: false,
        clock: codes::Clock {
            lo_ms: floor_ms,
            hi_ms: u64::MAX,
        },
        guess_ms: likeliest(now.unix_ms, floor_ms),
        jumped: true,
    }
}

fn reading(level: ClockLevel, carried: Carried, floor_ms: u64, stated: bool) -> Reading {
    let Carried { time_ms, error_ms } = carried;
    let lo_ms = time_ms.saturating_sub(error_ms).max(floor_ms);
    let guess_ms = time_ms.max(floor_ms);
    Reading {
        level,
        stated,
        clock: codes::Clock {
            lo_ms,
            hi_ms: time_ms.saturating_add(error_ms).max(lo_ms),
        },
        guess_ms,
        jumped: level != ClockLevel::Good && guess_ms - floor_ms > JUMP_MS,
    }
}

/// The interval that two persons answer for: what they state is right to within ten minutes.
pub(crate) fn stated(time_ms: u64, boot_ms: u64, boot_id: [u8; 16]) -> Anchor {
    Anchor {
        time_ms,
        boot_ms,
        boot_id,
        uncertainty_ms: DOUBT_MS,
    }
}

/// Believes the machine for the screen as long as a machine may lie in a cupboard.
fn likeliest(wall_ms: u64, floor_ms: u64) -> u64 {
    let sane = floor_ms == 0 || wall_ms.saturating_sub(floor_ms) <= CUPBOARD_MS;
    if sane {
        wall_ms.max(floor_ms)
    } else {
        floor_ms
    }
}

/// Returns the civil date in Guangdong of a time in milliseconds since 1970.
pub(crate) fn day_of(unix_ms: u64) -> NaiveDate {
    guangdong_date(i64::try_from(unix_ms).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
