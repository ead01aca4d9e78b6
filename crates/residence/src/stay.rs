//! Since when a person lives here without a break, and when the half year is full.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::{
    civil::{DateRange, days_after, days_before, months_after},
    division::CityCode,
    eligibility::Habitual,
    policy::{StayPolicy, StayRule, StayScope, StayStart},
};

/// The time of one confirmed registration at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// City of the address.
    pub city: CityCode,
    /// Which address, by a number of the caller's; the same address has the same number.
    pub address: u64,
    /// Day of declaring, when it is known; counts where pending time does.
    pub declared_on: Option<NaiveDate>,
    /// Day on which the registration took effect.
    pub from: NaiveDate,
    /// Last day, or `None` while it lasts.
    pub to: Option<NaiveDate>,
    /// Day on which a cancellation was asked for, if one was.
    pub cancel_asked_on: Option<NaiveDate>,
    /// Registered by mistake or fraud: none of its days count.
    pub voided: bool,
}

impl Segment {
    /// Makes the plain case: in effect from the first to the last day.
    pub fn new(city: CityCode, from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self {
            city,
            address: 0,
            declared_on: None,
            from,
            to,
            cancel_asked_on: None,
            voided: false,
        }
    }

    /// Returns the days that count under a policy; `None` when there are none.
    fn counted(&self, policy: &StayPolicy) -> Option<DateRange> {
        if self.voided {
            return None;
        }
        let pending = self.declared_on.filter(|_| policy.pending_counts);
        let asked = self
            .cancel_asked_on
            .filter(|_| !policy.cancel_pending_counts);
        // The day of asking is the first on which the person no longer means to stay.
        let last_before_asking = asked.map(|day| days_before(day, 1));
        let from = pending.map_or(self.from, |declared| declared.min(self.from));
        let to = [self.to, last_before_asking].into_iter().flatten().min();
        let range = DateRange {
            from,
            to: to.unwrap_or(NaiveDate::MAX),
        };
        (range.from <= range.to).then_some(range)
    }
}

/// The time in which one address was the habitual one (常住地).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HabitualPeriod {
    /// City of the address.
    pub city: CityCode,
    /// Which address, numbered as in [`Segment`].
    pub address: u64,
    /// Day of the owner's approval.
    pub approved_on: NaiveDate,
    /// Last day, or `None` while it lasts.
    pub ended_on: Option<NaiveDate>,
}

/// Returns the first day of the unbroken stay that reaches today, in one city.
///
/// Breaks up to the policy's length are bridged and count (佛山市居住证办理工作指引: 三日);
/// overlapping registrations count once; other cities and voided registrations do not count.
/// `None` when no registration of the city covers today.
pub fn stay_start(
    segments: &[Segment],
    city: CityCode,
    today: NaiveDate,
    policy: &StayPolicy,
) -> Option<NaiveDate> {
    let counted = segments
        .iter()
        .filter(|segment| segment.city == city)
        .filter_map(|segment| Some((segment.address, segment.counted(policy)?)));
    start_in_scope(counted.collect(), today, policy)
}

/// Returns the first approval in the chain of habitual residences of a city that reaches today
/// (guide to the residence code, item 3; bridging as for registrations is an own decision).
pub fn habitual_since(
    periods: &[HabitualPeriod],
    city: CityCode,
    today: NaiveDate,
    policy: &StayPolicy,
) -> Option<NaiveDate> {
    let counted = periods
        .iter()
        .filter(|period| period.city == city)
        .map(|period| {
            let range = DateRange {
                from: period.approved_on,
                to: period.ended_on.unwrap_or(NaiveDate::MAX),
            };
            (period.address, range)
        })
        .filter(|(_, range)| range.from <= range.to);
    start_in_scope(counted.collect(), today, policy)
}

/// Returns the day from which the half year is counted: the later of stay and approval, or the
/// stay alone where the policy counts from the registration.
pub fn counted_from(
    stay: Option<NaiveDate>,
    habitual: Option<Habitual>,
    policy: &StayPolicy,
) -> Option<NaiveDate> {
    match policy.start {
        StayStart::RegistrationEffective => stay,
        StayStart::HabitualApproved => match habitual {
            Some(Habitual::Approved { since }) => stay.map(|start| start.max(since)),
            Some(Habitual::Pending) | None => None,
        },
    }
}

/// Returns the first day on which the stay is long enough (居住证暂行条例 art. 2: 半年以上).
///
/// The first day is not counted (民法典 art. 201), unless the policy includes it; calendar months
/// end where the month ends (art. 202).
pub fn first_eligible(start: NaiveDate, policy: &StayPolicy) -> NaiveDate {
    match policy.rule {
        StayRule::Days183 => days_after(start, 183),
        StayRule::Days183Inclusive => days_after(start, 182),
        StayRule::CalendarMonths6 => months_after(start, 6),
        StayRule::CalendarMonths12 => months_after(start, 12),
    }
}

fn start_in_scope(
    counted: Vec<(u64, DateRange)>,
    today: NaiveDate,
    policy: &StayPolicy,
) -> Option<NaiveDate> {
    match policy.scope {
        StayScope::City => {
            let ranges = counted.into_iter().map(|(_, range)| range);
            chain_start(ranges.collect(), today, policy.break_days_max)
        }
        // Each address by itself; of several that reach today, the one lived at longest.
        StayScope::Address => counted
            .iter()
            .filter_map(|(address, _)| {
                let at_address = counted
                    .iter()
                    .filter(|(other, _)| other == address)
                    .map(|(_, range)| *range);
                chain_start(at_address.collect(), today, policy.break_days_max)
            })
            .min(),
    }
}

/// Walks back from today over ranges that touch, overlap or leave a short break.
fn chain_start(
    mut ranges: Vec<DateRange>,
    today: NaiveDate,
    break_days_max: u32,
) -> Option<NaiveDate> {
    ranges.retain(|range| range.from <= today);
    // By their ends, latest first: once one ends too early, so do all that follow.
    ranges.sort_by_key(|range| Reverse(range.to));
    let mut start = ranges
        .iter()
        .filter(|range| range.contains(today))
        .map(|range| range.from)
        .min()?;
    let bridged = u64::from(break_days_max).saturating_add(1);
    for range in ranges {
        if days_after(range.to, bridged) < start {
            break;
        }
        start = start.min(range.from);
    }
    Some(start)
}
