//! When a presentation cannot be what it seems: the rules of trust.md 1.8 about one code in
//! several places, and where a time lies that a kiosk did not know (trust.md 6).

use residence::{KioskId, guangdong_date};

/// One code was shown, here, then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The kiosk.
    pub kiosk: KioskId,
    /// The earliest and latest time it can have been, in milliseconds since 1970.
    pub at: (u64, u64),
    /// Latitude and longitude of the kiosk, in millionths of a degree.
    pub position: Option<(i64, i64)>,
}

/// Why a person must look before a presentation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Nobody travels that fast from one kiosk to the other.
    TooFast,
    /// Shown more often on one day than a person does.
    TooOften,
    /// A code of two minutes was shown twice.
    Twice,
    /// The code was withdrawn, or its issuer never told of it.
    NotInForce,
}

impl Review {
    /// Returns the word in the database and in lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooFast => "TOO_FAST",
            Self::TooOften => "TOO_OFTEN",
            Self::Twice => "TWICE",
            Self::NotInForce => "NOT_IN_FORCE",
        }
    }
}

/// The fastest that a person travels between kiosks.
const METRES_AN_HOUR_MAX: f64 = 60_000.0;
/// Positions are those of buildings.
const SAME_PLACE_METRES: f64 = 200.0;
const A_DAY_MAX: usize = 6;
const HOUR_MS: f64 = 3_600_000.0;
const EARTH_RADIUS_METRES: f64 = 6_371_000.0;

/// Judges a presentation against the others of the same code.
///
/// Returns the reason, and the places in `others` of those that must be looked at with it.
pub(crate) fn judge(new: &Seen, others: &[Seen], one_time: bool) -> Option<(Review, Vec<usize>)> {
    let which = |wanted: &dyn Fn(&Seen) -> bool| -> Vec<usize> {
        let all = others.iter().enumerate();
        all.filter(|(_, seen)| wanted(seen))
            .map(|(place, _)| place)
            .collect()
    };
    if one_time && !others.is_empty() {
        return Some((Review::Twice, which(&|_| true)));
    }
    let fast = which(&|seen| is_too_fast(new, seen));
    if !fast.is_empty() {
        return Some((Review::TooFast, fast));
    }
    let day = day_of(new);
    let same_day = which(&|seen| day_of(seen) == day);
    (same_day.len() >= A_DAY_MAX).then_some((Review::TooOften, same_day))
}

fn day_of(seen: &Seen) -> chrono::NaiveDate {
    guangdong_date(i64::try_from(seen.at.0).unwrap_or(i64::MAX))
}

/// In doubt about the times the longest time between them counts: an uncertain clock accuses
/// nobody.
fn is_too_fast(one: &Seen, other: &Seen) -> bool {
    if one.kiosk == other.kiosk {
        return false;
    }
    let (Some(here), Some(there)) = (one.position, other.position) else {
        return false;
    };
    let apart = metres(here, there);
    if apart <= SAME_PLACE_METRES {
        return false;
    }
    let later = one.at.1.saturating_sub(other.at.0);
    let longest = later.max(other.at.1.saturating_sub(one.at.0));
    // Milliseconds between two records are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^52 milliseconds")]
    let hours = longest as f64 / HOUR_MS;
    apart > METRES_AN_HOUR_MAX * hours
}

/// Distance along the surface, by the haversine formula.
fn metres(here: (i64, i64), there: (i64, i64)) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "millionths of a degree are exact"
    )]
    let radians = |millionths: i64| (millionths as f64 / 1e6).to_radians();
    let (lat, other_lat) = (radians(here.0), radians(there.0));
    let half = |a: f64, b: f64| ((b - a) / 2.0).sin().powi(2);
    let turn = half(radians(here.1), radians(there.1));
    let chord = (lat.cos() * other_lat.cos()).mul_add(turn, half(lat, other_lat));
    2.0 * EARTH_RADIUS_METRES * chord.sqrt().min(1.0).asin()
}

