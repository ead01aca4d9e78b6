//! The residence permit: from all that is missing to its end and its history.

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{Days, NaiveDate};
use kiosk::{ActMatter, Errand, Intent, PermitEntry, PermitProblem, PermitView, Permits, Screen};
use town::{Outcome, Street};

use super::{
    Said, act, ask, deed, enter, granted, on_both, one_record, only_task, open, open_anew,
    took_effect,
};

const PERMIT: &str = "SELECT {record} FROM permits r";
const STAGE: &str = "SELECT stage FROM permits";

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_is_applied_for_issued_endorsed_changed_and_ended() -> Result<()> {
    on_both(|mut street| async move {
        let home = all_that_is_missing_is_named_at_once(&mut street).await?;
        half_a_year_passes(&mut street).await?;
        the_application_is_completed_and_issued(&mut street, &home).await?;
        the_card_is_asked_for_and_replaced(&mut street).await?;
        the_year_is_endorsed_and_then_missed(&mut street).await?;
        the_address_changes_and_the_permit_ends(&mut street).await
    })
    .await
}

async fn permits(street: &mut Street) -> Result<Permits> {
    let Screen::Permits(page) = open_anew(street, Errand::Permits).await? else {
        bail!("no permits");
    };
    Ok(*page)
}

async fn permit(street: &mut Street) -> Result<PermitView> {
    permits(street).await?.permit.context("a permit")
}

fn step(step: &str) -> PermitEntry {
    PermitEntry {
        step: step.to_owned(),
        registration: String::new(),
        grounds: String::new(),
        exemption: String::new(),
        papers: String::new(),
        evidence: String::new(),
        card: false,
    }
}

fn application(home: &str) -> Intent {
    Intent::PermitDo(PermitEntry {
        registration: home.to_owned(),
        grounds: "JOB,HOME".to_owned(),
        papers: "IDENTITY_CARD".to_owned(),
        evidence: "HT-2026-118".to_owned(),
        ..step("APPLY")
    })
}

/// Does a step that needs nothing else, from the page of permits.
async fn does(street: &mut Street, name: &str) -> Result<()> {
    let page = permits(street).await?;
    let offered = page.offers.iter().any(|one| one == name);
    ensure!(offered, "{name} is not offered: {:?}", page.offers);
    granted(street, Intent::PermitDo(step(name))).await
}

async fn habitual(street: &mut Street, place: &str) -> Result<()> {
    enter(street, "p5").await?;
    open(street, Errand::Residence);
    ask(street, ActMatter::Habitual, place)?;
    act(street, &Said::default())?;
    took_effect(street).await?;
    enter(street, "p2").await?;
    let task = only_task(street, ActMatter::AnswerHabitual)?;
    ask(street, ActMatter::AnswerHabitual, &task)?;
    act(street, &Said::default())?;
    took_effect(street).await
}

async fn all_that_is_missing_is_named_at_once(street: &mut Street) -> Result<String> {
    street.declare("p5", "h1", Outcome::Confirms)?;
    street.received().await?;
    enter(street, "p5").await?;
    let page = permits(street).await?;
    ensure!(
        page.offers == ["APPLY"] && page.permit.is_none(),
        "{page:?}"
    );
    ensure!(page.missing == ["NO_HABITUAL"], "{:?}", page.missing);
    let home = page.places.first().context("the address")?.receipt.clone();
    let nothing_chosen = street.tell(Intent::PermitDo(step("APPLY")));
    let Screen::Permits(page) = nothing_chosen.screen else {
        bail!("sent without an address");
    };
    ensure!(page.problem == Some(PermitProblem::Address), "{page:?}");
    let denied = deed(street, application(&home)).await?;
    ensure!(denied.as_deref() == Some("NO_HABITUAL"), "{denied:?}");
    street.books_say(STAGE, &[]).await?;
    habitual(street, &home).await?;
    enter(street, "p5").await?;
    let page = permits(street).await?;
    let all = ["STAY_TOO_SHORT", "PRESENCE_UNPROVEN"];
    ensure!(
        page.missing == all,
        "everything at once: {:?}",
        page.missing
    );
    ensure!(page.first_eligible.is_some(), "and from when: {page:?}");
    Ok(home)
}

