//! What a person shows, is and holds: the code, the family, the permit, the own data; the guide.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{
    cast::Cohabitant,
    guest::{Guest, NEWS},
};

/// A request for a permit.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// A text on the choice of the address.
    pub home: &'a str,
    /// Codes of the grounds.
    pub grounds: &'a [&'a str],
    /// Codes of the papers that are at hand.
    pub papers: &'a [&'a str],
    /// The number that proves it.
    pub evidence: &'a str,
}

impl Guest<'_> {
    /// Shows the own code, from the list of services, until the showing is recorded; returns a
    /// picture that the verifier took of it.
    pub async fn show_own_code(&mut self) -> Result<PathBuf> {
        self.open("code").await?;
        self.touch("show-own-code").await?;
        self.code_is_recorded().await
    }

    /// Shows the code of a member of the family, named by a text of their row.
    pub async fn show_member_code(&mut self, member: &str) -> Result<PathBuf> {
        self.open("code").await?;
        self.told().await?;
        let row = self.card("show-member", member).await?;
        self.touch(&row).await?;
        self.code_is_recorded().await
    }

    async fn code_is_recorded(&mut self) -> Result<PathBuf> {
        self.window
            .wait_for_attribute("big-code", "data-recorded", "true", NEWS)
            .await?;
        self.photograph("big-code").await
    }

    /// Adds a member of the family, from the list of services, with the consent it needs.
    pub async fn add_member(&self, person: &Cohabitant) -> Result<()> {
        self.open("family").await?;
        self.touch("add-member").await?;
        self.write("entry-name", &person.name).await?;
        self.touch("entry-next").await?;
        self.touch(&format!("relation-{}", person.relation)).await?;
        self.touch("entry-next").await?;
        self.touch(&format!("document-{}", person.document)).await?;
        self.write("entry-number", &person.number).await?;
        self.touch("entry-next").await?;
        let asks = ["guardian-consent", "elder-agrees", "lives-done"];
        match self.which(&asks).await?.as_str() {
            "guardian-consent" => {
                self.touch("guardian-consent").await?;
                self.touch("cohabitant-save").await?;
            }
            "elder-agrees" => {
                self.touch("elder-agrees").await?;
                self.touch("member-save").await?;
            }
            _ => {}
        }
        self.at("lives_done").await
    }

    /// Removes a member of the family, named by a text of their row, from the list of services.
    pub async fn remove_member(&self, member: &str) -> Result<()> {
        self.open("family").await?;
        self.told().await?;
        let row = self.card("member", member).await?;
        let place = row.trim_start_matches("member-");
        self.touch(&format!("ask-remove-{place}")).await?;
        self.touch("remove-member").await?;
        self.at("lives_done").await
    }

    /// Waits until the centre did what was asked for on the screen, and returns the receipt.
    pub async fn was_done(&self) -> Result<String> {
        let state = self.lives_end().await?;
        ensure!(state == "done", "it ended as {state}");
        self.window.read("receipt-number").await
    }

    /// Waits until the centre decided what was asked for on the screen: `done` or `denied`.
    pub async fn lives_end(&self) -> Result<String> {
        let ended = || async {
            let state = self.window.attribute("lives-done", "data-state").await;
            let state = state.ok().flatten()?;
            ["done", "denied"]
                .contains(&state.as_str())
                .then_some(state)
        };
        crate::deadline::wait_for("the centre decided", NEWS, ended).await
    }

    /// Asks for a permit, from the list of services.
    pub async fn apply(&self, request: &Request<'_>) -> Result<()> {
        self.open("permits").await?;
        self.touch("permit-APPLY").await?;
        let place = self.card("place", request.home).await?;
        self.touch(&place).await?;
        self.touch("permit-next").await?;
        for ground in request.grounds {
            self.touch(&format!("ground-{ground}")).await?;
        }
        self.touch("permit-next").await?;
        // Whoever stayed long enough is not asked for other proof of it.
        if self
            .which(&["exemption-NONE", "paper-IDENTITY_CARD"])
            .await?
            == "exemption-NONE"
        {
            self.touch("exemption-NONE").await?;
            self.touch("permit-next").await?;
        }
        for paper in request.papers {
            self.touch(&format!("paper-{paper}")).await?;
        }
        self.touch("permit-next").await?;
        self.write("entry-name", request.evidence).await?;
        self.touch("entry-next").await?;
        self.touch("card-false").await?;
        self.touch("permit-next").await?;
        self.at("lives_done").await
    }

    /// Does one of the other things about a permit, such as `ENDORSE`, from the list of services.
    pub async fn ask_of_permit(&self, step: &str) -> Result<()> {
        self.open("permits").await?;
        self.touch(&format!("permit-{step}")).await?;
        if self.which(&["permit-sure", "permit-send"]).await? == "permit-sure" {
            self.touch("permit-sure").await?;
        }
        self.touch("permit-send").await?;
        self.at("lives_done").await
    }

    /// Waits until the permit stands in this state; begins and ends at the list of services.
    pub async fn permit_is(&self, state: &str) -> Result<()> {
        self.open("permits").await?;
        self.sees("permit", "data-state", state).await?;
        self.back_to_services().await
    }

    /// Has the own data stand in full, on their page: the number is asked for once more.
    pub async fn see_in_full(&self, who: &str) -> Result<()> {
        self.touch("reveal-data").await?;
        self.prove(who).await?;
        self.sees("my-data", "data-full", "true").await
    }

    /// Corrects one of the own data, from the list of services: `name`, `phone` or
    /// `hukou_address`.
    pub async fn correct(&self, field: &str, right: &str) -> Result<()> {
        self.open("my_data").await?;
        self.touch("data-correct").await?;
        self.touch(&format!("field-{field}")).await?;
        self.touch("data-next").await?;
        self.write("entry-name", right).await?;
        self.touch("entry-next").await?;
        self.at("lives_done").await
    }

    /// Asks that the own data be deleted, from the list of services.
    pub async fn ask_deletion(&self) -> Result<()> {
        self.open("my_data").await?;
        self.touch("data-erase").await?;
        self.touch("erase-sure").await?;
        self.touch("erase-data").await?;
        self.at("lives_done").await
    }

    /// Writes a word to the service, from the list of services.
    pub async fn send_feedback(&self, text: &str) -> Result<()> {
        self.open("my_data").await?;
        self.say_to_service(text).await
    }

    /// The same on the page of the own data, where nobody need wait for the centre.
    pub async fn say_to_service(&self, text: &str) -> Result<()> {
        self.touch("data-feedback").await?;
        self.write("entry-name", text).await?;
        self.touch("entry-next").await?;
        self.at("lives_done").await
    }

    /// Opens a topic of the guide, from the greeting.
    pub async fn read_topic(&self, topic: &str) -> Result<()> {
        self.at("welcome").await?;
        self.touch("begin-help").await?;
        self.at("help").await?;
        let tile = format!("topic-{topic}");
        // The list is as long as the text is large.
        while self.which(&[&tile, "page-after"]).await? != tile {
            self.touch("page-after").await?;
        }
        self.touch(&tile).await
    }
}
