//! What a code is worth (核验): any code may be shown, and a resident's is recorded as presented.

use chrono::NaiveDate;
use codes::Category;
use protocol::{CodeSerial, Presentation, TakenAs};
use residence::{HouseCode, Subject};
use zeroize::Zeroizing;

use super::{Effect, Event, Facts, Next, Stage, people::CarriedOn};
use crate::screen::{Address, CheckDoubt, CheckVerdict, ForeignName, ScanRefusal};

/// A code that the rim examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Examined {
    pub(crate) verdict: CheckVerdict,
    pub(crate) what: What,
    pub(crate) doubt: Option<CheckDoubt>,
    pub(crate) issued_on: Option<NaiveDate>,
    pub(crate) valid_until: Option<NaiveDate>,
    /// Whether resident and house belong together, when both were shown and can be compared.
    pub(crate) at_this_house: Option<bool>,
    /// The interval of now, in milliseconds since 1970.
    pub(crate) at: (u64, u64),
}

/// What a code turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    House(Box<HouseShown>),
    Resident(Box<ResidentShown>),
    /// Nothing that counts.
    Nothing {
        refusal: Option<ScanRefusal>,
        foreign: Option<ForeignName>,
    },
}

/// A house code that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HouseShown {
    pub(crate) code: HouseCode,
    pub(crate) address: Zeroizing<Address>,
}

/// A resident's code that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResidentShown {
    pub(crate) subject: Subject,
    pub(crate) serial: CodeSerial,
    pub(crate) carried_on: CarriedOn,
    pub(crate) category: Category,
    pub(crate) hint: Option<Zeroizing<String>>,
    pub(crate) house_bind: Option<[u8; 8]>,
    pub(crate) bind_epoch: Option<u32>,
}

/// Checking codes, one after the other.
#[derive(Default)]
pub(crate) struct Checking {
    pub(crate) house: Option<HouseShown>,
    pub(crate) resident: Option<ResidentShown>,
    /// The result on the screen; a code is looked for while there is none.
    pub(crate) shown: Option<Examined>,
    /// The presentation of the result on the screen is durable.
    pub(crate) recorded: bool,
}

impl Checking {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing here"
    )]
    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match event {
            Event::Examined(examined) if self.shown.is_none() => {
                let effect = self.take(&examined);
                self.shown = Some(*examined);
                (Stage::Checking(self), effect)
            }
            Event::PresentationSaved => {
                self.recorded = true;
                (Stage::Checking(self), None)
            }
            Event::GoBack if self.shown.is_some() => {
                self.shown = None;
                self.recorded = false;
                (Stage::Checking(self), None)
            }
            Event::GoBack => (Stage::home(facts), None),
            _ => (Stage::Checking(self), None),
        }
    }

    /// Keeps what counts, so that a house and a resident can be held against each other.
    fn take(&mut self, examined: &Examined) -> Option<Effect> {
        match &examined.what {
            What::Nothing { .. } => None,
            What::House(house) => {
                self.house = Some((**house).clone());
                None
            }
            What::Resident(resident) => {
                let presentation = Presentation {
                    subject: resident.subject,
                    serial: resident.serial,
                    form: resident.carried_on.number(),
                    house: self.house.as_ref().map(|house| house.code.clone()),
                    verdict: match examined.verdict {
                        CheckVerdict::Green => TakenAs::Green,
                        CheckVerdict::Amber => TakenAs::Amber,
                        CheckVerdict::Red => return None,
                    },
                    at: examined.at,
                };
                self.resident = Some((**resident).clone());
                Some(Effect::SavePresentation(presentation))
            }
        }
    }
}
