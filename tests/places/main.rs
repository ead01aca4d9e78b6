//! The search of addresses on the committed queries: what must be found, and how many of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use places::{Divisions, Index, Options};
use town::{HOUSES, Query, Register, SEED, make_queries, places_day, read_queries};

const QUERIES: &str = include_str!("../golden/places/queries.tsv");
const ANSWERS: usize = 10;

struct Town {
    queries: Vec<Query>,
    register: Register,
    index: Index,
}

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    let divisions = Divisions::load(places_day()).expect("the committed divisions");
    let register = Register::invent(&divisions, SEED, HOUSES);
    Town {
        queries: read_queries(QUERIES).expect("the committed list"),
        index: register.index(divisions).expect("the register is ours"),
        register,
    }
});

fn finds(query: &Query) -> bool {
    let options = Options {
        limit: ANSWERS,
        near: None,
    };
    let found = TOWN.index.search(&query.text, options);
    found
        .iter()
        .any(|found| query.expected.contains(&found.place.to_string()))
}

#[test]
fn the_committed_queries_are_what_the_program_makes() {
    let made = make_queries(TOWN.index.divisions(), &TOWN.register, SEED);
    assert_eq!(made, TOWN.queries);
    assert_eq!((made.len(), TOWN.register.houses.len()), (300, HOUSES));
}

/// At least so many of each hundred are among the first ten answers.
#[test]
fn what_was_meant_is_found() {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for query in &TOWN.queries {
        let group = match query.kind.split('-').next() {
            Some("slip") => "misspelt",
            Some("pinyin") => "pinyin",
            _ => "initials, mixed, digits",
        };
        let (hits, all) = found.entry(group).or_default();
        let hit = finds(query);
        *hits += usize::from(hit);
        *all += 1;
        if !hit {
            missed.push(query.line());
        }
    }
    println!("{found:?}\n{}", missed.join("\n"));
    assert!(found.values().all(|(_, all)| *all == 100), "{found:?}");
    let floor = |group: &str, floor: usize| {
        assert!(
            found[group].0 >= floor,
            "{group}: {found:?}, missed {missed:#?}"
        );
    };
    floor("misspelt", 97);
    floor("pinyin", 99);
    floor("initials, mixed, digits", 98);
}
