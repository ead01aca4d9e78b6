//! What a person shows, is and holds: the own code, the family, the permit, the own data.

mod family;
mod permits;

use protocol::{ActOutcome, DataField, Deed, Presentation, wire};
use residence::{Private, RecordId, Subject};
use zeroize::Zeroizing;

use super::{Person, PersonPage};
use crate::{
    screen::{DataProblem, LivesDeed, MemberProblem, NumberProblem, PermitProblem},
    visit::{Effect, Event, Facts, Next, Stage},
};

/// The own number stands in full on the screen for so long (domain.md 10.4).
pub(crate) const FULL_MS: u64 = 10_000;
/// Longer words belong to a conversation at the desk.
const WORDS_MAX: usize = 400;

/// One of these pages, and what is being done on it.
pub(crate) struct Lives {
    pub(crate) page: LivesPage,
    /// What was sent to be saved.
    doing: Option<LivesDeed>,
}

/// The pages.
pub(crate) enum LivesPage {
    /// The codes that can be shown, and the one that is.
    Code(Option<Box<ShownCode>>),
    Family(Option<MemberProblem>),
    Permits(Option<PermitProblem>),
    MyData {
        /// Since when everything stands in full, on the clock of the machine.
        full_since_ms: Option<u64>,
        problem: Option<DataProblem>,
    },
    /// The number is asked for again, before everything stands in full.
    Recheck(Option<NumberProblem>),
    Saved(SavedDeed),
}

/// Something that is durable, and what the centre made of it.
#[derive(Clone)]
pub(crate) struct SavedDeed {
    pub(crate) record: RecordId,
    pub(crate) deed: LivesDeed,
    pub(crate) outcome: Option<ActOutcome>,
}

/// A code that is drawn for a verifier: in memory for this page, and nowhere else.
pub(crate) struct ShownCode {
    pub(crate) text: Zeroizing<String>,
    pub(crate) hint: Option<Zeroizing<String>>,
    /// Whose, when not the person's own.
    pub(crate) member: Option<Subject>,
    pub(crate) expires_ms: u64,
    pub(crate) presentation: Presentation,
    /// The presentation is durable.
    pub(crate) recorded: bool,
}

impl Lives {
    pub(super) fn open(page: LivesPage) -> PersonPage {
        PersonPage::Lives(Box::new(Self { page, doing: None }))
    }

    /// Tells whether the number is asked for.
    pub(crate) fn asks_number(&self) -> bool {
        matches!(self.page, LivesPage::Recheck(_))
    }

    /// Tells whether everything stands in full for longer than it may.
    pub(crate) fn is_overdue(&self, boot_ms: u64) -> bool {
        match &self.page {
            LivesPage::MyData {
                full_since_ms: Some(since_ms),
                ..
            } => boot_ms.saturating_sub(*since_ms) >= FULL_MS,
            LivesPage::MyData { .. }
            | LivesPage::Code(_)
            | LivesPage::Family(_)
            | LivesPage::Permits(_)
            | LivesPage::Recheck(_)
            | LivesPage::Saved(_) => false,
        }
    }

    /// Takes what the centre made of the act on the screen; tells whether that was news.
    pub(super) fn decided(&mut self, outcome: &ActOutcome) -> bool {
        let LivesPage::Saved(saved) = &mut self.page else {
            return false;
        };
        let news = saved.record == outcome.record && saved.outcome.is_none();
        if news {
            saved.outcome = Some(outcome.clone());
        }
        news
    }

    /// Returns the act on the screen.
    pub(crate) fn act(&self) -> Option<&SavedDeed> {
        match &self.page {
            LivesPage::Saved(saved) => Some(saved),
            LivesPage::Code(_)
            | LivesPage::Family(_)
            | LivesPage::Permits(_)
            | LivesPage::MyData { .. }
            | LivesPage::Recheck(_) => None,
        }
    }

    /// Returns where `GoBack` leads.
    pub(super) fn back(&self) -> PersonPage {
        match &self.page {
            LivesPage::Code(Some(_)) => Self::open(LivesPage::Code(None)),
            LivesPage::Recheck(_) => Self::open(data()),
            LivesPage::Saved(saved) => match saved.deed {
                LivesDeed::AddMember | LivesDeed::RemoveMember => {
                    Self::open(LivesPage::Family(None))
                }
                LivesDeed::Correct | LivesDeed::Erase | LivesDeed::Feedback => Self::open(data()),
                LivesDeed::Apply
                | LivesDeed::Supply
                | LivesDeed::Endorse
                | LivesDeed::EndorseLate
                | LivesDeed::ChangeAddress
                | LivesDeed::Replace
                | LivesDeed::Reissue
                | LivesDeed::AskCard
                | LivesDeed::CancelPermit => Self::open(LivesPage::Permits(None)),
            },
            LivesPage::Code(None)
            | LivesPage::Family(_)
            | LivesPage::Permits(_)
            | LivesPage::MyData { .. } => PersonPage::Menu,
        }
    }
}

