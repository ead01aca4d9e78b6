//! A home without a plate: found in the list of addresses, or written by hand and bound at the desk.

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    ActMatter, AddressEntry, AddressProblem, Errand, FailureCode, FindAddress, Intent, Matter,
    Screen, View,
};
use town::Street;

use super::{
    STATES, Said, act, agree, answered, ask, door, enter, on_both, one_record, only_task, open,
    stay,
};

#[tokio::test(flavor = "multi_thread")]
async fn homes_are_found_in_the_list_of_addresses() -> Result<()> {
    on_both(|mut street| async move {
        by_a_search(&mut street).await?;
        step_by_step_to_a_second_one(&mut street).await?;
        the_same_again_is_refused(&mut street)?;
        both_stand_in_the_own_list(&mut street).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_by_hand_is_matched_bound_at_the_desk_and_confirmed() -> Result<()> {
    on_both(|mut street| async move {
        what_was_written_is_a_house_of_the_list(&mut street).await?;
        none_of_the_candidates_is_meant(&mut street).await?;
        the_desk_binds_it_to_a_house(&mut street).await?;
        its_owner_confirms(&mut street).await
    })
    .await
}

fn list(view: &View) -> Result<&FindAddress> {
    let Screen::FindAddress(list) = &view.screen else {
        bail!("no list: {:?}", view.screen);
    };
    Ok(list)
}

fn begin(street: &mut Street) -> View {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::Declare));
    street.tell(Intent::BeginFind)
}

/// Touches the only row of the list in which all these words stand.
fn touch(street: &mut Street, view: &View, words: &[&str]) -> Result<View> {
    let rows = &list(view)?.rows;
    let has = |row: &kiosk::PlaceRow| {
        let text = format!("{} {}", row.name, row.detail);
        words.iter().all(|word| text.contains(word))
    };
    let place = rows.iter().position(has);
    let place = place.with_context(|| format!("{words:?} in {rows:?}"))?;
    Ok(street.tell(Intent::OpenPlace(place)))
}

/// Goes on through building, unit and room until the house itself is touched.
fn inside(street: &mut Street, mut view: View, room: &str) -> Result<View> {
    while matches!(view.screen, Screen::FindAddress(_)) {
        let rows = &list(&view)?.rows;
        let part = |row: &kiosk::PlaceRow| !row.name.is_empty() && room.contains(&row.name);
        let place = rows.iter().position(part);
        let place = place.with_context(|| format!("{room} in {rows:?}"))?;
        view = street.tell(Intent::OpenPlace(place));
    }
    ensure!(matches!(view.screen, Screen::Scan(_)), "{:?}", view.screen);
    Ok(view)
}

/// Proves who is here and goes on to the page after the door.
fn prove(street: &mut Street, who: &str) -> Result<View> {
    let code = street.centre.resident_code(who)?;
    street.tell(Intent::AcceptCode(code));
    let number = street.cast.person(who).number.clone();
    Ok(street.tell(Intent::ProveIdentity(number)))
}

/// Says the rest of a declaration, alone and without the owner, and returns the receipt number.
fn declared(street: &mut Street) -> Result<String> {
    street.tell(Intent::ConfirmDoor);
    let said = stay(street);
    street.tell(said);
    let view = street.tell(Intent::FinishCohabitants);
    if matches!(view.screen, Screen::OwnerPresent(_)) {
        street.tell(Intent::AnswerOwnerPresent(false));
    }
    let view = street.tell(agree());
    let Screen::Receipt(receipt) = view.screen else {
        bail!("no receipt: {:?}", view.screen);
    };
    Ok(receipt.registration.receipt)
}

async fn by_a_search(street: &mut Street) -> Result<()> {
    let view = begin(street);
    ensure!(list(&view)?.first, "the first step: {:?}", view.screen);
    let house = street.cast.house("h2").clone();
    let view = street.tell(Intent::SearchPlaces(house.street.clone()));
    let number = house.number.as_str();
    let view = touch(street, &view, &[&house.street, number])?;
    inside(street, view, &house.room)?;
    let there = door(prove(street, "p6")?)?;
    ensure!(
        there.house_code == house.code && !there.by_hand,
        "{there:?}"
    );
    declared(street)?;
    street.books_say(STATES, &["AWAITING_CONFIRMATION"]).await
}

async fn step_by_step_to_a_second_one(street: &mut Street) -> Result<()> {
    let house = street.cast.house("h9").clone();
    let mut view = begin(street);
    for word in [&house.community, &house.street, &house.number] {
        view = touch(street, &view, &[word])?;
    }
    inside(street, view, &house.room)?;
    let there = door(prove(street, "p6")?)?;
    ensure!(there.house_code == house.code, "{there:?}");
    declared(street)?;
    street.received().await?;
    // Nobody owns it in the books: the desk decides.
    let record = format!(
        "SELECT {{record}} FROM registrations r WHERE r.house = '{}'",
        house.code
    );
    street
        .books_say(STATES, &["AWAITING_CONFIRMATION"; 2])
        .await?;
    let record = one_record(street, &record).await?;
    street
        .centre
        .command(&["decide", "confirm", &record])
        .await?;
    let capacity = format!(
        "SELECT capacity FROM registrations WHERE house = '{}'",
        house.code
    );
    street.books_say(&capacity, &["DESK"]).await
}

fn the_same_again_is_refused(street: &mut Street) -> Result<()> {
    let house = street.cast.house("h9").clone();
    begin(street);
    let view = street.tell(Intent::SearchPlaces(house.street.clone()));
    let view = touch(street, &view, &[&house.street, &house.number])?;
    inside(street, view, &house.room)?;
    prove(street, "p6")?;
    let Screen::Failure(failure) = street.tell(Intent::ConfirmDoor).screen else {
        bail!("declared twice");
    };
    ensure!(failure.code == FailureCode::SameAddress, "{failure:?}");
    Ok(())
}

async fn both_stand_in_the_own_list(street: &mut Street) -> Result<()> {
    enter(street, "p6").await?;
    open(street, Errand::Residence);
    answered(street).await?;
    let Screen::MyResidence(mine) = street.kiosk().tick().screen else {
        bail!("no list");
    };
    let mut states: Vec<&str> = mine
        .registrations
        .iter()
        .map(|one| one.state.as_str())
        .collect();
    states.sort_unstable();
    ensure!(states == ["AWAITING_CONFIRMATION", "EFFECTIVE"], "{mine:?}");
    Ok(())
}

/// Goes to the community and writes an address by hand.
fn write(street: &mut Street, road: &str, number: &str, room: &str) -> Result<View> {
    let community = street.cast.house("h7").community.clone();
    let view = begin(street);
    touch(street, &view, &[&community])?;
    street.tell(Intent::WriteAddress);
    Ok(street.tell(Intent::DescribeAddress(AddressEntry {
        street: road.to_owned(),
        number: number.to_owned(),
        room: room.to_owned(),
    })))
}

async fn what_was_written_is_a_house_of_the_list(street: &mut Street) -> Result<()> {
    let house = street.cast.house("h8").clone();
    let view = write(street, &house.street, "", "")?;
    let Screen::WriteAddress(page) = &view.screen else {
        bail!("not asked again: {:?}", view.screen);
    };
    ensure!(page.problem == Some(AddressProblem::Number), "{page:?}");
    let view = write(street, &house.street, &house.number, "")?;
    let Screen::WriteAddress(page) = &view.screen else {
        bail!("no candidates: {:?}", view.screen);
    };
    ensure!(page.area.contains(&house.community), "{page:?}");
    let meant = |row: &kiosk::PlaceRow| {
        row.name.contains(&house.number) || row.detail.contains(&house.number)
    };
    let place = page.candidates.iter().position(meant);
    let place = place.with_context(|| format!("among {page:?}"))?;
    street.tell(Intent::OpenPlace(place));
    let there = door(prove(street, "p10")?)?;
    ensure!(
        there.house_code == house.code && !there.by_hand,
        "{there:?}"
    );
    declared(street)?;
    let code = house.code.as_str();
    street
        .books_say("SELECT house FROM registrations", &[code])
        .await
}

async fn none_of_the_candidates_is_meant(street: &mut Street) -> Result<()> {
    let house = street.cast.house("h7").clone();
    let mut view = write(street, &house.street, &house.number, "天台铁皮屋")?;
    if matches!(view.screen, Screen::WriteAddress(_)) {
        view = street.tell(Intent::KeepAddress);
    }
    ensure!(matches!(view.screen, Screen::Scan(_)), "{:?}", view.screen);
    let there = door(prove(street, "p9")?)?;
    ensure!(there.by_hand && there.house_code.is_empty(), "{there:?}");
    let receipt = declared(street)?;
    ensure!(!receipt.is_empty(), "a receipt as any");
    let waits = "SELECT r.state FROM registrations r WHERE r.house IS NULL";
    street.books_say(waits, &["AWAITING_ADDRESS"]).await?;
    let tasks = "SELECT matter FROM desk_tasks WHERE closed = 0";
    street.books_say(tasks, &["BIND_ADDRESS"]).await?;
    street
        .books_say("SELECT room FROM hand_addresses", &["天台铁皮屋"])
        .await
}

async fn the_desk_binds_it_to_a_house(street: &mut Street) -> Result<()> {
    let waiting = "SELECT {record} FROM registrations r WHERE r.house IS NULL";
    let record = one_record(street, waiting).await?;
    let withdrawn = street.cast.house("h12").code.clone();
    let gone = ["decide", "bind", &record, &withdrawn];
    let refused = street.centre.command(&gone).await.is_err();
    ensure!(refused, "nobody lives in a house that is gone");
    let house = street.cast.house("h7").code.clone();
    let bind = ["decide", "bind", &record, &house];
    street.centre.command(&bind).await?;
    let bound = format!("SELECT state FROM registrations WHERE house = '{house}'");
    street.books_say(&bound, &["AWAITING_CONFIRMATION"]).await?;
    street
        .books_say("SELECT matter FROM desk_tasks WHERE closed = 0", &[])
        .await
}

async fn its_owner_confirms(street: &mut Street) -> Result<()> {
    enter(street, "p3").await?;
    let task = only_task(street, ActMatter::MoveIn)?;
    ask(street, ActMatter::MoveIn, &task)?;
    act(street, &Said::default())?;
    let house = street.cast.house("h7").code.clone();
    let bound = format!("SELECT state FROM registrations WHERE house = '{house}'");
    street.books_say(&bound, &["EFFECTIVE"]).await?;
    enter(street, "p9").await?;
    open(street, Errand::Residence);
    let Screen::MyResidence(mine) = street.kiosk().tick().screen else {
        bail!("no list");
    };
    let home = mine.registrations.first().context("a home")?;
    ensure!(home.state == "EFFECTIVE", "{home:?}");
    Ok(())
}
