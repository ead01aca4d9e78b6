//! `make demo DAY=1`: a whole day of the street at one window, and the books in the evening.

use std::{collections::HashMap, path::Path};

use anyhow::{Context as _, Result, ensure};
use town::{
    Corner, Day, Does, Guest, Home, Network, Outcome, Proof, Request, Said, Step, compare_evenings,
    evening_of, tell, wait_until,
};

use crate::office;

const EVENING: std::time::Duration = std::time::Duration::from_secs(60);
/// Nobody notes the receipt of more than one claim.
type Receipts = HashMap<String, String>;

/// Lives through the day of a seed.
pub(crate) async fn live_through(seed: u64, out: &Path) -> Result<()> {
    let (cast, day) = Day::draw(seed).await?;
    let mut corner = Corner::open_in(&out.join("street"), cast, &out.join("pictures"), &[]).await?;
    let walked = walk(&mut corner, &day).await;
    corner.close_after(walked).await
}

async fn walk(corner: &mut Corner, day: &Day) -> Result<()> {
    let mut receipts = Receipts::new();
    for step in &day.timetable {
        tell(&format!("{}  {}", step.at, told(step)));
        perform(corner, day, step, &mut receipts)
            .await
            .with_context(|| format!("at {}", step.at))?;
    }
    corner.guest().nothing_waits().await?;
    let books = corner.books();
    wait_until("the evening is as it was worked out", EVENING, || async {
        let held = evening_of(&books).await.unwrap_or_default();
        compare_evenings(&day.evening, &held).is_ok()
    })
    .await
    .ok();
    compare_evenings(&day.evening, &evening_of(&books).await?)?;
    let lines: usize = day.evening.values().map(Vec::len).sum();
    tell(&format!(
        "evening: the centre holds all {lines} lines that were worked out apart from the product"
    ));
    Ok(())
}

/// A line of the timetable in words.
fn told(step: &Step) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(step.who.clone());
    words.extend(step.does.map(|does| format!("{does:?}").to_lowercase()));
    words.extend(
        step.desk
            .map(|desk| format!("(desk: {desk:?})").to_lowercase()),
    );
    words.extend(
        step.network
            .map(|network| format!("the network is {network:?}").to_lowercase()),
    );
    let place = step.house.as_ref().or(step.home.as_ref());
    words.extend(place.map(|house| format!("at {house}")));
    words.extend(step.of.as_ref().map(|of| format!("for {of}")));
    if !step.family.is_empty() {
        words.push(format!("with {}", step.family.join(", ")));
    }
    words.extend(step.power.map(|_| "and the power is cut".to_owned()));
    words.join(" ")
}

async fn perform(
    corner: &mut Corner,
    day: &Day,
    step: &Step,
    receipts: &mut Receipts,
) -> Result<()> {
    if let Some(network) = step.network {
        match network {
            Network::Down => corner.centre.close().await?,
            Network::Up => corner.centre.open().await?,
        }
        corner.guest().line(network == Network::Up).await?;
        return match network {
            Network::Down => Ok(()),
            Network::Up => corner.guest().nothing_waits().await,
        };
    }
    if let Some(desk) = step.desk {
        corner.guest().nothing_waits().await?;
        return office::decide(&corner.centre, &corner.cast, desk, step).await;
    }
    if step.power.is_some() {
        return lose_the_power(corner, day, step).await;
    }
    let online = corner.centre.is_open();
    let mut guest = corner.guest();
    let does = step.does.context("somebody does something")?;
    if [Does::Declare, Does::Find, Does::Write].contains(&does) {
        declare(&mut guest, day, step, online).await
    } else if [Does::Obtain, Does::Collect].contains(&does) {
        obtain(&mut guest, step, online, receipts).await
    } else if does == Does::Help {
        help(&mut guest, step).await
    } else {
        serve(&mut guest, day, does, step).await
    }
}

