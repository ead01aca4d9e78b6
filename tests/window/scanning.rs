//! Before the camera: what a person sees of it, and the other ways when it does not help.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use town::{
    Album, Cast, Centre, Display, Driver, Pockets, Stage, Station, Window, binary, wait_until,
};

const SOON: Duration = Duration::from_secs(30);
/// How long the preview is counted; the figure is printed, the bound allows for a busy machine.
const COUNTED: Duration = Duration::from_secs(4);
const PICTURES_MIN: u64 = 20;
const COUNT: &str = "
    window.pictures = 0;
    const count = (event) => (window.pictures += event.target.matches?.('.finder__picture') ? 1 : 0);
    document.addEventListener('load', count, true);";

/// A finger, a hand scanner and two codes at one window.
struct Before<'a> {
    window: &'a Window,
    stage: Stage,
    pockets: Pockets,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_the_codes_and_points_at_the_right_one() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw(3).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let display = Display::start(1080, 1920, &logs).await?;
    let driver = Driver::start(display.name(), &logs).await?;
    let stage = Stage::new(&folder.path().join("stage"))?;
    let data = station.data().to_string_lossy().into_owned();
    let camera = format!("pictures:{}", stage.folder().display());
    let arguments = ["--data", &data, "--camera", &camera].map(str::to_owned);
    let window = driver
        .open(&binary("residence-kiosk")?, &arguments, &data)
        .await?;
    window.wait_for_screen("welcome", SOON).await?;
    let pockets = Pockets::filled(&cast, &centre)?;
    let mut album = Album::open(&folder.path().join("pictures"))?;
    let mut before = Before {
        window: &window,
        stage,
        pockets,
    };
    before.sees_the_preview().await?;
    before.waits_in_vain().await?;
    before.is_told_of_a_foreign_code().await?;
    before.points_at_one_of_two(&mut album).await?;
    before.uses_a_hand_scanner().await?;
    window.close().await
}

impl Before<'_> {
    async fn begin(&self) -> Result<()> {
        self.window.wait_for_screen("welcome", SOON).await?;
        self.window.touch("begin-declare").await?;
        self.window.wait_for_screen("scan:house", SOON).await
    }

    async fn leave(&mut self) -> Result<()> {
        self.stage.clear()?;
        self.window.touch("end-visit").await
    }

    async fn sees_the_preview(&self) -> Result<()> {
        self.begin().await?;
        wait_until("the preview is there", SOON, || async {
            let there = "return document.querySelector('.finder__picture.is-there') !== null";
            self.window
                .ask(there)
                .await
                .is_ok_and(|there| there == true)
        })
        .await?;
        self.window.ask(COUNT).await?;
        tokio::time::sleep(COUNTED).await;
        let pictures = self.window.ask("return window.pictures").await?;
        let pictures = pictures.as_u64().context("a count")?;
        ensure!(pictures >= PICTURES_MIN, "{pictures} in {COUNTED:?}");
        Ok(())
    }

    /// Eight seconds without a code bring the other ways forward.
    async fn waits_in_vain(&mut self) -> Result<()> {
        self.window.find("scan-late").await?;
        self.leave().await
    }

    async fn is_told_of_a_foreign_code(&mut self) -> Result<()> {
        self.begin().await?;
        self.stage.show("wxp://f2f0abcdefghijklmnopqrstuvwxyz")?;
        self.window
            .wait_for_attribute("refusal", "data-foreign", "payment", SOON)
            .await?;
        self.leave().await
    }

    async fn points_at_one_of_two(&mut self, album: &mut Album) -> Result<()> {
        self.begin().await?;
        let (own, house) = (self.pockets.resident.clone(), self.pockets.house.clone());
        self.stage.show_both(&own, &house)?;
        self.window.find("pick-code-1").await?;
        self.window
            .wait_for_attribute("coach", "data-hint", "two_codes", SOON)
            .await?;
        self.window.picture(album, "two-codes").await?;
        // Nobody decides for the person.
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.window.find("pick-code-2").await?;
        let page = "return document.documentElement.outerHTML";
        let page = self.window.ask(page).await?;
        let page = page.as_str().context("the page is read")?;
        ensure!(!page.contains(&own) && !page.contains(&house), "a text");
        self.window.touch("pick-code-2").await?;
        self.window.wait_for_screen("scan:resident", SOON).await?;
        self.leave().await
    }

    /// With the focus on a button, on a field that holds half a word, and on nothing.
    async fn uses_a_hand_scanner(&mut self) -> Result<()> {
        for focus in [
            "document.querySelector(\"[data-test='type-code']\").focus()",
            "document.querySelector(\"[data-test='type-code']\").click()",
            "document.activeElement.blur()",
        ] {
            self.begin().await?;
            self.window.ask(focus).await?;
            if focus.contains("click") {
                self.window.write("typed-code", "half a wo").await?;
                // The hand goes from the keys to the scanner.
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            for (code, next) in [
                (&self.pockets.house, "scan:resident"),
                (&self.pockets.resident, "prove_identity"),
            ] {
                self.window.scan_by_hand(code).await?;
                let reached = self.window.wait_for_screen(next, SOON).await;
                reached.with_context(|| focus.to_owned())?;
            }
            self.leave().await?;
        }
        Ok(())
    }
}