/// Kiosk and centre may disagree by this much.
const SKEW_MS: u64 = 300_000;

/// Places a time between its neighbours in the chain: not before the record before it, not after
/// it was received.
pub(crate) fn place(told: (u64, u64), before_lo_ms: Option<u64>, received_ms: u64) -> (u64, u64) {
    let latest = received_ms.saturating_add(SKEW_MS);
    let lo = told.0.max(before_lo_ms.unwrap_or(0)).min(latest);
    (lo, told.1.min(latest).max(lo))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINE: u64 = 1_795_395_600_000;
    const MINUTE: u64 = 60_000;
    /// Two places some 40 km apart.
    const HERE: (i64, i64) = (23_020_000, 113_750_000);
    const THERE: (i64, i64) = (23_020_000, 114_141_000);

    fn seen(kiosk: &str, minutes: u64, position: Option<(i64, i64)>) -> Seen {
        let at = NINE + minutes * MINUTE;
        Seen {
            kiosk: KioskId::parse(kiosk).unwrap(),
            at: (at, at),
            position,
        }
    }

    #[test]
    fn forty_kilometres_in_ten_minutes_is_too_fast() {
        let apart = metres(HERE, THERE);
        assert!((39_000.0..41_000.0).contains(&apart), "{apart}");
        let first = seen("kiosk-1", 0, Some(HERE));
        for (minutes, review) in [
            (10, Some(Review::TooFast)),
            (39, Some(Review::TooFast)),
            (41, None),
        ] {
            let second = seen("kiosk-2", minutes, Some(THERE));
            for (new, old) in [(&second, &first), (&first, &second)] {
                let judged = judge(new, std::slice::from_ref(old), false);
                assert_eq!(judged.map(|(review, _)| review), review, "{minutes}");
            }
        }
        let unsure = Seen {
            at: (NINE, NINE + 60 * MINUTE),
            ..seen("kiosk-2", 10, Some(THERE))
        };
        assert_eq!(judge(&unsure, std::slice::from_ref(&first), false), None);
        let somewhere = seen("kiosk-2", 1, None);
        assert_eq!(judge(&somewhere, std::slice::from_ref(&first), false), None);
    }

    #[test]
    fn the_seventh_of_a_day_is_looked_at_with_all_of_it() {
        let others: Vec<Seen> = (0..6)
            .map(|hour| seen("kiosk-1", hour * 60, None))
            .collect();
        let seventh = seen("kiosk-1", 6 * 60, None);
        assert_eq!(judge(&seventh, &others[..5], false), None);
        let (review, with) = judge(&seventh, &others, false).unwrap();
        assert_eq!((review, with), (Review::TooOften, vec![0, 1, 2, 3, 4, 5]));
        let tomorrow = seen("kiosk-1", 24 * 60, None);
        assert_eq!(judge(&tomorrow, &others, false), None);
    }

    #[test]
    fn a_code_of_two_minutes_is_shown_once() {
        let first = seen("kiosk-1", 0, None);
        let second = seen("kiosk-2", 1, None);
        let judged = judge(&second, &[first], true);
        assert_eq!(judged, Some((Review::Twice, vec![0])));
        assert_eq!(judge(&second, &[], true), None);
    }

    #[test]
    fn a_time_lies_between_its_neighbours() {
        for (told, before, received, placed) in [
            ((100, 200), None, 1_000, (100, 200)),
            ((100, u64::MAX), None, 1_000, (100, 1_000 + SKEW_MS)),
            ((100, 900), Some(300), 1_000, (300, 900)),
            ((100, 200), Some(300), 1_000, (300, 300)),
            ((900_000, 900_001), None, 1_000, (301_000, 301_000)),
        ] {
            assert_eq!(place(told, before, received), placed, "{told:?}");
        }
    }
}
