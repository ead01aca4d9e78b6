//! Where a visit is, and what every stage answers to.

use std::ops::ControlFlow;

use super::{
    Checking, Claiming, Declared, Declaring, Effect, Event, Facts, Holder, IssuePage, Issuing,
    Lives, Needed, Next, OwnerPage, OwnerTurn, Page, Person, PersonPage, ReceiptAsked, Trouble,
    asking::{Asked, Asking},
    helping::Helping,
    needed::Then,
    people::Code,
    scanning,
    timing::Timing,
};
use crate::{
    draft::Ticket,
    intent::Matter,
    screen::{Failure, FailureCode, IssueCategory, Saved, ScanRefusal, WorkerMatter},
};

/// Where the visit is.
pub(crate) enum Stage {
    Welcome,
    Declaring(Box<Declaring>),
    Owner(Box<OwnerTurn>),
    Receipt(Box<Declared>),
    /// Somebody asks after a receipt.
    Receipts(Box<ReceiptAsked>),
    ScanOwn(Option<ScanRefusal>),
    Person(Box<Person>),
    Failed(Failed),
    Checking(Box<Checking>),
    /// The guide.
    Helping(Helping),
    /// A worker says who they are.
    LogIn(Asking),
    /// The page of the worker who is logged in.
    Desk,
    Needed(Box<Needed>),
    Issuing(Box<Issuing>),
    Timing(Box<Timing>),
    Claiming(Box<Claiming>),
}

/// A failure on the screen, and where going on leads.
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    /// Under which the draft is kept.
    pub(crate) ticket: Option<Ticket>,
    pub(crate) back: Option<Box<Stage>>,
}

impl Stage {
    /// Where a kiosk stands without a visit.
    pub(super) fn home(facts: &Facts) -> Self {
        if facts.worker.is_some() {
            Self::Desk
        } else {
            Self::Welcome
        }
    }

    pub(super) fn hear(self, event: Event, facts: &Facts) -> Next {
        match self.ask_first(event, facts) {
            ControlFlow::Break(asked) => asked,
            ControlFlow::Continue((stage, event)) => stage.go_on(event, facts),
        }
    }

    fn go_on(self, event: Event, facts: &Facts) -> Next {
        match (self, event) {
            (Self::Failed(failed), Event::GoBack) => failed.go_on(),
            (Self::Failed(failed), _) => (Self::Failed(failed), None),
            (stage, Event::Failed(trouble)) => (stage.fail(trouble, facts), None),
            (Self::Welcome | Self::Desk, event) => Self::begin(event, facts),
            (Self::Declaring(declaring), event) => declaring.hear(event, facts),
            (Self::Owner(turn), event) => turn.hear(event, facts),
            (Self::Receipts(asked), event) => asked.hear(event, facts),
            (Self::ScanOwn(_), Event::Code(code)) => (scanning::own_code(code), None),
            (Self::ScanOwn(_), Event::GoBack) => (Self::home(facts), None),
            (Self::Checking(checking), event) => checking.hear(event, facts),
            (Self::Helping(page), event) => page.hear(event, facts),
            (Self::LogIn(asking), event) => Self::log_in(asking, event),
            (Self::Needed(needed), event) => needed.hear(event, facts),
            (Self::Issuing(issuing), event) => issuing.hear(event, facts),
            (Self::Timing(timing), event) => timing.hear(event, facts),
            (Self::Claiming(claiming), event) => claiming.hear(event, facts),
            (Self::Person(person), event) => person.hear(event, facts),
            (stage, _) => (stage, None),
        }
    }

