//! Obtaining a code: whoever proves to be somebody gets that person's one code.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    ClaimEntry, ClaimState, CollectEntry, CollectProblem, Errand, Intent, Matter, PrintState,
    Screen, WorkerMatter,
};
use town::Street;

use super::{answered, on_both, open};
use crate::receipts::read_slip;

/// Somebody of the population register who does not live in the street: name and number.
const NEWCOMER: (&str, &str) = ("陈家豪", "449900198801210573");
const WORKER: &str = "W1001";
const CLAIMS: &str = "SELECT coalesce(denied, i.proof) FROM code_claims c \
     LEFT JOIN identities i ON i.subject = c.subject ORDER BY c.claimed_on, c.record";

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_obtained_by_register_by_document_and_by_receipt() -> Result<()> {
    on_both(|mut street| async move {
        let tray = street.put_up_a_printer()?;
        the_register_agrees(&mut street, &tray).await?;
        a_worker_sees_the_document(&mut street).await?;
        a_claim_waits_without_a_line_and_is_collected(&mut street).await
    })
    .await
}

/// Fills in the form up to what is read back.
pub(crate) fn described(street: &mut Street, name: &str, number: &str) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::ObtainCode));
    let view = street.tell(Intent::DescribeClaim(ClaimEntry {
        name: name.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: number.to_owned(),
        phone: String::new(),
    }));
    let Screen::ClaimCheck(check) = view.screen else {
        bail!("not read back: {:?}", view.screen);
    };
    ensure!(check.name != name && check.number != number, "masked");
    Ok(())
}

fn claim(seen: bool) -> Intent {
    Intent::ClaimCode {
        notice_version: 1,
        seen,
    }
}

/// Waits until the centre answered the claim on the screen.
async fn answer(street: &mut Street) -> Result<ClaimState> {
    street
        .see("the claim is answered", |view| {
            let Screen::ClaimState(state) = &view.screen else {
                return None;
            };
            (state.ready || state.denied.is_some()).then(|| state.clone())
        })
        .await
}

/// Obtains a code that the population register vouches for, and returns its text.
pub(crate) async fn obtain(street: &mut Street, name: &str, number: &str) -> Result<String> {
    described(street, name, number)?;
    street.tell(claim(false));
    let state = answer(street).await?;
    ensure!(state.ready, "no code: {state:?}");
    code_of(street, &state.receipt)
}

/// Reads the text of a code off the screen that shows it, as a telephone would.
pub(crate) fn code_of(street: &mut Street, receipt: &str) -> Result<String> {
    let held = street.kiosk().kiosk().journal().claimed_codes()?;
    let mut held = held.into_iter();
    let found = held.find(|(record, _)| record.receipt_number() == receipt);
    let (_, text) = found.context("a code is here")?;
    let Screen::ClaimState(state) = street.kiosk().tick().screen else {
        bail!("no code on the screen");
    };
    ensure!(state.qr_path == codes::draw(&text).svg_path(), "the same");
    Ok(text)
}

/// Prints what is on the screen and waits until it is on paper.
pub(crate) async fn printed(street: &mut Street) -> Result<()> {
    let offered = street.kiosk().tick().print;
    ensure!(offered == Some(PrintState::Ready), "offered: {offered:?}");
    street.tell(Intent::PrintReceipt);
    street
        .see("the slip is printed", |view| {
            (view.print == Some(PrintState::Printed)).then_some(())
        })
        .await
}

async fn may_enter(street: &mut Street, code: String, number: &str) -> Result<()> {
    street.identify_by(code, number.to_owned());
    answered(street).await?;
    let shown = matches!(open(street, Errand::Code).screen, Screen::MyCode(_));
    ensure!(shown, "the code opens the own pages");
    Ok(())
}

async fn the_register_agrees(street: &mut Street, tray: &Path) -> Result<()> {
    let person = street.cast.person("p17").clone();
    let code = obtain(street, &person.name, &person.number).await?;
    printed(street).await?;
    let on_paper = read_slip(&tray.join("slip-0001.png"))?;
    ensure!(on_paper == code, "the card says what the screen says");
    may_enter(street, code, &person.number).await?;
    street.books_say(CLAIMS, &["POLICE_GRADE"]).await?;
    // Name and number alone do not bring out a code that is in force.
    described(street, &person.name, &person.number)?;
    street.tell(claim(false));
    let state = answer(street).await?;
    ensure!(
        state.denied.as_deref() == Some("DOCUMENT_MUST_BE_SEEN"),
        "{state:?}"
    );
    Ok(())
}

