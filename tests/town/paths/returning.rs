//! Coming back: a receipt is asked after, a draft is taken up again.

use std::path::Path;

use anyhow::Result;

use crate::guest::Guest;

impl Guest<'_> {
    /// Holds a printed receipt before the camera, from the greeting; returns the kind of the answer.
    pub async fn ask_by_slip(&mut self, slip: &Path) -> Result<String> {
        self.begin_receipt().await?;
        self.stage.show_slip(slip)?;
        self.at("receipt_status").await?;
        self.stage.clear()?;
        self.answer().await
    }

    /// Types the number of a receipt, from the greeting; returns the kind of the answer.
    pub async fn ask_by_number(&self, number: &str) -> Result<String> {
        self.begin_receipt().await?;
        self.touch("type-code").await?;
        self.write("typed-code", number).await?;
        self.touch("accept-typed-code").await?;
        self.at("receipt_status").await?;
        self.answer().await
    }

    async fn begin_receipt(&self) -> Result<()> {
        self.at("welcome").await?;
        self.touch("begin-receipt").await?;
        self.at("scan:receipt").await
    }

    async fn answer(&self) -> Result<String> {
        let answer = self
            .window
            .attribute("receipt-status", "data-answer")
            .await?;
        Ok(answer.unwrap_or_default())
    }

    /// Reads the ticket of the draft on the screen.
    pub async fn ticket(&self) -> Result<String> {
        self.window.read("ticket").await
    }

    /// Takes up a draft by its ticket, from the greeting: the own code and number once more.
    pub async fn resume(&mut self, ticket: &str, who: &str) -> Result<()> {
        self.at("welcome").await?;
        self.touch("begin-resume").await?;
        self.write("resume-ticket", ticket).await?;
        self.touch("resume-visit").await?;
        self.at("scan:resident").await?;
        let code = self.centre.resident_code(who)?;
        self.hold(&code, "prove_identity").await?;
        self.prove(who).await
    }
}
