//! Sounds: which syllables a character may be read as, and which of them southern speakers mix up.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti as _;

/// Longest syllable in letters: "zhuang".
pub(super) const SYLLABLE_LETTERS_MAX: usize = 6;

/// Lists the readings of a character without tones; ü is written v, as on a keyboard.
pub(super) fn readings(character: char) -> BTreeSet<String> {
    let Some(readings) = character.to_pinyin_multi() else {
        return BTreeSet::new();
    };
    let plain = readings
        .into_iter()
        .map(|reading| reading.plain().replace('ü', "v"));
    plain.filter(|text| is_syllable(text)).collect()
}

/// Leaves out what nobody types: hums without a vowel, and letters that are no keys.
fn is_syllable(text: &str) -> bool {
    (1..=SYLLABLE_LETTERS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase())
        && text.contains(['a', 'e', 'i', 'o', 'u', 'v'])
}

/// Writes together what is often confused: zh/z, ch/c, sh/s, n/l, and a final ng/n.
pub(super) fn folded(syllable: &str) -> String {
    let mut folded = syllable.replace('v', "u");
    for (from, to) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")] {
        if let Some(rest) = folded.strip_prefix(from) {
            folded = format!("{to}{rest}");
            break;
        }
    }
    if folded.ends_with("ng") && !folded.ends_with("ong") {
        folded.pop();
    }
    folded
}

/// Every syllable that some name needs, with its confusable group.
#[derive(Debug, Clone, Default)]
pub(super) struct Sounds {
    /// In the order of their letters; the place is the number of the sound.
    syllables: Vec<String>,
    /// For each syllable, the number of its group.
    groups: Vec<u16>,
}

impl Sounds {
    pub(super) fn new(syllables: BTreeSet<String>) -> Self {
        let folds: BTreeSet<String> = syllables.iter().map(|text| folded(text)).collect();
        let folds: Vec<String> = folds.into_iter().collect();
        let group = |text: &String| place(&folds, &folded(text)).unwrap_or(u16::MAX);
        let groups = syllables.iter().map(group).collect();
        Self {
            syllables: syllables.into_iter().collect(),
            groups,
        }
    }

    pub(super) fn number(&self, syllable: &str) -> Option<u16> {
        place(&self.syllables, syllable)
    }

    pub(super) fn group(&self, sound: u16) -> u16 {
        self.groups
            .get(usize::from(sound))
            .copied()
            .unwrap_or(u16::MAX)
    }

    /// Lists number, letters and group of every sound.
    pub(super) fn all(&self) -> impl Iterator<Item = (u16, &str, u16)> {
        let numbered = (0_u16..).zip(self.syllables.iter().zip(&self.groups));
        numbered.map(|(number, (text, group))| (number, text.as_str(), *group))
    }

    pub(super) fn count(&self) -> usize {
        self.syllables.len()
    }
}

fn place(sorted: &[String], text: &str) -> Option<u16> {
    let found = sorted
        .binary_search_by(|probe| probe.as_str().cmp(text))
        .ok()?;
    u16::try_from(found).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_names_have_their_local_reading() {
        let table = [
            ('番', "pan"),
            ('禺', "yu"),
            ('埔', "bu"),
            ('埔', "pu"),
            ('圳', "zhen"),
            ('涌', "chong"),
            ('滘', "jiao"),
            ('塱', "lang"),
            ('陂', "bei"),
            ('乐', "le"),
            ('乐', "yue"),
            ('长', "zhang"),
            ('长', "chang"),
            ('重', "chong"),
            ('漖', "jiao"),
            ('㘵', "bu"),
            ('㙟', "lang"),
            ('㙍', "duo"),
            ('輋', "she"),
            ('绿', "lv"),
            ('厦', "xia"),
            ('莞', "guan"),
            ('汕', "shan"),
        ];
        for (character, reading) in table {
            assert!(
                readings(character).contains(reading),
                "{character} {:?}",
                readings(character)
            );
        }
        assert!(readings('a').is_empty() && readings('号').contains("hao"));
    }

    #[test]
    fn what_southern_speakers_mix_up_is_one() {
        let table = [
            ("zhang", "zan"),
            ("chen", "ceng"),
            ("shi", "si"),
            ("nan", "lang"),
            ("lin", "ning"),
            ("nv", "lu"),
        ];
        for (one, other) in table {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("zhong"), folded("zun"));
        assert_ne!(folded("hai"), folded("fai"));
    }
}
