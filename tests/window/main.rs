//! The built window under Xvfb against a real centre; the judge is the centre's database.

mod scanning;
mod services;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;
use town::{
    Album, Cast, Centre, Display, Driver, Pockets, Postgres, Stage, Station, Visitor, binary,
    compare, search_for_canary, wait_until,
};

const NEWS: Duration = Duration::from_secs(60);

/// What the network does while the family is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Network {
    Steady,
    /// Down from before they agree until they hold the receipt.
    DownAtTheEnd,
}

/// A family of canaries declares at the window; the owner decides; the centre holds the table,
/// and no trace of the names lies anywhere on the kiosk.
async fn one_visit(seed: u64, on_postgres: bool, network: Network) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let postgres = if on_postgres {
        Some(Postgres::start(&logs).await?)
    } else {
        None
    };
    let database = match &postgres {
        Some(server) => Some(server.database().await?),
        None => None,
    };
    let cast = Cast::draw_canaries(seed).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, database, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let pockets = Pockets::filled(&cast, &centre)?;
    let mut stage = Stage::new(&folder.path().join("stage"))?;
    let mut album = Album::open(&folder.path().join("pictures"))?;

    let display = Display::start(1080, 1920, &logs).await?;
    let driver = Driver::start(display.name(), &logs).await?;
    let data = station.data().to_string_lossy().into_owned();
    let camera = format!("pictures:{}", stage.folder().display());
    let printer = folder.path().join("printer");
    std::fs::create_dir_all(&printer)?;
    let tray = printer.to_string_lossy().into_owned();
    let arguments = [
        "--data",
        &data,
        "--camera",
        &camera,
        "--printer-folder",
        &tray,
    ];
    let arguments = arguments.map(str::to_owned);
    let held = std::fs::File::open(station.data().join("kiosk.lock"))?;
    if network == Network::Steady {
        held.lock()?;
    }
    let window = driver
        .open(&binary("residence-kiosk")?, &arguments, &data)
        .await?;
    if network == Network::Steady {
        // Another program holds the memory at first: out of order, until it lets go.
        window.wait_for_screen("failure", NEWS).await?;
        held.unlock()?;
        window.wait_for_screen("welcome", NEWS).await?;
    }
    window
        .wait_for_attribute("strip", "data-online", "true", NEWS)
        .await?;

    let mut visitor = Visitor {
        window: &window,
        album: &mut album,
        stage: &mut stage,
        cast: &cast,
        pockets: &pockets,
    };
    let (receipt, slip) = declare(&mut visitor, &mut centre, network, &printer).await?;
    let asked = visitor.ask_after(&slip).await?;
    assert_eq!(asked, receipt, "the slip leads back to its registration");
    visitor.leave().await?;
    holds_the_table(&centre, &cast).await?;
    window.close().await?;

    let searched = [station.data(), logs.as_path()];
    let found = search_for_canary(&searched, "Zyxwv-Canary")?;
    assert!(found.is_empty(), "personal data lies in {found:?}");
    Ok(())
}

/// Waits until the books of the centre are the table; else names each difference.
async fn holds_the_table(centre: &Centre, cast: &Cast) -> Result<()> {
    wait_until("the centre holds the table", NEWS, || async {
        let held = centre.books().registrations().await.unwrap_or_default();
        compare(&cast.expected, &held).is_ok()
    })
    .await
    .ok();
    compare(&cast.expected, &centre.books().registrations().await?)
}

/// The visit from the door to the receipt that says what the centre decided.
async fn declare(
    visitor: &mut Visitor<'_>,
    centre: &mut Centre,
    network: Network,
    printer: &Path,
) -> Result<(String, PathBuf)> {
    visitor.come_to_the_door(false).await?;
    visitor.describe_the_stay().await?;
    visitor.name_the_family(false).await?;
    visitor.answer_for_the_owner().await?;
    if network == Network::DownAtTheEnd {
        centre.close().await?;
    }
    visitor.read_back_and_agree().await?;
    visitor.let_the_owner_decide().await?;
    if network == Network::DownAtTheEnd {
        visitor.take_the_receipt("on_this_machine").await?;
        centre.open().await?;
    }
    // The receipt moves on by itself while the person still looks at it.
    let receipt = visitor.take_the_receipt("decided").await?;
    let slip = visitor.print_the_receipt(printer).await?;
    visitor.leave().await?;
    Ok((receipt, slip))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_confirms_at_the_window() -> Result<()> {
    one_visit(1, false, Network::Steady).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_refuses_and_the_centre_keeps_it_in_postgresql() -> Result<()> {
    one_visit(2, true, Network::Steady).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_made_without_a_network_moves_on_when_it_returns() -> Result<()> {
    one_visit(5, false, Network::DownAtTheEnd).await
}
