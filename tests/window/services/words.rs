//! Words: messages and tasks, the guide, a word to the service.

use anyhow::{Result, ensure};
use town::{Home, Outcome, Said};

use super::walk;

#[tokio::test(flavor = "multi_thread")]
async fn row_10_tasks_are_done_and_notices_are_read() -> Result<()> {
    walk("10-messages", &[], async |corner| {
        let cast = corner.cast.clone();
        let mut guest = corner.guest();
        for (who, house) in [("p5", "h1"), ("p6", "h2")] {
            let home = Home::at(&cast, who, house, Outcome::Absent);
            guest.declare(&home).await?;
            guest.receipt_says("decided").await?;
            guest.leave().await?;
        }
        let (kept, refused) = (guest.plate("h1"), guest.plate("h2"));
        guest.enter("p2").await?;
        guest.open("messages").await?;
        guest.card("task", &refused).await?;
        guest.picture("10-messages").await?;
        guest.back_to_services().await?;
        // What an owner says of a move-in is a decision of its own: it is received here, and what
        // became of it stands with the resident.
        guest.do_task("move_in", &kept, &Said::yes()).await?;
        guest.sees("act-receipt", "data-saved", "received").await?;
        guest.touch("go-on").await?;
        guest.back_to_services().await?;
        let no = Said::no("NOT_LIVING_HERE");
        guest.do_task("move_in", &refused, &no).await?;
        guest.sees("act-receipt", "data-saved", "received").await?;
        guest.leave().await?;
        let states = "SELECT r.state FROM registrations r ORDER BY r.house";
        corner.books_say(states, &["EFFECTIVE", "REJECTED"]).await?;

        let mut guest = corner.guest();
        guest.enter("p6").await?;
        let text = guest.read_message("居住登记未通过").await?;
        ensure!(
            text.contains("非本房屋居住人"),
            "the reason is told: {text}"
        );
        guest.picture("message").await?;
        guest.leave().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_13_the_guide_is_read_without_a_line_and_a_word_is_said() -> Result<()> {
    walk("13-help", &[], async |corner| {
        corner.centre.close().await?;
        let mut guest = corner.guest();
        guest.line(false).await?;
        for topic in ["permit", "questions", "privacy"] {
            guest.read_topic(topic).await?;
            guest.window.find("go-back").await?;
            let headline = guest.window.headline("go-back").await?;
            ensure!(!headline.is_empty(), "the topic has a headline");
            if topic == "permit" {
                guest.picture("13-help").await?;
            }
            guest.leave().await?;
        }
        guest.enter("p1").await?;
        guest.touch("errand-my_data").await?;
        guest.say_to_service("屏幕上的字很清楚").await?;
        guest.sees("lives-done", "data-state", "kept").await?;
        guest.picture("feedback").await?;
        guest.leave().await?;
        corner.centre.open().await?;
        corner.guest().nothing_waits().await?;
        corner
            .books_say("SELECT text FROM feedback", &["屏幕上的字很清楚"])
            .await
    })
    .await
}
