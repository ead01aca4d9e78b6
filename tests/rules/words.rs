//! Words that belong to one room: each may stand in the files listed beside it, and nowhere else.

use crate::files::tree;

/// A word and the beginnings of the paths that may hold it.
struct Rule {
    words: &'static [&'static str],
    allowed: &'static [&'static str],
    why: &'static str,
}

/// This file names the words, so it is no witness.
const OWN: &str = "tests/rules/words.rs";

const RULES: &[Rule] = &[
    Rule {
        words: &["tauri::"],
        allowed: &["src-tauri/"],
        why: "the window is thin and alone",
    },
    Rule {
        words: &["nokhwa"],
        allowed: &["crates/scanner/"],
        why: "only the scanner knows cameras",
    },
    Rule {
        words: &["rusqlite", "tokio_postgres", "INSERT INTO", "SELECT "],
        allowed: &["crates/journal/", "crates/central/", "tests/"],
        why: "SQL is spoken by the journal and the centre",
    },
    Rule {
        words: &["reqwest"],
        allowed: &["crates/sync/", "crates/central/", "tests/"],
        why: "only sync carries bytes to the centre",
    },
    Rule {
        words: &["println!", "eprintln!", "print!(", "eprint!("],
        allowed: &[
            "crates/kioskctl/",
            "crates/central/src/bin",
            "crates/central/src/main.rs",
            "crates/central/src/commands",
            "src-tauri/src/main.rs",
            "tests/",
            "events.rs",
            "build.rs",
        ],
        why: "only the command lines and the closed list of events print",
    },
    Rule {
        words: &["log::info", "log::warn", "log::error", "tracing::"],
        allowed: &["events.rs"],
        why: "what is logged is a closed list",
    },
    Rule {
        words: &["HashMap", "HashSet"],
        allowed: &[
            "crates/central/",
            "crates/scanner/",
            "crates/kioskctl/",
            "src-tauri/",
            "tests/",
        ],
        why: "the pure rooms repeat with their seed",
    },
    Rule {
        words: &["Instant::now", "SystemTime"],
        allowed: &[
            "crates/scanner/",
            "crates/kioskctl/",
            "crates/central/src/main.rs",
            "src-tauri/src/clock.rs",
            "tests/",
        ],
        why: "time is an argument; devices and mains read clocks",
    },
    Rule {
        words: &["Command::new", "env::var"],
        allowed: &[
            "tests/",
            // `systemd-creds` alone speaks the format that systemd unlocks at start.
            "crates/custody/src/credential.rs",
            // `lp`, `lpstat` and `cancel` are the way to CUPS that every Debian has.
            "crates/paper/src/cups.rs",
            // `stty` hides a passphrase while it is typed; the workspace writes no `unsafe`.
            "crates/kioskctl/src/keys.rs",
        ],
        why: "the product starts no other program and reads no environment",
    },
];

/// Code before its own tests; a word in a comment is no use of it.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn may_stand(name: &str, allowed: &[&str]) -> bool {
    allowed
        .iter()
        .any(|place| name.starts_with(place) || name.ends_with(place))
}

#[test]
fn words_stay_in_their_rooms() {
    let files = tree(&[".rs"]);
    for Rule {
        words,
        allowed,
        why,
    } in RULES
    {
        for (name, text) in files.iter().filter(|(name, _)| !may_stand(name, allowed)) {
            // A crate's own tests may use what the crate may not.
            if name.contains("/tests/") || name == OWN {
                continue;
            }
            let code = code_of(text);
            for word in *words {
                assert!(!code.contains(word), "{name} says `{word}`: {why}");
            }
        }
    }
}

/// The modules that may look at personal data: where it is stored, sent or shown to its owner.
const MAY_REVEAL: &[&str] = &[
    "crates/residence/src/",
    "crates/codes/src/",
    "crates/protocol/src/",
    "crates/journal/src/stored.rs",
    "crates/central/src/",
    "crates/kiosk/src/screen.rs",
    "crates/kiosk/src/draft/",
    "crates/kiosk/src/visit/",
    // Shows a proven person what is theirs, masked where others stand around.
    "crates/kiosk/src/view/person",
    // Draws the code of a member of the family, which its holder's family may show.
    "crates/kiosk/src/kiosk/showing.rs",
    // The text of a notice on its slip, and the place of a task without its room.
    "crates/kiosk/src/kiosk/slips",
    // The PIN that was typed, for the one check it was typed for.
    "crates/kiosk/src/kiosk/working.rs",
    // Answers with what the line that asked holds itself.
    "crates/kioskctl/src/trying/",
    // Hands a passphrase from the page to custody.
    "src-tauri/src/desk.rs",
    "tests/",
];

