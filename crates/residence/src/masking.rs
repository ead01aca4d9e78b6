//! Masking (脱敏): what of a person others may see (domain.md 10.4; own decision throughout, no
//! single binding rule is known).
//!
//! Characters are counted as a reader counts them, so a character outside the basic plane or with a
//! variant selector is one. The widespread "first 6 + last 4" of a citizen number is not used: it
//! hides only the birth date, which the check digit helps to guess.

use chrono::{Datelike as _, NaiveDate};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::{
    age::{Addable, age_on, guardian_consent_needed, may_be_added},
    document::IdentityDocument,
    lists::listed,
    name::PersonName,
    phone::Phone,
    policy::AgePolicy,
};

listed! {
    /// Who reads: the columns of the table.
    Audience {
        /// A screen that others can see.
        PublicScreen = "PUBLIC_SCREEN",
        /// The task of an owner who decides.
        OwnersTask = "OWNERS_TASK",
        /// Paper that may be left behind.
        Print = "PRINT",
        /// The person, after another check, for a moment.
        OwnData = "OWN_DATA",
    }
}

listed! {
    /// Age as a group, where a date would tell too much; the limits are those of the policy.
    AgeGroup {
        /// Needs a guardian's consent: under 14.
        Child = "CHILD",
        /// A minor above that: 14 and 15.
        Youth = "YOUTH",
        /// Declares alone: 16 to 59.
        Adult = "ADULT",
        /// May be added by family: 60 and over.
        Elder = "ELDER",
    }
}

/// Family names of two characters, so that 欧阳\*\* keeps both.
const COMPOUND_SURNAMES: [&str; 32] = [
    "欧阳", "司徒", "上官", "诸葛", "司马", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木",
    "夏侯", "南宫", "独孤", "歐陽", "宇文", "长孙", "钟离", "轩辕", "西门", "呼延", "赫连", "申屠",
    "淳于", "濮阳", "澹台", "闻人", "百里", "司空", "諸葛", "司馬",
];

/// Masks a name: 张\*, 张\*明, 欧阳\*\*.
pub fn masked_name(name: &str) -> String {
    let graphemes: Vec<&str> = name.graphemes(true).collect();
    let compound = COMPOUND_SURNAMES.iter().find(|s| name.starts_with(**s));
    match (graphemes.as_slice(), compound) {
        ([_, _, given @ ..], Some(surname)) if !given.is_empty() => {
            format!("{surname}{}", stars(given.len()))
        }
        ([first, middle @ .., last], _) if !middle.is_empty() => {
            format!("{first}{}{last}", stars(middle.len()))
        }
        ([first, _], _) => format!("{first}*"),
        (few, _) => stars(few.len()),
    }
}

/// Masks a citizen number: the first 3, 13 stars, the last 2.
pub fn masked_number(number: &str) -> String {
    masked_middle(number, 3, 2)
}

/// Masks the number of any other document: the first 2, stars, the last 2.
pub fn masked_other_number(number: &str) -> String {
    masked_middle(number, 2, 2)
}

/// Masks a mainland mobile number: 138\*\*\*\*0000.
pub fn masked_mobile(number: &str) -> String {
    masked_middle(number, 3, 4)
}

/// Masks a fixed line to its area code and last 4: 0660-\*\*\*0000; an extension is starred too.
pub fn masked_landline(number: &str) -> String {
    let Some((area, rest)) = number.split_once('-') else {
        return masked_middle(number, 0, 4);
    };
    let (local, extension) = rest.split_once('-').unwrap_or((rest, ""));
    let local = masked_middle(local, 0, 4);
    let hyphen = if extension.is_empty() { "" } else { "-" };
    format!("{area}-{local}{hyphen}{}", stars(extension.len()))
}

/// Masks a number of Hong Kong, Macao or Taiwan to its prefix and last 4.
pub(crate) fn masked_abroad(number: &str) -> String {
    masked_middle(number, 4, 4)
}

/// Keeps the ends and stars the rest; what is too short to hide anything is starred whole.
fn masked_middle(text: &str, first: usize, last: usize) -> String {
    let graphemes: Vec<&str> = text.graphemes(true).collect();
    let hidden = graphemes.len().saturating_sub(first + last);
    if hidden == 0 {
        return stars(graphemes.len());
    }
    let head: String = graphemes.iter().take(first).copied().collect();
    let tail: String = graphemes.iter().skip(first + hidden).copied().collect();
    format!("{head}{}{tail}", stars(hidden))
}

fn stars(count: usize) -> String {
    "*".repeat(count)
}

/// Returns a name as the audience may read it.
pub fn name_for(name: &PersonName, audience: Audience) -> String {
    match audience {
        Audience::PublicScreen | Audience::Print => name.masked(),
        Audience::OwnersTask | Audience::OwnData => name.reveal().to_owned(),
    }
}

/// Returns a document number as the audience may read it.
pub fn document_for(document: &IdentityDocument, audience: Audience) -> String {
    match audience {
        Audience::PublicScreen | Audience::OwnersTask | Audience::Print => document.masked(),
        Audience::OwnData => document.reveal_number().to_owned(),
    }
}

/// Returns a telephone number as the audience may read it.
pub fn phone_for(phone: &Phone, audience: Audience) -> String {
    match audience {
        Audience::PublicScreen | Audience::OwnersTask | Audience::Print => phone.masked(),
        Audience::OwnData => phone.reveal().to_owned(),
    }
}

/// An address cut where masking cuts it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AddressParts<'a> {
    /// Down to the community, such as 汕尾市城区海榕街道榕荫社区.
    pub to_community: &'a str,
    /// Street, number and building.
    pub building: &'a str,
    /// Room; empty for a house of one dwelling.
    pub room: &'a str,
}

/// Returns an address as the audience may read it: on a public screen to the community and `**室`.
pub fn address_for(address: AddressParts<'_>, audience: Audience) -> String {
    let AddressParts {
        to_community,
        building,
        room,
    } = address;
    match audience {
        Audience::PublicScreen if room.is_empty() => to_community.to_owned(),
        Audience::PublicScreen => format!("{to_community}**室"),
        Audience::OwnersTask | Audience::OwnData => format!("{to_community}{building}{room}"),
        Audience::Print => format!("{to_community}{building}"),
    }
}

/// What of a birth date an audience may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthShown {
    /// The year alone.
    Year(i32),
    /// The age group.
    Group(AgeGroup),
    /// The whole date.
    Date(NaiveDate),
}

/// Returns what of a birth date the audience may read; nothing on paper.
pub fn birth_for(
    birth: NaiveDate,
    audience: Audience,
    today: NaiveDate,
    policy: &AgePolicy,
) -> Option<BirthShown> {
    match audience {
        Audience::PublicScreen => Some(BirthShown::Year(birth.year())),
        Audience::OwnersTask => Some(BirthShown::Group(AgeGroup::of(birth, today, policy))),
        Audience::Print => None,
        Audience::OwnData => Some(BirthShown::Date(birth)),
    }
}

impl AgeGroup {
    /// Returns the group of a person on a day.
    pub fn of(birth: NaiveDate, today: NaiveDate, policy: &AgePolicy) -> Self {
        let age = age_on(birth, today, policy);
        match may_be_added(age, policy) {
            _ if guardian_consent_needed(age, policy) => Self::Child,
            Addable::Minor => Self::Youth,
            Addable::Elder => Self::Elder,
            Addable::No => Self::Adult,
        }
    }
}

#[cfg(test)]
mod tests;
