//! Coming back: with a receipt, with the ticket of a draft.

use anyhow::{Result, ensure};
use town::{Home, Outcome};

use super::{STATES, walk};

#[tokio::test(flavor = "multi_thread")]
async fn row_14_a_receipt_is_printed_and_asked_after() -> Result<()> {
    walk("14-receipt", &[], async |corner| {
        let home = Home::at(&corner.cast, "p5", "h1", Outcome::Confirms);
        // The three states: here, at the centre, decided.
        let mut guest = corner.guest();
        guest.name_the_house(&home).await?;
        guest.prove("p5").await?;
        guest.touch("confirm-door").await?;
        guest.describe(&home).await?;
        guest.bring(&[]).await?;
        corner.centre.close().await?;
        let mut guest = corner.guest();
        let number = guest.finish(&home).await?;
        guest.receipt_says("on_this_machine").await?;
        corner.centre.open().await?;
        let mut guest = corner.guest();
        guest.receipt_says("decided").await?;
        let slip = guest.print_receipt().await?;
        guest.picture("14-receipt").await?;
        guest.leave().await?;
        ensure!(
            guest.ask_by_slip(&slip).await? == "registration",
            "by the slip"
        );
        guest.picture("by-slip").await?;
        guest.leave().await?;
        ensure!(
            guest.ask_by_number(&number).await? == "registration",
            "by the number"
        );
        guest.leave().await?;
        corner.books_say(STATES, &["EFFECTIVE"]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_15_a_draft_outlives_the_wipe_and_a_power_cut() -> Result<()> {
    let quick = ["--idle-warning-ms", "10000", "--idle-wipe-ms", "14000"];
    walk("15-resume", &quick, async |corner| {
        let home = Home::at(&corner.cast, "p5", "h1", Outcome::Absent);
        let mut guest = corner.guest();
        guest.name_the_house(&home).await?;
        guest.prove("p5").await?;
        guest.touch("confirm-door").await?;
        guest.at("stay").await?;
        let ticket = guest.ticket().await?;
        // Nobody touches anything: the countdown covers the screen, then it is empty.
        guest.window.find("idle").await?;
        guest.picture("idle").await?;
        guest.is_wiped().await?;
        guest.resume(&ticket, "p5").await?;
        guest.describe(&home).await?;
        guest.at("cohabitants").await?;
        guest.picture("15-resume").await?;
        corner.cut_power().await?;
        corner.switch_on().await?;
        let mut guest = corner.guest();
        guest.resume(&ticket, "p5").await?;
        guest.bring(&[]).await?;
        guest.finish(&home).await?;
        guest.leave().await?;
        corner.books_say(STATES, &["AWAITING_CONFIRMATION"]).await
    })
    .await
}