#[test]
fn personal_data_is_revealed_in_few_places() {
    for (name, text) in tree(&[".rs"]) {
        if may_stand(&name, MAY_REVEAL) || name.contains("/tests/") {
            continue;
        }
        assert!(
            !code_of(&text).contains(".reveal"),
            "{name} reveals personal data"
        );
    }
}

/// Names that say nothing; the glossary has better ones.
#[test]
fn no_empty_names() {
    for (name, text) in tree(&[".rs", ".ts", ".svelte"]) {
        if name.starts_with("tests/rules/") {
            continue;
        }
        for line in text.lines() {
            let word = line
                .split_once("struct ")
                .or_else(|| line.split_once("class "));
            let Some((before, rest)) = word else { continue };
            if before.trim_start().starts_with("//") || before.contains('"') {
                continue;
            }
            let named = rest
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or("");
            for empty in ["Manager", "Service", "Helper", "Util"] {
                assert!(!named.ends_with(empty), "{name}: `{named}` says nothing");
            }
        }
    }
}

/// Words by which a statement of SQL is known.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE FROM",
    "CREATE ",
    "DROP ",
    "ALTER ",
    "PRAGMA ",
    " FROM ",
    " WHERE ",
    " VALUES ",
    "ORDER BY",
];

/// What a text is put together by; `concat!` joins nothing but literals.
const BUILDERS: &[&str] = &[
    "format!(",
    "write!(",
    "push_str(",
    "+ \"",
    "].concat()",
    "].join(",
];

/// A statement is one fixed text and everything else a bound parameter, so no name can ever become
/// SQL. The two pragmas that take no parameter get the hexadecimal digits of a key and nothing else.
#[test]
fn no_statement_is_put_together() {
    for (name, text) in tree(&[".rs"]) {
        let speaks =
            name.starts_with("crates/journal/src/") || name.starts_with("crates/central/src/");
        if !speaks || name.contains("/tests/") || name.ends_with("/tests.rs") {
            continue;
        }
        let made = put_together(&code_of(&text));
        assert!(made.is_none(), "{name} puts SQL together: {made:?}");
    }
}

/// Finds SQL in the texts that are put together: in the first after a builder, or for an array in
/// all of its own.
fn put_together(code: &str) -> Option<String> {
    BUILDERS.iter().find_map(|builder| {
        code.match_indices(builder).find_map(|(at, _)| {
            let (before, after) = code.split_at(at);
            let around = if builder.starts_with(']') {
                before.rsplit('[').next().unwrap_or(before)
            } else {
                after.trim_start_matches(builder.trim_end_matches('"'))
            };
            let texts = around.split('"').skip(1).step_by(2);
            let looked_at = if builder.starts_with(']') {
                usize::MAX
            } else {
                1
            };
            texts
                .take(looked_at)
                .find(|text| SQL.iter().any(|word| text.contains(word)))
                .map(str::to_owned)
        })
    })
}

#[test]
fn a_statement_put_together_is_seen() {
    for (code, seen) in [
        (
            r#"let sql = format!("SELECT * FROM people WHERE a = '{a}'")"#,
            true,
        ),
        (r#"sql.push_str(" WHERE a = 1")"#, true),
        (r#"let sql = part + " ORDER BY " + x"#, true),
        (r#"["SELECT a", " FROM ", table].concat()"#, true),
        (
            r#"one(act, "SELECT 1 FROM people WHERE name = ?1", [name])"#,
            false,
        ),
        (r#"format!("{}-{mark}", site); one(act, "SELECT 1")"#, false),
        (r#"params![roots.concat()]; one(act, "SELECT 1")"#, false),
    ] {
        assert_eq!(put_together(code).is_some(), seen, "{code}");
    }
}
