//! Homes: declared in three ways, made habitual, shared, ended.

use anyhow::{Context as _, Result, ensure};
use town::{Home, Outcome, Said, relative};

use super::{STATES, done_and_gone, settled, walk};

/// A coded house is declared in so many touches, an address by hand in so many, typing apart.
const TAPS_BY_PLATE: u32 = 14;
const TAPS_BY_HAND: u32 = 30;

/// Who holds which registration, in the order of the houses.
const HELD: &str = "SELECT r.house || ' ' || r.state || ' ' || coalesce(r.capacity, '') FROM registrations r \
     ORDER BY r.house";

#[tokio::test(flavor = "multi_thread")]
async fn row_02_a_plate_is_scanned_and_the_owner_answers_or_is_asked() -> Result<()> {
    walk("02-house-code", &[], async |corner| {
        let cast = corner.cast.clone();
        let mut guest = corner.guest();
        let before = guest.window.taps();
        let asked = Home::at(&cast, "p6", "h2", Outcome::Absent);
        guest.declare(&asked).await?;
        let taps = guest.window.taps() - before;
        ensure!(taps <= TAPS_BY_PLATE, "{taps} touches by the plate");
        guest.receipt_says("decided").await?;
        guest.leave().await?;
        for (who, house, outcome) in [
            ("p7", "h3", Outcome::Refuses),
            ("p3", "h7", Outcome::OwnHouse),
            ("p5", "h1", Outcome::Confirms),
        ] {
            guest.declare(&Home::at(&cast, who, house, outcome)).await?;
            guest.receipt_says("decided").await?;
            if who == "p5" {
                guest.picture("02-house-code").await?;
            }
            guest.leave().await?;
        }
        let code = |house: &str| cast.house(house).code.clone();
        let held = [
            format!("{} EFFECTIVE OWNER", code("h1")),
            format!("{} AWAITING_CONFIRMATION ", code("h2")),
            format!("{} REJECTED OWNER", code("h3")),
            format!("{} EFFECTIVE AUTO", code("h7")),
        ];
        let held: Vec<&str> = held.iter().map(String::as_str).collect();
        corner.books_say(HELD, &held).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_03_addresses_are_chosen_from_the_list() -> Result<()> {
    walk("03-address-list", &[], async |corner| {
        let cast = corner.cast.clone();
        let mut guest = corner.guest();
        guest.at("welcome").await?;
        guest.touch("begin-declare").await?;
        guest.touch("begin-find").await?;
        guest.at("find_address").await?;
        guest.picture("list").await?;
        guest.touch("search-places").await?;
        // The sound of the street is enough.
        guest.write("place-query", "rongyinyilu").await?;
        guest.card("place", &cast.house("h1").street).await?;
        guest.picture("03-address-list").await?;
        guest.leave().await?;
        let first = Home::listed(&cast, "p8", "h3", Outcome::Absent);
        guest.declare(&first).await?;
        guest.leave().await?;
        // A second address of the same person, for another reason.
        let second = Home {
            dwelling: "BORROWED".to_owned(),
            reason: "STUDY".to_owned(),
            ..Home::listed(&cast, "p8", "h8", Outcome::Confirms)
        };
        guest.declare(&second).await?;
        guest.receipt_says("decided").await?;
        guest.leave().await?;
        let sql = "SELECT r.dwelling || ' ' || r.reason || ' ' || r.state FROM registrations r \
             ORDER BY r.house";
        let held = [
            "RENTED WORK AWAITING_CONFIRMATION",
            "BORROWED STUDY EFFECTIVE",
        ];
        corner.books_say(sql, &held).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_04_an_address_is_written_by_hand_and_the_desk_binds_it() -> Result<()> {
    walk("04-by-hand", &[], async |corner| {
        let mut guest = corner.guest();
        let before = guest.window.taps();
        let home = Home::by_hand("p9", "新围仔后街", "甲17号", "二楼");
        guest.declare(&home).await?;
        let taps = guest.window.taps() - before;
        ensure!(taps <= TAPS_BY_HAND, "{taps} touches by hand");
        guest.receipt_says("decided").await?;
        guest.picture("04-by-hand").await?;
        guest.leave().await?;
        corner.books_say(STATES, &["AWAITING_ADDRESS"]).await?;

        // The desk knows which house that is; nobody is bound to it, so the desk confirms as well.
        let records = corner.books().records().await?;
        let record = records.first().context("one declaration")?;
        let code = corner.cast.house("h9").code.clone();
        let words = ["decide", "bind", record.as_str(), code.as_str()];
        corner.centre.command(&words).await?;
        let words = ["decide", "confirm", record.as_str()];
        corner.centre.command(&words).await?;
        corner
            .books_say(HELD, &[&format!("{code} EFFECTIVE DESK")])
            .await?;

        let mut guest = corner.guest();
        let plate = guest.plate("h9");
        guest.enter("p9").await?;
        guest.open("residence").await?;
        guest.home_is(&plate, "EFFECTIVE").await?;
        guest.leave().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_05_a_home_becomes_habitual_and_the_calendar_counts() -> Result<()> {
    walk("05-habitual", &[], async |corner| {
        settled(corner, "p5", "h1").await?;
        let mut guest = corner.guest();
        let plate = guest.plate("h1");
        guest.enter("p5").await?;
        guest.act_on_home(&plate, "habitual", &Said::yes()).await?;
        done_and_gone(&guest).await?;
        guest.enter("p2").await?;
        guest
            .do_task("answer_habitual", &plate, &Said::yes())
            .await?;
        done_and_gone(&guest).await?;
        corner
            .books_say("SELECT state FROM habituals", &["HABITUAL"])
            .await?;

        let mut guest = corner.guest();
        guest.enter("p5").await?;
        guest.open("residence").await?;
        guest.window.find("habitual").await?;
        guest.touch("errand-calendar").await?;
        guest.at("calendar").await?;
        let counted = guest.window.headline("calendar").await?;
        ensure!(
            counted.contains("183"),
            "the rule of the province: {counted}"
        );
        guest.picture("05-habitual").await?;
        guest.leave().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_06_a_family_is_declared_in_one_pass() -> Result<()> {
    walk("06-cohabitants", &[], async |corner| {
        let cast = corner.cast.clone();
        let mut guest = corner.guest();
        let mother = relative(&cast, "p20", "50", false);
        let child = relative(&cast, "p19", "20", true);
        let home = Home::at(&cast, "p1", "h1", Outcome::Confirms)
            .with(mother)
            .with(child);
        guest.name_the_house(&home).await?;
        guest.prove("p1").await?;
        guest.touch("confirm-door").await?;
        guest.describe(&home).await?;
        // Somebody between 16 and 60 declares in person, and is told so.
        let adult = relative(&cast, "p10", "70", false);
        guest.at("cohabitants").await?;
        guest.fill_in(&adult).await?;
        let said = guest.window.headline("too-old").await?;
        ensure!(said.chars().count() > 6, "hardly anything is said: {said}");
        guest.touch("cohabitant-understood").await?;
        guest.name_the_family(&home.people).await?;
        guest.picture("06-cohabitants").await?;
        guest.touch("finish-cohabitants").await?;
        guest.finish(&home).await?;
        guest.receipt_says("decided").await?;
        guest.leave().await?;
        let sql = "SELECT number || ' ' || relation || ' ' || \
             CASE WHEN consent_version IS NULL THEN '' ELSE 'CONSENT' END FROM cohabitants \
             ORDER BY place";
        let number = |key: &str| cast.person(key).number.clone();
        let held = [
            format!("{} 50 ", number("p20")),
            format!("{} 20 CONSENT", number("p19")),
        ];
        let held: Vec<&str> = held.iter().map(String::as_str).collect();
        corner.books_say(sql, &held).await?;
        corner.books_say(STATES, &["EFFECTIVE"]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_07_a_registration_is_cancelled_taken_back_and_cancelled() -> Result<()> {
    walk("07-cancel", &[], async |corner| {
        settled(corner, "p5", "h1").await?;
        let mut guest = corner.guest();
        let plate = guest.plate("h1");
        let moved = Said::because("MOVED_HOUSE");
        guest.enter("p5").await?;
        guest.open("residence").await?;
        guest.touch("act-cancel").await?;
        guest.window.find("follows").await?;
        guest.picture("07-cancel").await?;
        guest.act(&moved).await?;
        guest.took_effect().await?;
        guest.touch("go-on").await?;
        guest.back_to_services().await?;
        guest.act_on_home(&plate, "keep_home", &Said::yes()).await?;
        done_and_gone(&guest).await?;
        corner.books_say(STATES, &["EFFECTIVE"]).await?;

        let mut guest = corner.guest();
        guest.enter("p5").await?;
        guest.act_on_home(&plate, "cancel", &moved).await?;
        done_and_gone(&guest).await?;
        corner.books_say(STATES, &["CANCEL_PENDING"]).await?;
        let mut guest = corner.guest();
        guest.enter("p2").await?;
        guest.do_task("answer_cancel", &plate, &Said::yes()).await?;
        done_and_gone(&guest).await?;
        corner.books_say(STATES, &["CANCELLED"]).await
    })
    .await
}
