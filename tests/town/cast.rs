//! The cast that `cast.mjs` draws from a seed: people, houses, a visit, and what must follow.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::processes::run;

/// Everything one seed gives.
#[derive(Debug, Clone, Deserialize)]
pub struct Cast {
    /// The seed.
    pub seed: u64,
    /// The civil day in Guangdong for which ages were drawn.
    pub today: String,
    /// What the centre is told.
    pub town: Town,
    /// What happens at the kiosk.
    pub visit: Visit,
    /// What people get wrong.
    pub mistakes: Mistakes,
    /// What the centre must hold afterwards.
    pub expected: Vec<Expected>,
    /// A child for each person of the town; only where families were drawn.
    #[serde(default)]
    pub children: Vec<Cohabitant>,
}

/// A town as `central demo --town` reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Town {
    /// The seed.
    pub seed: u64,
    /// Name of the service centre.
    pub place: String,
    /// Number of the community.
    pub community: String,
    /// Houses.
    pub houses: Vec<House>,
    /// People in the population register.
    pub people: Vec<Person>,
}

/// A house of the town.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct House {
    /// Name in the cast, and of its code's file.
    pub key: String,
    /// House code.
    pub code: String,
    /// Town.
    pub town: String,
    /// Community.
    pub community: String,
    /// Street.
    pub street: String,
    /// Number.
    pub number: String,
    /// Building, unit, room.
    pub room: String,
    /// No longer in use.
    pub withdrawn: bool,
    /// Keys of the owners.
    pub owners: Vec<String>,
}

/// A person of the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Name in the cast, and of their code's file.
    pub key: String,
    /// Name.
    pub name: String,
    /// Citizen number.
    pub number: String,
    /// Telephone.
    pub phone: String,
    /// Has a code.
    pub code: bool,
}

/// How the owner answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Present, and confirms.
    Confirms,
    /// Present, and refuses.
    Refuses,
    /// Not there.
    Absent,
    /// The declarant is the owner.
    OwnHouse,
}

/// One visit at the kiosk.
#[derive(Debug, Clone, Deserialize)]
pub struct Visit {
    /// Key of the declarant.
    pub declarant: String,
    /// Key of the house.
    pub house: String,
    /// Key of the owner.
    pub owner: String,
    /// How it ends.
    pub outcome: Outcome,
    /// Code of the reason of a refusal.
    pub refusal: Option<String>,
    /// Code of the dwelling type.
    pub dwelling: String,
    /// Code of the reason.
    pub reason: String,
    /// Day of moving in.
    pub moved_in_on: String,
    /// Those who live there too.
    pub cohabitants: Vec<Cohabitant>,
}

/// A person added to the declaration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cohabitant {
    /// Name.
    pub name: String,
    /// Citizen number.
    pub number: String,
    /// Telephone.
    pub phone: String,
    /// Code of the document type.
    pub document: String,
    /// Code of the relation.
    pub relation: String,
    /// The guardian consents.
    pub guardian_consent: bool,
}

/// Bad input that must be met with a plain sentence.
#[derive(Debug, Clone, Deserialize)]
pub struct Mistakes {
    /// A code of somebody else.
    pub foreign_text: String,
    /// Key of the house whose code is shown damaged.
    pub damaged_house: String,
    /// Key of the withdrawn house.
    pub withdrawn_house: String,
    /// The declarant's number with a wrong check digit.
    pub wrong_check_digit: String,
    /// Somebody who must declare in person.
    pub cohabitant_of_30: Cohabitant,
}

/// One registration as the centre must hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Expected {
    /// Citizen number of the declarant.
    pub declarant: String,
    /// House code.
    pub house: String,
    /// Code of the dwelling type.
    pub dwelling: String,
    /// Code of the reason for residence.
    pub reason: String,
    /// Day of moving in.
    pub moved_in_on: String,
    /// Code of the state.
    pub state: String,
    /// Day of declaring.
    pub declared_on: String,
    /// Day of effect.
    pub effective_on: Option<String>,
    /// Capacity of who decided.
    pub capacity: Option<String>,
    /// Code of the owner's reason.
    pub rejection: Option<String>,
    /// Those who live there too, in their order.
    pub cohabitants: Vec<ExpectedCohabitant>,
}

/// One cohabitant as the centre must hold them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct ExpectedCohabitant {
    /// Name.
    pub name: String,
    /// Citizen number.
    pub number: String,
    /// Code of the relation.
    pub relation: String,
    /// Date of birth.
    pub birth: String,
    /// The guardian's consent is recorded.
    pub consent: bool,
}

impl Cast {
    /// Draws the cast of a seed for today.
    pub async fn draw(seed: u64) -> Result<Self> {
        Self::drawn(&[&seed.to_string()]).await
    }

    /// Draws a cast whose people carry the name that must never be found anywhere.
    pub async fn draw_canaries(seed: u64) -> Result<Self> {
        Self::drawn(&[&seed.to_string(), "--canary"]).await
    }

    /// Draws a crowd: enough pairs of people and houses for hundreds of declarations.
    pub async fn draw_crowd(seed: u64) -> Result<Self> {
        Self::drawn(&[&seed.to_string(), "--crowd"]).await
    }

    /// Draws a street of twenty people and twelve houses; `cast.mjs` says who is who.
    pub async fn draw_street(seed: u64) -> Result<Self> {
        Self::drawn(&[&seed.to_string(), "--street"]).await
    }

    /// Draws so many families of a declarant and a child, with names that can be searched for.
    pub async fn draw_families(seed: u64, count: u64) -> Result<Self> {
        Self::drawn(&[&seed.to_string(), &format!("--families={count}")]).await
    }

    async fn drawn(words: &[&str]) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("town/cast.mjs");
        let script = script.to_string_lossy().into_owned();
        let words: Vec<&str> = [script.as_str()]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let text = run("node", &words)
            .await
            .context("Node.js draws the cast")?;
        serde_json::from_str(&text).context("the cast is well-formed")
    }

    /// Finds a person by key.
    pub fn person(&self, key: &str) -> &Person {
        self.town
            .people
            .iter()
            .find(|p| p.key == key)
            .expect("the cast names its own people")
    }

    /// Finds a house by key.
    pub fn house(&self, key: &str) -> &House {
        self.town
            .houses
            .iter()
            .find(|h| h.key == key)
            .expect("the cast names its own houses")
    }
}
