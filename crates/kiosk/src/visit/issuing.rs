//! A provisional code for a child or an elder: who it is for, who answers for it, what became of
//! the paper (trust design 1.10).

use protocol::{ActingPerson, Assurance, CodeSerial, GuardianConsent, VoidReason};
use residence::{
    Addable, DocumentType, IdentityDocument, PersonName, RecordId, Shown as _, may_be_added,
};
use zeroize::Zeroizing;

use super::{
    Effect, Event, Facts, Next, Stage, TRIES_MAX,
    cohabitants::{CONSENT_VERSION, consent_given, number_problem},
    needed::{Needed, Then},
    people::{Code, Holder, HouseSeen},
    proving::tries_after,
};
use crate::{
    intent::IssueEntry,
    screen::{
        FailureCode, IssueCategory, IssueProblem, NumberProblem, PrintState, ScanRefusal,
        WorkerMatter,
    },
    session::Worker,
};

/// A provisional code in the making.
pub(crate) struct Issuing {
    pub(crate) category: IssueCategory,
    pub(crate) house: Option<HouseSeen>,
    /// The guardian who proved to be here; of a child only.
    pub(crate) guardian: Option<(Holder, IdentityDocument)>,
    pub(crate) person: Option<IssuePerson>,
    tries_left: u8,
    pub(crate) page: IssuePage,
}

/// The pages of issuing, in their order.
pub(crate) enum IssuePage {
    House(Option<ScanRefusal>),
    Guardian(Option<ScanRefusal>),
    Prove {
        guardian: Holder,
        problem: Option<NumberProblem>,
    },
    Form(Option<IssueProblem>),
    Check,
    Issued(Box<IssuedCode>),
}

/// The person whom a code is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuePerson {
    pub(crate) name: PersonName,
    pub(crate) document: IdentityDocument,
    pub(crate) age: u32,
    pub(crate) consent: Option<GuardianConsent>,
}

/// Everything the rim needs to make the code and its record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct IssueOrder {
    pub(crate) category: IssueCategory,
    pub(crate) person: IssuePerson,
    pub(crate) guardian: Option<ActingPerson>,
    pub(crate) house: Option<HouseSeen>,
    pub(crate) worker: Worker,
}

/// A code whose record is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuedCode {
    pub(crate) text: Zeroizing<String>,
    pub(crate) record: RecordId,
    pub(crate) serial: CodeSerial,
    pub(crate) hint: Option<Zeroizing<String>>,
    pub(crate) expires_ms: u64,
    pub(crate) worker: Worker,
    pub(crate) print: PrintState,
}

/// A code that counts for nothing from now on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VoidOrder {
    pub(crate) serial: CodeSerial,
    pub(crate) worker: Worker,
    pub(crate) reason: VoidReason,
}

impl Issuing {
    pub(crate) fn begin(category: IssueCategory) -> Self {
        Self {
            category,
            house: None,
            guardian: None,
            person: None,
            tries_left: TRIES_MAX,
            page: IssuePage::House(None),
        }
    }

    pub(crate) fn tries_left(&self) -> u8 {
        self.tries_left
    }

    pub(crate) fn looks_for_code(&self) -> bool {
        match &self.page {
            IssuePage::House(_) | IssuePage::Guardian(_) => true,
            IssuePage::Prove { .. }
            | IssuePage::Form(_)
            | IssuePage::Check
            | IssuePage::Issued(_) => false,
        }
    }

