//! Prints what came of a set as Markdown.

use std::collections::{BTreeMap, BTreeSet};

use crate::decoders::NAMES;
use crate::measure::{Outcome, Outcomes};
use crate::sets::Set;
use crate::truth::Scene;

const OURS: &str = "ours";
/// Wrong readings and missed scenes that are listed by name.
const LISTED: usize = 30;

/// Prints the tables of one set.
pub(crate) fn print(set: &Set, all: &BTreeMap<String, Outcomes>) {
    let names: Vec<&str> = NAMES
        .into_iter()
        .filter(|name| all.contains_key(*name))
        .collect();
    let with_code = set.scenes.iter().filter(|scene| !scene.is_empty()).count();
    let without = set.scenes.len() - with_code;
    println!(
        "\n### {}\n\n{with_code} scenes with a code, {without} without.\n",
        set.title
    );
    println!("| decoder | read | wrong | panics | ms median / p95 | idle ms median / mean / p95 |");
    println!("|---|---|---|---|---|---|");
    for name in &names {
        print_row(set, name, &all[*name]);
    }
    print_peers(set, all);
    print_conditions(set, &names, all);
    print_wrong(set, &names, all);
}

fn outcomes<'a>(
    set: &'a Set,
    of: &'a Outcomes,
    empty: bool,
) -> impl Iterator<Item = (&'a Scene, &'a Outcome)> + Clone {
    set.scenes
        .iter()
        .filter(move |scene| scene.is_empty() == empty)
        .filter_map(|scene| Some((scene, of.get(&scene.name)?)))
}

fn print_row(set: &Set, name: &str, of: &Outcomes) {
    let with_code = outcomes(set, of, false);
    let read = with_code
        .clone()
        .filter(|(_, outcome)| outcome.read_at.is_some())
        .count();
    let share = 100.0 * read as f64 / with_code.clone().count().max(1) as f64;
    let both = || with_code.clone().chain(outcomes(set, of, true));
    let wrong: usize = both().map(|(_, outcome)| outcome.wrong.len()).sum();
    let panics: usize = both().map(|(_, outcome)| outcome.panics).sum();
    let busy = times(with_code.map(|(_, outcome)| outcome));
    let idle = times(outcomes(set, of, true).map(|(_, outcome)| outcome));
    let mean = idle.iter().sum::<f64>() / idle.len().max(1) as f64;
    println!(
        "| {name} | {read} ({share:.1} %) | {wrong} | {panics} | {:.1} / {:.1} | {:.1} / {mean:.1} / {:.1} |",
        percentile(&busy, 50),
        percentile(&busy, 95),
        percentile(&idle, 50),
        percentile(&idle, 95),
    );
}

fn times<'a>(of: impl Iterator<Item = &'a Outcome>) -> Vec<f64> {
    let mut times: Vec<f64> = of.flat_map(|outcome| outcome.ms.iter().copied()).collect();
    times.sort_by(f64::total_cmp);
    times
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

fn read_by<'a>(set: &'a Set, of: &'a Outcomes) -> BTreeSet<&'a str> {
    outcomes(set, of, false)
        .filter(|(_, outcome)| outcome.read_at.is_some())
        .map(|(scene, _)| scene.name.as_str())
        .collect()
}

/// What all peers together read, and what of it ours misses.
fn print_peers(set: &Set, all: &BTreeMap<String, Outcomes>) {
    let peers: BTreeSet<&str> = all
        .iter()
        .filter(|(name, _)| *name != OURS)
        .flat_map(|(_, of)| read_by(set, of))
        .collect();
    println!("| all peers together | {} | | | | |", peers.len());
    let Some(ours) = all.get(OURS).map(|of| read_by(set, of)) else {
        return;
    };
    let missed: Vec<&str> = peers.difference(&ours).copied().collect();
    let common = peers.len() - missed.len();
    let alone = ours.difference(&peers).count();
    println!(
        "\nOf the {} that any peer reads, ours reads {common}; {alone} are read by ours alone.",
        peers.len()
    );
    if !missed.is_empty() {
        let more = missed.len().saturating_sub(LISTED);
        let listed: Vec<&str> = missed.into_iter().take(LISTED).collect();
        let tail = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        println!("Missed by ours: {}{tail}.", listed.join(", "));
    }
    let unread: Vec<&str> = set
        .scenes
        .iter()
        .filter(|scene| !scene.is_empty())
        .map(|scene| scene.name.as_str())
        .filter(|name| !peers.contains(name) && !ours.contains(name))
        .collect();
    println!("Read by nobody: {}.", unread.len());
}

fn print_conditions(set: &Set, names: &[&str], all: &BTreeMap<String, Outcomes>) {
    let mut conditions: Vec<&str> = Vec::new();
    for scene in set.scenes.iter().filter(|scene| !scene.is_empty()) {
        if !conditions.contains(&scene.condition.as_str()) {
            conditions.push(&scene.condition);
        }
    }
    println!("\n| read, by condition | of | {} |", names.join(" | "));
    println!("|---|---|{}", "---|".repeat(names.len()));
    for condition in conditions {
        let here = |scene: &&Scene| scene.condition == condition;
        let count = set.scenes.iter().filter(here).count();
        let cells: Vec<String> = names
            .iter()
            .map(|name| {
                let read = outcomes(set, &all[*name], false)
                    .filter(|(scene, outcome)| here(scene) && outcome.read_at.is_some());
                read.count().to_string()
            })
            .collect();
        println!("| {condition} | {count} | {} |", cells.join(" | "));
    }
}

fn print_wrong(set: &Set, names: &[&str], all: &BTreeMap<String, Outcomes>) {
    let mut lines = Vec::new();
    for name in names {
        for scene in &set.scenes {
            for text in all[*name]
                .get(&scene.name)
                .into_iter()
                .flat_map(|outcome| &outcome.wrong)
            {
                lines.push(format!("- {name}, {}: {text:?}", scene.name));
            }
        }
    }
    if !lines.is_empty() {
        lines.truncate(LISTED);
        println!("\nWrong readings:\n\n{}", lines.join("\n"));
    }
}
