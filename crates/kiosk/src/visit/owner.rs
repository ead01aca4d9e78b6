//! The owner's turn: scan, prove, decide; or skip, and the owner will be asked.

use protocol::{ActingPerson, Assurance, OwnerAnswer, OwnerDecision};
use residence::{
    Capacity, Event as Act, Facts as RuleFacts, IdentityDocument, RejectionReason, Shown as _,
    decide,
};

use super::{
    Effect, Event, Facts, Next, Stage, TRIES_MAX,
    agreeing::Declared,
    needed::{Needed, Then},
    people::{Code, Holder, Ownership},
    proving::tries_after,
    scanning::owner_refusal,
    stage::Failed,
};
use crate::screen::{Failure, FailureCode, NumberProblem, Saved, ScanRefusal, WorkerMatter};

/// A durable declaration, and the owner who is present to decide about it.
pub(crate) struct OwnerTurn {
    pub(crate) declared: Declared,
    pub(crate) tries_left: u8,
    pub(crate) page: OwnerPage,
}

/// The pages of the owner's turn.
pub(crate) enum OwnerPage {
    Scan(Option<ScanRefusal>),
    Prove {
        owner: Holder,
        ownership: Ownership,
        problem: Option<NumberProblem>,
    },
    Decide {
        owner: Holder,
        ownership: Ownership,
        document: IdentityDocument,
    },
}

impl OwnerTurn {
    pub(super) fn begin(declared: Declared) -> Self {
        Self {
            declared,
            tries_left: TRIES_MAX,
            page: OwnerPage::Scan(None),
        }
    }

    fn with(self, tries_left: u8) -> Self {
        Self { tries_left, ..self }
    }

    pub(super) fn can_go_back(&self) -> bool {
        !matches!(self.page, OwnerPage::Scan(_))
    }

    pub(super) fn hear(self: Box<Self>, event: Event, facts: &Facts) -> Next {
        let Self {
            declared,
            tries_left,
            page,
        } = *self;
        let page = match (page, event) {
            (_, Event::SkipOwner) => return (Stage::Receipt(Box::new(declared)), None),
            (OwnerPage::Scan(_), Event::Code(Ok(Code::Resident(owner, ownership))))
                if is_in_doubt(&owner, ownership, &declared) =>
            {
                let behind = Stage::Owner(Box::new(Self::begin(declared).with(tries_left)));
                let then = Then::Code(owner, ownership);
                return Needed::ask(WorkerMatter::AmberOwner, then, behind, facts);
            }
            (OwnerPage::Scan(_), Event::Code(code)) => see_owner(code, &declared),
            (
                OwnerPage::Prove {
                    owner, ownership, ..
                },
                Event::Number(answer),
            ) => {
                let turn = Self {
                    declared,
                    tries_left,
                    page: OwnerPage::Scan(None),
                };
                return turn.prove(owner, ownership, answer, facts);
            }
            (OwnerPage::Prove { .. } | OwnerPage::Decide { .. }, Event::GoBack) => {
                OwnerPage::Scan(None)
            }
            (page @ OwnerPage::Decide { .. }, Event::DecideAsOwner(refusal)) => {
                return Self {
                    declared,
                    tries_left,
                    page,
                }
                .decide(refusal.as_deref(), facts);
            }
            (OwnerPage::Decide { .. }, Event::DecisionSaved) => {
                return (Stage::Receipt(Box::new(declared)), None);
            }
            (page, _) => page,
        };
        (
            Stage::Owner(Box::new(Self {
                declared,
                tries_left,
                page,
            })),
            None,
        )
    }

    fn prove(
        mut self,
        owner: Holder,
        ownership: Ownership,
        answer: Result<IdentityDocument, NumberProblem>,
        facts: &Facts,
    ) -> Next {
        match answer {
            Ok(document) => {
                self.page = OwnerPage::Decide {
                    owner,
                    ownership,
                    document,
                }
            }
            Err(problem) => {
                self.tries_left = tries_after(self.tries_left, problem);
                if self.tries_left == 0 {
                    return (self.give_up(facts), None);
                }
                self.page = OwnerPage::Prove {
                    owner,
                    ownership,
                    problem: Some(problem),
                };
            }
        }
        (Stage::Owner(Box::new(self)), None)
    }

    /// The declaration is safe whatever the owner typed: going on leads to its receipt.
    fn give_up(self, facts: &Facts) -> Stage {
        let failure = Failure {
            code: FailureCode::TooManyTries,
            incident: facts.fresh_incident.clone(),
            saved: Saved::Yes,
            can_retry: false,
        };
        let receipt = Stage::Receipt(Box::new(self.declared));
        Stage::Failed(Failed {
            failure,
            ticket: None,
            back: Some(Box::new(receipt)),
        })
    }

    fn decide(self, refusal: Option<&str>, facts: &Facts) -> Next {
        let answer = match refusal {
            None => Some(OwnerAnswer::Confirmed),
            Some(code) => RejectionReason::from_shown_code(code)
                .filter(|reason| !Act::Reject(*reason).needs_note())
                .map(OwnerAnswer::Refused),
        };
        let effect = answer.and_then(|answer| self.decision(answer, facts));
        (Stage::Owner(Box::new(self)), effect)
    }

    fn decision(&self, answer: OwnerAnswer, facts: &Facts) -> Option<Effect> {
        let OwnerPage::Decide {
            owner,
            ownership,
            document,
        } = &self.page
        else {
            return None;
        };
        let assurance = match ownership {
            Ownership::Recorded => {
                self.check_rule(answer, facts)?;
                owner.assurance
            }
            // The register here cannot tell whose house it is: the centre decides.
            Ownership::NotRecorded | Ownership::Unknown => Assurance::Unverified,
        };
        Some(Effect::SaveDecision(Box::new(OwnerDecision {
            declaration: self.declared.record,
            owner: ActingPerson {
                subject: owner.subject,
                serial: owner.serial,
                document: document.clone(),
                assurance,
            },
            answer,
            decided_on: facts.today,
        })))
    }

    fn check_rule(&self, answer: OwnerAnswer, facts: &Facts) -> Option<()> {
        let act = match answer {
            OwnerAnswer::Confirmed => Act::Confirm,
            OwnerAnswer::Refused(reason) => Act::Reject(reason),
        };
        let known = RuleFacts {
            actor: Some(Capacity::Owner),
            ..self.declared.known.clone()
        };
        let registration = Some(&self.declared.registration);
        decide(registration, act, &known, facts.today, &facts.policy)
            .ok()
            .map(drop)
    }
}

/// An owner whose code is amber decides only when a worker answers for it (trust design 1.7).
fn is_in_doubt(owner: &Holder, ownership: Ownership, declared: &Declared) -> bool {
    let refusal = owner_refusal(owner, ownership, declared.subject);
    refusal == Some(ScanRefusal::Uncertain)
}

fn see_owner(code: Result<Code, ScanRefusal>, declared: &Declared) -> OwnerPage {
    match code {
        Err(refusal) => OwnerPage::Scan(Some(refusal)),
        Ok(Code::House(_)) => OwnerPage::Scan(Some(ScanRefusal::HouseInstead)),
        Ok(Code::Resident(owner, ownership)) => {
            match owner_refusal(&owner, ownership, declared.subject) {
                Some(refusal) => OwnerPage::Scan(Some(refusal)),
                None => OwnerPage::Prove {
                    owner: *owner,
                    ownership,
                    problem: None,
                },
            }
        }
    }
}
