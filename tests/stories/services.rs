//! The services of the guide, each from the first touch to what the centre holds in the end; the
//! kiosk without a screen, everything else real.

mod bad_input;
mod cohabitants;
mod drafts;
mod family;
mod found;
mod guide;
mod homes;
mod obtained;
mod own_data;
mod owners;
mod permits;
mod shown;
mod told;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    ActDone, ActMatter, AskAct, Asked, Centre, Cohabitants, ConfirmDoor, Errand, Intent, Screen,
    View,
};
use town::{Postgres, Store, Street};

/// The states of all registrations, in the order of number and house.
pub(crate) const STATES: &str = "SELECT r.state FROM registrations r \
     JOIN people p ON p.subject = r.subject ORDER BY p.number, r.house";

/// Tells a story on both stores of the centre, side by side: most of the time is waiting.
pub(crate) async fn on_both<F>(story: impl Fn(Street) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let embedded = async {
        let street = Street::open(1, &Store::Embedded).await?;
        story(street).await.context("on SQLite")
    };
    let at_scale = async {
        let folder = tempfile::tempdir()?;
        let server = Store::AtScale(Box::new(Postgres::start(folder.path()).await?));
        let street = Street::open(1, &server).await?;
        story(street).await.context("on PostgreSQL")
    };
    let (embedded, at_scale) = tokio::join!(embedded, at_scale);
    embedded.and(at_scale)
}

/// Somebody proves who they are, and the centre tells about them.
pub(crate) async fn enter(street: &mut Street, who: &str) -> Result<()> {
    street.identify(who)?;
    answered(street).await
}

/// Waits until the centre told anew about who is here.
pub(crate) async fn answered(street: &mut Street) -> Result<()> {
    let asked = |view: &View| centre(&view.screen).map(|centre| centre.asked);
    street
        .see("the centre answered", |view| {
            (asked(view) == Some(Asked::Answered)).then_some(())
        })
        .await
}

/// What the centre said, on the pages that say it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others do not say it")]
pub(crate) fn centre(screen: &Screen) -> Option<&Centre> {
    match screen {
        Screen::Services(page) => Some(&page.centre),
        Screen::MyResidence(page) => Some(&page.centre),
        Screen::Messages(page) => Some(&page.centre),
        Screen::Houses(page) => Some(&page.centre),
        Screen::MyCode(page) => Some(&page.centre),
        Screen::Family(page) => Some(&page.centre),
        Screen::Permits(page) => Some(&page.centre),
        Screen::MyData(page) => Some(&page.centre),
        _ => None,
    }
}

/// Opens an errand once the centre has told anew.
pub(crate) async fn open_anew(street: &mut Street, errand: Errand) -> Result<Screen> {
    open(street, errand);
    answered(street).await?;
    Ok(street.kiosk().tick().screen)
}

/// Asks for something on the pages of code, family, permit and own data, and returns the rule by
/// which the centre refused it.
pub(crate) async fn deed(street: &mut Street, intent: Intent) -> Result<Option<String>> {
    let view = street.tell(intent);
    ensure!(
        matches!(view.screen, Screen::LivesDone(_)),
        "not saved: {:?}",
        view.screen
    );
    street
        .see("the centre decided", |view| {
            let Screen::LivesDone(done) = &view.screen else {
                return None;
            };
            done.decided.then(|| done.denied.clone())
        })
        .await
}

/// Asks for something that the centre grants.
pub(crate) async fn granted(street: &mut Street, intent: Intent) -> Result<()> {
    let denied = deed(street, intent).await?;
    ensure!(denied.is_none(), "refused: {denied:?}");
    Ok(())
}

/// Returns the one record that a question to the books gives, in hexadecimal digits.
pub(crate) async fn one_record(street: &Street, sql: &str) -> Result<String> {
    let held = street.books().column(sql).await?;
    ensure!(held.len() == 1, "one record: {sql} gives {held:?}");
    held.into_iter().next().context("one record")
}

/// The door on the screen.
pub(crate) fn door(view: View) -> Result<ConfirmDoor> {
    let Screen::ConfirmDoor(door) = view.screen else {
        bail!("no door: {:?}", view.screen);
    };
    Ok(door)
}

/// The page of those who live there too.
pub(crate) fn people(view: View) -> Result<Cohabitants> {
    let Screen::Cohabitants(page) = view.screen else {
        bail!("no cohabitants: {:?}", view.screen);
    };
    Ok(page)
}

/// What somebody says about the stay.
pub(crate) fn stay(street: &Street) -> Intent {
    Intent::DescribeStay {
        dwelling: "RENTED".to_owned(),
        reason: "WORK".to_owned(),
        moved_in_on: street.cast.today.clone(),
    }
}

/// The agreement to what was read back.
pub(crate) fn agree() -> Intent {
    Intent::Agree { notice_version: 1 }
}

/// Opens an errand and returns its view.
pub(crate) fn open(street: &mut Street, errand: Errand) -> View {
    street.tell(Intent::OpenErrand(errand))
}

/// Asks about an act and returns what the kiosk says before it.
pub(crate) fn ask(street: &mut Street, matter: ActMatter, about: &str) -> Result<AskAct> {
    let about = about.to_owned();
    let view = street.tell(Intent::AskAct { matter, about });
    let Screen::AskAct(asked) = view.screen else {
        bail!("not asked about: {:?}", view.screen);
    };
    Ok(*asked)
}

/// What is said to an act.
#[derive(Default)]
pub(crate) struct Said<'a> {
    pub(crate) refuse: bool,
    pub(crate) reason: Option<&'a str>,
    pub(crate) day: Option<&'a str>,
    pub(crate) last_day: Option<&'a str>,
}

/// Does what was asked about and returns what the kiosk says then.
pub(crate) fn act(street: &mut Street, said: &Said<'_>) -> Result<ActDone> {
    let text = |part: Option<&str>| part.map(str::to_owned);
    let view = street.tell(Intent::DoAct {
        refuse: said.refuse,
        reason: text(said.reason),
        day: text(said.day),
        last_day: text(said.last_day),
    });
    let Screen::ActDone(done) = view.screen else {
        bail!("not done: {:?}", view.screen);
    };
    Ok(done)
}

/// Returns the receipt number of the only registration of who is here.
pub(crate) fn only_home(street: &mut Street) -> Result<String> {
    let Screen::MyResidence(mine) = open(street, Errand::Residence).screen else {
        bail!("no residence");
    };
    ensure!(mine.registrations.len() == 1, "one home: {mine:?}");
    let home = mine.registrations.into_iter().next();
    Ok(home.context("one home")?.receipt)
}

/// Returns what the only open task of a kind is about.
pub(crate) fn only_task(street: &mut Street, matter: ActMatter) -> Result<String> {
    let Screen::Messages(messages) = open(street, Errand::Messages).screen else {
        bail!("no messages");
    };
    let mut tasks = messages.tasks.iter().filter(|task| task.matter == matter);
    let task = tasks.next().context("no such task")?;
    ensure!(tasks.next().is_none(), "one task only");
    Ok(task.about.clone())
}

/// Waits until the centre said that an act took effect; the screen shows it by itself.
pub(crate) async fn took_effect(street: &mut Street) -> Result<()> {
    let denied = street
        .see("the centre decided", |view| {
            let Screen::ActDone(done) = &view.screen else {
                return None;
            };
            (done.saved == kiosk::SavedState::Decided).then(|| done.denied.clone())
        })
        .await?;
    ensure!(denied.is_none(), "refused: {denied:?}");
    Ok(())
}
