//! A visit: where a person is, what they said, and what follows from the next thing they want.
//!
//! Everything here is pure. The rim (`kiosk.rs`) turns an intent into an [`Event`] by finding out
//! what only it can know, and carries out the [`Effect`] that the visit answers with.

mod agreeing;
mod cohabitants;
mod declaring;
mod owner;
mod people;
mod proving;
mod scanning;
mod stay;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::fixtures;

use chrono::NaiveDate;
use protocol::{Declaration, OwnerDecision};
use residence::{HouseStanding, IdentityDocument, Policy, RecordId, Subject};

use crate::{
    draft::{Draft, Ticket},
    intent::{CohabitantEntry, Matter},
    screen::{Failure, FailureCode, Language, NumberProblem, Saved, ScanRefusal},
};

pub(crate) use agreeing::{Declared, NOTICE_VERSION};
pub(crate) use cohabitants::{CONSENT_VERSION, age_of, number_problem};
pub(crate) use declaring::{Declaring, Page, Problem};
pub(crate) use owner::{OwnerPage, OwnerTurn};
pub(crate) use people::{Code, Holder, HouseSeen, Ownership};
pub(crate) use proving::is_bound_to;
pub(crate) use stay::{StayChoice, StaySaid};

/// Wrong numbers after which a worker is needed.
pub(crate) const TRIES_MAX: u8 = 5;
/// Text size that makes the visit one of elder mode.
pub(crate) const ELDER_TEXT_SIZE: u8 = 4;
const TEXT_SIZE_FIRST: u8 = 1;

/// One person in front of the kiosk, from the first touch to the wipe.
pub(crate) struct Visit {
    pub(crate) language: Language,
    pub(crate) text_size: u8,
    pub(crate) worker_called: bool,
    pub(crate) stage: Stage,
}

/// Where the visit is.
pub(crate) enum Stage {
    Welcome,
    Declaring(Box<Declaring>),
    Owner(Box<OwnerTurn>),
    Receipt(Box<Declared>),
    ScanOwn(Option<ScanRefusal>),
    MyResidence(Holder),
    Failed(Failed),
}

/// A failure on the screen, and where going on leads.
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    /// Under which the draft is kept.
    pub(crate) ticket: Option<Ticket>,
    pub(crate) back: Option<Box<Stage>>,
}

/// What the rim knows at the moment of an event.
pub(crate) struct Facts {
    pub(crate) now_ms: u64,
    pub(crate) today: NaiveDate,
    pub(crate) policy: Policy,
    /// Standing of the house of this visit.
    pub(crate) house: HouseStanding,
    /// The declarant of this visit is a recorded owner of its house.
    pub(crate) own_house: bool,
    /// Live registrations of the declarant that are known here.
    pub(crate) live_addresses: usize,
    /// A live registration of the declarant at this house is known here.
    pub(crate) live_at_same_house: bool,
    /// Drawn for the draft that this event may begin.
    pub(crate) fresh_ticket: Ticket,
    /// Drawn for the failure that this event may end in.
    pub(crate) fresh_incident: String,
}

/// An intent with what the rim found out about it, or the rim's answer to an effect.
pub(crate) enum Event {
    Begin(Matter),
    Resume(Option<Box<Draft>>),
    Code(Result<Code, ScanRefusal>),
    Number(Result<IdentityDocument, NumberProblem>),
    ConfirmDoor,
    DescribeStay(StaySaid),
    AddCohabitant(CohabitantEntry),
    RemoveCohabitant(usize),
    FinishCohabitants,
    AnswerOwnerPresent(bool),
    Agree {
        notice_version: u16,
    },
    DeclarationSaved(RecordId),
    DecideAsOwner(Option<String>),
    DecisionSaved,
    SkipOwner,
    GoBack,
    EndVisit,
    CallWorker,
    ChooseLanguage(Language),
    ChooseTextSize(u8),
    /// The rim could not carry out the last effect.
    Failed(Trouble),
}

/// Why the rim could not carry out an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: FailureCode,
    pub(crate) can_retry: bool,
    /// The draft under the ticket of this visit is as new as the screen.
    pub(crate) draft_kept: bool,
}

/// What the rim carries out; it answers with an event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Seal the draft under its ticket.
    KeepDraft,
    /// Make the declaration durable; answered by `DeclarationSaved` or `Failed`.
    SaveDeclaration(Box<Declaration>),
    /// Make the owner's decision durable; answered by `DecisionSaved` or `Failed`.
    SaveDecision(Box<OwnerDecision>),
}

/// A stage and what has to be done to stand there.
type Next = (Stage, Option<Effect>);

impl Visit {
    /// Nobody is here.
    pub(crate) fn welcome() -> Self {
        Self {
            language: Language::ZhHans,
            text_size: TEXT_SIZE_FIRST,
            worker_called: false,
            stage: Stage::Welcome,
        }
    }

    /// Hears an event; one that does not fit the present screen changes nothing.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other events are the stage's"
    )]
    pub(crate) fn hear(self, event: Event, facts: &Facts) -> (Self, Option<Effect>) {
        match event {
            Event::EndVisit => (Self::welcome(), None),
            Event::CallWorker => (
                Self {
                    worker_called: true,
                    ..self
                },
                None,
            ),
            Event::ChooseLanguage(language) => (Self { language, ..self }, None),
            Event::ChooseTextSize(text_size @ 1..=ELDER_TEXT_SIZE) => {
                (Self { text_size, ..self }, None)
            }
            Event::ChooseTextSize(_) => (self, None),
            other => {
                let (stage, effect) = self.stage.hear(other, facts);
                (Self { stage, ..self }, effect)
            }
        }
    }

    /// Tells whether nobody is in front of the kiosk.
    pub(crate) fn is_welcome(&self) -> bool {
        matches!(self.stage, Stage::Welcome)
    }
}

