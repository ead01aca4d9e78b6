//! Declaring a stay: by the plate, from the list of addresses, or with an address written by hand.

use anyhow::{Result, ensure};

use crate::{
    cast::{Cast, Cohabitant, Outcome},
    guest::{Guest, NEWS},
};

/// How the house is named.
#[derive(Debug, Clone)]
pub enum Way {
    /// The plate of this house is scanned.
    Plate(String),
    /// This house is searched in the list, by these words.
    Listed(String, String),
    /// Street, number and room are written; none of the houses that may be meant is.
    ByHand([String; 3]),
}

/// What somebody declares.
#[derive(Debug, Clone)]
pub struct Home {
    /// Key of who declares.
    pub who: String,
    /// How the house is named.
    pub way: Way,
    /// Code of the kind of dwelling.
    pub dwelling: String,
    /// Code of the reason.
    pub reason: String,
    /// Day of moving in; nothing means today.
    pub moved_in_on: Option<String>,
    /// Those who live there too.
    pub people: Vec<Cohabitant>,
    /// How the owner answers.
    pub outcome: Outcome,
    /// Key of the owner who answers, and code of the reason of a refusal.
    pub owner: (String, &'static str),
}

impl Home {
    /// A stay since today at the house with this plate.
    pub fn at(cast: &Cast, who: &str, house: &str, outcome: Outcome) -> Self {
        let owner = cast.house(house).owners.first().cloned();
        Self {
            who: who.to_owned(),
            way: Way::Plate(house.to_owned()),
            dwelling: "RENTED".to_owned(),
            reason: "WORK".to_owned(),
            moved_in_on: None,
            people: Vec::new(),
            outcome,
            owner: (owner.unwrap_or_default(), "NOT_LIVING_HERE"),
        }
    }

    /// The same, found in the list of addresses.
    pub fn listed(cast: &Cast, who: &str, house: &str, outcome: Outcome) -> Self {
        let seen = cast.house(house);
        let words = format!("{}{}", seen.street, seen.number);
        Self {
            way: Way::Listed(house.to_owned(), words),
            ..Self::at(cast, who, house, outcome)
        }
    }

    /// A stay since today at an address that is written by hand.
    pub fn by_hand(who: &str, street: &str, number: &str, room: &str) -> Self {
        Self {
            who: who.to_owned(),
            way: Way::ByHand([street, number, room].map(str::to_owned)),
            dwelling: "RENTED".to_owned(),
            reason: "WORK".to_owned(),
            moved_in_on: None,
            people: Vec::new(),
            outcome: Outcome::Absent,
            owner: (String::new(), ""),
        }
    }

    /// The same with somebody who lives there too.
    #[must_use]
    pub fn with(mut self, person: Cohabitant) -> Self {
        self.people.push(person);
        self
    }
}

/// Makes a relative out of a person of the cast; a child is entered by the household register and
/// needs the guardian's consent under 14.
pub fn relative(cast: &Cast, key: &str, relation: &str, child: bool) -> Cohabitant {
    let person = cast.person(key);
    let document = if child {
        "HOUSEHOLD_REGISTER"
    } else {
        "RESIDENT_ID"
    };
    Cohabitant {
        name: person.name.clone(),
        number: person.number.clone(),
        phone: person.phone.clone(),
        document: document.to_owned(),
        relation: relation.to_owned(),
        guardian_consent: child,
    }
}

impl Guest<'_> {
    /// From the greeting to the receipt; returns its number as it stands there.
    pub async fn declare(&mut self, home: &Home) -> Result<String> {
        self.begin(home).await?;
        self.describe(home).await?;
        self.bring(&home.people).await?;
        self.finish(home).await
    }

    /// From the greeting to the question what kind of stay it is.
    pub async fn begin(&mut self, home: &Home) -> Result<()> {
        self.name_the_house(home).await?;
        self.prove(&home.who).await?;
        self.at("confirm_door").await?;
        self.touch("confirm-door").await
    }

    /// From the question for the owner to the receipt; returns its number as it stands there.
    pub async fn finish(&mut self, home: &Home) -> Result<String> {
        self.say_whether_the_owner_is_here(home).await?;
        self.agree().await?;
        self.let_the_owner_answer(home).await?;
        self.at("receipt").await?;
        self.window.read("receipt-number").await
    }

    /// From the greeting to the question for the own number.
    pub async fn name_the_house(&mut self, home: &Home) -> Result<()> {
        self.at("welcome").await?;
        self.touch("begin-declare").await?;
        self.at("scan:house").await?;
        match &home.way {
            Way::Plate(house) => {
                let code = self.centre.house_code(house)?;
                self.hold(&code, "scan:resident").await?;
            }
            Way::Listed(house, words) => {
                self.touch("begin-find").await?;
                self.find_house(house, words).await?;
            }
            Way::ByHand(parts) => {
                self.touch("begin-find").await?;
                self.at("find_address").await?;
                self.touch("write-address").await?;
                self.write_address(parts).await?;
            }
        }
        self.at("scan:resident").await?;
        let code = self.centre.resident_code(&home.who)?;
        self.hold(&code, "prove_identity").await
    }

