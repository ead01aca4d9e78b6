//! The services of the guide, each from the first touch to what the centre holds in the end; the
//! kiosk without a screen, everything else real.

mod homes;
mod owners;
mod told;

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{ActDone, ActMatter, AskAct, Asked, Errand, Intent, Screen, View};
use town::{Postgres, Store, Street};

/// The states of all registrations, in the order of number and house.
pub(crate) const STATES: &str = "SELECT r.state FROM registrations r \
     JOIN people p ON p.subject = r.subject ORDER BY p.number, r.house";

/// Tells a story on both stores of the centre.
pub(crate) async fn on_both<F>(story: impl Fn(Street) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let folder = tempfile::tempdir()?;
    let server = Store::AtScale(Box::new(Postgres::start(folder.path()).await?));
    let embedded = Street::open(1, &Store::Embedded).await?;
    story(embedded).await.context("on SQLite")?;
    let at_scale = Street::open(1, &server).await?;
    story(at_scale).await.context("on PostgreSQL")
}

/// Somebody proves who they are, and the centre tells about them.
pub(crate) async fn enter(street: &mut Street, who: &str) -> Result<()> {
    street.identify(who)?;
    street
        .see("the centre answered", |view| {
            let Screen::Services(services) = &view.screen else {
                return None;
            };
            (services.centre.asked == Asked::Answered).then_some(())
        })
        .await
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
