//! The guide stands on the machine, also without a line; a word to those who run it is a record.

use anyhow::{Result, bail, ensure};
use kiosk::{Asked, Errand, HelpTopic, Intent, Matter, Screen, View};

use super::{on_both, open};

const TOPICS: [HelpTopic; 14] = [
    HelpTopic::ObtainCode,
    HelpTopic::Declare,
    HelpTopic::Habitual,
    HelpTopic::Cohabitants,
    HelpTopic::Cancel,
    HelpTopic::ShowCode,
    HelpTopic::Family,
    HelpTopic::Messages,
    HelpTopic::Owner,
    HelpTopic::Permit,
    HelpTopic::Receipts,
    HelpTopic::MyData,
    HelpTopic::Questions,
    HelpTopic::Privacy,
];
/// In the order of the alphabets of both stores.
const WORDS: &str = "字再大一点就好了";
const NAMELESS: &str = "谢谢";

#[tokio::test(flavor = "multi_thread")]
async fn help_is_there_without_a_line_and_feedback_reaches_the_centre() -> Result<()> {
    on_both(|mut street| async move {
        street.centre.close().await?;
        street.tell(Intent::EndVisit);
        let view = street.tell(Intent::BeginVisit(Matter::Help));
        let Screen::Help(list) = view.screen else {
            bail!("no guide: {:?}", view.screen);
        };
        ensure!(list.topic.is_none() && list.notice_version == 1, "{list:?}");
        for topic in TOPICS {
            let view = street.tell(Intent::OpenTopic(topic));
            let shown = matches!(&view.screen, Screen::Help(page) if page.topic == Some(topic));
            ensure!(shown, "{topic:?}: {:?}", view.screen);
            let view = street.tell(Intent::GoBack);
            ensure!(
                view.screen == Screen::Help(list.clone()),
                "back to the list"
            );
        }

        // Nobody has to say who they are.
        let view = street.tell(Intent::SendFeedback(NAMELESS.to_owned()));
        saved(&view)?;
        street.identify("p7")?;
        street
            .see("there is no line", |view| {
                let asked = super::centre(&view.screen).map(|centre| centre.asked);
                (asked == Some(Asked::NoLine)).then_some(())
            })
            .await?;
        open(&mut street, Errand::MyData);
        let view = street.tell(Intent::SendFeedback(WORDS.to_owned()));
        saved(&view)?;
        ensure!(view.strip.waiting > 1, "both wait for the line");
        street.tell(Intent::EndVisit);
        street.centre.open().await?;
        let said = "SELECT text FROM feedback ORDER BY text";
        street.books_say(said, &[WORDS, NAMELESS]).await
    })
    .await
}

fn saved(view: &View) -> Result<()> {
    let Screen::LivesDone(done) = &view.screen else {
        bail!("not saved: {:?}", view.screen);
    };
    ensure!(!done.decided && !done.receipt.is_empty(), "{done:?}");
    Ok(())
}
