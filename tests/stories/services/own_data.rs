//! The own data is seen, corrected and deleted, as far as no duty keeps it.

use anyhow::{Result, bail, ensure};
use kiosk::{Asked, DataProblem, Errand, Intent, MyData, NumberProblem, Screen};
use town::{Outcome, Street};

use super::{enter, granted, on_both, one_record, open_anew};

const REQUEST: &str = "SELECT {record} FROM data_requests r WHERE r.state = 'OPEN'";
const NEW_PHONE: &str = "13800009999";

#[tokio::test(flavor = "multi_thread")]
async fn the_own_data_is_seen_corrected_and_deleted() -> Result<()> {
    on_both(|mut street| async move {
        it_is_masked_until_the_number_is_entered_again(&mut street).await?;
        the_desk_corrects_what_is_wrong(&mut street).await?;
        what_no_duty_keeps_is_deleted(&mut street).await?;
        a_registration_stays_for_its_years(&mut street).await
    })
    .await
}

fn data(screen: Screen) -> Result<MyData> {
    let Screen::MyData(data) = screen else {
        bail!("no data: {screen:?}");
    };
    Ok(data)
}

async fn own(street: &mut Street, who: &str) -> Result<MyData> {
    enter(street, who).await?;
    data(open_anew(street, Errand::MyData).await?)
}

/// Enters the number again, by which everything stands in full for ten seconds.
fn in_full(street: &mut Street, who: &str) -> Result<MyData> {
    street.tell(Intent::RevealData);
    let number = street.cast.person(who).number.clone();
    data(street.tell(Intent::ProveIdentity(number)).screen)
}

async fn it_is_masked_until_the_number_is_entered_again(street: &mut Street) -> Result<()> {
    let person = street.cast.person("p6").clone();
    let masked = own(street, "p6").await?;
    ensure!(!masked.full && masked.notice_version == 1, "{masked:?}");
    let says = format!("{masked:?}");
    for secret in [&person.name, &person.number, &person.phone] {
        ensure!(!says.contains(secret.as_str()), "masked: {says}");
    }
    street.tell(Intent::RevealData);
    let other = street.cast.person("p7").number.clone();
    let Screen::ProveIdentity(page) = street.tell(Intent::ProveIdentity(other)).screen else {
        bail!("another number opened it");
    };
    ensure!(page.problem == Some(NumberProblem::OtherPerson), "{page:?}");
    let full = data(
        street
            .tell(Intent::ProveIdentity(person.number.clone()))
            .screen,
    )?;
    ensure!(full.full && full.number == Some(person.number), "{full:?}");
    ensure!(
        full.name == Some(person.name) && full.phone == Some(person.phone),
        "{full:?}"
    );
    Ok(())
}

fn correct(field: &str, text: &str) -> Intent {
    Intent::CorrectData {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

async fn the_desk_corrects_what_is_wrong(street: &mut Street) -> Result<()> {
    own(street, "p6").await?;
    let page = data(street.tell(correct("phone", " ")).screen)?;
    ensure!(page.problem == Some(DataProblem::Words), "{page:?}");
    let number = super::deed(street, correct("phone", "12")).await?;
    ensure!(number.as_deref() == Some("VALUE"), "no number: {number:?}");
    own(street, "p6").await?;
    granted(street, correct("phone", NEW_PHONE)).await?;
    decided(street, &[]).await?;
    let phone = format!(
        "SELECT phone FROM people WHERE number = '{}'",
        street.cast.person("p6").number
    );
    street.books_say(&phone, &[NEW_PHONE]).await?;
    own(street, "p6").await?;
    let full = in_full(street, "p6")?;
    ensure!(full.phone.as_deref() == Some(NEW_PHONE), "{full:?}");
    // The desk may also refuse; then nothing changes.
    own(street, "p6").await?;
    granted(street, correct("name", "张三")).await?;
    decided(street, &["--refuse", "NOT_PROVEN"]).await?;
    let states = "SELECT state FROM data_requests ORDER BY state";
    street.books_say(states, &["DONE", "REFUSED"]).await
}

/// The desk decides about the only open request.
async fn decided(street: &Street, how: &[&str]) -> Result<()> {
    let record = one_record(street, REQUEST).await?;
    let words = [&["permits", "request", &record], how].concat();
    street.centre.command(&words).await?;
    Ok(())
}

async fn what_no_duty_keeps_is_deleted(street: &mut Street) -> Result<()> {
    own(street, "p11").await?;
    granted(street, Intent::EraseData).await?;
    decided(street, &[]).await?;
    let person = format!(
        "SELECT name FROM people WHERE number = '{}'",
        street.cast.person("p11").number
    );
    street.books_say(&person, &[]).await?;
    // The centre tells nobody anything about who is gone.
    street.identify("p11")?;
    street
        .see("the centre knows nobody", |view| {
            let asked = super::centre(&view.screen).map(|centre| centre.asked);
            (asked == Some(Asked::Denied)).then_some(())
        })
        .await
}

async fn a_registration_stays_for_its_years(street: &mut Street) -> Result<()> {
    street.declare("p5", "h1", Outcome::Confirms)?;
    street.received().await?;
    own(street, "p5").await?;
    granted(street, Intent::EraseData).await?;
    decided(street, &[]).await?;
    let kept = "SELECT kept FROM data_requests WHERE kind = 'ERASE' AND kept <> ''";
    street.books_say(kept, &["REGISTRATIONS"]).await?;
    street
        .books_say("SELECT state FROM registrations", &["EFFECTIVE"])
        .await
}
