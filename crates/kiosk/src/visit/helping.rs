//! Reading the guide, and a word to those who run the service: nobody has to say who they are.

use protocol::Feedback;

use super::{Effect, Event, Facts, Next, SavedDeed, Stage, person::words};
use crate::screen::{DataProblem, HelpTopic, LivesDeed};

/// The pages of the guide.
pub(crate) enum Helping {
    /// The list, and why the words last written are not taken.
    Topics(Option<DataProblem>),
    /// One topic.
    Topic(HelpTopic),
    /// What was said is saved.
    Said(SavedDeed),
}

impl Helping {
    pub(super) fn begin() -> Stage {
        Stage::Helping(Self::Topics(None))
    }

    pub(super) fn hear(self, event: Event, facts: &Facts) -> Next {
        let page = match (self, event) {
            (Self::Topics(_) | Self::Topic(_), Event::OpenTopic(topic)) => Self::Topic(topic),
            (Self::Topics(_), Event::Feedback(text)) => {
                let Some(words) = words(&text) else {
                    return (Stage::Helping(Self::Topics(Some(DataProblem::Words))), None);
                };
                let given_on = facts.today;
                let said = Effect::SaveFeedback(Box::new(Feedback { given_on, words }));
                return (Self::begin(), Some(said));
            }
            (Self::Topics(_), Event::ActSaved(record)) => Self::Said(SavedDeed {
                record,
                deed: LivesDeed::Feedback,
                outcome: None,
            }),
            (Self::Said(saved), Event::ActDecided(outcome)) if saved.record == outcome.record => {
                Self::Said(SavedDeed {
                    outcome: Some(outcome),
                    ..saved
                })
            }
            (Self::Topics(_), Event::GoBack) => return (Stage::home(facts), None),
            (Self::Topic(_) | Self::Said(_), Event::GoBack) => Self::Topics(None),
            (page, _) => page,
        };
        (Stage::Helping(page), None)
    }

    /// Returns what was said and the centre did not answer yet.
    pub(super) fn open(&self) -> Option<residence::RecordId> {
        match self {
            Self::Said(saved) if saved.outcome.is_none() => Some(saved.record),
            Self::Said(_) | Self::Topics(_) | Self::Topic(_) => None,
        }
    }
}
