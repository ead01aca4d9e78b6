//! What a code is worth: judged once, noted once, and told in words for the public.

use codes::{
    AmberReason, CodeForm, ForeignCode, HouseClaims, Meaning, PublicReason, ResidentClaims,
    SeenCodes, Verdict,
};
use journal::{Journal, NewRecord};
use protocol::{Presentation, Record};
use residence::HouseCode;
use zeroize::Zeroizing;

use super::{Kiosk, hearing::house_address};
use crate::{
    clock,
    screen::{CheckDoubt, CheckVerdict, ForeignName, ScanRefusal},
    visit::{CarriedOn, Event, Examined, HouseShown, ResidentShown, Stage, What},
};

/// A dynamic code is remembered so long after its end (trust design 1.8).
const REMEMBERED_MS: u64 = 300_000;

/// The dynamic codes that were used at this kiosk.
struct Seen<'a>(&'a Journal);

impl SeenCodes for Seen<'_> {
    /// What cannot be looked up counts as used.
    fn was_seen(&self, serial: &[u8; 8]) -> bool {
        self.0.was_seen(serial).unwrap_or(true)
    }
}

impl Kiosk {
    /// Judges a text, and notes the verdict and the use of a code that may be used once.
    pub(super) fn judge(&self, text: &str) -> Option<Verdict> {
        let trust = self.trust.as_ref()?;
        let clock = self.time.reading.clock;
        let judged = codes::judge(text, &trust.list, clock, &Seen(&self.journal));
        let verdict = judged.verdict;
        if self.still.is_news(text) {
            self.note_verdict(&verdict);
        }
        let meaning = match &verdict {
            Verdict::Green(meaning) | Verdict::Amber(meaning, _) => meaning,
            Verdict::Newer | Verdict::Red(_) => return Some(verdict),
        };
        if let Meaning::Resident(claims) = meaning
            && claims.form == CodeForm::Screen
            && self.time.reading.may_judge_minutes()
        {
            let until_ms = claims
                .exp
                .saturating_mul(1_000)
                .saturating_add(REMEMBERED_MS);
            // A code whose use cannot be remembered is not taken, or it could be taken twice.
            self.journal.note_seen(&claims.serial, until_ms).ok()?;
        }
        Some(verdict)
    }

    /// Examines a code that is shown to be told what it is worth.
    pub(super) fn examine(&self, text: &str) -> Event {
        let examined = match self.judge(text) {
            Some(Verdict::Green(meaning)) => self.worth(meaning, None),
            Some(Verdict::Amber(meaning, reason)) => self.worth(meaning, Some(doubt(reason))),
            Some(Verdict::Newer) => Examined {
                verdict: CheckVerdict::Amber,
                doubt: Some(CheckDoubt::Newer),
                ..self.nothing(None, None)
            },
            Some(Verdict::Red(reason)) => {
                let refusal = refusal(reason.public());
                let foreign = (refusal == ScanRefusal::Foreign).then(|| foreign_name(text));
                self.nothing(Some(refusal), foreign)
            }
            None => self.nothing(Some(ScanRefusal::AskStaff), None),
        };
        Event::Examined(Box::new(examined))
    }

    fn worth(&self, meaning: Meaning, doubt: Option<CheckDoubt>) -> Examined {
        let verdict = match doubt {
            None => CheckVerdict::Green,
            Some(_) => CheckVerdict::Amber,
        };
        let (issued_s, expires_s) = meaning.period();
        let what = match meaning {
            Meaning::House(claims) => self.house_shown(claims),
            Meaning::Resident(claims) => self.resident_shown(claims),
            Meaning::Kiosk(_) => Err(ScanRefusal::Foreign),
        };
        let what = match what {
            Ok(what) => what,
            Err(refusal) => return self.nothing(Some(refusal), None),
        };
        let day = |seconds: u64| Some(clock::day_of(seconds.saturating_mul(1_000)));
        Examined {
            verdict,
            doubt,
            issued_on: day(issued_s),
            valid_until: day(expires_s),
            at_this_house: self.belong_together(&what),
            what,
            at: self.interval(),
        }
    }

    fn house_shown(&self, claims: HouseClaims) -> Result<What, ScanRefusal> {
        let known = self.house_of(&claims.code);
        if known.as_ref().is_some_and(|house| house.withdrawn) {
            return Err(ScanRefusal::Withdrawn);
        }
        let address = house_address(known, claims.address.as_deref());
        Ok(What::House(Box::new(HouseShown {
            code: claims.code,
            address: Zeroizing::new(address),
        })))
    }

