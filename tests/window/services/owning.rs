//! Owners: a house is registered, residents are seen, a move is reported, trustees come and go.

use anyhow::{Context as _, Result};
use town::Said;

use super::{STATES, done_and_gone, settled, walk};

#[tokio::test(flavor = "multi_thread")]
async fn row_11_an_owner_keeps_the_houses() -> Result<()> {
    walk("11-owner", &[], async |corner| {
        // A house is claimed, and verified by the desk.
        let mut guest = corner.guest();
        guest.enter("p10").await?;
        guest.register_house("h9").await?;
        done_and_gone(&guest).await?;
        let claims = "SELECT lower(hex(record)) FROM house_claims WHERE state = 'CLAIMED'";
        let record = corner.books().column(claims).await?;
        let record = record.first().context("one claim")?.clone();
        corner
            .centre
            .command(&["decide", "verify-owner", &record])
            .await?;
        let mut guest = corner.guest();
        guest.enter("p10").await?;
        guest.open_house("h9").await?;
        guest.leave().await?;

        // A trustee is appointed, accepts, and is dismissed.
        settled(corner, "p5", "h1").await?;
        let cast = corner.cast.clone();
        let mut guest = corner.guest();
        let plate = guest.plate("h1");
        guest.enter("p2").await?;
        guest.open_house("h1").await?;
        guest.picture("11-owner").await?;
        let days = [cast.today.as_str(), &town::later(&cast.today, 30)?];
        guest.appoint("p7", days).await?;
        done_and_gone(&guest).await?;
        guest.enter("p7").await?;
        guest.do_task("answer_trust", "", &Said::yes()).await?;
        done_and_gone(&guest).await?;
        let trusts = "SELECT CASE WHEN revoked_on IS NOT NULL THEN 'REVOKED' \
             WHEN accepted_on IS NOT NULL THEN 'ACCEPTED' ELSE 'OFFERED' END FROM trusts";
        corner.books_say(trusts, &["ACCEPTED"]).await?;
        let mut guest = corner.guest();
        guest.enter("p2").await?;
        guest.open_house("h1").await?;
        guest.revoke("").await?;
        done_and_gone(&guest).await?;
        corner.books_say(trusts, &["REVOKED"]).await?;

        // Somebody moved out without a word.
        let mut guest = corner.guest();
        guest.enter("p2").await?;
        guest.open_house("h1").await?;
        guest.report_move_out("", &cast.today).await?;
        done_and_gone(&guest).await?;
        corner.books_say(STATES, &["CANCEL_PENDING"]).await?;
        let mut guest = corner.guest();
        guest.enter("p5").await?;
        guest.do_task("object", &plate, &Said::yes()).await?;
        done_and_gone(&guest).await?;
        corner.books_say(STATES, &["EFFECTIVE"]).await
    })
    .await
}
