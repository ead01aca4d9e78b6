//! Messages: tasks are done at the kiosk, notices are read there.

use anyhow::{Result, bail, ensure};
use kiosk::{ActMatter, Errand, Intent, Screen};
use town::Outcome;

use super::{STATES, Said, act, ask, enter, obtained::printed, on_both, only_task, open};

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_done_and_a_notice_is_read() -> Result<()> {
    on_both(|mut street| async move {
        street.declare("p5", "h1", Outcome::Absent)?;
        street.books_say(STATES, &["AWAITING_CONFIRMATION"]).await?;
        enter(&mut street, "p2").await?;
        let task = only_task(&mut street, ActMatter::MoveIn)?;
        ask(&mut street, ActMatter::MoveIn, &task)?;
        let refused = Said {
            refuse: true,
            reason: Some("NOT_LIVING_HERE"),
            ..Said::default()
        };
        act(&mut street, &refused)?;
        street.books_say(STATES, &["REJECTED"]).await?;

        enter(&mut street, "p5").await?;
        let Screen::Messages(messages) = open(&mut street, Errand::Messages).screen else {
            bail!("no messages");
        };
        let notice = messages
            .messages
            .iter()
            .find(|one| one.template == "RESULT_REJECTED");
        let Some(notice) = notice else {
            bail!("not told: {messages:?}");
        };
        ensure!(!notice.read, "new");
        let read = street.tell(Intent::OpenItem(notice.item.clone()));
        let Screen::Message(message) = read.screen else {
            bail!("not opened");
        };
        ensure!(message.zh.contains("非本房屋居住人"), "{message:?}");
        let tray = street.put_up_a_printer()?;
        printed(&mut street).await?;
        ensure!(tray.join("slip-0001.png").is_file(), "a slip to take along");
        Ok(())
    })
    .await
}
