//! Asking the centre about the person who is here, without anybody waiting for the answer.

use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use protocol::{Question, Reply};

/// There was no answer: no line, a centre that is not there, or one that cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

/// Whoever can ask the centre.
pub trait Asks: Send {
    /// Asks and returns at once; the answer is given later, on whatever thread, or never.
    fn ask(&mut self, question: Question, answering: Answering);
}

/// The place for one answer. Dropped without one, it says that there is none.
#[derive(Debug)]
pub struct Answering(Sender<Result<Reply, NoAnswer>>);

impl Answering {
    /// Gives the answer; what nobody waits for any more is dropped, and overwritten with that.
    pub fn answer(self, reply: Result<Reply, NoAnswer>) {
        drop(self.0.send(reply));
    }
}

/// A question on its way. Dropped with the visit, it takes no answer any more.
pub(crate) struct Enquiry(Receiver<Result<Reply, NoAnswer>>);

impl Enquiry {
    /// Sends a question on its way.
    pub(crate) fn begin(asks: &mut dyn Asks, question: Question) -> Self {
        let (sender, receiver) = channel();
        asks.ask(question, Answering(sender));
        Self(receiver)
    }

    /// Returns the answer once it is there.
    pub(crate) fn take(&self) -> Option<Result<Reply, NoAnswer>> {
        match self.0.try_recv() {
            Ok(reply) => Some(reply),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(NoAnswer)),
        }
    }
}
