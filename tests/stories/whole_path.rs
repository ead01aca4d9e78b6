//! A technician enrols a kiosk. A resident scans a house code and the own code, declares, names
//! the family, reads it back, agrees. The network is down. The owner confirms, refuses or is not
//! there. The kiosk is switched off and on: nothing is lost. The network returns: the centre
//! receives every record once and decides. The resident scans again and sees the decision.
//!
//! All people are named Zyxwv-Canary; in the end that name lies nowhere where it must not.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use kiosk::{HeldView, SavedState, Screen};
use protocol::RecordKind;
use town::{
    Cast, Centre, Outcome, Pockets, Postgres, ReceivedEnvelope, Screenless, Station, compare,
    search_for_canary, wait_for,
};

const NEWS: Duration = Duration::from_secs(60);
const CANARY: &str = "Zyxwv-Canary";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() -> Result<()> {
    for seed in 1..=4 {
        tell_story(seed, None)
            .await
            .with_context(|| format!("seed {seed}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Postgres::start(folder.path()).await?;
    for seed in 1..=4 {
        let database = server.database().await?;
        tell_story(seed, Some(database))
            .await
            .with_context(|| format!("seed {seed}"))?;
    }
    Ok(())
}

async fn tell_story(seed: u64, database: Option<String>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_canaries(seed).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, database, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let pockets = Pockets::filled(&cast, &centre)?;

    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_until_stocked(&mut kiosk).await?;
    centre.close().await?;

    let receipt = kiosk.declare(&cast.visit, &pockets)?;
    ensure!(
        receipt.registration.saved == SavedState::OnThisMachine,
        "saved here, nowhere else"
    );
    let records = records_of(cast.visit.outcome);
    ensure!(waiting(&kiosk)? == records, "{records} records wait");
    drop(kiosk);

    let mut kiosk = Screenless::open(station.data())?;
    ensure!(waiting(&kiosk)? == records, "{records} records still wait");
    kiosk.start_sync();
    centre.open().await?;
    let seen = wait_until_decided(&mut kiosk, &pockets, &cast).await?;
    ensure!(
        seen.receipt == receipt.registration.receipt,
        "the same receipt number"
    );
    ensure!(waiting(&kiosk)? == 0, "nothing waits any more");

    compare(&cast.expected, &centre.books().registrations().await?)?;
    let envelopes = centre.books().envelopes().await?;
    ensure!(
        acts_in(&envelopes) == usize::try_from(records)?,
        "each record arrived once"
    );
    drop(kiosk);
    keep_what_went_over_the_wire(folder.path(), &envelopes)?;
    search(folder.path(), station.data())
}

/// How many records a visit leaves: the declaration, and what an owner decided who was there.
fn records_of(outcome: Outcome) -> u32 {
    match outcome {
        Outcome::Confirms | Outcome::Refuses => 2,
        Outcome::Absent | Outcome::OwnHouse => 1,
    }
}

/// Counts what people did; beside it the audit leaves checkpoints.
fn acts_in(envelopes: &[ReceivedEnvelope]) -> usize {
    let acts = envelopes
        .iter()
        .filter(|envelope| envelope.kind != RecordKind::AuditCheckpoint);
    acts.count()
}

fn waiting(kiosk: &Screenless) -> Result<u32> {
    Ok(kiosk.kiosk().journal().outbox_status()?.waiting)
}

/// Waits until the kiosk has the binding key and the houses of its neighbourhood.
async fn wait_until_stocked(kiosk: &mut Screenless) -> Result<()> {
    wait_for("binding key and houses came down", NEWS, || {
        let view = kiosk.tick();
        let has_key = kiosk
            .kiosk()
            .journal()
            .bind_key()
            .is_ok_and(|key| key.is_some());
        async move { (view.strip.online && has_key).then_some(()) }
    })
    .await
}

/// Scans the own code again and again until the state is the one of the table.
async fn wait_until_decided(
    kiosk: &mut Screenless,
    pockets: &Pockets,
    cast: &Cast,
) -> Result<HeldView> {
    let expected = cast
        .expected
        .first()
        .context("one registration is expected")?;
    let view = kiosk.look_up(pockets)?;
    ensure!(view.registrations.len() == 1, "one registration is known");
    wait_for("the decision came down", NEWS, || {
        let view = kiosk.tick();
        let known = if let Screen::MyResidence(mine) = view.screen {
            mine.registrations.into_iter().next()
        } else {
            None
        };
        let decided = known.filter(|seen| {
            seen.saved == SavedState::Decided
                && seen.state == expected.state
                && seen.effective_on == expected.effective_on
        });
        async move { decided }
    })
    .await
}

/// Writes the bodies as the wire carried them into a folder, to be searched with the rest.
fn keep_what_went_over_the_wire(folder: &Path, envelopes: &[ReceivedEnvelope]) -> Result<()> {
    let wire = folder.join("logs/wire");
    std::fs::create_dir_all(&wire)?;
    for envelope in envelopes {
        std::fs::write(wire.join(format!("{}.bin", envelope.seq)), &envelope.bytes)?;
    }
    Ok(())
}

/// Logs of all processes, bodies, and the kiosk's folder as a thief finds it.
fn search(folder: &Path, data: &Path) -> Result<()> {
    let told = std::fs::read_to_string(folder.join("town.json")).unwrap_or_default();
    ensure!(
        told.contains(CANARY),
        "the search would find a canary if there was one"
    );
    let found = search_for_canary(&[&folder.join("logs"), data], CANARY)?;
    ensure!(found.is_empty(), "personal data lies in {found:?}");
    Ok(())
}
