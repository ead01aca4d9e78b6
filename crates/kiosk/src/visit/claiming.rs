//! A person without a code asks for one (领码), and comes back for it with the receipt.

use protocol::{CodeClaim, CodeSerial, NOT_THE_CLAIMANT, Question, Reply, WorkerId};
use residence::{
    DocumentType, IdentityDocument, PersonName, Phone, ReceiptNumber, RecordId, Shown as _,
    may_self_declare,
};
use zeroize::Zeroizing;

use super::{
    Effect, Event, Facts, NOTICE_VERSION, Next, Stage, TRIES_MAX,
    cohabitants::number_problem,
    needed::{Needed, Then},
};
use crate::{
    enquiry::NoAnswer,
    intent::ClaimEntry,
    screen::{ClaimProblem, CollectProblem, FailureCode, NumberProblem, WorkerMatter},
};

/// A claim in the making, or one that is made.
pub(crate) struct Claiming {
    pub(crate) claimant: Option<Claimant>,
    /// The worker who saw the original document.
    pub(crate) seen_by: Option<WorkerId>,
    /// Version of the notice that was agreed to, while a worker is asked.
    agreed: Option<u16>,
    tries_left: u8,
    pub(crate) page: ClaimPage,
}

/// The person whom a code is for.
pub(crate) struct Claimant {
    pub(crate) name: PersonName,
    pub(crate) document: IdentityDocument,
    pub(crate) phone: Option<Phone>,
}

/// The pages of a claim.
pub(crate) enum ClaimPage {
    Form(Option<ClaimProblem>),
    Check,
    /// The record is durable; the code comes by itself, or was brought by a receipt.
    Saved(Box<Claimed>),
    Collect(Collecting),
}

/// A code that is collected by its receipt.
#[derive(Default)]
pub(crate) struct Collecting {
    pub(crate) problem: Option<CollectProblem>,
    /// The receipt about which the centre is asked.
    pub(crate) asked: Option<ReceiptNumber>,
}

/// A durable claim and what came of it.
pub(crate) struct Claimed {
    /// Number of its receipt.
    pub(crate) receipt: ReceiptNumber,
    /// The claim, when it was made in this visit.
    pub(crate) record: Option<RecordId>,
    pub(crate) code: Option<ClaimedText>,
    /// Name of the rule by which the centre refused it.
    pub(crate) denied: Option<String>,
}

/// The text of a code that is ready, and the masked name in it.
pub(crate) struct ClaimedText {
    pub(crate) text: Zeroizing<String>,
    pub(crate) hint: Option<Zeroizing<String>>,
    pub(crate) expires_ms: u64,
    pub(crate) serial: CodeSerial,
    pub(crate) category: codes::Category,
}

/// A claim that is to become durable.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClaimOrder(pub(crate) CodeClaim);

impl Claiming {
    pub(crate) fn begin() -> Self {
        Self {
            claimant: None,
            seen_by: None,
            agreed: None,
            tries_left: TRIES_MAX,
            page: ClaimPage::Form(None),
        }
    }

    /// Returns the receipt about which the centre is asked.
    pub(crate) fn asks_about(&self) -> Option<ReceiptNumber> {
        match &self.page {
            ClaimPage::Collect(collecting) => collecting.asked,
            ClaimPage::Form(_) | ClaimPage::Check | ClaimPage::Saved(_) => None,
        }
    }

    /// Returns the claim whose answer is waited for.
    pub(crate) fn waits_for(&self) -> Option<RecordId> {
        match &self.page {
            ClaimPage::Saved(claimed) if claimed.code.is_none() && claimed.denied.is_none() => {
                claimed.record
            }
            ClaimPage::Form(_) | ClaimPage::Check | ClaimPage::Saved(_) | ClaimPage::Collect(_) => {
                None
            }
        }
    }

