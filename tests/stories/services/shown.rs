//! The code is shown and looked up with: the own one and a child's, also without a line.

use anyhow::{Result, bail, ensure};
use kiosk::{Asked, Errand, Intent, MyCode, Screen};
use town::Street;

use super::{
    answered, enter,
    family::{added, child},
    on_both, open, open_anew,
};

/// How often codes were shown of the person with this number, as the centre counts it.
fn shown_of(number: &str) -> String {
    format!(
        "SELECT CAST(count(*) AS TEXT) FROM presentations r JOIN people p \
         ON p.subject = r.subject WHERE r.counts = 1 AND r.form = 1 AND p.number = '{number}'"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_shown_recorded_listed_and_counted() -> Result<()> {
    on_both(|mut street| async move {
        enter(&mut street, "p1").await?;
        let member = child(&street.cast);
        added(&mut street, member).await?;
        the_own_and_the_childs(&mut street).await?;
        without_a_line_it_is_drawn_again(&mut street).await?;
        each_showing_is_listed(&mut street).await
    })
    .await
}

fn code(screen: Screen) -> Result<MyCode> {
    let Screen::MyCode(code) = screen else {
        bail!("no code: {screen:?}");
    };
    Ok(code)
}

fn show(street: &mut Street, member: usize) -> Result<MyCode> {
    let code = code(street.tell(Intent::ShowCode { member }).screen)?;
    let large = code.shown.as_ref();
    let right = large.is_some_and(|large| large.recorded && large.of_family == (member > 0));
    ensure!(right, "shown and recorded: {code:?}");
    Ok(code)
}

async fn the_own_and_the_childs(street: &mut Street) -> Result<()> {
    let page = code(open_anew(street, Errand::Code).await?)?;
    ensure!(page.presented == Some(0), "{page:?}");
    let [member] = page.members.as_slice() else {
        bail!("one child: {page:?}");
    };
    ensure!(member.has_code && member.age < 16, "{member:?}");
    let own = show(street, 0)?;
    street.tell(Intent::GoBack);
    let childs = show(street, 1)?;
    let path = |code: &MyCode| code.shown.as_ref().map(|large| large.qr_path.clone());
    ensure!(path(&own) != path(&childs), "two codes");
    let text = street.centre.resident_code("p1")?;
    ensure!(path(&own) == Some(codes::draw(&text).svg_path()), "the own");
    let (own, childs) = numbers(street);
    street.books_say(&shown_of(&own), &["1"]).await?;
    street.books_say(&shown_of(&childs), &["1"]).await
}

fn numbers(street: &Street) -> (String, String) {
    let number = |key| street.cast.person(key).number.clone();
    (number("p1"), number("p19"))
}

async fn without_a_line_it_is_drawn_again(street: &mut Street) -> Result<()> {
    street.centre.close().await?;
    street.identify("p1")?;
    street
        .see("there is no line", |view| {
            let asked = super::centre(&view.screen).map(|centre| centre.asked);
            (asked == Some(Asked::NoLine)).then_some(())
        })
        .await?;
    let page = code(open(street, Errand::Code).screen)?;
    ensure!(
        page.presented.is_none() && page.members.is_empty(),
        "{page:?}"
    );
    show(street, 0)?;
    // What this machine does not know is not shown.
    let before = street.tell(Intent::GoBack).screen;
    let after = street.tell(Intent::ShowCode { member: 1 }).screen;
    ensure!(before == after, "nobody's code: {after:?}");
    street.centre.open().await?;
    let (own, _) = numbers(street);
    street.books_say(&shown_of(&own), &["2"]).await
}

async fn each_showing_is_listed(street: &mut Street) -> Result<()> {
    enter(street, "p1").await?;
    open(street, Errand::Code);
    answered(street).await?;
    let page = code(street.kiosk().tick().screen)?;
    ensure!(page.presented == Some(2), "counted: {page:?}");
    let today = street.cast.today.clone();
    let [first, second] = page.presentations.as_slice() else {
        bail!("listed: {page:?}");
    };
    let right = [first, second]
        .iter()
        .all(|one| one.on == today && one.place == street.cast.town.place);
    ensure!(right, "{page:?}");
    Ok(())
}
