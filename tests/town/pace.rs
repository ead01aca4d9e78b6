//! How fast the page answers, measured in the page itself: from the finger that comes down to the
//! first picture that answers it, and from the finger that lifts to the first one of the next screen.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{deadline::wait_until, webdriver::Window};

/// A frame was painted when a message that is sent inside of it arrives.
const WATCH: &str = "
    const paces = window.paces = { answered: [], changed: [] };
    const painted = (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(0);
    });
    const shown = () => {
        const main = document.querySelector('main');
        return [main?.dataset.screen, main?.dataset.purpose, main?.querySelector('h1')?.textContent].join('|');
    };
    let tap = null;
    let before = shown();
    addEventListener('pointerdown', (event) => {
        const button = event.target.closest?.('button');
        if (!button) return;
        const at = event.timeStamp;
        painted(() => paces.answered.push(performance.now() - at));
    }, true);
    addEventListener('pointerup', (event) => {
        const button = event.target.closest?.('button');
        // A key, a choice and a tab lead to no other screen.
        tap = !button || button.matches('.key, [role]') ? null : event.timeStamp;
    }, true);
    const seen = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(() => {
        const now = shown();
        if (now === before) return;
        const names = [before, now].map((name) => name.split('|')[0]).join(' to ');
        before = now;
        if (tap === null) return;
        const at = tap;
        tap = null;
        painted(() => paces.changed.push([performance.now() - at, names]));
    }).observe(document.body, { ...seen, attributeFilter: ['data-screen', 'data-purpose'] });
";
const TAKE: &str = "const { answered, changed } = window.paces;
    return { answered: answered.splice(0), changed: changed.splice(0) };";
/// A touch is answered within so many milliseconds, the next screen is there within so many
/// (screens.md, manner 5).
const GOALS: [f64; 2] = [100.0, 300.0];

/// Everything that was measured by the windows of this process.
#[derive(Default)]
struct Paces {
    open: usize,
    answered: Vec<f64>,
    changed: Vec<(f64, String)>,
}

/// How long a page may take until it is there.
const PATIENCE: Duration = Duration::from_secs(20);

static PACES: Mutex<Paces> = Mutex::new(Paces {
    open: 0,
    answered: Vec::new(),
    changed: Vec::new(),
});

impl Window {
    /// Begins to measure how the page answers.
    pub async fn time_taps(&self) -> Result<()> {
        self.ask(WATCH).await?;
        PACES.lock().unwrap_or_else(PoisonError::into_inner).open += 1;
        Ok(())
    }

    /// Takes what was measured so far, before the page goes.
    pub async fn take_paces(&self) -> Result<()> {
        let taken = self.ask(TAKE).await?;
        let mut paces = PACES.lock().unwrap_or_else(PoisonError::into_inner);
        paces.take(&taken).context("the page measured")
    }

    /// Waits for the page that takes the place of the one that was measured, and measures it.
    pub async fn new_page(&self) -> Result<()> {
        let fresh = "return window.paces === undefined && document.querySelector('main') !== null";
        wait_until("a page of its own", PATIENCE, || async {
            self.ask(fresh).await.is_ok_and(|fresh| fresh == true)
        })
        .await?;
        self.ask(WATCH).await?;
        Ok(())
    }

    /// Takes what was measured; returns the line that tells about all windows so far, when none
    /// is measured any more.
    pub async fn taps_timed(&self) -> Result<Option<String>> {
        let taken = self.ask(TAKE).await;
        let mut paces = PACES.lock().unwrap_or_else(PoisonError::into_inner);
        paces.open = paces.open.saturating_sub(1);
        paces.take(&taken?).context("the page measured")?;
        Ok((paces.open == 0).then(|| paces.line()))
    }
}

impl Paces {
    fn take(&mut self, taken: &Value) -> Option<()> {
        let answered = taken.get("answered")?.as_array()?;
        self.answered
            .extend(answered.iter().filter_map(Value::as_f64));
        for change in taken.get("changed")?.as_array()? {
            let name = change.get(1)?.as_str()?.to_owned();
            self.changed.push((change.get(0)?.as_f64()?, name));
        }
        Some(())
    }

    fn line(&self) -> String {
        let changed: Vec<f64> = self.changed.iter().map(|(ms, _)| *ms).collect();
        let [answer_goal, change_goal] = GOALS;
        let mut slow: Vec<&(f64, String)> = self
            .changed
            .iter()
            .filter(|(ms, _)| *ms > change_goal)
            .collect();
        slow.sort_by(|one, other| other.0.total_cmp(&one.0));
        let slowest: Vec<String> = slow
            .iter()
            .take(5)
            .map(|(ms, name)| format!("{name} {ms:.0} ms"))
            .collect();
        format!(
            "window: {} taps answered p50 {:.0} ms p95 {:.0} ms (goal {answer_goal} ms), \
             {} screen changes p50 {:.0} ms p95 {:.0} ms (goal {change_goal} ms); {} over: {}",
            self.answered.len(),
            share(&self.answered, 50),
            share(&self.answered, 95),
            changed.len(),
            share(&changed, 50),
            share(&changed, 95),
            slow.len(),
            slowest.join(", "),
        )
    }
}

/// The value that so many of a hundred do not pass.
fn share(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}
