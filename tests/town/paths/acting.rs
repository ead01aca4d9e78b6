//! Acts: what is asked about first, said then, done last; homes and messages.

use anyhow::{Result, ensure};

use crate::guest::{Guest, NEWS};

/// What is said to an act.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    /// Refused, of what can be refused.
    pub refuse: bool,
    /// Code of the reason.
    pub reason: Option<&'a str>,
    /// The day, or the first and the last one.
    pub days: Vec<&'a str>,
}

impl<'a> Said<'a> {
    /// Yes, and nothing else.
    pub fn yes() -> Self {
        Self::default()
    }

    /// No, with the code of a reason.
    pub fn no(reason: &'a str) -> Self {
        Self {
            refuse: true,
            reason: Some(reason),
            days: Vec::new(),
        }
    }

    /// Yes, for this reason.
    pub fn because(reason: &'a str) -> Self {
        Self {
            reason: Some(reason),
            ..Self::default()
        }
    }

    /// Yes, on these days.
    pub fn on(days: &[&'a str]) -> Self {
        Self {
            days: days.to_vec(),
            ..Self::default()
        }
    }
}

impl Guest<'_> {
    /// From what follows of an act to its receipt; returns its number as it stands there.
    pub async fn act(&self, said: &Said<'_>) -> Result<String> {
        self.at("ask_act").await?;
        self.window.find("follows").await?;
        let mut sent = if said.refuse {
            self.touch("act-refuse").await?;
            said.reason.is_none()
        } else {
            self.forward().await?
        };
        for day in &said.days {
            self.pick_day(day).await?;
            sent = self.forward().await?;
        }
        if let Some(reason) = said.reason {
            self.touch(&format!("why-{reason}")).await?;
            sent = self.forward().await?;
        }
        if !sent {
            // A grave act is asked once more.
            self.touch("act-now").await?;
        }
        self.at("act_done").await?;
        self.window.read("receipt-number").await
    }

    /// Touches the one way on; tells whether that was the last one.
    async fn forward(&self) -> Result<bool> {
        let button = self.which(&["act-next", "act-now"]).await?;
        self.touch(&button).await?;
        Ok(button == "act-now")
    }

    /// Waits until the centre said that the act on the screen took effect.
    pub async fn took_effect(&self) -> Result<()> {
        self.window
            .wait_for_attribute("act-receipt", "data-saved", "decided", NEWS)
            .await?;
        let denied = self.window.attribute("act-receipt", "data-denied").await?;
        ensure!(denied.as_deref() == Some(""), "refused: {denied:?}");
        Ok(())
    }

    /// Does something about a home of the own, from the list of services; returns the receipt.
    pub async fn act_on_home(&self, home: &str, matter: &str, said: &Said<'_>) -> Result<String> {
        self.open("residence").await?;
        let card = self.card("registration", home).await?;
        self.window
            .touch_within(&card, &format!("act-{matter}"))
            .await?;
        self.act(said).await
    }

    /// Waits until a home of the own, named by a text on its card, is in this state.
    pub async fn home_is(&self, home: &str, state: &str) -> Result<()> {
        let card = self.card("registration", home).await?;
        self.sees(&card, "data-state", state).await
    }

    /// Does a task, named by a text on its card, from the list of services; returns the receipt.
    pub async fn do_task(&self, matter: &str, text: &str, said: &Said<'_>) -> Result<String> {
        self.open("messages").await?;
        let card = self.card("task", text).await?;
        self.window
            .touch_within(&card, &format!("answer-{matter}"))
            .await?;
        self.act(said).await
    }

    /// Opens the newest message of a title, from the list of services; returns its text.
    pub async fn read_message(&self, title: &str) -> Result<String> {
        self.open("messages").await?;
        self.touch("tab-messages").await?;
        let row = self.card("message", title).await?;
        self.touch(&row).await?;
        self.at("message").await?;
        self.window.read("message-text").await
    }
}