    fn resident_shown(&self, claims: ResidentClaims) -> Result<What, ScanRefusal> {
        let carried_on = carried_on(&claims.form);
        if carried_on == CarriedOn::Screen && !self.time.reading.may_judge_minutes() {
            return Err(ScanRefusal::AskStaff);
        }
        Ok(What::Resident(Box::new(ResidentShown {
            subject: claims.subject,
            serial: claims.serial,
            carried_on,
            category: claims.category,
            hint: claims.hint.map(Zeroizing::new),
            house_bind: claims.house_bind,
            bind_epoch: claims.bind_epoch,
        })))
    }

    /// Holds a resident and a house against each other when both were shown.
    fn belong_together(&self, what: &What) -> Option<bool> {
        let Stage::Checking(checking) = &self.visit.stage else {
            return None;
        };
        match what {
            What::House(house) => self.lives_there(checking.resident.as_ref()?, &house.code),
            What::Resident(resident) => self.lives_there(resident, &checking.house.as_ref()?.code),
            What::Nothing { .. } => None,
        }
    }

    fn lives_there(&self, resident: &ResidentShown, house: &HouseCode) -> Option<bool> {
        let bound = resident.house_bind?;
        let (epoch, key) = self.journal.bind_key().ok().flatten()?;
        let comparable = resident
            .bind_epoch
            .is_none_or(|made_under| made_under == epoch);
        comparable.then(|| key.house_bind(&resident.subject, house) == bound)
    }

    fn nothing(&self, refusal: Option<ScanRefusal>, foreign: Option<ForeignName>) -> Examined {
        Examined {
            verdict: CheckVerdict::Red,
            what: What::Nothing { refusal, foreign },
            doubt: None,
            issued_on: None,
            valid_until: None,
            at_this_house: None,
            at: self.interval(),
        }
    }

    /// Makes a presentation durable. One that cannot be saved leaves the verdict on the screen.
    pub(super) fn save_presentation(&self, presentation: Presentation) -> Option<Event> {
        let record = Record::Presentation(presentation);
        let act = NewRecord {
            record: &record,
            id: self.fresh_record(),
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.append(act, false).ok()?;
        Some(Event::PresentationSaved)
    }
}

pub(super) fn carried_on(form: &CodeForm) -> CarriedOn {
    match form {
        CodeForm::Printed => CarriedOn::Paper,
        CodeForm::Screen => CarriedOn::Screen,
        CodeForm::Provisional(_) => CarriedOn::Slip,
    }
}

pub(super) fn refusal(reason: PublicReason) -> ScanRefusal {
    match reason {
        PublicReason::Foreign => ScanRefusal::Foreign,
        PublicReason::Damaged => ScanRefusal::Damaged,
        PublicReason::Expired => ScanRefusal::Expired,
        PublicReason::NotYetValid => ScanRefusal::NotYetValid,
        PublicReason::Withdrawn => ScanRefusal::Withdrawn,
    }
}

fn doubt(reason: AmberReason) -> CheckDoubt {
    match reason {
        AmberReason::ClockUncertain => CheckDoubt::Time,
        AmberReason::UnknownKey | AmberReason::BundleExpired | AmberReason::OldRevocation => {
            CheckDoubt::OldData
        }
    }
}

/// Names what a text is that is not ours; its words never reach a screen.
pub(super) fn foreign_name(text: &str) -> ForeignName {
    match codes::name_of(text) {
        ForeignCode::Payment => ForeignName::Payment,
        ForeignCode::Health => ForeignName::Health,
        ForeignCode::MiniProgram => ForeignName::MiniProgram,
        ForeignCode::Website => ForeignName::Website,
        ForeignCode::WifiConfig => ForeignName::Wifi,
        ForeignCode::ContactCard => ForeignName::Contact,
        ForeignCode::Telephone => ForeignName::Telephone,
        ForeignCode::Message => ForeignName::Message,
        ForeignCode::Place => ForeignName::Place,
        ForeignCode::Appointment => ForeignName::Appointment,
        ForeignCode::LoginSecret => ForeignName::LoginSecret,
        ForeignCode::Product => ForeignName::Product,
        ForeignCode::OtherLink => ForeignName::Link,
        ForeignCode::OtherText | ForeignCode::Empty => ForeignName::Text,
    }
}
