//! Owners: a house is claimed and verified, a trustee decides, a move is reported.

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{ActMatter, Errand, Intent, Screen};
use town::{Outcome, Street};

use super::{STATES, Said, act, ask, enter, on_both, only_task, open, took_effect};

fn first_house(street: &mut Street) -> Result<kiosk::HouseView> {
    let Screen::Houses(houses) = open(street, Errand::Houses).screen else {
        bail!("no houses");
    };
    houses.houses.into_iter().next().context("no house")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trustee_decides_for_the_owner() -> Result<()> {
    on_both(|mut street| async move {
        enter(&mut street, "p3").await?;
        let house = first_house(&mut street)?;
        let code = house.code.context("a code")?;
        street.tell(Intent::OpenItem(code.clone()));
        let about = code.clone();
        street.tell(Intent::AskAct {
            matter: ActMatter::Appoint,
            about,
        });
        let trustee = street.centre.resident_code("p7")?;
        street.tell(Intent::AcceptCode(trustee));
        let today = street.cast.today.clone();
        let days = Said {
            day: Some(&today),
            last_day: Some("2027-06-30"),
            ..Said::default()
        };
        act(&mut street, &days)?;
        took_effect(&mut street).await?;

        enter(&mut street, "p7").await?;
        let task = only_task(&mut street, ActMatter::AnswerTrust)?;
        ask(&mut street, ActMatter::AnswerTrust, &task)?;
        act(&mut street, &Said::default())?;
        took_effect(&mut street).await?;

        street.declare("p5", "h7", Outcome::Absent)?;
        street.books_say(STATES, &["AWAITING_CONFIRMATION"]).await?;
        enter(&mut street, "p7").await?;
        let task = only_task(&mut street, ActMatter::MoveIn)?;
        ask(&mut street, ActMatter::MoveIn, &task)?;
        act(&mut street, &Said::default())?;
        street
            .books_say("SELECT capacity FROM registrations", &["TRUSTEE"])
            .await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_reports_that_somebody_moved_out() -> Result<()> {
    on_both(|mut street| async move {
        street.declare("p5", "h7", Outcome::Confirms)?;
        street.books_say(STATES, &["EFFECTIVE"]).await?;
        enter(&mut street, "p3").await?;
        let house = first_house(&mut street)?;
        let opened = street.tell(Intent::OpenItem(house.code.context("a code")?));
        let Screen::House(one) = opened.screen else {
            bail!("not opened");
        };
        let resident = one.residents.first().context("a resident")?;
        ensure!(resident.may_report, "{resident:?}");
        ask(&mut street, ActMatter::ReportMoveOut, &resident.about)?;
        let today = street.cast.today.clone();
        let day = Some(today.as_str());
        act(
            &mut street,
            &Said {
                day,
                ..Said::default()
            },
        )?;
        took_effect(&mut street).await?;
        street.books_say(STATES, &["CANCEL_PENDING"]).await
    })
    .await
}
