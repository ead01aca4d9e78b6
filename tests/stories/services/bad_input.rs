//! Wrong input at every field: what is wrong is named, and what was said before stays. The centre
//! has no part in it, so one store is enough.

mod acts;
mod forms;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    CohabitantEntry, CohabitantProblem, FailureCode, Intent, Matter, NumberProblem, ReceiptAnswer,
    Scan, ScanRefusal, Screen, Stay, StayProblem, View,
};
use town::{Store, Street, entry};

use super::{door, people, stay};

/// Longer than any part of anything that is written.
pub(crate) const TOO_LONG: usize = 501;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_named_and_what_was_said_stays() -> Result<()> {
    let mut street = Street::open(1, &Store::Embedded).await?;
    codes_that_are_not_taken(&mut street)?;
    numbers_that_are_none(&mut street)?;
    a_stay_that_cannot_be(&mut street)?;
    cohabitants_that_are_not_taken(&mut street)?;
    receipts_and_tickets(&mut street).await?;
    forms::an_address_by_hand(&mut street)?;
    forms::a_claim(&mut street)?;
    forms::a_pin(&mut street).await?;
    acts::a_member_of_the_family(&mut street).await?;
    acts::a_permit_and_the_own_data(&mut street).await?;
    acts::days_and_reasons(&mut street).await
}

fn scan(view: View) -> Result<Scan> {
    let Screen::Scan(scan) = view.screen else {
        bail!("taken: {:?}", view.screen);
    };
    Ok(scan)
}

/// Changes a character in the middle: the signature does not fit any more.
fn damaged(code: &str) -> String {
    let changed = |c| if c == 'A' { 'B' } else { 'A' };
    let at = code.chars().count() / 2;
    let letters = code.chars().enumerate();
    letters
        .map(|(place, c)| if place == at { changed(c) } else { c })
        .collect()
}

fn codes_that_are_not_taken(street: &mut Street) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::Declare));
    let house = street.centre.house_code("h1")?;
    let gone = street.centre.house_code("h12")?;
    let foreign = street.cast.mistakes.foreign_text.clone();
    for (code, refusal) in [
        (foreign, ScanRefusal::Foreign),
        (damaged(&house), ScanRefusal::Damaged),
        (gone, ScanRefusal::Withdrawn),
    ] {
        let page = scan(street.tell(Intent::AcceptCode(code)))?;
        ensure!(page.refusal == Some(refusal), "{refusal:?}: {page:?}");
        // It is said what another code is, never what it says.
        let named = refusal == ScanRefusal::Foreign;
        ensure!(page.foreign.is_some() == named, "{page:?}");
    }
    let page = scan(street.tell(Intent::AcceptCode(house)))?;
    ensure!(page.refusal.is_none(), "the next code: {page:?}");
    // The same code again is one that was not taken away yet; another plate is a mistake.
    let other = street.centre.house_code("h2")?;
    let page = scan(street.tell(Intent::AcceptCode(other)))?;
    ensure!(page.refusal == Some(ScanRefusal::HouseInstead), "{page:?}");
    let code = street.centre.resident_code("p5")?;
    let view = street.tell(Intent::AcceptCode(code));
    ensure!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "{:?}",
        view.screen
    );
    Ok(())
}

/// Every way in which a number of a card can be wrong, with what is said of it.
pub(crate) fn wrong_numbers(number: &str) -> Vec<(String, NumberProblem)> {
    let with = |at: usize, text: &str| {
        let head: String = number.chars().take(at).collect();
        let tail: String = number.chars().skip(at + text.len()).collect();
        format!("{head}{text}{tail}")
    };
    let last = if number.ends_with('0') { "1" } else { "0" };
    let old: String = number
        .chars()
        .enumerate()
        .filter(|(place, _)| !matches!(place, 6 | 7 | 17))
        .map(|(_, c)| c)
        .collect();
    vec![
        (String::new(), NumberProblem::Format),
        ("44990019".to_owned(), NumberProblem::Format),
        (format!("{number}0"), NumberProblem::Format),
        (with(3, "A"), NumberProblem::Format),
        (with(0, "99"), NumberProblem::Region),
        (with(10, "13"), NumberProblem::BirthDate),
        (with(10, "0231"), NumberProblem::BirthDate),
        (with(17, last), NumberProblem::Checksum),
        (old, NumberProblem::Old15),
    ]
}

fn numbers_that_are_none(street: &mut Street) -> Result<()> {
    let number = street.cast.person("p5").number.clone();
    let other = street.cast.person("p7").number.clone();
    let slips = wrong_numbers(&number);
    let stranger = [(other, NumberProblem::OtherPerson)];
    for (wrong, problem) in slips.into_iter().chain(stranger) {
        let view = street.tell(Intent::ProveIdentity(wrong.clone()));
        let Screen::ProveIdentity(page) = view.screen else {
            bail!("{wrong:?} was taken: {:?}", view.screen);
        };
        ensure!(page.problem == Some(problem), "{wrong:?}: {page:?}");
        ensure!(page.holder.is_some(), "whose it is stays: {page:?}");
        // A slip costs nothing; a right number of somebody else costs a try.
        let left = 5 - u8::from(problem == NumberProblem::OtherPerson);
        ensure!(page.tries_left == left, "{wrong:?}: {page:?}");
    }
    let there = door(street.tell(Intent::ProveIdentity(number)))?;
    let house = street.cast.house("h1");
    ensure!(
        there.house_code == house.code,
        "the house stayed: {there:?}"
    );
    street.tell(Intent::ConfirmDoor);
    Ok(())
}

