//! A corner of the street: the centre, and one kiosk with its real window, its camera and its
//! printer.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use chrono::{Days, NaiveDate};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    cast::Cast,
    centre::Books,
    deadline::wait_until,
    display::Display,
    guest::{Guest, NEWS},
    paths::claiming::Worker,
    processes::binary,
    stage::Stage,
    station::{Centre, Station},
    visit::tell,
    webdriver::{Album, Driver, Window},
};

/// So many windows may be open at once; more of them would measure each other.
const WINDOWS_MAX: usize = 2;

static WINDOWS: Semaphore = Semaphore::const_new(WINDOWS_MAX);

/// The corner with everything on it.
pub struct Corner {
    /// Who lives in the street.
    pub cast: Cast,
    /// The centre.
    pub centre: Centre,
    /// The kiosk's folder, and its technician.
    pub station: Station,
    /// The worker who stands by.
    pub worker: Worker,
    stage: Stage,
    album: Album,
    printer: PathBuf,
    arguments: Vec<String>,
    window: Option<Window>,
    driver: Driver,
    _display: Display,
    _folder: Option<TempDir>,
    _turn: SemaphorePermit<'static>,
}

impl Corner {
    /// Founds the street, opens the centre, enrols the kiosk and opens its window; pictures go to
    /// `album`, and the kiosk is started with these words besides.
    pub async fn open(seed: u64, album: &Path, words: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let cast = Cast::draw_street(seed).await?;
        let mut corner = Self::open_in(folder.path(), cast, album, words).await?;
        corner._folder = Some(folder);
        Ok(corner)
    }

    /// The same in a folder that stays, with a cast that was drawn before.
    pub async fn open_in(folder: &Path, cast: Cast, album: &Path, words: &[&str]) -> Result<Self> {
        let turn = WINDOWS.acquire().await?;
        let logs = folder.join("logs");
        let place = folder.join("centre");
        let mut centre = Centre::found(&place, &cast, None, &logs).await?;
        // p18 is unknown to the register: a worker has to see the card.
        centre.know_people(&cast, &["p18"])?;
        let worker = Worker::hired(&centre).await?;
        centre.open().await?;
        let station = Station::new(&folder.join("kiosk"));
        station.enrol(&centre).await?;
        let stage = Stage::new(&folder.join("stage"))?;
        let printer = folder.join("printer");
        std::fs::create_dir_all(&printer)?;
        let display = Display::start(1080, 1920, &logs).await?;
        let driver = Driver::start(display.name(), &logs).await?;
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let camera = format!("pictures:{}", stage.folder().display());
        let mut arguments = vec![
            "--data".to_owned(),
            text(station.data()),
            "--camera".to_owned(),
            camera,
            "--printer-folder".to_owned(),
            text(&printer),
        ];
        arguments.extend(words.iter().map(|word| (*word).to_owned()));
        let mut corner = Self {
            cast,
            centre,
            station,
            worker,
            stage,
            album: Album::open(album)?,
            printer,
            arguments,
            window: None,
            driver,
            _display: display,
            _folder: None,
            _turn: turn,
        };
        corner.switch_on().await?;
        corner.guest().line(true).await?;
        Ok(corner)
    }

    /// Lets somebody step up to the window.
    pub fn guest(&mut self) -> Guest<'_> {
        Guest {
            window: self.window.as_ref().expect("it is switched on"),
            album: &mut self.album,
            stage: &mut self.stage,
            cast: &self.cast,
            centre: &self.centre,
            worker: &self.worker,
            printer: &self.printer,
        }
    }

    /// Returns the books of the centre.
    pub fn books(&self) -> Books {
        self.centre.books()
    }

    /// Waits until the first column of a question to the books is this.
    pub async fn books_say(&self, sql: &str, wanted: &[&str]) -> Result<()> {
        let books = self.books();
        wait_until("the books say it", NEWS, || async {
            books.column(sql).await.is_ok_and(|held| held == wanted)
        })
        .await
        .ok();
        let held = books.column(sql).await?;
        anyhow::ensure!(held == wanted, "{sql} gives {held:?}, not {wanted:?}");
        Ok(())
    }

    /// Lets half a year pass in the books of the centre, which sleeps meanwhile: who lives at a
    /// habitual residence has lived there for so long.
    ///
    /// The only place where a test writes into the books: nobody can wait for it, and the programs
    /// of a kiosk and a centre have no other clock than the machine's.
    pub async fn half_a_year_passes(&mut self) -> Result<()> {
        let Books::Sqlite(file) = self.books() else {
            bail!("a corner keeps its books in a file");
        };
        self.centre.close().await?;
        self.guest().line(false).await?;
        let began = later(&self.cast.today, -200)?;
        rusqlite::Connection::open(file)?.execute_batch(&format!(
            "UPDATE registrations SET declared_on = '{began}', effective_on = '{began}';
             UPDATE standings SET since = '{began}';
             UPDATE habituals SET since = '{began}', habitual_on = '{began}';"
        ))?;
        self.centre.open().await
    }

    /// Cuts the power of the kiosk in the middle of what it does; it stays dark.
    pub async fn cut_power(&mut self) -> Result<()> {
        let window = self.window.take().context("it is switched on")?;
        window.taps_timed().await.ok();
        window.cut_power().await
    }

    /// Switches the kiosk on and waits until it greets.
    pub async fn switch_on(&mut self) -> Result<()> {
        let data = self.station.data().to_string_lossy().into_owned();
        let program = binary("residence-kiosk")?;
        let opening = self.driver.open(&program, &self.arguments, &data);
        let window = opening.await.context("the window opens")?;
        window.wait_for_screen("welcome", NEWS).await?;
        window.time_taps().await?;
        self.window = Some(window);
        Ok(())
    }

    /// Closes the window in good order, and tells how fast it answered.
    pub async fn close(mut self) -> Result<()> {
        let window = self.window.take().context("it is switched on")?;
        if let Some(line) = window.taps_timed().await? {
            tell(&line);
        }
        window.close().await
    }

    /// Closes after a path that may have failed; what was on the screen then is in the album.
    pub async fn close_after(mut self, walked: Result<()>) -> Result<()> {
        if walked.is_err() && self.window.is_some() {
            self.guest().picture("failed-here").await.ok();
        }
        let closed = match self.window {
            Some(_) => self.close().await,
            None => Ok(()),
        };
        walked.and(closed)
    }
}

/// Returns the day so many days after another, both as `YYYY-MM-DD`.
pub fn later(day: &str, days: i64) -> Result<String> {
    let day: NaiveDate = day.parse()?;
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        day.checked_sub_days(by)
    } else {
        day.checked_add_days(by)
    };
    Ok(moved.context("a day of the calendar")?.to_string())
}
