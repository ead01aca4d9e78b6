//! A visit: where a person is, what they said, and what follows from the next thing they want.
//!
//! Everything here is pure. The rim (`kiosk.rs`) turns an intent into an [`Event`] by finding out
//! what only it can know, and carries out the [`Effect`] that the visit answers with.

mod agreeing;
mod asking;
mod checking;
mod claiming;
mod cohabitants;
mod declaring;
mod finding;
mod helping;
mod issuing;
mod needed;
mod owner;
mod paper;
mod people;
mod person;
mod proving;
mod receipts;
mod scanning;
mod stage;
mod stay;
#[cfg(test)]
mod tests;
mod timing;
mod whose;

#[cfg(test)]
pub(crate) use tests::fixtures;

use chrono::NaiveDate;
use protocol::{
    Act, ActOutcome, Declaration, Feedback, OwnerDecision, PlacedDeclaration, Presentation,
    Question, Reply, VoidReason,
};
use residence::{HouseStanding, IdentityDocument, Policy, ReceiptNumber, RecordId};
use zeroize::Zeroizing;

use crate::{
    draft::{Draft, Ticket},
    enquiry::NoAnswer,
    intent::{
        AddressEntry, ClaimEntry, CohabitantEntry, IssueEntry, Matter, MemberEntry, PermitEntry,
    },
    register::Row,
    screen::{
        ActMatter, CollectProblem, Errand, FailureCode, HelpTopic, IssueBar, IssueCategory,
        Language, NumberProblem, PrintState, ReceiptStatus, RegistrationView, ScanRefusal,
    },
    session::Worker,
};

pub(crate) use agreeing::{Declared, NOTICE_VERSION};
pub(crate) use asking::{Asking, Refused};
pub(crate) use checking::{Checking, Examined, HouseShown, ResidentShown, What};
pub(crate) use claiming::{ClaimOrder, ClaimPage, Claimed, ClaimedText, Claiming};
pub(crate) use cohabitants::{
    CONSENT_VERSION, age_of, consent_given, number_problem, read_cohabitant,
};
pub(crate) use declaring::{Declaring, Page, Problem};
pub(crate) use finding::{Finding, Listing, address_problem};
pub(crate) use helping::Helping;
pub(crate) use issuing::{IssueOrder, IssuePage, IssuedCode, Issuing, VoidOrder};
pub(crate) use needed::Needed;
pub(crate) use owner::{OwnerPage, OwnerTurn};
pub(crate) use paper::Paper;
pub(crate) use people::{CarriedOn, Code, Entry, Holder, HouseSeen, Ownership};
pub(crate) use person::{
    ActSaid, Done, Held, Joining, Lives, LivesPage, Person, PersonPage, Plan, REFUSED, SavedDeed,
    ShownCode, address_of, answers, leads_to, may_report,
};
pub(crate) use proving::{bind, is_bound_to};
pub(crate) use receipts::ReceiptAsked;
pub(crate) use stage::Stage;
pub(crate) use stay::{StayChoice, StaySaid};
pub(crate) use timing::{Said, Stated, Timing, written};

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
    /// What became of the slip of this screen.
    pub(crate) printed: Option<(Paper, PrintState)>,
    pub(crate) stage: Stage,
}

