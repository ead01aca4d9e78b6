//! A person without a code asks for one and comes back for it; the worker who sees the card.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{
    guest::{Guest, NEWS},
    station::Centre,
};

/// The worker of the station.
#[derive(Debug)]
pub struct Worker {
    /// The name to log in with.
    pub id: String,
    pin: String,
}

impl Worker {
    /// Has the centre hire a worker.
    pub async fn hired(centre: &Centre) -> Result<Self> {
        let id = "ANNA1".to_owned();
        let words = ["workers", "add", &id, "--name", "何安娜", "--json"];
        let answer: serde_json::Value = serde_json::from_str(&centre.command(&words).await?)?;
        let pin = answer.get("pin").and_then(serde_json::Value::as_str);
        let pin = pin.context("a worker gets a PIN")?.to_owned();
        Ok(Self { id, pin })
    }
}

/// Who makes sure that the person is who they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The population register, which the centre asks.
    Register,
    /// The worker, who sees the card.
    Worker,
}

impl Guest<'_> {
    /// From the greeting to the state of the claim; returns the number of its receipt.
    pub async fn obtain_code(&mut self, who: &str, proof: Proof) -> Result<String> {
        self.at("welcome").await?;
        self.touch("begin-obtain").await?;
        self.at("claim_form").await?;
        self.touch("claim-begin").await?;
        let person = self.cast.person(who);
        self.write("entry-name", &person.name).await?;
        self.touch("entry-next").await?;
        self.write("entry-number", &person.number).await?;
        self.touch("entry-next").await?;
        self.write("entry-phone", &person.phone).await?;
        self.touch("entry-next").await?;
        self.at("claim_check").await?;
        self.touch("claim-agree").await?;
        match proof {
            Proof::Register => self.touch("claim-code").await?,
            Proof::Worker => {
                self.touch("claim-seen").await?;
                self.worker_answers().await?;
            }
        }
        self.at("claim_state").await?;
        self.window.read("receipt-number").await
    }

    /// The worker answers for a step with number and PIN.
    pub async fn worker_answers(&self) -> Result<()> {
        self.at("worker_needed").await?;
        self.write("worker", &self.worker.id).await?;
        self.touch("send-worker").await?;
        self.window.find("pin").await?;
        for digit in self.worker.pin.chars() {
            self.touch(&format!("key-{digit}")).await?;
        }
        self.touch("send-pin").await
    }

    /// Waits until the code stands on the screen, and takes a picture of it with the telephone.
    pub async fn take_code(&mut self) -> Result<PathBuf> {
        self.window
            .wait_for_attribute("claim", "data-ready", "true", NEWS)
            .await?;
        self.photograph("claim").await
    }

    /// Comes back for a code with the receipt, from the greeting; returns a picture of it.
    pub async fn collect_code(&mut self, receipt: &str, who: &str) -> Result<PathBuf> {
        self.at("welcome").await?;
        self.touch("begin-obtain").await?;
        self.at("claim_form").await?;
        self.touch("begin-collect").await?;
        self.at("collect_code").await?;
        self.write("collect-receipt", receipt).await?;
        self.touch("entry-next").await?;
        let number = &self.cast.person(who).number;
        self.write("entry-number", number).await?;
        self.touch("entry-next").await?;
        // The code may be on its way down still; then one tries again.
        let end = std::time::Instant::now() + NEWS;
        while self.which(&["claim", "collect-receipt-wrong"]).await? != "claim"
            && std::time::Instant::now() < end
        {
            self.touch("entry-next").await?;
            self.window.find("entry-number").await?;
            self.touch("entry-next").await?;
        }
        self.at("claim_state").await?;
        self.take_code().await
    }
}
