//! The calendar of the stay: what the centre counted, as months of days.

use ::residence::Listed as _;
use chrono::{Datelike as _, NaiveDate};
use protocol::StayCount;

use super::{Around, Person, holder, written};
use crate::screen::{Calendar, CalendarDay, CalendarMonth};

/// A screen has room for so many months.
const MONTHS_MAX: usize = 13;

pub(super) fn draw(person: &Person, around: &Around) -> Option<Calendar> {
    let stay = person.told.summary.as_ref()?.stay.as_ref()?;
    let days = Days {
        stay,
        today: around.today,
    };
    Some(Calendar {
        holder: holder(person),
        days: stay.days,
        needed: stay.needed,
        left: stay.needed.saturating_sub(stay.days),
        from: written(stay.from),
        first_eligible: written(stay.first_eligible),
        eligible: stay.missing.is_empty()
            && stay.first_eligible.is_none_or(|day| day <= around.today)
            && stay.days >= stay.needed,
        profile: around.policy.version.profile.code().to_owned(),
        missing: stay.missing.clone(),
        gaps: days
            .gaps()
            .into_iter()
            .map(|(from, to)| (from.to_string(), to.to_string()))
            .collect(),
        months: days.months(),
    })
}

struct Days<'a> {
    stay: &'a StayCount,
    today: NaiveDate,
}

impl Days<'_> {
    /// The times between two that count.
    fn gaps(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let next = self.stay.counted.iter().skip(1);
        self.stay
            .counted
            .iter()
            .zip(next)
            .filter_map(|((_, last), (first, _))| {
                let (from, to) = (last.as_ref()?.succ_opt()?, first.pred_opt()?);
                (from <= to).then_some((from, to))
            })
            .collect()
    }

    fn months(&self) -> Vec<CalendarMonth> {
        let Some(from) = self.stay.from else {
            return Vec::new();
        };
        let last = self.stay.first_eligible.unwrap_or(self.today);
        let gaps = self.gaps();
        let mut months: Vec<CalendarMonth> = Vec::new();
        let first = from.with_day(1).unwrap_or(from);
        for day in first.iter_days() {
            let same =
                |month: &CalendarMonth| (month.year, month.month) == (day.year(), day.month());
            if !months.last().is_some_and(same) {
                if day > last.max(self.today) || months.len() == MONTHS_MAX {
                    break;
                }
                months.push(CalendarMonth {
                    year: day.year(),
                    month: day.month(),
                    days: Vec::new(),
                });
            }
            if let Some(month) = months.last_mut() {
                month.days.push(self.kind(day, &gaps));
            }
        }
        months
    }

    fn kind(&self, day: NaiveDate, gaps: &[(NaiveDate, NaiveDate)]) -> CalendarDay {
        let within = |(from, to): &(NaiveDate, NaiveDate)| (*from..=*to).contains(&day);
        let counts = self
            .stay
            .counted
            .iter()
            .any(|(from, to)| *from <= day && to.is_none_or(|to| day <= to));
        if Some(day) == self.stay.first_eligible {
            CalendarDay::Eligible
        } else if day == self.today {
            CalendarDay::Today
        } else if day > self.today {
            CalendarDay::Ahead
        } else if gaps.iter().any(within) {
            CalendarDay::Gap
        } else if counts {
            CalendarDay::Counted
        } else {
            CalendarDay::None
        }
    }
}
