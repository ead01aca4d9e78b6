//! Owners: a house is registered, those who live there are seen, trustees come and go.

use anyhow::Result;

use crate::{guest::Guest, paths::acting::Said};

impl Guest<'_> {
    /// Returns the text on the cards of a house.
    pub fn plate(&self, house: &str) -> String {
        let house = self.cast.house(house);
        format!("{}{}", house.street, house.number)
    }

    /// Says that a house is the own, from the list of services; returns the receipt.
    pub async fn register_house(&mut self, house: &str) -> Result<String> {
        self.open("houses").await?;
        self.touch("act-claim_house").await?;
        self.at("scan:claim_house").await?;
        let code = self.centre.house_code(house)?;
        self.hold(&code, "ask_act").await?;
        self.act(&Said::yes()).await
    }

    /// Opens one of the own houses, from the list of services.
    pub async fn open_house(&self, house: &str) -> Result<()> {
        self.open("houses").await?;
        let card = self.card("house", &self.plate(house)).await?;
        let place = card.trim_start_matches("house-");
        self.touch(&format!("open-house-{place}")).await?;
        self.at("house").await
    }

    /// Reports that a resident, named by a text of the card, moved out on a day; on the page of the
    /// house.
    pub async fn report_move_out(&self, resident: &str, day: &str) -> Result<String> {
        let card = self.card("resident", resident).await?;
        self.window
            .touch_within(&card, "act-report_move_out")
            .await?;
        self.act(&Said::on(&[day])).await
    }

    /// Appoints a trustee from one day to another; on the page of the house.
    pub async fn appoint(&mut self, trustee: &str, days: [&str; 2]) -> Result<String> {
        self.touch("act-appoint").await?;
        self.at("scan:trustee").await?;
        let code = self.centre.resident_code(trustee)?;
        self.hold(&code, "ask_act").await?;
        self.act(&Said::on(&days)).await
    }

    /// Revokes the trust of a trustee, named by a text of the card; on the page of the house.
    pub async fn revoke(&self, trustee: &str) -> Result<String> {
        self.touch("tab-trusts").await?;
        let card = self.card("trust", trustee).await?;
        self.window.touch_within(&card, "act-revoke_trust").await?;
        self.act(&Said::yes()).await
    }
}
