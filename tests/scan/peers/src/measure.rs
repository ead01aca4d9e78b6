//! Shows every set to every decoder and keeps what came of it.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::decoders::{Look, Reader, Reading};
use crate::sets::{Set, Showing};
use crate::truth::Scene;

/// Looks at one unchanged picture.
const LOOKS: usize = 4;

/// What came of every scene of every set, by decoder: set, decoder, scene.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Results(pub(crate) BTreeMap<String, BTreeMap<String, Outcomes>>);

/// What one decoder made of one set, by scene.
pub(crate) type Outcomes = BTreeMap<String, Outcome>;

/// What one decoder made of one scene.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// The look (from 1) that read the text.
    pub(crate) read_at: Option<usize>,
    /// Texts that are not true of this scene.
    pub(crate) wrong: Vec<String>,
    /// Processor time of each look.
    pub(crate) ms: Vec<f64>,
    /// Looks at which the decoder fell over.
    pub(crate) panics: usize,
}

/// Shows a set to a decoder.
pub(crate) fn measure(set: &Set, name: &str, reader: &mut dyn Reader) -> Result<Outcomes> {
    let start = Instant::now();
    let mut outcomes = Outcomes::new();
    for scene in &set.scenes {
        outcomes.insert(scene.name.clone(), show(scene, set.showing, reader)?);
        if outcomes.len().is_multiple_of(100) {
            let seconds = start.elapsed().as_secs();
            eprintln!(
                "  {}: {name}: {} of {} scenes, {seconds} s",
                set.name,
                outcomes.len(),
                set.scenes.len()
            );
        }
    }
    eprintln!(
        "  {}: {name}: done in {} s",
        set.name,
        start.elapsed().as_secs()
    );
    Ok(outcomes)
}

fn show(scene: &Scene, showing: Showing, reader: &mut dyn Reader) -> Result<Outcome> {
    reader.begin();
    let mut outcome = Outcome::default();
    for path in &scene.pictures {
        let picture = scanner::read_picture(path)
            .ok()
            .with_context(|| format!("{} is no picture", path.display()))?;
        // A decoder without a memory says the same four times.
        let again = showing == Showing::FourTimes && reader.remembers();
        for _ in 0..if again { LOOKS } else { 1 } {
            let look = reader.read(&picture);
            note(scene, look, &mut outcome);
        }
    }
    Ok(outcome)
}

fn note(scene: &Scene, look: Look, outcome: &mut Outcome) {
    outcome.ms.push((look.ms * 1000.0).round() / 1000.0);
    outcome.panics += usize::from(look.panicked);
    for reading in &look.readings {
        if reading.iter().any(|form| scene.accepted.contains(form)) {
            outcome.read_at = outcome.read_at.or(Some(outcome.ms.len()));
        } else {
            outcome.wrong.push(told(reading));
        }
    }
}

fn told(reading: &Reading) -> String {
    let form = reading.first().map(Vec::as_slice).unwrap_or_default();
    String::from_utf8_lossy(form).into_owned()
}
