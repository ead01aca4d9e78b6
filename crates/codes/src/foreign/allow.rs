//! Patterns of foreign texts that a deployment lets pass to the centre.

use super::{CodeScheme, ForeignText, Heard, name_of};

/// Shortest fixed beginning of a pattern: enough to name a scheme and a host.
const START_CHARACTERS_MIN: usize = 8;

/// Longest run of characters that a star stands for.
const RUN_CHARACTERS_MAX: usize = 64;

/// Why a text is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It begins with fewer than eight fixed characters, so it would allow too much.
    #[error("a pattern begins with at least eight fixed characters")]
    Start,
    /// A star is followed by a character it could stand for itself.
    #[error("after a star comes the end or a character that no star stands for")]
    Ambiguous,
}

/// Foreign texts that are kept: fixed characters, and `*` for 1 to 64 letters, digits, `-` and `_`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList(Vec<Pattern>);

/// The fixed parts between the stars.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern(Vec<String>);

impl AllowList {
    /// Reads the patterns of a deployment, such as `https://plates.example.gov.cn/h/*`.
    pub fn parse<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        patterns
            .into_iter()
            .map(Pattern::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl CodeScheme for AllowList {
    fn matches(&self, text: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(text))
    }

    fn verify(&self, text: &str) -> Heard {
        ForeignText::parse(text).map_or_else(|| Heard::Foreign(name_of(text)), Heard::Kept)
    }
}

impl Pattern {
    fn parse(pattern: &str) -> Result<Self, PatternError> {
        let parts: Vec<String> = pattern.split('*').map(str::to_owned).collect();
        let start = parts.first().map_or(0, |part| part.chars().count());
        if start < START_CHARACTERS_MIN {
            return Err(PatternError::Start);
        }
        let last = parts.len() - 1;
        let clear = |(at, part): (usize, &String)| match part.chars().next() {
            Some(first) => !in_a_run(first),
            None => at == last,
        };
        if parts.iter().enumerate().skip(1).all(clear) {
            Ok(Self(parts))
        } else {
            Err(PatternError::Ambiguous)
        }
    }

    /// A run ends where its class ends, so there is one way to match and no way back.
    fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.iter();
        let Some(mut rest) = parts
            .next()
            .and_then(|start| text.strip_prefix(start.as_str()))
        else {
            return false;
        };
        for part in parts {
            let after = rest.trim_start_matches(in_a_run);
            let run = rest.len() - after.len();
            match after.strip_prefix(part.as_str()) {
                Some(next) if (1..=RUN_CHARACTERS_MAX).contains(&run) => rest = next,
                _ => return false,
            }
        }
        rest.is_empty()
    }
}

/// The characters of a run are ASCII, so bytes count them.
fn in_a_run(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}
