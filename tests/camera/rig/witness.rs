//! The product's own watcher at work, and what it told.

use std::{
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use scanner::{SourceChoice, SourceState, Watcher};

use crate::TICK;

/// Every JPEG begins with this.
const JPEG_START: [u8; 2] = [0xff, 0xd8];

pub(crate) struct Witness {
    watcher: Watcher,
    texts: Receiver<String>,
}

impl Witness {
    /// Starts to watch.
    pub(crate) fn new(choice: SourceChoice) -> Self {
        let (tell, texts) = channel();
        let on_text = move |found: scanner::Found| {
            // The rig may have ended first.
            tell.send(found.text).ok();
        };
        let watcher = Watcher::start(choice, Box::new(on_text));
        watcher.set_wanted(true);
        Self { watcher, texts }
    }

    pub(crate) fn set_wanted(&self, wanted: bool) {
        self.watcher.set_wanted(wanted);
    }

    /// Waits for a state; says how long it took.
    pub(crate) fn wait_for_state(
        &self,
        state: SourceState,
        patience: Duration,
    ) -> Result<Duration> {
        let start = Instant::now();
        while self.watcher.state() != state {
            ensure!(
                start.elapsed() < patience,
                "still {:?} and not {state:?} after {patience:?}",
                self.watcher.state()
            );
            std::thread::park_timeout(TICK);
        }
        Ok(start.elapsed())
    }

    /// Waits until a text is told and a newer picture than at the start is there for the window;
    /// says how long both took.
    pub(crate) fn wait_for_text(&self, text: &str, patience: Duration) -> Result<Duration> {
        Ok(self.wait_for_one_of(&[text], patience)?.1)
    }

    /// The same for whichever of the texts is told first, with that text.
    pub(crate) fn wait_for_one_of(
        &self,
        texts: &[&str],
        patience: Duration,
    ) -> Result<(String, Duration)> {
        let start = Instant::now();
        let seen = self.watcher.latest_jpeg().map_or(0, |(number, _)| number);
        let text = loop {
            let left = patience.saturating_sub(start.elapsed());
            let told = self.texts.recv_timeout(left);
            let told = told.with_context(|| format!("{texts:?} not read within {patience:?}"))?;
            if texts.contains(&told.as_str()) {
                break told;
            }
        };
        let left = patience.saturating_sub(start.elapsed());
        let (_, picture) = self
            .watcher
            .next_jpeg(seen, left)
            .context("no new picture for the window")?;
        ensure!(picture.starts_with(&JPEG_START), "the picture is no JPEG");
        Ok((text, start.elapsed()))
    }

    /// Returns the texts that were told and not waited for.
    pub(crate) fn other_texts(&self) -> Vec<String> {
        self.texts.try_iter().collect()
    }
}
