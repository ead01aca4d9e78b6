//! What goes wrong while typing, and how names are spelt in letters.

use pinyin::ToPinyin as _;

use super::Dice;

/// Spells a text in syllables, by the first reading of each character; `None` where one has none.
pub(super) fn syllables(text: &str) -> Option<Vec<&'static str>> {
    text.chars().map(|c| Some(c.to_pinyin()?.plain())).collect()
}

/// Spells a text in initials.
pub(super) fn initials(text: &str) -> Option<String> {
    let first = |syllable: &'static str| syllable.chars().next();
    syllables(text)?.into_iter().map(first).collect()
}

/// Makes one slip; `others` are the characters or letters that may come in.
pub(super) fn slip(dice: &mut Dice, kind: &str, text: &str, others: &[char]) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let place = dice.below(chars.len());
    let other = *dice.pick(others);
    match kind {
        "wrong" => *chars.get_mut(place)? = other,
        "missing" => {
            chars.remove(place);
        }
        "extra" => chars.insert(place, other),
        "swapped" => {
            let place = dice.below(chars.len().checked_sub(1)?);
            chars.swap(place, place + 1);
        }
        _ => {
            let sound = chars.get(place)?.to_pinyin()?.plain();
            let sounds_so = |c: &&char| c.to_pinyin().is_some_and(|own| own.plain() == sound);
            let same: Vec<char> = others.iter().filter(sounds_so).copied().collect();
            *chars.get_mut(place)? = *dice.pick(if same.is_empty() { others } else { &same });
        }
    }
    let slipped: String = chars.into_iter().collect();
    (slipped != text).then_some(slipped)
}

/// Spells a syllable as a speaker from the south may; `None` where nothing is confused.
pub(super) fn southern(syllable: &str) -> Option<String> {
    let starts = [
        ("zh", "z"),
        ("ch", "c"),
        ("sh", "s"),
        ("n", "l"),
        ("l", "n"),
    ];
    let ends = [("ang", "an"), ("eng", "en"), ("ing", "in")];
    let begun = starts.iter().find_map(|(from, to)| {
        let rest = syllable.strip_prefix(from)?;
        Some(format!("{to}{rest}"))
    });
    begun.or_else(|| {
        ends.iter().find_map(|(from, to)| {
            let rest = syllable.strip_suffix(from)?;
            Some(format!("{rest}{to}"))
        })
    })
}