/// What somebody declares by a line of the timetable.
fn home_of(guest: &Guest<'_>, day: &Day, step: &Step) -> Result<Home> {
    let (who, house) = (name(&step.who)?, name(&step.house)?);
    let cast = guest.cast;
    let owns = cast.house(house).owners.iter().any(|owner| owner == who);
    let outcome = match step.owner {
        _ if owns => Outcome::OwnHouse,
        Some(outcome) => outcome,
        None => Outcome::Absent,
    };
    let mut home = match step.does {
        Some(Does::Find) => Home::listed(cast, who, house, outcome),
        Some(Does::Write) => {
            let seen = cast.house(house);
            Home::by_hand(who, &seen.street, &seen.number, &seen.room)
        }
        Some(_) | None => Home::at(cast, who, house, outcome),
    };
    if owns {
        "OWNED".clone_into(&mut home.dwelling);
    }
    home.moved_in_on = Some(day.moved_in_on.clone());
    if let Some(reason) = &step.reason {
        let known = ["NOT_LIVING_HERE", "WRONG_ROOM", "CONTRACT_ENDED"];
        let found = known.into_iter().find(|known| known == reason);
        home.owner.1 = found.context("a reason of the list")?;
    }
    for member in &step.family {
        home = home.with(day.members.get(member).context("a member")?.clone());
    }
    Ok(home)
}

async fn declare(guest: &mut Guest<'_>, day: &Day, step: &Step, online: bool) -> Result<()> {
    let home = home_of(guest, day, step)?;
    let receipt = guest.declare(&home).await?;
    if online {
        guest.nothing_waits().await?;
    } else {
        guest.receipt_says("on_this_machine").await?;
    }
    let slip = match step.prints {
        true => Some(guest.print_receipt().await?),
        false => None,
    };
    guest.picture("receipt").await?;
    guest.leave().await?;
    if let Some(slip) = slip {
        guest.ask_by_slip(&slip).await?;
        guest.leave().await?;
        guest.ask_by_number(&receipt).await?;
        guest.leave().await?;
    }
    Ok(())
}

/// In the middle of a declaration everything goes dark; the ticket leads back to it.
async fn lose_the_power(corner: &mut Corner, day: &Day, step: &Step) -> Result<()> {
    let mut guest = corner.guest();
    let home = home_of(&guest, day, step)?;
    guest.begin(&home).await?;
    guest.describe(&home).await?;
    guest.at("cohabitants").await?;
    let ticket = guest.ticket().await?;
    corner.cut_power().await?;
    corner.switch_on().await?;
    let mut guest = corner.guest();
    guest.resume(&ticket, &home.who).await?;
    guest.bring(&home.people).await?;
    guest.finish(&home).await?;
    guest.picture("receipt-after-power-cut").await?;
    guest.leave().await
}

async fn obtain(
    guest: &mut Guest<'_>,
    step: &Step,
    online: bool,
    receipts: &mut Receipts,
) -> Result<()> {
    let who = name(&step.who)?;
    if step.does == Some(Does::Collect) {
        let receipt = receipts.get(who).context("a receipt")?.clone();
        guest.collect_code(&receipt, who).await?;
        guest.picture("code-collected").await?;
        return guest.leave().await;
    }
    let proof = if step.seen {
        Proof::Worker
    } else {
        Proof::Register
    };
    let receipt = guest.obtain_code(who, proof).await?;
    if online {
        guest.take_code().await?;
    }
    guest.picture("code-claimed").await?;
    receipts.insert(who.to_owned(), receipt);
    guest.leave().await
}

async fn help(guest: &mut Guest<'_>, step: &Step) -> Result<()> {
    guest.read_topic("declare").await?;
    guest.picture("help").await?;
    guest.leave().await?;
    guest.enter(name(&step.who)?).await?;
    guest.open("my_data").await?;
    guest.say_to_service("字很大,看得清").await?;
    guest.picture("feedback").await?;
    guest.leave().await
}

