//! The line to the centre: the courier on its thread, and what it tells the kiosk.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use journal::Journal;
use sync::{Carrier, CarrierError, Courier, HttpCarrier, Moment, Route, plan::Pacing};

use super::{Kiosk, Now};

/// What the threads of kiosk and courier tell each other.
#[derive(Clone, Default)]
pub(super) struct Line {
    news: Arc<AtomicBool>,
    up: Arc<AtomicBool>,
}

impl Line {
    /// Tells whether a round ended since the last question.
    pub(super) fn take_news(&self) -> bool {
        self.news.swap(false, Ordering::Acquire)
    }

    /// Tells whether the last round reached the centre.
    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    fn report(&self, up: bool) {
        self.up.store(up, Ordering::Relaxed);
        self.news.store(true, Ordering::Release);
    }
}

impl Kiosk {
    /// Starts the courier; `wake` is called on its thread after each round and should let
    /// somebody call [`Kiosk::tick`] soon. `clock` is read there as well, when the time counts:
    /// half of what passes between two readings is the doubt about the centre's time.
    pub fn start_sync(&mut self, wake: Box<dyn Fn() + Send>, clock: Box<dyn Fn() -> Now + Send>) {
        let (line, journal) = (self.line.clone(), self.journal.clone());
        let route = Route {
            journal: self.journal.clone(),
            carriers: Box::new(move || carrier(&journal)),
            crypto: Arc::clone(&self.crypto),
            app: self.settings.app.clone(),
            clock: Box::new(move || moment(clock())),
            pacing: Pacing::default(),
        };
        let on_report = move |report: sync::Report| {
            line.report(report.result.is_ok());
            wake();
        };
        // The one before, if any, ends its round first: two would send everything twice.
        drop(self.courier.take());
        self.courier = Some(Courier::spawn(route, Box::new(on_report)));
    }

    /// Asks the courier to go now, because a record was saved.
    pub(super) fn wake_courier(&self) {
        if let Some(courier) = &self.courier {
            courier.wake();
        }
    }
}

fn moment(now: Now) -> Moment {
    Moment {
        unix_ms: now.unix_ms,
        boot_ms: now.boot_ms,
        boot_id: now.boot_id,
    }
}

/// Makes a carrier to the centre that this kiosk is enrolled at; none before that.
fn carrier(journal: &Journal) -> Result<Box<dyn Carrier>, CarrierError> {
    let enrolment = journal
        .enrolment()
        .ok()
        .flatten()
        .ok_or(CarrierError::Address)?;
    let carrier = HttpCarrier::new(&enrolment.server, &enrolment.ca_pem)?;
    Ok(Box::new(carrier))
}
