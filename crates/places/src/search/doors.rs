//! Numbers of doors: what stands behind the name of a street, and how it is typed.

use super::typed::Typed;

/// Words between the numbers of an address; the letters are how people spell them.
const UNITS: [char; 14] = [
    '号', '栋', '幢', '座', '单', '元', '层', '楼', '房', '室', '户', '附', '之', '梯',
];
const SPELT_UNITS: [&str; 12] = [
    "hao", "dong", "zhuang", "zuo", "danyuan", "ceng", "lou", "fang", "shi", "hu", "fu", "ti",
];
/// Letters of buildings are numbers beyond these.
const LETTERS_FROM: u32 = 1_000_000;
/// A number with more digits than this is no number of a door.
const DIGITS_MAX: usize = 6;

/// Splits the line of a house into the name of the street and the numbers: "榕荫二巷", "5号302房".
pub(super) fn split_line(line: &str) -> (&str, &str) {
    let belongs = |c: char| c.is_ascii_alphanumeric() || "-－#".contains(c) || UNITS.contains(&c);
    let tail = line.trim_end_matches(belongs).len();
    let tail_text = line.get(tail..).unwrap_or_default();
    let begin = tail_text
        .find(|c: char| c.is_ascii_alphanumeric())
        .unwrap_or(tail_text.len());
    line.split_at_checked(tail + begin).unwrap_or((line, ""))
}

/// Lists the numbers of a line's tail; letters of buildings are numbers too.
pub(super) fn numbers(tail: &str) -> Vec<u32> {
    let typed = Typed::read(tail);
    numbers_from(&typed, 0).unwrap_or_default()
}

/// Finds where the numbers of a query begin: the first number or letter of a building after which only
/// numbers and units follow.
pub(super) fn split_query(typed: &Typed) -> Option<(usize, Vec<u32>)> {
    let mut places = (0..typed.len()).filter(|place| begins(typed, *place));
    places.find_map(|place| Some((place, numbers_from(typed, place)?)))
}

fn begins(typed: &Typed, place: usize) -> bool {
    let before = place.checked_sub(1);
    let digit = |at: usize| typed.at(at).is_some_and(|c| c.is_ascii_digit());
    let number = digit(place) && before.is_none_or(|before| !digit(before));
    let joined = |at: usize| typed.letters(at, 2).is_some();
    let letter = typed.letters(place, 1).is_some()
        && !joined(place)
        && before.is_none_or(|before| !joined(before));
    number || letter
}

fn numbers_from(typed: &Typed, mut place: usize) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    while let Some(symbol) = typed.at(place) {
        if symbol.is_ascii_digit() {
            let digits = digits_from(typed, place);
            if digits.len() > DIGITS_MAX {
                return None;
            }
            found.push(digits.parse().ok()?);
            place += digits.len();
        } else if let Some(unit) = spelt_unit(typed, place) {
            place += unit;
        } else if symbol.is_ascii_lowercase() && typed.letters(place, 2).is_none() {
            found.push(LETTERS_FROM + u32::from(symbol));
            place += 1;
        } else if UNITS.contains(&symbol) {
            place += 1;
        } else {
            return None;
        }
    }
    Some(found)
}

/// The digits up to the next that is none, or that stands after a space.
fn digits_from(typed: &Typed, place: usize) -> String {
    let broken = |at: usize| at > place && typed.breaks >> at & 1 == 1;
    let digits = (place..typed.len()).take_while(|at| !broken(*at));
    digits
        .map_while(|at| typed.at(at).filter(char::is_ascii_digit))
        .collect()
}

fn spelt_unit(typed: &Typed, place: usize) -> Option<usize> {
    let fits = |unit: &&&str| {
        typed
            .letters(place, unit.len())
            .is_some_and(|letters| letters.iter().copied().eq(unit.chars()))
    };
    SPELT_UNITS.iter().filter(fits).map(|unit| unit.len()).max()
}

/// How a door answers to the numbers that were typed: a cost, and how many numbers it has besides.
pub(super) fn fit(door: &[u32], typed: &[u32]) -> Option<(usize, usize)> {
    let mut left = door.iter();
    let found = typed.iter().all(|number| left.any(|own| own == number));
    let cost = if !found {
        return None;
    } else if door.starts_with(typed) {
        0
    } else if door.first() == typed.first() {
        1
    } else {
        2
    };
    Some((cost, door.len() - typed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Fit = Option<(usize, usize)>;
    type Split = Option<(usize, Vec<u32>)>;
    type Line = (&'static str, (&'static str, &'static str), &'static [u32]);

    #[test]
    fn a_line_is_a_street_and_numbers() {
        let table: [Line; 10] = [
            (
                "榕荫路18号附1号2栋1单元301房",
                ("榕荫路", "18号附1号2栋1单元301房"),
                &[18, 1, 2, 1, 301],
            ),
            ("榕荫二巷5号", ("榕荫二巷", "5号"), &[5]),
            ("榕荫路3巷5号", ("榕荫路3巷", "5号"), &[5]),
            ("鼓楼18号", ("鼓楼", "18号"), &[18]),
            (
                "海晏花园A座1203",
                ("海晏花园", "A座1203"),
                &[1_000_097, 1203],
            ),
            ("A区3栋", ("A区", "3栋"), &[3]),
            ("榕荫里", ("榕荫里", ""), &[]),
            ("18-2", ("", "18-2"), &[18, 2]),
            ("", ("", ""), &[]),
            ("第３工业区5号", ("第３工业区", "5号"), &[5]),
        ];
        for (line, split, expected) in table {
            assert_eq!(split_line(line), split, "{line}");
            assert_eq!(numbers(split.1), expected, "{line}");
        }
    }

    #[test]
    fn a_query_ends_with_numbers() {
        let table: [(&str, Split); 12] = [
            ("榕荫路18号302", Some((3, vec![18, 302]))),
            ("榕荫路18 302", Some((3, vec![18, 302]))),
            ("榕荫路18-302", Some((3, vec![18, 302]))),
            ("rongyinlu18hao302fang", Some((9, vec![18, 302]))),
            ("rongyinlu 3dong2danyuan", Some((9, vec![3, 2]))),
            ("榕荫路3巷5号", Some((5, vec![5]))),
            ("18", Some((0, vec![18]))),
            ("18号A座", Some((0, vec![18, 1_000_097]))),
            ("花园a座1203", Some((2, vec![1_000_097, 1203]))),
            ("hua yuan a 1203", Some((7, vec![1_000_097, 1203]))),
            ("441581", Some((0, vec![441_581]))),
            ("海丰", None),
        ];
        for (query, expected) in table {
            assert_eq!(split_query(&Typed::read(query)), expected, "{query}");
        }
        assert_eq!(split_query(&Typed::read("路4415811")), None);
    }

    #[test]
    fn doors_answer_to_part_of_their_numbers() {
        let door = [18, 2, 1, 301];
        let table: [(&[u32], Fit); 7] = [
            (&[18, 2, 1, 301], Some((0, 0))),
            (&[18], Some((0, 3))),
            (&[18, 301], Some((1, 2))),
            (&[2, 301], Some((2, 2))),
            (&[301, 18], None),
            (&[18, 302], None),
            (&[18, 2, 1, 301, 5], None),
        ];
        for (typed, expected) in table {
            assert_eq!(fit(&door, typed), expected, "{typed:?}");
        }
    }
}
