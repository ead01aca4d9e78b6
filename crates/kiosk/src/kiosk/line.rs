//! The line to the centre: the courier on its thread, and what it tells the kiosk.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use journal::Journal;
use sync::{Carrier, CarrierError, Courier, HttpCarrier, Moment, Route, plan::Pacing};

use super::{Kiosk, Now};

/// What the threads of kiosk and courier tell each other.
#[derive(Clone, Default)]
pub(super) struct Line {
    news: Arc<AtomicBool>,
    up: Arc<AtomicBool>,
    now_ms: Arc<AtomicU64>,
}

impl Line {
    /// Hands the time on; the courier reads no clock of its own either.
    pub(super) fn note_time(&self, now: Now) {
        self.now_ms.store(now.unix_ms, Ordering::Relaxed);
    }

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
    /// somebody call [`Kiosk::tick`] soon.
    pub fn start_sync(&mut self, wake: Box<dyn Fn() + Send>) {
        let (line, clock, journal) = (self.line.clone(), self.line.clone(), self.journal.clone());
        let route = Route {
            journal: self.journal.clone(),
            carriers: Box::new(move || carrier(&journal)),
            crypto: Arc::clone(&self.crypto),
            app: self.settings.app.clone(),
            clock: Box::new(move || Moment {
                unix_ms: clock.now_ms.load(Ordering::Relaxed),
                boot_ms: 0,
                boot_id: [0; 16],
            }),
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
