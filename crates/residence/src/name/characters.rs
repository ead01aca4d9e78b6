//! What may stand in a name, and the characters that only look or are stored otherwise.

/// The separator in names of ethnic minorities (U+00B7).
pub(super) const SEPARATOR: char = '·';

/// First private-use character of the row FE50 to FEA0 of GBK.
const GBK_FIRST: u32 = 0xe815;
/// The standard characters of that row, in order (GB 18030-2022; radicals and rare characters).
///
/// GBK had no code points for these 80 characters and put them at U+E815 to U+E864. GB 18030 moved
/// most in 2000, eight in 2022 (U+9FB4 to U+9FBB), and knows the six of Extension B at their own
/// code points. Checked against the converters of glibc (2022 mapping) and Python (2000 mapping).
const GBK_ROW: &str = "\
    ⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱\
    䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻";

/// Returns the standard character for one from the private area or for a dot typed as separator;
/// every other character is itself.
pub(super) fn standard(c: char) -> char {
    match c {
        '\u{e815}'..='\u{e864}' => usize::try_from(u32::from(c) - GBK_FIRST)
            .ok()
            .and_then(|place| GBK_ROW.chars().nth(place))
            .unwrap_or(c),
        // Bullet, hyphenation point, katakana dots, operators, the Greek colon.
        '•' | '‧' | '・' | '･' | '⋅' | '∙' | '\u{387}' => SEPARATOR,
        other => other,
    }
}

/// Tells whether a character makes a name a Chinese one: Han of the basic block and Extensions A to
/// I, radicals, and the private areas where card readers keep rare characters.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(
        c,
        '\u{2e80}'..='\u{2fdf}'
            | '\u{3007}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{e000}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
            | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Tells whether a character cannot be part of a name.
pub(super) fn is_foreign_to_names(c: char) -> bool {
    let numeric = c.is_numeric() && c != '〇';
    c.is_control() || numeric || is_hidden(c) || is_markup(c) || is_lost(c)
}

/// Directions, joiners, fillers and tags: a reader cannot see them, so they could hide a name.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_markup(c: char) -> bool {
    matches!(
        c,
        '<' | '>' | '&' | '"' | '\\' | '`' | '{' | '}' | '/' | ';' | '='
    )
}

/// Question marks, replacement characters and noncharacters stand where a character was lost.
fn is_lost(c: char) -> bool {
    matches!(
        c,
        '?' | '？' | '\u{fffc}' | '\u{fffd}' | '\u{fdd0}'..='\u{fdef}'
    ) || u32::from(c) & 0xfffe == 0xfffe
}
