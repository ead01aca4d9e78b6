//! The path of the demonstration, driven through the real window.

use std::time::Duration;

use anyhow::{Result, ensure};
use town::{Album, Display, Driver, Outcome, Visitor, Window, compare, tell, wait_until};

use crate::Ready;

const NEWS: Duration = Duration::from_secs(60);

/// Walks the whole path and holds the books against the table.
pub(crate) async fn walk(ready: &mut Ready, mut album: Album) -> Result<()> {
    let display = Display::start(1080, 1920, &ready.logs).await?;
    let driver = Driver::start(display.name(), &ready.logs).await?;
    tell(&format!(
        "no display: Xvfb {} and WebKitWebDriver are started",
        display.name()
    ));

    let window = ready.window(&driver).await?;
    let declared = declare(ready, &window, &mut album).await;
    let receipt = pictured(declared, &window, &mut album).await?;
    tell("the power of the kiosk is cut (SIGKILL)");
    window.cut_power().await?;

    let window = ready.window(&driver).await?;
    let returned = come_back(ready, &window, &mut album, &receipt).await;
    pictured(returned, &window, &mut album).await?;
    window.close().await?;
    check_books(ready).await
}

/// Takes a picture of what was on the screen when a step failed.
async fn pictured<T>(result: Result<T>, window: &Window, album: &mut Album) -> Result<T> {
    if result.is_err() {
        window.picture(album, "failed-here").await.ok();
    }
    result
}

/// After the power cut: nothing is lost, the network returns, the centre decides.
async fn come_back(
    ready: &mut Ready,
    window: &Window,
    album: &mut Album,
    receipt: &str,
) -> Result<()> {
    find_nothing_lost(ready, window, album).await?;
    tell("the network returns");
    ready.centre.open().await?;
    window
        .wait_for_attribute("strip", "data-waiting", "0", NEWS)
        .await?;
    tell("the centre has received every record");
    check_state(ready, window, album, receipt).await
}

/// The visit up to the receipt, with every mistake a person can make on the way.
async fn declare(ready: &mut Ready, window: &Window, album: &mut Album) -> Result<String> {
    let Ready {
        cast,
        centre,
        stage,
        pockets,
        printed,
        ..
    } = ready;
    let mut visitor = Visitor {
        window,
        album,
        stage,
        cast,
        pockets,
    };
    // The houses of the neighbourhood and the binding key came down before anybody steps up.
    window
        .wait_for_attribute("strip", "data-online", "true", NEWS)
        .await?;
    visitor.come_to_the_door(true).await?;
    visitor.describe_the_stay().await?;
    visitor.name_the_family(true).await?;
    visitor.answer_for_the_owner().await?;
    centre.close().await?;
    tell("the network is down");
    visitor.read_back_and_agree().await?;
    visitor.let_the_owner_decide().await?;
    let receipt = visitor.take_the_receipt("on_this_machine").await?;
    tell(&format!("receipt {receipt}: saved on this machine"));
    visitor.print_the_receipt(printed).await?;
    Ok(receipt)
}

/// After the power cut: the window comes back, and what waits still waits.
async fn find_nothing_lost(ready: &Ready, window: &Window, album: &mut Album) -> Result<()> {
    window.wait_for_screen("welcome", NEWS).await?;
    let records = match ready.cast.visit.outcome {
        Outcome::Confirms | Outcome::Refuses => "2",
        Outcome::Absent | Outcome::OwnHouse => "1",
    };
    window
        .wait_for_attribute("strip", "data-waiting", records, NEWS)
        .await?;
    window.picture(album, "welcome-after-power-cut").await?;
    tell(&format!(
        "the kiosk starts again: {records} records wait, none is lost"
    ));
    Ok(())
}

/// The resident scans again and reads the state.
async fn check_state(
    ready: &mut Ready,
    window: &Window,
    album: &mut Album,
    receipt: &str,
) -> Result<()> {
    let Ready {
        cast,
        stage,
        pockets,
        ..
    } = ready;
    let wanted = cast
        .expected
        .first()
        .map(|each| each.state.clone())
        .unwrap_or_default();
    let mut visitor = Visitor {
        window,
        album,
        stage,
        cast,
        pockets,
    };
    let words = visitor.look_up(&wanted).await?;
    let card = window.read("registration-0").await?;
    ensure!(
        card.contains(receipt),
        "the receipt {receipt} is not the one looked up: {card}"
    );
    tell(&format!("the resident scans again and reads: {words}"));
    visitor.leave().await?;
    window.touch("language-en").await?;
    wait_until("the page speaks English", NEWS, || async {
        let language = window.ask("return document.documentElement.lang").await;
        language.is_ok_and(|lang| lang == "en")
    })
    .await?;
    window.picture(album, "welcome-in-english").await
}

/// The centre holds what the cast worked out, once.
async fn check_books(ready: &Ready) -> Result<()> {
    let books = ready.centre.books();
    wait_until("the centre has decided", NEWS, || async {
        let held = books.registrations().await.unwrap_or_default();
        compare(&ready.cast.expected, &held).is_ok()
    })
    .await
    .ok();
    let held = books.registrations().await?;
    for line in ready.centre.command(&["show"]).await?.lines() {
        tell(line);
    }
    compare(&ready.cast.expected, &held)?;
    tell("the centre holds exactly what was worked out apart from the product");
    Ok(())
}
