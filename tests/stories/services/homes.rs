//! Homes: declared, made habitual, ended.

use anyhow::{Result, bail, ensure};
use kiosk::{ActMatter, Errand, Screen};
use town::{Outcome, Street};

use super::{STATES, Said, act, ask, enter, on_both, only_home, only_task, open, took_effect};

async fn settled(street: &mut Street) -> Result<()> {
    street.declare("p5", "h1", Outcome::Confirms)?;
    street.books_say(STATES, &["EFFECTIVE"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_code_is_scanned_and_the_owner_is_asked() -> Result<()> {
    on_both(|mut street| async move {
        street.declare("p5", "h1", Outcome::Absent)?;
        street.books_say(STATES, &["AWAITING_CONFIRMATION"]).await?;
        street.declare("p6", "h2", Outcome::Confirms)?;
        // p3 lives in the own house.
        street.declare("p3", "h7", Outcome::OwnHouse)?;
        let effective = STATES.replace("ORDER BY", "WHERE r.state = 'EFFECTIVE' ORDER BY");
        street
            .books_say(&effective, &["EFFECTIVE", "EFFECTIVE"])
            .await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_ended_by_its_resident_and_the_owner() -> Result<()> {
    on_both(|mut street| async move {
        settled(&mut street).await?;
        enter(&mut street, "p5").await?;
        let home = only_home(&mut street)?;
        let asked = ask(&mut street, ActMatter::Cancel, &home)?;
        ensure!(
            asked.grave && !asked.follows.is_empty(),
            "consequences first: {asked:?}"
        );
        let reason = Some("MOVED_HOUSE");
        act(
            &mut street,
            &Said {
                reason,
                ..Said::default()
            },
        )?;
        took_effect(&mut street).await?;
        street.books_say(STATES, &["CANCEL_PENDING"]).await?;

        // Taken back while it is pending, and asked for again.
        enter(&mut street, "p5").await?;
        only_home(&mut street)?;
        ask(&mut street, ActMatter::KeepHome, &home)?;
        act(&mut street, &Said::default())?;
        took_effect(&mut street).await?;
        street.books_say(STATES, &["EFFECTIVE"]).await?;
        enter(&mut street, "p5").await?;
        only_home(&mut street)?;
        ask(&mut street, ActMatter::Cancel, &home)?;
        act(
            &mut street,
            &Said {
                reason,
                ..Said::default()
            },
        )?;
        took_effect(&mut street).await?;

        enter(&mut street, "p2").await?;
        let task = only_task(&mut street, ActMatter::AnswerCancel)?;
        ask(&mut street, ActMatter::AnswerCancel, &task)?;
        act(&mut street, &Said::default())?;
        took_effect(&mut street).await?;
        street.books_say(STATES, &["CANCELLED"]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_becomes_habitual_when_the_owner_approves() -> Result<()> {
    on_both(|mut street| async move {
        settled(&mut street).await?;
        enter(&mut street, "p5").await?;
        let home = only_home(&mut street)?;
        ask(&mut street, ActMatter::Habitual, &home)?;
        act(&mut street, &Said::default())?;
        took_effect(&mut street).await?;

        enter(&mut street, "p2").await?;
        let task = only_task(&mut street, ActMatter::AnswerHabitual)?;
        ask(&mut street, ActMatter::AnswerHabitual, &task)?;
        act(&mut street, &Said::default())?;
        took_effect(&mut street).await?;

        enter(&mut street, "p5").await?;
        let Screen::MyResidence(mine) = open(&mut street, Errand::Residence).screen else {
            bail!("no residence");
        };
        let habitual = mine
            .registrations
            .first()
            .and_then(|home| home.habitual.clone());
        ensure!(habitual.as_deref() == Some("HABITUAL"), "{mine:?}");
        let Screen::Calendar(calendar) = open(&mut street, Errand::Calendar).screen else {
            bail!("no calendar");
        };
        ensure!(
            calendar.needed == 183,
            "the rule of the province: {calendar:?}"
        );
        Ok(())
    })
    .await
}
