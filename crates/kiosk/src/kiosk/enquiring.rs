//! Questions to the centre: on a thread of their own, heard at the next tick, dropped with the visit.

use std::{sync::Arc, thread};

use codes::Crypto;
use journal::Journal;
use protocol::{Question, Reply};
use sync::{HttpCarrier, enquire};

use super::{Kiosk, Now};
use crate::{
    enquiry::{Answering, Asks, Enquiry, NoAnswer},
    screen::CollectProblem,
    visit::{Event, Stage},
};

/// The centre at which this kiosk is enrolled.
struct Centre {
    journal: Journal,
    crypto: Arc<dyn Crypto>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Asks for Centre {
    fn ask(&mut self, question: Question, answering: Answering) {
        let (journal, crypto) = (self.journal.clone(), Arc::clone(&self.crypto));
        let wake = Arc::clone(&self.wake);
        let way = move || {
            answering.answer(ask_centre(&journal, &question, &*crypto));
            wake();
        };
        // A machine without room for a thread drops the place for the answer: there is none.
        drop(thread::Builder::new().name("enquiry".to_owned()).spawn(way));
    }
}

fn ask_centre(
    journal: &Journal,
    question: &Question,
    crypto: &dyn Crypto,
) -> Result<Reply, NoAnswer> {
    let enrolment = journal.enrolment().ok().flatten().ok_or(NoAnswer)?;
    let mut carrier =
        HttpCarrier::for_enquiries(&enrolment.server, &enrolment.ca_pem).map_err(|_| NoAnswer)?;
    enquire(journal, question, &mut carrier, crypto).map_err(|_| NoAnswer)
}

impl Kiosk {
    /// Lets questions travel to the centre; `wake` is called on their thread after each answer and
    /// should let somebody call [`Kiosk::tick`] soon.
    pub fn start_enquiries(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        let centre = Centre {
            journal: self.journal.clone(),
            crypto: Arc::clone(&self.crypto),
            wake,
        };
        self.ask_through(Box::new(centre));
    }

    /// Lets questions go another way than to the centre of the enrolment.
    pub fn ask_through(&mut self, asks: Box<dyn Asks>) {
        self.asks = Some(asks);
    }

    /// Sends a question on its way; one that is still out is given up.
    pub(super) fn ask_centre(&mut self, question: Question) -> Option<Event> {
        let Some(asks) = &mut self.asks else {
            return Some(Event::Told(Err(NoAnswer)));
        };
        self.enquiry = Some(Enquiry::begin(&mut **asks, question));
        None
    }

    /// Reads the journal again, and asks the centre again when it decided about who is here.
    pub(super) fn look_again(&mut self, now: Now) {
        let before = self.registrations.clone();
        self.refresh(now);
        if self.visit.stage.hears_centre() && before != self.registrations {
            self.tell(Event::HomesChanged, now);
        }
    }

    /// Hears what the centre told and decided; tells whether there was anything.
    pub(super) fn hear_centre(&mut self, now: Now) -> bool {
        if !self.visit.stage.hears_centre() {
            return false;
        }
        let told = self.enquiry.as_ref().and_then(Enquiry::take);
        let any = told.is_some();
        if let Some(reply) = told {
            self.enquiry = None;
            let event = self.read_reply(reply);
            self.tell(event, now);
        }
        self.hear_outcomes(now) || any
    }

    /// A code that was claimed is read here; everything else is the visit's matter.
    fn read_reply(&self, reply: Result<Reply, NoAnswer>) -> Event {
        let asked = match &self.visit.stage {
            Stage::Claiming(claiming) => claiming.asks_about(),
            Stage::Welcome
            | Stage::Declaring(_)
            | Stage::Owner(_)
            | Stage::Receipt(_)
            | Stage::Receipts(_)
            | Stage::ScanOwn(_)
            | Stage::Person(_)
            | Stage::Failed(_)
            | Stage::Checking(_)
            | Stage::Helping(_)
            | Stage::LogIn(_)
            | Stage::Desk
            | Stage::Needed(_)
            | Stage::Issuing(_)
            | Stage::Timing(_) => None,
        };
        match (asked, reply) {
            (Some(receipt), Ok(Reply::Claimed(Some(text)))) => Event::Collected(
                self.own_code(text)
                    .map(|code| (receipt, Box::new(code)))
                    // A code that nobody here can verify is not handed out.
                    .ok_or(CollectProblem::NotHere),
            ),
            (_, reply) => Event::Told(reply.map(Box::new)),
        }
    }

    fn hear_outcomes(&mut self, now: Now) -> bool {
        let open = self.visit.stage.open_acts();
        let decided: Vec<_> = open
            .iter()
            // What cannot be read now is read at the next tick.
            .filter_map(|record| self.journal.act_outcome(record).ok().flatten())
            .collect();
        for outcome in decided.iter().cloned() {
            self.tell(Event::ActDecided(outcome), now);
        }
        !decided.is_empty()
    }

    /// Tells of each act of this visit whether the centre received it.
    pub(super) fn read_received(&self) -> Vec<residence::RecordId> {
        let open = self.visit.stage.acts();
        open.into_iter()
            .filter(|record| self.journal.is_received(record).unwrap_or(false))
            .collect()
    }
}