impl Stage {
    fn hear(self, event: Event, facts: &Facts) -> Next {
        match (self, event) {
            (Self::Failed(failed), Event::GoBack) => failed.go_on(),
            (Self::Failed(failed), _) => (Self::Failed(failed), None),
            (stage, Event::Failed(trouble)) => (stage.fail(trouble, facts), None),
            (Self::Welcome, Event::Begin(Matter::Declare)) => {
                (Self::Declaring(Box::new(Declaring::begin())), None)
            }
            (Self::Welcome, Event::Begin(Matter::MyResidence)) => (Self::ScanOwn(None), None),
            (Self::Welcome, Event::Begin(Matter::CheckCode)) => (Self::Welcome, None),
            (Self::Welcome, Event::Resume(Some(draft))) => {
                (Self::Declaring(Box::new(Declaring::resume(*draft))), None)
            }
            (Self::Welcome, Event::Resume(None)) => {
                let trouble = Trouble {
                    code: FailureCode::NoDraft,
                    can_retry: true,
                    draft_kept: false,
                };
                (Self::Welcome.fail(trouble, facts), None)
            }
            (Self::Declaring(declaring), event) => declaring.hear(event, facts),
            (Self::Owner(turn), event) => turn.hear(event, facts),
            (Self::ScanOwn(_), Event::Code(code)) => (scanning::own_code(code), None),
            (Self::ScanOwn(_), Event::GoBack) => (Self::Welcome, None),
            (stage, _) => (stage, None),
        }
    }

    /// Puts a failure in front of this stage; going on leads back to it when that can help.
    fn fail(self, trouble: Trouble, facts: &Facts) -> Self {
        let Trouble {
            code,
            can_retry,
            draft_kept,
        } = trouble;
        let ticket = self.ticket().filter(|_| draft_kept).cloned();
        let saved = if ticket.is_some() {
            Saved::Draft
        } else {
            Saved::No
        };
        let failure = Failure {
            code,
            incident: facts.fresh_incident.clone(),
            saved,
            can_retry,
        };
        let back = can_retry.then(|| Box::new(self));
        Self::Failed(Failed {
            failure,
            ticket,
            back,
        })
    }

    /// Ends in a failure that trying again does not help; the draft stays as it is.
    fn end(self, code: FailureCode, facts: &Facts) -> Self {
        self.fail(
            Trouble {
                code,
                can_retry: false,
                draft_kept: true,
            },
            facts,
        )
    }

    /// Tells whether a code is looked for.
    pub(crate) fn looks_for_code(&self) -> bool {
        match self {
            Self::Declaring(declaring) => {
                matches!(declaring.page, Page::ScanHouse | Page::ScanResident)
            }
            Self::Owner(turn) => matches!(turn.page, OwnerPage::Scan(_)),
            Self::ScanOwn(_) => true,
            Self::Welcome | Self::Receipt(_) | Self::MyResidence(_) | Self::Failed(_) => false,
        }
    }

    /// Returns the holder whose number is asked for.
    pub(crate) fn proving(&self) -> Option<&Holder> {
        match self {
            Self::Declaring(declaring) if declaring.page == Page::Prove => {
                declaring.holder.as_ref()
            }
            Self::Owner(turn) => match &turn.page {
                OwnerPage::Prove { owner, .. } => Some(owner),
                OwnerPage::Scan(_) | OwnerPage::Decide { .. } => None,
            },
            Self::Declaring(_)
            | Self::Welcome
            | Self::Receipt(_)
            | Self::ScanOwn(_)
            | Self::MyResidence(_)
            | Self::Failed(_) => None,
        }
    }

    /// Returns the house of this visit.
    pub(crate) fn house(&self) -> Option<&HouseSeen> {
        match self {
            Self::Declaring(declaring) => declaring.house.as_ref(),
            Self::Owner(turn) => Some(&turn.declared.house),
            Self::Receipt(declared) => Some(&declared.house),
            Self::Welcome | Self::ScanOwn(_) | Self::MyResidence(_) | Self::Failed(_) => None,
        }
    }

    /// Returns the person whose matter this visit is.
    pub(crate) fn subject(&self) -> Option<Subject> {
        match self {
            Self::Declaring(declaring) => declaring.holder.as_ref().map(|holder| holder.subject),
            Self::Owner(turn) => Some(turn.declared.subject),
            Self::Receipt(declared) => Some(declared.subject),
            Self::MyResidence(holder) => Some(holder.subject),
            Self::Welcome | Self::ScanOwn(_) | Self::Failed(_) => None,
        }
    }

    /// Returns the ticket under which the draft of this visit is kept.
    pub(crate) fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Declaring(declaring) => declaring.ticket.as_ref(),
            Self::Failed(failed) => failed.ticket.as_ref(),
            Self::Welcome
            | Self::Owner(_)
            | Self::Receipt(_)
            | Self::ScanOwn(_)
            | Self::MyResidence(_) => None,
        }
    }

    /// Tells whether `GoBack` leads anywhere from here.
    pub(crate) fn can_go_back(&self) -> bool {
        match self {
            Self::Welcome | Self::Receipt(_) | Self::MyResidence(_) => false,
            Self::Declaring(_) | Self::ScanOwn(_) => true,
            Self::Owner(turn) => turn.can_go_back(),
            Self::Failed(failed) => failed.back.is_some(),
        }
    }
}

impl Failed {
    fn go_on(self) -> Next {
        match self.back {
            Some(stage) => (*stage, None),
            None => (Stage::Failed(Self { back: None, ..self }), None),
        }
    }
}