async fn a_worker_sees_the_document(street: &mut Street) -> Result<()> {
    unknown_to_the_register(street, "p18").await?;
    let person = street.cast.person("p18").clone();
    described(street, &person.name, &person.number)?;
    street.tell(claim(false));
    let state = answer(street).await?;
    ensure!(
        state.denied.as_deref() == Some("IDENTITY_UNPROVEN"),
        "{state:?}"
    );

    let pin = street.employ(WORKER, "王芳").await?;
    described(street, &person.name, &person.number)?;
    let view = street.tell(claim(true));
    let Screen::WorkerNeeded(needed) = view.screen else {
        bail!("nobody answers for it: {:?}", view.screen);
    };
    ensure!(needed.matter == WorkerMatter::ClaimSeen, "{needed:?}");
    street.tell(Intent::EnterWorker(WORKER.to_owned()));
    street.tell(Intent::EnterPin(pin.into()));
    let state = answer(street).await?;
    ensure!(
        state.ready && state.seen && state.valid_until.is_some(),
        "{state:?}"
    );
    let code = code_of(street, &state.receipt)?;
    may_enter(street, code, &person.number).await?;
    let how = "SELECT i.proof FROM identities i JOIN people p ON p.subject = i.subject \
         WHERE p.serial IS NOT NULL AND i.proof = 'DOCUMENT_AND_DESK'";
    street.books_say(how, &["DOCUMENT_AND_DESK"]).await
}

/// Takes somebody out of the extract of the population register and opens the centre again.
async fn unknown_to_the_register(street: &mut Street, who: &str) -> Result<()> {
    street.centre.close().await?;
    let file = street.folder().join("centre").join("persons.csv");
    let number = street.cast.person(who).number.clone();
    let text = std::fs::read_to_string(&file)?;
    let others = text.lines().filter(|line| !line.contains(&number));
    std::fs::write(
        &file,
        others.map(|line| format!("{line}\n")).collect::<String>(),
    )?;
    street.centre.open().await
}

async fn a_claim_waits_without_a_line_and_is_collected(street: &mut Street) -> Result<()> {
    let (name, number) = NEWCOMER;
    street.centre.close().await?;
    described(street, name, number)?;
    let view = street.tell(claim(false));
    let Screen::ClaimState(state) = view.screen else {
        bail!("not saved: {:?}", view.screen);
    };
    ensure!(!state.ready && state.denied.is_none(), "{state:?}");
    ensure!(
        state.qr_path == codes::draw(&state.receipt).svg_path(),
        "the receipt can be photographed"
    );
    let collect = |number: &str| {
        Intent::CollectCode(CollectEntry {
            receipt: state.receipt.clone(),
            document: "RESIDENT_ID".to_owned(),
            number: number.to_owned(),
        })
    };
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::ObtainCode));
    street.tell(Intent::BeginCollect);
    street.tell(collect(number));
    street
        .see("neither this machine nor the centre says", |view| {
            let Screen::CollectCode(page) = &view.screen else {
                return None;
            };
            (page.problem == Some(CollectProblem::NoLine)).then_some(())
        })
        .await?;

    street.centre.open().await?;
    street.received().await?;
    let here = state.receipt.clone();
    street
        .until("the code came down", |kiosk| {
            let held = kiosk.journal().claimed_codes().unwrap_or_default();
            let mut held = held.iter();
            held.any(|(record, _)| record.receipt_number() == here)
        })
        .await?;
    let other = street.cast.person("p1").number.clone();
    let Screen::CollectCode(page) = street.tell(collect(&other)).screen else {
        bail!("handed to somebody else");
    };
    ensure!(
        page.problem == Some(CollectProblem::OtherPerson),
        "{page:?}"
    );
    let Screen::ClaimState(state) = street.tell(collect(number)).screen else {
        bail!("not handed out");
    };
    ensure!(state.ready, "{state:?}");
    let code = code_of(street, &state.receipt)?;
    may_enter(street, code, number).await
}
