//! Wrong values: a plain sentence, what was typed is still there, and the next step is named.

use anyhow::{Result, ensure};
use town::{Guest, Home, Outcome};

use super::walk;

/// A sentence names the next step: check, write again, choose, ask somebody.
fn leads_on(said: &str) -> Result<()> {
    let steps = ["请", "再"];
    ensure!(
        steps.iter().any(|step| said.contains(step)),
        "no way on: {said}"
    );
    Ok(())
}

async fn corrected(guest: &Guest<'_>, field: &str, wrong: &str, button: &str) -> Result<()> {
    guest.write(field, wrong).await?;
    guest.touch(button).await?;
    leads_on(&guest.told_wrong(field, wrong).await?)
}

/// The number of a card, and a name and a telephone that nobody has.
async fn in_a_claim(guest: &mut Guest<'_>) -> Result<()> {
    let person = guest.cast.person("p17").clone();
    let wrong = wrong_digit(&person.number);
    guest.touch("begin-obtain").await?;
    guest.touch("claim-begin").await?;
    guest.write("entry-name", "1234").await?;
    guest.touch("entry-next").await?;
    guest.write("entry-number", &wrong).await?;
    guest.touch("entry-next").await?;
    guest.write("entry-phone", "12").await?;
    guest.touch("entry-next").await?;
    leads_on(&guest.told_wrong("entry-name", "1234").await?)?;
    guest.picture("00-wrong").await?;
    guest.write("entry-name", &person.name).await?;
    guest.touch("entry-next").await?;
    guest.touch("entry-next").await?;
    guest.touch("entry-next").await?;
    leads_on(&guest.told_wrong("entry-number", &wrong).await?)?;
    guest.write("entry-number", &person.number).await?;
    guest.touch("entry-next").await?;
    corrected(guest, "entry-phone", "12", "entry-next").await?;
    guest.write("entry-phone", &person.phone).await?;
    guest.touch("entry-next").await?;
    guest.at("claim_check").await?;
    guest.leave().await?;

    Ok(())
}

/// The number that proves who is here, and the number of a receipt, mistyped.
async fn at_the_proof(guest: &mut Guest<'_>) -> Result<()> {
    let cast = guest.cast;
    guest.touch("begin-my-residence").await?;
    let code = corner_code(guest)?;
    guest.hold(&code, "prove_identity").await?;
    let typed = wrong_digit(&cast.person("p5").number);
    corrected(guest, "number", &typed, "prove").await?;
    guest.leave().await?;

    // The number of a receipt, mistyped.
    guest.touch("begin-receipt").await?;
    guest.touch("type-code").await?;
    guest.write("typed-code", "0000-0000-00001").await?;
    guest.touch("accept-typed-code").await?;
    leads_on(&guest.window.read("refusal").await?)?;
    guest.picture("receipt").await?;
    guest.leave().await?;

    Ok(())
}

/// An address, a part of which is too long.
async fn in_an_address(guest: &mut Guest<'_>) -> Result<()> {
    guest.touch("begin-declare").await?;
    guest.touch("begin-find").await?;
    guest.at("find_address").await?;
    guest.touch("write-address").await?;
    let long = "围".repeat(61);
    guest.write("write-street", "新围仔后街").await?;
    guest.touch("write-next").await?;
    guest.write("write-number", &long).await?;
    guest.touch("write-next").await?;
    guest.touch("write-next").await?;
    leads_on(&guest.told_wrong("write-number", &long).await?)?;
    guest.leave().await?;

    Ok(())
}

/// A telephone of a relative, and a day that is not yet.
async fn in_a_stay(guest: &mut Guest<'_>) -> Result<()> {
    let cast = guest.cast;
    let home = Home::at(cast, "p5", "h1", Outcome::Absent);
    guest.name_the_house(&home).await?;
    guest.prove("p5").await?;
    guest.touch("confirm-door").await?;
    guest.at("stay").await?;
    guest.touch("dwelling-RENTED").await?;
    guest.touch("stay-next").await?;
    guest.touch("reason-WORK").await?;
    guest.touch("stay-next").await?;
    // A day that is not yet cannot be chosen; the button says what is missing.
    let tomorrow = town::later(&cast.today, 1)?;
    if tomorrow.get(..7) == cast.today.get(..7) {
        let day = guest.window.find(&format!("day-{tomorrow}")).await?;
        day.click().await?;
    }
    let waits = guest.window.read("stay-next").await?;
    leads_on(&waits)?;
    guest.touch("day-today").await?;
    guest.touch("stay-next").await?;
    let mother = town::Cohabitant {
        phone: "123".to_owned(),
        ..town::relative(cast, "p20", "50", false)
    };
    guest.at("cohabitants").await?;
    guest.fill_in(&mother).await?;
    leads_on(&guest.told_wrong("cohabitant-phone", "123").await?)?;
    guest.leave().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_values_are_told_kept_and_lead_on() -> Result<()> {
    walk("00-wrong", &[], async |corner| {
        let mut guest = corner.guest();
        in_a_claim(&mut guest).await?;
        at_the_proof(&mut guest).await?;
        in_an_address(&mut guest).await?;
        in_a_stay(&mut guest).await
    })
    .await
}

fn corner_code(guest: &Guest<'_>) -> Result<String> {
    guest.centre.resident_code("p5")
}

/// The last character of a number is another one.
fn wrong_digit(number: &str) -> String {
    let head: String = number.chars().take(17).collect();
    let last = if number.ends_with('0') { '1' } else { '0' };
    format!("{head}{last}")
}
