//! A street with a centre and one kiosk without a screen, for the stories of the services.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail};
use kiosk::{Intent, Kiosk, Matter, Receipt, View};
use paper::Folder;
use residence::HouseCode;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    cast::{Cast, Outcome, Visit},
    centre::Books,
    deadline::wait_for,
    postgres::Postgres,
    screenless::{Pockets, Screenless},
    station::{Centre, Station},
};

const NEWS: Duration = Duration::from_secs(60);
const BEAT: Duration = Duration::from_millis(200);
const BEATS_MAX: u32 = 300;

/// A whole street: its people, its centre, one kiosk.
pub struct Street {
    /// Who lives there.
    pub cast: Cast,
    /// The centre.
    pub centre: Centre,
    /// The kiosk, while it is switched on.
    kiosk: Option<Screenless>,
    station: Station,
    folder: TempDir,
}

/// Where a story keeps the centre's books.
pub enum Store {
    /// SQLite.
    Embedded,
    /// PostgreSQL.
    AtScale(Box<Postgres>),
}

impl Street {
    /// Founds the street, opens the centre, enrols the kiosk and waits until it has its houses.
    pub async fn open(seed: u64, store: &Store) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let logs = folder.path().join("logs");
        let database = match store {
            Store::Embedded => None,
            Store::AtScale(server) => Some(server.database().await?),
        };
        let cast = Cast::draw_street(seed).await?;
        let place = folder.path().join("centre");
        let mut centre = Centre::found(&place, &cast, database, &logs).await?;
        centre.open().await?;
        let station = Station::new(&folder.path().join("kiosk"));
        station.enrol(&centre).await?;
        let mut kiosk = Screenless::open(station.data())?;
        kiosk.start_sync();
        let mut street = Self {
            cast,
            centre,
            kiosk: Some(kiosk),
            station,
            folder,
        };
        street.stocked().await?;
        Ok(street)
    }

    /// Returns the folder of the kiosk.
    pub fn data(&self) -> PathBuf {
        self.station.data().to_owned()
    }

    /// Returns the folder with everything, to be searched.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Returns the books of the centre.
    pub fn books(&self) -> Books {
        self.centre.books()
    }

    /// The kiosk.
    pub fn kiosk(&mut self) -> &mut Screenless {
        self.kiosk.as_mut().expect("it is switched on")
    }

    /// Tells the kiosk an intent and returns the view after it.
    pub fn tell(&mut self, intent: Intent) -> View {
        self.kiosk().tell(intent)
    }

    /// Switches the kiosk off in the middle of what it does, and on again.
    pub async fn restart(&mut self) -> Result<()> {
        // The lock is given back before the next one takes it; a question that is on its way to the
        // centre holds it for a moment, as no process does that lost its power.
        drop(self.kiosk.take());
        let mut kiosk = wait_for("the kiosk opens again", NEWS, || {
            let kiosk = Screenless::open(self.station.data()).ok();
            async move { kiosk }
        })
        .await?;
        kiosk.start_sync();
        self.kiosk = Some(kiosk);
        Ok(())
    }

    /// Gives the kiosk a printer until it is switched off, and returns the folder of its slips.
    pub fn put_up_a_printer(&mut self) -> Result<PathBuf> {
        let tray = self.folder.path().join("tray");
        std::fs::create_dir_all(&tray)?;
        self.kiosk()
            .print_on(Arc::new(Folder::new(tray.clone(), None)));
        Ok(tray)
    }

    /// Scans the own code on "my business" and enters the full number.
    pub fn identify(&mut self, who: &str) -> Result<View> {
        let code = self.centre.resident_code(who)?;
        let number = self.cast.person(who).number.clone();
        Ok(self.identify_by(code, number))
    }

    /// Scans a code on "my business" and enters a number.
    pub fn identify_by(&mut self, code: String, number: String) -> View {
        self.tell(Intent::EndVisit);
        self.tell(Intent::BeginVisit(Matter::MyResidence));
        self.tell(Intent::AcceptCode(code));
        self.tell(Intent::ProveIdentity(number))
    }

    /// Employs a worker, waits until the kiosk knows them, and returns the PIN.
    pub async fn employ(&mut self, worker: &str, name: &str) -> Result<String> {
        let words = ["workers", "add", worker, "--name", name, "--json"];
        let told: Value = serde_json::from_str(&self.centre.command(&words).await?)?;
        let pin = told.get("pin").and_then(Value::as_str);
        let pin = pin.context("a PIN is printed")?.to_owned();
        // A kiosk that is switched on asks at once.
        self.restart().await?;
        self.until("the list of workers came down", |kiosk| {
            let roster = kiosk.journal().roster();
            roster.is_ok_and(|roster| roster.is_some_and(|one| !one.workers.is_empty()))
        })
        .await?;
        Ok(pin)
    }

    /// Declares by the plate of a house; an owner who is there decides at once.
    pub fn declare(&mut self, who: &str, house: &str, outcome: Outcome) -> Result<Receipt> {
        let owner = self.cast.house(house).owners.first().cloned();
        let owner = owner.unwrap_or_else(|| who.to_owned());
        let visit = Visit {
            declarant: who.to_owned(),
            house: house.to_owned(),
            owner: owner.clone(),
            outcome,
            refusal: matches!(outcome, Outcome::Refuses).then(|| "NOT_LIVING_HERE".to_owned()),
            dwelling: "RENTED".to_owned(),
            reason: "WORK".to_owned(),
            moved_in_on: self.cast.today.clone(),
            cohabitants: Vec::new(),
        };
        let pockets = Pockets {
            house: self.centre.house_code(house)?,
            withdrawn_house: self.centre.house_code("h12")?,
            resident: self.centre.resident_code(who)?,
            number: self.cast.person(who).number.clone(),
            owner: self.centre.resident_code(&owner)?,
            owner_number: self.cast.person(&owner).number.clone(),
        };
        let receipt = self.kiosk().declare(&visit, &pockets);
        self.tell(Intent::EndVisit);
        receipt
    }

    /// Waits until the view is as a story wants it.
    pub async fn see<T>(&mut self, what: &str, wanted: impl Fn(&View) -> Option<T>) -> Result<T> {
        let seen = wait_for(what, NEWS, || {
            let found = wanted(&self.kiosk().tick());
            async move { found }
        });
        let seen = seen.await;
        seen.with_context(|| {
            let view = self.kiosk().kiosk().view().clone();
            format!("the screen is {:?}", view.screen)
        })
    }

    /// Waits until everything is received, so that the books can be read.
    pub async fn received(&mut self) -> Result<()> {
        self.until("nothing waits any more", |kiosk| {
            let status = kiosk.journal().outbox_status();
            status.is_ok_and(|status| status.waiting == 0)
        })
        .await
    }

    /// Waits until the kiosk, behind its view, is as a story wants it.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Kiosk) -> bool) -> Result<()> {
        wait_for(what, NEWS, || {
            let kiosk = self.kiosk();
            kiosk.tick();
            let is_so = wanted(kiosk.kiosk());
            async move { is_so.then_some(()) }
        })
        .await
    }

    /// Waits until the first column of a question to the books is this.
    pub async fn books_say(&mut self, sql: &str, wanted: &[&str]) -> Result<()> {
        let books = self.books();
        let mut beat = tokio::time::interval(BEAT);
        let mut held = Vec::new();
        for _ in 0..BEATS_MAX {
            self.kiosk().tick();
            held = books.column(sql).await?;
            if held == wanted {
                return Ok(());
            }
            beat.tick().await;
        }
        bail!("{sql} gives {held:?}, not {wanted:?}")
    }

    async fn stocked(&mut self) -> Result<()> {
        let code = HouseCode::parse(&self.cast.house("h1").code)?;
        self.until("binding key and houses came down", |kiosk| {
            let journal = kiosk.journal();
            let has_key = journal.bind_key().is_ok_and(|key| key.is_some());
            let has_house = journal.house(&code).is_ok_and(|house| house.is_some());
            kiosk.view().strip.online && has_key && has_house
        })
        .await
    }
}