/// What the rim knows at the moment of an event.
pub(crate) struct Facts {
    pub(crate) now_ms: u64,
    /// The civil date of an act; a guess while the time is not known.
    pub(crate) today: NaiveDate,
    /// The last civil date that today can be.
    pub(crate) last_day: NaiveDate,
    /// The highest time that the centre signed, in milliseconds since 1970.
    pub(crate) floor_ms: u64,
    /// Milliseconds of this machine's run.
    pub(crate) boot_ms: u64,
    /// A time of the centre that waits for two persons.
    pub(crate) centre_time_ms: Option<u64>,
    /// The time is doubtful, so that stating it helps.
    pub(crate) may_state_time: bool,
    /// The worker who is logged in.
    pub(crate) worker: Option<Worker>,
    /// Why no provisional code can be issued for a child, and for an elder.
    pub(crate) child_bar: Option<IssueBar>,
    pub(crate) elder_bar: Option<IssueBar>,
    pub(crate) policy: Policy,
    /// Standing of the house of this visit.
    pub(crate) house: HouseStanding,
    /// The declarant of this visit is a recorded owner of its house.
    pub(crate) own_house: bool,
    /// Live registrations of the declarant that are known here.
    pub(crate) live_addresses: usize,
    /// A live registration of the declarant at this house is known here.
    pub(crate) live_at_same_house: bool,
    /// The registrations of the person of this visit that this machine knows, newest first.
    pub(crate) known: Vec<(RecordId, RegistrationView)>,
    /// Drawn for the draft that this event may begin.
    pub(crate) fresh_ticket: Ticket,
    /// Drawn for the failure that this event may end in.
    pub(crate) fresh_incident: String,
}

impl Facts {
    /// Returns the civil date of an act that names a day on which something happened.
    ///
    /// While the time is not known a person knows better: the act is of that day at the earliest,
    /// and nobody is refused for the kiosk's clock (trust design 6).
    pub(crate) fn act_day(&self, happened_on: NaiveDate) -> NaiveDate {
        self.today.max(happened_on.min(self.last_day))
    }
}