    pub(crate) fn can_go_back(&self) -> bool {
        !matches!(self.page, IssuePage::Issued(_))
    }

    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match (&mut self.page, event) {
            (_, Event::GoBack) => return self.go_back(facts),
            (IssuePage::House(refusal), Event::Code(code)) => match code {
                Ok(Code::House(house)) => {
                    self.house = Some(*house);
                    self.page = self.after_house();
                }
                Ok(Code::Resident(..)) => *refusal = Some(ScanRefusal::ResidentInstead),
                Err(why) => *refusal = Some(why),
            },
            (IssuePage::House(_), Event::SkipHouse) => self.page = self.after_house(),
            (IssuePage::Guardian(_), Event::Code(code)) => self.page = see_guardian(code),
            (IssuePage::Prove { .. }, Event::Number(answer)) => return self.prove(answer, facts),
            (IssuePage::Form(_), Event::DescribeHolder(entry)) => self.describe(&entry, facts),
            (IssuePage::Check, Event::Issue) => {
                let behind = Stage::Issuing(self);
                return Needed::ask(WorkerMatter::Issue, Then::Act, behind, facts);
            }
            (IssuePage::Check, Event::Answered(worker)) => {
                let effect = self
                    .order(*worker)
                    .map(|order| Effect::Issue(Box::new(order)));
                return (Stage::Issuing(self), effect);
            }
            (IssuePage::Check, Event::CodeIssued(code)) => self.page = IssuePage::Issued(code),
            (IssuePage::Issued(code), event) => {
                let (asked, effect) = code.hear(event);
                let stage = Stage::Issuing(self);
                return if asked {
                    Needed::ask(WorkerMatter::Void, Then::Act, stage, facts)
                } else {
                    (stage, effect)
                };
            }
            _ => {}
        }
        (Stage::Issuing(self), None)
    }

    fn after_house(&self) -> IssuePage {
        match self.category {
            IssueCategory::Child => IssuePage::Guardian(None),
            IssueCategory::Elder => IssuePage::Form(None),
        }
    }

    fn go_back(mut self: Box<Self>, facts: &Facts) -> Next {
        self.page = match (&self.page, self.category) {
            (IssuePage::Issued(_), _) => return (Stage::Issuing(self), None),
            (IssuePage::House(_), _) => return (Stage::home(facts), None),
            (IssuePage::Check, _) => IssuePage::Form(None),
            (IssuePage::Form(_) | IssuePage::Prove { .. }, IssueCategory::Child) => {
                self.guardian = None;
                IssuePage::Guardian(None)
            }
            (IssuePage::Form(_) | IssuePage::Prove { .. } | IssuePage::Guardian(_), _) => {
                self.house = None;
                IssuePage::House(None)
            }
        };
        (Stage::Issuing(self), None)
    }

    fn prove(
        mut self: Box<Self>,
        answer: Result<IdentityDocument, NumberProblem>,
        facts: &Facts,
    ) -> Next {
        let page = std::mem::replace(&mut self.page, IssuePage::Guardian(None));
        let IssuePage::Prove { guardian, .. } = page else {
            return (Stage::Issuing(self), None);
        };
        match answer {
            Ok(document) => {
                let age = document.age_on(facts.today, &facts.policy.age);
                let adult =
                    age.is_some_and(|age| may_be_added(age, &facts.policy.age) != Addable::Minor);
                self.page = if adult {
                    self.guardian = Some((guardian, document));
                    IssuePage::Form(None)
                } else {
                    IssuePage::Guardian(Some(ScanRefusal::Child))
                };
            }
            Err(problem) => {
                self.tries_left = tries_after(self.tries_left, problem);
                if self.tries_left == 0 {
                    let stage = Stage::home(facts);
                    return (stage.fail_for_now(FailureCode::TooManyTries, facts), None);
                }
                self.page = IssuePage::Prove {
                    guardian,
                    problem: Some(problem),
                };
            }
        }
        (Stage::Issuing(self), None)
    }

    fn describe(&mut self, entry: &IssueEntry, facts: &Facts) {
        self.page = match self.read(entry, facts) {
            Ok(person) => {
                self.person = Some(person);
                IssuePage::Check
            }
            Err(problem) => IssuePage::Form(Some(problem)),
        };
    }

    fn read(&self, entry: &IssueEntry, facts: &Facts) -> Result<IssuePerson, IssueProblem> {
        let name = PersonName::parse(&entry.name).map_err(|_| IssueProblem::Name)?;
        let kind = DocumentType::from_shown_code(&entry.document)
            .ok_or(IssueProblem::Number(NumberProblem::Format))?;
        let document = IdentityDocument::parse(kind, &entry.number, facts.last_day)
            .map_err(|error| IssueProblem::Number(number_problem(error)))?;
        let age = document
            .age_on(facts.today, &facts.policy.age)
            .ok_or(IssueProblem::Number(NumberProblem::BirthDate))?;
        let fits = match (may_be_added(age, &facts.policy.age), self.category) {
            (Addable::Minor, IssueCategory::Child) | (Addable::Elder, IssueCategory::Elder) => true,
            (Addable::Minor | Addable::Elder | Addable::No, _) => false,
        };
        if !fits {
            return Err(IssueProblem::Age(age));
        }
        let own =
            |(_, guardian): &(Holder, IdentityDocument)| guardian.names_same_person(&document);
        if self.guardian.as_ref().is_some_and(own) {
            return Err(IssueProblem::SamePerson);
        }
        // A guardian consents for every child whose code is made, not only where the law asks it.
        let child = self.category == IssueCategory::Child;
        if child && !entry.guardian_consent {
            return Err(IssueProblem::Consent);
        }
        Ok(IssuePerson {
            name,
            document,
            age,
            consent: child.then(|| consent_given(facts)),
        })
    }

    /// Gathers the order; nothing is issued while an answer is missing.
    fn order(&self, worker: Worker) -> Option<IssueOrder> {
        let guardian = self
            .guardian
            .as_ref()
            .map(|(holder, document)| ActingPerson {
                subject: holder.subject,
                serial: holder.serial,
                document: document.clone(),
                assurance: holder.assurance,
            });
        let complete = match self.category {
            IssueCategory::Child => guardian.is_some(),
            IssueCategory::Elder => guardian.is_none(),
        };
        complete.then_some(())?;
        Some(IssueOrder {
            category: self.category,
            person: self.person.clone()?,
            guardian,
            house: self.house.clone(),
            worker,
        })
    }

    /// Returns the version of the consent that the form shows.
    pub(crate) fn consent_version(&self) -> Option<u16> {
        match self.category {
            IssueCategory::Child => Some(CONSENT_VERSION),
            IssueCategory::Elder => None,
        }
    }
}