    /// Begins a visit, or what only a worker begins.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing while nobody is here"
    )]
    fn begin(event: Event, facts: &Facts) -> Next {
        let stage = match event {
            Event::Begin(Matter::Declare) => Self::Declaring(Box::new(Declaring::begin())),
            Event::Begin(Matter::MyResidence) => Self::ScanOwn(None),
            Event::Begin(Matter::Help) => Helping::begin(),
            Event::Begin(Matter::ObtainCode) => Self::Claiming(Box::new(Claiming::begin())),
            Event::Begin(Matter::CheckCode) => Self::Checking(Box::default()),
            Event::Begin(Matter::CheckReceipt) => Self::Receipts(Box::default()),
            Event::Resume(Some(draft)) => Self::Declaring(Box::new(Declaring::resume(*draft))),
            Event::Resume(None) => Self::home(facts).fail_for_now(FailureCode::NoDraft, facts),
            Event::BeginLogin if facts.worker.is_none() => Self::LogIn(Asking::anybody()),
            Event::BeginIssue(category) if may_issue(category, facts) => {
                Self::Issuing(Box::new(Issuing::begin(category)))
            }
            Event::BeginStateTime => match Timing::begin(facts) {
                Some(timing) => Self::Timing(Box::new(timing)),
                None => Self::home(facts),
            },
            _ => Self::home(facts),
        };
        (stage, None)
    }

    fn log_in(asking: Asking, event: Event) -> Next {
        match asking.hear(event) {
            Asked::Answered(worker) => (Self::Desk, Some(Effect::OpenSession(Box::new(worker)))),
            Asked::Again(asking) => (Self::LogIn(asking), None),
            Asked::Back => (Self::Welcome, None),
        }
    }

    /// Lets a step wait until a worker answers for it; any other event comes back.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event goes its way"
    )]
    fn ask_first(self, event: Event, facts: &Facts) -> ControlFlow<Next, (Self, Event)> {
        match event {
            Event::Code(Ok(Code::Resident(holder, ownership)))
                if self.looks_for_public_code() && holder.needs_answer() =>
            {
                let then = Then::Code(holder, ownership);
                ControlFlow::Break(Needed::ask(WorkerMatter::ScreenCode, then, self, facts))
            }
            Event::UnboundNumber(document) if self.proving().is_some() => {
                let then = Then::Number(document);
                ControlFlow::Break(Needed::ask(WorkerMatter::CardSeen, then, self, facts))
            }
            other => ControlFlow::Continue((self, other)),
        }
    }

    /// Issuing takes no doubtful code, whoever answers for it; checking judges and takes none.
    fn looks_for_public_code(&self) -> bool {
        match self {
            Self::Declaring(_) | Self::Owner(_) | Self::ScanOwn(_) | Self::Person(_) => {
                self.looks_for_code()
            }
            Self::Welcome
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Issuing(_)
            | Self::Timing(_)
            | Self::Claiming(_) => false,
        }
    }

    /// Tells whether what is done here is meant to be saved.
    pub(crate) fn saves(&self) -> bool {
        match self {
            Self::Declaring(_)
            | Self::Owner(_)
            | Self::ScanOwn(_)
            | Self::Person(_)
            | Self::Issuing(_)
            | Self::Claiming(_) => true,
            Self::Welcome
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Timing(_) => false,
        }
    }

    /// A visit that is over before it began.
    pub(crate) fn refused(failure: Failure) -> Self {
        Self::Failed(Failed {
            failure,
            ticket: None,
            back: None,
        })
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

    /// Shows a failure after which the person starts again from here.
    pub(super) fn fail_for_now(self, code: FailureCode, facts: &Facts) -> Self {
        let trouble = Trouble {
            code,
            can_retry: true,
            draft_kept: false,
        };
        self.fail(trouble, facts)
    }

    /// Ends in a failure that trying again does not help; the draft stays as it is.
    pub(super) fn end(self, code: FailureCode, facts: &Facts) -> Self {
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
                    && declaring.finding.is_none()
            }
            Self::Owner(turn) => matches!(turn.page, OwnerPage::Scan(_)),
            Self::ScanOwn(_) => true,
            Self::Checking(checking) => checking.shown.is_none(),
            Self::Receipts(asked) => asked.answer.is_none(),
            Self::Issuing(issuing) => issuing.looks_for_code(),
            Self::Person(person) => person.looks_for_code(),
            Self::Welcome
            | Self::Receipt(_)
            | Self::Failed(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Timing(_)
            | Self::Claiming(_) => false,
        }
    }

    /// Returns the question for a worker's number or PIN that is on the screen.
    pub(crate) fn asking(&self) -> Option<&Asking> {
        match self {
            Self::LogIn(asking) => Some(asking),
            Self::Needed(needed) => Some(&needed.asking),
            Self::Timing(timing) => timing.asking(),
            Self::Welcome
            | Self::Declaring(_)
            | Self::Owner(_)
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Person(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::Desk
            | Self::Issuing(_)
            | Self::Claiming(_) => None,
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
            Self::Issuing(issuing) => match &issuing.page {
                IssuePage::Prove { guardian, .. } => Some(guardian),
                IssuePage::House(_)
                | IssuePage::Guardian(_)
                | IssuePage::Form(_)
                | IssuePage::Check
                | IssuePage::Issued(_) => None,
            },
            Self::Person(person) => {
                let again = person.lives().is_some_and(Lives::asks_number);
                (again || matches!(person.page, PersonPage::Prove(_))).then_some(&person.holder)
            }
            Self::Declaring(_)
            | Self::Welcome
            | Self::Receipt(_)
            | Self::Receipts(_)
            | Self::ScanOwn(_)
            | Self::Failed(_)
            | Self::Checking(_)
            | Self::Helping(_)
            | Self::LogIn(_)
            | Self::Desk
            | Self::Needed(_)
            | Self::Timing(_)
            | Self::Claiming(_) => None,
        }
    }
}

fn may_issue(category: IssueCategory, facts: &Facts) -> bool {
    let bar = match category {
        IssueCategory::Child => facts.child_bar,
        IssueCategory::Elder => facts.elder_bar,
    };
    facts.worker.is_some() && bar.is_none()
}

impl Failed {
    fn go_on(self) -> Next {
        match self.back {
            Some(stage) => (*stage, None),
            None => (Stage::Failed(Self { back: None, ..self }), None),
        }
    }
}