/// An intent with what the rim found out about it, or the rim's answer to an effect.
pub(crate) enum Event {
    Begin(Matter),
    Resume(Option<Box<Draft>>),
    Code(Result<Code, ScanRefusal>),
    Number(Result<IdentityDocument, NumberProblem>),
    /// A right number that is bound to no code: a worker has to have seen the card.
    UnboundNumber(Box<IdentityDocument>),
    ConfirmDoor,
    DescribeStay(StaySaid),
    AddCohabitant(Zeroizing<CohabitantEntry>),
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
    OpenTopic(HelpTopic),
    BeginLogin,
    /// A worker by the number entered.
    Worker(Result<Box<Worker>, Refused>),
    /// The worker whose PIN was asked for.
    Pin(Result<Box<Worker>, Refused>),
    LogOut,
    /// A worker answered for the step that waited; never from outside.
    Answered(Box<Worker>),
    BeginIssue(IssueCategory),
    SkipHouse,
    DescribeHolder(Zeroizing<IssueEntry>),
    Issue,
    CodeIssued(Box<IssuedCode>),
    PrintCode,
    PrintReceipt,
    Printed(PrintState),
    VoidCode,
    Voided(VoidReason),
    BeginStateTime,
    StateTime {
        day: String,
        time: String,
    },
    TimeStated,
    Examined(Box<Examined>),
    PresentationSaved,
    /// What is known of a receipt, or why there is no such number.
    ReceiptFound(Box<Result<ReceiptStatus, ScanRefusal>>),
    /// There is no plate: the first list of addresses.
    BeginFind(Box<Listing>),
    /// What was searched, and what was found.
    PlacesFound(Zeroizing<String>, Vec<Row>),
    PlaceOpened(Box<Listing>),
    HousePicked(Box<HouseSeen>),
    WriteAddress,
    /// An address as written, and the houses that may be meant.
    AddressDescribed(Zeroizing<AddressEntry>, Vec<Row>),
    /// None of the houses is meant.
    KeepAddress,
    DescribeClaim(Zeroizing<ClaimEntry>),
    /// What was read back is right; a worker sees the original document, or the register decides.
    Claim {
        notice_version: u16,
        seen: bool,
    },
    ClaimSaved(RecordId),
    /// The centre answered a claim: with the code, or with the name of a rule.
    ClaimAnswered(RecordId, Result<Box<ClaimedText>, String>),
    BeginCollect,
    /// A code that waits, here or at the centre, or why none is handed out.
    Collected(Result<(ReceiptNumber, Box<ClaimedText>), CollectProblem>),
    /// No code waits here under this receipt; the centre may have it for who has the document.
    CollectElsewhere(ReceiptNumber, Box<IdentityDocument>),
    /// A code is drawn for a verifier.
    CodeShown(Box<ShownCode>),
    AddMember(Zeroizing<MemberEntry>),
    /// By place, from 0.
    RemoveMember(usize),
    PermitDo(Zeroizing<PermitEntry>),
    RevealData,
    /// Ten seconds are over.
    HideData,
    /// Which of the own data is wrong, and what is right.
    Correct(String, Zeroizing<String>),
    Erase,
    Feedback(Zeroizing<String>),
    /// The rim could not carry out the last effect.
    Failed(Trouble),
    /// The centre answered a question of this visit, or nobody did.
    Told(Result<Box<Reply>, NoAnswer>),
    /// The centre can be reached again.
    LineUp,
    /// What this machine knows of the person's registrations changed: the centre decided.
    HomesChanged,
    OpenErrand(Errand),
    /// The item of a list, by its receipt number or code.
    OpenItem(String),
    /// An act is asked about, with the receipt number or code of what it is about.
    AskAct(ActMatter, String),
    DoAct(Box<ActSaid>),
    ActSaved(RecordId),
    /// The centre decided about an act of this visit.
    ActDecided(ActOutcome),
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
    /// The same for an address without a plate.
    SavePlaced(Box<PlacedDeclaration>),
    /// Make a claim of a code durable; answered by `ClaimSaved` or `Failed`.
    SaveClaim(Box<ClaimOrder>),
    /// Make the owner's decision durable; answered by `DecisionSaved` or `Failed`.
    SaveDecision(Box<OwnerDecision>),
    /// Let the worker be logged in from now on.
    OpenSession(Box<Worker>),
    /// Nobody is logged in any more.
    CloseSession,
    /// Make a presentation durable; answered by `PresentationSaved` or not at all.
    SavePresentation(Presentation),
    /// Make the code and its record; answered by `CodeIssued` or `Failed`.
    Issue(Box<IssueOrder>),
    /// Hand what is on the screen to the printer; answered by `Printed`, once more when it ends.
    Print,
    /// Make it durable that a code counts for nothing; answered by `Voided` or `Failed`.
    Void(VoidOrder),
    /// Remember what two persons stated; answered by `TimeStated` or `Failed`.
    StateTime(Box<Stated>),
    /// Make a word to those who run the service durable; answered by `ActSaved` or `Failed`.
    SaveFeedback(Box<Feedback>),
    /// Ask the centre in the background; answered by `Told`, now or later.
    AskCentre(Box<Question>),
    /// Make an act durable; answered by `ActSaved` or `Failed`.
    SaveAct(Box<Act>),
    /// Make an answer to somebody's declaration durable; answered by `ActSaved` or `Failed`.
    SaveAnswer(Box<OwnerDecision>),
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
            printed: None,
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
            Event::EndVisit => (Self::home(facts), None),
            Event::LogOut if facts.worker.is_some() => {
                (Self::welcome(), Some(Effect::CloseSession))
            }
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
            Event::PrintReceipt => {
                let effect = self.print().filter(|state| state.can_begin());
                (self, effect.map(|_| Effect::Print))
            }
            Event::Printed(state) if self.stage.paper().is_some() => {
                let printed = self.stage.paper().map(|paper| (paper, state));
                (Self { printed, ..self }, None)
            }
            other => {
                let (stage, effect) = self.stage.hear(other, facts);
                let paper = stage.paper();
                let printed = self.printed.filter(|(old, _)| Some(*old) == paper);
                let visit = Self {
                    stage,
                    printed,
                    ..self
                };
                (visit, effect)
            }
        }
    }

    /// Nobody but perhaps a worker is here.
    pub(crate) fn home(facts: &Facts) -> Self {
        Self {
            stage: Stage::home(facts),
            ..Self::welcome()
        }
    }

    /// Tells whether no visit is on: the kiosk shows Welcome, or the page of its worker.
    pub(crate) fn is_home(&self) -> bool {
        matches!(self.stage, Stage::Welcome | Stage::Desk)
    }

    /// Tells whether nobody is in front of the kiosk.
    pub(crate) fn is_welcome(&self) -> bool {
        matches!(self.stage, Stage::Welcome)
    }
}
