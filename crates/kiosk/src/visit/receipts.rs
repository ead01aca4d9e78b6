//! Asking after a receipt: its code or its number, what this kiosk knows of it, else the centre.

use protocol::{Question, ReceiptNews, Reply};
use residence::{Listed as _, ReceiptNumber};

use super::{Effect, Event, Facts, Next, Stage};
use crate::{
    enquiry::NoAnswer,
    screen::{ReceiptAnswer, ReceiptStatus, SavedState, ScanRefusal},
};

/// Somebody asks what became of a receipt.
#[derive(Default)]
pub(crate) struct ReceiptAsked {
    /// Why what was shown or typed is no number of a receipt.
    pub(crate) problem: Option<ScanRefusal>,
    /// The answer on the screen; a number is looked for while there is none.
    pub(crate) answer: Option<ReceiptStatus>,
}

impl ReceiptAsked {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing here"
    )]
    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match event {
            Event::ReceiptFound(found) if self.answer.is_none() => {
                match *found {
                    Ok(answer) => {
                        self.problem = None;
                        self.answer = Some(answer);
                        if self.stands(&ReceiptAnswer::NotHere) {
                            return self.ask();
                        }
                    }
                    Err(problem) => self.problem = Some(problem),
                }
                (Stage::Receipts(self), None)
            }
            Event::LineUp if self.stands(&ReceiptAnswer::NotHere) => self.ask(),
            Event::Told(reply) if self.stands(&ReceiptAnswer::Asking) => self.take(reply),
            Event::GoBack if self.answer.is_some() => (Stage::Receipts(Box::default()), None),
            Event::GoBack => (Stage::home(facts), None),
            _ => (Stage::Receipts(self), None),
        }
    }

    fn stands(&self, answer: &ReceiptAnswer) -> bool {
        let shown = self.answer.as_ref();
        shown.is_some_and(|status| status.answer == *answer)
    }

    /// Asks the centre about a receipt that was made elsewhere.
    fn ask(mut self: Box<Self>) -> Next {
        let mut effect = None;
        if let Some(status) = &mut self.answer
            && let Ok(number) = ReceiptNumber::parse(&status.number)
        {
            status.answer = ReceiptAnswer::Asking;
            effect = Some(Effect::AskCentre(Box::new(Question::Receipt(number))));
        }
        (Stage::Receipts(self), effect)
    }

    fn take(mut self: Box<Self>, reply: Result<Box<Reply>, NoAnswer>) -> Next {
        if let Some(status) = &mut self.answer {
            status.answer = match reply.map(|reply| *reply) {
                Ok(Reply::Receipt(news)) => told(news),
                // Another answer than the one to this question is none.
                Ok(Reply::Person(_) | Reply::Proof(_) | Reply::Claimed(_) | Reply::Denied(_))
                | Err(NoAnswer) => ReceiptAnswer::NotHere,
            };
        }
        (Stage::Receipts(self), None)
    }
}

fn told(news: ReceiptNews) -> ReceiptAnswer {
    let Some(received_on) = news.received_on else {
        return ReceiptAnswer::Unknown;
    };
    ReceiptAnswer::Told {
        saved: if news.decided_on.is_some() {
            SavedState::Decided
        } else {
            SavedState::Received
        },
        state: news.state.map(|state| state.code().to_owned()),
        denied: news.denied,
        day: news.decided_on.unwrap_or(received_on).to_string(),
    }
}
