//! Code lists: what a declaration chooses from, and the numbers other offices know it by.
//!
//! A member keeps its code for ever. The codes of national and local tables are only mappings for
//! export: where a table could not be verified, the mapping is empty and not guessed.

mod decision;
mod national;
mod relation;
mod stay;

pub use decision::{CancellationCategory, RejectionReason};
pub use national::{BuildingUse, EthnicGroup, PermitCategory, VisitPurpose};
pub use relation::Relation;
pub use stay::{DwellingType, ResidenceReason};

/// A closed list whose members have a stable code on the wire and in the database.
pub trait Listed: Copy + Sized + 'static {
    /// All members, in the order of the table they come from.
    const ALL: &'static [Self];
    /// Returns the stable code.
    fn code(self) -> &'static str;

    /// Finds the member with this code.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|member| member.code() == code)
    }
}

/// A list of which a person at the kiosk meets only some members; the desk meets all.
pub trait Shown: Listed + PartialEq {
    /// The members that a screen offers, in the order of the screen.
    const SHOWN: &'static [Self];

    /// Finds the offered member with this code; `None` for one that only the desk may choose.
    fn from_shown_code(code: &str) -> Option<Self> {
        Self::from_code(code).filter(|member| Self::SHOWN.contains(member))
    }
}

/// A list whose members have names that stand in messages and on paper.
pub trait Named: Listed {
    /// Returns the Chinese name, as the table has it.
    fn zh(self) -> &'static str;
    /// Returns the English name.
    fn en(self) -> &'static str;
}

macro_rules! listed {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$member_doc])* $member,)+ }

        impl $crate::lists::Listed for $name {
            const ALL: &'static [Self] = &[$(Self::$member,)+];
            fn code(self) -> &'static str {
                match self { $(Self::$member => $code,)+ }
            }
        }
    };
}
pub(crate) use listed;

/// A `listed!` whose lines read: member = "CODE", "中文", "English";
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($member:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $crate::lists::listed! {
            $(#[$doc])*
            $name { $(#[doc = concat!($zh, ": ", $en, ".")] $member = $code,)+ }
        }

        impl $crate::lists::Named for $name {
            fn zh(self) -> &'static str {
                match self { $(Self::$member => $zh,)+ }
            }

            fn en(self) -> &'static str {
                match self { $(Self::$member => $en,)+ }
            }
        }
    };
}
pub(crate) use named;

#[cfg(test)]
mod tests;
