//! A whole family is declared in one pass, by the rules of who may be declared by somebody else.

use anyhow::{Result, bail, ensure};
use kiosk::{ActMatter, CohabitantProblem, Intent, Matter, Screen};
use town::{Cohabitant, Street, entry};

use super::{STATES, agree, enter, on_both, only_home, people, stay, took_effect};

const FAMILY: &str = "SELECT c.number || ' ' || coalesce(CAST(c.consent_version AS TEXT), '-') \
     FROM cohabitants c ORDER BY c.place";

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_family_is_declared_in_one_pass() -> Result<()> {
    on_both(|mut street| async move {
        who_must_come_in_person_is_refused(&mut street)?;
        child_and_grandmother_are_taken(&mut street).await?;
        somebody_joins_later(&mut street).await
    })
    .await
}

/// Goes up to the page that asks who lives there too.
pub(crate) fn up_to_the_family(street: &mut Street, who: &str, house: &str) -> Result<()> {
    street.tell(Intent::EndVisit);
    street.tell(Intent::BeginVisit(Matter::Declare));
    let plate = street.centre.house_code(house)?;
    street.tell(Intent::AcceptCode(plate));
    let code = street.centre.resident_code(who)?;
    street.tell(Intent::AcceptCode(code));
    let number = street.cast.person(who).number.clone();
    street.tell(Intent::ProveIdentity(number));
    street.tell(Intent::ConfirmDoor);
    let said = stay(street);
    people(street.tell(said))?;
    Ok(())
}

/// The child of ten and the grandmother of the cast.
fn family(street: &Street) -> Result<[Cohabitant; 2]> {
    let [child, elder] = street.cast.visit.cohabitants.as_slice() else {
        bail!("the cast has two: {:?}", street.cast.visit.cohabitants);
    };
    Ok([child.clone(), elder.clone()])
}

fn refused(street: &mut Street, person: &Cohabitant) -> Result<Option<CohabitantProblem>> {
    let page = people(street.tell(Intent::AddCohabitant(entry(person))))?;
    Ok(page.problem)
}

fn who_must_come_in_person_is_refused(street: &mut Street) -> Result<()> {
    up_to_the_family(street, "p5", "h1")?;
    let adult = street.cast.mistakes.cohabitant_of_30.clone();
    let problem = refused(street, &adult)?;
    ensure!(problem == Some(CohabitantProblem::Age(30)), "{problem:?}");
    let [child, _] = family(street)?;
    let without = Cohabitant {
        guardian_consent: false,
        ..child
    };
    let problem = refused(street, &without)?;
    ensure!(problem == Some(CohabitantProblem::Consent), "{problem:?}");
    Ok(())
}

async fn child_and_grandmother_are_taken(street: &mut Street) -> Result<()> {
    let [child, elder] = family(street)?;
    for (count, person) in [(1, &child), (2, &elder)] {
        let page = people(street.tell(Intent::AddCohabitant(entry(person))))?;
        ensure!(
            page.problem.is_none() && page.people.len() == count,
            "{page:?}"
        );
    }
    street.tell(Intent::FinishCohabitants);
    street.tell(Intent::AnswerOwnerPresent(true));
    street.tell(agree());
    let owner = street.centre.resident_code("p2")?;
    street.tell(Intent::AcceptCode(owner));
    let number = street.cast.person("p2").number.clone();
    street.tell(Intent::ProveIdentity(number));
    let view = street.tell(Intent::DecideAsOwner(None));
    ensure!(
        matches!(view.screen, Screen::Receipt(_)),
        "{:?}",
        view.screen
    );
    street.books_say(STATES, &["EFFECTIVE"]).await?;
    let (child, elder) = (format!("{} 1", child.number), format!("{} -", elder.number));
    street.books_say(FAMILY, &[&child, &elder]).await
}

/// The mother moves in after the others: a further person at a registered address.
async fn somebody_joins_later(street: &mut Street) -> Result<()> {
    enter(street, "p5").await?;
    let home = only_home(street)?;
    let matter = ActMatter::AddCohabitants;
    street.tell(Intent::AskAct {
        matter,
        about: home,
    });
    let mother = street.cast.person("p20").clone();
    let mother = Cohabitant {
        name: mother.name,
        number: mother.number,
        phone: mother.phone,
        document: "RESIDENT_ID".to_owned(),
        relation: "50".to_owned(),
        guardian_consent: false,
    };
    let page = people(street.tell(Intent::AddCohabitant(entry(&mother))))?;
    ensure!(page.problem.is_none() && page.people.len() == 1, "{page:?}");
    street.tell(Intent::FinishCohabitants);
    took_effect(street).await?;
    let count = "SELECT CAST(count(*) AS TEXT) FROM cohabitants";
    street.books_say(count, &["3"]).await
}
