//! A family declares while the network is down and prints its receipt. Somebody reads the number off
//! the paper at the same kiosk: saved on this machine. A receipt of another kiosk is not known here.
//! The network returns, the centre decides, and the same paper says so; another kiosk asks the centre
//! and says it too, and hands out a code that was claimed at the first one.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    ClaimEntry, CollectEntry, CollectProblem, Intent, Matter, PrintState, ReceiptAnswer,
    RegistrationView, SavedState, Screen, View,
};
use paper::Folder;
use town::{Cast, Centre, Pockets, Postgres, Screenless, Station, wait_for};

use crate::whole_path::wait_until_stocked;

/// People of the population register who have no code yet.
const NEWCOMER: (&str, &str) = ("梁思敏", "449900199403080560");
const SOMEBODY_ELSE: &str = "449900198801210573";
const NEWS: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_printed_and_asked_after() -> Result<()> {
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
        asked(&mut kiosk, &elsewhere).await? == ReceiptAnswer::NotHere,
        "what another kiosk made is not known here, and nobody can be asked"
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
    .await?;

    let mut other = beside(&folder.path().join("other"), &centre).await?;
    let told = asked(&mut other, &number).await?;
    let ReceiptAnswer::Told { saved, state, .. } = &told else {
        bail!("another kiosk asks the centre: {told:?}");
    };
    ensure!(
        *saved == SavedState::Decided && state.as_deref() == Some(expected.state.as_str()),
        "decided, at any kiosk: {told:?}"
    );
    ensure!(
        asked(&mut other, &elsewhere).await? == ReceiptAnswer::Unknown,
        "nobody made this one"
    );
    claimed_here_and_collected_there(&mut kiosk, &mut other).await?;
    centre.close().await?;
    ensure!(
        asked(&mut other, &number).await? == ReceiptAnswer::NotHere,
        "without a line only the kiosk that made it knows"
    );
    Ok(())
}

/// Somebody asks for a code at one kiosk and collects it at another, with the receipt.
async fn claimed_here_and_collected_there(
    kiosk: &mut Screenless,
    other: &mut Screenless,
) -> Result<()> {
    kiosk.tell(Intent::EndVisit);
    kiosk.tell(Intent::BeginVisit(Matter::ObtainCode));
    let (name, number) = NEWCOMER;
    kiosk.tell(Intent::DescribeClaim(ClaimEntry {
        name: name.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: number.to_owned(),
        phone: String::new(),
    }));
    let view = kiosk.tell(Intent::ClaimCode {
        notice_version: 1,
        seen: false,
    });
    let Screen::ClaimState(claim) = view.screen else {
        bail!("the claim is saved: {:?}", view.screen);
    };
    wait_for("the register agrees", NEWS, || {
        let ready = matches!(kiosk.tick().screen, Screen::ClaimState(claim) if claim.ready);
        async move { ready.then_some(()) }
    })
    .await?;

    let collect = |number: &str| {
        Intent::CollectCode(CollectEntry {
            receipt: claim.receipt.to_lowercase(),
            document: "RESIDENT_ID".to_owned(),
            number: number.to_owned(),
        })
    };
    other.tell(Intent::EndVisit);
    other.tell(Intent::BeginVisit(Matter::ObtainCode));
    other.tell(Intent::BeginCollect);
    other.tell(collect(SOMEBODY_ELSE));
    let view = answered(other).await?;
    let Screen::CollectCode(page) = &view.screen else {
        bail!("nobody collects with another number: {:?}", view.screen);
    };
    ensure!(
        page.problem == Some(CollectProblem::OtherPerson),
        "{page:?}"
    );
    other.tell(collect(number));
    let view = answered(other).await?;
    let Screen::ClaimState(collected) = &view.screen else {
        bail!("the code is there: {:?}", view.screen);
    };
    ensure!(
        collected.ready && collected.receipt == claim.receipt,
        "the code of that receipt"
    );
    Ok(())
}

/// Waits until the centre is not asked any more.
async fn answered(kiosk: &mut Screenless) -> Result<View> {
    wait_for("the centre answers", NEWS, || {
        let view = kiosk.tick();
        let collects = matches!(&view.screen, Screen::CollectCode(page) if page.asking);
        let asks = matches!(
            &view.screen,
            Screen::ReceiptStatus(status) if status.answer == ReceiptAnswer::Asking
        );
        let waits = collects || asks;
        async move { (!waits).then_some(view) }
    })
    .await
}

/// Asks after a receipt and waits for what comes of it.
async fn asked(kiosk: &mut Screenless, number: &str) -> Result<ReceiptAnswer> {
    kiosk.ask_after(number)?;
    let view = answered(kiosk).await?;
    let Screen::ReceiptStatus(status) = view.screen else {
        bail!("no answer: {:?}", view.screen);
    };
    Ok(status.answer)
}

async fn beside(data: &Path, centre: &Centre) -> Result<Screenless> {
    let station = Station::new(data);
    station.enrol_beside(centre).await?;
    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_until_stocked(&mut kiosk).await?;
    Ok(kiosk)
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
        ReceiptAnswer::Record { .. }
        | ReceiptAnswer::Told { .. }
        | ReceiptAnswer::Asking
        | ReceiptAnswer::Unknown
        | ReceiptAnswer::NotHere => bail!("not known: {answer:?}"),
    }
}

/// Reads the one code of a printed slip, as the kiosk's camera would.
pub(crate) fn read_slip(file: &Path) -> Result<String> {
    let picture = image::open(file)?.into_luma8();
    let (width, height) = picture.dimensions();
    let seen = scanner::decode(picture.as_raw(), width, height);
    let [number] = seen.texts()[..] else {
        bail!("{} codes are on the slip", seen.codes.len());
    };
    Ok(number.to_owned())
}
