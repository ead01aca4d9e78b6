//! An unfinished declaration is taken up again by its ticket, after a power cut and after the wipe.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{FailureCode, Intent, ReadBack, ScanRefusal, Screen, View};
use town::{Street, entry};

use super::{agree, cohabitants::up_to_the_family, on_both};

const WIPE: Duration = Duration::from_secs(91);
const TOO_LONG: Duration = Duration::from_secs(31 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_taken_up_after_a_power_cut_and_after_the_wipe() -> Result<()> {
    on_both(|mut street| async move {
        let ticket = begun(&mut street, "h1")?;
        street.restart().await?;
        let page = taken_up(&mut street, &ticket)?;
        ensure!(
            page.people.len() == 1 && page.dwelling == "RENTED",
            "{page:?}"
        );
        // Somebody walks away in the middle: nothing of them stays on the screen.
        let view = street.kiosk().left_alone(WIPE);
        ensure!(view.screen == Screen::Welcome, "wiped: {:?}", view.screen);
        taken_up(&mut street, &ticket)?;
        let view = street.tell(agree());
        ensure!(
            matches!(view.screen, Screen::Receipt(_)),
            "{:?}",
            view.screen
        );
        let count = "SELECT CAST(count(*) AS TEXT) FROM cohabitants c \
             JOIN registrations r ON r.record = c.record";
        street.books_say(count, &["1"]).await?;
        gone(&mut street, &ticket)?;

        let ticket = begun(&mut street, "h2")?;
        street.kiosk().left_alone(TOO_LONG);
        gone(&mut street, &ticket)
    })
    .await
}

/// Declares up to reading back, and returns the ticket on the screen.
fn begun(street: &mut Street, house: &str) -> Result<String> {
    up_to_the_family(street, "p5", house)?;
    let child = street.cast.visit.cohabitants.first().context("a child")?;
    let child = entry(child);
    street.tell(Intent::AddCohabitant(child));
    street.tell(Intent::FinishCohabitants);
    let view = street.tell(Intent::AnswerOwnerPresent(false));
    read_back(&view)?;
    view.ticket.context("a ticket on the screen")
}

fn read_back(view: &View) -> Result<ReadBack> {
    let Screen::ReadBack(page) = &view.screen else {
        bail!("not read back: {:?}", view.screen);
    };
    Ok(page.clone())
}

/// Takes a draft up: only its own person can, with code and number.
fn taken_up(street: &mut Street, ticket: &str) -> Result<ReadBack> {
    street.tell(Intent::ResumeVisit(ticket.to_lowercase()));
    let other = street.centre.resident_code("p7")?;
    let Screen::Scan(scan) = street.tell(Intent::AcceptCode(other)).screen else {
        bail!("opened to somebody else");
    };
    ensure!(scan.refusal == Some(ScanRefusal::OtherPerson), "{scan:?}");
    let code = street.centre.resident_code("p5")?;
    street.tell(Intent::AcceptCode(code));
    let number = street.cast.person("p5").number.clone();
    read_back(&street.tell(Intent::ProveIdentity(number)))
}

fn gone(street: &mut Street, ticket: &str) -> Result<()> {
    street.tell(Intent::EndVisit);
    let view = street.tell(Intent::ResumeVisit(ticket.to_owned()));
    let Screen::Failure(failure) = view.screen else {
        bail!("still there: {:?}", view.screen);
    };
    ensure!(failure.code == FailureCode::NoDraft, "{failure:?}");
    Ok(())
}