    pub(crate) fn can_go_back(&self) -> bool {
        !matches!(self.page, ClaimPage::Saved(_))
    }

    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match (&mut self.page, event) {
            (ClaimPage::Form(_), Event::GoBack) => return (Stage::home(facts), None),
            (ClaimPage::Collect(_) | ClaimPage::Check, Event::GoBack) => {
                self.page = ClaimPage::Form(None);
            }
            (ClaimPage::Form(_), Event::DescribeClaim(entry)) => self.describe(&entry, facts),
            (ClaimPage::Form(_), Event::BeginCollect) => {
                self.page = ClaimPage::Collect(Collecting::default());
            }
            (
                ClaimPage::Check,
                Event::Claim {
                    notice_version,
                    seen,
                },
            ) => {
                return self.agree(notice_version, seen, facts);
            }
            (ClaimPage::Check, Event::Answered(worker)) => {
                self.seen_by = Some(worker.id);
                let effect = self.agreed.and_then(|version| self.order(version, facts));
                return (Stage::Claiming(self), effect);
            }
            (ClaimPage::Check, Event::ClaimSaved(record)) => {
                self.page = ClaimPage::Saved(Box::new(Claimed {
                    receipt: ReceiptNumber::of(&record),
                    record: Some(record),
                    code: None,
                    denied: None,
                }));
            }
            (ClaimPage::Saved(claimed), Event::ClaimAnswered(record, answer))
                if claimed.record == Some(record) =>
            {
                match answer {
                    Ok(code) => claimed.code = Some(*code),
                    Err(rule) => claimed.denied = Some(rule),
                }
            }
            (ClaimPage::Collect(collecting), Event::CollectElsewhere(receipt, document)) => {
                *collecting = Collecting {
                    problem: None,
                    asked: Some(receipt),
                };
                let question = Question::Claimed {
                    claim: receipt,
                    document: *document,
                    on: facts.today,
                };
                let effect = Effect::AskCentre(Box::new(question));
                return (Stage::Claiming(self), Some(effect));
            }
            (ClaimPage::Collect(_), Event::Collected(answer)) => {
                return self.collect(answer, facts);
            }
            (ClaimPage::Collect(collecting), Event::Told(reply)) => {
                if let Some(receipt) = collecting.asked {
                    return self.take(receipt, reply, facts);
                }
            }
            _ => {}
        }
        (Stage::Claiming(self), None)
    }

    fn collect(
        mut self: Box<Self>,
        answer: Result<(ReceiptNumber, Box<ClaimedText>), CollectProblem>,
        facts: &Facts,
    ) -> Next {
        match answer {
            Ok((receipt, code)) => {
                self.page = ClaimPage::Saved(Box::new(Claimed {
                    receipt,
                    record: None,
                    code: Some(*code),
                    denied: None,
                }));
            }
            Err(CollectProblem::OtherPerson) if self.tries_left <= 1 => {
                // Whoever has a receipt that is not theirs does not guess the number.
                let end = Stage::home(facts).fail_for_now(FailureCode::TooManyTries, facts);
                return (end, None);
            }
            Err(why) => {
                if why == CollectProblem::OtherPerson {
                    self.tries_left -= 1;
                }
                self.page = ClaimPage::Collect(Collecting {
                    problem: Some(why),
                    asked: None,
                });
            }
        }
        (Stage::Claiming(self), None)
    }

    /// Takes what the centre says instead of a code; the code itself is read by the rim.
    fn take(
        mut self: Box<Self>,
        receipt: ReceiptNumber,
        reply: Result<Box<Reply>, NoAnswer>,
        facts: &Facts,
    ) -> Next {
        let problem = match reply.map(|reply| *reply) {
            Ok(Reply::Denied(rule)) if rule == NOT_THE_CLAIMANT => CollectProblem::OtherPerson,
            Ok(Reply::Denied(rule)) => {
                self.page = ClaimPage::Saved(Box::new(Claimed {
                    receipt,
                    record: None,
                    code: None,
                    denied: Some(rule),
                }));
                return (Stage::Claiming(self), None);
            }
            Ok(Reply::Claimed(_)) => CollectProblem::NotHere,
            // Another answer than the one to this question is none.
            Ok(Reply::Person(_) | Reply::Receipt(_) | Reply::Proof(_)) | Err(NoAnswer) => {
                CollectProblem::NoLine
            }
        };
        self.collect(Err(problem), facts)
    }

    fn describe(&mut self, entry: &ClaimEntry, facts: &Facts) {
        self.page = match read(entry, facts) {
            Ok(claimant) => {
                self.claimant = Some(claimant);
                ClaimPage::Check
            }
            Err(problem) => ClaimPage::Form(Some(problem)),
        };
    }

    fn agree(mut self: Box<Self>, notice_version: u16, seen: bool, facts: &Facts) -> Next {
        if notice_version != NOTICE_VERSION {
            // Another text was on the screen than the one this kiosk knows: nobody agreed to it.
            return (Stage::Claiming(self), None);
        }
        if seen {
            self.agreed = Some(notice_version);
            let behind = Stage::Claiming(self);
            return Needed::ask(WorkerMatter::ClaimSeen, Then::Act, behind, facts);
        }
        let effect = self.order(notice_version, facts);
        (Stage::Claiming(self), effect)
    }

    fn order(&self, notice_version: u16, facts: &Facts) -> Option<Effect> {
        let claimant = self.claimant.as_ref()?;
        Some(Effect::SaveClaim(Box::new(ClaimOrder(CodeClaim {
            name: claimant.name.clone(),
            document: claimant.document.clone(),
            phone: claimant.phone.clone(),
            document_seen: self.seen_by.is_some(),
            notice_version,
            claimed_on: facts.today,
        }))))
    }
}

fn read(entry: &ClaimEntry, facts: &Facts) -> Result<Claimant, ClaimProblem> {
    let name = PersonName::parse(&entry.name).map_err(|_| ClaimProblem::Name)?;
    let kind = DocumentType::from_shown_code(&entry.document)
        .ok_or(ClaimProblem::Number(NumberProblem::Format))?;
    let document = IdentityDocument::parse(kind, &entry.number, facts.last_day)
        .map_err(|error| ClaimProblem::Number(number_problem(error)))?;
    let policy = &facts.policy.age;
    let age = document
        .age_on(facts.today, policy)
        .ok_or(ClaimProblem::Number(NumberProblem::BirthDate))?;
    if !may_self_declare(age, policy) {
        return Err(ClaimProblem::Child);
    }
    let phone = match entry.phone.trim() {
        "" => None,
        typed => Some(
            Phone::parse(typed)
                .ok()
                .filter(|phone| phone.suits(document.kind().group()))
                .ok_or(ClaimProblem::Phone)?,
        ),
    };
    Ok(Claimant {
        name,
        document,
        phone,
    })
}