/// What is done after the own code and number, from the list of services.
async fn serve(guest: &mut Guest<'_>, day: &Day, does: Does, step: &Step) -> Result<()> {
    guest.enter(name(&step.who)?).await?;
    served(guest, day, does, step).await?;
    guest.picture(&format!("{does:?}").to_lowercase()).await?;
    guest.leave().await
}

/// Tasks are done in the messages; each has its name on the screen.
const TASKS: [(Does, &str); 4] = [
    (Does::Confirm, "move_in"),
    (Does::Approve, "answer_habitual"),
    (Does::Agree, "answer_cancel"),
    (Does::Accept, "answer_trust"),
];

async fn served(guest: &mut Guest<'_>, day: &Day, does: Does, step: &Step) -> Result<()> {
    let place = step.house.as_ref().or(step.home.as_ref());
    let plate = place.map(|house| guest.plate(house)).unwrap_or_default();
    if let Some((_, matter)) = TASKS.iter().find(|(one, _)| *one == does) {
        guest.do_task(matter, &plate, &Said::yes()).await?;
        if does == Does::Confirm {
            // The centre answers whoever declared.
            return guest.nothing_waits().await;
        }
    } else if does == Does::Habitual {
        guest.act_on_home(&plate, "habitual", &Said::yes()).await?;
    } else if does == Does::Cancel {
        let said = Said::because("MOVED_AWAY");
        guest.act_on_home(&plate, "cancel", &said).await?;
    } else if [Does::Claim, Does::Appoint, Does::Report].contains(&does) {
        own(guest, does, step).await?;
    } else {
        return live(guest, day, does, (step, &plate)).await;
    }
    guest.took_effect().await
}

/// What owners do about a house.
async fn own(guest: &mut Guest<'_>, does: Does, step: &Step) -> Result<()> {
    let house = name(&step.house)?;
    if does == Does::Claim {
        return guest.register_house(house).await.map(drop);
    }
    guest.open_house(house).await?;
    let today = guest.cast.today.clone();
    if does == Does::Report {
        return guest.report_move_out("", &today).await.map(drop);
    }
    let days = [today.as_str(), today.as_str()];
    guest.appoint(name(&step.trustee)?, days).await.map(drop)
}

/// What people do about their code, family, permit and data.
async fn live(
    guest: &mut Guest<'_>,
    day: &Day,
    does: Does,
    (step, plate): (&Step, &str),
) -> Result<()> {
    if does == Does::Show {
        return show(guest, day, step).await;
    }
    if does == Does::Progress {
        return guest.permit_is("VALID").await;
    }
    if does == Does::Link {
        let member = day.members.get(name(&step.member)?).context("a member")?;
        guest.add_member(member).await?;
    } else if does == Does::Apply {
        let request = Request {
            home: plate,
            grounds: &["JOB", "HOME"],
            papers: &["IDENTITY_CARD"],
            evidence: "HT-2026-118",
        };
        guest.apply(&request).await?;
    } else if does == Does::Correct {
        let field = name(&step.field)?;
        let phone = field == "phone";
        let right = if phone {
            "13800005555"
        } else {
            "湖南省长沙市"
        };
        guest.correct(field, right).await?;
    } else {
        ensure!(does == Does::Erase, "nobody does {does:?} here");
        guest.ask_deletion().await?;
    }
    guest.was_done().await.map(drop)
}

async fn show(guest: &mut Guest<'_>, day: &Day, step: &Step) -> Result<()> {
    if let Some(member) = &step.member {
        // The page masks names; it says what somebody is to the person who is here.
        let relation = &day.members.get(member).context("a member")?.relation;
        let called = if relation == "20" { "儿子" } else { "女儿" };
        return guest.show_member_code(called).await.map(drop);
    }
    for _ in 0..step.times.unwrap_or(1) {
        guest.back_to_services().await?;
        guest.show_own_code().await?;
    }
    Ok(())
}

fn name(key: &Option<String>) -> Result<&str> {
    key.as_deref().context("the timetable names it")
}
