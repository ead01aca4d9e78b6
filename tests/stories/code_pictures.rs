//! The operator prints the codes; the technician's tool reads every picture as the kiosk would.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use town::{Cast, Centre, binary, run};

#[tokio::test(flavor = "multi_thread")]
async fn the_tool_reads_every_code_that_the_centre_draws() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cast = Cast::draw(1).await?;
    let place = folder.path().join("centre");
    Centre::found(&place, &cast, None, &folder.path().join("logs")).await?;
    let codes = place.join("codes").to_string_lossy().into_owned();
    let seen = run(binary("kioskctl")?, &["scan", "--json", &codes]).await?;
    for line in seen.lines() {
        check_line(line)?;
    }
    let drawn = cast.town.houses.len() + cast.town.people.len();
    ensure!(
        seen.lines().count() == drawn,
        "{drawn} pictures, and this was read: {seen}"
    );
    Ok(())
}

/// The text in the picture is the text beside it.
fn check_line(line: &str) -> Result<()> {
    let scanned: Value = serde_json::from_str(line)?;
    let file = scanned
        .get("file")
        .and_then(Value::as_str)
        .context("a line names its file")?;
    let text = std::fs::read_to_string(Path::new(file).with_extension("txt"))?;
    let read = scanned.pointer("/texts/0").and_then(Value::as_str);
    ensure!(read == Some(text.trim()), "{file} is read as {read:?}");
    Ok(())
}
