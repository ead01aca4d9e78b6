//! The texts of slips: one table a language. Words are those of the glossary (domain.md 11).

mod en;
mod zh_hans;
mod zh_hant;

use chrono::NaiveDate;

use crate::slip::{CardCategory, Language, Matter, Rule, TaskKind};

/// Everything that slips say in one language. `{…}` stands for what is put in.
pub(crate) struct Said {
    pub(crate) receipt: ReceiptSaid,
    pub(crate) ticket: TicketSaid,
    pub(crate) card: CardSaid,
    pub(crate) messages: MessagesSaid,
    pub(crate) calendar: CalendarSaid,
    /// A civil date: `{y}`, `{m}`, `{d}`.
    day: &'static str,
    short_day: &'static str,
    pub(crate) call: &'static str,
}

/// A line with what it means.
pub(crate) struct Pair {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

pub(crate) struct ReceiptSaid {
    pub(crate) kind: &'static str,
    pub(crate) number: &'static str,
    registration: &'static str,
    cancellation: &'static str,
    habitual: &'static str,
    code: &'static str,
    house: &'static str,
    permit: &'static str,
    other: &'static str,
    pub(crate) people: &'static str,
    pub(crate) time: &'static str,
    pub(crate) no_time: &'static str,
    pub(crate) address: &'static str,
    pub(crate) document: &'static str,
    pub(crate) ticket: &'static str,
    pub(crate) here: Pair,
    pub(crate) not_received: Pair,
    pub(crate) received: Pair,
    pub(crate) owner_asked: Pair,
    pub(crate) owner_here: Pair,
    pub(crate) centre: Pair,
    pub(crate) effective: Pair,
    pub(crate) refused: Pair,
    pub(crate) over: Pair,
    pub(crate) next: &'static str,
    pub(crate) next_until: Pair,
    pub(crate) next_open: Pair,
    pub(crate) next_centre: Pair,
    pub(crate) next_effective: Pair,
    pub(crate) next_refused: Pair,
    pub(crate) ask: &'static str,
    pub(crate) foot: &'static str,
}

pub(crate) struct TicketSaid {
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

pub(crate) struct CardSaid {
    pub(crate) kind: &'static str,
    pub(crate) provisional: &'static str,
    pub(crate) unchecked: &'static str,
    pub(crate) demo: &'static str,
    adult: &'static str,
    elder: &'static str,
    child: &'static str,
    pub(crate) until: &'static str,
    pub(crate) receipt: &'static str,
    pub(crate) exchange: Pair,
    pub(crate) lost: Pair,
}

pub(crate) struct MessagesSaid {
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) title_named: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) printed: &'static str,
    pub(crate) tasks: &'static str,
    pub(crate) notices: &'static str,
    pub(crate) until: &'static str,
    pub(crate) place: Pair,
    pub(crate) how: &'static str,
    pub(crate) foot: &'static str,
    move_in: &'static str,
    cancel: &'static str,
    habitual: &'static str,
    trust: &'static str,
    moved_out: &'static str,
    take_over: &'static str,
}

pub(crate) struct CalendarSaid {
    pub(crate) kind: &'static str,
    pub(crate) wait: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) from: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) apply: &'static str,
    pub(crate) days: &'static str,
    pub(crate) month: &'static str,
    pub(crate) legend_counted: &'static str,
    pub(crate) legend_gap: &'static str,
    pub(crate) legend_today: &'static str,
    pub(crate) legend_goal: &'static str,
    pub(crate) start: &'static str,
    pub(crate) start_text: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) rule_text: &'static str,
    pub(crate) foot: &'static str,
    guangdong: &'static str,
    foshan: &'static str,
    zhongshan: &'static str,
    shenzhen: &'static str,
    guangdong_2010: &'static str,
}

impl Said {
    /// Returns the table of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::ZhHans => &zh_hans::SAID,
            Language::ZhHant => &zh_hant::SAID,
            Language::En => &en::SAID,
        }
    }

    /// Writes a civil date.
    pub(crate) fn day(&self, day: NaiveDate) -> String {
        dated(self.day, day)
    }

    /// Writes a civil date without its year.
    pub(crate) fn short_day(&self, day: NaiveDate) -> String {
        dated(self.short_day, day)
    }

    pub(crate) fn matter(&self, matter: Matter) -> &'static str {
        match matter {
            Matter::Registration => self.receipt.registration,
            Matter::Cancellation => self.receipt.cancellation,
            Matter::Habitual => self.receipt.habitual,
            Matter::Code => self.receipt.code,
            Matter::House => self.receipt.house,
            Matter::Permit => self.receipt.permit,
            Matter::Other => self.receipt.other,
        }
    }

    pub(crate) fn category(&self, category: CardCategory) -> &'static str {
        match category {
            CardCategory::Adult => self.card.adult,
            CardCategory::Elder => self.card.elder,
            CardCategory::Child => self.card.child,
        }
    }
}

/// Writes a civil date as the slips of a language do.
pub fn day_in(language: Language, day: NaiveDate) -> String {
    Said::of(language).day(day)
}

impl TaskKind {
    /// Says in a few words what is asked.
    pub fn name(self, language: Language) -> &'static str {
        let words = &Said::of(language).messages;
        match self {
            Self::MoveIn => words.move_in,
            Self::Cancel => words.cancel,
            Self::Habitual => words.habitual,
            Self::Trust => words.trust,
            Self::MovedOut => words.moved_out,
            Self::TakeOver => words.take_over,
        }
    }
}

impl Rule {
    /// Names whose rule it is.
    pub fn name(self, language: Language) -> &'static str {
        let words = &Said::of(language).calendar;
        match self {
            Self::Guangdong => words.guangdong,
            Self::Foshan => words.foshan,
            Self::Zhongshan => words.zhongshan,
            Self::Shenzhen => words.shenzhen,
            Self::Guangdong2010 => words.guangdong_2010,
        }
    }
}

fn dated(form: &str, day: NaiveDate) -> String {
    day.format(form).to_string()
}

/// Puts a value where `{name}` stands.
pub(crate) fn put(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}
