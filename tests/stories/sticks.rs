//! A station that never sees a network again after its enrolment. A stick brings it what it needs to
//! begin; people declare; the stick goes to the centre and comes back, every file twice. In the end
//! the books hold each declaration once, and the paper of the first one says what was decided.

#![allow(
    clippy::indexing_slicing,
    reason = "an answer without the field is null, and the expectation fails"
)]

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::ReceiptAnswer;
use serde_json::Value;
use town::{
    Cast, Centre, Pockets, Postgres, Screenless, Station, binary, compare, run, run_allowing,
    search_for_canary,
};

/// All people of this cast have it in their names.
const CANARY: &str = "Zyxwv-Canary";

struct Carrier<'a> {
    centre: &'a Centre,
    station: &'a Station,
    stick: &'a Path,
}

impl Carrier<'_> {
    async fn kioskctl(&self, words: &[&str]) -> Result<Value> {
        let data = self.station.data().to_string_lossy().into_owned();
        let all = [&["outbox"], words, &["--json", "--data", &data]].concat();
        let said = run(binary("kioskctl")?, &all).await?;
        Ok(serde_json::from_str(said.trim())?)
    }

    fn path(&self, name: &str) -> String {
        self.stick.join(name).to_string_lossy().into_owned()
    }

    /// Carries the stick there and back; returns what the centre and the kiosk said.
    async fn go(&self, name: &str) -> Result<(Value, Value)> {
        let (file, answers) = (self.path(name), self.path(&format!("{name}.answers")));
        self.kioskctl(&["export", &file]).await?;
        let import = ["inbox", "import", &file, "--out", &answers, "--json"];
        let taken = self.centre.command(&import).await?;
        let again = self.centre.command(&import).await?;
        let again: Value = serde_json::from_str(again.trim())?;
        ensure!(again["new"] == 0, "twice at the centre: {again}");
        let moved = self.kioskctl(&["import", &answers]).await?;
        let again = self.kioskctl(&["import", &answers]).await?;
        ensure!(again["nothing_new"] == true, "twice at the kiosk: {again}");
        Ok((serde_json::from_str(taken.trim())?, moved))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_lives_by_its_stick() -> Result<()> {
    let at_scale = async {
        let folder = tempfile::tempdir()?;
        let server = Postgres::start(folder.path()).await?;
        tell_story(Some(server.database().await?)).await
    };
    let (embedded, at_scale) = tokio::join!(tell_story(None), at_scale);
    embedded.context("on SQLite")?;
    at_scale.context("on PostgreSQL")
}

async fn tell_story(database: Option<String>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_canaries(1).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, database, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    centre.close().await?;
    let stick = folder.path().join("stick");
    std::fs::create_dir(&stick)?;
    let carrier = Carrier {
        centre: &centre,
        station: &station,
        stick: &stick,
    };
    let (_, moved) = carrier.go("first").await?;
    ensure!(
        moved["changes"].as_u64() > Some(2),
        "key and houses: {moved}"
    );

    let pockets = Pockets::filled(&cast, &centre)?;
    let mut kiosk = Screenless::open(station.data())?;
    let receipt = kiosk.declare(&cast.visit, &pockets)?;
    let data = station.data().to_string_lossy().into_owned();
    let export = ["outbox", "export", "--data", &data, &carrier.path("no")];
    let refused = run_allowing(binary("kioskctl")?, &export).await?;
    ensure!(refused.status.code() == Some(3), "the kiosk is at work");
    drop(kiosk);
    ensure!(
        carrier.kioskctl(&["list"]).await?["waiting"].as_u64() > Some(0),
        "it waits"
    );

    let (taken, moved) = carrier.go("second").await?;
    ensure!(taken["new"] == taken["records"], "all are new: {taken}");
    ensure!(moved["waiting"] == 0, "nothing waits: {moved}");
    ensure!(
        moved["changes"].as_u64() > Some(0),
        "decisions came: {moved}"
    );
    let held = centre.books().registrations().await?;
    compare(&cast.expected, &held)?;
    let number = receipt.registration.receipt;
    let mut kiosk = Screenless::open(station.data())?;
    let asked = kiosk.ask_after(&number)?;
    let ReceiptAnswer::Registration { registration } = &asked else {
        bail!("it is known here: {asked:?}");
    };
    let expected = cast.expected.first().context("one registration")?;
    ensure!(registration.state == expected.state, "decided: {asked:?}");
    let named = search_for_canary(&[&stick], CANARY)?;
    ensure!(named.is_empty(), "a name left with the stick: {named:?}");
    Ok(())
}