/// The days of the stay and of the showings are set back in the books: nobody waits half a year.
async fn half_a_year_passes(street: &mut Street) -> Result<()> {
    enter(street, "p5").await?;
    open(street, Errand::Code);
    for _ in 0..6 {
        street.tell(Intent::ShowCode { member: 0 });
        street.tell(Intent::GoBack);
    }
    let shown = "SELECT CAST(count(*) AS TEXT) FROM presentations WHERE counts = 1";
    street.books_say(shown, &["6"]).await?;
    // The registered address is needed before anything is issued; the desk saw it.
    open(street, Errand::MyData);
    let wrong = Intent::CorrectData {
        field: "hukou_address".to_owned(),
        text: "湖南省长沙市".to_owned(),
    };
    granted(street, wrong).await?;
    let asked = one_record(street, "SELECT {record} FROM data_requests r").await?;
    let words = ["permits", "request", &asked, "--registered", "430100"];
    street.centre.command(&words).await?;

    let begun = days_ago(street, 200)?;
    let month_ms = 30_u64 * 86_400_000;
    let earlier = format!(
        "{month_ms} * (1 + (SELECT count(*) FROM presentations o WHERE o.record < p.record))"
    );
    street
        .books()
        .set_back(&format!(
            "UPDATE registrations SET declared_on = '{begun}', effective_on = '{begun}';
             UPDATE standings SET since = '{begun}';
             UPDATE habituals SET since = '{begun}', habitual_on = '{begun}';
             UPDATE presentations AS p SET at_lo_ms = at_lo_ms - {earlier},
                 at_hi_ms = at_hi_ms - {earlier};
             DELETE FROM meta WHERE key = 'calendar_on';"
        ))
        .await?;
    // In the morning the centre follows its calendar, and tells who may apply since today.
    street.centre.close().await?;
    street.centre.open().await?;
    let told = "SELECT template FROM messages WHERE template = 'PERMIT_ELIGIBLE'";
    street.books_say(told, &["PERMIT_ELIGIBLE"]).await
}

fn days_ago(street: &Street, days: u64) -> Result<NaiveDate> {
    let today: NaiveDate = street.cast.today.parse()?;
    today.checked_sub_days(Days::new(days)).context("a day")
}

async fn the_application_is_completed_and_issued(street: &mut Street, home: &str) -> Result<()> {
    enter(street, "p5").await?;
    a_message_leads_to_the_permit(street, "PERMIT_ELIGIBLE")?;
    let page = permits(street).await?;
    ensure!(page.missing.is_empty(), "nothing is missing: {page:?}");
    granted(street, application(home)).await?;
    let asked_again = permits(street).await?;
    ensure!(
        asked_again.offers.is_empty(),
        "one at a time: {asked_again:?}"
    );
    street.books_say(STAGE, &["ACCEPTED"]).await?;

    let record = one_record(street, PERMIT).await?;
    let words = ["permits", "ask-correction", &record];
    street.centre.command(&words).await?;
    enter(street, "p5").await?;
    let held = permit(street).await?;
    ensure!(held.state == "CORRECTION", "{held:?}");
    let missing = ["PHOTOGRAPH", "ADDRESS_PROOF", "JOB_PROOF"];
    let all = missing
        .iter()
        .all(|one| held.missing.contains(&(*one).to_owned()));
    ensure!(all && held.missing_until.is_some(), "all papers: {held:?}");
    let brought = PermitEntry {
        papers: held.missing.join(","),
        ..step("SUPPLY")
    };
    granted(street, Intent::PermitDo(brought)).await?;
    for words in [
        ["permits", "supplied", &record],
        ["permits", "issue", &record],
    ] {
        street.centre.command(&words).await?;
    }
    street.books_say(STAGE, &["ISSUED"]).await?;
    enter(street, "p5").await?;
    a_message_leads_to_the_permit(street, "PERMIT_ISSUED")?;
    let held = permit(street).await?;
    ensure!(held.state == "VALID" && held.card == 1, "{held:?}");
    let today = street.cast.today.clone();
    ensure!(held.issued_on == Some(today), "{held:?}");
    Ok(())
}

