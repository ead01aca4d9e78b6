//! A person of the street at the real window: touches, types, holds codes before the camera.
//!
//! What there is to do at the kiosk lies in `paths`, a file for each kind of errand. A path begins on
//! the screen that its text names and does not care who walks it or where they live.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    cast::Cast,
    deadline::{wait_for, wait_until},
    paths::claiming::Worker,
    stage::Stage,
    station::Centre,
    webdriver::{Album, Window},
};

/// How long a screen may take until the test gives up.
pub(crate) const SCREEN: Duration = Duration::from_secs(20);
/// How long a line may take until it is missed or found again: a kiosk asks less and less often.
const LINE: Duration = Duration::from_secs(240);
/// How long the centre may take until the test gives up.
pub(crate) const NEWS: Duration = Duration::from_secs(60);

/// Somebody at the window.
pub struct Guest<'a> {
    /// The window.
    pub window: &'a Window,
    /// Where the pictures go.
    pub album: &'a mut Album,
    /// What is before the camera.
    pub stage: &'a mut Stage,
    /// Who is who.
    pub cast: &'a Cast,
    /// The centre, which gave everybody their codes.
    pub centre: &'a Centre,
    /// The worker who stands by.
    pub worker: &'a Worker,
    /// The folder in which the printer lays its slips.
    pub printer: &'a Path,
}