impl IssuedCode {
    pub(crate) fn can_void(&self) -> bool {
        match self.print {
            PrintState::Ready
            | PrintState::Printed
            | PrintState::NoPrinter
            | PrintState::Empty
            | PrintState::Stopped => true,
            PrintState::Printing | PrintState::Failed | PrintState::Voided => false,
        }
    }

    /// Hears what becomes of the code; tells whether a worker has to answer for voiding it.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing here"
    )]
    fn hear(&mut self, event: Event) -> (bool, Option<Effect>) {
        match event {
            Event::PrintCode if self.print.can_begin() => (false, Some(Effect::Print)),
            Event::Printed(PrintState::Failed) => {
                // Whatever came out of the printer counts for nothing.
                let worker = self.worker.clone();
                (false, Some(self.void(worker, VoidReason::PrintFailed)))
            }
            Event::Printed(state) => {
                self.print = state;
                (false, None)
            }
            Event::VoidCode => (self.can_void(), None),
            Event::Answered(worker) if self.can_void() => {
                (false, Some(self.void(*worker, VoidReason::Mistake)))
            }
            Event::Voided(reason) => {
                self.print = match reason {
                    VoidReason::PrintFailed => PrintState::Failed,
                    VoidReason::Mistake | VoidReason::Lost | VoidReason::Returned => {
                        PrintState::Voided
                    }
                };
                (false, None)
            }
            _ => (false, None),
        }
    }

    fn void(&self, worker: Worker, reason: VoidReason) -> Effect {
        Effect::Void(VoidOrder {
            serial: self.serial,
            worker,
            reason,
        })
    }
}

fn see_guardian(code: Result<Code, ScanRefusal>) -> IssuePage {
    IssuePage::Guardian(Some(match code {
        Err(refusal) => refusal,
        Ok(Code::House(_)) => ScanRefusal::HouseInstead,
        Ok(Code::Resident(holder, _)) if holder.child => ScanRefusal::Child,
        // Amber never issues, whoever answers for it (trust design 1.7).
        Ok(Code::Resident(holder, _)) if holder.assurance == Assurance::Unverified => {
            ScanRefusal::Uncertain
        }
        Ok(Code::Resident(guardian, _)) => {
            return IssuePage::Prove {
                guardian: *guardian,
                problem: None,
            };
        }
    }))
}
