//! A whole day of the street: its timetable, and the table of what the centre holds in the evening.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::{
    cast::{Cast, Cohabitant, Outcome},
    centre::Books,
    processes::run,
};

/// What is compared in the evening: lines by the name of their table.
pub type Evening = BTreeMap<String, Vec<String>>;

/// A day that `day.mjs` draws from a seed.
#[derive(Debug, Clone, Deserialize)]
pub struct Day {
    /// Who comes when.
    pub timetable: Vec<Step>,
    /// Children and elders, by their keys, as their families describe them.
    pub members: BTreeMap<String, Cohabitant>,
    /// The day of moving in that everybody names.
    pub moved_in_on: String,
    /// What the centre must hold.
    pub evening: Evening,
}

/// One line of the timetable.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Time of day as `HH:MM`.
    pub at: String,
    /// Key of who comes, or whom the desk looks at.
    pub who: Option<String>,
    /// What they do at the kiosk.
    pub does: Option<Does>,
    /// What happens at the centre.
    pub desk: Option<Desk>,
    /// What happens to the network.
    pub network: Option<Network>,
    /// The power is cut in the middle.
    pub power: Option<Power>,
    /// Key of the house.
    pub house: Option<String>,
    /// Key of the house in which they live.
    pub home: Option<String>,
    /// Key of the resident whom an owner decides about.
    pub of: Option<String>,
    /// Keys of those who live there too.
    #[serde(default)]
    pub family: Vec<String>,
    /// How an owner who is there decides.
    pub owner: Option<Outcome>,
    /// Code of the reason of a refusal.
    pub reason: Option<String>,
    /// Key of a member of the family.
    pub member: Option<String>,
    /// Key of a trustee.
    pub trustee: Option<String>,
    /// The receipt is printed and checked.
    #[serde(default)]
    pub prints: bool,
    /// A worker sees the document.
    #[serde(default)]
    pub seen: bool,
    /// Which of the own data is corrected.
    pub field: Option<String>,
    /// So many times.
    pub times: Option<u32>,
    /// Days that pass.
    pub days: Option<u32>,
    /// Numbers of the services of the guide.
    #[serde(default)]
    pub services: Vec<u8>,
}

/// What somebody does at the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Declares by the plate.
    Declare,
    /// Declares from the list of addresses.
    Find,
    /// Writes the address by hand.
    Write,
    /// Asks that the home be the habitual residence.
    Habitual,
    /// Confirms who moved in.
    Confirm,
    /// Approves a habitual residence.
    Approve,
    /// Obtains a code.
    Obtain,
    /// Collects the code that was asked for.
    Collect,
    /// Claims a house.
    Claim,
    /// Links a member of the family.
    Link,
    /// Shows a code.
    Show,
    /// Applies for a permit.
    Apply,
    /// Looks how far the permit is.
    Progress,
    /// Reads the guide and leaves a word.
    Help,
    /// Corrects the own data.
    Correct,
    /// Asks that the own data be deleted.
    Erase,
    /// Cancels a registration.
    Cancel,
    /// Agrees, as the owner, that a registration ends.
    Agree,
    /// Appoints a trustee.
    Appoint,
    /// Accepts an appointment.
    Accept,
    /// Reports that a resident moved out.
    Report,
}

/// What the people at the centre do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// The registered address that somebody named is looked up and noted.
    Registered,
    /// Half a year goes by for one home: nobody can wait for it.
    HalfAYearPasses,
    /// An address by hand is bound to a house, and confirmed in place of an owner.
    Bind,
    /// An owner is verified.
    Verify,
    /// A permit is reviewed and issued.
    Issue,
}

/// The network of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// It goes.
    Down,
    /// It returns.
    Up,
}

/// The power of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// It is cut, and returns.
    Cut,
}

#[derive(Deserialize)]
struct Drawn {
    day: Day,
}

impl Day {
    /// Draws the street and the day of a seed.
    pub async fn draw(seed: u64) -> Result<(Cast, Self)> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/town/day.mjs");
        let drawn = run("node", &[script, &seed.to_string()]).await?;
        let told: Drawn = serde_json::from_str(&drawn)?;
        Ok((serde_json::from_str(&drawn)?, told.day))
    }
}

/// How the books are read for the evening; every line is one text.
const TABLES: [(&str, &str); 11] = [
    (
        "registrations",
        "SELECT trim(p.number || ' ' || coalesce(r.house, '') || ' ' || \
         coalesce(r.state, r.denied_rule) || ' ' || coalesce(r.capacity, '')) \
         FROM registrations r JOIN people p ON p.subject = r.subject",
    ),
    (
        "cohabitants",
        "SELECT p.number || ' ' || c.number FROM cohabitants c \
         JOIN registrations r ON r.record = c.record JOIN people p ON p.subject = r.subject",
    ),
    (
        "habituals",
        "SELECT p.number || ' ' || r.house || ' ' || h.state FROM habituals h \
         JOIN registrations r ON r.record = h.registration JOIN people p ON p.subject = h.subject",
    ),
    (
        "family",
        "SELECT a.number || ' ' || m.number FROM family_links f JOIN people a \
         ON a.subject = f.agent JOIN people m ON m.subject = f.member WHERE f.ended_on IS NULL",
    ),
    (
        "claims",
        "SELECT p.number FROM code_claims c JOIN people p ON p.subject = c.subject \
         WHERE c.denied IS NULL",
    ),
    (
        "owned",
        "SELECT p.number || ' ' || c.house || ' ' || c.state FROM house_claims c \
         JOIN people p ON p.subject = c.subject",
    ),
    (
        "trusts",
        "SELECT o.number || ' ' || p.number || ' ' || h.house FROM trusts t \
         JOIN trust_houses h ON h.record = t.record JOIN people o ON o.subject = t.owner \
         JOIN people p ON p.subject = t.trustee \
         WHERE t.accepted_on IS NOT NULL AND t.revoked_on IS NULL",
    ),
    (
        "permits",
        "SELECT p.number || ' ' || m.stage FROM permits m JOIN people p ON p.subject = m.subject",
    ),
    (
        "shown",
        "SELECT p.number FROM presentations s JOIN people p ON p.subject = s.subject",
    ),
    (
        "data",
        "SELECT p.number || ' ' || d.kind FROM data_requests d \
         JOIN people p ON p.subject = d.subject",
    ),
    ("feedback", "SELECT CAST(count(*) AS TEXT) FROM feedback"),
];

/// Reads the evening's table from the books.
pub async fn evening_of(books: &Books) -> Result<Evening> {
    let mut evening = Evening::new();
    for (name, sql) in TABLES {
        let mut lines = books.column(sql).await?;
        lines.sort();
        evening.insert(name.to_owned(), lines);
    }
    Ok(evening)
}

/// Holds the books against the table; the message names each table that differs.
pub fn compare_evenings(wanted: &Evening, held: &Evening) -> Result<()> {
    let names = |evening: &Evening| evening.keys().cloned().collect::<Vec<_>>();
    ensure!(names(wanted) == names(held), "other tables are compared");
    let differ: Vec<String> = wanted
        .iter()
        .filter(|(name, lines)| held.get(*name) != Some(*lines))
        .map(|(name, lines)| format!("{name}: should be {lines:?}, is {:?}", held.get(name)))
        .collect();
    ensure!(
        differ.is_empty(),
        "the evening differs: {}",
        differ.join("; ")
    );
    Ok(())
}