fn a_message_leads_to_the_permit(street: &mut Street, template: &str) -> Result<()> {
    let Screen::Messages(page) = open(street, Errand::Messages).screen else {
        bail!("no messages");
    };
    let told = page.messages.iter().find(|one| one.template == template);
    let item = told.context("not told")?.item.clone();
    let Screen::Message(message) = street.tell(Intent::OpenItem(item)).screen else {
        bail!("not opened");
    };
    ensure!(message.leads_to == Some(Errand::Permits), "{message:?}");
    Ok(())
}

async fn the_card_is_asked_for_and_replaced(street: &mut Street) -> Result<()> {
    for name in ["ASK_CARD", "REISSUE", "REPLACE"] {
        does(street, name).await?;
    }
    let card = "SELECT card_serial || '/' || card_asked FROM permits";
    street.books_say(card, &["3/1"]).await
}

/// The day of issue is set back in the books: nobody waits for a year.
async fn the_year_is_endorsed_and_then_missed(street: &mut Street) -> Result<()> {
    issued(street, 350).await?;
    enter(street, "p5").await?;
    does(street, "ENDORSE").await?;
    let today = street.cast.today.clone();
    let endorsed = "SELECT endorsed_on FROM permits";
    street.books_say(endorsed, &[&today]).await?;

    issued(street, 400).await?;
    enter(street, "p5").await?;
    let held = permit(street).await?;
    ensure!(held.state == "SUSPENDED", "{held:?}");
    let because = held.suspended_for.as_deref();
    ensure!(because == Some("ENDORSEMENT_LAPSED"), "{held:?}");
    does(street, "ENDORSE_LATE").await?;
    let held = permit(street).await?;
    ensure!(held.state == "VALID", "{held:?}");
    street.books_say(endorsed, &[&today]).await
}

async fn issued(street: &Street, days: u64) -> Result<()> {
    let day = days_ago(street, days)?;
    let set = format!(
        "UPDATE permits SET accepted_on = '{day}', issued_on = '{day}', endorsed_on = '',
             term = '1/{day}/1/{day}'"
    );
    street.books().set_back(&set).await
}

async fn the_address_changes_and_the_permit_ends(street: &mut Street) -> Result<()> {
    street.declare("p5", "h2", Outcome::Confirms)?;
    street.received().await?;
    enter(street, "p5").await?;
    let held = permits(street).await?;
    let other = held.places.iter().find(|place| !place.habitual);
    let other = other.context("the second address")?.receipt.clone();
    habitual(street, &other).await?;
    enter(street, "p5").await?;
    permits(street).await?;
    let there = PermitEntry {
        registration: other,
        ..step("CHANGE_ADDRESS")
    };
    granted(street, Intent::PermitDo(there)).await?;
    let code = street.cast.house("h2").code.clone();
    let place = "SELECT r.house FROM permits p JOIN registrations r ON r.record = p.registration";
    street.books_say(place, &[&code]).await?;
    does(street, "CANCEL").await?;
    street.books_say(STAGE, &["CANCELLED"]).await?;
    let history = permits(street).await?.history;
    let what: Vec<&str> = history.iter().rev().map(|row| row.what.as_str()).collect();
    street
        .books_say("SELECT kind FROM permit_events ORDER BY place", &what)
        .await?;
    for kind in [
        "ACCEPTANCE",
        "CORRECTION",
        "ISSUE",
        "REISSUE",
        "ENDORSEMENT",
        "LATE_ENDORSEMENT",
        "CANCELLATION",
    ] {
        ensure!(what.contains(&kind), "{kind} in {what:?}");
    }
    Ok(())
}
