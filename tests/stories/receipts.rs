//! A family declares while the network is down and prints its receipt. Somebody reads the number off
//! the paper at the same kiosk: saved on this machine. A receipt of another kiosk is not known here.
//! The network returns, the centre decides, and the same paper says so.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{Intent, PrintState, ReceiptAnswer, RegistrationView, SavedState, Screen};
use paper::Folder;
use town::{Cast, Centre, Pockets, Postgres, Screenless, Station, wait_for};

use crate::whole_path::wait_until_stocked;

const NEWS: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() -> Result<()> {
    tell_story(None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Postgres::start(folder.path()).await?;
    tell_story(Some(server.database().await?)).await
}

async fn tell_story(database: Option<String>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_canaries(1).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, database, &logs).await?;
    centre.open().await?;
    let pockets = Pockets::filled(&cast, &centre)?;
    let mut kiosk = stocked(&folder.path().join("kiosk"), &centre).await?;
    centre.close().await?;

    let tray = folder.path().join("tray");
    std::fs::create_dir_all(&tray)?;
    kiosk.print_on(Arc::new(Folder::new(tray.clone(), None)));
    let receipt = kiosk.declare(&cast.visit, &pockets)?;
    ensure!(receipt.print == PrintState::Ready, "printing is offered");
    kiosk.tell(Intent::PrintReceipt);
    wait_for("the receipt is printed", NEWS, || {
        let screen = kiosk.tick().screen;
        let printed =
            matches!(screen, Screen::Receipt(receipt) if receipt.print == PrintState::Printed);
        async move { printed.then_some(()) }
    })
    .await?;

    let number = read_slip(&tray.join("slip-0001.png"))?;
    ensure!(
        number == receipt.registration.receipt,
        "the code is the number and nothing else"
    );
    let saved = known(kiosk.ask_after(&number)?)?;
    ensure!(saved.saved == SavedState::OnThisMachine, "saved here");
    ensure!(saved.address.number == "**号", "a number opens no door");
    let elsewhere = residence::RecordId::from_bytes([7; 16]).receipt_number();
    ensure!(
        kiosk.ask_after(&elsewhere)? == ReceiptAnswer::NotHere,
        "what another kiosk made is not known here"
    );

    centre.open().await?;
    let expected = cast.expected.first().context("one registration")?;
    wait_for("the paper says what was decided", NEWS, || {
        kiosk.tick();
        let told = kiosk.ask_after(&number).and_then(known).ok();
        let decided =
            told.filter(|told| told.saved == SavedState::Decided && told.state == expected.state);
        async move { decided.map(|_| ()) }
    })
    .await
}

async fn stocked(data: &Path, centre: &Centre) -> Result<Screenless> {
    let station = Station::new(data);
    station.enrol(centre).await?;
    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_until_stocked(&mut kiosk).await?;
    Ok(kiosk)
}

fn known(answer: ReceiptAnswer) -> Result<RegistrationView> {
    match answer {
        ReceiptAnswer::Registration { registration } => Ok(*registration),
        ReceiptAnswer::Record { .. } | ReceiptAnswer::NotHere => bail!("not known: {answer:?}"),
    }
}

/// Reads the one code of a printed slip, as the kiosk's camera would.
fn read_slip(file: &Path) -> Result<String> {
    let picture = image::open(file)?.into_luma8();
    let (width, height) = picture.dimensions();
    let seen = scanner::decode(picture.as_raw(), width, height);
    let [number] = seen.texts.as_slice() else {
        bail!("{} codes are on the slip", seen.texts.len());
    };
    Ok(number.clone())
}
