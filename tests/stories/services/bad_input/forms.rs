//! Forms before anybody is known: an address by hand, a claim of a code, a worker's PIN.

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    AddressEntry, AddressProblem, ClaimEntry, ClaimProblem, CollectEntry, CollectProblem, Intent,
    LoginAsks, LoginProblem, Matter, Screen, WorkerLogin,
};
use town::Street;

use super::{TOO_LONG, wrong_numbers};

pub(super) fn an_address_by_hand(street: &mut Street) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::Declare));
    let Screen::FindAddress(list) = street.tell(Intent::BeginFind).screen else {
        bail!("no list");
    };
    let community = street.cast.house("h1").community.clone();
    let here = list
        .rows
        .iter()
        .position(|row| row.name.contains(&community));
    street.tell(Intent::OpenPlace(here.context("the community")?));
    street.tell(Intent::WriteAddress);
    let long = "长".repeat(TOO_LONG);
    for (said, problem) in [
        (["", "7号", "201"], AddressProblem::Street),
        ([&long, "7号", "201"], AddressProblem::Street),
        (["新开的路\u{7}", "7号", ""], AddressProblem::Street),
        (["新开的路", " ", "201"], AddressProblem::Number),
        (["新开的路", &long, "201"], AddressProblem::Number),
        (["新开的路", "7号", &long], AddressProblem::Room),
    ] {
        let [road, number, room] = said.map(str::to_owned);
        let view = street.tell(Intent::DescribeAddress(AddressEntry {
            street: road,
            number,
            room,
        }));
        let Screen::WriteAddress(page) = view.screen else {
            bail!("taken: {:?}", view.screen);
        };
        ensure!(page.problem == Some(problem), "{problem:?}: {page:?}");
        ensure!(page.area.contains(&community), "the place stays: {page:?}");
    }
    Ok(())
}

pub(super) fn a_claim(street: &mut Street) -> Result<()> {
    let person = street.cast.person("p17").clone();
    let child = street.cast.person("p19").number.clone();
    let right = ClaimEntry {
        name: person.name.clone(),
        document: "RESIDENT_ID".to_owned(),
        number: person.number.clone(),
        phone: String::new(),
    };
    let with = |change: &dyn Fn(&mut ClaimEntry)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    let mut wrong = vec![
        (with(&|one| one.name = "?".to_owned()), ClaimProblem::Name),
        (
            with(&|one| one.phone = "999".to_owned()),
            ClaimProblem::Phone,
        ),
        (
            with(&|one| one.number.clone_from(&child)),
            ClaimProblem::Child,
        ),
    ];
    for (number, problem) in wrong_numbers(&person.number) {
        let entry = with(&|one| one.number.clone_from(&number));
        wrong.push((entry, ClaimProblem::Number(problem)));
    }
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::ObtainCode));
    for (entry, problem) in wrong {
        let view = street.tell(Intent::DescribeClaim(entry));
        let Screen::ClaimForm(page) = view.screen else {
            bail!("{problem:?}: {:?}", view.screen);
        };
        ensure!(
            page.problem == Some(problem.clone()),
            "{problem:?}: {page:?}"
        );
    }
    street.tell(Intent::BeginCollect);
    let wrong = CollectProblem::Number(kiosk::NumberProblem::Format);
    for (number, problem) in [
        (person.number.clone(), CollectProblem::Receipt),
        ("1".to_owned(), wrong),
    ] {
        let view = street.tell(Intent::CollectCode(CollectEntry {
            receipt: "0000".to_owned(),
            document: "RESIDENT_ID".to_owned(),
            number,
        }));
        let Screen::CollectCode(page) = view.screen else {
            bail!("handed out: {:?}", view.screen);
        };
        ensure!(
            page.problem == Some(problem.clone()),
            "{problem:?}: {page:?}"
        );
    }
    Ok(())
}

fn login(street: &mut Street, intent: Intent) -> Result<WorkerLogin> {
    let Screen::WorkerLogin(page) = street.tell(intent).screen else {
        bail!("logged in");
    };
    Ok(page)
}

pub(super) async fn a_pin(street: &mut Street) -> Result<()> {
    let pin = street.employ("W1001", "王芳").await?;
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginLogin);
    for unknown in ["", "W9999", "x"] {
        let page = login(street, Intent::EnterWorker(unknown.to_owned()))?;
        ensure!(
            page.problem == Some(LoginProblem::Unknown),
            "{unknown}: {page:?}"
        );
        ensure!(page.asks == LoginAsks::Number, "{page:?}");
    }
    let page = login(street, Intent::EnterWorker("w1001".to_owned()))?;
    ensure!(
        page.asks == LoginAsks::Pin && page.problem.is_none(),
        "{page:?}"
    );
    let other = if pin == "000000" { "000001" } else { "000000" };
    for (wrong, tries_left) in [("12", 9), (other, 8)] {
        let page = login(street, Intent::EnterPin(wrong.to_owned().into()))?;
        let problem = Some(LoginProblem::Wrong { tries_left });
        ensure!(page.problem == problem, "{tries_left}: {page:?}");
        ensure!(page.asks == LoginAsks::Pin, "the number stays: {page:?}");
    }
    let view = street.tell(Intent::EnterPin(pin.into()));
    ensure!(
        matches!(view.screen, Screen::WorkerHome(_)),
        "{:?}",
        view.screen
    );
    street.tell(Intent::LogOut);
    Ok(())
}