/// The page of the own data as it opens: masked.
pub(super) fn data() -> LivesPage {
    LivesPage::MyData {
        full_since_ms: None,
        problem: None,
    }
}

impl Person {
    pub(super) fn live(self: Box<Self>, lives: Lives, event: Event, facts: &Facts) -> Next {
        let Lives { page, doing } = lives;
        match (page, event, doing) {
            (_, Event::ActSaved(record), Some(deed)) => {
                let outcome = None;
                let saved = SavedDeed {
                    record,
                    deed,
                    outcome,
                };
                self.show(LivesPage::Saved(saved))
            }
            (LivesPage::Code(_), Event::CodeShown(shown), _) => {
                let effect = Effect::SavePresentation(shown.presentation.clone());
                let (stage, _) = self.show(LivesPage::Code(Some(shown)));
                (stage, Some(effect))
            }
            (LivesPage::Code(Some(mut shown)), Event::PresentationSaved, _) => {
                shown.recorded = true;
                self.show(LivesPage::Code(Some(shown)))
            }
            (LivesPage::Family(problem), event, _) => self.hear_family(problem, event, facts),
            (LivesPage::Permits(problem), event, _) => self.hear_permits(problem, event, facts),
            (page @ LivesPage::MyData { .. }, event, _) => self.hear_data(page, event, facts),
            (LivesPage::Recheck(_), Event::Number(answer), _) => match answer {
                Ok(_) => self.show(LivesPage::MyData {
                    full_since_ms: Some(facts.boot_ms),
                    problem: None,
                }),
                Err(problem) => self.show(LivesPage::Recheck(Some(problem))),
            },
            (page, _, doing) => self.turn_to(PersonPage::Lives(Box::new(Lives { page, doing }))),
        }
    }

    fn show(self: Box<Self>, page: LivesPage) -> Next {
        self.turn_to(Lives::open(page))
    }

    /// Sends a deed to be saved; the page stays until it is.
    fn send(self: Box<Self>, page: LivesPage, what: LivesDeed, deed: Deed, facts: &Facts) -> Next {
        let effect = self.act(deed, None, facts);
        let doing = effect.is_some().then_some(what);
        let lives = Lives { page, doing };
        (
            Stage::Person(self.at(PersonPage::Lives(Box::new(lives)))),
            effect,
        )
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing on this page"
    )]
    fn hear_data(self: Box<Self>, page: LivesPage, event: Event, facts: &Facts) -> Next {
        match event {
            Event::RevealData if self.told.summary.is_some() => self.show(LivesPage::Recheck(None)),
            Event::HideData => self.show(data()),
            Event::Correct(field, text) => match (field_of(&field), words(&text)) {
                (Some(field), Some(text)) => {
                    self.send(page, LivesDeed::Correct, Deed::Correct(field, text), facts)
                }
                (None, _) | (_, None) => self.object_to_data(),
            },
            Event::Erase => self.send(page, LivesDeed::Erase, Deed::Erase, facts),
            Event::Feedback(text) => match words(&text) {
                Some(text) => self.send(page, LivesDeed::Feedback, Deed::Feedback(text), facts),
                None => self.object_to_data(),
            },
            _ => self.show(page),
        }
    }

    fn object_to_data(self: Box<Self>) -> Next {
        self.show(LivesPage::MyData {
            full_since_ms: None,
            problem: Some(DataProblem::Words),
        })
    }
}

fn field_of(code: &str) -> Option<DataField> {
    match code {
        "name" => Some(DataField::Name),
        "phone" => Some(DataField::Phone),
        "hukou_address" => Some(DataField::HukouAddress),
        _ => None,
    }
}

/// Takes words that somebody wrote; `None` for nothing, too much, or what is no text.
pub(crate) fn words(text: &str) -> Option<Private<String>> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= WORDS_MAX && wire::is_sendable(text);
    fits.then(|| Private::new(text.to_owned()))
}