fn described(street: &mut Street, said: [&str; 3]) -> Result<Stay> {
    let [dwelling, reason, moved_in_on] = said.map(str::to_owned);
    let view = street.tell(Intent::DescribeStay {
        dwelling,
        reason,
        moved_in_on,
    });
    let Screen::Stay(page) = view.screen else {
        bail!("{said:?} was taken: {:?}", view.screen);
    };
    Ok(page)
}

fn a_stay_that_cannot_be(street: &mut Street) -> Result<()> {
    let today = street.cast.today.clone();
    for (said, problem) in [
        (["", "WORK", &today], StayProblem::Incomplete),
        (["RENTED", "", &today], StayProblem::Incomplete),
        (["RENTED", "WORK", ""], StayProblem::Incomplete),
        (["RENTED", "WORK", "2026-02-30"], StayProblem::NoDate),
        (["RENTED", "WORK", "gestern"], StayProblem::NoDate),
        (["RENTED", "WORK", "1850-01-01"], StayProblem::NoDate),
        (["RENTED", "WORK", "2199-01-01"], StayProblem::InFuture),
    ] {
        let page = described(street, said)?;
        ensure!(page.problem == Some(problem), "{said:?}: {page:?}");
        let chosen = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let [dwelling, reason, _] = said;
        let kept = page.dwelling == chosen(dwelling) && page.reason == chosen(reason);
        ensure!(kept, "{said:?} stays: {page:?}");
        ensure!(page.today == today, "{page:?}");
    }
    let said = stay(street);
    people(street.tell(said))?;
    Ok(())
}

fn cohabitants_that_are_not_taken(street: &mut Street) -> Result<()> {
    let child = street.cast.visit.cohabitants.first().context("a child")?;
    let child = entry(child);
    let adult = entry(&street.cast.mistakes.cohabitant_of_30);
    let elder = entry(street.cast.visit.cohabitants.last().context("an elder")?);
    let page = people(street.tell(Intent::AddCohabitant(child.clone())))?;
    ensure!(page.people.len() == 1, "{page:?}");
    let with = |change: &dyn Fn(&mut CohabitantEntry)| {
        let mut changed = elder.clone();
        change(&mut changed);
        changed
    };
    let own = street.cast.person("p5").number.clone();
    let mut wrong = vec![
        (with(&|one| one.name.clear()), CohabitantProblem::Name),
        (
            with(&|one| one.name = "林1".to_owned()),
            CohabitantProblem::Name,
        ),
        (
            with(&|one| one.name = "林".repeat(TOO_LONG)),
            CohabitantProblem::Name,
        ),
        (with(&|one| one.phone.clear()), CohabitantProblem::Phone),
        (
            with(&|one| one.phone = "1380".to_owned()),
            CohabitantProblem::Phone,
        ),
        (
            with(&|one| one.relation.clear()),
            CohabitantProblem::Relation,
        ),
        (
            with(&|one| one.number = own.clone()),
            CohabitantProblem::Twice,
        ),
        (child, CohabitantProblem::Twice),
        (adult, CohabitantProblem::Age(30)),
    ];
    for (number, problem) in wrong_numbers(&elder.number) {
        let entry = with(&|one| one.number.clone_from(&number));
        wrong.push((entry, CohabitantProblem::Number(problem)));
    }
    for (entry, problem) in wrong {
        let page = people(street.tell(Intent::AddCohabitant(entry)))?;
        ensure!(
            page.problem == Some(problem.clone()),
            "{problem:?}: {page:?}"
        );
        ensure!(page.people.len() == 1, "the child stays: {page:?}");
    }
    let page = people(street.tell(Intent::AddCohabitant(elder)))?;
    ensure!(page.problem.is_none() && page.people.len() == 2, "{page:?}");
    Ok(())
}

async fn receipts_and_tickets(street: &mut Street) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::CheckReceipt));
    let number = residence::RecordId::from_bytes([9; 16]).receipt_number();
    let last = if number.ends_with('0') { '1' } else { '0' };
    let mistyped: String = number
        .chars()
        .take(number.chars().count() - 1)
        .chain([last])
        .collect();
    for (text, refusal) in [
        (mistyped.as_str(), ScanRefusal::ReceiptMistyped),
        ("12345", ScanRefusal::NoReceipt),
        ("https://pay.example/q/1", ScanRefusal::Foreign),
    ] {
        let page = scan(street.tell(Intent::AcceptCode(text.to_owned())))?;
        ensure!(page.refusal == Some(refusal), "{text}: {page:?}");
    }
    street.kiosk().ask_after(&number)?;
    street
        .see("the centre does not know it either", |view| {
            let Screen::ReceiptStatus(status) = &view.screen else {
                return None;
            };
            (status.answer == ReceiptAnswer::Unknown).then_some(())
        })
        .await?;

    for ticket in ["", "7K3", "7K3M1U", "ZZZZZZ"] {
        street.tell(Intent::EndVisit);
        let view = street.tell(Intent::ResumeVisit(ticket.to_owned()));
        let Screen::Failure(failure) = view.screen else {
            bail!("{ticket} opened something: {:?}", view.screen);
        };
        ensure!(
            failure.code == FailureCode::NoDraft && failure.can_retry,
            "{failure:?}"
        );
    }
    Ok(())
}
