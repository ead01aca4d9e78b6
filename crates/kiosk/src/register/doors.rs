//! A house as it is gone through: street, number, building, unit, room.

use std::cmp::Ordering;

use protocol::House;
use residence::HouseCode;

/// How many parts an address has below its community.
pub(super) const PARTS: usize = 5;

/// One house.
pub(super) struct Door {
    pub(super) code: HouseCode,
    /// Street, number, building, unit, room; what the address does not have is empty.
    pub(super) parts: [String; PARTS],
}

impl Door {
    pub(super) fn of(house: &House) -> Self {
        let (building, rest) = cut_after(&house.room, &["栋", "幢", "座"]);
        let (unit, room) = cut_after(rest, &["单元"]);
        Self {
            code: house.code.clone(),
            parts: [&house.street, &house.number, building, unit, room].map(str::to_owned),
        }
    }

    /// The address below the community, as it is searched.
    pub(super) fn line(&self) -> String {
        self.parts.concat()
    }

    /// Orders the doors of a street as they stand there.
    pub(super) fn by_number(&self, other: &Self) -> Ordering {
        let each = self.parts.iter().zip(&other.parts);
        each.map(|(one, two)| natural(one).cmp(&natural(two)).then_with(|| one.cmp(two)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// Cuts a text behind the first of the marks; without one, the first half is empty.
fn cut_after<'a>(text: &'a str, marks: &[&str]) -> (&'a str, &'a str) {
    marks
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| at + mark.len()))
        .min()
        .and_then(|end| text.split_at_checked(end))
        .unwrap_or(("", text))
}

/// A text so that 9号 comes before 18号: the first number in it after what stands before it.
fn natural(text: &str) -> (&str, u64, &str) {
    let start = text
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    (before, digits.parse().unwrap_or(u64::MAX), after)
}
