//! Every service of the guide through the real window, a file for a few of them. The judge is what
//! the centre's books hold in the end; each path leaves its pictures, and one of them stands for it.

mod coming;
mod homes;
mod owning;
mod people;
mod words;
mod wrong;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use town::{Corner, Guest, Home, Outcome, tell};

/// The states of all registrations, in the order of number and house.
pub(crate) const STATES: &str = "SELECT r.state FROM registrations r \
     JOIN people p ON p.subject = r.subject ORDER BY p.number, r.house";

/// Walks a path at a corner of its own; the picture of this name, `NN-service`, is laid with those of
/// the other rows into `services` beside the albums.
pub(crate) async fn walk(
    name: &str,
    words: &[&str],
    path: impl AsyncFnOnce(&mut Corner) -> Result<()>,
) -> Result<()> {
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window");
    let album = pictures.join(name);
    // People who are driven by a machine that does much else take their time.
    let calm = ["--idle-warning-ms", "600000", "--idle-wipe-ms", "900000"];
    let words = if words.is_empty() { &calm } else { words };
    let mut corner = Corner::open(1, &album, words).await?;
    let walked = path(&mut corner).await;
    if let Err(error) = &walked {
        tell(&format!("{name}: {error:#}"));
    }
    corner.close_after(walked).await?;
    let services = pictures.join("services");
    std::fs::create_dir_all(&services)?;
    let taken = taken(&album, name)?;
    std::fs::copy(taken, services.join(format!("{name}.png")))?;
    Ok(())
}

fn taken(album: &Path, name: &str) -> Result<PathBuf> {
    let entries = std::fs::read_dir(album)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut named = entries.filter(|file| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        stem.ends_with(name)
    });
    named.next().context("the path took its picture")
}

/// Somebody lives in a house with the owner's word; the centre has decided.
pub(crate) async fn settled(corner: &mut Corner, who: &str, house: &str) -> Result<()> {
    let home = Home::at(&corner.cast, who, house, Outcome::Confirms);
    let mut guest = corner.guest();
    guest.declare(&home).await?;
    guest.receipt_says("decided").await?;
    guest.leave().await?;
    corner.books_say(STATES, &["EFFECTIVE"]).await
}

/// Goes on from the receipt of an act, once it took effect, and leaves.
pub(crate) async fn done_and_gone(guest: &Guest<'_>) -> Result<()> {
    guest.took_effect().await?;
    guest.leave().await
}
