//! Pictures of which it is known what they show: a folder with its `truth.json`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// One picture, or several of the same thing.
pub(crate) struct Scene {
    pub(crate) name: String,
    /// What makes it difficult, or where it comes from.
    pub(crate) condition: String,
    /// Every form in which its text may be told; empty when nothing may be read.
    pub(crate) accepted: BTreeSet<Vec<u8>>,
    pub(crate) pictures: Vec<PathBuf>,
}

impl Scene {
    /// There is no code in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }
}

#[derive(Deserialize)]
struct Truth {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    file: Option<String>,
    folder: Option<String>,
    #[serde(default)]
    frames: Vec<Shot>,
    cond: String,
    texts: Vec<String>,
    #[serde(default)]
    alts: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Shot {
    file: String,
}

/// Reads a folder with its `truth.json`.
pub(crate) fn read_scenes(folder: &Path) -> Result<Vec<Scene>> {
    let path = folder.join("truth.json");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))?;
    let truth: Truth = serde_json::from_str(&text).context("the truth is not as expected")?;
    truth
        .items
        .into_iter()
        .map(|item| scene(folder, item))
        .collect()
}

fn scene(folder: &Path, item: Item) -> Result<Scene> {
    let mut accepted: BTreeSet<Vec<u8>> = item.texts.into_iter().map(String::into_bytes).collect();
    for form in item.alts.iter().flatten() {
        accepted.insert(unhex(form)?);
    }
    let name = item.folder.or(item.file.clone());
    let name = name.context("an item has a file or a folder")?;
    let pictures = match item.file {
        Some(file) => vec![folder.join(file)],
        None => item
            .frames
            .iter()
            .map(|shot| folder.join(&name).join(&shot.file))
            .collect(),
    };
    Ok(Scene {
        name,
        condition: item.cond,
        accepted,
        pictures,
    })
}

pub(crate) fn unhex(text: &str) -> Result<Vec<u8>> {
    (0..text.len() / 2)
        .map(|at| Ok(u8::from_str_radix(&text[2 * at..2 * at + 2], 16)?))
        .collect()
}