impl Guest<'_> {
    /// Waits for a screen.
    pub async fn at(&self, screen: &str) -> Result<()> {
        self.window.wait_for_screen(screen, SCREEN).await
    }

    /// Touches something.
    pub async fn touch(&self, name: &str) -> Result<()> {
        self.window.touch(name).await
    }

    /// Types into a field.
    pub async fn write(&self, name: &str, text: &str) -> Result<()> {
        self.window.write(name, text).await
    }

    /// Waits until something on the screen has this value.
    pub async fn sees(&self, name: &str, attribute: &str, value: &str) -> Result<()> {
        self.window
            .wait_for_attribute(name, attribute, value, NEWS)
            .await
    }

    /// Takes a picture of the screen as it is.
    pub async fn picture(&mut self, name: &str) -> Result<()> {
        self.window.picture(self.album, name).await
    }

    /// Holds a code before the camera until the next screen comes.
    pub async fn hold(&mut self, code: &str, next: &str) -> Result<()> {
        self.stage.show(code)?;
        self.at(next).await?;
        self.stage.clear()
    }

    /// Holds a picture of a code before the camera until the next screen comes.
    pub async fn hold_picture(&mut self, file: &Path, next: &str) -> Result<()> {
        self.stage.show_picture(file)?;
        self.at(next).await?;
        self.stage.clear()
    }

    /// Types the own number and goes on; the next screen is the caller's to wait for.
    pub async fn prove(&self, who: &str) -> Result<()> {
        self.at("prove_identity").await?;
        self.write("number", &self.cast.person(who).number).await?;
        self.touch("prove").await
    }

    /// Waits until the kiosk is connected to the centre, or is not.
    pub async fn line(&self, up: bool) -> Result<()> {
        let up = if up { "true" } else { "false" };
        let strip = ("strip", "data-online", up);
        self.sees_within(LINE, strip).await
    }

    /// Waits until the centre has received every record.
    pub async fn nothing_waits(&self) -> Result<()> {
        self.sees_within(LINE, ("strip", "data-waiting", "0")).await
    }

    async fn sees_within(&self, limit: Duration, seen: (&str, &str, &str)) -> Result<()> {
        let (name, attribute, value) = seen;
        let seen = self
            .window
            .wait_for_attribute(name, attribute, value, limit);
        seen.await
    }

    /// From the greeting to the list of services: scans the own code, types the own number.
    pub async fn enter(&mut self, who: &str) -> Result<()> {
        self.scan_own().await?;
        let code = self.centre.resident_code(who)?;
        self.hold(&code, "prove_identity").await?;
        self.prove(who).await?;
        self.at("services").await
    }

    /// As [`Guest::enter`], with a code that was taken from a screen.
    pub async fn enter_with(&mut self, picture: &Path, who: &str) -> Result<()> {
        self.scan_own().await?;
        self.hold_picture(picture, "prove_identity").await?;
        self.prove(who).await?;
        self.at("services").await
    }

    async fn scan_own(&self) -> Result<()> {
        self.at("welcome").await?;
        self.touch("begin-my-residence").await?;
        self.at("scan:my_residence").await
    }

    /// Waits until the centre has told what it knows of who is here.
    pub async fn told(&self) -> Result<()> {
        self.sees("centre", "data-asked", "answered").await
    }

    /// Waits until the centre has told, or is known to be out of reach.
    async fn told_or_alone(&self) -> Result<()> {
        let script = "return document.querySelector(\"[data-test='centre']\")?.dataset.asked";
        wait_until("the centre told, or cannot be reached", NEWS, || async {
            let asked = self.window.ask(script).await.unwrap_or_default();
            matches!(asked.as_str(), Some("answered" | "no_line"))
        })
        .await
    }

    /// Opens an errand from the list of services, such as `residence`; returns when its screen is
    /// there.
    pub async fn open(&self, errand: &str) -> Result<()> {
        self.at("services").await?;
        self.told_or_alone().await?;
        self.touch(&format!("errand-{errand}")).await?;
        self.at(match errand {
            "residence" => "my_residence",
            "code" => "my_code",
            other => other,
        })
        .await
    }

    /// Goes back to the list of services, whatever errand is open.
    pub async fn back_to_services(&self) -> Result<()> {
        for _ in 0..4 {
            if self.screen().await? == "services" {
                return Ok(());
            }
            let before = self.window.headline("go-back").await?;
            self.touch("go-back").await?;
            wait_until("another screen", SCREEN, || async {
                let now = self.window.headline("strip").await;
                now.is_ok_and(|now| now != before)
            })
            .await?;
        }
        self.at("services").await
    }

    /// Returns the kind of the screen.
    pub async fn screen(&self) -> Result<String> {
        let shown = self
            .window
            .ask("return document.querySelector('main')?.dataset.screen")
            .await?;
        Ok(shown.as_str().context("a screen")?.to_owned())
    }

    /// Leaves; nothing personal is on the page afterwards.
    pub async fn leave(&self) -> Result<()> {
        self.window.take_paces().await?;
        self.touch("end-visit").await?;
        self.is_wiped().await
    }

    /// Waits for the greeting on a page that was made anew, as after every visit; nothing personal is
    /// on it.
    pub async fn is_wiped(&self) -> Result<()> {
        self.at("welcome").await?;
        self.window.new_page().await?;
        self.nobody_shows().await
    }

    /// Fails when the page shows the name or the number of anybody.
    pub async fn nobody_shows(&self) -> Result<()> {
        let page = self
            .window
            .ask("return document.documentElement.innerText")
            .await?;
        let text = page.as_str().unwrap_or_default();
        for person in &self.cast.town.people {
            if text.contains(&person.name) || text.contains(&person.number) {
                bail!("the page still shows who was here");
            }
        }
        Ok(())
    }

    /// Tells which of these is on the screen, as soon as one is.
    pub async fn which(&self, names: &[&str]) -> Result<String> {
        let list: Vec<String> = names
            .iter()
            .map(|name| format!("[data-test='{name}']"))
            .collect();
        let script = format!(
            "return document.querySelector(\"{}\")?.dataset.test",
            list.join(",")
        );
        wait_for(&format!("one of {names:?}"), SCREEN, || async {
            let found = self.window.ask(&script).await.ok()?;
            found.as_str().map(str::to_owned)
        })
        .await
    }

    /// Finds the card, row or button of a list that holds a text, turning its pages; returns its name.
    pub async fn card(&self, list: &str, text: &str) -> Result<String> {
        let wanted: String = text.split_whitespace().collect();
        let script = format!(
            "const shown = [...document.querySelectorAll(\"[data-test^='{list}-']\")];
             const holds = (one) => one.innerText.replace(/[\\s\\u200b]/g, '').includes({wanted:?});
             const next = document.querySelector(\"[data-test='page-after']\");
             return shown.find(holds)?.dataset.test
                 ?? (next && next.getAttribute('aria-disabled') !== 'true' ? 'next' : null);"
        );
        for _ in 0..8 {
            let found = wait_for(
                &format!("a {list} that holds `{wanted}`"),
                SCREEN,
                || async {
                    let found = self.window.ask(&script).await.ok()?;
                    found.as_str().map(str::to_owned)
                },
            )
            .await?;
            if found != "next" {
                return Ok(found);
            }
            self.touch("page-after").await?;
        }
        bail!("no {list} holds `{wanted}`")
    }

    /// Chooses a day of a calendar.
    pub async fn pick_day(&self, day: &str) -> Result<()> {
        let month = day.get(..7).context("a date")?;
        for _ in 0..30 {
            let shown = self.window.attribute("month", "data-month").await?;
            let shown = shown.context("a month is shown")?;
            let button = match shown.as_str().cmp(month) {
                std::cmp::Ordering::Equal => break,
                std::cmp::Ordering::Less => "month-after",
                std::cmp::Ordering::Greater => "month-before",
            };
            self.touch(button).await?;
        }
        self.touch(&format!("day-{day}")).await
    }

    /// Touches a button that prints, and returns the slip that comes out.
    pub async fn print(&self, button: &str) -> Result<PathBuf> {
        let before = self.slips()?;
        self.touch(button).await?;
        wait_for("a slip comes out", NEWS, || async {
            let new = |slip: &PathBuf| !before.contains(slip);
            self.slips().ok()?.into_iter().find(new)
        })
        .await
    }

    fn slips(&self) -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(self.printer)?.map(|entry| Ok(entry?.path()));
        let files: Result<Vec<PathBuf>> = entries.collect();
        Ok(files?
            .into_iter()
            .filter(|file| file.extension().is_some_and(|kind| kind == "png"))
            .collect())
    }

    /// Takes a picture of a drawn code with the telephone, as people do; returns the file.
    pub async fn photograph(&mut self, card: &str) -> Result<PathBuf> {
        let of = (card, "svg.qr");
        self.window.portrait(self.album, "telephone", of).await
    }

    /// Reads what is said about a wrong entry, and makes sure that what was typed is still there.
    pub async fn told_wrong(&self, field: &str, typed: &str) -> Result<String> {
        let said = self.window.read(&format!("{field}-wrong")).await?;
        let script = format!("return document.querySelector(\"[data-test='{field}']\").value");
        let kept = self.window.ask(&script).await?;
        let plain = |text: &str| -> String {
            let text = text.chars().filter(|c| !c.is_whitespace());
            text.collect()
        };
        let kept = plain(kept.as_str().context("a field")?);
        ensure!(kept == plain(typed), "`{field}` kept {kept}, not {typed}");
        ensure!(said.chars().count() > 6, "hardly anything is said: {said}");
        Ok(said)
    }
}