    /// Searches a house and chooses it.
    pub async fn find_house(&self, house: &str, words: &str) -> Result<()> {
        self.at("find_address").await?;
        self.touch("search-places").await?;
        self.write("place-query", words).await?;
        let wanted = self.cast.house(house);
        let wanted = format!("{}{}", wanted.street, wanted.number);
        let row = self.card("place", &wanted).await?;
        self.touch(&row).await
    }

    /// Writes an address field by field, and keeps it when houses like it are offered.
    pub async fn write_address(&self, parts: &[String; 3]) -> Result<()> {
        self.at("write_address").await?;
        for (part, text) in ["street", "number", "room"].iter().zip(parts) {
            self.write(&format!("write-{part}"), text).await?;
            self.touch("write-next").await?;
        }
        if self.which(&["keep-address", "type-code"]).await? == "keep-address" {
            self.touch("keep-address").await?;
        }
        Ok(())
    }

    /// Kind of dwelling, reason, day of moving in.
    pub async fn describe(&self, home: &Home) -> Result<()> {
        self.at("stay").await?;
        self.touch(&format!("dwelling-{}", home.dwelling)).await?;
        self.touch("stay-next").await?;
        self.touch(&format!("reason-{}", home.reason)).await?;
        self.touch("stay-next").await?;
        match &home.moved_in_on {
            Some(day) => self.pick_day(day).await?,
            None => self.touch("day-today").await?,
        }
        self.touch("stay-next").await
    }

    /// The family in one pass, each with the consent that is needed, and on.
    pub async fn bring(&self, people: &[Cohabitant]) -> Result<()> {
        self.name_the_family(people).await?;
        self.touch("finish-cohabitants").await
    }

    /// The family in one pass, each with the consent that is needed.
    pub async fn name_the_family(&self, people: &[Cohabitant]) -> Result<()> {
        self.at("cohabitants").await?;
        for (place, person) in people.iter().enumerate() {
            self.fill_in(person).await?;
            self.window.find(&format!("cohabitant-{place}")).await?;
        }
        Ok(())
    }

    /// One relative, to the end of the form.
    pub async fn fill_in(&self, person: &Cohabitant) -> Result<()> {
        self.touch("add-cohabitant").await?;
        self.write("cohabitant-name", &person.name).await?;
        self.touch(&format!("relation-{}", person.relation)).await?;
        self.touch("cohabitant-next").await?;
        self.touch(&format!("document-{}", person.document)).await?;
        self.write("cohabitant-number", &person.number).await?;
        self.touch("cohabitant-next").await?;
        self.write("cohabitant-phone", &person.phone).await?;
        self.touch("cohabitant-save").await?;
        if person.guardian_consent {
            self.window.find("consent-text").await?;
            self.touch("guardian-consent").await?;
            self.touch("cohabitant-save").await?;
        }
        Ok(())
    }

    async fn say_whether_the_owner_is_here(&self, home: &Home) -> Result<()> {
        let by_hand = matches!(home.way, Way::ByHand(_));
        if by_hand || home.outcome == Outcome::OwnHouse {
            return Ok(());
        }
        self.at("owner_present").await?;
        self.touch(match home.outcome {
            Outcome::Confirms | Outcome::Refuses => "owner-present-yes",
            Outcome::Absent | Outcome::OwnHouse => "owner-present-no",
        })
        .await?;
        self.touch("owner-present-next").await
    }

    /// Reads the declaration back and agrees.
    pub async fn agree(&self) -> Result<()> {
        self.at("read_back").await?;
        self.touch("agree-box").await?;
        self.touch("agree").await
    }

    async fn let_the_owner_answer(&mut self, home: &Home) -> Result<()> {
        let refuses = match home.outcome {
            Outcome::Confirms => false,
            Outcome::Refuses => true,
            Outcome::Absent | Outcome::OwnHouse => return Ok(()),
        };
        let (owner, why) = &home.owner;
        self.at("scan:owner").await?;
        let code = self.centre.resident_code(owner)?;
        self.hold(&code, "prove_identity").await?;
        self.prove(owner).await?;
        self.at("owner_decides").await?;
        if !refuses {
            return self.touch("owner-confirm").await;
        }
        self.touch("owner-refuse").await?;
        self.touch(&format!("why-{why}")).await?;
        self.touch("owner-refuse-now").await
    }

    /// Waits until the receipt on the screen says how far it has come: `on_this_machine`,
    /// `received` or `decided`.
    pub async fn receipt_says(&self, saved: &str) -> Result<()> {
        let limit = NEWS;
        self.window
            .wait_for_attribute("receipt", "data-saved", saved, limit)
            .await
    }

    /// Prints the receipt on the screen and returns the slip.
    pub async fn print_receipt(&self) -> Result<std::path::PathBuf> {
        let slip = self.print("print-receipt").await?;
        self.sees("receipt", "data-print", "printed").await?;
        ensure!(slip.exists(), "the slip lies in the printer");
        Ok(slip)
    }
}
