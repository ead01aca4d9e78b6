//! Two persons state the time, or confirm one of the centre that lies far ahead (trust design 6).

use std::mem;

use chrono::{NaiveDate, NaiveTime};
use residence::guangdong_minute;

use super::{
    Effect, Event, Facts, Next, Stage,
    asking::{Asked, Asking, Refused},
};
use crate::{clock, screen::TimeAsks, session::Worker};

/// Guangdong is eight hours ahead of UTC all year.
const AHEAD_OF_UTC_MS: i64 = 8 * 3_600_000;

/// Stating the time, from the clock on the wall to the second PIN.
pub(crate) struct Timing {
    first: Worker,
    pub(crate) said: Option<Said>,
    /// The statement was no time, or lay before the floor.
    pub(crate) wrong_time: bool,
    pub(crate) page: TimePage,
}

/// What was stated, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) time_ms: u64,
    /// The moment of this machine's run at which it was true; nothing for the centre's time.
    pub(crate) boot_ms: Option<u64>,
}

pub(crate) enum TimePage {
    Time,
    Own(Asking),
    Other(Asking),
}

/// A time that two persons answer for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) said: Said,
    pub(crate) first: Worker,
    pub(crate) second: Worker,
}

impl Timing {
    /// Begins, when there is something to state and somebody to state it.
    pub(crate) fn begin(facts: &Facts) -> Option<Self> {
        let first = facts.worker.clone()?;
        let said = facts.centre_time_ms.map(|time_ms| Said {
            time_ms,
            boot_ms: None,
        });
        if said.is_none() && !facts.may_state_time {
            return None;
        }
        let page = match said {
            Some(_) => TimePage::Own(Asking::of(Some(first.clone()))),
            None => TimePage::Time,
        };
        Some(Self {
            first,
            said,
            wrong_time: false,
            page,
        })
    }

    pub(crate) fn asks(&self) -> TimeAsks {
        match &self.page {
            TimePage::Time => TimeAsks::Time,
            TimePage::Own(_) => TimeAsks::OwnPin,
            TimePage::Other(asking) if asking.whose_pin().is_some() => TimeAsks::OtherPin,
            TimePage::Other(_) => TimeAsks::OtherNumber,
        }
    }

    pub(crate) fn asking(&self) -> Option<&Asking> {
        match &self.page {
            TimePage::Time => None,
            TimePage::Own(asking) | TimePage::Other(asking) => Some(asking),
        }
    }

    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        let page = mem::replace(&mut self.page, TimePage::Time);
        let page = match (page, event) {
            (TimePage::Time, Event::StateTime { day, time }) => {
                self.said = read(&day, &time, facts);
                self.wrong_time = self.said.is_none();
                match self.said {
                    Some(_) => TimePage::Own(Asking::of(Some(self.first.clone()))),
                    None => TimePage::Time,
                }
            }
            (TimePage::Time, Event::GoBack) | (_, Event::TimeStated) => {
                return (Stage::home(facts), None);
            }
            (TimePage::Time, _) => TimePage::Time,
            (TimePage::Own(asking), event) => match asking.hear(event) {
                Asked::Answered(_) => TimePage::Other(Asking::anybody()),
                Asked::Again(asking) => TimePage::Own(asking),
                Asked::Back if self.by_centre() => return (Stage::home(facts), None),
                Asked::Back => TimePage::Time,
            },
            (TimePage::Other(asking), event) => match asking.hear(event) {
                Asked::Answered(second) => {
                    return self.finish(second);
                }
                Asked::Again(asking) => TimePage::Other(self.first.admit(asking)),
                Asked::Back => TimePage::Own(Asking::of(Some(self.first.clone()))),
            },
        };
        self.page = page;
        (Stage::Timing(self), None)
    }

    pub(crate) fn by_centre(&self) -> bool {
        self.said.is_some_and(|said| said.boot_ms.is_none())
    }

    /// Both answered; the page stays until the memory has it.
    fn finish(mut self: Box<Self>, second: Worker) -> Next {
        self.page = TimePage::Other(Asking::anybody());
        let effect = self.said.map(|said| {
            Effect::StateTime(Box::new(Stated {
                said,
                first: self.first.clone(),
                second,
            }))
        });
        (Stage::Timing(self), effect)
    }
}

impl Worker {
    /// Lets a second person through who is another one, when one of the two is senior.
    fn admit(&self, asking: Asking) -> Asking {
        let admitted = asking
            .whose_pin()
            .is_none_or(|second| second.id != self.id && (second.is_senior() || self.is_senior()));
        if admitted {
            asking
        } else {
            Asking::refusing(Refused::OtherPerson)
        }
    }
}

/// Reads a statement; nothing before what the centre signed is a time.
fn read(day: &str, time: &str, facts: &Facts) -> Option<Said> {
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    let local_ms = day.and_time(time).and_utc().timestamp_millis();
    let time_ms = u64::try_from(local_ms.checked_sub(AHEAD_OF_UTC_MS)?).ok()?;
    let in_minute = time_ms.saturating_add(60_000) > facts.floor_ms;
    in_minute.then_some(Said {
        time_ms: time_ms.max(facts.floor_ms),
        boot_ms: Some(facts.boot_ms),
    })
}

/// Writes a time for the screen: day and minute in Guangdong.
pub(crate) fn written(time_ms: u64) -> (String, String) {
    let minute = guangdong_minute(i64::try_from(time_ms).unwrap_or(i64::MAX));
    (
        clock::day_of(time_ms).to_string(),
        minute.format("%H:%M").to_string(),
    )
}
