//! The family: a member is added and removed, has a code, and takes over when grown up.

use anyhow::{Result, bail, ensure};
use kiosk::{
    ActMatter, CollectEntry, Errand, Family, Intent, Matter, MemberEntry, MemberProblem, MemberRow,
    Screen,
};
use town::{Cast, Person, Street};

use super::{
    Said, act, answered, ask, enter, granted, obtained, on_both, only_task, open_anew, took_effect,
};

/// Somebody of the population register who is 16 since January 2026: name and number.
const GROWN: (&str, &str) = ("赵一鸣", "449900201001100151");
const LINKS: &str = "SELECT p.number FROM family_links l JOIN people p ON p.subject = l.member \
     WHERE l.ended_on IS NULL ORDER BY p.number";

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_kept_and_a_child_takes_over() -> Result<()> {
    on_both(|mut street| async move {
        a_child_is_added_by_the_guardian(&mut street).await?;
        a_parent_agrees_and_is_removed(&mut street).await?;
        the_child_takes_over_at_sixteen(&mut street).await
    })
    .await
}

fn entry(person: &Person, relation: &str) -> MemberEntry {
    MemberEntry {
        name: person.name.clone(),
        document: "RESIDENT_ID".to_owned(),
        number: person.number.clone(),
        relation: relation.to_owned(),
        guardian_consent: false,
        agreed: false,
    }
}

/// The child of p1, whose guardian consents.
pub(crate) fn child(cast: &Cast) -> MemberEntry {
    MemberEntry {
        guardian_consent: true,
        ..entry(cast.person("p19"), "20")
    }
}

/// Adds a member to the family of who is here, and returns the page with the member.
pub(crate) async fn added(street: &mut Street, member: MemberEntry) -> Result<Family> {
    open_anew(street, Errand::Family).await?;
    granted(street, Intent::AddMember(member)).await?;
    family(street).await
}

async fn family(street: &mut Street) -> Result<Family> {
    let Screen::Family(family) = open_anew(street, Errand::Family).await? else {
        bail!("no family");
    };
    Ok(family)
}

/// Enters a member who is not taken, and returns why.
fn refused(street: &mut Street, member: MemberEntry) -> Result<MemberProblem> {
    let Screen::Family(page) = street.tell(Intent::AddMember(member)).screen else {
        bail!("taken");
    };
    match page.problem {
        Some(problem) => Ok(problem),
        None => bail!("nothing is said: {page:?}"),
    }
}

fn only(family: &Family) -> Result<&MemberRow> {
    let [member] = family.members.as_slice() else {
        bail!("one member: {family:?}");
    };
    Ok(member)
}

async fn a_child_is_added_by_the_guardian(street: &mut Street) -> Result<()> {
    enter(street, "p1").await?;
    family(street).await?;
    let without = MemberEntry {
        guardian_consent: false,
        ..child(&street.cast)
    };
    ensure!(
        refused(street, without)? == MemberProblem::Consent,
        "consent"
    );
    let adult = entry(street.cast.person("p7"), "70");
    let problem = refused(street, adult)?;
    ensure!(matches!(problem, MemberProblem::Age(_)), "{problem:?}");
    let own = entry(street.cast.person("p1"), "70");
    ensure!(refused(street, own)? == MemberProblem::Twice, "oneself");

    let member = child(&street.cast);
    let page = added(street, member).await?;
    let child = only(&page)?;
    ensure!(
        child.guardian && child.has_code,
        "a code for the child: {child:?}"
    );
    ensure!(!child.takes_over && child.relation == "20", "{child:?}");
    let number = street.cast.person("p19").number.clone();
    street.books_say(LINKS, &[&number]).await?;
    street
        .books_say(
            "SELECT CAST(consent_version AS TEXT) FROM family_links",
            &["1"],
        )
        .await
}

async fn a_parent_agrees_and_is_removed(street: &mut Street) -> Result<()> {
    enter(street, "p5").await?;
    family(street).await?;
    let mother = entry(street.cast.person("p20"), "50");
    let problem = refused(street, mother.clone())?;
    ensure!(problem == MemberProblem::Agreement, "{problem:?}");
    let agreed = MemberEntry {
        agreed: true,
        ..mother
    };
    let page = added(street, agreed).await?;
    let member = only(&page)?;
    ensure!(member.has_code && !member.guardian, "{member:?}");
    granted(street, Intent::RemoveMember(0)).await?;
    let page = family(street).await?;
    ensure!(page.members.is_empty(), "removed: {page:?}");
    let number = street.cast.person("p19").number.clone();
    street.books_say(LINKS, &[&number]).await
}

/// Nobody waits for years: the books are made to say that the link of the child is that of
/// somebody who is 16 by now.
async fn the_child_takes_over_at_sixteen(street: &mut Street) -> Result<()> {
    let (name, number) = GROWN;
    let code = obtained::obtain(street, name, number).await?;
    let grown = format!(
        "UPDATE family_links SET member = (SELECT subject FROM people WHERE number = '{number}')
             WHERE ended_on IS NULL"
    );
    street.books().set_back(&grown).await?;
    enter(street, "p1").await?;
    let page = family(street).await?;
    let grown = only(&page)?;
    ensure!(
        grown.takes_over && !grown.has_code,
        "nobody shows it: {grown:?}"
    );

    street.identify_by(code.clone(), number.to_owned());
    answered(street).await?;
    let task = only_task(street, ActMatter::TakeOver)?;
    ask(street, ActMatter::TakeOver, &task)?;
    let done = act(street, &Said::default())?;
    took_effect(street).await?;
    street.books_say(LINKS, &[]).await?;
    the_new_code_is_handed_out(street, &done.receipt, &code).await
}

/// The code of the child is replaced by an own one, which the receipt of the act brings.
async fn the_new_code_is_handed_out(street: &mut Street, receipt: &str, old: &str) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::ObtainCode));
    street.tell(Intent::BeginCollect);
    let here = receipt.to_owned();
    street
        .until("the new code came down", |kiosk| {
            let held = kiosk.journal().claimed_codes().unwrap_or_default();
            let mut held = held.iter();
            held.any(|(record, _)| record.receipt_number() == here)
        })
        .await?;
    street.tell(Intent::CollectCode(CollectEntry {
        receipt: receipt.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: GROWN.1.to_owned(),
    }));
    let new = obtained::code_of(street, receipt)?;
    ensure!(new != old, "the old one is withdrawn");
    street.identify_by(new, GROWN.1.to_owned());
    answered(street).await
}
