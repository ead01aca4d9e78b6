//! A worker answers for the next step of a visit, and the visit goes on where it stood.

use residence::IdentityDocument;

use super::{
    Event, Facts, Next, Stage,
    asking::{Asked, Asking},
    people::{Code, Holder, Ownership},
};
use crate::{screen::WorkerMatter, session::Worker};

/// A step that waits for a worker's PIN.
pub(crate) struct Needed {
    pub(crate) matter: WorkerMatter,
    pub(crate) asking: Asking,
    /// The step goes on from here.
    pub(crate) behind: Stage,
    then: Then,
}

/// What waits.
pub(crate) enum Then {
    /// A code that is worth nothing without a worker.
    Code(Box<Holder>, Ownership),
    /// The number of a card that this kiosk cannot compare and a worker has seen.
    Number(Box<IdentityDocument>),
    /// The grave act of the stage behind.
    Act,
}

impl Needed {
    /// Puts the question in front of a stage.
    pub(crate) fn ask(matter: WorkerMatter, then: Then, behind: Stage, facts: &Facts) -> Next {
        let needed = Self {
            matter,
            asking: Asking::of(facts.worker.clone()),
            behind,
            then,
        };
        (Stage::Needed(Box::new(needed)), None)
    }

    /// Tells whether one can go on without: then the owner is asked later.
    pub(crate) fn may_skip(&self) -> bool {
        matches!(self.behind, Stage::Owner(_))
    }

    pub(crate) fn hear(self, event: Event, facts: &Facts) -> Next {
        if matches!(event, Event::SkipOwner) && self.may_skip() {
            return self.behind.hear(event, facts);
        }
        let Self {
            matter,
            asking,
            behind,
            then,
        } = self;
        match asking.hear(event) {
            Asked::Answered(worker) => then.go_on(behind, worker, facts),
            Asked::Back => (behind, None),
            Asked::Again(asking) => {
                let again = Self {
                    matter,
                    asking,
                    behind,
                    then,
                };
                (Stage::Needed(Box::new(again)), None)
            }
        }
    }
}

impl Then {
    fn go_on(self, mut behind: Stage, worker: Worker, facts: &Facts) -> Next {
        let event = match self {
            Self::Code(mut holder, ownership) => {
                holder.answered_by = Some(worker.id);
                Event::Code(Ok(Code::Resident(holder, ownership)))
            }
            Self::Number(document) => {
                behind.note_answer(worker.id);
                Event::Number(Ok(*document))
            }
            Self::Act => Event::Answered(Box::new(worker)),
        };
        behind.hear(event, facts)
    }
}
