//! A visitor at the real window: touches, types, holds codes before the camera, and tells what
//! the screen said.

use std::{io::Write as _, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    cast::{Cast, Cohabitant, Outcome},
    screenless::Pockets,
    stage::Stage,
    webdriver::{Album, Window},
};

const SCREEN: Duration = Duration::from_secs(20);
const NEWS: Duration = Duration::from_secs(60);

/// Somebody who uses the kiosk, with their codes and cards, and somebody who takes pictures.
pub struct Visitor<'a> {
    /// The window.
    pub window: &'a Window,
    /// Where the pictures go.
    pub album: &'a mut Album,
    /// What is before the camera.
    pub stage: &'a mut Stage,
    /// Who is who.
    pub cast: &'a Cast,
    /// Codes and cards.
    pub pockets: &'a Pockets,
}

/// Prints a step of the story.
pub fn tell(step: &str) {
    // A closed output ends no story.
    writeln!(std::io::stdout(), "  · {step}").ok();
}

impl Visitor<'_> {
    /// Waits for a screen and takes its picture.
    pub async fn see(&mut self, screen: &str) -> Result<()> {
        self.window.wait_for_screen(screen, SCREEN).await?;
        self.window
            .picture(self.album, &screen.replace([':', '_'], "-"))
            .await
    }

    /// Holds a code before the camera until the next screen comes.
    async fn hold(&mut self, code: &str, next: &str) -> Result<()> {
        self.stage.show(code)?;
        self.window.wait_for_screen(next, SCREEN).await?;
        self.stage.clear()
    }

    /// Holds a code that is not taken, and returns what the kiosk says.
    async fn hold_in_vain(&mut self, code: &str, refusal: &str) -> Result<String> {
        self.stage.show(code)?;
        self.window
            .wait_for_attribute("refusal", "data-refusal", refusal, SCREEN)
            .await?;
        let sentence = self.window.read("refusal").await?;
        self.window
            .picture(self.album, &format!("scan-{refusal}"))
            .await?;
        self.stage.clear()?;
        ensure!(
            sentence.chars().count() > 6,
            "the kiosk says hardly anything: {sentence}"
        );
        Ok(sentence.replace('\n', " "))
    }

    /// From Welcome to the door: scans the house code and the own code, proves to be its person.
    pub async fn come_to_the_door(&mut self, clumsy: bool) -> Result<()> {
        self.see("welcome").await?;
        self.window.touch("begin-declare").await?;
        self.see("scan:house").await?;
        if clumsy {
            self.show_wrong_codes().await?;
        }
        let pockets = self.pockets;
        self.hold(&pockets.house, "scan:resident").await?;
        tell("the house code is read from the camera");
        self.see("scan:resident").await?;
        self.hold(&pockets.resident, "prove_identity").await?;
        tell("the residence code is read and verified offline");
        self.see("prove_identity").await?;
        if clumsy {
            self.mistype_the_number().await?;
        }
        self.prove(&pockets.number).await?;
        self.see("confirm_door").await?;
        self.window.touch("confirm-door").await
    }

    async fn show_wrong_codes(&mut self) -> Result<()> {
        let (foreign, house) = (
            self.cast.mistakes.foreign_text.clone(),
            self.pockets.house.clone(),
        );
        let said = self.hold_in_vain(&foreign, "foreign").await?;
        tell(&format!("a payment code: “{said}”"));
        let said = self.hold_in_vain(&damaged(&house), "damaged").await?;
        tell(&format!("a damaged house code: “{said}”"));
        let withdrawn = self.pockets.withdrawn_house.clone();
        let said = self.hold_in_vain(&withdrawn, "withdrawn").await?;
        tell(&format!("the code of a withdrawn house: “{said}”"));
        Ok(())
    }

    async fn mistype_the_number(&mut self) -> Result<()> {
        let wrong = self.cast.mistakes.wrong_check_digit.clone();
        self.prove(&wrong).await?;
        let said = self.window.read("number-wrong").await?;
        self.window
            .picture(self.album, "prove-identity-wrong")
            .await?;
        tell(&format!("a wrong check digit: “{said}”"));
        Ok(())
    }

    async fn prove(&mut self, number: &str) -> Result<()> {
        self.window.write("number", number).await?;
        self.window.touch("prove").await
    }

    /// The stay: kind of dwelling, reason, day of moving in.
    pub async fn describe_the_stay(&mut self) -> Result<()> {
        let visit = &self.cast.visit;
        self.see("stay").await?;
        self.window
            .touch(&format!("dwelling-{}", visit.dwelling))
            .await?;
        self.window.touch("stay-next").await?;
        self.window
            .touch(&format!("reason-{}", visit.reason))
            .await?;
        self.window.touch("stay-next").await?;
        self.pick_day(&visit.moved_in_on).await?;
        self.window.picture(self.album, "stay-day").await?;
        self.window.touch("stay-next").await
    }

    async fn pick_day(&mut self, day: &str) -> Result<()> {
        let month = day.get(..7).context("a date")?;
        for _ in 0..4 {
            if self
                .window
                .attribute("month", "data-month")
                .await?
                .as_deref()
                == Some(month)
            {
                break;
            }
            self.window.touch("month-before").await?;
        }
        self.window.touch(&format!("day-{day}")).await
    }

    /// The family, one after the other.
    pub async fn name_the_family(&mut self, clumsy: bool) -> Result<()> {
        self.see("cohabitants").await?;
        if clumsy {
            let adult = self.cast.mistakes.cohabitant_of_30.clone();
            self.fill_in(&adult).await?;
            let said = self.window.headline("too-old").await?;
            self.window.picture(self.album, "cohabitant-of-30").await?;
            tell(&format!("a cohabitant of 30: “{said}”"));
            self.window.touch("cohabitant-understood").await?;
        }
        for (place, cohabitant) in self.cast.visit.cohabitants.iter().enumerate() {
            self.fill_in(cohabitant).await?;
            if cohabitant.guardian_consent {
                self.window.find("consent-text").await?;
                self.window.picture(self.album, "guardian-consent").await?;
                self.window.touch("guardian-consent").await?;
                self.window.touch("cohabitant-save").await?;
                tell("the guardian's separate consent is recorded");
            }
            self.window.find(&format!("cohabitant-{place}")).await?;
        }
        self.window.picture(self.album, "family").await?;
        self.window.touch("finish-cohabitants").await
    }

    async fn fill_in(&mut self, person: &Cohabitant) -> Result<()> {
        self.window.touch("add-cohabitant").await?;
        self.window.write("cohabitant-name", &person.name).await?;
        self.window
            .touch(&format!("relation-{}", person.relation))
            .await?;
        self.window.touch("cohabitant-next").await?;
        self.window
            .touch(&format!("document-{}", person.document))
            .await?;
        self.window
            .write("cohabitant-number", &person.number)
            .await?;
        self.window.touch("cohabitant-next").await?;
        self.window.write("cohabitant-phone", &person.phone).await?;
        self.window.touch("cohabitant-save").await
    }

    /// Says whether the owner is here; a kiosk that knows the declarant as owner does not ask.
    pub async fn answer_for_the_owner(&mut self) -> Result<()> {
        if self.cast.visit.outcome == Outcome::OwnHouse {
            return Ok(());
        }
        let here = self.owner_is_here();
        self.see("owner_present").await?;
        self.window
            .touch(if here {
                "owner-present-yes"
            } else {
                "owner-present-no"
            })
            .await?;
        self.window.touch("owner-present-next").await
    }

    /// Reads the whole declaration back and agrees.
    pub async fn read_back_and_agree(&mut self) -> Result<()> {
        self.see("read_back").await?;
        self.window.touch("agree-box").await?;
        self.window.touch("agree").await
    }

    /// The owner scans the own code, proves to be its person, and decides.
    pub async fn let_the_owner_decide(&mut self) -> Result<()> {
        if !self.owner_is_here() {
            return Ok(());
        }
        let pockets = self.pockets;
        self.see("scan:owner").await?;
        self.hold(&pockets.owner, "prove_identity").await?;
        self.prove(&pockets.owner_number).await?;
        self.see("owner_decides").await?;
        let Some(reason) = &self.cast.visit.refusal else {
            tell("the owner scans the own code and confirms");
            return self.window.touch("owner-confirm").await;
        };
        self.window.touch("owner-refuse").await?;
        self.window.touch(&format!("why-{reason}")).await?;
        self.window.picture(self.album, "owner-refuses").await?;
        tell("the owner scans the own code and refuses");
        self.window.touch("owner-refuse-now").await
    }

    /// Takes the receipt and returns its number.
    pub async fn take_the_receipt(&mut self, saved: &str) -> Result<String> {
        self.see("receipt").await?;
        self.window
            .wait_for_attribute("receipt", "data-saved", saved, NEWS)
            .await?;
        self.window.read("receipt-number").await
    }

    /// Scans the own code again until the registration is in this state, and returns its words.
    pub async fn look_up(&mut self, state: &str) -> Result<String> {
        let pockets = self.pockets;
        self.window.wait_for_screen("welcome", SCREEN).await?;
        self.window.touch("begin-my-residence").await?;
        self.window
            .wait_for_screen("scan:my_residence", SCREEN)
            .await?;
        self.hold(&pockets.resident, "prove_identity").await?;
        self.prove(&pockets.number).await?;
        self.window.wait_for_screen("services", SCREEN).await?;
        self.see("services").await?;
        self.window.touch("errand-residence").await?;
        self.window.wait_for_screen("my_residence", SCREEN).await?;
        self.window
            .wait_for_attribute("registration-0", "data-state", state, NEWS)
            .await?;
        self.see("my_residence").await?;
        self.window.read("state").await
    }

    /// Leaves, and everything personal is gone from the page.
    pub async fn leave(&mut self) -> Result<()> {
        self.window.touch("end-visit").await?;
        self.window.wait_for_screen("welcome", SCREEN).await?;
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

    fn owner_is_here(&self) -> bool {
        matches!(
            self.cast.visit.outcome,
            Outcome::Confirms | Outcome::Refuses
        )
    }
}

/// Changes one character near the end of a code: the signature no longer fits.
fn damaged(code: &str) -> String {
    let at = code.len().saturating_sub(9);
    let (head, tail) = code.split_at(at);
    let other = if tail.starts_with('A') { 'B' } else { 'A' };
    let rest: String = tail.chars().skip(1).collect();
    format!("{head}{other}{rest}")
}
