//! Kiosk and centre use the rules of `residence` and have none of their own.

use ::residence::{Listed as _, State};

use crate::files::tree;

/// The rooms that act on the rules.
const ROOMS: &[&str] = &[
    "crates/central/src/",
    "crates/kiosk/src/",
    "crates/journal/src/",
    "crates/kioskctl/src/",
    "crates/sync/src/",
    "src-tauri/src/",
];

/// What a rule looks like when somebody writes it again, and where it may stand.
struct Trace {
    signs: &'static [&'static str],
    allowed: &'static [(&'static str, &'static str)],
    instead: &'static str,
}

const TRACES: &[Trace] = &[
    Trace {
        signs: &["183", "half_year", "days_183"],
        allowed: &[],
        instead: "the stay is counted by residence",
    },
    Trace {
        signs: &[
            "< 14",
            "< 16",
            "<= 16",
            "> 16",
            ">= 16",
            "< 18",
            ">= 18",
            "< 60",
            ">= 60",
            "> 60",
            "minor_max",
            "elder_min",
            "guardian_consent_below",
            "adult_min",
            "years_since",
        ],
        allowed: &[],
        instead: "ages are judged by may_be_added, may_self_declare, guardian_consent_needed",
    },
    Trace {
        signs: &[
            "Months::new",
            "Days::new",
            "checked_add",
            "with_year",
            "with_month",
            "num_days()",
            "Weekday",
            "TimeDelta",
            "Duration::days",
        ],
        allowed: &[],
        instead: "periods are counted by residence: confirm_by, lapses_on, declare_by",
    },
    Trace {
        signs: &[
            "confirm_timeout_days",
            "cancel_timeout_days",
            "objection_days",
            "no_confirmer_wait_days",
            "reminder_days",
            "moved_in_days_ago_max",
            "live_addresses_max",
            "declare_within_working_days",
            "take_over_months",
        ],
        allowed: &[(
            "crates/central/src/carrying.rs",
            "the number of days fills a gap in a text and decides nothing",
        )],
        instead: "limits are compared by residence",
    },
    Trace {
        signs: &["Policy::GD_", "Policy::BUILT_IN"],
        allowed: &[
            (
                "crates/central/src/tables/standings.rs",
                "names the rules of rows from before the name was kept",
            ),
            (
                "crates/kioskctl/src/trying.rs",
                "who tries a profile names it, whatever the place and the day",
            ),
        ],
        instead: "the service area and the day choose the policy: PolicyBook::rules",
    },
    Trace {
        signs: &[
            "State::AwaitingAddress",
            "State::AwaitingConfirmation",
            "State::Effective",
            "State::Rejected",
            "State::Expired",
            "State::Withdrawn",
            "State::CancelPending",
            "State::Cancelled",
            "State::Voided",
        ],
        allowed: &[
            (
                "crates/journal/src/registrations.rs",
                "shows what an owner decided here, marked provisional, until the centre speaks",
            ),
            (
                "crates/kiosk/src/kiosk/strip.rs",
                "turns the states of the index into a view and decides none",
            ),
        ],
        instead: "a state comes out of act or let_time_pass, never out of the caller",
    },
    Trace {
        signs: &[
            "is_near()",
            "Capacity::Auto",
            "Capacity::Trustee",
            "Capacity::Unit",
        ],
        allowed: &[],
        instead: "who may act is judged by check_cohabitant, may_act_for and capacity_of",
    },
];

fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A sign counts as a word of its own, so that `183` is not found in `0x1183`.
fn says(code: &str, sign: &str) -> bool {
    code.match_indices(sign).any(|(at, _)| {
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let starts_inside = sign.starts_with(char::is_alphanumeric)
            && joins(code.get(..at).and_then(|before| before.chars().next_back()));
        let after = code.get(at + sign.len()..);
        let ends_inside = sign.ends_with(|c: char| c.is_ascii_digit())
            && joins(after.and_then(|after| after.chars().next()));
        !starts_inside && !ends_inside
    })
}

#[test]
fn kiosk_and_centre_have_no_rule_of_their_own() {
    let mut used = std::collections::BTreeSet::new();
    for (name, text) in tree(&[".rs"]) {
        let in_room = ROOMS.iter().any(|room| name.starts_with(room));
        if !in_room || name.contains("/tests/") || name.ends_with("/tests.rs") {
            continue;
        }
        let code = code_of(&text);
        for trace in TRACES {
            for sign in trace.signs.iter().filter(|sign| says(&code, sign)) {
                let allowed = trace.allowed.iter().find(|(place, _)| name == *place);
                let (place, _) = allowed.unwrap_or_else(|| {
                    panic!("{name} says `{sign}`: {}", trace.instead);
                });
                used.insert(*place);
            }
        }
    }
    for (place, why) in TRACES.iter().flat_map(|trace| trace.allowed) {
        assert!(
            used.contains(place),
            "{place} needs no exception any more: {why}"
        );
    }
}

#[test]
fn the_signs_catch_a_rule_and_not_its_neighbour() {
    assert!(says("if days >= 183 {", "183") && says("(183)", "183"));
    assert!(!says("0x1183", "183") && !says("1835", "183"));
    assert!(says("if age < 16 {", "< 16") && !says("len < 160", "< 16"));
    assert!(says("residence::State::Effective;", "State::Effective"));
    assert!(!says("SavedState::Effective", "State::Effective"));
    assert!(says("day + Months::new(6)", "Months::new"));
}

/// SQL cannot ask `State::is_live`, so its index of live registrations is held against it.
#[test]
fn the_index_of_live_registrations_names_the_live_states() {
    for (name, text) in tree(&["schema.sqlite.sql", "schema.postgres.sql"]) {
        let start = text.find("registrations_alive_once").expect("the index");
        let clause = text.get(start..).expect("found there");
        let clause = clause.split(';').next().expect("a statement ends");
        for state in State::ALL {
            let named = clause.contains(&format!("'{}'", state.code()));
            assert_eq!(named, state.is_live(), "{name}: {}", state.code());
        }
    }
}
